/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push-socket.h"

#include "b24-error.h"
#include "b24-push-codes.h"

#define OPEN_TIMEOUT  120000 /* ms; the session's own time-out begins anew with every byte */
#define PING_INTERVAL 27000  /* ms; address translators forget a silent line after 30 s */
#define PINGS_MISSED  2
#define SILENCE       20000 /* ms, of version 5 */
#define PROBE         5000  /* ms */
#define OPCODE_PING   0x9   /* RFC 6455 §5.2 */

struct _B24PushSocket {
    B24Clock *clock;
    const B24PushLinkEvents *events; /* (nullable): absent when nothing is to be told any more */
    gpointer user_data;
    gboolean talks;

    GCancellable *cancellable;
    SoupMessage *message;                /* the upgrade */
    SoupWebsocketConnection *connection; /* (nullable): when open */
    GError *error;                       /* (nullable): what libsoup found wrong with the line */
    gint64 heard_at;                     /* monotonic, of the last frame or pong */
    guint missed;                        /* pings since then */
    guint open_id;
    guint ping_id;
    guint silence_id;
    guint probe_id;
};

static void
clear (gpointer data)
{
    B24PushSocket *self = data;

    g_clear_object (&self->cancellable);
    g_clear_object (&self->message);
    g_clear_object (&self->clock);
    g_clear_error (&self->error);
}

static void
unref (B24PushSocket *self)
{
    g_rc_box_release_full (self, clear);
}

static void
unref_later (gpointer object, gpointer user_data)
{
    g_object_unref (object);
}

/* The closing handshake needs somebody to hold the connection; libsoup ends it after some seconds
 * in any case. A line that is known to be dead is just dropped. */
static void
let_go (B24PushSocket *self, gboolean politely)
{
    SoupWebsocketConnection *connection = g_steal_pointer (&self->connection);

    if (connection == NULL)
        return;
    g_signal_handlers_disconnect_by_data (connection, self);
    if (!politely ||
        soup_websocket_connection_get_state (connection) != SOUP_WEBSOCKET_STATE_OPEN) {
        g_object_unref (connection);
        return;
    }
    g_signal_connect (connection, "closed", G_CALLBACK (unref_later), NULL);
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

/* Everything but the memory, which the callback of an attempt may still need. */
static void
end (B24PushSocket *self, gboolean politely)
{
    self->events = NULL;
    b24_clock_clear (self->clock, &self->open_id);
    b24_clock_clear (self->clock, &self->ping_id);
    b24_clock_clear (self->clock, &self->silence_id);
    b24_clock_clear (self->clock, &self->probe_id);
    let_go (self, politely);
    g_cancellable_cancel (self->cancellable);
}

/* Takes @error. The last thing that is told. */
static void
lose (B24PushSocket *self, guint code, GError *error, gboolean politely)
{
    const B24PushLinkEvents *events = self->events;
    gpointer user_data = self->user_data;
    g_autoptr (GError) owned = error;

    if (events == NULL)
        return;
    end (self, politely);
    events->lost (code, owned, user_data);
}

static void
lose_silent (B24PushSocket *self, const char *why)
{
    lose (self, 0, g_error_new_literal (B24_ERROR, B24_ERROR_TIMEOUT, why), FALSE);
}

/* libsoup has no function for a ping, and its keepalive-interval neither sends one at once nor
 * goes by our clock. The type of a message is the opcode of its frame. */
static void
send_ping (B24PushSocket *self)
{
    static const char payload[] = "b24";
    g_autoptr (GBytes) bytes = g_bytes_new_static (payload, sizeof payload - 1);

    if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_message (self->connection,
                                                (SoupWebsocketDataType) OPCODE_PING, bytes);
}

static gboolean
on_ping_due (gpointer user_data)
{
    B24PushSocket *self = user_data;

    if (self->missed >= PINGS_MISSED) {
        self->ping_id = 0;
        lose_silent (self, "no answer to pings");
        return G_SOURCE_REMOVE;
    }
    self->missed++;
    send_ping (self);
    return G_SOURCE_CONTINUE;
}

static void arm_silence (B24PushSocket *self);

static gboolean
on_silence (gpointer user_data)
{
    B24PushSocket *self = user_data;

    self->silence_id = 0;
    if (b24_clock_get_monotonic (self->clock) - self->heard_at >= SILENCE * 1000)
        lose_silent (self, "silence");
    else
        arm_silence (self);
    return G_SOURCE_REMOVE;
}

static void
arm_silence (B24PushSocket *self)
{
    gint64 due = self->heard_at + SILENCE * 1000 - b24_clock_get_monotonic (self->clock);

    self->silence_id = b24_clock_add (self->clock, "b24-push-silence",
                                      (guint) (MAX (due, 0) / 1000 + 1), on_silence, self);
}

static gboolean
on_probe_over (gpointer user_data)
{
    B24PushSocket *self = user_data;

    self->probe_id = 0;
    lose_silent (self, "no answer to a probe");
    return G_SOURCE_REMOVE;
}

static void
note_heard (B24PushSocket *self)
{
    self->heard_at = b24_clock_get_monotonic (self->clock);
    self->missed = 0;
    b24_clock_clear (self->clock, &self->probe_id);
}

static void
on_message (SoupWebsocketConnection *connection, gint type, GBytes *message, gpointer user_data)
{
    B24PushSocket *self = user_data;

    note_heard (self);
    self->events->data (message, type == SOUP_WEBSOCKET_DATA_BINARY, self->user_data);
}

static void
on_pong (SoupWebsocketConnection *connection, GBytes *message, gpointer user_data)
{
    note_heard (user_data);
}

static void
on_error (SoupWebsocketConnection *connection, GError *error, gpointer user_data)
{
    B24PushSocket *self = user_data;

    g_clear_error (&self->error);
    self->error = g_error_copy (error);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer user_data)
{
    B24PushSocket *self = user_data;
    guint code = soup_websocket_connection_get_close_code (connection);

    if (g_error_matches (self->error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
        code = SOUP_WEBSOCKET_CLOSE_TOO_BIG;
    lose (self, code,
          g_error_new (B24_ERROR, B24_ERROR_UNREACHABLE, "closed with %u (%s)", code,
                       b24_push_code_get_name (code)),
          FALSE);
}

static void
begin (B24PushSocket *self)
{
    soup_websocket_connection_set_max_incoming_payload_size (self->connection, B24_PUSH_MAX_BYTES);
    g_signal_connect (self->connection, "message", G_CALLBACK (on_message), self);
    g_signal_connect (self->connection, "pong", G_CALLBACK (on_pong), self);
    g_signal_connect (self->connection, "error", G_CALLBACK (on_error), self);
    g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
    note_heard (self);
    self->ping_id = b24_clock_add (self->clock, "b24-push-ping", PING_INTERVAL, on_ping_due, self);
    if (self->talks)
        arm_silence (self);
    self->events->opened (self->user_data);
}

/* (transfer full): an HTTP answer instead of a WebSocket. libsoup drops its body. */
static GError *
describe_refusal (B24PushSocket *self, const GError *error)
{
    guint status = soup_message_get_status (self->message);

    if (error->domain != SOUP_WEBSOCKET_ERROR || status == 0)
        return b24_push_link_error (error);
    return g_error_new (B24_ERROR,
                        status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED ? B24_ERROR_PROXY
                        : status >= 500                                     ? B24_ERROR_SERVER
                                                                            : B24_ERROR_UNREACHABLE,
                        "no WebSocket but status %u", status);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
    B24PushSocket *self = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (SoupWebsocketConnection) connection =
        soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
    guint status = soup_message_get_status (self->message);

    if (self->events != NULL) {
        b24_clock_clear (self->clock, &self->open_id);
        if (connection != NULL) {
            self->connection = g_steal_pointer (&connection);
            begin (self);
        } else {
            lose (
                self,
                b24_push_code_from_answer (status, soup_message_get_reason_phrase (self->message)),
                describe_refusal (self, error), FALSE);
        }
    }
    unref (self);
}

static gboolean
on_open_late (gpointer user_data)
{
    B24PushSocket *self = user_data;

    self->open_id = 0;
    lose_silent (self, "no end of the opening");
    return G_SOURCE_REMOVE;
}

B24PushSocket *
b24_push_socket_new (B24Clock *clock, SoupSession *session, const char *uri, gboolean talks,
                     const B24PushLinkEvents *events, gpointer user_data)
{
    B24PushSocket *self = g_rc_box_new0 (B24PushSocket);

    self->clock = g_object_ref (clock);
    self->events = events;
    self->user_data = user_data;
    self->talks = talks;
    self->cancellable = g_cancellable_new ();
    self->message = soup_message_new (SOUP_METHOD_GET, uri);
    /* Somewhere else than where the portal said is nowhere for us. */
    soup_message_add_flags (self->message,
                            SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
    self->open_id = b24_clock_add (clock, "b24-push-open", OPEN_TIMEOUT, on_open_late, self);
    soup_session_websocket_connect_async (session, self->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                          self->cancellable, on_connected, g_rc_box_acquire (self));
    return self;
}

void
b24_push_socket_free (B24PushSocket *self)
{
    if (self == NULL)
        return;
    end (self, TRUE);
    unref (self);
}

gboolean
b24_push_socket_is_open (B24PushSocket *self)
{
    g_return_val_if_fail (self != NULL, FALSE);
    return self->connection != NULL;
}

void
b24_push_socket_send (B24PushSocket *self, const char *text)
{
    g_return_if_fail (self != NULL);

    if (self->connection != NULL &&
        soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text (self->connection, text);
}

void
b24_push_socket_probe (B24PushSocket *self)
{
    g_return_if_fail (self != NULL);

    if (self->connection == NULL || self->probe_id != 0)
        return;
    self->probe_id = b24_clock_add (self->clock, "b24-push-probe", PROBE, on_probe_over, self);
    send_ping (self);
}
