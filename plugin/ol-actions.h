/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-actions — the one table of what an operator can do with a dialog.
 *
 * Slash commands, the contact's menu, the conversation's menu, the help text and the README's list
 * of commands come from this table. An action checks the dialog's state when it fires (menus may
 * be old), does its protocol call, re-reads the dialog and says in one line what really happened.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* In which standings an action is offered; bits by B24Standing. */
typedef enum {
    OL_WHEN_WAITING = 1 << B24_STANDING_WAITING,
    OL_WHEN_REPLY = 1 << B24_STANDING_REPLY,
    OL_WHEN_ANSWERED = 1 << B24_STANDING_ANSWERED,
    OL_WHEN_COLLEAGUE = 1 << B24_STANDING_COLLEAGUE,
    OL_WHEN_CLOSED = 1 << B24_STANDING_CLOSED,
    /* closed for us, but the portal still waits for the customer's rating (status 50) */
    OL_WHEN_RATING = 1 << (B24_STANDING_CLOSED + 1),
    OL_WHEN_MINE = OL_WHEN_REPLY | OL_WHEN_ANSWERED,
} OlWhen;

/**
 * OlAction:
 * @name: the command's word, without the slash
 * @arguments: N_(): as in the usage line, "" for none
 * @help: N_(): one sentence
 * @label: N_(): the menu's; ends in "…" when it asks something first
 * @when: standings in which it is offered in menus
 * @menu: one callback per action, because Finch overwrites the data of a menu item
 *   (reference: libpurple §1.2); @node is the contact
 * @ask: (nullable): the question to be answered first, (transfer full) (nullable): nothing to ask
 * @yes: N_(): the button that answers @ask
 * @run: @argument is plain text, "" for none. Always ends in a line in the conversation.
 * @run_for_account: (nullable): instead of everything from @label on, of an action that is about
 *   the operator and not about one dialog; in no dialog's menu. Ends in a line in the conversation
 *   of this name.
 */
typedef struct {
    const char *name;
    const char *arguments;
    const char *help;
    const char *label;
    OlWhen when;
    gboolean takes_argument;
    void (*menu) (PurpleBlistNode *node, gpointer data);
    char *(*ask) (OlDialog *dialog);
    const char *yes;
    void (*run) (OlDialog *dialog, const char *argument);
    void (*run_for_account) (OlContext *context, const char *conversation);
} OlAction;

const OlAction *ol_actions_get (guint *n_actions);
const OlAction *ol_actions_find (const char *name);
gboolean ol_action_applies (const OlAction *action, OlDialog *dialog);
/* (transfer full): "Usage: /transfer [operator or “line” name]" */
char *ol_action_usage (const OlAction *action);
/* Checks connection and state, then runs; a refusal is a line in the conversation. */
void ol_action_start (const OlAction *action, OlDialog *dialog, const char *argument);

/**
 * OlAnswered:
 * @mine: the dialog is now this operator's
 */
typedef void (*OlAnswered) (OlDialog *dialog, gboolean mine, gpointer user_data);
/* /answer for ol-reply: says what happened, then calls back (also when the context died: @mine
 * FALSE). */
void ol_action_answer (OlDialog *dialog, OlAnswered callback, gpointer user_data);

G_END_DECLS
