/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Long polling alone: the place in the stream, the pace of requests, what counts as open. */

#include <locale.h>
#include <string.h>

#include "b24-error.h"
#include "b24-push-longpoll.h"
#include "figure.h"
#include "http-fixture.h"

/* Whatever is ready to happen happens. */
static void
wait_turns (void)
{
    while (g_main_context_iteration (NULL, FALSE))
        continue;
}

typedef struct {
    HttpFixture *server;
    B24Clock *clock;
    SoupSession *session;
    B24PushLongpoll *poll;
    char *place; /* (nullable) */
    guint places;
    guint opened;
    guint bodies;
    guint lost;
    guint code;
    GError *error;
} Poller;

static void
on_poll_opened (gpointer user_data)
{
    ((Poller *) user_data)->opened++;
}

static void
on_poll_data (GBytes *data, gboolean binary, gpointer user_data)
{
    Poller *poller = user_data;

    g_assert_cmpuint (poller->opened, ==, 1);
    g_assert_cmpuint (g_bytes_get_size (data), >, 0);
    poller->bodies++;
}

static void
on_poll_lost (guint code, const GError *error, gpointer user_data)
{
    Poller *poller = user_data;

    poller->lost++;
    poller->code = code;
    poller->error = g_error_copy (error);
}

static char *
make_uri (gpointer user_data)
{
    Poller *poller = user_data;

    return g_strdup_printf ("http://%s/sub/%s", http_fixture_get_authority (poller->server),
                            poller->place != NULL ? poller->place : "");
}

static void
on_place (const char *mid, gpointer user_data)
{
    Poller *poller = user_data;

    g_free (poller->place);
    poller->place = g_strdup (mid);
    poller->places++;
}

static const B24PushLongpollEvents poll_events = {
    { on_poll_opened, on_poll_data, on_poll_lost },
    make_uri,
    on_place,
};

static Poller *
poller_new (void)
{
    Poller *poller = g_new0 (Poller, 1);

    poller->server = http_fixture_new ();
    poller->clock = b24_clock_new_manual (0);
    poller->session = soup_session_new ();
    return poller;
}

static void
poller_begin (Poller *poller)
{
    poller->poll = b24_push_longpoll_new (poller->clock, poller->session, &poll_events, poller);
}

static void
poller_free (Poller *poller)
{
    b24_push_longpoll_free (poller->poll);
    soup_session_abort (poller->session);
    while (g_main_context_iteration (NULL, FALSE))
        continue;
    g_object_unref (poller->session);
    http_fixture_free (poller->server);
    g_object_unref (poller->clock);
    g_free (poller->place);
    g_clear_error (&poller->error);
    g_free (poller);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Poller, poller_free)

/* The server's word about the place counts when it is one. */
static void
test_place (void)
{
    static const char good[] = "HTTP/1.1 304 Not Modified\r\n"
                               "Expires: Thu, 01 Jan 1973 11:11:01 GMT\r\n"
                               "Last-Message-Id: 17000000000000000000000042\r\n\r\n";
    static const char other[] = "HTTP/1.1 304 Not Modified\r\n"
                                "Expires: Fri, 02 Jan 2026 11:11:01 GMT\r\n"
                                "Last-Message-Id: 17000000000000000000000043\r\n\r\n";
    static const char nonsense[] = "HTTP/1.1 304 Not Modified\r\n"
                                   "Expires: Thu, 01 Jan 1973 11:11:01 GMT\r\n"
                                   "Last-Message-Id: 42\r\n\r\n";
    g_autoptr (Poller) poller = poller_new ();

    http_fixture_push_raw (poller->server, good);
    http_fixture_push_raw (poller->server, other);
    http_fixture_push_raw (poller->server, nonsense);
    http_fixture_push_silence (poller->server);
    poller_begin (poller);
    figure_wait (&poller->opened, 1);
    g_assert_cmpstr (poller->place, ==, "17000000000000000000000042");
    for (guint i = 2; i <= 4; i++) {
        while (http_fixture_count (poller->server) < i) {
            wait_turns ();
            b24_clock_advance (poller->clock, 100);
        }
        g_assert_cmpstr (http_fixture_get (poller->server, i - 1)->path, ==,
                         "/sub/17000000000000000000000042");
    }
    g_assert_cmpuint (poller->places, ==, 1);
    g_assert_cmpuint (poller->lost, ==, 0);
}

/* The next request waits until the answer has been read; without news it waits a little more. */
static void
test_pace (void)
{
    g_autoptr (Poller) poller = poller_new ();

    http_fixture_push (poller->server, 200, "text/plain", "[]");
    http_fixture_push (poller->server, 200, "text/plain", "[]");
    http_fixture_push_silence (poller->server);
    poller_begin (poller);
    figure_wait (&poller->bodies, 1);
    b24_clock_advance (poller->clock, 60 * 1000);
    wait_turns ();
    g_assert_cmpuint (http_fixture_count (poller->server), ==, 1);
    b24_push_longpoll_next (poller->poll, TRUE);
    figure_wait (&poller->bodies, 2);
    b24_push_longpoll_next (poller->poll, FALSE);
    b24_push_longpoll_next (poller->poll, TRUE);
    wait_turns ();
    g_assert_cmpuint (http_fixture_count (poller->server), ==, 2);
    b24_clock_advance (poller->clock, 1000);
    http_fixture_wait_requests (poller->server, 3);
    g_assert_cmpuint (poller->opened, ==, 1);
}

/* A request that is not answered counts as open in the end, and may be made anew. */
static void
test_held (void)
{
    g_autoptr (Poller) poller = poller_new ();

    http_fixture_push_silence (poller->server);
    http_fixture_push (poller->server, 200, "text/plain", "[]");
    poller_begin (poller);
    http_fixture_wait_requests (poller->server, 1);
    g_assert_cmpuint (poller->opened, ==, 0);
    b24_clock_advance (poller->clock, 4000);
    g_assert_cmpuint (poller->opened, ==, 0);
    b24_clock_advance (poller->clock, 1500);
    g_assert_cmpuint (poller->opened, ==, 1);
    b24_push_longpoll_probe (poller->poll);
    figure_wait (&poller->bodies, 1);
    g_assert_cmpuint (poller->opened, ==, 1);
    g_assert_cmpuint (poller->lost, ==, 0);
}

static void
test_lost (void)
{
    const guint statuses[] = { 302, 400, 404, 407, 429, 500 };
    const guint codes[] = { 0, 4036, 0, 0, 4029, 0 };
    const int errors[] = { B24_ERROR_UNREACHABLE, B24_ERROR_UNREACHABLE, B24_ERROR_NOT_FOUND,
                           B24_ERROR_PROXY,       B24_ERROR_UNREACHABLE, B24_ERROR_SERVER };

    for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
        g_autoptr (Poller) poller = poller_new ();

        http_fixture_push (poller->server, statuses[i], "text/plain", "4036: secret");
        poller_begin (poller);
        figure_wait (&poller->lost, 1);
        g_assert_cmpuint (poller->code, ==, codes[i]);
        g_assert_error (poller->error, B24_ERROR, errors[i]);
        g_assert_null (strstr (poller->error->message, "secret"));
        g_assert_cmpuint (poller->opened, ==, 0);
        b24_clock_advance (poller->clock, 60 * 1000);
        g_assert_cmpuint (http_fixture_count (poller->server), ==, 1);
    }
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/push-poll/place", test_place);
    g_test_add_func ("/push-poll/pace", test_pace);
    g_test_add_func ("/push-poll/held", test_held);
    g_test_add_func ("/push-poll/lost", test_lost);
    return g_test_run ();
}
