/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-rate.h"

#include <glib/gi18n-lib.h>

#include "b24-session.h"
#include "ol-debug.h"
#include "ol-run.h"

/* The rating on its way. */
typedef struct {
    gint64 session_id; /* 0: not known yet */
    guint rating;
    char *comment; /* "" for none */
    GError *error; /* (nullable): of the call, while the session is read again */
    guint found;   /* the rating the session has afterwards, 0 none */
    gboolean read; /* @found is known */
} Rate;

static void
rate_free (gpointer data)
{
    Rate *rate = data;

    g_free (rate->comment);
    g_clear_error (&rate->error);
    g_free (rate);
}

static void
conclude_rate (OlRun *run)
{
    const Rate *rate = run->data;

    if (rate->session_id == 0 && run->error == NULL) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("This dialog has had no session yet, so there is nothing to rate."));
    } else if (rate->read && rate->found == rate->rating && !ol_run_is_sure (run)) {
        run->done = TRUE;
        ol_dialog_say (run->dialog, _ ("You rated this dialog %u of 5."), rate->rating);
    } else if (run->error != NULL) {
        /* The dialog alone does not prove that it was not rated. */
        if (!rate->read)
            g_clear_pointer (&run->after, b24_dialog_unref);
        ol_run_complain (run);
    } else if (rate->read) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal did not keep the rating. Try /rate again in a moment."));
    } else {
        run->done = TRUE;
        ol_dialog_say (run->dialog, "%s",
                       _ ("The portal took the rating, but does not let you see it."));
    }
}

static void
session_read_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    Rate *rate = run->data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_session_history_finish (B24_REST (source), result, &error);

    if (page != NULL) {
        rate->read = TRUE;
        rate->found = page->vote_head;
    } else {
        ol_debug_error ("reading a rating again", error);
    }
    ol_run_called (run, g_steal_pointer (&rate->error));
}

static void
rated (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    Rate *rate = run->data;
    OlContext *context = ol_dialog_get_context (run->dialog);

    b24_session_vote_head_finish (B24_REST (source), result, &rate->error);
    if (!ol_context_is_alive (context) || b24_error_is_unsent (rate->error))
        ol_run_called (run, g_steal_pointer (&rate->error));
    else
        b24_session_history_async (context->rest, rate->session_id, 0, context->cancellable,
                                   session_read_again, run);
}

static void
vote (OlRun *run)
{
    Rate *rate = run->data;
    OlContext *context = ol_dialog_get_context (run->dialog);

    b24_session_vote_head_async (context->rest, rate->session_id, rate->rating,
                                 *rate->comment != '\0' ? rate->comment : NULL,
                                 context->cancellable, rated, run);
}

/* Which session it was, and what was said about it before: a rating without a comment would
 * delete that. */
static void
session_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    Rate *rate = run->data;
    GError *error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_session_history_finish (B24_REST (source), result, &error);

    if (page != NULL && page->session_id > 0)
        rate->session_id = page->session_id;
    if (page != NULL && *rate->comment == '\0' && page->vote_comment != NULL) {
        g_free (rate->comment);
        rate->comment = g_strdup (page->vote_comment);
    }
    if (!ol_dialog_is_alive (run->dialog) || rate->session_id == 0) {
        ol_run_called (run, error);
        return;
    }
    /* Who may rate a session need not be allowed to read it. */
    if (error != NULL)
        ol_debug_error ("reading a session before it is rated", error);
    g_clear_error (&error);
    vote (run);
}

gboolean
ol_rate_run (OlDialog *dialog, const char *argument)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 session_id = MAX (ol_dialog_get_state (dialog)->session_id, 0);
    Rate *rate;
    OlRun *run;

    if (argument[0] < '1' || argument[0] > '5' ||
        (argument[1] != '\0' && !g_ascii_isspace (argument[1])))
        return FALSE;
    run = ol_run_begin (dialog, OL_ATTEMPT_RATE, conclude_rate);
    if (run == NULL)
        return TRUE;
    rate = g_new0 (Rate, 1);
    rate->session_id = session_id;
    rate->rating = (guint) (argument[0] - '0');
    rate->comment = g_strstrip (g_strdup (argument + 1));
    run->data = rate;
    run->free_data = rate_free;
    b24_session_history_async (context->rest, session_id, ol_dialog_get_chat_id (dialog),
                               context->cancellable, session_read, run);
    return TRUE;
}
