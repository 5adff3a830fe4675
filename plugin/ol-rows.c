/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-rows.h"

#include <glib/gi18n-lib.h>

#include "b24-people.h"
#include "b24-task.h"
#include "ol-debug.h"
#include "ol-sentences.h"

/* ---- what stands in them ---- */

const char *
ol_rows_get_label (OlColumn column)
{
    switch (column) {
    case OL_COLUMN_CUSTOMER:
        return _ ("Customer");
    case OL_COLUMN_LINE:
        return _ ("Line");
    case OL_COLUMN_CHANNEL:
        return _ ("Channel");
    case OL_COLUMN_OPERATOR:
        return _ ("Operator");
    case OL_COLUMN_STATE:
        return _ ("State");
    case OL_COLUMN_WAITING:
        /* TRANSLATORS: how long a customer waits, in hours and minutes */
        return _ ("Waits (h:mm)");
    case OL_COLUMN_DIALOG:
    case OL_N_COLUMNS:
    default:
        return _ ("Dialog");
    }
}

static const char *
describe (B24Standing standing)
{
    switch (standing) {
    case B24_STANDING_WAITING:
        return _ ("waiting");
    case B24_STANDING_REPLY:
        return _ ("needs your reply");
    case B24_STANDING_ANSWERED:
        return _ ("answered");
    case B24_STANDING_COLLEAGUE:
        return _ ("with a colleague");
    case B24_STANDING_CLOSED:
    default:
        return _ ("closed");
    }
}

/* Digits only, so that a list sorted by them is sorted by time. */
static char *
dup_waiting (OlDialog *dialog)
{
    B24Standing standing = ol_dialog_get_standing (dialog);
    gint64 since = ol_dialog_get_waiting_since (dialog);
    gint64 minutes;

    if ((standing != B24_STANDING_WAITING && standing != B24_STANDING_REPLY) || since <= 0)
        return g_strdup ("");
    minutes = (ol_context_get_portal_time (ol_dialog_get_context (dialog)) - since) / 60;
    minutes = MAX (minutes, 0);
    return g_strdup_printf ("%d:%02d", (int) (minutes / 60), (int) (minutes % 60));
}

char *
ol_rows_dup_cell (OlDialog *dialog, OlColumn column)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    g_autofree char *text = NULL;

    switch (column) {
    case OL_COLUMN_CUSTOMER:
        text = g_strdup (ol_dialog_get_title (dialog));
        break;
    case OL_COLUMN_LINE:
        text = ol_dialog_dup_line_name (dialog);
        break;
    case OL_COLUMN_CHANNEL:
        text = ol_sentence_channel (state->connector);
        break;
    case OL_COLUMN_OPERATOR:
        text = state->owner_id != 0 ? ol_dialog_dup_owner_name (dialog) : g_strdup ("");
        break;
    case OL_COLUMN_STATE:
        text = g_strdup (describe (ol_dialog_get_standing (dialog)));
        break;
    case OL_COLUMN_WAITING:
        text = dup_waiting (dialog);
        break;
    case OL_COLUMN_DIALOG:
    case OL_N_COLUMNS:
    default:
        text = g_strdup (ol_dialog_get_name (dialog));
        break;
    }
    return g_utf8_make_valid (text != NULL ? text : "", -1);
}

/* ---- making them ---- */

typedef struct {
    OlContext *context;
    GPtrArray *dialogs; /* (element-type OlDialog) */
} Load;

static void
load_free (Load *load)
{
    g_ptr_array_unref (load->dialogs);
    ol_context_unref (load->context);
    g_free (load);
}

/* The dialog as we know it, or one made for this list only. */
static OlDialog *
ref_dialog (OlContext *context, B24Dialog *found)
{
    OlDialog *known = ol_dialog_find_by_id (ol_context_get_account (context), found->chat_id);
    B24Dialog *older = b24_feed_get_dialog (context->feed, found->chat_id);
    g_autoptr (B24Dialog) whole = NULL;

    if (known != NULL)
        return ol_dialog_ref (known);
    whole = b24_dialog_merge (found, older);
    return ol_dialog_new (context, whole);
}

static int
compare_dialogs (gconstpointer a, gconstpointer b)
{
    OlDialog *first = *(OlDialog *const *) a;
    OlDialog *second = *(OlDialog *const *) b;
    B24Standing first_standing = ol_dialog_get_standing (first);
    B24Standing second_standing = ol_dialog_get_standing (second);
    gint64 first_since = ol_dialog_get_waiting_since (first);
    gint64 second_since = ol_dialog_get_waiting_since (second);

    if (first_standing != second_standing)
        return first_standing < second_standing ? -1 : 1;
    return (first_since > second_since) - (first_since < second_since);
}

static void
add_stranger (OlContext *context, GHashTable *seen, GArray *ids, gint64 id)
{
    if (id <= 0 || b24_feed_get_user (context->feed, id) != NULL ||
        id == ol_context_get_my_id (context) || g_hash_table_contains (seen, &id))
        return;
    g_hash_table_add (seen, g_memdup2 (&id, sizeof id));
    g_array_append_val (ids, id);
}

/* (transfer full): whose names are not known */
static GArray *
list_strangers (Load *load)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

    for (guint i = 0; i < load->dialogs->len; i++) {
        B24Dialog *state = ol_dialog_get_state (g_ptr_array_index (load->dialogs, i));

        add_stranger (load->context, seen, ids, state->customer_id);
        add_stranger (load->context, seen, ids, state->owner_id);
    }
    return ids;
}

static void
return_rows (GTask *task)
{
    Load *load = g_task_get_task_data (task);

    g_ptr_array_sort (load->dialogs, compare_dialogs);
    g_task_return_pointer (task, g_ptr_array_ref (load->dialogs),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
names_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Load *load = g_task_get_task_data (task);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) users = b24_people_list_finish (B24_REST (source), result, &error);

    if (g_task_return_error_if_cancelled (task))
        return;
    if (users == NULL)
        ol_debug_error ("names for a list of dialogs", error);
    for (guint i = 0; users != NULL && i < users->len; i++)
        b24_feed_learn_user (load->context->feed, g_ptr_array_index (users, i));
    /* Names that were guessed before are known now. */
    for (guint i = 0; i < load->dialogs->len; i++)
        ol_dialog_forget_customer (g_ptr_array_index (load->dialogs, i));
    return_rows (task);
}

void
ol_rows_load_async (OlContext *context, GPtrArray *found, GAsyncReadyCallback callback,
                    gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (NULL, context->cancellable, callback, user_data);
    Load *load = g_new0 (Load, 1);
    g_autoptr (GArray) strangers = NULL;

    g_task_set_source_tag (task, B24_TASK_TAG (ol_rows_load_async));
    load->context = ol_context_ref (context);
    load->dialogs = g_ptr_array_new_full (found->len, (GDestroyNotify) ol_dialog_unref);
    g_task_set_task_data (task, load, (GDestroyNotify) load_free);
    for (guint i = 0; i < found->len; i++)
        g_ptr_array_add (load->dialogs, ref_dialog (context, g_ptr_array_index (found, i)));

    strangers = list_strangers (load);
    if (strangers->len == 0)
        return_rows (task);
    else
        b24_people_list_async (context->rest, strangers, B24_PRIORITY_OPERATOR,
                               context->cancellable, names_known, g_steal_pointer (&task));
}

GPtrArray *
ol_rows_load_finish (OlContext *context, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (ol_rows_load_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
