/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-store — a small file of JSON that follows what its owner keeps in memory.
 *
 * Written atomically and with mode 0600 by a worker thread, or at once by b24_store_flush(); an
 * older state never overwrites a newer one. A file that makes no sense is kept beside as
 * `.broken`, so that somebody can look at it.
 */

#include <json-glib/json-glib.h>

#include "b24-clock.h"

G_BEGIN_DECLS

#define B24_TYPE_STORE (b24_store_get_type ())
G_DECLARE_FINAL_TYPE (B24Store, b24_store, B24, STORE, GObject)

/* Returns: (transfer full) (nullable): everything as it is now; %NULL when there is nothing to
 * keep, and no file is needed */
typedef JsonObject *(*B24StoreDump) (gpointer owner);

/* Signal "failed" (GError): the file could not be written; once until it works again. */

/**
 * b24_store_new:
 * @dump: called on the main thread, until b24_store_close()
 */
B24Store *b24_store_new (const char *path, B24Clock *clock, B24StoreDump dump, gpointer owner);

/**
 * b24_store_load:
 *
 * Returns: (transfer full) (nullable): what the file holds; %NULL without @error when there is no
 *   file, %NULL with %B24_ERROR_BAD_FILE when it was broken
 */
JsonObject *b24_store_load (B24Store *self, GError **error);

/* Something changed: it is written in @delay milliseconds, or sooner; after a write that failed,
 * within a minute. */
void b24_store_touch (B24Store *self, guint delay);

/* Writes now what was touched, also when the worker thread is just writing. %B24_ERROR_BAD_FILE. */
gboolean b24_store_flush (B24Store *self, GError **error);

/* The owner goes away: what was touched is written, then it is asked no more. */
void b24_store_close (B24Store *self);

G_END_DECLS
