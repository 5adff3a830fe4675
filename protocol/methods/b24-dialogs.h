/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-dialogs — the operator's list of dialogs and single ones: im.recent.get,
 * imopenlines.dialog.get, im.dialog.users.list (rest §8.3, §9.1, §9.2).
 */

#include "b24-batch.h"
#include "b24-dialog.h"
#include "b24-user.h"

G_BEGIN_DECLS

/* The whole list (ONLY_OPENLINES=Y): (transfer full) (element-type B24Dialog), no doubles. */
void b24_dialogs_list_async (B24Rest *rest, B24Priority priority, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_dialogs_list_finish (B24Rest *rest, GAsyncResult *result, GError **error);
void b24_dialogs_list_in_batch (B24Batch *batch, const char *key);

/* Open-line chats changed since @since (portal's unix seconds), and always the whole waiting
 * queue; SKIP_CHAT=Y SKIP_DIALOG=Y LAST_SYNC_DATE (realtime §7.1). GPtrArray of B24Dialog. */
void b24_dialogs_changed_in_batch (B24Batch *batch, const char *key, gint64 since);

/* imopenlines.dialog.get by chat id. B24_ERROR_ACCESS_ERROR: unknown or forbidden. */
void
b24_dialogs_get_async (B24Rest *rest, gint64 chat_id, B24Priority priority,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
B24Dialog *b24_dialogs_get_finish (B24Rest *rest, GAsyncResult *result, GError **error);
void b24_dialogs_get_in_batch (B24Batch *batch, const char *key, gint64 chat_id);

typedef enum {
    B24_DIALOG_BY_CHAT,      /* "1763" */
    B24_DIALOG_BY_SESSION,   /* "5520" */
    B24_DIALOG_BY_USER_CODE, /* "telegrambot|7|991122|1421", with or without "imol|" */
} B24DialogKey;

/* imopenlines.dialog.get by any of its keys. B24_ERROR_ACCESS_ERROR: unknown or forbidden. */
void b24_dialogs_find_async (B24Rest *rest, B24DialogKey key, const char *value,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
B24Dialog *b24_dialogs_find_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.search.chat.list FIND_LINES: open-line chats this operator sees, by words of their titles
 * (three characters at least); at most 50. (transfer full) (element-type B24Dialog).
 * B24_ERROR_FIND_SHORT
 */
void b24_dialogs_search_async (B24Rest *rest, const char *text, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_dialogs_search_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.dialog.users.list: (transfer full) (element-type B24User), all pages */
void b24_dialogs_members_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_dialogs_members_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
