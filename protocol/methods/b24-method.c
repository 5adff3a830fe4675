/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-method.h"

#include "b24-dialog.h"
#include "b24-error.h"
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
    gboolean scalar = answer->result == NULL || !(b24_json_node_object (answer->result) != NULL ||
                                                  b24_json_count (answer->result) > 0);

    if (scalar && !b24_json_node_bool (answer->result, FALSE)) {
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
    return b24_rest_call_finish (rest, result, error) != NULL;
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
