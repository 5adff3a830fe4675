/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-model — the practice portal itself: that it behaves as the real one is known to, so
 * that what is tested against it means something.
 */

#include "portal-caller.h"

/* Returns: (transfer full) (nullable): the item of @chat in an operator's list */
static JsonObject *
get_item (PortalCaller *fx, gint64 operator_id, gint64 chat)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (fx, operator_id, "im.recent.get", "{\"ONLY_OPENLINES\":\"Y\"}");

    return practice_read_find (answer, "result", "chat_id", chat);
}

static gboolean
is_listed (PortalCaller *fx, gint64 operator_id, gint64 chat)
{
    g_autoptr (JsonObject) item = get_item (fx, operator_id, chat);

    return item != NULL;
}

static gint64
send_text (PortalCaller *fx, gint64 operator_id, gint64 chat, const char *more)
{
    g_autoptr (JsonObject) answer = portal_caller_call (
        fx, operator_id, "im.message.add",
        "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Good morning\"%s}", chat, more);

    g_assert_cmpuint (fx->status, ==, 200);
    return practice_read_int (answer, "result");
}

static void
test_credentials (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) profile = portal_caller_call (fx, 27, "profile", "{}");
    g_autoptr (JsonObject) stranger = portal_caller_post (fx, "27/wrongsecret", "profile", "{}");
    g_autoptr (JsonObject) unknown = NULL;
    g_autoptr (JsonObject) dismissed = NULL;
    g_autoptr (JsonObject) narrow = NULL;
    g_autoptr (JsonObject) anonymous = NULL;
    g_autofree char *uri = NULL;

    g_assert_cmpstr (practice_read_string (profile, "result/ID"), ==, "27");
    portal_caller_assert_error (fx, stranger, 401, "INVALID_CREDENTIALS");
    dismissed = portal_caller_call (fx, 32, "profile", "{}");
    portal_caller_assert_error (fx, dismissed, 401, "INVALID_CREDENTIALS");
    unknown = portal_caller_call (fx, 27, "imopenlines.no.such.method", "{}");
    portal_caller_assert_error (fx, unknown, 404, "ERROR_METHOD_NOT_FOUND");
    portal_caller_control (fx, "scopes", "{\"operator\":27,\"scopes\":[\"im\"]}");
    narrow = portal_caller_call (fx, 27, "imopenlines.revision.get", "{}");
    portal_caller_assert_error (fx, narrow, 401, "insufficient_scope");
    anonymous = portal_caller_post (fx, "x", "profile", "{}");
    portal_caller_assert_error (fx, anonymous, 401, "NO_AUTH_FOUND");
}

static void
test_skip_goes_round (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);
    g_autoptr (JsonObject) item = NULL;

    portal_caller_assert_state (fx, chat, 0, 0, 27);
    item = get_item (fx, 27, chat);
    g_assert_cmpint (practice_read_int (item, "counter"), ==, 1);
    g_assert_false (practice_read_has (item, "last_id"));
    g_assert_false (is_listed (fx, 28, chat));
    portal_caller_call_true (fx, 27, "imopenlines.operator.skip", chat);
    portal_caller_assert_state (fx, chat, 5, 0, 28);
    g_assert_false (is_listed (fx, 27, chat));
    g_assert_true (is_listed (fx, 28, chat));
    portal_caller_call_true (fx, 28, "imopenlines.operator.skip", chat);
    portal_caller_call_true (fx, 29, "imopenlines.operator.skip", chat);
    portal_caller_assert_state (fx, chat, 5, 0, 27);
}

static void
test_skip_alone (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat;
    g_autoptr (JsonObject) state = NULL;

    portal_caller_control (fx, "line", "{\"id\":7,\"queue\":[27]}");
    chat = portal_caller_new_customer (fx, 7);
    portal_caller_call_error (fx, 27, "imopenlines.operator.skip", chat, "");
    portal_caller_assert_state (fx, chat, 0, 0, 27);
    state = portal_caller_get_state (fx, chat);
    g_assert_cmpuint (practice_read_length (state, "messages"), ==, 3);
    /* The portal itself says that he is alone. */
    g_assert_cmpint (practice_read_int (state, "messages/2/author"), ==, 0);
}

static void
test_waiting_too_long (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);

    portal_caller_control (fx, "line", "{\"id\":7,\"queue_time\":60}");
    portal_caller_control (fx, "advance", "{\"seconds\":59}");
    portal_caller_assert_state (fx, chat, 0, 0, 27);
    portal_caller_control (fx, "advance", "{\"seconds\":2}");
    portal_caller_assert_state (fx, chat, 0, 0, 28);
}

static void
test_answer_race (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat;

    portal_caller_control (fx, "line", "{\"id\":7,\"queue_type\":\"all\",\"queue\":[27,28]}");
    chat = portal_caller_new_customer (fx, 7);
    g_assert_true (is_listed (fx, 27, chat));
    g_assert_true (is_listed (fx, 28, chat));
    portal_caller_call_true (fx, 28, "imopenlines.operator.answer", chat);
    portal_caller_call_error (fx, 27, "imopenlines.operator.answer", chat, "");
    portal_caller_call_error (fx, 28, "imopenlines.operator.answer", chat, "");
    portal_caller_assert_state (fx, chat, 10, 28, 0);
    g_assert_false (is_listed (fx, 27, chat));
}

static void
test_statuses (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);

    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", chat);
    portal_caller_customer_writes (fx, chat, "Are you there?");
    portal_caller_assert_state (fx, chat, 20, 27, 0);
    send_text (fx, 27, chat, "");
    portal_caller_assert_state (fx, chat, 40, 27, 0);
    portal_caller_customer_writes (fx, chat, "Thank you");
    portal_caller_assert_state (fx, chat, 25, 27, 0);
    portal_caller_control (fx, "line", "{\"id\":7,\"auto_close_time\":100}");
    send_text (fx, 27, chat, "");
    portal_caller_control (fx, "advance", "{\"seconds\":101}");
    portal_caller_assert_state (fx, chat, 60, 0, 0);
}

static void
test_finish (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);
    gint64 next;

    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", chat);
    portal_caller_call_error (fx, 28, "imopenlines.operator.finish", chat,
                              "ERROR_USER_NOT_OPERATOR");
    portal_caller_call_true (fx, 27, "imopenlines.operator.finish", chat);
    portal_caller_assert_state (fx, chat, 60, 0, 0);
    g_assert_false (is_listed (fx, 27, chat));
    portal_caller_call_error (fx, 27, "imopenlines.operator.finish", chat,
                              "NOT_LOAD_SESSION_OR_CHAT");

    portal_caller_control (fx, "line", "{\"id\":7,\"vote\":true}");
    next = portal_caller_customer_writes (fx, chat, "One more thing");
    g_assert_cmpint (next, >, 0);
    portal_caller_assert_state (fx, chat, 0, 0, 28);
    /* Finishing what is offered answers it first. */
    portal_caller_call_true (fx, 28, "imopenlines.operator.finish", chat);
    portal_caller_assert_state (fx, chat, 50, 28, 0);
    g_assert_false (is_listed (fx, 28, chat));
    portal_caller_call_true (fx, 28, "imopenlines.operator.finish", chat);
    portal_caller_assert_state (fx, chat, 60, 0, 0);
}

static void
test_full_close (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);

    portal_caller_control (fx, "line", "{\"id\":7,\"vote\":true,\"full_close_time\":30}");
    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", chat);
    portal_caller_call_true (fx, 29, "imopenlines.operator.another.finish", chat);
    portal_caller_assert_state (fx, chat, 50, 27, 0);
    portal_caller_control (fx, "advance", "{\"seconds\":31}");
    portal_caller_assert_state (fx, chat, 60, 0, 0);
}

static JsonObject *
transfer (PortalCaller *fx, gint64 chat, const char *target)
{
    return portal_caller_call (fx, 27, "imopenlines.operator.transfer",
                               "{\"CHAT_ID\":%" G_GINT64_FORMAT ",%s}", chat, target);
}

static void
test_transfer (PortalCaller *fx, gconstpointer unused)
{
    static const char *const wrong[] = { "\"USER_ID\":27",
                                         "\"USER_ID\":32",
                                         "\"USER_ID\":33",
                                         "\"USER_ID\":35",
                                         "\"USER_ID\":99999",
                                         "\"QUEUE_ID\":12",
                                         "\"TRANSFER_ID\":\"queue12\"" };
    gint64 chat = portal_caller_new_customer (fx, 7);
    g_autoptr (JsonObject) missing = NULL;
    g_autoptr (JsonObject) lower = NULL;
    g_autoptr (JsonObject) to_line = NULL;
    g_autoptr (JsonObject) to_user = NULL;
    g_autoptr (JsonObject) state = NULL;

    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", chat);
    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (JsonObject) answer = transfer (fx, chat, wrong[i]);

        portal_caller_assert_error (fx, answer, 400, "OPERATOR_WRONG");
    }
    missing = transfer (fx, chat, "\"USER_ID\":0");
    portal_caller_assert_error (fx, missing, 400, "USER_ID_EMPTY");
    lower = portal_caller_call (fx, 27, "imopenlines.operator.transfer",
                                "{\"chat_id\":%" G_GINT64_FORMAT ",\"USER_ID\":28}", chat);
    portal_caller_assert_error (fx, lower, 400, "CHAT_ID_EMPTY");
    portal_caller_assert_state (fx, chat, 10, 27, 0);

    to_line = transfer (fx, chat, "\"QUEUE_ID\":9");
    g_assert_cmpuint (fx->status, ==, 200);
    portal_caller_assert_state (fx, chat, 5, 0, 28);
    state = portal_caller_get_state (fx, chat);
    g_assert_cmpint (practice_read_int (state, "line"), ==, 9);
    g_assert_true (g_str_has_suffix (practice_read_string (state, "entity_data_1"), "|9|0|"));
    g_assert_false (is_listed (fx, 27, chat));
    to_user =
        portal_caller_call (fx, 28, "imopenlines.operator.transfer",
                            "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"TRANSFER_ID\":\"31\"}", chat);
    g_assert_cmpuint (fx->status, ==, 200);
    portal_caller_assert_state (fx, chat, 10, 31, 0);
}

static void
test_membership (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 9);
    g_autoptr (JsonObject) early = NULL;
    g_autoptr (JsonObject) read = NULL;
    g_autoptr (JsonObject) forbidden = NULL;

    /* Offered, so it may be read but not written into, nor marked read. */
    early = portal_caller_call (fx, 28, "im.message.add",
                                "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Hi\"}",
                                chat);
    portal_caller_assert_error (fx, early, 400, "CANCELED");
    read = portal_caller_call (fx, 28, "im.dialog.read",
                               "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"}", chat);
    g_assert_cmpuint (fx->status, ==, 200);
    g_assert_false (practice_read_bool (read, "result"));
    forbidden = portal_caller_call (fx, 27, "im.dialog.messages.get",
                                    "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"}", chat);
    portal_caller_assert_error (fx, forbidden, 403, "ACCESS_ERROR");
    portal_caller_call_error (fx, 27, "imopenlines.operator.answer", chat, "ACCESS_DENIED");
    portal_caller_call_error (fx, 27, "imopenlines.operator.answer", 424242, "CHAT_ID");
    portal_caller_call_error (fx, 27, "imopenlines.operator.answer", 70, "CHAT_TYPE");
    portal_caller_call_true (fx, 28, "imopenlines.operator.answer", chat);
    g_assert_cmpint (send_text (fx, 28, chat, ""), >, 0);
}

static void
test_template_id (PortalCaller *fx, gconstpointer unused)
{
    static const char uuid[] = ",\"TEMPLATE_ID\":\"3f2b8a6e-1c4d-4e5f-8a9b-0c1d2e3f4a5b\"";
    gint64 chat = portal_caller_new_customer (fx, 7);
    gint64 first;
    gint64 second;
    g_autoptr (JsonObject) state = NULL;

    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", chat);
    first = send_text (fx, 27, chat, uuid);
    second = send_text (fx, 27, chat, uuid);
    g_assert_cmpint (first, ==, second);
    g_assert_cmpint (send_text (fx, 27, chat, ""), >, first);
    state = portal_caller_get_state (fx, chat);
    /* started, Hello, answered, and two texts of ours */
    g_assert_cmpuint (practice_read_length (state, "messages"), ==, 5);
}

/* Asks for messages and checks how many come. Returns: (transfer full): the answer */
static JsonObject *
get_messages (PortalCaller *fx, gint64 chat, const char *more, guint expected)
{
    JsonObject *answer =
        portal_caller_call (fx, 27, "im.dialog.messages.get",
                            "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"%s}", chat, more);

    g_assert_cmpuint (fx->status, ==, 200);
    g_assert_cmpuint (practice_read_length (answer, "result/messages"), ==, expected);
    return answer;
}

static gint64
get_id (JsonObject *answer, guint index)
{
    g_autofree char *path = g_strdup_printf ("result/messages/%u/id", index);

    return practice_read_int (answer, path);
}

static void
test_message_order (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);
    g_autoptr (JsonObject) grown = NULL;
    g_autoptr (JsonObject) newest = NULL;
    g_autoptr (JsonObject) first = NULL;
    g_autoptr (JsonObject) both = NULL;
    g_autoptr (JsonObject) older = NULL;
    g_autoptr (JsonObject) mixed = NULL;

    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", chat);
    for (guint i = 0; i < 30; i++)
        send_text (fx, 27, chat, "");
    for (guint i = 0; i < 3; i++)
        portal_caller_customer_writes (fx, chat, "And?");

    /* Without ids: the page, newest first, grows by what is unread. */
    grown = get_messages (fx, chat, ",\"LIMIT\":10", 13);
    g_assert_cmpint (get_id (grown, 0), >, get_id (grown, 12));
    newest = get_messages (fx, chat, ",\"LIMIT\":10,\"LAST_ID\":0", 10);
    g_assert_cmpint (get_id (newest, 0), ==, get_id (grown, 0));
    first = get_messages (fx, chat, ",\"LIMIT\":2,\"FIRST_ID\":0", 2);
    g_assert_cmpint (get_id (first, 0), <, get_id (first, 1));
    both = get_messages (fx, chat, ",\"LIMIT\":2,\"FIRST_ID\":1,\"LAST_ID\":5", 2);
    g_assert_cmpint (get_id (both, 0), ==, get_id (first, 0));
    older = portal_caller_call (fx, 27, "im.dialog.messages.get",
                                "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT
                                "\",\"LAST_ID\":%" G_GINT64_FORMAT "}",
                                chat, get_id (newest, 9));
    g_assert_cmpint (get_id (older, 0), <, get_id (newest, 9));

    /* More unread than a page: from the first unread one on, then older ones. */
    mixed = get_messages (fx, chat, ",\"LIMIT\":2", 5);
    g_assert_cmpint (get_id (mixed, 0), <, get_id (mixed, 2));
    g_assert_cmpint (get_id (mixed, 3), <, get_id (mixed, 0));
}

static void
test_list (PortalCaller *fx, gconstpointer unused)
{
    gint64 mine = portal_caller_new_customer (fx, 7);
    gint64 offered = portal_caller_new_customer (fx, 9);
    g_autoptr (JsonObject) all = NULL;
    g_autoptr (JsonObject) delta = NULL;
    g_autoptr (JsonObject) later = NULL;
    g_autoptr (JsonObject) bad = NULL;

    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", mine);
    portal_caller_call_true (fx, 27, "imopenlines.operator.another.finish", mine);
    portal_caller_customer_writes (fx, mine, "Again");
    portal_caller_call_true (fx, 28, "imopenlines.operator.answer", mine);
    /* Maria: hers, the offer from Sales, a private dialog and the group chat. */
    all = portal_caller_call (fx, 28, "im.recent.get", "{}");
    g_assert_cmpuint (practice_read_length (all, "result"), ==, 4);
    portal_caller_control (fx, "advance", "{\"seconds\":100}");
    later = portal_caller_call (fx, 28, "server.time", "{}");
    delta =
        portal_caller_call (fx, 28, "im.recent.get",
                            "{\"SKIP_CHAT\":\"Y\",\"SKIP_DIALOG\":\"Y\",\"LAST_SYNC_DATE\":\"%s\"}",
                            practice_read_string (later, "result"));
    /* Nothing has changed since, but the queue is always there. */
    g_assert_cmpuint (practice_read_length (delta, "result"), ==, 1);
    g_assert_true (is_listed (fx, 28, offered));
    g_assert_true (is_listed (fx, 28, mine));
    bad = portal_caller_call (fx, 28, "im.recent.get", "{\"LAST_SYNC_DATE\":\"yesterday\"}");
    g_assert_cmpuint (practice_read_length (bad, "result"), ==, 4);
}

static void
test_batch (PortalCaller *fx, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (fx, 7);
    g_autoptr (JsonObject) answer = portal_caller_call (
        fx, 27, "batch",
        "{\"halt\":0,\"cmd\":{\"d\":\"imopenlines.dialog.get?CHAT_ID=%" G_GINT64_FORMAT
        "\",\"m\":\"im.dialog.messages.get?DIALOG_ID=$result[d][dialog_id]&LIMIT=5\","
        "\"u\":\"user.get?ACTIVE=1\"}}",
        chat);
    g_autoptr (JsonObject) failing = NULL;
    g_autoptr (JsonObject) halted = NULL;
    g_autoptr (JsonObject) gaps = NULL;

    g_assert_cmpint (practice_read_int (answer, "result/result/m/chat_id"), ==, chat);
    g_assert_true (practice_read_is_array (answer, "result/result_error"));
    g_assert_cmpint (practice_read_int (answer, "result/result_total/u"), >, 4);
    g_assert_true (practice_read_has (answer, "result/result_time/m/operating"));

    failing = portal_caller_call (fx, 27, "batch",
                                  "{\"cmd\":{\"a\":\"no.such\",\"b\":\"batch?cmd[]=profile\"}}");
    g_assert_cmpuint (fx->status, ==, 200);
    g_assert_true (practice_read_is_array (failing, "result/result"));
    g_assert_cmpstr (practice_read_string (failing, "result/result_error/a/error"), ==,
                     "ERROR_METHOD_NOT_FOUND");
    g_assert_cmpstr (practice_read_string (failing, "result/result_error/b/error"), ==,
                     "ERROR_BATCH_METHOD_NOT_ALLOWED");

    /* "false" is true to PHP. */
    halted = portal_caller_call (
        fx, 27, "batch", "{\"halt\":\"false\",\"cmd\":[\"profile\",\"no.such\",\"scope\"]}");
    g_assert_cmpstr (practice_read_string (halted, "result/result/0/ID"), ==, "27");
    g_assert_false (practice_read_has (halted, "result/result/2"));
    gaps = portal_caller_call (fx, 27, "batch",
                               "{\"halt\":\"0\",\"cmd\":[\"profile\",\"no.such\",\"scope\"]}");
    g_assert_false (practice_read_is_array (gaps, "result/result"));
    g_assert_cmpstr (practice_read_string (gaps, "result/result/2/0"), ==, "im");
}

static void
test_batch_length (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (GString) commands = g_string_new (NULL);
    g_autoptr (JsonObject) crowded = NULL;

    for (guint i = 0; i < 51; i++)
        g_string_append_printf (commands, "%s\"server.time\"", i > 0 ? "," : "");
    crowded = portal_caller_call (fx, 27, "batch", "{\"cmd\":[%s]}", commands->str);
    g_assert_cmpstr (practice_read_string (crowded, "result/result_error/50/error"), ==,
                     "ERROR_BATCH_LENGTH_EXCEEDED");
}

static void
test_limits (PortalCaller *fx, gconstpointer unused)
{
    guint refused = 0;

    portal_caller_control (fx, "limits", "{\"on\":true}");
    for (guint i = 0; i < 70; i++) {
        g_autoptr (JsonObject) answer = portal_caller_call (fx, 27, "server.time", "{}");

        if (fx->status == 200)
            continue;
        portal_caller_assert_error (fx, answer, 503, "QUERY_LIMIT_EXCEEDED");
        refused++;
    }
    g_assert_cmpuint (refused, >, 0);
    portal_caller_control (fx, "advance", "{\"seconds\":30}");
    json_object_unref (portal_caller_call (fx, 27, "server.time", "{}"));
    g_assert_cmpuint (fx->status, ==, 200);
}

static void
test_many (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) answer = NULL;
    guint waiting = 0;

    portal_caller_control (fx, "many", "{\"count\":1000,\"operator\":27,\"line\":7}");
    answer = portal_caller_call (fx, 27, "im.recent.get", "{\"ONLY_OPENLINES\":\"Y\"}");
    g_assert_cmpuint (practice_read_length (answer, "result"), ==, 1000);
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *path = g_strdup_printf ("result/%u/chat/owner", i);

        waiting += practice_read_int (answer, path) == 0;
    }
    g_assert_cmpuint (waiting, ==, 250);
}

static guint
count_open (JsonObject *state)
{
    guint open = 0;

    for (guint i = 0; i < practice_read_length (state, "chats"); i++) {
        g_autofree char *path = g_strdup_printf ("chats/%u/open", i);

        open += practice_read_bool (state, path);
    }
    return open;
}

/* Customers come by themselves, and answer who speaks to them. */
static void
test_cast (PortalCaller *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) before = NULL;
    g_autoptr (JsonObject) anna = NULL;
    g_autoptr (JsonObject) after = NULL;

    portal_caller_control (fx, "cast", "{\"seed\":7}");
    before = practice_portal_control (fx->portal, "state", NULL);
    g_assert_cmpuint (count_open (before), ==, 5);
    g_assert_cmpint (practice_read_int (before, "chats/0/offered/0"), ==, 27);
    portal_caller_call_true (fx, 27, "imopenlines.operator.answer", 1763);
    send_text (fx, 27, 1763, "");
    portal_caller_assert_state (fx, 1763, 40, 27, 0);
    portal_caller_control (fx, "advance", "{\"seconds\":1}");
    portal_caller_control (fx, "advance", "{\"seconds\":20}");
    portal_caller_assert_state (fx, 1763, 40, 27, 0);
    portal_caller_control (fx, "advance", "{\"seconds\":12}");
    portal_caller_assert_state (fx, 1763, 25, 27, 0);
    anna = portal_caller_get_state (fx, 1763);
    g_assert_cmpint (practice_read_int (anna, "customer_typing"), >, 0);
    for (guint i = 0; i < 120; i++)
        portal_caller_control (fx, "advance", "{\"seconds\":10}");
    after = practice_portal_control (fx->portal, "state", NULL);
    g_assert_cmpuint (count_open (after), <=, 8);
    /* Colleagues finish theirs, so that others come. */
    g_assert_cmpuint (practice_read_length (after, "chats"), >, 12);
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-model/credentials", test_credentials);
    ADD ("/portal-model/skip/goes-round", test_skip_goes_round);
    ADD ("/portal-model/skip/alone", test_skip_alone);
    ADD ("/portal-model/skip/waiting-too-long", test_waiting_too_long);
    ADD ("/portal-model/answer/race", test_answer_race);
    ADD ("/portal-model/statuses", test_statuses);
    ADD ("/portal-model/finish/vote", test_finish);
    ADD ("/portal-model/finish/full-close", test_full_close);
    ADD ("/portal-model/transfer", test_transfer);
    ADD ("/portal-model/membership", test_membership);
    ADD ("/portal-model/template-id", test_template_id);
    ADD ("/portal-model/message-order", test_message_order);
    ADD ("/portal-model/list", test_list);
    ADD ("/portal-model/batch", test_batch);
    ADD ("/portal-model/batch/length", test_batch_length);
    ADD ("/portal-model/limits", test_limits);
    ADD ("/portal-model/many", test_many);
    ADD ("/portal-model/cast", test_cast);
    return g_test_run ();
}
