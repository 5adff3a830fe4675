/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-reply — what becomes of a text the operator typed, by the dialog's state (design §1b).
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/**
 * ol_reply_send:
 * @html: as the UI gives it
 *
 * Returns: 0: taken (it is shown when the portal has it), or refused with a line that says why and
 *   gives the text back
 */
int ol_reply_send (OlDialog *dialog, const char *html);
/* The same of a plain @text that is no command whatever it looks like. */
void ol_reply_send_plain (OlDialog *dialog, const char *text);
/* /reply: @argument goes out as an answer to the customer's last message in the window. */
gboolean ol_reply_quote (OlDialog *dialog, const char *argument);
/* Whether there is one, and the operator may write. */
gboolean ol_reply_is_shown (OlDialog *dialog);
/* Whether @text is a mistyped command of ours: "/" and a word resembling one, no path, no "//". */
gboolean ol_reply_is_mistyped (const char *text, const char **meant);
/* Connects an outbox's signals to its dialogs' windows; @find returns (transfer none) (nullable).
 */
typedef OlDialog *(*OlFindDialog) (gpointer owner, gint64 chat_id);
void ol_reply_watch (OlContext *context, OlFindDialog find, gpointer owner);

/* Sign-off, while everything is still alive: texts that wait for their dialog to be answered go
 * back into their windows. */
void ol_reply_close (OlContext *context);

G_END_DECLS
