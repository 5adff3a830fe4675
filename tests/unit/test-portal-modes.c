/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-modes — what session methods of the practice portal do in the corners: nothing to do,
 * nobody who may, nothing open.
 */

#include "portal-caller.h"

#define SESSION "imopenlines.session."

/* A dialog of line 9 that Maria (28) has. */
static gint64
new_taken (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 9);

    portal_caller_call_true (caller, 28, "imopenlines.operator.answer", chat);
    portal_caller_forget_news (caller);
    return chat;
}

static JsonObject *
open_by_code (PortalCaller *caller, gint64 operator_id, gint64 chat)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);

    return portal_caller_call (caller, operator_id, SESSION "open", "{\"USER_CODE\":\"%s\"}",
                               practice_read_string (state, "entity_id"));
}

static void
test_open (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, chat);
    g_autoptr (JsonObject) owner = open_by_code (caller, 28, chat);
    g_autoptr (JsonObject) colleague = open_by_code (caller, 30, chat);
    g_autoptr (JsonObject) stranger = NULL;
    g_autoptr (JsonObject) guest = NULL;
    g_autoptr (JsonObject) unknown = NULL;

    g_assert_cmpstr (practice_read_string (owner, "result/chatId"), ==, id);
    g_assert_cmpstr (practice_read_string (colleague, "result/chatId"), ==, id);
    portal_caller_assert_told (caller, 28, "");
    stranger = open_by_code (caller, 27, chat);
    portal_caller_assert_error (caller, stranger, 400, "ACCESS_DENIED");
    guest = open_by_code (caller, 33, chat);
    portal_caller_assert_error (caller, guest, 400, "");
    unknown = portal_caller_call (caller, 28, SESSION "open", "{\"USER_CODE\":\"livechat|9|1|2\"}");
    portal_caller_assert_error (caller, unknown, 400, "ACCESS_DENIED");
}

static void
test_start_joins (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) state = NULL;

    portal_caller_call_true (caller, 30, SESSION "start", chat);
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpint (practice_read_int (state, "session"), ==, 5520);
    g_assert_cmpint (practice_read_int (state, "members/2"), ==, 30);
    json_object_unref (portal_caller_get_told (caller, 28, "chatUserAdd"));
    portal_caller_call_error (caller, 27, SESSION "start", chat, "ACCESS_DENIED");
    portal_caller_call_error (caller, 27, SESSION "join", chat, "ACCESS_DENIED");
    portal_caller_call_error (caller, 28, SESSION "join", 0, "CHAT_ID");
    portal_caller_call_error (caller, 28, SESSION "join", 70, "CHAT_TYPE");
    /* He is in already. */
    portal_caller_forget_news (caller);
    portal_caller_call_true (caller, 30, SESSION "join", chat);
    portal_caller_assert_told (caller, 28, "");
}

static void
test_intercept_own (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);

    portal_caller_call_true (caller, 28, SESSION "intercept", chat);
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    portal_caller_assert_told (caller, 28, "");
    portal_caller_call_error (caller, 28, SESSION "intercept", 70, "OPERATOR_WRONG");
    portal_caller_call_true (caller, 30, SESSION "intercept", chat);
    json_object_unref (portal_caller_get_told (caller, 28, "chatUserLeave"));
    json_object_unref (portal_caller_get_told (caller, 30, "chatOwner"));
}

static gboolean
is_pinned (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);

    return practice_read_bool (state, "pinned");
}

static void
test_pin (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) off = NULL;

    portal_caller_call_error (caller, 28, SESSION "mode.pin", 0, "CHAT_ID_EMPTY");
    portal_caller_call_error (caller, 27, SESSION "mode.pin", chat, "ACCESS_DENIED");
    portal_caller_call_error (caller, 30, SESSION "mode.unpin", chat, "");
    portal_caller_call_true (caller, 28, SESSION "mode.pin", chat);
    g_assert_true (is_pinned (caller, chat));
    json_object_unref (portal_caller_get_told (caller, 28, "updateSessionStatus"));
    off = portal_caller_call (caller, 28, SESSION "mode.pin",
                              "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"ACTIVATE\":\"N\"}", chat);
    g_assert_true (practice_read_bool (off, "result"));
    g_assert_false (is_pinned (caller, chat));
    portal_caller_call_true (caller, 28, "imopenlines.operator.finish", chat);
    portal_caller_call_error (caller, 28, SESSION "mode.pin", chat, "");
    portal_caller_call_error (caller, 28, SESSION "mode.unpin", chat, "");
}

/* Only one's own, and only those that are being worked on. */
static void
test_pin_all (PortalCaller *caller, gconstpointer unused)
{
    gint64 own = new_taken (caller);
    gint64 closing;
    gint64 foreign = new_taken (caller);
    g_autoptr (JsonObject) all = NULL;
    g_autoptr (JsonObject) none = NULL;

    portal_caller_call_true (caller, 30, SESSION "intercept", foreign);
    portal_caller_control (caller, "line", "{\"id\":9,\"vote\":true}");
    closing = new_taken (caller);
    portal_caller_call_true (caller, 28, "imopenlines.operator.finish", closing);
    portal_caller_assert_state (caller, closing, 50, 28, 0);
    all = portal_caller_call (caller, 28, SESSION "mode.pinAll", "{}");
    g_assert_cmpuint (practice_read_length (all, "result"), ==, 1);
    g_assert_cmpint (practice_read_int (all, "result/0"), ==, 5520);
    g_assert_true (is_pinned (caller, own));
    g_assert_false (is_pinned (caller, foreign));
    g_assert_false (is_pinned (caller, closing));
    none = portal_caller_call (caller, 27, SESSION "mode.unpinAll", "{}");
    g_assert_true (practice_read_is_array (none, "result"));
    g_assert_cmpuint (practice_read_length (none, "result"), ==, 0);
}

static void
write_answer (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) sent = portal_caller_call (
        caller, 28, "im.message.add",
        "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Anything else?\"}", chat);

    g_assert_cmpuint (caller->status, ==, 200);
}

static void
test_pinned_stays (PortalCaller *caller, gconstpointer unused)
{
    gint64 pinned;
    gint64 other;

    portal_caller_control (caller, "advance", "{\"still\":true,\"seconds\":0}");
    pinned = new_taken (caller);
    other = new_taken (caller);
    portal_caller_call_true (caller, 28, SESSION "mode.pin", pinned);
    write_answer (caller, pinned);
    write_answer (caller, other);
    portal_caller_control (caller, "advance", "{\"seconds\":14400}");
    portal_caller_assert_state (caller, other, 60, 0, 0);
    portal_caller_assert_state (caller, pinned, 40, 28, 0);
    portal_caller_control (caller, "advance", "{\"seconds\":590400}");
    portal_caller_assert_state (caller, pinned, 60, 0, 0);
}

/* Nothing but a capital Y turns it on; who is no operator may, too. */
static void
test_silent (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) small = NULL;
    g_autoptr (JsonObject) on = NULL;
    g_autoptr (JsonObject) state = NULL;

    small = portal_caller_call (caller, 30, SESSION "mode.silent",
                                "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"ACTIVATE\":\"y\"}", chat);
    g_assert_true (practice_read_bool (small, "result"));
    portal_caller_assert_told (caller, 28, "");
    on = portal_caller_call (caller, 30, SESSION "mode.silent",
                             "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"ACTIVATE\":\"Y\"}", chat);
    g_assert_true (practice_read_bool (on, "result"));
    portal_caller_assert_told (caller, 28, "chatUpdateParams messageChat");
    portal_caller_call_error (caller, 27, SESSION "mode.silent", chat, "ACCESS_DENIED");
    portal_caller_call_true (caller, 28, "imopenlines.operator.finish", chat);
    state = portal_caller_get_state (caller, chat);
    g_assert_false (practice_read_bool (state, "silent"));
}

static void
test_start_from (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 first = portal_caller_customer_writes (caller, chat, "And another thing");
    g_autoptr (JsonObject) started = portal_caller_call (
        caller, 28, "imopenlines.message.session.start",
        "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"MESSAGE_ID\":%" G_GINT64_FORMAT "}", chat, first);
    g_autoptr (JsonObject) history = NULL;
    g_autoptr (JsonObject) nothing = NULL;
    g_autofree char *path = g_strdup_printf ("result/message/%" G_GINT64_FORMAT "/id", first);

    g_assert_true (practice_read_bool (started, "result"));
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    history = portal_caller_call (caller, 28, SESSION "history.get",
                                  "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);
    g_assert_cmpint (practice_read_int (history, "result/sessionId"), ==, 5521);
    g_assert_true (practice_read_has (history, path));
    /* `true`, and nothing done. */
    portal_caller_forget_news (caller);
    nothing = portal_caller_call (caller, 28, "imopenlines.message.session.start",
                                  "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"MESSAGE_ID\":1}", chat);
    g_assert_true (practice_read_bool (nothing, "result"));
    portal_caller_assert_told (caller, 28, "");
    portal_caller_call_error (caller, 27, "imopenlines.message.session.start", chat,
                              "ACCESS_DENIED");
}

static void
assert_found (PortalCaller *caller, gint64 operator_id, gint64 chat, const char *params)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (caller, operator_id, "imopenlines.dialog.get", "%s", params);

    if (chat != 0)
        g_assert_cmpint (practice_read_int (answer, "result/id"), ==, chat);
    else
        portal_caller_assert_error (caller, answer, 400, "ACCESS_ERROR");
}

static void
test_dialog (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);
    const char *code = practice_read_string (state, "entity_id");
    g_autofree char *bare = g_strdup_printf ("{\"USER_CODE\":\"%s\"}", code);
    g_autofree char *full = g_strdup_printf ("{\"USER_CODE\":\"imol|%s\"}", code);
    g_autofree char *id = g_strdup_printf ("{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"}", chat);

    assert_found (caller, 28, chat, bare);
    assert_found (caller, 28, chat, full);
    assert_found (caller, 30, chat, id);
    assert_found (caller, 28, chat, "{\"SESSION_ID\":5520}");
    assert_found (caller, 27, 0, bare);
    assert_found (caller, 28, 0, "{\"SESSION_ID\":4711}");
    assert_found (caller, 28, 0, "{\"CHAT_ID\":70}");
    assert_found (caller, 28, 0, "{}");
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-modes/open", test_open);
    ADD ("/portal-modes/start-joins", test_start_joins);
    ADD ("/portal-modes/intercept-own", test_intercept_own);
    ADD ("/portal-modes/pin", test_pin);
    ADD ("/portal-modes/pin-all", test_pin_all);
    ADD ("/portal-modes/pinned-stays", test_pinned_stays);
    ADD ("/portal-modes/silent", test_silent);
    ADD ("/portal-modes/start-from", test_start_from);
    ADD ("/portal-modes/dialog", test_dialog);
    return g_test_run ();
}
