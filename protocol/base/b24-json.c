/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-json.h"

#include <math.h>
#include <string.h>

#include "b24-error.h"
#include "b24-json-scan.h"

static JsonNode *
parse_checked (const char *data, gsize length, GError **error)
{
    g_autoptr (JsonParser) parser = json_parser_new ();
    g_autoptr (GError) local_error = NULL;

    if (!json_parser_load_from_data (parser, data, (gssize) length, &local_error)) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_NOT_JSON, local_error->message);
        return NULL;
    }
    return json_parser_steal_root (parser);
}

/* An object or a list that was not parsed yet is a list of its text behind this mark and, once
 * somebody has looked into it, of what it is. What was parsed is valid UTF-8, so no portal can send
 * this. */
#define PIECE_MARK '\xff'

/* (nullable) */
static const char *
get_piece (JsonNode *node)
{
    JsonNode *first = NULL;
    const char *text = NULL;

    if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
        json_array_get_length (json_node_get_array (node)) > 0)
        first = json_array_get_element (json_node_get_array (node), 0);
    if (first != NULL && JSON_NODE_HOLDS_VALUE (first) &&
        json_node_get_value_type (first) == G_TYPE_STRING)
        text = json_node_get_string (first);
    return text != NULL && *text == PIECE_MARK ? text + 1 : NULL;
}

/* What a piece stands for (nullable); anything else stands for itself. */
static JsonNode *
look_into (JsonNode *node)
{
    const char *text = get_piece (node);
    JsonArray *array = text != NULL ? json_node_get_array (node) : NULL;

    if (array == NULL)
        return node;
    if (json_array_get_length (array) == 1) {
        JsonNode *tree = parse_checked (text, strlen (text), NULL);

        json_array_add_element (array, tree != NULL ? tree : json_node_new (JSON_NODE_NULL));
    }
    return json_array_get_element (array, 1);
}

/* The same for a moment: what has to be parsed for it goes into @tree. */
static JsonNode *
glance_into (JsonNode *node, JsonNode **tree)
{
    const char *text = get_piece (node);

    if (text == NULL || json_array_get_length (json_node_get_array (node)) > 1)
        return look_into (node);
    *tree = parse_checked (text, strlen (text), NULL);
    return *tree;
}

typedef struct {
    const char *data;
    const GArray *bounds; /* see b24_json_scan_split() */
} Pieces;

static gboolean
put_piece (JsonArray *array, const Pieces *pieces)
{
    JsonNode *number =
        json_array_get_length (array) == 1 ? json_array_get_element (array, 0) : NULL;
    g_autofree char *text = NULL;
    const gsize *at;
    gsize length;

    if (number == NULL || !JSON_NODE_HOLDS_VALUE (number) ||
        json_node_get_value_type (number) != G_TYPE_INT64)
        return FALSE;
    at = &g_array_index (pieces->bounds, gsize, 2 * (guint) json_node_get_int (number));
    length = at[1] - at[0];
    text = g_malloc (length + 2);
    text[0] = PIECE_MARK;
    memcpy (text + 1, pieces->data + at[0], length);
    text[length + 1] = '\0';
    json_array_remove_element (array, 0);
    json_array_add_string_element (array, text);
    return TRUE;
}

/* Puts the pieces into the frame; as deep as the frame is. */
static void
put_pieces (JsonNode *node, const Pieces *pieces)
{
    JsonObjectIter iter;
    JsonNode *value;

    if (JSON_NODE_HOLDS_ARRAY (node)) {
        JsonArray *array = json_node_get_array (node);

        if (put_piece (array, pieces))
            return;
        for (guint i = 0; i < json_array_get_length (array); i++)
            put_pieces (json_array_get_element (array, i), pieces);
    } else if (JSON_NODE_HOLDS_OBJECT (node)) {
        json_object_iter_init (&iter, json_node_get_object (node));
        while (json_object_iter_next (&iter, NULL, &value))
            put_pieces (value, pieces);
    }
}

static JsonNode *
parse_frame (const char *data, gsize length, gsize piece, GError **error)
{
    g_autoptr (GArray) bounds = g_array_new (FALSE, FALSE, sizeof (gsize));
    g_autofree char *frame = b24_json_scan_split (data, length, piece, bounds);
    const Pieces pieces = { data, bounds };
    JsonNode *root = parse_checked (frame, strlen (frame), error);

    if (root != NULL)
        put_pieces (root, &pieces);
    return root;
}

/* @piece: 0 to parse everything at once */
static JsonNode *
parse_guarded (const char *data, gsize length, gsize piece, GError **error)
{
    g_autofree char *valid = NULL;
    g_autoptr (GArray) huge = NULL;

    if (length > B24_JSON_MAX_BYTES) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_TOO_LARGE, "JSON too large");
        return NULL;
    }
    if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) {
        data += 3;
        length -= 3;
    }
    while (length > 0 && strchr (" \t\r\n", *data) != NULL && *data != '\0') {
        data++;
        length--;
    }
    if (length == 0) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_EMPTY_BODY,
                             "nothing where JSON should be");
        return NULL;
    }
    if (!g_utf8_validate_len (data, length, NULL)) {
        valid = g_utf8_make_valid (data, (gssize) length);
        data = valid;
        length = strlen (valid);
    }
    if (!b24_json_scan_check (data, length, &huge, error))
        return NULL;
    if (b24_json_scan_is_harmful (data, length, huge)) {
        if (valid == NULL)
            valid = g_strndup (data, length);
        b24_json_scan_repair (valid, length, huge);
        data = valid;
    }

    if (piece > 0)
        return parse_frame (data, length, piece, error);
    return parse_checked (data, length, error);
}

JsonNode *
b24_json_parse (const char *data, gsize length, GError **error)
{
    return parse_guarded (data, length, 0, error);
}

JsonNode *
b24_json_parse_pieces (const char *data, gsize length, gsize piece, GError **error)
{
    g_return_val_if_fail (piece > 0, NULL);

    return parse_guarded (data, length, piece, error);
}

JsonObject *
b24_json_node_object (JsonNode *node)
{
    node = look_into (node);
    return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
b24_json_node_array (JsonNode *node)
{
    node = look_into (node);
    return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* G_TYPE_INVALID for whatever is no plain value */
static GType
value_type (JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                        : G_TYPE_INVALID;
}

/* A whole number out of text or a double; saturates, because casting too large ones is undefined.
 */
static gint64
clamp_to_int (double number, gint64 fallback)
{
    if (isnan (number))
        return fallback;
    if (number >= 9223372036854775807.0)
        return G_MAXINT64;
    if (number <= -9223372036854775808.0)
        return G_MININT64;
    return (gint64) number;
}

static gboolean
text_to_double (const char *text, double *number)
{
    char *end = NULL;

    while (g_ascii_isspace (*text))
        text++;
    /* strtod also takes "inf", "nan" and hexadecimal, which are no numbers of a portal. */
    if (*text == '\0' || strspn (text, "+-.0123456789eE") < strcspn (text, " \t\r\n"))
        return FALSE;
    *number = g_ascii_strtod (text, &end);
    if (end == text)
        return FALSE;
    while (g_ascii_isspace (*end))
        end++;
    return *end == '\0';
}

static gint64
text_to_int (const char *text, gint64 fallback)
{
    g_autofree char *stripped = g_strstrip (g_strdup (text));
    const char *digits = *stripped == '-' || *stripped == '+' ? stripped + 1 : stripped;
    double number;

    /* Not by way of a double: ids may need all 63 bits. strtoll saturates. */
    if (*digits != '\0' && strspn (digits, "0123456789") == strlen (digits))
        return g_ascii_strtoll (stripped, NULL, 10);
    return text_to_double (stripped, &number) ? clamp_to_int (number, fallback) : fallback;
}

gint64
b24_json_node_int (JsonNode *node, gint64 fallback)
{
    GType type = value_type (node);

    if (type == G_TYPE_INT64)
        return json_node_get_int (node);
    if (type == G_TYPE_DOUBLE)
        return clamp_to_int (json_node_get_double (node), fallback);
    if (type == G_TYPE_STRING)
        return text_to_int (json_node_get_string (node), fallback);
    if (type == G_TYPE_BOOLEAN && json_node_get_boolean (node))
        return 1;
    return fallback;
}

static double
node_double (JsonNode *node, double fallback)
{
    GType type = value_type (node);
    double number;

    /* json-glib converts whole numbers here. */
    if (type == G_TYPE_DOUBLE || type == G_TYPE_INT64)
        number = json_node_get_double (node);
    else if (type != G_TYPE_STRING || !text_to_double (json_node_get_string (node), &number))
        return fallback;
    return isfinite (number) ? number : fallback;
}

static gboolean
text_to_bool (const char *text, gboolean fallback)
{
    static const char *const yes[] = { "Y", "1", "true", "yes", "on", NULL };
    static const char *const no[] = { "N", "0", "", "false", "no", "off", NULL };

    for (guint i = 0; yes[i] != NULL; i++) {
        if (g_ascii_strcasecmp (text, yes[i]) == 0)
            return TRUE;
    }
    for (guint i = 0; no[i] != NULL; i++) {
        if (g_ascii_strcasecmp (text, no[i]) == 0)
            return FALSE;
    }
    return fallback;
}

gboolean
b24_json_node_bool (JsonNode *node, gboolean fallback)
{
    GType type = value_type (node);

    if (type == G_TYPE_BOOLEAN)
        return json_node_get_boolean (node);
    if (type == G_TYPE_INT64)
        return json_node_get_int (node) != 0;
    if (type == G_TYPE_DOUBLE)
        return fpclassify (json_node_get_double (node)) != FP_ZERO;
    if (type == G_TYPE_STRING)
        return text_to_bool (json_node_get_string (node), fallback);
    return fallback;
}

/* (transfer full) */
static char *
double_to_text (double number)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];

    if (fabs (number) < 1e15 && fpclassify (number - trunc (number)) == FP_ZERO)
        return g_strdup_printf ("%.0f", number);
    return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, number));
}

char *
b24_json_node_dup_string (JsonNode *node)
{
    GType type = value_type (node);

    if (type == G_TYPE_STRING)
        return g_strdup (json_node_get_string (node));
    if (type == G_TYPE_INT64)
        return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    if (type == G_TYPE_DOUBLE && isfinite (json_node_get_double (node)))
        return double_to_text (json_node_get_double (node));
    return NULL;
}

JsonNode *
b24_json_get (JsonObject *object, const char *key)
{
    return object != NULL ? json_object_get_member (object, key) : NULL;
}

gboolean
b24_json_has (JsonObject *object, const char *key)
{
    return b24_json_get (object, key) != NULL;
}

/* Without case and underscores: sources differ in how they write one name. */
static gboolean
is_same_name (const char *a, const char *b)
{
    do {
        while (*a == '_')
            a++;
        while (*b == '_')
            b++;
        if (g_ascii_tolower (*a) != g_ascii_tolower (*b++))
            return FALSE;
    } while (*a++ != '\0');
    return TRUE;
}

JsonNode *
b24_json_get_any_case (JsonObject *object, const char *key)
{
    JsonNode *exact = b24_json_get (object, key);
    JsonObjectIter iter;
    const char *name;
    JsonNode *value;

    if (exact != NULL || object == NULL)
        return exact;
    json_object_iter_init_ordered (&iter, object);
    while (json_object_iter_next_ordered (&iter, &name, &value)) {
        if (is_same_name (name, key))
            return value;
    }
    return NULL;
}

JsonObject *
b24_json_get_object (JsonObject *object, const char *key)
{
    return b24_json_node_object (b24_json_get (object, key));
}

JsonArray *
b24_json_get_array (JsonObject *object, const char *key)
{
    return b24_json_node_array (b24_json_get (object, key));
}

gint64
b24_json_get_int (JsonObject *object, const char *key, gint64 fallback)
{
    return b24_json_node_int (b24_json_get (object, key), fallback);
}

double
b24_json_get_double (JsonObject *object, const char *key, double fallback)
{
    return node_double (b24_json_get (object, key), fallback);
}

gboolean
b24_json_get_bool (JsonObject *object, const char *key, gboolean fallback)
{
    return b24_json_node_bool (b24_json_get (object, key), fallback);
}

const char *
b24_json_get_string (JsonObject *object, const char *key)
{
    JsonNode *node = b24_json_get (object, key);

    return value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

char *
b24_json_dup_string (JsonObject *object, const char *key)
{
    return b24_json_node_dup_string (b24_json_get (object, key));
}

gint64
b24_json_get_time (JsonObject *object, const char *key)
{
    const char *text = b24_json_get_string (object, key);
    g_autoptr (GTimeZone) utc = NULL;
    g_autoptr (GDateTime) time = NULL;

    if (text == NULL)
        return 0;
    utc = g_time_zone_new_utc ();
    time = g_date_time_new_from_iso8601 (text, utc);
    return time != NULL ? g_date_time_to_unix (time) : 0;
}

/* A piece is parsed for the call only. */
static void
call (B24JsonForeach func, const char *key, JsonNode *value, gpointer user_data)
{
    g_autoptr (JsonNode) tree = NULL;
    JsonNode *seen = glance_into (value, &tree);

    if (seen != NULL)
        func (key, seen, user_data);
}

void
b24_json_foreach (JsonNode *node, B24JsonForeach func, gpointer user_data)
{
    g_autoptr (JsonNode) tree = NULL;
    JsonNode *seen = glance_into (node, &tree);
    JsonArray *array = b24_json_node_array (seen);
    JsonObject *object = b24_json_node_object (seen);
    guint length = array != NULL ? json_array_get_length (array) : 0;

    for (guint i = 0; i < length; i++) {
        char key[16];

        g_snprintf (key, sizeof key, "%u", i);
        call (func, key, json_array_get_element (array, i), user_data);
    }
    if (object != NULL) {
        JsonObjectIter iter;
        const char *name;
        JsonNode *value;

        json_object_iter_init_ordered (&iter, object);
        while (json_object_iter_next_ordered (&iter, &name, &value))
            call (func, name, value, user_data);
    }
}

guint
b24_json_count (JsonNode *node)
{
    JsonArray *array = b24_json_node_array (node);
    JsonObject *object = b24_json_node_object (node);

    if (array != NULL)
        return json_array_get_length (array);
    return object != NULL ? json_object_get_size (object) : 0;
}

JsonNode *
b24_json_at (JsonNode *node, guint place)
{
    JsonArray *array = b24_json_node_array (node);
    char key[16];

    if (array != NULL)
        return place < json_array_get_length (array) ? json_array_get_element (array, place) : NULL;
    g_snprintf (key, sizeof key, "%u", place);
    return b24_json_get (b24_json_node_object (node), key);
}

char *
b24_json_to_text (JsonObject *object)
{
    g_autoptr (JsonNode) node = json_node_alloc ();

    json_node_init_object (node, object);
    return json_to_string (node, FALSE);
}

typedef struct {
    GString *query;
    const char *prefix; /* (nullable) */
} QueryLevel;

static void
append_query (const char *key, JsonNode *value, gpointer user_data)
{
    const QueryLevel *level = user_data;
    g_autofree char *escaped_key = g_uri_escape_string (key, NULL, FALSE);
    g_autofree char *name = level->prefix == NULL
                                ? g_strdup (escaped_key)
                                : g_strdup_printf ("%s[%s]", level->prefix, escaped_key);
    g_autofree char *text = NULL;
    g_autofree char *escaped = NULL;

    if (b24_json_node_array (value) != NULL || b24_json_node_object (value) != NULL) {
        QueryLevel inner = { level->query, name };

        b24_json_foreach (value, append_query, &inner);
        return;
    }
    if (value_type (value) == G_TYPE_BOOLEAN)
        text = g_strdup (json_node_get_boolean (value) ? "Y" : "N");
    else
        text = b24_json_node_dup_string (value);
    escaped = g_uri_escape_string (text != NULL ? text : "", NULL, FALSE);
    if (level->query->len > 0)
        g_string_append_c (level->query, '&');
    g_string_append_printf (level->query, "%s=%s", name, escaped);
}

char *
b24_json_to_query (JsonObject *object)
{
    GString *query = g_string_new (NULL);
    QueryLevel level = { query, NULL };

    if (object != NULL) {
        g_autoptr (JsonNode) node = json_node_alloc ();

        json_node_init_object (node, object);
        b24_json_foreach (node, append_query, &level);
    }
    return g_string_free (query, FALSE);
}
