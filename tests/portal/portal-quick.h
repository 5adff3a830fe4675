/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-quick — ready answers: each belongs to a list, and each line may have a list of its own or
 * share one. The lists are those of the module “lists”, an answer is an element there.
 */

#include "portal-private.h"

G_BEGIN_DECLS

/* What the id of a list is that a line gets: this much more than the line's. */
#define PP_QUICK_LISTS 90

typedef struct {
    gint64 id;
    gint64 list_id;
    char *name;
    char *text;
    gint64 author_id;
    gint64 message_id; /* the message it was saved from, 0 = none */
} PpQuick;

void pp_quick_free (PpQuick *quick);
/* Adds to the line's list, which it gets now if it had none. Of one message there is one answer:
 * saved again, it is replaced. */
PpQuick *pp_quick_add (PracticePortal *self, PpLine *line, const char *name, const char *text,
                       gint64 author_id, gint64 message_id);
/* (transfer container): those of a list, ascending by id */
GPtrArray *pp_quick_list (PracticePortal *self, gint64 list_id);
/* Whether any line has this list. */
gboolean pp_quick_has_list (PracticePortal *self, gint64 list_id);
/* The queues of the lines that have it may read and write it, and administrators. */
gboolean pp_quick_may_use (PracticePortal *self, gint64 list_id, PpUser *user);

G_END_DECLS
