/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Every method against the practice portal: what it does there, and every error it can get. */

#include <locale.h>
#include <string.h>

#include "b24-account.h"
#include "b24-dialogs.h"
#include "b24-error.h"
#include "b24-lines.h"
#include "b24-messages.h"
#include "b24-operator.h"
#include "b24-people.h"
#include "b24-session.h"
#include "desk.h"

#define KIM     27
#define MARIA   28
#define SUPPORT 7
#define SALES   9
#define UUID    "0f0f0f0f-1111-4222-8333-444444444444"

typedef void (*StartCall) (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
typedef gboolean (*FinishCall) (B24Rest *rest, GAsyncResult *result, GError **error);

static gboolean
run (Desk *desk, StartCall call, FinishCall finish, gint64 chat, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) local = NULL;
    gboolean done;

    call (desk->rest, chat, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    done = finish (desk->rest, result, &local);
    g_assert_true (done == (local == NULL));
    if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
    return done;
}

/* Calls with one argument more than the chat. */

static void
transfer_user (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
               gpointer user_data)
{
    b24_operator_transfer_to_user_async (rest, chat, MARIA, cancellable, callback, user_data);
}

static void
transfer_line (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
               gpointer user_data)
{
    b24_operator_transfer_to_line_async (rest, chat, SALES, cancellable, callback, user_data);
}

static void
transfer_id (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
    b24_operator_transfer_to_id_async (rest, chat, "queue9", cancellable, callback, user_data);
}

static void
transfer_nobody (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_user_async (rest, chat, 0, cancellable, callback, user_data);
}

static void
transfer_no_line (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_line_async (rest, chat, 0, cancellable, callback, user_data);
}

static void
transfer_no_id (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
    b24_operator_transfer_to_id_async (rest, chat, "", cancellable, callback, user_data);
}

static void
transfer_self (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
               gpointer user_data)
{
    b24_operator_transfer_to_user_async (rest, chat, KIM, cancellable, callback, user_data);
}

static void
pin (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
     gpointer user_data)
{
    b24_session_pin_async (rest, chat, TRUE, cancellable, callback, user_data);
}

static void
unpin (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer user_data)
{
    b24_session_pin_async (rest, chat, FALSE, cancellable, callback, user_data);
}

static void
silent_on (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
    b24_session_silent_async (rest, chat, TRUE, cancellable, callback, user_data);
}

static void
silent_off (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_session_silent_async (rest, chat, FALSE, cancellable, callback, user_data);
}

static void
start_from (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_session_start_from_async (rest, chat, 1, cancellable, callback, user_data);
}

/* Here @chat is a session. */
static void
vote (B24Rest *rest, gint64 session, GCancellable *cancellable, GAsyncReadyCallback callback,
      gpointer user_data)
{
    b24_session_vote_head_async (rest, session, 4, "Well done", cancellable, callback, user_data);
}

static void
vote_nothing (B24Rest *rest, gint64 session, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_vote_head_async (rest, session, 0, NULL, cancellable, callback, user_data);
}

static void
mark_read (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
    b24_messages_read_async (rest, chat, G_MAXINT32, cancellable, callback, user_data);
}

static void
say_hello (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
    b24_messages_add_async (rest, chat, "Hello", UUID, cancellable, callback, user_data);
}

static void
say_nothing (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
    b24_messages_add_async (rest, chat, "  ", UUID, cancellable, callback, user_data);
}

static gboolean
said (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_messages_add_finish (rest, result, error) > 0;
}

static void
pin_all (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
         gpointer user_data)
{
    b24_session_pin_all_async (rest, TRUE, cancellable, callback, user_data);
}

static gboolean
pinned_all (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (GArray) sessions = b24_session_pin_all_finish (rest, result, error);

    return sessions != NULL;
}

static void
open_code (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
    b24_session_open_async (rest, "telegrambot|7|1|1", cancellable, callback, user_data);
}

static gboolean
opened (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_session_open_finish (rest, result, error) > 0;
}

static void
session_history (B24Rest *rest, gint64 session, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_history_async (rest, session, 0, cancellable, callback, user_data);
}

static void
chat_history (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
    b24_session_history_async (rest, 0, chat, cancellable, callback, user_data);
}

static gboolean
got_history (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24MessagePage) page = b24_session_history_finish (rest, result, error);

    return page != NULL;
}

static void
get_dialog (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_dialogs_get_async (rest, chat, B24_PRIORITY_OPERATOR, cancellable, callback, user_data);
}

static gboolean
got_dialog (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24Dialog) dialog = b24_dialogs_get_finish (rest, result, error);

    return dialog != NULL;
}

static void
get_page (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
    b24_messages_after_async (rest, chat, 0, B24_PRIORITY_OPERATOR, cancellable, callback,
                              user_data);
}

static gboolean
got_page (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24MessagePage) page = b24_messages_page_finish (rest, result, error);

    return page != NULL;
}

static void
get_line (B24Rest *rest, gint64 line, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
    b24_lines_get_async (rest, line, cancellable, callback, user_data);
}

static gboolean
got_line (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24Line) line = b24_lines_get_finish (rest, result, error);

    return line != NULL;
}

static void
get_person (B24Rest *rest, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_people_get_async (rest, id, cancellable, callback, user_data);
}

static gboolean
got_person (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24User) user = b24_people_get_finish (rest, result, error);

    return user != NULL;
}

static void
get_profile (B24Rest *rest, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
    b24_account_profile_async (rest, cancellable, callback, user_data);
}

static gboolean
got_profile (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24User) user = b24_account_profile_finish (rest, result, error);

    return user != NULL;
}

static void
assert_refused (Desk *desk, StartCall call, FinishCall finish, gint64 chat, B24Error code)
{
    g_autoptr (GError) error = NULL;

    g_assert_false (run (desk, call, finish, chat, &error));
    g_assert_error (error, B24_ERROR, (gint) code);
    g_assert_cmpint (b24_error_get_class (error), ==, B24_ERROR_CLASS_TELL);
}

static void
assert_done (Desk *desk, StartCall call, FinishCall finish, gint64 chat)
{
    g_autoptr (GError) error = NULL;

    run (desk, call, finish, chat, &error);
    g_assert_no_error (error);
}

static gint64
chat_int (Desk *desk, gint64 chat, const char *member)
{
    g_autoptr (JsonObject) object = desk_chat (desk, chat);

    return json_object_get_int_member (object, member);
}

static void
assert_chat (Desk *desk, gint64 chat, gint64 owner, gint64 status)
{
    g_assert_cmpint (chat_int (desk, chat, "owner"), ==, owner);
    g_assert_cmpint (chat_int (desk, chat, "status"), ==, status);
}

static gboolean
chat_flag (Desk *desk, gint64 chat, const char *member)
{
    g_autoptr (JsonObject) object = desk_chat (desk, chat);

    return json_object_get_boolean_member (object, member);
}

static void
test_operator (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 other;

    assert_done (desk, b24_operator_answer_async, b24_operator_answer_finish, chat);
    assert_chat (desk, chat, KIM, 10);
    assert_refused (desk, b24_operator_answer_async, b24_operator_answer_finish, chat,
                    B24_ERROR_EMPTY);
    assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    assert_chat (desk, chat, 0, 60);
    chat = desk_customer (desk, "Bob", SUPPORT);
    assert_done (desk, b24_operator_skip_async, b24_operator_skip_finish, chat);
    assert_chat (desk, chat, 0, 5);
    chat = desk_customer (desk, "Cid", SUPPORT);
    assert_done (desk, b24_operator_spam_async, b24_operator_spam_finish, chat);
    assert_chat (desk, chat, 0, 65);
    other = desk_customer (desk, "Dan", SUPPORT);
    desk_act (desk, "answer", MARIA, other);
    assert_refused (desk, b24_operator_finish_async, b24_operator_finish_finish, other,
                    B24_ERROR_USER_NOT_OPERATOR);
    assert_done (desk, b24_operator_finish_another_async, b24_operator_finish_another_finish,
                 other);
    assert_chat (desk, other, 0, 60);
    assert_refused (desk, b24_operator_finish_another_async, b24_operator_finish_another_finish,
                    other, B24_ERROR_NOT_LOAD_SESSION_OR_CHAT);
}

/* The vote request leaves the session at 50. */
static void
test_finish_vote (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (B24Dialog) dialog = NULL;

    desk_control (desk, "line", "{\"id\":7,\"vote\":true}");
    assert_done (desk, b24_operator_answer_async, b24_operator_answer_finish, chat);
    desk_operator_write (desk, KIM, chat, "Bye");
    assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    g_assert_cmpint (chat_int (desk, chat, "status"), ==, 50);
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

    assert_refused (desk, transfer_nobody, b24_operator_transfer_finish, chat,
                    B24_ERROR_USER_ID_EMPTY);
    assert_refused (desk, transfer_no_line, b24_operator_transfer_finish, chat,
                    B24_ERROR_QUEUE_ID_EMPTY);
    assert_refused (desk, transfer_no_id, b24_operator_transfer_finish, chat,
                    B24_ERROR_TRANSFER_ID_EMPTY);
    assert_refused (desk, transfer_user, b24_operator_transfer_finish, 0, B24_ERROR_CHAT_ID_EMPTY);
    assert_refused (desk, transfer_self, b24_operator_transfer_finish, chat,
                    B24_ERROR_OPERATOR_WRONG);
    assert_done (desk, transfer_user, b24_operator_transfer_finish, chat);
    assert_chat (desk, chat, MARIA, 10);
    chat = desk_customer (desk, "Bob", SUPPORT);
    assert_done (desk, transfer_line, b24_operator_transfer_finish, chat);
    g_assert_cmpint (chat_int (desk, chat, "line"), ==, SALES);
    g_assert_cmpint (chat_int (desk, chat, "owner"), ==, 0);
    chat = desk_customer (desk, "Cid", SUPPORT);
    assert_done (desk, transfer_id, b24_operator_transfer_finish, chat);
    g_assert_cmpint (chat_int (desk, chat, "line"), ==, SALES);
}

static void
test_session (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 session;

    assert_refused (desk, pin, b24_session_pin_finish, chat, B24_ERROR_EMPTY);
    desk_act (desk, "answer", MARIA, chat);
    assert_done (desk, b24_session_join_async, b24_session_join_finish, chat);
    assert_chat (desk, chat, MARIA, 10);
    assert_done (desk, b24_session_intercept_async, b24_session_intercept_finish, chat);
    assert_chat (desk, chat, KIM, 10);
    assert_done (desk, pin, b24_session_pin_finish, chat);
    g_assert_true (chat_flag (desk, chat, "pinned"));
    assert_done (desk, unpin, b24_session_pin_finish, chat);
    g_assert_false (chat_flag (desk, chat, "pinned"));
    assert_done (desk, pin_all, pinned_all, chat);
    g_assert_true (chat_flag (desk, chat, "pinned"));
    assert_done (desk, silent_on, b24_session_silent_finish, chat);
    g_assert_true (chat_flag (desk, chat, "silent"));
    assert_done (desk, silent_off, b24_session_silent_finish, chat);
    g_assert_false (chat_flag (desk, chat, "silent"));
    session = chat_int (desk, chat, "session");
    assert_done (desk, session_history, got_history, session);
    assert_done (desk, b24_operator_finish_async, b24_operator_finish_finish, chat);
    assert_done (desk, b24_session_start_async, b24_session_start_finish, chat);
    g_assert_cmpint (chat_int (desk, chat, "owner"), ==, KIM);
    g_assert_cmpint (chat_int (desk, chat, "session"), !=, session);
    assert_done (desk, start_from, b24_session_start_from_finish, chat);
    assert_refused (desk, vote, b24_session_vote_head_finish, 0, B24_ERROR_EMPTY_SESSION_ID);
    assert_refused (desk, vote_nothing, b24_session_vote_head_finish, session,
                    B24_ERROR_EMPTY_VOTE_PARAMS);
    assert_refused (desk, vote, b24_session_vote_head_finish, 999999, B24_ERROR_ACCESS_DENIED);
    assert_refused (desk, b24_session_intercept_async, b24_session_intercept_finish, 0,
                    B24_ERROR_CHAT_ID_EMPTY);
    assert_refused (desk, b24_session_intercept_async, b24_session_intercept_finish, 999999,
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
    g_assert_cmpint (g_array_index (sessions, gint64, 0), ==, chat_int (desk, chat, "session"));
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
    g_assert_false (chat_flag (desk, chat, "pinned"));
}

static void
test_open (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (JsonObject) object = desk_chat (desk, chat);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_session_open_async (desk->rest, json_object_get_string_member (object, "entity_id"), NULL,
                            desk_take_result, &slot);
    result = desk_await (desk, &slot);
    g_assert_cmpint (b24_session_open_finish (desk->rest, result, NULL), ==, chat);
    assert_refused (desk, open_code, opened, 0, B24_ERROR_ACCESS_DENIED);
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
    assert_refused (desk, session_history, got_history, 0, B24_ERROR_MISSING_REQUIRED_PARAM);
    assert_refused (desk, chat_history, got_history, 999999, B24_ERROR_INVALID_SESSION_ID);
    assert_refused (desk, session_history, got_history, 999999, B24_ERROR_ACCESS_DENIED);
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

    assert_refused (desk, say_hello, said, chat, B24_ERROR_CANCELED);
    assert_refused (desk, mark_read, b24_messages_read_finish, chat, B24_ERROR_NO_ACCESS);
    desk_act (desk, "answer", KIM, chat);
    assert_refused (desk, say_nothing, said, chat, B24_ERROR_MESSAGE_EMPTY);
    for (guint i = 0; i < 2; i++) {
        GAsyncResult *slot = NULL;
        g_autoptr (GAsyncResult) result = NULL;

        say_hello (desk->rest, chat, NULL, desk_take_result, &slot);
        result = desk_await (desk, &slot);
        sent[i] = b24_messages_add_finish (desk->rest, result, NULL);
    }
    /* The same id twice is the same message. */
    g_assert_cmpint (sent[0], >, first);
    g_assert_cmpint (sent[0], ==, sent[1]);
    assert_done (desk, mark_read, b24_messages_read_finish, chat);
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
    assert_refused (desk, get_page, got_page, 999999, B24_ERROR_ACCESS_ERROR);
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
    assert_done (desk, get_dialog, got_dialog, chat);
    assert_refused (desk, get_dialog, got_dialog, 999999, B24_ERROR_ACCESS_ERROR);
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
    assert_refused (desk, get_line, got_line, 0, B24_ERROR_CONFIG_ID_EMPTY);
    assert_refused (desk, get_line, got_line, 12345, B24_ERROR_ACCESS_DENIED);
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
    assert_done (desk, get_person, got_person, MARIA);
    assert_refused (desk, get_person, got_person, 999999, B24_ERROR_USER_NOT_EXISTS);
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
    g_assert_cmpint (desk_count_requests (desk), ==, 0);
    few = list_people (desk, 5, 25);
    g_assert_cmpuint (few->len, ==, 3);
    desk_control (desk, "reset-counters", NULL);
    many = list_people (desk, 1100, 20);
    g_assert_cmpuint (many->len, >=, 4);
    g_assert_cmpint (desk_count_requests (desk), ==, 1);
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

/* Each operator and session method, and the codes the reference names for it (§8.1 to §8.3). */
#define ACCESS "CHAT_ID", "USER_ID", "IM_LOAD_ERROR", "CHAT_TYPE", "ACCESS_DENIED"

static const struct {
    const char *method;
    StartCall call;
    FinishCall finish;
    const char *codes[12];
} refusals[] = {
    { "imopenlines.operator.answer",
      b24_operator_answer_async,
      b24_operator_answer_finish,
      { ACCESS, "" } },
    { "imopenlines.operator.skip",
      b24_operator_skip_async,
      b24_operator_skip_finish,
      { ACCESS, "", "ACCESS_DENIED_KICK" } },
    { "imopenlines.operator.spam", b24_operator_spam_async, b24_operator_spam_finish, { ACCESS } },
    { "imopenlines.operator.finish",
      b24_operator_finish_async,
      b24_operator_finish_finish,
      { ACCESS, "ERROR_USER_NOT_OPERATOR", "NOT_LOAD_SESSION_OR_CHAT",
        "IMOL_CHAT_ERROR_NOT_LOAD_DATA" } },
    { "imopenlines.operator.another.finish",
      b24_operator_finish_another_async,
      b24_operator_finish_another_finish,
      { ACCESS, "NOT_LOAD_SESSION_OR_CHAT", "IMOL_CHAT_ERROR_NOT_LOAD_DATA" } },
    { "imopenlines.operator.transfer",
      transfer_user,
      b24_operator_transfer_finish,
      { "CHAT_ID_EMPTY", "USER_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.operator.transfer",
      transfer_line,
      b24_operator_transfer_finish,
      { "CHAT_ID_EMPTY", "QUEUE_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.operator.transfer",
      transfer_id,
      b24_operator_transfer_finish,
      { "CHAT_ID_EMPTY", "TRANSFER_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.session.start", b24_session_start_async, b24_session_start_finish, { ACCESS } },
    { "imopenlines.message.session.start", start_from, b24_session_start_from_finish, { ACCESS } },
    { "imopenlines.session.open", open_code, opened, { "ACCESS_DENIED", "" } },
    { "imopenlines.session.join", b24_session_join_async, b24_session_join_finish, { ACCESS } },
    { "imopenlines.session.intercept",
      b24_session_intercept_async,
      b24_session_intercept_finish,
      { "CHAT_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.session.history.get",
      session_history,
      got_history,
      { "MISSING_REQUIRED_PARAM", "INVALID_SESSION_ID", "ACCESS_DENIED" } },
    { "imopenlines.session.mode.pin",
      pin,
      b24_session_pin_finish,
      { "CHAT_ID_EMPTY", ACCESS, "" } },
    { "imopenlines.session.mode.unpin",
      unpin,
      b24_session_pin_finish,
      { "CHAT_ID_EMPTY", ACCESS, "" } },
    { "imopenlines.session.mode.pinAll", pin_all, pinned_all, { "ACCESS_DENIED" } },
    { "imopenlines.session.mode.silent", silent_on, b24_session_silent_finish, { ACCESS } },
    { "imopenlines.session.head.vote",
      vote,
      b24_session_vote_head_finish,
      { "EMPTY_SESSION_ID", "EMPTY_VOTE_PARAMS", "ACCESS_DENIED" } },
    { "imopenlines.dialog.get", get_dialog, got_dialog, { "ACCESS_ERROR", "IM_NOT_INSTALLED" } },
    { "imopenlines.config.get", get_line, got_line, { "CONFIG_ID_EMPTY" } },
    { "im.message.add",
      say_hello,
      said,
      { "MESSAGE_EMPTY", "USER_ID_EMPTY", "USER_NOT_FOUND", "CHAT_ID_EMPTY", "ACCESS_ERROR",
        "PARAMS_ERROR", "CANCELED", "ERROR_NO_ACCESS", "ERROR_FROM_OTHER_MODULE", "EMPTY_MESSAGE",
        "TEXT_FIELD_DISABLED" } },
    { "im.dialog.messages.get",
      get_page,
      got_page,
      { "DIALOG_ID_EMPTY", "ACCESS_ERROR", "FIRST_ID_STRING", "LAST_ID_STRING" } },
    { "im.dialog.read", mark_read, b24_messages_read_finish, { "DIALOG_ID_EMPTY" } },
};

static void
test_refusals (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
        for (gsize c = 0; refusals[i].codes[c] != NULL; c++) {
            const char *code = refusals[i].codes[c];
            g_autoptr (GError) wanted = b24_error_new_from_code (code, NULL);

            g_test_message ("%s “%s”", refusals[i].method, code);
            desk_fail (desk, refusals[i].method, 400, code, 1);
            assert_refused (desk, refusals[i].call, refusals[i].finish, chat,
                            (B24Error) wanted->code);
            g_assert_cmpint (wanted->code, !=, B24_ERROR_UNKNOWN_CODE);
        }
    }
}

/* The system's codes (§3) with the status PHP gives them and the class the client acts by. */
static const struct {
    guint status;
    const char *code;
    B24ErrorClass class;
} system_errors[] = {
    { 401, "NO_AUTH_FOUND", B24_ERROR_CLASS_STOP },
    { 401, "INVALID_CREDENTIALS", B24_ERROR_CLASS_STOP },
    { 403, "INVALID_CREDENTIALS", B24_ERROR_CLASS_STOP },
    { 401, "INVALID_REQUEST", B24_ERROR_CLASS_TELL },
    { 401, "expired_token", B24_ERROR_CLASS_SIGN_IN },
    { 401, "invalid_token", B24_ERROR_CLASS_SIGN_IN },
    { 401, "invalid_grant", B24_ERROR_CLASS_STOP },
    { 401, "invalid_client", B24_ERROR_CLASS_STOP },
    { 401, "insufficient_scope", B24_ERROR_CLASS_FEATURE_OFF },
    { 200, "insufficient_scope", B24_ERROR_CLASS_FEATURE_OFF },
    { 401, "user_access_error", B24_ERROR_CLASS_STOP },
    { 401, "authorization_error", B24_ERROR_CLASS_STOP },
    { 403, "ACCESS_DENIED", B24_ERROR_CLASS_TELL },
    { 401, "APPLICATION_NOT_FOUND", B24_ERROR_CLASS_STOP },
    { 401, "PAYMENT_REQUIRED", B24_ERROR_CLASS_STOP },
    { 401, "CONNECTION_ERROR", B24_ERROR_CLASS_RETRY },
    { 503, "OVERLOAD_LIMIT", B24_ERROR_CLASS_BACK_OFF },
    { 503, "QUERY_LIMIT_EXCEEDED", B24_ERROR_CLASS_BACK_OFF },
    { 403, "WRONG_AUTH_TYPE", B24_ERROR_CLASS_FEATURE_OFF },
    { 403, "WRONG_LICENSE", B24_ERROR_CLASS_FEATURE_OFF },
    { 404, "ERROR_METHOD_NOT_FOUND", B24_ERROR_CLASS_FEATURE_OFF },
    { 400, "ERROR_ARGUMENT", B24_ERROR_CLASS_TELL },
    { 400, "ERROR_CORE", B24_ERROR_CLASS_TELL },
    { 500, "INTERNAL_SERVER_ERROR", B24_ERROR_CLASS_RETRY },
    { 500, "INTERNAL_WRONG_TRANSPORT", B24_ERROR_CLASS_RETRY },
    { 500, "INTERNAL_WRONG_HANDLER_CLASS", B24_ERROR_CLASS_RETRY },
    { 500, "ERROR_UNEXPECTED_ANSWER", B24_ERROR_CLASS_RETRY },
    { 404, "ERROR_MANIFEST_IS_NOT_AVAILABLE", B24_ERROR_CLASS_TELL },
    { 403, "PORTAL_DELETED", B24_ERROR_CLASS_STOP },
    { 405, "ERROR_BATCH_METHOD_NOT_ALLOWED", B24_ERROR_CLASS_TELL },
    { 400, "ERROR_BATCH_LENGTH_EXCEEDED", B24_ERROR_CLASS_TELL },
    { 200, "WRONG_ENCODING", B24_ERROR_CLASS_TELL },
    { 400, "allowed_only_intranet_user", B24_ERROR_CLASS_FEATURE_OFF },
    { 429, "OPERATION_TIME_LIMIT", B24_ERROR_CLASS_BACK_OFF },
};

static void
assert_system_error (Desk *desk, const char *method, StartCall call, FinishCall finish, gint64 chat,
                     gsize index)
{
    g_autoptr (GError) wanted = b24_error_new_from_code (system_errors[index].code, NULL);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s %u %s", method, system_errors[index].status, system_errors[index].code);
    desk_fail (desk, method, system_errors[index].status, system_errors[index].code, -1);
    g_assert_false (run (desk, call, finish, chat, &error));
    g_assert_error (error, B24_ERROR, wanted->code);
    g_assert_cmpint (wanted->code, !=, B24_ERROR_UNKNOWN_CODE);
    g_assert_cmpint (b24_error_get_class (error), ==, system_errors[index].class);
    desk_control (desk, "faults-clear", NULL);
}

static void
test_system_errors (void)
{
    for (gsize i = 0; i < G_N_ELEMENTS (system_errors); i++) {
        /* Each with a queue of its own: limits are remembered there. */
        g_autoptr (Desk) desk = desk_new (KIM);
        gint64 chat = desk_customer (desk, "Ann", SUPPORT);

        assert_system_error (desk, "profile", get_profile, got_profile, 0, i);
        assert_system_error (desk, "imopenlines.operator.answer", b24_operator_answer_async,
                             b24_operator_answer_finish, chat, i);
        assert_chat (desk, chat, 0, 0);
    }
}

/* `true` for nothing, wrong types, HTML: an error, never a lie or a crash. */
static void
test_wrong_answers (void)
{
    static const char *const kinds[] = { "wrong-type", "html", "empty", "truncated", "deep" };
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
        g_autofree char *json = g_strdup_printf ("{\"kind\":\"%s\"}", kinds[i]);
        g_autoptr (GError) error = NULL;

        g_test_message ("%s", kinds[i]);
        desk_control (desk, "fault", json);
        g_assert_false (run (desk, get_dialog, got_dialog, chat, &error));
        g_assert_true (error->domain == B24_ERROR);
        g_clear_error (&error);
        g_assert_false (run (desk, get_page, got_page, chat, &error));
        g_assert_true (error->domain == B24_ERROR);
        desk_control (desk, "faults-clear", NULL);
    }
}

/* An action is never repeated by itself: what happened after a lost answer is not known. */
static void
test_no_repeat (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (GError) error = NULL;

    desk_control (desk, "fault",
                  "{\"kind\":\"reset-after\",\"method\":\"imopenlines.operator.answer\"}");
    desk_control (desk, "reset-counters", NULL);
    g_assert_false (
        run (desk, b24_operator_answer_async, b24_operator_answer_finish, chat, &error));
    g_assert_cmpint (b24_error_get_class (error), ==, B24_ERROR_CLASS_RETRY);
    g_assert_cmpint (desk_count_requests (desk), ==, 1);
    g_assert_cmpint (chat_int (desk, chat, "owner"), ==, KIM);
}

static void
test_cancelled (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    desk_control (desk, "hold", "{\"method\":\"imopenlines.operator.answer\",\"before\":true}");
    b24_operator_answer_async (desk->rest, chat, cancellable, desk_take_result, &slot);
    desk_pass (desk, 500);
    g_cancellable_cancel (cancellable);
    result = desk_await (desk, &slot);
    g_assert_false (b24_operator_answer_finish (desk->rest, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
    g_test_add_func ("/methods/refusals", test_refusals);
    g_test_add_func ("/methods/system-errors", test_system_errors);
    g_test_add_func ("/methods/wrong-answers", test_wrong_answers);
    g_test_add_func ("/methods/no-repeat", test_no_repeat);
    g_test_add_func ("/methods/cancelled", test_cancelled);
    return g_test_run ();
}
