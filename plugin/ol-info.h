/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-info — all that is known of a dialog: the contact's tooltip, “Get Info”, and /info.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* @full: also what needs room; Pidgin asks for less when a tooltip has several contacts */
void ol_info_add_tooltip (OlDialog *dialog, PurpleNotifyUserInfo *info, gboolean full);
/* @info: (nullable): %NULL when the account signed off meanwhile; @error: (nullable): why a part of
 * it is missing */
typedef void (*OlInfoLoaded) (OlDialog *dialog, PurpleNotifyUserInfo *info, const GError *error,
                              gpointer user_data);
/* Asks the portal for the dialog, its members and the customer's own card. */
void ol_info_load (OlDialog *dialog, OlInfoLoaded callback, gpointer user_data);

/* Opens the window “Get Info”, see ol_info_load(). */
void ol_info_show (OlDialog *dialog);

G_END_DECLS
