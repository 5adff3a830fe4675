/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-press — /press: the buttons of a bot, as they are shown, found and pressed.
 */

#include "client-virtual.h"
#include "refusals.h"

#define COMMAND    "im.message.command"
#define PRESS_MENU "Press a button…"

/* Anna's dialog, which Kim has, with a bot's question in it. */
static char *
prepare_buttons (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_control_dialog (scene, "keyboard", anna,
                          ", \"text\": \"Shall I look it up?\", \"buttons\": ["
                          "{\"text\": \"Yes\", \"command\": \"look\", \"params\": \"now\"}, "
                          "{\"text\": \"No & never\", \"command\": \"drop\"}]");
    scene_expect (scene, anna, "Shall I look it up?");
    scene_mark (scene);
    return anna;
}

static void
test_shown (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_buttons (scene);
    const ClientLine *line = scene_expect (scene, anna, "Shall I look it up?");

    g_assert_nonnull (strstr (line->plain, "[1] Yes  [2] No & never — /press 1"));
    g_assert_nonnull (strstr (line->text, "No &amp; never"));
}

static gboolean
has_pressed (Scene *scene, const char *dialog, const char *button)
{
    g_autofree char *pressed = scene_dup_detail (scene, dialog, NULL, "pressed");
    g_autofree char *wanted = g_strdup_printf ("\"button\":\"%s\"", button);

    return pressed != NULL && strstr (pressed, wanted) != NULL;
}

static void
test_press (void)
{
    static const struct {
        ClientUi ui;
        gboolean menu;
    } ways[] = {
        { CLIENT_PIDGIN, FALSE },
        { CLIENT_FINCH, FALSE },
        { CLIENT_PIDGIN, TRUE },
        { CLIENT_FINCH, TRUE },
    };

    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare_buttons (scene);

        if (ways[way].menu) {
            client_click (scene->client, anna, PRESS_MENU, ways[way].ui);
            client_wait_for (scene->client, client_get_request (scene->client) != NULL);
            client_fill (scene->client, "1");
            client_press (scene->client, "OK");
        } else {
            client_type_as (scene->client, anna, "/press 1", ways[way].ui);
        }
        scene_expect_new (scene, anna, "You pressed “Yes”.");
        g_assert_true (has_pressed (scene, anna, "Yes"));
        g_assert_false (has_pressed (scene, anna, "No & never"));
    }
}

static void
test_second (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_buttons (scene);

    client_type (scene->client, anna, "/press 2");
    scene_expect_new (scene, anna, "You pressed “No & never”.");
    g_assert_true (has_pressed (scene, anna, "No & never"));
}

/* Whatever is no button's number lists them. */
static void
test_listed (void)
{
    static const char *const commands[] = {
        "/press", "/press 0", "/press 3", "/press -1", "/press Yes", "/press 99999999999999999999"
    };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_buttons (scene);

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, anna, commands[i]);
        scene_expect_new (scene, anna, "Which button? [1] Yes  [2] No & never");
    }
    g_assert_cmpuint (scene_count_calls (scene, COMMAND), ==, 0);
}

/* Links lead out of the dialog, and what is switched off cannot be pressed: neither is counted. */
static void
test_others_left_out (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    scene_control_dialog (scene, "keyboard", anna,
                          ", \"text\": \"And now?\", \"buttons\": ["
                          "{\"text\": \"Site\", \"link\": \"https://example.com/\"}, "
                          "{\"text\": \"Off\", \"command\": \"off\", \"disabled\": true}, "
                          "{\"newline\": true}, {\"text\": \"On\", \"command\": \"on\"}]");
    line = scene_expect (scene, anna, "And now?");
    g_assert_nonnull (strstr (line->plain, "[1] On — /press 1"));
    scene_mark (scene);
    client_type (scene->client, anna, "/press 1");
    scene_expect_new (scene, anna, "You pressed “On”.");
    g_assert_true (has_pressed (scene, anna, "On"));
}

static void
test_no_buttons (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    g_assert_false (client_has_item (scene->client, anna, PRESS_MENU));
    client_type (scene->client, anna, "/press 1");
    scene_expect_new (scene, anna, "No message in this window has buttons.");
    scene_finish_here (scene, anna);
    scene_mark (scene);
    client_type (scene->client, anna, "/press 1");
    scene_expect_new (scene, anna, "This dialog is closed.");
}

static void
test_not_offered (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods", "{\"missing\": [\"" COMMAND "\"]}");
    anna = prepare_buttons (scene);
    client_wait_for (scene->client, !client_has_item (scene->client, anna, PRESS_MENU));
    client_type (scene->client, anna, "/press 1");
    scene_expect_new (scene, anna, "does not offer pressing buttons");
    g_assert_cmpuint (scene_count_calls (scene, COMMAND), ==, 0);
}

static gint64
count_pressed (Scene *scene, const char *dialog)
{
    return has_pressed (scene, dialog, "Yes");
}

static const Refusal refusals[] = {
    { .name = "press",
      .method = COMMAND,
      .command = "/press 1",
      .label = PRESS_MENU,
      .prepare = prepare_buttons,
      .success = "You pressed",
      .measure = count_pressed,
      .flags = REFUSAL_OWN_CHECK | REFUSAL_BLIND,
      .codes = { { "MESSAGE_ID_ERROR", "not there any more" },
                 { "BOT_ID_ERROR", "bot of this button" },
                 { "COMMAND_ERROR", "does not know this button" },
                 { "PARAMS_ERROR", "it may be gone" } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/press/shown", test_shown);
    g_test_add_func ("/press/press", test_press);
    g_test_add_func ("/press/second", test_second);
    g_test_add_func ("/press/listed", test_listed);
    g_test_add_func ("/press/others-left-out", test_others_left_out);
    g_test_add_func ("/press/no-buttons", test_no_buttons);
    g_test_add_func ("/press/not-offered", test_not_offered);
    refusals_add_tests ("press", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
