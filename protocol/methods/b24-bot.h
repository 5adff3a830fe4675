/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-bot — on behalf of the application's chat bot: imopenlines.bot.session.* (rest §8.5).
 *
 * @client_id (nullable): a webhook has to name the application whose bot acts.
 */

#include "b24-rest.h"

G_BEGIN_DECLS

/* bot.session.operator: frees the dialog from the bot to the queue. B24_ERROR_CHAT_ID_EMPTY,
 * _WRONG_CHAT (no bot has it). */
void b24_bot_free_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_bot_free_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* bot.session.message.send: a system message that goes out to the customer; TRUE always. */
void b24_bot_say_async (B24Rest *rest, gint64 chat_id, const char *text, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_bot_say_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/**
 * b24_bot_transfer_async:
 * @user_id: @line_id: exactly one is not 0
 * @leave: the bot leaves the dialog
 *
 * bot.session.transfer. As operator.transfer, and B24_ERROR_BOT_ID_ERROR, _ACCESS_DENIED.
 */
void b24_bot_transfer_async (B24Rest *rest, gint64 chat_id, gint64 user_id, gint64 line_id,
                             gboolean leave, const char *client_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_bot_transfer_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* bot.session.finish: what becomes of the closing is not told. B24_ERROR_CHAT_ID_EMPTY,
 * _BOT_ID_ERROR, _ACCESS_DENIED. */
void
b24_bot_finish_async (B24Rest *rest, gint64 chat_id, const char *client_id,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_bot_finish_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
