/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-start-from — /start from: a new session that begins with a message of the customer.
 */

#include "client-virtual.h"
#include "refusals.h"

#define START_FROM "imopenlines.message.session.start"
#define DONE       "A new session begins with “%s”, and the dialog is yours."

/* Anna's dialog, which Kim has; she wrote "Hello" and "Where is my parcel?". */
static char *
prepare (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_write (scene, anna, "Where is my parcel?");
    scene_expect (scene, anna, "Where is my parcel?");
    scene_mark (scene);
    return anna;
}

static char *
prepare_closed (Scene *scene)
{
    char *anna = prepare (scene);

    scene_finish_here (scene, anna);
    scene_mark (scene);
    return anna;
}

static void
expect_started (Scene *scene, const char *dialog, gint64 before, const char *message)
{
    g_autofree char *line = g_strdup_printf (DONE, message);

    scene_expect_new (scene, dialog, line);
    g_assert_cmpint (scene_get_session (scene, dialog), !=, 0);
    g_assert_cmpint (scene_get_session (scene, dialog), !=, before);
    g_assert_cmpint (scene_get_owner (scene, dialog), ==, KIM);
    g_assert_cmpuint (scene_count_calls (scene, START_FROM), ==, 1);
}

static void
test_number (void)
{
    static const ClientUi uis[] = { CLIENT_PIDGIN, CLIENT_FINCH };

    for (guint i = 0; i < G_N_ELEMENTS (uis); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare (scene);
        gint64 before = scene_get_session (scene, anna);

        client_type_as (scene->client, anna, "/start from 2", uis[i]);
        expect_started (scene, anna, before, "Hello");
    }
}

static void
test_picker (void)
{
    static const ClientUi uis[] = { CLIENT_PIDGIN, CLIENT_FINCH };

    for (guint i = 0; i < G_N_ELEMENTS (uis); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare_closed (scene);
        g_auto (GStrv) rows = NULL;

        client_type_as (scene->client, anna, "/start from", uis[i]);
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        rows = client_dup_rows (scene->client);
        g_assert_true (g_str_has_prefix (rows[g_strv_length (rows) - 2], "1. "));
        g_assert_nonnull (strstr (rows[g_strv_length (rows) - 2], "Where is my parcel?"));
        g_assert_nonnull (strstr (rows[g_strv_length (rows) - 1], "Hello"));
        client_select (scene->client, "parcel");
        client_confirm (scene->client, uis[i]);
        expect_started (scene, anna, 0, "Where is my parcel?");
    }
}

/* What is typed into the search field filters, and nothing chosen does nothing. */
static void
test_picker_search (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);
    gint64 before = scene_get_session (scene, anna);
    g_auto (GStrv) rows = NULL;
    ClientRequest *first;

    client_type (scene->client, anna, "/start from");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    first = client_get_request (scene->client);
    client_fill (scene->client, "PARCEL");
    client_confirm (scene->client, CLIENT_PIDGIN);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL &&
                                        client_get_request (scene->client) != first);
    rows = client_dup_rows (scene->client);
    g_assert_false (g_strv_length (rows) == 0);
    g_assert_nonnull (strstr (rows[g_strv_length (rows) - 1], "parcel"));
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect_new (scene, anna, "Nothing was chosen");
    g_assert_cmpint (scene_get_session (scene, anna), ==, before);
    g_assert_cmpuint (scene_count_calls (scene, START_FROM), ==, 0);
}

static void
test_cancelled (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    client_type (scene->client, anna, "/start from");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_cancel (scene->client);
    scene_expect_new (scene, anna, "Nothing was chosen");
    scene_mark (scene);
    client_type (scene->client, anna, "/start from");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_dismiss (scene->client);
    scene_expect_new (scene, anna, "Nothing was chosen");
    g_assert_cmpuint (scene_count_calls (scene, START_FROM), ==, 0);
}

static void
test_wrong_usage (void)
{
    static const char *const commands[] = { "/start now", "/start from the beginning",
                                            "/start from 0", "/start from -1", "/start fromage" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, anna, commands[i]);
        scene_expect_new (scene, anna, "Usage: /start [from]");
    }
    scene_mark (scene);
    client_type (scene->client, anna, "/start from 3");
    scene_expect_new (scene, anna, "only 2 messages of the customer");
    client_type (scene->client, anna, "/start");
    scene_expect_new (scene, anna, "its session is open");
    g_assert_false (client_has_item (scene->client, anna, "Start a new session"));
    g_assert_cmpuint (scene_count_calls (scene, START_FROM), ==, 0);
}

static void
test_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_expect_status (scene, anna, "waiting");
    scene_mark (scene);
    client_type (scene->client, anna, "/start from 1");
    scene_expect_new (scene, anna, "waits for an operator");
    g_assert_cmpuint (scene_count_calls (scene, START_FROM), ==, 0);
}

static void
test_not_offered (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods", "{\"missing\": [\"" START_FROM "\"]}");
    anna = prepare_closed (scene);
    /* What the portal offers is known a moment after the account is online. */
    client_wait_for (scene->client, scene_count_calls (scene, "method.get") > 0);
    scene_wait_ticks (scene, 1);
    client_type (scene->client, anna, "/start from 1");
    scene_expect_new (scene, anna, "does not offer starting sessions");
    g_assert_cmpuint (scene_count_calls (scene, START_FROM), ==, 0);
    /* The other half of the command is there. */
    scene_mark (scene);
    client_type (scene->client, anna, "/start");
    scene_expect_new (scene, anna, "A new session is open");
}

static const Refusal refusals[] = {
    { .name = "start-from",
      .method = START_FROM,
      .command = "/start from 1",
      .prepare = prepare_closed,
      .success = "A new session begins",
      .nothing = "no new session began",
      .measure = scene_get_session,
      .flags = REFUSAL_NOT_ALONE },
};

static void
add_tests (void)
{
    g_test_add_func ("/start-from/number", test_number);
    g_test_add_func ("/start-from/picker", test_picker);
    g_test_add_func ("/start-from/picker-search", test_picker_search);
    g_test_add_func ("/start-from/cancelled", test_cancelled);
    g_test_add_func ("/start-from/wrong-usage", test_wrong_usage);
    g_test_add_func ("/start-from/waiting", test_waiting);
    g_test_add_func ("/start-from/not-offered", test_not_offered);
    refusals_add_tests ("start-from", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
