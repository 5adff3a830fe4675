/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

/* Reference: realtime §7.5; milliseconds. */
#define INTERVAL_LIVELY     1000
#define INTERVAL_OPEN       2000
#define INTERVAL_CALM       5000
#define INTERVAL_AWAY       15000
#define INTERVAL_UNVERIFIED 5000
#define TRUST               6 /* that share of the silence so far is waited for */
#define INTERVAL_MAX        60000
/* With push a look only confirms what it told. */
#define CONFIRM_OPEN     30000
#define CONFIRM_CALM     60000
#define LIVELY_FOR       (30 * G_USEC_PER_SEC)
#define DEAF_FOR         (30 * 60 * G_USEC_PER_SEC)
#define PAUSE_UNFINISHED 100 /* until a tick that used up its rounds goes on */
#define PAUSE_GATHER     250 /* what one action changes is pushed piece by piece */
#define ECHO_PATIENCE    2000
/* Seconds between two looks for each second the portal works for one (realtime §7.3). */
#define OPERATING_SHARE 2.9

static gboolean
tick_due (gpointer user_data)
{
    g_autoptr (B24Feed) self = g_object_ref (user_data);
    B24Priority priority =
        self->hurried || self->gathering ? B24_PRIORITY_NORMAL : B24_PRIORITY_BACKGROUND;

    self->tick_id = 0;
    b24_feed_begin_tick (self, priority);
    return G_SOURCE_REMOVE;
}

void
b24_feed_schedule (B24Feed *self, guint milliseconds)
{
    b24_clock_clear (self->clock, &self->tick_id);
    self->tick_at = b24_clock_get_monotonic (self->clock) + milliseconds * (gint64) 1000;
    self->tick_id = b24_clock_add (self->clock, "b24-feed-tick", milliseconds, tick_due, self);
}

void
b24_feed_look_within (B24Feed *self, guint milliseconds)
{
    gint64 latest = b24_clock_get_monotonic (self->clock) + milliseconds * (gint64) 1000;

    if (self->tick_id != 0 && self->tick_at > latest)
        b24_feed_schedule (self, milliseconds);
}

gboolean
b24_feed_is_pushed (B24Feed *self)
{
    return self->push != NULL && b24_push_is_open (self->push) && b24_push_is_verified (self->push);
}

static guint
choose_confirming (B24Feed *self)
{
    return b24_feed_has_open_session (self) ? CONFIRM_OPEN : CONFIRM_CALM;
}

/* Push that was found deaf has to prove more than being open. */
static gboolean
may_be_pushed (B24Feed *self)
{
    gint64 now = b24_clock_get_monotonic (self->clock);

    return self->push != NULL && b24_push_is_open (self->push) &&
           (self->deaf_at == 0 || now - self->deaf_at > DEAF_FOR);
}

/* While nothing happens push cannot prove itself, but as long as looking finds nothing, either,
 * trust in it grows. */
static double
choose_unverified (B24Feed *self)
{
    gint64 since = MAX (b24_push_get_since (self->push), self->found_at);
    double silence = (double) (b24_clock_get_monotonic (self->clock) - since) / 1000.0;

    return CLAMP (silence / TRUST, INTERVAL_UNVERIFIED, choose_confirming (self));
}

static double
choose_pace (B24Feed *self)
{
    B24Throttle *throttle = b24_rest_get_throttle (self->rest);
    gboolean lively = b24_clock_get_monotonic (self->clock) - self->active_at < LIVELY_FOR;

    if (self->away)
        return INTERVAL_AWAY;
    if (may_be_pushed (self))
        return choose_unverified (self);
    if (lively && b24_throttle_get_refusals (throttle) == 0)
        return INTERVAL_LIVELY;
    return lively || b24_feed_has_open_session (self) ? INTERVAL_OPEN : INTERVAL_CALM;
}

/* The time to the first message of ours that has to be looked after, INTERVAL_MAX for none. */
static double
choose_sending (B24Feed *self)
{
    gint64 now = b24_clock_get_monotonic (self->clock);
    double soonest = INTERVAL_MAX;
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const FeedFollow *follow = value;

        if (follow->sending_at != 0)
            soonest = MIN (soonest, (double) MAX (follow->sending_at - now, 0) / 1000.0);
    }
    return soonest;
}

static guint
choose_interval (B24Feed *self)
{
    double slowdown = b24_throttle_get_slowdown (b24_rest_get_throttle (self->rest));
    double interval;

    if (b24_feed_is_pushed (self)) {
        interval = choose_confirming (self);
        interval *= g_random_double_range (1.0, 1.2);
    } else {
        /* Clients behind one address must not tick in step. */
        interval = choose_pace (self) * slowdown * g_random_double_range (0.9, 1.1);
        interval = MIN (interval, INTERVAL_MAX);
    }
    self->interval = (guint) interval;
    if (b24_feed_is_owing (self))
        interval = MIN (interval, MIN (INTERVAL_OPEN * slowdown, INTERVAL_MAX));
    interval = MIN (interval, choose_sending (self));
    interval = MAX (interval, MIN (OPERATING_SHARE * self->duration * 1000, INTERVAL_MAX));
    return (guint) interval;
}

void
b24_feed_schedule_next (B24Feed *self, gboolean finished)
{
    guint interval = choose_interval (self);

    if (self->hurried)
        interval = 0;
    else if (!finished || self->log_more)
        interval = PAUSE_UNFINISHED;
    else if (self->gathering)
        interval = MIN (interval, PAUSE_GATHER);
    b24_feed_schedule (self, interval);
}

static gboolean
anything_wanted (B24Feed *self)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const FeedFollow *follow = value;

        if (follow->wanted && follow->held_tick != self->tick_serial)
            return TRUE;
    }
    return FALSE;
}

void
b24_feed_begin_polling (B24Feed *self)
{
    self->state = FEED_POLLING;
    self->ticking = FALSE;
    if (self->hurried || anything_wanted (self))
        b24_feed_schedule (self, 0);
    else
        b24_feed_schedule (self, (guint) (INTERVAL_OPEN * g_random_double_range (0.25, 1.0)));
    if (self->push != NULL)
        b24_push_start (self->push);
    b24_feed_check_way (self);
    b24_feed_arm (self);
}

static void
hurry (B24Feed *self)
{
    self->hurried = TRUE;
    if (!self->ticking && (self->state == FEED_POLLING || self->state == FEED_UNREACHABLE))
        b24_feed_schedule (self, 0);
}

void
b24_feed_hurry_follow (B24Feed *self)
{
    /* An unreachable portal is asked again when it is due. */
    if (self->state != FEED_UNREACHABLE)
        hurry (self);
}

void
b24_feed_gather (B24Feed *self)
{
    self->gathering = TRUE;
    if (!self->ticking && self->state == FEED_POLLING)
        b24_feed_look_within (self, PAUSE_GATHER);
}

static void
forget_echoes (B24Feed *self)
{
    self->echoes = 0;
    b24_clock_clear (self->clock, &self->echo_id);
}

static gboolean
echo_missing (gpointer user_data)
{
    B24Feed *self = user_data;

    self->echo_id = 0;
    forget_echoes (self);
    hurry (self);
    return G_SOURCE_REMOVE;
}

void
b24_feed_note_echo (B24Feed *self)
{
    if (self->echoes == 0)
        self->early_echo = b24_clock_get_monotonic (self->clock);
    else if (--self->echoes == 0)
        forget_echoes (self);
}

void
b24_feed_hurry (B24Feed *self)
{
    gint64 now, early;

    g_return_if_fail (B24_IS_FEED (self));

    now = b24_clock_get_monotonic (self->clock);
    self->active_at = now;
    if (self->state != FEED_POLLING || !b24_feed_is_pushed (self)) {
        hurry (self);
        return;
    }
    /* Push brings it back, often before the answer of the request that sent it. */
    early = self->early_echo;
    self->early_echo = 0;
    if (early != 0 && now - early < ECHO_PATIENCE * (gint64) 1000)
        return;
    self->echoes++;
    if (self->echo_id == 0)
        self->echo_id =
            b24_clock_add (self->clock, "b24-feed-echo", ECHO_PATIENCE, echo_missing, self);
}

void
b24_feed_set_away (B24Feed *self, gboolean away)
{
    g_return_if_fail (B24_IS_FEED (self));

    if (self->away == away)
        return;
    self->away = away;
    if (!away && self->state == FEED_POLLING)
        b24_feed_look_within (self, INTERVAL_OPEN);
}

void
b24_feed_clear_schedule (B24Feed *self)
{
    b24_clock_clear (self->clock, &self->tick_id);
    forget_echoes (self);
    self->early_echo = 0;
}
