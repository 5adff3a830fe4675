/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-portal.h"

#include "b24-error.h"

static void
assert_portal (const char *address, const char *origin, const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Portal) portal = b24_portal_new (address, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (b24_portal_get_origin (portal), ==, origin);
    g_assert_cmpstr (b24_portal_get_name (portal), ==, name);
}

static void
assert_refused (const char *address, B24Error code)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (b24_portal_new (address, &error));
    g_assert_error (error, B24_ERROR, (int) code);
}

static void
test_addresses (void)
{
    assert_portal ("example.bitrix24.com", "https://example.bitrix24.com", NULL);
    assert_portal ("  Example.BITRIX24.com. ", "https://example.bitrix24.com", NULL);
    assert_portal ("kim@example.bitrix24.com", "https://example.bitrix24.com", "kim");
    assert_portal ("@example.bitrix24.com", "https://example.bitrix24.com", NULL);
    assert_portal ("example.com:8443", "https://example.com:8443", NULL);
    assert_portal ("example.com:443", "https://example.com", NULL);
    assert_portal ("example.com:", "https://example.com", NULL);
    assert_portal ("https://example.bitrix24.com/company/?a=b#c", "https://example.bitrix24.com",
                   NULL);
    assert_portal ("HTTPS://Example.com:444/x@y", "https://example.com:444", NULL);
    assert_portal ("kim@https://example.com/", "https://example.com", "kim");
    assert_portal ("пример.рф", "https://xn--e1afmkfd.xn--p1ai", NULL);
    assert_portal ("xn--e1afmkfd.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai", NULL);
    assert_portal ("localhost:8080", "http://localhost:8080", NULL);
    assert_portal ("http://127.0.0.1:99/", "http://127.0.0.1:99", NULL);
    assert_portal ("https://127.3.2.1", "http://127.3.2.1", NULL);
    assert_portal ("[::1]:8080", "http://[::1]:8080", NULL);
    assert_portal ("::1", "http://[::1]", NULL);
    assert_portal ("kim@127.0.0.1:80", "http://127.0.0.1", "kim");
    assert_portal ("192.168.0.5", "https://192.168.0.5", NULL);
}

static void
test_refused (void)
{
    static const char *const bad[] = {
        "",           " ",         "@",        "https://",    "a b.com",  "a..b",
        "-a.com",     "a-.com",    "a.com:0",  "a.com:65536", "a.com:x",  "[::1",
        "[::1]x",     "[1.2.3.4]", "ftp://a",  "a.com\\b",    "a%2eb",    "a:b:c",
        "exa<b>mple", "kim@",      "a@b@c.de", "\xff\xfe",    "a.com:-1", "a.com: 80",
    };

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        assert_refused (bad[i], B24_ERROR_BAD_PORTAL);
    }
    assert_refused (NULL, B24_ERROR_BAD_PORTAL);
    assert_refused ("http://example.com", B24_ERROR_NOT_ENCRYPTED);
    assert_refused ("kim@http://example.com", B24_ERROR_NOT_ENCRYPTED);
}

static void
test_parts (void)
{
    g_autoptr (B24Portal) portal = b24_portal_new ("Example.com:8443", NULL);
    g_autoptr (B24Portal) again = b24_portal_ref (portal);
    g_autoptr (B24Portal) v6 = b24_portal_new ("[::1]:1", NULL);

    g_assert_cmpstr (b24_portal_get_host (again), ==, "example.com");
    g_assert_cmpuint (b24_portal_get_port (portal), ==, 8443);
    g_assert_cmpstr (b24_portal_get_authority (portal), ==, "example.com:8443");
    g_assert_false (b24_portal_is_loopback (portal));
    g_assert_true (b24_portal_same_host (portal, "EXAMPLE.com"));
    g_assert_true (b24_portal_same_host (portal, "example.com.:8443"));
    g_assert_false (b24_portal_same_host (portal, "example.com.evil.org"));
    g_assert_false (b24_portal_same_host (portal, "evil.org"));
    g_assert_false (b24_portal_same_host (portal, ""));
    g_assert_cmpstr (b24_portal_get_host (v6), ==, "[::1]");
    g_assert_true (b24_portal_is_loopback (v6));
    g_assert_true (b24_portal_same_host (v6, "[0:0::1]:1"));
}

static void
test_loopback (void)
{
    g_assert_true (b24_host_is_loopback ("127.0.0.1"));
    g_assert_true (b24_host_is_loopback ("127.255.0.9"));
    g_assert_true (b24_host_is_loopback ("[::1]"));
    g_assert_true (b24_host_is_loopback ("::1"));
    g_assert_true (b24_host_is_loopback ("LocalHost"));
    g_assert_false (b24_host_is_loopback ("127.0.0.1.evil.org"));
    g_assert_false (b24_host_is_loopback ("localhost.evil.org"));
    g_assert_false (b24_host_is_loopback ("127.1"));
    g_assert_false (b24_host_is_loopback ("128.0.0.1"));
    g_assert_false (b24_host_is_loopback ("0.0.0.0"));
    g_assert_false (b24_host_is_loopback (""));
    g_assert_false (b24_host_is_loopback (NULL));
}

static void
assert_resolved (B24Portal *portal, const char *uri, const char *expected)
{
    g_autofree char *full = b24_portal_resolve (portal, uri);

    g_assert_cmpstr (full, ==, expected);
}

static void
test_resolve (void)
{
    g_autoptr (B24Portal) portal = b24_portal_new ("example.com", NULL);

    assert_resolved (portal, "/upload/a.png", "https://example.com/upload/a.png");
    assert_resolved (portal, "upload/a.png", "https://example.com/upload/a.png");
    assert_resolved (portal, "//cdn.example.org/a", "https://cdn.example.org/a");
    assert_resolved (portal, "https://other.org/a", "https://other.org/a");
    assert_resolved (portal, "mailto:a@b.c", "mailto:a@b.c");
    assert_resolved (portal, "", "");
    assert_resolved (portal, NULL, "");
}

static void
test_redirects (void)
{
    g_autoptr (B24Portal) public = b24_portal_new ("example.com", NULL);
    g_autoptr (B24Portal) local = b24_portal_new ("127.0.0.1:8080", NULL);

    g_assert_true (b24_portal_allows_redirect (public, "https://new.example.com/rest/1/x/y"));
    g_assert_false (b24_portal_allows_redirect (public, "http://new.example.com/"));
    g_assert_false (b24_portal_allows_redirect (public, "https://127.0.0.1/"));
    g_assert_false (b24_portal_allows_redirect (public, "https://[::1]/"));
    g_assert_false (b24_portal_allows_redirect (public, "http://localhost/"));
    g_assert_false (b24_portal_allows_redirect (public, "https://u:p@new.example.com/"));
    g_assert_false (b24_portal_allows_redirect (public, "ftp://new.example.com/"));
    g_assert_false (b24_portal_allows_redirect (public, "file:///etc/passwd"));
    g_assert_false (b24_portal_allows_redirect (public, "/relative"));
    g_assert_false (b24_portal_allows_redirect (public, "nonsense"));
    g_assert_false (b24_portal_allows_redirect (public, NULL));
    g_assert_true (b24_portal_allows_redirect (local, "http://127.0.0.1:9090/"));
    g_assert_true (b24_portal_allows_redirect (local, "http://localhost:9090/"));
    g_assert_true (b24_portal_allows_redirect (local, "https://example.com/"));
    g_assert_false (b24_portal_allows_redirect (local, "http://example.com/"));
}

static void
assert_normal (const char *address, const char *expected)
{
    g_autofree char *normal = b24_portal_normalize (address);
    g_autofree char *again = b24_portal_normalize (normal);

    g_assert_cmpstr (normal, ==, expected);
    g_assert_cmpstr (again, ==, expected);
}

static void
test_normalize (void)
{
    assert_normal ("Chat5", "chat5");
    assert_normal ("Example.Bitrix24.com", "example.bitrix24.com");
    assert_normal ("https://Example.com/", "example.com");
    assert_normal ("Kim@Example.com:443", "Kim@example.com");
    assert_normal ("http://Example.com/x", "example.com");
    assert_normal (" 127.0.0.1:8080 ", "127.0.0.1:8080");
    assert_normal ("[::1]:80", "[::1]");
    assert_normal ("Not A Host", "not a host");
    assert_normal ("", "");
    assert_normal (NULL, "");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/portal/addresses", test_addresses);
    g_test_add_func ("/portal/refused", test_refused);
    g_test_add_func ("/portal/parts", test_parts);
    g_test_add_func ("/portal/loopback", test_loopback);
    g_test_add_func ("/portal/resolve", test_resolve);
    g_test_add_func ("/portal/redirects", test_redirects);
    g_test_add_func ("/portal/normalize", test_normalize);
    return g_test_run ();
}
