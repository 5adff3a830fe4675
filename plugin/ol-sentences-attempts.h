/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-sentences-attempts — what follows the cause in a sentence about a failure: by what was tried.
 * Internal to ol-sentences.
 */

#include "ol-sentences.h"

G_BEGIN_DECLS

/* All N_(); @again and @unsure name the command to try. */
typedef struct {
    const char *doing;  /* "does not offer …" */
    const char *undone; /* it was not done */
    const char *again;  /* it was not done, and repeating makes sense */
    const char *unsure; /* it may have been done all the same */
} OlAttemptTexts;

extern const OlAttemptTexts ol_attempt_texts[OL_N_ATTEMPTS];

G_END_DECLS
