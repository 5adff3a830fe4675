/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-mistyped — whether a text was meant as a command: the last guard before the customer.
 */

#include <glib.h>

G_BEGIN_DECLS

/**
 * ol_mistyped_find:
 * @text: plain text as typed
 * @commands: %NULL-terminated words, without the slash
 *
 * A command is meant when the first thing is a slash and a word that is a command's, begins one,
 * goes on after one, or is one with a slip or two of the fingers. "//", paths and words of
 * another kind ("/ok") are texts.
 *
 * Returns: (nullable): the element of @commands that resembles the word most
 */
const char *ol_mistyped_find (const char *text, const char *const *commands);

G_END_DECLS
