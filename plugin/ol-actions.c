/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ol-conversation.h"
#include "ol-question.h"
#include "ol-run.h"
#include "ol-take.h"

gboolean
ol_action_is_offered (const OlAction *action, OlContext *context)
{
    return context->rest == NULL || b24_features_has (context->rest, action->feature);
}

static gboolean
is_in_standing (const OlAction *action, OlDialog *dialog)
{
    B24Dialog *state = ol_dialog_get_state (dialog);

    if ((action->when & OL_WHEN_RATING) != 0 && state->session_id != 0 &&
        state->session_status == B24_SESSION_WAIT_CLIENT)
        return TRUE;
    return (action->when & (1u << ol_dialog_get_standing (dialog))) != 0;
}

gboolean
ol_action_is_shown (const OlAction *action, OlDialog *dialog)
{
    return ol_action_is_offered (action, ol_dialog_get_context (dialog)) &&
           is_in_standing (action, dialog) && (action->shown == NULL || action->shown (dialog));
}

char *
ol_action_usage (const OlAction *action)
{
    if (*action->arguments == '\0')
        return g_strdup_printf (_ ("Usage: /%s"), action->name);
    return g_strdup_printf (_ ("Usage: /%s %s"), action->name, _ (action->arguments));
}

/* "/answer, /skip": what the operator can do with @dialog now, the usual things only */
static char *
dup_possible (OlDialog *dialog)
{
    GString *names = g_string_new (NULL);
    guint n_actions;
    const OlAction *actions = ol_actions_get (&n_actions);

    for (guint i = 0; i < n_actions; i++) {
        if ((actions[i].group == OL_GROUP_MAIN || actions[i].group == OL_GROUP_ENDING) &&
            ol_action_is_shown (&actions[i], dialog))
            g_string_append_printf (names, "%s/%s", names->len > 0 ? ", " : "", actions[i].name);
    }
    return g_string_free (names, FALSE);
}

static void
refuse (OlDialog *dialog)
{
    g_autofree char *possible = dup_possible (dialog);
    g_autofree char *owner = ol_dialog_dup_owner_name (dialog);
    g_autofree char *line = ol_dialog_dup_line_name (dialog);

    switch (ol_dialog_get_standing (dialog)) {
    case B24_STANDING_WAITING:
        ol_dialog_complain (dialog,
                            _ ("This dialog waits for an operator in %s. What you can do: %s."),
                            line, possible);
        break;
    case B24_STANDING_COLLEAGUE:
        ol_dialog_complain (dialog,
                            _ ("This dialog is %s's. /take takes it over, /join lets you write "
                               "beside them."),
                            owner);
        break;
    case B24_STANDING_CLOSED:
        ol_dialog_complain (dialog, _ ("This dialog is closed. What you can do: %s."), possible);
        break;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        ol_dialog_complain (dialog, _ ("This dialog is yours already. What you can do: %s."),
                            possible);
        break;
    }
}

static gboolean
is_allowed (const OlAction *action, OlDialog *dialog)
{
    if (action->sends && ol_dialog_is_alive (dialog)) {
        ol_run_show (dialog);
        return ol_run_is_offered (dialog, action->attempt, action->feature);
    }
    if (!ol_run_is_possible (dialog) ||
        !ol_run_is_offered (dialog, action->attempt, action->feature))
        return FALSE;
    if (is_in_standing (action, dialog))
        return TRUE;
    refuse (dialog);
    return FALSE;
}

/* An action that begins later, with what followed its word. */
typedef struct {
    const OlAction *action;
    char *argument;
} Start;

static Start *
start_new (const OlAction *action, const char *argument)
{
    Start *start = g_new0 (Start, 1);

    start->action = action;
    start->argument = g_strdup (argument);
    return start;
}

static void
start_free (Start *start)
{
    g_free (start->argument);
    g_free (start);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Start, start_free)

static void
run (const OlAction *action, OlDialog *dialog, const char *argument)
{
    g_autofree char *usage = NULL;

    if (action->run (dialog, argument))
        return;
    usage = ol_action_usage (action);
    ol_dialog_complain (dialog, "%s", usage);
}

static void
question_answered (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    g_autoptr (Start) start = user_data;

    if (!ol_dialog_is_alive (dialog))
        return;
    if (!yes)
        ol_dialog_say (dialog, "%s", _ ("Nothing was done; the dialog stays as it is."));
    else if (is_allowed (start->action, dialog))
        run (start->action, dialog, start->argument);
}

static void
start_next (OlDialog *dialog, gpointer user_data)
{
    g_autoptr (Start) start = user_data;

    if (ol_dialog_is_alive (dialog))
        ol_action_start (start->action, dialog, start->argument);
}

/* Returns: FALSE when the action has to start now, or not at all. A text never waits here, where it
 * would be lost when the account signs off. */
static gboolean
is_put_off (const OlAction *action, OlDialog *dialog, const char *argument)
{
    g_autoptr (Start) start = start_new (action, argument);

    if (action->sends || !ol_run_follow (dialog, action->attempt, start_next, start))
        return FALSE;
    g_steal_pointer (&start);
    return TRUE;
}

static gboolean
is_fitting (const OlAction *action, const char *argument)
{
    return *argument == '\0' ? action->argument != OL_ARGUMENT_REQUIRED
                             : action->argument != OL_ARGUMENT_NONE;
}

void
ol_action_start (const OlAction *action, OlDialog *dialog, const char *argument)
{
    g_autofree char *given = g_strstrip (g_strdup (argument));
    g_autofree char *question = NULL;

    g_return_if_fail (action != NULL && action->run != NULL);

    if (!is_fitting (action, given)) {
        g_autofree char *usage = ol_action_usage (action);

        ol_run_show (dialog);
        ol_dialog_complain (dialog, "%s", usage);
        return;
    }
    if (is_put_off (action, dialog, given) || !is_allowed (action, dialog))
        return;
    if (action->ask != NULL)
        question = action->ask (dialog);
    if (question == NULL)
        run (action, dialog, given);
    else
        ol_question_ask (dialog, ol_dialog_get_title (dialog), question, _ (action->yes),
                         _ ("Keep it"), question_answered, start_new (action, given));
}

/* ---- From menus ---- */

#define PROMPT_FIELD "argument"

static void
prompt_answered (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    const OlAction *action = user_data;
    const char *argument = yes ? purple_request_fields_get_string (fields, PROMPT_FIELD) : NULL;

    if (argument != NULL && ol_dialog_is_alive (dialog))
        ol_action_start (action, dialog, argument);
}

static void
prompt (const OlAction *action, OlDialog *dialog)
{
    g_autofree char *suggestion = action->suggest != NULL ? action->suggest (dialog) : NULL;
    /* Enter presses OK where there is one line only. */
    gboolean lines = suggestion != NULL && strchr (suggestion, '\n') != NULL;
    PurpleRequestFields *fields = purple_request_fields_new ();
    PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

    purple_request_field_group_add_field (
        group,
        purple_request_field_string_new (PROMPT_FIELD, _ (action->prompt), suggestion, lines));
    purple_request_fields_add_group (fields, group);
    ol_question_ask_fields (dialog, ol_dialog_get_title (dialog), NULL, _ (action->help), fields,
                            _ ("OK"), prompt_answered, (gpointer) action);
}

void
ol_action_start_from_menu (const OlAction *action, OlDialog *dialog)
{
    g_return_if_fail (action != NULL);

    if (action->prompt == NULL)
        ol_action_start (action, dialog, "");
    else if (is_allowed (action, dialog))
        prompt (action, dialog);
}

/* ---- About the operator ---- */

void
ol_action_start_for_account (const OlAction *action, OlContext *context, const char *conversation,
                             const char *argument)
{
    g_autofree char *given = g_strstrip (g_strdup (argument));
    g_autofree char *line = NULL;

    if (!ol_action_is_offered (action, context)) {
        g_autoptr (GError) error = g_error_new_literal (B24_ERROR, B24_ERROR_METHOD_NOT_FOUND, "");

        line = ol_sentence_for_error (error, action->attempt, NULL);
    } else if (!is_fitting (action, given) ||
               !action->run_for_account (context, conversation, given)) {
        line = ol_action_usage (action);
    }
    if (line != NULL)
        ol_conversation_complain (ol_context_get_account (context), conversation, line);
}

/* ---- Answering by replying ---- */

typedef struct {
    OlAnswered callback;
    gpointer user_data;
} Answer;

static void
answer_ended (OlDialog *dialog, gboolean done, gpointer user_data)
{
    g_autofree Answer *answer = user_data;

    answer->callback (dialog, done, answer->user_data);
}

void
ol_action_answer (OlDialog *dialog, OlAnswered callback, gpointer user_data)
{
    Answer *answer = g_new0 (Answer, 1);

    answer->callback = callback;
    answer->user_data = user_data;
    ol_take_answer_then (dialog, answer_ended, answer);
}
