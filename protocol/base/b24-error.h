/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-error — what can go wrong between us and a portal, in one place.
 *
 * Every failure of protocol/ is a GError of the domain B24_ERROR. The portal's own error codes
 * (reference: bitrix24-rest §3, §8, §9) each have a value and a class; the class alone decides
 * what the client does. Neither the HTTP status nor the portal's (localized) text is looked at.
 */

#include <glib.h>

G_BEGIN_DECLS

#define B24_ERROR (b24_error_quark ())
GQuark b24_error_quark (void);

/**
 * B24ErrorClass:
 * @B24_ERROR_CLASS_RETRY: a passing fault; the same call may succeed soon
 * @B24_ERROR_CLASS_BACK_OFF: the portal asks us to slow down
 * @B24_ERROR_CLASS_SIGN_IN: the token has to be renewed, then the call repeated
 * @B24_ERROR_CLASS_FEATURE_OFF: this portal or credential does not offer the method
 * @B24_ERROR_CLASS_TELL: the operator has to know; repeating is pointless
 * @B24_ERROR_CLASS_STOP: the credential is dead or the portal is gone
 */
typedef enum {
    B24_ERROR_CLASS_RETRY,
    B24_ERROR_CLASS_BACK_OFF,
    B24_ERROR_CLASS_SIGN_IN,
    B24_ERROR_CLASS_FEATURE_OFF,
    B24_ERROR_CLASS_TELL,
    B24_ERROR_CLASS_STOP,
} B24ErrorClass;

/**
 * B24Error:
 *
 * One value per distinct failure. The values up to %B24_ERROR_EMPTY are found by this client
 * itself; the others are the portal's codes, named after them.
 */
typedef enum {
    /* found here */
    B24_ERROR_UNREACHABLE,      /* name not found, refused, reset, offline: network level */
    B24_ERROR_TIMEOUT,          /* no answer in time */
    B24_ERROR_TLS,              /* certificate or handshake */
    B24_ERROR_PROXY,            /* the proxy refused or wants credentials */
    B24_ERROR_NOT_JSON,         /* HTML or another non-JSON body; front server */
    B24_ERROR_EMPTY_BODY,       /* 2xx without a body */
    B24_ERROR_TOO_LARGE,        /* body over the size limit */
    B24_ERROR_TOO_DEEP,         /* JSON nested over the limit */
    B24_ERROR_UNEXPECTED_SHAPE, /* valid JSON of a shape no reading of the reference explains */
    B24_ERROR_SERVER,           /* 5xx without a code */
    B24_ERROR_BAD_REDIRECT,     /* redirect that rule §1b of the design forbids */
    B24_ERROR_NOT_FOUND,        /* HTTP 404 without JSON: no portal under this address */
    B24_ERROR_BAD_PORTAL,       /* the portal's address is malformed */
    B24_ERROR_NOT_ENCRYPTED,    /* http to a host that is not loopback */
    B24_ERROR_BAD_CREDENTIAL,   /* the pasted webhook is malformed */
    B24_ERROR_OTHER_PORTAL,     /* the pasted webhook is of another host than the account */
    B24_ERROR_BAD_FILE,         /* one of our own files cannot be read or written */
    B24_ERROR_UNKNOWN_CODE, /* the portal's code is not in our table; see b24_error_get_code() */
    B24_ERROR_EMPTY,        /* error code "" — the method could not do it; re-read state */
    /* system codes, reference §3 */
    B24_ERROR_NO_AUTH_FOUND,
    B24_ERROR_INVALID_CREDENTIALS,
    B24_ERROR_INVALID_REQUEST,
    B24_ERROR_EXPIRED_TOKEN,
    B24_ERROR_INVALID_TOKEN,
    B24_ERROR_INVALID_GRANT,
    B24_ERROR_INVALID_CLIENT,
    B24_ERROR_INSUFFICIENT_SCOPE,
    B24_ERROR_USER_ACCESS_ERROR,
    B24_ERROR_AUTHORIZATION_ERROR,
    B24_ERROR_ACCESS_DENIED,
    B24_ERROR_APPLICATION_NOT_FOUND,
    B24_ERROR_PAYMENT_REQUIRED,
    B24_ERROR_CONNECTION_ERROR,
    B24_ERROR_OVERLOAD_LIMIT,
    B24_ERROR_QUERY_LIMIT_EXCEEDED,
    B24_ERROR_OPERATION_TIME_LIMIT,
    B24_ERROR_WRONG_AUTH_TYPE,
    B24_ERROR_WRONG_LICENSE,
    B24_ERROR_METHOD_NOT_FOUND, /* ERROR_METHOD_NOT_FOUND */
    B24_ERROR_ARGUMENT,         /* ERROR_ARGUMENT */
    B24_ERROR_CORE,             /* ERROR_CORE; retry when the status was 5xx — see b24-rest */
    B24_ERROR_INTERNAL_SERVER_ERROR,
    B24_ERROR_INTERNAL_WRONG_TRANSPORT,
    B24_ERROR_INTERNAL_WRONG_HANDLER_CLASS,
    B24_ERROR_UNEXPECTED_ANSWER,         /* ERROR_UNEXPECTED_ANSWER */
    B24_ERROR_MANIFEST_IS_NOT_AVAILABLE, /* ERROR_MANIFEST_IS_NOT_AVAILABLE */
    B24_ERROR_PORTAL_DELETED,
    B24_ERROR_BATCH_METHOD_NOT_ALLOWED, /* ERROR_BATCH_METHOD_NOT_ALLOWED */
    B24_ERROR_BATCH_LENGTH_EXCEEDED,    /* ERROR_BATCH_LENGTH_EXCEEDED */
    B24_ERROR_WRONG_ENCODING,
    B24_ERROR_ALLOWED_ONLY_INTRANET_USER,
    /* methods, reference §8: codes of access check, operator, session, message, config */
    B24_ERROR_CHAT_ID,
    B24_ERROR_USER_ID,
    B24_ERROR_IM_LOAD_ERROR,
    B24_ERROR_CHAT_TYPE,
    B24_ERROR_ACCESS_DENIED_KICK,
    B24_ERROR_USER_NOT_OPERATOR, /* ERROR_USER_NOT_OPERATOR */
    B24_ERROR_NOT_LOAD_SESSION_OR_CHAT,
    B24_ERROR_CHAT_NOT_LOAD_DATA, /* IMOL_CHAT_ERROR_NOT_LOAD_DATA */
    B24_ERROR_CHAT_ID_EMPTY,
    B24_ERROR_USER_ID_EMPTY,
    B24_ERROR_QUEUE_ID_EMPTY,
    B24_ERROR_TRANSFER_ID_EMPTY,
    B24_ERROR_OPERATOR_WRONG,
    B24_ERROR_MISSING_REQUIRED_PARAM,
    B24_ERROR_INVALID_SESSION_ID,
    B24_ERROR_EMPTY_SESSION_ID,
    B24_ERROR_EMPTY_VOTE_PARAMS,
    B24_ERROR_ACCESS_ERROR,
    B24_ERROR_IM_NOT_INSTALLED,
    B24_ERROR_CANT_SAVE_QUICK_ANSWER,
    B24_ERROR_CHAT_NOT_LOAD_CRM,            /* IMOL_CHAT_ERROR_NOT_LOAD_CRM */
    B24_ERROR_CHAT_ANSWER_NOT_LOAD_SESSION, /* IMOL_CHAT_ERROR_ANSWER_NOT_LOAD_SESSION */
    B24_ERROR_CHAT_NOT_LOAD_CHAT,           /* IMOL_CHAT_ERROR_NOT_LOAD_CHAT */
    B24_ERROR_CONFIG_ID_EMPTY,
    B24_ERROR_CONFIG_WRONG_USER_PERMISSION,
    B24_ERROR_INVALID_FORMAT,
    B24_ERROR_CHAT_NOT_IN_CRM,
    B24_ERROR_MESSAGE_ADD_ERROR,
    B24_ERROR_WRONG_CHAT,
    B24_ERROR_BOT_ID_ERROR,
    B24_ERROR_CRM_CHAT_EMPTY_CRM_DATA,
    B24_ERROR_CRM_CHAT_USER_NOT_ACTIVE,
    B24_ERROR_CRM_CHAT_EMPTY_USER,
    B24_ERROR_CHAT_DELETE_USER_PERMISSION_DENIED,
    B24_ERROR_DATE_START_EMPTY,
    B24_ERROR_DATE_START_WRONG_FORMAT,
    B24_ERROR_DATE_END_WRONG_FORMAT,
    B24_ERROR_SELF_TRANSFER_FAIL,
    B24_ERROR_TRANSFER_FAIL,
    B24_ERROR_CHAT_NOT_FOUND, /* of the newer methods: no such chat, or none of ours */
    /* methods, reference §9: im.* */
    B24_ERROR_DIALOG_ID_EMPTY,
    B24_ERROR_FIRST_ID_STRING,
    B24_ERROR_LAST_ID_STRING,
    B24_ERROR_FIND_SHORT,
    B24_ERROR_MESSAGE_ID_ERROR,
    B24_ERROR_WRONG_REQUEST,
    B24_ERROR_LEAVE_OWNER_FORBIDDEN,
    B24_ERROR_MESSAGE_EMPTY,
    B24_ERROR_EMPTY_MESSAGE,
    B24_ERROR_USER_NOT_FOUND,
    B24_ERROR_PARAMS_ERROR,
    B24_ERROR_ATTACH_ERROR,
    B24_ERROR_ATTACH_OVERSIZE,
    B24_ERROR_KEYBOARD_ERROR,
    B24_ERROR_KEYBOARD_OVERSIZE,
    B24_ERROR_MENU_ERROR,
    B24_ERROR_MENU_OVERSIZE,
    B24_ERROR_REPLY_ACCESS_ERROR,
    B24_ERROR_REPLY_FROM_OTHER_CHAT_ERROR,
    B24_ERROR_CANCELED,
    B24_ERROR_NO_ACCESS,         /* ERROR_NO_ACCESS */
    B24_ERROR_FROM_OTHER_MODULE, /* ERROR_FROM_OTHER_MODULE */
    B24_ERROR_MESSAGE_DUPLICATED_BY_UUID,
    B24_ERROR_TEXT_FIELD_DISABLED,
    B24_ERROR_CANT_EDIT_MESSAGE,
    B24_ERROR_WITHOUT_CHANGES,
    B24_ERROR_COMMAND_ERROR,
    B24_ERROR_ID_EMPTY,
    B24_ERROR_USER_NOT_EXISTS,
    B24_ERROR_STATUS_ERROR,
    B24_ERROR_AUTHORIZE_ERROR,
    B24_ERROR_SERVER_ERROR, /* the portal has no push server */
    B24_ERROR_CODE_EMPTY,
    /* lists.* */
    B24_ERROR_IBLOCK_NOT_FOUND,            /* ERROR_IBLOCK_NOT_FOUND: there is no such list */
    B24_ERROR_REQUIRED_PARAMETERS_MISSING, /* ERROR_REQUIRED_PARAMETERS_MISSING */
    B24_ERROR_LAST,                        /*< skip >*/
} B24Error;

/**
 * b24_error_new_from_code:
 * @code: the portal's `error` value, any case; may be empty or a number as string
 * @description: (nullable): the portal's `error_description`, for the debug log only
 *
 * Returns: (transfer full): the error of that code; an unknown code becomes
 *   %B24_ERROR_UNKNOWN_CODE, the empty one %B24_ERROR_EMPTY
 */
GError *b24_error_new_from_code (const char *code, const char *description);

/**
 * b24_error_get_class:
 * @error: any error; other domains (cancellation included) are %B24_ERROR_CLASS_TELL
 */
B24ErrorClass b24_error_get_class (const GError *error);
/* Another class than the code's own, e.g. ERROR_CORE that came with a 5xx passes. */
void b24_error_set_class (GError *error, B24ErrorClass error_class);

/* Whether the same call may succeed later without anybody doing anything: classes RETRY and
 * BACK_OFF. */
gboolean b24_error_is_passing (const GError *error);

/**
 * b24_error_is_unsent:
 *
 * Returns: whether it is certain that the request never left: the name was not found, the
 *   connection refused. What was asked for has not been done then.
 */
gboolean b24_error_is_unsent (const GError *error);
void b24_error_set_unsent (GError *error);

/**
 * b24_error_get_code:
 *
 * Returns: (nullable) (transfer none): the portal's own code, also an unknown one; %NULL when the
 *   failure was found by this client
 */
const char *b24_error_get_code (const GError *error);

/**
 * b24_error_get_wait:
 *
 * Returns: seconds the portal asks us to wait before the same call, 0 when it says nothing
 *   (from `operating_reset_at` or a Retry-After header)
 */
guint b24_error_get_wait (const GError *error);
void b24_error_set_wait (GError *error, guint seconds);

/**
 * b24_error_all_codes:
 *
 * Returns: (transfer none): %NULL-terminated list of every code string in the table, for tests
 *   that prove each one has a class and a sentence
 */
const char *const *b24_error_all_codes (void);

G_END_DECLS
