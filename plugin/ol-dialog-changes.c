/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "b24-bbcode.h"
#include "ol-conversation.h"
#include "ol-sentences.h"
#include "ol-typing.h"

/* As many as the feed looks after. */
#define SHOWN_KEPT 50
/* Milliseconds in which the portal gives its reason for a failure. */
#define REASON_DELAY 3000

/* --- what stands in the window --- */

static void
replace (GPtrArray *messages, guint place, B24Message *message)
{
    B24Message *before = g_ptr_array_index (messages, place);

    messages->pdata[place] = b24_message_ref (message);
    b24_message_unref (before);
}

gboolean
ol_dialog_remembers (OlDialog *self, gint64 message_id)
{
    guint place;

    return ol_dialog_find_in (self->shown, message_id, &place);
}

void
ol_dialog_remember (OlDialog *self, B24Message *message)
{
    guint place;

    if (ol_dialog_find_in (self->shown, message->id, &place)) {
        replace (self->shown, place, message);
        return;
    }
    if (self->shown->len >= SHOWN_KEPT)
        g_ptr_array_remove_index (self->shown, 0);
    g_ptr_array_add (self->shown, b24_message_ref (message));
}

/* --- failures --- */

void
ol_dialog_free_failure (gpointer data)
{
    OlFailure *failure = data;

    b24_clock_clear (failure->dialog->context->clock, &failure->timer);
    g_free (failure);
}

static gboolean
drop_failure (OlDialog *self, gint64 message_id)
{
    for (guint i = 0; i < self->failures->len; i++) {
        OlFailure *failure = g_ptr_array_index (self->failures, i);

        if (failure->message_id == message_id) {
            g_ptr_array_remove_index (self->failures, i);
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether the line at @place of what was shown stands right under @message_id, so that nobody asks
 * which one is meant: remarks of the portal in between do no harm. */
static gboolean
is_right_above (OlDialog *self, gint64 message_id, guint place)
{
    for (guint i = place; i > 0; i--) {
        B24Message *message = g_ptr_array_index (self->shown, i - 1);

        if (!(message->flags & B24_MESSAGE_SYSTEM))
            return message->id == message_id;
    }
    return FALSE;
}

/* The same of a line written now. */
static gboolean
is_last (OlDialog *self, gint64 message_id)
{
    return is_right_above (self, message_id, self->shown->len);
}

static char *
dup_quote_of (OlDialog *self, gint64 message_id)
{
    guint place;

    return ol_dialog_find_in (self->shown, message_id, &place)
               ? ol_dialog_dup_quote (g_ptr_array_index (self->shown, place))
               : g_strdup ("");
}

/* The portal gives the reason in its own words, which stand at @place; ours say which message is
 * meant. */
static void
tell_which_failed (OlDialog *self, gint64 message_id, guint place)
{
    g_autofree char *quote = dup_quote_of (self, message_id);

    if (!is_right_above (self, message_id, place) && *quote != '\0')
        ol_dialog_complain (self, _ ("Not delivered: “%s”"), quote);
}

static gboolean
on_reason_late (gpointer user_data)
{
    OlFailure *failure = user_data;
    g_autoptr (OlDialog) self = ol_dialog_ref (failure->dialog);
    gint64 message_id = failure->message_id;
    g_autofree char *quote = dup_quote_of (self, message_id);
    g_autofree char *channel = ol_sentence_channel (self->state->connector);

    failure->timer = 0;
    drop_failure (self, message_id);
    if (is_last (self, message_id) || *quote == '\0')
        /* TRANSLATORS: a messenger */
        ol_dialog_complain (self, _ ("Not delivered: %s refused the message."), channel);
    else
        /* TRANSLATORS: a messenger, the beginning of the message */
        ol_dialog_complain (self, _ ("Not delivered: %s refused “%s”."), channel, quote);
    return G_SOURCE_REMOVE;
}

/* The portal's reason for the failure of @message_id, if it stands in the window already. */
static gboolean
find_reason (OlDialog *self, gint64 message_id, guint *place)
{
    for (guint i = 0; i < self->shown->len; i++) {
        B24Message *message = g_ptr_array_index (self->shown, i);

        if ((message->flags & B24_MESSAGE_ATTENTION) &&
            message->id > MAX (message_id, self->explained)) {
            *place = i;
            return TRUE;
        }
    }
    return FALSE;
}

void
ol_dialog_note_failure (OlDialog *self, B24Message *message)
{
    OlFailure *failure;
    guint place;

    if (find_reason (self, message->id, &place)) {
        self->explained = ((B24Message *) g_ptr_array_index (self->shown, place))->id;
        tell_which_failed (self, message->id, place);
        return;
    }
    drop_failure (self, message->id);
    failure = g_new0 (OlFailure, 1);
    failure->dialog = self;
    failure->message_id = message->id;
    failure->timer = b24_clock_add (self->context->clock, "openlines reason of a failure",
                                    REASON_DELAY, on_reason_late, failure);
    g_ptr_array_add (self->failures, failure);
}

void
ol_dialog_explain_failure (OlDialog *self, B24Message *message)
{
    gint64 failed;

    if (self->failures->len == 0 || !(message->flags & B24_MESSAGE_ATTENTION))
        return;
    failed = ((OlFailure *) g_ptr_array_index (self->failures, 0))->message_id;
    g_ptr_array_remove_index (self->failures, 0);
    self->explained = message->id;
    tell_which_failed (self, failed, self->shown->len);
}

static void
tell_delivered (OlDialog *self, B24Message *now, B24Message *before)
{
    g_autofree char *quote = ol_dialog_dup_quote (now);

    /* Not said to have failed: nothing to take back. */
    if (drop_failure (self, now->id) || !(before->flags & B24_MESSAGE_FAILED))
        return;
    if (is_last (self, now->id) || *quote == '\0')
        ol_dialog_say (self, "%s", _ ("Delivered after all."));
    else
        ol_dialog_say (self, _ ("Delivered after all: “%s”"), quote);
}

/* --- words and reactions --- */

static char *
dup_who (OlDialog *self, B24Message *message)
{
    if (ol_dialog_is_from_customer (self, message))
        return g_strdup (ol_dialog_get_title (self));
    return ol_dialog_dup_author (self, message);
}

/* @line tells of @message; of a note to colleagues it must not look as if the customer saw it. */
static void
record_change (OlDialog *self, B24Message *message, const char *line)
{
    if (message->flags & B24_MESSAGE_INTERNAL)
        ol_dialog_record (self, "%s %s", _ ("[internal]"), line);
    else
        ol_dialog_record (self, "%s", line);
}

static void
tell_deleted (OlDialog *self, B24Message *before)
{
    g_autofree char *who = dup_who (self, before);
    g_autofree char *quote = ol_dialog_dup_quote (before);
    g_autofree char *line = NULL;

    if (ol_dialog_is_mine (self, before))
        line = g_strdup_printf (_ ("You deleted: “%s”"), quote);
    else
        /* TRANSLATORS: a person, the beginning of the message */
        line = g_strdup_printf (_ ("%s deleted: “%s”"), who, quote);
    record_change (self, before, line);
}

static void
tell_edited (OlDialog *self, B24Message *now, B24Message *before)
{
    g_autofree char *who = dup_who (self, now);
    g_autofree char *quote = ol_dialog_dup_quote (before);
    g_autofree char *old_text = b24_bbcode_to_plain (before->text);
    g_autofree char *text = b24_bbcode_to_plain (now->text);
    g_autofree char *line = NULL;

    /* A link that got its preview, a mention that got its name. */
    if (g_str_equal (old_text, text))
        return;
    if (ol_dialog_is_mine (self, now))
        line = g_strdup_printf (_ ("You changed “%s” to: %s"), quote, text);
    else
        /* TRANSLATORS: a person, the beginning of the message, its new text */
        line = g_strdup_printf (_ ("%s changed “%s” to: %s"), who, quote, text);
    record_change (self, now, line);
    if (ol_dialog_is_from_customer (self, now) && ol_dialog_is_alive (self))
        purple_sound_play_event (PURPLE_SOUND_RECEIVE, ol_context_get_account (self->context));
}

static gboolean
has_like (GArray *likes, gint64 user_id)
{
    for (guint i = 0; likes != NULL && i < likes->len; i++) {
        if (g_array_index (likes, gint64, i) == user_id)
            return TRUE;
    }
    return FALSE;
}

/* What was liked is said, what is not any more is not; nor what I did myself, elsewhere. */
static void
tell_liked (OlDialog *self, B24Message *now, B24Message *before)
{
    g_autofree char *quote = ol_dialog_dup_quote (now);

    for (guint i = 0; now->likes != NULL && i < now->likes->len; i++) {
        gint64 user_id = g_array_index (now->likes, gint64, i);
        g_autofree char *who = NULL;

        if (has_like (before->likes, user_id) || user_id == ol_context_get_my_id (self->context))
            continue;
        who = user_id == self->state->customer_id
                  ? g_strdup (ol_dialog_get_title (self))
                  : ol_context_dup_user_name (self->context, user_id);
        /* TRANSLATORS: a person, the beginning of the message */
        ol_dialog_say (self, _ ("%s liked: “%s”"), who, quote);
    }
}

/* Words of a customer that are not what they were deserve a window. */
static void
open_for (OlDialog *self, B24Message *now, B24MessageChange what)
{
    B24Standing standing = ol_dialog_get_standing (self);

    if (self->window == OL_WINDOW_NONE && (what & B24_MESSAGE_CHANGE_TEXT) &&
        !(what & B24_MESSAGE_CHANGE_DELETED) && ol_dialog_is_from_customer (self, now) &&
        (standing == B24_STANDING_REPLY || standing == B24_STANDING_ANSWERED))
        ol_dialog_open_by_itself (self);
}

static void
tell_change (OlDialog *self, B24Message *now, B24Message *before, B24MessageChange what)
{
    /* The answer to what the operator asked for and the feed bring the same news. */
    if ((what & B24_MESSAGE_CHANGE_DELETED) && !(before->flags & B24_MESSAGE_DELETED))
        tell_deleted (self, before);
    else if (what & B24_MESSAGE_CHANGE_TEXT)
        tell_edited (self, now, before);
    if ((what & B24_MESSAGE_CHANGE_LIKES) && ol_dialog_is_alive (self))
        tell_liked (self, now, before);
    if (!ol_dialog_is_mine (self, now) || !ol_dialog_is_alive (self))
        return;
    if (what & B24_MESSAGE_CHANGE_FAILED)
        ol_dialog_note_failure (self, now);
    else if (what & B24_MESSAGE_CHANGE_DELIVERED)
        tell_delivered (self, now, before);
}

void
ol_dialog_change (OlDialog *self, B24Message *now, B24MessageChange what)
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);
    g_autoptr (B24Message) before = NULL;
    guint place;

    if (ol_dialog_find_in (self->pending, now->id, &place)) {
        replace (self->pending, place, now);
        return;
    }
    /* What nobody has seen here will be read as it is now. */
    if (!ol_dialog_find_in (self->shown, now->id, &place))
        return;
    before = b24_message_ref (g_ptr_array_index (self->shown, place));
    replace (self->shown, place, now);
    /* The portal's own remarks change all the time: when a session began, who was invited. */
    if (now->flags & B24_MESSAGE_SYSTEM)
        return;
    open_for (self, now, what);
    if (ol_dialog_is_alive (self) && self->window != OL_WINDOW_NONE)
        tell_change (self, now, before, what);
}

/* --- the feed --- */

static OlDialog *
find (OlContext *context, gint64 chat_id)
{
    return ol_context_is_alive (context)
               ? ol_dialog_find_by_id (ol_context_get_account (context), chat_id)
               : NULL;
}

static void
on_late (B24Feed *feed, gint64 chat_id, B24Message *message, gpointer user_data)
{
    OlDialog *dialog = find (user_data, chat_id);

    if (dialog != NULL)
        ol_dialog_deliver_late (dialog, message);
}

static void
on_changed (B24Feed *feed, gint64 chat_id, B24Message *now, guint what, gpointer user_data)
{
    OlDialog *dialog = find (user_data, chat_id);

    if (dialog != NULL)
        ol_dialog_change (dialog, now, (B24MessageChange) what);
}

static void
on_read (B24Feed *feed, gint64 chat_id, gint64 user_id, gint64 message_id, gpointer user_data)
{
    OlDialog *dialog = find (user_data, chat_id);

    if (dialog != NULL && user_id != 0 && user_id == dialog->state->customer_id)
        dialog->customer_read_at = ol_context_get_portal_time (dialog->context);
}

static void
on_typing (B24Feed *feed, gint64 chat_id, gint64 user_id, const char *name, gpointer user_data)
{
    OlDialog *dialog = find (user_data, chat_id);

    if (dialog != NULL)
        ol_typing_received (dialog, user_id);
}

void
ol_dialog_watch (OlContext *context)
{
    g_signal_connect (context->feed, "late", G_CALLBACK (on_late), context);
    g_signal_connect (context->feed, "changed", G_CALLBACK (on_changed), context);
    g_signal_connect (context->feed, "read", G_CALLBACK (on_read), context);
    g_signal_connect (context->feed, "typing", G_CALLBACK (on_typing), context);
}

gint64
ol_dialog_get_customer_read_at (OlDialog *self)
{
    return self->customer_read_at;
}
