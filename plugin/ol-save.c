/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-save.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-bbcode.h"
#include "ol-quick-list.h"
#include "ol-run.h"

/* What the conclusion has to know. */
typedef struct {
    char *letters; /* of the text */
    char *quote;
    gboolean looked; /* the line's list was read afterwards */
    gboolean found;
} Save;

static void
save_free (gpointer data)
{
    Save *save = data;

    g_free (save->letters);
    g_free (save->quote);
    g_free (save);
}

/* (transfer full) (nullable): the last one with words that a customer may read */
static B24Message *
find_text (OlDialog *dialog, OlWords whose)
{
    g_autoptr (GPtrArray) messages = ol_dialog_list_words (dialog, whose);

    for (guint i = 0; i < messages->len; i++) {
        B24Message *message = g_ptr_array_index (messages, i);

        if (message->text != NULL && *message->text != '\0' &&
            !(message->flags & B24_MESSAGE_INTERNAL))
            return b24_message_ref (message);
    }
    return NULL;
}

gboolean
ol_save_is_possible (OlDialog *dialog)
{
    g_autoptr (B24Message) message = find_text (dialog, OL_WORDS_OWN);

    return message != NULL;
}

static void
conclude_save (OlRun *run)
{
    const Save *save = run->data;
    g_autofree char *line = ol_run_dup_line (run);

    /* An answer that got lost: the list proves it. */
    if (run->error != NULL && !save->found) {
        /* The dialog proves nothing of the list. */
        if (!save->looked)
            g_clear_pointer (&run->after, b24_dialog_unref);
        ol_run_complain (run);
        return;
    }
    if (save->looked && !save->found) {
        ol_dialog_complain (run->dialog,
                            /* TRANSLATORS: the beginning of the text, the line */
                            _ ("The portal said yes, but “%s” is not among the ready answers of "
                               "%s. Ask the administrator of the line."),
                            save->quote, line);
        return;
    }
    run->done = TRUE;
    if (save->found)
        /* TRANSLATORS: the beginning of the text, the line */
        ol_dialog_say (run->dialog, _ ("Saved “%s” as a ready answer of %s. /quick finds it."),
                       save->quote, line);
    else
        /* TRANSLATORS: the beginning of the text, the line */
        ol_dialog_say (run->dialog, _ ("The portal has taken “%s” as a ready answer of %s."),
                       save->quote, line);
}

/* (transfer full): its letters and digits, since the portal may keep the rest in other ways */
static char *
dup_letters (const char *text)
{
    g_autofree char *plain = b24_bbcode_to_plain (text);
    GString *letters = g_string_new (NULL);

    for (const char *c = plain; *c != '\0'; c = g_utf8_next_char (c)) {
        gunichar letter = g_utf8_get_char (c);

        if (g_unichar_isalnum (letter))
            g_string_append_unichar (letters, letter);
    }
    return g_string_free (letters, FALSE);
}

static gboolean
has_text (GPtrArray *answers, const char *letters)
{
    for (guint i = 0; i < answers->len; i++) {
        const B24QuickAnswer *answer = g_ptr_array_index (answers, i);
        g_autofree char *own = dup_letters (answer->text);

        if (g_str_equal (own, letters))
            return TRUE;
    }
    return FALSE;
}

/* The call is over, and the list is looked at before anything is said of it. */
typedef struct {
    OlRun *run;
    GError *error;
} Look;

static void
list_read (OlDialog *dialog, GPtrArray *answers, const GError *error, gpointer user_data)
{
    g_autofree Look *look = user_data;
    g_autoptr (GPtrArray) list = answers;
    Save *save = look->run->data;

    save->looked = list != NULL && *save->letters != '\0';
    save->found = save->looked && has_text (list, save->letters);
    ol_run_called (look->run, look->error);
}

static void
save_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    GError *error = NULL;
    Look *look;

    b24_quick_save_finish (B24_REST (source), result, &error);
    /* A refusal needs no proof. */
    if (error != NULL && (b24_error_get_code (error) != NULL || b24_error_is_unsent (error))) {
        ol_run_called (run, error);
        return;
    }
    look = g_new0 (Look, 1);
    look->run = run;
    look->error = error;
    ol_quick_list (run->dialog, list_read, look);
}

static gboolean
is_word (const char *argument, const char *word)
{
    g_autofree char *given = g_utf8_casefold (argument, -1);
    g_autofree char *wanted = g_utf8_casefold (word, -1);

    return strcmp (given, wanted) == 0;
}

static void
save (OlDialog *dialog, B24Message *message)
{
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_SAVE, conclude_save);
    Save *data;

    if (run == NULL)
        return;
    data = g_new0 (Save, 1);
    data->letters = dup_letters (message->text);
    data->quote = ol_dialog_dup_quote (message);
    run->data = data;
    run->free_data = save_free;
    b24_quick_save_async (context->rest, ol_dialog_get_chat_id (dialog), message->id,
                          context->cancellable, save_called, run);
}

gboolean
ol_save_run (OlDialog *dialog, const char *argument)
{
    gboolean customers = is_word (argument, "customer") || is_word (argument, _ ("customer"));
    g_autoptr (B24Message) message = NULL;

    if (*argument != '\0' && !customers)
        return FALSE;
    message = find_text (dialog, customers ? OL_WORDS_CUSTOMER : OL_WORDS_OWN);
    if (message != NULL)
        save (dialog, message);
    else if (ol_dialog_is_loading (dialog))
        ol_dialog_complain (dialog, "%s",
                            _ ("One moment: the messages of this dialog are still on their way."));
    else if (customers)
        ol_dialog_complain (dialog, "%s",
                            _ ("There is no message of the customer in this window."));
    else
        ol_dialog_complain (dialog, "%s",
                            _ ("There is no message of yours in this window to be saved. /save "
                               "customer saves the customer's last one."));
    return TRUE;
}
