/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-results — a window with dialogs that were found, and a button that opens the chosen one.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* @primary: (nullable): what was found; @dialogs: (element-type OlDialog) */
void
ol_results_show (OlContext *context, const char *title, const char *primary, GPtrArray *dialogs);

G_END_DECLS
