/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-shapes-v2 — users and messages in the shapes of the portal's newer classes: names in
 * camelCase (a message keeps three in the old style), single numbers of parameters as strings, and
 * all parameters instead of the old selection.
 */

#include "portal-private.h"

static void
write_param (PpOut *out, const char *name, JsonNode *node)
{
    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
        pp_out_id_string (out, name, json_node_get_int (node));
    else
        pp_out_node (out, name, node);
}

void
pp_shape_v2_params (PpOut *out, JsonObject *params)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    if (params == NULL || json_object_get_size (params) == 0) {
        pp_out_raw (out, "params", "[]");
        return;
    }
    pp_out_object (out, "params");
    json_object_iter_init_ordered (&iter, params);
    while (json_object_iter_next_ordered (&iter, &name, &node))
        write_param (out, name, node);
    pp_out_end (out);
}

gboolean
pp_message_was_viewed (PpChat *chat, PpMessage *message)
{
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        if (member->user_id != message->author_id && member->last_id >= message->id)
            return TRUE;
    }
    return FALSE;
}

void
pp_shape_v2_message (PracticePortal *self, PpOut *out, PpChat *chat, PpMessage *message,
                     PpMember *viewer)
{
    g_autofree char *date = pp_date (self, message->date);
    gboolean unread = viewer != NULL && message->id > viewer->last_id;

    pp_out_object (out, NULL);
    pp_out_int (out, "id", message->id);
    pp_out_int (out, "chat_id", chat->id);
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
    pp_out_bool (out, "unread", unread);
    pp_out_bool (out, "viewed", !unread);
    pp_out_end (out);
}

void
pp_shape_v2_user (PracticePortal *self, PpOut *out, PpUser *user)
{
    g_autofree char *name = pp_user_get_name (user);
    g_autofree char *now = pp_date (self, pp_now (self));

    pp_out_object (out, NULL);
    pp_out_int (out, "id", user->id);
    pp_out_bool (out, "active", user->active);
    pp_out_string (out, "name", name);
    pp_out_string (out, "firstName", user->first_name);
    pp_out_string (out, "lastName", user->last_name);
    pp_out_string (out, "workPosition", user->position);
    pp_out_string (out, "color", "#df532d");
    pp_out_string (out, "avatar", "");
    pp_out_string (out, "avatarHr", "");
    pp_out_string (out, "gender", user->id % 2 == 0 ? "F" : "M");
    pp_out_string (out, "birthday", "");
    pp_out_bool (out, "extranet", user->extranet);
    pp_out_bool (out, "network", FALSE);
    pp_out_bool (out, "bot", user->bot);
    pp_out_bool (out, "connector", user->connector);
    pp_out_string (out, "externalAuthId",
                   user->connector ? "imconnector"
                   : user->bot     ? "bot"
                                   : "default");
    pp_out_string (out, "status", user->status != NULL ? user->status : "online");
    pp_out_bool (out, "idle", FALSE);
    pp_out_string (out, "lastActivityDate", now);
    pp_out_bool (out, "mobileLastDate", FALSE);
    pp_out_bool (out, "desktopLastDate", FALSE);
    pp_out_bool (out, "absent", FALSE);
    pp_out_array (out, "departments");
    if (!user->connector && !user->extranet)
        pp_out_int (out, NULL, 1);
    pp_out_end (out);
    pp_out_bool (out, "phones", FALSE);
    pp_out_null (out, "botData");
    pp_out_string (out, "type", user->bot ? "bot" : user->extranet ? "extranet" : "user");
    pp_out_string (out, "website", "");
    pp_out_string (out, "email", user->email);
    pp_out_end (out);
}
