/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "push-watch.h"

#include "b24-json.h"

#define STEP 100 /* ms of the clock in one turn of a wait */

static const char *const state_names[] = {
    "idle", "config", "opening", "websocket", "long-polling", "back-off", "refused",
};

static void
count_signal (Watch *watch)
{
    g_assert_false (watch->over);
    if (++watch->signals == watch->stop_at) {
        watch->over = TRUE;
        b24_push_stop (watch->push);
    }
}

static void
on_message (B24Push *push, B24PushMessage *message, gpointer user_data)
{
    Watch *watch = user_data;
    guint number = (guint) b24_json_get_int (message->params, "n", 0);

    g_assert_cmpstr (message->module, !=, "pull");
    if (g_strcmp0 (message->command, "note") == 0)
        g_array_append_val (watch->notes, number);
    else
        g_ptr_array_add (watch->others,
                         g_strdup_printf ("%s %s", message->module, message->command));
    count_signal (watch);
}

static void
on_opened (B24Push *push, gpointer user_data)
{
    Watch *watch = user_data;

    g_assert_true (b24_push_is_open (push));
    watch->opened++;
    count_signal (watch);
}

static void
on_state (B24Push *push, gpointer user_data)
{
    Watch *watch = user_data;
    B24PushState state = b24_push_get_state (push);

    if (state != watch->last) {
        watch->entries[state]++;
        watch->entered[state] = b24_clock_get_monotonic (watch->desk->clock);
        g_assert_cmpint (b24_push_get_since (push), ==, watch->entered[state]);
    }
    watch->last = state;
    if (state == B24_PUSH_BACK_OFF || state == B24_PUSH_REFUSED)
        watch->explained = b24_push_get_error (push) != NULL;
    g_string_append_printf (watch->way, "%s ", state_names[state]);
    count_signal (watch);
}

/* Channels and tokens are long words of hexadecimal or base64, mids long numbers. */
static void
assert_no_secret (const char *line)
{
    g_assert_false (
        g_regex_match_simple ("[0-9a-fA-F]{20}|[A-Za-z0-9_-]{40}|://|CHANNEL", line, 0, 0));
}

static void
on_log (B24Push *push, const char *line, gpointer user_data)
{
    Watch *watch = user_data;

    g_assert_false (watch->over);
    assert_no_secret (line);
    g_test_message ("%s", line);
    g_string_append_printf (watch->log, "%s\n", line);
}

Watch *
watch_new (void)
{
    Watch *watch = g_new0 (Watch, 1);

    watch->desk = desk_new (WATCH_OPERATOR);
    watch->push = b24_push_new (watch->desk->rest, watch->desk->http);
    watch->notes = g_array_new (FALSE, FALSE, sizeof (guint));
    watch->others = g_ptr_array_new_with_free_func (g_free);
    watch->way = g_string_new (NULL);
    watch->log = g_string_new (NULL);
    g_signal_connect (watch->push, "message", G_CALLBACK (on_message), watch);
    g_signal_connect (watch->push, "opened", G_CALLBACK (on_opened), watch);
    g_signal_connect (watch->push, "state", G_CALLBACK (on_state), watch);
    g_signal_connect (watch->push, "log", G_CALLBACK (on_log), watch);
    return watch;
}

static gboolean
is_alone (gpointer user_data)
{
    return G_OBJECT (user_data)->ref_count == 1;
}

void
watch_stop (Watch *watch)
{
    watch->over = TRUE;
    b24_push_stop (watch->push);
    g_assert_cmpint (b24_push_get_state (watch->push), ==, B24_PUSH_IDLE);
}

void
watch_free (Watch *watch)
{
    watch_stop (watch);
    desk_wait (watch->desk, 1, is_alone, watch->push);
    g_assert_finalize_object (watch->push);
    desk_free (watch->desk);
    g_array_unref (watch->notes);
    g_ptr_array_unref (watch->others);
    g_string_free (watch->way, TRUE);
    g_string_free (watch->log, TRUE);
    g_free (watch);
}

void
watch_publish (Watch *watch, guint number)
{
    g_autofree char *json = g_strdup_printf (
        "{\"operator\":%d,\"command\":\"note\",\"params\":{\"n\":%u}}", WATCH_OPERATOR, number);

    desk_control (watch->desk, "push-send", json);
}

void
watch_publish_some (Watch *watch, guint first, guint last)
{
    for (guint i = first; i <= last; i++)
        watch_publish (watch, i);
}

void
watch_publish_pull (Watch *watch, const char *command, const char *params)
{
    g_autofree char *json =
        g_strdup_printf ("{\"operator\":%d,\"module\":\"pull\",\"command\":\"%s\",\"params\":%s}",
                         WATCH_OPERATOR, command, params);

    desk_control (watch->desk, "push-send", json);
}

typedef struct {
    Watch *watch;
    const char *figure;
    gint64 wanted;
    guint times;
} Wait;

static gboolean
is_in_state (gpointer user_data)
{
    const Wait *wait = user_data;

    return b24_push_get_state (wait->watch->push) == (B24PushState) wait->wanted;
}

void
watch_wait_state (Watch *watch, B24PushState state)
{
    Wait wait = { watch, NULL, state, 0 };

    desk_wait (watch->desk, STEP, is_in_state, &wait);
}

static gboolean
has_entered (gpointer user_data)
{
    const Wait *wait = user_data;

    return wait->watch->entries[wait->wanted] >= wait->times;
}

void
watch_wait_entry (Watch *watch, B24PushState state, guint times)
{
    Wait wait = { watch, NULL, state, times };

    desk_wait (watch->desk, STEP, has_entered, &wait);
}

gint64
watch_time_between (Watch *watch, B24PushState from, B24PushState to)
{
    g_assert_cmpuint (watch->entries[from], >, 0);
    return (watch->entered[to] - watch->entered[from]) / 1000;
}

static gboolean
has_notes (gpointer user_data)
{
    const Wait *wait = user_data;

    return wait->watch->notes->len >= wait->wanted;
}

void
watch_wait_notes (Watch *watch, guint last)
{
    Wait wait = { watch, NULL, last, 0 };

    desk_wait (watch->desk, STEP, has_notes, &wait);
    g_assert_cmpuint (watch->notes->len, ==, last);
    for (guint i = 0; i < last; i++)
        g_assert_cmpuint (g_array_index (watch->notes, guint, i), ==, i + 1);
}

static gboolean
has_opened (gpointer user_data)
{
    const Wait *wait = user_data;

    return wait->watch->opened >= wait->wanted;
}

void
watch_wait_opened (Watch *watch, guint times)
{
    Wait wait = { watch, NULL, times, 0 };

    desk_wait (watch->desk, STEP, has_opened, &wait);
}

void
watch_open (Watch *watch)
{
    b24_push_start (watch->push);
    watch_wait_state (watch, B24_PUSH_WEBSOCKET);
}

void
watch_leap (Watch *watch, guint seconds)
{
    for (guint i = 0; i < seconds; i += 10) {
        b24_clock_advance (watch->desk->clock, 10000);
        while (g_main_context_iteration (NULL, FALSE))
            continue;
    }
}

gint64
watch_count (Watch *watch, const char *figure)
{
    g_autoptr (JsonObject) state =
        practice_portal_control (watch->desk->portal, "push-state", NULL);

    g_assert_true (b24_json_has (state, figure));
    return b24_json_get_int (state, figure, -1);
}

static gboolean
has_figure (gpointer user_data)
{
    const Wait *wait = user_data;

    return watch_count (wait->watch, wait->figure) == wait->wanted;
}

void
watch_wait_count (Watch *watch, const char *figure, gint64 value)
{
    Wait wait = { watch, figure, value, 0 };

    desk_wait (watch->desk, STEP, has_figure, &wait);
}
