/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-order — the operator's own text does not pass those that the portal has had before, however
 * late the news of them is.
 */

#include "client-virtual.h"

static void
test_late_feed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = NULL;

    scene_control (scene, "push", "{\"enabled\": false}");
    client_sign_in (scene->client);
    anna = scene_anna_with (scene, KIM);
    /* The portal takes texts and tells no news for a while, longer than one shows at most. */
    scene_fault (scene, "batch", "\"kind\": \"status\", \"status\": 500, \"times\": 10");
    scene_write (scene, anna, "from the customer");
    client_type (scene->client, anna, "from the operator");
    client_wait_for (scene->client, scene_count_messages (scene, anna, "from the operator") == 1);
    drive_pass (drive, 10);
    g_assert_null (client_find_line (scene->client, anna, "from the customer"));
    scene_expect (scene, anna, "from the operator");
    g_assert_cmpint (client_index_of_line (scene->client, anna, "from the customer"), >=, 0);
    g_assert_cmpint (client_index_of_line (scene->client, anna, "from the customer"), <,
                     client_index_of_line (scene->client, anna, "from the operator"));
    drive_pass (drive, 300);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "from the operator"), ==, 1);
    client_sign_off (scene->client);
    client_virtual_end (drive);
}

/* What the portal stored behind a later message is shown all the same, once. */
static void
test_stored_late (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = NULL;
    gint64 last;

    client_sign_in (scene->client);
    anna = scene_anna_with (scene, KIM);
    last = scene_write (scene, anna, "first");
    scene_expect (scene, anna, "first");
    scene_control (scene, "push-send",
                   "{\"operator\": 27, \"module\": \"im\", \"command\": \"messageChat\", "
                   "\"params\": {\"dialogId\": \"%s\", \"message\": {\"id\": %" G_GINT64_FORMAT
                   ", \"prevId\": %" G_GINT64_FORMAT ", \"senderId\": 28, \"text\": \"third\", "
                   "\"date\": \"2026-01-01T00:00:00+00:00\"}}}",
                   anna, last + 100, last);
    scene_expect (scene, anna, "third");
    g_assert_cmpint (scene_write (scene, anna, "second"), <, last + 100);
    scene_expect (scene, anna, "second");
    drive_pass (drive, 300);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "first"), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "second"), ==, 1);
    client_sign_off (scene->client);
    client_virtual_end (drive);
}

static void
add_tests (void)
{
    g_test_add_func ("/order/stored-late", test_stored_late);
    g_test_add_func ("/order/late-feed", test_late_feed);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
