/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-live — what goes on in a dialog besides new messages: typing both ways, changes of messages
 * and of the dialog.
 */

#include "stage.h"

static guint
count_errors (Scene *scene)
{
    guint count = 0;

    for (guint i = 0; i < scene->client->lines->len; i++) {
        ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        count += (line->flags & PURPLE_MESSAGE_ERROR) != 0;
    }
    return count;
}

/* Anna comes while Kim is online. */
static char *
begin_waiting (Scene *scene)
{
    client_sign_in (scene->client);
    return scene_anna (scene);
}

static guint
count_sounds (Scene *scene)
{
    return scene->client->sounds->len;
}

/* ---- typing ---- */

static void
test_customer_types (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);

    g_assert_false (client_shows_typing (scene->client, anna));
    scene_control_dialog (scene, "typing", anna, ", \"user\": 0");
    client_wait_for (scene->client, client_shows_typing (scene->client, anna));
    scene_write (scene, anna, "Where is my parcel?");
    scene_expect (scene, anna, "Where is my parcel?");
    g_assert_false (client_shows_typing (scene->client, anna));
}

/* An IM window has one name for who is typing. */
static void
test_colleague_types (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_act (scene, MARIA, "join", anna);
    scene_expect (scene, anna, "joined");
    scene_control_dialog (scene, "typing", anna, ", \"user\": %d", MARIA);
    /* What the portal sends afterwards is here: so was that. */
    scene_say (scene, MARIA, anna, "I can help.");
    scene_expect (scene, anna, "I can help.");
    g_assert_false (client_shows_typing (scene->client, anna));
}

static void
send_typing (Scene *scene, const char *dialog, PurpleTypingState state)
{
    serv_send_typing (client_get_connection (scene->client), dialog, state);
}

/* Told once for many keys; told again for the next text. */
static void
test_operator_types (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_press_key (scene->client, anna);
    client_wait_for (scene->client, scene_get_number (scene, anna, "typing_forwarded") == 1);
    for (guint i = 0; i < 5; i++)
        send_typing (scene, anna, PURPLE_TYPING);
    send_typing (scene, anna, PURPLE_TYPED);
    send_typing (scene, anna, PURPLE_NOT_TYPING);
    client_type (scene->client, anna, "Good morning");
    scene_expect (scene, anna, "Good morning");
    g_assert_cmpint (scene_get_number (scene, anna, "typing"), ==, 1);
    client_press_key (scene->client, anna);
    client_wait_for (scene->client, scene_get_number (scene, anna, "typing_forwarded") == 2);
}

/* Nobody is told of typing in a dialog that waits or is a colleague's. */
static void
test_operator_types_elsewhere (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin_waiting (scene);

    scene_expect (scene, anna, "Hello");
    client_press_key (scene->client, anna);
    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    scene_expect_status (scene, anna, "colleague");
    client_press_key (scene->client, anna);
    client_type (scene->client, anna, "May I?");
    scene_expect (scene, anna, "May I?");
    g_assert_cmpuint (scene_count_calls (scene, "im.dialog.writing"), ==, 0);
}

/* A refusal is nothing to bother anybody with. */
static void
test_typing_refused (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_refuse (scene, "im.dialog.writing", "ACCESS_ERROR");
    client_press_key (scene->client, anna);
    client_wait_for (scene->client, scene_count_calls (scene, "im.dialog.writing") == 1);
    client_type (scene->client, anna, "Good morning");
    scene_expect (scene, anna, "Good morning");
    g_assert_cmpuint (count_errors (scene), ==, 0);
}

/* ---- changes of messages ---- */

static void
edit_message (Scene *scene, gint64 message, const char *text)
{
    scene_control (scene, "edit", "{\"message\": %" G_GINT64_FORMAT ", \"text\": \"%s\"}", message,
                   text);
}

static void
test_edited (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *log = NULL;
    gint64 message;
    const ClientLine *line;
    guint sounds;

    message = scene_write (scene, anna, "Where is my parcel? I ordered it a week ago.");
    scene_expect (scene, anna, "Where is my parcel?");
    sounds = count_sounds (scene);
    edit_message (scene, message, "Where is [b]order 5[/b]?");
    line = scene_expect (scene, anna, "Anna Petrova changed “Where is my parcel? I ordered it a");
    g_assert_true (line->flags & PURPLE_MESSAGE_SYSTEM);
    g_assert_true (g_str_has_suffix (line->plain, "” to: Where is order 5?"));
    g_assert_cmpuint (count_sounds (scene), ==, sounds + 1);

    edit_message (scene, message, "Where is order 6?");
    scene_expect (scene, anna, "changed “Where is order 5?” to: Where is order 6?");
    log = client_dup_log (scene->client, anna);
    g_assert_nonnull (strstr (log, "to: Where is order 6?"));
}

/* Colleagues' and own words change without a sound. */
static void
test_edited_by_others (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 message;
    guint sounds;

    scene_act (scene, MARIA, "join", anna);
    message = scene_say (scene, MARIA, anna, "I can help.");
    scene_expect (scene, anna, "I can help.");
    sounds = count_sounds (scene);
    edit_message (scene, message, "I cannot help.");
    scene_expect (scene, anna, "Maria Lopez changed “I can help.” to: I cannot help.");
    client_type (scene->client, anna, "Good morning");
    scene_expect (scene, anna, "Good morning");
    edit_message (scene, scene_last_message (scene, anna), "Good evening");
    scene_expect (scene, anna, "You changed “Good morning” to: Good evening");
    /* It must not look as if the customer saw it. */
    scene_say_internally (scene, MARIA, anna, "she is a VIP");
    scene_expect (scene, anna, "she is a VIP");
    edit_message (scene, scene_last_message (scene, anna), "she is no VIP");
    scene_expect (scene, anna, "[internal] Maria Lopez changed “she is a VIP” to: she is no VIP");
    g_assert_cmpuint (count_sounds (scene), ==, sounds);
}

/* A window closed with the wrong number in mind. */
static void
test_edited_without_window (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 message;

    message = scene_write (scene, anna, "It is order 5.");
    scene_expect (scene, anna, "It is order 5.");
    client_close (scene->client, anna);
    edit_message (scene, message, "It is order 6.");
    scene_expect (scene, anna, "Anna Petrova changed “It is order 5.” to: It is order 6.");
    g_assert_nonnull (client_find_window (scene->client, anna));
}

static gboolean
shows_last (Scene *scene, const char *dialog, const char *text)
{
    g_autofree char *status = client_dup_status_text (scene->client, dialog);

    return status != NULL && strstr (status, text) != NULL;
}

static void
test_deleted (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 message;
    guint sounds;

    message = scene_write (scene, anna, "My password is 12345");
    scene_expect (scene, anna, "My password is 12345");
    client_wait_for (scene->client, shows_last (scene, anna, "12345"));
    sounds = count_sounds (scene);
    /* Push alone has to do. */
    scene_hold (scene, "batch");
    scene_control (scene, "delete", "{\"message\": %" G_GINT64_FORMAT "}", message);
    scene_expect (scene, anna, "Anna Petrova deleted: “My password is 12345”");
    g_assert_cmpuint (count_sounds (scene), ==, sounds);
    client_wait_for (scene->client, !shows_last (scene, anna, "12345"));
    scene_release (scene, "batch");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "deleted"), ==, 1);
}

static void
test_liked (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 message;

    client_type (scene->client, anna, "It arrives today.");
    scene_expect (scene, anna, "It arrives today.");
    message = scene_last_message (scene, anna);
    scene_control (scene, "like", "{\"message\": %" G_GINT64_FORMAT ", \"user\": 0}", message);
    scene_expect (scene, anna, "Anna Petrova liked: “It arrives today.”");
    scene_act (scene, MARIA, "join", anna);
    scene_control (scene, "like", "{\"message\": %" G_GINT64_FORMAT ", \"user\": 27}", message);
    scene_control (scene, "like", "{\"message\": %" G_GINT64_FORMAT ", \"user\": 28}", message);
    scene_expect (scene, anna, "Maria Lopez liked: “It arrives today.”");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "liked"), ==, 2);
}

/* Changed before it could be shown: it is shown as it is. */
static void
test_changed_before_shown (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 message;

    client_close (scene->client, anna);
    scene_hold (scene, "im.dialog.messages.get");
    message = scene_write (scene, anna, "It is order 5.");
    client_wait_for (scene->client, client_find_window (scene->client, anna) != NULL);
    edit_message (scene, message, "It is order 6.");
    scene_release (scene, "im.dialog.messages.get");
    scene_expect (scene, anna, "It is order 6.");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "It is order"), ==, 1);
}

/* ---- deliveries ---- */

static void
fail_delivery (Scene *scene, const char *dialog, gint64 message, const char *reason)
{
    scene_control_dialog (scene, "delivery-failed", dialog,
                          ", \"message\": %" G_GINT64_FORMAT ", \"reason\": \"%s\"", message,
                          reason);
}

static gint64
send (Scene *scene, const char *dialog, const char *text)
{
    client_type (scene->client, dialog, text);
    scene_expect (scene, dialog, text);
    return scene_last_message (scene, dialog);
}

/* The portal says why; we say what, where that is not plain to see. */
static void
test_delivery_failed (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    gint64 first;
    gint64 second;
    const ClientLine *line;

    first = send (scene, anna, "Good morning Anna");
    second = send (scene, anna, "Your parcel is on its way");
    fail_delivery (scene, anna, second, "blocked");
    scene_expect (scene, anna, "was not delivered: blocked");
    g_assert_null (client_find_line (scene->client, anna, "Not delivered"));
    fail_delivery (scene, anna, first, "too old");
    scene_expect (scene, anna, "was not delivered: too old");
    line = scene_expect (scene, anna, "Not delivered: “Good morning Anna”");
    g_assert_true (line->flags & PURPLE_MESSAGE_ERROR);

    scene_control_dialog (scene, "delivered", anna, ", \"message\": %" G_GINT64_FORMAT, first);
    scene_expect (scene, anna, "Delivered after all: “Good morning Anna”");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Not delivered"), ==, 1);
}

/* Without push the reason is read before the mark of the message, and what is written meanwhile
 * does not make it unclear which one is meant. */
static void
test_reason_comes_first (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = NULL;
    gint64 message;

    scene_control (scene, "push", "{\"enabled\": false}");
    scene_control (scene, "event-log", "{\"available\": false}");
    anna = scene_anna_with (scene, KIM);
    message = send (scene, anna, "Good morning Anna");
    fail_delivery (scene, anna, message, "blocked");
    scene_expect (scene, anna, "was not delivered: blocked");
    send (scene, anna, "Are you there?");
    /* Until all messages have been compared with the portal's. */
    drive_pass (stage->drive, 90);
    scene_control_dialog (scene, "delivered", anna, ", \"message\": %" G_GINT64_FORMAT, message);
    scene_expect (scene, anna, "Delivered after all: “Good morning Anna”");
    g_assert_null (client_find_line (scene->client, anna, "Not delivered"));
}

/* ---- own words from elsewhere ---- */

static void
test_own_words_from_elsewhere (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;
    guint sounds;

    sounds = count_sounds (scene);
    scene_say (scene, KIM, anna, "From my phone.");
    line = scene_expect (scene, anna, "From my phone.");
    g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
    g_assert_cmpuint (count_sounds (scene), ==, sounds);
    client_type (scene->client, anna, "From my desk.");
    scene_expect (scene, anna, "From my desk.");
    stage_pass (stage);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "From my"), ==, 2);
}

/* ---- changes of the dialog ---- */

/* Whatever happens to a dialog whose window is open is said there exactly once. */
static void
test_taken_by_another (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin_waiting (scene);

    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    scene_act (scene, MARIA, "answer", anna);
    scene_expect_status (scene, anna, "colleague");
    scene_expect_new (scene, anna, "Maria Lopez");
    stage_pass (stage);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Maria Lopez"), ==, 1);
}

/* Anna waits, and nobody can read what the portal writes to her from now on. */
static char *
begin_unreadable (Stage *stage)
{
    Scene *scene = stage->scene;
    char *anna;

    scene_control (scene, "push", "{\"enabled\": false}");
    scene_control (scene, "event-log", "{\"available\": false}");
    anna = begin_waiting (scene);
    scene_expect (scene, anna, "Hello");
    scene_fault (scene, "im.dialog.messages.get",
                 "\"kind\": \"status\", \"status\": 403, \"code\": \"ACCESS_ERROR\", "
                 "\"times\": -1");
    stage_pass (stage);
    return anna;
}

/* Where the portal's words cannot be read, we say it. */
static void
test_taken_without_words (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin_unreadable (stage);

    scene_act (scene, MARIA, "answer", anna);
    scene_expect (scene, anna, "Maria Lopez took the dialog.");
    stage_pass (stage);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Maria Lopez"), ==, 1);
}

/* How many lines were written since scene_mark(). */
static guint
count_new (Scene *scene, const char *dialog)
{
    guint count = 0;
    guint from = 0;
    const ClientLine *line = scene_find_new (scene, dialog, "");

    if (line == NULL || !g_ptr_array_find (scene->client->lines, line, &from))
        return 0;
    for (guint i = from; i < scene->client->lines->len; i++)
        count += client_find_line_from (scene->client, i, dialog, "") ==
                 g_ptr_array_index (scene->client->lines, i);
    return count;
}

/* The operator does it in the browser, or the customer goes: one line says so, the portal's. */
static void
test_said_by_the_portal (void)
{
    static const char *const acts[][2] = {
        { "operator-finish", "ended" },
        { "leave", "ended" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
        g_autoptr (Stage) stage = stage_new ();
        Scene *scene = stage->scene;
        g_autofree char *anna = scene_anna_with (scene, KIM);

        client_type (scene->client, anna, "Good morning");
        scene_expect (scene, anna, "Good morning");
        scene_mark (scene);
        scene_control_dialog (scene, acts[i][0], anna, ", \"operator\": 27");
        stage_pass (stage);
        g_assert_nonnull (scene_find_new (scene, anna, acts[i][1]));
        g_assert_cmpuint (count_new (scene, anna), ==, 1);
    }
}

static void
test_handed_over (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin_waiting (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    scene_control_dialog (scene, "operator-transfer", anna, ", \"operator\": 28, \"to\": 27");
    scene_expect_status (scene, anna, "reply");
    scene_expect_new (scene, anna, "forwarded");
    stage_pass (stage);
    g_assert_null (scene_find_new (scene, anna, "yours now"));
}

static void
test_bound (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control_dialog (scene, "crm", anna, ", \"type\": \"LEAD\", \"id\": 312");
    scene_expect (scene, anna, "312 created");
    stage_pass (stage);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "312"), ==, 1);
}

/* The portal has no words for these. */
static void
test_blocked_and_renamed (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control_dialog (scene, "block-reply", anna, ", \"reason\": \"24H\"");
    scene_expect (scene, anna, "Telegram takes no replies now");
    scene_control_dialog (scene, "block-reply", anna, ", \"ago\": 0");
    scene_expect (scene, anna, "Telegram takes replies again.");
    scene_control_dialog (scene, "rename-chat", anna, ", \"title\": \"Anna Smith - Support\"");
    scene_expect (scene, anna, "The dialog is called “Anna Smith - Support” on the portal now.");
    g_assert_cmpstr (client_get_alias (scene->client, anna), ==, "Anna Petrova");
}

/* The customer gave another name, of which the portal tells only the title. */
static void
test_customer_renamed (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control (scene, "push-fault", "{\"kind\": \"lose\", \"times\": 1}");
    scene_control (scene, "rename-operator",
                   "{\"operator\": %" G_GINT64_FORMAT ", \"name\": \"Anna Smith\"}",
                   scene_get_number (scene, anna, "customer"));
    scene_control_dialog (scene, "rename-chat", anna, ", \"title\": \"Anna Smith - Support\"");
    scene_expect (scene, anna, "Anna Petrova is called Anna Smith now.");
    g_assert_cmpstr (client_get_alias (scene->client, anna), ==, "Anna Smith");
}

/* Passed on in the browser: the portal's line says so, and ours only where that cannot be read. */
static void
test_skipped_elsewhere (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin_waiting (scene);

    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    scene_act (scene, KIM, "skip", anna);
    scene_expect_new (scene, anna, "skipped the conversation");
    stage_pass (stage);
    g_assert_cmpuint (count_new (scene, anna), ==, 1);
}

static void
test_skipped_without_words (void)
{
    g_autoptr (Stage) stage = stage_new ();
    Scene *scene = stage->scene;
    g_autofree char *anna = begin_unreadable (stage);

    scene_mark (scene);
    scene_act (scene, KIM, "skip", anna);
    scene_expect_new (scene, anna, "Another operator is asked now.");
    stage_pass (stage);
    g_assert_cmpuint (count_new (scene, anna), ==, 1);
}

static void
add_tests (void)
{
    g_test_add_func ("/live/customer-types", test_customer_types);
    g_test_add_func ("/live/colleague-types", test_colleague_types);
    g_test_add_func ("/live/operator-types", test_operator_types);
    g_test_add_func ("/live/operator-types-elsewhere", test_operator_types_elsewhere);
    g_test_add_func ("/live/typing-refused", test_typing_refused);
    g_test_add_func ("/live/edited", test_edited);
    g_test_add_func ("/live/edited-by-others", test_edited_by_others);
    g_test_add_func ("/live/edited-without-window", test_edited_without_window);
    g_test_add_func ("/live/deleted", test_deleted);
    g_test_add_func ("/live/liked", test_liked);
    g_test_add_func ("/live/changed-before-shown", test_changed_before_shown);
    g_test_add_func ("/live/delivery-failed", test_delivery_failed);
    g_test_add_func ("/live/reason-comes-first", test_reason_comes_first);
    g_test_add_func ("/live/own-words-from-elsewhere", test_own_words_from_elsewhere);
    g_test_add_func ("/live/taken-by-another", test_taken_by_another);
    g_test_add_func ("/live/taken-without-words", test_taken_without_words);
    g_test_add_func ("/live/said-by-the-portal", test_said_by_the_portal);
    g_test_add_func ("/live/skipped-elsewhere", test_skipped_elsewhere);
    g_test_add_func ("/live/skipped-without-words", test_skipped_without_words);
    g_test_add_func ("/live/handed-over", test_handed_over);
    g_test_add_func ("/live/bound", test_bound);
    g_test_add_func ("/live/blocked-and-renamed", test_blocked_and_renamed);
    g_test_add_func ("/live/customer-renamed", test_customer_renamed);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
