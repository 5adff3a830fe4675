/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-rooms — the room list of both UIs as the list of all dialogs the operator can see. Opening a
 * row opens the dialog's conversation.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* What joining needs: the dialog's name, number or code. */
#define OL_ROOMS_KEY "dialog"

/* prpl_info->roomlist_get_list: (transfer none): filled in slices as the portal answers */
PurpleRoomlist *ol_rooms_get_list (OlContext *context);
/* prpl_info->roomlist_cancel */
void ol_rooms_cancel (PurpleRoomlist *list);
/* Brings up the UI's window with the list of this account. */
void ol_rooms_show (OlContext *context);

/* prpl_info->chat_info: (transfer full) (element-type struct proto_chat_entry) */
GList *ol_rooms_list_entries (void);
/* prpl_info->chat_info_defaults: (transfer full); @name: (nullable) */
GHashTable *ol_rooms_make_components (const char *name);

G_END_DECLS
