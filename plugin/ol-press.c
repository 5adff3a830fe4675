/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-press.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-messages.h"
#include "ol-conversation.h"
#include "ol-run.h"

gboolean
ol_press_is_possible (OlDialog *dialog)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, OL_WORDS_WITH_BUTTONS);

    return message != NULL;
}

static void
list_buttons (OlDialog *dialog, B24Message *message)
{
    g_autofree char *line = ol_conversation_dup_buttons (message);

    ol_dialog_say (dialog, _ ("Which button? %s"), line);
}

/* (nullable): the one of this number, counted from 1 */
static const B24Button *
find_button (B24Message *message, const char *number)
{
    guint64 n;

    if (strspn (number, "0123456789") != strlen (number) ||
        !g_ascii_string_to_unsigned (number, 10, 1, message->buttons->len, &n, NULL))
        return NULL;
    return g_ptr_array_index (message->buttons, n - 1);
}

static void
conclude_press (OlRun *run)
{
    const char *label = run->data;

    if (run->message != NULL) {
        g_autoptr (B24Message) shown = ol_dialog_find_words (run->dialog, run->message->id);

        /* The bot may have taken the buttons away. */
        if (shown != NULL)
            ol_dialog_change (run->dialog, run->message, b24_message_compare (run->message, shown));
    }
    if (!ol_dialog_is_alive (run->dialog))
        return;
    if (run->error != NULL) {
        /* The message shows nothing of a button that was pressed. */
        g_clear_pointer (&run->message, b24_message_unref);
        ol_run_complain (run);
        return;
    }
    run->done = TRUE;
    /* TRANSLATORS: the label of a button */
    ol_dialog_say (run->dialog, _ ("You pressed “%s”. What comes of it is up to the bot."), label);
}

static void
press_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_messages_press_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

static void
press (OlDialog *dialog, B24Message *message, const B24Button *button)
{
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_PRESS, conclude_press);

    if (run == NULL)
        return;
    ol_run_set_message (run, message);
    run->data = g_strdup (button->label);
    run->free_data = g_free;
    b24_messages_press_async (context->rest, message->id, button, context->cancellable,
                              press_called, run);
}

gboolean
ol_press_run (OlDialog *dialog, const char *argument)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, OL_WORDS_WITH_BUTTONS);
    const B24Button *button = message != NULL ? find_button (message, argument) : NULL;

    if (button != NULL)
        press (dialog, message, button);
    else if (message != NULL)
        list_buttons (dialog, message);
    else if (ol_dialog_is_loading (dialog))
        ol_dialog_complain (dialog, "%s",
                            _ ("One moment: the messages of this dialog are still on their way."));
    else
        ol_dialog_complain (dialog, "%s", _ ("No message in this window has buttons."));
    return TRUE;
}
