/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-frames.h"

#include <string.h>

#include "b24-error.h"
#include "b24-json.h"

#define MID "17000000000000000000000042"
/* The same as the 13 bytes of a binary frame. */
#define MID_BYTES "\x17\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x42"

#define BODY(module, command, params, extra)                                                       \
    "{\"module_id\":\"" module "\",\"command\":\"" command "\",\"params\":" params                 \
    ",\"extra\":" extra "}"
#define PORTAL "{\"server_time_unix\":1700000000.5,\"sender\":{\"type\":2,\"id\":0}}"
#define TYPING BODY ("im", "startWriting", "{\"dialogId\":\"chat7\",\"userId\":27}", PORTAL)
#define PLAIN                                                                                      \
    "{\"id\":5,\"mid\":\"" MID "\",\"channel\":\"c\",\"tag\":\"1\",\"time\":\"Mon\",\"text\":"
#define BLOCK(json) "#!NGINXNMS!#" json "#!NGINXNME!#"

static B24Frame *
decode_bytes (const void *data, gsize size, gboolean binary, GError **error)
{
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);

    return b24_frame_decode (bytes, binary, error);
}

static B24Frame *
decode (const char *text)
{
    g_autoptr (GError) error = NULL;
    B24Frame *frame = decode_bytes (text, strlen (text), FALSE, &error);

    g_assert_no_error (error);
    g_assert_nonnull (frame);
    return frame;
}

static B24PushMessage *
message_at (B24Frame *frame, guint place)
{
    g_assert_cmpuint (place, <, frame->messages->len);
    return g_ptr_array_index (frame->messages, place);
}

static const char *
reply_at (B24Frame *frame, guint place)
{
    g_assert_cmpuint (place, <, frame->replies->len);
    return g_ptr_array_index (frame->replies, place);
}

static void
assert_typing (B24PushMessage *message)
{
    g_assert_cmpstr (message->mid, ==, MID);
    g_assert_cmpstr (message->module, ==, "im");
    g_assert_cmpstr (message->command, ==, "startWriting");
    g_assert_cmpint (b24_json_get_int (message->params, "userId", 0), ==, 27);
    g_assert_cmpint (message->sender, ==, B24_SENDER_BACKEND);
    g_assert_cmpfloat (message->server_time, ==, 1700000000.5);
}

static void
test_text (void)
{
    g_autoptr (B24Frame) one = decode (BLOCK (PLAIN TYPING "}"));
    g_autoptr (B24Frame) several =
        decode ("\r\n" BLOCK (PLAIN TYPING "}") "\n" BLOCK ("{\"text\":[]}")
                    BLOCK ("{\"mid\":7,\"text\":" BODY ("pull", "channel_expire", "[]", "[]") "}"));
    B24PushMessage *last;

    g_assert_cmpuint (one->messages->len, ==, 1);
    assert_typing (message_at (one, 0));
    g_assert_cmpstr (message_at (one, 0)->tag, ==, "1");
    g_assert_cmpstr (message_at (one, 0)->time, ==, "Mon");
    g_assert_cmpuint (one->replies->len, ==, 0);
    g_assert_cmpuint (one->bad, ==, 0);
    g_assert_false (one->ping);

    g_assert_cmpuint (several->messages->len, ==, 2);
    g_assert_cmpuint (several->bad, ==, 1);
    assert_typing (message_at (several, 0));
    last = message_at (several, 1);
    g_assert_cmpstr (last->mid, ==, "7");
    g_assert_cmpstr (last->command, ==, "channel_expire");
    g_assert_cmpint (last->sender, ==, B24_SENDER_UNKNOWN);
    g_assert_cmpfloat (last->server_time, ==, 0);
    g_assert_nonnull (last->params);
}

/* What a customer writes does not end a block, nor begin one. */
static void
test_text_markers (void)
{
    g_autoptr (B24Frame) frame = decode (BLOCK ("{\"text\":" BODY (
        "im", "messageChat", "{\"text\":\"a \\\"#!NGINXNME!##!NGINXNMS!#{} b\"}", "{}") "}")
                                             BLOCK (PLAIN TYPING "}"));

    g_assert_cmpuint (frame->messages->len, ==, 2);
    g_assert_cmpuint (frame->bad, ==, 0);
    g_assert_cmpstr (b24_json_get_string (message_at (frame, 0)->params, "text"), ==,
                     "a \"#!NGINXNME!##!NGINXNMS!#{} b");
    assert_typing (message_at (frame, 1));
}

static void
test_json (void)
{
    g_autoptr (B24Frame) list =
        decode (" [" PLAIN TYPING "},17,null,[]," PLAIN
                "\"{\\\"module_id\\\":\\\"online\\\",\\\"command\\\":\\\"list\\\","
                "\\\"params\\\":{\\\"a\\\":1}}\"}]");
    g_autoptr (B24Frame) single = decode ("\n" PLAIN TYPING "}");
    g_autoptr (B24Frame) none = decode ("[]");

    g_assert_cmpuint (list->messages->len, ==, 2);
    g_assert_cmpuint (list->bad, ==, 3);
    assert_typing (message_at (list, 0));
    g_assert_cmpstr (message_at (list, 1)->module, ==, "online");
    g_assert_cmpint (b24_json_get_int (message_at (list, 1)->params, "a", 0), ==, 1);
    g_assert_cmpuint (single->messages->len, ==, 1);
    assert_typing (message_at (single, 0));
    g_assert_cmpuint (none->messages->len, ==, 0);
}

/* Names that go back to the server are of letters and digits or absent. */
static void
test_mid (void)
{
    g_autoptr (B24Frame) frame =
        decode ("[{\"mid\":\"1&CHANNEL_ID=x\",\"text\":" TYPING "},{\"mid\":\"\",\"text\":" TYPING
                "},{\"mid\":null,\"text\":" TYPING "},{\"mid\":1e30,\"text\":" TYPING "}]");

    g_assert_cmpuint (frame->messages->len, ==, 4);
    for (guint i = 0; i < 4; i++)
        g_assert_null (message_at (frame, i)->mid);
}

static B24Sender
sender_of (const char *extra)
{
    g_autofree char *text =
        g_strdup_printf ("{\"text\":{\"module_id\":\"im\",\"command\":\"x\",\"extra\":%s}}", extra);
    g_autoptr (B24Frame) frame = decode (text);

    return message_at (frame, 0)->sender;
}

static void
test_sender (void)
{
    g_assert_cmpint (sender_of ("{}"), ==, B24_SENDER_UNKNOWN);
    g_assert_cmpint (sender_of ("{\"sender\":{\"type\":0}}"), ==, B24_SENDER_UNKNOWN);
    g_assert_cmpint (sender_of ("{\"sender\":{\"type\":1,\"id\":5}}"), ==, B24_SENDER_CLIENT);
    g_assert_cmpint (sender_of ("{\"sender\":{\"type\":\"2\"}}"), ==, B24_SENDER_BACKEND);
    g_assert_cmpint (sender_of ("{\"sender\":{\"type\":9}}"), ==, B24_SENDER_CLIENT);
    g_assert_cmpint (sender_of ("{\"sender\":{\"type\":\"client\"}}"), ==, B24_SENDER_CLIENT);
}

#define RPC(id, params)                                                                            \
    "{\"jsonrpc\":\"2.0\",\"method\":\"incoming.message\",\"params\":" params ",\"id\":" id "}"

static void
test_rpc (void)
{
    g_autoptr (B24Frame) frame = decode (
        RPC ("12", "{\"mid\":\"" MID
                   "\",\"body\":" BODY ("im", "startWriting", "{\"a\":1,\"b\":1,\"c\":1}",
                                        PORTAL) ",\"user_params\":{\"b\":2,\"c\":2,\"userId\":27},"
                                                "\"dictionary\":{\"c\":3,\"d\":{}}"
                                                ",\"sender\":{\"type\":2}}"));
    JsonObject *params = message_at (frame, 0)->params;

    g_assert_cmpuint (frame->messages->len, ==, 1);
    assert_typing (message_at (frame, 0));
    g_assert_cmpint (b24_json_get_int (params, "a", 0), ==, 1);
    g_assert_cmpint (b24_json_get_int (params, "b", 0), ==, 2);
    g_assert_cmpint (b24_json_get_int (params, "c", 0), ==, 3);
    g_assert_true (b24_json_has (params, "d"));
    g_assert_cmpuint (frame->replies->len, ==, 2);
    g_assert_cmpstr (reply_at (frame, 0), ==, "mack:" MID);
    g_assert_cmpstr (reply_at (frame, 1), ==, "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":12}");
}

static void
test_rpc_others (void)
{
    g_autoptr (B24Frame) ping = decode ("ping");
    g_autoptr (B24Frame) forged =
        decode (RPC ("\"x\"", "{\"body\":" BODY ("im", "messageChat", "{}",
                                                 PORTAL) ",\"sender\":{\"type\":1}}"));
    g_autoptr (B24Frame) calls =
        decode ("[{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1},"
                "{\"jsonrpc\":\"2.0\",\"method\":\"reboot\",\"id\":2},"
                "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":3}," RPC ("null", "[]") "]");
    g_autoptr (B24Frame) broken = decode (RPC ("4", "{\"mid\":\"" MID "\"}"));

    g_assert_true (ping->ping);
    g_assert_cmpuint (ping->messages->len, ==, 0);
    g_assert_cmpuint (ping->replies->len, ==, 1);
    g_assert_cmpstr (reply_at (ping, 0), ==, "pong");

    /* What the server says about the sender stands above what the sender says. */
    g_assert_cmpint (message_at (forged, 0)->sender, ==, B24_SENDER_CLIENT);
    g_assert_cmpuint (forged->replies->len, ==, 1);
    g_assert_cmpstr (reply_at (forged, 0), ==, "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":\"x\"}");

    g_assert_cmpuint (calls->messages->len, ==, 0);
    g_assert_cmpuint (calls->bad, ==, 1);
    g_assert_cmpuint (calls->replies->len, ==, 2);
    g_assert_cmpstr (reply_at (calls, 0), ==, "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":1}");
    g_assert_nonnull (strstr (reply_at (calls, 1), "-32601"));

    g_assert_cmpuint (broken->bad, ==, 1);
    g_assert_cmpstr (reply_at (broken, 0), ==, "mack:" MID);
}

/* One field with a length, in front of what it holds. */
static GByteArray *
wrap (guint field, const void *data, gsize size)
{
    GByteArray *bytes = g_byte_array_new ();
    guint8 tag = (guint8) (field << 3 | 2);
    gsize left = size;

    g_byte_array_append (bytes, &tag, 1);
    do {
        guint8 byte = (guint8) ((left & 0x7f) | (left > 0x7f ? 0x80 : 0));

        g_byte_array_append (bytes, &byte, 1);
        left >>= 7;
    } while (left > 0);
    g_byte_array_append (bytes, data, (guint) size);
    return bytes;
}

static void
add_field (GByteArray *bytes, guint field, const void *data, gsize size)
{
    g_autoptr (GByteArray) more = wrap (field, data, size);

    g_byte_array_append (bytes, more->data, more->len);
}

static void
add_outgoing (GByteArray *list, const char *body, const char *sender, gsize sender_size)
{
    g_autoptr (GByteArray) message = g_byte_array_new ();
    /* expiry 60, created 1700000001, and a field nobody knows */
    static const guint8 numbers[] = { 0x18, 60, 0x25, 0x01, 0xf1, 0x53, 0x65, 0x78, 0x01 };

    add_field (message, 1, MID_BYTES, sizeof MID_BYTES - 1);
    add_field (message, 2, body, strlen (body));
    g_byte_array_append (message, numbers, sizeof numbers);
    if (sender != NULL)
        add_field (message, 5, sender, sender_size);
    add_field (list, 1, message->data, message->len);
}

static GByteArray *
make_batch (void)
{
    g_autoptr (GByteArray) list = g_byte_array_new ();
    g_autoptr (GByteArray) response = g_byte_array_new ();
    GByteArray *batch = g_byte_array_new ();

    add_outgoing (list, TYPING, "\x08\x02", 2);
    add_outgoing (list, "not JSON", NULL, 0);
    add_outgoing (list, BODY ("im", "messageChat", "{}", PORTAL), "\x08\x01\x12\x01\x1b", 5);
    add_outgoing (list, BODY ("im", "x", "{}", "{}"), NULL, 0);
    add_field (response, 1, list->data, list->len);
    add_field (batch, 1, response->data, response->len);
    /* Statistics of a channel, and an answer in JSON with a message. */
    add_field (batch, 1,
               "\x12\x06\x0a\x04\x0a\x02"
               "ab",
               8);
    g_byte_array_set_size (response, 0);
    {
        g_autoptr (GByteArray) json = wrap (1, PLAIN TYPING "}", strlen (PLAIN TYPING "}"));

        add_field (response, 3, json->data, json->len);
        add_field (batch, 1, response->data, response->len);
    }
    return batch;
}

static void
test_protobuf (void)
{
    g_autoptr (GByteArray) batch = make_batch ();

    for (guint binary = 0; binary < 2; binary++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (B24Frame) frame = decode_bytes (batch->data, batch->len, binary == 1, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (frame->messages->len, ==, 4);
        g_assert_cmpuint (frame->bad, ==, 1);
        assert_typing (message_at (frame, 0));
        g_assert_cmpint (message_at (frame, 1)->sender, ==, B24_SENDER_CLIENT);
        g_assert_cmpfloat (message_at (frame, 2)->server_time, ==, 1700000001);
        g_assert_cmpint (message_at (frame, 2)->sender, ==, B24_SENDER_UNKNOWN);
        assert_typing (message_at (frame, 3));
        g_assert_cmpuint (frame->replies->len, ==, 0);
    }
}

/* A body that looks like a line with a bracket, and a list in a binary frame. */
static void
test_by_content (void)
{
    g_autoptr (GByteArray) response = g_byte_array_new ();
    g_autoptr (GByteArray) batch = NULL;
    g_autoptr (B24Frame) frame = NULL;
    g_autoptr (B24Frame) list = NULL;
    g_autoptr (B24Frame) text = NULL;
    g_autofree char *padding = g_strnfill ('{' - 4, 'a');

    add_field (response, 2, padding, 0);
    add_field (response, 9, padding, strlen (padding));
    g_assert_cmpuint (response->len, ==, '{');
    batch = wrap (1, response->data, response->len);
    g_assert_cmpint (batch->data[1], ==, '{');
    frame = decode_bytes (batch->data, batch->len, FALSE, NULL);
    g_assert_nonnull (frame);
    g_assert_cmpuint (frame->messages->len, ==, 0);

    list = decode_bytes ("[" PLAIN TYPING "}]", strlen ("[" PLAIN TYPING "}]"), TRUE, NULL);
    assert_typing (message_at (list, 0));
    text = decode_bytes (BLOCK (PLAIN TYPING "}"), strlen (BLOCK (PLAIN TYPING "}")), TRUE, NULL);
    assert_typing (message_at (text, 0));
}

static void
test_bad (void)
{
    static const struct {
        const char *data;
        int code;
    } cases[] = {
        { "<html>502</html>", B24_ERROR_NOT_JSON },
        { "[{\"mid\":", B24_ERROR_NOT_JSON },
        { "pong pong", B24_ERROR_NOT_JSON },
        { "{}", B24_ERROR_UNEXPECTED_SHAPE },
        { "[1,2]", B24_ERROR_UNEXPECTED_SHAPE },
        { "#!NGINXNMS!#{\"text\":{}}", B24_ERROR_UNEXPECTED_SHAPE },
        { "#!NGINXNMS!#nonsense#!NGINXNME!#", B24_ERROR_UNEXPECTED_SHAPE },
        { "{\"text\":{\"module_id\":\"im\",\"command\":\"\"}}", B24_ERROR_UNEXPECTED_SHAPE },
        { "{\"text\":\"{\"}", B24_ERROR_UNEXPECTED_SHAPE },
        { "\n\x7f\n", B24_ERROR_UNEXPECTED_SHAPE },
    };
    g_autofree char *deep = g_strnfill (100, '[');

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;

        g_assert_null (decode_bytes (cases[i].data, strlen (cases[i].data), FALSE, &error));
        g_assert_error (error, B24_ERROR, cases[i].code);
    }
    {
        g_autoptr (GError) error = NULL;

        g_assert_null (decode_bytes (deep, 100, FALSE, &error));
        g_assert_error (error, B24_ERROR, B24_ERROR_TOO_DEEP);
    }
}

/* Small frames may not become large trees, large ones are not looked at. */
static void
test_limits (void)
{
    const gsize size = 16 * 1024 * 1024;
    g_autofree guint8 *data = g_malloc0 (size + 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) tree_error = NULL;

    memset (data, ' ', size + 1);
    g_assert_null (decode_bytes (data, size + 1, FALSE, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_TOO_LARGE);

    for (gsize i = 0; i < size; i += 2) {
        data[i] = 0x0a;
        data[i + 1] = 0;
    }
    g_assert_null (decode_bytes (data, size, TRUE, &tree_error));
    g_assert_error (tree_error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE);
}

static void
test_empty (void)
{
    for (guint binary = 0; binary < 2; binary++) {
        g_autoptr (B24Frame) frame = decode_bytes ("", 0, binary == 1, NULL);

        g_assert_nonnull (frame);
        g_assert_cmpuint (frame->messages->len, ==, 0);
        g_assert_cmpuint (frame->bad, ==, 0);
        g_assert_false (frame->ping);
    }
}

static void
test_shared (void)
{
    g_autoptr (B24PushMessage) kept = NULL;
    g_autoptr (B24Frame) frame = decode (PLAIN TYPING "}");

    kept = b24_push_message_ref (message_at (frame, 0));
    g_clear_pointer (&frame, b24_frame_free);
    assert_typing (kept);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/frames/text", test_text);
    g_test_add_func ("/frames/text-markers", test_text_markers);
    g_test_add_func ("/frames/json", test_json);
    g_test_add_func ("/frames/mid", test_mid);
    g_test_add_func ("/frames/sender", test_sender);
    g_test_add_func ("/frames/rpc", test_rpc);
    g_test_add_func ("/frames/rpc-others", test_rpc_others);
    g_test_add_func ("/frames/protobuf", test_protobuf);
    g_test_add_func ("/frames/by-content", test_by_content);
    g_test_add_func ("/frames/bad", test_bad);
    g_test_add_func ("/frames/limits", test_limits);
    g_test_add_func ("/frames/empty", test_empty);
    g_test_add_func ("/frames/shared", test_shared);
    return g_test_run ();
}
