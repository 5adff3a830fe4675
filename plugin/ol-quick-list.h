/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-quick-list — the ready answers that the portal keeps for the line of a dialog.
 *
 * Reading them takes a permission and a right of its own, so most portals do not let us.
 */

#include "b24-quick.h"
#include "ol-dialog.h"

G_BEGIN_DECLS

/**
 * OlQuickListed:
 * @answers: (transfer full) (nullable) (element-type B24QuickAnswer)
 * @error: (nullable): why there are none; both are %NULL where the webhook, the portal or the line
 *   has nothing of the kind
 */
typedef void (*OlQuickListed) (OlDialog *dialog, GPtrArray *answers, const GError *error,
                               gpointer user_data);

/* @callback is called exactly once, also when the account signs off. */
void ol_quick_list (OlDialog *dialog, OlQuickListed callback, gpointer user_data);

G_END_DECLS
