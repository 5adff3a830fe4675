/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-reply — what becomes of what the operator types, by the dialog's state (design §1b); that a
 * text goes out exactly once or comes back with the reason.
 */

#include "client-virtual.h"

/* What the operator sees of an own text that was sent. */
static const ClientLine *
expect_sent (Scene *scene, const char *dialog, const char *text)
{
    const ClientLine *line = scene_expect (scene, dialog, text);

    g_assert_true (line->flags & PURPLE_MESSAGE_SEND);
    g_assert_cmpuint (scene_count_messages (scene, dialog, text), ==, 1);
    return line;
}

/* A text that was not sent is given back in the window and did not reach the portal. */
static void
expect_given_back (Scene *scene, const char *dialog, const char *text, const char *reason)
{
    const ClientLine *line = scene_expect_new (scene, dialog, reason);

    g_assert_false (line->flags & PURPLE_MESSAGE_SEND);
    line = scene_expect_new (scene, dialog, text);
    g_assert_false (line->flags & PURPLE_MESSAGE_SEND);
    g_assert_cmpuint (scene_count_messages (scene, dialog, text), ==, 0);
}

static gboolean
has_status_text (Scene *scene, const char *dialog, const char *expected)
{
    g_autofree char *text = client_dup_status_text (scene->client, dialog);

    return g_str_equal (text, expected);
}

static void
expect_status_text (Scene *scene, const char *dialog, const char *text)
{
    client_wait_for (scene->client, has_status_text (scene, dialog, text));
}

/* ---- by state ---- */

static void
test_mine (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "Good morning Anna, let me look.");
    expect_sent (scene, anna, "Good morning Anna, let me look.");
    scene_expect_status (scene, anna, "answered");
    g_assert_cmpint (scene_get_status (scene, anna), ==, 40);
    scene_wait_ticks (scene, 3);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Good morning"), ==, 1);
}

static void
test_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);
    int yours;

    scene_expect (scene, anna, "Hello");
    client_type (scene->client, anna, "Good morning");
    expect_sent (scene, anna, "Good morning");
    yours = client_index_of_line (scene->client, anna, "The dialog is yours.");
    g_assert_cmpint (yours, >=, 0);
    g_assert_cmpint (yours, <, client_index_of_line (scene->client, anna, "Good morning"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    g_assert_cmpint (scene_get_status (scene, anna), ==, 40);
}

/* Several texts before the answer is there: one answering, all texts, in order. */
static void
test_waiting_several (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_hold (scene, "imopenlines.operator.answer");
    client_type (scene->client, anna, "First");
    client_type (scene->client, anna, "Second");
    scene_wait_held (scene, "imopenlines.operator.answer");
    client_type (scene->client, anna, "Third");
    g_assert_cmpuint (scene_count_calls (scene, "im.message.add"), ==, 0);
    scene_release (scene, "imopenlines.operator.answer");
    expect_sent (scene, anna, "Third");
    expect_sent (scene, anna, "First");
    expect_sent (scene, anna, "Second");
    g_assert_cmpint (client_index_of_line (scene->client, anna, "First"), <,
                     client_index_of_line (scene->client, anna, "Second"));
    g_assert_cmpint (client_index_of_line (scene->client, anna, "Second"), <,
                     client_index_of_line (scene->client, anna, "Third"));
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.answer"), ==, 1);
}

/* The text follows the command before the portal has answered that. */
static void
test_waiting_for_the_command (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_hold (scene, "imopenlines.operator.answer");
    client_type (scene->client, anna, "/answer");
    scene_wait_held (scene, "imopenlines.operator.answer");
    client_type (scene->client, anna, "First");
    client_type (scene->client, anna, "Second");
    scene_release (scene, "imopenlines.operator.answer");
    expect_sent (scene, anna, "First");
    expect_sent (scene, anna, "Second");
    g_assert_cmpint (client_index_of_line (scene->client, anna, "First"), <,
                     client_index_of_line (scene->client, anna, "Second"));
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.answer"), ==, 1);
}

static void
test_waiting_without_answering (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    purple_account_set_bool (scene->client->account, "answer-on-reply", FALSE);
    client_sign_in (scene->client);
    anna = scene_anna (scene);
    scene_expect (scene, anna, "Hello");
    scene_mark (scene);
    client_type (scene->client, anna, "Good morning");
    expect_given_back (scene, anna, "Good morning", "/answer");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, 0);
    client_type (scene->client, anna, "/answer");
    scene_expect_new (scene, anna, "The dialog is yours.");
    client_type (scene->client, anna, "Good evening");
    expect_sent (scene, anna, "Good evening");
}

/* A colleague answers while our own answer is on its way. */
static void
test_lost_race (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_hold (scene, "imopenlines.operator.answer");
    scene_mark (scene);
    client_type (scene->client, anna, "Good morning");
    scene_wait_held (scene, "imopenlines.operator.answer");
    scene_act (scene, MARIA, "answer", anna);
    scene_release (scene, "imopenlines.operator.answer");
    expect_given_back (scene, anna, "Good morning", "Maria Lopez was faster");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
    g_assert_cmpuint (scene_count_calls (scene, "im.message.add"), ==, 0);
}

/* Signed off before the answer was there: the texts come back. */
static void
test_signed_off_while_answering (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_hold (scene, "imopenlines.operator.answer");
    scene_mark (scene);
    client_type (scene->client, anna, "First");
    client_type (scene->client, anna, "Second");
    scene_wait_held (scene, "imopenlines.operator.answer");
    client_sign_off (scene->client);
    expect_given_back (scene, anna, "First", "signed off");
    expect_given_back (scene, anna, "Second", "signed off");
}

static void
test_colleague (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    scene_act (scene, MARIA, "answer", anna);
    expect_status_text (scene, anna, "with Maria Lopez");
    scene_mark (scene);
    client_type (scene->client, anna, "Good morning");
    expect_given_back (scene, anna, "Good morning", "Maria Lopez");
}

/* A member may write beside the colleague who has the dialog. */
static void
test_colleague_as_member (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "join", anna);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "colleague");
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    client_type (scene->client, anna, "Maria knows better than I.");
    expect_sent (scene, anna, "Maria knows better than I.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
}

static void
test_closed (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_finish_here (scene, anna);
    scene_mark (scene);
    client_type (scene->client, anna, "One more thing");
    expect_given_back (scene, anna, "One more thing", "/start");
    g_assert_cmpint (scene_get_session (scene, anna), ==, 0);
}

static void
test_blocked (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control_dialog (scene, "block-reply", anna, ", \"reason\": \"24H\"");
    scene_write (scene, anna, "A word");
    scene_expect (scene, anna, "A word");
    scene_wait_ticks (scene, 2);
    scene_mark (scene);
    client_type (scene->client, anna, "Good morning");
    expect_given_back (scene, anna, "Good morning", "since");
}

/* ---- what goes wrong on the way ---- */

static void
test_unreachable (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_go_down (scene);
    client_type (scene->client, anna, "First words");
    scene_expect (scene, anna, "No connection; your text goes out when it is back.");
    client_type (scene->client, anna, "Second words");
    client_settle ();
    g_assert_true (client_is_online (scene->client));
    scene_go_up (scene);
    expect_sent (scene, anna, "Second words");
    expect_sent (scene, anna, "First words");
    g_assert_cmpint (client_index_of_line (scene->client, anna, "First words"), <,
                     client_index_of_line (scene->client, anna, "Second words"));
}

/* Signing off gives back what could not be sent; the next sign-in does not send it. */
static void
test_unreachable_then_off (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_go_down (scene);
    client_type (scene->client, anna, "Words in vain");
    scene_expect (scene, anna, "No connection");
    scene_mark (scene);
    client_sign_off (scene->client);
    g_assert_nonnull (client_find_line_from (scene->client, 0, anna, "Words in vain"));
    scene_go_up (scene);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "reply");
    scene_wait_ticks (scene, 3);
    g_assert_cmpuint (scene_count_messages (scene, anna, "Words in vain"), ==, 0);
}

/* The portal takes the text, the answer gets lost: the repetition must not double it. */
static void
test_answer_lost (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_fault (scene, "im.message.add", "\"kind\": \"reset-after\"");
    client_type (scene->client, anna, "Only once, please");
    expect_sent (scene, anna, "Only once, please");
    client_wait_for (scene->client, scene_count_calls (scene, "im.message.add") >= 2);
    scene_wait_ticks (scene, 3);
    g_assert_cmpuint (scene_count_messages (scene, anna, "Only once, please"), ==, 1);
    g_assert_cmpuint (client_count_lines (scene->client, anna, "Only once, please"), ==, 1);
}

static void
test_slow_down (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_fault (scene, "im.message.add",
                 "\"kind\": \"status\", \"status\": 503, \"code\": \"QUERY_LIMIT_EXCEEDED\"");
    client_type (scene->client, anna, "With patience");
    expect_sent (scene, anna, "With patience");
}

static void
assert_refused (const char *code)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    g_test_message ("%s", code);
    scene_refuse (scene, "im.message.add", code);
    scene_mark (scene);
    client_type (scene->client, anna, "Good morning");
    line = scene_expect_new (scene, anna, "Good morning");
    g_assert_false (line->flags & PURPLE_MESSAGE_SEND);
    g_assert_cmpuint (scene_count_messages (scene, anna, "Good morning"), ==, 0);
    for (guint i = 0; i < scene->client->lines->len; i++) {
        line = g_ptr_array_index (scene->client->lines, i);
        g_assert_null (strstr (line->plain, code));
    }
    /* Nothing stays stuck behind it. */
    client_type (scene->client, anna, "Once more");
    expect_sent (scene, anna, "Once more");
}

static void
test_refused (void)
{
    static const char *const codes[] = {
        "MESSAGE_EMPTY",       "CANCELED",
        "ERROR_NO_ACCESS",     "ACCESS_ERROR",
        "TEXT_FIELD_DISABLED", "ERROR_FROM_OTHER_MODULE",
        "PARAMS_ERROR",        "EMPTY_MESSAGE",
        "NO_SUCH_CODE_AT_ALL",
    };

    for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
        assert_refused (codes[i]);
}

/* ---- the text itself ---- */

static void
test_long (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < 6000; i++)
        g_string_append_printf (text, "word%04u ", i);
    g_string_append (text, "end of all");
    client_type (scene->client, anna, text->str);
    scene_expect (scene, anna, "end of all");
    /* In parts, in order, and nothing was cut. */
    g_assert_cmpuint (client_count_lines (scene->client, anna, "word"), ==, 3);
    g_assert_nonnull (client_find_line (scene->client, anna, "word0000"));
    g_assert_nonnull (client_find_line (scene->client, anna, "word5999"));
    for (guint i = 0; i < scene->client->lines->len; i++) {
        ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        g_assert_cmpint (g_utf8_strlen (line->plain, -1), <=, 20000);
    }
    g_string_free (text, TRUE);
}

static void
assert_arrives (Scene *scene, const char *dialog, const char *text, ClientUi ui)
{
    client_type_as (scene->client, dialog, text, ui);
    client_wait_for (scene->client, scene_count_messages (scene, dialog, text) == 1);
    client_wait_for (scene->client, client_count_lines (scene->client, dialog, text) == 1);
}

/* What is typed arrives letter by letter, whatever HTML thinks of it. */
static void
test_letters (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    assert_arrives (scene, anna, "a < b && c > d \"quoted\" 'too'", CLIENT_PIDGIN);
    assert_arrives (scene, anna, "1 < 2 & 3 > 2", CLIENT_FINCH);
    assert_arrives (scene, anna, "<b>not bold</b> &amp;", CLIENT_PIDGIN);
    assert_arrives (scene, anna, "Приве́т, 你好, 🙂", CLIENT_PIDGIN);
    assert_arrives (scene, anna, "https://example.com/?a=1&b=2#c", CLIENT_PIDGIN);
    assert_arrives (scene, anna, "100% of $result[x] + 1", CLIENT_PIDGIN);
}

static void
test_line_breaks (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "first line\nsecond line");
    scene_expect (scene, anna, "second line");
    g_assert_cmpuint (scene_count_messages (scene, anna, "first line\nsecond line"), ==, 1);
}

/* ---- commands and paths ---- */

static void
assert_guarded (Scene *scene, const char *dialog, const char *text)
{
    g_test_message ("“%s”", text);
    scene_mark (scene);
    /* As a text that reaches send_im in spite of the UI's own guards. */
    purple_conv_im_send (PURPLE_CONV_IM (client_find_window (scene->client, dialog)), text);
    scene_expect_new (scene, dialog, "/");
}

static void
test_mistyped (void)
{
    static const char *const texts[] = {
        "/finsh", "/trasnfer Maria", " /skip", "/anwser", "/FINISH", "/spam", "/Skip it", "/finish",
    };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        assert_guarded (scene, anna, texts[i]);
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (scene_count_calls (scene, "im.message.add"), ==, 0);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

/* In Pidgin a mistyped command never leaves the window. */
static void
test_mistyped_in_the_uis (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    client_type_as (scene->client, anna, "/finsh", CLIENT_PIDGIN);
    scene_expect_new (scene, anna, "ommand");
    scene_mark (scene);
    client_type_as (scene->client, anna, "/finsh", CLIENT_FINCH);
    scene_expect_new (scene, anna, "ommand");
    scene_wait_ticks (scene, 1);
    g_assert_cmpuint (scene_count_calls (scene, "im.message.add"), ==, 0);
}

static void
test_paths (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    assert_arrives (scene, anna, "/etc/hosts is the file", CLIENT_PIDGIN);
    assert_arrives (scene, anna, "look into /finish later", CLIENT_PIDGIN);
    assert_arrives (scene, anna, "// is a comment", CLIENT_PIDGIN);
    client_type_as (scene->client, anna, "//home/anna", CLIENT_FINCH);
    client_wait_for (scene->client, scene_count_messages (scene, anna, "/home/anna") == 1);
}

static void
test_offline (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_sign_off (scene->client);
    client_type (scene->client, anna, "Nobody hears this");
    client_type_as (scene->client, anna, "Nobody hears this", CLIENT_FINCH);
    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "reply");
    g_assert_cmpuint (scene_count_messages (scene, anna, "Nobody hears this"), ==, 0);
}

static void
add_state_tests (void)
{
    g_test_add_func ("/reply/mine", test_mine);
    g_test_add_func ("/reply/waiting", test_waiting);
    g_test_add_func ("/reply/waiting-several", test_waiting_several);
    g_test_add_func ("/reply/waiting-for-the-command", test_waiting_for_the_command);
    g_test_add_func ("/reply/waiting-without-answering", test_waiting_without_answering);
    g_test_add_func ("/reply/lost-race", test_lost_race);
    g_test_add_func ("/reply/signed-off-while-answering", test_signed_off_while_answering);
    g_test_add_func ("/reply/colleague", test_colleague);
    g_test_add_func ("/reply/colleague-as-member", test_colleague_as_member);
    g_test_add_func ("/reply/closed", test_closed);
    g_test_add_func ("/reply/blocked", test_blocked);
}

static void
add_tests (void)
{
    add_state_tests ();
    g_test_add_func ("/reply/unreachable", test_unreachable);
    g_test_add_func ("/reply/unreachable-then-off", test_unreachable_then_off);
    g_test_add_func ("/reply/answer-lost", test_answer_lost);
    g_test_add_func ("/reply/slow-down", test_slow_down);
    g_test_add_func ("/reply/refused", test_refused);
    g_test_add_func ("/reply/long", test_long);
    g_test_add_func ("/reply/letters", test_letters);
    g_test_add_func ("/reply/line-breaks", test_line_breaks);
    g_test_add_func ("/reply/mistyped", test_mistyped);
    g_test_add_func ("/reply/mistyped-in-the-uis", test_mistyped_in_the_uis);
    g_test_add_func ("/reply/paths", test_paths);
    g_test_add_func ("/reply/offline", test_offline);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
