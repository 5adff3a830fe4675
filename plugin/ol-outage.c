/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-outage.h"

#include "b24-error.h"
#include "ol-debug.h"
#include "ol-dialog.h"
#include "ol-sign-in.h"

/* Milliseconds of silence that are worth a line. */
#define TELL_AFTER (15 * 1000)
/* Milliseconds without a sign of life after which libpurple may know. */
#define LOST_AFTER (120 * 1000)
/* Milliseconds the network gets to settle; its changes come in flocks. */
#define SETTLE_FOR 1000
/* Microseconds of one turn of the main loop that may go into windows. */
#define SLICE_BUDGET 3000

struct _OlOutage {
    OlContext *context;
    void (*retry) (gpointer owner);
    gpointer owner;
    GNetworkMonitor *monitor;
    gboolean silent;
    gboolean telling_end; /* what the lines to come say */
    GArray *todo;         /* (element-type gint64): dialogs that get a line, in slices */
    guint tell;
    guint slice;
    guint lost;
    guint settle;
};

/* --- lines --- */

static void
say_one (OlOutage *self, gint64 chat_id)
{
    OlDialog *dialog = ol_dialog_find_by_id (ol_context_get_account (self->context), chat_id);

    if (dialog != NULL && ol_dialog_has_window (dialog))
        ol_dialog_say_outage (dialog, !self->telling_end);
}

static gboolean
on_slice (gpointer user_data)
{
    OlOutage *self = user_data;
    g_autoptr (OlContext) context = ol_context_ref (self->context);
    gint64 end = g_get_monotonic_time () + SLICE_BUDGET;

    while (self->todo->len > 0 && g_get_monotonic_time () < end) {
        gint64 chat_id = g_array_index (self->todo, gint64, self->todo->len - 1);

        g_array_set_size (self->todo, self->todo->len - 1);
        say_one (self, chat_id);
        /* A handler of libpurple's signals may have signed off. */
        if (!ol_context_is_alive (context))
            return G_SOURCE_REMOVE;
    }
    if (self->todo->len > 0)
        return G_SOURCE_CONTINUE;
    self->slice = 0;
    return G_SOURCE_REMOVE;
}

static void
schedule (OlOutage *self)
{
    if (self->slice == 0 && self->todo->len > 0)
        self->slice =
            b24_clock_add (self->context->clock, "openlines outage lines", 0, on_slice, self);
}

static void
note_window (gpointer data, gpointer user_data)
{
    OlOutage *self = user_data;
    gint64 chat_id = ol_dialog_get_chat_id (data);

    if (ol_dialog_has_window (data))
        g_array_append_val (self->todo, chat_id);
}

static void
tell (OlOutage *self, gboolean end)
{
    self->telling_end = end;
    g_array_set_size (self->todo, 0);
    ol_dialog_foreach (ol_context_get_account (self->context), note_window, self);
    schedule (self);
}

static gboolean
on_tell (gpointer user_data)
{
    OlOutage *self = user_data;

    self->tell = 0;
    tell (self, FALSE);
    return G_SOURCE_REMOVE;
}

/* --- signs of life --- */

static gboolean
on_lost (gpointer user_data)
{
    OlOutage *self = user_data;
    g_autoptr (GError) error =
        g_error_new_literal (B24_ERROR, B24_ERROR_UNREACHABLE, "no answer for two minutes");

    self->lost = 0;
    ol_sign_in_fail (self->context, error);
    return G_SOURCE_REMOVE;
}

/* Two minutes from now, unless the push stream still lives. */
static void
count_down (OlOutage *self)
{
    b24_clock_clear (self->context->clock, &self->lost);
    if (self->context->push == NULL || !b24_push_is_open (self->context->push))
        self->lost =
            b24_clock_add (self->context->clock, "openlines lost", LOST_AFTER, on_lost, self);
}

static void
on_push_state (B24Push *push, gpointer user_data)
{
    OlOutage *self = user_data;

    /* An attempt that fails is no sign of life and must not begin the two minutes anew. */
    if (self->silent && (b24_push_is_open (push) || self->lost == 0))
        count_down (self);
}

static void
on_reachable (B24Feed *feed, gboolean reachable, const GError *error, gpointer user_data)
{
    OlOutage *self = user_data;

    self->silent = !reachable;
    b24_clock_clear (self->context->clock, &self->tell);
    if (reachable) {
        ol_debug_info ("the portal answers again");
        b24_clock_clear (self->context->clock, &self->lost);
        tell (self, TRUE);
        self->retry (self->owner);
        return;
    }
    if (error != NULL)
        ol_debug_error ("The portal does not answer", error);
    self->tell =
        b24_clock_add (self->context->clock, "openlines outage", TELL_AFTER, on_tell, self);
    count_down (self);
}

/* --- the network, the computer --- */

static gboolean
on_settled (gpointer user_data)
{
    OlOutage *self = user_data;

    self->settle = 0;
    b24_feed_hurry (self->context->feed);
    self->retry (self->owner);
    return G_SOURCE_REMOVE;
}

static void
look_soon (OlOutage *self)
{
    if (self->settle == 0)
        self->settle =
            b24_clock_add (self->context->clock, "openlines network", SETTLE_FOR, on_settled, self);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
    if (available)
        look_soon (user_data);
}

/* The time asleep does not count as silence. */
static void
on_jumped (B24Clock *clock, gint64 microseconds, gpointer user_data)
{
    OlOutage *self = user_data;

    if (self->silent)
        count_down (self);
    look_soon (self);
}

/* --- life --- */

OlOutage *
ol_outage_new (OlContext *context, void (*retry) (gpointer owner), gpointer owner)
{
    OlOutage *self = g_new0 (OlOutage, 1);

    self->context = context;
    self->retry = retry;
    self->owner = owner;
    self->monitor = g_object_ref (g_network_monitor_get_default ());
    self->todo = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_signal_connect (context->feed, "reachable", G_CALLBACK (on_reachable), self);
    if (context->push != NULL)
        g_signal_connect (context->push, "state", G_CALLBACK (on_push_state), self);
    g_signal_connect (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self);
    g_signal_connect (context->clock, "jumped", G_CALLBACK (on_jumped), self);
    return self;
}

void
ol_outage_free (OlOutage *self)
{
    B24Clock *clock = self->context->clock;

    g_signal_handlers_disconnect_by_data (self->context->feed, self);
    if (self->context->push != NULL)
        g_signal_handlers_disconnect_by_data (self->context->push, self);
    g_signal_handlers_disconnect_by_data (self->monitor, self);
    g_signal_handlers_disconnect_by_data (clock, self);
    b24_clock_clear (clock, &self->tell);
    b24_clock_clear (clock, &self->slice);
    b24_clock_clear (clock, &self->lost);
    b24_clock_clear (clock, &self->settle);
    g_object_unref (self->monitor);
    g_array_unref (self->todo);
    g_free (self);
}
