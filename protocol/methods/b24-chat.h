/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-chat — who is in the chat of a dialog: im.chat.user.add, im.chat.leave (rest §9.2).
 */

#include "b24-rest.h"

G_BEGIN_DECLS

/* im.chat.user.add: @user_id becomes a member beside the operator. B24_ERROR_WRONG_REQUEST,
 * _ACCESS_ERROR, _CHAT_ID_EMPTY. TRUE proves little: look at the members. */
void
b24_chat_invite_async (B24Rest *rest, gint64 chat_id, gint64 user_id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_chat_invite_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.chat.leave. B24_ERROR_WRONG_REQUEST, _ACCESS_DENIED_KICK; the dialog's operator may not:
 * _LEAVE_OWNER_FORBIDDEN or _ACCESS_ERROR. */
void b24_chat_leave_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_chat_leave_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
