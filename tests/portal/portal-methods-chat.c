/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-chat — who is in a chat: inviting colleagues, leaving.
 */

#include "portal-private.h"

/* The chat of CHAT_ID or DIALOG_ID, one whose members may change; otherwise the call has failed. */
static PpChat *
find_changeable (PpCall *call, const char *refusal)
{
    g_autofree char *dialog = pp_params_string (call->params, "DIALOG_ID");
    gint64 id = pp_params_int (call->params, "CHAT_ID", 0);
    PpChat *chat;

    if (dialog != NULL && !g_str_has_prefix (dialog, "chat")) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "DIALOG_ID_EMPTY", "Dialog ID can't be empty");
        return NULL;
    }
    if (dialog != NULL)
        id = g_ascii_strtoll (dialog + strlen ("chat"), NULL, 10);
    if (id <= 0) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID_EMPTY", "Chat ID can't be empty");
        return NULL;
    }
    if (id == call->portal->general_chat_id) {
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR", "Action unavailable");
        return NULL;
    }
    chat = pp_chat_find (call->portal, id);
    if (chat != NULL && chat->kind == PP_CHAT_PRIVATE)
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR", refusal);
    return call->error == NULL ? chat : NULL;
}

static gboolean
may_be_invited (PpCall *call, PpChat *chat, gint64 user_id)
{
    PpUser *user = pp_user_find (call->portal, user_id);

    return user != NULL && user->active && !user->connector &&
           pp_chat_find_member (chat, user_id) == NULL;
}

static void
invite (PpCall *call, PpChat *chat, GArray *users)
{
    g_autofree char *who = pp_user_mention (call->portal, call->user->id);
    g_autoptr (GString) whom = g_string_new (NULL);

    for (guint i = 0; i < users->len; i++) {
        gint64 id = g_array_index (users, gint64, i);
        g_autofree char *mention = NULL;

        if (!may_be_invited (call, chat, id))
            continue;
        pp_chat_add_member (call->portal, chat, id);
        mention = pp_user_mention (call->portal, id);
        g_string_append_printf (whom, "%s%s", whom->len > 0 ? ", " : "", mention);
    }
    if (whom->len == 0)
        return;
    pp_chat_post_notice (call->portal, chat, pp_chat_add_param_list (NULL, "CODE", "CHAT_JOIN"),
                         "%s invited %s to the conversation", who, whom->str);
    pp_call_true (call);
}

/* Members may invite; nobody to add, nobody new and no right look alike. */
static void
user_add (PpCall *call)
{
    PpChat *chat = find_changeable (call, "It is forbidden to add users to this chat");
    g_autoptr (GArray) users = pp_params_ids (call->params, "USERS");

    if (call->error != NULL)
        return;
    if (chat != NULL && pp_chat_find_member (chat, call->user->id) != NULL && !call->user->extranet)
        invite (call, chat, users);
    if (call->out.text->len == 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "WRONG_REQUEST",
                      "You don't have access or user already member in chat");
}

/* The operator of an open dialog has to finish it, to pass it on or to skip it instead. */
static void
leave (PpCall *call)
{
    PpChat *chat = find_changeable (call, "It is forbidden to delete users of this chat");
    g_autofree char *who = pp_user_mention (call->portal, call->user->id);

    if (call->error != NULL)
        return;
    if (chat == NULL || pp_chat_find_member (chat, call->user->id) == NULL) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "WRONG_REQUEST",
                      "You don't have access or user isn't member in chat");
        return;
    }
    if (chat->kind == PP_CHAT_LINES && chat->owner == call->user->id) {
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR", "LEAVE_OWNER_FORBIDDEN");
        return;
    }
    pp_chat_remove_member (call->portal, chat, call->user->id);
    pp_chat_post_notice (call->portal, chat, pp_chat_add_param_list (NULL, "CODE", "CHAT_LEAVE"),
                         "%s left the conversation", who);
    pp_call_true (call);
}

const PpMethod pp_methods_chat[] = {
    { "im.chat.user.add", "im", PP_KEYS_ANY_CASE, user_add },
    { "im.chat.leave", "im", PP_KEYS_ANY_CASE, leave },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
