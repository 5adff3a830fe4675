/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-context — what everything of one signed-in account shares.
 *
 * Made and closed by ol-connection, held by reference by dialogs and running actions. After
 * ol_context_close() it is dead: account and connection are gone, nothing may be written or sent
 * any more, and every callback that finds it dead just lets go. No callback carries a libpurple
 * pointer across an await; it carries an OlContext or OlDialog and asks again.
 */

#include <purple.h>

#include "b24-cursor.h"
#include "b24-feed.h"
#include "b24-history.h"
#include "b24-line.h"
#include "b24-outbox.h"
#include "b24-rest.h"
#include "ol-names.h"

G_BEGIN_DECLS

/* Whether the portal gives us new dialogs; kept by ol-pause. */
typedef enum {
    OL_PAUSING_UNKNOWN,
    OL_PAUSING_OFF,
    OL_PAUSING_ON,
    OL_PAUSING_MISSING, /* the portal does not offer it */
} OlPausing;

/* Whether it is known what the portal offers; kept by ol-features. */
typedef enum {
    OL_FEATURES_UNKNOWN,
    OL_FEATURES_BEING_ASKED,
    OL_FEATURES_KNOWN,
} OlFeatures;

typedef struct {
    /*< private >*/
    PurpleAccount *account; /* NULL once closed: use the accessor */
    gboolean dead;
    /*< public, constant while alive; NULL before the step that makes it >*/
    GCancellable *cancellable; /* cancelled by ol_context_close() */
    B24Clock *clock;
    B24Portal *portal;
    B24Http *http;
    B24Rest *rest;
    B24Push *push; /* (nullable): the permissions allow none */
    B24Feed *feed;
    B24History *history;
    B24Cursor *cursor;
    B24Outbox *outbox;
    B24User *me;
    OlNames *names;         /* names the operator gave to contacts */
    GPtrArray *lines;       /* (element-type B24Line), by name */
    char **scopes;          /* permissions of the webhook */
    GPtrArray *candidates;  /* (nullable) (element-type OlCandidate): kept by ol-candidates */
    gint64 candidates_read; /* monotonic microseconds */
    gboolean candidates_under_way;
    GHashTable *quick_names; /* (nullable) (element-type gint64 GPtrArray): by line; of ol-quick */
    OlPausing pausing;
    gboolean pausing_under_way;
    OlFeatures features;
} OlContext;

OlContext *ol_context_new (PurpleAccount *account);
OlContext *ol_context_ref (OlContext *self);
void ol_context_unref (OlContext *self);
void ol_context_close (OlContext *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OlContext, ol_context_unref)

gboolean ol_context_is_alive (OlContext *self);
/* (nullable): NULL when dead; the connection also while it is being made */
PurpleAccount *ol_context_get_account (OlContext *self);
PurpleConnection *ol_context_get_connection (OlContext *self);
gint64 ol_context_get_my_id (OlContext *self);
/* Whether the webhook was given this permission. */
gboolean ol_context_has_scope (OlContext *self, const char *scope);
/* Whether the portal answers just now. */
gboolean ol_context_is_reachable (OlContext *self);
/* Now by the portal's clock, unix seconds: what its times are compared with. */
gint64 ol_context_get_portal_time (OlContext *self);

B24Line *ol_context_get_line (OlContext *self, gint64 id); /* (transfer none) (nullable) */
/* @line was read with its queue and times, which the list of lines does not have. */
void ol_context_learn_line (OlContext *self, B24Line *line);
char *ol_context_dup_line_name (OlContext *self, gint64 id); /* never NULL: "line 7" if unknown */
char *
ol_context_dup_user_name (OlContext *self, gint64 id); /* never NULL: “a colleague” if unknown */

gboolean ol_context_get_bool (OlContext *self, const char *option, gboolean fallback);
int ol_context_get_int (OlContext *self, const char *option, int fallback);

G_END_DECLS
