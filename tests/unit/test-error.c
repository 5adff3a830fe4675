/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-error.h"

#include <gio/gio.h>

static void
assert_code (const char *code, B24Error expected, B24ErrorClass error_class)
{
    g_autoptr (GError) error = b24_error_new_from_code (code, "words");

    g_assert_error (error, B24_ERROR, (int) expected);
    g_assert_cmpint (b24_error_get_class (error), ==, error_class);
    g_assert_cmpstr (b24_error_get_code (error), ==, code);
}

static void
test_codes (void)
{
    assert_code ("QUERY_LIMIT_EXCEEDED", B24_ERROR_QUERY_LIMIT_EXCEEDED, B24_ERROR_CLASS_BACK_OFF);
    assert_code ("query_limit_exceeded", B24_ERROR_QUERY_LIMIT_EXCEEDED, B24_ERROR_CLASS_BACK_OFF);
    assert_code ("OPERATION_TIME_LIMIT", B24_ERROR_OPERATION_TIME_LIMIT, B24_ERROR_CLASS_BACK_OFF);
    assert_code ("expired_token", B24_ERROR_EXPIRED_TOKEN, B24_ERROR_CLASS_SIGN_IN);
    assert_code ("EXPIRED_TOKEN", B24_ERROR_EXPIRED_TOKEN, B24_ERROR_CLASS_SIGN_IN);
    assert_code ("INVALID_CREDENTIALS", B24_ERROR_INVALID_CREDENTIALS, B24_ERROR_CLASS_STOP);
    assert_code ("insufficient_scope", B24_ERROR_INSUFFICIENT_SCOPE, B24_ERROR_CLASS_FEATURE_OFF);
    assert_code ("ERROR_METHOD_NOT_FOUND", B24_ERROR_METHOD_NOT_FOUND, B24_ERROR_CLASS_FEATURE_OFF);
    assert_code ("PORTAL_DELETED", B24_ERROR_PORTAL_DELETED, B24_ERROR_CLASS_STOP);
    assert_code ("INTERNAL_SERVER_ERROR", B24_ERROR_INTERNAL_SERVER_ERROR, B24_ERROR_CLASS_RETRY);
    assert_code ("IMOL_CHAT_ERROR_NOT_LOAD_CRM", B24_ERROR_CHAT_NOT_LOAD_CRM, B24_ERROR_CLASS_TELL);
    assert_code ("ERROR_CORE", B24_ERROR_CORE, B24_ERROR_CLASS_TELL);
    assert_code ("CHAT_ID", B24_ERROR_CHAT_ID, B24_ERROR_CLASS_TELL);
    assert_code ("", B24_ERROR_EMPTY, B24_ERROR_CLASS_TELL);
    assert_code ("150", B24_ERROR_UNKNOWN_CODE, B24_ERROR_CLASS_TELL);
    assert_code ("NEVER_HEARD_OF", B24_ERROR_UNKNOWN_CODE, B24_ERROR_CLASS_TELL);
}

static void
test_all_codes (void)
{
    const char *const *codes = b24_error_all_codes ();
    g_autoptr (GHashTable) values = g_hash_table_new (NULL, NULL);
    guint n = 0;

    for (; codes[n] != NULL; n++) {
        g_autoptr (GError) error = b24_error_new_from_code (codes[n], NULL);

        g_assert_cmpint (error->code, !=, B24_ERROR_UNKNOWN_CODE);
        g_assert_true (g_hash_table_add (values, GINT_TO_POINTER (error->code)));
    }
    /* Every value behind the client's own ones has its code. */
    g_assert_cmpuint (n, ==, (guint) B24_ERROR_LAST - B24_ERROR_EMPTY - 1);
}

static void
test_copy (void)
{
    g_autoptr (GError) error = b24_error_new_from_code ("ERROR_CORE", "SQL query error!");
    g_autoptr (GError) copy = NULL;

    b24_error_set_wait (error, 17);
    b24_error_set_class (error, B24_ERROR_CLASS_RETRY);
    copy = g_error_copy (error);
    g_prefix_error (&copy, "again: ");
    g_clear_error (&error);
    g_assert_cmpuint (b24_error_get_wait (copy), ==, 17);
    g_assert_cmpint (b24_error_get_class (copy), ==, B24_ERROR_CLASS_RETRY);
    g_assert_cmpstr (b24_error_get_code (copy), ==, "ERROR_CORE");
    g_assert_cmpstr (copy->message, ==, "again: ERROR_CORE: SQL query error!");
}

static void
test_foreign (void)
{
    g_autoptr (GError) cancelled =
        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
    g_autoptr (GError) local = g_error_new_literal (B24_ERROR, B24_ERROR_TIMEOUT, "slow");

    g_assert_cmpint (b24_error_get_class (cancelled), ==, B24_ERROR_CLASS_TELL);
    g_assert_null (b24_error_get_code (cancelled));
    g_assert_cmpuint (b24_error_get_wait (cancelled), ==, 0);
    g_assert_cmpint (b24_error_get_class (local), ==, B24_ERROR_CLASS_RETRY);
    g_assert_null (b24_error_get_code (local));
    g_assert_null (b24_error_get_code (NULL));
    g_assert_true (b24_error_is_passing (local));
    g_assert_false (b24_error_is_passing (cancelled));
    g_assert_false (b24_error_is_passing (NULL));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/error/codes", test_codes);
    g_test_add_func ("/error/all-codes", test_all_codes);
    g_test_add_func ("/error/copy", test_copy);
    g_test_add_func ("/error/foreign", test_foreign);
    return g_test_run ();
}
