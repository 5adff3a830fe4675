/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-seen — what counts as read: by the operator, which the portal's own marks prove, and by the
 * customer; and typing that nobody could see.
 */

#include "stage.h"

static gint64
get_mark (Scene *scene, const char *dialog)
{
    return scene_get_read_mark (scene, dialog, KIM);
}

static guint
count_reads (Scene *scene)
{
    return scene_count_calls (scene, "im.dialog.read");
}

static void
test_by_focus (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 message;
    guint reads;

    message = scene_write (scene, anna, "Where is my parcel?");
    scene_expect (scene, anna, "Where is my parcel?");
    client_look (scene->client, anna);
    stage_pass (stage);
    g_assert_cmpuint (count_reads (scene), ==, 0);
    g_assert_cmpint (get_mark (scene, anna), <, message);

    client_focus (scene->client, anna);
    client_wait_for (scene->client, get_mark (scene, anna) >= message);
    reads = count_reads (scene);
    client_blur ();
    client_focus (scene->client, anna);
    client_focus_as (scene->client, anna, CLIENT_FINCH);
    stage_pass (stage);
    g_assert_cmpuint (count_reads (scene), ==, reads);
}

/* With the focus, what arrives is seen; without, it is not. */
static void
test_on_arrival (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 message;

    client_focus (scene->client, anna);
    message = scene_write (scene, anna, "Where is my parcel?");
    scene_expect (scene, anna, "Where is my parcel?");
    client_wait_for (scene->client, get_mark (scene, anna) >= message);
    client_blur ();
    message = scene_write (scene, anna, "Hello?");
    scene_expect (scene, anna, "Hello?");
    stage_pass (stage);
    g_assert_cmpint (get_mark (scene, anna), <, message);
}

/* A storm is one mark now and then, and the last one counts. */
static void
test_coalesced (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    double start = drive_get_time (stage->drive);
    gint64 message = 0;

    client_focus (scene->client, anna);
    for (guint i = 0; i < 40; i++)
        message = scene_write (scene, anna, "Where is my parcel?");
    client_wait_for (scene->client, get_mark (scene, anna) >= message);
    g_assert_cmpfloat (count_reads (scene), <=, (drive_get_time (stage->drive) - start) / 2 + 2);
}

/* Only what is mine: unassigned dialogs and colleagues' keep their marks. */
static void
test_only_mine (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;
    gint64 message;

    client_sign_in (scene->client);
    anna = scene_anna (scene);
    scene_expect (scene, anna, "Hello");
    client_focus (scene->client, anna);
    stage_pass (stage);
    g_assert_cmpuint (count_reads (scene), ==, 0);
    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    scene_expect_status (scene, anna, "colleague");
    scene_write (scene, anna, "Are you there?");
    scene_expect (scene, anna, "Are you there?");
    stage_pass (stage);
    g_assert_cmpuint (count_reads (scene), ==, 0);
    scene_control_dialog (scene, "operator-transfer", anna, ", \"operator\": 28, \"to\": 27");
    scene_expect_status (scene, anna, "reply");
    message = scene_write (scene, anna, "Hello Kim");
    scene_expect (scene, anna, "Hello Kim");
    client_wait_for (scene->client, get_mark (scene, anna) >= message);
}

/* A refusal is nothing to bother anybody with, nor to repeat. */
static void
test_refused (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    guint lines;

    scene_write (scene, anna, "Where is my parcel?");
    scene_expect (scene, anna, "Where is my parcel?");
    lines = scene->client->lines->len;
    scene_refuse (scene, "im.dialog.read", "DIALOG_ID_EMPTY");
    client_focus (scene->client, anna);
    client_wait_for (scene->client, count_reads (scene) == 1);
    client_focus (scene->client, anna);
    stage_pass (stage);
    g_assert_cmpuint (count_reads (scene), ==, 1);
    g_assert_cmpuint (scene->client->lines->len, ==, lines);
}

static gboolean
is_read_by_customer (Scene *scene, const char *dialog)
{
    g_autofree char *tooltip = client_dup_tooltip (scene->client, dialog);

    return strstr (tooltip, "Read by the customer") != NULL;
}

/* That the customer has read stands where one looks for it, and nowhere else. */
static void
test_by_customer (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    guint lines;

    client_type (scene->client, anna, "Good morning");
    scene_expect (scene, anna, "Good morning");
    g_assert_false (is_read_by_customer (scene, anna));
    lines = scene->client->lines->len;
    scene_control_dialog (scene, "read", anna, ", \"user\": 0");
    client_wait_for (scene->client, is_read_by_customer (scene, anna));
    scene_say (scene, KIM, anna, "And good evening");
    scene_expect (scene, anna, "And good evening");
    g_assert_cmpuint (scene->client->lines->len, ==, lines + 1);
}

static gint64
count_typing (Scene *scene, const char *dialog)
{
    return scene_get_number (scene, dialog, "typing");
}

/* Typing is told where the customer can see it: not every messenger shows it, and nobody looks
 * where no reply can go. */
static void
test_typing_unseen (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *ben = scene_customer (scene, "Ben Okafor", "Support", "facebook", "Hello");

    scene_act (scene, KIM, "answer", ben);
    scene_expect_status (scene, ben, "reply");
    client_open (scene->client, ben);
    scene_control_dialog (scene, "block-reply", anna, ", \"reason\": \"24H\"");
    scene_expect (scene, anna, "takes no replies now");
    client_press_key (scene->client, ben);
    client_press_key (scene->client, anna);
    stage_pass (stage);
    g_assert_cmpint (count_typing (scene, ben), ==, 0);
    g_assert_cmpint (count_typing (scene, anna), ==, 0);

    scene_control_dialog (scene, "block-reply", anna, ", \"ago\": 0");
    scene_expect (scene, anna, "takes replies again");
    client_press_key (scene->client, anna);
    client_wait_for (scene->client, count_typing (scene, anna) == 1);
    g_assert_cmpint (count_typing (scene, ben), ==, 0);
}

static void
add_tests (void)
{
    g_test_add_func ("/seen/by-focus", test_by_focus);
    g_test_add_func ("/seen/on-arrival", test_on_arrival);
    g_test_add_func ("/seen/coalesced", test_coalesced);
    g_test_add_func ("/seen/only-mine", test_only_mine);
    g_test_add_func ("/seen/refused", test_refused);
    g_test_add_func ("/seen/by-customer", test_by_customer);
    g_test_add_func ("/seen/typing-unseen", test_typing_unseen);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
