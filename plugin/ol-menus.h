/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-menus — the contact's menu made from the action table: only what applies now, destructive
 * items last. Pidgin shows it on the contact, under Conversation → More and on the window's
 * header; Finch on the contact. And the account's own menu.
 */

#include <purple.h>

G_BEGIN_DECLS

/* prpl_info->blist_node_menu: (transfer full) (element-type PurpleMenuAction) */
GList *ol_menus_for_node (PurpleBlistNode *node);

/**
 * ol_menus_for_account:
 * @connection: a PurpleConnection
 *
 * PurplePluginInfo.actions. UIs ask again after "account-actions-changed".
 *
 * Returns: (transfer full) (element-type PurplePluginAction): what applies now
 */
GList *ol_menus_for_account (PurplePlugin *plugin, gpointer connection);

G_END_DECLS
