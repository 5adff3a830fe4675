/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-news-sessions — what is published of sessions and members: who came and went, to whom a
 * dialog is offered, who has it, its state and the chat's own data.
 */

#include "portal-news.h"

#define DAY  (24 * 60 * 60)
#define HOUR (60 * 60)

static void
begin (PpOut *out, PpChat *chat, gint64 user_id)
{
    pp_out_init (out);
    pp_out_object (out, NULL);
    pp_out_int (out, "chatId", chat->id);
    pp_news_write_dialog_id (out, chat, user_id);
}

static void
publish (PracticePortal *self, gint64 user_id, const char *module, const char *command, PpOut *out,
         guint expiry)
{
    pp_out_end (out);
    pp_news_publish (self, user_id, module, command, out, PP_SENDER_BACKEND, expiry);
}

static void
write_relations (PpOut *out, PpChat *chat)
{
    pp_out_array (out, "relations");
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        pp_out_object (out, NULL);
        pp_out_int (out, "chatId", chat->id);
        pp_out_int (out, "userId", member->user_id);
        pp_out_int (out, "lastReadMessageId", member->last_id);
        pp_out_end (out);
    }
    pp_out_end (out);
    pp_out_int (out, "userCount", chat->members->len);
}

static void
publish_user_add (PracticePortal *self, PpChat *chat, gint64 newcomer, gint64 to, gboolean lines)
{
    PpOut out;

    begin (&out, chat, to);
    pp_out_string (&out, "chatTitle", chat->title);
    pp_out_int (&out, "chatOwner", chat->owner);
    pp_out_bool (&out, "chatExtranet", chat->kind == PP_CHAT_LINES);
    pp_news_write_users (self, &out, &newcomer, 1);
    pp_out_array (&out, "newUsers");
    pp_out_int (&out, NULL, newcomer);
    pp_out_end (&out);
    write_relations (&out, chat);
    if (lines)
        pp_news_write_lines (self, &out, chat);
    publish (self, to, "im", "chatUserAdd", &out, DAY);
}

void
pp_news_member_joined (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    g_autoptr (GArray) audience = NULL;

    if (self->news == NULL)
        return;
    audience = pp_news_get_audience (self, chat, FALSE);
    for (guint i = 0; i < audience->len; i++)
        publish_user_add (self, chat, user_id, g_array_index (audience, gint64, i), FALSE);
    pp_events_add_join (self, chat, user_id);
}

/* A dialog in the queue: he is treated as if he were a member. */
void
pp_news_offered (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    if (pp_news_reaches (self, user_id))
        publish_user_add (self, chat, user_id, user_id, TRUE);
}

void
pp_news_hidden (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    PpOut out;

    if (!pp_news_reaches (self, user_id))
        return;
    begin (&out, chat, user_id);
    pp_out_bool (&out, "lines", chat->kind == PP_CHAT_LINES);
    publish (self, user_id, "im", "chatHide", &out, HOUR);
}

static void
publish_user_leave (PracticePortal *self, PpChat *chat, gint64 leaver, gint64 to)
{
    PpOut out;

    begin (&out, chat, to);
    pp_out_string (&out, "chatTitle", chat->title);
    pp_out_int (&out, "userId", leaver);
    pp_out_string (&out, "message", "");
    write_relations (&out, chat);
    publish (self, to, "im", "chatUserLeave", &out, DAY);
}

void
pp_news_member_left (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    for (guint i = 0; i < audience->len; i++)
        publish_user_leave (self, chat, user_id, g_array_index (audience, gint64, i));
    if (!pp_news_reaches (self, user_id))
        return;
    publish_user_leave (self, chat, user_id, user_id);
    if (chat->kind == PP_CHAT_LINES && !pp_chat_is_offered (chat, user_id))
        pp_news_hidden (self, chat, user_id);
}

void
pp_news_answered (PracticePortal *self, PpChat *chat)
{
    PpOut out;

    if (!pp_news_reaches (self, chat->owner))
        return;
    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_int (&out, "chatId", chat->id);
    publish (self, chat->owner, "imopenlines", "linesAnswer", &out, DAY);
}

void
pp_news_owner (PracticePortal *self, PpChat *chat)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    for (guint i = 0; i < audience->len; i++) {
        gint64 user_id = g_array_index (audience, gint64, i);
        PpOut out;

        begin (&out, chat, user_id);
        pp_out_int (&out, "userId", chat->owner);
        publish (self, user_id, "im", "chatOwner", &out, DAY);
    }
}

static const char *
status_word (gint status)
{
    return status < PP_STATUS_ANSWER ? "NEW" : status < PP_STATUS_OPERATOR ? "WORK" : "ANSWERED";
}

static void
write_session (PpOut *out, PpChat *chat)
{
    PpSession *session = chat->session;

    pp_out_object (out, "session");
    pp_out_int (out, "id", session->id);
    pp_out_int (out, "operatorId", session->operator_id);
    pp_out_int (out, "chatId", chat->id);
    pp_out_string (out, "status", status_word (session->status));
    pp_out_int (out, "queueId", session->line_id);
    pp_out_bool (out, "pinned", session->pinned);
    pp_out_bool (out, "silentMode", chat->silent);
    pp_out_bool (out, "isClosed", !pp_session_is_open (chat));
    pp_out_end (out);
}

static void
write_last_message (PracticePortal *self, PpOut *out, PpChat *chat)
{
    PpMessage *last = pp_chat_last_message (chat);
    g_autofree char *date = NULL;

    if (last == NULL) {
        pp_out_raw (out, "message", "[]");
        return;
    }
    date = pp_date (self, last->date);
    pp_out_object (out, "message");
    pp_out_int (out, "id", last->id);
    pp_out_int (out, "chatId", chat->id);
    pp_out_int (out, "senderId", last->author_id);
    pp_out_string (out, "date", date);
    pp_out_string (out, "text", last->text);
    pp_news_write_params (out, "params", last->params);
    pp_out_end (out);
}

void
pp_news_status (PracticePortal *self, PpChat *chat)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    chat->session->told_status = chat->session->status;
    chat->session->told_operator = chat->session->operator_id;
    for (guint i = 0; i < audience->len; i++) {
        PpOut out;

        pp_out_init (&out);
        pp_out_object (&out, NULL);
        pp_out_int (&out, "chatId", chat->id);
        pp_out_int (&out, "status", chat->session->status);
        pp_news_write_chat (self, &out, "chat", chat);
        write_last_message (self, &out, chat);
        write_session (&out, chat);
        publish (self, g_array_index (audience, gint64, i), "imopenlines", "updateSessionStatus",
                 &out, DAY);
    }
}

/* Only the fields that are not as last told, their names in small letters. */
static void
publish_data (PracticePortal *self, PpChat *chat, char *const fields[3], gint64 user_id)
{
    static const char *const names[] = { "entity_data_1", "entity_data_2", "entity_data_3" };
    PpOut out;

    begin (&out, chat, user_id);
    pp_out_object (&out, "params");
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        if (g_strcmp0 (fields[i], chat->told_data[i]) != 0)
            pp_out_string (&out, names[i], fields[i]);
    }
    pp_out_end (&out);
    publish (self, user_id, "im", "chatUpdateParams", &out, DAY);
}

void
pp_news_data (PracticePortal *self, PpChat *chat)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);
    char *fields[3] = { pp_shape_entity_data_1 (chat), pp_shape_entity_data_2 (chat),
                        g_strdup (chat->silent ? "Y" : "N") };
    gboolean changed = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        changed = changed || g_strcmp0 (fields[i], chat->told_data[i]) != 0;
    for (guint i = 0; changed && i < audience->len; i++)
        publish_data (self, chat, fields, g_array_index (audience, gint64, i));
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_free (chat->told_data[i]);
        chat->told_data[i] = fields[i];
    }
}

void
pp_news_renamed (PracticePortal *self, PpChat *chat)
{
    g_autoptr (GArray) audience = pp_news_get_audience (self, chat, FALSE);

    for (guint i = 0; i < audience->len; i++) {
        PpOut out;

        pp_out_init (&out);
        pp_out_object (&out, NULL);
        pp_out_int (&out, "chatId", chat->id);
        pp_out_string (&out, "name", chat->title);
        publish (self, g_array_index (audience, gint64, i), "im", "chatRename", &out, DAY);
    }
}

void
pp_news_rated (PracticePortal *self, PpSession *session)
{
    g_autoptr (GPtrArray) users = pp_world_list (self->users);

    for (guint i = 0; i < users->len; i++) {
        PpUser *user = g_ptr_array_index (users, i);
        PpOut out;

        if (!pp_user_may_supervise (user) || !pp_news_reaches (self, user->id))
            continue;
        pp_out_init (&out);
        pp_out_object (&out, NULL);
        pp_out_int (&out, "sessionId", session->id);
        pp_out_int (&out, "voteValue", session->vote_head);
        pp_out_string (&out, "commentValue", session->comment_head);
        publish (self, user->id, "imopenlines", "voteHead", &out, DAY);
    }
}

void
pp_news_user (PracticePortal *self, PpUser *user)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_shape_user (self, &out, "user", user);
    publish (self, 0, "im", "userUpdate", &out, DAY);
}
