/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-older — /history: earlier messages, those that were missing, or one whole session.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* OlAction.run: @argument is "", a number or “session” */
gboolean ol_older_run (OlDialog *dialog, const char *argument);

G_END_DECLS
