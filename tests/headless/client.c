/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client — libpurple's life in this process, and one account.
 */

#include "client-private.h"

#include <glib/gstdio.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

/* Long enough for the slowest machine under the sanitizers: only a test that fails waits so long.
 */
#define DEADLINE_SECONDS 90

static char *folder;
static gint64 deadline;

static const char *
get_name_of_ui (void)
{
    return purple_core_get_ui ();
}

static gboolean
invoke_input (GIOChannel *source, GIOCondition condition, gpointer data)
{
    PurpleInputFunction function;
    gpointer *closure = data;
    PurpleInputCondition purple_condition = 0;

    if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
        purple_condition |= PURPLE_INPUT_READ;
    if (condition & (G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL))
        purple_condition |= PURPLE_INPUT_WRITE;
    memcpy (&function, &closure[0], sizeof function);
    function (closure[1], g_io_channel_unix_get_fd (source), purple_condition);
    return G_SOURCE_CONTINUE;
}

static guint
add_input (int fd, PurpleInputCondition condition, PurpleInputFunction function, gpointer data)
{
    g_autoptr (GIOChannel) channel = g_io_channel_unix_new (fd);
    gpointer *closure = g_new0 (gpointer, 2);
    GIOCondition events = G_IO_HUP | G_IO_ERR | G_IO_NVAL;

    if (condition & PURPLE_INPUT_READ)
        events |= G_IO_IN;
    if (condition & PURPLE_INPUT_WRITE)
        events |= G_IO_OUT;
    memcpy (&closure[0], &function, sizeof function);
    closure[1] = data;
    return g_io_add_watch_full (channel, G_PRIORITY_DEFAULT, events, invoke_input, closure, g_free);
}

static PurpleEventLoopUiOps eventloop_ops = {
    .timeout_add = g_timeout_add,
    .timeout_remove = g_source_remove,
    .input_add = add_input,
    .input_remove = g_source_remove,
    .timeout_add_seconds = g_timeout_add_seconds,
};

static void
remove_folder (const char *path)
{
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *child = g_build_filename (path, name, NULL);

        if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
            remove_folder (child);
        else
            g_unlink (child);
    }
    g_rmdir (path);
}

/* What libpurple keeps of its own beginnings when it ends (2.14.12: preferences its status, log and
 * network rooms watch) is no leak of ours. */
static gboolean
init_core (void)
{
    gboolean done;

#ifdef __SANITIZE_ADDRESS__
    __lsan_disable ();
#endif
    done = purple_core_init ("openlines-headless");
#ifdef __SANITIZE_ADDRESS__
    __lsan_enable ();
#endif
    return done;
}

static void
start_libpurple (void (*plug_in) (void))
{
    static PurpleCoreUiOps core_ops;

    folder = g_dir_make_tmp ("openlines-headless-XXXXXX", NULL);
    g_assert_nonnull (folder);
    g_setenv ("HOME", folder, TRUE);
    purple_util_set_user_dir (folder);
    purple_debug_set_enabled (FALSE);
    client_record_install_core (&core_ops);
    purple_core_set_ui_ops (&core_ops);
    purple_eventloop_set_ui_ops (&eventloop_ops);
    if (plug_in == NULL)
        purple_plugins_add_search_path (OPENLINES_PLUGIN_DIR);
    g_assert_true (init_core ());
    if (plug_in != NULL)
        plug_in ();
    purple_set_blist (purple_blist_new ());
    purple_blist_load ();
    purple_prefs_set_bool ("/purple/logging/log_ims", TRUE);
    purple_prefs_set_string ("/purple/logging/format", "txt");
    purple_savedstatus_activate (purple_savedstatus_new (NULL, PURPLE_STATUS_AVAILABLE));
}

int
client_main_with (int argc, char **argv, void (*plug_in) (void), void (*add_tests) (void))
{
    int status;

    g_test_init (&argc, &argv, NULL);
    start_libpurple (plug_in);
    add_tests ();
    status = g_test_run ();
    client_settle ();
    purple_core_quit ();
    remove_folder (folder);
    g_clear_pointer (&folder, g_free);
    return status;
}

int
client_main (int argc, char **argv, void (*add_tests) (void))
{
    return client_main_with (argc, argv, NULL, add_tests);
}

const char *
client_get_folder (void)
{
    return folder;
}

PurplePlugin *
client_find_plugin (void)
{
    return purple_find_prpl (CLIENT_PROTOCOL);
}

void
client_drop_plugin (void)
{
    PurplePlugin *plugin = purple_plugins_find_with_id (CLIENT_PROTOCOL);

    g_assert_nonnull (plugin);
    purple_plugin_destroy (plugin);
}

void
client_probe_plugin (void)
{
    purple_plugins_probe (G_MODULE_SUFFIX);
    g_assert_nonnull (client_find_plugin ());
}

/* ---- one account ---- */

Client *
client_new (const char *username, const char *password)
{
    Client *self = g_new0 (Client, 1);

    client_record_clear (self);
    client_record_use (self);
    client_ask_use (self);
    client_lists_use (self);
    self->account = purple_account_new (username, CLIENT_PROTOCOL);
    purple_account_set_remember_password (self->account, TRUE);
    if (password != NULL)
        purple_account_set_password (self->account, password);
    purple_accounts_add (self->account);
    purple_savedstatus_activate_for_account (purple_savedstatus_get_current (), self->account);
    return self;
}

void
client_free (Client *self)
{
    if (self == NULL)
        return;
    if (self->account != NULL)
        purple_accounts_delete (g_steal_pointer (&self->account));
    /* As Pidgin's, the window with the list of rooms outlives the account. */
    client_close_rooms (self);
    client_settle ();
    g_assert_null (purple_connections_get_all ());
    g_assert_null (purple_get_conversations ());
    g_assert_cmpuint (self->requests->len, ==, 0);
    g_assert_cmpuint (self->results->len, ==, 0);
    client_record_use (NULL);
    client_ask_use (NULL);
    client_lists_use (NULL);
    client_record_free (self);
    g_free (self);
}

PurpleConnection *
client_get_connection (Client *self)
{
    return self->account != NULL ? purple_account_get_connection (self->account) : NULL;
}

gboolean
client_is_online (Client *self)
{
    return self->account != NULL && purple_account_is_connected (self->account);
}

gboolean
client_is_enabled (Client *self)
{
    return self->account != NULL && purple_account_get_enabled (self->account, get_name_of_ui ());
}

void
client_enable (Client *self)
{
    if (client_is_enabled (self))
        purple_account_connect (self->account);
    else
        purple_account_set_enabled (self->account, get_name_of_ui (), TRUE);
}

void
client_sign_in (Client *self)
{
    client_enable (self);
    client_wait_begin ();
    while (!client_is_online (self)) {
        if (self->errors->len > 0) {
            client_dump (self);
            g_error ("the account could not sign in");
        }
        client_wait_turn (self, __FILE__, __LINE__, "the account is online");
    }
}

void
client_sign_off (Client *self)
{
    purple_account_set_enabled (self->account, get_name_of_ui (), FALSE);
    client_settle ();
    g_assert_null (client_get_connection (self));
}

const ClientError *
client_expect_error (Client *self)
{
    client_wait_for (self, self->errors->len > 0);
    client_wait_for (self, client_get_connection (self) == NULL);
    return g_ptr_array_index (self->errors, 0);
}

/* ---- waiting ---- */

void
client_wait_begin (void)
{
    deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;
}

static gboolean
wake_up (gpointer data)
{
    return G_SOURCE_CONTINUE;
}

void
client_wait_callback (Client *self, const char *file, int line, const char *what)
{
    g_main_context_iteration (NULL, TRUE);
    if (g_get_monotonic_time () > deadline) {
        if (self != NULL)
            client_dump (self);
        g_error ("%s:%d: waited in vain for: %s", file, line, what);
    }
}

void
client_wait_turn (Client *self, const char *file, int line, const char *what)
{
    guint source = g_timeout_add (50, wake_up, NULL);

    g_source_set_name_by_id (source, "test: look again");
    client_wait_callback (self, file, line, what);
    g_source_remove (source);
}

void
client_settle (void)
{
    while (g_main_context_iteration (NULL, FALSE))
        continue;
}
