/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-crm — what binds dialogs to the CRM.
 */

#include "portal-private.h"

/* The first reason for which no lead can be made; %NULL = none. */
static const char *
why_no_lead (PpCall *call, PpChat *chat, const char **description)
{
    if (!pp_session_is_open (chat)) {
        *description = "Failed to load the session";
        return "IMOL_CHAT_ERROR_ANSWER_NOT_LOAD_SESSION";
    }
    if (chat->owner != call->user->id) {
        *description = "The user is not the operator of the conversation";
        return "ERROR_USER_NOT_OPERATOR";
    }
    if (pp_line_find (call->portal, chat->line_id)->no_crm) {
        *description = "Failed to load the CRM module";
        return "IMOL_CHAT_ERROR_NOT_LOAD_CRM";
    }
    return NULL;
}

/* `true` also when the dialog was bound before: then nothing happens. */
static void
lead_create (PpCall *call)
{
    PracticePortal *self = call->portal;
    PpChat *chat = pp_call_check_line (call);
    const char *description = NULL;
    const char *code = chat != NULL ? why_no_lead (call, chat, &description) : NULL;

    if (chat == NULL)
        return;
    if (code != NULL) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, code, description);
        return;
    }
    if (chat->crm_type == NULL) {
        pp_chat_bind (self, chat, "LEAD", self->next_lead_id++);
        pp_chat_post_system (self, chat, NULL, "CRM: %s %" G_GINT64_FORMAT " created",
                             chat->crm_type, chat->crm_id);
    }
    pp_call_true (call);
}

/* Administrators and operators have the CRM, others do not. */
static gboolean
may_read_crm (PracticePortal *self, PpUser *user)
{
    g_autoptr (GPtrArray) lines = pp_world_list (self->lines);

    for (guint i = 0; i < lines->len; i++) {
        if (pp_line_may_join (g_ptr_array_index (lines, i), user))
            return TRUE;
    }
    return FALSE;
}

static void
fail_argument (PpCall *call, const char *argument)
{
    g_autofree char *description = g_strdup_printf ("Argument %s is null or empty", argument);

    pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ERROR_ARGUMENT", description);
    call->argument = g_strdup (argument);
}

static const char *
connector_title (const char *connector)
{
    static const char *const titles[][2] = {
        { "livechat", "Live chat" },
        { "telegrambot", "Telegram" },
        { "whatsappbyedna", "Edna.io WhatsApp" },
        { "imessage", "Apple Messages for Business" },
        { "facebook", "Facebook" },
        { "network", "Bitrix24.Network" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (titles); i++) {
        if (g_str_equal (titles[i][0], connector))
            return titles[i][1];
    }
    return connector;
}

static void
write_chat (PpOut *out, PpChat *chat)
{
    pp_out_object (out, NULL);
    pp_out_id_string (out, "CHAT_ID", chat->id);
    pp_out_string (out, "CONNECTOR_ID", chat->connector);
    pp_out_string (out, "CONNECTOR_TITLE", connector_title (chat->connector));
    pp_out_end (out);
}

static void
crm_chat_get (PpCall *call)
{
    static const char *const types[] = { "lead", "deal", "company", "contact", NULL };
    PracticePortal *self = call->portal;
    g_autofree char *given = pp_params_string (call->params, "CRM_ENTITY_TYPE");
    g_autofree char *type = g_ascii_strdown (given != NULL ? given : "", -1);
    gint64 id = pp_params_int (call->params, "CRM_ENTITY", 0);
    gboolean active = !pp_params_is (call->params, "ACTIVE_ONLY", "N");

    if (!g_strv_contains (types, type)) {
        fail_argument (call, "CRM_ENTITY_TYPE");
        return;
    }
    if (id <= 0) {
        fail_argument (call, "CRM_ENTITY");
        return;
    }
    if (!may_read_crm (self, call->user)) {
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_DENIED",
                      "You do not have access to the specified CRM object");
        return;
    }
    pp_out_array (&call->out, NULL);
    for (guint i = 0; i < self->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (self->chat_list, i);

        if (chat->crm_type != NULL && g_ascii_strcasecmp (chat->crm_type, type) == 0 &&
            chat->crm_id == id && (!active || pp_session_is_open (chat)))
            write_chat (&call->out, chat);
    }
    pp_out_end (&call->out);
}

const PpMethod pp_methods_crm[] = {
    { "imopenlines.crm.lead.create", "imopenlines", PP_KEYS_EXACT, lead_create },
    { "imopenlines.crm.chat.get", "imopenlines", PP_KEYS_EXACT, crm_chat_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
