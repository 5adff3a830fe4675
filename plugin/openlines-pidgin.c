/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * openlines-pidgin — what Pidgin's conversation windows get: a “Dialog” menu in the menu bar, a
 * button with the same menu in the toolbar, and completion of the arguments of commands.
 *
 * A window holds many conversations, and its menu is that of the one in front; a toolbar belongs
 * to one conversation.
 */

#include <glib/gi18n-lib.h>
#include <string.h>

#include <gtk/gtk.h>

#include <purple.h>

#include <gtkconv.h>
#include <gtkconvwin.h>
#include <gtkplugin.h>
#include <pidgin.h>

#include "companion.h"
#include "ol-protocol.h"

#define BAR_ITEM "openlines-bar-item"
#define BUTTON   "openlines-button"
#define ITEMS    "openlines-items"
/* After “Conversation”. */
#define BAR_PLACE 1

/* ---- the menu ---- */

static void
item_chosen (GtkMenuItem *item, gpointer data)
{
    companion_choose (data);
}

static void
append_items (GtkMenuShell *menu, GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        CompanionItem *entry = g_ptr_array_index (items, i);
        GtkWidget *item = gtk_menu_item_new_with_label (entry->label);

        if (entry->items != NULL) {
            GtkWidget *submenu = gtk_menu_new ();

            append_items (GTK_MENU_SHELL (submenu), entry->items);
            gtk_menu_item_set_submenu (GTK_MENU_ITEM (item), submenu);
        } else {
            g_signal_connect (item, "activate", G_CALLBACK (item_chosen), entry);
        }
        gtk_menu_shell_append (menu, item);
    }
}

static void
destroy_child (GtkWidget *child, gpointer data)
{
    gtk_widget_destroy (child);
}

/* Made anew each time, so that it shows what applies now. The menu itself stays: one that is
 * replaced while it opens never shows again. */
static void
fill_menu (GtkWidget *menu, PurpleConversation *conversation)
{
    GPtrArray *items = companion_list_items (conversation);

    gtk_container_foreach (GTK_CONTAINER (menu), destroy_child, NULL);
    append_items (GTK_MENU_SHELL (menu), items);
    if (items->len == 0) {
        GtkWidget *nothing = gtk_menu_item_new_with_label (companion_get_empty_label ());

        gtk_widget_set_sensitive (nothing, FALSE);
        gtk_menu_shell_append (GTK_MENU_SHELL (menu), nothing);
    }
    g_object_set_data_full (G_OBJECT (menu), ITEMS, items, (GDestroyNotify) g_ptr_array_unref);
    gtk_widget_show_all (menu);
}

/* ---- in the menu bar ---- */

static void
bar_item_opened (GtkMenuItem *item, gpointer data)
{
    PidginConversation *front = pidgin_conv_window_get_active_gtkconv (data);

    if (front != NULL && companion_is_dialog (front->active_conv))
        fill_menu (gtk_menu_item_get_submenu (item), front->active_conv);
}

static GtkWidget *
get_bar_item (PidginWindow *window)
{
    GtkWidget *item = g_object_get_data (G_OBJECT (window->window), BAR_ITEM);

    if (item != NULL)
        return item;
    /* TRANSLATORS: the menu “Dialog”, with a letter its neighbours in the menu bar of Pidgin's
     * conversations (Conversation, Options, Send To) do not have */
    item = gtk_menu_item_new_with_mnemonic (_ ("_Dialog"));
    gtk_menu_item_set_submenu (GTK_MENU_ITEM (item), gtk_menu_new ());
    g_signal_connect (item, "activate", G_CALLBACK (bar_item_opened), window);
    gtk_menu_shell_insert (GTK_MENU_SHELL (window->menu.menubar), item, BAR_PLACE);
    g_object_set_data (G_OBJECT (window->window), BAR_ITEM, item);
    return item;
}

static void
show_bar_item (PurpleConversation *conversation, gpointer data)
{
    PidginConversation *tab = PIDGIN_CONVERSATION (conversation);

    if (tab == NULL || tab->win == NULL)
        return;
    if (companion_is_dialog (conversation))
        gtk_widget_show (get_bar_item (tab->win));
    else if (g_object_get_data (G_OBJECT (tab->win->window), BAR_ITEM) != NULL)
        gtk_widget_hide (get_bar_item (tab->win));
}

/* ---- in the toolbar ---- */

static void
place_menu (GtkMenu *menu, gint *x, gint *y, gboolean *push_in, gpointer data)
{
    GtkWidget *button = data;
    GtkAllocation place;

    gtk_widget_get_allocation (button, &place);
    gdk_window_get_origin (gtk_widget_get_window (button), x, y);
    *x += place.x;
    *y += place.y + place.height;
    *push_in = TRUE;
}

static void
button_clicked (GtkButton *button, gpointer data)
{
    PidginConversation *tab = data;
    GtkWidget *menu;

    if (!companion_is_dialog (tab->active_conv))
        return;
    menu = gtk_menu_new ();
    g_object_ref_sink (menu);
    /* With the button, or when it is clicked again. */
    g_object_set_data_full (G_OBJECT (button), ITEMS, menu, g_object_unref);
    fill_menu (menu, tab->active_conv);
    gtk_menu_popup (GTK_MENU (menu), NULL, NULL, place_menu, button, 0,
                    gtk_get_current_event_time ());
}

static void
add_button (PidginConversation *tab)
{
    GtkWidget *button;

    if (g_object_get_data (G_OBJECT (tab->toolbar), BUTTON) != NULL)
        return;
    button = gtk_button_new_with_label (companion_get_menu_label ());
    gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
    gtk_button_set_focus_on_click (GTK_BUTTON (button), FALSE);
    gtk_widget_set_tooltip_text (button, _ ("What can be done with this dialog"));
    g_signal_connect (button, "clicked", G_CALLBACK (button_clicked), tab);
    gtk_box_pack_start (GTK_BOX (tab->toolbar), button, FALSE, FALSE, 0);
    gtk_widget_show (button);
    g_object_set_data (G_OBJECT (tab->toolbar), BUTTON, button);
}

static void
remove_button (PidginConversation *tab)
{
    GtkWidget *button = g_object_get_data (G_OBJECT (tab->toolbar), BUTTON);

    if (button == NULL)
        return;
    g_object_set_data (G_OBJECT (tab->toolbar), BUTTON, NULL);
    gtk_widget_destroy (button);
}

/* ---- windows ---- */

static void
tab_shown (PidginConversation *tab, gpointer data)
{
    if (companion_is_dialog (tab->active_conv))
        add_button (tab);
    else
        remove_button (tab);
    show_bar_item (tab->active_conv, NULL);
}

static void
front_changed (PurpleConversation *conversation, gpointer data)
{
    show_bar_item (conversation, NULL);
}

static void
take_down (PidginWindow *window)
{
    GtkWidget *item = g_object_get_data (G_OBJECT (window->window), BAR_ITEM);

    if (item != NULL) {
        g_object_set_data (G_OBJECT (window->window), BAR_ITEM, NULL);
        gtk_widget_destroy (item);
    }
    for (GList *l = pidgin_conv_window_get_gtkconvs (window); l != NULL; l = l->next)
        remove_button (l->data);
}

/* ---- completion ---- */

/* The longest beginning all of @lines share, in bytes. */
static gsize
get_common_length (GList *lines)
{
    const char *first = lines->data;
    gsize length = strlen (first);

    for (GList *l = lines->next; l != NULL; l = l->next) {
        const char *line = l->data;
        gsize same = 0;

        while (same < length && first[same] == line[same])
            same++;
        length = same;
    }
    /* Never a part of a character. */
    while (length > 0 && (first[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static void
list_choices (PurpleConversation *conversation, GList *lines)
{
    g_autoptr (GString) out = g_string_new (NULL);

    for (GList *l = lines; l != NULL; l = l->next) {
        const char *argument = strchr (l->data, ' ');
        g_autofree char *markup =
            g_markup_escape_text (argument == NULL ? l->data : argument + 1, -1);

        g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", markup);
    }
    purple_conversation_write (conversation, NULL, out->str, PURPLE_MESSAGE_NO_LOG, time (NULL));
}

/* Tab in the line of text. Returns: TRUE when it was for us; else Pidgin completes words. */
static gboolean
tab_pressed (PurpleConversation *conversation, gboolean shift, gpointer data)
{
    PidginConversation *tab = PIDGIN_CONVERSATION (conversation);
    GtkTextBuffer *buffer = tab->entry_buffer;
    GtkTextIter start;
    GtkTextIter cursor;
    g_autofree char *typed = NULL;
    g_autofree char *common = NULL;
    GList *lines;

    gtk_text_buffer_get_start_iter (buffer, &start);
    gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
    typed = gtk_text_buffer_get_text (buffer, &start, &cursor, FALSE);
    lines = companion_complete (conversation, typed);
    if (lines == NULL)
        return FALSE;

    common = g_strndup (lines->data, get_common_length (lines));
    if (lines->next != NULL)
        list_choices (conversation, lines);
    if (g_utf8_strlen (common, -1) >= g_utf8_strlen (typed, -1)) {
        gtk_text_buffer_delete (buffer, &start, &cursor);
        gtk_text_buffer_insert_at_cursor (buffer, common, -1);
    }
    g_list_free_full (lines, g_free);
    return TRUE;
}

/* ---- text from the plugin ---- */

/* Returns: whether the text stands in the line now */
static gboolean
insert_text (PurpleConversation *conversation, const char *text, gpointer data)
{
    PidginConversation *tab = conversation != NULL ? PIDGIN_CONVERSATION (conversation) : NULL;

    if (tab == NULL || !PIDGIN_IS_PIDGIN_CONVERSATION (conversation))
        return FALSE;
    gtk_text_buffer_insert_at_cursor (tab->entry_buffer, text, -1);
    gtk_widget_grab_focus (tab->entry);
    return TRUE;
}

/* ---- the module ---- */

static gboolean
load (PurplePlugin *plugin)
{
    void *conversations = pidgin_conversations_get_handle ();
    PurplePlugin *protocol = purple_find_prpl (OL_PROTOCOL_ID);

    for (GList *w = pidgin_conv_windows_get_list (); w != NULL; w = w->next) {
        PidginWindow *window = w->data;
        PidginConversation *front = pidgin_conv_window_get_active_gtkconv (window);

        for (GList *l = pidgin_conv_window_get_gtkconvs (window); l != NULL; l = l->next)
            tab_shown (l->data, NULL);
        if (front != NULL)
            front_changed (front->active_conv, NULL);
    }
    purple_signal_connect (conversations, "conversation-displayed", plugin,
                           PURPLE_CALLBACK (tab_shown), NULL);
    purple_signal_connect (conversations, "conversation-switched", plugin,
                           PURPLE_CALLBACK (front_changed), NULL);
    purple_signal_connect (conversations, "chat-nick-autocomplete", plugin,
                           PURPLE_CALLBACK (tab_pressed), NULL);
    if (protocol != NULL)
        purple_signal_connect (protocol, OL_SIGNAL_INSERT_TEXT, plugin,
                               PURPLE_CALLBACK (insert_text), NULL);
    return TRUE;
}

static gboolean
unload (PurplePlugin *plugin)
{
    purple_signals_disconnect_by_handle (plugin);
    for (GList *w = pidgin_conv_windows_get_list (); w != NULL; w = w->next)
        take_down (w->data);
    return TRUE;
}

static PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC,
    .major_version = PURPLE_MAJOR_VERSION,
    .minor_version = 14,
    .type = PURPLE_PLUGIN_STANDARD,
    .ui_requirement = (char *) PIDGIN_UI,
    .flags = PURPLE_PLUGIN_FLAG_INVISIBLE,
    .priority = PURPLE_PRIORITY_DEFAULT,
    .id = (char *) OL_COMPANION_PIDGIN,
    .name = (char *) "Bitrix24 Open Lines for Pidgin",
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

PURPLE_INIT_PLUGIN (openlines_pidgin, init_plugin, info)
