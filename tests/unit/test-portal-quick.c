/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-quick — the ready answers of the practice portal's lines.
 */

#include "portal-caller.h"

#define SAVE "imopenlines.message.quick.save"

static void
set_up (PortalCaller *caller, gconstpointer unused)
{
    portal_caller_set_up (caller, NULL);
    portal_caller_control (caller, "scopes",
                           "{\"operator\":28,\"scopes\":[\"im\",\"imopenlines\",\"lists\"]}");
}

static JsonObject *
save (PortalCaller *caller, gint64 operator_id, gint64 chat, gint64 message)
{
    return portal_caller_call (
        caller, operator_id, SAVE,
        "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"MESSAGE_ID\":%" G_GINT64_FORMAT "}", chat, message);
}

static void
assert_not_saved (PortalCaller *caller, gint64 operator_id, gint64 chat, gint64 message)
{
    g_autoptr (JsonObject) answer = save (caller, operator_id, chat, message);

    portal_caller_assert_error (caller, answer, 400, "CANT_SAVE_QUICK_ANSWER");
}

static void
assert_saved (PortalCaller *caller, gint64 operator_id, gint64 chat, gint64 message)
{
    g_autoptr (JsonObject) answer = save (caller, operator_id, chat, message);

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_true (practice_read_bool (answer, "result"));
}

static JsonObject *
get_answers (PortalCaller *caller, gint64 line)
{
    return practice_portal_control (caller->portal, "quick-answers",
                                    "{\"line\":%" G_GINT64_FORMAT "}", line);
}

static void
test_save (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 9);
    gint64 message = portal_caller_customer_writes (caller, chat, "First line\\nand the second");
    g_autoptr (JsonObject) answers = NULL;
    g_autoptr (JsonObject) config = NULL;

    assert_saved (caller, 28, chat, message);
    assert_saved (caller, 30, chat, message);
    answers = get_answers (caller, 9);
    g_assert_cmpuint (practice_read_length (answers, "answers"), ==, 1);
    g_assert_cmpstr (practice_read_string (answers, "answers/0/name"), ==, "First line");
    g_assert_cmpstr (practice_read_string (answers, "answers/0/text"), ==,
                     "First line\nand the second");
    config = portal_caller_call (caller, 28, "imopenlines.config.get", "{\"CONFIG_ID\":9}");
    g_assert_cmpstr (practice_read_string (config, "result/QUICK_ANSWERS_IBLOCK_ID"), ==, "99");
}

static void
test_not_saved (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 9);
    gint64 message = portal_caller_customer_writes (caller, chat, "Here");
    gint64 elsewhere = portal_caller_new_customer (caller, 9);
    g_autoptr (JsonObject) answers = NULL;

    portal_caller_call_error (caller, 28, SAVE, 0, "CHAT_ID");
    portal_caller_call_error (caller, 28, SAVE, 70, "CHAT_TYPE");
    portal_caller_call_error (caller, 27, SAVE, chat, "ACCESS_DENIED");
    assert_not_saved (caller, 28, chat, 424242);
    assert_not_saved (caller, 28, elsewhere, message);
    /* He may join the line's dialogs, but its list is not his. */
    portal_caller_control (caller, "line", "{\"id\":9,\"joiners\":[27]}");
    assert_not_saved (caller, 27, chat, message);
    portal_caller_call_true (caller, 28, "imopenlines.operator.spam", chat);
    assert_not_saved (caller, 28, chat, message);
    answers = get_answers (caller, 9);
    g_assert_cmpuint (practice_read_length (answers, "answers"), ==, 0);
}

static JsonObject *
get_elements (PortalCaller *caller, gint64 operator_id, const char *params)
{
    return portal_caller_call (caller, operator_id, "lists.element.get", "%s", params);
}

static void
test_elements (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) made = practice_portal_control (
        caller->portal, "quick", "{\"line\":9,\"name\":\"Hello\",\"text\":\"Hello! \U0001F600\"}");
    g_autofree char *id =
        g_strdup_printf ("%" G_GINT64_FORMAT, practice_read_int (made, "element"));
    g_autoptr (JsonObject) list =
        get_elements (caller, 28, "{\"IBLOCK_TYPE_ID\":\"lists\",\"IBLOCK_ID\":99}");
    g_autoptr (JsonObject) other = NULL;

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_cmpuint (practice_read_length (list, "result"), ==, 1);
    g_assert_cmpint (practice_read_int (list, "total"), ==, 1);
    g_assert_false (practice_read_has (list, "next"));
    g_assert_cmpstr (practice_read_string (list, "result/0/ID"), ==, id);
    g_assert_cmpstr (practice_read_string (list, "result/0/IBLOCK_ID"), ==, "99");
    g_assert_cmpstr (practice_read_string (list, "result/0/NAME"), ==, "Hello");
    g_assert_cmpstr (practice_read_string (list, "result/0/DETAIL_TEXT"), ==, "Hello! :f09f9880:");
    g_assert_true (JSON_NODE_HOLDS_NULL (practice_read_node (list, "result/0/IBLOCK_SECTION_ID")));
    /* Of another kind there is none: neither elements nor a total. */
    other = get_elements (caller, 28, "{\"IBLOCK_TYPE_ID\":\"bitrix_processes\",\"IBLOCK_ID\":99}");
    g_assert_true (practice_read_is_array (other, "result"));
    g_assert_cmpuint (practice_read_length (other, "result"), ==, 0);
    g_assert_false (practice_read_has (other, "total"));
}

static void
test_pages (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) first = NULL;
    g_autoptr (JsonObject) second = NULL;

    portal_caller_control (caller, "line", "{\"id\":9,\"quick_list\":44}");
    for (guint i = 0; i < 51; i++) {
        g_autofree char *json =
            g_strdup_printf ("{\"line\":9,\"name\":\"Number %u\",\"text\":\"Text\"}", i);

        portal_caller_control (caller, "quick", json);
    }
    first = get_elements (caller, 28, "{\"iblock_type_id\":\"lists\",\"iblock_id\":\"44\"}");
    g_assert_cmpuint (practice_read_length (first, "result"), ==, 50);
    g_assert_cmpint (practice_read_int (first, "next"), ==, 50);
    g_assert_cmpint (practice_read_int (first, "total"), ==, 51);
    second =
        get_elements (caller, 28, "{\"IBLOCK_TYPE_ID\":\"lists\",\"IBLOCK_ID\":44,\"start\":50}");
    g_assert_cmpuint (practice_read_length (second, "result"), ==, 1);
    g_assert_cmpstr (practice_read_string (second, "result/0/NAME"), ==, "Number 50");
    g_assert_false (practice_read_has (second, "next"));
    g_assert_cmpint (practice_read_int (second, "total"), ==, 51);
}

static void
test_no_elements (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) no_type = get_elements (caller, 28, "{\"IBLOCK_ID\":99}");
    g_autoptr (JsonObject) no_list = NULL;
    g_autoptr (JsonObject) unknown = NULL;
    g_autoptr (JsonObject) no_scope = NULL;
    g_autoptr (JsonObject) denied = NULL;

    portal_caller_assert_error (caller, no_type, 400, "ERROR_REQUIRED_PARAMETERS_MISSING");
    no_list = get_elements (caller, 28, "{\"IBLOCK_TYPE_ID\":\"lists\"}");
    portal_caller_assert_error (caller, no_list, 400, "ERROR_REQUIRED_PARAMETERS_MISSING");
    unknown = get_elements (caller, 28, "{\"IBLOCK_TYPE_ID\":\"lists\",\"IBLOCK_ID\":99}");
    portal_caller_assert_error (caller, unknown, 400, "ERROR_IBLOCK_NOT_FOUND");
    no_scope = get_elements (caller, 27, "{\"IBLOCK_TYPE_ID\":\"lists\",\"IBLOCK_ID\":97}");
    portal_caller_assert_error (caller, no_scope, 401, "insufficient_scope");
    portal_caller_control (caller, "quick", "{\"line\":9,\"name\":\"a\",\"text\":\"b\"}");
    portal_caller_control (caller, "line", "{\"id\":9,\"queue\":[30]}");
    denied = get_elements (caller, 28, "{\"IBLOCK_TYPE_ID\":\"lists\",\"IBLOCK_ID\":99}");
    portal_caller_assert_error (caller, denied, 400, "ACCESS_DENIED");
}

static void
test_queue_time (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) config = NULL;
    gint64 chat;

    portal_caller_control (caller, "line", "{\"id\":9,\"queue_time\":30}");
    config = portal_caller_call (caller, 28, "imopenlines.config.get", "{\"CONFIG_ID\":9}");
    g_assert_cmpstr (practice_read_string (config, "result/QUEUE_TIME"), ==, "30");
    g_assert_cmpstr (practice_read_string (config, "result/QUICK_ANSWERS_IBLOCK_ID"), ==, "0");
    portal_caller_control (caller, "advance", "{\"still\":true,\"seconds\":0}");
    chat = portal_caller_new_customer (caller, 9);
    portal_caller_control (caller, "advance", "{\"seconds\":29}");
    portal_caller_assert_state (caller, chat, 0, 0, 28);
    portal_caller_control (caller, "advance", "{\"seconds\":1}");
    portal_caller_assert_state (caller, chat, 0, 0, 30);
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-quick/save", test_save);
    ADD ("/portal-quick/not-saved", test_not_saved);
    ADD ("/portal-quick/elements", test_elements);
    ADD ("/portal-quick/pages", test_pages);
    ADD ("/portal-quick/no-elements", test_no_elements);
    ADD ("/portal-quick/queue-time", test_queue_time);
    return g_test_run ();
}
