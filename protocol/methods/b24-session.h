/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-session — imopenlines.session.* and imopenlines.message.session.start (rest §8.3).
 *
 * As in b24-operator: TRUE proves little, nothing is repeated by itself, errors of §8.1 apply.
 */

#include "b24-message.h"
#include "b24-rest.h"

G_BEGIN_DECLS

/* session.start: a new outgoing session with the caller as operator, or joins the open one */
void b24_session_start_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_session_start_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* message.session.start: closes the session and opens one that begins with @message_id */
void b24_session_start_from_async (B24Rest *rest, gint64 chat_id, gint64 message_id,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean b24_session_start_from_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* session.open: chat id of a user code; B24_ERROR_ACCESS_DENIED also means not found; 0 on error */
void b24_session_open_async (B24Rest *rest, const char *user_code, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gint64 b24_session_open_finish (B24Rest *rest, GAsyncResult *result, GError **error);

void b24_session_join_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_session_join_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* B24_ERROR_CHAT_ID_EMPTY, _OPERATOR_WRONG (no access) */
void b24_session_intercept_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_session_intercept_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/**
 * b24_session_history_async:
 * @session_id: 0 for the chat's last session (then @chat_id)
 *
 * session.history.get (rest §8.6). B24_ERROR_MISSING_REQUIRED_PARAM, _INVALID_SESSION_ID,
 * _ACCESS_DENIED.
 */
void b24_session_history_async (B24Rest *rest, gint64 session_id, gint64 chat_id,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
B24MessagePage *b24_session_history_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* session.mode.pin / unpin ("assign to me"). B24_ERROR_EMPTY: not the operator, or no session. */
void b24_session_pin_async (B24Rest *rest, gint64 chat_id, gboolean pin, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_session_pin_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* session.mode.pinAll / unpinAll; (transfer full) (element-type gint64): sessions changed */
void b24_session_pin_all_async (B24Rest *rest, gboolean pin, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GArray *b24_session_pin_all_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* session.mode.silent */
void
b24_session_silent_async (B24Rest *rest, gint64 chat_id, gboolean silent, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_session_silent_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/**
 * b24_session_vote_head_async:
 * @rating: 1 to 5, 0 for none
 * @comment: (nullable): at most 10 000 characters are kept by the portal
 *
 * session.head.vote. B24_ERROR_EMPTY_SESSION_ID, _EMPTY_VOTE_PARAMS, _ACCESS_DENIED.
 */
void b24_session_vote_head_async (B24Rest *rest, gint64 session_id, guint rating,
                                  const char *comment, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_session_vote_head_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
