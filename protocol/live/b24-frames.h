/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-frames — what a push server of any generation sends, as messages (realtime §3.1, §3.2).
 *
 * Told apart by content, never by the version the server claims: binary is protobuf; `ping` is the
 * keep-alive of version 5; JSON is one message, a list of them or JSON-RPC; `#!NGINXNMS!#` is the
 * text framing of versions 1 to 4. Thread-safe: no state.
 */

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Who published a message. Content is believed of the portal only; of a client, typing. */
typedef enum {
    B24_SENDER_UNKNOWN = 0,
    B24_SENDER_CLIENT = 1,
    B24_SENDER_BACKEND = 2,
} B24Sender;

/* One message, immutable, shared by reference. */
typedef struct {
    char *mid;          /* (nullable): 26 digits, grows on one server */
    char *tag;          /* (nullable): versions 1 and 2 */
    char *time;         /* (nullable): the same */
    char *module;       /* never NULL: "im", "imopenlines", "pull", "online" … */
    char *command;      /* never NULL */
    JsonObject *params; /* never NULL */
    B24Sender sender;
    double server_time; /* unix seconds when the portal sent it, 0 unknown */
} B24PushMessage;

B24PushMessage *b24_push_message_ref (B24PushMessage *self);
void b24_push_message_unref (B24PushMessage *self);

typedef struct {
    GPtrArray *messages; /* (element-type B24PushMessage): as they stood there */
    GPtrArray
        *replies;  /* (element-type utf8): text frames to send back: `pong`, `mack:…`, results */
    gboolean ping; /* nothing but the keep-alive of version 5 */
    guint bad;     /* messages that could not be read and were left out */
} B24Frame;

/**
 * b24_frame_decode:
 * @data: one WebSocket frame, or the body of one long poll
 * @binary: it came as a binary frame; bodies are told apart by their first bytes
 *
 * Returns: (transfer full): %NULL with %B24_ERROR_NOT_JSON, _TOO_DEEP, _TOO_LARGE,
 * _UNEXPECTED_SHAPE when nothing in it can be read; an empty body is a frame without messages
 */
B24Frame *b24_frame_decode (GBytes *data, gboolean binary, GError **error);
void b24_frame_free (B24Frame *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24PushMessage, b24_push_message_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24Frame, b24_frame_free)

G_END_DECLS
