/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-choice — choosing one of the rows of a list that is all there: ready answers, messages.
 *
 * A request with a search field and a list of at most 50 rows. OK with a changed search and no
 * selection opens it again, filtered (design §1b). LIST fields, because CHOICE ones are off by one
 * in Finch (reference: libpurple §6). Who has to be looked for on the portal is picked by
 * ol-picker.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/* @row: index into the rows, -1: nothing was chosen, and a line said so */
typedef void (*OlChosen) (OlDialog *dialog, int row, gpointer user_data);

/**
 * ol_choice_ask:
 * @title: of the window; @question: above the list; @list: the list's own label
 * @rows: (element-type utf8) (transfer full): plain texts
 * @search: what the rows are filtered by at first, "" for none
 * @callback: called exactly once, also when the account signs off
 */
void ol_choice_ask (OlDialog *dialog, const char *title, const char *question, const char *list,
                    GPtrArray *rows, const char *search, OlChosen callback, gpointer user_data);

/* Whether @row contains @search, in any case. */
gboolean ol_choice_matches (const char *row, const char *search);

G_END_DECLS
