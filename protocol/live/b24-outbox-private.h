/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-outbox-private — what the two files of the outbox share: b24-outbox (queues, sending),
 * b24-outbox-kept (texts that waited: what becomes of them, their file).
 */

#include "b24-outbox-text.h"
#include "b24-outbox.h"
#include "b24-store.h"

G_BEGIN_DECLS

#define B24_OUTBOX_FIRST_PAUSE 2 /* seconds, doubled with each failure */

/* The texts of one dialog; the head is the one in flight. */
typedef struct {
    B24Outbox *outbox; /* not owned */
    gint64 chat_id;
    GQueue items; /* (element-type B24OutboxText) */
    gboolean in_flight;
    gboolean unreachable; /* the last attempt did not get through */
    gint64 since;         /* @unreachable: monotonic time of the first that did not */
    gboolean earlier;     /* begins with texts of an earlier connection */
    gboolean held;        /* "check" was emitted: somebody decides */
    gboolean looking;     /* the portal is asked whether it has the head */
    gboolean looked;      /* it was asked for this "check" */
    guint failures;
    guint retry_id;
} B24OutboxQueue;

struct _B24Outbox {
    GObject parent;

    B24Rest *rest;
    B24Clock *clock;
    GCancellable *cancellable;
    GHashTable *queues; /* gint64 → B24OutboxQueue */
    B24Store *store;    /* (nullable) */
    gboolean closed;
};

B24OutboxQueue *b24_outbox_ensure_queue (B24Outbox *self, gint64 chat_id);
void b24_outbox_push (B24Outbox *self, B24OutboxQueue *queue, B24OutboxText *item);
/* Nothing of @queue may be used afterwards, unless the outbox is known to be open. */
void b24_outbox_send_next (B24Outbox *self, B24OutboxQueue *queue);
void b24_outbox_note_unreachable (B24OutboxQueue *queue);
/* @pause: seconds, longer with each failure */
void b24_outbox_pause (B24OutboxQueue *queue, guint pause, const GError *error);
/* The whole queue fails, so that no text overtakes another. */
void b24_outbox_fail_queue (B24Outbox *self, B24OutboxQueue *queue, const GError *error);
/* The first text may have been taken, and its answer lost: looks for it in the dialog. What is
 * found there is sent; else the queue fails with @refusal, or goes on to "check" when there is
 * none. */
void b24_outbox_look (B24Outbox *self, B24OutboxQueue *queue, const GError *refusal);
/* What is in the file is not true any more. */
void b24_outbox_touch (B24Outbox *self);
void b24_outbox_close_store (B24Outbox *self);
/* (transfer full) (element-type gint64): dialogs with texts; handlers may change the table */
GArray *b24_outbox_list_dialogs (B24Outbox *self);

void b24_outbox_tell_waiting (B24Outbox *self, gint64 chat_id);
void
b24_outbox_report_sent (B24Outbox *self, gint64 chat_id, B24OutboxText *item, gint64 message_id);
void b24_outbox_report_unkept (B24Outbox *self, const GError *error);

G_END_DECLS
