/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed-watch.h"

#include "b24-error.h"

static const char *const standings[] = { "waiting", "reply", "answered", "colleague", "closed" };

static void
note (Watch *watch, char *line)
{
    gint64 now = b24_clock_get_monotonic (watch->desk->clock);

    g_test_message ("%.60s", line);
    g_ptr_array_add (watch->log, line);
    watch->slice = now == watch->slice_time ? watch->slice + 1 : 1;
    watch->slice_time = now;
    watch->longest_slice = MAX (watch->longest_slice, watch->slice);
    if (++watch->signals == watch->stop_at)
        b24_feed_stop (watch->feed);
    /* Nothing comes after a stop. */
    g_assert_true (watch->stop_at == 0 || watch->signals <= watch->stop_at);
}

static const char *
standing_name (Watch *watch, B24Dialog *dialog)
{
    return standings[b24_dialog_get_standing (dialog, watch->desk->operator_id)];
}

static void
on_dialog (B24Feed *feed, B24Dialog *now, B24Dialog *before, gpointer user_data)
{
    Watch *watch = user_data;

    g_assert_true (before == NULL || !b24_dialog_equal (now, before));
    g_assert_true (b24_feed_get_dialog (feed, now->chat_id) == now);
    note (watch, g_strdup_printf ("dialog %" G_GINT64_FORMAT " %s after %s", now->chat_id,
                                  standing_name (watch, now),
                                  before != NULL ? standing_name (watch, before) : "nothing"));
}

static void
on_gone (B24Feed *feed, gint64 chat_id, gpointer user_data)
{
    g_assert_null (b24_feed_get_dialog (feed, chat_id));
    note (user_data, g_strdup_printf ("gone %" G_GINT64_FORMAT, chat_id));
}

static void
on_user (B24Feed *feed, B24User *user, gpointer user_data)
{
    g_assert_true (b24_feed_get_user (feed, user->id) == user);
    note (user_data, g_strdup_printf ("user %" G_GINT64_FORMAT " %s", user->id, user->name));
}

static void
on_messages (B24Feed *feed, gint64 chat_id, GPtrArray *messages, gpointer user_data)
{
    Watch *watch = user_data;
    GString *line = g_string_new (NULL);

    g_assert_cmpuint (messages->len, >, 0);
    g_assert_cmpuint (messages->len, <=, 50);
    g_string_printf (line, "messages %" G_GINT64_FORMAT ":", chat_id);
    for (guint i = 0; i < messages->len; i++) {
        B24Message *message = g_ptr_array_index (messages, i);

        g_assert_true (g_hash_table_add (watch->seen, g_memdup2 (&message->id, sizeof (gint64))));
        if (i > 0)
            g_assert_cmpint (message->id, >,
                             ((B24Message *) g_ptr_array_index (messages, i - 1))->id);
        g_string_append_printf (line, " %s", message->text);
        watch->last_id = message->id;
    }
    note (watch, g_string_free (line, FALSE));
}

static void
on_gap (B24Feed *feed, gint64 chat_id, gint64 after_id, gint64 before_id, gpointer user_data)
{
    g_assert_cmpint (after_id, <, before_id);
    note (user_data, g_strdup_printf ("gap %" G_GINT64_FORMAT, chat_id));
}

static void
on_reachable (B24Feed *feed, gboolean reachable, const GError *error, gpointer user_data)
{
    g_assert_true (reachable == (error == NULL));
    g_assert_true (reachable == b24_feed_is_reachable (feed));
    note (user_data, g_strdup (reachable ? "reachable" : "unreachable"));
}

static void
on_stopped (B24Feed *feed, const GError *error, gpointer user_data)
{
    g_assert_cmpint (b24_error_get_class (error), ==, B24_ERROR_CLASS_STOP);
    note (user_data, g_strdup ("stopped"));
}

Watch *
watch_new (Desk *desk)
{
    Watch *watch = g_new0 (Watch, 1);

    watch->desk = desk;
    watch->log = g_ptr_array_new_with_free_func (g_free);
    watch->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    watch->feed = b24_feed_new (desk->rest, desk->operator_id);
    g_signal_connect (watch->feed, "dialog", G_CALLBACK (on_dialog), watch);
    g_signal_connect (watch->feed, "gone", G_CALLBACK (on_gone), watch);
    g_signal_connect (watch->feed, "user", G_CALLBACK (on_user), watch);
    g_signal_connect (watch->feed, "messages", G_CALLBACK (on_messages), watch);
    g_signal_connect (watch->feed, "gap", G_CALLBACK (on_gap), watch);
    g_signal_connect (watch->feed, "reachable", G_CALLBACK (on_reachable), watch);
    g_signal_connect (watch->feed, "stopped", G_CALLBACK (on_stopped), watch);
    return watch;
}

static gboolean
is_last_ref (gpointer user_data)
{
    return G_OBJECT (user_data)->ref_count == 1;
}

void
watch_free (Watch *watch)
{
    b24_feed_stop (watch->feed);
    desk_wait (watch->desk, 1, is_last_ref, watch->feed);
    g_signal_handlers_disconnect_by_data (watch->feed, watch);
    g_assert_finalize_object (watch->feed);
    g_ptr_array_unref (watch->log);
    g_hash_table_unref (watch->seen);
    g_free (watch);
}

int
watch_find (Watch *watch, const char *prefix)
{
    g_autofree char *pattern = g_strconcat (prefix, "*", NULL);

    for (guint i = 0; i < watch->log->len; i++) {
        if (g_pattern_match_simple (pattern, g_ptr_array_index (watch->log, i)))
            return (int) i;
    }
    return -1;
}

guint
watch_count (Watch *watch, const char *prefix)
{
    guint count = 0;

    for (guint i = 0; i < watch->log->len; i++)
        count += g_str_has_prefix (g_ptr_array_index (watch->log, i), prefix) ? 1 : 0;
    return count;
}

typedef struct {
    Watch *watch;
    const char *prefix;
} Expectation;

static gboolean
is_said (gpointer user_data)
{
    const Expectation *expectation = user_data;

    return watch_find (expectation->watch, expectation->prefix) >= 0;
}

void
watch_expect (Watch *watch, guint step, const char *format, ...)
{
    g_autofree char *prefix = NULL;
    Expectation expectation;
    va_list args;

    va_start (args, format);
    prefix = g_strdup_vprintf (format, args);
    va_end (args);
    g_test_message ("expecting “%s”", prefix);
    expectation.watch = watch;
    expectation.prefix = prefix;
    desk_wait (watch->desk, step, is_said, &expectation);
}

gboolean
watch_start (Watch *watch, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_feed_start_async (watch->feed, NULL, desk_take_result, &slot);
    result = desk_await (watch->desk, &slot);
    return b24_feed_start_finish (watch->feed, result, error);
}

void
watch_start_well (Watch *watch)
{
    g_autoptr (GError) error = NULL;
    gboolean started = watch_start (watch, &error);

    g_assert_no_error (error);
    g_assert_true (started);
}
