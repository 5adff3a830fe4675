/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-bot — on behalf of the application's chat bot: /bot finish, operator, transfer, say.
 *
 * A webhook has to say whose bot it is before the bot passes a dialog on or finishes it: the
 * account's option `bot-client-id`.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* The words that may follow, %NULL-terminated. */
extern const char *const ol_bot_words[];

/* Whether menus show it: a bot has the dialog. */
gboolean ol_bot_is_shown (OlDialog *dialog);
/* For the table of actions. */
gboolean ol_bot_run (OlDialog *dialog, const char *argument);

G_END_DECLS
