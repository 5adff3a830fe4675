/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-conversation — what is written into the window of one dialog, and how.
 *
 * Functions take the account and the dialog's name and look the conversation up each time.
 */

#include <purple.h>

#include "b24-message.h"
#include "b24-portal.h"

G_BEGIN_DECLS

typedef enum {
    OL_LINE_NEW = 0,
    OL_LINE_HISTORY = 1 << 0,  /* shown with its own time, silent, not logged again */
    OL_LINE_SILENT = 1 << 1,   /* no sound: colleagues and bots */
    OL_LINE_INTERNAL = 1 << 2, /* the customer does not get it, whatever the message itself says */
} OlLineFlags;

PurpleConversation *
ol_conversation_find (PurpleAccount *account, const char *name); /* (nullable) */
/* Creates the window when there is none; without stealing the focus. */
PurpleConversation *
ol_conversation_open (PurpleAccount *account, const char *name, const char *title);

/* The title says whether silent mode is on. */
void ol_conversation_mark_silent (PurpleAccount *account, const char *name, gboolean silent);

/* A system line; @text is plain. Nothing happens when there is no window. */
void ol_conversation_say (PurpleAccount *account, const char *name, const char *text);
/* The same as ol_conversation_say() in the look of an error: something was not sent or done. */
void ol_conversation_complain (PurpleAccount *account, const char *name, const char *text);

/* The same as ol_conversation_say(), kept in the log too. */
void ol_conversation_record (PurpleAccount *account, const char *name, const char *text);

/**
 * ol_conversation_show_message:
 * @author: name to show; ignored for system messages
 * @mine: written by this account's user, here or elsewhere
 * @from_customer: plays libpurple's sound and asks for attention unless history
 */
void ol_conversation_show_message (PurpleAccount *account, const char *name, B24Message *message,
                                   const char *author, gboolean mine, gboolean from_customer,
                                   B24Portal *portal, OlLineFlags flags);
/* What the operator sent, as typed (plain), at the time of now. */
void ol_conversation_show_own (PurpleAccount *account, const char *name, const char *text,
                               gboolean internal);
/* "— earlier messages above —" */
void ol_conversation_rule (PurpleAccount *account, const char *name, const char *text);

/* (transfer full): "[1] Yes  [2] No — /press 1"; @message has buttons */
char *ol_conversation_dup_buttons (B24Message *message);

/* Emitted on the plugin: (PurpleConversation *, const char *text) → gboolean: whoever puts the
 * plain text into the window's line of text, without sending it, returns TRUE. */
#define OL_SIGNAL_INSERT_TEXT "openlines-insert-text"
void ol_conversation_register_signals (PurplePlugin *plugin);
void ol_conversation_unregister_signals (PurplePlugin *plugin);
/* Returns: whether the UI took it */
gboolean ol_conversation_insert (PurpleAccount *account, const char *name, const char *text);

/* (transfer full): what the operator typed (the UI's HTML) as plain text for the portal */
char *ol_conversation_plain (const char *html);

G_END_DECLS
