/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Every error a method can get, from the portal and on the way. */

#include <locale.h>
#include <string.h>

#include "b24-account.h"
#include "b24-bot.h"
#include "b24-chat.h"
#include "b24-crm.h"
#include "b24-dialogs.h"
#include "b24-error.h"
#include "b24-lines.h"
#include "b24-messages.h"
#include "b24-operator.h"
#include "b24-people.h"
#include "b24-quick.h"
#include "b24-session.h"
#include "calls.h"
#include "desk.h"

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
      calls_transfer_user,
      b24_operator_transfer_finish,
      { "CHAT_ID_EMPTY", "USER_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.operator.transfer",
      calls_transfer_line,
      b24_operator_transfer_finish,
      { "CHAT_ID_EMPTY", "QUEUE_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.operator.transfer",
      calls_transfer_id,
      b24_operator_transfer_finish,
      { "CHAT_ID_EMPTY", "TRANSFER_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.session.start", b24_session_start_async, b24_session_start_finish, { ACCESS } },
    { "imopenlines.message.session.start",
      calls_start_from,
      b24_session_start_from_finish,
      { ACCESS } },
    { "imopenlines.session.open", calls_open_code, calls_opened, { "ACCESS_DENIED", "" } },
    { "imopenlines.session.join", b24_session_join_async, b24_session_join_finish, { ACCESS } },
    { "imopenlines.session.intercept",
      b24_session_intercept_async,
      b24_session_intercept_finish,
      { "CHAT_ID_EMPTY", "OPERATOR_WRONG" } },
    { "imopenlines.session.history.get",
      calls_session_history,
      calls_got_history,
      { "MISSING_REQUIRED_PARAM", "INVALID_SESSION_ID", "ACCESS_DENIED" } },
    { "imopenlines.session.mode.pin",
      calls_pin,
      b24_session_pin_finish,
      { "CHAT_ID_EMPTY", ACCESS, "" } },
    { "imopenlines.session.mode.unpin",
      calls_unpin,
      b24_session_pin_finish,
      { "CHAT_ID_EMPTY", ACCESS, "" } },
    { "imopenlines.session.mode.pinAll", calls_pin_all, calls_pinned_all, { "ACCESS_DENIED" } },
    { "imopenlines.session.mode.silent", calls_silent_on, b24_session_silent_finish, { ACCESS } },
    { "imopenlines.session.head.vote",
      calls_vote,
      b24_session_vote_head_finish,
      { "EMPTY_SESSION_ID", "EMPTY_VOTE_PARAMS", "ACCESS_DENIED" } },
    { "imopenlines.dialog.get",
      calls_get_dialog,
      calls_got_dialog,
      { "ACCESS_ERROR", "IM_NOT_INSTALLED" } },
    { "imopenlines.config.get", calls_get_line, calls_got_line, { "CONFIG_ID_EMPTY" } },
    { "im.message.add",
      calls_say_hello,
      calls_said,
      { "MESSAGE_EMPTY", "USER_ID_EMPTY", "USER_NOT_FOUND", "CHAT_ID_EMPTY", "ACCESS_ERROR",
        "PARAMS_ERROR", "CANCELED", "ERROR_NO_ACCESS", "ERROR_FROM_OTHER_MODULE", "EMPTY_MESSAGE",
        "TEXT_FIELD_DISABLED" } },
    { "im.dialog.messages.get",
      calls_get_page,
      calls_got_page,
      { "DIALOG_ID_EMPTY", "ACCESS_ERROR", "FIRST_ID_STRING", "LAST_ID_STRING" } },
    { "im.dialog.read", calls_mark_read, b24_messages_read_finish, { "DIALOG_ID_EMPTY" } },
    { "im.chat.user.add",
      calls_invite,
      b24_chat_invite_finish,
      { "WRONG_REQUEST", "ACCESS_ERROR", "CHAT_ID_EMPTY" } },
    { "im.chat.leave",
      b24_chat_leave_async,
      b24_chat_leave_finish,
      { "WRONG_REQUEST", "ACCESS_DENIED_KICK", "LEAVE_OWNER_FORBIDDEN", "ACCESS_ERROR",
        "CHAT_ID_EMPTY", "DIALOG_ID_EMPTY" } },
    { "imopenlines.crm.lead.create",
      b24_crm_create_lead_async,
      b24_crm_create_lead_finish,
      { ACCESS, "ERROR_USER_NOT_OPERATOR", "IMOL_CHAT_ERROR_NOT_LOAD_CRM",
        "IMOL_CHAT_ERROR_ANSWER_NOT_LOAD_SESSION", "IMOL_CHAT_ERROR_NOT_LOAD_CHAT" } },
    { "imopenlines.crm.chat.get",
      calls_crm_chats,
      calls_got_crm_chats,
      { "ACCESS_DENIED", "ERROR_ARGUMENT" } },
    { "imopenlines.message.quick.save",
      calls_save_quick,
      b24_quick_save_finish,
      { ACCESS, "CANT_SAVE_QUICK_ANSWER" } },
    { "lists.element.get",
      calls_list_quick,
      calls_listed_quick,
      { "ACCESS_DENIED", "ERROR_IBLOCK_NOT_FOUND", "ERROR_REQUIRED_PARAMETERS_MISSING" } },
    { "imopenlines.bot.session.operator",
      b24_bot_free_async,
      b24_bot_free_finish,
      { "CHAT_ID_EMPTY", "WRONG_CHAT" } },
    { "imopenlines.bot.session.message.send",
      calls_bot_say,
      b24_bot_say_finish,
      { "CHAT_ID_EMPTY" } },
    { "imopenlines.bot.session.transfer",
      calls_bot_transfer_user,
      b24_bot_transfer_finish,
      { "CHAT_ID_EMPTY", "USER_ID_EMPTY", "OPERATOR_WRONG", "BOT_ID_ERROR", "ACCESS_DENIED" } },
    { "imopenlines.bot.session.transfer",
      calls_bot_transfer_line,
      b24_bot_transfer_finish,
      { "CHAT_ID_EMPTY", "QUEUE_ID_EMPTY", "TRANSFER_ID_EMPTY", "OPERATOR_WRONG", "BOT_ID_ERROR",
        "ACCESS_DENIED" } },
    { "imopenlines.bot.session.finish",
      calls_bot_finish,
      b24_bot_finish_finish,
      { "CHAT_ID_EMPTY", "BOT_ID_ERROR", "ACCESS_DENIED" } },
    { "im.message.update",
      calls_update,
      b24_messages_update_finish,
      { "MESSAGE_ID_ERROR", "CANT_EDIT_MESSAGE", "ATTACH_ERROR", "ATTACH_OVERSIZE",
        "KEYBOARD_ERROR", "KEYBOARD_OVERSIZE", "MENU_ERROR", "MENU_OVERSIZE" } },
    { "im.message.delete",
      b24_messages_delete_async,
      b24_messages_delete_finish,
      { "MESSAGE_ID_ERROR", "CANT_EDIT_MESSAGE" } },
    { "im.message.like",
      calls_like,
      b24_messages_like_finish,
      { "MESSAGE_ID_ERROR", "WITHOUT_CHANGES" } },
    { "im.message.command",
      calls_press,
      b24_messages_press_finish,
      { "MESSAGE_ID_ERROR", "BOT_ID_ERROR", "COMMAND_ERROR", "PARAMS_ERROR" } },
    { "im.dialog.messages.search", calls_find, calls_found, { "CHAT_ID_EMPTY", "ACCESS_ERROR" } },
    { "im.search.chat.list", calls_search_dialogs, calls_searched_dialogs, { "FIND_SHORT" } },
    { "imopenlines.dialog.get",
      calls_find_dialog,
      calls_found_dialog,
      { "ACCESS_ERROR", "IM_NOT_INSTALLED" } },
    { "im.dialog.users.list",
      b24_dialogs_members_async,
      calls_got_members,
      { "DIALOG_ID_EMPTY", "ACCESS_ERROR" } },
    { "im.user.get",
      b24_people_card_async,
      calls_got_card,
      { "ID_EMPTY", "USER_NOT_EXISTS", "ACCESS_DENIED" } },
    { "imopenlines.operator.pause.getAll",
      calls_list_paused,
      calls_listed_paused,
      { "ACCESS_DENIED" } },
};

/* A function at each step of its call: before the portal has done it, after that. */
static void
cancel_refusal (Desk *desk, gsize index, gint64 chat, gboolean before)
{
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *json = g_strdup_printf ("{\"method\":\"%s\",\"before\":%s}",
                                             refusals[index].method, before ? "true" : "false");

    desk_control (desk, "hold", json);
    refusals[index].call (desk->rest, chat, cancellable, desk_take_result, &slot);
    desk_pass (desk, 300);
    g_assert_null (slot);
    g_cancellable_cancel (cancellable);
    result = desk_await (desk, &slot);
    g_assert_false (refusals[index].finish (desk->rest, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    desk_control (desk, "faults-clear", NULL);
}

static void
test_all_cancelled (void)
{
    for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autoptr (Desk) desk = desk_new (KIM);
        gint64 chat = desk_customer (desk, "Ann", SUPPORT);
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        GAsyncResult *slot = NULL;
        g_autoptr (GAsyncResult) result = NULL;
        g_autoptr (GError) error = NULL;

        g_test_message ("%s", refusals[i].method);
        cancel_refusal (desk, i, chat, TRUE);
        cancel_refusal (desk, i, chat, FALSE);
        /* And before it began. */
        g_cancellable_cancel (cancellable);
        desk_take_requests (desk);
        refusals[i].call (desk->rest, chat, cancellable, desk_take_result, &slot);
        result = desk_await (desk, &slot);
        g_assert_false (refusals[i].finish (desk->rest, result, &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        g_assert_cmpint (desk_take_requests (desk), ==, 0);
    }
}

/* What is no answer at all is an error of ours, and never a lie or a crash. */
static void
test_all_wrong_answers (void)
{
    static const char *const kinds[] = { "html", "empty" };

    for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autoptr (Desk) desk = desk_new (KIM);
        gint64 chat = desk_customer (desk, "Ann", SUPPORT);

        for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++) {
            g_autofree char *json = g_strdup_printf ("{\"kind\":\"%s\",\"method\":\"%s\"}",
                                                     kinds[k], refusals[i].method);
            g_autoptr (GError) error = NULL;

            g_test_message ("%s %s", refusals[i].method, kinds[k]);
            desk_control (desk, "fault", json);
            g_assert_false (calls_run (desk, refusals[i].call, refusals[i].finish, chat, &error));
            g_assert_true (error->domain == B24_ERROR);
            g_assert_null (b24_error_get_code (error));
            desk_control (desk, "faults-clear", NULL);
        }
    }
}

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
            calls_assert_refused (desk, refusals[i].call, refusals[i].finish, chat,
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
    g_assert_false (calls_run (desk, call, finish, chat, &error));
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

        assert_system_error (desk, "profile", calls_get_profile, calls_got_profile, 0, i);
        assert_system_error (desk, "imopenlines.operator.answer", b24_operator_answer_async,
                             b24_operator_answer_finish, chat, i);
        calls_assert_chat (desk, chat, 0, 0);
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
        g_assert_false (calls_run (desk, calls_get_dialog, calls_got_dialog, chat, &error));
        g_assert_true (error->domain == B24_ERROR);
        g_clear_error (&error);
        g_assert_false (calls_run (desk, calls_get_page, calls_got_page, chat, &error));
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
    desk_take_requests (desk);
    g_assert_false (
        calls_run (desk, b24_operator_answer_async, b24_operator_answer_finish, chat, &error));
    g_assert_cmpint (b24_error_get_class (error), ==, B24_ERROR_CLASS_RETRY);
    g_assert_cmpint (desk_take_requests (desk), ==, 1);
    g_assert_cmpint (calls_chat_int (desk, chat, "owner"), ==, KIM);
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
    g_test_add_func ("/methods/refusals", test_refusals);
    g_test_add_func ("/methods/system-errors", test_system_errors);
    g_test_add_func ("/methods/wrong-answers", test_wrong_answers);
    g_test_add_func ("/methods/no-repeat", test_no_repeat);
    g_test_add_func ("/methods/cancelled", test_cancelled);
    g_test_add_func ("/methods/all-cancelled", test_all_cancelled);
    g_test_add_func ("/methods/all-wrong-answers", test_all_wrong_answers);
    return g_test_run ();
}
