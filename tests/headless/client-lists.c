/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client-lists — the window with the list of rooms, and those with what was searched.
 */

#include <string.h>

#include "client-private.h"

static Client *viewer;

void
client_lists_use (Client *self)
{
    viewer = self;
}

/* ---- the list of rooms ---- */

static void
show_rooms (PurpleAccount *account)
{
    if (viewer != NULL && account == viewer->account)
        client_list_rooms (viewer);
}

static PurpleRoomlistUiOps room_ops = {
    .show_with_account = show_rooms,
};

PurpleRoomlistUiOps *
client_lists_get_room_ops (void)
{
    return &room_ops;
}

void
client_close_rooms (Client *self)
{
    PurpleRoomlist *list = g_steal_pointer (&self->rooms);

    if (list == NULL)
        return;
    if (purple_roomlist_get_in_progress (list))
        purple_roomlist_cancel_get_list (list);
    purple_roomlist_unref (list);
}

void
client_list_rooms (Client *self)
{
    client_close_rooms (self);
    self->rooms = purple_roomlist_get_list (client_get_connection (self));
    g_assert_nonnull (self->rooms);
    purple_roomlist_ref (self->rooms);
}

gboolean
client_is_listing (Client *self)
{
    return self->rooms != NULL && purple_roomlist_get_in_progress (self->rooms);
}

void
client_stop_listing (Client *self)
{
    purple_roomlist_cancel_get_list (self->rooms);
}

static char *
dup_room (PurpleRoomlist *list, PurpleRoomlistRoom *room)
{
    GString *text = g_string_new (purple_roomlist_room_get_name (room));
    GList *fields = purple_roomlist_get_fields (list);

    for (GList *l = purple_roomlist_room_get_fields (room); l != NULL; l = l->next) {
        g_assert_nonnull (fields);
        g_assert_cmpint (purple_roomlist_field_get_type (fields->data), ==,
                         PURPLE_ROOMLIST_FIELD_STRING);
        g_string_append_printf (text, "|%s", (const char *) l->data);
        fields = fields->next;
    }
    g_assert_null (fields);
    g_assert_true (g_utf8_validate (text->str, -1, NULL));
    return g_string_free (text, FALSE);
}

GStrv
client_dup_rooms (Client *self)
{
    g_autoptr (GStrvBuilder) rows = g_strv_builder_new ();

    for (GList *l = self->rooms != NULL ? self->rooms->rooms : NULL; l != NULL; l = l->next) {
        g_autofree char *row = dup_room (self->rooms, l->data);

        g_strv_builder_add (rows, row);
    }
    return g_strv_builder_end (rows);
}

GStrv
client_dup_room_columns (Client *self)
{
    g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();

    for (GList *l = purple_roomlist_get_fields (self->rooms); l != NULL; l = l->next)
        g_strv_builder_add (labels, purple_roomlist_field_get_label (l->data));
    return g_strv_builder_end (labels);
}

void
client_join_room (Client *self, const char *text)
{
    for (GList *l = self->rooms->rooms; l != NULL; l = l->next) {
        g_autofree char *row = dup_room (self->rooms, l->data);

        if (strstr (row, text) != NULL) {
            purple_roomlist_room_join (self->rooms, l->data);
            return;
        }
    }
    client_dump (self);
    g_error ("no room of the list contains “%s”", text);
}

void
client_join (Client *self, const char *text)
{
    PurplePluginProtocolInfo *protocol = PURPLE_PLUGIN_PROTOCOL_INFO (client_find_plugin ());
    PurpleConnection *gc = client_get_connection (self);
    GList *entries = protocol->chat_info (gc);
    struct proto_chat_entry *entry = entries->data;
    GHashTable *components = protocol->chat_info_defaults (gc, text);

    g_assert_null (entries->next);
    g_assert_true (entry->required);
    g_assert_cmpstr (g_hash_table_lookup (components, entry->identifier), ==, text);
    serv_join_chat (gc, components);
    g_hash_table_destroy (components);
    g_list_free_full (entries, g_free);
}

/* ---- what was searched ---- */

void
client_lists_free_results (gpointer data)
{
    ClientResults *results = data;

    purple_notify_searchresults_free (results->results);
    g_free (results->title);
    g_free (results->primary);
    g_free (results);
}

void *
client_lists_show_results (PurpleConnection *gc, const char *title, const char *primary,
                           const char *secondary, PurpleNotifySearchResults *found,
                           gpointer user_data)
{
    ClientResults *results = g_new0 (ClientResults, 1);

    g_assert_nonnull (viewer);
    results->gc = gc;
    results->title = g_strdup (title);
    results->primary = g_strdup (primary != NULL ? primary : "");
    results->results = found;
    results->user_data = user_data;
    g_ptr_array_add (viewer->results, results);
    return results;
}

void
client_lists_close_results (void *handle)
{
    if (viewer != NULL)
        g_ptr_array_remove (viewer->results, handle);
}

const ClientResults *
client_get_results (Client *self)
{
    return self->results->len == 0 ? NULL
                                   : g_ptr_array_index (self->results, self->results->len - 1);
}

static char *
dup_result (const ClientResults *results, GList *row)
{
    GString *text = g_string_new (NULL);

    g_assert_cmpuint (g_list_length (row), ==, g_list_length (results->results->columns));
    for (GList *l = row; l != NULL; l = l->next)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "|" : "", (const char *) l->data);
    g_assert_true (g_utf8_validate (text->str, -1, NULL));
    return g_string_free (text, FALSE);
}

GStrv
client_dup_results (Client *self)
{
    const ClientResults *results = client_get_results (self);
    g_autoptr (GStrvBuilder) rows = g_strv_builder_new ();

    for (GList *l = results != NULL ? results->results->rows : NULL; l != NULL; l = l->next) {
        g_autofree char *row = dup_result (results, l->data);

        g_strv_builder_add (rows, row);
    }
    return g_strv_builder_end (rows);
}

void
client_press_result (Client *self, const char *text, const char *label)
{
    const ClientResults *results = client_get_results (self);
    GList *chosen = NULL;

    g_assert_nonnull (results);
    for (GList *l = results->results->rows; text != NULL && l != NULL; l = l->next) {
        g_autofree char *row = dup_result (results, l->data);

        if (strstr (row, text) != NULL)
            chosen = l->data;
    }
    g_assert_true (text == NULL || chosen != NULL);
    for (GList *l = results->results->buttons; l != NULL; l = l->next) {
        PurpleNotifySearchButton *button = l->data;

        if (g_strcmp0 (button->label, label) == 0) {
            button->callback (results->gc, chosen, results->user_data);
            return;
        }
    }
    client_dump (self);
    g_error ("there is no button “%s”", label);
}

void
client_close_results (Client *self)
{
    purple_notify_close (PURPLE_NOTIFY_SEARCHRESULTS, (void *) client_get_results (self));
}
