/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-oauth — the practice portal as its own OAuth server: codes, pairs of tokens, and what
 * a call with a token may do.
 */

#include "portal-caller.h"

/* The application that the portal tells of, and its latest pair of tokens. */
typedef struct {
    PortalCaller caller;
    char *client_id;
    char *client_secret;
    JsonObject *pair;
} Application;

static void
set_up (Application *fx, gconstpointer unused)
{
    g_autofree char *line = NULL;
    g_autoptr (JsonObject) described = NULL;

    portal_caller_set_up (&fx->caller, NULL);
    line = practice_portal_describe (fx->caller.portal);
    described = practice_read_parse (line, strlen (line));
    fx->client_id = g_strdup (practice_read_string (described, "oauth/client_id"));
    fx->client_secret = g_strdup (practice_read_string (described, "oauth/client_secret"));
}

static void
tear_down (Application *fx, gconstpointer unused)
{
    g_clear_pointer (&fx->pair, json_object_unref);
    g_free (fx->client_id);
    g_free (fx->client_secret);
    portal_caller_tear_down (&fx->caller, NULL);
}

/* (transfer full): a request for a page of the portal; redirects are not followed */
static G_GNUC_PRINTF (3, 0) SoupMessage *new_page (Application *fx, const char *method,
                                                   const char *format, va_list args)
{
    g_autofree char *path = g_strdup_vprintf (format, args);
    g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s",
                                            practice_portal_get_port (fx->caller.portal), path);
    SoupMessage *message = soup_message_new (method, uri);

    soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT);
    return message;
}

/* (transfer full): the text of a page */
static char *
read_page (Application *fx, SoupMessage *message)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes =
        soup_session_send_and_read (fx->caller.session, message, NULL, &error);

    g_assert_no_error (error);
    fx->caller.status = soup_message_get_status (message);
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static G_GNUC_PRINTF (2, 3) char *get_page (Application *fx, const char *format, ...)
{
    g_autoptr (SoupMessage) message = NULL;
    va_list args;

    va_start (args, format);
    message = new_page (fx, "GET", format, args);
    va_end (args);
    return read_page (fx, message);
}

/* (transfer full): the parameters with which the browser is sent back */
static G_GNUC_PRINTF (2, 3) GHashTable *get_redirect (Application *fx, const char *format, ...)
{
    g_autoptr (SoupMessage) message = NULL;
    g_autofree char *page = NULL;
    const char *location;
    va_list args;

    va_start (args, format);
    message = new_page (fx, "GET", format, args);
    va_end (args);
    page = read_page (fx, message);
    g_assert_cmpuint (fx->caller.status, ==, 302);
    location =
        soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
    g_assert_true (g_str_has_prefix (location, "http://127.0.0.1:9/back?with=this&code="));
    return soup_form_decode (strchr (location, '?') + 1);
}

/* (transfer full) */
static char *
get_code (Application *fx, gint64 user_id)
{
    g_autoptr (GHashTable) answer = get_redirect (
        fx,
        "/oauth/authorize/?client_id=%s&response_type=code&state=s%%26t&user=%" G_GINT64_FORMAT
        "&redirect_uri=http%%3A%%2F%%2F127.0.0.1%%3A9%%2Fback%%3Fwith%%3Dthis",
        fx->client_id, user_id);

    g_assert_cmpstr (g_hash_table_lookup (answer, "state"), ==, "s&t");
    g_assert_nonnull (g_hash_table_lookup (answer, "member_id"));
    g_assert_nonnull (g_hash_table_lookup (answer, "domain"));
    g_assert_nonnull (g_hash_table_lookup (answer, "server_domain"));
    g_assert_nonnull (g_hash_table_lookup (answer, "scope"));
    return g_strdup (g_hash_table_lookup (answer, "code"));
}

/* Asks for tokens with @what, such as `code=…`; the answer is in @pair. */
static void
ask_pair (Application *fx, const char *grant_type, const char *what, const char *name)
{
    g_autofree char *text =
        get_page (fx, "/oauth/token/?grant_type=%s&client_id=%s&client_secret=%s&%s=%s", grant_type,
                  fx->client_id, fx->client_secret, what, name);

    g_clear_pointer (&fx->pair, json_object_unref);
    fx->pair = practice_read_parse (text, strlen (text));
}

static void
sign_in (Application *fx)
{
    g_autofree char *code = get_code (fx, 28);

    ask_pair (fx, "authorization_code", "code", code);
    g_assert_cmpuint (fx->caller.status, ==, 200);
}

static void
refresh (Application *fx)
{
    g_autofree char *token = g_strdup (practice_read_string (fx->pair, "refresh_token"));

    ask_pair (fx, "refresh_token", "refresh_token", token);
}

/* (transfer full): what @method answers to the access token */
static JsonObject *
call (Application *fx, const char *method)
{
    g_autofree char *json =
        g_strdup_printf ("{\"auth\":\"%s\"}", practice_read_string (fx->pair, "access_token"));

    /* Without a webhook the address has two slashes, as the SDK writes it. */
    return portal_caller_post (&fx->caller, "", method, json);
}

static void
assert_refused (Application *fx, const char *method, guint status, const char *code)
{
    g_autoptr (JsonObject) answer = call (fx, method);

    portal_caller_assert_error (&fx->caller, answer, status, code);
}

static void
test_pair (Application *fx, gconstpointer unused)
{
    g_autofree char *endpoint =
        g_strdup_printf ("http://127.0.0.1:%u/rest/", practice_portal_get_port (fx->caller.portal));
    g_autoptr (JsonObject) answer = NULL;
    gint64 life;

    sign_in (fx);
    life = practice_read_int (fx->pair, "expires") - g_get_real_time () / G_USEC_PER_SEC;
    g_assert_cmpint (practice_read_int (fx->pair, "expires_in"), ==, 3600);
    g_assert_cmpint (ABS (life - 3600), <, 600);
    g_assert_cmpint (practice_read_int (fx->pair, "user_id"), ==, 28);
    g_assert_cmpstr (practice_read_string (fx->pair, "scope"), ==, "im,imopenlines,user,disk,pull");
    g_assert_cmpstr (practice_read_string (fx->pair, "client_endpoint"), ==, endpoint);
    g_assert_cmpstr (practice_read_string (fx->pair, "server_endpoint"), ==, endpoint);
    answer = call (fx, "user.current");
    g_assert_cmpuint (fx->caller.status, ==, 200);
    g_assert_cmpstr (practice_read_string (answer, "result/ID"), ==, "28");
}

static void
test_page (Application *fx, gconstpointer unused)
{
    g_autofree char *page = get_page (fx, "/oauth/authorize/?client_id=%s", fx->client_id);
    const char *start = strstr (page, "<code>");
    g_autofree char *code = start != NULL ? g_strndup (start + strlen ("<code>"), 64) : NULL;

    g_assert_nonnull (code);
    ask_pair (fx, "authorization_code", "code", code);
    g_assert_cmpint (practice_read_int (fx->pair, "user_id"), ==, 27);
}

static void
test_authorize_refused (Application *fx, gconstpointer unused)
{
    g_free (get_page (fx, "/oauth/authorize/?client_id=other"));
    g_assert_cmpuint (fx->caller.status, ==, 400);
    g_free (get_page (fx, "/oauth/authorize/?client_id=%s&user=32", fx->client_id));
    g_assert_cmpuint (fx->caller.status, ==, 403);
    g_free (
        get_page (fx, "/oauth/authorize/?client_id=%s&redirect_uri=javascript:1", fx->client_id));
    g_assert_cmpuint (fx->caller.status, ==, 400);
    g_free (get_page (fx, "/oauth/elsewhere/"));
    g_assert_cmpuint (fx->caller.status, ==, 404);
}

static void
assert_no_pair (Application *fx, guint status, const char *error)
{
    portal_caller_assert_error (&fx->caller, fx->pair, status, error);
}

static void
test_code_once (Application *fx, gconstpointer unused)
{
    g_autofree char *code = get_code (fx, 27);
    g_autofree char *late = get_code (fx, 27);

    ask_pair (fx, "authorization_code", "code", code);
    g_assert_cmpuint (fx->caller.status, ==, 200);
    ask_pair (fx, "authorization_code", "code", code);
    assert_no_pair (fx, 401, "invalid_grant");
    portal_caller_control (&fx->caller, "advance", "{\"seconds\":31}");
    ask_pair (fx, "authorization_code", "code", late);
    assert_no_pair (fx, 401, "invalid_grant");
}

static void
test_token_refused (Application *fx, gconstpointer unused)
{
    g_autofree char *code = get_code (fx, 27);

    ask_pair (fx, "password", "code", code);
    assert_no_pair (fx, 400, "invalid_request");
    ask_pair (fx, "authorization_code", "kode", code);
    assert_no_pair (fx, 400, "invalid_request");
    fx->client_secret[0] ^= 1;
    ask_pair (fx, "authorization_code", "code", code);
    assert_no_pair (fx, 401, "invalid_client");
}

/* By time, not on request. */
static void
test_expired (Application *fx, gconstpointer unused)
{
    sign_in (fx);
    portal_caller_control (&fx->caller, "advance", "{\"seconds\":3601}");
    assert_refused (fx, "user.current", 401, "expired_token");
    refresh (fx);
    g_assert_cmpuint (fx->caller.status, ==, 200);
    json_object_unref (call (fx, "user.current"));
    g_assert_cmpuint (fx->caller.status, ==, 200);
    portal_caller_control (&fx->caller, "advance", "{\"seconds\":15552001}");
    refresh (fx);
    assert_no_pair (fx, 401, "invalid_grant");
}

static void
test_rotated (Application *fx, gconstpointer unused)
{
    g_autofree char *old = NULL;
    g_autoptr (JsonObject) told = NULL;

    sign_in (fx);
    old = g_strdup (practice_read_string (fx->pair, "refresh_token"));
    portal_caller_control (&fx->caller, "oauth", "{\"expire\":true}");
    assert_refused (fx, "user.current", 401, "expired_token");
    refresh (fx);
    g_assert_cmpstr (practice_read_string (fx->pair, "refresh_token"), !=, old);
    ask_pair (fx, "refresh_token", "refresh_token", old);
    assert_no_pair (fx, 401, "invalid_grant");
    told = practice_portal_control (fx->caller.portal, "oauth", NULL);
    g_assert_cmpint (practice_read_int (told, "refreshed"), ==, 1);
}

static void
test_revoked (Application *fx, gconstpointer unused)
{
    sign_in (fx);
    portal_caller_control (&fx->caller, "oauth", "{\"revoke\":true}");
    assert_refused (fx, "user.current", 401, "invalid_token");
    refresh (fx);
    assert_no_pair (fx, 401, "invalid_grant");
}

/* The header wins over `auth`, `auth` over `access_token`. */
static void
test_places (Application *fx, gconstpointer unused)
{
    g_autofree char *header = NULL;
    g_autofree char *by_parameter = NULL;
    g_autofree char *by_query = NULL;
    g_autofree char *by_header = NULL;
    g_autofree char *without = NULL;
    g_autoptr (SoupMessage) message = NULL;
    const char *token;

    sign_in (fx);
    token = practice_read_string (fx->pair, "access_token");
    by_query = get_page (fx, "/rest/user.current.json?auth=%s", token);
    g_assert_cmpuint (fx->caller.status, ==, 200);
    by_parameter = get_page (fx, "/rest/user.current?access_token=%s", token);
    g_assert_cmpuint (fx->caller.status, ==, 200);
    without = get_page (fx, "/rest/user.current");
    g_assert_cmpuint (fx->caller.status, ==, 401);
    g_assert_nonnull (strstr (without, "NO_AUTH_FOUND"));
    message = portal_caller_new_message (&fx->caller, "", "user.current", "{\"auth\":\"wrong\"}");
    header = g_strconcat ("Bearer ", token, NULL);
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  header);
    by_header = read_page (fx, message);
    g_assert_cmpuint (fx->caller.status, ==, 200);
}

static void
test_scopes (Application *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) scopes = NULL;

    sign_in (fx);
    portal_caller_control (&fx->caller, "oauth", "{\"scopes\":[\"user\"]}");
    scopes = call (fx, "scope");
    g_assert_cmpuint (practice_read_length (scopes, "result"), ==, 1);
    assert_refused (fx, "im.recent.list", 401, "insufficient_scope");
    /* The webhook of the same user may do what it could before. */
    json_object_unref (portal_caller_call (&fx->caller, 28, "im.recent.list", "{}"));
    g_assert_cmpuint (fx->caller.status, ==, 200);
}

/* Which channels an application gets, also from within a batch. */
static void
test_pull (Application *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) own = NULL;
    g_autoptr (JsonObject) users = NULL;
    g_autoptr (JsonObject) batch = NULL;
    g_autofree char *json = NULL;

    sign_in (fx);
    portal_caller_control (
        &fx->caller, "oauth",
        "{\"scopes\":[\"im\",\"imopenlines\",\"user\",\"pull\",\"pull_channel\"]}");
    assert_refused (fx, "pull.config.get", 403, "WRONG_AUTH_TYPE");
    own = call (fx, "pull.application.config.get");
    g_assert_cmpstr (practice_read_string (own, "result/channels/private/type"), ==, fx->client_id);
    g_assert_cmpstr (practice_read_string (own, "result/channels/shared/type"), ==, fx->client_id);
    users = call (fx, "pull.api.config.get");
    g_assert_cmpstr (practice_read_string (users, "result/channels/private/type"), ==, "private");
    g_assert_cmpstr (practice_read_string (users, "result/channels/private/id"), !=,
                     practice_read_string (own, "result/channels/private/id"));
    json = g_strdup_printf ("{\"auth\":\"%s\",\"cmd\":{\"config\":\"pull.config.get\"}}",
                            practice_read_string (fx->pair, "access_token"));
    batch = portal_caller_post (&fx->caller, "", "batch", json);
    g_assert_cmpstr (practice_read_string (batch, "result/result_error/config/error"), ==,
                     "WRONG_AUTH_TYPE");
}

int
main (int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run) (Application *fx, gconstpointer unused);
    } tests[] = {
        { "/portal-oauth/pair", test_pair },
        { "/portal-oauth/page", test_page },
        { "/portal-oauth/authorize-refused", test_authorize_refused },
        { "/portal-oauth/code-once", test_code_once },
        { "/portal-oauth/token-refused", test_token_refused },
        { "/portal-oauth/expired", test_expired },
        { "/portal-oauth/rotated", test_rotated },
        { "/portal-oauth/revoked", test_revoked },
        { "/portal-oauth/places", test_places },
        { "/portal-oauth/scopes", test_scopes },
        { "/portal-oauth/pull", test_pull },
    };

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
        g_test_add (tests[i].path, Application, NULL, set_up, tests[i].run, tear_down);
    return g_test_run ();
}
