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
/* Sign-in: takes away at most @most contacts of an earlier connection of this account that are no
 * dialog any more. Returns: whether there may be more. */
gboolean ol_contact_forget (PurpleAccount *account, guint most);
/* Sign-in: groups that we made, of lines nobody writes to any more. */
void ol_contact_forget_empty_groups (void);
/* The account is deleted: takes away all its contacts and the groups that were made for them. */
void ol_contact_forget_all (PurpleAccount *account);

char *ol_contact_status_text (OlDialog *dialog);  /* (transfer full), plain */
const char *ol_contact_emblem (OlDialog *dialog); /* (transfer none) (nullable) */

/* The operator moved the contact, or renamed the group of a line: it stays so. */
void ol_contact_remember_group (OlDialog *dialog, const char *group);
void
ol_contact_remember_renamed_group (OlContext *context, const char *old_name, const char *new_name);

G_END_DECLS
