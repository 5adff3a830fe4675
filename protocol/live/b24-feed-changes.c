/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-messages.h"

/* As many as one page has: one request reads them all again. */
#define MAX_KEPT    B24_MESSAGES_MAX_PAGE
#define MAX_UPDATES 50
#define MAX_COMPARE 10 /* dialogs that one reconciliation reads again */

/* Seconds after which a message that is on its way to the customer is looked at. */
static const guint sending_steps[] = { 2, 5, 15 };

/* A change to a message that is not loaded yet. */
typedef struct {
    gint64 id;
    guint64 asked;
    JsonObject *params;
    gboolean deleted;
} FeedUpdate;

static void
kept_clear (gpointer data)
{
    FeedKept *kept = data;

    g_clear_pointer (&kept->message, b24_message_unref);
}

static void
update_free (gpointer data)
{
    FeedUpdate *update = data;

    json_object_unref (update->params);
    g_free (update);
}

FeedFollow *
b24_feed_follow_new (gint64 chat_id, guint64 serial, gint64 after_id)
{
    FeedFollow *self = g_new0 (FeedFollow, 1);

    self->chat_id = chat_id;
    self->serial = serial;
    self->loaded = self->delivered = self->solid = MAX (after_id, 0);
    self->kept = g_array_new (FALSE, FALSE, sizeof (FeedKept));
    g_array_set_clear_func (self->kept, kept_clear);
    g_queue_init (&self->updates);
    return self;
}

void
b24_feed_follow_free (gpointer follow)
{
    FeedFollow *self = follow;

    g_array_unref (self->kept);
    g_queue_clear_full (&self->updates, update_free);
    g_free (self);
}

static FeedKept *
kept_at (FeedFollow *self, guint index)
{
    return &g_array_index (self->kept, FeedKept, index);
}

/* Returns: the place of the first kept message whose id is @id or greater */
static guint
find_place (FeedFollow *self, gint64 id)
{
    guint low = 0, high = self->kept->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (kept_at (self, middle)->message->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static FeedKept *
find_kept (FeedFollow *self, gint64 id)
{
    guint place = find_place (self, id);

    if (place >= self->kept->len || kept_at (self, place)->message->id != id)
        return NULL;
    return kept_at (self, place);
}

B24Message *
b24_feed_recall (FeedFollow *follow, gint64 id)
{
    FeedKept *kept = find_kept (follow, id);

    return kept != NULL ? kept->message : NULL;
}

/* Push may have told a change before the message itself, or before an older page came. */
static B24Message *
apply_updates (FeedFollow *self, B24Message *message, guint64 asked)
{
    B24Message *now = b24_message_ref (message);
    GList *link = self->updates.head;

    while (link != NULL) {
        GList *next = link->next;
        FeedUpdate *update = link->data;

        if (update->id == message->id && update->asked > asked) {
            B24Message *before = now;

            now = b24_message_update (before, update->params, update->deleted);
            b24_message_unref (before);
        }
        if (update->id <= message->id) {
            update_free (update);
            g_queue_delete_link (&self->updates, link);
        }
        link = next;
    }
    return now;
}

void
b24_feed_keep (FeedFollow *follow, B24Message *message, guint64 asked, gboolean pushed)
{
    FeedKept kept = { apply_updates (follow, message, pushed ? 0 : asked), asked };

    g_array_append_val (follow->kept, kept);
    follow->loaded = message->id;
}

/* The oldest of what was delivered are forgotten. */
static void
trim (FeedFollow *self)
{
    guint delivered = find_place (self, self->delivered + 1);

    if (delivered <= MAX_KEPT)
        return;
    self->solid = MAX (self->solid, kept_at (self, delivered - MAX_KEPT - 1)->message->id);
    g_array_remove_range (self->kept, 0, delivered - MAX_KEPT);
}

/* A message that is on its way to the customer's messenger will be looked at by and by. */
static void
note_sending (B24Feed *self, FeedFollow *follow, B24Message *message)
{
    if (!(message->flags & B24_MESSAGE_SENDING) || message->author_id != self->my_id)
        return;
    follow->sending_step = 0;
    follow->sending_at = b24_clock_get_monotonic (self->clock) + sending_steps[0] * G_USEC_PER_SEC;
    b24_feed_look_within (self, sending_steps[0] * 1000);
}

GPtrArray *
b24_feed_deliver (B24Feed *self, FeedFollow *follow, gint64 last_id, guint max)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);

    for (guint i = find_place (follow, follow->delivered + 1);
         i < follow->kept->len && messages->len < max; i++) {
        B24Message *message = kept_at (follow, i)->message;

        if (message->id > last_id)
            break;
        follow->delivered = message->id;
        note_sending (self, follow, message);
        g_ptr_array_add (messages, b24_message_ref (message));
    }
    trim (follow);
    return messages;
}

/* @now is what @kept looks like according to what was asked as @asked. Takes @now. */
static void
learn_version (B24Feed *self, FeedFollow *follow, FeedKept *kept, B24Message *now, guint64 asked)
{
    B24MessageChange what = 0;

    if (asked < kept->asked) {
        b24_message_unref (now);
        return;
    }
    what = b24_message_compare (now, kept->message);
    b24_message_unref (kept->message);
    kept->message = now;
    kept->asked = asked;
    /* What was not delivered yet will be as it is now. */
    if (what != 0 && now->id <= follow->delivered)
        b24_feed_put_changed (self, follow, now, what);
}

void
b24_feed_update (B24Feed *self, FeedFollow *follow, gint64 id, JsonObject *params, gboolean deleted,
                 guint64 asked)
{
    FeedKept *kept = find_kept (follow, id);
    FeedUpdate *update;

    if (kept != NULL) {
        learn_version (self, follow, kept, b24_message_update (kept->message, params, deleted),
                       asked);
        return;
    }
    if (id <= follow->loaded)
        return;
    update = g_new0 (FeedUpdate, 1);
    update->id = id;
    update->asked = asked;
    update->params = json_object_ref (params);
    update->deleted = deleted;
    g_queue_push_tail (&follow->updates, update);
    if (g_queue_get_length (&follow->updates) > MAX_UPDATES)
        update_free (g_queue_pop_head (&follow->updates));
}

/* A message that is not where it was has been removed altogether. */
static void
note_removed (B24Feed *self, FeedFollow *follow, FeedKept *kept, guint64 asked)
{
    g_autoptr (JsonObject) nothing = NULL;

    if (kept->message->flags & B24_MESSAGE_DELETED)
        return;
    nothing = json_object_new ();
    learn_version (self, follow, kept, b24_message_update (kept->message, nothing, TRUE), asked);
}

/* One that came behind later ones: its writer's transaction was a slow one. If they were told it
 * is told by itself, else in its place. */
static void
insert_late (B24Feed *self, FeedFollow *follow, guint place, B24Message *message, guint64 asked)
{
    FeedKept kept = { b24_message_ref (message), asked };

    b24_feed_note_stranger (self, message->author_id);
    g_array_insert_val (follow->kept, place, kept);
    if (message->id < follow->delivered)
        b24_feed_put_late (self, follow, message);
}

void
b24_feed_compare (B24Feed *self, FeedFollow *follow, B24MessagePage *page, gint64 after_id,
                  guint64 asked)
{
    guint place = find_place (follow, after_id + 1);
    guint read = 0;

    /* An empty page says that nothing may be read, not that everything was removed. */
    if (page->messages->len == 0 || place >= follow->kept->len)
        return;
    follow->compared = asked;
    while (place < follow->kept->len) {
        FeedKept *kept = kept_at (follow, place);
        B24Message *message =
            read < page->messages->len ? g_ptr_array_index (page->messages, read) : NULL;

        if (message == NULL && page->full)
            break;
        if (message == NULL || message->id > kept->message->id) {
            if (kept->asked < asked)
                note_removed (self, follow, kept, asked);
        } else if (message->id == kept->message->id) {
            learn_version (self, follow, kept, b24_message_ref (message), asked);
            read++;
        } else {
            read++;
            if (message->id <= follow->solid)
                continue;
            insert_late (self, follow, place, message, asked);
        }
        place++;
    }
    trim (follow);
}

void
b24_feed_suspect (FeedFollow *follow, gint64 id)
{
    if (follow->suspect == 0 || id < follow->suspect)
        follow->suspect = id;
}

void
b24_feed_note_late (B24Feed *self, FeedFollow *follow, gint64 id)
{
    if (id <= follow->solid || find_kept (follow, id) != NULL)
        return;
    b24_feed_suspect (follow, id);
    b24_feed_hurry_follow (self);
}

static gboolean
suspect_delivered (FeedFollow *follow)
{
    if (follow->kept->len == 0 || kept_at (follow, 0)->message->id > follow->delivered)
        return FALSE;
    b24_feed_suspect (follow, kept_at (follow, 0)->message->id);
    return TRUE;
}

void
b24_feed_suspect_all (B24Feed *self)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value))
        suspect_delivered (value);
}

static gint
compare_turn (gconstpointer a, gconstpointer b)
{
    const FeedFollow *first = *(FeedFollow *const *) a;
    const FeedFollow *second = *(FeedFollow *const *) b;

    return (first->compared > second->compared) - (first->compared < second->compared);
}

void
b24_feed_suspect_some (B24Feed *self)
{
    g_autoptr (GPtrArray) follows = g_ptr_array_new ();
    GHashTableIter iter;
    gpointer value;
    guint chosen = 0;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value))
        g_ptr_array_add (follows, value);
    g_ptr_array_sort (follows, compare_turn);
    for (guint i = 0; i < follows->len && chosen < MAX_COMPARE; i++) {
        FeedFollow *follow = g_ptr_array_index (follows, i);

        if (suspect_delivered (follow)) {
            follow->compared = self->serial + 1;
            chosen++;
        }
    }
}

/* Returns: the first message of ours that is still on its way, 0 when there is none */
static gint64
find_sending (B24Feed *self, FeedFollow *follow)
{
    for (guint i = 0; i < follow->kept->len; i++) {
        const B24Message *message = kept_at (follow, i)->message;

        if ((message->flags & B24_MESSAGE_SENDING) && message->author_id == self->my_id)
            return message->id;
    }
    return 0;
}

void
b24_feed_suspect_sending (B24Feed *self)
{
    gint64 now = b24_clock_get_monotonic (self->clock);
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        FeedFollow *follow = value;
        gint64 id;

        if (follow->sending_at == 0 || follow->sending_at > now)
            continue;
        follow->sending_at = 0;
        id = find_sending (self, follow);
        if (id == 0)
            continue;
        b24_feed_suspect (follow, id);
        if (++follow->sending_step < G_N_ELEMENTS (sending_steps))
            follow->sending_at = now + (sending_steps[follow->sending_step] -
                                        sending_steps[follow->sending_step - 1]) *
                                           G_USEC_PER_SEC;
    }
}
