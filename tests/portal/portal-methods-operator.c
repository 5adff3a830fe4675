/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-operator — answer, skip, spam, finish, transfer.
 */

#include "portal-private.h"

/* The real portal's “could not do it”: neither code nor text. */
static void
fail_without_reason (PpCall *call)
{
    pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "", "");
}

static void
answer (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat == NULL)
        return;
    if (pp_session_answer (call->portal, chat, call->user))
        pp_call_true (call);
    else
        fail_without_reason (call);
}

static void
skip (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat == NULL)
        return;
    if (pp_session_skip (call->portal, chat, call->user))
        pp_call_true (call);
    else
        fail_without_reason (call);
}

static void
spam (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat == NULL)
        return;
    pp_session_spam (call->portal, chat, call->user);
    pp_call_true (call);
}

gboolean
pp_call_check_open (PpCall *call, PpChat *chat)
{
    if (pp_session_is_open (chat))
        return TRUE;
    pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "NOT_LOAD_SESSION_OR_CHAT",
                  "Session or chat failed to load");
    return FALSE;
}

/* Ends the dialog that is the caller's, or waits for him. Returns FALSE when the call has failed.
 */
gboolean
pp_call_finish (PpCall *call, PpChat *chat)
{
    if (!pp_call_check_open (call, chat))
        return FALSE;
    if (chat->owner == 0 && pp_chat_is_offered (chat, call->user->id))
        pp_session_answer (call->portal, chat, call->user);
    if (chat->owner != call->user->id) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ERROR_USER_NOT_OPERATOR",
                      "Attempt to close the dialog by a user who is not an operator");
        return FALSE;
    }
    pp_session_finish (call->portal, chat);
    return TRUE;
}

/* Ends anybody's dialog. Returns FALSE when the call has failed. */
gboolean
pp_call_finish_another (PpCall *call, PpChat *chat)
{
    g_autofree char *who = pp_user_mention (call->portal, call->user->id);

    if (!pp_call_check_open (call, chat))
        return FALSE;
    pp_chat_post_system (call->portal, chat, NULL, "%s closed the conversation", who);
    pp_session_finish (call->portal, chat);
    return TRUE;
}

static void
finish (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat != NULL && pp_call_finish (call, chat))
        pp_call_true (call);
}

static void
another_finish (PpCall *call)
{
    PpChat *chat = pp_call_check_line (call);

    if (chat != NULL && pp_call_finish_another (call, chat))
        pp_call_true (call);
}

/* Reads one of the ways to name a target: a user id or `queue<line id>`. Returns FALSE when the
 * call has failed. */
gboolean
pp_call_read_target (PpCall *call, gint64 *user_id, gint64 *line_id)
{
    static const char *const keys[] = { "TRANSFER_ID", "USER_ID", "QUEUE_ID" };
    const char *key = "TRANSFER_ID";
    g_autofree char *value = NULL;
    g_autofree char *code = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        if (pp_params_has (call->params, keys[i])) {
            key = keys[i];
            break;
        }
    }
    value = pp_params_string (call->params, key);
    if (value != NULL && g_str_has_prefix (value, "queue"))
        *line_id = g_ascii_strtoll (value + strlen ("queue"), NULL, 10);
    else if (value != NULL && g_str_equal (key, "QUEUE_ID"))
        *line_id = g_ascii_strtoll (value, NULL, 10);
    else if (value != NULL)
        *user_id = g_ascii_strtoll (value, NULL, 10);
    if (*user_id > 0 || *line_id > 0)
        return TRUE;
    code = g_strconcat (key, "_EMPTY", NULL);
    pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, code, "Transfer target can't be empty");
    return FALSE;
}

/* Whatever goes wrong inside has one and the same code. */
static void
transfer (PpCall *call)
{
    gint64 chat_id = pp_params_int (call->params, "CHAT_ID", 0);
    PpChat *chat = chat_id > 0 ? pp_chat_find (call->portal, chat_id) : NULL;
    gint64 user_id = 0;
    gint64 line_id = 0;
    gboolean done = FALSE;

    if (chat_id <= 0) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID_EMPTY", "Chat ID can't be empty");
        return;
    }
    if (!pp_call_read_target (call, &user_id, &line_id))
        return;
    if (chat != NULL && chat->kind == PP_CHAT_LINES &&
        pp_chat_may_read (call->portal, chat, call->user)) {
        done = line_id > 0 ? pp_session_transfer_to_line (call->portal, chat, call->user, line_id)
                           : pp_session_transfer_to_user (call->portal, chat, call->user, user_id);
    }
    if (done)
        pp_call_true (call);
    else
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "OPERATOR_WRONG",
                      "You can not redirect to this operator");
}

const PpMethod pp_methods_operator[] = {
    { "imopenlines.operator.answer", "imopenlines", PP_KEYS_ANY_CASE, answer },
    { "imopenlines.operator.skip", "imopenlines", PP_KEYS_ANY_CASE, skip },
    { "imopenlines.operator.spam", "imopenlines", PP_KEYS_ANY_CASE, spam },
    { "imopenlines.operator.finish", "imopenlines", PP_KEYS_ANY_CASE, finish },
    { "imopenlines.operator.another.finish", "imopenlines", PP_KEYS_EXACT, another_finish },
    { "imopenlines.operator.transfer", "imopenlines", PP_KEYS_EXACT, transfer },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
