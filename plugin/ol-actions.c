/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ol-close.h"
#include "ol-pause.h"
#include "ol-question.h"
#include "ol-run.h"
#include "ol-take.h"
#include "ol-transfer.h"

/* One callback per action, because Finch overwrites the data of a menu item. */
static void
start_from_node (PurpleBlistNode *node, const char *name)
{
    g_autoptr (OlDialog) dialog = NULL;
    OlDialog *found = ol_dialog_of_node (node);

    if (found == NULL)
        return;
    dialog = ol_dialog_ref (found);
    ol_action_start (ol_actions_find (name), dialog, "");
}

#define MENU(action)                                                                               \
    static void menu_##action (PurpleBlistNode *node, gpointer data)                               \
    {                                                                                              \
        start_from_node (node, #action);                                                           \
    }

MENU (answer)
MENU (skip)
MENU (transfer)
MENU (start)
MENU (finish)
MENU (spam)

/* What cannot be undone stands last of what menus show: they keep this order. */
static const OlAction actions[] = {
    {
        .name = "answer",
        .arguments = "",
        .help = N_ ("Takes a waiting dialog."),
        .label = N_ ("Answer"),
        .when = OL_WHEN_WAITING,
        .menu = menu_answer,
        .run = ol_take_answer,
    },
    {
        .name = "skip",
        .arguments = "",
        .help = N_ ("Passes the dialog on to the next operator in its queue."),
        .label = N_ ("Skip"),
        .when = OL_WHEN_WAITING | OL_WHEN_MINE,
        .menu = menu_skip,
        .run = ol_take_skip,
    },
    {
        .name = "transfer",
        .arguments = N_ ("[operator or “line” name]"),
        .help = N_ ("Passes the dialog to an operator, given by name or number, or to a line; "
                    "without a name you choose from a list."),
        .label = N_ ("Transfer…"),
        .when = OL_WHEN_WAITING | OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .takes_argument = TRUE,
        .menu = menu_transfer,
        .run = ol_transfer_run,
    },
    {
        .name = "start",
        .arguments = "",
        .help = N_ ("Opens a new session in a closed dialog, so that you can write first."),
        .label = N_ ("Start a new session"),
        .when = OL_WHEN_CLOSED,
        .menu = menu_start,
        .run = ol_take_start,
    },
    {
        .name = "finish",
        .arguments = "",
        .help = N_ ("Finishes the dialog; a colleague's after asking you."),
        .label = N_ ("Finish"),
        .when = OL_WHEN_WAITING | OL_WHEN_MINE | OL_WHEN_COLLEAGUE | OL_WHEN_RATING,
        .menu = menu_finish,
        .ask = ol_close_ask_finish,
        .yes = N_ ("Finish it"),
        .run = ol_close_finish,
    },
    {
        .name = "spam",
        .arguments = "",
        .help = N_ ("Marks the dialog as spam and closes it, after asking you."),
        .label = N_ ("Mark as spam…"),
        .when = OL_WHEN_WAITING | OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .menu = menu_spam,
        .ask = ol_close_ask_spam,
        .yes = N_ ("Mark as spam"),
        .run = ol_close_spam,
    },
    {
        .name = "pause",
        .arguments = "",
        .help = N_ ("Stops new dialogs on every line until /resume; those you have stay yours."),
        .run_for_account = ol_pause_start,
    },
    {
        .name = "resume",
        .arguments = "",
        .help = N_ ("Ends /pause: new dialogs come again."),
        .run_for_account = ol_pause_stop,
    },
};

const OlAction *
ol_actions_get (guint *n_actions)
{
    *n_actions = G_N_ELEMENTS (actions);
    return actions;
}

const OlAction *
ol_actions_find (const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        if (strcmp (actions[i].name, name) == 0)
            return &actions[i];
    }
    return NULL;
}

gboolean
ol_action_applies (const OlAction *action, OlDialog *dialog)
{
    B24Dialog *state = ol_dialog_get_state (dialog);

    if ((action->when & OL_WHEN_RATING) != 0 && state->session_id != 0 &&
        state->session_status == B24_SESSION_WAIT_CLIENT)
        return TRUE;
    return (action->when & (1u << ol_dialog_get_standing (dialog))) != 0;
}

char *
ol_action_usage (const OlAction *action)
{
    if (*action->arguments == '\0')
        return g_strdup_printf (_ ("Usage: /%s"), action->name);
    return g_strdup_printf (_ ("Usage: /%s %s"), action->name, _ (action->arguments));
}

/* "/answer, /skip": what the operator can do with @dialog now */
static char *
dup_possible (OlDialog *dialog)
{
    GString *names = g_string_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        if (ol_action_applies (&actions[i], dialog))
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
        ol_dialog_complain (dialog, _ ("This dialog is %s's. What you can do: %s."), owner,
                            possible);
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
    if (!ol_run_is_possible (dialog))
        return FALSE;
    if (ol_action_applies (action, dialog))
        return TRUE;
    refuse (dialog);
    return FALSE;
}

static void
question_answered (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    const OlAction *action = user_data;

    if (!ol_dialog_is_alive (dialog))
        return;
    if (!yes)
        ol_dialog_say (dialog, "%s", _ ("Nothing was done; the dialog stays as it is."));
    else if (is_allowed (action, dialog))
        action->run (dialog, "");
}

typedef struct {
    const OlAction *action;
    char *argument;
} Next;

static void
next_free (Next *next)
{
    g_free (next->argument);
    g_free (next);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Next, next_free)

static void
start_next (OlDialog *dialog, gpointer user_data)
{
    g_autoptr (Next) next = user_data;

    if (ol_dialog_is_alive (dialog))
        ol_action_start (next->action, dialog, next->argument);
}

/* Returns: FALSE when the action has to start now, or not at all */
static gboolean
is_put_off (const OlAction *action, OlDialog *dialog, const char *argument)
{
    g_autoptr (Next) next = g_new0 (Next, 1);

    next->action = action;
    next->argument = g_strdup (argument);
    if (!ol_run_follow (dialog, start_next, next))
        return FALSE;
    g_steal_pointer (&next);
    return TRUE;
}

void
ol_action_start (const OlAction *action, OlDialog *dialog, const char *argument)
{
    g_autofree char *question = NULL;

    g_return_if_fail (action != NULL);

    if (is_put_off (action, dialog, argument) || !is_allowed (action, dialog))
        return;
    if (action->ask != NULL)
        question = action->ask (dialog);
    if (question == NULL)
        action->run (dialog, argument);
    else
        ol_question_ask (dialog, ol_dialog_get_title (dialog), question, _ (action->yes),
                         _ ("Keep it"), question_answered, (gpointer) action);
}

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
