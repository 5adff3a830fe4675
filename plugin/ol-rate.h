/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-rate — /rate: a supervisor's rating of the dialog's session, the last one when it is closed.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* @argument: a number from 1 to 5, and perhaps a comment */
gboolean ol_rate_run (OlDialog *dialog, const char *argument);

G_END_DECLS
