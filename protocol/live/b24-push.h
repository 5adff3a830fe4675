/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-push — the user's own push stream, however it can be had (realtime §3, §10).
 *
 *   IDLE ──start──▶ CONFIG ──▶ OPENING ──▶ WEBSOCKET ──lost──▶ BACK_OFF ──▶ OPENING
 *                    ▲  │         │ 3 times in vain                ▲
 *                    │  │         └─────▶ LONG_POLLING ──fails─────┤
 *                    │  │                  (WebSocket is tried again every 10 min
 *                    │  │                   and when the network changes)
 *                    │  └─refused, none──▶ REFUSED (asked again later, up to hourly)
 *                    └── channel or config expired, 4010, 4012, 4025, 4026, 4036, end of a channel
 *   4029 (too many connections) ──▶ REFUSED for a minute and more
 *
 * The stream is a hint: whoever uses it catches up by REST at every "opened", because a server
 * replays 100 messages at most and does not say when there were more. `mid` is kept over all of
 * it; the last 512 are remembered, so that a replay is not told twice. A link counts as stable
 * after 30 seconds; only then the back-off (full jitter) begins anew.
 */

#include "b24-frames.h"
#include "b24-http.h"
#include "b24-rest.h"

G_BEGIN_DECLS

typedef enum {
    B24_PUSH_IDLE,
    B24_PUSH_CONFIG,
    B24_PUSH_OPENING,
    B24_PUSH_WEBSOCKET,
    B24_PUSH_LONG_POLLING,
    B24_PUSH_BACK_OFF,
    B24_PUSH_REFUSED,
} B24PushState;

#define B24_TYPE_PUSH (b24_push_get_type ())
G_DECLARE_FINAL_TYPE (B24Push, b24_push, B24, PUSH, GObject)

/*
 * Signals:
 *   "message" (B24PushMessage *message): each mid once, in the order of the server. Those of module
 *             "pull" (expiry, restart) are dealt with here and not told.
 *   "opened"  (): news comes by push from now on; catch up by REST
 *   "state"   (): the state, the reason for it, or whether it is verified changed
 *   "log"     (const char *line): for the debug log; without secrets
 */

/**
 * b24_push_new:
 * @rest: whose user's stream it is
 * @http: proxy and TLS as REST has them; the stream gets sessions of its own
 */
B24Push *b24_push_new (B24Rest *rest, B24Http *http);
void b24_push_start (B24Push *self);
void b24_push_stop (B24Push *self); /* no signal is emitted afterwards; can be started again */

B24PushState b24_push_get_state (B24Push *self);
gboolean b24_push_is_open (B24Push *self);     /* WEBSOCKET or LONG_POLLING */
gboolean b24_push_is_verified (B24Push *self); /* open, and has brought portal's news (im,
                                                  imopenlines, online) on these channels */
gint64 b24_push_get_since (B24Push *self);     /* monotonic microseconds of the present state */
int b24_push_get_version (B24Push *self);      /* of the server, 0 unknown */
guint b24_push_get_reconnects (B24Push *self); /* since start */
/* (transfer none) (nullable): why there is no push now */
const GError *b24_push_get_error (B24Push *self);

/* Something important was not pushed: the first time the config is fetched and the link made anew,
 * and is verified when the portal's news comes by it; the second time within ten minutes
 * b24_push_is_verified() is FALSE for half an hour, though the link stays open. */
void b24_push_report_deaf (B24Push *self);
/* The network changed, or the computer woke up: dead links are noticed and pauses cut short. The
 * push does so by itself on GNetworkMonitor's and the clock's signals. */
void b24_push_probe (B24Push *self);

G_END_DECLS
