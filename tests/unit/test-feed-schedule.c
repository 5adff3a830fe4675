/* SPDX-License-Identifier: GPL-2.0-or-later */

/* How often the portal is asked, counted over the clock's hours. */

#include <locale.h>

#include "b24-json.h"
#include "feed-watch.h"

#define MINUTE 60000
#define HOUR   (60 * MINUTE)

typedef struct {
    Desk *desk;
    Watch *watch;
    gint64 chat;
} Scene;

static Scene *
scene_new (gboolean push)
{
    Scene *scene = g_new0 (Scene, 1);

    scene->desk = desk_new (KIM);
    scene->chat = desk_customer (scene->desk, "Ann", LINE);
    desk_act (scene->desk, "answer", KIM, scene->chat);
    desk_write (scene->desk, scene->chat, "Hello?");
    scene->watch = watch_new (scene->desk);
    if (push)
        watch_give_push (scene->watch);
    watch_start_well (scene->watch);
    b24_feed_follow (scene->watch->feed, scene->chat, 0);
    if (push)
        watch_verify_push (scene->watch, scene->chat);
    else
        watch_expect (scene->watch, 20, "messages ");
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
count_requests (Scene *scene, guint milliseconds)
{
    desk_take_requests (scene->desk);
    desk_pass (scene->desk, milliseconds);
    return desk_take_requests (scene->desk);
}

static guint
get_interval (Scene *scene)
{
    B24FeedReport report;

    b24_feed_report (scene->watch->feed, &report);
    return report.interval;
}

/* An open dialog nobody writes in, and then none at all. */
static void
test_idle_hour (void)
{
    g_autoptr (Scene) scene = scene_new (TRUE);
    gint64 open = count_requests (scene, HOUR);
    gint64 calm;

    g_assert_cmpint (open, >=, 90);
    g_assert_cmpint (open, <=, 120);
    desk_act (scene->desk, "finish", KIM, scene->chat);
    watch_expect (scene->watch, 1, "dialog * closed");
    desk_pass (scene->desk, 2 * MINUTE);
    calm = count_requests (scene, HOUR / 3);
    g_assert_cmpint (calm, >=, 15);
    g_assert_cmpint (calm, <=, 22);
}

/* Push brings back what was sent; only what it does not bring back is looked for. */
static void
test_echo (void)
{
    g_autoptr (Scene) scene = scene_new (TRUE);

    desk_pass (scene->desk, 35000);
    b24_feed_hurry (scene->watch->feed);
    desk_operator_write (scene->desk, KIM, scene->chat, "brought");
    g_assert_cmpint (count_requests (scene, 5000), ==, 0);
    g_assert_cmpint (watch_find (scene->watch, "messages *brought"), >=, 0);
    /* Often it is there before the answer of the request. */
    desk_operator_write (scene->desk, KIM, scene->chat, "earlier");
    watch_expect (scene->watch, 1, "messages *earlier");
    b24_feed_hurry (scene->watch->feed);
    g_assert_cmpint (count_requests (scene, 5000), ==, 0);
    desk_control (scene->desk, "push-fault", "{\"kind\":\"deaf\",\"times\":50}");
    desk_operator_write (scene->desk, KIM, scene->chat, "withheld");
    b24_feed_hurry (scene->watch->feed);
    g_assert_cmpint (count_requests (scene, 5000), >=, 1);
    g_assert_cmpint (watch_find (scene->watch, "messages *withheld"), >=, 0);
}

/* What one action changes is pushed piece by piece, and asked for once. */
static void
test_one_action (void)
{
    static const char *const commands[] = { "chatOwner", "chatUpdate", "chatUpdateParams",
                                            "chatRename" };
    g_autoptr (Scene) scene = scene_new (TRUE);

    desk_pass (scene->desk, 35000);
    desk_take_requests (scene->desk);
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        g_autofree char *event =
            g_strdup_printf ("{\"operator\":%d,\"module\":\"im\",\"command\":\"%s\","
                             "\"params\":{\"chatId\":%" G_GINT64_FORMAT "}}",
                             KIM, commands[i], scene->chat);

        desk_control (scene->desk, "push-send", event);
        desk_pass (scene->desk, 40);
    }
    desk_pass (scene->desk, 3000);
    /* Besides a look that may just have been due. */
    g_assert_cmpint (desk_take_requests (scene->desk), <=, 2);
}

static void
assert_interval (Scene *scene, guint milliseconds)
{
    g_assert_cmpuint (get_interval (scene), >=, milliseconds * 9 / 10);
    g_assert_cmpuint (get_interval (scene), <=, milliseconds * 11 / 10);
}

/* Without push: livelier when something happens, slower when nobody is there. */
static void
test_polling (void)
{
    g_autoptr (Scene) scene = scene_new (FALSE);
    gint64 asked;

    desk_pass (scene->desk, 5000);
    assert_interval (scene, 1000);
    desk_pass (scene->desk, 60000);
    assert_interval (scene, 2000);
    asked = count_requests (scene, 10 * MINUTE);
    g_assert_cmpint (asked, >=, 200);
    g_assert_cmpint (asked, <=, 340);
    b24_feed_set_away (scene->watch->feed, TRUE);
    desk_pass (scene->desk, 20000);
    assert_interval (scene, 15000);
    asked = count_requests (scene, 10 * MINUTE);
    g_assert_cmpint (asked, >=, 35);
    g_assert_cmpint (asked, <=, 48);
    b24_feed_set_away (scene->watch->feed, FALSE);
    desk_pass (scene->desk, 3000);
    assert_interval (scene, 2000);
    desk_act (scene->desk, "finish", KIM, scene->chat);
    desk_pass (scene->desk, 60000);
    assert_interval (scene, 5000);
}

/* An open stream that has brought nothing yet is relied upon as far as looking does not find what
 * it should have brought. */
static void
test_unverified (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    Scene scene = { desk, NULL, 0 };
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat;

    scene.watch = watch;
    watch_give_push (watch);
    watch_start_well (watch);
    watch_expect (watch, 1, "way 3");
    desk_pass (desk, 20000);
    assert_interval (&scene, 5000);
    desk_take_requests (desk);
    desk_pass (desk, HOUR / 2);
    g_assert_cmpint (desk_take_requests (desk), <=, 60);
    g_assert_false (b24_push_is_verified (watch->push));
    desk_control (desk, "push-fault", "{\"kind\":\"deaf\",\"times\":20}");
    chat = desk_customer (desk, "Ann", LINE);
    watch_expect (watch, 50, "dialog %" G_GINT64_FORMAT, chat);
    desk_pass (desk, 12000);
    assert_interval (&scene, 5000);
}

/* No push to be had: as if there had never been one. */
static void
test_refused (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    Scene scene = { desk, NULL, 0 };
    g_autoptr (Watch) watch = watch_new (desk);
    B24FeedReport report;

    scene.watch = watch;
    desk_control (desk, "push", "{\"enabled\":false}");
    watch_give_push (watch);
    watch_start_well (watch);
    watch_expect (watch, 20, "way * log");
    desk_pass (desk, 60000);
    b24_feed_report (watch->feed, &report);
    g_assert_cmpint (report.push, ==, B24_PUSH_REFUSED);
    g_assert_nonnull (report.no_push);
    g_assert_cmpuint (report.requests, >, 5);
    g_assert_cmpuint (report.requests, <, 60);
    assert_interval (&scene, 5000);
}

/* 5 000 pushed messages at once: slices of bounded size, in order. */
static void
test_storm (void)
{
    g_autoptr (Scene) scene = scene_new (TRUE);

    for (guint i = 0; i < 5000; i++)
        desk_write (scene->desk, scene->chat, "storm");
    desk_write (scene->desk, scene->chat, "The end");
    watch_expect (scene->watch, 1, "messages *The end");
    watch_expect_truth (scene->watch, 1, scene->chat, 0);
    g_assert_cmpuint (scene->watch->longest_slice, <=, 25);
    g_assert_cmpint (watch_find (scene->watch, "gap"), <, 0);
}

/* Stopped at every signal while everything happens. */
static void
play (Watch *watch, gint64 chat)
{
    Desk *desk = watch->desk;
    g_autofree char *json = NULL;
    gint64 id;

    b24_feed_follow (watch->feed, chat, 0);
    desk_pass (desk, 1500);
    id = desk_write (desk, chat, "One");
    json = g_strdup_printf ("{\"message\":%" G_GINT64_FORMAT ",\"text\":\"Uno\"}", id);
    desk_pass (desk, 300);
    desk_control (desk, "edit", json);
    desk_control (desk, "push-fault", "{\"kind\":\"reorder\",\"times\":2}");
    desk_write (desk, chat, "Two");
    desk_write (desk, chat, "Three");
    desk_act (desk, "join", MARIA, chat);
    desk_pass (desk, 300);
    desk_control (desk, "push-drop", "{}");
    desk_act (desk, "finish", KIM, chat);
    desk_pass (desk, 3000);
}

static void
test_stop_anywhere (void)
{
    guint signals = 0;

    for (guint stop_at = 0; stop_at <= signals; stop_at += stop_at < 12 ? 1 : 3) {
        g_autoptr (Desk) desk = desk_new (KIM);
        g_autoptr (Watch) watch = watch_new (desk);
        GAsyncResult *slot = NULL;
        g_autoptr (GAsyncResult) result = NULL;
        gint64 chat = desk_customer (desk, "Ann", LINE);

        desk_act (desk, "answer", KIM, chat);
        watch->stop_at = stop_at;
        watch_give_push (watch);
        b24_feed_start_async (watch->feed, NULL, desk_take_result, &slot);
        result = desk_await (desk, &slot);
        if (b24_feed_start_finish (watch->feed, result, NULL))
            play (watch, chat);
        if (stop_at == 0)
            signals = watch->signals;
        g_assert_true (stop_at == 0 || watch->signals <= stop_at);
    }
    g_assert_cmpuint (signals, >=, 8);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/feed-schedule/idle-hour", test_idle_hour);
    g_test_add_func ("/feed-schedule/echo", test_echo);
    g_test_add_func ("/feed-schedule/one-action", test_one_action);
    g_test_add_func ("/feed-schedule/polling", test_polling);
    g_test_add_func ("/feed-schedule/unverified", test_unverified);
    g_test_add_func ("/feed-schedule/refused", test_refused);
    g_test_add_func ("/feed-schedule/storm", test_storm);
    g_test_add_func ("/feed-schedule/stop-anywhere", test_stop_anywhere);
    return g_test_run ();
}
