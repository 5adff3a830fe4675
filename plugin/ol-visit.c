/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-visit.h"

#include <glib/gi18n-lib.h>

#include "ol-connection.h"
#include "ol-notice.h"

typedef struct {
    OlContext *context;
    char *conversation; /* (nullable) */
} Visit;

static void
visit_free (Visit *visit)
{
    ol_context_unref (visit->context);
    g_free (visit->conversation);
    g_free (visit);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

/* (transfer full): known already, or made now */
static OlDialog *
ref_dialog (OlContext *context, B24Dialog *state)
{
    OlDialog *dialog = ol_dialog_find_by_id (ol_context_get_account (context), state->chat_id);

    if (dialog != NULL) {
        ol_dialog_set_state (dialog, state);
        return ol_dialog_ref (dialog);
    }
    dialog = ol_dialog_new (context, state);
    ol_dialog_register (dialog);
    return dialog;
}

static void
dialog_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Visit) visit = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Dialog) state = b24_feed_refresh_finish (B24_FEED (source), result, &error);
    g_autoptr (OlDialog) dialog = NULL;
    g_autofree char *line = NULL;

    if (!ol_context_is_alive (visit->context))
        return;
    if (state == NULL) {
        ol_notice_say_error (visit->context, visit->conversation, error, OL_ATTEMPT_OPEN);
        return;
    }
    dialog = ref_dialog (visit->context, state);
    ol_dialog_visit (dialog);
    if (!ol_dialog_is_alive (dialog))
        return;
    ol_connection_tend (ol_connection_get (ol_context_get_connection (visit->context)), dialog);
    if (visit->conversation == NULL)
        return;
    /* TRANSLATORS: the customer's name, "chat1763" */
    line = g_strdup_printf (_ ("The dialog with %s (%s) is open."), ol_dialog_get_title (dialog),
                            ol_dialog_get_name (dialog));
    ol_notice_say (visit->context, visit->conversation, line, TRUE);
}

void
ol_visit_chat (OlContext *context, const char *conversation, gint64 chat_id)
{
    Visit *visit;

    if (!ol_notice_is_possible (context, conversation))
        return;
    visit = g_new0 (Visit, 1);
    visit->context = ol_context_ref (context);
    visit->conversation = g_strdup (conversation);
    b24_feed_refresh_async (context->feed, chat_id, context->cancellable, dialog_read, visit);
}
