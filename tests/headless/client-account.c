/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client-account — the account's own menu.
 */

#include "client.h"

/* (transfer full): of the account's menu */
static GList *
list_items (Client *self)
{
    PurplePlugin *plugin = client_find_plugin ();
    PurpleConnection *gc = client_get_connection (self);
    GList *items = PURPLE_PLUGIN_ACTIONS (plugin, gc);

    for (GList *l = items; l != NULL; l = l->next) {
        PurplePluginAction *item = l->data;

        item->plugin = plugin;
        item->context = gc;
    }
    return items;
}

static void
free_items (GList *items)
{
    g_list_free_full (items, (GDestroyNotify) purple_plugin_action_free);
}

GStrv
client_dup_account_menu (Client *self)
{
    g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
    GList *items = list_items (self);

    for (GList *l = items; l != NULL; l = l->next)
        g_strv_builder_add (labels, ((PurplePluginAction *) l->data)->label);
    free_items (items);
    return g_strv_builder_end (labels);
}

gboolean
client_has_account_item (Client *self, const char *label)
{
    g_auto (GStrv) labels = client_dup_account_menu (self);

    return g_strv_contains ((const char *const *) labels, label);
}

void
client_click_account (Client *self, const char *label)
{
    GList *items = list_items (self);
    PurplePluginAction *found = NULL;

    for (GList *l = items; l != NULL && found == NULL; l = l->next) {
        PurplePluginAction *item = l->data;

        if (g_str_equal (item->label, label))
            found = item;
    }
    if (found == NULL)
        g_error ("there is no “%s” in the account's menu", label);
    found->callback (found);
    free_items (items);
}
