/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What an operator does beside taking and passing on dialogs, against the practice portal: members,
 * finding, the CRM, ready answers, the application's bot. */

#include <locale.h>

#include "b24-bot.h"
#include "b24-chat.h"
#include "b24-crm.h"
#include "b24-dialogs.h"
#include "b24-json.h"
#include "b24-messages.h"
#include "b24-people.h"
#include "b24-presence.h"
#include "b24-quick.h"
#include "calls.h"

static void
find_member (const char *key, JsonNode *value, gpointer user_data)
{
    gint64 *id = user_data;

    if (b24_json_node_int (value, 0) == *id)
        *id = 0;
}

static gboolean
is_member (Desk *desk, gint64 chat, gint64 id)
{
    g_autoptr (JsonObject) object = desk_chat (desk, chat);

    b24_json_foreach (b24_json_get (object, "members"), find_member, &id);
    return id == 0;
}

static void
test_members (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = calls_new_taken (desk, "Ann", KIM);
    gint64 other = calls_new_taken (desk, "Bob", MARIA);

    calls_assert_done (desk, calls_invite, b24_chat_invite_finish, chat);
    g_assert_true (is_member (desk, chat, MARIA));
    calls_assert_chat (desk, chat, KIM, 10);
    calls_assert_refused (desk, calls_invite, b24_chat_invite_finish, chat,
                          B24_ERROR_WRONG_REQUEST);
    calls_assert_refused (desk, calls_invite_nobody, b24_chat_invite_finish, chat,
                          B24_ERROR_WRONG_REQUEST);
    desk_act (desk, "join", KIM, other);
    g_assert_true (is_member (desk, other, KIM));
    calls_assert_done (desk, b24_chat_leave_async, b24_chat_leave_finish, other);
    g_assert_false (is_member (desk, other, KIM));
    calls_assert_refused (desk, b24_chat_leave_async, b24_chat_leave_finish, chat,
                          B24_ERROR_ACCESS_ERROR);
    g_assert_true (is_member (desk, chat, KIM));
}

static B24Dialog *
find_dialog (Desk *desk, B24DialogKey key, const char *value, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_dialogs_find_async (desk->rest, key, value, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_dialogs_find_finish (desk->rest, result, error);
}

static void
test_find_dialog (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (JsonObject) object = desk_chat (desk, chat);
    const char *code = b24_json_get_string (object, "entity_id");
    g_autofree char *session = b24_json_dup_string (object, "session");
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, chat);
    g_autofree char *long_code = g_strconcat ("imol|", code, NULL);
    const struct {
        B24DialogKey key;
        const char *value;
    } keys[] = {
        { B24_DIALOG_BY_CHAT, id },
        { B24_DIALOG_BY_SESSION, session },
        { B24_DIALOG_BY_USER_CODE, code },
        { B24_DIALOG_BY_USER_CODE, long_code },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GError) unknown = NULL;
        g_autoptr (B24Dialog) dialog = find_dialog (desk, keys[i].key, keys[i].value, &error);

        g_assert_no_error (error);
        g_assert_cmpint (dialog->chat_id, ==, chat);
        g_assert_null (find_dialog (desk, keys[i].key, "999999", &unknown));
        g_assert_error (unknown, B24_ERROR, B24_ERROR_ACCESS_ERROR);
    }
}

static GPtrArray *
search_dialogs (Desk *desk, const char *text, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_dialogs_search_async (desk->rest, text, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_dialogs_search_finish (desk->rest, result, error);
}

static void
test_search (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Annabel", SUPPORT);
    g_autoptr (GPtrArray) found = NULL;
    g_autoptr (GPtrArray) none = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) too_short = NULL;

    desk_customer (desk, "Bob", SUPPORT);
    found = search_dialogs (desk, "Annab", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpint (((B24Dialog *) g_ptr_array_index (found, 0))->chat_id, ==, chat);
    none = search_dialogs (desk, "Elephant", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (none->len, ==, 0);
    g_assert_null (search_dialogs (desk, "A", &too_short));
    g_assert_error (too_short, B24_ERROR, B24_ERROR_FIND_SHORT);
}

static B24User *
get_card (Desk *desk, gint64 id, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_people_card_async (desk->rest, id, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_people_card_finish (desk->rest, result, error);
}

static void
test_card (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 customer = calls_chat_int (desk, chat, "customer");
    g_autoptr (GError) error = NULL;
    g_autoptr (B24User) ann = get_card (desk, customer, &error);
    g_autoptr (B24User) maria = get_card (desk, MARIA, &error);

    g_assert_no_error (error);
    g_assert_cmpint (ann->id, ==, customer);
    g_assert_cmpstr (ann->name, ==, "Ann");
    g_assert_cmpint (ann->kind, ==, B24_USER_CUSTOMER);
    g_assert_cmpint (maria->kind, ==, B24_USER_COLLEAGUE);
    calls_assert_refused (desk, b24_people_card_async, calls_got_card, 999999,
                          B24_ERROR_USER_NOT_EXISTS);
}

static GArray *
list_paused (Desk *desk, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_presence_list_paused_async (desk->rest, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_presence_list_paused_finish (desk->rest, result, error);
}

static void
test_paused (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) nobody = NULL;
    g_autoptr (GArray) maria = NULL;

    calls_assert_refused (desk, calls_list_paused, calls_listed_paused, 0, B24_ERROR_ACCESS_DENIED);
    desk_control (desk, "operator-supervise", "{\"operator\":27}");
    nobody = list_paused (desk, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (nobody->len, ==, 0);
    desk_control (desk, "operator-pause", "{\"operator\":28,\"paused\":true}");
    maria = list_paused (desk, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (maria->len, ==, 1);
    g_assert_cmpint (g_array_index (maria, gint64, 0), ==, MARIA);
    desk_control (desk, "pausing", "{\"available\":false}");
    g_assert_null (list_paused (desk, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND);
}

static GPtrArray *
get_crm_chats (Desk *desk, const char *type, gint64 id, gboolean active_only, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_crm_chats_async (desk->rest, type, id, active_only, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_crm_chats_finish (desk->rest, result, error);
}

static void
test_crm (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = calls_new_taken (desk, "Ann", KIM);
    gint64 other = calls_new_taken (desk, "Bob", MARIA);
    gint64 waiting = desk_customer (desk, "Cid", SUPPORT);
    g_autofree char *binding =
        g_strdup_printf ("{\"chat\":%" G_GINT64_FORMAT ",\"type\":\"DEAL\",\"id\":77}", other);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) chats = NULL;
    g_autoptr (B24Dialog) dialog = NULL;
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, chat);
    const B24CrmChat *found;

    calls_assert_done (desk, b24_crm_create_lead_async, b24_crm_create_lead_finish, chat);
    dialog = find_dialog (desk, B24_DIALOG_BY_CHAT, id, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (dialog->crm_type, ==, "LEAD");
    g_assert_cmpint (dialog->crm_id, >, 0);
    calls_assert_done (desk, b24_crm_create_lead_async, b24_crm_create_lead_finish, chat);
    calls_assert_refused (desk, b24_crm_create_lead_async, b24_crm_create_lead_finish, other,
                          B24_ERROR_USER_NOT_OPERATOR);
    calls_assert_refused (desk, b24_crm_create_lead_async, b24_crm_create_lead_finish, waiting,
                          B24_ERROR_USER_NOT_OPERATOR);
    calls_assert_refused (desk, b24_crm_create_lead_async, b24_crm_create_lead_finish, 999999,
                          B24_ERROR_CHAT_ID);

    desk_control (desk, "crm", binding);
    chats = get_crm_chats (desk, "deal", 77, TRUE, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (chats->len, ==, 1);
    found = g_ptr_array_index (chats, 0);
    g_assert_cmpint (found->chat_id, ==, other);
    g_assert_cmpstr (found->connector, ==, "telegrambot");
    g_assert_cmpstr (found->title, !=, "");
    desk_act (desk, "finish", MARIA, other);
    g_clear_pointer (&chats, g_ptr_array_unref);
    chats = get_crm_chats (desk, "deal", 77, TRUE, &error);
    g_assert_cmpuint (chats->len, ==, 0);
    g_clear_pointer (&chats, g_ptr_array_unref);
    chats = get_crm_chats (desk, "deal", 77, FALSE, &error);
    g_assert_cmpuint (chats->len, ==, 1);
    calls_assert_refused (desk, calls_crm_chats, calls_got_crm_chats, 0, B24_ERROR_ARGUMENT);
}

static GPtrArray *
list_answers (Desk *desk, gint64 list, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_quick_list_async (desk->rest, list, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_quick_list_finish (desk->rest, result, error);
}

#define LIST (90 + SUPPORT)

static void
test_quick_list (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GError) scope = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) answers = NULL;
    const B24QuickAnswer *first;
    const B24QuickAnswer *second;

    desk_control (desk, "quick",
                  "{\"line\":7,\"name\":\"Opening hours\",\"text\":"
                  "\"<p>We are open<br>from 9 &amp; to 17</p>\"}");
    desk_control (desk, "quick", "{\"line\":7,\"name\":\"Greeting\",\"text\":\"Good day!\"}");
    g_assert_null (list_answers (desk, LIST, &scope));
    g_assert_error (scope, B24_ERROR, B24_ERROR_INSUFFICIENT_SCOPE);
    desk_control (desk, "scopes",
                  "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\",\"user\",\"lists\"]}");
    answers = list_answers (desk, LIST, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (answers->len, ==, 2);
    first = g_ptr_array_index (answers, 0);
    second = g_ptr_array_index (answers, 1);
    g_assert_cmpstr (first->name, ==, "Greeting");
    g_assert_cmpstr (first->text, ==, "Good day!");
    g_assert_cmpstr (second->name, ==, "Opening hours");
    g_assert_cmpstr (second->text, ==, "We are open\nfrom 9 & to 17");
}

/* More than the portal gives at once. */
static void
test_quick_pages (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) answers = NULL;

    desk_control (desk, "scopes",
                  "{\"operator\":27,\"scopes\":[\"im\",\"imopenlines\",\"user\",\"lists\"]}");
    for (guint i = 0; i < 120; i++) {
        g_autofree char *json = g_strdup_printf (
            "{\"line\":7,\"name\":\"Answer %03u\",\"text\":\"Text %u\"}", 119 - i, 119 - i);

        desk_control (desk, "quick", json);
    }
    answers = list_answers (desk, LIST, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (answers->len, ==, 120);
    for (guint i = 0; i < answers->len; i++) {
        const B24QuickAnswer *answer = g_ptr_array_index (answers, i);
        g_autofree char *text = g_strdup_printf ("Text %u", i);

        g_assert_cmpstr (answer->text, ==, text);
    }
}

static void
save_message (B24Rest *rest, gint64 chat, gint64 message, Desk *desk, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) local = NULL;

    b24_quick_save_async (rest, chat, message, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    g_assert_cmpint (b24_quick_save_finish (rest, result, &local), ==, local == NULL);
    if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
}

static void
test_quick_save (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = calls_new_taken (desk, "Ann", KIM);
    gint64 mine = desk_operator_write (desk, KIM, chat, "We are open from 9 to 17");
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) unknown = NULL;
    g_autoptr (GError) closed = NULL;
    g_autoptr (JsonObject) saved = NULL;
    JsonObject *answer;

    save_message (desk->rest, chat, mine, desk, &error);
    g_assert_no_error (error);
    saved = practice_portal_control (desk->portal, "quick-answers", "{\"line\":7}");
    g_assert_cmpuint (b24_json_count (b24_json_get (saved, "answers")), ==, 1);
    answer = b24_json_node_object (b24_json_at (b24_json_get (saved, "answers"), 0));
    g_assert_cmpstr (b24_json_get_string (answer, "text"), ==, "We are open from 9 to 17");
    save_message (desk->rest, chat, 999999, desk, &unknown);
    g_assert_error (unknown, B24_ERROR, B24_ERROR_CANT_SAVE_QUICK_ANSWER);
    calls_assert_refused (desk, calls_save_quick, b24_quick_save_finish, 999999, B24_ERROR_CHAT_ID);
    desk_act (desk, "finish", KIM, chat);
    save_message (desk->rest, chat, mine, desk, &closed);
    g_assert_error (closed, B24_ERROR, B24_ERROR_CANT_SAVE_QUICK_ANSWER);
}

/* A dialog that the bot has. */
static gint64
new_bots (Desk *desk, const char *name)
{
    gint64 chat = desk_customer (desk, name, SUPPORT);
    g_autofree char *json = g_strdup_printf ("{\"chat\":%" G_GINT64_FORMAT ",\"bot\":35}", chat);

    desk_control (desk, "bot-take", json);
    g_assert_cmpint (calls_chat_int (desk, chat, "owner"), ==, BOT);
    return chat;
}

static void
test_bot (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = new_bots (desk, "Ann");
    g_autoptr (B24Message) said = NULL;

    calls_assert_done (desk, calls_bot_say, b24_bot_say_finish, chat);
    said = calls_read_last (desk, chat);
    g_assert_cmpstr (said->text, ==, "One moment");
    g_assert_cmpint (said->flags & B24_MESSAGE_SYSTEM, !=, 0);
    calls_assert_done (desk, b24_bot_free_async, b24_bot_free_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "owner"), ==, 0);
    calls_assert_refused (desk, b24_bot_free_async, b24_bot_free_finish, chat,
                          B24_ERROR_WRONG_CHAT);
    calls_assert_refused (desk, b24_bot_free_async, b24_bot_free_finish, 0,
                          B24_ERROR_CHAT_ID_EMPTY);
    calls_assert_refused (desk, calls_bot_say, b24_bot_say_finish, 0, B24_ERROR_CHAT_ID_EMPTY);

    chat = new_bots (desk, "Bob");
    calls_assert_refused (desk, calls_bot_transfer_unknown, b24_bot_transfer_finish, chat,
                          B24_ERROR_ACCESS_DENIED);
    calls_assert_done (desk, calls_bot_transfer_user, b24_bot_transfer_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "owner"), ==, MARIA);
    chat = new_bots (desk, "Cid");
    calls_assert_done (desk, calls_bot_transfer_line, b24_bot_transfer_finish, chat);
    g_assert_cmpint (calls_chat_int (desk, chat, "line"), ==, SALES);
    calls_assert_refused (desk, calls_bot_transfer_user, b24_bot_transfer_finish, 0,
                          B24_ERROR_CHAT_ID_EMPTY);

    chat = new_bots (desk, "Dan");
    calls_assert_refused (desk, calls_bot_finish_unknown, b24_bot_finish_finish, chat,
                          B24_ERROR_ACCESS_DENIED);
    calls_assert_refused (desk, calls_bot_finish, b24_bot_finish_finish, 0,
                          B24_ERROR_CHAT_ID_EMPTY);
    calls_assert_done (desk, calls_bot_finish, b24_bot_finish_finish, chat);
    calls_assert_chat (desk, chat, 0, 60);
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/methods-more/members", test_members);
    g_test_add_func ("/methods-more/find-dialog", test_find_dialog);
    g_test_add_func ("/methods-more/search", test_search);
    g_test_add_func ("/methods-more/card", test_card);
    g_test_add_func ("/methods-more/paused", test_paused);
    g_test_add_func ("/methods-more/crm", test_crm);
    g_test_add_func ("/methods-more/quick-list", test_quick_list);
    g_test_add_func ("/methods-more/quick-pages", test_quick_pages);
    g_test_add_func ("/methods-more/quick-save", test_quick_save);
    g_test_add_func ("/methods-more/bot", test_bot);
    return g_test_run ();
}
