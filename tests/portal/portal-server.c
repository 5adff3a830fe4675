/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-server — listening, and what an address leads to.
 */

#include "portal-private.h"

/* /rest/<user>/<secret>/<method>[.json], or with a token /rest/<method>[.json], where the SDK
 * writes two slashes */
static void
handle_rest (PracticePortal *self, SoupServerMessage *message, const char *path)
{
    g_auto (GStrv) parts = g_strsplit (path + strlen ("/rest/"), "/", 4);
    guint count = g_strv_length (parts);
    g_autofree char *method = g_strdup (count > 0 ? parts[count - 1] : "");
    gboolean webhook = count == 3;

    if (g_str_has_suffix (method, ".json"))
        method[strlen (method) - strlen (".json")] = '\0';
    pp_exchange_handle (self, message, method, webhook ? parts[0] : NULL,
                        webhook ? parts[1] : NULL);
}

static void
on_control_finished (SoupServerMessage *message, gpointer user_data)
{
    pp_server_go_down (user_data);
}

static void
handle_practice (PracticePortal *self, SoupServerMessage *message, const char *verb)
{
    g_autoptr (JsonObject) args = json_object_new ();
    gboolean failed = FALSE;
    char *answer;

    pp_params_read_message (message, args);
    answer = pp_control_run (self, verb, args, &failed);
    soup_server_message_set_status (message, failed ? SOUP_STATUS_BAD_REQUEST : SOUP_STATUS_OK,
                                    NULL);
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, answer,
                                      strlen (answer));
    if (self->going_down)
        g_signal_connect (message, "finished", G_CALLBACK (on_control_finished), self);
}

void
pp_server_handle (SoupServer *server, SoupServerMessage *message, const char *path,
                  GHashTable *query, gpointer user_data)
{
    static const char page[] = "<html><body>Sign in to the portal</body></html>";
    PracticePortal *self = user_data;

    pp_session_run_timers (self);
    if (g_str_has_prefix (path, "/rest/")) {
        handle_rest (self, message, path);
    } else if (g_str_has_prefix (path, "/practice/")) {
        handle_practice (self, message, path + strlen ("/practice/"));
    } else if (!pp_oauth_handle (self, message, path)) {
        soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
        soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, page,
                                          sizeof page - 1);
    }
}

gboolean
pp_server_listen (PracticePortal *self, GError **error)
{
    self->listener = pp_listener_new (self->server, self->port, error);
    if (self->listener == NULL)
        return FALSE;
    self->port = pp_listener_get_port (self->listener);
    return TRUE;
}

/* Cuts every line, also of requests in work and of those that only keep their connection. */
void
pp_server_drop_all (PracticePortal *self)
{
    g_clear_pointer (&self->listener, pp_listener_free);
    pp_exchange_drop_all (self);
    pp_push_drop_all (self);
    soup_server_disconnect (self->server);
}

static gboolean
on_up_again (gpointer user_data)
{
    PracticePortal *self = user_data;

    pp_server_go_up (self);
    return G_SOURCE_REMOVE;
}

/* From now on nobody listens. */
void
pp_server_go_down (PracticePortal *self)
{
    if (!self->going_down)
        return;
    self->going_down = FALSE;
    self->down = TRUE;
    pp_server_drop_all (self);
    if (self->down_for > 0) {
        self->up_again = g_timeout_source_new ((guint) self->down_for);
        g_source_set_name (self->up_again, "practice portal: up again");
        g_source_set_callback (self->up_again, on_up_again, self, NULL);
        g_source_attach (self->up_again, self->context);
    }
}

void
pp_server_go_up (PracticePortal *self)
{
    g_autoptr (GError) error = NULL;

    if (self->up_again != NULL) {
        g_source_destroy (self->up_again);
        g_clear_pointer (&self->up_again, g_source_unref);
    }
    if (!self->down)
        return;
    self->down = FALSE;
    if (!pp_server_listen (self, &error))
        g_error ("practice portal: cannot listen again: %s", error->message);
}
