/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-actions — every operator action, by command and by menu: that it is done, what is said, and
 * what the portal knows afterwards.
 */

#include "client-virtual.h"

#define DONE_ANSWER "The dialog is yours."
#define DONE_SKIP   "Passed on to the next operator in Support."
#define DONE_FINISH "The dialog is finished."
#define DONE_SPAM   "Marked as spam and closed."
#define DONE_START  "A new session is open, and the dialog is yours."

#define START "imopenlines.session.start"

static const struct {
    const char *command;
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { "typed in Pidgin", CLIENT_PIDGIN, FALSE },
    { "typed in Finch", CLIENT_FINCH, FALSE },
    { "clicked in Pidgin", CLIENT_PIDGIN, TRUE },
    { "clicked in Finch", CLIENT_FINCH, TRUE },
};

/* Does the action named by its command and its menu label in one of the four ways. */
static void
act (Scene *scene, guint way, const char *dialog, const char *command, const char *label)
{
    g_test_message ("%s %s", command, ways[way].command);
    scene_mark (scene);
    if (ways[way].menu)
        client_click (scene->client, dialog, label, ways[way].ui);
    else
        client_type_as (scene->client, dialog, command, ways[way].ui);
}

/* Anna waits and the client sees her. */
static char *
waiting_anna (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_expect_status (scene, anna, "waiting");
    return anna;
}

static void
test_answer (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new_online ();
        g_autofree char *anna = waiting_anna (scene);

        act (scene, way, anna, "/answer", "Answer");
        scene_expect_new (scene, anna, DONE_ANSWER);
        scene_expect_status (scene, anna, "reply");
        g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    }
}

static void
test_skip (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new_online ();
        g_autofree char *anna = waiting_anna (scene);

        act (scene, way, anna, "/skip", "Skip");
        scene_expect_new (scene, anna, DONE_SKIP);
        g_assert_cmpint (scene_get_owner (scene, anna), !=, KIM);
        client_wait_for (scene->client,
                         !g_str_equal (client_get_status (scene->client, anna), "reply"));
    }
}

static void
test_skip_own (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    act (scene, 0, anna, "/skip", NULL);
    scene_expect_new (scene, anna, DONE_SKIP);
    g_assert_cmpint (scene_get_owner (scene, anna), !=, KIM);
}

static void
test_skip_nobody (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control (scene, "operator-pause", "{\"operator\": 28}");
    scene_control (scene, "operator-pause", "{\"operator\": 29}");
    act (scene, 0, anna, "/skip", NULL);
    scene_expect_new (scene, anna,
                      "Nobody else in Support can take it now, so it stays with you. /transfer "
                      "offers other lines.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
test_finish (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        act (scene, way, anna, "/finish", "Finish");
        scene_expect_new (scene, anna, DONE_FINISH);
        scene_expect_status (scene, anna, "closed");
        g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
        g_assert_null (client_get_request (scene->client));
    }
}

static void
test_finish_with_rating (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control (scene, "line", "{\"id\": 7, \"vote\": true}");
    act (scene, 0, anna, "/finish", NULL);
    scene_expect_new (scene, anna,
                      "Finished for you. The portal waits for the customer's rating; the dialog "
                      "closes after that by itself.");
    g_assert_cmpint (scene_get_status (scene, anna), ==, 50);
    scene_expect_status (scene, anna, "closed");
}

/* Maria's dialog, which Kim has joined. */
static char *
colleagues_anna (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    return anna;
}

static void
test_finish_of_colleague (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = colleagues_anna (scene);
        ClientRequest *request;

        act (scene, way, anna, "/finish", "Finish");
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        request = client_get_request (scene->client);
        g_assert_nonnull (strstr (request->primary, "Maria Lopez"));
        g_assert_nonnull (strstr (request->primary, "Anna Petrova"));
        g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.another.finish"), ==, 0);
        client_press (scene->client, "Finish it");
        scene_expect_new (scene, anna, DONE_FINISH);
        g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
    }
}

static void
test_finish_of_colleague_kept (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = colleagues_anna (scene);

    act (scene, 0, anna, "/finish", NULL);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_press (scene->client, "Keep it");
    act (scene, 0, anna, "/finish", NULL);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_dismiss (scene->client);
    scene_wait_ticks (scene, 1);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.another.finish"), ==, 0);
}

static void
test_spam (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        ClientRequest *request;

        act (scene, way, anna, "/spam", "Mark as spam…");
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        request = client_get_request (scene->client);
        g_assert_nonnull (strstr (request->primary, "Anna Petrova"));
        g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.spam"), ==, 0);
        client_press (scene->client, g_ptr_array_index (request->labels, 0));
        scene_expect_new (scene, anna, DONE_SPAM);
        g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
        scene_expect_status (scene, anna, "closed");
    }
}

static void
test_spam_kept (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    ClientRequest *request;

    act (scene, 0, anna, "/spam", NULL);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    request = client_get_request (scene->client);
    client_press (scene->client, g_ptr_array_index (request->labels, 1));
    scene_wait_ticks (scene, 1);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    /* The dialog is free for the next action. */
    act (scene, 0, anna, "/finish", NULL);
    scene_expect_new (scene, anna, DONE_FINISH);
}

static void
test_start (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        scene_finish_here (scene, anna);
        act (scene, way, anna, "/start", "Start a new session");
        client_wait_for (scene->client, scene_get_owner (scene, anna) == KIM);
        client_wait_for (scene->client, scene->client->lines->len > 0);
        client_wait_for (scene->client,
                         !g_str_equal (client_get_status (scene->client, anna), "closed"));
        g_assert_cmpint (scene_get_session (scene, anna), !=, 0);
        client_type (scene->client, anna, "It is me again");
        client_wait_for (scene->client, scene_count_messages (scene, anna, "It is me again") == 1);
    }
}

/* ---- menus follow the state ---- */

static void
assert_menu (Scene *scene, const char *dialog, const char *const *expected)
{
    g_auto (GStrv) labels = client_dup_menu (scene->client, dialog);
    g_autoptr (GStrvBuilder) top = g_strv_builder_new ();
    g_auto (GStrv) shown = NULL;
    g_autofree char *mine = NULL;
    g_autofree char *wanted = g_strjoinv (" | ", (char **) expected);

    /* What is in submenus is looked at where it is tested. */
    for (guint i = 0; labels[i] != NULL; i++) {
        if (strchr (labels[i], '/') == NULL)
            g_strv_builder_add (top, labels[i]);
    }
    shown = g_strv_builder_end (top);
    mine = g_strjoinv (" | ", shown);
    g_assert_cmpstr (mine, ==, wanted);
}

static void
test_menus (void)
{
    static const char *const waiting[] = { "Answer", "Skip",          "Transfer…",
                                           "Finish", "Mark as spam…", NULL };
    static const char *const mine[] = { "Skip", "Transfer…", "Finish", "Mark as spam…", NULL };
    static const char *const closed[] = { "Start a new session", NULL };
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    assert_menu (scene, anna, waiting);
    client_type (scene->client, anna, "/answer");
    scene_expect (scene, anna, DONE_ANSWER);
    scene_expect_status (scene, anna, "reply");
    assert_menu (scene, anna, mine);
    client_type (scene->client, anna, "/finish");
    scene_expect_status (scene, anna, "closed");
    assert_menu (scene, anna, closed);
}

/* As the UIs do: libpurple leaves what is below to them. */
static void
free_menu (GList *menu)
{
    for (GList *l = menu; l != NULL; l = l->next)
        free_menu (((PurpleMenuAction *) l->data)->children);
    g_list_free_full (menu, (GDestroyNotify) purple_menu_action_free);
}

/* A menu may be older than the state: the action looks again. */
static void
test_stale_menu (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);
    PurpleConnection *gc = client_get_connection (scene->client);
    PurpleBlistNode *node = PURPLE_BLIST_NODE (client_find_buddy (scene->client, anna));
    GList *menu = PURPLE_PLUGIN_PROTOCOL_INFO (gc->prpl)->blist_node_menu (node);
    PurpleMenuAction *action = menu->data;

    g_assert_cmpstr (action->label, ==, "Answer");
    scene_act (scene, KIM, "answer", anna);
    scene_expect_status (scene, anna, "reply");
    scene_mark (scene);
    ((void (*) (PurpleBlistNode *, gpointer)) action->callback) (node, action->data);
    scene_expect_new (scene, anna, "");
    free_menu (menu);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

/* ---- rest ---- */

static void
test_answer_too_late (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    scene_hold (scene, "imopenlines.operator.answer");
    act (scene, 0, anna, "/answer", NULL);
    scene_wait_held (scene, "imopenlines.operator.answer");
    scene_act (scene, MARIA, "answer", anna);
    scene_release (scene, "imopenlines.operator.answer");
    scene_expect_new (scene, anna, "Maria Lopez was faster: the dialog is theirs.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
}

static void
test_one_at_a_time (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    scene_hold (scene, "imopenlines.operator.answer");
    act (scene, 0, anna, "/answer", NULL);
    scene_wait_held (scene, "imopenlines.operator.answer");
    act (scene, 0, anna, "/answer", NULL);
    scene_expect_new (scene, anna, "One moment");
    scene_release (scene, "imopenlines.operator.answer");
    scene_expect_new (scene, anna, DONE_ANSWER);
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.answer"), ==, 1);
}

/* Something else waits for the line of what is under way. */
static void
test_one_after_the_other (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    scene_hold (scene, "imopenlines.operator.answer");
    act (scene, 0, anna, "/answer", NULL);
    scene_wait_held (scene, "imopenlines.operator.answer");
    act (scene, 0, anna, "/pin", NULL);
    scene_release (scene, "imopenlines.operator.answer");
    scene_expect_new (scene, anna, "The dialog is pinned");
    scene_expect (scene, anna, DONE_ANSWER);
    g_assert_cmpint (client_index_of_line (scene->client, anna, DONE_ANSWER), <,
                     client_index_of_line (scene->client, anna, "The dialog is pinned"));
    g_assert_cmpuint (client_count_lines (scene->client, anna, "One moment"), ==, 0);
}

/* A text does not: it would be lost with the connection. */
static void
test_note_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_hold (scene, "imopenlines.session.mode.pin");
    act (scene, 0, anna, "/pin", NULL);
    scene_wait_held (scene, "imopenlines.session.mode.pin");
    act (scene, 0, anna, "/note She is a VIP", NULL);
    client_wait_for (scene->client, scene_count_messages (scene, anna, "She is a VIP") == 1);
    scene_release (scene, "imopenlines.session.mode.pin");
    scene_expect_new (scene, anna, "The dialog is pinned");
}

/* Push shows that the dialog is closed before its line is there: what the operator does next waits
 * for that line, and is the only thing that can. */
static void
test_next_one (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_hold (scene, "imopenlines.dialog.get");
    act (scene, 0, anna, "/finish", NULL);
    scene_expect_status (scene, anna, "closed");
    act (scene, 0, anna, "/start", NULL);
    act (scene, 2, anna, NULL, "Start a new session");
    scene_expect_new (scene, anna, "One moment");
    g_assert_cmpuint (scene_count_calls (scene, START), ==, 0);
    g_assert_cmpuint (client_count_lines (scene->client, anna, DONE_FINISH), ==, 0);
    scene_release (scene, "imopenlines.dialog.get");
    scene_expect_new (scene, anna, DONE_START);
    g_assert_cmpint (client_index_of_line (scene->client, anna, DONE_FINISH), <,
                     client_index_of_line (scene->client, anna, DONE_START));
    g_assert_cmpuint (client_count_lines (scene->client, anna, "One moment"), ==, 1);
    g_assert_cmpuint (scene_count_calls (scene, START), ==, 1);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

/* Signed off while it waits: it is not done. */
static void
test_next_one_signed_off (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_hold (scene, "imopenlines.dialog.get");
    act (scene, 0, anna, "/finish", NULL);
    scene_expect_status (scene, anna, "closed");
    act (scene, 0, anna, "/start", NULL);
    client_sign_off (scene->client);
    scene_release (scene, "imopenlines.dialog.get");
    client_sign_in (scene->client);
    g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
    g_assert_cmpuint (scene_count_calls (scene, START), ==, 0);
}

static void
test_not_connected (void)
{
    static const char *const commands[] = { "/answer", "/skip",  "/transfer Maria", "/edit it",
                                            "/delete", "/like",  "/save",           "/quick",
                                            "/press",  "/start", "/start from" };
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    scene_go_down (scene);
    /* The first to find out cannot know what became of it. */
    act (scene, 0, anna, "/answer", NULL);
    scene_expect_new (scene, anna, "");
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        act (scene, 0, anna, commands[i], NULL);
        scene_expect_new (scene, anna, "Not connected; nothing was done.");
    }
    scene_go_up (scene);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, 0);
}

static void
test_signed_off (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    client_sign_off (scene->client);
    act (scene, 0, anna, "/answer", NULL);
    scene_expect_new (scene, anna, "ot connected");
    act (scene, 1, anna, "/finish", NULL);
    scene_expect_new (scene, anna, "ot connected");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, 0);
}

/* The window is left from the last time, and the portal has not been asked about the dialog yet. */
static void
test_signing_in (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    client_sign_off (scene->client);
    scene_hold (scene, "profile");
    client_enable (scene->client);
    scene_wait_held (scene, "profile");
    act (scene, 0, anna, "/answer", NULL);
    scene_expect_new (scene, anna, "Not connected; nothing was done.");
    scene_release (scene, "profile");
    client_wait_for (scene->client, client_is_online (scene->client));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, 0);
}

static void
test_usage (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    act (scene, 0, anna, "/skip now", NULL);
    scene_expect_new (scene, anna, "Usage: /skip");
    act (scene, 1, anna, "/answer me", NULL);
    scene_expect_new (scene, anna, "Usage: /answer");
    scene_wait_ticks (scene, 1);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, 0);
}

static void
test_help (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = waiting_anna (scene);

    act (scene, 0, anna, "/help transfer", NULL);
    scene_expect_new (scene, anna, "/transfer [operator or “line” name]");
    act (scene, 0, anna, "/help skip", NULL);
    scene_expect_new (scene, anna, "/skip");
    act (scene, 0, anna, "/help", NULL);
    scene_expect_new (scene, anna, "finish");
    /* Whom it does not concern is passed on: nobody else knows these here. */
    act (scene, 0, anna, "/help nosuchthing", NULL);
    scene_expect_new (scene, anna, "ommand");
}

/* Commands in a window of no dialog end in a line and nothing else. */
static void
test_stranger (void)
{
    g_autoptr (Scene) scene = scene_new_online ();

    client_open (scene->client, "somebody");
    act (scene, 0, "somebody", "/answer", NULL);
    scene_expect_new (scene, "somebody", "Not a dialog of this account");
    client_close (scene->client, "somebody");
}

static void
add_tests (void)
{
    g_test_add_func ("/actions/answer", test_answer);
    g_test_add_func ("/actions/answer-too-late", test_answer_too_late);
    g_test_add_func ("/actions/skip", test_skip);
    g_test_add_func ("/actions/skip-own", test_skip_own);
    g_test_add_func ("/actions/skip-nobody", test_skip_nobody);
    g_test_add_func ("/actions/finish", test_finish);
    g_test_add_func ("/actions/finish-with-rating", test_finish_with_rating);
    g_test_add_func ("/actions/finish-of-colleague", test_finish_of_colleague);
    g_test_add_func ("/actions/finish-of-colleague-kept", test_finish_of_colleague_kept);
    g_test_add_func ("/actions/spam", test_spam);
    g_test_add_func ("/actions/spam-kept", test_spam_kept);
    g_test_add_func ("/actions/start", test_start);
    g_test_add_func ("/actions/menus", test_menus);
    g_test_add_func ("/actions/stale-menu", test_stale_menu);
    g_test_add_func ("/actions/one-at-a-time", test_one_at_a_time);
    g_test_add_func ("/actions/one-after-the-other", test_one_after_the_other);
    g_test_add_func ("/actions/note-meanwhile", test_note_meanwhile);
    g_test_add_func ("/actions/next-one", test_next_one);
    g_test_add_func ("/actions/next-one-signed-off", test_next_one_signed_off);
    g_test_add_func ("/actions/not-connected", test_not_connected);
    g_test_add_func ("/actions/signed-off", test_signed_off);
    g_test_add_func ("/actions/signing-in", test_signing_in);
    g_test_add_func ("/actions/usage", test_usage);
    g_test_add_func ("/actions/help", test_help);
    g_test_add_func ("/actions/stranger", test_stranger);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
