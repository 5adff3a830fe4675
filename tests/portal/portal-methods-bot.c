/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-bot — imopenlines.bot.session.*: what an application does with a dialog on behalf
 * of its chat bot.
 */

#include "portal-private.h"

static gint64
read_chat_id (PpCall *call)
{
    gint64 id = pp_params_int (call->params, "CHAT_ID", 0);

    if (id <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID_EMPTY", "Chat ID can't be empty");
    return id;
}

/* (nullable): the open line with that number; none of these methods asks who may see it. */
static PpChat *
find_chat (PpCall *call, gint64 id)
{
    PpChat *chat = pp_chat_find (call->portal, id);

    return chat != NULL && chat->kind == PP_CHAT_LINES ? chat : NULL;
}

static PpUser *
find_bot_of (PracticePortal *self, const char *client_id)
{
    g_autoptr (GPtrArray) users = pp_world_list (self->users);

    for (guint i = 0; i < users->len; i++) {
        PpUser *user = g_ptr_array_index (users, i);

        if (user->bot && g_strcmp0 (user->client_id, client_id) == 0)
            return user;
    }
    return NULL;
}

/* The bot of the application that calls; a webhook has to say for which one it does. Returns %NULL
 * when the call has failed. */
static PpUser *
find_bot (PpCall *call)
{
    g_autofree char *given = pp_params_string (call->params, "CLIENT_ID");
    const char *client_id = call->client_id != NULL ? call->client_id : given;
    PpUser *bot;

    if (client_id == NULL || client_id[0] == '\0') {
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_DENIED", "Client ID not specified");
        return NULL;
    }
    bot = find_bot_of (call->portal, client_id);
    if (bot == NULL)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "BOT_ID_ERROR", "Bot not found");
    return bot;
}

/* From whichever bot has it to the queue. */
static void
free_dialog (PpCall *call)
{
    gint64 id = read_chat_id (call);
    PpChat *chat = find_chat (call, id);
    PpUser *owner = chat != NULL ? pp_user_find (call->portal, chat->owner) : NULL;

    if (call->error != NULL)
        return;
    if (owner == NULL || !owner->bot || !pp_session_is_open (chat)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "WRONG_CHAT", "Operator is not a bot");
        return;
    }
    pp_session_leave_bot (call->portal, chat, owner);
    pp_call_true (call);
}

/* Written by the portal, for the customer: bot or no bot, session or none. The text is for the name
 * DEFAULT; without a name nothing is written. */
static void
message_send (PpCall *call)
{
    gint64 id = read_chat_id (call);
    PpChat *chat = find_chat (call, id);
    g_autofree char *text = pp_params_string (call->params, "MESSAGE");
    PpDraft draft = { .text = text, .with_connector = TRUE };

    if (call->error != NULL)
        return;
    if (pp_params_is (call->params, "NAME", "WELCOME"))
        draft.text = "Welcome! One of us will be with you in a moment.";
    else if (!pp_params_is (call->params, "NAME", "DEFAULT"))
        draft.text = NULL;
    if (chat != NULL && draft.text != NULL && draft.text[0] != '\0') {
        draft.params = pp_chat_make_params ("CLASS", PP_CLASS_OUTPUT, NULL);
        pp_chat_post_draft (call->portal, chat, &draft);
    }
    pp_call_true (call);
}

static void
transfer (PpCall *call)
{
    PracticePortal *self = call->portal;
    gint64 id = read_chat_id (call);
    PpChat *chat = find_chat (call, id);
    gint64 user_id = 0;
    gint64 line_id = 0;
    gboolean done = FALSE;
    PpUser *bot;

    if (call->error != NULL || !pp_call_read_target (call, &user_id, &line_id))
        return;
    bot = find_bot (call);
    if (bot == NULL)
        return;
    if (chat != NULL && pp_chat_find_member (chat, bot->id) != NULL)
        done = line_id > 0 ? pp_session_transfer_to_line (self, chat, bot, line_id)
                           : pp_session_transfer_to_user (self, chat, bot, user_id);
    if (!done) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "OPERATOR_WRONG",
                      "You can not redirect to this operator");
        return;
    }
    if (!pp_params_is (call->params, "LEAVE", "Y"))
        pp_chat_add_member (self, chat, bot->id);
    pp_call_true (call);
}

/* What becomes of it is not told. */
static void
finish (PpCall *call)
{
    gint64 id = read_chat_id (call);
    PpChat *chat = find_chat (call, id);
    PpUser *bot = call->error == NULL ? find_bot (call) : NULL;

    if (bot == NULL)
        return;
    if (chat != NULL && pp_session_is_open (chat) && pp_chat_find_member (chat, bot->id) != NULL) {
        if (chat->session->status < PP_STATUS_ANSWER)
            pp_session_answer (call->portal, chat, bot);
        if (chat->owner == bot->id)
            pp_session_finish (call->portal, chat);
    }
    pp_call_true (call);
}

const PpMethod pp_methods_bot[] = {
    { "imopenlines.bot.session.operator", "imopenlines", PP_KEYS_ANY_CASE, free_dialog },
    { "imopenlines.bot.session.message.send", "imopenlines", PP_KEYS_ANY_CASE, message_send },
    { "imopenlines.bot.session.transfer", "imopenlines", PP_KEYS_EXACT, transfer },
    { "imopenlines.bot.session.finish", "imopenlines", PP_KEYS_ANY_CASE, finish },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
