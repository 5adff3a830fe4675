/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-state — everything the model knows, as one JSON object for `GET /practice/state`.
 */

#include "portal-private.h"

/* The one of the world, which belongs to an application. */
#define BOT 35

static void
write_lines (PracticePortal *self, PpOut *out)
{
    g_autoptr (GPtrArray) lines = pp_world_list (self->lines);

    pp_out_array (out, "lines");
    for (guint i = 0; i < lines->len; i++) {
        PpLine *line = g_ptr_array_index (lines, i);

        pp_out_object (out, NULL);
        pp_out_int (out, "id", line->id);
        pp_out_string (out, "name", line->name);
        pp_out_string (out, "queue_type", line->queue_type);
        pp_out_ids (out, "queue", line->queue);
        pp_out_ids (out, "joiners", line->joiners);
        pp_out_bool (out, "active", line->active);
        pp_out_bool (out, "vote", line->vote);
        pp_out_bool (out, "crm", !line->no_crm);
        pp_out_int (out, "quick_list", line->quick_list);
        pp_out_int (out, "queue_time", line->queue_time);
        pp_out_int (out, "full_close_time", line->full_close_time);
        pp_out_int (out, "auto_close_time", line->auto_close_time);
        pp_out_end (out);
    }
    pp_out_end (out);
}

static void
write_users (PracticePortal *self, PpOut *out)
{
    g_autoptr (GPtrArray) users = pp_world_list (self->users);

    pp_out_array (out, "users");
    for (guint i = 0; i < users->len; i++) {
        PpUser *user = g_ptr_array_index (users, i);
        g_autofree char *name = pp_user_get_name (user);

        pp_out_object (out, NULL);
        pp_out_int (out, "id", user->id);
        pp_out_string (out, "name", name);
        pp_out_string (out, "kind",
                       user->connector  ? "customer"
                       : user->bot      ? "bot"
                       : user->extranet ? "extranet"
                                        : "employee");
        pp_out_bool (out, "active", user->active);
        pp_out_bool (out, "admin", user->admin);
        pp_out_bool (out, "supervisor", pp_user_may_supervise (user));
        pp_out_bool (out, "paused", user->paused);
        pp_out_bool (out, "offline", user->offline);
        pp_out_bool (out, "revoked", user->revoked);
        pp_out_string (out, "status", user->status);
        pp_out_int (out, "idle",
                    user->idle != 0 ? (pp_now (self) - user->idle) / G_TIME_SPAN_MINUTE : -1);
        pp_out_array (out, "scopes");
        for (guint s = 0; s < user->scopes->len; s++)
            pp_out_string (out, NULL, g_ptr_array_index (user->scopes, s));
        pp_out_end (out);
        pp_out_end (out);
    }
    pp_out_end (out);
}

static void
write_message (PracticePortal *self, PpOut *out, PpMessage *message)
{
    g_autoptr (GArray) likes = pp_message_get_likes (message);
    g_autofree char *date = pp_date (self, message->date);

    pp_out_object (out, NULL);
    pp_out_int (out, "id", message->id);
    pp_out_int (out, "author", message->author_id);
    pp_out_string (out, "text", message->text);
    pp_out_bool (out, "deleted", pp_message_is_deleted (message));
    pp_out_bool (out, "edited", pp_message_is_edited (message));
    pp_out_bool (out, "hidden", pp_message_is_hidden (message));
    pp_out_int (out, "reply_to", pp_message_get_reply_id (message));
    pp_out_ids (out, "likes", likes);
    pp_out_string (out, "date", date);
    pp_out_string (out, "uuid", message->uuid);
    pp_out_bool (out, "delivered", message->delivered);
    if (message->params != NULL) {
        g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

        json_node_set_object (node, message->params);
        pp_out_node (out, "params", node);
    }
    pp_out_end (out);
}

static void
write_members (PpOut *out, PpChat *chat)
{
    pp_out_array (out, "members");
    for (guint i = 0; i < chat->members->len; i++)
        pp_out_int (out, NULL, ((PpMember *) g_ptr_array_index (chat->members, i))->user_id);
    pp_out_end (out);
    pp_out_array (out, "read");
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        pp_out_object (out, NULL);
        pp_out_int (out, "user", member->user_id);
        pp_out_int (out, "last_id", member->last_id);
        pp_out_bool (out, "hidden", member->hidden);
        pp_out_end (out);
    }
    pp_out_end (out);
}

static void
write_chat_session (PpOut *out, PpChat *chat)
{
    PpSession *session = chat->session;
    g_autoptr (GArray) nobody = pp_ids_new ();

    pp_out_int (out, "session", session != NULL ? session->id : 0);
    pp_out_int (out, "status", session != NULL ? session->status : 0);
    pp_out_bool (out, "open", pp_session_is_open (chat));
    pp_out_bool (out, "pinned", session != NULL && session->pinned);
    pp_out_int (out, "vote_head", session != NULL ? session->vote_head : 0);
    pp_out_string (out, "comment_head", session != NULL ? session->comment_head : "");
    pp_out_ids (out, "offered", session != NULL ? session->offered : nobody);
    pp_out_ids (out, "skipped", session != NULL ? session->skipped : nobody);
}

static void
write_pressed (PpOut *out, PpChat *chat)
{
    pp_out_array (out, "pressed");
    for (guint i = 0; i < chat->pressed->len; i++) {
        PpPress *press = g_ptr_array_index (chat->pressed, i);

        pp_out_object (out, NULL);
        pp_out_int (out, "message", press->message_id);
        pp_out_string (out, "button", press->button);
        pp_out_string (out, "command", press->command);
        pp_out_string (out, "params", press->params);
        pp_out_int (out, "user", press->user_id);
        pp_out_end (out);
    }
    pp_out_end (out);
}

/* How often what was done; `typing_forwarded` reached the customer. */
static void
write_activity (PpOut *out, PpChat *chat)
{
    pp_out_int (out, "edits", chat->edits);
    pp_out_int (out, "deletions", chat->deletions);
    pp_out_int (out, "typing", chat->typing);
    pp_out_int (out, "typing_forwarded", chat->typing_forwarded);
    pp_out_int (out, "customer_typing", chat->customer_typing);
}

static void
write_chat (PracticePortal *self, PpOut *out, PpChat *chat)
{
    PpUser *customer = pp_user_find (self, chat->customer_id);
    g_autofree char *name = customer != NULL ? pp_user_get_name (customer) : NULL;
    g_autofree char *entity_id = pp_shape_entity_id (chat);
    g_autofree char *data_1 = pp_shape_entity_data_1 (chat);
    g_autofree char *data_2 = pp_shape_entity_data_2 (chat);

    pp_out_object (out, NULL);
    pp_out_int (out, "id", chat->id);
    pp_out_string (out, "title", chat->title);
    pp_out_int (out, "customer", chat->customer_id);
    pp_out_string (out, "customer_name", name);
    pp_out_string (out, "connector", chat->connector);
    pp_out_int (out, "line", chat->line_id);
    pp_out_int (out, "owner", chat->owner);
    write_chat_session (out, chat);
    write_members (out, chat);
    pp_out_string (out, "entity_id", entity_id);
    pp_out_string (out, "entity_data_1", data_1);
    pp_out_string (out, "entity_data_2", data_2);
    pp_out_bool (out, "silent", chat->silent);
    write_pressed (out, chat);
    write_activity (out, chat);
    pp_out_array (out, "messages");
    for (guint i = 0; i < chat->messages->len; i++)
        write_message (self, out, g_ptr_array_index (chat->messages, i));
    pp_out_end (out);
    pp_out_end (out);
}

static void
write_counts (PpOut *out, const char *key, GHashTable *table)
{
    GHashTableIter iter;
    gpointer name;
    gpointer count;

    pp_out_object (out, key);
    g_hash_table_iter_init (&iter, table);
    while (g_hash_table_iter_next (&iter, &name, &count))
        pp_out_int (out, name, GPOINTER_TO_UINT (count));
    pp_out_end (out);
}

static void
write_knobs (PracticePortal *self, PpOut *out)
{
    pp_out_object (out, "knobs");
    pp_out_bool (out, "limits", self->limits);
    pp_out_double (out, "bucket", self->bucket);
    pp_out_int (out, "advanced", self->offset / G_USEC_PER_SEC);
    pp_out_int (out, "skew", self->skew / G_USEC_PER_SEC);
    pp_out_bool (out, "down", self->down);
    pp_out_bool (out, "event_log", !self->no_event_log);
    pp_out_bool (out, "pausing", !self->no_pausing);
    pp_out_bool (out, "v2_sessions", self->v2_sessions);
    pp_out_bool (out, "cast", self->cast != NULL);
    pp_out_array (out, "faults");
    for (guint i = 0; i < self->faults->len; i++) {
        PpFault *fault = g_ptr_array_index (self->faults, i);

        pp_out_object (out, NULL);
        pp_out_string (out, "kind", pp_fault_get_name (fault->kind));
        pp_out_string (out, "method", fault->method);
        pp_out_int (out, "after", fault->after);
        pp_out_int (out, "times", fault->times);
        pp_out_int (out, "hits", fault->hits);
        pp_out_end (out);
    }
    pp_out_end (out);
    pp_out_end (out);
}

void
pp_state_write (PracticePortal *self, PpOut *out)
{
    pp_out_object (out, NULL);
    write_lines (self, out);
    write_users (self, out);
    pp_out_array (out, "chats");
    for (guint i = 0; i < self->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (self->chat_list, i);

        if (chat->kind == PP_CHAT_LINES)
            write_chat (self, out, chat);
    }
    pp_out_end (out);
    pp_out_int (out, "hits", self->hits);
    write_counts (out, "requests", self->requests);
    write_counts (out, "batched", self->batched);
    pp_out_int (out, "held", pp_exchange_count_held (self, NULL));
    write_knobs (self, out);
    pp_out_end (out);
}

/* What the program prints when it is ready: how to reach whom. */
void
pp_state_describe (PracticePortal *self, PpOut *out)
{
    static const gint64 operators[] = { 27, 28, 29, 30 };
    g_autoptr (GPtrArray) lines = pp_world_list (self->lines);

    pp_out_object (out, NULL);
    pp_out_int (out, "port", self->port);
    pp_out_array (out, "operators");
    for (guint i = 0; i < G_N_ELEMENTS (operators); i++) {
        g_autofree char *name = pp_user_get_name (pp_user_find (self, operators[i]));

        pp_out_object (out, NULL);
        pp_out_int (out, "id", operators[i]);
        pp_out_string (out, "name", name);
        pp_out_string (out, "webhook", practice_portal_get_webhook (self, operators[i]));
        pp_out_end (out);
    }
    pp_out_end (out);
    pp_out_array (out, "lines");
    for (guint i = 0; i < lines->len; i++) {
        PpLine *line = g_ptr_array_index (lines, i);

        pp_out_object (out, NULL);
        pp_out_int (out, "id", line->id);
        pp_out_string (out, "name", line->name);
        pp_out_end (out);
    }
    pp_out_end (out);
    pp_out_object (out, "bot");
    pp_out_int (out, "id", BOT);
    pp_out_string (out, "client_id", pp_user_find (self, BOT)->client_id);
    pp_out_end (out);
    pp_out_object (out, "oauth");
    pp_out_string (out, "client_id", self->client_id);
    pp_out_string (out, "client_secret", self->client_secret);
    pp_out_end (out);
    pp_out_end (out);
}
