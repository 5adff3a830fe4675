/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-actions — the one table of what an operator can do with a dialog.
 *
 * Slash commands, the contact's menu, the conversation's menu, the help text and the README's list
 * of commands come from this table. An action checks the dialog's state when it fires (menus may
 * be old), does its protocol call, re-reads the dialog and says in one line what really happened.
 */

#include "b24-features.h"
#include "ol-dialog.h"
#include "ol-sentences.h"

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
    OL_WHEN_OPEN = OL_WHEN_WAITING | OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
    OL_WHEN_ANY = OL_WHEN_OPEN | OL_WHEN_CLOSED,
} OlWhen;

/* What may follow the word; what must, is asked for when the menu starts the action. */
typedef enum {
    OL_ARGUMENT_NONE,
    OL_ARGUMENT_OPTIONAL,
    OL_ARGUMENT_REQUIRED,
} OlArgument;

/* What the companion modules complete after the word. */
typedef enum {
    OL_COMPLETE_NOTHING,
    OL_COMPLETE_OPERATORS,
    OL_COMPLETE_TARGETS, /* operators, and lines after the word “line” */
    OL_COMPLETE_WORDS,   /* those of @words */
    OL_COMPLETE_QUICK,   /* names of ready answers */
} OlComplete;

/* Where in menus: the first and the last at the top, the others each in a submenu of its own. */
typedef enum {
    OL_GROUP_MAIN,
    OL_GROUP_MESSAGES,
    OL_GROUP_PEOPLE,
    OL_GROUP_SESSION,
    OL_GROUP_BOT,
    OL_GROUP_ENDING, /* what cannot be undone */
    OL_N_GROUPS,
} OlGroup;

/**
 * OlAction:
 * @name: the command's word, without the slash
 * @arguments: N_(): as in the usage line, "" for none
 * @help: N_(): one sentence
 * @label: N_(): the menu's; ends in "…" when it asks something first
 * @when: standings in which it applies; 0 with @run_for_account
 * @feature: what the portal has to offer for it; @attempt: what is said when it does not
 * @shown: (nullable): whether menus show it, beside @when; typed, @run says what is the matter
 * @argument: whether something follows the word
 * @prompt: N_() (nullable): the menu asks for a line of text with it; of %OL_ARGUMENT_REQUIRED
 * @suggest: (nullable): what stands in that line at first, (transfer full) (nullable)
 * @complete: @words: (nullable) %NULL-terminated: what can be completed
 * @sends: @run takes a text of the operator's in every state, to keep it while there is no
 * connection or to give it back with the reason; @when is for menus only
 * @menu: one callback per action, because Finch overwrites the data of a menu item
 *   (reference: libpurple §1.2); @node is the contact
 * @ask: (nullable): the question to be answered first, (transfer full) (nullable): nothing to ask
 * @yes: N_(): the button that answers @ask
 * @run: @argument is plain text without white space around it, "" for none. Returns: FALSE when it
 *   makes no sense: nothing was done and the usage is shown. Otherwise always ends in a line in
 *   the conversation.
 * @run_for_account: (nullable): instead of @run, of an action that is about the operator and not
 *   about one dialog; in no dialog's menu. Ends in a line in the conversation of this name.
 */
typedef struct {
    const char *name;
    const char *arguments;
    const char *help;
    const char *label;
    OlGroup group;
    OlWhen when;
    B24Feature feature;
    OlAttempt attempt;
    gboolean (*shown) (OlDialog *dialog);
    OlArgument argument;
    const char *prompt;
    char *(*suggest) (OlDialog *dialog);
    OlComplete complete;
    const char *const *words;
    gboolean sends;
    void (*menu) (PurpleBlistNode *node, gpointer data);
    char *(*ask) (OlDialog *dialog);
    const char *yes;
    gboolean (*run) (OlDialog *dialog, const char *argument);
    gboolean (*run_for_account) (OlContext *context, const char *conversation,
                                 const char *argument);
} OlAction;

/* The table, in the order of menus and help (ol-actions-table.c). */
const OlAction *ol_actions_get (guint *n_actions);
const OlAction *ol_actions_find (const char *name);
/* Whether menus show it for @dialog now. */
gboolean ol_action_is_shown (const OlAction *action, OlDialog *dialog);
/* Whether this portal has what it needs; a word that is no command here is said to be so. */
gboolean ol_action_is_offered (const OlAction *action, OlContext *context);
/* (transfer full): "Usage: /transfer [operator or “line” name]" */
char *ol_action_usage (const OlAction *action);
/* Checks connection, portal, state and argument, then runs; a refusal is a line in the
 * conversation. */
void ol_action_start (const OlAction *action, OlDialog *dialog, const char *argument);
/* The same for what the menus start: asks for the argument it must have. */
void ol_action_start_from_menu (const OlAction *action, OlDialog *dialog);
/* Of an action with @run_for_account. */
void ol_action_start_for_account (const OlAction *action, OlContext *context,
                                  const char *conversation, const char *argument);

/**
 * OlAnswered:
 * @mine: the dialog is now this operator's
 */
typedef void (*OlAnswered) (OlDialog *dialog, gboolean mine, gpointer user_data);
/* /answer for ol-reply: says what happened, then calls back (also when the context died: @mine
 * FALSE). */
void ol_action_answer (OlDialog *dialog, OlAnswered callback, gpointer user_data);

G_END_DECLS
