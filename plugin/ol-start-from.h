/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-start-from — /start from: a new session that begins with a message of the customer.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* (nullable): what follows the word "from", in English or in the operator's language, "" for
 * nothing; NULL: @argument does not begin with it */
const char *ol_start_from_find_word (const char *argument);

/* @number: of the customer's messages in the window, 1 is the newest; "" to choose from a list.
 * Returns: FALSE when it is no number */
gboolean ol_start_from_run (OlDialog *dialog, const char *number);

G_END_DECLS
