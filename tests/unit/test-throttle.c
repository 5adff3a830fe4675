/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-throttle.h"

#include "b24-error.h"

typedef struct {
    B24Clock *clock;
    B24Throttle *throttle;
    GString *granted; /* names of granted waits, in order */
    guint failed;
} Fixture;

typedef struct {
    Fixture *fixture;
    char name;
} Wait;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
    fixture->clock = b24_clock_new_manual (G_GINT64_CONSTANT (1767337200000000));
    fixture->throttle = b24_throttle_new (fixture->clock);
    fixture->granted = g_string_new (NULL);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_cmpuint (b24_throttle_get_queued (fixture->throttle), ==, 0);
    g_assert_finalize_object (fixture->throttle);
    g_assert_cmpint (b24_clock_next_due (fixture->clock), ==, -1);
    g_assert_finalize_object (fixture->clock);
    g_string_free (fixture->granted, TRUE);
}

static void
turn (void)
{
    while (g_main_context_iteration (NULL, FALSE))
        ;
}

static void
wait_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Wait *wait = user_data;
    g_autoptr (GError) error = NULL;

    if (b24_throttle_wait_finish (B24_THROTTLE (source), result, &error)) {
        g_string_append_c (wait->fixture->granted, wait->name);
    } else {
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        wait->fixture->failed++;
    }
}

static void
ask (Fixture *fixture, char name, const char *method, B24Priority priority,
     GCancellable *cancellable)
{
    Wait *wait = g_new0 (Wait, 1);

    wait->fixture = fixture;
    wait->name = name;
    b24_throttle_wait_async (fixture->throttle, method, priority, cancellable, wait_cb, wait);
}

static void
done (Fixture *fixture, const char *method, const char *code)
{
    g_autoptr (GError) error = code != NULL ? b24_error_new_from_code (code, NULL) : NULL;

    b24_throttle_done (fixture->throttle, method, error, -1, 0);
}

/* Asks, expects to be granted at once, and finishes. */
static void
pass (Fixture *fixture, B24Priority priority, guint count)
{
    for (guint i = 0; i < count; i++) {
        gsize before = fixture->granted->len;

        ask (fixture, '.', "m", priority, NULL);
        turn ();
        g_assert_cmpuint (fixture->granted->len, ==, before + 1);
        done (fixture, "m", NULL);
    }
}

static void
test_immediate (Fixture *fixture, gconstpointer data)
{
    ask (fixture, 'a', "m", B24_PRIORITY_OPERATOR, NULL);
    g_assert_cmpuint (b24_throttle_get_queued (fixture->throttle), ==, 0);
    g_assert_cmpint (b24_clock_next_due (fixture->clock), ==, -1);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "a");
    done (fixture, "m", NULL);
}

static void
test_reserve (Fixture *fixture, gconstpointer data)
{
    pass (fixture, B24_PRIORITY_BACKGROUND, 40);
    g_assert_cmpuint (b24_throttle_get_delay (fixture->throttle), ==, 625);
    ask (fixture, 'b', "m", B24_PRIORITY_BACKGROUND, NULL);
    ask (fixture, 'n', "m", B24_PRIORITY_NORMAL, NULL);
    turn ();
    g_assert_cmpuint (b24_throttle_get_queued (fixture->throttle), ==, 2);
    g_string_truncate (fixture->granted, 0);

    /* The reserve is the operator's, and his pass those who wait. */
    for (guint i = 0; i < 10; i++)
        ask (fixture, 'o', "m", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "oooooooooo");
    for (guint i = 0; i < 10; i++)
        done (fixture, "m", NULL);
    ask (fixture, 'p', "m", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    /* All 50 used: this one asks whether the portal has the big plan. */
    g_assert_cmpstr (fixture->granted->str, ==, "oooooooooop");
    done (fixture, "m", "QUERY_LIMIT_EXCEEDED");
    g_assert_cmpuint (b24_throttle_get_refusals (fixture->throttle), ==, 0);
    g_assert_cmpfloat (b24_throttle_get_slowdown (fixture->throttle), ==, 1.0);
    ask (fixture, 'q', "m", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    g_assert_cmpuint (b24_throttle_get_queued (fixture->throttle), ==, 3);

    b24_clock_advance (fixture->clock, 626);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "oooooooooopq");
    b24_clock_advance (fixture->clock, 10000);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "oooooooooopqnb");
    for (guint i = 0; i < 3; i++)
        done (fixture, "m", NULL);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
    pass (fixture, B24_PRIORITY_BACKGROUND, 40);
    g_string_truncate (fixture->granted, 0);
    ask (fixture, '1', "m", B24_PRIORITY_BACKGROUND, NULL);
    ask (fixture, '2', "m", B24_PRIORITY_BACKGROUND, NULL);
    ask (fixture, '3', "m", B24_PRIORITY_NORMAL, NULL);
    ask (fixture, '4', "m", B24_PRIORITY_NORMAL, NULL);
    for (guint i = 0; i < 4; i++) {
        b24_clock_advance (fixture->clock, 626);
        turn ();
        g_assert_cmpuint (fixture->granted->len, ==, i + 1);
        done (fixture, "m", NULL);
    }
    g_assert_cmpstr (fixture->granted->str, ==, "3412");
}

/* Background work leaves connections free. */
static void
test_running (Fixture *fixture, gconstpointer data)
{
    for (guint i = 0; i < 6; i++)
        ask (fixture, 'b', "m", B24_PRIORITY_BACKGROUND, NULL);
    ask (fixture, 'o', "m", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "bbbbo");
    done (fixture, "m", NULL);
    done (fixture, "m", NULL);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "bbbbob");
    for (guint i = 0; i < 5; i++) {
        done (fixture, "m", NULL);
        turn ();
    }
    g_assert_cmpstr (fixture->granted->str, ==, "bbbbobb");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();

    pass (fixture, B24_PRIORITY_BACKGROUND, 40);
    g_string_truncate (fixture->granted, 0);
    ask (fixture, 'x', "m", B24_PRIORITY_BACKGROUND, cancellable);
    ask (fixture, 'y', "m", B24_PRIORITY_BACKGROUND, NULL);
    g_cancellable_cancel (cancellable);
    turn ();
    g_assert_cmpuint (fixture->failed, ==, 1);
    ask (fixture, 'z', "m", B24_PRIORITY_BACKGROUND, cancellable);
    turn ();
    g_assert_cmpuint (fixture->failed, ==, 2);
    b24_clock_advance (fixture->clock, 626);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "y");
    done (fixture, "m", NULL);
}

/* Granted stays granted, or nobody would call done. */
static void
test_cancel_granted (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();

    ask (fixture, 'x', "m", B24_PRIORITY_OPERATOR, cancellable);
    g_cancellable_cancel (cancellable);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "x");
    done (fixture, "m", NULL);
}

static void
test_slowdown (Fixture *fixture, gconstpointer data)
{
    double slow;

    pass (fixture, B24_PRIORITY_NORMAL, 1);
    ask (fixture, 'x', "m", B24_PRIORITY_NORMAL, NULL);
    turn ();
    done (fixture, "m", "QUERY_LIMIT_EXCEEDED");
    g_assert_cmpfloat_with_epsilon (b24_throttle_get_slowdown (fixture->throttle), 1.7, 1e-9);
    g_assert_cmpuint (b24_throttle_get_refusals (fixture->throttle), ==, 1);
    /* 11 places at 1.6 per second, 1.7 times slower */
    g_assert_cmpuint (b24_throttle_get_delay (fixture->throttle), ==, 11688);

    b24_clock_advance (fixture->clock, 11688);
    pass (fixture, B24_PRIORITY_NORMAL, 1);
    g_assert_cmpfloat_with_epsilon (b24_throttle_get_slowdown (fixture->throttle), 1.7 * 0.98,
                                    1e-9);
    for (guint i = 0; i < 20; i++) {
        b24_clock_advance (fixture->clock, 1000 * 1000);
        ask (fixture, 'x', "m", B24_PRIORITY_OPERATOR, NULL);
        turn ();
        done (fixture, "m", "QUERY_LIMIT_EXCEEDED");
    }
    slow = b24_throttle_get_slowdown (fixture->throttle);
    g_assert_cmpfloat (slow, ==, 30.0);
    g_assert_cmpuint (b24_throttle_get_refusals (fixture->throttle), ==, 1);
    b24_clock_advance (fixture->clock, 301 * 1000);
    g_assert_cmpuint (b24_throttle_get_refusals (fixture->throttle), ==, 0);
}

static void
refuse (Fixture *fixture, B24Priority priority)
{
    ask (fixture, 'x', "m", priority, NULL);
    turn ();
    done (fixture, "m", "QUERY_LIMIT_EXCEEDED");
}

/* Behind one address with others: they are made room for, and the operator still goes first. */
static void
test_crowd (Fixture *fixture, gconstpointer data)
{
    double slow;

    refuse (fixture, B24_PRIORITY_OPERATOR);
    b24_clock_advance (fixture->clock, 1000);
    refuse (fixture, B24_PRIORITY_OPERATOR);
    /* Both tell the same. */
    g_assert_cmpfloat_with_epsilon (b24_throttle_get_slowdown (fixture->throttle), 1.7, 1e-9);
    b24_clock_advance (fixture->clock, 30 * 1000);
    refuse (fixture, B24_PRIORITY_BACKGROUND);
    slow = b24_throttle_get_slowdown (fixture->throttle);
    g_assert_cmpfloat_with_epsilon (slow, 1.7 * 1.7, 1e-9);

    /* 20 seconds of rest, but not for the operator, who waits for one place. */
    g_assert_cmpuint (b24_throttle_get_delay (fixture->throttle), >, 19 * 1000);
    g_assert_cmpuint (b24_throttle_get_delay (fixture->throttle), <=, 20 * 1000);
    b24_clock_advance (fixture->clock, 626);
    pass (fixture, B24_PRIORITY_OPERATOR, 1);
    /* Then one by one, 1.6 per second slowed down. */
    b24_clock_advance (fixture->clock, 20 * 1000);
    pass (fixture, B24_PRIORITY_BACKGROUND, 1);
    g_assert_cmpuint (b24_throttle_get_delay (fixture->throttle), ==, 1807);

    /* Many successes recover no more than the time that passed. */
    pass (fixture, B24_PRIORITY_OPERATOR, 5);
    g_assert_cmpfloat_with_epsilon (b24_throttle_get_slowdown (fixture->throttle), slow, 1e-9);
    b24_clock_advance (fixture->clock, 60 * 1000);
    pass (fixture, B24_PRIORITY_OPERATOR, 5);
    g_assert_cmpfloat (b24_throttle_get_slowdown (fixture->throttle), <, slow * 0.98);
    g_assert_cmpfloat (b24_throttle_get_slowdown (fixture->throttle), >, slow * 0.95);
    /* Everybody gone: each success counts again. */
    b24_clock_advance (fixture->clock, 901 * 1000);
    pass (fixture, B24_PRIORITY_OPERATOR, 1);
    slow = b24_throttle_get_slowdown (fixture->throttle);
    pass (fixture, B24_PRIORITY_OPERATOR, 1);
    g_assert_cmpfloat_with_epsilon (b24_throttle_get_slowdown (fixture->throttle),
                                    MAX (1.0, slow * 0.98), 1e-9);
}

static void
test_operating (Fixture *fixture, gconstpointer data)
{
    gint64 now = b24_clock_get_real (fixture->clock) / G_USEC_PER_SEC;

    ask (fixture, 'a', "Slow.Method", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    b24_throttle_done (fixture->throttle, "Slow.Method", NULL, 418.0, now + 30);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "slow.method"), >, 0);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "other"), ==, 0);

    ask (fixture, 'b', "slow.method", B24_PRIORITY_OPERATOR, NULL);
    ask (fixture, 'c', "other", B24_PRIORITY_BACKGROUND, NULL);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "ac");
    b24_clock_advance (fixture->clock, 30 * 1000);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "ac");
    b24_clock_advance (fixture->clock, 1001);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, "acb");
    done (fixture, "other", NULL);

    /* Refused for its operating time: this method alone waits, the rest is not slowed down. */
    done (fixture, "slow.method", "OPERATION_TIME_LIMIT");
    g_assert_cmpfloat (b24_throttle_get_slowdown (fixture->throttle), ==, 1.0);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "slow.method"), >, 0);
    b24_clock_advance (fixture->clock, 10 * 1000);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "slow.method"), ==, 0);
    pass (fixture, B24_PRIORITY_BACKGROUND, 1);

    b24_throttle_note (fixture->throttle, "batch::x", NULL, 419.0, 0);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "batch::X"), >, 0);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "x"), ==, 0);
}

static void
test_overload (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) refusal = NULL;

    g_assert_null (b24_throttle_dup_refusal (fixture->throttle, "m"));
    pass (fixture, B24_PRIORITY_NORMAL, 1);
    ask (fixture, 'x', "m", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    done (fixture, "m", "OVERLOAD_LIMIT");
    refusal = b24_throttle_dup_refusal (fixture->throttle, "m");
    g_assert_error (refusal, B24_ERROR, B24_ERROR_OVERLOAD_LIMIT);
    g_assert_cmpuint (b24_error_get_wait (refusal), ==, 60);
    g_assert_cmpuint (b24_throttle_get_method_hold (fixture->throttle, "m"), ==, 0);
    ask (fixture, 'y', "m", B24_PRIORITY_OPERATOR, NULL);
    b24_clock_advance (fixture->clock, 59 * 1000);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, ".x");
    b24_clock_advance (fixture->clock, 1001);
    turn ();
    g_assert_cmpstr (fixture->granted->str, ==, ".xy");
    done (fixture, "m", NULL);
}

static void
test_learn_big (Fixture *fixture, gconstpointer data)
{
    /* Three requests that the small plan would refuse come through: it is the big one. */
    pass (fixture, B24_PRIORITY_OPERATOR, 53);
    pass (fixture, B24_PRIORITY_OPERATOR, 250 - 53);
    ask (fixture, 'x', "m", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    g_assert_cmpuint (b24_throttle_get_queued (fixture->throttle), ==, 1);
    b24_clock_advance (fixture->clock, 251);
    turn ();
    g_assert_cmpuint (b24_throttle_get_queued (fixture->throttle), ==, 0);
    done (fixture, "m", "QUERY_LIMIT_EXCEEDED");
    b24_clock_advance (fixture->clock, 1000);
    ask (fixture, 'y', "m", B24_PRIORITY_OPERATOR, NULL);
    turn ();
    done (fixture, "m", "QUERY_LIMIT_EXCEEDED");
    /* And two refusals take it back: another 50 and no more. */
    b24_clock_advance (fixture->clock, 3600 * 1000);
    pass (fixture, B24_PRIORITY_BACKGROUND, 40);
    ask (fixture, 'z', "m", B24_PRIORITY_BACKGROUND, NULL);
    turn ();
    g_assert_cmpuint (b24_throttle_get_queued (fixture->throttle), ==, 1);
    b24_clock_advance (fixture->clock, 60 * 1000);
    turn ();
    done (fixture, "m", NULL);
}

static void
test_shared (void)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (0);
    g_autoptr (B24Clock) other = b24_clock_new_manual (0);
    B24Throttle *a = b24_throttle_shared ("a.example.com", clock);
    B24Throttle *b = b24_throttle_shared ("a.example.com", clock);
    B24Throttle *c = b24_throttle_shared ("c.example.com", clock);
    B24Throttle *d = b24_throttle_shared ("a.example.com", other);

    g_assert_true (a == b);
    g_assert_true (a != c);
    g_assert_true (a != d);
    g_object_unref (b);
    g_assert_finalize_object (a);
    g_assert_finalize_object (c);
    g_assert_finalize_object (d);
    a = b24_throttle_shared ("a.example.com", clock);
    g_assert_finalize_object (a);
}

#define ADD(name, func)                                                                            \
    g_test_add ("/throttle/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("immediate", test_immediate);
    ADD ("reserve", test_reserve);
    ADD ("order", test_order);
    ADD ("running", test_running);
    ADD ("cancel", test_cancel);
    ADD ("cancel-granted", test_cancel_granted);
    ADD ("slowdown", test_slowdown);
    ADD ("crowd", test_crowd);
    ADD ("operating", test_operating);
    ADD ("overload", test_overload);
    ADD ("learn-big", test_learn_big);
    g_test_add_func ("/throttle/shared", test_shared);
    return g_test_run ();
}
