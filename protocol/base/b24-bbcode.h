/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-bbcode — the portal's message text turned into what a conversation window shows.
 *
 * Input is plain text with BB codes, entities already decoded (reference: bitrix24-rest §7).
 * Output HTML knows only b, i, u, s, a, br and escaped text, so markup typed by customers stays
 * text. Bounded: time linear in the input, nesting limited, broken nesting repaired.
 */

#include <glib.h>

#include "b24-portal.h"

G_BEGIN_DECLS

/**
 * b24_bbcode_to_html:
 * @portal: (nullable): completes relative links
 *
 * Returns: (transfer full): valid UTF-8, balanced markup
 */
char *b24_bbcode_to_html (const char *text, B24Portal *portal);

/* (transfer full): the same without any markup, links as "text (url)", one line per line */
char *b24_bbcode_to_plain (const char *text);

/* (transfer full): one line, at most @max_chars characters, cut at a word with "…" */
char *b24_bbcode_to_preview (const char *text, guint max_chars);

/* (transfer full): an operator's text made safe to send: `[disk=…]` would attach a file of his */
char *b24_bbcode_neutralize (const char *text);

G_END_DECLS
