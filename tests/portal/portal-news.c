/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-news — who is told, handing it to the push servers, and remembering what was said.
 */

#include "portal-news.h"

/* So much is remembered for tests; a storm must not fill the memory. */
#define MAXIMUM_REMEMBERED 512

typedef struct {
    gint64 user_id;
    const char *module;
    const char *command;
    char *params;
    guint sender_type;
    guint expiry;
} Item;

struct _PpNews {
    GQueue items;
};

static void
free_item (gpointer data)
{
    Item *item = data;

    g_free (item->params);
    g_free (item);
}

PpNews *
pp_news_new (void)
{
    PpNews *news = g_new0 (PpNews, 1);

    g_queue_init (&news->items);
    return news;
}

void
pp_news_free (PpNews *news)
{
    g_queue_clear_full (&news->items, free_item);
    g_free (news);
}

void
pp_news_forget (PracticePortal *self)
{
    g_queue_clear_full (&self->news->items, free_item);
}

gboolean
pp_news_reaches (PracticePortal *self, gint64 user_id)
{
    PpUser *user = pp_user_find (self, user_id);

    return user != NULL && user->active && !user->connector && !user->bot;
}

void
pp_news_publish (PracticePortal *self, gint64 user_id, const char *module, const char *command,
                 PpOut *params, guint sender_type, guint expiry)
{
    Item *item = g_new0 (Item, 1);

    item->user_id = user_id;
    item->module = module;
    item->command = command;
    item->params = pp_out_take (params);
    item->sender_type = sender_type;
    item->expiry = expiry;
    g_queue_push_tail (&self->news->items, item);
    if (g_queue_get_length (&self->news->items) > MAXIMUM_REMEMBERED)
        free_item (g_queue_pop_head (&self->news->items));
    pp_push_publish (self, user_id, module, command, item->params, sender_type, expiry);
}

GArray *
pp_news_get_audience (PracticePortal *self, PpChat *chat, gboolean with_offered)
{
    GArray *audience = pp_ids_new ();

    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        if (pp_news_reaches (self, member->user_id))
            g_array_append_val (audience, member->user_id);
    }
    if (!with_offered || !pp_session_is_open (chat) || chat->session->status >= PP_STATUS_ANSWER)
        return audience;
    for (guint i = 0; i < chat->session->offered->len; i++) {
        gint64 user_id = g_array_index (chat->session->offered, gint64, i);

        if (pp_news_reaches (self, user_id))
            pp_ids_add (audience, user_id);
    }
    return audience;
}

void
pp_news_write (PracticePortal *self, PpOut *out, const char *key, gint64 user_id)
{
    pp_out_array (out, key);
    for (GList *l = self->news->items.head; l != NULL; l = l->next) {
        Item *item = l->data;

        if (user_id != 0 && item->user_id != 0 && item->user_id != user_id)
            continue;
        pp_out_object (out, NULL);
        pp_out_int (out, "operator", item->user_id);
        pp_out_string (out, "module", item->module);
        pp_out_string (out, "command", item->command);
        pp_out_raw (out, "params", item->params);
        pp_out_int (out, "sender_type", item->sender_type);
        pp_out_int (out, "expiry", item->expiry);
        pp_out_end (out);
    }
    pp_out_end (out);
}
