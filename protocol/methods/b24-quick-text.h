/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-quick-text — the text of a ready answer as it can be sent: people write them with the
 * portal's editor of lists, which makes HTML of them. Internal to methods/.
 */

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): @text without HTML: its lines and paragraphs become lines, entities characters,
 * and the portal's spelling of emoji (":f09f9880:") emoji. What only looks like markup stays. */
char *b24_quick_text_to_plain (const char *text);

G_END_DECLS
