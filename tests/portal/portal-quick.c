/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "portal-quick.h"

void
pp_quick_free (PpQuick *quick)
{
    g_free (quick->name);
    g_free (quick->text);
    g_free (quick);
}

static PpQuick *
find_by_message (PracticePortal *self, gint64 list_id, gint64 message_id)
{
    for (guint i = 0; message_id != 0 && i < self->quick->len; i++) {
        PpQuick *quick = g_ptr_array_index (self->quick, i);

        if (quick->list_id == list_id && quick->message_id == message_id)
            return quick;
    }
    return NULL;
}

PpQuick *
pp_quick_add (PracticePortal *self, PpLine *line, const char *name, const char *text,
              gint64 author_id, gint64 message_id)
{
    PpQuick *quick;

    if (line->quick_list == 0)
        line->quick_list = PP_QUICK_LISTS + line->id;
    quick = find_by_message (self, line->quick_list, message_id);
    if (quick == NULL) {
        quick = g_new0 (PpQuick, 1);
        quick->id = self->next_quick_id++;
        quick->list_id = line->quick_list;
        quick->message_id = message_id;
        g_ptr_array_add (self->quick, quick);
    }
    quick->author_id = author_id;
    g_free (quick->name);
    quick->name = g_strdup (name);
    g_free (quick->text);
    quick->text = g_strdup (text);
    return quick;
}

GPtrArray *
pp_quick_list (PracticePortal *self, gint64 list_id)
{
    GPtrArray *list = g_ptr_array_new ();

    for (guint i = 0; i < self->quick->len; i++) {
        PpQuick *quick = g_ptr_array_index (self->quick, i);

        if (quick->list_id == list_id)
            g_ptr_array_add (list, quick);
    }
    return list;
}

gboolean
pp_quick_has_list (PracticePortal *self, gint64 list_id)
{
    GHashTableIter iter;
    gpointer line;

    g_hash_table_iter_init (&iter, self->lines);
    while (list_id > 0 && g_hash_table_iter_next (&iter, NULL, &line)) {
        if (((PpLine *) line)->quick_list == list_id)
            return TRUE;
    }
    return FALSE;
}

gboolean
pp_quick_may_use (PracticePortal *self, gint64 list_id, PpUser *user)
{
    GHashTableIter iter;
    gpointer value;

    if (user->admin)
        return TRUE;
    g_hash_table_iter_init (&iter, self->lines);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        PpLine *line = value;

        if (line->quick_list == list_id && pp_ids_has (line->queue, user->id))
            return TRUE;
    }
    return FALSE;
}
