/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push-codes.h"

#define STATUS_BAD_REQUEST       400
#define STATUS_TOO_MANY_REQUESTS 429

typedef struct {
    guint code;
    B24PushAction action;
    const char *name;
} Code;

static const Code codes[] = {
    { 0, B24_PUSH_DO_RECONNECT, "cut" },
    { 1000, B24_PUSH_DO_RECONNECT, "normal" },
    { 1001, B24_PUSH_DO_RECONNECT, "going away" },
    { 1006, B24_PUSH_DO_RECONNECT, "cut" },
    { 1008, B24_PUSH_DO_RECONNECT, "policy" },
    /* Found by libsoup: the same frame would come again behind the same mid. */
    { 1009, B24_PUSH_DO_FORGET, "frame too large" },
    { 1011, B24_PUSH_DO_RECONNECT, "server error" },
    { 1012, B24_PUSH_DO_RECONNECT, "server restarts" },
    /* Clients close with these; a server that sends one back means no more by it. */
    { 3000, B24_PUSH_DO_RECONNECT, "config replaced" },
    { 3001, B24_PUSH_DO_CONFIG, "channel expired" },
    { 3002, B24_PUSH_DO_RECONNECT, "server restarted" },
    { 3003, B24_PUSH_DO_CONFIG, "config expired" },
    { 3004, B24_PUSH_DO_RECONNECT, "manual" },
    { 3005, B24_PUSH_DO_RECONNECT, "stuck" },
    { 4010, B24_PUSH_DO_CONFIG_LATER, "wrong channel" },
    { 4011, B24_PUSH_DO_FORGET, "last messages unreadable" },
    { 4012, B24_PUSH_DO_CONFIG, "no public channel" },
    { 4013, B24_PUSH_DO_SILENCE, "bad request data" },
    { 4014, B24_PUSH_DO_SILENCE, "command not allowed" },
    { 4015, B24_PUSH_DO_SILENCE, "wrong command" },
    { 4016, B24_PUSH_DO_SILENCE, "too many messages published" },
    { 4017, B24_PUSH_DO_SILENCE, "published to no channel" },
    { 4018, B24_PUSH_DO_SILENCE, "published to too many channels" },
    { 4019, B24_PUSH_DO_SILENCE, "published to a wrong channel" },
    { 4020, B24_PUSH_DO_SILENCE, "published to a private channel" },
    { 4021, B24_PUSH_DO_SILENCE, "published with a wrong signature" },
    { 4025, B24_PUSH_DO_CONFIG, "wrong client id" },
    { 4026, B24_PUSH_DO_CONFIG, "wrong client signature" },
    { 4029, B24_PUSH_DO_GIVE_WAY, "too many connections" },
    { 4030, B24_PUSH_DO_SILENCE, "wrong statistics request" },
    { 4031, B24_PUSH_DO_SILENCE, "wrong statistics request" },
    { 4036, B24_PUSH_DO_CONFIG, "wrong client id" },
};

static const Code *
find (guint code)
{
    for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
        if (codes[i].code == code)
            return &codes[i];
    }
    return NULL;
}

B24PushAction
b24_push_code_get_action (guint code)
{
    const Code *known = find (code);

    return known != NULL ? known->action : B24_PUSH_DO_RECONNECT;
}

const char *
b24_push_code_get_name (guint code)
{
    const Code *known = find (code);

    return known != NULL ? known->name : "unknown";
}

guint
b24_push_code_from_answer (guint status, const char *text)
{
    guint64 code;

    if (status == STATUS_TOO_MANY_REQUESTS)
        return 4029;
    if (status != STATUS_BAD_REQUEST || text == NULL)
        return 0;
    code = g_ascii_strtoull (text, NULL, 10);
    return code >= 4000 && code < 5000 ? (guint) code : 0;
}
