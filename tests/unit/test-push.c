/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The push stream: every generation of server, resuming, rotation, refusals. */

#include <locale.h>
#include <string.h>

#include "b24-error.h"
#include "push-watch.h"

typedef struct {
    const char *name;
    int version;
    const char *format;
} Generation;

static const Generation generations[] = {
    { "text-1", 1, "" },     { "text-2", 2, "" },   { "text-3", 3, "" },
    { "text-4", 4, "text" }, { "json", 4, "json" }, { "protobuf", 4, "protobuf" },
    { "json-rpc", 5, "" },
};

static void
set_generation (Watch *watch, const Generation *generation)
{
    g_autofree char *json = g_strdup_printf ("{\"version\":%d,\"format\":\"%s\"}",
                                             generation->version, generation->format);

    desk_control (watch->desk, "push", json);
}

static void
test_generation (gconstpointer data)
{
    const Generation *generation = data;
    g_autoptr (Watch) watch = watch_new ();

    set_generation (watch, generation);
    watch_open (watch);
    g_assert_cmpstr (watch->way->str, ==, "config opening websocket ");
    g_assert_cmpint (b24_push_get_version (watch->push), ==, generation->version);
    g_assert_false (b24_push_is_verified (watch->push));
    watch_publish_some (watch, 1, 5);
    watch_wait_notes (watch, 5);
    g_assert_true (b24_push_is_verified (watch->push));
    g_assert_cmpuint (watch->opened, ==, 1);
    if (generation->version == 5)
        watch_wait_count (watch, "acks", 5);
    else
        g_assert_cmpint (watch_count (watch, "acks"), ==, 0);
}

static void
test_generation_longpoll (gconstpointer data)
{
    const Generation *generation = data;
    g_autoptr (Watch) watch = watch_new ();

    set_generation (watch, generation);
    desk_control (watch->desk, "push", "{\"websocket\":false}");
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    for (guint i = 1; i <= 5; i++) {
        watch_publish (watch, i);
        watch_wait_notes (watch, i);
    }
    g_assert_true (b24_push_is_verified (watch->push));
}

/* What was published while the line was cut comes, and nothing comes twice. */
static void
test_resume (gconstpointer data)
{
    const Generation *generation = data;
    g_autoptr (Watch) watch = watch_new ();

    set_generation (watch, generation);
    watch_open (watch);
    watch_publish_some (watch, 1, 3);
    watch_wait_notes (watch, 3);
    desk_control (watch->desk, "push-drop", "{}");
    watch_publish_some (watch, 4, 6);
    watch_wait_notes (watch, 6);
    g_assert_true (b24_push_is_verified (watch->push));
    g_assert_cmpuint (b24_push_get_reconnects (watch->push), ==, 1);
    g_assert_cmpuint (watch->opened, ==, 2);
    g_assert_cmpint (watch_count (watch, "configs"), ==, 1);
}

static void
test_repeated (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    desk_control (watch->desk, "push-fault", "{\"kind\":\"repeat\",\"times\":10}");
    watch_publish_some (watch, 1, 10);
    watch_wait_notes (watch, 10);
    watch_publish (watch, 11);
    watch_wait_notes (watch, 11);
}

static void
test_keep_alive (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push", "{\"version\":5}");
    watch_open (watch);
    desk_control (watch->desk, "advance", "{\"seconds\":11}");
    watch_wait_count (watch, "pongs", 1);
}

/* Nobody says anything for minutes: the pings are answered, and the link stays. */
static void
test_idle (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    for (guint i = 0; i < 20; i++)
        desk_pass (watch->desk, 10 * 1000);
    b24_push_probe (watch->push);
    desk_pass (watch->desk, 10 * 1000);
    g_assert_cmpuint (watch->opened, ==, 1);
    g_assert_cmpstr (watch->way->str, ==, "config opening websocket ");
}

/* Version 5 speaks every ten seconds; when it does not, it is not there. */
static void
test_idle_rpc (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push", "{\"version\":5}");
    watch_open (watch);
    for (guint i = 0; i < 10; i++) {
        desk_control (watch->desk, "advance", "{\"seconds\":10}");
        desk_pass (watch->desk, 10 * 1000);
    }
    g_assert_cmpuint (watch->opened, ==, 1);
    desk_pass (watch->desk, 22 * 1000);
    watch_wait_opened (watch, 2);
    g_assert_nonnull (strstr (watch->log->str, "silence"));
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

/* Both kinds of channel, told beforehand: the config is asked for again and the stream goes on. */
static void
test_rotation (gconstpointer data)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_control (watch->desk, "push-expire", data);
    watch_wait_opened (watch, 2);
    g_assert_cmpint (watch_count (watch, "configs"), ==, 2);
    g_assert_false (b24_push_is_verified (watch->push));
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
    g_assert_true (b24_push_is_verified (watch->push));
    g_assert_cmpuint (watch->others->len, ==, 0);
}

static void
test_rotation_by_time (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    b24_push_stop (watch->push);
    desk_control (watch->desk, "advance", "{\"seconds\":43000}");
    watch_open (watch);
    /* Shortly before the end nothing has changed yet: the link stays. */
    watch_wait_count (watch, "configs", 3);
    g_assert_cmpuint (watch->opened, ==, 2);
    g_assert_cmpint (b24_push_get_state (watch->push), ==, B24_PUSH_WEBSOCKET);
    desk_control (watch->desk, "advance", "{\"seconds\":300}");
    watch_wait_opened (watch, 3);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

/* The portal changes the channel and says nothing: somebody notices that news is missing. */
static void
test_rotation_silent (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_control (watch->desk, "push-expire", "{\"operator\":27,\"announce\":false}");
    desk_pass (watch->desk, 20000);
    b24_push_report_deaf (watch->push);
    b24_push_report_deaf (watch->push);
    g_assert_false (b24_push_is_verified (watch->push));
    watch_wait_opened (watch, 2);
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
    g_assert_true (b24_push_is_verified (watch->push));
    g_assert_cmpint (watch_count (watch, "configs"), ==, 2);
}

static gboolean
is_verified (gpointer user_data)
{
    return b24_push_is_verified (user_data);
}

/* Twice within ten minutes: the link stays, but is not believed for half an hour. */
static void
test_deaf_twice (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    desk_pass (watch->desk, 20000);
    b24_push_report_deaf (watch->push);
    watch_wait_opened (watch, 2);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_pass (watch->desk, 20000);
    g_assert_true (b24_push_is_verified (watch->push));
    b24_push_report_deaf (watch->push);
    g_assert_false (b24_push_is_verified (watch->push));
    g_assert_true (b24_push_is_open (watch->push));
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
    g_assert_false (b24_push_is_verified (watch->push));
    desk_pass (watch->desk, 29 * 60 * 1000);
    g_assert_false (b24_push_is_verified (watch->push));
    desk_pass (watch->desk, 60 * 1000);
    desk_wait (watch->desk, 100, is_verified, watch->push);
    g_assert_cmpint (watch_count (watch, "configs"), ==, 2);
}

static void
test_config_expire (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    watch_publish_pull (watch, "config_expire", "{}");
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    watch_wait_count (watch, "configs", 2);
    /* Nothing was different, so nothing was interrupted. */
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
    g_assert_cmpuint (watch->opened, ==, 1);
    g_assert_cmpuint (watch->others->len, ==, 0);
}

static void
test_server_restart (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    watch_publish_pull (watch, "server_restart", "{}");
    watch_wait_opened (watch, 2);
    g_assert_cmpint (watch_time_between (watch, B24_PUSH_BACK_OFF, B24_PUSH_WEBSOCKET), >=, 15000);
    g_assert_cmpint (watch_count (watch, "configs"), ==, 1);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

/* What a colleague's client sends is passed on, but proves nothing and is not obeyed. */
static void
test_client_sender (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    desk_control (watch->desk, "push-send",
                  "{\"operator\":27,\"module\":\"pull\",\"command\":\"server_restart\","
                  "\"sender_type\":1}");
    desk_control (watch->desk, "push-send",
                  "{\"operator\":27,\"command\":\"note\",\"params\":{\"n\":1},\"sender_type\":1}");
    watch_wait_notes (watch, 1);
    g_assert_false (b24_push_is_verified (watch->push));
    desk_control (watch->desk, "push-send",
                  "{\"operator\":27,\"module\":\"tasks\",\"command\":\"task_add\"}");
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
    g_assert_true (b24_push_is_verified (watch->push));
    g_assert_cmpuint (watch->others->len, ==, 1);
    g_assert_cmpstr (g_ptr_array_index (watch->others, 0), ==, "tasks task_add");
}

/* A storm in small and in large frames, which are decoded elsewhere: all of it, in order. */
static void
test_storm (void)
{
    g_autofree char *filling = g_strnfill (2000, 'x');
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    for (guint i = 1; i <= 600; i++) {
        g_autofree char *json = g_strdup_printf (
            "{\"operator\":27,\"command\":\"note\",\"params\":{\"n\":%u,\"x\":\"%s\"}}", i,
            i % 200 < 100 ? filling : "");

        desk_control (watch->desk, "push-send", json);
    }
    watch_wait_notes (watch, 600);
    g_assert_cmpuint (watch->opened, ==, 1);
}

/* Far beyond what libsoup lets through by itself, far below the limit. */
static void
test_large_frame (void)
{
    g_autofree char *filling = g_strnfill (4 * 1024 * 1024, 'x');
    g_autofree char *json = g_strdup_printf (
        "{\"operator\":27,\"command\":\"note\",\"params\":{\"n\":1,\"x\":\"%s\"}}", filling);
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    desk_control (watch->desk, "push-send", json);
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
    g_assert_cmpuint (watch->opened, ==, 1);
}

static void
test_other_method (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "scopes",
                  "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\",\"pull\"]}");
    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

static void
test_without_scope (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "scopes", "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\"]}");
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_REFUSED);
    g_assert_cmpstr (watch->way->str, ==, "config refused ");
    g_assert_error (b24_push_get_error (watch->push), B24_ERROR, B24_ERROR_INSUFFICIENT_SCOPE);
    desk_take_requests (watch->desk);
    watch_leap (watch, 50);
    b24_push_probe (watch->push);
    g_assert_cmpint (desk_take_requests (watch->desk), ==, 0);
    desk_control (watch->desk, "scopes",
                  "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\",\"pull_channel\"]}");
    watch_wait_state (watch, B24_PUSH_WEBSOCKET);
    g_assert_null (b24_push_get_error (watch->push));
}

static void
test_turned_off (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push", "{\"enabled\":false}");
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_REFUSED);
    g_assert_error (b24_push_get_error (watch->push), B24_ERROR, B24_ERROR_SERVER_ERROR);
    desk_take_requests (watch->desk);
    watch_leap (watch, 3500);
    g_assert_cmpint (desk_take_requests (watch->desk), ==, 0);
    desk_control (watch->desk, "push", "{\"enabled\":true}");
    watch_leap (watch, 200);
    watch_wait_state (watch, B24_PUSH_WEBSOCKET);
}

/* The portal cannot be reached: the push tries again by itself. */
static void
test_config_faults (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_fail (watch->desk, "pull.config.get", 500, "INTERNAL_SERVER_ERROR", 12);
    watch_open (watch);
    g_assert_cmpuint (watch->entries[B24_PUSH_BACK_OFF], >, 0);
    g_assert_true (watch->explained);
}

static void
add_generations (const char *prefix, GTestDataFunc func)
{
    for (gsize i = 0; i < G_N_ELEMENTS (generations); i++) {
        g_autofree char *path = g_strconcat (prefix, generations[i].name, NULL);

        g_test_add_data_func (path, &generations[i], func);
    }
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    add_generations ("/push/generation/", test_generation);
    add_generations ("/push/long-polling/", test_generation_longpoll);
    add_generations ("/push/resume/", test_resume);
    g_test_add_func ("/push/repeated", test_repeated);
    g_test_add_func ("/push/keep-alive", test_keep_alive);
    g_test_add_func ("/push/idle", test_idle);
    g_test_add_func ("/push/idle-rpc", test_idle_rpc);
    g_test_add_data_func ("/push/rotation/private", "{\"operator\":27}", test_rotation);
    g_test_add_data_func ("/push/rotation/shared", "{}", test_rotation);
    g_test_add_func ("/push/rotation/by-time", test_rotation_by_time);
    g_test_add_func ("/push/rotation/silent", test_rotation_silent);
    g_test_add_func ("/push/deaf-twice", test_deaf_twice);
    g_test_add_func ("/push/config-expire", test_config_expire);
    g_test_add_func ("/push/server-restart", test_server_restart);
    g_test_add_func ("/push/client-sender", test_client_sender);
    g_test_add_func ("/push/storm", test_storm);
    g_test_add_func ("/push/large-frame", test_large_frame);
    g_test_add_func ("/push/config/other-method", test_other_method);
    g_test_add_func ("/push/config/without-scope", test_without_scope);
    g_test_add_func ("/push/config/turned-off", test_turned_off);
    g_test_add_func ("/push/config/faults", test_config_faults);
    return g_test_run ();
}
