/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-account — who we are and what we may: profile, scope (rest §10).
 */

#include "b24-rest.h"
#include "b24-user.h"

G_BEGIN_DECLS

/* profile: the best probe of a credential. B24_ERROR_ACCESS_DENIED here means the portal's plan. */
void b24_account_profile_async (B24Rest *rest, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
B24User *b24_account_profile_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* scope: (transfer full): %NULL-terminated, lower case */
void b24_account_scope_async (B24Rest *rest, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
char **b24_account_scope_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
