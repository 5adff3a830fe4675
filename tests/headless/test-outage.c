/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-outage — the portal is away for a while, in virtual time: windows and account stay, things
 * come back by themselves, and only two minutes without a sign of life end the connection.
 */

#include "client-virtual.h"

#define NO_CONNECTION "No connection to 127.0.0.1"
#define BACK          "The connection is back."

/* Virtual milliseconds to a real one, where pushed news needs real time on its way. */
#define PACE 20
/* The same where nothing is expected. */
#define CALM 300

/* Kim is online, with Anna's window open and another contact without one. */
static char *
begin (Scene *scene)
{
    char *anna;

    g_free (scene_customer (scene, "Ben Okafor", "Support", "livechat", "Hello"));
    anna = scene_anna_with (scene, KIM);
    scene_mark (scene);
    return anna;
}

static void
end (Scene *scene, Drive *drive)
{
    client_sign_off (scene->client);
    client_virtual_end (drive);
}

static void
assert_online (Scene *scene, const char *dialog)
{
    g_assert_true (client_is_online (scene->client));
    g_assert_cmpuint (scene->client->errors->len, ==, 0);
    g_assert_cmpuint (scene->client->signed_on, ==, 1);
    g_assert_nonnull (client_find_window (scene->client, dialog));
}

/* A minute: told once, and everything comes back, in the same windows. */
static void
test_short (gconstpointer data)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = NULL;

    scene_control (scene, "push", "%s", (const char *) data);
    drive_set_pace (drive, PACE);
    anna = begin (scene);
    scene_go_down (scene);
    scene_expect_new (scene, anna, NO_CONNECTION);
    client_type (scene->client, anna, "One moment");
    scene_write (scene, anna, "Are you there?");
    drive_set_pace (drive, CALM);
    drive_pass (drive, 60);
    assert_online (scene, anna);
    g_assert_cmpuint (client_count_lines (scene->client, anna, BACK), ==, 0);

    drive_set_pace (drive, PACE);
    scene_go_up (scene);
    scene_expect_new (scene, anna, BACK);
    scene_expect_new (scene, anna, "Are you there?");
    client_wait_for (scene->client, scene_count_messages (scene, anna, "One moment") == 1);
    scene_write (scene, anna, "And now?");
    scene_expect_new (scene, anna, "And now?");
    drive_set_pace (drive, CALM);
    drive_pass (drive, 180);
    assert_online (scene, anna);
    g_assert_cmpuint (client_count_lines (scene->client, anna, NO_CONNECTION), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, anna, BACK), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Are you there?"), ==, 1);
    end (scene, drive);
}

/* Who writes into it is told at once, and not a second time after a while. */
static void
test_written_into (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = begin (scene);

    scene_go_down (scene);
    client_type (scene->client, anna, "One moment");
    scene_expect_new (scene, anna, "No connection; your text goes out when it is back.");
    drive_pass (drive, 60);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "No connection"), ==, 1);
    scene_go_up (scene);
    scene_expect_new (scene, anna, BACK);
    scene_expect_new (scene, anna, "One moment");
    assert_online (scene, anna);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "No connection"), ==, 1);
    end (scene, drive);
}

/* A few seconds are nobody's business. */
static void
test_hiccup (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = begin (scene);
    guint lines = scene->client->lines->len;

    scene_go_down (scene);
    drive_pass (drive, 10);
    scene_go_up (scene);
    drive_pass (drive, 100);
    assert_online (scene, anna);
    g_assert_cmpuint (scene->client->lines->len, ==, lines);
    end (scene, drive);
}

/* Two minutes of nothing: libpurple may know, and tries again by itself. */
static void
test_long (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = begin (scene);
    const ClientError *error;
    double down;

    scene_go_down (scene);
    down = drive_get_time (drive);
    error = client_expect_error (scene->client);
    g_assert_cmpfloat (drive_get_time (drive) - down, >=, 120);
    g_assert_cmpfloat (drive_get_time (drive) - down, <, 200);
    g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_NETWORK_ERROR);
    g_assert_false (purple_connection_error_is_fatal (error->reason));
    g_assert_true (client_is_enabled (scene->client));
    g_assert_nonnull (client_find_window (scene->client, anna));

    scene_go_up (scene);
    scene_write (scene, anna, "Are you there?");
    client_forget (scene->client);
    client_sign_in (scene->client);
    scene_expect (scene, anna, "Are you there?");
    /* The window was told of the outage by the connection before this one. */
    g_assert_cmpuint (client_count_lines (scene->client, anna, BACK), ==, 1);
    end (scene, drive);
}

/* A dead credential is no outage: no two minutes for it. */
static void
test_fatal (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = begin (scene);
    const ClientError *error;
    double revoked;

    scene_control (scene, "revoke", "{\"operator\": 27}");
    revoked = drive_get_time (drive);
    error = client_expect_error (scene->client);
    g_assert_cmpfloat (drive_get_time (drive) - revoked, <, 100);
    g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
    g_assert_false (client_is_enabled (scene->client));
    client_virtual_end (drive);
}

/* The stream of news lives though no request is answered: the two minutes begin with its end. */
static void
test_push_lives (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = NULL;
    double dropped;

    drive_set_pace (drive, PACE);
    anna = begin (scene);
    client_wait_for (scene->client, scene_count_calls (scene, "pull.config.get") > 0);
    scene_write (scene, anna, "First words");
    scene_expect (scene, anna, "First words");
    scene_fault (scene, NULL, "\"kind\": \"status\", \"status\": 502, \"times\": -1");
    scene_expect_new (scene, anna, NO_CONNECTION);
    drive_set_pace (drive, CALM);
    drive_pass (drive, 240);
    assert_online (scene, anna);

    scene_control (scene, "push-refuse", "{\"code\": 503, \"times\": 1000}");
    scene_control (scene, "push-drop", "{}");
    dropped = drive_get_time (drive);
    client_expect_error (scene->client);
    g_assert_cmpfloat (drive_get_time (drive) - dropped, >=, 119);
    g_assert_cmpfloat (drive_get_time (drive) - dropped, <, 200);
    client_virtual_end (drive);
}

/* The network comes back, or the computer wakes up: nobody waits for a back-off. */
static void
test_at_once (gconstpointer data)
{
    gboolean woken = GPOINTER_TO_INT (data);
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autoptr (B24Clock) clock = b24_clock_dup_default ();
    g_autofree char *anna = NULL;
    double up;

    scene_control (scene, "push", "{\"enabled\": false}");
    anna = begin (scene);
    scene_go_down (scene);
    drive_pass (drive, 100);
    scene_go_up (scene);
    up = drive_get_time (drive);
    if (woken)
        b24_clock_sleep (clock, 3600 * 1000);
    else
        g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
    scene_expect_new (scene, anna, BACK);
    g_assert_cmpfloat (drive_get_time (drive) - up, <, 5);
    assert_online (scene, anna);
    end (scene, drive);
}

/* What time the computer slept is no silence of the portal's. */
static void
test_asleep (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autoptr (B24Clock) clock = b24_clock_dup_default ();
    g_autofree char *anna = begin (scene);

    scene_go_down (scene);
    drive_pass (drive, 100);
    b24_clock_sleep (clock, 3600 * 1000);
    drive_pass (drive, 100);
    assert_online (scene, anna);
    client_expect_error (scene->client);
    client_virtual_end (drive);
}

/* A status the portal could not take is told within a minute, and once. */
static void
test_status_later (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Drive *drive = client_virtual_begin (scene);
    g_autofree char *anna = begin (scene);
    guint calls;

    scene_fault (scene, "im.user.status.set",
                 "\"kind\": \"status\", \"status\": 500, "
                 "\"code\": \"INTERNAL_SERVER_ERROR\", \"times\": -1");
    purple_account_set_status (scene->client->account, "away", TRUE, NULL);
    drive_pass (drive, 45);
    scene_clear_faults (scene);
    calls = scene_count_calls (scene, "im.user.status.set");
    g_assert_cmpuint (calls, >, 1);
    drive_pass (drive, 300);
    g_assert_cmpuint (scene_count_calls (scene, "im.user.status.set"), ==, calls + 1);
    assert_online (scene, anna);
    end (scene, drive);
}

static void
add_tests (void)
{
    g_test_add_data_func ("/outage/short/push", "{}", test_short);
    g_test_add_data_func ("/outage/short/long-polling", "{\"websocket\": false}", test_short);
    g_test_add_data_func ("/outage/short/polling", "{\"enabled\": false}", test_short);
    g_test_add_func ("/outage/written-into", test_written_into);
    g_test_add_func ("/outage/hiccup", test_hiccup);
    g_test_add_func ("/outage/long", test_long);
    g_test_add_func ("/outage/fatal", test_fatal);
    g_test_add_func ("/outage/push-lives", test_push_lives);
    g_test_add_data_func ("/outage/network-back", GINT_TO_POINTER (FALSE), test_at_once);
    g_test_add_data_func ("/outage/woken", GINT_TO_POINTER (TRUE), test_at_once);
    g_test_add_func ("/outage/asleep", test_asleep);
    g_test_add_func ("/outage/status-later", test_status_later);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
