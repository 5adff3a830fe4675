/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-errors — what the operator reads when an action is refused: every documented code has a
 * sentence of its own, and whatever the portal answers, the line tells what really happened.
 */

#include "b24-json.h"
#include "client-virtual.h"
#include "refusals.h"

#define ANSWER         "imopenlines.operator.answer"
#define SKIP           "imopenlines.operator.skip"
#define TRANSFER       "imopenlines.operator.transfer"
#define FINISH         "imopenlines.operator.finish"
#define FINISH_ANOTHER "imopenlines.operator.another.finish"
#define SPAM           "imopenlines.operator.spam"
#define START          "imopenlines.session.start"
#define PAUSE          "imopenlines.operator.pause.start"
#define RESUME         "imopenlines.operator.pause.stop"

static void
read_paused (const char *key, JsonNode *node, gpointer paused)
{
    JsonObject *user = b24_json_node_object (node);

    if (b24_json_get_int (user, "id", 0) == KIM)
        *(gint64 *) paused = b24_json_get_bool (user, "paused", FALSE);
}

static gint64
get_paused (Scene *scene, const char *dialog)
{
    g_autoptr (JsonObject) state = practice_portal_control (scene->portal, "state", NULL);
    gint64 paused = -1;

    b24_json_foreach (b24_json_get (state, "users"), read_paused, &paused);
    g_assert_cmpint (paused, >=, 0);
    return paused;
}

/* Kim has paused in the browser. */
static char *
prepare_paused (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_control (scene, "operator-pause", "{\"operator\": 27}");
    return anna;
}

static const Refusal refusals[] = {
    { .name = "answer",
      .method = ANSWER,
      .command = "/answer",
      .label = "Answer",
      .success = "The dialog is yours." },
    { .name = "skip",
      .method = SKIP,
      .command = "/skip",
      .label = "Skip",
      .owner = KIM,
      .success = "Passed on",
      .codes = { { "ACCESS_DENIED_KICK", NULL } } },
    { .name = "transfer",
      .method = TRANSFER,
      .command = "/transfer Maria",
      .label = "Transfer…",
      .owner = KIM,
      .success = "You passed the dialog",
      .codes = { { "OPERATOR_WRONG", "cannot take this dialog" },
                 { "CHAT_ID_EMPTY", NULL },
                 { "USER_ID_EMPTY", NULL },
                 { "QUEUE_ID_EMPTY", NULL },
                 { "TRANSFER_ID_EMPTY", NULL } } },
    { .name = "finish",
      .method = FINISH,
      .command = "/finish",
      .label = "Finish",
      .owner = KIM,
      .success = "is finished",
      .codes = { { "ERROR_USER_NOT_OPERATOR", NULL },
                 { "NOT_LOAD_SESSION_OR_CHAT", NULL },
                 { "IMOL_CHAT_ERROR_NOT_LOAD_DATA", NULL } } },
    { .name = "another-finish",
      .method = FINISH_ANOTHER,
      .command = "/finish",
      .button = "Finish it",
      .owner = MARIA,
      .success = "is finished",
      .flags = REFUSAL_NOT_ALONE,
      .codes = { { "NOT_LOAD_SESSION_OR_CHAT", NULL },
                 { "IMOL_CHAT_ERROR_NOT_LOAD_DATA", NULL } } },
    { .name = "spam",
      .method = SPAM,
      .command = "/spam",
      .button = "Mark as spam",
      .label = "Mark as spam…",
      .owner = KIM,
      .success = "Marked as spam" },
    { .name = "start",
      .method = START,
      .command = "/start",
      .label = "Start a new session",
      .owner = KIM,
      .closed = TRUE,
      .success = "yours" },
    { .name = "pause",
      .method = PAUSE,
      .command = "/pause",
      .owner = KIM,
      .success = "You get no new dialogs until /resume.",
      .nothing = "The portal still gives you new dialogs.",
      .measure = get_paused,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "ACCESS_DENIED", "does not let you do this" },
                 { "ERROR_ARGUMENT", "You still get new dialogs." },
                 { "USER_ID", NULL } } },
    { .name = "resume",
      .method = RESUME,
      .command = "/resume",
      .prepare = prepare_paused,
      .success = "You get new dialogs again.",
      .nothing = "The portal still keeps new dialogs from you.",
      .measure = get_paused,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "ACCESS_DENIED", "does not let you do this" },
                 { "ERROR_ARGUMENT", "You still get no new dialogs." },
                 { "USER_ID", NULL } } },
};

/* The webhook is deleted in the middle of work. */
static void
test_dead_credential (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = refusals_prepare (&refusals[1], scene);
    const ClientError *error;

    scene_control (scene, "revoke", "{\"operator\": 27}");
    client_type (scene->client, anna, "/skip");
    error = client_expect_error (scene->client);
    g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
    g_assert_nonnull (strstr (error->text, "does not accept this webhook"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
add_tests (void)
{
    refusals_add_tests ("errors", refusals, G_N_ELEMENTS (refusals));
    g_test_add_func ("/errors/dead-credential", test_dead_credential);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
