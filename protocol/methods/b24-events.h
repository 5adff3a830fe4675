/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-events — the portal's log of what happened in the user's chats: im.v2.Event.subscribe, .get,
 * .unsubscribe (rest §12, realtime §6). One reader per user: a hint, never the truth.
 */

#include "b24-batch.h"
#include "b24-message.h"

G_BEGIN_DECLS

typedef enum {
    B24_EVENT_MESSAGE,  /* ONIMV2MESSAGEADD */
    B24_EVENT_UPDATE,   /* ONIMV2MESSAGEUPDATE */
    B24_EVENT_DELETE,   /* ONIMV2MESSAGEDELETE */
    B24_EVENT_REACTION, /* ONIMV2REACTIONCHANGE */
    B24_EVENT_JOINED,   /* ONIMV2JOINCHAT */
} B24EventKind;

typedef struct {
    B24EventKind kind;
    gint64 chat_id;
    gint64 message_id; /* 0 when it is about no message */
    gint64 user_id;    /* who did it, 0 unknown */
} B24Event;

typedef struct {
    GArray *events; /* (element-type B24Event): in order; unknown kinds are left out */
    gint64 next_offset;
    gboolean more;
} B24EventLog;

void b24_event_log_free (B24EventLog *self);

/* B24_ERROR_METHOD_NOT_FOUND: the portal is older. b24_batch_result_take() gives %NULL on success.
 */
void b24_events_subscribe_in_batch (B24Batch *batch, const char *key);
/* @offset: 1 at first, then B24EventLog.next_offset: it deletes what is before. Gives a
 * B24EventLog. */
void b24_events_get_in_batch (B24Batch *batch, const char *key, gint64 offset);
void b24_events_unsubscribe_async (B24Rest *rest, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_events_unsubscribe_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24EventLog, b24_event_log_free)

G_END_DECLS
