/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-push-socket — one WebSocket to a push server, from the first attempt to its end
 * (realtime §3.1, §3.3). Internal to live/.
 *
 * It notices by itself that the line is dead: every 27 s it sends a WebSocket ping, and three
 * intervals in which nothing at all came are the end. A server of version 5 speaks every ten
 * seconds, so there 20 s of silence are.
 */

#include <libsoup/soup.h>

#include "b24-clock.h"
#include "b24-push-link.h"

G_BEGIN_DECLS

typedef struct _B24PushSocket B24PushSocket;

/**
 * b24_push_socket_new:
 * @session: its time-out counts for the opening only
 * @uri: secret
 * @talks: the server's version has keep-alives of its own (5)
 * @events: static
 *
 * Returns: (transfer full): an attempt that is under way; nothing is told before the next turn of
 *   the main loop
 */
B24PushSocket *
b24_push_socket_new (B24Clock *clock, SoupSession *session, const char *uri, gboolean talks,
                     const B24PushLinkEvents *events, gpointer user_data);
/* Says good-bye to the server; nothing is told any more. */
void b24_push_socket_free (B24PushSocket *self);

gboolean b24_push_socket_is_open (B24PushSocket *self);
/* Ignored unless open. Servers up to version 4 take any text for a request, and a wrong one for
 * an attack: they get what they asked for, or nothing. */
void b24_push_socket_send (B24PushSocket *self, const char *text);
/* Sends a ping at once; when nothing comes back for 5 s the link is lost. */
void b24_push_socket_probe (B24PushSocket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24PushSocket, b24_push_socket_free)

G_END_DECLS
