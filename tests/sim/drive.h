/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * drive — virtual time for a client and its portal: moves the client's manual clock and the
 * portal's together, as soon as the main loop has nothing else to do but wait.
 *
 * While requests of a watched queue are on their way time passes as it really does, so that a slow
 * machine looks like a slow network at most; in between it leaps from timer to timer. It is a
 * source of the main context: whoever waits by iterating that need not know of it. One at a time.
 */

#include "b24-throttle.h"
#include "portal.h"

G_BEGIN_DECLS

typedef struct _Drive Drive;

/* From now on @portal's clock moves by @clock, a manual one, only. */
Drive *drive_new (PracticePortal *portal, B24Clock *clock);
void drive_free (Drive *self);
/* Time waits for the requests of this queue. */
void drive_watch (Drive *self, B24Throttle *throttle);
/**
 * drive_set_pace:
 * @pace: virtual milliseconds to a real one at most, for what comes by itself (push): it needs real
 *   time on its way; 0 for no limit
 */
void drive_set_pace (Drive *self, guint pace);
/* Virtual seconds since it was made. */
double drive_get_time (Drive *self);
/* Iterates the main context while @seconds of virtual time pass. */
void drive_pass (Drive *self, double seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drive, drive_free)

G_END_DECLS
