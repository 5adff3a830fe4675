/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-presence.h"

#include "b24-error.h"
#include "b24-presence.h"
#include "ol-debug.h"

#define NOT_IDLE (-1)

struct _OlPresence {
    OlContext *context;
    /* what the client shows */
    const char *status; /* one of the statuses below */
    gint64 idle_since;  /* monotonic microseconds, NOT_IDLE */
    /* what the portal was told, or refused to hear */
    const char *told_status; /* (nullable) */
    gboolean told_idle;
    gboolean under_way;
};

/* The ids of the account's statuses are the portal's own words. */
static const char *const statuses[] = { "online", "away", "dnd", "break" };

static void tell (OlPresence *self);

/* (nullable): signing off is no status of the portal's */
static const char *
find_status (const char *id)
{
    for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
        if (purple_strequal (statuses[i], id))
            return statuses[i];
    }
    return NULL;
}

/* --- telling the portal --- */

typedef struct {
    OlPresence *presence; /* only while the context is alive */
    OlContext *context;
    const char *status; /* (nullable): it was about the idle time */
    gboolean idle;
} Telling;

static Telling *
telling_new (OlPresence *self, const char *status, gboolean idle)
{
    Telling *telling = g_new0 (Telling, 1);

    telling->presence = self;
    telling->context = ol_context_ref (self->context);
    telling->status = status;
    telling->idle = idle;
    self->under_way = TRUE;
    return telling;
}

static void
telling_free (Telling *self)
{
    ol_context_unref (self->context);
    g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static void
ended (Telling *telling, const GError *error)
{
    OlPresence *self = telling->presence;

    if (!ol_context_is_alive (telling->context))
        return;
    self->under_way = FALSE;
    if (error != NULL) {
        ol_debug_error ("The portal was not told of the status", error);
        /* Later, with the next change or when the portal answers again. */
        if (b24_error_is_passing (error))
            return;
    }
    /* What was refused is not said twice. */
    if (telling->status != NULL)
        self->told_status = telling->status;
    else
        self->told_idle = telling->idle;
    tell (self);
}

static void
on_status_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Telling) telling = user_data;
    g_autoptr (GError) error = NULL;

    b24_presence_set_status_finish (B24_REST (source), result, &error);
    ended (telling, error);
}

static void
on_idle_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Telling) telling = user_data;
    g_autoptr (GError) error = NULL;

    b24_presence_set_idle_finish (B24_REST (source), result, &error);
    ended (telling, error);
}

static void
tell (OlPresence *self)
{
    OlContext *context = self->context;
    gboolean idle = self->idle_since != NOT_IDLE;
    gint64 minutes;

    if (self->under_way)
        return;
    if (self->status != self->told_status) {
        b24_presence_set_status_async (context->rest, self->status, context->cancellable,
                                       on_status_told, telling_new (self, self->status, FALSE));
        return;
    }
    if (idle == self->told_idle)
        return;
    minutes =
        idle ? (b24_clock_get_monotonic (context->clock) - self->idle_since) / (60 * G_USEC_PER_SEC)
             : NOT_IDLE;
    b24_presence_set_idle_async (context->rest, (int) MIN (minutes, G_MAXINT), context->cancellable,
                                 on_idle_told, telling_new (self, NULL, idle));
}

/* --- what the client shows --- */

/* Whether the client made the account away by itself. It does that to a status that is available
 * and leaves every other as it is, but calls both "idle away". */
static gboolean
is_away_by_itself (PurpleAccount *account)
{
    PurpleSavedStatus *chosen;
    PurpleSavedStatusSub *own;

    if (!purple_savedstatus_is_idleaway ())
        return FALSE;
    chosen = purple_savedstatus_get_default ();
    own = purple_savedstatus_get_substatus (chosen, account);
    if (own == NULL)
        return purple_savedstatus_get_type (chosen) == PURPLE_STATUS_AVAILABLE;
    return purple_status_type_get_primitive (purple_savedstatus_substatus_get_type (own)) ==
           PURPLE_STATUS_AVAILABLE;
}

static void
read_client (OlPresence *self)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    PurplePresence *presence = purple_account_get_presence (account);
    const char *status =
        find_status (purple_status_get_id (purple_account_get_active_status (account)));

    if (is_away_by_itself (account))
        status = statuses[0];
    if (status != NULL)
        self->status = status;
    if (!purple_presence_is_idle (presence)) {
        self->idle_since = NOT_IDLE;
    } else if (self->idle_since == NOT_IDLE) {
        gint64 seconds = MAX (0, (gint64) time (NULL) - purple_presence_get_idle_time (presence));

        self->idle_since =
            b24_clock_get_monotonic (self->context->clock) - seconds * G_USEC_PER_SEC;
    }
}

void
ol_presence_changed (OlPresence *self)
{
    read_client (self);
    b24_feed_set_away (self->context->feed, self->idle_since != NOT_IDLE ||
                                                purple_strequal (self->status, "away") ||
                                                purple_strequal (self->status, "break"));
    tell (self);
}

void
ol_presence_retry (OlPresence *self)
{
    tell (self);
}

OlPresence *
ol_presence_new (OlContext *context)
{
    OlPresence *self = g_new0 (OlPresence, 1);

    self->context = context;
    self->status = statuses[0];
    self->idle_since = NOT_IDLE;
    ol_presence_changed (self);
    return self;
}

void
ol_presence_free (OlPresence *self)
{
    g_free (self);
}
