/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Sending: in order, once, honestly; and cutting long texts without losing a character. */

#include <locale.h>
#include <string.h>

#include "b24-error.h"
#include "b24-json.h"
#include "b24-messages.h"
#include "b24-outbox.h"
#include "b24-split.h"
#include "desk.h"

#define KIM  27
#define LINE 7

typedef struct {
    Desk *desk;
    B24Outbox *outbox;
    gint64 chat;
    GPtrArray *log; /* "sent a", "waiting a", "failed a <code>" */
    char *last_uuid;
    gboolean close_on_next;
    const char *resend; /* added again when something failed */
} Post;

static void
note (Post *post, char *line)
{
    g_test_message ("%.60s", line);
    g_ptr_array_add (post->log, line);
    if (post->close_on_next) {
        post->close_on_next = FALSE;
        b24_outbox_close (post->outbox);
    }
}

static void
on_sent (B24Outbox *outbox, gint64 chat, const char *text, B24OutboxKind kind, gint64 message_id,
         const char *uuid, gpointer user_data)
{
    Post *post = user_data;

    g_assert_cmpint (chat, ==, post->chat);
    g_assert_cmpint (message_id, >, 0);
    g_assert_true (g_uuid_string_is_valid (uuid));
    g_free (post->last_uuid);
    post->last_uuid = g_strdup (uuid);
    note (post, g_strdup_printf ("sent %s", text));
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
    Post *post = user_data;
    const char *resend = g_steal_pointer (&post->resend);
    const char *code = b24_error_get_code (error);

    note (post, g_strdup_printf ("failed %s %s", text, code != NULL ? code : "here"));
    if (resend != NULL)
        b24_outbox_add (outbox, chat, resend);
}

/* Kim's outbox and a dialog that she has answered. */
static Post *
post_new (void)
{
    Post *post = g_new0 (Post, 1);

    post->desk = desk_new (KIM);
    post->chat = desk_customer (post->desk, "Ann", LINE);
    desk_act (post->desk, "answer", KIM, post->chat);
    post->outbox = b24_outbox_new (post->desk->rest);
    post->log = g_ptr_array_new_with_free_func (g_free);
    g_signal_connect (post->outbox, "sent", G_CALLBACK (on_sent), post);
    g_signal_connect (post->outbox, "waiting", G_CALLBACK (on_waiting), post);
    g_signal_connect (post->outbox, "failed", G_CALLBACK (on_failed), post);
    return post;
}

static gboolean
is_last_ref (gpointer user_data)
{
    return G_OBJECT (user_data)->ref_count == 1;
}

static void
post_free (Post *post)
{
    g_signal_handlers_disconnect_by_data (post->outbox, post);
    b24_outbox_close (post->outbox);
    desk_wait (post->desk, 1, is_last_ref, post->outbox);
    g_assert_finalize_object (post->outbox);
    g_ptr_array_unref (post->log);
    g_free (post->last_uuid);
    desk_free (post->desk);
    g_free (post);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Post, post_free)

typedef struct {
    Post *post;
    guint count;
} Count;

static gboolean
has_said (gpointer user_data)
{
    const Count *count = user_data;

    return count->post->log->len >= count->count;
}

/* Waits for as many lines as there are in @lines (joined by "|") and compares. */
static void
expect (Post *post, const char *lines)
{
    g_auto (GStrv) wanted = g_strsplit (lines, "|", -1);
    Count count = { post, g_strv_length (wanted) };

    desk_wait (post->desk, 50, has_said, &count);
    g_assert_cmpuint (post->log->len, ==, count.count);
    for (guint i = 0; i < count.count; i++)
        g_assert_cmpstr (g_ptr_array_index (post->log, i), ==, wanted[i]);
}

static void
add_text (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject *message = b24_json_node_object (value);

    if (b24_json_get_int (message, "author", 0) == KIM)
        g_ptr_array_add (user_data, b24_json_dup_string (message, "text"));
}

/* (transfer full): the texts Kim wrote, as the portal has them, joined by "|" */
static char *
texts_at_portal (Post *post)
{
    g_autoptr (JsonObject) chat = desk_chat (post->desk, post->chat);
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

    b24_json_foreach (b24_json_get (chat, "messages"), add_text, texts);
    g_ptr_array_add (texts, NULL);
    return g_strjoinv ("|", (char **) texts->pdata);
}

static void
assert_portal_has (Post *post, const char *texts)
{
    g_autofree char *found = texts_at_portal (post);

    g_assert_cmpstr (found, ==, texts);
}

static void
test_order (void)
{
    g_autoptr (Post) post = post_new ();

    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    b24_outbox_add (post->outbox, post->chat, "c");
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 3);
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, 5), ==, 0);
    expect (post, "sent a|sent b|sent c");
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 0);
    assert_portal_has (post, "a|b|c");
}

/* The portal took the text, the answer got lost: repeated with the same id, not doubled. */
static void
test_lost_answer (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault",
                  "{\"kind\":\"reset-after\",\"method\":\"im.message.add\",\"times\":6}");
    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "waiting a|waiting b|sent a|sent b");
    assert_portal_has (post, "a|b");
}

/* The portal took the text, and when it was asked again the dialog was not ours any more. */
static void
test_lost_answer_then_refused (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault", "{\"kind\":\"reset-after\",\"method\":\"im.message.add\"}");
    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "waiting a|waiting b");
    desk_control (post->desk, "faults-clear", NULL);
    desk_fail (post->desk, "im.message.add", 400, "CANCELED", 2);
    b24_outbox_retry (post->outbox);
    expect (post, "waiting a|waiting b|sent a|failed b CANCELED");
    assert_portal_has (post, "a");
}

static void
test_unreachable (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "fault", "{\"kind\":\"reset-before\"}");
    b24_outbox_add (post->outbox, post->chat, "a");
    expect (post, "waiting a");
    b24_outbox_add (post->outbox, post->chat, "b");
    expect (post, "waiting a|waiting b");
    desk_pass (post->desk, 200000);
    g_assert_cmpuint (post->log->len, ==, 2);
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), ==, 2);
    desk_control (post->desk, "faults-clear", NULL);
    b24_outbox_retry (post->outbox);
    expect (post, "waiting a|waiting b|sent a|sent b");
    assert_portal_has (post, "a|b");
}

static void
test_back_off (void)
{
    g_autoptr (Post) post = post_new ();

    desk_fail (post->desk, "im.message.add", 503, "QUERY_LIMIT_EXCEEDED", 6);
    b24_outbox_add (post->outbox, post->chat, "a");
    expect (post, "waiting a|sent a");
    assert_portal_has (post, "a");
}

/* The first copy is still in work: no reason to say anything. */
static void
test_duplicated (void)
{
    g_autoptr (Post) post = post_new ();

    desk_fail (post->desk, "im.message.add", 400, "MESSAGE_DUPLICATED_BY_UUID", 6);
    b24_outbox_add (post->outbox, post->chat, "a");
    expect (post, "sent a");
    assert_portal_has (post, "a");
}

static void
test_refused (void)
{
    g_autoptr (Post) post = post_new ();

    desk_fail (post->desk, "im.message.add", 400, "CANCELED", 1);
    post->resend = "d";
    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    b24_outbox_add (post->outbox, post->chat, "c");
    /* What is given in after that is a new beginning. */
    expect (post, "failed a CANCELED|failed b CANCELED|failed c CANCELED|sent d");
    assert_portal_has (post, "d");
}

static void
test_dead_credential (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "revoke", "{\"operator\":27,\"revoked\":true}");
    b24_outbox_add (post->outbox, post->chat, "a");
    expect (post, "failed a INVALID_CREDENTIALS");
}

static void
test_close (void)
{
    g_autoptr (Post) post = post_new ();

    desk_control (post->desk, "hold", "{\"method\":\"im.message.add\"}");
    b24_outbox_add (post->outbox, post->chat, "a");
    b24_outbox_add (post->outbox, post->chat, "b");
    b24_outbox_close (post->outbox);
    expect (post, "failed a here|failed b here");
    b24_outbox_add (post->outbox, post->chat, "c");
    b24_outbox_retry (post->outbox);
    desk_control (post->desk, "faults-clear", NULL);
    desk_pass (post->desk, 100000);
    g_assert_cmpuint (post->log->len, ==, 2);
}

/* Closed from inside each kind of signal. */
static void
test_close_inside (void)
{
    g_autoptr (Post) sent = post_new ();
    g_autoptr (Post) waiting = post_new ();
    g_autoptr (Post) failed = post_new ();

    sent->close_on_next = TRUE;
    b24_outbox_add (sent->outbox, sent->chat, "a");
    b24_outbox_add (sent->outbox, sent->chat, "b");
    expect (sent, "sent a|failed b here");
    waiting->close_on_next = TRUE;
    desk_control (waiting->desk, "fault", "{\"kind\":\"reset-before\"}");
    b24_outbox_add (waiting->outbox, waiting->chat, "a");
    b24_outbox_add (waiting->outbox, waiting->chat, "b");
    expect (waiting, "waiting a|failed a here|failed b here");
    failed->close_on_next = TRUE;
    desk_fail (failed->desk, "im.message.add", 400, "CANCELED", 1);
    b24_outbox_add (failed->outbox, failed->chat, "a");
    b24_outbox_add (failed->outbox, failed->chat, "b");
    expect (failed, "failed a CANCELED|failed b CANCELED");
}

static void
test_long_text (void)
{
    g_autoptr (Post) post = post_new ();
    GString *text = g_string_new (NULL);
    g_autofree char *whole = NULL;
    g_autofree char *found = NULL;
    g_auto (GStrv) words = NULL;

    while (text->len < 3 * B24_MESSAGES_MAX_TEXT)
        g_string_append_printf (text, "word%u ", (guint) text->len);
    whole = g_strchomp (g_string_free (text, FALSE));
    b24_outbox_add (post->outbox, post->chat, whole);
    g_assert_cmpuint (b24_outbox_get_pending (post->outbox, post->chat), >=, 3);
    for (guint sent = 1; b24_outbox_get_pending (post->outbox, post->chat) > 0; sent++) {
        Count count = { post, sent };

        desk_wait (post->desk, 20, has_said, &count);
    }
    found = texts_at_portal (post);
    words = g_strsplit (found, "|", -1);
    g_free (found);
    found = g_strjoinv (" ", words);
    g_assert_cmpstr (found, ==, whole);
}

/* A text that would attach a file of the operator's arrives as text. */
static void
test_neutral (void)
{
    g_autoptr (Post) post = post_new ();
    g_autofree char *found = NULL;

    b24_outbox_add (post->outbox, post->chat, "see [disk=5]");
    expect (post, "sent see [disk=5]");
    found = texts_at_portal (post);
    g_assert_null (strstr (found, "[disk="));
    g_assert_nonnull (strstr (found, "see "));
}

static void
assert_split (const char *text, guint max, const char *wanted)
{
    g_autoptr (GPtrArray) parts = b24_split_text (text, max);
    g_autofree char *joined = NULL;

    g_ptr_array_add (parts, NULL);
    joined = g_strjoinv ("|", (char **) parts->pdata);
    g_assert_cmpstr (joined, ==, wanted);
}

static void
test_split (void)
{
    assert_split ("", 5, "");
    assert_split ("abcde", 5, "abcde");
    assert_split (" a ", 5, " a ");
    assert_split ("abcdef", 5, "abcde|f");
    assert_split ("ab cdef", 5, "ab|cdef");
    assert_split ("abcde fgh", 5, "abcde|fgh");
    assert_split ("a        b", 5, "a|b");
    assert_split ("          ", 5, "");
    assert_split ("one two. three four", 12, "one two.|three four");
    assert_split ("one two\nthree. four five", 16, "one two|three. four five");
    assert_split ("one two\n\nthree\nfour five", 17, "one two|three\nfour five");
    assert_split ("one two\r\n\r\nthree\r\nfour five", 20, "one two|three\r\nfour five");
    /* A better place is not worth a part that is half empty. */
    assert_split ("a\n\nbcdefghij klmnopq rst", 16, "a\n\nbcdefghij|klmnopq rst");
    assert_split ("абвгдежз", 3, "абв|где|жз");
    /* A letter keeps its accent, a thumb its colour, a family its members. */
    assert_split ("aaae\xcc\x81z", 4, "aaa|e\xcc\x81z");
    assert_split ("aa\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 3, "aa|\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd");
    assert_split ("aa\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", 4,
                  "aa|\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7");
    assert_split ("e\xcc\x81\xcc\x81\xcc\x81", 2, "e\xcc\x81|\xcc\x81\xcc\x81");
}

static char *
without_blanks (const char *text)
{
    GString *rest = g_string_new (NULL);

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
        if (!g_unichar_isspace (g_utf8_get_char (p)))
            g_string_append_unichar (rest, g_utf8_get_char (p));
    }
    return g_string_free (rest, FALSE);
}

static char *
random_text (void)
{
    static const char *const pieces[] = { "a",    "word", " ",  "\n",       "\n\n",      ". ",
                                          "\r\n", "ж",    "\t", "👍🏽", "e\xcc\x81", "…",
                                          "。",   "  ",   "?",  "[b]" };
    GString *text = g_string_new (NULL);
    gint length = g_test_rand_int_range (0, 120);

    for (gint i = 0; i < length; i++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    return g_string_free (text, FALSE);
}

/* Whatever the text: every part fits, is valid, not blank, and nothing but blanks is lost; what
 * is lost stands between two parts. */
static void
test_split_random (void)
{
    for (guint run = 0; run < 3000; run++) {
        g_autofree char *text = random_text ();
        guint max = (guint) g_test_rand_int_range (1, 40);
        g_autoptr (GPtrArray) parts = b24_split_text (text, max);
        g_autoptr (GString) joined = g_string_new (NULL);
        g_autofree char *wanted = without_blanks (text);
        g_autofree char *found = NULL;
        const char *at = text;

        for (guint i = 0; i < parts->len; i++) {
            const char *part = g_ptr_array_index (parts, i);
            const char *place = strstr (at, part);

            g_assert_true (g_utf8_validate (part, -1, NULL));
            g_assert_cmpint (g_utf8_strlen (part, -1), <=, max);
            g_assert_nonnull (place);
            at = place + strlen (part);
            g_string_append (joined, part);
        }
        found = without_blanks (joined->str);
        g_assert_cmpstr (found, ==, wanted);
    }
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/outbox/order", test_order);
    g_test_add_func ("/outbox/lost-answer", test_lost_answer);
    g_test_add_func ("/outbox/lost-answer-then-refused", test_lost_answer_then_refused);
    g_test_add_func ("/outbox/unreachable", test_unreachable);
    g_test_add_func ("/outbox/back-off", test_back_off);
    g_test_add_func ("/outbox/duplicated", test_duplicated);
    g_test_add_func ("/outbox/refused", test_refused);
    g_test_add_func ("/outbox/dead-credential", test_dead_credential);
    g_test_add_func ("/outbox/close", test_close);
    g_test_add_func ("/outbox/close-inside", test_close_inside);
    g_test_add_func ("/outbox/long-text", test_long_text);
    g_test_add_func ("/outbox/neutral", test_neutral);
    g_test_add_func ("/outbox/split", test_split);
    g_test_add_func ("/outbox/split-random", test_split_random);
    return g_test_run ();
}
