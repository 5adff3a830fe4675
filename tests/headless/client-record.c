/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client-record — UI operations that write down what is shown.
 */

#include "client-private.h"

static Client *viewer;
static GString *debug_text;

static void
free_line (gpointer data)
{
    ClientLine *line = data;

    g_free (line->name);
    g_free (line->who);
    g_free (line->text);
    g_free (line->plain);
    g_free (line);
}

static void
free_error (gpointer data)
{
    ClientError *error = data;

    g_free (error->text);
    g_free (error);
}

static void
renew (GPtrArray **array, GDestroyNotify free_element)
{
    g_clear_pointer (array, g_ptr_array_unref);
    *array = g_ptr_array_new_with_free_func (free_element);
}

void
client_record_clear (Client *self)
{
    renew (&self->lines, free_line);
    renew (&self->steps, g_free);
    renew (&self->errors, free_error);
    renew (&self->notices, g_free);
    renew (&self->presented, g_free);
    renew (&self->sounds, g_free);
    if (self->requests == NULL)
        self->requests = g_ptr_array_new_with_free_func (client_ask_free);
    if (self->results == NULL)
        self->results = g_ptr_array_new_with_free_func (client_lists_free_results);
}

void
client_record_free (Client *self)
{
    g_ptr_array_unref (self->lines);
    g_ptr_array_unref (self->steps);
    g_ptr_array_unref (self->errors);
    g_ptr_array_unref (self->notices);
    g_ptr_array_unref (self->presented);
    g_ptr_array_unref (self->sounds);
    g_ptr_array_unref (self->requests);
    g_ptr_array_unref (self->results);
}

void
client_forget (Client *self)
{
    client_record_clear (self);
}

void
client_record_use (Client *self)
{
    viewer = self;
}

static gboolean
is_mine (PurpleAccount *account)
{
    return viewer != NULL && account == viewer->account;
}

/* ---- conversations ---- */

static void
create_conversation (PurpleConversation *conversation)
{
    if (is_mine (purple_conversation_get_account (conversation)))
        viewer->opened++;
}

static void
write_conversation (PurpleConversation *conversation, const char *name, const char *alias,
                    const char *message, PurpleMessageFlags flags, time_t when)
{
    ClientLine *line;

    g_assert_true (g_utf8_validate (message, -1, NULL));
    if (!is_mine (purple_conversation_get_account (conversation)))
        return;
    line = g_new0 (ClientLine, 1);
    line->name = g_strdup (purple_conversation_get_name (conversation));
    if (flags & (PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR))
        line->who = g_strdup ("");
    else
        line->who = g_strdup (alias != NULL ? alias : name != NULL ? name : "");
    g_assert_true (g_utf8_validate (line->who, -1, NULL));
    line->text = g_strdup (message);
    line->plain = purple_markup_strip_html (message);
    line->flags = flags;
    line->time = when;
    g_ptr_array_add (viewer->lines, line);
    client_window_written (conversation, flags);
}

static void
present_conversation (PurpleConversation *conversation)
{
    if (is_mine (purple_conversation_get_account (conversation)))
        g_ptr_array_add (viewer->presented, g_strdup (purple_conversation_get_name (conversation)));
}

static PurpleConversationUiOps conversation_ops = {
    .create_conversation = create_conversation,
    .destroy_conversation = client_window_destroyed,
    .write_conv = write_conversation,
    .present = present_conversation,
    .has_focus = client_window_has_focus,
};

/* ---- connections ---- */

static void
report_step (PurpleConnection *gc, const char *text, size_t step, size_t count)
{
    g_assert_cmpuint (step, <, count);
    if (is_mine (purple_connection_get_account (gc)))
        g_ptr_array_add (viewer->steps, g_strdup (text));
}

static void
report_connected (PurpleConnection *gc)
{
    if (is_mine (purple_connection_get_account (gc)))
        viewer->signed_on++;
}

static void
report_error (PurpleConnection *gc, PurpleConnectionError reason, const char *text)
{
    ClientError *error;

    g_assert_true (g_utf8_validate (text, -1, NULL));
    if (!is_mine (purple_connection_get_account (gc)))
        return;
    error = g_new0 (ClientError, 1);
    error->reason = reason;
    error->text = g_strdup (text);
    g_ptr_array_add (viewer->errors, error);
    /* As Pidgin and Finch do: a fatal error disables the account. */
    if (purple_connection_error_is_fatal (reason))
        purple_account_set_enabled (viewer->account, purple_core_get_ui (), FALSE);
}

static PurpleConnectionUiOps connection_ops = {
    .connect_progress = report_step,
    .connected = report_connected,
    .report_disconnect_reason = report_error,
};

/* ---- notices, sounds, debug ---- */

/* What stands for a window that shows a text. */
static char notify_title;

static void *
show_message (PurpleNotifyMsgType type, const char *title, const char *primary,
              const char *secondary)
{
    if (viewer != NULL)
        g_ptr_array_add (viewer->notices, g_strconcat (primary != NULL ? primary : "", "|",
                                                       secondary != NULL ? secondary : "", NULL));
    return &conversation_ops;
}

static void *
show_userinfo (PurpleConnection *gc, const char *who, PurpleNotifyUserInfo *info)
{
    g_autofree char *text = purple_notify_user_info_get_text_with_newline (info, "\n");

    if (viewer != NULL)
        g_ptr_array_add (viewer->notices, g_strconcat (who, "|", text, NULL));
    return &connection_ops;
}

static void *
show_formatted (const char *title, const char *primary, const char *secondary, const char *text)
{
    g_autofree char *plain = purple_markup_strip_html (text);

    g_assert_true (g_utf8_validate (text, -1, NULL));
    if (viewer != NULL)
        g_ptr_array_add (viewer->notices, g_strconcat (title, "|", primary, "|", plain, NULL));
    return &notify_title;
}

static void *
show_uri (const char *uri)
{
    if (viewer != NULL)
        g_ptr_array_add (viewer->notices, g_strconcat ("uri|", uri, NULL));
    return NULL;
}

static void
close_notice (PurpleNotifyType type, void *handle)
{
    if (type == PURPLE_NOTIFY_SEARCHRESULTS)
        client_lists_close_results (handle);
}

static PurpleNotifyUiOps notify_ops = {
    .notify_message = show_message,
    .notify_userinfo = show_userinfo,
    .notify_formatted = show_formatted,
    .notify_uri = show_uri,
    .notify_searchresults = client_lists_show_results,
    .close_notify = close_notice,
};

static void
play_event (PurpleSoundEventID event)
{
    if (viewer != NULL)
        g_ptr_array_add (viewer->sounds, g_strdup_printf ("%d", (int) event));
}

static PurpleSoundUiOps sound_ops = {
    .play_event = play_event,
};

static void
print_debug (PurpleDebugLevel level, const char *category, const char *text)
{
    if (debug_text == NULL)
        debug_text = g_string_new (NULL);
    g_string_append_printf (debug_text, "%s: %s", category != NULL ? category : "-", text);
}

static gboolean
is_debug_enabled (PurpleDebugLevel level, const char *category)
{
    return TRUE;
}

static PurpleDebugUiOps debug_ops = {
    .print = print_debug,
    .is_enabled = is_debug_enabled,
};

GString *
client_get_debug (void)
{
    return debug_text;
}

/* ---- contact list ---- */

static void
update_node (PurpleBuddyList *list, PurpleBlistNode *node)
{
    if (viewer != NULL)
        viewer->redraws++;
}

/* libpurple completes it with operations that save the list. */
static PurpleBlistUiOps list_ops = {
    .update = update_node,
};

/* ---- core ---- */

static void
init_ui (void)
{
    purple_blist_set_ui_ops (&list_ops);
    purple_connections_set_ui_ops (&connection_ops);
    purple_conversations_set_ui_ops (&conversation_ops);
    purple_notify_set_ui_ops (&notify_ops);
    purple_sound_set_ui_ops (&sound_ops);
    purple_request_set_ui_ops (client_ask_get_ops ());
    purple_roomlist_set_ui_ops (client_lists_get_room_ops ());
}

static void
quit_ui (void)
{
    purple_blist_set_ui_ops (NULL);
    purple_connections_set_ui_ops (NULL);
    purple_conversations_set_ui_ops (NULL);
    purple_notify_set_ui_ops (NULL);
    purple_sound_set_ui_ops (NULL);
    purple_request_set_ui_ops (NULL);
    purple_roomlist_set_ui_ops (NULL);
    purple_debug_set_ui_ops (NULL);
    if (debug_text != NULL)
        g_string_free (g_steal_pointer (&debug_text), TRUE);
}

void
client_record_install_core (PurpleCoreUiOps *ops)
{
    ops->ui_init = init_ui;
    ops->quit = quit_ui;
    purple_debug_set_ui_ops (&debug_ops);
}

/* ---- the dump ---- */

static void
dump_strings (const char *title, GPtrArray *strings)
{
    for (guint i = 0; i < strings->len; i++)
        g_printerr ("# %s: %s\n", title, (const char *) g_ptr_array_index (strings, i));
}

void
client_dump (Client *self)
{
    GSList *buddies = self->account != NULL ? purple_find_buddies (self->account, NULL) : NULL;
    gsize debug_start;

    g_printerr ("# --- what was seen ---\n");
    dump_strings ("step", self->steps);
    for (guint i = 0; i < self->errors->len; i++) {
        ClientError *error = g_ptr_array_index (self->errors, i);

        g_printerr ("# error (%d): %s\n", (int) error->reason, error->text);
    }
    for (GSList *l = buddies; l != NULL; l = l->next) {
        const char *name = purple_buddy_get_name (l->data);
        g_autofree char *text = client_dup_status_text (self, name);

        g_printerr ("# contact %s (%s) in %s: %s %s\n", name, client_get_alias (self, name),
                    client_get_group (self, name), client_get_status (self, name), text);
    }
    g_slist_free (buddies);
    for (guint i = 0; i < self->lines->len; i++) {
        ClientLine *line = g_ptr_array_index (self->lines, i);

        g_printerr ("# %s [%x] %" G_GINT64_FORMAT " %s: %.300s\n", line->name, (guint) line->flags,
                    line->time, line->who, line->text);
    }
    for (guint i = 0; i < self->requests->len; i++) {
        ClientRequest *request = g_ptr_array_index (self->requests, i);

        g_printerr ("# request: %s | %s\n", request->primary, request->secondary);
    }
    dump_strings ("notice", self->notices);
    if (debug_text != NULL) {
        debug_start = debug_text->len > 6000 ? debug_text->len - 6000 : 0;
        g_printerr ("# --- debug ---\n%s\n", debug_text->str + debug_start);
    }
}
