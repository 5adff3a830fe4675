/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-poll.h"

#include "b24-dialogs.h"
#include "b24-messages.h"
#include "b24-people.h"
#include "b24-task.h"
#include "b24-user.h"

#define KEY_DIALOGS "dialogs"
#define KEY_USERS   "users"
#define KEY_JOIN    "subscribe"
#define KEY_EVENTS  "events"

typedef enum {
    ASK_AFTER,
    ASK_NEWEST,
    ASK_DIALOG,
} AskKind;

typedef struct {
    AskKind kind;
    gint64 chat_id;
    gint64 after_id;
    guint tag;
} Ask;

struct _B24Poll {
    B24Batch *batch;
    GArray *asks; /* Ask: what the batch's keys stand for */
    gboolean wants_dialogs;
    gboolean wants_list;
    gboolean subscribes;
    gboolean wants_events;
    guint user_commands;
};

B24Poll *
b24_poll_new (void)
{
    B24Poll *self = g_new0 (B24Poll, 1);

    self->batch = b24_batch_new ();
    self->asks = g_array_new (FALSE, FALSE, sizeof (Ask));
    return self;
}

void
b24_poll_free (B24Poll *self)
{
    g_clear_pointer (&self->batch, b24_batch_free);
    g_array_unref (self->asks);
    g_free (self);
}

void
b24_poll_want_changed (B24Poll *self, gint64 since)
{
    self->wants_dialogs = TRUE;
    b24_dialogs_changed_in_batch (self->batch, KEY_DIALOGS, since);
}

void
b24_poll_want_list (B24Poll *self)
{
    self->wants_dialogs = TRUE;
    self->wants_list = TRUE;
    b24_dialogs_list_in_batch (self->batch, KEY_DIALOGS);
}

/* The key of the ask at @index: "page…" or "dialog…". */
static char *
ask_key (const Ask *ask, guint index)
{
    return g_strdup_printf ("%s%u", ask->kind == ASK_DIALOG ? "dialog" : "page", index);
}

static gboolean
want_chat (B24Poll *self, AskKind kind, gint64 chat_id, gint64 after_id, guint tag)
{
    Ask ask = { kind, chat_id, after_id, tag };
    g_autofree char *key = ask_key (&ask, self->asks->len);

    if (self->asks->len >= B24_POLL_MAX_CHATS)
        return FALSE;
    if (kind == ASK_AFTER)
        b24_messages_after_in_batch (self->batch, key, chat_id, after_id);
    else if (kind == ASK_NEWEST)
        b24_messages_before_in_batch (self->batch, key, chat_id, 0, B24_MESSAGES_MAX_PAGE);
    else
        b24_dialogs_get_in_batch (self->batch, key, chat_id);
    g_array_append_val (self->asks, ask);
    return TRUE;
}

gboolean
b24_poll_want_after (B24Poll *self, gint64 chat_id, gint64 after_id)
{
    return want_chat (self, ASK_AFTER, chat_id, after_id, 0);
}

gboolean
b24_poll_want_newest (B24Poll *self, gint64 chat_id)
{
    return want_chat (self, ASK_NEWEST, chat_id, -1, 0);
}

gboolean
b24_poll_want_dialog (B24Poll *self, gint64 chat_id, guint tag)
{
    return want_chat (self, ASK_DIALOG, chat_id, -1, tag);
}

void
b24_poll_want_events (B24Poll *self, gboolean subscribe, gint64 offset)
{
    if (subscribe)
        b24_events_subscribe_in_batch (self->batch, KEY_JOIN);
    b24_events_get_in_batch (self->batch, KEY_EVENTS, offset);
    self->subscribes = subscribe;
    self->wants_events = TRUE;
}

void
b24_poll_want_users (B24Poll *self, GArray *ids)
{
    g_return_if_fail (ids->len <= B24_POLL_MAX_NAMES);

    self->user_commands = b24_people_list_in_batch (self->batch, KEY_USERS, ids);
}

gboolean
b24_poll_is_empty (B24Poll *self)
{
    return b24_batch_get_size (self->batch) == 0;
}

static void
chat_free (gpointer data)
{
    B24PollChat *chat = data;

    g_clear_pointer (&chat->page, b24_message_page_free);
    g_clear_pointer (&chat->dialog, b24_dialog_unref);
    g_clear_error (&chat->error);
    g_free (chat);
}

void
b24_poll_result_free (B24PollResult *self)
{
    g_clear_pointer (&self->dialogs, g_ptr_array_unref);
    g_clear_error (&self->error);
    g_clear_error (&self->users_error);
    g_clear_error (&self->log_error);
    g_clear_pointer (&self->log, b24_event_log_free);
    g_ptr_array_unref (self->users);
    g_ptr_array_unref (self->pages);
    g_ptr_array_unref (self->rereads);
    g_free (self);
}

static void
take_chat (B24PollResult *self, B24BatchResult *answers, const Ask *ask, guint index)
{
    B24PollChat *chat = g_new0 (B24PollChat, 1);
    g_autofree char *key = ask_key (ask, index);

    chat->chat_id = ask->chat_id;
    chat->after_id = ask->after_id;
    chat->tag = ask->tag;
    if (ask->kind == ASK_DIALOG) {
        chat->dialog = b24_batch_result_take (answers, key, &chat->error);
        g_ptr_array_add (self->rereads, chat);
        return;
    }
    chat->page = b24_batch_result_take (answers, key, &chat->error);
    g_ptr_array_add (self->pages, chat);
}

static void
take_events (B24PollResult *self, B24Poll *poll, B24BatchResult *answers)
{
    if (poll->subscribes)
        b24_batch_result_take (answers, KEY_JOIN, &self->log_error);
    if (self->log_error == NULL)
        self->log = b24_batch_result_take (answers, KEY_EVENTS, &self->log_error);
}

static B24PollResult *
read_answers (B24Poll *poll, B24BatchResult *answers)
{
    B24PollResult *self = g_new0 (B24PollResult, 1);

    self->server_time = b24_batch_result_get_server_time (answers);
    self->duration = b24_batch_result_get_duration (answers);
    self->listed = poll->wants_list;
    self->pages = g_ptr_array_new_with_free_func (chat_free);
    self->rereads = g_ptr_array_new_with_free_func (chat_free);
    if (poll->wants_dialogs)
        self->dialogs = b24_batch_result_take (answers, KEY_DIALOGS, &self->error);
    /* Names are a comfort: without them people are called by their number for a while. */
    self->users =
        b24_people_list_take (answers, KEY_USERS, poll->user_commands, &self->users_error);
    if (self->users == NULL)
        self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_user_unref);
    if (poll->wants_events)
        take_events (self, poll, answers);
    for (guint i = 0; i < poll->asks->len; i++)
        take_chat (self, answers, &g_array_index (poll->asks, Ask, i), i);
    return self;
}

static void
batch_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    GError *error = NULL;
    g_autoptr (B24BatchResult) answers = b24_batch_run_finish (B24_REST (source), result, &error);

    if (answers == NULL)
        g_task_return_error (task, error);
    else
        g_task_return_pointer (task, read_answers (g_task_get_task_data (task), answers),
                               (GDestroyNotify) b24_poll_result_free);
}

void
b24_poll_run_async (B24Poll *poll, B24Rest *rest, B24Priority priority, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
    B24Batch *batch = g_steal_pointer (&poll->batch);

    g_task_set_source_tag (task, B24_TASK_TAG (b24_poll_run_async));
    g_task_set_task_data (task, poll, (GDestroyNotify) b24_poll_free);
    b24_batch_run_async (batch, rest, priority, cancellable, batch_done, g_steal_pointer (&task));
}

B24PollResult *
b24_poll_run_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, rest), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_poll_run_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
