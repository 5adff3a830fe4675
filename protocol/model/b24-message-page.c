/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-message-private.h"

#include "b24-json.h"

typedef struct {
    B24MessageContext context;
    B24MessagePage *page;
    GHashTable *seen; /* ids of messages */
    guint count;
} Reading;

static void
read_message (const char *key, JsonNode *value, gpointer user_data)
{
    Reading *reading = user_data;
    JsonObject *object = b24_json_node_object (value);
    gint64 id = b24_json_get_int (object, "id", 0);
    B24Message *message;

    reading->count++;
    if (id <= 0 || g_hash_table_contains (reading->seen, &id))
        return;
    message = b24_message_new (object, id, &reading->context);
    g_hash_table_add (reading->seen, &message->id);
    g_ptr_array_add (reading->page->messages, message);
}

static void
read_user (const char *key, JsonNode *value, gpointer user_data)
{
    GHashTable *users = user_data;
    B24User *user = b24_user_new_from_im (b24_json_node_object (value));

    if (user != NULL)
        g_hash_table_replace (users, &user->id, user);
}

static gint
compare_messages (gconstpointer a, gconstpointer b)
{
    const B24Message *first = *(B24Message *const *) a;
    const B24Message *second = *(B24Message *const *) b;

    return (first->id > second->id) - (first->id < second->id);
}

B24MessagePage *
b24_message_page_new (JsonObject *result, guint limit)
{
    g_autoptr (GHashTable) files = b24_message_new_files ();
    g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
    B24MessagePage *self = g_new0 (B24MessagePage, 1);
    Reading reading = { .context = { .files = files }, .page = self, .seen = seen };

    self->chat_id = b24_json_node_int (b24_json_get_any_case (result, "chat_id"), 0);
    self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);
    self->users =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) b24_user_unref);
    reading.context.chat_id = self->chat_id;
    b24_json_foreach (b24_json_get (result, "users"), read_user, self->users);
    b24_message_read_files (files, b24_json_get (result, "files"));
    b24_json_foreach (b24_message_get_either (result, "messages", "message"), read_message,
                      &reading);
    g_ptr_array_sort (self->messages, compare_messages);
    self->full = limit > 0 && reading.count >= limit;
    self->session_id = MAX (b24_json_get_int (result, "sessionId", 0), 0);
    self->vote_head = (guint) CLAMP (b24_json_get_int (result, "sessionVoteHead", 0), 0, 5);
    self->vote_comment = b24_json_dup_string (result, "sessionCommentHead");
    if (self->vote_comment != NULL && *self->vote_comment == '\0')
        g_clear_pointer (&self->vote_comment, g_free);
    return self;
}

static B24Message *
find_message (B24MessagePage *self, gint64 id)
{
    for (guint i = 0; i < self->messages->len; i++) {
        B24Message *message = g_ptr_array_index (self->messages, i);

        if (message->id == id)
            return message;
    }
    return NULL;
}

/* Nobody else has seen the messages yet: they may still change. */
static void
read_reaction (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject *reaction = b24_json_node_object (value);
    JsonObject *users = b24_json_get_object (reaction, "reactionUsers");
    B24Message *message = find_message (user_data, b24_json_get_int (reaction, "messageId", 0));

    if (message == NULL)
        return;
    g_clear_pointer (&message->likes, g_array_unref);
    message->likes = b24_message_read_likes (b24_json_get (users, "like"));
}

B24MessagePage *
b24_message_page_new_from_search (JsonObject *result, guint limit)
{
    B24MessagePage *self = b24_message_page_new (result, limit);

    b24_json_foreach (b24_json_get (result, "reactions"), read_reaction, self);
    if (self->chat_id == 0 && self->messages->len > 0)
        self->chat_id = ((B24Message *) g_ptr_array_index (self->messages, 0))->chat_id;
    return self;
}

void
b24_message_page_free (B24MessagePage *self)
{
    g_ptr_array_unref (self->messages);
    g_hash_table_unref (self->users);
    g_free (self->vote_comment);
    g_free (self);
}
