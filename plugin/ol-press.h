/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-press — /press: the buttons that a bot put under its message.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

gboolean ol_press_is_possible (OlDialog *dialog);
/* @argument: the button's number; any other one lists them */
gboolean ol_press_run (OlDialog *dialog, const char *argument);

G_END_DECLS
