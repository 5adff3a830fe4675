/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-read-push — for tests: reads what the practice portal's push server sends, in any of its
 * formats, without the client library and without the portal's own writer of them.
 *
 * What is not in the format ends the test.
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * practice_read_push_text:
 * @text: one text frame, or the body of a long poll
 * @events: (element-type JsonObject): what is in it is added here: `module_id`, `command`,
 * `params`, `extra`, and of `mid`, `tag` and `time` what the server's version has
 *
 * Returns: %FALSE when it is something else: a keep-alive, an answer
 */
gboolean practice_read_push_text (const char *text, GPtrArray *events);

/**
 * practice_read_push_binary:
 * @data: one binary frame, or the body of a long poll
 * @length: its length in bytes
 * @events: (element-type JsonObject): as above
 *
 * Returns: how many answers about channels are in it, too
 */
guint practice_read_push_binary (const guint8 *data, gsize length, GPtrArray *events);

G_END_DECLS
