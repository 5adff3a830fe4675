/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal — the practice portal: a stand-in Bitrix24 portal for tests and for trying things out.
 *
 * It is a model, not a list of canned replies: open lines with queues, operators with webhooks,
 * customers on several connectors, chats, messages and sessions with their states and timers. It
 * answers REST calls in the shapes the real portal uses, the awkward ones included, and can be
 * told to misbehave. It runs in a thread and a main context of its own, so that a test may iterate
 * or block its own context as it likes.
 *
 * It is independent of the client library on purpose: a mistake there must not be able to hide by
 * being made here as well.
 */

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _PracticePortal PracticePortal;

/**
 * practice_portal_new:
 * @port: TCP port on 127.0.0.1, 0 = any free one
 *
 * The world it starts with: line 7 “Support” (queue 27 Kim Oh, 28 Maria Lopez, 29 Ivan Petrov;
 * evenly) and line 9 “Sales” (queue 28, 30 Aisha Khan; strictly); 31 is an employee who is no
 * operator, 32 was dismissed, 33 is an extranet user, 35 is a CRM bot of the application
 * “practice-bot”; no customers yet. Request limits are off until the control verb `limits` turns
 * them on.
 *
 * Returns: (transfer full) (nullable): a portal that listens; %NULL when the port is taken
 */
PracticePortal *practice_portal_new (guint port);

/* Ends the thread and asserts that server, connections and requests are all gone. */
void practice_portal_free (PracticePortal *self);

guint practice_portal_get_port (PracticePortal *self);

/* (transfer none): the webhook of an operator, in the form `27/secret`; %NULL for strangers */
const char *practice_portal_get_webhook (PracticePortal *self, gint64 operator_id);

/**
 * practice_portal_control:
 * @verb: a verb of the control interface, see practice_portal_get_control_help()
 * @json_format: (nullable): printf format of the JSON object with the verb's arguments
 *
 * Does what `POST /practice/<verb>` does, and returns when it is done. `state` is a verb here.
 *
 * Customers: customer, write, leave, move-customer. Operators: operator-answer, -skip, -transfer,
 * -finish, -spam, -join, -intercept, -write, -pause, -supervise, -presence, rename-operator, mark.
 * Others: bot-write, bot-take, keyboard, system, crm, block-reply, slow-delivery, delivered,
 * delivery-failed. What happens to messages and in chats: edit, delete, like, typing, read,
 * rename-chat. Knobs: hire, line, scopes, revoke, oauth, limits, advance, many, cast,
 * reset-counters. What the portal has: methods, event-log, pausing, notes, v2-sessions; quick,
 * quick-answers. The news: push, -drop, -refuse, -expire, -fault, -send, -state, -log. Misbehaving:
 * fault, faults-clear, hold, release, held, up. What they take and answer is in
 * practice_portal_get_control_help().
 *
 * Of several faults the first that fits strikes, one for each request. `hold` lets the request
 * take effect and keeps its answer; with `before` the request itself waits.
 *
 * A refused verb ends the test: the reason is printed and the program aborts.
 *
 * Returns: (transfer full): the answer
 */
JsonObject *practice_portal_control (PracticePortal *self, const char *verb,
                                     const char *json_format, ...) G_GNUC_PRINTF (3, 4);

/* The line of JSON the program prints once it listens (transfer full). */
char *practice_portal_describe (PracticePortal *self);

/* What each control verb takes and answers, as text for --help. */
const char *practice_portal_get_control_help (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticePortal, practice_portal_free)

G_END_DECLS
