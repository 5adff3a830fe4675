/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-message-private.h"

#include <string.h>

#include "b24-attach.h"
#include "b24-json.h"
#include "b24-keyboard.h"
#include "b24-name.h"

/* What a connector has said about the delivery, each by itself: updates name only what changed. */
typedef enum {
    DELIVERY_ERROR = 1 << 0,
    DELIVERY_MISSING = 1 << 1,
    DELIVERY_UNDER_WAY = 1 << 2,
} Delivery;

/* Everybody has a B24Message; only this file knows what stands behind it. */
typedef struct {
    B24Message base;
    gsize words; /* bytes of the text before the blocks of ATTACH */
    Delivery delivery;
} Message;

static void
message_clear (gpointer data)
{
    B24Message *self = data;

    g_free (self->author_name);
    g_free (self->text);
    g_free (self->uuid);
    g_clear_pointer (&self->files, g_ptr_array_unref);
    g_clear_pointer (&self->likes, g_array_unref);
    g_clear_pointer (&self->buttons, g_ptr_array_unref);
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

JsonNode *
b24_message_get_either (JsonObject *object, const char *key, const char *history_key)
{
    JsonNode *node = b24_json_get_any_case (object, key);

    return node != NULL ? node : b24_json_get_any_case (object, history_key);
}

/* FILE_ID, which the history calls fileId. */
static JsonNode *
get_param (JsonObject *params, const char *name)
{
    return b24_json_get_any_case (params, name);
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

static void
read_delivery (Message *message, JsonObject *params)
{
    static const struct {
        const char *name;
        const char *value;
        Delivery delivery;
    } known[] = {
        { "IS_ERROR", "Y", DELIVERY_ERROR },
        { "IS_DELIVERED", "N", DELIVERY_MISSING },
        { "SENDING", "Y", DELIVERY_UNDER_WAY },
    };
    B24Message *self = &message->base;

    for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
        if (get_param (params, known[i].name) == NULL)
            continue;
        if (param_is (params, known[i].name, known[i].value))
            message->delivery |= known[i].delivery;
        else
            message->delivery &= ~known[i].delivery;
    }
    /* Its number in the customer's messenger says that it is there. */
    if (get_param (params, "IS_DELIVERED") == NULL &&
        b24_json_count (get_param (params, "CONNECTOR_MID")) > 0)
        message->delivery &= ~DELIVERY_MISSING;
    self->flags &= ~(B24MessageFlags) (B24_MESSAGE_FAILED | B24_MESSAGE_SENDING);
    if ((message->delivery & DELIVERY_ERROR) != 0 || message->delivery == DELIVERY_MISSING)
        self->flags |= B24_MESSAGE_FAILED;
    else if ((message->delivery & DELIVERY_UNDER_WAY) != 0)
        self->flags |= B24_MESSAGE_SENDING;
}

static B24MessageFlags
read_flags (JsonObject *params, gint64 author_id)
{
    B24MessageFlags flags = 0;

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
    return flags;
}

static void
add_like (const char *key, JsonNode *value, gpointer user_data)
{
    gint64 id = b24_json_node_int (value, 0);

    if (id > 0)
        g_array_append_val ((GArray *) user_data, id);
}

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
    gint64 first = *(const gint64 *) a;
    gint64 second = *(const gint64 *) b;

    return (first > second) - (first < second);
}

GArray *
b24_message_read_likes (JsonNode *node)
{
    g_autoptr (GArray) likes = g_array_new (FALSE, FALSE, sizeof (gint64));

    b24_json_foreach (node, add_like, likes);
    g_array_sort (likes, compare_ids);
    return likes->len > 0 ? g_steal_pointer (&likes) : NULL;
}

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

/* Takes @words (nullable). */
static void
set_text (Message *message, char *words, JsonNode *attach)
{
    g_autofree char *plain = words;
    GString *text = g_string_new (plain);

    message->words = text->len;
    b24_attach_append (text, attach);
    g_free (message->base.text);
    message->base.text = g_string_free (text, FALSE);
}

/* Newer sources say of their own words that they are the portal's. */
static gint64
read_author_id (JsonObject *object)
{
    if (b24_json_get_bool (object, "isSystem", FALSE))
        return 0;
    return b24_json_node_int (b24_message_get_either (object, "author_id", "sender_id"), 0);
}

B24Message *
b24_message_new (JsonObject *object, gint64 id, const B24MessageContext *context)
{
    JsonObject *params = b24_json_get_object (object, "params");
    Message *message = g_atomic_rc_box_new0 (Message);
    B24Message *self = &message->base;

    self->id = id;
    self->chat_id = b24_json_node_int (b24_json_get_any_case (object, "chat_id"), context->chat_id);
    self->author_id = read_author_id (object);
    self->author_name = read_author_name (params);
    self->time = b24_json_get_time (object, "date");
    self->uuid = b24_name_clean (
        b24_json_node_dup_string (b24_message_get_either (object, "uuid", "template_id")));
    self->flags = read_flags (params, self->author_id);
    self->files = read_files (params, context->files);
    self->likes = b24_message_read_likes (get_param (params, "LIKE"));
    self->buttons = b24_keyboard_read (get_param (params, "KEYBOARD"));
    read_delivery (message, params);
    set_text (message, b24_json_dup_string (object, "text"), get_param (params, "ATTACH"));
    return self;
}

static void
read_file (const char *key, JsonNode *value, gpointer user_data)
{
    GHashTable *files = user_data;
    B24File *file = b24_file_new (b24_json_node_object (value));

    if (file != NULL)
        g_hash_table_replace (files, &file->id, file);
}

void
b24_message_read_files (GHashTable *files, JsonNode *node)
{
    b24_json_foreach (node, read_file, files);
}

GHashTable *
b24_message_new_files (void)
{
    return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                  (GDestroyNotify) b24_file_unref);
}

B24Message *
b24_message_new_from_push (JsonObject *params)
{
    JsonObject *object = b24_json_get_object (params, "message");
    gint64 id = b24_json_get_int (object, "id", 0);
    g_autoptr (GHashTable) files = b24_message_new_files ();
    const B24MessageContext context = { b24_json_get_int (params, "chatId", 0), files };

    if (id <= 0)
        return NULL;
    b24_message_read_files (files, b24_json_get (params, "files"));
    return b24_message_new (object, id, &context);
}

static Message *
message_copy (B24Message *self)
{
    Message *copy = g_atomic_rc_box_new0 (Message);

    *copy = *(Message *) self;
    copy->base.author_name = g_strdup (self->author_name);
    copy->base.text = g_strdup (self->text);
    copy->base.uuid = g_strdup (self->uuid);
    copy->base.files = g_ptr_array_ref (self->files);
    copy->base.likes = self->likes != NULL ? g_array_ref (self->likes) : NULL;
    copy->base.buttons = self->buttons != NULL ? g_ptr_array_ref (self->buttons) : NULL;
    return copy;
}

/* The preview of a link stays when only the words change. */
static void
append_blocks (Message *message, const char *blocks)
{
    const char *text = message->base.text;
    gboolean joined = message->words == 0 || *blocks == '\0' || *blocks == '\n' ||
                      text[message->words - 1] == '\n';
    char *whole = g_strconcat (text, joined ? "" : "\n", blocks, NULL);

    g_free (message->base.text);
    message->base.text = whole;
}

static void
update_text (Message *message, JsonObject *object, JsonObject *params)
{
    B24Message *self = &message->base;
    gboolean deleted = (self->flags & B24_MESSAGE_DELETED) != 0;
    JsonNode *attach = get_param (params, "ATTACH");
    g_autofree char *words = b24_json_dup_string (object, "text");
    g_autofree char *old_words = g_strndup (self->text, message->words);
    g_autofree char *blocks = g_strdup (self->text + message->words);

    /* Of a deleted one some portals say nothing, not even that. */
    if (words == NULL || (deleted && *words == '\0'))
        set_text (message, g_strdup (old_words), attach);
    else
        set_text (message, g_strdup (words), attach);
    if (deleted)
        return;
    if (words != NULL && strcmp (words, old_words) != 0)
        self->flags |= B24_MESSAGE_EDITED;
    if (attach == NULL)
        append_blocks (message, blocks);
}

static void
update_files (B24Message *self, JsonObject *object, JsonObject *params)
{
    g_autoptr (GHashTable) files = b24_message_new_files ();

    if (get_param (params, "FILE_ID") == NULL)
        return;
    for (guint i = 0; i < self->files->len; i++) {
        B24File *file = g_ptr_array_index (self->files, i);

        g_hash_table_replace (files, &file->id, b24_file_ref (file));
    }
    b24_message_read_files (files, b24_json_get (object, "files"));
    g_ptr_array_unref (self->files);
    self->files = read_files (params, files);
}

static void
update_buttons (B24Message *self, JsonObject *params)
{
    JsonNode *keyboard = get_param (params, "KEYBOARD");
    gboolean deleted = (self->flags & B24_MESSAGE_DELETED) != 0;

    if (keyboard == NULL && !deleted)
        return;
    g_clear_pointer (&self->buttons, g_ptr_array_unref);
    if (!deleted)
        self->buttons = b24_keyboard_read (keyboard);
}

B24Message *
b24_message_update (B24Message *self, JsonObject *params, gboolean deleted)
{
    Message *message = message_copy (self);
    B24Message *updated = &message->base;
    JsonObject *values = b24_json_get_object (params, "params");

    if (deleted || param_is (values, "IS_DELETED", "Y"))
        updated->flags |= B24_MESSAGE_DELETED;
    if (param_is (values, "IS_EDITED", "Y"))
        updated->flags |= B24_MESSAGE_EDITED;
    update_text (message, params, values);
    update_files (updated, params, values);
    read_delivery (message, values);
    update_buttons (updated, values);
    if (get_param (values, "LIKE") != NULL) {
        g_clear_pointer (&updated->likes, g_array_unref);
        updated->likes = b24_message_read_likes (get_param (values, "LIKE"));
    }
    if (get_param (values, "NAME") != NULL) {
        g_free (updated->author_name);
        updated->author_name = read_author_name (values);
    }
    return updated;
}

static gboolean
same_words (B24Message *a, B24Message *b)
{
    gsize size = ((Message *) a)->words;

    return size == ((Message *) b)->words && strncmp (a->text, b->text, size) == 0;
}

static gboolean
same_likes (B24Message *a, B24Message *b)
{
    guint count = a->likes != NULL ? a->likes->len : 0;

    if (count != (b->likes != NULL ? b->likes->len : 0))
        return FALSE;
    return count == 0 || memcmp (a->likes->data, b->likes->data, count * sizeof (gint64)) == 0;
}

B24MessageChange
b24_message_compare (B24Message *now, B24Message *before)
{
    const B24MessageFlags pending = B24_MESSAGE_FAILED | B24_MESSAGE_SENDING;
    B24MessageChange change = 0;

    if ((now->flags & B24_MESSAGE_DELETED) != 0)
        return (before->flags & B24_MESSAGE_DELETED) != 0 ? 0 : B24_MESSAGE_CHANGE_DELETED;
    /* Previews of links come later, and sources may spell one text in two ways. */
    if ((now->flags & B24_MESSAGE_EDITED) != 0 && !same_words (now, before))
        change |= B24_MESSAGE_CHANGE_TEXT;
    if ((now->flags & B24_MESSAGE_FAILED) != 0 && (before->flags & B24_MESSAGE_FAILED) == 0)
        change |= B24_MESSAGE_CHANGE_FAILED;
    if ((now->flags & pending) == 0 && (before->flags & pending) != 0)
        change |= B24_MESSAGE_CHANGE_DELIVERED;
    if (!same_likes (now, before))
        change |= B24_MESSAGE_CHANGE_LIKES;
    return change;
}
