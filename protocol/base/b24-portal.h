/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-portal — the address of a portal as people type it, and what it means.
 *
 * Accepts `example.bitrix24.com`, `name@example.bitrix24.com`, a port, and a pasted
 * `https://example.bitrix24.com/…`. Loopback hosts (127.0.0.0/8, [::1], localhost) are spoken to
 * over plain http, every other one over https only (design §1). Immutable and thread-safe.
 */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _B24Portal B24Portal;

/**
 * b24_portal_new:
 * @address: the account's username
 *
 * Returns: (transfer full): the portal, or %NULL with %B24_ERROR_BAD_PORTAL (nothing that could
 *   be a host) or %B24_ERROR_NOT_ENCRYPTED (an `http:` address of a host that is not loopback)
 */
B24Portal *b24_portal_new (const char *address, GError **error);
B24Portal *b24_portal_ref (B24Portal *self);
void b24_portal_unref (B24Portal *self);

const char *b24_portal_get_host (B24Portal *self); /* lower case, without port; IPv6 in brackets */
guint b24_portal_get_port (B24Portal *self);       /* 0 = the scheme's default */
const char *b24_portal_get_authority (B24Portal *self); /* host[:port] */
const char *b24_portal_get_origin (B24Portal *self);    /* scheme://host[:port] */
const char *b24_portal_get_name (B24Portal *self);      /* (nullable): the part before @ */
gboolean b24_portal_is_loopback (B24Portal *self);
gboolean b24_portal_same_host (B24Portal *self, const char *authority);

/* (transfer full): absolute form of a relative link of this portal; others unchanged */
char *b24_portal_resolve (B24Portal *self, const char *uri);

/* Whether @host (no port) is 127.0.0.0/8, [::1], ::1 or localhost. */
gboolean b24_host_is_loopback (const char *host);

/**
 * b24_portal_allows_redirect:
 *
 * The portal's own rule for where a request may follow (design §1b): https; loopback http only if
 * the portal is itself loopback; never from a public host to loopback.
 */
gboolean b24_portal_allows_redirect (B24Portal *self, const char *uri);

/* (transfer full): what the account's name is compared by: host lower-cased, pasted forms reduced
 */
char *b24_portal_normalize (const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Portal, b24_portal_unref)

G_END_DECLS
