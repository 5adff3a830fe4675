/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * bench-sign-in — what signing in with a thousand open dialogs costs: requests, memory, time, and
 * the longest turn of the main loop.
 *
 * The contact list fills in slices once "Listening" is told. Memory is resident memory minus that
 * before the account is enabled, in this process; it includes what libraries load at their first
 * use. Turns are measured until five seconds later, so the first ticks are among them.
 */

#include "bench.h"
#include "client.h"

#include "b24-json.h"

#define DIALOGS 1000
#define AFTER   (5 * G_TIME_SPAN_SECOND)

typedef struct {
    double longest;
    double busiest;
} Turns;

static void
note_turns (Turns *turns)
{
    turns->longest = MAX (turns->longest, client_meter_longest ());
    turns->busiest = MAX (turns->busiest, client_meter_busiest ());
    client_meter_start ();
}

static gint64
count_requests (BenchPortal *portal)
{
    g_autoptr (JsonObject) counted = bench_portal_control (portal, "reset-counters", "{}");

    return b24_json_get_int (counted, "hits", -1);
}

static double
to_mib (gint64 kib)
{
    return (double) kib / 1024.0;
}

static void
measure (void)
{
    g_autoptr (BenchPortal) portal = bench_portal_new ();
    g_autoptr (Client) client = client_new (portal->username, portal->webhook);
    Turns signing_in = { 0 };
    Turns later = { 0 };
    gint64 memory, memory_listening, memory_filled, memory_later;
    gint64 begun, listening, filled, requests;

    json_object_unref (bench_portal_control (
        portal, "many", "{\"count\": %d, \"operator\": 27, \"line\": 7}", DIALOGS));
    client_settle ();
    count_requests (portal);

    memory = client_meter_memory ();
    begun = g_get_monotonic_time ();
    client_meter_start ();
    client_sign_in (client);
    listening = g_get_monotonic_time ();
    memory_listening = client_meter_memory ();
    note_turns (&signing_in);
    requests = count_requests (portal);

    client_meter_start ();
    client_wait_for (client, client_count_buddies (client) == DIALOGS);
    filled = g_get_monotonic_time ();
    memory_filled = client_meter_memory ();
    client_wait_for (client, g_get_monotonic_time () - listening > AFTER);
    note_turns (&later);
    memory_later = client_meter_memory ();

    g_print ("# sign-in with %d open dialogs\n", DIALOGS);
    g_print ("#   requests until Listening    %" G_GINT64_FORMAT "\n", requests);
    g_print ("#   requests in 5 s after       %" G_GINT64_FORMAT "\n", count_requests (portal));
    g_print ("#   windows in 5 s after        %u with %u lines\n", client->opened,
             client->lines->len);
    g_print ("#   time to Listening           %.0f ms\n", (double) (listening - begun) / 1000.0);
    g_print ("#   time to the whole list      %.0f ms\n", (double) (filled - begun) / 1000.0);
    g_print ("#   memory before               %.1f MiB\n", to_mib (memory));
    g_print ("#   memory added, Listening     %.1f MiB\n", to_mib (memory_listening - memory));
    g_print ("#   memory added, whole list    %.1f MiB\n", to_mib (memory_filled - memory));
    g_print ("#   memory added, 5 s after     %.1f MiB\n", to_mib (memory_later - memory));
    g_print ("#   longest turn, signing in    %.2f ms (%.2f ms of processor time)\n",
             signing_in.longest, signing_in.busiest);
    g_print ("#   longest turn, 5 s after     %.2f ms (%.2f ms of processor time)\n", later.longest,
             later.busiest);
}

static void
add_tests (void)
{
    g_test_add_func ("/bench/sign-in", measure);
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
