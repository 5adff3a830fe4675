/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-quick — /quick: ready answers, those of the line on the portal and the operator's own ones.
 *
 * The chosen text goes into the window's line of text where the UI's companion module takes it, so
 * that it can be changed before it is sent; otherwise it is sent after asking.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

gboolean ol_quick_run (OlDialog *dialog, const char *argument);
/* (transfer full): @text with {customer}, {operator} and {line} replaced by names */
char *ol_quick_fill (OlDialog *dialog, const char *text);
/* (transfer none) (nullable) (element-type utf8): names of the answers for this dialog's line, as
 * far as they are known; the first to ask has them read */
GPtrArray *ol_quick_peek_names (OlDialog *dialog);

G_END_DECLS
