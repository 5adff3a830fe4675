/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-recent — the lists of dialogs and the counters.
 */

#include "portal-private.h"

#define RECENT_DAYS 30
#define SYNC_DAYS   7

typedef struct {
    gboolean only_lines;
    gboolean skip_lines;
    gboolean skip_group;
    gboolean skip_private;
    gboolean skip_queue;
    gboolean unread_only;
    gint64 since;  /* changed at or after */
    gint64 before; /* last activity at or before, 0 = any */
} Filter;

static gboolean
is_queue_item (PpChat *chat, PpUser *user)
{
    return pp_chat_find_member (chat, user->id) == NULL && pp_chat_is_offered (chat, user->id);
}

static gboolean
passes (Filter *filter, PpChat *chat, PpMember *member)
{
    gboolean lines = chat->kind == PP_CHAT_LINES;

    if (member == NULL || member->hidden)
        return FALSE;
    if ((filter->only_lines && !lines) || (filter->skip_lines && lines) ||
        (filter->skip_group && chat->kind == PP_CHAT_GROUP) ||
        (filter->skip_private && chat->kind == PP_CHAT_PRIVATE))
        return FALSE;
    if (filter->unread_only && pp_chat_count_unread (chat, member) == 0)
        return FALSE;
    /* Dates travel with a resolution of seconds. */
    return MAX (chat->changed, chat->touched) / G_USEC_PER_SEC >= filter->since / G_USEC_PER_SEC &&
           (filter->before == 0 ||
            chat->changed / G_USEC_PER_SEC <= filter->before / G_USEC_PER_SEC);
}

static gint
newest_first (gconstpointer a, gconstpointer b)
{
    const PpChat *first = *(const PpChat *const *) a;
    const PpChat *second = *(const PpChat *const *) b;

    if (first->changed == second->changed)
        return first->id < second->id ? 1 : -1;
    return first->changed < second->changed ? 1 : -1;
}

/* (transfer container): the user's chats that pass, newest first, and the offers in @queue */
static GPtrArray *
collect (PpCall *call, Filter *filter, GPtrArray *queue)
{
    GPtrArray *chats = g_ptr_array_new ();

    for (guint i = 0; i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);

        if (passes (filter, chat, pp_chat_find_member (chat, call->user->id)))
            g_ptr_array_add (chats, chat);
        else if (!filter->skip_lines && !filter->skip_queue && is_queue_item (chat, call->user))
            g_ptr_array_add (queue, chat);
    }
    g_ptr_array_sort (chats, newest_first);
    return chats;
}

static gboolean
is_on (PpCall *call, const char *key)
{
    return pp_params_is (call->params, key, "Y");
}

/* A date that cannot be read counts as none. Returns microseconds, 0 = none. */
static gint64
read_date (PpCall *call, const char *key, const char *alias)
{
    g_autofree char *text = pp_params_string (call->params, key);
    g_autoptr (GDateTime) date = NULL;

    if (text == NULL)
        text = pp_params_string (call->params, alias);
    date = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
    /* What the client knows of our clock is the skewed one. */
    return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC - call->portal->skew : 0;
}

static void
read_filter (PpCall *call, Filter *filter)
{
    filter->skip_lines = is_on (call, "SKIP_OPENLINES");
    filter->skip_group = is_on (call, "SKIP_CHAT");
    filter->skip_private = is_on (call, "SKIP_DIALOG");
}

static void
recent_get (PpCall *call)
{
    Filter filter = { .only_lines = is_on (call, "ONLY_OPENLINES") };
    gint64 now = pp_now (call->portal);
    g_autoptr (GPtrArray) items = NULL;
    g_autoptr (GPtrArray) queue = g_ptr_array_new ();

    if (!filter.only_lines) {
        gint64 since = read_date (call, "LAST_SYNC_DATE", "LAST_UPDATE");

        read_filter (call, &filter);
        filter.since = now - RECENT_DAYS * G_TIME_SPAN_DAY;
        if (since != 0)
            filter.since = MAX (since, now - SYNC_DAYS * G_TIME_SPAN_DAY);
    }
    items = collect (call, &filter, queue);
    g_ptr_array_extend (items, queue, NULL, NULL);
    g_ptr_array_sort (items, newest_first);
    pp_out_array (&call->out, NULL);
    for (guint i = 0; i < items->len; i++)
        pp_shape_recent (call->portal, &call->out, g_ptr_array_index (items, i), call->user);
    pp_out_end (&call->out);
}

static void
recent_list (PpCall *call)
{
    Filter filter = { .skip_queue = is_on (call, "SKIP_UNDISTRIBUTED_OPENLINES"),
                      .unread_only = is_on (call, "UNREAD_ONLY"),
                      .before = read_date (call, "LAST_MESSAGE_DATE", "DATE_LAST_ACTIVITY") };
    gint64 limit = CLAMP (pp_params_int (call->params, "LIMIT", 50), 1, 200);
    gint64 offset = MAX (pp_params_int (call->params, "OFFSET", 0), 0);
    g_autoptr (GPtrArray) items = NULL;
    g_autoptr (GPtrArray) queue = g_ptr_array_new ();
    gint64 end;
    gboolean more;

    offset = MAX (pp_params_int (call->params, "START", offset), 0);
    read_filter (call, &filter);
    items = collect (call, &filter, queue);
    end = MIN (offset + limit, (gint64) items->len);
    more = end < (gint64) items->len;
    pp_out_object (&call->out, NULL);
    pp_out_array (&call->out, "items");
    for (gint64 i = offset; i < end; i++)
        pp_shape_recent (call->portal, &call->out, g_ptr_array_index (items, (guint) i),
                         call->user);
    /* The queue is on every page. */
    for (guint i = 0; i < queue->len; i++)
        pp_shape_recent (call->portal, &call->out, g_ptr_array_index (queue, i), call->user);
    pp_out_end (&call->out);
    pp_out_bool (&call->out, "hasMorePages", more);
    pp_out_bool (&call->out, "hasMore", more);
    pp_out_null (&call->out, "copilot");
    pp_out_array (&call->out, "messagesAutoDeleteConfigs");
    pp_out_end (&call->out);
    pp_out_end (&call->out);
    call->total = -1;
    if (more)
        call->next = end + (gint64) queue->len;
}

/* A map of chat id → unread, `[]` when empty. Returns the sum. */
static guint
write_counter_map (PpCall *call, const char *name, PpChatKind kind)
{
    g_autoptr (GString) map = g_string_new (NULL);
    guint sum = 0;

    for (guint i = 0; i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);
        PpMember *member = pp_chat_find_member (chat, call->user->id);
        guint unread = 0;

        if (chat->kind == kind && member != NULL)
            unread = pp_chat_count_unread (chat, member);
        if (unread > 0)
            g_string_append_printf (map, "%s\"%" G_GINT64_FORMAT "\":%u", map->len > 0 ? "," : "{",
                                    chat->id, unread);
        sum += unread;
    }
    g_string_append (map, map->len > 0 ? "}" : "[]");
    pp_out_raw (&call->out, name, map->str);
    return sum;
}

static void
counters_get (PpCall *call)
{
    gboolean lower = is_on (call, "JSON");
    guint lines;
    guint chats;
    guint dialogs;

    pp_out_object (&call->out, NULL);
    lines = write_counter_map (call, lower ? "lines" : "LINES", PP_CHAT_LINES);
    chats = write_counter_map (call, lower ? "chat" : "CHAT", PP_CHAT_GROUP);
    dialogs = write_counter_map (call, lower ? "dialog" : "DIALOG", PP_CHAT_PRIVATE);
    pp_out_object (&call->out, lower ? "type" : "TYPE");
    pp_out_int (&call->out, lower ? "all" : "ALL", lines + chats + dialogs);
    pp_out_int (&call->out, lower ? "notify" : "NOTIFY", 0);
    pp_out_int (&call->out, lower ? "dialog" : "DIALOG", dialogs);
    pp_out_int (&call->out, lower ? "chat" : "CHAT", chats);
    pp_out_int (&call->out, lower ? "lines" : "LINES", lines);
    pp_out_end (&call->out);
    pp_out_raw (&call->out, lower ? "chatMuted" : "CHAT_MUTED", "[]");
    pp_out_raw (&call->out, lower ? "chatUnread" : "CHAT_UNREAD", "[]");
    pp_out_raw (&call->out, lower ? "dialogUnread" : "DIALOG_UNREAD", "[]");
    pp_out_end (&call->out);
}

const PpMethod pp_methods_recent[] = {
    { "im.recent.get", "im", PP_KEYS_ANY_CASE, recent_get },
    { "im.recent.list", "im", PP_KEYS_ANY_CASE, recent_list },
    { "im.counters.get", "im", PP_KEYS_EXACT, counters_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
