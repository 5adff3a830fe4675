/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * figure — waiting for a number that callbacks count up, while a manual clock stands still.
 */

#include <glib.h>

/* Turns the main loop until @figure is @value; fails after half a minute of real time. */
void figure_wait (const guint *figure, guint value);
