/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-operator.h"

#include "b24-method.h"

void
b24_operator_answer_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (rest, chat_id, "imopenlines.operator.answer",
                              b24_method_chat_params (chat_id), "imopenlines.v2.Session.answer",
                              NULL, cancellable, callback, user_data);
}

gboolean
b24_operator_answer_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_operator_skip_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (rest, chat_id, "imopenlines.operator.skip",
                              b24_method_chat_params (chat_id), "imopenlines.v2.Session.skip", NULL,
                              cancellable, callback, user_data);
}

gboolean
b24_operator_skip_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_operator_spam_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (rest, chat_id, "imopenlines.operator.spam",
                              b24_method_chat_params (chat_id), "imopenlines.v2.Session.markSpam",
                              NULL, cancellable, callback, user_data);
}

gboolean
b24_operator_spam_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_operator_finish_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (rest, chat_id, "imopenlines.operator.finish",
                              b24_method_chat_params (chat_id), "imopenlines.v2.Session.finish",
                              NULL, cancellable, callback, user_data);
}

gboolean
b24_operator_finish_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_operator_finish_another_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (
        rest, chat_id, "imopenlines.operator.another.finish", b24_method_chat_params (chat_id),
        "imopenlines.v2.Session.finishAnother", NULL, cancellable, callback, user_data);
}

gboolean
b24_operator_finish_another_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

/* @target: as the newer method wants it; takes @params */
static void
transfer (B24Rest *rest, gint64 chat_id, JsonObject *params, const char *target,
          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *newer_params = json_object_new ();

    json_object_set_string_member (newer_params, "transferId", target);
    b24_method_session_async (rest, chat_id, "imopenlines.operator.transfer", params,
                              "imopenlines.v2.Session.transfer", newer_params, cancellable,
                              callback, user_data);
}

void
b24_operator_transfer_to_user_async (B24Rest *rest, gint64 chat_id, gint64 operator_id,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);
    g_autofree char *target = g_strdup_printf ("%" G_GINT64_FORMAT, operator_id);

    json_object_set_int_member (params, "USER_ID", operator_id);
    transfer (rest, chat_id, params, target, cancellable, callback, user_data);
}

void
b24_operator_transfer_to_line_async (B24Rest *rest, gint64 chat_id, gint64 line_id,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);
    g_autofree char *target = g_strdup_printf ("queue%" G_GINT64_FORMAT, line_id);

    json_object_set_int_member (params, "QUEUE_ID", line_id);
    transfer (rest, chat_id, params, target, cancellable, callback, user_data);
}

void
b24_operator_transfer_to_id_async (B24Rest *rest, gint64 chat_id, const char *transfer_id,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);

    json_object_set_string_member (params, "TRANSFER_ID", transfer_id);
    transfer (rest, chat_id, params, transfer_id, cancellable, callback, user_data);
}

gboolean
b24_operator_transfer_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}
