/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The portal's log of events as one more reason to look: asked for once, never needed. */

#include <locale.h>

#include "b24-json.h"
#include "feed-watch.h"

#define SUBSCRIBE "im.v2.event.subscribe"
#define GET       "im.v2.event.get"

typedef struct {
    Desk *desk;
    Watch *watch;
    gint64 chat;
    gint64 first;
} Scene;

static Scene *
scene_new (gboolean available)
{
    Scene *scene = g_new0 (Scene, 1);

    scene->desk = desk_new (KIM);
    desk_control (scene->desk, "event-log", available ? "{}" : "{\"available\":false}");
    scene->chat = desk_customer (scene->desk, "Ann", LINE);
    desk_act (scene->desk, "answer", KIM, scene->chat);
    scene->first = desk_write (scene->desk, scene->chat, "Hello?");
    scene->watch = watch_new (scene->desk);
    watch_start_well (scene->watch);
    b24_feed_follow (scene->watch->feed, scene->chat, 0);
    watch_expect (scene->watch, 20, "messages *Hello?");
    desk_pass (scene->desk, 5000);
    return scene;
}

static void
scene_free (Scene *scene)
{
    watch_free (scene->watch);
    desk_free (scene->desk);
    g_free (scene);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

static gint64
count_asked (Scene *scene, const char *method)
{
    g_autoptr (JsonObject) state = practice_portal_control (scene->desk->portal, "state", NULL);

    return b24_json_get_int (b24_json_get_object (state, "requests"), method, 0) +
           b24_json_get_int (b24_json_get_object (state, "batched"), method, 0);
}

static gboolean
has_log (Scene *scene)
{
    B24FeedReport report;

    b24_feed_report (scene->watch->feed, &report);
    g_assert_cmpint (report.push, ==, B24_PUSH_IDLE);
    g_assert_false (report.verified);
    return report.event_log;
}

static void
edit_first (Scene *scene, const char *text)
{
    g_autofree char *json =
        g_strdup_printf ("{\"message\":%" G_GINT64_FORMAT ",\"text\":\"%s\"}", scene->first, text);

    desk_control (scene->desk, "edit", json);
}

/* Subscribed to once, and an edit is known with the next look instead of the next comparison. */
static void
test_subscribed (void)
{
    g_autoptr (Scene) scene = scene_new (TRUE);
    gint64 begun;

    watch_expect (scene->watch, 20, "way 0 log");
    g_assert_true (has_log (scene));
    for (guint i = 0; i < 5; i++) {
        g_autofree char *text = g_strdup_printf ("edit %u", i);
        g_autofree char *line = g_strdup_printf ("changed * text: edit %u", i);

        begun = b24_clock_get_monotonic (scene->desk->clock);
        edit_first (scene, text);
        watch_expect (scene->watch, 10, "%s", line);
        g_assert_cmpint (b24_clock_get_monotonic (scene->desk->clock) - begun, <,
                         6 * G_USEC_PER_SEC);
    }
    g_assert_cmpint (count_asked (scene, SUBSCRIBE), ==, 1);
    g_assert_cmpint (count_asked (scene, GET), >=, 5);
}

/* Tried once in a sign-in. */
static void
test_absent (void)
{
    g_autoptr (Scene) scene = scene_new (FALSE);

    g_assert_false (has_log (scene));
    edit_first (scene, "an edit");
    watch_expect (scene->watch, 20, "changed * text: an edit");
    desk_pass (scene->desk, 60000);
    g_assert_cmpint (count_asked (scene, SUBSCRIBE), ==, 1);
    g_assert_cmpint (count_asked (scene, GET), ==, 1);
    g_assert_cmpint (watch_find (scene->watch, "way"), <, 0);
    g_assert_cmpint (watch_find (scene->watch, "unreachable"), <, 0);
    desk_control (scene->desk, "event-log", "{\"available\":true}");
    b24_feed_stop (scene->watch->feed);
    watch_start_well (scene->watch);
    watch_expect (scene->watch, 20, "way 0 log");
}

/* A passing fault says nothing about the portal. */
static void
test_fault (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    desk_fail (desk, SUBSCRIBE, 500, "INTERNAL_SERVER_ERROR", 2);
    watch_start_well (watch);
    watch_expect (watch, 20, "way 0 log");
    g_assert_cmpint (watch_find (watch, "unreachable"), <, 0);
}

/* More than one answer holds: read on at once. */
static void
test_many (void)
{
    g_autoptr (Scene) scene = scene_new (TRUE);

    watch_expect (scene->watch, 20, "way 0 log");
    desk_control (scene->desk, "hold", "{\"method\":\"batch\"}");
    desk_pass (scene->desk, 6000);
    for (guint i = 0; i < 1100; i++)
        desk_write (scene->desk, scene->chat, "more");
    edit_first (scene, "at the end");
    desk_control (scene->desk, "release", "{\"method\":\"batch\"}");
    watch_expect_truth (scene->watch, 20, scene->chat, scene->first);
    /* Too long ago to be remembered. */
    desk_pass (scene->desk, 40000);
    g_assert_cmpint (watch_find (scene->watch, "changed"), <, 0);
    g_assert_cmpint (watch_find (scene->watch, "gap"), <, 0);
}

/* Another program of the same operator reads the log first: nothing is lost. */
static void
test_stolen (void)
{
    g_autoptr (Scene) scene = scene_new (TRUE);
    g_autoptr (Desk) beside = desk_new_beside (scene->desk, KIM);
    Watch *other = watch_new (beside);

    watch_start_well (other);
    for (guint i = 0; i < 30; i++) {
        g_autofree char *text = g_strdup_printf ("m%u", i);

        desk_write (scene->desk, scene->chat, text);
        desk_pass (beside, 1500);
        desk_pass (scene->desk, 1000);
    }
    edit_first (scene, "stolen");
    desk_pass (beside, 5000);
    watch_expect_truth (scene->watch, 50, scene->chat, 0);
    watch_free (other);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/feed-events/subscribed", test_subscribed);
    g_test_add_func ("/feed-events/absent", test_absent);
    g_test_add_func ("/feed-events/fault", test_fault);
    g_test_add_func ("/feed-events/many", test_many);
    g_test_add_func ("/feed-events/stolen", test_stolen);
    return g_test_run ();
}
