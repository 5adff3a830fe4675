/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-shapes — users, chats, list items and messages in the JSON shapes of the real portal.
 *
 * The habits of its PHP are kept where a client meets them: `[]` for an empty map, `false` for no
 * date, a role in capitals here and in small letters there.
 */

#include "portal-private.h"

#define PREVIEW_LENGTH 200

/* (transfer full): now, or two hours ago for those who are away */
static char *
last_seen (PracticePortal *self, PpUser *user)
{
    return pp_date (self, pp_now (self) - (user->offline ? 2 * G_TIME_SPAN_HOUR : 0));
}

static void
write_idle (PracticePortal *self, PpOut *out, PpUser *user)
{
    g_autofree char *since = user->idle != 0 ? pp_date (self, user->idle) : NULL;

    if (since != NULL)
        pp_out_string (out, "idle", since);
    else
        pp_out_bool (out, "idle", FALSE);
}

void
pp_shape_user (PracticePortal *self, PpOut *out, const char *key, PpUser *user)
{
    static const char *const colors[] = { "#df532d", "#4ba984", "#58cc47", "#ab7761", "#29619b" };
    g_autofree char *name = pp_user_get_name (user);
    g_autofree char *seen = last_seen (self, user);

    pp_out_object (out, key);
    pp_out_int (out, "id", user->id);
    pp_out_bool (out, "active", user->active);
    pp_out_string (out, "name", name);
    pp_out_string (out, "first_name", user->first_name);
    pp_out_string (out, "last_name", user->last_name);
    pp_out_string (out, "work_position", user->position);
    pp_out_string (out, "color", colors[user->id % (gint64) G_N_ELEMENTS (colors)]);
    pp_out_string (out, "avatar", "");
    pp_out_string (out, "avatar_hr", "");
    pp_out_string (out, "gender", user->id % 2 == 0 ? "F" : "M");
    pp_out_string (out, "birthday", "");
    pp_out_bool (out, "extranet", user->extranet);
    pp_out_bool (out, "network", FALSE);
    pp_out_bool (out, "bot", user->bot);
    pp_out_bool (out, "connector", user->connector);
    pp_out_string (out, "external_auth_id",
                   user->connector ? "imconnector"
                   : user->bot     ? "bot"
                                   : "default");
    pp_out_string (out, "status", user->status != NULL ? user->status : "online");
    write_idle (self, out, user);
    if (user->bot)
        pp_out_bool (out, "last_activity_date", FALSE);
    else
        pp_out_string (out, "last_activity_date", seen);
    pp_out_bool (out, "mobile_last_date", FALSE);
    pp_out_bool (out, "desktop_last_date", FALSE);
    pp_out_bool (out, "absent", FALSE);
    pp_out_array (out, "departments");
    if (!user->connector && !user->extranet)
        pp_out_int (out, NULL, 1);
    pp_out_end (out);
    pp_out_bool (out, "phones", FALSE);
    pp_out_null (out, "bot_data");
    pp_out_string (out, "type", user->bot ? "bot" : user->extranet ? "extranet" : "user");
    pp_out_string (out, "website", "");
    pp_out_string (out, "email", user->email);
    pp_out_end (out);
}

/* The UPPERCASE shape of user.get and user.current. */
void
pp_shape_employee (PracticePortal *self, PpOut *out, const char *key, PpUser *user)
{
    g_autofree char *seen = last_seen (self, user);

    pp_out_object (out, key);
    pp_out_id_string (out, "ID", user->id);
    pp_out_bool (out, "ACTIVE", user->active);
    pp_out_string (out, "NAME", user->first_name);
    pp_out_string (out, "LAST_NAME", user->last_name);
    pp_out_string (out, "SECOND_NAME", "");
    pp_out_string (out, "EMAIL", user->email);
    pp_out_string (out, "LAST_LOGIN", seen);
    pp_out_object (out, "DATE_REGISTER");
    pp_out_end (out);
    pp_out_string (out, "IS_ONLINE", user->active && !user->offline ? "Y" : "N");
    pp_out_string (out, "TIME_ZONE", "");
    pp_out_string (out, "PERSONAL_GENDER", "");
    pp_out_string (out, "PERSONAL_BIRTHDAY", "");
    pp_out_string (out, "WORK_POSITION", user->position);
    pp_out_array (out, "UF_DEPARTMENT");
    if (!user->extranet)
        pp_out_int (out, NULL, 1);
    pp_out_end (out);
    pp_out_string (out, "USER_TYPE", user->extranet ? "extranet" : "employee");
    pp_out_end (out);
}

char *
pp_shape_entity_id (PpChat *chat)
{
    return g_strdup_printf ("%s|%" G_GINT64_FORMAT "|%s|%" G_GINT64_FORMAT, chat->connector,
                            chat->first_line_id, chat->external_id, chat->customer_id);
}

char *
pp_shape_entity_data_1 (PpChat *chat)
{
    gboolean open = pp_session_is_open (chat);
    PpSession *session = chat->session;

    return g_strdup_printf (
        "%s|%s|%" G_GINT64_FORMAT "|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT
        "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%s",
        chat->crm_type != NULL ? "Y" : "N", chat->crm_type != NULL ? chat->crm_type : "NONE",
        chat->crm_id, open && session->pinned ? "Y" : "N", open && session->wait_action ? "Y" : "N",
        open ? session->id : 0, session != NULL ? session->created / G_USEC_PER_SEC : 0,
        chat->line_id != chat->first_line_id ? chat->line_id : 0, chat->block_date,
        chat->block_reason);
}

char *
pp_shape_entity_data_2 (PpChat *chat)
{
    static const char *const types[] = { "LEAD", "COMPANY", "CONTACT", "DEAL" };
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
        gboolean bound = g_strcmp0 (chat->crm_type, types[i]) == 0;

        g_string_append_printf (text, "%s%s|%" G_GINT64_FORMAT, i > 0 ? "|" : "", types[i],
                                bound ? chat->crm_id : 0);
    }
    return g_string_free (text, FALSE);
}

static const char *
chat_type (PpChat *chat)
{
    switch (chat->kind) {
    case PP_CHAT_LINES:
        return "lines";
    case PP_CHAT_PRIVATE:
        return "private";
    default:
        return "chat";
    }
}

static void
write_flags (PpOut *out, const char *key, const char *const *names)
{
    pp_out_object (out, key);
    for (guint i = 0; names[i] != NULL; i++)
        pp_out_bool (out, names[i], TRUE);
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

/* What the chat object and the list item's `chat` share. */
static void
write_identity (PracticePortal *self, PpOut *out, PpChat *chat)
{
    g_autofree char *created = pp_date (self, chat->created);
    gboolean lines = chat->kind == PP_CHAT_LINES;
    g_autofree char *entity_id = lines ? pp_shape_entity_id (chat) : g_strdup ("");
    g_autofree char *data_1 = lines ? pp_shape_entity_data_1 (chat) : g_strdup ("");
    g_autofree char *data_2 = lines ? pp_shape_entity_data_2 (chat) : g_strdup ("");

    pp_out_int (out, "id", chat->id);
    pp_out_int (out, "parent_chat_id", 0);
    pp_out_int (out, "parent_message_id", 0);
    pp_out_string (out, "name", chat->title);
    pp_out_string (out, "description", "");
    pp_out_int (out, "owner", chat->owner);
    pp_out_bool (out, "extranet", lines);
    pp_out_string (out, "avatar", "");
    pp_out_string (out, "color", "#4ba984");
    pp_out_string (out, "type", chat_type (chat));
    pp_out_string (out, "entity_type", lines ? "LINES" : "");
    pp_out_string (out, "entity_id", entity_id);
    pp_out_string (out, "entity_data_1", data_1);
    pp_out_string (out, "entity_data_2", data_2);
    pp_out_string (out, "entity_data_3", !lines ? "" : chat->silent ? "Y" : "N");
    pp_out_string (out, "date_create", created);
    pp_out_string (out, "message_type", lines ? "L" : "C");
    pp_out_string (out, "public", "");
    pp_out_int (out, "disk_folder_id", 0);
    pp_out_bool (out, "text_field_enabled", TRUE);
    pp_out_null (out, "background_id");
    pp_out_bool (out, "is_new", FALSE);
    write_permissions (out);
}

static void
write_readed_list (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer)
{
    pp_out_array (out, "readed_list");
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);
        PpUser *user = pp_user_find (self, member->user_id);
        g_autofree char *name = NULL;
        g_autofree char *date = NULL;

        if (user->id == viewer->id || member->last_id == 0)
            continue;
        name = pp_user_get_name (user);
        date = pp_date (self, chat->changed);
        pp_out_object (out, NULL);
        pp_out_int (out, "user_id", user->id);
        pp_out_string (out, "user_name", name);
        pp_out_int (out, "message_id", member->last_id);
        pp_out_string (out, "date", date);
        pp_out_end (out);
    }
    pp_out_end (out);
}

static void
write_counters (PpOut *out, PpChat *chat, PpMember *member)
{
    PpMessage *last = pp_chat_last_message (chat);
    guint unread = member != NULL ? pp_chat_count_unread (chat, member) : 0;
    guint after = member != NULL ? pp_chat_index_after (chat, member->last_id) : 0;
    gint64 unread_id = 0;

    if (unread > 0)
        unread_id = ((PpMessage *) g_ptr_array_index (chat->messages, after))->id;
    pp_out_int (out, "counter", unread);
    pp_out_int (out, "user_counter", chat->members->len);
    pp_out_int (out, "message_count", chat->messages->len);
    pp_out_int (out, "unread_id", unread_id);
    pp_out_int (out, "last_message_id", last != NULL ? last->id : 0);
    pp_out_int (out, "last_id", member != NULL ? member->last_id : 0);
    pp_out_int (out, "marked_id", 0);
}

/* What the chat objects of all methods share. */
static void
write_chat_object (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer)
{
    static const char *const restrictions[] = { "avatar",    "rename", "extend",      "call",
                                                "mute",      "leave",  "leave_owner", "send",
                                                "user_list", NULL };
    PpMember *member = pp_chat_find_member (chat, viewer->id);
    g_autofree char *entity_id = chat->kind == PP_CHAT_LINES ? pp_shape_entity_id (chat) : NULL;

    write_identity (self, out, chat);
    write_counters (out, chat, member);
    write_flags (out, "restrictions", restrictions);
    pp_out_array (out, "mute_list");
    pp_out_end (out);
    pp_out_string (out, "role",
                   member == NULL              ? "guest"
                   : chat->owner == viewer->id ? "owner"
                                               : "member");
    pp_out_object (out, "entity_link");
    pp_out_string (out, "type", chat->kind == PP_CHAT_LINES ? "LINES" : "");
    pp_out_string (out, "url", "");
    pp_out_string (out, "id", entity_id);
    pp_out_end (out);
}

/* The chat object of im.dialog.get and imopenlines.dialog.get, as the whole result. */
void
pp_shape_chat (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer)
{
    PpMessage *last = pp_chat_last_message (chat);

    pp_out_object (out, NULL);
    write_chat_object (self, out, chat, viewer);
    write_readed_list (self, out, chat, viewer);
    pp_out_array (out, "manager_list");
    pp_out_end (out);
    pp_out_object (out, "last_message_views");
    pp_out_int (out, "message_id", last != NULL ? last->id : 0);
    pp_out_array (out, "first_viewers");
    pp_out_end (out);
    pp_out_int (out, "count_of_viewers", 0);
    pp_out_end (out);
    pp_out_printf (out, "dialog_id", "chat%" G_GINT64_FORMAT, chat->id);
    pp_out_end (out);
}

/* An item of im.search.chat.list: who has read what is not told there. */
void
pp_shape_found_chat (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer)
{
    pp_out_object (out, NULL);
    write_chat_object (self, out, chat, viewer);
    pp_out_end (out);
}

/* The preview of a text: without BB codes and cut. (transfer full) */
static char *
make_preview (const char *text)
{
    GString *preview = g_string_new (NULL);
    guint length = 0;

    for (const char *p = text; *p != '\0' && length < PREVIEW_LENGTH; p = g_utf8_next_char (p)) {
        if (*p == '[') {
            const char *end = strchr (p, ']');
            char first = *(p + 1);

            if (end != NULL && (first == '/' || g_ascii_isalpha (first))) {
                p = end;
                continue;
            }
        }
        g_string_append_unichar (preview, *p == '\n' ? ' ' : g_utf8_get_char (p));
        length++;
    }
    return g_string_free (preview, FALSE);
}

static void
write_last_message (PracticePortal *self, PpOut *out, PpChat *chat)
{
    PpMessage *last = pp_chat_last_message (chat);
    g_autofree char *preview = make_preview (last != NULL ? last->text : "");
    g_autofree char *date = pp_date (self, last != NULL ? last->date : chat->created);

    pp_out_object (out, "message");
    pp_out_int (out, "id", last != NULL ? last->id : 0);
    pp_out_string (out, "text", preview);
    pp_out_bool (out, "file", FALSE);
    pp_out_int (out, "author_id", last != NULL ? last->author_id : 0);
    pp_out_bool (out, "attach", FALSE);
    pp_out_null (out, "sticker");
    pp_out_string (out, "date", date);
    pp_out_string (out, "status", "received");
    if (last != NULL && last->uuid != NULL)
        pp_out_string (out, "uuid", last->uuid);
    else
        pp_out_null (out, "uuid");
    pp_out_end (out);
}

static void
write_session (PracticePortal *self, PpOut *out, PpSession *session)
{
    g_autofree char *date = pp_date (self, session->created);

    pp_out_object (out, "lines");
    pp_out_int (out, "id", session->id);
    pp_out_int (out, "status", session->status);
    pp_out_string (out, "date_create", date);
    pp_out_end (out);
}

/* The other one of a private dialog. */
static PpUser *
find_peer (PracticePortal *self, PpChat *chat, PpUser *viewer)
{
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        if (member->user_id != viewer->id)
            return pp_user_find (self, member->user_id);
    }
    return viewer;
}

static void
write_recent_head (PpOut *out, PpChat *chat, PpUser *peer)
{
    g_autofree char *peer_name = peer != NULL ? pp_user_get_name (peer) : NULL;

    if (peer != NULL)
        pp_out_int (out, "id", peer->id);
    else
        pp_out_printf (out, "id", "chat%" G_GINT64_FORMAT, chat->id);
    pp_out_int (out, "chat_id", chat->id);
    pp_out_string (out, "type", peer != NULL ? "user" : "chat");
    pp_out_object (out, "avatar");
    pp_out_string (out, "url", "");
    pp_out_string (out, "color", "#4ba984");
    pp_out_end (out);
    pp_out_string (out, "title", peer != NULL ? peer_name : chat->title);
}

/* An item of im.recent.get; a @viewer who is no member gets the queue's form of it. */
void
pp_shape_recent (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer)
{
    PpMember *member = pp_chat_find_member (chat, viewer->id);
    PpUser *peer = chat->kind == PP_CHAT_PRIVATE ? find_peer (self, chat, viewer) : NULL;
    g_autofree char *changed = pp_date (self, chat->changed);
    g_autofree char *updated = pp_date (self, MAX (chat->changed, chat->touched));

    pp_out_object (out, NULL);
    write_recent_head (out, chat, peer);
    write_last_message (self, out, chat);
    pp_out_int (out, "counter", member != NULL ? pp_chat_count_unread (chat, member) : 1);
    pp_out_bool (out, "pinned", FALSE);
    pp_out_bool (out, "unread", FALSE);
    pp_out_bool (out, "has_reminder", FALSE);
    pp_out_string (out, "date_update", updated);
    if (member != NULL) {
        pp_out_int (out, "last_id", member->last_id);
        pp_out_string (out, "date_last_activity", changed);
    }
    if (peer == NULL) {
        pp_out_object (out, "chat");
        write_identity (self, out, chat);
        pp_out_array (out, "mute_list");
        pp_out_end (out);
        if (member != NULL)
            pp_out_string (out, "role", chat->owner == viewer->id ? "OWNER" : "MEMBER");
        pp_out_end (out);
        pp_out_object (out, "user");
        pp_out_int (out, "id", 0);
        pp_out_end (out);
    } else {
        pp_shape_user (self, out, "user", peer);
    }
    if (chat->session != NULL)
        write_session (self, out, chat->session);
    pp_out_array (out, "options");
    pp_out_end (out);
    pp_out_end (out);
}

/* Whether the old formats tell of a message's parameter. */
gboolean
pp_shape_tells_param (const char *param)
{
    return !g_str_equal (param, "REPLY_ID");
}

static void
write_params (PpOut *out, JsonObject *params)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;
    gboolean any = FALSE;

    if (params != NULL)
        json_object_iter_init_ordered (&iter, params);
    while (params != NULL && json_object_iter_next_ordered (&iter, &name, &node)) {
        if (!pp_shape_tells_param (name))
            continue;
        if (!any)
            pp_out_object (out, "params");
        any = TRUE;
        pp_out_node (out, name, node);
    }
    if (any)
        pp_out_end (out);
    else
        pp_out_raw (out, "params", "[]");
}

void
pp_shape_message (PracticePortal *self, PpOut *out, PpChat *chat, PpMessage *message,
                  PpMember *viewer)
{
    g_autofree char *date = pp_date (self, message->date);

    pp_out_object (out, NULL);
    pp_out_int (out, "id", message->id);
    pp_out_int (out, "chat_id", chat->id);
    pp_out_int (out, "author_id", message->author_id);
    pp_out_string (out, "date", date);
    pp_out_string (out, "text", message->text);
    pp_out_bool (out, "unread", viewer != NULL && message->id > viewer->last_id);
    if (message->uuid != NULL)
        pp_out_string (out, "uuid", message->uuid);
    else
        pp_out_null (out, "uuid");
    pp_out_array (out, "replaces");
    pp_out_end (out);
    write_params (out, message->params);
    pp_out_null (out, "disappearing_date");
    pp_out_end (out);
}
