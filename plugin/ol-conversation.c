/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-conversation.h"

#include <glib/gi18n-lib.h>

#include "b24-bbcode.h"
#include "ol-protocol.h"

PurpleConversation *
ol_conversation_find (PurpleAccount *account, const char *name)
{
    return purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, name, account);
}

PurpleConversation *
ol_conversation_open (PurpleAccount *account, const char *name, const char *title)
{
    PurpleConversation *conversation = ol_conversation_find (account, name);

    if (conversation == NULL)
        conversation = purple_conversation_new (PURPLE_CONV_TYPE_IM, account, name);
    if (conversation != NULL && title != NULL &&
        g_strcmp0 (purple_conversation_get_title (conversation), title) != 0)
        purple_conversation_set_title (conversation, title);
    return conversation;
}

void
ol_conversation_mark_silent (PurpleAccount *account, const char *name, gboolean silent)
{
    PurpleConversation *conversation =
        account != NULL ? ol_conversation_find (account, name) : NULL;
    gboolean marked;

    if (conversation == NULL)
        return;
    marked = g_str_has_prefix (purple_conversation_get_title (conversation), _ ("[silent]"));
    if (marked == silent)
        return;
    purple_conversation_autoset_title (conversation);
    if (silent) {
        g_autofree char *title =
            g_strconcat (_ ("[silent]"), " ", purple_conversation_get_title (conversation), NULL);

        purple_conversation_set_title (conversation, title);
    }
}

/* libpurple's messages are HTML; the names and words in our lines are not. */
static char *
plain_to_html (const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    g_autofree char *escaped = g_markup_escape_text (valid, -1);

    return purple_strreplace (escaped, "\n", "<br>");
}

/* History has been logged when it was new: written again it would stand in the log twice.
 * PURPLE_MESSAGE_NO_LOG is no way out, Pidgin takes such lines for remarks and drops the author. */
static void
write_line (PurpleConversation *conversation, const char *who, const char *html,
            PurpleMessageFlags how, gint64 when, OlLineFlags flags)
{
    gboolean history = (flags & OL_LINE_HISTORY) != 0;
    gboolean logging = purple_conversation_is_logging (conversation);

    if (history) {
        how |= PURPLE_MESSAGE_DELAYED;
        purple_conversation_set_logging (conversation, FALSE);
    }
    purple_conversation_write (conversation, who, html, how,
                               when == 0 ? time (NULL) : (time_t) when);
    /* Whoever listens to the lines may have closed the window. */
    if (history && g_list_find (purple_get_conversations (), conversation) != NULL)
        purple_conversation_set_logging (conversation, logging);
}

static void
write_remark (PurpleAccount *account, const char *name, const char *text, PurpleMessageFlags how)
{
    PurpleConversation *conversation = ol_conversation_find (account, name);
    g_autofree char *html = NULL;

    if (conversation == NULL)
        return;
    html = plain_to_html (text);
    write_line (conversation, NULL, html, how, 0, OL_LINE_NEW);
}

void
ol_conversation_say (PurpleAccount *account, const char *name, const char *text)
{
    write_remark (account, name, text, PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_NO_LOG);
}

void
ol_conversation_record (PurpleAccount *account, const char *name, const char *text)
{
    write_remark (account, name, text, PURPLE_MESSAGE_SYSTEM);
}

void
ol_conversation_complain (PurpleAccount *account, const char *name, const char *text)
{
    write_remark (account, name, text, PURPLE_MESSAGE_ERROR | PURPLE_MESSAGE_NO_LOG);
}

void
ol_conversation_rule (PurpleAccount *account, const char *name, const char *text)
{
    g_autofree char *line = g_strdup_printf ("— %s —", text);

    write_remark (account, name, line, PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_NO_LOG);
}

/* (transfer full) (nullable): the day of @when in the reader's own calendar, when it is another
 * than that of the line above */
static char *
dup_new_day (PurpleConversation *conversation, gint64 when)
{
    GList *above = purple_conversation_get_message_history (conversation);
    gint64 before = above == NULL
                        ? (gint64) time (NULL)
                        : (gint64) purple_conversation_message_get_timestamp (above->data);
    g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (when);
    g_autoptr (GDateTime) last = g_date_time_new_from_unix_local (before);

    if (then == NULL || last == NULL ||
        (g_date_time_get_year (then) == g_date_time_get_year (last) &&
         g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (last)))
        return NULL;
    return g_date_time_format (then, "%x");
}

/* Finch shows the hour only, whatever the day. */
static void
write_day (PurpleConversation *conversation, gint64 when)
{
    g_autofree char *day = NULL;
    g_autofree char *line = NULL;
    g_autofree char *html = NULL;

    if (!purple_strequal (purple_core_get_ui (), "gnt-purple"))
        return;
    day = dup_new_day (conversation, when);
    if (day == NULL)
        return;
    line = g_strdup_printf ("— %s —", day);
    html = plain_to_html (line);
    write_line (conversation, NULL, html, PURPLE_MESSAGE_SYSTEM, when, OL_LINE_HISTORY);
}

static void
append_files (GString *html, B24Message *message)
{
    for (guint i = 0; i < message->files->len; i++) {
        B24File *file = g_ptr_array_index (message->files, i);
        g_autofree char *size = g_format_size ((guint64) MAX (file->size, 0));
        g_autofree char *line = NULL;
        g_autofree char *escaped = NULL;

        if (file->size > 0)
            /* TRANSLATORS: a file somebody sent: its name, its size */
            line = g_strdup_printf (_ ("[file] %s, %s"), file->name, size);
        else
            line = g_strdup_printf (_ ("[file] %s"), file->name);
        escaped = plain_to_html (line);
        if (html->len > 0)
            g_string_append (html, "<br>");
        g_string_append (html, escaped);
    }
}

char *
ol_conversation_dup_buttons (B24Message *message)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < message->buttons->len; i++) {
        const B24Button *button = g_ptr_array_index (message->buttons, i);

        g_string_append_printf (out, "%s[%u] %s", i > 0 ? "  " : "", i + 1, button->label);
    }
    g_string_append (out, " — /press 1");
    return g_string_free (out, FALSE);
}

static void
append_buttons (GString *html, B24Message *message)
{
    g_autofree char *line = NULL;
    g_autofree char *escaped = NULL;

    if (message->buttons == NULL || message->buttons->len == 0)
        return;
    line = ol_conversation_dup_buttons (message);
    escaped = plain_to_html (line);
    if (html->len > 0)
        g_string_append (html, "<br>");
    g_string_append (html, escaped);
}

/* What shows a note for what it is, whatever the window's colours. */
static char *
dup_internal_prefix (void)
{
    g_autofree char *html = plain_to_html (_ ("[internal]"));

    return g_strconcat (html, " ", NULL);
}

static char *
message_to_html (B24Message *message, B24Portal *portal, OlLineFlags flags)
{
    GString *html = g_string_new (NULL);
    g_autofree char *body = b24_bbcode_to_html (message->text, portal);

    if ((message->flags & B24_MESSAGE_DELETED) && *body != '\0')
        g_string_append_printf (html, "<i>%s</i>", body);
    else
        g_string_append (html, body);
    append_files (html, message);
    append_buttons (html, message);
    if ((message->flags & B24_MESSAGE_INTERNAL) || (flags & OL_LINE_INTERNAL)) {
        g_autofree char *prefix = dup_internal_prefix ();

        g_string_prepend (html, prefix);
    }
    return g_string_free (html, FALSE);
}

static void
show_system (PurpleConversation *conversation, B24Message *message, OlLineFlags flags)
{
    g_autofree char *text = b24_bbcode_to_plain (message->text);
    g_autofree char *html = plain_to_html (text);
    g_autofree char *whole = NULL;
    GString *with_files = g_string_new (html);

    append_files (with_files, message);
    append_buttons (with_files, message);
    whole = g_string_free (with_files, FALSE);
    if (*whole != '\0')
        write_line (conversation, NULL, whole, PURPLE_MESSAGE_SYSTEM, message->time, flags);
}

void
ol_conversation_show_message (PurpleAccount *account, const char *name, B24Message *message,
                              const char *author, gboolean mine, gboolean from_customer,
                              B24Portal *portal, OlLineFlags flags)
{
    PurpleConversation *conversation = ol_conversation_find (account, name);
    PurpleConnection *gc = purple_account_get_connection (account);
    g_autofree char *html = NULL;

    if (conversation == NULL || gc == NULL)
        return;
    if (flags & OL_LINE_HISTORY)
        write_day (conversation, message->time);
    if (message->flags & B24_MESSAGE_SYSTEM) {
        show_system (conversation, message, flags);
        return;
    }
    html = message_to_html (message, portal, flags);
    if (*html == '\0')
        return;
    if (mine) {
        write_line (conversation, NULL, html, PURPLE_MESSAGE_SEND, message->time, flags);
    } else if (from_customer && !(flags & OL_LINE_HISTORY) &&
               purple_privacy_check (account, name)) {
        /* Sound, attention and every plugin's hooks; it would answer by itself only with
         * PURPLE_CONNECTION_AUTO_RESP, which we never set. Words of somebody the account's privacy
         * settings shut out it would drop without a trace, so those take the other way. */
        serv_got_im (gc, name, html, PURPLE_MESSAGE_RECV, (time_t) message->time);
    } else {
        write_line (conversation, from_customer ? name : author, html, PURPLE_MESSAGE_RECV,
                    message->time, flags);
        if (!(flags & (OL_LINE_HISTORY | OL_LINE_SILENT)))
            purple_sound_play_event (PURPLE_SOUND_RECEIVE, account);
    }
}

void
ol_conversation_show_own (PurpleAccount *account, const char *name, const char *text,
                          gboolean internal)
{
    PurpleConversation *conversation = ol_conversation_find (account, name);
    g_autofree char *prefix = internal ? dup_internal_prefix () : g_strdup ("");
    g_autofree char *words = NULL;
    g_autofree char *html = NULL;

    if (conversation == NULL || purple_account_get_connection (account) == NULL)
        return;
    words = plain_to_html (text);
    html = g_strconcat (prefix, words, NULL);
    write_line (conversation, NULL, html, PURPLE_MESSAGE_SEND, 0, OL_LINE_NEW);
}

void
ol_conversation_register_signals (PurplePlugin *plugin)
{
    purple_signal_register (plugin, OL_SIGNAL_INSERT_TEXT, purple_marshal_BOOLEAN__POINTER_POINTER,
                            purple_value_new (PURPLE_TYPE_BOOLEAN), 2,
                            purple_value_new (PURPLE_TYPE_SUBTYPE, PURPLE_SUBTYPE_CONVERSATION),
                            purple_value_new (PURPLE_TYPE_STRING));
}

void
ol_conversation_unregister_signals (PurplePlugin *plugin)
{
    purple_signals_unregister_by_instance (plugin);
}

gboolean
ol_conversation_insert (PurpleAccount *account, const char *name, const char *text)
{
    PurpleConversation *conversation = ol_conversation_find (account, name);
    PurplePlugin *plugin = purple_find_prpl (purple_account_get_protocol_id (account));

    return conversation != NULL && plugin != NULL &&
           GPOINTER_TO_INT (
               purple_signal_emit_return_1 (plugin, OL_SIGNAL_INSERT_TEXT, conversation, text));
}

char *
ol_conversation_plain (const char *html)
{
    /* libpurple's stripper reads a raw line break as a blank. */
    g_autofree char *unix_lines = purple_strreplace (html, "\r\n", "<br>");
    g_autofree char *lines = purple_strreplace (unix_lines, "\n", "<br>");
    char *plain = purple_markup_strip_html (lines);

    return g_strchomp (plain);
}
