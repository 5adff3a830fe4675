/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push-private.h"

#define SOCKET_TIMEOUT  30                 /* s, of the opening */
#define POLL_TIMEOUT    70                 /* s; the server answers after 40 */
#define NETWORK_SETTLES 1000               /* ms */
#define CUT_GAP         (5000 * 1000)      /* microseconds between pauses that are cut short */
#define OPENING_LONG    (2000 * 1000)      /* microseconds: the network below may be another one */
#define DEAF_GRACE      (15 * 1000 * 1000) /* microseconds: what was missed came before the link */
#define DEAF_AGAIN      (600 * G_USEC_PER_SEC)
#define DEAF_TIME       (30 * 60 * 1000) /* ms */
#define DEAF_JITTER     2000             /* ms */

enum {
    SIGNAL_MESSAGE,
    SIGNAL_OPENED,
    SIGNAL_STATE,
    SIGNAL_LOG,
    N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (B24Push, b24_push, G_TYPE_OBJECT)

B24Push *
b24_push_new (B24Rest *rest, B24Http *http)
{
    B24Push *self = g_object_new (B24_TYPE_PUSH, NULL);

    self->rest = g_object_ref (rest);
    self->http = g_object_ref (http);
    self->clock = g_object_ref (b24_rest_get_clock (rest));
    return self;
}

gboolean
b24_push_set_state (B24Push *self, B24PushState state, const GError *error)
{
    guint run = self->run;
    gboolean same = self->state == state;

    /* An attempt is no answer to why there is no push. */
    if (error == NULL && (state == B24_PUSH_CONFIG || state == B24_PUSH_OPENING))
        error = self->error;
    if (same && error == self->error)
        return TRUE;
    if (!same)
        self->since = b24_clock_get_monotonic (self->clock);
    self->state = state;
    if (error != self->error) {
        g_clear_error (&self->error);
        self->error = error != NULL ? g_error_copy (error) : NULL;
    }
    g_signal_emit (self, signals[SIGNAL_STATE], 0);
    return self->run == run;
}

gboolean
b24_push_set_verified (B24Push *self, gboolean verified)
{
    guint run = self->run;

    if (self->verified == verified)
        return TRUE;
    self->verified = verified;
    g_signal_emit (self, signals[SIGNAL_STATE], 0);
    return self->run == run;
}

gboolean
b24_push_tell_opened (B24Push *self)
{
    guint run = self->run;

    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
    return self->run == run;
}

void
b24_push_tell_message (B24Push *self, B24PushMessage *message)
{
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
}

void
b24_push_log (B24Push *self, const char *format, ...)
{
    g_autofree char *line = NULL;
    va_list args;

    va_start (args, format);
    line = g_strdup_vprintf (format, args);
    va_end (args);
    g_signal_emit (self, signals[SIGNAL_LOG], 0, line);
}

guint
b24_push_random (guint from, guint to)
{
    return (guint) g_random_int_range ((gint32) from, (gint32) to + 1);
}

guint
b24_push_get_pause (guint failures)
{
    static const guint steps[] = { 500, 5000, 25000, 45000, 60000 };

    return b24_push_random (0, steps[MIN (failures, G_N_ELEMENTS (steps) - 1)]);
}

static void
probe (B24Push *self, gboolean network)
{
    g_autoptr (B24Push) keep = g_object_ref (self);
    gint64 now = b24_clock_get_monotonic (self->clock);

    b24_push_check_expiry (self);
    switch (self->state) {
    case B24_PUSH_WEBSOCKET:
        b24_push_socket_probe (self->socket);
        break;
    case B24_PUSH_LONG_POLLING:
        b24_push_longpoll_probe (self->longpoll);
        b24_push_try_socket (self);
        break;
    case B24_PUSH_OPENING:
        if (network && now - self->since > OPENING_LONG)
            b24_push_open (self);
        break;
    case B24_PUSH_BACK_OFF:
        /* Whoever asks for it all the time does not turn the pauses into none. */
        if (!network || (self->cut_at != 0 && now - self->cut_at < CUT_GAP))
            break;
        self->cut_at = now;
        b24_push_open (self);
        break;
    case B24_PUSH_IDLE:
    case B24_PUSH_CONFIG:
    case B24_PUSH_REFUSED:
    default:
        break;
    }
}

static gboolean
on_network_settled (gpointer user_data)
{
    B24Push *self = user_data;

    self->network_id = 0;
    probe (self, g_network_monitor_get_network_available (g_network_monitor_get_default ()));
    return G_SOURCE_REMOVE;
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
    B24Push *self = user_data;

    if (self->network_id == 0)
        self->network_id = b24_clock_add (self->clock, "b24-push-network", NETWORK_SETTLES,
                                          on_network_settled, self);
}

static void
on_jumped (B24Clock *clock, gint64 microseconds, gpointer user_data)
{
    b24_push_probe (user_data);
}

void
b24_push_probe (B24Push *self)
{
    g_return_if_fail (B24_IS_PUSH (self));
    probe (self, TRUE);
}

static gboolean
on_deaf_over (gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    self->deaf_id = 0;
    g_signal_emit (self, signals[SIGNAL_STATE], 0);
    return G_SOURCE_REMOVE;
}

void
b24_push_report_deaf (B24Push *self)
{
    g_autoptr (B24Push) keep = NULL;
    gint64 now;

    g_return_if_fail (B24_IS_PUSH (self));

    keep = g_object_ref (self);
    now = b24_clock_get_monotonic (self->clock);
    /* One silence is reported for each message of it, and those of before the link came without
     * it by right. */
    if (!b24_push_is_open (self) || now - self->since < DEAF_GRACE || self->deaf_id != 0 ||
        self->asking || (self->refresh_id != 0 && self->reopen))
        return;
    if (self->deaf_at == 0 || now - self->deaf_at > DEAF_AGAIN) {
        self->deaf_at = now;
        b24_push_log (self, "something was not pushed; asking for the config again");
        b24_push_refresh (self, b24_push_random (0, DEAF_JITTER), TRUE);
        b24_push_set_verified (self, FALSE);
        return;
    }
    self->deaf_at = 0;
    b24_push_log (self, "something was not pushed again; not trusted for half an hour");
    self->deaf_id = b24_clock_add (self->clock, "b24-push-deaf", DEAF_TIME, on_deaf_over, self);
    g_signal_emit (self, signals[SIGNAL_STATE], 0);
}

void
b24_push_start (B24Push *self)
{
    g_autoptr (B24Push) keep = NULL;

    g_return_if_fail (B24_IS_PUSH (self));
    g_return_if_fail (self->state == B24_PUSH_IDLE);

    keep = g_object_ref (self);
    self->run++;
    self->cancellable = g_cancellable_new ();
    self->socket_session = b24_http_make_session (self->http, SOCKET_TIMEOUT);
    self->poll_session = b24_http_make_session (self->http, POLL_TIMEOUT);
    self->network_handler = g_signal_connect (g_network_monitor_get_default (), "network-changed",
                                              G_CALLBACK (on_network_changed), self);
    self->jumped_handler = g_signal_connect (self->clock, "jumped", G_CALLBACK (on_jumped), self);
    self->reconnects = 0;
    b24_push_begin_telling (self);
    b24_push_open (self);
}

void
b24_push_stop (B24Push *self)
{
    g_return_if_fail (B24_IS_PUSH (self));

    if (self->state == B24_PUSH_IDLE)
        return;
    self->run++;
    self->state = B24_PUSH_IDLE;
    self->since = b24_clock_get_monotonic (self->clock);
    g_clear_error (&self->error);
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    g_clear_signal_handler (&self->network_handler, g_network_monitor_get_default ());
    g_clear_signal_handler (&self->jumped_handler, self->clock);
    b24_clock_clear (self->clock, &self->network_id);
    b24_clock_clear (self->clock, &self->deaf_id);
    self->deaf_at = 0;
    self->cut_at = 0;
    b24_push_drop_links (self);
    b24_push_clear_config (self);
    b24_push_end_telling (self);
    self->failures = 0;
    self->failed_opens = 0;
    self->outage = FALSE;
    self->given_way = 0;
    self->was_open = FALSE;
    g_clear_object (&self->socket_session);
    g_clear_object (&self->poll_session);
}

B24PushState
b24_push_get_state (B24Push *self)
{
    g_return_val_if_fail (B24_IS_PUSH (self), B24_PUSH_IDLE);
    return self->state;
}

gboolean
b24_push_is_open (B24Push *self)
{
    g_return_val_if_fail (B24_IS_PUSH (self), FALSE);
    return self->state == B24_PUSH_WEBSOCKET || self->state == B24_PUSH_LONG_POLLING;
}

gboolean
b24_push_is_verified (B24Push *self)
{
    return b24_push_is_open (self) && self->verified && self->deaf_id == 0;
}

gint64
b24_push_get_since (B24Push *self)
{
    g_return_val_if_fail (B24_IS_PUSH (self), 0);
    return self->since;
}

int
b24_push_get_version (B24Push *self)
{
    g_return_val_if_fail (B24_IS_PUSH (self), 0);
    return self->config != NULL ? self->config->version : 0;
}

guint
b24_push_get_reconnects (B24Push *self)
{
    g_return_val_if_fail (B24_IS_PUSH (self), 0);
    return self->reconnects;
}

const GError *
b24_push_get_error (B24Push *self)
{
    g_return_val_if_fail (B24_IS_PUSH (self), NULL);
    return self->error;
}

static void
b24_push_dispose (GObject *object)
{
    B24Push *self = B24_PUSH (object);

    b24_push_stop (self);
    g_clear_object (&self->rest);
    g_clear_object (&self->http);
    g_clear_object (&self->clock);
    G_OBJECT_CLASS (b24_push_parent_class)->dispose (object);
}

static void
b24_push_class_init (B24PushClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = b24_push_dispose;

    signals[SIGNAL_MESSAGE] = g_signal_new ("message", B24_TYPE_PUSH, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
    signals[SIGNAL_OPENED] = g_signal_new ("opened", B24_TYPE_PUSH, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_STATE] = g_signal_new ("state", B24_TYPE_PUSH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_LOG] = g_signal_new ("log", B24_TYPE_PUSH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
b24_push_init (B24Push *self)
{
}
