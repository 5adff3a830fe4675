/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-card — /who and /info: what is known of a dialog and its people, and what is said when the
 * portal does not tell.
 */

#include "client-virtual.h"
#include "refusals.h"
#include "ways.h"

#define MEMBERS "im.dialog.users.list"
#define CARD    "im.user.get"

static void
assert_says (const ClientLine *line, const char *text)
{
    if (strstr (line->plain, text) == NULL)
        g_error ("“%s” does not say “%s”", line->plain, text);
}

/* ---- /who ---- */

static void
test_who (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        const ClientLine *line;

        scene_act (scene, MARIA, "join", anna);
        ways_act (scene, way, anna, "/who", "Members");
        line = scene_expect_new (scene, anna, "Members of this dialog:");
        assert_says (line, "Anna Petrova — customer\nKim Oh — you, responsible operator\n"
                           "Maria Lopez — colleague");
    }
}

static void
test_who_of_colleague (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);
    const ClientLine *line;

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    ways_act (scene, 0, anna, "/who", NULL);
    line = scene_expect_new (scene, anna, "Members of this dialog:");
    assert_says (line, "Maria Lopez — responsible operator\nKim Oh — you");
    ways_act (scene, 0, anna, "/who are you", NULL);
    scene_expect_new (scene, anna, "Usage: /who");
}

static void
test_who_with_bot (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control_dialog (scene, "bot-write", anna, ", \"text\": \"Beep\"");
    scene_expect (scene, anna, "Beep");
    ways_act (scene, 0, anna, "/who", NULL);
    assert_says (scene_expect_new (scene, anna, "Members of this dialog:"), " — bot");
}

static void
test_who_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    ways_act (scene, 0, anna, "/who", NULL);
    assert_says (scene_expect_new (scene, anna, "Members of this dialog:"),
                 "No operator has taken it yet.");
}

/* ---- /info ---- */

static void
test_info (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        const ClientLine *line;

        scene_act (scene, MARIA, "join", anna);
        scene_control_dialog (scene, "crm", anna, ", \"type\": \"LEAD\", \"id\": 312");
        ways_act (scene, way, anna, "/info", "Customer and dialog");
        line = scene_expect_new (scene, anna, "Customer: Anna Petrova");
        assert_says (line, "Channel: Telegram");
        assert_says (line, "Line: Support");
        assert_says (line, "Responsible: Kim Oh");
        assert_says (line, "Session: ");
        assert_says (line, "Since: ");
        assert_says (line, "CRM: lead 312 (");
        assert_says (line, "Status of the customer: ");
        assert_says (line, "Maria Lopez");
        g_assert_null (strstr (line->plain, "Silent mode"));
        g_assert_cmpuint (client_count_lines (scene->client, anna, "What else is known"), ==, 0);
    }
}

/* What was said last is known when the list tells it. */
static gboolean
knows_words (Scene *scene, const char *dialog)
{
    g_autofree char *tooltip = client_dup_tooltip (scene->client, dialog);

    return strstr (tooltip, "Last message: Where is my parcel?") != NULL;
}

static void
test_info_of_words (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_write (scene, anna, "Where is my parcel?");
    client_wait_for (scene->client, knows_words (scene, anna));
    ways_act (scene, 0, anna, "/info", NULL);
    assert_says (scene_expect_new (scene, anna, "Customer: Anna Petrova"),
                 "Last message: Where is my parcel?");
}

static void
test_info_of_modes (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    client_type (scene->client, anna, "/pin");
    scene_expect (scene, anna, "The dialog is pinned");
    client_type (scene->client, anna, "/silent on");
    scene_expect (scene, anna, "Silent mode is on");
    ways_act (scene, 0, anna, "/info", NULL);
    line = scene_expect_new (scene, anna, "Customer: Anna Petrova");
    assert_says (line, "Pinned: yes");
    assert_says (line, "Silent mode: on");
}

/* The same as “Get Info”. */
static void
test_get_info (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const char *notice;

    scene_act (scene, MARIA, "join", anna);
    client_forget (scene->client);
    serv_get_info (client_get_connection (scene->client), anna);
    client_wait_for (scene->client, scene->client->notices->len > 0);
    notice = g_ptr_array_index (scene->client->notices, 0);
    g_assert_nonnull (strstr (notice, "Anna Petrova"));
    g_assert_nonnull (strstr (notice, "Status of the customer"));
    g_assert_nonnull (strstr (notice, "Maria Lopez"));
}

/* What is known is shown all the same, after what is the matter. */
static void
test_info_of_stranger (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_refuse (scene, CARD, "USER_NOT_EXISTS");
    ways_act (scene, 0, anna, "/info", NULL);
    scene_expect_new (scene, anna,
                      "The portal does not know this customer any more. What else is known "
                      "follows.");
    g_assert_null (
        strstr (scene_expect_new (scene, anna, "Customer: Anna Petrova")->plain, "Status of"));
}

/* ---- Refusals ---- */

static const Refusal refusals[] = {
    { .name = "who",
      .method = MEMBERS,
      .command = "/who",
      .label = "Members",
      .owner = KIM,
      .success = "Members of this dialog",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS,
      .codes = { { "DIALOG_ID_EMPTY", NULL }, { "ACCESS_ERROR", "cannot see this dialog" } } },
    { .name = "info",
      .method = CARD,
      .command = "/info",
      .owner = KIM,
      .success = "Customer: Anna",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "ID_EMPTY", "does not tell who this customer is" },
                 { "USER_NOT_EXISTS", "does not know this customer any more" },
                 { "ACCESS_DENIED", "You may not see everything" } } },
    { .name = "info-members",
      .method = MEMBERS,
      .command = "/info",
      .owner = KIM,
      .success = "Customer: Anna",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "DIALOG_ID_EMPTY", NULL }, { "ACCESS_ERROR", NULL } } },
    { .name = "info-dialog",
      .method = "imopenlines.dialog.get",
      .command = "/info",
      .owner = KIM,
      .success = "Customer: Anna",
      .flags = REFUSAL_OWN_CHECK | REFUSAL_READS | REFUSAL_NOT_ALONE,
      .codes = { { "IM_NOT_INSTALLED", NULL } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/card/who", test_who);
    g_test_add_func ("/card/who-of-colleague", test_who_of_colleague);
    g_test_add_func ("/card/who-with-bot", test_who_with_bot);
    g_test_add_func ("/card/who-waiting", test_who_waiting);
    g_test_add_func ("/card/info", test_info);
    g_test_add_func ("/card/info-of-words", test_info_of_words);
    g_test_add_func ("/card/info-of-modes", test_info_of_modes);
    g_test_add_func ("/card/get-info", test_get_info);
    g_test_add_func ("/card/info-of-stranger", test_info_of_stranger);
    refusals_add_tests ("card", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
