/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-complete — what a command that is being typed can become.
 *
 * libpurple completes command words only, and no arguments in IM windows. The companion modules of
 * Pidgin and Finch ask here, through the plugin's IPC, and put the answer into the line of text.
 */

#include <purple.h>

G_BEGIN_DECLS

/**
 * ol_complete:
 * @text: the line up to the cursor: "/transfer Ma"
 *
 * Answers at once, from what is known already.
 *
 * Returns: (transfer full) (element-type utf8): whole lines, such as "/transfer Maria Lopez"; %NULL
 *   when nothing fits or @text is no command of ours
 */
GList *ol_complete (PurpleConversation *conversation, const char *text);

G_END_DECLS
