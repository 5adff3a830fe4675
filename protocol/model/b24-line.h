/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-line — an open line: a named queue of operators (rest §8.5). Immutable.
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
    gint64 id;
    char *name; /* never empty */
    gboolean active;
    GArray *queue;    /* (element-type gint64): operators' ids; empty when the source did not say */
    guint queue_time; /* seconds until a dialog nobody takes goes to the next one; 0 = never (all
                         are offered it at once), or the source did not say */
    gint64 quick_list_id; /* the list its ready answers are kept in, 0 = none */
} B24Line;

B24Line *b24_line_new (JsonObject *config); /* (nullable) without an id */
B24Line *b24_line_ref (B24Line *self);
void b24_line_unref (B24Line *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Line, b24_line_unref)

G_END_DECLS
