/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-rest — REST calls of one credential: queued, sent, checked, decoded.
 *
 * The transport knows no method. A call names a method, its parameters and a decoder; the decoder
 * turns the checked answer into plain data. Answers above 32 KiB are parsed and decoded in a
 * worker thread, so decoders must not touch anything but their input. The answer is checked in
 * this order: transport, JSON, `error` key (also with HTTP 200), HTTP status, shape.
 */

#include <json-glib/json-glib.h>

#include "b24-answer.h"
#include "b24-clock.h"
#include "b24-credential.h"
#include "b24-http.h"
#include "b24-throttle.h"

G_BEGIN_DECLS

typedef enum {
    B24_CALL_NONE = 0,
    /* Doing it twice does no harm (reads; a message with TEMPLATE_ID): repeated after passing
     * faults, three times at most, with growing pauses. */
    B24_CALL_REPEATABLE = 1 << 0,
} B24CallFlags;

#define B24_TYPE_REST (b24_rest_get_type ())
G_DECLARE_FINAL_TYPE (B24Rest, b24_rest, B24, REST, GObject)

/**
 * b24_rest_new:
 *
 * All arguments are referenced. One B24Rest serves one account.
 */
B24Rest *
b24_rest_new (B24Credential *credential, B24Http *http, B24Throttle *throttle, B24Clock *clock);

B24Credential *b24_rest_get_credential (B24Rest *self);
B24Portal *b24_rest_get_portal (B24Rest *self);
B24Clock *b24_rest_get_clock (B24Rest *self);
B24Throttle *b24_rest_get_throttle (B24Rest *self);
/* Portal's clock minus ours in seconds, learned from answers; 0 before the first. */
gint64 b24_rest_get_clock_skew (B24Rest *self);
/* The origin calls go to now; differs from the portal's after a rename. Setting it restores a
 * remembered one, %NULL the portal's own. While it cannot be reached calls try the one and the
 * other in turn. Signal "moved" (const char *origin) is emitted when a redirect teaches a new one,
 * or the portal's own origin answers by itself again. */
const char *b24_rest_get_origin (B24Rest *self);
void b24_rest_set_origin (B24Rest *self, const char *origin);

/**
 * b24_rest_call_async:
 * @params: (transfer full) (nullable): members are sent as the JSON body; UPPERCASE keys
 * @decode: (nullable): without one the call yields %NULL on success
 * @decode_data: (nullable): passed to @decode; freed with @decode_data_free after the call
 * @free_decoded: frees what @decode returned if nobody takes it
 *
 * Signal "log" (const char *line) reports method, duration, size, code of each call: never
 * parameters, answers or addresses.
 */
void
b24_rest_call_async (B24Rest *self, const char *method, JsonObject *params, B24Priority priority,
                     B24CallFlags flags, B24Decode decode, gpointer decode_data,
                     GDestroyNotify decode_data_free, GDestroyNotify free_decoded,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * b24_rest_call_finish:
 *
 * Returns: (transfer full) (nullable): the decoded value. Without a decoder always %NULL: look at
 *   @error. Every error of the reference can come; cancellation is %G_IO_ERROR_CANCELLED.
 */
gpointer b24_rest_call_finish (B24Rest *self, GAsyncResult *result, GError **error);

/* Whether the portal offers a method, as b24-features asked it. */
typedef enum {
    B24_OFFER_UNKNOWN,
    B24_OFFER_NO,
    B24_OFFER_YES,
} B24Offer;

void b24_rest_set_offer (B24Rest *self, const char *method, B24Offer offer);
B24Offer b24_rest_get_offer (B24Rest *self, const char *method);

G_END_DECLS
