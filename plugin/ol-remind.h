/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-remind — nobody forgotten: who has waited for `remind-after` minutes is brought back once.
 *
 * A wait begins when a customer waits for an operator or for my reply, and ends with my answer,
 * with the session, or when somebody else has the dialog. It outlives the connection, so that a
 * reconnect repeats nothing. Waits are kept in the order in which they began, with one timer for
 * the first of them: a message costs a look into a table, whatever the number of dialogs.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

typedef struct _OlRemind OlRemind;

OlRemind *ol_remind_new (OlContext *context);
void ol_remind_free (OlRemind *self);

/* The dialog is as it is now: called for whatever happens in it. */
void ol_remind_note (OlRemind *self, OlDialog *dialog);
/* From the feed: an answer among @messages ends the wait, whatever came after it. */
void ol_remind_note_messages (OlRemind *self, OlDialog *dialog, GPtrArray *messages);
/* The account's option, or the time, may be another one. */
void ol_remind_look (OlRemind *self);

/* The account is deleted. */
void ol_remind_forget (PurpleAccount *account);
void ol_remind_forget_all (void);

G_END_DECLS
