/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-crm-link.h"

/* What the portal shows first, else what says most about the matter at hand. */
static gboolean
choose (B24Dialog *dialog, B24CrmKind *kind, gint64 *id)
{
    static const B24CrmKind order[] = { B24_CRM_DEAL, B24_CRM_LEAD, B24_CRM_CONTACT,
                                        B24_CRM_COMPANY };

    if (dialog->crm_id > 0 && dialog->crm_type != NULL) {
        *id = dialog->crm_id;
        return b24_crm_kind_parse (dialog->crm_type, kind);
    }
    for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
        *kind = order[i];
        *id = dialog->crm_ids[order[i]];
        if (*id > 0)
            return TRUE;
    }
    return FALSE;
}

char *
b24_crm_link_new (B24Portal *portal, B24Dialog *dialog)
{
    B24CrmKind kind;
    gint64 id;
    g_autofree char *path = NULL;

    if (!choose (dialog, &kind, &id))
        return NULL;
    path =
        g_strdup_printf ("/crm/%s/details/%" G_GINT64_FORMAT "/", b24_crm_kind_get_name (kind), id);
    return b24_portal_resolve (portal, path);
}
