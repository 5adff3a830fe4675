/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-transfer.h"

#include <glib/gi18n-lib.h>

#include "b24-operator.h"
#include "ol-candidates.h"
#include "ol-picker.h"
#include "ol-recent.h"

static void
say_transferred (OlRun *run)
{
    run->done = TRUE;
    if (run->target_user != NULL)
        ol_dialog_say (run->dialog, _ ("You passed the dialog to %s."), run->target_user->name);
    else
        ol_dialog_say (run->dialog, _ ("You passed the dialog to the %s line."),
                       run->target_line->name);
}

static gboolean
has_arrived (OlRun *run)
{
    gint64 me = ol_context_get_my_id (ol_dialog_get_context (run->dialog));

    if (run->after == NULL)
        /* Who passes a dialog on normally loses sight of it. */
        return ol_run_is_gone (run) && !ol_run_is_sure (run);
    if (run->target_user != NULL)
        return run->after->owner_id == run->target_user->id;
    if (run->after->line_id != run->target_line->id || run->after->owner_id == me)
        return FALSE;
    /* Back into the queue of its own line: only the call can tell, or that it has left its owner.
     */
    return run->error == NULL || run->before->line_id != run->target_line->id ||
           run->before->owner_id != run->after->owner_id;
}

static void
conclude_transfer (OlRun *run)
{
    const char *target = run->target_user != NULL ? run->target_user->name : run->target_line->name;
    g_autofree char *owner = ol_run_dup_owner (run);

    if (has_arrived (run)) {
        say_transferred (run);
        return;
    }
    if (run->after == NULL || run->error != NULL) {
        ol_run_complain (run);
        return;
    }

    switch (ol_run_get_standing (run)) {
    case B24_STANDING_COLLEAGUE:
        ol_dialog_complain (run->dialog, _ ("%s did not get the dialog: %s has it now."), target,
                            owner);
        break;
    case B24_STANDING_CLOSED:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog was closed meanwhile, so it was not transferred."));
        break;
    case B24_STANDING_WAITING:
        ol_dialog_complain (run->dialog,
                            _ ("%s did not get the dialog: it waits for an operator. /transfer "
                               "shows who can take it."),
                            target);
        break;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        ol_dialog_complain (run->dialog,
                            _ ("%s did not get the dialog: it is still yours. /transfer shows who "
                               "can take it."),
                            target);
        break;
    }
}

static void
transfer_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_operator_transfer_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

/* Choosing takes its time: whether the target still makes sense is looked at now. */
static gboolean
is_sensible (OlDialog *dialog, const OlTarget *target)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    gint64 me = ol_context_get_my_id (ol_dialog_get_context (dialog));

    if (ol_dialog_get_standing (dialog) == B24_STANDING_CLOSED) {
        ol_dialog_complain (dialog, "%s",
                            _ ("The dialog was closed meanwhile, so it was not transferred."));
        return FALSE;
    }
    if (target->user == NULL || (target->user->id != state->owner_id && target->user->id != me))
        return TRUE;
    if (target->user->id != me)
        ol_dialog_complain (dialog, _ ("%s has the dialog already."), target->user->name);
    else if (state->owner_id == me)
        ol_dialog_complain (dialog, "%s", _ ("The dialog is yours already."));
    else if (state->owner_id == 0)
        ol_dialog_complain (dialog, "%s", _ ("That is you. /answer takes the dialog."));
    else
        ol_dialog_complain (dialog, "%s",
                            _ ("That is you, and a dialog can be passed to others only."));
    return FALSE;
}

static void
target_picked (OlDialog *dialog, const OlTarget *target, gpointer user_data)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 chat_id = ol_dialog_get_chat_id (dialog);
    OlRun *run;

    if ((target->user == NULL && target->line == NULL) || !ol_dialog_is_alive (dialog) ||
        !is_sensible (dialog, target))
        return;
    run = ol_run_begin (dialog, OL_ATTEMPT_TRANSFER, conclude_transfer);
    if (run == NULL)
        return;

    ol_recent_note (context, target->user, target->line);
    if (target->user != NULL) {
        run->target_user = b24_user_ref (target->user);
        b24_feed_learn_user (context->feed, target->user);
        ol_candidates_learn (context, target->user);
    } else {
        run->target_line = b24_line_ref (target->line);
    }
    /* What the operator wrote in the portal's own way goes there as it is. */
    if (target->id != NULL)
        b24_operator_transfer_to_id_async (context->rest, chat_id, target->id, context->cancellable,
                                           transfer_called, run);
    else if (target->user != NULL)
        b24_operator_transfer_to_user_async (context->rest, chat_id, target->user->id,
                                             context->cancellable, transfer_called, run);
    else
        b24_operator_transfer_to_line_async (context->rest, chat_id, target->line->id,
                                             context->cancellable, transfer_called, run);
}

gboolean
ol_transfer_run (OlDialog *dialog, const char *argument)
{
    if (ol_run_is_possible (dialog))
        ol_picker_find (dialog, argument, target_picked, NULL);
    return TRUE;
}
