/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-kept — texts that have not reached the portal outlive a lost connection and the program, in
 * virtual time: they go out once, in order, or come back with the reason.
 */

#include "stage.h"

/* Two texts typed while the portal is away, and then nobody is signed in. */
typedef struct {
    Stage *stage;
    char *anna;
    char *path;
} Break;

static Break *
break_new (void)
{
    Break *self = g_new0 (Break, 1);
    g_autofree char *username = NULL;
    g_autofree char *file = NULL;

    self->stage = stage_new ();
    self->anna = scene_anna_with (self->stage->scene, KIM);
    username = scene_dup_username (self->stage->scene);
    file = g_strconcat (purple_escape_filename (username), ".outbox", NULL);
    self->path = g_build_filename (client_get_folder (), "openlines", file, NULL);
    return self;
}

static void
break_free (Break *self)
{
    stage_free (self->stage);
    g_free (self->anna);
    g_free (self->path);
    g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Break, break_free)

static gboolean
has_file (Break *self, const char *text)
{
    g_autofree char *data = NULL;

    return g_file_get_contents (self->path, &data, NULL, NULL) && strstr (data, text) != NULL;
}

static void
type_both (Break *self)
{
    Scene *scene = self->stage->scene;

    scene_go_down (scene);
    scene_mark (scene);
    client_type (scene->client, self->anna, "First");
    client_type (scene->client, self->anna, "Second");
    client_wait_for (scene->client, has_file (self, "Second"));
}

/* As when the network is gone for long: libpurple is told, and disconnects. */
static void
lose_connection (Break *self)
{
    Scene *scene = self->stage->scene;

    purple_connection_error_reason (client_get_connection (scene->client),
                                    PURPLE_CONNECTION_ERROR_NETWORK_ERROR, "gone");
    client_wait_for (scene->client, client_get_connection (scene->client) == NULL);
    client_forget (scene->client);
    scene_mark (scene);
}

/* The power fails: windows are gone, files stay as they were. */
static void
crash (Break *self)
{
    Scene *scene = self->stage->scene;
    g_autofree char *data = NULL;

    g_assert_true (g_file_get_contents (self->path, &data, NULL, NULL));
    client_sign_off (scene->client);
    client_close (scene->client, self->anna);
    g_assert_true (g_file_set_contents (self->path, data, -1, NULL));
    client_forget (scene->client);
    scene_mark (scene);
}

static void
come_back (Break *self)
{
    scene_go_up (self->stage->scene);
    client_sign_in (self->stage->scene->client);
}

static void
expect_sent (Break *self)
{
    Scene *scene = self->stage->scene;
    const ClientLine *line;

    line = scene_expect_new (scene, self->anna, "Second");
    g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
    line = scene_expect_new (scene, self->anna, "First");
    g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
    g_assert_cmpint (client_index_of_line (scene->client, self->anna, "First"), <,
                     client_index_of_line (scene->client, self->anna, "Second"));
    drive_pass (self->stage->drive, 10);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "First"), ==, 1);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "Second"), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, self->anna, "First"), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, self->anna, "Second"), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, self->anna, "had not gone out"), ==, 1);
    g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static void
expect_given_back (Break *self, const char *reason)
{
    Scene *scene = self->stage->scene;
    const ClientLine *line;

    line = scene_expect_new (scene, self->anna, "Second");
    g_assert_true (line->flags & PURPLE_MESSAGE_ERROR);
    g_assert_nonnull (strstr (line->plain, reason));
    line = scene_expect_new (scene, self->anna, "First");
    g_assert_true (line->flags & PURPLE_MESSAGE_ERROR);
    drive_pass (self->stage->drive, 10);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "First"), ==, 0);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "Second"), ==, 0);
    g_assert_cmpuint (client_count_lines (scene->client, self->anna, "First"), ==, 1);
    g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static void
test_lost (void)
{
    g_autoptr (Break) self = break_new ();

    type_both (self);
    lose_connection (self);
    g_assert_true (has_file (self, "First"));
    come_back (self);
    expect_sent (self);
}

static void
test_crash (void)
{
    g_autoptr (Break) self = break_new ();

    type_both (self);
    crash (self);
    come_back (self);
    expect_sent (self);
}

/* Who ends the program does not look at its windows any more. */
static void
test_quit (void)
{
    g_autoptr (Break) self = break_new ();

    type_both (self);
    purple_connections_disconnect_all ();
    g_assert_null (client_find_line (self->stage->scene->client, self->anna, "First"));
    g_assert_true (has_file (self, "First"));
    client_close (self->stage->scene->client, self->anna);
    come_back (self);
    expect_sent (self);
}

/* The portal had the text when the connection broke, only nobody knew. */
static void
test_lost_answer (void)
{
    g_autoptr (Break) self = break_new ();
    Scene *scene = self->stage->scene;

    scene_fault (scene, "im.message.add", "\"kind\": \"reset-after\", \"times\": -1");
    scene_mark (scene);
    client_type (scene->client, self->anna, "First");
    client_wait_for (scene->client, scene_count_messages (scene, self->anna, "First") == 1);
    lose_connection (self);
    scene_clear_faults (scene);
    client_sign_in (scene->client);
    scene_expect_new (scene, self->anna, "First");
    drive_pass (self->stage->drive, 60);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "First"), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, self->anna, "First"), ==, 1);
    g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

/* Nobody waits a quarter of an hour for an answer and wants it then. */
static void
test_too_late (void)
{
    g_autoptr (Break) self = break_new ();

    type_both (self);
    lose_connection (self);
    /* Nobody is signed in whom anything could be pushed to. */
    drive_set_pace (self->stage->drive, 0);
    drive_pass (self->stage->drive, 16 * 60);
    drive_set_pace (self->stage->drive, STAGE_PACE);
    come_back (self);
    expect_given_back (self, "for too long");
}

static void
test_taken (void)
{
    g_autoptr (Break) self = break_new ();

    type_both (self);
    lose_connection (self);
    scene_act (self->stage->scene, MARIA, "intercept", self->anna);
    come_back (self);
    expect_given_back (self, "Maria Lopez has taken the dialog");
}

static void
test_closed (void)
{
    g_autoptr (Break) self = break_new ();

    type_both (self);
    crash (self);
    scene_control_dialog (self->stage->scene, "leave", self->anna, ", \"rating\": 0");
    come_back (self);
    expect_given_back (self, "closed meanwhile");
    g_assert_cmpint (scene_get_session (self->stage->scene, self->anna), ==, 0);
}

/* Taken by a colleague while the portal was away, with the account online all the time. */
static void
test_taken_in_an_outage (void)
{
    g_autoptr (Break) self = break_new ();
    Scene *scene = self->stage->scene;

    type_both (self);
    drive_pass (self->stage->drive, 60);
    scene_act (scene, MARIA, "intercept", self->anna);
    scene_go_up (scene);
    scene_expect_new (scene, self->anna, "Maria Lopez has taken the dialog");
    drive_pass (self->stage->drive, 60);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "First"), ==, 0);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "Second"), ==, 0);
}

/* Who signs off gets the texts back, though the window is closed. */
static void
test_signed_off (void)
{
    g_autoptr (Break) self = break_new ();
    Scene *scene = self->stage->scene;

    type_both (self);
    client_close (scene->client, self->anna);
    scene_mark (scene);
    client_sign_off (scene->client);
    expect_given_back (self, "signed off");
    scene_go_up (scene);
    client_sign_in (scene->client);
    drive_pass (self->stage->drive, 60);
    g_assert_cmpuint (scene_count_messages (scene, self->anna, "First"), ==, 0);
}

/* A note and a reply instead. */
static void
type_others (Break *self)
{
    Scene *scene = self->stage->scene;

    scene_go_down (scene);
    scene_mark (scene);
    client_type (scene->client, self->anna, "/note First");
    client_type (scene->client, self->anna, "/reply Second");
    client_wait_for (scene->client, has_file (self, "Second"));
}

static gboolean
is_reply (Break *self, const char *words)
{
    return scene_has_detail (self->stage->scene, self->anna, words, "hidden", "false") &&
           !scene_has_detail (self->stage->scene, self->anna, words, "reply_to", "0");
}

/* What the customer must not read is not read by the customer after a crash either. */
static void
test_note_and_reply (gconstpointer how)
{
    g_autoptr (Break) self = break_new ();

    type_others (self);
    if (how != NULL)
        crash (self);
    else
        lose_connection (self);
    come_back (self);
    expect_sent (self);
    g_assert_nonnull (
        client_find_line (self->stage->scene->client, self->anna, "[internal] First"));
    g_assert_null (client_find_line (self->stage->scene->client, self->anna, "[internal] Second"));
    g_assert_true (scene_has_detail (self->stage->scene, self->anna, "First", "hidden", "true"));
    g_assert_true (is_reply (self, "Second"));
}

/* What comes back is sent as what it was when it is sent once more. */
static void
test_note_and_reply_come_back (void)
{
    g_autoptr (Break) self = break_new ();
    Scene *scene = self->stage->scene;
    const ClientLine *line;

    type_others (self);
    lose_connection (self);
    scene_act (scene, MARIA, "intercept", self->anna);
    come_back (self);
    line = scene_expect_new (scene, self->anna, "/note First");
    g_assert_nonnull (strstr (line->plain, "Maria Lopez has taken the dialog"));
    g_assert_nonnull (strstr (line->plain, "Your note for operators:"));
    line = scene_expect_new (scene, self->anna, "/reply Second");
    g_assert_nonnull (strstr (line->plain, "Your reply:"));
    expect_given_back (self, "Maria Lopez has taken the dialog");
}

/* The messenger takes no replies any more; that is no matter to a note. */
static void
test_note_in_a_blocked_dialog (void)
{
    g_autoptr (Break) self = break_new ();
    Scene *scene = self->stage->scene;

    scene_go_down (scene);
    scene_mark (scene);
    client_type (scene->client, self->anna, "/note First");
    client_wait_for (scene->client, has_file (self, "First"));
    lose_connection (self);
    scene_control_dialog (scene, "block-reply", self->anna, ", \"reason\": \"24H\"");
    come_back (self);
    scene_expect_new (scene, self->anna, "[internal] First");
    g_assert_true (scene_has_detail (scene, self->anna, "First", "hidden", "true"));
}

static void
sign_off_at_window (PurpleConversation *conversation, gpointer user_data)
{
    purple_account_disconnect (purple_conversation_get_account (conversation));
}

/* Another plugin cannot bear the window that is opened for them. */
static void
test_signed_off_by_the_window (void)
{
    g_autoptr (Break) self = break_new ();
    Scene *scene = self->stage->scene;
    int handle;

    type_both (self);
    crash (self);
    purple_signal_connect (purple_conversations_get_handle (), "conversation-created", &handle,
                           PURPLE_CALLBACK (sign_off_at_window), NULL);
    come_back (self);
    client_wait_for (scene->client, client_get_connection (scene->client) == NULL);
    purple_signals_disconnect_by_handle (&handle);
    expect_given_back (self, "signed off");
}

static void
test_deleted (void)
{
    g_autoptr (Break) self = break_new ();
    Scene *scene = self->stage->scene;
    g_autofree char *aside = g_strconcat (self->path, ".broken", NULL);

    type_both (self);
    lose_connection (self);
    g_assert_true (has_file (self, "First"));
    /* One that could not be read was put aside once. */
    g_assert_true (g_file_set_contents (aside, "First", -1, NULL));
    purple_accounts_delete (g_steal_pointer (&scene->client->account));
    g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
    g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
}

static void
add_tests (void)
{
    g_test_add_func ("/kept/lost", test_lost);
    g_test_add_func ("/kept/crash", test_crash);
    g_test_add_func ("/kept/quit", test_quit);
    g_test_add_func ("/kept/lost-answer", test_lost_answer);
    g_test_add_func ("/kept/too-late", test_too_late);
    g_test_add_func ("/kept/taken", test_taken);
    g_test_add_func ("/kept/closed", test_closed);
    g_test_add_func ("/kept/taken-in-an-outage", test_taken_in_an_outage);
    g_test_add_func ("/kept/signed-off", test_signed_off);
    g_test_add_func ("/kept/signed-off-by-the-window", test_signed_off_by_the_window);
    g_test_add_func ("/kept/deleted", test_deleted);
    g_test_add_data_func ("/kept/others/lost", NULL, test_note_and_reply);
    g_test_add_data_func ("/kept/others/crash", "crash", test_note_and_reply);
    g_test_add_func ("/kept/others/come-back", test_note_and_reply_come_back);
    g_test_add_func ("/kept/others/blocked", test_note_in_a_blocked_dialog);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
