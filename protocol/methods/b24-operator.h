/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-operator — imopenlines.operator.*: what an operator does with a dialog (rest §8.1, §8.2).
 *
 * TRUE only says that the portal answered without an error: many of these answer `true` whatever
 * they did, or an empty error. Callers re-read the dialog (design rule 3). None is ever repeated
 * by itself. Errors of all: those of §8.1 (CHAT_ID, USER_ID, IM_LOAD_ERROR, CHAT_TYPE,
 * ACCESS_DENIED) and the ones named.
 */

#include "b24-rest.h"

G_BEGIN_DECLS

/* B24_ERROR_EMPTY: answered by somebody, no open session, or lost the race */
void b24_operator_answer_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_operator_answer_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* B24_ERROR_EMPTY: nobody else is available, or no session; B24_ERROR_ACCESS_DENIED_KICK */
void b24_operator_skip_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_operator_skip_finish (B24Rest *rest, GAsyncResult *result, GError **error);

void b24_operator_spam_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_operator_spam_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* B24_ERROR_USER_NOT_OPERATOR, _NOT_LOAD_SESSION_OR_CHAT, _CHAT_NOT_LOAD_DATA; may leave status 50
 */
void b24_operator_finish_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_operator_finish_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* operator.another.finish: a colleague's dialog */
void b24_operator_finish_another_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_operator_finish_another_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* operator.transfer by USER_ID, by QUEUE_ID (a line's id), by TRANSFER_ID ("27", "queue5").
 * B24_ERROR_OPERATOR_WRONG covers nearly every refusal. */
void b24_operator_transfer_to_user_async (B24Rest *rest, gint64 chat_id, gint64 operator_id,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
void b24_operator_transfer_to_line_async (B24Rest *rest, gint64 chat_id, gint64 line_id,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
void b24_operator_transfer_to_id_async (B24Rest *rest, gint64 chat_id, const char *transfer_id,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean b24_operator_transfer_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
