/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-features — which methods this portal has: method.get of all of them in one batch (rest §10).
 *
 * Older and on-premise portals lack some, a webhook without the permission may not call others.
 * What was learned stands in the B24Rest: the method families choose the newer of two methods by
 * it, and who offers an action asks b24_features_has() first.
 */

#include "b24-rest.h"

G_BEGIN_DECLS

/* What can be done with one method, or with either of two. */
typedef enum {
    B24_FEATURE_NONE, /* needs nothing: always there */
    B24_FEATURE_ANSWER,
    B24_FEATURE_SKIP,
    B24_FEATURE_TRANSFER,
    B24_FEATURE_FINISH,
    B24_FEATURE_SPAM,
    B24_FEATURE_START,
    B24_FEATURE_START_FROM,
    B24_FEATURE_JOIN,
    B24_FEATURE_LEAVE,
    B24_FEATURE_INTERCEPT,
    B24_FEATURE_INVITE,
    B24_FEATURE_OPEN,
    B24_FEATURE_CRM_CHATS,
    B24_FEATURE_HISTORY,
    B24_FEATURE_SESSION_HISTORY,
    B24_FEATURE_FIND,   /* messages of a dialog */
    B24_FEATURE_SEARCH, /* dialogs */
    B24_FEATURE_SILENT,
    B24_FEATURE_PIN,
    B24_FEATURE_UNPIN,
    B24_FEATURE_PIN_ALL,
    B24_FEATURE_UNPIN_ALL,
    B24_FEATURE_EDIT,
    B24_FEATURE_DELETE,
    B24_FEATURE_LIKE,
    B24_FEATURE_SAVE_QUICK,
    B24_FEATURE_LIST_QUICK,
    B24_FEATURE_RATE,
    B24_FEATURE_LEAD,
    B24_FEATURE_MEMBERS,
    B24_FEATURE_CARD,
    B24_FEATURE_LINES,
    B24_FEATURE_BOT_FINISH,
    B24_FEATURE_BOT_FREE,
    B24_FEATURE_BOT_TRANSFER,
    B24_FEATURE_BOT_SAY,
    B24_FEATURE_PRESS,
    B24_FEATURE_PAUSE,
    B24_FEATURE_LAST, /*< skip >*/
} B24Feature;

/* Asks for all of them, and for imopenlines.v2.Session.*, in one request; @rest knows it then, for
 * as long as it lives: what is asked for again is known anew. Of a method the portal tells nothing
 * about nothing is known. Errors are those of batch. */
void b24_features_probe_async (B24Rest *rest, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_features_probe_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* TRUE too as long as nobody has asked: the call itself tells then. */
gboolean b24_features_has (B24Rest *rest, B24Feature feature);

G_END_DECLS
