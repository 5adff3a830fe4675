/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-v2 — imopenlines.v2.Session.*: what operators and sessions do, in the newer form.
 * It finds out the same things as the older methods, and tells why something was not done where
 * those have one code for everything.
 */

#include "portal-private.h"

/* `chatId`, or `dialogId` in the form `chat1763`. */
static gint64
get_chat_id (PpCall *call)
{
    g_autofree char *dialog = pp_params_string (call->params, "dialogId");

    if (pp_params_has (call->params, "chatId"))
        return pp_params_int (call->params, "chatId", 0);
    return dialog != NULL && g_str_has_prefix (dialog, "chat")
               ? g_ascii_strtoll (dialog + strlen ("chat"), NULL, 10)
               : 0;
}

static PpChat *
find_chat (PpCall *call)
{
    if (!pp_user_is_employee (call->user)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "allowed_only_intranet_user",
                      "Only intranet users have access");
        return NULL;
    }
    return pp_call_check_chat (call, get_chat_id (call));
}

static void
write_result (PpCall *call, gboolean result)
{
    pp_out_object (&call->out, NULL);
    pp_out_bool (&call->out, "result", result);
    pp_out_end (&call->out);
}

/* Failed, and nothing is said about it. */
static void
write_nothing (PpCall *call)
{
    pp_out_null (&call->out, NULL);
}

static void
answer (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL)
        return;
    if (pp_session_answer (call->portal, chat, call->user))
        write_result (call, TRUE);
    else
        write_nothing (call);
}

static void
skip (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL)
        return;
    if (pp_session_skip (call->portal, chat, call->user))
        write_result (call, TRUE);
    else
        write_nothing (call);
}

static void
mark_spam (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL)
        return;
    pp_session_spam (call->portal, chat, call->user);
    write_result (call, TRUE);
}

static void
finish (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat != NULL && pp_call_finish (call, chat))
        write_result (call, TRUE);
}

static void
finish_another (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat != NULL && pp_call_finish_another (call, chat))
        write_result (call, TRUE);
}

static gboolean
do_transfer (PpCall *call, PpChat *chat, const char *target)
{
    if (g_str_has_prefix (target, "queue"))
        return pp_session_transfer_to_line (call->portal, chat, call->user,
                                            g_ascii_strtoll (target + strlen ("queue"), NULL, 10));
    return pp_session_transfer_to_user (call->portal, chat, call->user,
                                        g_ascii_strtoll (target, NULL, 10));
}

static void
transfer (PpCall *call)
{
    PpChat *chat = find_chat (call);
    g_autofree char *target = pp_params_string (call->params, "transferId");

    if (chat == NULL || !pp_call_check_open (call, chat))
        return;
    if (target == NULL || target[0] == '\0')
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "TRANSFER_ID_EMPTY",
                      "Transfer target can't be empty");
    else if (g_ascii_strtoll (target, NULL, 10) == call->user->id)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "SELF_TRANSFER_FAIL",
                      "You can not forward a conversation to yourself");
    else if (!do_transfer (call, chat, target))
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "TRANSFER_FAIL",
                      "The conversation could not be forwarded");
    else
        write_result (call, TRUE);
}

static void
join (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL)
        return;
    pp_session_join (call->portal, chat, call->user);
    write_result (call, TRUE);
}

static void
start (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL)
        return;
    pp_session_start (call->portal, chat, call->user);
    write_result (call, TRUE);
}

/* As with the older one nothing is said where there was nothing to take over. */
static void
intercept (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL)
        return;
    pp_session_intercept (call->portal, chat, call->user);
    write_result (call, TRUE);
}

static void
set_pin (PpCall *call, gboolean pinned)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL || !pp_call_check_open (call, chat))
        return;
    if (chat->owner != call->user->id) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ERROR_USER_NOT_OPERATOR",
                      "You are not the operator of this conversation");
        return;
    }
    pp_session_pin (call->portal, chat, call->user, pinned);
    write_result (call, TRUE);
}

static void
pin (PpCall *call)
{
    set_pin (call, TRUE);
}

static void
unpin (PpCall *call)
{
    set_pin (call, FALSE);
}

static void
set_silent_mode (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat == NULL)
        return;
    pp_session_silence (call->portal, chat, call->user,
                        pp_params_is (call->params, "silentMode", "Y"));
    write_result (call, TRUE);
}

static void
is_silent_mode (PpCall *call)
{
    PpChat *chat = find_chat (call);

    if (chat != NULL)
        write_result (call, chat->silent);
}

#define V2(name, handler)                                                                          \
    {                                                                                              \
        "imopenlines.v2.Session." name, "imopenlines", PP_KEYS_EXACT, handler                      \
    }

const PpMethod pp_methods_v2[] = {
    V2 ("answer", answer),
    V2 ("skip", skip),
    V2 ("markSpam", mark_spam),
    V2 ("finish", finish),
    V2 ("finishAnother", finish_another),
    V2 ("transfer", transfer),
    V2 ("join", join),
    V2 ("start", start),
    V2 ("intercept", intercept),
    V2 ("pin", pin),
    V2 ("unpin", unpin),
    V2 ("setSilentMode", set_silent_mode),
    V2 ("isSilentMode", is_silent_mode),
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
