/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-pause — whether the portal gives the operator new dialogs: /pause and /resume.
 *
 * It is about the operator, not about one dialog, and nothing else touches it: no status, no idle
 * time. The portal's answer proves nothing, so it is asked again before anything is said. What is
 * known stands in the context and in the account's menu.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* Asks how it stands, in the background; a pause that goes on is told. */
void ol_pause_check (OlContext *context);

/**
 * ol_pause_set:
 * @conversation: (nullable): where the line goes; a window of its own without one
 *
 * Always ends in a line that says how it stands now.
 */
void ol_pause_set (OlContext *context, gboolean paused, const char *conversation);
/* For the table of actions. */
gboolean ol_pause_start (OlContext *context, const char *conversation, const char *argument);
gboolean ol_pause_stop (OlContext *context, const char *conversation, const char *argument);

G_END_DECLS
