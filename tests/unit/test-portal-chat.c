/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-chat — members of the practice portal's chats: whom one may invite, who may leave,
 * and who is told.
 */

#include "portal-caller.h"

static gboolean
is_member (PortalCaller *caller, gint64 chat, gint64 user)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);

    for (guint i = 0; i < practice_read_length (state, "members"); i++) {
        g_autofree char *path = g_strdup_printf ("members/%u", i);

        if (practice_read_int (state, path) == user)
            return TRUE;
    }
    return FALSE;
}

/* (transfer full) */
static JsonObject *
get_last_message (PortalCaller *caller, gint64 chat)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, chat);
    g_autofree char *path =
        g_strdup_printf ("messages/%u", practice_read_length (state, "messages") - 1);

    return practice_read_object (state, path);
}

static JsonObject *
invite (PortalCaller *caller, gint64 operator_id, gint64 chat, const char *users)
{
    return portal_caller_call (caller, operator_id, "im.chat.user.add",
                               "{\"CHAT_ID\":%" G_GINT64_FORMAT ",\"USERS\":%s}", chat, users);
}

static void
assert_not_invited (PortalCaller *caller, gint64 operator_id, gint64 chat, const char *users)
{
    g_autoptr (JsonObject) answer = invite (caller, operator_id, chat, users);

    portal_caller_assert_error (caller, answer, 400, "WRONG_REQUEST");
}

/* A dialog that Kim (27) has. */
static gint64
new_taken (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 7);

    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    portal_caller_forget_news (caller);
    return chat;
}

static void
test_invite (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) answer = invite (caller, 27, chat, "[30]");
    g_autoptr (JsonObject) last = NULL;
    g_autoptr (JsonObject) told = NULL;

    g_assert_cmpuint (caller->status, ==, 200);
    g_assert_true (practice_read_bool (answer, "result"));
    g_assert_true (is_member (caller, chat, 30));
    portal_caller_assert_state (caller, chat, 10, 27, 0);
    last = get_last_message (caller, chat);
    g_assert_cmpint (practice_read_int (last, "author"), ==, 0);
    g_assert_cmpstr (practice_read_string (last, "text"), ==,
                     "[USER=27]Kim Oh[/USER] invited [USER=30]Aisha Khan[/USER] to the "
                     "conversation");
    g_assert_cmpstr (practice_read_string (last, "params/CODE/0"), ==, "CHAT_JOIN");
    portal_caller_assert_told (caller, 27, "chatUserAdd messageChat");
    portal_caller_assert_told (caller, 30, "chatUserAdd messageChat");
    told = portal_caller_get_told (caller, 27, "chatUserAdd");
    g_assert_cmpint (practice_read_int (told, "newUsers/0"), ==, 30);
    /* He may write at once. */
    g_clear_pointer (&answer, json_object_unref);
    answer = portal_caller_call (caller, 30, "im.message.add",
                                 "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\",\"MESSAGE\":\"Hi\"}",
                                 chat);
    g_assert_cmpuint (caller->status, ==, 200);
}

/* Those who cannot come are left out; one message names the others. */
static void
test_invite_several (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) answer = invite (caller, 27, chat, "[28,32,\"29\",27,99999]");
    g_autoptr (JsonObject) last = get_last_message (caller, chat);

    g_assert_true (practice_read_bool (answer, "result"));
    g_assert_true (is_member (caller, chat, 28));
    g_assert_true (is_member (caller, chat, 29));
    g_assert_false (is_member (caller, chat, 32));
    g_assert_nonnull (strstr (practice_read_string (last, "text"), "Maria Lopez"));
    g_assert_nonnull (strstr (practice_read_string (last, "text"), "Ivan Petrov"));
    portal_caller_assert_told (caller, 27, "chatUserAdd chatUserAdd messageChat");
}

static void
test_invite_refused (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    gint64 other = portal_caller_new_customer (caller, 7);
    g_autoptr (JsonObject) empty = NULL;
    g_autoptr (JsonObject) dialog = NULL;
    g_autoptr (JsonObject) general = NULL;
    g_autoptr (JsonObject) private = NULL;
    g_autoptr (JsonObject) state = portal_caller_get_state (caller, other);
    g_autofree char *customer =
        g_strdup_printf ("[%" G_GINT64_FORMAT "]", practice_read_int (state, "customer"));

    portal_caller_forget_news (caller);
    /* A member already, dismissed, a customer of another dialog, unknown, nobody. */
    assert_not_invited (caller, 27, chat, "[27]");
    assert_not_invited (caller, 27, chat, "[32]");
    assert_not_invited (caller, 27, chat, customer);
    assert_not_invited (caller, 27, chat, "[99999]");
    assert_not_invited (caller, 27, chat, "[]");
    /* No member; no such chat. */
    assert_not_invited (caller, 28, chat, "[29]");
    assert_not_invited (caller, 27, 4711, "[29]");
    empty = portal_caller_call (caller, 27, "im.chat.user.add", "{\"USERS\":[29]}");
    portal_caller_assert_error (caller, empty, 400, "CHAT_ID_EMPTY");
    dialog = portal_caller_call (caller, 27, "im.chat.user.add",
                                 "{\"DIALOG_ID\":\"28\",\"USERS\":[29]}");
    portal_caller_assert_error (caller, dialog, 400, "DIALOG_ID_EMPTY");
    general = invite (caller, 27, 70, "[29]");
    portal_caller_assert_error (caller, general, 403, "ACCESS_ERROR");
    private = invite (caller, 27, 71, "[29]");
    portal_caller_assert_error (caller, private, 403, "ACCESS_ERROR");
    g_assert_false (is_member (caller, chat, 29));
    portal_caller_assert_told (caller, 27, "");
}

static void
test_leave (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) answer = NULL;
    g_autoptr (JsonObject) last = NULL;

    portal_caller_call_true (caller, 28, "imopenlines.session.join", chat);
    portal_caller_forget_news (caller);
    answer = portal_caller_call (caller, 28, "im.chat.leave",
                                 "{\"DIALOG_ID\":\"chat%" G_GINT64_FORMAT "\"}", chat);
    g_assert_true (practice_read_bool (answer, "result"));
    g_assert_false (is_member (caller, chat, 28));
    portal_caller_assert_state (caller, chat, 10, 27, 0);
    last = get_last_message (caller, chat);
    g_assert_cmpstr (practice_read_string (last, "text"), ==,
                     "[USER=28]Maria Lopez[/USER] left the conversation");
    g_assert_cmpstr (practice_read_string (last, "params/CODE/0"), ==, "CHAT_LEAVE");
    portal_caller_assert_told (caller, 27, "chatUserLeave messageChat");
    portal_caller_assert_told (caller, 28, "chatUserLeave chatHide");
}

static void
test_leave_refused (PortalCaller *caller, gconstpointer unused)
{
    gint64 chat = new_taken (caller);
    g_autoptr (JsonObject) empty = portal_caller_call (caller, 27, "im.chat.leave", "{}");
    g_autoptr (JsonObject) dialog = NULL;
    g_autoptr (JsonObject) owner = NULL;
    g_autoptr (JsonObject) general = NULL;
    g_autoptr (JsonObject) private = NULL;

    portal_caller_assert_error (caller, empty, 400, "CHAT_ID_EMPTY");
    dialog = portal_caller_call (caller, 27, "im.chat.leave", "{\"DIALOG_ID\":\"x\"}");
    portal_caller_assert_error (caller, dialog, 400, "DIALOG_ID_EMPTY");
    portal_caller_call_error (caller, 28, "im.chat.leave", chat, "WRONG_REQUEST");
    portal_caller_call_error (caller, 27, "im.chat.leave", 4711, "WRONG_REQUEST");
    owner = portal_caller_call (caller, 27, "im.chat.leave", "{\"CHAT_ID\":%" G_GINT64_FORMAT "}",
                                chat);
    portal_caller_assert_error (caller, owner, 403, "ACCESS_ERROR");
    g_assert_cmpstr (practice_read_string (owner, "error_description"), ==,
                     "LEAVE_OWNER_FORBIDDEN");
    general = portal_caller_call (caller, 27, "im.chat.leave", "{\"CHAT_ID\":70}");
    portal_caller_assert_error (caller, general, 403, "ACCESS_ERROR");
    private = portal_caller_call (caller, 27, "im.chat.leave", "{\"CHAT_ID\":71}");
    portal_caller_assert_error (caller, private, 403, "ACCESS_ERROR");
    g_assert_true (is_member (caller, chat, 27));
    portal_caller_assert_told (caller, 27, "");
}

#define ADD(path, function)                                                                        \
    g_test_add (path, PortalCaller, NULL, portal_caller_set_up, function, portal_caller_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("/portal-chat/invite", test_invite);
    ADD ("/portal-chat/invite-several", test_invite_several);
    ADD ("/portal-chat/invite-refused", test_invite_refused);
    ADD ("/portal-chat/leave", test_leave);
    ADD ("/portal-chat/leave-refused", test_leave_refused);
    return g_test_run ();
}
