/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-search — searching for chats by their titles and for messages of one chat.
 */

#include "portal-private.h"

/* Shorter words are in no full-text index; shorter texts are not looked for. */
#define SHORTEST_FIND 3

#define DEFAULT_MESSAGES 50
#define MAXIMUM_MESSAGES 200

/* The waiting ones that are offered to the caller count as his, those he could join do not. */
static gboolean
is_found (PpCall *call, PpChat *chat, const char *find, gboolean lines)
{
    if ((chat->kind == PP_CHAT_LINES) != lines || chat->kind == PP_CHAT_PRIVATE)
        return FALSE;
    if (pp_chat_find_member (chat, call->user->id) == NULL &&
        !pp_chat_is_offered (chat, call->user->id))
        return FALSE;
    return g_str_match_string (find, chat->title, FALSE);
}

/* Every word of FIND (or of FIND_LINES: in the open lines) begins a word of the title. */
static void
search_chat_list (PpCall *call)
{
    g_autofree char *general = pp_params_string (call->params, "FIND");
    g_autofree char *in_lines = pp_params_string (call->params, "FIND_LINES");
    const char *find = general != NULL ? general : in_lines;
    gint64 limit = CLAMP (pp_params_int (call->params, "LIMIT", 10), 1, 50);
    gint64 offset = MAX (pp_params_int (call->params, "OFFSET", 0), 0);
    GPtrArray *chats = call->portal->chat_list;
    gint64 index = 0;

    offset = MAX (pp_params_int (call->params, "START", offset), 0);
    if (find == NULL || g_utf8_strlen (find, -1) < SHORTEST_FIND) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "FIND_SHORT", "Too short a search phrase.");
        return;
    }
    pp_out_array (&call->out, NULL);
    for (guint i = chats->len; i > 0; i--) {
        PpChat *chat = g_ptr_array_index (chats, i - 1);

        if (!is_found (call, chat, find, general == NULL))
            continue;
        if (index >= offset && index < offset + limit)
            pp_shape_found_chat (call->portal, &call->out, chat, call->user);
        index++;
    }
    pp_out_end (&call->out);
    call->total = index;
    if (offset + limit < index)
        call->next = offset + limit;
}

typedef struct {
    char *text; /* (nullable): in small letters */
    gint64 from;
    gint64 to;
    gint64 last_id;
    gboolean ascending;
    guint limit;
} Search;

/* Microseconds; @fallback for none. */
static gint64
read_date (PpCall *call, const char *key, gint64 fallback)
{
    g_autofree char *text = pp_params_string (call->params, key);
    g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

    return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC - call->portal->skew
                        : fallback;
}

static gboolean
is_ascending (PpCall *call)
{
    JsonNode *node = json_object_get_member (call->params, "ORDER");
    g_autofree char *order = NULL;

    if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        return FALSE;
    order = pp_params_string (json_node_get_object (node), "ID");
    return order != NULL && g_ascii_strcasecmp (order, "ASC") == 0;
}

static void
read_search (PpCall *call, Search *search)
{
    g_autofree char *text = pp_params_string (call->params, "SEARCH_MESSAGE");
    gint64 day = read_date (call, "DATE", 0);

    if (text != NULL && g_utf8_strlen (text, -1) >= SHORTEST_FIND)
        search->text = g_utf8_casefold (text, -1);
    search->from = day != 0 ? day : read_date (call, "DATE_FROM", 0);
    search->to = day != 0 ? day + G_TIME_SPAN_DAY : read_date (call, "DATE_TO", G_MAXINT64);
    search->last_id = pp_params_int (call->params, "LAST_ID", 0);
    search->ascending = is_ascending (call);
    search->limit = (guint) CLAMP (pp_params_int (call->params, "LIMIT", DEFAULT_MESSAGES), 0,
                                   MAXIMUM_MESSAGES);
}

static gboolean
matches (Search *search, PpMessage *message)
{
    g_autofree char *text = NULL;

    if (message->date < search->from || message->date > search->to)
        return FALSE;
    if (search->last_id > 0 &&
        (search->ascending ? message->id <= search->last_id : message->id >= search->last_id))
        return FALSE;
    if (search->text == NULL)
        return TRUE;
    text = g_utf8_casefold (message->text, -1);
    return strstr (text, search->text) != NULL;
}

/* (transfer container) */
static GPtrArray *
collect (PpChat *chat, Search *search)
{
    GPtrArray *found = g_ptr_array_new ();
    guint count = chat->messages->len;

    for (guint i = 0; i < count && found->len < search->limit; i++) {
        PpMessage *message =
            g_ptr_array_index (chat->messages, search->ascending ? i : count - 1 - i);

        if (matches (search, message))
            g_ptr_array_add (found, message);
    }
    return found;
}

/* (transfer container): what the found ones answer and is not among them */
static GPtrArray *
collect_answered (PpCall *call, GPtrArray *found)
{
    GPtrArray *answered = g_ptr_array_new ();

    for (guint i = 0; i < found->len; i++) {
        gint64 id = pp_message_get_reply_id (g_ptr_array_index (found, i));
        PpMessage *message = g_hash_table_lookup (call->portal->messages, &id);

        if (message != NULL && !g_ptr_array_find (found, message, NULL) &&
            !g_ptr_array_find (answered, message, NULL))
            g_ptr_array_add (answered, message);
    }
    return answered;
}

static void
write_messages (PpCall *call, const char *key, PpChat *chat, GPtrArray *messages)
{
    PpMember *viewer = pp_chat_find_member (chat, call->user->id);

    pp_out_array (&call->out, key);
    for (guint i = 0; i < messages->len; i++)
        pp_shape_v2_message (call->portal, &call->out, chat, g_ptr_array_index (messages, i),
                             viewer);
    pp_out_end (&call->out);
}

static void
add_authors (GArray *ids, GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++)
        pp_ids_add (ids, ((PpMessage *) g_ptr_array_index (messages, i))->author_id);
}

static void
write_authors (PpCall *call, GPtrArray *found, GPtrArray *answered)
{
    g_autoptr (GArray) ids = pp_ids_new ();

    add_authors (ids, found);
    add_authors (ids, answered);
    pp_out_array (&call->out, "users");
    for (guint i = 0; i < ids->len; i++) {
        PpUser *user = pp_user_find (call->portal, g_array_index (ids, gint64, i));

        if (user != NULL)
            pp_shape_v2_user (call->portal, &call->out, user);
    }
    pp_out_end (&call->out);
}

static void
write_reaction (PpCall *call, PpMessage *message)
{
    PpOut *out = &call->out;
    g_autoptr (GArray) likes = pp_message_get_likes (message);

    if (likes->len == 0)
        return;
    pp_out_object (out, NULL);
    pp_out_int (out, "messageId", message->id);
    pp_out_object (out, "reactionCounters");
    pp_out_int (out, "like", likes->len);
    pp_out_end (out);
    pp_out_object (out, "reactionUsers");
    pp_out_ids (out, "like", likes);
    pp_out_end (out);
    pp_out_array (out, "ownReactions");
    if (pp_ids_has (likes, call->user->id))
        pp_out_string (out, NULL, "like");
    pp_out_end (out);
    pp_out_end (out);
}

static void
write_reacting (PpCall *call, GPtrArray *found)
{
    PpOut *out = &call->out;
    g_autoptr (GArray) ids = pp_ids_new ();

    pp_out_array (out, "reactions");
    for (guint i = 0; i < found->len; i++)
        write_reaction (call, g_ptr_array_index (found, i));
    pp_out_end (out);
    for (guint i = 0; i < found->len; i++) {
        g_autoptr (GArray) likes = pp_message_get_likes (g_ptr_array_index (found, i));

        for (guint k = 0; k < likes->len; k++)
            pp_ids_add (ids, g_array_index (likes, gint64, k));
    }
    pp_out_array (out, "usersShort");
    for (guint i = 0; i < ids->len; i++) {
        PpUser *user = pp_user_find (call->portal, g_array_index (ids, gint64, i));
        g_autofree char *name = pp_user_get_name (user);

        pp_out_object (out, NULL);
        pp_out_int (out, "id", user->id);
        pp_out_string (out, "name", name);
        pp_out_string (out, "avatar", "");
        pp_out_end (out);
    }
    pp_out_end (out);
}

static void
write_search (PpCall *call, PpChat *chat, GPtrArray *found)
{
    PpOut *out = &call->out;
    g_autoptr (GPtrArray) answered = collect_answered (call, found);

    pp_out_object (out, NULL);
    write_authors (call, found, answered);
    pp_out_raw (out, "files", "[]");
    write_messages (call, "additionalMessages", chat, answered);
    pp_out_null (out, "copilot");
    pp_out_raw (out, "stickers", "[]");
    write_reacting (call, found);
    pp_out_object (out, "tariffRestrictions");
    pp_out_bool (out, "isHistoryLimitExceeded", FALSE);
    pp_out_end (out);
    write_messages (call, "messages", chat, found);
    pp_out_end (out);
}

/* Too short a text filters nothing. */
static void
messages_search (PpCall *call)
{
    gint64 id = pp_params_int (call->params, "CHAT_ID", 0);
    PpChat *chat = pp_chat_find (call->portal, id);
    Search search = { 0 };
    g_autoptr (GPtrArray) found = NULL;

    if (!pp_params_has (call->params, "CHAT_ID")) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CHAT_ID_EMPTY", "CHAT_ID can`t be empty");
        return;
    }
    if (chat == NULL || !pp_chat_may_read (call->portal, chat, call->user)) {
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR",
                      "You do not have access to this chat");
        return;
    }
    read_search (call, &search);
    found = collect (chat, &search);
    g_free (search.text);
    write_search (call, chat, found);
}

const PpMethod pp_methods_search[] = {
    { "im.search.chat.list", "im", PP_KEYS_ANY_CASE, search_chat_list },
    { "im.dialog.messages.search", "im", PP_KEYS_ANY_CASE, messages_search },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
