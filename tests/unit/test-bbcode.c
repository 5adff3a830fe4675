/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-bbcode.h"

#define DASHES "------------------------------------------------------"

static void
assert_html (const char *text, const char *expected)
{
    g_autoptr (B24Portal) portal = b24_portal_new ("example.com", NULL);
    g_autofree char *html = b24_bbcode_to_html (text, portal);

    g_assert_cmpstr (html, ==, expected);
}

static void
assert_plain (const char *text, const char *expected)
{
    g_autofree char *plain = b24_bbcode_to_plain (text);

    g_assert_cmpstr (plain, ==, expected);
}

static void
test_text (void)
{
    assert_html (NULL, "");
    assert_html ("a < b & \"c\" > d", "a &lt; b &amp; &quot;c&quot; &gt; d");
    assert_html ("&lt;b&gt;", "&amp;lt;b&amp;gt;");
    assert_html ("<b>no</b><script>", "&lt;b&gt;no&lt;/b&gt;&lt;script&gt;");
    assert_html ("a\nb\r\nc[br]d#BR#e", "a<br>b<br>c<br>d<br>e");
    assert_html ("x\x01y\tz", "xy\tz");
    assert_html ("[hello] array[0] [", "[hello] array[0] [");
    assert_html ("bad \xff byte", "bad \xef\xbf\xbd byte");
}

static void
test_format (void)
{
    assert_html ("[B]b[/b][i]i[/i][u]u[/u][S]s[/S]", "<b>b</b><i>i</i><u>u</u><s>s</s>");
    assert_html ("[b]x[i]y[/b]z[/i]", "<b>x<i>y</i></b><i>z</i>");
    assert_html ("[b]open", "<b>open</b>");
    assert_html ("[/b]closed", "closed");
    assert_html ("[size=20][color=#ff0000]x[/color][/size]", "x");
    assert_plain ("[b]x[/b] [i]y[/i]", "x y");
}

static void
test_links (void)
{
    assert_html ("[url=https://a.b/?x=1&y=\"2\"]T[/url]",
                 "<a href=\"https://a.b/?x=1&amp;y=&quot;2&quot;\">T</a>");
    assert_html ("[url]http://a.b[/url]", "<a href=\"http://a.b\">http://a.b</a>");
    assert_html ("[URL=/online/?IM_HISTORY=imol|5520]T[/URL]",
                 "<a href=\"https://example.com/online/?IM_HISTORY=imol|5520\">T</a>");
    assert_html ("[url=javascript:alert(1)]T[/url]", "T");
    assert_html ("[url=file:///etc/passwd]T[/url]", "T");
    assert_html ("[url=data:text/html,x]T[/url]", "T");
    assert_html ("[url]javascript:x[/url]", "javascript:x");
    assert_html ("[url=http://a.b][url=http://c.d]x[/url]", "<a href=\"http://a.b\">x</a>");
    assert_html ("[img size=small]https://a.b/c.png [/img]",
                 "<a href=\"https://a.b/c.png\">https://a.b/c.png</a>");
    assert_html ("[call=123]Ann[/call] [call]456[/call]", "Ann (123) 456");
    assert_plain ("[url=http://a.b]T[/url]", "T (http://a.b)");
    assert_plain ("[url=http://a.b]http://a.b[/url]", "http://a.b");
    assert_plain ("[url]http://a.b[/url]", "http://a.b");
}

static void
test_other_tags (void)
{
    assert_html ("[USER=5 REPLACE]Kim Oh[/USER]", "Kim Oh");
    assert_html ("[chat=imol|5520]T[/chat][context=chat1/2]C[/context]", "TC");
    assert_html ("[dialog=chat1 message=2]D[/dialog][put=/x]P[/put][send]S[/send]", "DPS");
    assert_html ("[icon=https://a.b/c.png size=16 title=Smile]", "(Smile)");
    assert_html ("[icon=https://a.b/c.png size=16]", "");
    assert_html ("[rating=3]", "★★★");
    assert_html ("[rating=99999999999]", "★★★★★");
    assert_html ("[disk=5][attach=7]", "");
    assert_html ("[code][b]x[/b]\n<[/code]", "[b]x[/b]<br>&lt;");
    assert_html ("[code]open", "open");
    assert_plain ("[timestamp=0 format=SHORT_TIME_FORMAT]", "00:00");
    assert_plain ("[timestamp=99999999999999999 format=X]", "");
}

static void
test_quotes (void)
{
    assert_html (">>quoted\nnot", "&gt; quoted<br>not");
    assert_plain (DASHES "\nKim [today]\nhello\n" DASHES "\nanswer",
                  "> Kim [today]\n> hello\nanswer");
    assert_plain (DASHES "\nalone", DASHES "\nalone");
    assert_plain (DASHES "-\nx\n" DASHES "-", DASHES "-\nx\n" DASHES "-");
}

static void
assert_preview (const char *text, guint max_chars, const char *expected)
{
    g_autofree char *preview = b24_bbcode_to_preview (text, max_chars);

    g_assert_cmpstr (preview, ==, expected);
    g_assert_cmpint (g_utf8_strlen (preview, -1), <=, max_chars);
}

static void
test_preview (void)
{
    assert_preview ("[b]Hello[/b]\n\n  dear   world ", 80, "Hello dear world");
    assert_preview ("Hello dear world", 16, "Hello dear world");
    assert_preview ("Hello dear world", 15, "Hello dear…");
    assert_preview ("Hello dear world", 11, "Hello dear…");
    assert_preview ("Hello dear world", 10, "Hello…");
    assert_preview ("Приветствую", 5, "Прив…");
    assert_preview ("abc   ", 3, "abc");
    assert_preview ("abc", 1, "…");
    assert_preview ("abc", 0, "");
    assert_preview ("", 5, "");
}

static void
test_neutralize (void)
{
    g_autofree char *same = b24_bbcode_neutralize ("[b]x[/b] [diskette] disk=5");
    g_autofree char *made = b24_bbcode_neutralize ("see [DISK=5] and [disk=n6]");

    g_assert_cmpstr (same, ==, "[b]x[/b] [diskette] disk=5");
    g_assert_cmpstr (made, ==,
                     "see [\xe2\x80\x8b"
                     "DISK=5] and [\xe2\x80\x8b"
                     "disk=n6]");
}

/* None of these may take more than linear time: the test's time limit would be over. */
static void
test_bounded (void)
{
    static const char *const parts[] = { "[b]",     "[url]",     "[/b]",  "[",
                                         "[url=x]", "[code][",   ">>\n",  "[b][i][/b]",
                                         "[/",      DASHES "\n", "[img]", "[call=1]" };

    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        g_autoptr (GString) text = g_string_new (NULL);
        g_autofree char *html = NULL;

        for (guint j = 0; j < 100000; j++)
            g_string_append (text, parts[i]);
        html = b24_bbcode_to_html (text->str, NULL);
        g_assert_cmpuint (strlen (html), <=, 20 * text->len);
    }
}

int
main (int argc, char **argv)
{
    g_setenv ("TZ", "UTC", TRUE);
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/bbcode/text", test_text);
    g_test_add_func ("/bbcode/format", test_format);
    g_test_add_func ("/bbcode/links", test_links);
    g_test_add_func ("/bbcode/other-tags", test_other_tags);
    g_test_add_func ("/bbcode/quotes", test_quotes);
    g_test_add_func ("/bbcode/preview", test_preview);
    g_test_add_func ("/bbcode/neutralize", test_neutralize);
    g_test_add_func ("/bbcode/bounded", test_bounded);
    return g_test_run ();
}
