/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-messages — messages of a dialog: im.message.add, im.dialog.messages.get, im.dialog.read
 * (rest §9.2–9.4).
 */

#include "b24-batch.h"
#include "b24-message.h"

G_BEGIN_DECLS

#define B24_MESSAGES_MAX_PAGE 50
#define B24_MESSAGES_MAX_TEXT 20000 /* characters; the portal cuts longer ones without a word */

/**
 * B24Draft:
 * @text: at most %B24_MESSAGES_MAX_TEXT characters
 * @uuid: lower-case UUID v4: the portal answers a repetition with the first one's id
 * @reply_id: the message of the same dialog it answers, 0 = none
 * @internal: a note that only operators see (SKIP_CONNECTOR, not documented)
 */
typedef struct {
    const char *text;
    const char *uuid;
    gint64 reply_id;
    gboolean internal;
} B24Draft;

/**
 * b24_messages_add_async:
 *
 * Repeatable. B24_ERROR_CANCELED (not a member), _MESSAGE_EMPTY, _FROM_OTHER_MODULE,
 * _MESSAGE_DUPLICATED_BY_UUID (the first is still in work) and the others of §9.4.
 */
void b24_messages_add_async (B24Rest *rest, gint64 chat_id, const B24Draft *draft,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gint64
b24_messages_add_finish (B24Rest *rest, GAsyncResult *result, GError **error); /* 0 on error */

/* Messages newer than @id, oldest first; at most 50. B24_ERROR_ACCESS_ERROR, _DIALOG_ID_EMPTY. */
void b24_messages_after_async (B24Rest *rest, gint64 chat_id, gint64 id, B24Priority priority,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/* Messages older than @id (0 = the newest there are), @limit at most 50. */
void b24_messages_before_async (B24Rest *rest, gint64 chat_id, gint64 id, guint limit,
                                B24Priority priority, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
B24MessagePage *b24_messages_page_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* The same as commands of a batch; b24_batch_result_take() gives a B24MessagePage. */
void b24_messages_after_in_batch (B24Batch *batch, const char *key, gint64 chat_id, gint64 id);
void b24_messages_before_in_batch (B24Batch *batch, const char *key, gint64 chat_id, gint64 id,
                                   guint limit);

/* im.dialog.read; FALSE without @error cannot come: the portal's `false` (queue dialogs, no
 * membership) is B24_ERROR_NO_ACCESS */
void b24_messages_read_async (B24Rest *rest, gint64 chat_id, gint64 message_id,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean b24_messages_read_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.message.update: an own message of the last three days, where the messenger can change what was
 * sent. B24_ERROR_MESSAGE_ID_ERROR, _CANT_EDIT_MESSAGE. */
void b24_messages_update_async (B24Rest *rest, gint64 message_id, const char *text,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean b24_messages_update_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.message.delete: the same errors. */
void b24_messages_delete_async (B24Rest *rest, gint64 message_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_messages_delete_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.message.like. B24_ERROR_MESSAGE_ID_ERROR; _WITHOUT_CHANGES: it is so already, or no access. */
void
b24_messages_like_async (B24Rest *rest, gint64 message_id, gboolean on, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_messages_like_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.message.command: presses a button of a bot's keyboard. B24_ERROR_MESSAGE_ID_ERROR,
 * _BOT_ID_ERROR, _COMMAND_ERROR, _PARAMS_ERROR. */
void b24_messages_press_async (B24Rest *rest, gint64 message_id, const B24Button *button,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean b24_messages_press_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.dialog.messages.search: @text has at least three characters; newest messages with it, oldest
 * first, at most @limit (50). B24_ERROR_CHAT_ID_EMPTY, _ACCESS_ERROR. */
void b24_messages_search_async (B24Rest *rest, gint64 chat_id, const char *text, guint limit,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
B24MessagePage *b24_messages_search_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
