/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-member — /take, /join, /leave, /invite: that it is done, what is said when it is not, and
 * who is a member afterwards.
 */

#include "client-virtual.h"
#include "refusals.h"
#include "ways.h"

#define TAKE   "imopenlines.session.intercept"
#define JOIN   "imopenlines.session.join"
#define LEAVE  "im.chat.leave"
#define INVITE "im.chat.user.add"
#define GET    "imopenlines.dialog.get"
#define PIN    "imopenlines.session.mode.pin"

#define DONE_TAKE   "You took the dialog over from Maria Lopez."
#define DONE_JOIN   "You joined the dialog: the customer gets what you write. Maria Lopez keeps it."
#define DONE_LEAVE  "You left the dialog."
#define DONE_INVITE "Maria Lopez was invited."

static gboolean
has_member (Scene *scene, const char *dialog, gint64 user)
{
    g_autofree char *members = scene_dup_detail (scene, dialog, NULL, "members");
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, user);
    g_auto (GStrv) ids = NULL;

    g_assert_nonnull (members);
    ids = g_strsplit_set (members, "[],", -1);
    return g_strv_contains ((const char *const *) ids, id);
}

static gint64
count_members (Scene *scene, const char *dialog)
{
    g_autofree char *members = scene_dup_detail (scene, dialog, NULL, "members");
    g_auto (GStrv) ids = g_strsplit (members, ",", -1);

    return g_strv_length (ids);
}

/* Maria's, and Kim is a member. */
static char *
joined_anna (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    return anna;
}

/* Maria's since Kim has passed it to her, and Kim still has its window. */
static char *
passed_anna (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "/transfer 28");
    scene_expect (scene, anna, "You passed the dialog to Maria Lopez.");
    scene_expect_status (scene, anna, "colleague");
    g_assert_false (has_member (scene, anna, KIM));
    return anna;
}

static char *
own_anna (Scene *scene)
{
    return scene_anna_with (scene, KIM);
}

/* ---- /take ---- */

static void
test_take (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = joined_anna (scene);

        ways_act (scene, way, anna, "/take", "Take over");
        scene_expect_new (scene, anna, DONE_TAKE);
        scene_expect_status (scene, anna, "reply");
        g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
        g_assert_false (has_member (scene, anna, MARIA));
    }
}

static void
test_take_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    ways_act (scene, 0, anna, "/take", NULL);
    scene_expect_new (scene, anna, "/answer takes it.");
    g_assert_false (client_has_item (scene->client, anna, "Take over"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, 0);
    g_assert_cmpuint (scene_count_calls (scene, TAKE), ==, 0);
}

static void
test_take_own (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    ways_act (scene, 0, anna, "/take", NULL);
    scene_expect_new (scene, anna, "This dialog is yours already.");
    ways_act (scene, 0, anna, "/take it", NULL);
    scene_expect_new (scene, anna, "Usage: /take");
    g_assert_cmpuint (scene_count_calls (scene, TAKE), ==, 0);
}

/* Nothing came of it, and before the dialog is read again another colleague has it. */
static void
test_take_too_late (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = joined_anna (scene);

    scene_fault (scene, TAKE, "\"kind\": \"true-nothing\"");
    scene_hold (scene, GET);
    ways_act (scene, 0, anna, "/take", NULL);
    scene_wait_held (scene, GET);
    scene_control_dialog (scene, "operator-transfer", anna, ", \"operator\": 28, \"to\": 29");
    scene_release (scene, GET);
    scene_expect_new (scene, anna, "has the dialog now.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, IVAN);
}

static void
test_take_closed_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = joined_anna (scene);

    scene_hold (scene, TAKE);
    ways_act (scene, 0, anna, "/take", NULL);
    scene_wait_held (scene, TAKE);
    scene_act (scene, MARIA, "finish", anna);
    scene_release (scene, TAKE);
    scene_expect_new (scene, anna, "The dialog was closed meanwhile.");
}

/* ---- /join ---- */

static void
test_join (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = passed_anna (scene);

        ways_act (scene, way, anna, "/join", "Join");
        scene_expect_new (scene, anna, DONE_JOIN);
        g_assert_true (has_member (scene, anna, KIM));
        g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
        scene_expect_status (scene, anna, "colleague");
        client_type (scene->client, anna, "I can help");
        client_wait_for (scene->client, scene_count_messages (scene, anna, "I can help") == 1);
    }
}

/* In silent mode the customer gets nothing, and nobody is told otherwise. */
static void
test_join_silent (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = passed_anna (scene);

    scene_act (scene, MARIA, "silent", anna);
    ways_act (scene, 0, anna, "/join", NULL);
    scene_expect_new (scene, anna, "You joined the dialog. Maria Lopez keeps it.");
    ways_act (scene, 0, anna, "/join", NULL);
    scene_expect_new (scene, anna, "You are a member of this dialog already.");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "the customer gets what"), ==, 0);
}

static void
test_join_twice (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = joined_anna (scene);

    ways_act (scene, 0, anna, "/join", NULL);
    scene_expect_new (scene, anna, "You are a member of this dialog already");
    g_assert_cmpuint (scene_count_calls (scene, JOIN), ==, 0);
    client_wait_for (scene->client, !client_has_item (scene->client, anna, "Join"));
}

static void
test_join_own (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    ways_act (scene, 0, anna, "/join", NULL);
    scene_expect_new (scene, anna, "This dialog is yours already.");
    g_assert_cmpuint (scene_count_calls (scene, JOIN), ==, 0);
}

/* Who is a member cannot be read: that is said, and nothing else claimed. */
static void
test_join_unread (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = passed_anna (scene);

    scene_fault (
        scene, "im.dialog.users.list",
        "\"kind\": \"status\", \"status\": 403, \"code\": \"ACCESS_ERROR\", \"times\": -1");
    ways_act (scene, 0, anna, "/join", NULL);
    scene_expect_new (scene, anna, "did not tell whether you are a member");
}

/* ---- /leave ---- */

static void
test_leave (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = joined_anna (scene);

        ways_act (scene, way, anna, "/leave", "Leave");
        scene_expect_new (scene, anna, DONE_LEAVE);
        g_assert_false (has_member (scene, anna, KIM));
        g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
    }
}

static void
test_leave_own (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    ways_act (scene, 0, anna, "/leave", NULL);
    scene_expect_new (scene, anna, "/finish, /skip or /transfer it.");
    g_assert_false (client_has_item (scene->client, anna, "Leave"));
    g_assert_cmpuint (scene_count_calls (scene, LEAVE), ==, 0);
}

static void
test_leave_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    ways_act (scene, 0, anna, "/leave", NULL);
    scene_expect_new (scene, anna, "/skip passes it on.");
    g_assert_cmpuint (scene_count_calls (scene, LEAVE), ==, 0);
}

static void
test_leave_stranger (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = passed_anna (scene);

    ways_act (scene, 0, anna, "/leave", NULL);
    scene_expect_new (scene, anna, "there is nothing to leave");
    g_assert_cmpuint (scene_count_calls (scene, LEAVE), ==, 0);
}

/* Maria passes it to Kim while Kim leaves: the portal does not let its operator go. */
static void
test_leave_as_operator (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = joined_anna (scene);

    scene_hold (scene, LEAVE);
    ways_act (scene, 0, anna, "/leave", NULL);
    scene_wait_held (scene, LEAVE);
    scene_control_dialog (scene, "operator-transfer", anna, ", \"operator\": 28, \"to\": 27");
    scene_release (scene, LEAVE);
    scene_expect_new (scene, anna, "you are the operator of this dialog by now");
    g_assert_true (has_member (scene, anna, KIM));
}

/* ---- /invite ---- */

static void
test_invite (void)
{
    for (guint way = 0; way < WAYS_N; way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = own_anna (scene);

        ways_act (scene, way, anna, "/invite", "Invite…");
        client_wait_for (scene->client, client_get_request (scene->client) != NULL);
        client_select (scene->client, "Maria Lopez");
        client_confirm (scene->client, way % 2 == 0 ? CLIENT_PIDGIN : CLIENT_FINCH);
        scene_expect_new (scene, anna, DONE_INVITE);
        g_assert_true (has_member (scene, anna, MARIA));
        g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    }
}

static void
test_invite_by_name (void)
{
    static const char *const commands[] = { "/invite 28", "/invite Maria Lopez", "/invite maria" };

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = own_anna (scene);

        ways_act (scene, 0, anna, commands[i], NULL);
        scene_expect_new (scene, anna, DONE_INVITE);
        g_assert_true (has_member (scene, anna, MARIA));
        g_assert_null (client_get_request (scene->client));
    }
}

static void
test_invite_nobody (void)
{
    static const struct {
        const char *command;
        const char *says;
    } cases[] = {
        { "/invite Zorro", "No operator is called “Zorro”. Type /invite alone" },
        { "/invite 999999", "Nobody on the portal has the number 999999. Type /invite alone" },
        { "/invite line Sales", "No operator is called “line Sales”" },
        { "/invite Kim Oh", "the dialog is yours already" },
    };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        ways_act (scene, 0, anna, cases[i].command, NULL);
        scene_expect_new (scene, anna, cases[i].says);
    }
    g_assert_cmpuint (scene_count_calls (scene, INVITE), ==, 0);
}

/* Looking for somebody takes its time: what is asked for meanwhile comes first, and the invitation
 * waits for it. */
static void
test_invite_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    scene_hold (scene, PIN);
    scene_hold (scene, "user.get");
    ways_act (scene, 0, anna, "/invite 28", NULL);
    scene_wait_held (scene, "user.get");
    ways_act (scene, 0, anna, "/pin", NULL);
    scene_wait_held (scene, PIN);
    scene_release (scene, "user.get");
    scene_release (scene, PIN);
    scene_expect_new (scene, anna, DONE_INVITE);
    scene_expect (scene, anna, "The dialog is pinned");
    g_assert_cmpuint (client_count_lines (scene->client, anna, "One moment"), ==, 0);
    g_assert_true (has_member (scene, anna, MARIA));
}

static void
test_invite_member (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);

    scene_act (scene, MARIA, "join", anna);
    ways_act (scene, 0, anna, "/invite Maria", NULL);
    scene_expect_new (scene, anna, "Maria Lopez is a member of this dialog already.");
    g_assert_cmpuint (scene_count_calls (scene, INVITE), ==, 0);
}

/* The picker has operators only, and closing it does nothing. */
static void
test_invite_cancelled (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = own_anna (scene);
    g_auto (GStrv) rows = NULL;

    ways_act (scene, 0, anna, "/invite", NULL);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    rows = client_dup_rows (scene->client);
    for (guint i = 0; rows[i] != NULL; i++)
        g_assert_false (g_str_has_prefix (rows[i], "Line:"));
    client_cancel (scene->client);
    scene_expect_new (scene, anna, "nobody was invited");
    g_assert_cmpuint (scene_count_calls (scene, INVITE), ==, 0);
}

static void
test_invite_into_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    ways_act (scene, 0, anna, "/invite Maria", NULL);
    scene_expect_new (scene, anna, "This dialog waits for an operator");
    g_assert_cmpuint (scene_count_calls (scene, INVITE), ==, 0);
}

/* ---- Refusals ---- */

static const Refusal refusals[] = {
    { .name = "take",
      .method = TAKE,
      .command = "/take",
      .label = "Take over",
      .prepare = joined_anna,
      .success = "You took",
      .nothing = "Maria Lopez still has the dialog",
      .codes = { { "CHAT_ID_EMPTY", NULL }, { "OPERATOR_WRONG", "You may not do this on" } } },
    { .name = "join",
      .method = JOIN,
      .command = "/join",
      .label = "Join",
      .prepare = passed_anna,
      .success = "You joined",
      .nothing = "The portal did not let you in.",
      .measure = count_members },
    { .name = "leave",
      .method = LEAVE,
      .command = "/leave",
      .label = "Leave",
      .prepare = joined_anna,
      .success = "You left",
      .nothing = "You are still a member",
      .measure = count_members,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "CHAT_ID_EMPTY", NULL },
                 { "DIALOG_ID_EMPTY", NULL },
                 { "WRONG_REQUEST", "you are no member of this dialog" },
                 { "ACCESS_DENIED_KICK", "/finish, /skip or /transfer it" },
                 { "LEAVE_OWNER_FORBIDDEN", "/finish, /skip or /transfer it" },
                 { "ACCESS_ERROR", "does not let you leave" } } },
    { .name = "invite",
      .method = INVITE,
      .command = "/invite 28",
      .label = "Invite…",
      .prepare = own_anna,
      .success = "Lopez was invited",
      .nothing = "Maria Lopez is still no member",
      .measure = count_members,
      .flags = REFUSAL_OWN_CHECK,
      .codes = { { "WRONG_REQUEST", "cannot invite this person" },
                 { "ACCESS_ERROR", "You may not invite anybody here" },
                 { "ACCESS_DENIED", "You may not invite anybody on the Support line" },
                 { "CHAT_ID_EMPTY", NULL },
                 { "USER_ID", "does not know this person" } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/member/take", test_take);
    g_test_add_func ("/member/take-waiting", test_take_waiting);
    g_test_add_func ("/member/take-own", test_take_own);
    g_test_add_func ("/member/take-too-late", test_take_too_late);
    g_test_add_func ("/member/take-closed-meanwhile", test_take_closed_meanwhile);
    g_test_add_func ("/member/join", test_join);
    g_test_add_func ("/member/join-silent", test_join_silent);
    g_test_add_func ("/member/join-twice", test_join_twice);
    g_test_add_func ("/member/join-own", test_join_own);
    g_test_add_func ("/member/join-unread", test_join_unread);
    g_test_add_func ("/member/leave", test_leave);
    g_test_add_func ("/member/leave-own", test_leave_own);
    g_test_add_func ("/member/leave-waiting", test_leave_waiting);
    g_test_add_func ("/member/leave-stranger", test_leave_stranger);
    g_test_add_func ("/member/leave-as-operator", test_leave_as_operator);
    g_test_add_func ("/member/invite", test_invite);
    g_test_add_func ("/member/invite-by-name", test_invite_by_name);
    g_test_add_func ("/member/invite-nobody", test_invite_nobody);
    g_test_add_func ("/member/invite-meanwhile", test_invite_meanwhile);
    g_test_add_func ("/member/invite-member", test_invite_member);
    g_test_add_func ("/member/invite-cancelled", test_invite_cancelled);
    g_test_add_func ("/member/invite-into-waiting", test_invite_into_waiting);
    refusals_add_tests ("member", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
