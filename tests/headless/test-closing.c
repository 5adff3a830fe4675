/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-closing — closed at every step: signing in, reading, writing, the operator's actions.
 */

#include "closing.h"

/* ---- scenarios ---- */

static char *
prepare_nothing (Scene *scene)
{
    g_autofree char *ben = scene_customer (scene, "Ben Okafor", "Support", "livechat", "Hello");

    scene_act (scene, KIM, "answer", ben);
    scene_write (scene, ben, "Where is my parcel?");
    g_free (scene_anna (scene));
    return g_steal_pointer (&ben);
}

static void
begin_sign_in (Scene *scene, const char *dialog)
{
    client_enable (scene->client);
}

static gboolean
is_signed_in (Scene *scene, const char *dialog)
{
    return client_is_online (scene->client) && client_find_buddy (scene->client, dialog) != NULL;
}

static char *
prepare_waiting (Scene *scene)
{
    char *anna = scene_anna (scene);

    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    return anna;
}

static char *
prepare_mine (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    return anna;
}

static char *
prepare_closed (Scene *scene)
{
    char *anna = prepare_mine (scene);

    scene_finish_here (scene, anna);
    scene_mark (scene);
    return anna;
}

static void
begin_typing (Scene *scene, const char *dialog, const char *text)
{
    client_type (scene->client, dialog, text);
}

static gboolean
has_line (Scene *scene, const char *dialog, const char *text)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, text) != NULL;
}

static void
begin_open (Scene *scene, const char *dialog)
{
    client_close (scene->client, dialog);
    scene_mark (scene);
    client_open (scene->client, dialog);
}

static gboolean
is_opened (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Hello");
}

static void
begin_reply (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "Good morning");
}

static gboolean
is_replied (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Good morning");
}

static void
begin_answer (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "/answer");
}

static gboolean
is_answered (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "The dialog is yours.");
}

static void
begin_skip (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "/skip");
}

static gboolean
is_skipped (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Passed on");
}

static void
begin_finish (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "/finish");
}

static gboolean
is_finished (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "is finished");
}

static void
begin_spam (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "/spam");
}

static gboolean
press_spam (Scene *scene, const char *dialog)
{
    if (client_get_request (scene->client) != NULL)
        client_press (scene->client, "Mark as spam");
    return has_line (scene, dialog, "Marked as spam");
}

static void
begin_transfer (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "/transfer Maria");
}

static void
begin_picker (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "/transfer");
}

static gboolean
is_transferred (Scene *scene, const char *dialog)
{
    if (client_get_request (scene->client) != NULL) {
        client_select (scene->client, "Maria Lopez");
        client_confirm (scene->client, CLIENT_PIDGIN);
    }
    return has_line (scene, dialog, "You passed the dialog to Maria Lopez.");
}

static void
begin_start (Scene *scene, const char *dialog)
{
    begin_typing (scene, dialog, "/start");
}

static gboolean
is_started (Scene *scene, const char *dialog)
{
    return g_strcmp0 (client_get_status (scene->client, dialog), "closed") != 0;
}

static char *
prepare_colleagues (Scene *scene)
{
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    return g_steal_pointer (&anna);
}

static gboolean
press_finish (Scene *scene, const char *dialog)
{
    if (client_get_request (scene->client) != NULL)
        client_press (scene->client, "Finish it");
    return is_finished (scene, dialog);
}

/* While nobody was signed in the customer has written more than fits into one page. */
static char *
prepare_much (Scene *scene)
{
    char *anna = prepare_mine (scene);

    client_sign_off (scene->client);
    client_close (scene->client, anna);
    for (guint i = 0; i < 60; i++)
        scene_write (scene, anna, "One of many words");
    scene_write (scene, anna, "The last words");
    scene_mark (scene);
    return anna;
}

static gboolean
has_caught_up (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "The last words");
}

static const ClosingScenario scenarios[] = {
    { "talk", "sign-in", prepare_nothing, begin_sign_in, is_signed_in },
    { "talk", "open", prepare_mine, begin_open, is_opened },
    { "talk", "reply", prepare_mine, begin_reply, is_replied },
    { "talk", "reply-to-waiting", prepare_waiting, begin_reply, is_replied },
    { "actions", "answer", prepare_waiting, begin_answer, is_answered },
    { "actions", "skip", prepare_waiting, begin_skip, is_skipped },
    { "actions", "transfer", prepare_mine, begin_transfer, is_transferred },
    { "actions", "picker", prepare_mine, begin_picker, is_transferred },
    { "actions", "finish", prepare_mine, begin_finish, is_finished },
    { "actions", "spam", prepare_mine, begin_spam, press_spam },
    { "actions", "finish-of-colleague", prepare_colleagues, begin_finish, press_finish },
    { "talk", "catching-up", prepare_much, begin_sign_in, has_caught_up },
    { "actions", "start", prepare_closed, begin_start, is_started },
};

/* ---- */

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
