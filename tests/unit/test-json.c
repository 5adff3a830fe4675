/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-json-scan.h"
#include "b24-json.h"

#include <string.h>

#include "b24-error.h"

static JsonNode *
parse (const char *text)
{
    g_autoptr (GError) error = NULL;
    JsonNode *node = b24_json_parse (text, strlen (text), &error);

    g_assert_no_error (error);
    g_assert_nonnull (node);
    return node;
}

static void
assert_refused (const char *text, gsize length, B24Error code)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (b24_json_parse (text, length, &error));
    g_assert_error (error, B24_ERROR, (int) code);
}

static void
test_refused (void)
{
    static const char *const broken[] = {
        "<html>",  "{",         "[1,",        "[1 2]",
        "{\"a\"}", "{\"a\":}",  "{a:1}",      "'a'",
        "01",      "+1",        "1.",         ".5",
        "1e",      "0x10",      "nul",        "\"a",
        "\"\\q\"", "\"\\u12\"", "[1]]",       "{}{}",
        "/* */ 1", "[1,]",      "{\"a\":1,}", "var a = 1",
        "]",       "-",         "tru",        "{\"a\":1 \"b\":2}",
        "[}",      "NaN",
    };

    for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
        assert_refused (broken[i], strlen (broken[i]), B24_ERROR_NOT_JSON);
    assert_refused ("", 0, B24_ERROR_EMPTY_BODY);
    assert_refused (" \n", 2, B24_ERROR_EMPTY_BODY);
    assert_refused ("\xef\xbb\xbf", 3, B24_ERROR_EMPTY_BODY);
    assert_refused ("{\"a\":\0", 6, B24_ERROR_NOT_JSON);
    assert_refused ("", (gsize) B24_JSON_MAX_BYTES + 1, B24_ERROR_TOO_LARGE);
}

static void
test_depth (void)
{
    g_autoptr (GString) fits = g_string_new (NULL);
    g_autoptr (GString) deep = g_string_new (NULL);
    g_autoptr (JsonNode) node = NULL;

    for (guint i = 0; i < B24_JSON_MAX_DEPTH; i++)
        g_string_append_c (fits, '[');
    for (guint i = 0; i < B24_JSON_MAX_DEPTH; i++)
        g_string_append_c (fits, ']');
    node = parse (fits->str);
    g_assert_cmpuint (b24_json_count (node), ==, 1);

    for (guint i = 0; i < 1000000; i++)
        g_string_append (deep, "{\"a\":[");
    assert_refused (deep->str, deep->len, B24_ERROR_TOO_DEEP);
}

static void
test_bytes (void)
{
    g_autoptr (JsonNode) bom = parse ("\xef\xbb\xbf{\"a\":1}");
    g_autoptr (JsonNode) invalid = parse ("{\"a\":\"x\xff\xc3y\"}");
    g_autoptr (JsonNode) brackets = parse ("{\"a\":\"[[{\\\"]\\\\\"}");
    g_autoptr (JsonNode) surrogates = parse ("{\"a\":\"\\ud800x\",\"b\":\"\\ud83d\\ude00\"}");
    g_autofree char *lone = NULL;

    g_assert_cmpint (b24_json_get_int (b24_json_node_object (bom), "a", 0), ==, 1);
    g_assert_cmpstr (b24_json_get_string (b24_json_node_object (invalid), "a"), ==,
                     "x\xef\xbf\xbd\xef\xbf\xbdy");
    g_assert_cmpstr (b24_json_get_string (b24_json_node_object (brackets), "a"), ==, "[[{\"]\\");
    g_assert_cmpstr (b24_json_get_string (b24_json_node_object (surrogates), "b"), ==, "😀");
    lone = b24_json_dup_string (b24_json_node_object (surrogates), "a");
    g_assert_true (g_utf8_validate (lone, -1, NULL));
}

static void
test_numbers (void)
{
    g_autoptr (JsonNode) node = parse (
        "{\"s\":\"1763\",\"f\":12.7,\"t\":true,\"n\":false,\"z\":null,\"e\":\"\",\"x\":\"0x10\","
        "\"o\":[],\"big\":99999999999999999999,\"huge\":1e999,\"small\":-1e999,\"sbig\":"
        "\"99999999999999999999\",\"neg\":\" -5 \",\"sf\":\"3.9\",\"inf\":\"inf\","
        "\"max\":9223372036854775807,\"smax\":\"9223372036854775807\",\"d\":\"0.19\"}");
    JsonObject *object = b24_json_node_object (node);

    g_assert_cmpint (b24_json_get_int (object, "s", 0), ==, 1763);
    g_assert_cmpint (b24_json_get_int (object, "f", 0), ==, 12);
    g_assert_cmpint (b24_json_get_int (object, "t", 0), ==, 1);
    g_assert_cmpint (b24_json_get_int (object, "n", -7), ==, -7);
    g_assert_cmpint (b24_json_get_int (object, "z", -7), ==, -7);
    g_assert_cmpint (b24_json_get_int (object, "e", -7), ==, -7);
    g_assert_cmpint (b24_json_get_int (object, "x", -7), ==, -7);
    g_assert_cmpint (b24_json_get_int (object, "o", -7), ==, -7);
    g_assert_cmpint (b24_json_get_int (object, "missing", -7), ==, -7);
    g_assert_cmpint (b24_json_get_int (NULL, "s", -7), ==, -7);
    g_assert_cmpint (b24_json_get_int (object, "sbig", 0), ==, G_MAXINT64);
    g_assert_cmpint (b24_json_get_int (object, "big", 0), ==, G_MAXINT64);
    g_assert_cmpint (b24_json_get_int (object, "neg", 0), ==, -5);
    g_assert_cmpint (b24_json_get_int (object, "sf", 0), ==, 3);
    g_assert_cmpint (b24_json_get_int (object, "max", 0), ==, G_MAXINT64);
    g_assert_cmpint (b24_json_get_int (object, "smax", 0), ==, G_MAXINT64);
    g_assert_cmpint (b24_json_get_int (object, "huge", 0), ==, G_MAXINT64);
    g_assert_cmpint (b24_json_get_int (object, "small", 0), ==, G_MININT64);
    g_assert_cmpfloat (b24_json_get_double (object, "huge", -1), ==, -1);
    g_assert_cmpfloat (b24_json_get_double (object, "inf", -1), ==, -1);
    g_assert_cmpfloat (b24_json_get_double (object, "d", -1), ==, 0.19);
    g_assert_cmpfloat (b24_json_get_double (object, "f", -1), ==, 12.7);
    g_assert_cmpfloat (b24_json_get_double (object, "s", -1), ==, 1763);
}

static void
test_bools (void)
{
    g_autoptr (JsonNode) node = parse ("{\"yes\":[true,\"Y\",\"y\",\"1\",1,\"true\",2.5],"
                                       "\"no\":[false,\"N\",\"0\",\"\",0,\"false\",0.0],"
                                       "\"what\":[null,[],{},\"perhaps\"]}");
    JsonObject *object = b24_json_node_object (node);
    JsonArray *yes = b24_json_get_array (object, "yes");
    JsonArray *no = b24_json_get_array (object, "no");
    JsonArray *what = b24_json_get_array (object, "what");

    for (guint i = 0; i < json_array_get_length (yes); i++) {
        g_assert_true (b24_json_node_bool (json_array_get_element (yes, i), FALSE));
        g_assert_false (b24_json_node_bool (json_array_get_element (no, i), TRUE));
    }
    for (guint i = 0; i < json_array_get_length (what); i++) {
        g_assert_true (b24_json_node_bool (json_array_get_element (what, i), TRUE));
        g_assert_false (b24_json_node_bool (json_array_get_element (what, i), FALSE));
    }
    g_assert_true (b24_json_get_bool (NULL, "a", TRUE));
}

static void
test_strings (void)
{
    g_autoptr (JsonNode) node = parse ("{\"s\":\"a\",\"i\":90211,\"d\":1.5,\"w\":1e3,\"f\":false,"
                                       "\"n\":null,\"o\":{},\"Owner\":7}");
    JsonObject *object = b24_json_node_object (node);
    g_autofree char *number = b24_json_dup_string (object, "i");
    g_autofree char *fraction = b24_json_dup_string (object, "d");
    g_autofree char *whole = b24_json_dup_string (object, "w");

    g_assert_cmpstr (b24_json_get_string (object, "s"), ==, "a");
    g_assert_null (b24_json_get_string (object, "i"));
    g_assert_cmpstr (number, ==, "90211");
    g_assert_cmpstr (fraction, ==, "1.5");
    g_assert_cmpstr (whole, ==, "1000");
    g_assert_null (b24_json_dup_string (object, "f"));
    g_assert_null (b24_json_dup_string (object, "n"));
    g_assert_null (b24_json_dup_string (object, "o"));
    g_assert_null (b24_json_dup_string (object, "missing"));
    g_assert_true (b24_json_has (object, "n"));
    g_assert_false (b24_json_has (object, "N"));
    g_assert_cmpint (b24_json_node_int (b24_json_get_any_case (object, "OWNER"), 0), ==, 7);
    g_assert_null (b24_json_get_any_case (object, "missing"));
}

static void
test_times (void)
{
    g_autoptr (JsonNode) node = parse ("{\"a\":\"2026-01-02T10:00:00+03:00\",\"b\":false,\"c\":{},"
                                       "\"d\":\"\",\"e\":\"soon\",\"f\":null}");
    JsonObject *object = b24_json_node_object (node);

    g_assert_cmpint (b24_json_get_time (object, "a"), ==, 1767337200);
    for (const char *key = "bcdefg"; *key != '\0'; key++) {
        char name[2] = { *key, '\0' };

        g_assert_cmpint (b24_json_get_time (object, name), ==, 0);
    }
}

static void
collect_cb (const char *key, JsonNode *value, gpointer user_data)
{
    g_string_append_printf (user_data, "%s=%" G_GINT64_FORMAT ";", key,
                            b24_json_node_int (value, 0));
}

static void
assert_elements (const char *text, const char *expected)
{
    g_autoptr (JsonNode) node = parse (text);
    g_autoptr (GString) seen = g_string_new (NULL);

    b24_json_foreach (node, collect_cb, seen);
    g_assert_cmpstr (seen->str, ==, expected);
}

static void
test_foreach (void)
{
    assert_elements ("[5,6]", "0=5;1=6;");
    assert_elements ("{\"2\":6,\"0\":\"5\"}", "2=6;0=5;");
    assert_elements ("{\"a\":1,\"a\":2}", "a=2;");
    assert_elements ("[]", "");
    assert_elements ("{}", "");
    assert_elements ("false", "");
    assert_elements ("null", "");
    b24_json_foreach (NULL, collect_cb, NULL);
    g_assert_cmpuint (b24_json_count (NULL), ==, 0);
}

static void
assert_pieces (const char *text, guint count, const char *expected)
{
    for (gsize piece = 1; piece < 2 * strlen (text); piece++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (JsonNode) node = b24_json_parse_pieces (text, strlen (text), piece, &error);
        JsonNode *result = b24_json_get (b24_json_node_object (node), "result");

        g_assert_no_error (error);
        /* Twice, and once more opened for good by the count. */
        for (guint i = 0; i < 3; i++) {
            g_autoptr (GString) seen = g_string_new (NULL);

            b24_json_foreach (result, collect_cb, seen);
            g_assert_cmpstr (seen->str, ==, expected);
            if (i > 0)
                g_assert_cmpuint (b24_json_count (result), ==, count);
        }
        g_assert_cmpint (b24_json_get_int (b24_json_node_object (node), "next", -1), ==, 50);
    }
}

/* What is parsed piece by piece is read like anything else. */
static void
test_pieces (void)
{
    assert_pieces ("{\"result\" : [ 5, \"6\" ,[1,\"]\"],{\"a\":[\",\"]} ],\"next\":50}", 4,
                   "0=5;1=6;2=0;3=0;");
    assert_pieces ("{\"next\":50,\"time\":{\"result\":[1]},\"result\":[7]}", 1, "0=7;");
    assert_pieces ("{\"x\":\"result\",\"result\":[],\"next\":50}", 0, "");
    assert_pieces ("{\"result\":[1,2],\"result\":[3],\"next\":50}", 1, "0=3;");
    assert_pieces ("{\"result\":{\"a\":1},\"next\":50}", 1, "a=1;");
    assert_pieces ("{\"result\":{\"2\":{\"x\":[[0]]},\"1\":[{}],\"3\":5},\"next\":50}", 3,
                   "2=0;1=0;3=5;");
    assert_pieces ("{\"result\":[[[0]]],\"next\":50}", 1, "0=0;");
    assert_pieces ("{\"result\":[99999999999999999999],\"next\":50}", 1, "0=9223372036854775807;");
}

/* Looking into a piece, and past it. */
static void
test_pieces_opened (void)
{
    const char *text =
        "{\"result\":{\"a\":{\"b\":{\"c\":[1,{\"d\":\"x\"}]}},\"e\":[0]},\"z\":\"y\"}";

    for (gsize piece = 1; piece < 2 * strlen (text); piece++) {
        g_autoptr (JsonNode) node = b24_json_parse_pieces (text, strlen (text), piece, NULL);
        JsonObject *root = b24_json_node_object (node);
        JsonObject *result = b24_json_get_object (root, "result");
        JsonObject *b = b24_json_get_object (b24_json_get_object (result, "a"), "b");
        JsonNode *c = b24_json_get (b, "c");

        g_assert_null (b24_json_get_string (root, "result"));
        g_assert_null (b24_json_get_string (result, "e"));
        g_assert_cmpint (b24_json_get_int (result, "e", -1), ==, -1);
        g_assert_cmpint (b24_json_node_int (b24_json_at (c, 0), -1), ==, 1);
        g_assert_cmpstr (b24_json_get_string (b24_json_node_object (b24_json_at (c, 1)), "d"), ==,
                         "x");
        g_assert_cmpstr (b24_json_get_string (root, "z"), ==, "y");
    }
}

static void
test_views (void)
{
    g_autoptr (JsonNode) list = parse ("[]");
    g_autoptr (JsonNode) number = parse ("5");

    g_assert_null (b24_json_node_object (list));
    g_assert_null (b24_json_node_object (NULL));
    g_assert_null (b24_json_node_object (number));
    g_assert_nonnull (b24_json_node_array (list));
    g_assert_null (b24_json_node_array (number));
}

static void
test_query (void)
{
    g_autoptr (JsonNode) node = parse (
        "{\"CHAT_ID\":5,\"TEXT\":\"a b&c=d+e%$result[x]é\",\"PARAMS\":{\"k[]\":{\"sub\":true}},"
        "\"LIST\":[1,\"two\"],\"NO\":false,\"NIL\":null,\"EMPTY\":[]}");
    g_autofree char *query = b24_json_to_query (b24_json_node_object (node));
    g_autofree char *nothing = b24_json_to_query (NULL);

    g_assert_cmpstr (query, ==,
                     "CHAT_ID=5&TEXT=a%20b%26c%3Dd%2Be%25%24result%5Bx%5D%C3%A9"
                     "&PARAMS[k%5B%5D][sub]=Y&LIST[0]=1&LIST[1]=two&NO=N&NIL=");
    g_assert_cmpstr (nothing, ==, "");
}

/* The documented name finds the member however the portal writes it, and no other. */
static void
test_any_case (void)
{
    static const char *const same[] = {
        "BOT_ID", "bot_id", "botId", "botid", "Bot_Id", "_bot_id_"
    };
    static const char *const other[] = { "BOT", "BOT_IDS", "ABOT_ID", "B0T_ID", "" };

    for (gsize i = 0; i < G_N_ELEMENTS (same); i++) {
        g_autoptr (JsonObject) object = json_object_new ();

        json_object_set_int_member (object, same[i], 35);
        g_test_message ("%s", same[i]);
        for (gsize k = 0; k < G_N_ELEMENTS (same); k++)
            g_assert_nonnull (b24_json_get_any_case (object, same[k]));
    }
    for (gsize i = 0; i < G_N_ELEMENTS (other); i++) {
        g_autoptr (JsonObject) object = json_object_new ();

        json_object_set_int_member (object, other[i], 35);
        g_assert_null (b24_json_get_any_case (object, "BOT_ID"));
    }
    g_assert_null (b24_json_get_any_case (NULL, "BOT_ID"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/json/refused", test_refused);
    g_test_add_func ("/json/any-case", test_any_case);
    g_test_add_func ("/json/depth", test_depth);
    g_test_add_func ("/json/bytes", test_bytes);
    g_test_add_func ("/json/numbers", test_numbers);
    g_test_add_func ("/json/bools", test_bools);
    g_test_add_func ("/json/strings", test_strings);
    g_test_add_func ("/json/times", test_times);
    g_test_add_func ("/json/foreach", test_foreach);
    g_test_add_func ("/json/pieces", test_pieces);
    g_test_add_func ("/json/pieces-opened", test_pieces_opened);
    g_test_add_func ("/json/views", test_views);
    g_test_add_func ("/json/query", test_query);
    return g_test_run ();
}
