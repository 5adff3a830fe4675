/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-menus.h"

#include <glib/gi18n-lib.h>

#include "ol-actions.h"

GList *
ol_menus_for_node (PurpleBlistNode *node)
{
    OlDialog *dialog = ol_dialog_of_node (node);
    GList *menu = NULL;
    const OlAction *actions;
    guint n_actions;

    if (dialog == NULL)
        return NULL;

    /* The table's order; no separators, which Finch cannot free (reference: libpurple §1.2). */
    actions = ol_actions_get (&n_actions);
    for (guint i = 0; i < n_actions; i++) {
        if (ol_action_applies (&actions[i], dialog))
            menu = g_list_prepend (menu, purple_menu_action_new (_ (actions[i].label),
                                                                 PURPLE_CALLBACK (actions[i].menu),
                                                                 NULL, NULL));
    }
    return g_list_reverse (menu);
}
