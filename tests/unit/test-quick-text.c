/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Ready answers as the portal keeps them, and as they are sent. */

#include <glib.h>

#include "b24-quick-text.h"

static void
test_plain (void)
{
    static const struct {
        const char *raw;
        const char *plain;
    } cases[] = {
        { "", "" },
        { "  Good day  ", "Good day" },
        { "one\ntwo", "one\ntwo" },
        { "one\r\ntwo\rthree", "one\ntwo\nthree" },
        { "one<br>two<BR />three<br/>four", "one\ntwo\nthree\nfour" },
        { "<p>one</p>\n<p>two</p>", "one\ntwo" },
        { "<div>one</div><div><br></div><div>two</div>", "one\n\ntwo" },
        { "<ul><li>one</li><li>two</li></ul>after", "one\ntwo\nafter" },
        { "<p class=\"a\">Dear <b>Ann</b>,\n   hello</p>", "Dear Ann, hello" },
        { "a&nbsp;b<br>", "a b" },
        { "<h5>one</h5>two<hr>three <small>and</small> m<sup>2</sup>", "one\ntwo\nthree and m2" },
        { "Fish &amp; chips &lt;b&gt; &quot;hot&quot; &#39;now&#39;",
          "Fish & chips <b> \"hot\" 'now'" },
        /* What only looks like markup. */
        { "<name>, 3 < 4 and 5 > 4", "<name>, 3 < 4 and 5 > 4" },
        { "<br", "<br" },
        { "<brave>", "<brave>" },
        { "a <b and <i>c</i>", "a <b and c" },
        { "<", "<" },
        { "</>", "</>" },
        { "<averyveryveryverylongname>", "<averyveryveryverylongname>" },
        { "two\n\nlines", "two\n\nlines" },
        /* The portal's own spelling of four-byte characters. */
        { "Hi :f09f9880:!", "Hi \xf0\x9f\x98\x80!" },
        { ":F09F9880::f09f9880:", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80" },
        { "at 12:00:00", "at 12:00:00" },
        { ":61626364:", ":61626364:" },
        { ":f09f98", ":f09f98" },
        { ":00000000:", ":00000000:" },
        { "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82<br>\xd0\xbf\xd0\xbe\xd0\xba\xd0\xb0",
          "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82\n\xd0\xbf\xd0\xbe\xd0\xba\xd0\xb0" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *plain = b24_quick_text_to_plain (cases[i].raw);

        g_test_message ("“%s”", cases[i].raw);
        g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/quick-text/plain", test_plain);
    return g_test_run ();
}
