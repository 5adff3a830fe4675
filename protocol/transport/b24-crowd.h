/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-crowd — how much slower than planned to go, because others send from the same address.
 * Internal to transport/.
 *
 * ×1.7 with a refusal, back by 2 % with each success. After the second refusal within 15 minutes
 * others are taken to be there: refusals that come together count once, and recovery is by time:
 * the share of the bucket grows by the same amount for everybody, however seldom he asks. So
 * clients that know nothing of each other come to equal shares.
 */

#include <glib.h>

G_BEGIN_DECLS

/* Times are monotonic microseconds; all zero but @slowdown, 1.0, at first. */
typedef struct {
    double slowdown;
    gint64 slowed_at;
    gint64 recovered_at;
    gint64 crowded_until;
} B24Crowd;

void b24_crowd_slow_down (B24Crowd *self, gint64 now);
void b24_crowd_speed_up (B24Crowd *self, gint64 now);

G_END_DECLS
