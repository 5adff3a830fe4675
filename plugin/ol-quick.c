/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-quick.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ol-choice.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-question.h"
#include "ol-quick-file.h"
#include "ol-quick-list.h"
#include "ol-reply.h"
#include "ol-run.h"

/* Characters of an answer's text beside its name. */
#define ROW_LENGTH 60

typedef struct {
    OlDialog *dialog;
    char *name;         /* what was asked for, "" for the list */
    GPtrArray *answers; /* (element-type B24QuickAnswer) */
    gboolean silent;    /* nobody asked for them: their names are to be known */
    gboolean failed;    /* not all of them could be read, and a line said why */
} Quick;

static void
quick_free (Quick *quick)
{
    ol_dialog_unref (quick->dialog);
    g_ptr_array_unref (quick->answers);
    g_free (quick->name);
    g_free (quick);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Quick, quick_free)

/* ---- Filling in ---- */

char *
ol_quick_fill (OlDialog *dialog, const char *text)
{
    OlContext *context = ol_dialog_get_context (dialog);
    g_autofree char *line = ol_dialog_dup_line_name (dialog);
    const struct {
        const char *word;
        const char *name;
    } words[] = {
        { "{customer}", ol_dialog_get_customer (dialog) },
        { "{operator}", context->me->name },
        { "{line}", line },
    };
    GString *out = g_string_new (NULL);

    /* In one pass: a name may look like a word in braces. */
    while (*text != '\0') {
        gsize plain = strcspn (text, "{");
        guint i = 0;

        g_string_append_len (out, text, (gssize) plain);
        text += plain;
        while (i < G_N_ELEMENTS (words) && !g_str_has_prefix (text, words[i].word))
            i++;
        if (i < G_N_ELEMENTS (words)) {
            g_string_append (out, words[i].name);
            text += strlen (words[i].word);
        } else if (*text != '\0') {
            g_string_append_c (out, *text++);
        }
    }
    return g_string_free (out, FALSE);
}

/* ---- Using one ---- */

static void
sending_answered (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    g_autofree char *text = user_data;

    if (!ol_dialog_is_alive (dialog))
        return;
    if (yes)
        ol_reply_send_plain (dialog, text);
    else
        ol_dialog_say (dialog, "%s", _ ("Nothing was sent."));
}

static void
use_answer (OlDialog *dialog, const B24QuickAnswer *answer)
{
    g_autofree char *text = ol_quick_fill (dialog, answer->text);
    g_autofree char *question = NULL;

    if (ol_conversation_insert (ol_context_get_account (ol_dialog_get_context (dialog)),
                                ol_dialog_get_name (dialog), text)) {
        /* TRANSLATORS: the name of a ready answer */
        ol_dialog_say (dialog, _ ("“%s” stands in the input line; it has not been sent."),
                       answer->name);
        return;
    }
    /* TRANSLATORS: the customer, the whole text */
    question = g_strdup_printf (_ ("Send this to %s?\n\n%s"), ol_dialog_get_title (dialog), text);
    ol_question_ask (dialog, ol_dialog_get_title (dialog), question, _ ("Send it"),
                     _ ("Do not send"), sending_answered, g_steal_pointer (&text));
}

static void
answer_chosen (OlDialog *dialog, int row, gpointer user_data)
{
    g_autoptr (Quick) quick = user_data;

    if (row >= 0 && ol_dialog_is_alive (dialog))
        use_answer (dialog, g_ptr_array_index (quick->answers, row));
}

/* ---- Finding it ---- */

static char *
dup_row (const B24QuickAnswer *answer)
{
    g_autofree char *line = g_strdelimit (g_strdup (answer->text), "\r\n\t", ' ');
    g_autofree char *start = NULL;

    if (g_utf8_strlen (line, -1) <= ROW_LENGTH)
        return g_strdup_printf ("%s — %s", answer->name, line);
    start = g_utf8_substring (line, 0, ROW_LENGTH);
    return g_strdup_printf ("%s — %s…", answer->name, start);
}

static void
quick_show (Quick *quick)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *question = NULL;

    for (guint i = 0; i < quick->answers->len; i++)
        g_ptr_array_add (rows, dup_row (g_ptr_array_index (quick->answers, i)));
    /* TRANSLATORS: the customer's name */
    question = g_strdup_printf (_ ("Which answer for %s?"), ol_dialog_get_title (quick->dialog));
    ol_choice_ask (quick->dialog, _ ("Ready answers"), question, _ ("Answers"), rows, quick->name,
                   answer_chosen, quick);
}

static gboolean
is_called (const B24QuickAnswer *answer, const char *name)
{
    g_autofree char *own = g_utf8_casefold (answer->name, -1);
    g_autofree char *wanted = g_utf8_casefold (name, -1);

    return strcmp (own, wanted) == 0;
}

/* (nullable): the one that is meant, if that is beyond doubt; @n_found: how many fit */
static const B24QuickAnswer *
find_only_answer (Quick *quick, guint *n_found)
{
    const B24QuickAnswer *called = NULL;
    const B24QuickAnswer *found = NULL;
    guint n_called = 0;

    *n_found = 0;
    for (guint i = 0; i < quick->answers->len; i++) {
        const B24QuickAnswer *answer = g_ptr_array_index (quick->answers, i);

        if (is_called (answer, quick->name)) {
            called = answer;
            n_called++;
        }
        if (ol_choice_matches (answer->name, quick->name)) {
            found = answer;
            (*n_found)++;
        }
    }
    if (n_called == 1)
        return called;
    return *n_found == 1 ? found : NULL;
}

static void
say_none (Quick *quick)
{
    g_autofree char *path = ol_quick_file_dup_path ();

    if (quick->failed)
        return;
    ol_dialog_say (quick->dialog,
                   _ ("There are no ready answers yet. /save keeps your last message as one on the "
                      "portal; your own ones can be written into the file %s."),
                   path);
}

static void
quick_decide (Quick *quick)
{
    g_autoptr (Quick) done = quick;
    const B24QuickAnswer *only;
    guint n_found;

    if (quick->answers->len == 0) {
        say_none (quick);
        return;
    }
    if (*quick->name == '\0') {
        quick_show (g_steal_pointer (&done));
        return;
    }
    only = find_only_answer (quick, &n_found);
    if (only != NULL)
        use_answer (quick->dialog, only);
    else if (n_found > 0)
        quick_show (g_steal_pointer (&done));
    else
        ol_dialog_complain (quick->dialog,
                            _ ("No ready answer is called “%s”. /quick alone lists them all."),
                            quick->name);
}

/* ---- Loading them ---- */

static int
compare_answers (gconstpointer a, gconstpointer b)
{
    const B24QuickAnswer *first = *(const B24QuickAnswer *const *) a;
    const B24QuickAnswer *second = *(const B24QuickAnswer *const *) b;

    return g_utf8_collate (first->name, second->name);
}

static void
complain_about_portal (Quick *quick, const GError *error)
{
    quick->failed = TRUE;
    if (!quick->silent)
        ol_run_complain_of (quick->dialog, error, OL_ATTEMPT_QUICK);
}

/* Takes @names. Returns: (transfer none): under the line that the dialog has now */
static GPtrArray *
set_names (OlDialog *dialog, GPtrArray *names)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 line_id = ol_dialog_get_state (dialog)->line_id;

    if (context->quick_names == NULL)
        context->quick_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                      (GDestroyNotify) g_ptr_array_unref);
    g_hash_table_insert (context->quick_names, g_memdup2 (&line_id, sizeof line_id), names);
    return names;
}

static void
remember_names (Quick *quick)
{
    GPtrArray *names = set_names (quick->dialog, g_ptr_array_new_with_free_func (g_free));

    for (guint i = 0; i < quick->answers->len; i++) {
        const B24QuickAnswer *answer = g_ptr_array_index (quick->answers, i);

        g_ptr_array_add (names, g_strdup (answer->name));
    }
}

static void
portal_read (OlDialog *dialog, GPtrArray *answers, const GError *error, gpointer user_data)
{
    g_autoptr (Quick) quick = user_data;

    if (answers != NULL)
        g_ptr_array_extend_and_steal (quick->answers, answers);
    else if (error != NULL && ol_dialog_is_alive (dialog))
        complain_about_portal (quick, error);
    if (!ol_dialog_is_alive (dialog))
        return;
    g_ptr_array_sort (quick->answers, compare_answers);
    remember_names (quick);
    if (!quick->silent)
        quick_decide (g_steal_pointer (&quick));
}

static void
complain_about_file (Quick *quick, const GError *error)
{
    g_autofree char *path = ol_quick_file_dup_path ();

    ol_debug_error ("the file of ready answers", error);
    quick->failed = TRUE;
    if (quick->silent)
        return;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
        ol_dialog_complain (quick->dialog,
                            _ ("The file with your ready answers is larger than a megabyte, so it "
                               "was not read: %s"),
                            path);
    else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
        ol_dialog_complain (quick->dialog,
                            _ ("The file with your ready answers is no plain text in UTF-8, so it "
                               "was not read. Save it as such: %s"),
                            path);
    else
        ol_dialog_complain (quick->dialog,
                            _ ("The file with your ready answers cannot be read or made. Check its "
                               "rights: %s"),
                            path);
}

static void
file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Quick) quick = user_data;
    g_autoptr (GError) error = NULL;
    GPtrArray *answers = ol_quick_file_load_finish (result, &error);

    if (answers != NULL)
        g_ptr_array_extend_and_steal (quick->answers, answers);
    else if (ol_dialog_is_alive (quick->dialog))
        complain_about_file (quick, error);
    ol_quick_list (quick->dialog, portal_read, quick);
    g_steal_pointer (&quick);
}

static void
load (OlDialog *dialog, const char *name, gboolean silent)
{
    Quick *quick = g_new0 (Quick, 1);

    quick->dialog = ol_dialog_ref (dialog);
    quick->name = g_strdup (name);
    quick->silent = silent;
    quick->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_quick_answer_free);
    ol_quick_file_load_async (ol_dialog_get_context (dialog)->cancellable, file_read, quick);
}

gboolean
ol_quick_run (OlDialog *dialog, const char *argument)
{
    load (dialog, argument, FALSE);
    return TRUE;
}

GPtrArray *
ol_quick_peek_names (OlDialog *dialog)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 line_id = ol_dialog_get_state (dialog)->line_id;
    GPtrArray *names =
        context->quick_names == NULL ? NULL : g_hash_table_lookup (context->quick_names, &line_id);

    if (names == NULL && ol_dialog_is_alive (dialog) && ol_context_is_reachable (context)) {
        /* Known to be on their way: they are asked for once. */
        set_names (dialog, g_ptr_array_new_with_free_func (g_free));
        load (dialog, "", TRUE);
    }
    return names;
}
