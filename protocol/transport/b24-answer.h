/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-answer — what one HTTP reply of a portal says.
 *
 * Checked in this order: JSON, `error` key (also with HTTP 200), HTTP status, shape; then decoded
 * into plain data. Touches nothing but its arguments, so it may run in a worker thread.
 */

#include <json-glib/json-glib.h>

#include "b24-http.h"

G_BEGIN_DECLS

/* Replies above this many bytes are read in a worker thread and list element by list element. */
#define B24_ANSWER_LARGE (32 * 1024)

/**
 * B24Answer:
 * @result: (nullable) (transfer none): the `result` member
 * @next: offset of the next page, -1 when there is none
 * @total: -1 when unknown
 * @server_time: unix seconds of the portal's clock (`time.date_start`), 0 when unknown
 */
typedef struct {
    JsonNode *result;
    gint64 next;
    gint64 total;
    gint64 server_time;
} B24Answer;

/**
 * B24Decode:
 *
 * Returns: (transfer full): the decoded value, or %NULL with @error set
 * (%B24_ERROR_UNEXPECTED_SHAPE). May run in a worker thread.
 */
typedef gpointer (*B24Decode) (const B24Answer *answer, gpointer user_data, GError **error);

/**
 * B24Outcome:
 * @error: (nullable): of the reply, or of getting one
 * @decoded: (nullable) (owned): what the decoder made
 * @from_portal: an answer only a portal gives, error or not
 * @server_time: unix seconds of the portal's clock, 0 unknown
 * @operating: seconds of operating time spent by the method in its window, -1 unknown
 * @operating_reset_at: unix seconds of the portal's clock, 0 unknown
 */
typedef struct {
    GError *error;
    gpointer decoded;
    GDestroyNotify free_decoded;
    gboolean from_portal;
    gint64 server_time;
    double operating;
    gint64 operating_reset_at;
} B24Outcome;

B24Outcome *b24_outcome_new (const B24HttpReply *reply, B24Decode decode, gpointer decode_data,
                             GDestroyNotify free_decoded);
/* @error: (transfer full): why there is no reply at all */
B24Outcome *b24_outcome_new_failed (GError *error);
void b24_outcome_free (B24Outcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Outcome, b24_outcome_free)

G_END_DECLS
