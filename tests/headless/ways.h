/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ways — the four ways to one action: typed or clicked, in Pidgin or in Finch.
 */

#include "scene.h"

G_BEGIN_DECLS

#define WAYS_N 4

/* Does what @command names, or clicks @label (of a typed way: nullable); marks the lines before. */
void ways_act (Scene *scene, guint way, const char *dialog, const char *command, const char *label);
gboolean ways_is_clicked (guint way);

G_END_DECLS
