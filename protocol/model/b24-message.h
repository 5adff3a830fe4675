/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-message — one message of a dialog, and a page of them. Immutable, shared by reference.
 * (rest §6.6: im.dialog.messages.get; trap list §16)
 */

#include <json-glib/json-glib.h>

#include "b24-file.h"
#include "b24-user.h"

G_BEGIN_DECLS

typedef enum {
    B24_MESSAGE_SYSTEM = 1 << 0,   /* author 0: joins, transfers, the portal's own words */
    B24_MESSAGE_INTERNAL = 1 << 1, /* hidden note: only operators see it */
    B24_MESSAGE_DELETED = 1 << 2,
    B24_MESSAGE_EDITED = 1 << 3,
    B24_MESSAGE_FAILED = 1 << 4,  /* the connector could not deliver it (IS_ERROR, or not delivered
                                     and not being sent) */
    B24_MESSAGE_SENDING = 1 << 5, /* still on its way to the customer's messenger */
} B24MessageFlags;

typedef struct {
    gint64 id;
    gint64 chat_id;
    gint64 author_id;
    char *author_name; /* (nullable): the message's own name for its author, entities decoded */
    gint64 time;       /* unix seconds */
    char *text;        /* with BB codes; ATTACH blocks appended as text */
    char *uuid;        /* (nullable): TEMPLATE_ID of its sender */
    B24MessageFlags flags;
    GPtrArray *files; /* (element-type B24File): may be empty; unknown ids are named "file" */
} B24Message;

B24Message *b24_message_ref (B24Message *self);
void b24_message_unref (B24Message *self);

/**
 * B24MessagePage:
 * @messages: (element-type B24Message): ascending by id, without doubles
 * @users: (element-type gint64 B24User): key is a gint64 pointer; authors the page carries
 * @full: as many as asked for came, so there may be more
 */
typedef struct {
    gint64 chat_id;
    GPtrArray *messages;
    GHashTable *users;
    gboolean full;
} B24MessagePage;

/**
 * b24_message_page_new:
 * @result: `result` of im.dialog.messages.get
 * @limit: the LIMIT that was asked for
 */
B24MessagePage *b24_message_page_new (JsonObject *result, guint limit);
void b24_message_page_free (B24MessagePage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Message, b24_message_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24MessagePage, b24_message_page_free)

G_END_DECLS
