/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * bench-storm — 5 000 pushed messages as fast as the portal can store them: the longest turn of the
 * main loop, and what memory is left afterwards.
 *
 * The portal is a process of its own; a thread makes its customers write. After each storm the
 * windows are closed and what was recorded is forgotten: the second shows what the first one alone
 * needed, the third whether anything grows.
 */

#include "b24-json.h"
#include "bench.h"
#include "client.h"

#define MESSAGES 5000
#define DIALOGS  10
#define KIM      27
#define AFTER    (3 * G_TIME_SPAN_SECOND)

typedef struct {
    BenchPortal *portal;
    gint64 chats[DIALOGS];
    guint storm;
} Storm;

static gpointer
write_all (gpointer user_data)
{
    Storm *storm = user_data;

    for (guint i = 0; i < MESSAGES; i++)
        json_object_unref (bench_portal_control (
            storm->portal, "write", "{\"chat\": %" G_GINT64_FORMAT ", \"text\": \"storm %u %05u\"}",
            storm->chats[i % DIALOGS], storm->storm, i));
    return NULL;
}

static void
make_dialogs (Storm *storm)
{
    for (guint i = 0; i < DIALOGS; i++) {
        g_autoptr (JsonObject) customer = bench_portal_control (
            storm->portal, "customer",
            "{\"name\": \"Customer %u\", \"connector\": \"telegrambot\", \"text\": \"Hello\"}", i);

        storm->chats[i] = b24_json_get_int (customer, "chat", 0);
        json_object_unref (bench_portal_control (
            storm->portal, "operator-answer", "{\"operator\": %d, \"chat\": %" G_GINT64_FORMAT "}",
            KIM, storm->chats[i]));
    }
}

static gint64
ask_push (BenchPortal *portal, const char *member)
{
    g_autoptr (JsonObject) state = bench_portal_control (portal, "push-state", "{}");

    return b24_json_get_int (state, member, 0);
}

/* Every text once, in its dialog's order. */
static void
check_all (Client *client, guint storm)
{
    g_autofree char *prefix = g_strdup_printf ("storm %u ", storm);
    g_autofree guint *seen = g_new0 (guint, MESSAGES);
    guint last[DIALOGS] = { 0 };

    for (guint i = 0; i < client->lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (client->lines, i);
        guint number;

        if (!g_str_has_prefix (line->plain, prefix))
            continue;
        number = (guint) g_ascii_strtoull (line->plain + strlen (prefix), NULL, 10);
        g_assert_cmpuint (number, <, MESSAGES);
        g_assert_cmpuint (seen[number]++, ==, 0);
        g_assert_cmpuint (last[number % DIALOGS], <=, number);
        last[number % DIALOGS] = number;
    }
    for (guint i = 0; i < MESSAGES; i++)
        g_assert_cmpuint (seen[i], ==, 1);
}

static guint
count_shown (Client *client)
{
    guint count = 0;

    for (guint i = 0; i < client->lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (client->lines, i);

        count += g_str_has_prefix (line->plain, "storm ");
    }
    return count;
}

static void
close_windows (Storm *storm, Client *client)
{
    for (guint i = 0; i < DIALOGS; i++) {
        g_autofree char *name = g_strdup_printf ("chat%" G_GINT64_FORMAT, storm->chats[i]);

        client_close (client, name);
    }
    client_forget (client);
    g_string_truncate (client_get_debug (), 0);
    client_settle ();
}

static void
run_storm (Storm *storm, Client *client)
{
    gint64 begun = g_get_monotonic_time ();
    gint64 memory = client_meter_memory ();
    gint64 shown, full, after;
    double longest, busiest;
    g_autoptr (GThread) thread = NULL;

    storm->storm++;
    client_meter_start ();
    thread = g_thread_new ("customers", write_all, storm);
    client_wait_for (client, count_shown (client) >= MESSAGES);
    shown = g_get_monotonic_time ();
    longest = client_meter_longest ();
    busiest = client_meter_busiest ();
    g_thread_join (g_steal_pointer (&thread));
    client_wait_for (client, g_get_monotonic_time () - shown > AFTER);
    check_all (client, storm->storm);
    full = client_meter_memory ();
    close_windows (storm, client);
    after = client_meter_memory ();
    g_print ("#   storm %u: %.1f s, longest turn %.2f ms (%.2f ms of processor time), memory %.1f, "
             "%.1f with all windows, %.1f MiB after\n",
             storm->storm, (double) (shown - begun) / G_USEC_PER_SEC, longest, busiest,
             (double) memory / 1024.0, (double) full / 1024.0, (double) after / 1024.0);
}

static void
measure (void)
{
    g_autoptr (BenchPortal) portal = bench_portal_new ();
    g_autoptr (Client) client = client_new (portal->username, portal->webhook);
    Storm storm = { .portal = portal };

    make_dialogs (&storm);
    client_sign_in (client);
    client_wait_for (client, client_count_buddies (client) == DIALOGS);
    client_wait_for (client, ask_push (portal, "sockets") > 0);
    g_print ("# %d pushed messages in %d dialogs\n", MESSAGES, DIALOGS);
    for (guint i = 0; i < 3; i++)
        run_storm (&storm, client);
}

static void
add_tests (void)
{
    g_test_add_func ("/bench/storm", measure);
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
