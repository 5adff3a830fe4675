/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-results.h"

#include <glib/gi18n-lib.h>

#include "b24-dialog.h"
#include "ol-connection.h"
#include "ol-rows.h"
#include "ol-visit.h"

/* @row: (nullable) (element-type utf8): Pidgin gives none when no row is chosen. The window is the
 * connection's and goes with it. */
static void
open_chosen (PurpleConnection *gc, GList *row, gpointer user_data)
{
    OlConnection *connection = PURPLE_CONNECTION_IS_VALID (gc) ? ol_connection_get (gc) : NULL;
    const char *name = g_list_nth_data (row, OL_COLUMN_DIALOG);
    gint64 chat_id = name != NULL ? b24_dialog_id_parse (name) : 0;

    if (connection != NULL && chat_id != 0)
        ol_visit_chat (ol_connection_get_context (connection), NULL, chat_id);
}

void
ol_results_show (OlContext *context, const char *title, const char *primary, GPtrArray *dialogs)
{
    PurpleConnection *gc = ol_context_get_connection (context);
    PurpleNotifySearchResults *results;

    if (gc == NULL)
        return;
    results = purple_notify_searchresults_new ();
    for (guint column = 0; column < OL_N_COLUMNS; column++)
        purple_notify_searchresults_column_add (
            results,
            purple_notify_searchresults_column_new (ol_rows_get_label ((OlColumn) column)));
    for (guint i = 0; i < dialogs->len; i++) {
        GList *row = NULL;

        for (guint column = 0; column < OL_N_COLUMNS; column++)
            row = g_list_append (
                row, ol_rows_dup_cell (g_ptr_array_index (dialogs, i), (OlColumn) column));
        purple_notify_searchresults_row_add (results, row);
    }
    purple_notify_searchresults_button_add_labeled (results, _ ("Open"), open_chosen);
    purple_notify_searchresults (gc, title, primary, NULL, results, NULL, NULL);
}
