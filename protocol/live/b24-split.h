/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-split — long texts cut into parts the portal takes whole. Internal to live/.
 */

#include <glib.h>

G_BEGIN_DECLS

/**
 * b24_split_text:
 * @text: cut at paragraphs, lines, sentences or words, in this order of preference; inside a
 *   word only when it is longer than a part
 * @max_chars: characters of a part at most
 *
 * Nothing but the white space around a cut gets lost. Linear in the length of @text, bar the
 * part that is looked at again after each cut.
 *
 * Returns: (transfer full) (element-type utf8): none when there is nothing in @text
 */
GPtrArray *b24_split_text (const char *text, guint max_chars);

G_END_DECLS
