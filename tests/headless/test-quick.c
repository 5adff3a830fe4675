/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-quick — /quick: ready answers of the portal and of the operator's own file, and how they get
 * into the input line or to the customer.
 */

#include <glib/gstdio.h>

#include "client-virtual.h"

#define LIST       "lists.element.get"
#define QUICK_MENU "Ready answers…"
#define SIGNAL     "openlines-insert-text"

#define GREETING "Hello Anna Petrova, this is Kim Oh from Support."

static const struct {
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { CLIENT_PIDGIN, FALSE },
    { CLIENT_FINCH, FALSE },
    { CLIENT_PIDGIN, TRUE },
    { CLIENT_FINCH, TRUE },
};

/* ---- the operator's own file ---- */

static char *
dup_path (void)
{
    return g_build_filename (client_get_folder (), "openlines", "quick-answers.txt", NULL);
}

static void
write_file (const char *text, gssize length)
{
    g_autofree char *path = dup_path ();
    g_autofree char *folder = g_path_get_dirname (path);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, text, length, NULL));
}

static void
write_usual_file (void)
{
    write_file ("# my own\n"
                "= greeting\n"
                "Hello {customer}, this is {operator} from {line}.\n"
                "\n"
                "= bye\n"
                "Thank you,\n"
                "and goodbye {nobody}.\n",
                -1);
}

static void
remove_file (void)
{
    g_autofree char *path = dup_path ();

    g_unlink (path);
    g_rmdir (path);
}

/* ---- the portal's ---- */

/* The webhook may read lists; before the account signs in. */
static void
allow_lists (Scene *scene)
{
    scene_control (scene, "scopes",
                   "{\"operator\": 27, \"scopes\": [\"im\", \"imopenlines\", \"user\", "
                   "\"pull_channel\", \"disk\", \"lists\"]}");
}

static void
add_portal_answer (Scene *scene, const char *name, const char *text)
{
    scene_control (scene, "quick", "{\"line\": 7, \"name\": \"%s\", \"text\": \"%s\"}", name, text);
}

/* ---- the input line ---- */

static char *inserted;

static gboolean
take_text (PurpleConversation *conversation, const char *text, gpointer data)
{
    g_assert_cmpstr (purple_conversation_get_name (conversation), ==, data);
    g_free (inserted);
    inserted = g_strdup (text);
    return TRUE;
}

/* The UI's module is there. */
static void
begin_taking (char *dialog)
{
    purple_signal_connect (client_find_plugin (), SIGNAL, &inserted, PURPLE_CALLBACK (take_text),
                           dialog);
}

static void
end_taking (void)
{
    purple_signals_disconnect_by_handle (&inserted);
    g_clear_pointer (&inserted, g_free);
}

/* ---- /quick ---- */

static void
test_picked (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = NULL;

        write_usual_file ();
        anna = scene_anna_with (scene, KIM);
        scene_mark (scene);
        if (ways[way].menu)
            client_click (scene->client, anna, QUICK_MENU, ways[way].ui);
        else
            client_type_as (scene->client, anna, "/quick", ways[way].ui);
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        client_select (scene->client, "greeting");
        client_confirm (scene->client, ways[way].ui);
        /* Nobody takes it into the input line, so it is asked about. */
        client_wait_for (scene->client,
                         client_get_request (scene->client) != NULL &&
                             client_get_request (scene->client)->type == PURPLE_REQUEST_ACTION);
        g_assert_nonnull (strstr (client_get_request (scene->client)->primary, GREETING));
        g_assert_cmpuint (scene_count_messages (scene, anna, GREETING), ==, 0);
        client_press (scene->client, "Send it");
        scene_expect_new (scene, anna, GREETING);
        g_assert_cmpuint (scene_count_messages (scene, anna, GREETING), ==, 1);
        remove_file ();
    }
}

static void
test_not_sent (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    write_usual_file ();
    anna = scene_anna_with (scene, KIM);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick greeting");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_press (scene->client, "Do not send");
    scene_expect_new (scene, anna, "Nothing was sent.");
    g_assert_cmpuint (scene_count_messages (scene, anna, GREETING), ==, 0);
    remove_file ();
}

static void
test_inserted (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    write_usual_file ();
    anna = scene_anna_with (scene, KIM);
    begin_taking (anna);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick GREET");
    scene_expect_new (scene, anna, "“greeting” stands in the input line");
    g_assert_cmpstr (inserted, ==, GREETING);
    g_assert_null (client_get_request (scene->client));
    client_type (scene->client, anna, "/quick bye");
    scene_expect_new (scene, anna, "“bye” stands in the input line");
    g_assert_cmpstr (inserted, ==, "Thank you,\nand goodbye {nobody}.");
    g_assert_cmpuint (scene_count_calls (scene, "im.message.add"), ==, 0);
    end_taking ();
    remove_file ();
}

#define SAME "The parcel is on its way, and it will be with you in two or three days"

/* Rows that read the same are answers all the same, and the one that was chosen is meant. */
static void
test_alike (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    g_auto (GStrv) rows = NULL;

    write_file ("= parcel\n" SAME " by post\n= parcel\n" SAME " by courier\n", -1);
    anna = scene_anna_with (scene, KIM);
    begin_taking (anna);
    client_type (scene->client, anna, "/quick");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    rows = client_dup_rows (scene->client);
    /* The first one stands for none. */
    g_assert_cmpuint (g_strv_length (rows), ==, 3);
    g_assert_cmpstr (rows[1], !=, rows[2]);
    client_select (scene->client, rows[1]);
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect (scene, anna, "“parcel” stands in the input line");
    g_assert_true (g_str_has_prefix (inserted, SAME " by "));
    g_assert_true (g_str_has_suffix (inserted, " post"));
    end_taking ();
    remove_file ();
}

/* More than one fits: the list shows those. */
static void
test_ambiguous (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    g_auto (GStrv) rows = NULL;

    write_file ("= greeting one\nOne\n= greeting two\nTwo\n= bye\nBye\n", -1);
    anna = scene_anna_with (scene, KIM);
    begin_taking (anna);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick greeting");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    rows = client_dup_rows (scene->client);
    for (guint i = 0; rows[i] != NULL; i++)
        g_assert_null (strstr (rows[i], "bye"));
    client_select (scene->client, "greeting two");
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect_new (scene, anna, "“greeting two” stands in the input line");
    g_assert_cmpstr (inserted, ==, "Two");
    end_taking ();
    remove_file ();
}

static void
test_unknown (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    write_usual_file ();
    anna = scene_anna_with (scene, KIM);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick nonsense");
    scene_expect_new (scene, anna, "No ready answer is called “nonsense”.");
    g_assert_null (client_get_request (scene->client));
    remove_file ();
}

/* As editors of other systems write it; what belongs to no answer is left out. */
static void
test_format (void)
{
    static const struct {
        const char *name;
        const char *text;
    } answers[] = {
        { "one", "  First\n\nthird" },
        { "=two=", "=no name" },
        { "three", "a # b\n==" },
    };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    write_file ("\xef\xbb\xbfnobody's words\r\n"
                "=   one  \r\n\r\n  First\r\n\r\n# left out\r\nthird  \r\n\r\n"
                "= empty\r\n\r\n=\tunnamed text follows\r\n= =two=\r\n=no name\r\n"
                "= \r\nwithout a name\r\n= three\r\na # b\r\n==",
                -1);
    anna = scene_anna_with (scene, KIM);
    begin_taking (anna);
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autofree char *command = g_strdup_printf ("/quick %s", answers[i].name);

        scene_mark (scene);
        client_type (scene->client, anna, command);
        scene_expect_new (scene, anna, "stands in the input line");
        g_assert_cmpstr (inserted, ==, answers[i].text);
    }
    scene_mark (scene);
    client_type (scene->client, anna, "/quick empty");
    scene_expect_new (scene, anna, "No ready answer is called “empty”.");
    client_type (scene->client, anna, "/quick unnamed");
    scene_expect_new (scene, anna, "No ready answer is called “unnamed”.");
    end_taking ();
    remove_file ();
}

/* What the UIs' modules complete; the first question has the names read. */
static char *
dup_completed (Scene *scene, const char *dialog, const char *text)
{
    gboolean ok = FALSE;
    GList *lines = purple_plugin_ipc_call (client_find_plugin (), "complete", &ok,
                                           client_find_window (scene->client, dialog), text);
    GString *all = g_string_new (NULL);

    g_assert_true (ok);
    for (GList *l = lines; l != NULL; l = l->next)
        g_string_append_printf (all, "%s|", (const char *) l->data);
    g_list_free_full (lines, g_free);
    return g_string_free (all, FALSE);
}

static gboolean
is_completed (Scene *scene, const char *dialog, const char *text, const char *wanted)
{
    g_autofree char *completed = dup_completed (scene, dialog, text);

    return g_str_equal (completed, wanted);
}

static void
test_completed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    guint calls;

    write_usual_file ();
    allow_lists (scene);
    add_portal_answer (scene, "Goods", "They are on their way.");
    anna = scene_anna_with (scene, KIM);
    client_wait_for (scene->client,
                     is_completed (scene, anna, "/quick g", "/quick Goods|/quick greeting|"));
    calls = scene_count_calls (scene, LIST);
    g_assert_true (is_completed (scene, anna, "/quick by", "/quick bye|"));
    g_assert_true (is_completed (scene, anna, "/quick x", ""));
    g_assert_cmpuint (scene_count_calls (scene, LIST), ==, calls);
    g_assert_cmpuint (calls, ==, 1);
    g_assert_null (client_get_request (scene->client));
    remove_file ();
}

/* There is no file: one is made that explains itself, and has no answers. */
static void
test_first_use (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *path = dup_path ();
    g_autofree char *text = NULL;

    remove_file ();
    scene_mark (scene);
    client_type (scene->client, anna, "/quick");
    scene_expect_new (scene, anna, "There are no ready answers yet.");
    scene_expect_new (scene, anna, path);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_true (g_str_has_prefix (text, "# "));
    g_assert_nonnull (strstr (text, "{customer}"));
    /* It stays as it is. */
    scene_mark (scene);
    client_type (scene->client, anna, "/quick");
    scene_expect_new (scene, anna, "There are no ready answers yet.");
    remove_file ();
}

static void
expect_file_complaint (const char *says)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    g_autofree char *path = dup_path ();
    const ClientLine *line;

    allow_lists (scene);
    add_portal_answer (scene, "from the portal", "Portal text");
    anna = scene_anna_with (scene, KIM);
    begin_taking (anna);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick from the portal");
    line = scene_expect_new (scene, anna, says);
    g_assert_nonnull (strstr (line->plain, path));
    g_assert_true (line->flags & PURPLE_MESSAGE_ERROR);
    /* What can be read is there all the same. */
    scene_expect_new (scene, anna, "“from the portal” stands in the input line");
    end_taking ();
    remove_file ();
}

static void
test_bad_utf8 (void)
{
    write_file ("= gr\xfc\xdf\nHallo\n", -1);
    expect_file_complaint ("no plain text in UTF-8");
    write_file ("= zero\nA\0B\n", 11);
    expect_file_complaint ("no plain text in UTF-8");
}

static void
test_huge (void)
{
    g_autofree char *text = g_strnfill (1024 * 1024 + 1, 'a');

    write_file (text, -1);
    expect_file_complaint ("larger than a megabyte");
}

/* Rights would not do: tests may run as root. */
static void
test_unreadable (void)
{
    g_autofree char *path = dup_path ();

    remove_file ();
    g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
    expect_file_complaint ("cannot be read or made");
}

static void
test_of_portal (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    g_auto (GStrv) rows = NULL;
    g_autofree char *all = NULL;

    write_usual_file ();
    allow_lists (scene);
    add_portal_answer (scene, "delivery", "It takes three days, {customer}.");
    anna = scene_anna_with (scene, KIM);
    begin_taking (anna);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    rows = client_dup_rows (scene->client);
    all = g_strjoinv ("|", rows);
    /* In one order, by name. */
    g_assert_nonnull (strstr (all, "bye"));
    g_assert_nonnull (strstr (strstr (all, "bye"), "delivery"));
    g_assert_nonnull (strstr (strstr (all, "delivery"), "greeting"));
    client_select (scene->client, "delivery");
    client_confirm (scene->client, CLIENT_FINCH);
    scene_expect_new (scene, anna, "“delivery” stands in the input line");
    g_assert_cmpstr (inserted, ==, "It takes three days, Anna Petrova.");
    end_taking ();
    remove_file ();
}

/* Without the permission, or on a portal without the method, nobody asks for the list. */
static void
test_without_lists (void)
{
    for (guint missing = 0; missing < 2; missing++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = NULL;

        write_usual_file ();
        if (missing == 1) {
            allow_lists (scene);
            scene_control (scene, "methods", "{\"missing\": [\"" LIST "\"]}");
        }
        add_portal_answer (scene, "delivery", "It takes three days.");
        anna = scene_anna_with (scene, KIM);
        scene_mark (scene);
        client_type (scene->client, anna, "/quick delivery");
        scene_expect_new (scene, anna, "No ready answer is called “delivery”.");
        g_assert_cmpuint (scene_count_calls (scene, LIST), ==, 0);
        remove_file ();
    }
}

/* The portal refuses: that is said, and one's own are there. */
static void
test_list_refused (void)
{
    static const struct {
        const char *code;
        const char *says;
    } refusals[] = {
        { "ACCESS_DENIED", "may not see the list of ready answers" },
        { "insufficient_scope", "tick lists" },
        { "ERROR_METHOD_NOT_FOUND", "does not offer listing ready answers" },
        { "ERROR_IBLOCK_NOT_FOUND", "no list of ready answers for the Support line" },
        { "ERROR_REQUIRED_PARAMETERS_MISSING", "this program's fault" },
        { "ERROR_ARGUMENT", "this program's fault" },
        { "", "could not do it just now" },
        { "A_CODE_NOBODY_KNOWS", "debug window" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = NULL;

        write_usual_file ();
        allow_lists (scene);
        add_portal_answer (scene, "delivery", "It takes three days.");
        anna = scene_anna_with (scene, KIM);
        begin_taking (anna);
        scene_refuse (scene, LIST, refusals[i].code);
        scene_mark (scene);
        client_type (scene->client, anna, "/quick greeting");
        scene_expect_new (scene, anna, refusals[i].says);
        scene_expect_new (scene, anna, "“greeting” stands in the input line");
        end_taking ();
        remove_file ();
    }
}

/* Chosen while the dialog goes to somebody else: as any text it comes back. */
static void
test_closed_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    write_usual_file ();
    anna = scene_anna_with (scene, KIM);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick greeting");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    scene_act (scene, KIM, "finish", anna);
    scene_expect_status (scene, anna, "closed");
    client_press (scene->client, "Send it");
    scene_expect_new (scene, anna, "Not sent: this dialog is closed.");
    g_assert_cmpuint (scene_count_messages (scene, anna, GREETING), ==, 0);
    scene_mark (scene);
    client_type (scene->client, anna, "/quick greeting");
    scene_expect_new (scene, anna, "This dialog is closed.");
    remove_file ();
}

static void
add_tests (void)
{
    g_test_add_func ("/quick/picked", test_picked);
    g_test_add_func ("/quick/alike", test_alike);
    g_test_add_func ("/quick/not-sent", test_not_sent);
    g_test_add_func ("/quick/inserted", test_inserted);
    g_test_add_func ("/quick/ambiguous", test_ambiguous);
    g_test_add_func ("/quick/unknown", test_unknown);
    g_test_add_func ("/quick/format", test_format);
    g_test_add_func ("/quick/completed", test_completed);
    g_test_add_func ("/quick/first-use", test_first_use);
    g_test_add_func ("/quick/bad-utf8", test_bad_utf8);
    g_test_add_func ("/quick/huge", test_huge);
    g_test_add_func ("/quick/unreadable", test_unreadable);
    g_test_add_func ("/quick/of-portal", test_of_portal);
    g_test_add_func ("/quick/without-lists", test_without_lists);
    g_test_add_func ("/quick/list-refused", test_list_refused);
    g_test_add_func ("/quick/closed-meanwhile", test_closed_meanwhile);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
