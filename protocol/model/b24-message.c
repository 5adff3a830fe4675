/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-message.h"

#include <string.h>

#include "b24-attach.h"
#include "b24-json.h"
#include "b24-name.h"

static void
message_clear (gpointer data)
{
    B24Message *self = data;

    g_free (self->author_name);
    g_free (self->text);
    g_free (self->uuid);
    g_ptr_array_unref (self->files);
}

B24Message *
b24_message_ref (B24Message *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
b24_message_unref (B24Message *self)
{
    g_atomic_rc_box_release_full (self, message_clear);
}

/* The members of im.dialog.messages.get, or their names in session.history.get (rest §8.6). */
static JsonNode *
get_either (JsonObject *object, const char *key, const char *history_key)
{
    JsonNode *node = b24_json_get (object, key);

    return node != NULL ? node : b24_json_get_any_case (object, history_key);
}

/* FILE_ID, which the history calls fileId. */
static JsonNode *
get_param (JsonObject *params, const char *name)
{
    g_auto (GStrv) words = NULL;
    g_autofree char *camel = NULL;
    JsonNode *node = b24_json_get (params, name);

    if (node != NULL || params == NULL)
        return node;
    words = g_strsplit (name, "_", -1);
    camel = g_strjoinv ("", words);
    return b24_json_get_any_case (params, camel);
}

static gboolean
param_is (JsonObject *params, const char *name, const char *value)
{
    g_autofree char *text = b24_json_node_dup_string (get_param (params, name));

    return text != NULL && g_ascii_strcasecmp (text, value) == 0;
}

static gboolean
param_has_word (JsonObject *params, const char *name, const char *word)
{
    g_autofree char *text = b24_json_node_dup_string (get_param (params, name));
    g_auto (GStrv) words = text != NULL ? g_strsplit (text, " ", -1) : NULL;

    return words != NULL && g_strv_contains ((const char *const *) words, word);
}

static B24MessageFlags
read_flags (JsonObject *params, gint64 author_id)
{
    B24MessageFlags flags = 0;
    gboolean sending = param_is (params, "SENDING", "Y");

    if (author_id == 0)
        flags |= B24_MESSAGE_SYSTEM;
    if (param_has_word (params, "CLASS", "bx-messenger-content-item-ol-attention"))
        flags |= B24_MESSAGE_ATTENTION;
    if (param_has_word (params, "CLASS", "bx-messenger-content-item-system") ||
        param_is (params, "COMPONENT_ID", "HiddenMessage"))
        flags |= B24_MESSAGE_INTERNAL;
    if (param_is (params, "IS_DELETED", "Y"))
        flags |= B24_MESSAGE_DELETED;
    if (param_is (params, "IS_EDITED", "Y"))
        flags |= B24_MESSAGE_EDITED;
    if (param_is (params, "IS_ERROR", "Y") || (param_is (params, "IS_DELIVERED", "N") && !sending))
        flags |= B24_MESSAGE_FAILED;
    else if (sending)
        flags |= B24_MESSAGE_SENDING;
    return flags;
}

typedef struct {
    gint64 chat_id;
    GHashTable *files; /* gint64 → B24File */
    GHashTable *users; /* gint64 → B24User */
    GHashTable *seen;  /* ids of messages */
    GPtrArray *messages;
    guint count;
} Reading;

typedef struct {
    GHashTable *known;
    GPtrArray *files;
} FileIds;

/* A file the answer does not describe was deleted, or we may not see it. */
static B24File *
file_unknown (gint64 id)
{
    g_autoptr (JsonObject) object = json_object_new ();

    json_object_set_int_member (object, "id", id);
    return b24_file_new (object);
}

static void
add_file_id (const char *key, JsonNode *value, gpointer user_data)
{
    FileIds *ids = user_data;
    gint64 id = b24_json_node_int (value, 0);
    B24File *file;

    if (id <= 0)
        return;
    file = g_hash_table_lookup (ids->known, &id);
    g_ptr_array_add (ids->files, file != NULL ? b24_file_ref (file) : file_unknown (id));
}

static GPtrArray *
read_files (JsonObject *params, GHashTable *known)
{
    FileIds ids = { known, g_ptr_array_new_with_free_func ((GDestroyNotify) b24_file_unref) };
    JsonNode *node = get_param (params, "FILE_ID");

    if (b24_json_node_int (node, 0) > 0)
        add_file_id ("0", node, &ids);
    else
        b24_json_foreach (node, add_file_id, &ids);
    return ids.files;
}

static char *
read_author_name (JsonObject *params)
{
    g_autofree char *escaped = b24_json_node_dup_string (get_param (params, "NAME"));

    return escaped != NULL ? b24_name_clean (b24_name_decode_entities (escaped)) : NULL;
}

static char *
read_text (JsonObject *object, JsonObject *params)
{
    g_autofree char *plain = b24_json_dup_string (object, "text");
    GString *text = g_string_new (plain);

    b24_attach_append (text, get_param (params, "ATTACH"));
    return g_string_free (text, FALSE);
}

static B24Message *
message_new (JsonObject *object, gint64 id, Reading *reading)
{
    JsonObject *params = b24_json_get_object (object, "params");
    B24Message *self = g_atomic_rc_box_new0 (B24Message);

    self->id = id;
    self->chat_id = b24_json_node_int (get_either (object, "chat_id", "chatid"), reading->chat_id);
    self->author_id = b24_json_node_int (get_either (object, "author_id", "senderid"), 0);
    self->author_name = read_author_name (params);
    self->time = b24_json_get_time (object, "date");
    self->text = read_text (object, params);
    self->uuid = b24_name_clean (b24_json_dup_string (object, "uuid"));
    self->flags = read_flags (params, self->author_id);
    self->files = read_files (params, reading->files);
    return self;
}

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
    message = message_new (object, id, reading);
    g_hash_table_add (reading->seen, &message->id);
    g_ptr_array_add (reading->messages, message);
}

static void
read_user (const char *key, JsonNode *value, gpointer user_data)
{
    Reading *reading = user_data;
    B24User *user = b24_user_new_from_im (b24_json_node_object (value));

    if (user != NULL)
        g_hash_table_replace (reading->users, &user->id, user);
}

static void
read_file (const char *key, JsonNode *value, gpointer user_data)
{
    Reading *reading = user_data;
    B24File *file = b24_file_new (b24_json_node_object (value));

    if (file != NULL)
        g_hash_table_replace (reading->files, &file->id, file);
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
    g_autoptr (GHashTable) files =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) b24_file_unref);
    g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
    B24MessagePage *self = g_new0 (B24MessagePage, 1);
    Reading reading = { .files = files, .seen = seen };

    self->chat_id = b24_json_node_int (get_either (result, "chat_id", "chatid"), 0);
    self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);
    self->users =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) b24_user_unref);
    reading.chat_id = self->chat_id;
    reading.users = self->users;
    reading.messages = self->messages;
    b24_json_foreach (b24_json_get (result, "users"), read_user, &reading);
    b24_json_foreach (b24_json_get (result, "files"), read_file, &reading);
    b24_json_foreach (get_either (result, "messages", "message"), read_message, &reading);
    g_ptr_array_sort (self->messages, compare_messages);
    self->full = limit > 0 && reading.count >= limit;
    return self;
}

void
b24_message_page_free (B24MessagePage *self)
{
    g_ptr_array_unref (self->messages);
    g_hash_table_unref (self->users);
    g_free (self);
}
