/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push-private.h"

#include <string.h>

#define SECOND        1000
#define CHANNEL_LEAST (1 * SECOND)
#define CHANNEL_MOST  (10 * SECOND)
#define CONFIG_LEAST  (10 * SECOND)
#define CONFIG_MOST   (120 * SECOND)
#define RESTART_LEAST (15 * SECOND)
#define RESTART_MOST  (20 * SECOND)
#define MID_LENGTH    26

void
b24_push_set_place (B24Push *self, const char *mid)
{
    g_free (self->mid);
    self->mid = g_strdup (mid);
    if (mid == NULL) {
        g_clear_pointer (&self->tag, g_free);
        g_clear_pointer (&self->time, g_free);
    }
}

/* The server's own order, and not the greatest: a message that was overtaken comes again. */
static void
note_place (B24Push *self, B24PushMessage *message)
{
    if (message->mid != NULL && strlen (message->mid) == MID_LENGTH)
        b24_push_set_place (self, message->mid);
    if (message->tag != NULL || message->time != NULL) {
        g_free (self->tag);
        self->tag = g_strdup (message->tag);
        g_free (self->time);
        self->time = g_strdup (message->time);
    }
}

/* The shared channel's successor stands in the message; asking for all of the config costs one
 * request in twelve hours, and what it says is true of both channels. */
static void
on_channel_expired (B24Push *self)
{
    guint delay = b24_push_random (CHANNEL_LEAST, CHANNEL_MOST);

    b24_push_log (self, "channel expired, config in %u ms", delay);
    b24_push_refresh (self, delay, FALSE);
    b24_push_set_verified (self, FALSE);
}

static void
on_server_restarts (B24Push *self)
{
    b24_push_log (self, "the server restarts");
    b24_push_drop_links (self);
    b24_push_open_later (self, B24_PUSH_BACK_OFF, NULL,
                         b24_push_random (RESTART_LEAST, RESTART_MOST));
}

static void
obey (B24Push *self, B24PushMessage *message)
{
    if (message->sender == B24_SENDER_CLIENT || !b24_push_is_open (self))
        return;
    if (strcmp (message->command, "channel_expire") == 0)
        on_channel_expired (self);
    else if (strcmp (message->command, "config_expire") == 0)
        b24_push_refresh (self, b24_push_random (CONFIG_LEAST, CONFIG_MOST), FALSE);
    else if (strcmp (message->command, "server_restart") == 0)
        on_server_restarts (self);
}

static gboolean
is_portal_news (B24PushMessage *message)
{
    return message->sender != B24_SENDER_CLIENT &&
           (strcmp (message->module, "im") == 0 || strcmp (message->module, "imopenlines") == 0 ||
            strcmp (message->module, "online") == 0);
}

static void
on_message (B24PushMessage *message, gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    note_place (self, message);
    if (message->mid != NULL && !b24_mids_add (self->mids, message->mid))
        return;
    self->news = TRUE;
    if (strcmp (message->module, "pull") == 0) {
        obey (self, message);
        return;
    }
    if (!is_portal_news (message) || b24_push_set_verified (self, TRUE))
        b24_push_tell_message (self, message);
}

static void
on_frame (B24Frame *frame, const GError *error, guint link, gpointer user_data)
{
    B24Push *self = user_data;

    if (frame == NULL) {
        b24_push_log (self, "unreadable: %s %d", g_quark_to_string (error->domain), error->code);
        /* Asked for behind the same place, it would come again and again. */
        if (self->longpoll != NULL)
            b24_push_set_place (self, NULL);
        return;
    }
    if (frame->bad > 0)
        b24_push_log (self, "%u unreadable messages in a frame", frame->bad);
    if (self->socket == NULL || link != self->link || self->mute)
        return;
    for (guint i = 0; i < frame->replies->len; i++)
        b24_push_socket_send (self->socket, g_ptr_array_index (frame->replies, i));
}

static void
on_drained (gpointer user_data)
{
    B24Push *self = user_data;
    gboolean news = self->news;

    self->news = FALSE;
    if (self->longpoll != NULL)
        b24_push_longpoll_next (self->longpoll, news);
}

static const B24PushInboxEvents inbox_events = { on_frame, on_message, on_drained };

void
b24_push_begin_telling (B24Push *self)
{
    self->inbox = b24_push_inbox_new (self->clock, &inbox_events, self);
    self->mids = b24_mids_new ();
}

void
b24_push_end_telling (B24Push *self)
{
    g_clear_pointer (&self->inbox, b24_push_inbox_free);
    g_clear_pointer (&self->mids, b24_mids_free);
    b24_push_set_place (self, NULL);
    self->news = FALSE;
    self->verified = FALSE;
    self->mute = FALSE;
}

void
b24_push_take_data (B24Push *self, GBytes *data, gboolean binary)
{
    b24_push_inbox_put (self->inbox, data, binary, self->link);
}
