/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-news-shapes — chats, sessions and users as published commands carry them. They differ
 * from those of the REST methods in the cases of letters, in what is left out and in what is a
 * map.
 */

#include "portal-news.h"

const char *
pp_news_get_chat_type (PpChat *chat)
{
    return chat->kind == PP_CHAT_PRIVATE ? "private" : "chat";
}

/* `chat<id>`; of a private chat the number of the one with whom @user_id talks in it. */
void
pp_news_write_dialog_id (PpOut *out, PpChat *chat, gint64 user_id)
{
    if (chat->kind != PP_CHAT_PRIVATE) {
        pp_out_printf (out, "dialogId", "chat%" G_GINT64_FORMAT, chat->id);
        return;
    }
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        if (member->user_id != user_id) {
            pp_out_id_string (out, "dialogId", member->user_id);
            return;
        }
    }
    pp_out_id_string (out, "dialogId", user_id);
}

void
pp_news_write_params (PpOut *out, const char *key, JsonObject *params)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    if (params == NULL || json_object_get_size (params) == 0) {
        pp_out_raw (out, key, "[]");
        return;
    }
    pp_out_object (out, key);
    json_object_iter_init_ordered (&iter, params);
    while (json_object_iter_next_ordered (&iter, &name, &node))
        pp_out_node (out, name, node);
    pp_out_end (out);
}

static void
write_entity (PpOut *out, PpChat *chat)
{
    gboolean lines = chat->kind == PP_CHAT_LINES;
    g_autofree char *entity_id = lines ? pp_shape_entity_id (chat) : g_strdup ("");
    g_autofree char *data_1 = lines ? pp_shape_entity_data_1 (chat) : g_strdup ("");
    g_autofree char *data_2 = lines ? pp_shape_entity_data_2 (chat) : g_strdup ("");

    pp_out_string (out, "entity_type", lines ? "LINES" : "");
    pp_out_string (out, "entity_id", entity_id);
    pp_out_string (out, "entity_data_1", data_1);
    pp_out_string (out, "entity_data_2", data_2);
    pp_out_string (out, "entity_data_3", !lines ? "" : chat->silent ? "Y" : "N");
    pp_out_object (out, "entity_link");
    pp_out_string (out, "type", lines ? "LINES" : "");
    pp_out_string (out, "url", "");
    pp_out_string (out, "id", entity_id);
    pp_out_end (out);
}

static void
write_permissions (PpOut *out)
{
    pp_out_object (out, "permissions");
    pp_out_string (out, "manage_users_add", "member");
    pp_out_string (out, "manage_users_delete", "manager");
    pp_out_string (out, "manage_ui", "member");
    pp_out_string (out, "manage_settings", "owner");
    pp_out_string (out, "manage_messages", "member");
    pp_out_string (out, "can_post", "member");
    pp_out_end (out);
}

/* One chat object: snake_case, but for what was added to it later. */
void
pp_news_write_chat (PracticePortal *self, PpOut *out, const char *key, PpChat *chat)
{
    g_autofree char *created = pp_date (self, chat->created);
    gboolean lines = chat->kind == PP_CHAT_LINES;

    pp_out_object (out, key);
    pp_out_int (out, "id", chat->id);
    pp_out_printf (out, "dialogId", "chat%" G_GINT64_FORMAT, chat->id);
    pp_out_int (out, "parent_chat_id", 0);
    pp_out_int (out, "parent_message_id", 0);
    pp_out_string (out, "name", chat->title);
    pp_out_int (out, "owner", chat->owner);
    pp_out_string (out, "color", "#4ba984");
    pp_out_bool (out, "extranet", lines);
    pp_out_string (out, "avatar", "");
    pp_out_int (out, "message_count", chat->messages->len);
    write_entity (out, chat);
    pp_out_raw (out, "mute_list", "[]");
    pp_out_raw (out, "manager_list", "[]");
    pp_out_string (out, "date_create", created);
    pp_out_string (out, "type", lines ? "lines" : pp_news_get_chat_type (chat));
    pp_out_string (out, "message_type", lines ? "L" : "C");
    write_permissions (out);
    pp_out_string (out, "description", "");
    pp_out_bool (out, "textFieldEnabled", TRUE);
    pp_out_null (out, "backgroundId");
    pp_out_string (out, "public", "");
    pp_out_bool (out, "isNew", FALSE);
    pp_out_string (out, "call", "0");
    pp_out_string (out, "call_number", "");
    pp_out_end (out);
}

/* `chat`: keyed by its number; `[]` where a private chat has none. */
void
pp_news_write_chat_map (PracticePortal *self, PpOut *out, PpChat *chat)
{
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, chat->id);

    if (chat->kind == PP_CHAT_PRIVATE) {
        pp_out_raw (out, "chat", "[]");
        return;
    }
    pp_out_object (out, "chat");
    pp_news_write_chat (self, out, key, chat);
    pp_out_end (out);
}

static const char *
status_group (gint status)
{
    return status < PP_STATUS_ANSWER ? "new" : status < PP_STATUS_OPERATOR ? "work" : "answered";
}

/* `lines`: the chat's session, or null. */
void
pp_news_write_lines (PracticePortal *self, PpOut *out, PpChat *chat)
{
    PpSession *session = chat->session;
    g_autofree char *date = NULL;

    if (session == NULL) {
        pp_out_null (out, "lines");
        return;
    }
    date = pp_date (self, session->created);
    pp_out_object (out, "lines");
    pp_out_int (out, "id", session->id);
    pp_out_int (out, "status", session->status);
    pp_out_string (out, "date_create", date);
    pp_out_string (out, "statusGroup", status_group (session->status));
    pp_out_int (out, "queueId", session->line_id);
    pp_out_bool (out, "pinned", session->pinned);
    pp_out_bool (out, "isClosed", !pp_session_is_open (chat));
    pp_out_int (out, "operatorId", session->operator_id);
    pp_out_end (out);
}

/* `users`: keyed by number, or null when there are none. */
void
pp_news_write_users (PracticePortal *self, PpOut *out, const gint64 *ids, guint count)
{
    gboolean any = FALSE;

    for (guint i = 0; i < count; i++) {
        PpUser *user = pp_user_find (self, ids[i]);
        g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, ids[i]);

        if (user == NULL)
            continue;
        if (!any)
            pp_out_object (out, "users");
        any = TRUE;
        pp_shape_user (self, out, key, user);
    }
    if (any)
        pp_out_end (out);
    else
        pp_out_null (out, "users");
}
