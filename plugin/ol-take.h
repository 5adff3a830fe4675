/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-take — who works on a dialog: taking it, passing it on, opening a new session in it.
 */

#include "ol-run.h"

G_BEGIN_DECLS

/* @ended is called exactly once, also when nothing could be begun. */
void ol_take_answer_then (OlDialog *dialog, OlRunEnded ended, gpointer user_data);
gboolean ol_take_answer (OlDialog *dialog, const char *argument);
gboolean ol_take_skip (OlDialog *dialog, const char *argument);
/* @argument: "" or "from …", see ol-start-from */
gboolean ol_take_start (OlDialog *dialog, const char *argument);
/* Whether there is no session that would be in the way of a new one. */
gboolean ol_take_is_closed (OlDialog *dialog);

G_END_DECLS
