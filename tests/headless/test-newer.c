/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-newer — portals with the newer methods for sessions: every action works there as well, and
 * what the portal says of the reason is passed on.
 */

#include "client-virtual.h"
#include "refusals.h"

#define NEWER "imopenlines.v2.Session."

/* The portal has them, and that is known. */
static void
make_newer (Scene *scene)
{
    scene_control (scene, "v2-sessions", "{\"available\": true}");
    g_string_truncate (client_get_debug (), 0);
}

static void
wait_known (Scene *scene)
{
    client_wait_for (scene->client,
                     strstr (client_get_debug ()->str, "what the portal offers is known") != NULL);
}

static char *
prepare_waiting (Scene *scene)
{
    char *anna = scene_anna (scene);

    make_newer (scene);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    wait_known (scene);
    return anna;
}

static char *
prepare_mine (Scene *scene)
{
    char *anna = scene_anna (scene);

    make_newer (scene);
    scene_act (scene, KIM, "answer", anna);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    wait_known (scene);
    return anna;
}

static char *
prepare_colleagues (Scene *scene)
{
    char *anna = scene_anna (scene);

    make_newer (scene);
    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    wait_known (scene);
    return anna;
}

static char *
prepare_closed (Scene *scene)
{
    char *anna = prepare_mine (scene);

    scene_finish_here (scene, anna);
    return anna;
}

static char *
prepare_pinned (Scene *scene)
{
    char *anna = prepare_mine (scene);

    scene_mark (scene);
    client_type (scene->client, anna, "/pin");
    scene_expect_new (scene, anna, "The dialog is pinned");
    return anna;
}

/* Kim was asked first, and has seen the dialog; it is Maria's now. */
static char *
prepare_passed (Scene *scene)
{
    char *anna = prepare_mine (scene);

    scene_mark (scene);
    client_type (scene->client, anna, "/transfer Maria");
    scene_expect_new (scene, anna, "You passed the dialog to Maria Lopez.");
    client_wait_for (scene->client,
                     g_str_equal (client_get_status (scene->client, anna), "colleague"));
    return anna;
}

/* `refusals` with the newer methods: the same tests, and the codes inside. */
static const Refusal refusals[] = {
    { .name = "answer",
      .method = NEWER "answer",
      .command = "/answer",
      .prepare = prepare_waiting,
      .success = "The dialog is yours.",
      .flags = REFUSAL_NOT_ALONE },
    { .name = "skip",
      .method = NEWER "skip",
      .command = "/skip",
      .prepare = prepare_mine,
      .success = "Passed on",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "ACCESS_DENIED_KICK", NULL } } },
    { .name = "transfer",
      .method = NEWER "transfer",
      .command = "/transfer Maria",
      .prepare = prepare_mine,
      .success = "You passed the dialog",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "SELF_TRANSFER_FAIL", "cannot be passed to the one who has it" },
                 { "TRANSFER_FAIL", "Maria Lopez could not take this dialog just now" },
                 { "OPERATOR_WRONG", "Maria Lopez cannot take this dialog" } } },
    { .name = "finish",
      .method = NEWER "finish",
      .command = "/finish",
      .prepare = prepare_mine,
      .success = "is finished",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "ERROR_USER_NOT_OPERATOR", "you are not the operator of this dialog" },
                 { "NOT_LOAD_SESSION_OR_CHAT", NULL },
                 { "IMOL_CHAT_ERROR_NOT_LOAD_DATA", NULL } } },
    { .name = "finish-another",
      .method = NEWER "finishAnother",
      .command = "/finish",
      .button = "Finish it",
      .prepare = prepare_colleagues,
      .success = "is finished",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "NOT_LOAD_SESSION_OR_CHAT", NULL },
                 { "IMOL_CHAT_ERROR_NOT_LOAD_DATA", NULL } } },
    { .name = "spam",
      .method = NEWER "markSpam",
      .command = "/spam",
      .button = "Mark as spam",
      .prepare = prepare_mine,
      .success = "Marked as spam",
      .flags = REFUSAL_NOT_ALONE },
    { .name = "start",
      .method = NEWER "start",
      .command = "/start",
      .prepare = prepare_closed,
      .success = "A new session is open, and the dialog is yours.",
      .flags = REFUSAL_NOT_ALONE },
    { .name = "take",
      .method = NEWER "intercept",
      .command = "/take",
      .prepare = prepare_colleagues,
      .success = "You took",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "OPERATOR_WRONG", NULL } } },
    { .name = "join",
      .method = NEWER "join",
      .command = "/join",
      .prepare = prepare_passed,
      .success = "You joined",
      .flags = REFUSAL_NOT_ALONE },
    { .name = "pin",
      .method = NEWER "pin",
      .command = "/pin",
      .prepare = prepare_mine,
      .success = "The dialog is pinned",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "ERROR_USER_NOT_OPERATOR", "you are not the operator of this dialog" } } },
    { .name = "unpin",
      .method = NEWER "unpin",
      .command = "/unpin",
      .prepare = prepare_pinned,
      .success = "not pinned any more",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "ERROR_USER_NOT_OPERATOR", "you are not the operator of this dialog" } } },
    { .name = "silent",
      .method = NEWER "setSilentMode",
      .command = "/silent on",
      .prepare = prepare_mine,
      .success = "Silent mode is on:",
      .flags = REFUSAL_NOT_ALONE },
};

/* Done by the newer method and by it alone. */
static void
test_done (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);
    guint before = scene_count_calls (scene, refusal->method);

    refusals_run (refusal, scene, anna);
    scene_expect_new (scene, anna, refusal->success);
    g_assert_cmpuint (scene_count_calls (scene, refusal->method), ==, before + 1);
}

static void
assert_refused (const Refusal *refusal, const ClientLine *line)
{
    g_test_message ("%s: %s", refusal->command, line->plain);
    g_assert_cmpuint (strlen (line->plain), >, 15);
    g_assert_null (strstr (line->plain, refusal->success));
}

/* The codes inside, and those of the access check. */
static void
test_refused (gconstpointer data)
{
    static const char *const common[] = { "CHAT_ID", "CHAT_TYPE", "ACCESS_DENIED", "" };
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);
    gint64 owner = scene_get_owner (scene, anna);

    for (guint i = 0; i < G_N_ELEMENTS (common); i++) {
        scene_refuse (scene, refusal->method, common[i]);
        assert_refused (refusal, refusals_run (refusal, scene, anna));
    }
    for (guint i = 0; i < G_N_ELEMENTS (refusal->codes) && refusal->codes[i].code != NULL; i++) {
        const ClientLine *line;

        scene_refuse (scene, refusal->method, refusal->codes[i].code);
        line = refusals_run (refusal, scene, anna);
        assert_refused (refusal, line);
        g_assert_null (strstr (line->plain, refusal->codes[i].code));
        if (refusal->codes[i].says != NULL)
            g_assert_nonnull (strstr (line->plain, refusal->codes[i].says));
    }
    g_assert_cmpint (scene_get_owner (scene, anna), ==, owner);
}

/* `true`, and nothing happened. */
static void
test_nothing (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);
    gint64 owner = scene_get_owner (scene, anna);

    scene_fault (scene, refusal->method, "\"kind\": \"true-nothing\"");
    assert_refused (refusal, refusals_run (refusal, scene, anna));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, owner);
}

/* It was there at sign-in and is not any more: the classic one does it. */
static void
test_missing (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);

    scene_control (scene, "v2-sessions", "{\"available\": false}");
    refusals_run (refusal, scene, anna);
    scene_expect_new (scene, anna, refusal->success);
}

/* As long as nobody knows, and where the portal does not have it, the classic one does. */
static void
test_classic (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    client_type (scene->client, anna, "/finish");
    scene_expect_new (scene, anna, "The dialog is finished.");
    g_assert_cmpuint (scene_count_calls (scene, NEWER "finish"), ==, 0);
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.finish"), ==, 1);
}

static void
add_tests (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autofree char *path = g_strdup_printf ("/newer/%s/done", refusals[i].name);

        g_test_add_data_func (path, &refusals[i], test_done);
    }
    g_test_add_func ("/newer/classic", test_classic);
    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autofree char *refused = g_strdup_printf ("/newer/%s/refused", refusals[i].name);
        g_autofree char *nothing = g_strdup_printf ("/newer/%s/nothing", refusals[i].name);
        g_autofree char *missing = g_strdup_printf ("/newer/%s/missing", refusals[i].name);

        g_test_add_data_func (refused, &refusals[i], test_refused);
        g_test_add_data_func (nothing, &refusals[i], test_nothing);
        g_test_add_data_func (missing, &refusals[i], test_missing);
    }
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
