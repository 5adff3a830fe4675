/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-crm-kind.h"

static const char *const names[B24_N_CRM_KINDS] = {
    [B24_CRM_LEAD] = "lead",
    [B24_CRM_COMPANY] = "company",
    [B24_CRM_CONTACT] = "contact",
    [B24_CRM_DEAL] = "deal",
};

const char *
b24_crm_kind_get_name (B24CrmKind kind)
{
    g_return_val_if_fail (kind < B24_N_CRM_KINDS, NULL);

    return names[kind];
}

gboolean
b24_crm_kind_parse (const char *name, B24CrmKind *kind)
{
    for (guint i = 0; name != NULL && i < B24_N_CRM_KINDS; i++) {
        if (g_ascii_strcasecmp (name, names[i]) == 0) {
            *kind = (B24CrmKind) i;
            return TRUE;
        }
    }
    return FALSE;
}

void
b24_crm_read_bindings (const char *data, gint64 *ids)
{
    g_auto (GStrv) fields = g_strsplit (data != NULL ? data : "", "|", -1);
    B24CrmKind kind;

    for (guint i = 0; i < B24_N_CRM_KINDS; i++)
        ids[i] = 0;
    for (guint i = 0; fields[i] != NULL && fields[i + 1] != NULL; i += 2) {
        if (b24_crm_kind_parse (fields[i], &kind))
            ids[kind] = MAX (g_ascii_strtoll (fields[i + 1], NULL, 10), 0);
    }
}
