/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Every method against the practice portal: what it does there. */

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "b24-account.h"
#include "b24-dialogs.h"
#include "b24-error.h"
#include "b24-json.h"
#include "b24-lines.h"
#include "b24-messages.h"
#include "b24-operator.h"
#include "b24-people.h"
#include "b24-session.h"
#include "calls.h"
#include "desk.h"

static void
test_operator (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 other;

    calls_assert_done (desk, b24_operator_answer_async, b24_operator_answer_finish, chat);
    calls_assert_chat (desk, chat, KIM, 10);
    calls_assert_refused (desk, b24_operator_answer_async, b24_operator_answer_finish, chat,
                          B24_ERROR_EMPTY);
    calls_assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    calls_assert_chat (desk, chat, 0, 60);
    chat = desk_customer (desk, "Bob", SUPPORT);
    calls_assert_done (desk, b24_operator_skip_async, b24_operator_skip_finish, chat);
    calls_assert_chat (desk, chat, 0, 5);
    chat = desk_customer (desk, "Cid", SUPPORT);
    calls_assert_done (desk, b24_operator_spam_async, b24_operator_spam_finish, chat);
    calls_assert_chat (desk, chat, 0, 65);
    other = desk_customer (desk, "Dan", SUPPORT);
    desk_act (desk, "answer", MARIA, other);
    calls_assert_refused (desk, b24_operator_finish_async, b24_operator_finish_finish, other,
                          B24_ERROR_USER_NOT_OPERATOR);
    calls_assert_done (desk, b24_operator_finish_another_async, b24_operator_finish_another_finish,
                       other);
    calls_assert_chat (desk, other, 0, 60);
    calls_assert_refused (desk, b24_operator_finish_another_async,
                          b24_operator_finish_another_finish, other,
                          B24_ERROR_NOT_LOAD_SESSION_OR_CHAT);
}

/* The calls_vote request leaves the session at 50. */
static void
test_finish_vote (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (B24Dialog) dialog = NULL;

    desk_control (desk, "line", "{\"id\":7,\"vote\":true}");
    calls_assert_done (desk, b24_operator_answer_async, b24_operator_answer_finish, chat);
    desk_operator_write (desk, KIM, chat, "Bye");
    calls_assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "status"), ==, 50);
    b24_dialogs_get_async (desk->rest, chat, B24_PRIORITY_OPERATOR, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    dialog = b24_dialogs_get_finish (desk->rest, result, NULL);
    g_assert_cmpint (dialog->session_status, ==, 50);
    g_assert_cmpint (b24_dialog_get_standing (dialog, KIM), ==, B24_STANDING_CLOSED);
}

static void
test_transfer (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    calls_assert_refused (desk, calls_transfer_nobody, b24_operator_transfer_finish, chat,
                          B24_ERROR_USER_ID_EMPTY);
    calls_assert_refused (desk, calls_transfer_no_line, b24_operator_transfer_finish, chat,
                          B24_ERROR_QUEUE_ID_EMPTY);
    calls_assert_refused (desk, calls_transfer_no_id, b24_operator_transfer_finish, chat,
                          B24_ERROR_TRANSFER_ID_EMPTY);
    calls_assert_refused (desk, calls_transfer_user, b24_operator_transfer_finish, 0,
                          B24_ERROR_CHAT_ID_EMPTY);
    calls_assert_refused (desk, calls_transfer_self, b24_operator_transfer_finish, chat,
                          B24_ERROR_OPERATOR_WRONG);
    calls_assert_done (desk, calls_transfer_user, b24_operator_transfer_finish, chat);
    calls_assert_chat (desk, chat, MARIA, 10);
    chat = desk_customer (desk, "Bob", SUPPORT);
    calls_assert_done (desk, calls_transfer_line, b24_operator_transfer_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "line"), ==, SALES);
    g_assert_cmpint (calls_chat_int (desk, chat, "owner"), ==, 0);
    chat = desk_customer (desk, "Cid", SUPPORT);
    calls_assert_done (desk, calls_transfer_id, b24_operator_transfer_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "line"), ==, SALES);
}

static void
test_session (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 session;

    calls_assert_refused (desk, calls_pin, b24_session_pin_finish, chat, B24_ERROR_EMPTY);
    desk_act (desk, "answer", MARIA, chat);
    calls_assert_done (desk, b24_session_join_async, b24_session_join_finish, chat);
    calls_assert_chat (desk, chat, MARIA, 10);
    calls_assert_done (desk, b24_session_intercept_async, b24_session_intercept_finish, chat);
    calls_assert_chat (desk, chat, KIM, 10);
    calls_assert_done (desk, calls_pin, b24_session_pin_finish, chat);
    g_assert_true (calls_chat_flag (desk, chat, "pinned"));
    calls_assert_done (desk, calls_unpin, b24_session_pin_finish, chat);
    g_assert_false (calls_chat_flag (desk, chat, "pinned"));
    calls_assert_done (desk, calls_pin_all, calls_pinned_all, chat);
    g_assert_true (calls_chat_flag (desk, chat, "pinned"));
    calls_assert_done (desk, calls_silent_on, b24_session_silent_finish, chat);
    g_assert_true (calls_chat_flag (desk, chat, "silent"));
    calls_assert_done (desk, calls_silent_off, b24_session_silent_finish, chat);
    g_assert_false (calls_chat_flag (desk, chat, "silent"));
    session = calls_chat_int (desk, chat, "session");
    calls_assert_done (desk, calls_session_history, calls_got_history, session);
    calls_assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    calls_assert_done (desk, b24_session_start_async, b24_session_start_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "owner"), ==, KIM);
    g_assert_cmpint (calls_chat_int (desk, chat, "session"), !=, session);
    calls_assert_done (desk, calls_start_from, b24_session_start_from_finish, chat);
    calls_assert_refused (desk, calls_vote, b24_session_vote_head_finish, 0,
                          B24_ERROR_EMPTY_SESSION_ID);
    calls_assert_refused (desk, calls_vote_nothing, b24_session_vote_head_finish, session,
                          B24_ERROR_EMPTY_VOTE_PARAMS);
    calls_assert_refused (desk, calls_vote, b24_session_vote_head_finish, 999999,
                          B24_ERROR_ACCESS_DENIED);
    calls_assert_refused (desk, b24_session_intercept_async, b24_session_intercept_finish, 0,
                          B24_ERROR_CHAT_ID_EMPTY);
    calls_assert_refused (desk, b24_session_intercept_async, b24_session_intercept_finish, 999999,
                          B24_ERROR_OPERATOR_WRONG);
}

static void
test_pin_all (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GArray) sessions = NULL;

    desk_act (desk, "answer", KIM, chat);
    b24_session_pin_all_async (desk->rest, TRUE, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    sessions = b24_session_pin_all_finish (desk->rest, result, NULL);
    g_assert_cmpuint (sessions->len, ==, 1);
    g_assert_cmpint (g_array_index (sessions, gint64, 0), ==,
                     calls_chat_int (desk, chat, "session"));
    g_clear_pointer (&sessions, g_array_unref);
    g_clear_object (&result);
    b24_session_pin_all_async (desk->rest, TRUE, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    sessions = b24_session_pin_all_finish (desk->rest, result, NULL);
    g_assert_cmpuint (sessions->len, ==, 0);
    g_clear_pointer (&sessions, g_array_unref);
    g_clear_object (&result);
    b24_session_pin_all_async (desk->rest, FALSE, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    sessions = b24_session_pin_all_finish (desk->rest, result, NULL);
    g_assert_cmpuint (sessions->len, ==, 1);
    g_assert_false (calls_chat_flag (desk, chat, "pinned"));
}

static void
test_open (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (JsonObject) object = desk_chat (desk, chat);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_session_open_async (desk->rest, b24_json_get_string (object, "entity_id"), NULL,
                            desk_take_result, &slot);
    result = desk_await (desk, &slot);
    g_assert_cmpint (b24_session_open_finish (desk->rest, result, NULL), ==, chat);
    calls_assert_refused (desk, calls_open_code, calls_opened, 0, B24_ERROR_ACCESS_DENIED);
}

static void
test_history (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 id = desk_write (desk, chat, "Hello?");
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (B24MessagePage) page = NULL;
    gboolean found = FALSE;

    desk_act (desk, "answer", KIM, chat);
    b24_session_history_async (desk->rest, 0, chat, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    page = b24_session_history_finish (desk->rest, result, NULL);
    g_assert_cmpint (page->chat_id, ==, chat);
    for (guint i = 0; i < page->messages->len; i++) {
        B24Message *message = g_ptr_array_index (page->messages, i);

        found = found || (message->id == id && g_str_equal (message->text, "Hello?") &&
                          g_hash_table_contains (page->users, &message->author_id));
    }
    g_assert_true (found);
    calls_assert_refused (desk, calls_session_history, calls_got_history, 0,
                          B24_ERROR_MISSING_REQUIRED_PARAM);
    calls_assert_refused (desk, calls_chat_history, calls_got_history, 999999,
                          B24_ERROR_INVALID_SESSION_ID);
    calls_assert_refused (desk, calls_session_history, calls_got_history, 999999,
                          B24_ERROR_ACCESS_DENIED);
}

static void
test_messages (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 first = desk_write (desk, chat, "one");
    gint64 sent[2];
    g_autoptr (B24MessagePage) after = NULL;
    g_autoptr (B24MessagePage) newest = NULL;

    calls_assert_refused (desk, calls_say_hello, calls_said, chat, B24_ERROR_CANCELED);
    calls_assert_refused (desk, calls_mark_read, b24_messages_read_finish, chat,
                          B24_ERROR_NO_ACCESS);
    desk_act (desk, "answer", KIM, chat);
    calls_assert_refused (desk, calls_say_nothing, calls_said, chat, B24_ERROR_MESSAGE_EMPTY);
    for (guint i = 0; i < 2; i++) {
        GAsyncResult *slot = NULL;
        g_autoptr (GAsyncResult) result = NULL;

        calls_say_hello (desk->rest, chat, NULL, desk_take_result, &slot);
        result = desk_await (desk, &slot);
        sent[i] = b24_messages_add_finish (desk->rest, result, NULL);
    }
    /* The same id twice is the same message. */
    g_assert_cmpint (sent[0], >, first);
    g_assert_cmpint (sent[0], ==, sent[1]);
    calls_assert_done (desk, calls_mark_read, b24_messages_read_finish, chat);
    {
        GAsyncResult *slot = NULL;
        g_autoptr (GAsyncResult) result = NULL;

        b24_messages_after_async (desk->rest, chat, first, B24_PRIORITY_NORMAL, NULL,
                                  desk_take_result, &slot);
        result = desk_await (desk, &slot);
        after = b24_messages_page_finish (desk->rest, result, NULL);
        g_clear_object (&result);
        b24_messages_before_async (desk->rest, chat, 0, 1, B24_PRIORITY_NORMAL, NULL,
                                   desk_take_result, &slot);
        result = desk_await (desk, &slot);
        newest = b24_messages_page_finish (desk->rest, result, NULL);
    }
    g_assert_cmpint (((B24Message *) g_ptr_array_index (after->messages, 0))->id, >, first);
    g_assert_false (after->full);
    g_assert_cmpuint (newest->messages->len, ==, 1);
    g_assert_true (newest->full);
    g_assert_cmpint (((B24Message *) g_ptr_array_index (newest->messages, 0))->id, ==, sent[0]);
    g_assert_cmpstr (((B24Message *) g_ptr_array_index (newest->messages, 0))->uuid, ==, UUID);
    calls_assert_refused (desk, calls_get_page, calls_got_page, 999999, B24_ERROR_ACCESS_ERROR);
}

static void
test_dialogs (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) dialogs = NULL;
    g_autoptr (GPtrArray) members = NULL;
    B24Dialog *dialog;

    b24_dialogs_list_async (desk->rest, B24_PRIORITY_NORMAL, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    dialogs = b24_dialogs_list_finish (desk->rest, result, NULL);
    g_assert_cmpuint (dialogs->len, ==, 1);
    dialog = g_ptr_array_index (dialogs, 0);
    g_assert_cmpint (dialog->chat_id, ==, chat);
    g_assert_cmpint (b24_dialog_get_standing (dialog, KIM), ==, B24_STANDING_WAITING);
    g_assert_cmpint (dialog->line_id, ==, SUPPORT);
    g_clear_object (&result);
    desk_act (desk, "answer", KIM, chat);
    b24_dialogs_members_async (desk->rest, chat, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    members = b24_dialogs_members_finish (desk->rest, result, NULL);
    g_assert_cmpuint (members->len, ==, 2);
    calls_assert_done (desk, calls_get_dialog, calls_got_dialog, chat);
    calls_assert_refused (desk, calls_get_dialog, calls_got_dialog, 999999, B24_ERROR_ACCESS_ERROR);
}

static void
test_lines (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) lines = NULL;
    g_autoptr (B24Line) line = NULL;

    b24_lines_list_async (desk->rest, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    lines = b24_lines_list_finish (desk->rest, result, NULL);
    g_assert_cmpuint (lines->len, ==, 2);
    g_assert_cmpstr (((B24Line *) g_ptr_array_index (lines, 0))->name, ==, "Sales");
    g_assert_cmpstr (((B24Line *) g_ptr_array_index (lines, 1))->name, ==, "Support");
    g_clear_object (&result);
    b24_lines_get_async (desk->rest, SUPPORT, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    line = b24_lines_get_finish (desk->rest, result, NULL);
    g_assert_cmpuint (line->queue->len, ==, 3);
    g_assert_cmpint (g_array_index (line->queue, gint64, 0), ==, KIM);
    calls_assert_refused (desk, calls_get_line, calls_got_line, 0, B24_ERROR_CONFIG_ID_EMPTY);
    calls_assert_refused (desk, calls_get_line, calls_got_line, 12345, B24_ERROR_ACCESS_DENIED);
}

static GPtrArray *
search (Desk *desk, const char *text, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_people_search_async (desk->rest, text, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_people_search_finish (desk->rest, result, error);
}

static void
test_people (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GPtrArray) found = search (desk, "Mari", NULL);
    g_autoptr (GPtrArray) nobody = search (desk, "Xyzzy", NULL);
    g_autoptr (GPtrArray) by_im = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpstr (((B24User *) g_ptr_array_index (found, 0))->name, ==, "Maria Lopez");
    g_assert_cmpuint (nobody->len, ==, 0);
    calls_assert_done (desk, calls_get_person, calls_got_person, MARIA);
    calls_assert_refused (desk, calls_get_person, calls_got_person, 999999,
                          B24_ERROR_USER_NOT_EXISTS);
    /* A webhook without the scope `user` searches by the messenger. */
    desk_control (desk, "scopes", "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\"]}");
    by_im = search (desk, "Maria", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (by_im->len, ==, 1);
    g_assert_cmpint (((B24User *) g_ptr_array_index (by_im, 0))->id, ==, MARIA);
}

static void
test_people_compare (void)
{
    B24User first = { .id = 1, .name = (char *) "Zoe", .online = TRUE };
    B24User second = { .id = 2, .name = (char *) "Ann" };
    B24User third = { .id = 3, .name = (char *) "Ann" };
    B24User *order[] = { &third, &second, &first };

    qsort (order, G_N_ELEMENTS (order), sizeof order[0], b24_people_compare);
    g_assert_true (order[0] == &first && order[1] == &second && order[2] == &third);
}

static GPtrArray *
list_people (Desk *desk, guint count, gint64 first)
{
    g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    GPtrArray *users;

    for (guint i = 0; i < count; i++) {
        gint64 id = first + i;

        g_array_append_val (ids, id);
    }
    b24_people_list_async (desk->rest, ids, B24_PRIORITY_NORMAL, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    users = b24_people_list_finish (desk->rest, result, &error);
    g_assert_no_error (error);
    return users;
}

/* Unknown ids are null values; many ids are one request. */
static void
test_people_list (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GPtrArray) none = list_people (desk, 0, 1);
    g_autoptr (GPtrArray) few = NULL;
    g_autoptr (GPtrArray) many = NULL;

    g_assert_cmpuint (none->len, ==, 0);
    g_assert_cmpint (desk_take_requests (desk), ==, 0);
    few = list_people (desk, 5, 25);
    g_assert_cmpuint (few->len, ==, 3);
    desk_take_requests (desk);
    many = list_people (desk, 1100, 20);
    g_assert_cmpuint (many->len, >=, 4);
    g_assert_cmpint (desk_take_requests (desk), ==, 1);
}

static void
test_account (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (B24User) me = NULL;
    g_auto (GStrv) scopes = NULL;

    b24_account_profile_async (desk->rest, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    me = b24_account_profile_finish (desk->rest, result, NULL);
    g_assert_cmpint (me->id, ==, KIM);
    g_assert_cmpstr (me->name, ==, "Kim Oh");
    g_clear_object (&result);
    desk_control (desk, "scopes", "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\"]}");
    b24_account_scope_async (desk->rest, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    scopes = b24_account_scope_finish (desk->rest, result, NULL);
    g_assert_cmpuint (g_strv_length (scopes), ==, 2);
    g_assert_true (g_strv_contains ((const char *const *) scopes, "imopenlines"));
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/methods/account", test_account);
    g_test_add_func ("/methods/operator", test_operator);
    g_test_add_func ("/methods/finish-vote", test_finish_vote);
    g_test_add_func ("/methods/transfer", test_transfer);
    g_test_add_func ("/methods/session", test_session);
    g_test_add_func ("/methods/pin-all", test_pin_all);
    g_test_add_func ("/methods/open", test_open);
    g_test_add_func ("/methods/history", test_history);
    g_test_add_func ("/methods/messages", test_messages);
    g_test_add_func ("/methods/dialogs", test_dialogs);
    g_test_add_func ("/methods/lines", test_lines);
    g_test_add_func ("/methods/people", test_people);
    g_test_add_func ("/methods/people-compare", test_people_compare);
    g_test_add_func ("/methods/people-list", test_people_list);
    return g_test_run ();
}
