/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-people.h"

#include "b24-error.h"
#include "b24-json.h"
#include "b24-method.h"
#include "b24-task.h"

/* Names asked for in one command: the query string of a batch holds at most 1000 values in PHP. */
#define LIST_PER_COMMAND 200
#define SEARCH_MAX       50

static void
add_portal_user (const char *key, JsonNode *value, gpointer user_data)
{
    B24User *user = b24_user_new_from_portal (b24_json_node_object (value));

    if (user != NULL)
        g_ptr_array_add (user_data, user);
}

static gpointer
decode_one (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) users = b24_method_new_users ();

    if (!b24_method_read_list (answer->result, "user.get", add_portal_user, users, error))
        return NULL;
    if (users->len == 0) {
        g_propagate_error (error, b24_error_new_from_code ("USER_NOT_EXISTS", NULL));
        return NULL;
    }
    return b24_user_ref (g_ptr_array_index (users, 0));
}

void
b24_people_get_async (B24Rest *rest, gint64 id, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = json_object_new ();

    json_object_set_int_member (params, "ID", id);
    b24_rest_call_async (rest, "user.get", params, B24_PRIORITY_OPERATOR, B24_CALL_REPEATABLE,
                         decode_one, NULL, NULL, (GDestroyNotify) b24_user_unref, cancellable,
                         callback, user_data);
}

B24User *
b24_people_get_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

static gpointer
decode_looked (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) users = b24_method_new_users ();

    if (!b24_method_read_list (answer->result, "user.get", add_portal_user, users, error))
        return NULL;
    return g_steal_pointer (&users);
}

void
b24_people_look_async (B24Rest *rest, GArray *ids, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = json_object_new ();
    JsonObject *filter = json_object_new ();
    JsonArray *wanted = json_array_new ();

    for (guint i = 0; i < ids->len; i++)
        json_array_add_int_element (wanted, g_array_index (ids, gint64, i));
    json_object_set_array_member (filter, "ID", wanted);
    json_object_set_object_member (params, "FILTER", filter);
    b24_rest_call_async (rest, "user.get", params, B24_PRIORITY_OPERATOR, B24_CALL_REPEATABLE,
                         decode_looked, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, cancellable,
                         callback, user_data);
}

GPtrArray *
b24_people_look_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

static gpointer
decode_card (const B24Answer *answer, gpointer user_data, GError **error)
{
    B24User *user = b24_user_new_from_im (b24_json_node_object (answer->result));

    if (user == NULL)
        b24_method_set_shape_error (error, "im.user.get");
    return user;
}

void
b24_people_card_async (B24Rest *rest, gint64 id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = json_object_new ();

    json_object_set_int_member (params, "ID", id);
    b24_rest_call_async (rest, "im.user.get", params, B24_PRIORITY_OPERATOR, B24_CALL_REPEATABLE,
                         decode_card, NULL, NULL, (GDestroyNotify) b24_user_unref, cancellable,
                         callback, user_data);
}

B24User *
b24_people_card_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

gint
b24_people_compare (gconstpointer a, gconstpointer b)
{
    const B24User *first = *(B24User *const *) a;
    const B24User *second = *(B24User *const *) b;
    int order;

    if (first->online != second->online)
        return first->online ? -1 : 1;
    order = g_utf8_collate (first->name, second->name);
    return order != 0 ? order : (first->id > second->id) - (first->id < second->id);
}

/* Only people a dialog can be passed on to. */
static GPtrArray *
choose_colleagues (GPtrArray *users)
{
    GPtrArray *chosen = b24_method_new_users ();

    g_ptr_array_sort (users, b24_people_compare);
    for (guint i = 0; i < users->len && chosen->len < SEARCH_MAX; i++) {
        B24User *user = g_ptr_array_index (users, i);

        if (user->kind == B24_USER_COLLEAGUE && user->active)
            g_ptr_array_add (chosen, b24_user_ref (user));
    }
    return chosen;
}

static gpointer
decode_portal_search (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) users = b24_method_new_users ();

    if (!b24_method_read_list (answer->result, "user.search", add_portal_user, users, error))
        return NULL;
    return choose_colleagues (users);
}

static gpointer
decode_im_search (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) users = b24_method_decode_users (answer, NULL, error);

    return users != NULL ? choose_colleagues (users) : NULL;
}

static void
hand_on_users (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    GError *error = NULL;
    GPtrArray *users = b24_rest_call_finish (B24_REST (source), result, &error);

    if (users != NULL)
        g_task_return_pointer (task, users, (GDestroyNotify) g_ptr_array_unref);
    else
        g_task_return_error (task, error);
}

static void
portal_search_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    g_autoptr (GError) error = NULL;
    GPtrArray *users = b24_rest_call_finish (B24_REST (source), result, &error);
    JsonObject *params;

    if (users != NULL) {
        g_task_return_pointer (task, users, (GDestroyNotify) g_ptr_array_unref);
        return;
    }
    if (b24_error_get_class (error) != B24_ERROR_CLASS_FEATURE_OFF) {
        g_task_return_error (task, g_steal_pointer (&error));
        return;
    }
    params = json_object_new ();
    json_object_set_string_member (params, "FIND", g_task_get_task_data (task));
    json_object_set_int_member (params, "LIMIT", SEARCH_MAX);
    b24_rest_call_async (B24_REST (source), "im.search.user.list", params, B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_im_search, NULL, NULL,
                         (GDestroyNotify) g_ptr_array_unref, g_task_get_cancellable (task),
                         hand_on_users, g_object_ref (task));
}

void
b24_people_search_async (B24Rest *rest, const char *text, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
    JsonObject *params = json_object_new ();

    g_task_set_source_tag (task, B24_TASK_TAG (b24_people_search_async));
    g_task_set_task_data (task, g_strdup (text), g_free);
    json_object_set_string_member (params, "FIND", text);
    json_object_set_string_member (params, "USER_TYPE", "employee");
    b24_rest_call_async (rest, "user.search", params, B24_PRIORITY_OPERATOR, B24_CALL_REPEATABLE,
                         decode_portal_search, NULL, NULL, (GDestroyNotify) g_ptr_array_unref,
                         cancellable, portal_search_done, g_steal_pointer (&task));
}

GPtrArray *
b24_people_search_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, rest), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_people_search_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

static JsonObject *
list_params (GArray *ids, guint first, guint count)
{
    JsonObject *params = json_object_new ();
    JsonArray *array = json_array_sized_new (count);

    for (guint i = first; i < first + count; i++)
        json_array_add_int_element (array, g_array_index (ids, gint64, i));
    json_object_set_array_member (params, "ID", array);
    return params;
}

guint
b24_people_list_in_batch (B24Batch *batch, const char *key, GArray *ids)
{
    guint commands = 0;

    for (guint first = 0; first < ids->len; first += LIST_PER_COMMAND) {
        g_autofree char *name = g_strdup_printf ("%s_%u", key, commands++);

        b24_batch_add (batch, name, "im.user.list.get",
                       list_params (ids, first, MIN (ids->len - first, LIST_PER_COMMAND)),
                       b24_method_decode_users, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
    }
    return commands;
}

GPtrArray *
b24_people_list_take (B24BatchResult *result, const char *key, guint commands, GError **error)
{
    g_autoptr (GPtrArray) users = b24_method_new_users ();

    for (guint i = 0; i < commands; i++) {
        g_autofree char *name = g_strdup_printf ("%s_%u", key, i);
        GPtrArray *part = b24_batch_result_take (result, name, error);

        if (part == NULL)
            return NULL;
        g_ptr_array_extend_and_steal (users, part);
    }
    return g_steal_pointer (&users);
}

static void
list_batch_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    GError *error = NULL;
    g_autoptr (B24BatchResult) answers = b24_batch_run_finish (B24_REST (source), result, &error);
    gpointer commands = g_task_get_task_data (task);
    GPtrArray *users = NULL;

    if (answers != NULL)
        users = b24_people_list_take (answers, "users", GPOINTER_TO_UINT (commands), &error);
    if (users != NULL)
        g_task_return_pointer (task, users, (GDestroyNotify) g_ptr_array_unref);
    else
        g_task_return_error (task, error);
}

void
b24_people_list_async (B24Rest *rest, GArray *ids, B24Priority priority, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
    g_autoptr (B24Batch) batch = NULL;
    guint commands;

    g_task_set_source_tag (task, B24_TASK_TAG (b24_people_list_async));
    if (ids->len == 0) {
        g_task_return_pointer (task, b24_method_new_users (), (GDestroyNotify) g_ptr_array_unref);
        return;
    }
    if (ids->len <= LIST_PER_COMMAND) {
        b24_rest_call_async (rest, "im.user.list.get", list_params (ids, 0, ids->len), priority,
                             B24_CALL_REPEATABLE, b24_method_decode_users, NULL, NULL,
                             (GDestroyNotify) g_ptr_array_unref, cancellable, hand_on_users,
                             g_steal_pointer (&task));
        return;
    }
    batch = b24_batch_new ();
    commands = b24_people_list_in_batch (batch, "users", ids);
    g_task_set_task_data (task, GUINT_TO_POINTER (commands), NULL);
    b24_batch_run_async (g_steal_pointer (&batch), rest, priority, cancellable, list_batch_done,
                         g_steal_pointer (&task));
}

GPtrArray *
b24_people_list_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, rest), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_people_list_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
