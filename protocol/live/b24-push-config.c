/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-error.h"
#include "b24-push-private.h"

#define SECOND          1000
#define REFUSED_FIRST   (60 * SECOND)
#define REFUSED_LONGEST (600 * SECOND)
#define TURNED_OFF      (3600 * SECOND)
#define RETRY_BESIDE    (5 * SECOND) /* with a link open there is no hurry */
#define MARGIN_LEAST    30           /* s before the end of a channel */
#define MARGIN_MOST     120
#define END_GAP         60 /* s between askings because of an end */
#define DAY             (24 * 3600)

static void
clear_round (B24Push *self)
{
    self->asking = FALSE;
    self->other_tried = FALSE;
    g_clear_error (&self->refusal);
}

void
b24_push_clear_config (B24Push *self)
{
    clear_round (self);
    b24_clock_clear (self->clock, &self->refresh_id);
    g_clear_pointer (&self->config, b24_pull_config_unref);
    self->method = B24_PULL_METHOD_CONFIG;
    self->stale = FALSE;
    self->reopen = FALSE;
    self->config_faults = 0;
    self->refused_rounds = 0;
    self->ends = 0;
}

static gboolean
on_refresh (gpointer user_data)
{
    g_autoptr (B24Push) self = g_object_ref (user_data);

    self->refresh_id = 0;
    /* Between two links the next one asks, when it is time for it. */
    if (!b24_push_has_link (self))
        self->stale = TRUE;
    else
        b24_push_ask_config (self);
    return G_SOURCE_REMOVE;
}

void
b24_push_refresh (B24Push *self, guint delay, gboolean reopen)
{
    gint64 due = b24_clock_get_monotonic (self->clock) + delay * (gint64) 1000;

    self->reopen |= reopen;
    if (self->asking || (self->refresh_id != 0 && self->refresh_due <= due))
        return;
    b24_clock_clear (self->clock, &self->refresh_id);
    self->refresh_due = due;
    self->refresh_id = b24_clock_add (self->clock, "b24-push-refresh", delay, on_refresh, self);
}

/* Seconds to the first end, by the portal's clock; G_MAXINT64 without one. */
static gint64
get_remaining (B24Push *self)
{
    if (self->config == NULL || self->config->expires == 0)
        return G_MAXINT64;
    return self->config->expires - self->skew - b24_clock_get_real (self->clock) / G_USEC_PER_SEC;
}

/* A portal that does not make a new channel before the old one's end is asked again just after
 * it; one whose channels have always ended already, ever more seldom. */
static void
arm_expiry (B24Push *self)
{
    gint64 remaining = get_remaining (self);
    gint64 margin = b24_push_random (MARGIN_LEAST, MARGIN_MOST);
    gint64 behind = b24_push_random (1, 10);
    gint64 delay;

    if (self->config->expires == 0)
        return;
    if (remaining > margin + END_GAP) {
        delay = remaining - margin;
        self->ends = 0;
    } else {
        delay = MAX (remaining + behind, END_GAP << MIN (self->ends, 6));
        self->ends++;
    }
    b24_push_refresh (self, (guint) MIN (delay, DAY) * SECOND, FALSE);
}

void
b24_push_check_expiry (B24Push *self)
{
    if (get_remaining (self) > 0)
        return;
    if (b24_push_has_link (self))
        b24_push_refresh (self, b24_push_random (0, 2 * SECOND), FALSE);
    else
        self->stale = TRUE;
}

static gboolean
same_place (B24PullConfig *a, B24PullConfig *b)
{
    return a->version == b->version && g_strcmp0 (a->websocket, b->websocket) == 0 &&
           g_strcmp0 (a->long_polling, b->long_polling) == 0 &&
           g_strcmp0 (a->private_channel, b->private_channel) == 0 &&
           g_strcmp0 (a->shared_channel, b->shared_channel) == 0 &&
           g_strcmp0 (a->client_id, b->client_id) == 0 && g_strcmp0 (a->token, b->token) == 0;
}

/* Takes @config. */
static void
take_config (B24Push *self, B24PullConfig *config)
{
    gboolean same = self->config != NULL && same_place (self->config, config);
    gint64 now = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;

    clear_round (self);
    g_clear_pointer (&self->config, b24_pull_config_unref);
    self->config = config;
    self->skew =
        config->server_time > 0 ? config->server_time - now : b24_rest_get_clock_skew (self->rest);
    self->config_faults = 0;
    self->refused_rounds = 0;
    self->stale = FALSE;
    self->mute = FALSE;
    if (!same)
        self->verified = FALSE;
    b24_push_log (self, "config: version %d, %s%s, %s", config->version,
                  config->websocket != NULL ? "websocket " : "",
                  config->long_polling != NULL ? "long polling" : "", same ? "as before" : "new");
    arm_expiry (self);
    if (same && !self->reopen && b24_push_has_link (self))
        return;
    self->reopen = FALSE;
    /* The link was lost meanwhile, and its pause is for a reason. */
    if (self->wait_id != 0)
        return;
    b24_push_open (self);
}

static void
back_off (B24Push *self, const GError *error)
{
    guint wait = MIN (b24_error_get_wait (error), DAY) * SECOND;
    guint pause = b24_push_get_pause (self->config_faults);

    pause = MAX (pause, wait);
    self->config_faults++;
    if (b24_push_has_link (self))
        b24_push_refresh (self, MAX (pause, RETRY_BESIDE), FALSE);
    else if (self->wait_id != 0)
        self->stale = TRUE;
    else
        b24_push_open_later (self, B24_PUSH_BACK_OFF, error, pause);
}

static void
give_up (B24Push *self, const GError *error)
{
    guint pause = REFUSED_LONGEST;

    if (g_error_matches (error, B24_ERROR, B24_ERROR_SERVER_ERROR))
        pause = TURNED_OFF;
    else if (self->refused_rounds < 4)
        pause = MIN (REFUSED_FIRST << self->refused_rounds, REFUSED_LONGEST);
    self->refused_rounds++;
    b24_push_drop_links (self);
    g_clear_pointer (&self->config, b24_pull_config_unref);
    self->verified = FALSE;
    b24_push_open_later (self, B24_PUSH_REFUSED, error, pause);
}

static gboolean
is_other_method_worth_it (const GError *error)
{
    return g_error_matches (error, B24_ERROR, B24_ERROR_INSUFFICIENT_SCOPE) ||
           g_error_matches (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND) ||
           g_error_matches (error, B24_ERROR, B24_ERROR_WRONG_AUTH_TYPE);
}

static void
fail (B24Push *self, const GError *error)
{
    g_autoptr (GError) told = NULL;

    if (b24_error_is_passing (error) &&
        !g_error_matches (error, B24_ERROR, B24_ERROR_SERVER_ERROR)) {
        clear_round (self);
        back_off (self, error);
        return;
    }
    if (!self->other_tried && is_other_method_worth_it (error)) {
        if (self->method == B24_PULL_METHOD_CONFIG)
            self->refusal = g_error_copy (error);
        self->other_tried = TRUE;
        self->method = self->method == B24_PULL_METHOD_CONFIG ? B24_PULL_METHOD_API_CONFIG
                                                              : B24_PULL_METHOD_CONFIG;
        b24_push_ask_config (self);
        return;
    }
    /* The permission that the documented method misses is the one to be asked for. */
    told = g_error_copy (self->refusal != NULL && is_other_method_worth_it (error) ? self->refusal
                                                                                   : error);
    self->method = B24_PULL_METHOD_CONFIG;
    clear_round (self);
    give_up (self, told);
}

static void
on_config (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (B24Push) self = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24PullConfig) config = b24_pull_config_finish (B24_REST (source), result, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
    self->asking = FALSE;
    if (config != NULL) {
        take_config (self, g_steal_pointer (&config));
        return;
    }
    b24_push_log (self, "no config: %s %d", g_quark_to_string (error->domain), error->code);
    fail (self, error);
}

void
b24_push_ask_config (B24Push *self)
{
    if (!b24_push_has_link (self) && !b24_push_set_state (self, B24_PUSH_CONFIG, NULL))
        return;
    if (self->asking)
        return;
    self->asking = TRUE;
    b24_clock_clear (self->clock, &self->refresh_id);
    b24_pull_config_async (self->rest, self->method, self->cancellable, on_config,
                           g_object_ref (self));
}
