/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "push-ear.h"

#include "portal-read-push.h"

static void
on_message (SoupWebsocketConnection *socket, int type, GBytes *message, gpointer user_data)
{
    PushEar *self = user_data;
    gsize length = 0;
    const char *data = g_bytes_get_data (message, &length);
    g_autofree char *text = g_strndup (data, length);

    if (type == SOUP_WEBSOCKET_DATA_BINARY) {
        self->stats += practice_read_push_binary ((const guint8 *) data, length, self->events);
        self->frames++;
        self->binary++;
    } else if (practice_read_push_text (text, self->events)) {
        self->frames++;
    } else {
        g_ptr_array_add (self->texts, g_steal_pointer (&text));
        if (self->pongs &&
            soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
            soup_websocket_connection_send_text (socket, "pong");
    }
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer user_data)
{
    PushEar *self = user_data;

    self->closed = TRUE;
    self->close_code = soup_websocket_connection_get_close_code (socket);
}

typedef struct {
    PushEar *ear;
    gboolean done;
} Opening;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Opening *opening = user_data;
    PushEar *self = opening->ear;
    g_autoptr (GError) error = NULL;

    self->socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
    opening->done = TRUE;
    if (self->socket == NULL)
        return;
    soup_websocket_connection_set_max_incoming_payload_size (self->socket, 16 << 20);
    g_signal_connect (self->socket, "message", G_CALLBACK (on_message), self);
    g_signal_connect (self->socket, "closed", G_CALLBACK (on_closed), self);
}

JsonObject *
push_ear_get_config (PortalCaller *caller, gint64 operator_id)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (caller, operator_id, "pull.config.get", "{}");

    g_assert_cmpuint (caller->status, ==, 200);
    return practice_read_object (answer, "result");
}

char *
push_ear_make_query (JsonObject *config, const char *more)
{
    GString *query = g_string_new (NULL);

    if (json_object_has_member (config, "jwt")) {
        g_string_append_printf (query, "jsonRpc=true&token=%s",
                                practice_read_string (config, "jwt"));
    } else {
        g_string_append (query, "CHANNEL_ID=");
        g_string_append_uri_escaped (query, practice_read_string (config, "channels/private/id"),
                                     NULL, FALSE);
        g_string_append (query, "%2F");
        g_string_append_uri_escaped (query, practice_read_string (config, "channels/shared/id"),
                                     NULL, FALSE);
    }
    if (json_object_has_member (config, "clientId"))
        g_string_append_printf (query, "&clientId=%s", practice_read_string (config, "clientId"));
    g_string_append (query, more);
    return g_string_free (query, FALSE);
}

PushEar *
push_ear_new_deaf (void)
{
    PushEar *self = g_new0 (PushEar, 1);

    self->texts = g_ptr_array_new_with_free_func (g_free);
    self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
    return self;
}

PushEar *
push_ear_new (PortalCaller *caller, const char *query)
{
    PushEar *self = push_ear_new_deaf ();
    g_autofree char *uri = g_strdup_printf ("ws://127.0.0.1:%u/bitrix/subws/?%s",
                                            practice_portal_get_port (caller->portal), query);
    g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
    Opening opening = { self, FALSE };

    soup_session_websocket_connect_async (caller->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                          NULL, on_opened, &opening);
    while (!opening.done)
        g_main_context_iteration (NULL, TRUE);
    self->status = soup_message_get_status (message);
    return self;
}

void
push_ear_free (PushEar *self)
{
    if (self->socket != NULL)
        g_signal_handlers_disconnect_by_data (self->socket, self);
    g_clear_object (&self->socket);
    g_ptr_array_unref (self->texts);
    g_ptr_array_unref (self->events);
    g_free (self);
}

void
push_ear_wait_events (PushEar *self, guint count)
{
    while (self->events->len < count)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (self->events->len, ==, count);
}

void
push_ear_wait_texts (PushEar *self, guint count)
{
    while (self->texts->len < count)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (self->texts->len, ==, count);
}

void
push_ear_wait_closed (PushEar *self, guint code)
{
    while (!self->closed)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (self->close_code, ==, code);
}

JsonObject *
push_ear_get (PushEar *self, guint index)
{
    g_assert_cmpuint (index, <, self->events->len);
    return g_ptr_array_index (self->events, index);
}

void
push_ear_assert_commands (PushEar *self, const char *commands)
{
    g_autoptr (GString) heard = g_string_new (NULL);

    for (guint i = 0; i < self->events->len; i++)
        g_string_append_printf (heard, "%s%s", i > 0 ? " " : "",
                                practice_read_string (push_ear_get (self, i), "command"));
    g_assert_cmpstr (heard->str, ==, commands);
}

char *
push_ear_poll (PushEar *self, PortalCaller *caller, const char *query)
{
    g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/bitrix/sub/?%s",
                                            practice_portal_get_port (caller->portal), query);
    g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
    g_autoptr (GBytes) body = soup_session_send_and_read (caller->session, message, NULL, NULL);
    SoupMessageHeaders *headers = soup_message_get_response_headers (message);
    const char *type = soup_message_headers_get_content_type (headers, NULL);
    g_autofree char *text = NULL;

    self->status = soup_message_get_status (message);
    if (body == NULL)
        return NULL;
    text = g_bytes_get_size (body) > 0
               ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body))
               : g_strdup ("");
    if (g_strcmp0 (type, "application/octet-stream") == 0) {
        practice_read_push_binary (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                   self->events);
        self->binary++;
    } else if (self->status != 200 || !practice_read_push_text (text, self->events)) {
        g_ptr_array_add (self->texts, g_steal_pointer (&text));
    }
    return g_strdup (soup_message_headers_get_one (headers, "Last-Message-Id"));
}

gint64
push_ear_count (PortalCaller *caller, const char *member)
{
    g_autoptr (JsonObject) state = practice_portal_control (caller->portal, "push-state", NULL);

    return practice_read_int (state, member);
}

void
push_ear_wait_count (PortalCaller *caller, const char *member, gint64 count)
{
    while (push_ear_count (caller, member) != count)
        g_main_context_iteration (NULL, FALSE);
}
