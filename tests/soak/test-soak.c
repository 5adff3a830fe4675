/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-soak — see soak.h. One seed in one run; the ways news arrives take turns, the first one
 * depends on the seed, and the operator signs off in between, while customers go on writing.
 */

#include "b24-json.h"
#include "soak.h"

#define PACE    600 /* virtual milliseconds to a real one: what is pushed takes real time */
#define OFFLINE 20  /* texts written while the operator is away */
#define QUIET   300 /* virtual seconds in which nothing may change any more */
#define PATIENT 1800

static int seed = 1;
static int messages = 20000;
static int dialogs = 50;
static char *way_name;

static const GOptionEntry options[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "What everything at random depends on", "N" },
    { "messages", 0, 0, G_OPTION_ARG_INT, &messages, "How many are written", "N" },
    { "dialogs", 0, 0, G_OPTION_ARG_INT, &dialogs, "In how many dialogs", "N" },
    { "way", 0, 0, G_OPTION_ARG_STRING, &way_name, "Only this way: websocket, long-polling, …",
      "NAME" },
    { NULL },
};

static void
make_dialogs (Soak *self)
{
    for (int i = 0; i < dialogs; i++) {
        g_autofree char *name = g_strdup_printf ("Customer Number%d", i);
        char *dialog =
            scene_customer (self->scene, name, "Support", "telegrambot", "Is anybody there?");

        g_ptr_array_add (self->dialogs, dialog);
        scene_act (self->scene, KIM, "answer", dialog);
        scene_act (self->scene, MARIA, "join", dialog);
    }
}

static void
open_windows (Soak *self)
{
    client_wait_for (self->scene->client,
                     client_count_buddies (self->scene->client) >= self->dialogs->len);
    for (guint i = 0; i < self->dialogs->len; i++)
        client_open (self->scene->client, g_ptr_array_index (self->dialogs, i));
}

/* Edits that nothing told of are found by reconciliation, some dialogs at a time. A test that waits
 * in vain goes on, and the comparison tells what is missing. */
static void
wait_for_truth (Soak *self)
{
    double deadline = drive_get_time (self->drive) + PATIENT;

    while (!soak_truth_is_reached (self) && drive_get_time (self->drive) < deadline) {
        soak_people_reconnect (self);
        drive_pass (self->drive, 10);
    }
    drive_pass (self->drive, QUIET);
}

static void
work (Soak *self, SoakWay way, guint goal)
{
    soak_faults_use_way (self, way);
    /* An account without cursors begins with what nobody has read. */
    for (guint i = 0; self->scene->client->signed_on > 0 && i < OFFLINE; i++)
        soak_people_write_elsewhere (self);
    /* Those of the last phase are no reason to give up. */
    g_ptr_array_set_size (self->scene->client->errors, 0);
    client_sign_in (self->scene->client);
    open_windows (self);
    g_array_set_size (self->recent, 0);
    soak_faults_start (self);
    soak_people_start (self, goal);
    while (self->people != 0)
        drive_pass (self->drive, 10);
    soak_faults_stop (self);
    wait_for_truth (self);
    soak_truth_check (self);
    client_sign_off (self->scene->client);
}

static void
tell (Soak *self, gint64 begun)
{
    g_autoptr (JsonObject) push = practice_portal_control (self->scene->portal, "push-state", "{}");

    g_print ("# seed %d, %s from %s: %u messages in %u dialogs, %u changed (%u excused); %u faults "
             "struck; "
             "%u requests, %d sockets, %d long polls, %u looks at the log, %u times offline; "
             "%.1f h in %.0f s\n",
             seed, way_name != NULL ? "only" : "all ways",
             way_name != NULL ? way_name : soak_faults_name_way ((SoakWay) (seed % SOAK_WAYS)),
             self->serial, self->dialogs->len, self->changed->len,
             g_hash_table_size (self->excused), soak_faults_count (self),
             scene_count_requests (self->scene), (int) b24_json_get_int (push, "opens", 0),
             (int) b24_json_get_int (push, "asked", 0),
             scene_count_calls (self->scene, "im.v2.event.get"), self->lost,
             drive_get_time (self->drive) / 3600.0,
             (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
}

static void
test_soak (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Soak soak = { .scene = scene };
    gint64 begun = g_get_monotonic_time ();

    g_random_set_seed ((guint32) seed);
    soak.rand = g_rand_new_with_seed ((guint32) seed);
    soak.dialogs = g_ptr_array_new_with_free_func (g_free);
    soak.recent = g_array_new (FALSE, FALSE, sizeof (SoakText));
    soak.changed = g_array_new (FALSE, FALSE, sizeof (SoakText));
    soak.excused = g_hash_table_new (NULL, NULL);
    soak.drive = client_virtual_begin (scene);
    soak.clock = b24_clock_dup_default ();
    drive_set_pace (soak.drive, PACE);
    purple_account_set_int (scene->client->account, "history", 0);
    make_dialogs (&soak);
    for (guint i = 0; i < SOAK_WAYS; i++) {
        SoakWay way = (SoakWay) (((guint) seed + i) % SOAK_WAYS);

        if (way_name == NULL)
            work (&soak, way, (guint) messages * (i + 1) / SOAK_WAYS);
        else if (g_str_equal (way_name, soak_faults_name_way (way)))
            work (&soak, way, (guint) messages);
    }
    tell (&soak, begun);
    client_virtual_end (soak.drive);
    g_object_unref (soak.clock);
    g_hash_table_unref (soak.excused);
    g_array_unref (soak.changed);
    g_array_unref (soak.recent);
    g_ptr_array_unref (soak.dialogs);
    g_rand_free (soak.rand);
}

static void
add_tests (void)
{
    g_test_add_func ("/soak/all", test_soak);
}

int
main (int argc, char **argv)
{
    g_autoptr (GOptionContext) context = g_option_context_new (NULL);
    g_autoptr (GError) error = NULL;

    g_option_context_add_main_entries (context, options, NULL);
    /* The others are the test program's. */
    g_option_context_set_ignore_unknown_options (context, TRUE);
    if (!g_option_context_parse (context, &argc, &argv, &error)) {
        g_printerr ("%s\n", error->message);
        return 2;
    }
    return client_virtual_main (argc, argv, add_tests);
}
