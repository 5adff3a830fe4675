/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-quick-file — the operator's own ready answers, in a plain text file of libpurple's folder.
 *
 *     # a remark
 *     = greeting
 *     Good day {customer}, my name is {operator}.
 *
 *     = bye
 *     Thank you, and goodbye.
 *
 * A line that begins with "= " names an answer; the lines below it, up to the next name, are its
 * text. Lines that begin with "#" are left out, as are empty lines around a text.
 */

#include <gio/gio.h>

#include "b24-quick.h"

G_BEGIN_DECLS

#define OL_QUICK_FILE_MAX_SIZE (1024 * 1024) /* bytes */

/* (transfer full): where it is */
char *ol_quick_file_dup_path (void);

/* (transfer full) (element-type B24QuickAnswer): in the file's order; @data is UTF-8 */
GPtrArray *ol_quick_file_parse (const char *data);

/**
 * ol_quick_file_load_async:
 *
 * Where there is no file, one with nothing but an explanation is made. Errors of %G_IO_ERROR:
 * _MESSAGE_TOO_LARGE, _INVALID_DATA (not UTF-8), _NOT_REGULAR_FILE and those of reading and
 * writing.
 */
void ol_quick_file_load_async (GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full) (element-type B24QuickAnswer) */
GPtrArray *ol_quick_file_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
