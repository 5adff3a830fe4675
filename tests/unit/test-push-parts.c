/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What the push is made of: remembered mids, codes, addresses, the inbox, and a socket on a line
 * that goes dead. */

#include <locale.h>
#include <string.h>

#include "b24-error.h"
#include "b24-mids.h"
#include "b24-push-codes.h"
#include "b24-push-inbox.h"
#include "b24-push-private.h"
#include "b24-push-socket.h"
#include "figure.h"

#define PATIENCE (30 * G_USEC_PER_SEC)

static void
test_mids (void)
{
    g_autoptr (B24Mids) mids = b24_mids_new ();

    for (guint i = 0; i < 512 + 10; i++) {
        g_autofree char *mid = g_strdup_printf ("%026u", i);

        g_assert_true (b24_mids_add (mids, mid));
        g_assert_false (b24_mids_add (mids, mid));
    }
    g_assert_false (b24_mids_add (mids, "00000000000000000000000010"));
    /* The oldest ones are forgotten. */
    g_assert_true (b24_mids_add (mids, "00000000000000000000000009"));
}

/* Full jitter: any pause up to the step that belongs to so many failures. */
static void
test_pauses (void)
{
    static const guint steps[] = { 500, 5000, 25000, 45000, 60000, 60000 };

    for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
        guint least = G_MAXUINT;
        guint most = 0;

        for (guint k = 0; k < 1000; k++) {
            guint pause = b24_push_get_pause (i);

            least = MIN (least, pause);
            most = MAX (most, pause);
        }
        g_assert_cmpuint (least, <, steps[i] / 10);
        g_assert_cmpuint (most, >, steps[i] / 10 * 9);
        g_assert_cmpuint (most, <=, steps[i]);
    }
}

static void
test_codes (void)
{
    g_assert_cmpuint (b24_push_code_from_answer (429, NULL), ==, 4029);
    g_assert_cmpuint (b24_push_code_from_answer (400, "4010: Wrong channel id"), ==, 4010);
    g_assert_cmpuint (b24_push_code_from_answer (400, "4036: Wrong client id"), ==, 4036);
    g_assert_cmpuint (b24_push_code_from_answer (400, "Bad Request"), ==, 0);
    g_assert_cmpuint (b24_push_code_from_answer (400, "99994010"), ==, 0);
    g_assert_cmpuint (b24_push_code_from_answer (400, NULL), ==, 0);
    g_assert_cmpuint (b24_push_code_from_answer (502, "4010: not ours"), ==, 0);
    g_assert_cmpint (b24_push_code_get_action (1009), ==, B24_PUSH_DO_FORGET);
    g_assert_cmpint (b24_push_code_get_action (65535), ==, B24_PUSH_DO_RECONNECT);
    g_assert_cmpstr (b24_push_code_get_name (65535), ==, "unknown");
}

static void
test_addresses (void)
{
    g_autoptr (B24Portal) portal = b24_portal_new ("example.bitrix24.com", NULL);
    g_autoptr (B24Portal) loopback = b24_portal_new ("127.0.0.1:8080", NULL);

    g_assert_true (b24_push_link_allows (portal, "wss://rtc-1.bitrix24.com/subws2/?a=b"));
    g_assert_true (b24_push_link_allows (portal, "https://rtc-1.bitrix24.com/sub2/"));
    g_assert_false (b24_push_link_allows (portal, "ws://rtc-1.bitrix24.com/subws2/"));
    g_assert_false (b24_push_link_allows (portal, "http://rtc-1.bitrix24.com/sub2/"));
    g_assert_false (b24_push_link_allows (portal, "ws://127.0.0.1/subws/"));
    g_assert_false (b24_push_link_allows (portal, "wss://127.0.0.1/subws/"));
    g_assert_false (b24_push_link_allows (portal, "ftp://rtc-1.bitrix24.com/"));
    g_assert_false (b24_push_link_allows (portal, "wss:"));
    g_assert_false (b24_push_link_allows (portal, "nonsense"));
    g_assert_true (b24_push_link_allows (loopback, "ws://127.0.0.1:8080/subws/"));
    g_assert_false (b24_push_link_allows (loopback, "ws://rtc-1.bitrix24.com/subws2/"));
}

/* The text that is shown and logged has nothing of an address in it. */
static void
test_errors (void)
{
    g_autoptr (GError) tls =
        g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "secret");
    g_autoptr (GError) cut = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_EOF, "secret");
    g_autoptr (GError) late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "secret");
    g_autoptr (GError) proxy = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, "secret");
    const GError *errors[] = { tls, cut, late, proxy };
    const int codes[] = { B24_ERROR_TLS, B24_ERROR_UNREACHABLE, B24_ERROR_TIMEOUT,
                          B24_ERROR_PROXY };

    for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
        g_autoptr (GError) mapped = b24_push_link_error (errors[i]);

        g_assert_error (mapped, B24_ERROR, codes[i]);
        g_assert_null (strstr (mapped->message, "secret"));
    }
}

/* --- the inbox --- */

typedef struct {
    B24PushInbox *inbox;
    GString *told;
    guint drained;
    guint stop_at; /* the message that frees the inbox */
} Reader;

static void
on_frame (B24Frame *frame, const GError *error, guint link, gpointer user_data)
{
    Reader *reader = user_data;

    g_assert_true ((frame == NULL) == (error != NULL));
    g_string_append_printf (reader->told, "%s%u ", frame != NULL ? "frame" : "bad", link);
}

static void
on_message (B24PushMessage *message, gpointer user_data)
{
    Reader *reader = user_data;

    g_string_append_printf (reader->told, "%s ", message->command);
    if (reader->stop_at > 0 && --reader->stop_at == 0)
        g_clear_pointer (&reader->inbox, b24_push_inbox_free);
}

static void
on_drained (gpointer user_data)
{
    Reader *reader = user_data;

    g_assert_true (b24_push_inbox_is_empty (reader->inbox));
    reader->drained++;
}

static const B24PushInboxEvents inbox_events = { on_frame, on_message, on_drained };

static void
put (Reader *reader, guint link, const char *first, const char *second, gsize filling)
{
    g_autofree char *blank = g_strnfill (filling, ' ');
    g_autofree char *text = g_strdup_printf (
        "[%s{\"mid\":\"1\",\"text\":{\"module_id\":\"im\",\"command\":\"%s\",\"params\":{}}},"
        "{\"mid\":\"2\",\"text\":{\"module_id\":\"im\",\"command\":\"%s\",\"params\":{}}}]",
        blank, first, second);
    g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

    b24_push_inbox_put (reader->inbox, data, FALSE, link);
}

static void
turn (B24Clock *clock)
{
    g_main_context_iteration (NULL, FALSE);
    b24_clock_advance (clock, 1);
}

/* A frame that is decoded elsewhere holds back what came behind it. */
static void
test_inbox (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (0);
    g_autoptr (GBytes) nonsense = g_bytes_new_static ("{", 1);
    Reader reader = { NULL, g_string_new (NULL), 0, 0 };
    gint64 deadline = g_get_monotonic_time () + PATIENCE;

    reader.inbox = b24_push_inbox_new (clock, &inbox_events, &reader);
    put (&reader, 1, "a", "b", 0);
    put (&reader, 2, "c", "d", 100 * 1000);
    b24_push_inbox_put (reader.inbox, nonsense, FALSE, 2);
    put (&reader, 3, "e", "f", 0);
    g_assert_cmpstr (reader.told->str, ==, "");
    while (reader.drained == 0 && g_get_monotonic_time () < deadline)
        turn (clock);
    g_assert_cmpstr (reader.told->str, ==, "frame1 a b frame2 c d bad2 frame3 e f ");
    put (&reader, 4, "g", "h", 0);
    while (reader.drained == 1 && g_get_monotonic_time () < deadline)
        turn (clock);
    g_assert_true (g_str_has_suffix (reader.told->str, "frame4 g h "));
    b24_push_inbox_free (reader.inbox);
    g_string_free (reader.told, TRUE);
}

static void
test_inbox_freed (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (0);
    Reader reader = { NULL, g_string_new (NULL), 0, 1 };

    reader.inbox = b24_push_inbox_new (clock, &inbox_events, &reader);
    put (&reader, 1, "a", "b", 0);
    put (&reader, 1, "c", "d", 0);
    while (reader.inbox != NULL)
        turn (clock);
    for (guint i = 0; i < 100; i++)
        turn (clock);
    g_assert_cmpstr (reader.told->str, ==, "frame1 a ");
    g_assert_cmpuint (reader.drained, ==, 0);
    /* While the thread still works on it. */
    reader.inbox = b24_push_inbox_new (clock, &inbox_events, &reader);
    put (&reader, 2, "c", "d", 1000 * 1000);
    turn (clock);
    g_clear_pointer (&reader.inbox, b24_push_inbox_free);
    for (guint i = 0; i < 100; i++)
        turn (clock);
    g_assert_cmpstr (reader.told->str, ==, "frame1 a ");
    g_string_free (reader.told, TRUE);
}

/* --- a server that shakes hands and then never says anything, not even a pong --- */

typedef struct {
    GSocketService *service;
    guint port;
    GAsyncQueue *lines; /* GSocketConnection: those that were let in */
    GIOStream *line;    /* (nullable): the one of this test */
} Mute;

/* (transfer full): RFC 6455 §4.2.2 */
static char *
make_accept (const char *request)
{
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
    const char *key = strstr (request, "Sec-WebSocket-Key: ");
    guint8 digest[20];
    gsize length = sizeof digest;

    g_assert_nonnull (key);
    key += strlen ("Sec-WebSocket-Key: ");
    g_checksum_update (checksum, (const guchar *) key, (gssize) strcspn (key, "\r"));
    g_checksum_update (checksum, (const guchar *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
    g_checksum_get_digest (checksum, digest, &length);
    return g_base64_encode (digest, length);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
        gpointer user_data)
{
    GAsyncQueue *lines = user_data;
    GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
    GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
    g_autofree char *accept = NULL;
    g_autofree char *answer = NULL;
    char request[4096] = "";
    gsize used = 0;

    while (strstr (request, "\r\n\r\n") == NULL && used < sizeof request - 1) {
        gssize got =
            g_input_stream_read (in, request + used, sizeof request - 1 - used, NULL, NULL);

        if (got <= 0)
            return TRUE;
        used += (gsize) got;
    }
    accept = make_accept (request);
    answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                              accept);
    g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
    g_async_queue_push (lines, g_object_ref (connection));
    return TRUE;
}

static void
unref_lines (gpointer lines, GClosure *closure)
{
    g_async_queue_unref (lines);
}

static Mute *
mute_new (void)
{
    Mute *mute = g_new0 (Mute, 1);
    g_autoptr (GError) error = NULL;

    mute->lines = g_async_queue_new_full (g_object_unref);
    mute->service = g_threaded_socket_service_new (4);
    mute->port =
        g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (mute->service), NULL, &error);
    g_assert_no_error (error);
    /* A thread that still works keeps the service, and so the queue. */
    g_signal_connect_data (mute->service, "run", G_CALLBACK (on_run),
                           g_async_queue_ref (mute->lines), unref_lines, 0);
    g_socket_service_start (mute->service);
    return mute;
}

static void
mute_free (Mute *mute)
{
    g_socket_service_stop (mute->service);
    g_socket_listener_close (G_SOCKET_LISTENER (mute->service));
    g_clear_object (&mute->line);
    g_object_unref (mute->service);
    g_async_queue_unref (mute->lines);
    g_free (mute);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mute, mute_free)

static void
mute_send (Mute *mute, const char *bytes, gsize length)
{
    if (mute->line == NULL)
        mute->line = g_async_queue_pop (mute->lines);
    g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (mute->line), bytes,
                                              length, NULL, NULL, NULL));
}

typedef struct {
    B24Clock *clock;
    SoupSession *session;
    B24PushSocket *socket;
    guint opened;
    guint frames;
    guint lost;
    guint code;
    GError *error;
} Client;

static void
on_socket_opened (gpointer user_data)
{
    ((Client *) user_data)->opened++;
}

static void
on_socket_data (GBytes *data, gboolean binary, gpointer user_data)
{
    ((Client *) user_data)->frames++;
}

static void
on_socket_lost (guint code, const GError *error, gpointer user_data)
{
    Client *client = user_data;

    client->lost++;
    client->code = code;
    client->error = g_error_copy (error);
}

static const B24PushLinkEvents socket_events = { on_socket_opened, on_socket_data, on_socket_lost };

static Client *
client_new (guint port, gboolean talks)
{
    g_autofree char *uri = g_strdup_printf ("ws://127.0.0.1:%u/?CHANNEL_ID=secret", port);
    Client *client = g_new0 (Client, 1);

    client->clock = b24_clock_new_manual (0);
    client->session = soup_session_new ();
    client->socket =
        b24_push_socket_new (client->clock, client->session, uri, talks, &socket_events, client);
    return client;
}

static void
client_free (Client *client)
{
    b24_push_socket_free (client->socket);
    soup_session_abort (client->session);
    while (g_main_context_iteration (NULL, FALSE))
        continue;
    g_object_unref (client->session);
    g_object_unref (client->clock);
    g_clear_error (&client->error);
    g_free (client);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

static void
assert_timed_out (Client *client, const char *why)
{
    g_assert_cmpuint (client->lost, ==, 1);
    g_assert_cmpuint (client->code, ==, 0);
    g_assert_error (client->error, B24_ERROR, B24_ERROR_TIMEOUT);
    g_assert_nonnull (strstr (client->error->message, why));
    g_assert_false (b24_push_socket_is_open (client->socket));
}

static void
test_dead_line (void)
{
    g_autoptr (Mute) mute = mute_new ();
    g_autoptr (Client) client = client_new (mute->port, FALSE);

    g_assert_false (b24_push_socket_is_open (client->socket));
    figure_wait (&client->opened, 1);
    b24_clock_advance (client->clock, 80 * 1000);
    g_assert_cmpuint (client->lost, ==, 0);
    b24_clock_advance (client->clock, 2 * 1000);
    assert_timed_out (client, "pings");
    b24_clock_advance (client->clock, 3600 * 1000);
    g_assert_cmpuint (client->lost, ==, 1);
}

/* Any frame is a sign of life. */
static void
test_living_line (void)
{
    static const char frame[] = "\x81\x04ping";
    g_autoptr (Mute) mute = mute_new ();
    g_autoptr (Client) client = client_new (mute->port, FALSE);

    figure_wait (&client->opened, 1);
    for (guint i = 1; i <= 10; i++) {
        b24_clock_advance (client->clock, 53 * 1000);
        mute_send (mute, frame, sizeof frame - 1);
        figure_wait (&client->frames, i);
    }
    g_assert_cmpuint (client->lost, ==, 0);
}

static void
test_silence (void)
{
    static const char frame[] = "\x81\x04ping";
    g_autoptr (Mute) mute = mute_new ();
    g_autoptr (Client) client = client_new (mute->port, TRUE);

    figure_wait (&client->opened, 1);
    for (guint i = 1; i <= 5; i++) {
        b24_clock_advance (client->clock, 19 * 1000);
        mute_send (mute, frame, sizeof frame - 1);
        figure_wait (&client->frames, i);
    }
    g_assert_cmpuint (client->lost, ==, 0);
    b24_clock_advance (client->clock, 19 * 1000);
    g_assert_cmpuint (client->lost, ==, 0);
    b24_clock_advance (client->clock, 2 * 1000);
    assert_timed_out (client, "silence");
}

static void
test_probe (void)
{
    static const char pong[] = "\x8a\x03"
                               "b24";
    static const char frame[] = "\x81\x04ping";
    g_autoptr (Mute) mute = mute_new ();
    g_autoptr (Client) client = client_new (mute->port, FALSE);

    figure_wait (&client->opened, 1);
    b24_push_socket_probe (client->socket);
    b24_clock_advance (client->clock, 4 * 1000);
    /* The pong has no event of its own; the frame behind it has. */
    mute_send (mute, pong, sizeof pong - 1);
    mute_send (mute, frame, sizeof frame - 1);
    figure_wait (&client->frames, 1);
    b24_clock_advance (client->clock, 10 * 1000);
    g_assert_cmpuint (client->lost, ==, 0);
    b24_push_socket_probe (client->socket);
    b24_push_socket_probe (client->socket);
    b24_clock_advance (client->clock, 6 * 1000);
    assert_timed_out (client, "probe");
}

/* A frame over the limit is refused by its head, and the stream goes on without it. */
static void
test_too_large (void)
{
    static const char head[] = "\x82\x7f\0\0\0\0\x01\x10\0\0";
    g_autoptr (Mute) mute = mute_new ();
    g_autoptr (Client) client = client_new (mute->port, FALSE);

    figure_wait (&client->opened, 1);
    mute_send (mute, head, sizeof head - 1);
    figure_wait (&client->lost, 1);
    g_assert_cmpuint (client->code, ==, 1009);
    g_assert_cmpint (b24_push_code_get_action (client->code), ==, B24_PUSH_DO_FORGET);
}

/* Nobody there; the address stays out of what is told about it. */
static void
test_nobody (void)
{
    guint port;
    g_autoptr (Client) client = NULL;

    {
        g_autoptr (Mute) mute = mute_new ();

        port = mute->port;
    }
    client = client_new (port, FALSE);
    figure_wait (&client->lost, 1);
    g_assert_cmpuint (client->opened, ==, 0);
    g_assert_error (client->error, B24_ERROR, B24_ERROR_UNREACHABLE);
    g_assert_null (strstr (client->error->message, "secret"));
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/push-parts/mids", test_mids);
    g_test_add_func ("/push-parts/pauses", test_pauses);
    g_test_add_func ("/push-parts/codes", test_codes);
    g_test_add_func ("/push-parts/addresses", test_addresses);
    g_test_add_func ("/push-parts/errors", test_errors);
    g_test_add_func ("/push-parts/inbox/order", test_inbox);
    g_test_add_func ("/push-parts/inbox/freed", test_inbox_freed);
    g_test_add_func ("/push-parts/socket/dead", test_dead_line);
    g_test_add_func ("/push-parts/socket/living", test_living_line);
    g_test_add_func ("/push-parts/socket/silence", test_silence);
    g_test_add_func ("/push-parts/socket/probe", test_probe);
    g_test_add_func ("/push-parts/socket/too-large", test_too_large);
    g_test_add_func ("/push-parts/socket/nobody", test_nobody);
    return g_test_run ();
}
