/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods — finding a method, running it, and the checks many methods begin with.
 */

#include "portal-private.h"

static const PpMethod *const families[] = {
    pp_methods_service, pp_methods_recent, pp_methods_dialog,   pp_methods_message,
    pp_methods_chat,    pp_methods_search, pp_methods_change,   pp_methods_presence,
    pp_methods_events,  pp_methods_people, pp_methods_operator, pp_methods_session,
    pp_methods_v2,      pp_methods_crm,    pp_methods_quick,    pp_methods_bot,
    pp_methods_lines,   pp_methods_pull,
};

/* The limit of the real portal, and the shortest call it counts. */
#define OPERATING_MINIMUM (G_USEC_PER_SEC / 10)

/* Older portals lack some. */
static gboolean
is_there (PracticePortal *self, const PpMethod *method)
{
    g_autofree char *name = g_ascii_strdown (method->name, -1);

    return !(self->no_event_log && g_str_has_prefix (method->name, "im.v2.Event.")) &&
           !(self->no_pausing && g_str_has_prefix (method->name, "imopenlines.operator.pause.")) &&
           (self->v2_sessions || !g_str_has_prefix (method->name, "imopenlines.v2.Session.")) &&
           !g_hash_table_contains (self->missing, name);
}

/* The names of the newer methods are particular about capitals. */
static gboolean
is_called (const PpMethod *method, const char *name)
{
    return strstr (method->name, ".v2.") != NULL ? g_str_equal (method->name, name)
                                                 : g_ascii_strcasecmp (method->name, name) == 0;
}

gboolean
pp_method_is_known (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
        for (const PpMethod *method = families[i]; method->name != NULL; method++) {
            if (is_called (method, name))
                return TRUE;
        }
    }
    return FALSE;
}

const PpMethod *
pp_method_find (PracticePortal *self, const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
        for (const PpMethod *method = families[i]; method->name != NULL; method++) {
            if (is_called (method, name) && is_there (self, method))
                return method;
        }
    }
    return NULL;
}

static gboolean
has_scope (GPtrArray *scopes, const char *scope)
{
    for (guint i = 0; i < scopes->len; i++) {
        if (g_str_equal (g_ptr_array_index (scopes, i), scope))
            return TRUE;
    }
    return FALSE;
}

gboolean
pp_method_in_scope (const PpMethod *method, GPtrArray *scopes)
{
    if (method->scope == NULL || has_scope (scopes, method->scope))
        return TRUE;
    return g_str_equal (method->scope, "user") &&
           (has_scope (scopes, "user_brief") || has_scope (scopes, "user_basic"));
}

/* (transfer none): what the caller may do: a webhook has its own scopes, an application has those
 * it was made with. */
GPtrArray *
pp_call_get_scopes (PpCall *call)
{
    return call->client_id != NULL ? pp_oauth_get_scopes (call->portal) : call->user->scopes;
}

void
pp_call_init (PpCall *call, PracticePortal *portal, PpUser *user)
{
    *call = (PpCall){
        .portal = portal, .user = user, .status = SOUP_STATUS_OK, .next = -1, .total = PP_NO_TOTAL
    };
    pp_out_init (&call->out);
}

void
pp_call_clear (PpCall *call)
{
    pp_out_clear (&call->out);
    g_clear_pointer (&call->params, json_object_unref);
    g_clear_pointer (&call->error, g_free);
    g_clear_pointer (&call->description, g_free);
    g_clear_pointer (&call->argument, g_free);
}

void
pp_call_fail (PpCall *call, guint status, const char *code, const char *description)
{
    call->status = status;
    g_free (call->error);
    g_free (call->description);
    call->error = g_strdup (code);
    call->description = g_strdup (description);
}

void
pp_call_true (PpCall *call)
{
    pp_out_bool (&call->out, NULL, TRUE);
}

/* Faults that stand for what a method itself does, in a batch as well. Returns TRUE if it is done.
 */
static gboolean
run_fault (PpCall *call, PpFault *fault)
{
    guint status = 0;
    const char *code;
    const char *description;

    if (fault == NULL)
        return FALSE;
    switch (fault->kind) {
    case PP_FAULT_STATUS:
        pp_fault_fill_error (fault, &status, &code, &description);
        pp_call_fail (call, status, code, description);
        return TRUE;
    case PP_FAULT_TRUE_NOTHING:
        pp_call_true (call);
        return TRUE;
    default:
        return FALSE;
    }
}

/* Runs a method; @inner = inside a batch, where faults are looked up here. */
void
pp_call_run (PpCall *call, const char *name, JsonObject *params, gboolean inner)
{
    PpFault *fault;

    call->method = pp_method_find (call->portal, name);
    if (call->method == NULL) {
        pp_call_fail (call, SOUP_STATUS_NOT_FOUND, "ERROR_METHOD_NOT_FOUND", "Method not found!");
        return;
    }
    if (!pp_method_in_scope (call->method, pp_call_get_scopes (call))) {
        pp_call_fail (
            call, SOUP_STATUS_UNAUTHORIZED, "insufficient_scope",
            call->client_id != NULL
                ? "The request requires higher privileges than provided by the access token"
                : "The request requires higher privileges than provided by the webhook token");
        return;
    }
    fault = inner ? pp_fault_match (call->portal, call->method->name, TRUE) : NULL;
    if (run_fault (call, fault))
        return;
    call->params = call->method->keys == PP_KEYS_ANY_CASE ? pp_params_upper_keys (params)
                                                          : json_object_ref (params);
    call->method->handler (call);
    if (call->error == NULL && fault != NULL)
        pp_fault_spoil_result (fault, &call->out);
}

/* The `time` object, named @key; what a call took is added to its method's account. */
void
pp_call_write_time (PpCall *call, PpOut *out, const char *key, gint64 started)
{
    PracticePortal *self = call->portal;
    gint64 now = pp_now (self);
    gint64 reset = now / G_USEC_PER_SEC + 600;
    g_autofree char *start_date = pp_date (self, started);
    g_autofree char *finish_date = pp_date (self, now);
    g_autofree char *account = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", call->user->id,
                                                call->method != NULL ? call->method->name : "");
    gint64 *spent = g_hash_table_lookup (self->operating, account);

    if (spent == NULL) {
        spent = g_new0 (gint64, 1);
        g_hash_table_insert (self->operating, g_steal_pointer (&account), spent);
    }
    if (now - started > OPERATING_MINIMUM)
        *spent += now - started;
    pp_out_object (out, key);
    pp_out_double (out, "start", (gdouble) (started + self->skew) / G_USEC_PER_SEC);
    pp_out_double (out, "finish", (gdouble) (now + self->skew) / G_USEC_PER_SEC);
    pp_out_double (out, "duration", (gdouble) (now - started) / G_USEC_PER_SEC);
    pp_out_double (out, "processing", (gdouble) (now - started) / G_USEC_PER_SEC);
    pp_out_string (out, "date_start", start_date);
    pp_out_string (out, "date_finish", finish_date);
    pp_out_int (out, "operating_reset_at", reset + self->skew / G_USEC_PER_SEC);
    pp_out_double (out, "operating", (gdouble) *spent / G_USEC_PER_SEC);
    pp_out_end (out);
}

/* DIALOG_ID `chatN` or CHAT_ID as a chat id, `N` as the private chat with that user; 0 = neither.
 */
gint64
pp_call_dialog_id (PpCall *call)
{
    g_autofree char *text = pp_params_string (call->params, "DIALOG_ID");
    gint64 id;

    if (text == NULL)
        return pp_params_int (call->params, "CHAT_ID", 0);
    if (g_str_has_prefix (text, "chat"))
        return g_ascii_strtoll (text + strlen ("chat"), NULL, 10);
    id = g_ascii_strtoll (text, NULL, 10);
    for (guint i = 0; id > 0 && i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);

        if (chat->kind == PP_CHAT_PRIVATE && pp_chat_find_member (chat, id) != NULL &&
            pp_chat_find_member (chat, call->user->id) != NULL)
            return chat->id;
    }
    return 0;
}

/*
 * The check that operator and session methods share, in the real portal's order: member, offered,
 * then the right to join. Returns %NULL when the call has failed.
 */
PpChat *
pp_call_check_chat (PpCall *call, gint64 id)
{
    PpChat *chat = id > 0 ? pp_chat_find (call->portal, id) : NULL;

    if (chat == NULL) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID", "Wrong chat ID");
        return NULL;
    }
    if (chat->kind != PP_CHAT_LINES) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_TYPE", "Chat is not an open channel");
        return NULL;
    }
    if (!pp_chat_may_read (call->portal, chat, call->user)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_DENIED",
                      "You do not have access to this dialog");
        return NULL;
    }
    return chat;
}

/* The same for the chat CHAT_ID names. */
PpChat *
pp_call_check_line (PpCall *call)
{
    return pp_call_check_chat (call, pp_params_int (call->params, "CHAT_ID", 0));
}
