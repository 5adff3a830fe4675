/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-transfer — passing a dialog to another operator or another line.
 */

#include "ol-run.h"

G_BEGIN_DECLS

/* @argument: see ol_picker_find() */
gboolean ol_transfer_run (OlDialog *dialog, const char *argument);

G_END_DECLS
