/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "b24-frames.h"
#include "b24-json.h"

#define BODY                                                                                       \
    "{\"module_id\":\"im\",\"command\":\"x\",\"params\":{\"a\":[1]},\"extra\":{\"sender\":{"       \
    "\"type\":2}}}"

const char *const fuzz_corpus[] = {
    "ping",
    "#!NGINXNMS!#{\"id\":1,\"mid\":\"42\",\"tag\":1,\"time\":\"t\",\"text\":" BODY "}#!NGINXNME!#",
    "#!NGINXNMS!#{\"text\":\"#!NGINXNME!#\"}#!NGINXNME!#\n#!NGINXNMS!#{}#!NGINXNME!#",
    "[{\"mid\":\"42\",\"text\":" BODY "},{\"mid\":43,\"text\":\"{}\"}]",
    "{\"jsonrpc\":\"2.0\",\"method\":\"incoming.message\",\"params\":{\"mid\":\"42\",\"body\":" BODY
    ",\"user_params\":{\"b\":1},\"dictionary\":{\"c\":{}},\"sender\":{\"type\":1}},\"id\":7}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":\"q\"}",
    /* one response: one message with id, body, expiry, time and sender */
    "\n\x41\n\x3f\n\x3d\n\x02\x17\x42\x12\x2c"
    "{\"module_id\":\"im\",\"command\":\"x\",\"params\":{}}\x18\x3c\x25\x01\xf1\x53\x65*"
    "\x02\x08\x01",
    /* statistics, and an answer in JSON */
    "\n\x05\x12\x03\n\x01"
    "a\n\x06\x1a\x04\n\x02[]",
    NULL,
};

static void
check_message (const B24PushMessage *message)
{
    g_assert (message->module != NULL && *message->module != '\0');
    g_assert (message->command != NULL && *message->command != '\0');
    g_assert (message->params != NULL && message->sender <= B24_SENDER_BACKEND);
    for (const char *p = message->mid; p != NULL && *p != '\0'; p++)
        g_assert (g_ascii_isalnum (*p));
}

/* Nothing else goes back to a server than it can read. */
static void
check_reply (const char *reply)
{
    g_autoptr (JsonNode) root = NULL;

    g_assert (g_utf8_validate (reply, -1, NULL));
    if (strcmp (reply, "pong") == 0 || g_str_has_prefix (reply, "mack:"))
        return;
    root = b24_json_parse (reply, strlen (reply), NULL);
    g_assert (b24_json_has (b24_json_node_object (root), "jsonrpc"));
}

static void
check (GBytes *bytes, gboolean binary)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Frame) frame = b24_frame_decode (bytes, binary, &error);

    g_assert ((frame == NULL) == (error != NULL));
    if (frame == NULL)
        return;
    for (guint i = 0; i < frame->messages->len; i++)
        check_message (g_ptr_array_index (frame->messages, i));
    for (guint i = 0; i < frame->replies->len; i++)
        check_reply (g_ptr_array_index (frame->replies, i));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);

    check (bytes, FALSE);
    check (bytes, TRUE);
    return 0;
}
