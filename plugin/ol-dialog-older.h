/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-dialog-older — more of a dialog in its window: earlier messages, those that were missing, a
 * whole session.
 *
 * libpurple's windows only grow at the end, so each piece is a block of its own between two rules,
 * oldest first, with the messages' own times and days, silent and not logged again. It is written
 * in slices; what is new waits until the block is complete.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL for the portal's own words */
char *ol_dialog_dup_author_name (OlDialog *self, B24Message *message);
/* The authors that came with @page are known by name from now on. */
void ol_dialog_learn_authors (OlDialog *self, B24MessagePage *page);

/* Messages before this one are not in the window; 0: none is. */
gint64 ol_dialog_get_first_shown (OlDialog *self);

/**
 * ol_dialog_begin_older:
 *
 * A block is being asked for; one at a time.
 *
 * Returns: what ol_dialog_is_older_wanted() takes; 0 when there is one already, or when the window
 *   is not ready
 */
guint ol_dialog_begin_older (OlDialog *self);
/* Whether the window that the block was asked for is still there. */
gboolean ol_dialog_is_older_wanted (OlDialog *self, guint number);
/* Nothing of it came. */
void ol_dialog_cancel_older (OlDialog *self);
/**
 * ol_dialog_show_older:
 * @messages: (element-type B24Message): ascending
 * @above: @below: the rules around it
 *
 * After ol_dialog_begin_older(); the block is no part of the window's own beginning unless
 * ol_dialog_note_first_shown() says so.
 */
void
ol_dialog_show_older (OlDialog *self, GPtrArray *messages, const char *above, const char *below);

G_END_DECLS
