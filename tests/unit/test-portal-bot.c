/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-bot — dialogs of the practice portal that a bot has, and what its application does
 * with them.
 */

#include "portal-caller.h"

#define BOT     35
#define SESSION "imopenlines.bot.session."
#define CLIENT  ",\"CLIENT_ID\":\"practice-bot\""

static gint64
new_taken (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 9);
    g_autofree char *json = g_strdup_printf ("{\"chat\":%" G_GINT64_FORMAT "}", chat);

    portal_caller_control (caller, "bot-take", json);
    portal_caller_forget_news (caller);
    return chat;
}

static JsonObject *
call (PortalCaller *caller, const char *name, gint64 chat, const char *more)
{
    g_autofree char *method = g_strconcat (SESSION, name, NULL);

    return portal_caller_call (caller, 28, method, "{\"CHAT_ID\":%" G_GINT64_FORMAT "%s}", chat,
                               more);
}

static void
call_true (PortalCaller *caller, const char *name, gint64 chat, const char *more)
{
    g_autoptr (JsonObject) answer = call (caller, name, chat, more);

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_true (practice_read_bool (answer, "result"));
}

static void
call_error (PortalCaller *caller, const char *name, gint64 chat, const char *more, guint status,
            const char *code)
{
    g_autoptr (JsonObject) answer = call (caller, name, chat, more);

    portal_caller_assert_error (caller, answer, status, code);
}

static gboolean
has_bot (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);

    for (guint i = 0; i < practice_read_length (state, "members"); i++) {
        g_autofree char *path = g_strdup_printf ("members/%u", i);

        if (practice_read_int (state, path) == BOT)
            return TRUE;
    }
    return FALSE;
}

static void
test_take (PortalCaller *caller, gconstpointer unused)
{
    g_autofree char *line = practice_portal_describe (caller->portal);
    g_autoptr (JsonObject) described = practice_read_parse (line, strlen (line));
    gint64 chat = new_taken (caller);

    g_assert_cmpint (practice_read_int (described, "bot/id"), ==, BOT);
    g_assert_cmpstr (practice_read_string (described, "bot/client_id"), ==, "practice-bot");
    portal_caller_assert_state (caller, chat, 0, BOT, 0);
    g_assert_true (has_bot (caller, chat));
    /* A bot may take its time. */
    portal_caller_control (caller, "advance", "{\"seconds\":7200}");
    portal_caller_assert_state (caller, chat, 0, BOT, 0);
    /* Whoever answers takes it from the bot. */
    portal_caller_call_true (caller, 30, "imopenlines.operator.answer", chat);
    portal_caller_assert_state (caller, chat, 10, 30, 0);
    g_assert_false (has_bot (caller, chat));
}

static void
test_operator (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);

    call_error (caller, "operator", 0, "", 400, "CHAT_ID_EMPTY");
    call_error (caller, "operator", 424242, "", 400, "WRONG_CHAT");
    call_true (caller, "operator", chat, "");
    portal_caller_assert_state (caller, chat, 5, 0, 28);
    g_assert_false (has_bot (caller, chat));
    json_object_unref (portal_caller_get_told (caller, 28, "chatUserAdd"));
    call_error (caller, "operator", chat, "", 400, "WRONG_CHAT");
    portal_caller_call_true (caller, 28, "imopenlines.operator.answer", chat);
    call_error (caller, "operator", chat, "", 400, "WRONG_CHAT");
    portal_caller_assert_state (caller, chat, 10, 28, 0);
}

/* (transfer full) */
static JsonObject *
get_last_message (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);
    g_autofree char *path =
        g_strdup_printf ("messages/%u", practice_read_length (state, "messages") - 1);

    return practice_read_object (state, path);
}

static void
test_message (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) message = NULL;
    g_autoptr (JsonObject) welcome = NULL;
    g_autoptr (JsonObject) before = NULL;
    g_autoptr (JsonObject) after = NULL;

    call_error (caller, "message.send", 0, ",\"MESSAGE\":\"Hello\"", 400, "CHAT_ID_EMPTY");
    portal_caller_call_true (caller, 28, "imopenlines.session.join", chat);
    portal_caller_forget_news (caller);
    call_true (caller, "message.send", chat,
               ",\"NAME\":\"DEFAULT\",\"MESSAGE\":\"We open at nine\"");
    message = get_last_message (caller, chat);
    g_assert_cmpint (practice_read_int (message, "author"), ==, 0);
    g_assert_cmpstr (practice_read_string (message, "text"), ==, "We open at nine");
    g_assert_true (practice_read_bool (message, "delivered"));
    g_assert_cmpstr (practice_read_string (message, "params/CLASS"), ==,
                     "bx-messenger-content-item-ol-output");
    portal_caller_assert_told (caller, 28, "messageChat");
    portal_caller_assert_state (caller, chat, 0, BOT, 0);
    call_true (caller, "message.send", chat, ",\"NAME\":\"WELCOME\"");
    welcome = get_last_message (caller, chat);
    g_assert_cmpint (practice_read_int (welcome, "id"), >, practice_read_int (message, "id"));
    /* `true`, and nothing done. */
    before = portal_caller_get_state (caller, chat);
    call_true (caller, "message.send", chat, ",\"NAME\":\"DEFAULT\",\"MESSAGE\":\"\"");
    call_true (caller, "message.send", chat, ",\"MESSAGE\":\"Nameless\"");
    call_true (caller, "message.send", 424242, ",\"MESSAGE\":\"Hello\"");
    after = portal_caller_get_state (caller, chat);
    g_assert_cmpuint (practice_read_length (after, "messages"), ==,
                      practice_read_length (before, "messages"));
}

static void
test_transfer_codes (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 other = portal_caller_new_customer (caller, 9);

    call_error (caller, "transfer", 0, ",\"USER_ID\":30" CLIENT, 400, "CHAT_ID_EMPTY");
    call_error (caller, "transfer", chat, CLIENT, 400, "TRANSFER_ID_EMPTY");
    call_error (caller, "transfer", chat, ",\"USER_ID\":0" CLIENT, 400, "USER_ID_EMPTY");
    call_error (caller, "transfer", chat, ",\"QUEUE_ID\":0" CLIENT, 400, "QUEUE_ID_EMPTY");
    call_error (caller, "transfer", chat, ",\"USER_ID\":30", 403, "ACCESS_DENIED");
    call_error (caller, "transfer", chat, ",\"USER_ID\":30,\"CLIENT_ID\":\"other\"", 400,
                "BOT_ID_ERROR");
    call_error (caller, "transfer", chat, ",\"USER_ID\":32" CLIENT, 400, "OPERATOR_WRONG");
    call_error (caller, "transfer", chat, ",\"QUEUE_ID\":8" CLIENT, 400, "OPERATOR_WRONG");
    call_error (caller, "transfer", other, ",\"USER_ID\":30" CLIENT, 400, "OPERATOR_WRONG");
    portal_caller_assert_state (caller, chat, 0, BOT, 0);
}

static void
test_transfer (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 second = new_taken (caller);
    gint64 third = new_taken (caller);

    call_true (caller, "transfer", chat, ",\"USER_ID\":30,\"LEAVE\":\"Y\"" CLIENT);
    portal_caller_assert_state (caller, chat, 10, 30, 0);
    g_assert_false (has_bot (caller, chat));
    json_object_unref (portal_caller_get_told (caller, 30, "updateSessionStatus"));
    call_true (caller, "transfer", second, ",\"QUEUE_ID\":7" CLIENT);
    portal_caller_assert_state (caller, second, 5, 0, 27);
    g_assert_true (has_bot (caller, second));
    call_true (caller, "transfer", third, ",\"TRANSFER_ID\":\"queue7\",\"LEAVE\":\"Y\"" CLIENT);
    portal_caller_assert_state (caller, third, 5, 0, 28);
    g_assert_false (has_bot (caller, third));
}

static void
test_finish (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 other = portal_caller_new_customer (caller, 9);

    call_error (caller, "finish", 0, CLIENT, 400, "CHAT_ID_EMPTY");
    call_error (caller, "finish", chat, "", 403, "ACCESS_DENIED");
    call_error (caller, "finish", chat, ",\"CLIENT_ID\":\"other\"", 400, "BOT_ID_ERROR");
    portal_caller_assert_state (caller, chat, 0, BOT, 0);
    call_true (caller, "finish", chat, CLIENT);
    portal_caller_assert_state (caller, chat, 60, 0, 0);
    /* `true`, and nothing done: it is not there. */
    call_true (caller, "finish", other, CLIENT);
    portal_caller_assert_state (caller, other, 0, 0, 28);
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-bot/take", test_take);
    ADD ("/portal-bot/operator", test_operator);
    ADD ("/portal-bot/message", test_message);
    ADD ("/portal-bot/transfer-codes", test_transfer_codes);
    ADD ("/portal-bot/transfer", test_transfer);
    ADD ("/portal-bot/finish", test_finish);
    return g_test_run ();
}
