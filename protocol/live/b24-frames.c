/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-frames.h"

#include <stdlib.h>
#include <string.h>

#include "b24-error.h"
#include "b24-json.h"
#include "push.pb-c.h"

#define MAX_BYTES (16 * 1024 * 1024)
#define MAX_DECODED                                                                                \
    (64 * 1024 * 1024) /* of protobuf: empty messages take far more than two bytes */
#define MAX_MID    64
#define MAX_RPC_ID 128

#define TEXT_BEGIN "#!NGINXNMS!#"
#define TEXT_END   "#!NGINXNME!#"
#define PING       "ping"
#define PONG       "pong"

#define PROTOBUF_BEGIN 0x0a /* field 1, with a length; a line feed too */

#define RPC_METHOD_NOT_FOUND (-32601)

static void
message_clear (gpointer data)
{
    B24PushMessage *self = data;

    g_free (self->mid);
    g_free (self->tag);
    g_free (self->time);
    g_free (self->module);
    g_free (self->command);
    json_object_unref (self->params);
}

B24PushMessage *
b24_push_message_ref (B24PushMessage *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
b24_push_message_unref (B24PushMessage *self)
{
    g_atomic_rc_box_release_full (self, message_clear);
}

static B24Frame *
frame_new (void)
{
    B24Frame *self = g_new0 (B24Frame, 1);

    self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_push_message_unref);
    self->replies = g_ptr_array_new_with_free_func (g_free);
    return self;
}

void
b24_frame_free (B24Frame *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref (self->messages);
    g_ptr_array_unref (self->replies);
    g_free (self);
}

/* What goes back into an address or a frame has to be what such a name can be. */
static char *
take_mid (char *mid)
{
    gsize length = mid != NULL ? strlen (mid) : 0;

    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum (mid[i]))
            length = 0;
    }
    if (length == 0 || length > MAX_MID)
        g_clear_pointer (&mid, g_free);
    return mid;
}

/* Whoever is neither the portal nor unnamed is not believed. */
static B24Sender
to_sender (gint64 type)
{
    return type == B24_SENDER_BACKEND || type == B24_SENDER_UNKNOWN ? (B24Sender) type
                                                                    : B24_SENDER_CLIENT;
}

static B24Sender
read_sender (JsonObject *owner)
{
    JsonObject *sender = b24_json_get_object (owner, "sender");

    if (!b24_json_has (sender, "type"))
        return B24_SENDER_UNKNOWN;
    return to_sender (b24_json_get_int (sender, "type", B24_SENDER_CLIENT));
}

/* The envelope is written by the server; what is inside may be the sender's own. */
static B24Sender
choose_sender (B24Sender envelope, B24Sender inside)
{
    if (envelope == B24_SENDER_CLIENT || inside == B24_SENDER_CLIENT)
        return B24_SENDER_CLIENT;
    return envelope != B24_SENDER_UNKNOWN ? envelope : inside;
}

static double
read_server_time (JsonObject *extra)
{
    double server_time = b24_json_get_double (extra, "server_time_unix", 0);
    gint64 seconds = b24_json_get_time (extra, "server_time");

    return server_time > 0 ? server_time : (double) seconds;
}

/**
 * message_new:
 * @body: (nullable): `module_id`, `command`, `params`, `extra`
 *
 * Returns: (nullable): %NULL when it says nothing
 */
static B24PushMessage *
message_new (JsonObject *body, B24Sender envelope)
{
    JsonObject *params = b24_json_get_object (body, "params");
    JsonObject *extra = b24_json_get_object (body, "extra");
    const char *module = b24_json_get_string (body, "module_id");
    const char *command = b24_json_get_string (body, "command");
    B24PushMessage *self;

    if (module == NULL || *module == '\0' || command == NULL || *command == '\0')
        return NULL;
    self = g_atomic_rc_box_new0 (B24PushMessage);
    self->module = g_strdup (module);
    self->command = g_strdup (command);
    self->params = params != NULL ? json_object_ref (params) : json_object_new ();
    self->sender = choose_sender (envelope, read_sender (extra));
    self->server_time = read_server_time (extra);
    return self;
}

static gboolean
add_message (B24Frame *frame, B24PushMessage *message)
{
    if (message == NULL)
        return FALSE;
    g_ptr_array_add (frame->messages, message);
    return TRUE;
}

/* {id, mid, channel, tag, time, text}, where text is the body or its text. */
static gboolean
read_plain (B24Frame *frame, JsonObject *object)
{
    g_autoptr (JsonNode) parsed = NULL;
    JsonObject *body = b24_json_get_object (object, "text");
    const char *text = b24_json_get_string (object, "text");
    B24PushMessage *message;

    if (body == NULL && text != NULL) {
        parsed = b24_json_parse (text, strlen (text), NULL);
        body = b24_json_node_object (parsed);
    }
    message = message_new (body, read_sender (object));
    if (message == NULL)
        return FALSE;
    message->mid = take_mid (b24_json_dup_string (object, "mid"));
    message->tag = b24_json_dup_string (object, "tag");
    message->time = b24_json_dup_string (object, "time");
    return add_message (frame, message);
}

static void
copy_member (const char *key, JsonNode *value, gpointer user_data)
{
    json_object_set_member (user_data, key, json_node_copy (value));
}

static void
merge_params (JsonObject *params, JsonObject *more)
{
    g_autoptr (JsonNode) node = NULL;

    if (more == NULL)
        return;
    node = json_node_init_object (json_node_alloc (), more);
    b24_json_foreach (node, copy_member, params);
}

/* What one recipient is told apart, and what all recipients share, belongs to the parameters. */
static gboolean
read_incoming (B24Frame *frame, JsonObject *rpc)
{
    JsonObject *fields = b24_json_get_object (rpc, "params");
    g_autofree char *mid = take_mid (b24_json_dup_string (fields, "mid"));
    B24PushMessage *message =
        message_new (b24_json_get_object (fields, "body"), read_sender (fields));

    /* Also for what cannot be read: it would come again and again. */
    if (mid != NULL)
        g_ptr_array_add (frame->replies, g_strconcat ("mack:", mid, NULL));
    if (message == NULL)
        return FALSE;
    merge_params (message->params, b24_json_get_object (fields, "user_params"));
    merge_params (message->params, b24_json_get_object (fields, "dictionary"));
    message->mid = g_steal_pointer (&mid);
    return add_message (frame, message);
}

/* A call without a usable id wants no answer. */
static void
add_result (B24Frame *frame, JsonObject *rpc, gboolean known)
{
    g_autoptr (JsonObject) reply = NULL;
    JsonNode *id = b24_json_get (rpc, "id");
    g_autofree char *text = b24_json_node_dup_string (id);

    if (text == NULL || strlen (text) > MAX_RPC_ID)
        return;
    reply = json_object_new ();
    json_object_set_string_member (reply, "jsonrpc", "2.0");
    if (known) {
        json_object_set_object_member (reply, "result", json_object_new ());
    } else {
        JsonObject *error = json_object_new ();

        json_object_set_int_member (error, "code", RPC_METHOD_NOT_FOUND);
        json_object_set_string_member (error, "message", "Method not found");
        json_object_set_object_member (reply, "error", error);
    }
    json_object_set_member (reply, "id", json_node_copy (id));
    g_ptr_array_add (frame->replies, b24_json_to_text (reply));
}

static gboolean
read_call (B24Frame *frame, JsonObject *rpc)
{
    const char *method = b24_json_get_string (rpc, "method");
    gboolean incoming = g_strcmp0 (method, "incoming.message") == 0;
    gboolean readable = incoming ? read_incoming (frame, rpc) : TRUE;

    add_result (frame, rpc, incoming || g_strcmp0 (method, PING) == 0);
    return readable;
}

static void
read_element (const char *key, JsonNode *value, gpointer user_data)
{
    B24Frame *frame = user_data;
    JsonObject *object = b24_json_node_object (value);
    gboolean readable;

    if (b24_json_has (object, "method"))
        readable = read_call (frame, object);
    else if (b24_json_has (object, "jsonrpc"))
        readable = TRUE; /* an answer, though nothing was asked */
    else
        readable = read_plain (frame, object);
    if (!readable)
        frame->bad++;
}

/* One message, a list of them, JSON-RPC, a list of that. */
static gboolean
read_json (B24Frame *frame, const char *data, gsize size, GError **error)
{
    g_autoptr (JsonNode) root = b24_json_parse (data, size, error);

    if (root == NULL)
        return FALSE;
    if (b24_json_node_array (root) != NULL)
        b24_json_foreach (root, read_element, frame);
    else
        read_element ("0", root, frame);
    return TRUE;
}

/* Where the block ends: a customer may write the marker, but then it stands inside a string. */
static const char *
find_text_end (const char *data, const char *end)
{
    gboolean quoted = FALSE;

    for (const char *p = data; p < end; p++) {
        if (quoted && *p == '\\')
            p++;
        else if (*p == '"')
            quoted = !quoted;
        else if (!quoted && *p == *TEXT_END && (gsize) (end - p) >= strlen (TEXT_END) &&
                 memcmp (p, TEXT_END, strlen (TEXT_END)) == 0)
            return p;
    }
    return NULL;
}

static const char *
find_text_begin (const char *data, const char *end)
{
    return data < end ? memmem (data, (gsize) (end - data), TEXT_BEGIN, strlen (TEXT_BEGIN)) : NULL;
}

/* Every byte is looked at once, whatever the frame holds. */
static void
read_text (B24Frame *frame, const char *data, gsize size)
{
    const char *end = data + size;
    const char *block = data;

    while (block != NULL && (block = find_text_begin (block, end)) != NULL) {
        const char *block_end;

        block += strlen (TEXT_BEGIN);
        block_end = find_text_end (block, end);
        if (block_end == NULL || !read_json (frame, block, (gsize) (block_end - block), NULL))
            frame->bad++;
        block = block_end;
    }
}

/* A tree of protobuf may not take more than this, however small the frame was. */
typedef struct {
    gsize left;
} Budget;

static void *
budget_alloc (void *allocator_data, size_t size)
{
    Budget *budget = allocator_data;

    if (size > budget->left)
        return NULL;
    budget->left -= size;
    return malloc (size);
}

static void
budget_free (void *allocator_data, void *pointer)
{
    free (pointer);
}

static char *
to_hex (const ProtobufCBinaryData *bytes)
{
    GString *hex = g_string_sized_new (2 * bytes->len);

    for (gsize i = 0; i < bytes->len; i++)
        g_string_append_printf (hex, "%02x", bytes->data[i]);
    return g_string_free (hex, FALSE);
}

static gboolean
read_outgoing (B24Frame *frame, const B24Pb__OutgoingMessage *outgoing)
{
    g_autoptr (JsonNode) body = b24_json_parse (
        outgoing->body.len > 0 ? (const char *) outgoing->body.data : "", outgoing->body.len, NULL);
    B24Sender sender =
        outgoing->sender != NULL ? to_sender (outgoing->sender->type) : B24_SENDER_UNKNOWN;
    B24PushMessage *message = message_new (b24_json_node_object (body), sender);

    if (message == NULL)
        return FALSE;
    if (outgoing->id.len <= MAX_MID / 2)
        message->mid = take_mid (to_hex (&outgoing->id));
    if (message->server_time <= 0)
        message->server_time = outgoing->created;
    return add_message (frame, message);
}

static void
read_response (B24Frame *frame, const B24Pb__Response *response)
{
    if (response->command_case == B24_PB__RESPONSE__COMMAND_OUTGOING_MESSAGES) {
        const B24Pb__OutgoingMessages *list = response->outgoing_messages;

        for (gsize i = 0; i < list->n_messages; i++) {
            if (!read_outgoing (frame, list->messages[i]))
                frame->bad++;
        }
    } else if (response->command_case == B24_PB__RESPONSE__COMMAND_JSON) {
        const ProtobufCBinaryData *payload = &response->json->payload;

        if (payload->len > 0 &&
            !read_json (frame, (const char *) payload->data, payload->len, NULL))
            frame->bad++;
    }
}

static gboolean
read_protobuf (B24Frame *frame, const char *data, gsize size, GError **error)
{
    Budget budget = { MAX_DECODED };
    ProtobufCAllocator allocator = { budget_alloc, budget_free, &budget };
    B24Pb__ResponseBatch *batch =
        b24_pb__response_batch__unpack (&allocator, size, (const uint8_t *) data);

    if (batch == NULL) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE,
                             "protobuf that cannot be read");
        return FALSE;
    }
    for (gsize i = 0; i < batch->n_responses; i++)
        read_response (frame, batch->responses[i]);
    b24_pb__response_batch__free_unpacked (batch, &allocator);
    return TRUE;
}

static char
first_character (const char *data, gsize size)
{
    gsize i = 0;

    while (i < size && g_ascii_isspace (data[i]))
        i++;
    return i < size ? data[i] : '\0';
}

/* By content: servers do not always send what they were asked for. */
static gboolean
read_any (B24Frame *frame, const char *data, gsize size, gboolean binary, GError **error)
{
    char first = first_character (data, size);
    gboolean may_be_protobuf = size == 0 || data[0] == PROTOBUF_BEGIN;

    if (binary && may_be_protobuf)
        return read_protobuf (frame, data, size, error);
    /* A length may look like a bracket, but then the whole is no JSON. */
    if ((first == '{' || first == '[') &&
        read_json (frame, data, size, may_be_protobuf ? NULL : error))
        return TRUE;
    if (first == '{' || first == '[')
        return may_be_protobuf && read_protobuf (frame, data, size, error);
    if (first == *TEXT_BEGIN || (!may_be_protobuf && find_text_begin (data, data + size) != NULL)) {
        read_text (frame, data, size);
        return TRUE;
    }
    if (may_be_protobuf)
        return read_protobuf (frame, data, size, error);
    g_set_error_literal (error, B24_ERROR, B24_ERROR_NOT_JSON, "no frame of any push server");
    return FALSE;
}

B24Frame *
b24_frame_decode (GBytes *data, gboolean binary, GError **error)
{
    g_autoptr (B24Frame) frame = frame_new ();
    gsize size;
    const char *bytes;

    g_return_val_if_fail (data != NULL, NULL);

    bytes = g_bytes_get_data (data, &size);
    if (bytes == NULL)
        bytes = "";
    if (size > MAX_BYTES) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_TOO_LARGE, "frame too large");
        return NULL;
    }
    if (size == strlen (PING) && memcmp (bytes, PING, size) == 0) {
        frame->ping = TRUE;
        g_ptr_array_add (frame->replies, g_strdup (PONG));
        return g_steal_pointer (&frame);
    }
    if (!read_any (frame, bytes, size, binary, error))
        return NULL;
    if (frame->bad > 0 && frame->messages->len == 0 && frame->replies->len == 0) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE,
                             "no message that can be read");
        return NULL;
    }
    return g_steal_pointer (&frame);
}
