/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-json — the only place that trusts no JSON.
 *
 * Parsing is guarded (size, depth, UTF-8) before json-glib sees a byte, and the accessors accept
 * PHP's habits: `[]` for `{}`, numbers as strings, strings as numbers, "Y"/"N"/"1"/"0"/"", false
 * or null for nothing, lists that became objects with numeric keys. Nothing else in the project
 * calls json-glib's getters. (reference: bitrix24-rest §16)
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define B24_JSON_MAX_BYTES (64 * 1024 * 1024)

/**
 * b24_json_parse:
 * @data: (array length=length): the bytes, not necessarily UTF-8 nor terminated
 *
 * Invalid UTF-8 inside is replaced by U+FFFD. Thread-safe.
 *
 * Returns: (transfer full): the root; %NULL with %B24_ERROR_EMPTY_BODY, %B24_ERROR_TOO_LARGE,
 *   %B24_ERROR_TOO_DEEP or %B24_ERROR_NOT_JSON
 */
JsonNode *b24_json_parse (const char *data, gsize length, GError **error);

/**
 * b24_json_parse_pieces:
 * @piece: bytes
 *
 * Like b24_json_parse(), but objects and lists of up to @piece bytes stay text until somebody looks
 * into them, and b24_json_foreach() drops what it has parsed behind each call: a tree takes ten
 * times the memory of its text, and GLib keeps it for good. The views below do not let one see it;
 * json-glib's own getters would.
 */
JsonNode *b24_json_parse_pieces (const char *data, gsize length, gsize piece, GError **error);

/* Views of a node: never fail, NULL node allowed. */
JsonObject *b24_json_node_object (
    JsonNode *node); /* (transfer none) (nullable): [] and {} of nothing → NULL or empty */
JsonArray *b24_json_node_array (JsonNode *node); /* (transfer none) (nullable) */
gint64 b24_json_node_int (JsonNode *node, gint64 fallback);
gboolean b24_json_node_bool (JsonNode *node, gboolean fallback);
/* (transfer full) (nullable): string, or a number printed; NULL for false/null/{}/[] */
char *b24_json_node_dup_string (JsonNode *node);

/* Members of an object (nullable object: everything is absent). Missing key → fallback/NULL. */
gboolean b24_json_has (JsonObject *object, const char *key);
JsonNode *b24_json_get (JsonObject *object, const char *key); /* (transfer none) (nullable) */
JsonNode *b24_json_get_any_case (JsonObject *object,
                                 const char *key); /* same; BOT_ID is also bot_id, botId, botid */
JsonObject *
b24_json_get_object (JsonObject *object, const char *key); /* (transfer none) (nullable) */
JsonArray *
b24_json_get_array (JsonObject *object, const char *key); /* (transfer none) (nullable) */
gint64 b24_json_get_int (JsonObject *object, const char *key, gint64 fallback);
double b24_json_get_double (JsonObject *object, const char *key, double fallback);
gboolean b24_json_get_bool (JsonObject *object, const char *key, gboolean fallback);
const char *
b24_json_get_string (JsonObject *object, const char *key);       /* (nullable): strings only */
char *b24_json_dup_string (JsonObject *object, const char *key); /* (nullable): numbers too */
/* ISO-8601 with offset → unix seconds; 0 for false, null, {}, "" and nonsense */
gint64 b24_json_get_time (JsonObject *object, const char *key);

/**
 * B24JsonForeach:
 * @key: the member's name; for a JSON array the index as text
 */
typedef void (*B24JsonForeach) (const char *key, JsonNode *value, gpointer user_data);

/**
 * b24_json_foreach:
 * @node: (nullable): a list, a map, a list that lost elements, or nothing at all
 *
 * Calls @func for every element, in order.
 */
void b24_json_foreach (JsonNode *node, B24JsonForeach func, gpointer user_data);
guint b24_json_count (JsonNode *node);
/* (transfer none) (nullable): an element of a list, or of one that became a map of places */
JsonNode *b24_json_at (JsonNode *node, guint place);

char *b24_json_to_text (JsonObject *object); /* (transfer full) */

/**
 * b24_json_to_query:
 *
 * PHP's form of nested values: `KEY=v&LIST[0]=1&MAP[a]=2`, percent-encoded, booleans as Y and N.
 *
 * Returns: (transfer full): empty for an object without members
 */
char *b24_json_to_query (JsonObject *object);

G_END_DECLS
