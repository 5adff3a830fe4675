/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-remind — a customer without an answer is brought back once: sound and line.
 */

#include "ol-protocol.h"
#include "stage.h"

#define REMINDED "Anna Petrova has waited 5 minutes for an answer."
#define WAITED   "Anna Petrova has waited"

#define MINUTE 60

/* Virtual milliseconds to a real one: minutes are waited for here. */
#define PACE 200

/* Time runs, nobody but Kim is there to be asked, and nobody passes a dialog on. */
static void
set_scene (Stage *stage)
{
    drive_set_pace (stage->drive, PACE);
    scene_control (stage->scene, "operator-pause", "{\"operator\": 28}");
    scene_control (stage->scene, "operator-pause", "{\"operator\": 29}");
    scene_control (stage->scene, "line", "{\"id\": 7, \"queue_time\": 0}");
}

static guint
count_reminders (Scene *scene, const char *dialog)
{
    return client_count_lines (scene->client, dialog, WAITED);
}

/* Anna's dialog with its window; nobody passes it on, and her turn has just begun. */
static char *
begin (Stage *stage, gint64 owner)
{
    Scene *scene = stage->scene;
    char *anna;

    set_scene (stage);
    if (owner == KIM) {
        anna = scene_anna_with (scene, KIM);
        scene_expect_status (scene, anna, "reply");
        return anna;
    }
    client_sign_in (scene->client);
    anna = scene_anna (scene);
    scene_expect (scene, anna, "Hello");
    scene_expect_status (scene, anna, "waiting");
    return anna;
}

static void
test_reply (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, KIM);
    const ClientLine *line;
    guint sounds;

    drive_pass (stage->drive, 4 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 0);
    sounds = scene->client->sounds->len;
    line = scene_expect (scene, anna, REMINDED);
    g_assert_true (line->flags & PURPLE_MESSAGE_SYSTEM);
    g_assert_cmpuint (scene->client->sounds->len, ==, sounds + 1);

    /* Once, also when she writes again. */
    scene_write (scene, anna, "Is anybody there?");
    drive_pass (stage->drive, 30 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 1);
}

static void
test_waiting (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, 0);

    scene_expect (scene, anna, REMINDED);
    /* Taking it is no answer. */
    client_type (scene->client, anna, "/answer");
    scene_expect_status (scene, anna, "reply");
    drive_pass (stage->drive, 30 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 1);
}

/* An answer ends the wait, and what the customer says next begins another one. */
static void
test_answered (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, KIM);

    drive_pass (stage->drive, 4 * MINUTE);
    client_type (scene->client, anna, "Good morning");
    scene_expect_status (scene, anna, "answered");
    drive_pass (stage->drive, 20 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 0);
    scene_write (scene, anna, "Where is my parcel?");
    scene_expect_status (scene, anna, "reply");
    drive_pass (stage->drive, 4 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 0);
    scene_expect (scene, anna, REMINDED);
    client_type (scene->client, anna, "One moment");
    scene_expect_status (scene, anna, "answered");
    scene_write (scene, anna, "Well?");
    client_wait_for (scene->client, count_reminders (scene, anna) == 2);
}

/* Answer and next question come in one look: the list never says “answered”. */
static void
test_answered_at_once (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;

    scene_control (scene, "push", "{\"enabled\": false}");
    anna = begin (stage, KIM);
    scene_expect (scene, anna, REMINDED);
    scene_go_down (scene);
    scene_say (scene, KIM, anna, "I answer elsewhere");
    scene_write (scene, anna, "Thanks, and the other one?");
    scene_go_up (scene);
    scene_expect (scene, anna, "Thanks, and the other one?");
    client_wait_for (scene->client, count_reminders (scene, anna) == 2);
}

static void
test_new_session (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, KIM);

    scene_expect (scene, anna, REMINDED);
    scene_act (scene, KIM, "finish", anna);
    scene_expect_status (scene, anna, "closed");
    drive_pass (stage->drive, 20 * MINUTE);
    scene_write (scene, anna, "Me again");
    scene_expect (scene, anna, "Me again");
    client_wait_for (scene->client, count_reminders (scene, anna) == 2);
}

/* What was said of a wait is not said again by the next connection; one that goes on is. */
static void
test_reconnect (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, KIM);
    g_autofree char *boris = NULL;

    scene_expect (scene, anna, REMINDED);
    boris = scene_customer (scene, "Boris Becker", "Support", "telegrambot", "Hi");
    scene_act (scene, KIM, "answer", boris);
    scene_expect_status (scene, boris, "reply");
    client_sign_off (scene->client);
    client_sign_in (scene->client);
    scene_expect (scene, boris, "Boris Becker has waited 5 minutes for an answer.");
    drive_pass (stage->drive, 20 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, boris, "has waited"), ==, 1);
}

/* Who waits since long before sign-in gets his time as well, and the line is true. */
static void
test_overdue (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna (scene);

    set_scene (stage);
    scene_control (scene, "advance", "{\"seconds\": 1200}");
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "waiting");
    g_assert_null (client_find_window (scene->client, anna));
    scene_expect (scene, anna, "Anna Petrova has waited 25 minutes for an answer.");
}

/* The window that was closed opens again, and the line stands under what was said. */
static void
test_window (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, KIM);

    client_close (scene->client, anna);
    client_forget (scene->client);
    scene_expect (scene, anna, REMINDED);
    g_assert_nonnull (client_find_window (scene->client, anna));
    g_assert_cmpint (client_index_of_line (scene->client, anna, "Hello"), >=, 0);
    g_assert_cmpint (client_index_of_line (scene->client, anna, REMINDED), >,
                     client_index_of_line (scene->client, anna, "Hello"));
}

static void
set_patience (Scene *scene, int minutes)
{
    purple_account_set_int (scene->client->account, OL_OPTION_REMIND_AFTER, minutes);
}

static void
test_option (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, KIM);

    set_patience (scene, 0);
    drive_pass (stage->drive, 60 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 0);
    client_type (scene->client, anna, "Good morning");
    scene_expect_status (scene, anna, "answered");
    set_patience (scene, 1);
    scene_write (scene, anna, "Where is my parcel?");
    scene_expect (scene, anna, "Anna Petrova has waited 1 minute for an answer.");
}

/* Nobody is called back while nobody can know whether he has got his answer. */
static void
test_outage (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, KIM);

    drive_pass (stage->drive, 4 * MINUTE);
    scene_go_down (scene);
    scene_expect (scene, anna, "No connection to");
    scene_say (scene, KIM, anna, "I answer elsewhere");
    drive_pass (stage->drive, MINUTE);
    scene_go_up (scene);
    scene_expect (scene, anna, "I answer elsewhere");
    drive_pass (stage->drive, 20 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 0);
}

/* A colleague has it now, or it was left to the others. */
static void
test_not_ours (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin (stage, 0);
    g_autofree char *boris = scene_customer (scene, "Boris Becker", "Support", "telegrambot", "Hi");

    scene_expect (scene, boris, "Hi");
    scene_expect_status (scene, boris, "waiting");
    scene_act (scene, MARIA, "answer", anna);
    client_wait_for (scene->client,
                     !g_str_equal (client_get_status (scene->client, anna), "waiting"));
    client_close (scene->client, boris);
    purple_account_remove_buddy (scene->client->account, client_find_buddy (scene->client, boris),
                                 NULL);
    purple_blist_remove_buddy (client_find_buddy (scene->client, boris));
    client_forget (scene->client);
    drive_pass (stage->drive, 20 * MINUTE);
    g_assert_cmpuint (count_reminders (scene, anna), ==, 0);
    g_assert_null (client_find_window (scene->client, boris));
}

/* Many at once come in slices, each once. */
static void
test_many (void)
{
    enum { MANY = 12 };
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    guint reminders = 0;

    set_scene (stage);
    client_sign_in (scene->client);
    for (guint i = 0; i < MANY; i++) {
        g_autofree char *name = g_strdup_printf ("Customer %02u", i);
        g_autofree char *dialog = scene_customer (scene, name, "Support", "telegrambot", "Hi");

        scene_expect_status (scene, dialog, "waiting");
    }
    client_wait_for (scene->client, client_count_buddies (scene->client) == MANY);
    drive_pass (stage->drive, 8 * MINUTE);
    for (guint i = 0; i < scene->client->lines->len; i++) {
        ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        reminders += strstr (line->plain, "has waited 5 minutes for an answer") != NULL;
    }
    g_assert_cmpuint (reminders, ==, MANY);
}

static void
add_tests (void)
{
    g_test_add_func ("/remind/reply", test_reply);
    g_test_add_func ("/remind/waiting", test_waiting);
    g_test_add_func ("/remind/answered", test_answered);
    g_test_add_func ("/remind/answered-at-once", test_answered_at_once);
    g_test_add_func ("/remind/new-session", test_new_session);
    g_test_add_func ("/remind/reconnect", test_reconnect);
    g_test_add_func ("/remind/overdue", test_overdue);
    g_test_add_func ("/remind/window", test_window);
    g_test_add_func ("/remind/option", test_option);
    g_test_add_func ("/remind/outage", test_outage);
    g_test_add_func ("/remind/not-ours", test_not_ours);
    g_test_add_func ("/remind/many", test_many);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
