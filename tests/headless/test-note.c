/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-note — /note and /reply: what the customer never sees, and what answers a message.
 */

#include "client-virtual.h"

#define ADD        "im.message.add"
#define NOTE       "She is a VIP"
#define NOTE_MENU  "Internal note…"
#define EXPOSED    "The portal does not treat your note as internal"
#define REPLY      "It is on its way"
#define REPLY_MENU "Reply to the last message…"

static const struct {
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { CLIENT_PIDGIN, FALSE },
    { CLIENT_FINCH, FALSE },
    { CLIENT_PIDGIN, TRUE },
    { CLIENT_FINCH, TRUE },
};

/* Types "/@word @text", or clicks and fills in what is asked. */
static void
act (Scene *scene, guint way, const char *dialog, const char *word, const char *label,
     const char *text)
{
    g_autofree char *command = g_strdup_printf ("/%s %s", word, text);

    scene_mark (scene);
    if (!ways[way].menu) {
        client_type_as (scene->client, dialog, command, ways[way].ui);
        return;
    }
    client_click (scene->client, dialog, label, ways[way].ui);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_fill (scene->client, text);
    client_press (scene->client, "OK");
}

/* Maria's dialog, which Kim sees in his list; a member of it if @joined. */
static char *
marias_anna (Scene *scene, gboolean joined)
{
    char *anna = scene_anna (scene);

    scene_act (scene, KIM, "join", anna);
    scene_act (scene, MARIA, "answer", anna);
    if (joined)
        scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    return anna;
}

/* ---- notes ---- */

static void
test_note (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        const ClientLine *line;

        act (scene, way, anna, "note", NOTE_MENU, NOTE);
        line = scene_expect_new (scene, anna, "[internal] " NOTE);
        g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
        g_assert_cmpuint (scene_count_messages (scene, anna, NOTE), ==, 1);
        g_assert_true (scene_has_detail (scene, anna, NOTE, "hidden", "true"));
        g_assert_cmpuint (client_count_lines (scene->client, anna, NOTE), ==, 1);
    }
}

/* Notes and texts keep the order they were written in. */
static void
test_note_among_texts (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    client_type (scene->client, anna, "Before");
    client_type (scene->client, anna, "/note " NOTE);
    client_type (scene->client, anna, "After");
    scene_expect_new (scene, anna, "After");
    scene_expect_new (scene, anna, "[internal] " NOTE);
    g_assert_cmpint (client_index_of_line (scene->client, anna, "Before"), <,
                     client_index_of_line (scene->client, anna, NOTE));
    g_assert_cmpint (client_index_of_line (scene->client, anna, NOTE), <,
                     client_index_of_line (scene->client, anna, "After"));
    g_assert_true (scene_has_detail (scene, anna, "Before", "hidden", "false"));
    g_assert_true (scene_has_detail (scene, anna, "After", "hidden", "false"));
}

static void
test_note_beside_colleague (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = marias_anna (scene, TRUE);

    scene_expect_status (scene, anna, "colleague");
    g_assert_true (client_has_item (scene->client, anna, NOTE_MENU));
    act (scene, 0, anna, "note", NULL, NOTE);
    scene_expect_new (scene, anna, "[internal] " NOTE);
    g_assert_true (scene_has_detail (scene, anna, NOTE, "hidden", "true"));
}

/* A portal that knows no notes: nobody believes that the customer got nothing. */
static void
test_note_exposed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control (scene, "notes", "{\"available\": false}");
    act (scene, 0, anna, "note", NULL, NOTE);
    scene_expect_new (scene, anna, EXPOSED);
    g_assert_true (scene_has_detail (scene, anna, NOTE, "hidden", "false"));
    scene_control (scene, "notes", "{\"available\": true}");
    act (scene, 0, anna, "note", NULL, "She pays well");
    scene_expect_new (scene, anna, "[internal] She pays well");
    client_type (scene->client, anna, "Thank you");
    scene_expect_new (scene, anna, "Thank you");
    g_assert_cmpuint (client_count_lines (scene->client, anna, EXPOSED), ==, 1);
}

/* The news is faster than the answer. */
static void
test_note_exposed_early (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control (scene, "notes", "{\"available\": false}");
    scene_control (scene, "hold", "{\"method\": \"%s\", \"before\": false}", ADD);
    act (scene, 0, anna, "note", NULL, NOTE);
    scene_expect_new (scene, anna, NOTE);
    scene_control (scene, "release", "{\"method\": \"%s\"}", ADD);
    scene_expect (scene, anna, EXPOSED);
    g_assert_cmpuint (client_count_lines (scene->client, anna, EXPOSED), ==, 1);
}

static void
expect_given_back (Scene *scene, const char *dialog, const char *reason)
{
    const ClientLine *line = scene_expect_new (scene, dialog, reason);

    g_assert_nonnull (strstr (line->plain, "/note " NOTE));
    g_assert_true (line->flags & PURPLE_MESSAGE_ERROR);
    g_assert_cmpuint (scene_count_messages (scene, dialog, NOTE), ==, 0);
}

static void
test_note_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_expect_status (scene, anna, "waiting");
    g_assert_false (client_has_item (scene->client, anna, NOTE_MENU));
    act (scene, 0, anna, "note", NULL, NOTE);
    expect_given_back (scene, anna, "/answer takes it");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, 0);
    g_assert_cmpuint (scene_count_calls (scene, ADD), ==, 0);
}

static void
test_note_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_finish_here (scene, anna);
    g_assert_false (client_has_item (scene->client, anna, NOTE_MENU));
    act (scene, 0, anna, "note", NULL, NOTE);
    expect_given_back (scene, anna, "/start opens a new session");
    g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
}

static void
test_note_refused (void)
{
    static const struct {
        const char *code;
        const char *says;
    } refusals[] = {
        { "CANCELED", "/join lets you write" },
        { "ACCESS_ERROR", "no member of this dialog" },
        { "PARAMS_ERROR", "in other words" },
        { "ERROR_FROM_OTHER_MODULE", "channel" },
        { "TEXT_FIELD_DISABLED", "switched off" },
        { "MESSAGE_EMPTY", "nothing in the message" },
        { "EMPTY_MESSAGE", "nothing in the message" },
        { "CHAT_ID_EMPTY", "does not know this dialog" },
        { "CHAT_ID", "does not know this dialog" },
        { "USER_ID_EMPTY", "did not understand" },
        { "USER_NOT_FOUND", "who would get it" },
        { "ERROR_NO_ACCESS", "no access to this dialog" },
        { "A_CODE_NOBODY_KNOWS", "debug window" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        const ClientLine *line;

        scene_refuse (scene, ADD, refusals[i].code);
        act (scene, 0, anna, "note", NULL, NOTE);
        line = scene_expect_new (scene, anna, refusals[i].says);
        g_assert_nonnull (strstr (line->plain, "/note " NOTE));
        g_assert_nonnull (strstr (line->plain, "Your note was not written."));
        g_assert_cmpuint (scene_count_messages (scene, anna, NOTE), ==, 0);
    }
}

/* The answer got lost: it is not written twice, and it is a note. */
static void
test_note_answer_lost (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_fault (scene, ADD, "\"kind\": \"reset-after\"");
    act (scene, 0, anna, "note", NULL, NOTE);
    scene_expect_new (scene, anna, "[internal] " NOTE);
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (scene_count_messages (scene, anna, NOTE), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, anna, NOTE), ==, 1);
    g_assert_true (scene_has_detail (scene, anna, NOTE, "hidden", "true"));
}

/* Without a connection it waits, and goes out as a note. */
static void
test_note_kept (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_go_down (scene);
    act (scene, 0, anna, "note", NULL, NOTE);
    scene_expect_new (scene, anna, "No connection");
    scene_go_up (scene);
    scene_expect_new (scene, anna, "[internal] " NOTE);
    g_assert_cmpuint (scene_count_messages (scene, anna, NOTE), ==, 1);
    g_assert_true (scene_has_detail (scene, anna, NOTE, "hidden", "true"));
}

static void
test_note_signed_off (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_go_down (scene);
    act (scene, 0, anna, "note", NULL, NOTE);
    scene_expect_new (scene, anna, "No connection");
    client_sign_off (scene->client);
    expect_given_back (scene, anna, "signed off");
    scene_go_up (scene);
}

static void
test_usage (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    client_type (scene->client, anna, "/note");
    scene_expect_new (scene, anna, "Usage: /note text");
    client_type (scene->client, anna, "/reply  ");
    scene_expect_new (scene, anna, "Usage: /reply text");
    g_assert_cmpuint (scene_count_calls (scene, ADD), ==, 0);
}

/* ---- replies ---- */

static gboolean
has_replied (Scene *scene, const char *dialog, gint64 message)
{
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, message);

    return scene_has_detail (scene, dialog, REPLY, "reply_to", id);
}

static void
test_reply (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        gint64 question = scene_write (scene, anna, "Where is my parcel?");
        const ClientLine *line;

        scene_expect (scene, anna, "Where is my parcel?");
        client_type (scene->client, anna, "One moment");
        scene_expect (scene, anna, "One moment");
        act (scene, way, anna, "reply", REPLY_MENU, REPLY);
        line = scene_expect_new (scene, anna, REPLY);
        g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
        g_assert_true (has_replied (scene, anna, question));
        g_assert_true (scene_has_detail (scene, anna, REPLY, "hidden", "false"));
        g_assert_cmpuint (scene_count_messages (scene, anna, REPLY), ==, 1);
    }
}

/* As any other text: it answers the dialog first. */
static void
test_reply_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_expect_status (scene, anna, "waiting");
    act (scene, 0, anna, "reply", NULL, REPLY);
    scene_expect_new (scene, anna, "The dialog is yours.");
    scene_expect_new (scene, anna, REPLY);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    g_assert_false (has_replied (scene, anna, 0));
}

static void
expect_reply_back (Scene *scene, const char *dialog, const char *reason)
{
    const ClientLine *line = scene_expect_new (scene, dialog, reason);

    g_assert_nonnull (strstr (line->plain, "/reply " REPLY));
    g_assert_cmpuint (scene_count_messages (scene, dialog, REPLY), ==, 0);
}

static void
test_reply_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_finish_here (scene, anna);
    g_assert_false (client_has_item (scene->client, anna, REPLY_MENU));
    act (scene, 0, anna, "reply", NULL, REPLY);
    expect_reply_back (scene, anna, "/start opens a new session");
    g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
}

static gboolean
shows_blocked (Scene *scene, const char *dialog)
{
    g_autofree char *status = client_dup_status_text (scene->client, dialog);

    return strstr (status, "blocked") != NULL;
}

static void
test_reply_blocked (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control_dialog (scene, "block-reply", anna, ", \"reason\": \"LIMIT\"");
    client_wait_for (scene->client, shows_blocked (scene, anna));
    act (scene, 0, anna, "reply", NULL, REPLY);
    expect_reply_back (scene, anna, "does not take replies");
}

static void
test_reply_refused (void)
{
    static const struct {
        const char *code;
        const char *says;
    } refusals[] = {
        { "REPLY_ACCESS_ERROR", "not yours to see" },
        { "REPLY_FROM_OTHER_CHAT_ERROR", "of another dialog" },
        { "CANCELED", "no member of this dialog" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        scene_refuse (scene, ADD, refusals[i].code);
        act (scene, 0, anna, "reply", NULL, REPLY);
        expect_reply_back (scene, anna, refusals[i].says);
    }
}

/* Nothing of the customer stands in the window. */
static void
test_reply_to_nothing (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, KIM, "answer", anna);
    scene_control_dialog (scene, "mark", anna, ", \"operator\": 27, \"message\": %" G_GINT64_FORMAT,
                          scene_last_message (scene, anna));
    purple_account_set_int (scene->client->account, "history", 0);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_wait_ticks (scene, 2);
    g_assert_null (client_find_line (scene->client, anna, "Hello"));
    g_assert_false (client_has_item (scene->client, anna, REPLY_MENU));
    act (scene, 0, anna, "reply", NULL, REPLY);
    expect_reply_back (scene, anna, "no message of the customer");
}

static void
add_tests (void)
{
    g_test_add_func ("/note/note", test_note);
    g_test_add_func ("/note/among-texts", test_note_among_texts);
    g_test_add_func ("/note/exposed", test_note_exposed);
    g_test_add_func ("/note/exposed-early", test_note_exposed_early);
    g_test_add_func ("/note/beside-colleague", test_note_beside_colleague);
    g_test_add_func ("/note/waiting", test_note_waiting);
    g_test_add_func ("/note/closed", test_note_closed);
    g_test_add_func ("/note/refused", test_note_refused);
    g_test_add_func ("/note/answer-lost", test_note_answer_lost);
    g_test_add_func ("/note/kept", test_note_kept);
    g_test_add_func ("/note/signed-off", test_note_signed_off);
    g_test_add_func ("/note/usage", test_usage);
    g_test_add_func ("/reply/reply", test_reply);
    g_test_add_func ("/reply/waiting", test_reply_waiting);
    g_test_add_func ("/reply/closed", test_reply_closed);
    g_test_add_func ("/reply/blocked", test_reply_blocked);
    g_test_add_func ("/reply/refused", test_reply_refused);
    g_test_add_func ("/reply/to-nothing", test_reply_to_nothing);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
