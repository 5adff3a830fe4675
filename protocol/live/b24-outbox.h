/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-outbox — texts on their way to the portal (design rule 2).
 *
 * One queue per dialog, in order. Each text has a UUID that stays the same over repetitions, so a
 * time-out never doubles it. While the portal cannot be reached texts stay and go out later; a
 * refusal stops the dialog's queue: everything behind it fails with it, so that order is never
 * broken silently.
 *
 * With a file, texts not yet taken outlive the connection and the program. Before one of them, or
 * one that waited through an outage, goes out, "check" asks whether the dialog is still one to
 * write into. A text that may have been taken though its answer got lost is looked for in the
 * dialog before it is asked about or refused: what the portal has is sent, and never given back.
 *
 *   ──add──▶ QUEUED ──▶ IN FLIGHT ──taken──▶ "sent"
 *              ▲  │        │   └──refused──▶ "failed", and everything behind it
 *   resume ────┘  │        └──unreachable──▶ "waiting", pause ──▶ QUEUED
 *     │           └──from an earlier connection, or after an outage──▶ "check" ──withdraw──▶ back
 *     └───────────────────────────────────────────────────────────────────┘
 */

#include "b24-outbox-text.h"
#include "b24-rest.h"

G_BEGIN_DECLS

#define B24_TYPE_OUTBOX (b24_outbox_get_type ())
G_DECLARE_FINAL_TYPE (B24Outbox, b24_outbox, B24, OUTBOX, GObject)

/*
 * Signals, all with (gint64 chat_id, const char *text, …) of one part:
 *   "sent"    (chat_id, text, B24OutboxKind kind, gint64 message_id, const char *uuid): the portal
 *             has taken it
 *   "waiting" (chat_id, text): the portal is unreachable; once per text
 *   "check"   (chat_id, gint64 since, gboolean earlier) → gboolean: the dialog's first text was
 *             typed at @since (unix seconds), in an earlier connection or before an outage. TRUE:
 *             nothing of this dialog goes out until one of the three below was called. Without a
 *             handler they go out.
 *   "failed"  (chat_id, text, B24OutboxKind kind, GError *error): will not be sent
 *   "unkept"  (GError *error): the file could not be written; once until it works again
 */
B24Outbox *b24_outbox_new (B24Rest *rest);

/**
 * b24_outbox_load:
 * @path: the file texts are kept in from now on
 *
 * Takes what an earlier connection left there. Nothing of it goes out before b24_outbox_retry().
 *
 * Returns: %FALSE with %B24_ERROR_BAD_FILE when the file was broken; it is used all the same
 */
gboolean b24_outbox_load (B24Outbox *self, const char *path, GError **error);

/* Texts over 20 000 characters are split at paragraphs, lines, sentences, words. */
void b24_outbox_add (B24Outbox *self, gint64 chat_id, const char *text);
/* The same as an answer to a message of the dialog; of a text that is split the first part is … */
void b24_outbox_add_reply (B24Outbox *self, gint64 chat_id, gint64 reply_id, const char *text);
/* … and as a note that only operators see. All go out in the order they were added. */
void b24_outbox_add_note (B24Outbox *self, gint64 chat_id, const char *text);
guint b24_outbox_get_pending (B24Outbox *self, gint64 chat_id);
/* Whether something of the dialog waits and no customer will see any of it. */
gboolean b24_outbox_has_only_notes (B24Outbox *self, gint64 chat_id);
/* The portal answers again: try what waits now. */
void b24_outbox_retry (B24Outbox *self);

/* Answers to "check": they may go out … */
void b24_outbox_resume (B24Outbox *self, gint64 chat_id);
/* … nobody can tell just now: ask again after a while (@error passing) … */
void b24_outbox_postpone (B24Outbox *self, gint64 chat_id, const GError *error);
/* … they must not. Returns: (transfer full) (element-type B24OutboxText): all of this dialog, in
 * order; the outbox forgets them */
GPtrArray *b24_outbox_withdraw (B24Outbox *self, gint64 chat_id);

/* The dialog has a message with @uuid: if it is a text of ours whose answer has not come, it is
 * sent. */
void b24_outbox_confirm (B24Outbox *self, gint64 chat_id, const char *uuid, gint64 message_id);

/**
 * b24_outbox_suspend:
 *
 * The connection is lost: nothing more is sent, what has not been taken stays in the file for the
 * next one. Afterwards no signal is emitted. Without a file the same as b24_outbox_close().
 */
void b24_outbox_suspend (B24Outbox *self);

/**
 * b24_outbox_close:
 *
 * Sign-off: nothing more is sent, every text that has not been taken is reported by "failed" with
 * %G_IO_ERROR_CANCELLED, in order, and forgotten. Afterwards no signal is emitted.
 */
void b24_outbox_close (B24Outbox *self);

G_END_DECLS
