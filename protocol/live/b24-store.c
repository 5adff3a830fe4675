/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-store.h"

#include <errno.h>

#include <glib/gstdio.h>

#include "b24-error.h"
#include "b24-json.h"

#define RETRY_DELAY 60000 /* ms after a write that failed */
#define VERSION     1

/*
 * The file and who writes it: the worker thread, or b24_store_flush() on the main thread. An older
 * state never overwrites a newer one.
 */
typedef struct {
    char *path;
    GMutex lock;
    guint64 written; /* serial of the state in the file */
} Place;

typedef struct {
    Place *place;
    guint64 serial;
    char *data; /* (nullable): nothing, and no file */
} Snapshot;

struct _B24Store {
    GObject parent;

    B24Clock *clock;
    Place *place;
    B24StoreDump dump;
    gpointer owner;
    guint64 serial; /* grows with every snapshot */
    guint save_id;
    gboolean dirty;
    gboolean failing;
};

enum { SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (B24Store, b24_store, G_TYPE_OBJECT)

static void schedule (B24Store *self, guint delay);

static void
place_clear (gpointer data)
{
    Place *place = data;

    g_free (place->path);
    g_mutex_clear (&place->lock);
}

static void
place_unref (Place *place)
{
    g_atomic_rc_box_release_full (place, place_clear);
}

static void
snapshot_free (Snapshot *snapshot)
{
    place_unref (snapshot->place);
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
replace_file (Place *place, const char *data, GError **error)
{
    g_autofree char *folder = g_path_get_dirname (place->path);
    g_autoptr (GError) local = NULL;

    if (g_mkdir_with_parents (folder, 0700) != 0)
        return fail (error, folder, g_strerror (errno));
    if (!g_file_set_contents_full (place->path, data, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, &local))
        return fail (error, place->path, local->message);
    return TRUE;
}

static gboolean
remove_file (Place *place, GError **error)
{
    if (g_unlink (place->path) != 0 && errno != ENOENT && errno != ENOTDIR)
        return fail (error, place->path, g_strerror (errno));
    return TRUE;
}

static gboolean
snapshot_write (Snapshot *snapshot, GError **error)
{
    Place *place = snapshot->place;
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&place->lock);

    if (snapshot->serial <= place->written)
        return TRUE;
    if (snapshot->data == NULL ? !remove_file (place, error)
                               : !replace_file (place, snapshot->data, error))
        return FALSE;
    place->written = snapshot->serial;
    return TRUE;
}

static Snapshot *
take_snapshot (B24Store *self)
{
    Snapshot *snapshot = g_new0 (Snapshot, 1);
    g_autoptr (JsonObject) root = self->dump (self->owner);

    snapshot->place = g_atomic_rc_box_acquire (self->place);
    snapshot->serial = ++self->serial;
    if (root != NULL) {
        json_object_set_int_member (root, "version", VERSION);
        snapshot->data = b24_json_to_text (root);
    }
    self->dirty = FALSE;
    return snapshot;
}

static void
note_failure (B24Store *self, const GError *error)
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

/* The task must not hold the store: the worker thread may be the last to let go of it. */
static void
save_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GWeakRef *weak = user_data;
    g_autoptr (B24Store) self = g_weak_ref_get (weak);
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
    B24Store *self = user_data;
    GWeakRef *weak = g_new0 (GWeakRef, 1);
    g_autoptr (GTask) task = g_task_new (NULL, NULL, save_done, weak);

    g_weak_ref_init (weak, self);
    self->save_id = 0;
    g_task_set_name (task, "b24-store-save");
    g_task_set_task_data (task, take_snapshot (self), (GDestroyNotify) snapshot_free);
    g_task_run_in_thread (task, save_in_thread);
    return G_SOURCE_REMOVE;
}

static void
schedule (B24Store *self, guint delay)
{
    if (self->save_id == 0 && self->dump != NULL)
        self->save_id = b24_clock_add (self->clock, "b24-store-save", delay, save_now, self);
}

B24Store *
b24_store_new (const char *path, B24Clock *clock, B24StoreDump dump, gpointer owner)
{
    B24Store *self = g_object_new (B24_TYPE_STORE, NULL);

    self->clock = g_object_ref (clock);
    self->dump = dump;
    self->owner = owner;
    self->place = g_atomic_rc_box_new0 (Place);
    self->place->path = g_strdup (path);
    g_mutex_init (&self->place->lock);
    return self;
}

static void
put_aside (const char *path, const char *why, GError **error)
{
    g_autofree char *aside = g_strconcat (path, ".broken", NULL);

    fail (error, path, g_rename (path, aside) == 0 ? why : g_strerror (errno));
}

JsonObject *
b24_store_load (B24Store *self, GError **error)
{
    const char *path;
    g_autofree char *data = NULL;
    gsize length = 0;
    g_autoptr (GError) local = NULL;
    g_autoptr (JsonNode) root = NULL;
    JsonObject *object;

    g_return_val_if_fail (B24_IS_STORE (self), NULL);

    path = self->place->path;
    if (!g_file_get_contents (path, &data, &length, &local)) {
        if (!g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            fail (error, path, local->message);
        return NULL;
    }
    root = b24_json_parse (data, length, &local);
    if (root == NULL) {
        put_aside (path, local->message, error);
        return NULL;
    }
    object = b24_json_node_object (root);
    if (b24_json_get_int (object, "version", 0) != VERSION) {
        put_aside (path, "not a file of this version", error);
        return NULL;
    }
    return json_object_ref (object);
}

void
b24_store_touch (B24Store *self, guint delay)
{
    g_return_if_fail (B24_IS_STORE (self));

    self->dirty = TRUE;
    schedule (self, delay);
}

static gboolean
write_through (B24Store *self, GError **error)
{
    g_autoptr (Snapshot) snapshot = NULL;

    if (self->dump == NULL)
        return TRUE;
    b24_clock_clear (self->clock, &self->save_id);
    /* Also waits for the worker thread when it is just writing. */
    snapshot = take_snapshot (self);
    return snapshot_write (snapshot, error);
}

gboolean
b24_store_flush (B24Store *self, GError **error)
{
    g_autoptr (GError) local = NULL;

    g_return_val_if_fail (B24_IS_STORE (self), FALSE);

    if (write_through (self, &local)) {
        self->failing = FALSE;
        return TRUE;
    }
    note_failure (self, local);
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
}

void
b24_store_close (B24Store *self)
{
    g_return_if_fail (B24_IS_STORE (self));

    if (self->dirty)
        write_through (self, NULL);
    b24_clock_clear (self->clock, &self->save_id);
    self->dirty = FALSE;
    self->dump = NULL;
    self->owner = NULL;
}

static void
b24_store_dispose (GObject *object)
{
    B24Store *self = B24_STORE (object);

    if (self->clock != NULL)
        b24_clock_clear (self->clock, &self->save_id);
    g_clear_object (&self->clock);
    G_OBJECT_CLASS (b24_store_parent_class)->dispose (object);
}

static void
b24_store_finalize (GObject *object)
{
    B24Store *self = B24_STORE (object);

    g_clear_pointer (&self->place, place_unref);
    G_OBJECT_CLASS (b24_store_parent_class)->finalize (object);
}

static void
b24_store_class_init (B24StoreClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->dispose = b24_store_dispose;
    object_class->finalize = b24_store_finalize;
    signals[SIGNAL_FAILED] =
        g_signal_new ("failed", B24_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
b24_store_init (B24Store *self)
{
}
