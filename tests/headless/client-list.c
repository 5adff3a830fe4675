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

static void
free_menu (GList *menu)
{
    g_list_free_full (menu, (GDestroyNotify) purple_menu_action_free);
}

GStrv
client_dup_menu (Client *self, const char *name)
{
    GList *menu = make_menu (self, name);
    g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();

    for (GList *l = menu; l != NULL; l = l->next)
        g_strv_builder_add (labels, ((PurpleMenuAction *) l->data)->label);
    free_menu (menu);
    return g_strv_builder_end (labels);
}

void
client_click (Client *self, const char *name, const char *label, ClientUi ui)
{
    PurpleBlistNode *node = PURPLE_BLIST_NODE (require_buddy (self, name));
    GList *menu = make_menu (self, name);
    void (*callback) (PurpleBlistNode *, gpointer) = NULL;
    gpointer data = NULL;

    for (GList *l = menu; l != NULL; l = l->next) {
        PurpleMenuAction *action = l->data;

        if (!g_str_equal (action->label, label))
            continue;
        callback = (void (*) (PurpleBlistNode *, gpointer)) action->callback;
        /* Finch puts the contact into the place of the data (append_proto_menu). */
        data = ui == CLIENT_FINCH ? node : action->data;
    }
    if (callback == NULL) {
        client_dump (self);
        g_error ("the menu of %s has no “%s”", name, label);
    }
    if (ui == CLIENT_PIDGIN) {
        /* The menu is still there while the callback runs. */
        callback (node, data);
        free_menu (menu);
    } else {
        free_menu (menu);
        callback (node, data);
    }
}
