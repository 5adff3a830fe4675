/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-push — channels, and the way of an event from the portal to those who listen.
 */

#include "portal-push.h"

/* Events are stored for a day; a storm must not make the tests' memory grow without end. */
#define MAX_EXPIRY 86400
#define MAX_STORED 1000

/* An event that is to come out of order comes at last when none follows it. */
#define LATE_MICROSECONDS G_USEC_PER_SEC

#define WEB_REVISION    19
#define MOBILE_REVISION 3

static char *
make_digits (PpPush *push)
{
    GString *digits = g_string_new (NULL);

    for (guint i = 0; i < 4; i++)
        g_string_append_printf (digits, "%08x", g_rand_int (push->rand));
    return g_string_free (digits, FALSE);
}

static void
channel_free (gpointer data)
{
    PpPushChannel *channel = data;

    g_free (channel->base);
    g_free (channel->public_id);
    g_free (channel->type);
    g_ptr_array_unref (channel->events);
    g_free (channel);
}

PpPushEvent *
pp_push_event_ref (PpPushEvent *event)
{
    g_atomic_ref_count_inc (&event->refs);
    return event;
}

void
pp_push_event_unref (PpPushEvent *event)
{
    if (!g_atomic_ref_count_dec (&event->refs))
        return;
    g_free (event->module);
    g_free (event->command);
    g_free (event->params);
    g_free (event->extra);
    g_free (event);
}

static char *
current_key (gint64 user_id, const char *type)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT ":%s", user_id, type);
}

static PpPushChannel *
channel_new (PracticePortal *self, gint64 user_id, const char *type)
{
    PpPush *push = self->push;
    PpPushChannel *channel = g_new0 (PpPushChannel, 1);

    channel->base = make_digits (push);
    channel->public_id = user_id != 0 ? make_digits (push) : NULL;
    channel->type = g_strdup (type);
    channel->user_id = user_id;
    channel->start = pp_now (self);
    channel->end = channel->start + PP_PUSH_CHANNEL_LIFE;
    channel->events = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_push_event_unref);
    g_hash_table_insert (push->channels, channel->base, channel);
    g_hash_table_insert (push->current, current_key (user_id, type), channel);
    return channel;
}

/* @type is `private`, `shared`, or an application's client id; @user_id 0 = everybody's. A channel
 * that is too old is replaced here, as the portal does it whenever it needs one. */
PpPushChannel *
pp_push_get_channel (PracticePortal *self, gint64 user_id, const char *type)
{
    g_autofree char *key = current_key (user_id, type);
    PpPushChannel *channel = g_hash_table_lookup (self->push->current, key);

    if (channel == NULL)
        return channel_new (self, user_id, type);
    if (pp_now (self) >= channel->end)
        return pp_push_rotate (self, channel, TRUE);
    return channel;
}

/* (transfer full) */
static char *
sign (PracticePortal *self, const char *text)
{
    const char *secret = self->push->secret;

    return g_compute_hmac_for_string (G_CHECKSUM_SHA1, (const guchar *) secret, strlen (secret),
                                      text, -1);
}

/* (transfer full): the id as clients know it, signed from version 4 */
char *
pp_push_channel_id (PracticePortal *self, PpPushChannel *channel)
{
    g_autofree char *plain = NULL;
    g_autofree char *signature = NULL;

    if (self->push->version < 4)
        return g_strdup (channel->base);
    plain = channel->public_id != NULL
                ? g_strdup_printf ("%s:%s", channel->base, channel->public_id)
                : g_strdup (channel->base);
    signature = sign (self, plain);
    return g_strdup_printf ("%s.%s", plain, signature);
}

/* The channel with just this id, signature included; %NULL when it is not valid. */
PpPushChannel *
pp_push_find_channel (PracticePortal *self, const char *id)
{
    g_autofree char *base = g_strndup (id, strcspn (id, ":."));
    PpPushChannel *channel = g_hash_table_lookup (self->push->channels, base);
    g_autofree char *expected = channel != NULL ? pp_push_channel_id (self, channel) : NULL;

    return g_strcmp0 (expected, id) == 0 ? channel : NULL;
}

/* 10 digits of the second the server started, 16 of a counter. */
void
pp_push_write_mid (PracticePortal *self, guint64 number, char mid[PP_PUSH_MID_LENGTH + 1])
{
    g_snprintf (mid, PP_PUSH_MID_LENGTH + 1, "%010" G_GINT64_FORMAT "%016" G_GUINT64_FORMAT,
                self->push->started, number);
}

/* (transfer full): what the portal says about itself and the sender */
static char *
make_extra (PracticePortal *self, const char *module, guint sender_type, gint64 sender_id)
{
    gint64 now = pp_now (self);
    g_autofree char *date = pp_date (self, now);
    g_autofree char *name = g_strdup_printf ("127.0.0.1:%u", self->port);
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    if (g_str_equal (module, "im")) {
        g_autofree char *uuid = g_uuid_string_random ();

        pp_out_bool (&out, "is_shared_event", FALSE);
        pp_out_string (&out, "action_uuid", uuid);
        pp_out_int (&out, "im_revision", 130);
        pp_out_int (&out, "revision_im_web", 130);
        pp_out_int (&out, "revision_im_mobile", 18);
        pp_out_int (&out, "revision_im_rest", 32);
    }
    pp_out_string (&out, "server_time", date);
    pp_out_double (&out, "server_time_unix", (gdouble) (now + self->skew) / G_USEC_PER_SEC);
    pp_out_string (&out, "server_name", name);
    pp_out_int (&out, "revision_web", WEB_REVISION);
    pp_out_int (&out, "revision_mobile", MOBILE_REVISION);
    pp_out_object (&out, "sender");
    pp_out_int (&out, "type", sender_type);
    if (sender_id != 0)
        pp_out_id_string (&out, "id", sender_id);
    pp_out_end (&out);
    pp_out_end (&out);
    return pp_out_take (&out);
}

static gint
compare_due (gconstpointer a, gconstpointer b)
{
    gint64 first = (*(PpPushEvent *const *) a)->due;
    gint64 second = (*(PpPushEvent *const *) b)->due;

    return first < second ? -1 : first > second;
}

/* @expiry: seconds the push server keeps it for those who come back, 0 = not */
void
pp_push_publish_on (PracticePortal *self, PpPushChannel *channel, const char *module,
                    const char *command, const char *params_json, guint sender_type,
                    gint64 sender_id, guint expiry)
{
    PpPush *push = self->push;
    PpPushEvent *event;

    if (!push->enabled)
        return;
    event = g_new0 (PpPushEvent, 1);
    g_atomic_ref_count_init (&event->refs);
    event->channel = channel;
    event->module = g_strdup (module);
    event->command = g_strdup (command);
    event->params = g_strdup (params_json);
    event->extra = make_extra (self, module, sender_type, sender_id);
    event->sender_type = sender_type;
    event->sender_id = sender_id;
    event->expiry = MIN (expiry, MAX_EXPIRY);
    event->due = pp_now (self) + push->delay;
    g_ptr_array_add (push->queue, event);
    /* Stable: only a shorter delay lets an event overtake. */
    if (push->queue->len > 1 &&
        event->due < ((PpPushEvent *) g_ptr_array_index (push->queue, push->queue->len - 2))->due)
        g_ptr_array_sort (push->queue, compare_due);
    pp_push_arm (self);
}

void
pp_push_publish (PracticePortal *self, gint64 user_id, const char *module, const char *command,
                 const char *params_json, guint sender_type, guint expiry)
{
    PpPushChannel *channel =
        pp_push_get_channel (self, user_id, user_id != 0 ? "private" : "shared");

    pp_push_publish_on (self, channel, module, command, params_json, sender_type, 0, expiry);
}

static void
write_expired (PracticePortal *self, PpOut *out, PpPushChannel *old, PpPushChannel *fresh)
{
    g_autofree char *old_id = pp_push_channel_id (self, old);
    g_autofree char *new_id = pp_push_channel_id (self, fresh);
    g_autofree char *start = pp_date (self, fresh->start);
    g_autofree char *end = pp_date (self, fresh->end);

    pp_out_object (out, NULL);
    pp_out_string (out, "action", old->user_id != 0 ? "get_config" : "reconnect");
    pp_out_object (out, "channel");
    pp_out_string (out, "id", old_id);
    pp_out_string (out, "type", old->type);
    pp_out_end (out);
    if (old->user_id == 0) {
        pp_out_object (out, "new_channel");
        pp_out_string (out, "id", new_id);
        pp_out_string (out, "start", start);
        pp_out_string (out, "end", end);
        pp_out_string (out, "type", fresh->type);
        pp_out_end (out);
    }
    pp_out_end (out);
}

/* From now on events go to another channel. Those on the old one are told, unless not @announce.
 * Returns the new one. */
PpPushChannel *
pp_push_rotate (PracticePortal *self, PpPushChannel *channel, gboolean announce)
{
    PpPushChannel *fresh = channel_new (self, channel->user_id, channel->type);
    g_autofree char *params = NULL;
    PpOut out;

    if (!announce)
        return fresh;
    pp_out_init (&out);
    write_expired (self, &out, channel, fresh);
    params = pp_out_take (&out);
    pp_push_publish_on (self, channel, "pull", "channel_expire", params, 2, 0, MAX_EXPIRY);
    return fresh;
}

/* Whether the next fault of this kind strikes; if so, it is used up. */
static gboolean
take_fault (PpPush *push, PpPushFault fault)
{
    if (push->faults[fault] == 0)
        return FALSE;
    if (push->faults[fault] > 0)
        push->faults[fault]--;
    return TRUE;
}

static void
number_event (PpPush *push, PpPushEvent *event, gint64 now)
{
    gint64 second = now / G_USEC_PER_SEC;

    event->created = now;
    event->number = ++push->last_number;
    pp_push_write_mid (push->portal, event->number, event->mid);
    push->last_tag = second == push->last_second ? push->last_tag + 1 : 1;
    push->last_second = second;
    event->tag = push->last_tag;
}

static void
store_event (PpPushEvent *event)
{
    GPtrArray *events = event->channel->events;

    if (event->expiry == 0)
        return;
    if (events->len >= MAX_STORED)
        g_ptr_array_remove_range (events, 0, MAX_STORED / 2);
    g_ptr_array_add (events, pp_push_event_ref (event));
}

static void
hand_out (PpPush *push, PpPushEvent *event)
{
    for (guint i = 0; i < push->listeners->len; i++) {
        PpPushListener *listener = g_ptr_array_index (push->listeners, i);

        if (pp_push_listener_hears (listener, event->channel))
            pp_push_listener_queue (listener, pp_push_event_ref (event));
    }
}

static void
hand_out_late (PpPush *push)
{
    for (guint i = 0; i < push->late->len; i++)
        hand_out (push, g_ptr_array_index (push->late, i));
    g_ptr_array_set_size (push->late, 0);
}

/* An event reaches the push server. */
static void
event_arrive (PpPush *push, PpPushEvent *event, gint64 now)
{
    if (take_fault (push, PP_PUSH_FAULT_DEAF))
        return;
    number_event (push, event, now);
    store_event (event);
    if (take_fault (push, PP_PUSH_FAULT_LOSE))
        return;
    if (take_fault (push, PP_PUSH_FAULT_REORDER)) {
        event->due = now + LATE_MICROSECONDS;
        g_ptr_array_add (push->late, pp_push_event_ref (event));
        return;
    }
    hand_out (push, event);
    if (take_fault (push, PP_PUSH_FAULT_REPEAT))
        hand_out (push, event);
    hand_out_late (push);
}

/* No more faults, and nobody is turned away. */
void
pp_push_clear_faults (PracticePortal *self)
{
    PpPush *push = self->push;

    for (guint i = 0; i < PP_PUSH_N_FAULTS; i++)
        push->faults[i] = 0;
    push->refuse_times = 0;
}

/* Does all that is due by now on the portal's clock. */
void
pp_push_run (PracticePortal *self)
{
    PpPush *push = self->push;
    gint64 now = pp_now (self);
    guint arrived = 0;

    while (arrived < push->queue->len) {
        PpPushEvent *event = g_ptr_array_index (push->queue, arrived);

        if (event->due > now)
            break;
        event_arrive (push, event, now);
        arrived++;
    }
    if (arrived > 0)
        g_ptr_array_remove_range (push->queue, 0, arrived);
    if (push->late->len > 0 && ((PpPushEvent *) g_ptr_array_index (push->late, 0))->due <= now)
        hand_out_late (push);
    pp_push_run_listeners (push, now);
    pp_push_arm (self);
}

static gboolean
on_due (gpointer user_data)
{
    pp_push_run (user_data);
    return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_due (GSource *source, GSourceFunc callback, gpointer user_data)
{
    g_source_set_ready_time (source, -1);
    return callback (user_data);
}

/* Wakes up when the next thing is due. */
void
pp_push_arm (PracticePortal *self)
{
    PpPush *push = self->push;
    gint64 due = pp_push_next_due (push);

    if (push->queue->len > 0)
        due = MIN (due, ((PpPushEvent *) g_ptr_array_index (push->queue, 0))->due);
    if (push->late->len > 0)
        due = MIN (due, ((PpPushEvent *) g_ptr_array_index (push->late, 0))->due);
    /* A clock that stands still only moves by `advance`, which looks after us itself. */
    if (due == G_MAXINT64 || (self->still_at != 0 && due > pp_now (self)))
        g_source_set_ready_time (push->timer, -1);
    else
        g_source_set_ready_time (push->timer,
                                 g_get_monotonic_time () + MAX (due - pp_now (self), 0));
}

void
pp_push_init (PracticePortal *self)
{
    static GSourceFuncs due_funcs = { .dispatch = dispatch_due };
    PpPush *push = g_new0 (PpPush, 1);

    self->push = push;
    push->portal = self;
    push->version = 4;
    push->format = -1;
    push->enabled = TRUE;
    push->websocket = TRUE;
    push->long_polling = TRUE;
    push->hold = 40 * G_USEC_PER_SEC;
    push->rand = g_rand_new_with_seed (20260102);
    push->secret = make_digits (push);
    push->client_id = make_digits (push);
    push->started = pp_now (self) / G_USEC_PER_SEC;
    push->config_timestamp = push->started;
    push->channels = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, channel_free);
    push->current = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    push->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_push_event_unref);
    push->late = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_push_event_unref);
    push->listeners = g_ptr_array_new ();
    push->timer = g_source_new (&due_funcs, sizeof (GSource));
    g_source_set_name (push->timer, "practice portal: push");
    g_source_set_callback (push->timer, on_due, self, NULL);
    g_source_attach (push->timer, self->context);
}

void
pp_push_clear (PracticePortal *self)
{
    PpPush *push = self->push;

    g_assert_cmpuint (push->listeners->len, ==, 0);
    g_source_destroy (push->timer);
    g_source_unref (push->timer);
    g_ptr_array_unref (push->listeners);
    g_ptr_array_unref (push->queue);
    g_ptr_array_unref (push->late);
    g_hash_table_unref (push->current);
    g_hash_table_unref (push->channels);
    g_rand_free (push->rand);
    g_free (push->secret);
    g_free (push->client_id);
    g_clear_pointer (&self->push, g_free);
}
