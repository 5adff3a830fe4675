/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-read — reads values out of the practice portal's JSON by path, for tests.
 *
 * A path names members and positions, separated by slashes: `result/0/chat/owner`. What a test
 * reads must be there with the type it expects: anything else is printed and ends the test.
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* (transfer none) (nullable): whatever is at @path, %NULL when nothing is */
JsonNode *practice_read_node (JsonObject *object, const char *path);
gboolean practice_read_has (JsonObject *object, const char *path);
gint64 practice_read_int (JsonObject *object, const char *path);
const char *practice_read_string (JsonObject *object, const char *path);
gboolean practice_read_bool (JsonObject *object, const char *path);
/* Number of elements of an array. */
guint practice_read_length (JsonObject *object, const char *path);
gboolean practice_read_is_array (JsonObject *object, const char *path);
/* (transfer full): the object at @path */
JsonObject *practice_read_object (JsonObject *object, const char *path);

/**
 * practice_read_find:
 * @path: of an array of objects
 *
 * Returns: (transfer full) (nullable): the first of them whose member @name is the number @value
 */
JsonObject *
practice_read_find (JsonObject *object, const char *path, const char *name, gint64 value);

/* (transfer full) (nullable): @length bytes of @data as an object, %NULL when they are none */
JsonObject *practice_read_parse (const char *data, gsize length);

G_END_DECLS
