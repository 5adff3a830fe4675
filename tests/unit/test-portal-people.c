/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-people — what the practice portal tells of people to whom: cards of colleagues and
 * customers, who takes a pause, and how supervisors rate.
 */

#include "portal-caller.h"

/* (transfer full) */
static JsonObject *
get_card (PortalCaller *caller, gint64 operator_id, gint64 user)
{
    return portal_caller_call (caller, operator_id, "im.user.get", "{\"ID\":%" G_GINT64_FORMAT "}",
                               user);
}

static void
assert_no_card (PortalCaller *caller, gint64 operator_id, gint64 user, const char *code)
{
    g_autoptr (JsonObject) answer = get_card (caller, operator_id, user);

    portal_caller_assert_error (caller, answer, 400, code);
}

static void
test_colleague (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) self = portal_caller_call (caller, 27, "im.user.get", "{}");
    g_autoptr (JsonObject) colleague = get_card (caller, 27, 28);
    g_autoptr (JsonObject) bot = get_card (caller, 27, 35);

    g_assert_cmpint (practice_read_int (self, "result/id"), ==, 27);
    g_assert_cmpstr (practice_read_string (colleague, "result/name"), ==, "Maria Lopez");
    g_assert_cmpstr (practice_read_string (colleague, "result/work_position"), ==,
                     "Support and sales");
    g_assert_false (practice_read_bool (colleague, "result/connector"));
    g_assert_cmpint (practice_read_int (colleague, "result/departments/0"), ==, 1);
    g_assert_true (practice_read_bool (bot, "result/bot"));
    assert_no_card (caller, 27, 4711, "USER_NOT_EXISTS");
    assert_no_card (caller, 27, 0, "ID_EMPTY");
    assert_no_card (caller, 27, -1, "ID_EMPTY");
}

static void
test_customer (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);
    gint64 customer = practice_read_int (state, "customer");
    g_autoptr (JsonObject) card = get_card (caller, 27, customer);

    g_assert_cmpstr (practice_read_string (card, "result/first_name"), ==, "Anna");
    g_assert_true (practice_read_bool (card, "result/connector"));
    g_assert_cmpstr (practice_read_string (card, "result/external_auth_id"), ==, "imconnector");
    g_assert_cmpuint (practice_read_length (card, "result/departments"), ==, 0);
    /* Neither in the queue nor invited. */
    assert_no_card (caller, 30, customer, "ACCESS_DENIED");
    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    g_clear_pointer (&card, json_object_unref);
    card = portal_caller_call (caller, 27, "im.chat.user.add",
                               "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"USERS\":[30]}", chat);
    g_clear_pointer (&card, json_object_unref);
    card = get_card (caller, 30, customer);
    g_assert_cmpint (practice_read_int (card, "result/id"), ==, customer);
}

/* Guests of the portal see themselves and those they talk with. */
static void
test_guest (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) self = get_card (caller, 33, 33);
    g_autoptr (JsonObject) listed = NULL;
    g_autoptr (JsonObject) invited = NULL;
    g_autoptr (JsonObject) colleague = NULL;

    g_assert_true (practice_read_bool (self, "result/extranet"));
    assert_no_card (caller, 33, 27, "ACCESS_DENIED");
    listed = portal_caller_call (caller, 33, "im.user.list.get", "{\"ID\":[27,33]}");
    g_assert_true (JSON_NODE_HOLDS_NULL (practice_read_node (listed, "result/27")));
    g_assert_true (practice_read_has (listed, "result/33/id"));
    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    invited = portal_caller_call (caller, 27, "im.chat.user.add",
                                  "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"USERS\":[33]}", chat);
    g_assert_cmpuint (caller->status, ==, 200);
    colleague = get_card (caller, 33, 27);
    g_assert_cmpint (practice_read_int (colleague, "result/id"), ==, 27);
}

static JsonObject *
list_pauses (PortalCaller *caller, gint64 operator_id, const char *params)
{
    return portal_caller_call (caller, operator_id, "imopenlines.operator.pause.getAll", "{%s}",
                               params);
}

static void
test_pauses (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) refused = list_pauses (caller, 27, "");
    g_autoptr (JsonObject) all = NULL;
    g_autoptr (JsonObject) of_sales = NULL;
    g_autoptr (JsonObject) since = NULL;
    g_autoptr (JsonObject) later = NULL;

    portal_caller_assert_error (caller, refused, 400, "ACCESS_DENIED");
    portal_caller_control (caller, "operator-supervise", "{\"operator\":27}");
    portal_caller_control (caller, "operator-pause", "{\"operator\":28}");
    all = list_pauses (caller, 27, "");
    /* Only operators: 31 is none. */
    g_assert_cmpuint (practice_read_length (all, "result"), ==, 4);
    g_assert_cmpstr (practice_read_string (all, "result/0/USER_ID"), ==, "27");
    g_assert_cmpstr (practice_read_string (all, "result/0/PAUSE"), ==, "N");
    g_assert_cmpstr (practice_read_string (all, "result/0/DATE_START"), ==, "");
    g_assert_cmpstr (practice_read_string (all, "result/1/USER_ID"), ==, "28");
    g_assert_cmpstr (practice_read_string (all, "result/1/PAUSE"), ==, "Y");
    of_sales = list_pauses (caller, 27, "\"CONFIG_ID\":9");
    g_assert_cmpuint (practice_read_length (of_sales, "result"), ==, 2);
    g_assert_cmpstr (practice_read_string (of_sales, "result/1/USER_ID"), ==, "30");
    /* Pausing once more is no new pause. */
    portal_caller_control (caller, "advance", "{\"seconds\":60}");
    since = portal_caller_call (caller, 28, "imopenlines.operator.pause.start", "{}");
    later = list_pauses (caller, 1, "");
    g_assert_cmpstr (practice_read_string (later, "result/1/DATE_START"), ==,
                     practice_read_string (all, "result/1/DATE_START"));
}

static void
test_no_pausing (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) answer = NULL;

    portal_caller_control (caller, "pausing", "{\"available\":false}");
    answer = list_pauses (caller, 1, "");
    portal_caller_assert_error (caller, answer, 404, "ERROR_METHOD_NOT_FOUND");
}

static JsonObject *
rate (PortalCaller *caller, gint64 operator_id, const char *params)
{
    return portal_caller_call (caller, operator_id, "imopenlines.session.head.vote", "{%s}",
                               params);
}

static void
test_rating (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) answer = NULL;
    g_autoptr (JsonObject) told = NULL;
    g_autoptr (JsonObject) state = NULL;

    portal_caller_control (caller, "operator-supervise", "{\"operator\":27}");
    portal_caller_call_true (caller, 28, "imopenlines.session.join", chat);
    portal_caller_forget_news (caller);
    answer = rate (caller, 27, "\"SESSION_ID\":5520,\"RATING\":4,\"COMMENT\":\"Quick\"");
    g_assert_true (practice_read_bool (answer, "result"));
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpint (practice_read_int (state, "vote_head"), ==, 4);
    g_assert_cmpstr (practice_read_string (state, "comment_head"), ==, "Quick");
    portal_caller_assert_told (caller, 27, "voteHead");
    portal_caller_assert_told (caller, 28, "");
    told = portal_caller_get_told (caller, 27, "voteHead");
    g_assert_cmpint (practice_read_int (told, "sessionId"), ==, 5520);
    g_assert_cmpint (practice_read_int (told, "voteValue"), ==, 4);
    g_assert_cmpstr (practice_read_string (told, "commentValue"), ==, "Quick");
}

/* A rating without a comment takes the comment away; a comment leaves the rating. */
static void
test_rating_again (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) first =
        rate (caller, 1, "\"SESSION_ID\":5520,\"RATING\":2,\"COMMENT\":\"Slow\"");
    g_autoptr (JsonObject) second = rate (caller, 1, "\"SESSION_ID\":5520,\"RATING\":3");
    g_autoptr (JsonObject) between = portal_caller_get_state (caller, chat);
    g_autoptr (JsonObject) third = NULL;
    g_autoptr (JsonObject) state = NULL;

    g_assert_cmpint (practice_read_int (between, "vote_head"), ==, 3);
    g_assert_cmpstr (practice_read_string (between, "comment_head"), ==, "");
    third = rate (caller, 1, "\"SESSION_ID\":5520,\"COMMENT\":\"Better\"");
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpint (practice_read_int (state, "vote_head"), ==, 3);
    g_assert_cmpstr (practice_read_string (state, "comment_head"), ==, "Better");
}

static void
test_rating_refused (PortalCaller *caller, gconstpointer unused)
{
    static const struct {
        gint64 operator_id;
        const char *params;
        const char *code;
    } wrong[] = {
        { 1, "\"RATING\":5", "EMPTY_SESSION_ID" },
        { 1, "\"SESSION_ID\":5520", "EMPTY_VOTE_PARAMS" },
        { 1, "\"SESSION_ID\":4711,\"RATING\":5", "ACCESS_DENIED" },
        { 1, "\"SESSION_ID\":5520,\"RATING\":6", "ACCESS_DENIED" },
        { 27, "\"SESSION_ID\":5520,\"RATING\":5", "ACCESS_DENIED" },
    };
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) state = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (JsonObject) answer = rate (caller, wrong[i].operator_id, wrong[i].params);

        portal_caller_assert_error (caller, answer, 400, wrong[i].code);
    }
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpint (practice_read_int (state, "vote_head"), ==, 0);
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-people/colleague", test_colleague);
    ADD ("/portal-people/customer", test_customer);
    ADD ("/portal-people/guest", test_guest);
    ADD ("/portal-people/pauses", test_pauses);
    ADD ("/portal-people/no-pausing", test_no_pausing);
    ADD ("/portal-people/rating", test_rating);
    ADD ("/portal-people/rating-again", test_rating_again);
    ADD ("/portal-people/rating-refused", test_rating_refused);
    return g_test_run ();
}
