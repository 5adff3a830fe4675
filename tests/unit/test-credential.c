/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-credential.h"

#include <string.h>

#include "b24-error.h"

#define SECRET "s3cr3t_-.~x"

static void
assert_accepted (const char *address, const char *text, gint64 user_id, const char *user)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Portal) portal = b24_portal_new (address, NULL);
    g_autoptr (B24Credential) credential = b24_credential_new_webhook (portal, text, &error);
    g_autofree char *uri = NULL;
    g_autofree char *expected = NULL;

    g_assert_no_error (error);
    g_assert_cmpint (b24_credential_get_user_id (credential), ==, user_id);
    uri = b24_credential_build_uri (credential, b24_portal_get_origin (portal), "profile");
    expected =
        g_strdup_printf ("%s/rest/%s/" SECRET "/profile", b24_portal_get_origin (portal), user);
    g_assert_cmpstr (uri, ==, expected);
}

static void
test_forms (void)
{
    static const char *const forms[] = {
        "https://example.com/rest/27/" SECRET "/",
        "https://example.com/rest/27/" SECRET,
        "https://example.com/rest/27/" SECRET "/profile.json",
        "https://example.com/rest/27/" SECRET "/im.recent.get?A=b",
        "HTTPS://Example.COM:443/rest/27/" SECRET "/",
        "  \"https://example.com/rest/27/" SECRET "/\" \n",
        "“https://example.com/rest/27/" SECRET "/”",
        "<https://example.com/rest/27/" SECRET "/>,",
        "example.com/rest/27/" SECRET "/",
        "https://example.com//rest//27/" SECRET "//",
        "/rest/27/" SECRET "/",
        "rest/27/" SECRET,
        "27/" SECRET,
        "27/" SECRET "/",
        "'27/" SECRET "'",
    };

    for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
        assert_accepted ("example.com", forms[i], 27, "27");
    assert_accepted ("example.com", "admin/" SECRET, 0, "admin");
    assert_accepted ("example.com", "kim.oh@example.org/" SECRET, 0, "kim.oh%40example.org");
    assert_accepted ("127.0.0.1:8080", "http://127.0.0.1:8080/rest/27/" SECRET "/", 27, "27");
    assert_accepted ("127.0.0.1:8080", "127.0.0.1:8080/rest/27/" SECRET "/", 27, "27");
}

static void
assert_refused (const char *text, B24Error code)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Portal) portal = b24_portal_new ("example.com", NULL);

    g_assert_null (b24_credential_new_webhook (portal, text, &error));
    g_assert_error (error, B24_ERROR, (int) code);
    g_assert_null (strstr (error->message, "s3cr3t"));
    g_assert_null (strstr (error->message, "27"));
}

static void
test_refused (void)
{
    static const char *const bad[] = {
        "",
        " ",
        "s3cr3t",
        "27/",
        "/",
        "0/s3cr3t",
        "99999999999999999999/s3cr3t",
        "27/s3cr3t with blank",
        "27/s3cr3t%2f..",
        "27/..",
        "../s3cr3t",
        "https://example.com",
        "https://example.com/",
        "https://example.com/rest/27",
        "https://example.com/27/s3cr3t",
        "https://user@example.com/rest/27/s3cr3t/",
        "https:///rest/27/s3cr3t",
        "ftp://example.com/rest/27/s3cr3t",
        "27/s3cr3té",
        "\xff\xfe/\xff",
    };

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
        assert_refused (bad[i], B24_ERROR_BAD_CREDENTIAL);
    assert_refused (NULL, B24_ERROR_BAD_CREDENTIAL);
    assert_refused ("https://other.com/rest/27/s3cr3t/", B24_ERROR_OTHER_PORTAL);
    assert_refused ("https://example.com.evil.org/rest/27/s3cr3t/", B24_ERROR_OTHER_PORTAL);
    assert_refused ("other.com/rest/27/s3cr3t/", B24_ERROR_OTHER_PORTAL);
    assert_refused ("http://other.com/rest/27/s3cr3t/", B24_ERROR_OTHER_PORTAL);
    assert_refused ("http://example.com/rest/27/s3cr3t/", B24_ERROR_NOT_ENCRYPTED);
}

static void
test_redact (void)
{
    g_autoptr (B24Portal) portal = b24_portal_new ("example.com", NULL);
    g_autoptr (B24Credential) credential = b24_credential_new_webhook (portal, "27/" SECRET, NULL);
    g_autoptr (B24Credential) again = b24_credential_ref (credential);
    g_autofree char *text =
        b24_credential_redact (again, "POST /rest/27/" SECRET "/x " SECRET " done");
    g_autofree char *nothing = b24_credential_redact (again, NULL);
    g_autofree char *uri =
        b24_credential_build_uri (again, "https://new.example.com", "im.v2.Event.get");

    g_assert_cmpstr (text, ==, "POST /rest/27/***/x *** done");
    g_assert_cmpstr (nothing, ==, "");
    g_assert_cmpstr (uri, ==, "https://new.example.com/rest/27/" SECRET "/im.v2.Event.get");
    g_assert_true (b24_credential_get_portal (again) == portal);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/credential/forms", test_forms);
    g_test_add_func ("/credential/refused", test_refused);
    g_test_add_func ("/credential/redact", test_redact);
    return g_test_run ();
}
