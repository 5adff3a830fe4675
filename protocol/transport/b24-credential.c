/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-credential.h"

#include <string.h>

#include "b24-error.h"

struct _B24Credential {
    B24Portal *portal;
    gint64 user_id;
    char *user;   /* as it stands in an address */
    char *secret; /* as it stands in an address */
};

static gboolean
bad_credential (GError **error)
{
    /* Never a word of what was pasted: these texts reach logs. */
    g_set_error_literal (error, B24_ERROR, B24_ERROR_BAD_CREDENTIAL,
                         "the pasted text is not a webhook");
    return FALSE;
}

/* Blanks, quotes and brackets that come along when an address is copied. */
static char *
strip_wrapping (const char *text)
{
    static const char *const wrapping[] = { "\"", "'", "`", "<", ">", "“", "”",
                                            "„",  "«", "»", "‘", "’", ",", ";" };
    char *copy = g_strstrip (g_utf8_make_valid (text != NULL ? text : "", -1));
    gboolean changed;

    do {
        changed = FALSE;
        for (guint i = 0; i < G_N_ELEMENTS (wrapping); i++) {
            gsize length = strlen (copy);
            gsize mark = strlen (wrapping[i]);

            if (g_str_has_prefix (copy, wrapping[i])) {
                memmove (copy, copy + mark, length - mark + 1);
                changed = TRUE;
            } else if (g_str_has_suffix (copy, wrapping[i])) {
                copy[length - mark] = '\0';
                changed = TRUE;
            }
        }
        g_strstrip (copy);
    } while (changed);
    return copy;
}

/* Checks the host of a pasted address; nothing is sent to another one, nothing without TLS. */
static gboolean
check_host (B24Portal *portal, const char *scheme, const char *authority, GError **error)
{
    g_autofree char *address = g_strconcat (scheme, "://", authority, NULL);
    g_autoptr (B24Portal) pasted = NULL;
    g_autoptr (GError) local_error = NULL;

    if (strchr (authority, '@') != NULL)
        return bad_credential (error);
    if (b24_portal_same_host (portal, authority)) {
        pasted = b24_portal_new (address, error);
        return pasted != NULL;
    }
    pasted = b24_portal_new (address, &local_error);
    if (g_error_matches (local_error, B24_ERROR, B24_ERROR_BAD_PORTAL))
        return bad_credential (error);
    g_set_error_literal (error, B24_ERROR, B24_ERROR_OTHER_PORTAL,
                         "the webhook belongs to another host than the account");
    return FALSE;
}

/* Splits off `scheme://host/` or `host/rest/…`; @path is what remains. */
static gboolean
take_host (B24Portal *portal, char *text, char **path, GError **error)
{
    char *separator = strstr (text, "://");
    char *slash;

    *path = text;
    if (separator != NULL) {
        g_autofree char *scheme = g_ascii_strdown (text, separator - text);

        if (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0)
            return bad_credential (error);
        slash = strchr (separator + 3, '/');
        if (slash == NULL)
            return bad_credential (error);
        *slash = '\0';
        *path = slash + 1;
        return check_host (portal, scheme, separator + 3, error);
    }
    slash = strchr (text, '/');
    if (slash != NULL && slash > text && g_ascii_strncasecmp (slash, "/rest/", 6) == 0) {
        *slash = '\0';
        *path = slash + 1;
        return check_host (portal, "https", text, error);
    }
    return TRUE;
}

static gboolean
is_word (const char *text, const char *more)
{
    if (*text == '\0')
        return FALSE;
    for (; *text != '\0'; text++) {
        if (!g_ascii_isalnum (*text) && strchr (more, *text) == NULL)
            return FALSE;
    }
    return TRUE;
}

/* `rest/27/secret/method`, `27/secret`, with empty parts anywhere. */
static gboolean
take_path (B24Credential *self, char *path, gboolean with_host, GError **error)
{
    g_auto (GStrv) parts = NULL;
    g_autofree char *user = NULL;
    g_autofree char *secret = NULL;
    const char *words[5] = { NULL };
    guint n = 0;
    guint first = 0;

    path[strcspn (path, "?#")] = '\0';
    parts = g_strsplit (path, "/", -1);
    for (guint i = 0; parts[i] != NULL && n < 4; i++) {
        if (*parts[i] != '\0')
            words[n++] = parts[i];
    }
    if (n > 0 && g_ascii_strcasecmp (words[0], "rest") == 0)
        first = 1;
    else if (with_host)
        return bad_credential (error);
    if (n < first + 2)
        return bad_credential (error);
    user = g_uri_unescape_string (words[first], NULL);
    secret = g_uri_unescape_string (words[first + 1], NULL);
    if (user == NULL || secret == NULL || !is_word (user, "_-.@+~") || !is_word (secret, "_-.~"))
        return bad_credential (error);
    if (strcmp (secret, ".") == 0 || strcmp (secret, "..") == 0 || strcmp (user, "..") == 0 ||
        strcmp (user, ".") == 0)
        return bad_credential (error);
    if (strspn (user, "0123456789") == strlen (user)) {
        guint64 id;

        if (!g_ascii_string_to_unsigned (user, 10, 1, G_MAXINT64, &id, NULL))
            return bad_credential (error);
        self->user_id = (gint64) id;
    }
    self->user = g_uri_escape_string (user, NULL, FALSE);
    self->secret = g_uri_escape_string (secret, NULL, FALSE);
    return TRUE;
}

B24Credential *
b24_credential_new_webhook (B24Portal *portal, const char *text, GError **error)
{
    g_autoptr (B24Credential) self = NULL;
    g_autofree char *copy = NULL;
    char *path;

    g_return_val_if_fail (portal != NULL, NULL);

    self = g_atomic_rc_box_new0 (B24Credential);
    self->portal = b24_portal_ref (portal);
    copy = strip_wrapping (text);
    if (!take_host (portal, copy, &path, error) || !take_path (self, path, path != copy, error))
        return NULL;
    return g_steal_pointer (&self);
}

B24Credential *
b24_credential_ref (B24Credential *self)
{
    return g_atomic_rc_box_acquire (self);
}

static void
credential_clear (gpointer data)
{
    B24Credential *self = data;

    if (self->secret != NULL)
        explicit_bzero (self->secret, strlen (self->secret));
    g_free (self->secret);
    g_free (self->user);
    b24_portal_unref (self->portal);
}

void
b24_credential_unref (B24Credential *self)
{
    g_atomic_rc_box_release_full (self, credential_clear);
}

gint64
b24_credential_get_user_id (B24Credential *self)
{
    return self->user_id;
}

B24Portal *
b24_credential_get_portal (B24Credential *self)
{
    return self->portal;
}

char *
b24_credential_build_uri (B24Credential *self, const char *origin, const char *method)
{
    g_autofree char *escaped = g_uri_escape_string (method, NULL, FALSE);

    return g_strconcat (origin, "/rest/", self->user, "/", self->secret, "/", escaped, NULL);
}

char *
b24_credential_redact (B24Credential *self, const char *text)
{
    g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", self->secret, -1);

    return g_strjoinv ("***", parts);
}
