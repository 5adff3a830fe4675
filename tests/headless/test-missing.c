/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-missing — portals that lack methods: they are asked once per sign-in, menus do not show
 * what is missing, and its command says so.
 */

#include "client-virtual.h"

#define PROBED "what the portal offers is known"

static Scene *
begin (void)
{
    g_string_truncate (client_get_debug (), 0);
    return scene_new ();
}

static void
wait_probed (Scene *scene)
{
    client_wait_for (scene->client, strstr (client_get_debug ()->str, PROBED) != NULL);
}

static gboolean
is_missing (Scene *scene, const char *dialog, const char *label)
{
    return !client_has_item (scene->client, dialog, label);
}

static void
test_missing (void)
{
    g_autoptr (Scene) scene = begin ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods",
                   "{\"missing\": [\"imopenlines.operator.skip\", "
                   "\"imopenlines.operator.spam\"]}");
    anna = scene_anna_with (scene, KIM);
    wait_probed (scene);
    g_assert_true (is_missing (scene, anna, "Skip"));
    g_assert_true (is_missing (scene, anna, "Mark as spam…"));
    g_assert_false (is_missing (scene, anna, "Finish"));
    scene_mark (scene);
    client_type (scene->client, anna, "/skip");
    scene_expect_new (scene, anna,
                      "This portal does not offer skipping dialogs. Use Bitrix24 in the browser "
                      "for it.");
    client_type (scene->client, anna, "/spam");
    scene_expect_new (scene, anna, "This portal does not offer marking dialogs as spam.");
    g_assert_null (client_get_request (scene->client));
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.skip"), ==, 0);
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.spam"), ==, 0);
}

/* They come back with the next sign-in. */
static void
test_back (void)
{
    g_autoptr (Scene) scene = begin ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods", "{\"missing\": [\"imopenlines.operator.skip\"]}");
    anna = scene_anna_with (scene, KIM);
    client_wait_for (scene->client, is_missing (scene, anna, "Skip"));
    client_sign_off (scene->client);
    scene_control (scene, "methods", "{\"missing\": []}");
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "reply");
    g_assert_false (is_missing (scene, anna, "Skip"));
    scene_wait_ticks (scene, 2);
    g_assert_false (is_missing (scene, anna, "Skip"));
}

/* The newer of two methods will do. */
static void
test_either (void)
{
    g_autoptr (Scene) scene = begin ();
    g_autofree char *anna = NULL;

    scene_control (scene, "v2-sessions", "{\"available\": true}");
    scene_control (scene, "methods", "{\"missing\": [\"imopenlines.operator.skip\"]}");
    anna = scene_anna_with (scene, KIM);
    wait_probed (scene);
    g_assert_false (is_missing (scene, anna, "Skip"));
    scene_mark (scene);
    client_type (scene->client, anna, "/skip");
    scene_expect_new (scene, anna, "Passed on to the next operator in Support.");
}

static guint
count_signal (PurpleAccount *account, gpointer user_data)
{
    guint *count = user_data;

    return ++*count;
}

/* Account items: what is missing leaves, and who shows the menu is told. */
static void
test_account (void)
{
    g_autoptr (Scene) scene = begin ();
    g_autofree char *anna = NULL;
    guint changes = 0;
    guint before;

    scene_control (scene, "methods",
                   "{\"missing\": [\"imopenlines.operator.pause.start\", "
                   "\"imopenlines.config.list.get\"]}");
    purple_signal_connect (purple_accounts_get_handle (), "account-actions-changed", scene,
                           PURPLE_CALLBACK (count_signal), &changes);
    anna = scene_anna (scene);
    client_sign_in (scene->client);
    /* Nobody knows yet. */
    g_assert_true (client_has_account_item (scene->client, "Pause new dialogs"));
    g_assert_true (client_has_account_item (scene->client, "Lines and operators…"));
    before = changes;
    wait_probed (scene);
    g_assert_cmpuint (changes, >, before);
    g_assert_false (client_has_account_item (scene->client, "Pause new dialogs"));
    g_assert_false (client_has_account_item (scene->client, "Take new dialogs again"));
    g_assert_false (client_has_account_item (scene->client, "Lines and operators…"));
    g_assert_true (client_has_account_item (scene->client, "Connection…"));
    scene_expect_status (scene, anna, "waiting");
    client_open (scene->client, anna);
    scene_mark (scene);
    client_type (scene->client, anna, "/pause");
    scene_expect_new (scene, anna, "This portal does not offer pausing.");
    client_type (scene->client, anna, "/lines");
    scene_expect_new (scene, anna, "This portal does not offer ");
    purple_signals_disconnect_by_handle (scene);
}

/* A window that is open hears of it too: its menus may be open. */
static void
count_update (PurpleConversation *conversation, PurpleConvUpdateType type, gpointer user_data)
{
    guint *count = user_data;

    *count += type == PURPLE_CONV_UPDATE_FEATURES;
}

static void
test_window (void)
{
    g_autoptr (Scene) scene = begin ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    guint updates = 0;

    wait_probed (scene);
    client_sign_off (scene->client);
    purple_signal_connect (purple_conversations_get_handle (), "conversation-updated", scene,
                           PURPLE_CALLBACK (count_update), &updates);
    client_sign_in (scene->client);
    client_wait_for (scene->client, updates > 0);
    purple_signals_disconnect_by_handle (scene);
}

/* Once per sign-in, and nothing waits for it. */
static void
test_once (void)
{
    g_autoptr (Scene) scene = begin ();
    g_autofree char *anna = scene_anna (scene);
    guint calls;

    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "waiting");
    client_open (scene->client, anna);
    wait_probed (scene);
    calls = scene_count_calls (scene, "method.get");
    g_assert_cmpuint (calls, >, 20);
    g_assert_cmpuint (calls, <=, 50);
    scene_wait_ticks (scene, 3);
    scene_go_down (scene);
    scene_expect (scene, anna, "No connection to");
    scene_go_up (scene);
    scene_expect (scene, anna, "The connection is back.");
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (scene_count_calls (scene, "method.get"), ==, calls);
}

/* What could not be asked is offered, and asked again when the portal is back. */
static void
test_unknown (void)
{
    g_autoptr (Scene) scene = begin ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods",
                   "{\"missing\": [\"method.get\", \"imopenlines.operator.skip\"]}");
    anna = scene_anna_with (scene, KIM);
    scene_wait_ticks (scene, 2);
    g_assert_false (is_missing (scene, anna, "Skip"));
    scene_mark (scene);
    client_type (scene->client, anna, "/skip");
    scene_expect_new (scene, anna, "This portal does not offer skipping dialogs.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
add_tests (void)
{
    g_test_add_func ("/missing/missing", test_missing);
    g_test_add_func ("/missing/back", test_back);
    g_test_add_func ("/missing/either", test_either);
    g_test_add_func ("/missing/account", test_account);
    g_test_add_func ("/missing/window", test_window);
    g_test_add_func ("/missing/once", test_once);
    g_test_add_func ("/missing/unknown", test_unknown);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
