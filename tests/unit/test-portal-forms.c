/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-forms — the forms messages have in the practice portal: answers to others, notes
 * that customers do not see, and buttons.
 */

#include "portal-caller.h"

/* A dialog that Kim (27) has. */
static gint64
new_taken (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 7);

    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    portal_caller_forget_news (caller);
    return chat;
}

/* (transfer full) */
static JsonObject *
say (PortalCaller *caller, gint64 operator_id, gint64 chat, const char *more)
{
    return portal_caller_call (
        caller, operator_id, "im.message.add",
        "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Good morning\"%s}", chat, more);
}

static gint64
said (PortalCaller *caller, gint64 chat, const char *more)
{
    g_autoptr (JsonObject) answer = say (caller, 27, chat, more);

    g_assert_cmpuint (caller->status, ==, 200);
    return practice_read_int (answer, "result");
}

static void
assert_unsaid (PortalCaller *caller, gint64 chat, const char *more, guint status, const char *code)
{
    g_autoptr (JsonObject) before = portal_caller_get_state (caller, chat);
    g_autoptr (JsonObject) answer = say (caller, 27, chat, more);
    g_autoptr (JsonObject) after = portal_caller_get_state (caller, chat);

    portal_caller_assert_error (caller, answer, status, code);
    g_assert_cmpuint (practice_read_length (after, "messages"), ==,
                      practice_read_length (before, "messages"));
}

/* (transfer full): what the model knows of a message */
static JsonObject *
get_message (PortalCaller *caller, gint64 chat, gint64 id)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);
    JsonObject *message = practice_read_find (state, "messages", "id", id);

    g_assert_nonnull (message);
    return message;
}

/* (transfer full): the last message of im.dialog.messages.get */
static JsonObject *
get_listed (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (caller, 27, "im.dialog.messages.get",
                            "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"LAST_ID\":0,\"LIMIT\":1}", chat);

    return practice_read_object (answer, "result/messages/0");
}

static void
test_reply (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 asked = portal_caller_customer_writes (caller, chat, "Where is it?");
    g_autofree char *more = g_strdup_printf (",\"REPLY_ID\":%" G_GINT64_FORMAT, asked);
    g_autoptr (JsonObject) told = NULL;
    g_autoptr (JsonObject) known = NULL;
    g_autoptr (JsonObject) listed = NULL;
    gint64 id;

    portal_caller_forget_news (caller);
    id = said (caller, chat, more);
    known = get_message (caller, chat, id);
    g_assert_cmpint (practice_read_int (known, "reply_to"), ==, asked);
    g_assert_true (practice_read_bool (known, "delivered"));
    portal_caller_assert_state (caller, chat, 40, 27, 0);
    told = portal_caller_get_told (caller, 27, "messageChat");
    g_assert_cmpint (practice_read_int (told, "message/params/REPLY_ID"), ==, asked);
    /* The old list keeps it to itself. */
    listed = get_listed (caller, chat);
    g_assert_cmpint (practice_read_int (listed, "id"), ==, id);
    g_assert_false (practice_read_has (listed, "params/REPLY_ID"));
    g_assert_true (practice_read_has (listed, "params/CONNECTOR_MID"));
}

static void
test_reply_refused (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 own = portal_caller_new_customer (caller, 7);
    gint64 foreign = portal_caller_new_customer (caller, 9);
    gint64 joinable = portal_caller_customer_writes (caller, own, "Here");
    gint64 unseen = portal_caller_customer_writes (caller, foreign, "There");
    g_autofree char *other_chat = g_strdup_printf (",\"REPLY_ID\":%" G_GINT64_FORMAT, joinable);
    g_autofree char *no_access = g_strdup_printf (",\"REPLY_ID\":%" G_GINT64_FORMAT, unseen);

    assert_unsaid (caller, chat, other_chat, 403, "REPLY_FROM_OTHER_CHAT_ERROR");
    assert_unsaid (caller, chat, no_access, 403, "REPLY_ACCESS_ERROR");
    assert_unsaid (caller, chat, ",\"REPLY_ID\":4711", 403, "REPLY_ACCESS_ERROR");
}

static void
assert_note (PortalCaller *caller, gint64 chat, gint64 id)
{
    g_autoptr (JsonObject) note = get_message (caller, chat, id);

    g_assert_true (practice_read_bool (note, "hidden"));
    g_assert_false (practice_read_bool (note, "delivered"));
    g_assert_cmpstr (practice_read_string (note, "params/CLASS"), ==,
                     "bx-messenger-content-item-system");
    g_assert_cmpstr (practice_read_string (note, "params/COMPONENT_ID"), ==, "HiddenMessage");
    g_assert_false (practice_read_has (note, "params/CONNECTOR_MID"));
}

static void
test_note (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) told = NULL;
    g_autoptr (JsonObject) stranger = NULL;

    portal_caller_control (caller, "slow-delivery", "{}");
    assert_note (caller, chat, said (caller, chat, ",\"SKIP_CONNECTOR\":\"Y\""));
    assert_note (caller, chat, said (caller, chat, ",\"SKIP_CONNECTOR\":\"y\""));
    portal_caller_assert_state (caller, chat, 10, 27, 0);
    told = portal_caller_get_told (caller, 27, "messageChat");
    g_assert_cmpstr (practice_read_string (told, "message/params/COMPONENT_ID"), ==,
                     "HiddenMessage");
    stranger = say (caller, 28, chat, ",\"SKIP_CONNECTOR\":\"Y\"");
    portal_caller_assert_error (caller, stranger, 400, "CANCELED");
}

/* A note opens no new session, as a text for the customer would. */
static void
test_note_afterwards (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);

    portal_caller_call_true (caller, 27, "imopenlines.operator.finish", chat);
    portal_caller_call_true (caller, 27, "imopenlines.session.join", chat);
    assert_note (caller, chat, said (caller, chat, ",\"SKIP_CONNECTOR\":\"Y\""));
    portal_caller_assert_state (caller, chat, 60, 0, 0);
    said (caller, chat, ",\"SKIP_CONNECTOR\":\"N\"");
    portal_caller_assert_state (caller, chat, 40, 27, 0);
}

static void
test_silent_mode (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autofree char *on =
        g_strdup_printf ("{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"ACTIVATE\":\"Y\"}", chat);
    g_autofree char *off = g_strdup_printf ("{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);
    g_autoptr (JsonObject) answer = NULL;
    g_autoptr (JsonObject) heard = NULL;
    g_autoptr (JsonObject) state = NULL;
    g_autoptr (JsonObject) told = NULL;

    answer = portal_caller_call (caller, 27, "imopenlines.session.mode.silent", "%s", on);
    assert_note (caller, chat, said (caller, chat, ""));
    portal_caller_assert_state (caller, chat, 10, 27, 0);
    told = portal_caller_get_told (caller, 27, "chatUpdateParams");
    g_assert_cmpstr (practice_read_string (told, "params/entity_data_3"), ==, "Y");
    g_clear_pointer (&answer, json_object_unref);
    answer = portal_caller_call (caller, 27, "imopenlines.session.mode.silent", "%s", off);
    state = portal_caller_get_state (caller, chat);
    g_assert_false (practice_read_bool (state, "silent"));
    heard = get_message (caller, chat, said (caller, chat, ""));
    g_assert_false (practice_read_bool (heard, "hidden"));
    g_assert_true (practice_read_bool (heard, "delivered"));
}

/* What everybody thinks of a message. */
static void
test_likes_and_edits (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 id = said (caller, chat, "");
    g_autofree char *liked = g_strdup_printf ("{\"MESSAGE_ID\":%" G_GINT64_FORMAT "}", id);
    g_autofree char *edited =
        g_strdup_printf ("{\"MESSAGE_ID\":%" G_GINT64_FORMAT ",\"MESSAGE\":\"Evening\"}", id);
    g_autoptr (JsonObject) like = NULL;
    g_autoptr (JsonObject) edit = NULL;
    g_autoptr (JsonObject) message = get_message (caller, chat, id);

    g_assert_false (practice_read_bool (message, "edited"));
    g_assert_cmpuint (practice_read_length (message, "likes"), ==, 0);
    g_assert_cmpint (practice_read_int (message, "reply_to"), ==, 0);
    g_clear_pointer (&message, json_object_unref);
    like = portal_caller_call (caller, 27, "im.message.like", "%s", liked);
    edit = portal_caller_call (caller, 27, "im.message.update", "%s", edited);
    g_assert_true (practice_read_bool (like, "result"));
    g_assert_true (practice_read_bool (edit, "result"));
    message = get_message (caller, chat, id);
    g_assert_true (practice_read_bool (message, "edited"));
    g_assert_cmpint (practice_read_int (message, "likes/0"), ==, 27);
}

static void
test_keyboard_kept (PortalCaller *caller, gconstpointer unused)
{
    static const char *const forms[] = {
        ",\"BOT_ID\":35,\"KEYBOARD\":{\"BUTTONS\":[{\"TEXT\":\"Yes\",\"COMMAND\":\"say\"}]}",
        ",\"KEYBOARD\":[{\"TEXT\":\"Yes\",\"COMMAND\":\"say\",\"BOT_ID\":\"35\"}]",
        ",\"BOT_ID\":35,\"KEYBOARD\":\"[{\\\"TEXT\\\":\\\"Yes\\\",\\\"COMMAND\\\":\\\"say\\\"}]\"",
        /* What does nothing is left out. */
        ",\"KEYBOARD\":[{\"TEXT\":\"Whose?\",\"COMMAND\":\"say\"},{\"TEXT\":\"Nothing\"},7,"
        "{\"TEXT\":\"Yes\",\"COMMAND\":\"say\",\"BOT_ID\":35}]",
    };
    gint64 chat = new_taken (caller);

    for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
        g_autoptr (JsonObject) listed = NULL;

        said (caller, chat, forms[i]);
        listed = get_listed (caller, chat);
        g_assert_cmpuint (practice_read_length (listed, "params/KEYBOARD"), ==, 1);
        g_assert_cmpint (practice_read_int (listed, "params/KEYBOARD/0/BOT_ID"), ==, 35);
        g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/0/TEXT"), ==, "Yes");
        g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/0/COMMAND"), ==, "say");
        g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/0/COMMAND_PARAMS"), ==, "");
        g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/0/DISABLED"), ==, "N");
    }
}

static void
test_keyboard_refused (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autofree char *long_text = g_strnfill (60000, 'x');
    g_autofree char *oversize = g_strdup_printf (
        ",\"KEYBOARD\":[{\"TEXT\":\"%s\",\"LINK\":\"https://example.com\"}]", long_text);

    assert_unsaid (caller, chat, ",\"KEYBOARD\":\"nonsense\"", 400, "KEYBOARD_ERROR");
    assert_unsaid (caller, chat, ",\"KEYBOARD\":[{\"TEXT\":\"Nothing\"}]", 400, "KEYBOARD_ERROR");
    assert_unsaid (caller, chat, oversize, 400, "KEYBOARD_OVERSIZE");
}

/* (transfer full) */
static JsonObject *
press (PortalCaller *caller, gint64 operator_id, gint64 message, const char *more)
{
    return portal_caller_call (caller, operator_id, "im.message.command",
                               "{\"MESSAGE_ID\":%" G_GINT64_FORMAT "%s}", message, more);
}

static gint64
ask (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) made = practice_portal_control (
        caller->portal, "keyboard",
        "{\"chat\":%" G_GINT64_FORMAT ",\"text\":\"Which?\",\"bot\":35,\"buttons\":["
        "{\"text\":\"Red\",\"command\":\"colour\",\"params\":\"r\"},{\"newline\":true},"
        "{\"text\":\"Blue\",\"command\":\"colour\",\"params\":\"b\"},"
        "{\"text\":\"Shop\",\"link\":\"https://example.com/\"},"
        "{\"text\":\"Later\",\"command\":\"later\",\"disabled\":true}]}",
        chat);

    return practice_read_int (made, "message");
}

static void
test_bot_keyboard (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 id = ask (caller, chat);
    g_autoptr (JsonObject) listed = get_listed (caller, chat);
    g_autoptr (JsonObject) told = portal_caller_get_told (caller, 27, "messageChat");

    g_assert_cmpint (practice_read_int (listed, "id"), ==, id);
    g_assert_cmpint (practice_read_int (listed, "author_id"), ==, 35);
    g_assert_cmpuint (practice_read_length (listed, "params/KEYBOARD"), ==, 5);
    g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/0/TEXT"), ==, "Red");
    g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/1/TYPE"), ==, "NEWLINE");
    g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/2/COMMAND_PARAMS"), ==, "b");
    g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/3/LINK"), ==,
                     "https://example.com/");
    g_assert_cmpstr (practice_read_string (listed, "params/KEYBOARD/4/DISABLED"), ==, "Y");
    g_assert_cmpuint (practice_read_length (told, "message/params/KEYBOARD"), ==, 5);
}

/* There the names of a button's fields are written like all others. */
static void
test_keyboard_in_history (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 asked = portal_caller_customer_writes (caller, chat, "Which colours are there?");
    g_autofree char *more =
        g_strdup_printf (",\"REPLY_ID\":%" G_GINT64_FORMAT
                         ",\"BOT_ID\":35,\"KEYBOARD\":[{\"TEXT\":\"Red\",\"COMMAND\":\"colour\"}]",
                         asked);
    g_autofree char *path =
        g_strdup_printf ("result/message/%" G_GINT64_FORMAT "/params", said (caller, chat, more));
    g_autoptr (JsonObject) answer = NULL;
    g_autoptr (JsonObject) params = NULL;

    /* He has left by then, and is named nevertheless. */
    portal_caller_call_true (caller, 27, "imopenlines.operator.finish", chat);
    answer =
        portal_caller_call (caller, 27, "imopenlines.session.history.get", "{\"SESSION_ID\":5520}");
    params = practice_read_object (answer, path);
    g_assert_cmpint (practice_read_int (params, "keyboard/0/botId"), ==, 35);
    g_assert_cmpstr (practice_read_string (params, "keyboard/0/commandParams"), ==, "");
    g_assert_true (practice_read_has (params, "connectorMid"));
    g_assert_false (practice_read_has (params, "replyId"));
    g_assert_cmpstr (practice_read_string (answer, "result/users/27/name"), ==, "Kim Oh");
}

static void
test_press (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 id = ask (caller, chat);
    g_autoptr (JsonObject) answer = NULL;
    g_autoptr (JsonObject) told = NULL;
    g_autoptr (JsonObject) state = NULL;

    portal_caller_forget_news (caller);
    answer =
        press (caller, 27, id, ",\"BOT_ID\":35,\"COMMAND\":\"colour\",\"COMMAND_PARAMS\":\"b\"");
    g_assert_true (practice_read_bool (answer, "result"));
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpuint (practice_read_length (state, "pressed"), ==, 1);
    g_assert_cmpint (practice_read_int (state, "pressed/0/message"), ==, id);
    g_assert_cmpint (practice_read_int (state, "pressed/0/user"), ==, 27);
    g_assert_cmpstr (practice_read_string (state, "pressed/0/button"), ==, "Blue");
    g_assert_cmpstr (practice_read_string (state, "pressed/0/command"), ==, "colour");
    g_assert_cmpstr (practice_read_string (state, "pressed/0/params"), ==, "b");
    portal_caller_assert_told (caller, 27, "messageChat");
    told = portal_caller_get_told (caller, 27, "messageChat");
    g_assert_cmpint (practice_read_int (told, "message/senderId"), ==, 35);
    g_assert_cmpstr (practice_read_string (told, "message/text"), ==, "You chose Blue");
}

static void
test_press_refused (PortalCaller *caller, gconstpointer unused)
{
    static const struct {
        gint64 operator_id;
        const char *params; /* besides the message */
        const char *code;
    } wrong[] = {
        { 27, ",\"COMMAND\":\"colour\"", "BOT_ID_ERROR" },
        { 27, ",\"BOT_ID\":35", "COMMAND_ERROR" },
        { 27, ",\"BOT_ID\":35,\"COMMAND\":\"\"", "COMMAND_ERROR" },
        { 27, ",\"BOT_ID\":35,\"COMMAND\":\"unknown\"", "PARAMS_ERROR" },
        { 27, ",\"BOT_ID\":28,\"COMMAND\":\"colour\"", "PARAMS_ERROR" },
        /* no member */
        { 28, ",\"BOT_ID\":35,\"COMMAND\":\"colour\"", "PARAMS_ERROR" },
    };
    gint64 chat = new_taken (caller);
    gint64 id = ask (caller, chat);
    g_autoptr (JsonObject) nowhere = NULL;
    g_autoptr (JsonObject) unknown = NULL;
    g_autoptr (JsonObject) state = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (JsonObject) answer = press (caller, wrong[i].operator_id, id, wrong[i].params);

        portal_caller_assert_error (caller, answer, 400, wrong[i].code);
    }
    nowhere = press (caller, 27, 0, ",\"BOT_ID\":35,\"COMMAND\":\"colour\"");
    portal_caller_assert_error (caller, nowhere, 400, "MESSAGE_ID_ERROR");
    unknown = press (caller, 27, 4711, ",\"BOT_ID\":35,\"COMMAND\":\"colour\"");
    portal_caller_assert_error (caller, unknown, 400, "PARAMS_ERROR");
    state = portal_caller_get_state (caller, chat);
    g_assert_cmpuint (practice_read_length (state, "pressed"), ==, 0);
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-forms/reply", test_reply);
    ADD ("/portal-forms/reply-refused", test_reply_refused);
    ADD ("/portal-forms/note", test_note);
    ADD ("/portal-forms/note-afterwards", test_note_afterwards);
    ADD ("/portal-forms/silent-mode", test_silent_mode);
    ADD ("/portal-forms/likes-and-edits", test_likes_and_edits);
    ADD ("/portal-forms/keyboard-kept", test_keyboard_kept);
    ADD ("/portal-forms/keyboard-refused", test_keyboard_refused);
    ADD ("/portal-forms/bot-keyboard", test_bot_keyboard);
    ADD ("/portal-forms/keyboard-in-history", test_keyboard_in_history);
    ADD ("/portal-forms/press", test_press);
    ADD ("/portal-forms/press-refused", test_press_refused);
    return g_test_run ();
}
