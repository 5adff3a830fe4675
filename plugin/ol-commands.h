/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-commands — slash commands made from the action table, and our part of /help.
 */

#include <glib.h>

G_BEGIN_DECLS

void ol_commands_register (void);   /* in load() */
void ol_commands_unregister (void); /* in unload() */

G_END_DECLS
