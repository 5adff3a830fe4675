/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-throttle — the one queue of requests to a portal (design rule 5; reference: rest §4,
 * realtime §7.3).
 *
 * Mirrors the portal's leaky bucket (level +1 per request, −2 per second, refused over 50), plans
 * with 80 % of the drain, keeps a reserve for what the operator does, lets operator calls pass
 * background ones, holds a method whose operating time is used up, and on 503 empties the bucket
 * and slows down ×1.7, recovering 2 % per success. It learns 5/s, 250 when the portal never
 * refuses at a level the small plan would have. A request is "granted", runs, and is "done".
 *
 * The portal counts by address, and whole offices share one. A refusal says that the bucket is full
 * for all of them: background requests rest while it drains, then go out one by one, slowed down
 * (b24-crowd); the operator's only wait for their place.
 */

#include "b24-clock.h"

G_BEGIN_DECLS

typedef enum {
    B24_PRIORITY_OPERATOR,   /* the operator waits for it */
    B24_PRIORITY_NORMAL,     /* opening a conversation, history */
    B24_PRIORITY_BACKGROUND, /* polling, reconciliation */
} B24Priority;

#define B24_TYPE_THROTTLE (b24_throttle_get_type ())
G_DECLARE_FINAL_TYPE (B24Throttle, b24_throttle, B24, THROTTLE, GObject)

B24Throttle *b24_throttle_new (B24Clock *clock);

/**
 * b24_throttle_shared:
 *
 * Returns: (transfer full): the queue all accounts of the portal at @authority share
 */
B24Throttle *b24_throttle_shared (const char *authority, B24Clock *clock);

/**
 * b24_throttle_wait_async:
 * @method: the REST method, lower or mixed case; "batch" for a batch
 *
 * Completes when the request may be sent. Every successful wait must be followed by exactly one
 * b24_throttle_done(). Fails only by cancellation.
 */
void b24_throttle_wait_async (B24Throttle *self, const char *method, B24Priority priority,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean b24_throttle_wait_finish (B24Throttle *self, GAsyncResult *result, GError **error);

/**
 * b24_throttle_done:
 * @error: (nullable): what the portal answered
 * @operating: seconds of operating time spent by this method in its window, or -1
 * @operating_reset_at: unix seconds when a part is freed, or 0
 */
void b24_throttle_done (B24Throttle *self, const char *method, const GError *error,
                        double operating, gint64 operating_reset_at);

/**
 * b24_throttle_note:
 *
 * Operating time learned without a request of its own: from the `result_time` of a batch.
 * @method is then "batch::" and the method's name, which the portal counts apart.
 */
void b24_throttle_note (B24Throttle *self, const char *method, const GError *error,
                        double operating, gint64 operating_reset_at);
/* Seconds that requests of @method have to wait for operating time, 0 when they have not. */
guint b24_throttle_get_method_hold (B24Throttle *self, const char *method);

/* (transfer full) (nullable): the refusal that keeps requests of @method waiting, OVERLOAD_LIMIT or
 * OPERATION_TIME_LIMIT, with the seconds it still lasts (b24_error_get_wait()) */
GError *b24_throttle_dup_refusal (B24Throttle *self, const char *method);

/* Factor by which everything is slowed down now, 1.0 when not. For schedules (polling). */
double b24_throttle_get_slowdown (B24Throttle *self);
/* Milliseconds a background request would wait now. */
guint b24_throttle_get_delay (B24Throttle *self);
guint b24_throttle_get_queued (B24Throttle *self);
/* Requests granted and not done yet. */
guint b24_throttle_get_running (B24Throttle *self);
/* Refusals (503, 429) in the last five minutes. */
guint b24_throttle_get_refusals (B24Throttle *self);

G_END_DECLS
