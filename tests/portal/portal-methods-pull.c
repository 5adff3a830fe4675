/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-pull — methods that tell where the push server is and what to listen to.
 */

#include "portal-push.h"

#define WEB_REVISION    19
#define MOBILE_REVISION 3

static void
write_address (PpCall *call, const char *key, const char *scheme, const char *path)
{
    pp_out_printf (&call->out, key, "%s://127.0.0.1:%u%s", scheme, call->portal->port, path);
}

/* A portal on loopback has no certificate: what is called secure leads to the same place. The
 * misspelling is the real portal's. */
static void
write_server (PpCall *call)
{
    PpPush *push = call->portal->push;

    pp_out_object (&call->out, "server");
    pp_out_int (&call->out, "version", push->version);
    pp_out_bool (&call->out, "server_enabled", push->enabled);
    pp_out_string (&call->out, "mode", push->shared_mode ? "shared" : "personal");
    pp_out_printf (&call->out, "hostname", "127.0.0.1:%u", call->portal->port);
    write_address (call, "long_polling", "http", "/bitrix/sub/");
    write_address (call, "long_pooling_secure", "http", "/bitrix/sub/");
    pp_out_bool (&call->out, "websocket_enabled", push->websocket);
    write_address (call, "websocket", "ws", "/bitrix/subws/");
    write_address (call, "websocket_secure", "ws", "/bitrix/subws/");
    pp_out_bool (&call->out, "publish_enabled", TRUE);
    write_address (call, "publish", "http", "/bitrix/rest/");
    write_address (call, "publish_secure", "http", "/bitrix/rest/");
    pp_out_int (&call->out, "config_timestamp", push->config_timestamp);
    pp_out_end (&call->out);
}

static void
write_life (PpCall *call, PpPushChannel *channel)
{
    g_autofree char *start = pp_date (call->portal, channel->start);
    g_autofree char *end = pp_date (call->portal, channel->end);

    pp_out_string (&call->out, "start", start);
    pp_out_string (&call->out, "end", end);
}

/* (transfer full) (nullable): the id others publish to, signed */
static char *
get_public_id (PpCall *call, PpPushChannel *channel)
{
    g_autofree char *id = pp_push_channel_id (call->portal, channel);
    const char *signature = strchr (id, '.');

    if (channel->public_id == NULL || signature == NULL)
        return NULL;
    return g_strconcat (channel->public_id, signature, NULL);
}

static void
write_channel (PpCall *call, const char *key, PpPushChannel *channel)
{
    g_autofree char *id = pp_push_channel_id (call->portal, channel);
    g_autofree char *public_id = get_public_id (call, channel);

    pp_out_object (&call->out, key);
    pp_out_string (&call->out, "id", id);
    if (public_id != NULL)
        pp_out_string (&call->out, "public_id", public_id);
    write_life (call, channel);
    pp_out_string (&call->out, "type", channel->type);
    pp_out_end (&call->out);
}

/* Where others publish to @user. */
static void
write_public_channel (PpCall *call, PpUser *user)
{
    PpPushChannel *channel = pp_push_get_channel (call->portal, user->id, "private");
    g_autofree char *public_id = get_public_id (call, channel);
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, user->id);

    pp_out_object (&call->out, key);
    pp_out_int (&call->out, "user_id", user->id);
    pp_out_string (&call->out, "public_id", channel->public_id);
    pp_out_string (&call->out, "signature", public_id != NULL ? strchr (public_id, '.') + 1 : "");
    write_life (call, channel);
    pp_out_end (&call->out);
}

/* A map of PHP: absent below version 4, and an empty one is a list. */
static void
write_public_channels (PpCall *call)
{
    guint version = call->portal->push->version;

    if (version < 4) {
        pp_out_bool (&call->out, "publicChannels", FALSE);
    } else if (version > 4) {
        pp_out_array (&call->out, "publicChannels");
        pp_out_end (&call->out);
    } else {
        pp_out_object (&call->out, "publicChannels");
        write_public_channel (call, call->user);
        pp_out_end (&call->out);
    }
}

/* A token lives as long as the channels it stands for. */
static void
write_token (PpCall *call, PpPushChannel *shared)
{
    gint64 end = shared->end / G_USEC_PER_SEC;
    g_autofree char *token = pp_push_make_token (call->portal, call->user->id, shared->base, end);

    pp_out_string (&call->out, "jwt", token);
    pp_out_int (&call->out, "exp", end + call->portal->skew / G_USEC_PER_SEC);
}

/* @private_type, @shared_type: which channels. Returns FALSE when there is no push server. */
static gboolean
begin_config (PpCall *call, const char *private_type, const char *shared_type)
{
    PracticePortal *self = call->portal;
    PpPush *push = self->push;
    PpPushChannel *channel = pp_push_get_channel (self, call->user->id, private_type);
    PpPushChannel *shared = pp_push_get_channel (self, 0, shared_type);

    if (!push->enabled) {
        pp_call_fail (call, SOUP_STATUS_INTERNAL_SERVER_ERROR, "SERVER_ERROR",
                      "Push & Pull server is not configured");
        return FALSE;
    }
    push->configs++;
    pp_out_object (&call->out, NULL);
    write_server (call);
    pp_out_object (&call->out, "api");
    pp_out_int (&call->out, "revision_web", WEB_REVISION);
    pp_out_int (&call->out, "revision_mobile", MOBILE_REVISION);
    pp_out_end (&call->out);
    pp_out_object (&call->out, "channels");
    write_channel (call, "shared", shared);
    write_channel (call, "private", channel);
    pp_out_end (&call->out);
    write_public_channels (call);
    if (push->version >= 5)
        write_token (call, shared);
    else if (push->shared_mode)
        pp_out_string (&call->out, "clientId", push->client_id);
    return TRUE;
}

static void
refuse_auth_type (PpCall *call)
{
    pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "WRONG_AUTH_TYPE",
                  "Get access to application config available only for application authorization.");
}

static void
config_get (PpCall *call)
{
    PracticePortal *self = call->portal;
    g_autofree char *now = pp_date (self, pp_now (self));

    if (call->client_id != NULL) {
        refuse_auth_type (call);
        return;
    }
    if (!begin_config (call, "private", "shared"))
        return;
    pp_out_string (&call->out, "serverTime", now);
    pp_out_end (&call->out);
}

/* The undocumented way: no look at who calls, no time. */
static void
api_config_get (PpCall *call)
{
    if (begin_config (call, "private", "shared"))
        pp_out_end (&call->out);
}

static void
application_config_get (PpCall *call)
{
    if (call->client_id == NULL)
        refuse_auth_type (call);
    else if (begin_config (call, call->client_id, call->client_id))
        pp_out_end (&call->out);
}

/* The known users among the ids of @key; when there are none, the result is PHP's empty list and
 * %NULL is returned. */
static GPtrArray *
begin_map_of_users (PpCall *call, const char *key)
{
    g_autoptr (GArray) ids = pp_params_ids (call->params, key);
    g_autoptr (GPtrArray) users = g_ptr_array_new ();

    for (guint i = 0; i < ids->len; i++) {
        PpUser *user = pp_user_find (call->portal, g_array_index (ids, gint64, i));

        if (user != NULL)
            g_ptr_array_add (users, user);
    }
    if (users->len > 0) {
        pp_out_object (&call->out, NULL);
        return g_steal_pointer (&users);
    }
    pp_out_array (&call->out, NULL);
    pp_out_end (&call->out);
    return NULL;
}

static void
public_list (PpCall *call)
{
    g_autoptr (GPtrArray) users = begin_map_of_users (call, "USERS");

    if (users == NULL)
        return;
    for (guint i = 0; i < users->len; i++)
        write_public_channel (call, g_ptr_array_index (users, i));
    pp_out_end (&call->out);
}

/* Seconds since a user was last seen; who never was is left out. */
static void
last_seen (PpCall *call)
{
    PracticePortal *self = call->portal;
    g_autoptr (GPtrArray) users = begin_map_of_users (call, "USERIDS");

    if (users == NULL)
        return;
    for (guint i = 0; i < users->len; i++) {
        PpUser *user = g_ptr_array_index (users, i);
        g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, user->id);

        if (user->last_call != 0)
            pp_out_int (&call->out, key, (pp_now (self) - user->last_call) / G_USEC_PER_SEC);
    }
    pp_out_end (&call->out);
}

/* Extends watches that the portal itself has begun; here it never begins one. */
static void
watch_extend (PpCall *call)
{
    JsonNode *node = json_object_get_member (call->params, "TAGS");
    JsonArray *tags =
        node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
    guint count = tags != NULL ? json_array_get_length (tags) : 0;

    if (count == 0) {
        pp_out_array (&call->out, NULL);
        pp_out_end (&call->out);
        return;
    }
    pp_out_object (&call->out, NULL);
    for (guint i = 0; i < count; i++) {
        g_autofree char *tag = pp_params_node_string (json_array_get_element (tags, i));

        if (tag != NULL)
            pp_out_bool (&call->out, tag, FALSE);
    }
    pp_out_end (&call->out);
}

const PpMethod pp_methods_pull[] = {
    { "pull.config.get", "pull_channel", PP_KEYS_ANY_CASE, config_get },
    { "pull.api.config.get", "pull", PP_KEYS_ANY_CASE, api_config_get },
    { "pull.application.config.get", "pull", PP_KEYS_ANY_CASE, application_config_get },
    { "pull.channel.public.list", "pull_channel", PP_KEYS_ANY_CASE, public_list },
    { "pull.api.user.getLastSeen", "pull", PP_KEYS_ANY_CASE, last_seen },
    { "pull.watch.extend", "pull", PP_KEYS_ANY_CASE, watch_extend },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
