/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-info — all that is known of a dialog: the contact's tooltip and “Get Info”.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* @full: also what needs room; Pidgin asks for less when a tooltip has several contacts */
void ol_info_add_tooltip (OlDialog *dialog, PurpleNotifyUserInfo *info, gboolean full);
/* Opens the window “Get Info”, after asking the portal for the dialog's members. */
void ol_info_show (OlDialog *dialog);

G_END_DECLS
