/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-presence — typing, the operator's own state, and his pause.
 */

#include "portal-news.h"

/* Minutes one has been idle for when nothing is said of it. */
#define DEFAULT_IDLE 10

static void
writing (PpCall *call)
{
    gboolean by_chat =
        !pp_params_has (call->params, "DIALOG_ID") && pp_params_has (call->params, "CHAT_ID");
    gint64 id = pp_call_dialog_id (call);
    PpChat *chat = id > 0 ? pp_chat_find (call->portal, id) : NULL;

    if (id <= 0 && by_chat) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID_EMPTY", "Chat ID can't be empty");
        return;
    }
    if (id <= 0) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "DIALOG_ID_EMPTY", "Dialog ID can't be empty");
        return;
    }
    if (chat == NULL || pp_chat_find_member (chat, call->user->id) == NULL) {
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR", "Action unavailable");
        return;
    }
    pp_chat_type (call->portal, chat, call->user, PP_SENDER_BACKEND);
    pp_call_true (call);
}

static void
status_get (PpCall *call)
{
    if (call->user->status != NULL)
        pp_out_string (&call->out, NULL, call->user->status);
    else
        pp_out_bool (&call->out, NULL, FALSE);
}

static void
status_set (PpCall *call)
{
    static const char *const known[] = { "online", "dnd", "away", "break", NULL };
    g_autofree char *status = pp_params_string (call->params, "STATUS");

    if (status == NULL || !g_strv_contains (known, status)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "STATUS_ERROR", "Status is not available");
        return;
    }
    g_free (call->user->status);
    call->user->status = g_steal_pointer (&status);
    pp_call_true (call);
}

static void
idle_start (PpCall *call)
{
    gint64 minutes = MAX (pp_params_int (call->params, "AGO", DEFAULT_IDLE), 0);

    call->user->idle = pp_now (call->portal) - minutes * G_TIME_SPAN_MINUTE;
    pp_call_true (call);
}

static void
idle_end (PpCall *call)
{
    call->user->idle = 0;
    pp_call_true (call);
}

/* `true` whether he paused before or not. */
static void
pause_start (PpCall *call)
{
    call->user->paused = TRUE;
    pp_call_true (call);
}

static void
pause_stop (PpCall *call)
{
    call->user->paused = FALSE;
    pp_call_true (call);
}

static void
pause_get (PpCall *call)
{
    pp_out_bool (&call->out, NULL, call->user->paused);
}

const PpMethod pp_methods_presence[] = {
    { "im.dialog.writing", "im", PP_KEYS_ANY_CASE, writing },
    { "im.user.status.get", "im", PP_KEYS_ANY_CASE, status_get },
    { "im.user.status.set", "im", PP_KEYS_ANY_CASE, status_set },
    { "im.user.status.idle.start", "im", PP_KEYS_ANY_CASE, idle_start },
    { "im.user.status.idle.end", "im", PP_KEYS_ANY_CASE, idle_end },
    { "imopenlines.operator.pause.start", "imopenlines", PP_KEYS_EXACT, pause_start },
    { "imopenlines.operator.pause.stop", "imopenlines", PP_KEYS_EXACT, pause_stop },
    { "imopenlines.operator.pause.get", "imopenlines", PP_KEYS_EXACT, pause_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
