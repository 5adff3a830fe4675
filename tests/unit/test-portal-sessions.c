/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-sessions — the practice portal's sessions beyond the operators' everyday: starting,
 * joining, taking over, pinning, silent mode, history; and people and lines.
 */

#include "portal-caller.h"

static gint64
answered_by_maria (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 9);

    portal_caller_call_true (caller, 28, "imopenlines.operator.answer", chat);
    return chat;
}

static JsonObject *
say (PortalCaller *caller, gint64 operator_id, gint64 chat, const char *more)
{
    return portal_caller_call (
        caller, operator_id, "im.message.add",
        "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Hello again\"%s}", chat, more);
}

static void
test_start_and_join (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = answered_by_maria (caller);
    g_autoptr (JsonObject) refused = NULL;
    g_autoptr (JsonObject) sent = NULL;
    g_autoptr (JsonObject) state = NULL;

    portal_caller_call_true (caller, 30, "imopenlines.session.join", chat);
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    portal_caller_call_true (caller, 28, "imopenlines.operator.finish", chat);
    refused = say (caller, 28, chat, "");
    portal_caller_assert_error (caller, refused, 400, "CANCELED");

    /* Writing into a closed dialog after joining opens a new session. */
    portal_caller_call_true (caller, 30, "imopenlines.session.join", chat);
    sent = say (caller, 30, chat, "");
    g_assert_cmpuint (caller->status, ==, 200);
    portal_caller_assert_state (caller, chat, 40, 30, 0);
    portal_caller_call_true (caller, 30, "imopenlines.operator.spam", chat);
    portal_caller_assert_state (caller, chat, 65, 0, 0);
    portal_caller_call_true (caller, 28, "imopenlines.session.start", chat);
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpint (practice_read_int (state, "session"), ==, 5522);
}

static void
test_intercept (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = answered_by_maria (caller);
    gint64 waiting = portal_caller_new_customer (caller, 9);

    portal_caller_call_error (caller, 27, "imopenlines.session.intercept", chat, "OPERATOR_WRONG");
    portal_caller_call_error (caller, 30, "imopenlines.session.intercept", 0, "CHAT_ID_EMPTY");
    portal_caller_call_true (caller, 30, "imopenlines.session.intercept", chat);
    portal_caller_assert_state (caller, chat, 10, 30, 0);
    /* `true`, and nothing done. */
    portal_caller_call_true (caller, 30, "imopenlines.session.intercept", waiting);
    portal_caller_assert_state (caller, waiting, 0, 0, 28);
}

static void
test_pin (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = answered_by_maria (caller);
    g_autoptr (JsonObject) all = NULL;
    g_autoptr (JsonObject) none = NULL;
    g_autoptr (JsonObject) state = NULL;

    portal_caller_call_error (caller, 30, "imopenlines.session.mode.pin", chat, "");
    portal_caller_call_true (caller, 28, "imopenlines.session.mode.pin", chat);
    state = portal_caller_get_state (caller, chat);
    g_assert_true (practice_read_bool (state, "pinned"));
    none = portal_caller_call (caller, 28, "imopenlines.session.mode.pinAll", "{}");
    g_assert_cmpuint (practice_read_length (none, "result"), ==, 0);
    all = portal_caller_call (caller, 28, "imopenlines.session.mode.unpinAll", "{}");
    g_assert_cmpint (practice_read_int (all, "result/0"), ==, 5520);
}

static void
test_silent_mode (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = answered_by_maria (caller);
    g_autoptr (JsonObject) on =
        portal_caller_call (caller, 28, "imopenlines.session.mode.silent",
                            "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"ACTIVATE\":\"Y\"}", chat);
    g_autoptr (JsonObject) silent = say (caller, 28, chat, "");
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);
    g_autoptr (JsonObject) message =
        practice_read_find (state, "messages", "id", practice_read_int (silent, "result"));

    g_assert_true (practice_read_bool (state, "silent"));
    g_assert_false (practice_read_bool (message, "delivered"));
    g_assert_cmpstr (practice_read_string (message, "params/COMPONENT_ID"), ==, "HiddenMessage");
    portal_caller_assert_state (caller, chat, 10, 28, 0);
}

static void
test_delivery (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = answered_by_maria (caller);
    g_autoptr (JsonObject) on_its_way = NULL;
    g_autoptr (JsonObject) note = NULL;
    g_autoptr (JsonObject) state = NULL;
    g_autoptr (JsonObject) message = NULL;
    gint64 id;

    portal_caller_control (caller, "slow-delivery", "{}");
    on_its_way = say (caller, 28, chat, "");
    id = practice_read_int (on_its_way, "result");
    note = practice_portal_control (
        caller->portal, "delivery-failed",
        "{\"chat\":%" G_GINT64_FORMAT ",\"message\":%" G_GINT64_FORMAT "}", chat, id);
    g_assert_cmpint (practice_read_int (note, "message"), >, id);
    state = portal_caller_get_state (caller, chat);
    message = practice_read_find (state, "messages", "id", id);
    g_assert_cmpstr (practice_read_string (message, "params/IS_ERROR"), ==, "Y");
    g_assert_false (practice_read_bool (message, "delivered"));
}

static void
test_history (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = answered_by_maria (caller);
    g_autoptr (JsonObject) missing =
        portal_caller_call (caller, 28, "imopenlines.session.history.get", "{}");
    g_autoptr (JsonObject) denied = NULL;
    g_autoptr (JsonObject) last = NULL;
    g_autoptr (JsonObject) first = NULL;

    portal_caller_assert_error (caller, missing, 400, "MISSING_REQUIRED_PARAM");
    portal_caller_call_error (caller, 28, "imopenlines.session.history.get", 424242,
                              "INVALID_SESSION_ID");
    denied =
        portal_caller_call (caller, 27, "imopenlines.session.history.get", "{\"SESSION_ID\":5520}");
    portal_caller_assert_error (caller, denied, 400, "ACCESS_DENIED");
    portal_caller_call_true (caller, 28, "imopenlines.operator.finish", chat);
    portal_caller_customer_writes (caller, chat, "Back again");
    last = portal_caller_call (caller, 28, "imopenlines.session.history.get",
                               "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);
    g_assert_cmpint (practice_read_int (last, "result/sessionId"), ==, 5521);
    /* started, and what the customer said */
    g_assert_true (practice_read_has (last, "result/usersMessage/chat1763/1"));
    g_assert_false (practice_read_has (last, "result/usersMessage/chat1763/2"));
    first =
        portal_caller_call (caller, 28, "imopenlines.session.history.get", "{\"SESSION_ID\":5520}");
    g_assert_cmpuint (practice_read_length (first, "result/usersMessage/chat1763"), ==, 4);
    g_assert_true (practice_read_is_array (first, "result/files"));
}

static void
test_entity_data (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = answered_by_maria (caller);
    g_autoptr (JsonObject) answer = NULL;
    g_auto (GStrv) fields = NULL;

    portal_caller_control (caller, "crm", "{\"chat\":1763,\"type\":\"deal\",\"id\":44}");
    portal_caller_control (caller, "block-reply", "{\"chat\":1763,\"reason\":\"window\"}");
    answer = portal_caller_call (caller, 28, "imopenlines.dialog.get",
                                 "{\"chat_id\":%" G_GINT64_FORMAT "}", chat);
    fields = g_strsplit (practice_read_string (answer, "result/entity_data_1"), "|", -1);
    g_assert_cmpuint (g_strv_length (fields), ==, 10);
    g_assert_cmpstr (fields[1], ==, "DEAL");
    g_assert_cmpstr (fields[5], ==, "5520");
    g_assert_cmpint (g_ascii_strtoll (fields[8], NULL, 10), >, 0);
    g_assert_cmpstr (fields[9], ==, "window");
    g_assert_cmpstr (practice_read_string (answer, "result/entity_data_2"), ==,
                     "LEAD|0|COMPANY|0|CONTACT|0|DEAL|44");
    g_assert_cmpstr (practice_read_string (answer, "result/dialog_id"), ==, "chat1763");
}

static void
test_people (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) found =
        portal_caller_call (caller, 27, "im.search.user.list", "{\"FIND\":\"mar\"}");
    g_autoptr (JsonObject) nobody =
        portal_caller_call (caller, 27, "im.search.user.list", "{\"FIND\":\"zz\"}");
    g_autoptr (JsonObject) listed =
        portal_caller_call (caller, 27, "im.user.list.get", "{\"ID\":[28,4711]}");
    g_autoptr (JsonObject) active = portal_caller_call (
        caller, 27, "user.get", "{\"FILTER\":{\"ACTIVE\":true,\"USER_TYPE\":\"employee\"}}");
    g_autoptr (JsonObject) before = portal_caller_call (caller, 27, "im.user.status.get", "{}");
    g_autoptr (JsonObject) set = NULL;
    g_autoptr (JsonObject) wrong = NULL;
    g_autoptr (JsonObject) after = NULL;

    g_assert_cmpstr (practice_read_string (found, "result/28/first_name"), ==, "Maria");
    g_assert_true (practice_read_is_array (nobody, "result"));
    g_assert_true (practice_read_has (listed, "result/28/id"));
    g_assert_true (JSON_NODE_HOLDS_NULL (practice_read_node (listed, "result/4711")));
    g_assert_cmpint (practice_read_int (active, "total"), ==, 6);
    g_assert_false (practice_read_bool (before, "result"));
    set = portal_caller_call (caller, 27, "im.user.status.set", "{\"STATUS\":\"dnd\"}");
    after = portal_caller_call (caller, 27, "im.user.status.get", "{}");
    g_assert_cmpstr (practice_read_string (after, "result"), ==, "dnd");
    wrong = portal_caller_call (caller, 27, "im.user.status.set", "{\"STATUS\":\"busy\"}");
    portal_caller_assert_error (caller, wrong, 400, "STATUS_ERROR");
}

static void
test_lines (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) list = portal_caller_call (
        caller, 27, "imopenlines.config.list.get",
        "{\"PARAMS\":{\"select\":[\"ID\",\"LINE_NAME\"]},\"OPTIONS\":{\"QUEUE\":\"Y\"}}");
    g_autoptr (JsonObject) one =
        portal_caller_call (caller, 27, "imopenlines.config.get", "{\"CONFIG_ID\":9}");
    g_autoptr (JsonObject) none =
        portal_caller_call (caller, 27, "imopenlines.config.get", "{\"CONFIG_ID\":8}");

    g_assert_cmpuint (practice_read_length (list, "result"), ==, 2);
    g_assert_cmpstr (practice_read_string (list, "result/0/ID"), ==, "7");
    g_assert_false (practice_read_has (list, "result/0/ACTIVE"));
    g_assert_cmpstr (practice_read_string (one, "result/QUEUE_TYPE"), ==, "strictly");
    g_assert_cmpstr (practice_read_string (one, "result/QUEUE/1"), ==, "30");
    g_assert_false (practice_read_bool (none, "result"));
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-sessions/start-and-join", test_start_and_join);
    ADD ("/portal-sessions/intercept", test_intercept);
    ADD ("/portal-sessions/pin", test_pin);
    ADD ("/portal-sessions/silent-mode", test_silent_mode);
    ADD ("/portal-sessions/delivery", test_delivery);
    ADD ("/portal-sessions/history", test_history);
    ADD ("/portal-sessions/entity-data", test_entity_data);
    ADD ("/portal-sessions/people", test_people);
    ADD ("/portal-sessions/lines", test_lines);
    return g_test_run ();
}
