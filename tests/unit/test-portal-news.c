/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-news — what the practice portal publishes: for every change who is told, in which
 * order, and in which shape.
 */

#include "portal-caller.h"

static void
act (PortalCaller *caller, const char *verb, gint64 chat, const char *more)
{
    json_object_unref (practice_portal_control (caller->portal, verb,
                                                "{\"chat\":%" G_GINT64_FORMAT "%s}", chat, more));
}

/* A dialog that Kim (27) has, with Maria (28) beside him; nothing published so far. */
static gint64
new_shared (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 7);

    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    portal_caller_call_true (caller, 28, "imopenlines.session.join", chat);
    portal_caller_forget_news (caller);
    return chat;
}

static gint64
say (PortalCaller *caller, const char *dialog, const char *more)
{
    g_autoptr (JsonObject) answer = portal_caller_call (
        caller, 27, "im.message.add", "{\"DIALOG_ID\":\"%s\",\"MESSAGE\":\"Good <morning>\"%s}",
        dialog, more);

    g_assert_cmpuint (caller->status, ==, 200);
    return practice_read_int (answer, "result");
}

static gboolean
is_null (JsonObject *object, const char *path)
{
    JsonNode *node = practice_read_node (object, path);

    return node != NULL && JSON_NODE_HOLDS_NULL (node);
}

static void
test_offered (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) offer = portal_caller_get_told (caller, 27, "chatUserAdd");
    g_autoptr (JsonObject) text = portal_caller_get_told (caller, 27, "messageChat");
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);

    portal_caller_assert_told (caller, 27, "chatUserAdd messageChat");
    portal_caller_assert_told (caller, 28, "");
    g_assert_cmpint (practice_read_int (offer, "chatId"), ==, chat);
    g_assert_cmpint (practice_read_int (offer, "newUsers/0"), ==, 27);
    g_assert_cmpint (practice_read_int (offer, "lines/id"), ==, 5520);
    g_assert_cmpint (practice_read_int (offer, "lines/status"), ==, 0);
    g_assert_cmpint (practice_read_int (offer, "chatOwner"), ==, 0);
    /* He is no member. */
    g_assert_cmpint (practice_read_int (offer, "userCount"), ==, 1);

    g_assert_cmpstr (practice_read_string (text, "dialogId"), ==, "chat1763");
    g_assert_cmpint (practice_read_int (text, "counter"), ==, 1);
    g_assert_cmpstr (practice_read_string (text, "message/text"), ==, "Hello");
    g_assert_cmpstr (practice_read_string (text, "message/system"), ==, "N");
    g_assert_cmpint (practice_read_int (text, "message/prevId"), ==,
                     practice_read_int (state, "messages/0/id"));
    g_assert_cmpint (practice_read_int (text, "message/id"), ==,
                     practice_read_int (state, "messages/1/id"));
    g_assert_true (practice_read_has (text, "message/params/CONNECTOR_MID/0"));
    g_assert_cmpstr (practice_read_string (text, "chat/1763/entity_type"), ==, "LINES");
    g_assert_cmpstr (practice_read_string (text, "chat/1763/entity_data_1"), ==,
                     practice_read_string (state, "entity_data_1"));
    g_assert_cmpstr (practice_read_string (text, "lines/statusGroup"), ==, "new");
    g_assert_true (practice_read_bool (text, "users/1421/connector"));
    g_assert_true (practice_read_is_array (text, "files"));
    g_assert_cmpint (practice_read_int (text, "userInChat/1763/0"), ==, 1421);
}

static void
test_taken_by_another (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat;
    g_autoptr (JsonObject) hide = NULL;
    g_autoptr (JsonObject) status = NULL;
    g_autoptr (JsonObject) answer = NULL;
    g_autoptr (JsonObject) notice = NULL;

    portal_caller_control (caller, "line", "{\"id\":7,\"queue_type\":\"all\",\"queue\":[27,28]}");
    chat = portal_caller_new_customer (caller, 7);
    portal_caller_assert_told (caller, 27, "chatUserAdd messageChat");
    portal_caller_assert_told (caller, 28, "chatUserAdd messageChat");
    portal_caller_forget_news (caller);
    portal_caller_call_true (caller, 28, "imopenlines.operator.answer", chat);
    portal_caller_assert_told (caller, 27, "chatHide");
    portal_caller_assert_told (caller, 28,
                               "chatUserAdd chatOwner updateSessionStatus linesAnswer messageChat "
                               "readMessageChat");
    hide = portal_caller_get_published (caller, 27, "chatHide");
    g_assert_true (practice_read_bool (hide, "params/lines"));
    g_assert_cmpint (practice_read_int (hide, "expiry"), ==, 3600);
    answer = portal_caller_get_published (caller, 28, "linesAnswer");
    g_assert_cmpstr (practice_read_string (answer, "module"), ==, "imopenlines");
    g_assert_cmpint (practice_read_int (answer, "params/chatId"), ==, chat);
    status = portal_caller_get_told (caller, 28, "updateSessionStatus");
    g_assert_cmpint (practice_read_int (status, "status"), ==, 10);
    g_assert_cmpint (practice_read_int (status, "chat/id"), ==, chat);
    g_assert_cmpstr (practice_read_string (status, "session/status"), ==, "WORK");
    g_assert_cmpint (practice_read_int (status, "session/operatorId"), ==, 28);
    notice = portal_caller_get_told (caller, 28, "messageChat");
    g_assert_cmpint (practice_read_int (notice, "message/senderId"), ==, 0);
    g_assert_cmpstr (practice_read_string (notice, "message/system"), ==, "Y");
    g_assert_true (practice_read_is_array (notice, "message/params"));
    g_assert_true (is_null (notice, "users"));
}

static void
test_passed_on (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);

    portal_caller_forget_news (caller);
    portal_caller_call_true (caller, 27, "imopenlines.operator.skip", chat);
    /* The word about it goes to whom it is offered now. */
    portal_caller_assert_told (caller, 27, "chatHide");
    portal_caller_assert_told (caller, 28, "chatUserAdd messageChat");
    portal_caller_forget_news (caller);
    portal_caller_control (caller, "line", "{\"id\":7,\"queue_time\":60}");
    portal_caller_control (caller, "advance", "{\"seconds\":61}");
    portal_caller_assert_told (caller, 28, "chatHide");
    portal_caller_assert_told (caller, 29, "chatUserAdd");
}

static void
test_transferred (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    g_autoptr (JsonObject) data = NULL;
    g_autoptr (JsonObject) left = NULL;

    act (caller, "operator-transfer", chat, ",\"operator\":27,\"to\":29");
    portal_caller_assert_told (caller, 27, "chatUserLeave chatUserLeave chatHide");
    portal_caller_assert_told (caller, 28, "chatUserLeave chatHide");
    portal_caller_assert_told (caller, 29, "chatUserAdd chatOwner updateSessionStatus messageChat");
    left = portal_caller_get_told (caller, 27, "chatUserLeave");
    g_assert_cmpint (practice_read_int (left, "userId"), ==, 28);
    portal_caller_forget_news (caller);
    act (caller, "operator-transfer", chat, ",\"operator\":29,\"line\":9");
    portal_caller_assert_told (caller, 29, "chatUserLeave chatHide");
    portal_caller_assert_told (caller, 28, "chatUserAdd messageChat");
    data = portal_caller_get_told (caller, 28, "messageChat");
    g_assert_cmpint (practice_read_int (data, "lines/queueId"), ==, 9);
    g_assert_cmpint (practice_read_int (data, "lines/status"), ==, 5);
}

static void
test_taken_over (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    g_autoptr (JsonObject) owner = NULL;

    portal_caller_call_true (caller, 28, "imopenlines.session.intercept", chat);
    portal_caller_assert_told (caller, 27, "chatOwner chatUserLeave chatHide");
    portal_caller_assert_told (caller, 28,
                               "chatOwner chatUserLeave updateSessionStatus messageChat");
    owner = portal_caller_get_told (caller, 27, "chatOwner");
    g_assert_cmpint (practice_read_int (owner, "userId"), ==, 28);
}

static void
test_finished (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    g_autoptr (JsonObject) status = NULL;
    g_autoptr (JsonObject) end = NULL;

    portal_caller_call_true (caller, 27, "imopenlines.operator.finish", chat);
    portal_caller_assert_told (
        caller, 27,
        "messageChat chatUpdateParams updateSessionStatus chatOwner chatUserLeave "
        "chatUserLeave chatHide");
    portal_caller_assert_told (
        caller, 28,
        "messageChat chatUpdateParams updateSessionStatus chatOwner chatUserLeave "
        "chatHide");
    end = portal_caller_get_told (caller, 28, "messageChat");
    g_assert_cmpstr (practice_read_string (end, "message/params/CLASS"), ==,
                     "bx-messenger-content-item-ol-end");
    g_assert_false (practice_read_bool (end, "lines/isClosed"));
    status = portal_caller_get_told (caller, 28, "updateSessionStatus");
    g_assert_cmpint (practice_read_int (status, "status"), ==, 60);
    g_assert_true (practice_read_bool (status, "session/isClosed"));
    g_assert_cmpstr (practice_read_string (status, "session/status"), ==, "ANSWERED");
}

/* With a rating to come it is hidden first, and closed by the timer. */
static void
test_finished_slowly (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat;

    portal_caller_control (caller, "line", "{\"id\":7,\"vote\":true,\"full_close_time\":60}");
    chat = new_shared (caller);
    portal_caller_call_true (caller, 27, "imopenlines.operator.finish", chat);
    portal_caller_assert_told (caller, 28,
                               "messageChat chatUpdateParams updateSessionStatus chatHide");
    portal_caller_forget_news (caller);
    portal_caller_control (caller, "advance", "{\"seconds\":61}");
    portal_caller_assert_told (
        caller, 28,
        "messageChat chatUpdateParams updateSessionStatus chatOwner chatUserLeave "
        "chatHide");
}

static void
test_spam_and_start (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    g_autoptr (JsonObject) status = NULL;

    portal_caller_call_true (caller, 27, "imopenlines.operator.spam", chat);
    status = portal_caller_get_told (caller, 28, "updateSessionStatus");
    g_assert_cmpint (practice_read_int (status, "status"), ==, 65);
    portal_caller_forget_news (caller);
    portal_caller_call_true (caller, 28, "imopenlines.session.start", chat);
    portal_caller_assert_told (caller, 28, "chatUserAdd chatOwner updateSessionStatus");
    portal_caller_assert_told (caller, 27, "");
}

/* The author's other devices hear of it, by the name his program gave it. */
static void
test_own_message (PortalCaller *caller, gconstpointer unused)
{
    static const char uuid[] = "8c1e2f6e-3a64-4b6e-9f3b-0e5a1c9d7b21";
    g_autofree char *more = g_strdup_printf (",\"TEMPLATE_ID\":\"%s\"", uuid);
    g_autoptr (JsonObject) own = NULL;
    g_autoptr (JsonObject) other = NULL;
    g_autoptr (JsonObject) status = NULL;
    gint64 id;

    new_shared (caller);
    id = say (caller, "chat1763", more);
    portal_caller_assert_told (caller, 27, "messageChat updateSessionStatus");
    portal_caller_assert_told (caller, 28, "messageChat updateSessionStatus");
    own = portal_caller_get_told (caller, 27, "messageChat");
    g_assert_cmpint (practice_read_int (own, "message/id"), ==, id);
    g_assert_cmpstr (practice_read_string (own, "message/templateId"), ==, uuid);
    g_assert_cmpstr (practice_read_string (own, "message/text"), ==, "Good <morning>");
    g_assert_cmpint (practice_read_int (own, "counter"), ==, 0);
    g_assert_false (practice_read_bool (own, "notify"));
    other = portal_caller_get_told (caller, 28, "messageChat");
    /* The word of her joining is unread as well. */
    g_assert_cmpint (practice_read_int (other, "counter"), ==, 2);
    g_assert_true (practice_read_bool (other, "notify"));
    status = portal_caller_get_told (caller, 28, "updateSessionStatus");
    g_assert_cmpint (practice_read_int (status, "status"), ==, 40);
    portal_caller_forget_news (caller);
    /* The same again: nothing new. */
    g_assert_cmpint (say (caller, "chat1763", more), ==, id);
    portal_caller_assert_told (caller, 28, "");
}

static void
test_notes_and_bots (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    g_autoptr (JsonObject) note = NULL;
    g_autoptr (JsonObject) bot = NULL;

    say (caller, "chat1763", ",\"SKIP_CONNECTOR\":\"Y\"");
    portal_caller_assert_told (caller, 28, "messageChat");
    note = portal_caller_get_told (caller, 28, "messageChat");
    g_assert_cmpstr (practice_read_string (note, "message/params/COMPONENT_ID"), ==,
                     "HiddenMessage");
    portal_caller_forget_news (caller);
    act (caller, "bot-write", chat, ",\"text\":\"I am a bot\"");
    portal_caller_assert_told (caller, 28, "chatUserAdd messageChat");
    portal_caller_assert_told (caller, 35, "");
    portal_caller_assert_told (caller, 1421, "");
    bot = portal_caller_get_told (caller, 28, "messageChat");
    g_assert_true (practice_read_bool (bot, "users/35/bot"));
}

static void
test_delivery (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) sent = NULL;
    g_autoptr (JsonObject) arrived = NULL;
    g_autoptr (JsonObject) failed = NULL;
    g_autofree char *about = NULL;
    gint64 chat = new_shared (caller);
    gint64 id;

    portal_caller_control (caller, "slow-delivery", "{}");
    id = say (caller, "chat1763", "");
    sent = portal_caller_get_told (caller, 27, "messageChat");
    g_assert_cmpstr (practice_read_string (sent, "message/params/SENDING"), ==, "Y");
    g_assert_cmpstr (practice_read_string (sent, "message/params/IS_DELIVERED"), ==, "N");
    portal_caller_forget_news (caller);
    about = g_strdup_printf (",\"message\":%" G_GINT64_FORMAT, id);
    act (caller, "delivered", chat, about);
    portal_caller_assert_told (caller, 27, "messageParamsUpdate");
    portal_caller_assert_told (caller, 28, "messageParamsUpdate");
    arrived = portal_caller_get_told (caller, 27, "messageParamsUpdate");
    g_assert_cmpint (practice_read_int (arrived, "id"), ==, id);
    g_assert_cmpstr (practice_read_string (arrived, "type"), ==, "chat");
    g_assert_cmpstr (practice_read_string (arrived, "params/SENDING"), ==, "N");
    g_assert_true (practice_read_has (arrived, "params/CONNECTOR_MID/0"));
    portal_caller_forget_news (caller);
    act (caller, "delivery-failed", chat, about);
    portal_caller_assert_told (caller, 27, "messageParamsUpdate messageChat");
    failed = portal_caller_get_told (caller, 27, "messageParamsUpdate");
    g_assert_cmpstr (practice_read_string (failed, "params/IS_ERROR"), ==, "Y");
    g_assert_cmpstr (practice_read_string (failed, "params/IS_DELIVERED"), ==, "N");
}

static void
change (PortalCaller *caller, const char *verb, gint64 message, const char *more)
{
    json_object_unref (practice_portal_control (
        caller->portal, verb, "{\"message\":%" G_GINT64_FORMAT "%s}", message, more));
}

static void
test_changed_messages (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    gint64 message = portal_caller_customer_writes (caller, chat, "Number 4711");
    g_autoptr (JsonObject) edited = NULL;
    g_autoptr (JsonObject) liked = NULL;
    g_autoptr (JsonObject) unliked = NULL;
    g_autoptr (JsonObject) deleted = NULL;
    g_autoptr (JsonObject) gone = NULL;

    portal_caller_forget_news (caller);
    change (caller, "edit", message, ",\"text\":\"Number 4712\"");
    portal_caller_assert_told (caller, 27, "messageUpdate");
    portal_caller_assert_told (caller, 28, "messageUpdate");
    edited = portal_caller_get_told (caller, 28, "messageUpdate");
    g_assert_cmpint (practice_read_int (edited, "id"), ==, message);
    g_assert_cmpint (practice_read_int (edited, "senderId"), ==, 1421);
    g_assert_cmpstr (practice_read_string (edited, "text"), ==, "Number 4712");
    g_assert_cmpstr (practice_read_string (edited, "params/IS_EDITED"), ==, "Y");
    portal_caller_forget_news (caller);
    change (caller, "like", message, ",\"user\":28");
    liked = portal_caller_get_told (caller, 27, "messageParamsUpdate");
    g_assert_cmpint (practice_read_int (liked, "params/LIKE/0"), ==, 28);
    portal_caller_forget_news (caller);
    change (caller, "like", message, ",\"user\":28,\"on\":false");
    unliked = portal_caller_get_told (caller, 27, "messageParamsUpdate");
    g_assert_cmpuint (practice_read_length (unliked, "params/LIKE"), ==, 0);
    portal_caller_forget_news (caller);
    change (caller, "delete", message, "");
    deleted = portal_caller_get_told (caller, 27, "messageDelete");
    g_assert_cmpstr (practice_read_string (deleted, "params/IS_DELETED"), ==, "Y");
    g_assert_cmpstr (practice_read_string (deleted, "dialogId"), ==, "chat1763");
    g_assert_cmpstr (practice_read_string (deleted, "text"), !=, "Number 4712");
    change (caller, "delete", message, ",\"completely\":true");
    gone = portal_caller_get_told (caller, 28, "messageDeleteComplete");
    g_assert_cmpint (practice_read_int (gone, "id"), ==, message);
}

/* Of a dialog that waits nothing but new messages is told. */
static void
test_changes_while_waiting (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    gint64 message = portal_caller_customer_writes (caller, chat, "Is anybody there?");

    portal_caller_forget_news (caller);
    change (caller, "edit", message, ",\"text\":\"Anybody?\"");
    change (caller, "delete", message, "");
    act (caller, "typing", chat, "");
    portal_caller_assert_told (caller, 27, "");
}

static void
test_read_marks (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    gint64 first = portal_caller_customer_writes (caller, chat, "One");
    g_autoptr (JsonObject) answer = NULL;
    g_autoptr (JsonObject) own = NULL;
    g_autoptr (JsonObject) others = NULL;
    g_autoptr (JsonObject) customers = NULL;
    g_autofree char *back = NULL;

    portal_caller_customer_writes (caller, chat, "Two");
    portal_caller_forget_news (caller);
    answer = portal_caller_call (caller, 28, "im.dialog.read",
                                 "{\"DIALOG_ID\":\"chat1763\",\"MESSAGE_ID\":%" G_GINT64_FORMAT "}",
                                 first);
    g_assert_cmpint (practice_read_int (answer, "result/lastId"), ==, first);
    portal_caller_assert_told (caller, 27, "readMessageChatOpponent");
    portal_caller_assert_told (caller, 28, "readMessageChat");
    own = portal_caller_get_told (caller, 28, "readMessageChat");
    g_assert_cmpint (practice_read_int (own, "counter"), ==, 1);
    g_assert_true (practice_read_bool (own, "lines"));
    others = portal_caller_get_told (caller, 27, "readMessageChatOpponent");
    g_assert_cmpint (practice_read_int (others, "userId"), ==, 28);
    g_assert_cmpint (practice_read_int (others, "lastId"), ==, first);
    /* after the word of her joining */
    g_assert_cmpint (practice_read_int (others, "viewedMessages/1"), ==, first);
    g_assert_cmpuint (practice_read_length (others, "viewedMessages"), ==, 2);
    portal_caller_forget_news (caller);
    /* Once more, and nothing is new. */
    json_object_unref (portal_caller_call (
        caller, 28, "im.dialog.read",
        "{\"DIALOG_ID\":\"chat1763\",\"MESSAGE_ID\":%" G_GINT64_FORMAT "}", first));
    portal_caller_assert_told (caller, 28, "");
    say (caller, "chat1763", "");
    portal_caller_forget_news (caller);
    act (caller, "read", chat, "");
    portal_caller_assert_told (caller, 28, "readMessageChatOpponent");
    customers = portal_caller_get_told (caller, 27, "readMessageChatOpponent");
    g_assert_cmpint (practice_read_int (customers, "userId"), ==, 1421);
    g_assert_cmpstr (practice_read_string (customers, "userName"), ==, "Anna Petrova");
    portal_caller_forget_news (caller);
    back = g_strdup_printf (",\"operator\":28,\"message\":%" G_GINT64_FORMAT, first - 1);
    act (caller, "mark", chat, back);
    portal_caller_assert_told (caller, 28, "chatUnread");
    portal_caller_assert_told (caller, 27, "");
}

static void
test_typing (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    g_autoptr (JsonObject) customers = NULL;
    g_autoptr (JsonObject) colleagues = NULL;

    act (caller, "typing", chat, "");
    portal_caller_assert_told (caller, 27, "startWriting inputActionNotify");
    customers = portal_caller_get_published (caller, 28, "startWriting");
    g_assert_cmpint (practice_read_int (customers, "sender_type"), ==, 2);
    g_assert_cmpint (practice_read_int (customers, "expiry"), ==, 60);
    g_assert_cmpint (practice_read_int (customers, "params/userId"), ==, 1421);
    g_assert_cmpstr (practice_read_string (customers, "params/dialogId"), ==, "chat1763");
    g_assert_cmpstr (practice_read_string (customers, "params/userFirstName"), ==, "Anna");
    portal_caller_forget_news (caller);
    /* A colleague's program tells it by itself. */
    act (caller, "typing", chat, ",\"user\":28");
    portal_caller_assert_told (caller, 28, "");
    portal_caller_assert_told (caller, 27, "startWriting");
    colleagues = portal_caller_get_published (caller, 27, "startWriting");
    g_assert_cmpint (practice_read_int (colleagues, "sender_type"), ==, 1);
}

static void
test_chat_data (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_shared (caller);
    g_autoptr (JsonObject) bound = NULL;
    g_autoptr (JsonObject) silent = NULL;
    g_autoptr (JsonObject) renamed = NULL;
    g_autoptr (JsonObject) user = NULL;

    act (caller, "crm", chat, ",\"type\":\"deal\",\"id\":44");
    portal_caller_assert_told (caller, 28, "chatUpdateParams messageChat");
    bound = portal_caller_get_told (caller, 28, "chatUpdateParams");
    g_assert_cmpstr (practice_read_string (bound, "params/entity_data_2"), ==,
                     "LEAD|0|COMPANY|0|CONTACT|0|DEAL|44");
    g_assert_true (
        g_str_has_prefix (practice_read_string (bound, "params/entity_data_1"), "Y|DEAL|44|"));
    g_assert_false (practice_read_has (bound, "params/entity_data_3"));
    portal_caller_forget_news (caller);
    json_object_unref (portal_caller_call (caller, 27, "imopenlines.session.mode.silent",
                                           "{\"CHAT_ID\":1763,\"ACTIVATE\":\"Y\"}"));
    portal_caller_assert_told (caller, 28, "chatUpdateParams messageChat");
    silent = portal_caller_get_told (caller, 28, "chatUpdateParams");
    g_assert_cmpstr (practice_read_string (silent, "params/entity_data_3"), ==, "Y");
    g_assert_false (practice_read_has (silent, "params/entity_data_1"));
    portal_caller_forget_news (caller);
    portal_caller_call_true (caller, 27, "imopenlines.session.mode.pin", chat);
    portal_caller_assert_told (caller, 28, "chatUpdateParams updateSessionStatus messageChat");
    portal_caller_forget_news (caller);
    act (caller, "block-reply", chat, ",\"reason\":\"window\"");
    portal_caller_assert_told (caller, 28, "chatUpdateParams");
    portal_caller_forget_news (caller);
    act (caller, "rename-chat", chat, ",\"title\":\"Anna P. - Support\"");
    renamed = portal_caller_get_told (caller, 28, "chatRename");
    g_assert_cmpstr (practice_read_string (renamed, "name"), ==, "Anna P. - Support");
    portal_caller_forget_news (caller);
    portal_caller_control (caller, "rename-operator", "{\"operator\":28,\"name\":\"Mary Lo\"}");
    portal_caller_assert_told (caller, 27, "userUpdate");
    user = portal_caller_get_told (caller, 27, "userUpdate");
    g_assert_cmpstr (practice_read_string (user, "user/name"), ==, "Mary Lo");
}

static void
test_private (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) mine = NULL;
    g_autoptr (JsonObject) hers = NULL;

    say (caller, "28", "");
    portal_caller_assert_told (caller, 27, "message");
    portal_caller_assert_told (caller, 28, "message");
    mine = portal_caller_get_told (caller, 27, "message");
    hers = portal_caller_get_told (caller, 28, "message");
    g_assert_cmpstr (practice_read_string (mine, "dialogId"), ==, "28");
    g_assert_cmpstr (practice_read_string (hers, "dialogId"), ==, "27");
    g_assert_true (practice_read_is_array (hers, "chat"));
    g_assert_true (is_null (hers, "lines"));
    g_assert_true (practice_read_has (hers, "users/28/id"));
    change (caller, "delete", practice_read_int (hers, "message/id"), "");
    g_clear_pointer (&hers, json_object_unref);
    hers = portal_caller_get_told (caller, 28, "messageDeleteV2");
    g_assert_false (practice_read_bool (hers, "messages/0/completelyDeleted"));
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-news/offered", test_offered);
    ADD ("/portal-news/taken-by-another", test_taken_by_another);
    ADD ("/portal-news/passed-on", test_passed_on);
    ADD ("/portal-news/transferred", test_transferred);
    ADD ("/portal-news/taken-over", test_taken_over);
    ADD ("/portal-news/finished", test_finished);
    ADD ("/portal-news/finished-slowly", test_finished_slowly);
    ADD ("/portal-news/spam-and-start", test_spam_and_start);
    ADD ("/portal-news/own-message", test_own_message);
    ADD ("/portal-news/notes-and-bots", test_notes_and_bots);
    ADD ("/portal-news/delivery", test_delivery);
    ADD ("/portal-news/changed-messages", test_changed_messages);
    ADD ("/portal-news/changes-while-waiting", test_changes_while_waiting);
    ADD ("/portal-news/read-marks", test_read_marks);
    ADD ("/portal-news/typing", test_typing);
    ADD ("/portal-news/chat-data", test_chat_data);
    ADD ("/portal-news/private", test_private);
    return g_test_run ();
}
