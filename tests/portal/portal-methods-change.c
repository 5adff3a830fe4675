/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-change — editing, deleting and liking messages, and who may do it to which.
 */

#include "portal-push.h"

#define EDIT_DAYS 3

typedef struct {
    const char *connector;
    gboolean edit; /* own ones */
    gboolean delete_own;
    gboolean delete_others;
} Ability;

/* Messengers that can change what was sent; all others cannot. */
static const Ability abilities[] = {
    { "vkgroup", TRUE, TRUE, FALSE },         { "facebookcomments", TRUE, TRUE, TRUE },
    { "telegrambot", TRUE, FALSE, FALSE },    { "livechat", TRUE, TRUE, FALSE },
    { "network", TRUE, TRUE, FALSE },         { "instagram", FALSE, TRUE, TRUE },
    { "custom_with_edit", TRUE, TRUE, TRUE },
};

static const Ability nothing = { "", FALSE, FALSE, FALSE };
static const Ability everything = { "", TRUE, TRUE, FALSE };

static const Ability *
get_ability (PpChat *chat)
{
    if (chat->kind != PP_CHAT_LINES)
        return &everything;
    for (guint i = 0; i < G_N_ELEMENTS (abilities); i++) {
        if (g_str_equal (abilities[i].connector, chat->connector))
            return &abilities[i];
    }
    return &nothing;
}

static PpMessage *
find_message (PpCall *call)
{
    gint64 id = pp_params_int (call->params, "MESSAGE_ID", pp_params_int (call->params, "ID", 0));

    return g_hash_table_lookup (call->portal->messages, &id);
}

static gboolean
check_id (PpCall *call)
{
    if (pp_params_int (call->params, "MESSAGE_ID", pp_params_int (call->params, "ID", 0)) > 0)
        return TRUE;
    pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "MESSAGE_ID_ERROR", "Message ID can't be empty");
    return FALSE;
}

static void
refuse (PpCall *call)
{
    pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "CANT_EDIT_MESSAGE",
                  "Time has expired for modification or you don't have access");
}

/* What both need: somebody who spreads the word, and a message that is still there, in a chat the
 * caller is in. */
static PpChat *
find_chat (PpCall *call, PpMessage *message)
{
    PpChat *chat = message != NULL ? pp_chat_find (call->portal, message->chat_id) : NULL;

    if (chat == NULL || pp_message_is_deleted (message) || !call->portal->push->enabled ||
        pp_chat_find_member (chat, call->user->id) == NULL)
        return NULL;
    return chat;
}

static gboolean
may_edit (PpCall *call, PpMessage *message)
{
    PpChat *chat = find_chat (call, message);

    return chat != NULL && message->author_id == call->user->id && get_ability (chat)->edit &&
           pp_now (call->portal) - message->date <= EDIT_DAYS * G_TIME_SPAN_DAY;
}

static gboolean
may_delete (PpCall *call, PpMessage *message)
{
    PpChat *chat = find_chat (call, message);

    if (chat == NULL || message->author_id == 0)
        return FALSE;
    return message->author_id == call->user->id ? get_ability (chat)->delete_own
                                                : get_ability (chat)->delete_others;
}

static void
message_update (PpCall *call)
{
    PpMessage *message = find_message (call);
    g_autofree char *given = pp_params_string (call->params, "MESSAGE");
    g_autofree char *text = g_strstrip (g_strdup (given != NULL ? given : ""));
    gboolean empty = text[0] == '\0';

    if (!check_id (call))
        return;
    if (!may_edit (call, message) || (empty && !may_delete (call, message))) {
        refuse (call);
        return;
    }
    if (empty)
        pp_message_delete (call->portal, message, FALSE);
    else
        pp_message_edit (call->portal, message, text);
    pp_call_true (call);
}

static void
message_delete (PpCall *call)
{
    PpMessage *message = find_message (call);

    if (!check_id (call))
        return;
    if (!may_delete (call, message)) {
        refuse (call);
        return;
    }
    pp_message_delete (call->portal, message, FALSE);
    pp_call_true (call);
}

/* Nothing to do and no access look alike. */
static void
message_like (PpCall *call)
{
    PpMessage *message = find_message (call);
    PpChat *chat = message != NULL ? pp_chat_find (call->portal, message->chat_id) : NULL;
    g_autofree char *given = pp_params_string (call->params, "ACTION");
    g_autofree char *action = g_ascii_strdown (given != NULL ? given : "auto", -1);
    gboolean likes;
    gboolean on;

    if (!check_id (call))
        return;
    likes = message != NULL && pp_message_likes (message, call->user->id);
    on = g_str_equal (action, "plus") || (!g_str_equal (action, "minus") && !likes);
    if (chat == NULL || on == likes || !pp_chat_may_read (call->portal, chat, call->user)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "WITHOUT_CHANGES",
                      "Status has not changed or access denied");
        return;
    }
    pp_message_like (call->portal, message, call->user->id, on);
    pp_call_true (call);
}

const PpMethod pp_methods_change[] = {
    { "im.message.update", "im", PP_KEYS_ANY_CASE, message_update },
    { "im.message.delete", "im", PP_KEYS_ANY_CASE, message_delete },
    { "im.message.like", "im", PP_KEYS_ANY_CASE, message_like },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
