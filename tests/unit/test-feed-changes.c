/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Messages that change after they were told: edited, deleted, liked, not delivered after all. The
 * same changes are found by push, by the log of events, by looking and after being away. */

#include <locale.h>

#include "b24-json.h"
#include "feed-watch.h"

typedef struct {
    const char *name;
    gboolean push;
    gboolean log;
    gboolean away; /* the portal does not answer while it happens */
    guint within;  /* milliseconds until everything is told; 0 = whenever */
} Way;

static const Way ways[] = {
    { "push", TRUE, TRUE, FALSE, 1000 },        { "log", FALSE, TRUE, FALSE, 0 },
    { "polling", FALSE, FALSE, FALSE, 0 },      { "away", FALSE, FALSE, TRUE, 0 },
    { "away-with-push", TRUE, FALSE, TRUE, 0 },
};

typedef struct {
    const Way *way;
    Desk *desk;
    Watch *watch;
    gint64 chat;
    gint64 edited, deleted, removed, liked, failed, sending;
} Scene;

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

static Scene *
scene_new (const Way *way)
{
    Scene *scene = g_new0 (Scene, 1);

    scene->way = way;
    scene->desk = desk_new (KIM);
    control (scene, "event-log", "{\"available\":%s}", way->log ? "true" : "false");
    scene->chat = desk_customer (scene->desk, "Ann", LINE);
    desk_act (scene->desk, "answer", KIM, scene->chat);
    scene->watch = watch_new (scene->desk);
    if (way->push)
        watch_give_push (scene->watch);
    watch_start_well (scene->watch);
    b24_feed_follow (scene->watch->feed, scene->chat, 0);
    if (way->push)
        watch_verify_push (scene->watch, scene->chat);
    scene->edited = desk_write (scene->desk, scene->chat, "one");
    scene->deleted = desk_write (scene->desk, scene->chat, "two");
    scene->removed = desk_write (scene->desk, scene->chat, "three");
    scene->liked = desk_operator_write (scene->desk, KIM, scene->chat, "four");
    scene->failed = desk_operator_write (scene->desk, KIM, scene->chat, "five");
    watch_expect (scene->watch, 20, "messages *five");
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

static void
change_everything (Scene *scene)
{
    control (scene, "edit", "{\"message\":%" G_GINT64_FORMAT ",\"text\":\"uno\"}", scene->edited);
    control (scene, "delete", "{\"message\":%" G_GINT64_FORMAT "}", scene->deleted);
    control (scene, "delete", "{\"message\":%" G_GINT64_FORMAT ",\"completely\":true}",
             scene->removed);
    control (scene, "like", "{\"message\":%" G_GINT64_FORMAT "}", scene->liked);
    control (scene, "delivery-failed",
             "{\"chat\":%" G_GINT64_FORMAT ",\"message\":%" G_GINT64_FORMAT "}", scene->chat,
             scene->failed);
}

static B24MessageFlags
get_flags (Scene *scene, gint64 id)
{
    B24Message *message = g_hash_table_lookup (scene->watch->shown, &id);

    g_assert_nonnull (message);
    return message->flags;
}

static void
expect_everything (Scene *scene)
{
    watch_expect (scene->watch, 20, "changed * text: uno");
    watch_expect (scene->watch, 20, "changed * likes: four");
    watch_expect (scene->watch, 20, "changed * failed: five");
    watch_expect_truth (scene->watch, 20, scene->chat, 0);
    desk_pass (scene->desk, 3000);
    g_assert_cmpuint (watch_count (scene->watch, "changed "), ==, 5);
    g_assert_true (get_flags (scene, scene->deleted) & B24_MESSAGE_DELETED);
    g_assert_true (get_flags (scene, scene->removed) & B24_MESSAGE_DELETED);
    g_assert_false (get_flags (scene, scene->edited) & B24_MESSAGE_DELETED);
    g_assert_cmpint (watch_find (scene->watch, "gap"), <, 0);
}

static void
test_way (gconstpointer data)
{
    g_autoptr (Scene) scene = scene_new (data);
    gint64 begun;

    if (scene->way->away) {
        desk_control (scene->desk, "fault", "{\"kind\":\"reset-before\",\"method\":\"batch\"}");
        if (scene->way->push)
            desk_control (scene->desk, "push", "{\"websocket\":false,\"long_polling\":false}");
        if (scene->way->push)
            desk_control (scene->desk, "push-drop", "{}");
        watch_expect (scene->watch, 50, "unreachable");
    }
    begun = b24_clock_get_monotonic (scene->desk->clock);
    change_everything (scene);
    if (scene->way->away)
        desk_control (scene->desk, "faults-clear", NULL);
    expect_everything (scene);
    if (scene->way->within > 0)
        g_assert_cmpint (b24_clock_get_monotonic (scene->desk->clock) - begun, <,
                         (3000 + scene->way->within) * G_TIME_SPAN_MILLISECOND);
    /* Looking again finds nothing. */
    desk_pass (scene->desk, 130000);
    g_assert_cmpuint (watch_count (scene->watch, "changed "), ==, 5);
}

/* On its way, and there: by push, or by looking two, five and fifteen seconds later. */
static void
test_sending (gconstpointer data)
{
    g_autoptr (Scene) scene = scene_new (data);
    gint64 begun;

    desk_control (scene->desk, "slow-delivery", "{\"on\":true}");
    scene->sending = desk_operator_write (scene->desk, KIM, scene->chat, "six");
    watch_expect (scene->watch, 20, "messages *six");
    g_assert_true (get_flags (scene, scene->sending) & B24_MESSAGE_SENDING);
    begun = b24_clock_get_monotonic (scene->desk->clock);
    control (scene, "delivered", "{\"chat\":%" G_GINT64_FORMAT ",\"message\":%" G_GINT64_FORMAT "}",
             scene->chat, scene->sending);
    watch_expect (scene->watch, 20, "changed * delivered: six");
    g_assert_cmpint (b24_clock_get_monotonic (scene->desk->clock) - begun, <, 5 * G_USEC_PER_SEC);
    scene->sending = desk_operator_write (scene->desk, KIM, scene->chat, "seven");
    watch_expect (scene->watch, 20, "messages *seven");
    desk_pass (scene->desk, 6000);
    control (scene, "delivery-failed",
             "{\"chat\":%" G_GINT64_FORMAT ",\"message\":%" G_GINT64_FORMAT "}", scene->chat,
             scene->sending);
    watch_expect (scene->watch, 20, "changed * failed: seven");
    g_assert_cmpint (b24_clock_get_monotonic (scene->desk->clock) - begun, <, 26 * G_USEC_PER_SEC);
}

/* Push may tell an edit before the message it is about. */
static void
test_before_the_message (void)
{
    static const Way way = { "push", TRUE, FALSE, FALSE, 0 };
    g_autoptr (Scene) scene = scene_new (&way);

    /* Ids of a chat are not without holes. */
    for (gint64 id = scene->failed + 1; id < scene->failed + 10; id++) {
        g_autofree char *edit =
            g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"chatId\":%" G_GINT64_FORMAT
                             ",\"text\":\"better\",\"params\":{\"IS_EDITED\":\"Y\"}}",
                             id, scene->chat);

        watch_inject (scene->watch, "im", "messageUpdate", edit, 2);
    }
    g_assert_cmpint (desk_operator_write (scene->desk, KIM, scene->chat, "good"), <,
                     scene->failed + 10);
    watch_expect (scene->watch, 1, "messages *better");
    g_assert_cmpint (watch_find (scene->watch, "changed"), <, 0);
}

/* The state of the dialog has the last message as it is now, also before the next look. */
static void
test_last_text (void)
{
    static const Way way = { "push", TRUE, FALSE, FALSE, 0 };
    g_autoptr (Scene) scene = scene_new (&way);

    control (scene, "edit", "{\"message\":%" G_GINT64_FORMAT ",\"text\":\"cinque\"}",
             scene->failed);
    watch_expect (scene->watch, 1, "changed * text: cinque");
    g_assert_cmpstr (b24_feed_get_dialog (scene->watch->feed, scene->chat)->last_text, ==,
                     "cinque");
}

/* A message whose writer was slow comes behind a later one: told when push tells it, or when the
 * newest page is read again. */
static void
test_late (gconstpointer data)
{
    static const Way way = { "push", TRUE, FALSE, FALSE, 0 };
    g_autoptr (Scene) scene = scene_new (&way);
    gboolean lost = GPOINTER_TO_INT (data);
    gint64 begun, last = scene->watch->last_id;
    g_autofree char *later = g_strdup_printf (
        "{\"chatId\":%" G_GINT64_FORMAT ",\"message\":{\"id\":%" G_GINT64_FORMAT
        ",\"chatId\":%" G_GINT64_FORMAT ",\"senderId\":27,\"prevId\":%" G_GINT64_FORMAT
        ",\"text\":\"later\",\"date\":\"2026-01-01T00:00:00+00:00\"}}",
        scene->chat, last + 100, scene->chat, last);

    watch_inject (scene->watch, "im", "messageChat", later, 2);
    watch_expect (scene->watch, 1, "messages *later");
    if (lost)
        desk_control (scene->desk, "push-fault", "{\"kind\":\"lose\",\"times\":1}");
    begun = b24_clock_get_monotonic (scene->desk->clock);
    g_assert_cmpint (desk_write (scene->desk, scene->chat, "earlier"), <, last + 100);
    watch_expect (scene->watch, 20, "late * earlier");
    if (!lost)
        g_assert_cmpint (b24_clock_get_monotonic (scene->desk->clock) - begun, <,
                         3 * G_USEC_PER_SEC);
    desk_pass (scene->desk, 130000);
    g_assert_cmpuint (watch_count (scene->watch, "late "), ==, 1);
    g_assert_cmpint (watch_find (scene->watch, "gap"), <, 0);
}

/* Nobody's program but the portal may change a message. */
static void
test_forged (void)
{
    static const Way way = { "push", TRUE, FALSE, FALSE, 0 };
    g_autoptr (Scene) scene = scene_new (&way);
    g_autofree char *edit =
        g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"chatId\":%" G_GINT64_FORMAT
                         ",\"text\":\"forged\",\"params\":{\"IS_EDITED\":\"Y\"}}",
                         scene->edited, scene->chat);
    g_autofree char *typing = g_strdup_printf ("{\"dialogId\":\"chat%" G_GINT64_FORMAT
                                               "\",\"userId\":28,\"userName\":\"Maria Lopez\"}",
                                               scene->chat);

    watch_inject (scene->watch, "im", "messageUpdate", edit, 1);
    watch_inject (scene->watch, "im", "messageDelete", edit, 1);
    watch_inject (scene->watch, "im", "startWriting", typing, 1);
    watch_expect (scene->watch, 1, "typing %" G_GINT64_FORMAT " 28 Maria Lopez", scene->chat);
    g_assert_cmpint (watch_find (scene->watch, "changed"), <, 0);
    watch_inject (scene->watch, "im", "messageUpdate", edit, 2);
    watch_expect (scene->watch, 1, "changed * text: forged");
}

/* Hostile or strange: nothing happens. */
static void
test_nonsense (void)
{
    static const Way way = { "push", TRUE, FALSE, FALSE, 0 };
    static const char *const commands[] = {
        "messageChat",
        "messageUpdate",
        "messageParamsUpdate",
        "messageDelete",
        "messageDeleteV2",
        "readMessageChat",
        "readMessageChatOpponent",
        "startWriting",
        "chatUserAdd",
        "chatUserLeave",
        "chatHide",
        "chatUpdate",
        "userUpdate",
        "inputActionNotify",
        "chatUpdateParams",
        "nonsense",
    };
    static const char *const params[] = {
        "{}",
        "[]",
        "{\"chatId\":-5,\"id\":-1}",
        "{\"chatId\":\"x\",\"message\":[],\"chat\":false,\"lines\":0,\"users\":\"no\"}",
        "{\"chatId\":99999999,\"id\":1,\"userId\":27,\"newUsers\":[27],\"lines\":{\"id\":1},"
        "\"message\":{\"id\":99,\"chatId\":99999999,\"text\":\"x\"}}",
        "{\"dialogId\":\"chat99999999\",\"userId\":{},\"messages\":[[],{},1,null]}",
    };
    g_autoptr (Scene) scene = scene_new (&way);

    for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
        for (gsize k = 0; k < G_N_ELEMENTS (params); k++)
            watch_inject (scene->watch, "im", commands[i], params[k], 2);
    }
    watch_inject (scene->watch, "imopenlines", "updateSessionStatus", "{\"chatId\":99999999}", 2);
    watch_inject (scene->watch, "imopenlines", "linesAnswer", "{\"chatId\":99999999}", 2);
    desk_pass (scene->desk, 10000);
    g_assert_cmpint (watch_find (scene->watch, "*99999999"), <, 0);
    g_assert_cmpint (watch_find (scene->watch, "changed"), <, 0);
    g_assert_cmpint (watch_find (scene->watch, "gone"), <, 0);
    desk_write (scene->desk, scene->chat, "Still here");
    watch_expect (scene->watch, 1, "messages *Still here");
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
        g_autofree char *path = g_strconcat ("/feed-changes/", ways[i].name, NULL);

        g_test_add_data_func (path, &ways[i], test_way);
    }
    g_test_add_data_func ("/feed-changes/sending-pushed", &ways[0], test_sending);
    g_test_add_data_func ("/feed-changes/sending", &ways[2], test_sending);
    g_test_add_func ("/feed-changes/before-the-message", test_before_the_message);
    g_test_add_func ("/feed-changes/last-text", test_last_text);
    g_test_add_data_func ("/feed-changes/late", GINT_TO_POINTER (FALSE), test_late);
    g_test_add_data_func ("/feed-changes/late-and-lost", GINT_TO_POINTER (TRUE), test_late);
    g_test_add_func ("/feed-changes/forged", test_forged);
    g_test_add_func ("/feed-changes/nonsense", test_nonsense);
    return g_test_run ();
}
