/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-note — /note: words for colleagues that the customer never sees.
 *
 * Notes take the same way as texts: in order with them, kept while there is no connection, given
 * back as notes when the portal refuses them. They stand in the window as soon as the feed brings
 * them, marked as internal.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* Whether the portal would take one from this operator. */
gboolean ol_note_is_possible (OlDialog *dialog);
gboolean ol_note_run (OlDialog *dialog, const char *argument);

G_END_DECLS
