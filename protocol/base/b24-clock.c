/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-clock.h"

typedef struct {
    B24Clock *clock; /* not owned: the clock owns its timers */
    guint id;
    guint milliseconds;
    gint64 due; /* manual clocks: microseconds of their monotonic time */
    GSourceFunc func;
    gpointer user_data;
    GSource *source; /* (nullable): absent when only b24_clock_advance() runs it */
} Timer;

struct _B24Clock {
    GObject parent_instance;

    gboolean manual;
    gint64 monotonic; /* manual clocks */
    gint64 real;      /* manual clocks */
    guint last_id;
    GHashTable *timers; /* id → Timer */
};

G_DEFINE_FINAL_TYPE (B24Clock, b24_clock, G_TYPE_OBJECT)

static void
timer_free (gpointer data)
{
    Timer *timer = data;

    if (timer->source != NULL) {
        g_source_destroy (timer->source);
        g_source_unref (timer->source);
    }
    g_free (timer);
}

static void
b24_clock_dispose (GObject *object)
{
    B24Clock *self = B24_CLOCK (object);

    g_hash_table_remove_all (self->timers);
    G_OBJECT_CLASS (b24_clock_parent_class)->dispose (object);
}

static void
b24_clock_finalize (GObject *object)
{
    B24Clock *self = B24_CLOCK (object);

    g_hash_table_unref (self->timers);
    G_OBJECT_CLASS (b24_clock_parent_class)->finalize (object);
}

static void
b24_clock_class_init (B24ClockClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->dispose = b24_clock_dispose;
    object_class->finalize = b24_clock_finalize;
}

static void
b24_clock_init (B24Clock *self)
{
    self->timers = g_hash_table_new_full (NULL, NULL, NULL, timer_free);
}

B24Clock *
b24_clock_new_system (void)
{
    return g_object_new (B24_TYPE_CLOCK, NULL);
}

B24Clock *
b24_clock_new_manual (gint64 start)
{
    B24Clock *self = g_object_new (B24_TYPE_CLOCK, NULL);

    self->manual = TRUE;
    self->real = start;
    self->monotonic = G_USEC_PER_SEC;
    return self;
}

gboolean
b24_clock_is_manual (B24Clock *self)
{
    g_return_val_if_fail (B24_IS_CLOCK (self), FALSE);
    return self->manual;
}

gint64
b24_clock_get_monotonic (B24Clock *self)
{
    g_return_val_if_fail (B24_IS_CLOCK (self), 0);
    return self->manual ? self->monotonic : g_get_monotonic_time ();
}

gint64
b24_clock_get_real (B24Clock *self)
{
    g_return_val_if_fail (B24_IS_CLOCK (self), 0);
    return self->manual ? self->real : g_get_real_time ();
}

/* Runs a timer once. The function may remove any timer, its own too, and drop the clock. */
static gboolean
run_timer (B24Clock *self, Timer *timer)
{
    g_autoptr (B24Clock) keep = g_object_ref (self);
    guint id = timer->id;
    gboolean again = timer->func (timer->user_data);

    if (g_hash_table_lookup (keep->timers, GUINT_TO_POINTER (id)) != timer)
        return G_SOURCE_REMOVE;
    if (again == G_SOURCE_REMOVE)
        g_hash_table_remove (keep->timers, GUINT_TO_POINTER (id));
    else
        timer->due += (gint64) timer->milliseconds * 1000;
    return again;
}

static gboolean
source_cb (gpointer user_data)
{
    Timer *timer = user_data;

    return run_timer (timer->clock, timer);
}

guint
b24_clock_add (B24Clock *self, const char *name, guint milliseconds, GSourceFunc func,
               gpointer user_data)
{
    Timer *timer;

    g_return_val_if_fail (B24_IS_CLOCK (self), 0);
    g_return_val_if_fail (func != NULL, 0);

    do {
        self->last_id++;
    } while (self->last_id == 0 ||
             g_hash_table_contains (self->timers, GUINT_TO_POINTER (self->last_id)));

    timer = g_new0 (Timer, 1);
    timer->clock = self;
    timer->id = self->last_id;
    timer->milliseconds = milliseconds;
    timer->due = b24_clock_get_monotonic (self) + (gint64) milliseconds * 1000;
    timer->func = func;
    timer->user_data = user_data;
    /* The next turn of the main loop comes also when time stands still. */
    if (!self->manual || milliseconds == 0) {
        timer->source = g_timeout_source_new (milliseconds);
        g_source_set_static_name (timer->source, name != NULL ? name : "[b24] clock");
        g_source_set_callback (timer->source, source_cb, timer, NULL);
        g_source_attach (timer->source, g_main_context_get_thread_default ());
    }
    g_hash_table_insert (self->timers, GUINT_TO_POINTER (timer->id), timer);
    return timer->id;
}

void
b24_clock_remove (B24Clock *self, guint id)
{
    g_return_if_fail (B24_IS_CLOCK (self));
    if (id != 0)
        g_hash_table_remove (self->timers, GUINT_TO_POINTER (id));
}

/* Timers of 0 ms repeat once per turn; within one advance they run only once, up to @newest. */
static Timer *
find_next (B24Clock *self, guint newest)
{
    GHashTableIter iter;
    gpointer value;
    Timer *next = NULL;

    g_hash_table_iter_init (&iter, self->timers);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        Timer *timer = value;

        if (timer->milliseconds == 0 && timer->id > newest)
            continue;
        if (next == NULL || timer->due < next->due ||
            (timer->due == next->due && timer->id < next->id))
            next = timer;
    }
    return next;
}

void
b24_clock_advance (B24Clock *self, guint milliseconds)
{
    g_autoptr (B24Clock) keep = NULL;
    gint64 target;
    guint newest;
    Timer *timer;

    g_return_if_fail (B24_IS_CLOCK (self));
    g_return_if_fail (self->manual);

    keep = g_object_ref (self);
    target = self->monotonic + (gint64) milliseconds * 1000;
    newest = self->last_id;
    while ((timer = find_next (self, newest)) != NULL && timer->due <= target) {
        gboolean immediate = timer->milliseconds == 0;
        guint id = timer->id;

        if (timer->due > self->monotonic) {
            self->real += timer->due - self->monotonic;
            self->monotonic = timer->due;
        }
        if (run_timer (self, timer) == G_SOURCE_CONTINUE && immediate)
            newest = MIN (newest, id - 1);
    }
    self->real += target - self->monotonic;
    self->monotonic = target;
}

gint64
b24_clock_next_due (B24Clock *self)
{
    Timer *timer;

    g_return_val_if_fail (B24_IS_CLOCK (self), -1);
    g_return_val_if_fail (self->manual, -1);

    timer = find_next (self, G_MAXUINT);
    if (timer == NULL)
        return -1;
    return MAX (0, (timer->due - self->monotonic + 999) / 1000);
}
