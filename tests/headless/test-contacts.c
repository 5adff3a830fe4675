/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-contacts — the contact list belongs to the user: what is renamed, moved, hidden or his own
 * stays so, and nothing of a customer is saved.
 */

#include <glib/gstdio.h>

#include "client-virtual.h"

static gboolean
has_group (const char *name)
{
    return purple_find_group (name) != NULL;
}

static void
test_groups_come_and_go (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    g_assert_true (has_group ("Support"));
    scene_finish_here (scene, anna);
    /* Its window is open: it stays, offline. */
    g_assert_nonnull (client_find_buddy (scene->client, anna));
    client_close (scene->client, anna);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) == NULL);
    g_assert_false (has_group ("Support"));
}

/* A closed dialog without a window leaves at once. */
static void
test_closed_leaves (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    client_close (scene->client, anna);
    scene_act (scene, KIM, "answer", anna);
    scene_expect_status (scene, anna, "reply");
    scene_act (scene, KIM, "finish", anna);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) == NULL);
}

/* The user's own group of the same name, with somebody else in it, is never touched. */
static void
test_group_of_the_user (void)
{
    g_autoptr (Scene) scene = scene_new ();
    PurpleGroup *group = purple_group_new ("Support");
    PurpleAccount *other = purple_account_new ("other.bitrix24.com", CLIENT_PROTOCOL);
    PurpleBuddy *friend = purple_buddy_new (other, "friend", NULL);
    g_autofree char *anna = NULL;

    purple_blist_add_group (group, NULL);
    purple_blist_add_buddy (friend, NULL, group, NULL);
    anna = scene_anna_with (scene, KIM);
    g_assert_cmpstr (client_get_group (scene->client, anna), ==, "Support");
    scene_finish_here (scene, anna);
    client_close (scene->client, anna);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) == NULL);
    g_assert_true (has_group ("Support"));
    g_assert_true (purple_find_buddy (other, "friend") == friend);

    purple_blist_remove_buddy (friend);
    purple_blist_remove_group (group);
    purple_account_destroy (other);
}

/* Even an empty one, when it is the user's. */
static void
test_empty_group_of_the_user (void)
{
    g_autoptr (Scene) scene = scene_new ();
    PurpleGroup *group = purple_group_new ("Support");
    g_autofree char *anna = NULL;

    purple_blist_add_group (group, NULL);
    anna = scene_anna_with (scene, KIM);
    scene_finish_here (scene, anna);
    client_close (scene->client, anna);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) == NULL);
    g_assert_true (purple_find_group ("Support") == group);
    purple_blist_remove_group (group);
}

static void
rename_as_user (Scene *scene, const char *dialog, const char *name)
{
    PurpleBuddy *buddy = client_find_buddy (scene->client, dialog);

    purple_blist_alias_buddy (buddy, name);
    serv_alias_buddy (buddy);
}

static void
test_alias_kept (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *menu = NULL;

    rename_as_user (scene, anna, "Anna of the parcels");
    scene_write (scene, anna, "A word");
    scene_expect (scene, anna, "A word");
    g_assert_cmpstr (client_get_alias (scene->client, anna), ==, "Anna of the parcels");
    client_sign_off (scene->client);
    /* As after a restart of the program: contacts are not saved. */
    purple_blist_remove_buddy (client_find_buddy (scene->client, anna));
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "reply");
    g_assert_cmpstr (client_get_alias (scene->client, anna), ==, "Anna of the parcels");
    rename_as_user (scene, anna, NULL);
    g_assert_cmpstr (client_get_alias (scene->client, anna), ==, "Anna Petrova");
    client_sign_off (scene->client);
    purple_blist_remove_buddy (client_find_buddy (scene->client, anna));
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "reply");
    g_assert_cmpstr (client_get_alias (scene->client, anna), ==, "Anna Petrova");
}

/* Removing hides the contact until its next change and does nothing at the portal. */
static void
test_remove_hides (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    PurpleBuddy *buddy = client_find_buddy (scene->client, anna);
    gint64 session = scene_get_session (scene, anna);
    gint64 status = scene_get_status (scene, anna);

    client_close (scene->client, anna);
    purple_account_remove_buddy (scene->client->account, buddy, purple_buddy_get_group (buddy));
    purple_blist_remove_buddy (buddy);
    scene_wait_ticks (scene, 3);
    g_assert_null (client_find_buddy (scene->client, anna));
    g_assert_null (purple_find_group ("Support"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    g_assert_cmpint (scene_get_session (scene, anna), ==, session);
    g_assert_cmpint (scene_get_status (scene, anna), ==, status);
    scene_write (scene, anna, "I am still here");
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
}

static void
test_move_stays (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    PurpleGroup *mine = purple_group_new ("My difficult ones");
    PurpleBuddy *buddy = client_find_buddy (scene->client, anna);

    purple_blist_add_group (mine, NULL);
    purple_blist_add_contact (purple_buddy_get_contact (buddy), mine, NULL);
    g_assert_cmpstr (client_get_group (scene->client, anna), ==, "My difficult ones");
    client_type (scene->client, anna, "One moment");
    scene_expect_status (scene, anna, "answered");
    scene_write (scene, anna, "A word");
    scene_expect_status (scene, anna, "reply");
    g_assert_cmpstr (client_get_group (scene->client, anna), ==, "My difficult ones");
    scene_finish_here (scene, anna);
    client_close (scene->client, anna);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) == NULL);
    /* It is empty now, but the user made it. */
    g_assert_true (purple_find_group ("My difficult ones") == mine);
    purple_blist_remove_group (mine);
}

/* A line's group keeps the name the user gives it, also for those who come later. */
static void
test_group_renamed (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *ben = NULL;

    purple_blist_rename_group (purple_find_group ("Support"), "Parcels");
    client_type (scene->client, anna, "One moment");
    scene_expect_status (scene, anna, "answered");
    g_assert_cmpstr (client_get_group (scene->client, anna), ==, "Parcels");
    ben = scene_customer (scene, "Ben Okafor", "Support", "livechat", "Hello");
    scene_act (scene, KIM, "answer", ben);
    scene_expect_status (scene, ben, "reply");
    g_assert_cmpstr (client_get_group (scene->client, ben), ==, "Parcels");
    g_assert_null (purple_find_group ("Support"));
}

/* Colleagues see that somebody is away; customers and the queue of dialogs hear nothing of it. */
static void
test_status_stays_here (void)
{
    static const char *const asked[] = {
        "imopenlines.operator.pause.start",
        "imopenlines.operator.pause.stop",
        "im.message.add",
    };
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_open (scene->client, anna);
    purple_account_set_status (scene->client->account, "away", TRUE, "message", "At lunch", NULL);
    purple_presence_set_idle (purple_account_get_presence (scene->client->account), TRUE, 1);
    scene_write (scene, anna, "Are you there?");
    scene_expect (scene, anna, "Are you there?");
    purple_account_set_status (scene->client->account, "break", TRUE, "message", "Tea", NULL);
    scene_wait_ticks (scene, 2);
    for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
        g_assert_cmpuint (scene_count_calls (scene, asked[i]), ==, 0);
    g_assert_true (client_is_online (scene->client));
}

/* Adding is refused with a sentence; no contact stays behind and the portal hears nothing. */
static void
test_add_refused (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    PurpleGroup *group = purple_group_new ("Friends");
    PurpleBuddy *buddy = purple_buddy_new (scene->client->account, "chat999999", NULL);

    purple_blist_add_group (group, NULL);
    purple_blist_add_buddy (buddy, NULL, group, NULL);
    purple_account_add_buddy (scene->client->account, buddy);
    client_wait_for (scene->client, scene->client->notices->len > 0);
    client_wait_for (scene->client, client_find_buddy (scene->client, "chat999999") == NULL);
    purple_blist_remove_group (group);
}

/* UIs hand over the contact there is when its name is typed in: it stays. */
static void
test_add_known (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    PurpleBuddy *buddy = client_find_buddy (scene->client, anna);

    purple_account_add_buddy (scene->client->account, buddy);
    g_assert_true (client_find_buddy (scene->client, anna) == buddy);
    g_assert_cmpuint (scene->client->notices->len, ==, 0);
}

/* With the account go the groups that were made for it. */
static void
test_account_deleted (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *host = scene_dup_username (scene);
    g_autofree char *anna = scene_anna_with (scene, KIM);

    g_assert_true (has_group ("Support"));
    scene_set_account (scene, host, NULL);
    g_assert_false (has_group ("Support"));
}

/* A friend put together with a customer must not be lost with him. */
static void
test_put_together (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    PurpleGroup *group = purple_group_new ("Friends");
    PurpleAccount *other = purple_account_new ("other.bitrix24.com", CLIENT_PROTOCOL);
    PurpleBuddy *friend = purple_buddy_new (other, "friend", NULL);
    PurpleBlistNode *contact =
        (PurpleBlistNode *) purple_buddy_get_contact (client_find_buddy (scene->client, anna));

    purple_blist_add_group (group, NULL);
    purple_blist_add_buddy (friend, NULL, group, NULL);
    g_assert_false (PURPLE_BLIST_NODE_SHOULD_SAVE (contact));
    purple_blist_merge_contact (purple_buddy_get_contact (friend), contact);
    g_assert_true (purple_buddy_get_contact (friend) == (PurpleContact *) contact);
    g_assert_true (PURPLE_BLIST_NODE_SHOULD_SAVE (contact));

    purple_blist_remove_buddy (friend);
    purple_blist_remove_group (group);
    purple_account_destroy (other);
}

/* A dialog that was lost while signed off keeps its contact as long as its window, not longer. */
static void
test_window_left_behind (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_sign_off (scene->client);
    scene_act (scene, KIM, "finish", anna);
    client_sign_in (scene->client);
    scene_wait_ticks (scene, 2);
    g_assert_nonnull (client_find_buddy (scene->client, anna));
    client_close (scene->client, anna);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) == NULL);
}

/* Writing to a name that is no dialog. */
static void
test_stranger (void)
{
    g_autoptr (Scene) scene = scene_new_online ();

    client_open (scene->client, "chat999999");
    client_type (scene->client, "chat999999", "Is anybody there?");
    scene_expect (scene, "chat999999", "Not a dialog of this account");
    client_open (scene->client, "somebody");
    client_type (scene->client, "somebody", "Is anybody there?");
    scene_expect (scene, "somebody", "Not a dialog of this account");
    g_assert_cmpuint (scene_count_calls (scene, "im.message.add"), ==, 0);
    client_close (scene->client, "chat999999");
    client_close (scene->client, "somebody");
}

/* UIs offer to block any contact; libpurple would drop a blocked customer's words in silence. */
static void
test_block_refused (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    PurpleAccount *account = scene->client->account;

    client_open (scene->client, anna);
    purple_privacy_deny (account, anna, FALSE, FALSE);
    g_assert_true (purple_privacy_check (account, anna));
    g_assert_cmpuint (scene->client->notices->len, ==, 1);
    g_assert_nonnull (strstr (scene->client->notices->pdata[0], "cannot be blocked"));
    scene_write (scene, anna, "Are you there?");
    scene_expect (scene, anna, "Are you there?");
}

/* Nor is anything lost to settings that shut everybody out. */
static void
test_deny_all (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_open (scene->client, anna);
    scene->client->account->perm_deny = PURPLE_PRIVACY_DENY_ALL;
    scene_write (scene, anna, "Are you there?");
    scene_expect (scene, anna, "Are you there?");
    scene->client->account->perm_deny = PURPLE_PRIVACY_ALLOW_ALL;
}

/* Nothing of a customer reaches blist.xml. */
static void
test_nothing_saved (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *path = g_build_filename (client_get_folder (), "blist.xml", NULL);
    g_autofree char *saved = NULL;

    rename_as_user (scene, anna, "Anna of the parcels");
    g_unlink (path);
    /* libpurple does it a few seconds later. */
    purple_blist_schedule_save ();
    client_wait_for (scene->client, g_file_test (path, G_FILE_TEST_EXISTS));
    g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
    g_assert_null (strstr (saved, anna));
    g_assert_null (strstr (saved, "Anna"));
}

/* A dialog that went to a colleague whom we may not join leaves the list. */
static void
test_answered_by_colleague (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    client_close (scene->client, anna);
    scene_act (scene, MARIA, "answer", anna);
    client_wait_for (scene->client,
                     !g_str_equal (client_get_status (scene->client, anna), "waiting"));
}

static gboolean
has_status (PurpleAccount *account, const char *dialog, const char *status)
{
    PurpleBuddy *buddy = purple_find_buddy (account, dialog);

    return buddy != NULL && g_str_equal (purple_status_get_id (purple_presence_get_active_status (
                                             purple_buddy_get_presence (buddy))),
                                         status);
}

/* Kim and Maria share a client: each has their own contact, in the same group. */
static void
test_two_accounts (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *host = scene_dup_username (scene);
    g_autofree char *username = g_strconcat ("maria@", host, NULL);
    PurpleAccount *maria = purple_account_new (username, CLIENT_PROTOCOL);

    purple_account_set_password (maria, practice_portal_get_webhook (scene->portal, MARIA));
    purple_accounts_add (maria);
    purple_savedstatus_activate_for_account (purple_savedstatus_get_current (), maria);
    purple_account_set_enabled (maria, purple_core_get_ui (), TRUE);
    client_wait_for (scene->client, purple_account_is_connected (maria));
    client_type (scene->client, anna, "/transfer Maria");
    scene_expect (scene, anna, "You passed the dialog to Maria Lopez.");
    client_wait_for (scene->client, has_status (maria, anna, "reply"));
    scene_expect_status (scene, anna, "colleague");
    client_sign_off (scene->client);
    g_assert_true (has_group ("Support"));
    g_assert_true (has_status (maria, anna, "reply"));
    purple_accounts_delete (maria);
    client_settle ();
}

/* Minutes are those of the portal, whose clock may be two hours off. */
static void
test_waiting_time (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    g_autofree char *text = NULL;

    scene_control (scene, "advance", "{\"seconds\": 7200}");
    anna = scene_anna (scene);
    scene_control (scene, "advance", "{\"seconds\": 150}");
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "waiting");
    text = client_dup_status_text (scene->client, anna);
    g_assert_cmpstr (text, ==, "waiting 2 min · Telegram");
}

static void
add_tests (void)
{
    g_test_add_func ("/contacts/waiting-time", test_waiting_time);
    g_test_add_func ("/contacts/groups-come-and-go", test_groups_come_and_go);
    g_test_add_func ("/contacts/closed-leaves", test_closed_leaves);
    g_test_add_func ("/contacts/group-of-the-user", test_group_of_the_user);
    g_test_add_func ("/contacts/empty-group-of-the-user", test_empty_group_of_the_user);
    g_test_add_func ("/contacts/alias-kept", test_alias_kept);
    g_test_add_func ("/contacts/remove-hides", test_remove_hides);
    g_test_add_func ("/contacts/move-stays", test_move_stays);
    g_test_add_func ("/contacts/group-renamed", test_group_renamed);
    g_test_add_func ("/contacts/status-stays-here", test_status_stays_here);
    g_test_add_func ("/contacts/add-refused", test_add_refused);
    g_test_add_func ("/contacts/add-known", test_add_known);
    g_test_add_func ("/contacts/two-accounts", test_two_accounts);
    g_test_add_func ("/contacts/account-deleted", test_account_deleted);
    g_test_add_func ("/contacts/put-together", test_put_together);
    g_test_add_func ("/contacts/window-left-behind", test_window_left_behind);
    g_test_add_func ("/contacts/stranger", test_stranger);
    g_test_add_func ("/contacts/block-refused", test_block_refused);
    g_test_add_func ("/contacts/deny-all", test_deny_all);
    g_test_add_func ("/contacts/nothing-saved", test_nothing_saved);
    g_test_add_func ("/contacts/answered-by-colleague", test_answered_by_colleague);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
