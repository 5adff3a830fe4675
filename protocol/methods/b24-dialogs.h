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

/* im.dialog.users.list: (transfer full) (element-type B24User), all pages */
void b24_dialogs_members_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_dialogs_members_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
