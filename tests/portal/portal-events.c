/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-events — the users' logs of events, and im.v2.Event by which they are read.
 *
 * Only those who subscribed have one, and only what happens in chats they are members of is in
 * it: no dialog that waits, no session, no delivery. Reading on deletes what was read. There is
 * one log for each user: of two programs that read it, each gets what the other has not yet
 * acknowledged.
 */

#include "portal-news.h"

#define KEPT_FOR      G_TIME_SPAN_DAY
#define DEFAULT_LIMIT 100
#define MAXIMUM_LIMIT 1000

/* That nothing is there is remembered for so long; who names an offset is always looked up. */
#define EMPTY_FOR G_TIME_SPAN_MINUTE

typedef struct {
    gint64 id;
    gint64 date;
    const char *type;
    char *data;
} Event;

typedef struct {
    gint64 user_id;
    GQueue events;
    gint64 empty_since; /* 0 = not known to be empty */
} Log;

struct _PpEvents {
    GHashTable *logs; /* user id → Log */
    gint64 last_id;   /* over all logs */
};

static void
free_event (gpointer data)
{
    Event *event = data;

    g_free (event->data);
    g_free (event);
}

static void
free_log (gpointer data)
{
    Log *log = data;

    g_queue_clear_full (&log->events, free_event);
    g_free (log);
}

PpEvents *
pp_events_new (void)
{
    PpEvents *events = g_new0 (PpEvents, 1);

    events->logs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_log);
    events->last_id = 880;
    return events;
}

void
pp_events_free (PpEvents *events)
{
    g_hash_table_unref (events->logs);
    g_free (events);
}

static Log *
find_log (PracticePortal *self, gint64 user_id)
{
    return g_hash_table_lookup (self->events->logs, &user_id);
}

static void
drop_before (Log *log, gint64 id, gint64 date)
{
    Event *first;

    while ((first = g_queue_peek_head (&log->events)) != NULL &&
           (first->id < id || first->date < date))
        free_event (g_queue_pop_head (&log->events));
}

static void
append (PracticePortal *self, Log *log, const char *type, const char *data)
{
    Event *event = g_new0 (Event, 1);

    event->id = ++self->events->last_id;
    event->date = pp_now (self);
    event->type = type;
    event->data = g_strdup (data);
    g_queue_push_tail (&log->events, event);
    drop_before (log, 0, event->date - KEPT_FOR);
}

static void
write_message (PracticePortal *self, PpOut *out, PpChat *chat, PpMessage *message)
{
    g_autofree char *date = pp_date (self, message->date);

    pp_out_object (out, "message");
    pp_out_int (out, "id", message->id);
    pp_out_int (out, "chatId", chat->id);
    pp_out_int (out, "chat_id", chat->id);
    pp_out_int (out, "authorId", message->author_id);
    pp_out_int (out, "author_id", message->author_id);
    pp_out_string (out, "date", date);
    pp_out_string (out, "text", message->text);
    pp_out_bool (out, "isSystem", message->author_id == 0);
    if (message->uuid != NULL)
        pp_out_string (out, "uuid", message->uuid);
    else
        pp_out_null (out, "uuid");
    pp_out_null (out, "forward");
    pp_shape_v2_params (out, message->params);
    pp_out_bool (out, "viewedByOthers", pp_message_was_viewed (chat, message));
    pp_out_end (out);
}

static void
write_chat (PracticePortal *self, PpOut *out, PpChat *chat)
{
    gboolean lines = chat->kind == PP_CHAT_LINES;
    g_autofree char *created = pp_date (self, chat->created);
    g_autofree char *entity_id = lines ? pp_shape_entity_id (chat) : g_strdup ("");
    g_autofree char *data_1 = lines ? pp_shape_entity_data_1 (chat) : g_strdup ("");
    g_autofree char *data_2 = lines ? pp_shape_entity_data_2 (chat) : g_strdup ("");

    pp_out_object (out, "chat");
    pp_out_int (out, "id", chat->id);
    pp_out_printf (out, "dialogId", "chat%" G_GINT64_FORMAT, chat->id);
    pp_out_string (out, "name", chat->title);
    pp_out_string (out, "description", "");
    pp_out_int (out, "owner", chat->owner);
    pp_out_bool (out, "extranet", lines);
    pp_out_string (out, "avatar", "");
    pp_out_string (out, "color", "#4ba984");
    pp_out_string (out, "type", lines ? "lines" : pp_news_get_chat_type (chat));
    pp_out_string (out, "messageType", lines ? "L" : "C");
    pp_out_string (out, "entityType", lines ? "LINES" : "");
    pp_out_string (out, "entityId", entity_id);
    pp_out_string (out, "entityData1", data_1);
    pp_out_string (out, "entityData2", data_2);
    pp_out_string (out, "entityData3", !lines ? "" : chat->silent ? "Y" : "N");
    pp_out_string (out, "dateCreate", created);
    pp_out_int (out, "parentChatId", 0);
    pp_out_end (out);
}

/* Who did it; null where the portal itself did. */
static void
write_user (PracticePortal *self, PpOut *out, gint64 user_id)
{
    PpUser *user = pp_user_find (self, user_id);
    g_autofree char *name = user != NULL ? pp_user_get_name (user) : NULL;

    if (user == NULL) {
        pp_out_null (out, "user");
        return;
    }
    pp_out_object (out, "user");
    pp_out_int (out, "id", user->id);
    pp_out_bool (out, "active", user->active);
    pp_out_string (out, "name", name);
    pp_out_string (out, "firstName", user->first_name);
    pp_out_string (out, "lastName", user->last_name);
    pp_out_string (out, "workPosition", user->position);
    pp_out_string (out, "avatar", "");
    pp_out_bool (out, "extranet", user->extranet);
    pp_out_bool (out, "bot", user->bot);
    pp_out_bool (out, "connector", user->connector);
    pp_out_string (out, "externalAuthId", user->connector ? "imconnector" : "default");
    pp_out_end (out);
}

/* The rest of an event's data: where, by whom, in which language. (transfer full) */
static char *
finish (PracticePortal *self, PpOut *out, PpChat *chat, gint64 user_id)
{
    write_chat (self, out, chat);
    write_user (self, out, user_id);
    pp_out_string (out, "language", "en");
    pp_out_end (out);
    return pp_out_take (out);
}

/* Tells every member who has a log. */
static void
tell_members (PracticePortal *self, const char *type, PpChat *chat, const char *data)
{
    for (guint i = 0; i < chat->members->len; i++) {
        Log *log = find_log (self, ((PpMember *) g_ptr_array_index (chat->members, i))->user_id);

        if (log != NULL)
            append (self, log, type, data);
    }
}

void
pp_events_add_message (PracticePortal *self, const char *type, PpChat *chat, PpMessage *message)
{
    g_autofree char *data = NULL;
    PpOut out;

    if (g_hash_table_size (self->events->logs) == 0)
        return;
    pp_out_init (&out);
    pp_out_object (&out, NULL);
    write_message (self, &out, chat, message);
    data = finish (self, &out, chat, message->author_id);
    tell_members (self, type, chat, data);
}

void
pp_events_add_reaction (PracticePortal *self, PpChat *chat, PpMessage *message, gint64 user_id,
                        gboolean on)
{
    g_autofree char *data = NULL;
    PpOut out;

    if (g_hash_table_size (self->events->logs) == 0)
        return;
    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_string (&out, "reaction", "like");
    pp_out_string (&out, "action", on ? "add" : "delete");
    write_message (self, &out, chat, message);
    data = finish (self, &out, chat, user_id);
    tell_members (self, "ONIMV2REACTIONCHANGE", chat, data);
}

/* The newcomer alone hears of it. */
void
pp_events_add_join (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    Log *log = find_log (self, user_id);
    g_autofree char *data = NULL;
    PpOut out;

    if (log == NULL)
        return;
    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_printf (&out, "dialogId", "chat%" G_GINT64_FORMAT, chat->id);
    data = finish (self, &out, chat, user_id);
    append (self, log, "ONIMV2JOINCHAT", data);
}

static void
subscribe (PpCall *call)
{
    PracticePortal *self = call->portal;

    if (find_log (self, call->user->id) == NULL) {
        Log *log = g_new0 (Log, 1);

        log->user_id = call->user->id;
        g_queue_init (&log->events);
        g_hash_table_insert (self->events->logs, &log->user_id, log);
    }
    pp_call_true (call);
}

/* What was not read is deleted at once. */
static void
unsubscribe (PpCall *call)
{
    g_hash_table_remove (call->portal->events->logs, &call->user->id);
    pp_call_true (call);
}

static void
write_event (PracticePortal *self, PpOut *out, Event *event)
{
    g_autofree char *date = pp_date (self, event->date);

    pp_out_object (out, NULL);
    pp_out_int (out, "eventId", event->id);
    pp_out_string (out, "type", event->type);
    pp_out_string (out, "date", date);
    pp_out_raw (out, "data", event->data);
    pp_out_end (out);
}

/* Whether the log is empty, or was a moment ago and nobody looks again. */
static gboolean
is_empty (PracticePortal *self, Log *log, gboolean with_offset)
{
    gint64 now = pp_now (self);

    if (with_offset)
        log->empty_since = 0;
    if (log->empty_since != 0 && now - log->empty_since < EMPTY_FOR)
        return TRUE;
    log->empty_since = g_queue_is_empty (&log->events) ? now : 0;
    return log->empty_since != 0;
}

static void
get (PpCall *call)
{
    PracticePortal *self = call->portal;
    Log *log = find_log (self, call->user->id);
    gint64 offset = MAX (pp_params_int (call->params, "offset", 0), 0);
    gint64 limit = CLAMP (pp_params_int (call->params, "limit", DEFAULT_LIMIT), 1, MAXIMUM_LIMIT);
    gint64 next = offset;
    GList *l = NULL;

    if (log != NULL) {
        drop_before (log, offset, pp_now (self) - KEPT_FOR);
        if (!is_empty (self, log, offset > 0))
            l = log->events.head;
    }
    pp_out_object (&call->out, NULL);
    pp_out_array (&call->out, "events");
    for (; l != NULL && limit > 0; l = l->next, limit--) {
        write_event (self, &call->out, l->data);
        next = ((Event *) l->data)->id + 1;
    }
    pp_out_end (&call->out);
    pp_out_int (&call->out, "nextOffset", next);
    pp_out_bool (&call->out, "hasMore", l != NULL);
    pp_out_end (&call->out);
}

const PpMethod pp_methods_events[] = {
    { "im.v2.Event.subscribe", "im", PP_KEYS_EXACT, subscribe },
    { "im.v2.Event.unsubscribe", "im", PP_KEYS_EXACT, unsubscribe },
    { "im.v2.Event.get", "im", PP_KEYS_EXACT, get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
