/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-lines.h"

#include "b24-error.h"
#include "b24-json.h"
#include "b24-method.h"

static void
add_line (const char *key, JsonNode *value, gpointer user_data)
{
    B24Line *line = b24_line_new (b24_json_node_object (value));

    if (line != NULL)
        g_ptr_array_add (user_data, line);
}

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
    const B24Line *first = *(B24Line *const *) a;
    const B24Line *second = *(B24Line *const *) b;
    int order = g_utf8_collate (first->name, second->name);

    return order != 0 ? order : (first->id > second->id) - (first->id < second->id);
}

static gpointer
decode_lines (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_line_unref);

    if (!b24_method_read_list (answer->result, "imopenlines.config.list.get", add_line, lines,
                               error))
        return NULL;
    g_ptr_array_sort (lines, compare_lines);
    return g_steal_pointer (&lines);
}

void
b24_lines_list_async (B24Rest *rest, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
    JsonObject *params = json_object_new ();
    JsonObject *query = json_object_new ();
    JsonArray *select = json_array_new ();

    json_array_add_string_element (select, "ID");
    json_array_add_string_element (select, "LINE_NAME");
    json_array_add_string_element (select, "ACTIVE");
    json_object_set_array_member (query, "select", select);
    json_object_set_object_member (params, "PARAMS", query);
    b24_rest_call_async (rest, "imopenlines.config.list.get", params, B24_PRIORITY_NORMAL,
                         B24_CALL_REPEATABLE, decode_lines, NULL, NULL,
                         (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
b24_lines_list_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

static JsonObject *
get_params (gint64 id)
{
    JsonObject *params = json_object_new ();

    json_object_set_int_member (params, "CONFIG_ID", id);
    json_object_set_string_member (params, "WITH_QUEUE", "Y");
    json_object_set_string_member (params, "SHOW_OFFLINE", "Y");
    return params;
}

static gpointer
decode_line (const B24Answer *answer, gpointer user_data, GError **error)
{
    B24Line *line = b24_line_new (b24_json_node_object (answer->result));

    /* `false`: there is no such line for us. */
    if (line == NULL)
        g_propagate_error (error, b24_error_new_from_code ("ACCESS_DENIED", NULL));
    return line;
}

void
b24_lines_get_async (B24Rest *rest, gint64 id, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
    b24_rest_call_async (rest, "imopenlines.config.get", get_params (id), B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_line, NULL, NULL,
                         (GDestroyNotify) b24_line_unref, cancellable, callback, user_data);
}

B24Line *
b24_lines_get_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

void
b24_lines_get_in_batch (B24Batch *batch, const char *key, gint64 id)
{
    b24_batch_add (batch, key, "imopenlines.config.get", get_params (id), decode_line, NULL, NULL,
                   (GDestroyNotify) b24_line_unref);
}
