/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-member — who is in a dialog beside its customer: /take, /join, /leave, /invite.
 *
 * The portal answers `true` whatever it did, so the members are read before and after the call, and
 * only the comparison speaks.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

gboolean ol_member_take (OlDialog *dialog, const char *argument);
gboolean ol_member_join (OlDialog *dialog, const char *argument);
gboolean ol_member_leave (OlDialog *dialog, const char *argument);
gboolean ol_member_invite (OlDialog *dialog, const char *argument);

/* Whether the dialog is a colleague's; /take and /join also tell what is the matter otherwise. */
gboolean ol_member_is_colleagues (OlDialog *dialog);
/* Whether there is anything to join, or to leave. */
gboolean ol_member_can_join (OlDialog *dialog);
gboolean ol_member_can_leave (OlDialog *dialog);

G_END_DECLS
