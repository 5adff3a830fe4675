/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-throttle.h"

#include <math.h>

#include "b24-crowd.h"
#include "b24-error.h"
#include "b24-task.h"

#define N_PRIORITIES (B24_PRIORITY_BACKGROUND + 1)

/* The plans of reference: rest §4.1 */
#define SMALL_DRAIN 2.0
#define SMALL_LIMIT 50.0
#define BIG_DRAIN   5.0
#define BIG_LIMIT   250.0

#define PLANNED_SHARE    0.8
#define RESERVE          10.0
#define MAX_REST         (20.0 * G_USEC_PER_SEC)
#define MAX_RUNNING      4 /* not the operator's: leaves connections free for his */
#define PROBES_TO_LEARN  3
#define OPERATING_LIMIT  420.0 /* seconds; the smallest known, PHP's default */
#define OPERATING_MARGIN 5.0
#define REFUSAL_WINDOW   (G_GINT64_CONSTANT (300) * G_USEC_PER_SEC)
#define PROBE_PAUSE      (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define MIN_METHOD_HOLD  10 /* seconds after OPERATION_TIME_LIMIT */
#define OVERLOAD_HOLD    60 /* seconds after OVERLOAD_LIMIT */
#define MAX_HOLD         900

typedef struct {
    B24Throttle *throttle; /* not owned: the task holds it */
    GTask *task;
    B24Priority priority;
    char *method;
    GSource *cancelled; /* (nullable) */
} Wait;

struct _B24Throttle {
    GObject parent_instance;

    B24Clock *clock;
    GQueue queues[N_PRIORITIES]; /* of Wait */
    guint timer;
    guint running;
    GHashTable *holds; /* method → gint64 *: monotonic time until it waits */
    gint64 hold_all;   /* monotonic time until everything waits */
    GQueue refusals;   /* of gint64 *: monotonic times */

    double level;   /* what we plan with */
    gint64 updated; /* when @level was right */

    /* Others send from the same address, and the portal's bucket is full for all of them. What
     * nobody waits for rests then, and goes out one by one as long as refusals are remembered. */
    B24Crowd crowd;
    gint64 resting_until;
    gint64 passed_at; /* when the last request that nobody waits for was granted */

    /* Learning the big plan: what the small plan would have counted of our own requests, and one
     * operator request at a time that the small plan would refuse. */
    gboolean big;
    double small_level;
    gboolean probing;
    guint probes;
    gint64 no_probe_until;
};

G_DEFINE_FINAL_TYPE (B24Throttle, b24_throttle, G_TYPE_OBJECT)

static void pump (B24Throttle *self);

static void
wait_free (Wait *wait)
{
    if (wait->cancelled != NULL) {
        g_source_destroy (wait->cancelled);
        g_source_unref (wait->cancelled);
    }
    g_clear_object (&wait->task);
    g_free (wait->method);
    g_free (wait);
}

static void
b24_throttle_dispose (GObject *object)
{
    B24Throttle *self = B24_THROTTLE (object);

    /* No waits are left: each holds a reference through its task. */
    if (self->clock != NULL)
        b24_clock_clear (self->clock, &self->timer);
    g_clear_object (&self->clock);
    g_queue_clear_full (&self->refusals, g_free);
    G_OBJECT_CLASS (b24_throttle_parent_class)->dispose (object);
}

static void
b24_throttle_finalize (GObject *object)
{
    B24Throttle *self = B24_THROTTLE (object);

    g_hash_table_unref (self->holds);
    G_OBJECT_CLASS (b24_throttle_parent_class)->finalize (object);
}

static void
b24_throttle_class_init (B24ThrottleClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->dispose = b24_throttle_dispose;
    object_class->finalize = b24_throttle_finalize;
}

static void
b24_throttle_init (B24Throttle *self)
{
    for (guint i = 0; i < N_PRIORITIES; i++)
        g_queue_init (&self->queues[i]);
    g_queue_init (&self->refusals);
    self->holds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    self->crowd.slowdown = 1.0;
}

B24Throttle *
b24_throttle_new (B24Clock *clock)
{
    B24Throttle *self;

    g_return_val_if_fail (B24_IS_CLOCK (clock), NULL);

    self = g_object_new (B24_TYPE_THROTTLE, NULL);
    self->clock = g_object_ref (clock);
    self->updated = b24_clock_get_monotonic (clock);
    return self;
}

static GHashTable *shared; /* key → B24Throttle, not owned */

static void
shared_gone (gpointer key, GObject *throttle)
{
    g_hash_table_remove (shared, key);
    if (g_hash_table_size (shared) == 0)
        g_clear_pointer (&shared, g_hash_table_unref);
}

B24Throttle *
b24_throttle_shared (const char *authority, B24Clock *clock)
{
    g_autofree char *key = NULL;
    B24Throttle *self;

    g_return_val_if_fail (authority != NULL, NULL);
    g_return_val_if_fail (B24_IS_CLOCK (clock), NULL);

    /* A queue keeps its clock alive, so the clock's address cannot be taken by another one. */
    key = g_strdup_printf ("%s %p", authority, (gpointer) clock);
    if (shared == NULL)
        shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self = g_hash_table_lookup (shared, key);
    if (self != NULL)
        return g_object_ref (self);

    self = b24_throttle_new (clock);
    g_object_weak_ref (G_OBJECT (self), shared_gone, key);
    g_hash_table_insert (shared, g_steal_pointer (&key), self);
    return self;
}

static double
get_limit (B24Throttle *self)
{
    return self->big ? BIG_LIMIT : SMALL_LIMIT;
}

/* Requests per second that we plan with. */
static double
get_rate (B24Throttle *self)
{
    return (self->big ? BIG_DRAIN : SMALL_DRAIN) * PLANNED_SHARE;
}

/* Microseconds that @places in the bucket take when all is slowed down as it is now. */
static double
get_slow_time (B24Throttle *self, double places)
{
    return places * self->crowd.slowdown / get_rate (self) * G_USEC_PER_SEC;
}

static void
drain (B24Throttle *self)
{
    gint64 now = b24_clock_get_monotonic (self->clock);
    double seconds = (double) (now - self->updated) / G_USEC_PER_SEC;

    self->updated = now;
    self->level = MAX (0.0, self->level - seconds * get_rate (self));
    self->small_level = MAX (0.0, self->small_level - seconds * SMALL_DRAIN);
    while (!g_queue_is_empty (&self->refusals) &&
           *(gint64 *) g_queue_peek_head (&self->refusals) < now - REFUSAL_WINDOW)
        g_free (g_queue_pop_head (&self->refusals));
}

/* Microseconds that requests nobody waits for leave the bucket to others. */
static gint64
get_rest (B24Throttle *self)
{
    gint64 until = self->resting_until;
    double apart = get_slow_time (self, 1.0);

    if (!g_queue_is_empty (&self->refusals))
        until = MAX (until, self->passed_at + (gint64) apart);
    return MAX (0, until - b24_clock_get_monotonic (self->clock));
}

/* Microseconds until one more request of @priority fits. */
static gint64
get_level_wait (B24Throttle *self, B24Priority priority)
{
    double room = get_limit (self) - (priority == B24_PRIORITY_OPERATOR ? 0.0 : RESERVE);
    double excess = self->level + 1.0 - room;
    double wait = excess <= 1e-9 ? 0.0 : ceil (excess / get_rate (self) * G_USEC_PER_SEC);

    return MAX ((gint64) wait, priority == B24_PRIORITY_OPERATOR ? 0 : get_rest (self));
}

/* Microseconds until @method (lower case) has operating time again. */
static gint64
get_method_hold (B24Throttle *self, const char *method)
{
    const gint64 *until = g_hash_table_lookup (self->holds, method);

    return until != NULL ? MAX (0, *until - b24_clock_get_monotonic (self->clock)) : 0;
}

static gint64
get_hold (B24Throttle *self, const char *method)
{
    gint64 wait = self->hold_all - b24_clock_get_monotonic (self->clock);

    return MAX (wait, get_method_hold (self, method));
}

static void
set_hold (B24Throttle *self, const char *method, gint64 seconds)
{
    gint64 *until = g_new (gint64, 1);

    *until = b24_clock_get_monotonic (self->clock) +
             CLAMP (seconds, 1, MAX_HOLD) * (gint64) G_USEC_PER_SEC;
    g_hash_table_replace (self->holds, g_ascii_strdown (method, -1), until);
}

/* An operator's request that the small plan would refuse tells which plan the portal has. A
 * refused one has not been executed, so it may be repeated whatever it is. */
static gboolean
may_probe (B24Throttle *self, B24Priority priority)
{
    return priority == B24_PRIORITY_OPERATOR && !self->big && self->running == 0 &&
           self->small_level >= SMALL_LIMIT - 1.0 && g_queue_is_empty (&self->refusals) &&
           b24_clock_get_monotonic (self->clock) >= self->no_probe_until;
}

static void
grant (B24Throttle *self, GQueue *queue, GList *link, gboolean probe, GQueue *granted)
{
    Wait *wait = link->data;

    g_queue_delete_link (queue, link);
    g_queue_push_tail (granted, g_steal_pointer (&wait->task));
    if (wait->priority != B24_PRIORITY_OPERATOR)
        self->passed_at = b24_clock_get_monotonic (self->clock);
    wait_free (wait);
    self->level += 1.0;
    self->small_level += 1.0;
    self->running++;
    self->probing = probe;
}

/* Moves what may go out of one queue to @granted. Returns microseconds until the first of the rest
 * may, -1 when only a request that comes back can help. */
static gint64
pump_queue (B24Throttle *self, B24Priority priority, GQueue *granted)
{
    GQueue *queue = &self->queues[priority];
    gint64 next = -1;

    for (GList *link = queue->head; link != NULL;) {
        GList *following = link->next;
        const Wait *wait = link->data;
        gint64 hold = get_hold (self, wait->method);
        gint64 level_wait = get_level_wait (self, priority);
        gboolean probe = level_wait > 0 && may_probe (self, priority);

        if (hold > 0) {
            next = next < 0 ? hold : MIN (next, hold);
        } else if (priority != B24_PRIORITY_OPERATOR && self->running >= MAX_RUNNING) {
            return next;
        } else if (level_wait > 0 && !probe) {
            return next < 0 ? level_wait : MIN (next, level_wait);
        } else {
            grant (self, queue, link, probe, granted);
        }
        link = following;
    }
    return next;
}

static gboolean
timer_cb (gpointer user_data)
{
    B24Throttle *self = user_data;

    self->timer = 0;
    pump (self);
    return G_SOURCE_REMOVE;
}

static void
pump (B24Throttle *self)
{
    g_autoptr (B24Throttle) keep = g_object_ref (self);
    GQueue granted = G_QUEUE_INIT;
    gint64 next = -1;
    GTask *task;

    b24_clock_clear (self->clock, &self->timer);
    drain (self);
    for (guint i = 0; i < N_PRIORITIES; i++) {
        gint64 wait = pump_queue (self, (B24Priority) i, &granted);

        if (wait >= 0)
            next = next < 0 ? wait : MIN (next, wait);
    }
    if (next >= 0)
        self->timer = b24_clock_add (self->clock, "[b24] throttle", (guint) (next / 1000) + 1,
                                     timer_cb, self);
    /* Last, because a callback may come right back with another wait or done. */
    while ((task = g_queue_pop_head (&granted)) != NULL) {
        g_task_return_boolean (task, TRUE);
        g_object_unref (task);
    }
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
    Wait *wait = user_data;
    g_autoptr (GTask) task = g_steal_pointer (&wait->task);

    g_queue_remove (&wait->throttle->queues[wait->priority], wait);
    wait_free (wait);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled while queued");
    return G_SOURCE_REMOVE;
}

void
b24_throttle_wait_async (B24Throttle *self, const char *method, B24Priority priority,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
    g_autoptr (GTask) task = NULL;
    Wait *wait;

    g_return_if_fail (B24_IS_THROTTLE (self));
    g_return_if_fail (method != NULL);
    g_return_if_fail (priority < N_PRIORITIES);

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_throttle_wait_async));
    g_task_set_name (task, "[b24] throttle wait");
    /* A granted wait stays granted: otherwise nobody would call done for it. */
    g_task_set_check_cancellable (task, FALSE);
    if (g_cancellable_is_cancelled (cancellable)) {
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
        return;
    }

    wait = g_new0 (Wait, 1);
    wait->throttle = self;
    wait->priority = priority;
    wait->method = g_ascii_strdown (method, -1);
    if (cancellable != NULL) {
        wait->cancelled = g_cancellable_source_new (cancellable);
        g_source_set_static_name (wait->cancelled, "[b24] throttle cancelled");
        g_source_set_callback (wait->cancelled, G_SOURCE_FUNC (cancelled_cb), wait, NULL);
        g_source_attach (wait->cancelled, g_task_get_context (task));
    }
    wait->task = g_steal_pointer (&task);
    g_queue_push_tail (&self->queues[priority], wait);
    pump (self);
}

gboolean
b24_throttle_wait_finish (B24Throttle *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_throttle_wait_async)),
                          FALSE);

    return g_task_propagate_boolean (G_TASK (result), error);
}

static void
slow_down (B24Throttle *self, gint64 now)
{
    double rest;

    b24_crowd_slow_down (&self->crowd, now);
    rest = MIN (ceil (get_slow_time (self, RESERVE + 1.0)), MAX_REST);
    self->resting_until = now + (gint64) rest;
}

static void
learn_refusal (B24Throttle *self, gboolean probe)
{
    gint64 *now = g_new (gint64, 1);

    self->level = get_limit (self);
    if (probe) {
        /* Asked for: says nothing about how much others send from this address. */
        self->probes = 0;
        self->no_probe_until = b24_clock_get_monotonic (self->clock) + PROBE_PAUSE;
        g_free (now);
        return;
    }
    *now = b24_clock_get_monotonic (self->clock);
    slow_down (self, *now);
    g_queue_push_tail (&self->refusals, now);
    if (self->big && g_queue_get_length (&self->refusals) >= 2) {
        self->big = FALSE;
        self->probes = 0;
        self->no_probe_until = *now + PROBE_PAUSE;
        self->level = SMALL_LIMIT;
    }
}

static void
learn_success (B24Throttle *self, gboolean probe)
{
    b24_crowd_speed_up (&self->crowd, b24_clock_get_monotonic (self->clock));
    if (probe && ++self->probes >= PROBES_TO_LEARN)
        self->big = TRUE;
}

static void
note_operating (B24Throttle *self, const char *method, double operating, gint64 reset_at)
{
    gint64 now = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;

    if (operating < OPERATING_LIMIT - OPERATING_MARGIN)
        return;
    set_hold (self, method, reset_at > now ? reset_at - now + 1 : (gint64) OPERATING_MARGIN);
}

void
b24_throttle_note (B24Throttle *self, const char *method, const GError *error, double operating,
                   gint64 operating_reset_at)
{
    g_return_if_fail (B24_IS_THROTTLE (self));
    g_return_if_fail (method != NULL);

    if (g_error_matches (error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT))
        set_hold (self, method, MAX (MIN_METHOD_HOLD, (gint64) b24_error_get_wait (error)));
    else
        note_operating (self, method, operating, operating_reset_at);
}

static guint
round_up (gint64 microseconds)
{
    return (guint) ((microseconds + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

guint
b24_throttle_get_method_hold (B24Throttle *self, const char *method)
{
    g_autofree char *key = NULL;

    g_return_val_if_fail (B24_IS_THROTTLE (self), 0);
    key = g_ascii_strdown (method, -1);
    return round_up (get_method_hold (self, key));
}

GError *
b24_throttle_dup_refusal (B24Throttle *self, const char *method)
{
    gint64 overload;
    guint hold;
    GError *error;

    g_return_val_if_fail (B24_IS_THROTTLE (self), NULL);

    overload = self->hold_all - b24_clock_get_monotonic (self->clock);
    hold = b24_throttle_get_method_hold (self, method);
    if (overload <= 0 && hold == 0)
        return NULL;
    error =
        b24_error_new_from_code (overload > 0 ? "OVERLOAD_LIMIT" : "OPERATION_TIME_LIMIT", NULL);
    b24_error_set_wait (error, MAX (hold, overload > 0 ? round_up (overload) : 0));
    return error;
}

void
b24_throttle_done (B24Throttle *self, const char *method, const GError *error, double operating,
                   gint64 operating_reset_at)
{
    gboolean probe;

    g_return_if_fail (B24_IS_THROTTLE (self));
    g_return_if_fail (self->running > 0);

    drain (self);
    probe = self->probing && self->running == 1;
    self->probing = FALSE;
    self->running--;
    b24_throttle_note (self, method, error, operating, operating_reset_at);
    if (error == NULL) {
        learn_success (self, probe);
    } else if (g_error_matches (error, B24_ERROR, B24_ERROR_OVERLOAD_LIMIT)) {
        self->hold_all = b24_clock_get_monotonic (self->clock) +
                         (gint64) MAX (OVERLOAD_HOLD, b24_error_get_wait (error)) * G_USEC_PER_SEC;
        learn_refusal (self, FALSE);
    } else if (b24_error_get_class (error) == B24_ERROR_CLASS_BACK_OFF &&
               !g_error_matches (error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT)) {
        learn_refusal (self, probe);
    } else if (g_error_matches (error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT)) {
        gint64 *now = g_new (gint64, 1);

        *now = b24_clock_get_monotonic (self->clock);
        g_queue_push_tail (&self->refusals, now);
    }
    pump (self);
}

double
b24_throttle_get_slowdown (B24Throttle *self)
{
    g_return_val_if_fail (B24_IS_THROTTLE (self), 1.0);
    return self->crowd.slowdown;
}

guint
b24_throttle_get_delay (B24Throttle *self)
{
    gint64 wait;

    g_return_val_if_fail (B24_IS_THROTTLE (self), 0);
    drain (self);
    wait = MAX (get_level_wait (self, B24_PRIORITY_BACKGROUND), get_hold (self, ""));
    return (guint) ((wait + 999) / 1000);
}

guint
b24_throttle_get_queued (B24Throttle *self)
{
    guint queued = 0;

    g_return_val_if_fail (B24_IS_THROTTLE (self), 0);
    for (guint i = 0; i < N_PRIORITIES; i++)
        queued += g_queue_get_length (&self->queues[i]);
    return queued;
}

guint
b24_throttle_get_running (B24Throttle *self)
{
    g_return_val_if_fail (B24_IS_THROTTLE (self), 0);
    return self->running;
}

guint
b24_throttle_get_refusals (B24Throttle *self)
{
    g_return_val_if_fail (B24_IS_THROTTLE (self), 0);
    drain (self);
    return g_queue_get_length (&self->refusals);
}
