/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-outage — what becomes of an account while its portal cannot be reached.
 *
 * Short outages are ours: each time libpurple disconnects, the list empties, and its next attempt
 * may be minutes away. So windows stay open, everything comes back by itself, and only two minutes
 * without a sign of life, neither an answer nor a push stream, end the connection. An outage that
 * is more than a hiccup is told once in each open window, and its end too. When the network comes
 * back or the computer wakes up, nothing waits for its back-off.
 *
 *   reachable ──▶ silent ──15 s──▶ told ──120 s without a sign of life──▶ lost
 *       ▲            │               │
 *       └────────────┴── answers ────┘
 */

#include "ol-context.h"

G_BEGIN_DECLS

typedef struct _OlOutage OlOutage;

/**
 * ol_outage_new:
 * @context: with a feed; must outlive it
 * @retry: called when things that wait for the portal may be tried again
 *
 * Watches from now on.
 */
OlOutage *ol_outage_new (OlContext *context, void (*retry) (gpointer owner), gpointer owner);
void ol_outage_free (OlOutage *self);

G_END_DECLS
