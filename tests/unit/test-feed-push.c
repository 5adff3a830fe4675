/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The feed with a real push stream of the practice portal: at once, in order, once, whatever push
 * does; and what push says of dialogs. */

#include <locale.h>
#include <string.h>

#include "b24-json.h"
#include "feed-watch.h"

/* A dialog of Kim's that is followed, and push that has proved itself. */
typedef struct {
    Desk *desk;
    Watch *watch;
    gint64 chat;
} Scene;

static Scene *
scene_new (void)
{
    Scene *scene = g_new0 (Scene, 1);

    scene->desk = desk_new (KIM);
    scene->chat = desk_customer (scene->desk, "Ann", LINE);
    desk_act (scene->desk, "answer", KIM, scene->chat);
    desk_write (scene->desk, scene->chat, "Hello?");
    scene->watch = watch_new (scene->desk);
    watch_give_push (scene->watch);
    watch_start_well (scene->watch);
    b24_feed_follow (scene->watch->feed, scene->chat, 0);
    watch_verify_push (scene->watch, scene->chat);
    desk_take_requests (scene->desk);
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

static void control (Scene *scene, const char *verb, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
control (Scene *scene, const char *verb, const char *format, ...)
{
    g_autofree char *json = NULL;
    va_list args;

    va_start (args, format);
    json = g_strdup_vprintf (format, args);
    va_end (args);
    desk_control (scene->desk, verb, json);
}

static void
write_some (Scene *scene, guint first, guint last)
{
    for (guint i = first; i <= last; i++) {
        g_autofree char *text = g_strdup_printf ("m%u", i);

        desk_write (scene->desk, scene->chat, text);
    }
}

/* Milliseconds of the clock until a line that begins like @prefix. */
static gint64
time_to (Scene *scene, const char *prefix)
{
    gint64 begun = b24_clock_get_monotonic (scene->desk->clock);

    watch_expect (scene->watch, 1, "%s", prefix);
    return (b24_clock_get_monotonic (scene->desk->clock) - begun) / 1000;
}

/* One after the other, without a question to the portal. */
static void
test_at_once (void)
{
    g_autoptr (Scene) scene = scene_new ();
    B24FeedReport report;

    for (guint i = 1; i <= 20; i++) {
        g_autofree char *line = g_strdup_printf ("messages *: m%u", i);

        write_some (scene, i, i);
        g_assert_cmpint (time_to (scene, line), <, 1000);
    }
    g_assert_cmpint (desk_take_requests (scene->desk), ==, 0);
    watch_expect_truth (scene->watch, 1, scene->chat, 0);
    b24_feed_report (scene->watch->feed, &report);
    g_assert_cmpint (report.push, ==, B24_PUSH_WEBSOCKET);
    g_assert_true (report.verified);
    g_assert_false (report.event_log);
    g_assert_cmpfloat (report.latency, >=, 0);
    g_assert_cmpuint (report.interval, >=, 30000);
    g_assert_null (report.no_push);
}

static void
test_fault (gconstpointer kind)
{
    g_autoptr (Scene) scene = scene_new ();

    for (guint i = 0; i < 10; i++) {
        write_some (scene, i * 10 + 1, i * 10 + 3);
        control (scene, "push-fault", "{\"kind\":\"%s\",\"times\":3}", (const char *) kind);
        write_some (scene, i * 10 + 4, i * 10 + 10);
        desk_pass (scene->desk, 300);
    }
    watch_expect_truth (scene->watch, 50, scene->chat, 0);
}

/* The portal's clock goes with ours. */
static void
pass_together (Scene *scene, guint seconds)
{
    for (guint i = 0; i < seconds; i++) {
        desk_control (scene->desk, "advance", "{\"milliseconds\":1000,\"still\":true}");
        desk_pass (scene->desk, 1000);
    }
}

static gint64
count_configs (Scene *scene)
{
    g_autoptr (JsonObject) state =
        practice_portal_control (scene->desk->portal, "push-state", NULL);

    return b24_json_get_int (state, "configs", 0);
}

/* The channel is silent while the portal goes on: found out by the look, and said to push. */
static void
test_deaf (void)
{
    g_autoptr (Scene) scene = scene_new ();
    gint64 configs = count_configs (scene);

    pass_together (scene, 40);
    desk_control (scene->desk, "push-fault", "{\"kind\":\"deaf\",\"times\":1}");
    write_some (scene, 1, 1);
    for (guint waited = 0; count_configs (scene) == configs; waited++) {
        g_assert_cmpuint (waited, <, 90);
        pass_together (scene, 1);
    }
    g_assert_cmpint (watch_find (scene->watch, "messages *: m1"), >=, 0);
    watch_verify_push (scene->watch, scene->chat);
    write_some (scene, 2, 2);
    g_assert_cmpint (time_to (scene, "messages *: m2"), <, 1000);
    watch_expect_truth (scene->watch, 50, scene->chat, 0);
}

/* What was pushed, however late the looks are, and what others wrote before the dialog came to us,
 * is no reason to doubt. */
static void
test_not_deaf (void)
{
    g_autoptr (Scene) scene = scene_new ();
    gint64 configs = count_configs (scene);
    gint64 chat;

    pass_together (scene, 40);
    write_some (scene, 1, 3);
    chat = desk_customer (scene->desk, "Bob", LINE);
    desk_write (scene->desk, chat, "Anybody?");
    desk_act (scene->desk, "answer", MARIA, chat);
    desk_write (scene->desk, chat, "Hello Maria");
    pass_together (scene, 40);
    control (scene, "operator-transfer",
             "{\"operator\":28,\"chat\":%" G_GINT64_FORMAT ",\"to\":27}", chat);
    desk_operator_write (scene->desk, KIM, scene->chat, "Mine");
    pass_together (scene, 130);
    g_assert_cmpint (count_configs (scene), ==, configs);
    g_assert_true (b24_push_is_verified (scene->watch->push));
}

/* Cut off: polling goes on meanwhile, and the return brings what was missed. */
static void
test_lost_link (void)
{
    g_autoptr (Scene) scene = scene_new ();

    desk_control (scene->desk, "push", "{\"websocket\":false,\"long_polling\":false}");
    desk_control (scene->desk, "push-drop", "{}");
    write_some (scene, 1, 70);
    watch_expect_truth (scene->watch, 20, scene->chat, 0);
    watch_expect (scene->watch, 20, "way * log");
    desk_control (scene->desk, "push", "{\"websocket\":true,\"long_polling\":true}");
    b24_push_probe (scene->watch->push);
    watch_verify_push (scene->watch, scene->chat);
    write_some (scene, 71, 75);
    watch_expect_truth (scene->watch, 20, scene->chat, 0);
}

/* A newer state that push told is not undone by an answer to an older question. */
static void
test_stale_answer (void)
{
    g_autoptr (Scene) scene = scene_new ();
    B24Dialog *dialog;

    desk_control (scene->desk, "hold", "{\"method\":\"batch\"}");
    desk_pass (scene->desk, 70000);
    desk_act (scene->desk, "finish", KIM, scene->chat);
    watch_expect (scene->watch, 1, "dialog * closed after");
    desk_control (scene->desk, "release", "{\"method\":\"batch\"}");
    desk_pass (scene->desk, 2000);
    dialog = b24_feed_get_dialog (scene->watch->feed, scene->chat);
    g_assert_cmpint (b24_dialog_get_standing (dialog, KIM), ==, B24_STANDING_CLOSED);
    g_assert_cmpint (watch_find (scene->watch, "dialog * reply after closed"), <, 0);
}

/* (transfer full): what was last pushed to Kim of @command, as text */
static char *
dup_last_pushed (Scene *scene, const char *command)
{
    g_autoptr (JsonObject) answer =
        practice_portal_control (scene->desk->portal, "push-log", "{\"operator\":27}");
    JsonNode *news = b24_json_get (answer, "news");

    for (guint i = b24_json_count (news); i > 0; i--) {
        JsonObject *item = b24_json_node_object (b24_json_at (news, i - 1));

        if (g_strcmp0 (b24_json_get_string (item, "command"), command) == 0)
            return b24_json_to_text (b24_json_get_object (item, "params"));
    }
    g_assert_not_reached ();
}

/* What was pushed late does not make the operator's own question tell a lie. */
static void
test_crossing (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *before = dup_last_pushed (scene, "updateSessionStatus");
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Dialog) dialog = NULL;

    desk_act (scene->desk, "finish", KIM, scene->chat);
    watch_expect (scene->watch, 1, "dialog * closed");
    desk_control (scene->desk, "hold", "{\"method\":\"imopenlines.dialog.get\"}");
    b24_feed_refresh_async (scene->watch->feed, scene->chat, NULL, desk_take_result, &slot);
    desk_pass (scene->desk, 1000);
    watch_inject (scene->watch, "imopenlines", "updateSessionStatus", before, 2);
    watch_expect (scene->watch, 1, "dialog * reply after closed");
    desk_control (scene->desk, "release", "{\"method\":\"imopenlines.dialog.get\"}");
    result = desk_await (scene->desk, &slot);
    dialog = b24_feed_refresh_finish (scene->watch->feed, result, &error);
    g_assert_no_error (error);
    g_assert_cmpint (b24_dialog_get_standing (dialog, KIM), ==, B24_STANDING_CLOSED);
}

/* What a server repeats after a break is older than what was read meanwhile. */
static void
test_replayed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *before = dup_last_pushed (scene, "updateSessionStatus");
    g_autofree char *replay = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (B24Frame) frame = NULL;

    desk_control (scene->desk, "advance", "{\"seconds\":10}");
    desk_operator_write (scene->desk, KIM, scene->chat, "Yes?");
    desk_pass (scene->desk, 70000);
    replay = g_strdup_printf (
        "{\"id\":1,\"text\":{\"module_id\":\"imopenlines\",\"command\":\"updateSessionStatus\","
        "\"params\":%s,\"extra\":{\"server_time_unix\":1000000000.5}}}",
        before);
    bytes = g_bytes_new (replay, strlen (replay));
    frame = b24_frame_decode (bytes, FALSE, NULL);
    g_signal_emit_by_name (scene->watch->push, "message", g_ptr_array_index (frame->messages, 0));
    desk_pass (scene->desk, 1000);
    g_assert_cmpint (watch_find (scene->watch, "dialog * reply after answered"), <, 0);
}

/* REST fails, push does not: it is told, and tried again as soon as push has news. */
static void
test_unreachable (void)
{
    g_autoptr (Scene) scene = scene_new ();

    desk_control (scene->desk, "fault", "{\"kind\":\"reset-before\",\"method\":\"batch\"}");
    watch_expect (scene->watch, 100, "unreachable");
    desk_pass (scene->desk, 100000);
    write_some (scene, 1, 2);
    watch_expect (scene->watch, 1, "messages *: m2");
    g_assert_false (b24_feed_is_reachable (scene->watch->feed));
    desk_pass (scene->desk, 100000);
    desk_control (scene->desk, "faults-clear", NULL);
    write_some (scene, 3, 3);
    g_assert_cmpint (time_to (scene, "reachable"), <, 3000);
    watch_expect_truth (scene->watch, 20, scene->chat, 0);
}

/* What push says of dialogs */

#define SOON 3000

static void
expect_soon (Scene *scene, gint64 chat, const char *what)
{
    g_autofree char *line = g_strdup_printf ("dialog %" G_GINT64_FORMAT "%s", chat, what);

    g_assert_cmpint (time_to (scene, line), <, SOON);
}

static void
test_offered (void)
{
    g_autoptr (Scene) scene = scene_new ();
    gint64 chat = desk_customer (scene->desk, "Bob", LINE);

    desk_write (scene->desk, chat, "Anybody?");
    expect_soon (scene, chat, " waiting after nothing");
    b24_feed_follow (scene->watch->feed, chat, 0);
    watch_expect_truth (scene->watch, 1, chat, 0);
    desk_act (scene->desk, "answer", KIM, chat);
    expect_soon (scene, chat, " reply after waiting");
    desk_operator_write (scene->desk, KIM, chat, "Yes?");
    expect_soon (scene, chat, " answered after reply");
    desk_write (scene->desk, chat, "At last");
    expect_soon (scene, chat, " reply after answered");
    watch_expect_truth (scene->watch, 1, chat, 0);
}

/* A colleague is faster, or it was passed on by the queue. */
static void
test_taken (void)
{
    g_autoptr (Scene) scene = scene_new ();
    gint64 chat = desk_customer (scene->desk, "Bob", LINE);
    gint64 begun;

    desk_write (scene->desk, chat, "Anybody?");
    expect_soon (scene, chat, " waiting after nothing");
    begun = b24_clock_get_monotonic (scene->desk->clock);
    desk_act (scene->desk, "skip", KIM, chat);
    watch_expect (scene->watch, 1, "gone %" G_GINT64_FORMAT, chat);
    g_assert_cmpint (b24_clock_get_monotonic (scene->desk->clock) - begun, <,
                     SOON * G_TIME_SPAN_MILLISECOND);
}

static void
test_transferred (void)
{
    g_autoptr (Scene) scene = scene_new ();
    gint64 chat;

    control (scene, "operator-transfer",
             "{\"operator\":27,\"chat\":%" G_GINT64_FORMAT ",\"to\":28}", scene->chat);
    expect_soon (scene, scene->chat, " colleague after reply");
    chat = desk_customer (scene->desk, "Bob", LINE);
    desk_write (scene->desk, chat, "Anybody?");
    desk_act (scene->desk, "answer", MARIA, chat);
    desk_pass (scene->desk, 5000);
    control (scene, "operator-transfer",
             "{\"operator\":28,\"chat\":%" G_GINT64_FORMAT ",\"to\":27}", chat);
    expect_soon (scene, chat, " reply after");
}

static void
test_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();

    desk_act (scene->desk, "finish", KIM, scene->chat);
    expect_soon (scene, scene->chat, " closed after reply");
    watch_expect_truth (scene->watch, 1, scene->chat, 0);
}

typedef struct {
    Scene *scene;
    const char *title;
} Naming;

static gboolean
is_renamed (gpointer user_data)
{
    const Naming *naming = user_data;

    return g_str_equal (
        b24_feed_get_dialog (naming->scene->watch->feed, naming->scene->chat)->title,
        naming->title);
}

static gboolean
is_bound (gpointer user_data)
{
    Scene *scene = user_data;

    return b24_feed_get_dialog (scene->watch->feed, scene->chat)->crm_id == 77;
}

static void
test_renamed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    Naming naming = { scene, "Ann of Utrecht" };
    gint64 begun = b24_clock_get_monotonic (scene->desk->clock);

    control (scene, "rename-chat", "{\"chat\":%" G_GINT64_FORMAT ",\"title\":\"Ann of Utrecht\"}",
             scene->chat);
    desk_wait (scene->desk, 1, is_renamed, &naming);
    control (scene, "crm", "{\"chat\":%" G_GINT64_FORMAT ",\"type\":\"LEAD\",\"id\":77}",
             scene->chat);
    desk_wait (scene->desk, 1, is_bound, scene);
    g_assert_cmpint (b24_clock_get_monotonic (scene->desk->clock) - begun, <,
                     2 * SOON * G_TIME_SPAN_MILLISECOND);
}

static void
test_people (void)
{
    g_autoptr (Scene) scene = scene_new ();
    gint64 customer = b24_feed_get_dialog (scene->watch->feed, scene->chat)->customer_id;

    desk_act (scene->desk, "join", MARIA, scene->chat);
    watch_expect (scene->watch, 1, "member %" G_GINT64_FORMAT " 28 joined", scene->chat);
    control (scene, "typing", "{\"chat\":%" G_GINT64_FORMAT "}", scene->chat);
    watch_expect (scene->watch, 1, "typing %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " Ann",
                  scene->chat, customer);
    control (scene, "typing", "{\"chat\":%" G_GINT64_FORMAT ",\"user\":28}", scene->chat);
    watch_expect (scene->watch, 1, "typing %" G_GINT64_FORMAT " 28 Maria", scene->chat);
    control (scene, "read", "{\"chat\":%" G_GINT64_FORMAT ",\"user\":28}", scene->chat);
    watch_expect (scene->watch, 1, "read %" G_GINT64_FORMAT " 28", scene->chat);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/feed-push/at-once", test_at_once);
    g_test_add_data_func ("/feed-push/repeat", "repeat", test_fault);
    g_test_add_data_func ("/feed-push/reorder", "reorder", test_fault);
    g_test_add_data_func ("/feed-push/lose", "lose", test_fault);
    g_test_add_data_func ("/feed-push/deaf-for-a-while", "deaf", test_fault);
    g_test_add_func ("/feed-push/deaf", test_deaf);
    g_test_add_func ("/feed-push/not-deaf", test_not_deaf);
    g_test_add_func ("/feed-push/lost-link", test_lost_link);
    g_test_add_func ("/feed-push/stale-answer", test_stale_answer);
    g_test_add_func ("/feed-push/crossing", test_crossing);
    g_test_add_func ("/feed-push/replayed", test_replayed);
    g_test_add_func ("/feed-push/unreachable", test_unreachable);
    g_test_add_func ("/feed-push/offered", test_offered);
    g_test_add_func ("/feed-push/taken", test_taken);
    g_test_add_func ("/feed-push/transferred", test_transferred);
    g_test_add_func ("/feed-push/closed", test_closed);
    g_test_add_func ("/feed-push/renamed", test_renamed);
    g_test_add_func ("/feed-push/people", test_people);
    return g_test_run ();
}
