/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "ol-protocol.h"
#include "ol-sentences.h"

/* Milliseconds in which the words of a new customer ring by themselves. */
#define RING_DELAY 2000

#define MINUTE 60

/* --- how long the dialog is offered to us --- */

void
ol_dialog_note_offer (OlDialog *self)
{
    self->offer_seen_at = ol_context_get_portal_time (self->context);
    self->offer_seen_fresh = self->fresh;
}

static gboolean
is_in_queue (B24Line *line, gint64 user_id)
{
    for (guint i = 0; i < line->queue->len; i++) {
        if (g_array_index (line->queue, gint64, i) == user_id)
            return TRUE;
    }
    return FALSE;
}

/* Unix seconds since when it is us whom the queue asks, 0 unknown: a dialog that somebody else has
 * let pass, or that was there before we signed in, may have been offered at any time. */
static gint64
get_offered_at (OlDialog *self, guint queue_time)
{
    B24Dialog *state = self->state;

    if (state->session_status == B24_SESSION_NEW && state->session_start > 0 &&
        self->offer_seen_at - state->session_start < (gint64) queue_time)
        return state->session_start;
    return self->offer_seen_fresh ? self->offer_seen_at : 0;
}

gint64
ol_dialog_get_time_left (OlDialog *self)
{
    B24Line *line = ol_context_get_line (self->context, self->state->line_id);
    gint64 offered_at;
    gint64 left;

    if (line == NULL || line->queue_time == 0 || self->offer_seen_at == 0 || self->state->member ||
        ol_dialog_get_standing (self) != B24_STANDING_WAITING ||
        !is_in_queue (line, ol_context_get_my_id (self->context)))
        return -1;
    offered_at = get_offered_at (self, line->queue_time);
    left = offered_at + (gint64) line->queue_time - ol_context_get_portal_time (self->context);
    return offered_at > 0 && left > 0 ? left : -1;
}

/* --- a new customer --- */

void
ol_dialog_say_waiting (OlDialog *self)
{
    g_autofree char *line = ol_dialog_dup_line_name (self);
    g_autofree char *channel = ol_sentence_channel (self->state->connector);
    g_autofree char *since = NULL;
    g_autofree char *sentence = NULL;
    g_autoptr (GDateTime) time =
        g_date_time_new_from_unix_local (ol_dialog_get_waiting_since (self));
    gint64 left = ol_dialog_get_time_left (self);

    since = time == NULL ? g_strdup ("?") : g_date_time_format (time, "%H:%M");
    if (ol_context_get_bool (self->context, OL_OPTION_ANSWER_ON_REPLY, TRUE))
        sentence = g_strdup_printf (
            /* TRANSLATORS: customer, line, channel ("Telegram"), time of day */
            _ ("%s is waiting in %s (%s) since %s. Reply to take the dialog, or /skip to "
               "pass it on."),
            ol_dialog_get_title (self), line, channel, since);
    else
        sentence = g_strdup_printf (
            _ ("%s is waiting in %s (%s) since %s. /answer takes the dialog, /skip passes it "
               "on."),
            ol_dialog_get_title (self), line, channel, since);
    if (left > 0) {
        g_autofree char *rest = ol_sentence_time_left (left);
        g_autofree char *until =
            /* TRANSLATORS: %s is "2 min left" */
            g_strdup_printf (_ ("Before it is passed on by itself: %s."), rest);

        ol_dialog_say (self, "%s %s", sentence, until);
    } else {
        ol_dialog_say (self, "%s", sentence);
    }
}

static gboolean
on_ring_due (gpointer user_data)
{
    OlDialog *self = user_data;

    self->ring_timer = 0;
    if (ol_dialog_is_alive (self) && ol_dialog_get_standing (self) == B24_STANDING_WAITING)
        purple_sound_play_event (PURPLE_SOUND_RECEIVE, ol_context_get_account (self->context));
    return G_SOURCE_REMOVE;
}

void
ol_dialog_ring (OlDialog *self)
{
    if (self->ring_timer == 0)
        self->ring_timer = b24_clock_add (self->context->clock, "openlines new customer",
                                          RING_DELAY, on_ring_due, self);
}

void
ol_dialog_note_rung (OlDialog *self)
{
    b24_clock_clear (self->context->clock, &self->ring_timer);
}

/* --- a forgotten one --- */

void
ol_dialog_say_reminder (OlDialog *self)
{
    gint64 waited = MAX (ol_context_get_portal_time (self->context) - self->reminder_since, MINUTE);
    guint minutes = (guint) MIN (waited / MINUTE, G_MAXINT);

    if (!self->reminder_due)
        return;
    self->reminder_due = FALSE;
    ol_dialog_say (self,
                   g_dngettext (GETTEXT_PACKAGE, "%s has waited %u minute for an answer.",
                                "%s has waited %u minutes for an answer.", minutes),
                   ol_dialog_get_title (self), minutes);
}

void
ol_dialog_remind (OlDialog *self, gint64 since)
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);
    PurpleAccount *account = ol_context_get_account (self->context);

    if (account == NULL)
        return;
    self->reminder_due = TRUE;
    self->reminder_since = since;
    purple_sound_play_event (PURPLE_SOUND_RECEIVE, account);
    if (self->window == OL_WINDOW_NONE)
        ol_dialog_open_by_itself (self);
    /* Under what was said before, which may be on its way. */
    if (ol_dialog_is_alive (self) && self->window == OL_WINDOW_READY)
        ol_dialog_say_reminder (self);
}
