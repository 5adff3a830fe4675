/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-messages.h"

/* One turn of the main loop tells so much at most; the pause lets the UI draw in between. */
#define SLICE_EVENTS   25
#define SLICE_MESSAGES B24_MESSAGES_MAX_PAGE
#define SLICE_TIME     2000 /* microseconds */
#define SLICE_PAUSE    1    /* ms */
#define SETTLE_PAUSE   2000 /* ms; what is pushed rarely comes alone */

typedef enum {
    EVENT_USER,
    EVENT_DIALOG,
    EVENT_GONE,
    EVENT_MESSAGES,
    EVENT_LATE,
    EVENT_CHANGED,
    EVENT_READ,
    EVENT_TYPING,
    EVENT_MEMBER,
    EVENT_WAY,
    EVENT_GAP,
    EVENT_REACHABLE,
    EVENT_STOPPED,
    EVENT_STARTED,
} EventKind;

typedef struct {
    EventKind kind;
    gint64 chat_id;
    guint64 serial; /* of the request, or of the following */
    FeedSeen seen;
    gboolean by_push;
    gint64 read_at;
    B24User *user;
    B24Dialog *dialog;
    GTask *task;
    B24Message *message;
    guint what; /* B24MessageChange; whether somebody joined */
    gint64 user_id;
    char *name;
    gint64 after_id;
    gint64 before_id; /* the last message of some */
    GError *error;
} Event;

static void
event_free (Event *event)
{
    g_clear_pointer (&event->user, b24_user_unref);
    g_clear_pointer (&event->dialog, b24_dialog_unref);
    g_clear_pointer (&event->message, b24_message_unref);
    g_free (event->name);
    g_clear_error (&event->error);
    if (event->task != NULL)
        g_task_return_new_error (event->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
    g_clear_object (&event->task);
    g_free (event);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Event, event_free)

static gboolean run_slice (gpointer user_data);

static gboolean
has_more (B24Feed *self)
{
    /* What was pushed while the list is loaded is looked at behind it. */
    return !g_queue_is_empty (&self->events) ||
           (!g_queue_is_empty (&self->inbox) && self->state != FEED_LOADING);
}

static void
arm (B24Feed *self, guint delay)
{
    if (self->slice_id == 0 && !self->delivering && has_more (self))
        self->slice_id = b24_clock_add (self->clock, "b24-feed-slice", delay, run_slice, self);
}

void
b24_feed_arm (B24Feed *self)
{
    arm (self, 0);
}

static Event *
put (B24Feed *self, EventKind kind, gint64 chat_id)
{
    Event *event = g_new0 (Event, 1);

    event->kind = kind;
    event->chat_id = chat_id;
    g_queue_push_tail (&self->events, event);
    arm (self, 0);
    return event;
}

void
b24_feed_put_user (B24Feed *self, B24User *user)
{
    put (self, EVENT_USER, 0)->user = b24_user_ref (user);
}

static Event *
put_dialog (B24Feed *self, B24Dialog *dialog, FeedSeen seen, guint64 asked)
{
    Event *event = put (self, EVENT_DIALOG, dialog->chat_id);

    event->dialog = dialog;
    event->seen = seen;
    event->serial = asked;
    return event;
}

void
b24_feed_put_dialog (B24Feed *self, B24Dialog *dialog, FeedSeen seen, guint64 asked, gint64 read_at)
{
    put_dialog (self, dialog, seen, asked)->read_at = read_at;
}

void
b24_feed_put_pushed (B24Feed *self, B24Dialog *dialog, FeedSeen seen, guint64 asked)
{
    put_dialog (self, dialog, seen, asked)->by_push = TRUE;
}

void
b24_feed_put_refreshed (B24Feed *self, B24Dialog *dialog, guint64 asked, GTask *task)
{
    put_dialog (self, dialog, FEED_SEEN_BY_REFRESH, asked)->task = task;
}

void
b24_feed_put_gone (B24Feed *self, gint64 chat_id, guint64 asked)
{
    put (self, EVENT_GONE, chat_id)->serial = asked;
}

void
b24_feed_put_messages (B24Feed *self, FeedFollow *follow, gint64 last_id)
{
    Event *event = put (self, EVENT_MESSAGES, follow->chat_id);

    event->serial = follow->serial;
    event->before_id = last_id;
}

void
b24_feed_put_late (B24Feed *self, FeedFollow *follow, B24Message *message)
{
    Event *event = put (self, EVENT_LATE, follow->chat_id);

    event->serial = follow->serial;
    event->message = b24_message_ref (message);
}

void
b24_feed_put_changed (B24Feed *self, FeedFollow *follow, B24Message *now, guint what)
{
    Event *event = put (self, EVENT_CHANGED, follow->chat_id);

    event->serial = follow->serial;
    event->message = b24_message_ref (now);
    event->what = what;
}

void
b24_feed_put_read (B24Feed *self, gint64 chat_id, gint64 user_id, gint64 message_id)
{
    Event *event = put (self, EVENT_READ, chat_id);

    event->user_id = user_id;
    event->before_id = message_id;
}

void
b24_feed_put_typing (B24Feed *self, gint64 chat_id, gint64 user_id, const char *name)
{
    Event *event = put (self, EVENT_TYPING, chat_id);

    event->user_id = user_id;
    event->name = g_strdup (name);
}

void
b24_feed_put_member (B24Feed *self, gint64 chat_id, gint64 user_id, gboolean joined)
{
    Event *event = put (self, EVENT_MEMBER, chat_id);

    event->user_id = user_id;
    event->what = joined ? 1 : 0;
}

void
b24_feed_put_way (B24Feed *self)
{
    put (self, EVENT_WAY, 0);
}

void
b24_feed_put_gap (B24Feed *self, FeedFollow *follow, gint64 after_id, gint64 before_id)
{
    Event *event = put (self, EVENT_GAP, follow->chat_id);

    event->serial = follow->serial;
    event->after_id = after_id;
    event->before_id = before_id;
}

void
b24_feed_put_reachable (B24Feed *self, const GError *error)
{
    put (self, EVENT_REACHABLE, 0)->error = error != NULL ? g_error_copy (error) : NULL;
}

void
b24_feed_put_stopped (B24Feed *self, const GError *error)
{
    put (self, EVENT_STOPPED, 0)->error = g_error_copy (error);
}

void
b24_feed_put_started (B24Feed *self)
{
    put (self, EVENT_STARTED, 0);
}

void
b24_feed_clear_events (B24Feed *self)
{
    Event *event;

    while ((event = g_queue_pop_head (&self->events)) != NULL)
        event_free (event);
    b24_feed_clear_inbox (self);
    b24_clock_clear (self->clock, &self->slice_id);
}

static gboolean
same_user (B24User *a, B24User *b)
{
    return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->position, b->position) == 0 &&
           g_strcmp0 (a->avatar, b->avatar) == 0 && a->kind == b->kind && a->active == b->active &&
           a->online == b->online;
}

void
b24_feed_apply_user (B24Feed *self, B24User *user)
{
    g_autoptr (B24User) known = NULL;
    B24User *old = g_hash_table_lookup (self->users, &user->id);

    if (old != NULL && same_user (old, user))
        return;
    known = b24_user_ref (user);
    g_hash_table_replace (self->users, &user->id, b24_user_ref (user));
    g_signal_emit_by_name (self, "user", known);
}

static FeedEntry *
ensure_entry (B24Feed *self, gint64 chat_id)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &chat_id);

    if (entry == NULL) {
        entry = g_new0 (FeedEntry, 1);
        g_hash_table_insert (self->dialogs, g_memdup2 (&chat_id, sizeof chat_id), entry);
    }
    return entry;
}

/* A closed dialog we never knew is no news, unless somebody asked for it. */
static gboolean
is_news (B24Feed *self, Event *event, FeedEntry *entry)
{
    return entry != NULL || event->task != NULL ||
           b24_dialog_get_standing (event->dialog, self->my_id) != B24_STANDING_CLOSED;
}

static void
note_seen (B24Feed *self, FeedEntry *entry, FeedSeen seen)
{
    if (seen == FEED_SEEN_BY_REFRESH)
        return;
    if (seen == FEED_SEEN_ON_LIST && !entry->listed)
        entry->since = b24_feed_get_portal_time (self);
    entry->listed = seen == FEED_SEEN_ON_LIST;
}

/* What was pushed after the question may have happened before the answer: only what is read from
 * now on is surely newer than both. */
static void
settle (B24Feed *self, gint64 chat_id)
{
    b24_feed_want_reread (self, chat_id, FEED_SEEN_BY_REFRESH);
    b24_feed_look_within (self, SETTLE_PAUSE);
}

static void
tell_dialog (B24Feed *self, Event *event)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &event->chat_id);
    g_autoptr (B24Dialog) before = NULL;
    g_autoptr (B24Dialog) now = NULL;
    gboolean stale = entry != NULL && event->serial < entry->asked;

    if (!is_news (self, event, entry))
        return;
    if (stale && entry->by_push)
        settle (self, event->chat_id);
    if (entry != NULL)
        before = b24_dialog_ref (entry->dialog);
    now = stale ? b24_dialog_ref (before) : b24_dialog_merge (event->dialog, before);
    if (!stale) {
        entry = ensure_entry (self, event->chat_id);
        g_clear_pointer (&entry->dialog, b24_dialog_unref);
        entry->dialog = b24_dialog_ref (now);
        entry->asked = event->serial;
        entry->by_push = event->by_push;
        entry->read_at = MAX (entry->read_at, event->read_at);
        note_seen (self, entry, event->seen);
        if (before == NULL || !b24_dialog_equal (now, before))
            g_signal_emit_by_name (self, "dialog", now, before);
    }
    if (event->task != NULL)
        g_task_return_pointer (event->task, g_steal_pointer (&now),
                               (GDestroyNotify) b24_dialog_unref);
    g_clear_object (&event->task);
}

static void
tell_gone (B24Feed *self, Event *event)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &event->chat_id);

    if (entry == NULL || event->serial < entry->asked)
        return;
    g_hash_table_remove (self->dialogs, &event->chat_id);
    g_signal_emit_by_name (self, "gone", event->chat_id);
}

static FeedFollow *
find_follow (B24Feed *self, Event *event)
{
    FeedFollow *follow = g_hash_table_lookup (self->follows, &event->chat_id);

    return follow != NULL && follow->serial == event->serial ? follow : NULL;
}

/* Returns: how many were told of at most @max */
static guint
tell_messages (B24Feed *self, Event *event, guint max)
{
    FeedFollow *follow = find_follow (self, event);
    g_autoptr (GPtrArray) slice = NULL;

    if (follow == NULL)
        return 0;
    slice = b24_feed_deliver (self, follow, event->before_id, max);
    if (slice->len == 0)
        return 0;
    self->active_at = follow->active_at = b24_clock_get_monotonic (self->clock);
    g_signal_emit_by_name (self, "messages", event->chat_id, slice);
    return slice->len;
}

static void
tell_late (B24Feed *self, Event *event)
{
    FeedFollow *follow = find_follow (self, event);

    if (follow == NULL)
        return;
    self->active_at = follow->active_at = b24_clock_get_monotonic (self->clock);
    g_signal_emit_by_name (self, "late", event->chat_id, event->message);
}

/* What the dialog says last is a part of its state. */
static void
correct_last_text (B24Feed *self, Event *event)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &event->chat_id);
    B24Dialog *before;

    if (entry == NULL || entry->dialog->last_message_id != event->message->id ||
        !(event->what & (B24_MESSAGE_CHANGE_TEXT | B24_MESSAGE_CHANGE_DELETED)))
        return;
    before = entry->dialog;
    entry->dialog = b24_dialog_with_last (before, event->message, -1);
    b24_dialog_unref (before);
}

static void
tell_changed (B24Feed *self, Event *event)
{
    if (find_follow (self, event) == NULL)
        return;
    correct_last_text (self, event);
    g_signal_emit_by_name (self, "changed", event->chat_id, event->message, event->what);
}

static void
tell_gap (B24Feed *self, Event *event)
{
    if (find_follow (self, event) != NULL)
        g_signal_emit_by_name (self, "gap", event->chat_id, event->after_id, event->before_id);
}

static void
tell (B24Feed *self, Event *event)
{
    switch (event->kind) {
    case EVENT_USER:
        b24_feed_apply_user (self, event->user);
        break;
    case EVENT_DIALOG:
        tell_dialog (self, event);
        break;
    case EVENT_GONE:
        tell_gone (self, event);
        break;
    case EVENT_LATE:
        tell_late (self, event);
        break;
    case EVENT_CHANGED:
        tell_changed (self, event);
        break;
    case EVENT_READ:
        g_signal_emit_by_name (self, "read", event->chat_id, event->user_id, event->before_id);
        break;
    case EVENT_TYPING:
        g_signal_emit_by_name (self, "typing", event->chat_id, event->user_id, event->name);
        break;
    case EVENT_MEMBER:
        g_signal_emit_by_name (self, "member", event->chat_id, event->user_id,
                               (gboolean) event->what);
        break;
    case EVENT_WAY:
        g_signal_emit_by_name (self, "way");
        break;
    case EVENT_GAP:
        tell_gap (self, event);
        break;
    case EVENT_REACHABLE:
        g_signal_emit_by_name (self, "reachable", event->error == NULL, event->error);
        break;
    case EVENT_STOPPED:
        g_signal_emit_by_name (self, "stopped", event->error);
        break;
    case EVENT_STARTED:
        b24_feed_start_done (self, NULL);
        break;
    case EVENT_MESSAGES:
    default:
        g_assert_not_reached ();
    }
}

/* Returns: how many messages it told of at most @max */
static guint
tell_next (B24Feed *self, GCancellable *run, guint max)
{
    g_autoptr (Event) event = g_queue_pop_head (&self->events);
    guint told;

    if (event->kind != EVENT_MESSAGES) {
        tell (self, event);
        return 0;
    }
    told = tell_messages (self, event, max);
    /* Perhaps there are more. */
    if (told == max && !g_cancellable_is_cancelled (run))
        g_queue_push_head (&self->events, g_steal_pointer (&event));
    return told;
}

static gboolean
run_slice (gpointer user_data)
{
    g_autoptr (B24Feed) self = g_object_ref (user_data);
    g_autoptr (GCancellable) run = g_object_ref (self->cancellable);
    gint64 begun = b24_clock_get_monotonic (self->clock);
    guint events = 0, messages = 0;

    self->slice_id = 0;
    self->delivering = TRUE;
    while (has_more (self) && !g_cancellable_is_cancelled (run)) {
        if (g_queue_is_empty (&self->events))
            b24_feed_take_pushed (self);
        else
            messages += tell_next (self, run, SLICE_MESSAGES - messages);
        if (++events >= SLICE_EVENTS || messages >= SLICE_MESSAGES ||
            b24_clock_get_monotonic (self->clock) - begun > SLICE_TIME)
            break;
    }
    self->delivering = FALSE;
    /* The feed may have been stopped and even started again meanwhile. */
    arm (self, SLICE_PAUSE);
    return G_SOURCE_REMOVE;
}
