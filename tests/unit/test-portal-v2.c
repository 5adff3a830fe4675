/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-v2 — which methods the practice portal has, and imopenlines.v2.Session.*: the same
 * effects as the older methods, and the reasons those keep to themselves.
 */

#include "portal-caller.h"

#define V2 "imopenlines.v2.Session."

static void
set_up (PortalCaller *caller, gconstpointer unused)
{
    portal_caller_set_up (caller, NULL);
    portal_caller_control (caller, "v2-sessions", "{}");
}

/* A dialog of line 9 that Maria (28) has. */
static gint64
new_taken (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 9);

    portal_caller_call_true (caller, 28, "imopenlines.operator.answer", chat);
    return chat;
}

static JsonObject *
call (PortalCaller *caller, gint64 operator_id, const char *name, gint64 chat, const char *more)
{
    g_autofree char *method = g_strconcat (V2, name, NULL);

    return portal_caller_call (caller, operator_id, method, "{\"chatId\":%" G_GINT64_FORMAT "%s}",
                               chat, more);
}

static void
call_done (PortalCaller *caller, gint64 operator_id, const char *name, gint64 chat,
           const char *more)
{
    g_autoptr (JsonObject) answer = call (caller, operator_id, name, chat, more);

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_true (practice_read_bool (answer, "result/result"));
}

static void
call_nothing (PortalCaller *caller, gint64 operator_id, const char *name, gint64 chat)
{
    g_autoptr (JsonObject) answer = call (caller, operator_id, name, chat, "");

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_true (JSON_NODE_HOLDS_NULL (practice_read_node (answer, "result")));
    g_assert_false (practice_read_has (answer, "error"));
}

static void
call_error (PortalCaller *caller, gint64 operator_id, const char *name, gint64 chat,
            const char *more, const char *code)
{
    g_autoptr (JsonObject) answer = call (caller, operator_id, name, chat, more);

    portal_caller_assert_error (caller, answer, 400, code);
}

static void
assert_existing (PortalCaller *caller, const char *method, gboolean existing)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (caller, 27, "method.get", "{\"name\":\"%s\"}", method);

    g_assert_cmpint (practice_read_bool (answer, "result/isExisting"), ==, existing);
    g_assert_cmpint (practice_read_bool (answer, "result/isAvailable"), ==, existing);
}

static void
test_missing (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) gone = NULL;
    g_autoptr (JsonObject) back = NULL;

    portal_caller_control (caller, "methods",
                           "{\"missing\":[\"IM.user.get\",\"imopenlines.revision.get\"]}");
    portal_caller_control (caller, "pausing", "{\"available\":false}");
    assert_existing (caller, "im.user.get", FALSE);
    assert_existing (caller, "imopenlines.operator.pause.get", FALSE);
    assert_existing (caller, "im.dialog.get", TRUE);
    /* Listed in small letters only. */
    assert_existing (caller, "imopenlines.session.mode.pinall", TRUE);
    assert_existing (caller, "imopenlines.session.mode.pinAll", FALSE);
    gone = portal_caller_call (caller, 27, "im.user.get", "{\"ID\":28}");
    portal_caller_assert_error (caller, gone, 404, "ERROR_METHOD_NOT_FOUND");
    /* Those named now, not those named before. */
    portal_caller_control (caller, "methods", "{\"missing\":[\"im.dialog.get\"]}");
    assert_existing (caller, "im.user.get", TRUE);
    assert_existing (caller, "im.dialog.get", FALSE);
    assert_existing (caller, "imopenlines.operator.pause.get", FALSE);
    portal_caller_control (caller, "methods", "{\"missing\":[]}");
    assert_existing (caller, "im.dialog.get", TRUE);
    assert_existing (caller, "imopenlines.operator.pause.get", TRUE);
    back = portal_caller_call (caller, 27, "im.user.get", "{\"ID\":28}");
    g_assert_cmpint (practice_read_int (back, "result/id"), ==, 28);
}

static void
test_knob (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) capitals = NULL;

    assert_existing (caller, V2 "answer", TRUE);
    capitals =
        portal_caller_call (caller, 27, "imopenlines.v2.session.answer", "{\"chatId\":1763}");
    portal_caller_assert_error (caller, capitals, 404, "ERROR_METHOD_NOT_FOUND");
    portal_caller_control (caller, "v2-sessions", "{\"available\":false}");
    assert_existing (caller, V2 "answer", FALSE);
}

static void
test_not_there_at_first (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) answer = call (caller, 27, "answer", 1763, "");

    portal_caller_assert_error (caller, answer, 404, "ERROR_METHOD_NOT_FOUND");
}

static void
test_access (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) by_dialog = NULL;
    g_autoptr (JsonObject) capitals = NULL;

    call_error (caller, 28, "answer", 0, "", "CHAT_ID");
    call_error (caller, 28, "finish", 70, "", "CHAT_TYPE");
    call_error (caller, 27, "transfer", chat, ",\"transferId\":\"29\"", "ACCESS_DENIED");
    call_error (caller, 33, "join", chat, "", "allowed_only_intranet_user");
    capitals = portal_caller_call (caller, 28, V2 "isSilentMode",
                                   "{\"CHATID\":%" G_GINT64_FORMAT "}", chat);
    portal_caller_assert_error (caller, capitals, 400, "CHAT_ID");
    by_dialog = portal_caller_call (caller, 28, V2 "finish",
                                    "{\"dialogId\":\"chat%" G_GINT64_FORMAT "\"}", chat);
    g_assert_true (practice_read_bool (by_dialog, "result/result"));
    portal_caller_assert_state (caller, chat, 60, 0, 0);
}

static void
test_answer_and_skip (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 9);

    call_done (caller, 28, "skip", chat, "");
    portal_caller_assert_state (caller, chat, 5, 0, 30);
    call_done (caller, 30, "answer", chat, "");
    portal_caller_assert_state (caller, chat, 10, 30, 0);
    call_nothing (caller, 28, "answer", chat);
    portal_caller_assert_state (caller, chat, 10, 30, 0);
    portal_caller_control (caller, "operator-pause", "{\"operator\":28}");
    call_nothing (caller, 30, "skip", chat);
    portal_caller_assert_state (caller, chat, 10, 30, 0);
}

static void
test_finish (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);

    call_error (caller, 30, "finish", chat, "", "ERROR_USER_NOT_OPERATOR");
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    portal_caller_forget_news (caller);
    call_done (caller, 28, "finish", chat, "");
    portal_caller_assert_state (caller, chat, 60, 0, 0);
    json_object_unref (portal_caller_get_told (caller, 28, "updateSessionStatus"));
    call_error (caller, 28, "finish", chat, "", "NOT_LOAD_SESSION_OR_CHAT");
    call_error (caller, 28, "finishAnother", chat, "", "NOT_LOAD_SESSION_OR_CHAT");
    call_done (caller, 28, "start", chat, "");
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    call_done (caller, 30, "finishAnother", chat, "");
    portal_caller_assert_state (caller, chat, 60, 0, 0);
}

static void
test_spam (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);

    call_done (caller, 28, "markSpam", chat, "");
    portal_caller_assert_state (caller, chat, 65, 0, 0);
    /* Nothing was open any more. */
    call_done (caller, 28, "markSpam", chat, "");
}

static void
test_transfer (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);

    call_error (caller, 28, "transfer", chat, "", "TRANSFER_ID_EMPTY");
    call_error (caller, 28, "transfer", chat, ",\"transferId\":\"28\"", "SELF_TRANSFER_FAIL");
    call_error (caller, 28, "transfer", chat, ",\"transferId\":\"32\"", "TRANSFER_FAIL");
    call_error (caller, 28, "transfer", chat, ",\"transferId\":\"queue8\"", "TRANSFER_FAIL");
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    call_done (caller, 28, "transfer", chat, ",\"transferId\":\"30\"");
    portal_caller_assert_state (caller, chat, 10, 30, 0);
    call_done (caller, 30, "transfer", chat, ",\"transferId\":\"queue7\"");
    portal_caller_assert_state (caller, chat, 5, 0, 27);
    call_done (caller, 27, "markSpam", chat, "");
    call_error (caller, 27, "transfer", chat, ",\"transferId\":\"29\"", "NOT_LOAD_SESSION_OR_CHAT");
}

static void
test_join_and_intercept (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 waiting = portal_caller_new_customer (caller, 9);
    g_autoptr (JsonObject) state = NULL;

    call_done (caller, 30, "join", chat, "");
    portal_caller_assert_state (caller, chat, 10, 28, 0);
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpuint (practice_read_length (state, "members"), ==, 3);
    call_done (caller, 30, "intercept", chat, "");
    portal_caller_assert_state (caller, chat, 10, 30, 0);
    call_done (caller, 30, "intercept", waiting, "");
    portal_caller_assert_state (caller, waiting, 0, 0, 28);
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

    call_error (caller, 30, "pin", chat, "", "ERROR_USER_NOT_OPERATOR");
    call_done (caller, 28, "pin", chat, "");
    g_assert_true (is_pinned (caller, chat));
    call_done (caller, 28, "unpin", chat, "");
    g_assert_false (is_pinned (caller, chat));
    call_done (caller, 28, "finish", chat, "");
    call_error (caller, 28, "pin", chat, "", "NOT_LOAD_SESSION_OR_CHAT");
}

static void
test_silent (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) before = call (caller, 28, "isSilentMode", chat, "");
    g_autoptr (JsonObject) after = NULL;

    g_assert_false (practice_read_bool (before, "result/result"));
    portal_caller_forget_news (caller);
    call_done (caller, 28, "setSilentMode", chat, ",\"silentMode\":\"Y\"");
    json_object_unref (portal_caller_get_told (caller, 28, "chatUpdateParams"));
    call_done (caller, 28, "isSilentMode", chat, "");
    call_done (caller, 28, "setSilentMode", chat, ",\"silentMode\":\"N\"");
    after = call (caller, 28, "isSilentMode", chat, "");
    g_assert_false (practice_read_bool (after, "result/result"));
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-v2/missing", test_missing);
    ADD ("/portal-v2/knob", test_knob);
    g_test_add ("/portal-v2/not-there-at-first", PortalCaller, NULL, portal_caller_set_up,
                test_not_there_at_first, portal_caller_tear_down);
    ADD ("/portal-v2/access", test_access);
    ADD ("/portal-v2/answer-and-skip", test_answer_and_skip);
    ADD ("/portal-v2/finish", test_finish);
    ADD ("/portal-v2/spam", test_spam);
    ADD ("/portal-v2/transfer", test_transfer);
    ADD ("/portal-v2/join-and-intercept", test_join_and_intercept);
    ADD ("/portal-v2/pin", test_pin);
    ADD ("/portal-v2/silent", test_silent);
    return g_test_run ();
}
