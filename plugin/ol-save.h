/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-save — /save: a message becomes a ready answer of its line, on the portal.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

gboolean ol_save_is_possible (OlDialog *dialog);
/* The operator's own last message; with the word “customer” the customer's. */
gboolean ol_save_run (OlDialog *dialog, const char *argument);

G_END_DECLS
