/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-secrets — what must never be printed or written: the webhook, customers' words and codes.
 */

#include "client-virtual.h"

#define THEIR_WORDS "My card number is four two"
#define MY_WORDS    "I will keep that to myself"

/* Everything an operator does in a day, and some of what goes wrong. */
static void
live (Scene *scene)
{
    g_autofree char *anna = scene_anna (scene);

    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "waiting");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    client_type (scene->client, anna, MY_WORDS);
    scene_expect (scene, anna, MY_WORDS);
    scene_write (scene, anna, THEIR_WORDS);
    scene_expect (scene, anna, THEIR_WORDS);
    scene_refuse (scene, "im.message.add", "CANCELED");
    scene_mark (scene);
    client_type (scene->client, anna, "Refused: " MY_WORDS);
    scene_expect_new (scene, anna, "Refused: ");
    scene_go_down (scene);
    scene_mark (scene);
    client_type (scene->client, anna, "Later: " MY_WORDS);
    scene_expect_new (scene, anna, "No connection");
    scene_go_up (scene);
    /* Only then the client knows that the portal is there again. */
    scene_expect_new (scene, anna, "Later: ");
    g_assert_cmpuint (scene_count_messages (scene, anna, "Later: " MY_WORDS), ==, 1);
    scene_mark (scene);
    client_type (scene->client, anna, "/transfer Maria");
    scene_expect_new (scene, anna, "You passed the dialog");
    client_sign_off (scene->client);
}

static void
assert_unsaid (const char *secret)
{
    const char *found = strstr (client_get_debug ()->str, secret);

    if (found != NULL)
        g_error ("printed: …%.*s…", 200, MAX (found - 100, client_get_debug ()->str));
}

static void
assert_nothing_said (Scene *scene)
{
    const char *webhook = practice_portal_get_webhook (scene->portal, KIM);
    const char *secret = strchr (webhook, '/') + 1;

    /* Something was printed at all. */
    g_assert_nonnull (client_get_debug ());
    g_assert_nonnull (strstr (client_get_debug ()->str, "openlines"));
    assert_unsaid (secret);
    assert_unsaid (THEIR_WORDS);
    assert_unsaid (MY_WORDS);
    assert_unsaid ("telegrambot|7|");
}

static void
test_day (void)
{
    g_autoptr (Scene) scene = scene_new ();

    live (scene);
    assert_nothing_said (scene);
}

static void
test_wrong_webhook (void)
{
    static const char *const passwords[] = {
        "27/notthesecretatall",
        "http://%s/rest/27/notthesecretatall/",
        "https://elsewhere.example/rest/27/notthesecretatall/",
        "http://%s/27/notthesecretatall",
    };

    for (guint i = 0; i < G_N_ELEMENTS (passwords); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *host = scene_dup_username (scene);
        g_autofree char *password = purple_strreplace (passwords[i], "%s", host);
        const ClientError *error;

        scene_set_account (scene, host, password);
        client_enable (scene->client);
        error = client_expect_error (scene->client);
        g_assert_null (strstr (error->text, "notthesecretatall"));
        assert_unsaid ("notthesecretatall");
    }
}

static void
test_faults (void)
{
    static const char *const faults[] = { "html", "truncated", "reset-before", "deep",
                                          "wrong-type" };

    for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        scene_fault (scene, NULL, "\"kind\": \"%s\", \"times\": 1", faults[i]);
        scene_write (scene, anna, THEIR_WORDS);
        client_wait_for (scene->client, client_find_line (scene->client, anna, THEIR_WORDS) ||
                                            scene->client->errors->len > 0);
        assert_nothing_said (scene);
    }
}

static void
search_folder (const char *folder, const char *words, gboolean logs_too)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autofree char *content = NULL;

        if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
            if (logs_too || !g_str_equal (name, "logs"))
                search_folder (path, words, logs_too);
        } else if (g_file_get_contents (path, &content, NULL, NULL) &&
                   strstr (content, words) != NULL) {
            g_error ("“%s” is in %s", words, path);
        }
    }
}

/* Our own files hold ids and names the operator gave, nothing else. */
static void
test_files (void)
{
    g_autoptr (Scene) scene = scene_new ();

    live (scene);
    search_folder (client_get_folder (), THEIR_WORDS, FALSE);
    search_folder (client_get_folder (), MY_WORDS, FALSE);
    search_folder (client_get_folder (), "telegrambot|", TRUE);
}

static void
add_tests (void)
{
    g_test_add_func ("/secrets/day", test_day);
    g_test_add_func ("/secrets/wrong-webhook", test_wrong_webhook);
    g_test_add_func ("/secrets/faults", test_faults);
    g_test_add_func ("/secrets/files", test_files);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
