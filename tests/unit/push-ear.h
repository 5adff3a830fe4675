/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * push-ear — listens to the practice portal's push server with nothing but libsoup, and reads what
 * comes in any format. It shares no code with the client library.
 */

#include "portal-caller.h"

G_BEGIN_DECLS

typedef struct {
    SoupWebsocketConnection *socket; /* %NULL when the upgrade was refused */
    guint status;                    /* HTTP status of a refused upgrade */
    gboolean closed;
    guint close_code;  /* 0 = the line was cut */
    GPtrArray *texts;  /* (element-type utf8): frames that hold no event */
    GPtrArray *events; /* (element-type JsonObject): mid, tag, time, module_id, command, params,
                        * extra; those of a format that are there */
    guint frames;      /* with events */
    guint binary;      /* of these */
    guint stats;       /* answers about channels, in binary mode */
    gboolean pongs;    /* answers `ping` */
} PushEar;

/* (transfer full): the result of pull.config.get */
JsonObject *push_ear_get_config (PortalCaller *caller, gint64 operator_id);

/* (transfer full): a query that listens to the channels or with the token of @config. @more is put
 * at its end, e.g. `&format=json`. */
char *push_ear_make_query (JsonObject *config, const char *more);

/* (transfer full): what happened when connecting; refused and closed are told in it */
PushEar *push_ear_new (PortalCaller *caller, const char *query);
void push_ear_free (PushEar *self);

void push_ear_wait_events (PushEar *self, guint count);
void push_ear_wait_texts (PushEar *self, guint count);
void push_ear_wait_closed (PushEar *self, guint code);
JsonObject *push_ear_get (PushEar *self, guint index);
void push_ear_assert_commands (PushEar *self, const char *commands);

/* One long poll: its events are added to @self, whose `status` tells the answer. Returns the
 * answer's Last-Message-Id (transfer full) (nullable). */
PushEar *push_ear_new_deaf (void);
char *push_ear_poll (PushEar *self, PortalCaller *caller, const char *query);

/* A member of the answer of `push-state`. */
gint64 push_ear_count (PortalCaller *caller, const char *member);
void push_ear_wait_count (PortalCaller *caller, const char *member, gint64 count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PushEar, push_ear_free)

G_END_DECLS
