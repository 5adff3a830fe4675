/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-dialog — one dialog: its chat object, its messages, its members, its read mark.
 */

#include "portal-private.h"

#define DEFAULT_LIMIT 20
#define MAXIMUM_LIMIT 50

/* The chat of DIALOG_ID, readable by the caller; otherwise the call has failed. */
static PpChat *
find_readable (PpCall *call)
{
    gint64 id = pp_call_dialog_id (call);
    PpChat *chat = id > 0 ? pp_chat_find (call->portal, id) : NULL;

    if (id <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "DIALOG_ID_EMPTY", "Dialog ID can't be empty");
    else if (chat == NULL)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_ERROR",
                      "You do not have access to the specified dialog");
    else if (!pp_chat_may_read (call->portal, chat, call->user))
        pp_call_fail (call, SOUP_STATUS_FORBIDDEN, "ACCESS_ERROR",
                      "You do not have access to the specified dialog");
    return call->error == NULL ? chat : NULL;
}

static void
dialog_get (PpCall *call)
{
    PpChat *chat = find_readable (call);

    if (chat != NULL)
        pp_shape_chat (call->portal, &call->out, chat, call->user);
}

/* A page of messages in the order the portal gives them. */
typedef struct {
    GPtrArray *messages;
    guint with_users; /* the first so many name their authors in `users` */
} Page;

static void
add_range (Page *page, PpChat *chat, guint from, guint to, gboolean newest_first)
{
    for (guint i = from; i < to; i++)
        g_ptr_array_add (
            page->messages,
            g_ptr_array_index (chat->messages, newest_first ? to - 1 - (i - from) : i));
}

/* Without ids the page depends on how much the caller has not read. */
static void
fill_unread_page (Page *page, PpChat *chat, PpMember *member, guint limit)
{
    guint count = chat->messages->len;
    guint first_unread = member != NULL ? pp_chat_index_after (chat, member->last_id) : count;
    guint unread = count - first_unread;

    if (unread <= limit) {
        guint size = MIN (count, limit + unread);

        add_range (page, chat, count - size, count, TRUE);
        page->with_users = size;
        return;
    }
    /* More than a page unread: from the first unread one on, plus a page of older ones, whose
     * authors are not named. */
    add_range (page, chat, first_unread, count, FALSE);
    page->with_users = unread;
    add_range (page, chat, first_unread > limit ? first_unread - limit : 0, first_unread, TRUE);
}

static gboolean
read_id (PpCall *call, const char *key, gint64 *id)
{
    g_autofree char *text = pp_params_string (call->params, key);

    if (text == NULL)
        return FALSE;
    for (const char *p = text; *p != '\0'; p++) {
        if (!g_ascii_isdigit (*p)) {
            g_autofree char *code = g_strconcat (key, "_STRING", NULL);

            pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, code, "Message ID must be a number");
            return FALSE;
        }
    }
    *id = g_ascii_strtoll (text, NULL, 10);
    return TRUE;
}

static void
fill_page (PpCall *call, Page *page, PpChat *chat, PpMember *member)
{
    gint64 limit = pp_params_int (call->params, "LIMIT", DEFAULT_LIMIT);
    guint count = chat->messages->len;
    gint64 first_id = 0;
    gint64 last_id = 0;
    guint size;

    size = (guint) CLAMP (limit, 0, MAXIMUM_LIMIT);
    if (read_id (call, "FIRST_ID", &first_id)) {
        guint from = pp_chat_index_after (chat, first_id);

        add_range (page, chat, from, MIN (count, from + size), FALSE);
    } else if (read_id (call, "LAST_ID", &last_id)) {
        guint to = last_id > 0 ? pp_chat_index_after (chat, last_id - 1) : count;

        add_range (page, chat, to > size ? to - size : 0, to, TRUE);
    } else {
        fill_unread_page (page, chat, member, size);
        return;
    }
    page->with_users = page->messages->len;
}

/* Here nobody is idle, whatever he is elsewhere. */
static void
write_author (PpCall *call, PpUser *user)
{
    gint64 idle = user->idle;

    user->idle = 0;
    pp_shape_user (call->portal, &call->out, NULL, user);
    user->idle = idle;
}

static void
write_authors (PpCall *call, Page *page)
{
    g_autoptr (GArray) seen = pp_ids_new ();

    pp_out_array (&call->out, "users");
    for (guint i = 0; i < page->with_users; i++) {
        PpMessage *message = g_ptr_array_index (page->messages, i);
        PpUser *user = pp_user_find (call->portal, message->author_id);

        if (user == NULL || pp_ids_has (seen, user->id))
            continue;
        pp_ids_add (seen, user->id);
        write_author (call, user);
    }
    pp_out_end (&call->out);
}

static void
messages_get (PpCall *call)
{
    PpChat *chat = find_readable (call);
    PpMember *member = chat != NULL ? pp_chat_find_member (chat, call->user->id) : NULL;
    g_autoptr (GPtrArray) messages = g_ptr_array_new ();
    Page page = { .messages = messages };

    if (chat == NULL)
        return;
    fill_page (call, &page, chat, member);
    if (call->error != NULL)
        return;
    pp_out_object (&call->out, NULL);
    pp_out_int (&call->out, "chat_id", chat->id);
    pp_out_array (&call->out, "messages");
    for (guint i = 0; i < messages->len; i++)
        pp_shape_message (call->portal, &call->out, chat, g_ptr_array_index (messages, i), member);
    pp_out_end (&call->out);
    write_authors (call, &page);
    pp_out_array (&call->out, "files");
    pp_out_end (&call->out);
    pp_out_end (&call->out);
}

static gboolean
is_skipped (PpCall *call, PpUser *user)
{
    g_autofree char *except = pp_params_string (call->params, "SKIP_EXTERNAL_EXCEPT_TYPES");
    gboolean skip = pp_params_is (call->params, "SKIP_EXTERNAL", "Y") || except != NULL;

    if (!skip || (!user->bot && !user->connector))
        return FALSE;
    return except == NULL || strstr (except, user->bot ? "bot" : "imconnector") == NULL;
}

static void
users_list (PpCall *call)
{
    PpChat *chat = find_readable (call);
    gint64 limit = CLAMP (pp_params_int (call->params, "LIMIT", 50), 1, 200);
    gint64 offset = pp_params_int (call->params, "OFFSET", 0);
    gint64 index = 0;

    if (chat == NULL)
        return;
    offset = pp_params_int (call->params, "START", offset);
    pp_out_array (&call->out, NULL);
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);
        PpUser *user = pp_user_find (call->portal, member->user_id);

        if (is_skipped (call, user))
            continue;
        if (index >= offset && index < offset + limit)
            pp_shape_user (call->portal, &call->out, NULL, user);
        index++;
    }
    pp_out_end (&call->out);
    call->total = index;
    if (offset + limit < index)
        call->next = offset + limit;
}

/* `false` with HTTP 200: no member, or a line chat that nobody has taken. */
static void
dialog_read (PpCall *call)
{
    gint64 id = pp_call_dialog_id (call);
    PpChat *chat = id > 0 ? pp_chat_find (call->portal, id) : NULL;
    PpMember *member = chat != NULL ? pp_chat_find_member (chat, call->user->id) : NULL;
    PpMessage *last = chat != NULL ? pp_chat_last_message (chat) : NULL;
    gint64 up_to;

    if (id <= 0) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "DIALOG_ID_EMPTY", "Dialog ID can't be empty");
        return;
    }
    if (member == NULL || (chat->kind == PP_CHAT_LINES && chat->owner == 0)) {
        pp_out_bool (&call->out, NULL, FALSE);
        return;
    }
    up_to = pp_params_int (call->params, "MESSAGE_ID", pp_params_int (call->params, "LAST_ID", 0));
    if (last != NULL && (up_to <= 0 || up_to > last->id))
        up_to = last->id;
    pp_chat_read (call->portal, chat, member, MAX (member->last_id, up_to));
    pp_out_object (&call->out, NULL);
    pp_out_printf (&call->out, "dialogId", "chat%" G_GINT64_FORMAT, chat->id);
    pp_out_int (&call->out, "chatId", chat->id);
    pp_out_int (&call->out, "lastId", member->last_id);
    pp_out_int (&call->out, "counter", pp_chat_count_unread (chat, member));
    pp_out_end (&call->out);
}

/* Where USER_CODE or SESSION_ID leads. */
static PpChat *
find_by_code (PpCall *call)
{
    g_autofree char *code = pp_params_string (call->params, "USER_CODE");
    gint64 session_id = pp_params_int (call->params, "SESSION_ID", 0);
    PpSession *session = g_hash_table_lookup (call->portal->sessions, &session_id);
    const char *bare = code;

    if (session != NULL)
        return pp_chat_find (call->portal, session->chat_id);
    if (code == NULL)
        return NULL;
    if (g_str_has_prefix (code, "imol|"))
        bare = code + strlen ("imol|");
    for (guint i = 0; i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);
        g_autofree char *entity_id = pp_shape_entity_id (chat);

        if (chat->kind == PP_CHAT_LINES && g_str_equal (entity_id, bare))
            return chat;
    }
    return NULL;
}

static void
lines_dialog_get (PpCall *call)
{
    gint64 id = pp_call_dialog_id (call);
    PpChat *chat = id > 0 ? pp_chat_find (call->portal, id) : find_by_code (call);

    if (chat == NULL || chat->kind != PP_CHAT_LINES ||
        !pp_chat_may_read (call->portal, chat, call->user)) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_ERROR",
                      "You do not have access to the specified dialog");
        return;
    }
    pp_shape_chat (call->portal, &call->out, chat, call->user);
}

const PpMethod pp_methods_dialog[] = {
    { "im.dialog.get", "im", PP_KEYS_ANY_CASE, dialog_get },
    { "im.dialog.messages.get", "im", PP_KEYS_ANY_CASE, messages_get },
    { "im.dialog.users.list", "im", PP_KEYS_ANY_CASE, users_list },
    { "im.dialog.read", "im", PP_KEYS_ANY_CASE, dialog_read },
    { "imopenlines.dialog.get", "imopenlines", PP_KEYS_ANY_CASE, lines_dialog_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
