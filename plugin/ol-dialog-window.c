/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "b24-messages.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-protocol.h"
#include "ol-sentences.h"

/* On the conversation: its history has been shown, possibly in an earlier connection. */
#define HISTORY_SHOWN         "openlines-history"
#define HISTORY_SHOWN_DEFAULT 20
/* On the conversation: it was told that there is no connection, possibly an earlier one. */
#define OUTAGE_SAID "openlines-outage"

/* What an answer of the portal has to find again. */
typedef struct {
    OlDialog *dialog;
    guint serial;
} Opening;

static Opening *
opening_new (OlDialog *self)
{
    Opening *opening = g_new0 (Opening, 1);

    opening->dialog = ol_dialog_ref (self);
    opening->serial = self->serial;
    return opening;
}

static void
opening_free (Opening *opening)
{
    ol_dialog_unref (opening->dialog);
    g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static gboolean
opening_is_current (Opening *opening)
{
    OlDialog *self = opening->dialog;

    return ol_dialog_is_alive (self) && self->window == OL_WINDOW_LOADING &&
           self->serial == opening->serial;
}

static gint64
get_cursor (OlDialog *self)
{
    return b24_cursor_get (self->context->cursor, self->chat_id);
}

static guint
get_history (OlDialog *self)
{
    int wanted = ol_context_get_int (self->context, OL_OPTION_HISTORY, HISTORY_SHOWN_DEFAULT);

    return (guint) CLAMP (wanted, 0, B24_MESSAGES_MAX_PAGE);
}

/* Whether the first of @pending was the reason for the cursor to stand where it stands. */
static gboolean
begins_at (GPtrArray *pending, gint64 cursor)
{
    return pending->len > 0 && ((B24Message *) g_ptr_array_index (pending, 0))->id == cursor + 1;
}

/* From the cursor on, so that what the feed brings continues what has been shown. */
static void
follow_from_cursor (OlDialog *self)
{
    B24Feed *feed = self->context->feed;
    gint64 cursor = get_cursor (self);

    if (b24_feed_is_followed (feed, self->chat_id) &&
        (self->contiguous || begins_at (self->pending, cursor))) {
        self->contiguous = TRUE;
        return;
    }
    ol_dialog_forget_pending (self);
    b24_feed_unfollow (feed, self->chat_id);
    b24_feed_follow (feed, self->chat_id, cursor);
    self->contiguous = TRUE;
    if (self->state->last_message_id > cursor)
        b24_feed_hurry (feed);
}

static void
let_go (OlDialog *self)
{
    if (self->context->feed != NULL)
        b24_feed_unfollow (self->context->feed, self->chat_id);
    ol_dialog_forget_pending (self);
    self->contiguous = FALSE;
}

static void
finish_opening (OlDialog *self)
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);
    PurpleConversation *conversation;

    /* Closed, or signed off, while history was being shown. */
    if (!ol_dialog_is_alive (self) || self->window != OL_WINDOW_LOADING)
        return;
    conversation = ol_conversation_find (ol_context_get_account (self->context), self->name);
    self->window = OL_WINDOW_READY;
    if (conversation != NULL)
        purple_conversation_set_data (conversation, HISTORY_SHOWN, GINT_TO_POINTER (TRUE));
    follow_from_cursor (self);
    ol_dialog_flush (self);
    if (ol_dialog_is_alive (self) && self->window == OL_WINDOW_READY)
        ol_dialog_say_reminder (self);
    if (ol_dialog_is_alive (self))
        ol_dialog_mind_silent (self);
}

static void
learn_users (OlDialog *self, B24MessagePage *page)
{
    GHashTableIter iter;
    gpointer user;

    g_hash_table_iter_init (&iter, page->users);
    while (g_hash_table_iter_next (&iter, NULL, &user))
        b24_feed_learn_user (self->context->feed, user);
}

/* Shows the last @limit messages of @page up to the cursor. */
static void
show_history (OlDialog *self, B24MessagePage *page, guint limit)
{
    gint64 cursor = get_cursor (self);
    guint n = 0;

    learn_users (self, page);
    while (n < page->messages->len &&
           ((B24Message *) g_ptr_array_index (page->messages, n))->id <= cursor)
        n++;
    for (guint i = n > limit ? n - limit : 0; i < n; i++)
        ol_dialog_show (self, g_ptr_array_index (page->messages, i), TRUE);
    self->rule_due = n > 0 && limit > 0;
}

static void
say_history_missing (OlDialog *self, const GError *error)
{
    ol_debug_error ("History could not be loaded", error);
    ol_dialog_say (self, "%s", _ ("Earlier messages could not be loaded."));
}

static void
on_history (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Opening) opening = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_history_load_finish (B24_HISTORY (source), result, &error);

    if (!opening_is_current (opening))
        return;
    if (page != NULL)
        show_history (opening->dialog, page, get_history (opening->dialog));
    else
        say_history_missing (opening->dialog, error);
    finish_opening (opening->dialog);
}

static void
load_history (OlDialog *self)
{
    guint limit = get_history (self);

    if (limit == 0) {
        finish_opening (self);
        return;
    }
    b24_history_load_async (self->context->history, self->chat_id, get_cursor (self) + 1, limit,
                            self->haste, self->context->cancellable, on_history,
                            opening_new (self));
}

/* The cursor of a dialog that never had one. What waits to be shown stays behind it. */
static void
begin_at (OlDialog *self, gint64 start)
{
    if (self->pending->len > 0) {
        B24Message *first = g_ptr_array_index (self->pending, 0);

        start = MIN (start, first->id - 1);
    }
    b24_cursor_advance (self->context->cursor, self->chat_id, MAX (start, 0));
}

/* Whether a message of a dialog without a cursor has to be shown as new: it came after the
 * portal's own read mark or, where a customer came to us while we were here, it belongs to this
 * session. */
static gboolean
is_unseen (OlDialog *self, B24Message *message)
{
    B24Dialog *state = self->state;

    if (self->fresh && state->session_start > 0)
        return message->time >= state->session_start;
    if (state->read_id > 0)
        return message->id > state->read_id;
    return self->fresh && message->id >= state->last_message_id;
}

static void
on_newest (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Opening) opening = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_history_load_finish (B24_HISTORY (source), result, &error);
    OlDialog *self = opening->dialog;
    guint seen = 0;

    if (!opening_is_current (opening))
        return;
    if (page == NULL || page->messages->len == 0) {
        if (page == NULL)
            say_history_missing (self, error);
        begin_at (self, self->state->last_message_id);
        finish_opening (self);
        return;
    }
    while (seen < page->messages->len &&
           !is_unseen (self, g_ptr_array_index (page->messages, seen)))
        seen++;
    if (seen == 0)
        begin_at (self, ((B24Message *) g_ptr_array_index (page->messages, 0))->id - 1);
    else
        begin_at (self, ((B24Message *) g_ptr_array_index (page->messages, seen - 1))->id);
    if (page->full && seen < get_history (self)) {
        learn_users (self, page);
        load_history (self);
        return;
    }
    show_history (self, page, get_history (self));
    finish_opening (self);
}

/* A dialog without a cursor begins at the portal's own read mark, at most 50 messages back, or at
 * the newest message where there is none. FALSE: the messages have to be looked at to know. */
static gboolean
begin_without_looking (OlDialog *self)
{
    B24Dialog *state = self->state;

    if (get_cursor (self) >= 0)
        return TRUE;
    if (self->fresh || (state->read_id > 0 && state->counter > B24_MESSAGES_MAX_PAGE))
        return FALSE;
    begin_at (self, state->read_id > 0 ? state->read_id : state->last_message_id);
    return TRUE;
}

void
ol_dialog_window_opened (OlDialog *self)
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);
    PurpleConversation *conversation;
    gboolean has_history;

    if (self->window != OL_WINDOW_NONE || !ol_dialog_is_alive (self) || self->context->feed == NULL)
        return;
    conversation = ol_conversation_find (ol_context_get_account (self->context), self->name);
    if (conversation == NULL)
        return;
    has_history = purple_conversation_get_data (conversation, HISTORY_SHOWN) != NULL;
    ol_conversation_mark_silent (ol_context_get_account (self->context), self->name,
                                 self->state->silent);
    self->window = OL_WINDOW_LOADING;
    self->serial++;
    self->told_silent = FALSE;
    self->haste = self->by_itself ? B24_PRIORITY_BACKGROUND : B24_PRIORITY_NORMAL;
    if (ol_dialog_get_standing (self) == B24_STANDING_WAITING)
        ol_dialog_say_waiting (self);
    /* Whoever listens to the lines may have closed the window, or signed off. */
    if (!ol_dialog_is_alive (self) || self->window != OL_WINDOW_LOADING)
        return;
    if (!begin_without_looking (self))
        b24_history_load_async (self->context->history, self->chat_id, 0, B24_MESSAGES_MAX_PAGE,
                                self->haste, self->context->cancellable, on_newest,
                                opening_new (self));
    else if (has_history)
        finish_opening (self);
    else
        load_history (self);
}

void
ol_dialog_window_closed (OlDialog *self)
{
    B24Standing standing = ol_dialog_get_standing (self);

    if (self->window == OL_WINDOW_NONE)
        return;
    self->window = OL_WINDOW_NONE;
    self->serial++;
    self->rule_due = FALSE;
    self->reminder_due = FALSE;
    ol_dialog_forget_older (self);
    if (!ol_dialog_is_alive (self))
        return;
    if (standing == B24_STANDING_COLLEAGUE || standing == B24_STANDING_CLOSED ||
        (standing == B24_STANDING_WAITING &&
         !ol_context_get_bool (self->context, OL_OPTION_OPEN_WAITING, TRUE)))
        let_go (self);
}

void
ol_dialog_open (OlDialog *self, gboolean present)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    PurpleConversation *conversation;

    if (account == NULL)
        return;
    /* ol_dialog_window_opened() comes by the signal "conversation-created". */
    conversation = ol_conversation_open (account, self->name, ol_dialog_get_title (self));
    ol_conversation_mark_silent (account, self->name, self->state->silent);
    if (conversation != NULL && present)
        purple_conversation_present (conversation);
}

void
ol_dialog_open_by_itself (OlDialog *self)
{
    self->by_itself = TRUE;
    ol_dialog_open (self, FALSE);
    self->by_itself = FALSE;
}

void
ol_dialog_say_outage (OlDialog *self, gboolean outage)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    PurpleConversation *conversation =
        account == NULL ? NULL : ol_conversation_find (account, self->name);
    /* The line of a text that waits says as much. */
    gboolean known = outage && self->waiting_told &&
                     b24_outbox_get_pending (self->context->outbox, self->chat_id) > 0;
    gboolean said;

    self->waiting_told = self->waiting_told && outage;
    if (conversation == NULL)
        return;
    said = purple_conversation_get_data (conversation, OUTAGE_SAID) != NULL;
    if (outage == said)
        return;
    purple_conversation_set_data (conversation, OUTAGE_SAID, GINT_TO_POINTER (outage));
    if (known)
        return;
    if (outage)
        ol_dialog_say (self,
                       _ ("No connection to %s; trying again by itself. What you write goes out "
                          "when it is back."),
                       b24_portal_get_authority (self->context->portal));
    else
        ol_dialog_say (self, "%s", _ ("The connection is back."));
}

/* A window that stayed open since an earlier connection. */
static void
take_window_left (OlDialog *self)
{
    ol_dialog_say_outage (self, FALSE);
    if (!ol_dialog_is_alive (self))
        return;
    self->by_itself = TRUE;
    ol_dialog_window_opened (self);
    self->by_itself = FALSE;
}

static void
attend_waiting (OlDialog *self, gboolean entered)
{
    B24Feed *feed = self->context->feed;
    PurpleAccount *account = ol_context_get_account (self->context);

    if (!ol_context_get_bool (self->context, OL_OPTION_OPEN_WAITING, TRUE)) {
        /* Held back: neither shown nor counted until the operator opens the window. */
        let_go (self);
        if (entered)
            purple_sound_play_event (PURPLE_SOUND_RECEIVE, account);
        return;
    }
    if (entered) {
        ol_dialog_ring (self);
        ol_dialog_open_by_itself (self);
    } else if (!b24_feed_is_followed (feed, self->chat_id)) {
        b24_feed_follow (feed, self->chat_id, self->state->last_message_id);
        self->contiguous = get_cursor (self) == self->state->last_message_id;
    }
}

static void
attend_mine (OlDialog *self)
{
    if (begin_without_looking (self))
        follow_from_cursor (self);
    else
        ol_dialog_open_by_itself (self);
}

/* A dialog that a colleague passed to us is to be heard, though only the portal says so. */
static gboolean
is_handed_over (OlDialog *self, int before)
{
    B24Standing standing = ol_dialog_get_standing (self);

    return (standing == B24_STANDING_REPLY || standing == B24_STANDING_ANSWERED) &&
           (before == -1 || before == B24_STANDING_COLLEAGUE) && !ol_dialog_has_just_acted (self);
}

void
ol_dialog_attend (OlDialog *self)
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);
    B24Standing standing = ol_dialog_get_standing (self);
    int before = self->attended;
    gboolean entered = self->fresh && (int) standing != before;
    PurpleAccount *account = ol_context_get_account (self->context);

    if (account == NULL || self->context->feed == NULL)
        return;
    self->attended = (int) standing;
    if (standing == B24_STANDING_WAITING && (int) standing != before)
        ol_dialog_note_offer (self);
    ol_dialog_remark (self);
    if (entered && is_handed_over (self, before))
        purple_sound_play_event (PURPLE_SOUND_RECEIVE, account);
    if (self->window == OL_WINDOW_NONE && ol_conversation_find (account, self->name) != NULL)
        take_window_left (self);
    if (!ol_dialog_is_alive (self))
        return;
    if (self->window != OL_WINDOW_NONE) {
        if (entered && standing == B24_STANDING_WAITING) {
            ol_dialog_ring (self);
            if (self->window == OL_WINDOW_READY)
                ol_dialog_say_waiting (self);
        }
        /* The feed lets a dialog go when the portal hides it, and this one may be back. */
        if (self->window == OL_WINDOW_READY && !self->gone)
            follow_from_cursor (self);
        return;
    }
    switch (standing) {
    case B24_STANDING_WAITING:
        attend_waiting (self, entered);
        break;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
        attend_mine (self);
        break;
    case B24_STANDING_COLLEAGUE:
        let_go (self);
        break;
    case B24_STANDING_CLOSED:
    default:
        break;
    }
}

void
ol_dialog_visit (OlDialog *self)
{
    B24Dialog *state = self->state;
    B24Standing standing = ol_dialog_get_standing (self);
    gint64 start = state->read_id > 0 ? state->read_id : state->last_message_id;

    if (!ol_dialog_is_alive (self))
        return;
    self->hidden = FALSE;
    self->visiting = !b24_feed_is_listed (self->context->feed, self->chat_id);
    /* Looked up, not addressed to us: what was said is history and rings no bell. */
    if (get_cursor (self) < 0 && start > 0 &&
        (self->visiting || standing == B24_STANDING_COLLEAGUE || standing == B24_STANDING_CLOSED))
        begin_at (self, start);
    ol_dialog_open (self, TRUE);
}

/* Opened by its number, and neither ours nor offered to us: without a window it leaves. */
static gboolean
is_visit_over (OlDialog *self)
{
    B24Standing standing = ol_dialog_get_standing (self);

    return self->visiting && ol_dialog_is_alive (self) &&
           (standing == B24_STANDING_COLLEAGUE || standing == B24_STANDING_WAITING) &&
           !b24_feed_is_listed (self->context->feed, self->chat_id);
}

gboolean
ol_dialog_is_over (OlDialog *self)
{
    if (ol_dialog_has_window (self))
        return FALSE;
    if (self->gone || is_visit_over (self))
        return TRUE;
    if (ol_dialog_get_standing (self) != B24_STANDING_CLOSED)
        return FALSE;
    /* The customer's last words are still on their way to a window of their own. */
    return !ol_dialog_is_alive (self) || self->context->feed == NULL ||
           !b24_feed_is_followed (self->context->feed, self->chat_id) ||
           self->state->last_message_id <= get_cursor (self) || self->pending->len > 0;
}
