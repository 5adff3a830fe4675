/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-desk — /lines, /operators and “Lines and operators…”: who works where, and nothing invented.
 */

#include "client-virtual.h"

#define LINES "imopenlines.config.list.get"

static char *
begin (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    return anna;
}

/* What the command says, from its heading on. */
static const char *
ask (Scene *scene, const char *dialog, const char *command, const char *heading)
{
    scene_mark (scene);
    client_type (scene->client, dialog, command);
    return scene_expect_new (scene, dialog, heading)->plain;
}

static gboolean
has_notice (Scene *scene, const char *text)
{
    GPtrArray *notices = scene->client->notices;

    for (guint i = 0; i < notices->len; i++) {
        if (strstr (g_ptr_array_index (notices, i), text) != NULL)
            return TRUE;
    }
    return FALSE;
}

static void
test_lines (void)
{
    static const struct {
        const char *command;
        ClientUi ui;
    } ways[] = { { "/lines", CLIENT_PIDGIN }, { "/lines", CLIENT_FINCH } };

    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = NULL;
        const char *text;

        scene_control (scene, "line", "{\"id\": 7, \"queue_time\": 120}");
        anna = begin (scene);
        client_type_as (scene->client, anna, ways[way].command, ways[way].ui);
        text = scene_expect_new (scene, anna, "Lines")->plain;
        g_assert_nonnull (strstr (text, "Support — "));
        g_assert_nonnull (strstr (text, "Kim Oh (you"));
        g_assert_nonnull (strstr (text, "Maria Lopez"));
        g_assert_nonnull (strstr (text, "passes a waiting dialog on after 2 minutes"));
        g_assert_nonnull (strstr (text, "Sales"));
        g_assert_null (strstr (text, "Operators"));
        /* Nobody but a supervisor is told who else pauses. */
        g_assert_null (strstr (text, "takes no new dialogs"));
    }
}

static void
test_operators (void)
{
    static const ClientUi uis[] = { CLIENT_PIDGIN, CLIENT_FINCH };

    for (guint i = 0; i < G_N_ELEMENTS (uis); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = begin (scene);
        const char *text;

        client_type_as (scene->client, anna, "/operators", uis[i]);
        text = scene_expect_new (scene, anna, "Operators")->plain;
        g_assert_nonnull (strstr (text, "Kim Oh (you"));
        g_assert_nonnull (strstr (text, "Maria Lopez"));
        g_assert_nonnull (strstr (text, " — Support"));
        g_assert_null (strstr (text, "Lines"));
    }
}

/* Who is online, as the portal has it now. */
static void
test_online (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = begin (scene);

    scene_control (scene, "operator-presence", "{\"operator\": 28, \"online\": true}");
    g_assert_nonnull (strstr (ask (scene, anna, "/operators", "Operators"), "Maria Lopez (online"));
    scene_control (scene, "operator-presence", "{\"operator\": 28, \"online\": false}");
    g_assert_null (strstr (ask (scene, anna, "/operators", "Operators"), "Maria Lopez (online"));
}

/* My own pause is known to me, a colleague's to supervisors. */
static void
test_paused (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = begin (scene);
    const char *text;

    client_type (scene->client, anna, "/pause");
    scene_expect_new (scene, anna, "You get no new dialogs until /resume.");
    scene_control (scene, "operator-pause", "{\"operator\": 28}");
    text = ask (scene, anna, "/operators", "Operators");
    g_assert_nonnull (strstr (text, "takes no new dialogs)"));
    g_assert_null (strstr (strstr (text, "Maria Lopez"), "takes no new dialogs"));
    scene_control (scene, "operator-supervise", "{\"operator\": 27, \"on\": true}");
    text = ask (scene, anna, "/operators", "Operators");
    g_assert_nonnull (strstr (strstr (text, "Maria Lopez"), "takes no new dialogs"));
    client_type (scene->client, anna, "/resume");
    scene_expect_new (scene, anna, "You get new dialogs again.");
}

/* A line that is switched off says so, and a new one is there at once. */
static void
test_changed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = begin (scene);

    scene_control (scene, "line", "{\"id\": 9, \"active\": false}");
    g_assert_nonnull (strstr (ask (scene, anna, "/lines", "Lines"), "Sales — switched off"));
    scene_control (scene, "line", "{\"id\": 9, \"active\": true, \"name\": \"Shop\"}");
    g_assert_nonnull (strstr (ask (scene, anna, "/lines", "Lines"), "Shop"));
}

static void
test_window (void)
{
    g_autoptr (Scene) scene = scene_new_online ();

    client_click_account (scene->client, "Lines and operators…");
    client_wait_for (scene->client, has_notice (scene, "Lines and operators|127.0.0.1:"));
    g_assert_true (has_notice (scene, "Support"));
    g_assert_true (has_notice (scene, "Operators"));
    g_assert_true (has_notice (scene, "Maria Lopez"));
}

static void
test_menu_order (void)
{
    static const char *const wanted[] = { "Lines and operators…", "Connection…",
                                          "Pause new dialogs" };
    g_autoptr (Scene) scene = scene_new_online ();
    g_auto (GStrv) labels = NULL;
    guint found = 0;

    client_wait_for (scene->client,
                     !client_has_account_item (scene->client, "Take new dialogs again"));
    labels = client_dup_account_menu (scene->client);
    for (guint i = 0; labels[i] != NULL; i++) {
        if (found < G_N_ELEMENTS (wanted) && g_str_equal (labels[i], wanted[found]))
            found++;
    }
    g_assert_cmpuint (found, ==, G_N_ELEMENTS (wanted));
}

/* Refused, and each code says something of its own. */
static void
test_refused (void)
{
    static const struct {
        const char *code;
        const char *says;
    } refusals[] = {
        { "INVALID_FORMAT", "this program's fault" },
        { "ACCESS_DENIED", "You may not see the lines and who works on them." },
        { "insufficient_scope", "tick im, imopenlines and user" },
        { "A_CODE_NOBODY_KNOWS", "debug window" },
        { "ERROR_METHOD_NOT_FOUND", "does not offer lists of operators and lines" },
    };
    static const char *const commands[] = { "/lines", "/operators" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = begin (scene);

    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        for (guint j = 0; j < G_N_ELEMENTS (commands); j++) {
            const ClientLine *line;

            scene_refuse (scene, LINES, refusals[i].code);
            scene_mark (scene);
            client_type (scene->client, anna, commands[j]);
            line = scene_expect_new (scene, anna, refusals[i].says);
            g_test_message ("%s: %s", refusals[i].code, line->plain);
            g_assert_true (line->flags & PURPLE_MESSAGE_ERROR);
            g_assert_null (strstr (line->plain, refusals[i].code));
            g_assert_null (strchr (line->plain, '!'));
        }
    }
    /* Without its operators a line still has a name. */
    scene_refuse (scene, "im.user.list.get", "ACCESS_DENIED");
    g_assert_nonnull (strstr (ask (scene, anna, "/lines", "Lines"), "Support"));
}

static void
test_usage (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = begin (scene);

    client_type (scene->client, anna, "/lines all");
    scene_expect_new (scene, anna, "Usage: /lines");
    client_type (scene->client, anna, "/operators online");
    scene_expect_new (scene, anna, "Usage: /operators");
    g_assert_null (scene_find_new (scene, anna, "Maria Lopez"));
}

static void
test_outage (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = begin (scene);

    scene_go_down (scene);
    scene_expect (scene, anna, "No connection to");
    scene_mark (scene);
    client_type (scene->client, anna, "/lines");
    scene_expect_new (scene, anna, "Not connected; nothing was done.");
}

static void
add_tests (void)
{
    g_test_add_func ("/desk/lines", test_lines);
    g_test_add_func ("/desk/operators", test_operators);
    g_test_add_func ("/desk/online", test_online);
    g_test_add_func ("/desk/paused", test_paused);
    g_test_add_func ("/desk/changed", test_changed);
    g_test_add_func ("/desk/window", test_window);
    g_test_add_func ("/desk/menu-order", test_menu_order);
    g_test_add_func ("/desk/refused", test_refused);
    g_test_add_func ("/desk/usage", test_usage);
    g_test_add_func ("/desk/outage", test_outage);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
