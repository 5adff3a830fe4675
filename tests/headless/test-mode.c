/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-mode — /pin, /unpin, /pinall, /unpinall, /silent and /rate: that it is done, what is said
 * when it is not, and that nobody can overlook silent mode.
 */

#include "client-virtual.h"
#include "refusals.h"
#include "ways.h"

#define PIN       "imopenlines.session.mode.pin"
#define UNPIN     "imopenlines.session.mode.unpin"
#define PIN_ALL   "imopenlines.session.mode.pinAll"
#define UNPIN_ALL "imopenlines.session.mode.unpinAll"
#define SILENT    "imopenlines.session.mode.silent"
#define RATE      "imopenlines.session.head.vote"
#define HISTORY   "imopenlines.session.history.get"

#define DONE_PIN   "The dialog is pinned: it stays yours until you finish it or /unpin."
#define DONE_UNPIN "The dialog is not pinned any more."
#define DONE_ON    "Silent mode is on: the customer gets nothing of what operators write here."
#define DONE_OFF   "Silent mode is off: the customer gets what you write again."

static gboolean
is_pinned (Scene *scene, const char *dialog)
{
    return scene_has_detail (scene, dialog, NULL, "pinned", "true");
}

static gboolean
is_silent (Scene *scene, const char *dialog)
{
    return scene_has_detail (scene, dialog, NULL, "silent", "true");
}

static char *
own_anna (Scene *scene)
{
    return scene_anna_with (scene, KIM);
}

static char *
pinned_anna (Scene *scene)
{
    char *anna = own_anna (scene);

    client_type (scene->client, anna, "/pin");
    scene_expect (scene, anna, DONE_PIN);
    return anna;
}

/* ---- /pin, /unpin ---- */

static void
test_pin (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = own_anna (scene);

        ways_act (scene, way, anna, "/pin", "Pin");
        scene_expect_new (scene, anna, DONE_PIN);
        g_assert_true (is_pinned (scene, anna));
        ways_act (scene, way, anna, "/unpin", "Unpin");
        scene_expect_new (scene, anna, DONE_UNPIN);
        g_assert_false (is_pinned (scene, anna));
    }
}

static void
test_pin_twice (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = pinned_anna (scene);

    client_wait_for (scene->client, !client_has_item (scene->client, anna, "Pin"));
    ways_act (scene, 0, anna, "/pin", NULL);
    scene_expect_new (scene, anna, "The dialog is pinned already");
    ways_act (scene, 0, anna, "/pin it", NULL);
    scene_expect_new (scene, anna, "Usage: /pin");
}

/* In a colleague's dialog it is no answer that the colleague has it. */
static void
test_silent_beside (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_fault (scene, SILENT, "\"kind\": \"true-nothing\"");
    ways_act (scene, 0, anna, "/silent on", NULL);
    scene_expect_new (scene, anna, "Silent mode is still off");
}

static void
test_unpin_unpinned (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    ways_act (scene, 0, anna, "/unpin", NULL);
    scene_expect_new (scene, anna, "The dialog is not pinned.");
}

static void
test_pin_not_mine (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    ways_act (scene, 0, anna, "/pin", NULL);
    scene_expect_new (scene, anna, "This dialog is Maria Lopez's.");
    g_assert_cmpuint (scene_count_calls (scene, PIN), ==, 0);
}

/* On a closed dialog the portal might open a new session, so it is never asked to pin one; not even
 * while we do not know yet that it is closed. */
static void
test_pin_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    scene_finish_here (scene, anna);
    ways_act (scene, 0, anna, "/pin", NULL);
    scene_expect_new (scene, anna, "This dialog is closed.");
    g_assert_cmpuint (scene_count_calls (scene, PIN), ==, 0);
}

static void
test_pin_closed_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    scene_act (scene, KIM, "finish", anna);
    /* Whatever is heard of it first, nothing is pinned. */
    ways_act (scene, 0, anna, "/pin", NULL);
    client_wait_for (scene->client, scene_find_new (scene, anna, "closed") != NULL);
    g_assert_cmpuint (scene_count_calls (scene, PIN), ==, 0);
    g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
}

/* ---- /pinall, /unpinall ---- */

static void
test_pin_all (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);
    g_autofree char *ben =
        scene_customer (scene, "Ben Okafor", "Support", "telegrambot", "Good evening");

    scene_act (scene, KIM, "answer", ben);
    scene_expect_status (scene, ben, "reply");
    ways_act (scene, 0, anna, "/pinall", NULL);
    scene_expect_new (scene, anna, "2 dialogs were pinned.");
    g_assert_true (is_pinned (scene, anna));
    g_assert_true (is_pinned (scene, ben));
    ways_act (scene, 0, anna, "/pinall", NULL);
    scene_expect_new (scene, anna, "No open dialog of yours was left to pin.");

    /* What they show follows by itself. */
    client_wait_for (scene->client, client_has_item (scene->client, ben, "Unpin"));
    ways_act (scene, 1, ben, "/unpin", NULL);
    scene_expect_new (scene, ben, DONE_UNPIN);
    ways_act (scene, 1, anna, "/unpinall", NULL);
    scene_expect_new (scene, anna, "1 dialog is not pinned any more.");
    ways_act (scene, 1, anna, "/unpinall", NULL);
    scene_expect_new (scene, anna, "No open dialog of yours was pinned.");
    ways_act (scene, 0, anna, "/pinall now", NULL);
    scene_expect_new (scene, anna, "Usage: /pinall");
}

/* ---- /silent ---- */

static const char *
get_title (Scene *scene, const char *dialog)
{
    return purple_conversation_get_title (client_find_window (scene->client, dialog));
}

static gboolean
says_silent (Scene *scene, const char *dialog)
{
    g_autofree char *text = client_dup_status_text (scene->client, dialog);

    return g_str_has_prefix (text, "silent mode") &&
           g_str_equal (get_title (scene, dialog), "[silent] Anna Petrova");
}

static gboolean
says_nothing (Scene *scene, const char *dialog)
{
    g_autofree char *text = client_dup_status_text (scene->client, dialog);

    return strstr (text, "silent") == NULL &&
           g_str_equal (get_title (scene, dialog), "Anna Petrova");
}

static void
test_silent (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = own_anna (scene);

        g_assert_true (says_nothing (scene, anna));
        ways_act (scene, way, anna, "/silent on", "Silent mode on or off");
        scene_expect_new (scene, anna, DONE_ON);
        g_assert_true (is_silent (scene, anna));
        client_wait_for (scene->client, says_silent (scene, anna));

        client_type (scene->client, anna, "Among ourselves");
        scene_expect_new (scene, anna, "[internal] Among ourselves");
        g_assert_true (scene_has_detail (scene, anna, "Among ourselves", "hidden", "true"));

        ways_act (scene, way, anna, "/silent OFF", "Silent mode on or off");
        scene_expect_new (scene, anna, DONE_OFF);
        g_assert_false (is_silent (scene, anna));
        client_wait_for (scene->client, says_nothing (scene, anna));
        client_type (scene->client, anna, "For everybody");
        g_assert_null (strstr (scene_expect_new (scene, anna, "For everybody")->plain, "["));
        g_assert_cmpuint (client_count_lines (scene->client, anna, DONE_ON), ==, 1);
        g_assert_cmpuint (client_count_lines (scene->client, anna, DONE_OFF), ==, 1);
    }
}

static void
test_silent_already (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    ways_act (scene, 0, anna, "/silent off", NULL);
    scene_expect_new (scene, anna, "Silent mode is off already");
    ways_act (scene, 0, anna, "/silent", NULL);
    scene_expect_new (scene, anna, DONE_ON);
    ways_act (scene, 0, anna, "/silent on", NULL);
    scene_expect_new (scene, anna, "Silent mode is on already");
    ways_act (scene, 0, anna, "/silent night", NULL);
    scene_expect_new (scene, anna, "Usage: /silent on|off");
}

static void
switch_elsewhere (Scene *scene, const char *dialog, gboolean on)
{
    scene_control_dialog (scene, "operator-silent", dialog, ", \"operator\": 28, \"on\": %s",
                          on ? "true" : "false");
}

/* A colleague does it, or the operator in the browser. */
static void
test_silent_by_others (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    scene_mark (scene);
    switch_elsewhere (scene, anna, TRUE);
    scene_expect_new (scene, anna, DONE_ON);
    client_wait_for (scene->client, says_silent (scene, anna));
    scene_mark (scene);
    switch_elsewhere (scene, anna, FALSE);
    scene_expect_new (scene, anna, DONE_OFF);
    client_wait_for (scene->client, says_nothing (scene, anna));
}

/* Whoever opens the window, or renames the customer, sees it too. */
static void
test_silent_window (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, KIM, "answer", anna);
    switch_elsewhere (scene, anna, TRUE);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "reply");
    client_open (scene->client, anna);
    scene_expect (scene, anna, DONE_ON);
    client_wait_for (scene->client, says_silent (scene, anna));

    purple_blist_alias_buddy (client_find_buddy (scene->client, anna), "Anna (parcel)");
    serv_alias_buddy (client_find_buddy (scene->client, anna));
    client_wait_for (scene->client,
                     g_str_equal (get_title (scene, anna), "[silent] Anna (parcel)"));

    client_close (scene->client, anna);
    scene_mark (scene);
    client_open (scene->client, anna);
    scene_expect_new (scene, anna, DONE_ON);
    g_assert_true (g_str_has_prefix (get_title (scene, anna), "[silent]"));
}

/* Closing ends it, and nobody can write then. */
static void
test_silent_until_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    ways_act (scene, 0, anna, "/silent on", NULL);
    scene_expect_new (scene, anna, DONE_ON);
    scene_finish_here (scene, anna);
    client_wait_for (scene->client, says_nothing (scene, anna));
    ways_act (scene, 0, anna, "/silent on", NULL);
    scene_expect_new (scene, anna, "This dialog is closed.");
    g_assert_cmpuint (client_count_lines (scene->client, anna, DONE_OFF), ==, 0);
}

/* ---- /rate ---- */

/* Maria's dialog, and Kim is her supervisor. */
static char *
supervised_anna (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_control (scene, "operator-supervise", "{\"operator\": 27}");
    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    return anna;
}

static gint64
get_rating (Scene *scene, const char *dialog)
{
    return scene_get_number (scene, dialog, "vote_head");
}

static void
test_rate (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = supervised_anna (scene);

        ways_act (scene, way, anna, "/rate 4 Friendly, but slow", "Rate…");
        if (ways_is_clicked (way)) {
            client_wait_for (scene->client, client_get_request (scene->client) != NULL);
            client_fill (scene->client, "4 Friendly, but slow");
            client_press (scene->client, "OK");
        }
        scene_expect_new (scene, anna, "You rated this dialog 4 of 5.");
        g_assert_cmpint (get_rating (scene, anna), ==, 4);
        g_assert_true (
            scene_has_detail (scene, anna, NULL, "comment_head", "\"Friendly, but slow\""));
        /* Without a comment the one there is stays. */
        ways_act (scene, 0, anna, "/rate 5", NULL);
        scene_expect_new (scene, anna, "You rated this dialog 5 of 5.");
        g_assert_cmpint (get_rating (scene, anna), ==, 5);
        g_assert_true (
            scene_has_detail (scene, anna, NULL, "comment_head", "\"Friendly, but slow\""));
    }
}

static void
test_rate_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = supervised_anna (scene);

    client_type (scene->client, anna, "/finish");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_press (scene->client, "Finish it");
    scene_expect_status (scene, anna, "closed");
    ways_act (scene, 0, anna, "/rate 2", NULL);
    scene_expect_new (scene, anna, "You rated this dialog 2 of 5.");
    g_assert_cmpint (get_rating (scene, anna), ==, 2);
}

static void
test_rate_usage (void)
{
    static const char *const commands[] = { "/rate",           "/rate 0",    "/rate 6",
                                            "/rate 10",        "/rate -1",   "/rate 4.5",
                                            "/rate very good", "/rate 4good" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = supervised_anna (scene);

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        ways_act (scene, 0, anna, commands[i], NULL);
        scene_expect_new (scene, anna, "Usage: /rate 1–5 [comment]");
    }
    g_assert_cmpuint (scene_count_calls (scene, RATE), ==, 0);
}

/* Who may not rate is told so by the portal. */
static void
test_rate_without_right (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    ways_act (scene, 0, anna, "/rate 3", NULL);
    scene_expect_new (scene, anna, "You may not rate dialogs of the Support line");
    g_assert_cmpint (get_rating (scene, anna), ==, 0);
}

/* Rating needs no right to read the session, only that its number is known. */
static void
test_rate_unread (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = supervised_anna (scene);

    scene_fault (scene, HISTORY,
                 "\"kind\": \"status\", \"status\": 403, \"code\": \"ACCESS_DENIED\", "
                 "\"times\": -1");
    ways_act (scene, 0, anna, "/rate 3", NULL);
    scene_expect_new (scene, anna, "The portal took the rating, but does not let you see it.");
    g_assert_cmpint (get_rating (scene, anna), ==, 3);
}

/* Nobody can tell what became of it, and nothing is claimed. */
static void
test_unsure (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = supervised_anna (scene);

    scene_fault (scene, HISTORY,
                 "\"kind\": \"status\", \"status\": 403, \"code\": \"ACCESS_DENIED\", "
                 "\"times\": -1");
    scene_fault (scene, RATE, "\"kind\": \"reset-after\"");
    ways_act (scene, 0, anna, "/rate 3", NULL);
    scene_expect_new (scene, anna, "Whether the dialog was rated is not known");
    scene_fault (scene, PIN_ALL, "\"kind\": \"reset-after\"");
    ways_act (scene, 0, anna, "/pinall", NULL);
    scene_expect_new (scene, anna, "Which dialogs are pinned shows as soon as");
}

/* ---- Refusals ---- */

static gint64
measure_pin (Scene *scene, const char *dialog)
{
    return is_pinned (scene, dialog);
}

static gint64
measure_silence (Scene *scene, const char *dialog)
{
    return is_silent (scene, dialog);
}

static const Refusal refusals[] = {
    { .name = "pin",
      .method = PIN,
      .command = "/pin",
      .label = "Pin",
      .owner = KIM,
      .success = "The dialog is pinned",
      .nothing = "The portal did not pin the dialog.",
      .measure = measure_pin,
      .codes = { { "CHAT_ID_EMPTY", NULL },
                 { "ERROR_USER_NOT_OPERATOR", "you are not the operator of this dialog" } } },
    { .name = "unpin",
      .method = UNPIN,
      .command = "/unpin",
      .prepare = pinned_anna,
      .success = "not pinned any more",
      .nothing = "The dialog is still pinned.",
      .measure = measure_pin,
      .codes = { { "CHAT_ID_EMPTY", NULL },
                 { "ERROR_USER_NOT_OPERATOR", "you are not the operator of this dialog" } } },
    { .name = "pinall",
      .method = PIN_ALL,
      .command = "/pinall",
      .owner = KIM,
      .success = "1 dialog was pinned.",
      .measure = measure_pin,
      .flags = REFUSAL_OWN_CHECK | REFUSAL_BLIND,
      .codes = { { "ACCESS_DENIED", "Ask its administrator for the rights of an operator." } } },
    { .name = "unpinall",
      .method = UNPIN_ALL,
      .command = "/unpinall",
      .prepare = pinned_anna,
      .success = "1 dialog is not pinned",
      .measure = measure_pin,
      .flags = REFUSAL_OWN_CHECK | REFUSAL_BLIND,
      .codes = { { "ACCESS_DENIED", "Ask its administrator for the rights of an operator." } } },
    { .name = "silent",
      .method = SILENT,
      .command = "/silent on",
      .label = "Silent mode on or off",
      .owner = KIM,
      .success = "Silent mode is on:",
      .nothing = "Silent mode is still off",
      .measure = measure_silence },
    { .name = "rate",
      .method = RATE,
      .command = "/rate 5 Well done",
      .label = "Rate…",
      .prepare = supervised_anna,
      .success = "You rated this dialog",
      .nothing = "The portal did not keep the rating.",
      .measure = get_rating,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "EMPTY_SESSION_ID", "no session of this dialog that could be rated" },
                 { "EMPTY_VOTE_PARAMS", "needs a mark or a comment" },
                 { "ACCESS_DENIED", "You may not rate dialogs of the Support line" } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/mode/pin", test_pin);
    g_test_add_func ("/mode/pin-twice", test_pin_twice);
    g_test_add_func ("/mode/silent-beside", test_silent_beside);
    g_test_add_func ("/mode/unpin-unpinned", test_unpin_unpinned);
    g_test_add_func ("/mode/pin-not-mine", test_pin_not_mine);
    g_test_add_func ("/mode/pin-closed", test_pin_closed);
    g_test_add_func ("/mode/pin-closed-meanwhile", test_pin_closed_meanwhile);
    g_test_add_func ("/mode/pin-all", test_pin_all);
    g_test_add_func ("/mode/silent", test_silent);
    g_test_add_func ("/mode/silent-already", test_silent_already);
    g_test_add_func ("/mode/silent-by-others", test_silent_by_others);
    g_test_add_func ("/mode/silent-window", test_silent_window);
    g_test_add_func ("/mode/silent-until-closed", test_silent_until_closed);
    g_test_add_func ("/mode/rate", test_rate);
    g_test_add_func ("/mode/rate-closed", test_rate_closed);
    g_test_add_func ("/mode/rate-usage", test_rate_usage);
    g_test_add_func ("/mode/rate-without-right", test_rate_without_right);
    g_test_add_func ("/mode/rate-unread", test_rate_unread);
    g_test_add_func ("/mode/unsure", test_unsure);
    refusals_add_tests ("mode", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
