/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-push-inbox.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "b24-task.h"

#define LARGE       (32 * 1024) /* bytes of a frame that is decoded elsewhere */
#define SLICE_TIME  1500        /* microseconds of one turn */
#define SLICE_PAUSE 1           /* ms, lets the UI draw in between */

typedef struct {
    GBytes *data;
    gboolean binary;
    guint link;
} Parcel;

struct _B24PushInbox {
    B24Clock *clock;
    const B24PushInboxEvents *events; /* (nullable): absent when freed */
    gpointer user_data;

    GQueue parcels;  /* of Parcel */
    B24Frame *frame; /* (nullable): being told */
    guint told;      /* of its messages */
    gboolean working;
    gboolean slicing;
    guint slice_id;
};

static void
parcel_free (gpointer data)
{
    Parcel *parcel = data;

    g_bytes_unref (parcel->data);
    g_free (parcel);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parcel, parcel_free)

static void
clear (gpointer data)
{
    B24PushInbox *self = data;

    g_queue_clear_full (&self->parcels, parcel_free);
    g_clear_pointer (&self->frame, b24_frame_free);
    g_object_unref (self->clock);
}

static void
unref (B24PushInbox *self)
{
    g_rc_box_release_full (self, clear);
}

/* A reference for as long as somebody is told something, who may free the inbox meanwhile. */
typedef B24PushInbox Keep;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keep, unref)

B24PushInbox *
b24_push_inbox_new (B24Clock *clock, const B24PushInboxEvents *events, gpointer user_data)
{
    B24PushInbox *self = g_rc_box_new0 (B24PushInbox);

    self->clock = g_object_ref (clock);
    self->events = events;
    self->user_data = user_data;
    g_queue_init (&self->parcels);
    return self;
}

void
b24_push_inbox_free (B24PushInbox *self)
{
    if (self == NULL)
        return;
    self->events = NULL;
    b24_clock_clear (self->clock, &self->slice_id);
    unref (self);
}

gboolean
b24_push_inbox_is_empty (B24PushInbox *self)
{
    g_return_val_if_fail (self != NULL, TRUE);
    return self->frame == NULL && !self->working && g_queue_is_empty (&self->parcels);
}

static gboolean run_slice (gpointer user_data);

static void
arm (B24PushInbox *self, guint delay)
{
    if (self->slice_id == 0 && !self->slicing && !self->working)
        self->slice_id = b24_clock_add (self->clock, "b24-push-slice", delay, run_slice, self);
}

/* Takes @frame, which may be NULL with @error. */
static void
begin_frame (B24PushInbox *self, B24Frame *frame, const GError *error, guint link)
{
    self->frame = frame;
    self->told = 0;
    self->events->frame (frame, error, link, self->user_data);
}

static void
decode_in_worker (GTask *worker, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    Parcel *parcel = task_data;
    GError *error = NULL;
    B24Frame *frame = b24_frame_decode (parcel->data, parcel->binary, &error);

    /* As with large answers: a tree is many times its bytes, and none of it is needed any more. */
#ifdef __GLIBC__
    malloc_trim (0);
#endif
    if (frame != NULL)
        g_task_return_pointer (worker, frame, (GDestroyNotify) b24_frame_free);
    else
        g_task_return_error (worker, error);
}

static void
on_decoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Keep) self = user_data;
    Parcel *parcel = g_task_get_task_data (G_TASK (result));
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Frame) frame = g_task_propagate_pointer (G_TASK (result), &error);

    if (self->events == NULL)
        return;
    self->working = FALSE;
    begin_frame (self, g_steal_pointer (&frame), error, parcel->link);
    if (self->events != NULL)
        arm (self, 0);
}

/* Takes @parcel. */
static void
decode_elsewhere (B24PushInbox *self, Parcel *parcel)
{
    g_autoptr (GTask) worker = g_task_new (NULL, NULL, on_decoded, g_rc_box_acquire (self));

    g_task_set_source_tag (worker, B24_TASK_TAG (decode_in_worker));
    g_task_set_name (worker, "[b24] push frame");
    g_task_set_task_data (worker, parcel, parcel_free);
    self->working = TRUE;
    g_task_run_in_thread (worker, decode_in_worker);
}

static void
open_parcel (B24PushInbox *self)
{
    g_autoptr (Parcel) parcel = g_queue_pop_head (&self->parcels);
    g_autoptr (GError) error = NULL;
    B24Frame *frame;

    if (g_bytes_get_size (parcel->data) > LARGE) {
        decode_elsewhere (self, g_steal_pointer (&parcel));
        return;
    }
    frame = b24_frame_decode (parcel->data, parcel->binary, &error);
    begin_frame (self, frame, error, parcel->link);
}

static void
tell_next (B24PushInbox *self)
{
    g_autoptr (B24PushMessage) message = NULL;

    if (self->told >= self->frame->messages->len) {
        g_clear_pointer (&self->frame, b24_frame_free);
        return;
    }
    message = b24_push_message_ref (g_ptr_array_index (self->frame->messages, self->told++));
    self->events->message (message, self->user_data);
}

/* The time is the real one, also of a clock that stands still: it is the main loop's. */
static gboolean
run_slice (gpointer user_data)
{
    g_autoptr (Keep) self = g_rc_box_acquire (user_data);
    gint64 end = g_get_monotonic_time () + SLICE_TIME;

    self->slice_id = 0;
    self->slicing = TRUE;
    while (self->events != NULL && !self->working && !b24_push_inbox_is_empty (self) &&
           g_get_monotonic_time () < end) {
        if (self->frame != NULL)
            tell_next (self);
        else
            open_parcel (self);
    }
    self->slicing = FALSE;
    if (self->events == NULL)
        return G_SOURCE_REMOVE;
    if (b24_push_inbox_is_empty (self))
        self->events->drained (self->user_data);
    else
        arm (self, SLICE_PAUSE);
    return G_SOURCE_REMOVE;
}

void
b24_push_inbox_put (B24PushInbox *self, GBytes *data, gboolean binary, guint link)
{
    Parcel *parcel;

    g_return_if_fail (self != NULL && data != NULL);

    parcel = g_new0 (Parcel, 1);
    parcel->data = g_bytes_ref (data);
    parcel->binary = binary;
    parcel->link = link;
    g_queue_push_tail (&self->parcels, parcel);
    arm (self, 0);
}
