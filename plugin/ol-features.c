/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-features.h"

#include "b24-features.h"
#include "ol-debug.h"
#include "ol-dialog.h"

/* Whoever shows what can be done with a conversation looks again. */
static void
refresh_window (gpointer data, gpointer user_data)
{
    OlDialog *dialog = data;
    PurpleAccount *account = ol_context_get_account (ol_dialog_get_context (dialog));
    PurpleConversation *conversation = NULL;

    /* A UI may have signed off at the window before. */
    if (account != NULL)
        conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM,
                                                              ol_dialog_get_name (dialog), account);
    if (conversation != NULL)
        purple_conversation_update (conversation, PURPLE_CONV_UPDATE_FEATURES);
}

static void
refresh_menus (OlContext *context)
{
    PurpleAccount *account = ol_context_get_account (context);

    purple_signal_emit (purple_accounts_get_handle (), "account-actions-changed", account);
    if (ol_context_is_alive (context))
        ol_dialog_foreach (account, refresh_window, NULL);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (OlContext) context = user_data;
    B24Rest *rest = B24_REST (source);
    g_autoptr (GError) error = NULL;
    gboolean probed = b24_features_probe_finish (rest, result, &error);

    if (!ol_context_is_alive (context))
        return;
    context->features = probed ? OL_FEATURES_KNOWN : OL_FEATURES_UNKNOWN;
    if (!probed) {
        ol_debug_error ("What the portal offers is not known", error);
        return;
    }
    ol_debug_info ("what the portal offers is known");
    if (!b24_features_has (rest, B24_FEATURE_PAUSE))
        context->pausing = OL_PAUSING_MISSING;
    refresh_menus (context);
}

void
ol_features_probe (OlContext *context)
{
    if (context->features != OL_FEATURES_UNKNOWN)
        return;
    context->features = OL_FEATURES_BEING_ASKED;
    b24_features_probe_async (context->rest, context->cancellable, on_probed,
                              ol_context_ref (context));
}
