/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ol-question.h"

#define MAX_ROWS     50
#define FIELD_SEARCH "search"
#define FIELD_ROW    "row"

typedef struct {
    char *title;
    char *question;
    char *list;
    GPtrArray *rows;
    char *search;
    OlChosen callback;
    gpointer user_data;
} Choice;

static void choice_show (Choice *choice, OlDialog *dialog);

gboolean
ol_choice_matches (const char *row, const char *search)
{
    g_autofree char *text = g_utf8_casefold (row, -1);
    g_autofree char *part = g_utf8_casefold (search, -1);

    return strstr (text, part) != NULL;
}

static void
choice_end (Choice *choice, OlDialog *dialog, int row)
{
    if (row < 0 && ol_dialog_is_alive (dialog))
        ol_dialog_say (dialog, "%s", _ ("Nothing was chosen, and nothing was done."));
    choice->callback (dialog, row, choice->user_data);
    g_ptr_array_unref (choice->rows);
    g_free (choice->title);
    g_free (choice->question);
    g_free (choice->list);
    g_free (choice->search);
    g_free (choice);
}

static void
fields_filled (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    Choice *choice = user_data;
    PurpleRequestField *list = yes ? purple_request_fields_get_field (fields, FIELD_ROW) : NULL;
    GList *selected = yes ? purple_request_field_list_get_selected (list) : NULL;
    const char *text = yes ? purple_request_fields_get_string (fields, FIELD_SEARCH) : NULL;
    g_autofree char *search = g_strstrip (g_strdup (text != NULL ? text : ""));
    guint row = selected != NULL
                    ? GPOINTER_TO_UINT (purple_request_field_list_get_data (list, selected->data))
                    : 0;

    if (row > 1 && row - 2 < choice->rows->len) {
        choice_end (choice, dialog, (int) (row - 2));
        return;
    }
    if (!yes || !ol_dialog_is_alive (dialog) || g_str_equal (search, choice->search)) {
        choice_end (choice, dialog, -1);
        return;
    }
    g_free (choice->search);
    choice->search = g_steal_pointer (&search);
    choice_show (choice, dialog);
}

/* Returns: how many rows fit the search */
static guint
add_rows (Choice *choice, PurpleRequestField *list)
{
    guint found = 0;

    for (guint i = 0; i < choice->rows->len; i++) {
        const char *row = g_ptr_array_index (choice->rows, i);

        if (!ol_choice_matches (row, choice->search))
            continue;
        if (found++ < MAX_ROWS)
            purple_request_field_list_add_icon (list, row, NULL, GUINT_TO_POINTER (i + 2));
    }
    return found;
}

static gboolean
is_finch (void)
{
    return g_strcmp0 (purple_core_get_ui (), "gnt-purple") == 0;
}

static void
choice_show (Choice *choice, OlDialog *dialog)
{
    /* Finch opens what no key opened behind the other windows, and only marks it in its bar. */
    g_autofree char *hint = is_finch ()
                                /* TRANSLATORS: the title of a window; Alt+N goes to the next one */
                                ? g_strdup_printf (_ ("Choose in the window “%s”; Alt+N goes "
                                                      "there."),
                                                   choice->title)
                                : NULL;
    g_autoptr (OlDialog) keep = ol_dialog_ref (dialog);
    PurpleRequestFields *fields = purple_request_fields_new ();
    PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
    PurpleRequestField *list = purple_request_field_list_new (FIELD_ROW, choice->list);
    guint found;

    purple_request_fields_add_group (fields, group);
    purple_request_field_group_add_field (
        group, purple_request_field_string_new (FIELD_SEARCH, _ ("Search"), choice->search, FALSE));
    /* Finch always has a row chosen, the first one at the beginning: that must be none. */
    if (g_strcmp0 (purple_core_get_ui (), "gtk-gaim") != 0)
        purple_request_field_list_add_icon (list, _ ("(nothing yet)"), NULL, GUINT_TO_POINTER (1));
    found = add_rows (choice, list);
    purple_request_field_group_add_field (group, list);
    ol_question_ask_fields (
        dialog, choice->title, choice->question,
        found == 0         ? _ ("Nothing like that was found. Type something else to search again.")
        : found > MAX_ROWS ? _ ("These are the first of many. Type a part to search for others.")
                           : _ ("Choose a row, or type a part of one to search."),
        fields, _ ("OK"), fields_filled, choice);
    if (hint != NULL && ol_dialog_is_alive (keep))
        ol_dialog_say (keep, "%s", hint);
}

/* A list gives back the text of its row, so no two rows may read the same. */
static void
make_unique (GPtrArray *rows)
{
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

    for (guint i = 0; i < rows->len; i++) {
        g_autofree char *row = g_steal_pointer (&rows->pdata[i]);
        char *unique = g_strdup (row);

        for (guint n = 2; g_hash_table_contains (seen, unique); n++) {
            g_free (unique);
            unique = g_strdup_printf ("%s (%u)", row, n);
        }
        rows->pdata[i] = unique;
        g_hash_table_add (seen, unique);
    }
}

void
ol_choice_ask (OlDialog *dialog, const char *title, const char *question, const char *list,
               GPtrArray *rows, const char *search, OlChosen callback, gpointer user_data)
{
    Choice *choice = g_new0 (Choice, 1);

    make_unique (rows);
    choice->title = g_strdup (title);
    choice->question = g_strdup (question);
    choice->list = g_strdup (list);
    choice->rows = rows;
    choice->search = g_strdup (search);
    choice->callback = callback;
    choice->user_data = user_data;
    choice_show (choice, dialog);
}
