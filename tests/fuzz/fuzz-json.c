/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include "b24-error.h"
#include "b24-json.h"

const char *const fuzz_corpus[] = {
    "{\"result\":{\"id\":\"1763\",\"name\":\"A\\u003Cb\\/\",\"list\":[1,2.5,-3e4,true,false,null]},"
    "\"time\":{\"date_start\":\"2026-01-02T10:00:00+03:00\",\"operating\":0.19}}",
    "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"\\ud83d\\ude00 \\ud800\"}",
    "{\"result\":[{\"id\":1,\"x\":[\"]\",{}]},\"a,b\",[],7],\"next\":50}",
    "[[[[[[]]]],{\"a\":{\"b\":[{}]}}]]",
    "[99999999999999999999,1e999,-1e-999,0,-0,1.0E+2,\"\\u0000\"]",
    "\xef\xbb\xbf{\"a\":1,\"a\":2}",
    NULL,
};

static void
visit (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject *object = b24_json_node_object (value);
    g_autofree char *text = b24_json_node_dup_string (value);

    g_assert (g_utf8_validate (key, -1, NULL));
    g_assert (text == NULL || g_utf8_validate (text, -1, NULL));
    b24_json_node_int (value, 0);
    b24_json_node_bool (value, FALSE);
    b24_json_count (value);
    b24_json_get_double (object, "a", 0);
    b24_json_get_time (object, "date_start");
    b24_json_get_any_case (object, "ID");
    b24_json_foreach (value, visit, NULL);
}

static void
write_down (const char *key, JsonNode *value, gpointer user_data)
{
    GString *seen = user_data;
    g_autofree char *text = b24_json_node_dup_string (value);

    g_string_append_printf (seen, "%s=%s,%d(", key, text != NULL ? text : "",
                            b24_json_node_bool (value, FALSE));
    b24_json_foreach (value, write_down, seen);
    g_string_append_printf (seen, "%u)", b24_json_count (value));
}

/* What is parsed in pieces looks like what is parsed at once. */
static void
compare (JsonNode *node, const uint8_t *data, size_t size)
{
    static const gsize sizes[] = { 1, 20, 4096 };
    g_autoptr (GString) expected = g_string_new (NULL);

    write_down ("", node, expected);
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (JsonNode) pieces =
            b24_json_parse_pieces ((const char *) data, size, sizes[i], &error);
        g_autoptr (GString) seen = g_string_new (NULL);

        g_assert_no_error (error);
        write_down ("", pieces, seen);
        g_assert_cmpstr (seen->str, ==, expected->str);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = b24_json_parse ((const char *) data, size, &error);

    g_assert ((node == NULL) == (error != NULL));
    if (error != NULL)
        g_assert (error->domain == B24_ERROR);
    if (node == NULL)
        return 0;
    compare (node, data, size);
    visit ("", node, NULL);
    if (b24_json_node_object (node) != NULL) {
        g_autofree char *text = b24_json_to_text (b24_json_node_object (node));
        g_autofree char *query = b24_json_to_query (b24_json_node_object (node));

        g_assert (text != NULL && g_utf8_validate (query, -1, NULL));
    }
    return 0;
}
