/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-chats — chats, who is in them, and what is written into them.
 */

#include "portal-news.h"

void
pp_message_free (PpMessage *message)
{
    g_free (message->text);
    g_free (message->uuid);
    g_clear_pointer (&message->params, json_object_unref);
    g_free (message);
}

/* (transfer full): pairs of names and values, ended by %NULL */
JsonObject *
pp_chat_make_params (const char *name, ...)
{
    JsonObject *params = json_object_new ();
    va_list args;

    va_start (args, name);
    for (const char *key = name; key != NULL; key = va_arg (args, const char *))
        json_object_set_string_member (params, key, va_arg (args, const char *));
    va_end (args);
    return params;
}

/* Adds a parameter that is a list of one string. Returns @params, made when it was %NULL. */
JsonObject *
pp_chat_add_param_list (JsonObject *params, const char *name, const char *value)
{
    JsonArray *list = json_array_new ();

    if (params == NULL)
        params = json_object_new ();
    json_array_add_string_element (list, value);
    json_object_set_array_member (params, name, list);
    return params;
}

PpChat *
pp_chat_find (PracticePortal *self, gint64 id)
{
    return g_hash_table_lookup (self->chats, &id);
}

PpChat *
pp_chat_new (PracticePortal *self, PpChatKind kind, const char *title)
{
    PpChat *chat = g_new0 (PpChat, 1);

    chat->id = self->next_chat_id++;
    chat->kind = kind;
    chat->title = g_strdup (title);
    chat->connector = g_strdup ("");
    chat->external_id = g_strdup ("");
    chat->block_reason = g_strdup ("");
    chat->members = g_ptr_array_new_with_free_func (g_free);
    chat->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_message_free);
    chat->pressed = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_press_free);
    chat->created = pp_now (self);
    chat->changed = chat->created;
    g_ptr_array_add (self->chat_list, chat);
    g_hash_table_insert (self->chats, &chat->id, chat);
    return chat;
}

/* A new customer of @connector and the chat that will hold all his dialogs. */
PpChat *
pp_chat_new_customer (PracticePortal *self, const char *name, PpLine *line, const char *connector)
{
    g_auto (GStrv) words = g_strsplit (name, " ", 2);
    g_autofree char *title = g_strdup_printf ("%s - %s", name, line->name);
    PpChat *chat = pp_chat_new (self, PP_CHAT_LINES, title);
    PpUser *customer = pp_user_add (self, self->next_user_id++, words[0] != NULL ? words[0] : "",
                                    words[0] != NULL && words[1] != NULL ? words[1] : "");

    customer->connector = TRUE;
    customer->extranet = TRUE;
    chat->customer_id = customer->id;
    chat->first_line_id = line->id;
    chat->line_id = line->id;
    g_free (chat->connector);
    chat->connector = g_strdup (connector);
    g_free (chat->external_id);
    /* Not all messengers number their chats. */
    chat->external_id = g_strdup_printf ("%s%d", g_strcmp0 (connector, "facebook") == 0 ? "t_" : "",
                                         g_rand_int_range (self->rand, 100000, 999999));
    pp_chat_add_member (self, chat, customer->id);
    pp_news_data (self, chat);
    return chat;
}

void
pp_chat_free (PpChat *chat)
{
    g_free (chat->title);
    g_free (chat->connector);
    g_free (chat->external_id);
    g_free (chat->crm_type);
    g_free (chat->block_reason);
    for (guint i = 0; i < G_N_ELEMENTS (chat->told_data); i++)
        g_free (chat->told_data[i]);
    g_ptr_array_unref (chat->members);
    g_ptr_array_unref (chat->messages);
    g_ptr_array_unref (chat->pressed);
    g_free (chat);
}

PpMember *
pp_chat_find_member (PpChat *chat, gint64 user_id)
{
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        if (member->user_id == user_id)
            return member;
    }
    return NULL;
}

PpMember *
pp_chat_add_member (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    PpMember *member = pp_chat_find_member (chat, user_id);
    PpMessage *last = pp_chat_last_message (chat);

    if (member != NULL) {
        member->hidden = FALSE;
        return member;
    }
    member = g_new0 (PpMember, 1);
    member->user_id = user_id;
    member->last_id = last != NULL ? last->id : 0;
    g_ptr_array_add (chat->members, member);
    pp_news_member_joined (self, chat, user_id);
    return member;
}

void
pp_chat_remove_member (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    PpMember *member = pp_chat_find_member (chat, user_id);

    if (member == NULL)
        return;
    g_ptr_array_remove (chat->members, member);
    pp_news_member_left (self, chat, user_id);
}

/* Everybody but the customer and @except (0 = nobody) leaves. */
void
pp_chat_remove_operators (PracticePortal *self, PpChat *chat, gint64 except)
{
    for (guint i = chat->members->len; i > 0; i--) {
        PpMember *member = g_ptr_array_index (chat->members, i - 1);
        PpUser *user = pp_user_find (self, member->user_id);

        if (!user->connector && user->id != except)
            pp_chat_remove_member (self, chat, user->id);
    }
}

gboolean
pp_chat_is_offered (PpChat *chat, gint64 user_id)
{
    return pp_session_is_open (chat) && chat->session->status < PP_STATUS_ANSWER &&
           pp_ids_has (chat->session->offered, user_id);
}

/* Reading right: member, offered, or may join the line. */
gboolean
pp_chat_may_read (PracticePortal *self, PpChat *chat, PpUser *user)
{
    if (pp_chat_find_member (chat, user->id) != NULL)
        return TRUE;
    if (chat->kind != PP_CHAT_LINES)
        return FALSE;
    return pp_chat_is_offered (chat, user->id) ||
           pp_line_may_join (pp_line_find (self, chat->line_id), user);
}

/* Index of the first message with an id greater than @message_id. */
guint
pp_chat_index_after (PpChat *chat, gint64 message_id)
{
    guint low = 0;
    guint high = chat->messages->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        PpMessage *message = g_ptr_array_index (chat->messages, middle);

        if (message->id > message_id)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

guint
pp_chat_count_unread (PpChat *chat, PpMember *member)
{
    guint count = 0;

    for (guint i = pp_chat_index_after (chat, member->last_id); i < chat->messages->len; i++) {
        PpMessage *message = g_ptr_array_index (chat->messages, i);

        count += message->author_id != member->user_id;
    }
    return count;
}

PpMessage *
pp_chat_last_message (PpChat *chat)
{
    return chat->messages->len > 0 ? g_ptr_array_index (chat->messages, chat->messages->len - 1)
                                   : NULL;
}

/* The one who writes has seen what he wrote; a hidden chat comes back with its next message,
 * except in the closing phase. */
static void
count_in (PpChat *chat, PpMessage *message)
{
    PpMember *member =
        message->author_id != 0 ? pp_chat_find_member (chat, message->author_id) : NULL;

    if (member != NULL)
        member->last_id = message->id;
    if (chat->session != NULL) {
        if (chat->session->first_message == 0)
            chat->session->first_message = message->id;
        chat->session->last_message = message->id;
    }
    if (!pp_session_is_open (chat) || chat->session->status != PP_STATUS_WAIT_CLIENT) {
        for (guint i = 0; i < chat->members->len; i++)
            ((PpMember *) g_ptr_array_index (chat->members, i))->hidden = FALSE;
    }
}

/* Adds a message; nothing happens to the session. */
PpMessage *
pp_chat_post_draft (PracticePortal *self, PpChat *chat, PpDraft *draft)
{
    PpMessage *message = g_new0 (PpMessage, 1);

    /* Ids grow over the whole portal and other chats take some in between. */
    self->last_message_id += g_rand_int_range (self->rand, 1, 4);
    message->id = self->last_message_id;
    message->chat_id = chat->id;
    message->author_id = draft->author_id;
    message->text = g_strdup (draft->text);
    message->uuid = g_strdup (draft->uuid);
    message->params = g_steal_pointer (&draft->params);
    message->delivered = draft->delivered || draft->with_connector;
    message->date = pp_now (self);
    if (draft->with_connector) {
        g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, message->id % 10000);

        message->params = pp_chat_add_param_list (message->params, "CONNECTOR_MID", id);
    }
    chat->changed = message->date;
    g_ptr_array_add (chat->messages, message);
    g_hash_table_insert (self->messages, &message->id, message);
    count_in (chat, message);
    pp_news_message_added (self, chat, message);
    return message;
}

PpMessage *
pp_chat_post (PracticePortal *self, PpChat *chat, gint64 author_id, const char *text)
{
    PpDraft draft = { .author_id = author_id, .text = text };

    return pp_chat_post_draft (self, chat, &draft);
}

/* What the portal itself writes. @params: (transfer full) (nullable) */
PpMessage *
pp_chat_post_notice (PracticePortal *self, PpChat *chat, JsonObject *params, const char *format,
                     ...)
{
    g_autofree char *text = NULL;
    PpDraft draft = { .params = params };
    va_list args;

    va_start (args, format);
    text = g_strdup_vprintf (format, args);
    va_end (args);
    draft.text = text;
    return pp_chat_post_draft (self, chat, &draft);
}

PpMessage *
pp_chat_post_system (PracticePortal *self, PpChat *chat, const char *css_class, const char *format,
                     ...)
{
    g_autofree char *text = NULL;
    PpDraft draft = { 0 };
    va_list args;

    va_start (args, format);
    text = g_strdup_vprintf (format, args);
    va_end (args);
    draft.text = text;
    if (css_class != NULL)
        draft.params = pp_chat_make_params ("CLASS", css_class, NULL);
    return pp_chat_post_draft (self, chat, &draft);
}
