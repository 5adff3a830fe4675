/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What a push server says when it hangs up, and what the stream does about it. */

#include <locale.h>
#include <string.h>

#include "b24-json.h"
#include "push-watch.h"

typedef struct {
    guint code;
    B24PushState state; /* right after it */
    guint configs;      /* asked for again until the next link */
    gint64 least;       /* milliseconds until the next attempt */
    gint64 most;
} Reaction;

#define SLACK 400 /* ms: the test's steps, and the answers' way */

/* The first loss of a stable link has a pause of up to half a second. */
static const Reaction reactions[] = {
    { 0, B24_PUSH_BACK_OFF, 0, 0, 500 },         { 1000, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 1001, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 1008, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 1011, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 3000, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 3001, B24_PUSH_BACK_OFF, 1, 1000, 10000 }, { 3002, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 3003, B24_PUSH_BACK_OFF, 1, 1000, 10000 }, { 3004, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 3005, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4010, B24_PUSH_BACK_OFF, 1, 5000, 35000 },
    { 4011, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4012, B24_PUSH_BACK_OFF, 1, 1000, 10000 },
    { 4013, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4014, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 4015, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4016, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 4017, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4018, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 4019, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4020, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 4021, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4025, B24_PUSH_BACK_OFF, 1, 1000, 10000 },
    { 4026, B24_PUSH_BACK_OFF, 1, 1000, 10000 }, { 4029, B24_PUSH_REFUSED, 0, 60000, 90000 },
    { 4030, B24_PUSH_BACK_OFF, 0, 0, 500 },      { 4031, B24_PUSH_BACK_OFF, 0, 0, 500 },
    { 4036, B24_PUSH_BACK_OFF, 1, 1000, 10000 }, { 4444, B24_PUSH_BACK_OFF, 0, 0, 500 },
};

static void
test_reaction (gconstpointer data)
{
    const Reaction *reaction = data;
    g_autofree char *json = g_strdup_printf ("{\"code\":%u}", reaction->code);
    g_autoptr (Watch) watch = watch_new ();
    gint64 waited;

    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_control (watch->desk, "push-drop", json);
    watch_wait_opened (watch, 2);
    g_assert_cmpuint (watch->entries[reaction->state], ==, 1);
    g_assert_true (watch->explained);
    waited = watch_time_between (watch, reaction->state, B24_PUSH_WEBSOCKET);
    g_assert_cmpint (waited, >=, reaction->least);
    g_assert_cmpint (waited, <=, reaction->most + 5 * SLACK);
    g_assert_cmpint (watch_count (watch, "configs"), ==, 1 + reaction->configs);
    g_assert_null (b24_push_get_error (watch->push));
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
}

/* The server cannot read what was last: the stream begins anew, and REST tells what was missed. */
static void
test_forget (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_control (watch->desk, "push-drop", "{\"code\":4011}");
    watch_publish (watch, 1000);
    watch_wait_opened (watch, 2);
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
}

/* A server that took what we said amiss hears nothing more from us. */
static void
test_silence (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push", "{\"version\":5}");
    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    watch_wait_count (watch, "acks", 1);
    desk_control (watch->desk, "push-drop", "{\"code\":4013}");
    watch_wait_opened (watch, 2);
    watch_publish (watch, 2);
    watch_wait_notes (watch, 2);
    desk_pass (watch->desk, 1000);
    g_assert_cmpint (watch_count (watch, "acks"), ==, 1);
    g_assert_nonnull (strstr (watch->log->str, "a mistake of ours"));
}

/* Dropped as soon as it is in, again and again: the pauses grow all the same. */
static void
test_flapping (void)
{
    g_autoptr (Watch) watch = watch_new ();
    guint again;

    desk_control (watch->desk, "push-refuse", "{\"code\":1011,\"times\":100000}");
    b24_push_start (watch->push);
    desk_pass (watch->desk, 600 * 1000);
    g_assert_cmpuint (watch->opened, >=, 10);
    g_assert_cmpuint (watch->opened, <=, 60);
    g_assert_cmpint (watch_count (watch, "configs"), <=, 2);
    desk_control (watch->desk, "faults-clear", NULL);
    watch_wait_count (watch, "sockets", 1);
    desk_pass (watch->desk, 31 * 1000);
    /* It has been stable by now: the next pause is a short one. */
    again = watch->opened + 1;
    desk_control (watch->desk, "push-drop", "{}");
    watch_wait_opened (watch, again);
    g_assert_cmpint (watch_time_between (watch, B24_PUSH_BACK_OFF, B24_PUSH_WEBSOCKET), <=,
                     500 + 5 * SLACK);
}

/* Twenty seconds are not stable yet: the pauses go on growing. */
static void
test_short_lived (void)
{
    g_autoptr (Watch) watch = watch_new ();
    gint64 paused = 0;

    watch_open (watch);
    for (guint i = 0; i < 8; i++) {
        guint again = watch->opened + 1;

        desk_pass (watch->desk, 20 * 1000);
        desk_control (watch->desk, "push-drop", "{\"code\":1011}");
        watch_wait_opened (watch, again);
        paused += watch_time_between (watch, B24_PUSH_BACK_OFF, B24_PUSH_WEBSOCKET);
    }
    /* Eight times the shortest pause at most, if each link had been taken for a stable one. */
    g_assert_cmpint (paused, >, 8 * (500 + SLACK));
}

static void
test_wrong_channel_again (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push-refuse", "{\"code\":4010,\"times\":3}");
    b24_push_start (watch->push);
    watch_wait_count (watch, "configs", 4);
    watch_wait_count (watch, "sockets", 1);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    g_assert_cmpint (b24_clock_get_monotonic (watch->desk->clock), >=, 15 * G_USEC_PER_SEC);
}

/* Too many connections: no fight, and the pauses grow. */
static void
test_too_many (void)
{
    g_autoptr (Watch) watch = watch_new ();

    watch_open (watch);
    desk_control (watch->desk, "push-refuse", "{\"code\":4029,\"times\":1}");
    desk_control (watch->desk, "push-drop", "{\"code\":4029}");
    watch_wait_state (watch, B24_PUSH_REFUSED);
    /* Nobody's word makes it come back sooner. */
    desk_pass (watch->desk, 30 * 1000);
    b24_push_probe (watch->push);
    g_assert_cmpint (b24_push_get_state (watch->push), ==, B24_PUSH_REFUSED);
    watch_wait_entry (watch, B24_PUSH_REFUSED, 2);
    watch_wait_opened (watch, 3);
    g_assert_cmpint (watch_time_between (watch, B24_PUSH_REFUSED, B24_PUSH_WEBSOCKET), >=,
                     120 * 1000);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

static gboolean
is_held (gpointer user_data)
{
    Watch *watch = user_data;
    g_autoptr (JsonObject) held = practice_portal_control (watch->desk->portal, "held", NULL);

    return b24_json_get_int (held, "held", 0) > 0;
}

/* A link, and a request for the config that takes its time. */
static void
open_and_ask (Watch *watch)
{
    watch_open (watch);
    desk_control (watch->desk, "hold", "{\"method\":\"pull.config.get\"}");
    watch_publish_pull (watch, "config_expire", "{}");
    desk_wait (watch->desk, 100, is_held, watch);
}

/* The link is lost while the config is asked for: it need not wait for that. */
static void
test_cut_while_asking (void)
{
    g_autoptr (Watch) watch = watch_new ();

    open_and_ask (watch);
    desk_control (watch->desk, "push-drop", "{}");
    watch_wait_opened (watch, 2);
    g_assert_true (is_held (watch));
    desk_control (watch->desk, "release", "{\"method\":\"pull.config.get\"}");
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    watch_wait_count (watch, "configs", 2);
    desk_pass (watch->desk, 2000);
    g_assert_cmpuint (watch->opened, ==, 2);
}

/* A new config is no reason to fight for a place. */
static void
test_too_many_while_asking (void)
{
    g_autoptr (Watch) watch = watch_new ();

    open_and_ask (watch);
    desk_control (watch->desk, "push-drop", "{\"code\":4029}");
    watch_wait_entry (watch, B24_PUSH_REFUSED, 1);
    desk_control (watch->desk, "release", "{\"method\":\"pull.config.get\"}");
    watch_wait_opened (watch, 2);
    g_assert_cmpint (watch_time_between (watch, B24_PUSH_REFUSED, B24_PUSH_WEBSOCKET), >=,
                     60 * 1000);
    g_assert_cmpint (watch_count (watch, "configs"), ==, 2);
}

/* The same said to a long poll, in its way. */
static void
test_longpoll_refused (gconstpointer data)
{
    const Reaction *reaction = data;
    g_autofree char *json = g_strdup_printf (
        "{\"code\":%u,\"times\":1,\"transport\":\"long_polling\"}", reaction->code);
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push", "{\"websocket\":false}");
    desk_control (watch->desk, "push-refuse", json);
    b24_push_start (watch->push);
    watch_wait_opened (watch, 1);
    g_assert_cmpuint (watch->entries[reaction->state], ==, 1);
    g_assert_true (watch->explained);
    g_assert_cmpint (watch_time_between (watch, reaction->state, B24_PUSH_LONG_POLLING), >=,
                     reaction->least);
    watch_wait_count (watch, "configs", 1 + reaction->configs);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

static const Reaction poll_reactions[] = {
    { 401, B24_PUSH_BACK_OFF, 0, 0, 0 },     { 403, B24_PUSH_BACK_OFF, 0, 0, 0 },
    { 404, B24_PUSH_BACK_OFF, 1, 0, 0 },     { 429, B24_PUSH_REFUSED, 0, 60000, 0 },
    { 502, B24_PUSH_BACK_OFF, 0, 0, 0 },     { 4010, B24_PUSH_BACK_OFF, 1, 5000, 0 },
    { 4036, B24_PUSH_BACK_OFF, 1, 1000, 0 },
};

static gboolean
has_two_notes (gpointer user_data)
{
    return ((Watch *) user_data)->notes->len >= 2;
}

/* An empty answer: the place is forgotten, and the server is not asked in a tight loop. */
static void
test_longpoll_empty (void)
{
    g_autoptr (Watch) watch = watch_new ();
    gint64 asked;

    desk_control (watch->desk, "push", "{\"websocket\":false}");
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    desk_take_requests (watch->desk);
    desk_control (watch->desk, "push-refuse",
                  "{\"code\":200,\"times\":20,\"transport\":\"long_polling\"}");
    desk_control (watch->desk, "push-drop", "{\"code\":200}");
    asked = b24_clock_get_monotonic (watch->desk->clock);
    watch_publish (watch, 2);
    watch_wait_count (watch, "polls", 1);
    g_assert_cmpint (b24_clock_get_monotonic (watch->desk->clock) - asked, >=, 19 * G_USEC_PER_SEC);
    g_assert_cmpint (b24_push_get_state (watch->push), ==, B24_PUSH_LONG_POLLING);
    watch_publish (watch, 3);
    desk_wait (watch->desk, 100, has_two_notes, watch);
    /* What came while no place was known is REST's to find. */
    g_assert_cmpuint (watch->notes->len, ==, 2);
    g_assert_cmpuint (g_array_index (watch->notes, guint, 1), ==, 3);
}

/* Nothing new until the server's patience ends, again and again. */
static void
test_longpoll_nothing (void)
{
    g_autoptr (Watch) watch = watch_new ();

    desk_control (watch->desk, "push", "{\"websocket\":false,\"hold\":10}");
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    watch_wait_opened (watch, 1);
    desk_pass (watch->desk, 10 * 1000);
    g_assert_cmpint (watch_count (watch, "asked"), <=, 12);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
    g_assert_cmpuint (watch->opened, ==, 1);
}

static void
add_reactions (const char *prefix, const Reaction *table, gsize count, GTestDataFunc func)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *path = g_strdup_printf ("%s%u", prefix, table[i].code);

        g_test_add_data_func (path, &table[i], func);
    }
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    add_reactions ("/push-codes/reaction/", reactions, G_N_ELEMENTS (reactions), test_reaction);
    add_reactions ("/push-codes/long-polling/", poll_reactions, G_N_ELEMENTS (poll_reactions),
                   test_longpoll_refused);
    g_test_add_func ("/push-codes/forget", test_forget);
    g_test_add_func ("/push-codes/silence", test_silence);
    g_test_add_func ("/push-codes/flapping", test_flapping);
    g_test_add_func ("/push-codes/short-lived", test_short_lived);
    g_test_add_func ("/push-codes/wrong-channel-again", test_wrong_channel_again);
    g_test_add_func ("/push-codes/too-many", test_too_many);
    g_test_add_func ("/push-codes/cut-while-asking", test_cut_while_asking);
    g_test_add_func ("/push-codes/too-many-while-asking", test_too_many_while_asking);
    g_test_add_func ("/push-codes/empty-poll", test_longpoll_empty);
    g_test_add_func ("/push-codes/nothing-new", test_longpoll_nothing);
    return g_test_run ();
}
