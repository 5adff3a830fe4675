/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-faults — that the practice portal misbehaves just as it is told to, and recovers.
 */

#include "portal-caller.h"

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GBytes **bytes = user_data;
    g_autoptr (GError) error = NULL;

    *bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
    g_assert_no_error (error);
}

static gint64
count_held (PortalCaller *fx)
{
    g_autoptr (JsonObject) answer = practice_portal_control (fx->portal, "held", NULL);

    return practice_read_int (answer, "held");
}

static void
test_hold (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);
    g_autofree char *json = g_strdup_printf ("{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);
    g_autoptr (SoupMessage) message = portal_caller_new_message (
        fx, practice_portal_get_webhook (fx->portal, 27), "imopenlines.operator.answer", json);
    g_autoptr (GBytes) bytes = NULL;

    portal_caller_control (fx, "hold", "{\"method\":\"imopenlines.operator.answer\"}");
    soup_session_send_and_read_async (fx->session, message, G_PRIORITY_DEFAULT, NULL, on_answer,
                                      &bytes);
    while (count_held (fx) == 0)
        g_main_context_iteration (NULL, FALSE);
    /* It has happened, only the answer is not there yet. */
    portal_caller_assert_state (fx, chat, 10, 27, 0);
    g_assert_null (bytes);
    portal_caller_control (fx, "release", "{}");
    while (bytes == NULL)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

/* The portal must survive a caller who hangs up while his answer is held. */
static void
test_hold_abandoned (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (SoupMessage) message = portal_caller_new_message (
        fx, practice_portal_get_webhook (fx->portal, 27), "profile", "{}");

    portal_caller_control (fx, "hold", "{\"method\":\"profile\",\"before\":true}");
    soup_session_send_async (fx->session, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    while (count_held (fx) == 0)
        g_main_context_iteration (NULL, FALSE);
    soup_session_abort (fx->session);
    while (g_main_context_pending (NULL))
        g_main_context_iteration (NULL, FALSE);
    portal_caller_control (fx, "release", "{}");
    json_object_unref (portal_caller_call (fx, 27, "profile", "{}"));
    g_assert_cmpuint (fx->status, ==, 200);
}

static void
on_broken (GObject *source, GAsyncResult *result, gpointer user_data)
{
    gboolean *broken = user_data;
    g_autoptr (GInputStream) stream = NULL;
    g_autoptr (GError) error = NULL;

    stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
    g_assert_null (stream);
    *broken = TRUE;
}

/* The portal goes while somebody still waits for an answer. */
static void
test_hold_to_the_end (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (SoupMessage) message = portal_caller_new_message (
        fx, practice_portal_get_webhook (fx->portal, 27), "profile", "{}");
    gboolean broken = FALSE;

    portal_caller_control (fx, "hold", "{}");
    soup_session_send_async (fx->session, message, G_PRIORITY_DEFAULT, NULL, on_broken, &broken);
    while (count_held (fx) == 0)
        g_main_context_iteration (NULL, FALSE);
    g_clear_pointer (&fx->portal, practice_portal_free);
    while (!broken)
        g_main_context_iteration (NULL, TRUE);
}

static void
test_reset (PortalCaller *fx, gconstpointer unused)
{
    gint64 before = portal_caller_new_customer (fx, 7);
    gint64 after = portal_caller_new_customer (fx, 7);
    g_autoptr (JsonObject) first = NULL;
    g_autoptr (JsonObject) second = NULL;

    portal_caller_control (
        fx, "fault",
        "{\"kind\":\"reset-before\",\"method\":\"imopenlines.operator.answer\",\"times\":1}");
    first = portal_caller_call (fx, 27, "imopenlines.operator.answer",
                                "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", before);
    g_assert_cmpuint (fx->status, ==, 0);
    portal_caller_assert_state (fx, before, 0, 0, 27);
    portal_caller_control (
        fx, "fault",
        "{\"kind\":\"reset-after\",\"method\":\"imopenlines.operator.answer\",\"times\":1}");
    second = portal_caller_call (fx, 28, "imopenlines.operator.answer",
                                 "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", after);
    g_assert_cmpuint (fx->status, ==, 0);
    portal_caller_assert_state (fx, after, 10, 28, 0);
}

static void
test_spoilt_answers (PortalCaller *fx, gconstpointer unused)
{
    static const struct {
        const char *fault;
        guint status;
        gboolean is_json;
    } cases[] = {
        { "{\"kind\":\"latency\",\"ms\":1,\"times\":1}", 200, TRUE },
        { "{\"kind\":\"drip\",\"ms\":1,\"times\":1}", 200, TRUE },
        { "{\"kind\":\"truncated\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"cut\",\"times\":1}", 0, FALSE },
        { "{\"kind\":\"html\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"empty\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"invalid-utf8\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"huge\",\"size\":1000,\"times\":1}", 200, TRUE },
        { "{\"kind\":\"status\",\"status\":502,\"times\":1}", 502, FALSE },
        { "{\"kind\":\"status\",\"status\":429,\"times\":1}", 429, TRUE },
        { "{\"kind\":\"wrong-type\",\"times\":1}", 200, TRUE },
        { "{\"kind\":\"awkward\",\"times\":1}", 200, TRUE },
        { "{\"kind\":\"true-nothing\",\"times\":1}", 200, TRUE },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (JsonObject) answer = NULL;
        g_autoptr (JsonObject) healthy = NULL;

        portal_caller_control (fx, "fault", cases[i].fault);
        answer = portal_caller_call (fx, 27, "user.current", "{}");
        g_assert_cmpuint (fx->status, ==, cases[i].status);
        g_assert_cmpint (answer != NULL, ==, cases[i].is_json);
        healthy = portal_caller_call (fx, 27, "user.current", "{}");
        g_assert_cmpuint (fx->status, ==, 200);
        g_assert_nonnull (healthy);
    }
}

static void
test_down (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) answer = portal_caller_call (fx, 27, "profile", "{}");
    g_autoptr (JsonObject) nothing = NULL;
    g_autoptr (JsonObject) again = NULL;

    portal_caller_control (fx, "fault", "{\"kind\":\"down\"}");
    nothing = portal_caller_call (fx, 27, "profile", "{}");
    g_assert_cmpuint (fx->status, ==, 0);
    portal_caller_control (fx, "up", "{}");
    again = portal_caller_call (fx, 27, "profile", "{}");
    g_assert_cmpuint (fx->status, ==, 200);
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-faults/hold", test_hold);
    ADD ("/portal-faults/hold/abandoned", test_hold_abandoned);
    ADD ("/portal-faults/hold/to-the-end", test_hold_to_the_end);
    ADD ("/portal-faults/reset", test_reset);
    ADD ("/portal-faults/spoilt-answers", test_spoilt_answers);
    ADD ("/portal-faults/down", test_down);
    return g_test_run ();
}
