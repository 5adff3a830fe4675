/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-connection — the owner of everything of one account: sign-in ladder, table of dialogs,
 * signals of the feed, timers, sign-off.
 *
 *   Checking the webhook ▶ Reading permissions ▶ Loading lines ▶ Loading dialogs ▶ Listening
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

typedef struct _OlConnection OlConnection;

/* Begins to sign in; errors are reported to libpurple. Sets gc->proto_data. */
void ol_connection_open (PurpleConnection *gc);
/* libpurple's close(): everything is cancelled and dropped. */
void ol_connection_close (PurpleConnection *gc);

OlConnection *ol_connection_get (PurpleConnection *gc);    /* (nullable) */
OlContext *ol_connection_get_context (OlConnection *self); /* (transfer none) */

/* The account's status or idle time is another one now. */
void ol_connection_presence_changed (OlConnection *self);

/* Contact and window of @dialog become what its state says, in a moment. */
void ol_connection_tend (OlConnection *self, OlDialog *dialog);

/* Contacts that are no dialog any more, and groups of ours that are empty, leave in a moment: not
 * now, because libpurple may be looking at them. */
void ol_connection_tidy (OlConnection *self);

/* Library-wide signals (conversation-created, deleting-conversation, blist-node-aliased …): once
 * per process, at the first sign-in, because in load() libpurple has not registered them yet. */
void ol_connection_connect_signals (PurplePlugin *plugin);
void ol_connection_disconnect_signals (PurplePlugin *plugin);

G_END_DECLS
