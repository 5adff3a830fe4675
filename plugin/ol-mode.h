/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-mode — how a dialog's session is kept: pinned to its operator, or silent (/pin, /unpin,
 * /pinall, /unpinall, /silent).
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

gboolean ol_mode_pin (OlDialog *dialog, const char *argument);
gboolean ol_mode_unpin (OlDialog *dialog, const char *argument);
/* @argument: "on", "off", or "" for the other of the two */
gboolean ol_mode_silent (OlDialog *dialog, const char *argument);
gboolean ol_mode_pin_all (OlContext *context, const char *conversation, const char *argument);
gboolean ol_mode_unpin_all (OlContext *context, const char *conversation, const char *argument);

/* Which of the two menus show. */
gboolean ol_mode_is_unpinned (OlDialog *dialog);
gboolean ol_mode_is_pinned (OlDialog *dialog);

G_END_DECLS
