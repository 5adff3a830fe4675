/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The portal's own words in a followed dialog: what they mean is known at once. */

#include <locale.h>

#include "b24-json.h"
#include "feed-watch.h"

/* Milliseconds; the whole list, which would tell it as well, comes every 30 seconds. */
#define SOON 3000

static gint64
count_reads (Desk *desk)
{
    g_autoptr (JsonObject) state = practice_portal_control (desk->portal, "state", NULL);

    return b24_json_get_int (b24_json_get_object (state, "requests"), "imopenlines.dialog.get", 0) +
           b24_json_get_int (b24_json_get_object (state, "batched"), "imopenlines.dialog.get", 0);
}

/* A dialog of Kim's that is followed and quiet. */
static gint64
follow_one (Watch *watch)
{
    Desk *desk = watch->desk;
    gint64 chat = desk_customer (desk, "Ann", LINE);

    desk_act (desk, "answer", KIM, chat);
    desk_write (desk, chat, "Hello?");
    watch_start_well (watch);
    b24_feed_follow (watch->feed, chat, 0);
    watch_expect (watch, 10, "messages %" G_GINT64_FORMAT ":*Hello", chat);
    desk_pass (desk, 5000);
    return chat;
}

static void
expect_soon (Watch *watch, gint64 chat, const char *change)
{
    gint64 begun = b24_clock_get_monotonic (watch->desk->clock);

    watch_expect (watch, 10, "dialog %" G_GINT64_FORMAT " %s", chat, change);
    g_assert_cmpint (b24_clock_get_monotonic (watch->desk->clock) - begun, <,
                     SOON * G_TIME_SPAN_MILLISECOND);
}

static void
test_closed (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat = follow_one (watch);

    desk_act (desk, "finish", KIM, chat);
    expect_soon (watch, chat, "closed after reply");
}

static void
test_transferred (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat = follow_one (watch);
    g_autofree char *json =
        g_strdup_printf ("{\"operator\":27,\"chat\":%" G_GINT64_FORMAT ",\"to\":28}", chat);

    desk_act (desk, "join", MARIA, chat);
    desk_pass (desk, 3000);
    desk_control (desk, "operator-transfer", json);
    expect_soon (watch, chat, "colleague after");
}

/* Words older than the state that is known ask for nothing. */
static void
test_nothing_new (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    follow_one (watch);
    g_assert_cmpint (watch_find (watch, "messages *Conversation"), >=, 0);
    g_assert_cmpint (count_reads (desk), ==, 0);
}

/* However much the portal says, a tick reads the dialog once at most. */
static void
test_no_storm (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat = follow_one (watch);
    gint64 reads = count_reads (desk);
    g_autofree char *json =
        g_strdup_printf ("{\"chat\":%" G_GINT64_FORMAT ",\"text\":\"Something was done.\"}", chat);

    desk_control (desk, "hold", "{\"method\":\"batch\"}");
    desk_pass (desk, 3000);
    for (guint i = 0; i < 200; i++)
        desk_control (desk, "system", json);
    desk_write (desk, chat, "The end");
    desk_take_requests (desk);
    desk_control (desk, "release", "{\"method\":\"batch\"}");
    watch_expect (watch, 10, "messages %" G_GINT64_FORMAT ":*The end", chat);
    desk_pass (desk, 500);
    g_assert_cmpint (count_reads (desk) - reads, <=, 2);
}

/* A fault that passes keeps the news back for a tick only. */
static void
test_read_again (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat = follow_one (watch);

    desk_fail (desk, "imopenlines.dialog.get", 500, "INTERNAL_SERVER_ERROR", 1);
    desk_act (desk, "finish", KIM, chat);
    expect_soon (watch, chat, "closed after reply");
}

/* A waiting dialog that is read again is still on the list. */
static void
test_still_waiting (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autofree char *json =
        g_strdup_printf ("{\"chat\":%" G_GINT64_FORMAT ",\"text\":\"Something was done.\"}", chat);

    watch_start_well (watch);
    b24_feed_follow (watch->feed, chat, 0);
    desk_pass (desk, 3000);
    desk_control (desk, "system", json);
    watch_expect (watch, 10, "messages %" G_GINT64_FORMAT ":*Something", chat);
    desk_pass (desk, 5000);
    g_assert_cmpint (watch_find (watch, "gone"), <, 0);
    g_assert_nonnull (b24_feed_get_dialog (watch->feed, chat));
}

/* More dialogs than a look has room for, each with more than a page: everything comes, in order. */
static void
test_many_behind (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    g_autoptr (GArray) chats = g_array_new (FALSE, FALSE, sizeof (gint64));

    for (guint i = 0; i < 100; i++) {
        gint64 chat = desk_customer (desk, "Ann", LINE);

        desk_act (desk, "answer", KIM, chat);
        for (guint k = 0; k < (i < 50 ? 60 : 2); k++)
            desk_write (desk, chat, k % 2 == 0 ? "a" : "b");
        desk_write (desk, chat, "The last");
        g_array_append_val (chats, chat);
    }
    watch_start_well (watch);
    desk_take_requests (desk);
    for (guint i = 0; i < chats->len; i++)
        b24_feed_follow (watch->feed, g_array_index (chats, gint64, i), 0);
    for (guint i = 0; i < chats->len; i++)
        watch_expect (watch, 5, "messages %" G_GINT64_FORMAT ":*The last",
                      g_array_index (chats, gint64, i));
    g_assert_cmpint (desk_take_requests (desk), <=, 8);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/feed-words/closed", test_closed);
    g_test_add_func ("/feed-words/transferred", test_transferred);
    g_test_add_func ("/feed-words/nothing-new", test_nothing_new);
    g_test_add_func ("/feed-words/no-storm", test_no_storm);
    g_test_add_func ("/feed-words/read-again", test_read_again);
    g_test_add_func ("/feed-words/still-waiting", test_still_waiting);
    g_test_add_func ("/feed-words/many-behind", test_many_behind);
    return g_test_run ();
}
