/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-session — session.* and message.session.start.
 */

#include "portal-news.h"

#define COMMENT_LENGTH 10000

static void
start (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat == NULL)
        return;
    pp_session_start (call->portal, chat, call->user);
    pp_call_true (call);
}

static void
join (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat == NULL)
        return;
    pp_session_join (call->portal, chat, call->user);
    pp_call_true (call);
}

static gboolean
check_chat_id (PpCall *call)
{
    if (pp_params_int (call->params, "CHAT_ID", 0) > 0)
        return TRUE;
    pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID_EMPTY", "Chat ID can't be empty");
    return FALSE;
}

/* `true` whether anything was intercepted or not. */
static void
intercept (PpCall *call)
{
    PpChat *chat;

    if (!check_chat_id (call))
        return;
    chat = pp_call_check_line (call);
    if (chat == NULL) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "OPERATOR_WRONG",
                      "You can not intercept this dialog");
        return;
    }
    pp_session_intercept (call->portal, chat, call->user);
    pp_call_true (call);
}

static void
set_pin (PpCall *call, gboolean pinned)
{
    PpChat *chat;

    if (!check_chat_id (call))
        return;
    chat = pp_call_check_line (call);
    if (chat == NULL)
        return;
    if (!pp_session_is_open (chat) || chat->owner != call->user->id) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "", "");
        return;
    }
    pp_session_pin (call->portal, chat, call->user, pinned);
    pp_call_true (call);
}

static void
pin (PpCall *call)
{
    set_pin (call, !pp_params_is (call->params, "ACTIVATE", "N"));
}

static void
unpin (PpCall *call)
{
    set_pin (call, FALSE);
}

static void
set_all_pins (PpCall *call, gboolean pinned)
{
    pp_out_array (&call->out, NULL);
    for (guint i = 0; i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);

        if (!pp_session_is_open (chat) || chat->owner != call->user->id ||
            chat->session->status < PP_STATUS_ANSWER ||
            chat->session->status >= PP_STATUS_WAIT_CLIENT || chat->session->pinned == pinned)
            continue;
        pp_session_pin (call->portal, chat, call->user, pinned);
        pp_out_int (&call->out, NULL, chat->session->id);
    }
    pp_out_end (&call->out);
}

static void
pin_all (PpCall *call)
{
    set_all_pins (call, TRUE);
}

static void
unpin_all (PpCall *call)
{
    set_all_pins (call, FALSE);
}

static void
silent (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat == NULL)
        return;
    pp_session_silence (call->portal, chat, call->user,
                        pp_params_is (call->params, "ACTIVATE", "Y"));
    pp_call_true (call);
}

/* Only finds: creates nothing, adds nobody. */
static void
open_session (PpCall *call)
{
    g_autofree char *code = pp_params_string (call->params, "USER_CODE");

    if (call->user->extranet) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "", "");
        return;
    }
    for (guint i = 0; code != NULL && i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);
        g_autofree char *entity_id = pp_shape_entity_id (chat);

        if (chat->kind != PP_CHAT_LINES || !g_str_equal (entity_id, code) ||
            (chat->owner != call->user->id &&
             !pp_line_may_join (pp_line_find (call->portal, chat->line_id), call->user)))
            continue;
        pp_out_object (&call->out, NULL);
        pp_out_id_string (&call->out, "chatId", chat->id);
        pp_out_end (&call->out);
        return;
    }
    pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_DENIED", "Access denied");
}

static void
head_vote (PpCall *call)
{
    gint64 id = pp_params_int (call->params, "SESSION_ID", 0);
    gint64 rating = pp_params_int (call->params, "RATING", 0);
    g_autofree char *comment = pp_params_string (call->params, "COMMENT");
    PpSession *session = g_hash_table_lookup (call->portal->sessions, &id);

    if (id <= 0) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "EMPTY_SESSION_ID", "Session ID is empty");
    } else if (rating == 0 && comment == NULL) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "EMPTY_VOTE_PARAMS", "Nothing to vote with");
    } else if (session == NULL || !pp_user_may_supervise (call->user) || rating < 0 || rating > 5) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_DENIED", "Access denied");
    } else {
        if (rating > 0)
            session->vote_head = rating;
        g_free (session->comment_head);
        session->comment_head = g_utf8_substring (
            comment != NULL ? comment : "", 0,
            MIN (COMMENT_LENGTH, g_utf8_strlen (comment != NULL ? comment : "", -1)));
        pp_news_rated (call->portal, session);
        pp_call_true (call);
    }
}

static void
session_from_message (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);
    gint64 id = pp_params_int (call->params, "MESSAGE_ID", 0);
    PpMessage *message = g_hash_table_lookup (call->portal->messages, &id);

    if (chat == NULL)
        return;
    if (message != NULL && message->chat_id == chat->id) {
        pp_session_close (call->portal, chat, PP_STATUS_SILENTLY_CLOSE);
        pp_session_open (call->portal, chat, call->user->id);
        chat->session->first_message = message->id;
    }
    pp_call_true (call);
}

/* (transfer full): CONNECTOR_MID becomes connectorMid */
static char *
make_camel (const char *name)
{
    GString *camel = g_string_new (NULL);
    gboolean capital = FALSE;

    for (const char *p = name; *p != '\0'; p++) {
        if (*p != '_')
            g_string_append_c (camel, capital ? g_ascii_toupper (*p) : g_ascii_tolower (*p));
        capital = *p == '_';
    }
    return g_string_free (camel, FALSE);
}

/* However deep: all names are converted. */
static void
write_camel (PpOut *out, const char *name, JsonNode *node)
{
    g_autofree char *key = name != NULL ? make_camel (name) : NULL;

    if (JSON_NODE_HOLDS_OBJECT (node)) {
        JsonObjectIter iter;
        const char *inner;
        JsonNode *member;

        pp_out_object (out, key);
        json_object_iter_init_ordered (&iter, json_node_get_object (node));
        while (json_object_iter_next_ordered (&iter, &inner, &member))
            write_camel (out, inner, member);
        pp_out_end (out);
    } else if (JSON_NODE_HOLDS_ARRAY (node)) {
        JsonArray *array = json_node_get_array (node);

        pp_out_array (out, key);
        for (guint i = 0; i < json_array_get_length (array); i++)
            write_camel (out, NULL, json_array_get_element (array, i));
        pp_out_end (out);
    } else {
        pp_out_node (out, key, node);
    }
}

static void
write_history_params (PpOut *out, JsonObject *params)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    if (params == NULL) {
        pp_out_raw (out, "params", "[]");
        return;
    }
    pp_out_object (out, "params");
    json_object_iter_init_ordered (&iter, params);
    while (json_object_iter_next_ordered (&iter, &name, &node)) {
        if (pp_shape_tells_param (name))
            write_camel (out, name, node);
    }
    pp_out_end (out);
}

static void
write_history_message (PpCall *call, PpChat *chat, PpMessage *message)
{
    PpOut *out = &call->out;
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, message->id);
    g_autofree char *date = pp_date (call->portal, message->date);

    pp_out_object (out, id);
    pp_out_string (out, "id", id);
    pp_out_id_string (out, "chatid", chat->id);
    pp_out_id_string (out, "senderid", message->author_id);
    pp_out_printf (out, "recipientid", "chat%" G_GINT64_FORMAT, chat->id);
    pp_out_string (out, "date", date);
    pp_out_string (out, "text", message->text);
    pp_out_string (out, "textlegacy", message->text);
    write_history_params (out, message->params);
    pp_out_end (out);
}

static gboolean
is_in_session (PpSession *session, PpMessage *message)
{
    return message->id >= session->first_message && message->id <= session->last_message;
}

/* Who is in the chat, and who wrote in the session and has left. */
static void
write_history_people (PpCall *call, PpChat *chat, PpSession *session)
{
    PpOut *out = &call->out;
    g_autoptr (GArray) ids = pp_ids_new ();

    for (guint i = 0; i < chat->members->len; i++)
        pp_ids_add (ids, ((PpMember *) g_ptr_array_index (chat->members, i))->user_id);
    for (guint i = 0; i < chat->messages->len; i++) {
        PpMessage *message = g_ptr_array_index (chat->messages, i);

        if (message->author_id != 0 && is_in_session (session, message))
            pp_ids_add (ids, message->author_id);
    }
    pp_out_object (out, "users");
    for (guint i = 0; i < ids->len; i++) {
        PpUser *user = pp_user_find (call->portal, g_array_index (ids, gint64, i));
        g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, user->id);
        g_autofree char *name = pp_user_get_name (user);

        pp_out_object (out, id);
        pp_out_string (out, "id", id);
        pp_out_string (out, "name", name);
        pp_out_bool (out, "connector", user->connector);
        pp_out_end (out);
    }
    pp_out_end (out);
}

static void
write_history_chat (PpCall *call, PpChat *chat)
{
    PpOut *out = &call->out;
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, chat->id);
    g_autofree char *entity_id = pp_shape_entity_id (chat);
    g_autofree char *data = pp_shape_entity_data_1 (chat);

    pp_out_object (out, "chat");
    pp_out_object (out, id);
    pp_out_string (out, "id", id);
    pp_out_string (out, "name", chat->title);
    pp_out_id_string (out, "owner", chat->owner);
    pp_out_string (out, "entityId", entity_id);
    pp_out_string (out, "entityData1", data);
    pp_out_end (out);
    pp_out_end (out);
    pp_out_object (out, "userInChat");
    pp_out_array (out, id);
    for (guint i = 0; i < chat->members->len; i++)
        pp_out_id_string (out, NULL, ((PpMember *) g_ptr_array_index (chat->members, i))->user_id);
    pp_out_end (out);
    pp_out_end (out);
}

static void
write_history (PpCall *call, PpChat *chat, PpSession *session)
{
    PpOut *out = &call->out;
    g_autofree char *key = g_strdup_printf ("chat%" G_GINT64_FORMAT, chat->id);

    pp_out_object (out, NULL);
    pp_out_int (out, "chatId", chat->id);
    pp_out_string (out, "canJoin", "Y");
    pp_out_string (out, "canVoteHead", pp_user_may_supervise (call->user) ? "Y" : "N");
    pp_out_int (out, "sessionId", session->id);
    pp_out_int (out, "sessionVoteHead", session->vote_head);
    pp_out_string (out, "sessionCommentHead", session->comment_head);
    pp_out_string (out, "userId", key);
    pp_out_object (out, "message");
    for (guint i = 0; i < chat->messages->len; i++) {
        PpMessage *message = g_ptr_array_index (chat->messages, i);

        if (is_in_session (session, message))
            write_history_message (call, chat, message);
    }
    pp_out_end (out);
    pp_out_object (out, "usersMessage");
    pp_out_array (out, key);
    for (guint i = 0; i < chat->messages->len; i++) {
        PpMessage *message = g_ptr_array_index (chat->messages, i);

        if (is_in_session (session, message))
            pp_out_id_string (out, NULL, message->id);
    }
    pp_out_end (out);
    pp_out_end (out);
    write_history_people (call, chat, session);
    pp_out_raw (out, "openlines", "{\"canvoteashead\":[]}");
    pp_out_raw (out, "userInGroup", "[]");
    pp_out_raw (out, "woUserInGroup", "[]");
    write_history_chat (call, chat);
    pp_out_raw (out, "userBlockChat", "[]");
    pp_out_raw (out, "files", "[]");
    pp_out_end (out);
}

static void
history_get (PpCall *call)
{
    gint64 session_id = pp_params_int (call->params, "SESSION_ID", 0);
    gint64 chat_id = pp_params_int (call->params, "CHAT_ID", 0);
    PpSession *session = g_hash_table_lookup (call->portal->sessions, &session_id);
    PpChat *chat = chat_id > 0 ? pp_chat_find (call->portal, chat_id) : NULL;

    if (session_id <= 0 && chat_id <= 0) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "MISSING_REQUIRED_PARAM",
                      "CHAT_ID or SESSION_ID is required");
        return;
    }
    if (session_id <= 0) {
        session = chat != NULL ? chat->session : NULL;
        if (session == NULL) {
            pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "INVALID_SESSION_ID",
                          "Session ID is invalid");
            return;
        }
    }
    chat = session != NULL ? pp_chat_find (call->portal, session->chat_id) : NULL;
    if (chat == NULL ||
        (session->operator_id != call->user->id &&
         !pp_line_may_join (pp_line_find (call->portal, session->line_id), call->user))) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_DENIED", "Access denied");
        return;
    }
    write_history (call, chat, session);
}

const PpMethod pp_methods_session[] = {
    { "imopenlines.session.start", "imopenlines", PP_KEYS_EXACT, start },
    { "imopenlines.session.join", "imopenlines", PP_KEYS_EXACT, join },
    { "imopenlines.session.intercept", "imopenlines", PP_KEYS_EXACT, intercept },
    { "imopenlines.session.open", "imopenlines", PP_KEYS_EXACT, open_session },
    { "imopenlines.session.history.get", "imopenlines", PP_KEYS_EXACT, history_get },
    { "imopenlines.session.mode.pin", "imopenlines", PP_KEYS_EXACT, pin },
    { "imopenlines.session.mode.unpin", "imopenlines", PP_KEYS_EXACT, unpin },
    { "imopenlines.session.mode.pinAll", "imopenlines", PP_KEYS_EXACT, pin_all },
    { "imopenlines.session.mode.unpinAll", "imopenlines", PP_KEYS_EXACT, unpin_all },
    { "imopenlines.session.mode.silent", "imopenlines", PP_KEYS_EXACT, silent },
    { "imopenlines.session.head.vote", "imopenlines", PP_KEYS_EXACT, head_vote },
    { "imopenlines.message.session.start", "imopenlines", PP_KEYS_EXACT, session_from_message },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
