/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-picker — choosing an operator or a line, and finding one by what was typed.
 *
 * A request with a search field and a list: whom the operator chose lately first, then operators
 * online before the others, then lines, at most 50 rows.
 * OK with a changed search and no selection opens it again, filtered (design §1b). LIST fields,
 * because CHOICE ones are off by one in Finch (reference: libpurple §6).
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/**
 * OlTarget:
 * @user: (nullable): @line (nullable): exactly one is set; both NULL: nothing was chosen
 * @id: (nullable): as the operator gave it, "28" or "queue5": what the portal calls TRANSFER_ID
 */
typedef struct {
    B24User *user;
    B24Line *line;
    const char *id;
} OlTarget;

/* When what was under way in the dialog meanwhile has said its line. */
typedef void (*OlPicked) (OlDialog *dialog, const OlTarget *target, gpointer user_data);

/**
 * ol_picker_find:
 * @text: a user id, a name or part of one, "line <name or id>", "queue<id>"; "" opens the picker
 *
 * Unambiguous texts call back at once; ambiguous ones open the picker filtered by @text; unknown
 * ones say so in the conversation and call back with nothing.
 */
void ol_picker_find (OlDialog *dialog, const char *text, OlPicked callback, gpointer user_data);
/* The same for /bot transfer. */
void
ol_picker_find_for_bot (OlDialog *dialog, const char *text, OlPicked callback, gpointer user_data);
/* The same for /invite: operators only. */
void ol_picker_find_colleague (OlDialog *dialog, const char *text, OlPicked callback,
                               gpointer user_data);

G_END_DECLS
