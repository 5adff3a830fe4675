/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-attach.h"

#include <string.h>

#include "b24-json.h"
#include "b24-name.h"

typedef void (*AppendBlock) (GString *text, JsonNode *value);

static char *
dup_key (JsonObject *object, const char *key)
{
    return b24_json_node_dup_string (b24_json_get_any_case (object, key));
}

static gboolean
has_key (JsonObject *object, const char *key)
{
    return b24_json_get_any_case (object, key) != NULL;
}

static void
append_line (GString *text, const char *line)
{
    if (line == NULL || *line == '\0')
        return;
    if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
    g_string_append (text, line);
}

static void
append_message (GString *text, JsonNode *value)
{
    g_autofree char *message = b24_json_node_dup_string (value);

    append_line (text, message);
}

/* "NAME (LINK)" as a link; just the name when the address stands in the text already. */
static void
append_named_link (GString *text, JsonObject *object)
{
    g_autofree char *name = b24_name_clean (dup_key (object, "NAME"));
    g_autofree char *link = b24_name_clean (dup_key (object, "LINK"));
    g_autofree char *line = NULL;

    if (link != NULL && strstr (text->str, link) != NULL)
        g_clear_pointer (&link, g_free);
    if (link == NULL)
        line = g_steal_pointer (&name);
    else if (name == NULL)
        line = g_steal_pointer (&link);
    else if (strpbrk (link, "[]") != NULL)
        line = g_strdup_printf ("%s %s", name, link);
    else
        line = g_strdup_printf ("[url=%s]%s[/url]", link, name);
    append_line (text, line);
}

static void
append_link_item (const char *key, JsonNode *value, gpointer user_data)
{
    GString *text = user_data;
    JsonObject *object = b24_json_node_object (value);
    g_autofree char *description = b24_name_clean (dup_key (object, "DESC"));

    append_named_link (text, object);
    append_line (text, description);
}

/* One object where a list is documented is taken as a list of one. */
static void
append_links (GString *text, JsonNode *value)
{
    if (has_key (b24_json_node_object (value), "LINK") ||
        has_key (b24_json_node_object (value), "NAME"))
        append_link_item ("0", value, text);
    else
        b24_json_foreach (value, append_link_item, text);
}

static void
append_grid_item (const char *key, JsonNode *value, gpointer user_data)
{
    GString *text = user_data;
    JsonObject *object = b24_json_node_object (value);
    g_autofree char *name = b24_name_clean (dup_key (object, "NAME"));
    g_autofree char *cell = dup_key (object, "VALUE");
    g_autofree char *line = NULL;

    if (name != NULL && cell != NULL && *cell != '\0')
        line = g_strdup_printf ("%s: %s", name, cell);
    append_line (text, line != NULL ? line : name != NULL ? name : cell);
}

static void
append_grid (GString *text, JsonNode *value)
{
    b24_json_foreach (value, append_grid_item, text);
}

static void
append_delimiter (GString *text, JsonNode *value)
{
    append_line (text, "———");
}

static const struct {
    const char *key;
    AppendBlock append;
} block_kinds[] = {
    { "MESSAGE", append_message }, { "HTML", append_message }, { "LINK", append_links },
    { "RICH_LINK", append_links }, { "USER", append_links },   { "GRID", append_grid },
    { "IMAGE", append_links },     { "FILE", append_links },   { "DELIMITER", append_delimiter },
};

static void
append_block (const char *key, JsonNode *value, gpointer user_data)
{
    GString *text = user_data;
    JsonObject *block = b24_json_node_object (value);

    for (gsize i = 0; i < G_N_ELEMENTS (block_kinds); i++) {
        JsonNode *content = b24_json_get_any_case (block, block_kinds[i].key);

        if (content != NULL)
            block_kinds[i].append (text, content);
    }
}

static void
append_attach (const char *key, JsonNode *value, gpointer user_data)
{
    b24_json_foreach (b24_json_get_any_case (b24_json_node_object (value), "BLOCKS"), append_block,
                      user_data);
}

void
b24_attach_append (GString *text, JsonNode *attach)
{
    JsonObject *object = b24_json_node_object (attach);

    if (has_key (object, "BLOCKS"))
        append_attach ("0", attach, text);
    else
        b24_json_foreach (attach, append_attach, text);
}
