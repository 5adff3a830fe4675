/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-error.h"
#include "b24-push-codes.h"
#include "b24-push-private.h"

#define SECOND         1000
#define STABLE         (30 * SECOND)
#define FAILED_OPENS   3 /* then WebSocket is taken for blocked */
#define TRIAL          (600 * SECOND)
#define TRIAL_EARLY    (30 * SECOND)
#define GIVE_WAY       (60 * SECOND)
#define GIVE_WAY_MOST  (600 * SECOND)
#define WRONG_CHANNEL  (5 * SECOND) /* portals change many clients' channels at once */
#define WRONG_CHANNELS (35 * SECOND)
#define CONFIG_LEAST   (1 * SECOND)
#define CONFIG_MOST    (10 * SECOND)

void
b24_push_drop_links (B24Push *self)
{
    self->link++;
    g_clear_pointer (&self->socket, b24_push_socket_free);
    g_clear_pointer (&self->longpoll, b24_push_longpoll_free);
    g_clear_pointer (&self->trial, b24_push_socket_free);
    b24_clock_clear (self->clock, &self->wait_id);
    b24_clock_clear (self->clock, &self->trial_id);
    b24_clock_clear (self->clock, &self->stable_id);
}

gboolean
b24_push_has_link (B24Push *self)
{
    return self->socket != NULL || self->longpoll != NULL;
}

static gboolean
on_wait_over (gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    self->wait_id = 0;
    b24_push_open (self);
    return G_SOURCE_REMOVE;
}

void
b24_push_open_later (B24Push *self, B24PushState state, const GError *error, guint delay)
{
    b24_clock_clear (self->clock, &self->wait_id);
    self->wait_id = b24_clock_add (self->clock, "b24-push-wait", delay, on_wait_over, self);
    b24_push_log (self, "next attempt in %u ms", delay);
    b24_push_set_state (self, state, error);
}

static gboolean
on_stable (gpointer user_data)
{
    B24Push *self = user_data;

    self->stable_id = 0;
    self->failures = 0;
    self->given_way = 0;
    if (self->socket != NULL)
        self->failed_opens = 0;
    return G_SOURCE_REMOVE;
}

/* A link of @state works from now on. */
static void
note_opened (B24Push *self, B24PushState state)
{
    b24_clock_clear (self->clock, &self->stable_id);
    self->stable_id = b24_clock_add (self->clock, "b24-push-stable", STABLE, on_stable, self);
    if (self->was_open)
        self->reconnects++;
    self->was_open = TRUE;
    b24_push_log (self, "%s open", state == B24_PUSH_WEBSOCKET ? "websocket" : "long polling");
    if (b24_push_set_state (self, state, NULL))
        b24_push_tell_opened (self);
}

static void
give_way (B24Push *self, const GError *error)
{
    guint pause = GIVE_WAY << MIN (self->given_way, 4);

    self->given_way++;
    pause = MIN (pause, GIVE_WAY_MOST);
    b24_push_open_later (self, B24_PUSH_REFUSED, error, b24_push_random (pause, pause + pause / 2));
}

/* Returns: milliseconds; prepares the next attempt to be what @action asks for */
static guint
prepare_next (B24Push *self, B24PushAction action)
{
    guint pause = b24_push_get_pause (self->failures++);
    guint config = b24_push_random (CONFIG_LEAST, CONFIG_MOST);
    guint channel = b24_push_random (WRONG_CHANNEL, WRONG_CHANNELS);

    switch (action) {
    case B24_PUSH_DO_FORGET:
        b24_push_set_place (self, NULL);
        return pause;
    case B24_PUSH_DO_CONFIG:
        self->stale = TRUE;
        return MAX (pause, config);
    case B24_PUSH_DO_CONFIG_LATER:
        self->stale = TRUE;
        return MAX (pause, channel);
    case B24_PUSH_DO_SILENCE:
        b24_push_log (self, "a mistake of ours: nothing more is sent on this stream");
        self->mute = TRUE;
        return pause;
    case B24_PUSH_DO_RECONNECT:
    case B24_PUSH_DO_GIVE_WAY:
    default:
        return pause;
    }
}

/* The link is gone, and nothing is left of it. */
static void
go_on (B24Push *self, guint code, const GError *error)
{
    B24PushAction action = b24_push_code_get_action (code);
    guint shortest = b24_push_get_pause (0);
    guint pause;

    b24_push_log (self, "link lost: %s", error->message);
    if (action == B24_PUSH_DO_GIVE_WAY) {
        give_way (self, error);
        return;
    }
    pause = prepare_next (self, action);
    /* Another way is not the same attempt once more. */
    if (self->failed_opens == FAILED_OPENS && self->config->long_polling != NULL)
        pause = MIN (pause, shortest);
    b24_push_open_later (self, B24_PUSH_BACK_OFF, error, pause);
}

static void
on_socket_opened (gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    note_opened (self, B24_PUSH_WEBSOCKET);
}

static void
on_socket_data (GBytes *data, gboolean binary, gpointer user_data)
{
    B24Push *self = user_data;

    self->failed_opens = 0;
    b24_push_take_data (self, data, binary);
}

static void
on_data (GBytes *data, gboolean binary, gpointer user_data)
{
    b24_push_take_data (user_data, data, binary);
}

/* There are proxies that let a WebSocket open and cut it then. A server that says why it hangs up
 * is not kept from us by somebody in between. */
static gboolean
may_be_blocked (B24Push *self, guint code)
{
    if (self->state == B24_PUSH_OPENING)
        return code < 4000;
    return self->stable_id != 0 && (code == 0 || code == SOUP_WEBSOCKET_CLOSE_ABNORMAL);
}

static void
on_socket_lost (guint code, const GError *error, gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    if (may_be_blocked (self, code)) {
        self->failed_opens++;
        /* The address may be an old one too. */
        self->stale |= self->failed_opens == FAILED_OPENS - 1;
    }
    b24_push_drop_links (self);
    go_on (self, code, error);
}

static const B24PushLinkEvents socket_events = { on_socket_opened, on_socket_data, on_socket_lost };

static gboolean on_trial_due (gpointer user_data);

static void
arm_trial (B24Push *self, guint delay)
{
    b24_clock_clear (self->clock, &self->trial_id);
    if (self->config->websocket != NULL)
        self->trial_id = b24_clock_add (self->clock, "b24-push-trial", delay, on_trial_due, self);
}

static void
on_longpoll_opened (gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    arm_trial (self, self->outage ? TRIAL_EARLY : TRIAL);
    self->outage = FALSE;
    note_opened (self, B24_PUSH_LONG_POLLING);
}

static void
on_longpoll_lost (guint code, const GError *error, gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    self->outage |= self->state == B24_PUSH_OPENING;
    b24_push_drop_links (self);
    /* The next attempt is one by WebSocket, and the one behind it this way again. */
    self->failed_opens = MIN (self->failed_opens, FAILED_OPENS - 1);
    if (g_error_matches (error, B24_ERROR, B24_ERROR_NOT_FOUND))
        self->stale = TRUE;
    go_on (self, code, error);
}

static char *
make_poll_uri (gpointer user_data)
{
    B24Push *self = user_data;

    return b24_pull_config_make_uri (self->config, B24_PULL_LONG_POLLING, self->mid, self->tag,
                                     self->time);
}

static void
on_place (const char *mid, gpointer user_data)
{
    b24_push_set_place (user_data, mid);
}

static const B24PushLongpollEvents longpoll_events = {
    { on_longpoll_opened, on_data, on_longpoll_lost },
    make_poll_uri,
    on_place,
};

/* (transfer full) (nullable) */
static char *
make_socket_uri (B24Push *self)
{
    return b24_pull_config_make_uri (self->config, B24_PULL_WEBSOCKET, self->mid, self->tag,
                                     self->time);
}

static B24PushSocket *
make_socket (B24Push *self, const char *uri, const B24PushLinkEvents *events)
{
    return b24_push_socket_new (self->clock, self->socket_session, uri, self->config->version >= 5,
                                events, self);
}

static void
on_trial_opened (gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);
    B24PushSocket *trial = g_steal_pointer (&self->trial);

    b24_push_drop_links (self);
    self->socket = trial;
    note_opened (self, B24_PUSH_WEBSOCKET);
}

/* Both before and after it took long polling's place. */
static void
on_trial_lost (guint code, const GError *error, gpointer user_data)
{
    B24Push *self = user_data;

    if (self->trial == NULL) {
        on_socket_lost (code, error, self);
        return;
    }
    g_clear_pointer (&self->trial, b24_push_socket_free);
    arm_trial (self, TRIAL);
    b24_push_log (self, "still no websocket: %s", error->message);
}

static const B24PushLinkEvents trial_events = { on_trial_opened, on_socket_data, on_trial_lost };

static gboolean
on_trial_due (gpointer user_data)
{
    B24Push *self = user_data;

    self->trial_id = 0;
    b24_push_try_socket (self);
    return G_SOURCE_REMOVE;
}

void
b24_push_try_socket (B24Push *self)
{
    g_autofree char *uri = NULL;

    if (self->longpoll == NULL || self->trial != NULL)
        return;
    b24_clock_clear (self->clock, &self->trial_id);
    uri = make_socket_uri (self);
    if (uri != NULL && b24_push_link_allows (b24_rest_get_portal (self->rest), uri))
        self->trial = make_socket (self, uri, &trial_events);
}

/* (transfer full) (nullable): the way to try now */
static char *
choose_way (B24Push *self, gboolean *by_socket)
{
    g_autofree char *socket = make_socket_uri (self);
    g_autofree char *poll = make_poll_uri (self);

    *by_socket = socket != NULL && (poll == NULL || self->failed_opens < FAILED_OPENS);
    return *by_socket ? g_steal_pointer (&socket) : g_steal_pointer (&poll);
}

void
b24_push_open (B24Push *self)
{
    g_autofree char *uri = NULL;
    g_autoptr (GError) error = NULL;
    gboolean by_socket;

    b24_push_drop_links (self);
    if (self->config == NULL || self->stale) {
        b24_push_ask_config (self);
        return;
    }
    uri = choose_way (self, &by_socket);
    if (uri == NULL || !b24_push_link_allows (b24_rest_get_portal (self->rest), uri)) {
        error = g_error_new_literal (B24_ERROR, B24_ERROR_NOT_ENCRYPTED,
                                     "no address that may be spoken to");
        self->stale = TRUE;
        b24_push_open_later (self, B24_PUSH_REFUSED, error, GIVE_WAY_MOST);
        return;
    }
    if (!b24_push_set_state (self, B24_PUSH_OPENING, NULL))
        return;
    if (by_socket)
        self->socket = make_socket (self, uri, &socket_events);
    else
        self->longpoll =
            b24_push_longpoll_new (self->clock, self->poll_session, &longpoll_events, self);
}
