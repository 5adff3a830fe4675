/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-lines — the configuration of lines. All values are strings there.
 */

#include "portal-private.h"

/* The fields of a line, filtered by @select (%NULL = all). */
static void
write_fields (PpCall *call, PpLine *line, GHashTable *select)
{
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, line->id);
    g_autofree char *queue_time = g_strdup_printf ("%" G_GINT64_FORMAT, line->queue_time);
    g_autofree char *full_close = g_strdup_printf ("%" G_GINT64_FORMAT, line->full_close_time);
    g_autofree char *auto_close = g_strdup_printf ("%" G_GINT64_FORMAT, line->auto_close_time);
    g_autofree char *quick_list = g_strdup_printf ("%" G_GINT64_FORMAT, line->quick_list);
    const char *const fields[][2] = {
        { "ID", id },
        { "LINE_NAME", line->name },
        { "ACTIVE", line->active ? "Y" : "N" },
        { "CRM", line->no_crm ? "N" : "Y" },
        { "QUEUE_TYPE", line->queue_type },
        { "QUEUE_TIME", queue_time },
        { "CHECK_AVAILABLE", "N" },
        { "WATCH_TYPING", "Y" },
        { "WELCOME_MESSAGE", "Y" },
        { "VOTE_MESSAGE", line->vote ? "Y" : "N" },
        { "CLOSE_RULE", "none" },
        { "FULL_CLOSE_TIME", full_close },
        { "AUTO_CLOSE_RULE", "none" },
        { "AUTO_CLOSE_TIME", auto_close },
        { "CONFIRM_CLOSE", "N" },
        { "MAX_CHAT", "0" },
        { "TYPE_MAX_CHAT", "answered_new" },
        { "QUICK_ANSWERS_IBLOCK_ID", quick_list },
        { "WORKTIME_ENABLE", "N" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
        if (select == NULL || g_hash_table_contains (select, fields[i][0]))
            pp_out_string (&call->out, fields[i][0], fields[i][1]);
    }
    if (select == NULL) {
        pp_out_raw (&call->out, "DATE_CREATE", "{}");
        pp_out_raw (&call->out, "DATE_MODIFY", "{}");
    }
}

static void
write_queue (PpCall *call, PpLine *line)
{
    pp_out_array (&call->out, "QUEUE");
    for (guint i = 0; i < line->queue->len; i++)
        pp_out_id_string (&call->out, NULL, g_array_index (line->queue, gint64, i));
    pp_out_end (&call->out);
}

static void
config_get (PpCall *call)
{
    gint64 id = pp_params_int (call->params, "CONFIG_ID", 0);
    PpLine *line = pp_line_find (call->portal, id);

    if (id <= 0) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CONFIG_ID_EMPTY", "Config ID can't be empty");
        return;
    }
    if (line == NULL) {
        pp_out_bool (&call->out, NULL, FALSE);
        return;
    }
    pp_out_object (&call->out, NULL);
    write_fields (call, line, NULL);
    if (!pp_params_is (call->params, "WITH_QUEUE", "N"))
        write_queue (call, line);
    pp_out_end (&call->out);
}

/* Values of a list or a numbered object, as a set. (transfer full) (nullable) */
static GHashTable *
read_set (JsonObject *object, const char *key)
{
    JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;
    GHashTable *set;
    g_autoptr (GList) values = NULL;

    if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
        values = json_array_get_elements (json_node_get_array (node));
    else if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        values = json_object_get_values (json_node_get_object (node));
    if (values == NULL)
        return NULL;
    set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (GList *l = values; l != NULL; l = l->next) {
        char *value = pp_params_node_string (l->data);

        if (value != NULL)
            g_hash_table_add (set, value);
    }
    return set;
}

static JsonObject *
get_object (JsonObject *object, const char *key)
{
    JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

    return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
matches (PpLine *line, JsonObject *filter)
{
    g_autofree char *active = filter != NULL ? pp_params_string (filter, "ACTIVE") : NULL;

    if (active != NULL && g_str_equal (active, "Y") != line->active)
        return FALSE;
    return filter == NULL || !pp_params_has (filter, "ID") ||
           pp_params_int (filter, "ID", 0) == line->id;
}

static void
config_list_get (PpCall *call)
{
    JsonNode *node = json_object_get_member (call->params, "PARAMS");
    JsonObject *params = get_object (call->params, "PARAMS");
    g_autoptr (GHashTable) select = read_set (params, "select");
    JsonObject *options = get_object (call->params, "OPTIONS");
    gboolean with_queue = options != NULL && pp_params_is (options, "QUEUE", "Y");
    gint64 limit = params != NULL ? pp_params_int (params, "limit", G_MAXINT64) : G_MAXINT64;
    gint64 offset = params != NULL ? pp_params_int (params, "offset", 0) : 0;
    g_autoptr (GPtrArray) lines = pp_world_list (call->portal->lines);

    if (node != NULL && JSON_NODE_HOLDS_VALUE (node)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "INVALID_FORMAT", "Wrong format of PARAMS");
        return;
    }
    pp_out_array (&call->out, NULL);
    for (guint i = 0; i < lines->len && limit > 0; i++) {
        PpLine *line = g_ptr_array_index (lines, i);

        if (!matches (line, get_object (params, "filter")) || offset-- > 0)
            continue;
        limit--;
        pp_out_object (&call->out, NULL);
        write_fields (call, line, select);
        if (with_queue)
            write_queue (call, line);
        pp_out_end (&call->out);
    }
    pp_out_end (&call->out);
}

static void
revision_get (PpCall *call)
{
    pp_out_object (&call->out, NULL);
    pp_out_int (&call->out, "rest", 2);
    pp_out_int (&call->out, "web", 1);
    pp_out_int (&call->out, "mobile", 1);
    pp_out_end (&call->out);
}

const PpMethod pp_methods_lines[] = {
    { "imopenlines.config.get", "imopenlines", PP_KEYS_EXACT, config_get },
    { "imopenlines.config.list.get", "imopenlines", PP_KEYS_EXACT, config_list_get },
    { "imopenlines.revision.get", "imopenlines", PP_KEYS_EXACT, revision_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
