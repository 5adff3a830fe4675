/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-cursor.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "b24-dialog.h"
#include "b24-error.h"
#include "b24-json.h"

#define SAVE_DELAY   1000  /* ms after the first change */
#define RETRY_DELAY  60000 /* ms after a write that failed */
#define KEEP_SECONDS (G_GINT64_CONSTANT (365) * 24 * 60 * 60)

typedef struct {
    gint64 message_id;
    gint64 touched; /* unix seconds of the last move */
} Mark;

/*
 * The file and who writes it: the worker thread, or b24_cursor_flush() on the main thread. An
 * older state never overwrites a newer one.
 */
typedef struct {
    char *path;
    GMutex lock;
    guint64 written; /* serial of the state in the file */
} Store;

typedef struct {
    Store *store;
    guint64 serial;
    char *data;
} Snapshot;

struct _B24Cursor {
    GObject parent;

    B24Clock *clock;
    Store *store;      /* (nullable) */
    GHashTable *marks; /* gint64 → Mark */
    guint64 serial;    /* grows with every snapshot */
    guint save_id;
    gboolean dirty;
    gboolean failing;
};

enum { SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (B24Cursor, b24_cursor, G_TYPE_OBJECT)

static void schedule (B24Cursor *self, guint delay);

static void
store_clear (gpointer data)
{
    Store *store = data;

    g_free (store->path);
    g_mutex_clear (&store->lock);
}

static void
store_unref (Store *store)
{
    g_atomic_rc_box_release_full (store, store_clear);
}

static void
snapshot_free (Snapshot *snapshot)
{
    store_unref (snapshot->store);
    g_free (snapshot->data);
    g_free (snapshot);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Snapshot, snapshot_free)

static gboolean
fail (GError **error, const char *what, const char *why)
{
    g_set_error (error, B24_ERROR, B24_ERROR_BAD_FILE, "%s: %s", what, why);
    return FALSE;
}

static gboolean
snapshot_write (Snapshot *snapshot, GError **error)
{
    Store *store = snapshot->store;
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->lock);
    g_autofree char *folder = g_path_get_dirname (store->path);
    g_autoptr (GError) local = NULL;

    if (snapshot->serial <= store->written)
        return TRUE;
    if (g_mkdir_with_parents (folder, 0700) != 0)
        return fail (error, folder, g_strerror (errno));
    if (!g_file_set_contents_full (store->path, snapshot->data, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, &local))
        return fail (error, store->path, local->message);
    store->written = snapshot->serial;
    return TRUE;
}

static gboolean
mark_is_old (gpointer key, gpointer value, gpointer user_data)
{
    const Mark *mark = value;
    const gint64 *now = user_data;

    return *now - mark->touched > KEEP_SECONDS;
}

static char *
marks_to_text (GHashTable *marks)
{
    g_autoptr (JsonObject) root = json_object_new ();
    JsonObject *dialogs = json_object_new ();
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init (&iter, marks);
    while (g_hash_table_iter_next (&iter, &key, &value)) {
        const Mark *mark = value;
        g_autofree char *name = b24_dialog_id_format (*(gint64 *) key);
        JsonObject *dialog = json_object_new ();

        json_object_set_int_member (dialog, "message", mark->message_id);
        json_object_set_int_member (dialog, "touched", mark->touched);
        json_object_set_object_member (dialogs, name, dialog);
    }
    json_object_set_int_member (root, "version", 1);
    json_object_set_object_member (root, "dialogs", dialogs);
    return b24_json_to_text (root);
}

static Snapshot *
take_snapshot (B24Cursor *self)
{
    Snapshot *snapshot = g_new0 (Snapshot, 1);
    gint64 now = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;

    g_hash_table_foreach_remove (self->marks, mark_is_old, &now);
    snapshot->store = g_atomic_rc_box_acquire (self->store);
    snapshot->serial = ++self->serial;
    snapshot->data = marks_to_text (self->marks);
    self->dirty = FALSE;
    return snapshot;
}

static void
note_failure (B24Cursor *self, const GError *error)
{
    self->dirty = TRUE;
    schedule (self, RETRY_DELAY);
    if (!self->failing) {
        self->failing = TRUE;
        g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    }
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    GError *error = NULL;

    if (snapshot_write (task_data, &error))
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

/* The task must not hold the cursor: the worker thread may be the last to let go of it. */
static void
save_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GWeakRef *weak = user_data;
    g_autoptr (B24Cursor) self = g_weak_ref_get (weak);
    g_autoptr (GError) error = NULL;
    gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);

    g_weak_ref_clear (weak);
    g_free (weak);
    if (self == NULL)
        return;
    if (saved)
        self->failing = FALSE;
    else
        note_failure (self, error);
}

static gboolean
save_now (gpointer user_data)
{
    B24Cursor *self = user_data;
    GWeakRef *weak = g_new0 (GWeakRef, 1);
    g_autoptr (GTask) task = g_task_new (NULL, NULL, save_done, weak);

    g_weak_ref_init (weak, self);
    self->save_id = 0;
    g_task_set_name (task, "b24-cursor-save");
    g_task_set_task_data (task, take_snapshot (self), (GDestroyNotify) snapshot_free);
    g_task_run_in_thread (task, save_in_thread);
    return G_SOURCE_REMOVE;
}

static void
schedule (B24Cursor *self, guint delay)
{
    if (self->save_id == 0 && self->store != NULL && self->clock != NULL)
        self->save_id = b24_clock_add (self->clock, "b24-cursor-save", delay, save_now, self);
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

/* A file that makes no sense is put aside, so that somebody can look at it. */
static gboolean
put_aside (const char *path, const char *why, GError **error)
{
    g_autofree char *aside = g_strconcat (path, ".broken", NULL);

    if (g_rename (path, aside) != 0)
        return fail (error, path, g_strerror (errno));
    return fail (error, path, why);
}

static gboolean
load (B24Cursor *self, GError **error)
{
    g_autofree char *data = NULL;
    gsize length = 0;
    g_autoptr (GError) local = NULL;
    g_autoptr (JsonNode) root = NULL;
    JsonObject *object;

    if (!g_file_get_contents (self->store->path, &data, &length, &local)) {
        if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return TRUE;
        return fail (error, self->store->path, local->message);
    }
    root = b24_json_parse (data, length, &local);
    if (root == NULL)
        return put_aside (self->store->path, local->message, error);
    object = b24_json_node_object (root);
    if (b24_json_get_int (object, "version", 0) != 1)
        return put_aside (self->store->path, "not a file of this version", error);
    b24_json_foreach (b24_json_get (object, "dialogs"), read_mark, self);
    return TRUE;
}

B24Cursor *
b24_cursor_new (const char *path, B24Clock *clock, GError **error)
{
    B24Cursor *self = g_object_new (B24_TYPE_CURSOR, NULL);

    self->clock = g_object_ref (clock);
    if (path == NULL)
        return self;
    self->store = g_atomic_rc_box_new0 (Store);
    self->store->path = g_strdup (path);
    g_mutex_init (&self->store->lock);
    load (self, error);
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
    self->dirty = TRUE;
    schedule (self, SAVE_DELAY);
}

/* Also waits for the worker thread when it is just writing. */
static gboolean
write_through (B24Cursor *self, GError **error)
{
    g_autoptr (Snapshot) snapshot = NULL;

    if (self->store == NULL)
        return TRUE;
    b24_clock_clear (self->clock, &self->save_id);
    snapshot = take_snapshot (self);
    return snapshot_write (snapshot, error);
}

gboolean
b24_cursor_flush (B24Cursor *self, GError **error)
{
    g_autoptr (GError) local = NULL;

    g_return_val_if_fail (B24_IS_CURSOR (self), FALSE);

    if (write_through (self, &local)) {
        self->failing = FALSE;
        return TRUE;
    }
    note_failure (self, local);
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
}

static void
b24_cursor_dispose (GObject *object)
{
    B24Cursor *self = B24_CURSOR (object);

    if (self->dirty)
        write_through (self, NULL);
    self->dirty = FALSE;
    if (self->clock != NULL)
        b24_clock_clear (self->clock, &self->save_id);
    g_clear_object (&self->clock);
    G_OBJECT_CLASS (b24_cursor_parent_class)->dispose (object);
}

static void
b24_cursor_finalize (GObject *object)
{
    B24Cursor *self = B24_CURSOR (object);

    g_hash_table_unref (self->marks);
    g_clear_pointer (&self->store, store_unref);
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
