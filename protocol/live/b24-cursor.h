/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-cursor — the greatest message id shown, per dialog, kept on disk (design rule 1).
 *
 * One small file per account. Written atomically, a moment after the last change and at
 * b24_cursor_flush(). A file that cannot be read is kept beside as `.broken` and reported once.
 */

#include "b24-clock.h"

G_BEGIN_DECLS

#define B24_TYPE_CURSOR (b24_cursor_get_type ())
G_DECLARE_FINAL_TYPE (B24Cursor, b24_cursor, B24, CURSOR, GObject)

/**
 * b24_cursor_new:
 * @path: (nullable): the file; %NULL keeps cursors in memory only
 * @error: %B24_ERROR_BAD_FILE when the file was broken; the object is returned all the same
 */
B24Cursor *b24_cursor_new (const char *path, B24Clock *clock, GError **error);
/* -1 when this dialog has none yet */
gint64 b24_cursor_get (B24Cursor *self, gint64 chat_id);
/* Moves forward only. */
void b24_cursor_advance (B24Cursor *self, gint64 chat_id, gint64 message_id);
/* Signal "failed" (GError) is emitted when writing fails (once until it works again). */
gboolean b24_cursor_flush (B24Cursor *self, GError **error);

G_END_DECLS
