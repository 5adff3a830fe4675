/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-quick.h"

#include "b24-json.h"
#include "b24-method.h"
#include "b24-quick-text.h"
#include "b24-task.h"

/* The portal gives 50 at once; a line with more ready answers than this has no use for them. */
#define MAX_PAGES 100

void
b24_quick_save_async (B24Rest *rest, gint64 chat_id, gint64 message_id, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
    JsonObject *params = b24_method_chat_params (chat_id);

    json_object_set_int_member (params, "MESSAGE_ID", message_id);
    b24_method_action_async (rest, "imopenlines.message.quick.save", params, cancellable, callback,
                             user_data);
}

gboolean
b24_quick_save_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_method_action_finish (rest, result, error);
}

void
b24_quick_answer_free (B24QuickAnswer *self)
{
    g_free (self->name);
    g_free (self->text);
    g_free (self);
}

static GPtrArray *
new_answers (void)
{
    return g_ptr_array_new_with_free_func ((GDestroyNotify) b24_quick_answer_free);
}

static void
take_first_text (const char *key, JsonNode *value, gpointer user_data)
{
    char **text = user_data;

    if (*text == NULL)
        *text = b24_json_node_dup_string (value);
}

/* (transfer full) (nullable): the field as plain text, NULL when there is nothing in it. Fields of
 * lists are texts, or maps of values' ids to texts. */
static char *
read_field (JsonObject *element, const char *field)
{
    JsonNode *node = b24_json_get (element, field);
    g_autofree char *raw = b24_json_node_dup_string (node);
    g_autofree char *text = NULL;

    if (raw == NULL)
        b24_json_foreach (node, take_first_text, &raw);
    if (raw != NULL)
        text = b24_quick_text_to_plain (raw);
    return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
add_answer (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject *element = b24_json_node_object (value);
    g_autofree char *text = read_field (element, "DETAIL_TEXT");
    B24QuickAnswer *answer;

    if (text == NULL)
        text = read_field (element, "PREVIEW_TEXT");
    if (text == NULL)
        return;
    answer = g_new (B24QuickAnswer, 1);
    answer->name = read_field (element, "NAME");
    if (answer->name == NULL)
        answer->name = g_strdup (text);
    g_strdelimit (answer->name, "\n", ' ');
    answer->text = g_steal_pointer (&text);
    g_ptr_array_add (user_data, answer);
}

typedef struct {
    GPtrArray *answers;
    gint64 next;
} Page;

static void
page_free (Page *page)
{
    g_clear_pointer (&page->answers, g_ptr_array_unref);
    g_free (page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static gpointer
decode_page (const B24Answer *answer, gpointer user_data, GError **error)
{
    g_autoptr (GPtrArray) answers = new_answers ();
    Page *page;

    if (!b24_method_read_list (answer->result, "lists.element.get", add_answer, answers, error))
        return NULL;
    page = g_new (Page, 1);
    page->answers = g_steal_pointer (&answers);
    page->next = answer->next;
    return page;
}

typedef struct {
    gint64 list_id;
    gint64 offset;
    guint pages;
    GPtrArray *answers;
} Listing;

static void
listing_free (Listing *listing)
{
    g_ptr_array_unref (listing->answers);
    g_free (listing);
}

static gint
compare_answers (gconstpointer a, gconstpointer b)
{
    const B24QuickAnswer *first = *(B24QuickAnswer *const *) a;
    const B24QuickAnswer *second = *(B24QuickAnswer *const *) b;
    int order = g_utf8_collate (first->name, second->name);

    return order != 0 ? order : g_utf8_collate (first->text, second->text);
}

static void load_page (GTask *task);

static void
page_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Listing *listing = g_task_get_task_data (task);
    GError *error = NULL;
    g_autoptr (Page) page = b24_rest_call_finish (B24_REST (source), result, &error);

    if (page == NULL) {
        g_task_return_error (task, error);
        return;
    }
    g_ptr_array_extend_and_steal (listing->answers, g_steal_pointer (&page->answers));
    /* An offset that does not move on would never end. */
    if (page->next > listing->offset && ++listing->pages < MAX_PAGES) {
        listing->offset = page->next;
        load_page (g_steal_pointer (&task));
        return;
    }
    g_ptr_array_sort (listing->answers, compare_answers);
    g_task_return_pointer (task, g_ptr_array_ref (listing->answers),
                           (GDestroyNotify) g_ptr_array_unref);
}

/* Takes @task. */
static void
load_page (GTask *task)
{
    static const char *const fields[] = { "ID", "NAME", "PREVIEW_TEXT", "DETAIL_TEXT" };
    Listing *listing = g_task_get_task_data (task);
    JsonObject *params = json_object_new ();
    JsonObject *order = json_object_new ();
    JsonArray *select = json_array_new ();

    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        json_array_add_string_element (select, fields[i]);
    /* In an order that stays, or pages would overlap. */
    json_object_set_string_member (order, "ID", "ASC");
    json_object_set_string_member (params, "IBLOCK_TYPE_ID", "lists");
    json_object_set_int_member (params, "IBLOCK_ID", listing->list_id);
    json_object_set_object_member (params, "ELEMENT_ORDER", order);
    json_object_set_array_member (params, "SELECT", select);
    if (listing->offset > 0)
        json_object_set_int_member (params, "start", listing->offset);
    b24_rest_call_async (g_task_get_source_object (task), "lists.element.get", params,
                         B24_PRIORITY_OPERATOR, B24_CALL_REPEATABLE, decode_page, NULL, NULL,
                         (GDestroyNotify) page_free, g_task_get_cancellable (task), page_loaded,
                         task);
}

void
b24_quick_list_async (B24Rest *rest, gint64 list_id, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
    Listing *listing = g_new0 (Listing, 1);

    g_task_set_source_tag (task, B24_TASK_TAG (b24_quick_list_async));
    listing->list_id = list_id;
    listing->answers = new_answers ();
    g_task_set_task_data (task, listing, (GDestroyNotify) listing_free);
    load_page (g_steal_pointer (&task));
}

GPtrArray *
b24_quick_list_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, rest), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_quick_list_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
