/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-crm.h"

#include <glib/gi18n-lib.h>

#include "b24-crm-link.h"
#include "b24-crm.h"
#include "ol-run.h"

static gboolean
is_bound (B24Dialog *state)
{
    return state->crm_type != NULL && state->crm_id > 0;
}

gboolean
ol_crm_is_bound (OlDialog *dialog)
{
    return is_bound (ol_dialog_get_state (dialog));
}

gboolean
ol_crm_is_unbound (OlDialog *dialog)
{
    return !ol_crm_is_bound (dialog);
}

/* (transfer full): "lead 312" */
static char *
dup_record (B24Dialog *state)
{
    static const struct {
        const char *type;
        const char *word;
    } words[] = {
        { "LEAD", N_ ("lead") },
        { "DEAL", N_ ("deal") },
        { "CONTACT", N_ ("contact") },
        { "COMPANY", N_ ("company") },
    };
    g_autofree char *type = g_ascii_strdown (state->crm_type, -1);
    const char *word = type;

    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        if (g_ascii_strcasecmp (state->crm_type, words[i].type) == 0)
            word = _ (words[i].word);
    }
    return g_strdup_printf ("%s %" G_GINT64_FORMAT, word, state->crm_id);
}

static gboolean
is_same_record (B24Dialog *a, B24Dialog *b)
{
    return is_bound (a) == is_bound (b) && a->crm_id == b->crm_id &&
           g_strcmp0 (a->crm_type, b->crm_type) == 0;
}

/* ---- /lead ---- */

static void
conclude_lead (OlRun *run)
{
    g_autofree char *record = NULL;

    if (run->after == NULL || (run->error != NULL && is_same_record (run->before, run->after))) {
        ol_run_complain (run);
        return;
    }
    if (!is_bound (run->after)) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal did not create a lead: the dialog is bound to nothing "
                               "in the CRM. Ask the administrator of the line whether its CRM is "
                               "switched on."));
        return;
    }
    run->done = TRUE;
    record = dup_record (run->after);
    if (is_same_record (run->before, run->after))
        ol_dialog_say (run->dialog,
                       _ ("Nothing new was created: the dialog is bound to %s already. /crm opens "
                          "it."),
                       record);
    else
        /* TRANSLATORS: "lead 312" */
        ol_dialog_say (run->dialog, _ ("CRM: %s created. /crm opens it."), record);
}

static void
lead_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_crm_create_lead_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_crm_create_lead (OlDialog *dialog, const char *argument)
{
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_LEAD, conclude_lead);
    OlContext *context = ol_dialog_get_context (dialog);

    if (run != NULL)
        b24_crm_create_lead_async (context->rest, ol_dialog_get_chat_id (dialog),
                                   context->cancellable, lead_called, run);
    return TRUE;
}

/* ---- /crm ---- */

gboolean
ol_crm_open_card (OlDialog *dialog, const char *argument)
{
    OlContext *context = ol_dialog_get_context (dialog);
    B24Dialog *state = ol_dialog_get_state (dialog);
    g_autofree char *address = b24_crm_link_new (context->portal, state);
    g_autofree char *record = NULL;

    if (address == NULL) {
        ol_dialog_complain (dialog, "%s",
                            _ ("This dialog is bound to nothing in the CRM. /lead creates a "
                               "lead."));
        return TRUE;
    }
    record = dup_record (state);
    /* TRANSLATORS: "lead 312" */
    ol_dialog_say (dialog, _ ("Opening %s in the browser."), record);
    if (ol_dialog_is_alive (dialog))
        purple_notify_uri (ol_context_get_connection (context), address);
    return TRUE;
}
