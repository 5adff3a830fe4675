/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-dialogs.h"
#include "b24-error.h"
#include "b24-people.h"
#include "b24-task.h"

#define MAX_REPEATS 2 /* of reading a dialog anew */

enum {
    SIGNAL_DIALOG,
    SIGNAL_GONE,
    SIGNAL_USER,
    SIGNAL_MESSAGES,
    SIGNAL_LATE,
    SIGNAL_CHANGED,
    SIGNAL_READ,
    SIGNAL_TYPING,
    SIGNAL_MEMBER,
    SIGNAL_WAY,
    SIGNAL_GAP,
    SIGNAL_REACHABLE,
    SIGNAL_STOPPED,
    N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (B24Feed, b24_feed, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
    FeedEntry *entry = data;

    g_clear_pointer (&entry->dialog, b24_dialog_unref);
    g_free (entry);
}

B24Feed *
b24_feed_new (B24Rest *rest, gint64 my_id)
{
    B24Feed *self = g_object_new (B24_TYPE_FEED, NULL);

    self->rest = g_object_ref (rest);
    self->clock = g_object_ref (b24_rest_get_clock (rest));
    self->my_id = my_id;
    b24_feed_report_init (self);
    return self;
}

/* Lets go of the caller's cancellable and takes the task, NULL when there is none. */
static GTask *
take_start (B24Feed *self)
{
    if (self->start_cancelled_id != 0)
        g_clear_signal_handler (&self->start_cancelled_id, self->start_cancellable);
    g_clear_object (&self->start_cancellable);
    g_clear_pointer (&self->first_dialogs, g_ptr_array_unref);
    return g_steal_pointer (&self->start);
}

void
b24_feed_start_done (B24Feed *self, GError *error)
{
    g_autoptr (GTask) task = take_start (self);

    if (error != NULL) {
        b24_feed_stop (self);
        g_task_return_error (task, error);
        return;
    }
    b24_feed_begin_polling (self);
    g_task_return_boolean (task, TRUE);
}

/* Everything is there: people first, so that dialogs come with the names of their people. */
static void
deliver_first (B24Feed *self, GPtrArray *users)
{
    for (guint i = 0; users != NULL && i < users->len; i++)
        b24_feed_put_user (self, g_ptr_array_index (users, i));
    for (guint i = 0; i < self->first_dialogs->len; i++)
        b24_feed_put_dialog (self, b24_dialog_ref (g_ptr_array_index (self->first_dialogs, i)),
                             FEED_SEEN_ON_LIST, self->serial, 0);
    b24_feed_put_started (self);
}

typedef struct {
    B24Feed *feed;
    GCancellable *run; /* cancelled when the feed has been stopped since */
    GArray *names;     /* (nullable): people it asks for */
} Request;

static Request *
request_new (B24Feed *self)
{
    Request *request = g_new0 (Request, 1);

    request->feed = g_object_ref (self);
    request->run = g_object_ref (self->cancellable);
    return request;
}

static void
request_free (Request *request)
{
    g_object_unref (request->feed);
    g_object_unref (request->run);
    g_clear_pointer (&request->names, g_array_unref);
    g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
names_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Request) request = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) users = b24_people_list_finish (B24_REST (source), result, &error);

    if (g_cancellable_is_cancelled (request->run))
        return;
    /* Dialogs without names are better than none, but a dead credential is dead. */
    if (error != NULL && b24_error_get_class (error) == B24_ERROR_CLASS_STOP) {
        b24_feed_start_done (request->feed, g_steal_pointer (&error));
        return;
    }
    b24_feed_return_strangers (request->feed, request->names, error);
    deliver_first (request->feed, users);
}

static void
dialogs_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Request) request = user_data;
    B24Feed *self = request->feed;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) dialogs = b24_dialogs_list_finish (B24_REST (source), result, &error);
    Request *next;
    gint64 now = b24_clock_get_monotonic (self->clock);

    if (g_cancellable_is_cancelled (request->run))
        return;
    if (dialogs == NULL) {
        b24_feed_start_done (self, g_steal_pointer (&error));
        return;
    }
    self->reconciled_at = now;
    self->sync_time =
        (b24_clock_get_real (self->clock) - (now - self->start_asked_at)) / G_USEC_PER_SEC +
        b24_rest_get_clock_skew (self->rest);
    for (guint i = 0; i < dialogs->len; i++)
        b24_feed_note_strangers (self, g_ptr_array_index (dialogs, i));
    self->first_dialogs = g_steal_pointer (&dialogs);
    next = request_new (self);
    next->names = b24_feed_take_strangers (self, G_MAXUINT);
    b24_people_list_async (self->rest, next->names, B24_PRIORITY_NORMAL, self->cancellable,
                           names_loaded, next);
}

static void
start_cancelled (GCancellable *cancellable, gpointer user_data)
{
    b24_feed_stop (user_data);
}

static void
forget_everything (B24Feed *self)
{
    g_hash_table_remove_all (self->rereads);
    g_hash_table_remove_all (self->dialogs);
    g_hash_table_remove_all (self->users);
    g_hash_table_remove_all (self->follows);
    g_hash_table_remove_all (self->asked_users);
    g_array_set_size (self->strangers, 0);
    self->failures = 0;
    self->want_list = 0;
    self->hurried = FALSE;
    self->gathering = FALSE;
    self->duration = 0;
    self->log = FEED_LOG_UNTRIED;
    self->log_offset = 1;
    self->log_more = FALSE;
    self->deaf_at = self->pushed_at = self->found_at = 0;
    self->unheard.message_id = 0;
}

void
b24_feed_start_async (B24Feed *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
    g_autoptr (GTask) task = NULL;

    g_return_if_fail (B24_IS_FEED (self));
    g_return_if_fail (self->state == FEED_IDLE || self->state == FEED_STOPPED);

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_feed_start_async));
    if (g_task_return_error_if_cancelled (task))
        return;
    b24_feed_clear_events (self);
    forget_everything (self);
    g_set_object (&self->cancellable, NULL);
    self->cancellable = g_cancellable_new ();
    self->start = g_steal_pointer (&task);
    if (cancellable != NULL) {
        self->start_cancellable = g_object_ref (cancellable);
        self->start_cancelled_id =
            g_signal_connect (cancellable, "cancelled", G_CALLBACK (start_cancelled), self);
    }
    self->state = FEED_LOADING;
    self->serial++;
    self->start_asked_at = b24_clock_get_monotonic (self->clock);
    b24_dialogs_list_async (self->rest, B24_PRIORITY_NORMAL, self->cancellable, dialogs_loaded,
                            request_new (self));
}

gboolean
b24_feed_start_finish (B24Feed *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_feed_start_async)),
                          FALSE);

    return g_task_propagate_boolean (G_TASK (result), error);
}

void
b24_feed_stop (B24Feed *self)
{
    g_autoptr (GTask) task = NULL;

    g_return_if_fail (B24_IS_FEED (self));

    self->state = FEED_IDLE;
    self->ticking = FALSE;
    if (self->push != NULL)
        b24_push_stop (self->push);
    if (self->clock != NULL) {
        b24_feed_clear_schedule (self);
        b24_feed_clear_events (self);
    }
    g_cancellable_cancel (self->cancellable);
    task = take_start (self);
    if (task != NULL)
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
}

B24Dialog *
b24_feed_get_dialog (B24Feed *self, gint64 chat_id)
{
    FeedEntry *entry;

    g_return_val_if_fail (B24_IS_FEED (self), NULL);

    entry = g_hash_table_lookup (self->dialogs, &chat_id);
    return entry != NULL ? entry->dialog : NULL;
}

gboolean
b24_feed_is_listed (B24Feed *self, gint64 chat_id)
{
    const FeedEntry *entry;

    g_return_val_if_fail (B24_IS_FEED (self), FALSE);

    entry = g_hash_table_lookup (self->dialogs, &chat_id);
    return entry != NULL && entry->listed;
}

B24User *
b24_feed_get_user (B24Feed *self, gint64 id)
{
    g_return_val_if_fail (B24_IS_FEED (self), NULL);

    return g_hash_table_lookup (self->users, &id);
}

void
b24_feed_learn_user (B24Feed *self, B24User *user)
{
    g_return_if_fail (B24_IS_FEED (self));

    b24_feed_apply_user (self, user);
}

gboolean
b24_feed_is_reachable (B24Feed *self)
{
    g_return_val_if_fail (B24_IS_FEED (self), FALSE);

    return self->state == FEED_LOADING || self->state == FEED_POLLING;
}

void
b24_feed_follow (B24Feed *self, gint64 chat_id, gint64 after_id)
{
    FeedEntry *entry;
    FeedFollow *follow;

    g_return_if_fail (B24_IS_FEED (self));

    if (g_hash_table_contains (self->follows, &chat_id))
        return;
    entry = g_hash_table_lookup (self->dialogs, &chat_id);
    follow = b24_feed_follow_new (chat_id, ++self->serial, after_id);
    follow->active_at = b24_clock_get_monotonic (self->clock);
    follow->told = entry != NULL ? entry->dialog->last_message_id : 0;
    follow->wanted = entry == NULL || entry->dialog->last_message_id > follow->loaded;
    g_hash_table_insert (self->follows, &follow->chat_id, follow);
    if (follow->wanted)
        b24_feed_hurry_follow (self);
}

void
b24_feed_unfollow (B24Feed *self, gint64 chat_id)
{
    g_return_if_fail (B24_IS_FEED (self));

    g_hash_table_remove (self->follows, &chat_id);
}

gboolean
b24_feed_is_followed (B24Feed *self, gint64 chat_id)
{
    g_return_val_if_fail (B24_IS_FEED (self), FALSE);

    return g_hash_table_contains (self->follows, &chat_id);
}

static gboolean
is_running (B24Feed *self)
{
    return self->state != FEED_IDLE && self->state != FEED_STOPPED;
}

typedef struct {
    gint64 chat_id;
    guint64 asked; /* serial of this request */
    guint repeats;
} Refresh;

static void refreshed (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes @task. */
static void
run_refresh (GTask *task)
{
    B24Feed *self = g_task_get_source_object (task);
    Refresh *refresh = g_task_get_task_data (task);

    refresh->asked = ++self->serial;
    b24_dialogs_get_async (self->rest, refresh->chat_id, B24_PRIORITY_OPERATOR,
                           g_task_get_cancellable (task), refreshed, task);
}

/* The operator waits for the truth, and nobody knows whether what was pushed meanwhile happened
 * before this answer or after it. */
static gboolean
is_doubtful (B24Feed *self, const Refresh *refresh)
{
    const FeedEntry *entry = g_hash_table_lookup (self->dialogs, &refresh->chat_id);

    return entry != NULL && entry->by_push && entry->asked > refresh->asked &&
           refresh->repeats < MAX_REPEATS;
}

static void
refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24Feed *self = g_task_get_source_object (task);
    Refresh *refresh = g_task_get_task_data (task);
    GError *error = NULL;
    B24Dialog *dialog = b24_dialogs_get_finish (B24_REST (source), result, &error);

    if (dialog != NULL && is_running (self) && is_doubtful (self, refresh)) {
        b24_dialog_unref (dialog);
        refresh->repeats++;
        run_refresh (g_steal_pointer (&task));
        return;
    }
    if (dialog != NULL && is_running (self)) {
        b24_feed_note_told (self, dialog);
        b24_feed_note_strangers (self, dialog);
        b24_feed_put_refreshed (self, dialog, refresh->asked, g_steal_pointer (&task));
        return;
    }
    if (dialog != NULL) {
        g_task_return_pointer (task, dialog, (GDestroyNotify) b24_dialog_unref);
        return;
    }
    if (is_running (self) && g_error_matches (error, B24_ERROR, B24_ERROR_ACCESS_ERROR))
        b24_feed_put_gone (self, refresh->chat_id, refresh->asked);
    g_task_return_error (task, error);
}

void
b24_feed_refresh_async (B24Feed *self, gint64 chat_id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = NULL;
    Refresh *refresh;

    g_return_if_fail (B24_IS_FEED (self));

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_feed_refresh_async));
    refresh = g_new0 (Refresh, 1);
    refresh->chat_id = chat_id;
    g_task_set_task_data (task, refresh, g_free);
    run_refresh (g_steal_pointer (&task));
}

B24Dialog *
b24_feed_refresh_finish (B24Feed *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_feed_refresh_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

static void
b24_feed_dispose (GObject *object)
{
    B24Feed *self = B24_FEED (object);

    b24_feed_stop (self);
    b24_feed_report_clear (self);
    b24_feed_disconnect_push (self);
    g_clear_object (&self->push);
    g_clear_object (&self->rest);
    g_clear_object (&self->clock);
    G_OBJECT_CLASS (b24_feed_parent_class)->dispose (object);
}

static void
b24_feed_finalize (GObject *object)
{
    B24Feed *self = B24_FEED (object);

    g_clear_object (&self->cancellable);
    g_hash_table_unref (self->dialogs);
    g_hash_table_unref (self->users);
    g_hash_table_unref (self->follows);
    g_hash_table_unref (self->asked_users);
    g_hash_table_unref (self->rereads);
    g_array_unref (self->strangers);
    G_OBJECT_CLASS (b24_feed_parent_class)->finalize (object);
}

static void
b24_feed_class_init (B24FeedClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    const GType type = B24_TYPE_FEED;
    const GType error = G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE;

    object_class->dispose = b24_feed_dispose;
    object_class->finalize = b24_feed_finalize;
    signals[SIGNAL_DIALOG] = g_signal_new ("dialog", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
    signals[SIGNAL_GONE] = g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_INT64);
    signals[SIGNAL_USER] = g_signal_new ("user", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);
    signals[SIGNAL_MESSAGES] =
        g_signal_new ("messages", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                      G_TYPE_INT64, G_TYPE_PTR_ARRAY | G_SIGNAL_TYPE_STATIC_SCOPE);
    signals[SIGNAL_LATE] = g_signal_new ("late", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_POINTER);
    signals[SIGNAL_CHANGED] =
        g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                      G_TYPE_INT64, G_TYPE_POINTER, G_TYPE_UINT);
    signals[SIGNAL_READ] = g_signal_new ("read", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 3, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_INT64);
    signals[SIGNAL_TYPING] =
        g_signal_new ("typing", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                      G_TYPE_INT64, G_TYPE_INT64, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
    signals[SIGNAL_MEMBER] =
        g_signal_new ("member", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                      G_TYPE_INT64, G_TYPE_INT64, G_TYPE_BOOLEAN);
    signals[SIGNAL_WAY] =
        g_signal_new ("way", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_GAP] = g_signal_new ("gap", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_INT64);
    signals[SIGNAL_REACHABLE] = g_signal_new ("reachable", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 2, G_TYPE_BOOLEAN, error);
    signals[SIGNAL_STOPPED] = g_signal_new ("stopped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, error);
}

static void
b24_feed_init (B24Feed *self)
{
    self->cancellable = g_cancellable_new ();
    self->dialogs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, entry_free);
    self->users =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) b24_user_unref);
    self->follows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, b24_feed_follow_free);
    self->asked_users = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    self->rereads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    self->strangers = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_queue_init (&self->events);
    g_queue_init (&self->inbox);
}
