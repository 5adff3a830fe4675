/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "portal-read.h"

JsonNode *
practice_read_node (JsonObject *object, const char *path)
{
    g_auto (GStrv) parts = g_strsplit (path, "/", -1);
    JsonNode *node = json_object_get_member (object, parts[0]);

    for (guint i = 1; node != NULL && parts[i] != NULL; i++) {
        if (JSON_NODE_HOLDS_OBJECT (node)) {
            node = json_object_get_member (json_node_get_object (node), parts[i]);
        } else if (JSON_NODE_HOLDS_ARRAY (node)) {
            JsonArray *array = json_node_get_array (node);
            guint64 index = g_ascii_strtoull (parts[i], NULL, 10);

            node = index < json_array_get_length (array)
                       ? json_array_get_element (array, (guint) index)
                       : NULL;
        } else {
            node = NULL;
        }
    }
    return node;
}

gboolean
practice_read_has (JsonObject *object, const char *path)
{
    return practice_read_node (object, path) != NULL;
}

static JsonNode *
read_expected (JsonObject *object, const char *path, JsonNodeType type, GType value_type)
{
    JsonNode *node = practice_read_node (object, path);

    if (node == NULL || JSON_NODE_TYPE (node) != type ||
        (type == JSON_NODE_VALUE && json_node_get_value_type (node) != value_type)) {
        g_autoptr (JsonNode) whole = json_node_new (JSON_NODE_OBJECT);
        g_autofree char *text = NULL;

        json_node_set_object (whole, object);
        text = json_to_string (whole, FALSE);
        g_error ("no such %s at “%s” in %.2000s",
                 type == JSON_NODE_VALUE ? g_type_name (value_type) : "list or object", path, text);
    }
    return node;
}

gint64
practice_read_int (JsonObject *object, const char *path)
{
    return json_node_get_int (read_expected (object, path, JSON_NODE_VALUE, G_TYPE_INT64));
}

const char *
practice_read_string (JsonObject *object, const char *path)
{
    return json_node_get_string (read_expected (object, path, JSON_NODE_VALUE, G_TYPE_STRING));
}

gboolean
practice_read_bool (JsonObject *object, const char *path)
{
    return json_node_get_boolean (read_expected (object, path, JSON_NODE_VALUE, G_TYPE_BOOLEAN));
}

guint
practice_read_length (JsonObject *object, const char *path)
{
    JsonNode *node = read_expected (object, path, JSON_NODE_ARRAY, G_TYPE_NONE);

    return json_array_get_length (json_node_get_array (node));
}

gboolean
practice_read_is_array (JsonObject *object, const char *path)
{
    JsonNode *node = practice_read_node (object, path);

    return node != NULL && JSON_NODE_HOLDS_ARRAY (node);
}

JsonObject *
practice_read_object (JsonObject *object, const char *path)
{
    return json_node_dup_object (read_expected (object, path, JSON_NODE_OBJECT, G_TYPE_NONE));
}

JsonObject *
practice_read_find (JsonObject *object, const char *path, const char *name, gint64 value)
{
    JsonNode *node = read_expected (object, path, JSON_NODE_ARRAY, G_TYPE_NONE);
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++) {
        JsonNode *element = json_array_get_element (array, i);

        if (JSON_NODE_HOLDS_OBJECT (element) &&
            practice_read_int (json_node_get_object (element), name) == value)
            return json_node_dup_object (element);
    }
    return NULL;
}

JsonObject *
practice_read_parse (const char *data, gsize length)
{
    g_autoptr (GString) text = g_string_new_len (data, (gssize) length);
    g_autoptr (JsonNode) node = json_from_string (text->str, NULL);

    return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}
