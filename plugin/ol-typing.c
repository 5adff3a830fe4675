/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-typing.h"

#include "b24-connector.h"
#include "b24-presence.h"
#include "ol-debug.h"
#include "ol-dialog-private.h"

/* Seconds after which the customer's typing is over unless it is told again. */
#define SHOWN_FOR 15
/* Seconds between two tellings of one dialog. */
#define TOLD_EVERY 8

static gboolean
is_customer (OlDialog *self, gint64 user_id)
{
    B24User *user;

    if (user_id == 0)
        return FALSE;
    if (user_id == self->state->customer_id)
        return TRUE;
    user = b24_feed_get_user (self->context->feed, user_id);
    return user != NULL && user->kind == B24_USER_CUSTOMER;
}

void
ol_typing_received (OlDialog *self, gint64 user_id)
{
    PurpleConnection *gc = ol_context_get_connection (self->context);

    if (gc != NULL && is_customer (self, user_id))
        serv_got_typing (gc, self->name, SHOWN_FOR, PURPLE_TYPING);
}

void
ol_typing_ended (OlDialog *self)
{
    PurpleConnection *gc = ol_context_get_connection (self->context);

    if (gc != NULL)
        serv_got_typing_stopped (gc, self->name);
}

static gboolean
can_be_seen (OlDialog *self)
{
    B24Standing standing = ol_dialog_get_standing (self);

    return (standing == B24_STANDING_REPLY || standing == B24_STANDING_ANSWERED) &&
           !self->state->silent &&
           !b24_dialog_is_blocked (self->state, ol_context_get_portal_time (self->context)) &&
           b24_connector_takes_writing (self->state);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GError) error = NULL;

    if (!b24_presence_writing_finish (B24_REST (source), result, &error) &&
        !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        ol_debug_error ("The customer was not told of the typing", error);
}

unsigned int
ol_typing_send (OlDialog *self, PurpleTypingState state)
{
    gint64 now;

    if (state != PURPLE_TYPING || !ol_context_is_reachable (self->context) || !can_be_seen (self))
        return 0;
    now = b24_clock_get_monotonic (self->context->clock);
    if (self->typing_told_at != 0 && now - self->typing_told_at < TOLD_EVERY * G_USEC_PER_SEC)
        return TOLD_EVERY;
    self->typing_told_at = now;
    b24_presence_writing_async (self->context->rest, self->chat_id, self->context->cancellable,
                                on_told, NULL);
    return TOLD_EVERY;
}

void
ol_typing_sent (OlDialog *self)
{
    self->typing_told_at = 0;
}
