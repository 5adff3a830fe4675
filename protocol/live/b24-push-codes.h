/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-push-codes — what a push server means by a close code, and what is done about it
 * (realtime §3.4, §3.5). Internal to live/.
 */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
    B24_PUSH_DO_RECONNECT,    /* the network, or the server's own affairs */
    B24_PUSH_DO_FORGET,       /* the place in the stream is not known there: begin without one */
    B24_PUSH_DO_CONFIG,       /* what the config said is not true any more */
    B24_PUSH_DO_CONFIG_LATER, /* the same, and many clients notice at once: 5 to 35 s */
    B24_PUSH_DO_SILENCE,      /* a mistake of ours: send nothing more */
    B24_PUSH_DO_GIVE_WAY,     /* too many connections: do not fight for a place */
} B24PushAction;

/* Unknown codes and those of RFC 6455 are the network; 0 is a connection that was cut. */
B24PushAction b24_push_code_get_action (guint code);
/* (transfer none): for the debug log */
const char *b24_push_code_get_name (guint code);

/**
 * b24_push_code_from_answer:
 * @status: of a long poll or a refused upgrade
 * @text: (nullable): of the body
 *
 * Returns: the close code that means the same, 0 when there is none
 */
guint b24_push_code_from_answer (guint status, const char *text);

G_END_DECLS
