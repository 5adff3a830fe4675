/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-error.h"

#include <string.h>

/* The getter that GLib's macro below makes answers NULL for a foreign error; no caller here has
 * one, but the compiler cannot know. */
#pragma GCC diagnostic ignored "-Wnull-dereference"

typedef struct {
    char *code; /* (nullable) */
    guint wait;
    gboolean has_class;
    gboolean unsent;
    B24ErrorClass error_class;
} B24ErrorPrivate;

static void
b24_error_private_init (B24ErrorPrivate *priv)
{
    memset (priv, 0, sizeof *priv);
}

static void
b24_error_private_copy (const B24ErrorPrivate *source, B24ErrorPrivate *target)
{
    *target = *source;
    target->code = g_strdup (source->code);
}

static void
b24_error_private_clear (B24ErrorPrivate *priv)
{
    g_clear_pointer (&priv->code, g_free);
}

G_DEFINE_EXTENDED_ERROR (B24Error, b24_error)

typedef struct {
    const char *code; /* (nullable): NULL for what this client finds itself */
    B24ErrorClass error_class;
} Row;

#define LOCAL(name, klass)      [B24_ERROR_##name] = { NULL, B24_ERROR_CLASS_##klass }
#define CODE(name, klass, text) [B24_ERROR_##name] = { text, B24_ERROR_CLASS_##klass }

static const Row table[B24_ERROR_LAST] = {
    LOCAL (UNREACHABLE, RETRY),
    LOCAL (TIMEOUT, RETRY),
    LOCAL (TLS, RETRY),
    LOCAL (PROXY, TELL),
    LOCAL (NOT_JSON, RETRY),
    LOCAL (EMPTY_BODY, RETRY),
    LOCAL (TOO_LARGE, TELL),
    LOCAL (TOO_DEEP, TELL),
    LOCAL (UNEXPECTED_SHAPE, TELL),
    LOCAL (SERVER, RETRY),
    LOCAL (BAD_REDIRECT, TELL),
    LOCAL (NOT_FOUND, STOP),
    LOCAL (BAD_PORTAL, STOP),
    LOCAL (NOT_ENCRYPTED, STOP),
    LOCAL (BAD_CREDENTIAL, STOP),
    LOCAL (OTHER_PORTAL, STOP),
    LOCAL (BAD_FILE, TELL),
    LOCAL (UNKNOWN_CODE, TELL),
    LOCAL (EMPTY, TELL),
    CODE (NO_AUTH_FOUND, STOP, "NO_AUTH_FOUND"),
    CODE (INVALID_CREDENTIALS, STOP, "INVALID_CREDENTIALS"),
    CODE (INVALID_REQUEST, TELL, "INVALID_REQUEST"),
    CODE (EXPIRED_TOKEN, SIGN_IN, "expired_token"),
    CODE (INVALID_TOKEN, SIGN_IN, "invalid_token"),
    CODE (INVALID_GRANT, STOP, "invalid_grant"),
    CODE (INVALID_CLIENT, STOP, "invalid_client"),
    CODE (INSUFFICIENT_SCOPE, FEATURE_OFF, "insufficient_scope"),
    CODE (USER_ACCESS_ERROR, STOP, "user_access_error"),
    CODE (AUTHORIZATION_ERROR, STOP, "authorization_error"),
    CODE (ACCESS_DENIED, TELL, "ACCESS_DENIED"),
    CODE (APPLICATION_NOT_FOUND, STOP, "APPLICATION_NOT_FOUND"),
    CODE (PAYMENT_REQUIRED, STOP, "PAYMENT_REQUIRED"),
    CODE (CONNECTION_ERROR, RETRY, "CONNECTION_ERROR"),
    CODE (OVERLOAD_LIMIT, BACK_OFF, "OVERLOAD_LIMIT"),
    CODE (QUERY_LIMIT_EXCEEDED, BACK_OFF, "QUERY_LIMIT_EXCEEDED"),
    CODE (OPERATION_TIME_LIMIT, BACK_OFF, "OPERATION_TIME_LIMIT"),
    CODE (WRONG_AUTH_TYPE, FEATURE_OFF, "WRONG_AUTH_TYPE"),
    CODE (WRONG_LICENSE, FEATURE_OFF, "WRONG_LICENSE"),
    CODE (METHOD_NOT_FOUND, FEATURE_OFF, "ERROR_METHOD_NOT_FOUND"),
    CODE (ARGUMENT, TELL, "ERROR_ARGUMENT"),
    CODE (CORE, TELL, "ERROR_CORE"),
    CODE (INTERNAL_SERVER_ERROR, RETRY, "INTERNAL_SERVER_ERROR"),
    CODE (INTERNAL_WRONG_TRANSPORT, RETRY, "INTERNAL_WRONG_TRANSPORT"),
    CODE (INTERNAL_WRONG_HANDLER_CLASS, RETRY, "INTERNAL_WRONG_HANDLER_CLASS"),
    CODE (UNEXPECTED_ANSWER, RETRY, "ERROR_UNEXPECTED_ANSWER"),
    CODE (MANIFEST_IS_NOT_AVAILABLE, TELL, "ERROR_MANIFEST_IS_NOT_AVAILABLE"),
    CODE (PORTAL_DELETED, STOP, "PORTAL_DELETED"),
    CODE (BATCH_METHOD_NOT_ALLOWED, TELL, "ERROR_BATCH_METHOD_NOT_ALLOWED"),
    CODE (BATCH_LENGTH_EXCEEDED, TELL, "ERROR_BATCH_LENGTH_EXCEEDED"),
    CODE (WRONG_ENCODING, TELL, "WRONG_ENCODING"),
    CODE (ALLOWED_ONLY_INTRANET_USER, FEATURE_OFF, "allowed_only_intranet_user"),
    CODE (CHAT_ID, TELL, "CHAT_ID"),
    CODE (USER_ID, TELL, "USER_ID"),
    CODE (IM_LOAD_ERROR, TELL, "IM_LOAD_ERROR"),
    CODE (CHAT_TYPE, TELL, "CHAT_TYPE"),
    CODE (ACCESS_DENIED_KICK, TELL, "ACCESS_DENIED_KICK"),
    CODE (USER_NOT_OPERATOR, TELL, "ERROR_USER_NOT_OPERATOR"),
    CODE (NOT_LOAD_SESSION_OR_CHAT, TELL, "NOT_LOAD_SESSION_OR_CHAT"),
    CODE (CHAT_NOT_LOAD_DATA, TELL, "IMOL_CHAT_ERROR_NOT_LOAD_DATA"),
    CODE (CHAT_ID_EMPTY, TELL, "CHAT_ID_EMPTY"),
    CODE (USER_ID_EMPTY, TELL, "USER_ID_EMPTY"),
    CODE (QUEUE_ID_EMPTY, TELL, "QUEUE_ID_EMPTY"),
    CODE (TRANSFER_ID_EMPTY, TELL, "TRANSFER_ID_EMPTY"),
    CODE (OPERATOR_WRONG, TELL, "OPERATOR_WRONG"),
    CODE (MISSING_REQUIRED_PARAM, TELL, "MISSING_REQUIRED_PARAM"),
    CODE (INVALID_SESSION_ID, TELL, "INVALID_SESSION_ID"),
    CODE (EMPTY_SESSION_ID, TELL, "EMPTY_SESSION_ID"),
    CODE (EMPTY_VOTE_PARAMS, TELL, "EMPTY_VOTE_PARAMS"),
    CODE (ACCESS_ERROR, TELL, "ACCESS_ERROR"),
    CODE (IM_NOT_INSTALLED, TELL, "IM_NOT_INSTALLED"),
    CODE (CANT_SAVE_QUICK_ANSWER, TELL, "CANT_SAVE_QUICK_ANSWER"),
    CODE (CHAT_NOT_LOAD_CRM, TELL, "IMOL_CHAT_ERROR_NOT_LOAD_CRM"),
    CODE (CHAT_ANSWER_NOT_LOAD_SESSION, TELL, "IMOL_CHAT_ERROR_ANSWER_NOT_LOAD_SESSION"),
    CODE (CHAT_NOT_LOAD_CHAT, TELL, "IMOL_CHAT_ERROR_NOT_LOAD_CHAT"),
    CODE (CONFIG_ID_EMPTY, TELL, "CONFIG_ID_EMPTY"),
    CODE (CONFIG_WRONG_USER_PERMISSION, TELL, "CONFIG_WRONG_USER_PERMISSION"),
    CODE (INVALID_FORMAT, TELL, "INVALID_FORMAT"),
    CODE (CHAT_NOT_IN_CRM, TELL, "CHAT_NOT_IN_CRM"),
    CODE (MESSAGE_ADD_ERROR, TELL, "MESSAGE_ADD_ERROR"),
    CODE (WRONG_CHAT, TELL, "WRONG_CHAT"),
    CODE (BOT_ID_ERROR, TELL, "BOT_ID_ERROR"),
    CODE (CRM_CHAT_EMPTY_CRM_DATA, TELL, "CRM_CHAT_EMPTY_CRM_DATA"),
    CODE (CRM_CHAT_USER_NOT_ACTIVE, TELL, "CRM_CHAT_USER_NOT_ACTIVE"),
    CODE (CRM_CHAT_EMPTY_USER, TELL, "CRM_CHAT_EMPTY_USER"),
    CODE (CHAT_DELETE_USER_PERMISSION_DENIED, TELL, "CHAT_DELETE_USER_PERMISSION_DENIED"),
    CODE (DATE_START_EMPTY, TELL, "DATE_START_EMPTY"),
    CODE (DATE_START_WRONG_FORMAT, TELL, "DATE_START_WRONG_FORMAT"),
    CODE (DATE_END_WRONG_FORMAT, TELL, "DATE_END_WRONG_FORMAT"),
    CODE (SELF_TRANSFER_FAIL, TELL, "SELF_TRANSFER_FAIL"),
    CODE (TRANSFER_FAIL, TELL, "TRANSFER_FAIL"),
    CODE (CHAT_NOT_FOUND, TELL, "CHAT_NOT_FOUND"),
    CODE (DIALOG_ID_EMPTY, TELL, "DIALOG_ID_EMPTY"),
    CODE (FIRST_ID_STRING, TELL, "FIRST_ID_STRING"),
    CODE (LAST_ID_STRING, TELL, "LAST_ID_STRING"),
    CODE (FIND_SHORT, TELL, "FIND_SHORT"),
    CODE (MESSAGE_ID_ERROR, TELL, "MESSAGE_ID_ERROR"),
    CODE (WRONG_REQUEST, TELL, "WRONG_REQUEST"),
    CODE (LEAVE_OWNER_FORBIDDEN, TELL, "LEAVE_OWNER_FORBIDDEN"),
    CODE (MESSAGE_EMPTY, TELL, "MESSAGE_EMPTY"),
    CODE (EMPTY_MESSAGE, TELL, "EMPTY_MESSAGE"),
    CODE (USER_NOT_FOUND, TELL, "USER_NOT_FOUND"),
    CODE (PARAMS_ERROR, TELL, "PARAMS_ERROR"),
    CODE (ATTACH_ERROR, TELL, "ATTACH_ERROR"),
    CODE (ATTACH_OVERSIZE, TELL, "ATTACH_OVERSIZE"),
    CODE (KEYBOARD_ERROR, TELL, "KEYBOARD_ERROR"),
    CODE (KEYBOARD_OVERSIZE, TELL, "KEYBOARD_OVERSIZE"),
    CODE (MENU_ERROR, TELL, "MENU_ERROR"),
    CODE (MENU_OVERSIZE, TELL, "MENU_OVERSIZE"),
    CODE (REPLY_ACCESS_ERROR, TELL, "REPLY_ACCESS_ERROR"),
    CODE (REPLY_FROM_OTHER_CHAT_ERROR, TELL, "REPLY_FROM_OTHER_CHAT_ERROR"),
    CODE (CANCELED, TELL, "CANCELED"),
    CODE (NO_ACCESS, TELL, "ERROR_NO_ACCESS"),
    CODE (FROM_OTHER_MODULE, TELL, "ERROR_FROM_OTHER_MODULE"),
    CODE (MESSAGE_DUPLICATED_BY_UUID, RETRY, "MESSAGE_DUPLICATED_BY_UUID"),
    CODE (TEXT_FIELD_DISABLED, TELL, "TEXT_FIELD_DISABLED"),
    CODE (CANT_EDIT_MESSAGE, TELL, "CANT_EDIT_MESSAGE"),
    CODE (WITHOUT_CHANGES, TELL, "WITHOUT_CHANGES"),
    CODE (COMMAND_ERROR, TELL, "COMMAND_ERROR"),
    CODE (ID_EMPTY, TELL, "ID_EMPTY"),
    CODE (USER_NOT_EXISTS, TELL, "USER_NOT_EXISTS"),
    CODE (STATUS_ERROR, TELL, "STATUS_ERROR"),
    CODE (AUTHORIZE_ERROR, TELL, "AUTHORIZE_ERROR"),
    CODE (SERVER_ERROR, FEATURE_OFF, "SERVER_ERROR"),
    CODE (CODE_EMPTY, TELL, "CODE_EMPTY"),
    CODE (IBLOCK_NOT_FOUND, TELL, "ERROR_IBLOCK_NOT_FOUND"),
    CODE (REQUIRED_PARAMETERS_MISSING, TELL, "ERROR_REQUIRED_PARAMETERS_MISSING"),
};

#undef LOCAL
#undef CODE

static B24Error
find_code (const char *code)
{
    if (*code == '\0')
        return B24_ERROR_EMPTY;
    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        if (table[i].code != NULL && g_ascii_strcasecmp (table[i].code, code) == 0)
            return (B24Error) i;
    }
    return B24_ERROR_UNKNOWN_CODE;
}

GError *
b24_error_new_from_code (const char *code, const char *description)
{
    g_autofree char *valid = g_utf8_make_valid (code != NULL ? code : "", -1);
    GError *error = g_error_new (B24_ERROR, find_code (valid), "%s: %s", valid,
                                 description != NULL ? description : "");

    b24_error_get_private (error)->code = g_steal_pointer (&valid);
    return error;
}

B24ErrorClass
b24_error_get_class (const GError *error)
{
    const B24ErrorPrivate *priv;

    if (error == NULL || error->domain != B24_ERROR || error->code < 0 ||
        error->code >= B24_ERROR_LAST)
        return B24_ERROR_CLASS_TELL;
    priv = b24_error_get_private (error);
    return priv->has_class ? priv->error_class : table[error->code].error_class;
}

void
b24_error_set_class (GError *error, B24ErrorClass error_class)
{
    B24ErrorPrivate *priv;

    g_return_if_fail (error != NULL && error->domain == B24_ERROR);
    priv = b24_error_get_private (error);
    priv->has_class = TRUE;
    priv->error_class = error_class;
}

gboolean
b24_error_is_passing (const GError *error)
{
    B24ErrorClass class = b24_error_get_class (error);

    return class == B24_ERROR_CLASS_RETRY || class == B24_ERROR_CLASS_BACK_OFF;
}

gboolean
b24_error_is_unsent (const GError *error)
{
    return error != NULL && error->domain == B24_ERROR && b24_error_get_private (error)->unsent;
}

void
b24_error_set_unsent (GError *error)
{
    g_return_if_fail (error != NULL && error->domain == B24_ERROR);
    b24_error_get_private (error)->unsent = TRUE;
}

const char *
b24_error_get_code (const GError *error)
{
    if (error == NULL || error->domain != B24_ERROR)
        return NULL;
    return b24_error_get_private (error)->code;
}

guint
b24_error_get_wait (const GError *error)
{
    if (error == NULL || error->domain != B24_ERROR)
        return 0;
    return b24_error_get_private (error)->wait;
}

void
b24_error_set_wait (GError *error, guint seconds)
{
    g_return_if_fail (error != NULL && error->domain == B24_ERROR);
    b24_error_get_private (error)->wait = seconds;
}

const char *const *
b24_error_all_codes (void)
{
    static const char *codes[G_N_ELEMENTS (table) + 1];
    static gsize ready;

    if (g_once_init_enter (&ready)) {
        guint n = 0;

        for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
            if (table[i].code != NULL)
                codes[n++] = table[i].code;
        }
        g_once_init_leave (&ready, 1);
    }
    return codes;
}
