/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal — life of the practice portal: its thread, its start and its end.
 */

#include "portal-private.h"

#define TICK_SECONDS 1

static gboolean
on_tick (gpointer user_data)
{
    pp_session_run_timers (user_data);
    return G_SOURCE_CONTINUE;
}

static void
start (PracticePortal *self)
{
    g_autoptr (GError) error = NULL;

    self->server = soup_server_new ("server-header", NULL, NULL);
    soup_server_add_handler (self->server, NULL, pp_server_handle, self, NULL);
    pp_push_add_handlers (self);
    self->failed = !pp_server_listen (self, &error);
    if (self->failed)
        g_printerr ("practice portal: %s\n", error->message);
    self->tick = g_timeout_source_new_seconds (TICK_SECONDS);
    g_source_set_name (self->tick, "practice portal: session timers");
    g_source_set_callback (self->tick, on_tick, self, NULL);
    g_source_attach (self->tick, self->context);
}

/* Everything that was begun must come to its end: whoever leaks a request is found here. */
static void
stop (PracticePortal *self)
{
    gpointer server = self->server;

    pp_cast_stop (self);
    g_source_destroy (self->tick);
    g_clear_pointer (&self->tick, g_source_unref);
    if (self->up_again != NULL) {
        g_source_destroy (self->up_again);
        g_clear_pointer (&self->up_again, g_source_unref);
    }
    pp_server_drop_all (self);
    while (g_main_context_pending (self->context))
        g_main_context_iteration (self->context, FALSE);
    g_assert_cmpuint (self->exchanges->len, ==, 0);
    g_object_add_weak_pointer (G_OBJECT (server), &server);
    g_clear_object (&self->server);
    while (g_main_context_pending (self->context))
        g_main_context_iteration (self->context, FALSE);
    g_assert_null (server);
}

static gpointer
run_thread (gpointer data)
{
    PracticePortal *self = data;

    g_main_context_push_thread_default (self->context);
    start (self);
    g_mutex_lock (&self->mutex);
    self->ready = TRUE;
    g_cond_signal (&self->cond);
    g_mutex_unlock (&self->mutex);
    g_main_loop_run (self->loop);
    stop (self);
    g_main_context_pop_thread_default (self->context);
    return NULL;
}

PracticePortal *
practice_portal_new (guint port)
{
    PracticePortal *self = g_new0 (PracticePortal, 1);

    self->port = port;
    self->context = g_main_context_new ();
    self->loop = g_main_loop_new (self->context, FALSE);
    self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_fault_free);
    self->exchanges = g_ptr_array_new ();
    g_mutex_init (&self->mutex);
    g_cond_init (&self->cond);
    pp_world_init (self);
    pp_push_init (self);
    pp_oauth_init (self);
    self->thread = g_thread_new ("practice-portal", run_thread, self);
    g_mutex_lock (&self->mutex);
    while (!self->ready)
        g_cond_wait (&self->cond, &self->mutex);
    g_mutex_unlock (&self->mutex);
    if (self->failed)
        g_clear_pointer (&self, practice_portal_free);
    return self;
}

static gboolean
quit (gpointer user_data)
{
    PracticePortal *self = user_data;

    g_main_loop_quit (self->loop);
    return G_SOURCE_REMOVE;
}

void
practice_portal_free (PracticePortal *self)
{
    GSource *source;

    if (self == NULL)
        return;
    source = g_idle_source_new ();
    g_source_set_name (source, "practice portal: quit");
    g_source_set_callback (source, quit, self, NULL);
    g_source_attach (source, self->context);
    g_source_unref (source);
    g_thread_join (self->thread);
    pp_push_clear (self);
    pp_oauth_clear (self);
    pp_world_clear (self);
    g_ptr_array_unref (self->faults);
    g_ptr_array_unref (self->exchanges);
    g_main_loop_unref (self->loop);
    g_main_context_unref (self->context);
    g_mutex_clear (&self->mutex);
    g_cond_clear (&self->cond);
    g_free (self);
}

guint
practice_portal_get_port (PracticePortal *self)
{
    return self->port;
}

/* The table is filled before the thread starts and never changes: any thread may read it. */
const char *
practice_portal_get_webhook (PracticePortal *self, gint64 operator_id)
{
    return g_hash_table_lookup (self->webhooks, &operator_id);
}

typedef struct {
    PracticePortal *portal;
    const char *verb;
    JsonObject *args;
    char *answer;
    gboolean failed;
    gboolean done;
} Errand;

static gboolean
run_errand (gpointer user_data)
{
    Errand *errand = user_data;
    PracticePortal *self = errand->portal;

    errand->answer = pp_control_run (self, errand->verb, errand->args, &errand->failed);
    pp_server_go_down (self);
    g_mutex_lock (&self->mutex);
    errand->done = TRUE;
    g_cond_broadcast (&self->cond);
    g_mutex_unlock (&self->mutex);
    return G_SOURCE_REMOVE;
}

/* Runs a verb in the portal's thread. Returns its answer as JSON. */
static char *
run_there (PracticePortal *self, const char *verb, JsonObject *args, gboolean *failed)
{
    Errand errand = { .portal = self, .verb = verb, .args = args };
    GSource *source = g_idle_source_new ();

    g_source_set_name (source, "practice portal: control");
    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_callback (source, run_errand, &errand, NULL);
    g_source_attach (source, self->context);
    g_source_unref (source);
    g_mutex_lock (&self->mutex);
    while (!errand.done)
        g_cond_wait (&self->cond, &self->mutex);
    g_mutex_unlock (&self->mutex);
    *failed = errand.failed;
    return errand.answer;
}

JsonObject *
practice_portal_control (PracticePortal *self, const char *verb, const char *json_format, ...)
{
    g_autofree char *json = NULL;
    g_autofree char *answer = NULL;
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (JsonNode) parsed = NULL;
    g_autoptr (JsonObject) args = NULL;
    g_autoptr (GError) error = NULL;
    gboolean failed = FALSE;
    va_list list;

    if (json_format != NULL) {
        va_start (list, json_format);
        json = g_strdup_vprintf (json_format, list);
        va_end (list);
        node = json_from_string (json, &error);
        if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
            g_error ("practice portal: “%s” is no JSON object: %s", json,
                     error != NULL ? error->message : "");
        args = json_node_dup_object (node);
    } else {
        args = json_object_new ();
    }
    answer = run_there (self, verb, args, &failed);
    if (failed)
        g_error ("practice portal: %s %s: %s", verb, json != NULL ? json : "", answer);
    parsed = json_from_string (answer, NULL);
    return json_node_dup_object (parsed);
}

char *
practice_portal_describe (PracticePortal *self)
{
    g_autoptr (JsonObject) nothing = json_object_new ();
    gboolean failed = FALSE;
    g_autofree char *line = run_there (self, "describe", nothing, &failed);
    GString *plain = g_string_new (line);

    /* Read by shell scripts, too: no escapes that JSON does not demand. */
    g_string_replace (plain, "\\/", "/", 0);
    return g_string_free (plain, FALSE);
}
