/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-model — the entities of the practice portal: who and what exists, and what is known of it.
 *
 * Everything here belongs to the portal's own thread. Times are microseconds since the epoch on the
 * portal's clock, which `advance` can move forward.
 */

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "portal-listener.h"

G_BEGIN_DECLS

/* Session states (status numbers of the real portal). */
enum {
    PP_STATUS_NEW = 0,
    PP_STATUS_SKIP = 5,
    PP_STATUS_ANSWER = 10,
    PP_STATUS_CLIENT = 20,
    PP_STATUS_CLIENT_AFTER_OPERATOR = 25,
    PP_STATUS_OPERATOR = 40,
    PP_STATUS_WAIT_CLIENT = 50,
    PP_STATUS_CLOSE = 60,
    PP_STATUS_SPAM = 65,
    PP_STATUS_SILENTLY_CLOSE = 75,
};

/* What messages the portal writes itself look like. */
#define PP_CLASS_START     "bx-messenger-content-item-ol-start"
#define PP_CLASS_END       "bx-messenger-content-item-ol-end"
#define PP_CLASS_OUTPUT    "bx-messenger-content-item-ol-output"
#define PP_CLASS_ATTENTION "bx-messenger-content-item-ol-attention"
#define PP_CLASS_VOTE      "bx-messenger-content-item-vote"
#define PP_CLASS_HIDDEN    "bx-messenger-content-item-system"

typedef struct {
    gint64 id;
    char *first_name;
    char *last_name;
    char *position;
    char *email;
    char *status; /* online, away, dnd, break; %NULL = never set */
    char *secret; /* of the webhook, %NULL = has none */
    GPtrArray *scopes;
    gboolean active;
    gboolean admin;
    gboolean supervisor; /* may rate dialogs and see who pauses, as administrators may */
    gboolean extranet;
    gboolean bot;
    char *client_id;    /* of the application a bot belongs to, %NULL = of none */
    gboolean connector; /* a customer */
    gboolean paused;    /* gets no new dialogs */
    gint64 paused_at;   /* since when, if he is */
    gboolean offline;   /* has no client open */
    gint64 idle;        /* since when, 0 = is not */
    gint64 last_call;   /* when the webhook was last used, 0 = never */
    gboolean revoked;   /* the webhook was deleted */
} PpUser;

typedef struct {
    gint64 id;
    char *name;
    char *queue_type; /* evenly, strictly, all */
    GArray *queue;    /* user ids */
    GArray *joiners;  /* users besides the queue who may join dialogs of this line */
    guint turn;       /* evenly: whose turn it is */
    gboolean active;
    gboolean vote;          /* finishing first asks the customer for a rating */
    gint64 queue_time;      /* seconds an operator may let a dialog wait, 0 = for ever */
    gint64 full_close_time; /* seconds between status 50 and 60 */
    gint64 auto_close_time; /* seconds an answered dialog stays open, 0 = for ever */
    gint64 quick_list;      /* the list of its ready answers, 0 = has none */
    gboolean no_crm;        /* knows nothing of the CRM */
} PpLine;

typedef struct {
    gint64 id;
    gint64 chat_id;
    gint64 author_id; /* 0 = the portal itself */
    gint64 date;
    char *text;
    char *uuid;         /* (nullable) */
    JsonObject *params; /* (nullable) */
    gboolean delivered; /* reached the customer's messenger */
} PpMessage;

typedef struct {
    gint64 id;
    gint64 chat_id;
    gint64 line_id;
    gint64 operator_id; /* 0 while nobody has taken it */
    gint status;
    gint64 created;
    gint64 changed; /* last change of status or text, for the timers */
    gint64 offered_at;
    gint64 first_message;
    gint64 last_message;
    GArray *offered; /* user ids */
    GArray *skipped; /* user ids who passed it on in this round */
    gboolean pinned;
    gboolean wait_action;
    gint told_status; /* as last published */
    gint64 told_operator;
    gint64 vote_head;
    char *comment_head;
} PpSession;

typedef struct {
    gint64 user_id;
    gint64 last_id; /* read mark */
    gboolean hidden;
} PpMember;

/* A button of a bot's message that was pressed. */
typedef struct {
    gint64 message_id;
    gint64 user_id;
    char *button; /* what is written on it */
    char *command;
    char *params;
} PpPress;

typedef enum { PP_CHAT_LINES, PP_CHAT_GROUP, PP_CHAT_PRIVATE } PpChatKind;

typedef struct {
    gint64 id;
    PpChatKind kind;
    char *title;
    char *connector;
    char *external_id;
    gint64 customer_id;
    gint64 first_line_id; /* as in entity_id */
    gint64 line_id;       /* now */
    gint64 owner;
    PpSession *session; /* the current or last one, owned by the portal */
    GPtrArray *members;
    GPtrArray *messages; /* ascending by id */
    GPtrArray *pressed;  /* PpPress, the first first */
    gint64 created;
    gint64 changed;
    char *crm_type; /* LEAD, DEAL, CONTACT, COMPANY; %NULL = none */
    gint64 crm_id;
    gint64 block_date; /* seconds, 0 = not blocked */
    char *block_reason;
    gboolean silent;
    gint64 touched;     /* when the last message was edited or deleted, 0 = never */
    char *told_data[3]; /* entity data as last published */
    guint edits;        /* of messages, by anybody */
    guint deletions;
    guint typing;           /* how often an operator was seen typing */
    guint typing_forwarded; /* how much of that reached the customer's messenger */
    guint customer_typing;
} PpChat;

typedef struct _PpFault PpFault;
typedef struct _PpExchange PpExchange;
typedef struct _PpCast PpCast;
typedef struct _PpPush PpPush;
typedef struct _PpNews PpNews;
typedef struct _PpEvents PpEvents;
typedef struct _PpOAuth PpOAuth;

struct _PracticePortal {
    GThread *thread;
    GMainContext *context;
    GMainLoop *loop;
    SoupServer *server;
    PpListener *listener; /* %NULL while down */
    guint port;
    char *client_id;
    char *client_secret;

    GHashTable *users;    /* id → PpUser */
    GHashTable *lines;    /* id → PpLine */
    GHashTable *chats;    /* id → PpChat */
    GPtrArray *chat_list; /* the same, oldest first */
    GHashTable *sessions; /* id → PpSession */
    GHashTable *messages; /* id → PpMessage, owned by their chats */
    GHashTable *uuids;    /* "user:uuid" → message id */
    GHashTable *webhooks; /* user id → "27/secret", read by other threads */
    GRand *rand;
    gint64 next_chat_id;
    gint64 next_session_id;
    gint64 next_user_id;
    gint64 last_message_id;
    gint64 general_chat_id;

    gint64 offset;   /* microseconds added by `advance` */
    gint64 still_at; /* when the clock was told to move by `advance` only; 0 it was not */
    gint64 skew;     /* microseconds by which the shown dates are wrong */
    GSource *tick;

    gboolean slow_delivery; /* messengers confirm only when told to */
    gboolean limits;
    gdouble bucket;
    gint64 bucket_time;
    guint refused;         /* requests over the limit */
    GHashTable *requests;  /* method → count of HTTP requests */
    GHashTable *batched;   /* method → count inside batches */
    GHashTable *operating; /* "user:method" → spent microseconds */
    guint hits;

    GPtrArray *faults;
    GPtrArray *exchanges; /* requests in work */
    GSource *up_again;    /* end of a time of being down */
    gboolean going_down;  /* as soon as the present control call is answered */
    gint64 down_for;      /* milliseconds, 0 = until told */
    gboolean down;
    GMutex mutex; /* guards webhooks and the hand-over of control calls */
    GCond cond;
    gboolean ready;
    gboolean failed;
    PpCast *cast;
    PpPush *push;
    PpOAuth *oauth;
    PpNews *news;     /* what was published */
    PpEvents *events; /* logs of events */
    gboolean no_event_log;
    gboolean no_pausing;
    gboolean no_notes; /* SKIP_CONNECTOR says nothing to it */
    GPtrArray *quick;  /* ready answers, ascending by id */
    gint64 next_quick_id;
    gint64 next_lead_id;
    gboolean v2_sessions; /* imopenlines.v2.Session.* is there */
    GHashTable *missing;  /* methods this portal lacks, in small letters */
};

G_END_DECLS
