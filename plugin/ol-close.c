/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-close.h"

#include <glib/gi18n-lib.h>

#include "b24-operator.h"

char *
ol_close_ask_finish (OlDialog *dialog)
{
    g_autofree char *owner = NULL;

    if (ol_dialog_get_standing (dialog) != B24_STANDING_COLLEAGUE)
        return NULL;
    owner = ol_dialog_dup_owner_name (dialog);
    /* TRANSLATORS: operator, customer */
    return g_strdup_printf (_ ("Finish %s's dialog with %s?"), owner, ol_dialog_get_title (dialog));
}

char *
ol_close_ask_spam (OlDialog *dialog)
{
    return g_strdup_printf (_ ("Mark %s's dialog as spam and close it?"),
                            ol_dialog_get_title (dialog));
}

/* The session that was open at the beginning is not the open one any more. */
static gboolean
is_closed (OlRun *run)
{
    if (run->after == NULL)
        return ol_run_is_gone (run) && run->error == NULL;
    return run->after->session_id != run->before->session_id ||
           ol_run_get_standing (run) == B24_STANDING_CLOSED;
}

static gboolean
is_reopened (OlRun *run)
{
    return run->after != NULL && run->after->session_id != 0 &&
           run->after->session_id != run->before->session_id &&
           ol_run_get_standing (run) != B24_STANDING_CLOSED;
}

/* Nothing came of it although the portal said yes, or it said why. */
static void
say_still_open (OlRun *run, const char *still_open)
{
    g_autofree char *owner = ol_run_dup_owner (run);

    if (run->error != NULL || run->after == NULL)
        ol_run_complain (run);
    else if (ol_run_get_standing (run) == B24_STANDING_COLLEAGUE &&
             run->after->owner_id != run->before->owner_id)
        ol_dialog_complain (run->dialog, _ ("%s has the dialog now; it is still open."), owner);
    else
        ol_dialog_complain (run->dialog, "%s", still_open);
}

/* ---- /finish ---- */

static void
conclude_finish (OlRun *run)
{
    if (!is_closed (run)) {
        say_still_open (run, _ ("The dialog is still open: the portal was busy with it. Try "
                                "/finish again in a moment."));
        return;
    }

    run->done = TRUE;
    if (is_reopened (run))
        ol_dialog_say (run->dialog, "%s",
                       _ ("The dialog is finished. A new session has already begun in it."));
    else if (run->after != NULL && run->after->session_id != 0 &&
             run->after->session_status == B24_SESSION_WAIT_CLIENT)
        ol_dialog_say (run->dialog, "%s",
                       _ ("Finished for you. The portal waits for the customer's rating; the "
                          "dialog closes after that by itself."));
    else if (g_error_matches (run->error, B24_ERROR, B24_ERROR_NOT_LOAD_SESSION_OR_CHAT))
        ol_dialog_say (run->dialog, "%s", _ ("The dialog was closed already."));
    else
        ol_dialog_say (run->dialog, "%s", _ ("The dialog is finished."));
}

static void
finish_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_operator_finish_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

static void
finish_another_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_operator_finish_another_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_close_finish (OlDialog *dialog, const char *argument)
{
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_FINISH, conclude_finish);
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 chat_id = ol_dialog_get_chat_id (dialog);
    gint64 owner;

    if (run == NULL)
        return TRUE;
    owner = run->before->owner_id;
    if (owner != 0 && owner != ol_context_get_my_id (context))
        b24_operator_finish_another_async (context->rest, chat_id, context->cancellable,
                                           finish_another_called, run);
    else
        b24_operator_finish_async (context->rest, chat_id, context->cancellable, finish_called,
                                   run);
    return TRUE;
}

/* ---- /spam ---- */

static void
conclude_spam (OlRun *run)
{
    if (!is_closed (run)) {
        say_still_open (run, _ ("The dialog is still open and was not marked as spam. Try /spam "
                                "again in a moment."));
        return;
    }

    run->done = TRUE;
    if (is_reopened (run))
        ol_dialog_say (run->dialog, "%s",
                       _ ("Marked as spam and closed. A new session has already begun in it."));
    else if (run->error != NULL && ol_run_is_sure (run))
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog was closed already; it was not marked as spam."));
    else
        ol_dialog_say (run->dialog, "%s", _ ("Marked as spam and closed."));
}

static void
spam_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_operator_spam_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_close_spam (OlDialog *dialog, const char *argument)
{
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_SPAM, conclude_spam);
    OlContext *context = ol_dialog_get_context (dialog);

    if (run != NULL)
        b24_operator_spam_async (context->rest, ol_dialog_get_chat_id (dialog),
                                 context->cancellable, spam_called, run);
    return TRUE;
}
