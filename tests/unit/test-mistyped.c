/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-mistyped — which texts are held back because they look like a command.
 */

#include <glib.h>

#include "ol-mistyped.h"
#include "ol-reply.h"

static void
test_commands (void)
{
    static const struct {
        const char *text;
        const char *meant;
    } cases[] = {
        { "/anwser", "answer" },
        { "/asnwer", "answer" },
        { "/answr please", "answer" },
        { "/Answer", "answer" },
        { "/ans", "answer" },
        { " /skip", "skip" },
        { "\t/skip", "skip" },
        { "\n/skip", "skip" },
        { "\xc2\xa0/skip", "skip" },
        { "/skip", "skip" },
        { "/skpi", "skip" },
        { "/skipp", "skip" },
        { "/sk", "skip" },
        { "/spma", "spam" },
        { "/SPAM", "spam" },
        { "/tranfser Maria", "transfer" },
        { "/transfer: Maria", "transfer" },
        { "/trasnfer", "transfer" },
        { "/tr Maria", "transfer" },
        { "/finished", "finish" },
        { "/finsh", "finish" },
        { "/finish\nthen more", "finish" },
        { "/strat", "start" },
        { "/hepl", "help" },
        { "/help", "help" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        const char *meant = NULL;

        if (!ol_reply_is_mistyped (cases[i].text, &meant))
            g_error ("“%s” would reach the customer", cases[i].text);
        g_assert_cmpstr (meant, ==, cases[i].meant);
    }
    g_assert_true (ol_reply_is_mistyped ("/skip", NULL));
}

static void
test_texts (void)
{
    static const char *const texts[] = {
        "",
        " ",
        "/",
        "//",
        "//skip",
        "//answer me",
        "/usr/bin",
        "/usr/bin/skip is a program",
        "/skip/this",
        "/answer/",
        "/usr",
        "/etc is full",
        "/ok thanks",
        "/ yes",
        "/-",
        "/???",
        "/s",
        "/24",
        "/cart is the page",
        "/catalogue",
        "/startling news",
        "/спасибо",
        "/\xf0\x9f\x99\x82",
        "skip",
        "type /skip to pass it on",
        "Either/or",
        "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        const char *meant = "";

        if (ol_reply_is_mistyped (texts[i], &meant))
            g_error ("“%s” is taken for /%s", texts[i], meant);
        g_assert_null (meant);
    }
}

static void
test_closest (void)
{
    static const char *const words[] = { "unpin", "pin", "pause", NULL };

    g_assert_cmpstr (ol_mistyped_find ("/pin", words), ==, "pin");
    g_assert_cmpstr (ol_mistyped_find ("/unpin", words), ==, "unpin");
    g_assert_cmpstr (ol_mistyped_find ("/unpni", words), ==, "unpin");
    g_assert_cmpstr (ol_mistyped_find ("/pasue", words), ==, "pause");
    g_assert_null (ol_mistyped_find ("/pine trees", (const char *const[]){ "pause", NULL }));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mistyped/commands", test_commands);
    g_test_add_func ("/mistyped/texts", test_texts);
    g_test_add_func ("/mistyped/closest", test_closest);
    return g_test_run ();
}
