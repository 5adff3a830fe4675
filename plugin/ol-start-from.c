/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-start-from.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-session.h"
#include "ol-choice.h"
#include "ol-run.h"

/* As many as anybody looks through. */
#define MAX_MESSAGES 30

const char *
ol_start_from_find_word (const char *argument)
{
    const char *words[] = { "from", _ ("from") };
    gsize length = strcspn (argument, " \t\n");
    g_autofree char *first = g_strndup (argument, length);
    g_autofree char *folded = g_utf8_casefold (first, -1);

    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        g_autofree char *word = g_utf8_casefold (words[i], -1);

        if (strcmp (folded, word) == 0)
            return argument + length + strspn (argument + length, " \t\n");
    }
    return NULL;
}

/* ---- The call ---- */

static void
conclude_start_from (OlRun *run)
{
    const char *quote = run->data;
    g_autofree char *owner = ol_run_dup_owner (run);

    if (run->after == NULL || run->after->session_id == run->before->session_id ||
        ol_run_get_standing (run) == B24_STANDING_CLOSED) {
        if (run->after == NULL || run->error != NULL)
            ol_run_complain (run);
        else
            ol_dialog_complain (run->dialog, "%s",
                                _ ("The portal said yes, but no new session began. Try /start from "
                                   "again in a moment."));
        return;
    }

    switch (ol_run_get_standing (run)) {
    case B24_STANDING_WAITING:
        run->done = TRUE;
        ol_dialog_say (run->dialog,
                       _ ("A new session begins with “%s” and waits for an operator. /answer takes "
                          "it."),
                       quote);
        break;
    case B24_STANDING_COLLEAGUE:
        run->done = TRUE;
        /* TRANSLATORS: the beginning of a message, an operator */
        ol_dialog_say (run->dialog, _ ("A new session begins with “%s”; %s has it."), quote, owner);
        break;
    case B24_STANDING_CLOSED:
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        run->done = TRUE;
        ol_dialog_say (run->dialog, _ ("A new session begins with “%s”, and the dialog is yours."),
                       quote);
        break;
    }
}

static void
start_from_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_session_start_from_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

static void
start_from (OlDialog *dialog, B24Message *message)
{
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_START, conclude_start_from);

    if (run == NULL)
        return;
    run->data = ol_dialog_dup_quote (message);
    run->free_data = g_free;
    b24_session_start_from_async (context->rest, ol_dialog_get_chat_id (dialog), message->id,
                                  context->cancellable, start_from_called, run);
}

/* ---- Choosing ---- */

static void
message_chosen (OlDialog *dialog, int row, gpointer user_data)
{
    g_autoptr (GPtrArray) messages = user_data;

    if (row >= 0 && ol_dialog_is_alive (dialog))
        start_from (dialog, g_ptr_array_index (messages, row));
}

/* Takes @messages. */
static void
choose (OlDialog *dialog, GPtrArray *messages)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

    for (guint i = 0; i < messages->len; i++) {
        B24Message *message = g_ptr_array_index (messages, i);
        g_autofree char *quote = ol_dialog_dup_quote (message);
        g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (message->time);
        g_autofree char *when = time != NULL ? g_date_time_format (time, "%x %H:%M") : NULL;

        g_ptr_array_add (rows,
                         g_strdup_printf ("%u. %s  %s", i + 1, when != NULL ? when : "", quote));
    }
    ol_choice_ask (dialog, _ ("New session"),
                   _ ("With which message of the customer shall the new session begin?"),
                   _ ("Messages"), rows, "", message_chosen, messages);
}

gboolean
ol_start_from_run (OlDialog *dialog, const char *number)
{
    g_autoptr (GPtrArray) messages = ol_dialog_list_words (dialog, OL_WORDS_CUSTOMER);
    guint64 n = 0;

    if (*number != '\0' && !g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT, &n, NULL))
        return FALSE;
    if (!ol_run_is_offered (dialog, OL_ATTEMPT_START, B24_FEATURE_START_FROM))
        return TRUE;
    if (messages->len > MAX_MESSAGES)
        g_ptr_array_set_size (messages, MAX_MESSAGES);
    if (messages->len == 0)
        ol_dialog_complain (dialog, "%s",
                            ol_dialog_is_loading (dialog)
                                ? _ ("One moment: the messages of this dialog are still on their "
                                     "way.")
                                : _ ("There is no message of the customer in this window."));
    else if (n == 0)
        choose (dialog, g_steal_pointer (&messages));
    else if (n <= messages->len)
        start_from (dialog, g_ptr_array_index (messages, n - 1));
    else
        ol_dialog_complain (dialog,
                            g_dngettext (GETTEXT_PACKAGE,
                                         "There is only %u message of the customer in this window. "
                                         "/start from alone lists it.",
                                         "There are only %u messages of the customer in this "
                                         "window. /start from alone lists them.",
                                         messages->len),
                            messages->len);
    return TRUE;
}
