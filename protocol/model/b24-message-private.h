/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-message-private — what b24-message and b24-message-page share.
 */

#include "b24-message.h"

G_BEGIN_DECLS

/* What is around messages and belongs to them. */
typedef struct {
    gint64 chat_id;    /* of messages that do not tell theirs */
    GHashTable *files; /* gint64 → B24File */
} B24MessageContext;

/* (transfer full) (element-type gint64 B24File) */
GHashTable *b24_message_new_files (void);
/* @node: (nullable): list or map of files, put into @files */
void b24_message_read_files (GHashTable *files, JsonNode *node);
/* (transfer full) (nullable): @node: (nullable): list of users */
GArray *b24_message_read_likes (JsonNode *node);
/* A member of im.dialog.messages.get, or its other name in session.history.get (rest §8.6). */
JsonNode *b24_message_get_either (JsonObject *object, const char *key, const char *history_key);
/* (transfer full) */
B24Message *b24_message_new (JsonObject *object, gint64 id, const B24MessageContext *context);

G_END_DECLS
