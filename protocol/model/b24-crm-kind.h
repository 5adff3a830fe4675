/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-crm-kind — the kinds of CRM objects a dialog can be bound to (rest §6.3).
 */

#include <glib.h>

G_BEGIN_DECLS

/* In the order of entity_data_2. */
typedef enum {
    B24_CRM_LEAD,
    B24_CRM_COMPANY,
    B24_CRM_CONTACT,
    B24_CRM_DEAL,
} B24CrmKind;

#define B24_N_CRM_KINDS 4

/* "lead": as in addresses and as crm.chat.get takes it */
const char *b24_crm_kind_get_name (B24CrmKind kind);
/* @name: (nullable): in any case. Returns: %FALSE when it is no kind of these */
gboolean b24_crm_kind_parse (const char *name, B24CrmKind *kind);

/**
 * b24_crm_read_bindings:
 * @data: (nullable): "LEAD|312|COMPANY|0|CONTACT|0|DEAL|0"
 * @ids: (out) (array fixed-size=4): by kind, 0 for none
 */
void b24_crm_read_bindings (const char *data, gint64 *ids);

G_END_DECLS
