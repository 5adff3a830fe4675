/* SPDX-License-Identifier: GPL-2.0-or-later */

/* History for many windows: few requests, each dialog its own answer, nobody left waiting. */

#include <locale.h>

#include "b24-error.h"
#include "b24-history.h"
#include "desk.h"

#define KIM   27
#define LINE  7
#define LIMIT 20
#define MANY  60

/* One window that waits for its history. */
typedef struct {
    gint64 chat;
    char *word; /* (nullable): what the customer of this dialog said */
    B24MessagePage *page;
    GError *error;
    gboolean done;
} Window;

typedef struct {
    Desk *desk;
    B24History *history;
    GPtrArray *windows; /* Window */
    GCancellable *cancellable;
    guint stop_at; /* the n-th answer stops everything; 0 never */
    guint done;
} Room;

static void
window_free (gpointer data)
{
    Window *window = data;

    g_clear_pointer (&window->page, b24_message_page_free);
    g_clear_error (&window->error);
    g_free (window->word);
    g_free (window);
}

static Room *
room_new (void)
{
    Room *room = g_new0 (Room, 1);

    room->desk = desk_new (KIM);
    room->history = b24_history_new (room->desk->rest);
    room->windows = g_ptr_array_new_with_free_func (window_free);
    room->cancellable = g_cancellable_new ();
    return room;
}

static gboolean
is_alone (gpointer user_data)
{
    return G_OBJECT (user_data)->ref_count == 1;
}

static void
room_free (Room *room)
{
    b24_history_stop (room->history);
    desk_wait (room->desk, 1, is_alone, room->history);
    g_assert_finalize_object (room->history);
    g_ptr_array_unref (room->windows);
    g_object_unref (room->cancellable);
    desk_free (room->desk);
    g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

/* A dialog whose customer said something of their own. */
static Window *
add_dialog (Room *room)
{
    Window *window = g_new0 (Window, 1);

    window->chat = desk_customer (room->desk, "Ann", LINE);
    window->word = g_strdup_printf ("I am in chat%" G_GINT64_FORMAT, window->chat);
    desk_write (room->desk, window->chat, window->word);
    g_ptr_array_add (room->windows, window);
    return window;
}

typedef struct {
    Room *room;
    Window *window;
} Loading;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Loading *loading = user_data;
    Room *room = loading->room;
    Window *window = loading->window;

    g_assert_false (window->done);
    window->done = TRUE;
    window->page = b24_history_load_finish (B24_HISTORY (source), result, &window->error);
    g_assert_true ((window->page == NULL) == (window->error != NULL));
    if (++room->done == room->stop_at)
        b24_history_stop (room->history);
}

static void
load (Room *room, Window *window, B24Priority priority, GCancellable *cancellable)
{
    Loading *loading = g_new0 (Loading, 1);

    loading->room = room;
    loading->window = window;
    b24_history_load_async (room->history, window->chat, 0, LIMIT, priority, cancellable, on_loaded,
                            loading);
}

static Window *
window_at (Room *room, guint index)
{
    return g_ptr_array_index (room->windows, index);
}

static void
load_all (Room *room)
{
    for (guint i = 0; i < room->windows->len; i++)
        load (room, window_at (room, i), B24_PRIORITY_BACKGROUND, room->cancellable);
}

static gboolean
are_all_done (gpointer user_data)
{
    const Room *room = user_data;

    return room->done == room->windows->len;
}

static gboolean
is_done (gpointer user_data)
{
    return ((const Window *) user_data)->done;
}

static void
assert_own_page (Window *window)
{
    B24Message *last;

    g_assert_no_error (window->error);
    g_assert_cmpuint (window->page->messages->len, >, 0);
    last = g_ptr_array_index (window->page->messages, window->page->messages->len - 1);
    g_assert_cmpstr (last->text, ==, window->word);
}

static void
assert_cancelled (Window *window)
{
    g_assert_true (window->done);
    g_assert_error (window->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_gathered (void)
{
    g_autoptr (Room) room = room_new ();

    for (guint i = 0; i < MANY; i++)
        add_dialog (room);
    desk_take_requests (room->desk);
    load_all (room);
    desk_wait (room->desk, 5, are_all_done, room);
    /* Fifty pages of twenty are as much as one answer shall be. */
    g_assert_cmpint (desk_take_requests (room->desk), ==, 2);
    for (guint i = 0; i < MANY; i++)
        assert_own_page (window_at (room, i));
}

/* How many come when the clock goes on by @milliseconds. */
static guint
count_answers (Room *room, guint milliseconds)
{
    guint before = room->done;

    b24_clock_advance (room->desk->clock, milliseconds);
    while (g_main_context_iteration (NULL, FALSE))
        continue;
    return room->done - before;
}

/* However many come in one answer, they reach the UI one by one. */
static void
test_one_per_turn (void)
{
    g_autoptr (Room) room = room_new ();

    for (guint i = 0; i < 10; i++)
        add_dialog (room);
    load_all (room);
    while (room->done < 10) {
        g_assert_cmpuint (count_answers (room, 0), <=, 1);
        g_assert_cmpuint (count_answers (room, 1), <=, 1);
    }
}

/* What the operator opens by hand passes everything that opens by itself. */
static void
test_by_hand (void)
{
    g_autoptr (Room) room = room_new ();
    Window *mine;

    for (guint i = 0; i < MANY; i++)
        add_dialog (room);
    desk_control (room->desk, "hold", "{\"method\":\"batch\"}");
    load_all (room);
    mine = add_dialog (room);
    load (room, mine, B24_PRIORITY_NORMAL, room->cancellable);
    desk_wait (room->desk, 5, is_done, mine);
    g_assert_cmpuint (room->done, ==, 1);
    assert_own_page (mine);
    desk_control (room->desk, "release", "{\"method\":\"batch\"}");
    desk_wait (room->desk, 5, are_all_done, room);
    for (guint i = 0; i < MANY; i++)
        assert_own_page (window_at (room, i));
}

/* One dialog that cannot be read spoils no other; a passing fault spoils none. */
static void
test_own_errors (void)
{
    g_autoptr (Room) room = room_new ();

    for (guint i = 0; i < 5; i++)
        add_dialog (room);
    window_at (room, 2)->chat = 999999;
    load_all (room);
    desk_wait (room->desk, 5, are_all_done, room);
    g_assert_error (window_at (room, 2)->error, B24_ERROR, B24_ERROR_ACCESS_ERROR);
    for (guint i = 0; i < 5; i++) {
        if (i != 2)
            assert_own_page (window_at (room, i));
    }
}

static void
test_passing_fault (void)
{
    g_autoptr (Room) room = room_new ();

    for (guint i = 0; i < 5; i++)
        add_dialog (room);
    desk_fail (room->desk, "im.dialog.messages.get", 500, "INTERNAL_SERVER_ERROR", 2);
    desk_take_requests (room->desk);
    load_all (room);
    desk_wait (room->desk, 5, are_all_done, room);
    g_assert_cmpint (desk_take_requests (room->desk), ==, 2);
    for (guint i = 0; i < 5; i++)
        assert_own_page (window_at (room, i));
}

/* A fault that never passes ends as everybody's error, after few requests. */
static void
test_lasting_fault (void)
{
    g_autoptr (Room) room = room_new ();

    for (guint i = 0; i < 5; i++)
        add_dialog (room);
    desk_fail (room->desk, "im.dialog.messages.get", 500, "INTERNAL_SERVER_ERROR", -1);
    desk_take_requests (room->desk);
    load_all (room);
    desk_wait (room->desk, 5, are_all_done, room);
    g_assert_cmpint (desk_take_requests (room->desk), ==, 3);
    for (guint i = 0; i < 5; i++)
        g_assert_error (window_at (room, i)->error, B24_ERROR, B24_ERROR_INTERNAL_SERVER_ERROR);
}

static void
test_refused (void)
{
    g_autoptr (Room) room = room_new ();

    for (guint i = 0; i < 5; i++)
        add_dialog (room);
    desk_fail (room->desk, "batch", 403, "ACCESS_DENIED", 1);
    load_all (room);
    desk_wait (room->desk, 5, are_all_done, room);
    for (guint i = 0; i < 5; i++)
        g_assert_error (window_at (room, i)->error, B24_ERROR, B24_ERROR_ACCESS_DENIED);
}

/* One that gives up leaves the others alone, before the request and during it. */
static void
test_cancel_one (void)
{
    g_autoptr (Room) room = room_new ();
    g_autoptr (GCancellable) early = g_cancellable_new ();
    g_autoptr (GCancellable) late = g_cancellable_new ();

    for (guint i = 0; i < 5; i++)
        add_dialog (room);
    desk_control (room->desk, "hold", "{\"method\":\"batch\"}");
    for (guint i = 0; i < 5; i++)
        load (room, window_at (room, i), B24_PRIORITY_BACKGROUND,
              i == 0   ? early
              : i == 1 ? late
                       : NULL);
    g_cancellable_cancel (early);
    desk_pass (room->desk, 1000);
    assert_cancelled (window_at (room, 0));
    g_cancellable_cancel (late);
    desk_control (room->desk, "release", "{\"method\":\"batch\"}");
    desk_wait (room->desk, 5, are_all_done, room);
    assert_cancelled (window_at (room, 1));
    for (guint i = 2; i < 5; i++)
        assert_own_page (window_at (room, i));
}

/* Stopped before, during and after the request, and from inside an answer. */
static void
test_stop (void)
{
    for (guint moment = 0; moment < 4; moment++) {
        g_autoptr (Room) room = room_new ();
        Window *later;

        for (guint i = 0; i < 5; i++)
            add_dialog (room);
        if (moment == 1)
            desk_control (room->desk, "hold", "{\"method\":\"batch\"}");
        if (moment == 2)
            room->stop_at = 1;
        if (moment == 3)
            room->stop_at = 5;
        load_all (room);
        if (moment == 1)
            desk_pass (room->desk, 1000);
        if (moment <= 1)
            b24_history_stop (room->history);
        desk_wait (room->desk, 5, are_all_done, room);
        for (guint i = 0; i < 5; i++) {
            if (moment == 3 || (moment == 2 && i == 0))
                assert_own_page (window_at (room, i));
            else
                assert_cancelled (window_at (room, i));
        }
        later = add_dialog (room);
        load (room, later, B24_PRIORITY_BACKGROUND, NULL);
        desk_wait (room->desk, 5, is_done, later);
        assert_cancelled (later);
    }
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/history/gathered", test_gathered);
    g_test_add_func ("/history/one-per-turn", test_one_per_turn);
    g_test_add_func ("/history/by-hand", test_by_hand);
    g_test_add_func ("/history/own-errors", test_own_errors);
    g_test_add_func ("/history/passing-fault", test_passing_fault);
    g_test_add_func ("/history/lasting-fault", test_lasting_fault);
    g_test_add_func ("/history/refused", test_refused);
    g_test_add_func ("/history/cancel-one", test_cancel_one);
    g_test_add_func ("/history/stop", test_stop);
    return g_test_run ();
}
