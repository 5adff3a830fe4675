/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed-watch.h"

#include <string.h>

#include "b24-error.h"
#include "b24-frames.h"
#include "b24-json.h"

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
        g_hash_table_replace (watch->shown, &message->id, b24_message_ref (message));
    }
    note (watch, g_string_free (line, FALSE));
}

static void
on_late (B24Feed *feed, gint64 chat_id, B24Message *message, gpointer user_data)
{
    Watch *watch = user_data;

    g_assert_cmpint (message->id, <, watch->last_id);
    g_assert_true (g_hash_table_add (watch->seen, g_memdup2 (&message->id, sizeof (gint64))));
    g_hash_table_replace (watch->shown, &message->id, b24_message_ref (message));
    note (watch, g_strdup_printf ("late %" G_GINT64_FORMAT ": %s", chat_id, message->text));
}

static const struct {
    B24MessageChange change;
    const char *name;
} changes[] = {
    { B24_MESSAGE_CHANGE_TEXT, "text" },     { B24_MESSAGE_CHANGE_DELETED, "deleted" },
    { B24_MESSAGE_CHANGE_FAILED, "failed" }, { B24_MESSAGE_CHANGE_DELIVERED, "delivered" },
    { B24_MESSAGE_CHANGE_LIKES, "likes" },
};

static void
on_changed (B24Feed *feed, gint64 chat_id, B24Message *now, guint what, gpointer user_data)
{
    Watch *watch = user_data;
    B24Message *before = g_hash_table_lookup (watch->shown, &now->id);
    GString *line = g_string_new (NULL);

    g_assert_nonnull (before);
    g_assert_cmpuint (b24_message_compare (now, before), ==, what);
    g_string_printf (line, "changed %" G_GINT64_FORMAT, chat_id);
    for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
        g_string_append_printf (line, "%s%s", what & changes[i].change ? " " : "",
                                what & changes[i].change ? changes[i].name : "");
    g_string_append_printf (line, ": %s", now->text);
    g_hash_table_replace (watch->shown, &now->id, b24_message_ref (now));
    note (watch, g_string_free (line, FALSE));
}

static void
on_read (B24Feed *feed, gint64 chat_id, gint64 user_id, gint64 message_id, gpointer user_data)
{
    note (user_data,
          g_strdup_printf ("read %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                           chat_id, user_id, message_id));
}

static void
on_typing (B24Feed *feed, gint64 chat_id, gint64 user_id, const char *name, gpointer user_data)
{
    note (user_data, g_strdup_printf ("typing %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                                      chat_id, user_id, name));
}

static void
on_member (B24Feed *feed, gint64 chat_id, gint64 user_id, gboolean joined, gpointer user_data)
{
    note (user_data, g_strdup_printf ("member %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                                      chat_id, user_id, joined ? "joined" : "left"));
}

static void
on_way (B24Feed *feed, gpointer user_data)
{
    B24FeedReport report;

    b24_feed_report (feed, &report);
    note (user_data, g_strdup_printf ("way %u%s%s", report.push, report.verified ? " verified" : "",
                                      report.event_log ? " log" : ""));
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
    watch->shown = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                          (GDestroyNotify) b24_message_unref);
    watch->feed = b24_feed_new (desk->rest, desk->operator_id);
    g_signal_connect (watch->feed, "changed", G_CALLBACK (on_changed), watch);
    g_signal_connect (watch->feed, "read", G_CALLBACK (on_read), watch);
    g_signal_connect (watch->feed, "typing", G_CALLBACK (on_typing), watch);
    g_signal_connect (watch->feed, "member", G_CALLBACK (on_member), watch);
    g_signal_connect (watch->feed, "way", G_CALLBACK (on_way), watch);
    g_signal_connect (watch->feed, "dialog", G_CALLBACK (on_dialog), watch);
    g_signal_connect (watch->feed, "gone", G_CALLBACK (on_gone), watch);
    g_signal_connect (watch->feed, "user", G_CALLBACK (on_user), watch);
    g_signal_connect (watch->feed, "messages", G_CALLBACK (on_messages), watch);
    g_signal_connect (watch->feed, "late", G_CALLBACK (on_late), watch);
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
    if (watch->push != NULL) {
        desk_wait (watch->desk, 1, is_last_ref, watch->push);
        g_assert_finalize_object (watch->push);
    }
    g_ptr_array_unref (watch->log);
    g_hash_table_unref (watch->seen);
    g_hash_table_unref (watch->shown);
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

void
watch_give_push (Watch *watch)
{
    watch->push = b24_push_new (watch->desk->rest, watch->desk->http);
    b24_feed_set_push (watch->feed, watch->push);
}

static gboolean
is_open (gpointer user_data)
{
    return b24_push_is_open (user_data);
}

static gboolean
is_verified (gpointer user_data)
{
    return b24_push_is_verified (user_data);
}

void
watch_verify_push (Watch *watch, gint64 chat)
{
    desk_wait (watch->desk, 1, is_open, watch->push);
    desk_write (watch->desk, chat, "Are you there?");
    desk_wait (watch->desk, 1, is_verified, watch->push);
    /* What opening gave rise to is over. */
    desk_pass (watch->desk, 10000);
}

void
watch_inject (Watch *watch, const char *module, const char *command, const char *json, guint sender)
{
    g_autofree char *text = g_strdup_printf (
        "[{\"id\":1,\"text\":{\"module_id\":\"%s\",\"command\":\"%s\",\"params\":%s,"
        "\"extra\":{\"sender\":{\"type\":%u}}}}]",
        module, command, json, sender);
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Frame) frame = b24_frame_decode (bytes, FALSE, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (frame->messages->len, ==, 1);
    g_signal_emit_by_name (watch->push, "message", g_ptr_array_index (frame->messages, 0));
}

typedef struct {
    Watch *watch;
    gint64 chat;
    gint64 after_id;
    gboolean same;
} Truth;

static void
compare_message (const char *key, JsonNode *value, gpointer user_data)
{
    Truth *truth = user_data;
    JsonObject *object = b24_json_node_object (value);
    gint64 id = b24_json_get_int (object, "id", 0);
    g_autofree char *text = b24_json_dup_string (object, "text");
    B24Message *shown = g_hash_table_lookup (truth->watch->shown, &id);

    if (id <= truth->after_id)
        return;
    if (shown == NULL ||
        (!(shown->flags & B24_MESSAGE_DELETED) && g_strcmp0 (shown->text, text) != 0))
        truth->same = FALSE;
}

static gboolean
is_true (gpointer user_data)
{
    Truth *truth = user_data;
    g_autoptr (JsonObject) chat = desk_chat (truth->watch->desk, truth->chat);

    truth->same = TRUE;
    b24_json_foreach (b24_json_get (chat, "messages"), compare_message, truth);
    return truth->same;
}

void
watch_expect_truth (Watch *watch, guint step, gint64 chat, gint64 after_id)
{
    Truth truth = { watch, chat, after_id, FALSE };

    desk_wait (watch->desk, step, is_true, &truth);
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
