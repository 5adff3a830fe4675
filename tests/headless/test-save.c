/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-save — /save: whose words become a ready answer of the line, and whether they did.
 */

#include "client-virtual.h"
#include "refusals.h"

#define SAVE      "imopenlines.message.quick.save"
#define SAVE_MENU "Save as a ready answer"

static const struct {
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { CLIENT_PIDGIN, FALSE },
    { CLIENT_FINCH, FALSE },
    { CLIENT_PIDGIN, TRUE },
    { CLIENT_FINCH, TRUE },
};

static gboolean
has_answer (Scene *scene, const char *text)
{
    g_autoptr (JsonObject) answer =
        practice_portal_control (scene->portal, "quick-answers", "{\"line\": %d}", SUPPORT);
    g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
    g_autofree char *json = NULL;
    g_autofree char *wanted = g_strdup_printf ("\"text\":\"%s\"", text);

    json_node_set_object (node, answer);
    json = json_to_string (node, FALSE);
    return strstr (json, wanted) != NULL;
}

/* Anna's dialog, which Kim has and answered; the webhook may read lists. */
static char *
prepare_answered (Scene *scene)
{
    char *anna;

    scene_control (scene, "scopes",
                   "{\"operator\": 27, \"scopes\": [\"im\", \"imopenlines\", \"user\", "
                   "\"pull_channel\", \"disk\", \"lists\"]}");
    anna = scene_anna_with (scene, KIM);
    client_type (scene->client, anna, "It takes three days.");
    scene_expect (scene, anna, "It takes three days.");
    scene_mark (scene);
    return anna;
}

/* The same where the line has a list already, so that everything shows. */
static char *
prepare_listed (Scene *scene)
{
    scene_control (scene, "quick", "{\"line\": 7, \"name\": \"old\", \"text\": \"Old\"}");
    return prepare_answered (scene);
}

static void
test_save (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare_answered (scene);

        if (ways[way].menu)
            client_click (scene->client, anna, SAVE_MENU, ways[way].ui);
        else
            client_type_as (scene->client, anna, "/save", ways[way].ui);
        scene_expect_new (scene, anna,
                          "Saved “It takes three days.” as a ready answer of Support.");
        g_assert_true (has_answer (scene, "It takes three days."));
        g_assert_false (has_answer (scene, "Hello"));
        /* And it is found. */
        client_type (scene->client, anna, "/quick three days");
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        g_assert_nonnull (
            strstr (client_get_request (scene->client)->primary, "It takes three days."));
        client_press (scene->client, "Do not send");
    }
}

static void
test_save_customers (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_answered (scene);

    client_type (scene->client, anna, "/save Customer");
    scene_expect_new (scene, anna, "Saved “Hello” as a ready answer of Support.");
    g_assert_true (has_answer (scene, "Hello"));
    g_assert_false (has_answer (scene, "It takes three days."));
}

/* Where the list cannot be read, the portal's word is all there is. */
static void
test_save_unproven (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "It takes three days.");
    scene_expect (scene, anna, "It takes three days.");
    scene_mark (scene);
    client_type (scene->client, anna, "/save");
    scene_expect_new (scene, anna,
                      "The portal has taken “It takes three days.” as a ready answer of Support.");
    g_assert_true (has_answer (scene, "It takes three days."));
}

/* A note is not for customers, and nothing else of ours is there. */
static void
test_save_nothing (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "/note She is a VIP");
    scene_expect (scene, anna, "[internal] She is a VIP");
    g_assert_false (client_has_item (scene->client, anna, SAVE_MENU));
    scene_mark (scene);
    client_type (scene->client, anna, "/save");
    scene_expect_new (scene, anna, "no message of yours in this window to be saved");
    client_type (scene->client, anna, "/save everything");
    scene_expect_new (scene, anna, "Usage: /save [customer]");
    g_assert_cmpuint (scene_count_calls (scene, SAVE), ==, 0);
}

static void
test_save_not_applicable (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_answered (scene);

    scene_finish_here (scene, anna);
    g_assert_false (client_has_item (scene->client, anna, SAVE_MENU));
    scene_mark (scene);
    client_type (scene->client, anna, "/save");
    scene_expect_new (scene, anna, "This dialog is closed.");
    g_assert_cmpuint (scene_count_calls (scene, SAVE), ==, 0);
}

static void
test_save_not_offered (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods", "{\"missing\": [\"" SAVE "\"]}");
    anna = prepare_answered (scene);
    client_wait_for (scene->client, !client_has_item (scene->client, anna, SAVE_MENU));
    client_type (scene->client, anna, "/save");
    scene_expect_new (scene, anna, "does not offer saving ready answers");
    g_assert_cmpuint (scene_count_calls (scene, SAVE), ==, 0);
}

static gint64
count_saved (Scene *scene, const char *dialog)
{
    return has_answer (scene, "It takes three days.");
}

static const Refusal refusals[] = {
    { .name = "save",
      .method = SAVE,
      .command = "/save",
      .label = SAVE_MENU,
      .prepare = prepare_listed,
      .success = "Saved “",
      .nothing = "not among the ready answers",
      .measure = count_saved,
      .codes = { { "CANT_SAVE_QUICK_ANSWER", "did not save the text" } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/save/save", test_save);
    g_test_add_func ("/save/customers", test_save_customers);
    g_test_add_func ("/save/unproven", test_save_unproven);
    g_test_add_func ("/save/nothing", test_save_nothing);
    g_test_add_func ("/save/not-applicable", test_save_not_applicable);
    g_test_add_func ("/save/not-offered", test_save_not_offered);
    refusals_add_tests ("save", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
