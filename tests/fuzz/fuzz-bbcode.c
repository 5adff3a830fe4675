/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "b24-bbcode.h"

const char *const fuzz_corpus[] = {
    "[b]bold[i]both[/b]italic[/i] [u]x[/u][s]y[/s]",
    "[url=https://a.b/?c=d&e=\"f\"]T[/url] [url]http://a.b[/url] [img size=small]http://c [/img]",
    "[user=5 REPLACE]Kim[/user] [chat=imol|5]c[/chat] [call=1]c[/call] [rating=4] [disk=1]",
    "------------------------------------------------------\nKim [date]\nquoted\n"
    "------------------------------------------------------\nanswer",
    ">>line\n[code][b]<&>[/code]#BR#[br][timestamp=1767337200 format=FORMAT_DATE]",
    "[icon=http://a.b/c.png size=16 title=Smile] текст 😀 <script>",
    NULL,
};

/* Only the tags that we write ourselves, opened and closed in order. */
static void
assert_balanced (const char *html)
{
    static const char *const names[] = { "b", "i", "u", "s", "a" };
    g_autoptr (GPtrArray) open = g_ptr_array_new ();

    for (const char *at = html; (at = strchr (at, '<')) != NULL; at++) {
        gboolean known = g_str_has_prefix (at, "<br>");

        for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
            g_autofree char *closing = g_strdup_printf ("</%s>", names[i]);

            if (g_str_has_prefix (at, closing)) {
                g_assert (open->len > 0 && open->pdata[open->len - 1] == names[i]);
                g_ptr_array_set_size (open, (int) open->len - 1);
                known = TRUE;
            } else if (at[1] == *names[i] &&
                       (at[2] == '>' || g_str_has_prefix (at, "<a href=\""))) {
                g_ptr_array_add (open, (gpointer) names[i]);
                known = TRUE;
            }
        }
        g_assert (known);
    }
    g_assert (open->len == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup ((const char *) data, size);
    g_autoptr (B24Portal) portal = b24_portal_new ("example.com", NULL);
    g_autofree char *html = b24_bbcode_to_html (text, portal);
    g_autofree char *plain = b24_bbcode_to_plain (text);
    g_autofree char *preview = b24_bbcode_to_preview (text, 40);
    g_autofree char *neutral = b24_bbcode_neutralize (text);
    g_autofree char *lower = g_ascii_strdown (neutral, -1);

    g_assert (g_utf8_validate (html, -1, NULL));
    g_assert (g_utf8_validate (plain, -1, NULL));
    g_assert (g_utf8_validate (preview, -1, NULL));
    g_assert (g_utf8_validate (neutral, -1, NULL));
    assert_balanced (html);
    g_assert (g_utf8_strlen (preview, -1) <= 40);
    g_assert (strchr (preview, '\n') == NULL);
    g_assert (strstr (lower, "[disk=") == NULL);
    return 0;
}
