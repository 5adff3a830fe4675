/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-run — one operator action on its way: call, reading the dialog again, the true line.
 *
 * Many methods answer `true` whatever they did, or an empty error (design rule 3), so every call
 * is followed by a look at the dialog, and only the comparison of before and after speaks.
 */

#include "b24-features.h"
#include "ol-dialog.h"
#include "ol-sentences.h"

G_BEGIN_DECLS

typedef struct _OlRun OlRun;
/* Says the line; @after or the errors tell what happened. */
typedef void (*OlConclude) (OlRun *run);
/* @done as the conclusion left it; FALSE too when the account signed off meanwhile. */
typedef void (*OlRunEnded) (OlDialog *dialog, gboolean done, gpointer user_data);
/* What was asked for before its line was there; also when the account signed off meanwhile. */
typedef void (*OlRunNext) (OlDialog *dialog, gpointer user_data);

/**
 * OlRun:
 * @before: the dialog when the action began
 * @after: (nullable): as read again; NULL when that was not possible
 * @error: (nullable): of the call itself
 * @reread_error: (nullable): why there is no @after
 * @target_user: (nullable): @target_line (nullable): of a transfer
 * @message_before: (nullable): the message it is about, see ol_run_set_message()
 * @message: (nullable): the same as read again; NULL when that was not possible, or it is gone
 * @done: set by the conclusion
 * @data: (nullable): what the conclusion needs besides; @free_data: (nullable)
 */
struct _OlRun {
    OlDialog *dialog;
    OlAttempt attempt;
    B24Dialog *before;
    B24Dialog *after;
    GError *error;
    GError *reread_error;
    B24User *target_user;
    B24Line *target_line;
    B24Message *message_before;
    B24Message *message;
    gboolean done;
    gpointer data;
    GDestroyNotify free_data;
    /*< private >*/
    OlConclude conclude;
    OlRunEnded ended;
    gpointer ended_data;
    OlRunNext next;
    gpointer next_data;
};

/* Opens the dialog's window for the line to come, when there is none. */
void ol_run_show (OlDialog *dialog);
/* Whether anything can be done at all now; says so if not. */
gboolean ol_run_is_possible (OlDialog *dialog);
/* Whether the portal has what it needs; says so if not. */
gboolean ol_run_is_offered (OlDialog *dialog, OlAttempt attempt, B24Feature feature);
/* (nullable): NULL with a line when not connected or when another action is under way */
OlRun *ol_run_begin (OlDialog *dialog, OlAttempt attempt, OlConclude conclude);
/**
 * ol_run_follow:
 * @attempt: what is to be done next
 * @next: called when the action under way has said its line
 *
 * Some actions take several calls, and push may show what they did before they can say so: who
 * goes on with something else is not to be told to wait. The same once more is impatience.
 *
 * Returns: FALSE when there is nothing to wait for: no action is under way, it is the same one, or
 *   something follows it already
 */
gboolean ol_run_follow (OlDialog *dialog, OlAttempt attempt, OlRunNext next, gpointer user_data);
/* It is about this message, which is read again instead of the dialog. */
void ol_run_set_message (OlRun *run, B24Message *message);
/* Called with @done at the very end. */
void ol_run_set_ended (OlRun *run, OlRunEnded ended, gpointer user_data);
/* The call came back; takes @run and @error. */
void ol_run_called (OlRun *run, GError *error);

/* For conclusions. */
B24Standing ol_run_get_standing (OlRun *run); /* of @after */
gboolean ol_run_is_gone (OlRun *run);         /* we may not see the dialog any more */
gboolean ol_run_is_sure (OlRun *run);         /* @error proves that the call did nothing */
gboolean ol_run_is_message_gone (OlRun *run); /* it was looked for, and is there no more */
char *ol_run_dup_owner (OlRun *run);          /* of @after, else of @before */
char *ol_run_dup_line (OlRun *run);           /* of @before */
/* The sentence for @error, or for @reread_error when the call itself went well. */
void ol_run_complain (OlRun *run);

/* The sentence for what only reads, and so needs no run. */
void ol_run_complain_of (OlDialog *dialog, const GError *error, OlAttempt attempt);

G_END_DECLS
