/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-run.h"

#include <glib/gi18n-lib.h>

#include "b24-messages.h"
#include "b24-people.h"
#include "ol-debug.h"

/* (element-type OlDialog OlRun): the runs keep the dialogs */
static GHashTable *under_way;

void
ol_run_show (OlDialog *dialog)
{
    if (!ol_dialog_has_window (dialog))
        ol_dialog_open (dialog, FALSE);
}

static void
say_not_connected (OlDialog *dialog)
{
    ol_dialog_complain (dialog, "%s", _ ("Not connected; nothing was done."));
}

gboolean
ol_run_is_possible (OlDialog *dialog)
{
    if (!ol_dialog_is_alive (dialog))
        return FALSE;
    ol_run_show (dialog);
    if (!ol_context_is_reachable (ol_dialog_get_context (dialog))) {
        say_not_connected (dialog);
        return FALSE;
    }
    return TRUE;
}

gboolean
ol_run_is_offered (OlDialog *dialog, OlAttempt attempt, B24Feature feature)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *sentence = NULL;

    if (b24_features_has (ol_dialog_get_context (dialog)->rest, feature))
        return TRUE;
    error = g_error_new_literal (B24_ERROR, B24_ERROR_METHOD_NOT_FOUND, "");
    sentence = ol_sentence_for_error (error, attempt, NULL);
    ol_dialog_complain (dialog, "%s", sentence);
    return FALSE;
}

OlRun *
ol_run_begin (OlDialog *dialog, OlAttempt attempt, OlConclude conclude)
{
    OlRun *run;

    if (!ol_run_is_possible (dialog))
        return NULL;
    if (!ol_dialog_begin_action (dialog)) {
        ol_dialog_complain (
            dialog, "%s",
            _ ("One moment: what you asked for before in this dialog is still under way."));
        return NULL;
    }

    run = g_new0 (OlRun, 1);
    run->dialog = ol_dialog_ref (dialog);
    run->attempt = attempt;
    run->before = b24_dialog_ref (ol_dialog_get_state (dialog));
    run->conclude = conclude;
    if (under_way == NULL)
        under_way = g_hash_table_new (NULL, NULL);
    g_hash_table_insert (under_way, dialog, run);
    return run;
}

gboolean
ol_run_follow (OlDialog *dialog, OlAttempt attempt, OlRunNext next, gpointer user_data)
{
    OlRun *run = under_way != NULL ? g_hash_table_lookup (under_way, dialog) : NULL;

    if (run == NULL || run->next != NULL || run->attempt == attempt)
        return FALSE;
    run->next = next;
    run->next_data = user_data;
    return TRUE;
}

void
ol_run_set_message (OlRun *run, B24Message *message)
{
    run->message_before = b24_message_ref (message);
}

void
ol_run_set_ended (OlRun *run, OlRunEnded ended, gpointer user_data)
{
    run->ended = ended;
    run->ended_data = user_data;
}

static void
run_end (OlRun *run)
{
    ol_dialog_end_action (run->dialog);
    g_hash_table_remove (under_way, run->dialog);
    if (g_hash_table_size (under_way) == 0)
        g_clear_pointer (&under_way, g_hash_table_unref);
    if (!ol_dialog_is_alive (run->dialog))
        run->done = FALSE;
    else if (b24_error_is_unsent (run->error))
        say_not_connected (run->dialog);
    else
        run->conclude (run);
    if (run->ended != NULL)
        run->ended (run->dialog, run->done, run->ended_data);
    if (run->next != NULL)
        run->next (run->dialog, run->next_data);

    ol_dialog_unref (run->dialog);
    b24_dialog_unref (run->before);
    g_clear_pointer (&run->after, b24_dialog_unref);
    g_clear_pointer (&run->target_user, b24_user_unref);
    g_clear_pointer (&run->target_line, b24_line_unref);
    g_clear_pointer (&run->message_before, b24_message_unref);
    g_clear_pointer (&run->message, b24_message_unref);
    if (run->free_data != NULL)
        g_clear_pointer (&run->data, run->free_data);
    g_clear_error (&run->error);
    g_clear_error (&run->reread_error);
    g_free (run);
}

static void
owner_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    OlContext *context = ol_dialog_get_context (run->dialog);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) users = b24_people_list_finish (B24_REST (source), result, &error);

    if (users == NULL)
        ol_debug_error ("name of the dialog's operator", error);
    for (guint i = 0; users != NULL && i < users->len && ol_context_is_alive (context); i++)
        b24_feed_learn_user (context->feed, g_ptr_array_index (users, i));
    run_end (run);
}

static void
dialog_reread (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    OlContext *context = ol_dialog_get_context (run->dialog);
    gint64 owner;

    run->after = b24_feed_refresh_finish (B24_FEED (source), result, &run->reread_error);
    if (run->reread_error != NULL)
        ol_debug_error ("reading the dialog again", run->reread_error);

    owner = run->after != NULL ? run->after->owner_id : 0;
    if (owner != 0 && owner != ol_context_get_my_id (context) && ol_context_is_alive (context) &&
        b24_feed_get_user (context->feed, owner) == NULL) {
        g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

        g_array_append_val (ids, owner);
        b24_people_list_async (context->rest, ids, B24_PRIORITY_OPERATOR, context->cancellable,
                               owner_known, run);
        return;
    }
    run_end (run);
}

static void
message_reread (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    g_autoptr (B24MessagePage) page =
        b24_messages_page_finish (B24_REST (source), result, &run->reread_error);

    if (run->reread_error != NULL)
        ol_debug_error ("reading the message again", run->reread_error);
    for (guint i = 0; page != NULL && i < page->messages->len; i++) {
        B24Message *message = g_ptr_array_index (page->messages, i);

        if (message->id == run->message_before->id)
            run->message = b24_message_ref (message);
    }
    run_end (run);
}

void
ol_run_called (OlRun *run, GError *error)
{
    OlContext *context = ol_dialog_get_context (run->dialog);

    run->error = error;
    if (error != NULL)
        ol_debug_error ("operator action", error);
    if (!ol_context_is_alive (context) || b24_error_is_unsent (error)) {
        run_end (run);
        return;
    }
    if (run->message_before != NULL)
        b24_messages_before_async (context->rest, ol_dialog_get_chat_id (run->dialog),
                                   run->message_before->id + 1, 1, B24_PRIORITY_OPERATOR,
                                   context->cancellable, message_reread, run);
    else
        b24_feed_refresh_async (context->feed, ol_dialog_get_chat_id (run->dialog),
                                context->cancellable, dialog_reread, run);
    b24_feed_hurry (context->feed);
}

B24Standing
ol_run_get_standing (OlRun *run)
{
    return b24_dialog_get_standing (run->after,
                                    ol_context_get_my_id (ol_dialog_get_context (run->dialog)));
}

gboolean
ol_run_is_gone (OlRun *run)
{
    return g_error_matches (run->reread_error, B24_ERROR, B24_ERROR_ACCESS_ERROR) ||
           g_error_matches (run->reread_error, B24_ERROR, B24_ERROR_ACCESS_DENIED);
}

gboolean
ol_run_is_message_gone (OlRun *run)
{
    return run->message == NULL ? run->reread_error == NULL
                                : (run->message->flags & B24_MESSAGE_DELETED) != 0;
}

gboolean
ol_run_is_sure (OlRun *run)
{
    return run->error != NULL && b24_error_get_code (run->error) != NULL;
}

char *
ol_run_dup_owner (OlRun *run)
{
    B24Dialog *state = run->after != NULL ? run->after : run->before;

    return ol_context_dup_user_name (ol_dialog_get_context (run->dialog), state->owner_id);
}

char *
ol_run_dup_line (OlRun *run)
{
    return ol_context_dup_line_name (ol_dialog_get_context (run->dialog), run->before->line_id);
}

void
ol_run_complain_of (OlDialog *dialog, const GError *error, OlAttempt attempt)
{
    g_autofree char *line = ol_dialog_dup_line_name (dialog);
    const OlFacts facts = {
        .portal = b24_portal_get_authority (ol_dialog_get_context (dialog)->portal),
        .customer = ol_dialog_get_title (dialog),
        .line = line,
    };
    g_autofree char *sentence = NULL;

    if (b24_error_is_unsent (error)) {
        say_not_connected (dialog);
        return;
    }
    sentence = ol_sentence_for_error (error, attempt, &facts);
    ol_dialog_complain (dialog, "%s", sentence);
}

void
ol_run_complain (OlRun *run)
{
    OlContext *context = ol_dialog_get_context (run->dialog);
    g_autofree char *line = ol_run_dup_line (run);
    g_autofree char *owner = ol_run_dup_owner (run);
    const OlFacts facts = {
        .portal = b24_portal_get_authority (context->portal),
        .customer = ol_dialog_get_title (run->dialog),
        .line = line,
        .owner = owner,
        .target = run->target_user != NULL   ? run->target_user->name
                  : run->target_line != NULL ? run->target_line->name
                                             : NULL,
        .undone = run->after != NULL || run->message != NULL,
    };
    g_autofree char *sentence = ol_sentence_for_error (
        run->error != NULL ? run->error : run->reread_error, run->attempt, &facts);

    ol_dialog_complain (run->dialog, "%s", sentence);
}
