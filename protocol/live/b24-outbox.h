/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-outbox — texts on their way to the portal (design rule 2).
 *
 * One queue per dialog, in order. Each text has a UUID that stays the same over repetitions, so a
 * time-out never doubles it. While the portal cannot be reached texts stay and go out later; a
 * refusal stops the dialog's queue: everything behind it fails with it, so that order is never
 * broken silently.
 */

#include "b24-rest.h"

G_BEGIN_DECLS

#define B24_TYPE_OUTBOX (b24_outbox_get_type ())
G_DECLARE_FINAL_TYPE (B24Outbox, b24_outbox, B24, OUTBOX, GObject)

/*
 * Signals, all with (gint64 chat_id, const char *text, …) of one part:
 *   "sent"    (chat_id, text, gint64 message_id, const char *uuid): the portal has taken it
 *   "waiting" (chat_id, text): the portal is unreachable; once per text
 *   "failed"  (chat_id, text, GError *error): will not be sent
 */
B24Outbox *b24_outbox_new (B24Rest *rest);

/* Texts over 20 000 characters are split at paragraphs, lines, sentences, words. */
void b24_outbox_add (B24Outbox *self, gint64 chat_id, const char *text);
gboolean
b24_outbox_owns_uuid (B24Outbox *self,
                      const char *uuid); /* sent by us, also earlier ones of this sign-in */
guint b24_outbox_get_pending (B24Outbox *self, gint64 chat_id);
/* The portal answers again: try what waits now. */
void b24_outbox_retry (B24Outbox *self);

/**
 * b24_outbox_close:
 *
 * Sign-off: nothing more is sent, every text that has not been taken is reported by "failed" with
 * %G_IO_ERROR_CANCELLED, in order. Afterwards no signal is emitted.
 */
void b24_outbox_close (B24Outbox *self);

/* (transfer full) (element-type utf8): exposed for tests and fuzzers */
GPtrArray *b24_outbox_split (const char *text, guint max_chars);

G_END_DECLS
