/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-desk — who works where: /lines, /operators, and the account's “Lines and operators…”.
 *
 * Read from the portal each time. What it does not tell is left out: queues, who is online, who
 * takes no new dialogs.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* For the table of actions. */
gboolean ol_desk_list_lines (OlContext *context, const char *conversation, const char *argument);
gboolean
ol_desk_list_operators (OlContext *context, const char *conversation, const char *argument);
/* Both, in a window of its own. */
void ol_desk_show (OlContext *context);

G_END_DECLS
