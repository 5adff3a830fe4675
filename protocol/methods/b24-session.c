/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-session.h"

#include "b24-json.h"
#include "b24-method.h"

void
b24_session_start_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (rest, chat_id, "imopenlines.session.start",
                              b24_method_chat_params (chat_id), "imopenlines.v2.Session.start",
                              NULL, cancellable, callback, user_data);
}

gboolean
b24_session_start_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_session_start_from_async (B24Rest *rest, gint64 chat_id, gint64 message_id,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);

    json_object_set_int_member (params, "MESSAGE_ID", message_id);
    b24_method_action_async (rest, "imopenlines.message.session.start", params, cancellable,
                             callback, user_data);
}

gboolean
b24_session_start_from_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

static gpointer
decode_chat_id (const B24Answer *answer, gpointer user_data, GError **error)
{
    return b24_method_box_id (b24_json_get_int (b24_json_node_object (answer->result), "chatId", 0),
                              error);
}

void
b24_session_open_async (B24Rest *rest, const char *user_code, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, "USER_CODE", user_code);
    b24_rest_call_async (rest, "imopenlines.session.open", params, B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_chat_id, NULL, NULL, g_free, cancellable,
                         callback, user_data);
}

gint64
b24_session_open_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_id_finish (rest, result, error);
}

void
b24_session_join_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (rest, chat_id, "imopenlines.session.join",
                              b24_method_chat_params (chat_id), "imopenlines.v2.Session.join", NULL,
                              cancellable, callback, user_data);
}

gboolean
b24_session_join_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_session_intercept_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_session_async (rest, chat_id, "imopenlines.session.intercept",
                              b24_method_chat_params (chat_id), "imopenlines.v2.Session.intercept",
                              NULL, cancellable, callback, user_data);
}

gboolean
b24_session_intercept_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

static gpointer
decode_history (const B24Answer *answer, gpointer user_data, GError **error)
{
    JsonObject *result = b24_json_node_object (answer->result);

    if (result == NULL) {
        b24_method_set_shape_error (error, "imopenlines.session.history.get");
        return NULL;
    }
    return b24_message_page_new (result, 0);
}

void
b24_session_history_async (B24Rest *rest, gint64 session_id, gint64 chat_id,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
    JsonObject *params = json_object_new ();

    if (session_id > 0)
        json_object_set_int_member (params, "SESSION_ID", session_id);
    else if (chat_id > 0)
        json_object_set_int_member (params, "CHAT_ID", chat_id);
    b24_rest_call_async (rest, "imopenlines.session.history.get", params, B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_history, NULL, NULL,
                         (GDestroyNotify) b24_message_page_free, cancellable, callback, user_data);
}

B24MessagePage *
b24_session_history_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

void
b24_session_pin_async (B24Rest *rest, gint64 chat_id, gboolean pin, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);

    if (pin)
        json_object_set_string_member (params, "ACTIVATE", "Y");
    b24_method_session_async (
        rest, chat_id, pin ? "imopenlines.session.mode.pin" : "imopenlines.session.mode.unpin",
        params, pin ? "imopenlines.v2.Session.pin" : "imopenlines.v2.Session.unpin", NULL,
        cancellable, callback, user_data);
}

gboolean
b24_session_pin_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

static void
add_id (const char *key, JsonNode *value, gpointer user_data)
{
    gint64 id = b24_json_node_int (value, 0);

    if (id > 0)
        g_array_append_val ((GArray *) user_data, id);
}

static gpointer
decode_ids (const B24Answer *answer, gpointer user_data, GError **error)
{
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

    b24_json_foreach (answer->result, add_id, ids);
    return ids;
}

void
b24_session_pin_all_async (B24Rest *rest, gboolean pin, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    b24_rest_call_async (
        rest, pin ? "imopenlines.session.mode.pinAll" : "imopenlines.session.mode.unpinAll", NULL,
        B24_PRIORITY_OPERATOR, B24_CALL_NONE, decode_ids, NULL, NULL,
        (GDestroyNotify) g_array_unref, cancellable, callback, user_data);
}

GArray *
b24_session_pin_all_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

void
b24_session_silent_async (B24Rest *rest, gint64 chat_id, gboolean silent, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);
    JsonObject *newer_params = json_object_new ();

    json_object_set_string_member (params, "ACTIVATE", silent ? "Y" : "N");
    json_object_set_string_member (newer_params, "silentMode", silent ? "Y" : "N");
    b24_method_session_async (rest, chat_id, "imopenlines.session.mode.silent", params,
                              "imopenlines.v2.Session.setSilentMode", newer_params, cancellable,
                              callback, user_data);
}

gboolean
b24_session_silent_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_session_vote_head_async (B24Rest *rest, gint64 session_id, guint rating, const char *comment,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
    JsonObject *params = json_object_new ();

    if (session_id > 0)
        json_object_set_int_member (params, "SESSION_ID", session_id);
    if (rating > 0)
        json_object_set_int_member (params, "RATING", rating);
    if (comment != NULL)
        json_object_set_string_member (params, "COMMENT", comment);
    b24_method_action_async (rest, "imopenlines.session.head.vote", params, cancellable, callback,
                             user_data);
}

gboolean
b24_session_vote_head_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}
