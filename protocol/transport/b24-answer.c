/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-answer.h"

#include "b24-error.h"
#include "b24-json.h"

/* SOUP_STATUS_TOO_MANY_REQUESTS is newer than what we require. */
#define STATUS_TOO_MANY_REQUESTS 429
/* Of a large answer, parsed at once: more than a dialog or a message has. */
#define PIECE (4 * 1024)

B24Outcome *
b24_outcome_new_failed (GError *error)
{
    B24Outcome *self = g_new0 (B24Outcome, 1);

    self->error = error;
    self->operating = -1;
    return self;
}

void
b24_outcome_free (B24Outcome *self)
{
    g_clear_error (&self->error);
    if (self->decoded != NULL && self->free_decoded != NULL)
        self->free_decoded (self->decoded);
    g_free (self);
}

/* The code as the portal sent it; the v3 form has it one level deeper. */
static char *
dup_error_code (JsonObject *root, char **description)
{
    JsonObject *nested = b24_json_get_object (root, "error");

    if (nested != NULL) {
        *description = b24_json_dup_string (nested, "message");
        return b24_json_dup_string (nested, "code");
    }
    *description = b24_json_dup_string (root, "error_description");
    return b24_json_dup_string (root, "error");
}

/* Error of an answer without a code. */
static GError *
error_from_status (guint status, GError *parse_error)
{
    g_autoptr (GError) owned = parse_error;
    GError *error;

    if (status == SOUP_STATUS_NOT_FOUND && owned != NULL)
        return g_error_new (B24_ERROR, B24_ERROR_NOT_FOUND, "status 404 without JSON");
    if (status < 500 && status != STATUS_TOO_MANY_REQUESTS) {
        if (owned != NULL)
            return g_steal_pointer (&owned);
        return g_error_new (B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE, "status %u without a code",
                            status);
    }
    error = g_error_new (B24_ERROR, B24_ERROR_SERVER, "status %u without a code", status);
    /* The front server refuses too many requests without JSON, too. */
    if (status == SOUP_STATUS_SERVICE_UNAVAILABLE || status == STATUS_TOO_MANY_REQUESTS)
        b24_error_set_class (error, B24_ERROR_CLASS_BACK_OFF);
    return error;
}

static GError *
find_error (JsonObject *root, guint status)
{
    g_autofree char *description = NULL;
    g_autofree char *code = dup_error_code (root, &description);
    GError *error;

    if (code == NULL)
        return status < 400 ? NULL : error_from_status (status, NULL);
    if (*code == '\0' && status < 400 && b24_json_has (root, "result"))
        return NULL;
    error = b24_error_new_from_code (code, description);
    /* The one code whose meaning is in the status; codes nobody knows are read the same way. */
    if (status >= 500 && (g_error_matches (error, B24_ERROR, B24_ERROR_CORE) ||
                          g_error_matches (error, B24_ERROR, B24_ERROR_UNKNOWN_CODE)))
        b24_error_set_class (error, B24_ERROR_CLASS_RETRY);
    return error;
}

static void
read_time (B24Outcome *self, JsonObject *root)
{
    JsonObject *time = b24_json_get_object (root, "time");

    self->server_time = b24_json_get_time (time, "date_start");
    if (self->server_time == 0)
        self->server_time = MAX (0, b24_json_get_int (time, "start", 0));
    self->operating = b24_json_get_double (time, "operating", -1);
    self->operating_reset_at = b24_json_get_int (time, "operating_reset_at", 0);
}

static void
decode_result (B24Outcome *self, JsonObject *root, B24Decode decode, gpointer decode_data)
{
    B24Answer answer = {
        .result = b24_json_get (root, "result"),
        .next = b24_json_get_int (root, "next", -1),
        .total = b24_json_get_int (root, "total", -1),
        .server_time = self->server_time,
    };

    if (answer.result == NULL) {
        g_set_error_literal (&self->error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE,
                             "neither result nor error");
        return;
    }
    if (decode != NULL)
        self->decoded = decode (&answer, decode_data, &self->error);
}

/* Order of the checks: JSON, `error`, status, shape. */
B24Outcome *
b24_outcome_new (const B24HttpReply *reply, B24Decode decode, gpointer decode_data,
                 GDestroyNotify free_decoded)
{
    B24Outcome *self = b24_outcome_new_failed (NULL);
    GError *parse_error = NULL;
    g_autoptr (JsonNode) node = NULL;
    JsonObject *root;
    gsize length;
    const char *data = g_bytes_get_data (reply->body, &length);

    self->free_decoded = free_decoded;
    node = length > B24_ANSWER_LARGE ? b24_json_parse_pieces (data, length, PIECE, &parse_error)
                                     : b24_json_parse (data, length, &parse_error);
    root = b24_json_node_object (node);
    if (root == NULL) {
        self->error = error_from_status (reply->status, parse_error);
        return self;
    }
    self->from_portal = b24_json_has (root, "result") || b24_json_has (root, "error");
    read_time (self, root);
    self->error = find_error (root, reply->status);
    if (self->error == NULL)
        decode_result (self, root, decode, decode_data);
    return self;
}
