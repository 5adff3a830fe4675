/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "refusals.h"

/* As often as others may come before. */
#define TRIES 20

/* The access check most methods begin with (rest §8.1). */
static const RefusalCode access_check[] = {
    { "CHAT_ID", NULL },   { "USER_ID", NULL },       { "IM_LOAD_ERROR", NULL },
    { "CHAT_TYPE", NULL }, { "ACCESS_DENIED", NULL },
};

char *
refusals_prepare (const Refusal *refusal, Scene *scene)
{
    char *anna;

    if (refusal->prepare != NULL)
        return refusal->prepare (scene);
    anna = scene_anna (scene);
    if (refusal->owner != 0)
        scene_act (scene, refusal->owner, "answer", anna);
    if (refusal->owner == MARIA)
        scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    if (refusal->closed)
        scene_finish_here (scene, anna);
    return anna;
}

/* Remarks of ours are not logged, other than the portal's; what was done may be. */
static gboolean
is_result (const Refusal *refusal, const ClientLine *line)
{
    return (line->flags & PURPLE_MESSAGE_NO_LOG) != 0 ||
           strstr (line->plain, refusal->success) != NULL;
}

/* (nullable): the first new line of ours that tells something: rules between old and new ones do
 * not */
static const ClientLine *
find_result (const Refusal *refusal, Scene *scene, const char *dialog, guint from)
{
    for (guint i = from; i < scene->client->lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        if (g_str_equal (line->name, dialog) && is_result (refusal, line) &&
            (!g_str_has_prefix (line->plain, "—") ||
             strstr (line->plain, refusal->success) != NULL))
            return line;
    }
    return NULL;
}

const ClientLine *
refusals_run (const Refusal *refusal, Scene *scene, const char *dialog)
{
    guint from = scene->client->lines->len;

    scene_mark (scene);
    client_type (scene->client, dialog, refusal->command);
    if (refusal->button != NULL) {
        client_wait_for (scene->client, client_get_request (scene->client) != NULL ||
                                            find_result (refusal, scene, dialog, from) != NULL);
        if (client_get_request (scene->client) != NULL)
            client_press (scene->client, refusal->button);
    }
    client_wait_for (scene->client, find_result (refusal, scene, dialog, from) != NULL);
    return find_result (refusal, scene, dialog, from);
}

/* What only reads is read by others too, and one of them may have taken the refusal: then it is
 * refused once more. */
static const ClientLine *
run_refused (const Refusal *refusal, Scene *scene, const char *dialog, const char *code)
{
    const ClientLine *line = NULL;

    for (guint i = 0; i < TRIES && (line == NULL || strstr (line->plain, refusal->success)); i++) {
        scene_clear_faults (scene);
        scene_refuse (scene, refusal->method, code);
        line = refusals_run (refusal, scene, dialog);
        if (!(refusal->flags & REFUSAL_READS))
            break;
    }
    return line;
}

static void
assert_sentence (const Refusal *refusal, const ClientLine *line, const char *code)
{
    g_test_message ("%s %s: %s", refusal->command, code, line->plain);
    g_assert_cmpuint (strlen (line->plain), >, 15);
    g_assert_null (strchr (line->plain, '!'));
    g_assert_null (strstr (line->plain, "rror"));
    if (code[0] != '\0')
        g_assert_null (strstr (line->plain, code));
    g_assert_null (strstr (line->plain, refusal->success));
    g_assert_true (line->flags & (PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR));
}

static gint64
measure (const Refusal *refusal, Scene *scene, const char *dialog)
{
    return refusal->measure != NULL ? refusal->measure (scene, dialog)
                                    : scene_get_owner (scene, dialog);
}

static void
assert_refused (const Refusal *refusal, Scene *scene, const char *dialog, const RefusalCode *code,
                const char *unknown)
{
    gint64 before = measure (refusal, scene, dialog);
    const ClientLine *line;

    line = run_refused (refusal, scene, dialog, code->code);
    assert_sentence (refusal, line, code->code);
    g_assert_cmpstr (line->plain, !=, unknown);
    if (code->says != NULL && strstr (line->plain, code->says) == NULL)
        g_error ("%s, %s: “%s” does not say “%s”", refusal->command, code->code, line->plain,
                 code->says);
    g_assert_cmpint (measure (refusal, scene, dialog), ==, before);
}

/* ---- The tests ---- */

static void
test_documented (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);
    g_autofree char *unknown = NULL;
    const ClientLine *line;

    line = run_refused (refusal, scene, anna, "A_CODE_NOBODY_KNOWS");
    assert_sentence (refusal, line, "A_CODE_NOBODY_KNOWS");
    unknown = g_strdup (line->plain);
    for (guint i = 0; i < G_N_ELEMENTS (access_check) && !(refusal->flags & REFUSAL_OWN_CHECK); i++)
        assert_refused (refusal, scene, anna, &access_check[i], unknown);
    for (guint i = 0; i < G_N_ELEMENTS (refusal->codes) && refusal->codes[i].code != NULL; i++)
        assert_refused (refusal, scene, anna, &refusal->codes[i], unknown);
}

/* Many methods may answer with an empty error. */
static void
test_empty_code (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);

    assert_sentence (refusal, run_refused (refusal, scene, anna, ""), "");
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
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);

    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        scene_fault (scene, refusal->method,
                     "\"kind\": \"status\", \"status\": %u, \"code\": \"%s\", \"times\": -1",
                     answers[i].status, answers[i].code);
        assert_sentence (refusal, refusals_run (refusal, scene, anna), answers[i].code);
        g_assert_true (client_is_online (scene->client));
        scene_clear_faults (scene);
    }
}

/* The connection breaks before the portal has done anything. */
static void
test_network (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);
    gint64 before = measure (refusal, scene, anna);

    scene_fault (scene, refusal->method, "\"kind\": \"reset-before\", \"times\": -1");
    assert_sentence (refusal, refusals_run (refusal, scene, anna), "");
    scene_clear_faults (scene);
    g_assert_cmpint (measure (refusal, scene, anna), ==, before);
    g_assert_true (client_is_online (scene->client));
}

/* `true`, and nothing happened. */
static void
test_true_for_nothing (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);
    gint64 before = measure (refusal, scene, anna);
    const ClientLine *line;

    scene_fault (scene, refusal->method, "\"kind\": \"true-nothing\"");
    line = refusals_run (refusal, scene, anna);
    assert_sentence (refusal, line, "");
    if (refusal->nothing != NULL)
        g_assert_nonnull (strstr (line->plain, refusal->nothing));
    g_assert_cmpint (measure (refusal, scene, anna), ==, before);
}

/* It was done, but the answer got lost: the line tells what really happened. */
static void
test_answer_lost (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (refusal, scene);

    scene_fault (scene, refusal->method, "\"kind\": \"reset-after\"");
    /* What others see of it, the portal's own lines, may come before. */
    refusals_run (refusal, scene, anna);
    scene_expect_new (scene, anna, refusal->success);
}

static void
test_garbage (gconstpointer data)
{
    static const char *const faults[] = { "html", "truncated",    "empty",
                                          "deep", "invalid-utf8", "wrong-type" };
    const Refusal *refusal = data;

    for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = refusals_prepare (refusal, scene);
        const ClientLine *line;

        scene_fault (scene, refusal->method, "\"kind\": \"%s\"", faults[i]);
        line = refusals_run (refusal, scene, anna);
        /* The portal did it; whether it is believed or not, nothing breaks and a line is said. */
        g_assert_cmpuint (strlen (line->plain), >, 10);
        g_assert_null (strchr (line->plain, '<'));
        g_assert_true (client_is_online (scene->client));
    }
}

/* Older portals lack it: the command says so, asks for nothing, and menus do not offer it. */
static void
test_missing (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    const ClientLine *line;
    guint calls;

    scene_control (scene, "methods", "{\"missing\": [\"%s\"]}", refusal->method);
    anna = refusals_prepare (refusal, scene);
    client_wait_for (scene->client, scene_count_calls (scene, "method.get") > 0);
    if (refusal->label != NULL)
        client_wait_for (scene->client, !client_has_item (scene->client, anna, refusal->label));
    calls = scene_count_calls (scene, refusal->method);
    line = refusals_run (refusal, scene, anna);
    assert_sentence (refusal, line, "ERROR_METHOD_NOT_FOUND");
    g_assert_nonnull (strstr (line->plain, "does not offer"));
    if (refusal->label != NULL)
        g_assert_cmpuint (scene_count_calls (scene, refusal->method), ==, calls);
}

void
refusals_add_tests (const char *family, const Refusal *refusals, guint n_refusals)
{
    static const struct {
        const char *name;
        GTestDataFunc test;
        RefusalFlags unless;
    } tests[] = {
        { "documented", test_documented, 0 },
        { "empty-code", test_empty_code, 0 },
        { "system", test_system, 0 },
        { "network", test_network, 0 },
        { "true-for-nothing", test_true_for_nothing, REFUSAL_READS | REFUSAL_BLIND },
        { "answer-lost", test_answer_lost, REFUSAL_READS | REFUSAL_BLIND },
        { "garbage", test_garbage, 0 },
        { "missing", test_missing, REFUSAL_NOT_ALONE },
    };

    for (guint i = 0; i < n_refusals; i++) {
        for (guint j = 0; j < G_N_ELEMENTS (tests); j++) {
            g_autofree char *path =
                g_strdup_printf ("/%s/%s/%s", family, refusals[i].name, tests[j].name);

            if (!(refusals[i].flags & tests[j].unless))
                g_test_add_data_func (path, &refusals[i], tests[j].test);
        }
    }
}
