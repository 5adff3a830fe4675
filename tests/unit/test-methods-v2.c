/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What operators and sessions do, where the portal has the newer methods: the same effects as with
 * the older ones, and the reasons of refusals. */

#include <locale.h>

#include "b24-features.h"
#include "b24-json.h"
#include "b24-operator.h"
#include "b24-session.h"
#include "calls.h"

static void
probe (B24Rest *rest, gint64 unused, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer user_data)
{
    b24_features_probe_async (rest, cancellable, callback, user_data);
}

static Desk *
new_newer (void)
{
    Desk *desk = desk_new (KIM);

    desk_control (desk, "v2-sessions", "{\"available\":true}");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    return desk;
}

static void
add_older (const char *key, JsonNode *value, gpointer user_data)
{
    static const char *const newer[] = {
        "imopenlines.operator.answer",
        "imopenlines.operator.skip",
        "imopenlines.operator.spam",
        "imopenlines.operator.finish",
        "imopenlines.operator.another.finish",
        "imopenlines.operator.transfer",
        "imopenlines.session.start",
        "imopenlines.session.join",
        "imopenlines.session.intercept",
        "imopenlines.session.mode.pin",
        "imopenlines.session.mode.unpin",
        "imopenlines.session.mode.silent",
        NULL,
    };

    if (g_strv_contains (newer, key))
        *(guint *) user_data += 1;
}

/* All of it went the newer way. */
static void
assert_newer_only (Desk *desk)
{
    g_autoptr (JsonObject) state = practice_portal_control (desk->portal, "state", NULL);
    guint older = 0;

    b24_json_foreach (b24_json_get (state, "requests"), add_older, &older);
    g_assert_cmpuint (older, ==, 0);
}

static void
test_operator (void)
{
    g_autoptr (Desk) desk = new_newer ();
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 other;

    calls_assert_done (desk, b24_operator_answer_async, b24_operator_answer_finish, chat);
    calls_assert_chat (desk, chat, KIM, 10);
    /* `null` */
    calls_assert_refused (desk, b24_operator_answer_async, b24_operator_answer_finish, chat,
                          B24_ERROR_EMPTY);
    calls_assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    calls_assert_chat (desk, chat, 0, 60);
    calls_assert_refused (desk, b24_operator_finish_async, b24_operator_finish_finish, chat,
                          B24_ERROR_NOT_LOAD_SESSION_OR_CHAT);
    calls_assert_refused (desk, b24_operator_skip_async, b24_operator_skip_finish, chat,
                          B24_ERROR_EMPTY);
    chat = desk_customer (desk, "Bob", SUPPORT);
    calls_assert_done (desk, b24_operator_skip_async, b24_operator_skip_finish, chat);
    calls_assert_chat (desk, chat, 0, 5);
    chat = desk_customer (desk, "Cid", SUPPORT);
    calls_assert_done (desk, b24_operator_spam_async, b24_operator_spam_finish, chat);
    calls_assert_chat (desk, chat, 0, 65);
    other = calls_new_taken (desk, "Dan", MARIA);
    calls_assert_refused (desk, b24_operator_finish_async, b24_operator_finish_finish, other,
                          B24_ERROR_USER_NOT_OPERATOR);
    calls_assert_done (desk, b24_operator_finish_another_async, b24_operator_finish_another_finish,
                       other);
    calls_assert_chat (desk, other, 0, 60);
    calls_assert_refused (desk, b24_operator_finish_another_async,
                          b24_operator_finish_another_finish, other,
                          B24_ERROR_NOT_LOAD_SESSION_OR_CHAT);
    calls_assert_refused (desk, b24_operator_answer_async, b24_operator_answer_finish, 0,
                          B24_ERROR_CHAT_ID);
    calls_assert_refused (desk, b24_operator_spam_async, b24_operator_spam_finish, 999999,
                          B24_ERROR_CHAT_ID);
    assert_newer_only (desk);
}

static void
test_transfer (void)
{
    g_autoptr (Desk) desk = new_newer ();
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    calls_assert_refused (desk, calls_transfer_self, b24_operator_transfer_finish, chat,
                          B24_ERROR_SELF_TRANSFER_FAIL);
    calls_assert_refused (desk, calls_transfer_nobody, b24_operator_transfer_finish, chat,
                          B24_ERROR_TRANSFER_FAIL);
    calls_assert_refused (desk, calls_transfer_no_line, b24_operator_transfer_finish, chat,
                          B24_ERROR_TRANSFER_FAIL);
    calls_assert_refused (desk, calls_transfer_no_id, b24_operator_transfer_finish, chat,
                          B24_ERROR_TRANSFER_ID_EMPTY);
    calls_assert_refused (desk, calls_transfer_user, b24_operator_transfer_finish, 0,
                          B24_ERROR_CHAT_ID);
    calls_assert_done (desk, calls_transfer_user, b24_operator_transfer_finish, chat);
    calls_assert_chat (desk, chat, MARIA, 10);
    chat = desk_customer (desk, "Bob", SUPPORT);
    calls_assert_done (desk, calls_transfer_line, b24_operator_transfer_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "line"), ==, SALES);
    chat = desk_customer (desk, "Cid", SUPPORT);
    calls_assert_done (desk, calls_transfer_id, b24_operator_transfer_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "line"), ==, SALES);
    assert_newer_only (desk);
}

static void
test_session (void)
{
    g_autoptr (Desk) desk = new_newer ();
    gint64 chat = calls_new_taken (desk, "Ann", MARIA);
    gint64 session;

    calls_assert_refused (desk, calls_pin, b24_session_pin_finish, chat,
                          B24_ERROR_USER_NOT_OPERATOR);
    calls_assert_done (desk, b24_session_join_async, b24_session_join_finish, chat);
    calls_assert_chat (desk, chat, MARIA, 10);
    calls_assert_done (desk, b24_session_intercept_async, b24_session_intercept_finish, chat);
    calls_assert_chat (desk, chat, KIM, 10);
    calls_assert_done (desk, calls_pin, b24_session_pin_finish, chat);
    g_assert_true (calls_chat_flag (desk, chat, "pinned"));
    calls_assert_done (desk, calls_unpin, b24_session_pin_finish, chat);
    g_assert_false (calls_chat_flag (desk, chat, "pinned"));
    calls_assert_done (desk, calls_silent_on, b24_session_silent_finish, chat);
    g_assert_true (calls_chat_flag (desk, chat, "silent"));
    calls_assert_done (desk, calls_silent_off, b24_session_silent_finish, chat);
    g_assert_false (calls_chat_flag (desk, chat, "silent"));
    session = calls_chat_int (desk, chat, "session");
    calls_assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    calls_assert_done (desk, b24_session_start_async, b24_session_start_finish, chat);
    calls_assert_chat (desk, chat, KIM, 10);
    g_assert_cmpint (calls_chat_int (desk, chat, "session"), !=, session);
    calls_assert_refused (desk, b24_session_intercept_async, b24_session_intercept_finish, 999999,
                          B24_ERROR_CHAT_ID);
    calls_assert_refused (desk, b24_session_join_async, b24_session_join_finish, 0,
                          B24_ERROR_CHAT_ID);
    assert_newer_only (desk);
}

/* `{"result":false}` and answers that are none. */
static void
test_strange (void)
{
    g_autoptr (Desk) desk = new_newer ();
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (GError) error = NULL;

    desk_control (desk, "fault",
                  "{\"kind\":\"true-nothing\",\"method\":\"imopenlines.v2.Session.answer\"}");
    calls_assert_done (desk, b24_operator_answer_async, b24_operator_answer_finish, chat);
    calls_assert_chat (desk, chat, 0, 0);
    desk_control (desk, "faults-clear", NULL);
    desk_control (desk, "fault",
                  "{\"kind\":\"html\",\"method\":\"imopenlines.v2.Session.answer\",\"times\":1}");
    g_assert_false (
        calls_run (desk, b24_operator_answer_async, b24_operator_answer_finish, chat, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_NOT_JSON);
    assert_newer_only (desk);
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/methods-v2/operator", test_operator);
    g_test_add_func ("/methods-v2/transfer", test_transfer);
    g_test_add_func ("/methods-v2/session", test_session);
    g_test_add_func ("/methods-v2/strange", test_strange);
    return g_test_run ();
}
