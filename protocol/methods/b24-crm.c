/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-crm.h"

#include "b24-json.h"
#include "b24-method.h"

void
b24_crm_create_lead_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_action_async (rest, "imopenlines.crm.lead.create", b24_method_chat_params (chat_id),
                             cancellable, callback, user_data);
}

gboolean
b24_crm_create_lead_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_crm_chat_free (B24CrmChat *self)
{
    g_free (self->connector);
    g_free (self->title);
    g_free (self);
}

/* (transfer full): never NULL */
static char *
read_text (JsonObject *object, const char *member)
{
    char *text = b24_json_dup_string (object, member);

    return text != NULL ? text : g_strdup ("");
}

static void
add_chat (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject *object = b24_json_node_object (value);
    gint64 id = b24_json_get_int (object, "CHAT_ID", 0);
    B24CrmChat *chat;

    if (id <= 0)
        return;
    chat = g_new0 (B24CrmChat, 1);
    chat->chat_id = id;
    chat->connector = read_text (object, "CONNECTOR_ID");
    chat->title = read_text (object, "CONNECTOR_TITLE");
    g_ptr_array_add (user_data, chat);
}

static gpointer
decode_chats (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) chats =
        g_ptr_array_new_with_free_func ((GDestroyNotify) b24_crm_chat_free);

    if (!b24_method_read_list (answer->result, "imopenlines.crm.chat.get", add_chat, chats, error))
        return NULL;
    return g_steal_pointer (&chats);
}

void
b24_crm_chats_async (B24Rest *rest, const char *type, gint64 id, gboolean active_only,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, "CRM_ENTITY_TYPE", type);
    json_object_set_int_member (params, "CRM_ENTITY", id);
    json_object_set_string_member (params, "ACTIVE_ONLY", active_only ? "Y" : "N");
    b24_rest_call_async (rest, "imopenlines.crm.chat.get", params, B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_chats, NULL, NULL,
                         (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
b24_crm_chats_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}
