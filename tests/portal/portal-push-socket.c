/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-push-socket — listening by WebSocket.
 */

#include "portal-push.h"

#define REFUSAL_KEY "practice-portal-refusal"

/* Events in one frame. */
#define MAX_BATCH 100

/* Versions 1 to 4 send a ping of the protocol, version 5 the text `ping`. */
#define KEEP_ALIVE_SECONDS 120
#define PING_MICROSECONDS  (10 * G_USEC_PER_SEC)
#define MAX_PINGS          2

/* Real time that a client has for its `pong` at least. */
#define PATIENCE_MICROSECONDS (2 * G_USEC_PER_SEC)

static const char *
get_reason (guint code)
{
    switch (code) {
    case PP_PUSH_WRONG_CHANNEL:
        return "Wrong channel id";
    case PP_PUSH_BAD_REQUEST:
        return "Bad request data";
    case PP_PUSH_NOT_ALLOWED:
        return "Command is not allowed";
    case PP_PUSH_MANY_MESSAGES:
    case PP_PUSH_NO_RECEIVER:
    case PP_PUSH_MANY_RECEIVERS:
    case PP_PUSH_BAD_RECEIVER:
    case PP_PUSH_BAD_SIGNATURE:
        return "Wrong receivers";
    case PP_PUSH_TOO_MANY:
        return "Too many connections";
    case PP_PUSH_WRONG_CLIENT:
        return "Wrong client id";
    default:
        return "Refused";
    }
}

/* (transfer full): as it stands in the body of HTTP 400 */
char *
pp_push_describe_code (guint code)
{
    return g_strdup_printf ("%u: %s", code, get_reason (code));
}

static void
socket_forget (PpPushListener *listener)
{
    g_signal_handlers_disconnect_by_data (listener->socket, listener);
    g_clear_object (&listener->socket);
    pp_push_listener_remove (listener);
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer user_data)
{
    socket_forget (user_data);
}

static void
on_message (SoupWebsocketConnection *socket, int type, GBytes *message, gpointer user_data)
{
    PpPushListener *listener = user_data;
    gsize length = 0;
    const char *text = g_bytes_get_data (message, &length);
    guint code = 0;

    if (listener->closing)
        return;
    if (listener->format == PP_PUSH_RPC && type == SOUP_WEBSOCKET_DATA_TEXT)
        pp_push_client_text (listener, text, length);
    else if (listener->format == PP_PUSH_PROTOBUF)
        code = pp_push_client_binary (listener, message);
    if (code != 0)
        pp_push_socket_drop (listener, code);
}

static gboolean
is_open (PpPushListener *listener)
{
    return listener->socket != NULL &&
           soup_websocket_connection_get_state (listener->socket) == SOUP_WEBSOCKET_STATE_OPEN;
}

/* Sends a frame, unless the socket is about to go or there is none: then nobody waits for it. */
void
pp_push_socket_send_text (PpPushListener *listener, const char *text)
{
    if (is_open (listener))
        soup_websocket_connection_send_text (listener->socket, text);
}

void
pp_push_socket_send_binary (PpPushListener *listener, GBytes *frame)
{
    if (is_open (listener))
        soup_websocket_connection_send_message (listener->socket, SOUP_WEBSOCKET_DATA_BINARY,
                                                frame);
}

static void
send_some (PpPushListener *listener, GPtrArray *events)
{
    if (listener->format == PP_PUSH_PROTOBUF) {
        g_autoptr (GBytes) frame = pp_push_encode_binary (listener, events);

        pp_push_socket_send_binary (listener, frame);
    } else {
        g_autofree char *text = pp_push_encode_text (listener, events);

        pp_push_socket_send_text (listener, text);
    }
    listener->portal->push->sent += events->len;
}

static void
send_batch (PpPushListener *listener)
{
    for (guint start = 0; start < listener->batch->len; start += MAX_BATCH) {
        g_autoptr (GPtrArray) events = g_ptr_array_new ();
        guint end = MIN (start + MAX_BATCH, listener->batch->len);

        for (guint i = start; i < end; i++)
            g_ptr_array_add (events, g_ptr_array_index (listener->batch, i));
        send_some (listener, events);
    }
    g_ptr_array_set_size (listener->batch, 0);
}

/* A leaping clock must not make a client late that had no time to answer: both clocks count. */
static gboolean
is_deaf (PpPushListener *listener)
{
    return listener->pings >= MAX_PINGS &&
           g_get_monotonic_time () - listener->first_ping >= PATIENCE_MICROSECONDS;
}

static void
send_ping (PpPushListener *listener, gint64 now)
{
    if (listener->pings == 0)
        listener->first_ping = g_get_monotonic_time ();
    listener->pings++;
    listener->next_ping = now + PING_MICROSECONDS;
    pp_push_socket_send_text (listener, "ping");
}

void
pp_push_socket_run (PpPushListener *listener, gint64 now)
{
    if (listener->closing)
        return;
    send_batch (listener);
    if (listener->next_ping == 0 || listener->next_ping > now)
        return;
    if (is_deaf (listener))
        pp_push_socket_drop (listener, PP_PUSH_CUT);
    else
        send_ping (listener, now);
}

static void
socket_cut (PpPushListener *listener)
{
    g_signal_handlers_disconnect_by_data (listener->socket, listener);
    pp_listener_reset_at_close (listener->line);
    g_io_stream_close (soup_websocket_connection_get_io_stream (listener->socket), NULL, NULL);
    socket_forget (listener);
}

void
pp_push_socket_drop (PpPushListener *listener, guint code)
{
    if (code == PP_PUSH_CUT) {
        socket_cut (listener);
        return;
    }
    listener->closing = TRUE;
    listener->next_ping = 0;
    g_ptr_array_set_size (listener->batch, 0);
    /* The client may be about to close it, too. */
    if (is_open (listener))
        soup_websocket_connection_close (listener->socket, (gushort) code, get_reason (code));
}

/* Takes @socket in, or turns it away with a close code. */
static void
serve (PpPushListener *listener, SoupWebsocketConnection *socket, SoupServerMessage *message,
       guint refusal)
{
    PpPush *push = listener->portal->push;

    listener->socket = g_object_ref (socket);
    listener->line = g_object_ref (pp_listener_get_socket (message));
    g_signal_connect (socket, "message", G_CALLBACK (on_message), listener);
    g_signal_connect (socket, "closed", G_CALLBACK (on_closed), listener);
    if (refusal != 0) {
        g_ptr_array_add (push->listeners, listener);
        pp_push_socket_drop (listener, refusal);
        return;
    }
    push->opens++;
    if (listener->format == PP_PUSH_RPC)
        listener->next_ping = pp_now (listener->portal) + PING_MICROSECONDS;
    else
        soup_websocket_connection_set_keepalive_interval (socket, KEEP_ALIVE_SECONDS);
    pp_push_listener_add (listener);
}

static void
on_socket (SoupServer *server, SoupServerMessage *message, const char *path,
           SoupWebsocketConnection *socket, gpointer user_data)
{
    PracticePortal *self = user_data;
    gpointer wanted = g_object_get_data (G_OBJECT (message), REFUSAL_KEY);
    guint refusal = 0;
    PpPushListener *listener =
        pp_push_listener_new (self, soup_server_message_get_uri (message), &refusal);

    if (wanted != NULL)
        refusal = GPOINTER_TO_UINT (wanted);
    serve (listener, socket, message, refusal);
}

static void
refuse_upgrade (SoupServerMessage *message, guint status, guint code)
{
    char *text = code != 0 ? pp_push_describe_code (code) : g_strdup ("");

    soup_server_message_set_status (message, status, NULL);
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_TAKE, text, strlen (text));
}

/* Before the upgrade: what is refused by HTTP status. */
static void
on_upgrade (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
    PracticePortal *self = user_data;
    guint code = 0;
    gboolean told;

    if (!self->push->enabled || !self->push->websocket) {
        refuse_upgrade (message, SOUP_STATUS_NOT_FOUND, 0);
        return;
    }
    told = pp_push_must_refuse (self->push, PP_PUSH_BY_SOCKET, &code);
    if (told && code < 1000) {
        refuse_upgrade (message, code, 0);
        return;
    }
    if (!told && !pp_push_knows_client (self, soup_server_message_get_uri (message)))
        code = PP_PUSH_WRONG_CLIENT;
    if (code == PP_PUSH_WRONG_CLIENT)
        refuse_upgrade (message, SOUP_STATUS_BAD_REQUEST, code);
    else
        g_object_set_data (G_OBJECT (message), REFUSAL_KEY, GUINT_TO_POINTER (code));
}

void
pp_push_add_handlers (PracticePortal *self)
{
    soup_server_add_early_handler (self->server, "/bitrix/subws", on_upgrade, self, NULL);
    soup_server_add_websocket_handler (self->server, "/bitrix/subws", NULL, NULL, on_socket, self,
                                       NULL);
    soup_server_add_handler (self->server, "/bitrix/sub", pp_push_handle_poll, self, NULL);
    soup_server_add_handler (self->server, "/bitrix/rest", pp_push_handle_post, self, NULL);
}
