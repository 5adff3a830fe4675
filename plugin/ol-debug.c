/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-debug.h"

#include <purple.h>

#include "b24-error.h"

#define CATEGORY "openlines"

/* What must not be read over an operator's shoulder; the first group is kept. Order matters:
 * addresses go before the pieces that may stand alone. */
static const char *const secrets[] = {
    "(https?://)[^\\s\"'<>]+", /* any address: host, webhook, link */
    "(/rest/)[^\\s\"'<>]+",    /* a webhook without its host */
    "((?:auth|token|secret|sign|client_id)[\"']?\\s*[=:]\\s*[\"']?)[^\\s&\"']+",
    "()\\b\\d+/[A-Za-z0-9_-]{6,}/?",                    /* 27/secret */
    "()[^\\s|]+\\|[^\\s|]+\\|[^\\s|]*(?:\\|[^\\s|]*)+", /* user code of a customer */
    "()\\b[A-Za-z0-9_-]{24,}\\b",                       /* token, channel, signature */
};

static GRegex *patterns[G_N_ELEMENTS (secrets)];

static void
compile_patterns (void)
{
    static gsize done;

    if (!g_once_init_enter (&done))
        return;
    for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
        patterns[i] = g_regex_new (secrets[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
    g_once_init_leave (&done, 1);
}

char *
ol_debug_redact (const char *text)
{
    g_autofree char *current = g_utf8_make_valid (text, -1);

    compile_patterns ();
    for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
        char *next = g_regex_replace (patterns[i], current, -1, 0, "\\1***", 0, NULL);

        /* A pattern that gives up must not let the secret through. */
        g_free (current);
        current = next != NULL ? next : g_strdup ("***");
    }
    return g_steal_pointer (&current);
}

void
ol_debug_info (const char *format, ...)
{
    g_autofree char *text = NULL;
    g_autofree char *redacted = NULL;
    va_list arguments;

    if (!purple_debug_is_enabled () && purple_debug_get_ui_ops () == NULL)
        return;
    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    redacted = ol_debug_redact (text);
    purple_debug_info (CATEGORY, "%s\n", redacted);
}

void
ol_debug_error (const char *what, const GError *error)
{
    const char *code = b24_error_get_code (error);
    g_autofree char *redacted = NULL;

    redacted = ol_debug_redact (error->message);
    purple_debug_error (CATEGORY, "%s: %s (%s %d %s)\n", what, redacted,
                        g_quark_to_string (error->domain), error->code, code != NULL ? code : "-");
}
