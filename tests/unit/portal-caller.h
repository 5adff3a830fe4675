/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-caller — a practice portal and a bare libsoup session that calls it, for tests of the
 * practice portal itself.
 */

#include <libsoup/soup.h>

#include "portal-read.h"
#include "portal.h"

G_BEGIN_DECLS

typedef struct {
    PracticePortal *portal;
    SoupSession *session;
    guint status; /* of the last answer, 0 = none came */
} PortalCaller;

void portal_caller_set_up (PortalCaller *self, gconstpointer unused);
void portal_caller_tear_down (PortalCaller *self, gconstpointer unused);

/* (transfer full): a POST that has not been sent */
SoupMessage *portal_caller_new_message (PortalCaller *self, const char *webhook, const char *method,
                                        const char *json);

/* (transfer full) (nullable): the answer, %NULL when none came or it is no object */
JsonObject *
portal_caller_post (PortalCaller *self, const char *webhook, const char *method, const char *json);
JsonObject *portal_caller_call (PortalCaller *self, gint64 operator_id, const char *method,
                                const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Calls with CHAT_ID alone: the answer must be `true`, or this error with HTTP 400. */
void
portal_caller_call_true (PortalCaller *self, gint64 operator_id, const char *method, gint64 chat);
void portal_caller_call_error (PortalCaller *self, gint64 operator_id, const char *method,
                               gint64 chat, const char *code);
void
portal_caller_assert_error (PortalCaller *self, JsonObject *answer, guint status, const char *code);

void portal_caller_control (PortalCaller *self, const char *verb, const char *json);
gint64 portal_caller_new_customer (PortalCaller *self, gint64 line);
gint64 portal_caller_customer_writes (PortalCaller *self, gint64 chat, const char *text);

/* (transfer full): what the model knows of a chat */
JsonObject *portal_caller_get_state (PortalCaller *self, gint64 chat);
/* @offered: the one operator it must be offered to, 0 = nobody */
void portal_caller_assert_state (PortalCaller *self, gint64 chat, gint64 status, gint64 owner,
                                 gint64 offered);

/* What was published to an operator since the portal began or forgot it: the commands in @commands,
 * a space between them. */
void portal_caller_assert_told (PortalCaller *self, gint64 operator_id, const char *commands);
void portal_caller_forget_news (PortalCaller *self);
/* (transfer full): the first @command published to @operator_id, with its circumstances */
JsonObject *
portal_caller_get_published (PortalCaller *self, gint64 operator_id, const char *command);
/* (transfer full): its parameters */
JsonObject *portal_caller_get_told (PortalCaller *self, gint64 operator_id, const char *command);

G_END_DECLS
