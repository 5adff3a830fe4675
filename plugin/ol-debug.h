/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-debug — the only way to libpurple's debug window.
 *
 * Whatever looks like a webhook, a token, a download link or a user code is replaced by "***"
 * before it is printed; texts of people are never passed here at all (design rule 7).
 */

#include <glib.h>

G_BEGIN_DECLS

void ol_debug_info (const char *format, ...) G_GNUC_PRINTF (1, 2);
void ol_debug_error (const char *what, const GError *error);
/* (transfer full): what would be printed; exposed for tests */
char *ol_debug_redact (const char *text);

G_END_DECLS
