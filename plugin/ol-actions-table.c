/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ol-actions-table — the rows. Menus and help keep their order: first what a dialog usually needs
 * next, last what cannot be undone.
 */

#include "ol-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ol-close.h"
#include "ol-pause.h"
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
    ol_action_start_from_menu (ol_actions_find (name), dialog);
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

static const OlAction actions[] = {
    {
        .name = "answer",
        .arguments = "",
        .help = N_ ("Takes a waiting dialog."),
        .label = N_ ("Answer"),
        .when = OL_WHEN_WAITING,
        .feature = B24_FEATURE_ANSWER,
        .attempt = OL_ATTEMPT_ANSWER,
        .menu = menu_answer,
        .run = ol_take_answer,
    },
    {
        .name = "skip",
        .arguments = "",
        .help = N_ ("Passes the dialog on to the next operator in its queue."),
        .label = N_ ("Skip"),
        .when = OL_WHEN_WAITING | OL_WHEN_MINE,
        .feature = B24_FEATURE_SKIP,
        .attempt = OL_ATTEMPT_SKIP,
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
        .argument = OL_ARGUMENT_OPTIONAL,
        .complete = OL_COMPLETE_TARGETS,
        .feature = B24_FEATURE_TRANSFER,
        .attempt = OL_ATTEMPT_TRANSFER,
        .menu = menu_transfer,
        .run = ol_transfer_run,
    },
    {
        .name = "start",
        .arguments = "",
        .help = N_ ("Opens a new session in a closed dialog, so that you can write first."),
        .label = N_ ("Start a new session"),
        .when = OL_WHEN_CLOSED,
        .feature = B24_FEATURE_START,
        .attempt = OL_ATTEMPT_START,
        .menu = menu_start,
        .run = ol_take_start,
    },
    {
        .name = "finish",
        .arguments = "",
        .help = N_ ("Finishes the dialog; a colleague's after asking you."),
        .label = N_ ("Finish"),
        .when = OL_WHEN_WAITING | OL_WHEN_MINE | OL_WHEN_COLLEAGUE | OL_WHEN_RATING,
        .feature = B24_FEATURE_FINISH,
        .attempt = OL_ATTEMPT_FINISH,
        .group = OL_GROUP_ENDING,
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
        .feature = B24_FEATURE_SPAM,
        .attempt = OL_ATTEMPT_SPAM,
        .group = OL_GROUP_ENDING,
        .menu = menu_spam,
        .ask = ol_close_ask_spam,
        .yes = N_ ("Mark as spam"),
        .run = ol_close_spam,
    },
    {
        .name = "pause",
        .arguments = "",
        .help = N_ ("Stops new dialogs on every line until /resume; those you have stay yours."),
        .feature = B24_FEATURE_PAUSE,
        .attempt = OL_ATTEMPT_PAUSE,
        .run_for_account = ol_pause_start,
    },
    {
        .name = "resume",
        .arguments = "",
        .help = N_ ("Ends /pause: new dialogs come again."),
        .feature = B24_FEATURE_PAUSE,
        .attempt = OL_ATTEMPT_RESUME,
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
