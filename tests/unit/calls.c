/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "calls.h"

#include "b24-account.h"
#include "b24-bot.h"
#include "b24-chat.h"
#include "b24-crm.h"
#include "b24-dialogs.h"
#include "b24-error.h"
#include "b24-json.h"
#include "b24-lines.h"
#include "b24-messages.h"
#include "b24-operator.h"
#include "b24-people.h"
#include "b24-presence.h"
#include "b24-quick.h"
#include "b24-session.h"
#include "desk.h"

gboolean
calls_run (Desk *desk, StartCall call, FinishCall finish, gint64 chat, GError **error)
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

void
calls_transfer_user (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_user_async (rest, chat, MARIA, cancellable, callback, user_data);
}

void
calls_transfer_line (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_line_async (rest, chat, SALES, cancellable, callback, user_data);
}

void
calls_transfer_id (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_id_async (rest, chat, "queue9", cancellable, callback, user_data);
}

void
calls_transfer_nobody (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_user_async (rest, chat, 0, cancellable, callback, user_data);
}

void
calls_transfer_no_line (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_line_async (rest, chat, 0, cancellable, callback, user_data);
}

void
calls_transfer_no_id (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_id_async (rest, chat, "", cancellable, callback, user_data);
}

void
calls_transfer_self (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_user_async (rest, chat, KIM, cancellable, callback, user_data);
}

void
calls_pin (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
    b24_session_pin_async (rest, chat, TRUE, cancellable, callback, user_data);
}

void
calls_unpin (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
    b24_session_pin_async (rest, chat, FALSE, cancellable, callback, user_data);
}

void
calls_silent_on (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_silent_async (rest, chat, TRUE, cancellable, callback, user_data);
}

void
calls_silent_off (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_silent_async (rest, chat, FALSE, cancellable, callback, user_data);
}

void
calls_start_from (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_start_from_async (rest, chat, 1, cancellable, callback, user_data);
}

/* Here @chat is a session. */
void
calls_vote (B24Rest *rest, gint64 session, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_session_vote_head_async (rest, session, 4, "Well done", cancellable, callback, user_data);
}

void
calls_vote_nothing (B24Rest *rest, gint64 session, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_vote_head_async (rest, session, 0, NULL, cancellable, callback, user_data);
}

void
calls_mark_read (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
    b24_messages_read_async (rest, chat, G_MAXINT32, cancellable, callback, user_data);
}

void
calls_say_hello (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
    const B24Draft draft = { .text = "Hello", .uuid = UUID };

    b24_messages_add_async (rest, chat, &draft, cancellable, callback, user_data);
}

void
calls_say_nothing (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    const B24Draft draft = { .text = "  ", .uuid = UUID };

    b24_messages_add_async (rest, chat, &draft, cancellable, callback, user_data);
}

gboolean
calls_said (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_messages_add_finish (rest, result, error) > 0;
}

void
calls_pin_all (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
               gpointer user_data)
{
    b24_session_pin_all_async (rest, TRUE, cancellable, callback, user_data);
}

gboolean
calls_pinned_all (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (GArray) sessions = b24_session_pin_all_finish (rest, result, error);

    return sessions != NULL;
}

void
calls_open_code (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_open_async (rest, "telegrambot|7|1|1", cancellable, callback, user_data);
}

gboolean
calls_opened (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_session_open_finish (rest, result, error) > 0;
}

void
calls_session_history (B24Rest *rest, gint64 session, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_history_async (rest, session, 0, cancellable, callback, user_data);
}

void
calls_chat_history (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_history_async (rest, 0, chat, cancellable, callback, user_data);
}

gboolean
calls_got_history (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24MessagePage) page = b24_session_history_finish (rest, result, error);

    return page != NULL;
}

void
calls_get_dialog (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
    b24_dialogs_get_async (rest, chat, B24_PRIORITY_OPERATOR, cancellable, callback, user_data);
}

gboolean
calls_got_dialog (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24Dialog) dialog = b24_dialogs_get_finish (rest, result, error);

    return dialog != NULL;
}

void
calls_get_page (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
    b24_messages_after_async (rest, chat, 0, B24_PRIORITY_OPERATOR, cancellable, callback,
                              user_data);
}

gboolean
calls_got_page (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24MessagePage) page = b24_messages_page_finish (rest, result, error);

    return page != NULL;
}

void
calls_get_line (B24Rest *rest, gint64 line, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
    b24_lines_get_async (rest, line, cancellable, callback, user_data);
}

gboolean
calls_got_line (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24Line) line = b24_lines_get_finish (rest, result, error);

    return line != NULL;
}

void
calls_get_person (B24Rest *rest, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
                  gpointer user_data)
{
    b24_people_get_async (rest, id, cancellable, callback, user_data);
}

gboolean
calls_got_person (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24User) user = b24_people_get_finish (rest, result, error);

    return user != NULL;
}

void
calls_get_profile (B24Rest *rest, gint64 id, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    b24_account_profile_async (rest, cancellable, callback, user_data);
}

gboolean
calls_got_profile (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24User) user = b24_account_profile_finish (rest, result, error);

    return user != NULL;
}

/* What the operator does to messages, the chat, the bot's dialogs: here @chat may be a message, a
 * list, a CRM object or a person, as its name says. */

void
calls_invite (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
    b24_chat_invite_async (rest, chat, MARIA, cancellable, callback, user_data);
}

void
calls_invite_nobody (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
    b24_chat_invite_async (rest, chat, 0, cancellable, callback, user_data);
}

void
calls_crm_chats (B24Rest *rest, gint64 lead, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
    b24_crm_chats_async (rest, "lead", lead, TRUE, cancellable, callback, user_data);
}

/* Any list will do. */
static gboolean
is_list (GPtrArray *list)
{
    g_autoptr (GPtrArray) owned = list;

    return owned != NULL;
}

gboolean
calls_got_crm_chats (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return is_list (b24_crm_chats_finish (rest, result, error));
}

void
calls_save_quick (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
    b24_quick_save_async (rest, chat, 1, cancellable, callback, user_data);
}

void
calls_list_quick (B24Rest *rest, gint64 list, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
    b24_quick_list_async (rest, list, cancellable, callback, user_data);
}

gboolean
calls_listed_quick (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return is_list (b24_quick_list_finish (rest, result, error));
}

void
calls_bot_say (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
               gpointer user_data)
{
    b24_bot_say_async (rest, chat, "One moment", cancellable, callback, user_data);
}

void
calls_bot_transfer_user (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_transfer_async (rest, chat, MARIA, 0, TRUE, BOT_CLIENT, cancellable, callback,
                            user_data);
}

void
calls_bot_transfer_line (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_transfer_async (rest, chat, 0, SALES, FALSE, BOT_CLIENT, cancellable, callback,
                            user_data);
}

void
calls_bot_transfer_unknown (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_transfer_async (rest, chat, MARIA, 0, FALSE, NULL, cancellable, callback, user_data);
}

void
calls_bot_finish (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_finish_async (rest, chat, BOT_CLIENT, cancellable, callback, user_data);
}

void
calls_bot_finish_unknown (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_finish_async (rest, chat, NULL, cancellable, callback, user_data);
}

void
calls_update (B24Rest *rest, gint64 message, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
    b24_messages_update_async (rest, message, "Better", cancellable, callback, user_data);
}

void
calls_like (B24Rest *rest, gint64 message, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_messages_like_async (rest, message, TRUE, cancellable, callback, user_data);
}

void
calls_unlike (B24Rest *rest, gint64 message, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
    b24_messages_like_async (rest, message, FALSE, cancellable, callback, user_data);
}

void
calls_press (B24Rest *rest, gint64 message, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
    char command[] = "order";
    char params[] = "12";
    char label[] = "Order";
    const B24Button button = {
        .label = label, .bot_id = BOT, .command = command, .params = params
    };

    b24_messages_press_async (rest, message, &button, cancellable, callback, user_data);
}

void
calls_find (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_messages_search_async (rest, chat, "hello", 50, cancellable, callback, user_data);
}

gboolean
calls_found (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24MessagePage) page = b24_messages_search_finish (rest, result, error);

    return page != NULL;
}

void
calls_find_dialog (B24Rest *rest, gint64 session, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, session);

    b24_dialogs_find_async (rest, B24_DIALOG_BY_SESSION, value, cancellable, callback, user_data);
}

gboolean
calls_found_dialog (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24Dialog) dialog = b24_dialogs_find_finish (rest, result, error);

    return dialog != NULL;
}

void
calls_search_dialogs (B24Rest *rest, gint64 unused, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
    b24_dialogs_search_async (rest, "Ann", cancellable, callback, user_data);
}

gboolean
calls_searched_dialogs (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return is_list (b24_dialogs_search_finish (rest, result, error));
}

gboolean
calls_got_members (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return is_list (b24_dialogs_members_finish (rest, result, error));
}

gboolean
calls_got_card (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (B24User) user = b24_people_card_finish (rest, result, error);

    return user != NULL;
}

void
calls_list_paused (B24Rest *rest, gint64 unused, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    b24_presence_list_paused_async (rest, cancellable, callback, user_data);
}

gboolean
calls_listed_paused (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_autoptr (GArray) ids = b24_presence_list_paused_finish (rest, result, error);

    return ids != NULL;
}

void
calls_assert_refused (Desk *desk, StartCall call, FinishCall finish, gint64 chat, B24Error code)
{
    g_autoptr (GError) error = NULL;

    g_assert_false (calls_run (desk, call, finish, chat, &error));
    g_assert_error (error, B24_ERROR, (gint) code);
    g_assert_cmpint (b24_error_get_class (error), ==, B24_ERROR_CLASS_TELL);
}

void
calls_assert_done (Desk *desk, StartCall call, FinishCall finish, gint64 chat)
{
    g_autoptr (GError) error = NULL;

    calls_run (desk, call, finish, chat, &error);
    g_assert_no_error (error);
}

gint64
calls_chat_int (Desk *desk, gint64 chat, const char *member)
{
    g_autoptr (JsonObject) object = desk_chat (desk, chat);

    return b24_json_get_int (object, member, 0);
}

void
calls_assert_chat (Desk *desk, gint64 chat, gint64 owner, gint64 status)
{
    g_assert_cmpint (calls_chat_int (desk, chat, "owner"), ==, owner);
    g_assert_cmpint (calls_chat_int (desk, chat, "status"), ==, status);
}

gboolean
calls_chat_flag (Desk *desk, gint64 chat, const char *member)
{
    g_autoptr (JsonObject) object = desk_chat (desk, chat);

    return b24_json_get_bool (object, member, FALSE);
}

gint64
calls_new_taken (Desk *desk, const char *name, gint64 owner)
{
    gint64 chat = desk_customer (desk, name, SUPPORT);

    desk_act (desk, "answer", owner, chat);
    return chat;
}

B24Message *
calls_read_last (Desk *desk, gint64 chat)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (B24MessagePage) page = NULL;

    b24_messages_before_async (desk->rest, chat, 0, 1, B24_PRIORITY_NORMAL, NULL, desk_take_result,
                               &slot);
    result = desk_await (desk, &slot);
    page = b24_messages_page_finish (desk->rest, result, NULL);
    g_assert_cmpuint (page->messages->len, ==, 1);
    return b24_message_ref (g_ptr_array_index (page->messages, 0));
}
