/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The feed against the practice portal: order, doubles, gaps, faults, and stopping anywhere. */

#include <locale.h>
#include <string.h>

#include "b24-error.h"
#include "feed-watch.h"

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
    desk_take_requests (desk);
    watch = watch_new (desk);
    watch_start_well (watch);
    g_assert_cmpint (desk_take_requests (desk), ==, 2);
    g_assert_cmpuint (watch_count (watch, "dialog "), ==, 4);
    watch_expect (watch, 1, "dialog %" G_GINT64_FORMAT " waiting after nothing", waiting);
    watch_expect (watch, 1, "dialog %" G_GINT64_FORMAT " reply after nothing", mine);
    watch_expect (watch, 1, "dialog %" G_GINT64_FORMAT " answered after nothing", answered);
    watch_expect (watch, 1, "dialog %" G_GINT64_FORMAT " colleague after nothing", colleagues);
    /* Names are known before the dialogs come. */
    ann = g_strdup_printf ("user %" G_GINT64_FORMAT " Ann",
                           b24_feed_get_dialog (watch->feed, waiting)->customer_id);
    g_assert_cmpint (watch_find (watch, ann), >=, 0);
    g_assert_cmpint (watch_find (watch, ann), <, watch_find (watch, "dialog "));
    g_assert_cmpint (watch_find (watch, "user 28 Maria Lopez"), >=, 0);
}

/* The platform's own limit of open dialogs per operator. */
static void
test_start_many (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    desk_control (desk, "many", "{\"count\":1000,\"operator\":27,\"line\":7}");
    desk_take_requests (desk);
    watch_start_well (watch);
    g_assert_cmpint (desk_take_requests (desk), ==, 2);
    g_assert_cmpuint (watch_count (watch, "dialog "), ==, 1000);
    g_assert_cmpuint (watch_count (watch, "user "), >=, 1000);
    g_assert_cmpuint (watch->longest_slice, <=, 25);
    /* A look finds nothing that is not known already. */
    desk_pass (desk, 8000);
    g_assert_cmpuint (watch_count (watch, "dialog "), ==, 1000);
    g_assert_cmpint (watch_find (watch, "gone"), <, 0);
    g_assert_cmpint (desk_take_requests (desk), >, 0);
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
    watch_start_well (watch);
    b24_feed_follow (watch->feed, chat, cursor);
    g_assert_true (b24_feed_is_followed (watch->feed, chat));
    b24_feed_follow (watch->feed, chat, 0);
    expect_messages (watch, 5, 120);
    g_assert_cmpuint (watch_count (watch, "messages "), ==, 3);
    watch_expect (watch, 1, "messages %" G_GINT64_FORMAT ": m1 m2 m3 ", chat);
    write_many (desk, chat, 121, 1);
    watch_expect (watch, 10, "messages %" G_GINT64_FORMAT ": m121", chat);
    b24_feed_unfollow (watch->feed, chat);
    g_assert_false (b24_feed_is_followed (watch->feed, chat));
    write_many (desk, chat, 122, 1);
    desk_pass (desk, 10000);
    g_assert_cmpuint (g_hash_table_size (watch->seen), ==, 121);
    /* Followed again from where it was left. */
    b24_feed_follow (watch->feed, chat, watch->last_id);
    watch_expect (watch, 10, "messages %" G_GINT64_FORMAT ": m122", chat);
    g_assert_cmpuint (g_hash_table_size (watch->seen), ==, 122);
}

static void
test_changes (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    gint64 chat, skipped;

    watch_start_well (watch);
    chat = desk_customer (desk, "Ann", LINE);
    desk_write (desk, chat, "Hello?");
    watch_expect (watch, 20, "dialog %" G_GINT64_FORMAT " waiting after nothing", chat);
    watch_expect (watch, 20, "user %" G_GINT64_FORMAT " Ann",
                  b24_feed_get_dialog (watch->feed, chat)->customer_id);
    b24_feed_follow (watch->feed, chat, 0);
    desk_act (desk, "answer", KIM, chat);
    watch_expect (watch, 20, "dialog %" G_GINT64_FORMAT " reply after waiting", chat);
    desk_operator_write (desk, KIM, chat, "Yes?");
    watch_expect (watch, 20, "dialog %" G_GINT64_FORMAT " answered after reply", chat);
    desk_act (desk, "join", MARIA, chat);
    desk_operator_write (desk, MARIA, chat, "Psst");
    watch_expect (watch, 20, "user 28 Maria Lopez");
    watch_expect (watch, 20, "messages %" G_GINT64_FORMAT ":*Psst", chat);
    g_assert_cmpint (watch_find (watch, "user 28"), <, watch_find (watch, "messages *Psst"));
    desk_act (desk, "finish", KIM, chat);
    watch_expect (watch, 50, "dialog %" G_GINT64_FORMAT " closed after", chat);
    skipped = desk_customer (desk, "Bob", LINE);
    watch_expect (watch, 20, "dialog %" G_GINT64_FORMAT " waiting after nothing", skipped);
    desk_act (desk, "skip", KIM, skipped);
    watch_expect (watch, 20, "gone %" G_GINT64_FORMAT, skipped);
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
    watch_start_well (watch);
    json = g_strdup_printf ("{\"operator\":27,\"chat\":%" G_GINT64_FORMAT ",\"to\":28}", chat);
    desk_control (desk, "operator-transfer", json);
    watch_expect (watch, 50, "dialog %" G_GINT64_FORMAT " colleague after reply", chat);
    /* It is read once: a dialog of somebody else is not looked after. */
    desk_act (desk, "finish", MARIA, chat);
    desk_pass (desk, 130000);
    g_assert_cmpuint (watch_count (watch, "dialog "), ==, 2);
}

static void
test_unreachable (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);

    watch_start_well (watch);
    b24_feed_follow (watch->feed, chat, 0);
    desk_write (desk, chat, "one");
    watch_expect (watch, 20, "messages %" G_GINT64_FORMAT ":", chat);
    desk_control (desk, "fault", "{\"kind\":\"reset-before\"}");
    watch_expect (watch, 50, "unreachable");
    desk_write (desk, chat, "two");
    desk_pass (desk, 200000);
    g_assert_cmpuint (watch_count (watch, "unreachable"), ==, 1);
    g_assert_false (b24_feed_is_reachable (watch->feed));
    desk_control (desk, "faults-clear", NULL);
    watch_expect (watch, 100, "reachable");
    watch_expect (watch, 20, "messages %" G_GINT64_FORMAT ":*two", chat);
    g_assert_true (b24_feed_is_reachable (watch->feed));
    g_assert_cmpuint (watch_count (watch, "reachable"), ==, 1);
}

/* A portal that was there is not gone because a front server says so. */
static void
test_not_found (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    watch_start_well (watch);
    desk_control (desk, "fault", "{\"kind\":\"status\",\"status\":404,\"html\":true}");
    watch_expect (watch, 50, "unreachable");
    desk_control (desk, "faults-clear", NULL);
    watch_expect (watch, 100, "reachable");
    g_assert_cmpint (watch_find (watch, "stopped"), <, 0);
}

static void
test_revoked (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);
    guint said;

    watch_start_well (watch);
    desk_control (desk, "revoke", "{\"operator\":27,\"revoked\":true}");
    watch_expect (watch, 20, "stopped");
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
    g_assert_false (watch_start (watch, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_INVALID_CREDENTIALS);
    desk_pass (desk, 20000);
    g_assert_cmpuint (watch->log->len, ==, 0);
    desk_control (desk, "revoke", "{\"operator\":27,\"revoked\":false}");
    watch_start_well (watch);
    g_assert_cmpuint (watch_count (watch, "dialog "), ==, 1);
}

/* Without names people can still be served. */
static void
test_no_names (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    desk_customer (desk, "Ann", LINE);
    desk_fail (desk, "im.user.list.get", 403, "ACCESS_DENIED", -1);
    watch_start_well (watch);
    g_assert_cmpuint (watch_count (watch, "dialog "), ==, 1);
    g_assert_cmpuint (watch_count (watch, "user "), ==, 0);
}

/* Names that a passing fault kept back are asked for again. */
static void
test_names_again (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (Watch) watch = watch_new (desk);

    desk_customer (desk, "Ann", LINE);
    desk_fail (desk, "im.user.list.get", 500, "INTERNAL_SERVER_ERROR", 6);
    watch_start_well (watch);
    g_assert_cmpuint (watch_count (watch, "user "), ==, 0);
    watch_expect (watch, 10, "user ");
    g_assert_cmpint (watch_find (watch, "unreachable"), <, 0);

    desk_customer (desk, "Bob", LINE);
    desk_fail (desk, "im.user.list.get", 500, "INTERNAL_SERVER_ERROR", 2);
    watch_expect (watch, 10, "user *Bob");
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
    watch_start_well (watch);
    desk_fail (desk, "im.dialog.messages.get", 400, "ERROR_CORE", 1);
    b24_feed_follow (watch->feed, chat, 1);
    expect_messages (watch, 10, 50);
    g_assert_cmpint (watch_find (watch, "gap "), >=, 0);
    g_assert_cmpint (watch_find (watch, "gap "), <, watch_find (watch, "messages "));
    write_many (desk, chat, 71, 1);
    watch_expect (watch, 10, "messages %" G_GINT64_FORMAT ":*m71", chat);
}

/* The newest page that was asked for one following says nothing to the next one. */
static void
test_follow_from_elsewhere (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    gint64 cursor = desk_write (desk, chat, "before");
    g_autoptr (Watch) watch = watch_new (desk);

    write_many (desk, chat, 1, 70);
    watch_start_well (watch);
    desk_control (desk, "hold", "{\"method\":\"batch\"}");
    desk_fail (desk, "im.dialog.messages.get", 400, "ERROR_CORE", 1);
    b24_feed_follow (watch->feed, chat, cursor + 1);
    desk_pass (desk, 5000);
    desk_control (desk, "release", "{\"method\":\"batch\"}");
    desk_control (desk, "hold", "{\"method\":\"batch\"}");
    desk_pass (desk, 5000);
    b24_feed_unfollow (watch->feed, chat);
    b24_feed_follow (watch->feed, chat, cursor);
    desk_control (desk, "release", "{\"method\":\"batch\"}");
    expect_messages (watch, 10, 70);
    g_assert_cmpint (watch_find (watch, "gap "), <, 0);
}

/* A passing fault of one page loses nothing. */
static void
test_page_again (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    g_autoptr (Watch) watch = watch_new (desk);

    write_many (desk, chat, 1, 3);
    watch_start_well (watch);
    desk_fail (desk, "im.dialog.messages.get", 500, "INTERNAL_SERVER_ERROR", 2);
    b24_feed_follow (watch->feed, chat, 0);
    watch_expect (watch, 10, "messages %" G_GINT64_FORMAT ":", chat);
    g_assert_cmpint (watch_find (watch, "gap "), <, 0);
    g_assert_cmpint (watch_find (watch, "unreachable"), <, 0);
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

/* Looked at is not on the list; listed stays listed when it is looked at. */
static void
test_listed (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 mine = desk_customer (desk, "Ann", LINE);
    gint64 colleagues = desk_customer (desk, "Bob", LINE);
    g_autoptr (Watch) watch = watch_new (desk);
    g_autoptr (B24Dialog) first = NULL;
    g_autoptr (B24Dialog) second = NULL;

    desk_act (desk, "answer", KIM, mine);
    desk_act (desk, "answer", MARIA, colleagues);
    watch_start_well (watch);
    g_assert_true (b24_feed_is_listed (watch->feed, mine));
    g_assert_false (b24_feed_is_listed (watch->feed, colleagues));
    first = refresh (watch, mine, NULL);
    second = refresh (watch, colleagues, NULL);
    g_assert_nonnull (first);
    g_assert_nonnull (second);
    g_assert_true (b24_feed_is_listed (watch->feed, mine));
    g_assert_nonnull (b24_feed_get_dialog (watch->feed, colleagues));
    g_assert_false (b24_feed_is_listed (watch->feed, colleagues));
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

    watch_start_well (watch);
    desk_act (desk, "answer", KIM, chat);
    dialog = refresh (watch, chat, &error);
    g_assert_no_error (error);
    g_assert_cmpint (dialog->owner_id, ==, KIM);
    g_assert_cmpint (dialog->session_status, ==, B24_SESSION_ANSWER);
    g_assert_cmpint (watch_find (watch, "dialog "), >=, 0);
    g_assert_true (dialog == b24_feed_get_dialog (watch->feed, chat));
    unknown = refresh (watch, 999999, &error);
    g_assert_null (unknown);
    g_assert_error (error, B24_ERROR, B24_ERROR_ACCESS_ERROR);
    g_clear_error (&error);
    desk_fail (desk, "imopenlines.dialog.get", 400, "ACCESS_ERROR", 1);
    unknown = refresh (watch, chat, &error);
    g_assert_null (unknown);
    g_assert_error (error, B24_ERROR, B24_ERROR_ACCESS_ERROR);
    watch_expect (watch, 1, "gone %" G_GINT64_FORMAT, chat);
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

    watch_start_well (watch);
    desk_control (desk, "hold", "{\"method\":\"batch\"}");
    b24_feed_hurry (watch->feed);
    desk_pass (desk, 3000);
    desk_act (desk, "answer", KIM, chat);
    dialog = refresh (watch, chat, &error);
    g_assert_no_error (error);
    desk_control (desk, "release", "{\"method\":\"batch\"}");
    desk_pass (desk, 10000);
    g_assert_cmpuint (watch_count (watch, "dialog "), >=, 2);
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
    g_test_add_func ("/feed/names-again", test_names_again);
    g_test_add_func ("/feed/cancel-start", test_cancel_start);
    g_test_add_func ("/feed/follow", test_follow);
    g_test_add_func ("/feed/changes", test_changes);
    g_test_add_func ("/feed/reconcile", test_reconcile);
    g_test_add_func ("/feed/unreachable", test_unreachable);
    g_test_add_func ("/feed/not-found", test_not_found);
    g_test_add_func ("/feed/revoked", test_revoked);
    g_test_add_func ("/feed/gap", test_gap);
    g_test_add_func ("/feed/follow-from-elsewhere", test_follow_from_elsewhere);
    g_test_add_func ("/feed/page-again", test_page_again);
    g_test_add_func ("/feed/listed", test_listed);
    g_test_add_func ("/feed/refresh", test_refresh);
    g_test_add_func ("/feed/stale-answer", test_stale_answer);
    g_test_add_func ("/feed/stop-anywhere", test_stop_anywhere);
    g_test_add_func ("/feed/drop", test_drop);
    return g_test_run ();
}
