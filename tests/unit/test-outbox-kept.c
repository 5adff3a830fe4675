/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Texts that wait: over outages, lost connections and crashes; asked about before they go out. */

#include <sys/stat.h>

#include <glib/gstdio.h>

#include "b24-error.h"
#include "b24-json.h"
#include "b24-outbox.h"
#include "desk.h"

#define KIM  27
#define LINE 7

typedef struct {
    Desk *desk;
    B24Outbox *outbox;
    gint64 chat;
    char *folder;
    char *path;
    gulong check;      /* handler of "check" */
    GPtrArray *log;    /* "sent a", "waiting a", "check", "failed a" */
    gboolean answer;   /* what "check" is answered */
    gboolean withdraw; /* done while "check" asks */
    gboolean earlier;  /* what "check" told */
    gint64 since;
} Post;

static void
note (Post *post, char *line)
{
    g_test_message ("%s", line);
    g_ptr_array_add (post->log, line);
}

static void
on_sent (B24Outbox *outbox, gint64 chat, const char *text, B24OutboxKind kind, gint64 message_id,
         const char *uuid, gpointer user_data)
{
    note (user_data, g_strdup_printf ("sent %s", text));
}

static void
on_waiting (B24Outbox *outbox, gint64 chat, const char *text, gpointer user_data)
{
    note (user_data, g_strdup_printf ("waiting %s", text));
}

static void
on_failed (B24Outbox *outbox, gint64 chat, const char *text, B24OutboxKind kind,
           const GError *error, gpointer user_data)
{
    note (user_data, g_strdup_printf ("failed %s", text));
}

static gboolean
on_check (B24Outbox *outbox, gint64 chat, gint64 since, gboolean earlier, gpointer user_data)
{
    Post *post = user_data;

    g_assert_cmpint (chat, ==, post->chat);
    post->since = since;
    post->earlier = earlier;
    note (post, g_strdup ("check"));
    if (post->withdraw) {
        g_autoptr (GPtrArray) texts = b24_outbox_withdraw (outbox, chat);

        g_assert_cmpuint (texts->len, >, 0);
    }
    return post->answer;
}

/* An outbox as a new connection makes it. */
static void
open_outbox (Post *post)
{
    g_autoptr (GError) error = NULL;

    post->outbox = b24_outbox_new (post->desk->rest);
    g_signal_connect (post->outbox, "sent", G_CALLBACK (on_sent), post);
    g_signal_connect (post->outbox, "waiting", G_CALLBACK (on_waiting), post);
    g_signal_connect (post->outbox, "failed", G_CALLBACK (on_failed), post);
    post->check = g_signal_connect (post->outbox, "check", G_CALLBACK (on_check), post);
    g_assert_true (b24_outbox_load (post->outbox, post->path, &error));
    g_assert_no_error (error);
}

static Post *
post_new (void)
{
    Post *post = g_new0 (Post, 1);

    post->desk = desk_new (KIM);
    post->chat = desk_customer (post->desk, "Ann", LINE);
    desk_act (post->desk, "answer", KIM, post->chat);
    post->folder = g_dir_make_tmp ("outbox-XXXXXX", NULL);
    post->path = g_build_filename (post->folder, "kim.outbox", NULL);
    post->log = g_ptr_array_new_with_free_func (g_free);
    open_outbox (post);
    return post;
}

static gboolean
is_last_ref (gpointer user_data)
{
    return G_OBJECT (user_data)->ref_count == 1;
}

static void
drop_outbox (Post *post)
{
    g_signal_handlers_disconnect_by_data (post->outbox, post);
    desk_wait (post->desk, 1, is_last_ref, post->outbox);
    g_assert_finalize_object (g_steal_pointer (&post->outbox));
}

static void
post_free (Post *post)
{
    g_autofree char *aside = g_strconcat (post->path, ".broken", NULL);

    g_signal_handlers_disconnect_by_data (post->outbox, post);
    b24_outbox_close (post->outbox);
    drop_outbox (post);
    g_unlink (post->path);
    g_unlink (aside);
    g_assert_cmpint (g_rmdir (post->folder), ==, 0);
    g_free (post->path);
    g_free (post->folder);
    g_ptr_array_unref (post->log);
    desk_free (post->desk);
    g_free (post);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Post, post_free)

/* What was said since this was last called, joined by "|". */
static char *
take_log (Post *post)
{
    char *joined;

    g_ptr_array_add (post->log, NULL);
    joined = g_strjoinv ("|", (char **) post->log->pdata);
    g_ptr_array_set_size (post->log, 0);
    return joined;
}

static gboolean
has_said (gpointer user_data)
{
    void **what = user_data;
    Post *post = what[0];

    return post->log->len >= GPOINTER_TO_UINT (what[1]);
}

static void
expect (Post *post, const char *lines)
{
    g_auto (GStrv) wanted = g_strsplit (lines, "|", -1);
    void *what[] = { post, GUINT_TO_POINTER (g_strv_length (wanted)) };
    g_autofree char *said = NULL;

    desk_wait (post->desk, 50, has_said, what);
    said = take_log (post);
    g_assert_cmpstr (said, ==, lines);
}

static gboolean
has_file (gpointer user_data)
{
    void **what = user_data;
    g_autofree char *data = NULL;

    return g_file_get_contents (what[0], &data, NULL, NULL) && strstr (data, what[1]) != NULL;
}

static void
wait_for_file (Post *post, const char *text)
{
    void *what[] = { post->path, (void *) text };

    desk_wait (post->desk, 1, has_file, what);
}

static gboolean
has_no_file (gpointer path)
{
    return !g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
add_text (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject *message = b24_json_node_object (value);

    if (b24_json_get_int (message, "author", 0) == KIM)
        g_ptr_array_add (user_data, b24_json_dup_string (message, "text"));
}

static void
assert_portal_has (Post *post, const char *wanted)
{
    g_autoptr (JsonObject) chat = desk_chat (post->desk, post->chat);
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *joined = NULL;

    b24_json_foreach (b24_json_get (chat, "messages"), add_text, texts);
    g_ptr_array_add (texts, NULL);
    joined = g_strjoinv ("|", (char **) texts->pdata);
    g_assert_cmpstr (joined, ==, wanted);
}

static void
cut_off (Post *post)
{
    desk_control (post->desk, "fault", "{\"kind\":\"reset-before\"}");
}

/* The power fails: the file stays as it is, nothing is said. */
static void
crash (Post *post)
{
    g_autofree char *data = NULL;

    g_assert_true (g_file_get_contents (post->path, &data, NULL, NULL));
    g_signal_handlers_disconnect_by_data (post->outbox, post);
    b24_outbox_close (post->outbox);
    drop_outbox (post);
    g_assert_true (g_file_set_contents (post->path, data, -1, NULL));
    desk_control (post->desk, "faults-clear", NULL);
    open_outbox (post);
}

/* Two texts wait, the portal does not answer. */
static Post *
post_new_waiting (void)
{
    Post *post = post_new ();

    cut_off (post);
    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "waiting a|waiting b");
    wait_for_file (post, "\"b\"");
    return post;
}

static void
test_file (void)
{
    g_autoptr (Post) post = post_new ();
    struct stat entry;

    g_assert_true (has_no_file (post->path));
    cut_off (post);
    b24_outbox_add (post->outbox, post->chat, "a");
    expect (post, "waiting a");
    wait_for_file (post, "\"a\"");
    g_assert_cmpint (g_stat (post->path, &entry), ==, 0);
    g_assert_cmpint (entry.st_mode & 0777, ==, 0600);
    desk_control (post->desk, "faults-clear", NULL);
    b24_outbox_retry (post->outbox);
    expect (post, "sent a");
    desk_wait (post->desk, 1, has_no_file, post->path);
}

static void
test_crash (void)
{
    g_autoptr (Post) post = post_new_waiting ();

    crash (post);
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 2);
    desk_pass (post->desk, 100000);
    g_assert_cmpuint (post->log->len, ==, 0);
    b24_outbox_add (post->outbox, post->chat, "c");
    expect (post, "check|sent a|sent b|sent c");
    g_assert_true (post->earlier);
    g_assert_cmpint (post->since, >, 0);
    assert_portal_has (post, "a|b|c");
    desk_wait (post->desk, 1, has_no_file, post->path);
}

/* The portal had taken it when the program died: found there, and nobody is asked about it. */
static void
test_crash_with_lost_answer (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault", "{\"kind\":\"reset-after\",\"method\":\"im.message.add\"}");
    b24_outbox_add (post->outbox, post->chat, "a");
    expect (post, "waiting a");
    wait_for_file (post, "\"a\"");
    crash (post);
    b24_outbox_retry (post->outbox);
    expect (post, "sent a");
    assert_portal_has (post, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "sent b");
}

/* What the portal has is not given back, whatever becomes of the rest. */
static void
test_withdraw_with_lost_answer (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault", "{\"kind\":\"reset-after\",\"method\":\"im.message.add\"}");
    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "waiting a|waiting b");
    wait_for_file (post, "\"b\"");
    crash (post);
    post->answer = post->withdraw = TRUE;
    b24_outbox_retry (post->outbox);
    expect (post, "sent a|check");
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 0);
    assert_portal_has (post, "a");
}

static void
test_suspend (void)
{
    g_autoptr (Post) post = post_new_waiting ();

    b24_outbox_suspend (post->outbox);
    b24_outbox_add (post->outbox, post->chat, "c");
    b24_outbox_retry (post->outbox);
    desk_pass (post->desk, 100000);
    g_assert_cmpuint (post->log->len, ==, 0);
    drop_outbox (post);
    desk_control (post->desk, "faults-clear", NULL);
    open_outbox (post);
    b24_outbox_retry (post->outbox);
    expect (post, "check|sent a|sent b");
    assert_portal_has (post, "a|b");
}

static void
test_close (void)
{
    g_autoptr (Post) post = post_new_waiting ();

    b24_outbox_close (post->outbox);
    expect (post, "failed a|failed b");
    g_assert_true (has_no_file (post->path));
}

static void
test_resume (void)
{
    g_autoptr (Post) post = post_new_waiting ();

    crash (post);
    post->answer = TRUE;
    b24_outbox_retry (post->outbox);
    b24_outbox_retry (post->outbox);
    b24_outbox_add (post->outbox, post->chat, "c");
    desk_pass (post->desk, 100000);
    expect (post, "check");
    assert_portal_has (post, "");
    b24_outbox_resume (post->outbox, post->chat);
    expect (post, "sent a|sent b|sent c");
    assert_portal_has (post, "a|b|c");
    /* It is an answer to a question. */
    b24_outbox_resume (post->outbox, post->chat);
    b24_outbox_resume (post->outbox, 5);
}

static const B24OutboxText *
get_text (GPtrArray *texts, guint place)
{
    return g_ptr_array_index (texts, place);
}

static void
test_withdraw (void)
{
    g_autoptr (Post) post = post_new_waiting ();
    g_autoptr (GPtrArray) texts = NULL;

    crash (post);
    post->answer = TRUE;
    b24_outbox_retry (post->outbox);
    expect (post, "check");
    texts = b24_outbox_withdraw (post->outbox, post->chat);
    g_assert_cmpuint (texts->len, ==, 2);
    g_assert_cmpstr (get_text (texts, 0)->text, ==, "a");
    g_assert_cmpstr (get_text (texts, 1)->text, ==, "b");
    desk_wait (post->desk, 1, has_no_file, post->path);
    b24_outbox_add (post->outbox, post->chat, "c");
    expect (post, "sent c");
    assert_portal_has (post, "c");
}

static void
test_withdraw_inside (gconstpointer data)
{
    g_autoptr (Post) post = post_new_waiting ();

    crash (post);
    post->answer = GPOINTER_TO_INT (data);
    post->withdraw = TRUE;
    b24_outbox_retry (post->outbox);
    desk_pass (post->desk, 100000);
    expect (post, "check");
    assert_portal_has (post, "");
}

static void
test_postpone (void)
{
    g_autoptr (Post) post = post_new_waiting ();
    g_autoptr (GError) error =
        g_error_new_literal (B24_ERROR, B24_ERROR_UNREACHABLE, "nobody answers");

    crash (post);
    post->answer = TRUE;
    b24_outbox_retry (post->outbox);
    expect (post, "check");
    b24_outbox_postpone (post->outbox, post->chat, error);
    expect (post, "waiting a|waiting b|check");
    b24_outbox_resume (post->outbox, post->chat);
    expect (post, "sent a|sent b");
}

/* A hiccup needs no second look, an outage does. */
static void
test_outage (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault",
                  "{\"kind\":\"reset-before\",\"method\":\"im.message.add\",\"times\":1}");
    b24_outbox_add (post->outbox, post->chat, "a");
    expect (post, "sent a");
    cut_off (post);
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "waiting b");
    post->answer = TRUE;
    /* Nobody is asked before it is known that the portal has not got it. */
    desk_pass (post->desk, 100000);
    g_assert_cmpuint (post->log->len, ==, 0);
    desk_control (post->desk, "faults-clear", NULL);
    expect (post, "check");
    desk_pass (post->desk, 100000);
    g_assert_cmpuint (post->log->len, ==, 0);
    g_assert_false (post->earlier);
    b24_outbox_resume (post->outbox, post->chat);
    expect (post, "sent b");
    assert_portal_has (post, "a|b");
}

typedef struct {
    char *uuid;
    gint64 id;
} Found;

static void
look_at (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject *message = b24_json_node_object (value);
    Found *found = user_data;

    if (b24_json_get_int (message, "author", 0) != KIM)
        return;
    found->id = b24_json_get_int (message, "id", 0);
    g_free (found->uuid);
    found->uuid = b24_json_dup_string (message, "uuid");
}

/* The answer never comes, but the feed shows the message. */
static void
test_confirm (void)
{
    g_autoptr (Post) post = post_new ();
    g_autoptr (JsonObject) chat = NULL;
    g_autofree char *upper = NULL;
    Found found = { 0 };

    g_signal_handler_disconnect (post->outbox, post->check);
    desk_control (post->desk, "fault",
                  "{\"kind\":\"reset-after\",\"method\":\"im.message.add\",\"times\":-1}");
    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "waiting a|waiting b");
    chat = desk_chat (post->desk, post->chat);
    b24_json_foreach (b24_json_get (chat, "messages"), look_at, &found);
    g_assert_nonnull (found.uuid);
    upper = g_ascii_strup (found.uuid, -1);
    b24_outbox_confirm (post->outbox, post->chat, "x", 1);
    b24_outbox_confirm (post->outbox, post->chat, upper, found.id);
    expect (post, "sent a");
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 1);
    desk_control (post->desk, "faults-clear", NULL);
    b24_outbox_retry (post->outbox);
    expect (post, "sent b");
    assert_portal_has (post, "a|b");
    g_free (found.uuid);
}

/* A file that makes no sense is put aside; texts in it that make none are left out. */
static void
test_broken (void)
{
    static const char text[] = "{\"version\":1,\"texts\":[{\"dialog\"";
    g_autoptr (Post) post = post_new ();
    g_autofree char *aside = g_strconcat (post->path, ".broken", NULL);
    g_autofree char *kept = NULL;
    g_autofree char *odd = NULL;
    g_autoptr (GError) error = NULL;

    b24_outbox_close (post->outbox);
    drop_outbox (post);
    g_assert_true (g_file_set_contents (post->path, text, -1, NULL));
    post->outbox = b24_outbox_new (post->desk->rest);
    g_assert_false (b24_outbox_load (post->outbox, post->path, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_BAD_FILE);
    g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
    g_assert_cmpstr (kept, ==, text);
    b24_outbox_close (post->outbox);
    drop_outbox (post);

    odd = g_strdup_printf ("{\"version\":1,\"texts\":[5,{},{\"dialog\":\"x\",\"text\":\"a\"},"
                           "{\"dialog\":\"chat%" G_GINT64_FORMAT "\",\"text\":\"b\",\"uuid\":"
                           "\"F47AC10B-58CC-4372-A567-0E02B2C3D479\",\"time\":\"1767337000\"},"
                           "{\"dialog\":\"chat7\",\"text\":\"c\",\"uuid\":\"y\"}]}",
                           post->chat);
    g_assert_true (g_file_set_contents (post->path, odd, -1, NULL));
    open_outbox (post);
    b24_outbox_retry (post->outbox);
    expect (post, "check|sent b");
    g_assert_cmpint (post->since, ==, 1767337000);
    assert_portal_has (post, "b");
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/outbox-kept/file", test_file);
    g_test_add_func ("/outbox-kept/crash", test_crash);
    g_test_add_func ("/outbox-kept/crash-with-lost-answer", test_crash_with_lost_answer);
    g_test_add_func ("/outbox-kept/withdraw-with-lost-answer", test_withdraw_with_lost_answer);
    g_test_add_func ("/outbox-kept/suspend", test_suspend);
    g_test_add_func ("/outbox-kept/close", test_close);
    g_test_add_func ("/outbox-kept/resume", test_resume);
    g_test_add_func ("/outbox-kept/withdraw", test_withdraw);
    g_test_add_data_func ("/outbox-kept/withdraw-inside", GINT_TO_POINTER (TRUE),
                          test_withdraw_inside);
    g_test_add_data_func ("/outbox-kept/withdraw-inside-and-deny", GINT_TO_POINTER (FALSE),
                          test_withdraw_inside);
    g_test_add_func ("/outbox-kept/postpone", test_postpone);
    g_test_add_func ("/outbox-kept/outage", test_outage);
    g_test_add_func ("/outbox-kept/confirm", test_confirm);
    g_test_add_func ("/outbox-kept/broken", test_broken);
    return g_test_run ();
}
