/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-quick — ready answers of a line: imopenlines.message.quick.save, and lists.element.get where
 * the webhook may read lists (rest §8.4, §17).
 */

#include "b24-rest.h"

G_BEGIN_DECLS

/* message.quick.save. The errors of rest §8.1; B24_ERROR_CANT_SAVE_QUICK_ANSWER: no such message,
 * no open session, no right to the list. */
void
b24_quick_save_async (B24Rest *rest, gint64 chat_id, gint64 message_id, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_quick_save_finish (B24Rest *rest, GAsyncResult *result, GError **error);

typedef struct {
    char *name;
    char *text; /* plain, line ends are "\n" */
} B24QuickAnswer;

void b24_quick_answer_free (B24QuickAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24QuickAnswer, b24_quick_answer_free)

/* lists.element.get of B24Line.quick_list_id, all pages: (transfer full) (element-type
 * B24QuickAnswer), by name. B24_ERROR_ACCESS_DENIED, _IBLOCK_NOT_FOUND, _INSUFFICIENT_SCOPE,
 * _METHOD_NOT_FOUND. */
void b24_quick_list_async (B24Rest *rest, gint64 list_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_quick_list_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
