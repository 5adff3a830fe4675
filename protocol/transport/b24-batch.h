/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-batch — several calls in one request (reference: rest §5).
 *
 * At most 50 commands go into one hit; more are sent as several hits one after the other. Text of
 * people never travels in a batch (rule 2): the server would expand `$result[` in it. A command
 * that answers OPERATION_TIME_LIMIT inside a batch is repeated alone, because it has its own
 * counter there (reference: realtime §7.3); when that has run out, too, the command fails and the
 * others go on.
 */

#include "b24-rest.h"

G_BEGIN_DECLS

typedef struct _B24Batch B24Batch;
typedef struct _B24BatchResult B24BatchResult;

B24Batch *b24_batch_new (void);
void b24_batch_free (B24Batch *self);
guint b24_batch_get_size (B24Batch *self);

/**
 * b24_batch_add:
 * @key: [a-z0-9_]+, unique in this batch
 * @params: (transfer full) (nullable): strings, integers, booleans as "Y"/"N", arrays and objects
 *   of those
 */
void b24_batch_add (B24Batch *self, const char *key, const char *method, JsonObject *params,
                    B24Decode decode, gpointer decode_data, GDestroyNotify decode_data_free,
                    GDestroyNotify free_decoded);

/* Takes @batch. Batches hold reads only and are repeated after passing faults. */
void
b24_batch_run_async (B24Batch *batch, B24Rest *rest, B24Priority priority,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* @rest is the result's source object. */
B24BatchResult *b24_batch_run_finish (B24Rest *rest, GAsyncResult *result, GError **error);

/**
 * b24_batch_result_take:
 *
 * Returns: (transfer full) (nullable): what the command's decoder made; %NULL with @error when
 *   the command failed. Each key can be taken once.
 */
gpointer b24_batch_result_take (B24BatchResult *self, const char *key, GError **error);
gint64 b24_batch_result_get_server_time (B24BatchResult *self);
/* Seconds the portal worked for the commands of one method, the one that took longest: what limits
 * how often a batch may be repeated (reference: realtime §7.3). 0 where the portal does not tell.
 */
double b24_batch_result_get_duration (B24BatchResult *self);
void b24_batch_result_free (B24BatchResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Batch, b24_batch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24BatchResult, b24_batch_result_free)

G_END_DECLS
