/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-quick-file.h"

#include <glib/gi18n-lib.h>
#include <purple.h>
#include <string.h>

#include "b24-task.h"

#define FILE_NAME "quick-answers.txt"
/* What Windows' editors put before a text. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

char *
ol_quick_file_dup_path (void)
{
    return g_build_filename (purple_user_dir (), "openlines", FILE_NAME, NULL);
}

/* ---- Reading it ---- */

/* (transfer full): @text without empty lines around it; the first line may begin with blanks */
static char *
trim_lines (const char *text)
{
    const char *start = text;

    for (const char *c = text; g_ascii_isspace (*c); c++) {
        if (*c == '\n')
            start = c + 1;
    }
    return g_strchomp (g_strdup (start));
}

static void
add_answer (GPtrArray *answers, const char *name, GString *text)
{
    g_autofree char *trimmed = trim_lines (text->str);
    B24QuickAnswer *answer;

    g_string_truncate (text, 0);
    if (name == NULL || *name == '\0' || *trimmed == '\0')
        return;
    answer = g_new0 (B24QuickAnswer, 1);
    answer->name = g_strdup (name);
    answer->text = g_steal_pointer (&trimmed);
    g_ptr_array_add (answers, answer);
}

GPtrArray *
ol_quick_file_parse (const char *data)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_quick_answer_free);
    g_auto (GStrv) lines = NULL;
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *name = NULL;

    if (g_str_has_prefix (data, BYTE_ORDER_MARK))
        data += strlen (BYTE_ORDER_MARK);
    lines = g_strsplit (data, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        gboolean names = lines[i][0] == '=' && (lines[i][1] == ' ' || lines[i][1] == '\t');

        g_strchomp (lines[i]);
        if (lines[i][0] == '#')
            continue;
        if (names) {
            add_answer (answers, name, text);
            g_free (name);
            name = g_strstrip (g_strdup (lines[i] + 1));
        } else {
            g_string_append_printf (text, "%s\n", lines[i]);
        }
    }
    add_answer (answers, name, text);
    return answers;
}

/* ---- The file ---- */

/* (transfer full): what a new file says */
static char *
dup_explanation (void)
{
    g_autofree char *text = g_strdup (
        _ ("Your own ready answers: /quick lists them together with those of the portal.\n"
           "A line that begins with “= ” names an answer, and the lines below it are its text.\n"
           "{customer}, {operator} and {line} are replaced by names.\n"
           "Lines that begin with “#”, such as these, are left out. An example:"));
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    GString *out = g_string_new (NULL);

    for (guint i = 0; lines[i] != NULL; i++)
        g_string_append_printf (out, "# %s\n", lines[i]);
    g_string_append_printf (out, "#\n# = %s\n# %s\n", _ ("greeting"),
                            _ ("Hello {customer}, this is {operator}. How can I help you?"));
    return g_string_free (out, FALSE);
}

static void
file_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    GError *error = NULL;

    if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
        g_task_return_error (task, error);
    else
        g_task_return_pointer (task, ol_quick_file_parse (""), (GDestroyNotify) g_ptr_array_unref);
}

static void
make_file (GFile *file, GTask *task)
{
    GCancellable *cancellable = g_task_get_cancellable (task);
    g_autofree char *text = dup_explanation ();
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                         cancellable, file_made, task);
}

static void
file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    g_autofree char *data = NULL;
    gsize length;
    GError *error = NULL;

    /* A NUL is no text either. */
    if (!g_file_load_contents_finish (G_FILE (source), result, &data, &length, NULL, &error))
        g_task_return_error (task, error);
    else if (!g_utf8_validate_len (data, length, NULL))
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not UTF-8");
    else
        g_task_return_pointer (task, ol_quick_file_parse (data),
                               (GDestroyNotify) g_ptr_array_unref);
}

static void
file_looked_at (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    GCancellable *cancellable = g_task_get_cancellable (task);
    g_autoptr (GError) error = NULL;
    g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        make_file (G_FILE (source), g_steal_pointer (&task));
    else if (info == NULL)
        g_task_return_error (task, g_steal_pointer (&error));
    else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "no plain file");
    else if (g_file_info_get_size (info) > OL_QUICK_FILE_MAX_SIZE)
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "too large");
    else
        g_file_load_contents_async (G_FILE (source), cancellable, file_read,
                                    g_steal_pointer (&task));
}

void
ol_quick_file_load_async (GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
    g_autofree char *path = ol_quick_file_dup_path ();
    g_autoptr (GFile) file = g_file_new_for_path (path);

    g_task_set_source_tag (task, B24_TASK_TAG (ol_quick_file_load_async));
    g_file_query_info_async (file,
                             G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                             G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable,
                             file_looked_at, g_steal_pointer (&task));
}

GPtrArray *
ol_quick_file_load_finish (GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
