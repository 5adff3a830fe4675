/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

static void
request_logged (B24Rest *rest, const char *line, gpointer user_data)
{
    B24Feed *self = user_data;
    gint64 second = b24_clock_get_monotonic (self->clock) / G_USEC_PER_SEC;
    gsize place = (gsize) (second % (gint64) G_N_ELEMENTS (self->requests));

    if (self->requests[place].second != second) {
        self->requests[place].second = second;
        self->requests[place].count = 0;
    }
    self->requests[place].count++;
}

void
b24_feed_report_init (B24Feed *self)
{
    self->latency = -1;
    self->way_since = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;
    /* Each attempt of a call is one line. */
    self->log_id = g_signal_connect (self->rest, "log", G_CALLBACK (request_logged), self);
}

void
b24_feed_report_clear (B24Feed *self)
{
    if (self->log_id != 0)
        g_clear_signal_handler (&self->log_id, self->rest);
}

static guint
count_requests (B24Feed *self)
{
    const gint64 minute = G_N_ELEMENTS (self->requests);
    gint64 second = b24_clock_get_monotonic (self->clock) / G_USEC_PER_SEC;
    guint count = 0;

    for (gsize i = 0; i < G_N_ELEMENTS (self->requests); i++)
        count += second - self->requests[i].second < minute ? self->requests[i].count : 0;
    return count;
}

void
b24_feed_set_push (B24Feed *self, B24Push *push)
{
    g_return_if_fail (B24_IS_FEED (self));
    g_return_if_fail (self->state == FEED_IDLE || self->state == FEED_STOPPED);

    g_set_object (&self->push, push);
}

void
b24_feed_set_away (B24Feed *self, gboolean away)
{
    g_return_if_fail (B24_IS_FEED (self));

    self->away = away;
}

void
b24_feed_report (B24Feed *self, B24FeedReport *report)
{
    g_return_if_fail (B24_IS_FEED (self));
    g_return_if_fail (report != NULL);

    *report = (B24FeedReport){
        .push = B24_PUSH_IDLE,
        .since = self->way_since,
        .latency = self->latency,
        .requests = count_requests (self),
        .refusals = b24_throttle_get_refusals (b24_rest_get_throttle (self->rest)),
        .interval = self->interval,
    };
}
