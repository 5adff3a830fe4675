/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-portal.h"

#include <gio/gio.h>
#include <string.h>

#include "b24-error.h"

struct _B24Portal {
    char *name; /* (nullable) */
    char *host;
    guint port;
    char *authority;
    char *origin;
    gboolean loopback;
};

typedef struct {
    char *name;
    char *host;
    guint port;
    gboolean plain_http; /* typed with http: in front */
} Parts;

static void
parts_clear (Parts *parts)
{
    g_clear_pointer (&parts->name, g_free);
    g_clear_pointer (&parts->host, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
is_label (const char *label)
{
    gsize length = strlen (label);

    if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-')
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
            return FALSE;
    }
    return TRUE;
}

/* (transfer full) (nullable): the host as it goes into an address */
static char *
clean_host (const char *text)
{
    g_autofree char *ascii = NULL;
    g_auto (GStrv) labels = NULL;
    gsize length;

    if (strchr (text, ':') != NULL) {
        g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
        g_autofree char *canonical = NULL;

        if (address == NULL)
            return NULL;
        canonical = g_inet_address_to_string (address);
        return g_strdup_printf ("[%s]", canonical);
    }

    ascii = g_hostname_to_ascii (text);
    if (ascii == NULL)
        return NULL;
    length = strlen (ascii);
    while (length > 0 && ascii[length - 1] == '.')
        ascii[--length] = '\0';
    if (length == 0 || length > 253)
        return NULL;
    labels = g_strsplit (ascii, ".", -1);
    for (guint i = 0; labels[i] != NULL; i++) {
        if (!is_label (labels[i]))
            return NULL;
    }
    return g_ascii_strdown (ascii, -1);
}

/* Splits `host`, `host:port`, `[v6]`, `[v6]:port` and a bare v6 address. */
static gboolean
split_authority (const char *authority, char **host, guint *port)
{
    g_autofree char *copy = g_strdup (authority);
    char *host_text = copy;
    char *port_text = NULL;
    guint64 number = 0;

    if (copy[0] == '[') {
        char *end = strchr (copy, ']');

        if (end == NULL || strchr (copy, ':') == NULL || (end[1] != '\0' && end[1] != ':'))
            return FALSE;
        host_text = copy + 1;
        port_text = end[1] == ':' ? end + 2 : NULL;
        *end = '\0';
    } else {
        char *colon = strchr (copy, ':');

        if (colon != NULL && strchr (colon + 1, ':') == NULL) {
            *colon = '\0';
            port_text = colon + 1;
        }
    }
    if (port_text != NULL && *port_text != '\0' &&
        !g_ascii_string_to_unsigned (port_text, 10, 1, 65535, &number, NULL))
        return FALSE;
    *port = (guint) number;
    *host = clean_host (host_text);
    return *host != NULL;
}

static const char *
skip_scheme (const char *text, gboolean *plain_http)
{
    if (g_ascii_strncasecmp (text, "https://", 8) == 0)
        return text + 8;
    if (g_ascii_strncasecmp (text, "http://", 7) == 0) {
        *plain_http = TRUE;
        return text + 7;
    }
    return text;
}

static gboolean
parse_address (const char *address, Parts *parts)
{
    g_autofree char *text = g_utf8_make_valid (address != NULL ? address : "", -1);
    g_autofree char *authority = NULL;
    const char *rest;
    const char *at;

    g_strstrip (text);
    rest = skip_scheme (text, &parts->plain_http);
    /* `name@https://host/` is what a paste behind a typed name gives. */
    at = strchr (rest, '@');
    if (at != NULL && (gsize) (at - rest) == strcspn (rest, "/?#@")) {
        parts->name = g_strndup (rest, (gsize) (at - rest));
        g_strstrip (parts->name);
        if (*parts->name == '\0')
            g_clear_pointer (&parts->name, g_free);
        rest = skip_scheme (at + 1, &parts->plain_http);
    }
    authority = g_strndup (rest, strcspn (rest, "/?#"));
    /* Another scheme than http and https. */
    if (g_str_has_suffix (authority, ":") && g_str_has_prefix (rest + strlen (authority), "//"))
        return FALSE;
    g_strstrip (authority);
    return split_authority (authority, &parts->host, &parts->port);
}

gboolean
b24_host_is_loopback (const char *host)
{
    g_autofree char *bare = NULL;
    g_autoptr (GInetAddress) address = NULL;
    gsize length;

    if (host == NULL)
        return FALSE;
    if (g_ascii_strcasecmp (host, "localhost") == 0)
        return TRUE;
    length = strlen (host);
    if (length > 2 && host[0] == '[' && host[length - 1] == ']')
        bare = g_strndup (host + 1, length - 2);
    else
        bare = g_strdup (host);
    address = g_inet_address_new_from_string (bare);
    return address != NULL && g_inet_address_get_is_loopback (address);
}

static char *
build_authority (const char *host, guint port)
{
    return port == 0 ? g_strdup (host) : g_strdup_printf ("%s:%u", host, port);
}

static void
drop_default_port (Parts *parts)
{
    if (parts->port == (b24_host_is_loopback (parts->host) ? 80 : 443))
        parts->port = 0;
}

B24Portal *
b24_portal_new (const char *address, GError **error)
{
    g_auto (Parts) parts = { 0 };
    B24Portal *self;

    if (!parse_address (address, &parts)) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_BAD_PORTAL, "not a portal's address");
        return NULL;
    }
    if (parts.plain_http && !b24_host_is_loopback (parts.host)) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_NOT_ENCRYPTED,
                             "http address of a host that is not loopback");
        return NULL;
    }
    drop_default_port (&parts);

    self = g_atomic_rc_box_new0 (B24Portal);
    self->loopback = b24_host_is_loopback (parts.host);
    self->name = g_steal_pointer (&parts.name);
    self->host = g_steal_pointer (&parts.host);
    self->port = parts.port;
    self->authority = build_authority (self->host, self->port);
    self->origin = g_strdup_printf ("%s://%s", self->loopback ? "http" : "https", self->authority);
    return self;
}

B24Portal *
b24_portal_ref (B24Portal *self)
{
    return g_atomic_rc_box_acquire (self);
}

static void
portal_clear (gpointer data)
{
    B24Portal *self = data;

    g_free (self->name);
    g_free (self->host);
    g_free (self->authority);
    g_free (self->origin);
}

void
b24_portal_unref (B24Portal *self)
{
    g_atomic_rc_box_release_full (self, portal_clear);
}

const char *
b24_portal_get_host (B24Portal *self)
{
    return self->host;
}

guint
b24_portal_get_port (B24Portal *self)
{
    return self->port;
}

const char *
b24_portal_get_authority (B24Portal *self)
{
    return self->authority;
}

const char *
b24_portal_get_origin (B24Portal *self)
{
    return self->origin;
}

const char *
b24_portal_get_name (B24Portal *self)
{
    return self->name;
}

gboolean
b24_portal_is_loopback (B24Portal *self)
{
    return self->loopback;
}

gboolean
b24_portal_same_host (B24Portal *self, const char *authority)
{
    g_autofree char *host = NULL;
    guint port;

    return authority != NULL && split_authority (authority, &host, &port) &&
           strcmp (host, self->host) == 0;
}

char *
b24_portal_resolve (B24Portal *self, const char *uri)
{
    if (uri == NULL || *uri == '\0' || g_uri_peek_scheme (uri) != NULL)
        return g_strdup (uri != NULL ? uri : "");
    if (g_str_has_prefix (uri, "//"))
        return g_strconcat (self->loopback ? "http:" : "https:", uri, NULL);
    return g_strconcat (self->origin, *uri == '/' ? "" : "/", uri, NULL);
}

gboolean
b24_portal_allows_redirect (B24Portal *self, const char *uri)
{
    g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, G_URI_FLAGS_NONE, NULL) : NULL;
    g_autofree char *host = NULL;
    gboolean loopback;

    if (parsed == NULL || g_uri_get_host (parsed) == NULL || g_uri_get_userinfo (parsed) != NULL)
        return FALSE;
    host = clean_host (g_uri_get_host (parsed));
    if (host == NULL)
        return FALSE;
    loopback = b24_host_is_loopback (host);
    if (loopback && !self->loopback)
        return FALSE;
    if (g_ascii_strcasecmp (g_uri_get_scheme (parsed), "https") == 0)
        return TRUE;
    return loopback && g_ascii_strcasecmp (g_uri_get_scheme (parsed), "http") == 0;
}

char *
b24_portal_normalize (const char *address)
{
    g_auto (Parts) parts = { 0 };
    g_autofree char *authority = NULL;

    if (!parse_address (address, &parts)) {
        g_autofree char *text = g_utf8_make_valid (address != NULL ? address : "", -1);

        return g_utf8_strdown (g_strstrip (text), -1);
    }
    drop_default_port (&parts);
    authority = build_authority (parts.host, parts.port);
    return parts.name != NULL ? g_strconcat (parts.name, "@", authority, NULL)
                              : g_steal_pointer (&authority);
}
