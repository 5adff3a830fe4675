/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-companion — loads the small module that gives this UI what libpurple cannot: a “Dialog” menu
 * in the conversation's window, and completion of arguments.
 */

#include <glib.h>

G_BEGIN_DECLS

/* At sign-in; does nothing when the module is not installed, or loaded already. */
void ol_companion_load (void);
/* With the plugin. */
void ol_companion_unload (void);

G_END_DECLS
