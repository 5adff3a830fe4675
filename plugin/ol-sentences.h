/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-sentences — what the operator reads when something happened or did not.
 *
 * Short, plain, true, translated; says what to do next and names only commands that exist. No
 * codes, no exclamation marks: the code goes to the debug log. Plain text, not markup.
 */

#include <purple.h>

#include "b24-error.h"

G_BEGIN_DECLS

/* What was being tried, so that the same code gets the sentence that fits. */
typedef enum {
    OL_ATTEMPT_SIGN_IN,
    OL_ATTEMPT_ANSWER,
    OL_ATTEMPT_SKIP,
    OL_ATTEMPT_TRANSFER,
    OL_ATTEMPT_FINISH,
    OL_ATTEMPT_SPAM,
    OL_ATTEMPT_START,
    OL_ATTEMPT_SEND,
    OL_ATTEMPT_HISTORY,
    OL_ATTEMPT_PICK, /* loading operators or lines for the picker */
    OL_ATTEMPT_PAUSE,
    OL_ATTEMPT_RESUME,
    OL_ATTEMPT_JOIN,
    OL_ATTEMPT_LEAVE,
    OL_ATTEMPT_TAKE, /* over, from a colleague */
    OL_ATTEMPT_INVITE,
    OL_ATTEMPT_OPEN, /* a dialog by its number, code or CRM record */
    OL_ATTEMPT_FIND, /* messages or dialogs */
    OL_ATTEMPT_NOTE,
    OL_ATTEMPT_SILENT,
    OL_ATTEMPT_PIN,
    OL_ATTEMPT_UNPIN,
    OL_ATTEMPT_EDIT,
    OL_ATTEMPT_DELETE,
    OL_ATTEMPT_LIKE,
    OL_ATTEMPT_SAVE,
    OL_ATTEMPT_QUICK,
    OL_ATTEMPT_RATE,
    OL_ATTEMPT_LEAD,
    OL_ATTEMPT_SHOW, /* members, dialogs */
    OL_ATTEMPT_BOT,
    OL_ATTEMPT_PRESS,
    OL_ATTEMPT_PIN_ALL,
    OL_ATTEMPT_UNPIN_ALL,
    OL_ATTEMPT_DESK, /* lines and who works on them */
    OL_ATTEMPT_INFO, /* the customer's card; what is known follows all the same */
    OL_N_ATTEMPTS,   /*< skip >*/
} OlAttempt;

/**
 * OlFacts:
 *
 * Names a sentence may use; every one nullable, a neutral word takes its place.
 */
typedef struct {
    const char *portal; /* example.bitrix24.com */
    const char *customer;
    const char *line;
    const char *owner;  /* who has the dialog */
    const char *target; /* whom it was to be passed to */
    gboolean undone;    /* the dialog was read again: it was not done */
} OlFacts;

/* (transfer full): the sentence for @error while trying @attempt; every code of
 * b24_error_all_codes() and every other B24Error has one */
char *ol_sentence_for_error (const GError *error, OlAttempt attempt, const OlFacts *facts);

/**
 * ol_sentence_reason:
 *
 * Returns: the libpurple reason: only a dead credential, a missing permission or a portal that is
 *   gone are fatal ones (libpurple disables the account then); all else is a network error.
 */
PurpleConnectionError ol_sentence_reason (const GError *error);

/* (transfer full): "The webhook lacks the permissions: imopenlines, im. …" */
char *ol_sentence_missing_scopes (const char *const *scopes);

/* (transfer full): "waiting 2 min", "waiting 1 h 20 min" … @seconds since the customer waits */
char *ol_sentence_waiting (gint64 seconds);
/* (transfer full): "2 min left"; @seconds until a dialog that nobody takes is passed on */
char *ol_sentence_time_left (gint64 seconds);
/* (transfer full): "Telegram", "WhatsApp", "Site widget" … for a connector's code; the code's own
 * word made readable when it is not known */
char *ol_sentence_channel (const char *connector);
/* static: the channel part of the emblem's name ("telegram"), "other" when unknown */
const char *ol_channel_emblem (const char *connector);

G_END_DECLS
