/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-outbox-private.h"

#include <string.h>

#include "b24-error.h"
#include "b24-json.h"
#include "b24-messages.h"

/* ---- What "check" decided ---- */

static B24OutboxQueue *
release (B24Outbox *self, gint64 chat_id)
{
    B24OutboxQueue *queue = g_hash_table_lookup (self->queues, &chat_id);

    if (queue == NULL || !queue->held)
        return NULL;
    queue->held = FALSE;
    return queue;
}

void
b24_outbox_resume (B24Outbox *self, gint64 chat_id)
{
    B24OutboxQueue *queue;

    g_return_if_fail (B24_IS_OUTBOX (self));

    queue = release (self, chat_id);
    if (queue == NULL)
        return;
    queue->earlier = FALSE;
    queue->unreachable = FALSE;
    b24_outbox_send_next (self, queue);
}

void
b24_outbox_postpone (B24Outbox *self, gint64 chat_id, const GError *error)
{
    B24OutboxQueue *queue;

    g_return_if_fail (B24_IS_OUTBOX (self));

    queue = release (self, chat_id);
    if (queue == NULL)
        return;
    b24_outbox_note_unreachable (queue);
    b24_outbox_pause (queue, B24_OUTBOX_FIRST_PAUSE, error);
    b24_outbox_tell_waiting (self, chat_id);
}

GPtrArray *
b24_outbox_withdraw (B24Outbox *self, gint64 chat_id)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_outbox_text_free);
    B24OutboxQueue *queue;
    B24OutboxText *next;

    g_return_val_if_fail (B24_IS_OUTBOX (self), texts);

    queue = release (self, chat_id);
    if (queue == NULL)
        return texts;
    while ((next = g_queue_pop_head (&queue->items)) != NULL)
        g_ptr_array_add (texts, next);
    queue->earlier = FALSE;
    queue->unreachable = FALSE;
    queue->failures = 0;
    b24_outbox_touch (self);
    return texts;
}

/* ---- What the feed knows ---- */

static GList *
find_text (B24OutboxQueue *queue, const char *uuid)
{
    for (GList *l = queue->items.head; l != NULL; l = l->next) {
        const B24OutboxText *item = l->data;

        if (g_ascii_strcasecmp (item->uuid, uuid) == 0)
            return l;
    }
    return NULL;
}

void
b24_outbox_confirm (B24Outbox *self, gint64 chat_id, const char *uuid, gint64 message_id)
{
    g_autoptr (B24OutboxText) item = NULL;
    B24OutboxQueue *queue;
    GList *link;

    g_return_if_fail (B24_IS_OUTBOX (self));

    queue = g_hash_table_lookup (self->queues, &chat_id);
    link = queue == NULL || uuid == NULL ? NULL : find_text (queue, uuid);
    if (link == NULL)
        return;
    if (queue->in_flight && link == queue->items.head) {
        /* Its answer is on its way, or has got lost. */
        item = link->data;
        item->message_id = message_id;
        g_steal_pointer (&item);
        return;
    }
    item = link->data;
    g_queue_delete_link (&queue->items, link);
    if (g_queue_is_empty (&queue->items)) {
        /* What is typed from now on has no part in what happened to these. */
        queue->earlier = FALSE;
        queue->unreachable = FALSE;
        queue->failures = 0;
        b24_clock_clear (self->clock, &queue->retry_id);
    }
    b24_outbox_touch (self);
    b24_outbox_report_sent (self, chat_id, item, message_id);
    if (!self->closed)
        b24_outbox_send_next (self, queue);
}

/* ---- What the portal has ---- */

typedef struct {
    B24Outbox *outbox;
    gint64 chat_id;
    char *uuid;
    GError *refusal; /* (nullable) */
} Look;

static void
look_free (Look *look)
{
    g_object_unref (look->outbox);
    g_free (look->uuid);
    g_clear_error (&look->refusal);
    g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

/* The queue stays as it is meanwhile, but for what is found. */
static void
confirm_page (B24Outbox *self, gint64 chat_id, B24MessagePage *page)
{
    for (guint i = 0; i < page->messages->len && !self->closed; i++) {
        const B24Message *message = g_ptr_array_index (page->messages, i);

        b24_outbox_confirm (self, chat_id, message->uuid, message->id);
    }
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Look) look = user_data;
    B24Outbox *self = look->outbox;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page = b24_messages_page_finish (B24_REST (source), result, &error);
    B24OutboxQueue *queue;
    const B24OutboxText *item;

    if (self->closed)
        return;
    if (page != NULL)
        confirm_page (self, look->chat_id, page);
    if (self->closed)
        return;
    queue = g_hash_table_lookup (self->queues, &look->chat_id);
    queue->looking = FALSE;
    item = g_queue_peek_head (&queue->items);
    if (page == NULL && b24_error_is_passing (error)) {
        b24_outbox_note_unreachable (queue);
        b24_outbox_pause (queue, B24_OUTBOX_FIRST_PAUSE, error);
        b24_outbox_tell_waiting (self, look->chat_id);
        return;
    }
    if (look->refusal != NULL && item != NULL && strcmp (item->uuid, look->uuid) == 0) {
        b24_outbox_fail_queue (self, queue, look->refusal);
        return;
    }
    queue->looked = item != NULL && look->refusal == NULL;
    b24_outbox_send_next (self, queue);
}

void
b24_outbox_look (B24Outbox *self, B24OutboxQueue *queue, const GError *refusal)
{
    const B24OutboxText *item = g_queue_peek_head (&queue->items);
    Look *look = g_new0 (Look, 1);

    look->outbox = g_object_ref (self);
    look->chat_id = queue->chat_id;
    look->uuid = g_strdup (item->uuid);
    look->refusal = refusal != NULL ? g_error_copy (refusal) : NULL;
    queue->looking = TRUE;
    b24_messages_before_async (self->rest, queue->chat_id, 0, B24_MESSAGES_MAX_PAGE,
                               B24_PRIORITY_OPERATOR, self->cancellable, on_looked, look);
}

/* ---- The file ---- */

GArray *
b24_outbox_list_dialogs (B24Outbox *self)
{
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->queues);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const B24OutboxQueue *queue = value;

        if (!g_queue_is_empty ((GQueue *) &queue->items))
            g_array_append_val (ids, queue->chat_id);
    }
    return ids;
}

static JsonObject *
dump (gpointer owner)
{
    B24Outbox *self = owner;
    g_autoptr (GArray) ids = b24_outbox_list_dialogs (self);
    JsonArray *texts = NULL;
    JsonObject *root = NULL;

    if (ids->len == 0)
        return NULL;
    root = json_object_new ();
    texts = json_array_new ();
    for (guint i = 0; i < ids->len; i++) {
        B24OutboxQueue *queue = g_hash_table_lookup (self->queues, &g_array_index (ids, gint64, i));

        for (GList *l = queue->items.head; l != NULL; l = l->next)
            json_array_add_object_element (texts,
                                           b24_outbox_text_to_json (l->data, queue->chat_id));
    }
    json_object_set_array_member (root, "texts", texts);
    return root;
}

static void
read_text (const char *key, JsonNode *value, gpointer user_data)
{
    B24Outbox *self = user_data;
    gint64 chat_id;
    B24OutboxText *item = b24_outbox_text_new_from_json (b24_json_node_object (value), &chat_id);
    B24OutboxQueue *queue;

    if (item == NULL)
        return;
    queue = b24_outbox_ensure_queue (self, chat_id);
    queue->earlier = TRUE;
    b24_outbox_push (self, queue, item);
}

static void
store_failed (B24Store *store, const GError *error, gpointer user_data)
{
    b24_outbox_report_unkept (user_data, error);
}

gboolean
b24_outbox_load (B24Outbox *self, const char *path, GError **error)
{
    g_autoptr (JsonObject) root = NULL;
    g_autoptr (GError) local = NULL;

    g_return_val_if_fail (B24_IS_OUTBOX (self), FALSE);
    g_return_val_if_fail (self->store == NULL, FALSE);

    self->store = b24_store_new (path, self->clock, dump, self);
    g_signal_connect (self->store, "failed", G_CALLBACK (store_failed), self);
    root = b24_store_load (self->store, &local);
    b24_json_foreach (b24_json_get (root, "texts"), read_text, self);
    if (local == NULL)
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
}

void
b24_outbox_close_store (B24Outbox *self)
{
    g_autoptr (GError) error = NULL;

    if (self->store == NULL)
        return;
    g_signal_handlers_disconnect_by_data (self->store, self);
    if (!b24_store_flush (self->store, &error))
        b24_outbox_report_unkept (self, error);
    b24_store_close (self->store);
    g_clear_object (&self->store);
}

void
b24_outbox_suspend (B24Outbox *self)
{
    g_autoptr (B24Outbox) alive = NULL;

    g_return_if_fail (B24_IS_OUTBOX (self));

    if (self->closed)
        return;
    if (self->store == NULL) {
        b24_outbox_close (self);
        return;
    }
    alive = g_object_ref (self);
    self->closed = TRUE;
    g_cancellable_cancel (self->cancellable);
    b24_outbox_close_store (self);
    g_hash_table_remove_all (self->queues);
}
