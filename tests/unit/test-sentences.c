/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-sentences — that every failure has a sentence for people in every attempt, and that the
 * sentences keep to their rules: no code, no shouting, only commands that exist.
 */

#include <gio/gio.h>
#include <string.h>

#include "ol-actions.h"
#include "ol-candidates.h"
#include "ol-sentences.h"

#define LAST_ATTEMPT (OL_N_ATTEMPTS - 1)

static const OlFacts all_facts = {
    .portal = "example.bitrix24.com",
    .customer = "Anna Petrova",
    .line = "Support",
    .owner = "Maria Lopez",
    .target = "Ben Okafor",
};
static const OlFacts no_facts = { 0 };

/* Every "/word" that begins a word has to be a command; "https://" and "and/or" are none. */
static void
assert_commands_exist (const char *sentence)
{
    for (const char *p = strchr (sentence, '/'); p != NULL; p = strchr (p + 1, '/')) {
        gsize length = strspn (p + 1, "abcdefghijklmnopqrstuvwxyz");
        g_autofree char *word = g_strndup (p + 1, length);

        if (length == 0 || (p > sentence && !g_ascii_isspace (p[-1])))
            continue;
        if (ol_actions_find (word) == NULL)
            g_error ("“%s” names /%s, which is no command", sentence, word);
    }
}

static void
assert_proper (const char *sentence, const char *code)
{
    g_autofree char *lower = g_utf8_strdown (sentence, -1);

    g_assert_true (g_utf8_validate (sentence, -1, NULL));
    g_assert_cmpuint (strlen (sentence), >, 20);
    g_assert_null (strchr (sentence, '!'));
    g_assert_null (strchr (sentence, '{'));
    g_assert_null (strchr (sentence, '}'));
    g_assert_null (strchr (sentence, '_'));
    g_assert_null (strstr (sentence, "  "));
    g_assert_null (strstr (lower, "error"));
    g_assert_null (strstr (lower, "(null)"));
    if (code != NULL && strlen (code) > 0)
        g_assert_null (strstr (sentence, code));
    g_assert_true (g_str_has_suffix (sentence, "."));
    assert_commands_exist (sentence);
}

static void
check_error (const GError *error, const char *code)
{
    for (guint attempt = 0; attempt <= LAST_ATTEMPT; attempt++) {
        OlFacts undone = all_facts;
        g_autofree char *full = ol_sentence_for_error (error, (OlAttempt) attempt, &all_facts);
        g_autofree char *bare = ol_sentence_for_error (error, (OlAttempt) attempt, &no_facts);
        g_autofree char *none = ol_sentence_for_error (error, (OlAttempt) attempt, NULL);
        g_autofree char *known = NULL;

        undone.undone = TRUE;
        known = ol_sentence_for_error (error, (OlAttempt) attempt, &undone);
        assert_proper (full, code);
        assert_proper (bare, code);
        assert_proper (known, code);
        g_assert_cmpstr (bare, ==, none);
        /* What was read again is known. */
        if (attempt != OL_ATTEMPT_SIGN_IN)
            g_assert_null (strstr (known, "Whether "));
        g_assert_true (g_unichar_isupper (g_utf8_get_char (bare)));
    }
}

static void
test_codes (void)
{
    const char *const *codes = b24_error_all_codes ();
    guint n = 0;

    for (; codes[n] != NULL; n++) {
        g_autoptr (GError) error = b24_error_new_from_code (codes[n], "Something said by a portal");

        check_error (error, codes[n]);
    }
    g_assert_cmpuint (n, >, 90);
}

static void
test_values (void)
{
    g_autoptr (GError) unknown = b24_error_new_from_code ("SOMETHING_NEW", NULL);
    g_autofree char *unknown_sentence =
        ol_sentence_for_error (unknown, OL_ATTEMPT_SKIP, &all_facts);

    for (guint code = 0; code < B24_ERROR_LAST; code++) {
        g_autoptr (GError) error = g_error_new_literal (B24_ERROR, (int) code, "What was seen");
        g_autofree char *sentence = ol_sentence_for_error (error, OL_ATTEMPT_SKIP, &all_facts);

        check_error (error, NULL);
        /* None falls through to the row for codes nobody knows. */
        if (code != B24_ERROR_UNKNOWN_CODE)
            g_assert_cmpstr (sentence, !=, unknown_sentence);
    }
    check_error (unknown, "SOMETHING_NEW");
}

static void
test_other_domains (void)
{
    g_autoptr (GError) cancelled =
        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled");
    g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Failed");

    check_error (cancelled, NULL);
    check_error (other, NULL);
}

static void
test_sign_in (void)
{
    static const struct {
        B24Error code;
        const char *sentence;
    } cases[] = {
        { B24_ERROR_INVALID_CREDENTIALS,
          "example.bitrix24.com does not accept this webhook. Create a new one under Applications "
          "→ Developer resources → Inbound webhook and paste its address as the password." },
        { B24_ERROR_NOT_ENCRYPTED, "example.bitrix24.com would be reached without encryption; only "
                                   "https portals are accepted." },
    };
    static const char *const both[] = { "imopenlines", "im", NULL };
    static const char *const one[] = { "user", NULL };
    g_autofree char *scopes = ol_sentence_missing_scopes (both);
    g_autofree char *scope = ol_sentence_missing_scopes (one);

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = g_error_new_literal (B24_ERROR, (int) cases[i].code, "");
        g_autofree char *sentence = ol_sentence_for_error (error, OL_ATTEMPT_SIGN_IN, &all_facts);

        g_assert_cmpstr (sentence, ==, cases[i].sentence);
    }
    g_assert_cmpstr (scopes, ==,
                     "The webhook lacks the permissions: imopenlines, im. Open it in Developer "
                     "resources, tick them, save, and sign in again.");
    g_assert_cmpstr (scope, ==,
                     "The webhook lacks the permission: user. Open it in Developer resources, tick "
                     "it, save, and sign in again.");
}

static void
test_actions (void)
{
    g_autoptr (GError) empty = b24_error_new_from_code ("", NULL);
    g_autoptr (GError) wrong = b24_error_new_from_code ("OPERATOR_WRONG", NULL);
    g_autoptr (GError) busy = b24_error_new_from_code ("QUERY_LIMIT_EXCEEDED", NULL);
    g_autofree char *skip = ol_sentence_for_error (empty, OL_ATTEMPT_SKIP, &all_facts);
    g_autofree char *transfer = ol_sentence_for_error (wrong, OL_ATTEMPT_TRANSFER, &all_facts);
    g_autofree char *slow = NULL;

    b24_error_set_wait (busy, 4);
    slow = ol_sentence_for_error (busy, OL_ATTEMPT_FINISH, &all_facts);
    g_assert_cmpstr (skip, ==,
                     "Nobody else in Support can take it now, so it stays with you. /transfer "
                     "offers other lines.");
    g_assert_cmpstr (transfer, ==,
                     "Ben Okafor cannot take this dialog (they may be away, or not an operator of "
                     "this line). /transfer shows who can.");
    g_assert_cmpstr (slow, ==,
                     "The portal asks us to slow down. The dialog was not finished. It can be "
                     "tried again in 4 seconds.");
}

/* A connection that broke after something was asked for proves nothing; one that never was does. */
static void
test_broken_off (void)
{
    static const struct {
        OlAttempt attempt;
        const char *undone;
    } cases[] = {
        { OL_ATTEMPT_ANSWER, "not taken" },      { OL_ATTEMPT_SKIP, "not passed on" },
        { OL_ATTEMPT_TRANSFER, "not transf" },   { OL_ATTEMPT_FINISH, "not finished" },
        { OL_ATTEMPT_SPAM, "not marked" },       { OL_ATTEMPT_START, "No new session" },
        { OL_ATTEMPT_SEND, "not sent" },         { OL_ATTEMPT_PAUSE, "You still get" },
        { OL_ATTEMPT_RESUME, "You still get" },  { OL_ATTEMPT_JOIN, "did not join" },
        { OL_ATTEMPT_LEAVE, "did not leave" },   { OL_ATTEMPT_TAKE, "not taken over" },
        { OL_ATTEMPT_INVITE, "Nobody was" },     { OL_ATTEMPT_NOTE, "not written" },
        { OL_ATTEMPT_SILENT, "not changed" },    { OL_ATTEMPT_PIN, "Nothing was" },
        { OL_ATTEMPT_UNPIN, "Nothing was" },     { OL_ATTEMPT_EDIT, "not changed" },
        { OL_ATTEMPT_DELETE, "not deleted" },    { OL_ATTEMPT_LIKE, "not liked" },
        { OL_ATTEMPT_SAVE, "not saved" },        { OL_ATTEMPT_RATE, "not rated" },
        { OL_ATTEMPT_LEAD, "No lead" },          { OL_ATTEMPT_BOT, "did nothing" },
        { OL_ATTEMPT_PRESS, "not pressed" },     { OL_ATTEMPT_PIN_ALL, "Nothing was" },
        { OL_ATTEMPT_UNPIN_ALL, "Nothing was" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = g_error_new_literal (B24_ERROR, B24_ERROR_UNREACHABLE, "");
        g_autofree char *sent = ol_sentence_for_error (error, cases[i].attempt, &all_facts);
        g_autofree char *unsent = NULL;

        b24_error_set_unsent (error);
        unsent = ol_sentence_for_error (error, cases[i].attempt, &all_facts);
        g_assert_nonnull (strstr (sent, "broke off"));
        g_assert_null (strstr (sent, cases[i].undone));
        g_assert_nonnull (strstr (unsent, "cannot be reached just now"));
        g_assert_nonnull (strstr (unsent, cases[i].undone));
    }
}

/* libpurple disables the account for every reason but these two. */
static gboolean
is_fatal (B24Error code)
{
    g_autoptr (GError) error = g_error_new_literal (B24_ERROR, (int) code, "");

    return purple_connection_error_is_fatal (ol_sentence_reason (error));
}

static void
test_reasons (void)
{
    static const B24Error fatal[] = {
        B24_ERROR_BAD_PORTAL,         B24_ERROR_NOT_ENCRYPTED,     B24_ERROR_BAD_CREDENTIAL,
        B24_ERROR_OTHER_PORTAL,       B24_ERROR_NO_AUTH_FOUND,     B24_ERROR_INVALID_CREDENTIALS,
        B24_ERROR_INSUFFICIENT_SCOPE, B24_ERROR_USER_ACCESS_ERROR, B24_ERROR_AUTHORIZATION_ERROR,
        B24_ERROR_PORTAL_DELETED,     B24_ERROR_ACCESS_DENIED,     B24_ERROR_PAYMENT_REQUIRED,
    };
    static const B24Error passing[] = {
        B24_ERROR_UNREACHABLE,
        B24_ERROR_TIMEOUT,
        B24_ERROR_TLS,
        B24_ERROR_PROXY,
        B24_ERROR_NOT_JSON,
        B24_ERROR_EMPTY_BODY,
        B24_ERROR_SERVER,
        B24_ERROR_BAD_REDIRECT,
        B24_ERROR_CONNECTION_ERROR,
        B24_ERROR_OVERLOAD_LIMIT,
        B24_ERROR_QUERY_LIMIT_EXCEEDED,
        B24_ERROR_OPERATION_TIME_LIMIT,
        B24_ERROR_CORE,
        B24_ERROR_INTERNAL_SERVER_ERROR,
        B24_ERROR_UNKNOWN_CODE,
        B24_ERROR_EMPTY,
    };
    g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "");

    for (guint i = 0; i < G_N_ELEMENTS (fatal); i++)
        g_assert_true (is_fatal (fatal[i]));
    for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
        g_assert_false (is_fatal (passing[i]));
    g_assert_false (purple_connection_error_is_fatal (ol_sentence_reason (other)));
}

static void
test_waiting (void)
{
    static const struct {
        gint64 seconds;
        const char *text;
    } cases[] = {
        { -5, "waiting" },
        { 0, "waiting" },
        { 59, "waiting" },
        { 60, "waiting 1 min" },
        { 150, "waiting 2 min" },
        { 3599, "waiting 59 min" },
        { 3600, "waiting 1 h" },
        { 3600 + 9 * 60, "waiting 1 h" },
        { 3600 + 29 * 60, "waiting 1 h 20 min" },
        { 86399, "waiting 23 h 50 min" },
        { 86400, "waiting 1 day" },
        { 3 * 86400 + 5, "waiting 3 days" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = ol_sentence_waiting (cases[i].seconds);

        g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_channels (void)
{
    static const struct {
        const char *connector;
        const char *name;
        const char *emblem;
    } cases[] = {
        { "telegrambot", "Telegram", "telegram" },
        { "livechat", "Site widget", "livechat" },
        { "whatsappbyedna", "WhatsApp", "whatsapp" },
        { "whatsappbytwilio", "WhatsApp", "whatsapp" },
        { "viber", "Viber", "viber" },
        { "facebook", "Facebook", "facebook" },
        { "facebookcomments", "Facebook comments", "facebook" },
        { "fbinstagramdirect", "Instagram", "instagram" },
        { "fbinstagram", "Instagram", "instagram" },
        { "instagram", "Instagram", "instagram" },
        { "vkgroup", "VK", "vk" },
        { "vkgrouporder", "VK", "vk" },
        { "avito", "Avito", "other" },
        { "ok", "Odnoklassniki", "ok" },
        { "imessage", "Apple Messages", "apple" },
        { "network", "Bitrix24 Network", "network" },
        { "mail", "E-mail", "email" },
        { "email", "E-mail", "email" },
        { "okto_gate", "Okto gate", "other" },
        { "my-crm_gate", "My crm gate", "other" },
        { "", "Unknown channel", "other" },
        { NULL, "Unknown channel", "other" },
        { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd", "other" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *name = ol_sentence_channel (cases[i].connector);

        g_assert_cmpstr (name, ==, cases[i].name);
        g_assert_cmpstr (ol_channel_emblem (cases[i].connector), ==, cases[i].emblem);
    }
}

static void
test_table (void)
{
    g_autoptr (GPtrArray) in_menu = g_ptr_array_new ();
    guint n_actions;
    const OlAction *actions = ol_actions_get (&n_actions);

    g_assert_cmpuint (n_actions, >=, 8);
    for (guint i = 0; i < n_actions; i++) {
        g_autofree char *usage = ol_action_usage (&actions[i]);
        g_autofree char *start = g_strdup_printf ("Usage: /%s", actions[i].name);

        g_assert_true (g_str_has_prefix (usage, start));
        g_assert_true (ol_actions_find (actions[i].name) == &actions[i]);
        g_assert_true ((actions[i].argument != OL_ARGUMENT_NONE) ==
                       (*actions[i].arguments != '\0'));
        assert_proper (actions[i].help, NULL);
        g_assert_true ((actions[i].ask != NULL) == (actions[i].yes != NULL));
        /* What is about the account has no place in a dialog's menu. */
        g_assert_true ((actions[i].label == NULL) == (actions[i].run_for_account != NULL));
        if (actions[i].label == NULL)
            continue;
        g_assert_null (strchr (actions[i].label, '_'));
        for (guint j = 0; j < in_menu->len; j++)
            g_assert_true (actions[i].menu !=
                           ((const OlAction *) g_ptr_array_index (in_menu, j))->menu);
        g_ptr_array_add (in_menu, (gpointer) &actions[i]);
    }
    g_assert_null (ol_actions_find ("nothing"));
    /* What ends a dialog stands last. */
    g_assert_cmpuint (in_menu->len, >=, 6);
    g_assert_true (g_ptr_array_index (in_menu, in_menu->len - 2) == ol_actions_find ("finish"));
    g_assert_true (g_ptr_array_index (in_menu, in_menu->len - 1) == ol_actions_find ("spam"));
}

static void
test_names (void)
{
    g_assert_true (ol_candidates_name_matches ("María López", "lopez"));
    g_assert_true (ol_candidates_name_matches ("María López", "LOPEZ mar"));
    g_assert_true (ol_candidates_name_matches ("Пётр Ёлкин", "елкин петр"));
    g_assert_true (ol_candidates_name_matches ("Straße", "STRASSE"));
    g_assert_true (ol_candidates_name_matches ("Anyone", ""));
    g_assert_false (ol_candidates_name_matches ("María López", "maria perez"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sentences/codes", test_codes);
    g_test_add_func ("/sentences/values", test_values);
    g_test_add_func ("/sentences/other-domains", test_other_domains);
    g_test_add_func ("/sentences/sign-in", test_sign_in);
    g_test_add_func ("/sentences/actions", test_actions);
    g_test_add_func ("/sentences/broken-off", test_broken_off);
    g_test_add_func ("/sentences/reasons", test_reasons);
    g_test_add_func ("/sentences/waiting", test_waiting);
    g_test_add_func ("/sentences/channels", test_channels);
    g_test_add_func ("/actions/table", test_table);
    g_test_add_func ("/candidates/names", test_names);
    return g_test_run ();
}
