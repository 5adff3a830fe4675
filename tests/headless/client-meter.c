/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client-meter — the longest turn of the main loop, and resident memory.
 *
 * A turn is the time between two visits of the main context to poll(): what a UI cannot draw in.
 */

#include "client-private.h"

#include <time.h>

static GPollFunc original_poll;
static gint64 left_poll;
static gint64 longest;
static gint64 worked_before;
static gint64 busiest;

/* Microseconds this thread had the processor. */
static gint64
get_worked (void)
{
    struct timespec worked;

    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &worked);
    return (gint64) worked.tv_sec * G_USEC_PER_SEC + worked.tv_nsec / 1000;
}

static gint
measuring_poll (GPollFD *fds, guint count, gint timeout)
{
    gint64 now = g_get_monotonic_time ();
    gint ready;

    if (left_poll != 0) {
        longest = MAX (longest, now - left_poll);
        busiest = MAX (busiest, get_worked () - worked_before);
    }
    ready = original_poll (fds, count, timeout);
    left_poll = g_get_monotonic_time ();
    worked_before = get_worked ();
    return ready;
}

void
client_meter_start (void)
{
    GMainContext *context = g_main_context_default ();

    if (original_poll == NULL) {
        original_poll = g_main_context_get_poll_func (context);
        g_main_context_set_poll_func (context, measuring_poll);
    }
    left_poll = 0;
    longest = 0;
    busiest = 0;
}

double
client_meter_longest (void)
{
    return (double) longest / 1000.0;
}

double
client_meter_busiest (void)
{
    return (double) busiest / 1000.0;
}

gint64
client_meter_memory (void)
{
    g_autofree char *status = NULL;
    const char *line;

    g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
    line = strstr (status, "VmRSS:");
    g_assert_nonnull (line);
    return g_ascii_strtoll (line + strlen ("VmRSS:"), NULL, 10);
}
