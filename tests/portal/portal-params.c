/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-params — the parameters of a request, read with PHP's leniency.
 *
 * Numbers come as strings and strings as numbers; `a[b][]=c` of a query becomes nested objects, as
 * PHP makes nested arrays.
 */

#include "portal-private.h"

/* Returns the object inside @object named @name, made when missing. */
static JsonObject *
descend (JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member (object, name);

    if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        return json_node_get_object (node);
    json_object_set_object_member (object, name, json_object_new ());
    return json_object_get_object_member (object, name);
}

static void
set_nested (JsonObject *params, const char *name, const char *value)
{
    g_auto (GStrv) parts = NULL;
    const char *bracket = strchr (name, '[');
    JsonObject *object = params;
    g_autofree char *last = NULL;

    if (bracket == NULL || bracket == name) {
        json_object_set_string_member (params, name, value);
        return;
    }
    last = g_strndup (name, (gsize) (bracket - name));
    parts = g_strsplit (bracket + 1, "[", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        char *end = strchr (parts[i], ']');

        if (end != NULL)
            *end = '\0';
        object = descend (object, last);
        g_free (last);
        last = parts[i][0] != '\0' ? g_strdup (parts[i])
                                   : g_strdup_printf ("%u", json_object_get_size (object));
    }
    json_object_set_string_member (object, last, value);
}

static char *
decode (const char *text, gssize length)
{
    g_autofree char *raw = g_strndup (text, (gsize) length);
    g_autofree char *plain = NULL;

    g_strdelimit (raw, "+", ' ');
    plain = g_uri_unescape_string (raw, NULL);
    return plain != NULL ? g_utf8_make_valid (plain, -1) : g_utf8_make_valid (raw, -1);
}

void
pp_params_parse_query (JsonObject *params, const char *query)
{
    g_auto (GStrv) pairs = NULL;

    if (query == NULL)
        return;
    pairs = g_strsplit (query, "&", -1);
    for (guint i = 0; pairs[i] != NULL; i++) {
        const char *equals = strchr (pairs[i], '=');
        gsize name_length = equals != NULL ? (gsize) (equals - pairs[i]) : strlen (pairs[i]);
        g_autofree char *name = decode (pairs[i], (gssize) name_length);
        g_autofree char *value =
            equals != NULL ? decode (equals + 1, (gssize) strlen (equals + 1)) : g_strdup ("");

        if (name[0] != '\0')
            set_nested (params, name, value);
    }
}

/* (transfer full) */
JsonObject *
pp_params_upper_keys (JsonObject *params)
{
    JsonObject *upper = json_object_new ();
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init (&iter, params);
    while (json_object_iter_next (&iter, &name, &node)) {
        g_autofree char *key = g_ascii_strup (name, -1);

        json_object_set_member (upper, key, json_node_copy (node));
    }
    return upper;
}

gboolean
pp_params_has (JsonObject *params, const char *key)
{
    return json_object_has_member (params, key) && !json_object_get_null_member (params, key);
}

gint64
pp_params_node_int (JsonNode *node, gint64 fallback)
{
    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
        return fallback;
    if (json_node_get_value_type (node) == G_TYPE_STRING)
        return g_ascii_strtoll (json_node_get_string (node), NULL, 10);
    return json_node_get_int (node);
}

/* (transfer full) (nullable) */
char *
pp_params_node_string (JsonNode *node)
{
    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
        return NULL;
    switch (json_node_get_value_type (node)) {
    case G_TYPE_STRING:
        return json_node_dup_string (node);
    case G_TYPE_BOOLEAN:
        return g_strdup (json_node_get_boolean (node) ? "1" : "");
    default:
        return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    }
}

gint64
pp_params_int (JsonObject *params, const char *key, gint64 fallback)
{
    return pp_params_node_int (json_object_get_member (params, key), fallback);
}

char *
pp_params_string (JsonObject *params, const char *key)
{
    return pp_params_node_string (json_object_get_member (params, key));
}

/* As PHP's `=== 'Y'`: a JSON true is not "Y". */
gboolean
pp_params_is (JsonObject *params, const char *key, const char *value)
{
    JsonNode *node = json_object_get_member (params, key);

    return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
           json_node_get_value_type (node) == G_TYPE_STRING &&
           g_str_equal (json_node_get_string (node), value);
}

/* For control verbs: a JSON boolean. */
gboolean
pp_params_bool (JsonObject *params, const char *key, gboolean fallback)
{
    return json_object_get_boolean_member_with_default (params, key, fallback);
}

static void
add_id (GArray *ids, JsonNode *node)
{
    gint64 id = pp_params_node_int (node, 0);

    g_array_append_val (ids, id);
}

/* Returns: (transfer full): the numbers of an array, an object's values, or one number. */
GArray *
pp_params_ids (JsonObject *params, const char *key)
{
    GArray *ids = pp_ids_new ();
    JsonNode *node = json_object_get_member (params, key);

    if (node == NULL)
        return ids;
    if (JSON_NODE_HOLDS_ARRAY (node)) {
        JsonArray *array = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (array); i++)
            add_id (ids, json_array_get_element (array, i));
    } else if (JSON_NODE_HOLDS_OBJECT (node)) {
        g_autoptr (GList) values = json_object_get_values (json_node_get_object (node));

        for (GList *l = values; l != NULL; l = l->next)
            add_id (ids, l->data);
    } else if (JSON_NODE_HOLDS_VALUE (node)) {
        add_id (ids, node);
    }
    return ids;
}

/* Query and body of a request; the body wins. */
void
pp_params_read_message (SoupServerMessage *message, JsonObject *params)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
    SoupMessageBody *body = soup_server_message_get_request_body (message);
    g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
    const char *type = soup_message_headers_get_content_type (headers, NULL);
    g_autofree char *text = NULL;
    g_autoptr (JsonNode) node = NULL;
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    pp_params_parse_query (params, g_uri_get_query (soup_server_message_get_uri (message)));
    if (g_bytes_get_size (bytes) == 0)
        return;
    text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    if (g_strcmp0 (type, "application/json") != 0) {
        pp_params_parse_query (params, text);
        return;
    }
    /* Broken JSON is not complained about: the method just finds no parameters. */
    node = json_from_string (text, NULL);
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        return;
    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, &member))
        json_object_set_member (params, name, json_node_copy (member));
}
