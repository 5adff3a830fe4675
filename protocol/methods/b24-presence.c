/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-presence.h"

#include "b24-error.h"
#include "b24-json.h"
#include "b24-method.h"

/* What others see of us may wait for what the operator does, and may be said twice. */
static void
tell_async (B24Rest *rest, const char *method, JsonObject *params, B24Priority priority,
            B24CallFlags flags, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_rest_call_async (rest, method, params, priority, flags, NULL, NULL, NULL, NULL, cancellable,
                         callback, user_data);
}

static gboolean
tell_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (GError) local = NULL;

    b24_rest_call_finish (rest, result, &local);
    if (local == NULL)
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
}

void
b24_presence_writing_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
    tell_async (rest, "im.dialog.writing", b24_method_dialog_params (chat_id), B24_PRIORITY_NORMAL,
                B24_CALL_NONE, cancellable, callback, user_data);
}

gboolean
b24_presence_writing_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return tell_finish (rest, result, error);
}

void
b24_presence_set_status_async (B24Rest *rest, const char *status, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, "STATUS", status);
    tell_async (rest, "im.user.status.set", params, B24_PRIORITY_BACKGROUND, B24_CALL_REPEATABLE,
                cancellable, callback, user_data);
}

gboolean
b24_presence_set_status_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return tell_finish (rest, result, error);
}

void
b24_presence_set_idle_async (B24Rest *rest, int minutes, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = NULL;

    if (minutes >= 0) {
        params = json_object_new ();
        json_object_set_int_member (params, "AGO", minutes);
    }
    tell_async (rest, minutes >= 0 ? "im.user.status.idle.start" : "im.user.status.idle.end",
                params, B24_PRIORITY_BACKGROUND, B24_CALL_REPEATABLE, cancellable, callback,
                user_data);
}

gboolean
b24_presence_set_idle_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return tell_finish (rest, result, error);
}

void
b24_presence_set_paused_async (B24Rest *rest, gboolean paused, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
    tell_async (rest,
                paused ? "imopenlines.operator.pause.start" : "imopenlines.operator.pause.stop",
                NULL, B24_PRIORITY_OPERATOR, B24_CALL_NONE, cancellable, callback, user_data);
}

gboolean
b24_presence_set_paused_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return tell_finish (rest, result, error);
}

static gpointer
decode_paused (const B24Answer *answer, gpointer user_data, GError **error)
{
    if (b24_json_node_object (answer->result) != NULL || b24_json_count (answer->result) > 0) {
        b24_method_set_shape_error (error, "imopenlines.operator.pause.get");
        return NULL;
    }
    return GINT_TO_POINTER (b24_json_node_bool (answer->result, FALSE) ? 2 : 1);
}

void
b24_presence_is_paused_async (B24Rest *rest, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
    b24_rest_call_async (rest, "imopenlines.operator.pause.get", NULL, B24_PRIORITY_NORMAL,
                         B24_CALL_REPEATABLE, decode_paused, NULL, NULL, NULL, cancellable,
                         callback, user_data);
}

int
b24_presence_is_paused_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    gpointer answer = b24_rest_call_finish (rest, result, error);

    return GPOINTER_TO_INT (answer) - 1;
}

/* @name without case: rows of tables shout, people do not. */
static gboolean
is_off (JsonObject *object, const char *name)
{
    JsonNode *flag = b24_json_get_any_case (object, name);

    return flag != NULL && !b24_json_node_bool (flag, TRUE);
}

typedef struct {
    GArray *ids;
    gboolean keyed; /* its keys may be people */
} Pausing;

/* An element of the list, which is keyed by the people's ids: a person, or a row that also tells
 * whether. Or plain: ids, or a map of them to whether. 0 for somebody who takes dialogs. */
static gint64
read_paused (const char *key, JsonNode *value, gboolean keyed)
{
    JsonObject *object = b24_json_node_object (value);
    gint64 id;

    if (object == NULL) {
        id = b24_json_node_int (value, 0);
        /* Person 1, or “yes”. */
        if (id > 1 || !keyed)
            return id;
        return b24_json_node_bool (value, FALSE) ? g_ascii_strtoll (key, NULL, 10) : 0;
    }
    if (is_off (object, "pause") || is_off (object, "paused"))
        return 0;
    id = b24_json_node_int (b24_json_get_any_case (object, "user_id"), 0);
    if (id <= 0)
        id = b24_json_node_int (b24_json_get_any_case (object, "id"), 0);
    return id > 0 || !keyed ? id : g_ascii_strtoll (key, NULL, 10);
}

static void
add_paused (const char *key, JsonNode *value, gpointer user_data)
{
    const Pausing *pausing = user_data;
    gint64 id = read_paused (key, value, pausing->keyed);

    if (id > 0)
        g_array_append_val (pausing->ids, id);
}

static gpointer
decode_all_paused (const B24Answer *answer, gpointer user_data, GError **error)
{
    Pausing pausing = { NULL, b24_json_node_array (answer->result) == NULL };

    if (pausing.keyed && b24_json_node_object (answer->result) == NULL) {
        b24_method_set_shape_error (error, "imopenlines.operator.pause.getAll");
        return NULL;
    }
    pausing.ids = g_array_new (FALSE, FALSE, sizeof (gint64));
    b24_json_foreach (answer->result, add_paused, &pausing);
    return pausing.ids;
}

void
b24_presence_list_paused_async (B24Rest *rest, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
    b24_rest_call_async (rest, "imopenlines.operator.pause.getAll", NULL, B24_PRIORITY_NORMAL,
                         B24_CALL_REPEATABLE, decode_all_paused, NULL, NULL,
                         (GDestroyNotify) g_array_unref, cancellable, callback, user_data);
}

GArray *
b24_presence_list_paused_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}
