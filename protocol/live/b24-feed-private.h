/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-feed-private — what the parts of the feed share: b24-feed.c (the object, start, stop,
 * refresh), b24-feed-delivery.c (events told in order, in slices), b24-feed-tick.c (when the portal
 * is asked, and what its answers mean), b24-feed-ask.c (what it is asked for), b24-feed-people.c
 * (whose names are not known yet), b24-feed-report.c (how news arrives).
 */

#include "b24-clock.h"
#include "b24-feed.h"
#include "b24-poll.h"

G_BEGIN_DECLS

typedef enum {
    FEED_IDLE,
    FEED_LOADING,
    FEED_POLLING,
    FEED_UNREACHABLE,
    FEED_STOPPED,
} FeedState;

/* Where a dialog was seen: on the operator's list, or only by reading it. */
typedef enum {
    FEED_SEEN_ON_LIST,
    FEED_SEEN_OFF_LIST,
    FEED_SEEN_BY_REFRESH, /* says nothing about the list */
} FeedSeen;

typedef struct {
    B24Dialog *dialog;
    guint64 asked; /* serial of the request that told it: older answers are not believed */
    gboolean listed;
} FeedEntry;

typedef struct {
    gint64 chat_id;
    guint64 serial;    /* tells this following from an earlier one of the same dialog */
    gint64 delivered;  /* greatest id that was emitted */
    gint64 loaded;     /* greatest id that is at least in the queue of events */
    gint64 checked;    /* last message id up to which looking again found nothing more */
    gint64 active_at;  /* monotonic, of the last message or of following; 0 when hopeless */
    guint64 held_tick; /* the tick that got a passing error for it */
    guint64 looked;    /* serial of about the request that last looked behind @loaded */
    gint64 told;       /* greatest last message id the dialog's state came with */
    guint64 read_tick; /* the tick that read the dialog again */
    gboolean outdated; /* the portal's own words say that the dialog changed since @told */
    gboolean wanted;   /* there are messages behind @loaded */
    gboolean newest;   /* the page behind @loaded cannot be read: try the newest one */
} FeedFollow;

struct _B24Feed {
    GObject parent;

    B24Rest *rest;
    B24Clock *clock;
    B24Push *push; /* (nullable) */
    gint64 my_id;
    FeedState state;
    GCancellable *cancellable; /* of everything from one start to its stop */

    GHashTable *dialogs; /* gint64 → FeedEntry */
    GHashTable *users;   /* gint64 → B24User */
    GHashTable *follows; /* gint64 → FeedFollow */
    guint64 serial;      /* grows with each request and each following */

    /* start */
    GTask *start;
    GPtrArray *first_dialogs; /* loaded, while their people's names are */
    GCancellable *start_cancellable;
    gulong start_cancelled_id;
    gint64 start_asked_at; /* monotonic */

    /* delivery */
    GQueue events;
    guint slice_id;
    gboolean delivering;

    /* tick */
    guint tick_id;
    guint64 tick_serial;
    guint rounds; /* requests of this tick */
    gboolean ticking;
    gboolean hurried;
    gboolean want_list;
    gint64 sync_time;     /* portal's unix seconds up to which changes are known */
    gint64 reconciled_at; /* monotonic */
    gint64 active_at;     /* monotonic, of the last thing that happened in a conversation */
    guint failures;
    GArray *rereads;         /* gint64: chats that left the list */
    GArray *strangers;       /* gint64: people without a name yet */
    GHashTable *asked_users; /* gint64: asked for, or about to be, known or not */
    guint64 names_held_tick; /* the tick that got a passing error for names */

    /* schedule */
    gboolean away;
    guint interval; /* ms, of the tick that is waited for */

    /* report */
    gulong log_id;
    struct {
        gint64 second; /* monotonic */
        guint count;
    } requests[60];
    double latency;
    gint64 way_since; /* unix seconds */
};

/* b24-feed-delivery.c: all events are told in the order they are put in. */
void b24_feed_put_user (B24Feed *self, B24User *user);
/* Takes @dialog and @task (nullable), which gets the dialog as it is then known. */
void
b24_feed_put_dialog (B24Feed *self, B24Dialog *dialog, FeedSeen seen, guint64 asked, GTask *task);
void b24_feed_put_gone (B24Feed *self, gint64 chat_id, guint64 asked);
void b24_feed_put_messages (B24Feed *self, FeedFollow *follow, GPtrArray *messages);
void b24_feed_put_gap (B24Feed *self, FeedFollow *follow, gint64 after_id, gint64 before_id);
void b24_feed_put_reachable (B24Feed *self, const GError *error);
void b24_feed_put_stopped (B24Feed *self, const GError *error);
void b24_feed_put_started (B24Feed *self);
/* Forgets what was not told; tasks among it are cancelled. */
void b24_feed_clear_events (B24Feed *self);
/* Puts a user into the directory and tells it when it is news. */
void b24_feed_apply_user (B24Feed *self, B24User *user);

/* b24-feed-tick.c */
void b24_feed_begin_polling (B24Feed *self);
void b24_feed_hurry_follow (B24Feed *self);
/* The state of @dialog is as new as its last message. */
void b24_feed_note_told (B24Feed *self, B24Dialog *dialog);

/* b24-feed-ask.c */
/* Fills @poll with what is known to be missing. Returns: (transfer full) (element-type gint64): the
 * people it asks for */
GArray *b24_feed_ask (B24Feed *self, B24Poll *poll);
/* The same for the first request of a tick, which also looks for what is new. */
GArray *b24_feed_ask_first (B24Feed *self, B24Poll *poll);
gboolean b24_feed_has_open_session (B24Feed *self);

/* b24-feed-people.c */
/* Remembers the people of @dialog and the author @id to be asked for when they are unknown. */
void b24_feed_note_strangers (B24Feed *self, B24Dialog *dialog);
void b24_feed_note_stranger (B24Feed *self, gint64 id);
/* (transfer full) (element-type gint64): up to @max of them; they are asked for once */
GArray *b24_feed_take_strangers (B24Feed *self, guint max);
/* Asks for them again in the next tick, when @error is a passing one. */
void b24_feed_return_strangers (B24Feed *self, GArray *ids, const GError *error);
/* Tells the users of a page who wrote @messages, and takes them out of @users; notes the others. */
void b24_feed_learn_authors (B24Feed *self, GPtrArray *messages, GHashTable *users);

/* b24-feed-report.c */
void b24_feed_report_init (B24Feed *self);
void b24_feed_report_clear (B24Feed *self);

/* b24-feed.c: the feed's one way to end by itself. */
void b24_feed_start_done (B24Feed *self, GError *error);

G_END_DECLS
