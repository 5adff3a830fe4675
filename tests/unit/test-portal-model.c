/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-model — the practice portal itself: that it behaves as the real one is known to, so
 * that what is tested against it means something.
 */

#include <libsoup/soup.h>

#include "portal.h"

typedef struct {
    PracticePortal *portal;
    SoupSession *session;
    guint status; /* of the last answer, 0 = none came */
} Fixture;

static void
set_up (Fixture *fx, gconstpointer unused)
{
    fx->portal = practice_portal_new (0);
    fx->session = soup_session_new ();
}

static void
tear_down (Fixture *fx, gconstpointer unused)
{
    g_clear_object (&fx->session);
    practice_portal_free (fx->portal);
}

static SoupMessage *
new_message (Fixture *fx, const char *webhook, const char *method, const char *json)
{
    g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/rest/%s/%s",
                                            practice_portal_get_port (fx->portal), webhook, method);
    SoupMessage *message = soup_message_new ("POST", uri);
    g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

    soup_message_set_request_body_from_bytes (message, "application/json", body);
    return message;
}

static JsonObject *
parse (GBytes *bytes)
{
    g_autoptr (GString) text =
        g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    g_autoptr (JsonNode) node = json_from_string (text->str, NULL);

    return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

/* Returns: (transfer full) (nullable): the answer, NULL when none came or it is no object */
static JsonObject *
post (Fixture *fx, const char *webhook, const char *method, const char *json)
{
    g_autoptr (SoupMessage) message = new_message (fx, webhook, method, json);
    g_autoptr (GBytes) bytes = soup_session_send_and_read (fx->session, message, NULL, NULL);

    fx->status = bytes != NULL ? soup_message_get_status (message) : 0;
    return bytes != NULL ? parse (bytes) : NULL;
}

static JsonObject *G_GNUC_PRINTF (4, 5)
    call (Fixture *fx, gint64 operator_id, const char *method, const char *format, ...)
{
    g_autofree char *json = NULL;
    va_list args;

    va_start (args, format);
    json = g_strdup_vprintf (format, args);
    va_end (args);
    return post (fx, practice_portal_get_webhook (fx->portal, operator_id), method, json);
}

/* Calls and forgets; the answer must be `true`. */
static void
call_true (Fixture *fx, gint64 operator_id, const char *method, gint64 chat)
{
    g_autoptr (JsonObject) answer =
        call (fx, operator_id, method, "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);

    g_assert_cmpuint (fx->status, ==, 200);
    g_assert_true (json_object_get_boolean_member (answer, "result"));
}

static void
assert_error (Fixture *fx, JsonObject *answer, guint status, const char *code)
{
    g_assert_nonnull (answer);
    g_assert_cmpuint (fx->status, ==, status);
    g_assert_cmpstr (json_object_get_string_member (answer, "error"), ==, code);
}

static void
call_error (Fixture *fx, gint64 operator_id, const char *method, gint64 chat, const char *code)
{
    g_autoptr (JsonObject) answer =
        call (fx, operator_id, method, "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);

    assert_error (fx, answer, 400, code);
}

static void
control (Fixture *fx, const char *verb, const char *json)
{
    json_object_unref (practice_portal_control (fx->portal, verb, "%s", json));
}

static gint64
new_customer (Fixture *fx, gint64 line)
{
    g_autoptr (JsonObject) made =
        practice_portal_control (fx->portal, "customer",
                                 "{\"name\":\"Anna Petrova\",\"line\":%" G_GINT64_FORMAT
                                 ",\"connector\":\"telegrambot\",\"text\":\"Hello\"}",
                                 line);

    return json_object_get_int_member (made, "chat");
}

static gint64
customer_writes (Fixture *fx, gint64 chat, const char *text)
{
    g_autoptr (JsonObject) made = practice_portal_control (
        fx->portal, "write", "{\"chat\":%" G_GINT64_FORMAT ",\"text\":\"%s\"}", chat, text);

    return json_object_get_int_member (made, "message");
}

/* Returns: (transfer full): what the model knows of a chat */
static JsonObject *
get_state (Fixture *fx, gint64 chat)
{
    g_autoptr (JsonObject) state = practice_portal_control (fx->portal, "state", NULL);
    JsonArray *chats = json_object_get_array_member (state, "chats");

    for (guint i = 0; i < json_array_get_length (chats); i++) {
        JsonObject *object = json_array_get_object_element (chats, i);

        if (json_object_get_int_member (object, "id") == chat)
            return json_object_ref (object);
    }
    g_assert_not_reached ();
}

static void
assert_state (Fixture *fx, gint64 chat, gint64 status, gint64 owner, gint64 offered)
{
    g_autoptr (JsonObject) state = get_state (fx, chat);
    JsonArray *ids = json_object_get_array_member (state, "offered");

    g_assert_cmpint (json_object_get_int_member (state, "status"), ==, status);
    g_assert_cmpint (json_object_get_int_member (state, "owner"), ==, owner);
    g_assert_cmpuint (json_array_get_length (ids), ==, offered != 0);
    if (offered != 0)
        g_assert_cmpint (json_array_get_int_element (ids, 0), ==, offered);
}

/* Returns: (transfer full) (nullable): the item of @chat in an operator's list */
static JsonObject *
get_item (Fixture *fx, gint64 operator_id, gint64 chat)
{
    g_autoptr (JsonObject) answer =
        call (fx, operator_id, "im.recent.get", "{\"ONLY_OPENLINES\":\"Y\"}");
    JsonArray *items = json_object_get_array_member (answer, "result");

    for (guint i = 0; i < json_array_get_length (items); i++) {
        JsonObject *item = json_array_get_object_element (items, i);

        if (json_object_get_int_member (item, "chat_id") == chat)
            return json_object_ref (item);
    }
    return NULL;
}

static gboolean
is_listed (Fixture *fx, gint64 operator_id, gint64 chat)
{
    g_autoptr (JsonObject) item = get_item (fx, operator_id, chat);

    return item != NULL;
}

static gint64
send_text (Fixture *fx, gint64 operator_id, gint64 chat, const char *more)
{
    g_autoptr (JsonObject) answer = call (
        fx, operator_id, "im.message.add",
        "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Good morning\"%s}", chat, more);

    g_assert_cmpuint (fx->status, ==, 200);
    return json_object_get_int_member (answer, "result");
}

static void
test_credentials (Fixture *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) profile = call (fx, 27, "profile", "{}");
    g_autoptr (JsonObject) stranger = post (fx, "27/wrongsecret", "profile", "{}");
    g_autoptr (JsonObject) unknown = NULL;
    g_autoptr (JsonObject) dismissed = NULL;
    g_autoptr (JsonObject) narrow = NULL;
    g_autoptr (JsonObject) anonymous = NULL;
    g_autofree char *uri = NULL;

    g_assert_cmpstr (
        json_object_get_string_member (json_object_get_object_member (profile, "result"), "ID"), ==,
        "27");
    assert_error (fx, stranger, 401, "INVALID_CREDENTIALS");
    dismissed = call (fx, 32, "profile", "{}");
    assert_error (fx, dismissed, 401, "INVALID_CREDENTIALS");
    unknown = call (fx, 27, "imopenlines.no.such.method", "{}");
    assert_error (fx, unknown, 404, "ERROR_METHOD_NOT_FOUND");
    control (fx, "scopes", "{\"operator\":27,\"scopes\":[\"im\"]}");
    narrow = call (fx, 27, "imopenlines.revision.get", "{}");
    assert_error (fx, narrow, 401, "insufficient_scope");
    anonymous = post (fx, "x", "profile", "{}");
    assert_error (fx, anonymous, 401, "NO_AUTH_FOUND");
}

static void
test_skip_goes_round (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);
    g_autoptr (JsonObject) item = NULL;

    assert_state (fx, chat, 0, 0, 27);
    item = get_item (fx, 27, chat);
    g_assert_cmpint (json_object_get_int_member (item, "counter"), ==, 1);
    g_assert_false (json_object_has_member (item, "last_id"));
    g_assert_false (is_listed (fx, 28, chat));
    call_true (fx, 27, "imopenlines.operator.skip", chat);
    assert_state (fx, chat, 5, 0, 28);
    g_assert_false (is_listed (fx, 27, chat));
    g_assert_true (is_listed (fx, 28, chat));
    call_true (fx, 28, "imopenlines.operator.skip", chat);
    call_true (fx, 29, "imopenlines.operator.skip", chat);
    assert_state (fx, chat, 5, 0, 27);
}

static void
test_skip_alone (Fixture *fx, gconstpointer unused)
{
    gint64 chat;
    g_autoptr (JsonObject) state = NULL;
    JsonArray *messages;
    JsonObject *last;

    control (fx, "line", "{\"id\":7,\"queue\":[27]}");
    chat = new_customer (fx, 7);
    call_error (fx, 27, "imopenlines.operator.skip", chat, "");
    assert_state (fx, chat, 0, 0, 27);
    state = get_state (fx, chat);
    messages = json_object_get_array_member (state, "messages");
    last = json_array_get_object_element (messages, json_array_get_length (messages) - 1);
    g_assert_cmpint (json_object_get_int_member (last, "author"), ==, 0);
}

static void
test_waiting_too_long (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);

    control (fx, "line", "{\"id\":7,\"queue_time\":60}");
    control (fx, "advance", "{\"seconds\":59}");
    assert_state (fx, chat, 0, 0, 27);
    control (fx, "advance", "{\"seconds\":2}");
    assert_state (fx, chat, 0, 0, 28);
}

static void
test_answer_race (Fixture *fx, gconstpointer unused)
{
    gint64 chat;

    control (fx, "line", "{\"id\":7,\"queue_type\":\"all\",\"queue\":[27,28]}");
    chat = new_customer (fx, 7);
    g_assert_true (is_listed (fx, 27, chat));
    g_assert_true (is_listed (fx, 28, chat));
    call_true (fx, 28, "imopenlines.operator.answer", chat);
    call_error (fx, 27, "imopenlines.operator.answer", chat, "");
    call_error (fx, 28, "imopenlines.operator.answer", chat, "");
    assert_state (fx, chat, 10, 28, 0);
    g_assert_false (is_listed (fx, 27, chat));
}

static void
test_statuses (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);

    call_true (fx, 27, "imopenlines.operator.answer", chat);
    customer_writes (fx, chat, "Are you there?");
    assert_state (fx, chat, 20, 27, 0);
    send_text (fx, 27, chat, "");
    assert_state (fx, chat, 40, 27, 0);
    customer_writes (fx, chat, "Thank you");
    assert_state (fx, chat, 25, 27, 0);
    control (fx, "line", "{\"id\":7,\"auto_close_time\":100}");
    send_text (fx, 27, chat, "");
    control (fx, "advance", "{\"seconds\":101}");
    assert_state (fx, chat, 60, 0, 0);
}

static void
test_finish (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);
    gint64 next;

    call_true (fx, 27, "imopenlines.operator.answer", chat);
    call_error (fx, 28, "imopenlines.operator.finish", chat, "ERROR_USER_NOT_OPERATOR");
    call_true (fx, 27, "imopenlines.operator.finish", chat);
    assert_state (fx, chat, 60, 0, 0);
    g_assert_false (is_listed (fx, 27, chat));
    call_error (fx, 27, "imopenlines.operator.finish", chat, "NOT_LOAD_SESSION_OR_CHAT");

    control (fx, "line", "{\"id\":7,\"vote\":true}");
    next = customer_writes (fx, chat, "One more thing");
    g_assert_cmpint (next, >, 0);
    assert_state (fx, chat, 0, 0, 28);
    /* Finishing what is offered answers it first. */
    call_true (fx, 28, "imopenlines.operator.finish", chat);
    assert_state (fx, chat, 50, 28, 0);
    g_assert_false (is_listed (fx, 28, chat));
    call_true (fx, 28, "imopenlines.operator.finish", chat);
    assert_state (fx, chat, 60, 0, 0);
}

static void
test_full_close (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);

    control (fx, "line", "{\"id\":7,\"vote\":true,\"full_close_time\":30}");
    call_true (fx, 27, "imopenlines.operator.answer", chat);
    call_true (fx, 29, "imopenlines.operator.another.finish", chat);
    assert_state (fx, chat, 50, 27, 0);
    control (fx, "advance", "{\"seconds\":31}");
    assert_state (fx, chat, 60, 0, 0);
}

static JsonObject *
transfer (Fixture *fx, gint64 chat, const char *target)
{
    return call (fx, 27, "imopenlines.operator.transfer", "{\"CHAT_ID\":%" G_GINT64_FORMAT ",%s}",
                 chat, target);
}

static void
test_transfer (Fixture *fx, gconstpointer unused)
{
    static const char *const wrong[] = { "\"USER_ID\":27",
                                         "\"USER_ID\":32",
                                         "\"USER_ID\":33",
                                         "\"USER_ID\":35",
                                         "\"USER_ID\":99999",
                                         "\"QUEUE_ID\":12",
                                         "\"TRANSFER_ID\":\"queue12\"" };
    gint64 chat = new_customer (fx, 7);
    g_autoptr (JsonObject) missing = NULL;
    g_autoptr (JsonObject) lower = NULL;
    g_autoptr (JsonObject) to_line = NULL;
    g_autoptr (JsonObject) to_user = NULL;
    g_autoptr (JsonObject) state = NULL;

    call_true (fx, 27, "imopenlines.operator.answer", chat);
    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (JsonObject) answer = transfer (fx, chat, wrong[i]);

        assert_error (fx, answer, 400, "OPERATOR_WRONG");
    }
    missing = transfer (fx, chat, "\"USER_ID\":0");
    assert_error (fx, missing, 400, "USER_ID_EMPTY");
    lower = call (fx, 27, "imopenlines.operator.transfer",
                  "{\"chat_id\":%" G_GINT64_FORMAT ",\"USER_ID\":28}", chat);
    assert_error (fx, lower, 400, "CHAT_ID_EMPTY");
    assert_state (fx, chat, 10, 27, 0);

    to_line = transfer (fx, chat, "\"QUEUE_ID\":9");
    g_assert_cmpuint (fx->status, ==, 200);
    assert_state (fx, chat, 5, 0, 28);
    state = get_state (fx, chat);
    g_assert_cmpint (json_object_get_int_member (state, "line"), ==, 9);
    g_assert_true (
        g_str_has_suffix (json_object_get_string_member (state, "entity_data_1"), "|9|0|"));
    g_assert_false (is_listed (fx, 27, chat));
    to_user = call (fx, 28, "imopenlines.operator.transfer",
                    "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"TRANSFER_ID\":\"31\"}", chat);
    g_assert_cmpuint (fx->status, ==, 200);
    assert_state (fx, chat, 10, 31, 0);
}

static void
test_membership (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 9);
    g_autoptr (JsonObject) early = NULL;
    g_autoptr (JsonObject) read = NULL;
    g_autoptr (JsonObject) forbidden = NULL;

    /* Offered, so it may be read but not written into, nor marked read. */
    early = call (fx, 28, "im.message.add",
                  "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Hi\"}", chat);
    assert_error (fx, early, 400, "CANCELED");
    read = call (fx, 28, "im.dialog.read", "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"}", chat);
    g_assert_cmpuint (fx->status, ==, 200);
    g_assert_false (json_object_get_boolean_member (read, "result"));
    forbidden = call (fx, 27, "im.dialog.messages.get",
                      "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"}", chat);
    assert_error (fx, forbidden, 403, "ACCESS_ERROR");
    call_error (fx, 27, "imopenlines.operator.answer", chat, "ACCESS_DENIED");
    call_error (fx, 27, "imopenlines.operator.answer", 424242, "CHAT_ID");
    call_error (fx, 27, "imopenlines.operator.answer", 70, "CHAT_TYPE");
    call_true (fx, 28, "imopenlines.operator.answer", chat);
    g_assert_cmpint (send_text (fx, 28, chat, ""), >, 0);
}

static void
test_template_id (Fixture *fx, gconstpointer unused)
{
    static const char uuid[] = ",\"TEMPLATE_ID\":\"3f2b8a6e-1c4d-4e5f-8a9b-0c1d2e3f4a5b\"";
    gint64 chat = new_customer (fx, 7);
    gint64 first;
    gint64 second;
    g_autoptr (JsonObject) state = NULL;

    call_true (fx, 27, "imopenlines.operator.answer", chat);
    first = send_text (fx, 27, chat, uuid);
    second = send_text (fx, 27, chat, uuid);
    g_assert_cmpint (first, ==, second);
    g_assert_cmpint (send_text (fx, 27, chat, ""), >, first);
    state = get_state (fx, chat);
    /* started, Hello, answered, and two texts of ours */
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (state, "messages")), ==,
                      5);
}

static JsonArray *
get_messages (Fixture *fx, gint64 chat, const char *more, JsonObject **answer)
{
    g_clear_pointer (answer, json_object_unref);
    *answer = call (fx, 27, "im.dialog.messages.get",
                    "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"%s}", chat, more);
    g_assert_cmpuint (fx->status, ==, 200);
    return json_object_get_array_member (json_object_get_object_member (*answer, "result"),
                                         "messages");
}

static gint64
get_id (JsonArray *messages, guint index)
{
    return json_object_get_int_member (json_array_get_object_element (messages, index), "id");
}

static void
test_message_order (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);
    g_autoptr (JsonObject) answer = NULL;
    JsonArray *messages;
    gint64 oldest;

    call_true (fx, 27, "imopenlines.operator.answer", chat);
    for (guint i = 0; i < 30; i++)
        send_text (fx, 27, chat, "");
    for (guint i = 0; i < 3; i++)
        customer_writes (fx, chat, "And?");

    /* Without ids: the page, newest first, grows by what is unread. */
    messages = get_messages (fx, chat, ",\"LIMIT\":10", &answer);
    g_assert_cmpuint (json_array_get_length (messages), ==, 13);
    g_assert_cmpint (get_id (messages, 0), >, get_id (messages, 12));
    messages = get_messages (fx, chat, ",\"LIMIT\":10,\"LAST_ID\":0", &answer);
    g_assert_cmpuint (json_array_get_length (messages), ==, 10);
    oldest = get_id (messages, 9);
    messages = get_messages (fx, chat, ",\"LIMIT\":2,\"FIRST_ID\":0", &answer);
    g_assert_cmpuint (json_array_get_length (messages), ==, 2);
    g_assert_cmpint (get_id (messages, 0), <, get_id (messages, 1));
    messages = get_messages (fx, chat, ",\"LIMIT\":2,\"FIRST_ID\":1,\"LAST_ID\":5", &answer);
    g_assert_cmpuint (json_array_get_length (messages), ==, 2);
    g_assert_cmpint (get_id (messages, 0), <, oldest);

    /* More unread than a page: from the first unread one on, then older ones. */
    messages = get_messages (fx, chat, ",\"LIMIT\":2", &answer);
    g_assert_cmpuint (json_array_get_length (messages), ==, 5);
    g_assert_cmpint (get_id (messages, 0), <, get_id (messages, 2));
    g_assert_cmpint (get_id (messages, 3), <, get_id (messages, 0));
}

static void
test_list (Fixture *fx, gconstpointer unused)
{
    gint64 mine = new_customer (fx, 7);
    gint64 offered = new_customer (fx, 9);
    g_autoptr (JsonObject) all = NULL;
    g_autoptr (JsonObject) delta = NULL;
    g_autoptr (JsonObject) later = NULL;
    g_autoptr (JsonObject) bad = NULL;

    call_true (fx, 27, "imopenlines.operator.answer", mine);
    call_true (fx, 27, "imopenlines.operator.another.finish", mine);
    customer_writes (fx, mine, "Again");
    call_true (fx, 28, "imopenlines.operator.answer", mine);
    /* Maria: hers, the offer from Sales, a private dialog and the group chat. */
    all = call (fx, 28, "im.recent.get", "{}");
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (all, "result")), ==, 4);
    control (fx, "advance", "{\"seconds\":100}");
    later = call (fx, 28, "server.time", "{}");
    delta = call (fx, 28, "im.recent.get",
                  "{\"SKIP_CHAT\":\"Y\",\"SKIP_DIALOG\":\"Y\",\"LAST_SYNC_DATE\":\"%s\"}",
                  json_object_get_string_member (later, "result"));
    /* Nothing has changed since, but the queue is always there. */
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (delta, "result")), ==,
                      1);
    g_assert_true (is_listed (fx, 28, offered));
    g_assert_true (is_listed (fx, 28, mine));
    bad = call (fx, 28, "im.recent.get", "{\"LAST_SYNC_DATE\":\"yesterday\"}");
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (bad, "result")), ==, 4);
}

static void
test_batch (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);
    g_autoptr (JsonObject) answer =
        call (fx, 27, "batch",
              "{\"halt\":0,\"cmd\":{\"d\":\"imopenlines.dialog.get?CHAT_ID=%" G_GINT64_FORMAT
              "\",\"m\":\"im.dialog.messages.get?DIALOG_ID=$result[d][dialog_id]&LIMIT=5\","
              "\"u\":\"user.get?ACTIVE=1\"}}",
              chat);
    JsonObject *maps = json_object_get_object_member (answer, "result");
    JsonObject *results = json_object_get_object_member (maps, "result");
    g_autoptr (JsonObject) failing = NULL;
    g_autoptr (JsonObject) halted = NULL;
    g_autoptr (GString) commands = g_string_new (NULL);
    g_autoptr (JsonObject) crowded = NULL;

    g_assert_cmpint (
        json_object_get_int_member (json_object_get_object_member (results, "m"), "chat_id"), ==,
        chat);
    g_assert_true (JSON_NODE_HOLDS_ARRAY (json_object_get_member (maps, "result_error")));
    g_assert_true (JSON_NODE_HOLDS_OBJECT (json_object_get_member (maps, "result_total")));
    g_assert_true (JSON_NODE_HOLDS_OBJECT (json_object_get_member (maps, "result_time")));

    failing = call (fx, 27, "batch", "{\"cmd\":{\"a\":\"no.such\",\"b\":\"batch?cmd[]=profile\"}}");
    g_assert_cmpuint (fx->status, ==, 200);
    maps = json_object_get_object_member (failing, "result");
    g_assert_true (JSON_NODE_HOLDS_ARRAY (json_object_get_member (maps, "result")));
    results = json_object_get_object_member (maps, "result_error");
    g_assert_cmpstr (
        json_object_get_string_member (json_object_get_object_member (results, "b"), "error"), ==,
        "ERROR_BATCH_METHOD_NOT_ALLOWED");

    /* "false" is true. */
    halted =
        call (fx, 27, "batch", "{\"halt\":\"false\",\"cmd\":[\"profile\",\"no.such\",\"scope\"]}");
    maps = json_object_get_object_member (halted, "result");
    g_assert_cmpuint (json_object_get_size (json_object_get_object_member (maps, "result")), ==, 1);

    for (guint i = 0; i < 51; i++)
        g_string_append_printf (commands, "%s\"server.time\"", i > 0 ? "," : "");
    crowded = call (fx, 27, "batch", "{\"cmd\":[%s]}", commands->str);
    maps = json_object_get_object_member (crowded, "result");
    g_assert_cmpstr (json_object_get_string_member (
                         json_object_get_object_member (
                             json_object_get_object_member (maps, "result_error"), "50"),
                         "error"),
                     ==, "ERROR_BATCH_LENGTH_EXCEEDED");
}

static void
test_limits (Fixture *fx, gconstpointer unused)
{
    guint refused = 0;

    control (fx, "limits", "{\"on\":true}");
    for (guint i = 0; i < 70; i++) {
        g_autoptr (JsonObject) answer = call (fx, 27, "server.time", "{}");

        if (fx->status == 200)
            continue;
        assert_error (fx, answer, 503, "QUERY_LIMIT_EXCEEDED");
        refused++;
    }
    g_assert_cmpuint (refused, >, 0);
    control (fx, "advance", "{\"seconds\":30}");
    json_object_unref (call (fx, 27, "server.time", "{}"));
    g_assert_cmpuint (fx->status, ==, 200);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GBytes **bytes = user_data;
    g_autoptr (GError) error = NULL;

    *bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
    g_assert_no_error (error);
}

static gint64
count_held (Fixture *fx)
{
    g_autoptr (JsonObject) answer = practice_portal_control (fx->portal, "held", NULL);

    return json_object_get_int_member (answer, "held");
}

static void
test_hold (Fixture *fx, gconstpointer unused)
{
    gint64 chat = new_customer (fx, 7);
    g_autofree char *json = g_strdup_printf ("{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);
    g_autoptr (SoupMessage) message = new_message (fx, practice_portal_get_webhook (fx->portal, 27),
                                                   "imopenlines.operator.answer", json);
    g_autoptr (GBytes) bytes = NULL;

    control (fx, "hold", "{\"method\":\"imopenlines.operator.answer\"}");
    soup_session_send_and_read_async (fx->session, message, G_PRIORITY_DEFAULT, NULL, on_answer,
                                      &bytes);
    while (count_held (fx) == 0)
        g_main_context_iteration (NULL, FALSE);
    /* It has happened, only the answer is not there yet. */
    assert_state (fx, chat, 10, 27, 0);
    g_assert_null (bytes);
    control (fx, "release", "{}");
    while (bytes == NULL)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

/* The portal must survive a caller who hangs up while his answer is held. */
static void
test_hold_abandoned (Fixture *fx, gconstpointer unused)
{
    g_autoptr (SoupMessage) message =
        new_message (fx, practice_portal_get_webhook (fx->portal, 27), "profile", "{}");

    control (fx, "hold", "{\"method\":\"profile\",\"before\":true}");
    soup_session_send_async (fx->session, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    while (count_held (fx) == 0)
        g_main_context_iteration (NULL, FALSE);
    soup_session_abort (fx->session);
    while (g_main_context_pending (NULL))
        g_main_context_iteration (NULL, FALSE);
    control (fx, "release", "{}");
    json_object_unref (call (fx, 27, "profile", "{}"));
    g_assert_cmpuint (fx->status, ==, 200);
}

static void
test_reset (Fixture *fx, gconstpointer unused)
{
    gint64 before = new_customer (fx, 7);
    gint64 after = new_customer (fx, 7);
    g_autoptr (JsonObject) first = NULL;
    g_autoptr (JsonObject) second = NULL;

    control (fx, "fault",
             "{\"kind\":\"reset-before\",\"method\":\"imopenlines.operator.answer\",\"times\":1}");
    first =
        call (fx, 27, "imopenlines.operator.answer", "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", before);
    g_assert_cmpuint (fx->status, ==, 0);
    assert_state (fx, before, 0, 0, 27);
    control (fx, "fault",
             "{\"kind\":\"reset-after\",\"method\":\"imopenlines.operator.answer\",\"times\":1}");
    second =
        call (fx, 28, "imopenlines.operator.answer", "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", after);
    g_assert_cmpuint (fx->status, ==, 0);
    assert_state (fx, after, 10, 28, 0);
}

static void
test_spoilt_answers (Fixture *fx, gconstpointer unused)
{
    static const struct {
        const char *fault;
        guint status;
        gboolean is_json;
    } cases[] = {
        { "{\"kind\":\"latency\",\"ms\":1,\"times\":1}", 200, TRUE },
        { "{\"kind\":\"drip\",\"ms\":1,\"times\":1}", 200, TRUE },
        { "{\"kind\":\"truncated\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"cut\",\"times\":1}", 0, FALSE },
        { "{\"kind\":\"html\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"empty\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"invalid-utf8\",\"times\":1}", 200, FALSE },
        { "{\"kind\":\"huge\",\"size\":1000,\"times\":1}", 200, TRUE },
        { "{\"kind\":\"status\",\"status\":502,\"times\":1}", 502, FALSE },
        { "{\"kind\":\"status\",\"status\":429,\"times\":1}", 429, TRUE },
        { "{\"kind\":\"wrong-type\",\"times\":1}", 200, TRUE },
        { "{\"kind\":\"awkward\",\"times\":1}", 200, TRUE },
        { "{\"kind\":\"true-nothing\",\"times\":1}", 200, TRUE },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (JsonObject) answer = NULL;
        g_autoptr (JsonObject) healthy = NULL;

        control (fx, "fault", cases[i].fault);
        answer = call (fx, 27, "user.current", "{}");
        g_assert_cmpuint (fx->status, ==, cases[i].status);
        g_assert_cmpint (answer != NULL, ==, cases[i].is_json);
        healthy = call (fx, 27, "user.current", "{}");
        g_assert_cmpuint (fx->status, ==, 200);
        g_assert_nonnull (healthy);
    }
}

static void
test_down (Fixture *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) answer = call (fx, 27, "profile", "{}");
    g_autoptr (JsonObject) nothing = NULL;
    g_autoptr (JsonObject) again = NULL;

    control (fx, "fault", "{\"kind\":\"down\"}");
    nothing = call (fx, 27, "profile", "{}");
    g_assert_cmpuint (fx->status, ==, 0);
    control (fx, "up", "{}");
    again = call (fx, 27, "profile", "{}");
    g_assert_cmpuint (fx->status, ==, 200);
}

static void
test_many (Fixture *fx, gconstpointer unused)
{
    g_autoptr (JsonObject) answer = NULL;
    JsonArray *items;
    guint waiting = 0;

    control (fx, "many", "{\"count\":1000,\"operator\":27,\"line\":7}");
    answer = call (fx, 27, "im.recent.get", "{\"ONLY_OPENLINES\":\"Y\"}");
    items = json_object_get_array_member (answer, "result");
    g_assert_cmpuint (json_array_get_length (items), ==, 1000);
    for (guint i = 0; i < json_array_get_length (items); i++) {
        JsonObject *chat =
            json_object_get_object_member (json_array_get_object_element (items, i), "chat");

        waiting += json_object_get_int_member (chat, "owner") == 0;
    }
    g_assert_cmpuint (waiting, ==, 250);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-model/credentials", test_credentials);
    ADD ("/portal-model/skip/goes-round", test_skip_goes_round);
    ADD ("/portal-model/skip/alone", test_skip_alone);
    ADD ("/portal-model/skip/waiting-too-long", test_waiting_too_long);
    ADD ("/portal-model/answer/race", test_answer_race);
    ADD ("/portal-model/statuses", test_statuses);
    ADD ("/portal-model/finish/vote", test_finish);
    ADD ("/portal-model/finish/full-close", test_full_close);
    ADD ("/portal-model/transfer", test_transfer);
    ADD ("/portal-model/membership", test_membership);
    ADD ("/portal-model/template-id", test_template_id);
    ADD ("/portal-model/message-order", test_message_order);
    ADD ("/portal-model/list", test_list);
    ADD ("/portal-model/batch", test_batch);
    ADD ("/portal-model/limits", test_limits);
    ADD ("/portal-model/hold", test_hold);
    ADD ("/portal-model/hold/abandoned", test_hold_abandoned);
    ADD ("/portal-model/reset", test_reset);
    ADD ("/portal-model/spoilt-answers", test_spoilt_answers);
    ADD ("/portal-model/down", test_down);
    ADD ("/portal-model/many", test_many);
    return g_test_run ();
}
