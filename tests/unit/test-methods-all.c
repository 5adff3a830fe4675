/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Every method an operator's commands need is called by one of our functions, under the name the
 * portal knows it by. What the calls do is for the other tests. */

#include <locale.h>

#include "b24-bot.h"
#include "b24-chat.h"
#include "b24-crm.h"
#include "b24-dialogs.h"
#include "b24-features.h"
#include "b24-json.h"
#include "b24-lines.h"
#include "b24-messages.h"
#include "b24-operator.h"
#include "b24-people.h"
#include "b24-presence.h"
#include "b24-quick.h"
#include "b24-session.h"
#include "calls.h"

static void
probe (B24Rest *rest, gint64 unused, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer user_data)
{
    b24_features_probe_async (rest, cancellable, callback, user_data);
}

static void
unpin_all (B24Rest *rest, gint64 unused, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
    b24_session_pin_all_async (rest, FALSE, cancellable, callback, user_data);
}

static void
search_people (B24Rest *rest, gint64 unused, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
    b24_people_search_async (rest, "Maria", cancellable, callback, user_data);
}

static gboolean
searched_people (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (GPtrArray) users = b24_people_search_finish (rest, result, error);

    return users != NULL;
}

static void
list_lines (B24Rest *rest, gint64 unused, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_lines_list_async (rest, cancellable, callback, user_data);
}

static gboolean
listed_lines (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (GPtrArray) lines = b24_lines_list_finish (rest, result, error);

    return lines != NULL;
}

static void
start_pause (B24Rest *rest, gint64 unused, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
    b24_presence_set_paused_async (rest, TRUE, cancellable, callback, user_data);
}

static void
stop_pause (B24Rest *rest, gint64 unused, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_presence_set_paused_async (rest, FALSE, cancellable, callback, user_data);
}

static void
ask_paused (B24Rest *rest, gint64 unused, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_presence_is_paused_async (rest, cancellable, callback, user_data);
}

static gboolean
asked_paused (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_presence_is_paused_finish (rest, result, error) >= 0;
}

typedef struct {
    const char *method;
    StartCall call;
    FinishCall finish;
} Row;

#define V2 "imopenlines.v2.Session."

/* clang-format off */
static const Row newer[] = {
    { V2 "answer", b24_operator_answer_async, b24_operator_answer_finish },
    { V2 "skip", b24_operator_skip_async, b24_operator_skip_finish },
    { V2 "markSpam", b24_operator_spam_async, b24_operator_spam_finish },
    { V2 "finish", b24_operator_finish_async, b24_operator_finish_finish },
    { V2 "finishAnother", b24_operator_finish_another_async, b24_operator_finish_another_finish },
    { V2 "transfer", calls_transfer_user, b24_operator_transfer_finish },
    { V2 "start", b24_session_start_async, b24_session_start_finish },
    { V2 "join", b24_session_join_async, b24_session_join_finish },
    { V2 "intercept", b24_session_intercept_async, b24_session_intercept_finish },
    { V2 "pin", calls_pin, b24_session_pin_finish },
    { V2 "unpin", calls_unpin, b24_session_pin_finish },
    { V2 "setSilentMode", calls_silent_on, b24_session_silent_finish },
};

static const Row classic[] = {
    { "imopenlines.operator.answer", b24_operator_answer_async, b24_operator_answer_finish },
    { "imopenlines.operator.skip", b24_operator_skip_async, b24_operator_skip_finish },
    { "imopenlines.operator.transfer", calls_transfer_user, b24_operator_transfer_finish },
    { "imopenlines.operator.transfer", calls_transfer_line, b24_operator_transfer_finish },
    { "imopenlines.operator.transfer", calls_transfer_id, b24_operator_transfer_finish },
    { "user.get", calls_get_person, calls_got_person },
    { "user.search", search_people, searched_people },
    { "imopenlines.config.list.get", list_lines, listed_lines },
    { "imopenlines.config.get", calls_get_line, calls_got_line },
    { "imopenlines.operator.finish", b24_operator_finish_async, b24_operator_finish_finish },
    { "imopenlines.operator.another.finish", b24_operator_finish_another_async, b24_operator_finish_another_finish },
    { "imopenlines.operator.spam", b24_operator_spam_async, b24_operator_spam_finish },
    { "imopenlines.session.start", b24_session_start_async, b24_session_start_finish },
    { "imopenlines.message.session.start", calls_start_from, b24_session_start_from_finish },
    { "imopenlines.session.join", b24_session_join_async, b24_session_join_finish },
    { "im.chat.leave", b24_chat_leave_async, b24_chat_leave_finish },
    { "imopenlines.session.intercept", b24_session_intercept_async, b24_session_intercept_finish },
    { "im.chat.user.add", calls_invite, b24_chat_invite_finish },
    { "imopenlines.session.open", calls_open_code, calls_opened },
    { "imopenlines.dialog.get", calls_get_dialog, calls_got_dialog },
    { "imopenlines.dialog.get", calls_find_dialog, calls_found_dialog },
    { "imopenlines.crm.chat.get", calls_crm_chats, calls_got_crm_chats },
    { "im.dialog.messages.get", calls_get_page, calls_got_page },
    { "imopenlines.session.history.get", calls_chat_history, calls_got_history },
    { "im.dialog.messages.search", calls_find, calls_found },
    { "im.search.chat.list", calls_search_dialogs, calls_searched_dialogs },
    { "im.message.add", calls_say_hello, calls_said },
    { "imopenlines.session.mode.silent", calls_silent_on, b24_session_silent_finish },
    { "imopenlines.session.mode.pin", calls_pin, b24_session_pin_finish },
    { "imopenlines.session.mode.unpin", calls_unpin, b24_session_pin_finish },
    { "imopenlines.session.mode.pinAll", calls_pin_all, calls_pinned_all },
    { "imopenlines.session.mode.unpinAll", unpin_all, calls_pinned_all },
    { "im.message.update", calls_update, b24_messages_update_finish },
    { "im.message.delete", b24_messages_delete_async, b24_messages_delete_finish },
    { "im.message.like", calls_like, b24_messages_like_finish },
    { "imopenlines.message.quick.save", calls_save_quick, b24_quick_save_finish },
    { "lists.element.get", calls_list_quick, calls_listed_quick },
    { "imopenlines.session.head.vote", calls_vote, b24_session_vote_head_finish },
    { "imopenlines.crm.lead.create", b24_crm_create_lead_async, b24_crm_create_lead_finish },
    { "im.dialog.users.list", b24_dialogs_members_async, calls_got_members },
    { "im.user.get", b24_people_card_async, calls_got_card },
    { "imopenlines.bot.session.finish", calls_bot_finish, b24_bot_finish_finish },
    { "imopenlines.bot.session.operator", b24_bot_free_async, b24_bot_free_finish },
    { "imopenlines.bot.session.transfer", calls_bot_transfer_user, b24_bot_transfer_finish },
    { "imopenlines.bot.session.message.send", calls_bot_say, b24_bot_say_finish },
    { "im.message.command", calls_press, b24_messages_press_finish },
    { "imopenlines.operator.pause.start", start_pause, b24_presence_set_paused_finish },
    { "imopenlines.operator.pause.stop", stop_pause, b24_presence_set_paused_finish },
    { "imopenlines.operator.pause.get", ask_paused, asked_paused },
    { "imopenlines.operator.pause.getAll", calls_list_paused, calls_listed_paused },
};
/* clang-format on */

static gint64
count (Desk *desk, const char *counter, const char *method)
{
    g_autoptr (JsonObject) state = practice_portal_control (desk->portal, "state", NULL);

    /* The older ones are counted in small letters. */
    return b24_json_node_int (b24_json_get_any_case (b24_json_get_object (state, counter), method),
                              0);
}

/* Refused or not: the portal has the method, it was called once, and nothing else was. */
static void
assert_called (Desk *desk, const Row *row, gint64 chat)
{
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", row->method);
    desk_take_requests (desk);
    calls_run (desk, row->call, row->finish, chat, &error);
    g_assert_cmpint (count (desk, "requests", row->method), ==, 1);
    g_assert_false (g_error_matches (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND));
    g_assert_false (g_error_matches (error, B24_ERROR, B24_ERROR_INSUFFICIENT_SCOPE));
    g_assert_false (g_error_matches (error, B24_ERROR, B24_ERROR_UNKNOWN_CODE));
    g_assert_false (g_error_matches (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE));
    g_assert_cmpint (desk_take_requests (desk), ==, 1);
}

static void
test_classic (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    desk_control (desk, "scopes",
                  "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\",\"user\",\"lists\"]}");
    for (gsize i = 0; i < G_N_ELEMENTS (classic); i++)
        assert_called (desk, &classic[i], chat);
}

static void
test_newer (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    desk_control (desk, "v2-sessions", "{\"available\":true}");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    g_assert_cmpint (count (desk, "batched", "method.get"), >, 0);
    g_assert_cmpint (count (desk, "batched", "method.get"), <=, 50);
    for (gsize i = 0; i < G_N_ELEMENTS (newer); i++)
        assert_called (desk, &newer[i], chat);
}

/* A webhook that may not use user.search finds colleagues all the same. */
static void
test_other_search (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);

    desk_control (desk, "scopes", "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\"]}");
    calls_assert_done (desk, search_people, searched_people, 0);
    g_assert_cmpint (count (desk, "requests", "im.search.user.list"), ==, 1);
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/methods-all/classic", test_classic);
    g_test_add_func ("/methods-all/newer", test_newer);
    g_test_add_func ("/methods-all/other-search", test_other_search);
    return g_test_run ();
}
