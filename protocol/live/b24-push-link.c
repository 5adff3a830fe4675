/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push-link.h"

#include <string.h>

#include "b24-error.h"

gboolean
b24_push_link_allows (B24Portal *portal, const char *uri)
{
    g_autofree char *http = NULL;

    g_return_val_if_fail (portal != NULL && uri != NULL, FALSE);

    if (g_str_has_prefix (uri, "ws:") || g_str_has_prefix (uri, "wss:"))
        http = g_strconcat ("http", uri + strlen ("ws"), NULL);
    return b24_portal_allows_redirect (portal, http != NULL ? http : uri);
}

static B24Error
code_of (const GError *error)
{
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return B24_ERROR_TIMEOUT;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
        return B24_ERROR_PROXY;
    /* A connection cut inside TLS is the network, not the certificate. */
    if (error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF)
        return B24_ERROR_TLS;
    return B24_ERROR_UNREACHABLE;
}

GError *
b24_push_link_error (const GError *error)
{
    g_return_val_if_fail (error != NULL, NULL);

    if (error->domain == B24_ERROR)
        return g_error_copy (error);
    return g_error_new (B24_ERROR, code_of (error), "%s %d", g_quark_to_string (error->domain),
                        error->code);
}
