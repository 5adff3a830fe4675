/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Methods of being there, live, against the practice portal: where the stream of news is, the log
 * of events, what others see of the operator. */

#include <locale.h>

#include "b24-dialog.h"
#include "b24-error.h"
#include "b24-events.h"
#include "b24-json.h"
#include "b24-messages.h"
#include "b24-operator.h"
#include "b24-presence.h"
#include "b24-pull.h"
#include "calls.h"
#include "desk.h"

static B24PullConfig *
get_config (Desk *desk, B24PullMethod method, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_pull_config_async (desk->rest, method, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_pull_config_finish (desk->rest, result, error);
}

static void
test_pull_config (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GError) error = NULL;
    g_autoptr (B24PullConfig) documented = get_config (desk, B24_PULL_METHOD_CONFIG, &error);
    g_autoptr (B24PullConfig) other = NULL;
    g_autoptr (B24PullConfig) shared = NULL;
    g_autoptr (B24PullConfig) newest = NULL;
    gint64 now = b24_clock_get_real (desk->clock) / G_USEC_PER_SEC;

    g_assert_no_error (error);
    g_assert_cmpint (documented->version, ==, 4);
    g_assert_nonnull (documented->websocket);
    g_assert_nonnull (documented->long_polling);
    g_assert_nonnull (documented->private_channel);
    g_assert_cmpstr (documented->channel_type, ==, "private");
    g_assert_null (documented->token);
    g_assert_cmpint (documented->expires, >, now);
    g_assert_cmpint (documented->server_time, >, 0);
    other = get_config (desk, B24_PULL_METHOD_API_CONFIG, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (other->private_channel, ==, documented->private_channel);
    g_assert_cmpint (other->server_time, ==, 0);

    desk_control (desk, "push", "{\"version\":3,\"mode\":\"shared\"}");
    shared = get_config (desk, B24_PULL_METHOD_CONFIG, &error);
    g_assert_no_error (error);
    g_assert_cmpint (shared->version, ==, 3);
    g_assert_nonnull (shared->client_id);
    desk_control (desk, "push", "{\"version\":5,\"mode\":\"personal\",\"websocket\":false}");
    newest = get_config (desk, B24_PULL_METHOD_API_CONFIG, &error);
    g_assert_no_error (error);
    g_assert_nonnull (newest->token);
    g_assert_null (newest->websocket);
}

static void
assert_no_config (Desk *desk, B24PullMethod method, B24Error code)
{
    g_autoptr (GError) error = NULL;
    B24PullConfig *config = get_config (desk, method, &error);

    g_assert_null (config);
    g_assert_error (error, B24_ERROR, (gint) code);
}

static void
test_pull_refused (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);

    desk_fail (desk, "pull.config.get", 403, "WRONG_AUTH_TYPE", 1);
    assert_no_config (desk, B24_PULL_METHOD_CONFIG, B24_ERROR_WRONG_AUTH_TYPE);
    desk_fail (desk, "pull.config.get", 403, "AUTHORIZE_ERROR", 1);
    assert_no_config (desk, B24_PULL_METHOD_CONFIG, B24_ERROR_AUTHORIZE_ERROR);
    desk_fail (desk, "pull.api.config.get", 404, "ERROR_METHOD_NOT_FOUND", 1);
    assert_no_config (desk, B24_PULL_METHOD_API_CONFIG, B24_ERROR_METHOD_NOT_FOUND);
    desk_control (desk, "push", "{\"enabled\":false}");
    assert_no_config (desk, B24_PULL_METHOD_CONFIG, B24_ERROR_SERVER_ERROR);
    assert_no_config (desk, B24_PULL_METHOD_API_CONFIG, B24_ERROR_SERVER_ERROR);
    desk_control (desk, "scopes", "{\"operator\":27,\"scopes\":[\"im\",\"pull\"]}");
    assert_no_config (desk, B24_PULL_METHOD_CONFIG, B24_ERROR_INSUFFICIENT_SCOPE);
}

static B24BatchResult *
run_batch (Desk *desk, B24Batch *batch)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    B24BatchResult *answers;

    b24_batch_run_async (batch, desk->rest, B24_PRIORITY_BACKGROUND, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    answers = b24_batch_run_finish (desk->rest, result, &error);
    g_assert_no_error (error);
    return answers;
}

static B24EventLog *
get_events (Desk *desk, gint64 offset, GError **error)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) answers = NULL;

    b24_events_get_in_batch (batch, "events", offset);
    answers = run_batch (desk, batch);
    return b24_batch_result_take (answers, "events", error);
}

static void
subscribe (Desk *desk, GError **error)
{
    B24Batch *batch = b24_batch_new ();
    g_autoptr (B24BatchResult) answers = NULL;

    b24_events_subscribe_in_batch (batch, "subscribe");
    answers = run_batch (desk, batch);
    g_assert_null (b24_batch_result_take (answers, "subscribe", error));
}

static void
control_message (Desk *desk, const char *verb, gint64 message)
{
    g_autofree char *arguments = g_strdup_printf (
        "{\"message\":%" G_GINT64_FORMAT ",\"text\":\"Hi!\",\"user\":0,\"on\":true}", message);

    desk_control (desk, verb, arguments);
}

static void
assert_event (B24EventLog *log, guint place, B24EventKind kind, gint64 chat, gint64 message,
              gint64 user)
{
    const B24Event *event = &g_array_index (log->events, B24Event, place);

    g_assert_cmpuint (place, <, log->events->len);
    g_assert_cmpint (event->kind, ==, kind);
    g_assert_cmpint (event->chat_id, ==, chat);
    g_assert_cmpint (event->message_id, ==, message);
    g_assert_cmpint (event->user_id, ==, user);
}

typedef struct {
    const char *command;
    JsonObject *params; /* of the newest */
} Search;

static void
find_news (const char *key, JsonNode *value, gpointer user_data)
{
    Search *search = user_data;
    JsonObject *news = b24_json_node_object (value);

    if (g_strcmp0 (b24_json_get_string (news, "command"), search->command) == 0)
        search->params = b24_json_get_object (news, "params");
}

/* (transfer full): parameters of the newest @command that was published to Kim */
static JsonObject *
pushed (Desk *desk, const char *command)
{
    g_autoptr (JsonObject) log =
        practice_portal_control (desk->portal, "push-log", "{\"operator\":%d}", KIM);
    Search search = { command, NULL };

    b24_json_foreach (b24_json_get (log, "news"), find_news, &search);
    g_assert_nonnull (search.params);
    return json_object_ref (search.params);
}

/* (transfer full): the newest message of @chat as it is read */
static B24Message *
read_last (Desk *desk, gint64 chat)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (B24MessagePage) page = NULL;

    b24_messages_before_async (desk->rest, chat, 0, 1, B24_PRIORITY_OPERATOR, NULL,
                               desk_take_result, &slot);
    result = desk_await (desk, &slot);
    page = b24_messages_page_finish (desk->rest, result, NULL);
    g_assert_cmpuint (page->messages->len, ==, 1);
    return b24_message_ref (g_ptr_array_index (page->messages, 0));
}

static void
assert_same (B24Message *a, B24Message *b)
{
    g_assert_cmpint (a->id, ==, b->id);
    g_assert_cmpint (a->chat_id, ==, b->chat_id);
    g_assert_cmpint (a->author_id, ==, b->author_id);
    g_assert_cmpint (a->time, ==, b->time);
    g_assert_cmpstr (a->text, ==, b->text);
    /* That it was edited before is nothing any more. */
    if ((b->flags & B24_MESSAGE_DELETED) != 0)
        g_assert_cmpint (a->flags & B24_MESSAGE_DELETED, !=, 0);
    else
        g_assert_cmpint (a->flags, ==, b->flags);
    g_assert_cmpint (b24_message_compare (a, b), ==, 0);
    g_assert_cmpint (b24_message_compare (b, a), ==, 0);
}

/* (transfer full): @before with the newest @command, as it is read by then, too */
static B24Message *
apply (Desk *desk, B24Message *before, const char *command, B24MessageChange change)
{
    g_autoptr (JsonObject) params = pushed (desk, command);
    g_autoptr (B24Message) read = read_last (desk, before->chat_id);
    B24Message *now =
        b24_message_update (before, params, g_str_has_prefix (command, "messageDelete"));

    g_assert_cmpint (b24_message_compare (now, before), ==, change);
    assert_same (now, read);
    return now;
}

/* What is pushed and what is read are the same, whatever happens to a message. */
static void
test_pushed (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (JsonObject) params = NULL;
    g_autoptr (B24Message) message = NULL;
    g_autoptr (B24Message) read = NULL;
    g_autoptr (B24Message) edited = NULL;
    g_autoptr (B24Message) liked = NULL;
    g_autoptr (B24Message) deleted = NULL;
    g_autoptr (B24Dialog) dialog = NULL;

    desk_act (desk, "answer", KIM, chat);
    desk_write (desk, chat, "[b]Hello[/b] <you>");
    params = pushed (desk, "messageChat");
    message = b24_message_new_from_push (params);
    read = read_last (desk, chat);
    g_assert_nonnull (message);
    assert_same (message, read);
    dialog = b24_dialog_new_from_push (b24_json_get_object (params, "chat"),
                                       b24_json_get_object (params, "lines"), -1);
    g_assert_cmpint (dialog->chat_id, ==, chat);
    g_assert_cmpint (dialog->owner_id, ==, KIM);
    g_assert_cmpint (dialog->session_status, ==, calls_chat_int (desk, chat, "status"));
    g_assert_cmpint (b24_dialog_get_standing (dialog, KIM), ==, B24_STANDING_REPLY);

    control_message (desk, "edit", message->id);
    edited = apply (desk, message, "messageUpdate", B24_MESSAGE_CHANGE_TEXT);
    control_message (desk, "like", message->id);
    liked = apply (desk, edited, "messageParamsUpdate", B24_MESSAGE_CHANGE_LIKES);
    control_message (desk, "delete", message->id);
    deleted = apply (desk, liked, "messageDelete", B24_MESSAGE_CHANGE_DELETED);
    g_assert_cmpint (deleted->flags & B24_MESSAGE_DELETED, !=, 0);
}

static void
unsubscribe (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
    b24_events_unsubscribe_async (rest, cancellable, callback, user_data);
}

static void
test_events (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    gint64 customer = calls_chat_int (desk, chat, "customer");
    g_autoptr (GError) error = NULL;
    g_autoptr (B24EventLog) log = NULL;
    g_autoptr (B24EventLog) empty = NULL;
    g_autoptr (B24EventLog) gone = NULL;
    gint64 message;

    desk_act (desk, "answer", KIM, chat);
    subscribe (desk, &error);
    g_assert_no_error (error);
    message = desk_write (desk, chat, "Hello");
    control_message (desk, "edit", message);
    control_message (desk, "like", message);
    control_message (desk, "delete", message);
    log = get_events (desk, 0, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (log->events->len, ==, 4);
    assert_event (log, 0, B24_EVENT_MESSAGE, chat, message, customer);
    assert_event (log, 1, B24_EVENT_UPDATE, chat, message, customer);
    assert_event (log, 2, B24_EVENT_REACTION, chat, message, customer);
    assert_event (log, 3, B24_EVENT_DELETE, chat, message, customer);
    g_assert_false (log->more);
    g_assert_cmpint (log->next_offset, >, 1);
    empty = get_events (desk, log->next_offset, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (empty->events->len, ==, 0);
    g_assert_cmpint (empty->next_offset, ==, log->next_offset);

    desk_write (desk, chat, "Again");
    calls_assert_done (desk, unsubscribe, b24_events_unsubscribe_finish, 0);
    gone = get_events (desk, log->next_offset, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (gone->events->len, ==, 0);
}

static void
test_events_joined (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (GError) error = NULL;
    g_autoptr (B24EventLog) log = NULL;
    gboolean joined = FALSE;

    subscribe (desk, &error);
    g_assert_no_error (error);
    desk_act (desk, "answer", KIM, chat);
    log = get_events (desk, 1, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < log->events->len; i++) {
        const B24Event *event = &g_array_index (log->events, B24Event, i);

        if (event->kind != B24_EVENT_JOINED)
            continue;
        joined = TRUE;
        g_assert_cmpint (event->chat_id, ==, chat);
        g_assert_cmpint (event->message_id, ==, 0);
        g_assert_cmpint (event->user_id, ==, KIM);
    }
    g_assert_true (joined);
}

/* More than one answer holds; the offset moves on and deletes what is behind it. */
static void
test_events_many (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);
    g_autoptr (GError) error = NULL;
    gint64 offset = 1;
    guint count = 0;
    gint64 last = 0;
    gboolean more = TRUE;

    desk_act (desk, "answer", KIM, chat);
    subscribe (desk, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < 450; i++)
        desk_write (desk, chat, "Hello");
    for (guint answers = 0; more; answers++) {
        g_autoptr (B24EventLog) log = get_events (desk, offset, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (answers, <, 3);
        for (guint i = 0; i < log->events->len; i++) {
            const B24Event *event = &g_array_index (log->events, B24Event, i);

            g_assert_cmpint (event->message_id, >, last);
            last = event->message_id;
            count++;
        }
        more = log->more;
        offset = log->next_offset;
    }
    g_assert_cmpuint (count, ==, 450);
}

/* Older portals. */
static void
test_events_unknown (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GError) subscribed = NULL;
    g_autoptr (GError) got = NULL;
    g_autoptr (GError) left = NULL;

    desk_control (desk, "event-log", "{\"available\":false}");
    subscribe (desk, &subscribed);
    g_assert_error (subscribed, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND);
    g_assert_null (get_events (desk, 1, &got));
    g_assert_error (got, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND);
    g_assert_false (calls_run (desk, unsubscribe, b24_events_unsubscribe_finish, 0, &left));
    g_assert_error (left, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND);
}

static void
find_me (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject **found = user_data;
    JsonObject *user = b24_json_node_object (value);

    if (b24_json_get_int (user, "id", 0) == KIM)
        *found = user;
}

static void
assert_me (Desk *desk, const char *status, gint64 idle, gboolean paused)
{
    g_autoptr (JsonObject) state = practice_portal_control (desk->portal, "state", NULL);
    JsonObject *me = NULL;

    b24_json_foreach (b24_json_get (state, "users"), find_me, &me);
    g_assert_nonnull (me);
    g_assert_cmpstr (b24_json_get_string (me, "status"), ==, status);
    g_assert_cmpint (b24_json_get_int (me, "idle", -1), ==, idle);
    g_assert_cmpint (b24_json_get_bool (me, "paused", FALSE), ==, paused);
}

static void
set_dnd (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
         gpointer user_data)
{
    b24_presence_set_status_async (rest, "dnd", cancellable, callback, user_data);
}

static void
set_nonsense (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
    b24_presence_set_status_async (rest, "dancing", cancellable, callback, user_data);
}

/* Here @chat is minutes. */
static void
set_idle (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
    b24_presence_set_idle_async (rest, (int) chat, cancellable, callback, user_data);
}

/* Here @chat is whether. */
static void
set_paused (B24Rest *rest, gint64 chat, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    b24_presence_set_paused_async (rest, chat != 0, cancellable, callback, user_data);
}

static void
test_presence (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);

    calls_assert_done (desk, set_dnd, b24_presence_set_status_finish, 0);
    assert_me (desk, "dnd", -1, FALSE);
    calls_assert_refused (desk, set_nonsense, b24_presence_set_status_finish, 0,
                          B24_ERROR_STATUS_ERROR);
    calls_assert_done (desk, set_idle, b24_presence_set_idle_finish, 5);
    assert_me (desk, "dnd", 5, FALSE);
    calls_assert_done (desk, set_idle, b24_presence_set_idle_finish, -1);
    assert_me (desk, "dnd", -1, FALSE);
}

static void
test_writing (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", SUPPORT);

    calls_assert_refused (desk, b24_presence_writing_async, b24_presence_writing_finish, chat,
                          B24_ERROR_ACCESS_ERROR);
    desk_act (desk, "answer", KIM, chat);
    calls_assert_done (desk, b24_presence_writing_async, b24_presence_writing_finish, chat);
}

static int
is_paused (Desk *desk, GError **error)
{
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    b24_presence_is_paused_async (desk->rest, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    return b24_presence_is_paused_finish (desk->rest, result, error);
}

static void
test_pause (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) missing = NULL;

    g_assert_cmpint (is_paused (desk, &error), ==, 0);
    calls_assert_done (desk, set_paused, b24_presence_set_paused_finish, 1);
    g_assert_cmpint (is_paused (desk, &error), ==, 1);
    assert_me (desk, "", -1, TRUE);
    calls_assert_done (desk, set_paused, b24_presence_set_paused_finish, 0);
    g_assert_cmpint (is_paused (desk, &error), ==, 0);
    g_assert_no_error (error);

    desk_control (desk, "pausing", "{\"available\":false}");
    g_assert_cmpint (is_paused (desk, &missing), ==, -1);
    g_assert_error (missing, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND);
    g_assert_false (calls_run (desk, set_paused, b24_presence_set_paused_finish, 1, &error));
    g_assert_error (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND);
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/methods-live/pull-config", test_pull_config);
    g_test_add_func ("/methods-live/pull-refused", test_pull_refused);
    g_test_add_func ("/methods-live/pushed", test_pushed);
    g_test_add_func ("/methods-live/events", test_events);
    g_test_add_func ("/methods-live/events-joined", test_events_joined);
    g_test_add_func ("/methods-live/events-many", test_events_many);
    g_test_add_func ("/methods-live/events-unknown", test_events_unknown);
    g_test_add_func ("/methods-live/presence", test_presence);
    g_test_add_func ("/methods-live/writing", test_writing);
    g_test_add_func ("/methods-live/pause", test_pause);
    return g_test_run ();
}
