/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-closing-desk — lines and operators, the bot's commands, a customer who is brought back,
 * closed at every step.
 */

#include "closing.h"

static gboolean
has_line (Scene *scene, const char *dialog, const char *text)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, text) != NULL;
}

/* ---- lines and operators ---- */

static char *
prepare_mine (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    return anna;
}

static void
begin_lines (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/lines");
}

static gboolean
has_lines (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Support — ");
}

static void
begin_operators (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/operators");
}

static gboolean
has_operators (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Operators");
}

/* ---- the bot ---- */

static char *
prepare_bot (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_control_dialog (scene, "bot-take", anna, ", \"bot\": 35");
    scene_act (scene, KIM, "join", anna);
    purple_account_set_string (scene->client->account, "bot-client-id", "practice-bot");
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    return anna;
}

static void
begin_say (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/bot say One moment");
}

static gboolean
has_said (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "The bot's text stands in the dialog.");
}

static void
begin_free (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/bot operator");
}

static gboolean
is_free (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "The bot has let the dialog go");
}

static void
begin_transfer (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/bot transfer line Sales");
}

static gboolean
is_transferred (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "The bot passed the dialog to the Sales line.");
}

static void
begin_finish (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/bot finish");
}

static gboolean
is_finished (Scene *scene, const char *dialog)
{
    if (scene->client->account != NULL && client_get_request (scene->client) != NULL)
        client_press (scene->client, "Finish it");
    return has_line (scene, dialog, "The bot finished the dialog.");
}

static const ClosingScenario scenarios[] = {
    { "desk", "lines", prepare_mine, begin_lines, has_lines },
    { "desk", "operators", prepare_mine, begin_operators, has_operators },
    { "bot", "say", prepare_bot, begin_say, has_said },
    { "bot", "operator", prepare_bot, begin_free, is_free },
    { "bot", "transfer", prepare_bot, begin_transfer, is_transferred },
    { "bot", "finish", prepare_bot, begin_finish, is_finished },
};

static void
add_tests (void)
{
    closing_add_tests (scenarios, G_N_ELEMENTS (scenarios), NULL);
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
