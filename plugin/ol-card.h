/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-card — what is known of a dialog, written into its conversation: /who, /info.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

gboolean ol_card_who (OlDialog *dialog, const char *argument);
gboolean ol_card_info (OlDialog *dialog, const char *argument);

G_END_DECLS
