/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * bench-idle — processor time of an account in which nothing happens: one dialog, news by push, and
 * reconciliation. `--minutes N` for how long.
 */

#include <sys/resource.h>

#include "b24-json.h"
#include "bench.h"
#include "client.h"

#define KIM 27

static double minutes = 0.5;

static const GOptionEntry options[] = {
    { "minutes", 0, 0, G_OPTION_ARG_DOUBLE, &minutes, "How long nothing happens", "N" },
    { NULL },
};

/* Seconds of processor time of this process, all threads. */
static double
get_worked (void)
{
    struct rusage usage;

    getrusage (RUSAGE_SELF, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

static gint64
count (BenchPortal *portal, const char *verb, const char *member)
{
    g_autoptr (JsonObject) counted = bench_portal_control (portal, verb, "{}");

    return b24_json_get_int (counted, member, 0);
}

static void
make_dialog (BenchPortal *portal)
{
    g_autoptr (JsonObject) customer = bench_portal_control (
        portal, "customer", "{\"connector\": \"telegrambot\", \"text\": \"Hello\"}");

    json_object_unref (bench_portal_control (portal, "operator-answer",
                                             "{\"operator\": %d, \"chat\": %" G_GINT64_FORMAT "}",
                                             KIM, b24_json_get_int (customer, "chat", 0)));
}

static gboolean
end (gpointer user_data)
{
    gboolean *over = user_data;

    *over = TRUE;
    return G_SOURCE_REMOVE;
}

static void
measure (void)
{
    g_autoptr (BenchPortal) portal = bench_portal_new ();
    g_autoptr (Client) client = client_new (portal->username, portal->webhook);
    gboolean over = FALSE;
    double worked, seconds = minutes * 60.0;

    make_dialog (portal);
    client_sign_in (client);
    client_wait_for (client, client_count_buddies (client) == 1);
    client_wait_for (client, count (portal, "push-state", "sockets") > 0);
    client_settle ();
    count (portal, "reset-counters", "hits");
    g_source_set_name_by_id (g_timeout_add ((guint) (seconds * 1000.0), end, &over), "bench: over");
    worked = get_worked ();
    /* Not client_wait_for(), which looks twenty times a second. */
    while (!over)
        g_main_context_iteration (NULL, TRUE);
    worked = get_worked () - worked;
    g_print ("# idle for %.1f minutes: %.1f ms of processor time, %.3f %% of a core, "
             "%" G_GINT64_FORMAT " requests\n",
             minutes, worked * 1000.0, 100.0 * worked / seconds,
             count (portal, "reset-counters", "hits"));
}

static void
add_tests (void)
{
    g_test_add_func ("/bench/idle", measure);
}

int
main (int argc, char **argv)
{
    g_autoptr (GOptionContext) context = g_option_context_new (NULL);
    g_autoptr (GError) error = NULL;

    g_option_context_add_main_entries (context, options, NULL);
    g_option_context_set_ignore_unknown_options (context, TRUE);
    if (!g_option_context_parse (context, &argc, &argv, &error)) {
        g_printerr ("%s\n", error->message);
        return 2;
    }
    return client_main (argc, argv, add_tests);
}
