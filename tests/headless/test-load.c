/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-load — the plugin as libpurple meets it: what it says of itself, loading, unloading.
 */

#include "scene.h"

static PurplePluginProtocolInfo *
get_protocol (void)
{
    PurplePlugin *plugin = client_find_plugin ();

    g_assert_nonnull (plugin);
    return PURPLE_PLUGIN_PROTOCOL_INFO (plugin);
}

static void
test_names (void)
{
    PurplePlugin *plugin = client_find_plugin ();
    PurplePluginProtocolInfo *info = get_protocol ();

    g_assert_cmpstr (purple_plugin_get_id (plugin), ==, "prpl-bitrix24-openlines");
    g_assert_cmpstr (purple_plugin_get_name (plugin), ==, "Bitrix24 Open Lines");
    g_assert_cmpint (plugin->info->type, ==, PURPLE_PLUGIN_PROTOCOL);
    g_assert_cmpuint (plugin->info->major_version, ==, 2);
    g_assert_cmpuint (plugin->info->minor_version, <=, 14);
    g_assert_cmpstr (info->list_icon (NULL, NULL), ==, "openlines");
    g_assert_cmpuint (info->struct_size, ==, sizeof (PurplePluginProtocolInfo));
    g_assert_true (info->options & OPT_PROTO_PASSWORD_OPTIONAL);
    g_assert_true (info->options & OPT_PROTO_SLASH_COMMANDS_NATIVE);
    g_assert_false (info->options & OPT_PROTO_NO_PASSWORD);
    g_assert_null (info->user_splits);
    g_assert_null (info->add_deny);
}

static void
test_login_label (void)
{
    PurplePluginProtocolInfo *info = get_protocol ();
    g_autoptr (Client) client = client_new ("example.bitrix24.com", NULL);
    g_autoptr (GHashTable) texts = NULL;

    g_assert_nonnull (info->get_account_text_table);
    texts = info->get_account_text_table (client->account);
    g_assert_cmpstr (g_hash_table_lookup (texts, "login_label"), ==, "Portal");
}

static PurpleAccountOption *
find_option (const char *name)
{
    for (GList *l = get_protocol ()->protocol_options; l != NULL; l = l->next) {
        if (g_str_equal (purple_account_option_get_setting (l->data), name))
            return l->data;
    }
    return NULL;
}

/* Only what works now is offered; names and defaults never change. */
static void
test_options (void)
{
    PurpleAccountOption *answer = find_option ("answer-on-reply");
    PurpleAccountOption *waiting = find_option ("open-waiting");
    PurpleAccountOption *history = find_option ("history");
    PurpleAccountOption *remind = find_option ("remind-after");
    PurpleAccountOption *bot = find_option ("bot-client-id");

    g_assert_cmpuint (g_list_length (get_protocol ()->protocol_options), ==, 5);
    g_assert_nonnull (answer);
    g_assert_cmpint (purple_account_option_get_type (answer), ==, PURPLE_PREF_BOOLEAN);
    g_assert_true (purple_account_option_get_default_bool (answer));
    g_assert_nonnull (waiting);
    g_assert_cmpint (purple_account_option_get_type (waiting), ==, PURPLE_PREF_BOOLEAN);
    g_assert_true (purple_account_option_get_default_bool (waiting));
    g_assert_nonnull (history);
    g_assert_cmpint (purple_account_option_get_type (history), ==, PURPLE_PREF_INT);
    g_assert_cmpint (purple_account_option_get_default_int (history), ==, 20);
    g_assert_nonnull (remind);
    g_assert_cmpint (purple_account_option_get_type (remind), ==, PURPLE_PREF_INT);
    g_assert_cmpint (purple_account_option_get_default_int (remind), ==, 5);
    g_assert_nonnull (bot);
    g_assert_cmpint (purple_account_option_get_type (bot), ==, PURPLE_PREF_STRING);
    g_assert_true (purple_account_option_get_masked (bot));
}

static void
test_statuses (void)
{
    static const struct {
        const char *id;
        PurpleStatusPrimitive primitive;
        gboolean settable;
    } expected[] = {
        { "online", PURPLE_STATUS_AVAILABLE, TRUE },
        { "away", PURPLE_STATUS_AWAY, TRUE },
        { "dnd", PURPLE_STATUS_UNAVAILABLE, TRUE },
        { "break", PURPLE_STATUS_EXTENDED_AWAY, TRUE },
        { "offline", PURPLE_STATUS_OFFLINE, TRUE },
        { "waiting", PURPLE_STATUS_AVAILABLE, FALSE },
        { "reply", PURPLE_STATUS_AVAILABLE, FALSE },
        { "answered", PURPLE_STATUS_AWAY, FALSE },
        { "colleague", PURPLE_STATUS_UNAVAILABLE, FALSE },
        { "closed", PURPLE_STATUS_OFFLINE, FALSE },
    };
    g_autoptr (Client) client = client_new ("example.bitrix24.com", NULL);
    GList *types = purple_account_get_status_types (client->account);

    g_assert_cmpuint (g_list_length (types), ==, G_N_ELEMENTS (expected));
    for (guint i = 0; i < G_N_ELEMENTS (expected); i++, types = types->next) {
        PurpleStatusType *type = types->data;

        g_assert_cmpstr (purple_status_type_get_id (type), ==, expected[i].id);
        g_assert_cmpint (purple_status_type_get_primitive (type), ==, expected[i].primitive);
        g_assert_true (purple_status_type_is_user_settable (type) == expected[i].settable);
        g_assert_nonnull (purple_status_type_get_name (type));
        g_assert_nonnull (purple_status_type_get_attr (type, "message"));
    }
}

static void
assert_normalized (const char *name, const char *expected)
{
    g_autofree char *mine =
        g_strdup (get_protocol ()->normalize (NULL, name)); /* a buffer of the plugin's */

    g_assert_cmpstr (mine, ==, expected);
}

static void
test_normalize (void)
{
    assert_normalized ("Example.Bitrix24.COM", "example.bitrix24.com");
    assert_normalized ("Kim@Example.Bitrix24.com", "Kim@example.bitrix24.com");
    assert_normalized ("https://Example.bitrix24.com/", "example.bitrix24.com");
    assert_normalized ("127.0.0.1:8080", "127.0.0.1:8080");
    assert_normalized ("Chat5", "chat5");
    assert_normalized ("CHAT5", "chat5");
    assert_normalized ("chat1763", "chat1763");
}

static guint
count_commands (void)
{
    static const char *const ours[] = { "answer", "skip",  "transfer", "finish",
                                        "spam",   "start", NULL };
    GList *names = purple_cmd_list (NULL);
    guint count = 0;

    for (GList *l = names; l != NULL; l = l->next)
        count += g_strv_contains (ours, l->data);
    g_list_free (names);
    return count;
}

static void
test_commands (void)
{
    g_assert_cmpuint (count_commands (), ==, 6);
}

static void
test_reload (void)
{
    for (guint i = 0; i < 3; i++) {
        client_drop_plugin ();
        g_assert_null (client_find_plugin ());
        client_probe_plugin ();
        test_names ();
        test_options ();
        test_statuses ();
        g_assert_cmpuint (count_commands (), ==, 6);
    }
}

static void
test_unload_unregisters (void)
{
    client_drop_plugin ();
    g_assert_cmpuint (count_commands (), ==, 0);
    client_probe_plugin ();
}

/* unload() and load() of the same object, as "purple_plugin_reload" does. */
static void
test_unload_load (void)
{
    PurplePlugin *plugin = client_find_plugin ();
    PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO (plugin);

    g_assert_true (purple_plugin_unload (plugin));
    g_assert_null (info->protocol_options);
    g_assert_true (purple_plugin_load (plugin));
    g_assert_cmpuint (g_list_length (info->protocol_options), ==, 5);
    client_drop_plugin ();
    client_probe_plugin ();
}

/* The plugin leaves while an account is online: the account goes offline, nothing breaks. */
static void
test_unload_online (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    client_drop_plugin ();
    g_assert_null (client_get_connection (scene->client));
    client_settle ();
    client_probe_plugin ();
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
}

/* Deleted without ever having signed in since the program began. */
static void
test_deleted_offline (void)
{
    g_autoptr (Client) client = NULL;
    g_autofree char *folder = g_build_filename (client_get_folder (), "openlines", NULL);
    g_autofree char *path = g_build_filename (folder, "example.bitrix24.com.outbox", NULL);

    client_drop_plugin ();
    client_probe_plugin ();
    client_settle ();
    client = client_new ("example.bitrix24.com", NULL);
    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
    purple_accounts_delete (g_steal_pointer (&client->account));
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
add_tests (void)
{
    g_test_add_func ("/load/names", test_names);
    g_test_add_func ("/load/login-label", test_login_label);
    g_test_add_func ("/load/options", test_options);
    g_test_add_func ("/load/statuses", test_statuses);
    g_test_add_func ("/load/normalize", test_normalize);
    g_test_add_func ("/load/commands", test_commands);
    g_test_add_func ("/load/reload", test_reload);
    g_test_add_func ("/load/unload-unregisters", test_unload_unregisters);
    g_test_add_func ("/load/unload-load", test_unload_load);
    g_test_add_func ("/load/unload-online", test_unload_online);
    g_test_add_func ("/load/deleted-offline", test_deleted_offline);
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
