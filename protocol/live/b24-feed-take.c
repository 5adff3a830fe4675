/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-error.h"

static B24Standing
standing_of (B24Feed *self, B24Dialog *dialog)
{
    return b24_dialog_get_standing (dialog, self->my_id);
}

void
b24_feed_note_told (B24Feed *self, B24Dialog *dialog)
{
    FeedFollow *follow = g_hash_table_lookup (self->follows, &dialog->chat_id);

    if (follow != NULL)
        follow->told = MAX (follow->told, dialog->last_message_id);
}

static void
note_last_message (B24Feed *self, B24Dialog *dialog)
{
    FeedFollow *follow = g_hash_table_lookup (self->follows, &dialog->chat_id);

    if (follow == NULL)
        return;
    b24_feed_note_told (self, dialog);
    if (dialog->last_message_id > MAX (follow->loaded, follow->checked))
        follow->wanted = TRUE;
}

/* Whether a known dialog that the answer does not name has to be read by itself. */
static gboolean
is_missed (B24Feed *self, const FeedEntry *entry, gboolean whole_list)
{
    B24Standing standing = standing_of (self, entry->dialog);

    if (standing == B24_STANDING_CLOSED)
        return FALSE;
    if (whole_list)
        return entry->listed || g_hash_table_contains (self->follows, &entry->dialog->chat_id);
    /* Each look tells the whole queue. */
    return entry->listed && standing == B24_STANDING_WAITING;
}

static void
find_missing (B24Feed *self, GHashTable *seen, gboolean whole_list, guint64 asked)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->dialogs);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const FeedEntry *entry = value;

        if (entry->asked <= asked && !g_hash_table_contains (seen, &entry->dialog->chat_id) &&
            is_missed (self, entry, whole_list))
            b24_feed_want_reread (self, entry->dialog->chat_id, FEED_SEEN_OFF_LIST);
    }
}

static void
note_found (B24Feed *self, B24Dialog *dialog)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &dialog->chat_id);

    if (entry == NULL || dialog->last_message_id > entry->dialog->last_message_id)
        self->found_at = b24_clock_get_monotonic (self->clock);
}

static void
take_dialogs (B24Feed *self, B24PollResult *result, guint64 asked)
{
    g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

    for (guint i = 0; i < result->dialogs->len; i++) {
        B24Dialog *dialog = g_ptr_array_index (result->dialogs, i);

        g_hash_table_add (seen, &dialog->chat_id);
        note_found (self, dialog);
        b24_feed_listen (self, g_hash_table_lookup (self->dialogs, &dialog->chat_id), dialog);
        note_last_message (self, dialog);
        b24_feed_note_strangers (self, dialog);
        b24_feed_put_dialog (self, b24_dialog_ref (dialog), FEED_SEEN_ON_LIST, asked,
                             result->server_time);
    }
    b24_feed_judge_push (self);
    find_missing (self, seen, result->listed, asked);
    if (result->server_time > 0)
        self->sync_time = result->server_time;
    if (result->listed) {
        if (asked > self->want_list)
            self->want_list = 0;
        self->reconciled_at = b24_clock_get_monotonic (self->clock);
    }
}

/* What was asked for to compare it is no reason to give anything up. */
static void
take_compare_error (B24Feed *self, FeedFollow *follow, gint64 after_id, const GError *error)
{
    if (!b24_error_is_passing (error))
        return;
    b24_feed_suspect (follow, after_id + 1);
    follow->held_tick = self->tick_serial;
}

static void
take_page_error (B24Feed *self, FeedFollow *follow, const GError *error)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &follow->chat_id);

    if (b24_error_is_passing (error)) {
        follow->wanted = TRUE;
        follow->held_tick = self->tick_serial;
        return;
    }
    /* One page cannot be read, though the dialog can: later messages may still come. */
    if (!follow->newest && !g_error_matches (error, B24_ERROR, B24_ERROR_ACCESS_ERROR)) {
        follow->wanted = follow->newest = TRUE;
        return;
    }
    follow->wanted = follow->newest = FALSE;
    follow->active_at = 0;
    if (entry != NULL)
        follow->checked = MAX (follow->checked, entry->dialog->last_message_id);
}

/* Whoever takes, passes on or closes a dialog makes the portal say so in it, and the looks do not
 * tell all of that. Words older than the state are known with it. */
static void
note_portal_words (B24Feed *self, FeedFollow *follow, GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++) {
        const B24Message *message = g_ptr_array_index (messages, i);

        if ((message->flags & B24_MESSAGE_SYSTEM) && message->id > follow->told)
            b24_feed_want_reread (self, follow->chat_id, FEED_SEEN_BY_REFRESH);
    }
}

/* The messages of @page behind what is loaded. */
static GPtrArray *
choose_new (FeedFollow *follow, B24MessagePage *page)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);

    for (guint i = 0; i < page->messages->len; i++) {
        B24Message *message = g_ptr_array_index (page->messages, i);

        if (message->id > follow->loaded)
            g_ptr_array_add (messages, b24_message_ref (message));
    }
    return messages;
}

/* Takes what @page has behind what is loaded. Returns: whether it had something */
static gboolean
load_page (B24Feed *self, FeedFollow *follow, const B24PollChat *chat, guint64 asked)
{
    B24MessagePage *page = chat->page;
    g_autoptr (GPtrArray) messages = choose_new (follow, page);
    B24Message *first, *last;

    if (messages->len == 0)
        return FALSE;
    first = g_ptr_array_index (messages, 0);
    last = g_ptr_array_index (messages, messages->len - 1);
    b24_feed_learn_authors (self, messages, page->users);
    /* A full page of only unknown ones: nobody can tell what was before it. */
    if (chat->after_id < 0 && page->full && messages->len == page->messages->len) {
        b24_feed_put_gap (self, follow, follow->loaded, first->id);
        follow->solid = first->id;
    }
    for (guint i = 0; i < messages->len; i++)
        b24_feed_keep (follow, g_ptr_array_index (messages, i), asked, FALSE);
    b24_feed_put_messages (self, follow, last->id);
    if (last->id > follow->expected)
        self->found_at = b24_clock_get_monotonic (self->clock);
    b24_feed_note_latency (self, (double) last->time);
    note_portal_words (self, follow, messages);
    return TRUE;
}

/* What is known to be behind the loaded ones and did not come with a page asked for later cannot be
 * read by anybody. */
static void
give_up (B24Feed *self, FeedFollow *follow, guint64 asked)
{
    FeedEntry *entry = g_hash_table_lookup (self->dialogs, &follow->chat_id);

    if (follow->expected > follow->loaded && asked < follow->expected_serial) {
        follow->wanted = TRUE;
        return;
    }
    follow->checked = MAX (follow->checked, follow->expected);
    if (entry != NULL)
        follow->checked = MAX (follow->checked, entry->dialog->last_message_id);
}

static void
take_page (B24Feed *self, FeedFollow *follow, B24PollChat *chat, guint64 asked)
{
    B24MessagePage *page = chat->page;
    gboolean behind = chat->after_id < 0 || chat->after_id >= follow->loaded;
    gboolean found;

    if (chat->after_id >= 0)
        b24_feed_compare (self, follow, page, chat->after_id, asked);
    found = load_page (self, follow, chat, asked);
    /* A page that ends before what is loaded says nothing about what is behind it. */
    if (!behind && !found && page->full)
        return;
    follow->wanted = page->full && found && chat->after_id >= 0;
    follow->newest = FALSE;
    if (!follow->wanted)
        give_up (self, follow, asked);
}

static void
take_pages (B24Feed *self, B24PollResult *result, guint64 asked)
{
    for (guint i = 0; i < result->pages->len; i++) {
        B24PollChat *chat = g_ptr_array_index (result->pages, i);
        FeedFollow *follow = g_hash_table_lookup (self->follows, &chat->chat_id);

        /* Unfollowed, or followed from another place since. */
        if (follow == NULL || asked < follow->serial ||
            (chat->after_id >= 0 ? chat->after_id > follow->loaded : !follow->newest))
            continue;
        if (chat->page != NULL)
            take_page (self, follow, chat, asked);
        else if (chat->after_id >= 0 && chat->after_id < follow->loaded)
            take_compare_error (self, follow, chat->after_id, chat->error);
        else
            take_page_error (self, follow, chat->error);
    }
}

static void
take_reread_error (B24Feed *self, B24PollChat *chat, guint64 asked)
{
    gboolean passing = b24_error_is_passing (chat->error);

    if (passing)
        b24_feed_want_reread (self, chat->chat_id, (FeedSeen) chat->tag);
    else if (chat->tag == FEED_SEEN_OFF_LIST ||
             g_error_matches (chat->error, B24_ERROR, B24_ERROR_ACCESS_ERROR))
        b24_feed_put_gone (self, chat->chat_id, asked);
}

/* Where a dialog that was read stands: one that was offered may be somebody else's by now. */
static FeedSeen
judge_reread (B24Feed *self, const B24PollChat *chat)
{
    if (chat->tag == FEED_SEEN_ON_LIST && !chat->dialog->member &&
        standing_of (self, chat->dialog) == B24_STANDING_COLLEAGUE)
        return FEED_SEEN_OFF_LIST;
    return (FeedSeen) chat->tag;
}

static void
take_reread (B24Feed *self, B24PollChat *chat, guint64 asked, gint64 server_time)
{
    FeedSeen seen;
    gboolean waiting;

    if (chat->dialog == NULL) {
        take_reread_error (self, chat, asked);
        return;
    }
    seen = judge_reread (self, chat);
    if (seen != (FeedSeen) chat->tag &&
        !g_hash_table_contains (self->dialogs, &chat->dialog->chat_id))
        return;
    note_last_message (self, chat->dialog);
    b24_feed_note_strangers (self, chat->dialog);
    waiting = standing_of (self, chat->dialog) == B24_STANDING_WAITING;
    b24_feed_put_dialog (self, b24_dialog_ref (chat->dialog), seen, asked, server_time);
    /* Nobody has it and it is not offered to us any more: it waits in another's list. */
    if (waiting && seen == FEED_SEEN_OFF_LIST)
        b24_feed_put_gone (self, chat->chat_id, asked);
}

void
b24_feed_take_answers (B24Feed *self, B24PollResult *result, guint64 asked)
{
    /* The newest figure counts most; one slow look does not slow down the next ten. */
    self->duration = (self->duration + result->duration) / 2;
    for (guint i = 0; i < result->users->len; i++)
        b24_feed_put_user (self, g_ptr_array_index (result->users, i));
    if (result->dialogs != NULL)
        take_dialogs (self, result, asked);
    for (guint i = 0; i < result->rereads->len; i++)
        take_reread (self, g_ptr_array_index (result->rereads, i), asked, result->server_time);
    b24_feed_take_log (self, result, asked);
    take_pages (self, result, asked);
}
