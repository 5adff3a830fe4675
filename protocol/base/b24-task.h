/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-task — the source tag of a GTask made of the function that started it.
 *
 * GLib takes the tag as a gpointer. ISO C does not let a function become one; every platform GLib
 * runs on does, and this is the one place that says so to the compiler.
 */

#include <gio/gio.h>

#define B24_TASK_TAG(function) (__extension__(gpointer) (function))
