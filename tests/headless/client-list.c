/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client-list — the contact list as a user sees and uses it.
 */

#include "client-private.h"

static PurplePluginProtocolInfo *
get_protocol (void)
{
    return PURPLE_PLUGIN_PROTOCOL_INFO (client_find_plugin ());
}

PurpleBuddy *
client_find_buddy (Client *self, const char *name)
{
    return self->account != NULL ? purple_find_buddy (self->account, name) : NULL;
}

static PurpleBuddy *
require_buddy (Client *self, const char *name)
{
    PurpleBuddy *buddy = client_find_buddy (self, name);

    if (buddy == NULL) {
        client_dump (self);
        g_error ("there is no contact %s", name);
    }
    return buddy;
}

const char *
client_get_status (Client *self, const char *name)
{
    PurpleBuddy *buddy = client_find_buddy (self, name);

    if (buddy == NULL)
        return "";
    return purple_status_get_id (
        purple_presence_get_active_status (purple_buddy_get_presence (buddy)));
}

char *
client_dup_status_text (Client *self, const char *name)
{
    PurpleBuddy *buddy = client_find_buddy (self, name);
    g_autofree char *markup = NULL;

    if (buddy == NULL || !client_is_online (self))
        return g_strdup ("");
    markup = get_protocol ()->status_text (buddy);
    return markup != NULL ? purple_markup_strip_html (markup) : g_strdup ("");
}

const char *
client_get_group (Client *self, const char *name)
{
    PurpleBuddy *buddy = client_find_buddy (self, name);

    return buddy != NULL ? purple_group_get_name (purple_buddy_get_group (buddy)) : "";
}

const char *
client_get_alias (Client *self, const char *name)
{
    PurpleBuddy *buddy = client_find_buddy (self, name);

    return buddy != NULL ? purple_buddy_get_alias (buddy) : "";
}

const char *
client_get_emblem (Client *self, const char *name)
{
    const char *emblem = get_protocol ()->list_emblem (require_buddy (self, name));

    return emblem != NULL ? emblem : "";
}

char *
client_dup_tooltip (Client *self, const char *name)
{
    PurpleNotifyUserInfo *info = purple_notify_user_info_new ();
    g_autofree char *html = NULL;

    get_protocol ()->tooltip_text (require_buddy (self, name), info, TRUE);
    html = purple_notify_user_info_get_text_with_newline (info, "<BR>");
    purple_notify_user_info_destroy (info);
    g_assert_true (g_utf8_validate (html, -1, NULL));
    return purple_markup_strip_html (html);
}

guint
client_count_buddies (Client *self)
{
    GSList *buddies = purple_find_buddies (self->account, NULL);
    guint count = g_slist_length (buddies);

    g_slist_free (buddies);
    return count;
}

/* ---- the contact's menu ---- */

static GList *
make_menu (Client *self, const char *name)
{
    return get_protocol ()->blist_node_menu (PURPLE_BLIST_NODE (require_buddy (self, name)));
}

/* As Pidgin does, with those of its submenus. */
static void
free_menu (GList *menu)
{
    for (GList *l = menu; l != NULL; l = l->next) {
        PurpleMenuAction *action = l->data;

        free_menu (g_steal_pointer (&action->children));
        purple_menu_action_free (action);
    }
    g_list_free (menu);
}

static void
add_labels (GStrvBuilder *labels, GList *menu, const char *above)
{
    for (GList *l = menu; l != NULL; l = l->next) {
        PurpleMenuAction *action = l->data;
        g_autofree char *label = g_strconcat (above, action->label, NULL);
        g_autofree char *below = g_strconcat (label, "/", NULL);

        g_assert_true ((action->callback == NULL) == (action->children != NULL));
        if (action->children == NULL)
            g_strv_builder_add (labels, label);
        add_labels (labels, action->children, below);
    }
}

GStrv
client_dup_menu (Client *self, const char *name)
{
    GList *menu = make_menu (self, name);
    g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();

    add_labels (labels, menu, "");
    free_menu (menu);
    return g_strv_builder_end (labels);
}

gboolean
client_has_item (Client *self, const char *name, const char *label)
{
    g_auto (GStrv) labels = client_dup_menu (self, name);
    g_autofree char *below = g_strconcat ("/", label, NULL);

    for (guint i = 0; labels[i] != NULL; i++) {
        if (g_str_equal (labels[i], label) || g_str_has_suffix (labels[i], below))
            return TRUE;
    }
    return FALSE;
}

/* (nullable) */
static PurpleMenuAction *
find_item (GList *menu, const char *label)
{
    for (GList *l = menu; l != NULL; l = l->next) {
        PurpleMenuAction *action = l->data;
        PurpleMenuAction *below = find_item (action->children, label);

        if (below != NULL)
            return below;
        if (action->children == NULL && g_str_equal (action->label, label))
            return action;
    }
    return NULL;
}

void
client_click (Client *self, const char *name, const char *label, ClientUi ui)
{
    PurpleBlistNode *node = PURPLE_BLIST_NODE (require_buddy (self, name));
    GList *menu = make_menu (self, name);
    PurpleMenuAction *item = find_item (menu, label);
    void (*callback) (PurpleBlistNode *, gpointer);
    gpointer data;

    if (item == NULL) {
        client_dump (self);
        g_error ("the menu of %s has no “%s”", name, label);
    }
    callback = (void (*) (PurpleBlistNode *, gpointer)) item->callback;
    /* Finch puts the contact into the place of the data (append_proto_menu). */
    data = ui == CLIENT_FINCH ? node : item->data;
    if (ui == CLIENT_PIDGIN) {
        /* The menu is still there while the callback runs. */
        callback (node, data);
        free_menu (menu);
    } else {
        free_menu (menu);
        callback (node, data);
    }
}
