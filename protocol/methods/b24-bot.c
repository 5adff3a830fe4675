/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-bot.h"

#include "b24-method.h"

/* (transfer full) */
static JsonObject *
bot_params (gint64 chat_id, const char *client_id)
{
    JsonObject *params = b24_method_chat_params (chat_id);

    if (client_id != NULL && *client_id != '\0')
        json_object_set_string_member (params, "CLIENT_ID", client_id);
    return params;
}

void
b24_bot_free_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_action_async (rest, "imopenlines.bot.session.operator", bot_params (chat_id, NULL),
                             cancellable, callback, user_data);
}

gboolean
b24_bot_free_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_bot_say_async (B24Rest *rest, gint64 chat_id, const char *text, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = bot_params (chat_id, NULL);

    /* WELCOME is the line's own greeting, and without a name nothing is sent. */
    json_object_set_string_member (params, "NAME", "DEFAULT");
    json_object_set_string_member (params, "MESSAGE", text);
    b24_method_action_async (rest, "imopenlines.bot.session.message.send", params, cancellable,
                             callback, user_data);
}

gboolean
b24_bot_say_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_bot_transfer_async (B24Rest *rest, gint64 chat_id, gint64 user_id, gint64 line_id,
                        gboolean leave, const char *client_id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = bot_params (chat_id, client_id);

    if (line_id != 0)
        json_object_set_int_member (params, "QUEUE_ID", line_id);
    else
        json_object_set_int_member (params, "USER_ID", user_id);
    json_object_set_string_member (params, "LEAVE", leave ? "Y" : "N");
    b24_method_action_async (rest, "imopenlines.bot.session.transfer", params, cancellable,
                             callback, user_data);
}

gboolean
b24_bot_transfer_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_bot_finish_async (B24Rest *rest, gint64 chat_id, const char *client_id,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_action_async (rest, "imopenlines.bot.session.finish",
                             bot_params (chat_id, client_id), cancellable, callback, user_data);
}

gboolean
b24_bot_finish_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}
