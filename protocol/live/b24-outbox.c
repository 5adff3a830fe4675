/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-outbox-private.h"

#include <gio/gio.h>

#include "b24-bbcode.h"
#include "b24-error.h"
#include "b24-messages.h"
#include "b24-split.h"

#define MAX_PAUSE    60
#define DOUBLE_PAUSE 1 /* while the portal still works on the first copy */
/* Microseconds of an outage in which a dialog may have become somebody else's. */
#define STALE_AFTER (10 * G_USEC_PER_SEC)

enum { SIGNAL_SENT, SIGNAL_WAITING, SIGNAL_CHECK, SIGNAL_FAILED, SIGNAL_UNKEPT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (B24Outbox, b24_outbox, G_TYPE_OBJECT)

static void
queue_free (gpointer data)
{
    B24OutboxQueue *queue = data;

    b24_clock_clear (queue->outbox->clock, &queue->retry_id);
    g_queue_clear_full (&queue->items, (GDestroyNotify) b24_outbox_text_free);
    g_free (queue);
}

void
b24_outbox_report_sent (B24Outbox *self, gint64 chat_id, B24OutboxText *item, gint64 message_id)
{
    g_signal_emit (self, signals[SIGNAL_SENT], 0, chat_id, item->text, item->kind, message_id,
                   item->uuid);
}

void
b24_outbox_report_unkept (B24Outbox *self, const GError *error)
{
    g_signal_emit (self, signals[SIGNAL_UNKEPT], 0, error);
}

B24Outbox *
b24_outbox_new (B24Rest *rest)
{
    B24Outbox *self = g_object_new (B24_TYPE_OUTBOX, NULL);

    self->rest = g_object_ref (rest);
    self->clock = g_object_ref (b24_rest_get_clock (rest));
    return self;
}

B24OutboxQueue *
b24_outbox_ensure_queue (B24Outbox *self, gint64 chat_id)
{
    B24OutboxQueue *queue = g_hash_table_lookup (self->queues, &chat_id);

    if (queue == NULL) {
        queue = g_new0 (B24OutboxQueue, 1);
        queue->outbox = self;
        queue->chat_id = chat_id;
        g_queue_init (&queue->items);
        g_hash_table_insert (self->queues, &queue->chat_id, queue);
    }
    return queue;
}

void
b24_outbox_touch (B24Outbox *self)
{
    if (self->store != NULL)
        b24_store_touch (self->store, 0);
}

/* Handlers may add texts or close the outbox: nothing of @queue is used across an emission. */
void
b24_outbox_tell_waiting (B24Outbox *self, gint64 chat_id)
{
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
    B24OutboxQueue *queue = g_hash_table_lookup (self->queues, &chat_id);

    for (GList *l = queue->items.head; l != NULL; l = l->next) {
        B24OutboxText *item = l->data;

        if (!item->told)
            g_ptr_array_add (texts, g_strdup (item->text));
        item->told = TRUE;
    }
    for (guint i = 0; i < texts->len && !self->closed; i++)
        g_signal_emit (self, signals[SIGNAL_WAITING], 0, chat_id, g_ptr_array_index (texts, i));
}

void
b24_outbox_fail_queue (B24Outbox *self, B24OutboxQueue *queue, const GError *error)
{
    gint64 chat_id = queue->chat_id;
    GQueue items = queue->items;
    B24OutboxText *next;

    g_queue_init (&queue->items);
    queue->failures = 0;
    queue->unreachable = FALSE;
    queue->earlier = FALSE;
    b24_outbox_touch (self);
    while ((next = g_queue_pop_head (&items)) != NULL) {
        g_autoptr (B24OutboxText) item = next;

        g_signal_emit (self, signals[SIGNAL_FAILED], 0, chat_id, item->text, item->kind, error);
    }
}

static gboolean
retry_queue (gpointer user_data)
{
    B24OutboxQueue *queue = user_data;

    queue->retry_id = 0;
    b24_outbox_send_next (queue->outbox, queue);
    return G_SOURCE_REMOVE;
}

void
b24_outbox_pause (B24OutboxQueue *queue, guint pause, const GError *error)
{
    guint longest = pause;

    for (guint i = 0; i < queue->failures && longest < MAX_PAUSE; i++)
        longest *= 2;
    queue->failures++;
    longest = MAX (MIN (longest, MAX_PAUSE), b24_error_get_wait (error));
    /* Up to a quarter less, so that many clients do not come back at the same moment. */
    queue->retry_id =
        b24_clock_add (queue->outbox->clock, "b24-outbox-retry",
                       (guint) (longest * g_random_int_range (750, 1001)), retry_queue, queue);
}

void
b24_outbox_note_unreachable (B24OutboxQueue *queue)
{
    if (!queue->unreachable)
        queue->since = b24_clock_get_monotonic (queue->outbox->clock);
    queue->unreachable = TRUE;
}

static void
handle_failure (B24Outbox *self, B24OutboxQueue *queue, const GError *error)
{
    B24OutboxText *item = g_queue_peek_head (&queue->items);
    gboolean doubtful = item->doubtful;

    if (g_error_matches (error, B24_ERROR, B24_ERROR_MESSAGE_DUPLICATED_BY_UUID)) {
        item->doubtful = TRUE;
        b24_outbox_pause (queue, DOUBLE_PAUSE, error);
        return;
    }
    if (b24_error_is_passing (error)) {
        item->doubtful = TRUE;
        b24_outbox_note_unreachable (queue);
        b24_outbox_pause (queue, B24_OUTBOX_FIRST_PAUSE, error);
        b24_outbox_tell_waiting (self, queue->chat_id);
        return;
    }
    if (doubtful)
        b24_outbox_look (self, queue, error);
    else
        b24_outbox_fail_queue (self, queue, error);
}

static void
handle_success (B24Outbox *self, B24OutboxQueue *queue, gint64 message_id)
{
    gint64 chat_id = queue->chat_id;
    g_autoptr (B24OutboxText) item = g_queue_pop_head (&queue->items);

    queue->failures = 0;
    queue->unreachable = FALSE;
    b24_outbox_touch (self);
    b24_outbox_report_sent (self, chat_id, item, message_id);
    if (!self->closed)
        b24_outbox_send_next (self, queue);
}

typedef struct {
    B24Outbox *outbox;
    gint64 chat_id;
} Sending;

static void
sending_free (Sending *sending)
{
    g_object_unref (sending->outbox);
    g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

static void
message_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Sending) sending = user_data;
    B24Outbox *self = sending->outbox;
    g_autoptr (GError) error = NULL;
    gint64 message_id = b24_messages_add_finish (B24_REST (source), result, &error);
    B24OutboxQueue *queue;
    B24OutboxText *item;

    if (self->closed)
        return;
    queue = g_hash_table_lookup (self->queues, &sending->chat_id);
    queue->in_flight = FALSE;
    item = g_queue_peek_head (&queue->items);
    if (error != NULL && item->message_id == 0)
        handle_failure (self, queue, error);
    else
        handle_success (self, queue, error != NULL ? item->message_id : message_id);
}

/* Whether somebody looks at the dialog again before the next text goes out. Nothing of @queue may
 * be used afterwards if so. */
static gboolean
is_checked_first (B24Outbox *self, B24OutboxQueue *queue)
{
    const B24OutboxText *item = g_queue_peek_head (&queue->items);
    gint64 now = b24_clock_get_monotonic (self->clock);
    gboolean checked = FALSE;

    if (!queue->earlier && (!queue->unreachable || now - queue->since < STALE_AFTER))
        return FALSE;
    if (item->doubtful && !queue->looked) {
        b24_outbox_look (self, queue, NULL);
        return TRUE;
    }
    queue->looked = FALSE;
    queue->held = TRUE;
    g_signal_emit (self, signals[SIGNAL_CHECK], 0, queue->chat_id, item->time, queue->earlier,
                   &checked);
    /* Decided inside, whatever the answer. */
    if (checked || self->closed || !queue->held)
        return TRUE;
    /* Nobody objects. */
    queue->held = FALSE;
    queue->earlier = FALSE;
    queue->since = now;
    return FALSE;
}

void
b24_outbox_send_next (B24Outbox *self, B24OutboxQueue *queue)
{
    const B24OutboxText *item;
    B24Draft draft = { 0 };
    Sending *sending;

    if (g_queue_is_empty (&queue->items) || queue->in_flight || queue->held || queue->looking ||
        queue->retry_id != 0 || is_checked_first (self, queue))
        return;
    item = g_queue_peek_head (&queue->items);
    if (item == NULL)
        return;
    sending = g_new0 (Sending, 1);
    sending->outbox = g_object_ref (self);
    sending->chat_id = queue->chat_id;
    queue->in_flight = TRUE;
    draft.text = item->safe;
    draft.uuid = item->uuid;
    draft.reply_id = item->reply_id;
    draft.internal = item->kind == B24_OUTBOX_NOTE;
    b24_messages_add_async (self->rest, queue->chat_id, &draft, self->cancellable, message_sent,
                            sending);
}

void
b24_outbox_push (B24Outbox *self, B24OutboxQueue *queue, B24OutboxText *item)
{
    g_queue_push_tail (&queue->items, item);
}

/* A part that grew by being made safe is cut again. */
static void
add_parts (B24Outbox *self, B24OutboxQueue *queue, const char *text, guint max_chars)
{
    g_autoptr (GPtrArray) parts = b24_split_text (text, max_chars);

    for (guint i = 0; i < parts->len; i++) {
        const char *part = g_ptr_array_index (parts, i);
        g_autofree char *safe = b24_bbcode_neutralize (part);
        B24OutboxText *item;

        if (g_utf8_strlen (safe, -1) > B24_MESSAGES_MAX_TEXT && max_chars > 1) {
            add_parts (self, queue, part, max_chars / 2);
            continue;
        }
        item = b24_outbox_text_new (part, safe, b24_clock_get_real (self->clock) / G_USEC_PER_SEC);
        b24_outbox_push (self, queue, item);
    }
}

/* @reply_id: of a reply. What follows its first part is a text like any other. */
static void
add (B24Outbox *self, gint64 chat_id, const char *text, B24OutboxKind kind, gint64 reply_id)
{
    B24OutboxQueue *queue;
    GList *last;
    GList *first;

    if (self->closed)
        return;
    queue = b24_outbox_ensure_queue (self, chat_id);
    last = queue->items.tail;
    add_parts (self, queue, text, B24_MESSAGES_MAX_TEXT);
    first = last != NULL ? last->next : queue->items.head;
    for (GList *l = first; l != NULL; l = l->next) {
        B24OutboxText *item = l->data;

        if (kind == B24_OUTBOX_NOTE || l == first)
            item->kind = kind;
        if (kind == B24_OUTBOX_REPLY && l == first)
            item->reply_id = reply_id;
    }
    b24_outbox_touch (self);
    b24_outbox_send_next (self, queue);
    if (!self->closed && queue->unreachable)
        b24_outbox_tell_waiting (self, chat_id);
}

void
b24_outbox_add (B24Outbox *self, gint64 chat_id, const char *text)
{
    g_return_if_fail (B24_IS_OUTBOX (self));
    g_return_if_fail (text != NULL);

    add (self, chat_id, text, B24_OUTBOX_TEXT, 0);
}

void
b24_outbox_add_reply (B24Outbox *self, gint64 chat_id, gint64 reply_id, const char *text)
{
    g_return_if_fail (B24_IS_OUTBOX (self));
    g_return_if_fail (text != NULL);
    g_return_if_fail (reply_id > 0);

    add (self, chat_id, text, B24_OUTBOX_REPLY, reply_id);
}

void
b24_outbox_add_note (B24Outbox *self, gint64 chat_id, const char *text)
{
    g_return_if_fail (B24_IS_OUTBOX (self));
    g_return_if_fail (text != NULL);

    add (self, chat_id, text, B24_OUTBOX_NOTE, 0);
}

guint
b24_outbox_get_pending (B24Outbox *self, gint64 chat_id)
{
    B24OutboxQueue *queue;

    g_return_val_if_fail (B24_IS_OUTBOX (self), 0);

    queue = g_hash_table_lookup (self->queues, &chat_id);
    return queue != NULL ? g_queue_get_length (&queue->items) : 0;
}

gboolean
b24_outbox_has_only_notes (B24Outbox *self, gint64 chat_id)
{
    B24OutboxQueue *queue;

    g_return_val_if_fail (B24_IS_OUTBOX (self), FALSE);

    queue = g_hash_table_lookup (self->queues, &chat_id);
    if (queue == NULL || g_queue_is_empty (&queue->items))
        return FALSE;
    for (GList *l = queue->items.head; l != NULL; l = l->next) {
        const B24OutboxText *item = l->data;

        if (item->kind != B24_OUTBOX_NOTE)
            return FALSE;
    }
    return TRUE;
}

void
b24_outbox_retry (B24Outbox *self)
{
    g_autoptr (GArray) ids = NULL;

    g_return_if_fail (B24_IS_OUTBOX (self));

    ids = b24_outbox_list_dialogs (self);
    for (guint i = 0; i < ids->len && !self->closed; i++) {
        B24OutboxQueue *queue = g_hash_table_lookup (self->queues, &g_array_index (ids, gint64, i));

        b24_clock_clear (self->clock, &queue->retry_id);
        b24_outbox_send_next (self, queue);
    }
}

void
b24_outbox_close (B24Outbox *self)
{
    g_autoptr (B24Outbox) alive = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GHashTable) queues = NULL;
    GHashTableIter iter;
    gpointer value;

    g_return_if_fail (B24_IS_OUTBOX (self));

    if (self->closed)
        return;
    alive = g_object_ref (self);
    self->closed = TRUE;
    queues = g_steal_pointer (&self->queues);
    self->queues = g_hash_table_new (g_int64_hash, g_int64_equal);
    g_cancellable_cancel (self->cancellable);
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Signed off");
    g_hash_table_iter_init (&iter, queues);
    while (g_hash_table_iter_next (&iter, NULL, &value))
        b24_outbox_fail_queue (self, value, error);
    /* Only now: they are in their windows. */
    b24_outbox_close_store (self);
}

static void
b24_outbox_dispose (GObject *object)
{
    B24Outbox *self = B24_OUTBOX (object);

    /* Let go without being closed: the texts stay for the next time. */
    if (self->store != NULL)
        b24_outbox_close_store (self);
    self->closed = TRUE;
    g_cancellable_cancel (self->cancellable);
    g_clear_pointer (&self->queues, g_hash_table_unref);
    g_clear_object (&self->rest);
    g_clear_object (&self->clock);
    G_OBJECT_CLASS (b24_outbox_parent_class)->dispose (object);
}

static void
b24_outbox_finalize (GObject *object)
{
    B24Outbox *self = B24_OUTBOX (object);

    g_clear_object (&self->cancellable);
    G_OBJECT_CLASS (b24_outbox_parent_class)->finalize (object);
}

static void
b24_outbox_class_init (B24OutboxClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    const GType text = G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE;

    object_class->dispose = b24_outbox_dispose;
    object_class->finalize = b24_outbox_finalize;
    signals[SIGNAL_SENT] =
        g_signal_new ("sent", B24_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      5, G_TYPE_INT64, text, G_TYPE_INT, G_TYPE_INT64, text);
    signals[SIGNAL_WAITING] = g_signal_new ("waiting", B24_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, text);
    signals[SIGNAL_CHECK] = g_signal_new (
        "check", B24_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled, NULL,
        NULL, G_TYPE_BOOLEAN, 3, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_BOOLEAN);
    signals[SIGNAL_UNKEPT] =
        g_signal_new ("unkept", B24_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
    signals[SIGNAL_FAILED] = g_signal_new ("failed", B24_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 4, G_TYPE_INT64, text,
                                           G_TYPE_INT, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
b24_outbox_init (B24Outbox *self)
{
    self->cancellable = g_cancellable_new ();
    self->queues = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, queue_free);
}
