/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-quick-list.h"

#include "b24-features.h"
#include "b24-lines.h"
#include "ol-debug.h"

typedef struct {
    OlDialog *dialog;
    OlQuickListed callback;
    gpointer user_data;
} Listing;

/* Takes @answers. */
static void
listing_end (Listing *listing, GPtrArray *answers, const GError *error)
{
    listing->callback (listing->dialog, answers, error, listing->user_data);
    ol_dialog_unref (listing->dialog);
    g_free (listing);
}

static void
answers_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GError) error = NULL;
    GPtrArray *answers = b24_quick_list_finish (B24_REST (source), result, &error);

    if (error != NULL)
        ol_debug_error ("ready answers of the portal", error);
    listing_end (user_data, answers, error);
}

static void
read_list (Listing *listing, gint64 list)
{
    OlContext *context = ol_dialog_get_context (listing->dialog);

    b24_quick_list_async (context->rest, list, context->cancellable, answers_read, listing);
}

/* Who may not read a line's settings may not know its list either. */
static void
line_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Listing *listing = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Line) line = b24_lines_get_finish (B24_REST (source), result, &error);

    if (error != NULL)
        ol_debug_error ("the line's settings", error);
    if (line != NULL && line->quick_list_id != 0 && ol_dialog_is_alive (listing->dialog))
        read_list (listing, line->quick_list_id);
    else
        listing_end (listing, NULL, NULL);
}

void
ol_quick_list (OlDialog *dialog, OlQuickListed callback, gpointer user_data)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 line_id = ol_dialog_get_state (dialog)->line_id;
    B24Line *line = ol_context_get_line (context, line_id);
    Listing *listing = g_new0 (Listing, 1);

    listing->dialog = ol_dialog_ref (dialog);
    listing->callback = callback;
    listing->user_data = user_data;
    if (!ol_dialog_is_alive (dialog) || !ol_context_has_scope (context, "lists") ||
        !b24_features_has (context->rest, B24_FEATURE_LIST_QUICK))
        listing_end (listing, NULL, NULL);
    else if (line != NULL && line->quick_list_id != 0)
        read_list (listing, line->quick_list_id);
    else
        /* The first answer that is saved may have made one since we signed in. */
        b24_lines_get_async (context->rest, line_id, context->cancellable, line_read, listing);
}
