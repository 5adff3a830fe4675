/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Closed at every step: whatever is under way, stopping ends it, and nothing comes afterwards. */

#include <locale.h>

#include "push-watch.h"

#define MOST_STEPS 400
#define STEP       40 /* ms of the clock in one turn */

typedef struct {
    const char *name;
    void (*prepare) (Watch *watch); /* nullable: not a part of the steps */
    void (*begin) (Watch *watch);   /* what the steps belong to */
    gboolean (*is_done) (Watch *watch);
} Scene;

static void
start (Watch *watch)
{
    b24_push_start (watch->push);
}

static gboolean
has_first (Watch *watch)
{
    return watch->notes->len >= 1;
}

static gboolean
has_third (Watch *watch)
{
    return watch->notes->len >= 3;
}

static gboolean
is_open_again (Watch *watch)
{
    return watch->opened >= 2;
}

static gboolean
is_refused (Watch *watch)
{
    return b24_push_get_state (watch->push) == B24_PUSH_REFUSED;
}

static gboolean
is_polling (Watch *watch)
{
    return b24_push_get_state (watch->push) == B24_PUSH_LONG_POLLING;
}

static gboolean
is_websocket (Watch *watch)
{
    return b24_push_get_state (watch->push) == B24_PUSH_WEBSOCKET;
}

static void
publish_first (Watch *watch)
{
    watch_publish (watch, 1);
}

static void
open_with_note (Watch *watch)
{
    watch_open (watch);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

static void
cut (Watch *watch)
{
    desk_control (watch->desk, "push-drop", "{}");
    watch_publish (watch, 2);
    watch_publish (watch, 3);
}

static void
rotate (Watch *watch)
{
    desk_control (watch->desk, "push-expire", "{\"operator\":27}");
}

static void
offer_polls_only (Watch *watch)
{
    desk_control (watch->desk, "push", "{\"websocket\":false,\"hold\":50}");
}

static void
poll_with_note (Watch *watch)
{
    offer_polls_only (watch);
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    watch_publish (watch, 1);
    watch_wait_notes (watch, 1);
}

static void
block_socket (Watch *watch)
{
    desk_control (watch->desk, "push-refuse",
                  "{\"code\":502,\"times\":1000,\"transport\":\"websocket\"}");
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_LONG_POLLING);
    desk_control (watch->desk, "faults-clear", NULL);
}

static void
probe (Watch *watch)
{
    b24_push_probe (watch->push);
}

static void
forbid (Watch *watch)
{
    desk_control (watch->desk, "scopes", "{\"operator\":27,\"scopes\":[\"im\"]}");
}

/* One frame that is large enough to be decoded in a thread. */
static void
publish_large (Watch *watch)
{
    g_autofree char *filling = g_strnfill (50000, 'x');
    g_autofree char *json = g_strdup_printf (
        "{\"operator\":27,\"command\":\"note\",\"params\":{\"n\":2,\"x\":\"%s\"}}", filling);

    desk_control (watch->desk, "push-send", json);
    watch_publish (watch, 3);
}

static const Scene scenes[] = {
    { "connect", NULL, start, is_websocket },
    { "listen", watch_open, publish_first, has_first },
    { "resume", open_with_note, cut, has_third },
    { "rotation", open_with_note, rotate, is_open_again },
    { "long-polling", offer_polls_only, start, is_polling },
    { "long-poll", poll_with_note, cut, has_third },
    { "back-to-websocket", block_socket, probe, is_websocket },
    { "refusal", forbid, start, is_refused },
    { "large-frame", open_with_note, publish_large, has_third },
};

static gboolean
wake_up (gpointer user_data)
{
    gboolean *awake = user_data;

    *awake = TRUE;
    return G_SOURCE_CONTINUE;
}

/* Returns: whether the scene came to its end before step @stop_at */
static gboolean
play_until (Watch *watch, const Scene *scene, guint stop_at)
{
    gboolean awake = FALSE;
    guint id = g_timeout_add (1, wake_up, &awake);
    guint step = 0;

    g_source_set_name_by_id (id, "push steps: wake up");
    while (!scene->is_done (watch) && step < stop_at) {
        g_main_context_iteration (NULL, TRUE);
        if (awake)
            b24_clock_advance (watch->desk->clock, STEP);
        awake = FALSE;
        step++;
    }
    g_source_remove (id);
    return step < stop_at;
}

/* Turns of the main loop are the steps. How many there are differs a little from time to time. */
static void
test_turns (gconstpointer data)
{
    const Scene *scene = data;
    gboolean done = FALSE;

    for (guint stop_at = 0; !done; stop_at++) {
        g_autoptr (Watch) watch = watch_new ();

        g_assert_cmpuint (stop_at, <, MOST_STEPS);
        if (scene->prepare != NULL)
            scene->prepare (watch);
        scene->begin (watch);
        done = play_until (watch, scene, stop_at);
        watch_stop (watch);
        /* Whatever was under way has its chance to come late. */
        desk_pass (watch->desk, 200);
    }
}

/* Stopped by whoever is told something, each time at another one of the signals. */
static void
test_signals (gconstpointer data)
{
    const Scene *scene = data;
    gboolean done = FALSE;

    for (guint stop_at = 1; !done; stop_at++) {
        g_autoptr (Watch) watch = watch_new ();

        g_assert_cmpuint (stop_at, <, MOST_STEPS);
        if (scene->prepare != NULL)
            scene->prepare (watch);
        watch->stop_at = watch->signals + stop_at;
        scene->begin (watch);
        while (!watch->over && !done)
            done = play_until (watch, scene, 1) && !watch->over;
        desk_pass (watch->desk, 200);
    }
}

/* Stopped and started again at once: the old run does not meddle with the new one. */
static void
test_again (void)
{
    for (guint stop_at = 0; stop_at < 20; stop_at++) {
        g_autoptr (Watch) watch = watch_new ();

        b24_push_start (watch->push);
        play_until (watch, &scenes[0], stop_at);
        b24_push_stop (watch->push);
        g_string_truncate (watch->way, 0);
        watch_open (watch);
        g_assert_cmpstr (watch->way->str, ==, "config opening websocket ");
        watch_publish (watch, 1);
        watch_wait_notes (watch, 1);
    }
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++) {
        g_autofree char *turns = g_strconcat ("/push-steps/turns/", scenes[i].name, NULL);
        g_autofree char *signals = g_strconcat ("/push-steps/signals/", scenes[i].name, NULL);

        g_test_add_data_func (turns, &scenes[i], test_turns);
        g_test_add_data_func (signals, &scenes[i], test_signals);
    }
    g_test_add_func ("/push-steps/again", test_again);
    return g_test_run ();
}
