/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-search — /find: messages of one dialog; and “Search…” of the account's menu: dialogs by their
 * customers and titles.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* OlAction.run of /find */
gboolean ol_search_find (OlDialog *dialog, const char *argument);

/* Asks what to look for; the dialogs found are shown in a window that opens them. */
void ol_search_ask (OlContext *context);

G_END_DECLS
