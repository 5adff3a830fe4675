/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-push-longpoll — listening by long poll: one request, one answer, whenever there is news.
 */

#include <sys/socket.h>

#include "portal-push.h"

/* Unknown to libsoup. */
#define HTTP_TOO_MANY_REQUESTS 429

/* What tells a client that it may go on after Last-Message-Id. */
#define PAST "Thu, 01 Jan 1973 11:11:01 GMT"

/* The listener's part in the request is over; libsoup brings the answer out. */
static void
poll_end (PpPushListener *listener)
{
    g_source_destroy (listener->hang_up);
    g_clear_pointer (&listener->hang_up, g_source_unref);
    g_signal_handlers_disconnect_by_data (listener->poll, listener);
    g_clear_object (&listener->poll);
    pp_push_listener_remove (listener);
}

static void
poll_answer (PpPushListener *listener)
{
    SoupServerMessage *message = listener->poll;

    soup_server_message_unpause (message);
    poll_end (listener);
}

static void
set_headers (SoupServerMessage *message, guint status)
{
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

    soup_server_message_set_status (message, status, NULL);
    soup_message_headers_replace (headers, "Access-Control-Allow-Origin", "*");
    soup_message_headers_replace (headers, "Cache-Control", "no-cache");
    soup_message_headers_replace (headers, "Expires", PAST);
}

static void
set_text (SoupServerMessage *message, char *text)
{
    soup_server_message_set_response (message, "text/plain; charset=utf-8", SOUP_MEMORY_TAKE, text,
                                      strlen (text));
}

/* @code: an HTTP status, 200 with nothing in it, or what else a socket is closed with */
void
pp_push_answer_code (SoupServerMessage *message, guint code)
{
    if (code == PP_PUSH_TOO_MANY)
        code = HTTP_TOO_MANY_REQUESTS;
    set_headers (message, code >= 1000 ? SOUP_STATUS_BAD_REQUEST : code);
    if (code == SOUP_STATUS_OK)
        set_text (message, g_strdup (""));
    else if (code >= 1000)
        set_text (message, pp_push_describe_code (code));
}

/* nginx of versions 1 and 2 tells in headers where the client stands. */
static void
set_position (PpPushListener *listener)
{
    PpPushEvent *last = g_ptr_array_index (listener->batch, listener->batch->len - 1);
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (listener->poll);
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (last->created / G_USEC_PER_SEC);
    g_autofree char *time = soup_date_time_to_string (date, SOUP_DATE_HTTP);
    g_autofree char *tag = g_strdup_printf ("%u", last->tag);

    if (listener->version >= 3)
        return;
    soup_message_headers_replace (headers, "Last-Modified", time);
    soup_message_headers_replace (headers, "Etag", tag);
}

static void
send_batch (PpPushListener *listener)
{
    set_headers (listener->poll, SOUP_STATUS_OK);
    set_position (listener);
    if (listener->format == PP_PUSH_PROTOBUF) {
        g_autoptr (GBytes) body = pp_push_encode_binary (listener, listener->batch);

        soup_server_message_set_response (listener->poll, "application/octet-stream",
                                          SOUP_MEMORY_COPY, g_bytes_get_data (body, NULL),
                                          g_bytes_get_size (body));
    } else {
        set_text (listener->poll, pp_push_encode_text (listener, listener->batch));
    }
    listener->portal->push->sent += listener->batch->len;
    poll_answer (listener);
}

static void
send_nothing (PpPushListener *listener)
{
    PracticePortal *self = listener->portal;
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (listener->poll);
    char mid[PP_PUSH_MID_LENGTH + 1];

    set_headers (listener->poll, SOUP_STATUS_NOT_MODIFIED);
    if (listener->version >= 3) {
        pp_push_write_mid (self, self->push->last_number, mid);
        soup_message_headers_replace (headers, "Last-Message-Id", mid);
        /* Without this no browser shows the header to a script of the portal's pages. */
        soup_message_headers_replace (headers, "Access-Control-Expose-Headers", "Last-Message-Id");
    }
    poll_answer (listener);
}

void
pp_push_poll_run (PpPushListener *listener, gint64 now)
{
    if (listener->batch->len > 0)
        send_batch (listener);
    else if (listener->until <= now)
        send_nothing (listener);
}

void
pp_push_poll_drop (PpPushListener *listener, guint code)
{
    g_autoptr (SoupServerMessage) message = NULL;

    if (code != PP_PUSH_CUT) {
        pp_push_answer_code (listener->poll, code);
        poll_answer (listener);
        return;
    }
    message = g_object_ref (listener->poll);
    poll_end (listener);
    pp_listener_cut (message);
}

static void
on_finished (SoupServerMessage *message, gpointer user_data)
{
    poll_end (user_data);
}

/* A paused request is not read from: only this notices that the client hung up. */
static gboolean
on_line (GSocket *line, GIOCondition condition, gpointer user_data)
{
    char byte;

    if (recv (g_socket_get_fd (line), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        return G_SOURCE_REMOVE;
    pp_push_poll_drop (user_data, PP_PUSH_CUT);
    return G_SOURCE_REMOVE;
}

static void
hold (PpPushListener *listener, SoupServerMessage *message)
{
    PracticePortal *self = listener->portal;

    self->push->asked++;
    listener->poll = g_object_ref (message);
    listener->line = g_object_ref (pp_listener_get_socket (message));
    listener->until = pp_now (self) + self->push->hold;
    listener->hang_up = g_socket_create_source (listener->line, G_IO_IN | G_IO_HUP, NULL);
    g_source_set_name (listener->hang_up, "practice portal: long poll");
    g_source_set_callback (listener->hang_up, G_SOURCE_FUNC (on_line), listener, NULL);
    g_source_attach (listener->hang_up, self->context);
    g_signal_connect (message, "finished", G_CALLBACK (on_finished), listener);
    soup_server_message_pause (message);
    pp_push_listener_add (listener);
}

void
pp_push_handle_poll (SoupServer *server, SoupServerMessage *message, const char *path,
                     GHashTable *query, gpointer user_data)
{
    PracticePortal *self = user_data;
    GUri *uri = soup_server_message_get_uri (message);
    PpPushListener *listener;
    guint code = 0;

    if (!self->push->enabled || !self->push->long_polling) {
        soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
        return;
    }
    if (soup_server_message_get_method (message) != SOUP_METHOD_GET) {
        soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
        return;
    }
    if (pp_push_must_refuse (self->push, PP_PUSH_BY_POLL, &code)) {
        pp_push_answer_code (message, code);
        return;
    }
    listener = pp_push_listener_new (self, uri, &code);
    if (code != 0) {
        pp_push_listener_free (listener);
        pp_push_answer_code (message, code);
        return;
    }
    hold (listener, message);
}
