/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-candidates — who could take a dialog: the operators of the lines' queues, people found by
 * name, and the lines themselves.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/**
 * OlCandidate:
 * @user: (nullable): @line (nullable): exactly one is set
 * @label: for a list: "Maria Lopez (online) · Support, Sales", "Line: Sales"; unique
 * @me: the operator of this account
 */
typedef struct {
    B24User *user;
    B24Line *line;
    char *label;
    gboolean me;
} OlCandidate;

/* (element-type OlCandidate): takes ownership; @error (nullable) says why there are none, or why
 * nobody of the queues is among them */
typedef void (*OlCandidatesLoaded) (GPtrArray *candidates, const GError *error, gpointer user_data);

/**
 * ol_candidates_load:
 * @text: "" for everybody in the queues and whom the operator chose lately; else people and lines
 * with these words in their names, without regard to case and accents
 *
 * People come first, those online before the others, then lines. @callback is called exactly
 * once, also when the account signs off meanwhile (%G_IO_ERROR_CANCELLED).
 */
void ol_candidates_load (OlContext *context, const char *text, OlCandidatesLoaded callback,
                         gpointer user_data);

/**
 * ol_candidates_prefetch:
 *
 * Reads everybody in the queues in the background, unless that was done a short while ago.
 */
void ol_candidates_prefetch (OlContext *context);

/**
 * ol_candidates_peek:
 *
 * Everybody in the queues, as they were read last. Finch shows a window in front only while it
 * handles a key, so the picker must be able to open at once.
 *
 * Returns: (transfer full) (nullable): %NULL when nothing has been read yet
 */
GPtrArray *ol_candidates_peek (OlContext *context);

/* @user was chosen, and is among those read last from now on. */
void ol_candidates_learn (OlContext *context, B24User *user);

/* Lines alone, at once: by number, by the whole name, or by words in it. */
GPtrArray *ol_candidates_find_lines (OlContext *context, const char *text);
/* Whether @text is the whole name, without regard to case and accents. */
gboolean ol_candidate_is_called (const OlCandidate *self, const char *text);

/* Exposed for tests. */
gboolean ol_candidates_name_matches (const char *name, const char *text);

G_END_DECLS
