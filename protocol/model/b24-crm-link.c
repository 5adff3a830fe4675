/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-crm-link.h"

static const char *const types[] = { "lead", "deal", "contact", "company" };

char *
b24_crm_link_new (B24Portal *portal, B24Dialog *dialog)
{
    if (dialog->crm_type == NULL || dialog->crm_id <= 0)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
        g_autofree char *path = NULL;

        if (g_ascii_strcasecmp (dialog->crm_type, types[i]) != 0)
            continue;
        path = g_strdup_printf ("/crm/%s/details/%" G_GINT64_FORMAT "/", types[i], dialog->crm_id);
        return b24_portal_resolve (portal, path);
    }
    return NULL;
}
