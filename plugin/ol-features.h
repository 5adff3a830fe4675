/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-features — what this portal lacks: asked once per sign-in, in one request in the background.
 *
 * Older and on-premise portals do not have every method. As long as nobody knows, everything is
 * offered; what turns out to be missing leaves the menus, and its command says so.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* Asks unless that is known or being asked already. Open menus hear when it is known. */
void ol_features_probe (OlContext *context);

G_END_DECLS
