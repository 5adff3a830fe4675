/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-notice — one line about the account: in the conversation where the operator asked for
 * something, or in a window of its own where a menu or the contact list asked.
 */

#include "ol-context.h"
#include "ol-sentences.h"

G_BEGIN_DECLS

/* @conversation: (nullable): its name; a closed one is none. @done: it is no complaint. */
void ol_notice_say (OlContext *context, const char *conversation, const char *line, gboolean done);
/* The sentence for @error, which goes to the debug log too. */
void ol_notice_say_error (OlContext *context, const char *conversation, const GError *error,
                          OlAttempt attempt);
/* Whether the portal answers just now; says so if not. */
gboolean ol_notice_is_possible (OlContext *context, const char *conversation);

G_END_DECLS
