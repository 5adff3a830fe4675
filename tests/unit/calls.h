/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * calls — methods in one shape for tables: called for a chat (or a session, line, person), done or
 * not. Calls with more arguments have them fixed here.
 */

#include "b24-error.h"
#include "desk.h"

#define KIM     27
#define MARIA   28
#define SUPPORT 7
#define SALES   9
#define UUID    "0f0f0f0f-1111-4222-8333-444444444444"

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
void
calls_assert_refused (Desk *desk, StartCall call, FinishCall finish, gint64 chat, B24Error code);
void calls_assert_done (Desk *desk, StartCall call, FinishCall finish, gint64 chat);
gint64 calls_chat_int (Desk *desk, gint64 chat, const char *member);
void calls_assert_chat (Desk *desk, gint64 chat, gint64 owner, gint64 status);
gboolean calls_chat_flag (Desk *desk, gint64 chat, const char *member);
