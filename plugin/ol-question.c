/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-question.h"

#include "ol-conversation.h"

#include <glib/gi18n-lib.h>

typedef struct {
    guint id;
    OlDialog *dialog;
    GCancellable *cancellable;
    gulong cancelled_id;
    OlQuestionAnswered callback;
    gpointer user_data;
} Question;

/* (element-type Question): open ones of all accounts; few, so a list is enough */
static GList *questions;

static Question *
find_question (guint id, OlDialog *dialog)
{
    for (GList *l = questions; l != NULL; l = l->next) {
        Question *question = l->data;

        if (question->id == id || question->dialog == dialog)
            return question;
    }
    return NULL;
}

/* The request's window is left alone: Finch closes it itself after the callback. */
static void
settle (Question *question, gboolean yes, PurpleRequestFields *fields)
{
    questions = g_list_remove (questions, question);
    g_signal_handler_disconnect (question->cancellable, question->cancelled_id);
    question->callback (question->dialog, yes, fields, question->user_data);
    g_object_unref (question->cancellable);
    ol_dialog_unref (question->dialog);
    g_free (question);
}

static void
settle_and_close (Question *question)
{
    gpointer handle = GUINT_TO_POINTER (question->id);

    settle (question, FALSE, NULL);
    purple_request_close_with_handle (handle);
}

static void
signed_off (GCancellable *cancellable, gpointer user_data)
{
    settle_and_close (user_data);
}

static void
yes_pressed (gpointer id, int action)
{
    Question *question = find_question (GPOINTER_TO_UINT (id), NULL);

    if (question != NULL)
        settle (question, TRUE, NULL);
}

static void
fields_filled (gpointer id, PurpleRequestFields *fields)
{
    Question *question = find_question (GPOINTER_TO_UINT (id), NULL);

    if (question != NULL)
        settle (question, TRUE, fields);
}

/* Whatever else the UI passes is ignored. */
static void
no_pressed (gpointer id)
{
    Question *question = find_question (GPOINTER_TO_UINT (id), NULL);

    if (question != NULL)
        settle (question, FALSE, NULL);
}

static PurpleConversation *
find_window (OlDialog *dialog)
{
    return ol_conversation_find (ol_context_get_account (ol_dialog_get_context (dialog)),
                                 ol_dialog_get_name (dialog));
}

/* Returns: the request's handle and data; NULL when nobody can be asked any more */
static gpointer
open_question (OlDialog *dialog, OlQuestionAnswered callback, gpointer user_data)
{
    static guint last_id;
    Question *question = find_question (0, dialog);

    if (question != NULL)
        settle_and_close (question);
    if (!ol_dialog_is_alive (dialog)) {
        callback (dialog, FALSE, NULL, user_data);
        return NULL;
    }

    question = g_new0 (Question, 1);
    question->id = ++last_id;
    question->dialog = ol_dialog_ref (dialog);
    question->cancellable = g_object_ref (ol_dialog_get_context (dialog)->cancellable);
    question->cancelled_id =
        g_signal_connect (question->cancellable, "cancelled", G_CALLBACK (signed_off), question);
    question->callback = callback;
    question->user_data = user_data;
    questions = g_list_prepend (questions, question);
    return GUINT_TO_POINTER (question->id);
}

/* Returns: FALSE when nobody could be asked: a UI without request windows */
static gboolean
is_asked (gpointer handle, gpointer ui_handle)
{
    Question *question = find_question (GPOINTER_TO_UINT (handle), NULL);

    if (ui_handle != NULL || question == NULL)
        return TRUE;
    settle (question, FALSE, NULL);
    return FALSE;
}

void
ol_question_ask (OlDialog *dialog, const char *title, const char *text, const char *yes,
                 const char *no, OlQuestionAnswered callback, gpointer user_data)
{
    gpointer handle = open_question (dialog, callback, user_data);
    PurpleAccount *account;

    if (handle == NULL)
        return;
    account = ol_context_get_account (ol_dialog_get_context (dialog));
    /* The harmless answer is the default. */
    is_asked (handle,
              purple_request_action (handle, title, text, NULL, 1, account,
                                     ol_dialog_get_name (dialog), find_window (dialog), handle, 2,
                                     yes, G_CALLBACK (yes_pressed), no, G_CALLBACK (no_pressed)));
}

void
ol_question_ask_fields (OlDialog *dialog, const char *title, const char *text, const char *hint,
                        PurpleRequestFields *fields, const char *yes, OlQuestionAnswered callback,
                        gpointer user_data)
{
    gpointer handle = open_question (dialog, callback, user_data);
    gpointer ui_handle;

    if (handle == NULL) {
        purple_request_fields_destroy (fields);
        return;
    }
    ui_handle = purple_request_fields (
        handle, title, text, hint, fields, yes, G_CALLBACK (fields_filled), _ ("Cancel"),
        G_CALLBACK (no_pressed), ol_context_get_account (ol_dialog_get_context (dialog)),
        ol_dialog_get_name (dialog), find_window (dialog), handle);
    if (!is_asked (handle, ui_handle))
        purple_request_fields_destroy (fields);
}
