/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-push-private — what the parts of the push share: b24-push.c (the object, start and stop,
 * what moves it from outside), b24-push-config.c (where the stream is, and until when),
 * b24-push-way.c (the links: opening, losing, falling back), b24-push-tell.c (what came over them).
 */

#include "b24-clock.h"
#include "b24-mids.h"
#include "b24-pull.h"
#include "b24-push-inbox.h"
#include "b24-push-longpoll.h"
#include "b24-push-socket.h"
#include "b24-push.h"

G_BEGIN_DECLS

struct _B24Push {
    GObject parent;

    B24Rest *rest;
    B24Http *http;
    B24Clock *clock;
    B24PushState state;
    gint64 since;              /* monotonic, of the state */
    GError *error;             /* (nullable): why there is no push now */
    guint run;                 /* serial of starts and stops */
    GCancellable *cancellable; /* of everything from one start to its stop; NULL when IDLE */

    /* config */
    B24PullConfig *config; /* (nullable) */
    B24PullMethod method;  /* the one that answered last */
    GError *refusal;       /* (nullable): what pull.config.get said in this round */
    gboolean other_tried;  /* in this round */
    gboolean asking;
    gboolean stale;       /* a link was refused in a way that makes the config doubtful */
    gboolean reopen;      /* the link is to be made anew though the config stays the same */
    gint64 skew;          /* portal's clock minus ours, seconds */
    guint refresh_id;     /* asks anew while a link is open */
    gint64 refresh_due;   /* monotonic */
    guint config_faults;  /* passing ones in a row */
    guint refused_rounds; /* in a row */
    guint ends;           /* times in a row that the config was at its end */

    /* links: at most one of socket and longpoll */
    SoupSession *socket_session;
    SoupSession *poll_session;
    B24PushSocket *socket;
    B24PushLongpoll *longpoll;
    B24PushSocket *trial; /* (nullable): WebSocket tried again beside long polling */
    guint link;           /* serial of the link */
    guint wait_id;        /* end of a pause */
    guint trial_id;
    guint stable_id;
    guint failures;     /* links lost in a row without a stable one in between */
    guint failed_opens; /* WebSockets in a row that never opened */
    gboolean outage;    /* WebSocket failed when long polling did too: it may not be blocked */
    guint given_way;    /* times in a row that there were too many connections */
    gboolean mute;      /* the server took what we said amiss */
    guint reconnects;
    gboolean was_open;

    /* stream */
    B24PushInbox *inbox;
    B24Mids *mids;
    char *mid;  /* (nullable): of the last message */
    char *tag;  /* (nullable) */
    char *time; /* (nullable) */
    gboolean news;
    gboolean verified; /* on these channels */

    /* from outside */
    gulong network_handler;
    gulong jumped_handler;
    guint network_id; /* changes come in bursts */
    gint64 cut_at;    /* monotonic, of the last pause that was cut short; 0 never */
    gint64 deaf_at;   /* monotonic, of the last report; 0 none */
    guint deaf_id;    /* runs while the stream is not trusted */
};

/* b24-push.c */
/* Whoever calls it holds a reference. @error: (nullable). Returns: whether the push is still the
 * one that was started, and not stopped by somebody who was told */
gboolean b24_push_set_state (B24Push *self, B24PushState state, const GError *error);
/* The same, and tells the state when it has changed. */
gboolean b24_push_set_verified (B24Push *self, gboolean verified);
gboolean b24_push_tell_opened (B24Push *self);
void b24_push_tell_message (B24Push *self, B24PushMessage *message);
/* Never secrets: no address, mid, channel or text of a message. */
void b24_push_log (B24Push *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Milliseconds, both ends included. */
guint b24_push_random (guint from, guint to);
/* Full jitter: anything up to the step that belongs to so many failures. */
guint b24_push_get_pause (guint failures);

/* b24-push-config.c */
void b24_push_ask_config (B24Push *self);
/* Asks anew after @delay ms at the latest; an open link is kept meanwhile, and behind that too when
 * nothing has changed, unless @reopen. */
void b24_push_refresh (B24Push *self, guint delay, gboolean reopen);
/* The computer may have slept through the end of the channels. */
void b24_push_check_expiry (B24Push *self);
void b24_push_clear_config (B24Push *self);

/* b24-push-way.c */
/* Opens a link by the best way there is, or asks for the config first. */
void b24_push_open (B24Push *self);
/* The same after @delay ms in @state. */
void b24_push_open_later (B24Push *self, B24PushState state, const GError *error, guint delay);
void b24_push_drop_links (B24Push *self);
/* Open, or being opened. */
gboolean b24_push_has_link (B24Push *self);
/* Tries WebSocket beside long polling now. */
void b24_push_try_socket (B24Push *self);

/* b24-push-tell.c */
void b24_push_begin_telling (B24Push *self);
void b24_push_end_telling (B24Push *self);
void b24_push_take_data (B24Push *self, GBytes *data, gboolean binary);
/* @mid: (nullable): where the stream goes on */
void b24_push_set_place (B24Push *self, const char *mid);

G_END_DECLS
