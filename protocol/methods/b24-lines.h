/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-lines — open lines and their queues: imopenlines.config.list.get, config.get (rest §8.5).
 */

#include "b24-batch.h"
#include "b24-line.h"

G_BEGIN_DECLS

/* (transfer full) (element-type B24Line): all lines, by name; queues are not filled in.
 * B24_ERROR_INVALID_FORMAT */
void b24_lines_list_async (B24Rest *rest, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
GPtrArray *b24_lines_list_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* config.get with the queue; B24_ERROR_CONFIG_ID_EMPTY; the portal's `false` is
 * B24_ERROR_ACCESS_DENIED */
void b24_lines_get_async (B24Rest *rest, gint64 id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
B24Line *b24_lines_get_finish (B24Rest *rest, GAsyncResult *result, GError **error);
void b24_lines_get_in_batch (B24Batch *batch, const char *key, gint64 id);

G_END_DECLS
