/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-people — users of the portal: user.get, user.search, im.user.list.get (rest §9.5, §10).
 */

#include "b24-batch.h"
#include "b24-user.h"

G_BEGIN_DECLS

/* user.get by id; B24_ERROR_USER_NOT_EXISTS when there is none */
void b24_people_get_async (B24Rest *rest, gint64 id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
B24User *b24_people_get_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.user.get: what the portal's own card shows, of a customer too. B24_ERROR_ID_EMPTY,
 * _USER_NOT_EXISTS, _ACCESS_DENIED. */
void b24_people_card_async (B24Rest *rest, gint64 id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
B24User *b24_people_card_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* user.get of at most 50 @ids (element-type gint64): unlike im.* it tells who is really online,
 * other methods only which status somebody chose. Needs the scope `user`.
 * (transfer full) (element-type B24User) */
void b24_people_look_async (B24Rest *rest, GArray *ids, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_people_look_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/**
 * b24_people_search_async:
 * @text: a name or part of one, at least one character
 *
 * user.search over active employees; falls back to im.search.user.list when the credential has
 * no scope `user`. (transfer full) (element-type B24User): colleagues only, online first, then
 * by name; at most 50.
 */
void b24_people_search_async (B24Rest *rest, const char *text, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_people_search_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/* im.user.list.get of any number of ids (element-type gint64), customers too; unknown ids are
 * missing in the answer. (transfer full) (element-type B24User) */
void
b24_people_list_async (B24Rest *rest, GArray *ids, B24Priority priority, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_people_list_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/**
 * b24_people_list_in_batch:
 * @key: beginning of the commands' keys
 * @ids: (element-type gint64)
 *
 * Returns: the number of commands added, for b24_people_list_take()
 */
guint b24_people_list_in_batch (B24Batch *batch, const char *key, GArray *ids);
/* (transfer full) (element-type B24User): what those commands answered */
GPtrArray *
b24_people_list_take (B24BatchResult *result, const char *key, guint commands, GError **error);

/* Compares for the picker: online first, then by name, then by id. GCompareFunc of B24User**. */
gint b24_people_compare (gconstpointer a, gconstpointer b);

G_END_DECLS
