/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-closing-people — taking over, joining, leaving, inviting, looking and the modes of a dialog,
 * closed at every step.
 */

#include "closing.h"

static gboolean
has_line (Scene *scene, const char *dialog, const char *text)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, text) != NULL;
}

static char *
prepare_mine (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    return anna;
}

/* Maria's, and Kim is a member. */
static char *
prepare_colleagues (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    scene_control (scene, "operator-supervise", "{\"operator\": 27}");
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    return anna;
}

/* Maria's since Kim passed it to her. */
static char *
prepare_passed (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "/transfer 28");
    scene_expect (scene, anna, "You passed the dialog to Maria Lopez.");
    scene_expect_status (scene, anna, "colleague");
    scene_mark (scene);
    return anna;
}

#define TYPE(name, command)                                                                        \
    static void begin_##name (Scene *scene, const char *dialog)                                    \
    {                                                                                              \
        client_type (scene->client, dialog, command);                                              \
    }

#define WAIT(name, line)                                                                           \
    static gboolean has_##name (Scene *scene, const char *dialog)                                  \
    {                                                                                              \
        return has_line (scene, dialog, line);                                                     \
    }

TYPE (take, "/take")
WAIT (taken, "You took the dialog over")
TYPE (join, "/join")
WAIT (joined, "You joined the dialog")
TYPE (leave, "/leave")
WAIT (left, "You left the dialog.")
TYPE (invite, "/invite")
TYPE (who, "/who")
WAIT (members, "Members of this dialog:")
TYPE (info, "/info")
WAIT (card, "Customer: Anna Petrova")
TYPE (pin, "/pin")
WAIT (pinned, "The dialog is pinned")
TYPE (pin_all, "/pinall")
WAIT (pinned_all, "1 dialog was pinned.")
TYPE (silent, "/silent on")
WAIT (silenced, "Silent mode is on")
TYPE (rate, "/rate 4")
WAIT (rated, "You rated this dialog 4 of 5.")

static gboolean
has_invited (Scene *scene, const char *dialog)
{
    if (client_get_request (scene->client) != NULL) {
        client_select (scene->client, "Maria Lopez");
        client_confirm (scene->client, CLIENT_PIDGIN);
    }
    return has_line (scene, dialog, "Maria Lopez was invited.");
}

static const ClosingScenario scenarios[] = {
    { "people", "take", prepare_colleagues, begin_take, has_taken },
    { "people", "join", prepare_passed, begin_join, has_joined },
    { "people", "leave", prepare_colleagues, begin_leave, has_left },
    { "people", "invite", prepare_mine, begin_invite, has_invited },
    { "people", "who", prepare_mine, begin_who, has_members },
    { "people", "info", prepare_mine, begin_info, has_card },
    { "modes", "pin", prepare_mine, begin_pin, has_pinned },
    { "modes", "pin-all", prepare_mine, begin_pin_all, has_pinned_all },
    { "modes", "silent", prepare_mine, begin_silent, has_silenced },
    { "modes", "rate", prepare_colleagues, begin_rate, has_rated },
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
