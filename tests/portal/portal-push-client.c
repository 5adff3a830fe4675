/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-push-client — what clients send to the push server: JSON-RPC in version 5, protobuf in
 * the binary mode of version 4.
 */

#include "portal-push.h"
#include "portal-push.pb-c.h"

/* Errors of JSON-RPC. */
enum {
    RPC_PARSE_ERROR = -32700,
    RPC_BAD_REQUEST = -32600,
    RPC_NO_METHOD = -32601,
    RPC_BAD_PARAMS = -32602,
};

#define MAX_RECEIVERS 100

/* Writes the result into @out; returns 0 or an error of JSON-RPC. */
typedef int (*RpcHandler) (PpPushListener *listener, JsonObject *params, PpOut *out);

static int
rpc_ping (PpPushListener *listener, JsonObject *params, PpOut *out)
{
    pp_out_string (out, "result", "pong");
    return 0;
}

static int
rpc_list_channels (PpPushListener *listener, JsonObject *params, PpOut *out)
{
    GHashTableIter iter;
    gpointer value;

    pp_out_array (out, "result");
    g_hash_table_iter_init (&iter, listener->portal->push->current);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        PpPushChannel *channel = value;
        g_autofree char *id = NULL;

        if (!pp_push_listener_hears (listener, channel))
            continue;
        id = pp_push_channel_id (listener->portal, channel);
        pp_out_object (out, NULL);
        pp_out_string (out, "id", id);
        pp_out_string (out, "type", channel->type);
        pp_out_end (out);
    }
    pp_out_end (out);
    return 0;
}

static gboolean
is_listening (PpPush *push, gint64 user_id)
{
    for (guint i = 0; i < push->listeners->len; i++) {
        PpPushListener *listener = g_ptr_array_index (push->listeners, i);

        if (!listener->closing && listener->user_id == user_id)
            return TRUE;
    }
    return FALSE;
}

/* Seconds by user; who listens was seen just now, who never came is left out. */
static int
rpc_last_seen (PpPushListener *listener, JsonObject *params, PpOut *out)
{
    PracticePortal *self = listener->portal;
    g_autoptr (GArray) ids = pp_params_ids (params, "userList");

    if (ids->len == 0)
        return RPC_BAD_PARAMS;
    pp_out_object (out, "result");
    for (guint i = 0; i < ids->len; i++) {
        PpUser *user = pp_user_find (self, g_array_index (ids, gint64, i));
        g_autofree char *key = NULL;

        if (user == NULL)
            continue;
        key = g_strdup_printf ("%" G_GINT64_FORMAT, user->id);
        if (is_listening (self->push, user->id))
            pp_out_int (out, key, 0);
        else if (user->last_call != 0)
            pp_out_int (out, key, (pp_now (self) - user->last_call) / G_USEC_PER_SEC);
    }
    pp_out_end (out);
    return 0;
}

static int
rpc_watch_status (PpPushListener *listener, JsonObject *params, PpOut *out)
{
    if (!json_object_has_member (params, "userId") && !json_object_has_member (params, "userList"))
        return RPC_BAD_PARAMS;
    pp_out_object (out, "result");
    pp_out_end (out);
    return 0;
}

/* One client's event for others: the portal vouches for nothing in it. @body is what the client
 * says it to be; FALSE is returned when that is no event. */
static gboolean
publish (PpPushListener *from, PpPushChannel *to, JsonNode *body, gint64 expiry)
{
    JsonObject *object =
        body != NULL && JSON_NODE_HOLDS_OBJECT (body) ? json_node_get_object (body) : NULL;
    g_autofree char *module = object != NULL ? pp_params_string (object, "module_id") : NULL;
    g_autofree char *command = object != NULL ? pp_params_string (object, "command") : NULL;
    JsonNode *params = object != NULL ? json_object_get_member (object, "params") : NULL;
    g_autofree char *json = params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                                ? json_to_string (params, FALSE)
                                : g_strdup ("{}");

    if (module == NULL || command == NULL)
        return FALSE;
    pp_push_publish_on (from->portal, to, module, command, json, 1, from->user_id,
                        (guint) CLAMP (expiry, 0, G_MAXINT));
    return TRUE;
}

static int
rpc_publish (PpPushListener *listener, JsonObject *params, PpOut *out)
{
    PracticePortal *self = listener->portal;
    g_autoptr (GArray) ids = pp_params_ids (params, "userList");
    JsonNode *body = json_object_get_member (params, "body");
    gint64 expiry = pp_params_int (params, "expiry", 0);

    if (ids->len == 0 || ids->len > MAX_RECEIVERS)
        return RPC_BAD_PARAMS;
    for (guint i = 0; i < ids->len; i++) {
        PpPushChannel *channel =
            pp_push_get_channel (self, g_array_index (ids, gint64, i), "private");

        if (!publish (listener, channel, body, expiry))
            return RPC_BAD_PARAMS;
    }
    pp_out_object (out, "result");
    pp_out_end (out);
    return 0;
}

static const struct {
    const char *name;
    RpcHandler handler;
} rpc_methods[] = {
    { "ping", rpc_ping },
    { "listChannels", rpc_list_channels },
    { "getUsersLastSeen", rpc_last_seen },
    { "subscribeStatusChange", rpc_watch_status },
    { "unsubscribeStatusChange", rpc_watch_status },
    { "publish", rpc_publish },
};

static int
run_rpc (PpPushListener *listener, JsonObject *request, PpOut *out)
{
    g_autofree char *method = pp_params_string (request, "method");
    JsonNode *node = json_object_get_member (request, "params");
    g_autoptr (JsonObject) params = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                                        ? json_node_dup_object (node)
                                        : json_object_new ();

    if (method == NULL || !pp_params_is (request, "jsonrpc", "2.0"))
        return RPC_BAD_REQUEST;
    for (guint i = 0; i < G_N_ELEMENTS (rpc_methods); i++) {
        if (g_str_equal (rpc_methods[i].name, method))
            return rpc_methods[i].handler (listener, params, out);
    }
    return RPC_NO_METHOD;
}

static const char *
describe_rpc_error (int code)
{
    switch (code) {
    case RPC_PARSE_ERROR:
        return "Parse error";
    case RPC_BAD_REQUEST:
        return "Invalid Request";
    case RPC_NO_METHOD:
        return "Method not found";
    case RPC_BAD_PARAMS:
    default:
        return "Invalid params";
    }
}

static void
write_rpc_error (PpOut *out, int code)
{
    pp_out_object (out, "error");
    pp_out_int (out, "code", code);
    pp_out_string (out, "message", describe_rpc_error (code));
    pp_out_end (out);
}

/* Answers one request; what answers a request of ours, or wants no answer, gets none. */
static void
handle_rpc (PpPushListener *listener, JsonNode *node)
{
    JsonObject *request =
        node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    JsonNode *id = request != NULL ? json_object_get_member (request, "id") : NULL;
    g_autofree char *text = NULL;
    int error = RPC_PARSE_ERROR;
    PpOut out;

    if (request != NULL && !json_object_has_member (request, "method") &&
        (json_object_has_member (request, "result") || json_object_has_member (request, "error"))) {
        listener->portal->push->results++;
        return;
    }
    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_string (&out, "jsonrpc", "2.0");
    if (node != NULL)
        error = request != NULL ? run_rpc (listener, request, &out) : RPC_BAD_REQUEST;
    if (error != 0)
        write_rpc_error (&out, error);
    if (id != NULL)
        pp_out_node (&out, "id", id);
    else
        pp_out_null (&out, "id");
    pp_out_end (&out);
    text = pp_out_take (&out);
    if (id != NULL || error != 0)
        pp_push_socket_send_text (listener, text);
}

void
pp_push_client_text (PpPushListener *listener, const char *text, gsize length)
{
    g_autofree char *copy = g_strndup (text, length);
    g_autoptr (JsonNode) node = NULL;
    JsonArray *list;

    if (g_str_equal (copy, "pong")) {
        listener->pings = 0;
        listener->portal->push->pongs++;
        return;
    }
    if (g_str_has_prefix (copy, "mack:")) {
        listener->portal->push->acks++;
        return;
    }
    node = json_from_string (copy, NULL);
    if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)) {
        handle_rpc (listener, node);
        return;
    }
    list = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (list); i++)
        handle_rpc (listener, json_array_get_element (list, i));
}

static void
channel_stats (PpPushListener *listener, Practice__ChannelStatsRequest *request)
{
    Practice__ChannelStatsAnswer answer = PRACTICE__CHANNEL_STATS_ANSWER__INIT;
    Practice__Response response = PRACTICE__RESPONSE__INIT;
    g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GBytes) frame = NULL;

    for (gsize i = 0; i < request->n_channels; i++) {
        Practice__ChannelStats *stats = g_new (Practice__ChannelStats, 1);

        practice__channel_stats__init (stats);
        stats->id = request->channels[i]->id;
        stats->is_private = request->channels[i]->is_private;
        g_ptr_array_add (list, stats);
    }
    answer.n_channels = list->len;
    answer.channels = (Practice__ChannelStats **) list->pdata;
    response.command_case = PRACTICE__RESPONSE__COMMAND_CHANNEL_STATS;
    response.channel_stats = &answer;
    frame = pp_push_pack_response (&response);
    pp_push_socket_send_binary (listener, frame);
}

/* (transfer full) */
static char *
to_hex (const ProtobufCBinaryData *data)
{
    GString *text = g_string_new (NULL);

    for (gsize i = 0; i < data->len; i++)
        g_string_append_printf (text, "%02x", data->data[i]);
    return g_string_free (text, FALSE);
}

/* The channel whose public id this is. */
static PpPushChannel *
find_public (PpPush *push, const char *public_id)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, push->current);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        if (g_strcmp0 (((PpPushChannel *) value)->public_id, public_id) == 0)
            return value;
    }
    return NULL;
}

static guint
publish_to (PpPushListener *listener, Practice__ChannelId *receiver,
            Practice__IncomingMessage *message)
{
    PracticePortal *self = listener->portal;
    g_autofree char *public_id = to_hex (&receiver->id);
    g_autofree char *signature = to_hex (&receiver->signature);
    PpPushChannel *channel = find_public (self->push, public_id);
    g_autofree char *id = channel != NULL ? pp_push_channel_id (self, channel) : NULL;
    const char *dot = id != NULL ? strchr (id, '.') : NULL;
    g_autoptr (JsonNode) body = json_from_string (message->body, NULL);

    if (channel == NULL)
        return PP_PUSH_BAD_RECEIVER;
    /* Below version 4 nothing is signed. */
    if (dot == NULL || !g_str_equal (dot + 1, signature))
        return PP_PUSH_BAD_SIGNATURE;
    return publish (listener, channel, body, message->expiry) ? 0 : PP_PUSH_BAD_REQUEST;
}

static guint
publish_all (PpPushListener *listener, Practice__IncomingMessages *incoming)
{
    guint code = incoming->n_messages <= MAX_RECEIVERS ? 0 : PP_PUSH_MANY_MESSAGES;

    for (gsize i = 0; code == 0 && i < incoming->n_messages; i++) {
        Practice__IncomingMessage *message = incoming->messages[i];

        if (message->n_receivers == 0)
            code = PP_PUSH_NO_RECEIVER;
        else if (message->n_receivers > MAX_RECEIVERS)
            code = PP_PUSH_MANY_RECEIVERS;
        for (gsize r = 0; code == 0 && r < message->n_receivers; r++)
            code = publish_to (listener, message->receivers[r], message);
    }
    return code;
}

static guint
run_request (PpPushListener *listener, Practice__Request *request)
{
    switch (request->command_case) {
    case PRACTICE__REQUEST__COMMAND_INCOMING:
        return publish_all (listener, request->incoming);
    case PRACTICE__REQUEST__COMMAND_CHANNEL_STATS:
        channel_stats (listener, request->channel_stats);
        return 0;
    case PRACTICE__REQUEST__COMMAND__NOT_SET:
        return PP_PUSH_BAD_REQUEST;
    default:
        return PP_PUSH_NOT_ALLOWED;
    }
}

/* In binary mode every frame is a request. Returns 0 or the code to close with. */
guint
pp_push_client_binary (PpPushListener *listener, GBytes *frame)
{
    Practice__RequestBatch *batch = practice__request_batch__unpack (
        NULL, g_bytes_get_size (frame), g_bytes_get_data (frame, NULL));
    guint code = batch != NULL && batch->n_requests > 0 ? 0 : PP_PUSH_BAD_REQUEST;

    for (gsize i = 0; code == 0 && i < batch->n_requests; i++)
        code = run_request (listener, batch->requests[i]);
    if (batch != NULL)
        practice__request_batch__free_unpacked (batch, NULL);
    return code;
}

/* What clients of a long poll have to say, they post. */
void
pp_push_handle_post (SoupServer *server, SoupServerMessage *message, const char *path,
                     GHashTable *query, gpointer user_data)
{
    PracticePortal *self = user_data;
    SoupMessageBody *body = soup_server_message_get_request_body (message);
    g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
    PpPushListener *listener;
    guint code = 0;

    if (g_bytes_get_size (bytes) > 5 && memcmp (g_bytes_get_data (bytes, NULL), "mack:", 5) == 0) {
        self->push->acks++;
        pp_push_answer_code (message, SOUP_STATUS_OK);
        return;
    }
    listener = pp_push_listener_new (self, soup_server_message_get_uri (message), &code);
    if (code == 0)
        code =
            listener->version == 4 ? pp_push_client_binary (listener, bytes) : PP_PUSH_NOT_ALLOWED;
    pp_push_listener_free (listener);
    pp_push_answer_code (message, code != 0 ? code : SOUP_STATUS_OK);
}
