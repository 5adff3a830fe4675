/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-push-link — what the two kinds of connection to a push server (b24-push-socket,
 * b24-push-longpoll) tell their owner. Internal to live/.
 *
 * A link tries once, is open for a while and is lost once. It is made for one address and not
 * repaired: its owner frees it and makes another one. Owners may free a link in any of its calls.
 */

#include <gio/gio.h>

#include "b24-portal.h"

G_BEGIN_DECLS

/* A server that replays a day's messages sends them as one frame. */
#define B24_PUSH_MAX_BYTES (16 * 1024 * 1024)

/**
 * B24PushLinkEvents:
 * @opened: news comes this way from now on
 * @data: a frame, or the body of a poll
 * @lost: the end, also of a link that has never been open. @code: the close code, or what means
 *   the same; 0 when there is none. @error: of %B24_ERROR; its text is fit for a log
 */
typedef struct {
    void (*opened) (gpointer user_data);
    void (*data) (GBytes *data, gboolean binary, gpointer user_data);
    void (*lost) (guint code, const GError *error, gpointer user_data);
} B24PushLinkEvents;

/* Whether @uri (wss, ws, https, http) may be spoken to on behalf of @portal: encrypted, unless
 * both are loopback. Checked although the config's reader does so too: a channel's id is enough to
 * read along. */
gboolean b24_push_link_allows (B24Portal *portal, const char *uri);

/* (transfer full): why there is no connection, as a %B24_ERROR. Addresses, which libsoup's and
 * GIO's texts may contain, are secret and left out. */
GError *b24_push_link_error (const GError *error);

G_END_DECLS
