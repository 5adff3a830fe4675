/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-bot.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-bbcode.h"
#include "b24-bot.h"
#include "ol-debug.h"
#include "ol-picker.h"
#include "ol-protocol.h"
#include "ol-question.h"
#include "ol-run.h"

/* Messages in which the bot's words are looked for. */
#define LOOK_BACK 20

const char *const ol_bot_words[] = { "finish", "operator", "transfer", "say", NULL };

gboolean
ol_bot_is_shown (OlDialog *dialog)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 owner = ol_dialog_get_state (dialog)->owner_id;
    B24User *user =
        context->feed != NULL && owner != 0 ? b24_feed_get_user (context->feed, owner) : NULL;

    return user != NULL && user->kind == B24_USER_BOT;
}

static OlRun *
begin (OlDialog *dialog, B24Feature feature, OlConclude conclude)
{
    if (!ol_run_is_possible (dialog) || !ol_run_is_offered (dialog, OL_ATTEMPT_BOT, feature))
        return NULL;
    return ol_run_begin (dialog, OL_ATTEMPT_BOT, conclude);
}

/* (transfer full) (nullable): %NULL with a line when the account does not have it */
static char *
dup_client_id (OlDialog *dialog)
{
    PurpleAccount *account = ol_context_get_account (ol_dialog_get_context (dialog));
    g_autofree char *client_id = NULL;

    if (account == NULL)
        return NULL;
    client_id =
        g_strstrip (g_strdup (purple_account_get_string (account, OL_OPTION_BOT_CLIENT_ID, "")));
    if (*client_id != '\0')
        return g_steal_pointer (&client_id);
    ol_run_show (dialog);
    ol_dialog_complain (dialog, "%s",
                        _ ("The portal wants to know whose bot it is. Write the client id of the "
                           "bot's application into the settings of the account; nothing was "
                           "done."));
    return NULL;
}

/* ---- /bot finish ---- */

static void
conclude_finish (OlRun *run)
{
    gboolean closed = run->after == NULL ? ol_run_is_gone (run) && run->error == NULL
                                         : run->after->session_id != run->before->session_id ||
                                               ol_run_get_standing (run) == B24_STANDING_CLOSED;

    if (closed && run->after != NULL && run->after->session_id != 0 &&
        run->after->session_status == B24_SESSION_WAIT_CLIENT)
        ol_dialog_say (run->dialog, "%s",
                       _ ("Finished by the bot. The portal waits for the customer's rating; the "
                          "dialog closes after that by itself."));
    else if (closed && !ol_run_is_sure (run))
        ol_dialog_say (run->dialog, "%s", _ ("The bot finished the dialog."));
    else if (closed)
        ol_dialog_say (run->dialog, "%s", _ ("The dialog was closed already."));
    else if (run->error != NULL || run->after == NULL)
        ol_run_complain (run);
    else
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog is still open: the bot could not finish it. Try /bot "
                               "finish again in a moment."));
    run->done = closed;
}

static void
finish_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_bot_finish_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

static void
finish_answered (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    OlContext *context = ol_dialog_get_context (dialog);
    g_autofree char *client_id = NULL;
    OlRun *run;

    if (!ol_dialog_is_alive (dialog))
        return;
    if (!yes) {
        ol_dialog_say (dialog, "%s", _ ("Nothing was done; the dialog stays as it is."));
        return;
    }
    client_id = dup_client_id (dialog);
    run = client_id != NULL ? begin (dialog, B24_FEATURE_BOT_FINISH, conclude_finish) : NULL;
    if (run != NULL)
        b24_bot_finish_async (context->rest, ol_dialog_get_chat_id (dialog), client_id,
                              context->cancellable, finish_called, run);
}

static void
ask_finish (OlDialog *dialog)
{
    g_autofree char *client_id = NULL;
    g_autofree char *question = NULL;

    if (!ol_run_is_offered (dialog, OL_ATTEMPT_BOT, B24_FEATURE_BOT_FINISH))
        return;
    client_id = dup_client_id (dialog);
    if (client_id == NULL)
        return;
    question = g_strdup_printf (_ ("Let the bot finish the dialog with %s?"),
                                ol_dialog_get_title (dialog));
    ol_question_ask (dialog, ol_dialog_get_title (dialog), question, _ ("Finish it"), _ ("Keep it"),
                     finish_answered, NULL);
}

/* ---- /bot operator ---- */

static void
conclude_free (OlRun *run)
{
    gint64 me = ol_context_get_my_id (ol_dialog_get_context (run->dialog));
    gboolean freed = run->after == NULL ? ol_run_is_gone (run) && !ol_run_is_sure (run)
                                        : run->after->owner_id != run->before->owner_id;
    g_autofree char *owner = ol_run_dup_owner (run);

    run->done = freed;
    if (!freed && (run->error != NULL || run->after == NULL))
        ol_run_complain (run);
    else if (!freed)
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The bot still has the dialog. Try /bot operator again in a "
                               "moment."));
    else if (run->after == NULL || run->after->owner_id == 0)
        ol_dialog_say (run->dialog, "%s",
                       _ ("The bot has let the dialog go; it waits for an operator."));
    else if (run->after->owner_id == me)
        ol_dialog_say (run->dialog, "%s", _ ("The bot has let the dialog go, and it is yours."));
    else
        ol_dialog_say (run->dialog, _ ("The bot has let the dialog go; %s has it now."), owner);
}

static void
free_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_bot_free_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

static void
free_dialog (OlDialog *dialog)
{
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run = begin (dialog, B24_FEATURE_BOT_FREE, conclude_free);

    if (run != NULL)
        b24_bot_free_async (context->rest, ol_dialog_get_chat_id (dialog), context->cancellable,
                            free_called, run);
}

/* ---- /bot transfer ---- */

static gboolean
has_arrived (OlRun *run)
{
    if (run->after == NULL)
        return ol_run_is_gone (run) && !ol_run_is_sure (run);
    if (run->target_user != NULL)
        return run->after->owner_id == run->target_user->id;
    if (run->after->line_id != run->target_line->id)
        return FALSE;
    /* Back into the queue of its own line: it has left who had it. */
    return run->before->line_id != run->target_line->id ||
           run->before->owner_id != run->after->owner_id;
}

static void
conclude_transfer (OlRun *run)
{
    const char *target = run->target_user != NULL ? run->target_user->name : run->target_line->name;

    run->done = has_arrived (run);
    if (run->done && run->target_user != NULL)
        ol_dialog_say (run->dialog, _ ("The bot passed the dialog to %s."), target);
    else if (run->done)
        ol_dialog_say (run->dialog, _ ("The bot passed the dialog to the %s line."), target);
    else if (run->error != NULL || run->after == NULL)
        ol_run_complain (run);
    else
        ol_dialog_complain (run->dialog,
                            _ ("%s did not get the dialog; it is where it was. Try /bot transfer "
                               "again in a moment."),
                            target);
}

static void
transfer_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_bot_transfer_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

static void
target_picked (OlDialog *dialog, const OlTarget *target, gpointer user_data)
{
    OlContext *context = ol_dialog_get_context (dialog);
    g_autofree char *client_id = NULL;
    OlRun *run;

    if ((target->user == NULL && target->line == NULL) || !ol_dialog_is_alive (dialog))
        return;
    client_id = dup_client_id (dialog);
    run = client_id != NULL ? begin (dialog, B24_FEATURE_BOT_TRANSFER, conclude_transfer) : NULL;
    if (run == NULL)
        return;
    if (target->user != NULL) {
        run->target_user = b24_user_ref (target->user);
        b24_feed_learn_user (context->feed, target->user);
    } else {
        run->target_line = b24_line_ref (target->line);
    }
    b24_bot_transfer_async (context->rest, ol_dialog_get_chat_id (dialog),
                            target->user != NULL ? target->user->id : 0,
                            target->line != NULL ? target->line->id : 0, TRUE, client_id,
                            context->cancellable, transfer_called, run);
}

static void
transfer (OlDialog *dialog, const char *target)
{
    g_autofree char *client_id = NULL;

    if (!ol_run_is_offered (dialog, OL_ATTEMPT_BOT, B24_FEATURE_BOT_TRANSFER))
        return;
    client_id = dup_client_id (dialog);
    if (client_id != NULL)
        ol_picker_find_for_bot (dialog, target, target_picked, NULL);
}

/* ---- /bot say ---- */

/* What of it can be found in the dialog afterwards. */
typedef struct {
    char *text;
    gboolean looked;
    gboolean found;
} Said;

static void
said_free (gpointer data)
{
    Said *said = data;

    g_free (said->text);
    g_free (said);
}

static void
conclude_say (OlRun *run)
{
    const Said *said = run->data;

    run->done = said->looked ? said->found
                             : run->after != NULL && !ol_run_is_sure (run) &&
                                   run->after->last_message_id > run->before->last_message_id;
    if (run->done)
        ol_dialog_say (run->dialog, "%s", _ ("The bot's text stands in the dialog."));
    else if (run->error != NULL || run->after == NULL)
        ol_run_complain (run);
    else
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal took the text, but it does not stand in the dialog. "
                               "Try /bot say again in a moment."));
}

static void
look_for (OlRun *run, B24MessagePage *page)
{
    Said *said = run->data;

    said->looked = TRUE;
    for (guint i = 0; i < page->messages->len; i++) {
        B24Message *message = g_ptr_array_index (page->messages, i);

        if (message->id > run->before->last_message_id && message->author_id == 0 &&
            g_strcmp0 (message->text, said->text) == 0)
            said->found = TRUE;
    }
}

/* What the call itself came to, until the dialog was looked at. */
typedef struct {
    OlRun *run;
    GError *error;
} Called;

static void
messages_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Called *called = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_history_load_finish (B24_HISTORY (source), result, &error);

    if (page != NULL)
        look_for (called->run, page);
    else
        ol_debug_error ("what the bot said", error);
    ol_run_called (called->run, called->error);
}

static void
say_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    OlContext *context = ol_dialog_get_context (run->dialog);
    GError *error = NULL;
    Called *called;

    b24_bot_say_finish (B24_REST (source), result, &error);
    if (!ol_context_is_alive (context) || b24_error_is_unsent (error)) {
        ol_run_called (run, error);
        return;
    }
    called = g_new0 (Called, 1);
    called->run = run;
    called->error = error;
    b24_history_load_async (context->history, ol_dialog_get_chat_id (run->dialog), 0, LOOK_BACK,
                            B24_PRIORITY_OPERATOR, context->cancellable, messages_read, called);
}

static void
say (OlDialog *dialog, const char *text)
{
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run = begin (dialog, B24_FEATURE_BOT_SAY, conclude_say);
    Said *said;

    if (run == NULL)
        return;
    said = g_new0 (Said, 1);
    said->text = b24_bbcode_neutralize (text);
    run->data = said;
    run->free_data = said_free;
    b24_bot_say_async (context->rest, ol_dialog_get_chat_id (dialog), said->text,
                       context->cancellable, say_called, run);
}

/* ---- all of them ---- */

gboolean
ol_bot_run (OlDialog *dialog, const char *argument)
{
    gsize length = strcspn (argument, " \t\n");
    g_autofree char *word = g_strndup (argument, length);
    g_autofree char *rest = g_strstrip (g_strdup (argument + length));

    if (g_ascii_strcasecmp (word, "finish") == 0 && *rest == '\0')
        ask_finish (dialog);
    else if (g_ascii_strcasecmp (word, "operator") == 0 && *rest == '\0')
        free_dialog (dialog);
    else if (g_ascii_strcasecmp (word, "transfer") == 0)
        transfer (dialog, rest);
    else if (g_ascii_strcasecmp (word, "say") == 0 && *rest != '\0')
        say (dialog, rest);
    else
        return FALSE;
    return TRUE;
}
