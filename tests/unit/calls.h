/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * calls — methods in one shape for tables: called for a chat (or a session, line, person), done or
 * not. Calls with more arguments have them fixed here.
 */

#include "b24-error.h"
#include "b24-message.h"
#include "desk.h"

#define KIM        27
#define MARIA      28
#define SUPPORT    7
#define SALES      9
#define BOT        35
#define BOT_CLIENT "practice-bot"
#define UUID       "0f0f0f0f-1111-4222-8333-444444444444"

typedef void (*StartCall) (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
typedef gboolean (*FinishCall) (B24Rest *rest, GAsyncResult *result, GError **error);

gboolean calls_run (Desk *desk, StartCall call, FinishCall finish, gint64 chat, GError **error);
void calls_transfer_user (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
void calls_transfer_line (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
void calls_transfer_id (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
void calls_transfer_nobody (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
void calls_transfer_no_line (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
void calls_transfer_no_id (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
void calls_transfer_self (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
void calls_pin (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data);
void calls_unpin (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data);
void calls_silent_on (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
void calls_silent_off (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
void calls_start_from (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
void calls_vote (B24Rest *rest, gint64 session, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data);
void calls_vote_nothing (B24Rest *rest, gint64 session, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
void calls_mark_read (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
void calls_say_hello (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
void calls_say_nothing (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_said (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_pin_all (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_pinned_all (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_open_code (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_opened (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_session_history (B24Rest *rest, gint64 session, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
void calls_chat_history (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_got_history (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_get_dialog (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_got_dialog (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_get_page (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_got_page (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_get_line (B24Rest *rest, gint64 line, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_got_line (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_get_person (B24Rest *rest, gint64 id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_got_person (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_get_profile (B24Rest *rest, gint64 id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_got_profile (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_invite (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data);
void calls_invite_nobody (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
void calls_crm_chats (B24Rest *rest, gint64 lead, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_got_crm_chats (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_save_quick (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
void calls_list_quick (B24Rest *rest, gint64 list, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_listed_quick (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_bot_say (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data);
void calls_bot_transfer_user (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
void calls_bot_transfer_line (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
void calls_bot_transfer_unknown (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
void calls_bot_finish (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
void calls_bot_finish_unknown (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
void calls_update (B24Rest *rest, gint64 message, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data);
void calls_like (B24Rest *rest, gint64 message, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data);
void calls_unlike (B24Rest *rest, gint64 message, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data);
void calls_press (B24Rest *rest, gint64 message, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data);
void calls_find (B24Rest *rest, gint64 chat, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_found (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_find_dialog (B24Rest *rest, gint64 session, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_found_dialog (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_search_dialogs (B24Rest *rest, gint64 unused, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_searched_dialogs (B24Rest *rest, GAsyncResult *result, GError **error);
gboolean calls_got_members (B24Rest *rest, GAsyncResult *result, GError **error);
gboolean calls_got_card (B24Rest *rest, GAsyncResult *result, GError **error);
void calls_list_paused (B24Rest *rest, gint64 unused, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
gboolean calls_listed_paused (B24Rest *rest, GAsyncResult *result, GError **error);
void
calls_assert_refused (Desk *desk, StartCall call, FinishCall finish, gint64 chat, B24Error code);
void calls_assert_done (Desk *desk, StartCall call, FinishCall finish, gint64 chat);
gint64 calls_chat_int (Desk *desk, gint64 chat, const char *member);
void calls_assert_chat (Desk *desk, gint64 chat, gint64 owner, gint64 status);
gboolean calls_chat_flag (Desk *desk, gint64 chat, const char *member);
/* A dialog that operator @owner has. */
gint64 calls_new_taken (Desk *desk, const char *name, gint64 owner);
/* (transfer full): the newest message of @chat */
B24Message *calls_read_last (Desk *desk, gint64 chat);
