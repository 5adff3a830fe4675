/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "companion.h"

#include <glib/gi18n-lib.h>

#include "ol-protocol.h"

static void
item_free (gpointer data)
{
    CompanionItem *item = data;

    g_clear_pointer (&item->items, g_ptr_array_unref);
    g_free (item->label);
    g_free (item->username);
    g_free (item->name);
    g_free (item);
}

gboolean
companion_is_dialog (PurpleConversation *conversation)
{
    return conversation != NULL &&
           purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_IM &&
           purple_strequal (
               purple_account_get_protocol_id (purple_conversation_get_account (conversation)),
               OL_PROTOCOL_ID);
}

/* Takes @actions as this UI does: submenus stay the plugin's in Finch, which never frees them. */
static GPtrArray *
take_actions (GList *actions, PurpleConversation *conversation, gboolean lent)
{
    gboolean is_finch = purple_strequal (purple_core_get_ui (), "gnt-purple");
    PurpleAccount *account = purple_conversation_get_account (conversation);
    GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

    for (GList *l = actions; l != NULL; l = l->next) {
        PurpleMenuAction *action = l->data;
        CompanionItem *item;

        if (action == NULL)
            continue;
        item = g_new0 (CompanionItem, 1);
        item->label = g_strdup (action->label);
        item->callback = (void (*) (PurpleBlistNode *, gpointer)) action->callback;
        item->data = action->data;
        item->username = g_strdup (purple_account_get_username (account));
        item->name = g_strdup (purple_conversation_get_name (conversation));
        if (action->children != NULL)
            item->items = take_actions (action->children, conversation, is_finch);
        g_ptr_array_add (items, item);
        if (!lent)
            purple_menu_action_free (action);
    }
    if (!lent)
        g_list_free (actions);
    return items;
}

GPtrArray *
companion_list_items (PurpleConversation *conversation)
{
    PurpleConnection *gc = purple_conversation_get_gc (conversation);
    PurpleBuddy *buddy = purple_find_buddy (purple_conversation_get_account (conversation),
                                            purple_conversation_get_name (conversation));
    PurplePluginProtocolInfo *protocol;

    if (!companion_is_dialog (conversation) || gc == NULL || buddy == NULL ||
        !PURPLE_CONNECTION_IS_CONNECTED (gc))
        return take_actions (NULL, conversation, FALSE);
    protocol = PURPLE_PLUGIN_PROTOCOL_INFO (purple_connection_get_prpl (gc));
    return take_actions (protocol->blist_node_menu ((PurpleBlistNode *) buddy), conversation,
                         FALSE);
}

void
companion_choose (const CompanionItem *item)
{
    PurpleAccount *account = purple_accounts_find (item->username, OL_PROTOCOL_ID);
    PurpleBuddy *buddy = account != NULL ? purple_find_buddy (account, item->name) : NULL;

    if (buddy != NULL && item->callback != NULL)
        item->callback ((PurpleBlistNode *) buddy, item->data);
}

GList *
companion_complete (PurpleConversation *conversation, const char *text)
{
    PurplePlugin *plugin = purple_find_prpl (OL_PROTOCOL_ID);
    gboolean ok = FALSE;

    return plugin == NULL || !companion_is_dialog (conversation)
               ? NULL
               : purple_plugin_ipc_call (plugin, OL_IPC_COMPLETE, &ok, conversation, text);
}

const char *
companion_get_empty_label (void)
{
    return _ ("Nothing can be done just now");
}

const char *
companion_get_menu_label (void)
{
    return _ ("Dialog");
}
