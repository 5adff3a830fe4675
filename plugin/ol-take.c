/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-take.h"

#include <glib/gi18n-lib.h>

#include "b24-operator.h"
#include "b24-session.h"
#include "ol-start-from.h"

/* ---- /answer ---- */

/* Who wants to know what becomes of an answer that is under way. */
typedef struct {
    OlRunEnded ended;
    gpointer user_data;
} Listener;

/* (element-type OlDialog GArray): kept alive by the run that answers them */
static GHashTable *answering;

static void
conclude_answer (OlRun *run)
{
    g_autofree char *owner = ol_run_dup_owner (run);

    if (run->after == NULL && ol_run_is_gone (run)) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("Somebody else was faster: you cannot see the dialog any more."));
        return;
    }
    if (run->after == NULL) {
        ol_run_complain (run);
        return;
    }

    switch (ol_run_get_standing (run)) {
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
        run->done = TRUE;
        ol_dialog_say (run->dialog, "%s", _ ("The dialog is yours."));
        break;
    case B24_STANDING_COLLEAGUE:
        ol_dialog_complain (run->dialog, _ ("%s was faster: the dialog is theirs."), owner);
        break;
    case B24_STANDING_CLOSED:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog was closed meanwhile. /start opens a new session."));
        break;
    case B24_STANDING_WAITING:
    default:
        if (run->error != NULL && run->error->code != B24_ERROR_EMPTY)
            ol_run_complain (run);
        else
            ol_dialog_complain (
                run->dialog, "%s",
                _ ("The portal did not give you the dialog: it still waits. Try /answer again in "
                   "a moment."));
        break;
    }
}

static void
answer_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_operator_answer_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

static void
answer_ended (OlDialog *dialog, gboolean done, gpointer user_data)
{
    g_autoptr (GArray) listeners = NULL;

    g_hash_table_steal_extended (answering, dialog, NULL, (gpointer *) &listeners);
    if (g_hash_table_size (answering) == 0)
        g_clear_pointer (&answering, g_hash_table_unref);
    for (guint i = 0; i < listeners->len; i++) {
        const Listener *listener = &g_array_index (listeners, Listener, i);

        listener->ended (dialog, done, listener->user_data);
    }
}

/* Returns: FALSE when the dialog cannot be answered now; a line said why */
static gboolean
begin_answer (OlDialog *dialog)
{
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_ANSWER, conclude_answer);
    OlContext *context = ol_dialog_get_context (dialog);

    if (run == NULL)
        return FALSE;
    if (answering == NULL)
        answering = g_hash_table_new (NULL, NULL);
    g_hash_table_insert (answering, dialog, g_array_new (FALSE, FALSE, sizeof (Listener)));
    ol_run_set_ended (run, answer_ended, NULL);
    b24_operator_answer_async (context->rest, ol_dialog_get_chat_id (dialog), context->cancellable,
                               answer_called, run);
    return TRUE;
}

void
ol_take_answer_then (OlDialog *dialog, OlRunEnded ended, gpointer user_data)
{
    const Listener listener = { ended, user_data };
    GArray *listeners = answering != NULL ? g_hash_table_lookup (answering, dialog) : NULL;

    /* What is asked for may be under way already, by the command. */
    if (listeners == NULL && begin_answer (dialog))
        listeners = g_hash_table_lookup (answering, dialog);
    if (listeners != NULL)
        g_array_append_val (listeners, listener);
    else
        ended (dialog, FALSE, user_data);
}

gboolean
ol_take_answer (OlDialog *dialog, const char *argument)
{
    begin_answer (dialog);
    return TRUE;
}

/* ---- /skip ---- */

static void
say_passed_on (OlRun *run)
{
    g_autofree char *line = ol_run_dup_line (run);

    run->done = TRUE;
    ol_dialog_say (run->dialog, _ ("Passed on to the next operator in %s."), line);
}

static void
say_nobody_else (OlRun *run)
{
    g_autofree char *line = ol_run_dup_line (run);

    ol_dialog_complain (run->dialog,
                        _ ("Nobody else in %s can take it now, so it stays with you. /transfer "
                           "offers other lines."),
                        line);
}

/* The dialog was offered to us and still has no operator. */
static void
conclude_skip_offered (OlRun *run)
{
    gboolean returned = run->after->session_status == B24_SESSION_SKIP &&
                        run->before->session_status != B24_SESSION_SKIP;

    if (run->error == NULL || (returned && !ol_run_is_sure (run)))
        say_passed_on (run);
    else if (run->error->code == B24_ERROR_EMPTY)
        say_nobody_else (run);
    else
        ol_run_complain (run);
}

/* It has an operator who is not us, after a call that may have done nothing. */
static void
conclude_skip_taken (OlRun *run)
{
    g_autofree char *owner = ol_run_dup_owner (run);

    if (run->error == NULL || !ol_run_is_sure (run))
        say_passed_on (run);
    else
        ol_dialog_complain (run->dialog, _ ("%s has the dialog now."), owner);
}

static void
conclude_skip (OlRun *run)
{
    B24Standing before = b24_dialog_get_standing (
        run->before, ol_context_get_my_id (ol_dialog_get_context (run->dialog)));

    if (run->after == NULL) {
        if (ol_run_is_gone (run) && !ol_run_is_sure (run))
            say_passed_on (run);
        else
            ol_run_complain (run);
        return;
    }

    switch (ol_run_get_standing (run)) {
    case B24_STANDING_COLLEAGUE:
        conclude_skip_taken (run);
        break;
    case B24_STANDING_CLOSED:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog was closed meanwhile; there is nothing to pass on."));
        break;
    case B24_STANDING_WAITING:
        if (before != B24_STANDING_WAITING)
            say_passed_on (run);
        else
            conclude_skip_offered (run);
        break;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        if (run->error == NULL || run->error->code == B24_ERROR_EMPTY)
            say_nobody_else (run);
        else
            ol_run_complain (run);
        break;
    }
}

static void
skip_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_operator_skip_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_take_skip (OlDialog *dialog, const char *argument)
{
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_SKIP, conclude_skip);
    OlContext *context = ol_dialog_get_context (dialog);

    if (run != NULL)
        b24_operator_skip_async (context->rest, ol_dialog_get_chat_id (dialog),
                                 context->cancellable, skip_called, run);
    return TRUE;
}

/* ---- /start ---- */

static void
conclude_start (OlRun *run)
{
    g_autofree char *owner = ol_run_dup_owner (run);

    if (run->after == NULL) {
        ol_run_complain (run);
        return;
    }

    switch (ol_run_get_standing (run)) {
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
        run->done = TRUE;
        ol_dialog_say (run->dialog, "%s", _ ("A new session is open, and the dialog is yours."));
        break;
    case B24_STANDING_COLLEAGUE:
        ol_dialog_complain (run->dialog, _ ("%s was faster: the dialog is theirs."), owner);
        break;
    case B24_STANDING_WAITING:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The customer was faster: a new session waits for an operator. "
                               "/answer takes it."));
        break;
    case B24_STANDING_CLOSED:
    default:
        if (run->error != NULL)
            ol_run_complain (run);
        else if (run->after->session_status == B24_SESSION_WAIT_CLIENT)
            ol_dialog_complain (run->dialog, "%s",
                                _ ("The last session still waits for the customer's rating, so no "
                                   "new one was started. /finish closes it at once."));
        else
            ol_dialog_complain (run->dialog, "%s",
                                _ ("The portal did not start a session. Try /start again in a "
                                   "moment."));
        break;
    }
}

static void
start_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_session_start_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_take_is_closed (OlDialog *dialog)
{
    return ol_dialog_get_standing (dialog) == B24_STANDING_CLOSED;
}

gboolean
ol_take_start (OlDialog *dialog, const char *argument)
{
    const char *from = ol_start_from_find_word (argument);
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run;

    if (from != NULL)
        return ol_start_from_run (dialog, from);
    if (*argument != '\0')
        return FALSE;
    if (!ol_take_is_closed (dialog)) {
        ol_dialog_complain (dialog, "%s",
                            _ ("The dialog is yours, and its session is open. /start from begins "
                               "a new one with a message that you choose."));
        return TRUE;
    }
    run = ol_run_begin (dialog, OL_ATTEMPT_START, conclude_start);
    if (run != NULL)
        b24_session_start_async (context->rest, ol_dialog_get_chat_id (dialog),
                                 context->cancellable, start_called, run);
    return TRUE;
}
