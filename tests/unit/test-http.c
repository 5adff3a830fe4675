/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-http.h"

#include <string.h>

#include "b24-error.h"
#include "http-fixture.h"

typedef struct {
    HttpFixture *server;
    B24Portal *portal;
    B24Http *http;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
    fixture->server = http_fixture_new ();
    fixture->portal = b24_portal_new (http_fixture_get_authority (fixture->server), NULL);
    fixture->http = b24_http_new (NULL, NULL, NULL, 30);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
    SoupSession *session = g_object_ref (b24_http_get_session (fixture->http));

    g_assert_finalize_object (fixture->http);
    soup_session_abort (session);
    while (g_main_context_iteration (NULL, FALSE))
        ;
    /* A request that somebody forgot would still hold it. */
    g_assert_finalize_object (session);
    b24_portal_unref (fixture->portal);
    http_fixture_free (fixture->server);
}

static B24HttpReply *
post_to (Fixture *fixture, B24Http *http, const char *uri, GError **error)
{
    g_autoptr (GBytes) body = g_bytes_new_static ("{\"A\":1}", 7);
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;

    b24_http_post_async (http, fixture->portal, uri, body, NULL, http_wait_cb, &wait);
    result = http_wait_take (&wait);
    return b24_http_post_finish (http, result, error);
}

static B24HttpReply *
post (Fixture *fixture, GError **error)
{
    g_autofree char *uri =
        g_strconcat (b24_portal_get_origin (fixture->portal), "/rest/1/s/m", NULL);

    return post_to (fixture, fixture->http, uri, error);
}

static void
assert_body (B24HttpReply *reply, const char *expected)
{
    g_assert_nonnull (reply);
    g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), expected,
                     strlen (expected));
}

static void
test_post (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (B24HttpReply) reply = post (fixture, &error);
    const HttpRequest *request = http_fixture_get (fixture->server, 0);

    g_assert_no_error (error);
    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_cmpstr (reply->content_type, ==, "application/json");
    g_assert_null (reply->redirected_to);
    assert_body (reply, "{\"result\":true}");
    g_assert_cmpstr (request->verb, ==, "POST");
    g_assert_cmpstr (request->path, ==, "/rest/1/s/m");
    g_assert_cmpstr (request->body, ==, "{\"A\":1}");
    g_assert_cmpstr (request->content_type, ==, "application/json");
    g_assert_true (g_str_has_prefix (request->user_agent, "purple-openlines/"));
}

static void
test_statuses (Fixture *fixture, gconstpointer data)
{
    static const guint statuses[] = { 204, 400, 401, 403, 404, 429, 500, 502, 503 };

    for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (B24HttpReply) reply = NULL;

        http_fixture_push (fixture->server, statuses[i], "text/html",
                           statuses[i] == 204 ? NULL : "<html>");
        reply = post (fixture, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (reply->status, ==, statuses[i]);
        assert_body (reply, statuses[i] == 204 ? "" : "<html>");
    }
}

/* Even a 401 that asks for a password stays an answer. */
static void
test_origin_auth (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24HttpReply) reply = NULL;

    http_fixture_push_header (fixture->server, 401, "WWW-Authenticate", "Basic realm=\"x\"", "{}");
    reply = post (fixture, NULL);
    g_assert_cmpuint (reply->status, ==, 401);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 1);
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *value;
        guint seconds;
    } cases[] = { { "7", 7 },
                  { "99999999", 3600 },
                  { "soon", 0 },
                  { "-5", 0 },
                  { "Wed, 21 Oct 2015 07:28:00 GMT", 0 },
                  { "Wed, 21 Oct 2099 07:28:00 GMT", 3600 } };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (B24HttpReply) reply = NULL;

        http_fixture_push_header (fixture->server, 503, "Retry-After", cases[i].value, "{}");
        reply = post (fixture, NULL);
        g_assert_cmpuint (reply->retry_after, ==, cases[i].seconds);
    }
}

/* Every call opening its own TLS connection would cost the operator two round trips. */
static void
test_keep_alive (Fixture *fixture, gconstpointer data)
{
    for (guint i = 0; i < 3; i++) {
        g_autoptr (B24HttpReply) reply = post (fixture, NULL);

        g_assert_nonnull (reply);
    }
    g_assert_cmpuint (http_fixture_get (fixture->server, 0)->client_port, ==,
                      http_fixture_get (fixture->server, 2)->client_port);
}

/* A POST that the server may have carried out is never repeated behind our back. */
static void
test_reset (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24HttpReply) first = post (fixture, NULL);
    g_autoptr (B24HttpReply) reply = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (first);
    http_fixture_push_raw (fixture->server, "");
    reply = post (fixture, &error);
    g_assert_null (reply);
    g_assert_error (error, B24_ERROR, B24_ERROR_UNREACHABLE);
    g_assert_false (b24_error_is_unsent (error));
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 2);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    http_fixture_push_raw (fixture->server, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"
                                            "Content-Type: application/json\r\n\r\n{\"resu");
    g_assert_null (post (fixture, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_UNREACHABLE);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    http_fixture_push_raw (fixture->server,
                           "HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n{\"resu");
    g_assert_null (post (fixture, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_TOO_LARGE);
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    http_fixture_push_raw (fixture->server, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    g_assert_null (post (fixture, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_UNREACHABLE);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (post_to (fixture, fixture->http, "http://127.0.0.1:1/x", &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_UNREACHABLE);
    g_assert_true (b24_error_is_unsent (error));
    g_clear_error (&error);
    g_assert_null (post_to (fixture, fixture->http, "nonsense", &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_UNREACHABLE);
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24Http) http = b24_http_new (NULL, NULL, NULL, 1);
    g_autofree char *uri = g_strconcat (b24_portal_get_origin (fixture->portal), "/m", NULL);
    g_autoptr (GError) error = NULL;

    http_fixture_push_silence (fixture->server);
    g_assert_null (post_to (fixture, http, uri, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_TIMEOUT);
}

/* Bytes that keep coming, but no answer. */
static void
test_deadline (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24Http) http = b24_http_new (NULL, NULL, NULL, 1);
    g_autofree char *uri = g_strconcat (b24_portal_get_origin (fixture->portal), "/m", NULL);
    g_autoptr (GError) error = NULL;

    http_fixture_push_drip (fixture->server);
    g_assert_null (post_to (fixture, http, uri, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_TIMEOUT);
    g_assert_cmpint (b24_error_get_class (error), ==, B24_ERROR_CLASS_RETRY);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
    g_autofree char *uri = g_strconcat (b24_portal_get_origin (fixture->portal), "/m", NULL);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    HttpWait wait = { NULL };

    http_fixture_push_silence (fixture->server);
    b24_http_post_async (fixture->http, fixture->portal, uri, body, cancellable, http_wait_cb,
                         &wait);
    http_fixture_wait_requests (fixture->server, 1);
    g_cancellable_cancel (cancellable);
    result = http_wait_take (&wait);
    g_assert_null (b24_http_post_finish (fixture->http, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
    g_autoptr (HttpFixture) other = http_fixture_new ();
    g_autofree char *origin =
        g_strdup_printf ("http://127.0.0.1:%u", http_fixture_get_port (other));
    g_autofree char *location = g_strconcat (origin, "/rest/1/s/m", NULL);
    static const guint statuses[] = { 301, 302, 303, 307, 308 };

    for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (B24HttpReply) reply = NULL;
        const HttpRequest *request;

        http_fixture_push_redirect (fixture->server, statuses[i], location);
        reply = post (fixture, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (reply->status, ==, 200);
        g_assert_cmpstr (reply->redirected_to, ==, origin);
        request = http_fixture_get (other, i);
        g_assert_cmpstr (request->verb, ==, "POST");
        g_assert_cmpstr (request->body, ==, "{\"A\":1}");
        g_assert_cmpstr (request->content_type, ==, "application/json");
    }
}

static void
test_redirect_within (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24HttpReply) reply = NULL;

    http_fixture_push_redirect (fixture->server, 302, "/other");
    reply = post (fixture, NULL);
    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_null (reply->redirected_to);
    g_assert_cmpstr (http_fixture_get (fixture->server, 1)->path, ==, "/other");
}

static void
test_redirect_refused (Fixture *fixture, gconstpointer data)
{
    static const char *const locations[] = {
        "http://example.com/rest/1/s/m",
        "http://user:pw@127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "//example.com/x",
    };

    for (guint i = 0; i < G_N_ELEMENTS (locations); i++) {
        g_autoptr (GError) error = NULL;

        http_fixture_push_redirect (fixture->server, 302, locations[i]);
        g_assert_null (post (fixture, &error));
        g_assert_error (error, B24_ERROR, B24_ERROR_BAD_REDIRECT);
        g_assert_null (strstr (error->message, "example.com"));
    }
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, G_N_ELEMENTS (locations));
}

static void
test_redirect_loop (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < 10; i++)
        http_fixture_push_redirect (fixture->server, 302, "/again");
    g_assert_null (post (fixture, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_BAD_REDIRECT);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 6);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                               "this is no TLS\r\n", 16, NULL, NULL, NULL);
    return TRUE;
}

static void
test_tls (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GSocketService) service = g_socket_service_new ();
    guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
    g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u/m", port);
    g_autoptr (GError) error = NULL;

    g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), NULL);
    g_assert_null (post_to (fixture, fixture->http, uri, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_TLS);
    g_socket_service_stop (service);
    g_socket_listener_close (G_SOCKET_LISTENER (service));
}

static void
test_proxy (Fixture *fixture, gconstpointer data)
{
    g_autoptr (HttpFixture) proxy = http_fixture_new ();
    g_autofree char *proxy_uri =
        g_strdup_printf ("http://127.0.0.1:%u", http_fixture_get_port (proxy));
    g_autoptr (B24Http) plain = b24_http_new (proxy_uri, NULL, NULL, 30);
    g_autoptr (B24Http) signed_in = b24_http_new (proxy_uri, "kim", "pw:d@", 30);
    g_autoptr (B24HttpReply) reply = NULL;
    g_autoptr (GError) error = NULL;

    http_fixture_push_header (proxy, 407, "Proxy-Authenticate", "Basic realm=\"p\"", "no");
    g_assert_null (post_to (fixture, plain, "http://portal.invalid/m", &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_PROXY);
    g_clear_error (&error);

    http_fixture_push_header (proxy, 407, "Proxy-Authenticate", "Basic realm=\"p\"", "no");
    reply = post_to (fixture, signed_in, "http://portal.invalid/m", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_cmpuint (http_fixture_count (proxy), ==, 3);
    g_assert_cmpstr (http_fixture_get (proxy, 2)->host, ==, "portal.invalid");
    g_assert_cmpstr (http_fixture_get (proxy, 2)->body, ==, "{\"A\":1}");
    g_clear_pointer (&reply, b24_http_reply_free);

    /* Refused credentials are not offered again and again. */
    for (guint i = 0; i < 3; i++)
        http_fixture_push_header (proxy, 407, "Proxy-Authenticate", "Basic realm=\"p\"", "no");
    g_assert_null (post_to (fixture, signed_in, "http://portal.invalid/m", &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_PROXY);
}

/* Nothing goes out beside a proxy whose address is mistyped. */
static void
test_bad_proxy (Fixture *fixture, gconstpointer data)
{
    static const char *const proxies[] = { "http://[[::1]]:80", "socks5://::1:1080",
                                           "http://proxy:99999" };
    g_autofree char *uri = g_strconcat (b24_portal_get_origin (fixture->portal), "/m", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (proxies); i++) {
        g_autoptr (B24Http) http = b24_http_new (proxies[i], "user", "pass", 30);
        g_autoptr (GError) error = NULL;

        g_assert_null (post_to (fixture, http, uri, &error));
        g_assert_error (error, B24_ERROR, B24_ERROR_PROXY);
    }
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 0);
}

static GBytes *
get_with (SoupSession *session, const char *uri, guint *status, GError **error)
{
    g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;
    GBytes *body;

    soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, http_wait_cb,
                                      &wait);
    result = http_wait_take (&wait);
    body = soup_session_send_and_read_finish (session, result, error);
    *status = soup_message_get_status (message);
    return body;
}

/* A session for requests that last goes the same way as everything else. */
static void
test_make_session (Fixture *fixture, gconstpointer data)
{
    g_autoptr (HttpFixture) proxy = http_fixture_new ();
    g_autofree char *proxy_uri =
        g_strdup_printf ("http://127.0.0.1:%u", http_fixture_get_port (proxy));
    g_autofree char *direct_uri =
        g_strconcat (b24_portal_get_origin (fixture->portal), "/sub", NULL);
    g_autoptr (SoupSession) direct = b24_http_make_session (fixture->http, 70);
    B24Http *signed_in = b24_http_new (proxy_uri, "kim", "pw:d@", 30);
    g_autoptr (SoupSession) proxied = b24_http_make_session (signed_in, 70);
    B24Http *mistyped = b24_http_new ("http://proxy:99999", NULL, NULL, 30);
    g_autoptr (SoupSession) nowhere = b24_http_make_session (mistyped, 70);
    g_autoptr (GBytes) plain = NULL;
    g_autoptr (GBytes) through = NULL;
    g_autoptr (GError) error = NULL;
    guint status;

    g_object_unref (signed_in);
    g_object_unref (mistyped);
    g_assert_cmpuint (soup_session_get_timeout (direct), ==, 70);
    g_assert_true (g_str_has_prefix (soup_session_get_user_agent (direct), "purple-openlines/"));
    plain = get_with (direct, direct_uri, &status, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 1);

    http_fixture_push_header (proxy, 407, "Proxy-Authenticate", "Basic realm=\"p\"", "no");
    through = get_with (proxied, "http://push.invalid/sub", &status, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (status, ==, 200);
    g_assert_cmpuint (http_fixture_count (proxy), ==, 2);
    g_assert_cmpstr (http_fixture_get (proxy, 1)->host, ==, "push.invalid");

    g_assert_null (get_with (nowhere, direct_uri, &status, &error));
    g_assert_nonnull (error);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 1);
}

#define ADD(name, func)                                                                            \
    g_test_add ("/http/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("post", test_post);
    ADD ("statuses", test_statuses);
    ADD ("origin-auth", test_origin_auth);
    ADD ("retry-after", test_retry_after);
    ADD ("keep-alive", test_keep_alive);
    ADD ("reset", test_reset);
    ADD ("truncated", test_truncated);
    ADD ("too-large", test_too_large);
    ADD ("garbage", test_garbage);
    ADD ("refused", test_refused);
    ADD ("timeout", test_timeout);
    ADD ("deadline", test_deadline);
    ADD ("cancel", test_cancel);
    ADD ("redirect", test_redirect);
    ADD ("redirect-within", test_redirect_within);
    ADD ("redirect-refused", test_redirect_refused);
    ADD ("redirect-loop", test_redirect_loop);
    ADD ("tls", test_tls);
    ADD ("proxy", test_proxy);
    ADD ("bad-proxy", test_bad_proxy);
    ADD ("make-session", test_make_session);
    return g_test_run ();
}
