/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-push-lines — whom the practice portal's push server turns away, drops, holds and
 * misleads.
 */

#include "push-ear.h"

#define NOBODYS "CHANNEL_ID=0123456789abcdef0123456789abcdef"

static void
send (PortalCaller *fx, gint64 operator_id, const char *command)
{
    json_object_unref (practice_portal_control (
        fx->portal, "push-send", "{\"operator\":%" G_GINT64_FORMAT ",\"command\":\"%s\"}",
        operator_id, command));
}

static char *
make_query (PortalCaller *fx, gint64 operator_id, const char *more)
{
    g_autoptr (JsonObject) config = push_ear_get_config (fx, operator_id);

    return push_ear_make_query (config, more);
}

static PushEar *
listen (PortalCaller *fx, gint64 operator_id)
{
    g_autofree char *query = make_query (fx, operator_id, "&format=json");
    PushEar *ear = push_ear_new (fx, query);

    g_assert_nonnull (ear->socket);
    return ear;
}

/* Both transports say that the address is of no use, each in its way. */
static void
assert_refused (PortalCaller *fx, const char *query, guint code, const char *text)
{
    g_autoptr (PushEar) socket = push_ear_new (fx, query);
    g_autoptr (PushEar) poll = push_ear_new_deaf ();

    g_assert_nonnull (socket->socket);
    push_ear_wait_closed (socket, code);
    g_free (push_ear_poll (poll, fx, query));
    g_assert_cmpuint (poll->status, ==, 400);
    g_assert_true (g_str_has_prefix (g_ptr_array_index (poll->texts, 0), text));
    g_assert_cmpint (push_ear_count (fx, "opens"), ==, 0);
}

static void
test_wrong_channel (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *right = make_query (fx, 27, "");
    g_autofree char *forged = g_strndup (right, strlen (right) - 1);

    assert_refused (fx, NOBODYS, 4010, "4010:");
    assert_refused (fx, "", 4010, "4010:");
    assert_refused (fx, forged, 4010, "4010:");
}

static void
test_wrong_token (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *channels = make_query (fx, 27, "");
    g_autofree char *right = NULL;
    g_autofree char *forged = NULL;

    portal_caller_control (fx, "push", "{\"version\":5}");
    right = make_query (fx, 27, "");
    forged = g_strconcat (right, "A", NULL);
    assert_refused (fx, forged, 4010, "4010:");
    assert_refused (fx, channels, 4010, "4010:");
    assert_refused (fx, "token=a.b", 4010, "4010:");
    portal_caller_control (fx, "advance", "{\"seconds\":43300}");
    assert_refused (fx, right, 4010, "4010:");
}

static void
test_wrong_client (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, 27, "&clientId=1");
    g_autoptr (PushEar) socket = NULL;
    g_autoptr (PushEar) poll = push_ear_new_deaf ();

    portal_caller_control (fx, "push", "{\"mode\":\"shared\"}");
    socket = push_ear_new (fx, query);
    g_assert_null (socket->socket);
    g_assert_cmpuint (socket->status, ==, 400);
    g_free (push_ear_poll (poll, fx, query));
    g_assert_cmpuint (poll->status, ==, 400);
    g_assert_true (g_str_has_prefix (g_ptr_array_index (poll->texts, 0), "4036:"));
}

static void
assert_socket_status (PortalCaller *fx, const char *query, guint status)
{
    g_autoptr (PushEar) ear = push_ear_new (fx, query);

    g_assert_null (ear->socket);
    g_assert_cmpuint (ear->status, ==, status);
}

static void
assert_poll_status (PortalCaller *fx, const char *query, guint status, const char *text)
{
    g_autoptr (PushEar) ear = push_ear_new_deaf ();

    g_free (push_ear_poll (ear, fx, query));
    g_assert_cmpuint (ear->status, ==, status);
    g_assert_true (g_str_has_prefix (g_ptr_array_index (ear->texts, 0), text));
}

static void
test_refused_on_request (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, 27, "");
    g_autoptr (PushEar) socket = NULL;

    portal_caller_control (fx, "push-refuse", "{\"code\":502,\"transport\":\"websocket\"}");
    assert_socket_status (fx, query, 502);
    portal_caller_control (fx, "push-refuse", "{\"code\":4029,\"times\":2}");
    socket = push_ear_new (fx, query);
    push_ear_wait_closed (socket, 4029);
    assert_poll_status (fx, query, 429, "");
    portal_caller_control (fx, "push-refuse", "{\"code\":4012,\"transport\":\"long_polling\"}");
    assert_poll_status (fx, query, 400, "4012:");
    portal_caller_control (fx, "push-refuse", "{\"code\":200,\"transport\":\"long_polling\"}");
    assert_poll_status (fx, query, 200, "");
    portal_caller_control (fx, "push-refuse", "{\"code\":503,\"times\":9}");
    assert_poll_status (fx, query, 503, "");
    portal_caller_control (fx, "faults-clear", "{}");
    g_clear_pointer (&socket, push_ear_free);
    socket = push_ear_new (fx, query);
    g_assert_nonnull (socket->socket);
}

static void
test_switched_off (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, 27, "");
    g_autoptr (PushEar) ear = listen (fx, 27);
    g_autoptr (JsonObject) config = NULL;

    portal_caller_control (fx, "push", "{\"websocket\":false}");
    push_ear_wait_closed (ear, 0);
    assert_socket_status (fx, query, 404);
    config = push_ear_get_config (fx, 27);
    g_assert_false (practice_read_bool (config, "server/websocket_enabled"));
    portal_caller_control (fx, "push", "{\"long_polling\":false}");
    assert_poll_status (fx, query, 404, "");
}

static void
test_drop (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) kim = listen (fx, 27);
    g_autoptr (PushEar) maria = listen (fx, 28);
    g_autoptr (PushEar) again = NULL;

    portal_caller_control (fx, "push-drop", "{\"operator\":27}");
    push_ear_wait_closed (kim, 0);
    g_assert_cmpint (push_ear_count (fx, "sockets"), ==, 1);
    again = listen (fx, 27);
    portal_caller_control (fx, "push-drop", "{\"code\":4010}");
    push_ear_wait_closed (maria, 4010);
    push_ear_wait_closed (again, 4010);
    g_assert_cmpint (push_ear_count (fx, "sockets"), ==, 0);
    g_assert_cmpint (push_ear_count (fx, "opens"), ==, 3);
}

/* The portal goes down, or ends, with everybody still listening. */
static void
test_down (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = listen (fx, 27);
    g_autoptr (PushEar) other = NULL;

    portal_caller_control (fx, "fault", "{\"kind\":\"down\"}");
    push_ear_wait_closed (ear, 0);
    portal_caller_control (fx, "up", "{}");
    other = listen (fx, 28);
    g_clear_pointer (&fx->portal, practice_portal_free);
    push_ear_wait_closed (other, 0);
}

static void
test_too_many (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (GPtrArray) ears = g_ptr_array_new_with_free_func ((GDestroyNotify) push_ear_free);
    g_autoptr (PushEar) maria = NULL;

    g_object_unref (fx->session);
    fx->session =
        g_object_new (SOUP_TYPE_SESSION, "max-conns", 200, "max-conns-per-host", 200, NULL);
    maria = listen (fx, 28);
    for (guint i = 0; i < 101; i++)
        g_ptr_array_add (ears, listen (fx, 27));
    push_ear_wait_closed (g_ptr_array_index (ears, 0), 4029);
    g_assert_cmpint (push_ear_count (fx, "sockets"), ==, 101);
    send (fx, 27, "mine");
    push_ear_wait_events (g_ptr_array_index (ears, 1), 1);
    push_ear_wait_events (g_ptr_array_index (ears, 100), 1);
    g_assert_false (maria->closed);
}

typedef struct {
    SoupMessage *message;
    GCancellable *cancellable;
    gboolean done;
} Poll;

static void
on_polled (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Poll *poll = user_data;
    g_autoptr (GBytes) body =
        soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

    poll->done = TRUE;
}

/* Returns when the portal holds it. */
static Poll *
poll_new (PortalCaller *fx)
{
    g_autofree char *query = make_query (fx, 27, "&format=json");
    g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/bitrix/sub/?%s",
                                            practice_portal_get_port (fx->portal), query);
    Poll *poll = g_new0 (Poll, 1);

    poll->message = soup_message_new ("GET", uri);
    /* On a line that was used before, libsoup would ask once more when it is cut. */
    soup_message_add_flags (poll->message, SOUP_MESSAGE_NEW_CONNECTION);
    poll->cancellable = g_cancellable_new ();
    soup_session_send_and_read_async (fx->session, poll->message, G_PRIORITY_DEFAULT,
                                      poll->cancellable, on_polled, poll);
    push_ear_wait_count (fx, "polls", 1);
    return poll;
}

static void
poll_wait (Poll *poll, guint status)
{
    while (!poll->done)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (soup_message_get_status (poll->message), ==, status);
}

static const char *
poll_get_header (Poll *poll, const char *name)
{
    return soup_message_headers_get_one (soup_message_get_response_headers (poll->message), name);
}

static void
poll_free (Poll *poll)
{
    g_object_unref (poll->message);
    g_object_unref (poll->cancellable);
    g_free (poll);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Poll, poll_free)

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
    guint *left = user_data;
    g_autoptr (SoupWebsocketConnection) socket =
        soup_session_websocket_connect_finish (SOUP_SESSION (source), result, NULL);

    (*left)--;
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    guint *left = user_data;
    g_autoptr (GBytes) body =
        soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

    (*left)--;
}

/* The portal ends while somebody is about to connect, @steps turns of the main loop later. */
static void
end_after (guint steps)
{
    PortalCaller fx = { NULL };
    g_autofree char *query = NULL;
    g_autofree char *address = NULL;
    g_autofree char *uri = NULL;
    g_autoptr (SoupMessage) upgrade = NULL;
    g_autoptr (SoupMessage) poll = NULL;
    guint left = 2;

    portal_caller_set_up (&fx, NULL);
    query = make_query (&fx, 27, "");
    address = g_strdup_printf ("127.0.0.1:%u/bitrix/sub", practice_portal_get_port (fx.portal));
    uri = g_strdup_printf ("ws://%sws/?%s", address, query);
    upgrade = soup_message_new ("GET", uri);
    g_free (uri);
    uri = g_strdup_printf ("http://%s/?%s", address, query);
    poll = soup_message_new ("GET", uri);
    soup_session_websocket_connect_async (fx.session, upgrade, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                          on_connected, &left);
    soup_session_send_and_read_async (fx.session, poll, G_PRIORITY_DEFAULT, NULL, on_answered,
                                      &left);
    for (guint i = 0; i < steps; i++)
        g_main_context_iteration (NULL, FALSE);
    g_clear_pointer (&fx.portal, practice_portal_free);
    while (left > 0)
        g_main_context_iteration (NULL, TRUE);
    g_object_unref (fx.session);
}

static void
test_end_at_every_step (void)
{
    for (guint steps = 0; steps < 60; steps++)
        end_after (steps);
}

static void
test_poll_held (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (Poll) nothing = poll_new (fx);
    g_autoptr (Poll) news = NULL;

    portal_caller_control (fx, "advance", "{\"seconds\":39}");
    g_assert_cmpint (push_ear_count (fx, "polls"), ==, 1);
    send (fx, 28, "somebodyElses");
    push_ear_wait_count (fx, "waiting", 0);
    g_assert_cmpint (push_ear_count (fx, "polls"), ==, 1);
    portal_caller_control (fx, "advance", "{\"seconds\":2}");
    poll_wait (nothing, 304);
    g_assert_cmpstr (poll_get_header (nothing, "Expires"), ==, "Thu, 01 Jan 1973 11:11:01 GMT");
    g_assert_cmpuint (strlen (poll_get_header (nothing, "Last-Message-Id")), ==, 26);
    g_assert_true (g_str_has_suffix (poll_get_header (nothing, "Last-Message-Id"), "0001"));
    news = poll_new (fx);
    send (fx, 27, "mine");
    poll_wait (news, 200);
    g_assert_cmpint (push_ear_count (fx, "asked"), ==, 2);
}

static void
test_poll_knob (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, 27, "");
    g_autoptr (PushEar) ear = push_ear_new_deaf ();

    portal_caller_control (fx, "push", "{\"hold\":0}");
    g_free (push_ear_poll (ear, fx, query));
    g_assert_cmpuint (ear->status, ==, 304);
}

/* Who hangs up is no longer there; who is dropped is told so. */
static void
test_poll_ends (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (Poll) given_up = poll_new (fx);
    g_autoptr (Poll) told = NULL;
    g_autoptr (Poll) cut = NULL;
    g_autoptr (Poll) last = NULL;

    g_cancellable_cancel (given_up->cancellable);
    while (!given_up->done)
        g_main_context_iteration (NULL, TRUE);
    push_ear_wait_count (fx, "polls", 0);
    told = poll_new (fx);
    portal_caller_control (fx, "push-drop", "{\"code\":4010}");
    poll_wait (told, 400);
    cut = poll_new (fx);
    portal_caller_control (fx, "push-drop", "{}");
    poll_wait (cut, 0);
    last = poll_new (fx);
    g_clear_pointer (&fx->portal, practice_portal_free);
    poll_wait (last, 0);
}

static void
test_faults (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = listen (fx, 27);
    g_autofree char *first = NULL;
    g_autofree char *query = NULL;
    g_autoptr (PushEar) late = NULL;

    send (fx, 27, "a");
    push_ear_wait_events (ear, 1);
    portal_caller_control (fx, "push-fault", "{\"kind\":\"repeat\"}");
    send (fx, 27, "b");
    push_ear_wait_events (ear, 3);
    portal_caller_control (fx, "push-fault", "{\"kind\":\"reorder\"}");
    send (fx, 27, "c");
    send (fx, 27, "d");
    push_ear_wait_events (ear, 5);
    portal_caller_control (fx, "push-fault", "{\"kind\":\"lose\"}");
    send (fx, 27, "e");
    portal_caller_control (fx, "push-fault", "{\"kind\":\"deaf\",\"times\":2}");
    push_ear_wait_count (fx, "waiting", 0);
    send (fx, 27, "f");
    send (fx, 27, "g");
    send (fx, 27, "h");
    push_ear_wait_events (ear, 6);
    push_ear_assert_commands (ear, "a b b d c h");
    g_assert_cmpstr (practice_read_string (push_ear_get (ear, 1), "mid"), ==,
                     practice_read_string (push_ear_get (ear, 2), "mid"));
    g_assert_cmpstr (practice_read_string (push_ear_get (ear, 3), "mid"), >,
                     practice_read_string (push_ear_get (ear, 4), "mid"));
    /* What was lost on the way is there for who comes back; what was never heard of is not. */
    first = g_strdup_printf ("&format=json&mid=%s",
                             practice_read_string (push_ear_get (ear, 0), "mid"));
    query = make_query (fx, 27, first);
    late = push_ear_new (fx, query);
    push_ear_wait_events (late, 5);
    push_ear_assert_commands (late, "b c d e h");
}

/* Out of order, with nothing after it. */
static void
test_late (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = listen (fx, 27);

    portal_caller_control (fx, "advance", "{\"seconds\":1,\"still\":true}");
    portal_caller_control (fx, "push-fault", "{\"kind\":\"reorder\"}");
    portal_caller_control (fx, "push", "{\"delay\":500}");
    send (fx, 27, "a");
    portal_caller_control (fx, "advance", "{\"milliseconds\":499}");
    g_assert_cmpint (push_ear_count (fx, "sent"), ==, 0);
    portal_caller_control (fx, "advance", "{\"milliseconds\":1}");
    g_assert_cmpint (push_ear_count (fx, "sent"), ==, 0);
    g_assert_cmpint (push_ear_count (fx, "waiting"), ==, 1);
    portal_caller_control (fx, "advance", "{\"seconds\":1}");
    push_ear_wait_events (ear, 1);
    g_assert_cmpint (push_ear_count (fx, "waiting"), ==, 0);
}

static void
test_storm (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = listen (fx, 27);

    portal_caller_control (fx, "push", "{\"delay\":20}");
    for (guint i = 0; i < 1000; i++)
        send (fx, 27, "a");
    push_ear_wait_events (ear, 1000);
    for (guint i = 1; i < 1000; i++)
        g_assert_cmpstr (practice_read_string (push_ear_get (ear, i - 1), "mid"), <,
                         practice_read_string (push_ear_get (ear, i), "mid"));
    g_assert_cmpuint (ear->frames, <, 1000);
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
    add_test ("/portal-push/refuse/channel", test_wrong_channel);
    add_test ("/portal-push/refuse/token", test_wrong_token);
    add_test ("/portal-push/refuse/client", test_wrong_client);
    add_test ("/portal-push/refuse/on-request", test_refused_on_request);
    add_test ("/portal-push/refuse/switched-off", test_switched_off);
    add_test ("/portal-push/drop", test_drop);
    add_test ("/portal-push/down", test_down);
    g_test_add_func ("/portal-push/end-at-every-step", test_end_at_every_step);
    add_test ("/portal-push/too-many", test_too_many);
    add_test ("/portal-push/poll/held", test_poll_held);
    add_test ("/portal-push/poll/knob", test_poll_knob);
    add_test ("/portal-push/poll/ends", test_poll_ends);
    add_test ("/portal-push/faults", test_faults);
    add_test ("/portal-push/late", test_late);
    add_test ("/portal-push/storm", test_storm);
    return g_test_run ();
}
