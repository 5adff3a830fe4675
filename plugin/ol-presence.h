/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-presence — the operator's own status and idle time, as colleagues see them on the portal.
 *
 * What the client shows is told to the portal: at sign-in and whenever it changes, one call at a
 * time, and only the last of many changes counts. A status never pauses the queue of dialogs;
 * /pause alone does. A client that sets "away" by itself while nobody is at the keyboard tells the
 * portal of the idle time alone: a status that nobody chose would surprise both sides.
 */

#include "ol-context.h"

G_BEGIN_DECLS

typedef struct _OlPresence OlPresence;

/* @context: with a feed; must outlive it. Tells the present status. */
OlPresence *ol_presence_new (OlContext *context);
void ol_presence_free (OlPresence *self);

/* libpurple's status or idle time changed. */
void ol_presence_changed (OlPresence *self);
/* What could not be told before is tried again. */
void ol_presence_retry (OlPresence *self);

G_END_DECLS
