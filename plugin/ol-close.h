/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-close — ending a dialog: finishing it, or marking it as spam.
 */

#include "ol-run.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): a colleague's dialog is finished after asking only */
char *ol_close_ask_finish (OlDialog *dialog);
char *ol_close_ask_spam (OlDialog *dialog);
gboolean ol_close_finish (OlDialog *dialog, const char *argument);
gboolean ol_close_spam (OlDialog *dialog, const char *argument);

G_END_DECLS
