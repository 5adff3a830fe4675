/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-poll — one look at the portal: a batch built from what the feed wants to know, and its
 * answers sorted by kind. Knows nothing of what was seen before. Internal to live/.
 */

#include "b24-dialog.h"
#include "b24-events.h"
#include "b24-message.h"
#include "b24-rest.h"

G_BEGIN_DECLS

/* Dialogs and pages one look asks for at most; the rest of a batch is for the list, the log of
 * events and names. */
#define B24_POLL_MAX_CHATS 43
#define B24_POLL_MAX_NAMES 400

typedef struct _B24Poll B24Poll;

B24Poll *b24_poll_new (void);
void b24_poll_free (B24Poll *self);

void b24_poll_want_changed (B24Poll *self, gint64 since); /* portal's unix seconds */
void b24_poll_want_list (B24Poll *self);                  /* everything instead */
/* At most %B24_POLL_MAX_CHATS together; FALSE when there is no room. */
gboolean b24_poll_want_after (B24Poll *self, gint64 chat_id, gint64 after_id);
gboolean b24_poll_want_newest (B24Poll *self, gint64 chat_id);
/* @tag: told with the answer */
gboolean b24_poll_want_dialog (B24Poll *self, gint64 chat_id, guint tag);
/* @offset: see b24_events_get_in_batch() */
void b24_poll_want_events (B24Poll *self, gboolean subscribe, gint64 offset);
/* At most %B24_POLL_MAX_NAMES ids; (element-type gint64) */
void b24_poll_want_users (B24Poll *self, GArray *ids);
gboolean b24_poll_is_empty (B24Poll *self);

/* An answer about one chat: a page, or the dialog itself, or an error. */
typedef struct {
    gint64 chat_id;
    guint tag;            /* of a dialog: as it was asked for */
    gint64 after_id;      /* what the page was asked to begin behind; -1 for the newest page */
    B24MessagePage *page; /* (nullable) */
    B24Dialog *dialog;    /* (nullable) */
    GError *error;        /* (nullable) */
} B24PollChat;

typedef struct {
    gint64 server_time;
    double duration;     /* seconds the portal worked for the slowest kind of command */
    gboolean listed;     /* @dialogs is the whole list */
    GPtrArray *dialogs;  /* (nullable) (element-type B24Dialog) */
    GError *error;       /* (nullable): why the dialogs that were asked for did not come */
    GPtrArray *users;    /* (element-type B24User): empty when none were asked for, or on error */
    GError *users_error; /* (nullable): why the names that were asked for did not come */
    GPtrArray *pages;    /* (element-type B24PollChat) */
    GPtrArray *rereads;  /* (element-type B24PollChat) */
    B24EventLog *log;    /* (nullable) */
    GError *log_error;   /* (nullable): why what was asked for of the log did not come */
} B24PollResult;

void b24_poll_result_free (B24PollResult *self);

/* Takes @poll. One request. */
void
b24_poll_run_async (B24Poll *poll, B24Rest *rest, B24Priority priority, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data);
B24PollResult *b24_poll_run_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Poll, b24_poll_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24PollResult, b24_poll_result_free)

G_END_DECLS
