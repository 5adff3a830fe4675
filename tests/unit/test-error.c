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

/* Every code the portal may send, and what it makes the client do. Reference §3 (its column
 * “action”), then §8 and §9, whose refusals all have to be told. */
static const struct {
    const char *code;
    B24Error value;
    B24ErrorClass error_class;
} rows[] = {
    /* clang-format off */
    { "NO_AUTH_FOUND", B24_ERROR_NO_AUTH_FOUND, B24_ERROR_CLASS_STOP },
    { "INVALID_CREDENTIALS", B24_ERROR_INVALID_CREDENTIALS, B24_ERROR_CLASS_STOP },
    { "INVALID_REQUEST", B24_ERROR_INVALID_REQUEST, B24_ERROR_CLASS_TELL },
    { "expired_token", B24_ERROR_EXPIRED_TOKEN, B24_ERROR_CLASS_SIGN_IN },
    { "invalid_token", B24_ERROR_INVALID_TOKEN, B24_ERROR_CLASS_SIGN_IN },
    { "invalid_grant", B24_ERROR_INVALID_GRANT, B24_ERROR_CLASS_STOP },
    { "invalid_client", B24_ERROR_INVALID_CLIENT, B24_ERROR_CLASS_STOP },
    { "insufficient_scope", B24_ERROR_INSUFFICIENT_SCOPE, B24_ERROR_CLASS_FEATURE_OFF },
    { "user_access_error", B24_ERROR_USER_ACCESS_ERROR, B24_ERROR_CLASS_STOP },
    { "authorization_error", B24_ERROR_AUTHORIZATION_ERROR, B24_ERROR_CLASS_STOP },
    { "ACCESS_DENIED", B24_ERROR_ACCESS_DENIED, B24_ERROR_CLASS_TELL },
    { "APPLICATION_NOT_FOUND", B24_ERROR_APPLICATION_NOT_FOUND, B24_ERROR_CLASS_STOP },
    { "PAYMENT_REQUIRED", B24_ERROR_PAYMENT_REQUIRED, B24_ERROR_CLASS_STOP },
    { "CONNECTION_ERROR", B24_ERROR_CONNECTION_ERROR, B24_ERROR_CLASS_RETRY },
    { "OVERLOAD_LIMIT", B24_ERROR_OVERLOAD_LIMIT, B24_ERROR_CLASS_BACK_OFF },
    { "QUERY_LIMIT_EXCEEDED", B24_ERROR_QUERY_LIMIT_EXCEEDED, B24_ERROR_CLASS_BACK_OFF },
    { "OPERATION_TIME_LIMIT", B24_ERROR_OPERATION_TIME_LIMIT, B24_ERROR_CLASS_BACK_OFF },
    { "WRONG_AUTH_TYPE", B24_ERROR_WRONG_AUTH_TYPE, B24_ERROR_CLASS_FEATURE_OFF },
    { "WRONG_LICENSE", B24_ERROR_WRONG_LICENSE, B24_ERROR_CLASS_FEATURE_OFF },
    { "ERROR_METHOD_NOT_FOUND", B24_ERROR_METHOD_NOT_FOUND, B24_ERROR_CLASS_FEATURE_OFF },
    { "ERROR_ARGUMENT", B24_ERROR_ARGUMENT, B24_ERROR_CLASS_TELL },
    { "ERROR_CORE", B24_ERROR_CORE, B24_ERROR_CLASS_TELL },
    { "INTERNAL_SERVER_ERROR", B24_ERROR_INTERNAL_SERVER_ERROR, B24_ERROR_CLASS_RETRY },
    { "INTERNAL_WRONG_TRANSPORT", B24_ERROR_INTERNAL_WRONG_TRANSPORT, B24_ERROR_CLASS_RETRY },
    { "INTERNAL_WRONG_HANDLER_CLASS", B24_ERROR_INTERNAL_WRONG_HANDLER_CLASS, B24_ERROR_CLASS_RETRY },
    { "ERROR_UNEXPECTED_ANSWER", B24_ERROR_UNEXPECTED_ANSWER, B24_ERROR_CLASS_RETRY },
    { "ERROR_MANIFEST_IS_NOT_AVAILABLE", B24_ERROR_MANIFEST_IS_NOT_AVAILABLE, B24_ERROR_CLASS_TELL },
    { "PORTAL_DELETED", B24_ERROR_PORTAL_DELETED, B24_ERROR_CLASS_STOP },
    { "ERROR_BATCH_METHOD_NOT_ALLOWED", B24_ERROR_BATCH_METHOD_NOT_ALLOWED, B24_ERROR_CLASS_TELL },
    { "ERROR_BATCH_LENGTH_EXCEEDED", B24_ERROR_BATCH_LENGTH_EXCEEDED, B24_ERROR_CLASS_TELL },
    { "WRONG_ENCODING", B24_ERROR_WRONG_ENCODING, B24_ERROR_CLASS_TELL },
    { "allowed_only_intranet_user", B24_ERROR_ALLOWED_ONLY_INTRANET_USER, B24_ERROR_CLASS_FEATURE_OFF },
    /* §8 and §9; a double is the first attempt still in work */
    { "CHAT_ID", B24_ERROR_CHAT_ID, B24_ERROR_CLASS_TELL },
    { "USER_ID", B24_ERROR_USER_ID, B24_ERROR_CLASS_TELL },
    { "IM_LOAD_ERROR", B24_ERROR_IM_LOAD_ERROR, B24_ERROR_CLASS_TELL },
    { "CHAT_TYPE", B24_ERROR_CHAT_TYPE, B24_ERROR_CLASS_TELL },
    { "ACCESS_DENIED_KICK", B24_ERROR_ACCESS_DENIED_KICK, B24_ERROR_CLASS_TELL },
    { "ERROR_USER_NOT_OPERATOR", B24_ERROR_USER_NOT_OPERATOR, B24_ERROR_CLASS_TELL },
    { "NOT_LOAD_SESSION_OR_CHAT", B24_ERROR_NOT_LOAD_SESSION_OR_CHAT, B24_ERROR_CLASS_TELL },
    { "IMOL_CHAT_ERROR_NOT_LOAD_DATA", B24_ERROR_CHAT_NOT_LOAD_DATA, B24_ERROR_CLASS_TELL },
    { "CHAT_ID_EMPTY", B24_ERROR_CHAT_ID_EMPTY, B24_ERROR_CLASS_TELL },
    { "USER_ID_EMPTY", B24_ERROR_USER_ID_EMPTY, B24_ERROR_CLASS_TELL },
    { "QUEUE_ID_EMPTY", B24_ERROR_QUEUE_ID_EMPTY, B24_ERROR_CLASS_TELL },
    { "TRANSFER_ID_EMPTY", B24_ERROR_TRANSFER_ID_EMPTY, B24_ERROR_CLASS_TELL },
    { "OPERATOR_WRONG", B24_ERROR_OPERATOR_WRONG, B24_ERROR_CLASS_TELL },
    { "MISSING_REQUIRED_PARAM", B24_ERROR_MISSING_REQUIRED_PARAM, B24_ERROR_CLASS_TELL },
    { "INVALID_SESSION_ID", B24_ERROR_INVALID_SESSION_ID, B24_ERROR_CLASS_TELL },
    { "EMPTY_SESSION_ID", B24_ERROR_EMPTY_SESSION_ID, B24_ERROR_CLASS_TELL },
    { "EMPTY_VOTE_PARAMS", B24_ERROR_EMPTY_VOTE_PARAMS, B24_ERROR_CLASS_TELL },
    { "ACCESS_ERROR", B24_ERROR_ACCESS_ERROR, B24_ERROR_CLASS_TELL },
    { "IM_NOT_INSTALLED", B24_ERROR_IM_NOT_INSTALLED, B24_ERROR_CLASS_TELL },
    { "CANT_SAVE_QUICK_ANSWER", B24_ERROR_CANT_SAVE_QUICK_ANSWER, B24_ERROR_CLASS_TELL },
    { "IMOL_CHAT_ERROR_NOT_LOAD_CRM", B24_ERROR_CHAT_NOT_LOAD_CRM, B24_ERROR_CLASS_TELL },
    { "IMOL_CHAT_ERROR_ANSWER_NOT_LOAD_SESSION", B24_ERROR_CHAT_ANSWER_NOT_LOAD_SESSION, B24_ERROR_CLASS_TELL },
    { "IMOL_CHAT_ERROR_NOT_LOAD_CHAT", B24_ERROR_CHAT_NOT_LOAD_CHAT, B24_ERROR_CLASS_TELL },
    { "CONFIG_ID_EMPTY", B24_ERROR_CONFIG_ID_EMPTY, B24_ERROR_CLASS_TELL },
    { "CONFIG_WRONG_USER_PERMISSION", B24_ERROR_CONFIG_WRONG_USER_PERMISSION, B24_ERROR_CLASS_TELL },
    { "INVALID_FORMAT", B24_ERROR_INVALID_FORMAT, B24_ERROR_CLASS_TELL },
    { "CHAT_NOT_IN_CRM", B24_ERROR_CHAT_NOT_IN_CRM, B24_ERROR_CLASS_TELL },
    { "MESSAGE_ADD_ERROR", B24_ERROR_MESSAGE_ADD_ERROR, B24_ERROR_CLASS_TELL },
    { "WRONG_CHAT", B24_ERROR_WRONG_CHAT, B24_ERROR_CLASS_TELL },
    { "BOT_ID_ERROR", B24_ERROR_BOT_ID_ERROR, B24_ERROR_CLASS_TELL },
    { "CRM_CHAT_EMPTY_CRM_DATA", B24_ERROR_CRM_CHAT_EMPTY_CRM_DATA, B24_ERROR_CLASS_TELL },
    { "CRM_CHAT_USER_NOT_ACTIVE", B24_ERROR_CRM_CHAT_USER_NOT_ACTIVE, B24_ERROR_CLASS_TELL },
    { "CRM_CHAT_EMPTY_USER", B24_ERROR_CRM_CHAT_EMPTY_USER, B24_ERROR_CLASS_TELL },
    { "CHAT_DELETE_USER_PERMISSION_DENIED", B24_ERROR_CHAT_DELETE_USER_PERMISSION_DENIED, B24_ERROR_CLASS_TELL },
    { "DATE_START_EMPTY", B24_ERROR_DATE_START_EMPTY, B24_ERROR_CLASS_TELL },
    { "DATE_START_WRONG_FORMAT", B24_ERROR_DATE_START_WRONG_FORMAT, B24_ERROR_CLASS_TELL },
    { "DATE_END_WRONG_FORMAT", B24_ERROR_DATE_END_WRONG_FORMAT, B24_ERROR_CLASS_TELL },
    { "SELF_TRANSFER_FAIL", B24_ERROR_SELF_TRANSFER_FAIL, B24_ERROR_CLASS_TELL },
    { "TRANSFER_FAIL", B24_ERROR_TRANSFER_FAIL, B24_ERROR_CLASS_TELL },
    { "DIALOG_ID_EMPTY", B24_ERROR_DIALOG_ID_EMPTY, B24_ERROR_CLASS_TELL },
    { "FIRST_ID_STRING", B24_ERROR_FIRST_ID_STRING, B24_ERROR_CLASS_TELL },
    { "LAST_ID_STRING", B24_ERROR_LAST_ID_STRING, B24_ERROR_CLASS_TELL },
    { "FIND_SHORT", B24_ERROR_FIND_SHORT, B24_ERROR_CLASS_TELL },
    { "MESSAGE_ID_ERROR", B24_ERROR_MESSAGE_ID_ERROR, B24_ERROR_CLASS_TELL },
    { "WRONG_REQUEST", B24_ERROR_WRONG_REQUEST, B24_ERROR_CLASS_TELL },
    { "LEAVE_OWNER_FORBIDDEN", B24_ERROR_LEAVE_OWNER_FORBIDDEN, B24_ERROR_CLASS_TELL },
    { "MESSAGE_EMPTY", B24_ERROR_MESSAGE_EMPTY, B24_ERROR_CLASS_TELL },
    { "EMPTY_MESSAGE", B24_ERROR_EMPTY_MESSAGE, B24_ERROR_CLASS_TELL },
    { "USER_NOT_FOUND", B24_ERROR_USER_NOT_FOUND, B24_ERROR_CLASS_TELL },
    { "PARAMS_ERROR", B24_ERROR_PARAMS_ERROR, B24_ERROR_CLASS_TELL },
    { "ATTACH_ERROR", B24_ERROR_ATTACH_ERROR, B24_ERROR_CLASS_TELL },
    { "ATTACH_OVERSIZE", B24_ERROR_ATTACH_OVERSIZE, B24_ERROR_CLASS_TELL },
    { "KEYBOARD_ERROR", B24_ERROR_KEYBOARD_ERROR, B24_ERROR_CLASS_TELL },
    { "KEYBOARD_OVERSIZE", B24_ERROR_KEYBOARD_OVERSIZE, B24_ERROR_CLASS_TELL },
    { "MENU_ERROR", B24_ERROR_MENU_ERROR, B24_ERROR_CLASS_TELL },
    { "MENU_OVERSIZE", B24_ERROR_MENU_OVERSIZE, B24_ERROR_CLASS_TELL },
    { "REPLY_ACCESS_ERROR", B24_ERROR_REPLY_ACCESS_ERROR, B24_ERROR_CLASS_TELL },
    { "REPLY_FROM_OTHER_CHAT_ERROR", B24_ERROR_REPLY_FROM_OTHER_CHAT_ERROR, B24_ERROR_CLASS_TELL },
    { "CANCELED", B24_ERROR_CANCELED, B24_ERROR_CLASS_TELL },
    { "ERROR_NO_ACCESS", B24_ERROR_NO_ACCESS, B24_ERROR_CLASS_TELL },
    { "ERROR_FROM_OTHER_MODULE", B24_ERROR_FROM_OTHER_MODULE, B24_ERROR_CLASS_TELL },
    { "MESSAGE_DUPLICATED_BY_UUID", B24_ERROR_MESSAGE_DUPLICATED_BY_UUID, B24_ERROR_CLASS_RETRY },
    { "TEXT_FIELD_DISABLED", B24_ERROR_TEXT_FIELD_DISABLED, B24_ERROR_CLASS_TELL },
    { "CANT_EDIT_MESSAGE", B24_ERROR_CANT_EDIT_MESSAGE, B24_ERROR_CLASS_TELL },
    { "WITHOUT_CHANGES", B24_ERROR_WITHOUT_CHANGES, B24_ERROR_CLASS_TELL },
    { "COMMAND_ERROR", B24_ERROR_COMMAND_ERROR, B24_ERROR_CLASS_TELL },
    { "ID_EMPTY", B24_ERROR_ID_EMPTY, B24_ERROR_CLASS_TELL },
    { "USER_NOT_EXISTS", B24_ERROR_USER_NOT_EXISTS, B24_ERROR_CLASS_TELL },
    { "STATUS_ERROR", B24_ERROR_STATUS_ERROR, B24_ERROR_CLASS_TELL },
    { "AUTHORIZE_ERROR", B24_ERROR_AUTHORIZE_ERROR, B24_ERROR_CLASS_TELL },
    { "SERVER_ERROR", B24_ERROR_SERVER_ERROR, B24_ERROR_CLASS_FEATURE_OFF },
    { "CODE_EMPTY", B24_ERROR_CODE_EMPTY, B24_ERROR_CLASS_TELL },
    { "CHAT_NOT_FOUND", B24_ERROR_CHAT_NOT_FOUND, B24_ERROR_CLASS_TELL },
    { "ERROR_IBLOCK_NOT_FOUND", B24_ERROR_IBLOCK_NOT_FOUND, B24_ERROR_CLASS_TELL },
    { "ERROR_REQUIRED_PARAMETERS_MISSING", B24_ERROR_REQUIRED_PARAMETERS_MISSING, B24_ERROR_CLASS_TELL },
    /* clang-format on */
};

static void
test_codes (void)
{
    g_autoptr (GHashTable) values = g_hash_table_new (NULL, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *lower = g_ascii_strdown (rows[i].code, -1);
        g_autofree char *upper = g_ascii_strup (rows[i].code, -1);

        g_test_message ("%s", rows[i].code);
        assert_code (rows[i].code, rows[i].value, rows[i].error_class);
        assert_code (lower, rows[i].value, rows[i].error_class);
        assert_code (upper, rows[i].value, rows[i].error_class);
        g_assert_true (g_hash_table_add (values, GINT_TO_POINTER (rows[i].value)));
    }
    /* No value behind the client's own ones is forgotten here. */
    for (int value = B24_ERROR_EMPTY + 1; value < (int) B24_ERROR_LAST; value++)
        g_assert_true (g_hash_table_contains (values, GINT_TO_POINTER (value)));
}

static void
test_other_codes (void)
{
    assert_code ("", B24_ERROR_EMPTY, B24_ERROR_CLASS_TELL);
    assert_code ("150", B24_ERROR_UNKNOWN_CODE, B24_ERROR_CLASS_TELL);
    assert_code ("NEVER_HEARD_OF", B24_ERROR_UNKNOWN_CODE, B24_ERROR_CLASS_TELL);
    assert_code ("ACCESS_DENIED_", B24_ERROR_UNKNOWN_CODE, B24_ERROR_CLASS_TELL);
    assert_code ("ACCESS", B24_ERROR_UNKNOWN_CODE, B24_ERROR_CLASS_TELL);
}

/* The list that other tests go through is this very table. */
static void
test_all_codes (void)
{
    const char *const *codes = b24_error_all_codes ();

    g_assert_cmpuint (g_strv_length ((char **) codes), ==, G_N_ELEMENTS (rows));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        g_assert_true (g_strv_contains (codes, rows[i].code));
}

/* What the client finds itself: a passing fault, something to tell, or the end. */
static void
test_own (void)
{
    static const B24ErrorClass classes[] = {
        [B24_ERROR_UNREACHABLE] = B24_ERROR_CLASS_RETRY,
        [B24_ERROR_TIMEOUT] = B24_ERROR_CLASS_RETRY,
        [B24_ERROR_TLS] = B24_ERROR_CLASS_RETRY,
        [B24_ERROR_PROXY] = B24_ERROR_CLASS_TELL,
        [B24_ERROR_NOT_JSON] = B24_ERROR_CLASS_RETRY,
        [B24_ERROR_EMPTY_BODY] = B24_ERROR_CLASS_RETRY,
        [B24_ERROR_TOO_LARGE] = B24_ERROR_CLASS_TELL,
        [B24_ERROR_TOO_DEEP] = B24_ERROR_CLASS_TELL,
        [B24_ERROR_UNEXPECTED_SHAPE] = B24_ERROR_CLASS_TELL,
        [B24_ERROR_SERVER] = B24_ERROR_CLASS_RETRY,
        [B24_ERROR_BAD_REDIRECT] = B24_ERROR_CLASS_TELL,
        [B24_ERROR_NOT_FOUND] = B24_ERROR_CLASS_STOP,
        [B24_ERROR_BAD_PORTAL] = B24_ERROR_CLASS_STOP,
        [B24_ERROR_NOT_ENCRYPTED] = B24_ERROR_CLASS_STOP,
        [B24_ERROR_BAD_CREDENTIAL] = B24_ERROR_CLASS_STOP,
        [B24_ERROR_OTHER_PORTAL] = B24_ERROR_CLASS_STOP,
        [B24_ERROR_BAD_FILE] = B24_ERROR_CLASS_TELL,
        [B24_ERROR_UNKNOWN_CODE] = B24_ERROR_CLASS_TELL,
    };

    G_STATIC_ASSERT (G_N_ELEMENTS (classes) == B24_ERROR_EMPTY);
    for (int value = 0; value < (int) B24_ERROR_EMPTY; value++) {
        g_autoptr (GError) error = g_error_new_literal (B24_ERROR, value, "found here");

        g_assert_cmpint (b24_error_get_class (error), ==, classes[value]);
        g_assert_null (b24_error_get_code (error));
    }
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
    g_test_add_func ("/error/other-codes", test_other_codes);
    g_test_add_func ("/error/all-codes", test_all_codes);
    g_test_add_func ("/error/own", test_own);
    g_test_add_func ("/error/copy", test_copy);
    g_test_add_func ("/error/foreign", test_foreign);
    return g_test_run ();
}
