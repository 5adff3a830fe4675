/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * desk — an operator's place at the practice portal: the portal in this process, one operator's
 * webhook, and a clock that the test moves.
 *
 * While a test waits for something, the clock runs faster than the real one, so that pauses and
 * schedules pass quickly; nothing sleeps.
 */

#include "b24-rest.h"
#include "portal.h"

typedef struct {
    PracticePortal *portal;
    B24Clock *clock;
    B24Http *http;
    B24Throttle *throttle;
    B24Rest *rest;
    gint64 operator_id;
} Desk;

/* A portal of its own and operator @operator_id at it. Line 7 offers its dialogs to operator 27
 * first, then to 28. */
Desk *desk_new (gint64 operator_id);
/* Another operator at the portal of @desk, which has to outlive it. */
Desk *desk_new_beside (Desk *desk, gint64 operator_id);
/* Asserts that nothing holds on to the connection any more. */
void desk_free (Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

typedef gboolean (*DeskCondition) (gpointer user_data);

/* Turns the main loop until @condition holds; each turn moves the clock by @step milliseconds. */
void desk_wait (Desk *desk, guint step, DeskCondition condition, gpointer user_data);
/* Turns the main loop while the clock goes on by @milliseconds, in small steps. */
void desk_pass (Desk *desk, guint milliseconds);

/* GAsyncReadyCallback for a GAsyncResult ** of the test */
void desk_take_result (GObject *source, GAsyncResult *result, gpointer user_data);
/* (transfer full): waits until @slot is set and takes it */
GAsyncResult *desk_await (Desk *desk, GAsyncResult **slot);

/* A customer writes to the line and waits. Returns: the chat's id */
gint64 desk_customer (Desk *desk, const char *name, gint64 line);
/* The customer of @chat writes. Returns: the message's id */
gint64 desk_write (Desk *desk, gint64 chat, const char *text);
/* Operator @operator_id does @verb ("answer", "skip", …) with @chat. */
void desk_act (Desk *desk, const char *verb, gint64 operator_id, gint64 chat);
/* Operator @operator_id writes. Returns: the message's id */
gint64 desk_operator_write (Desk *desk, gint64 operator_id, gint64 chat, const char *text);
/* Runs a control verb whose answer does not matter; @json (nullable): its arguments */
void desk_control (Desk *desk, const char *verb, const char *json);
/* The next @times calls of @method are answered with @status and @code. */
void desk_fail (Desk *desk, const char *method, guint status, const char *code, int times);
/* (transfer full): what the portal knows of @chat */
JsonObject *desk_chat (Desk *desk, gint64 chat);
/* Returns: how many HTTP requests there were since this was last asked; -1 is no answer */
gint64 desk_take_requests (Desk *desk);
