/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-listeners — other plugins hear of everything that happens, and do as they like about it
 * there and then.
 */

#include "scene.h"

static void
sign_off_at_line (PurpleAccount *account, const char *who, const char *text,
                  PurpleConversation *conversation, PurpleMessageFlags flags, gpointer user_data)
{
    guint *left = user_data;

    if (*left > 0 && --*left == 0)
        purple_account_disconnect (account);
}

/* Anna is opened, read, and taken by a colleague; the account is gone at the line number @line.
 * Returns: FALSE when there were not so many lines */
static gboolean
sign_off_at (guint line)
{
    g_autoptr (Scene) scene = scene_new ();
    PurpleAccount *account = scene->client->account;
    g_autofree char *anna = NULL;
    guint left = line;
    int handle;

    purple_account_set_bool (account, "open-waiting", FALSE);
    client_sign_in (scene->client);
    anna = scene_anna (scene);
    scene_expect_status (scene, anna, "waiting");
    purple_signal_connect (purple_conversations_get_handle (), "wrote-im-msg", &handle,
                           PURPLE_CALLBACK (sign_off_at_line), &left);
    client_open (scene->client, anna);
    client_wait_for (scene->client,
                     left == 0 || client_find_line (scene->client, anna, "Hello") != NULL);
    if (left > 0)
        scene_act (scene, MARIA, "answer", anna);
    client_wait_for (scene->client,
                     left == 0 ||
                         !g_str_equal (client_get_status (scene->client, anna), "waiting"));
    client_settle ();
    purple_signals_disconnect_by_handle (&handle);
    return left == 0;
}

/* At every line in turn. */
static void
test_signed_off_by_a_line (void)
{
    guint line = 1;

    while (sign_off_at (line))
        line++;
    g_assert_cmpuint (line, >, 2);
}

static void
add_tests (void)
{
    g_test_add_func ("/listeners/sign-off-at-a-line", test_signed_off_by_a_line);
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
