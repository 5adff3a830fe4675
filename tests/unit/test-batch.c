/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-batch.h"

#include <string.h>

#include "b24-error.h"
#include "b24-json.h"
#include "http-fixture.h"

typedef struct {
    HttpFixture *server;
    B24Clock *clock;
    B24Throttle *throttle;
    B24Rest *rest;
} Fixture;

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
    credential = b24_credential_new_webhook (portal, "27/secret", NULL);
    fixture->rest = b24_rest_new (credential, http, fixture->throttle, fixture->clock);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->rest);
    g_assert_finalize_object (fixture->throttle);
    g_assert_finalize_object (fixture->clock);
    http_fixture_free (fixture->server);
}

static gpointer
decode (const B24Answer *answer, gpointer user_data, GError **error)
{
    gint64 number = b24_json_node_int (answer->result, -1);

    if (number < 0) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE, "no number");
        return NULL;
    }
    return g_strdup_printf ("%" G_GINT64_FORMAT " next %" G_GINT64_FORMAT, number, answer->next);
}

static void
add (B24Batch *batch, const char *key, const char *method)
{
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, "ID", key);
    b24_batch_add (batch, key, method, params, decode, g_strdup (key), g_free, g_free);
}

static B24BatchResult *
run (Fixture *fixture, B24Batch *batch, GError **error)
{
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;

    b24_batch_run_async (batch, fixture->rest, B24_PRIORITY_NORMAL, NULL, http_wait_cb, &wait);
    result = http_wait_take (&wait);
    return b24_batch_run_finish (fixture->rest, result, error);
}

static void
assert_taken (B24BatchResult *result, const char *key, const char *expected)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = b24_batch_result_take (result, key, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, expected);
}

static void
assert_failed (B24BatchResult *result, const char *key, B24Error code, B24ErrorClass error_class)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (b24_batch_result_take (result, key, &error));
    g_assert_error (error, B24_ERROR, (int) code);
    g_assert_cmpint (b24_error_get_class (error), ==, error_class);
}

static void
test_objects (Fixture *fixture, gconstpointer data)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;

    add (batch, "a", "m.one");
    add (batch, "b", "m.two");
    add (batch, "c", "m.three");
    b24_batch_add (batch, "d", "m.four", NULL, NULL, NULL, NULL, NULL);
    g_assert_cmpuint (b24_batch_get_size (batch), ==, 4);
    http_fixture_push_json (
        fixture->server, 200,
        "{\"result\":{\"result\":{\"a\":\"5\",\"d\":null},\"result_error\":{\"b\":{\"error\":"
        "\"ACCESS_ERROR\",\"error_description\":\"no\"}},\"result_total\":[],\"result_next\":"
        "{\"a\":50},\"result_time\":[]},\"time\":{\"date_start\":\"2026-01-02T10:00:00+03:00\"}}");
    result = run (fixture, batch, NULL);
    g_assert_nonnull (result);
    assert_taken (result, "a", "5 next 50");
    assert_failed (result, "b", B24_ERROR_ACCESS_ERROR, B24_ERROR_CLASS_TELL);
    /* No answer at all says nothing, least of all that something is gone. */
    assert_failed (result, "c", B24_ERROR_UNEXPECTED_SHAPE, B24_ERROR_CLASS_RETRY);
    assert_taken (result, "d", NULL);
    g_assert_cmpint (b24_batch_result_get_server_time (result), ==, 1767337200);
    g_assert_cmpstr (http_fixture_get (fixture->server, 0)->path, ==, "/rest/27/secret/batch");
    g_assert_cmpstr (http_fixture_get (fixture->server, 0)->body, ==,
                     "{\"halt\":0,\"cmd\":{\"a\":\"m.one?ID=a\",\"b\":\"m.two?ID=b\","
                     "\"c\":\"m.three?ID=c\",\"d\":\"m.four\"}}");
}

static void
assert_shape (Fixture *fixture, const char *body)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;

    add (batch, "a", "m.one");
    add (batch, "b", "m.two");
    http_fixture_push_json (fixture->server, 200, body);
    result = run (fixture, batch, NULL);
    assert_taken (result, "a", "5 next -1");
    assert_taken (result, "b", "6 next -1");
}

/* Lists, lists with numeric keys, no maps at all. */
static void
test_shapes (Fixture *fixture, gconstpointer data)
{
    assert_shape (fixture, "{\"result\":{\"result\":[5,6],\"result_error\":[]}}");
    assert_shape (fixture, "{\"result\":{\"result\":{\"0\":5,\"1\":\"6\"},\"result_error\":{}}}");
    assert_shape (fixture, "{\"result\":{\"result\":{\"b\":6,\"a\":5}}}");
}

static void
test_whole_failure (Fixture *fixture, gconstpointer data)
{
    static const char *const bodies[] = { "{\"result\":true}", "{\"result\":[]}", "{}" };

    for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
        B24Batch *batch = b24_batch_new ();
        g_autoptr (GError) error = NULL;

        add (batch, "a", "m.one");
        http_fixture_push_json (fixture->server, 200, bodies[i]);
        g_assert_null (run (fixture, batch, &error));
        g_assert_error (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE);
    }
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24BatchResult) result = run (fixture, b24_batch_new (), NULL);

    g_assert_nonnull (result);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 0);
}

static void
push_numbers (Fixture *fixture, guint first, guint last)
{
    g_autoptr (GString) body = g_string_new ("{\"result\":{\"result\":{");

    for (guint i = first; i <= last; i++)
        g_string_append_printf (body, "%s\"k%u\":%u", i > first ? "," : "", i, i);
    g_string_append (body, "},\"result_error\":[]}}");
    http_fixture_push_json (fixture->server, 200, body->str);
}

static void
test_split (Fixture *fixture, gconstpointer data)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;

    for (guint i = 1; i <= 101; i++) {
        g_autofree char *key = g_strdup_printf ("k%u", i);

        add (batch, key, "m.one");
    }
    push_numbers (fixture, 1, 50);
    push_numbers (fixture, 51, 100);
    push_numbers (fixture, 101, 101);
    result = run (fixture, batch, NULL);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 3);
    for (guint i = 1; i <= 101; i++) {
        g_autofree char *key = g_strdup_printf ("k%u", i);
        g_autofree char *expected = g_strdup_printf ("%u next -1", i);

        assert_taken (result, key, expected);
    }
}

static void
test_operating (Fixture *fixture, gconstpointer data)
{
    B24Batch *batch = b24_batch_new ();
    B24Batch *second = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;
    g_autoptr (B24BatchResult) again = NULL;

    add (batch, "a", "m.slow");
    add (batch, "b", "m.fast");
    http_fixture_push_json (fixture->server, 200,
                            "{\"result\":{\"result\":{\"b\":6},\"result_error\":{\"a\":{\"error\":"
                            "\"OPERATION_TIME_LIMIT\"}},\"result_time\":{\"b\":{\"operating\":"
                            "419,\"operating_reset_at\":1767337260}}}}");
    http_fixture_push_json (fixture->server, 200, "{\"result\":5}");
    result = run (fixture, batch, NULL);
    assert_taken (result, "a", "5 next -1");
    assert_taken (result, "b", "6 next -1");
    g_assert_cmpstr (http_fixture_get (fixture->server, 1)->path, ==, "/rest/27/secret/m.slow");
    g_assert_cmpstr (http_fixture_get (fixture->server, 1)->body, ==, "{\"ID\":\"a\"}");

    /* What has used up its time inside batches is not put into the next one. */
    add (second, "b", "m.fast");
    add (second, "c", "m.other");
    http_fixture_push_json (fixture->server, 200, "{\"result\":{\"result\":{\"c\":7}}}");
    http_fixture_push_json (fixture->server, 200, "{\"result\":8}");
    again = run (fixture, second, NULL);
    assert_taken (again, "b", "8 next -1");
    assert_taken (again, "c", "7 next -1");
    g_assert_cmpstr (http_fixture_get (fixture->server, 3)->path, ==, "/rest/27/secret/m.fast");
}

/* The slowest method, all its commands together; short ones are not counted. */
static void
test_duration (Fixture *fixture, gconstpointer data)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;

    add (batch, "a", "m.slow");
    add (batch, "b", "m.slow");
    add (batch, "c", "m.slow");
    add (batch, "d", "m.slower");
    add (batch, "e", "m.strange");
    http_fixture_push_json (fixture->server, 200,
                            "{\"result\":{\"result\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5},"
                            "\"result_time\":{\"a\":{\"duration\":0.5},\"b\":{\"duration\":0.09},"
                            "\"c\":{\"duration\":\"0.75\"},\"d\":{\"duration\":1},"
                            "\"e\":{\"duration\":\"nan\"}}}}");
    result = run (fixture, batch, NULL);
    g_assert_cmpfloat_with_epsilon (b24_batch_result_get_duration (result), 1.25, 0.001);
}

/* A method that may neither be batched nor called alone does not keep the others waiting. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;

    b24_throttle_note (fixture->throttle, "batch::m.slow", NULL, 419, 0);
    b24_throttle_note (fixture->throttle, "m.slow", NULL, 419, 0);
    add (batch, "a", "m.slow");
    add (batch, "b", "m.fast");
    http_fixture_push_json (fixture->server, 200, "{\"result\":{\"result\":{\"b\":6}}}");
    result = run (fixture, batch, NULL);
    assert_failed (result, "a", B24_ERROR_OPERATION_TIME_LIMIT, B24_ERROR_CLASS_BACK_OFF);
    assert_taken (result, "b", "6 next -1");
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 1);
}

/* While the portal wants nothing at all, a batch waits as one. */
static void
test_overload (Fixture *fixture, gconstpointer data)
{
    B24Batch *first = b24_batch_new ();
    B24Batch *second = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;
    g_autoptr (GAsyncResult) answer = NULL;
    g_autoptr (GError) error = NULL;
    HttpWait wait = { NULL };

    add (first, "a", "m.one");
    http_fixture_push_json (fixture->server, 401, "{\"error\":\"OVERLOAD_LIMIT\"}");
    g_assert_null (run (fixture, first, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_OVERLOAD_LIMIT);

    add (second, "a", "m.one");
    add (second, "b", "m.two");
    http_fixture_push_json (fixture->server, 200, "{\"result\":{\"result\":{\"a\":5,\"b\":6}}}");
    b24_batch_run_async (second, fixture->rest, B24_PRIORITY_NORMAL, NULL, http_wait_cb, &wait);
    b24_clock_advance (fixture->clock, 120 * 1000);
    answer = http_wait_take (&wait);
    result = b24_batch_run_finish (fixture->rest, answer, NULL);
    assert_taken (result, "a", "5 next -1");
    assert_taken (result, "b", "6 next -1");
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 2);
}

/* When a method may be called again is told by the portal's clock, which may be wrong. */
static void
test_skew (Fixture *fixture, gconstpointer data)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) result = NULL;

    add (batch, "a", "m.one");
    http_fixture_push_json (
        fixture->server, 200,
        "{\"result\":{\"result\":{\"a\":5},\"result_time\":{\"a\":{\"operating\":"
        "419,\"operating_reset_at\":1767340860}}},\"time\":{\"date_start\":"
        "\"2026-01-02T11:00:00+03:00\"}}");
    result = run (fixture, batch, NULL);
    assert_taken (result, "a", "5 next -1");
    g_assert_cmpint (b24_rest_get_clock_skew (fixture->rest), ==, 3600);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "batch::m.one"), ==, 61);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    HttpWait wait = { NULL };

    add (batch, "a", "m.one");
    http_fixture_push_silence (fixture->server);
    b24_batch_run_async (batch, fixture->rest, B24_PRIORITY_NORMAL, cancellable, http_wait_cb,
                         &wait);
    http_fixture_wait_requests (fixture->server, 1);
    g_cancellable_cancel (cancellable);
    result = http_wait_take (&wait);
    g_assert_null (b24_batch_run_finish (fixture->rest, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_not_run (void)
{
    g_autoptr (B24Batch) batch = b24_batch_new ();

    add (batch, "a", "m.one");
    g_assert_cmpuint (b24_batch_get_size (batch), ==, 1);
}

#define ADD(name, func)                                                                            \
    g_test_add ("/batch/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("objects", test_objects);
    ADD ("shapes", test_shapes);
    ADD ("whole-failure", test_whole_failure);
    ADD ("empty", test_empty);
    ADD ("split", test_split);
    ADD ("operating", test_operating);
    ADD ("duration", test_duration);
    ADD ("held", test_held);
    ADD ("overload", test_overload);
    ADD ("skew", test_skew);
    ADD ("cancel", test_cancel);
    g_test_add_func ("/batch/not-run", test_not_run);
    return g_test_run ();
}
