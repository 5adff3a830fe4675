/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-pull-config.h"

#include <string.h>

#include "b24-error.h"
#include "b24-json.h"
#include "b24-name.h"

#define REVISION "19" /* of the events, as the portal's own web client says */

static void
config_clear (gpointer data)
{
    B24PullConfig *self = data;

    g_free (self->websocket);
    g_free (self->long_polling);
    g_free (self->private_channel);
    g_free (self->shared_channel);
    g_free (self->channel_type);
    g_free (self->client_id);
    g_free (self->token);
}

B24PullConfig *
b24_pull_config_ref (B24PullConfig *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
b24_pull_config_unref (B24PullConfig *self)
{
    g_atomic_rc_box_release_full (self, config_clear);
}

/* The two transports name the same schemes in their own way. */
static char *
with_scheme (const char *uri, gboolean websocket)
{
    static const char *const schemes[][2] = { { "http://", "ws://" }, { "https://", "wss://" } };

    for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
        const char *from = schemes[i][websocket ? 0 : 1];
        const char *to = schemes[i][websocket ? 1 : 0];

        if (g_ascii_strncasecmp (uri, from, strlen (from)) == 0)
            return g_strconcat (to, uri + strlen (from), NULL);
    }
    return g_strdup (uri);
}

/**
 * read_address:
 *
 * Where the stream goes is under the same rule as where a redirect may lead: encrypted, or within
 * this computer when the portal is there, too.
 *
 * Returns: (nullable)
 */
static char *
read_address (JsonObject *server, const char *key, gboolean websocket, B24Portal *portal)
{
    g_autofree char *text = b24_json_dup_string (server, key);
    g_autofree char *plain = NULL;
    g_autofree char *absolute = NULL;
    g_autoptr (GUri) uri = NULL;

    if (text == NULL || *g_strstrip (text) == '\0')
        return NULL;
    plain = with_scheme (text, FALSE);
    absolute = b24_portal_resolve (portal, plain);
    uri = g_uri_parse (absolute, G_URI_FLAGS_ENCODED, NULL);
    if (uri == NULL || g_uri_get_fragment (uri) != NULL || g_uri_get_userinfo (uri) != NULL ||
        !b24_portal_allows_redirect (portal, absolute))
        return NULL;
    return with_scheme (absolute, websocket);
}

/* Of a portal on this computer the plain address goes first: nobody has a certificate for it. */
static char *
choose_address (JsonObject *server, B24PullTransport transport, B24Portal *portal)
{
    /* The misspelt name is the true one. */
    static const char *const keys[2][2][4] = {
        { { "websocket_secure", "websocket", NULL }, { "websocket", "websocket_secure", NULL } },
        { { "long_pooling_secure", "long_polling_secure", "long_polling", NULL },
          { "long_polling", "long_pooling_secure", "long_polling_secure", NULL } },
    };
    const char *const *list = keys[transport][b24_portal_is_loopback (portal) ? 1 : 0];
    char *address = NULL;

    for (guint i = 0; list[i] != NULL && address == NULL; i++)
        address = read_address (server, list[i], transport == B24_PULL_WEBSOCKET, portal);
    return address;
}

static void
take_end (B24PullConfig *self, gint64 end)
{
    if (end > 0 && (self->expires == 0 || end < self->expires))
        self->expires = end;
}

static char *
take_channel (B24PullConfig *self, JsonObject *channels, const char *key)
{
    JsonObject *channel = b24_json_get_object (channels, key);

    take_end (self, b24_json_get_time (channel, "end"));
    return b24_name_clean (b24_json_dup_string (channel, "id"));
}

static void
read_channels (B24PullConfig *self, JsonObject *result)
{
    JsonObject *channels = b24_json_get_object (result, "channels");

    self->private_channel = take_channel (self, channels, "private");
    self->shared_channel = take_channel (self, channels, "shared");
    self->channel_type = b24_json_dup_string (b24_json_get_object (channels, "private"), "type");
    self->token = b24_name_clean (b24_json_dup_string (result, "jwt"));
    take_end (self, b24_json_get_int (result, "exp", 0));
}

static void
read_server (B24PullConfig *self, JsonObject *server, B24Portal *portal)
{
    /* A portal that does not say has one of the servers that know all of this. */
    self->version = (int) CLAMP (b24_json_get_int (server, "version", self->token != NULL ? 5 : 4),
                                 1, G_MAXINT);
    if (b24_json_get_bool (server, "websocket_enabled", TRUE))
        self->websocket = choose_address (server, B24_PULL_WEBSOCKET, portal);
    self->long_polling = choose_address (server, B24_PULL_LONG_POLLING, portal);
}

B24PullConfig *
b24_pull_config_new (JsonObject *result, B24Portal *portal, GError **error)
{
    g_autoptr (B24PullConfig) self = NULL;
    JsonObject *server = b24_json_get_object (result, "server");

    g_return_val_if_fail (portal != NULL, NULL);

    if (server != NULL && !b24_json_get_bool (server, "server_enabled", TRUE)) {
        g_propagate_error (error, b24_error_new_from_code ("SERVER_ERROR", NULL));
        return NULL;
    }
    self = g_atomic_rc_box_new0 (B24PullConfig);
    read_channels (self, result);
    read_server (self, server, portal);
    if (g_strcmp0 (b24_json_get_string (server, "mode"), "shared") == 0)
        self->client_id = b24_name_clean (b24_json_dup_string (result, "clientId"));
    self->server_time = b24_json_get_time (result, "serverTime");
    if ((self->websocket == NULL && self->long_polling == NULL) ||
        (self->token == NULL && self->private_channel == NULL && self->shared_channel == NULL)) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE,
                             "no address or no channel of a push server");
        return NULL;
    }
    return g_steal_pointer (&self);
}

static void
add_parameter (GString *uri, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    g_string_append_printf (uri, "%c%s=", strchr (uri->str, '?') != NULL ? '&' : '?', name);
    g_string_append_uri_escaped (uri, value, NULL, FALSE);
}

static void
add_channels (B24PullConfig *self, GString *uri)
{
    const char *first =
        self->private_channel != NULL ? self->private_channel : self->shared_channel;
    g_autofree char *both = NULL;

    if (self->private_channel != NULL && self->shared_channel != NULL)
        both = g_strconcat (self->private_channel, "/", self->shared_channel, NULL);
    add_parameter (uri, "CHANNEL_ID", both != NULL ? both : first);
}

char *
b24_pull_config_make_uri (B24PullConfig *self, B24PullTransport transport, const char *mid,
                          const char *tag, const char *time)
{
    const char *base = transport == B24_PULL_WEBSOCKET ? self->websocket : self->long_polling;
    GString *uri;

    if (base == NULL)
        return NULL;
    uri = g_string_new (base);
    if (self->token != NULL)
        add_parameter (uri, "token", self->token);
    else
        add_channels (self, uri);
    if (self->version >= 5)
        add_parameter (uri, "jsonRpc", "true");
    else if (self->version == 4)
        add_parameter (uri, "format", "json");
    add_parameter (uri, "clientId", self->client_id);
    add_parameter (uri, "mid", mid);
    if (self->version <= 2) {
        add_parameter (uri, "tag", tag);
        add_parameter (uri, "time", time);
    }
    add_parameter (uri, "revision", REVISION);
    return g_string_free (uri, FALSE);
}
