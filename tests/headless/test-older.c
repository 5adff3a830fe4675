/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-older — /history and /find: earlier messages in their place in time, those that were
 * missing, a whole session, and messages with certain words.
 */

#include "client-virtual.h"
#include "refusals.h"

#define MESSAGES     "im.dialog.messages.get"
#define SESSION      "imopenlines.session.history.get"
#define FIND         "im.dialog.messages.search"
#define HISTORY_MENU "Earlier messages"
#define MORE         "— end of the earlier messages; /history shows more —"
#define ALL          "— end of the earlier messages; the dialog began with them —"
#define NO_MORE      "There are no earlier messages in this dialog."

static const struct {
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { CLIENT_PIDGIN, FALSE },
    { CLIENT_FINCH, FALSE },
    { CLIENT_PIDGIN, TRUE },
    { CLIENT_FINCH, TRUE },
};

static void
write_many (Scene *scene, const char *dialog, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        g_autofree char *text = g_strdup_printf ("word %03u", i);

        scene_write (scene, dialog, text);
    }
}

/* Anna's dialog with many messages, of which the window shows the last five. */
static char *
prepare_many (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_act (scene, KIM, "answer", anna);
    write_many (scene, anna, 0, 100);
    purple_account_set_int (scene->client->account, "history", 5);
    scene_control_dialog (scene, "mark", anna, ", \"operator\": 27, \"message\": %" G_GINT64_FORMAT,
                          scene_last_message (scene, anna));
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "word 099");
    g_assert_null (client_find_line (scene->client, anna, "word 094"));
    scene_mark (scene);
    return anna;
}

/* From @from up to before @to each once, in order, between lines @above and @below. */
static void
assert_block (Scene *scene, const char *dialog, const char *above, guint from, guint to,
              const char *below)
{
    int previous = client_index_of_line (scene->client, dialog, above);

    g_assert_cmpint (previous, >=, 0);
    for (guint i = from; i < to; i++) {
        g_autofree char *text = g_strdup_printf ("word %03u", i);
        const ClientLine *line = client_find_line (scene->client, dialog, text);
        int index = client_index_of_line (scene->client, dialog, text);

        g_assert_cmpuint (client_count_lines (scene->client, dialog, text), ==, 1);
        g_assert_true (line->flags & PURPLE_MESSAGE_DELAYED);
        g_assert_cmpstr (line->who, ==, "Anna Petrova");
        g_assert_cmpint (index, >, previous);
        previous = index;
    }
    g_assert_cmpint (client_index_of_line (scene->client, dialog, below), >, previous);
}

static void
test_twenty (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare_many (scene);
        g_autofree char *log = NULL;

        if (ways[way].menu)
            client_click (scene->client, anna, HISTORY_MENU, ways[way].ui);
        else
            client_type_as (scene->client, anna, "/history", ways[way].ui);
        scene_expect_new (scene, anna, MORE);
        assert_block (scene, anna, "— 20 earlier messages, from ", 75, 95, MORE);
        g_assert_null (client_find_line (scene->client, anna, "word 074"));
        log = client_dup_log (scene->client, anna);
        g_assert_null (strstr (log, "word 080"));
    }
}

/* Each time what is before that, to the beginning of the dialog. */
static void
test_to_the_beginning (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_many (scene);

    client_type (scene->client, anna, "/history 60");
    scene_expect_new (scene, anna, MORE);
    assert_block (scene, anna, "— 60 earlier messages, from ", 35, 95, MORE);
    scene_mark (scene);
    client_type (scene->client, anna, "/history 500");
    scene_expect_new (scene, anna, ALL);
    assert_block (scene, anna, MORE, 0, 35, ALL);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Hello"), ==, 1);
    scene_mark (scene);
    client_type (scene->client, anna, "/history");
    scene_expect_new (scene, anna, NO_MORE);

    /* The window stays what it is when the connection does not. */
    client_sign_off (scene->client);
    client_sign_in (scene->client);
    scene_write (scene, anna, "Here again");
    scene_expect (scene, anna, "Here again");
    scene_mark (scene);
    client_type (scene->client, anna, "/history");
    scene_expect_new (scene, anna, NO_MORE);
}

/* What comes while the block is written stands below it. */
static void
test_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_many (scene);

    scene_hold (scene, MESSAGES);
    client_type (scene->client, anna, "/history 90");
    scene_wait_held (scene, MESSAGES);
    client_type (scene->client, anna, "/history");
    scene_expect_new (scene, anna, "One moment: earlier messages are still being loaded.");
    scene_write (scene, anna, "Are you there?");
    scene_release (scene, MESSAGES);
    scene_expect_new (scene, anna, MORE);
    scene_expect_new (scene, anna, "Are you there?");
    assert_block (scene, anna, "— 90 earlier messages, from ", 5, 95, MORE);
    g_assert_false (client_find_line (scene->client, anna, "Are you there?")->flags &
                    PURPLE_MESSAGE_DELAYED);
}

/* A window without any history. */
static void
test_empty_window (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, KIM, "answer", anna);
    purple_account_set_int (scene->client->account, "history", 0);
    scene_control_dialog (scene, "mark", anna, ", \"operator\": 27, \"message\": %" G_GINT64_FORMAT,
                          scene_last_message (scene, anna));
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    client_type (scene->client, anna, "/history");
    scene_expect (scene, anna, ALL);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Hello"), ==, 1);
}

static void
test_closed_window (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_many (scene);

    scene_hold (scene, MESSAGES);
    client_type (scene->client, anna, "/history 90");
    scene_wait_held (scene, MESSAGES);
    client_close (scene->client, anna);
    client_forget (scene->client);
    scene_mark (scene);
    scene_release (scene, MESSAGES);
    client_open (scene->client, anna);
    scene_expect_new (scene, anna, "word 099");
    g_assert_null (client_find_line (scene->client, anna, "word 090"));
    client_type (scene->client, anna, "/history 1");
    scene_expect_new (scene, anna, "— 1 earlier message, of ");
    scene_expect_new (scene, anna, MORE);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "word 094"), ==, 1);
}

static void
test_usage (void)
{
    static const char *const commands[] = { "/history 0", "/history 501", "/history -1",
                                            "/history all", "/find" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, anna, commands[i]);
        scene_expect_new (scene, anna, i < 4 ? "Usage: /history" : "Usage: /find text");
    }
}

/* ---- what was missing ---- */

static char *
prepare_gap (Scene *scene)
{
    char *anna;

    scene_control (scene, "push", "{\"enabled\": false}");
    anna = scene_anna_with (scene, KIM);
    scene_write (scene, anna, "Before the gap");
    scene_expect (scene, anna, "Before the gap");
    scene_go_down (scene);
    write_many (scene, anna, 0, 120);
    scene_fault (scene, MESSAGES,
                 "\"kind\": \"status\", \"status\": 400, \"code\": \"ERROR_CORE\", "
                 "\"times\": 1");
    scene_go_up (scene);
    scene_expect (scene, anna, "word 119");
    scene_expect (scene, anna, "could not be loaded; /history tries again —");
    g_assert_null (client_find_line (scene->client, anna, "word 069"));
    scene_mark (scene);
    return anna;
}

static void
test_gap (gconstpointer signed_off)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_gap (scene);

    if (signed_off != NULL) {
        client_sign_off (scene->client);
        client_sign_in (scene->client);
        scene_write (scene, anna, "Here again");
        scene_expect (scene, anna, "Here again");
    }
    client_type (scene->client, anna, "/history");
    scene_expect_new (scene, anna, "— end of what was missing —");
    assert_block (scene, anna, "that were missing —", 0, 70, "— end of what was missing —");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Before the gap"), ==, 1);
    /* Nothing is missing any more: the next ones are the earlier ones. */
    scene_mark (scene);
    client_type (scene->client, anna, "/history");
    scene_expect_new (scene, anna, NO_MORE);
}

/* ---- one session ---- */

static void
test_session (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_many (scene);

    client_type (scene->client, anna, "/history session");
    scene_expect_new (scene, anna, "— the whole session, from ");
    scene_expect_new (scene, anna, "— end of the session —");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "word 000"), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "word 099"), ==, 2);
    g_assert_true (scene_find_new (scene, anna, "word 050")->flags & PURPLE_MESSAGE_DELAYED);
    g_assert_cmpstr (scene_find_new (scene, anna, "word 050")->who, ==, "Anna Petrova");
    /* It is a block of its own: /history goes on where the window begins. */
    scene_mark (scene);
    client_type (scene->client, anna, "/history 1");
    scene_expect_new (scene, anna, MORE);
    g_assert_nonnull (scene_find_new (scene, anna, "word 094"));
}

static void
test_session_of_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_finish_here (scene, anna);
    scene_mark (scene);
    client_type (scene->client, anna, "/history Session");
    scene_expect_new (scene, anna, "— end of the session —");
    g_assert_nonnull (scene_find_new (scene, anna, "Hello"));
}

static void
test_session_missing (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods", "{\"missing\": [\"%s\"]}", SESSION);
    anna = scene_anna_with (scene, KIM);
    scene_mark (scene);
    client_type (scene->client, anna, "/history session");
    scene_expect_new (scene, anna, "This portal does not offer reading earlier messages.");
}

/* ---- /find ---- */

static void
test_find (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        const ClientLine *line;

        scene_write (scene, anna, "Where is my parcel?");
        scene_say (scene, MARIA, anna, "The parcel is on its way");
        scene_expect (scene, anna, "on its way");
        scene_mark (scene);
        if (ways[way].menu) {
            client_click (scene->client, anna, "Find…", ways[way].ui);
            client_fill (scene->client, "parcel");
            client_press (scene->client, "OK");
        } else {
            client_type_as (scene->client, anna, "/find  parcel ", ways[way].ui);
        }
        line = scene_expect_new (scene, anna, "2 messages with “parcel”:");
        g_assert_nonnull (strstr (line->plain, "Anna Petrova: Where is my parcel?\n"));
        g_assert_true (g_str_has_suffix (line->plain, "Maria Lopez: The parcel is on its way"));
        g_assert_cmpuint (client_count_lines (scene->client, anna, "Where is my parcel?"), ==, 2);
    }
}

/* Nobody is to take a note for something that the customer has read. */
static void
test_find_note (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    scene_say_internally (scene, MARIA, anna, "The parcel is lost");
    scene_expect (scene, anna, "[internal] The parcel is lost");
    client_type (scene->client, anna, "/find parcel");
    line = scene_expect_new (scene, anna, "1 message with “parcel”:");
    g_assert_true (g_str_has_suffix (line->plain, "Maria Lopez: [internal] The parcel is lost"));
}

static void
test_find_in_vain (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "/find ab");
    scene_expect (scene, anna, "“ab” is too short to search for: type at least three characters.");
    g_assert_cmpuint (scene_count_calls (scene, FIND), ==, 0);
    client_type (scene->client, anna, "/find <nothing>");
    scene_expect (scene, anna, "No message of this dialog contains “<nothing>”.");
}

static void
test_find_many (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare_many (scene);
    const ClientLine *line;

    client_type (scene->client, anna, "/find word");
    line = scene_expect_new (scene, anna, "The newest 50 messages with “word”:");
    g_assert_nonnull (strstr (line->plain, "word 050\n"));
    g_assert_null (strstr (line->plain, "word 049"));
    g_assert_true (g_str_has_suffix (line->plain, "word 099"));
}

static void
test_find_missing (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods", "{\"missing\": [\"%s\"]}", FIND);
    anna = scene_anna_with (scene, KIM);
    client_wait_for (scene->client, !client_has_item (scene->client, anna, "Find…"));
    client_type (scene->client, anna, "/find parcel");
    scene_expect (scene, anna, "This portal does not offer searching.");
}

/* ---- refusals ---- */

static const Refusal refusals[] = {
    { .name = "history",
      .method = MESSAGES,
      .command = "/history",
      .prepare = prepare_many,
      .success = "earlier messages;",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_ERROR", NULL },
                 { "DIALOG_ID_EMPTY", NULL },
                 { "LAST_ID_STRING", NULL },
                 { "FIRST_ID_STRING", NULL } } },
    { .name = "session",
      .method = SESSION,
      .command = "/history session",
      .prepare = prepare_many,
      .success = "end of the session",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_DENIED", "You may not read the history" },
                 { "INVALID_SESSION_ID", "has had no session yet" },
                 { "MISSING_REQUIRED_PARAM", NULL } } },
    { .name = "find",
      .method = FIND,
      .command = "/find word",
      .prepare = prepare_many,
      .success = "messages with",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_ERROR", NULL }, { "CHAT_ID_EMPTY", NULL } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/older/history/twenty", test_twenty);
    g_test_add_func ("/older/history/to-the-beginning", test_to_the_beginning);
    g_test_add_func ("/older/history/meanwhile", test_meanwhile);
    g_test_add_func ("/older/history/empty-window", test_empty_window);
    g_test_add_func ("/older/history/closed-window", test_closed_window);
    g_test_add_func ("/older/history/usage", test_usage);
    g_test_add_data_func ("/older/gap/filled", NULL, test_gap);
    g_test_add_data_func ("/older/gap/filled-later", "later", test_gap);
    g_test_add_func ("/older/session/open", test_session);
    g_test_add_func ("/older/session/closed", test_session_of_closed);
    g_test_add_func ("/older/session/missing", test_session_missing);
    g_test_add_func ("/older/find/found", test_find);
    g_test_add_func ("/older/find/find-note", test_find_note);
    g_test_add_func ("/older/find/in-vain", test_find_in_vain);
    g_test_add_func ("/older/find/many", test_find_many);
    g_test_add_func ("/older/find/missing", test_find_missing);
    refusals_add_tests ("older", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
