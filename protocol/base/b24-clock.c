/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-clock.h"

#include <glib/gstdio.h>

#if defined __has_include
#if __has_include(<sys/timerfd.h>)
#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#endif
#endif

#define JUMP          (5 * G_USEC_PER_SEC) /* less is a correction of the clock */
#define COMPARE_EVERY 5                    /* seconds, where the kernel does not tell */

enum {
    SIGNAL_JUMPED,
    N_SIGNALS,
};

static guint signals[N_SIGNALS];

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

    gint64 difference; /* system clocks: real minus monotonic time when it was looked at last */
    GSource *watch;    /* system clocks (nullable): tells when it has to be looked at again */
    int fd;            /* -1: none */
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
    if (self->watch != NULL)
        g_source_destroy (self->watch);
    g_clear_pointer (&self->watch, g_source_unref);
    if (self->fd >= 0)
        g_close (self->fd, NULL);
    self->fd = -1;
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

    signals[SIGNAL_JUMPED] = g_signal_new ("jumped", B24_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
b24_clock_init (B24Clock *self)
{
    self->timers = g_hash_table_new_full (NULL, NULL, NULL, timer_free);
    self->fd = -1;
}

static void
look_for_jump (B24Clock *self)
{
    gint64 difference = g_get_real_time () - g_get_monotonic_time ();
    gint64 moved = difference - self->difference;

    if (ABS (moved) <= JUMP)
        return;
    self->difference = difference;
    g_signal_emit (self, signals[SIGNAL_JUMPED], 0, moved);
}

#ifdef TFD_TIMER_CANCEL_ON_SET

/* A timer that never fires: the kernel cancels it when real time jumps, on waking up too, and
 * nobody is woken for anything else. */
static gboolean
arm (int fd)
{
    struct itimerspec never = { 0 };

    never.it_value.tv_sec =
        sizeof (time_t) == sizeof (gint64) ? (time_t) G_MAXINT64 : (time_t) G_MAXINT32;
    return timerfd_settime (fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0 ||
           errno == ECANCELED;
}

static gboolean
set_cb (int fd, GIOCondition condition, gpointer user_data)
{
    g_autoptr (B24Clock) self = g_object_ref (user_data);
    guint64 expirations;
    /* Says ECANCELED; what counts is that the descriptor is not readable any more. */
    gssize size = read (fd, &expirations, sizeof expirations);

    if ((size < 0 && errno != ECANCELED && errno != EAGAIN && errno != EINTR) || !arm (fd))
        return G_SOURCE_REMOVE;
    look_for_jump (self);
    return G_SOURCE_CONTINUE;
}

static GSource *
make_kernel_watch (B24Clock *self)
{
    GSource *source;

    self->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (self->fd < 0 || !arm (self->fd))
        return NULL;
    source = g_unix_fd_source_new (self->fd, G_IO_IN);
    g_source_set_callback (source, G_SOURCE_FUNC (set_cb), self, NULL);
    return source;
}

#else

static GSource *
make_kernel_watch (B24Clock *self)
{
    return NULL;
}

#endif

static gboolean
compare_cb (gpointer user_data)
{
    g_autoptr (B24Clock) self = g_object_ref (user_data);

    look_for_jump (self);
    return G_SOURCE_CONTINUE;
}

static GSource *
make_watch (B24Clock *self)
{
    GSource *source = make_kernel_watch (self);

    if (source == NULL) {
        source = g_timeout_source_new_seconds (COMPARE_EVERY);
        g_source_set_callback (source, compare_cb, self, NULL);
    }
    g_source_set_static_name (source, "[b24] clock jumped");
    g_source_attach (source, g_main_context_get_thread_default ());
    return source;
}

B24Clock *
b24_clock_new_system (void)
{
    B24Clock *self = g_object_new (B24_TYPE_CLOCK, NULL);

    self->difference = g_get_real_time () - g_get_monotonic_time ();
    self->watch = make_watch (self);
    return self;
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

/* Only touched by the main thread. */
static B24Clock *default_clock;

B24Clock *
b24_clock_dup_default (void)
{
    static B24Clock *common; /* not owned */
    B24Clock *clock = default_clock != NULL ? default_clock : common;

    if (clock != NULL)
        return g_object_ref (clock);
    common = b24_clock_new_system ();
    g_object_add_weak_pointer (G_OBJECT (common), (gpointer *) &common);
    return common;
}

void
b24_clock_set_default (B24Clock *clock)
{
    g_return_if_fail (clock == NULL || B24_IS_CLOCK (clock));
    g_set_object (&default_clock, clock);
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

void
b24_clock_sleep (B24Clock *self, guint milliseconds)
{
    gint64 moved = (gint64) milliseconds * 1000;

    g_return_if_fail (B24_IS_CLOCK (self));
    g_return_if_fail (self->manual);

    self->real += moved;
    g_signal_emit (self, signals[SIGNAL_JUMPED], 0, moved);
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
