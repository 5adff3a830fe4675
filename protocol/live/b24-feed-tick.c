/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-error.h"

#define MAX_ROUNDS   8
#define PAUSE_BUSY   20 /* ms */
#define MAX_BACK_OFF 60 /* seconds */

typedef struct {
    B24Feed *feed;
    GCancellable *run; /* cancelled when the feed has been stopped since */
    guint64 asked;
    B24Priority priority;
    GArray *names; /* people it asks for */
} Round;

static void
round_free (Round *round)
{
    g_object_unref (round->feed);
    g_object_unref (round->run);
    g_array_unref (round->names);
    g_free (round);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Round, round_free)

/* The end of a tick */

static gboolean
is_final (const GError *error)
{
    B24ErrorClass class = b24_error_get_class (error);

    /* Here was a portal a moment ago: a page that says otherwise is the front server's. */
    if (g_error_matches (error, B24_ERROR, B24_ERROR_NOT_FOUND))
        return FALSE;
    return class == B24_ERROR_CLASS_STOP || class == B24_ERROR_CLASS_SIGN_IN;
}

static void
tick_failed (B24Feed *self, const GError *error)
{
    guint seconds = 2;

    self->ticking = FALSE;
    if (is_final (error)) {
        self->state = FEED_STOPPED;
        b24_feed_clear_schedule (self);
        b24_feed_clear_inbox (self);
        if (self->push != NULL)
            b24_push_stop (self->push);
        b24_feed_put_stopped (self, error);
        return;
    }
    self->want_list = ++self->serial;
    b24_feed_suspect_all (self);
    if (self->state != FEED_UNREACHABLE)
        b24_feed_put_reachable (self, error);
    self->state = FEED_UNREACHABLE;
    self->hurried = FALSE;
    for (guint i = 0; i < self->failures && seconds < MAX_BACK_OFF; i++)
        seconds *= 2;
    self->failures++;
    seconds = MIN (seconds, MAX_BACK_OFF);
    /* A list that has to rest keeps no message back. */
    if (!g_error_matches (error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT))
        seconds = MAX (seconds, b24_error_get_wait (error));
    b24_feed_schedule (self, (guint) (seconds * g_random_int_range (750, 1001)));
}

static void
tick_succeeded (B24Feed *self, gboolean finished)
{
    gboolean back = self->state == FEED_UNREACHABLE;

    self->ticking = FALSE;
    self->failures = 0;
    if (back)
        b24_feed_put_reachable (self, NULL);
    self->state = FEED_POLLING;
    b24_feed_check_way (self);
    b24_feed_schedule_next (self, finished);
    /* Where requests get through again, the push need not wait for its next attempt. */
    if (back && self->push != NULL)
        b24_push_probe (self->push);
}

static void round_done (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes @poll and @names, which @poll asks for. */
static void
run_round (B24Feed *self, B24Poll *poll, GArray *names, B24Priority priority)
{
    Round *round = g_new0 (Round, 1);

    round->feed = g_object_ref (self);
    round->run = g_object_ref (self->cancellable);
    round->asked = ++self->serial;
    round->priority = priority;
    round->names = names;
    self->rounds++;
    b24_poll_run_async (poll, self->rest, priority, self->cancellable, round_done, round);
}

static gboolean
next_round (B24Feed *self, B24Priority priority)
{
    g_autoptr (B24Poll) poll = b24_poll_new ();
    g_autoptr (GArray) names = NULL;

    names = b24_feed_ask (self, poll);
    if (b24_poll_is_empty (poll))
        return FALSE;
    run_round (self, g_steal_pointer (&poll), g_steal_pointer (&names), priority);
    return TRUE;
}

static void
round_done (GObject *source, GAsyncResult *answer, gpointer user_data)
{
    g_autoptr (Round) round = user_data;
    B24Feed *self = round->feed;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24PollResult) result = b24_poll_run_finish (B24_REST (source), answer, &error);

    if (g_cancellable_is_cancelled (round->run))
        return;
    b24_feed_return_strangers (self, round->names, result != NULL ? result->users_error : error);
    if (result == NULL) {
        tick_failed (self, error);
        return;
    }
    b24_feed_take_answers (self, result, round->asked);
    if (result->error != NULL)
        tick_failed (self, result->error);
    else if (self->rounds >= MAX_ROUNDS)
        tick_succeeded (self, FALSE);
    else if (!next_round (self, round->priority))
        tick_succeeded (self, TRUE);
}

void
b24_feed_begin_tick (B24Feed *self, B24Priority priority)
{
    g_autoptr (B24Poll) poll = NULL;
    g_autoptr (GArray) names = NULL;

    /* What the last tick brought is told first. */
    if (!g_queue_is_empty (&self->events)) {
        b24_feed_schedule (self, PAUSE_BUSY);
        return;
    }
    self->ticking = TRUE;
    self->hurried = FALSE;
    self->gathering = FALSE;
    self->rounds = 0;
    self->tick_serial++;
    poll = b24_poll_new ();
    names = b24_feed_ask_first (self, poll);
    run_round (self, g_steal_pointer (&poll), g_steal_pointer (&names), priority);
}
