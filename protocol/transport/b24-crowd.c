/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-crowd.h"

#include <math.h>

#define SLOWER       1.7
#define RECOVERY     0.98
#define MAX_SLOWDOWN 30.0 /* a 2 s schedule becomes 60 s */
#define TOGETHER     (10 * G_USEC_PER_SEC)
#define MEMORY       (G_GINT64_CONSTANT (900) * G_USEC_PER_SEC)
#define STEP_TIME    (120.0 * G_USEC_PER_SEC) /* of one step of recovery, divided by the slowdown */
#define MAX_STEPS    20.0

void
b24_crowd_slow_down (B24Crowd *self, gint64 now)
{
    self->recovered_at = now;
    if (self->slowed_at > 0 && now - self->slowed_at < TOGETHER)
        return;
    self->slowdown = MIN (self->slowdown * SLOWER, MAX_SLOWDOWN);
    /* Once may be our own fault. */
    if (self->slowed_at > 0 && now - self->slowed_at < MEMORY)
        self->crowded_until = now + MEMORY;
    self->slowed_at = now;
}

void
b24_crowd_speed_up (B24Crowd *self, gint64 now)
{
    double steps = 1.0;

    if (now < self->crowded_until) {
        steps = (double) (now - self->recovered_at) * self->slowdown / STEP_TIME;
        if (steps < 1.0)
            return;
    }
    self->recovered_at = now;
    self->slowdown = MAX (1.0, self->slowdown * pow (RECOVERY, MIN (steps, MAX_STEPS)));
}
