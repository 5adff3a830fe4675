/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * client-private — what the files of the headless client offer each other.
 */

#include "client.h"

G_BEGIN_DECLS

/* client-record */
void client_record_install_core (PurpleCoreUiOps *ops);
void client_record_init (void);
void client_record_use (Client *self); /* whose eyes see what is shown from now on */
void client_record_clear (Client *self);
void client_record_free (Client *self);

/* client-window: what the UIs know of each window */
gboolean client_window_has_focus (PurpleConversation *conversation);
void client_window_written (PurpleConversation *conversation, PurpleMessageFlags flags);
void client_window_destroyed (PurpleConversation *conversation);

/* client-ask */
PurpleRequestUiOps *client_ask_get_ops (void);
void client_ask_use (Client *self);
void client_ask_free (gpointer request);

/* client-lists */
PurpleRoomlistUiOps *client_lists_get_room_ops (void);
void client_lists_use (Client *self);
void *client_lists_show_results (PurpleConnection *gc, const char *title, const char *primary,
                                 const char *secondary, PurpleNotifySearchResults *found,
                                 gpointer user_data);
void client_lists_close_results (void *handle);
void client_lists_free_results (gpointer results);

G_END_DECLS
