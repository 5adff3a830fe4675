/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-method — what the method families have in common: parameters, decoders of simple answers,
 * finishing. Internal to methods/.
 */

#include "b24-json.h"
#include "b24-rest.h"

G_BEGIN_DECLS

/* (transfer full): {"CHAT_ID": @chat_id} */
JsonObject *b24_method_chat_params (gint64 chat_id);
/* (transfer full): {"DIALOG_ID": "chat…"} */
JsonObject *b24_method_dialog_params (gint64 chat_id);

/**
 * b24_method_action_async:
 * @params: (transfer full) (nullable)
 *
 * Calls a method that does something and answers `true`. Never repeated. `false` and nothing
 * become %B24_ERROR_EMPTY, like the portal's own way of saying “could not”. Finishes
 * b24_method_session_async(), too.
 */
void b24_method_action_async (B24Rest *rest, const char *method, JsonObject *params,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean b24_method_action_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/**
 * b24_method_session_async:
 * @method: of imopenlines.*, with @params (transfer full)
 * @newer: the same of imopenlines.v2.Session.*, which gives the inner error codes
 * @newer_params: (transfer full) (nullable): what it wants beside the chat
 *
 * Like b24_method_action_async(): calls @newer where the portal is known to offer it. One that
 * turns out not to be there is not asked again, and @method is called.
 */
void
b24_method_session_async (B24Rest *rest, gint64 chat_id, const char *method, JsonObject *params,
                          const char *newer, JsonObject *newer_params, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * b24_method_id_finish:
 *
 * Finishes a call whose decoder gives a gint64 made by b24_method_box_id(). Returns: 0 on error
 */
gint64 b24_method_id_finish (B24Rest *rest, GAsyncResult *result, GError **error);
/* (transfer full) (nullable): @id boxed; %NULL with %B24_ERROR_UNEXPECTED_SHAPE when it is none */
gpointer b24_method_box_id (gint64 id, GError **error);

/* Sets %B24_ERROR_UNEXPECTED_SHAPE. */
void b24_method_set_shape_error (GError **error, const char *method);

/**
 * b24_method_read_list:
 * @list: (nullable): a list of objects, or a map of them
 *
 * Calls @func for each element. Something that is no list, or a list of plain values only, is not
 * taken for an empty one: what is missing on it would be forgotten.
 *
 * Returns: FALSE with %B24_ERROR_UNEXPECTED_SHAPE
 */
gboolean b24_method_read_list (JsonNode *list, const char *method, B24JsonForeach func,
                               gpointer user_data, GError **error);

/* B24Decode: a list or map of people (im.*) → GPtrArray of B24User; what is no user is left out. */
gpointer b24_method_decode_users (const B24Answer *answer, gpointer user_data, GError **error);
/* (transfer full): an empty array of B24User */
GPtrArray *b24_method_new_users (void);

G_END_DECLS
