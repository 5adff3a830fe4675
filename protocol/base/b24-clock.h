/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-clock — the one source of time.
 *
 * Everything that waits or asks for the time does it through a B24Clock, so that tests move time
 * instead of sleeping. The system clock is monotonic time plus GSource timeouts on the
 * thread-default main context; the manual one stands still until it is told to move.
 */

#include <gio/gio.h>

G_BEGIN_DECLS

#define B24_TYPE_CLOCK (b24_clock_get_type ())
G_DECLARE_FINAL_TYPE (B24Clock, b24_clock, B24, CLOCK, GObject)

/*
 * Signal "jumped" (gint64 microseconds): real time moved against monotonic time: the computer
 * slept, or somebody set the clock.
 */
B24Clock *b24_clock_new_system (void);
/* @start: unix microseconds of real time; monotonic time starts at 1 s */
B24Clock *b24_clock_new_manual (gint64 start);
gboolean b24_clock_is_manual (B24Clock *self);
/* (transfer full): the clock of programs that are not given one: what was set, or a system clock,
 * the same one as long as anybody holds it, so that those who share a clock share a queue. Only for
 * the thread of the default main context. */
B24Clock *b24_clock_dup_default (void);
/* @clock: (nullable): %NULL for the system's own again */
void b24_clock_set_default (B24Clock *clock);

gint64 b24_clock_get_monotonic (B24Clock *self); /* microseconds */
gint64 b24_clock_get_real (B24Clock *self);      /* unix microseconds */

/**
 * b24_clock_add:
 * @name: (nullable): static string, the GSource's name
 * @milliseconds: from now; 0 means the next turn of the main loop
 * @func: returns %G_SOURCE_CONTINUE to be called again after the same time
 *
 * Returns: an id greater than 0 for b24_clock_remove()
 */
guint b24_clock_add (B24Clock *self, const char *name, guint milliseconds, GSourceFunc func,
                     gpointer user_data);
/* Ids that already ran out are ignored, 0 too. */
void b24_clock_remove (B24Clock *self, guint id);
static inline void
b24_clock_clear (B24Clock *clock, guint *id)
{
    guint old = *id;

    *id = 0;
    if (old != 0)
        b24_clock_remove (clock, old);
}

/* Manual clocks only: runs everything that becomes due, in order of its time. */
void b24_clock_advance (B24Clock *self, guint milliseconds);
/* Manual clocks only: the computer sleeps: real time goes on, monotonic time does not. */
void b24_clock_sleep (B24Clock *self, guint milliseconds);
/* Manual clocks only: milliseconds to the next timer, -1 when there is none. */
gint64 b24_clock_next_due (B24Clock *self);

G_END_DECLS
