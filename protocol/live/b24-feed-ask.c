/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

/* Reference: realtime §7.5 */
#define RECONCILE_OPEN (30 * G_USEC_PER_SEC)
#define RECONCILE_CALM (60 * G_USEC_PER_SEC)
#define OVERLAP        2 /* seconds a look goes back behind the last one */
#define MAX_HOT        10
#define HOT_FOR        (5 * 60 * G_USEC_PER_SEC)

gboolean
b24_feed_has_open_session (B24Feed *self)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->dialogs);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const FeedEntry *entry = value;

        if (entry->listed &&
            b24_dialog_get_standing (entry->dialog, self->my_id) != B24_STANDING_CLOSED)
            return TRUE;
    }
    return FALSE;
}

/* Returns: (transfer full): who is asked for */
static GArray *
ask_for_strangers (B24Feed *self, B24Poll *poll)
{
    gboolean held = self->names_held_tick == self->tick_serial;
    GArray *ids = b24_feed_take_strangers (self, held ? 0 : B24_POLL_MAX_NAMES);

    if (ids->len > 0)
        b24_poll_want_users (poll, ids);
    return ids;
}

void
b24_feed_want_reread (B24Feed *self, gint64 chat_id, FeedSeen seen)
{
    FeedReread *reread = g_hash_table_lookup (self->rereads, &chat_id);

    if (reread == NULL) {
        reread = g_new0 (FeedReread, 1);
        g_hash_table_insert (self->rereads, g_memdup2 (&chat_id, sizeof chat_id), reread);
    }
    if (seen != FEED_SEEN_BY_REFRESH || !reread->due)
        reread->seen = seen;
    reread->due = TRUE;
}

/* A dialog is read again at most once in a tick, whatever happens to it. */
static void
ask_for_rereads (B24Feed *self, B24Poll *poll)
{
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init (&iter, self->rereads);
    while (g_hash_table_iter_next (&iter, &key, &value)) {
        FeedReread *reread = value;

        if (reread->tick == self->tick_serial)
            continue;
        if (!reread->due)
            g_hash_table_iter_remove (&iter);
        else if (!b24_poll_want_dialog (poll, *(gint64 *) key, reread->seen))
            return;
        else {
            reread->due = FALSE;
            reread->tick = self->tick_serial;
        }
    }
}

static gint
compare_turn (gconstpointer a, gconstpointer b)
{
    const FeedFollow *first = *(FeedFollow *const *) a;
    const FeedFollow *second = *(FeedFollow *const *) b;

    return (first->looked > second->looked) - (first->looked < second->looked);
}

/* Where not all have room, those come first that were not looked into for longest. */
static void
ask_for_wanted (B24Feed *self, B24Poll *poll)
{
    g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
    GHashTableIter iter;
    gpointer value;
    gboolean room = TRUE;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const FeedFollow *follow = value;

        if (follow->wanted && follow->held_tick != self->tick_serial)
            g_ptr_array_add (wanted, value);
    }
    g_ptr_array_sort (wanted, compare_turn);
    for (guint i = 0; room && i < wanted->len; i++) {
        FeedFollow *follow = g_ptr_array_index (wanted, i);

        if (follow->newest)
            room = b24_poll_want_newest (poll, follow->chat_id);
        else
            room = b24_poll_want_after (poll, follow->chat_id, follow->loaded);
        if (room)
            follow->looked = self->serial;
    }
}

/* The page that begins with the first message that may have changed. */
static void
ask_for_suspects (B24Feed *self, B24Poll *poll)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        FeedFollow *follow = value;

        if (follow->suspect == 0 || follow->held_tick == self->tick_serial)
            continue;
        if (!b24_poll_want_after (poll, follow->chat_id, follow->suspect - 1))
            return;
        follow->suspect = 0;
    }
}

static gint
compare_activity (gconstpointer a, gconstpointer b)
{
    const FeedFollow *first = *(FeedFollow *const *) a;
    const FeedFollow *second = *(FeedFollow *const *) b;

    return (first->active_at < second->active_at) - (first->active_at > second->active_at);
}

/* Lively conversations are looked into without waiting for the list to tell: one trip less. */
static void
ask_for_hot (B24Feed *self, B24Poll *poll)
{
    g_autoptr (GPtrArray) hot = g_ptr_array_new ();
    gint64 now = b24_clock_get_monotonic (self->clock);
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        FeedFollow *follow = value;
        FeedEntry *entry = g_hash_table_lookup (self->dialogs, &follow->chat_id);

        /* What is read again is read to its end. */
        if (follow->wanted || follow->suspect != 0 || follow->active_at == 0 ||
            now - follow->active_at > HOT_FOR)
            continue;
        if (entry != NULL &&
            b24_dialog_get_standing (entry->dialog, self->my_id) == B24_STANDING_CLOSED)
            continue;
        g_ptr_array_add (hot, follow);
    }
    g_ptr_array_sort (hot, compare_activity);
    for (guint i = 0; i < MIN (hot->len, MAX_HOT); i++) {
        const FeedFollow *follow = g_ptr_array_index (hot, i);

        b24_poll_want_after (poll, follow->chat_id, follow->loaded);
    }
}

static gboolean
is_list_due (B24Feed *self)
{
    gint64 age = b24_clock_get_monotonic (self->clock) - self->reconciled_at;

    return self->want_list != 0 ||
           age >= (b24_feed_has_open_session (self) ? RECONCILE_OPEN : RECONCILE_CALM);
}

gboolean
b24_feed_is_owing (B24Feed *self)
{
    GHashTableIter iter;
    gpointer value;

    if (self->names_held_tick == self->tick_serial)
        return TRUE;
    g_hash_table_iter_init (&iter, self->rereads);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        if (((const FeedReread *) value)->due)
            return TRUE;
    }
    g_hash_table_iter_init (&iter, self->follows);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const FeedFollow *follow = value;

        if (follow->wanted || follow->suspect != 0)
            return TRUE;
    }
    return FALSE;
}

GArray *
b24_feed_ask (B24Feed *self, B24Poll *poll)
{
    ask_for_wanted (self, poll);
    ask_for_rereads (self, poll);
    ask_for_suspects (self, poll);
    return ask_for_strangers (self, poll);
}

GArray *
b24_feed_ask_first (B24Feed *self, B24Poll *poll)
{
    if (is_list_due (self)) {
        b24_poll_want_list (poll);
        b24_feed_suspect_some (self);
    } else {
        b24_poll_want_changed (poll, self->sync_time - OVERLAP);
    }
    b24_feed_suspect_sending (self);
    ask_for_wanted (self, poll);
    if (!b24_feed_is_pushed (self)) {
        b24_feed_ask_log (self, poll);
        ask_for_hot (self, poll);
    }
    ask_for_rereads (self, poll);
    ask_for_suspects (self, poll);
    return ask_for_strangers (self, poll);
}
