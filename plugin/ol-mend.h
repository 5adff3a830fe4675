/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-mend — /edit, /delete and /like: what can still be done to a message that was sent.
 *
 * The portal says yes or no; the message is read again in any case, and its line is the one that
 * tells of every change, whoever made it. Nothing is shown as changed before the portal has it so.
 */

#include "ol-run.h"

G_BEGIN_DECLS

/* Whether there is a message in the window that it could be done to. */
gboolean ol_mend_has_own (OlDialog *dialog);
gboolean ol_mend_has_customers (OlDialog *dialog);
/* (transfer full) (nullable): the present text, to be edited */
char *ol_mend_suggest (OlDialog *dialog);

gboolean ol_mend_edit (OlDialog *dialog, const char *argument);
/* Asks first. */
gboolean ol_mend_delete (OlDialog *dialog, const char *argument);
gboolean ol_mend_like (OlDialog *dialog, const char *argument);

G_END_DECLS
