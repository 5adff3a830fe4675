/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-method.h"

#include "b24-dialog.h"
#include "b24-error.h"
#include "b24-task.h"
#include "b24-user.h"

JsonObject *
b24_method_chat_params (gint64 chat_id)
{
    JsonObject *params = json_object_new ();

    json_object_set_int_member (params, "CHAT_ID", chat_id);
    return params;
}

JsonObject *
b24_method_dialog_params (gint64 chat_id)
{
    JsonObject *params = json_object_new ();
    g_autofree char *dialog = b24_dialog_id_format (chat_id);

    json_object_set_string_member (params, "DIALOG_ID", dialog);
    return params;
}

static gpointer
decode_done (const B24Answer *answer, gpointer user_data, GError **error)
{
    JsonObject *object = b24_json_node_object (answer->result);
    JsonNode *result = answer->result;
    gboolean scalar;

    /* Newer methods wrap it. */
    if (b24_json_has (object, "result"))
        result = b24_json_get (object, "result");
    scalar =
        result == NULL || !(b24_json_node_object (result) != NULL || b24_json_count (result) > 0);
    if (scalar && !b24_json_node_bool (result, FALSE)) {
        g_propagate_error (error, b24_error_new_from_code ("", NULL));
        return NULL;
    }
    return GINT_TO_POINTER (TRUE);
}

void
b24_method_action_async (B24Rest *rest, const char *method, JsonObject *params,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
    b24_rest_call_async (rest, method, params, B24_PRIORITY_OPERATOR, B24_CALL_NONE, decode_done,
                         NULL, NULL, NULL, cancellable, callback, user_data);
}

gboolean
b24_method_action_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    if (g_async_result_is_tagged (result, B24_TASK_TAG (b24_method_session_async)))
        return g_task_propagate_boolean (G_TASK (result), error);
    return b24_rest_call_finish (rest, result, error) != NULL;
}

typedef struct {
    const char *method;
    JsonObject *params; /* (nullable): until @method is called */
    const char *newer;
} Choice;

static void
choice_free (Choice *choice)
{
    g_clear_pointer (&choice->params, json_object_unref);
    g_free (choice);
}

static void
hand_on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    GError *error = NULL;

    if (b24_method_action_finish (B24_REST (source), result, &error))
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

/* Refused before anything was done. */
static gboolean
is_missing (const GError *error)
{
    return g_error_matches (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND) ||
           g_error_matches (error, B24_ERROR, B24_ERROR_ALLOWED_ONLY_INTRANET_USER);
}

static void
newer_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Choice *choice = g_task_get_task_data (task);
    g_autoptr (GError) error = NULL;

    if (b24_method_action_finish (B24_REST (source), result, &error)) {
        g_task_return_boolean (task, TRUE);
    } else if (is_missing (error)) {
        b24_rest_set_offer (B24_REST (source), choice->newer, B24_OFFER_NO);
        b24_method_action_async (B24_REST (source), choice->method,
                                 g_steal_pointer (&choice->params), g_task_get_cancellable (task),
                                 hand_on_done, g_object_ref (task));
    } else {
        g_task_return_error (task, g_steal_pointer (&error));
    }
}

void
b24_method_session_async (B24Rest *rest, gint64 chat_id, const char *method, JsonObject *params,
                          const char *newer, JsonObject *newer_params, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (JsonObject) owned = newer_params != NULL ? newer_params : json_object_new ();
    g_autoptr (GTask) task = NULL;
    Choice *choice;

    if (b24_rest_get_offer (rest, newer) != B24_OFFER_YES) {
        b24_method_action_async (rest, method, params, cancellable, callback, user_data);
        return;
    }
    choice = g_new (Choice, 1);
    choice->method = method;
    choice->params = params;
    choice->newer = newer;
    task = g_task_new (rest, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_method_session_async));
    g_task_set_task_data (task, choice, (GDestroyNotify) choice_free);
    json_object_set_int_member (owned, "chatId", chat_id);
    b24_method_action_async (rest, newer, g_steal_pointer (&owned), cancellable, newer_done,
                             g_steal_pointer (&task));
}

gpointer
b24_method_box_id (gint64 id, GError **error)
{
    if (id <= 0) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE, "No id in the answer");
        return NULL;
    }
    return g_memdup2 (&id, sizeof id);
}

gint64
b24_method_id_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autofree gint64 *id = b24_rest_call_finish (rest, result, error);

    return id != NULL ? *id : 0;
}

void
b24_method_set_shape_error (GError **error, const char *method)
{
    g_set_error (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE, "Unexpected answer of %s", method);
}

typedef struct {
    B24JsonForeach func;
    gpointer user_data;
    guint values; /* elements that are neither objects nor nothing */
    guint count;
} Reading;

static void
read_element (const char *key, JsonNode *value, gpointer user_data)
{
    Reading *reading = user_data;
    g_autofree char *text = b24_json_node_dup_string (value);

    reading->count++;
    if (text != NULL)
        reading->values++;
    else
        reading->func (key, value, reading->user_data);
}

gboolean
b24_method_read_list (JsonNode *list, const char *method, B24JsonForeach func, gpointer user_data,
                      GError **error)
{
    Reading reading = { func, user_data, 0, 0 };

    b24_json_foreach (list, read_element, &reading);
    if ((b24_json_node_array (list) == NULL && b24_json_node_object (list) == NULL) ||
        (reading.count > 0 && reading.values == reading.count)) {
        b24_method_set_shape_error (error, method);
        return FALSE;
    }
    return TRUE;
}

GPtrArray *
b24_method_new_users (void)
{
    return g_ptr_array_new_with_free_func ((GDestroyNotify) b24_user_unref);
}

static void
add_user (const char *key, JsonNode *value, gpointer user_data)
{
    B24User *user = b24_user_new_from_im (b24_json_node_object (value));

    if (user != NULL)
        g_ptr_array_add (user_data, user);
}

gpointer
b24_method_decode_users (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) users = b24_method_new_users ();

    if (!b24_method_read_list (answer->result, "a list of users", add_user, users, error))
        return NULL;
    return g_steal_pointer (&users);
}
