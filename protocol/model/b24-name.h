/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-name — names of people, chats, files and lines made fit to show: one line, no control
 * characters, never blank. Internal to model/.
 */

#include <glib.h>

G_BEGIN_DECLS

/**
 * b24_name_clean:
 * @name: (transfer full) (nullable): as it came
 *
 * Returns: (transfer full) (nullable): @name on one line, white space collapsed; %NULL when
 *   nothing visible is left
 */
char *b24_name_clean (char *name);

/* (transfer full): a copy of @text with the entities PHP's htmlspecialchars() makes decoded once */
char *b24_name_decode_entities (const char *text);

G_END_DECLS
