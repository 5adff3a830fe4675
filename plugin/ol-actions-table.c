/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ol-actions-table — the rows. Menus and help keep their order: first what a dialog usually needs
 * next, last what cannot be undone.
 */

#include "ol-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ol-bot.h"
#include "ol-card.h"
#include "ol-close.h"
#include "ol-crm.h"
#include "ol-desk.h"
#include "ol-member.h"
#include "ol-mend.h"
#include "ol-mode.h"
#include "ol-note.h"
#include "ol-older.h"
#include "ol-open.h"
#include "ol-pause.h"
#include "ol-press.h"
#include "ol-quick.h"
#include "ol-rate.h"
#include "ol-reply.h"
#include "ol-save.h"
#include "ol-search.h"
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
MENU (take)
MENU (join)
MENU (leave)
MENU (start)
MENU (note)
MENU (reply)
MENU (edit)
MENU (delete)
MENU (like)
MENU (quick)
MENU (save)
MENU (press)
MENU (find)
MENU (history)
MENU (invite)
MENU (who)
MENU (info)
MENU (pin)
MENU (unpin)
MENU (silent)
MENU (rate)
MENU (lead)
MENU (crm)
MENU (bot)
MENU (finish)
MENU (spam)

static const char *const start_words[] = { "from", NULL };
static const char *const silent_words[] = { "on", "off", NULL };
static const char *const save_words[] = { "customer", NULL };
static const char *const history_words[] = { "session", NULL };

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
        .name = "take",
        .arguments = "",
        .help = N_ ("Takes the dialog over from the colleague who has it."),
        .label = N_ ("Take over"),
        .when = OL_WHEN_WAITING | OL_WHEN_COLLEAGUE,
        .shown = ol_member_is_colleagues,
        .feature = B24_FEATURE_INTERCEPT,
        .attempt = OL_ATTEMPT_TAKE,
        .run = ol_member_take,
        .menu = menu_take,
    },
    {
        .name = "join",
        .arguments = "",
        .help = N_ ("Lets you write in a colleague's dialog, which stays theirs."),
        .label = N_ ("Join"),
        .when = OL_WHEN_COLLEAGUE,
        .shown = ol_member_can_join,
        .feature = B24_FEATURE_JOIN,
        .attempt = OL_ATTEMPT_JOIN,
        .run = ol_member_join,
        .menu = menu_join,
    },
    {
        .name = "leave",
        .arguments = "",
        .help = N_ ("Takes you out of a colleague's dialog again."),
        .label = N_ ("Leave"),
        .when = OL_WHEN_OPEN,
        .shown = ol_member_can_leave,
        .feature = B24_FEATURE_LEAVE,
        .attempt = OL_ATTEMPT_LEAVE,
        .run = ol_member_leave,
        .menu = menu_leave,
    },
    {
        .name = "start",
        .arguments = N_ ("[from]"),
        .help = N_ ("Opens a new session in a closed dialog, so that you can write first; with "
                    "“from” one that begins with a message of the customer which you choose."),
        .label = N_ ("Start a new session"),
        .when = OL_WHEN_CLOSED | OL_WHEN_MINE,
        .shown = ol_take_is_closed,
        .argument = OL_ARGUMENT_OPTIONAL,
        .complete = OL_COMPLETE_WORDS,
        .words = start_words,
        .feature = B24_FEATURE_START,
        .attempt = OL_ATTEMPT_START,
        .menu = menu_start,
        .run = ol_take_start,
    },
    {
        .name = "note",
        .arguments = N_ ("text"),
        .help = N_ ("Writes a note for your colleagues; the customer never sees it."),
        .label = N_ ("Internal note…"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_OPEN,
        .shown = ol_note_is_possible,
        .argument = OL_ARGUMENT_REQUIRED,
        .prompt = N_ ("Note"),
        .attempt = OL_ATTEMPT_NOTE,
        .sends = TRUE,
        .menu = menu_note,
        .run = ol_note_run,
    },
    {
        .name = "reply",
        .arguments = N_ ("text"),
        .help = N_ ("Sends a text that quotes the customer's last message."),
        .label = N_ ("Reply to the last message…"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_OPEN,
        .shown = ol_reply_is_shown,
        .argument = OL_ARGUMENT_REQUIRED,
        .prompt = N_ ("Reply"),
        .attempt = OL_ATTEMPT_SEND,
        .sends = TRUE,
        .menu = menu_reply,
        .run = ol_reply_quote,
    },
    {
        .name = "edit",
        .arguments = N_ ("text"),
        .help = N_ ("Replaces your last message, where the customer's messenger allows it."),
        .label = N_ ("Edit my last message…"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .shown = ol_mend_has_own,
        .argument = OL_ARGUMENT_REQUIRED,
        .prompt = N_ ("New text"),
        .suggest = ol_mend_suggest,
        .feature = B24_FEATURE_EDIT,
        .attempt = OL_ATTEMPT_EDIT,
        .menu = menu_edit,
        .run = ol_mend_edit,
    },
    {
        .name = "delete",
        .arguments = "",
        .help = N_ ("Deletes your last message, where the customer's messenger allows it, after "
                    "asking you."),
        .label = N_ ("Delete my last message…"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .shown = ol_mend_has_own,
        .feature = B24_FEATURE_DELETE,
        .attempt = OL_ATTEMPT_DELETE,
        .menu = menu_delete,
        .run = ol_mend_delete,
    },
    {
        .name = "like",
        .arguments = "",
        .help = N_ ("Likes the customer's last message."),
        .label = N_ ("Like the last message"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .shown = ol_mend_has_customers,
        .feature = B24_FEATURE_LIKE,
        .attempt = OL_ATTEMPT_LIKE,
        .menu = menu_like,
        .run = ol_mend_like,
    },
    {
        .name = "quick",
        .arguments = N_ ("[name]"),
        .help = N_ ("Puts a ready answer into the input line, or sends it after asking you; "
                    "without a name you choose from a list."),
        .label = N_ ("Ready answers…"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_OPEN,
        .argument = OL_ARGUMENT_OPTIONAL,
        .complete = OL_COMPLETE_QUICK,
        .attempt = OL_ATTEMPT_QUICK,
        .menu = menu_quick,
        .run = ol_quick_run,
    },
    {
        .name = "save",
        .arguments = N_ ("[customer]"),
        .help = N_ ("Saves your last message, or the customer's, as a ready answer of the line."),
        .label = N_ ("Save as a ready answer"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .shown = ol_save_is_possible,
        .argument = OL_ARGUMENT_OPTIONAL,
        .complete = OL_COMPLETE_WORDS,
        .words = save_words,
        .feature = B24_FEATURE_SAVE_QUICK,
        .attempt = OL_ATTEMPT_SAVE,
        .menu = menu_save,
        .run = ol_save_run,
    },
    {
        .name = "press",
        .arguments = N_ ("[number]"),
        .help = N_ ("Presses a button that a bot put under its message; without a number it lists "
                    "them."),
        .label = N_ ("Press a button…"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_OPEN,
        .shown = ol_press_is_possible,
        .argument = OL_ARGUMENT_OPTIONAL,
        .prompt = N_ ("Number of the button"),
        .feature = B24_FEATURE_PRESS,
        .attempt = OL_ATTEMPT_PRESS,
        .menu = menu_press,
        .run = ol_press_run,
    },
    {
        .name = "find",
        .arguments = N_ ("text"),
        .help = N_ ("Lists the messages of this dialog that contain the text."),
        .label = N_ ("Find…"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_ANY,
        .argument = OL_ARGUMENT_REQUIRED,
        .prompt = N_ ("Text to find"),
        .feature = B24_FEATURE_FIND,
        .attempt = OL_ATTEMPT_FIND,
        .menu = menu_find,
        .run = ol_search_find,
    },
    {
        .name = "history",
        .arguments = N_ ("[number or “session”]"),
        .help = N_ ("Shows earlier messages, 20 if you give no number, at most 500; with “session” "
                    "the whole session."),
        .label = N_ ("Earlier messages"),
        .group = OL_GROUP_MESSAGES,
        .when = OL_WHEN_ANY,
        .argument = OL_ARGUMENT_OPTIONAL,
        .complete = OL_COMPLETE_WORDS,
        .words = history_words,
        .feature = B24_FEATURE_HISTORY,
        .attempt = OL_ATTEMPT_HISTORY,
        .menu = menu_history,
        .run = ol_older_run,
    },
    {
        .name = "invite",
        .arguments = N_ ("[operator]"),
        .help = N_ ("Brings a colleague into the dialog, given by name or number; without a name "
                    "you choose from a list."),
        .label = N_ ("Invite…"),
        .group = OL_GROUP_PEOPLE,
        .when = OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .argument = OL_ARGUMENT_OPTIONAL,
        .complete = OL_COMPLETE_OPERATORS,
        .feature = B24_FEATURE_INVITE,
        .attempt = OL_ATTEMPT_INVITE,
        .run = ol_member_invite,
        .menu = menu_invite,
    },
    {
        .name = "who",
        .arguments = "",
        .help = N_ ("Lists the members of the dialog."),
        .label = N_ ("Members"),
        .group = OL_GROUP_PEOPLE,
        .when = OL_WHEN_ANY,
        .feature = B24_FEATURE_MEMBERS,
        .attempt = OL_ATTEMPT_SHOW,
        .run = ol_card_who,
        .menu = menu_who,
    },
    {
        .name = "info",
        .arguments = "",
        .help = N_ ("Shows all that is known of the customer and the dialog."),
        .label = N_ ("Customer and dialog"),
        .group = OL_GROUP_PEOPLE,
        .when = OL_WHEN_ANY,
        .attempt = OL_ATTEMPT_INFO,
        .run = ol_card_info,
        .menu = menu_info,
    },
    {
        .name = "pin",
        .arguments = "",
        .help = N_ ("Keeps the dialog assigned to you, whatever the rules of its line."),
        .label = N_ ("Pin"),
        .group = OL_GROUP_SESSION,
        .when = OL_WHEN_MINE,
        .shown = ol_mode_is_unpinned,
        .feature = B24_FEATURE_PIN,
        .attempt = OL_ATTEMPT_PIN,
        .run = ol_mode_pin,
        .menu = menu_pin,
    },
    {
        .name = "unpin",
        .arguments = "",
        .help = N_ ("Ends /pin: the dialog is no longer kept for you."),
        .label = N_ ("Unpin"),
        .group = OL_GROUP_SESSION,
        .when = OL_WHEN_MINE,
        .shown = ol_mode_is_pinned,
        .feature = B24_FEATURE_UNPIN,
        .attempt = OL_ATTEMPT_UNPIN,
        .run = ol_mode_unpin,
        .menu = menu_unpin,
    },
    {
        .name = "silent",
        .arguments = N_ ("on|off"),
        .help = N_ ("Turns silent mode on or off; while it is on, the customer gets nothing of "
                    "what operators write."),
        .label = N_ ("Silent mode on or off"),
        .group = OL_GROUP_SESSION,
        .when = OL_WHEN_MINE | OL_WHEN_COLLEAGUE,
        .argument = OL_ARGUMENT_OPTIONAL,
        .complete = OL_COMPLETE_WORDS,
        .words = silent_words,
        .feature = B24_FEATURE_SILENT,
        .attempt = OL_ATTEMPT_SILENT,
        .run = ol_mode_silent,
        .menu = menu_silent,
    },
    {
        .name = "rate",
        .arguments = N_ ("1–5 [comment]"),
        .help = N_ ("Rates the dialog, as a supervisor may; 5 is the best."),
        .label = N_ ("Rate…"),
        .group = OL_GROUP_SESSION,
        .when = OL_WHEN_MINE | OL_WHEN_COLLEAGUE | OL_WHEN_CLOSED,
        .argument = OL_ARGUMENT_REQUIRED,
        .prompt = N_ ("Rating from 1 to 5, and a comment if you like"),
        .feature = B24_FEATURE_RATE,
        .attempt = OL_ATTEMPT_RATE,
        .run = ol_rate_run,
        .menu = menu_rate,
    },
    {
        .name = "lead",
        .arguments = "",
        .help = N_ ("Creates a lead in the CRM from the dialog."),
        .label = N_ ("Create a lead"),
        .group = OL_GROUP_SESSION,
        .when = OL_WHEN_MINE,
        .shown = ol_crm_is_unbound,
        .feature = B24_FEATURE_LEAD,
        .attempt = OL_ATTEMPT_LEAD,
        .menu = menu_lead,
        .run = ol_crm_create_lead,
    },
    {
        .name = "crm",
        .arguments = "",
        .help = N_ ("Opens the CRM record of the dialog in the browser."),
        .label = N_ ("Open in the CRM"),
        .group = OL_GROUP_SESSION,
        .when = OL_WHEN_ANY,
        .shown = ol_crm_is_bound,
        .attempt = OL_ATTEMPT_SHOW,
        .menu = menu_crm,
        .run = ol_crm_open_card,
    },
    {
        .name = "bot",
        .arguments = N_ ("finish | operator | transfer [operator or “line” name] | say text"),
        .help = N_ ("Acts for the chat bot that has the dialog: finishes it, lets it go to the "
                    "operators, passes it on, or says something to the customer."),
        .label = N_ ("Act for the bot…"),
        .group = OL_GROUP_BOT,
        .when = OL_WHEN_OPEN,
        .shown = ol_bot_is_shown,
        .argument = OL_ARGUMENT_REQUIRED,
        .prompt = N_ ("finish, operator, transfer … or say …"),
        .complete = OL_COMPLETE_WORDS,
        .words = ol_bot_words,
        .attempt = OL_ATTEMPT_BOT,
        .menu = menu_bot,
        .run = ol_bot_run,
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
        .name = "open",
        .arguments = N_ ("code, number or CRM object"),
        .help =
            N_ ("Opens any dialog you may see: by the number of its chat (1763), the customer's "
                "code (telegrambot|7|991122|1421), “session 5520”, or a CRM record: “lead "
                "312”, “deal”, “contact”, “company”."),
        .argument = OL_ARGUMENT_REQUIRED,
        .feature = B24_FEATURE_OPEN,
        .attempt = OL_ATTEMPT_OPEN,
        .run_for_account = ol_open,
    },
    {
        .name = "lines",
        .arguments = "",
        .help = N_ ("Lists the lines with the operators of their queues."),
        .feature = B24_FEATURE_LINES,
        .attempt = OL_ATTEMPT_DESK,
        .run_for_account = ol_desk_list_lines,
    },
    {
        .name = "operators",
        .arguments = "",
        .help = N_ ("Lists the operators: who is online, who takes no new dialogs, on which "
                    "lines."),
        .feature = B24_FEATURE_LINES,
        .attempt = OL_ATTEMPT_DESK,
        .run_for_account = ol_desk_list_operators,
    },
    {
        .name = "pinall",
        .arguments = "",
        .help = N_ ("Pins all your open dialogs."),
        .feature = B24_FEATURE_PIN_ALL,
        .attempt = OL_ATTEMPT_PIN_ALL,
        .run_for_account = ol_mode_pin_all,
    },
    {
        .name = "unpinall",
        .arguments = "",
        .help = N_ ("Unpins all your open dialogs."),
        .feature = B24_FEATURE_UNPIN_ALL,
        .attempt = OL_ATTEMPT_UNPIN_ALL,
        .run_for_account = ol_mode_unpin_all,
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
