/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-presence — what others see of the operator: im.dialog.writing, im.user.status.*,
 * imopenlines.operator.pause.* (rest §8.2, §9.2, §9.5).
 */

#include "b24-rest.h"

G_BEGIN_DECLS

/* The operator is typing. True whatever became of it. B24_ERROR_ACCESS_ERROR. Not repeated. */
void b24_presence_writing_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_presence_writing_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* @status: "online", "away", "dnd" or "break". B24_ERROR_STATUS_ERROR. */
void b24_presence_set_status_async (B24Rest *rest, const char *status, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_presence_set_status_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* @minutes: idle since so long; -1 = not idle any more. */
void b24_presence_set_idle_async (B24Rest *rest, int minutes, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_presence_set_idle_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* No new dialogs (pause) or new ones again. Not documented: B24_ERROR_METHOD_NOT_FOUND on portals
 * that do not have it. The answer of start and stop proves nothing: ask again. */
void b24_presence_set_paused_async (B24Rest *rest, gboolean paused, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_presence_set_paused_finish (B24Rest *rest, GAsyncResult *result, GError **error);
void b24_presence_is_paused_async (B24Rest *rest, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* Returns: 1 paused, 0 not, -1 with @error */
int b24_presence_is_paused_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* Who of the colleagues takes no new dialogs (operator.pause.getAll, not documented; supervisors
 * only): (transfer full) (element-type gint64). B24_ERROR_METHOD_NOT_FOUND, _ACCESS_DENIED. */
void b24_presence_list_paused_async (B24Rest *rest, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GArray *b24_presence_list_paused_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
