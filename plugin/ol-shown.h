/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-shown — from which message on a window shows its dialog, and what is missing in between.
 *
 * Kept with the window, which may outlive a connection, so that /history neither repeats nor leaves
 * out anything. Only the account's and the window's name are needed; without a window nothing
 * happens.
 */

#include <purple.h>

G_BEGIN_DECLS

/* The first message in the window; 0 when there is none */
gint64 ol_shown_get_first (PurpleAccount *account, const char *name);
/* @message_id is in the window now; an earlier first one stays the first. */
void ol_shown_note (PurpleAccount *account, const char *name, gint64 message_id);

/* The window was told that what is between the two could not be loaded. */
void ol_shown_add_gap (PurpleAccount *account, const char *name, gint64 after_id, gint64 before_id);
/* The last gap that was told; FALSE when there is none */
gboolean
ol_shown_get_gap (PurpleAccount *account, const char *name, gint64 *after_id, gint64 *before_id);
/* The last gap is filled from @from_id on; 0: nothing of it is missing any more */
void ol_shown_fill_gap (PurpleAccount *account, const char *name, gint64 from_id);

/* The window is about to close. */
void ol_shown_forget (PurpleConversation *conversation);
/* Nobody looks after the windows any more. */
void ol_shown_forget_all (void);

G_END_DECLS
