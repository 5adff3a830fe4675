/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * openlines-finch — what Finch's conversation windows get: a “Dialog” menu in the menu bar (F10)
 * and in the line of text (F11, right mouse), completion of the arguments of
 * commands; and room for the rows in the list of rooms.
 *
 * Finch calls back with its widgets only, so each window's line of text carries the window's state
 * with it; what is set up goes with the widget. The conversations of one contact share a window,
 * and the menu is that of the one in front.
 */

#include <glib/gi18n-lib.h>
#include <string.h>

#include <purple.h>

#include <finch.h>
#include <gnt.h>
#include <gntconv.h>
#include <gntentry.h>
#include <gntmenu.h>
#include <gntmenuitem.h>
#include <gntwindow.h>

#include "companion.h"
#include "ol-protocol.h"

#define STATE "openlines-dialog"

/* Finch's own, of the window with the list of rooms. */
#define PREF_ROOMS_HEIGHT "/finch/roomlist/size/height"
/* Lines of text; in fewer, as is Finch's default, that window shows neither rows nor buttons. */
#define ROOMS_HEIGHT 22

typedef struct {
    FinchConv *window; /* ends together with its menu bar */
    GntWidget *entry;
    GntWidget *bar;
    GntMenuItem *item;  /* in the menu bar; owned by it */
    GHashTable *offers; /* (element-type utf8): words the line of text was told of */
} State;

/* (element-type State): the windows that were set up */
static GList *states;

/* ---- the menu ---- */

static void
item_chosen (GntMenuItem *item, gpointer data)
{
    companion_choose (data);
}

static void
fill_menu (GntMenu *menu, GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        CompanionItem *entry = g_ptr_array_index (items, i);
        GntMenuItem *item = gnt_menuitem_new (entry->label);

        gnt_menu_add_item (menu, item);
        if (entry->items != NULL) {
            GntWidget *submenu = gnt_menu_new (GNT_MENU_POPUP);

            gnt_menuitem_set_submenu (item, GNT_MENU (submenu));
            fill_menu (GNT_MENU (submenu), entry->items);
        } else {
            gnt_menuitem_set_callback (item, item_chosen, entry);
        }
    }
}

/* Takes @items: they go with the menu. */
static void
fill_popup (GntWidget *menu, GPtrArray *items)
{
    fill_menu (GNT_MENU (menu), items);
    if (items->len == 0)
        gnt_menu_add_item (GNT_MENU (menu), gnt_menuitem_new (companion_get_empty_label ()));
    g_object_set_data_full (G_OBJECT (menu), STATE, items, (GDestroyNotify) g_ptr_array_unref);
}

/* Made anew each time, so that it shows what applies now. */
static void
show_menu (State *state)
{
    GntWidget *menu = gnt_menu_new (GNT_MENU_POPUP);
    GPtrArray *items = companion_list_items (state->window->active_conv);
    int x;
    int y;

    fill_popup (menu, items);
    gnt_widget_get_position (state->entry, &x, &y);
    gnt_widget_set_position (menu, x, MAX (y - (int) items->len - 1, 0));
    gnt_screen_menu_show (menu);
}

/* The menu bar comes up: what it opens is made anew, unless it is open already. */
static void
bar_drawn (GntWidget *bar, gpointer data)
{
    State *state = data;
    GntMenu *shown = gnt_menuitem_get_submenu (state->item);
    GntWidget *menu;
    GPtrArray *items;

    if (shown != NULL && GNT_WIDGET_IS_FLAG_SET (GNT_WIDGET (shown), GNT_WIDGET_MAPPED))
        return;
    menu = gnt_menu_new (GNT_MENU_POPUP);
    items = companion_list_items (state->window->active_conv);
    fill_popup (menu, items);
    gnt_menuitem_set_submenu (state->item, GNT_MENU (menu));
}

static void
context_menu_wanted (GntWidget *widget, gpointer data)
{
    show_menu (data);
}

/* ---- completion ---- */

/* What can follow the beginning of the word at the end of @typed, when the whole line can become
 * @line: Finch completes a word at a time. (nullable) */
static const char *
find_offer (const char *typed, const char *line)
{
    const char *space = strrchr (typed, ' ');
    glong characters = space == NULL ? 0 : g_utf8_pointer_to_offset (typed, space + 1);

    return characters >= g_utf8_strlen (line, -1) ? NULL
                                                  : g_utf8_offset_to_pointer (line, characters);
}

/* All but those that are @kept: an open list of them goes on using their very strings. */
static void
withdraw_offers (State *state, GHashTable *kept)
{
    GHashTableIter iter;
    gpointer offer;

    g_hash_table_iter_init (&iter, state->offers);
    while (g_hash_table_iter_next (&iter, &offer, NULL)) {
        if (kept != NULL && g_hash_table_contains (kept, offer))
            continue;
        gnt_entry_remove_suggest (GNT_ENTRY (state->entry), offer);
        g_hash_table_iter_remove (&iter);
    }
}

static void
text_changed (GntWidget *widget, gpointer data)
{
    State *state = data;
    const char *typed = gnt_entry_get_text (GNT_ENTRY (state->entry));
    GList *lines = *typed == '/' ? companion_complete (state->window->active_conv, typed) : NULL;
    g_autoptr (GHashTable) offers = g_hash_table_new (g_str_hash, g_str_equal);

    for (GList *l = lines; l != NULL; l = l->next) {
        const char *offer = find_offer (typed, l->data);

        if (offer != NULL)
            g_hash_table_add (offers, (gpointer) offer);
    }
    withdraw_offers (state, offers);
    for (GList *l = lines; l != NULL; l = l->next) {
        const char *offer = find_offer (typed, l->data);

        if (offer != NULL && g_hash_table_add (state->offers, g_strdup (offer)))
            gnt_entry_add_suggest (GNT_ENTRY (state->entry), offer);
    }
    g_list_free_full (lines, g_free);
}

/* ---- text from the plugin ---- */

/* Behind what is typed there already. Returns: whether the text stands in the line now */
static gboolean
insert_text (PurpleConversation *conversation, const char *text, gpointer data)
{
    FinchConv *window = conversation != NULL ? FINCH_CONV (conversation) : NULL;
    g_autofree char *whole = NULL;

    if (window == NULL || window->entry == NULL || window->active_conv != conversation ||
        strchr (text, '\n') != NULL)
        return FALSE;
    whole = g_strconcat (gnt_entry_get_text (GNT_ENTRY (window->entry)), text, NULL);
    gnt_entry_set_text (GNT_ENTRY (window->entry), whole);
    return TRUE;
}

/* ---- windows ---- */

static void
entry_destroyed (gpointer data, GObject *entry)
{
    ((State *) data)->entry = NULL;
}

/* The menu bar is gone, or the module is being unloaded. */
static void
state_free (gpointer data, GClosure *closure)
{
    State *state = data;

    states = g_list_remove (states, state);
    if (state->entry != NULL) {
        g_signal_handlers_disconnect_by_data (state->entry, state);
        g_object_weak_unref (G_OBJECT (state->entry), entry_destroyed, state);
    }
    g_hash_table_unref (state->offers);
    g_free (state);
}

static gboolean
is_set_up (FinchConv *window)
{
    for (GList *l = states; l != NULL; l = l->next) {
        if (((State *) l->data)->window == window)
            return TRUE;
    }
    return FALSE;
}

static void
set_up (PurpleConversation *conversation, gpointer data)
{
    FinchConv *window = FINCH_CONV (conversation);
    State *state;

    if (!companion_is_dialog (conversation) || window == NULL || window->entry == NULL ||
        window->active_conv != conversation || is_set_up (window))
        return;
    state = g_new0 (State, 1);
    state->window = window;
    state->entry = window->entry;
    state->bar = window->menu;
    state->offers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    state->item = gnt_menuitem_new (companion_get_menu_label ());
    gnt_menuitem_set_submenu (state->item, GNT_MENU (gnt_menu_new (GNT_MENU_POPUP)));
    gnt_menu_add_item (GNT_MENU (state->bar), state->item);
    g_signal_connect (state->entry, "context-menu", G_CALLBACK (context_menu_wanted), state);
    g_signal_connect (state->entry, "text_changed", G_CALLBACK (text_changed), state);
    g_object_weak_ref (G_OBJECT (state->entry), entry_destroyed, state);
    g_signal_connect_data (state->bar, "draw", G_CALLBACK (bar_drawn), state, state_free, 0);
    states = g_list_prepend (states, state);
}

/* Menu bars cannot lose an item again: it leads nowhere from now on. */
static void
take_down (gpointer data)
{
    State *state = data;

    if (state->entry != NULL)
        withdraw_offers (state, NULL);
    gnt_menuitem_set_submenu (state->item, NULL);
    g_signal_handlers_disconnect_by_data (state->bar, state);
}

static gboolean
load (PurplePlugin *plugin)
{
    PurplePlugin *protocol = purple_find_prpl (OL_PROTOCOL_ID);

    if (purple_prefs_get_int (PREF_ROOMS_HEIGHT) < ROOMS_HEIGHT)
        purple_prefs_set_int (PREF_ROOMS_HEIGHT, ROOMS_HEIGHT);
    for (GList *l = purple_get_ims (); l != NULL; l = l->next)
        set_up (l->data, NULL);
    purple_signal_connect (purple_conversations_get_handle (), "conversation-created", plugin,
                           PURPLE_CALLBACK (set_up), NULL);
    if (protocol != NULL)
        purple_signal_connect (protocol, OL_SIGNAL_INSERT_TEXT, plugin,
                               PURPLE_CALLBACK (insert_text), NULL);
    return TRUE;
}

static gboolean
unload (PurplePlugin *plugin)
{
    purple_signals_disconnect_by_handle (plugin);
    g_list_free_full (g_steal_pointer (&states), take_down);
    return TRUE;
}

static PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC,
    .major_version = PURPLE_MAJOR_VERSION,
    .minor_version = 14,
    .type = PURPLE_PLUGIN_STANDARD,
    .ui_requirement = (char *) "gnt-purple",
    .flags = PURPLE_PLUGIN_FLAG_INVISIBLE,
    .priority = PURPLE_PRIORITY_DEFAULT,
    .id = (char *) OL_COMPANION_FINCH,
    .name = (char *) "Bitrix24 Open Lines for Finch",
    .version = (char *) PACKAGE_VERSION,
    .author = (char *) "The purple-openlines authors",
    .load = load,
    .unload = unload,
};

static void
init_plugin (PurplePlugin *plugin)
{
    info.summary = (char *) _ ("The “Dialog” menu of conversations");
}

PURPLE_INIT_PLUGIN (openlines_finch, init_plugin, info)
