/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-transfer — /transfer: whom one means, the picker, what comes of it.
 */

#include "client-virtual.h"

static void
transfer (Scene *scene, const char *dialog, const char *to)
{
    g_autofree char *command = g_strconcat ("/transfer", to[0] != '\0' ? " " : "", to, NULL);

    g_test_message ("%s", command);
    scene_mark (scene);
    client_type (scene->client, dialog, command);
}

static void
assert_to_maria (const char *to)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    transfer (scene, anna, to);
    scene_expect_new (scene, anna, "You passed the dialog to Maria Lopez.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
    g_assert_null (client_get_request (scene->client));
}

static void
test_to_operator (void)
{
    assert_to_maria ("28");
    assert_to_maria ("Maria Lopez");
    assert_to_maria ("maria lopez");
    assert_to_maria ("Maria");
    assert_to_maria ("Lop");
    assert_to_maria ("Lopez Maria");
    assert_to_maria ("  Maria  ");
}

static void
assert_to_sales (const char *to)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    transfer (scene, anna, to);
    scene_expect_new (scene, anna, "You passed the dialog to the Sales line.");
    g_assert_cmpint (scene_get_line (scene, anna), ==, SALES);
    g_assert_cmpint (scene_get_owner (scene, anna), !=, KIM);
}

static void
test_to_line (void)
{
    assert_to_sales ("line Sales");
    assert_to_sales ("line sales");
    assert_to_sales ("line 9");
    assert_to_sales ("line Sal");
}

/* As the portal itself writes targets. */
static void
test_to_queue (void)
{
    assert_to_sales ("queue9");
    assert_to_sales ("QUEUE9");
}

/* ---- Whom the operator chose lately ---- */

/* A customer of Kim's, with an open window. */
static char *
own_customer (Scene *scene, const char *name)
{
    char *dialog = scene_customer (scene, name, "Support", "telegrambot", "Hello");

    scene_act (scene, KIM, "answer", dialog);
    scene_expect_status (scene, dialog, "reply");
    client_open (scene->client, dialog);
    scene_expect (scene, dialog, "Hello");
    return dialog;
}

/* The first rows of the picker, after that of nobody. */
static void
assert_first_rows (Scene *scene, const char *dialog, const char *first, const char *second)
{
    g_auto (GStrv) rows = NULL;

    transfer (scene, dialog, "");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    rows = client_dup_rows (scene->client);
    g_assert_cmpuint (g_strv_length (rows), >, 3);
    g_assert_cmpstr (rows[0], ==, "(nobody yet)");
    if (!g_str_has_prefix (rows[1], first) || !g_str_has_prefix (rows[2], second))
        g_error ("the first rows are “%s” and “%s”", rows[1], rows[2]);
    for (guint i = 2; rows[i] != NULL; i++)
        g_assert_false (g_str_has_prefix (rows[i], first));
}

static void
test_recent (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = own_customer (scene, "Anna Petrova");
    g_autofree char *ben = own_customer (scene, "Ben Okafor");
    g_autofree char *chen = own_customer (scene, "Chen Li");

    transfer (scene, anna, "29");
    scene_expect_new (scene, anna, "You passed the dialog to Ivan");
    assert_first_rows (scene, ben, "Ivan", "");
    client_select (scene->client, "Line: Sales");
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect_new (scene, ben, "You passed the dialog to the Sales line.");
    assert_first_rows (scene, chen, "Line: Sales", "Ivan");
    client_cancel (scene->client);

    /* Also tomorrow. */
    client_sign_off (scene->client);
    client_sign_in (scene->client);
    scene_expect_status (scene, chen, "reply");
    assert_first_rows (scene, chen, "Line: Sales", "Ivan");
    client_cancel (scene->client);
}

/* At most five, each once; what somebody wrote into the settings by hand does no harm. */
static void
test_recent_kept (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    purple_account_set_string (scene->client->account, "recent-targets",
                               "queue9 rubbish 28 queue 29 -1 queue28x 30 28 31");
    client_sign_in (scene->client);
    anna = own_customer (scene, "Anna Petrova");
    assert_first_rows (scene, anna, "Line: Sales", "Maria Lopez");
    client_select (scene->client, "Ivan");
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect_new (scene, anna, "You passed the dialog to Ivan");
    g_assert_cmpstr (purple_account_get_string (scene->client->account, "recent-targets", NULL), ==,
                     "29 queue9 28 queue28 30");
}

/* Two lines of one name: which one is meant only the operator can say. */
static void
test_lines_of_one_name (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;
    g_auto (GStrv) rows = NULL;

    scene_control (scene, "line", "{\"id\": %d, \"name\": \"Support\"}", SALES);
    anna = scene_anna_with (scene, KIM);
    transfer (scene, anna, "line Support");
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    rows = client_dup_rows (scene->client);
    g_assert_true (g_strv_contains ((const char *const *) rows, "Line: Support"));
    client_select (scene->client, "Line: Support (9)");
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect_new (scene, anna, "You passed the dialog to the Support line.");
    g_assert_cmpint (scene_get_line (scene, anna), ==, SALES);
}

/* A waiting dialog can be passed on too. */
static void
test_waiting (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    transfer (scene, anna, "Maria");
    scene_expect_new (scene, anna, "You passed the dialog to Maria Lopez.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
}

static void
test_unknown (void)
{
    static const char *const names[] = { "Zorro",    "999999", "line Zorro",
                                         "line 999", "line",   "queue999" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        const ClientLine *line;

        transfer (scene, anna, names[i]);
        line = scene_expect_new (scene, anna, "");
        g_assert_cmpuint (strlen (line->plain), >, 10);
        g_assert_null (strstr (line->plain, "You passed"));
        g_assert_null (client_get_request (scene->client));
    }
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    g_assert_cmpuint (scene_count_calls (scene, "imopenlines.operator.transfer"), ==, 0);
}

static void
test_to_myself (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    transfer (scene, anna, "27");
    line = scene_expect_new (scene, anna, "");
    g_assert_null (strstr (line->plain, "You passed"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    transfer (scene, anna, "Kim Oh");
    line = scene_expect_new (scene, anna, "");
    g_assert_null (strstr (line->plain, "You passed"));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

/* Dismissed people, guests from outside and bots cannot take a dialog. */
static void
test_to_nobody (void)
{
    static const char *const ids[] = { "32", "33", "35" };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
        const ClientLine *line;

        transfer (scene, anna, ids[i]);
        line = scene_expect_new (scene, anna, "");
        g_assert_cmpuint (strlen (line->plain), >, 10);
        g_assert_null (strstr (line->plain, "You passed"));
    }
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

/* ---- the picker ---- */

static void
assert_rows (Scene *scene, const char *present, const char *absent)
{
    g_auto (GStrv) rows = client_dup_rows (scene->client);
    g_autofree char *all = g_strjoinv ("\n", rows);

    g_assert_cmpuint (g_strv_length (rows), <=, 50);
    if (present != NULL && strstr (all, present) == NULL)
        g_error ("no “%s” among:\n%s", present, all);
    if (absent != NULL && strstr (all, absent) != NULL)
        g_error ("“%s” is among:\n%s", absent, all);
}

static void
wait_for_picker (Scene *scene)
{
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    g_assert_cmpint (client_get_request (scene->client)->type, ==, PURPLE_REQUEST_FIELDS);
}

static void
test_picker (void)
{
    static const ClientUi uis[] = { CLIENT_PIDGIN, CLIENT_FINCH };

    for (guint i = 0; i < G_N_ELEMENTS (uis); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        transfer (scene, anna, "");
        wait_for_picker (scene);
        assert_rows (scene, "Maria Lopez", "Kim Oh");
        assert_rows (scene, "Ivan Petrov", NULL);
        assert_rows (scene, "Sales", NULL);
        client_select (scene->client, "Maria Lopez");
        client_confirm (scene->client, uis[i]);
        scene_expect_new (scene, anna, "You passed the dialog to Maria Lopez.");
        g_assert_cmpint (scene_get_owner (scene, anna), ==, MARIA);
        g_assert_null (client_get_request (scene->client));
    }
}

/* Finch shows a window in front only while it handles a key: nothing may be awaited then. */
static void
test_picker_at_once (void)
{
    gsize before = client_get_debug ()->len;
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_open (scene->client, anna);
    client_wait_for (scene->client,
                     strstr (client_get_debug ()->str + before, "operators of the queues"));
    client_type_as (scene->client, anna, "/transfer", CLIENT_FINCH);
    g_assert_nonnull (client_get_request (scene->client));
    client_cancel (scene->client);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
test_picker_line (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    transfer (scene, anna, "");
    wait_for_picker (scene);
    client_select (scene->client, "Line: Sales");
    client_confirm (scene->client, CLIENT_FINCH);
    scene_expect_new (scene, anna, "You passed the dialog to the Sales line.");
    g_assert_cmpint (scene_get_line (scene, anna), ==, SALES);
}

/* The menu asks first: its label says so. */
static void
test_picker_from_menu (void)
{
    static const ClientUi uis[] = { CLIENT_PIDGIN, CLIENT_FINCH };

    for (guint i = 0; i < G_N_ELEMENTS (uis); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        scene_mark (scene);
        client_click (scene->client, anna, "Transfer…", uis[i]);
        wait_for_picker (scene);
        client_select (scene->client, "Ivan Petrov");
        client_confirm (scene->client, uis[i]);
        scene_expect_new (scene, anna, "You passed the dialog to Ivan Petrov.");
        g_assert_cmpint (scene_get_owner (scene, anna), ==, IVAN);
    }
}

/* ---- nobody is found, because the portal does not tell ---- */

static void
assert_not_found (Scene *scene, const char *dialog, const char *command, const char *target,
                  const char *says)
{
    g_autofree char *typed = g_strjoin (" ", command, target, NULL);
    const ClientLine *line;

    g_test_message ("%s: %s", typed, says);
    scene_mark (scene);
    client_type (scene->client, dialog, typed);
    line = scene_expect_new (scene, dialog, says);
    /* No other command is spoken of. */
    for (const char *at = strchr (line->plain, '/'); at != NULL; at = strchr (at + 1, '/'))
        g_assert_true (g_str_has_prefix (at, command));
    g_assert_null (client_get_request (scene->client));
    g_assert_cmpint (scene_get_owner (scene, dialog), ==, KIM);
}

static void
refuse_for_ever (Scene *scene, const char *method, const char *code)
{
    scene_fault (scene, method,
                 "\"kind\": \"status\", \"status\": 403, \"code\": \"%s\", \"times\": -1", code);
}

static void
test_people_refused (gconstpointer command)
{
    static const struct {
        const char *code;
        const char *says;
    } refusals[] = {
        { "insufficient_scope", "tick im, imopenlines and user" },
        { "ACCESS_DENIED", "You may not see who works on these lines." },
        { "ERROR_ARGUMENT", "this program's fault" },
        { "IM_NOT_INSTALLED", "module of the portal is not installed" },
        { "", "could not do it just now" },
        { "A_CODE_NOBODY_KNOWS", "Operators and lines were not loaded." },
    };
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        refuse_for_ever (scene, "imopenlines.config.get", refusals[i].code);
        refuse_for_ever (scene, "user.search", refusals[i].code);
        refuse_for_ever (scene, "im.search.user.list", refusals[i].code);
        refuse_for_ever (scene, "user.get", refusals[i].code);
        assert_not_found (scene, anna, command, "Maria", refusals[i].says);
        assert_not_found (scene, anna, command, "28", refusals[i].says);
        scene_clear_faults (scene);
    }
}

/* OK with a changed search and no choice opens it again, filtered; nobody gets the dialog. */
static void
test_picker_filtered (void)
{
    static const ClientUi uis[] = { CLIENT_PIDGIN, CLIENT_FINCH };

    for (guint i = 0; i < G_N_ELEMENTS (uis); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);
        ClientRequest *first;

        transfer (scene, anna, "");
        wait_for_picker (scene);
        first = client_get_request (scene->client);
        client_fill (scene->client, "Ivan");
        client_confirm (scene->client, uis[i]);
        client_wait_for (scene->client, client_get_request (scene->client) != NULL &&
                                            client_get_request (scene->client) != first);
        assert_rows (scene, "Ivan Petrov", "Maria Lopez");
        g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
        client_select (scene->client, "Ivan Petrov");
        client_confirm (scene->client, uis[i]);
        scene_expect_new (scene, anna, "You passed the dialog to Ivan Petrov.");
    }
}

static void
test_picker_finds_nobody (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    transfer (scene, anna, "");
    wait_for_picker (scene);
    client_fill (scene->client, "Zorro");
    client_confirm (scene->client, CLIENT_PIDGIN);
    client_settle ();
    client_wait_for (scene->client, client_get_request (scene->client) != NULL ||
                                        client_find_line (scene->client, anna, "Zorro") != NULL);
    if (client_get_request (scene->client) != NULL)
        client_cancel (scene->client);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
test_picker_cancelled (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    transfer (scene, anna, "");
    wait_for_picker (scene);
    client_cancel (scene->client);
    g_assert_null (client_get_request (scene->client));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    /* The dialog is free for the next action. */
    transfer (scene, anna, "Maria");
    scene_expect_new (scene, anna, "You passed the dialog to Maria Lopez.");
}

/* Pidgin allows OK without a choice and without a changed search. */
static void
test_picker_nothing_chosen (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    transfer (scene, anna, "");
    wait_for_picker (scene);
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_wait_ticks (scene, 1);
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
    if (client_get_request (scene->client) != NULL)
        client_cancel (scene->client);
    transfer (scene, anna, "Maria");
    scene_expect_new (scene, anna, "You passed the dialog to Maria Lopez.");
}

/* An ambiguous name opens the picker with those it may mean. */
static void
test_ambiguous (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_control (scene, "rename-operator", "{\"operator\": 29, \"name\": \"Maria Silva\"}");
    transfer (scene, anna, "Maria");
    wait_for_picker (scene);
    assert_rows (scene, "Maria Lopez", "Aisha");
    assert_rows (scene, "Maria Silva", NULL);
    client_select (scene->client, "Maria Silva");
    client_confirm (scene->client, CLIENT_PIDGIN);
    scene_expect_new (scene, anna, "You passed the dialog to Maria Silva.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, IVAN);
}

/* The dialog goes away while the picker is open. */
static void
test_closed_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    const ClientLine *line;

    transfer (scene, anna, "");
    wait_for_picker (scene);
    scene_act (scene, KIM, "finish", anna);
    scene_expect_status (scene, anna, "closed");
    scene_mark (scene);
    client_select (scene->client, "Maria Lopez");
    client_confirm (scene->client, CLIENT_PIDGIN);
    line = scene_expect_new (scene, anna, "");
    g_assert_null (strstr (line->plain, "You passed"));
}

static void
test_signed_off_meanwhile (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    transfer (scene, anna, "");
    wait_for_picker (scene);
    client_sign_off (scene->client);
    g_assert_null (client_get_request (scene->client));
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

static void
test_refused (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_refuse (scene, "imopenlines.operator.transfer", "OPERATOR_WRONG");
    transfer (scene, anna, "Maria");
    scene_expect_new (scene, anna,
                      "Maria Lopez cannot take this dialog (they may be away, or not an operator "
                      "of this line). /transfer shows who can.");
    g_assert_cmpint (scene_get_owner (scene, anna), ==, KIM);
}

/* An empty list would say nothing: why it is empty is told, until there is something in it. */
static void
test_queues_refused (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = NULL;

    refuse_for_ever (scene, "imopenlines.config.get", "ACCESS_DENIED");
    anna = scene_anna_with (scene, KIM);
    assert_not_found (scene, anna, "/invite", NULL, "or name a user by number");
    assert_not_found (scene, anna, "/invite", NULL, "You may not see who works on these lines.");
    /* The lines can be chosen all the same. */
    transfer (scene, anna, "");
    wait_for_picker (scene);
    assert_rows (scene, "Line: Sales", "Maria Lopez");
    client_cancel (scene->client);
    scene_clear_faults (scene);
    scene_mark (scene);
    client_type (scene->client, anna, "/invite");
    wait_for_picker (scene);
    assert_rows (scene, "Maria Lopez", NULL);
    client_cancel (scene->client);
}

static void
add_tests (void)
{
    g_test_add_func ("/transfer/to-operator", test_to_operator);
    g_test_add_func ("/transfer/to-line", test_to_line);
    g_test_add_func ("/transfer/to-queue", test_to_queue);
    g_test_add_func ("/transfer/recent", test_recent);
    g_test_add_func ("/transfer/recent-kept", test_recent_kept);
    g_test_add_func ("/transfer/lines-of-one-name", test_lines_of_one_name);
    g_test_add_func ("/transfer/waiting", test_waiting);
    g_test_add_func ("/transfer/unknown", test_unknown);
    g_test_add_func ("/transfer/to-myself", test_to_myself);
    g_test_add_func ("/transfer/to-nobody", test_to_nobody);
    g_test_add_func ("/transfer/refused", test_refused);
    g_test_add_func ("/transfer/ambiguous", test_ambiguous);
    g_test_add_func ("/transfer/picker/chosen", test_picker);
    g_test_add_func ("/transfer/picker/at-once", test_picker_at_once);
    g_test_add_func ("/transfer/picker/line", test_picker_line);
    g_test_add_func ("/transfer/picker/from-menu", test_picker_from_menu);
    g_test_add_data_func ("/transfer/people-refused/transfer", "/transfer", test_people_refused);
    g_test_add_data_func ("/transfer/people-refused/invite", "/invite", test_people_refused);
    g_test_add_func ("/transfer/queues-refused", test_queues_refused);
    g_test_add_func ("/transfer/picker/filtered", test_picker_filtered);
    g_test_add_func ("/transfer/picker/finds-nobody", test_picker_finds_nobody);
    g_test_add_func ("/transfer/picker/cancelled", test_picker_cancelled);
    g_test_add_func ("/transfer/picker/nothing-chosen", test_picker_nothing_chosen);
    g_test_add_func ("/transfer/picker/closed-meanwhile", test_closed_meanwhile);
    g_test_add_func ("/transfer/picker/signed-off-meanwhile", test_signed_off_meanwhile);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
