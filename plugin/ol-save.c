/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-save.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-bbcode.h"
#include "b24-quick.h"
#include "ol-debug.h"
#include "ol-quick.h"
#include "ol-run.h"

/* What the conclusion has to know. */
typedef struct {
    char *text; /* plain */
    char *quote;
    gboolean looked; /* the line's list was read afterwards */
    gboolean found;
} Save;

static void
save_free (gpointer data)
{
    Save *save = data;

    g_free (save->text);
    g_free (save->quote);
    g_free (save);
}

gboolean
ol_save_is_possible (OlDialog *dialog)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, OL_WORDS_OWN);

    return message != NULL;
}

static void
conclude_save (OlRun *run)
{
    const Save *save = run->data;
    g_autofree char *line = ol_run_dup_line (run);

    /* An answer that got lost: the list proves it. */
    if (run->error != NULL && !save->found) {
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
    /* TRANSLATORS: the beginning of the text, the line */
    ol_dialog_say (run->dialog, _ ("Saved “%s” as a ready answer of %s. /quick finds it."),
                   save->quote, line);
}

static gboolean
has_text (GPtrArray *answers, const char *text)
{
    for (guint i = 0; i < answers->len; i++) {
        const B24QuickAnswer *answer = g_ptr_array_index (answers, i);
        g_autofree char *own = g_strstrip (g_strdup (answer->text));

        if (g_str_equal (own, text))
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
list_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Look *look = user_data;
    Save *save = look->run->data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) answers = b24_quick_list_finish (B24_REST (source), result, &error);

    if (error != NULL)
        ol_debug_error ("the line's ready answers", error);
    save->looked = answers != NULL;
    save->found = answers != NULL && has_text (answers, save->text);
    ol_run_called (look->run, look->error);
}

static void
save_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    OlContext *context = ol_dialog_get_context (run->dialog);
    gint64 list = ol_quick_get_list (run->dialog);
    GError *error = NULL;
    Look *look;

    b24_quick_save_finish (B24_REST (source), result, &error);
    /* A refusal needs no proof. */
    if (list == 0 || !ol_context_is_alive (context) ||
        (error != NULL && b24_error_get_code (error) != NULL) || b24_error_is_unsent (error)) {
        ol_run_called (run, error);
        return;
    }
    look = g_new0 (Look, 1);
    look->run = run;
    look->error = error;
    b24_quick_list_async (context->rest, list, context->cancellable, list_read, look);
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
    g_autofree char *plain = b24_bbcode_to_plain (message->text != NULL ? message->text : "");
    Save *data;

    if (run == NULL)
        return;
    data = g_new0 (Save, 1);
    data->text = g_strstrip (g_steal_pointer (&plain));
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
    message = ol_dialog_find_last_words (dialog, customers ? OL_WORDS_CUSTOMER : OL_WORDS_OWN);
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
