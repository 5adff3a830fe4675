/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-push-encode — events in the formats of the generations of push servers.
 */

#include "portal-push.h"
#include "portal-push.pb-c.h"

#define TEXT_START "#!NGINXNMS!#"
#define TEXT_END   "#!NGINXNME!#"

static void
write_body (PpOut *out, const char *key, PpPushEvent *event, const char *params)
{
    pp_out_object (out, key);
    pp_out_string (out, "module_id", event->module);
    pp_out_string (out, "command", event->command);
    pp_out_raw (out, "params", params);
    pp_out_raw (out, "extra", event->extra);
    pp_out_end (out);
}

/* nginx of versions 1 and 2 has a number and tag and time, the later servers have the mid. */
static void
write_message (PpPushListener *listener, PpOut *out, PpPushEvent *event)
{
    g_autofree char *channel = pp_push_channel_id (listener->portal, event->channel);
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (event->created / G_USEC_PER_SEC);
    g_autofree char *time = soup_date_time_to_string (date, SOUP_DATE_HTTP);

    pp_out_object (out, NULL);
    if (listener->version >= 3) {
        pp_out_string (out, "id", event->mid);
        pp_out_string (out, "mid", event->mid);
    } else {
        pp_out_int (out, "id", (gint64) event->number);
    }
    pp_out_string (out, "channel", channel);
    pp_out_printf (out, "tag", "%u", event->tag);
    pp_out_string (out, "time", time);
    if (listener->version < 3)
        pp_out_string (out, "eventid", "");
    write_body (out, "text", event, event->params);
    pp_out_end (out);
}

static char *
encode_framed (PpPushListener *listener, GPtrArray *events)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < events->len; i++) {
        g_autofree char *message = NULL;
        PpOut out;

        pp_out_init (&out);
        write_message (listener, &out, g_ptr_array_index (events, i));
        message = pp_out_take (&out);
        g_string_append_printf (text, TEXT_START "%s" TEXT_END, message);
    }
    return g_string_free (text, FALSE);
}

static char *
encode_list (PpPushListener *listener, GPtrArray *events)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_array (&out, NULL);
    for (guint i = 0; i < events->len; i++)
        write_message (listener, &out, g_ptr_array_index (events, i));
    pp_out_end (&out);
    return pp_out_take (&out);
}

/* Version 5 sends apart what differs from user to user, and what others in the same batch also
 * need: the client puts them together again. */
static void
move_member (JsonObject *from, const char *name, PpOut *out, const char *key)
{
    pp_out_object (out, key);
    if (json_object_has_member (from, name)) {
        pp_out_node (out, name, json_object_get_member (from, name));
        json_object_remove_member (from, name);
    }
    pp_out_end (out);
}

static void
write_rpc (PpOut *out, PpPushEvent *event)
{
    g_autoptr (JsonNode) node = json_from_string (event->params, NULL);
    JsonObject *params = json_node_get_object (node);
    g_autofree char *rest = NULL;

    pp_out_object (out, NULL);
    pp_out_string (out, "jsonrpc", "2.0");
    pp_out_string (out, "method", "incoming.message");
    pp_out_object (out, "params");
    pp_out_string (out, "mid", event->mid);
    move_member (params, "counter", out, "user_params");
    move_member (params, "users", out, "dictionary");
    rest = json_to_string (node, FALSE);
    write_body (out, "body", event, rest);
    pp_out_object (out, "sender");
    pp_out_int (out, "type", event->sender_type);
    if (event->sender_id != 0)
        pp_out_id_string (out, "id", event->sender_id);
    pp_out_end (out);
    pp_out_end (out);
    pp_out_int (out, "id", (gint64) event->number);
    pp_out_end (out);
}

static char *
encode_rpc (GPtrArray *events)
{
    PpOut out;

    pp_out_init (&out);
    if (events->len > 1)
        pp_out_array (&out, NULL);
    for (guint i = 0; i < events->len; i++)
        write_rpc (&out, g_ptr_array_index (events, i));
    if (events->len > 1)
        pp_out_end (&out);
    return pp_out_take (&out);
}

char *
pp_push_encode_text (PpPushListener *listener, GPtrArray *events)
{
    switch (listener->format) {
    case PP_PUSH_JSON:
        return encode_list (listener, events);
    case PP_PUSH_RPC:
        return encode_rpc (events);
    case PP_PUSH_TEXT:
    case PP_PUSH_PROTOBUF:
    default:
        return encode_framed (listener, events);
    }
}

/* The bytes whose hexadecimal digits are the mid. */
static void
fill_id (PpPushEvent *event, guint8 id[PP_PUSH_MID_LENGTH / 2])
{
    for (guint i = 0; i < PP_PUSH_MID_LENGTH / 2; i++)
        id[i] = (guint8) (g_ascii_xdigit_value (event->mid[2 * i]) << 4 |
                          g_ascii_xdigit_value (event->mid[2 * i + 1]));
}

/* One message with all it points to; freed with g_free() but for the body. */
typedef struct {
    Practice__OutgoingMessage message;
    Practice__Sender sender;
    guint8 id[PP_PUSH_MID_LENGTH / 2];
    char sender_id[24];
} Outgoing;

static Practice__OutgoingMessage *
outgoing_new (PpPushEvent *event)
{
    Outgoing *outgoing = g_new0 (Outgoing, 1);
    PpOut out;

    practice__outgoing_message__init (&outgoing->message);
    practice__sender__init (&outgoing->sender);
    fill_id (event, outgoing->id);
    outgoing->message.id.data = outgoing->id;
    outgoing->message.id.len = sizeof outgoing->id;
    pp_out_init (&out);
    write_body (&out, NULL, event, event->params);
    outgoing->message.body = pp_out_take (&out);
    outgoing->message.expiry = event->expiry;
    outgoing->message.created = (guint32) (event->created / G_USEC_PER_SEC);
    outgoing->sender.type = event->sender_type;
    if (event->sender_id != 0)
        g_snprintf (outgoing->sender_id, sizeof outgoing->sender_id, "%" G_GINT64_FORMAT,
                    event->sender_id);
    outgoing->sender.id.data = (guint8 *) outgoing->sender_id;
    outgoing->sender.id.len = strlen (outgoing->sender_id);
    outgoing->message.sender = &outgoing->sender;
    return &outgoing->message;
}

static void
outgoing_free (gpointer data)
{
    Practice__OutgoingMessage *message = data;

    g_free (message->body);
    g_free (message);
}

GBytes *
pp_push_pack_response (Practice__Response *response)
{
    Practice__ResponseBatch batch = PRACTICE__RESPONSE_BATCH__INIT;
    gsize size;
    guint8 *data;

    batch.n_responses = 1;
    batch.responses = &response;
    size = practice__response_batch__get_packed_size (&batch);
    data = g_malloc (size);
    practice__response_batch__pack (&batch, data);
    return g_bytes_new_take (data, size);
}

GBytes *
pp_push_encode_binary (PpPushListener *listener, GPtrArray *events)
{
    Practice__OutgoingMessages outgoing = PRACTICE__OUTGOING_MESSAGES__INIT;
    Practice__Response response = PRACTICE__RESPONSE__INIT;
    g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (outgoing_free);

    for (guint i = 0; i < events->len; i++)
        g_ptr_array_add (messages, outgoing_new (g_ptr_array_index (events, i)));
    outgoing.n_messages = messages->len;
    outgoing.messages = (Practice__OutgoingMessage **) messages->pdata;
    response.command_case = PRACTICE__RESPONSE__COMMAND_OUTGOING;
    response.outgoing = &outgoing;
    return pp_push_pack_response (&response);
}
