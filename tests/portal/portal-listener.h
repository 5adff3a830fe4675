/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-listener — a loopback port whose lines a SoupServer serves.
 *
 * SoupServer's own listening is not used. Up to libsoup 3.2.3 soup-listener.c keeps a reference to
 * every socket that listen_watch() accepts (mended in 3.4.0), and forgets the address that
 * soup_server_listen_local() and soup_server_get_uris() ask a listener for (3.4.3). Tests that look
 * for leaks need a server that has none of its own. Lines handed over with
 * soup_server_accept_iostream() go past that file, with old and new versions alike.
 */

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _PpListener PpListener;

/**
 * pp_listener_new:
 * @server: the server of all lines; it must outlive the listener
 * @port: where to listen on 127.0.0.1, 0 for any free port
 * @error: return location for a #GError
 *
 * Listens in the thread-default main context of the caller.
 *
 * Returns: (transfer full) (nullable): the listener, or %NULL with a #GIOErrorEnum
 */
PpListener *pp_listener_new (SoupServer *server, guint port, GError **error);

/**
 * pp_listener_free:
 * @self: (nullable): a listener
 *
 * Nobody listens any more. Lines already handed over are the server's: see
 * soup_server_disconnect().
 */
void pp_listener_free (PpListener *self);

/**
 * pp_listener_get_port:
 * @self: a listener
 *
 * Returns: the port it listens on
 */
guint pp_listener_get_port (PpListener *self);

/**
 * pp_listener_get_socket:
 * @message: a message that came over one of a listener's lines
 *
 * What soup_server_message_get_socket() is for lines that SoupServer accepted itself.
 *
 * Returns: (transfer none): its socket
 */
GSocket *pp_listener_get_socket (SoupServerMessage *message);

/**
 * pp_listener_reset_at_close:
 * @socket: the socket of a line
 *
 * When it is closed the peer sees a reset, not an orderly end.
 */
void pp_listener_reset_at_close (GSocket *socket);

/**
 * pp_listener_cut:
 * @message: a message whose line is to be reset, whatever is on its way
 */
void pp_listener_cut (SoupServerMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PpListener, pp_listener_free)

G_END_DECLS
