/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-cursor.h"

#include "b24-dialog.h"
#include "b24-json.h"
#include "b24-store.h"

#define SAVE_DELAY   1000 /* ms after the first change */
#define KEEP_SECONDS (G_GINT64_CONSTANT (365) * 24 * 60 * 60)

typedef struct {
    gint64 message_id;
    gint64 touched; /* unix seconds of the last move */
} Mark;

struct _B24Cursor {
    GObject parent;

    B24Clock *clock;
    B24Store *store;   /* (nullable) */
    GHashTable *marks; /* gint64 → Mark */
};

enum { SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (B24Cursor, b24_cursor, G_TYPE_OBJECT)

static gboolean
mark_is_old (gpointer key, gpointer value, gpointer user_data)
{
    const Mark *mark = value;
    const gint64 *now = user_data;

    return *now - mark->touched > KEEP_SECONDS;
}

static JsonObject *
dump (gpointer owner)
{
    B24Cursor *self = owner;
    gint64 now = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;
    JsonObject *root = json_object_new ();
    JsonObject *dialogs = json_object_new ();
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_foreach_remove (self->marks, mark_is_old, &now);
    g_hash_table_iter_init (&iter, self->marks);
    while (g_hash_table_iter_next (&iter, &key, &value)) {
        const Mark *mark = value;
        g_autofree char *name = b24_dialog_id_format (*(gint64 *) key);
        JsonObject *dialog = json_object_new ();

        json_object_set_int_member (dialog, "message", mark->message_id);
        json_object_set_int_member (dialog, "touched", mark->touched);
        json_object_set_object_member (dialogs, name, dialog);
    }
    json_object_set_object_member (root, "dialogs", dialogs);
    return root;
}

static void
read_mark (const char *key, JsonNode *value, gpointer user_data)
{
    B24Cursor *self = user_data;
    JsonObject *dialog = b24_json_node_object (value);
    gint64 chat_id = b24_dialog_id_parse (key);
    Mark *mark;

    if (chat_id <= 0 || !b24_json_has (dialog, "message"))
        return;
    mark = g_new0 (Mark, 1);
    mark->message_id = MAX (b24_json_get_int (dialog, "message", 0), 0);
    mark->touched = b24_json_get_int (dialog, "touched", 0);
    g_hash_table_replace (self->marks, g_memdup2 (&chat_id, sizeof chat_id), mark);
}

static void
store_failed (B24Store *store, const GError *error, gpointer user_data)
{
    g_signal_emit (user_data, signals[SIGNAL_FAILED], 0, error);
}

B24Cursor *
b24_cursor_new (const char *path, B24Clock *clock, GError **error)
{
    B24Cursor *self = g_object_new (B24_TYPE_CURSOR, NULL);
    g_autoptr (JsonObject) root = NULL;

    self->clock = g_object_ref (clock);
    if (path == NULL)
        return self;
    self->store = b24_store_new (path, clock, dump, self);
    g_signal_connect (self->store, "failed", G_CALLBACK (store_failed), self);
    root = b24_store_load (self->store, error);
    b24_json_foreach (b24_json_get (root, "dialogs"), read_mark, self);
    return self;
}

gint64
b24_cursor_get (B24Cursor *self, gint64 chat_id)
{
    const Mark *mark;

    g_return_val_if_fail (B24_IS_CURSOR (self), -1);

    mark = g_hash_table_lookup (self->marks, &chat_id);
    return mark != NULL ? mark->message_id : -1;
}

void
b24_cursor_advance (B24Cursor *self, gint64 chat_id, gint64 message_id)
{
    Mark *mark;

    g_return_if_fail (B24_IS_CURSOR (self));

    mark = g_hash_table_lookup (self->marks, &chat_id);
    if (mark != NULL && mark->message_id >= message_id)
        return;
    if (mark == NULL) {
        mark = g_new0 (Mark, 1);
        g_hash_table_insert (self->marks, g_memdup2 (&chat_id, sizeof chat_id), mark);
    }
    mark->message_id = MAX (message_id, 0);
    mark->touched = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;
    if (self->store != NULL)
        b24_store_touch (self->store, SAVE_DELAY);
}

gboolean
b24_cursor_flush (B24Cursor *self, GError **error)
{
    g_return_val_if_fail (B24_IS_CURSOR (self), FALSE);

    return self->store == NULL || b24_store_flush (self->store, error);
}

static void
b24_cursor_dispose (GObject *object)
{
    B24Cursor *self = B24_CURSOR (object);

    if (self->store != NULL) {
        g_signal_handlers_disconnect_by_data (self->store, self);
        b24_store_close (self->store);
    }
    g_clear_object (&self->store);
    g_clear_object (&self->clock);
    G_OBJECT_CLASS (b24_cursor_parent_class)->dispose (object);
}

static void
b24_cursor_finalize (GObject *object)
{
    B24Cursor *self = B24_CURSOR (object);

    g_hash_table_unref (self->marks);
    G_OBJECT_CLASS (b24_cursor_parent_class)->finalize (object);
}

static void
b24_cursor_class_init (B24CursorClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->dispose = b24_cursor_dispose;
    object_class->finalize = b24_cursor_finalize;
    signals[SIGNAL_FAILED] =
        g_signal_new ("failed", B24_TYPE_CURSOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
b24_cursor_init (B24Cursor *self)
{
    self->marks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}
