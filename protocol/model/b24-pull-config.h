/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-pull-config — where and with which names a portal's push server is asked for news.
 * Immutable, shared by reference. (realtime §1.2, §3.1)
 *
 * Channel ids, the token and every address made from them are secrets: they are not logged.
 */

#include <json-glib/json-glib.h>

#include "b24-portal.h"

G_BEGIN_DECLS

typedef enum {
    B24_PULL_WEBSOCKET,
    B24_PULL_LONG_POLLING,
} B24PullTransport;

typedef struct {
    int version;           /* of the push server: 1 to 5 */
    char *websocket;       /* (nullable): base address, when the server has it */
    char *long_polling;    /* (nullable): the same */
    char *private_channel; /* (nullable) */
    char *shared_channel;  /* (nullable) */
    char *channel_type;    /* (nullable): "private"; anything else is an application's channel */
    char *client_id;       /* (nullable): of a push server shared by portals */
    char *token;           /* (nullable): JWT of version 5, which knows no channels */
    gint64 expires; /* portal's unix seconds of the first end among channels and token; 0 = none */
    gint64 server_time; /* portal's unix seconds of the answer, 0 when it did not say */
} B24PullConfig;

/**
 * b24_pull_config_new:
 * @result: `result` of pull.config.get or pull.api.config.get
 * @portal: an https portal's stream has to be encrypted too
 *
 * Returns: (transfer full): %NULL with %B24_ERROR_SERVER_ERROR when push is turned off there, with
 *   %B24_ERROR_UNEXPECTED_SHAPE when nothing useful is in @result
 */
B24PullConfig *b24_pull_config_new (JsonObject *result, B24Portal *portal, GError **error);
B24PullConfig *b24_pull_config_ref (B24PullConfig *self);
void b24_pull_config_unref (B24PullConfig *self);

/**
 * b24_pull_config_make_uri:
 * @mid: (nullable): continue behind this message
 * @tag: (nullable): @time: (nullable): the same for versions 1 and 2
 *
 * Returns: (transfer full) (nullable): %NULL when the server does not offer @transport
 */
char *b24_pull_config_make_uri (B24PullConfig *self, B24PullTransport transport, const char *mid,
                                const char *tag, const char *time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24PullConfig, b24_pull_config_unref)

G_END_DECLS
