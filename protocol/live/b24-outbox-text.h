/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-outbox-text — one part of a text on its way to the portal, in memory and on disk.
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What it is to whoever reads it. */
typedef enum {
    B24_OUTBOX_TEXT,  /* for the customer */
    B24_OUTBOX_REPLY, /* for the customer, as an answer to one message */
    B24_OUTBOX_NOTE,  /* for operators only */
} B24OutboxKind;

typedef struct {
    B24OutboxKind kind;
    gint64 reply_id;   /* of a reply: the message it answers; else 0 */
    char *text;        /* as it was typed */
    char *safe;        /* what is sent */
    char *uuid;        /* TEMPLATE_ID: stays the same over repetitions and restarts */
    gint64 time;       /* unix seconds: when it was typed */
    gint64 message_id; /* the portal has it though its answer has not come; 0 unknown */
    gboolean doubtful; /* it was sent and no answer came: the portal may have it */
    gboolean told;     /* the operator knows that it waits */
} B24OutboxText;

/* A text for the customer. @safe: (nullable): made from @text when %NULL */
B24OutboxText *b24_outbox_text_new (const char *text, const char *safe, gint64 time);
void b24_outbox_text_free (B24OutboxText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24OutboxText, b24_outbox_text_free)

/* (transfer full): a note has no member that a reader who knows of none would send to somebody */
JsonObject *b24_outbox_text_to_json (B24OutboxText *self, gint64 chat_id);
/* (transfer full) (nullable): %NULL when it makes no sense */
B24OutboxText *b24_outbox_text_new_from_json (JsonObject *object, gint64 *chat_id);

G_END_DECLS
