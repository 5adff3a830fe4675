/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-mend — /edit, /delete and /like: what is done to a message that was sent, by whom and where
 * it was sent, and what is said when the portal refuses it.
 */

#include "client-virtual.h"
#include "refusals.h"

#define UPDATE "im.message.update"
#define DELETE "im.message.delete"
#define LIKE   "im.message.like"

#define EDIT_MENU   "Edit my last message…"
#define DELETE_MENU "Delete my last message…"
#define LIKE_MENU   "Like the last message"

static const struct {
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { CLIENT_PIDGIN, FALSE },
    { CLIENT_FINCH, FALSE },
    { CLIENT_PIDGIN, TRUE },
    { CLIENT_FINCH, TRUE },
};

/* Bea Stein's dialog, which Kim has; her messenger lets messages be changed and deleted. Kim wrote
 * "Good morning" last. */
static char *
prepare_bea (Scene *scene)
{
    char *bea = scene_customer (scene, "Bea Stein", "Support", "livechat", "Hello");

    scene_act (scene, KIM, "answer", bea);
    client_sign_in (scene->client);
    scene_expect_status (scene, bea, "reply");
    client_open (scene->client, bea);
    scene_expect (scene, bea, "Hello");
    client_type (scene->client, bea, "Good morning");
    scene_expect (scene, bea, "Good morning");
    scene_mark (scene);
    return bea;
}

/* ---- /edit ---- */

static void
test_edit (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *bea = prepare_bea (scene);

        if (ways[way].menu) {
            PurpleRequestFields *fields;

            client_click (scene->client, bea, EDIT_MENU, ways[way].ui);
            client_wait_for (scene->client, client_get_request (scene->client) != NULL);
            fields = client_get_request (scene->client)->fields;
            g_assert_cmpstr (purple_request_fields_get_string (fields, "argument"), ==,
                             "Good morning");
            client_fill (scene->client, "Good evening");
            client_press (scene->client, "OK");
        } else {
            client_type_as (scene->client, bea, "/edit Good evening", ways[way].ui);
        }
        scene_expect_new (scene, bea, "You changed “Good morning” to: Good evening");
        g_assert_cmpuint (scene_count_messages (scene, bea, "Good evening"), ==, 1);
        g_assert_cmpuint (scene_count_messages (scene, bea, "Good morning"), ==, 0);
        scene_wait_ticks (scene, 2);
        g_assert_cmpuint (client_count_lines (scene->client, bea, "You changed"), ==, 1);
    }
}

/* The last one by whatever way it was written, and no other. */
static void
test_edit_from_web (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);

    scene_say (scene, KIM, bea, "Written in the browser");
    scene_expect_new (scene, bea, "Written in the browser");
    client_type (scene->client, bea, "/edit Corrected here");
    scene_expect_new (scene, bea, "to: Corrected here");
    g_assert_cmpuint (scene_count_messages (scene, bea, "Good morning"), ==, 1);
    g_assert_cmpuint (scene_count_messages (scene, bea, "Written in the browser"), ==, 0);
    /* Once more: what is changed is the text of now. */
    scene_mark (scene);
    client_type (scene->client, bea, "/edit Corrected here");
    scene_expect_new (scene, bea, "reads so already");
    g_assert_cmpuint (scene_count_calls (scene, UPDATE), ==, 1);
}

/* More than one line is suggested as such. */
static void
test_edit_lines (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);
    PurpleRequestFields *fields;

    scene_say (scene, KIM, bea, "One\nTwo");
    scene_expect_new (scene, bea, "Two");
    client_click (scene->client, bea, EDIT_MENU, CLIENT_PIDGIN);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    fields = client_get_request (scene->client)->fields;
    g_assert_cmpstr (purple_request_fields_get_string (fields, "argument"), ==, "One\nTwo");
    g_assert_true (purple_request_field_string_is_multiline (
        purple_request_fields_get_field (fields, "argument")));
    client_fill (scene->client, "One\nTwo\nThree");
    client_press (scene->client, "OK");
    scene_expect_new (scene, bea, "You changed “One Two” to: One");
    g_assert_cmpuint (scene_count_messages (scene, bea, "One\nTwo\nThree"), ==, 1);
}

/* The feed may tell of it before the answer comes: it is told once. */
static void
test_edit_feed_first (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);

    scene_fault (scene, UPDATE, "\"kind\": \"latency\", \"ms\": 3000");
    client_type (scene->client, bea, "/edit Good evening");
    scene_expect_new (scene, bea, "to: Good evening");
    client_wait_for (scene->client, scene_count_calls (scene, UPDATE) == 1);
    scene_wait_ticks (scene, 3);
    g_assert_cmpuint (client_count_lines (scene->client, bea, "You changed"), ==, 1);
}

static void
test_edit_nothing (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    g_assert_false (client_has_item (scene->client, anna, EDIT_MENU));
    g_assert_false (client_has_item (scene->client, anna, DELETE_MENU));
    client_type (scene->client, anna, "/edit Something");
    scene_expect_new (scene, anna, "no message of yours in this window to be changed");
    client_type (scene->client, anna, "/delete");
    scene_expect_new (scene, anna, "no message of yours in this window to be deleted");
    g_assert_null (client_get_request (scene->client));
    g_assert_cmpuint (scene_count_calls (scene, UPDATE), ==, 0);
}

static void
test_edit_too_long (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);
    g_autofree char *text = g_strnfill (20001, 'a');
    g_autofree char *command = g_strconcat ("/edit ", text, NULL);

    client_type (scene->client, bea, command);
    scene_expect_new (scene, bea, "too long");
    g_assert_cmpuint (scene_count_calls (scene, UPDATE), ==, 0);
}

/* ---- /delete ---- */

static void
test_delete (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *bea = prepare_bea (scene);

        if (ways[way].menu)
            client_click (scene->client, bea, DELETE_MENU, ways[way].ui);
        else
            client_type_as (scene->client, bea, "/delete", ways[way].ui);
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        g_assert_nonnull (strstr (client_get_request (scene->client)->primary, "Good morning"));
        g_assert_cmpuint (scene_count_calls (scene, DELETE), ==, 0);
        client_press (scene->client, "Delete it");
        scene_expect_new (scene, bea, "You deleted: “Good morning”");
        g_assert_cmpuint (scene_count_messages (scene, bea, "Good morning"), ==, 0);
        scene_wait_ticks (scene, 2);
        g_assert_cmpuint (client_count_lines (scene->client, bea, "You deleted"), ==, 1);
        g_assert_false (client_has_item (scene->client, bea, DELETE_MENU));
    }
}

static void
test_delete_kept (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);

    client_type (scene->client, bea, "/delete");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_press (scene->client, "Keep it");
    scene_expect_new (scene, bea, "Nothing was deleted.");
    g_assert_cmpuint (scene_count_calls (scene, DELETE), ==, 0);
    g_assert_cmpuint (scene_count_messages (scene, bea, "Good morning"), ==, 1);
}

/* What was asked about is deleted, not what was written meanwhile. */
static void
test_delete_asked (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);

    client_type (scene->client, bea, "/delete");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    scene_say (scene, KIM, bea, "Written meanwhile");
    scene_expect_new (scene, bea, "Written meanwhile");
    client_press (scene->client, "Delete it");
    scene_expect_new (scene, bea, "You deleted: “Good morning”");
    g_assert_cmpuint (scene_count_messages (scene, bea, "Written meanwhile"), ==, 1);
}

/* Deleted in the browser before the portal hears of it from here. */
static void
test_delete_too_late (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);

    client_type (scene->client, bea, "/delete");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    scene_hold (scene, DELETE);
    client_press (scene->client, "Delete it");
    scene_wait_held (scene, DELETE);
    scene_control (scene, "delete", "{\"message\": %" G_GINT64_FORMAT ", \"completely\": true}",
                   scene_last_message (scene, bea));
    scene_release (scene, DELETE);
    scene_expect_new (scene, bea, "it was deleted already");
    scene_expect_new (scene, bea, "You deleted: “Good morning”");
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (client_count_lines (scene->client, bea, "You deleted"), ==, 1);
}

/* ---- /like ---- */

static void
test_like (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *bea = prepare_bea (scene);

        if (ways[way].menu)
            client_click (scene->client, bea, LIKE_MENU, ways[way].ui);
        else
            client_type_as (scene->client, bea, "/like", ways[way].ui);
        scene_expect_new (scene, bea, "You liked: “Hello”");
        g_assert_true (scene_has_detail (scene, bea, "Hello", "likes", "[27]"));
        scene_mark (scene);
        client_type (scene->client, bea, "/like");
        scene_expect_new (scene, bea, "You like this already: “Hello”");
        g_assert_cmpuint (scene_count_calls (scene, LIKE), ==, 1);
        g_assert_true (scene_has_detail (scene, bea, "Hello", "likes", "[27]"));
    }
}

/* Liked elsewhere, and nobody told us: the portal says that nothing changed. */
static void
test_like_without_changes (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);

    scene_fault (scene, LIKE, "\"kind\": \"reset-after\"");
    client_type (scene->client, bea, "/like");
    scene_expect_new (scene, bea, "You liked: “Hello”");
    scene_mark (scene);
    client_type (scene->client, bea, "/like");
    scene_expect_new (scene, bea, "You like this already");
    g_assert_true (scene_has_detail (scene, bea, "Hello", "likes", "[27]"));
}

/* ---- states ---- */

static void
test_not_applicable (void)
{
    static const char *const commands[] = { "/edit Something", "/delete", "/like" };
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_expect_status (scene, anna, "waiting");
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, anna, commands[i]);
        scene_expect_new (scene, anna, "waits for an operator");
    }
    client_type (scene->client, anna, "/answer");
    scene_expect_status (scene, anna, "reply");
    scene_finish_here (scene, anna);
    g_assert_false (client_has_item (scene->client, anna, LIKE_MENU));
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, anna, commands[i]);
        scene_expect_new (scene, anna, "This dialog is closed.");
    }
}

/* The window has just been opened, and nothing stands in it yet. */
static void
test_loading (void)
{
    static const char *const commands[] = { "/edit Something", "/delete", "/like",
                                            "/save",           "/press",  "/start from" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, KIM, "answer", anna);
    scene_control_dialog (scene, "mark", anna, ", \"operator\": 27, \"message\": %" G_GINT64_FORMAT,
                          scene_last_message (scene, anna));
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "reply");
    scene_hold (scene, "im.dialog.messages.get");
    client_open (scene->client, anna);
    scene_wait_held (scene, "im.dialog.messages.get");
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        scene_mark (scene);
        client_type (scene->client, anna, commands[i]);
        scene_expect_new (scene, anna, "One moment: the messages of this dialog");
    }
    scene_mark (scene);
    client_type (scene->client, anna, "/reply Good morning");
    scene_expect_new (scene, anna, "still on their way.");
    scene_expect_new (scene, anna, "/reply Good morning");
    scene_release (scene, "im.dialog.messages.get");
    scene_expect (scene, anna, "Hello");
    client_type (scene->client, anna, "/like");
    scene_expect_new (scene, anna, "You liked: “Hello”");
}

static void
test_usage (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *bea = prepare_bea (scene);

    client_type (scene->client, bea, "/edit");
    scene_expect_new (scene, bea, "Usage: /edit text");
    client_type (scene->client, bea, "/delete it");
    scene_expect_new (scene, bea, "Usage: /delete");
    client_type (scene->client, bea, "/like it");
    scene_expect_new (scene, bea, "Usage: /like");
}

static void
test_not_offered (void)
{
    static const struct {
        const char *method;
        const char *command;
        const char *label;
        const char *says;
    } missing[] = {
        { UPDATE, "/edit Something", EDIT_MENU, "does not offer editing messages" },
        { DELETE, "/delete", DELETE_MENU, "does not offer deleting messages" },
        { LIKE, "/like", LIKE_MENU, "does not offer liking messages" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (missing); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *bea = NULL;

        scene_control (scene, "methods", "{\"missing\": [\"%s\"]}", missing[i].method);
        bea = prepare_bea (scene);
        client_wait_for (scene->client, !client_has_item (scene->client, bea, missing[i].label));
        client_type (scene->client, bea, missing[i].command);
        scene_expect_new (scene, bea, missing[i].says);
        g_assert_cmpuint (scene_count_calls (scene, missing[i].method), ==, 0);
    }
}

/* ---- refusals ---- */

static gint64
count_changes (Scene *scene, const char *dialog)
{
    return scene_get_number (scene, dialog, "edits") +
           scene_get_number (scene, dialog, "deletions");
}

static gint64
count_likes (Scene *scene, const char *dialog)
{
    return scene_has_detail (scene, dialog, "Hello", "likes", "[27]");
}

static const Refusal refusals[] = {
    { .name = "edit",
      .method = UPDATE,
      .command = "/edit Good evening",
      .label = EDIT_MENU,
      .prepare = prepare_bea,
      .success = "You changed",
      .nothing = "still reads as before",
      .measure = count_changes,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "MESSAGE_ID_ERROR", "not there any more" },
                 { "CANT_EDIT_MESSAGE", "three days" },
                 { "ATTACH_ERROR", NULL },
                 { "ATTACH_OVERSIZE", NULL },
                 { "KEYBOARD_ERROR", NULL },
                 { "KEYBOARD_OVERSIZE", NULL },
                 { "MENU_ERROR", NULL },
                 { "MENU_OVERSIZE", NULL } } },
    { .name = "delete",
      .method = DELETE,
      .command = "/delete",
      .button = "Delete it",
      .label = DELETE_MENU,
      .prepare = prepare_bea,
      .success = "You deleted",
      .nothing = "still there",
      .measure = count_changes,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "MESSAGE_ID_ERROR", "not there any more" },
                 { "CANT_EDIT_MESSAGE", "Only a message of your own" } } },
    { .name = "like",
      .method = LIKE,
      .command = "/like",
      .label = LIKE_MENU,
      .prepare = prepare_bea,
      .success = "You liked",
      .nothing = "no like of yours",
      .measure = count_likes,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "MESSAGE_ID_ERROR", "not there any more" },
                 { "WITHOUT_CHANGES", "no access to the message" } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/mend/edit", test_edit);
    g_test_add_func ("/mend/edit-from-web", test_edit_from_web);
    g_test_add_func ("/mend/edit-lines", test_edit_lines);
    g_test_add_func ("/mend/edit-feed-first", test_edit_feed_first);
    g_test_add_func ("/mend/edit-nothing", test_edit_nothing);
    g_test_add_func ("/mend/edit-too-long", test_edit_too_long);
    g_test_add_func ("/mend/delete", test_delete);
    g_test_add_func ("/mend/delete-kept", test_delete_kept);
    g_test_add_func ("/mend/delete-asked", test_delete_asked);
    g_test_add_func ("/mend/delete-too-late", test_delete_too_late);
    g_test_add_func ("/mend/like", test_like);
    g_test_add_func ("/mend/like-without-changes", test_like_without_changes);
    g_test_add_func ("/mend/not-applicable", test_not_applicable);
    g_test_add_func ("/mend/loading", test_loading);
    g_test_add_func ("/mend/usage", test_usage);
    g_test_add_func ("/mend/not-offered", test_not_offered);
    refusals_add_tests ("mend", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
