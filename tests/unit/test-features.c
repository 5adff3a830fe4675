/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Which methods the portal has, and what the newer ones of two change. */

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

/* How often @method was called, by itself or in a batch. */
static gint64
count_calls (Desk *desk, const char *method)
{
    g_autoptr (JsonObject) state = practice_portal_control (desk->portal, "state", NULL);
    JsonObject *requests = b24_json_get_object (state, "requests");

    return b24_json_node_int (b24_json_get_any_case (requests, method), 0);
}

static void
set_missing (Desk *desk, const char *methods)
{
    g_autofree char *json = g_strdup_printf ("{\"missing\":[%s]}", methods);

    desk_control (desk, "methods", json);
}

/* Nobody has asked: everything is worth trying. */
static void
test_unasked (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);

    for (B24Feature feature = B24_FEATURE_NONE; feature < B24_FEATURE_LAST; feature++)
        g_assert_true (b24_features_has (desk->rest, feature));
}

static void
test_one_request (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (JsonObject) state = NULL;

    desk_take_requests (desk);
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    g_assert_cmpint (desk_take_requests (desk), ==, 1);
    for (B24Feature feature = B24_FEATURE_NONE; feature < B24_FEATURE_LAST; feature++) {
        /* The webhooks of the practice portal have no scope `lists`. */
        g_assert_cmpint (b24_features_has (desk->rest, feature), ==,
                         feature != B24_FEATURE_LIST_QUICK);
    }
}

/* The one who has the scope for it may. */
static void
test_scope (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);

    desk_control (desk, "scopes",
                  "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\",\"lists\"]}");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    g_assert_true (b24_features_has (desk->rest, B24_FEATURE_LIST_QUICK));
    desk_control (desk, "scopes", "{\"operator\":27,\"scopes\":[\"im\",\"user\"]}");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    g_assert_false (b24_features_has (desk->rest, B24_FEATURE_ANSWER));
    g_assert_false (b24_features_has (desk->rest, B24_FEATURE_BOT_SAY));
    g_assert_false (b24_features_has (desk->rest, B24_FEATURE_LIST_QUICK));
    g_assert_true (b24_features_has (desk->rest, B24_FEATURE_EDIT));
    g_assert_true (b24_features_has (desk->rest, B24_FEATURE_NONE));
}

static const struct {
    B24Feature feature;
    const char *method;
    gboolean newer; /* there is a newer method for it, too */
} methods[] = {
    { B24_FEATURE_ANSWER, "imopenlines.operator.answer", TRUE },
    { B24_FEATURE_SKIP, "imopenlines.operator.skip", TRUE },
    { B24_FEATURE_TRANSFER, "imopenlines.operator.transfer", TRUE },
    { B24_FEATURE_FINISH, "imopenlines.operator.finish", TRUE },
    { B24_FEATURE_SPAM, "imopenlines.operator.spam", TRUE },
    { B24_FEATURE_START, "imopenlines.session.start", TRUE },
    { B24_FEATURE_START_FROM, "imopenlines.message.session.start", FALSE },
    { B24_FEATURE_JOIN, "imopenlines.session.join", TRUE },
    { B24_FEATURE_LEAVE, "im.chat.leave", FALSE },
    { B24_FEATURE_INTERCEPT, "imopenlines.session.intercept", TRUE },
    { B24_FEATURE_INVITE, "im.chat.user.add", FALSE },
    { B24_FEATURE_OPEN, "imopenlines.dialog.get", FALSE },
    { B24_FEATURE_CRM_CHATS, "imopenlines.crm.chat.get", FALSE },
    { B24_FEATURE_HISTORY, "im.dialog.messages.get", FALSE },
    { B24_FEATURE_SESSION_HISTORY, "imopenlines.session.history.get", FALSE },
    { B24_FEATURE_FIND, "im.dialog.messages.search", FALSE },
    { B24_FEATURE_SEARCH, "im.search.chat.list", FALSE },
    { B24_FEATURE_SILENT, "imopenlines.session.mode.silent", TRUE },
    { B24_FEATURE_PIN, "imopenlines.session.mode.pin", TRUE },
    { B24_FEATURE_UNPIN, "imopenlines.session.mode.unpin", TRUE },
    { B24_FEATURE_PIN_ALL, "imopenlines.session.mode.pinAll", FALSE },
    { B24_FEATURE_UNPIN_ALL, "imopenlines.session.mode.unpinAll", FALSE },
    { B24_FEATURE_EDIT, "im.message.update", FALSE },
    { B24_FEATURE_DELETE, "im.message.delete", FALSE },
    { B24_FEATURE_LIKE, "im.message.like", FALSE },
    { B24_FEATURE_SAVE_QUICK, "imopenlines.message.quick.save", FALSE },
    { B24_FEATURE_LIST_QUICK, "lists.element.get", FALSE },
    { B24_FEATURE_RATE, "imopenlines.session.head.vote", FALSE },
    { B24_FEATURE_LEAD, "imopenlines.crm.lead.create", FALSE },
    { B24_FEATURE_MEMBERS, "im.dialog.users.list", FALSE },
    { B24_FEATURE_CARD, "im.user.get", FALSE },
    { B24_FEATURE_LINES, "imopenlines.config.list.get", FALSE },
    { B24_FEATURE_BOT_FINISH, "imopenlines.bot.session.finish", FALSE },
    { B24_FEATURE_BOT_FREE, "imopenlines.bot.session.operator", FALSE },
    { B24_FEATURE_BOT_TRANSFER, "imopenlines.bot.session.transfer", FALSE },
    { B24_FEATURE_BOT_SAY, "imopenlines.bot.session.message.send", FALSE },
    { B24_FEATURE_PRESS, "im.message.command", FALSE },
    { B24_FEATURE_PAUSE, "imopenlines.operator.pause.start", FALSE },
};

/* Each method that is missing takes its feature away, and no other. */
static void
assert_only_missing (gsize index)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autofree char *name = g_strdup_printf ("\"%s\"", methods[index].method);

    g_test_message ("%s", methods[index].method);
    desk_control (desk, "scopes",
                  "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\",\"lists\"]}");
    set_missing (desk, name);
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
        g_assert_cmpint (b24_features_has (desk->rest, methods[i].feature), ==, i != index);
    desk_control (desk, "v2-sessions", "{\"available\":true}");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    g_assert_cmpint (b24_features_has (desk->rest, methods[index].feature), ==,
                     methods[index].newer);
    set_missing (desk, "");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    g_assert_true (b24_features_has (desk->rest, methods[index].feature));
}

static void
test_missing (void)
{
    /* Every feature but the one that needs nothing stands in the table. */
    g_assert_cmpint (G_N_ELEMENTS (methods), ==, B24_FEATURE_LAST - 1);
    for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
        assert_only_missing (i);
}

/* A portal that cannot tell takes nothing away. */
static void
test_untold (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GError) error = NULL;

    desk_fail (desk, "method.get", 404, "ERROR_METHOD_NOT_FOUND", -1);
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    for (B24Feature feature = B24_FEATURE_NONE; feature < B24_FEATURE_LAST; feature++)
        g_assert_true (b24_features_has (desk->rest, feature));
    desk_control (desk, "faults-clear", NULL);
    desk_control (desk, "fault", "{\"kind\":\"wrong-type\",\"method\":\"method.get\"}");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    g_assert_true (b24_features_has (desk->rest, B24_FEATURE_LIST_QUICK));
    desk_control (desk, "faults-clear", NULL);
    desk_fail (desk, "batch", 403, "ACCESS_DENIED", 1);
    g_assert_false (calls_run (desk, probe, b24_features_probe_finish, 0, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_ACCESS_DENIED);
}

static void
test_cancelled (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    desk_control (desk, "hold", "{\"method\":\"batch\"}");
    b24_features_probe_async (desk->rest, cancellable, desk_take_result, &slot);
    desk_pass (desk, 500);
    g_cancellable_cancel (cancellable);
    result = desk_await (desk, &slot);
    g_assert_false (b24_features_probe_finish (desk->rest, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_true (b24_features_has (desk->rest, B24_FEATURE_LIST_QUICK));
}

/* Both of each pair: the older one, the newer one, and that the other is left alone. */
static const struct {
    const char *classic;
    const char *newer;
    StartCall call;
    FinishCall finish;
} pairs[] = {
    { "imopenlines.operator.answer", "imopenlines.v2.Session.answer", b24_operator_answer_async,
      b24_operator_answer_finish },
    { "imopenlines.operator.skip", "imopenlines.v2.Session.skip", b24_operator_skip_async,
      b24_operator_skip_finish },
    { "imopenlines.operator.spam", "imopenlines.v2.Session.markSpam", b24_operator_spam_async,
      b24_operator_spam_finish },
    { "imopenlines.operator.finish", "imopenlines.v2.Session.finish", b24_operator_finish_async,
      b24_operator_finish_finish },
    { "imopenlines.operator.another.finish", "imopenlines.v2.Session.finishAnother",
      b24_operator_finish_another_async, b24_operator_finish_another_finish },
    { "imopenlines.operator.transfer", "imopenlines.v2.Session.transfer", calls_transfer_user,
      b24_operator_transfer_finish },
    { "imopenlines.operator.transfer", "imopenlines.v2.Session.transfer", calls_transfer_line,
      b24_operator_transfer_finish },
    { "imopenlines.operator.transfer", "imopenlines.v2.Session.transfer", calls_transfer_id,
      b24_operator_transfer_finish },
    { "imopenlines.session.start", "imopenlines.v2.Session.start", b24_session_start_async,
      b24_session_start_finish },
    { "imopenlines.session.join", "imopenlines.v2.Session.join", b24_session_join_async,
      b24_session_join_finish },
    { "imopenlines.session.intercept", "imopenlines.v2.Session.intercept",
      b24_session_intercept_async, b24_session_intercept_finish },
    { "imopenlines.session.mode.pin", "imopenlines.v2.Session.pin", calls_pin,
      b24_session_pin_finish },
    { "imopenlines.session.mode.unpin", "imopenlines.v2.Session.unpin", calls_unpin,
      b24_session_pin_finish },
    { "imopenlines.session.mode.silent", "imopenlines.v2.Session.setSilentMode", calls_silent_on,
      b24_session_silent_finish },
    { "imopenlines.session.mode.silent", "imopenlines.v2.Session.setSilentMode", calls_silent_off,
      b24_session_silent_finish },
};

/* A desk whose portal has the newer methods and whose connection knows. */
static Desk *
new_newer (void)
{
    Desk *desk = desk_new (KIM);

    desk_control (desk, "v2-sessions", "{\"available\":true}");
    calls_assert_done (desk, probe, b24_features_probe_finish, 0);
    return desk;
}

static void
test_choice (void)
{
    for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
        g_autoptr (Desk) classic = desk_new (KIM);
        g_autoptr (Desk) newer = new_newer ();
        gint64 chat = desk_customer (classic, "Ann", SUPPORT);
        g_autoptr (GError) unused = NULL;
        g_autoptr (GError) ignored = NULL;

        g_test_message ("%s", pairs[i].newer);
        calls_assert_done (classic, probe, b24_features_probe_finish, 0);
        calls_run (classic, pairs[i].call, pairs[i].finish, chat, &unused);
        g_assert_cmpint (count_calls (classic, pairs[i].classic), ==, 1);
        g_assert_cmpint (count_calls (classic, pairs[i].newer), ==, 0);
        chat = desk_customer (newer, "Ann", SUPPORT);
        calls_run (newer, pairs[i].call, pairs[i].finish, chat, &ignored);
        g_assert_cmpint (count_calls (newer, pairs[i].classic), ==, 0);
        g_assert_cmpint (count_calls (newer, pairs[i].newer), ==, 1);
    }
}

/* One that is not there after all is asked for once. */
static void
test_fallback (void)
{
    for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
        g_autoptr (Desk) desk = new_newer ();
        gint64 chat = desk_customer (desk, "Ann", SUPPORT);

        g_test_message ("%s", pairs[i].newer);
        desk_fail (desk, pairs[i].newer, 404, "ERROR_METHOD_NOT_FOUND", -1);
        for (guint round = 1; round <= 2; round++) {
            g_autoptr (GError) error = NULL;

            calls_run (desk, pairs[i].call, pairs[i].finish, chat, &error);
            g_assert_false (g_error_matches (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND));
            g_assert_cmpint (b24_rest_get_offer (desk->rest, pairs[i].newer), ==, B24_OFFER_NO);
            g_assert_cmpint (count_calls (desk, pairs[i].classic), ==, round);
            g_assert_cmpint (count_calls (desk, pairs[i].newer), ==, 1);
        }
    }
}

/* Guests may not call the newer ones. */
static void
test_guest (void)
{
    g_autoptr (Desk) desk = new_newer ();
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    desk_fail (desk, "imopenlines.v2.Session.answer", 403, "allowed_only_intranet_user", -1);
    calls_assert_done (desk, b24_operator_answer_async, b24_operator_answer_finish, chat);
    calls_assert_chat (desk, chat, KIM, 10);
}

/* Other refusals are what the newer method says, and the older one is not tried behind them. */
static void
test_refusal (void)
{
    static const char *const codes[] = { "ACCESS_DENIED",
                                         "SELF_TRANSFER_FAIL",
                                         "TRANSFER_FAIL",
                                         "CHAT_NOT_FOUND",
                                         "ERROR_USER_NOT_OPERATOR",
                                         "",
                                         "NOT_LOAD_SESSION_OR_CHAT",
                                         "IMOL_CHAT_ERROR_NOT_LOAD_DATA" };

    for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
        g_autoptr (Desk) desk = new_newer ();
        gint64 chat = desk_customer (desk, "Ann", SUPPORT);

        for (gsize c = 0; c < G_N_ELEMENTS (codes); c++) {
            g_autoptr (GError) wanted = b24_error_new_from_code (codes[c], NULL);

            g_test_message ("%s “%s”", pairs[i].newer, codes[c]);
            desk_fail (desk, pairs[i].newer, 400, codes[c], 1);
            calls_assert_refused (desk, pairs[i].call, pairs[i].finish, chat,
                                  (B24Error) wanted->code);
            g_assert_cmpint (wanted->code, !=, B24_ERROR_UNKNOWN_CODE);
        }
        g_assert_cmpint (count_calls (desk, pairs[i].classic), ==, 0);
    }
}

/* Whoever does not know whether it was done does not do it again the other way. */
static void
test_unknown_end (void)
{
    static const char *const faults[] = {
        "\"kind\":\"reset-after\"",
        "\"kind\":\"reset-before\"",
        "\"kind\":\"status\",\"status\":500,\"code\":\"INTERNAL_SERVER_ERROR\"",
    };

    for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
        for (gsize k = 0; k < G_N_ELEMENTS (faults); k++) {
            g_autoptr (Desk) desk = new_newer ();
            gint64 chat = desk_customer (desk, "Ann", SUPPORT);
            g_autoptr (GError) error = NULL;
            g_autofree char *fault =
                g_strdup_printf ("{%s,\"method\":\"%s\",\"times\":1}", faults[k], pairs[i].newer);

            g_test_message ("%s %s", pairs[i].newer, faults[k]);
            desk_control (desk, "fault", fault);
            g_assert_false (calls_run (desk, pairs[i].call, pairs[i].finish, chat, &error));
            g_assert_nonnull (error);
            g_assert_cmpint (count_calls (desk, pairs[i].classic), ==, 0);
            g_assert_cmpint (count_calls (desk, pairs[i].newer), <=, 1);
            g_assert_cmpint (b24_rest_get_offer (desk->rest, pairs[i].newer), ==, B24_OFFER_YES);
        }
    }
}

static void
cancel_at (gsize index, gboolean before, gboolean fall_back)
{
    g_autoptr (Desk) desk = new_newer ();
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *json = g_strdup_printf ("{\"method\":\"%s\",\"before\":%s}",
                                             fall_back ? pairs[index].classic : pairs[index].newer,
                                             before ? "true" : "false");

    if (fall_back)
        desk_fail (desk, pairs[index].newer, 404, "ERROR_METHOD_NOT_FOUND", -1);
    desk_control (desk, "hold", json);
    pairs[index].call (desk->rest, chat, cancellable, desk_take_result, &slot);
    desk_pass (desk, 500);
    g_assert_null (slot);
    g_cancellable_cancel (cancellable);
    result = desk_await (desk, &slot);
    g_assert_false (pairs[index].finish (desk->rest, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_choice (void)
{
    for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
        g_test_message ("%s", pairs[i].newer);
        cancel_at (i, TRUE, FALSE);
        cancel_at (i, FALSE, FALSE);
        cancel_at (i, TRUE, TRUE);
    }
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/features/unasked", test_unasked);
    g_test_add_func ("/features/one-request", test_one_request);
    g_test_add_func ("/features/scope", test_scope);
    g_test_add_func ("/features/missing", test_missing);
    g_test_add_func ("/features/untold", test_untold);
    g_test_add_func ("/features/cancelled", test_cancelled);
    g_test_add_func ("/features/choice", test_choice);
    g_test_add_func ("/features/fallback", test_fallback);
    g_test_add_func ("/features/guest", test_guest);
    g_test_add_func ("/features/refusal", test_refusal);
    g_test_add_func ("/features/unknown-end", test_unknown_end);
    g_test_add_func ("/features/cancelled-choice", test_cancelled_choice);
    return g_test_run ();
}
