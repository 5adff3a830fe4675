/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-mend.h"

#include <glib/gi18n-lib.h>

#include "b24-bbcode.h"
#include "b24-messages.h"
#include "ol-question.h"

static gboolean
has_words (OlDialog *dialog, OlWords whose)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, whose);

    return message != NULL;
}

gboolean
ol_mend_has_own (OlDialog *dialog)
{
    return has_words (dialog, OL_WORDS_OWN);
}

gboolean
ol_mend_has_customers (OlDialog *dialog)
{
    return has_words (dialog, OL_WORDS_CUSTOMER);
}

/* (transfer full) (nullable): the message it is about; a line says that there is none */
static B24Message *
find_message (OlDialog *dialog, OlWords whose, const char *nothing)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, whose);

    if (message != NULL)
        return g_steal_pointer (&message);
    if (ol_dialog_is_loading (dialog))
        ol_dialog_complain (dialog, "%s",
                            _ ("One moment: the messages of this dialog are still on their way."));
    else
        ol_dialog_complain (dialog, "%s", nothing);
    return NULL;
}

/* Tells what is different now, if the feed has not told it already. Returns: FALSE when the message
 * has left the window meanwhile and nothing was said of it */
static gboolean
tell_change (OlRun *run, B24Message *now)
{
    g_autoptr (B24Message) shown = ol_dialog_find_words (run->dialog, now->id);

    if (shown == NULL)
        return FALSE;
    ol_dialog_change (run->dialog, now, b24_message_compare (now, shown));
    return TRUE;
}

/* ---- /edit ---- */

static char *
dup_text (B24Message *message)
{
    g_autofree char *plain = b24_bbcode_to_plain (message->text != NULL ? message->text : "");

    return g_strstrip (g_steal_pointer (&plain));
}

char *
ol_mend_suggest (OlDialog *dialog)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, OL_WORDS_OWN);

    return message != NULL ? dup_text (message) : NULL;
}

static void
conclude_edit (OlRun *run)
{
    B24MessageChange change =
        run->message == NULL ? 0 : b24_message_compare (run->message, run->message_before);

    if (change & B24_MESSAGE_CHANGE_TEXT) {
        run->done = TRUE;
        if (!tell_change (run, run->message))
            ol_dialog_say (run->dialog, "%s", _ ("Your message was changed."));
    } else if (run->error != NULL || run->reread_error != NULL) {
        ol_run_complain (run);
    } else if (ol_run_is_message_gone (run)) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("Your message is not there any more, so it was not changed."));
    } else {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal said yes, but your message still reads as before. Try "
                               "/edit again in a moment."));
    }
}

static void
edit_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_messages_update_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_mend_edit (OlDialog *dialog, const char *argument)
{
    g_autoptr (B24Message) message = find_message (
        dialog, OL_WORDS_OWN, _ ("There is no message of yours in this window to be changed."));
    g_autofree char *present = message != NULL ? dup_text (message) : NULL;
    g_autofree char *safe = b24_bbcode_neutralize (argument);
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run;

    if (message == NULL)
        return TRUE;
    if (g_str_equal (present, argument)) {
        ol_dialog_say (dialog, "%s", _ ("Your last message reads so already."));
        return TRUE;
    }
    if (g_utf8_strlen (safe, -1) > B24_MESSAGES_MAX_TEXT) {
        ol_dialog_complain (dialog, "%s",
                            _ ("The text is too long for one message, so nothing was changed."));
        return TRUE;
    }
    run = ol_run_begin (dialog, OL_ATTEMPT_EDIT, conclude_edit);
    if (run == NULL)
        return TRUE;
    ol_run_set_message (run, message);
    b24_messages_update_async (context->rest, message->id, safe, context->cancellable, edit_called,
                               run);
    return TRUE;
}

/* ---- /delete ---- */

/* It may be gone altogether, and then nothing of it can be read. */
static void
tell_deleted (OlRun *run)
{
    g_autoptr (B24Message) shown = ol_dialog_find_words (run->dialog, run->message_before->id);
    g_autofree char *quote = ol_dialog_dup_quote (run->message_before);

    /* The feed was faster. */
    if (shown != NULL && (shown->flags & B24_MESSAGE_DELETED) != 0)
        return;
    if (run->message != NULL && tell_change (run, run->message))
        return;
    ol_dialog_forget_words (run->dialog, run->message_before->id);
    ol_dialog_record (run->dialog, _ ("You deleted: “%s”"), quote);
}

static void
conclude_delete (OlRun *run)
{
    if (ol_run_is_message_gone (run) && ol_run_is_sure (run)) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("Your message is not there any more: it was deleted already."));
    } else if (ol_run_is_message_gone (run)) {
        run->done = TRUE;
        tell_deleted (run);
    } else if (run->error != NULL || run->reread_error != NULL) {
        ol_run_complain (run);
    } else {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal said yes, but your message is still there. Try /delete "
                               "again in a moment."));
    }
}

static void
delete_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_messages_delete_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

/* The one that was asked about, whatever was written since. */
static void
delete_answered (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    g_autoptr (B24Message) message = user_data;
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run;

    if (!ol_dialog_is_alive (dialog))
        return;
    if (!yes) {
        ol_dialog_say (dialog, "%s", _ ("Nothing was deleted."));
        return;
    }
    run = ol_run_begin (dialog, OL_ATTEMPT_DELETE, conclude_delete);
    if (run == NULL)
        return;
    ol_run_set_message (run, message);
    b24_messages_delete_async (context->rest, message->id, context->cancellable, delete_called,
                               run);
}

gboolean
ol_mend_delete (OlDialog *dialog, const char *argument)
{
    g_autoptr (B24Message) message = find_message (
        dialog, OL_WORDS_OWN, _ ("There is no message of yours in this window to be deleted."));
    g_autofree char *quote = NULL;
    g_autofree char *question = NULL;

    if (message == NULL)
        return TRUE;
    quote = ol_dialog_dup_quote (message);
    /* TRANSLATORS: the beginning of the operator's own message */
    question = g_strdup_printf (_ ("Delete your message “%s”?"), quote);
    ol_question_ask (dialog, ol_dialog_get_title (dialog), question, _ ("Delete it"), _ ("Keep it"),
                     delete_answered, g_steal_pointer (&message));
    return TRUE;
}

/* ---- /like ---- */

static gboolean
is_liked (OlDialog *dialog, B24Message *message)
{
    gint64 me = ol_context_get_my_id (ol_dialog_get_context (dialog));

    for (guint i = 0; message->likes != NULL && i < message->likes->len; i++) {
        if (g_array_index (message->likes, gint64, i) == me)
            return TRUE;
    }
    return FALSE;
}

static void
say_liked_already (OlDialog *dialog, B24Message *message)
{
    g_autofree char *quote = ol_dialog_dup_quote (message);

    ol_dialog_say (dialog, _ ("You like this already: “%s”"), quote);
}

static void
conclude_like (OlRun *run)
{
    gboolean liked = run->message != NULL && is_liked (run->dialog, run->message);
    g_autofree char *quote = ol_dialog_dup_quote (run->message_before);

    if (run->message != NULL)
        tell_change (run, run->message);
    if (!ol_dialog_is_alive (run->dialog))
        return;
    if (liked && g_error_matches (run->error, B24_ERROR, B24_ERROR_WITHOUT_CHANGES)) {
        say_liked_already (run->dialog, run->message);
    } else if (liked) {
        run->done = TRUE;
        ol_dialog_say (run->dialog, _ ("You liked: “%s”"), quote);
    } else if (run->error != NULL || run->reread_error != NULL) {
        ol_run_complain (run);
    } else if (ol_run_is_message_gone (run)) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The message is not there any more, so it was not liked."));
    } else {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal said yes, but there is no like of yours at the message. "
                               "Try /like again in a moment."));
    }
}

static void
like_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_messages_like_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_mend_like (OlDialog *dialog, const char *argument)
{
    g_autoptr (B24Message) message = find_message (
        dialog, OL_WORDS_CUSTOMER, _ ("There is no message of the customer in this window."));
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run;

    if (message == NULL)
        return TRUE;
    if (is_liked (dialog, message)) {
        say_liked_already (dialog, message);
        return TRUE;
    }
    run = ol_run_begin (dialog, OL_ATTEMPT_LIKE, conclude_like);
    if (run == NULL)
        return TRUE;
    ol_run_set_message (run, message);
    b24_messages_like_async (context->rest, message->id, TRUE, context->cancellable, like_called,
                             run);
    return TRUE;
}
