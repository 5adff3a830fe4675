/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-beside — another plugin has brought libsoup 2 into the process: the account refuses with a
 * word instead of taking the whole client down. A program of its own, because the types stay.
 */

#include <glib-object.h>
#include <string.h>

#include "client.h"

/* ---- what libsoup 2 has registered when it is first used ---- */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
    g_value_set_boolean (value, TRUE);
}

static void
init_session_class (gpointer klass, gpointer data)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->get_property = get_property;
    g_object_class_install_property (
        object_class, 1, g_param_spec_boolean ("ssl-strict", NULL, NULL, TRUE, G_PARAM_READABLE));
}

static void
register_older_session (void)
{
    const GTypeInfo info = {
        .class_size = sizeof (GObjectClass),
        .class_init = init_session_class,
        .instance_size = sizeof (GObject),
    };

    g_type_register_static (G_TYPE_OBJECT, "SoupSession", &info, 0);
}

/* ---- */

static void
test_refused (void)
{
    g_autoptr (Client) client = client_new ("127.0.0.1:9", "27/secret27");
    const ClientError *error;

    client_enable (client);
    error = client_expect_error (client);
    g_assert_nonnull (strstr (error->text, "Another plugin"));
    g_assert_true (purple_connection_error_is_fatal (error->reason));
    g_assert_false (client_is_online (client));
}

static void
add_tests (void)
{
    g_test_add_func ("/beside/older-soup", test_refused);
}

int
main (int argc, char **argv)
{
    register_older_session ();
    return client_main (argc, argv, add_tests);
}
