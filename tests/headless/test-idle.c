/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-idle — hours in which nothing happens, in virtual time: how often the portal is asked.
 */

#include "client-virtual.h"

/* Signs in with one dialog and counts the requests of @seconds in which nothing happens, at this
 * pace of time. */
static guint
count_requests (Scene *scene, double seconds, guint pace)
{
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = NULL;
    guint before, requests;

    client_sign_in (scene->client);
    anna = scene_anna_with (scene, KIM);
    client_type (scene->client, anna, "Good morning");
    scene_expect_status (scene, anna, "answered");
    drive_set_pace (drive, pace);
    scene_write (scene, anna, "Thank you");
    scene_expect (scene, anna, "Thank you");
    drive_pass (drive, 300);
    before = scene_count_requests (scene);
    drive_pass (drive, seconds);
    requests = scene_count_requests (scene) - before;
    g_test_message ("%u requests in %.0f seconds", requests, seconds);
    client_sign_off (scene->client);
    client_virtual_end (drive);
    return requests;
}

/* Without push: a look every two seconds while a session is open. */
static void
test_polling (void)
{
    g_autoptr (Scene) scene = scene_new ();
    guint requests;

    scene_control (scene, "push", "{\"enabled\": false}");
    requests = count_requests (scene, 600, 0);
    g_assert_cmpuint (requests, >, 267);
    g_assert_cmpuint (requests, <, 334);
}

/* With push: what reconciliation asks, and nothing else. */
static void
test_push (void)
{
    g_autoptr (Scene) scene = scene_new ();

    /* What is pushed takes real time. */
    g_assert_cmpuint (count_requests (scene, 3600, 1000), <=, 120);
}

static void
add_tests (void)
{
    g_test_add_func ("/idle/polling", test_polling);
    g_test_add_func ("/idle/push", test_push);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
