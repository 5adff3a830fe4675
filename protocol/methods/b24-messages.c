/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-messages.h"

#include "b24-error.h"
#include "b24-json.h"
#include "b24-method.h"

static gpointer
decode_message_id (const B24Answer *answer, gpointer user_data, GError **error)
{
    /* `true` is no number: who takes it for message 1 loses the text. */
    g_autofree char *id = b24_json_node_dup_string (answer->result);

    return b24_method_box_id (id != NULL ? b24_json_node_int (answer->result, 0) : 0, error);
}

void
b24_messages_add_async (B24Rest *rest, gint64 chat_id, const B24Draft *draft,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = b24_method_dialog_params (chat_id);

    json_object_set_string_member (params, "MESSAGE", draft->text);
    json_object_set_string_member (params, "TEMPLATE_ID", draft->uuid);
    if (draft->reply_id != 0)
        json_object_set_int_member (params, "REPLY_ID", draft->reply_id);
    if (draft->internal)
        json_object_set_string_member (params, "SKIP_CONNECTOR", "Y");
    b24_rest_call_async (rest, "im.message.add", params, B24_PRIORITY_OPERATOR, B24_CALL_REPEATABLE,
                         decode_message_id, NULL, NULL, g_free, cancellable, callback, user_data);
}

gint64
b24_messages_add_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_id_finish (rest, result, error);
}

static void
count_message (const char *key, JsonNode *value, gpointer user_data)
{
    (*(guint *) user_data)++;
}

static gpointer
decode_page (const B24Answer *answer, gpointer user_data, GError **error)
{
    JsonObject *result = b24_json_node_object (answer->result);
    g_autoptr (B24MessagePage) page = NULL;
    guint readable = 0;

    if (!b24_method_read_list (b24_json_get (result, "messages"), "im.dialog.messages.get",
                               count_message, &readable, error))
        return NULL;
    page = b24_message_page_new (result, GPOINTER_TO_UINT (user_data));
    /* An empty page means that nothing is new: it has to be one. */
    if (readable > 0 && page->messages->len == 0) {
        b24_method_set_shape_error (error, "im.dialog.messages.get");
        return NULL;
    }
    return g_steal_pointer (&page);
}

static JsonObject *
page_params (gint64 chat_id, const char *key, gint64 id, guint limit)
{
    JsonObject *params = b24_method_dialog_params (chat_id);

    json_object_set_int_member (params, key, MAX (id, 0));
    json_object_set_int_member (params, "LIMIT", limit);
    return params;
}

static guint
clamp_limit (guint limit)
{
    return CLAMP (limit, 1, B24_MESSAGES_MAX_PAGE);
}

void
b24_messages_after_async (B24Rest *rest, gint64 chat_id, gint64 id, B24Priority priority,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
    b24_rest_call_async (rest, "im.dialog.messages.get",
                         page_params (chat_id, "FIRST_ID", id, B24_MESSAGES_MAX_PAGE), priority,
                         B24_CALL_REPEATABLE, decode_page, GUINT_TO_POINTER (B24_MESSAGES_MAX_PAGE),
                         NULL, (GDestroyNotify) b24_message_page_free, cancellable, callback,
                         user_data);
}

/* LAST_ID=0 counts as given and filters nothing: the newest ones, whatever is unread. */
void
b24_messages_before_async (B24Rest *rest, gint64 chat_id, gint64 id, guint limit,
                           B24Priority priority, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    guint clamped = clamp_limit (limit);

    b24_rest_call_async (rest, "im.dialog.messages.get",
                         page_params (chat_id, "LAST_ID", id, clamped), priority,
                         B24_CALL_REPEATABLE, decode_page, GUINT_TO_POINTER (clamped), NULL,
                         (GDestroyNotify) b24_message_page_free, cancellable, callback, user_data);
}

B24MessagePage *
b24_messages_page_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

void
b24_messages_after_in_batch (B24Batch *batch, const char *key, gint64 chat_id, gint64 id)
{
    b24_batch_add (batch, key, "im.dialog.messages.get",
                   page_params (chat_id, "FIRST_ID", id, B24_MESSAGES_MAX_PAGE), decode_page,
                   GUINT_TO_POINTER (B24_MESSAGES_MAX_PAGE), NULL,
                   (GDestroyNotify) b24_message_page_free);
}

void
b24_messages_before_in_batch (B24Batch *batch, const char *key, gint64 chat_id, gint64 id,
                              guint limit)
{
    guint clamped = clamp_limit (limit);

    b24_batch_add (batch, key, "im.dialog.messages.get",
                   page_params (chat_id, "LAST_ID", id, clamped), decode_page,
                   GUINT_TO_POINTER (clamped), NULL, (GDestroyNotify) b24_message_page_free);
}

static gpointer
decode_read (const B24Answer *answer, gpointer user_data, GError **error)
{
    if (b24_json_node_object (answer->result) == NULL &&
        !b24_json_node_bool (answer->result, FALSE)) {
        g_propagate_error (error, b24_error_new_from_code ("ERROR_NO_ACCESS", NULL));
        return NULL;
    }
    return GINT_TO_POINTER (TRUE);
}

void
b24_messages_read_async (B24Rest *rest, gint64 chat_id, gint64 message_id,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
    JsonObject *params = b24_method_dialog_params (chat_id);

    json_object_set_int_member (params, "MESSAGE_ID", message_id);
    b24_rest_call_async (rest, "im.dialog.read", params, B24_PRIORITY_BACKGROUND,
                         B24_CALL_REPEATABLE, decode_read, NULL, NULL, NULL, cancellable, callback,
                         user_data);
}

gboolean
b24_messages_read_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

/* (transfer full) */
static JsonObject *
message_params (gint64 message_id)
{
    JsonObject *params = json_object_new ();

    json_object_set_int_member (params, "MESSAGE_ID", message_id);
    return params;
}

void
b24_messages_update_async (B24Rest *rest, gint64 message_id, const char *text,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
    JsonObject *params = message_params (message_id);

    json_object_set_string_member (params, "MESSAGE", text);
    b24_method_action_async (rest, "im.message.update", params, cancellable, callback, user_data);
}

gboolean
b24_messages_update_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_messages_delete_async (B24Rest *rest, gint64 message_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_action_async (rest, "im.message.delete", message_params (message_id), cancellable,
                             callback, user_data);
}

gboolean
b24_messages_delete_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

/* Never "auto", which would undo what a colleague of the same webhook did a moment ago. */
void
b24_messages_like_async (B24Rest *rest, gint64 message_id, gboolean on, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = message_params (message_id);

    json_object_set_string_member (params, "ACTION", on ? "plus" : "minus");
    b24_method_action_async (rest, "im.message.like", params, cancellable, callback, user_data);
}

gboolean
b24_messages_like_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_messages_press_async (B24Rest *rest, gint64 message_id, const B24Button *button,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
    JsonObject *params = message_params (message_id);

    json_object_set_int_member (params, "BOT_ID", button->bot_id);
    json_object_set_string_member (params, "COMMAND", button->command);
    json_object_set_string_member (params, "COMMAND_PARAMS", button->params);
    b24_method_action_async (rest, "im.message.command", params, cancellable, callback, user_data);
}

gboolean
b24_messages_press_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

typedef struct {
    gint64 chat_id;
    guint limit;
} Search;

static gpointer
decode_found (const B24Answer *answer, gpointer user_data, GError **error)
{
    const Search *search = user_data;
    JsonObject *result = b24_json_node_object (answer->result);
    B24MessagePage *page;
    guint readable = 0;

    if (!b24_method_read_list (b24_json_get (result, "messages"), "im.dialog.messages.search",
                               count_message, &readable, error))
        return NULL;
    page = b24_message_page_new_from_search (result, search->limit);
    if (readable > 0 && page->messages->len == 0) {
        b24_message_page_free (page);
        b24_method_set_shape_error (error, "im.dialog.messages.search");
        return NULL;
    }
    page->chat_id = search->chat_id;
    return page;
}

void
b24_messages_search_async (B24Rest *rest, gint64 chat_id, const char *text, guint limit,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);
    JsonObject *order = json_object_new ();
    Search *search = g_new (Search, 1);

    search->chat_id = chat_id;
    search->limit = clamp_limit (limit);
    json_object_set_string_member (order, "ID", "DESC");
    json_object_set_string_member (params, "SEARCH_MESSAGE", text);
    json_object_set_object_member (params, "ORDER", order);
    json_object_set_int_member (params, "LIMIT", search->limit);
    b24_rest_call_async (rest, "im.dialog.messages.search", params, B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_found, search, g_free,
                         (GDestroyNotify) b24_message_page_free, cancellable, callback, user_data);
}

B24MessagePage *
b24_messages_search_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}
