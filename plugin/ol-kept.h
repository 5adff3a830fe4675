/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-kept — texts that waited for the portal, and texts that come back.
 *
 * Before a text that waited through an outage, or that an earlier connection left, goes out, its
 * dialog is read again: it goes out only if the operator could still write it now, and soon enough
 * to make sense. Otherwise it comes back into its window with the reason.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* Answers the outbox's "check". */
void ol_kept_watch (OlContext *context);

/* Whether the texts that have not gone out are to wait for the next connection: this one was lost,
 * or the program ends. Otherwise the operator signed off, and they come back. */
gboolean ol_kept_is_resumed (OlContext *context);

/* The reason and the text itself, ready to be copied: a note and a reply with their command, so
 * that they are sent again as what they were. Opens the window when there is none. */
void ol_kept_give_back (OlContext *context, gint64 chat_id, const char *reason, const char *text,
                        B24OutboxKind kind);

G_END_DECLS
