/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-push — what the files of the push server share: channels, the events stored in them, and
 * those who listen, by WebSocket or long poll.
 *
 * The portal (PHP) and the push server are one here, but what happens between them is kept: an
 * event leaves the portal when it is published, and is numbered, stored and handed out when it
 * reaches the push server, `delay` later.
 */

#include "portal-private.h"

G_BEGIN_DECLS

struct Practice__Response;

#define PP_PUSH_MID_LENGTH 26

/* A channel lives for 12 hours and 5 seconds; then the portal makes another. */
#define PP_PUSH_CHANNEL_LIFE ((12 * 3600 + 5) * (gint64) G_USEC_PER_SEC)

/* What the push server says with a close code, or in the text of HTTP 400. */
enum {
    PP_PUSH_CUT = 0, /* no word at all: the line goes */
    PP_PUSH_WRONG_CHANNEL = 4010,
    PP_PUSH_BAD_REQUEST = 4013,
    PP_PUSH_NOT_ALLOWED = 4014,
    PP_PUSH_MANY_MESSAGES = 4016,
    PP_PUSH_NO_RECEIVER = 4017,
    PP_PUSH_MANY_RECEIVERS = 4018,
    PP_PUSH_BAD_RECEIVER = 4019,
    PP_PUSH_BAD_SIGNATURE = 4021,
    PP_PUSH_TOO_MANY = 4029,
    PP_PUSH_WRONG_CLIENT = 4036,
};

/* The two ways to listen, as a mask. */
enum { PP_PUSH_BY_SOCKET = 1, PP_PUSH_BY_POLL = 2 };

typedef enum { PP_PUSH_TEXT, PP_PUSH_JSON, PP_PUSH_PROTOBUF, PP_PUSH_RPC } PpPushFormat;

typedef struct {
    char *base;      /* 32 hex digits, known to the push server */
    char *public_id; /* (nullable): 32 hex digits; a shared channel has none */
    char *type;      /* `private`, `shared`, or an application's client id */
    gint64 user_id;  /* 0 = shared by everybody */
    gint64 start;
    gint64 end;
    GPtrArray *events; /* stored ones, ascending by number */
} PpPushChannel;

/* One event. It belongs to the queue first, then, if it is stored, to its channel. */
typedef struct {
    gatomicrefcount refs;
    PpPushChannel *channel;
    char *module;
    char *command;
    char *params; /* JSON object */
    char *extra;  /* JSON object */
    guint sender_type;
    gint64 sender_id;
    guint expiry; /* seconds it is stored, 0 = not */
    gint64 due;   /* when it reaches the push server */
    /* from then on: */
    gint64 created;
    guint64 number;
    guint tag; /* its number within its second */
    char mid[PP_PUSH_MID_LENGTH + 1];
} PpPushEvent;

typedef struct {
    PracticePortal *portal;
    guint version;
    PpPushFormat format;
    gint64 user_id;      /* of the private channel or the token, 0 = only shared ones */
    GPtrArray *channels; /* (element-type PpPushChannel), none with a token */
    char *chan;          /* (nullable): base of the shared channel a token names */
    GPtrArray *batch;    /* events of this turn, sent together */
    /* a socket: */
    SoupWebsocketConnection *socket;
    GSocket *line;
    gboolean closing;
    gint64 next_ping;
    guint pings;       /* that were not answered */
    gint64 first_ping; /* of those, in real microseconds */
    /* a long poll: */
    SoupServerMessage *poll;
    GSource *hang_up;
    gint64 until;
} PpPushListener;

typedef enum {
    PP_PUSH_FAULT_REPEAT,
    PP_PUSH_FAULT_REORDER,
    PP_PUSH_FAULT_LOSE,
    PP_PUSH_FAULT_DEAF,
    PP_PUSH_N_FAULTS
} PpPushFault;

struct _PpPush {
    PracticePortal *portal;
    guint version;
    int format; /* a PpPushFormat, -1 = as the client asks */
    gboolean shared_mode;
    gboolean enabled;
    gboolean websocket;
    gboolean long_polling;
    gint64 delay; /* microseconds */
    gint64 hold;  /* microseconds */
    GRand *rand;  /* of its own: what others draw stays the same */
    char *secret; /* signs channels and tokens */
    char *client_id;
    gint64 started;
    gint64 config_timestamp; /* seconds */

    GHashTable *channels; /* base → PpPushChannel, also those no longer in use */
    GHashTable *current;  /* "27:private" → PpPushChannel */
    GPtrArray *queue;     /* PpPushEvent on their way, by due time */
    GPtrArray *late;      /* PpPushEvent kept back to be out of order */
    GPtrArray *listeners; /* oldest first */
    GSource *timer;
    guint64 last_number;
    gint64 last_second;
    guint last_tag;

    guint refuse_code;
    guint refuse_times;
    guint refuse_transports;         /* PP_PUSH_BY_… */
    gint64 faults[PP_PUSH_N_FAULTS]; /* events still to be struck, -1 = until cleared */
    guint opens;                     /* sockets ever taken in */
    guint asked;                     /* polls ever begun */
    guint configs;                   /* configurations handed out */
    guint sent;                      /* events handed to a listener */
    guint acks;                      /* `mack:` that came */
    guint results;                   /* of JSON-RPC that came */
    guint pongs;                     /* that came */
};

/* portal-push: channels and their events */
PpPushChannel *pp_push_get_channel (PracticePortal *self, gint64 user_id, const char *type);
char *pp_push_channel_id (PracticePortal *self, PpPushChannel *channel);
PpPushChannel *pp_push_find_channel (PracticePortal *self, const char *id);
void pp_push_publish_on (PracticePortal *self, PpPushChannel *channel, const char *module,
                         const char *command, const char *params_json, guint sender_type,
                         gint64 sender_id, guint expiry);
PpPushChannel *pp_push_rotate (PracticePortal *self, PpPushChannel *channel, gboolean announce);
PpPushEvent *pp_push_event_ref (PpPushEvent *event);
void pp_push_event_unref (PpPushEvent *event);
void pp_push_arm (PracticePortal *self);
void pp_push_write_mid (PracticePortal *self, guint64 number, char mid[PP_PUSH_MID_LENGTH + 1]);

/* portal-push-listen: those who listen */
char *pp_push_make_token (PracticePortal *self, gint64 user_id, const char *chan, gint64 end);
gboolean pp_push_must_refuse (PpPush *push, guint transport, guint *code);
gboolean pp_push_knows_client (PracticePortal *self, GUri *uri);
PpPushListener *pp_push_listener_new (PracticePortal *self, GUri *uri, guint *refusal);
void pp_push_listener_free (PpPushListener *listener);
void pp_push_listener_add (PpPushListener *listener);
void pp_push_listener_remove (PpPushListener *listener);
void pp_push_listener_drop (PpPushListener *listener, guint code);
gboolean pp_push_listener_hears (PpPushListener *listener, PpPushChannel *channel);
void pp_push_listener_queue (PpPushListener *listener, PpPushEvent *event);
void pp_push_run_listeners (PpPush *push, gint64 now);
gint64 pp_push_next_due (PpPush *push);
void pp_push_drop (PracticePortal *self, gint64 user_id, guint transports, guint code);

/* portal-push-socket, portal-push-longpoll */
char *pp_push_describe_code (guint code);
void pp_push_socket_send_text (PpPushListener *listener, const char *text);
void pp_push_socket_send_binary (PpPushListener *listener, GBytes *frame);
void pp_push_socket_drop (PpPushListener *listener, guint code);
void pp_push_socket_run (PpPushListener *listener, gint64 now);
void pp_push_handle_poll (SoupServer *server, SoupServerMessage *message, const char *path,
                          GHashTable *query, gpointer user_data);
void pp_push_answer_code (SoupServerMessage *message, guint code);
void pp_push_poll_drop (PpPushListener *listener, guint code);
void pp_push_poll_run (PpPushListener *listener, gint64 now);

/* portal-push-encode: (transfer full) one frame or body for several events */
char *pp_push_encode_text (PpPushListener *listener, GPtrArray *events);
GBytes *pp_push_encode_binary (PpPushListener *listener, GPtrArray *events);
GBytes *pp_push_pack_response (struct Practice__Response *response);

/* portal-push-client: what clients send */
void pp_push_client_text (PpPushListener *listener, const char *text, gsize length);
guint pp_push_client_binary (PpPushListener *listener, GBytes *frame);
void pp_push_handle_post (SoupServer *server, SoupServerMessage *message, const char *path,
                          GHashTable *query, gpointer user_data);

G_END_DECLS
