/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-events.h"

#include "b24-dialog.h"
#include "b24-json.h"
#include "b24-method.h"

#define LIMIT 200 /* events of one answer; more of them come with the next */

void
b24_event_log_free (B24EventLog *self)
{
    if (self == NULL)
        return;
    g_array_unref (self->events);
    g_free (self);
}

static gboolean
read_kind (JsonObject *event, B24EventKind *kind)
{
    static const struct {
        const char *type;
        B24EventKind kind;
    } known[] = {
        { "ONIMV2MESSAGEADD", B24_EVENT_MESSAGE },   { "ONIMV2MESSAGEUPDATE", B24_EVENT_UPDATE },
        { "ONIMV2MESSAGEDELETE", B24_EVENT_DELETE }, { "ONIMV2REACTIONCHANGE", B24_EVENT_REACTION },
        { "ONIMV2JOINCHAT", B24_EVENT_JOINED },
    };
    const char *type = b24_json_get_string (event, "type");

    for (guint i = 0; type != NULL && i < G_N_ELEMENTS (known); i++) {
        if (g_ascii_strcasecmp (type, known[i].type) == 0) {
            *kind = known[i].kind;
            return TRUE;
        }
    }
    return FALSE;
}

/* One fact under the names that versions of the portal have for it; 0 unknown. */
static gint64
read_id (JsonObject *data, const char *part, const char *const *names)
{
    JsonObject *object = part != NULL ? b24_json_get_object (data, part) : data;
    gint64 id = 0;

    for (guint i = 0; names[i] != NULL && id <= 0; i++)
        id = b24_json_get_int (object, names[i], 0);
    return MAX (id, 0);
}

static gint64
read_chat_id (JsonObject *data)
{
    static const char *const own[] = { "id", "chatId", "chat_id", NULL };
    static const char *const others[] = { "chatId", "chat_id", NULL };
    gint64 id = read_id (data, "chat", own);

    if (id == 0)
        id = read_id (data, "message", others);
    if (id == 0)
        id = read_id (data, NULL, others);
    return id > 0 ? id : b24_dialog_id_parse (b24_json_get_string (data, "dialogId"));
}

static gint64
read_user_id (JsonObject *data)
{
    static const char *const own[] = { "id", NULL };
    static const char *const author[] = { "authorId", "author_id", NULL };
    static const char *const others[] = { "userId", "user_id", NULL };
    gint64 id = read_id (data, "user", own);

    if (id == 0)
        id = read_id (data, "message", author);
    return id > 0 ? id : read_id (data, NULL, others);
}

static void
read_event (const char *key, JsonNode *value, gpointer user_data)
{
    static const char *const own[] = { "id", NULL };
    static const char *const others[] = { "messageId", "message_id", NULL };
    JsonObject *object = b24_json_node_object (value);
    JsonObject *data = b24_json_get_object (object, "data");
    B24Event event = { 0 };

    if (!read_kind (object, &event.kind))
        return;
    event.chat_id = read_chat_id (data);
    event.message_id = read_id (data, "message", own);
    if (event.message_id == 0)
        event.message_id = read_id (data, NULL, others);
    event.user_id = read_user_id (data);
    g_array_append_val ((GArray *) user_data, event);
}

static gpointer
decode_log (const B24Answer *answer, gpointer user_data, GError **error)
{
    JsonObject *result = b24_json_node_object (answer->result);
    gint64 offset = *(gint64 *) user_data;
    g_autoptr (B24EventLog) log = g_new0 (B24EventLog, 1);

    log->events = g_array_new (FALSE, FALSE, sizeof (B24Event));
    if (!b24_method_read_list (b24_json_get (result, "events"), "im.v2.Event.get", read_event,
                               log->events, error))
        return NULL;
    /* Going back would bring the same again, and has nothing to delete. */
    log->next_offset = MAX (b24_json_get_int (result, "nextOffset", offset), offset);
    log->more = b24_json_get_bool (result, "hasMore", FALSE) && log->next_offset > offset;
    return g_steal_pointer (&log);
}

void
b24_events_subscribe_in_batch (B24Batch *batch, const char *key)
{
    b24_batch_add (batch, key, "im.v2.Event.subscribe", NULL, NULL, NULL, NULL, NULL);
}

void
b24_events_get_in_batch (B24Batch *batch, const char *key, gint64 offset)
{
    JsonObject *params = json_object_new ();
    gint64 from = MAX (offset, 1);

    /* Without an offset an empty answer may be a minute old. */
    json_object_set_int_member (params, "offset", from);
    json_object_set_int_member (params, "limit", LIMIT);
    b24_batch_add (batch, key, "im.v2.Event.get", params, decode_log,
                   g_memdup2 (&from, sizeof from), g_free, (GDestroyNotify) b24_event_log_free);
}

void
b24_events_unsubscribe_async (B24Rest *rest, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
    b24_method_action_async (rest, "im.v2.Event.unsubscribe", NULL, cancellable, callback,
                             user_data);
}

gboolean
b24_events_unsubscribe_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}
