/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-push-clients — what clients say to the practice portal's push server: JSON-RPC in
 * version 5, protobuf in version 4, and what they post.
 */

#include "push-ear.h"

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

/* In binary mode of version 4 every frame is a request, in the others none is. */
static void
test_binary_requests (PortalCaller *fx, gconstpointer unused)
{
    static const guint8 stats[] = { 0x0a, 0x07, 0x12, 0x05, 0x0a, 0x03, 0x0a, 0x01, 'x' };
    static const guint8 enrol[] = { 0x0a, 0x02, 0x22, 0x00 };
    g_autofree char *query = make_query (fx, 27, "&binaryMode=true");
    g_autofree char *text = make_query (fx, 27, "&format=json");
    g_autoptr (PushEar) bad = push_ear_new (fx, query);
    g_autoptr (PushEar) denied = push_ear_new (fx, query);
    g_autoptr (PushEar) asking = push_ear_new (fx, query);
    g_autoptr (PushEar) ignored = push_ear_new (fx, text);

    soup_websocket_connection_send_text (bad->socket, "hello");
    push_ear_wait_closed (bad, 4013);
    soup_websocket_connection_send_binary (denied->socket, enrol, sizeof enrol);
    push_ear_wait_closed (denied, 4014);
    soup_websocket_connection_send_text (ignored->socket, "hello");
    send (fx, 27, "a");
    push_ear_wait_events (ignored, 1);
    soup_websocket_connection_send_binary (asking->socket, stats, sizeof stats);
    while (asking->stats == 0)
        g_main_context_iteration (NULL, TRUE);
}

static void
append_field (GByteArray *message, guint8 field, const void *data, gsize length)
{
    const guint8 key = (guint8) (field << 3 | 2);
    const guint8 size[] = { (guint8) ((length & 0x7f) | 0x80), (guint8) (length >> 7) };

    g_assert_cmpuint (length, <, 128 * 128);
    g_byte_array_append (message, &key, 1);
    g_byte_array_append (message, size, sizeof size);
    g_byte_array_append (message, data, (guint) length);
}

static void
append_hex (GByteArray *message, guint8 field, const char *hex)
{
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    for (gsize i = 0; hex[i] != '\0'; i += 2) {
        guint8 byte =
            (guint8) (g_ascii_xdigit_value (hex[i]) << 4 | g_ascii_xdigit_value (hex[i + 1]));

        g_byte_array_append (bytes, &byte, 1);
    }
    append_field (message, field, bytes->data, bytes->len);
}

/* (transfer full): another message, whose first field is @message (transfer full) */
static GByteArray *
wrap (GByteArray *message)
{
    GByteArray *outer = g_byte_array_new ();

    append_field (outer, 1, message->data, message->len);
    g_byte_array_unref (message);
    return outer;
}

/* (transfer full): a client's event for another user */
static GByteArray *
make_publication (const char *public_id, const char *signature)
{
    static const char body[] = "{\"module_id\":\"im\",\"command\":\"startWriting\"}";
    g_autoptr (GByteArray) receiver = g_byte_array_new ();
    GByteArray *message = g_byte_array_new ();

    append_hex (receiver, 1, public_id);
    append_hex (receiver, 3, signature);
    append_field (message, 1, receiver->data, receiver->len);
    append_field (message, 3, body, strlen (body));
    return wrap (wrap (wrap (message)));
}

static void
test_binary_publish (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, 27, "&binaryMode=true");
    g_autoptr (PushEar) kim = push_ear_new (fx, query);
    g_autoptr (PushEar) maria = listen (fx, 28);
    g_autoptr (JsonObject) list =
        portal_caller_call (fx, 27, "pull.channel.public.list", "{\"users\":[28]}");
    const char *public_id = practice_read_string (list, "result/28/public_id");
    const char *signature = practice_read_string (list, "result/28/signature");
    g_autoptr (GByteArray) right = make_publication (public_id, signature);
    g_autoptr (GByteArray) forged = make_publication (public_id, "00");

    soup_websocket_connection_send_binary (kim->socket, right->data, right->len);
    push_ear_wait_events (maria, 1);
    push_ear_assert_commands (maria, "startWriting");
    g_assert_cmpint (practice_read_int (push_ear_get (maria, 0), "extra/sender/type"), ==, 1);
    soup_websocket_connection_send_binary (kim->socket, forged->data, forged->len);
    push_ear_wait_closed (kim, 4021);
}

/* Clients of a long poll post what others send over their socket. */
static void
assert_post (PortalCaller *fx, const char *query, const char *text, guint status)
{
    g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/bitrix/rest/?%s",
                                            practice_portal_get_port (fx->portal), query);
    g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
    g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
    g_autoptr (GBytes) answer = NULL;

    soup_message_set_request_body_from_bytes (message, "text/plain", body);
    answer = soup_session_send_and_read (fx->session, message, NULL, NULL);
    g_assert_cmpuint (soup_message_get_status (message), ==, status);
}

static void
test_post (PortalCaller *fx, gconstpointer unused)
{
    g_autofree char *query = make_query (fx, 27, "");

    assert_post (fx, query, "hello", 400);
    assert_post (fx, "CHANNEL_ID=1", "hello", 400);
    assert_post (fx, query, "mack:17952226820000000000000001", 200);
    g_assert_cmpint (push_ear_count (fx, "acks"), ==, 1);
}

/* Version 5: asks and returns the answer. */
static JsonObject *
ask (PushEar *ear, const char *request)
{
    guint count = ear->texts->len + 1;
    const char *text;

    soup_websocket_connection_send_text (ear->socket, request);
    push_ear_wait_texts (ear, count);
    text = g_ptr_array_index (ear->texts, count - 1);
    return practice_read_parse (text, strlen (text));
}

static void
assert_rpc_error (PushEar *ear, const char *request, gint64 code)
{
    g_autoptr (JsonObject) answer = ask (ear, request);

    g_assert_cmpint (practice_read_int (answer, "error/code"), ==, code);
}

static void
test_rpc (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = NULL;
    g_autoptr (JsonObject) ping = NULL;
    g_autoptr (JsonObject) channels = NULL;
    g_autoptr (JsonObject) seen = NULL;
    g_autoptr (JsonObject) status = NULL;

    portal_caller_control (fx, "push", "{\"version\":5}");
    ear = listen (fx, 27);
    ping = ask (ear, "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":7}");
    g_assert_cmpint (practice_read_int (ping, "id"), ==, 7);
    g_assert_true (practice_read_has (ping, "result"));
    channels = ask (ear, "{\"jsonrpc\":\"2.0\",\"method\":\"listChannels\",\"id\":8}");
    g_assert_cmpuint (practice_read_length (channels, "result"), ==, 2);
    seen = ask (ear, "{\"jsonrpc\":\"2.0\",\"method\":\"getUsersLastSeen\",\"id\":9,"
                     "\"params\":{\"userList\":[27,30]}}");
    g_assert_true (practice_read_has (seen, "result/27"));
    g_assert_false (practice_read_has (seen, "result/30"));
    status = ask (ear, "{\"jsonrpc\":\"2.0\",\"method\":\"subscribeStatusChange\",\"id\":10,"
                       "\"params\":{\"userList\":[28]}}");
    g_assert_true (practice_read_has (status, "result"));
    assert_rpc_error (ear, "{\"jsonrpc\":\"2.0\",\"method\":\"fly\",\"id\":1}", -32601);
    assert_rpc_error (ear, "{\"method\":\"ping\",\"id\":1}", -32600);
    assert_rpc_error (ear, "{\"jsonrpc\":\"2.0\",\"method\":\"publish\",\"id\":1}", -32602);
    assert_rpc_error (ear, "nonsense", -32700);
}

static void
test_rpc_publish (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) kim = NULL;
    g_autoptr (PushEar) maria = NULL;
    g_autoptr (JsonObject) answer = NULL;

    portal_caller_control (fx, "push", "{\"version\":5}");
    kim = listen (fx, 27);
    maria = listen (fx, 28);
    answer = ask (kim, "{\"jsonrpc\":\"2.0\",\"method\":\"publish\",\"id\":1,\"params\":"
                       "{\"userList\":[28],\"body\":{\"module_id\":\"im\",\"command\":"
                       "\"startWriting\",\"params\":{\"dialogId\":\"chat5\"}}}}");
    g_assert_true (practice_read_has (answer, "result"));
    push_ear_wait_events (maria, 1);
    g_assert_cmpint (practice_read_int (push_ear_get (maria, 0), "extra/sender/type"), ==, 1);
    g_assert_cmpstr (practice_read_string (push_ear_get (maria, 0), "extra/sender/id"), ==, "27");
    g_assert_cmpuint (kim->events->len, ==, 0);
}

static void
test_rpc_acknowledge (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = NULL;
    g_autofree char *mack = NULL;

    portal_caller_control (fx, "push", "{\"version\":5}");
    ear = listen (fx, 27);
    send (fx, 27, "a");
    push_ear_wait_events (ear, 1);
    mack = g_strconcat ("mack:", practice_read_string (push_ear_get (ear, 0), "mid"), NULL);
    soup_websocket_connection_send_text (ear->socket, mack);
    soup_websocket_connection_send_text (ear->socket,
                                         "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":1}");
    push_ear_wait_count (fx, "acks", 1);
    push_ear_wait_count (fx, "results", 1);
    g_assert_cmpuint (ear->texts->len, ==, 0);
}

static void
test_rpc_ping (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = NULL;

    portal_caller_control (fx, "push", "{\"version\":5}");
    ear = listen (fx, 27);
    ear->pongs = TRUE;
    for (guint i = 1; i <= 5; i++) {
        portal_caller_control (fx, "advance", "{\"seconds\":10}");
        push_ear_wait_texts (ear, i);
        g_assert_cmpstr (g_ptr_array_index (ear->texts, i - 1), ==, "ping");
        push_ear_wait_count (fx, "pongs", i);
    }
    g_assert_false (ear->closed);
}

/* Who never says `pong` is dropped. */
static void
test_rpc_silent (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (PushEar) ear = NULL;

    portal_caller_control (fx, "push", "{\"version\":5}");
    ear = listen (fx, 27);
    while (!ear->closed) {
        portal_caller_control (fx, "advance", "{\"seconds\":10}");
        g_main_context_iteration (NULL, FALSE);
    }
    g_assert_cmpuint (ear->close_code, ==, 0);
    g_assert_cmpuint (ear->texts->len, >=, 2);
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
    add_test ("/portal-push/binary/requests", test_binary_requests);
    add_test ("/portal-push/binary/publish", test_binary_publish);
    add_test ("/portal-push/post", test_post);
    add_test ("/portal-push/rpc/requests", test_rpc);
    add_test ("/portal-push/rpc/publish", test_rpc_publish);
    add_test ("/portal-push/rpc/acknowledge", test_rpc_acknowledge);
    add_test ("/portal-push/rpc/ping", test_rpc_ping);
    add_test ("/portal-push/rpc/silent", test_rpc_silent);
    return g_test_run ();
}
