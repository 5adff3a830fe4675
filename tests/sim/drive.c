/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "drive.h"

/* Milliseconds: of virtual time in one leap, and of real time that count for one. */
#define MAX_LEAP 1000
#define MAX_REAL 5

struct _Drive {
    PracticePortal *portal;
    B24Clock *clock;
    GPtrArray *throttles;
    GSource *source;
    guint pace;
    gint64 begun;  /* virtual */
    gint64 looked; /* real */
    gboolean waiting;
};

static Drive *driving;
static GPollFunc original_poll;

typedef struct {
    GSource source;
    Drive *drive;
} DriveSource;

static gboolean
is_asking (Drive *self)
{
    for (guint i = 0; i < self->throttles->len; i++) {
        if (b24_throttle_get_running (g_ptr_array_index (self->throttles, i)) > 0)
            return TRUE;
    }
    return FALSE;
}

/* Virtual milliseconds that may pass now. */
static guint
get_allowed (Drive *self)
{
    gint64 real = (g_get_monotonic_time () - self->looked) / 1000;

    if (is_asking (self))
        return (guint) MIN (real, MAX_REAL);
    if (self->pace == 0)
        return MAX_LEAP;
    return MIN ((guint) MIN (real, MAX_REAL) * self->pace, MAX_LEAP);
}

/* Time moves where the main loop would wait otherwise, never where it only looks whether something
 * is ready. */
static gint
poll_or_leap (GPollFD *fds, guint count, gint timeout)
{
    gint ready;

    if (timeout == 0 || driving == NULL || get_allowed (driving) == 0)
        return original_poll (fds, count, timeout);
    ready = original_poll (fds, count, 0);
    driving->waiting = ready == 0;
    return ready;
}

static gboolean
prepare (GSource *source, gint *timeout)
{
    *timeout = 1;
    ((DriveSource *) source)->drive->waiting = FALSE;
    return FALSE;
}

static gboolean
check (GSource *source)
{
    return ((DriveSource *) source)->drive->waiting;
}

static void
advance (Drive *self, guint milliseconds)
{
    json_object_unref (practice_portal_control (
        self->portal, "advance", "{\"milliseconds\": %u, \"still\": true}", milliseconds));
    b24_clock_advance (self->clock, milliseconds);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
    Drive *self = ((DriveSource *) source)->drive;
    guint allowed = get_allowed (self);
    gint64 due = b24_clock_next_due (self->clock);
    guint leap = due < 0 ? allowed : (guint) CLAMP (due, 1, allowed);

    self->looked = g_get_monotonic_time ();
    /* What is allowed and not needed yet is there for the next leap. */
    if (self->pace > 0 && !is_asking (self))
        self->looked -= (allowed - leap) * 1000 / self->pace;
    advance (self, leap);
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs functions = { .prepare = prepare, .check = check, .dispatch = dispatch };

Drive *
drive_new (PracticePortal *portal, B24Clock *clock)
{
    Drive *self = g_new0 (Drive, 1);

    g_assert_null (driving);
    driving = self;
    self->portal = portal;
    self->clock = g_object_ref (clock);
    self->throttles = g_ptr_array_new_with_free_func (g_object_unref);
    self->begun = b24_clock_get_monotonic (clock);
    self->looked = g_get_monotonic_time ();
    self->source = g_source_new (&functions, sizeof (DriveSource));
    ((DriveSource *) self->source)->drive = self;
    g_source_set_static_name (self->source, "test: virtual time");
    g_source_set_priority (self->source, G_PRIORITY_LOW);
    g_source_attach (self->source, NULL);
    original_poll = g_main_context_get_poll_func (NULL);
    g_main_context_set_poll_func (NULL, poll_or_leap);
    advance (self, 0);
    return self;
}

void
drive_free (Drive *self)
{
    if (self == NULL)
        return;
    g_main_context_set_poll_func (NULL, original_poll);
    driving = NULL;
    g_source_destroy (self->source);
    g_source_unref (self->source);
    g_ptr_array_unref (self->throttles);
    g_object_unref (self->clock);
    g_free (self);
}

void
drive_watch (Drive *self, B24Throttle *throttle)
{
    g_ptr_array_add (self->throttles, g_object_ref (throttle));
}

void
drive_set_pace (Drive *self, guint pace)
{
    self->pace = pace;
}

double
drive_get_time (Drive *self)
{
    return (double) (b24_clock_get_monotonic (self->clock) - self->begun) / G_USEC_PER_SEC;
}

void
drive_pass (Drive *self, double seconds)
{
    double until = drive_get_time (self) + seconds;

    while (drive_get_time (self) < until)
        g_main_context_iteration (NULL, TRUE);
}
