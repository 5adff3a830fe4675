/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-control — what the files with control verbs share: a verb being run, and reading its
 * arguments. A verb that cannot find what it is about refuses by itself.
 */

#include "portal-private.h"

G_BEGIN_DECLS

typedef struct {
    PracticePortal *portal;
    JsonObject *args;
    PpOut out;   /* inside the answer's object */
    char *error; /* why it was refused */
} PpControl;

typedef struct {
    const char *name;
    void (*run) (PpControl *control);
    const char *help;
} PpVerb;

/* Ends with a nameless one. */
extern const PpVerb pp_verbs_acts[];
extern const PpVerb pp_verbs_push[];
extern const PpVerb pp_verbs_news[];
extern const PpVerb pp_verbs_range[];
extern const PpVerb pp_verbs_quick[];

void pp_control_refuse (PpControl *control, const char *format, ...) G_GNUC_PRINTF (2, 3);
PpChat *pp_control_get_chat (PpControl *control);
PpUser *pp_control_get_operator (PpControl *control);
PpLine *pp_control_get_line (PpControl *control);

G_END_DECLS
