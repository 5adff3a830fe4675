/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The feed against the practice portal: order, doubles, gaps, faults, and stopping anywhere. */

#include <locale.h>
#include <string.h>

#include "b24-error.h"
#include "b24-feed.h"
#include "desk.h"

#define KIM   27
#define MARIA 28
#define LINE  7

/* A feed and everything it said, one line per signal. */
typedef struct {
    Desk *desk;
    B24Feed *feed;
    GPtrArray *log;
    GHashTable *seen; /* message ids, to find doubles */
    gint64 last_id;
    guint slice; /* events told at the same moment */
    gint64 slice_time;
    guint longest_slice;
    guint stop_at; /* the n-th signal stops the feed; 0 never */
    guint signals;
} Watch;

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

static Watch *
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

static void
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

/* The first line that begins like @prefix, which may hold "*". */
static int
find_line (Watch *watch, const char *prefix)
{
    g_autofree char *pattern = g_strconcat (prefix, "*", NULL);

    for (guint i = 0; i < watch->log->len; i++) {
        if (g_pattern_match_simple (pattern, g_ptr_array_index (watch->log, i)))
            return (int) i;
    }
    return -1;
}

static guint
count_lines (Watch *watch, const char *prefix)
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

    return find_line (expectation->watch, expectation->prefix) >= 0;
}

static void expect (Watch *watch, guint step, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Waits for a line that begins like this. */
static void
expect (Watch *watch, guint step, const char *format, ...)
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

static gboolean
start (Watch *watch, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_feed_start_async (watch->feed, NULL, desk_take_result, &slot);
    result = desk_await (watch->desk, &slot);
    return b24_feed_start_finish (watch->feed, result, error);
}

static void
start_well (Watch *watch)
{
    g_autoptr (GError) error = NULL;
    gboolean started = start (watch, &error);

    g_assert_no_error (error);
    g_assert_true (started);
}

static void
test_start (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 waiting = desk_customer (desk, "Ann", LINE);
    gint64 mine, answered, colleagues;
    g_autoptr (Watch) watch = NULL;
    g_autofree char *ann = NULL;

    desk_write (desk, waiting, "Hello?");
    mine = desk_customer (desk, "Bob", LINE);
    desk_act (desk, "answer", KIM, mine);
    answered = desk_customer (desk, "Cid", LINE);
    desk_act (desk, "answer", KIM, answered);
    desk_operator_write (desk, KIM, answered, "Yes?");
    colleagues = desk_customer (desk, "Dan", LINE);
    desk_act (desk, "answer", MARIA, colleagues);
    desk_act (desk, "join", KIM, colleagues);
    desk_control (desk, "reset-counters", NULL);
    watch = watch_new (desk);
    start_well (watch);
    g_assert_cmpint (desk_count_requests (desk), <=, 2);
    g_assert_cmpuint (count_lines (watch, "dialog "), ==, 4);
    expect (watch, 1, "dialog %" G_GINT64_FORMAT " waiting after nothing", waiting);
    expect (watch, 1, "dialog %" G_GINT64_FORMAT " reply after nothing", mine);
    expect (watch, 1, "dialog %" G_GINT64_FORMAT " answered after nothing", answered);
    expect (watch, 1, "dialog %" G_GINT64_FORMAT " colleague after nothing", colleagues);
    /* Names are known before the dialogs come. */
    ann = g_strdup_printf ("user %" G_GINT64_FORMAT " Ann",
                           b24_feed_get_dialog (watch->feed, waiting)->customer_id);
    g_assert_cmpint (find_line (watch, ann), >=, 0);
    g_assert_cmpint (find_line (watch, ann), <, find_line (watch, "dialog "));
    g_assert_cmpint (find_line (watch, "user 28 Maria Lopez"), >=, 0);
}

/* The platform's own limit of open dialogs per operator. */
static void
test_start_many (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    desk_control (desk, "many", "{\"count\":1000,\"operator\":27,\"line\":7}");
    desk_control (desk, "reset-counters", NULL);
    start_well (watch);
    g_assert_cmpint (desk_count_requests (desk), ==, 2);
    g_assert_cmpuint (count_lines (watch, "dialog "), ==, 1000);
    g_assert_cmpuint (count_lines (watch, "user "), >=, 1000);
    g_assert_cmpuint (watch->longest_slice, <=, 25);
    /* A look finds nothing that is not known already. */
    desk_pass (desk, 8000);
    g_assert_cmpuint (count_lines (watch, "dialog "), ==, 1000);
    g_assert_cmpint (find_line (watch, "gone"), <, 0);
    g_assert_cmpint (desk_count_requests (desk), >, 2);
}

static void
write_many (Desk *desk, gint64 chat, guint first, guint count)
{
    for (guint i = first; i < first + count; i++) {
        g_autofree char *text = g_strdup_printf ("m%u", i);

        desk_write (desk, chat, text);
    }
}

typedef struct {
    Watch *watch;
    guint count;
} Count;

static gboolean
has_seen (gpointer user_data)
{
    const Count *count = user_data;

    return g_hash_table_size (count->watch->seen) >= count->count;
}

static void
expect_messages (Watch *watch, guint step, guint messages)
{
    Count count = { watch, messages };

    desk_wait (watch->desk, step, has_seen, &count);
    g_assert_cmpuint (g_hash_table_size (watch->seen), ==, messages);
}

/* Everything behind the cursor, page by page, in order, once. */
static void
test_follow (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    gint64 cursor = desk_write (desk, chat, "before");
    g_autoptr (Watch) watch = watch_new (desk);

    write_many (desk, chat, 1, 120);
    start_well (watch);
    b24_feed_follow (watch->feed, chat, cursor);
    g_assert_true (b24_feed_is_followed (watch->feed, chat));
    b24_feed_follow (watch->feed, chat, 0);
    expect_messages (watch, 5, 120);
    g_assert_cmpuint (count_lines (watch, "messages "), ==, 3);
    expect (watch, 1, "messages %" G_GINT64_FORMAT ": m1 m2 m3 ", chat);
    write_many (desk, chat, 121, 1);
    expect (watch, 10, "messages %" G_GINT64_FORMAT ": m121", chat);
    b24_feed_unfollow (watch->feed, chat);
    g_assert_false (b24_feed_is_followed (watch->feed, chat));
    write_many (desk, chat, 122, 1);
    desk_pass (desk, 10000);
    g_assert_cmpuint (g_hash_table_size (watch->seen), ==, 121);
    /* Followed again from where it was left. */
    b24_feed_follow (watch->feed, chat, watch->last_id);
    expect (watch, 10, "messages %" G_GINT64_FORMAT ": m122", chat);
    g_assert_cmpuint (g_hash_table_size (watch->seen), ==, 122);
}

static void
test_changes (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat, skipped;

    start_well (watch);
    chat = desk_customer (desk, "Ann", LINE);
    desk_write (desk, chat, "Hello?");
    expect (watch, 20, "dialog %" G_GINT64_FORMAT " waiting after nothing", chat);
    expect (watch, 20, "user %" G_GINT64_FORMAT " Ann",
            b24_feed_get_dialog (watch->feed, chat)->customer_id);
    b24_feed_follow (watch->feed, chat, 0);
    desk_act (desk, "answer", KIM, chat);
    expect (watch, 20, "dialog %" G_GINT64_FORMAT " reply after waiting", chat);
    desk_operator_write (desk, KIM, chat, "Yes?");
    expect (watch, 20, "dialog %" G_GINT64_FORMAT " answered after reply", chat);
    desk_act (desk, "join", MARIA, chat);
    desk_operator_write (desk, MARIA, chat, "Psst");
    expect (watch, 20, "user 28 Maria Lopez");
    expect (watch, 20, "messages %" G_GINT64_FORMAT ":*Psst", chat);
    g_assert_cmpint (find_line (watch, "user 28"), <, find_line (watch, "messages *Psst"));
    desk_act (desk, "finish", KIM, chat);
    expect (watch, 50, "dialog %" G_GINT64_FORMAT " closed after", chat);
    skipped = desk_customer (desk, "Bob", LINE);
    expect (watch, 20, "dialog %" G_GINT64_FORMAT " waiting after nothing", skipped);
    desk_act (desk, "skip", KIM, skipped);
    expect (watch, 20, "gone %" G_GINT64_FORMAT, skipped);
}

/* What the looks do not tell comes with the whole list. */
static void
test_reconcile (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);
    g_autofree char *json = NULL;

    desk_act (desk, "answer", KIM, chat);
    start_well (watch);
    json = g_strdup_printf ("{\"operator\":27,\"chat\":%" G_GINT64_FORMAT ",\"to\":28}", chat);
    desk_control (desk, "operator-transfer", json);
    expect (watch, 50, "dialog %" G_GINT64_FORMAT " colleague after reply", chat);
    /* It is read once: a dialog of somebody else is not looked after. */
    desk_act (desk, "finish", MARIA, chat);
    desk_pass (desk, 130000);
    g_assert_cmpuint (count_lines (watch, "dialog "), ==, 2);
}

static void
test_unreachable (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);

    start_well (watch);
    b24_feed_follow (watch->feed, chat, 0);
    desk_write (desk, chat, "one");
    expect (watch, 20, "messages %" G_GINT64_FORMAT ":", chat);
    desk_control (desk, "fault", "{\"kind\":\"reset-before\"}");
    expect (watch, 50, "unreachable");
    desk_write (desk, chat, "two");
    desk_pass (desk, 200000);
    g_assert_cmpuint (count_lines (watch, "unreachable"), ==, 1);
    g_assert_false (b24_feed_is_reachable (watch->feed));
    desk_control (desk, "faults-clear", NULL);
    expect (watch, 100, "reachable");
    expect (watch, 20, "messages %" G_GINT64_FORMAT ":*two", chat);
    g_assert_true (b24_feed_is_reachable (watch->feed));
    g_assert_cmpuint (count_lines (watch, "reachable"), ==, 1);
}

static void
test_revoked (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    guint said;

    start_well (watch);
    desk_control (desk, "revoke", "{\"operator\":27,\"revoked\":true}");
    expect (watch, 20, "stopped");
    said = watch->log->len;
    desk_control (desk, "revoke", "{\"operator\":27,\"revoked\":false}");
    desk_customer (desk, "Ann", LINE);
    desk_pass (desk, 100000);
    g_assert_cmpuint (watch->log->len, ==, said);
}

static void
test_start_fails (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    g_autoptr (GError) error = NULL;

    desk_customer (desk, "Ann", LINE);
    desk_control (desk, "revoke", "{\"operator\":27,\"revoked\":true}");
    g_assert_false (start (watch, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_INVALID_CREDENTIALS);
    desk_pass (desk, 20000);
    g_assert_cmpuint (watch->log->len, ==, 0);
    desk_control (desk, "revoke", "{\"operator\":27,\"revoked\":false}");
    start_well (watch);
    g_assert_cmpuint (count_lines (watch, "dialog "), ==, 1);
}

/* Without names people can still be served. */
static void
test_no_names (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    desk_customer (desk, "Ann", LINE);
    desk_fail (desk, "im.user.list.get", 403, "ACCESS_DENIED", -1);
    start_well (watch);
    g_assert_cmpuint (count_lines (watch, "dialog "), ==, 1);
    g_assert_cmpuint (count_lines (watch, "user "), ==, 0);
}

static void
test_cancel_start (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    desk_customer (desk, "Ann", LINE);
    b24_feed_start_async (watch->feed, cancellable, desk_take_result, &slot);
    g_cancellable_cancel (cancellable);
    result = desk_await (desk, &slot);
    g_assert_false (b24_feed_start_finish (watch->feed, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    desk_pass (desk, 20000);
    g_assert_cmpuint (watch->log->len, ==, 0);
}

/* A page that never comes: what is behind it does, and the hole is named. */
static void
test_gap (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);

    write_many (desk, chat, 1, 70);
    start_well (watch);
    desk_fail (desk, "im.dialog.messages.get", 400, "ERROR_CORE", 1);
    b24_feed_follow (watch->feed, chat, 1);
    expect_messages (watch, 10, 50);
    g_assert_cmpint (find_line (watch, "gap "), >=, 0);
    g_assert_cmpint (find_line (watch, "gap "), <, find_line (watch, "messages "));
    write_many (desk, chat, 71, 1);
    expect (watch, 10, "messages %" G_GINT64_FORMAT ":*m71", chat);
}

/* A passing fault of one page loses nothing. */
static void
test_page_again (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);

    write_many (desk, chat, 1, 3);
    start_well (watch);
    desk_fail (desk, "im.dialog.messages.get", 500, "INTERNAL_SERVER_ERROR", 2);
    b24_feed_follow (watch->feed, chat, 0);
    expect (watch, 10, "messages %" G_GINT64_FORMAT ":", chat);
    g_assert_cmpint (find_line (watch, "gap "), <, 0);
    g_assert_cmpint (find_line (watch, "unreachable"), <, 0);
}

static B24Dialog *
refresh (Watch *watch, gint64 chat, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_feed_refresh_async (watch->feed, chat, NULL, desk_take_result, &slot);
    result = desk_await (watch->desk, &slot);
    return b24_feed_refresh_finish (watch->feed, result, error);
}

static void
test_refresh (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Dialog) dialog = NULL;
    B24Dialog *unknown;

    start_well (watch);
    desk_act (desk, "answer", KIM, chat);
    dialog = refresh (watch, chat, &error);
    g_assert_no_error (error);
    g_assert_cmpint (dialog->owner_id, ==, KIM);
    g_assert_cmpint (dialog->session_status, ==, B24_SESSION_ANSWER);
    g_assert_cmpint (find_line (watch, "dialog "), >=, 0);
    g_assert_true (dialog == b24_feed_get_dialog (watch->feed, chat));
    unknown = refresh (watch, 999999, &error);
    g_assert_null (unknown);
    g_assert_error (error, B24_ERROR, B24_ERROR_ACCESS_ERROR);
    g_clear_error (&error);
    desk_fail (desk, "imopenlines.dialog.get", 400, "ACCESS_ERROR", 1);
    unknown = refresh (watch, chat, &error);
    g_assert_null (unknown);
    g_assert_error (error, B24_ERROR, B24_ERROR_ACCESS_ERROR);
    expect (watch, 1, "gone %" G_GINT64_FORMAT, chat);
}

/* An answer that was under way while something newer was read must not undo it. */
static void
test_stale_answer (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Dialog) dialog = NULL;

    start_well (watch);
    desk_control (desk, "hold", "{\"method\":\"batch\"}");
    b24_feed_hurry (watch->feed);
    desk_pass (desk, 3000);
    desk_act (desk, "answer", KIM, chat);
    dialog = refresh (watch, chat, &error);
    g_assert_no_error (error);
    desk_control (desk, "release", "{\"method\":\"batch\"}");
    desk_pass (desk, 10000);
    g_assert_cmpuint (count_lines (watch, "dialog "), >=, 2);
    for (guint i = 0; i < watch->log->len; i++)
        g_assert_null (strstr (g_ptr_array_index (watch->log, i), "waiting after reply"));
}

static void
scene (Watch *watch)
{
    Desk *desk = watch->desk;
    gint64 chat = desk_customer (desk, "Ann", LINE);
    gint64 other = desk_customer (desk, "Bob", LINE);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    desk_write (desk, chat, "Hello?");
    b24_feed_start_async (watch->feed, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    b24_feed_start_finish (watch->feed, result, NULL);
    b24_feed_follow (watch->feed, chat, 0);
    desk_pass (desk, 3000);
    desk_act (desk, "skip", KIM, other);
    desk_control (desk, "fault", "{\"kind\":\"html\",\"times\":8}");
    desk_pass (desk, 30000);
    desk_control (desk, "faults-clear", NULL);
    desk_write (desk, chat, "Anybody?");
    desk_pass (desk, 30000);
}

/* Stopped from inside every single signal of a scene. */
static void
test_stop_anywhere (void)
{
    guint signals = 1;

    for (guint stop_at = 0; stop_at <= signals; stop_at++) {
        g_autoptr (Desk) desk = desk_new (KIM);
        g_autoptr (Watch) watch = watch_new (desk);

        watch->stop_at = stop_at;
        scene (watch);
        if (stop_at == 0)
            signals = watch->signals;
        else
            g_assert_cmpuint (watch->signals, ==, stop_at);
        if (stop_at > 12)
            stop_at++;
    }
    g_assert_cmpuint (signals, >=, 8);
}

/* Dropped without a stop, between and during requests. */
static void
test_drop (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    B24Feed *feed = b24_feed_new (desk->rest, KIM);
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    desk_customer (desk, "Ann", LINE);
    b24_feed_start_async (feed, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    g_clear_object (&result);
    b24_feed_hurry (feed);
    g_object_add_weak_pointer (G_OBJECT (feed), (gpointer *) &feed);
    g_object_unref (feed);
    desk_pass (desk, 10000);
    g_assert_null (feed);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/feed/start", test_start);
    g_test_add_func ("/feed/start-many", test_start_many);
    g_test_add_func ("/feed/start-fails", test_start_fails);
    g_test_add_func ("/feed/no-names", test_no_names);
    g_test_add_func ("/feed/cancel-start", test_cancel_start);
    g_test_add_func ("/feed/follow", test_follow);
    g_test_add_func ("/feed/changes", test_changes);
    g_test_add_func ("/feed/reconcile", test_reconcile);
    g_test_add_func ("/feed/unreachable", test_unreachable);
    g_test_add_func ("/feed/revoked", test_revoked);
    g_test_add_func ("/feed/gap", test_gap);
    g_test_add_func ("/feed/page-again", test_page_again);
    g_test_add_func ("/feed/refresh", test_refresh);
    g_test_add_func ("/feed/stale-answer", test_stale_answer);
    g_test_add_func ("/feed/stop-anywhere", test_stop_anywhere);
    g_test_add_func ("/feed/drop", test_drop);
    return g_test_run ();
}
