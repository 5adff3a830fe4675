/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "b24-credential.h"
#include "b24-error.h"

const char *const fuzz_corpus[] = {
    "example.bitrix24.com",
    "kim@Example.bitrix24.com:8443",
    "https://example.bitrix24.com/company/?a=b#c",
    "http://127.0.0.1:8080/rest/27/s3cr3t/profile.json",
    "\"https://example.com/rest/27/s3cr3t/\"",
    "[::1]:8080",
    "27/s3cr3t",
    "пример.рф",
    NULL,
};

static void
check_credential (B24Portal *portal, const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Credential) credential = b24_credential_new_webhook (portal, text, &error);
    g_autofree char *uri = NULL;
    g_autofree char *redacted = NULL;
    g_autoptr (GUri) parsed = NULL;

    g_assert ((credential == NULL) == (error != NULL));
    if (error != NULL)
        g_assert (strstr (error->message, "s3cr3t") == NULL);
    if (credential == NULL)
        return;
    uri = b24_credential_build_uri (credential, b24_portal_get_origin (portal), "m");
    parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
    g_assert (parsed != NULL && g_uri_get_userinfo (parsed) == NULL);
    g_assert (g_uri_get_query (parsed) == NULL && g_uri_get_fragment (parsed) == NULL);
    g_assert (b24_portal_allows_redirect (portal, uri));
    redacted = b24_credential_redact (credential, uri);
    g_assert (strstr (redacted, "***") != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup ((const char *) data, size);
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Portal) example = b24_portal_new ("example.com", NULL);
    g_autoptr (B24Portal) portal = b24_portal_new (text, &error);
    g_autofree char *normal = b24_portal_normalize (text);
    g_autofree char *again = b24_portal_normalize (normal);
    g_autofree char *resolved = b24_portal_resolve (example, text);

    g_assert ((portal == NULL) == (error != NULL));
    g_assert (g_utf8_validate (normal, -1, NULL));
    g_assert_cmpstr (normal, ==, again);
    g_assert (resolved != NULL);
    check_credential (example, text);
    if (portal != NULL) {
        g_autoptr (GUri) origin =
            g_uri_parse (b24_portal_get_origin (portal), G_URI_FLAGS_NONE, NULL);

        /* Plain http never leaves this machine. */
        g_assert (origin != NULL && g_uri_get_userinfo (origin) == NULL);
        g_assert (b24_portal_is_loopback (portal) ==
                  (strcmp (g_uri_get_scheme (origin), "http") == 0));
        g_assert (b24_portal_is_loopback (portal) ==
                  b24_host_is_loopback (g_uri_get_host (origin)));
        check_credential (portal, text);
    }
    return 0;
}
