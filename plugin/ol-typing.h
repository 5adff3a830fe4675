/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-typing — who is typing, both ways.
 *
 * Only the customer's typing is shown: an IM window has one name for it. The operator's is told
 * to the portal where it can reach the customer.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* @user_id is typing just now. */
void ol_typing_received (OlDialog *dialog, gint64 user_id);
/* The customer's words are there. */
void ol_typing_ended (OlDialog *dialog);

/* The operator typed a key, paused, or cleared the line. Returns: seconds after which libpurple
 * tells again while the typing goes on, 0 = need not. */
unsigned int ol_typing_send (OlDialog *dialog, PurpleTypingState state);
/* The operator's text is on its way: what is typed next is news again. */
void ol_typing_sent (OlDialog *dialog);

G_END_DECLS
