/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-crm — /lead and /crm: the record of the CRM that a dialog is bound to.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* OlAction.run */
gboolean ol_crm_create_lead (OlDialog *dialog, const char *argument);
gboolean ol_crm_open_card (OlDialog *dialog, const char *argument);

/* OlAction.shown */
gboolean ol_crm_is_bound (OlDialog *dialog);
gboolean ol_crm_is_unbound (OlDialog *dialog);

G_END_DECLS
