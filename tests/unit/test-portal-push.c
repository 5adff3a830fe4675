/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-push — what the practice portal's push server tells about itself, in which formats
 * it speaks, what it replays, and how channels are replaced.
 */

#include "push-ear.h"

/* Before everything. */
#define FROM_THE_START                                                                             \
    "&mid=00000000000000000000000000&tag=0&time=Thu,%2001%20Jan%201970%2000:00:00%20GMT"

static void
send (PortalCaller *fx, gint64 operator_id, const char *command)
{
    json_object_unref (practice_portal_control (
        fx->portal, "push-send",
        "{\"operator\":%" G_GINT64_FORMAT
        ",\"command\":\"%s\",\"params\":{\"chatId\":5,\"counter\":3,\"users\":{\"27\":"
        "{\"id\":27}}}}",
        operator_id, command));
}

static void
set_push (PortalCaller *fx, const char *json)
{
    portal_caller_control (fx, "push", json);
}

static char *
make_query (PortalCaller *fx, const char *more)
{
    g_autoptr (JsonObject) config = push_ear_get_config (fx, 27);

    return push_ear_make_query (config, more);
}

static void
test_config (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) config = push_ear_get_config (fx, 27);
    g_autofree char *path =
        g_strdup_printf ("ws://127.0.0.1:%u/bitrix/subws/", practice_portal_get_port (fx->portal));

    g_assert_cmpint (practice_read_int (config, "server/version"), ==, 4);
    g_assert_cmpstr (practice_read_string (config, "server/mode"), ==, "personal");
    g_assert_cmpstr (practice_read_string (config, "server/websocket"), ==, path);
    g_assert_true (practice_read_has (config, "server/long_pooling_secure"));
    g_assert_cmpint (practice_read_int (config, "api/revision_web"), ==, 19);
    g_assert_cmpuint (strlen (practice_read_string (config, "channels/private/id")), ==,
                      32 + 1 + 32 + 1 + 40);
    g_assert_cmpuint (strlen (practice_read_string (config, "channels/shared/id")), ==,
                      32 + 1 + 40);
    g_assert_cmpstr (practice_read_string (config, "channels/private/type"), ==, "private");
    g_assert_true (practice_read_has (config, "publicChannels/27/signature"));
    g_assert_true (practice_read_has (config, "serverTime"));
    g_assert_false (practice_read_has (config, "clientId"));
    g_assert_false (practice_read_has (config, "jwt"));
    g_assert_cmpint (push_ear_count (fx, "configs"), ==, 1);
}

static void
test_config_of_others (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) old = NULL;
    g_autoptr (JsonObject) shared = NULL;
    g_autoptr (JsonObject) latest = NULL;

    set_push (fx, "{\"version\":2}");
    old = push_ear_get_config (fx, 27);
    g_assert_cmpuint (strlen (practice_read_string (old, "channels/private/id")), ==, 32);
    g_assert_false (practice_read_bool (old, "publicChannels"));
    set_push (fx, "{\"version\":4,\"mode\":\"shared\"}");
    shared = push_ear_get_config (fx, 27);
    g_assert_true (practice_read_has (shared, "clientId"));
    set_push (fx, "{\"version\":5}");
    latest = push_ear_get_config (fx, 27);
    g_assert_true (practice_read_has (latest, "jwt"));
    g_assert_true (practice_read_has (latest, "exp"));
    g_assert_false (practice_read_has (latest, "clientId"));
    g_assert_true (practice_read_is_array (latest, "publicChannels"));
}

static void
test_config_refused (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) api = portal_caller_call (fx, 27, "pull.api.config.get", "{}");
    g_autoptr (JsonObject) application = NULL;
    g_autoptr (JsonObject) disabled = NULL;
    g_autoptr (JsonObject) scope = NULL;

    g_assert_cmpstr (practice_read_string (api, "result/channels/private/type"), ==, "private");
    g_assert_false (practice_read_has (api, "result/serverTime"));
    application = portal_caller_call (fx, 27, "pull.application.config.get", "{}");
    portal_caller_assert_error (fx, application, 403, "WRONG_AUTH_TYPE");
    set_push (fx, "{\"enabled\":false}");
    disabled = portal_caller_call (fx, 27, "pull.config.get", "{}");
    portal_caller_assert_error (fx, disabled, 500, "SERVER_ERROR");
    portal_caller_control (fx, "scopes", "{\"operator\":27,\"scopes\":[\"im\",\"pull\"]}");
    scope = portal_caller_call (fx, 27, "pull.config.get", "{}");
    portal_caller_assert_error (fx, scope, 401, "insufficient_scope");
}

static void
test_watch (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) none = portal_caller_call (fx, 27, "pull.watch.extend", "{}");
    g_autoptr (JsonObject) one =
        portal_caller_call (fx, 27, "pull.watch.extend", "{\"tags\":[\"IM_PUBLIC_5\"]}");

    g_autoptr (JsonObject) seen =
        portal_caller_call (fx, 27, "pull.api.user.getLastSeen", "{\"userIds\":[27,28]}");

    g_assert_true (practice_read_has (seen, "result/27"));
    g_assert_false (practice_read_has (seen, "result/28"));
    g_assert_true (practice_read_is_array (none, "result"));
    g_assert_true (practice_read_has (one, "result/IM_PUBLIC_5"));
    g_assert_false (practice_read_bool (one, "result/IM_PUBLIC_5"));
}

typedef struct {
    const char *name;
    const char *push; /* knobs */
    const char *more; /* of the query */
    gboolean binary;
    gboolean mid;
} Format;

static const Format formats[] = {
    { "1", "{\"version\":1}", "", FALSE, FALSE },
    { "2", "{\"version\":2}", "", FALSE, FALSE },
    { "3", "{\"version\":3}", "", FALSE, TRUE },
    { "4-text", "{\"version\":4}", "", FALSE, TRUE },
    { "4-json", "{\"version\":4}", "&format=json", FALSE, TRUE },
    { "4-binary", "{\"version\":4}", "&binaryMode=true", TRUE, TRUE },
    { "4-asked-in-vain", "{\"version\":4,\"format\":\"text\"}", "&binaryMode=true", FALSE, TRUE },
    { "4-shared", "{\"version\":4,\"mode\":\"shared\"}", "&format=json", FALSE, TRUE },
    { "5", "{\"version\":5}", "", FALSE, TRUE },
};

static void
assert_two_events (PushEar *ear, const Format *format)
{
    JsonObject *first = push_ear_get (ear, 0);
    JsonObject *second = push_ear_get (ear, 1);

    push_ear_assert_commands (ear, "mine everybodys");
    g_assert_cmpstr (practice_read_string (first, "module_id"), ==, "im");
    g_assert_cmpint (practice_read_int (first, "params/chatId"), ==, 5);
    g_assert_cmpint (practice_read_int (first, "params/counter"), ==, 3);
    g_assert_cmpint (practice_read_int (first, "params/users/27/id"), ==, 27);
    g_assert_cmpint (practice_read_int (first, "extra/sender/type"), ==, 2);
    g_assert_cmpint (practice_read_int (first, "extra/revision_web"), ==, 19);
    g_assert_true (practice_read_has (first, "extra/server_time_unix"));
    if (!format->mid) {
        g_assert_false (practice_read_has (first, "mid"));
        g_assert_true (practice_read_has (first, "time"));
        g_assert_true (practice_read_has (second, "tag"));
        return;
    }
    g_assert_cmpuint (strlen (practice_read_string (first, "mid")), ==, 26);
    g_assert_cmpstr (practice_read_string (first, "mid"), <, practice_read_string (second, "mid"));
}

/* What is pushed while the socket is open, and the same events asked for by a poll. */
static void
test_format (PortalCaller *fx, gconstpointer data)
{
    const Format *format = data;
    g_autofree char *more = g_strconcat (format->more, FROM_THE_START, NULL);
    g_autofree char *query = NULL;
    g_autofree char *again = NULL;
    g_autofree char *last = NULL;
    g_autoptr (PushEar) socket = NULL;
    g_autoptr (PushEar) poll = push_ear_new_deaf ();

    set_push (fx, format->push);
    query = make_query (fx, format->more);
    again = make_query (fx, more);
    socket = push_ear_new (fx, query);
    g_assert_nonnull (socket->socket);
    send (fx, 28, "somebodyElses");
    send (fx, 27, "mine");
    send (fx, 0, "everybodys");
    push_ear_wait_events (socket, 2);
    assert_two_events (socket, format);
    g_assert_cmpuint (socket->binary, ==, format->binary ? socket->frames : 0);
    last = push_ear_poll (poll, fx, again);
    g_assert_cmpuint (poll->status, ==, 200);
    assert_two_events (poll, format);
    g_assert_cmpuint (poll->binary, ==, format->binary ? 1 : 0);
    g_assert_cmpint (push_ear_count (fx, "sent"), ==, 4);
}

/* (transfer full) */
static char *
query_after (PortalCaller *fx, PushEar *ear, guint index)
{
    g_autofree char *more = g_strdup_printf (
        "&format=json&mid=%s", practice_read_string (push_ear_get (ear, index), "mid"));

    return make_query (fx, more);
}

static void
test_resume (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, "&format=json");
    g_autofree char *bad = make_query (fx, "&format=json&mid=0");
    g_autofree char *resumed = NULL;
    g_autoptr (PushEar) first = push_ear_new (fx, query);
    g_autoptr (PushEar) second = NULL;
    g_autoptr (PushEar) third = NULL;

    send (fx, 27, "one");
    push_ear_wait_events (first, 1);
    soup_websocket_connection_close (first->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
    push_ear_wait_closed (first, 1000);
    push_ear_wait_count (fx, "sockets", 0);
    send (fx, 27, "two");
    send (fx, 0, "three");
    send (fx, 27, "four");
    push_ear_wait_count (fx, "waiting", 0);
    resumed = query_after (fx, first, 0);
    second = push_ear_new (fx, resumed);
    push_ear_wait_events (second, 3);
    push_ear_assert_commands (second, "two three four");
    /* A mid of another form is no mid. */
    third = push_ear_new (fx, bad);
    send (fx, 27, "five");
    push_ear_wait_events (third, 1);
    push_ear_assert_commands (third, "five");
    push_ear_wait_events (second, 4);
}

static void
test_resume_limits (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, "&format=json" FROM_THE_START);
    g_autoptr (PushEar) ear = NULL;

    json_object_unref (practice_portal_control (
        fx->portal, "push-send", "{\"operator\":27,\"command\":\"fleeting\",\"expiry\":0}"));
    json_object_unref (practice_portal_control (
        fx->portal, "push-send", "{\"operator\":27,\"command\":\"brief\",\"expiry\":60}"));
    push_ear_wait_count (fx, "waiting", 0);
    portal_caller_control (fx, "advance", "{\"seconds\":61}");
    for (guint i = 0; i < 120; i++)
        send (fx, 27, "mine");
    for (guint i = 0; i < 90; i++)
        send (fx, 0, "everybodys");
    push_ear_wait_count (fx, "waiting", 0);
    ear = push_ear_new (fx, query);
    push_ear_wait_events (ear, 100 + 90);
    g_assert_cmpstr (practice_read_string (push_ear_get (ear, 99), "command"), ==, "mine");
    g_assert_cmpstr (practice_read_string (push_ear_get (ear, 100), "command"), ==, "everybodys");
}

/* The servers of old know a second and a number in it. */
static void
test_resume_by_time (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = NULL;
    g_autofree char *resumed = NULL;
    g_autofree char *time = NULL;
    g_autofree char *more = NULL;
    g_autoptr (PushEar) first = NULL;
    g_autoptr (PushEar) second = NULL;

    portal_caller_control (fx, "advance", "{\"seconds\":1,\"still\":true}");
    set_push (fx, "{\"version\":2}");
    query = make_query (fx, "");
    first = push_ear_new (fx, query);
    send (fx, 27, "one");
    send (fx, 27, "two");
    push_ear_wait_events (first, 2);
    time =
        g_uri_escape_string (practice_read_string (push_ear_get (first, 0), "time"), NULL, FALSE);
    g_assert_cmpstr (practice_read_string (push_ear_get (first, 0), "time"), ==,
                     practice_read_string (push_ear_get (first, 1), "time"));
    more = g_strdup_printf ("&tag=%s&time=%s",
                            practice_read_string (push_ear_get (first, 0), "tag"), time);
    portal_caller_control (fx, "advance", "{\"seconds\":1}");
    send (fx, 27, "three");
    push_ear_wait_events (first, 3);
    resumed = make_query (fx, more);
    second = push_ear_new (fx, resumed);
    push_ear_wait_events (second, 2);
    push_ear_assert_commands (second, "two three");
}

static void
test_rotation_announced (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, "&format=json");
    g_autofree char *fresh = NULL;
    g_autoptr (PushEar) old = push_ear_new (fx, query);
    g_autoptr (PushEar) new = NULL;
    const char *channel;

    portal_caller_control (fx, "push-expire", "{\"operator\":27}");
    push_ear_wait_events (old, 1);
    push_ear_assert_commands (old, "channel_expire");
    g_assert_cmpstr (practice_read_string (push_ear_get (old, 0), "module_id"), ==, "pull");
    g_assert_cmpstr (practice_read_string (push_ear_get (old, 0), "params/action"), ==,
                     "get_config");
    fresh = make_query (fx, "&format=json");
    g_assert_cmpstr (fresh, !=, query);
    new = push_ear_new (fx, fresh);
    send (fx, 27, "mine");
    push_ear_wait_events (new, 1);
    portal_caller_control (fx, "push-expire", "{}");
    push_ear_wait_events (new, 2);
    /* Of the private channel the old one heard nothing more. */
    push_ear_wait_events (old, 2);
    push_ear_assert_commands (old, "channel_expire channel_expire");
    g_assert_cmpstr (practice_read_string (push_ear_get (old, 1), "params/action"), ==,
                     "reconnect");
    channel = practice_read_string (push_ear_get (old, 1), "params/new_channel/id");
    g_assert_cmpuint (strlen (channel), ==, 32 + 1 + 40);
}

static void
test_rotation_silent (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, "&format=json");
    g_autofree char *fresh = NULL;
    g_autoptr (PushEar) old = push_ear_new (fx, query);
    g_autoptr (PushEar) new = NULL;

    portal_caller_control (fx, "push-expire", "{\"operator\":27,\"announce\":false}");
    fresh = make_query (fx, "&format=json");
    new = push_ear_new (fx, fresh);
    send (fx, 27, "mine");
    send (fx, 0, "everybodys");
    push_ear_wait_events (new, 2);
    push_ear_wait_events (old, 1);
    push_ear_assert_commands (old, "everybodys");
}

/* The portal notices a channel's age when it next has something to send. */
static void
test_rotation_by_age (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, "&format=json");
    g_autofree char *fresh = NULL;
    g_autoptr (PushEar) old = push_ear_new (fx, query);
    g_autoptr (PushEar) new = NULL;

    portal_caller_control (fx, "advance", "{\"seconds\":43100}");
    send (fx, 27, "young");
    push_ear_wait_events (old, 1);
    portal_caller_control (fx, "advance", "{\"seconds\":106}");
    send (fx, 27, "unheard");
    push_ear_wait_events (old, 2);
    push_ear_assert_commands (old, "young channel_expire");
    fresh = make_query (fx, "&format=json" FROM_THE_START);
    new = push_ear_new (fx, fresh);
    push_ear_wait_events (new, 1);
    push_ear_assert_commands (new, "unheard");
}

static void
add_format_tests (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
        g_autofree char *path = g_strconcat ("/portal-push/format/", formats[i].name, NULL);

        g_test_add (path, PortalCaller, &formats[i], portal_caller_set_up, test_format,
                    portal_caller_tear_down);
    }
}

static void
add_test (const char *path, void (*test) (PortalCaller *fx, gconstpointer unused))
{
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, test, portal_caller_tear_down);
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    add_test ("/portal-push/config", test_config);
    add_test ("/portal-push/config/others", test_config_of_others);
    add_test ("/portal-push/config/refused", test_config_refused);
    add_test ("/portal-push/watch", test_watch);
    add_format_tests ();
    add_test ("/portal-push/resume", test_resume);
    add_test ("/portal-push/resume/limits", test_resume_limits);
    add_test ("/portal-push/resume/time", test_resume_by_time);
    add_test ("/portal-push/rotation/announced", test_rotation_announced);
    add_test ("/portal-push/rotation/silent", test_rotation_silent);
    add_test ("/portal-push/rotation/age", test_rotation_by_age);
    return g_test_run ();
}
