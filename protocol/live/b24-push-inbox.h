/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-push-inbox — what has come over a push link, read and told in order and in slices, so that a
 * storm does not keep the main loop busy. Internal to live/.
 *
 * Large frames are decoded in a worker thread; what came behind them waits.
 */

#include "b24-clock.h"
#include "b24-frames.h"

G_BEGIN_DECLS

typedef struct _B24PushInbox B24PushInbox;

/**
 * B24PushInboxEvents:
 * @frame: a frame has been decoded; its messages are told afterwards. @frame: %NULL with @error
 *   when it cannot be read. @link: as it was put in with
 * @message: the next message
 * @drained: everything that was put in has been told
 */
typedef struct {
    void (*frame) (B24Frame *frame, const GError *error, guint link, gpointer user_data);
    void (*message) (B24PushMessage *message, gpointer user_data);
    void (*drained) (gpointer user_data);
} B24PushInboxEvents;

/* @events: static */
B24PushInbox *
b24_push_inbox_new (B24Clock *clock, const B24PushInboxEvents *events, gpointer user_data);
/* Forgets what was not told; may be called by any of the events. */
void b24_push_inbox_free (B24PushInbox *self);

/* @link: tells the connection it came by from others. Nothing is told before the next turn. */
void b24_push_inbox_put (B24PushInbox *self, GBytes *data, gboolean binary, guint link);
gboolean b24_push_inbox_is_empty (B24PushInbox *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24PushInbox, b24_push_inbox_free)

G_END_DECLS
