/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * client-virtual — the client without a screen in virtual time: real libpurple and the plugin's
 * real code, linked into the test so that both use one clock, which the test moves with the
 * portal's (see drive).
 */

#include "drive.h"
#include "scene.h"

G_BEGIN_DECLS

/* client_main() with the plugin that is linked in */
int client_virtual_main (int argc, char **argv, void (*add_tests) (void));
/* The same with all scenes in virtual time, from scene_new() to scene_free(): for tests that wait
 * for what they want to see, and for nothing else. */
int client_virtual_main_scenes (int argc, char **argv, void (*add_tests) (void));
/* Registers it again after client_drop_plugin(). */
void client_virtual_plug_in (void);
/* Before the account of @scene signs in. End it before the scene. */
Drive *client_virtual_begin (Scene *scene);
void client_virtual_end (Drive *drive);

G_END_DECLS
