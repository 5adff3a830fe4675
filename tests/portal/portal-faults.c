/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-faults — the ways in which the portal misbehaves when told to.
 */

#include "portal-private.h"

#define DEEP_LEVELS     100000
#define DEFAULT_SIZE    (64 * 1024 * 1024)
#define DEFAULT_LATENCY 1000

static const struct {
    const char *name;
    PpFaultKind kind;
} kinds[] = {
    { "latency", PP_FAULT_LATENCY },
    { "drip", PP_FAULT_DRIP },
    { "reset-before", PP_FAULT_RESET_BEFORE },
    { "reset-after", PP_FAULT_RESET_AFTER },
    { "status", PP_FAULT_STATUS },
    { "truncated", PP_FAULT_TRUNCATED },
    { "cut", PP_FAULT_CUT },
    { "wrong-type", PP_FAULT_WRONG_TYPE },
    { "html", PP_FAULT_HTML },
    { "empty", PP_FAULT_EMPTY },
    { "invalid-utf8", PP_FAULT_INVALID_UTF8 },
    { "deep", PP_FAULT_DEEP },
    { "huge", PP_FAULT_HUGE },
    { "redirect", PP_FAULT_REDIRECT },
    { "awkward", PP_FAULT_AWKWARD },
    { "true-nothing", PP_FAULT_TRUE_NOTHING },
    { "hold", PP_FAULT_HOLD },
    { "down", PP_FAULT_DOWN },
    { "clock-skew", PP_FAULT_CLOCK_SKEW },
};

/* What the real portal sends with a status, unless told otherwise. */
static const struct {
    guint status;
    const char *code;
    const char *description;
} usual[] = {
    { 400, "", "" },
    { 401, "INVALID_CREDENTIALS", "Invalid request credentials" },
    { 403, "ACCESS_DENIED", "Access denied" },
    { 404, "ERROR_METHOD_NOT_FOUND", "Method not found!" },
    { 429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit." },
    { 500, "INTERNAL_SERVER_ERROR", "Internal server error" },
    { 503, "QUERY_LIMIT_EXCEEDED", "Too many requests" },
};

void
pp_fault_free (PpFault *fault)
{
    g_free (fault->method);
    g_free (fault->code);
    g_free (fault->description);
    g_free (fault->to);
    g_free (fault);
}

const char *
pp_fault_get_name (PpFaultKind kind)
{
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        if (kinds[i].kind == kind)
            return kinds[i].name;
    }
    return "none";
}

static PpFaultKind
find_kind (const char *name)
{
    for (guint i = 0; name != NULL && i < G_N_ELEMENTS (kinds); i++) {
        if (g_str_equal (kinds[i].name, name))
            return kinds[i].kind;
    }
    return PP_FAULT_NONE;
}

/* Returns: (transfer full) (nullable): why not; %NULL when it is in force */
char *
pp_fault_add (PracticePortal *self, JsonObject *args)
{
    g_autofree char *name = pp_params_string (args, "kind");
    PpFaultKind kind = find_kind (name);
    PpFault *fault;

    switch (kind) {
    case PP_FAULT_NONE:
        return g_strdup_printf ("unknown kind of fault “%s”", name != NULL ? name : "");
    case PP_FAULT_DOWN:
        self->going_down = TRUE;
        self->down_for = pp_params_int (args, "seconds", 0) * 1000;
        return NULL;
    case PP_FAULT_CLOCK_SKEW:
        self->skew = pp_params_int (args, "seconds", 3600) * G_USEC_PER_SEC;
        return NULL;
    case PP_FAULT_REDIRECT:
        if (!pp_params_has (args, "to"))
            return g_strdup ("redirect needs “to”, an origin");
        break;
    default:
        break;
    }
    fault = g_new0 (PpFault, 1);
    fault->kind = kind;
    fault->method = pp_params_string (args, "method");
    fault->after = pp_params_int (args, "after", 0);
    fault->times = pp_params_int (args, "times", -1);
    fault->status = pp_params_int (args, "status", 500);
    fault->milliseconds = pp_params_int (args, "ms", DEFAULT_LATENCY);
    fault->size = pp_params_int (args, "size", DEFAULT_SIZE);
    fault->code = pp_params_string (args, "code");
    fault->description = pp_params_string (args, "description");
    fault->to = pp_params_string (args, "to");
    fault->html = pp_params_bool (args, "html", FALSE);
    fault->before = pp_params_bool (args, "before", FALSE);
    fault->retry_after = pp_params_int (args, "retry_after", 0);
    g_ptr_array_add (self->faults, fault);
    return NULL;
}

void
pp_fault_clear (PracticePortal *self)
{
    g_ptr_array_set_size (self->faults, 0);
    self->skew = 0;
    self->going_down = FALSE;
}

void
pp_fault_remove_holds (PracticePortal *self, const char *method)
{
    for (guint i = self->faults->len; i > 0; i--) {
        PpFault *fault = g_ptr_array_index (self->faults, i - 1);

        if (fault->kind == PP_FAULT_HOLD &&
            (method == NULL ||
             (fault->method != NULL && g_ascii_strcasecmp (fault->method, method) == 0)))
            g_ptr_array_remove_index (self->faults, i - 1);
    }
}

static gboolean
concerns (PpFault *fault, const char *method, gboolean inner)
{
    if (inner) {
        /* What happens to a connection happens to the batch, not to a command in it. */
        gboolean inside = fault->kind == PP_FAULT_STATUS || fault->kind == PP_FAULT_TRUE_NOTHING ||
                          fault->kind == PP_FAULT_WRONG_TYPE || fault->kind == PP_FAULT_AWKWARD;

        if (!inside || fault->method == NULL)
            return FALSE;
    }
    return fault->method == NULL || g_ascii_strcasecmp (fault->method, method) == 0;
}

/* The fault that strikes this call now; it is counted. */
PpFault *
pp_fault_match (PracticePortal *self, const char *method, gboolean inner)
{
    for (guint i = 0; i < self->faults->len; i++) {
        PpFault *fault = g_ptr_array_index (self->faults, i);

        if (fault->times == 0 || !concerns (fault, method, inner))
            continue;
        if (fault->after > 0) {
            fault->after--;
            continue;
        }
        if (fault->times > 0)
            fault->times--;
        fault->hits++;
        return fault;
    }
    return NULL;
}

void
pp_fault_fill_error (PpFault *fault, guint *status, const char **code, const char **description)
{
    *status = (guint) fault->status;
    *code = "";
    *description = "";
    for (guint i = 0; i < G_N_ELEMENTS (usual); i++) {
        if (usual[i].status == *status) {
            *code = usual[i].code;
            *description = usual[i].description;
        }
    }
    if (fault->code != NULL) {
        *code = fault->code;
        *description = "";
    }
    if (fault->description != NULL)
        *description = fault->description;
}

static char *
make_deep (gsize *length)
{
    GString *text = g_string_new ("{\"result\":");

    for (guint i = 0; i < DEEP_LEVELS; i++)
        g_string_append_c (text, '[');
    for (guint i = 0; i < DEEP_LEVELS; i++)
        g_string_append_c (text, ']');
    g_string_append_c (text, '}');
    *length = text->len;
    return g_string_free (text, FALSE);
}

static char *
make_huge (gsize size, gsize *length)
{
    static const char head[] = "{\"result\":\"";
    GString *text = g_string_sized_new (size + 64);

    g_string_append (text, head);
    while (text->len < size)
        g_string_append (text, "All work and no play makes a portal answer slowly. ");
    g_string_append (text, "\"}");
    *length = text->len;
    return g_string_free (text, FALSE);
}

/* Replaces the first text in the answer's strings by bytes that are no UTF-8. */
static char *
make_invalid (const char *body, gsize *length)
{
    static const char bytes[] = "\"\xff\xfe\xc3\x28";
    GString *text = g_string_new (NULL);
    const char *colon = strstr (body, ":\"");

    if (colon == NULL) {
        g_string_append (text, "{\"result\":");
        g_string_append (text, bytes);
        g_string_append (text, "\"}");
    } else {
        g_string_append_len (text, body, colon + 1 - body);
        g_string_append (text, bytes);
        g_string_append (text, colon + 2);
    }
    *length = text->len;
    return g_string_free (text, FALSE);
}

/* Returns: (transfer full): the body as the fault sends it */
char *
pp_fault_spoil (PpFault *fault, const char *body, gsize *length)
{
    static const char page[] = "<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>"
                               "<body><h1>The site is being updated</h1></body></html>\n";

    switch (fault->kind) {
    case PP_FAULT_TRUNCATED:
        *length = strlen (body) / 2;
        return g_strndup (body, *length);
    case PP_FAULT_HTML:
        *length = sizeof page - 1;
        return g_strdup (page);
    case PP_FAULT_EMPTY:
        *length = 0;
        return g_strdup ("");
    case PP_FAULT_INVALID_UTF8:
        return make_invalid (body, length);
    case PP_FAULT_DEEP:
        return make_deep (length);
    case PP_FAULT_HUGE:
        return make_huge ((gsize) MAX (fault->size, 0), length);
    default:
        *length = strlen (body);
        return g_strdup (body);
    }
}

static JsonNode *
wrong_type (JsonNode *node)
{
    JsonNode *wrong = json_node_alloc ();

    if (!JSON_NODE_HOLDS_VALUE (node))
        return json_node_init_string (wrong, "surprise");
    if (json_node_get_value_type (node) == G_TYPE_STRING) {
        json_node_init (wrong, JSON_NODE_OBJECT);
        json_node_take_object (wrong, json_object_new ());
    } else {
        json_node_init (wrong, JSON_NODE_ARRAY);
        json_node_take_array (wrong, json_array_new ());
    }
    return wrong;
}

/* Numbers as strings, strings of digits as numbers, and `Y` for true. */
static JsonNode *
awkward_value (JsonNode *node)
{
    JsonNode *other = json_node_alloc ();
    g_autofree char *text = pp_params_node_string (node);

    if (text == NULL)
        return json_node_init_null (other);
    if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        return json_node_init_string (other, json_node_get_boolean (node) ? "Y" : "N");
    if (json_node_get_value_type (node) != G_TYPE_STRING)
        return json_node_init_string (other, text);
    if (text[0] != '\0' && strspn (text, "0123456789") == strlen (text) && strlen (text) < 18)
        return json_node_init_int (other, g_ascii_strtoll (text, NULL, 10));
    return json_node_init_string (other, text);
}

static void spoil_members (JsonNode *node, gboolean wrong);

/* (transfer full): what stands in the place of @node; containers are changed inside only */
static JsonNode *
spoil_node (JsonNode *node, gboolean wrong)
{
    if (JSON_NODE_HOLDS_VALUE (node))
        return wrong ? wrong_type (node) : awkward_value (node);
    spoil_members (node, wrong);
    /* A list becomes a map with numbers for keys, as PHP's do that lost an element. */
    if (!wrong && JSON_NODE_HOLDS_ARRAY (node) &&
        json_array_get_length (json_node_get_array (node)) > 0) {
        JsonArray *array = json_node_get_array (node);
        JsonObject *object = json_object_new ();
        JsonNode *map = json_node_new (JSON_NODE_OBJECT);

        for (guint i = 0; i < json_array_get_length (array); i++) {
            g_autofree char *key = g_strdup_printf ("%u", i + 1);

            json_object_set_member (object, key,
                                    json_node_copy (json_array_get_element (array, i)));
        }
        json_node_take_object (map, object);
        return map;
    }
    return json_node_copy (node);
}

static void
spoil_members (JsonNode *node, gboolean wrong)
{
    if (JSON_NODE_HOLDS_OBJECT (node)) {
        JsonObject *object = json_node_get_object (node);
        g_autoptr (GList) names = json_object_get_members (object);

        for (GList *l = names; l != NULL; l = l->next)
            json_object_set_member (object, l->data,
                                    spoil_node (json_object_get_member (object, l->data), wrong));
    } else if (JSON_NODE_HOLDS_ARRAY (node)) {
        JsonArray *old = json_array_ref (json_node_get_array (node));
        JsonArray *array = json_array_new ();

        for (guint i = 0; i < json_array_get_length (old); i++)
            json_array_add_element (array, spoil_node (json_array_get_element (old, i), wrong));
        json_node_set_array (node, array);
        json_array_unref (array);
        json_array_unref (old);
    }
}

/* Changes the result in place, where the fault is one of types and shapes. */
void
pp_fault_spoil_result (PpFault *fault, PpOut *out)
{
    g_autofree char *text = NULL;
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (JsonNode) spoilt = NULL;

    if (fault->kind != PP_FAULT_WRONG_TYPE && fault->kind != PP_FAULT_AWKWARD)
        return;
    text = pp_out_take (out);
    node = json_from_string (text, NULL);
    pp_out_init (out);
    if (node == NULL) {
        pp_out_null (out, NULL);
        return;
    }
    spoilt = spoil_node (node, fault->kind == PP_FAULT_WRONG_TYPE);
    pp_out_node (out, NULL, spoilt);
}
