/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-history — what was said in dialogs before now, for windows.
 *
 * A window that somebody waits for gets a request of its own at once. Windows that open by
 * themselves, hundreds of them at sign-in, are gathered: one batch is under way at a time, and its
 * pages are handed out one per turn of the main loop, so that neither the portal's queue nor the UI
 * is kept busy by them. Somebody who wants to see more of a dialog gets as many pages as that
 * takes.
 */

#include "b24-message.h"
#include "b24-rest.h"

G_BEGIN_DECLS

#define B24_HISTORY_MAX_OLDER 500

#define B24_TYPE_HISTORY (b24_history_get_type ())
G_DECLARE_FINAL_TYPE (B24History, b24_history, B24, HISTORY, GObject)

B24History *b24_history_new (B24Rest *rest);

/**
 * b24_history_load_async:
 * @before_id: messages older than this one, 0 = the newest there are
 * @limit: at most %B24_MESSAGES_MAX_PAGE
 * @priority: %B24_PRIORITY_BACKGROUND is gathered, anything else goes alone and at once
 *
 * Errors are those of b24_messages_before_async(), each dialog gets its own.
 */
void b24_history_load_async (B24History *self, gint64 chat_id, gint64 before_id, guint limit,
                             B24Priority priority, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
B24MessagePage *b24_history_load_finish (B24History *self, GAsyncResult *result, GError **error);

/**
 * b24_history_older_async:
 * @before_id: messages older than this one, 0 = the newest there are
 * @count: at most %B24_HISTORY_MAX_OLDER
 *
 * As many pages as @count takes, one after another and each at once. The last @count messages
 * before @before_id come as one page, fewer when the dialog has no more; `full` says whether there
 * may be still older ones. When one of the pages cannot be read nothing is returned: errors are
 * those of b24_messages_before_async().
 */
void b24_history_older_async (B24History *self, gint64 chat_id, gint64 before_id, guint count,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
B24MessagePage *b24_history_older_finish (B24History *self, GAsyncResult *result, GError **error);

/* Everything gathered ends as cancelled, also what is asked for later. What went alone ends by its
 * own cancellable. */
void b24_history_stop (B24History *self);

G_END_DECLS
