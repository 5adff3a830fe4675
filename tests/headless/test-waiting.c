/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-waiting — a new waiting customer: window, sound, line, and how long the queue lets him wait.
 */

#include "ol-protocol.h"
#include "stage.h"

#define MINUTE 60

/* Signed in, and the lines' times are known. */
static void
sign_in (Stage *stage, int queue_time)
{
    Scene *scene = stage->scene;

    scene_control (scene, "line", "{\"id\": 7, \"queue_time\": %d}", queue_time);
    g_string_truncate (client_get_debug (), 0);
    client_sign_in (scene->client);
    client_wait_for (scene->client, strstr (client_get_debug ()->str,
                                            "the operators of the queues are known") != NULL);
    stage_pass (stage);
}

static gboolean
has_status_text (Scene *scene, const char *dialog, const char *text)
{
    g_autofree char *status = client_dup_status_text (scene->client, dialog);

    return strstr (status, text) != NULL;
}

/* Window, line, one sound. */
static void
test_opens (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;
    const ClientLine *line;
    guint sounds;

    sign_in (stage, 0);
    sounds = scene->client->sounds->len;
    anna = scene_anna (scene);
    line = scene_expect (scene, anna, "Anna Petrova is waiting in Support (Telegram) since ");
    g_assert_true (line->flags & PURPLE_MESSAGE_SYSTEM);
    g_assert_true (
        g_str_has_suffix (line->plain, ". Reply to take the dialog, or /skip to pass it on."));
    scene_expect (scene, anna, "Hello");
    stage_pass (stage);
    /* The words ring by themselves, in a UI that shows them. */
    g_assert_cmpuint (scene->client->sounds->len, ==, sounds);
    g_assert_false (has_status_text (scene, anna, "left"));
    g_assert_cmpuint (client_count_lines (scene->client, anna, "is waiting in"), ==, 1);
}

/* The option is off: no window, but a sound. */
static void
test_held_back (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;
    guint sounds;

    purple_account_set_bool (scene->client->account, OL_OPTION_OPEN_WAITING, FALSE);
    sign_in (stage, 600);
    sounds = scene->client->sounds->len;
    anna = scene_anna (scene);
    client_wait_for (scene->client, scene->client->sounds->len == sounds + 1);
    scene_expect_status (scene, anna, "waiting");
    g_assert_null (client_find_window (scene->client, anna));
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Anna Petrova is waiting in Support (Telegram) since ");
}

/* A dialog that comes round again without new words is heard all the same. */
static void
test_comes_again (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;
    guint sounds;

    sign_in (stage, 0);
    anna = scene_anna (scene);
    scene_expect (scene, anna, "Hello");
    scene_act (scene, MARIA, "answer", anna);
    client_wait_for (scene->client,
                     !g_str_equal (client_get_status (scene->client, anna), "waiting"));
    stage_pass (stage);
    client_forget (scene->client);
    scene_mark (scene);
    scene_control (scene, "operator-pause", "{\"operator\": 29}");
    sounds = scene->client->sounds->len;
    scene_act (scene, MARIA, "skip", anna);
    scene_expect_new (scene, anna, "Anna Petrova is waiting in Support");
    client_wait_for (scene->client, scene->client->sounds->len == sounds + 1);
    stage_pass (stage);
    g_assert_cmpuint (scene->client->sounds->len, ==, sounds + 1);
}

/* How long is left stands in the line and in the list, and counts down. */
static void
test_time_left (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;
    g_autofree char *tooltip = NULL;

    sign_in (stage, 5 * MINUTE);
    anna = scene_anna (scene);
    scene_expect (scene, anna, " Before it is passed on by itself: 5 min left.");
    client_wait_for (scene->client, has_status_text (scene, anna, " · Telegram · 5 min left"));
    tooltip = client_dup_tooltip (scene->client, anna);
    g_assert_nonnull (strstr (tooltip, "Until it is passed on: 5 min left"));
    drive_set_pace (stage->drive, 200);
    client_wait_for (scene->client, has_status_text (scene, anna, "3 min left"));
    client_wait_for (scene->client, has_status_text (scene, anna, "1 min left") ||
                                        has_status_text (scene, anna, "less than a minute left"));
    /* Taken, it is nobody else's any more. */
    client_type (scene->client, anna, "/answer");
    scene_expect_status (scene, anna, "reply");
    g_assert_false (has_status_text (scene, anna, "left"));
}

/* Then it is passed on, and comes back with a time of its own. */
static void
test_passed_on (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;

    sign_in (stage, 3 * MINUTE);
    scene_control (scene, "operator-pause", "{\"operator\": 29}");
    anna = scene_anna (scene);
    scene_expect (scene, anna, "3 min left");
    drive_set_pace (stage->drive, 200);
    client_wait_for (scene->client,
                     !g_str_equal (client_get_status (scene->client, anna), "waiting"));
    scene_mark (scene);
    scene_expect_status (scene, anna, "waiting");
    scene_expect_new (scene, anna, "3 min left");
}

/* Where it was there before us, nobody can know since when it is offered: nothing is invented. */
static void
test_unknown (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna (scene);

    scene_control (scene, "line", "{\"id\": 7, \"queue_time\": 0}");
    scene_control (scene, "advance", "{\"seconds\": 1200}");
    sign_in (stage, 1500);
    scene_expect_status (scene, anna, "waiting");
    /* Offered since the session began, by all that is known. */
    drive_set_pace (stage->drive, 200);
    client_wait_for (scene->client, has_status_text (scene, anna, "min left"));
    scene_control (scene, "line", "{\"id\": 7, \"queue_time\": 0}");
    client_sign_off (scene->client);
    client_wait_for (scene->client, client_get_connection (scene->client) == NULL);
    sign_in (stage, 0);
    scene_expect_status (scene, anna, "waiting");
    drive_pass (stage->drive, 2 * MINUTE);
    g_assert_false (has_status_text (scene, anna, "left"));
}

/* Everybody is asked at once: there is no next one. */
static void
test_all_at_once (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;

    scene_control (scene, "line", "{\"id\": 7, \"queue_type\": \"all\"}");
    sign_in (stage, 600);
    anna = scene_anna (scene);
    scene_expect (scene, anna, "Hello");
    drive_pass (stage->drive, 90);
    g_assert_false (has_status_text (scene, anna, "left"));
    g_assert_cmpuint (client_count_lines (scene->client, anna, "left"), ==, 0);
}

static void
add_tests (void)
{
    g_test_add_func ("/waiting/opens", test_opens);
    g_test_add_func ("/waiting/held-back", test_held_back);
    g_test_add_func ("/waiting/comes-again", test_comes_again);
    g_test_add_func ("/waiting/time-left", test_time_left);
    g_test_add_func ("/waiting/passed-on", test_passed_on);
    g_test_add_func ("/waiting/unknown", test_unknown);
    g_test_add_func ("/waiting/all-at-once", test_all_at_once);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
