/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * practice-portal — the practice portal as a program.
 */

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include <glib-unix.h>

#include "portal.h"

static gboolean
on_signal (gpointer user_data)
{
    g_main_loop_quit (user_data);
    return G_SOURCE_CONTINUE;
}

/* Whoever started us has gone, or wants us to go. */
static gboolean
on_stdin (gint fd, GIOCondition condition, gpointer user_data)
{
    char buffer[256];
    gssize got = read (fd, buffer, sizeof buffer);

    if (got > 0)
        return G_SOURCE_CONTINUE;
    g_main_loop_quit (user_data);
    return G_SOURCE_REMOVE;
}

static void
run (gboolean exit_with_stdin)
{
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

    g_unix_signal_add (SIGTERM, on_signal, loop);
    g_unix_signal_add (SIGINT, on_signal, loop);
    if (exit_with_stdin)
        g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_stdin, loop);
    g_main_loop_run (loop);
}

int
main (int argc, char **argv)
{
    gint port = 0;
    gint seed = 1;
    gboolean quiet = FALSE;
    gboolean cast = FALSE;
    gboolean exit_with_stdin = FALSE;
    g_autofree char *limits = NULL;
    const GOptionEntry entries[] = {
        { "port", 'p', 0, G_OPTION_ARG_INT, &port, "TCP port on 127.0.0.1, 0 = any free one", "N" },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "Print the line of JSON, nothing else",
          NULL },
        { "cast", 0, 0, G_OPTION_ARG_NONE, &cast, "Customers come and write by themselves", NULL },
        { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "What the customers' doings depend on", "N" },
        { "limits", 0, 0, G_OPTION_ARG_STRING, &limits, "Request limits of a real portal (on)",
          "on|off" },
        { "exit-with-stdin", 0, 0, G_OPTION_ARG_NONE, &exit_with_stdin,
          "Exit when standard input is closed", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    g_autoptr (GOptionContext) context = g_option_context_new ("- a stand-in Bitrix24 portal");
    g_autoptr (GError) error = NULL;
    g_autoptr (PracticePortal) portal = NULL;
    g_autofree char *line = NULL;

    setlocale (LC_ALL, "");
    g_option_context_add_main_entries (context, entries, NULL);
    g_option_context_set_description (context, practice_portal_get_control_help ());
    if (!g_option_context_parse (context, &argc, &argv, &error)) {
        g_printerr ("%s\n", error->message);
        return 2;
    }
    if (limits != NULL && !g_str_equal (limits, "on") && !g_str_equal (limits, "off")) {
        g_printerr ("--limits is “on” or “off”\n");
        return 2;
    }
    portal = practice_portal_new ((guint) port);
    if (portal == NULL)
        return 1;
    if (g_strcmp0 (limits, "off") != 0)
        json_object_unref (practice_portal_control (portal, "limits", NULL));
    if (cast)
        json_object_unref (practice_portal_control (portal, "cast", "{\"seed\":%d}", seed));
    line = practice_portal_describe (portal);
    g_print ("%s\n", line);
    fflush (stdout);
    if (!quiet)
        g_printerr ("Listening on http://127.0.0.1:%u; curl http://127.0.0.1:%u/practice/state\n",
                    practice_portal_get_port (portal), practice_portal_get_port (portal));
    run (exit_with_stdin);
    return 0;
}
