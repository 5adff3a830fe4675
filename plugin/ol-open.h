/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-open — /open: a dialog by its chat, by the customer's code, by a session, or by the CRM record
 * it is bound to. The contact list's Add and the UIs' “Join a chat” take the same words.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/**
 * ol_open:
 * @conversation: (nullable): where to say what came of it, see ol_notice_say()
 * @text: "1763", "chat1763", "telegrambot|7|991122|1421", "session 5520", "lead 312"
 *
 * Returns: FALSE when @text is none of these; nothing was done and nothing said
 */
gboolean ol_open (OlContext *context, const char *conversation, const char *text);
/* The same; says so in a window when @text is none of these. */
void ol_open_or_explain (OlContext *context, const char *text);

/* “Create a dialog from CRM…” of the account's menu: asks for a record and opens its dialog. */
void ol_open_ask_for_record (OlContext *context);

G_END_DECLS
