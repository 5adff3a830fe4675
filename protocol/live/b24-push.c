/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push.h"

#include "b24-clock.h"

struct _B24Push {
    GObject parent;

    B24Rest *rest;
    B24Http *http;
    B24Clock *clock;
    B24PushState state;
    gint64 since; /* monotonic, of the state */
    int version;  /* of the server, 0 unknown */
    guint reconnects;
    GError *error; /* (nullable): why there is no push now */
};

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

static void
set_state (B24Push *self, B24PushState state)
{
    self->state = state;
    self->since = b24_clock_get_monotonic (self->clock);
    g_signal_emit (self, signals[SIGNAL_STATE], 0);
}

void
b24_push_start (B24Push *self)
{
    g_return_if_fail (B24_IS_PUSH (self));
    g_return_if_fail (self->state == B24_PUSH_IDLE);

    self->reconnects = 0;
    g_clear_error (&self->error);
    set_state (self, B24_PUSH_CONFIG);
}

void
b24_push_stop (B24Push *self)
{
    g_return_if_fail (B24_IS_PUSH (self));

    self->state = B24_PUSH_IDLE;
    g_clear_error (&self->error);
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
    g_return_val_if_fail (B24_IS_PUSH (self), FALSE);
    return FALSE;
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
    return self->version;
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

void
b24_push_report_deaf (B24Push *self)
{
    g_return_if_fail (B24_IS_PUSH (self));
}

void
b24_push_probe (B24Push *self)
{
    g_return_if_fail (B24_IS_PUSH (self));
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
