/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-clock.h"

typedef struct {
    B24Clock *clock;
    GString *seen;
    char name;
    guint id;
    guint other; /* removed or added by the callback */
    guint left;  /* how often the timer wants to run again */
} Mark;

static gboolean
mark_cb (gpointer user_data)
{
    Mark *mark = user_data;

    g_string_append_printf (mark->seen, "%c%" G_GINT64_FORMAT " ", mark->name,
                            b24_clock_get_monotonic (mark->clock) / 1000 - 1000);
    b24_clock_clear (mark->clock, &mark->other);
    if (mark->left == 0)
        return G_SOURCE_REMOVE;
    mark->left--;
    return G_SOURCE_CONTINUE;
}

static void
test_order (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (5000000);
    g_autoptr (GString) seen = g_string_new (NULL);
    Mark a = { clock, seen, 'a', 0, 0, 0 };
    Mark b = { clock, seen, 'b', 0, 0, 2 };
    Mark c = { clock, seen, 'c', 0, 0, 0 };

    g_assert_true (b24_clock_is_manual (clock));
    g_assert_cmpint (b24_clock_next_due (clock), ==, -1);
    b24_clock_add (clock, "a", 300, mark_cb, &a);
    b24_clock_add (clock, "b", 100, mark_cb, &b);
    b24_clock_add (clock, "c", 300, mark_cb, &c);
    g_assert_cmpint (b24_clock_next_due (clock), ==, 100);
    b24_clock_advance (clock, 99);
    g_assert_cmpstr (seen->str, ==, "");
    b24_clock_advance (clock, 1000);
    g_assert_cmpstr (seen->str, ==, "b100 b200 a300 b300 c300 ");
    g_assert_cmpint (b24_clock_next_due (clock), ==, -1);
    g_assert_cmpint (b24_clock_get_monotonic (clock), ==, 1000000 + 1099000);
    g_assert_cmpint (b24_clock_get_real (clock), ==, 5000000 + 1099000);
}

static void
test_remove (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (0);
    g_autoptr (GString) seen = g_string_new (NULL);
    Mark a = { clock, seen, 'a', 0, 0, 0 };
    Mark b = { clock, seen, 'b', 0, 0, 0 };
    guint id;

    a.other = b24_clock_add (clock, NULL, 10, mark_cb, &b);
    id = b24_clock_add (clock, NULL, 5, mark_cb, &a);
    b24_clock_advance (clock, 20);
    g_assert_cmpstr (seen->str, ==, "a5 ");
    b24_clock_remove (clock, id);
    b24_clock_remove (clock, 0);
    b24_clock_remove (clock, 4711);
}

/* A timer may remove itself and still ask to be called again. */
static void
test_remove_itself (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (0);
    g_autoptr (GString) seen = g_string_new (NULL);
    Mark a = { clock, seen, 'a', 0, 0, 5 };

    a.other = b24_clock_add (clock, NULL, 10, mark_cb, &a);
    b24_clock_advance (clock, 100);
    g_assert_cmpstr (seen->str, ==, "a10 ");
}

static void
test_immediate (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (0);
    g_autoptr (GString) seen = g_string_new (NULL);
    Mark a = { clock, seen, 'a', 0, 0, 1 };

    b24_clock_add (clock, NULL, 0, mark_cb, &a);
    g_assert_cmpstr (seen->str, ==, "");
    while (a.left > 0)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpstr (seen->str, ==, "a0 ");
    b24_clock_advance (clock, 0);
    g_assert_cmpstr (seen->str, ==, "a0 a0 ");
    g_assert_false (g_main_context_iteration (NULL, FALSE));
}

static gboolean
unref_cb (gpointer user_data)
{
    B24Clock **clock = user_data;

    g_clear_object (clock);
    return G_SOURCE_CONTINUE;
}

static void
test_system (void)
{
    B24Clock *clock = b24_clock_new_system ();
    g_autoptr (GString) seen = g_string_new (NULL);
    Mark never = { clock, seen, 'n', 0, 0, 0 };

    g_assert_false (b24_clock_is_manual (clock));
    g_assert_cmpint (b24_clock_get_monotonic (clock), >, 0);
    g_assert_cmpint (b24_clock_get_real (clock), >, G_GINT64_CONSTANT (1500000000000000));
    b24_clock_add (clock, "never", 3600000, mark_cb, &never);
    b24_clock_add (clock, "last", 1, unref_cb, &clock);
    while (clock != NULL)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpstr (seen->str, ==, "");
    g_assert_false (g_main_context_pending (NULL));
}

static void
jumped_cb (B24Clock *clock, gint64 moved, gpointer user_data)
{
    g_string_append_printf (user_data, "j%" G_GINT64_FORMAT " ", moved / 1000);
}

static void
test_sleep (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (5000000);
    g_autoptr (GString) seen = g_string_new (NULL);
    Mark a = { clock, seen, 'a', 0, 0, 0 };

    g_signal_connect (clock, "jumped", G_CALLBACK (jumped_cb), seen);
    b24_clock_add (clock, "a", 300, mark_cb, &a);
    b24_clock_advance (clock, 100);
    g_assert_cmpstr (seen->str, ==, "");
    b24_clock_sleep (clock, 3600000);
    g_assert_cmpstr (seen->str, ==, "j3600000 ");
    g_assert_cmpint (b24_clock_next_due (clock), ==, 200);
    g_assert_cmpint (b24_clock_get_monotonic (clock), ==, 1000000 + 100000);
    g_assert_cmpint (b24_clock_get_real (clock), ==,
                     5000000 + 100000 + G_GINT64_CONSTANT (3600000000));
    b24_clock_advance (clock, 200);
    g_assert_cmpstr (seen->str, ==, "j3600000 a300 ");
}

static void
test_default (void)
{
    g_autoptr (B24Clock) manual = b24_clock_new_manual (0);
    g_autoptr (B24Clock) first = b24_clock_dup_default ();
    g_autoptr (B24Clock) second = NULL;
    g_autoptr (B24Clock) third = NULL;

    g_assert_false (b24_clock_is_manual (first));
    b24_clock_set_default (manual);
    second = b24_clock_dup_default ();
    g_assert_true (second == manual);
    b24_clock_set_default (NULL);
    third = b24_clock_dup_default ();
    g_assert_false (b24_clock_is_manual (third));
}

#if defined __has_include
#if __has_include(<sys/timerfd.h>)
#define KERNEL_TELLS
#endif
#endif

#ifdef KERNEL_TELLS
/* Whoever waits for jumps is not woken while there are none. */
static void
test_system_is_idle (void)
{
    g_autoptr (GMainContext) context = g_main_context_new ();
    g_autoptr (B24Clock) clock = NULL;
    g_autoptr (GString) seen = g_string_new (NULL);
    int priority;
    int timeout;
    GPollFD fds[8];

    g_main_context_push_thread_default (context);
    clock = b24_clock_new_system ();
    g_main_context_pop_thread_default (context);
    g_signal_connect (clock, "jumped", G_CALLBACK (jumped_cb), seen);
    g_assert_true (g_main_context_acquire (context));
    g_main_context_prepare (context, &priority);
    g_main_context_query (context, G_MAXINT, &timeout, fds, G_N_ELEMENTS (fds));
    g_assert_cmpint (timeout, ==, -1);
    g_main_context_check (context, G_MAXINT, fds, 0);
    g_main_context_release (context);
    g_assert_false (g_main_context_pending (context));
    g_assert_cmpstr (seen->str, ==, "");
}
#endif

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/clock/order", test_order);
    g_test_add_func ("/clock/remove", test_remove);
    g_test_add_func ("/clock/remove-itself", test_remove_itself);
    g_test_add_func ("/clock/immediate", test_immediate);
    g_test_add_func ("/clock/system", test_system);
    g_test_add_func ("/clock/sleep", test_sleep);
    g_test_add_func ("/clock/default", test_default);
#ifdef KERNEL_TELLS
    g_test_add_func ("/clock/system-is-idle", test_system_is_idle);
#endif
    return g_test_run ();
}
