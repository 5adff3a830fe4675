/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http-fixture.h"

#include <string.h>

#include "portal-listener.h"

typedef struct {
    guint status;
    char *content_type;
    char *body;
    char *header;
    char *value;
    char *raw;
    gboolean silent;
    gboolean drip;
} Answer;

struct _HttpFixture {
    SoupServer *server;
    PpListener *listener;
    char *authority;
    GQueue script;       /* of Answer */
    GPtrArray *requests; /* of HttpRequest */
    GIOStream *drip;     /* (nullable) */
    guint drip_id;
};

static void
answer_free (Answer *answer)
{
    g_free (answer->content_type);
    g_free (answer->body);
    g_free (answer->header);
    g_free (answer->value);
    g_free (answer->raw);
    g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static void
request_free (gpointer data)
{
    HttpRequest *request = data;

    g_free (request->verb);
    g_free (request->path);
    g_free (request->host);
    g_free (request->body);
    g_free (request->content_type);
    g_free (request->user_agent);
    g_free (request);
}

static void
record (HttpFixture *self, SoupServerMessage *message, const char *path)
{
    HttpRequest *request = g_new0 (HttpRequest, 1);
    SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
    SoupMessageBody *body = soup_server_message_get_request_body (message);
    g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
    GSocketAddress *address = soup_server_message_get_remote_address (message);

    request->verb = g_strdup (soup_server_message_get_method (message));
    request->path = g_strdup (path);
    request->host = g_strdup (soup_message_headers_get_one (headers, "Host"));
    request->body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    request->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
    request->user_agent = g_strdup (soup_message_headers_get_one (headers, "User-Agent"));
    if (G_IS_INET_SOCKET_ADDRESS (address))
        request->client_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
    g_ptr_array_add (self->requests, request);
}

static void
write_raw (SoupServerMessage *message, const char *bytes)
{
    g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

    g_output_stream_write_all (g_io_stream_get_output_stream (stream), bytes, strlen (bytes), NULL,
                               NULL, NULL);
    g_io_stream_close (stream, NULL, NULL);
}

static gboolean
drip_cb (gpointer user_data)
{
    HttpFixture *self = user_data;

    g_output_stream_write_all (g_io_stream_get_output_stream (self->drip), "x", 1, NULL, NULL,
                               NULL);
    return G_SOURCE_CONTINUE;
}

static void
begin_drip (HttpFixture *self, SoupServerMessage *message)
{
    static const char begin[] = "HTTP/1.1 200 OK\r\nX-Endless: ";

    g_assert_null (self->drip);
    self->drip = soup_server_message_steal_connection (message);
    g_output_stream_write_all (g_io_stream_get_output_stream (self->drip), begin, strlen (begin),
                               NULL, NULL, NULL);
    self->drip_id = g_timeout_add (100, drip_cb, self);
    g_source_set_name_by_id (self->drip_id, "http fixture: drip");
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
        gpointer user_data)
{
    HttpFixture *self = user_data;
    g_autoptr (Answer) answer = g_queue_pop_head (&self->script);
    const char *body = answer != NULL ? answer->body : "{\"result\":true}";
    const char *type = answer != NULL ? answer->content_type : "application/json";

    record (self, message, path);
    if (answer != NULL && answer->silent) {
        soup_server_message_pause (message);
        return;
    }
    if (answer != NULL && answer->drip) {
        begin_drip (self, message);
        return;
    }
    if (answer != NULL && answer->raw != NULL) {
        write_raw (message, answer->raw);
        return;
    }
    soup_server_message_set_status (message, answer != NULL ? answer->status : 200, NULL);
    if (answer != NULL && answer->header != NULL)
        soup_message_headers_append (soup_server_message_get_response_headers (message),
                                     answer->header, answer->value);
    if (body != NULL)
        soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

HttpFixture *
http_fixture_new (void)
{
    HttpFixture *self = g_new0 (HttpFixture, 1);
    g_autoptr (GError) error = NULL;

    self->server = soup_server_new (NULL, NULL);
    self->requests = g_ptr_array_new_with_free_func (request_free);
    soup_server_add_handler (self->server, NULL, handle, self, NULL);
    self->listener = pp_listener_new (self->server, 0, &error);
    g_assert_no_error (error);
    self->authority = g_strdup_printf ("127.0.0.1:%u", pp_listener_get_port (self->listener));
    return self;
}

void
http_fixture_free (HttpFixture *self)
{
    g_clear_handle_id (&self->drip_id, g_source_remove);
    if (self->drip != NULL)
        g_io_stream_close (self->drip, NULL, NULL);
    g_clear_object (&self->drip);
    pp_listener_free (self->listener);
    soup_server_disconnect (self->server);
    g_object_unref (self->server);
    g_queue_clear_full (&self->script, (GDestroyNotify) answer_free);
    g_ptr_array_unref (self->requests);
    g_free (self->authority);
    g_free (self);
}

guint
http_fixture_get_port (HttpFixture *self)
{
    return pp_listener_get_port (self->listener);
}

const char *
http_fixture_get_authority (HttpFixture *self)
{
    return self->authority;
}

static Answer *
push (HttpFixture *self, guint status, const char *content_type, const char *body)
{
    Answer *answer = g_new0 (Answer, 1);

    answer->status = status;
    answer->content_type = g_strdup (content_type);
    answer->body = g_strdup (body);
    g_queue_push_tail (&self->script, answer);
    return answer;
}

void
http_fixture_push (HttpFixture *self, guint status, const char *content_type, const char *body)
{
    push (self, status, content_type, body);
}

void
http_fixture_push_json (HttpFixture *self, guint status, const char *body)
{
    push (self, status, "application/json", body);
}

void
http_fixture_push_header (HttpFixture *self, guint status, const char *name, const char *value,
                          const char *body)
{
    Answer *answer = push (self, status, "application/json", body);

    answer->header = g_strdup (name);
    answer->value = g_strdup (value);
}

void
http_fixture_push_redirect (HttpFixture *self, guint status, const char *location)
{
    http_fixture_push_header (self, status, "Location", location, "moved");
}

void
http_fixture_push_raw (HttpFixture *self, const char *bytes)
{
    push (self, 200, NULL, NULL)->raw = g_strdup (bytes);
}

void
http_fixture_push_drip (HttpFixture *self)
{
    push (self, 200, NULL, NULL)->drip = TRUE;
}

void
http_fixture_push_silence (HttpFixture *self)
{
    push (self, 200, NULL, NULL)->silent = TRUE;
}

guint
http_fixture_count (HttpFixture *self)
{
    return self->requests->len;
}

const HttpRequest *
http_fixture_get (HttpFixture *self, guint index)
{
    g_assert_cmpuint (index, <, self->requests->len);
    return g_ptr_array_index (self->requests, index);
}

void
http_wait_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    HttpWait *wait = user_data;

    g_assert_null (wait->result);
    wait->result = g_object_ref (result);
}

GAsyncResult *
http_wait_take (HttpWait *wait)
{
    while (wait->result == NULL)
        g_main_context_iteration (NULL, TRUE);
    return g_steal_pointer (&wait->result);
}

void
http_fixture_wait_requests (HttpFixture *self, guint count)
{
    while (self->requests->len < count)
        g_main_context_iteration (NULL, TRUE);
}
