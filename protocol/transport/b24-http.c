/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-http.h"

#include <string.h>

#include "b24-error.h"
#include "b24-json.h"
#include "b24-task.h"

#define MAX_REDIRECTS   5
#define MAX_RETRY_AFTER 3600
#define READ_SIZE       (64 * 1024)
#define DEADLINE        4 /* times the time-out */

struct _B24Http {
    GObject parent_instance;

    SoupSession *session;
    guint timeout; /* seconds */
    gboolean bad_proxy;
    GProxyResolver *resolver; /* (nullable): no proxy */
    char *proxy_user;
    char *proxy_password;
};

G_DEFINE_FINAL_TYPE (B24Http, b24_http, G_TYPE_OBJECT)

static void
b24_http_dispose (GObject *object)
{
    B24Http *self = B24_HTTP (object);

    g_clear_object (&self->session);
    g_clear_object (&self->resolver);
    G_OBJECT_CLASS (b24_http_parent_class)->dispose (object);
}

static void
b24_http_finalize (GObject *object)
{
    B24Http *self = B24_HTTP (object);

    g_free (self->proxy_user);
    g_free (self->proxy_password);
    G_OBJECT_CLASS (b24_http_parent_class)->finalize (object);
}

static void
b24_http_class_init (B24HttpClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->dispose = b24_http_dispose;
    object_class->finalize = b24_http_finalize;
}

static void
b24_http_init (B24Http *self)
{
}

/* SOCKS takes its credentials from the address; only http proxies have the 407 exchange. */
static char *
build_proxy_uri (const char *proxy_uri, const char *user, const char *password)
{
    g_autofree char *escaped_user = NULL;
    g_autofree char *escaped_password = NULL;
    const char *rest = strstr (proxy_uri, "://");

    if (user == NULL || *user == '\0' || rest == NULL ||
        g_ascii_strncasecmp (proxy_uri, "socks", 5) != 0)
        return g_strdup (proxy_uri);
    rest += strlen ("://");
    escaped_user = g_uri_escape_string (user, NULL, FALSE);
    escaped_password = g_uri_escape_string (password != NULL ? password : "", NULL, FALSE);
    return g_strdup_printf ("%.*s%s:%s@%s", (int) (rest - proxy_uri), proxy_uri, escaped_user,
                            escaped_password, rest);
}

B24Http *
b24_http_new (const char *proxy_uri, const char *proxy_user, const char *proxy_password,
              guint timeout)
{
    B24Http *self = g_object_new (B24_TYPE_HTTP, NULL);

    if (proxy_uri != NULL && *proxy_uri != '\0') {
        g_autofree char *uri = build_proxy_uri (proxy_uri, proxy_user, proxy_password);

        self->bad_proxy = !g_uri_is_valid (uri, G_URI_FLAGS_NONE, NULL);
        if (!self->bad_proxy)
            self->resolver = g_simple_proxy_resolver_new (uri, NULL);
    }
    self->timeout = timeout;
    self->proxy_user = g_strdup (proxy_user);
    self->proxy_password = g_strdup (proxy_password);
    /* Connections for the operator stay free beside those of background work; see b24-throttle. */
    self->session = soup_session_new_with_options (
        "user-agent", "purple-openlines/" B24_VERSION, "timeout", timeout, "idle-timeout", 50,
        "max-conns", 16, "max-conns-per-host", 8, "proxy-resolver", self->resolver, NULL);
    return self;
}

SoupSession *
b24_http_get_session (B24Http *self)
{
    g_return_val_if_fail (B24_IS_HTTP (self), NULL);
    return self->session;
}

static gboolean
authenticate_cb (SoupMessage *message, SoupAuth *auth, gboolean retrying, gpointer user_data)
{
    B24Http *self = user_data;

    if (!soup_auth_is_for_proxy (auth) || retrying || self->proxy_user == NULL)
        return FALSE;
    soup_auth_authenticate (auth, self->proxy_user,
                            self->proxy_password != NULL ? self->proxy_password : "");
    return TRUE;
}

static void
request_queued_cb (SoupSession *session, SoupMessage *message, gpointer user_data)
{
    g_signal_connect_object (message, "authenticate", G_CALLBACK (authenticate_cb), user_data, 0);
}

static void
unref_http (gpointer data, GClosure *closure)
{
    g_object_unref (data);
}

SoupSession *
b24_http_make_session (B24Http *self, guint timeout)
{
    g_autoptr (GProxyResolver) resolver = NULL;
    SoupSession *session;

    g_return_val_if_fail (B24_IS_HTTP (self), NULL);

    /* Of a proxy that nobody can speak to GIO says so, instead of going beside it. */
    if (self->bad_proxy)
        resolver = g_simple_proxy_resolver_new ("malformed://proxy.invalid", NULL);
    else
        g_set_object (&resolver, self->resolver);
    /* One request that lasts, the next one while that is being given up, and no heap of others. */
    session = soup_session_new_with_options (
        "user-agent", "purple-openlines/" B24_VERSION, "timeout", timeout, "idle-timeout", 50,
        "max-conns", 4, "max-conns-per-host", 2, "proxy-resolver", resolver, NULL);
    g_signal_connect_data (session, "request-queued", G_CALLBACK (request_queued_cb),
                           g_object_ref (self), unref_http, 0);
    return session;
}

void
b24_http_reply_free (B24HttpReply *reply)
{
    if (reply == NULL)
        return;
    g_clear_pointer (&reply->body, g_bytes_unref);
    g_free (reply->content_type);
    g_free (reply->redirected_to);
    g_free (reply);
}

typedef struct {
    B24Portal *portal;
    char *origin; /* where the caller sent it */
    GBytes *body;
    SoupMessage *message;
    guint redirects;
    GByteArray *received;
    B24HttpReply *reply;

    GCancellable *cancellable; /* ours: of the caller's, or of the deadline */
    GCancellable *outer;       /* (nullable): the caller's */
    gulong outer_id;
    GSource *deadline; /* (nullable) */
} Post;

static void
end_deadline (Post *post)
{
    if (post->deadline != NULL)
        g_source_destroy (post->deadline);
    g_clear_pointer (&post->deadline, g_source_unref);
}

static void
post_free (gpointer data)
{
    Post *post = data;

    end_deadline (post);
    g_clear_signal_handler (&post->outer_id, post->outer);
    g_clear_object (&post->outer);
    g_clear_object (&post->cancellable);
    b24_portal_unref (post->portal);
    g_free (post->origin);
    g_bytes_unref (post->body);
    g_clear_object (&post->message);
    g_clear_pointer (&post->received, g_byte_array_unref);
    g_clear_pointer (&post->reply, b24_http_reply_free);
    g_free (post);
}

static void send_post (GTask *task, GUri *uri);
static void read_more (GTask *task, GInputStream *stream);

static int
map_error (const GError *error)
{
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return B24_ERROR_TIMEOUT;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
        return B24_ERROR_PROXY;
    /* A connection cut inside TLS is the network, not the certificate. */
    if (error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF)
        return B24_ERROR_TLS;
    return B24_ERROR_UNREACHABLE;
}

static gboolean
deadline_cb (gpointer user_data)
{
    Post *post = user_data;

    end_deadline (post);
    g_cancellable_cancel (post->cancellable);
    return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
    g_cancellable_cancel (user_data);
}

/* The session's time-out begins anew with every byte; somebody who sends one now and then would
 * never be given up. */
static void
set_deadline (GTask *task, guint seconds)
{
    Post *post = g_task_get_task_data (task);

    post->cancellable = g_cancellable_new ();
    if (post->outer != NULL)
        post->outer_id = g_signal_connect_object (
            post->outer, "cancelled", G_CALLBACK (outer_cancelled_cb), post->cancellable, 0);
    if (g_cancellable_is_cancelled (post->outer))
        g_cancellable_cancel (post->cancellable);
    if (seconds == 0)
        return;
    post->deadline = g_timeout_source_new_seconds (seconds);
    g_source_set_static_name (post->deadline, "[b24] http deadline");
    g_source_set_callback (post->deadline, deadline_cb, post, NULL);
    g_source_attach (post->deadline, g_task_get_context (task));
}

static void
return_failure (GTask *task, const GError *error)
{
    Post *post = g_task_get_task_data (task);
    GError *mapped;

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        if (!g_cancellable_is_cancelled (post->outer) && post->deadline == NULL) {
            g_task_return_new_error (task, B24_ERROR, B24_ERROR_TIMEOUT, "no end of the answer");
            return;
        }
        g_task_return_error (task, g_error_copy (error));
        return;
    }
    mapped = g_error_new_literal (B24_ERROR, map_error (error), error->message);
    if (error->domain == G_RESOLVER_ERROR ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
        b24_error_set_unsent (mapped);
    g_task_return_error (task, mapped);
}

/* The stream that libsoup made of the body is at its end when the proxy has said 407. */
static void
restarted_cb (SoupMessage *message, gpointer user_data)
{
    soup_message_set_request_body_from_bytes (message, "application/json", user_data);
}

static void
unref_body (gpointer data, GClosure *closure)
{
    g_bytes_unref (data);
}

static char *
get_origin (GUri *uri)
{
    const char *host = g_uri_get_host (uri);
    gboolean v6 = strchr (host, ':') != NULL;
    int port = g_uri_get_port (uri);
    gboolean https = strcmp (g_uri_get_scheme (uri), "https") == 0;
    GString *origin = g_string_new (NULL);

    g_string_append_printf (origin, "%s://%s%s%s", g_uri_get_scheme (uri), v6 ? "[" : "", host,
                            v6 ? "]" : "");
    if (port > 0 && port != (https ? 443 : 80))
        g_string_append_printf (origin, ":%d", port);
    return g_string_free (origin, FALSE);
}

static guint
get_retry_after (SoupMessageHeaders *headers)
{
    const char *value = soup_message_headers_get_one (headers, "Retry-After");
    g_autoptr (GDateTime) date = NULL;
    g_autoptr (GDateTime) now = NULL;
    guint64 seconds;

    if (value == NULL)
        return 0;
    if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &seconds, NULL))
        return (guint) MIN (seconds, MAX_RETRY_AFTER);
    date = soup_date_time_new_from_http_string (value);
    if (date == NULL)
        return 0;
    now = g_date_time_new_now_utc ();
    return (guint) CLAMP (g_date_time_difference (date, now) / G_USEC_PER_SEC, 0, MAX_RETRY_AFTER);
}

/* Returns TRUE when the answer was a redirect; the task has been taken care of then. */
static gboolean
follow_redirect (GTask *task)
{
    Post *post = g_task_get_task_data (task);
    guint status = soup_message_get_status (post->message);
    const char *location = soup_message_headers_get_one (
        soup_message_get_response_headers (post->message), "Location");
    g_autoptr (GUri) target = NULL;
    g_autofree char *text = NULL;

    if (location == NULL ||
        (status != 301 && status != 302 && status != 303 && status != 307 && status != 308))
        return FALSE;
    target = g_uri_parse_relative (soup_message_get_uri (post->message), location,
                                   SOUP_HTTP_URI_FLAGS, NULL);
    text = target != NULL ? g_uri_to_string (target) : NULL;
    if (post->redirects++ >= MAX_REDIRECTS || text == NULL ||
        !b24_portal_allows_redirect (post->portal, text)) {
        g_task_return_new_error (task, B24_ERROR, B24_ERROR_BAD_REDIRECT,
                                 "redirected where the secret must not go");
        return TRUE;
    }
    g_free (post->reply->redirected_to);
    post->reply->redirected_to = get_origin (target);
    if (g_strcmp0 (post->reply->redirected_to, post->origin) == 0)
        g_clear_pointer (&post->reply->redirected_to, g_free);
    send_post (task, target);
    return TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Post *post = g_task_get_task_data (task);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes =
        g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

    if (bytes == NULL) {
        return_failure (task, error);
        return;
    }
    if (g_bytes_get_size (bytes) == 0) {
        post->reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&post->received));
        g_task_return_pointer (task, g_steal_pointer (&post->reply),
                               (GDestroyNotify) b24_http_reply_free);
        return;
    }
    if (post->received->len + g_bytes_get_size (bytes) > B24_JSON_MAX_BYTES) {
        g_task_return_new_error (task, B24_ERROR, B24_ERROR_TOO_LARGE, "answer too large");
        return;
    }
    g_byte_array_append (post->received, g_bytes_get_data (bytes, NULL),
                         (guint) g_bytes_get_size (bytes));
    read_more (g_steal_pointer (&task), G_INPUT_STREAM (source));
}

static void
read_more (GTask *task, GInputStream *stream)
{
    Post *post = g_task_get_task_data (task);

    g_input_stream_read_bytes_async (stream, READ_SIZE, g_task_get_priority (task),
                                     post->cancellable, read_cb, task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Post *post = g_task_get_task_data (task);
    g_autoptr (GError) error = NULL;
    g_autoptr (GInputStream) stream =
        soup_session_send_finish (SOUP_SESSION (source), result, &error);
    SoupMessageHeaders *headers;

    if (stream == NULL) {
        return_failure (task, error);
        return;
    }
    if (follow_redirect (task))
        return;
    headers = soup_message_get_response_headers (post->message);
    post->reply->status = soup_message_get_status (post->message);
    post->reply->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
    post->reply->retry_after = get_retry_after (headers);
    if (post->reply->status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED) {
        g_task_return_new_error (task, B24_ERROR, B24_ERROR_PROXY, "the proxy wants credentials");
        return;
    }
    if (soup_message_headers_get_content_length (headers) > B24_JSON_MAX_BYTES) {
        g_task_return_new_error (task, B24_ERROR, B24_ERROR_TOO_LARGE, "answer too large");
        return;
    }
    post->received = g_byte_array_new ();
    read_more (g_steal_pointer (&task), stream);
}

static void
send_post (GTask *task, GUri *uri)
{
    B24Http *self = g_task_get_source_object (task);
    Post *post = g_task_get_task_data (task);
    SoupMessageHeaders *headers;

    g_clear_object (&post->message);
    post->message = soup_message_new_from_uri (SOUP_METHOD_POST, uri);
    /* Redirects of ours keep the body. "Idempotent" only means that an open connection may be
     * used again; libsoup does not repeat a POST by itself. */
    soup_message_add_flags (post->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT |
                                               SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
    headers = soup_message_get_request_headers (post->message);
    soup_message_headers_append (headers, "Accept", "application/json");
    soup_message_set_request_body_from_bytes (post->message, "application/json", post->body);
    g_signal_connect_data (post->message, "restarted", G_CALLBACK (restarted_cb),
                           g_bytes_ref (post->body), unref_body, 0);
    g_signal_connect_object (post->message, "authenticate", G_CALLBACK (authenticate_cb), self, 0);
    soup_session_send_async (self->session, post->message, g_task_get_priority (task),
                             post->cancellable, sent_cb, g_object_ref (task));
}

void
b24_http_post_async (B24Http *self, B24Portal *portal, const char *uri, GBytes *body,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = NULL;
    g_autoptr (GUri) parsed = NULL;
    Post *post;

    g_return_if_fail (B24_IS_HTTP (self));
    g_return_if_fail (portal != NULL && uri != NULL && body != NULL);

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_http_post_async));
    g_task_set_name (task, "[b24] http post");
    post = g_new0 (Post, 1);
    post->portal = b24_portal_ref (portal);
    post->body = g_bytes_ref (body);
    post->reply = g_new0 (B24HttpReply, 1);
    g_set_object (&post->outer, cancellable);
    g_task_set_task_data (task, post, post_free);
    set_deadline (task, self->timeout * DEADLINE);

    if (self->bad_proxy) {
        g_task_return_new_error (task, B24_ERROR, B24_ERROR_PROXY, "malformed proxy address");
        return;
    }
    parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
    if (parsed == NULL || g_uri_get_host (parsed) == NULL) {
        g_task_return_new_error (task, B24_ERROR, B24_ERROR_UNREACHABLE, "not an address");
        return;
    }
    post->origin = get_origin (parsed);
    send_post (task, parsed);
}

B24HttpReply *
b24_http_post_finish (B24Http *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_http_post_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
