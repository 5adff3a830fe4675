/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-mids — the last 512 message ids of a push stream, so that what a server replays after a
 * reconnect is not told twice (realtime §3.6). Internal to live/.
 */

#include <glib.h>

G_BEGIN_DECLS

#define B24_MIDS_KEPT 512

typedef struct _B24Mids B24Mids;

B24Mids *b24_mids_new (void);
void b24_mids_free (B24Mids *self);

/* Returns: whether @mid is none of the last %B24_MIDS_KEPT; it is the newest of them then */
gboolean b24_mids_add (B24Mids *self, const char *mid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Mids, b24_mids_free)

G_END_DECLS
