/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-rest.h"

#include <string.h>

#include "b24-error.h"
#include "b24-json.h"
#include "http-fixture.h"

#define SECRET "s3cr3tc0de"

typedef struct {
    HttpFixture *server;
    B24Clock *clock;
    B24Throttle *throttle;
    B24Rest *rest;
    GString *log;
    GString *moved;
} Fixture;

static void
append_cb (B24Rest *rest, const char *line, gpointer user_data)
{
    g_string_append_printf (user_data, "%s\n", line);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24Portal) portal = NULL;
    g_autoptr (B24Credential) credential = NULL;
    g_autoptr (B24Http) http = b24_http_new (NULL, NULL, NULL, 30);

    fixture->server = http_fixture_new ();
    fixture->clock = b24_clock_new_manual (G_GINT64_CONSTANT (1767337200000000));
    fixture->throttle = b24_throttle_new (fixture->clock);
    portal = b24_portal_new (http_fixture_get_authority (fixture->server), NULL);
    credential = b24_credential_new_webhook (portal, "27/" SECRET, NULL);
    fixture->rest = b24_rest_new (credential, http, fixture->throttle, fixture->clock);
    fixture->log = g_string_new (NULL);
    fixture->moved = g_string_new (NULL);
    g_signal_connect (fixture->rest, "log", G_CALLBACK (append_cb), fixture->log);
    g_signal_connect (fixture->rest, "moved", G_CALLBACK (append_cb), fixture->moved);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_null (strstr (fixture->log->str, SECRET));
    g_assert_null (strstr (fixture->log->str, "127.0.0.1"));
    g_assert_null (strstr (fixture->log->str, "customer"));
    if (fixture->rest != NULL)
        g_assert_finalize_object (fixture->rest);
    g_assert_finalize_object (fixture->throttle);
    g_assert_cmpint (b24_clock_next_due (fixture->clock), ==, -1);
    g_assert_finalize_object (fixture->clock);
    http_fixture_free (fixture->server);
    g_string_free (fixture->log, TRUE);
    g_string_free (fixture->moved, TRUE);
}

static gpointer
decode_text (const B24Answer *answer, gpointer user_data, GError **error)
{
    char *text = b24_json_node_dup_string (answer->result);

    if (text == NULL)
        g_set_error_literal (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE, "no text");
    return text;
}

static void
call (Fixture *fixture, B24CallFlags flags, B24Decode decode, GCancellable *cancellable,
      HttpWait *wait)
{
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, "MESSAGE", "customer's text");
    b24_rest_call_async (fixture->rest, "im.test", params, B24_PRIORITY_OPERATOR, flags, decode,
                         NULL, NULL, g_free, cancellable, http_wait_cb, wait);
}

static gpointer
finish (Fixture *fixture, HttpWait *wait, GError **error)
{
    g_autoptr (GAsyncResult) result = NULL;

    /* Pauses end at once: the clock moves whenever nothing else is left to do. */
    while (wait->result == NULL) {
        if (!g_main_context_iteration (NULL, FALSE)) {
            gint64 due = b24_clock_next_due (fixture->clock);

            if (due >= 0)
                b24_clock_advance (fixture->clock, (guint) due);
            else
                g_main_context_iteration (NULL, TRUE);
        }
    }
    result = http_wait_take (wait);
    return b24_rest_call_finish (fixture->rest, result, error);
}

static char *
call_text (Fixture *fixture, B24CallFlags flags, GError **error)
{
    HttpWait wait = { NULL };

    call (fixture, flags, decode_text, NULL, &wait);
    return finish (fixture, &wait, error);
}

static void
test_call (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    http_fixture_push_json (fixture->server, 200,
                            "{\"result\":\"yes\",\"time\":{\"date_start\":"
                            "\"2026-01-02T10:01:00+03:00\",\"operating\":0.1}}");
    text = call_text (fixture, B24_CALL_NONE, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, "yes");
    g_assert_cmpint (b24_rest_get_clock_skew (fixture->rest), ==, 60);
    g_assert_cmpstr (http_fixture_get (fixture->server, 0)->path, ==,
                     "/rest/27/" SECRET "/im.test");
    g_assert_cmpstr (http_fixture_get (fixture->server, 0)->body, ==,
                     "{\"MESSAGE\":\"customer's text\"}");
    g_assert_true (g_str_has_prefix (fixture->log->str, "im.test: ok, status 200, "));
}

static void
test_no_decoder (Fixture *fixture, gconstpointer data)
{
    HttpWait wait = { NULL };
    g_autoptr (GError) error = NULL;

    b24_rest_call_async (fixture->rest, "profile", NULL, B24_PRIORITY_NORMAL, B24_CALL_NONE, NULL,
                         NULL, NULL, NULL, NULL, http_wait_cb, &wait);
    g_assert_null (finish (fixture, &wait, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (http_fixture_get (fixture->server, 0)->body, ==, "{}");
}

static const struct {
    guint status;
    const char *type;
    const char *body;
    B24Error code;
    B24ErrorClass error_class;
} answers[] = {
    { 200, "text/html", "<html>hello</html>", B24_ERROR_NOT_JSON, B24_ERROR_CLASS_RETRY },
    { 200, "application/json", "{\"result\":", B24_ERROR_NOT_JSON, B24_ERROR_CLASS_RETRY },
    { 200, "application/json", "", B24_ERROR_EMPTY_BODY, B24_ERROR_CLASS_RETRY },
    { 200, "application/json", "{}", B24_ERROR_UNEXPECTED_SHAPE, B24_ERROR_CLASS_TELL },
    { 200, "application/json", "{\"result\":[]}", B24_ERROR_UNEXPECTED_SHAPE,
      B24_ERROR_CLASS_TELL },
    { 200, "application/json", "[]", B24_ERROR_UNEXPECTED_SHAPE, B24_ERROR_CLASS_TELL },
    { 200, "application/json", "{\"error\":\"insufficient_scope\",\"error_description\":\"x\"}",
      B24_ERROR_INSUFFICIENT_SCOPE, B24_ERROR_CLASS_FEATURE_OFF },
    { 400, "application/json", "{\"error\":\"\",\"error_description\":\"\"}", B24_ERROR_EMPTY,
      B24_ERROR_CLASS_TELL },
    { 400, "application/json", "{\"error\":\"ERROR_CORE\"}", B24_ERROR_CORE, B24_ERROR_CLASS_TELL },
    { 500, "application/json", "{\"error\":\"ERROR_CORE\"}", B24_ERROR_CORE,
      B24_ERROR_CLASS_RETRY },
    { 400, "application/json", "{\"error\":150}", B24_ERROR_UNKNOWN_CODE, B24_ERROR_CLASS_TELL },
    { 400, "application/json", "{\"error\":{\"code\":\"ACCESS_DENIED\",\"message\":\"m\"}}",
      B24_ERROR_ACCESS_DENIED, B24_ERROR_CLASS_TELL },
    { 401, "application/json", "{\"error\":\"INVALID_CREDENTIALS\"}", B24_ERROR_INVALID_CREDENTIALS,
      B24_ERROR_CLASS_STOP },
    { 401, "application/json", "{\"error\":\"expired_token\"}", B24_ERROR_EXPIRED_TOKEN,
      B24_ERROR_CLASS_SIGN_IN },
    { 403, "text/html", "<html>", B24_ERROR_NOT_JSON, B24_ERROR_CLASS_RETRY },
    { 403, "application/json", "{\"result\":true}", B24_ERROR_UNEXPECTED_SHAPE,
      B24_ERROR_CLASS_TELL },
    { 404, "text/html", "<html>", B24_ERROR_NOT_FOUND, B24_ERROR_CLASS_STOP },
    { 404, "application/json", "{\"error\":\"ERROR_METHOD_NOT_FOUND\"}", B24_ERROR_METHOD_NOT_FOUND,
      B24_ERROR_CLASS_FEATURE_OFF },
    { 502, "text/html", "<html>", B24_ERROR_SERVER, B24_ERROR_CLASS_RETRY },
    { 500, "application/json", "", B24_ERROR_SERVER, B24_ERROR_CLASS_RETRY },
    { 503, "text/html", "<html>", B24_ERROR_SERVER, B24_ERROR_CLASS_BACK_OFF },
    { 429, "application/json", "{\"error\":\"OPERATION_TIME_LIMIT\"}",
      B24_ERROR_OPERATION_TIME_LIMIT, B24_ERROR_CLASS_BACK_OFF },
    { 503, "application/json", "{\"error\":\"OVERLOAD_LIMIT\"}", B24_ERROR_OVERLOAD_LIMIT,
      B24_ERROR_CLASS_BACK_OFF },
};

static void
test_errors (Fixture *fixture, gconstpointer data)
{
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autoptr (GError) error = NULL;

        g_test_message ("%u %s", answers[i].status, answers[i].body);
        http_fixture_push (fixture->server, answers[i].status, answers[i].type, answers[i].body);
        g_assert_null (call_text (fixture, B24_CALL_NONE, &error));
        g_assert_error (error, B24_ERROR, (int) answers[i].code);
        g_assert_cmpint (b24_error_get_class (error), ==, answers[i].error_class);
        g_assert_null (strstr (error->message, SECRET));
        g_assert_cmpuint (http_fixture_count (fixture->server), ==, i + 1);
    }
}

/* An empty code beside a result is no error. */
static void
test_empty_error (Fixture *fixture, gconstpointer data)
{
    g_autofree char *text = NULL;

    http_fixture_push_json (fixture->server, 200, "{\"result\":\"r\",\"error\":\"\"}");
    text = call_text (fixture, B24_CALL_NONE, NULL);
    g_assert_cmpstr (text, ==, "r");
}

static void
test_invalid_utf8 (Fixture *fixture, gconstpointer data)
{
    g_autofree char *text = NULL;

    http_fixture_push_json (fixture->server, 200, "{\"result\":\"a\xff\"}");
    text = call_text (fixture, B24_CALL_NONE, NULL);
    g_assert_cmpstr (text, ==, "a\xef\xbf\xbd");
}

static void
test_repeat (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    gint64 start = b24_clock_get_monotonic (fixture->clock);

    http_fixture_push (fixture->server, 502, "text/html", "<html>");
    http_fixture_push_raw (fixture->server, "");
    http_fixture_push (fixture->server, 200, "text/html", "<html>");
    http_fixture_push_json (fixture->server, 200, "{\"result\":\"late\"}");
    text = call_text (fixture, B24_CALL_REPEATABLE, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, "late");
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 4);
    g_assert_cmpint (b24_clock_get_monotonic (fixture->clock) - start, >=, 7 * G_USEC_PER_SEC);
}

static void
test_repeat_ends (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < 9; i++)
        http_fixture_push (fixture->server, 502, "text/html", "<html>");
    g_assert_null (call_text (fixture, B24_CALL_REPEATABLE, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_SERVER);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 4);
}

/* Refused before it was carried out: also what must not be done twice is sent again. */
static void
test_query_limit (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    gint64 start = b24_clock_get_monotonic (fixture->clock);

    http_fixture_push_header (fixture->server, 503, "Retry-After", "20",
                              "{\"error\":\"QUERY_LIMIT_EXCEEDED\"}");
    http_fixture_push_json (fixture->server, 200, "{\"result\":\"now\"}");
    text = call_text (fixture, B24_CALL_NONE, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, "now");
    g_assert_cmpint (b24_clock_get_monotonic (fixture->clock) - start, >=, 20 * G_USEC_PER_SEC);
    g_assert_cmpuint (b24_throttle_get_refusals (fixture->throttle), ==, 1);
}

static void
test_operating (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    http_fixture_push_json (fixture->server, 429,
                            "{\"error\":\"OPERATION_TIME_LIMIT\",\"time\":{\"start\":1767337200,"
                            "\"operating_reset_at\":1767337260}}");
    g_assert_null (call_text (fixture, B24_CALL_REPEATABLE, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT);
    g_assert_cmpuint (b24_error_get_wait (error), ==, 60);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "im.test"), >, 0);
}

/* What the portal has refused is not asked again for an operator, who would only wait. */
static void
test_refused_before (Fixture *fixture, gconstpointer data)
{
    HttpWait wait = { NULL };
    g_autoptr (GError) error = NULL;

    b24_throttle_note (fixture->throttle, "im.test", NULL, 419,
                       b24_clock_get_real (fixture->clock) / G_USEC_PER_SEC + 300);
    b24_rest_call_async (fixture->rest, "im.test", NULL, B24_PRIORITY_OPERATOR, B24_CALL_NONE,
                         decode_text, NULL, NULL, g_free, NULL, http_wait_cb, &wait);
    g_assert_null (finish (fixture, &wait, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT);
    g_assert_cmpuint (b24_error_get_wait (error), ==, 301);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 0);
}

static gpointer
decode_count (const B24Answer *answer, gpointer user_data, GError **error)
{
    GThread **thread = user_data;

    *thread = g_thread_self ();
    return g_strdup_printf ("%u %" G_GINT64_FORMAT, b24_json_count (answer->result), answer->next);
}

static void
test_large (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GString) body = g_string_new ("{\"result\":[0");
    g_autofree char *text = NULL;
    GThread *thread = NULL;
    HttpWait wait = { NULL };

    for (guint i = 0; i < 20000; i++)
        g_string_append (body, ",1");
    g_string_append (body, "],\"next\":50}");
    http_fixture_push_json (fixture->server, 200, body->str);
    b24_rest_call_async (fixture->rest, "im.test", NULL, B24_PRIORITY_NORMAL, B24_CALL_NONE,
                         decode_count, &thread, NULL, g_free, NULL, http_wait_cb, &wait);
    text = finish (fixture, &wait, NULL);
    g_assert_cmpstr (text, ==, "20001 50");
    g_assert_nonnull (thread);
    g_assert_true (thread != g_thread_self ());
}

static void
note_thread (gpointer data)
{
    GThread **thread = data;

    *thread = g_thread_self ();
}

/* What a call holds is let go of where it came from, never by the thread that read the answer. */
static void
test_large_threads (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GString) body = g_string_new ("{\"result\":[0");

    for (guint i = 0; i < 20000; i++)
        g_string_append (body, ",1");
    g_string_append (body, "]}");
    for (guint i = 0; i < 50; i++) {
        GThread *thread = NULL;
        HttpWait wait = { NULL };

        b24_clock_advance (fixture->clock, 5000);
        http_fixture_push_json (fixture->server, 200, body->str);
        b24_rest_call_async (fixture->rest, "im.test", NULL, B24_PRIORITY_NORMAL, B24_CALL_NONE,
                             NULL, &thread, note_thread, NULL, NULL, http_wait_cb, &wait);
        finish (fixture, &wait, NULL);
        g_assert_true (thread == g_thread_self ());
    }
}

static void
assert_cancelled (Fixture *fixture, HttpWait *wait)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (finish (fixture, wait, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GCancellable) before = g_cancellable_new ();
    g_autoptr (GCancellable) sent = g_cancellable_new ();
    g_autoptr (GCancellable) paused = g_cancellable_new ();
    HttpWait wait = { NULL };

    call (fixture, B24_CALL_REPEATABLE, decode_text, before, &wait);
    g_cancellable_cancel (before);
    assert_cancelled (fixture, &wait);

    http_fixture_push_silence (fixture->server);
    call (fixture, B24_CALL_REPEATABLE, decode_text, sent, &wait);
    http_fixture_wait_requests (fixture->server, 1);
    g_cancellable_cancel (sent);
    assert_cancelled (fixture, &wait);

    http_fixture_push (fixture->server, 502, "text/html", "<html>");
    call (fixture, B24_CALL_REPEATABLE, decode_text, paused, &wait);
    while (b24_clock_next_due (fixture->clock) < 0)
        g_main_context_iteration (NULL, TRUE);
    g_cancellable_cancel (paused);
    assert_cancelled (fixture, &wait);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 2);
}

/* Nobody holds the object any more, but the call comes back. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GAsyncResult) result = NULL;
    g_autofree char *text = NULL;
    HttpWait wait = { NULL };
    B24Rest *rest = fixture->rest;

    http_fixture_push_json (fixture->server, 200, "{\"result\":\"there\"}");
    call (fixture, B24_CALL_NONE, decode_text, NULL, &wait);
    fixture->rest = NULL;
    g_object_unref (rest);
    result = http_wait_take (&wait);
    text = b24_rest_call_finish (rest, result, NULL);
    g_assert_cmpstr (text, ==, "there");
}

static void
test_moved (Fixture *fixture, gconstpointer data)
{
    g_autoptr (HttpFixture) other = http_fixture_new ();
    g_autofree char *origin =
        g_strdup_printf ("http://127.0.0.1:%u", http_fixture_get_port (other));
    g_autofree char *location = g_strconcat (origin, "/rest/27/" SECRET "/im.test", NULL);
    g_autofree char *line = g_strconcat (origin, "\n", NULL);
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;

    for (guint i = 0; i < 3; i++)
        http_fixture_push_json (other, 200, "{\"result\":\"x\"}");
    http_fixture_push_redirect (fixture->server, 302, location);
    first = call_text (fixture, B24_CALL_NONE, NULL);
    g_assert_cmpstr (first, ==, "x");
    g_assert_cmpstr (fixture->moved->str, ==, line);
    g_assert_cmpstr (b24_rest_get_origin (fixture->rest), ==, origin);
    second = call_text (fixture, B24_CALL_NONE, NULL);
    g_assert_cmpstr (second, ==, "x");
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 1);
    g_assert_cmpuint (http_fixture_count (other), ==, 2);
}

/* A page of somebody's front server is no proof that the portal moved there. */
static void
test_not_moved (Fixture *fixture, gconstpointer data)
{
    g_autoptr (HttpFixture) other = http_fixture_new ();
    g_autofree char *location =
        g_strdup_printf ("http://127.0.0.1:%u/login", http_fixture_get_port (other));
    g_autoptr (GError) error = NULL;

    http_fixture_push (other, 200, "text/html", "<html>");
    http_fixture_push_redirect (fixture->server, 302, location);
    g_assert_null (call_text (fixture, B24_CALL_NONE, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_NOT_JSON);
    g_assert_cmpstr (fixture->moved->str, ==, "");

    b24_rest_set_origin (fixture->rest, "http://example.com");
    g_assert_cmpstr (b24_rest_get_origin (fixture->rest), ==,
                     b24_portal_get_origin (b24_rest_get_portal (fixture->rest)));
    b24_rest_set_origin (fixture->rest, "https://new.example.com");
    g_assert_cmpstr (b24_rest_get_origin (fixture->rest), ==, "https://new.example.com");
    b24_rest_set_origin (fixture->rest, NULL);
    g_assert_cmpstr (b24_rest_get_origin (fixture->rest), ==,
                     b24_portal_get_origin (b24_rest_get_portal (fixture->rest)));
}

static void
fail_at (Fixture *fixture, HttpFixture *server)
{
    g_autoptr (GError) error = NULL;

    http_fixture_push_raw (server, "");
    g_assert_null (call_text (fixture, B24_CALL_NONE, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_UNREACHABLE);
}

/* An outage of the new address does not make us forget it: the old one may be gone by now. */
static void
test_moved_away (Fixture *fixture, gconstpointer data)
{
    g_autoptr (HttpFixture) other = http_fixture_new ();
    g_autofree char *origin =
        g_strdup_printf ("http://127.0.0.1:%u", http_fixture_get_port (other));
    const char *own = b24_portal_get_origin (b24_rest_get_portal (fixture->rest));
    g_autofree char *line = g_strconcat (own, "\n", NULL);
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;

    b24_rest_set_origin (fixture->rest, origin);
    fail_at (fixture, other);
    fail_at (fixture, fixture->server);
    http_fixture_push_json (other, 200, "{\"result\":\"new\"}");
    first = call_text (fixture, B24_CALL_NONE, NULL);
    g_assert_cmpstr (first, ==, "new");
    g_assert_cmpstr (b24_rest_get_origin (fixture->rest), ==, origin);
    g_assert_cmpstr (fixture->moved->str, ==, "");

    fail_at (fixture, other);
    http_fixture_push_json (fixture->server, 200, "{\"result\":\"own\"}");
    second = call_text (fixture, B24_CALL_NONE, NULL);
    g_assert_cmpstr (second, ==, "own");
    g_assert_cmpstr (b24_rest_get_origin (fixture->rest), ==, own);
    g_assert_cmpstr (fixture->moved->str, ==, line);
}

#define ADD(name, func)                                                                            \
    g_test_add ("/rest/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("call", test_call);
    ADD ("no-decoder", test_no_decoder);
    ADD ("errors", test_errors);
    ADD ("empty-error", test_empty_error);
    ADD ("invalid-utf8", test_invalid_utf8);
    ADD ("repeat", test_repeat);
    ADD ("repeat-ends", test_repeat_ends);
    ADD ("query-limit", test_query_limit);
    ADD ("operating", test_operating);
    ADD ("refused-before", test_refused_before);
    ADD ("large", test_large);
    ADD ("large-threads", test_large_threads);
    ADD ("cancel", test_cancel);
    ADD ("dropped", test_dropped);
    ADD ("moved", test_moved);
    ADD ("moved-away", test_moved_away);
    ADD ("not-moved", test_not_moved);
    return g_test_run ();
}
