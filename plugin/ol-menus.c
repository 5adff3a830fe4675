/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-menus.h"

#include <glib/gi18n-lib.h>

#include "ol-actions.h"
#include "ol-connection.h"
#include "ol-desk.h"
#include "ol-open.h"
#include "ol-pause.h"
#include "ol-report.h"
#include "ol-rooms.h"
#include "ol-search.h"

static const char *const group_labels[OL_N_GROUPS] = {
    [OL_GROUP_MAIN] = NULL,
    [OL_GROUP_MESSAGES] = N_ ("Messages"),
    [OL_GROUP_PEOPLE] = N_ ("People"),
    [OL_GROUP_SESSION] = N_ ("Session"),
    [OL_GROUP_BOT] = N_ ("Bot"),
    [OL_GROUP_ENDING] = NULL,
};

/* (transfer full): the items of one group, in the table's order */
static GList *
list_items (OlDialog *dialog, OlGroup group)
{
    guint n_actions;
    const OlAction *actions = ol_actions_get (&n_actions);
    GList *items = NULL;

    for (guint i = 0; i < n_actions; i++) {
        if (actions[i].group == group && ol_action_is_shown (&actions[i], dialog))
            items = g_list_prepend (
                items, purple_menu_action_new (_ (actions[i].label),
                                               PURPLE_CALLBACK (actions[i].menu), NULL, NULL));
    }
    return g_list_reverse (items);
}

/* Finch frees the items of a menu, and never those of its submenus: they stay ours until the next
 * menu is made. (element-type GList) */
static GList *lent;

static void
free_lent (gpointer items)
{
    g_list_free_full (items, (GDestroyNotify) purple_menu_action_free);
}

/* (transfer full): the submenu's item; takes @items */
static GList *
make_submenu (const char *label, GList *items)
{
    if (purple_strequal (purple_core_get_ui (), "gnt-purple"))
        lent = g_list_prepend (lent, items);
    return g_list_append (NULL, purple_menu_action_new (label, NULL, NULL, items));
}

GList *
ol_menus_for_node (PurpleBlistNode *node)
{
    OlDialog *dialog = ol_dialog_of_node (node);
    GList *menu = NULL;

    if (dialog == NULL)
        return NULL;

    g_list_free_full (g_steal_pointer (&lent), free_lent);
    /* No separators, which Finch cannot free (reference: libpurple §1.2). */
    for (guint group = 0; group < OL_N_GROUPS; group++) {
        GList *items = list_items (dialog, (OlGroup) group);

        if (items != NULL && group_labels[group] != NULL)
            items = make_submenu (_ (group_labels[group]), items);
        menu = g_list_concat (menu, items);
    }
    return menu;
}

/* --- the account's --- */

/* (transfer full) (nullable): menus may be older than the connection */
static OlContext *
ref_context (PurplePluginAction *action)
{
    PurpleConnection *gc = action->context;
    OlConnection *connection =
        PURPLE_CONNECTION_IS_VALID (gc) && PURPLE_CONNECTION_IS_CONNECTED (gc)
            ? ol_connection_get (gc)
            : NULL;

    return connection == NULL ? NULL : ol_context_ref (ol_connection_get_context (connection));
}

static void
show_dialogs (PurplePluginAction *action)
{
    g_autoptr (OlContext) context = ref_context (action);

    if (context != NULL)
        ol_rooms_show (context);
}

static void
search (PurplePluginAction *action)
{
    g_autoptr (OlContext) context = ref_context (action);

    if (context != NULL)
        ol_search_ask (context);
}

static void
open_record (PurplePluginAction *action)
{
    g_autoptr (OlContext) context = ref_context (action);

    if (context != NULL)
        ol_open_ask_for_record (context);
}

static void
show_report (PurplePluginAction *action)
{
    g_autoptr (OlContext) context = ref_context (action);

    if (context != NULL)
        ol_report_show (context);
}

static void
show_desk (PurplePluginAction *action)
{
    g_autoptr (OlContext) context = ref_context (action);

    if (context != NULL)
        ol_desk_show (context);
}

static void
pause_dialogs (PurplePluginAction *action)
{
    g_autoptr (OlContext) context = ref_context (action);

    if (context != NULL)
        ol_pause_set (context, TRUE, NULL);
}

static void
resume_dialogs (PurplePluginAction *action)
{
    g_autoptr (OlContext) context = ref_context (action);

    if (context != NULL)
        ol_pause_set (context, FALSE, NULL);
}

static GList *
add_item (GList *menu, const char *label, void (*callback) (PurplePluginAction *action))
{
    return g_list_append (menu, purple_plugin_action_new (label, callback));
}

/* Whether the portal has it; also while that is not known. */
static gboolean
is_offered (OlContext *context, B24Feature feature)
{
    return context == NULL || context->rest == NULL || b24_features_has (context->rest, feature);
}

GList *
ol_menus_for_account (PurplePlugin *plugin, gpointer connection)
{
    OlConnection *owner = ol_connection_get (connection);
    OlContext *context = owner == NULL ? NULL : ol_connection_get_context (owner);
    OlPausing pausing = context == NULL ? OL_PAUSING_MISSING : context->pausing;
    GList *menu = NULL;

    menu = add_item (menu, _ ("Dialogs…"), show_dialogs);
    if (is_offered (context, B24_FEATURE_SEARCH))
        menu = add_item (menu, _ ("Search…"), search);
    if (is_offered (context, B24_FEATURE_LINES))
        menu = add_item (menu, _ ("Lines and operators…"), show_desk);
    if (is_offered (context, B24_FEATURE_CRM_CHATS))
        menu = add_item (menu, _ ("Create a dialog from CRM…"), open_record);
    menu = add_item (menu, _ ("Connection…"), show_report);
    if (!is_offered (context, B24_FEATURE_PAUSE))
        return menu;
    /* Both while it is not known how it stands. */
    if (pausing == OL_PAUSING_OFF || pausing == OL_PAUSING_UNKNOWN)
        menu = add_item (menu, _ ("Pause new dialogs"), pause_dialogs);
    if (pausing == OL_PAUSING_ON || pausing == OL_PAUSING_UNKNOWN)
        menu = add_item (menu, _ ("Take new dialogs again"), resume_dialogs);
    return menu;
}
