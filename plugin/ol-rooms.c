/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-rooms.h"

#include <glib/gi18n-lib.h>

#include "b24-dialogs.h"
#include "ol-notice.h"
#include "ol-rows.h"

/* Microseconds of one turn of the main loop that may go into a list. */
#define SLICE_BUDGET 3000
/* And rows of one turn. */
#define SLICE_ROWS 50

/* One list being filled. It ends when it is full, cancelled, refused, or with the account. */
typedef struct {
    OlContext *context;
    PurpleRoomlist *list; /* NULL: it has ended, an answer may still be on its way */
    GPtrArray *dialogs;   /* (nullable) (element-type OlDialog) */
    guint next;
    guint timer;
    gulong cancelled_id;
} Listing;

/* (element-type Listing): of all accounts; few */
static GList *listings;
/* How many were ever begun. */
static guint n_begun;

static void
listing_clear (gpointer data)
{
    Listing *self = data;

    g_clear_pointer (&self->dialogs, g_ptr_array_unref);
    ol_context_unref (self->context);
}

static void
listing_unref (Listing *self)
{
    g_rc_box_release_full (self, listing_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listing, listing_unref)

static void
end (Listing *self)
{
    PurpleRoomlist *list = g_steal_pointer (&self->list);

    if (list == NULL)
        return;
    listings = g_list_remove (listings, self);
    b24_clock_clear (self->context->clock, &self->timer);
    g_signal_handler_disconnect (self->context->cancellable, self->cancelled_id);
    purple_roomlist_set_in_progress (list, FALSE);
    purple_roomlist_unref (list);
    listing_unref (self);
}

static void
signed_off (GCancellable *cancellable, gpointer user_data)
{
    end (user_data);
}

/* ---- rows ---- */

static void
add_row (PurpleRoomlist *list, OlDialog *dialog)
{
    g_autofree char *name = ol_rows_dup_cell (dialog, OL_COLUMN_CUSTOMER);
    PurpleRoomlistRoom *room = purple_roomlist_room_new (PURPLE_ROOMLIST_ROOMTYPE_ROOM, name, NULL);

    for (guint column = OL_COLUMN_LINE; column < OL_N_COLUMNS; column++) {
        g_autofree char *cell = ol_rows_dup_cell (dialog, (OlColumn) column);

        purple_roomlist_room_add_field (list, room, cell);
    }
    purple_roomlist_room_add (list, room);
}

static gboolean
on_slice (gpointer user_data)
{
    Listing *self = g_rc_box_acquire (user_data);
    g_autoptr (Listing) keep = self;
    gint64 stop = g_get_monotonic_time () + SLICE_BUDGET;
    guint rows = 0;

    /* Whoever sees a row may cancel. */
    do {
        if (self->next >= self->dialogs->len) {
            self->timer = 0;
            end (self);
            return G_SOURCE_REMOVE;
        }
        add_row (self->list, g_ptr_array_index (self->dialogs, self->next++));
    } while (self->list != NULL && ++rows < SLICE_ROWS && g_get_monotonic_time () < stop);
    return self->list != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
rows_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Listing) self = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) dialogs = ol_rows_load_finish (self->context, result, &error);

    if (self->list == NULL)
        return;
    if (dialogs == NULL) {
        end (self);
        return;
    }
    self->dialogs = g_steal_pointer (&dialogs);
    self->timer = b24_clock_add (self->context->clock, "openlines room list", 0, on_slice, self);
}

/* Those the operator opened by their number are not in the portal's own list. */
static void
add_visited (gpointer data, gpointer user_data)
{
    OlDialog *dialog = data;
    GPtrArray *found = user_data;

    for (guint i = 0; i < found->len; i++) {
        if (((B24Dialog *) g_ptr_array_index (found, i))->chat_id == ol_dialog_get_chat_id (dialog))
            return;
    }
    if (ol_dialog_has_window (dialog))
        g_ptr_array_add (found, b24_dialog_ref (ol_dialog_get_state (dialog)));
}

static void
list_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Listing) self = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) found = b24_dialogs_list_finish (B24_REST (source), result, &error);

    if (self->list == NULL)
        return;
    if (found == NULL) {
        g_autoptr (OlContext) context = ol_context_ref (self->context);

        end (self);
        ol_notice_say_error (context, NULL, error, OL_ATTEMPT_SHOW);
        return;
    }
    ol_dialog_foreach (ol_context_get_account (self->context), add_visited, found);
    ol_rows_load_async (self->context, found, rows_loaded, g_rc_box_acquire (self));
}

/* ---- what UIs ask for ---- */

static void
set_fields (PurpleRoomlist *list)
{
    GList *fields = NULL;

    /* The first column, the room's name, is there by itself. The key makes it the dialog's. */
    for (guint column = OL_COLUMN_LINE; column < OL_N_COLUMNS; column++)
        fields = g_list_append (
            fields, purple_roomlist_field_new (
                        PURPLE_ROOMLIST_FIELD_STRING, ol_rows_get_label ((OlColumn) column),
                        column == OL_COLUMN_DIALOG ? OL_ROOMS_KEY : "column", FALSE));
    purple_roomlist_set_fields (list, fields);
}

PurpleRoomlist *
ol_rooms_get_list (OlContext *context)
{
    PurpleAccount *account = ol_context_get_account (context);
    PurpleRoomlist *list;
    Listing *self;

    if (account == NULL || context->feed == NULL)
        return NULL;
    list = purple_roomlist_new (account);
    set_fields (list);
    purple_roomlist_set_in_progress (list, TRUE);

    self = g_rc_box_new0 (Listing);
    self->context = ol_context_ref (context);
    self->list = list;
    self->cancelled_id =
        g_signal_connect (context->cancellable, "cancelled", G_CALLBACK (signed_off), self);
    listings = g_list_prepend (listings, self);
    n_begun++;
    b24_dialogs_list_async (context->rest, B24_PRIORITY_OPERATOR, context->cancellable, list_loaded,
                            g_rc_box_acquire (self));
    return list;
}

void
ol_rooms_cancel (PurpleRoomlist *list)
{
    for (GList *l = listings; l != NULL; l = l->next) {
        Listing *self = l->data;

        if (self->list == list) {
            end (self);
            return;
        }
    }
    purple_roomlist_set_in_progress (list, FALSE);
}

static void
end_all (OlContext *context)
{
    GList *next;

    for (GList *l = listings; l != NULL; l = next) {
        Listing *self = l->data;

        next = l->next;
        if (self->context == context)
            end (self);
    }
}

void
ol_rooms_show (OlContext *context)
{
    PurpleAccount *account = ol_context_get_account (context);
    guint before = n_begun;

    if (account == NULL)
        return;
    purple_roomlist_show_with_account (account);
    /* Pidgin's window asks for the list; Finch's waits for its user to ask, but takes any list that
     * begins. It frees the rows of the one before only when nobody fills that one any more. */
    if (n_begun == before) {
        end_all (context);
        ol_rooms_get_list (context);
    }
}

GList *
ol_rooms_list_entries (void)
{
    struct proto_chat_entry *entry = g_new0 (struct proto_chat_entry, 1);

    /* No mnemonic, which Finch would show. */
    entry->label = _ ("Dialog");
    entry->identifier = OL_ROOMS_KEY;
    entry->required = TRUE;
    return g_list_append (NULL, entry);
}

GHashTable *
ol_rooms_make_components (const char *name)
{
    GHashTable *components = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

    if (name != NULL)
        g_hash_table_insert (components, (gpointer) OL_ROOMS_KEY, g_strdup (name));
    return components;
}
