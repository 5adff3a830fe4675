/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-attach — the rich blocks of a message (ATTACH, rest §6.9) as text with BB codes. Internal
 * to model/.
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Appends the blocks of @attach (nullable) to @text, each on a line of its own. Addresses that
 * @text contains already (previews of its own links) are not repeated. */
void b24_attach_append (GString *text, JsonNode *attach);

G_END_DECLS
