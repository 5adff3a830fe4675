/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ol-conversation.h"
#include "ol-seen.h"
#include "ol-shown.h"
#include "ol-typing.h"

/* Milliseconds until a text of ours is shown even though the feed has not brought it. */
#define OWN_TEXT_DELAY 3000
#define OWN_TEXT_TRIES 200

static B24User *
find_author (OlDialog *self, B24Message *message)
{
    return b24_feed_get_user (self->context->feed, message->author_id);
}

gboolean
ol_dialog_is_mine (OlDialog *self, B24Message *message)
{
    return message->author_id != 0 && message->author_id == ol_context_get_my_id (self->context);
}

gboolean
ol_dialog_is_from_customer (OlDialog *self, B24Message *message)
{
    B24User *author;

    if ((message->flags & (B24_MESSAGE_SYSTEM | B24_MESSAGE_INTERNAL)) || message->author_id == 0)
        return FALSE;
    if (message->author_id == self->state->customer_id)
        return TRUE;
    author = find_author (self, message);
    return author != NULL && author->kind == B24_USER_CUSTOMER;
}

static gboolean
is_mention_of_me (OlDialog *self, B24Message *message)
{
    g_autofree char *mention =
        g_strdup_printf ("[USER=%" G_GINT64_FORMAT "]", ol_context_get_my_id (self->context));

    return message->text != NULL && strstr (message->text, mention) != NULL;
}

/* What brings up a window that is closed: the words of a customer or a colleague, not the
 * portal's remarks, a bot's greeting or what I wrote elsewhere. They wait for the next opening. */
static gboolean
is_worth_a_window (OlDialog *self, B24Message *message)
{
    B24User *author;

    if ((message->flags & B24_MESSAGE_SYSTEM) || ol_dialog_is_mine (self, message))
        return FALSE;
    if (ol_dialog_is_from_customer (self, message))
        return TRUE;
    author = find_author (self, message);
    return author == NULL || author->kind != B24_USER_BOT;
}

char *
ol_dialog_dup_author (OlDialog *self, B24Message *message)
{
    if (message->author_name != NULL && *message->author_name != '\0')
        return g_strdup (message->author_name);
    return ol_context_dup_user_name (self->context, message->author_id);
}

/* Where the window begins. One that came behind later ones is no beginning. */
static void
note_shown (OlDialog *self, gint64 message_id)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    gint64 first = ol_shown_get_first (account, self->name);

    if (first == 0 || self->window == OL_WINDOW_LOADING)
        ol_shown_note (account, self->name, message_id);
}

/* "[file] …" and links of the message go through ol-conversation; here is decided who speaks. */
static void
write_message (OlDialog *self, B24Message *message, OlLineFlags flags)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    gboolean from_customer = ol_dialog_is_from_customer (self, message);
    g_autofree char *author = ol_dialog_dup_author (self, message);

    if (!from_customer && !is_mention_of_me (self, message))
        flags |= OL_LINE_SILENT;
    /* Portals may leave it to the dialog to tell that a text went nowhere. */
    if (!(flags & OL_LINE_HISTORY) && self->state->silent && ol_dialog_is_mine (self, message))
        flags |= OL_LINE_INTERNAL;
    ol_conversation_show_message (account, self->name, message, author,
                                  ol_dialog_is_mine (self, message), from_customer,
                                  self->context->portal, flags);
}

void
ol_dialog_show_again (OlDialog *self, B24Message *message)
{
    if (ol_dialog_is_alive (self))
        write_message (self, message, OL_LINE_HISTORY);
}

void
ol_dialog_show (OlDialog *self, B24Message *message, gboolean history)
{
    PurpleAccount *account = ol_context_get_account (self->context);

    /* Signed off between two lines. */
    if (account == NULL)
        return;
    ol_dialog_remember (self, message);
    note_shown (self, message->id);
    write_message (self, message, history ? OL_LINE_HISTORY : OL_LINE_NEW);
    self->shown_time = message->time;
    if (!history && ol_dialog_is_mine (self, message) && (message->flags & B24_MESSAGE_FAILED))
        ol_dialog_note_failure (self, message);
}

static void
draw_rule (OlDialog *self, const char *text)
{
    PurpleAccount *account = ol_context_get_account (self->context);

    if (account != NULL)
        ol_conversation_rule (account, self->name, text);
}

static void
show_gap (OlDialog *self, const OlGap *gap, gint64 until)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    g_autoptr (GDateTime) from = g_date_time_new_from_unix_local (self->shown_time);
    g_autoptr (GDateTime) to = g_date_time_new_from_unix_local (until);
    g_autofree char *begin = from == NULL ? NULL : g_date_time_format (from, "%H:%M");
    g_autofree char *end = to == NULL ? NULL : g_date_time_format (to, "%H:%M");
    g_autofree char *text = NULL;

    if (self->shown_time == 0 || begin == NULL || end == NULL)
        text = g_strdup (_ ("some messages before this could not be loaded; /history tries again"));
    else
        text = g_strdup_printf (
            /* TRANSLATORS: times of day */
            _ ("messages between %s and %s could not be loaded; /history tries again"), begin, end);
    if (account != NULL)
        ol_shown_add_gap (account, self->name, gap->after_id, gap->before_id);
    draw_rule (self, text);
}

void
ol_dialog_free_own_text (gpointer data)
{
    OlOwnText *own = data;

    b24_clock_clear (own->dialog->context->clock, &own->timer);
    g_free (own->text);
    g_free (own);
}

static gboolean
is_kept_inside (B24Message *message)
{
    return (message->flags & (B24_MESSAGE_INTERNAL | B24_MESSAGE_DELETED)) != 0;
}

/* Whether @message is a text of ours that the window shows already; it is done with then.
 * @exposed: whether it was written as a note, and is none to the portal */
static gboolean
take_own_text (OlDialog *self, B24Message *message, gboolean *exposed)
{
    *exposed = FALSE;
    for (guint i = 0; i < self->own->len; i++) {
        OlOwnText *own = g_ptr_array_index (self->own, i);
        gboolean shown = own->shown;

        if (own->message_id != message->id)
            continue;
        *exposed = own->internal && !is_kept_inside (message);
        g_ptr_array_remove_index (self->own, i);
        return shown;
    }
    return FALSE;
}

void
ol_dialog_draw_rule (OlDialog *self)
{
    gboolean due = self->rule_due;

    self->rule_due = FALSE;
    if (due)
        draw_rule (self, _ ("earlier messages above"));
}

/* Returns: whether something is missing before this message; @gap: from where to where */
static gboolean
pass_gaps (OlDialog *self, gint64 message_id, OlGap *gap)
{
    guint passed = 0;

    while (passed < self->gaps->len &&
           g_array_index (self->gaps, OlGap, passed).before_id <= message_id) {
        const OlGap *next = &g_array_index (self->gaps, OlGap, passed);

        if (passed++ == 0)
            gap->after_id = next->after_id;
        gap->before_id = next->before_id;
    }
    g_array_remove_range (self->gaps, 0, passed);
    return passed > 0;
}

/* What makes a note is not documented: a portal that does not know it sends it to the customer. */
static void
warn_of_note (OlDialog *self)
{
    ol_dialog_complain (self, "%s",
                        _ ("The portal does not treat your note as internal: the customer may have "
                           "got it. Write no more notes here, and tell the administrator."));
}

static void
show_next (OlDialog *self, B24Message *message)
{
    gboolean words = (message->flags & B24_MESSAGE_SYSTEM) != 0;
    gboolean exposed;
    OlGap gap;

    if (take_own_text (self, message, &exposed)) {
        ol_dialog_remember (self, message);
        note_shown (self, message->id);
        if (message->flags & B24_MESSAGE_FAILED)
            ol_dialog_note_failure (self, message);
        if (exposed)
            warn_of_note (self);
        return;
    }
    ol_dialog_draw_rule (self);
    if (pass_gaps (self, message->id, &gap))
        show_gap (self, &gap, message->time);
    if (words)
        ol_dialog_explain_failure (self, message);
    if (ol_dialog_is_from_customer (self, message)) {
        ol_typing_ended (self);
        ol_dialog_note_rung (self);
    }
    ol_dialog_show (self, message, FALSE);
    if (words)
        ol_dialog_note_words (self);
    if (exposed && ol_dialog_is_alive (self))
        warn_of_note (self);
}

void
ol_dialog_forget_pending (OlDialog *self)
{
    g_ptr_array_set_size (self->pending, 0);
    g_array_set_size (self->gaps, 0);
}

void
ol_dialog_flush (OlDialog *self)
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);

    /* A handler of libpurple's signals may close the window, or the account, between two. */
    while (self->pending->len > 0 && self->window == OL_WINDOW_READY && ol_dialog_is_alive (self)) {
        g_autoptr (B24Message) message = g_ptr_array_steal_index (self->pending, 0);

        if (message->id <= b24_cursor_get (self->context->cursor, self->chat_id))
            continue;
        show_next (self, message);
        if (ol_dialog_is_alive (self))
            b24_cursor_advance (self->context->cursor, self->chat_id, message->id);
    }
    if (ol_dialog_is_alive (self))
        ol_seen_look (self);
}

/* The feed may be faster than the answer to our own request. */
static void
confirm (OlDialog *self, B24Message *message)
{
    if (message->uuid != NULL && ol_dialog_is_mine (self, message))
        b24_outbox_confirm (self->context->outbox, self->chat_id, message->uuid, message->id);
}

void
ol_dialog_deliver (OlDialog *self, GPtrArray *messages)
{
    gint64 last = b24_cursor_get (self->context->cursor, self->chat_id);
    gboolean worth = FALSE;

    if (self->pending->len > 0) {
        B24Message *pending = g_ptr_array_index (self->pending, self->pending->len - 1);

        last = MAX (last, pending->id);
    }
    for (guint i = 0; i < messages->len; i++) {
        B24Message *message = g_ptr_array_index (messages, i);

        if (message->id <= last)
            continue;
        last = message->id;
        g_ptr_array_add (self->pending, b24_message_ref (message));
        confirm (self, message);
        worth = worth || is_worth_a_window (self, message);
    }
    if (self->window == OL_WINDOW_NONE && worth)
        ol_dialog_open_by_itself (self);
    ol_dialog_flush (self);
}

/* Where @message goes among what waits to be shown; FALSE when it is among it. */
static gboolean
find_pending_place (OlDialog *self, B24Message *message, guint *place)
{
    *place = 0;
    while (*place < self->pending->len &&
           ((B24Message *) g_ptr_array_index (self->pending, *place))->id < message->id)
        (*place)++;
    return *place == self->pending->len ||
           ((B24Message *) g_ptr_array_index (self->pending, *place))->id != message->id;
}

void
ol_dialog_deliver_late (OlDialog *self, B24Message *message)
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);
    gboolean passed = message->id <= b24_cursor_get (self->context->cursor, self->chat_id);
    gint64 shown_time = self->shown_time;
    guint place;

    confirm (self, message);
    if (!ol_dialog_is_alive (self))
        return;
    if (!passed && find_pending_place (self, message, &place))
        g_ptr_array_insert (self->pending, (int) place, b24_message_ref (message));
    /* A window that is opened now has it in its history. */
    if (self->window == OL_WINDOW_NONE && is_worth_a_window (self, message))
        ol_dialog_open_by_itself (self);
    else if (passed && self->window == OL_WINDOW_READY && !ol_dialog_remembers (self, message->id))
        show_next (self, message);
    self->shown_time = MAX (self->shown_time, shown_time);
    if (ol_dialog_is_alive (self))
        ol_dialog_flush (self);
}

void
ol_dialog_gap (OlDialog *self, gint64 after_id, gint64 before_id)
{
    const OlGap gap = { after_id, before_id };

    g_array_append_val (self->gaps, gap);
}

/* The feed is late. Others may have written before, so it is asked again first: shown without it
 * the text would stand out of order. Only a feed that answers and does not bring the text is given
 * up.
 */
static gboolean
on_own_text_late (gpointer user_data)
{
    OlOwnText *own = user_data;
    g_autoptr (OlDialog) self = ol_dialog_ref (own->dialog);
    g_autofree char *text = g_strdup (own->text);
    gboolean internal = own->internal;

    if (ol_dialog_is_alive (self) &&
        (!ol_context_is_reachable (self->context) || own->tries++ < OWN_TEXT_TRIES)) {
        b24_feed_hurry (self->context->feed);
        return G_SOURCE_CONTINUE;
    }
    own->timer = 0;
    if (!ol_dialog_is_alive (self) || self->window != OL_WINDOW_READY)
        return G_SOURCE_REMOVE;
    own->shown = TRUE;
    /* Whoever listens to the lines may sign off, and @own is gone then. */
    ol_dialog_draw_rule (self);
    if (ol_dialog_is_alive (self))
        ol_conversation_show_own (ol_context_get_account (self->context), self->name, text,
                                  internal || self->state->silent);
    return G_SOURCE_REMOVE;
}

void
ol_dialog_own_text_waits (OlDialog *self)
{
    self->waiting_told = TRUE;
    ol_dialog_complain (self, "%s", _ ("No connection; your text goes out when it is back."));
}

void
ol_dialog_own_text_sent (OlDialog *self, gint64 message_id, const char *text, gboolean internal)
{
    OlOwnText *own;
    guint place;

    self->waiting_told = FALSE;
    if (!ol_dialog_is_alive (self))
        return;
    if (message_id <= b24_cursor_get (self->context->cursor, self->chat_id)) {
        if (internal && ol_dialog_find_in (self->shown, message_id, &place) &&
            !is_kept_inside (g_ptr_array_index (self->shown, place)))
            warn_of_note (self);
        return;
    }
    own = g_new0 (OlOwnText, 1);
    own->dialog = self;
    own->message_id = message_id;
    own->text = g_strdup (text);
    own->internal = internal;
    own->timer = b24_clock_add (self->context->clock, "own text shown without the feed",
                                OWN_TEXT_DELAY, on_own_text_late, own);
    g_ptr_array_add (self->own, own);
    b24_feed_hurry (self->context->feed);
}
