/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-bot — /bot: what is done on behalf of the application's chat bot.
 */

#include "client-virtual.h"
#include "ol-protocol.h"
#include "refusals.h"

#define BOT 35

#define FINISH   "imopenlines.bot.session.finish"
#define FREE     "imopenlines.bot.session.operator"
#define TRANSFER "imopenlines.bot.session.transfer"
#define SAY      "imopenlines.bot.session.message.send"

#define DONE_FINISH   "The bot finished the dialog."
#define DONE_FREE     "The bot has let the dialog go"
#define DONE_TRANSFER "The bot passed the dialog to "
#define DONE_SAY      "The bot's text stands in the dialog."

#define NO_CLIENT_ID "The portal wants to know whose bot it is."
#define USAGE        "Usage: /bot finish | operator | transfer"

static const struct {
    const char *name;
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { "typed in Pidgin", CLIENT_PIDGIN, FALSE },
    { "typed in Finch", CLIENT_FINCH, FALSE },
    { "clicked in Pidgin", CLIENT_PIDGIN, TRUE },
    { "clicked in Finch", CLIENT_FINCH, TRUE },
};

/* The bot has Anna's dialog, Kim is in it too and may act for the bot. */
static char *
prepare (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_control_dialog (scene, "bot-take", anna, ", \"bot\": 35");
    scene_act (scene, KIM, "join", anna);
    purple_account_set_string (scene->client->account, OL_OPTION_BOT_CLIENT_ID, " practice-bot ");
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_wait_for (scene->client, client_has_item (scene->client, anna, "Act for the bot…"));
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, BOT);
    return anna;
}

/* “bot” and these words, in one of the four ways. */
static void
act (Scene *scene, guint way, const char *dialog, const char *words)
{
    g_autofree char *command = g_strconcat ("/bot ", words, NULL);

    g_test_message ("%s %s", command, ways[way].name);
    scene_mark (scene);
    if (!ways[way].menu) {
        client_type_as (scene->client, dialog, command, ways[way].ui);
        return;
    }
    client_click (scene->client, dialog, "Act for the bot…", ways[way].ui);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_fill (scene->client, words);
    client_press (scene->client, "OK");
}

static void
test_finish (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare (scene);

        act (scene, way, anna, "finish");
        client_wait_for (scene->client, client_get_request (scene->client) != NULL &&
                                            client_get_request (scene->client)->fields == NULL);
        g_assert_nonnull (strstr (client_get_request (scene->client)->primary, "Anna Petrova"));
        g_assert_cmpuint (scene_count_calls (scene, FINISH), ==, 0);
        client_press (scene->client, "Finish it");
        scene_expect_new (scene, anna, DONE_FINISH);
        g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
        scene_expect_status (scene, anna, "closed");
    }
}

static void
test_finish_kept (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    act (scene, 0, anna, "finish");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_press (scene->client, "Keep it");
    scene_expect_new (scene, anna, "Nothing was done; the dialog stays as it is.");
    g_assert_cmpuint (scene_count_calls (scene, FINISH), ==, 0);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, BOT);
}

static void
test_operator (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare (scene);

        act (scene, way, anna, "operator");
        scene_expect_new (scene, anna, DONE_FREE);
        g_assert_cmpint (scene_get_owner (scene, anna), !=, BOT);
        g_assert_cmpint (scene_get_session (scene, anna), !=, 0);
    }
}

static void
test_transfer (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare (scene);

        act (scene, way, anna, "transfer Maria");
        scene_expect_new (scene, anna, "The bot passed the dialog to Maria Lopez.");
        g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
    }
}

/* Where the dialog stays in its line, only its operator tells whether it was passed on. */
static void
test_transfer_own_line (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    scene_fault (scene, TRANSFER, "\"kind\": \"true-nothing\"");
    act (scene, 0, anna, "transfer line Support");
    scene_expect_new (scene, anna, "Support did not get the dialog; it is where it was.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, BOT);
}

/* What is typed next is again what the bot does, not the operator. */
static void
test_transfer_nobody (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    act (scene, 0, anna, "transfer Zorro");
    scene_expect_new (scene, anna, "No operator is called “Zorro”. Type /bot transfer alone");
    act (scene, 0, anna, "transfer line Zorro");
    scene_expect_new (scene, anna, "No line is called “Zorro”. Type /bot transfer alone");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, BOT);
}

static void
test_transfer_line (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    act (scene, 0, anna, "Transfer line Sales");
    scene_expect_new (scene, anna, "The bot passed the dialog to the Sales line.");
    g_assert_cmpint (scene_get_line (scene, anna), ==, SALES);
}

/* Without a name one chooses from the list. */
static void
test_transfer_picked (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    act (scene, 0, anna, "transfer");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_select (scene->client, "Maria Lopez");
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect_new (scene, anna, "The bot passed the dialog to Maria Lopez.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
}

static void
test_say (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare (scene);

        act (scene, way, anna, "say One moment, <please> & thank you");
        scene_expect_new (scene, anna, DONE_SAY);
        g_assert_cmpuint (scene_count_messages (scene, anna, "One moment, <please> & thank you"),
                          ==, 1);
        g_assert_cmpint (scene_get_owner (scene, anna), ==, BOT);
    }
}

/* As of everything an operator writes: nobody's file goes out because of a word in brackets. */
static void
test_say_safely (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    act (scene, 0, anna, "say See [disk=5249]");
    scene_expect_new (scene, anna, DONE_SAY);
    g_assert_cmpuint (scene_count_messages (scene, anna, "See [disk=5249]"), ==, 0);
    g_assert_cmpuint (scene_count_messages (scene, anna,
                                            "See [\xe2\x80\x8b"
                                            "disk=5249]"),
                      ==, 1);
}

/* A webhook has to say whose bot it is, for two of the four. */
static void
test_client_id (void)
{
    static const char *const empty[] = { "", "  " };
    static const char *const words[] = { "finish", "transfer Maria" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    for (guint i = 0; i < G_N_ELEMENTS (empty); i++) {
        purple_account_set_string (scene->client->account, OL_OPTION_BOT_CLIENT_ID, empty[i]);
        for (guint j = 0; j < G_N_ELEMENTS (words); j++) {
            act (scene, 0, anna, words[j]);
            scene_expect_new (scene, anna, NO_CLIENT_ID);
            g_assert_null (client_get_request (scene->client));
        }
    }
    g_assert_cmpuint (scene_count_calls (scene, FINISH), ==, 0);
    g_assert_cmpuint (scene_count_calls (scene, TRANSFER), ==, 0);
    act (scene, 0, anna, "say Hello from the bot");
    scene_expect_new (scene, anna, DONE_SAY);
    act (scene, 0, anna, "operator");
    scene_expect_new (scene, anna, DONE_FREE);
}

/* The portal's own refusals, not made up ones. */
static void
test_wrong_client_id (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    purple_account_set_string (scene->client->account, OL_OPTION_BOT_CLIENT_ID, "another");
    act (scene, 0, anna, "transfer Maria");
    scene_expect_new (scene, anna, "The portal knows no bot of this application.");
    act (scene, 0, anna, "finish");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_press (scene->client, "Finish it");
    scene_expect_new (scene, anna, "The portal knows no bot of this application.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, BOT);
    g_assert_null (strstr (client_get_debug ()->str, "practice-bot"));
}

static void
test_no_bot (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    g_assert_false (client_has_item (scene->client, anna, "Act for the bot…"));
    act (scene, 0, anna, "operator");
    scene_expect_new (scene, anna, "No bot has this dialog, so there is nothing to take from it.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
test_usage (void)
{
    static const char *const nonsense[] = { "",          "dance",      "say",         "say  ",
                                            "finish it", "operator 5", "transferring" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++) {
        act (scene, i % 2, anna, nonsense[i]);
        scene_expect_new (scene, anna, USAGE);
    }
    g_assert_cmpint (scene_get_owner (scene, anna), ==, BOT);
}

static void
test_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_finish_here (scene, anna);
    act (scene, 0, anna, "say Hello");
    scene_expect_new (scene, anna, "This dialog is closed.");
    g_assert_cmpuint (scene_count_calls (scene, SAY), ==, 0);
}

/* What the portal lacks is said before anything is asked. */
static void
test_missing (void)
{
    static const char *const words[] = { "finish", "operator", "transfer Maria", "say Hello" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    scene_control (scene, "methods",
                   "{\"missing\": [\"" FINISH "\", \"" FREE "\", \"" TRANSFER "\", \"" SAY "\"]}");
    g_string_truncate (client_get_debug (), 0);
    anna = prepare (scene);
    client_wait_for (scene->client,
                     strstr (client_get_debug ()->str, "what the portal offers is known") != NULL);
    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        act (scene, 0, anna, words[i]);
        scene_expect_new (scene, anna, "This portal does not offer acting for a bot.");
        g_assert_null (client_get_request (scene->client));
    }
}

/* What was said before does not count. */
static void
test_said_before (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene);

    act (scene, 0, anna, "say Hello from the bot");
    scene_expect_new (scene, anna, DONE_SAY);
    scene_expect_new (scene, anna, "Hello from the bot");
    scene_fault (scene, SAY, "\"kind\": \"true-nothing\"");
    act (scene, 0, anna, "say Hello from the bot");
    scene_expect_new (scene, anna,
                      "The portal took the text, but it does not stand in the dialog.");
    g_assert_cmpuint (scene_count_messages (scene, anna, "Hello from the bot"), ==, 1);
}

#define TRANSFER_CODES                                                                             \
    { "OPERATOR_WRONG", "cannot take this dialog" }, { "CHAT_ID_EMPTY", NULL },                    \
        { "USER_ID_EMPTY", NULL }, { "QUEUE_ID_EMPTY", NULL },                                     \
    {                                                                                              \
        "TRANSFER_ID_EMPTY", NULL                                                                  \
    }

static gint64
count_said (Scene *scene, const char *dialog)
{
    return scene_count_messages (scene, dialog, "Hello from the bot");
}

static const Refusal refusals[] = {
    { .name = "finish",
      .method = FINISH,
      .command = "/bot finish",
      .button = "Finish it",
      .prepare = prepare,
      .success = DONE_FINISH,
      .nothing = "still open",
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "CHAT_ID_EMPTY", NULL },
                 { "BOT_ID_ERROR", "knows no bot of this application" },
                 { "ACCESS_DENIED", "act for this bot" } } },
    { .name = "operator",
      .method = FREE,
      .command = "/bot operator",
      .prepare = prepare,
      .success = DONE_FREE,
      .nothing = "The bot still has the dialog.",
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "CHAT_ID_EMPTY", NULL }, { "WRONG_CHAT", "No bot has this dialog" } } },
    { .name = "transfer",
      .method = TRANSFER,
      .command = "/bot transfer Maria",
      .prepare = prepare,
      .success = DONE_TRANSFER,
      .nothing = "Maria Lopez did not get the dialog",
      .flags = REFUSAL_OWN_CHECK,
      .codes = { TRANSFER_CODES,
                 { "BOT_ID_ERROR", "knows no bot of this application" },
                 { "ACCESS_DENIED", "act for this bot" } } },
    { .name = "say",
      .method = SAY,
      .command = "/bot say Hello from the bot",
      .prepare = prepare,
      .success = DONE_SAY,
      .nothing = "does not stand in the dialog",
      .measure = count_said,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "CHAT_ID_EMPTY", NULL } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/bot/finish", test_finish);
    g_test_add_func ("/bot/finish-kept", test_finish_kept);
    g_test_add_func ("/bot/operator", test_operator);
    g_test_add_func ("/bot/transfer", test_transfer);
    g_test_add_func ("/bot/transfer-own-line", test_transfer_own_line);
    g_test_add_func ("/bot/transfer-nobody", test_transfer_nobody);
    g_test_add_func ("/bot/transfer-line", test_transfer_line);
    g_test_add_func ("/bot/transfer-picked", test_transfer_picked);
    g_test_add_func ("/bot/say", test_say);
    g_test_add_func ("/bot/say-safely", test_say_safely);
    g_test_add_func ("/bot/client-id", test_client_id);
    g_test_add_func ("/bot/wrong-client-id", test_wrong_client_id);
    g_test_add_func ("/bot/no-bot", test_no_bot);
    g_test_add_func ("/bot/usage", test_usage);
    g_test_add_func ("/bot/closed", test_closed);
    g_test_add_func ("/bot/missing", test_missing);
    g_test_add_func ("/bot/said-before", test_said_before);
    refusals_add_tests ("bot-refused", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
