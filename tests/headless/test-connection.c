/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-connection — the account's own side: which way news arrives and what “Connection…” says of
 * it, the operator's status and pauses, several accounts on one portal.
 */

#include "b24-json.h"
#include "client-virtual.h"

/* ---- the account's menu ---- */

/* (transfer full): of the account's menu */
static GList *
list_items (PurpleAccount *account)
{
    PurplePlugin *plugin = client_find_plugin ();
    PurpleConnection *gc = purple_account_get_connection (account);
    GList *items = PURPLE_PLUGIN_ACTIONS (plugin, gc);

    for (GList *l = items; l != NULL; l = l->next) {
        PurplePluginAction *item = l->data;

        item->plugin = plugin;
        item->context = gc;
    }
    return items;
}

static void
free_items (GList *items)
{
    g_list_free_full (items, (GDestroyNotify) purple_plugin_action_free);
}

static PurplePluginAction *
find_item (GList *items, const char *label)
{
    for (GList *l = items; l != NULL; l = l->next) {
        PurplePluginAction *item = l->data;

        if (g_str_equal (item->label, label))
            return item;
    }
    return NULL;
}

static gboolean
has_item (Scene *scene, const char *label)
{
    GList *items = list_items (scene->client->account);
    gboolean found = find_item (items, label) != NULL;

    free_items (items);
    return found;
}

static void
click_of (PurpleAccount *account, const char *label)
{
    GList *items = list_items (account);
    PurplePluginAction *item = find_item (items, label);

    if (item == NULL)
        g_error ("there is no “%s”", label);
    item->callback (item);
    free_items (items);
}

static void
click (Scene *scene, const char *label)
{
    click_of (scene->client->account, label);
}

/* ---- what was shown ---- */

static gboolean
has_notice (Scene *scene, const char *text)
{
    GPtrArray *notices = scene->client->notices;

    for (guint i = 0; i < notices->len; i++) {
        if (strstr (g_ptr_array_index (notices, i), text) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* What “Connection…” says now. */
static const char *
look (Scene *scene)
{
    GPtrArray *notices = scene->client->notices;

    g_ptr_array_set_size (notices, 0);
    click (scene, "Connection…");
    g_assert_cmpuint (notices->len, ==, 1);
    g_assert_true (g_str_has_prefix (g_ptr_array_index (notices, 0), "Connection|127.0.0.1:"));
    return g_ptr_array_index (notices, 0);
}

static gboolean
tells (Scene *scene, const char *text)
{
    return strstr (look (scene), text) != NULL;
}

/* ---- what the portal knows of the operator ---- */

typedef struct {
    gint64 id;
    char *status;
    gint64 idle;
    gboolean paused;
} Operator;

static void
read_user (const char *key, JsonNode *node, gpointer user_data)
{
    Operator *found = user_data;
    JsonObject *user = b24_json_node_object (node);

    if (b24_json_get_int (user, "id", 0) != found->id)
        return;
    found->status = g_strdup (b24_json_get_string (user, "status"));
    found->idle = b24_json_get_int (user, "idle", -1);
    found->paused = b24_json_get_bool (user, "paused", FALSE);
}

/* (transfer full): Kim, who sits at the client */
static Operator *
read_kim (Scene *scene)
{
    g_autoptr (JsonObject) state = practice_portal_control (scene->portal, "state", NULL);
    Operator *kim = g_new0 (Operator, 1);

    kim->id = KIM;
    b24_json_foreach (b24_json_get (state, "users"), read_user, kim);
    return kim;
}

static void
operator_free (Operator *self)
{
    g_free (self->status);
    g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Operator, operator_free)

static gboolean
has_portal_status (Scene *scene, const char *status)
{
    g_autoptr (Operator) kim = read_kim (scene);

    return g_strcmp0 (kim->status, status) == 0;
}

static gboolean
is_portal_idle (Scene *scene)
{
    g_autoptr (Operator) kim = read_kim (scene);

    return kim->idle >= 0;
}

static gboolean
is_portal_paused (Scene *scene)
{
    g_autoptr (Operator) kim = read_kim (scene);

    return kim->paused;
}

/* ---- Connection… ---- */

static void
test_websocket (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_wait_for (scene->client, tells (scene, "by push (WebSocket)"));
    scene_write (scene, anna, "Is anybody there?");
    scene_expect (scene, anna, "Is anybody there?");
    client_wait_for (scene->client, tells (scene, "at once, by push (WebSocket)"));
    g_assert_nonnull (strstr (look (scene), "Kim Oh (user 27)"));
    g_assert_true (tells (scene, "Version of the push server: 4"));
    g_assert_true (tells (scene, "s after it happened"));
    g_assert_true (tells (scene, "Asked to slow down: not lately"));
    g_assert_false (tells (scene, "Push:"));
    g_assert_false (tells (scene, "New dialogs:"));
    g_assert_false (tells (scene, "secret"));
}

static void
test_long_polling (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "push", "{\"websocket\": false}");
    anna = scene_anna_with (scene, KIM);
    client_wait_for (scene->client, tells (scene, "by push (long polling)"));
    g_assert_true (tells (scene, "WebSocket connections do not get through"));
    scene_write (scene, anna, "Is anybody there?");
    scene_expect (scene, anna, "Is anybody there?");
    client_wait_for (scene->client, tells (scene, "at once, by push (long polling)"));
}

/* A portal without a push server: nothing the operator can do but ask. */
static void
test_polling (void)
{
    g_autoptr (Scene) scene = scene_new ();

    scene_control (scene, "push", "{\"enabled\": false}");
    client_sign_in (scene->client);
    client_wait_for (scene->client, tells (scene, "its administrator can say"));
    g_assert_true (tells (scene, "News arrives: the portal"));
    g_assert_false (tells (scene, "pull_channel"));
}

/* The permission is missing: the one thing the operator can change. */
static void
test_hint (void)
{
    g_autoptr (Scene) scene = scene_new ();

    scene_control (scene, "scopes",
                   "{\"operator\": 27, \"scopes\": [\"im\", \"imopenlines\", \"user\"]}");
    client_sign_in (scene->client);
    g_assert_true (tells (scene, "Tick “Push and Pull” (pull_channel)"));
    g_assert_true (tells (scene, "Not ticked in the webhook: pull_channel, disk"));
    g_assert_cmpuint (scene_count_calls (scene, "pull.config.get"), ==, 0);
}

/* Push never holds up the sign-in. */
static void
test_beside (void)
{
    g_autoptr (Scene) scene = scene_new ();

    scene_hold (scene, "pull.config.get");
    client_sign_in (scene->client);
    scene_wait_held (scene, "pull.config.get");
    g_assert_true (tells (scene, "The push stream is being opened."));
    scene_release (scene, "pull.config.get");
    client_wait_for (scene->client, tells (scene, "by push (WebSocket)"));
}

/* ---- status and idle ---- */

static void
set_status (Scene *scene, const char *status)
{
    purple_account_set_status (scene->client->account, status, TRUE, NULL);
}

static void
test_status (void)
{
    static const char *const statuses[] = { "away", "dnd", "break", "online" };
    g_autoptr (Scene) scene = scene_new_online ();

    client_wait_for (scene->client, has_portal_status (scene, "online"));
    for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
        set_status (scene, statuses[i]);
        client_wait_for (scene->client, has_portal_status (scene, statuses[i]));
    }
    g_assert_false (is_portal_paused (scene));
    set_status (scene, "offline");
    client_settle ();
    g_assert_null (client_get_connection (scene->client));
    g_assert_true (has_portal_status (scene, "online"));
}

/* Signing in with the status that is set already. */
static void
test_status_at_sign_in (void)
{
    g_autoptr (Scene) scene = scene_new ();

    set_status (scene, "dnd");
    client_sign_in (scene->client);
    client_wait_for (scene->client, has_portal_status (scene, "dnd"));
    g_assert_cmpuint (scene_count_calls (scene, "im.user.status.set"), ==, 1);
}

/* One call at a time, and what was overtaken is never said. */
static void
test_status_coalesced (void)
{
    g_autoptr (Scene) scene = scene_new_online ();

    client_wait_for (scene->client, has_portal_status (scene, "online"));
    scene_hold (scene, "im.user.status.set");
    set_status (scene, "away");
    scene_wait_held (scene, "im.user.status.set");
    for (guint i = 0; i < 10; i++) {
        set_status (scene, "dnd");
        set_status (scene, "online");
        set_status (scene, "break");
    }
    scene_release (scene, "im.user.status.set");
    client_wait_for (scene->client, has_portal_status (scene, "break"));
    scene_wait_ticks (scene, 1);
    g_assert_cmpuint (scene_count_calls (scene, "im.user.status.set"), ==, 3);
}

/* What is refused is not said over and over, and disturbs nobody. */
static void
test_status_refused (void)
{
    g_autoptr (Scene) scene = scene_new_online ();

    client_wait_for (scene->client, has_portal_status (scene, "online"));
    scene_refuse (scene, "im.user.status.set", "STATUS_ERROR");
    set_status (scene, "away");
    client_wait_for (scene->client, scene_count_calls (scene, "im.user.status.set") == 2);
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (scene_count_calls (scene, "im.user.status.set"), ==, 2);
    g_assert_cmpuint (scene->client->notices->len, ==, 0);
    set_status (scene, "dnd");
    client_wait_for (scene->client, has_portal_status (scene, "dnd"));
}

static void
test_idle (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    PurplePresence *presence = purple_account_get_presence (scene->client->account);
    g_autoptr (Operator) kim = NULL;

    purple_presence_set_idle (presence, TRUE, time (NULL) - 17 * 60);
    client_wait_for (scene->client, is_portal_idle (scene));
    kim = read_kim (scene);
    g_assert_cmpint (kim->idle, ==, 17);
    g_assert_cmpstr (kim->status, ==, "online");
    purple_presence_set_idle (presence, FALSE, 0);
    client_wait_for (scene->client, !is_portal_idle (scene));
    g_assert_false (is_portal_paused (scene));
}

/* The client's own idea after some minutes: nobody chose to be away. */
static void
test_auto_away (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    PurplePresence *presence = purple_account_get_presence (scene->client->account);

    client_wait_for (scene->client, has_portal_status (scene, "online"));
    purple_presence_set_idle (presence, TRUE, time (NULL) - 10 * 60);
    purple_savedstatus_set_idleaway (TRUE);
    g_assert_true (purple_savedstatus_is_idleaway ());
    g_assert_cmpstr (
        purple_status_get_id (purple_account_get_active_status (scene->client->account)), ==,
        "away");
    client_wait_for (scene->client, is_portal_idle (scene));
    g_assert_true (has_portal_status (scene, "online"));
    purple_savedstatus_set_idleaway (FALSE);
    purple_presence_set_idle (presence, FALSE, 0);
    client_wait_for (scene->client, !is_portal_idle (scene));
    g_assert_cmpuint (scene_count_calls (scene, "im.user.status.set"), ==, 1);
}

/* The client says "idle away" of a status too that it leaves as it is. */
static void
test_idle_with_status (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    PurplePresence *presence = purple_account_get_presence (scene->client->account);
    PurpleSavedStatus *before = purple_savedstatus_get_default ();

    client_wait_for (scene->client, has_portal_status (scene, "online"));
    purple_savedstatus_activate (purple_savedstatus_new (NULL, PURPLE_STATUS_UNAVAILABLE));
    client_wait_for (scene->client, has_portal_status (scene, "dnd"));
    purple_savedstatus_set_idleaway (TRUE);
    g_assert_true (purple_savedstatus_is_idleaway ());
    purple_presence_set_idle (presence, TRUE, time (NULL) - 10 * 60);
    client_wait_for (scene->client, is_portal_idle (scene));
    scene_wait_ticks (scene, 1);
    g_assert_true (has_portal_status (scene, "dnd"));
    g_assert_cmpuint (scene_count_calls (scene, "im.user.status.set"), ==, 2);
    purple_presence_set_idle (presence, FALSE, 0);
    purple_savedstatus_set_idleaway (FALSE);
    purple_savedstatus_activate (before);
    client_wait_for (scene->client, has_portal_status (scene, "online"));
}

/* ---- pausing ---- */

static void
test_pause (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_wait_for (scene->client, !has_item (scene, "Take new dialogs again"));
    g_assert_true (has_item (scene, "Pause new dialogs"));
    scene_mark (scene);
    client_type (scene->client, anna, "/pause");
    scene_expect_new (scene, anna, "You get no new dialogs until /resume.");
    g_assert_true (is_portal_paused (scene));
    g_assert_true (tells (scene, "New dialogs: none until /resume"));
    g_assert_false (has_item (scene, "Pause new dialogs"));
    client_type (scene->client, anna, "/resume");
    scene_expect_new (scene, anna, "You get new dialogs again.");
    g_assert_false (is_portal_paused (scene));
    g_assert_true (has_item (scene, "Pause new dialogs"));
    g_assert_false (has_item (scene, "Take new dialogs again"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
test_pause_by_menu (void)
{
    g_autoptr (Scene) scene = scene_new_online ();

    client_wait_for (scene->client, !has_item (scene, "Take new dialogs again"));
    click (scene, "Pause new dialogs");
    client_wait_for (scene->client, has_notice (scene, "You get no new dialogs until /resume."));
    g_assert_true (is_portal_paused (scene));
    click (scene, "Take new dialogs again");
    client_wait_for (scene->client, has_notice (scene, "You get new dialogs again."));
    g_assert_false (is_portal_paused (scene));
}

/* A pause outlives the sign-in, and is told at the next one. */
static void
test_pause_goes_on (void)
{
    g_autoptr (Scene) scene = scene_new_online ();

    click (scene, "Pause new dialogs");
    client_wait_for (scene->client, has_notice (scene, "You get no new dialogs until /resume."));
    client_sign_off (scene->client);
    client_forget (scene->client);
    client_sign_in (scene->client);
    client_wait_for (scene->client, has_notice (scene, "You get no new dialogs.|Pausing is on"));
    g_assert_false (has_item (scene, "Pause new dialogs"));
    g_assert_true (has_item (scene, "Take new dialogs again"));
}

static void
test_pause_missing (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "pausing", "{\"available\": false}");
    anna = scene_anna_with (scene, KIM);
    client_wait_for (scene->client, !has_item (scene, "Pause new dialogs"));
    g_assert_false (has_item (scene, "Take new dialogs again"));
    client_type (scene->client, anna, "/pause");
    scene_expect (scene, anna, "This portal does not offer pausing.");
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.pause.start"), ==, 0);
    g_assert_cmpuint (scene->client->notices->len, ==, 0);
}

/* Not known at sign-in, found out by the first try. */
static void
test_pause_missing_late (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_wait_for (scene->client, !has_item (scene, "Take new dialogs again"));
    scene_control (scene, "pausing", "{\"available\": false}");
    client_type (scene->client, anna, "/pause");
    scene_expect (scene, anna, "This portal does not offer pausing.");
    g_assert_false (has_item (scene, "Pause new dialogs"));
}

/* The answer proves nothing, neither “yes” nor its absence. */
static void
test_pause_truth (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_wait_for (scene->client, !has_item (scene, "Take new dialogs again"));
    scene_mark (scene);
    scene_fault (scene, "imopenlines.operator.pause.start", "\"kind\": \"true-nothing\"");
    client_type (scene->client, anna, "/pause");
    scene_expect_new (scene, anna, "The portal still gives you new dialogs.");

    scene_fault (scene, "imopenlines.operator.pause.start", "\"kind\": \"reset-after\"");
    client_type (scene->client, anna, "/pause");
    scene_expect_new (scene, anna, "You get no new dialogs until /resume.");

    scene_mark (scene);
    scene_refuse (scene, "imopenlines.operator.pause.stop", "ACCESS_DENIED");
    client_type (scene->client, anna, "/resume");
    scene_expect_new (scene, anna, "You still get no new dialogs.");
    g_assert_true (is_portal_paused (scene));
}

/* ---- several accounts ---- */

static PurpleAccount *
add_account (Scene *scene, const char *name, gint64 operator_id)
{
    g_autofree char *host = scene_dup_username (scene);
    g_autofree char *username = g_strconcat (name, "@", host, NULL);
    PurpleAccount *account = purple_account_new (username, CLIENT_PROTOCOL);

    purple_account_set_password (account, practice_portal_get_webhook (scene->portal, operator_id));
    purple_accounts_add (account);
    purple_savedstatus_activate_for_account (purple_savedstatus_get_current (), account);
    purple_account_set_enabled (account, purple_core_get_ui (), TRUE);
    client_wait_for (scene->client, purple_account_is_connected (account));
    return account;
}

/* Both are live, and one signing off leaves the other as it is. */
static void
test_accounts (gconstpointer data)
{
    gint64 second = GPOINTER_TO_INT (data);
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    PurpleAccount *other = add_account (scene, "second", second);

    client_wait_for (scene->client, tells (scene, "by push (WebSocket)"));
    scene_write (scene, anna, "First words");
    scene_expect (scene, anna, "First words");
    purple_accounts_delete (other);
    client_settle ();
    scene_write (scene, anna, "Second words");
    scene_expect (scene, anna, "Second words");

    other = add_account (scene, "third", second);
    client_sign_off (scene->client);
    g_assert_true (purple_account_is_connected (other));
    client_sign_in (scene->client);
    scene_write (scene, anna, "Third words");
    scene_expect (scene, anna, "Third words");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "First words"), ==, 1);
    purple_accounts_delete (other);
    client_settle ();
}

/* What one account is refused slows the other one down too: there is one queue. */
static void
test_one_queue (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    PurpleAccount *maria = add_account (scene, "maria", MARIA);

    g_assert_true (tells (scene, "Asked to slow down: not lately"));
    scene_fault (scene, "im.user.status.set",
                 "\"kind\": \"status\", \"status\": 503, \"code\": \"QUERY_LIMIT_EXCEEDED\"");
    purple_account_set_status (maria, "away", TRUE, NULL);
    client_wait_for (scene->client, tells (scene, "Asked to slow down: asked 1 time"));
    purple_accounts_delete (maria);
    client_settle ();
}

static void
add_tests (void)
{
    g_test_add_func ("/connection/way/websocket", test_websocket);
    g_test_add_func ("/connection/way/long-polling", test_long_polling);
    g_test_add_func ("/connection/way/polling", test_polling);
    g_test_add_func ("/connection/way/hint", test_hint);
    g_test_add_func ("/connection/way/beside", test_beside);
    g_test_add_func ("/connection/status/each", test_status);
    g_test_add_func ("/connection/status/at-sign-in", test_status_at_sign_in);
    g_test_add_func ("/connection/status/coalesced", test_status_coalesced);
    g_test_add_func ("/connection/status/refused", test_status_refused);
    g_test_add_func ("/connection/status/idle", test_idle);
    g_test_add_func ("/connection/status/auto-away", test_auto_away);
    g_test_add_func ("/connection/status/idle-with-status", test_idle_with_status);
    g_test_add_func ("/connection/pause/command", test_pause);
    g_test_add_func ("/connection/pause/menu", test_pause_by_menu);
    g_test_add_func ("/connection/pause/goes-on", test_pause_goes_on);
    g_test_add_func ("/connection/pause/missing", test_pause_missing);
    g_test_add_func ("/connection/pause/missing-late", test_pause_missing_late);
    g_test_add_func ("/connection/pause/truth", test_pause_truth);
    g_test_add_data_func ("/connection/accounts/two-people", GINT_TO_POINTER (MARIA),
                          test_accounts);
    g_test_add_data_func ("/connection/accounts/same-person", GINT_TO_POINTER (KIM), test_accounts);
    g_test_add_func ("/connection/accounts/one-queue", test_one_queue);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
