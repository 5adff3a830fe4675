/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-dialogs.h"

#include "b24-error.h"
#include "b24-json.h"
#include "b24-method.h"
#include "b24-task.h"

/* The most im.dialog.users.list gives at once; a chat with more pages than this is nonsense. */
#define MEMBERS_PAGE      200
#define MEMBERS_MAX_PAGES 50
/* The most im.search.chat.list gives at once. */
#define SEARCH_MAX 50

typedef struct {
    GPtrArray *dialogs;
    GHashTable *places; /* chat id → index in dialogs + 1 */
} Listing;

/* A chat may come twice, offered and as our own; our own tells more. */
static void
add_dialog (const char *key, JsonNode *value, gpointer user_data)
{
    Listing *listing = user_data;
    B24Dialog *dialog = b24_dialog_new_from_recent (b24_json_node_object (value));
    gpointer *slot;
    gpointer place;

    if (dialog == NULL)
        return;
    place = g_hash_table_lookup (listing->places, &dialog->chat_id);
    if (place == NULL) {
        g_ptr_array_add (listing->dialogs, dialog);
        g_hash_table_insert (listing->places, g_memdup2 (&dialog->chat_id, sizeof (gint64)),
                             GUINT_TO_POINTER (listing->dialogs->len));
        return;
    }
    slot = &g_ptr_array_index (listing->dialogs, GPOINTER_TO_UINT (place) - 1);
    if (dialog->member && !((B24Dialog *) *slot)->member) {
        b24_dialog_unref (*slot);
        *slot = dialog;
        return;
    }
    b24_dialog_unref (dialog);
}

static gpointer
decode_recent (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GHashTable) places =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr (GPtrArray) dialogs =
        g_ptr_array_new_with_free_func ((GDestroyNotify) b24_dialog_unref);
    Listing listing = { dialogs, places };
    JsonObject *object = b24_json_node_object (answer->result);
    JsonNode *items = b24_json_get (object, "items");

    if (!b24_method_read_list (items != NULL ? items : answer->result, "im.recent.get", add_dialog,
                               &listing, error))
        return NULL;
    return g_steal_pointer (&dialogs);
}

static JsonObject *
list_params (void)
{
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, "ONLY_OPENLINES", "Y");
    return params;
}

void
b24_dialogs_list_async (B24Rest *rest, B24Priority priority, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    b24_rest_call_async (rest, "im.recent.get", list_params (), priority, B24_CALL_REPEATABLE,
                         decode_recent, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, cancellable,
                         callback, user_data);
}

GPtrArray *
b24_dialogs_list_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

void
b24_dialogs_list_in_batch (B24Batch *batch, const char *key)
{
    b24_batch_add (batch, key, "im.recent.get", list_params (), decode_recent, NULL, NULL,
                   (GDestroyNotify) g_ptr_array_unref);
}

void
b24_dialogs_changed_in_batch (B24Batch *batch, const char *key, gint64 since)
{
    JsonObject *params = json_object_new ();
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (since);
    g_autofree char *text =
        time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S+00:00") : NULL;

    json_object_set_string_member (params, "SKIP_CHAT", "Y");
    json_object_set_string_member (params, "SKIP_DIALOG", "Y");
    if (text != NULL)
        json_object_set_string_member (params, "LAST_SYNC_DATE", text);
    b24_batch_add (batch, key, "im.recent.get", params, decode_recent, NULL, NULL,
                   (GDestroyNotify) g_ptr_array_unref);
}

static gpointer
decode_dialog (const B24Answer *answer, gpointer user_data, GError **error)
{
    B24Dialog *dialog = b24_dialog_new_from_chat (b24_json_node_object (answer->result));

    if (dialog == NULL)
        b24_method_set_shape_error (error, "imopenlines.dialog.get");
    return dialog;
}

void
b24_dialogs_get_async (B24Rest *rest, gint64 chat_id, B24Priority priority,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    b24_rest_call_async (rest, "imopenlines.dialog.get", b24_method_chat_params (chat_id), priority,
                         B24_CALL_REPEATABLE, decode_dialog, NULL, NULL,
                         (GDestroyNotify) b24_dialog_unref, cancellable, callback, user_data);
}

B24Dialog *
b24_dialogs_get_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

void
b24_dialogs_get_in_batch (B24Batch *batch, const char *key, gint64 chat_id)
{
    b24_batch_add (batch, key, "imopenlines.dialog.get", b24_method_chat_params (chat_id),
                   decode_dialog, NULL, NULL, (GDestroyNotify) b24_dialog_unref);
}

void
b24_dialogs_find_async (B24Rest *rest, B24DialogKey key, const char *value,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    static const char *const members[] = {
        [B24_DIALOG_BY_CHAT] = "CHAT_ID",
        [B24_DIALOG_BY_SESSION] = "SESSION_ID",
        [B24_DIALOG_BY_USER_CODE] = "USER_CODE",
    };
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, members[key], value);
    b24_rest_call_async (rest, "imopenlines.dialog.get", params, B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_dialog, NULL, NULL,
                         (GDestroyNotify) b24_dialog_unref, cancellable, callback, user_data);
}

B24Dialog *
b24_dialogs_find_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

static void
add_chat (const char *key, JsonNode *value, gpointer user_data)
{
    B24Dialog *dialog = b24_dialog_new_from_chat (b24_json_node_object (value));

    if (dialog != NULL)
        g_ptr_array_add (user_data, dialog);
}

static gpointer
decode_chats (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) dialogs =
        g_ptr_array_new_with_free_func ((GDestroyNotify) b24_dialog_unref);

    if (!b24_method_read_list (answer->result, "im.search.chat.list", add_chat, dialogs, error))
        return NULL;
    return g_steal_pointer (&dialogs);
}

void
b24_dialogs_search_async (B24Rest *rest, const char *text, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = json_object_new ();

    json_object_set_string_member (params, "FIND_LINES", text);
    json_object_set_int_member (params, "LIMIT", SEARCH_MAX);
    b24_rest_call_async (rest, "im.search.chat.list", params, B24_PRIORITY_OPERATOR,
                         B24_CALL_REPEATABLE, decode_chats, NULL, NULL,
                         (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
b24_dialogs_search_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

typedef struct {
    gint64 chat_id;
    GPtrArray *users;
    guint pages;
} Members;

static void
members_free (Members *members)
{
    g_ptr_array_unref (members->users);
    g_free (members);
}

typedef struct {
    GPtrArray *users;
    gint64 next;
} MembersPage;

static void
members_page_free (MembersPage *page)
{
    g_ptr_array_unref (page->users);
    g_free (page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MembersPage, members_page_free)

static gpointer
decode_members (const B24Answer *answer, gpointer user_data, GError **error)
{
    GPtrArray *users = b24_method_decode_users (answer, NULL, error);
    MembersPage *page;

    if (users == NULL)
        return NULL;
    page = g_new0 (MembersPage, 1);
    page->users = users;
    page->next = answer->next;
    return page;
}

static void load_members (GTask *task, gint64 offset);

static void
members_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Members *members = g_task_get_task_data (task);
    GError *error = NULL;
    g_autoptr (MembersPage) page = b24_rest_call_finish (B24_REST (source), result, &error);
    gboolean more;

    if (page == NULL) {
        g_task_return_error (task, error);
        return;
    }
    more = page->users->len > 0 && page->next > 0 && ++members->pages < MEMBERS_MAX_PAGES;
    g_ptr_array_extend_and_steal (members->users, g_steal_pointer (&page->users));
    page->users = b24_method_new_users ();
    if (more) {
        load_members (g_steal_pointer (&task), page->next);
        return;
    }
    g_task_return_pointer (task, g_steal_pointer (&members->users),
                           (GDestroyNotify) g_ptr_array_unref);
    members->users = b24_method_new_users ();
}

/* Takes @task. */
static void
load_members (GTask *task, gint64 offset)
{
    Members *members = g_task_get_task_data (task);
    JsonObject *params = b24_method_dialog_params (members->chat_id);

    json_object_set_int_member (params, "LIMIT", MEMBERS_PAGE);
    if (offset > 0)
        json_object_set_int_member (params, "OFFSET", offset);
    b24_rest_call_async (g_task_get_source_object (task), "im.dialog.users.list", params,
                         B24_PRIORITY_NORMAL, B24_CALL_REPEATABLE, decode_members, NULL, NULL,
                         (GDestroyNotify) members_page_free, g_task_get_cancellable (task),
                         members_loaded, task);
}

void
b24_dialogs_members_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
    Members *members = g_new0 (Members, 1);

    g_task_set_source_tag (task, B24_TASK_TAG (b24_dialogs_members_async));
    members->chat_id = chat_id;
    members->users = b24_method_new_users ();
    g_task_set_task_data (task, members, (GDestroyNotify) members_free);
    load_members (g_steal_pointer (&task), 0);
}

GPtrArray *
b24_dialogs_members_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, rest), NULL);
    g_return_val_if_fail (
        g_async_result_is_tagged (result, B24_TASK_TAG (b24_dialogs_members_async)), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
