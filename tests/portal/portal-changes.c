/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-changes — what happens to messages and chats after they came into being: edited, deleted,
 * liked, delivered, read; renamed, bound to the CRM, silenced. No question is asked here whether
 * somebody may.
 */

#include "portal-news.h"

#define DELETED_TEXT "This message was deleted."

static PpChat *
get_chat (PracticePortal *self, PpMessage *message)
{
    return pp_chat_find (self, message->chat_id);
}

/* Lists know of a change only when it is one of the last message. */
static void
touch (PracticePortal *self, PpChat *chat, PpMessage *message)
{
    if (pp_chat_last_message (chat) == message)
        chat->touched = pp_now (self);
}

static void
set_param (PpMessage *message, const char *name, const char *value)
{
    if (message->params == NULL)
        message->params = json_object_new ();
    json_object_set_string_member (message->params, name, value);
}

static void
drop_param (PpMessage *message, const char *name)
{
    if (message->params != NULL)
        json_object_remove_member (message->params, name);
}

void
pp_message_edit (PracticePortal *self, PpMessage *message, const char *text)
{
    PpChat *chat = get_chat (self, message);

    g_free (message->text);
    message->text = g_strdup (text);
    set_param (message, "IS_EDITED", "Y");
    chat->edits++;
    touch (self, chat, message);
    pp_news_message_edited (self, chat, message);
}

gboolean
pp_message_is_deleted (PpMessage *message)
{
    return message->params != NULL && json_object_has_member (message->params, "IS_DELETED");
}

gboolean
pp_message_is_edited (PpMessage *message)
{
    return message->params != NULL && json_object_has_member (message->params, "IS_EDITED");
}

/* Colleagues see it, the customer does not. */
gboolean
pp_message_is_hidden (PpMessage *message)
{
    return message->params != NULL && g_strcmp0 (json_object_get_string_member_with_default (
                                                     message->params, "COMPONENT_ID", NULL),
                                                 "HiddenMessage") == 0;
}

/* Which message it answers, 0 = none. */
gint64
pp_message_get_reply_id (PpMessage *message)
{
    return message->params != NULL
               ? json_object_get_int_member_with_default (message->params, "REPLY_ID", 0)
               : 0;
}

/* @completely: not even the word that something was deleted is left of it; @message is gone. */
void
pp_message_delete (PracticePortal *self, PpMessage *message, gboolean completely)
{
    PpChat *chat = get_chat (self, message);

    g_free (message->text);
    message->text = g_strdup (completely ? "" : DELETED_TEXT);
    drop_param (message, "LIKE");
    drop_param (message, "IS_EDITED");
    set_param (message, "IS_DELETED", "Y");
    chat->deletions++;
    touch (self, chat, message);
    pp_news_message_deleted (self, chat, message, completely);
    if (completely) {
        g_hash_table_remove (self->messages, &message->id);
        g_ptr_array_remove (chat->messages, message);
    }
}

static JsonArray *
get_likes (PpMessage *message)
{
    return message->params != NULL && json_object_has_member (message->params, "LIKE")
               ? json_object_get_array_member (message->params, "LIKE")
               : NULL;
}

static gint
find_like (PpMessage *message, gint64 user_id)
{
    JsonArray *likes = get_likes (message);

    for (guint i = 0; likes != NULL && i < json_array_get_length (likes); i++) {
        if (json_array_get_int_element (likes, i) == user_id)
            return (gint) i;
    }
    return -1;
}

/* (transfer full): the ids of those who like it */
GArray *
pp_message_get_likes (PpMessage *message)
{
    JsonArray *likes = get_likes (message);
    GArray *ids = pp_ids_new ();

    for (guint i = 0; likes != NULL && i < json_array_get_length (likes); i++)
        pp_ids_add (ids, json_array_get_int_element (likes, i));
    return ids;
}

gboolean
pp_message_likes (PpMessage *message, gint64 user_id)
{
    return find_like (message, user_id) >= 0;
}

void
pp_message_like (PracticePortal *self, PpMessage *message, gint64 user_id, gboolean on)
{
    gint index = find_like (message, user_id);
    JsonArray *likes = get_likes (message);

    if ((index >= 0) == on)
        return;
    if (on && likes == NULL) {
        if (message->params == NULL)
            message->params = json_object_new ();
        likes = json_array_new ();
        json_object_set_array_member (message->params, "LIKE", likes);
    }
    if (on)
        json_array_add_int_element (likes, user_id);
    else
        json_array_remove_element (likes, (guint) index);
    if (json_array_get_length (likes) == 0)
        drop_param (message, "LIKE");
    pp_news_liked (self, get_chat (self, message), message, user_id, on);
}

/* The customer's messenger has taken it and gives it a number of its own. */
void
pp_message_set_delivered (PracticePortal *self, PpMessage *message)
{
    g_autofree char *connector_id = g_strdup_printf ("%" G_GINT64_FORMAT, message->id % 10000);
    g_autoptr (JsonObject) told =
        pp_chat_make_params ("SENDING", "N", "IS_DELIVERED", "Y", "IS_ERROR", "N", NULL);

    drop_param (message, "SENDING");
    drop_param (message, "IS_DELIVERED");
    drop_param (message, "IS_ERROR");
    message->params = pp_chat_add_param_list (message->params, "CONNECTOR_MID", connector_id);
    message->delivered = TRUE;
    pp_chat_add_param_list (told, "CONNECTOR_MID", connector_id);
    pp_news_message_params (self, get_chat (self, message), message, told);
}

void
pp_message_set_failed (PracticePortal *self, PpMessage *message)
{
    g_autoptr (JsonObject) told =
        pp_chat_make_params ("SENDING", "N", "IS_DELIVERED", "N", "IS_ERROR", "Y", NULL);

    drop_param (message, "SENDING");
    drop_param (message, "CONNECTOR_MID");
    set_param (message, "IS_DELIVERED", "N");
    set_param (message, "IS_ERROR", "Y");
    message->delivered = FALSE;
    pp_news_message_params (self, get_chat (self, message), message, told);
}

/* Moves a read mark, forth or back. */
void
pp_chat_read (PracticePortal *self, PpChat *chat, PpMember *member, gint64 message_id)
{
    gint64 previous = member->last_id;

    if (previous == message_id)
        return;
    member->last_id = message_id;
    pp_news_read (self, chat, member, previous);
}

/* Whether the messenger of this chat shows its customer that an operator is typing. */
static gboolean
forwards_typing (PpChat *chat)
{
    static const char *const known[] = { "livechat", "network", "imessage", "ok", NULL };

    return !chat->silent && (g_strv_contains (known, chat->connector) ||
                             g_ascii_strtoll (chat->external_id, NULL, 10) > 0);
}

void
pp_chat_type (PracticePortal *self, PpChat *chat, PpUser *user, guint sender_type)
{
    if (user->connector) {
        chat->customer_typing++;
    } else {
        chat->typing++;
        chat->typing_forwarded += chat->kind == PP_CHAT_LINES && forwards_typing (chat);
    }
    pp_news_typing (self, chat, user, sender_type);
}

void
pp_chat_rename (PracticePortal *self, PpChat *chat, const char *title)
{
    g_free (chat->title);
    chat->title = g_strdup (title);
    pp_news_renamed (self, chat);
}

void
pp_chat_bind (PracticePortal *self, PpChat *chat, const char *crm_type, gint64 crm_id)
{
    g_free (chat->crm_type);
    chat->crm_type = g_ascii_strup (crm_type, -1);
    chat->crm_id = crm_id;
    pp_news_data (self, chat);
}

void
pp_chat_set_silent (PracticePortal *self, PpChat *chat, gboolean silent)
{
    if (chat->silent == silent)
        return;
    chat->silent = silent;
    pp_news_data (self, chat);
}

/* The customer's messenger takes no replies since @date (seconds); 0 = it does. */
void
pp_chat_block (PracticePortal *self, PpChat *chat, gint64 date, const char *reason)
{
    g_free (chat->block_reason);
    chat->block_reason = g_strdup (reason);
    chat->block_date = date;
    chat->changed = pp_now (self);
    pp_news_data (self, chat);
}
