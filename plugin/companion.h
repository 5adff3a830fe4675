/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * companion — what the modules for Pidgin and for Finch have in common.
 *
 * They contain no action of their own: what a “Dialog” menu offers is asked from the plugin, as
 * both contact lists do, and what is chosen goes to it. A menu stays open while contacts and
 * accounts go; so an item remembers names and looks them up when it is chosen.
 */

#include <purple.h>

G_BEGIN_DECLS

typedef struct {
    char *label;
    GPtrArray *items; /* (nullable) (element-type CompanionItem): of a submenu */
    /*< private >*/
    void (*callback) (PurpleBlistNode *node, gpointer data);
    gpointer data;
    char *username;
    char *name;
} CompanionItem;

/* Whether this is a dialog of our protocol. */
gboolean companion_is_dialog (PurpleConversation *conversation);
/* (transfer full) (element-type CompanionItem): what can be done with the conversation now; nothing
 * with one that is no dialog */
GPtrArray *companion_list_items (PurpleConversation *conversation);
/* What was chosen; nothing when the contact is gone. */
void companion_choose (const CompanionItem *item);
/* (transfer full) (element-type utf8): whole lines @text can become */
GList *companion_complete (PurpleConversation *conversation, const char *text);
/* static: what stands where there is nothing to choose */
const char *companion_get_empty_label (void);
/* static: the name of the menu */
const char *companion_get_menu_label (void);

G_END_DECLS
