/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-news-messages — what is published of messages: written, edited, deleted, liked,
 * delivered or not, read, and being typed.
 */

#include "portal-news.h"

/* Counters stop here. */
#define MAXIMUM_COUNTER 100

/* Seconds after which a word of typing is worth nothing. */
#define TYPING_EXPIRY 60

static guint
count_unread (PpChat *chat, gint64 user_id)
{
    PpMember *member = pp_chat_find_member (chat, user_id);

    /* One who is only offered the dialog always has one. */
    return member != NULL ? MIN (pp_chat_count_unread (chat, member), MAXIMUM_COUNTER) : 1;
}

static void
write_counter (PpOut *out, PpChat *chat, gint64 user_id)
{
    pp_out_int (out, "counter", count_unread (chat, user_id));
    pp_out_string (out, "counterType", chat->kind == PP_CHAT_LINES ? "openline" : "chat");
}

static void
write_recent_config (PpOut *out, PpChat *chat)
{
    pp_out_object (out, "recentConfig");
    pp_out_int (out, "chatId", chat->id);
    pp_out_array (out, "sections");
    pp_out_string (out, NULL, chat->kind == PP_CHAT_LINES ? "openlines" : "default");
    pp_out_end (out);
    pp_out_end (out);
}

static gint64
previous_id (PpChat *chat, PpMessage *message)
{
    guint after = pp_chat_index_after (chat, message->id - 1);

    return after > 0 ? ((PpMessage *) g_ptr_array_index (chat->messages, after - 1))->id : 0;
}

static void
write_message (PracticePortal *self, PpOut *out, PpChat *chat, PpMessage *message, gint64 user_id)
{
    g_autofree char *date = pp_date (self, message->date);

    pp_out_object (out, "message");
    pp_out_int (out, "id", message->id);
    pp_out_string (out, "templateId", message->uuid);
    pp_out_string (out, "templateFileId", "");
    pp_out_int (out, "prevId", previous_id (chat, message));
    pp_out_int (out, "chatId", chat->id);
    pp_out_int (out, "senderId", message->author_id);
    pp_out_printf (out, "recipientId", "chat%" G_GINT64_FORMAT, chat->id);
    pp_out_string (out, "system", message->author_id == 0 ? "Y" : "N");
    pp_out_string (out, "date", date);
    pp_out_string (out, "text", message->text);
    pp_out_string (out, "textLegacy", message->text);
    pp_news_write_params (out, "params", message->params);
    pp_out_int (out, "counter", count_unread (chat, user_id));
    pp_out_bool (out, "isImportant", FALSE);
    pp_out_raw (out, "importantFor", "[]");
    pp_out_raw (out, "additionalEntities", "[]");
    pp_out_null (out, "forward");
    pp_out_end (out);
}

static void
write_user_in_chat (PpOut *out, PpChat *chat)
{
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, chat->id);

    pp_out_object (out, "userInChat");
    pp_out_array (out, key);
    for (guint i = 0; i < chat->members->len; i++)
        pp_out_int (out, NULL, ((PpMember *) g_ptr_array_index (chat->members, i))->user_id);
    pp_out_end (out);
    pp_out_end (out);
}

/* `users`: the author; in a private chat the other one, too. */
static void
write_people (PracticePortal *self, PpOut *out, PpChat *chat, PpMessage *message)
{
    gint64 ids[2];
    guint count = 0;

    if (chat->kind != PP_CHAT_PRIVATE) {
        pp_news_write_users (self, out, &message->author_id, 1);
        return;
    }
    for (guint i = 0; i < MIN (chat->members->len, G_N_ELEMENTS (ids)); i++)
        ids[count++] = ((PpMember *) g_ptr_array_index (chat->members, i))->user_id;
    pp_news_write_users (self, out, ids, count);
}

static void
publish_message (PracticePortal *self, PpChat *chat, PpMessage *message, gint64 user_id)
{
    g_autofree char *activity = pp_date (self, chat->changed);
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_int (&out, "chatId", chat->id);
    pp_news_write_dialog_id (&out, chat, user_id);
    pp_out_string (&out, "dateLastActivity", activity);
    write_counter (&out, chat, user_id);
    write_recent_config (&out, chat);
    pp_out_bool (&out, "notify", message->author_id != user_id);
    pp_out_null (&out, "multidialog");
    pp_out_null (&out, "copilot");
    pp_out_raw (&out, "messagesAutoDeleteConfigs", "[]");
    pp_out_raw (&out, "stickers", "[]");
    write_message (self, &out, chat, message, user_id);
    pp_news_write_chat_map (self, &out, chat);
    pp_news_write_lines (self, &out, chat);
    write_people (self, &out, chat, message);
    pp_out_raw (&out, "files", "[]");
    write_user_in_chat (&out, chat);
    pp_out_raw (&out, "userBlockChat", "[]");
    pp_out_end (&out);
    pp_news_publish (self, user_id, "im", chat->kind == PP_CHAT_PRIVATE ? "message" : "messageChat",
                     &out, PP_SENDER_BACKEND, 24 * 60 * 60);
}

void
pp_news_message_added (PracticePortal *self, PpChat *chat, PpMessage *message)
{
    g_autoptr (GArray) audience = NULL;

    if (self->news == NULL)
        return;
    audience = pp_news_get_audience (self, chat, TRUE);
    for (guint i = 0; i < audience->len; i++)
        publish_message (self, chat, message, g_array_index (audience, gint64, i));
    pp_events_add_message (self, "ONIMV2MESSAGEADD", chat, message);
}

static void
begin_change (PpOut *out, PpChat *chat, PpMessage *message)
{
    pp_out_init (out);
    pp_out_object (out, NULL);
    pp_out_int (out, "id", message->id);
    pp_out_string (out, "type", pp_news_get_chat_type (chat));
    pp_out_int (out, "chatId", chat->id);
    pp_out_int (out, "senderId", message->author_id);
}

static void
publish_edited (PracticePortal *self, PpChat *chat, PpMessage *message, gint64 user_id)
{
    PpOut out;

    begin_change (&out, chat, message);
    pp_news_write_dialog_id (&out, chat, user_id);
    pp_out_string (&out, "text", message->text);
    pp_out_string (&out, "textLegacy", message->text);
    pp_news_write_params (&out, "params", message->params);
    pp_out_end (&out);
    pp_news_publish (self, user_id, "im", "messageUpdate", &out, PP_SENDER_BACKEND, 24 * 60 * 60);
}

void
pp_news_message_edited (PracticePortal *self, PpChat *chat, PpMessage *message)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    for (guint i = 0; i < audience->len; i++)
        publish_edited (self, chat, message, g_array_index (audience, gint64, i));
    pp_events_add_message (self, "ONIMV2MESSAGEUPDATE", chat, message);
}

/* Line chats still get the old commands, one for each message. */
static void
publish_line_deletion (PracticePortal *self, PpChat *chat, PpMessage *message, gboolean completely,
                       gint64 user_id)
{
    PpOut out;

    begin_change (&out, chat, message);
    pp_news_write_dialog_id (&out, chat, user_id);
    pp_out_int (&out, "parentChatId", 0);
    pp_out_string (&out, "text", message->text);
    pp_news_write_params (&out, "params", message->params);
    pp_out_end (&out);
    pp_news_publish (self, user_id, "im", completely ? "messageDeleteComplete" : "messageDelete",
                     &out, PP_SENDER_BACKEND, 24 * 60 * 60);
}

static void
publish_office_deletion (PracticePortal *self, PpChat *chat, PpMessage *message,
                         gboolean completely, gint64 user_id)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_array (&out, "messages");
    pp_out_object (&out, NULL);
    pp_out_int (&out, "id", message->id);
    pp_out_string (&out, "text", message->text);
    pp_out_int (&out, "senderId", message->author_id);
    pp_news_write_params (&out, "params", message->params);
    pp_out_bool (&out, "completelyDeleted", completely);
    pp_out_end (&out);
    pp_out_end (&out);
    pp_out_int (&out, "chatId", chat->id);
    pp_out_int (&out, "parentChatId", 0);
    pp_out_string (&out, "type", pp_news_get_chat_type (chat));
    pp_out_bool (&out, "unread", FALSE);
    pp_out_bool (&out, "muted", FALSE);
    write_counter (&out, chat, user_id);
    write_recent_config (&out, chat);
    pp_news_write_dialog_id (&out, chat, user_id);
    pp_out_null (&out, "newLastMessage");
    pp_out_raw (&out, "lastMessageViews", "[]");
    pp_out_end (&out);
    pp_news_publish (self, user_id, "im", "messageDeleteV2", &out, PP_SENDER_BACKEND, 24 * 60 * 60);
}

void
pp_news_message_deleted (PracticePortal *self, PpChat *chat, PpMessage *message,
                         gboolean completely)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    for (guint i = 0; i < audience->len; i++) {
        gint64 user_id = g_array_index (audience, gint64, i);

        if (chat->kind == PP_CHAT_LINES)
            publish_line_deletion (self, chat, message, completely, user_id);
        else
            publish_office_deletion (self, chat, message, completely, user_id);
    }
    pp_events_add_message (self, "ONIMV2MESSAGEDELETE", chat, message);
}

void
pp_news_message_params (PracticePortal *self, PpChat *chat, PpMessage *message, JsonObject *params)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    for (guint i = 0; i < audience->len; i++) {
        PpOut out;

        begin_change (&out, chat, message);
        pp_news_write_params (&out, "params", params);
        pp_out_end (&out);
        pp_news_publish (self, g_array_index (audience, gint64, i), "im", "messageParamsUpdate",
                         &out, PP_SENDER_BACKEND, 24 * 60 * 60);
    }
}

void
pp_news_liked (PracticePortal *self, PpChat *chat, PpMessage *message, gint64 user_id, gboolean on)
{
    g_autoptr (JsonObject) params = json_object_new ();
    JsonNode *likes =
        message->params != NULL ? json_object_get_member (message->params, "LIKE") : NULL;

    if (likes != NULL)
        json_object_set_member (params, "LIKE", json_node_copy (likes));
    else
        json_object_set_array_member (params, "LIKE", json_array_new ());
    pp_news_message_params (self, chat, message, params);
    pp_events_add_reaction (self, chat, message, user_id, on);
}

/* `viewedMessages`: what lies between the two marks. */
static void
write_viewed (PpOut *out, PpChat *chat, PpMember *member, gint64 previous)
{
    pp_out_array (out, "viewedMessages");
    for (guint i = pp_chat_index_after (chat, previous);
         i < pp_chat_index_after (chat, member->last_id); i++) {
        PpMessage *message = g_ptr_array_index (chat->messages, i);

        if (message->author_id != member->user_id)
            pp_out_int (out, NULL, message->id);
    }
    pp_out_end (out);
}

/* His other devices. */
static void
publish_own_read (PracticePortal *self, PpChat *chat, PpMember *member, gint64 previous)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_news_write_dialog_id (&out, chat, member->user_id);
    pp_out_int (&out, "chatId", chat->id);
    pp_out_string (&out, "type", pp_news_get_chat_type (chat));
    pp_out_int (&out, "lastId", member->last_id);
    write_counter (&out, chat, member->user_id);
    pp_out_bool (&out, "muted", FALSE);
    pp_out_bool (&out, "unread", FALSE);
    pp_out_bool (&out, "lines", chat->kind == PP_CHAT_LINES);
    write_viewed (&out, chat, member, previous);
    pp_out_end (&out);
    pp_news_publish (self, member->user_id, "im",
                     chat->kind == PP_CHAT_PRIVATE ? "readMessage" : "readMessageChat", &out,
                     PP_SENDER_BACKEND, 24 * 60 * 60);
}

static void
publish_opponent_read (PracticePortal *self, PpChat *chat, PpMember *member, gint64 previous,
                       gint64 user_id)
{
    g_autofree char *name = pp_user_get_name (pp_user_find (self, member->user_id));
    g_autofree char *date = pp_date (self, pp_now (self));
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_news_write_dialog_id (&out, chat, user_id);
    pp_out_int (&out, "chatId", chat->id);
    pp_out_int (&out, "userId", member->user_id);
    pp_out_string (&out, "userName", name);
    pp_out_int (&out, "lastId", member->last_id);
    pp_out_string (&out, "date", date);
    write_viewed (&out, chat, member, previous);
    pp_out_string (&out, "chatMessageStatus", "delivered");
    pp_out_end (&out);
    pp_news_publish (self, user_id, "im",
                     chat->kind == PP_CHAT_PRIVATE ? "readMessageOpponent"
                                                   : "readMessageChatOpponent",
                     &out, PP_SENDER_BACKEND, 24 * 60 * 60);
}

/* The mark went back: only his own devices hear of it. */
static void
publish_unread (PracticePortal *self, PpChat *chat, PpMember *member)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_news_write_dialog_id (&out, chat, member->user_id);
    pp_out_int (&out, "chatId", chat->id);
    pp_out_bool (&out, "active", TRUE);
    pp_out_bool (&out, "muted", FALSE);
    write_counter (&out, chat, member->user_id);
    pp_out_int (&out, "markedId", member->last_id);
    pp_out_bool (&out, "lines", chat->kind == PP_CHAT_LINES);
    pp_out_end (&out);
    pp_news_publish (self, member->user_id, "im", "chatUnread", &out, PP_SENDER_BACKEND,
                     24 * 60 * 60);
}

void
pp_news_read (PracticePortal *self, PpChat *chat, PpMember *member, gint64 previous)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);
    gboolean forward = member->last_id > previous;

    if (pp_news_reaches (self, member->user_id)) {
        if (forward)
            publish_own_read (self, chat, member, previous);
        else
            publish_unread (self, chat, member);
    }
    for (guint i = 0; forward && i < audience->len; i++) {
        gint64 user_id = g_array_index (audience, gint64, i);

        if (user_id != member->user_id)
            publish_opponent_read (self, chat, member, previous, user_id);
    }
}

static void
begin_typing (PpOut *out, PpChat *chat, PpUser *user, gint64 to)
{
    g_autofree char *name = pp_user_get_name (user);

    pp_out_init (out);
    pp_out_object (out, NULL);
    pp_news_write_dialog_id (out, chat, to);
    pp_out_int (out, "userId", user->id);
    pp_out_string (out, "userName", name);
    pp_out_string (out, "userFirstName", user->first_name);
}

/* What the portal itself tells comes twice, in the old words and in the new ones. */
static void
publish_typing (PracticePortal *self, PpChat *chat, PpUser *user, guint sender_type, gint64 to)
{
    PpOut out;

    begin_typing (&out, chat, user, to);
    pp_out_end (&out);
    pp_news_publish (self, to, "im", "startWriting", &out, sender_type, TYPING_EXPIRY);
    if (sender_type != PP_SENDER_BACKEND)
        return;
    begin_typing (&out, chat, user, to);
    pp_out_string (&out, "type", "writing");
    pp_out_null (&out, "statusMessageCode");
    pp_out_int (&out, "duration", 25000);
    pp_out_end (&out);
    pp_news_publish (self, to, "im", "inputActionNotify", &out, sender_type, TYPING_EXPIRY);
}

void
pp_news_typing (PracticePortal *self, PpChat *chat, PpUser *user, guint sender_type)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    for (guint i = 0; i < audience->len; i++) {
        gint64 to = g_array_index (audience, gint64, i);

        if (to != user->id)
            publish_typing (self, chat, user, sender_type, to);
    }
}
