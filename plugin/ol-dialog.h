/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-dialog — one customer's dialog: its state, what was shown of it, what is under way.
 *
 * Ref-counted, owned by the connection's table of dialogs; actions and callbacks hold references.
 * Knows nothing of commands and menus.
 */

#include "b24-dialog.h"
#include "ol-context.h"

G_BEGIN_DECLS

typedef struct _OlDialog OlDialog;

OlDialog *ol_dialog_new (OlContext *context, B24Dialog *state);
OlDialog *ol_dialog_ref (OlDialog *self);
void ol_dialog_unref (OlDialog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OlDialog, ol_dialog_unref)

/* Every account's dialogs can be found by name from anywhere above: "chat1763" in any case.
 * ol-connection registers them at sign-in and as they come, and drops them at sign-off. */
void ol_dialog_register (OlDialog *self);
void ol_dialog_unregister (OlDialog *self);
void ol_dialog_unregister_all (PurpleAccount *account);
/* (transfer none) (nullable): @account may be of another protocol or signed off */
OlDialog *ol_dialog_find (PurpleAccount *account, const char *name);
OlDialog *ol_dialog_find_by_id (PurpleAccount *account, gint64 chat_id);
/* (transfer none) (nullable): a buddy or the contact above it */
OlDialog *ol_dialog_of_node (PurpleBlistNode *node);
/* @func gets (OlDialog *, user_data) and may unregister the dialog it got. */
void ol_dialog_foreach (PurpleAccount *account, GFunc func, gpointer user_data);
OlDialog *ol_dialog_of_conversation (PurpleConversation *conversation);

OlContext *ol_dialog_get_context (OlDialog *self); /* (transfer none) */
gboolean ol_dialog_is_alive (OlDialog *self);      /* its context is */
gint64 ol_dialog_get_chat_id (OlDialog *self);
const char *ol_dialog_get_name (OlDialog *self); /* "chat1763" */
B24Dialog *ol_dialog_get_state (OlDialog *self); /* (transfer none) */
void ol_dialog_set_state (OlDialog *self, B24Dialog *state);
B24Standing ol_dialog_get_standing (OlDialog *self);
/* The portal does not show it to us any more: it is a colleague's, or over, until a new state comes
 * and leaves the list with its window. */
void ol_dialog_set_gone (OlDialog *self);
/* Taken out of the list by the operator: comes back with the next state. */
void ol_dialog_set_hidden (OlDialog *self, gboolean hidden);
gboolean ol_dialog_is_hidden (OlDialog *self);
/* The customer's name became known or changed. */
void ol_dialog_forget_customer (OlDialog *self);
const char *ol_dialog_get_customer (OlDialog *self); /* the customer's own name */
const char *
ol_dialog_get_title (OlDialog *self); /* the name the operator gave, or the customer's */
char *ol_dialog_dup_line_name (OlDialog *self);
char *ol_dialog_dup_owner_name (OlDialog *self); /* never NULL */
/* Unix seconds since when the customer waits for an operator or a reply. */
gint64 ol_dialog_get_waiting_since (OlDialog *self);

/* Seconds until the queue passes the waiting dialog on to the next operator; -1 when it is not
 * offered to us, when its line keeps it for ever, or when nobody can know. */
gint64 ol_dialog_get_time_left (OlDialog *self);

/* An operator action on this dialog is under way: a second one is refused (“one moment …”). */
gboolean ol_dialog_begin_action (OlDialog *self);
void ol_dialog_end_action (OlDialog *self);
/* An action is under way or has just ended, and its own line said what became of the dialog. */
gboolean ol_dialog_has_just_acted (OlDialog *self);

/* A system line in this dialog's window; opens none. Plain text. */
void ol_dialog_say (OlDialog *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void ol_dialog_complain (OlDialog *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The same as ol_dialog_say() for what belongs to the customer's words, and so into the log. */
void ol_dialog_record (OlDialog *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Says whether silent mode is on; ol_dialog_set_state() has it that the window is told once of each
 * change. */
void ol_dialog_tell_silent (OlDialog *self);
/* The window is told of an outage, or of its end if it was told of the outage: once each. */
void ol_dialog_say_outage (OlDialog *self, gboolean outage);

/* Something of it came after sign-in: a new customer or a dialog handed over opens by itself then;
 * at sign-in only messages that were missed open a window. */
void ol_dialog_set_fresh (OlDialog *self);
/* Follows the dialog's messages, opens its window or lets it go, by its standing. */
void ol_dialog_attend (OlDialog *self);
/* Brings the customer back who has waited since @since (unix seconds): sound, window, line. */
void ol_dialog_remind (OlDialog *self, gint64 since);
/* Nothing of it is needed any more: no window, no session, nothing left to show. */
gboolean ol_dialog_is_over (OlDialog *self);

/* Opens the window (if needed), shows history once per window, then follows the dialog. */
void ol_dialog_open (OlDialog *self, gboolean present);
/* The same for one that the operator looked up: what was said before is history. One that is not
 * in his list leaves the contacts with its window. */
void ol_dialog_visit (OlDialog *self);
/* The window was opened by the operator, or closed. */
void ol_dialog_window_opened (OlDialog *self);
void ol_dialog_window_closed (OlDialog *self);
gboolean ol_dialog_has_window (OlDialog *self);

/* Whose words. */
typedef enum {
    OL_WORDS_OWN, /* from this window or the web client */
    OL_WORDS_CUSTOMER,
    OL_WORDS_WITH_BUTTONS, /* anybody's, in practice a bot's */
} OlWords;

/* (transfer full) (element-type B24Message): those among the last ones in the window, newest first;
 * without what was deleted */
GPtrArray *ol_dialog_list_words (OlDialog *self, OlWords whose);
/* (transfer full) (nullable): the newest of them */
B24Message *ol_dialog_find_last_words (OlDialog *self, OlWords whose);
/* (transfer full) (nullable): of the window, as it is known now */
B24Message *ol_dialog_find_words (OlDialog *self, gint64 message_id);
/* Nothing is told of it any more. */
void ol_dialog_forget_words (OlDialog *self, gint64 message_id);
/* (transfer full): enough of @message to recognise it, "" when it has no words */
char *ol_dialog_dup_quote (B24Message *message);
/* The window is open, and its earlier messages are on their way. */
gboolean ol_dialog_is_loading (OlDialog *self);

/* From the feed: new messages in order. Shows them, then moves the cursor. */
void ol_dialog_deliver (OlDialog *self, GPtrArray *messages);
void ol_dialog_gap (OlDialog *self, gint64 after_id, gint64 before_id);
/* From the feed: a message that was delivered is different now. */
void ol_dialog_change (OlDialog *self, B24Message *now, B24MessageChange what);
/* When the customer was last known to have read; unix seconds, 0 unknown. */
gint64 ol_dialog_get_customer_read_at (OlDialog *self);
/* Follows what the feed says besides messages and states: changes, reading, typing. */
void ol_dialog_watch (OlContext *context);

/* Our text cannot go out now: there is no connection. */
void ol_dialog_own_text_waits (OlDialog *self);

/* The portal took our text; it appears when the feed delivers it, or by itself when a feed that
 * answers has not brought it. */
void
ol_dialog_own_text_sent (OlDialog *self, gint64 message_id, const char *text, gboolean internal);

G_END_DECLS
