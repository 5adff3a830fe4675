/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-history.h"

#include "b24-error.h"
#include "b24-messages.h"
#include "b24-task.h"

#define MAX_LOADS    50   /* in one batch */
#define MAX_MESSAGES 1000 /* asked for by one batch: its answer stays below about a megabyte */
#define MAX_TRIES    3
#define GATHER       20   /* ms: windows open one per turn, and their loads come so */
#define PAUSE_PAGE   1    /* ms, lets the UI draw in between */
#define PAUSE_AGAIN  1000 /* ms until what a passing fault kept back is asked for again */

typedef struct {
    gint64 chat_id;
    gint64 before_id;
    guint limit;
    guint tries;
    B24MessagePage *page; /* (nullable) */
    GError *error;        /* (nullable) */
} Load;

struct _B24History {
    GObject parent;

    B24Rest *rest;
    B24Clock *clock;
    GCancellable *cancellable; /* of batches; cancelled by b24_history_stop() */
    GQueue waiting;            /* GTask with a Load: to be asked for */
    GQueue answered;           /* the same, to be handed out */
    gboolean asking;
    guint timer; /* runs only while one of the queues holds a task, and so a reference to us */
};

G_DEFINE_FINAL_TYPE (B24History, b24_history, G_TYPE_OBJECT)

static void
load_free (gpointer data)
{
    Load *load = data;

    g_clear_pointer (&load->page, b24_message_page_free);
    g_clear_error (&load->error);
    g_free (load);
}

B24History *
b24_history_new (B24Rest *rest)
{
    B24History *self = g_object_new (B24_TYPE_HISTORY, NULL);

    self->rest = g_object_ref (rest);
    self->clock = g_object_ref (b24_rest_get_clock (rest));
    return self;
}

static void
return_stopped (GTask *task)
{
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
}

static gboolean on_turn (gpointer user_data);

static void
arm (B24History *self, guint delay)
{
    if (self->timer == 0 && !self->asking &&
        (!g_queue_is_empty (&self->answered) || !g_queue_is_empty (&self->waiting)))
        self->timer = b24_clock_add (self->clock, "b24-history", delay, on_turn, self);
}

typedef struct {
    B24History *history;
    GPtrArray *tasks; /* GTask: their places are the keys of the batch */
} Hit;

static void
hit_free (Hit *hit)
{
    g_object_unref (hit->history);
    g_ptr_array_unref (hit->tasks);
    g_free (hit);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hit, hit_free)

static char *
key_of (guint place)
{
    return g_strdup_printf ("page%u", place);
}

/* Returns: whether the load has to be asked for again */
static gboolean
take_answer (Load *load, guint place, B24BatchResult *answers, const GError *error)
{
    g_autofree char *key = key_of (place);

    if (answers == NULL) {
        load->error = g_error_copy (error);
        return FALSE;
    }
    load->page = b24_batch_result_take (answers, key, &load->error);
    /* The batch as a whole is repeated below us, a command in it is not. */
    if (load->page != NULL || !b24_error_is_passing (load->error) || ++load->tries >= MAX_TRIES)
        return FALSE;
    g_clear_error (&load->error);
    return TRUE;
}

static void
hit_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Hit) hit = user_data;
    B24History *self = hit->history;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24BatchResult) answers = b24_batch_run_finish (B24_REST (source), result, &error);

    self->asking = FALSE;
    for (guint i = 0; i < hit->tasks->len; i++) {
        GTask *task = g_ptr_array_index (hit->tasks, i);

        if (g_cancellable_is_cancelled (self->cancellable))
            return_stopped (task);
        else if (take_answer (g_task_get_task_data (task), i, answers, error))
            g_queue_push_tail (&self->waiting, g_object_ref (task));
        else
            g_queue_push_tail (&self->answered, g_object_ref (task));
    }
    arm (self, g_queue_is_empty (&self->answered) ? PAUSE_AGAIN : 0);
}

/* Moves the next of what waits into @hit and @batch; FALSE: it is full. */
static gboolean
gather_next (B24History *self, Hit *hit, B24Batch *batch, guint *messages)
{
    GTask *next = g_queue_peek_head (&self->waiting);
    Load *load = g_task_get_task_data (next);
    g_autofree char *key = key_of (hit->tasks->len);
    g_autoptr (GTask) task = NULL;

    if (hit->tasks->len >= MAX_LOADS || *messages + load->limit > MAX_MESSAGES)
        return FALSE;
    task = g_queue_pop_head (&self->waiting);
    if (g_task_return_error_if_cancelled (task))
        return TRUE;
    *messages += load->limit;
    b24_messages_before_in_batch (batch, key, load->chat_id, load->before_id, load->limit);
    g_ptr_array_add (hit->tasks, g_steal_pointer (&task));
    return TRUE;
}

static void
ask (B24History *self)
{
    g_autoptr (B24Batch) batch = b24_batch_new ();
    g_autoptr (Hit) hit = g_new0 (Hit, 1);
    guint messages = 0;

    hit->history = g_object_ref (self);
    hit->tasks = g_ptr_array_new_with_free_func (g_object_unref);
    self->asking = TRUE;
    while (!g_queue_is_empty (&self->waiting) && gather_next (self, hit, batch, &messages))
        continue;
    if (hit->tasks->len == 0) {
        self->asking = FALSE;
        return;
    }
    b24_batch_run_async (g_steal_pointer (&batch), self->rest, B24_PRIORITY_BACKGROUND,
                         self->cancellable, hit_done, g_steal_pointer (&hit));
}

static void
hand_out (GTask *task)
{
    Load *load = g_task_get_task_data (task);

    if (load->page != NULL)
        g_task_return_pointer (task, g_steal_pointer (&load->page),
                               (GDestroyNotify) b24_message_page_free);
    else
        g_task_return_error (task, g_steal_pointer (&load->error));
}

/* Hands out one page, or asks for the next ones when all are handed out. */
static gboolean
on_turn (gpointer user_data)
{
    g_autoptr (B24History) self = g_object_ref (user_data);
    g_autoptr (GTask) task = g_queue_pop_head (&self->answered);

    self->timer = 0;
    if (task != NULL)
        hand_out (task);
    else
        ask (self);
    arm (self, PAUSE_PAGE);
    return G_SOURCE_REMOVE;
}

static void
alone_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Load *load = g_task_get_task_data (task);

    load->page = b24_messages_page_finish (B24_REST (source), result, &load->error);
    hand_out (task);
}

void
b24_history_load_async (B24History *self, gint64 chat_id, gint64 before_id, guint limit,
                        B24Priority priority, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = NULL;
    Load *load;

    g_return_if_fail (B24_IS_HISTORY (self));

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_history_load_async));
    g_task_set_name (task, "[b24] history");
    load = g_new0 (Load, 1);
    load->chat_id = chat_id;
    load->before_id = before_id;
    load->limit = CLAMP (limit, 1, B24_MESSAGES_MAX_PAGE);
    g_task_set_task_data (task, load, load_free);
    if (g_cancellable_is_cancelled (self->cancellable)) {
        return_stopped (task);
    } else if (priority == B24_PRIORITY_BACKGROUND) {
        g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
        arm (self, GATHER);
    } else {
        b24_messages_before_async (self->rest, chat_id, before_id, load->limit, priority,
                                   cancellable, alone_done, g_steal_pointer (&task));
    }
}

B24MessagePage *
b24_history_load_finish (B24History *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_history_load_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- As many as somebody wants to see ---- */

typedef struct {
    gint64 chat_id;
    gint64 before_id;
    guint missing;        /* messages */
    B24MessagePage *page; /* (nullable): what has come */
} Older;

static void
older_free (gpointer data)
{
    Older *older = data;

    g_clear_pointer (&older->page, b24_message_page_free);
    g_free (older);
}

static void ask_older (B24History *self, GTask *task);

static gpointer
ref_message (gconstpointer message, gpointer user_data)
{
    return b24_message_ref ((B24Message *) message);
}

static void
add_user (gpointer key, gpointer value, gpointer user_data)
{
    B24User *user = b24_user_ref (value);

    g_hash_table_replace (user_data, &user->id, user);
}

/* @page: (transfer full): in front of what has come, without what a portal repeats */
static void
prepend (Older *older, B24MessagePage *page)
{
    B24MessagePage *whole = older->page;

    while (older->before_id > 0 && page->messages->len > 0) {
        const B24Message *last = g_ptr_array_index (page->messages, page->messages->len - 1);

        if (last->id < older->before_id)
            break;
        g_ptr_array_set_size (page->messages, (int) page->messages->len - 1);
    }
    if (page->messages->len == 0)
        page->full = FALSE;
    older->missing -= MIN (older->missing, page->messages->len);
    older->page = page;
    if (whole == NULL)
        return;
    g_ptr_array_extend (page->messages, whole->messages, ref_message, NULL);
    g_hash_table_foreach (whole->users, add_user, page->users);
    b24_message_page_free (whole);
}

static void
older_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24History *self = g_task_get_source_object (task);
    Older *older = g_task_get_task_data (task);
    g_autoptr (GError) error = NULL;
    B24MessagePage *page = b24_messages_page_finish (B24_REST (source), result, &error);

    if (page == NULL) {
        g_task_return_error (task, g_steal_pointer (&error));
        return;
    }
    prepend (older, page);
    if (older->missing == 0 || !older->page->full) {
        g_task_return_pointer (task, g_steal_pointer (&older->page),
                               (GDestroyNotify) b24_message_page_free);
        return;
    }
    older->before_id = ((B24Message *) g_ptr_array_index (older->page->messages, 0))->id;
    ask_older (self, g_steal_pointer (&task));
}

/* Takes @task. */
static void
ask_older (B24History *self, GTask *task)
{
    const Older *older = g_task_get_task_data (task);

    b24_messages_before_async (self->rest, older->chat_id, older->before_id,
                               MIN (older->missing, B24_MESSAGES_MAX_PAGE), B24_PRIORITY_OPERATOR,
                               g_task_get_cancellable (task), older_done, task);
}

void
b24_history_older_async (B24History *self, gint64 chat_id, gint64 before_id, guint count,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
    GTask *task;
    Older *older;

    g_return_if_fail (B24_IS_HISTORY (self));

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_history_older_async));
    g_task_set_name (task, "[b24] older messages");
    older = g_new0 (Older, 1);
    older->chat_id = chat_id;
    older->before_id = before_id;
    older->missing = CLAMP (count, 1, B24_HISTORY_MAX_OLDER);
    g_task_set_task_data (task, older, older_free);
    ask_older (self, task);
}

B24MessagePage *
b24_history_older_finish (B24History *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_history_older_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stop_all (GQueue *tasks)
{
    while (!g_queue_is_empty (tasks)) {
        g_autoptr (GTask) task = g_queue_pop_head (tasks);

        return_stopped (task);
    }
}

void
b24_history_stop (B24History *self)
{
    g_autoptr (B24History) keep = NULL;

    g_return_if_fail (B24_IS_HISTORY (self));

    keep = g_object_ref (self);
    g_cancellable_cancel (self->cancellable);
    b24_clock_clear (self->clock, &self->timer);
    stop_all (&self->answered);
    stop_all (&self->waiting);
}

static void
b24_history_dispose (GObject *object)
{
    B24History *self = B24_HISTORY (object);

    g_clear_object (&self->rest);
    g_clear_object (&self->clock);
    g_clear_object (&self->cancellable);
    G_OBJECT_CLASS (b24_history_parent_class)->dispose (object);
}

static void
b24_history_class_init (B24HistoryClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = b24_history_dispose;
}

static void
b24_history_init (B24History *self)
{
    self->cancellable = g_cancellable_new ();
    g_queue_init (&self->waiting);
    g_queue_init (&self->answered);
}
