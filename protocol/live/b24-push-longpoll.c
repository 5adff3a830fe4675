/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push-longpoll.h"

#include "b24-error.h"
#include "b24-push-codes.h"

#define HELD       5000 /* ms of a request that is not refused: the server keeps it */
#define PAUSE      1000 /* ms between requests that bring nothing new at once */
#define READ_SIZE  (64 * 1024)
#define MAX_REASON 4096 /* bytes of a refusal's text that are looked at */
#define MID_LENGTH 26
/* The server's sign for "nothing new, and the place is in the headers". */
#define PLACE_EXPIRES "Thu, 01 Jan 1973 11:11:01 GMT"

typedef struct {
    B24PushLongpoll *owner; /* (nullable): absent when it has been given up */
    SoupMessage *message;
    GCancellable *cancellable;
    GByteArray *received;
} Request;

struct _B24PushLongpoll {
    B24Clock *clock;
    SoupSession *session;
    const B24PushLongpollEvents *events; /* (nullable): absent when freed */
    gpointer user_data;

    Request *request; /* (nullable): not owned, its callbacks own it */
    gint64 asked_at;  /* monotonic */
    gboolean open;
    gboolean reading; /* the owner reads an answer */
    guint held_id;
    guint pause_id;
};

static void
clear (gpointer data)
{
    B24PushLongpoll *self = data;

    g_object_unref (self->clock);
    g_object_unref (self->session);
}

static void
unref (B24PushLongpoll *self)
{
    g_rc_box_release_full (self, clear);
}

/* A reference for as long as somebody is told something, who may free the link meanwhile. */
typedef B24PushLongpoll Keep;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keep, unref)

static void
request_free (Request *request)
{
    g_clear_object (&request->message);
    g_clear_object (&request->cancellable);
    g_byte_array_unref (request->received);
    g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* Its callback comes later and frees it. */
static void
give_up (B24PushLongpoll *self)
{
    Request *request = g_steal_pointer (&self->request);

    b24_clock_clear (self->clock, &self->held_id);
    if (request == NULL)
        return;
    g_signal_handlers_disconnect_by_data (request->message, self);
    request->owner = NULL;
    g_cancellable_cancel (request->cancellable);
}

/* The end of a request that came to one. */
static void
finish (B24PushLongpoll *self)
{
    b24_clock_clear (self->clock, &self->held_id);
    g_signal_handlers_disconnect_by_data (self->request->message, self);
    self->request = NULL;
}

static void
lose (B24PushLongpoll *self, guint code, GError *error)
{
    g_autoptr (GError) owned = error;

    give_up (self);
    b24_clock_clear (self->clock, &self->pause_id);
    self->events->link.lost (code, owned, self->user_data);
}

static void
note_open (B24PushLongpoll *self)
{
    b24_clock_clear (self->clock, &self->held_id);
    if (self->open)
        return;
    self->open = TRUE;
    self->events->link.opened (self->user_data);
}

static void ask (B24PushLongpoll *self);

static gboolean
on_pause_over (gpointer user_data)
{
    B24PushLongpoll *self = user_data;

    self->pause_id = 0;
    ask (self);
    return G_SOURCE_REMOVE;
}

/* A server that answers at once though it has nothing to say is not asked in a tight loop. */
static void
ask_again (B24PushLongpoll *self, gboolean news)
{
    gint64 lasted = (b24_clock_get_monotonic (self->clock) - self->asked_at) / 1000;
    guint pause = news || lasted >= PAUSE ? 0 : (guint) (PAUSE - lasted);

    b24_clock_clear (self->clock, &self->pause_id);
    self->pause_id = b24_clock_add (self->clock, "b24-push-poll", pause, on_pause_over, self);
}

static gboolean
is_mid (const char *text)
{
    return text != NULL && strlen (text) == MID_LENGTH && strspn (text, "0123456789") == MID_LENGTH;
}

static void
take_place (B24PushLongpoll *self, SoupMessageHeaders *headers)
{
    const char *expires = soup_message_headers_get_one (headers, "Expires");
    const char *mid = soup_message_headers_get_one (headers, "Last-Message-Id");

    if (g_strcmp0 (expires, PLACE_EXPIRES) == 0 && is_mid (mid))
        self->events->place (mid, self->user_data);
}

static void
refuse (B24PushLongpoll *self, guint status, GByteArray *body)
{
    g_autofree char *text = g_strndup ((const char *) body->data, MIN (body->len, MAX_REASON));
    guint code = b24_push_code_from_answer (status, text);
    B24Error kind = B24_ERROR_UNREACHABLE;

    if (status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
        kind = B24_ERROR_PROXY;
    else if (status == SOUP_STATUS_NOT_FOUND)
        kind = B24_ERROR_NOT_FOUND;
    else if (status >= 500)
        kind = B24_ERROR_SERVER;
    lose (self, code,
          g_error_new (B24_ERROR, kind, "status %u, code %u (%s)", status, code,
                       b24_push_code_get_name (code)));
}

static void
take_answer (B24PushLongpoll *self, Request *request)
{
    SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);
    guint status = soup_message_get_status (request->message);
    const char *type = soup_message_headers_get_content_type (headers, NULL);
    g_autoptr (GBytes) body = NULL;
    g_autoptr (Keep) keep = NULL;

    finish (self);
    if (status != SOUP_STATUS_OK && status != SOUP_STATUS_NOT_MODIFIED) {
        refuse (self, status, request->received);
        return;
    }
    self->reading = status == SOUP_STATUS_OK && request->received->len > 0;
    if (!self->reading) {
        if (status == SOUP_STATUS_NOT_MODIFIED)
            take_place (self, headers);
        else
            self->events->place (NULL, self->user_data);
        ask_again (self, FALSE);
        note_open (self);
        return;
    }
    body = g_bytes_new (request->received->data, request->received->len);
    keep = g_rc_box_acquire (self);
    note_open (self);
    if (keep->events != NULL)
        keep->events->link.data (body, g_strcmp0 (type, "application/octet-stream") == 0,
                                 keep->user_data);
}

static void read_more (Request *request, GInputStream *stream);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Request) request = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes =
        g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

    if (request->owner == NULL)
        return;
    if (bytes == NULL) {
        lose (request->owner, 0, b24_push_link_error (error));
        return;
    }
    if (g_bytes_get_size (bytes) == 0) {
        take_answer (request->owner, request);
        return;
    }
    if (request->received->len + g_bytes_get_size (bytes) > B24_PUSH_MAX_BYTES) {
        lose (request->owner, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
              g_error_new_literal (B24_ERROR, B24_ERROR_TOO_LARGE, "answer too large"));
        return;
    }
    g_byte_array_append (request->received, g_bytes_get_data (bytes, NULL),
                         (guint) g_bytes_get_size (bytes));
    read_more (g_steal_pointer (&request), G_INPUT_STREAM (source));
}

static void
read_more (Request *request, GInputStream *stream)
{
    g_input_stream_read_bytes_async (stream, READ_SIZE, G_PRIORITY_DEFAULT, request->cancellable,
                                     on_read, request);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Request) request = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GInputStream) stream =
        soup_session_send_finish (SOUP_SESSION (source), result, &error);

    if (request->owner == NULL)
        return;
    if (stream == NULL) {
        lose (request->owner, 0, b24_push_link_error (error));
        return;
    }
    read_more (g_steal_pointer (&request), stream);
}

static gboolean
on_held (gpointer user_data)
{
    B24PushLongpoll *self = user_data;

    self->held_id = 0;
    note_open (self);
    return G_SOURCE_REMOVE;
}

/* From here on silence is the server's, and not that of a line which does not even exist. */
static void
on_wrote_headers (SoupMessage *message, gpointer user_data)
{
    B24PushLongpoll *self = user_data;

    if (!self->open && self->held_id == 0)
        self->held_id = b24_clock_add (self->clock, "b24-push-held", HELD, on_held, self);
}

static void
ask (B24PushLongpoll *self)
{
    g_autofree char *uri = self->events->make_uri (self->user_data);
    Request *request = g_new0 (Request, 1);

    request->owner = self;
    request->message = soup_message_new (SOUP_METHOD_GET, uri);
    request->cancellable = g_cancellable_new ();
    request->received = g_byte_array_new ();
    self->request = request;
    self->reading = FALSE;
    self->asked_at = b24_clock_get_monotonic (self->clock);
    soup_message_add_flags (request->message,
                            SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
    g_signal_connect (request->message, "wrote-headers", G_CALLBACK (on_wrote_headers), self);
    soup_session_send_async (self->session, request->message, G_PRIORITY_DEFAULT,
                             request->cancellable, on_sent, request);
}

B24PushLongpoll *
b24_push_longpoll_new (B24Clock *clock, SoupSession *session, const B24PushLongpollEvents *events,
                       gpointer user_data)
{
    B24PushLongpoll *self = g_rc_box_new0 (B24PushLongpoll);

    self->clock = g_object_ref (clock);
    self->session = g_object_ref (session);
    self->events = events;
    self->user_data = user_data;
    ask (self);
    return self;
}

void
b24_push_longpoll_free (B24PushLongpoll *self)
{
    if (self == NULL)
        return;
    give_up (self);
    b24_clock_clear (self->clock, &self->pause_id);
    self->events = NULL;
    unref (self);
}

void
b24_push_longpoll_next (B24PushLongpoll *self, gboolean news)
{
    g_return_if_fail (self != NULL);

    if (!self->reading)
        return;
    self->reading = FALSE;
    ask_again (self, news);
}

void
b24_push_longpoll_probe (B24PushLongpoll *self)
{
    g_return_if_fail (self != NULL);

    if (self->request == NULL)
        return;
    give_up (self);
    ask (self);
}
