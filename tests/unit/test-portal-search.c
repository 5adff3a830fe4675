/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-search — what the practice portal finds: chats by their titles, messages of a chat by
 * their text, and to whom it shows them.
 */

#include "portal-caller.h"

/* A customer of line 7 with a name of his own. */
static gint64
new_named (PortalCaller *caller, const char *name)
{
    g_autoptr (JsonObject) made = practice_portal_control (
        caller->portal, "customer", "{\"name\":\"%s\",\"line\":7,\"text\":\"Hello\"}", name);

    return practice_read_int (made, "chat");
}

static JsonObject *
find_chats (PortalCaller *caller, gint64 operator_id, const char *params)
{
    return portal_caller_call (caller, operator_id, "im.search.chat.list", "{%s}", params);
}

static void
assert_count (PortalCaller *caller, gint64 operator_id, const char *params, guint count)
{
    g_autoptr (JsonObject) answer = find_chats (caller, operator_id, params);

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_cmpuint (practice_read_length (answer, "result"), ==, count);
}

static void
test_chats_seen (PortalCaller *caller, gconstpointer unused)
{
    gint64 offered = new_named (caller, "Берта Кох");
    g_autoptr (JsonObject) answer = NULL;

    /* Offered to 27; 28 could join it and does not find it. */
    answer = find_chats (caller, 27, "\"FIND_LINES\":\"берт\"");
    g_assert_cmpuint (practice_read_length (answer, "result"), ==, 1);
    g_assert_cmpint (practice_read_int (answer, "result/0/id"), ==, offered);
    g_assert_cmpstr (practice_read_string (answer, "result/0/type"), ==, "lines");
    g_assert_cmpstr (practice_read_string (answer, "result/0/role"), ==, "guest");
    g_assert_true (practice_read_has (answer, "result/0/entity_data_1"));
    g_assert_false (practice_read_has (answer, "result/0/dialog_id"));
    g_assert_false (practice_read_has (answer, "result/0/readed_list"));
    g_assert_cmpint (practice_read_int (answer, "total"), ==, 1);
    g_assert_false (practice_read_has (answer, "next"));
    assert_count (caller, 28, "\"FIND_LINES\":\"Берта\"", 0);
    portal_caller_call_true (caller, 28, "imopenlines.session.join", offered);
    assert_count (caller, 28, "\"FIND_LINES\":\"Берта\"", 1);
    /* Beginnings of words, all of them, in any order. */
    assert_count (caller, 27, "\"FIND_LINES\":\"кох support\"", 1);
    assert_count (caller, 27, "\"FIND_LINES\":\"ерта\"", 0);
    assert_count (caller, 27, "\"FIND_LINES\":\"Берта Sales\"", 0);
}

/* What is sought everywhere is not sought in the lines. */
static void
test_chats_elsewhere (PortalCaller *caller, gconstpointer unused)
{
    new_named (caller, "General Custer");
    assert_count (caller, 27, "\"FIND_LINES\":\"general\"", 1);
    assert_count (caller, 27, "\"FIND\":\"custer\"", 0);
    assert_count (caller, 27, "\"FIND\":\"general\"", 1);
    assert_count (caller, 27, "\"FIND\":\"general\",\"FIND_LINES\":\"custer\"", 1);
    assert_count (caller, 33, "\"FIND\":\"general\"", 0);
}

static void
test_chats_pages (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) first = NULL;
    g_autoptr (JsonObject) last = NULL;

    portal_caller_control (caller, "many", "{\"count\":60,\"operator\":27,\"line\":7}");
    first = find_chats (caller, 27, "\"FIND_LINES\":\"customer\"");
    g_assert_cmpuint (practice_read_length (first, "result"), ==, 10);
    g_assert_cmpint (practice_read_int (first, "total"), ==, 60);
    g_assert_cmpint (practice_read_int (first, "next"), ==, 10);
    /* The newest first. */
    g_assert_cmpint (practice_read_int (first, "result/0/id"), >,
                     practice_read_int (first, "result/1/id"));
    assert_count (caller, 27, "\"FIND_LINES\":\"customer\",\"LIMIT\":1000", 50);
    last = find_chats (caller, 27, "\"FIND_LINES\":\"customer\",\"LIMIT\":50,\"OFFSET\":50");
    g_assert_cmpuint (practice_read_length (last, "result"), ==, 10);
    g_assert_false (practice_read_has (last, "next"));
}

static void
test_chats_refused (PortalCaller *caller, gconstpointer unused)
{
    static const char *const wrong[] = { "", "\"FIND\":\"\"", "\"FIND_LINES\":\"an\"",
                                         "\"FIND\":\"an\",\"FIND_LINES\":\"anna\"" };

    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (JsonObject) answer = find_chats (caller, 27, wrong[i]);

        portal_caller_assert_error (caller, answer, 400, "FIND_SHORT");
    }
}

static JsonObject *
find_messages (PortalCaller *caller, gint64 operator_id, gint64 chat, const char *more)
{
    return portal_caller_call (caller, operator_id, "im.dialog.messages.search",
                               "{\"CHAT_ID\":%" G_GINT64_FORMAT "%s}", chat, more);
}

static void
assert_found (PortalCaller *caller, gint64 chat, const char *more, const char *texts)
{
    g_autoptr (JsonObject) answer = find_messages (caller, 27, chat, more);
    g_autoptr (GString) list = g_string_new (NULL);

    g_assert_cmpuint (caller->status, ==, 200);
    for (guint i = 0; i < practice_read_length (answer, "result/messages"); i++) {
        g_autofree char *path = g_strdup_printf ("result/messages/%u/text", i);

        g_string_append_printf (list, "%s%s", i > 0 ? "|" : "",
                                practice_read_string (answer, path));
    }
    g_assert_cmpstr (list->str, ==, texts);
}

static void
test_messages_found (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    gint64 blue = portal_caller_customer_writes (caller, chat, "The BLUE box");
    gint64 other;
    g_autofree char *after = g_strdup_printf (
        ",\"SEARCH_MESSAGE\":\"box\",\"ORDER\":{\"ID\":\"ASC\"},\"LAST_ID\":%" G_GINT64_FORMAT,
        blue);
    g_autofree char *before = NULL;

    other = portal_caller_customer_writes (caller, chat, "Another box");
    portal_caller_customer_writes (caller, chat, "Синий ящик");
    before = g_strdup_printf (",\"SEARCH_MESSAGE\":\"box\",\"LAST_ID\":%" G_GINT64_FORMAT, other);
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"box\"", "Another box|The BLUE box");
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"blue\"", "The BLUE box");
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"ИЙ ЯЩ\"", "Синий ящик");
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"green\"", "");
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"box\",\"ORDER\":{\"ID\":\"ASC\"}",
                  "The BLUE box|Another box");
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"box\",\"LIMIT\":1", "Another box");
    assert_found (caller, chat, before, "The BLUE box");
    assert_found (caller, chat, after, "Another box");
    /* Two letters filter nothing. */
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"xx\",\"LIMIT\":2", "Синий ящик|Another box");
}

static void
test_messages_of_a_day (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) answer = find_messages (caller, 27, chat, ",\"LIMIT\":1");
    g_autofree char *day =
        g_strdup_printf (",\"SEARCH_MESSAGE\":\"later\",\"DATE\":\"%s\"",
                         practice_read_string (answer, "result/messages/0/date"));
    g_autofree char *to = g_strdup_printf (",\"SEARCH_MESSAGE\":\"later\",\"DATE_TO\":\"%s\"",
                                           practice_read_string (answer, "result/messages/0/date"));

    portal_caller_control (caller, "advance", "{\"seconds\":3600}");
    portal_caller_customer_writes (caller, chat, "Later");
    portal_caller_control (caller, "advance", "{\"seconds\":86400}");
    portal_caller_customer_writes (caller, chat, "Much later");
    assert_found (caller, chat, day, "Later");
    assert_found (caller, chat, to, "");
    assert_found (caller, chat, ",\"SEARCH_MESSAGE\":\"later\"", "Much later|Later");
}

static void
test_messages_shape (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    gint64 asked = portal_caller_customer_writes (caller, chat, "Where is it?");
    g_autoptr (JsonObject) answer = NULL;
    g_autofree char *liking =
        g_strdup_printf ("{\"message\":%" G_GINT64_FORMAT ",\"user\":27}", asked);

    portal_caller_control (caller, "like", liking);
    answer = find_messages (caller, 27, chat, ",\"SEARCH_MESSAGE\":\"where\"");
    g_assert_cmpint (practice_read_int (answer, "result/messages/0/id"), ==, asked);
    g_assert_cmpint (practice_read_int (answer, "result/messages/0/chat_id"), ==, chat);
    g_assert_cmpint (practice_read_int (answer, "result/messages/0/author_id"), ==,
                     practice_read_int (answer, "result/users/0/id"));
    g_assert_false (practice_read_bool (answer, "result/messages/0/isSystem"));
    g_assert_cmpstr (practice_read_string (answer, "result/users/0/firstName"), ==, "Anna");
    g_assert_true (practice_read_bool (answer, "result/users/0/connector"));
    g_assert_cmpint (practice_read_int (answer, "result/reactions/0/messageId"), ==, asked);
    g_assert_cmpint (practice_read_int (answer, "result/reactions/0/reactionUsers/like/0"), ==, 27);
    g_assert_cmpstr (practice_read_string (answer, "result/reactions/0/ownReactions/0"), ==,
                     "like");
    g_assert_cmpstr (practice_read_string (answer, "result/usersShort/0/name"), ==, "Kim Oh");
    g_assert_true (practice_read_is_array (answer, "result/files"));
    g_assert_true (practice_read_is_array (answer, "result/stickers"));
    g_assert_cmpuint (practice_read_length (answer, "result/additionalMessages"), ==, 0);
}

/* An answer brings what it answers along. */
static void
test_messages_answered (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    gint64 asked = portal_caller_customer_writes (caller, chat, "Where is it?");
    g_autoptr (JsonObject) sent = NULL;
    g_autoptr (JsonObject) answer = NULL;
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, asked);

    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    sent = portal_caller_call (caller, 27, "im.message.add",
                               "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT
                               "\",\"MESSAGE\":\"Here\",\"REPLY_ID\":%" G_GINT64_FORMAT "}",
                               chat, asked);
    g_assert_cmpuint (caller->status, ==, 200);
    answer = find_messages (caller, 27, chat, ",\"SEARCH_MESSAGE\":\"here\",\"LIMIT\":1");
    g_assert_cmpstr (practice_read_string (answer, "result/messages/0/params/REPLY_ID"), ==, id);
    g_assert_cmpint (practice_read_int (answer, "result/additionalMessages/0/id"), ==, asked);
    g_assert_cmpuint (practice_read_length (answer, "result/users"), ==, 2);
}

static void
test_messages_refused (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) empty =
        portal_caller_call (caller, 27, "im.dialog.messages.search", "{}");
    g_autoptr (JsonObject) stranger = NULL;
    g_autoptr (JsonObject) nowhere = NULL;

    portal_caller_assert_error (caller, empty, 400, "CHAT_ID_EMPTY");
    stranger = find_messages (caller, 31, chat, ",\"SEARCH_MESSAGE\":\"hello\"");
    portal_caller_assert_error (caller, stranger, 403, "ACCESS_ERROR");
    nowhere = find_messages (caller, 27, 4711, ",\"SEARCH_MESSAGE\":\"hello\"");
    portal_caller_assert_error (caller, nowhere, 403, "ACCESS_ERROR");
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-search/chats-seen", test_chats_seen);
    ADD ("/portal-search/chats-elsewhere", test_chats_elsewhere);
    ADD ("/portal-search/chats-pages", test_chats_pages);
    ADD ("/portal-search/chats-refused", test_chats_refused);
    ADD ("/portal-search/messages-found", test_messages_found);
    ADD ("/portal-search/messages-of-a-day", test_messages_of_a_day);
    ADD ("/portal-search/messages-shape", test_messages_shape);
    ADD ("/portal-search/messages-answered", test_messages_answered);
    ADD ("/portal-search/messages-refused", test_messages_refused);
    return g_test_run ();
}
