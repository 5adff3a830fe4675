/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "portal-listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* Where the remote address of a line, the one object that its messages show, keeps the socket. */
#define SOCKET_KEY "practice-portal-socket"

struct _PpListener {
    SoupServer *server;
    GSocket *socket;
    GSource *source;
    guint port;
};

/* Hands @line over to the server. A caller may be gone before the line was accepted: that is no
 * error of ours. */
static void
serve (PpListener *self, GSocket *line)
{
    g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (line);
    g_autoptr (GSocketAddress) local = g_socket_get_local_address (line, NULL);
    g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (line, NULL);

    if (local == NULL || remote == NULL)
        return;
    g_object_set_data_full (G_OBJECT (remote), SOCKET_KEY, g_object_ref (line), g_object_unref);
    soup_server_accept_iostream (self->server, G_IO_STREAM (stream), local, remote, NULL);
}

static gboolean
on_line (GSocket *socket, GIOCondition condition, gpointer user_data)
{
    g_autoptr (GSocket) line = g_socket_accept (socket, NULL, NULL);

    if (line != NULL) {
        /* As SoupServer does it: small answers must not wait for each other. */
        g_socket_set_option (line, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
        serve (user_data, line);
    }
    return G_SOURCE_CONTINUE;
}

static GSocketAddress *
loopback_address (guint port)
{
    g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

    return g_inet_socket_address_new (loopback, (guint16) port);
}

static GSocket *
open_socket (guint port, guint *real_port, GError **error)
{
    g_autoptr (GSocketAddress) wanted = loopback_address (port);
    g_autoptr (GSocketAddress) real = NULL;
    g_autoptr (GSocket) socket =
        g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

    if (socket == NULL || !g_socket_bind (socket, wanted, TRUE, error) ||
        !g_socket_listen (socket, error))
        return NULL;
    real = g_socket_get_local_address (socket, error);
    if (real == NULL)
        return NULL;
    *real_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (real));
    /* A caller may hang up between the report and the accept. */
    g_socket_set_blocking (socket, FALSE);
    return g_steal_pointer (&socket);
}

/* A server that does not listen itself hangs up after every answer (soup-server.c,
 * request_finished()): it gets a port that nobody hears of. */
static gboolean
keep_lines (SoupServer *server, GError **error)
{
    g_autoptr (GSocketAddress) unheard_of = loopback_address (0);

    return soup_server_listen (server, unheard_of, 0, error);
}

PpListener *
pp_listener_new (SoupServer *server, guint port, GError **error)
{
    guint real_port = 0;
    g_autoptr (GSocket) socket = open_socket (port, &real_port, error);
    PpListener *self;

    if (socket == NULL)
        return NULL;
    if (!keep_lines (server, error))
        return NULL;
    self = g_new0 (PpListener, 1);
    self->server = server;
    self->port = real_port;
    self->source = g_socket_create_source (socket, G_IO_IN, NULL);
    self->socket = g_steal_pointer (&socket);
    g_source_set_name (self->source, "practice portal: new line");
    g_source_set_callback (self->source, G_SOURCE_FUNC (on_line), self, NULL);
    g_source_attach (self->source, g_main_context_get_thread_default ());
    return self;
}

void
pp_listener_free (PpListener *self)
{
    if (self == NULL)
        return;
    g_source_destroy (self->source);
    g_source_unref (self->source);
    g_socket_close (self->socket, NULL);
    g_object_unref (self->socket);
    g_free (self);
}

guint
pp_listener_get_port (PpListener *self)
{
    return self->port;
}

GSocket *
pp_listener_get_socket (SoupServerMessage *message)
{
    GSocketAddress *remote = soup_server_message_get_remote_address (message);

    return g_object_get_data (G_OBJECT (remote), SOCKET_KEY);
}

void
pp_listener_reset_at_close (GSocket *socket)
{
    const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void
pp_listener_cut (SoupServerMessage *message)
{
    g_autoptr (GIOStream) stream = NULL;

    pp_listener_reset_at_close (pp_listener_get_socket (message));
    stream = soup_server_message_steal_connection (message);
    if (stream != NULL)
        g_io_stream_close (stream, NULL, NULL);
}
