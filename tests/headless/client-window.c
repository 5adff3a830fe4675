/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client-window — conversation windows: opening, typing, reading, what is logged.
 */

#include "client-private.h"

/* The window with the focus (nullable). */
static PurpleConversation *focused;

/* ---- focus, and what was not seen ---- */

gboolean
client_window_has_focus (PurpleConversation *conversation)
{
    return conversation == focused;
}

void
client_window_destroyed (PurpleConversation *conversation)
{
    if (conversation == focused)
        focused = NULL;
}

static void
set_unseen (PurpleConversation *conversation, int count)
{
    purple_conversation_set_data (conversation, "unseen-count", GINT_TO_POINTER (count));
    purple_conversation_update (conversation, PURPLE_CONV_UPDATE_UNSEEN);
}

/* Pidgin: gtkconv.c, pidgin_conv_write_conv and gtkconv_set_unseen: what is written without the
 * focus is unseen; remarks do not count, but are told all the same. */
void
client_window_written (PurpleConversation *conversation, PurpleMessageFlags flags)
{
    int count = GPOINTER_TO_INT (purple_conversation_get_data (conversation, "unseen-count"));

    if ((flags & PURPLE_MESSAGE_SEND) || client_window_has_focus (conversation))
        return;
    if (!(flags & (PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR | PURPLE_MESSAGE_NO_LOG)))
        count++;
    set_unseen (conversation, count);
}

PurpleConversation *
client_find_window (Client *self, const char *name)
{
    if (self->account == NULL)
        return NULL;
    return purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, name, self->account);
}

PurpleConversation *
client_open (Client *self, const char *name)
{
    PurpleConversation *conversation = client_find_window (self, name);

    if (conversation == NULL)
        conversation = purple_conversation_new (PURPLE_CONV_TYPE_IM, self->account, name);
    purple_conversation_present (conversation);
    return conversation;
}

void
client_close (Client *self, const char *name)
{
    PurpleConversation *conversation = client_find_window (self, name);

    g_assert_nonnull (conversation);
    purple_conversation_destroy (conversation);
}

static PurpleConversation *
require_window (Client *self, const char *name)
{
    PurpleConversation *conversation = client_find_window (self, name);

    if (conversation == NULL) {
        client_dump (self);
        g_error ("there is no window of %s", name);
    }
    return conversation;
}

void
client_focus_as (Client *self, const char *name, ClientUi ui)
{
    PurpleConversation *conversation = require_window (self, name);

    focused = ui == CLIENT_PIDGIN ? NULL : conversation;
    set_unseen (conversation, 0);
    focused = conversation;
}

void
client_focus (Client *self, const char *name)
{
    client_focus_as (self, name, CLIENT_PIDGIN);
}

void
client_look (Client *self, const char *name)
{
    focused = NULL;
    set_unseen (require_window (self, name), 0);
}

void
client_blur (void)
{
    focused = NULL;
}

gboolean
client_shows_typing (Client *self, const char *name)
{
    PurpleConversation *conversation = require_window (self, name);

    return purple_conv_im_get_typing_state (PURPLE_CONV_IM (conversation)) == PURPLE_TYPING;
}

/* Pidgin: gtkconv.c, got_typing_keypress. */
void
client_press_key (Client *self, const char *name)
{
    PurpleConversation *conversation = require_window (self, name);
    PurpleConvIm *im = PURPLE_CONV_IM (conversation);
    time_t again = purple_conv_im_get_type_again (im);
    unsigned int timeout;

    if (again != 0 && time (NULL) <= again)
        return;
    timeout = serv_send_typing (purple_conversation_get_gc (conversation), name, PURPLE_TYPING);
    purple_conv_im_set_type_again (im, timeout);
}

static void
write_grey (PurpleConversation *conversation, const char *text)
{
    purple_conversation_write (conversation, "", text, PURPLE_MESSAGE_NO_LOG, time (NULL));
}

/* What both UIs write after a command; FALSE: there is no such command. */
static gboolean
report_command (PurpleConversation *conversation, PurpleCmdStatus status, const char *error)
{
    switch (status) {
    case PURPLE_CMD_STATUS_OK:
        return TRUE;
    case PURPLE_CMD_STATUS_FAILED:
        write_grey (conversation, error != NULL ? error : "Your command failed.");
        return TRUE;
    case PURPLE_CMD_STATUS_WRONG_ARGS:
        write_grey (conversation, "Syntax Error: wrong number of arguments.");
        return TRUE;
    case PURPLE_CMD_STATUS_WRONG_TYPE:
    case PURPLE_CMD_STATUS_WRONG_PRPL:
        write_grey (conversation, "That command doesn't work here.");
        return TRUE;
    case PURPLE_CMD_STATUS_NOT_FOUND:
    default:
        return FALSE;
    }
}

static gboolean
do_command (PurpleConversation *conversation, const char *command, gboolean *found)
{
    g_autofree char *markup = g_markup_escape_text (command, -1);
    g_autofree char *error = NULL;
    PurpleCmdStatus status = purple_cmd_do_command (conversation, command, markup, &error);

    *found = report_command (conversation, status, error);
    return *found;
}

/* Pidgin: gtkconv.c, send_cb and check_for_and_do_command. */
static void
type_in_pidgin (PurpleConversation *conversation, const char *text)
{
    PurpleAccount *account = purple_conversation_get_account (conversation);
    g_autofree char *escaped = NULL;
    g_autofree char *markup = NULL;
    gboolean found;

    if (text[0] == '/') {
        const char *rest = text + 1;
        PurpleConnection *gc;
        PurplePluginProtocolInfo *info;

        if (do_command (conversation, rest, &found))
            return;
        gc = purple_conversation_get_gc (conversation);
        info = gc != NULL ? PURPLE_PLUGIN_PROTOCOL_INFO (gc->prpl) : NULL;
        if (info != NULL && (info->options & OPT_PROTO_SLASH_COMMANDS_NATIVE) &&
            rest[strcspn (rest, " /")] != '/') {
            write_grey (conversation, "Unknown command.");
            return;
        }
    }
    if (!purple_account_is_connected (account) || text[0] == '\0')
        return;
    escaped = g_markup_escape_text (text, -1);
    markup = purple_strreplace (escaped, "\n", "<br>");
    purple_conv_im_send_with_flags (PURPLE_CONV_IM (conversation), markup, 0);
    purple_conv_im_set_type_again (PURPLE_CONV_IM (conversation), 0);
    set_unseen (conversation, 0);
}

/* Finch: gntconv.c, entry_key_pressed. */
static void
type_in_finch (PurpleConversation *conversation, const char *text)
{
    g_autofree char *escaped = NULL;
    gboolean found;

    if (text[0] == '/' && text[1] != '/') {
        if (!do_command (conversation, text + 1, &found))
            write_grey (conversation, "No such command.");
        return;
    }
    if (!purple_account_is_connected (purple_conversation_get_account (conversation))) {
        purple_conversation_write (conversation, "",
                                   "Message was not sent, because you are not signed on.",
                                   PURPLE_MESSAGE_ERROR | PURPLE_MESSAGE_NO_LOG, time (NULL));
        return;
    }
    escaped = purple_markup_escape_text (text[0] == '/' ? text + 1 : text, -1);
    purple_conv_im_send_with_flags (PURPLE_CONV_IM (conversation), escaped, PURPLE_MESSAGE_SEND);
}

void
client_type_as (Client *self, const char *name, const char *text, ClientUi ui)
{
    PurpleConversation *conversation = require_window (self, name);

    if (ui == CLIENT_PIDGIN)
        type_in_pidgin (conversation, text);
    else
        type_in_finch (conversation, text);
}

void
client_type (Client *self, const char *name, const char *text)
{
    client_type_as (self, name, text, CLIENT_PIDGIN);
}

/* ---- reading ---- */

const ClientLine *
client_find_line_from (Client *self, guint from, const char *name, const char *text)
{
    for (guint i = from; i < self->lines->len; i++) {
        ClientLine *line = g_ptr_array_index (self->lines, i);

        if (g_str_equal (line->name, name) && strstr (line->plain, text) != NULL)
            return line;
    }
    return NULL;
}

const ClientLine *
client_find_line (Client *self, const char *name, const char *text)
{
    return client_find_line_from (self, 0, name, text);
}

guint
client_count_lines (Client *self, const char *name, const char *text)
{
    guint count = 0;

    for (guint i = 0; i < self->lines->len; i++) {
        ClientLine *line = g_ptr_array_index (self->lines, i);

        count += g_str_equal (line->name, name) && strstr (line->plain, text) != NULL;
    }
    return count;
}

int
client_index_of_line (Client *self, const char *name, const char *text)
{
    const ClientLine *found = client_find_line (self, name, text);
    guint index;

    if (found == NULL || !g_ptr_array_find (self->lines, found, &index))
        return -1;
    return (int) index;
}

char *
client_dup_log (Client *self, const char *name)
{
    GList *logs = purple_log_get_logs (PURPLE_LOG_IM, name, self->account);
    GString *text = g_string_new (NULL);

    for (GList *l = g_list_last (logs); l != NULL; l = l->prev) {
        g_autofree char *content = purple_log_read (l->data, NULL);

        g_string_append (text, content);
    }
    g_list_free_full (logs, (GDestroyNotify) purple_log_free);
    return g_string_free (text, FALSE);
}
