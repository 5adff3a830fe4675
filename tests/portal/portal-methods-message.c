/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-message — sending, and pressing the buttons of what was sent.
 */

#include "portal-private.h"

#define MAXIMUM_LENGTH   20000
#define MAXIMUM_KEYBOARD 60000

/* (transfer full): trimmed, and cut without a word where it is too long */
static char *
tidy_text (const char *text)
{
    g_autofree char *trimmed = g_strstrip (g_strdup (text));
    g_autofree char *cut = NULL;

    if (g_utf8_strlen (trimmed, -1) <= MAXIMUM_LENGTH)
        return g_steal_pointer (&trimmed);
    cut = g_utf8_substring (trimmed, 0, MAXIMUM_LENGTH);
    return g_strconcat (cut, " (...)", NULL);
}

static gboolean
is_uuid_v4 (const char *text)
{
    return strlen (text) == 36 && g_uuid_string_is_valid (text) && text[14] == '4';
}

/* The message that REPLY_ID names, of the same chat; otherwise the call has failed. */
static void
read_reply (PpCall *call, PpChat *chat, JsonObject *params)
{
    gint64 id = pp_params_int (call->params, "REPLY_ID", 0);
    PpMessage *message = g_hash_table_lookup (call->portal->messages, &id);
    PpChat *its_chat = message != NULL ? pp_chat_find (call->portal, message->chat_id) : NULL;

    if (id == 0)
        return;
    if (its_chat == NULL || !pp_chat_may_read (call->portal, its_chat, call->user))
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "REPLY_ACCESS_ERROR",
                      "Action unavailable: no access to the message that is replied to");
    else if (its_chat != chat)
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "REPLY_FROM_OTHER_CHAT_ERROR",
                      "You can only reply to a message within the same chat");
    else
        json_object_set_int_member (params, "REPLY_ID", id);
}

static void
read_keyboard (PpCall *call, JsonObject *params)
{
    g_autoptr (JsonArray) keyboard = NULL;

    if (!pp_params_has (call->params, "KEYBOARD"))
        return;
    keyboard = pp_keyboard_read (json_object_get_member (call->params, "KEYBOARD"),
                                 pp_params_int (call->params, "BOT_ID", 0));
    if (keyboard == NULL)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "KEYBOARD_ERROR", "Incorrect keyboard params");
    else if (pp_keyboard_get_size (keyboard) >= MAXIMUM_KEYBOARD)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "KEYBOARD_OVERSIZE",
                      "You have exceeded the maximum allowable size of keyboard");
    else
        json_object_set_array_member (params, "KEYBOARD", g_steal_pointer (&keyboard));
}

/* A note that only colleagues see. */
static gboolean
is_note (PpCall *call)
{
    g_autofree char *skip = pp_params_string (call->params, "SKIP_CONNECTOR");

    return !call->portal->no_notes && skip != NULL && g_ascii_strcasecmp (skip, "Y") == 0;
}

static void
post (PpCall *call, PpChat *chat, const char *text)
{
    g_autofree char *uuid = pp_params_string (call->params, "TEMPLATE_ID");
    g_autofree char *key = NULL;
    g_autoptr (JsonObject) params = json_object_new ();
    PpDraft draft = { .text = text, .uuid = uuid };
    PpMessage *message;

    if (uuid != NULL && is_uuid_v4 (uuid)) {
        gpointer known;

        key = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", call->user->id, uuid);
        known = g_hash_table_lookup (call->portal->uuids, key);
        if (known != NULL) {
            pp_out_int (&call->out, NULL, GPOINTER_TO_SIZE (known));
            return;
        }
    }
    read_reply (call, chat, params);
    read_keyboard (call, params);
    if (call->error != NULL)
        return;
    if (json_object_get_size (params) > 0)
        draft.params = g_steal_pointer (&params);
    if (pp_params_is (call->params, "SYSTEM", "Y")) {
        message = pp_chat_post_draft (call->portal, chat, &draft);
    } else {
        draft.author_id = call->user->id;
        message = pp_session_operator_posts (call->portal, chat, &draft, is_note (call));
    }
    if (key != NULL)
        g_hash_table_insert (call->portal->uuids, g_steal_pointer (&key),
                             GSIZE_TO_POINTER ((gsize) message->id));
    pp_out_int (&call->out, NULL, message->id);
}

/* The chat to write into; otherwise the call has failed. */
static PpChat *
find_target (PpCall *call)
{
    g_autofree char *dialog = pp_params_string (call->params, "DIALOG_ID");
    gboolean to_user = dialog != NULL && !g_str_has_prefix (dialog, "chat");
    gint64 id = pp_call_dialog_id (call);
    PpChat *chat = id > 0 ? pp_chat_find (call->portal, id) : NULL;

    if (chat != NULL)
        return chat;
    if (to_user && g_ascii_strtoll (dialog, NULL, 10) <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "USER_ID_EMPTY", "User ID can't be empty");
    else if (to_user)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "USER_NOT_FOUND", "User not found");
    else if (id <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID_EMPTY", "Chat ID can't be empty");
    else
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR",
                      "You do not have access to the specified dialog");
    return NULL;
}

static void
message_add (PpCall *call)
{
    JsonNode *node = json_object_get_member (call->params, "MESSAGE");
    g_autofree char *text = NULL;
    PpChat *chat;

    if (node != NULL &&
        (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "MESSAGE_EMPTY", "Wrong message type");
        return;
    }
    chat = find_target (call);
    if (chat == NULL)
        return;
    text = tidy_text (node != NULL ? json_node_get_string (node) : "");
    if (text[0] == '\0') {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "MESSAGE_EMPTY", "Message can't be empty");
        return;
    }
    if (pp_params_is (call->params, "SYSTEM", "Y")) {
        if (!pp_chat_may_read (call->portal, chat, call->user)) {
            pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR",
                          "You do not have access to the specified dialog");
            return;
        }
    } else if (pp_chat_find_member (chat, call->user->id) == NULL) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CANCELED",
                      "You are not allowed to send messages to this chat");
        return;
    }
    post (call, chat, text);
}

/* Presses a button of a message. Whoever may not and what no button says look alike. */
static void
message_command (PpCall *call)
{
    gint64 id = pp_params_int (call->params, "MESSAGE_ID", pp_params_int (call->params, "ID", 0));
    gint64 bot_id = pp_params_int (call->params, "BOT_ID", 0);
    g_autofree char *command = pp_params_string (call->params, "COMMAND");
    g_autofree char *params = pp_params_string (call->params, "COMMAND_PARAMS");
    PpMessage *message = g_hash_table_lookup (call->portal->messages, &id);
    PpChat *chat = message != NULL ? pp_chat_find (call->portal, message->chat_id) : NULL;

    if (id <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "MESSAGE_ID_ERROR",
                      "Message ID can't be empty");
    else if (bot_id <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "BOT_ID_ERROR", "Bot ID can't be empty");
    else if (command == NULL || command[0] == '\0')
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "COMMAND_ERROR", "Command can't be empty");
    else if (chat == NULL || pp_chat_find_member (chat, call->user->id) == NULL ||
             !pp_keyboard_press (call->portal, message, call->user, bot_id, command,
                                 params != NULL ? params : ""))
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "PARAMS_ERROR", "Incorrect params");
    else
        pp_call_true (call);
}

static void
im_revision_get (PpCall *call)
{
    pp_out_object (&call->out, NULL);
    pp_out_int (&call->out, "rest", 33);
    pp_out_int (&call->out, "web", 130);
    pp_out_int (&call->out, "mobile", 23);
    pp_out_int (&call->out, "desktop", 6);
    pp_out_int (&call->out, "im_revision_mobile", 23);
    pp_out_end (&call->out);
}

const PpMethod pp_methods_message[] = {
    { "im.message.add", "im", PP_KEYS_ANY_CASE, message_add },
    { "im.message.command", "im", PP_KEYS_ANY_CASE, message_command },
    { "im.revision.get", "im", PP_KEYS_ANY_CASE, im_revision_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
