/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-crm-link — where an object of the portal's CRM is shown in a browser.
 */

#include "b24-dialog.h"
#include "b24-portal.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): of the object @dialog belongs to first; NULL when it is tied to none,
 * or to one without a page */
char *b24_crm_link_new (B24Portal *portal, B24Dialog *dialog);

G_END_DECLS
