/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-events — the practice portal's log of events, the changing of messages with every
 * refusal, and what operators tell of themselves.
 */

#include "portal-caller.h"

/* A dialog that Kim (27) has, on @connector. */
static gint64
new_answered (PortalCaller *caller, const char *connector)
{
    g_autoptr (JsonObject) made = practice_portal_control (
        caller->portal, "customer", "{\"line\":7,\"connector\":\"%s\",\"text\":\"Hi\"}", connector);
    gint64 chat = practice_read_int (made, "chat");

    json_object_unref (practice_portal_control (caller->portal, "operator-answer",
                                                "{\"operator\":27,\"chat\":%" G_GINT64_FORMAT "}",
                                                chat));
    return chat;
}

static gint64
say (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) answer = portal_caller_call (
        caller, 27, "im.message.add",
        "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Good morning\"}", chat);

    return practice_read_int (answer, "result");
}

static void
assert_true (PortalCaller *caller, gint64 operator_id, const char *method, const char *json)
{
    g_autoptr (JsonObject) answer = portal_caller_call (caller, operator_id, method, "%s", json);

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_true (practice_read_bool (answer, "result"));
}

static void
assert_refused (PortalCaller *caller, gint64 operator_id, const char *method, const char *json,
                guint status, const char *code)
{
    g_autoptr (JsonObject) answer = portal_caller_call (caller, operator_id, method, "%s", json);

    portal_caller_assert_error (caller, answer, status, code);
}

/* Calls @method about @message with @more; @code: %NULL = it works */
static void
change (PortalCaller *caller, gint64 operator_id, const char *method, gint64 message,
        const char *more, guint status, const char *code)
{
    g_autofree char *json =
        g_strdup_printf ("{\"MESSAGE_ID\":%" G_GINT64_FORMAT "%s}", message, more);

    if (code == NULL)
        assert_true (caller, operator_id, method, json);
    else
        assert_refused (caller, operator_id, method, json, status, code);
}

/* (transfer full): the message as im.dialog.messages.get shows it */
static JsonObject *
read_message (PortalCaller *caller, gint64 chat, gint64 message)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (caller, 27, "im.dialog.messages.get",
                            "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"LAST_ID\":0}", chat);

    return practice_read_find (answer, "result/messages", "id", message);
}

static JsonObject *
get_events (PortalCaller *caller, const char *json)
{
    JsonObject *answer = portal_caller_call (caller, 27, "im.v2.Event.get", "%s", json);

    g_assert_cmpuint (caller->status, ==, 200);
    return answer;
}

/* (transfer full): the kinds of events in @answer, without what they have in common */
static char *
list_events (JsonObject *answer)
{
    GString *list = g_string_new (NULL);

    for (guint i = 0; i < practice_read_length (answer, "result/events"); i++) {
        g_autofree char *path = g_strdup_printf ("result/events/%u/type", i);
        const char *type = practice_read_string (answer, path);

        g_assert_true (g_str_has_prefix (type, "ONIMV2"));
        g_string_append_printf (list, "%s ", type + strlen ("ONIMV2"));
    }
    return g_strchomp (g_string_free (list, FALSE));
}

static void
assert_events (JsonObject *answer, const char *expected)
{
    g_autofree char *list = list_events (answer);

    g_assert_cmpstr (list, ==, expected);
}

static void
test_log (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) before = NULL;
    g_autoptr (JsonObject) events = NULL;
    g_autoptr (JsonObject) rest = NULL;
    g_autofree char *next = NULL;
    gint64 chat;
    gint64 message;

    before = get_events (caller, "{\"offset\":1}");
    g_assert_cmpuint (practice_read_length (before, "result/events"), ==, 0);
    assert_true (caller, 27, "im.v2.Event.subscribe", "{}");
    chat = new_answered (caller, "livechat");
    message = say (caller, chat);
    /* Nothing of the time in which the dialog waited. */
    events = get_events (caller, "{\"offset\":1}");
    assert_events (events, "JOINCHAT MESSAGEADD MESSAGEADD");
    g_assert_false (practice_read_bool (events, "result/hasMore"));
    g_assert_cmpint (practice_read_int (events, "result/nextOffset"), ==,
                     practice_read_int (events, "result/events/2/eventId") + 1);
    g_assert_cmpint (practice_read_int (events, "result/events/0/data/chat/id"), ==, chat);
    g_assert_true (practice_read_bool (events, "result/events/1/data/message/isSystem"));
    g_assert_cmpint (practice_read_int (events, "result/events/2/data/message/id"), ==, message);
    g_assert_cmpint (practice_read_int (events, "result/events/2/data/message/chatId"), ==, chat);
    g_assert_cmpint (practice_read_int (events, "result/events/2/data/user/id"), ==, 27);
    g_assert_cmpstr (practice_read_string (events, "result/events/2/data/chat/entityType"), ==,
                     "LINES");
    /* They stay until somebody reads on. */
    next = g_strdup_printf ("{\"offset\":%" G_GINT64_FORMAT "}",
                            practice_read_int (events, "result/nextOffset"));
    rest = get_events (caller, "{\"offset\":1}");
    assert_events (rest, "JOINCHAT MESSAGEADD MESSAGEADD");
    json_object_unref (get_events (caller, next));
    g_clear_pointer (&rest, json_object_unref);
    rest = get_events (caller, "{\"offset\":1}");
    assert_events (rest, "");
}

static void
test_log_changes (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_answered (caller, "livechat");
    gint64 message = say (caller, chat);
    g_autoptr (JsonObject) events = NULL;

    assert_true (caller, 27, "im.v2.Event.subscribe", "{}");
    change (caller, 27, "im.message.update", message, ",\"MESSAGE\":\"Good evening\"", 0, NULL);
    change (caller, 27, "im.message.like", message, "", 0, NULL);
    change (caller, 27, "im.message.delete", message, "", 0, NULL);
    /* Neither reading nor typing nor states nor delivery. */
    portal_caller_control (caller, "typing", "{\"chat\":1763}");
    portal_caller_control (caller, "read", "{\"chat\":1763}");
    portal_caller_call_true (caller, 27, "imopenlines.session.mode.pin", chat);
    events = get_events (caller, "{\"offset\":1}");
    assert_events (events, "MESSAGEUPDATE REACTIONCHANGE MESSAGEDELETE MESSAGEADD");
    g_assert_cmpstr (practice_read_string (events, "result/events/0/data/message/text"), ==,
                     "Good evening");
    g_assert_cmpint (practice_read_int (events, "result/events/1/data/message/params/LIKE/0"), ==,
                     27);
    g_assert_cmpstr (
        practice_read_string (events, "result/events/2/data/message/params/IS_DELETED"), ==, "Y");
}

static void
test_log_pages (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_answered (caller, "livechat");
    g_autoptr (JsonObject) first = NULL;
    g_autoptr (JsonObject) second = NULL;
    g_autoptr (JsonObject) stolen = NULL;
    g_autofree char *next = NULL;

    assert_true (caller, 27, "im.v2.Event.subscribe", "{}");
    for (guint i = 0; i < 3; i++)
        portal_caller_customer_writes (caller, chat, "And another");
    first = get_events (caller, "{\"offset\":1,\"limit\":2}");
    assert_events (first, "MESSAGEADD MESSAGEADD");
    g_assert_true (practice_read_bool (first, "result/hasMore"));
    next = g_strdup_printf ("{\"offset\":%" G_GINT64_FORMAT ",\"limit\":2}",
                            practice_read_int (first, "result/nextOffset"));
    second = get_events (caller, next);
    assert_events (second, "MESSAGEADD");
    g_assert_false (practice_read_bool (second, "result/hasMore"));
    /* Another program of the same operator does not see what this one acknowledged. */
    stolen = get_events (caller, "{\"offset\":1}");
    assert_events (stolen, "MESSAGEADD");
}

/* An empty answer without an offset is given again for a minute, whatever has come. */
static void
test_log_remembers_nothing (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_answered (caller, "livechat");
    g_autoptr (JsonObject) empty = NULL;
    g_autoptr (JsonObject) hidden = NULL;
    g_autoptr (JsonObject) later = NULL;
    g_autoptr (JsonObject) seen = NULL;

    assert_true (caller, 27, "im.v2.Event.subscribe", "{}");
    empty = get_events (caller, "{}");
    assert_events (empty, "");
    portal_caller_customer_writes (caller, chat, "Hello?");
    hidden = get_events (caller, "{}");
    assert_events (hidden, "");
    portal_caller_control (caller, "advance", "{\"seconds\":61}");
    later = get_events (caller, "{}");
    assert_events (later, "MESSAGEADD");
    assert_true (caller, 27, "im.v2.Event.unsubscribe", "{}");
    assert_true (caller, 27, "im.v2.Event.subscribe", "{}");
    json_object_unref (get_events (caller, "{}"));
    portal_caller_customer_writes (caller, chat, "Hello again?");
    seen = get_events (caller, "{\"offset\":1}");
    assert_events (seen, "MESSAGEADD");
}

static void
test_log_forgets (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_answered (caller, "livechat");
    g_autoptr (JsonObject) old = NULL;
    g_autoptr (JsonObject) left = NULL;

    assert_true (caller, 27, "im.v2.Event.subscribe", "{}");
    portal_caller_customer_writes (caller, chat, "Yesterday");
    portal_caller_control (caller, "advance", "{\"seconds\":86401}");
    old = get_events (caller, "{\"offset\":1}");
    assert_events (old, "");
    portal_caller_customer_writes (caller, chat, "Today");
    assert_true (caller, 27, "im.v2.Event.unsubscribe", "{}");
    left = get_events (caller, "{\"offset\":1}");
    assert_events (left, "");
}

static void
test_older_portals (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) known = NULL;

    portal_caller_control (caller, "event-log", "{\"available\":false}");
    assert_refused (caller, 27, "im.v2.Event.subscribe", "{}", 404, "ERROR_METHOD_NOT_FOUND");
    assert_refused (caller, 27, "im.v2.Event.get", "{}", 404, "ERROR_METHOD_NOT_FOUND");
    known = portal_caller_call (caller, 27, "method.get", "{\"name\":\"im.v2.Event.get\"}");
    g_assert_false (practice_read_bool (known, "result/isExisting"));
    portal_caller_control (caller, "event-log", "{\"available\":true}");
    assert_true (caller, 27, "im.v2.Event.subscribe", "{}");
    /* Its name is particular about capitals. */
    assert_refused (caller, 27, "im.v2.event.get", "{}", 404, "ERROR_METHOD_NOT_FOUND");
    portal_caller_control (caller, "pausing", "{\"available\":false}");
    assert_refused (caller, 27, "imopenlines.operator.pause.start", "{}", 404,
                    "ERROR_METHOD_NOT_FOUND");
}

static void
test_edit (PortalCaller *caller, gconstpointer unused)
{
    static const char text[] = ",\"MESSAGE\":\"Good evening\"";
    gint64 chat = new_answered (caller, "telegrambot");
    gint64 message = say (caller, chat);
    gint64 theirs = portal_caller_customer_writes (caller, chat, "Good morning");
    g_autoptr (JsonObject) shown = NULL;
    gint64 other;

    change (caller, 27, "im.message.update", message, text, 0, NULL);
    shown = read_message (caller, chat, message);
    g_assert_cmpstr (practice_read_string (shown, "text"), ==, "Good evening");
    g_assert_cmpstr (practice_read_string (shown, "params/IS_EDITED"), ==, "Y");
    change (caller, 27, "im.message.update", 0, text, 400, "MESSAGE_ID_ERROR");
    change (caller, 27, "im.message.update", 4711, text, 403, "CANT_EDIT_MESSAGE");
    change (caller, 27, "im.message.update", theirs, text, 403, "CANT_EDIT_MESSAGE");
    change (caller, 28, "im.message.update", message, text, 403, "CANT_EDIT_MESSAGE");
    /* Telegram lets a text be changed but not be emptied. */
    change (caller, 27, "im.message.update", message, ",\"MESSAGE\":\" \"", 403,
            "CANT_EDIT_MESSAGE");
    other = say (caller, new_answered (caller, "whatsappbyedna"));
    change (caller, 27, "im.message.update", other, text, 403, "CANT_EDIT_MESSAGE");
    /* Nor is anything changed where nobody could be told of it. */
    portal_caller_control (caller, "push", "{\"enabled\":false}");
    change (caller, 27, "im.message.update", message, text, 403, "CANT_EDIT_MESSAGE");
    portal_caller_control (caller, "push", "{\"enabled\":true}");
    change (caller, 27, "im.message.update", message, text, 0, NULL);
    portal_caller_control (caller, "advance", "{\"seconds\":259201}");
    change (caller, 27, "im.message.update", message, text, 403, "CANT_EDIT_MESSAGE");
}

static void
test_delete (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_answered (caller, "livechat");
    gint64 message = say (caller, chat);
    gint64 second = say (caller, chat);
    gint64 theirs = portal_caller_customer_writes (caller, chat, "Good morning");
    g_autoptr (JsonObject) shown = NULL;
    gint64 insta;

    change (caller, 27, "im.message.delete", 0, "", 400, "MESSAGE_ID_ERROR");
    change (caller, 27, "im.message.delete", theirs, "", 403, "CANT_EDIT_MESSAGE");
    change (caller, 28, "im.message.delete", message, "", 403, "CANT_EDIT_MESSAGE");
    /* No limit of time, unlike editing. */
    portal_caller_control (caller, "line", "{\"id\":7,\"auto_close_time\":0}");
    portal_caller_control (caller, "advance", "{\"seconds\":259201}");
    change (caller, 27, "im.message.delete", message, "", 0, NULL);
    shown = read_message (caller, chat, message);
    g_assert_cmpstr (practice_read_string (shown, "params/IS_DELETED"), ==, "Y");
    g_assert_cmpstr (practice_read_string (shown, "text"), !=, "Good morning");
    change (caller, 27, "im.message.delete", message, "", 403, "CANT_EDIT_MESSAGE");
    /* An empty text deletes, where editing is still allowed at all. */
    change (caller, 27, "im.message.update", second, ",\"MESSAGE\":\"\"", 403, "CANT_EDIT_MESSAGE");
    change (caller, 27, "im.message.update", say (caller, chat), ",\"MESSAGE\":\"\"", 0, NULL);
    change (caller, 27, "im.message.delete", say (caller, new_answered (caller, "telegrambot")), "",
            403, "CANT_EDIT_MESSAGE");
    insta = new_answered (caller, "instagram");
    theirs = portal_caller_customer_writes (caller, insta, "Good morning");
    change (caller, 27, "im.message.delete", theirs, "", 0, NULL);
}

static void
test_like (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_answered (caller, "whatsappbyedna");
    gint64 message = portal_caller_customer_writes (caller, chat, "Good morning");
    g_autoptr (JsonObject) liked = NULL;
    g_autoptr (JsonObject) unliked = NULL;

    change (caller, 27, "im.message.like", message, "", 0, NULL);
    liked = read_message (caller, chat, message);
    g_assert_cmpint (practice_read_int (liked, "params/LIKE/0"), ==, 27);
    change (caller, 27, "im.message.like", message, ",\"ACTION\":\"plus\"", 400, "WITHOUT_CHANGES");
    change (caller, 27, "im.message.like", message, ",\"ACTION\":\"auto\"", 0, NULL);
    unliked = read_message (caller, chat, message);
    g_assert_false (practice_read_has (unliked, "params/LIKE"));
    change (caller, 27, "im.message.like", message, ",\"ACTION\":\"minus\"", 400,
            "WITHOUT_CHANGES");
    change (caller, 31, "im.message.like", message, "", 400, "WITHOUT_CHANGES");
    change (caller, 27, "im.message.like", 4711, "", 400, "WITHOUT_CHANGES");
    change (caller, 27, "im.message.like", 0, "", 400, "MESSAGE_ID_ERROR");
}

static guint
count_changed (PortalCaller *caller, const char *since)
{
    g_autoptr (JsonObject) answer = portal_caller_call (
        caller, 27, "im.recent.get",
        "{\"SKIP_CHAT\":\"Y\",\"SKIP_DIALOG\":\"Y\",\"LAST_SYNC_DATE\":\"%s\"}", since);

    return practice_read_length (answer, "result");
}

/* (transfer full) */
static char *
get_time (PortalCaller *caller)
{
    g_autoptr (JsonObject) answer = portal_caller_call (caller, 27, "server.time", "{}");

    return g_strdup (practice_read_string (answer, "result"));
}

/* Of older messages the list knows nothing: who asks only for what is new does not find them. */
static void
test_changes_in_lists (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_answered (caller, "livechat");
    gint64 older = say (caller, chat);
    gint64 last = say (caller, chat);
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;

    portal_caller_control (caller, "advance", "{\"seconds\":10}");
    first = get_time (caller);
    g_assert_cmpuint (count_changed (caller, first), ==, 0);
    change (caller, 27, "im.message.update", older, ",\"MESSAGE\":\"Hm\"", 0, NULL);
    change (caller, 27, "im.message.like", last, "", 0, NULL);
    g_assert_cmpuint (count_changed (caller, first), ==, 0);
    change (caller, 27, "im.message.update", last, ",\"MESSAGE\":\"Hm\"", 0, NULL);
    g_assert_cmpuint (count_changed (caller, first), ==, 1);
    portal_caller_control (caller, "advance", "{\"seconds\":10}");
    second = get_time (caller);
    g_assert_cmpuint (count_changed (caller, second), ==, 0);
    change (caller, 27, "im.message.delete", last, "", 0, NULL);
    g_assert_cmpuint (count_changed (caller, second), ==, 1);
}

static void
test_typing (PortalCaller *caller, gconstpointer unused)
{
    gint64 waiting = portal_caller_new_customer (caller, 7);
    gint64 chat;
    g_autofree char *dialog = NULL;
    g_autoptr (JsonObject) state = NULL;
    g_autoptr (JsonObject) told = NULL;

    assert_refused (caller, 27, "im.dialog.writing", "{}", 400, "DIALOG_ID_EMPTY");
    assert_refused (caller, 27, "im.dialog.writing", "{\"CHAT_ID\":0}", 400, "CHAT_ID_EMPTY");
    g_assert_cmpint (waiting, ==, 1763);
    assert_refused (caller, 27, "im.dialog.writing", "{\"DIALOG_ID\":\"chat1763\"}", 403,
                    "ACCESS_ERROR");
    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", waiting);
    chat = waiting;
    portal_caller_call_true (caller, 28, "imopenlines.session.join", chat);
    portal_caller_control (caller, "push-log", "{\"forget\":true}");
    assert_true (caller, 27, "im.dialog.writing", "{\"DIALOG_ID\":\"chat1763\"}");
    portal_caller_call_true (caller, 27, "im.dialog.writing", chat);
    told = practice_portal_control (caller->portal, "push-log", "{\"operator\":28}");
    g_assert_cmpint (practice_read_int (told, "news/0/sender_type"), ==, 2);
    g_assert_cmpint (practice_read_int (told, "news/0/params/userId"), ==, 27);
    json_object_unref (portal_caller_call (caller, 27, "imopenlines.session.mode.silent",
                                           "{\"CHAT_ID\":1763,\"ACTIVATE\":\"Y\"}"));
    portal_caller_call_true (caller, 27, "im.dialog.writing", chat);
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpint (practice_read_int (state, "typing"), ==, 3);
    /* Not to the customer in silent mode. */
    g_assert_cmpint (practice_read_int (state, "typing_forwarded"), ==, 2);
}

static void
test_read (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) waiting = NULL;
    g_autoptr (JsonObject) stranger = NULL;
    g_autoptr (JsonObject) done = NULL;

    waiting = portal_caller_call (caller, 27, "im.dialog.read", "{\"DIALOG_ID\":\"chat1763\"}");
    g_assert_false (practice_read_bool (waiting, "result"));
    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    portal_caller_customer_writes (caller, chat, "One");
    stranger = portal_caller_call (caller, 31, "im.dialog.read", "{\"DIALOG_ID\":\"chat1763\"}");
    g_assert_false (practice_read_bool (stranger, "result"));
    done = portal_caller_call (caller, 27, "im.dialog.read", "{\"DIALOG_ID\":\"chat1763\"}");
    g_assert_cmpint (practice_read_int (done, "result/counter"), ==, 0);
    assert_refused (caller, 27, "im.dialog.read", "{}", 400, "DIALOG_ID_EMPTY");
}

static void
test_own_state (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) idle = NULL;
    g_autoptr (JsonObject) active = NULL;
    g_autoptr (JsonObject) state = NULL;
    g_autoptr (JsonObject) kim = NULL;

    assert_true (caller, 27, "im.user.status.set", "{\"STATUS\":\"break\"}");
    assert_refused (caller, 27, "im.user.status.set", "{\"STATUS\":\"Break\"}", 400,
                    "STATUS_ERROR");
    assert_true (caller, 27, "im.user.status.idle.start", "{\"AGO\":25}");
    idle = portal_caller_call (caller, 28, "im.user.get", "{\"ID\":27}");
    g_assert_true (g_str_has_suffix (practice_read_string (idle, "result/idle"), "+03:00"));
    g_assert_cmpstr (practice_read_string (idle, "result/status"), ==, "break");
    state = practice_portal_control (caller->portal, "state", NULL);
    kim = practice_read_find (state, "users", "id", 27);
    g_assert_cmpint (practice_read_int (kim, "idle"), ==, 25);
    assert_true (caller, 27, "im.user.status.idle.end", "{}");
    active = portal_caller_call (caller, 28, "im.user.get", "{\"ID\":27}");
    g_assert_false (practice_read_bool (active, "result/idle"));
}

static void
test_pause (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) before = NULL;

    before = portal_caller_call (caller, 27, "imopenlines.operator.pause.get", "{}");
    g_assert_false (practice_read_bool (before, "result"));
    assert_true (caller, 27, "imopenlines.operator.pause.start", "{}");
    assert_true (caller, 27, "imopenlines.operator.pause.start", "{}");
    assert_true (caller, 27, "imopenlines.operator.pause.get", "{}");
    portal_caller_assert_state (caller, portal_caller_new_customer (caller, 7), 0, 0, 28);
    assert_true (caller, 27, "imopenlines.operator.pause.stop", "{}");
    portal_caller_assert_state (caller, portal_caller_new_customer (caller, 7), 0, 0, 29);
    portal_caller_assert_state (caller, portal_caller_new_customer (caller, 7), 0, 0, 27);
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-events/log", test_log);
    ADD ("/portal-events/log-changes", test_log_changes);
    ADD ("/portal-events/log-pages", test_log_pages);
    ADD ("/portal-events/log-remembers-nothing", test_log_remembers_nothing);
    ADD ("/portal-events/log-forgets", test_log_forgets);
    ADD ("/portal-events/older-portals", test_older_portals);
    ADD ("/portal-events/edit", test_edit);
    ADD ("/portal-events/delete", test_delete);
    ADD ("/portal-events/like", test_like);
    ADD ("/portal-events/changes-in-lists", test_changes_in_lists);
    ADD ("/portal-events/typing", test_typing);
    ADD ("/portal-events/read", test_read);
    ADD ("/portal-events/own-state", test_own_state);
    ADD ("/portal-events/pause", test_pause);
    return g_test_run ();
}
