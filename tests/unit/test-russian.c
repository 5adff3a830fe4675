/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-russian — the catalogue reaches the operator: every sentence is in Russian, and numbers
 * have their three forms. A program of its own, because a process has one language.
 */

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "ol-sentences.h"

static gboolean
is_russian (const char *text)
{
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
        if (g_unichar_get_script (g_utf8_get_char (at)) == G_UNICODE_SCRIPT_CYRILLIC)
            return TRUE;
    }
    return FALSE;
}

static void
test_numbers (void)
{
    static const struct {
        gint64 seconds;
        const char *text;
    } cases[] = {
        { 120, "ждёт 2 мин" },        { 86400, "ждёт 1 день" },       { 86400 * 3, "ждёт 3 дня" },
        { 86400 * 5, "ждёт 5 дней" }, { 86400 * 21, "ждёт 21 день" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = ol_sentence_waiting (cases[i].seconds);

        g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_time_left (void)
{
    static const struct {
        gint64 seconds;
        const char *text;
    } cases[] = {
        { 5, "меньше минуты" },
        { 120, "ещё 2 мин" },
        { 3900, "ещё 1 ч 5 мин" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = ol_sentence_time_left (cases[i].seconds);

        g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* In Russian, with every fact put into its place. */
static void
check_error (const char *code, OlAttempt attempt, const OlFacts *facts)
{
    g_autoptr (GError) error = b24_error_new_from_code (code, NULL);
    g_autofree char *text = ol_sentence_for_error (error, attempt, facts);

    if (!is_russian (text) || strpbrk (text, "{}!") != NULL)
        g_error ("%s, attempt %d: %s", code, (int) attempt, text);
}

static void
test_errors (void)
{
    const char *const *codes = b24_error_all_codes ();
    const OlFacts unsure = { .portal = "example.bitrix24.com", .customer = "Anna Petrova" };
    const OlFacts undone = { .line = "Support", .target = "Maria Lopez", .undone = TRUE };

    g_assert_nonnull (codes[0]);
    for (guint i = 0; codes[i] != NULL; i++) {
        for (int attempt = 0; attempt < OL_N_ATTEMPTS; attempt++) {
            check_error (codes[i], (OlAttempt) attempt, &unsure);
            check_error (codes[i], (OlAttempt) attempt, &undone);
        }
    }
}

static void
test_permissions (void)
{
    const char *const one[] = { "im", NULL };
    const char *const two[] = { "imopenlines", "im", NULL };
    g_autofree char *text_of_one = ol_sentence_missing_scopes (one);
    g_autofree char *text_of_two = ol_sentence_missing_scopes (two);

    g_assert_true (is_russian (text_of_one));
    g_assert_true (is_russian (text_of_two));
    g_assert_nonnull (strstr (text_of_two, "imopenlines, im"));
}

/* What a text tells to type is a word that is understood. */
static void
test_words (void)
{
    static const struct {
        const char *word;
        const char *text;
    } cases[] = {
        { "line", "[operator or “line” name]" },
        { "line", "finish | operator | transfer [operator or “line” name] | say text" },
        { "session", "[number or “session”]" },
        { "customer", "[customer]" },
        { "from", "[from]" },
        { "on", "on|off" },
        { "off", "on|off" },
        { "on", "Silent mode is still off: the customer gets what you write. Try /silent on again "
                "in a moment." },
        { "off", "Silent mode is on: the customer gets nothing of what operators write here. "
                 "/silent off ends it." },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        const char *word = g_dgettext (GETTEXT_PACKAGE, cases[i].word);
        const char *text = g_dgettext (GETTEXT_PACKAGE, cases[i].text);

        g_assert_null (strpbrk (word, " \t\n"));
        /* Another pointer: the catalogue has it, even where it says the same. */
        g_assert_true (word != cases[i].word);
        g_assert_true (text != cases[i].text);
        if (strstr (text, word) == NULL)
            g_error ("“%s” does not name “%s”", text, word);
    }
}

int
main (int argc, char **argv)
{
    g_setenv ("LANGUAGE", "ru", TRUE);
    setlocale (LC_ALL, "C.UTF-8");
    bindtextdomain (GETTEXT_PACKAGE, CATALOGUES);
    bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/russian/numbers", test_numbers);
    g_test_add_func ("/russian/time-left", test_time_left);
    g_test_add_func ("/russian/errors", test_errors);
    g_test_add_func ("/russian/permissions", test_permissions);
    g_test_add_func ("/russian/words", test_words);
    return g_test_run ();
}
