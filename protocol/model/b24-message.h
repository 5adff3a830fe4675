/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-message — one message of a dialog, and a page of them. Immutable, shared by reference.
 * (rest §6.6: im.dialog.messages.get; trap list §16)
 */

#include <json-glib/json-glib.h>

#include "b24-file.h"
#include "b24-keyboard.h"
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
    B24_MESSAGE_ATTENTION = 1 << 6, /* the portal's own words that something went wrong, such as why
                                       a message could not be delivered */
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
    GPtrArray *files;   /* (element-type B24File): may be empty; unknown ids are named "file" */
    GArray *likes;      /* (nullable) (element-type gint64): who liked it, ascending */
    GPtrArray *buttons; /* (nullable) (element-type B24Button): of a bot's keyboard, in order */
} B24Message;

B24Message *b24_message_ref (B24Message *self);
void b24_message_unref (B24Message *self);

/**
 * B24MessageChange:
 *
 * What is different between two readings of one message. A deleted one has no other changes.
 */
typedef enum {
    /* somebody edited it; not that the preview of a link came */
    B24_MESSAGE_CHANGE_TEXT = 1 << 0,
    B24_MESSAGE_CHANGE_DELETED = 1 << 1,
    B24_MESSAGE_CHANGE_FAILED = 1 << 2,    /* now it could not be delivered */
    B24_MESSAGE_CHANGE_DELIVERED = 1 << 3, /* it could not, or was on its way; now it arrived */
    B24_MESSAGE_CHANGE_LIKES = 1 << 4,
} B24MessageChange;

B24MessageChange b24_message_compare (B24Message *now, B24Message *before);

/**
 * b24_message_new_from_push:
 * @params: of `messageChat` (realtime §4.1)
 *
 * Returns: (transfer full) (nullable): %NULL when there is no message in it
 */
B24Message *b24_message_new_from_push (JsonObject *params);

/**
 * b24_message_update:
 * @params: of `messageUpdate`, `messageParamsUpdate`, `messageDelete`, `messageDeleteComplete` or
 * of one element of `messageDeleteV2`
 * @deleted: it is gone, whatever @params says
 *
 * Returns: (transfer full): @self with what @params changes
 */
B24Message *b24_message_update (B24Message *self, JsonObject *params, gboolean deleted);

/**
 * B24MessagePage:
 * @messages: (element-type B24Message): ascending by id, without doubles
 * @users: (element-type gint64 B24User): key is a gint64 pointer; authors the page carries
 * @full: as many as asked for came, so there may be more
 * @session_id: of a whole session: which one; else 0
 * @vote_head: of a whole session: its supervisor's rating, 0 = none
 * @vote_comment: (nullable): what the supervisor wrote with it
 */
typedef struct {
    gint64 chat_id;
    GPtrArray *messages;
    GHashTable *users;
    gboolean full;
    gint64 session_id;
    guint vote_head;
    char *vote_comment;
} B24MessagePage;

/**
 * b24_message_page_new:
 * @result: `result` of im.dialog.messages.get
 * @limit: the LIMIT that was asked for
 */
B24MessagePage *b24_message_page_new (JsonObject *result, guint limit);
/**
 * b24_message_page_new_from_search:
 * @result: `result` of im.dialog.messages.search: newest first, without the chat's id, and what
 *   people think of messages stands beside them
 * @limit: the LIMIT that was asked for
 */
B24MessagePage *b24_message_page_new_from_search (JsonObject *result, guint limit);
void b24_message_page_free (B24MessagePage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Message, b24_message_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24MessagePage, b24_message_page_free)

G_END_DECLS
