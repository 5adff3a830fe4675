/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-chat.h"

#include "b24-method.h"

void
b24_chat_invite_async (B24Rest *rest, gint64 chat_id, gint64 user_id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);
    JsonArray *users = json_array_new ();

    json_array_add_int_element (users, user_id);
    json_object_set_array_member (params, "USERS", users);
    b24_method_action_async (rest, "im.chat.user.add", params, cancellable, callback, user_data);
}

gboolean
b24_chat_invite_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_chat_leave_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_action_async (rest, "im.chat.leave", b24_method_chat_params (chat_id), cancellable,
                             callback, user_data);
}

gboolean
b24_chat_leave_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}
