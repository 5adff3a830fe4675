/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-people — user.*, im.user.* and the search for people.
 */

#include "portal-private.h"

#define PAGE 50

static gboolean
contains (const char *text, const char *part)
{
    g_autofree char *haystack = g_utf8_casefold (text, -1);
    g_autofree char *needle = g_utf8_casefold (part, -1);

    return strstr (haystack, needle) != NULL;
}

static gboolean
matches_text (PpUser *user, const char *find)
{
    g_autofree char *name = pp_user_get_name (user);

    return contains (name, find) || contains (user->position, find);
}

/* The filter of user.get and user.search: in FILTER or among the parameters themselves. */
static gboolean
matches_filter (PpUser *user, JsonObject *filter)
{
    g_autofree char *name = pp_params_string (filter, "NAME");
    g_autofree char *last_name = pp_params_string (filter, "LAST_NAME");
    g_autofree char *find = pp_params_string (filter, "FIND");
    g_autofree char *active = pp_params_string (filter, "ACTIVE");
    g_autofree char *type = pp_params_string (filter, "USER_TYPE");
    g_autoptr (GArray) ids = pp_params_ids (filter, "ID");

    if (user->connector || user->bot)
        return FALSE;
    if (ids->len > 0 && !pp_ids_has (ids, user->id))
        return FALSE;
    if (user->id <= pp_params_int (filter, ">ID", 0))
        return FALSE;
    if (type != NULL && g_str_equal (type, "extranet") != user->extranet)
        return FALSE;
    if (active != NULL && active[0] != '\0' &&
        (g_str_equal (active, "1") || g_ascii_strcasecmp (active, "Y") == 0) != user->active)
        return FALSE;
    return (name == NULL || contains (user->first_name, name)) &&
           (last_name == NULL || contains (user->last_name, last_name)) &&
           (find == NULL || matches_text (user, find));
}

static void
user_get (PpCall *call)
{
    JsonNode *node = json_object_get_member (call->params, "FILTER");
    JsonObject *filter =
        node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : call->params;
    gint64 offset = MAX (pp_params_int (call->params, "START", 0), 0);
    g_autoptr (GPtrArray) users = pp_world_list (call->portal->users);
    gint64 index = 0;

    pp_out_array (&call->out, NULL);
    for (guint i = 0; i < users->len; i++) {
        PpUser *user = g_ptr_array_index (users, i);

        if (!matches_filter (user, filter))
            continue;
        if (index >= offset && index < offset + PAGE)
            pp_shape_employee (call->portal, &call->out, NULL, user);
        index++;
    }
    pp_out_end (&call->out);
    /* Whoever pages by “>ID” says so with a start of -1, and is spared the count. */
    if (pp_params_int (call->params, "START", 0) < 0)
        return;
    call->total = index;
    if (offset + PAGE < index)
        call->next = offset + PAGE;
}

static void
user_current (PpCall *call)
{
    pp_shape_employee (call->portal, &call->out, NULL, call->user);
}

static gboolean
share_chat (PpCall *call, PpUser *user)
{
    for (guint i = 0; i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);

        if (pp_chat_find_member (chat, call->user->id) != NULL &&
            pp_chat_find_member (chat, user->id) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Customers are visible to those who may read one of their chats; guests see nobody but those they
 * have a chat with. */
static gboolean
is_visible (PpCall *call, PpUser *user)
{
    if (call->user->extranet)
        return user == call->user || share_chat (call, user);
    if (!user->connector)
        return TRUE;
    for (guint i = 0; i < call->portal->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (call->portal->chat_list, i);

        if (chat->customer_id == user->id)
            return pp_chat_may_read (call->portal, chat, call->user);
    }
    return FALSE;
}

static void
im_user_get (PpCall *call)
{
    gint64 id = pp_params_int (call->params, "ID", call->user->id);
    PpUser *user = pp_user_find (call->portal, id);

    if (id <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ID_EMPTY", "User ID can't be empty");
    else if (user == NULL)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "USER_NOT_EXISTS", "User not found");
    else if (!is_visible (call, user))
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_DENIED", "Access denied");
    else
        pp_shape_user (call->portal, &call->out, NULL, user);
}

/* ID is a list, or a list as JSON in a string. (transfer full) (nullable) */
static GArray *
read_user_ids (PpCall *call)
{
    JsonNode *node = json_object_get_member (call->params, "ID");
    g_autofree char *text = pp_params_string (call->params, "ID");
    g_autoptr (JsonNode) parsed = NULL;
    g_autoptr (JsonObject) holder = NULL;

    if (node == NULL)
        return NULL;
    if (text == NULL)
        return pp_params_ids (call->params, "ID");
    parsed = json_from_string (text, NULL);
    if (parsed == NULL || !JSON_NODE_HOLDS_ARRAY (parsed))
        return NULL;
    holder = json_object_new ();
    json_object_set_member (holder, "ID", g_steal_pointer (&parsed));
    return pp_params_ids (holder, "ID");
}

static void
im_user_list_get (PpCall *call)
{
    g_autoptr (GArray) ids = read_user_ids (call);
    gboolean as_array = pp_params_is (call->params, "RESULT_TYPE", "array");

    if (ids == NULL) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "INVALID_FORMAT", "A wrong format for ID");
        return;
    }
    if (as_array || ids->len == 0)
        pp_out_array (&call->out, NULL);
    else
        pp_out_object (&call->out, NULL);
    for (guint i = 0; i < ids->len; i++) {
        gint64 id = g_array_index (ids, gint64, i);
        PpUser *user = pp_user_find (call->portal, id);
        g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, id);

        if (user != NULL && is_visible (call, user))
            pp_shape_user (call->portal, &call->out, as_array ? NULL : key, user);
        else
            pp_out_null (&call->out, as_array ? NULL : key);
    }
    pp_out_end (&call->out);
}

/* An object keyed by user id, `[]` when nobody was found. */
static void
search_user_list (PpCall *call)
{
    g_autofree char *find = pp_params_string (call->params, "FIND");
    gint64 limit = CLAMP (pp_params_int (call->params, "LIMIT", 10), 1, 50);
    gint64 offset = MAX (pp_params_int (call->params, "OFFSET", 0), 0);
    g_autoptr (GPtrArray) users = pp_world_list (call->portal->users);
    g_autoptr (GPtrArray) found = g_ptr_array_new ();

    offset = MAX (pp_params_int (call->params, "START", offset), 0);
    if (find == NULL || g_utf8_strlen (find, -1) < 2) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "FIND_SHORT", "Too short a search phrase");
        return;
    }
    for (guint i = 0; i < users->len; i++) {
        PpUser *user = g_ptr_array_index (users, i);

        if (user->active && !user->connector && matches_text (user, find))
            g_ptr_array_add (found, user);
    }
    call->total = found->len;
    if (offset + limit < (gint64) found->len)
        call->next = offset + limit;
    if (offset >= (gint64) found->len) {
        pp_out_raw (&call->out, NULL, "[]");
        return;
    }
    pp_out_object (&call->out, NULL);
    for (gint64 i = offset; i < MIN (offset + limit, (gint64) found->len); i++) {
        PpUser *user = g_ptr_array_index (found, (guint) i);
        g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, user->id);

        pp_shape_user (call->portal, &call->out, key, user);
    }
    pp_out_end (&call->out);
}

const PpMethod pp_methods_people[] = {
    { "user.get", "user", PP_KEYS_ANY_CASE, user_get },
    { "user.search", "user", PP_KEYS_ANY_CASE, user_get },
    { "user.current", "user", PP_KEYS_ANY_CASE, user_current },
    { "im.user.get", "im", PP_KEYS_ANY_CASE, im_user_get },
    { "im.user.list.get", "im", PP_KEYS_ANY_CASE, im_user_list_get },
    { "im.search.user.list", "im", PP_KEYS_ANY_CASE, search_user_list },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
