/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-out — writes JSON text the way the real portal's PHP does.
 *
 * Answers are written straight as text, because a list of a thousand dialogs must not cost a
 * hundred thousand nodes first. PHP's json_encode is called there with flags that leave letters as
 * UTF-8 but write `/` as `\/` and `< > & ' "` as \u003C and so on; a client has to cope with that.
 */

#include "portal-private.h"

void
pp_out_init (PpOut *out)
{
    out->text = g_string_new (NULL);
    out->comma = FALSE;
    out->depth = 0;
}

void
pp_out_clear (PpOut *out)
{
    if (out->text != NULL)
        g_string_free (out->text, TRUE);
    out->text = NULL;
}

char *
pp_out_take (PpOut *out)
{
    g_assert (out->depth == 0);
    return g_string_free (g_steal_pointer (&out->text), FALSE);
}

static void
append_quoted (GString *text, const char *value)
{
    const char *start = value;

    g_string_append_c (text, '"');
    for (const char *p = value; *p != '\0'; p++) {
        guchar c = (guchar) *p;

        if (c >= 0x20 && c != '"' && c != '\\' && c != '/' && c != '<' && c != '>' && c != '&' &&
            c != '\'')
            continue;
        g_string_append_len (text, start, p - start);
        start = p + 1;
        if (c == '\\' || c == '/') {
            g_string_append_c (text, '\\');
            g_string_append_c (text, (char) c);
        } else if (c == '\n') {
            g_string_append (text, "\\n");
        } else {
            g_string_append_printf (text, "\\u%04X", c);
        }
    }
    g_string_append (text, start);
    g_string_append_c (text, '"');
}

static void
begin_value (PpOut *out, const char *key)
{
    if (out->comma)
        g_string_append_c (out->text, ',');
    out->comma = TRUE;
    if (key != NULL) {
        append_quoted (out->text, key);
        g_string_append_c (out->text, ':');
    }
}

static void
begin_container (PpOut *out, const char *key, char open, char close)
{
    g_assert (out->depth < G_N_ELEMENTS (out->closers));
    begin_value (out, key);
    g_string_append_c (out->text, open);
    out->closers[out->depth++] = (guint8) close;
    out->comma = FALSE;
}

void
pp_out_object (PpOut *out, const char *key)
{
    begin_container (out, key, '{', '}');
}

void
pp_out_array (PpOut *out, const char *key)
{
    begin_container (out, key, '[', ']');
}

void
pp_out_end (PpOut *out)
{
    g_assert (out->depth > 0);
    g_string_append_c (out->text, (char) out->closers[--out->depth]);
    out->comma = TRUE;
}

void
pp_out_string (PpOut *out, const char *key, const char *value)
{
    begin_value (out, key);
    append_quoted (out->text, value != NULL ? value : "");
}

void
pp_out_printf (PpOut *out, const char *key, const char *format, ...)
{
    g_autofree char *value = NULL;
    va_list args;

    va_start (args, format);
    value = g_strdup_vprintf (format, args);
    va_end (args);
    pp_out_string (out, key, value);
}

void
pp_out_int (PpOut *out, const char *key, gint64 value)
{
    begin_value (out, key);
    g_string_append_printf (out->text, "%" G_GINT64_FORMAT, value);
}

void
pp_out_id_string (PpOut *out, const char *key, gint64 value)
{
    begin_value (out, key);
    g_string_append_printf (out->text, "\"%" G_GINT64_FORMAT "\"", value);
}

void
pp_out_double (PpOut *out, const char *key, gdouble value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];

    begin_value (out, key);
    g_string_append (out->text, g_ascii_formatd (buffer, sizeof buffer, "%.6f", value));
}

void
pp_out_bool (PpOut *out, const char *key, gboolean value)
{
    pp_out_raw (out, key, value ? "true" : "false");
}

void
pp_out_null (PpOut *out, const char *key)
{
    pp_out_raw (out, key, "null");
}

void
pp_out_raw (PpOut *out, const char *key, const char *json)
{
    begin_value (out, key);
    g_string_append (out->text, json);
}

static void
write_value (PpOut *out, const char *key, JsonNode *node)
{
    switch (json_node_get_value_type (node)) {
    case G_TYPE_BOOLEAN:
        pp_out_bool (out, key, json_node_get_boolean (node));
        break;
    case G_TYPE_INT64:
        pp_out_int (out, key, json_node_get_int (node));
        break;
    case G_TYPE_DOUBLE:
        pp_out_double (out, key, json_node_get_double (node));
        break;
    default:
        pp_out_string (out, key, json_node_get_string (node));
        break;
    }
}

static void
write_object (PpOut *out, const char *key, JsonObject *object)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    pp_out_object (out, key);
    json_object_iter_init_ordered (&iter, object);
    while (json_object_iter_next_ordered (&iter, &name, &member))
        pp_out_node (out, name, member);
    pp_out_end (out);
}

void
pp_out_node (PpOut *out, const char *key, JsonNode *node)
{
    if (JSON_NODE_HOLDS_OBJECT (node)) {
        write_object (out, key, json_node_get_object (node));
    } else if (JSON_NODE_HOLDS_ARRAY (node)) {
        JsonArray *array = json_node_get_array (node);

        pp_out_array (out, key);
        for (guint i = 0; i < json_array_get_length (array); i++)
            pp_out_node (out, NULL, json_array_get_element (array, i));
        pp_out_end (out);
    } else if (JSON_NODE_HOLDS_VALUE (node)) {
        write_value (out, key, node);
    } else {
        pp_out_null (out, key);
    }
}

void
pp_out_ids (PpOut *out, const char *key, GArray *ids)
{
    pp_out_array (out, key);
    for (guint i = 0; i < ids->len; i++)
        pp_out_int (out, NULL, g_array_index (ids, gint64, i));
    pp_out_end (out);
}
