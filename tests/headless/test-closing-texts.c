/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-closing-texts — notes, replies, changes of what was sent, ready answers and buttons, closed
 * at every step.
 */

#include "closing.h"

#define NOTE  "She is a VIP"
#define REPLY "It is on its way"

static gboolean
has_line (Scene *scene, const char *dialog, const char *text)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, text) != NULL;
}

static gboolean
has_request (Scene *scene)
{
    return scene->client->account != NULL && client_get_request (scene->client) != NULL;
}

static char *
prepare_mine (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    return anna;
}

/* Her messenger lets messages be changed and deleted; Kim wrote one. */
static char *
prepare_written (Scene *scene)
{
    char *bea = scene_customer (scene, "Bea Stein", "Support", "livechat", "Hello");

    scene_act (scene, KIM, "answer", bea);
    scene_say (scene, KIM, bea, "Good morning");
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, bea) != NULL);
    client_open (scene->client, bea);
    scene_expect (scene, bea, "Hello");
    scene_expect (scene, bea, "Good morning");
    scene_mark (scene);
    return bea;
}

/* The same where the webhook may read lists. */
static char *
prepare_lists (Scene *scene)
{
    scene_control (scene, "scopes",
                   "{\"operator\": 27, \"scopes\": [\"im\", \"imopenlines\", \"user\", "
                   "\"pull_channel\", \"lists\"]}");
    scene_control (scene, "quick",
                   "{\"line\": 7, \"name\": \"delivery\", \"text\": \"It takes three days.\"}");
    return prepare_written (scene);
}

static char *
prepare_buttons (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_control_dialog (scene, "keyboard", anna,
                          ", \"text\": \"Shall I?\", \"buttons\": ["
                          "{\"text\": \"Yes\", \"command\": \"yes\"}]");
    scene_expect (scene, anna, "Shall I?");
    scene_mark (scene);
    return anna;
}

/* ---- what the user does, and until when ---- */

static void
begin_note (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/note " NOTE);
}

static gboolean
is_noted (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, NOTE);
}

static void
begin_reply (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/reply " REPLY);
}

static gboolean
is_replied (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, REPLY);
}

static void
begin_edit (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/edit Good evening");
}

static gboolean
is_edited (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "You changed");
}

static void
begin_delete (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/delete");
}

static gboolean
is_deleted (Scene *scene, const char *dialog)
{
    if (has_request (scene))
        client_press (scene->client, "Delete it");
    return has_line (scene, dialog, "You deleted");
}

static void
begin_like (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/like");
}

static gboolean
is_liked (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "You liked");
}

static void
begin_save (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/save");
}

static gboolean
is_saved (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Saved “");
}

static void
begin_quick (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/quick");
}

/* From the list, then after asking, because nothing takes it into the input line. */
static gboolean
is_quick (Scene *scene, const char *dialog)
{
    if (has_request (scene) && client_get_request (scene->client)->type == PURPLE_REQUEST_FIELDS) {
        client_select (scene->client, "delivery");
        client_confirm (scene->client, CLIENT_PIDGIN);
    } else if (has_request (scene)) {
        client_press (scene->client, "Send it");
    }
    return has_line (scene, dialog, "It takes three days.");
}

static void
begin_press (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/press 1");
}

static gboolean
is_pressed (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "You pressed");
}

static void
begin_start_from (Scene *scene, const char *dialog)
{
    client_type (scene->client, dialog, "/start from");
}

static gboolean
is_started (Scene *scene, const char *dialog)
{
    if (has_request (scene)) {
        client_select (scene->client, "Hello");
        client_confirm (scene->client, CLIENT_PIDGIN);
    }
    return has_line (scene, dialog, "A new session begins");
}

static const ClosingScenario scenarios[] = {
    { "words", "note", prepare_mine, begin_note, is_noted },
    { "words", "reply", prepare_mine, begin_reply, is_replied },
    { "words", "edit", prepare_written, begin_edit, is_edited },
    { "words", "delete", prepare_written, begin_delete, is_deleted },
    { "words", "like", prepare_mine, begin_like, is_liked },
    { "choices", "save", prepare_lists, begin_save, is_saved },
    { "choices", "quick", prepare_lists, begin_quick, is_quick },
    { "choices", "press", prepare_buttons, begin_press, is_pressed },
    { "choices", "start-from", prepare_mine, begin_start_from, is_started },
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
