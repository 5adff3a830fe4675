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
    pp_user_set_paused (call->portal, call->user, TRUE);
    pp_call_true (call);
}

static void
pause_stop (PpCall *call)
{
    pp_user_set_paused (call->portal, call->user, FALSE);
    pp_call_true (call);
}

static void
pause_get (PpCall *call)
{
    pp_out_bool (&call->out, NULL, call->user->paused);
}

static gboolean
is_operator (PracticePortal *self, PpUser *user, gint64 only_line)
{
    g_autoptr (GPtrArray) lines = pp_world_list (self->lines);

    for (guint i = 0; i < lines->len; i++) {
        PpLine *line = g_ptr_array_index (lines, i);

        if ((only_line == 0 || line->id == only_line) && pp_ids_has (line->queue, user->id))
            return TRUE;
    }
    return FALSE;
}

/*
 * For supervisors; CONFIG_ID = only the operators of that line. The method is not documented and
 * what it answers is nowhere to be read. This is one form such tables of the real portal have: a
 * list of rows, one for each operator, paused or not, with UPPERCASE names, numbers as strings and
 * flags as Y and N.
 */
static void
pause_get_all (PpCall *call)
{
    gint64 line_id = pp_params_int (call->params, "CONFIG_ID", 0);
    g_autoptr (GPtrArray) users = pp_world_list (call->portal->users);
    PpOut *out = &call->out;

    if (!pp_user_may_supervise (call->user)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_DENIED",
                      "You dont have access to this action");
        return;
    }
    pp_out_array (out, NULL);
    for (guint i = 0; i < users->len; i++) {
        PpUser *user = g_ptr_array_index (users, i);
        g_autofree char *since = NULL;

        if (!user->active || !is_operator (call->portal, user, line_id))
            continue;
        since = user->paused ? pp_date (call->portal, user->paused_at) : NULL;
        pp_out_object (out, NULL);
        pp_out_id_string (out, "USER_ID", user->id);
        pp_out_string (out, "PAUSE", user->paused ? "Y" : "N");
        pp_out_string (out, "DATE_START", since);
        pp_out_end (out);
    }
    pp_out_end (out);
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
    { "imopenlines.operator.pause.getAll", "imopenlines", PP_KEYS_EXACT, pause_get_all },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
