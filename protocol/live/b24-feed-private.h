/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-feed-private — what the parts of the feed share: b24-feed.c (the object, start, stop,
 * refresh), b24-feed-delivery.c (events told in order, in slices), b24-feed-push.c (what pushed
 * commands mean), b24-feed-schedule.c (when the portal is asked), b24-feed-ask.c (what it is asked
 * for), b24-feed-tick.c (asking it), b24-feed-take.c (what its answers mean), b24-feed-log.c (its
 * log of events), b24-feed-changes.c (messages that change afterwards), b24-feed-people.c (whose
 * names are not known yet), b24-feed-report.c (how news arrives).
 *
 * Whatever tells something carries a serial: that of the request when it was asked, that of a
 * pushed command when it arrived. What is older than what is known is not believed. Only messages
 * need none: their ids are the order.
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
    FEED_SEEN_BY_REFRESH, /* says nothing about the list */
    FEED_SEEN_ON_LIST,
    FEED_SEEN_OFF_LIST,
} FeedSeen;

typedef struct {
    B24Dialog *dialog;
    guint64 asked;    /* serial of what told it */
    gboolean by_push; /* and it was push */
    gint64 read_at;   /* portal's unix seconds when it was last read, as far as known */
    gboolean listed;
    double since;  /* portal's unix seconds when it came on the list */
    gint64 pushed; /* greatest message id that push told */
} FeedEntry;

/* A message that was loaded, as it is now. */
typedef struct {
    B24Message *message;
    guint64 asked; /* serial of what told it */
} FeedKept;

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
    gboolean wanted;   /* there are messages behind @loaded */
    gboolean newest;   /* the page behind @loaded cannot be read: try the newest one */

    gint64 expected;         /* greatest id that push or the log of events told */
    guint64 expected_serial; /* and when */

    GArray *kept;       /* FeedKept, ascending: the last ones delivered and all that will be */
    GQueue updates;     /* of what is not loaded yet */
    gint64 solid;       /* behind this message nothing is missing among @kept */
    gint64 suspect;     /* the first of @kept that has to be read again, 0 none */
    guint64 compared;   /* serial of about the request that last read them again */
    gint64 sending_at;  /* monotonic, when to look whether a message reached the customer; 0 */
    guint sending_step; /* how often that was looked for */
} FeedFollow;

/* A dialog that has to be read by itself. */
typedef struct {
    FeedSeen seen; /* what it means for the list */
    gboolean due;
    guint64 tick; /* that read it: once is enough for a tick */
} FeedReread;

typedef enum {
    FEED_LOG_UNTRIED,
    FEED_LOG_SUBSCRIBED,
    FEED_LOG_ABSENT,
} FeedLog;

/* How news arrives, as far as it is worth telling. */
typedef struct {
    B24PushState push; /* one of the open ones, or IDLE */
    gboolean verified;
    gboolean event_log;
} FeedWay;

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
    guint64 serial;      /* grows with each request, each pushed command and each following */

    /* start */
    GTask *start;
    GPtrArray *first_dialogs; /* loaded, while their people's names are */
    GCancellable *start_cancellable;
    gulong start_cancelled_id;
    gint64 start_asked_at; /* monotonic */

    /* delivery */
    GQueue events;
    GQueue inbox; /* pushed commands nobody has looked at; after all events */
    guint slice_id;
    gboolean delivering;

    /* tick */
    guint64 tick_serial;
    guint rounds; /* requests of this tick */
    gboolean ticking;
    gboolean hurried;
    gboolean gathering;   /* push has named dialogs to be read again */
    guint64 want_list;    /* serial since when the whole list is wanted, 0 it is not */
    gint64 sync_time;     /* portal's unix seconds up to which changes are known */
    gint64 reconciled_at; /* monotonic */
    gint64 active_at;     /* monotonic, of the last thing that happened in a conversation */
    guint failures;
    GHashTable *rereads;     /* gint64 → FeedReread */
    GArray *strangers;       /* gint64: people without a name yet */
    GHashTable *asked_users; /* gint64: asked for, or about to be, known or not */
    guint64 names_held_tick; /* the tick that got a passing error for names */

    /* schedule */
    guint tick_id;
    gint64 tick_at; /* monotonic */
    gboolean away;
    guint interval;    /* ms, of the tick that is waited for */
    double duration;   /* seconds the portal works for a look */
    gint64 found_at;   /* monotonic, when a look last found what nobody had pushed */
    guint echo_id;     /* waits for what was sent to come back by push */
    guint echoes;      /* how many */
    gint64 early_echo; /* monotonic, of one that came before it was waited for; 0 */
    gint64 pushed_at;  /* monotonic, of the last attempt push gave rise to while unreachable */
    FeedLog log;
    gint64 log_offset;
    gboolean log_more;

    /* report */
    gulong log_id;
    struct {
        gint64 second; /* monotonic */
        guint count;
    } requests[60];
    double latency;
    FeedWay way;
    gint64 way_since; /* unix seconds */
    gint64 deaf_at;   /* monotonic, when push was last found to miss something; 0 */
    struct {
        gint64 chat_id;
        gint64 message_id; /* 0 none */
        gint64 time;       /* unix seconds, portal's */
    } unheard;             /* what was found and may still be pushed */
};

/* b24-feed-delivery.c: all events are told in the order they are put in. */
void b24_feed_put_user (B24Feed *self, B24User *user);
/* Takes @dialog. @read_at: portal's unix seconds, 0 unknown */
void b24_feed_put_dialog (B24Feed *self, B24Dialog *dialog, FeedSeen seen, guint64 asked,
                          gint64 read_at);
void b24_feed_put_pushed (B24Feed *self, B24Dialog *dialog, FeedSeen seen, guint64 asked);
/* Takes @task, too, which gets the dialog as it is then known. */
void b24_feed_put_refreshed (B24Feed *self, B24Dialog *dialog, guint64 asked, GTask *task);
void b24_feed_put_gone (B24Feed *self, gint64 chat_id, guint64 asked);
/* All that is kept up to the message @last_id. */
void b24_feed_put_messages (B24Feed *self, FeedFollow *follow, gint64 last_id);
void b24_feed_put_changed (B24Feed *self, FeedFollow *follow, B24Message *now, guint what);
void b24_feed_put_late (B24Feed *self, FeedFollow *follow, B24Message *message);
void b24_feed_put_gap (B24Feed *self, FeedFollow *follow, gint64 after_id, gint64 before_id);
void b24_feed_put_read (B24Feed *self, gint64 chat_id, gint64 user_id, gint64 message_id);
void b24_feed_put_typing (B24Feed *self, gint64 chat_id, gint64 user_id, const char *name);
void b24_feed_put_member (B24Feed *self, gint64 chat_id, gint64 user_id, gboolean joined);
void b24_feed_put_way (B24Feed *self);
void b24_feed_put_reachable (B24Feed *self, const GError *error);
void b24_feed_put_stopped (B24Feed *self, const GError *error);
void b24_feed_put_started (B24Feed *self);
/* Something is in the inbox, or may be looked at from now on. */
void b24_feed_arm (B24Feed *self);
/* Forgets what was not told; tasks among it are cancelled. */
void b24_feed_clear_events (B24Feed *self);
/* Puts a user into the directory and tells it when it is news. */
void b24_feed_apply_user (B24Feed *self, B24User *user);

/* b24-feed-push.c */
void b24_feed_connect_push (B24Feed *self);
void b24_feed_disconnect_push (B24Feed *self);
void b24_feed_clear_inbox (B24Feed *self);
/* Looks at the first command of the inbox, which is not empty. */
void b24_feed_take_pushed (B24Feed *self);

/* b24-feed-schedule.c */
gboolean b24_feed_is_pushed (B24Feed *self); /* push is open and has proved itself */
void b24_feed_schedule (B24Feed *self, guint milliseconds);
/* Not later than this. */
void b24_feed_look_within (B24Feed *self, guint milliseconds);
/* After a tick, in which everything that could be asked was asked, or not. */
void b24_feed_schedule_next (B24Feed *self, gboolean finished);
void b24_feed_begin_polling (B24Feed *self);
void b24_feed_hurry_follow (B24Feed *self);
/* Looks a moment later, so that all that one action changed is asked for once. */
void b24_feed_gather (B24Feed *self);
/* Push has brought what we wrote ourselves, or what the portal says about it. */
void b24_feed_note_echo (B24Feed *self);
void b24_feed_clear_schedule (B24Feed *self);

/* b24-feed-tick.c */
void b24_feed_begin_tick (B24Feed *self, B24Priority priority);

/* b24-feed-take.c */
void b24_feed_take_answers (B24Feed *self, B24PollResult *result, guint64 asked);
/* The state of @dialog is as new as its last message. */
void b24_feed_note_told (B24Feed *self, B24Dialog *dialog);

/* b24-feed-ask.c */
/* Fills @poll with what is known to be missing. Returns: (transfer full) (element-type gint64): the
 * people it asks for */
GArray *b24_feed_ask (B24Feed *self, B24Poll *poll);
/* The same for the first request of a tick, which also looks for what is new. */
GArray *b24_feed_ask_first (B24Feed *self, B24Poll *poll);
gboolean b24_feed_has_open_session (B24Feed *self);
/* Whether something known to be missing was left for the next tick. */
gboolean b24_feed_is_owing (B24Feed *self);
/* @seen: BY_REFRESH leaves what was wanted before. */
void b24_feed_want_reread (B24Feed *self, gint64 chat_id, FeedSeen seen);

/* b24-feed-log.c */
void b24_feed_ask_log (B24Feed *self, B24Poll *poll);
void b24_feed_take_log (B24Feed *self, B24PollResult *result, guint64 asked);

/* b24-feed-changes.c */
FeedFollow *b24_feed_follow_new (gint64 chat_id, guint64 serial, gint64 after_id);
void b24_feed_follow_free (gpointer follow);
/* (transfer none) (nullable) */
B24Message *b24_feed_recall (FeedFollow *follow, gint64 id);
/* @message is the next one behind what is loaded; @pushed: it is as it was when it was written. */
void b24_feed_keep (FeedFollow *follow, B24Message *message, guint64 asked, gboolean pushed);
/* (transfer full) (element-type B24Message): takes up to @max for delivery, up to the message
 * @last_id */
GPtrArray *b24_feed_deliver (B24Feed *self, FeedFollow *follow, gint64 last_id, guint max);
/* @params: what changed, see b24_message_update() */
void b24_feed_update (B24Feed *self, FeedFollow *follow, gint64 id, JsonObject *params,
                      gboolean deleted, guint64 asked);
/* @page begins behind @after_id: tells what of the kept ones is different there. */
void b24_feed_compare (B24Feed *self, FeedFollow *follow, B24MessagePage *page, gint64 after_id,
                       guint64 asked);
/* The message @id, and what comes behind it, has to be read again. */
void b24_feed_suspect (FeedFollow *follow, gint64 id);
/* The message @id has come behind later ones. */
void b24_feed_note_late (B24Feed *self, FeedFollow *follow, gint64 id);
/* All that was delivered, of all or of those whose turn it is. */
void b24_feed_suspect_all (B24Feed *self);
void b24_feed_suspect_some (B24Feed *self);
/* Messages on their way to the customer for long enough. */
void b24_feed_suspect_sending (B24Feed *self);

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
/* The portal's clock, unix seconds */
double b24_feed_get_portal_time (B24Feed *self);
/* News of this portal's time has just arrived. */
void b24_feed_note_latency (B24Feed *self, double portal_time);
/* Tells when the way of news is another one than before. */
void b24_feed_check_way (B24Feed *self);
/* The list tells @dialog, which was known as @entry: should it not have been pushed? */
void b24_feed_listen (B24Feed *self, FeedEntry *entry, B24Dialog *dialog);
/* After such a look: whether push misses things. */
void b24_feed_judge_push (B24Feed *self);
void b24_feed_note_pushed (B24Feed *self, FeedEntry *entry, gint64 chat_id, gint64 message_id);

/* b24-feed.c: the feed's one way to end by itself. */
void b24_feed_start_done (B24Feed *self, GError *error);

G_END_DECLS
