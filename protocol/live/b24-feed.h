/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-feed — what happens in the operator's dialogs, as one ordered stream without doubles.
 *
 * The feed keeps the list of dialogs and the names of the people in them. Push gives speed, ids
 * give correctness: a pushed message that directly follows the last one loaded is told at once,
 * any other has what is between them fetched first; what push says about a dialog is believed
 * until the next look. The last 50 messages of each followed dialog are remembered, so that their
 * changes are told however they are found. Everything is told in slices, one for each turn of the
 * main loop.
 *
 *   IDLE ──start──▶ LOADING ──▶ LOOKING ◀──▶ UNREACHABLE (back-off, then the look is repeated;
 *                      │            │        pushed messages are told all the same)
 *                      └─error─▶ IDLE └──dead credential──▶ STOPPED
 *
 * How often it looks, one batch each time (realtime §7.2, §7.5):
 *
 *   push proved itself   every 30 s with an open session, else every 60 s: the whole list, and the
 *                        newest page of ten followed dialogs, in turn; at once when push opens,
 *                        leaves a gap, or tells half of something
 *   push open only       every 5 s, rarer the longer looking finds nothing either
 *   without push, or     every 1 s in a lively conversation (2 s behind a shared address), 2 s with
 *   found deaf           an open session, else 5 s; 15 s while the operator is away. Each time also
 *                        the portal's log of events, where there is one
 */

#include "b24-dialog.h"
#include "b24-message.h"
#include "b24-push.h"
#include "b24-rest.h"
#include "b24-user.h"

G_BEGIN_DECLS

#define B24_TYPE_FEED (b24_feed_get_type ())
G_DECLARE_FINAL_TYPE (B24Feed, b24_feed, B24, FEED, GObject)

/*
 * Signals:
 *   "dialog"    (B24Dialog *now, B24Dialog *before): a dialog is new (@before NULL) or changed.
 *               Dialogs that left the list come as they were re-read, closed ones as closed.
 *   "gone"      (gint64 chat_id): the dialog left the list for good: it cannot be read any more (no
 *               access), or it waits in somebody else's list (skipped, passed on by the queue)
 *   "user"      (B24User *user): a person's name, avatar or presence became known or changed
 *   "messages"  (gint64 chat_id, GPtrArray *messages): new ones of a followed dialog, ascending,
 *               each id once; a slice has at most 50
 *   "late"      (gint64 chat_id, B24Message *message): one of a followed dialog that the portal
 *               stored after messages with greater ids, which were delivered already
 *   "changed"   (gint64 chat_id, B24Message *now, guint what): one of the last 50 messages that
 *               were delivered of a followed dialog changed; @what is a B24MessageChange
 *   "read"      (gint64 chat_id, gint64 user_id, gint64 message_id): somebody else has read up to
 *               here
 *   "typing"    (gint64 chat_id, gint64 user_id, const char *name): somebody else is typing just
 *               now; @name is nullable
 *   "member"    (gint64 chat_id, gint64 user_id, gboolean joined): the portal's own words about it
 *               come as a message
 *   "way"       (): the way news arrives changed, see b24_feed_report()
 *   "gap"       (gint64 chat_id, gint64 after_id, gint64 before_id): messages in between could not
 *               be loaded
 *   "reachable" (gboolean reachable, const GError *error): the portal stopped or began answering
 *   "stopped"   (const GError *error): class STOP or SIGN_IN; the feed does nothing more
 */
B24Feed *b24_feed_new (B24Rest *rest, gint64 my_id);
/* @push: (nullable): started and stopped with the feed; before b24_feed_start_async() */
void b24_feed_set_push (B24Feed *self, B24Push *push);

/* How news arrives now. */
typedef struct {
    B24PushState push;     /* IDLE: without push */
    gboolean verified;     /* push has proved itself; else polling goes on beside it */
    gboolean event_log;    /* polling reads the portal's log of events */
    gint64 since;          /* unix seconds since when it is so */
    double latency;        /* seconds from the portal's time stamp of the last news to its arrival;
                            * -1 none yet */
    guint requests;        /* REST requests in the last minute */
    guint refusals;        /* limits hit in the last five minutes */
    guint interval;        /* milliseconds between two looks */
    guint reconnects;      /* of the push stream since sign-in */
    int version;           /* of the push server, 0 unknown */
    const GError *no_push; /* (nullable): why there is none; valid until the next turn */
} B24FeedReport;
void b24_feed_report (B24Feed *self, B24FeedReport *report);
/* The operator is away or at the keyboard again: nobody looks, so polling may take its time. */
void b24_feed_set_away (B24Feed *self, gboolean away);

/* Loads dialogs and names, emits "user" and "dialog" for all of them in slices, then polls.
 * Completes when everything has been delivered. */
void b24_feed_start_async (B24Feed *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean b24_feed_start_finish (B24Feed *self, GAsyncResult *result, GError **error);
void b24_feed_stop (B24Feed *self); /* no signal is emitted afterwards */

B24Dialog *b24_feed_get_dialog (B24Feed *self, gint64 chat_id); /* (transfer none) (nullable) */
/* Whether the portal shows it in the operator's list, as far as the feed has looked. */
gboolean b24_feed_is_listed (B24Feed *self, gint64 chat_id);
B24User *b24_feed_get_user (B24Feed *self, gint64 id); /* (transfer none) (nullable) */
/* Puts a user learned elsewhere (picker, history) into the directory. */
void b24_feed_learn_user (B24Feed *self, B24User *user);
gboolean b24_feed_is_reachable (B24Feed *self);

/**
 * b24_feed_follow:
 * @after_id: deliver every message with a greater id, from now on
 *
 * Follow again with the same dialog does nothing.
 */
void b24_feed_follow (B24Feed *self, gint64 chat_id, gint64 after_id);
void b24_feed_unfollow (B24Feed *self, gint64 chat_id);
gboolean b24_feed_is_followed (B24Feed *self, gint64 chat_id);

/* A message was just sent, or an action done: what came of it is looked for at once, or where push
 * brings it, when it has not come within two seconds. */
void b24_feed_hurry (B24Feed *self);

/**
 * b24_feed_refresh_async:
 *
 * Re-reads one dialog from the portal (imopenlines.dialog.get), emits "dialog" when it changed.
 * Used after every action to say what really happened.
 *
 * Returns: (transfer full): the dialog as it is now; B24_ERROR_ACCESS_ERROR when we may not see
 *   it any more
 */
void b24_feed_refresh_async (B24Feed *self, gint64 chat_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
B24Dialog *b24_feed_refresh_finish (B24Feed *self, GAsyncResult *result, GError **error);

G_END_DECLS
