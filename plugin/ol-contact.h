/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-contact — dialogs in the contact list: nodes, groups, statuses, emblem, tooltip (design §1b).
 *
 * Contacts are not saved, groups are; only empty groups that we made are removed.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* Adds or updates the contact of @dialog: group of its line, alias, status, waiting time. */
void ol_contact_update (OlDialog *dialog);
/* Takes the contact out of the list (dialog left, window closed); empty groups of ours go too. */
void ol_contact_remove (OlDialog *dialog);
/* Redraws the waiting time when a minute has passed (cheap when nothing changes). */
void ol_contact_refresh_waiting (OlDialog *dialog);
/* Sign-in: contacts of an earlier connection of this account that are no dialog any more. */
void ol_contact_forget_all (PurpleAccount *account);

char *ol_contact_status_text (OlDialog *dialog);                             /* (transfer full), plain */
void ol_contact_tooltip (OlDialog *dialog, PurpleNotifyUserInfo *info, gboolean full);
const char *ol_contact_emblem (OlDialog *dialog);                            /* (transfer none) (nullable) */

G_END_DECLS
