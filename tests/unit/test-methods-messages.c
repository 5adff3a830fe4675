/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What an operator does to messages, against the practice portal: changes, likes and finds them,
 * and presses buttons of a bot's. */

#include <locale.h>

#include "b24-json.h"
#include "b24-messages.h"
#include "calls.h"

static void
test_change (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = calls_new_taken (desk, "Ann", KIM);
    gint64 theirs = desk_write (desk, chat, "Hello");
    gint64 mine = desk_operator_write (desk, KIM, chat, "Good day");
    g_autoptr (B24Message) edited = NULL;
    g_autoptr (B24Message) liked = NULL;
    g_autoptr (B24Message) unliked = NULL;

    calls_assert_done (desk, calls_update, b24_messages_update_finish, mine);
    edited = calls_read_last (desk, chat);
    g_assert_cmpint (edited->id, ==, mine);
    g_assert_cmpstr (edited->text, ==, "Better");
    calls_assert_done (desk, calls_like, b24_messages_like_finish, mine);
    liked = calls_read_last (desk, chat);
    g_assert_cmpuint (liked->likes->len, ==, 1);
    g_assert_cmpint (g_array_index (liked->likes, gint64, 0), ==, KIM);
    calls_assert_refused (desk, calls_like, b24_messages_like_finish, mine,
                          B24_ERROR_WITHOUT_CHANGES);
    calls_assert_done (desk, calls_unlike, b24_messages_like_finish, mine);
    unliked = calls_read_last (desk, chat);
    g_assert_true (unliked->likes == NULL || unliked->likes->len == 0);
    calls_assert_refused (desk, calls_unlike, b24_messages_like_finish, mine,
                          B24_ERROR_WITHOUT_CHANGES);
    calls_assert_done (desk, calls_like, b24_messages_like_finish, theirs);

    calls_assert_refused (desk, calls_update, b24_messages_update_finish, theirs,
                          B24_ERROR_CANT_EDIT_MESSAGE);
    calls_assert_refused (desk, b24_messages_delete_async, b24_messages_delete_finish, theirs,
                          B24_ERROR_CANT_EDIT_MESSAGE);
    calls_assert_refused (desk, calls_update, b24_messages_update_finish, 0,
                          B24_ERROR_MESSAGE_ID_ERROR);
    calls_assert_refused (desk, b24_messages_delete_async, b24_messages_delete_finish, 0,
                          B24_ERROR_MESSAGE_ID_ERROR);
    calls_assert_refused (desk, calls_like, b24_messages_like_finish, 0,
                          B24_ERROR_MESSAGE_ID_ERROR);
    /* Telegram lets one change what was sent, not take it back. */
    calls_assert_refused (desk, b24_messages_delete_async, b24_messages_delete_finish, mine,
                          B24_ERROR_CANT_EDIT_MESSAGE);
}

/* A live chat lets one take it back. */
static void
test_delete (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (JsonObject) answer = practice_portal_control (
        desk->portal, "customer", "{\"name\":\"Ann\",\"line\":7,\"connector\":\"livechat\"}");
    gint64 chat = b24_json_get_int (answer, "chat", 0);
    gint64 mine;
    g_autoptr (B24Message) deleted = NULL;

    desk_act (desk, "answer", KIM, chat);
    mine = desk_operator_write (desk, KIM, chat, "Good day");
    calls_assert_done (desk, b24_messages_delete_async, b24_messages_delete_finish, mine);
    deleted = calls_read_last (desk, chat);
    g_assert_cmpint (deleted->flags & B24_MESSAGE_DELETED, !=, 0);
}

static void
test_press (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = calls_new_taken (desk, "Ann", KIM);
    g_autoptr (JsonObject) answer = practice_portal_control (
        desk->portal, "keyboard",
        "{\"chat\":%" G_GINT64_FORMAT ",\"text\":\"Well?\",\"bot\":35,\"buttons\":[{\"text\":"
        "\"Order\",\"command\":\"order\",\"params\":\"12\"},{\"text\":\"Look\",\"link\":"
        "\"https://shop.example/\"}]}",
        chat);
    gint64 message = b24_json_get_int (answer, "message", 0);
    g_autoptr (B24Message) read = calls_read_last (desk, chat);
    B24Button *button;
    g_autoptr (JsonObject) state = NULL;
    JsonObject *pressed;

    g_assert_cmpint (read->id, ==, message);
    g_assert_cmpuint (read->buttons->len, ==, 1);
    button = g_ptr_array_index (read->buttons, 0);
    g_assert_cmpstr (button->label, ==, "Order");
    g_assert_cmpint (button->bot_id, ==, BOT);
    calls_assert_done (desk, calls_press, b24_messages_press_finish, message);
    state = desk_chat (desk, chat);
    g_assert_cmpuint (b24_json_count (b24_json_get (state, "pressed")), ==, 1);
    pressed = b24_json_node_object (b24_json_at (b24_json_get (state, "pressed"), 0));
    g_assert_cmpint (b24_json_get_int (pressed, "message", 0), ==, message);
    g_assert_cmpint (b24_json_get_int (pressed, "user", 0), ==, KIM);
    g_assert_cmpstr (b24_json_get_string (pressed, "command"), ==, "order");
    g_assert_cmpstr (b24_json_get_string (pressed, "params"), ==, "12");
    calls_assert_refused (desk, calls_press, b24_messages_press_finish, 0,
                          B24_ERROR_MESSAGE_ID_ERROR);
}

static B24MessagePage *
find (Desk *desk, gint64 chat, const char *text, guint limit)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    B24MessagePage *page;

    b24_messages_search_async (desk->rest, chat, text, limit, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    page = b24_messages_search_finish (desk->rest, result, &error);
    g_assert_no_error (error);
    return page;
}

static gint64
get_id (B24MessagePage *page, guint index)
{
    return ((B24Message *) g_ptr_array_index (page->messages, index))->id;
}

static void
test_find (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = calls_new_taken (desk, "Ann", KIM);
    gint64 first = desk_write (desk, chat, "Where is my parcel?");
    gint64 second = desk_write (desk, chat, "The PARCEL of Monday");
    g_autoptr (B24MessagePage) both = NULL;
    g_autoptr (B24MessagePage) newest = NULL;
    g_autoptr (B24MessagePage) none = NULL;

    desk_write (desk, chat, "Nothing to do with it");
    both = find (desk, chat, "parcel", 50);
    g_assert_cmpint (both->chat_id, ==, chat);
    g_assert_cmpuint (both->messages->len, ==, 2);
    g_assert_cmpint (get_id (both, 0), ==, first);
    g_assert_cmpint (get_id (both, 1), ==, second);
    g_assert_false (both->full);
    newest = find (desk, chat, "parcel", 1);
    g_assert_cmpuint (newest->messages->len, ==, 1);
    g_assert_cmpint (get_id (newest, 0), ==, second);
    g_assert_true (newest->full);
    none = find (desk, chat, "elephant", 50);
    g_assert_cmpint (none->chat_id, ==, chat);
    g_assert_cmpuint (none->messages->len, ==, 0);
    calls_assert_refused (desk, calls_find, calls_found, 999999, B24_ERROR_ACCESS_ERROR);
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/methods-messages/change", test_change);
    g_test_add_func ("/methods-messages/delete", test_delete);
    g_test_add_func ("/methods-messages/press", test_press);
    g_test_add_func ("/methods-messages/find", test_find);
    return g_test_run ();
}
