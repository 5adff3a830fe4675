/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The system's clock jumps: the computer slept, or somebody set the time. The kernel and the real
 * time are stood in for here, by functions of this program with the names of theirs.
 */

#include "b24-clock.h"

#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>

static struct {
    gint64 moved; /* real time, microseconds */
    int fd;       /* what the clock watches, -1 at first */
    int flags;
    guint armed;
    gboolean refuse;
} kernel = { .fd = -1 };

gint64
g_get_real_time (void)
{
    struct timespec now;

    clock_gettime (CLOCK_REALTIME, &now);
    return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000 + kernel.moved;
}

int
timerfd_create (clockid_t clock_id, int flags)
{
    g_assert_cmpint (clock_id, ==, CLOCK_REALTIME);
    kernel.fd = kernel.refuse ? -1 : eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    return kernel.fd;
}

int
timerfd_settime (int fd, int flags, const struct itimerspec *value, struct itimerspec *old)
{
    g_assert_cmpint (fd, ==, kernel.fd);
    g_assert_cmpint (value->it_value.tv_sec, >, time (NULL));
    kernel.flags = flags;
    kernel.armed++;
    return 0;
}

/* What the kernel does when real time has moved. */
static void
move (gint64 seconds)
{
    kernel.moved += seconds * G_USEC_PER_SEC;
    g_assert_cmpint (eventfd_write (kernel.fd, 1), ==, 0);
    while (g_main_context_iteration (NULL, FALSE))
        ;
}

typedef struct {
    guint count;
    gint64 moved; /* microseconds */
    gboolean leave;
} Jumps;

static void
jumped_cb (B24Clock *clock, gint64 moved, gpointer user_data)
{
    Jumps *jumps = user_data;

    jumps->count++;
    jumps->moved = moved;
    if (jumps->leave)
        g_object_unref (clock);
}

static void
assert_jumped (Jumps *jumps, gint64 seconds)
{
    g_assert_cmpuint (jumps->count, ==, 1);
    g_assert_cmpint (ABS (jumps->moved - seconds * G_USEC_PER_SEC), <, G_USEC_PER_SEC);
    jumps->count = 0;
}

static void
test_jumps (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_system ();
    Jumps jumps = { 0 };
    guint armed = kernel.armed;

    g_signal_connect (clock, "jumped", G_CALLBACK (jumped_cb), &jumps);
    g_assert_cmpint (kernel.flags, ==, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
    move (3600);
    assert_jumped (&jumps, 3600);
    g_assert_cmpuint (kernel.armed, ==, armed + 1);
    move (-60);
    assert_jumped (&jumps, -60);
    /* Small corrections are none, until they add up. */
    move (3);
    g_assert_cmpuint (jumps.count, ==, 0);
    move (3);
    assert_jumped (&jumps, 6);
    g_assert_cmpuint (kernel.armed, ==, armed + 4);
}

/* Whoever hears of it may drop the clock. */
static void
test_leave (void)
{
    B24Clock *clock = b24_clock_new_system ();
    Jumps jumps = { .leave = TRUE };

    g_object_add_weak_pointer (G_OBJECT (clock), (gpointer *) &clock);
    g_signal_connect (clock, "jumped", G_CALLBACK (jumped_cb), &jumps);
    move (60);
    assert_jumped (&jumps, 60);
    g_assert_null (clock);
    g_assert_false (g_main_context_pending (NULL));
}

/* Without the kernel's help the clock looks now and then. */
static void
test_compare (void)
{
    g_autoptr (B24Clock) clock = NULL;
    GSource *source;
    Jumps jumps = { 0 };

    kernel.refuse = TRUE;
    clock = b24_clock_new_system ();
    kernel.refuse = FALSE;
    g_signal_connect (clock, "jumped", G_CALLBACK (jumped_cb), &jumps);
    kernel.moved += 60 * G_USEC_PER_SEC;
    source = g_main_context_find_source_by_user_data (NULL, clock);
    g_assert_nonnull (source);
    g_assert_cmpstr (g_source_get_name (source), ==, "[b24] clock jumped");
    g_assert_cmpint (g_source_get_ready_time (source), >, g_get_monotonic_time ());
    g_source_set_ready_time (source, 0);
    while (g_main_context_iteration (NULL, FALSE))
        ;
    assert_jumped (&jumps, 60);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/clock-jump/jumps", test_jumps);
    g_test_add_func ("/clock-jump/leave", test_leave);
    g_test_add_func ("/clock-jump/compare", test_compare);
    return g_test_run ();
}
