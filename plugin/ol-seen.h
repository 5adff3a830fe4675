/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-seen — the portal is told what the operator has really seen.
 *
 * Seen is what stands in the window while that has the focus. Only in dialogs that are the
 * operator's own: the portal counts for colleagues, and unassigned ones cannot be read.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* Something was shown in the window, or it may have got the focus. */
void ol_seen_look (OlDialog *dialog);

/* libpurple's "conversation-updated"; see ol_connection_connect_signals(). */
void ol_seen_connect (PurplePlugin *plugin);

G_END_DECLS
