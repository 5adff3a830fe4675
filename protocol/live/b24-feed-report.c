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

    b24_feed_disconnect_push (self);
    if (g_set_object (&self->push, push) && push != NULL)
        b24_feed_connect_push (self);
}

double
b24_feed_get_portal_time (B24Feed *self)
{
    const gint64 skew = b24_rest_get_clock_skew (self->rest);
    const gint64 now = b24_clock_get_real (self->clock) + skew * G_USEC_PER_SEC;

    return (double) now / G_USEC_PER_SEC;
}

void
b24_feed_note_latency (B24Feed *self, double portal_time)
{
    /* The portal's clock is known to a second only. */
    self->latency = MAX (b24_feed_get_portal_time (self) - portal_time, 0);
}

/* The way of news */

static FeedWay
find_way (B24Feed *self)
{
    FeedWay way = { .push = B24_PUSH_IDLE };

    if (self->push != NULL && b24_push_is_open (self->push)) {
        way.push = b24_push_get_state (self->push);
        way.verified = b24_push_is_verified (self->push);
    }
    way.event_log = self->log == FEED_LOG_SUBSCRIBED && !way.verified;
    return way;
}

void
b24_feed_check_way (B24Feed *self)
{
    const FeedWay now = find_way (self);
    const FeedWay before = self->way;

    if (now.push == before.push && now.verified == before.verified &&
        now.event_log == before.event_log)
        return;
    self->way = now;
    self->way_since = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;
    b24_feed_put_way (self);
    /* Who relied on push has to look by himself from now on. */
    if (before.verified && !now.verified && self->state == FEED_POLLING)
        b24_feed_hurry_follow (self);
}

/* Deaf push: open, but not what the operator's dialogs get (realtime §10). */

#define LATE 10 /* seconds that a pushed message may take */

void
b24_feed_note_pushed (B24Feed *self, FeedEntry *entry, gint64 chat_id, gint64 message_id)
{
    if (entry != NULL)
        entry->pushed = MAX (entry->pushed, message_id);
    if (self->unheard.chat_id == chat_id && message_id >= self->unheard.message_id)
        self->unheard.message_id = 0;
}

static gboolean
is_ours (B24Feed *self, const FeedEntry *entry)
{
    B24Standing standing = b24_dialog_get_standing (entry->dialog, self->my_id);

    return entry->listed && standing != B24_STANDING_COLLEAGUE && standing != B24_STANDING_CLOSED;
}

/* Portal's unix seconds since when all news should have been pushed. */
static double
get_open_since (B24Feed *self)
{
    gint64 age = b24_clock_get_monotonic (self->clock) - b24_push_get_since (self->push);

    return b24_feed_get_portal_time (self) - (double) age / G_USEC_PER_SEC;
}

void
b24_feed_listen (B24Feed *self, FeedEntry *entry, B24Dialog *dialog)
{
    gint64 last = dialog->last_message_id;

    if (!b24_feed_is_pushed (self) || self->unheard.message_id != 0 || entry == NULL ||
        !is_ours (self, entry))
        return;
    if (last <= entry->pushed || last <= entry->dialog->last_message_id ||
        dialog->last_author_id <= 0 || dialog->last_author_id == self->my_id)
        return;
    /* A second more, for clocks that know no less. */
    if ((double) dialog->last_time <= entry->since + 1 ||
        (double) dialog->last_time <= get_open_since (self) + 1)
        return;
    self->unheard.chat_id = dialog->chat_id;
    self->unheard.message_id = last;
    self->unheard.time = dialog->last_time;
}

void
b24_feed_judge_push (B24Feed *self)
{
    if (self->unheard.message_id == 0 ||
        b24_feed_get_portal_time (self) - (double) self->unheard.time <= LATE)
        return;
    self->unheard.message_id = 0;
    /* The stream may be another one than the one that should have told. */
    if (!b24_feed_is_pushed (self) || (double) self->unheard.time <= get_open_since (self))
        return;
    self->deaf_at = b24_clock_get_monotonic (self->clock);
    b24_push_report_deaf (self->push);
    b24_feed_check_way (self);
}

void
b24_feed_report (B24Feed *self, B24FeedReport *report)
{
    g_return_if_fail (B24_IS_FEED (self));
    g_return_if_fail (report != NULL);

    *report = (B24FeedReport){
        .push = B24_PUSH_IDLE,
        .verified = self->way.verified,
        .event_log = self->way.event_log,
        .since = self->way_since,
        .latency = self->latency,
        .requests = count_requests (self),
        .refusals = b24_throttle_get_refusals (b24_rest_get_throttle (self->rest)),
        .interval = self->interval,
    };
    if (self->push == NULL)
        return;
    report->push = b24_push_get_state (self->push);
    report->reconnects = b24_push_get_reconnects (self->push);
    report->version = b24_push_get_version (self->push);
    report->no_push = b24_push_get_error (self->push);
}
