/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-question — asking the operator something about a dialog before anything is done.
 *
 * One question per dialog at a time; a new one closes the one before. libpurple gets a number
 * instead of a pointer, because a UI may keep a request's data longer than we do, and Finch may
 * hand over garbage when a window is closed (reference: libpurple §6).
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

/**
 * OlQuestionAnswered:
 * @yes: FALSE also when the question was closed or the account signed off
 * @fields: (nullable): of ol_question_ask_fields(), only if @yes
 */
typedef void (*OlQuestionAnswered) (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields,
                                    gpointer user_data);

/* @callback is called exactly once; all texts are plain. */
void ol_question_ask (OlDialog *dialog, const char *title, const char *text, const char *yes,
                      const char *no, OlQuestionAnswered callback, gpointer user_data);
/* Takes @fields. */
void ol_question_ask_fields (OlDialog *dialog, const char *title, const char *text,
                             const char *hint, PurpleRequestFields *fields, const char *yes,
                             OlQuestionAnswered callback, gpointer user_data);

G_END_DECLS
