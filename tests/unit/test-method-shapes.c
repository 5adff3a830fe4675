/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What is sent to the portal to the letter, and answers in all the shapes they come in. */

#include <locale.h>
#include <string.h>

#include "b24-bot.h"
#include "b24-chat.h"
#include "b24-crm.h"
#include "b24-dialogs.h"
#include "b24-error.h"
#include "b24-messages.h"
#include "b24-operator.h"
#include "b24-people.h"
#include "b24-presence.h"
#include "b24-quick.h"
#include "b24-session.h"
#include "http-fixture.h"

typedef struct {
    HttpFixture *server;
    B24Rest *rest;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr (B24Portal) portal = NULL;
    g_autoptr (B24Credential) credential = NULL;
    g_autoptr (B24Http) http = b24_http_new (NULL, NULL, NULL, 30);
    g_autoptr (B24Clock) clock = b24_clock_new_manual (G_GINT64_CONSTANT (1767337200000000));
    g_autoptr (B24Throttle) throttle = b24_throttle_new (clock);

    fixture->server = http_fixture_new ();
    portal = b24_portal_new (http_fixture_get_authority (fixture->server), NULL);
    credential = b24_credential_new_webhook (portal, "27/secret", NULL);
    fixture->rest = b24_rest_new (credential, http, throttle, clock);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->rest);
    http_fixture_free (fixture->server);
}

typedef void (*Send) (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data);

static void
send_invite (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_chat_invite_async (rest, 1763, 28, NULL, callback, user_data);
}

static void
send_update (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_messages_update_async (rest, 901, "12", NULL, callback, user_data);
}

static void
send_like (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_messages_like_async (rest, 901, TRUE, NULL, callback, user_data);
}

static void
send_unlike (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_messages_like_async (rest, 901, FALSE, NULL, callback, user_data);
}

static void
send_find (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_messages_search_async (rest, 1763, "parcel", 1000, NULL, callback, user_data);
}

static void
send_find_by_code (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_dialogs_find_async (rest, B24_DIALOG_BY_USER_CODE, "livechat|7|1|2", NULL, callback,
                            user_data);
}

static void
send_search (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_dialogs_search_async (rest, "Ann", NULL, callback, user_data);
}

static void
send_crm (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_crm_chats_async (rest, "deal", 77, FALSE, NULL, callback, user_data);
}

static void
send_look (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    const gint64 people[] = { 27, 28 };
    g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

    g_array_append_vals (ids, people, G_N_ELEMENTS (people));
    b24_people_look_async (rest, ids, NULL, callback, user_data);
}

static void
send_quick (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_quick_list_async (rest, 97, NULL, callback, user_data);
}

static void
send_quick_save (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_quick_save_async (rest, 1763, 901, NULL, callback, user_data);
}

static void
send_bot_say (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_say_async (rest, 1763, "Hi", NULL, callback, user_data);
}

static void
send_bot_transfer (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_transfer_async (rest, 1763, 0, 9, TRUE, "app", NULL, callback, user_data);
}

static void
send_bot_finish (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_bot_finish_async (rest, 1763, "", NULL, callback, user_data);
}

static void
send_v2_line (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_line_async (rest, 1763, 9, NULL, callback, user_data);
}

static void
send_v2_user (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_operator_transfer_to_user_async (rest, 1763, 28, NULL, callback, user_data);
}

static void
send_v2_silent (B24Rest *rest, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_session_silent_async (rest, 1763, FALSE, NULL, callback, user_data);
}

static const struct {
    const char *method;
    Send send;
    const char *body;
} sent[] = {
    { "im.chat.user.add", send_invite, "{\"CHAT_ID\":1763,\"USERS\":[28]}" },
    /* A text is a string whatever it looks like. */
    { "im.message.update", send_update, "{\"MESSAGE_ID\":901,\"MESSAGE\":\"12\"}" },
    { "im.message.like", send_like, "{\"MESSAGE_ID\":901,\"ACTION\":\"plus\"}" },
    { "im.message.like", send_unlike, "{\"MESSAGE_ID\":901,\"ACTION\":\"minus\"}" },
    { "im.dialog.messages.search", send_find,
      "{\"CHAT_ID\":1763,\"SEARCH_MESSAGE\":\"parcel\",\"ORDER\":{\"ID\":\"DESC\"},"
      "\"LIMIT\":50}" },
    { "imopenlines.dialog.get", send_find_by_code, "{\"USER_CODE\":\"livechat|7|1|2\"}" },
    { "im.search.chat.list", send_search, "{\"FIND_LINES\":\"Ann\",\"LIMIT\":50}" },
    { "imopenlines.crm.chat.get", send_crm,
      "{\"CRM_ENTITY_TYPE\":\"deal\",\"CRM_ENTITY\":77,\"ACTIVE_ONLY\":\"N\"}" },
    { "user.get", send_look, "{\"FILTER\":{\"ID\":[27,28]}}" },
    { "lists.element.get", send_quick,
      "{\"IBLOCK_TYPE_ID\":\"lists\",\"IBLOCK_ID\":97,\"ELEMENT_ORDER\":{\"ID\":\"ASC\"},"
      "\"SELECT\":[\"ID\",\"NAME\",\"PREVIEW_TEXT\",\"DETAIL_TEXT\"]}" },
    { "imopenlines.message.quick.save", send_quick_save, "{\"CHAT_ID\":1763,\"MESSAGE_ID\":901}" },
    { "imopenlines.bot.session.message.send", send_bot_say,
      "{\"CHAT_ID\":1763,\"NAME\":\"DEFAULT\",\"MESSAGE\":\"Hi\"}" },
    { "imopenlines.bot.session.transfer", send_bot_transfer,
      "{\"CHAT_ID\":1763,\"CLIENT_ID\":\"app\",\"QUEUE_ID\":9,\"LEAVE\":\"Y\"}" },
    /* No name is none. */
    { "imopenlines.bot.session.finish", send_bot_finish, "{\"CHAT_ID\":1763}" },
    { "imopenlines.v2.Session.transfer", send_v2_line,
      "{\"transferId\":\"queue9\",\"chatId\":1763}" },
    { "imopenlines.v2.Session.transfer", send_v2_user, "{\"transferId\":\"28\",\"chatId\":1763}" },
    { "imopenlines.v2.Session.setSilentMode", send_v2_silent,
      "{\"silentMode\":\"N\",\"chatId\":1763}" },
};

static void
test_sent (Fixture *fixture, gconstpointer data)
{
    b24_rest_set_offer (fixture->rest, "imopenlines.v2.Session.transfer", B24_OFFER_YES);
    b24_rest_set_offer (fixture->rest, "imopenlines.v2.Session.setSilentMode", B24_OFFER_YES);
    for (guint i = 0; i < G_N_ELEMENTS (sent); i++) {
        HttpWait wait = { NULL };
        g_autoptr (GAsyncResult) result = NULL;
        const HttpRequest *request;
        g_autofree char *path = g_strconcat ("/rest/27/secret/", sent[i].method, NULL);

        g_test_message ("%s", sent[i].method);
        http_fixture_push_json (fixture->server, 200, "{\"result\":true}");
        sent[i].send (fixture->rest, http_wait_cb, &wait);
        result = http_wait_take (&wait);
        request = http_fixture_get (fixture->server, i);
        g_assert_cmpstr (request->path, ==, path);
        g_assert_cmpstr (request->body, ==, sent[i].body);
    }
}

/* Answers to an action: @done, or the portal's way to say that it could not. */
static void
test_done (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *result;
        gboolean done;
    } cases[] = {
        { "true", TRUE },
        { "\"Y\"", TRUE },
        { "1", TRUE },
        { "{\"result\":true}", TRUE },
        { "{\"result\":\"Y\"}", TRUE },
        { "{\"something\":1}", TRUE },
        { "false", FALSE },
        { "null", FALSE },
        { "[]", FALSE },
        { "\"\"", FALSE },
        { "{\"result\":false}", FALSE },
        { "{\"result\":null}", FALSE },
        { "{\"result\":[]}", FALSE },
    };

    b24_rest_set_offer (fixture->rest, "imopenlines.v2.Session.answer", B24_OFFER_YES);
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *body = g_strdup_printf ("{\"result\":%s}", cases[i].result);
        HttpWait wait = { NULL };
        g_autoptr (GAsyncResult) result = NULL;
        g_autoptr (GError) error = NULL;

        g_test_message ("%s", cases[i].result);
        http_fixture_push_json (fixture->server, 200, body);
        b24_operator_answer_async (fixture->rest, 1763, NULL, http_wait_cb, &wait);
        result = http_wait_take (&wait);
        g_assert_cmpint (b24_operator_answer_finish (fixture->rest, result, &error), ==,
                         cases[i].done);
        if (cases[i].done)
            g_assert_no_error (error);
        else
            g_assert_error (error, B24_ERROR, B24_ERROR_EMPTY);
    }
}

static void
test_paused (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *result;
        const char *ids; /* (nullable): an unexpected shape */
    } cases[] = {
        { "[]", "" },
        { "{}", "" },
        { "{\"27\":{\"id\":27,\"name\":\"Kim\"},\"28\":{\"id\":28}}", "27 28 " },
        { "[{\"USER_ID\":\"27\",\"PAUSE\":\"Y\"},{\"USER_ID\":\"28\",\"PAUSE\":\"N\"}]", "27 " },
        { "[{\"userId\":27,\"paused\":true}]", "27 " },
        { "{\"27\":{\"name\":\"Kim\"}}", "27 " },
        { "[27,\"28\"]", "27 28 " },
        { "[27,28,1]", "27 28 1 " }, /* the administrator is number 1 */
        { "[1]", "1 " },
        { "{\"27\":\"Y\",\"28\":\"N\",\"29\":true,\"30\":false,\"31\":1}", "27 29 31 " },
        { "[{\"name\":\"nobody\"}]", "" },
        { "[{\"name\":\"nobody\"},{\"name\":\"nobody\"}]", "" },
        { "true", NULL },
        { "null", NULL },
        { "\"27\"", NULL },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *body = g_strdup_printf ("{\"result\":%s}", cases[i].result);
        HttpWait wait = { NULL };
        g_autoptr (GAsyncResult) result = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (GArray) ids = NULL;
        g_autoptr (GString) text = g_string_new (NULL);

        g_test_message ("%s", cases[i].result);
        http_fixture_push_json (fixture->server, 200, body);
        b24_presence_list_paused_async (fixture->rest, NULL, http_wait_cb, &wait);
        result = http_wait_take (&wait);
        ids = b24_presence_list_paused_finish (fixture->rest, result, &error);
        if (cases[i].ids == NULL) {
            g_assert_error (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE);
            continue;
        }
        g_assert_no_error (error);
        for (guint n = 0; n < ids->len; n++)
            g_string_append_printf (text, "%" G_GINT64_FORMAT " ", g_array_index (ids, gint64, n));
        g_assert_cmpstr (text->str, ==, cases[i].ids);
    }
}

static GPtrArray *
list_quick (Fixture *fixture, GError **error)
{
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;

    b24_quick_list_async (fixture->rest, 97, NULL, http_wait_cb, &wait);
    result = http_wait_take (&wait);
    return b24_quick_list_finish (fixture->rest, result, error);
}

static void
test_quick (Fixture *fixture, gconstpointer data)
{
    static const char elements[] =
        "{\"result\":[{\"ID\":\"1\",\"NAME\":\"Two\\nlines\",\"DETAIL_TEXT\":{\"88\":\"deep\"}},"
        "{\"ID\":\"2\",\"NAME\":{\"5\":\"Map\"},\"PREVIEW_TEXT\":\"shallow\",\"DETAIL_TEXT\":\"\"},"
        "{\"ID\":\"3\",\"NAME\":\"Empty\",\"DETAIL_TEXT\":null,\"PREVIEW_TEXT\":false},"
        "{\"ID\":\"4\",\"NAME\":\"\",\"DETAIL_TEXT\":\"Anonymous\\r\\ntext\"},"
        "{\"ID\":\"5\",\"NAME\":\"Number\",\"DETAIL_TEXT\":17},null]}";
    static const char *const expected[][2] = {
        { "Anonymous text", "Anonymous\ntext" },
        { "Map", "shallow" },
        { "Number", "17" },
        { "Two lines", "deep" },
    };
    static const char *const wrong[] = { "null", "true", "\"text\"", "[1,2]" };
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) answers = NULL;

    http_fixture_push_json (fixture->server, 200, elements);
    answers = list_quick (fixture, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (answers->len, ==, G_N_ELEMENTS (expected));
    for (guint i = 0; i < answers->len; i++) {
        const B24QuickAnswer *answer = g_ptr_array_index (answers, i);

        g_assert_cmpstr (answer->name, ==, expected[i][0]);
        g_assert_cmpstr (answer->text, ==, expected[i][1]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autofree char *body = g_strdup_printf ("{\"result\":%s}", wrong[i]);
        g_autoptr (GError) shape = NULL;

        http_fixture_push_json (fixture->server, 200, body);
        g_assert_null (list_quick (fixture, &shape));
        g_assert_error (shape, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE);
    }
}

/* Pages that fail, or never end, or are given up. */
static void
test_quick_pages (Fixture *fixture, gconstpointer data)
{
    static const char page[] =
        "{\"result\":[{\"NAME\":\"One\",\"DETAIL_TEXT\":\"1\"}],\"next\":50}";
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) failed = NULL;
    g_autoptr (GError) cancelled = NULL;
    g_autoptr (GPtrArray) answers = NULL;

    /* The same offset for ever. */
    http_fixture_push_json (fixture->server, 200, page);
    http_fixture_push_json (fixture->server, 200, page);
    answers = list_quick (fixture, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (answers->len, ==, 2);
    g_assert_cmpuint (http_fixture_count (fixture->server), ==, 2);
    g_assert_nonnull (strstr (http_fixture_get (fixture->server, 1)->body, "\"start\":50"));

    http_fixture_push_json (fixture->server, 200, page);
    http_fixture_push_json (fixture->server, 403,
                            "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"\"}");
    g_assert_null (list_quick (fixture, &failed));
    g_assert_error (failed, B24_ERROR, B24_ERROR_ACCESS_DENIED);

    http_fixture_push_json (fixture->server, 200, page);
    http_fixture_push_silence (fixture->server);
    b24_quick_list_async (fixture->rest, 97, cancellable, http_wait_cb, &wait);
    http_fixture_wait_requests (fixture->server, 6);
    g_cancellable_cancel (cancellable);
    result = http_wait_take (&wait);
    g_assert_null (b24_quick_list_finish (fixture->rest, result, &cancelled));
    g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_crm (Fixture *fixture, gconstpointer data)
{
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) chats = NULL;
    const B24CrmChat *chat;

    http_fixture_push_json (fixture->server, 200,
                            "{\"result\":{\"3\":{\"CHAT_ID\":\"1763\",\"CONNECTOR_ID\":null},"
                            "\"5\":{\"CHAT_ID\":0},\"7\":null}}");
    b24_crm_chats_async (fixture->rest, "lead", 1, TRUE, NULL, http_wait_cb, &wait);
    result = http_wait_take (&wait);
    chats = b24_crm_chats_finish (fixture->rest, result, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (chats->len, ==, 1);
    chat = g_ptr_array_index (chats, 0);
    g_assert_cmpint (chat->chat_id, ==, 1763);
    g_assert_cmpstr (chat->connector, ==, "");
    g_assert_cmpstr (chat->title, ==, "");
}

static B24MessagePage *
find (Fixture *fixture, const char *body, GError **error)
{
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;

    http_fixture_push_json (fixture->server, 200, body);
    b24_messages_search_async (fixture->rest, 1763, "parcel", 20, NULL, http_wait_cb, &wait);
    result = http_wait_take (&wait);
    return b24_messages_search_finish (fixture->rest, result, error);
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
    static const char *const wrong[] = {
        "{\"result\":null}",
        "{\"result\":[]}",
        "{\"result\":{\"messages\":true}}",
        "{\"result\":{\"messages\":[{\"nothing\":1}]}}",
    };
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) none = find (fixture, "{\"result\":{\"messages\":[]}}", &error);

    g_assert_no_error (error);
    g_assert_cmpint (none->chat_id, ==, 1763);
    g_assert_cmpuint (none->messages->len, ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (GError) shape = NULL;

        g_test_message ("%s", wrong[i]);
        g_assert_null (find (fixture, wrong[i], &shape));
        g_assert_error (shape, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE);
    }
}

#define ADD(path, func)                                                                            \
    g_test_add ("/method-shapes/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    ADD ("sent", test_sent);
    ADD ("done", test_done);
    ADD ("paused", test_paused);
    ADD ("quick", test_quick);
    ADD ("quick-pages", test_quick_pages);
    ADD ("crm", test_crm);
    ADD ("found", test_found);
    return g_test_run ();
}
