/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-batch — several calls in one, with references from one to the results of others.
 */

#include "portal-private.h"

#define MAXIMUM_COMMANDS 50

typedef struct {
    PpCall *outer;
    GHashTable *results; /* key → JsonNode, for references */
    PpOut result;
    PpOut errors;
    PpOut totals;
    PpOut nexts;
    PpOut times;
    gboolean referring; /* some command refers to another's result */
    gboolean numbered;  /* `cmd` was a list: keys are 0, 1, 2 … */
    guint ok;
    guint failed;
} Batch;

/* One of the five maps is begun as an object; it is written as `[]` when it stays empty. */
static void
write_map (PpOut *out, const char *key, PpOut *map)
{
    g_autofree char *text = NULL;

    pp_out_end (map);
    text = pp_out_take (map);
    pp_out_raw (out, key, g_str_equal (text, "{}") ? "[]" : text);
}

/* Follows `[a][b]…` from @node as deep as it leads. */
static JsonNode *
follow (JsonNode *node, const char *path, const char **end)
{
    *end = path;
    while (*path == '[') {
        const char *close = strchr (path, ']');
        g_autofree char *name = NULL;
        JsonNode *next = NULL;

        if (close == NULL)
            break;
        name = g_strndup (path + 1, (gsize) (close - path - 1));
        path = close + 1;
        *end = path;
        if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)) {
            next = json_object_get_member (json_node_get_object (node), name);
        } else if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)) {
            guint64 index = g_ascii_strtoull (name, NULL, 10);
            JsonArray *array = json_node_get_array (node);

            if (index < json_array_get_length (array))
                next = json_array_get_element (array, (guint) index);
        }
        if (next == NULL)
            continue;
        node = next;
    }
    return node;
}

/* The result a reference at @text begins with names; @path = what follows its key. */
static JsonNode *
find_reference (Batch *batch, const char *text, const char **path)
{
    static const char marker[] = "$result[";
    const char *start = text + sizeof marker - 1;
    const char *close = strchr (start, ']');
    g_autofree char *key = NULL;

    if (!g_str_has_prefix (text, marker) || close == NULL)
        return NULL;
    key = g_strndup (start, (gsize) (close - start));
    *path = close + 1;
    return g_hash_table_lookup (batch->results, key);
}

/* Returns: (transfer full): @text with its references filled in */
static JsonNode *
expand (Batch *batch, const char *text)
{
    g_autoptr (GString) filled = g_string_new (NULL);
    const char *rest = text;
    const char *dollar;

    while ((dollar = strstr (rest, "$result[")) != NULL) {
        const char *path = NULL;
        const char *end = NULL;
        JsonNode *node = find_reference (batch, dollar, &path);
        g_autofree char *plain = NULL;

        g_string_append_len (filled, rest, dollar - rest);
        if (path == NULL) {
            rest = dollar;
            break;
        }
        node = follow (node, path, &end);
        /* A value that is nothing but a reference keeps its type. */
        if (dollar == text && *end == '\0' && node != NULL)
            return json_node_copy (node);
        plain = node != NULL ? pp_params_node_string (node) : NULL;
        if (plain != NULL)
            g_string_append (filled, plain);
        rest = end;
    }
    g_string_append (filled, rest);
    return json_node_init_string (json_node_alloc (), filled->str);
}

static void
expand_all (Batch *batch, JsonObject *params)
{
    g_autoptr (GList) names = json_object_get_members (params);

    for (GList *l = names; l != NULL; l = l->next) {
        JsonNode *node = json_object_get_member (params, l->data);

        if (JSON_NODE_HOLDS_OBJECT (node)) {
            expand_all (batch, json_node_get_object (node));
        } else if (strstr (json_node_get_string (node), "$result[") != NULL) {
            JsonNode *filled = expand (batch, json_node_get_string (node));

            json_object_set_member (params, l->data, filled);
        }
    }
}

static void
write_error (Batch *batch, const char *key, const char *code, const char *description)
{
    pp_out_object (&batch->errors, key);
    pp_out_string (&batch->errors, "error", code);
    pp_out_string (&batch->errors, "error_description", description);
    pp_out_end (&batch->errors);
    batch->failed++;
}

static void
keep_result (Batch *batch, const char *key, PpCall *call)
{
    g_autofree char *text = pp_out_take (&call->out);
    JsonNode *node = batch->referring ? json_from_string (text, NULL) : NULL;

    if (node == NULL)
        node = json_node_init_null (json_node_alloc ());
    g_hash_table_insert (batch->results, g_strdup (key), node);
    pp_out_raw (&batch->result, batch->numbered ? NULL : key, text);
    if (call->total != PP_NO_TOTAL)
        pp_out_int (&batch->totals, key, call->total);
    if (call->next >= 0)
        pp_out_int (&batch->nexts, key, call->next);
    batch->ok++;
}

static void
count (PracticePortal *self, const char *method)
{
    g_autofree char *name = g_ascii_strdown (method, -1);
    gpointer calls = g_hash_table_lookup (self->batched, name);

    g_hash_table_insert (self->batched, g_steal_pointer (&name),
                         GUINT_TO_POINTER (GPOINTER_TO_UINT (calls) + 1));
}

/* Runs `method?params`. Returns FALSE when it failed. */
static gboolean
run_command (Batch *batch, const char *key, const char *command)
{
    g_auto (GStrv) parts = g_strsplit (command, "?", 2);
    g_autoptr (JsonObject) params = json_object_new ();
    PracticePortal *self = batch->outer->portal;
    gint64 started = pp_now (self);
    gboolean ok;
    PpCall call;

    if (parts[0] == NULL || g_ascii_strcasecmp (parts[0], "batch") == 0) {
        write_error (batch, key, "ERROR_BATCH_METHOD_NOT_ALLOWED",
                     "Method is not allowed for batch usage");
        return FALSE;
    }
    count (self, parts[0]);
    pp_params_parse_query (params, parts[1]);
    expand_all (batch, params);
    pp_call_init (&call, self, batch->outer->user);
    call.client_id = batch->outer->client_id;
    pp_call_run (&call, parts[0], params, TRUE);
    ok = call.error == NULL;
    if (ok)
        keep_result (batch, key, &call);
    else
        write_error (batch, key, call.error, call.description);
    pp_call_write_time (&call, &batch->times, key, started);
    pp_call_clear (&call);
    return ok;
}

/* PHP's idea of truth: "0", 0, false and "" are off, "false" is on. */
static gboolean
is_true (JsonNode *node)
{
    g_autofree char *text = node != NULL ? pp_params_node_string (node) : NULL;

    return text != NULL && text[0] != '\0' && !g_str_equal (text, "0");
}

static void
run_all (Batch *batch, GPtrArray *keys, GPtrArray *commands)
{
    gboolean halt = is_true (json_object_get_member (batch->outer->params, "halt"));

    for (guint i = 0; i < commands->len; i++) {
        const char *key = g_ptr_array_index (keys, i);

        if (i >= MAXIMUM_COMMANDS) {
            write_error (batch, key, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded");
            break;
        }
        if (!run_command (batch, key, g_ptr_array_index (commands, i)) && halt)
            break;
    }
}

/* Collects the commands that are strings, in the order sent. */
static void
read_commands (PpCall *call, GPtrArray *keys, GPtrArray *commands, gboolean *list)
{
    JsonNode *node = json_object_get_member (call->params, "cmd");

    *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node);
    if (*list) {
        JsonArray *array = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (array); i++) {
            g_ptr_array_add (keys, g_strdup_printf ("%u", i));
            g_ptr_array_add (commands, pp_params_node_string (json_array_get_element (array, i)));
        }
    } else if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)) {
        JsonObjectIter iter;
        const char *name;
        JsonNode *member;

        json_object_iter_init_ordered (&iter, json_node_get_object (node));
        while (json_object_iter_next_ordered (&iter, &name, &member)) {
            g_ptr_array_add (keys, g_strdup (name));
            g_ptr_array_add (commands, pp_params_node_string (member));
        }
    }
    for (guint i = commands->len; i > 0; i--) {
        if (g_ptr_array_index (commands, i - 1) == NULL) { /* no string: skipped */
            g_ptr_array_remove_index (commands, i - 1);
            g_ptr_array_remove_index (keys, i - 1);
        }
    }
}

/* A list without gaps stays a list, one with gaps becomes an object with numbers for keys. */
static char *
finish_numbered (Batch *batch)
{
    g_autofree char *list = NULL;
    g_autoptr (JsonNode) node = NULL;
    JsonArray *array;
    PpOut out;
    guint index = 0;

    pp_out_end (&batch->result);
    list = pp_out_take (&batch->result);
    if (batch->failed == 0)
        return g_steal_pointer (&list);
    node = json_from_string (list, NULL);
    array = json_node_get_array (node);
    if (json_array_get_length (array) == 0)
        return g_steal_pointer (&list);
    pp_out_init (&out);
    pp_out_object (&out, NULL);
    for (guint i = 0; index < json_array_get_length (array); i++) {
        g_autofree char *key = g_strdup_printf ("%u", i);

        if (g_hash_table_contains (batch->results, key))
            pp_out_node (&out, key, json_array_get_element (array, index++));
    }
    pp_out_end (&out);
    return pp_out_take (&out);
}

void
pp_batch_run (PpCall *call)
{
    Batch batch = { .outer = call };
    g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_free);
    PpOut *const maps[] = { &batch.errors, &batch.totals, &batch.nexts, &batch.times };
    static const char *const names[] = { "result_error", "result_total", "result_next",
                                         "result_time" };

    batch.results =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
    read_commands (call, keys, commands, &batch.numbered);
    for (guint i = 0; i < commands->len && !batch.referring; i++)
        batch.referring = strstr (g_ptr_array_index (commands, i), "result") != NULL;
    pp_out_init (&batch.result);
    if (batch.numbered)
        pp_out_array (&batch.result, NULL);
    else
        pp_out_object (&batch.result, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (maps); i++) {
        pp_out_init (maps[i]);
        pp_out_object (maps[i], NULL);
    }
    run_all (&batch, keys, commands);
    pp_out_object (&call->out, NULL);
    if (batch.numbered) {
        g_autofree char *list = finish_numbered (&batch);

        pp_out_raw (&call->out, "result", list);
    } else {
        write_map (&call->out, "result", &batch.result);
    }
    for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
        write_map (&call->out, names[i], maps[i]);
    pp_out_end (&call->out);
    g_hash_table_unref (batch.results);
}
