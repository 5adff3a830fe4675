/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * bench-latency — from a message stored at the portal to its line in the conversation: by
 * WebSocket, by long polling, and by polling, whose schedule is one look a second while customers
 * write. Beside it, on the same portal and for the same messages, Bitrix24's own pull client as its
 * SDK for Node has it (see tests/sdk); where that is not installed its column says so.
 */

#include "b24-json.h"
#include "bench.h"
#include "scene.h"

#define PUSHED        300
#define POLLED        100
#define GRACE         1000   /* ms for the other client to catch up */
#define POLL_INTERVAL 1000.0 /* ms, jitter aside */

typedef struct {
    const char *name;
    const char *push; /* arguments of the control verb */
    const char *open; /* (nullable): what of push-state shows that it is in use */
    guint messages;
    gint32 pause;  /* ms to the next message at most */
    double theory; /* mean in ms by the schedule; 0 none */
} Way;

static const Way ways[] = {
    { "WebSocket", "{\"websocket\": true}", "sockets", PUSHED, 40, 0 },
    { "long polling", "{\"websocket\": false}", "polls", PUSHED, 40, 0 },
    { "polling", "{\"enabled\": false}", NULL, POLLED, 1000, POLL_INTERVAL / 2 },
};

/* The other client. */
typedef struct {
    GSubprocess *process;
    GDataInputStream *output;
} Listener;

static void
listener_free (Listener *self)
{
    if (self == NULL)
        return;
    g_subprocess_force_exit (self->process);
    g_subprocess_wait (self->process, NULL, NULL);
    g_object_unref (self->output);
    g_object_unref (self->process);
    g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listener, listener_free)

/* NULL where Node or its packages are missing. */
static Listener *
listener_new (Scene *scene)
{
    g_autofree char *port = g_strdup_printf ("%u", practice_portal_get_port (scene->portal));
    g_autoptr (Listener) self = g_new0 (Listener, 1);
    g_autofree char *line = NULL;

    self->process = g_subprocess_new (
        G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
            G_SUBPROCESS_FLAGS_STDERR_SILENCE,
        NULL, "node", LISTENER, SDK, port, practice_portal_get_webhook (scene->portal, KIM), NULL);
    if (self->process == NULL) {
        g_free (g_steal_pointer (&self));
        return NULL;
    }
    self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
    line = g_data_input_stream_read_line (self->output, NULL, NULL, NULL);
    return g_strcmp0 (line, "ready") == 0 ? g_steal_pointer (&self) : NULL;
}

/* (element-type double): milliseconds of the messages in @written (id → unix milliseconds) */
static GArray *
listener_end (Listener *self, GHashTable *written)
{
    GArray *took = g_array_new (FALSE, FALSE, sizeof (double));
    char *line;

    g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
    while ((line = g_data_input_stream_read_line (self->output, NULL, NULL, NULL)) != NULL) {
        g_auto (GStrv) words = g_strsplit (line, " ", 2);
        gint64 id = g_ascii_strtoll (words[0], NULL, 10);
        const double *begun = g_hash_table_lookup (written, &id);
        double latency;

        g_free (line);
        if (begun == NULL || words[1] == NULL)
            continue;
        latency = g_ascii_strtod (words[1], NULL) - *begun;
        g_array_append_val (took, latency);
    }
    return took;
}

static double
get_now (void)
{
    gint64 now = g_get_real_time ();

    return (double) now / 1000.0;
}

static void
tell (const char *who, GArray *took, const Way *way)
{
    double sum = 0;

    for (guint i = 0; i < took->len; i++)
        sum += g_array_index (took, double, i);
    if (took->len == 0) {
        g_print ("#   %-13s %-10s nothing\n", way->name, who);
        return;
    }
    g_print ("#   %-13s %-10s %3u messages: median %7.2f ms, 99 %% %7.2f ms, mean %7.2f ms",
             way->name, who, took->len, bench_quantile (took, 0.5), bench_quantile (took, 0.99),
             sum / took->len);
    if (way->theory > 0)
        g_print (", %+.0f %% of the schedule's", 100.0 * (sum / took->len / way->theory - 1.0));
    g_print ("\n");
}

static gboolean
is_open (Scene *scene, const Way *way)
{
    g_autoptr (JsonObject) state = NULL;

    if (way->open == NULL)
        return TRUE;
    state = practice_portal_control (scene->portal, "push-state", "{}");
    return b24_json_get_int (state, way->open, 0) > 0;
}

static gboolean
on_over (gpointer user_data)
{
    gboolean *over = user_data;

    *over = TRUE;
    return G_SOURCE_REMOVE;
}

static void
pass (gint32 milliseconds)
{
    gboolean over = FALSE;

    g_source_set_name_by_id (g_timeout_add ((guint) milliseconds, on_over, &over), "bench: over");
    while (!over)
        g_main_context_iteration (NULL, TRUE);
}

static void
write_one (Scene *scene, const char *dialog, guint number, GHashTable *written, GArray *took)
{
    g_autofree char *text = g_strdup_printf ("message %05u", number);
    guint from = scene->client->lines->len;
    gint64 *id = g_new (gint64, 1);
    double *begun = g_new (double, 1);
    double latency;

    *begun = get_now ();
    *id = scene_write (scene, dialog, text);
    client_wait_for (scene->client,
                     client_find_line_from (scene->client, from, dialog, text) != NULL);
    latency = get_now () - *begun;
    g_array_append_val (took, latency);
    g_hash_table_insert (written, id, begun);
}

static void
measure (gconstpointer data)
{
    const Way *way = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autoptr (Listener) listener = NULL;
    g_autoptr (GHashTable) written =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr (GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
    g_autofree char *anna = NULL;

    scene_control (scene, "push", "%s", way->push);
    anna = scene_anna_with (scene, KIM);
    client_wait_for (scene->client, is_open (scene, way));
    if (way->open != NULL)
        listener = listener_new (scene);
    for (guint i = 0; i < way->messages; i++) {
        /* At any time of the schedule, and apart: a busy client is another measurement. */
        pass (g_random_int_range (0, way->pause));
        write_one (scene, anna, i, written, took);
    }
    tell ("plugin", took, way);
    if (listener != NULL) {
        g_autoptr (GArray) theirs = NULL;

        pass (GRACE);
        theirs = listener_end (listener, written);
        tell ("b24jssdk", theirs, way);
    } else if (way->open != NULL) {
        g_print ("#   %-13s b24jssdk   not installed: needs Node 20 and tests/sdk/packages\n",
                 way->name);
    }
}

static void
add_tests (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
        g_autofree char *path = g_strdup_printf ("/bench/latency/%u", i);

        g_test_add_data_func (path, &ways[i], measure);
    }
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
