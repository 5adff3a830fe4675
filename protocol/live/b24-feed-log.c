/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-error.h"

/*
 * The portal's log of events only gives reasons to look: another program of the same user may have
 * read it first, and the portal may lose rows (realtime §6).
 */

void
b24_feed_ask_log (B24Feed *self, B24Poll *poll)
{
    if (self->log != FEED_LOG_ABSENT)
        b24_poll_want_events (poll, self->log == FEED_LOG_UNTRIED, self->log_offset);
}

static void
note_message (B24Feed *self, FeedFollow *follow, gint64 id, guint64 asked)
{
    if (id <= follow->loaded)
        return;
    if (id > follow->expected) {
        follow->expected = id;
        follow->expected_serial = asked;
    }
    follow->wanted = TRUE;
}

static void
take_event (B24Feed *self, const B24Event *event, guint64 asked)
{
    FeedFollow *follow = g_hash_table_lookup (self->follows, &event->chat_id);

    if (follow == NULL)
        return;
    switch (event->kind) {
    case B24_EVENT_MESSAGE:
        note_message (self, follow, event->message_id, asked);
        break;
    case B24_EVENT_UPDATE:
    case B24_EVENT_DELETE:
    case B24_EVENT_REACTION:
        if (b24_feed_recall (follow, event->message_id) != NULL)
            b24_feed_suspect (follow, event->message_id);
        break;
    case B24_EVENT_JOINED:
    default:
        /* The list tells it. */
        break;
    }
}

void
b24_feed_take_log (B24Feed *self, B24PollResult *result, guint64 asked)
{
    self->log_more = FALSE;
    if (result->log_error != NULL) {
        /* An older portal, or a credential without the permission: that will not change. */
        if (!b24_error_is_passing (result->log_error))
            self->log = FEED_LOG_ABSENT;
        return;
    }
    if (result->log == NULL)
        return;
    self->log = FEED_LOG_SUBSCRIBED;
    self->log_more = result->log->more && result->log->next_offset > self->log_offset;
    self->log_offset = MAX (self->log_offset, result->log->next_offset);
    for (guint i = 0; i < result->log->events->len; i++)
        take_event (self, &g_array_index (result->log->events, B24Event, i), asked);
}
