/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-open — /open and what is like it: dialogs by number, code, session or CRM record, from a
 * conversation, the contact list's Add, “Join a chat” and the account's menu.
 */

#include "client-virtual.h"
#include "refusals.h"

#define GET_DIALOG   "imopenlines.dialog.get"
#define OPEN_SESSION "imopenlines.session.open"
#define CRM_CHATS    "imopenlines.crm.chat.get"
#define FROM_CRM     "Create a dialog from CRM…"
#define NO_DIALOG    "The portal shows you no such dialog"
#define NO_RECORD    "The portal shows you no lead 312: it does not exist, or you may not see it."

/* Ben's dialog, where Kim types; and Anna's, which Maria has and Kim does not see. */
typedef struct {
    Scene *scene;
    char *ben;
    char *anna;
} Desk;

static Desk *
desk_new (void)
{
    Desk *desk = g_new0 (Desk, 1);

    desk->scene = scene_new ();
    desk->anna = scene_anna (desk->scene);
    scene_act (desk->scene, MARIA, "answer", desk->anna);
    desk->ben = scene_customer (desk->scene, "Ben Okafor", "Sales", "whatsappbyedna", "Good day");
    scene_act (desk->scene, KIM, "answer", desk->ben);
    client_sign_in (desk->scene->client);
    client_wait_for (desk->scene->client,
                     client_find_buddy (desk->scene->client, desk->ben) != NULL);
    client_open (desk->scene->client, desk->ben);
    scene_expect (desk->scene, desk->ben, "Good day");
    g_assert_null (client_find_buddy (desk->scene->client, desk->anna));
    scene_mark (desk->scene);
    return desk;
}

static void
desk_free (Desk *desk)
{
    scene_free (desk->scene);
    g_free (desk->ben);
    g_free (desk->anna);
    g_free (desk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* (transfer full): "telegrambot|7|991122|1421" */
static char *
dup_code (Scene *scene, const char *dialog)
{
    g_autofree char *quoted = scene_dup_detail (scene, dialog, NULL, "entity_id");

    return g_strndup (quoted + 1, strlen (quoted) - 2);
}

static const char *
number_of (const char *dialog)
{
    return dialog + strlen ("chat");
}

static gboolean
was_presented (Scene *scene, const char *dialog)
{
    return g_ptr_array_find_with_equal_func (scene->client->presented, dialog, g_str_equal, NULL);
}

static gboolean
has_notice (Scene *scene, const char *text)
{
    for (guint i = 0; i < scene->client->notices->len; i++) {
        if (strstr (g_ptr_array_index (scene->client->notices, i), text) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Anna's window is there, with what was said so far as history. */
static void
expect_anna (Desk *desk)
{
    Scene *scene = desk->scene;
    const ClientLine *line = scene_expect (scene, desk->anna, "Hello");

    g_assert_true (line->flags & PURPLE_MESSAGE_DELAYED);
    g_assert_true (was_presented (scene, desk->anna));
    scene_expect_status (scene, desk->anna, "colleague");
    client_wait_for (scene->client,
                     g_str_equal (client_get_alias (scene->client, desk->anna), "Anna Petrova"));
    g_assert_null (purple_get_chats ());
}

static void
test_open (gconstpointer data)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *code = dup_code (scene, desk->anna);
    g_autofree char *session =
        g_strdup_printf ("%" G_GINT64_FORMAT, scene_get_session (scene, desk->anna));
    g_autofree char *command = NULL;
    g_auto (GStrv) pieces = g_strsplit (data, "@", 2);
    const char *value = g_str_equal (pieces[1], "number")    ? number_of (desk->anna)
                        : g_str_equal (pieces[1], "session") ? session
                                                             : code;

    for (ClientUi ui = CLIENT_PIDGIN; ui <= CLIENT_FINCH; ui++) {
        command = g_strconcat ("/open ", pieces[0], value, NULL);
        scene_mark (scene);
        client_type_as (scene->client, desk->ben, command, ui);
        expect_anna (desk);
        scene_expect_new (scene, desk->ben, "The dialog with Anna Petrova (chat");
        g_clear_pointer (&command, g_free);

        /* It is none of Kim's, so it leaves with its window. */
        client_close (scene->client, desk->anna);
        client_wait_for (scene->client, client_find_buddy (scene->client, desk->anna) == NULL);
        client_forget (scene->client);
    }
    g_assert_cmpint (scene_get_owner (scene, desk->anna), ==, MARIA);
}

/* What is written there later comes too. */
static void
test_followed (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    client_join (scene->client, number_of (desk->anna));
    expect_anna (desk);
    scene_write (scene, desk->anna, "Still there?");
    scene_expect (scene, desk->anna, "Still there?");
    g_assert_cmpuint (client_count_lines (scene->client, desk->anna, "Still there?"), ==, 1);
}

static void
test_closed (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *command = g_strconcat ("/open ", desk->anna, NULL);

    scene_act (scene, MARIA, "finish", desk->anna);
    client_type (scene->client, desk->ben, command);
    scene_expect (scene, desk->anna, "Hello");
    scene_expect_status (scene, desk->anna, "closed");
    client_close (scene->client, desk->anna);
    client_wait_for (scene->client, client_find_buddy (scene->client, desk->anna) == NULL);

    client_type (scene->client, desk->ben, command);
    client_wait_for (scene->client, client_find_window (scene->client, desk->anna) != NULL);
    scene_expect_status (scene, desk->anna, "closed");
}

/* One's own: its window comes to the front, and nothing else. */
static void
test_own (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *command = g_strconcat ("/open ", number_of (desk->ben), NULL);

    client_type (scene->client, desk->ben, command);
    scene_expect_new (scene, desk->ben, "The dialog with Ben Okafor (chat");
    g_assert_true (was_presented (scene, desk->ben));
    client_close (scene->client, desk->ben);
    scene_wait_ticks (scene, 1);
    g_assert_nonnull (client_find_buddy (scene->client, desk->ben));
}

static void
test_unknown (void)
{
    static const char *const commands[] = { "/open 999999", "/open chat999999",
                                            "/open session 999999",
                                            "/open telegrambot|7|999999|999999" };
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, desk->ben, commands[i]);
        scene_expect_new (scene, desk->ben, NO_DIALOG);
    }
    g_assert_cmpuint (g_list_length (purple_get_conversations ()), ==, 1);
}

static void
test_forbidden (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *command = g_strconcat ("/open ", desk->anna, NULL);

    scene_control (scene, "line", "{\"id\": 7, \"queue\": [28], \"joiners\": []}");
    client_type (scene->client, desk->ben, command);
    scene_expect_new (scene, desk->ben, NO_DIALOG);
    g_assert_null (client_find_window (scene->client, desk->anna));
    g_assert_null (client_find_buddy (scene->client, desk->anna));
}

static void
test_usage (void)
{
    static const char *const commands[] = {
        "/open",   "/open nonsense", "/open lead",    "/open lead Anna",
        "/open 0", "/open chat12x",  "/open session", "/open |7|1|2",
    };
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, desk->ben, commands[i]);
        scene_expect_new (scene, desk->ben, "Usage: /open code, number or CRM object");
    }
}

static void
test_disconnected (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    scene_go_down (scene);
    scene_expect (scene, desk->ben, "No connection");
    client_type (scene->client, desk->ben, "/open lead 312");
    scene_expect_new (scene, desk->ben, "Not connected; nothing was done.");
    client_type (scene->client, desk->ben, "/open 999999");
    client_wait_for (scene->client, client_count_lines (scene->client, desk->ben,
                                                        "Not connected; nothing was done.") == 2);
}

/* Older portals have one of the two methods that take codes. */
static void
test_code_otherwise (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *code = dup_code (scene, desk->anna);
    g_autofree char *command = g_strconcat ("/open ", code, NULL);

    scene_control (scene, "methods", "{\"missing\": [\"%s\"]}", OPEN_SESSION);
    client_type (scene->client, desk->ben, command);
    expect_anna (desk);
}

/* ---- CRM records ---- */

static void
bind (Scene *scene, const char *dialog, const char *type, int id)
{
    scene_control_dialog (scene, "crm", dialog, ", \"type\": \"%s\", \"id\": %d", type, id);
}

static void
test_record (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    bind (scene, desk->anna, "DEAL", 5);
    client_type (scene->client, desk->ben, "/open deal 5");
    expect_anna (desk);
    scene_mark (scene);
    client_type (scene->client, desk->ben, "/open Deal 6");
    scene_expect_new (scene, desk->ben, "No dialog of an open line is bound to deal 6. Open its");
}

static void
test_record_of_several (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_auto (GStrv) rows = NULL;

    bind (scene, desk->anna, "CONTACT", 8);
    bind (scene, desk->ben, "CONTACT", 8);
    client_type (scene->client, desk->ben, "/open contact 8");
    scene_expect_new (scene, desk->ben,
                      "2 dialogs are bound to contact 8. Choose one in the window.");
    rows = client_dup_results (scene->client);
    g_assert_cmpuint (g_strv_length (rows), ==, 2);
    g_assert_true (
        g_str_has_prefix (rows[0], "Ben Okafor|Sales|WhatsApp|Kim Oh|needs your reply|"));
    g_assert_true (
        g_str_has_prefix (rows[1], "Anna Petrova|Support|Telegram|Maria Lopez|with a colleague|"));

    client_press_result (scene->client, NULL, "Open");
    client_settle ();
    g_assert_null (client_find_window (scene->client, desk->anna));
    client_press_result (scene->client, "Anna Petrova", "Open");
    expect_anna (desk);
    client_close_results (scene->client);
}

/* All but one may not be seen: no list of one. */
static void
test_record_of_others (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    bind (scene, desk->anna, "LEAD", 312);
    bind (scene, desk->ben, "LEAD", 312);
    scene_control (scene, "line", "{\"id\": 9, \"joiners\": [27]}");
    scene_control (scene, "line", "{\"id\": 7, \"queue\": [28], \"joiners\": []}");
    client_type (scene->client, desk->ben, "/open lead 312");
    scene_expect_new (scene, desk->ben, "The dialog with Ben Okafor (chat");
    g_assert_null (client_get_results (scene->client));
}

static void
test_record_missing (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    scene_control (scene, "methods", "{\"missing\": [\"%s\"]}", CRM_CHATS);
    client_type (scene->client, desk->ben, "/open lead 312");
    scene_expect_new (scene, desk->ben, "This portal does not offer opening dialogs.");
    scene_control (scene, "methods", "{\"missing\": []}");
}

/* ---- from the account's menu ---- */

static void
ask_for_record (Scene *scene, ClientUi ui, const char *type, const char *number)
{
    client_click_account (scene->client, FROM_CRM);
    g_assert_nonnull (client_get_request (scene->client));
    if (type != NULL)
        client_select (scene->client, type);
    client_fill (scene->client, number);
    client_confirm (scene->client, ui);
}

static void
test_menu (void)
{
    for (ClientUi ui = CLIENT_PIDGIN; ui <= CLIENT_FINCH; ui++) {
        g_autoptr (Desk) desk = desk_new ();
        Scene *scene = desk->scene;

        bind (scene, desk->anna, "COMPANY", 4);
        ask_for_record (scene, ui, "Company", " 4 ");
        expect_anna (desk);
        g_assert_cmpuint (scene->client->notices->len, ==, 0);
    }
}

static void
test_menu_in_vain (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    ask_for_record (scene, CLIENT_PIDGIN, NULL, "312");
    client_wait_for (scene->client, has_notice (scene, "No dialog of an open line is bound to lead "
                                                       "312. Open its card in the CRM"));
    ask_for_record (scene, CLIENT_FINCH, NULL, "");
    client_wait_for (scene->client, has_notice (scene, "The number of the record is missing."));
    client_click_account (scene->client, FROM_CRM);
    client_cancel (scene->client);
    scene_refuse (scene, CRM_CHATS, "ACCESS_DENIED");
    ask_for_record (scene, CLIENT_PIDGIN, NULL, "312");
    client_wait_for (scene->client, has_notice (scene, NO_RECORD));
    /* Signing off takes the question away. */
    client_click_account (scene->client, FROM_CRM);
}

static void
test_menu_order (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_auto (GStrv) labels = NULL;
    g_autofree char *all = NULL;

    client_wait_for (scene->client,
                     !client_has_account_item (scene->client, "Take new dialogs again"));
    labels = client_dup_account_menu (scene->client);
    all = g_strjoinv ("|", labels);
    g_assert_cmpstr (all, ==,
                     "Dialogs…|Search…|Lines and operators…|Create a dialog from CRM…|"
                     "Connection…|Pause new dialogs");
}

/* ---- the contact list's Add, and “Join a chat” ---- */

static void
add_contact (Scene *scene, const char *name)
{
    PurpleGroup *group = purple_find_group ("Friends");
    PurpleBuddy *buddy = purple_buddy_new (scene->client->account, name, NULL);

    if (group == NULL) {
        group = purple_group_new ("Friends");
        purple_blist_add_group (group, NULL);
    }
    purple_blist_add_buddy (buddy, NULL, group, NULL);
    purple_account_add_buddy (scene->client->account, buddy);
}

static void
test_add (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *code = dup_code (scene, desk->anna);
    const char *const names[] = { number_of (desk->anna), desk->anna, code };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        add_contact (scene, names[i]);
        expect_anna (desk);
        g_assert_cmpstr (client_get_group (scene->client, desk->anna), ==, "Support");
        g_assert_cmpuint (client_count_buddies (scene->client), ==, 2);
        client_close (scene->client, desk->anna);
        client_wait_for (scene->client, client_find_buddy (scene->client, desk->anna) == NULL);
        client_forget (scene->client);
    }
    add_contact (scene, "somebody");
    client_wait_for (scene->client, has_notice (scene, "“somebody” is no dialog."));
    add_contact (scene, "chat999999");
    client_wait_for (scene->client, has_notice (scene, NO_DIALOG));
    g_assert_cmpuint (client_count_buddies (scene->client), ==, 1);
    purple_blist_remove_group (purple_find_group ("Friends"));
}

static void
test_join (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    serv_join_chat (client_get_connection (scene->client), NULL);
    client_join (scene->client, desk->anna);
    expect_anna (desk);
    client_join (scene->client, "nonsense");
    client_wait_for (scene->client, has_notice (scene, "“nonsense” is no dialog."));
}

/* ---- refusals ---- */

/* The first dialog of a new portal, which Kim does not see, and the one he types in. */
static char *
prepare_desk (Scene *scene)
{
    g_autofree char *anna = scene_anna (scene);
    char *ben = scene_customer (scene, "Ben Okafor", "Sales", "whatsappbyedna", "Good day");

    g_assert_cmpstr (anna, ==, "chat1763");
    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "answer", ben);
    bind (scene, anna, "LEAD", 312);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, ben) != NULL);
    client_open (scene->client, ben);
    scene_expect (scene, ben, "Good day");
    return ben;
}

static const Refusal refusals[] = {
    { .name = "by-chat",
      .method = GET_DIALOG,
      .command = "/open 1763",
      .prepare = prepare_desk,
      .success = "is open.",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_ERROR", NO_DIALOG },
                 { "CHAT_ID", NO_DIALOG },
                 { "CHAT_ID_EMPTY", NO_DIALOG },
                 { "DIALOG_ID_EMPTY", NO_DIALOG },
                 { "IM_NOT_INSTALLED", NULL } } },
    { .name = "by-session",
      .method = GET_DIALOG,
      .command = "/open session 5520",
      .prepare = prepare_desk,
      .success = "is open.",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_ERROR", NO_DIALOG },
                 { "CHAT_ID", NO_DIALOG },
                 { "CHAT_ID_EMPTY", NO_DIALOG },
                 { "DIALOG_ID_EMPTY", NO_DIALOG },
                 { "IM_NOT_INSTALLED", NULL } } },
    { .name = "by-code",
      .method = OPEN_SESSION,
      .command = "/open telegrambot|7|991122|1421",
      .prepare = prepare_desk,
      .success = "is open.",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_DENIED", NO_DIALOG } } },
    { .name = "by-record",
      .method = CRM_CHATS,
      .command = "/open lead 312",
      .prepare = prepare_desk,
      .success = "is open.",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_DENIED", NO_RECORD }, { "ERROR_ARGUMENT", NULL } } },
};

static void
add_tests (void)
{
    g_test_add_data_func ("/open/number", "@number", test_open);
    g_test_add_data_func ("/open/chat", "chat@number", test_open);
    g_test_add_data_func ("/open/chat-in-capitals", "CHAT@number", test_open);
    g_test_add_data_func ("/open/session", "session @session", test_open);
    g_test_add_data_func ("/open/code", "@code", test_open);
    g_test_add_data_func ("/open/whole-code", "imol|@code", test_open);
    g_test_add_func ("/open/code-otherwise", test_code_otherwise);
    g_test_add_func ("/open/followed", test_followed);
    g_test_add_func ("/open/closed", test_closed);
    g_test_add_func ("/open/own", test_own);
    g_test_add_func ("/open/unknown", test_unknown);
    g_test_add_func ("/open/forbidden", test_forbidden);
    g_test_add_func ("/open/usage", test_usage);
    g_test_add_func ("/open/disconnected", test_disconnected);
    g_test_add_func ("/open/record/one", test_record);
    g_test_add_func ("/open/record/several", test_record_of_several);
    g_test_add_func ("/open/record/others", test_record_of_others);
    g_test_add_func ("/open/record/missing", test_record_missing);
    g_test_add_func ("/open/menu/record", test_menu);
    g_test_add_func ("/open/menu/in-vain", test_menu_in_vain);
    g_test_add_func ("/open/menu/order", test_menu_order);
    g_test_add_func ("/open/add", test_add);
    g_test_add_func ("/open/join", test_join);
    refusals_add_tests ("open", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
