/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The push stream on networks that fail it: WebSocket blocked, changes, sleep, outages. */

#include <locale.h>

#include "b24-error.h"
#include "push-watch.h"

/* Microseconds of the clock, which goes on while something real is on its way. */
#define AT_ONCE (10 * G_USEC_PER_SEC)

static void
block_socket (Watch *watch)
{
    desk_control (watch->desk, "push-refuse",
                  "{\"code\":502,\"times\":1000,\"transport\":\"websocket\"}");
}

static void
unblock (Watch *watch)
{
    desk_control (watch->desk, "faults-clear", NULL);
}

/* WebSocket is blocked: long polling, and WebSocket again when ten minutes have passed. */
static void
test_fallback (void)
{
    g_autoptr (Watch) watch = watch_new ();

    block_socket (watch);
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    g_assert_true (g_str_has_prefix (
        watch->way->str, "config opening back-off opening back-off config opening back-off "
                         "opening long-polling "));
    watch_publish_some (watch, 1, 3);
    watch_wait_notes (watch, 3);
    desk_pass (watch->desk, 650 * 1000);
    g_assert_cmpint (b24_push_get_state (watch->push), ==, B24_PUSH_LONG_POLLING);
    unblock (watch);
    watch_wait_state (watch, B24_PUSH_WEBSOCKET);
    g_assert_cmpint (watch_time_between (watch, B24_PUSH_LONG_POLLING, B24_PUSH_WEBSOCKET), >=,
                     1200 * 1000);
    watch_publish_some (watch, 4, 6);
    watch_wait_notes (watch, 6);
    watch_wait_count (watch, "polls", 0);
    g_assert_cmpint (watch_count (watch, "sockets"), ==, 1);
}

/* Something in between lets WebSockets open and cuts them then. */
static void
test_fallback_cut (void)
{
    g_autoptr (Watch) watch = watch_new ();

    b24_push_start (watch->push);
    for (guint i = 1; i <= 3; i++) {
        watch_wait_opened (watch, i);
        watch_wait_count (watch, "sockets", 1);
        desk_control (watch->desk, "push-drop", "{}");
    }
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    watch_publish_some (watch, 1, 3);
    watch_wait_notes (watch, 3);
}

/* A changed network is reason enough to try, and at once. */
static void
test_fallback_probe (void)
{
    g_autoptr (Watch) watch = watch_new ();
    gint64 probed;

    block_socket (watch);
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    unblock (watch);
    probed = b24_clock_get_monotonic (watch->desk->clock);
    b24_push_probe (watch->push);
    watch_wait_state (watch, B24_PUSH_WEBSOCKET);
    g_assert_cmpint (watch->entered[B24_PUSH_WEBSOCKET] - probed, <, AT_ONCE);
    watch_publish_some (watch, 1, 3);
    watch_wait_notes (watch, 3);
}

/* Neither way: it goes on trying both, and is there when one works. */
static void
test_no_way (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push-refuse", "{\"code\":502,\"times\":1000}");
    b24_push_start (watch->push);
    desk_pass (watch->desk, 300 * 1000);
    g_assert_cmpuint (watch->opened, ==, 0);
    g_assert_false (b24_push_is_open (watch->push));
    g_assert_nonnull (b24_push_get_error (watch->push));
    unblock (watch);
    watch_wait_opened (watch, 1);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

/* Changes of the network come in bursts, and cut the ten minutes short. */
static void
test_network_changed (void)
{
    g_autoptr (Watch) watch = watch_new ();
    gint64 changed;

    block_socket (watch);
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    unblock (watch);
    changed = b24_clock_get_monotonic (watch->desk->clock);
    for (guint i = 0; i < 10; i++)
        g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
    watch_wait_state (watch, B24_PUSH_WEBSOCKET);
    g_assert_cmpint (watch->entered[B24_PUSH_WEBSOCKET] - changed, <, AT_ONCE);
    watch_publish_some (watch, 1, 3);
    watch_wait_notes (watch, 3);
    g_assert_cmpint (watch_count (watch, "opens"), ==, 1);
}

/* A pause is cut short, but not by everybody who asks for it again and again. */
static void
test_pause_cut (void)
{
    g_autoptr (Watch) watch = watch_new ();
    guint attempts;

    desk_control (watch->desk, "push-refuse", "{\"code\":502,\"times\":100000}");
    b24_push_start (watch->push);
    desk_pass (watch->desk, 300 * 1000);
    attempts = watch->entries[B24_PUSH_OPENING];
    for (guint i = 0; i < 100; i++) {
        b24_push_probe (watch->push);
        desk_pass (watch->desk, 200);
    }
    g_assert_cmpuint (watch->entries[B24_PUSH_OPENING] - attempts, >=, 4);
    g_assert_cmpuint (watch->entries[B24_PUSH_OPENING] - attempts, <=, 12);
}

/* The computer slept through the end of the channel. */
static void
test_sleep (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_control (watch->desk, "advance", "{\"seconds\":50000}");
    b24_clock_sleep (watch->desk->clock, 50000 * 1000);
    watch_wait_opened (watch, 2);
    g_assert_cmpint (watch_count (watch, "configs"), ==, 2);
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
}

/* Nothing answers for some minutes: nothing is lost that the server still knows. */
static void
test_outage (gconstpointer data)
{
    const char *transports = data;
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push", transports);
    b24_push_start (watch->push);
    watch_wait_opened (watch, 1);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_control (watch->desk, "fault", "{\"kind\":\"down\"}");
    desk_control (watch->desk, "push-drop", "{}");
    watch_publish_some (watch, 2, 20);
    desk_pass (watch->desk, 300 * 1000);
    g_assert_false (b24_push_is_open (watch->push));
    g_assert_error (b24_push_get_error (watch->push), B24_ERROR, B24_ERROR_UNREACHABLE);
    desk_control (watch->desk, "up", "{}");
    watch_wait_notes (watch, 20);
    g_assert_true (b24_push_is_verified (watch->push));
}

/* Neither way worked for a while, so WebSocket is not blocked: it is back soon, whatever was tried
 * first. */
static void
test_outage_over (void)
{
    for (guint passes = 60; passes <= 120; passes += 20) {
        g_autoptr (Watch) watch = watch_new ();
        gint64 begun;

        desk_control (watch->desk, "push-refuse", "{\"code\":502,\"times\":100000}");
        b24_push_start (watch->push);
        watch_wait_entry (watch, B24_PUSH_OPENING, 5);
        desk_pass (watch->desk, passes * 1000);
        unblock (watch);
        begun = b24_clock_get_monotonic (watch->desk->clock);
        watch_wait_state (watch, B24_PUSH_WEBSOCKET);
        g_assert_cmpint (watch->entered[B24_PUSH_WEBSOCKET] - begun, <, 300 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/push-network/fallback/by-time", test_fallback);
    g_test_add_func ("/push-network/fallback/cut", test_fallback_cut);
    g_test_add_func ("/push-network/fallback/probe", test_fallback_probe);
    g_test_add_func ("/push-network/fallback/no-way", test_no_way);
    g_test_add_func ("/push-network/changed", test_network_changed);
    g_test_add_func ("/push-network/pause-cut", test_pause_cut);
    g_test_add_func ("/push-network/sleep", test_sleep);
    g_test_add_func ("/push-network/outage-over", test_outage_over);
    g_test_add_data_func ("/push-network/outage", "{}", test_outage);
    g_test_add_data_func ("/push-network/outage-long-polling", "{\"websocket\":false}",
                          test_outage);
    return g_test_run ();
}
