/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-connection.h"

#include <glib/gi18n-lib.h>

#include "ol-candidates.h"
#include "ol-contact.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-features.h"
#include "ol-outage.h"
#include "ol-pause.h"
#include "ol-presence.h"
#include "ol-protocol.h"
#include "ol-remind.h"
#include "ol-reply.h"
#include "ol-seen.h"
#include "ol-sentences.h"
#include "ol-shown.h"
#include "ol-sign-in.h"

/* Microseconds of one turn of the main loop that may go into the contact list. */
#define SLICE_BUDGET 3000
/* Contacts of an earlier connection taken away in one turn. */
#define FORGET_PER_TURN 20
/* Milliseconds between two looks at the waiting times. */
#define WAITING_INTERVAL (60 * 1000)

struct _OlConnection {
    OlContext *context;
    OlOutage *outage;     /* (nullable): until there is a feed */
    OlPresence *presence; /* (nullable): until we are online */
    OlRemind *remind;     /* (nullable): until there is a feed */
    gboolean online;
    GQueue todo;         /* (element-type OlDialog): to be looked after, in slices */
    GHashTable *queued;  /* the same, as a set */
    gboolean forgetting; /* contacts of an earlier connection, or empty groups, may be left */
    guint slice;
    guint minute;
};

static gboolean signals_connected;

OlConnection *
ol_connection_get (PurpleConnection *gc)
{
    return gc == NULL ? NULL : purple_connection_get_protocol_data (gc);
}

OlContext *
ol_connection_get_context (OlConnection *self)
{
    return self->context;
}

static OlDialog *
find_dialog (gpointer owner, gint64 chat_id)
{
    OlConnection *self = owner;

    return ol_dialog_find_by_id (ol_context_get_account (self->context), chat_id);
}

/* --- looking after dialogs, a few per turn of the main loop --- */

/* Contact and window of @dialog become what its state says. */
static void
tend (OlConnection *self, OlDialog *dialog)
{
    ol_remind_note (self->remind, dialog);
    if (ol_dialog_is_over (dialog)) {
        b24_feed_unfollow (self->context->feed, ol_dialog_get_chat_id (dialog));
        ol_contact_remove (dialog);
        ol_dialog_unregister (dialog);
        return;
    }
    if (!ol_dialog_is_hidden (dialog))
        ol_contact_update (dialog);
    ol_dialog_attend (dialog);
}

static gboolean
on_slice (gpointer user_data)
{
    OlConnection *self = user_data;
    g_autoptr (OlContext) context = ol_context_ref (self->context);
    gint64 end = g_get_monotonic_time () + SLICE_BUDGET;

    do {
        g_autoptr (OlDialog) dialog = g_queue_pop_head (&self->todo);

        if (dialog == NULL)
            break;
        g_hash_table_remove (self->queued, dialog);
        /* It may have been dropped since. */
        if (find_dialog (self, ol_dialog_get_chat_id (dialog)) == dialog)
            tend (self, dialog);
        if (!ol_context_is_alive (context))
            return G_SOURCE_REMOVE;
    } while (g_get_monotonic_time () < end);

    if (!g_queue_is_empty (&self->todo))
        return G_SOURCE_CONTINUE;
    if (self->forgetting) {
        gboolean more = ol_contact_forget (ol_context_get_account (context), FORGET_PER_TURN);

        if (!ol_context_is_alive (context))
            return G_SOURCE_REMOVE;
        self->forgetting = more;
        if (!more)
            ol_contact_forget_empty_groups ();
        return G_SOURCE_CONTINUE;
    }
    self->slice = 0;
    return G_SOURCE_REMOVE;
}

static void
schedule (OlConnection *self)
{
    if (self->slice == 0 && self->online)
        self->slice = b24_clock_add (self->context->clock, "openlines contacts", 0, on_slice, self);
}

void
ol_connection_tidy (OlConnection *self)
{
    self->forgetting = TRUE;
    schedule (self);
}

static void
enqueue (gpointer data, gpointer user_data)
{
    OlConnection *self = user_data;
    OlDialog *dialog = data;

    if (!g_hash_table_add (self->queued, dialog))
        return;
    g_queue_push_tail (&self->todo, ol_dialog_ref (dialog));
    schedule (self);
}

void
ol_connection_tend (OlConnection *self, OlDialog *dialog)
{
    enqueue (dialog, self);
}

static gboolean
on_minute (gpointer user_data)
{
    OlConnection *self = user_data;

    ol_dialog_foreach (ol_context_get_account (self->context), enqueue, self);
    ol_candidates_prefetch (self->context);
    ol_presence_retry (self->presence);
    ol_remind_look (self->remind);
    return G_SOURCE_CONTINUE;
}

/* --- the feed --- */

static void
on_dialog (B24Feed *feed, B24Dialog *now, B24Dialog *before, gpointer user_data)
{
    OlConnection *self = user_data;
    g_autoptr (OlDialog) dialog = NULL;
    OlDialog *known = find_dialog (self, now->chat_id);

    if (known != NULL) {
        dialog = ol_dialog_ref (known);
        ol_dialog_set_state (dialog, now);
    } else {
        dialog = ol_dialog_new (self->context, now);
        ol_dialog_register (dialog);
    }
    ol_dialog_set_hidden (dialog, FALSE);
    if (self->online)
        ol_dialog_set_fresh (dialog);
    enqueue (dialog, self);
}

static void
on_gone (B24Feed *feed, gint64 chat_id, gpointer user_data)
{
    OlConnection *self = user_data;
    OlDialog *dialog = find_dialog (self, chat_id);

    if (dialog == NULL)
        return;
    ol_dialog_set_gone (dialog);
    enqueue (dialog, self);
}

/* The contact list shows the last words as they are now, not only after the next look. */
static void
on_changed (B24Feed *feed, gint64 chat_id, B24Message *now, guint what, gpointer user_data)
{
    OlConnection *self = user_data;
    OlDialog *dialog = find_dialog (self, chat_id);
    g_autoptr (B24Dialog) state = NULL;

    if (dialog == NULL || !(what & (B24_MESSAGE_CHANGE_TEXT | B24_MESSAGE_CHANGE_DELETED)) ||
        ol_dialog_get_state (dialog)->last_message_id != now->id)
        return;
    state = b24_dialog_with_last (ol_dialog_get_state (dialog), now, -1);
    ol_dialog_set_state (dialog, state);
    enqueue (dialog, self);
}

typedef struct {
    OlConnection *connection;
    gint64 user_id;
} Named;

static void
rename_one (gpointer data, gpointer user_data)
{
    OlDialog *dialog = data;
    Named *named = user_data;
    B24Dialog *state = ol_dialog_get_state (dialog);

    if (state->customer_id == named->user_id)
        ol_dialog_forget_customer (dialog);
    else if (state->owner_id != named->user_id)
        return;
    enqueue (dialog, named->connection);
}

static void
on_user (B24Feed *feed, B24User *user, gpointer user_data)
{
    OlConnection *self = user_data;
    Named named = { self, user->id };

    /* At sign-in nothing has been named yet. */
    if (self->online)
        ol_dialog_foreach (ol_context_get_account (self->context), rename_one, &named);
}

static void
on_messages (B24Feed *feed, gint64 chat_id, GPtrArray *messages, gpointer user_data)
{
    OlConnection *self = user_data;
    OlDialog *found = find_dialog (self, chat_id);
    g_autoptr (OlDialog) dialog = found == NULL ? NULL : ol_dialog_ref (found);

    if (dialog == NULL)
        return;
    ol_remind_note_messages (self->remind, dialog, messages);
    ol_dialog_deliver (dialog, messages);
    /* A handler of libpurple's signals may have signed off. */
    if (ol_dialog_is_alive (dialog))
        enqueue (dialog, self);
}

static void
on_gap (B24Feed *feed, gint64 chat_id, gint64 after_id, gint64 before_id, gpointer user_data)
{
    OlDialog *dialog = find_dialog (user_data, chat_id);

    if (dialog != NULL)
        ol_dialog_gap (dialog, after_id, before_id);
}

/* What waits for the portal need not wait any longer. */
static void
retry (gpointer owner)
{
    OlConnection *self = owner;

    b24_outbox_retry (self->context->outbox);
    if (!self->online)
        return;
    ol_presence_retry (self->presence);
    ol_pause_check (self->context);
    ol_features_probe (self->context);
}

void
ol_connection_presence_changed (OlConnection *self)
{
    if (self->presence != NULL)
        ol_presence_changed (self->presence);
}

static void
on_stopped (B24Feed *feed, const GError *error, gpointer user_data)
{
    OlConnection *self = user_data;

    ol_sign_in_fail (self->context, error);
}

static void
on_feed_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (OlContext) context = user_data;
    g_autoptr (GError) error = NULL;
    gboolean started = b24_feed_start_finish (B24_FEED (source), result, &error);
    PurpleConnection *gc = ol_context_get_connection (context);
    OlConnection *self = ol_connection_get (gc);

    if (!ol_context_is_alive (context))
        return;
    if (!started) {
        ol_sign_in_fail (context, error);
        return;
    }
    ol_sign_in_announce (context, OL_STEP_LISTENING);
    purple_connection_set_state (gc, PURPLE_CONNECTED);
    /* A UI may have disconnected in there. */
    if (!ol_context_is_alive (context))
        return;
    self->online = TRUE;
    self->forgetting = TRUE;
    self->minute = b24_clock_add (context->clock, "openlines waiting times", WAITING_INTERVAL,
                                  on_minute, self);
    self->presence = ol_presence_new (context);
    ol_pause_check (context);
    ol_candidates_prefetch (context);
    ol_features_probe (context);
    /* Texts an earlier connection left. */
    b24_outbox_retry (context->outbox);
    schedule (self);
}

static void
on_ready (gpointer owner)
{
    OlConnection *self = owner;
    OlContext *context = self->context;

    g_signal_connect (context->feed, "dialog", G_CALLBACK (on_dialog), self);
    g_signal_connect (context->feed, "gone", G_CALLBACK (on_gone), self);
    g_signal_connect (context->feed, "user", G_CALLBACK (on_user), self);
    g_signal_connect (context->feed, "messages", G_CALLBACK (on_messages), self);
    g_signal_connect (context->feed, "changed", G_CALLBACK (on_changed), self);
    g_signal_connect (context->feed, "gap", G_CALLBACK (on_gap), self);
    g_signal_connect (context->feed, "stopped", G_CALLBACK (on_stopped), self);
    self->outage = ol_outage_new (context, retry, self);
    self->remind = ol_remind_new (context);
    ol_dialog_watch (context);
    ol_reply_watch (context, find_dialog, self);
    b24_feed_start_async (context->feed, context->cancellable, on_feed_started,
                          ol_context_ref (context));
}

/* --- life --- */

void
ol_connection_open (PurpleConnection *gc)
{
    OlConnection *self = g_new0 (OlConnection, 1);

    self->context = ol_context_new (purple_connection_get_account (gc));
    self->queued = g_hash_table_new (NULL, NULL);
    g_queue_init (&self->todo);
    purple_connection_set_protocol_data (gc, self);
    ol_sign_in_start (self->context, on_ready, self);
}

void
ol_connection_close (PurpleConnection *gc)
{
    OlConnection *self = ol_connection_get (gc);
    OlContext *context;
    PurpleAccount *account = purple_connection_get_account (gc);
    g_autoptr (GError) error = NULL;

    if (self == NULL)
        return;
    context = self->context;
    /* Texts not sent go back into their windows, so everything is still alive here. */
    ol_reply_close (context);
    if (context->outbox != NULL)
        b24_outbox_close (context->outbox);
    g_clear_pointer (&self->outage, ol_outage_free);
    g_clear_pointer (&self->presence, ol_presence_free);
    g_clear_pointer (&self->remind, ol_remind_free);
    if (context->feed != NULL) {
        g_signal_handlers_disconnect_by_data (context->feed, self);
        g_signal_handlers_disconnect_by_data (context->feed, context);
        b24_feed_stop (context->feed);
    }
    if (context->push != NULL)
        b24_push_stop (context->push);
    if (context->rest != NULL)
        g_signal_handlers_disconnect_by_data (context->rest, context);
    if (context->cursor != NULL) {
        g_signal_handlers_disconnect_by_data (context->cursor, context);
        if (!b24_cursor_flush (context->cursor, &error))
            ol_debug_error ("The cursors cannot be written", error);
    }
    b24_clock_clear (context->clock, &self->slice);
    b24_clock_clear (context->clock, &self->minute);
    ol_dialog_unregister_all (account);
    g_queue_clear_full (&self->todo, (GDestroyNotify) ol_dialog_unref);
    g_hash_table_unref (self->queued);
    ol_context_close (context);
    if (context->history != NULL)
        b24_history_stop (context->history);
    ol_context_unref (context);
    purple_connection_set_protocol_data (gc, NULL);
    g_free (self);
}

/* --- libpurple's signals --- */

static void
on_conversation_created (PurpleConversation *conversation, gpointer user_data)
{
    OlDialog *dialog = ol_dialog_of_conversation (conversation);

    if (dialog != NULL)
        ol_dialog_window_opened (dialog);
}

static void
on_deleting_conversation (PurpleConversation *conversation, gpointer user_data)
{
    PurpleAccount *account = purple_conversation_get_account (conversation);
    OlDialog *dialog = ol_dialog_of_conversation (conversation);
    OlConnection *self = NULL;

    if (purple_strequal (purple_account_get_protocol_id (account), OL_PROTOCOL_ID))
        self = ol_connection_get (purple_account_get_connection (account));
    if (dialog != NULL)
        ol_dialog_window_closed (dialog);
    ol_shown_forget (conversation);
    if (self == NULL)
        return;
    /* The contact of a closed dialog may leave now, but not while libpurple looks at it. */
    if (dialog != NULL) {
        enqueue (dialog, self);
    } else {
        ol_connection_tidy (self);
    }
}

static void
on_account_removed (PurpleAccount *account, gpointer user_data)
{
    if (!purple_strequal (purple_account_get_protocol_id (account), OL_PROTOCOL_ID))
        return;
    ol_sign_in_forget_files (account);
    ol_remind_forget (account);
    /* libpurple is about to remove the contacts too, but would leave our groups for good. */
    ol_contact_forget_all (account);
}

/* Whom the operator puts together with a customer must not get lost with him. */
static void
on_buddy_added (PurpleBuddy *buddy, gpointer user_data)
{
    PurpleBlistNode *contact = (PurpleBlistNode *) purple_buddy_get_contact (buddy);

    if (contact != NULL && PURPLE_BLIST_NODE_SHOULD_SAVE ((PurpleBlistNode *) buddy))
        purple_blist_node_set_flags (contact, purple_blist_node_get_flags (contact) &
                                                  ~PURPLE_BLIST_NODE_FLAG_NO_SAVE);
}

/* UIs offer "Block" for every contact and ask nobody. */
static void
on_privacy_changed (PurpleBuddy *buddy, gpointer user_data)
{
    PurpleAccount *account = purple_buddy_get_account (buddy);
    const char *name = purple_buddy_get_name (buddy);

    if (!purple_strequal (purple_account_get_protocol_id (account), OL_PROTOCOL_ID) ||
        !purple_privacy_deny_remove (account, name, TRUE))
        return;
    purple_notify_error (purple_account_get_connection (account), _ ("Bitrix24 Open Lines"),
                         _ ("Customers cannot be blocked here."),
                         _ ("“Mark as spam” in the contact's menu closes such a dialog."));
}

void
ol_connection_connect_signals (PurplePlugin *plugin)
{
    void *conversations = purple_conversations_get_handle ();

    if (signals_connected)
        return;
    signals_connected = TRUE;
    purple_signal_connect (conversations, "conversation-created", plugin,
                           PURPLE_CALLBACK (on_conversation_created), NULL);
    purple_signal_connect (conversations, "deleting-conversation", plugin,
                           PURPLE_CALLBACK (on_deleting_conversation), NULL);
    ol_seen_connect (plugin);
    purple_signal_connect (purple_blist_get_handle (), "buddy-privacy-changed", plugin,
                           PURPLE_CALLBACK (on_privacy_changed), NULL);
    purple_signal_connect (purple_blist_get_handle (), "buddy-added", plugin,
                           PURPLE_CALLBACK (on_buddy_added), NULL);
    purple_signal_connect (purple_accounts_get_handle (), "account-removed", plugin,
                           PURPLE_CALLBACK (on_account_removed), NULL);
}

void
ol_connection_disconnect_signals (PurplePlugin *plugin)
{
    purple_signals_disconnect_by_handle (plugin);
    signals_connected = FALSE;
    ol_shown_forget_all ();
    ol_remind_forget_all ();
}
