/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-receive — what comes from the portal: messages, their order, times and looks; windows,
 * history and the cursor.
 */

#include <string.h>

#include "client-virtual.h"

#define RULE "— earlier messages above —"

/* ---- a customer arrives ---- */

static void
test_waiting_arrives (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);
    const ClientLine *line;

    scene_expect_status (scene, anna, "waiting");
    line = scene_expect (scene, anna, "Anna Petrova is waiting in Support (Telegram)");
    g_assert_true (line->flags & PURPLE_MESSAGE_SYSTEM);
    g_assert_nonnull (strstr (line->plain, "/skip"));
    line = scene_expect (scene, anna, "Hello");
    g_assert_cmpstr (line->who, ==, "Anna Petrova");
    g_assert_true (line->flags & PURPLE_MESSAGE_RECV);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Hello"), ==, 1);
}

/* The title of the window is the customer's name, as the list has it. */
static void
test_title (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    g_assert_cmpstr (purple_conversation_get_title (client_find_window (scene->client, anna)), ==,
                     "Anna Petrova");
}

/* With open-waiting off the text is held until the operator opens the window; nothing is lost. */
static void
test_waiting_held (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    purple_account_set_bool (scene->client->account, "open-waiting", FALSE);
    client_sign_in (scene->client);
    anna = scene_anna (scene);
    scene_expect_status (scene, anna, "waiting");
    scene_write (scene, anna, "Is anybody there?");
    scene_wait_ticks (scene, 3);
    g_assert_null (client_find_window (scene->client, anna));

    /* Not counted by the cursor either: the next sign-in holds it just the same. */
    client_sign_off (scene->client);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "waiting");
    scene_wait_ticks (scene, 2);
    g_assert_null (client_find_window (scene->client, anna));
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_expect (scene, anna, "Is anybody there?");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Is anybody there?"), ==, 1);
}

/* A colleague's dialog never opens a window by itself. */
static void
test_colleague_stays_closed (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    client_close (scene->client, anna);
    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    scene_expect_status (scene, anna, "colleague");
    scene_write (scene, anna, "Hello Maria");
    scene_wait_ticks (scene, 3);
    g_assert_null (client_find_window (scene->client, anna));
}

/* ---- order, times, names ---- */

static void
test_order_and_times (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    int previous = -1;

    for (guint i = 0; i < 30; i++) {
        g_autofree char *text = g_strdup_printf ("message number %02u", i);

        scene_write (scene, anna, text);
    }
    for (guint i = 0; i < 30; i++) {
        g_autofree char *text = g_strdup_printf ("message number %02u", i);
        int index;

        scene_expect (scene, anna, text);
        index = client_index_of_line (scene->client, anna, text);
        g_assert_cmpint (index, >, previous);
        g_assert_cmpuint (client_count_lines (scene->client, anna, text), ==, 1);
        previous = index;
    }
}

static void
test_real_times (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);
    gint64 now = g_get_real_time () / G_USEC_PER_SEC;
    const ClientLine *hello;
    const ClientLine *later;

    scene_act (scene, KIM, "answer", anna);
    /* Two hours pass on the portal's clock: the first message is old then. */
    scene_control (scene, "advance", "{\"seconds\": 7200}");
    scene_write (scene, anna, "Two hours later");
    client_sign_in (scene->client);
    later = scene_expect (scene, anna, "Two hours later");
    hello = scene_expect (scene, anna, "Hello");
    g_assert_cmpint (later->time - hello->time, >=, 7200);
    g_assert_cmpint (later->time - hello->time, <, 7300);
    g_assert_cmpint (ABS (hello->time - now), <, 100);
}

/* Colleagues, bots and the portal itself speak under their own names. */
static void
test_authors (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    scene_act (scene, MARIA, "join", anna);
    scene_say (scene, MARIA, anna, "I can help as well.");
    scene_control_dialog (scene, "system", anna, ", \"text\": \"Lead 312 was created.\"");
    scene_control_dialog (scene, "bot-write", anna, ", \"text\": \"I am a robot.\"");

    line = scene_expect (scene, anna, "I can help as well.");
    g_assert_cmpstr (line->who, ==, "Maria Lopez");
    g_assert_true (line->flags & PURPLE_MESSAGE_RECV);
    line = scene_expect (scene, anna, "Lead 312 was created.");
    g_assert_true (line->flags & PURPLE_MESSAGE_SYSTEM);
    g_assert_cmpstr (line->who, ==, "");
    line = scene_expect (scene, anna, "I am a robot.");
    g_assert_cmpstr (line->who, !=, "Anna Petrova");
    g_assert_cmpstr (line->who, !=, "");
}

/* What the operator wrote in the web client appears as the operator's own words. */
static void
test_own_words_from_elsewhere (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    scene_say (scene, KIM, anna, "Written in the browser.");
    line = scene_expect (scene, anna, "Written in the browser.");
    g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
    g_assert_false (line->flags & PURPLE_MESSAGE_RECV);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Written in the browser."), ==, 1);
}

static void
test_internal_note (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    scene_act (scene, MARIA, "join", anna);
    scene_say_internally (scene, MARIA, anna, "she is a VIP");
    line = scene_expect (scene, anna, "she is a VIP");
    g_assert_nonnull (strstr (line->plain, "[internal]"));
}

static void
test_failed_delivery (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "Good morning");
    scene_expect (scene, anna, "Good morning");
    scene_control_dialog (scene, "delivery-failed", anna, ", \"message\": %" G_GINT64_FORMAT,
                          scene_last_message (scene, anna));
    scene_expect (scene, anna, "not delivered");
}

/* ---- looks ---- */

static void
assert_drawn (Scene *scene, const char *dialog, const char *text, const char *word,
              const char *expected)
{
    const ClientLine *line;

    scene_write (scene, dialog, text);
    line = scene_expect (scene, dialog, word);
    if (strstr (line->text, expected) == NULL)
        client_dump (scene->client);
    g_assert_nonnull (strstr (line->text, expected));
}

static void
test_bb_codes (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    assert_drawn (scene, anna, "[b]bold[/b]", "bold", "<b>bold</b>");
    assert_drawn (scene, anna, "[i]slanted[/i]", "slanted", "<i>slanted</i>");
    assert_drawn (scene, anna, "[u]under[/u]", "under", "<u>under</u>");
    assert_drawn (scene, anna, "first\nsecond", "first", "first<br>second");
    assert_drawn (scene, anna, "[url=https://example.com/a]a page[/url]", "a page",
                  "<a href=\"https://example.com/a\">a page</a>");
    assert_drawn (scene, anna, "see [USER=28]Maria[/USER] there", "there", "see Maria there");
    assert_drawn (scene, anna, "[unknown=1]inner words[/unknown]", "inner words", "inner words");
    scene_write (scene, anna, "[url=javascript:alert(1)]do not click[/url]");
    line = scene_expect (scene, anna, "do not click");
    g_assert_null (strstr (line->text, "href=\"javascript"));
}

static void
test_markup_is_escaped (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    scene_write (scene, anna, "<b>not bold</b> & <img src='x'> <script>word</script>");
    line = scene_expect (scene, anna, "not bold");
    g_assert_nonnull (strstr (line->text, "&lt;b&gt;not bold&lt;/b&gt; &amp; &lt;img"));
    g_assert_null (strstr (line->text, "<script"));
}

static void
test_markup_in_names (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *eve =
        scene_customer (scene, "<b>Eve</b> & Co", "Support", "telegrambot", "Hello");
    const ClientLine *line = scene_expect (scene, eve, "is waiting in Support");
    g_autofree char *tooltip = NULL;

    g_assert_nonnull (strstr (line->plain, "<b>Eve</b> & Co"));
    g_assert_cmpstr (client_get_alias (scene->client, eve), ==, "<b>Eve</b> & Co");
    tooltip = client_dup_tooltip (scene->client, eve);
    g_assert_nonnull (strstr (tooltip, "<b>Eve</b> & Co"));
    /* In the first minute the state says all there is. */
    g_assert_nonnull (strstr (tooltip, "waiting for an operator"));
    g_assert_null (strstr (tooltip, "For how long"));
}

static void
test_invalid_utf8 (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_fault (scene, "batch", "\"kind\": \"invalid-utf8\", \"times\": 2");
    scene_write (scene, anna, "Some words");
    scene_write (scene, anna, "The last words");
    /* The recording operations assert that whatever is drawn is valid. */
    client_wait_for (scene->client, client_count_lines (scene->client, anna, "words") == 2);
    scene_clear_faults (scene);
    scene_write (scene, anna, "Afterwards");
    scene_expect (scene, anna, "Afterwards");
}

/* ---- history and cursor ---- */

/* Before the cursor: history, not logged; then the rule; then what is new, logged. */
static void
test_history (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);
    g_autofree char *log = NULL;
    const ClientLine *line;
    int rule;

    scene_act (scene, KIM, "answer", anna);
    scene_say (scene, KIM, anna, "Let me look.");
    scene_write (scene, anna, "Thank you.");
    client_sign_in (scene->client);
    scene_expect (scene, anna, "Thank you.");

    line = client_find_line (scene->client, anna, "Hello");
    g_assert_nonnull (line);
    g_assert_true (line->flags & PURPLE_MESSAGE_DELAYED);
    line = client_find_line (scene->client, anna, "Let me look.");
    g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
    g_assert_true (line->flags & PURPLE_MESSAGE_DELAYED);
    rule = client_index_of_line (scene->client, anna, RULE);
    g_assert_cmpint (rule, >, client_index_of_line (scene->client, anna, "Let me look."));
    g_assert_cmpint (rule, <, client_index_of_line (scene->client, anna, "Thank you."));
    g_assert_cmpuint (client_count_lines (scene->client, anna, RULE), ==, 1);

    client_close (scene->client, anna);
    log = client_dup_log (scene->client, anna);
    g_assert_nonnull (strstr (log, "Thank you."));
    g_assert_null (strstr (log, "Let me look."));
}

static void
test_history_length (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    purple_account_set_int (scene->client->account, "history", 5);
    scene_act (scene, KIM, "answer", anna);
    for (guint i = 0; i < 40; i++) {
        g_autofree char *text = g_strdup_printf ("old words %02u", i);

        scene_write (scene, anna, text);
    }
    scene_say (scene, KIM, anna, "That was much.");
    client_sign_in (scene->client);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "That was much.");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "old words"), ==, 4);
    g_assert_nonnull (client_find_line (scene->client, anna, "old words 39"));
    g_assert_cmpuint (client_count_lines (scene->client, anna, RULE), ==, 0);
}

/* History comes once per window; a window opened anew gets it anew. */
static void
test_history_once_per_window (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    g_assert_cmpuint (client_count_lines (scene->client, anna, "Hello"), ==, 1);
    client_open (scene->client, anna);
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Hello"), ==, 1);
    client_close (scene->client, anna);
    scene_mark (scene);
    client_open (scene->client, anna);
    scene_expect_new (scene, anna, "Hello");
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Hello"), ==, 2);
}

/* Written while nobody was signed in: shown once, in order, after the cursor kept on disk. */
static void
test_cursor (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_write (scene, anna, "word 00");
    scene_expect (scene, anna, "word 00");
    for (guint round = 0; round < 3; round++) {
        char last[32];
        int previous = -1;

        client_sign_off (scene->client);
        if (client_find_window (scene->client, anna) != NULL)
            client_close (scene->client, anna);
        client_forget (scene->client);
        for (guint i = 0; i < 60; i++) {
            g_autofree char *text = g_strdup_printf ("round %u word %02u", round, i);

            scene_write (scene, anna, text);
        }
        client_sign_in (scene->client);
        g_snprintf (last, sizeof last, "round %u word 59", round);
        scene_expect (scene, anna, last);
        scene_wait_ticks (scene, 1);
        for (guint i = 0; i < 60; i++) {
            g_autofree char *text = g_strdup_printf ("round %u word %02u", round, i);
            const ClientLine *line = client_find_line (scene->client, anna, text);
            int index = client_index_of_line (scene->client, anna, text);

            g_assert_nonnull (line);
            g_assert_false (line->flags & PURPLE_MESSAGE_NO_LOG);
            g_assert_cmpuint (client_count_lines (scene->client, anna, text), ==, 1);
            g_assert_cmpint (index, >, previous);
            previous = index;
        }
    }
}

/* The log holds every customer's word once, however often one signs on. */
static void
test_log_has_each_once (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *log = NULL;
    const char *first;

    scene_write (scene, anna, "A word to remember");
    scene_expect (scene, anna, "A word to remember");
    for (guint i = 0; i < 3; i++) {
        client_sign_off (scene->client);
        if (client_find_window (scene->client, anna) != NULL)
            client_close (scene->client, anna);
        client_sign_in (scene->client);
        scene_expect_status (scene, anna, "reply");
        scene_mark (scene);
        client_open (scene->client, anna);
        scene_expect_new (scene, anna, "A word to remember");
    }
    client_close (scene->client, anna);
    log = client_dup_log (scene->client, anna);
    first = strstr (log, "A word to remember");
    g_assert_nonnull (first);
    g_assert_null (strstr (first + 1, "A word to remember"));
}

/* More than fit into one page, while another dialog goes on. */
static void
test_storm (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    guint previous = 0;

    for (guint i = 1; i <= 400; i++) {
        g_autofree char *text = g_strdup_printf ("storm %u", i);

        scene_write (scene, anna, text);
    }
    scene_write (scene, anna, "The storm is over");
    scene_expect (scene, anna, "The storm is over");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "storm "), ==, 400 + 1);
    for (guint i = 0; i < scene->client->lines->len; i++) {
        ClientLine *line = g_ptr_array_index (scene->client->lines, i);
        guint number;

        if (sscanf (line->plain, "storm %u", &number) != 1)
            continue;
        g_assert_cmpuint (number, ==, previous + 1);
        previous = number;
    }
    g_assert_cmpuint (previous, ==, 400);
}

/* ---- many at once ---- */

#define UNREAD 60

/* A dialog of Kim's in which the customer wrote twice after the answer. */
static char *
add_unread (Scene *scene, guint number)
{
    g_autofree char *name = g_strdup_printf ("Customer %02u", number);
    g_autofree char *hello = g_strdup_printf ("hello of %02u", number);
    g_autofree char *first = g_strdup_printf ("first of %02u", number);
    g_autofree char *second = g_strdup_printf ("second of %02u", number);
    char *dialog = scene_customer (scene, name, "Support", "telegrambot", hello);

    scene_act (scene, KIM, "answer", dialog);
    scene_say (scene, KIM, dialog, "Good morning");
    scene_write (scene, dialog, first);
    scene_write (scene, dialog, second);
    return dialog;
}

/* The window of dialog @number: its own lines, each once, in order, the rule between old and new.
 */
static void
assert_unread (Scene *scene, const char *dialog, guint number)
{
    static const char *const words[] = { "hello of", "Good morning", "— earlier", "first of",
                                         "second of" };
    g_autofree char *second = g_strdup_printf ("second of %02u", number);
    const ClientLine *line;
    int previous = -1;

    scene_expect (scene, dialog, second);
    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        int index = client_index_of_line (scene->client, dialog, words[i]);

        g_assert_cmpuint (client_count_lines (scene->client, dialog, words[i]), ==, 1);
        g_assert_cmpint (index, >, previous);
        previous = index;
    }
    line = client_find_line (scene->client, dialog, "hello of");
    g_assert_true (g_str_has_suffix (line->plain, second + strlen ("second of ")));
}

/* Signing in to many unread dialogs asks for their history together. */
static void
test_many_unread (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autoptr (GPtrArray) dialogs = g_ptr_array_new_with_free_func (g_free);
    guint pages, requests;

    for (guint i = 0; i < UNREAD; i++)
        g_ptr_array_add (dialogs, add_unread (scene, i));
    client_sign_in (scene->client);
    requests = scene_count_requests (scene);
    for (guint i = 0; i < UNREAD; i++)
        assert_unread (scene, g_ptr_array_index (dialogs, i), i);
    requests = scene_count_requests (scene) - requests;
    pages = scene_count_calls (scene, "im.dialog.messages.get");
    g_test_message ("%u requests, %u pages", requests, pages);
    /* One page of what is new and one of history for each; ticks may have come in between. */
    g_assert_cmpuint (pages, >=, 2 * UNREAD);
    g_assert_cmpuint (requests, <=, 20);
}

/* A window that the operator opens waits for nothing that is gathered. */
static void
test_by_hand (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_close (scene->client, anna);
    scene_mark (scene);
    scene_hold (scene, "batch");
    scene_wait_held (scene, "batch");
    client_open (scene->client, anna);
    scene_expect_new (scene, anna, "Hello");
    scene_release (scene, "batch");
}

static void
add_message_tests (void)
{
    g_test_add_func ("/receive/waiting-arrives", test_waiting_arrives);
    g_test_add_func ("/receive/title", test_title);
    g_test_add_func ("/receive/waiting-held", test_waiting_held);
    g_test_add_func ("/receive/colleague-stays-closed", test_colleague_stays_closed);
    g_test_add_func ("/receive/order", test_order_and_times);
    g_test_add_func ("/receive/times", test_real_times);
    g_test_add_func ("/receive/authors", test_authors);
    g_test_add_func ("/receive/own-words-from-elsewhere", test_own_words_from_elsewhere);
    g_test_add_func ("/receive/internal-note", test_internal_note);
    g_test_add_func ("/receive/failed-delivery", test_failed_delivery);
    g_test_add_func ("/receive/bb-codes", test_bb_codes);
    g_test_add_func ("/receive/markup-is-escaped", test_markup_is_escaped);
    g_test_add_func ("/receive/markup-in-names", test_markup_in_names);
    g_test_add_func ("/receive/invalid-utf8", test_invalid_utf8);
}

static void
add_tests (void)
{
    add_message_tests ();
    g_test_add_func ("/receive/history", test_history);
    g_test_add_func ("/receive/history-length", test_history_length);
    g_test_add_func ("/receive/history-once-per-window", test_history_once_per_window);
    g_test_add_func ("/receive/cursor", test_cursor);
    g_test_add_func ("/receive/log-has-each-once", test_log_has_each_once);
    g_test_add_func ("/receive/storm", test_storm);
    g_test_add_func ("/receive/many-unread", test_many_unread);
    g_test_add_func ("/receive/by-hand", test_by_hand);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
