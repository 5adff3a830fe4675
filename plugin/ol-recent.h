/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-recent — to whom the operator passed dialogs lately, so that the picker offers them first.
 *
 * Kept in the account's own settings as the portal writes targets: "28 queue9 30".
 */

#include "ol-context.h"

G_BEGIN_DECLS

typedef struct {
    gboolean line; /* or an operator */
    gint64 id;
} OlRecent;

/* (transfer full) (element-type OlRecent): the last one first, at most five */
GArray *ol_recent_list (OlContext *context);
/* Exactly one of @user and @line: it was chosen just now. */
void ol_recent_note (OlContext *context, const B24User *user, const B24Line *line);

G_END_DECLS
