/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-http — the SoupSession and one POST on it: proxy, TLS, redirects, size limit.
 *
 * Redirects are followed by repeating the POST (a portal that was renamed answers 302; reference:
 * rest §1.4), at most five, only where b24_portal_allows_redirect() says so.
 */

#include <libsoup/soup.h>

#include "b24-portal.h"

G_BEGIN_DECLS

#define B24_TYPE_HTTP (b24_http_get_type ())
G_DECLARE_FINAL_TYPE (B24Http, b24_http, B24, HTTP, GObject)

/**
 * b24_http_new:
 * @proxy_uri: (nullable): e.g. "socks5://host:port"; credentials separate, because libsoup 3.2
 *   mishandles them inside an http proxy's address (reference: libpurple §7). With a malformed one
 *   every call fails with %B24_ERROR_PROXY: nothing goes out beside a proxy that is wanted
 * @timeout: seconds without any byte before %B24_ERROR_TIMEOUT; a whole call, redirects included,
 *   may take four times as long
 */
B24Http *b24_http_new (const char *proxy_uri, const char *proxy_user, const char *proxy_password,
                       guint timeout);
SoupSession *b24_http_get_session (B24Http *self); /* (transfer none) */
/**
 * b24_http_make_session:
 * @timeout: seconds without any byte
 *
 * Returns: (transfer full): a session with the same proxy and name, for requests that last
 */
SoupSession *b24_http_make_session (B24Http *self, guint timeout);

typedef struct {
    guint status;
    GBytes *body;        /* owned by the reply */
    char *content_type;  /* (nullable), without parameters */
    char *redirected_to; /* (nullable): origin the portal moved to */
    guint retry_after;   /* seconds, 0 = absent */
} B24HttpReply;
void b24_http_reply_free (B24HttpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24HttpReply, b24_http_reply_free)

/**
 * b24_http_post_async:
 * @body: (transfer none): JSON
 *
 * Errors: %B24_ERROR_UNREACHABLE, _TIMEOUT, _TLS, _PROXY, _TOO_LARGE, _BAD_REDIRECT; any HTTP
 * status is a reply, not an error.
 */
void
b24_http_post_async (B24Http *self, B24Portal *portal, const char *uri, GBytes *body,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
B24HttpReply *b24_http_post_finish (B24Http *self, GAsyncResult *result, GError **error);

G_END_DECLS
