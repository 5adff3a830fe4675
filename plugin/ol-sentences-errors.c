/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-sentences-attempts.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* What follows the cause: each is a sentence of its own per attempt. */
typedef enum {
    TAIL_NONE,
    TAIL_UNDONE, /* it was not done */
    TAIL_AGAIN,  /* it was not done, and repeating makes sense */
    TAIL_UNSURE, /* it may have been done all the same */
} Tail;

/*
 * A cause for one error while trying one of @attempts (bits by OlAttempt, 0 = any; the first row
 * that matches wins). Words in braces are replaced: see put_word().
 */
typedef struct {
    B24Error code;
    guint64 attempts;
    const char *cause;
    Tail tail;
} Row;

#define ON(name)  (G_GUINT64_CONSTANT (1) << OL_ATTEMPT_##name)
#define OPERATING (ON (ANSWER) | ON (SKIP) | ON (TRANSFER) | ON (FINISH) | ON (SPAM) | ON (START))
/* What may have been done though no answer came. */
#define CHANGING                                                                                   \
    (OPERATING | ON (TAKE) | ON (JOIN) | ON (LEAVE) | ON (INVITE) | ON (PIN) | ON (UNPIN) |        \
     ON (PIN_ALL) | ON (UNPIN_ALL) | ON (SILENT) | ON (RATE) | ON (PAUSE) | ON (RESUME) |          \
     ON (SEND) | ON (NOTE) | ON (EDIT) | ON (DELETE) | ON (LIKE) | ON (SAVE) | ON (LEAD) |         \
     ON (BOT) | ON (PRESS))
/* About the operator, not about one dialog. */
#define OF_ACCOUNT (ON (PAUSE) | ON (RESUME) | ON (PIN_ALL) | ON (UNPIN_ALL))

#define NEW_WEBHOOK                                                                                 \
    N_ ("{portal} does not accept this webhook. Create a new one under Applications → Developer " \
        "resources → Inbound webhook and paste its address as the password.")
#define SIGNED_OUT                                                                                 \
    N_ ("{portal} has ended this sign-in. Disable the account and enable it to sign in again.")
#define OUR_FAULT                                                                                  \
    N_ ("The portal did not understand the request, which is this program's fault. Please report " \
        "it together with the debug log.")
#define UNKNOWN_DIALOG                                                                             \
    N_ ("The portal does not know this dialog any more; it leaves the list by itself.")
#define NO_SUCH_DIALOG                                                                             \
    N_ ("The portal shows you no such dialog: it does not exist, or you may not see it.")
#define NO_SESSION N_ ("There is no open session in this dialog: it was closed meanwhile.")
#define LOCKED     N_ ("The portal could not load the dialog: somebody may be working with it.")
#define MODULE_MISSING                                                                             \
    N_ ("A module of the portal is not installed. Ask its administrator to install it.")
#define NO_SUCH_PERSON N_ ("The portal does not know this person; choose somebody else.")
#define NOT_YOURS      N_ ("For the portal you are not the operator of this dialog.")
#define MESSAGE_GONE   N_ ("The message is not there any more.")
#define NOT_IN_MESSAGE N_ ("The portal does not take such an attachment. Send plain text instead.")
#define NO_CRM         N_ ("The portal could not use the CRM record of this dialog. Open it in the CRM.")
#define TRY_BROWSER                                                                                \
    N_ ("{portal} does not offer {doing} to webhooks. Use Bitrix24 in the browser for it.")

/* clang-format off */
static const Row rows[] = {
    { B24_ERROR_UNREACHABLE, ON (SIGN_IN), N_ ("{portal} cannot be reached. Check the network and the address of the portal."), TAIL_AGAIN },
    { B24_ERROR_UNREACHABLE, CHANGING, N_ ("The connection to {portal} broke off."), TAIL_UNSURE },
    { B24_ERROR_UNREACHABLE, ON (PICK), N_("Not connected; nothing was done."), TAIL_NONE },
    { B24_ERROR_UNREACHABLE, 0, N_ ("{portal} cannot be reached just now."), TAIL_AGAIN },
    { B24_ERROR_TIMEOUT, 0, N_ ("{portal} did not answer in time."), TAIL_UNSURE },
    { B24_ERROR_TLS, 0, N_ ("{portal} did not prove who it is: its certificate is not trusted. Check the date of this computer and its list of certificate authorities."), TAIL_AGAIN },
    { B24_ERROR_PROXY, 0, N_ ("The proxy did not let us through to {portal}. Check the proxy settings of the account."), TAIL_AGAIN },
    { B24_ERROR_NOT_JSON, ON (SIGN_IN), N_ ("{portal} answered with a web page instead of data: it may be under maintenance, or no Bitrix24 portal at all. Check its address."), TAIL_AGAIN },
    { B24_ERROR_NOT_JSON, 0, N_ ("{portal} answered with a web page instead of data; it may be under maintenance."), TAIL_UNSURE },
    { B24_ERROR_EMPTY_BODY, 0, N_ ("{portal} sent an empty answer."), TAIL_UNSURE },
    { B24_ERROR_TOO_LARGE, 0, N_ ("{portal} sent a larger answer than is safe to read."), TAIL_UNSURE },
    { B24_ERROR_TOO_DEEP, 0, N_ ("{portal} sent an answer too tangled to be read safely."), TAIL_UNSURE },
    { B24_ERROR_UNEXPECTED_SHAPE, 0, N_ ("{portal} answered in a way this version does not understand; look for a newer one."), TAIL_UNSURE },
    { B24_ERROR_SERVER, 0, N_ ("{portal} has trouble of its own just now."), TAIL_UNSURE },
    { B24_ERROR_BAD_REDIRECT, 0, N_ ("{portal} sends us to another address that is not to be trusted, so nothing was sent there. Check the address of the portal in the account."), TAIL_UNDONE },
    { B24_ERROR_NOT_FOUND, 0, N_ ("There is no Bitrix24 portal at {portal}. Check the address of the portal in the account."), TAIL_UNDONE },
    { B24_ERROR_BAD_PORTAL, 0, N_ ("This is no address of a portal. Write it into the account like this: example.bitrix24.com."), TAIL_UNDONE },
    { B24_ERROR_NOT_ENCRYPTED, 0, N_ ("{portal} would be reached without encryption; only https portals are accepted."), TAIL_UNDONE },
    { B24_ERROR_BAD_CREDENTIAL, 0, N_ ("The password is no webhook. Paste the whole address of an inbound webhook there, as Developer resources show it."), TAIL_UNDONE },
    { B24_ERROR_OTHER_PORTAL, 0, N_ ("The webhook belongs to another portal than {portal}. Paste one of this portal, or correct the address in the account."), TAIL_UNDONE },
    { B24_ERROR_BAD_FILE, 0, N_ ("A file in the settings folder cannot be read or written. Check the free space and the rights of the folder."), TAIL_UNDONE },
    { B24_ERROR_UNKNOWN_CODE, 0, N_ ("{portal} refused for a reason this version does not know; the debug window shows it."), TAIL_UNDONE },

    { B24_ERROR_EMPTY, ON (ANSWER), N_ ("The dialog cannot be taken: somebody was faster, or it is closed."), TAIL_NONE },
    { B24_ERROR_EMPTY, ON (SKIP), N_ ("Nobody else in {line} can take it now, so it stays with you. /transfer offers other lines."), TAIL_NONE },
    { B24_ERROR_EMPTY, ON (PIN) | ON (UNPIN), N_ ("For the portal you are not the operator of this dialog, or it has no open session."), TAIL_UNDONE },
    { B24_ERROR_EMPTY, 0, N_ ("{portal} could not do it just now."), TAIL_AGAIN },

    { B24_ERROR_NO_AUTH_FOUND, 0, NEW_WEBHOOK, TAIL_UNDONE },
    { B24_ERROR_INVALID_CREDENTIALS, 0, NEW_WEBHOOK, TAIL_UNDONE },
    { B24_ERROR_INVALID_REQUEST, 0, N_ ("{portal} takes encrypted connections only. Write its address into the account without anything before it."), TAIL_UNDONE },
    { B24_ERROR_EXPIRED_TOKEN, 0, SIGNED_OUT, TAIL_UNDONE },
    { B24_ERROR_INVALID_TOKEN, 0, SIGNED_OUT, TAIL_UNDONE },
    { B24_ERROR_INVALID_GRANT, 0, SIGNED_OUT, TAIL_UNDONE },
    { B24_ERROR_INVALID_CLIENT, 0, N_ ("{portal} does not know this program. Check the settings of the account with its administrator."), TAIL_UNDONE },
    { B24_ERROR_INSUFFICIENT_SCOPE, ON (PICK) | ON (SHOW) | ON (DESK) | ON (INFO), N_ ("The webhook lacks a permission. Open it in Developer resources, tick im, imopenlines and user, save, and sign in again."), TAIL_UNDONE },
    { B24_ERROR_INSUFFICIENT_SCOPE, OPERATING, N_ ("The webhook lacks a permission. Open it in Developer resources, tick imopenlines, save, and sign in again."), TAIL_UNDONE },
    { B24_ERROR_INSUFFICIENT_SCOPE, ON (QUICK), N_ ("The webhook lacks a permission. Open it in Developer resources, tick lists, save, and sign in again."), TAIL_UNDONE },
    { B24_ERROR_INSUFFICIENT_SCOPE, 0, N_ ("The webhook lacks a permission. Open it in Developer resources, tick im and imopenlines, save, and sign in again."), TAIL_UNDONE },
    { B24_ERROR_USER_ACCESS_ERROR, 0, N_ ("You have no access to this program on {portal}. Ask its administrator to give it to you."), TAIL_UNDONE },
    { B24_ERROR_AUTHORIZATION_ERROR, 0, N_ ("{portal} does not sign you in: you may be dismissed or blocked there. Ask its administrator."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, ON (SIGN_IN), N_ ("The plan of {portal} does not allow webhooks. Ask its administrator about another plan."), TAIL_NONE },
    { B24_ERROR_ACCESS_DENIED, ON (HISTORY), N_ ("You may not read the history of {the-line}. Ask its administrator for the right to see it."), TAIL_NONE },
    { B24_ERROR_ACCESS_DENIED, ON (PICK), N_ ("You may not see who works on these lines. Ask the administrator of the portal for the right to, or name a user by number."), TAIL_NONE },
    { B24_ERROR_ACCESS_DENIED, ON (SEND), N_ ("You may not write on {the-line}. Ask its administrator for the right to join its dialogs."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, ON (QUICK), N_ ("You may not see the list of ready answers of {the-line}. Ask its administrator for the right to read it."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, ON (BOT), N_ ("The portal does not let you act for this bot. Check the client id of its application in the settings of the account."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, ON (OPEN), NO_SUCH_DIALOG, TAIL_NONE },
    { B24_ERROR_ACCESS_DENIED, ON (RATE), N_ ("You may not rate dialogs of {the-line}, or the plan of {portal} does not include it. Ask its administrator."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, ON (INVITE), N_ ("You may not invite anybody on {the-line}. Ask its administrator for the right to invite."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, ON (SHOW) | ON (INFO), N_ ("You may not see everything about this dialog. Ask the administrator of {the-line} for the right to see it."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, ON (DESK), N_ ("You may not see the lines and who works on them. Ask the administrator of the portal for the right to."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, OF_ACCOUNT, N_ ("{portal} does not let you do this. Ask its administrator for the rights of an operator."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED, 0, N_ ("You may not do this on {the-line}. Ask its administrator for the right to join its dialogs."), TAIL_UNDONE },
    { B24_ERROR_APPLICATION_NOT_FOUND, 0, NEW_WEBHOOK, TAIL_UNDONE },
    { B24_ERROR_PAYMENT_REQUIRED, 0, N_ ("The licence of {portal} has run out. Sign in again when it has been paid."), TAIL_UNDONE },
    { B24_ERROR_CONNECTION_ERROR, 0, N_ ("{portal} cannot check the sign-in just now."), TAIL_AGAIN },
    { B24_ERROR_OVERLOAD_LIMIT, 0, N_ ("{portal} takes no requests because of overload. Ask its administrator if that lasts."), TAIL_AGAIN },
    { B24_ERROR_QUERY_LIMIT_EXCEEDED, 0, N_ ("The portal asks us to slow down."), TAIL_AGAIN },
    { B24_ERROR_OPERATION_TIME_LIMIT, 0, N_ ("The portal has no time left for {doing} and asks us to wait."), TAIL_AGAIN },
    { B24_ERROR_WRONG_AUTH_TYPE, 0, TRY_BROWSER, TAIL_UNDONE },
    { B24_ERROR_WRONG_LICENSE, 0, N_ ("The plan of {portal} does not include {doing}. Ask its administrator about another plan."), TAIL_UNDONE },
    { B24_ERROR_METHOD_NOT_FOUND, ON (SIGN_IN), N_ ("{portal} does not offer Open Lines to programs. Ask its administrator to install or update the module."), TAIL_UNDONE },
    { B24_ERROR_METHOD_NOT_FOUND, ON (PAUSE) | ON (RESUME), N_ ("This portal does not offer pausing."), TAIL_NONE },
    { B24_ERROR_METHOD_NOT_FOUND, 0, N_ ("This portal does not offer {doing}. Use Bitrix24 in the browser for it."), TAIL_NONE },
    { B24_ERROR_SERVER_ERROR, 0, N_ ("This portal does not offer {doing}. Use Bitrix24 in the browser for it."), TAIL_NONE },
    { B24_ERROR_ARGUMENT, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_CORE, 0, N_ ("{portal} could not do it because of trouble of its own. Ask its administrator if that lasts."), TAIL_AGAIN },
    { B24_ERROR_INTERNAL_SERVER_ERROR, 0, N_ ("{portal} has trouble of its own just now."), TAIL_UNSURE },
    { B24_ERROR_INTERNAL_WRONG_TRANSPORT, 0, N_ ("{portal} is set up wrongly for programs. Tell its administrator."), TAIL_AGAIN },
    { B24_ERROR_INTERNAL_WRONG_HANDLER_CLASS, 0, N_ ("{portal} is set up wrongly for programs. Tell its administrator."), TAIL_AGAIN },
    { B24_ERROR_UNEXPECTED_ANSWER, 0, N_ ("{portal} stumbled over its own answer."), TAIL_UNSURE },
    { B24_ERROR_MANIFEST_IS_NOT_AVAILABLE, 0, N_ ("{portal} lacks a part it needs for {doing}. Tell its administrator."), TAIL_UNDONE },
    { B24_ERROR_PORTAL_DELETED, 0, N_ ("{portal} was deleted, or is closed to visitors for now. Ask its administrator."), TAIL_UNDONE },
    { B24_ERROR_BATCH_METHOD_NOT_ALLOWED, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_BATCH_LENGTH_EXCEEDED, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_WRONG_ENCODING, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_ALLOWED_ONLY_INTRANET_USER, 0, N_ ("{portal} offers {doing} to employees only, not to guests. Ask its administrator."), TAIL_UNDONE },

    { B24_ERROR_CHAT_ID, ON (OPEN), NO_SUCH_DIALOG, TAIL_NONE },
    { B24_ERROR_CHAT_ID, 0, UNKNOWN_DIALOG, TAIL_UNDONE },
    { B24_ERROR_USER_ID, ON (TRANSFER) | ON (PICK) | ON (BOT) | ON (INVITE), NO_SUCH_PERSON, TAIL_UNDONE },
    { B24_ERROR_USER_ID, 0, N_ ("The portal does not know who you are. Sign in again."), TAIL_UNDONE },
    { B24_ERROR_IM_LOAD_ERROR, 0, MODULE_MISSING, TAIL_UNDONE },
    { B24_ERROR_IM_NOT_INSTALLED, 0, MODULE_MISSING, TAIL_UNDONE },
    { B24_ERROR_CHAT_TYPE, 0, N_ ("This chat is no dialog of an open line, so {doing} does not apply to it."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED_KICK, ON (LEAVE), N_ ("The portal does not let you leave this dialog; you may be its operator by now: /finish, /skip or /transfer it."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_DENIED_KICK, 0, N_ ("The portal does not let you leave this dialog. /transfer passes it to somebody else."), TAIL_UNDONE },
    { B24_ERROR_USER_NOT_OPERATOR, 0, NOT_YOURS, TAIL_UNDONE },
    { B24_ERROR_NOT_LOAD_SESSION_OR_CHAT, ON (FINISH) | ON (SPAM), N_ ("There is nothing to close: this dialog has no open session any more."), TAIL_NONE },
    { B24_ERROR_NOT_LOAD_SESSION_OR_CHAT, 0, NO_SESSION, TAIL_UNDONE },
    { B24_ERROR_CHAT_NOT_LOAD_DATA, 0, LOCKED, TAIL_AGAIN },
    { B24_ERROR_CHAT_NOT_LOAD_CHAT, 0, LOCKED, TAIL_AGAIN },
    { B24_ERROR_CHAT_ANSWER_NOT_LOAD_SESSION, 0, NO_SESSION, TAIL_UNDONE },
    { B24_ERROR_CHAT_ID_EMPTY, ON (OPEN), NO_SUCH_DIALOG, TAIL_NONE },
    { B24_ERROR_CHAT_ID_EMPTY, 0, UNKNOWN_DIALOG, TAIL_UNDONE },
    { B24_ERROR_USER_ID_EMPTY, ON (TRANSFER) | ON (PICK) | ON (BOT) | ON (INVITE), NO_SUCH_PERSON, TAIL_UNDONE },
    { B24_ERROR_USER_ID_EMPTY, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_QUEUE_ID_EMPTY, 0, N_ ("The portal does not know the line it was to pass the dialog to; choose another one."), TAIL_UNDONE },
    { B24_ERROR_TRANSFER_ID_EMPTY, 0, N_ ("The portal was not told who shall have the dialog. Choose somebody."), TAIL_UNDONE },
    { B24_ERROR_OPERATOR_WRONG, ON (TRANSFER), N_ ("{target} cannot take this dialog (they may be away, or not an operator of this line). /transfer shows who can."), TAIL_NONE },
    { B24_ERROR_OPERATOR_WRONG, ON (BOT), N_ ("{target} cannot take this dialog (they may be away, or not an operator of this line). /bot transfer shows who can."), TAIL_NONE },
    { B24_ERROR_OPERATOR_WRONG, 0, N_ ("You may not do this on {the-line}. Ask its administrator for the right to join its dialogs."), TAIL_UNDONE },
    { B24_ERROR_SELF_TRANSFER_FAIL, 0, N_ ("The dialog cannot be passed to the one who has it. Choose somebody else."), TAIL_UNDONE },
    { B24_ERROR_TRANSFER_FAIL, 0, N_ ("{target} could not take this dialog just now. /transfer shows who can."), TAIL_UNDONE },
    { B24_ERROR_CHAT_NOT_FOUND, ON (OPEN), NO_SUCH_DIALOG, TAIL_NONE },
    { B24_ERROR_CHAT_NOT_FOUND, 0, UNKNOWN_DIALOG, TAIL_UNDONE },
    { B24_ERROR_IBLOCK_NOT_FOUND, 0, N_ ("There is no list of ready answers for {the-line} any more. Ask its administrator for one."), TAIL_NONE },
    { B24_ERROR_REQUIRED_PARAMETERS_MISSING, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_MISSING_REQUIRED_PARAM, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_INVALID_SESSION_ID, ON (HISTORY), N_ ("This dialog has had no session yet, so there is no history."), TAIL_NONE },
    { B24_ERROR_INVALID_SESSION_ID, 0, NO_SESSION, TAIL_UNDONE },
    { B24_ERROR_EMPTY_SESSION_ID, ON (RATE), N_ ("The portal finds no session of this dialog that could be rated."), TAIL_UNDONE },
    { B24_ERROR_EMPTY_SESSION_ID, 0, NO_SESSION, TAIL_UNDONE },
    { B24_ERROR_EMPTY_VOTE_PARAMS, 0, N_ ("A rating needs a mark or a comment. Give one of them."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_ERROR, ON (LEAVE), N_ ("The portal does not let you leave: you are the operator of this dialog by now, or no member of it any more. /who tells."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_ERROR, ON (INVITE), N_ ("You may not invite anybody here: you are no member of this dialog. /join lets you in."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_ERROR, ON (SEND), N_ ("You are no member of this dialog any more, so you cannot write in it."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_ERROR, ON (NOTE), N_ ("You are no member of this dialog any more, so you cannot write in it."), TAIL_UNDONE },
    { B24_ERROR_ACCESS_ERROR, ON (OPEN), NO_SUCH_DIALOG, TAIL_NONE },
    { B24_ERROR_ACCESS_ERROR, 0, N_ ("You cannot see this dialog any more: it is with somebody else, or closed."), TAIL_UNDONE },
    { B24_ERROR_CANT_SAVE_QUICK_ANSWER, 0, N_ ("The portal did not save the text as a ready answer. Ask the administrator of the line whether it has a list for them."), TAIL_UNDONE },
    { B24_ERROR_CHAT_NOT_LOAD_CRM, 0, NO_CRM, TAIL_UNDONE },
    { B24_ERROR_CONFIG_ID_EMPTY, 0, N_ ("The portal does not know this line; choose another one."), TAIL_UNDONE },
    { B24_ERROR_CONFIG_WRONG_USER_PERMISSION, 0, N_ ("You may not change the settings of {the-line}. Ask its administrator."), TAIL_UNDONE },
    { B24_ERROR_INVALID_FORMAT, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_CHAT_NOT_IN_CRM, 0, NO_CRM, TAIL_UNDONE },
    { B24_ERROR_MESSAGE_ADD_ERROR, 0, N_ ("The portal did not take the message. Write it in other words, or send it again."), TAIL_UNDONE },
    { B24_ERROR_WRONG_CHAT, 0, N_ ("No bot has this dialog, so there is nothing to take from it."), TAIL_UNDONE },
    { B24_ERROR_BOT_ID_ERROR, ON (PRESS), N_ ("The portal does not know the bot of this button any more."), TAIL_UNDONE },
    { B24_ERROR_BOT_ID_ERROR, ON (BOT), N_ ("The portal knows no bot of this application. Check the client id in the settings of the account."), TAIL_UNDONE },
    { B24_ERROR_BOT_ID_ERROR, 0, N_ ("The portal does not know the bot of this line. Ask the administrator of the line."), TAIL_UNDONE },
    { B24_ERROR_CRM_CHAT_EMPTY_CRM_DATA, 0, NO_CRM, TAIL_UNDONE },
    { B24_ERROR_CRM_CHAT_USER_NOT_ACTIVE, 0, N_ ("This person does not work on the portal any more; choose somebody else."), TAIL_UNDONE },
    { B24_ERROR_CRM_CHAT_EMPTY_USER, 0, NO_SUCH_PERSON, TAIL_UNDONE },
    { B24_ERROR_CHAT_DELETE_USER_PERMISSION_DENIED, 0, N_ ("You may not remove people from this dialog. Ask its operator to do it."), TAIL_UNDONE },
    { B24_ERROR_DATE_START_EMPTY, 0, N_ ("The first day is missing. Give one."), TAIL_UNDONE },
    { B24_ERROR_DATE_START_WRONG_FORMAT, 0, N_ ("The portal does not understand the first day. Give it as year, month, day."), TAIL_UNDONE },
    { B24_ERROR_DATE_END_WRONG_FORMAT, 0, N_ ("The portal does not understand the last day. Give it as year, month, day."), TAIL_UNDONE },

    { B24_ERROR_DIALOG_ID_EMPTY, ON (OPEN), NO_SUCH_DIALOG, TAIL_NONE },
    { B24_ERROR_DIALOG_ID_EMPTY, 0, UNKNOWN_DIALOG, TAIL_UNDONE },
    { B24_ERROR_FIRST_ID_STRING, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_LAST_ID_STRING, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_FIND_SHORT, 0, N_ ("The text to search for is too short. Type more of the name."), TAIL_UNDONE },
    { B24_ERROR_MESSAGE_ID_ERROR, 0, MESSAGE_GONE, TAIL_UNDONE },
    { B24_ERROR_WRONG_REQUEST, ON (LEAVE), N_ ("For the portal you are no member of this dialog. /who tells who is."), TAIL_UNDONE },
    { B24_ERROR_WRONG_REQUEST, ON (INVITE), N_ ("The portal cannot invite this person. Choose somebody else."), TAIL_UNDONE },
    { B24_ERROR_WRONG_REQUEST, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_LEAVE_OWNER_FORBIDDEN, 0, N_ ("The operator of a dialog cannot leave it: /finish, /skip or /transfer it."), TAIL_UNDONE },
    { B24_ERROR_MESSAGE_EMPTY, 0, N_ ("There was nothing in the message. Type a text."), TAIL_UNDONE },
    { B24_ERROR_EMPTY_MESSAGE, 0, N_ ("There was nothing in the message. Type a text."), TAIL_UNDONE },
    { B24_ERROR_USER_NOT_FOUND, ON (SEND) | ON (NOTE), N_ ("The portal does not know any more who would get it."), TAIL_UNDONE },
    { B24_ERROR_USER_NOT_FOUND, 0, NO_SUCH_PERSON, TAIL_UNDONE },
    { B24_ERROR_USER_NOT_EXISTS, ON (INFO), N_ ("The portal does not know this customer any more."), TAIL_UNDONE },
    { B24_ERROR_USER_NOT_EXISTS, 0, NO_SUCH_PERSON, TAIL_UNDONE },
    { B24_ERROR_PARAMS_ERROR, ON (SEND), N_ ("The portal did not take the message. Write it in other words, or send it again."), TAIL_UNDONE },
    { B24_ERROR_PARAMS_ERROR, ON (PRESS), N_ ("The portal did not take the button: it may be gone, or you have no access to the message."), TAIL_UNDONE },
    { B24_ERROR_PARAMS_ERROR, ON (NOTE), N_ ("The portal did not take the note. Write it in other words, or write it again."), TAIL_UNDONE },
    { B24_ERROR_PARAMS_ERROR, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_ATTACH_ERROR, 0, NOT_IN_MESSAGE, TAIL_UNDONE },
    { B24_ERROR_ATTACH_OVERSIZE, 0, NOT_IN_MESSAGE, TAIL_UNDONE },
    { B24_ERROR_KEYBOARD_ERROR, 0, NOT_IN_MESSAGE, TAIL_UNDONE },
    { B24_ERROR_KEYBOARD_OVERSIZE, 0, NOT_IN_MESSAGE, TAIL_UNDONE },
    { B24_ERROR_MENU_ERROR, 0, NOT_IN_MESSAGE, TAIL_UNDONE },
    { B24_ERROR_MENU_OVERSIZE, 0, NOT_IN_MESSAGE, TAIL_UNDONE },
    { B24_ERROR_REPLY_ACCESS_ERROR, 0, N_ ("The message you reply to is not yours to see. Send the text without it."), TAIL_UNDONE },
    { B24_ERROR_REPLY_FROM_OTHER_CHAT_ERROR, 0, N_ ("The message you reply to is of another dialog. Send the text without it."), TAIL_UNDONE },
    { B24_ERROR_CANCELED, ON (SEND), N_ ("The portal did not take the text: you are no member of this dialog. /answer takes a dialog that waits."), TAIL_UNDONE },
    { B24_ERROR_CANCELED, ON (NOTE), N_ ("The portal did not take the note: you are no member of this dialog. /join lets you write beside its operator, /answer takes a dialog that waits."), TAIL_UNDONE },
    { B24_ERROR_CANCELED, 0, N_ ("{portal} called it off: you may lack the right to do it."), TAIL_UNDONE },
    { B24_ERROR_NO_ACCESS, ON (SEND), N_ ("You may not write to this person. Ask the administrator of the line."), TAIL_UNDONE },
    { B24_ERROR_NO_ACCESS, 0, N_ ("You have no access to this dialog. Ask the administrator of the line."), TAIL_UNDONE },
    { B24_ERROR_FROM_OTHER_MODULE, 0, N_ ("The channel of {the-line} refused it: it may be switched off or blocked. Tell the administrator of the line."), TAIL_UNDONE },
    { B24_ERROR_MESSAGE_DUPLICATED_BY_UUID, 0, N_ ("The portal is still busy with the first try."), TAIL_UNSURE },
    { B24_ERROR_TEXT_FIELD_DISABLED, 0, N_ ("Writing is switched off in this dialog, for instance because a bot leads it. Ask the administrator of the line."), TAIL_UNDONE },
    { B24_ERROR_CANT_EDIT_MESSAGE, ON (EDIT), N_ ("Only a message of your own can be changed, for three days, and only where the customer's messenger can change what was sent."), TAIL_UNDONE },
    { B24_ERROR_CANT_EDIT_MESSAGE, ON (DELETE), N_ ("Only a message of your own can be deleted, and only where the customer's messenger can delete what was sent."), TAIL_UNDONE },
    { B24_ERROR_CANT_EDIT_MESSAGE, 0, N_ ("This message cannot be changed any more: it is too old, not yours, or its channel does not allow it."), TAIL_UNDONE },
    { B24_ERROR_WITHOUT_CHANGES, ON (LIKE), N_ ("The portal did not take your like: you may have no access to the message."), TAIL_UNDONE },
    { B24_ERROR_WITHOUT_CHANGES, 0, N_ ("Nothing changed: it was so already, or you have no access."), TAIL_NONE },
    { B24_ERROR_COMMAND_ERROR, 0, N_ ("The bot does not know this button any more."), TAIL_UNDONE },
    { B24_ERROR_ID_EMPTY, ON (INFO), N_ ("The portal does not tell who this customer is."), TAIL_UNDONE },
    { B24_ERROR_ID_EMPTY, 0, OUR_FAULT, TAIL_UNDONE },
    { B24_ERROR_STATUS_ERROR, 0, N_ ("The portal does not know this status. Choose another one."), TAIL_UNDONE },
    { B24_ERROR_AUTHORIZE_ERROR, 0, N_ ("The portal does not let you in just now. Sign in again."), TAIL_UNDONE },
    { B24_ERROR_CODE_EMPTY, 0, OUR_FAULT, TAIL_UNDONE },
};
/* clang-format on */

static const Row *
find_row (B24Error code, OlAttempt attempt, gboolean unsent)
{
    const Row *other = NULL;
    guint64 bit = G_GUINT64_CONSTANT (1) << attempt;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        if (rows[i].code == B24_ERROR_UNKNOWN_CODE)
            other = &rows[i];
        /* What never left was not broken off. */
        if (code == B24_ERROR_UNREACHABLE && rows[i].tail == TAIL_UNSURE && unsent)
            continue;
        if (rows[i].code == code && (rows[i].attempts == 0 || (rows[i].attempts & bit) != 0))
            return &rows[i];
    }
    return other;
}

/* Puts the fact that stands for the braces at @word; a neutral word when it is not known. */
static void
put_word (GString *out, const char *word, gsize length, OlAttempt attempt, const OlFacts *facts)
{
    const struct {
        const char *word;
        const char *fact;
        const char *neutral;
    } words[] = {
        { "portal", facts->portal, _ ("the portal") },
        { "customer", facts->customer, _ ("the customer") },
        { "owner", facts->owner, _ ("a colleague") },
        { "target", facts->target, _ ("the one you chose") },
        { "doing", NULL, _ (ol_attempt_texts[attempt].doing) },
        { "line", facts->line, _ ("this line") },
        { "the-line", NULL, _ ("this line") },
    };

    if (facts->line != NULL && length == strlen ("the-line") &&
        strncmp (word, "the-line", length) == 0) {
        /* TRANSLATORS: a line's name, put into a sentence: "on the Support line" */
        g_string_append_printf (out, _ ("the %s line"), facts->line);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        if (strlen (words[i].word) != length || strncmp (words[i].word, word, length) != 0)
            continue;
        if (words[i].fact != NULL || out->len > 0) {
            g_string_append (out, words[i].fact != NULL ? words[i].fact : words[i].neutral);
        } else {
            g_autofree char *first = g_utf8_substring (words[i].neutral, 0, 1);
            g_autofree char *capital = g_utf8_strup (first, -1);

            g_string_append (out, capital);
            g_string_append (out, g_utf8_next_char (words[i].neutral));
        }
        return;
    }
    /* A translator's slip must not take the sentence away. */
    g_string_append_len (out, word, (gssize) length);
}

static void
put_cause (GString *out, const char *cause, OlAttempt attempt, const OlFacts *facts)
{
    while (*cause != '\0') {
        gsize plain = strcspn (cause, "{");
        const char *end;

        g_string_append_len (out, cause, (gssize) plain);
        cause += plain;
        end = strchr (cause, '}');
        if (end == NULL)
            return;
        put_word (out, cause + 1, (gsize) (end - cause - 1), attempt, facts);
        cause = end + 1;
    }
}

static void
put_sentence (GString *out, const char *sentence)
{
    if (*sentence == '\0')
        return;
    if (out->len > 0)
        g_string_append_c (out, ' ');
    g_string_append (out, _ (sentence));
}

static void
put_tail (GString *out, Tail tail, OlAttempt attempt, guint wait, gboolean undone)
{
    if (tail == TAIL_UNSURE && undone)
        tail = TAIL_AGAIN;
    if (tail == TAIL_UNDONE || tail == TAIL_AGAIN)
        put_sentence (out, ol_attempt_texts[attempt].undone);
    if (wait > 0 && tail == TAIL_AGAIN) {
        g_string_append_c (out, ' ');
        g_string_append_printf (out,
                                g_dngettext (GETTEXT_PACKAGE, "It can be tried again in %u second.",
                                             "It can be tried again in %u seconds.", wait),
                                wait);
    } else if (tail == TAIL_AGAIN) {
        put_sentence (out, ol_attempt_texts[attempt].again);
    } else if (tail == TAIL_UNSURE) {
        put_sentence (out, ol_attempt_texts[attempt].unsure);
    }
}

char *
ol_sentence_for_error (const GError *error, OlAttempt attempt, const OlFacts *facts)
{
    const OlFacts nothing = { 0 };
    GString *out = g_string_new (NULL);
    const Row *row;
    gboolean unsent = b24_error_is_unsent (error);

    g_return_val_if_fail (attempt < OL_N_ATTEMPTS, g_string_free (out, FALSE));

    if (facts == NULL)
        facts = &nothing;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_string_append (out, _ ("The account was signed off before the portal had answered."));
        put_tail (out, TAIL_UNSURE, attempt, 0, facts->undone);
        return g_string_free (out, FALSE);
    }

    row = find_row (error != NULL && error->domain == B24_ERROR ? (B24Error) error->code
                                                                : B24_ERROR_UNKNOWN_CODE,
                    attempt, unsent);
    put_cause (out, _ (row->cause), attempt, facts);
    put_tail (out, row->tail, attempt, b24_error_get_wait (error), facts->undone || unsent);
    return g_string_free (out, FALSE);
}
