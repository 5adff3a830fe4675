/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Replies and internal notes: what they are they stay, whatever happens on the way. */

#include <string.h>

#include <glib/gstdio.h>

#include "b24-error.h"
#include "b24-json.h"
#include "b24-messages.h"
#include "b24-outbox.h"
#include "desk.h"

#define KIM  27
#define LINE 7

typedef struct {
    Desk *desk;
    B24Outbox *outbox;
    gint64 chat;
    gint64 question; /* the customer's first message */
    char *folder;
    char *path;
    GPtrArray *log; /* "sent note a", "failed reply b <code>", "check" */
    gboolean hold;  /* what "check" is answered */
} Post;

static const char *
name_kind (B24OutboxKind kind)
{
    return kind == B24_OUTBOX_NOTE ? "note" : kind == B24_OUTBOX_REPLY ? "reply" : "text";
}

static void
note (Post *post, char *line)
{
    g_test_message ("%.60s", line);
    g_ptr_array_add (post->log, line);
}

static void
on_sent (B24Outbox *outbox, gint64 chat, const char *text, B24OutboxKind kind, gint64 message_id,
         const char *uuid, gpointer user_data)
{
    g_assert_cmpint (message_id, >, 0);
    note (user_data, g_strdup_printf ("sent %s %s", name_kind (kind), text));
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
    const char *code = b24_error_get_code (error);

    note (user_data, g_strdup_printf ("failed %s %s %s", name_kind (kind), text,
                                      code != NULL ? code : "here"));
}

static gboolean
on_check (B24Outbox *outbox, gint64 chat, gint64 since, gboolean earlier, gpointer user_data)
{
    Post *post = user_data;

    note (post, g_strdup ("check"));
    return post->hold;
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
    g_signal_connect (post->outbox, "check", G_CALLBACK (on_check), post);
    g_assert_true (b24_outbox_load (post->outbox, post->path, &error));
    g_assert_no_error (error);
}

static Post *
post_new (void)
{
    Post *post = g_new0 (Post, 1);

    post->desk = desk_new (KIM);
    post->chat = desk_customer (post->desk, "Ann", LINE);
    post->question = desk_write (post->desk, post->chat, "Where is it?");
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
    g_signal_handlers_disconnect_by_data (post->outbox, post);
    b24_outbox_close (post->outbox);
    drop_outbox (post);
    g_unlink (post->path);
    g_assert_cmpint (g_rmdir (post->folder), ==, 0);
    g_free (post->path);
    g_free (post->folder);
    g_ptr_array_unref (post->log);
    desk_free (post->desk);
    g_free (post);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Post, post_free)

static gboolean
has_said (gpointer user_data)
{
    void **what = user_data;
    Post *post = what[0];

    return post->log->len >= GPOINTER_TO_UINT (what[1]);
}

/* Waits for as many lines as there are in @lines (joined by "|"), compares and forgets them. */
static void
expect (Post *post, const char *lines)
{
    g_auto (GStrv) wanted = g_strsplit (lines, "|", -1);
    guint count = g_strv_length (wanted);
    void *what[] = { post, GUINT_TO_POINTER (count) };

    desk_wait (post->desk, 50, has_said, what);
    g_assert_cmpuint (post->log->len, ==, count);
    for (guint i = 0; i < count; i++)
        g_assert_cmpstr (g_ptr_array_index (post->log, i), ==, wanted[i]);
    g_ptr_array_set_size (post->log, 0);
}

typedef struct {
    gint64 question;
    GString *text;
} Reading;

static void
add_message (const char *key, JsonNode *value, gpointer user_data)
{
    Reading *reading = user_data;
    JsonObject *message = b24_json_node_object (value);
    gint64 reply = b24_json_get_int (message, "reply_to", 0);
    gboolean hidden = b24_json_get_bool (message, "hidden", FALSE);
    g_autofree char *text = b24_json_dup_string (message, "text");

    if (b24_json_get_int (message, "author", 0) != KIM)
        return;
    g_assert_true (reply == 0 || reply == reading->question);
    g_string_append_printf (reading->text, "%s%s %.20s", reading->text->len > 0 ? "|" : "",
                            hidden       ? "note"
                            : reply != 0 ? "reply"
                                         : "text",
                            text);
}

/* What Kim wrote, as the portal has it: the customer reads all but notes. */
static void
assert_portal_has (Post *post, const char *wanted)
{
    g_autoptr (JsonObject) chat = desk_chat (post->desk, post->chat);
    g_autoptr (GString) text = g_string_new (NULL);
    Reading reading = { post->question, text };

    b24_json_foreach (b24_json_get (chat, "messages"), add_message, &reading);
    g_assert_cmpstr (text->str, ==, wanted);
}

static void
add_three (Post *post)
{
    b24_outbox_add_note (post->outbox, post->chat, "a");
    b24_outbox_add_reply (post->outbox, post->chat, post->question, "b");
    b24_outbox_add (post->outbox, post->chat, "c");
}

static void
test_order (void)
{
    g_autoptr (Post) post = post_new ();

    add_three (post);
    b24_outbox_add_note (post->outbox, post->chat, "d");
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 4);
    expect (post, "sent note a|sent reply b|sent text c|sent note d");
    assert_portal_has (post, "note a|reply b|text c|note d");
}

static void
test_only_notes (void)
{
    g_autoptr (Post) post = post_new ();

    g_assert_false (b24_outbox_has_only_notes (post->outbox, post->chat));
    b24_outbox_add_note (post->outbox, post->chat, "a");
    b24_outbox_add_note (post->outbox, post->chat, "b");
    g_assert_true (b24_outbox_has_only_notes (post->outbox, post->chat));
    b24_outbox_add (post->outbox, post->chat, "c");
    g_assert_false (b24_outbox_has_only_notes (post->outbox, post->chat));
    expect (post, "sent note a|sent note b|sent text c");
    g_assert_false (b24_outbox_has_only_notes (post->outbox, post->chat));
    b24_outbox_add_note (post->outbox, post->chat, "d");
    b24_outbox_add_reply (post->outbox, post->chat, post->question, "e");
    g_assert_false (b24_outbox_has_only_notes (post->outbox, post->chat));
    expect (post, "sent note d|sent reply e");
}

/* The customer sees a quote above the first part only; of a note he sees no part. */
static void
test_split (void)
{
    g_autoptr (Post) post = post_new ();
    g_autofree char *first = g_strnfill (B24_MESSAGES_MAX_TEXT, 'x');
    g_autofree char *text = g_strconcat (first, "\ny", NULL);
    g_autofree char *lines = NULL;

    b24_outbox_add (post->outbox, post->chat, "before");
    b24_outbox_add_reply (post->outbox, post->chat, post->question, text);
    b24_outbox_add_note (post->outbox, post->chat, text);
    lines = g_strdup_printf ("sent text before|sent reply %s|sent text y|sent note %s|sent note y",
                             first, first);
    expect (post, lines);
    assert_portal_has (post, "text before|reply xxxxxxxxxxxxxxxxxxxx|text y|"
                             "note xxxxxxxxxxxxxxxxxxxx|note y");
}

/* Repeated with the same id and as the same: nothing is doubled, nobody reads the note. */
static void
test_lost_answers (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault",
                  "{\"kind\":\"reset-after\",\"method\":\"im.message.add\",\"times\":6}");
    add_three (post);
    expect (post, "waiting a|waiting b|waiting c|sent note a|sent reply b|sent text c");
    assert_portal_has (post, "note a|reply b|text c");
}

/* The answer got lost and then the dialog was not ours any more: looked for, and found. */
static void
test_looked_for (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault", "{\"kind\":\"reset-after\",\"method\":\"im.message.add\"}");
    b24_outbox_add_note (post->outbox, post->chat, "a");
    b24_outbox_add_reply (post->outbox, post->chat, post->question, "b");
    expect (post, "waiting a|waiting b");
    desk_control (post->desk, "faults-clear", NULL);
    desk_fail (post->desk, "im.message.add", 400, "CANCELED", 2);
    b24_outbox_retry (post->outbox);
    expect (post, "sent note a|failed reply b CANCELED");
    assert_portal_has (post, "note a");
}

static void
test_refused (gconstpointer data)
{
    g_autoptr (Post) post = post_new ();
    const char *code = data;
    g_autofree char *lines =
        g_strdup_printf ("failed reply a %s|failed note b %s|failed text c %s", code, code, code);

    desk_fail (post->desk, "im.message.add", 403, code, 1);
    b24_outbox_add_reply (post->outbox, post->chat, post->question, "a");
    b24_outbox_add_note (post->outbox, post->chat, "b");
    b24_outbox_add (post->outbox, post->chat, "c");
    expect (post, lines);
    assert_portal_has (post, "");
    b24_outbox_add (post->outbox, post->chat, "d");
    expect (post, "sent text d");
}

/* The portal itself refuses to quote what is said elsewhere. */
static void
test_other_chat (void)
{
    g_autoptr (Post) post = post_new ();
    gint64 other = desk_customer (post->desk, "Bob", LINE);
    gint64 elsewhere = desk_write (post->desk, other, "Hello");

    b24_outbox_add_reply (post->outbox, post->chat, elsewhere, "a");
    expect (post, "failed reply a REPLY_FROM_OTHER_CHAT_ERROR");
    b24_outbox_add_reply (post->outbox, post->chat, G_MAXINT32, "b");
    expect (post, "failed reply b REPLY_ACCESS_ERROR");
    assert_portal_has (post, "");
}

/* ---- The file ---- */

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

/* The power fails, and the next connection finds @data (nullable): the file as it was. */
static void
crash (Post *post, const char *data)
{
    g_autofree char *left = NULL;

    g_assert_true (g_file_get_contents (post->path, &left, NULL, NULL));
    g_signal_handlers_disconnect_by_data (post->outbox, post);
    b24_outbox_close (post->outbox);
    drop_outbox (post);
    g_assert_true (g_file_set_contents (post->path, data != NULL ? data : left, -1, NULL));
    desk_control (post->desk, "faults-clear", NULL);
    open_outbox (post);
}

static Post *
post_new_waiting (void)
{
    Post *post = post_new ();

    desk_control (post->desk, "fault", "{\"kind\":\"reset-before\"}");
    add_three (post);
    expect (post, "waiting a|waiting b|waiting c");
    wait_for_file (post, "\"c\"");
    return post;
}

static void
test_crash (void)
{
    g_autoptr (Post) post = post_new_waiting ();

    crash (post, NULL);
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 3);
    b24_outbox_retry (post->outbox);
    expect (post, "check|sent note a|sent reply b|sent text c");
    assert_portal_has (post, "note a|reply b|text c");
}

static void
test_suspend (void)
{
    g_autoptr (Post) post = post_new_waiting ();

    b24_outbox_suspend (post->outbox);
    drop_outbox (post);
    desk_control (post->desk, "faults-clear", NULL);
    open_outbox (post);
    b24_outbox_retry (post->outbox);
    expect (post, "check|sent note a|sent reply b|sent text c");
    assert_portal_has (post, "note a|reply b|text c");
}

static void
test_close (void)
{
    g_autoptr (Post) post = post_new_waiting ();

    b24_outbox_close (post->outbox);
    expect (post, "failed note a here|failed reply b here|failed text c here");
}

static void
test_withdraw (void)
{
    static const B24OutboxKind kinds[] = { B24_OUTBOX_NOTE, B24_OUTBOX_REPLY, B24_OUTBOX_TEXT };
    g_autoptr (Post) post = post_new_waiting ();
    g_autoptr (GPtrArray) texts = NULL;

    crash (post, NULL);
    post->hold = TRUE;
    b24_outbox_retry (post->outbox);
    expect (post, "check");
    texts = b24_outbox_withdraw (post->outbox, post->chat);
    g_assert_cmpuint (texts->len, ==, G_N_ELEMENTS (kinds));
    for (guint i = 0; i < texts->len; i++) {
        const B24OutboxText *item = g_ptr_array_index (texts, i);

        g_assert_cmpint (item->kind, ==, kinds[i]);
        g_assert_cmpint (item->reply_id, ==, item->kind == B24_OUTBOX_REPLY ? post->question : 0);
    }
    assert_portal_has (post, "");
}

/* The feed brings what was taken before the crash. */
static void
test_confirm (void)
{
    g_autoptr (Post) post = post_new_waiting ();
    g_autofree char *data = NULL;
    g_autofree char *uuid = NULL;
    const char *found;

    g_assert_true (g_file_get_contents (post->path, &data, NULL, NULL));
    found = strstr (data, "\"uuid\":\"");
    g_assert_nonnull (found);
    uuid = g_strndup (found + strlen ("\"uuid\":\""), 36);
    crash (post, NULL);
    post->hold = TRUE;
    b24_outbox_retry (post->outbox);
    expect (post, "check");
    b24_outbox_confirm (post->outbox, post->chat, uuid, 90000);
    expect (post, "sent note a");
    b24_outbox_resume (post->outbox, post->chat);
    expect (post, "sent reply b|sent text c");
    assert_portal_has (post, "reply b|text c");
}

#define UUID(n) "\"uuid\":\"6f0c4f9e-0000-4000-8000-00000000000" n "\""

/* Files of before there were notes; and notes are nothing such a program would send. */
static void
test_files (void)
{
    g_autoptr (Post) post = post_new_waiting ();
    g_autofree char *data = NULL;
    g_autofree char *old = NULL;

    g_assert_true (g_file_get_contents (post->path, &data, NULL, NULL));
    g_assert_nonnull (strstr (data, "\"note\":\"a\""));
    g_assert_null (strstr (data, "\"text\":\"a\""));
    old = g_strdup_printf (
        "{\"version\":1,\"texts\":["
        "{\"dialog\":\"chat%d\",\"text\":\"old\",\"time\":1," UUID (
            "1") "},"
                 "{\"dialog\":\"chat%d\",\"text\":\"odd\",\"reply\":-4,\"time\":1," UUID (
                     "2") "},"
                          "{\"dialog\":\"chat%d\",\"text\":\"both\",\"note\":\"kept\",\"reply\":7,"
                          "\"time\":1," UUID ("3") "},"
                                                   "{\"dialog\":\"chat%d\",\"text\":\"both\","
                                                   "\"note\":false,\"time\":1," UUID ("4") "}]}",
        (int) post->chat, (int) post->chat, (int) post->chat, (int) post->chat);
    crash (post, old);
    b24_outbox_retry (post->outbox);
    expect (post, "check|sent text old|sent text odd|sent note kept");
    assert_portal_has (post, "text old|text odd|note kept");
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/outbox-notes/order", test_order);
    g_test_add_func ("/outbox-notes/only-notes", test_only_notes);
    g_test_add_func ("/outbox-notes/split", test_split);
    g_test_add_func ("/outbox-notes/lost-answers", test_lost_answers);
    g_test_add_func ("/outbox-notes/looked-for", test_looked_for);
    g_test_add_data_func ("/outbox-notes/refused/access", "REPLY_ACCESS_ERROR", test_refused);
    g_test_add_data_func ("/outbox-notes/refused/chat", "REPLY_FROM_OTHER_CHAT_ERROR",
                          test_refused);
    g_test_add_func ("/outbox-notes/other-chat", test_other_chat);
    g_test_add_func ("/outbox-notes/crash", test_crash);
    g_test_add_func ("/outbox-notes/suspend", test_suspend);
    g_test_add_func ("/outbox-notes/close", test_close);
    g_test_add_func ("/outbox-notes/withdraw", test_withdraw);
    g_test_add_func ("/outbox-notes/confirm", test_confirm);
    g_test_add_func ("/outbox-notes/files", test_files);
    return g_test_run ();
}
