/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-message — sending.
 */

#include "portal-private.h"

#define MAXIMUM_LENGTH 20000

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

static void
post (PpCall *call, PpChat *chat, const char *text)
{
    g_autofree char *uuid = pp_params_string (call->params, "TEMPLATE_ID");
    g_autofree char *key = NULL;
    gboolean hidden = pp_params_is (call->params, "SKIP_CONNECTOR", "Y");
    PpDraft notice = { .text = text, .uuid = uuid };
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
    if (pp_params_is (call->params, "SYSTEM", "Y"))
        message = pp_chat_post_draft (call->portal, chat, &notice);
    else
        message = pp_session_operator_writes (call->portal, chat, call->user, text, hidden, uuid);
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
    { "im.revision.get", "im", PP_KEYS_ANY_CASE, im_revision_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
