/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include <string.h>

#include "b24-json.h"

/*
 * Reference: realtime §4. Commands wait in the inbox until all events before them are told, so that
 * what one turn of the main loop does is bounded. A pushed message that continues what is loaded is
 * told at once; all others are only reason to read the page behind what is loaded. What push says
 * about a dialog is believed until the next look at the list confirms it or not.
 */

/* So many commands nobody had time for: reading the portal's own list is quicker. */
#define MAX_INBOX 10000
/* Microseconds between two attempts that push gives rise to while the portal does not answer. */
#define MIN_PROBE (2 * G_USEC_PER_SEC)

typedef struct {
    B24PushMessage *message;
    guint64 serial; /* when it arrived */
} Pushed;

static void
pushed_free (gpointer data)
{
    Pushed *pushed = data;

    b24_push_message_unref (pushed->message);
    g_free (pushed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pushed, pushed_free)

void
b24_feed_clear_inbox (B24Feed *self)
{
    g_queue_clear_full (&self->inbox, pushed_free);
}

/* What a command is about */

static gint64
get_chat_id (JsonObject *params)
{
    gint64 id = b24_json_get_int (params, "chatId", 0);

    return id > 0 ? id : b24_dialog_id_parse (b24_json_get_string (params, "dialogId"));
}

/* The chat object of a command: itself, or a map of one. */
static JsonObject *
get_chat (JsonObject *params, gint64 chat_id)
{
    JsonObject *chat = b24_json_get_object (params, "chat");
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, chat_id);
    JsonObject *inner = b24_json_get_object (chat, key);

    return inner != NULL ? inner : chat;
}

static FeedEntry *
find_entry (B24Feed *self, gint64 chat_id)
{
    return g_hash_table_lookup (self->dialogs, &chat_id);
}

static void
learn_user (const char *key, JsonNode *value, gpointer user_data)
{
    B24Feed *self = user_data;
    g_autoptr (B24User) user = b24_user_new_from_im (b24_json_node_object (value));

    if (user == NULL)
        return;
    b24_feed_put_user (self, user);
    g_hash_table_add (self->asked_users, g_memdup2 (&user->id, sizeof user->id));
}

static void
learn_users (B24Feed *self, JsonObject *params)
{
    b24_json_foreach (b24_json_get (params, "users"), learn_user, self);
}

/* From now on answers to older questions are not believed. */
static void
outdate_answers (FeedEntry *entry, guint64 serial)
{
    if (entry == NULL || entry->asked >= serial)
        return;
    entry->asked = serial;
    entry->by_push = TRUE;
}

/* Takes @dialog: as it was when the command was sent, which may be a while ago where a server
 * repeats what was missed. */
static void
put_dialog (B24Feed *self, B24Dialog *dialog, FeedSeen seen, const Pushed *pushed)
{
    FeedEntry *entry = find_entry (self, dialog->chat_id);
    double sent = pushed->message->server_time;

    if (entry != NULL && sent > 0 && sent < (double) entry->read_at) {
        b24_dialog_unref (dialog);
        return;
    }
    b24_feed_note_strangers (self, dialog);
    outdate_answers (entry, pushed->serial);
    b24_feed_put_pushed (self, dialog, seen, pushed->serial);
}

/* Push does not carry what became of the dialog: it is read, once for all such commands. */
static void
reread (B24Feed *self, gint64 chat_id, FeedSeen seen, guint64 serial)
{
    FeedEntry *entry = find_entry (self, chat_id);

    if (chat_id <= 0)
        return;
    if (seen != FEED_SEEN_BY_REFRESH)
        outdate_answers (entry, serial);
    b24_feed_want_reread (self, chat_id, seen);
    b24_feed_gather (self);
}

static void
reread_known (B24Feed *self, JsonObject *params, guint64 serial)
{
    gint64 chat_id = get_chat_id (params);

    if (find_entry (self, chat_id) != NULL)
        reread (self, chat_id, FEED_SEEN_BY_REFRESH, serial);
}

/* Messages */

static void
put_message (B24Feed *self, FeedFollow *follow, B24Message *message, guint64 serial)
{
    b24_feed_note_stranger (self, message->author_id);
    b24_feed_keep (follow, message, serial, TRUE);
    b24_feed_put_messages (self, follow, message->id);
}

/* It is told at once when it is known that nothing is between it and what is loaded. */
static void
take_text (B24Feed *self, FeedFollow *follow, B24Message *message, gint64 previous, guint64 serial)
{
    if (message->id <= follow->loaded) {
        b24_feed_note_late (self, follow, message->id);
        return;
    }
    if (message->id > follow->expected) {
        follow->expected = message->id;
        follow->expected_serial = serial;
    }
    if (previous > 0 && previous <= follow->loaded) {
        put_message (self, follow, message, serial);
        return;
    }
    follow->wanted = TRUE;
    b24_feed_hurry_follow (self);
}

static void
take_message (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    gint64 chat_id = get_chat_id (params);
    FeedEntry *entry = find_entry (self, chat_id);
    FeedFollow *follow = g_hash_table_lookup (self->follows, &chat_id);
    g_autoptr (B24Message) message = b24_message_new_from_push (params);
    B24Dialog *dialog = b24_dialog_new_from_push (get_chat (params, chat_id),
                                                  b24_json_get_object (params, "lines"), -1);
    JsonObject *text = b24_json_get_object (params, "message");

    /* Other chats of the portal are none of ours. */
    if (dialog == NULL && entry == NULL && follow == NULL)
        return;
    learn_users (self, params);
    b24_feed_note_pushed (self, entry, chat_id, message != NULL ? message->id : 0);
    if (dialog != NULL && message != NULL && message->id >= dialog->last_message_id) {
        B24Dialog *plain = dialog;

        dialog =
            b24_dialog_with_last (plain, message, (int) b24_json_get_int (params, "counter", -1));
        b24_dialog_unref (plain);
    }
    /* What was read of it and the like is not pushed. */
    if (entry == NULL && dialog != NULL)
        reread (self, chat_id, FEED_SEEN_ON_LIST, pushed->serial);
    if (dialog != NULL)
        put_dialog (self, dialog, FEED_SEEN_ON_LIST, pushed);
    if (message == NULL)
        return;
    if (message->author_id == self->my_id || message->author_id == 0)
        b24_feed_note_echo (self);
    else
        b24_feed_note_latency (self, pushed->message->server_time > 0 ? pushed->message->server_time
                                                                      : (double) message->time);
    if (follow == NULL)
        return;
    /* The portal's own words come with the state they speak of. */
    if (dialog != NULL)
        follow->told = MAX (follow->told, message->id);
    take_text (self, follow, message, b24_json_get_int (text, "prevId", 0), pushed->serial);
}

typedef struct {
    B24Feed *feed;
    FeedFollow *follow;
    guint64 serial;
} Removal;

static void
remove_one (const char *key, JsonNode *value, gpointer user_data)
{
    const Removal *removal = user_data;
    JsonObject *message = b24_json_node_object (value);

    b24_feed_update (removal->feed, removal->follow, b24_json_get_int (message, "id", 0), message,
                     TRUE, removal->serial);
}

static void
take_update (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    gint64 chat_id = get_chat_id (params);
    FeedFollow *follow = g_hash_table_lookup (self->follows, &chat_id);
    Removal removal = { self, follow, pushed->serial };
    gboolean deleted = g_str_has_prefix (pushed->message->command, "messageDelete");

    if (follow == NULL)
        return;
    if (b24_json_has (params, "messages"))
        b24_json_foreach (b24_json_get (params, "messages"), remove_one, &removal);
    else
        b24_feed_update (self, follow, b24_json_get_int (params, "id", 0), params, deleted,
                         pushed->serial);
}

/* People */

static void
take_read_by_other (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    gint64 chat_id = get_chat_id (params);
    gint64 user_id = b24_json_get_int (params, "userId", 0);
    gint64 last_id = b24_json_get_int (params, "lastId", 0);

    if (find_entry (self, chat_id) != NULL && user_id > 0 && user_id != self->my_id && last_id > 0)
        b24_feed_put_read (self, chat_id, user_id, last_id);
}

static void
take_typing (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    gint64 chat_id = get_chat_id (params);
    gint64 user_id = b24_json_get_int (params, "userId", 0);

    if (find_entry (self, chat_id) != NULL && user_id > 0 && user_id != self->my_id)
        b24_feed_put_typing (self, chat_id, user_id, b24_json_get_string (params, "userName"));
}

typedef struct {
    B24Feed *feed;
    gint64 chat_id;
    gboolean me;
} Joining;

static void
join_one (const char *key, JsonNode *value, gpointer user_data)
{
    Joining *joining = user_data;
    gint64 id = b24_json_node_int (value, 0);

    if (id == joining->feed->my_id)
        joining->me = TRUE;
    else if (id > 0)
        b24_feed_put_member (joining->feed, joining->chat_id, id, TRUE);
}

/* A queued dialog that is offered comes with `lines`. */
static void
take_user_add (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    Joining joining = { self, get_chat_id (params), FALSE };
    gboolean offered = b24_json_get_object (params, "lines") != NULL;

    if (!offered && find_entry (self, joining.chat_id) == NULL &&
        !g_hash_table_contains (self->follows, &joining.chat_id)) {
        /* Any chat of the portal; if it is a dialog, reading it will tell. */
        b24_json_foreach (b24_json_get (params, "newUsers"), join_one, &joining);
        if (joining.me)
            reread (self, joining.chat_id, FEED_SEEN_BY_REFRESH, pushed->serial);
        return;
    }
    learn_users (self, params);
    b24_json_foreach (b24_json_get (params, "newUsers"), join_one, &joining);
    if (offered || joining.me)
        reread (self, joining.chat_id, FEED_SEEN_ON_LIST, pushed->serial);
}

static void
take_user_leave (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    gint64 chat_id = get_chat_id (params);
    gint64 user_id = b24_json_get_int (params, "userId", 0);

    if (find_entry (self, chat_id) == NULL || user_id <= 0)
        return;
    if (user_id == self->my_id)
        reread (self, chat_id, FEED_SEEN_OFF_LIST, pushed->serial);
    else
        b24_feed_put_member (self, chat_id, user_id, FALSE);
}

static void
take_user (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    JsonObject *object = b24_json_get_object (params, "user");
    g_autoptr (B24User) user = b24_user_new_from_im (object != NULL ? object : params);

    /* The portal's other people are no concern of ours. */
    if (user != NULL && g_hash_table_contains (self->users, &user->id))
        b24_feed_put_user (self, user);
}

/* Dialogs */

static void
take_hide (B24Feed *self, const Pushed *pushed)
{
    gint64 chat_id = get_chat_id (pushed->message->params);

    if (find_entry (self, chat_id) != NULL)
        reread (self, chat_id, FEED_SEEN_OFF_LIST, pushed->serial);
}

static void
take_session (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    gint64 chat_id = get_chat_id (params);
    B24Dialog *dialog = b24_dialog_new_from_push (
        get_chat (params, chat_id), b24_json_get_object (params, "session"),
        (int) CLAMP (b24_json_get_int (params, "status", -1), -1, G_MAXINT));

    if (dialog == NULL)
        reread (self, chat_id, FEED_SEEN_BY_REFRESH, pushed->serial);
    else
        put_dialog (self, dialog, FEED_SEEN_BY_REFRESH, pushed);
}

static void
take_answered (B24Feed *self, const Pushed *pushed)
{
    reread (self, get_chat_id (pushed->message->params), FEED_SEEN_ON_LIST, pushed->serial);
}

static void
take_chat (B24Feed *self, const Pushed *pushed)
{
    reread_known (self, pushed->message->params, pushed->serial);
}

/* Read elsewhere by the operator, or here a moment ago. */
static void
take_own_read (B24Feed *self, const Pushed *pushed)
{
    JsonObject *params = pushed->message->params;
    FeedEntry *entry = find_entry (self, get_chat_id (params));
    gint64 last_id = b24_json_get_int (params, "lastId", 0);
    int counter = (int) CLAMP (b24_json_get_int (params, "counter", 0), 0, G_MAXINT);

    if (entry != NULL && last_id > entry->dialog->read_id)
        put_dialog (self, b24_dialog_with_read (entry->dialog, last_id, counter),
                    FEED_SEEN_BY_REFRESH, pushed);
}

typedef struct {
    const char *module;
    const char *command;
    void (*take) (B24Feed *self, const Pushed *pushed);
    gboolean from_clients; /* believed of other people's programs, too */
} Command;

static const Command commands[] = {
    { "im", "messageChat", take_message, FALSE },
    { "im", "messageUpdate", take_update, FALSE },
    { "im", "messageParamsUpdate", take_update, FALSE },
    { "im", "messageDelete", take_update, FALSE },
    { "im", "messageDeleteComplete", take_update, FALSE },
    { "im", "messageDeleteV2", take_update, FALSE },
    { "im", "readMessageChatOpponent", take_read_by_other, FALSE },
    { "im", "readMessageChat", take_own_read, FALSE },
    { "im", "startWriting", take_typing, TRUE },
    { "im", "inputActionNotify", take_typing, TRUE },
    { "im", "chatUserAdd", take_user_add, FALSE },
    { "im", "chatUserLeave", take_user_leave, FALSE },
    { "im", "chatHide", take_hide, FALSE },
    { "im", "chatOwner", take_chat, FALSE },
    { "im", "chatRename", take_chat, FALSE },
    { "im", "chatUpdate", take_chat, FALSE },
    { "im", "chatUpdateParams", take_chat, FALSE },
    { "im", "userUpdate", take_user, FALSE },
    { "imopenlines", "updateSessionStatus", take_session, FALSE },
    { "imopenlines", "linesAnswer", take_answered, FALSE },
};

void
b24_feed_take_pushed (B24Feed *self)
{
    g_autoptr (Pushed) pushed = g_queue_pop_head (&self->inbox);
    const B24PushMessage *message = pushed->message;

    for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
        const Command *command = &commands[i];

        if (strcmp (message->command, command->command) != 0 ||
            strcmp (message->module, command->module) != 0)
            continue;
        if (message->sender != B24_SENDER_CLIENT || command->from_clients)
            command->take (self, pushed);
        return;
    }
}

/* The stream */

static gboolean
is_running (B24Feed *self)
{
    return self->state != FEED_IDLE && self->state != FEED_STOPPED;
}

static void
probe (B24Feed *self)
{
    gint64 now = b24_clock_get_monotonic (self->clock);

    if (self->state != FEED_UNREACHABLE || now - self->pushed_at < MIN_PROBE)
        return;
    self->pushed_at = now;
    b24_feed_look_within (self, 0);
}

static void
on_message (B24Push *push, B24PushMessage *message, gpointer user_data)
{
    B24Feed *self = user_data;
    Pushed *pushed;

    if (!is_running (self))
        return;
    if (g_queue_get_length (&self->inbox) >= MAX_INBOX) {
        b24_feed_clear_inbox (self);
        self->want_list = ++self->serial;
        b24_feed_suspect_all (self);
        b24_feed_hurry_follow (self);
    }
    pushed = g_new0 (Pushed, 1);
    pushed->message = b24_push_message_ref (message);
    pushed->serial = ++self->serial;
    g_queue_push_tail (&self->inbox, pushed);
    b24_feed_arm (self);
    b24_feed_check_way (self);
    /* Where news comes from, questions can be sent. */
    probe (self);
}

/* Whatever happened before this moment may have been missed. */
static void
on_opened (B24Push *push, gpointer user_data)
{
    B24Feed *self = user_data;

    if (self->state != FEED_POLLING && self->state != FEED_UNREACHABLE)
        return;
    self->want_list = ++self->serial;
    b24_feed_suspect_all (self);
    if (self->state == FEED_UNREACHABLE)
        b24_feed_look_within (self, 0);
    else
        b24_feed_hurry_follow (self);
    b24_feed_check_way (self);
}

static void
on_state (B24Push *push, gpointer user_data)
{
    B24Feed *self = user_data;

    if (is_running (self))
        b24_feed_check_way (self);
}

void
b24_feed_connect_push (B24Feed *self)
{
    g_signal_connect (self->push, "message", G_CALLBACK (on_message), self);
    g_signal_connect (self->push, "opened", G_CALLBACK (on_opened), self);
    g_signal_connect (self->push, "state", G_CALLBACK (on_state), self);
}

void
b24_feed_disconnect_push (B24Feed *self)
{
    if (self->push != NULL)
        g_signal_handlers_disconnect_by_data (self->push, self);
}
