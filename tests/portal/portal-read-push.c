/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "portal-read-push.h"

#include "portal-read.h"

#define TEXT_START "#!NGINXNMS!#"
#define TEXT_END   "#!NGINXNME!#"

/* A piece of protobuf that is being read. */
typedef struct {
    const guint8 *data;
    gsize length;
} Piece;

static guint64
take_varint (Piece *piece)
{
    guint64 value = 0;
    guint shift = 0;
    guint8 byte;

    do {
        g_assert_cmpuint (piece->length, >, 0);
        byte = *piece->data++;
        piece->length--;
        value |= (guint64) (byte & 0x7f) << shift;
        shift += 7;
    } while ((byte & 0x80) != 0);
    return value;
}

static void
skip (Piece *piece, gsize length)
{
    g_assert_cmpuint (piece->length, >=, length);
    piece->data += length;
    piece->length -= length;
}

/* Takes the next field. Returns its number; @inner is empty unless it has a length. */
static guint
take_field (Piece *piece, Piece *inner)
{
    guint64 key = take_varint (piece);

    *inner = (Piece){ NULL };
    switch (key & 7) {
    case 0:
        take_varint (piece);
        break;
    case 2:
        inner->length = take_varint (piece);
        inner->data = piece->data;
        skip (piece, inner->length);
        break;
    case 5:
        skip (piece, 4);
        break;
    default:
        g_assert_not_reached ();
    }
    return (guint) (key >> 3);
}

static JsonObject *
parse (const char *text, gsize length)
{
    g_autofree char *copy = g_strndup (text, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = json_from_string (copy, &error);

    g_assert_no_error (error);
    return json_node_dup_object (node);
}

/* (transfer full) */
static JsonObject *
read_outgoing (Piece message)
{
    JsonObject *event = NULL;
    g_autoptr (GString) mid = g_string_new (NULL);

    while (message.length > 0) {
        Piece inner;
        guint field = take_field (&message, &inner);

        for (gsize i = 0; field == 1 && i < inner.length; i++)
            g_string_append_printf (mid, "%02x", inner.data[i]);
        if (field == 2)
            event = parse ((const char *) inner.data, inner.length);
    }
    g_assert_nonnull (event);
    json_object_set_string_member (event, "mid", mid->str);
    return event;
}

/* Batch → response → outgoing messages → message: each is the first field of the one around it. The
 * second of a response is an answer about channels. */
static guint
read_binary (Piece piece, guint depth, GPtrArray *events)
{
    guint answers = 0;

    while (piece.length > 0) {
        Piece inner;
        guint field = take_field (&piece, &inner);

        if (field == 2 && depth == 1) {
            answers++;
            continue;
        }
        g_assert_cmpuint (field, ==, 1);
        if (depth < 2)
            answers += read_binary (inner, depth + 1, events);
        else
            g_ptr_array_add (events, read_outgoing (inner));
    }
    return answers;
}

static void
merge (JsonObject *into, JsonObject *from)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init (&iter, from);
    while (json_object_iter_next (&iter, &name, &node))
        json_object_set_member (into, name, json_node_copy (node));
}

/* One message of text framing or JSON, or one request of JSON-RPC. */
static void
read_message (JsonObject *message, GPtrArray *events)
{
    JsonObject *event;

    if (json_object_has_member (message, "method")) {
        JsonObject *params = json_object_get_object_member (message, "params");

        g_assert_cmpstr (practice_read_string (message, "method"), ==, "incoming.message");
        event = json_object_ref (json_object_get_object_member (params, "body"));
        merge (json_object_get_object_member (event, "params"),
               json_object_get_object_member (params, "user_params"));
        merge (json_object_get_object_member (event, "params"),
               json_object_get_object_member (params, "dictionary"));
        json_object_set_string_member (event, "mid", practice_read_string (params, "mid"));
    } else {
        event = json_object_ref (json_object_get_object_member (message, "text"));
        json_object_remove_member (message, "text");
        merge (event, message);
    }
    g_ptr_array_add (events, event);
}

static void
read_framed (const char *text, GPtrArray *events)
{
    while (*text != '\0') {
        const char *end = strstr (text, TEXT_END);
        g_autoptr (JsonObject) message = NULL;

        g_assert_true (g_str_has_prefix (text, TEXT_START));
        g_assert_nonnull (end);
        text += strlen (TEXT_START);
        message = parse (text, (gsize) (end - text));
        read_message (message, events);
        text = end + strlen (TEXT_END);
    }
}

gboolean
practice_read_push_text (const char *text, GPtrArray *events)
{
    g_autoptr (JsonNode) node = NULL;

    if (g_str_has_prefix (text, TEXT_START)) {
        read_framed (text, events);
        return TRUE;
    }
    node = json_from_string (text, NULL);
    if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)) {
        JsonArray *list = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (list); i++)
            read_message (json_array_get_object_element (list, i), events);
        return TRUE;
    }
    if (node == NULL || !json_object_has_member (json_node_get_object (node), "method"))
        return FALSE;
    read_message (json_node_get_object (node), events);
    return TRUE;
}

guint
practice_read_push_binary (const guint8 *data, gsize length, GPtrArray *events)
{
    return read_binary ((Piece){ data, length }, 0, events);
}
