/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-error.h"

/* Reference: realtime §7.5, "No push". */
#define INTERVAL_LIVELY  1000 /* ms */
#define INTERVAL_OPEN    2000
#define INTERVAL_CALM    5000
#define INTERVAL_AWAY    15000
#define INTERVAL_MAX     60000
#define LIVELY_FOR       (30 * G_USEC_PER_SEC)
#define MAX_ROUNDS       8
#define PAUSE_UNFINISHED 100 /* ms until a tick that used up its rounds goes on */
#define PAUSE_BUSY       20
#define MAX_BACK_OFF     60 /* seconds */

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

static void begin_tick (B24Feed *self, B24Priority priority);

static B24Standing
standing_of (B24Feed *self, B24Dialog *dialog)
{
    return b24_dialog_get_standing (dialog, self->my_id);
}

/* Schedule */

static gboolean
tick_due (gpointer user_data)
{
    g_autoptr (B24Feed) self = g_object_ref (user_data);
    B24Priority priority = self->hurried ? B24_PRIORITY_NORMAL : B24_PRIORITY_BACKGROUND;

    self->tick_id = 0;
    begin_tick (self, priority);
    return G_SOURCE_REMOVE;
}

static void
schedule (B24Feed *self, guint milliseconds)
{
    b24_clock_clear (self->clock, &self->tick_id);
    self->tick_id = b24_clock_add (self->clock, "b24-feed-tick", milliseconds, tick_due, self);
}

static guint
choose_interval (B24Feed *self)
{
    B24Throttle *throttle = b24_rest_get_throttle (self->rest);
    gboolean lively = b24_clock_get_monotonic (self->clock) - self->active_at < LIVELY_FOR;
    double interval = INTERVAL_CALM;

    if (self->away)
        interval = INTERVAL_AWAY;
    else if (lively && b24_throttle_get_refusals (throttle) == 0)
        interval = INTERVAL_LIVELY;
    else if (lively || b24_feed_has_open_session (self))
        interval = INTERVAL_OPEN;
    /* Clients behind one address must not tick in step. */
    interval *= b24_throttle_get_slowdown (throttle) * g_random_double_range (0.9, 1.1);
    self->interval = (guint) MIN (interval, INTERVAL_MAX);
    return self->interval;
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
        schedule (self, 0);
    else
        schedule (self, (guint) (INTERVAL_OPEN * g_random_double_range (0.25, 1.0)));
}

static void
hurry (B24Feed *self)
{
    self->hurried = TRUE;
    if (!self->ticking && (self->state == FEED_POLLING || self->state == FEED_UNREACHABLE))
        schedule (self, 0);
}

void
b24_feed_hurry_follow (B24Feed *self)
{
    /* An unreachable portal is asked again when it is due. */
    if (self->state != FEED_UNREACHABLE)
        hurry (self);
}

void
b24_feed_hurry (B24Feed *self)
{
    g_return_if_fail (B24_IS_FEED (self));

    self->active_at = b24_clock_get_monotonic (self->clock);
    hurry (self);
}

/* What came back */

void
b24_feed_note_told (B24Feed *self, B24Dialog *dialog)
{
    FeedFollow *follow = g_hash_table_lookup (self->follows, &dialog->chat_id);

    if (follow != NULL)
        follow->told = MAX (follow->told, dialog->last_message_id);
}

static void
note_last_message (B24Feed *self, B24Dialog *dialog)
{
    FeedFollow *follow = g_hash_table_lookup (self->follows, &dialog->chat_id);

    if (follow == NULL)
        return;
    b24_feed_note_told (self, dialog);
    if (dialog->last_message_id > MAX (follow->loaded, follow->checked))
        follow->wanted = TRUE;
}

/* Whether a known dialog that the answer does not name has to be read by itself. */
static gboolean
is_missed (B24Feed *self, FeedEntry *entry, gboolean whole_list)
{
    B24Standing standing = standing_of (self, entry->dialog);

    if (standing == B24_STANDING_CLOSED)
        return FALSE;
    if (whole_list)
        return entry->listed || g_hash_table_contains (self->follows, &entry->dialog->chat_id);
    /* Each look tells the whole queue. */
    return entry->listed && standing == B24_STANDING_WAITING;
}

static void
find_missing (B24Feed *self, GHashTable *seen, gboolean whole_list, guint64 asked)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->dialogs);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        FeedEntry *entry = value;

        if (entry->asked <= asked && !g_hash_table_contains (seen, &entry->dialog->chat_id) &&
            is_missed (self, entry, whole_list))
            g_array_append_val (self->rereads, entry->dialog->chat_id);
    }
}

static void
take_dialogs (B24Feed *self, B24PollResult *result, guint64 asked)
{
    g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

    for (guint i = 0; i < result->dialogs->len; i++) {
        B24Dialog *dialog = g_ptr_array_index (result->dialogs, i);

        g_hash_table_add (seen, &dialog->chat_id);
        note_last_message (self, dialog);
        b24_feed_note_strangers (self, dialog);
        b24_feed_put_dialog (self, b24_dialog_ref (dialog), FEED_SEEN_ON_LIST, asked, NULL);
    }
    g_array_set_size (self->rereads, 0);
    find_missing (self, seen, result->listed, asked);
    if (result->server_time > 0)
        self->sync_time = result->server_time;
    if (result->listed) {
        self->want_list = FALSE;
        self->reconciled_at = b24_clock_get_monotonic (self->clock);
    }
}

static void
take_page_error (B24Feed *self, FeedFollow *follow, const GError *error)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &follow->chat_id);

    if (b24_error_is_passing (error)) {
        follow->wanted = TRUE;
        follow->held_tick = self->tick_serial;
        return;
    }
    /* One page cannot be read, though the dialog can: later messages may still come. */
    if (!follow->newest && !g_error_matches (error, B24_ERROR, B24_ERROR_ACCESS_ERROR)) {
        follow->wanted = follow->newest = TRUE;
        return;
    }
    follow->wanted = follow->newest = FALSE;
    follow->active_at = 0;
    if (entry != NULL)
        follow->checked = MAX (follow->checked, entry->dialog->last_message_id);
}

/* Whoever takes, passes on or closes a dialog makes the portal say so in it, and the looks do not
 * tell all of that. Words older than the state are known with it. */
static void
note_portal_words (FeedFollow *follow, GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++) {
        const B24Message *message = g_ptr_array_index (messages, i);

        if ((message->flags & B24_MESSAGE_SYSTEM) && message->id > follow->told)
            follow->outdated = TRUE;
    }
}

/* The messages of @page behind what is loaded. */
static GPtrArray *
choose_new (FeedFollow *follow, B24MessagePage *page)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);

    for (guint i = 0; i < page->messages->len; i++) {
        B24Message *message = g_ptr_array_index (page->messages, i);

        if (message->id > follow->loaded)
            g_ptr_array_add (messages, b24_message_ref (message));
    }
    return messages;
}

static void
take_page (B24Feed *self, FeedFollow *follow, B24MessagePage *page)
{
    g_autoptr (GPtrArray) messages = choose_new (follow, page);
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &follow->chat_id);
    B24Message *first, *last;

    if (messages->len > 0) {
        first = g_ptr_array_index (messages, 0);
        last = g_ptr_array_index (messages, messages->len - 1);
        b24_feed_learn_authors (self, messages, page->users);
        /* A full page of only unknown ones: nobody can tell what was before it. */
        if (follow->newest && page->full && messages->len == page->messages->len)
            b24_feed_put_gap (self, follow, follow->loaded, first->id);
        b24_feed_put_messages (self, follow, messages);
        note_portal_words (follow, messages);
        follow->loaded = last->id;
    }
    follow->wanted = page->full && messages->len > 0 && !follow->newest;
    follow->newest = FALSE;
    /* What the list calls the last message may be one that nobody can read. */
    if (!follow->wanted && entry != NULL)
        follow->checked = MAX (follow->checked, entry->dialog->last_message_id);
}

static void
take_pages (B24Feed *self, B24PollResult *result)
{
    for (guint i = 0; i < result->pages->len; i++) {
        B24PollChat *chat = g_ptr_array_index (result->pages, i);
        FeedFollow *follow = g_hash_table_lookup (self->follows, &chat->chat_id);

        /* Unfollowed, or followed from another place since. */
        if (follow == NULL ||
            (chat->after_id >= 0 ? chat->after_id != follow->loaded : !follow->newest))
            continue;
        if (chat->page != NULL)
            take_page (self, follow, chat->page);
        else
            take_page_error (self, follow, chat->error);
    }
}

static void
take_reread (B24Feed *self, B24PollChat *chat, guint64 asked)
{
    FeedFollow *follow = g_hash_table_lookup (self->follows, &chat->chat_id);
    gboolean waiting;

    if (chat->dialog == NULL) {
        if (chat->off_list ? !b24_error_is_passing (chat->error)
                           : g_error_matches (chat->error, B24_ERROR, B24_ERROR_ACCESS_ERROR))
            b24_feed_put_gone (self, chat->chat_id, asked);
        else if (follow != NULL && !chat->off_list)
            follow->outdated = b24_error_is_passing (chat->error);
        return;
    }
    note_last_message (self, chat->dialog);
    b24_feed_note_strangers (self, chat->dialog);
    waiting = standing_of (self, chat->dialog) == B24_STANDING_WAITING;
    b24_feed_put_dialog (self, b24_dialog_ref (chat->dialog),
                         chat->off_list ? FEED_SEEN_OFF_LIST : FEED_SEEN_BY_REFRESH, asked, NULL);
    /* Nobody has it and it is not offered to us any more: it waits in another's list. */
    if (waiting && chat->off_list)
        b24_feed_put_gone (self, chat->chat_id, asked);
}

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
        b24_clock_clear (self->clock, &self->tick_id);
        b24_feed_put_stopped (self, error);
        return;
    }
    self->want_list = TRUE;
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
    schedule (self, (guint) (seconds * g_random_int_range (750, 1001)));
}

static void
tick_succeeded (B24Feed *self, gboolean finished)
{
    self->ticking = FALSE;
    self->failures = 0;
    if (self->state == FEED_UNREACHABLE)
        b24_feed_put_reachable (self, NULL);
    self->state = FEED_POLLING;
    if (self->hurried)
        schedule (self, 0);
    else
        schedule (self, finished ? choose_interval (self) : PAUSE_UNFINISHED);
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
    for (guint i = 0; i < result->users->len; i++)
        b24_feed_put_user (self, g_ptr_array_index (result->users, i));
    if (result->dialogs != NULL)
        take_dialogs (self, result, round->asked);
    for (guint i = 0; i < result->rereads->len; i++)
        take_reread (self, g_ptr_array_index (result->rereads, i), round->asked);
    take_pages (self, result);
    if (result->error != NULL)
        tick_failed (self, result->error);
    else if (self->rounds >= MAX_ROUNDS)
        tick_succeeded (self, FALSE);
    else if (!next_round (self, round->priority))
        tick_succeeded (self, TRUE);
}

static void
begin_tick (B24Feed *self, B24Priority priority)
{
    g_autoptr (B24Poll) poll = NULL;
    g_autoptr (GArray) names = NULL;

    /* What the last tick brought is told first. */
    if (!g_queue_is_empty (&self->events)) {
        schedule (self, PAUSE_BUSY);
        return;
    }
    self->ticking = TRUE;
    self->hurried = FALSE;
    self->rounds = 0;
    self->tick_serial++;
    poll = b24_poll_new ();
    names = b24_feed_ask_first (self, poll);
    run_round (self, g_steal_pointer (&poll), g_steal_pointer (&names), priority);
}
