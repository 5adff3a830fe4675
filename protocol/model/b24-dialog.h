/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-dialog — one open-line chat as the portal last described it. Immutable, shared by reference.
 *
 * Made from a recent item (rest §6.5) or a chat object (rest §6.4); the two carry different parts,
 * b24_dialog_merge() completes the one with the other.
 */

#include <json-glib/json-glib.h>

#include "b24-crm-kind.h"
#include "b24-message.h"

G_BEGIN_DECLS

/**
 * B24Standing:
 *
 * What a dialog means to one operator; first match of design §1b.
 */
typedef enum {
    B24_STANDING_WAITING,   /* nobody has it */
    B24_STANDING_REPLY,     /* mine, the customer waits for my words */
    B24_STANDING_ANSWERED,  /* mine, the customer's turn */
    B24_STANDING_COLLEAGUE, /* somebody else's */
    B24_STANDING_CLOSED,    /* no open session (or finished for me, status 50) */
} B24Standing;

/* Session statuses, reference rest §6.2. */
enum {
    B24_SESSION_NEW = 0,
    B24_SESSION_SKIP = 5,
    B24_SESSION_ANSWER = 10,
    B24_SESSION_CLIENT = 20,
    B24_SESSION_CLIENT_AFTER_OPERATOR = 25,
    B24_SESSION_OPERATOR = 40,
    B24_SESSION_WAIT_CLIENT = 50,
    B24_SESSION_CLOSE = 60,
    B24_SESSION_SPAM = 65,
};

typedef struct {
    gint64 chat_id;
    char *title;                     /* the chat's name as the portal shows it */
    char *connector;                 /* "telegrambot", "" when unknown */
    gint64 line_id;                  /* after a transfer the actual line */
    gint64 customer_id;              /* 0 when unknown */
    char *user_code;                 /* entity_id as it came: never logged */
    gint64 owner_id;                 /* responsible operator, 0 = in the queue */
    gint64 session_id;               /* 0 = closed, -1 = open, but the source did not say which */
    int session_status;              /* -1 when the source did not say */
    gint64 session_start;            /* unix seconds, 0 unknown */
    gboolean pinned;                 /* session.mode.pin */
    gboolean silent;                 /* silent mode on */
    char *crm_type;                  /* (nullable) "LEAD", "DEAL", "CONTACT", "COMPANY" */
    gint64 crm_id;                   /* 0 = none */
    gint64 crm_ids[B24_N_CRM_KINDS]; /* all it is bound to, by B24CrmKind; 0 = none */
    gint64 block_date;               /* unix seconds after which replies are blocked; 0 = never */
    char *block_reason;              /* (nullable) */
    char *avatar;                    /* (nullable) */
    gint64 last_message_id;
    char *last_text; /* (nullable) preview, BB codes already stripped by the portal */
    gint64 last_author_id;
    gint64 last_time; /* unix seconds */
    gint64 read_id;   /* the portal's own read mark (`last_id`), 0 = none */
    int counter;      /* unread messages of the caller */
    gboolean member;  /* we are a member of the chat, as far as the source tells */
} B24Dialog;

/* (nullable): NULL when the item is no open-line dialog */
B24Dialog *b24_dialog_new_from_recent (JsonObject *item);
B24Dialog *b24_dialog_new_from_chat (JsonObject *chat);
/**
 * b24_dialog_new_from_push:
 * @chat: (nullable): chat object of a pushed command, or the map of one that messages carry
 * @lines: (nullable): its `lines` (id, status, operatorId …) or `session` object
 * @status: numeric status of `updateSessionStatus`, -1 absent
 *
 * Returns: (transfer full) (nullable): %NULL when it is no open-line chat; what push does not carry
 *   is left to b24_dialog_merge()
 */
B24Dialog *b24_dialog_new_from_push (JsonObject *chat, JsonObject *lines, int status);
B24Dialog *b24_dialog_ref (B24Dialog *self);
void b24_dialog_unref (B24Dialog *self);

/**
 * b24_dialog_merge:
 * @newer: what was just read
 * @older: (nullable): what we knew
 *
 * Returns: (transfer full): @newer with the parts its source does not carry taken from @older
 *   (last message, read mark, status when the session is still the same)
 */
B24Dialog *b24_dialog_merge (B24Dialog *newer, B24Dialog *older);
gboolean b24_dialog_equal (B24Dialog *a, B24Dialog *b);
/* (transfer full): @self, and @message is its last one; @counter -1 leaves the unread ones */
B24Dialog *b24_dialog_with_last (B24Dialog *self, B24Message *message, int counter);
/* (transfer full): @self, read by the operator up to @read_id */
B24Dialog *b24_dialog_with_read (B24Dialog *self, gint64 read_id, int counter);

B24Standing b24_dialog_get_standing (B24Dialog *self, gint64 my_id);
/* Whether the messenger refuses replies at @now (unix seconds). */
gboolean b24_dialog_is_blocked (B24Dialog *self, gint64 now);
/* (transfer full): @title without the " - <line>" the portal appends; the customer's likely name */
char *b24_dialog_guess_customer_name (B24Dialog *self, const char *line_name);

/* "chat1763" ↔ 1763; 0 when @name is not of that form */
char *b24_dialog_id_format (gint64 chat_id);
gint64 b24_dialog_id_parse (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Dialog, b24_dialog_unref)

G_END_DECLS
