/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-visit — opening the conversation of a dialog by its chat, whether it is in the operator's
 * list or not: closed ones, colleagues', those that wait for others.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* @conversation: (nullable): where to say what came of it, see ol_notice_say(). The dialog is read
 * from the portal first; one that may not be seen is said to be so. */
void ol_visit_chat (OlContext *context, const char *conversation, gint64 chat_id);

G_END_DECLS
