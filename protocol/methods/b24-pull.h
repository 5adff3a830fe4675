/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-pull — where the user's own push stream is: pull.config.get, pull.api.config.get
 * (realtime §1.1).
 */

#include "b24-pull-config.h"
#include "b24-rest.h"

G_BEGIN_DECLS

typedef enum {
    B24_PULL_METHOD_CONFIG,     /* pull.config.get, permission pull_channel */
    B24_PULL_METHOD_API_CONFIG, /* pull.api.config.get, permission pull; not documented */
} B24PullMethod;

/* Repeatable. B24_ERROR_INSUFFICIENT_SCOPE, _METHOD_NOT_FOUND, _WRONG_AUTH_TYPE, _SERVER_ERROR (the
 * portal has no push server), _AUTHORIZE_ERROR. */
void b24_pull_config_async (B24Rest *rest, B24PullMethod method, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
B24PullConfig *b24_pull_config_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
