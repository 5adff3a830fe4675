/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-credential — what signs our requests. Today the inbound webhook.
 *
 * A webhook is a secret address: whoever has it acts as its user. It is kept here, given to the
 * transport as the base address of every call, and printed nowhere.
 */

#include "b24-portal.h"

G_BEGIN_DECLS

typedef struct _B24Credential B24Credential;

/**
 * b24_credential_new_webhook:
 * @portal: the portal of the account
 * @text: what the operator pasted: the whole address with or without trailing slash, with a
 *   method's name behind it, with blanks or quotes around it, or just `27/secret`
 *
 * Returns: (transfer full): %NULL with %B24_ERROR_BAD_CREDENTIAL, %B24_ERROR_OTHER_PORTAL (a host
 *   that is not the portal's) or %B24_ERROR_NOT_ENCRYPTED; nothing has been sent anywhere then
 */
B24Credential *b24_credential_new_webhook (B24Portal *portal, const char *text, GError **error);
B24Credential *b24_credential_ref (B24Credential *self);
void b24_credential_unref (B24Credential *self);

gint64 b24_credential_get_user_id (B24Credential *self); /* 0 when the webhook has a login name */
B24Portal *b24_credential_get_portal (B24Credential *self);

/* (transfer full): the address of @method on @origin (scheme://host[:port]); contains the secret */
char *b24_credential_build_uri (B24Credential *self, const char *origin, const char *method);

/* (transfer full): @text with every occurrence of the secret replaced by "***" */
char *b24_credential_redact (B24Credential *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Credential, b24_credential_unref)

G_END_DECLS
