/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-json-scan — what stands between the bytes of an answer and json-glib's parser.
 *
 * Checks the whole grammar without recursion, and makes harmless what is valid JSON but not safe
 * to give to json-glib: whole numbers over 63 bits and halves of surrogate pairs. Used by
 * b24-json only.
 */

#include <glib.h>

G_BEGIN_DECLS

#define B24_JSON_MAX_DEPTH 64

/**
 * b24_json_scan_check:
 * @data: (array length=length): valid UTF-8
 * @huge: (out) (nullable) (transfer full): for b24_json_scan_repair()
 *
 * Returns: %FALSE with %B24_ERROR_NOT_JSON or %B24_ERROR_TOO_DEEP
 */
gboolean b24_json_scan_check (const char *data, gsize length, GArray **huge, GError **error);

/* Whether checked data need b24_json_scan_repair() on a copy. */
gboolean b24_json_scan_is_harmful (const char *data, gsize length, const GArray *huge);
/* @data: NUL-terminated behind @length; keeps its length */
void b24_json_scan_repair (char *data, gsize length, const GArray *huge);

/**
 * b24_json_scan_split:
 * @data: (array length=length): what b24_json_scan_check() has accepted
 * @piece: bytes
 * @bounds: (element-type gsize): filled with start and end of every piece
 *
 * A piece is an object or a list that is not larger than @piece or has none within, and is not part
 * of another piece.
 *
 * Returns: (transfer full): the frame, which is @data with the list `[n]` for piece n. There are no
 *   other lists in it whose only element is a number.
 */
char *b24_json_scan_split (const char *data, gsize length, gsize piece, GArray *bounds);

G_END_DECLS
