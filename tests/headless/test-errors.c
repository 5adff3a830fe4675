/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-errors — what the operator reads when an action is refused: every documented code has a
 * sentence of its own, and whatever the portal answers, the line tells what really happened.
 */

#include "client-virtual.h"

#define ANSWER         "imopenlines.operator.answer"
#define SKIP           "imopenlines.operator.skip"
#define TRANSFER       "imopenlines.operator.transfer"
#define FINISH         "imopenlines.operator.finish"
#define FINISH_ANOTHER "imopenlines.operator.another.finish"
#define SPAM           "imopenlines.operator.spam"
#define START          "imopenlines.session.start"

typedef struct {
    const char *method;
    const char *command;
    const char *button; /* (nullable): answers the question it asks */
    gint64 owner;       /* who has the dialog before */
    gboolean closed;
    const char *success;
    const char *codes[12]; /* those of its own besides the common ones */
} Action;

/* The access check all of these methods begin with. */
static const char *const common_codes[] = {
    "CHAT_ID", "USER_ID", "IM_LOAD_ERROR", "CHAT_TYPE", "ACCESS_DENIED",
};

static const Action actions[] = {
    { ANSWER, "/answer", NULL, 0, FALSE, "The dialog is yours.", { NULL } },
    { SKIP, "/skip", NULL, KIM, FALSE, "Passed on", { "ACCESS_DENIED_KICK", NULL } },
    { TRANSFER,
      "/transfer Maria",
      NULL,
      KIM,
      FALSE,
      "You passed the dialog",
      { "OPERATOR_WRONG", "CHAT_ID_EMPTY", "USER_ID_EMPTY", "QUEUE_ID_EMPTY", "TRANSFER_ID_EMPTY",
        NULL } },
    { FINISH,
      "/finish",
      NULL,
      KIM,
      FALSE,
      "is finished",
      { "ERROR_USER_NOT_OPERATOR", "NOT_LOAD_SESSION_OR_CHAT", "IMOL_CHAT_ERROR_NOT_LOAD_DATA",
        NULL } },
    { FINISH_ANOTHER,
      "/finish",
      "Finish it",
      MARIA,
      FALSE,
      "is finished",
      { "NOT_LOAD_SESSION_OR_CHAT", "IMOL_CHAT_ERROR_NOT_LOAD_DATA", NULL } },
    { SPAM, "/spam", "Mark as spam", KIM, FALSE, "Marked as spam", { NULL } },
    { START, "/start", NULL, KIM, TRUE, "yours", { NULL } },
};

/* Anna's dialog in the state that @action begins from. */
static char *
prepare (Scene *scene, const Action *action)
{
    char *anna = scene_anna (scene);

    if (action->owner != 0)
        scene_act (scene, action->owner, "answer", anna);
    if (action->owner == MARIA)
        scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    if (action->closed)
        scene_finish_here (scene, anna);
    return anna;
}

/* (nullable): the first new line of ours that tells something: rules between old and new ones do
 * not, and what the portal writes is logged */
static const ClientLine *
find_result (Scene *scene, const char *dialog, guint from)
{
    for (guint i = from; i < scene->client->lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        if (g_str_equal (line->name, dialog) && (line->flags & PURPLE_MESSAGE_NO_LOG) != 0 &&
            !g_str_has_prefix (line->plain, "—"))
            return line;
    }
    return NULL;
}

/* Does it and returns the line it ends in. */
static const ClientLine *
run (Scene *scene, const Action *action, const char *dialog)
{
    guint from = scene->client->lines->len;

    scene_mark (scene);
    client_type (scene->client, dialog, action->command);
    if (action->button != NULL) {
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        client_press (scene->client, action->button);
    }
    client_wait_for (scene->client, find_result (scene, dialog, from) != NULL);
    return find_result (scene, dialog, from);
}

static void
assert_sentence (const ClientLine *line, const Action *action, const char *code)
{
    g_test_message ("%s %s: %s", action->command, code, line->plain);
    g_assert_cmpuint (strlen (line->plain), >, 15);
    g_assert_null (strchr (line->plain, '!'));
    g_assert_null (strstr (line->plain, "rror"));
    if (code[0] != '\0')
        g_assert_null (strstr (line->plain, code));
    g_assert_null (strstr (line->plain, action->success));
    g_assert_true (line->flags & (PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR));
}

static void
assert_refused (Scene *scene, const Action *action, const char *dialog, const char *code,
                const char *unknown)
{
    gint64 owner = scene_get_owner (scene, dialog);
    const ClientLine *line;

    scene_refuse (scene, action->method, code);
    line = run (scene, action, dialog);
    assert_sentence (line, action, code);
    g_assert_cmpstr (line->plain, !=, unknown);
    g_assert_cmpint (scene_get_owner (scene, dialog), ==, owner);
}

static void
test_documented (gconstpointer data)
{
    const Action *action = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene, action);
    g_autofree char *unknown = NULL;
    const ClientLine *line;

    scene_refuse (scene, action->method, "A_CODE_NOBODY_KNOWS");
    line = run (scene, action, anna);
    assert_sentence (line, action, "A_CODE_NOBODY_KNOWS");
    unknown = g_strdup (line->plain);
    for (guint i = 0; i < G_N_ELEMENTS (common_codes); i++)
        assert_refused (scene, action, anna, common_codes[i], unknown);
    for (guint i = 0; action->codes[i] != NULL; i++)
        assert_refused (scene, action, anna, action->codes[i], unknown);
}

/* Many methods may answer with an empty error. */
static void
test_empty_code (gconstpointer data)
{
    const Action *action = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene, action);

    scene_refuse (scene, action->method, "");
    assert_sentence (run (scene, action, anna), action, "");
}

/* What the front server and the system answer. */
static void
test_system (gconstpointer data)
{
    static const struct {
        guint status;
        const char *code;
    } answers[] = {
        { 403, "insufficient_scope" }, { 404, "ERROR_METHOD_NOT_FOUND" }, { 403, "WRONG_LICENSE" },
        { 400, "ERROR_ARGUMENT" },     { 500, "INTERNAL_SERVER_ERROR" },
    };
    const Action *action = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene, action);

    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        scene_fault (scene, action->method,
                     "\"kind\": \"status\", \"status\": %u, \"code\": \"%s\", \"times\": -1",
                     answers[i].status, answers[i].code);
        assert_sentence (run (scene, action, anna), action, answers[i].code);
        g_assert_true (client_is_online (scene->client));
        scene_clear_faults (scene);
    }
}

/* `true`, and nothing happened. */
static void
test_true_for_nothing (gconstpointer data)
{
    const Action *action = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene, action);
    gint64 owner = scene_get_owner (scene, anna);

    scene_fault (scene, action->method, "\"kind\": \"true-nothing\"");
    assert_sentence (run (scene, action, anna), action, "");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, owner);
}

/* It was done, but the answer got lost: the line tells what really happened. */
static void
test_answer_lost (gconstpointer data)
{
    const Action *action = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene, action);

    scene_fault (scene, action->method, "\"kind\": \"reset-after\"");
    /* What others see of it, the portal's own lines, may come before. */
    run (scene, action, anna);
    scene_expect_new (scene, anna, action->success);
}

static void
test_garbage (gconstpointer data)
{
    static const char *const faults[] = { "html", "truncated",    "empty",
                                          "deep", "invalid-utf8", "wrong-type" };
    const Action *action = data;

    for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = prepare (scene, action);
        const ClientLine *line;

        scene_fault (scene, action->method, "\"kind\": \"%s\"", faults[i]);
        line = run (scene, action, anna);
        /* The portal did it; whether it is believed or not, nothing breaks and a line is said. */
        g_assert_cmpuint (strlen (line->plain), >, 10);
        g_assert_null (strchr (line->plain, '<'));
        g_assert_true (client_is_online (scene->client));
    }
}

/* The webhook is deleted in the middle of work. */
static void
test_dead_credential (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = prepare (scene, &actions[1]);
    const ClientError *error;

    scene_control (scene, "revoke", "{\"operator\": 27}");
    client_type (scene->client, anna, "/skip");
    error = client_expect_error (scene->client);
    g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
    g_assert_nonnull (strstr (error->text, "does not accept this webhook"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
add_tests_of (const Action *action)
{
    static const struct {
        const char *name;
        GTestDataFunc test;
    } tests[] = {
        { "documented", test_documented },   { "empty-code", test_empty_code },
        { "system", test_system },           { "true-for-nothing", test_true_for_nothing },
        { "answer-lost", test_answer_lost }, { "garbage", test_garbage },
    };

    for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path =
            g_strdup_printf ("/errors/%s/%s", strrchr (action->method, '.') + 1, tests[i].name);

        if (action->owner == MARIA) {
            g_free (path);
            path = g_strdup_printf ("/errors/another-finish/%s", tests[i].name);
        }
        g_test_add_data_func (path, action, tests[i].test);
    }
}

static void
add_tests (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
        add_tests_of (&actions[i]);
    g_test_add_func ("/errors/dead-credential", test_dead_credential);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
