/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-crm — leads of the practice portal's dialogs, and the dialogs of a CRM object.
 */

#include "portal-caller.h"

#define LEAD "imopenlines.crm.lead.create"

static gint64
new_taken (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 9);

    portal_caller_call_true (caller, 28, "imopenlines.operator.answer", chat);
    return chat;
}

static void
assert_data (PortalCaller *caller, gint64 chat, const char *begin, const char *bound)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);

    g_assert_true (g_str_has_prefix (practice_read_string (state, "entity_data_1"), begin));
    g_assert_cmpstr (practice_read_string (state, "entity_data_2"), ==, bound);
}

static void
test_lead (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 other = portal_caller_new_customer (caller, 9);
    g_autoptr (JsonObject) told = NULL;

    assert_data (caller, chat, "N|NONE|0|", "LEAD|0|COMPANY|0|CONTACT|0|DEAL|0");
    portal_caller_forget_news (caller);
    portal_caller_call_true (caller, 28, LEAD, chat);
    assert_data (caller, chat, "Y|LEAD|1001|", "LEAD|1001|COMPANY|0|CONTACT|0|DEAL|0");
    portal_caller_assert_told (caller, 28, "chatUpdateParams messageChat");
    told = portal_caller_get_told (caller, 28, "chatUpdateParams");
    g_assert_true (practice_read_has (told, "params/entity_data_2"));
    /* Once is enough. */
    portal_caller_forget_news (caller);
    portal_caller_call_true (caller, 28, LEAD, chat);
    assert_data (caller, chat, "Y|LEAD|1001|", "LEAD|1001|COMPANY|0|CONTACT|0|DEAL|0");
    portal_caller_assert_told (caller, 28, "");
    portal_caller_call_true (caller, 28, "imopenlines.operator.answer", other);
    portal_caller_call_true (caller, 28, LEAD, other);
    assert_data (caller, other, "Y|LEAD|1002|", "LEAD|1002|COMPANY|0|CONTACT|0|DEAL|0");
}

static void
test_no_lead (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) config = NULL;

    portal_caller_call_error (caller, 28, LEAD, 0, "CHAT_ID");
    portal_caller_call_error (caller, 28, LEAD, 70, "CHAT_TYPE");
    portal_caller_call_error (caller, 27, LEAD, chat, "ACCESS_DENIED");
    portal_caller_call_error (caller, 30, LEAD, chat, "ERROR_USER_NOT_OPERATOR");
    portal_caller_control (caller, "line", "{\"id\":9,\"crm\":false}");
    portal_caller_call_error (caller, 28, LEAD, chat, "IMOL_CHAT_ERROR_NOT_LOAD_CRM");
    config = portal_caller_call (caller, 28, "imopenlines.config.get", "{\"CONFIG_ID\":9}");
    g_assert_cmpstr (practice_read_string (config, "result/CRM"), ==, "N");
    portal_caller_call_true (caller, 28, "imopenlines.operator.finish", chat);
    portal_caller_call_error (caller, 28, LEAD, chat, "IMOL_CHAT_ERROR_ANSWER_NOT_LOAD_SESSION");
    assert_data (caller, chat, "N|NONE|0|", "LEAD|0|COMPANY|0|CONTACT|0|DEAL|0");
}

static JsonObject *
get_chats (PortalCaller *caller, gint64 operator_id, const char *params)
{
    return portal_caller_call (caller, operator_id, "imopenlines.crm.chat.get", "%s", params);
}

static void
test_chats (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, chat);
    g_autoptr (JsonObject) open = NULL;
    g_autoptr (JsonObject) other = NULL;
    g_autoptr (JsonObject) closed = NULL;
    g_autoptr (JsonObject) all = NULL;

    portal_caller_call_true (caller, 28, LEAD, chat);
    open = get_chats (caller, 27, "{\"CRM_ENTITY_TYPE\":\"lead\",\"CRM_ENTITY\":1001}");
    g_assert_cmpuint (practice_read_length (open, "result"), ==, 1);
    g_assert_cmpstr (practice_read_string (open, "result/0/CHAT_ID"), ==, id);
    g_assert_cmpstr (practice_read_string (open, "result/0/CONNECTOR_ID"), ==, "telegrambot");
    g_assert_cmpstr (practice_read_string (open, "result/0/CONNECTOR_TITLE"), ==, "Telegram");
    other = get_chats (caller, 27, "{\"CRM_ENTITY_TYPE\":\"deal\",\"CRM_ENTITY\":1001}");
    g_assert_cmpuint (practice_read_length (other, "result"), ==, 0);
    portal_caller_call_true (caller, 28, "imopenlines.operator.finish", chat);
    closed = get_chats (caller, 27, "{\"CRM_ENTITY_TYPE\":\"lead\",\"CRM_ENTITY\":\"1001\"}");
    g_assert_true (practice_read_is_array (closed, "result"));
    g_assert_cmpuint (practice_read_length (closed, "result"), ==, 0);
    all = get_chats (caller, 27,
                     "{\"CRM_ENTITY_TYPE\":\"lead\",\"CRM_ENTITY\":1001,\"ACTIVE_ONLY\":\"N\"}");
    g_assert_cmpuint (practice_read_length (all, "result"), ==, 1);
}

static void
test_no_chats (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) wrong =
        get_chats (caller, 27, "{\"CRM_ENTITY_TYPE\":\"invoice\",\"CRM_ENTITY\":1}");
    g_autoptr (JsonObject) missing = NULL;
    g_autoptr (JsonObject) denied = NULL;

    portal_caller_assert_error (caller, wrong, 400, "ERROR_ARGUMENT");
    g_assert_cmpstr (practice_read_string (wrong, "argument"), ==, "CRM_ENTITY_TYPE");
    missing = get_chats (caller, 27, "{\"CRM_ENTITY_TYPE\":\"lead\"}");
    portal_caller_assert_error (caller, missing, 400, "ERROR_ARGUMENT");
    g_assert_cmpstr (practice_read_string (missing, "argument"), ==, "CRM_ENTITY");
    denied = get_chats (caller, 31, "{\"CRM_ENTITY_TYPE\":\"lead\",\"CRM_ENTITY\":1}");
    portal_caller_assert_error (caller, denied, 403, "ACCESS_DENIED");
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-crm/lead", test_lead);
    ADD ("/portal-crm/no-lead", test_no_lead);
    ADD ("/portal-crm/chats", test_chats);
    ADD ("/portal-crm/no-chats", test_no_chats);
    return g_test_run ();
}
