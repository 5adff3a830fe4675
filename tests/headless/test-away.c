/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-away — what was written while nobody listened: after a week, after a crash, and where some
 * of it cannot be had any more.
 */

#include "stage.h"

#define MANY 120
#define GAP  "could not be loaded"

static void
write_many (Scene *scene, const char *dialog)
{
    for (guint i = 0; i < MANY; i++) {
        g_autofree char *text = g_strdup_printf ("word %03u", i);

        scene_write (scene, dialog, text);
    }
}

/* The words from @first on, each once, in their order, as messages of now. */
static void
assert_words (Scene *scene, const char *dialog, guint first)
{
    int previous = -1;

    for (guint i = 0; i < MANY; i++) {
        g_autofree char *text = g_strdup_printf ("word %03u", i);
        int index = client_index_of_line (scene->client, dialog, text);

        g_assert_cmpuint (client_count_lines (scene->client, dialog, text), ==, i >= first);
        if (i >= first)
            g_assert_cmpint (index, >, previous);
        previous = index;
    }
}

/* Nobody is signed in, and no window is open. */
static void
go_away (Scene *scene, const char *dialog)
{
    client_sign_off (scene->client);
    client_close (scene->client, dialog);
    client_forget (scene->client);
    scene_mark (scene);
}

/* More than a page, over a week, and nothing of before comes again. */
static void
test_week (gconstpointer push)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;

    scene_control (scene, "push", "%s", (const char *) push);
    anna = scene_anna_with (scene, KIM);
    purple_account_set_int (scene->client->account, "history", 0);
    scene_write (scene, anna, "Before the week");
    scene_expect (scene, anna, "Before the week");
    go_away (scene, anna);
    write_many (scene, anna);
    scene_control (scene, "advance", "{\"seconds\": 604800}");
    client_sign_in (scene->client);
    scene_write (scene, anna, "After the week");
    scene_expect_new (scene, anna, "After the week");
    stage_pass (stage);
    assert_words (scene, anna, 0);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "After the week"), ==, 1);
    g_assert_null (scene_find_new (scene, anna, "Before the week"));
    g_assert_null (scene_find_new (scene, anna, GAP));
}

static char *
dup_cursors_path (Scene *scene)
{
    g_autofree char *username = scene_dup_username (scene);
    g_autofree char *file = g_strconcat (purple_escape_filename (username), ".cursors", NULL);

    return g_build_filename (client_get_folder (), "openlines", file, NULL);
}

static gboolean
has_written (const char *path, gint64 message)
{
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, message);
    g_autofree char *data = NULL;

    return g_file_get_contents (path, &data, NULL, NULL) && strstr (data, number) != NULL;
}

/* The power fails: the file is what it was then, and nobody said goodbye. */
static void
test_crash (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *path = dup_cursors_path (scene);
    g_autofree char *data = NULL;
    gint64 message;

    purple_account_set_int (scene->client->account, "history", 0);
    message = scene_write (scene, anna, "Before the crash");
    scene_expect (scene, anna, "Before the crash");
    client_wait_for (scene->client, has_written (path, message));
    g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
    go_away (scene, anna);
    g_assert_true (g_file_set_contents (path, data, -1, NULL));
    write_many (scene, anna);
    client_sign_in (scene->client);
    scene_expect_new (scene, anna, "word 119");
    stage_pass (stage);
    assert_words (scene, anna, 0);
    g_assert_null (scene_find_new (scene, anna, "Before the crash"));
}

/* The portal does not give out the first page behind what was shown: a line says so, in its place,
 * and what follows is complete. */
static void
test_gap (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;
    const ClientLine *line;
    int gap;

    scene_control (scene, "push", "{\"enabled\": false}");
    anna = scene_anna_with (scene, KIM);
    purple_account_set_int (scene->client->account, "history", 0);
    scene_write (scene, anna, "Before the gap");
    scene_expect (scene, anna, "Before the gap");
    scene_go_down (scene);
    write_many (scene, anna);
    scene_fault (scene, "im.dialog.messages.get",
                 "\"kind\": \"status\", \"status\": 400, \"code\": \"ERROR_CORE\", "
                 "\"times\": 1");
    scene_go_up (scene);
    scene_expect (scene, anna, "word 119");
    line = scene_expect (scene, anna, GAP);
    g_assert_true (line->flags & PURPLE_MESSAGE_SYSTEM);
    g_assert_true (g_str_has_prefix (line->plain, "— messages between "));
    gap = client_index_of_line (scene->client, anna, GAP);
    g_assert_cmpint (gap, >, client_index_of_line (scene->client, anna, "Before the gap"));
    g_assert_cmpint (gap, <, client_index_of_line (scene->client, anna, "word 070"));
    assert_words (scene, anna, 70);

    /* What was said to be missing stays so, and is said once. */
    client_sign_off (scene->client);
    client_sign_in (scene->client);
    scene_write (scene, anna, "After the gap");
    scene_expect (scene, anna, "After the gap");
    stage_pass (stage);
    assert_words (scene, anna, 70);
    g_assert_cmpuint (client_count_lines (scene->client, anna, GAP), ==, 1);
}

static void
add_tests (void)
{
    g_test_add_data_func ("/away/week/push", "{}", test_week);
    g_test_add_data_func ("/away/week/polling", "{\"enabled\": false}", test_week);
    g_test_add_func ("/away/crash", test_crash);
    g_test_add_func ("/away/gap", test_gap);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
