/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-private.h"

#include "b24-bbcode.h"

/* Characters of a message by which its reader recognises it. */
#define QUOTE_LENGTH 40

gboolean
ol_dialog_find_in (GPtrArray *messages, gint64 id, guint *place)
{
    for (guint i = messages->len; i > 0; i--) {
        B24Message *message = g_ptr_array_index (messages, i - 1);

        if (message->id == id) {
            *place = i - 1;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean
is_of (OlDialog *self, B24Message *message, OlWords whose)
{
    if (message->flags & (B24_MESSAGE_SYSTEM | B24_MESSAGE_DELETED))
        return FALSE;
    switch (whose) {
    case OL_WORDS_OWN:
        return ol_dialog_is_mine (self, message);
    case OL_WORDS_CUSTOMER:
        return ol_dialog_is_from_customer (self, message);
    case OL_WORDS_WITH_BUTTONS:
    default:
        return message->buttons != NULL && message->buttons->len > 0;
    }
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
    const B24Message *first = *(B24Message *const *) a;
    const B24Message *second = *(B24Message *const *) b;

    return (second->id > first->id) - (second->id < first->id);
}

GPtrArray *
ol_dialog_list_words (OlDialog *self, OlWords whose)
{
    GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);

    if (!ol_dialog_is_alive (self))
        return list;
    for (guint i = 0; i < self->shown->len; i++) {
        B24Message *message = g_ptr_array_index (self->shown, i);

        if (is_of (self, message, whose))
            g_ptr_array_add (list, b24_message_ref (message));
    }
    /* Some came behind later ones. */
    g_ptr_array_sort (list, compare_newest_first);
    return list;
}

B24Message *
ol_dialog_find_last_words (OlDialog *self, OlWords whose)
{
    g_autoptr (GPtrArray) list = ol_dialog_list_words (self, whose);

    return list->len > 0 ? g_ptr_array_steal_index (list, 0) : NULL;
}

B24Message *
ol_dialog_find_words (OlDialog *self, gint64 message_id)
{
    guint place;

    return ol_dialog_find_in (self->shown, message_id, &place)
               ? b24_message_ref (g_ptr_array_index (self->shown, place))
               : NULL;
}

void
ol_dialog_forget_words (OlDialog *self, gint64 message_id)
{
    guint place;

    if (ol_dialog_find_in (self->shown, message_id, &place))
        g_ptr_array_remove_index (self->shown, place);
}

char *
ol_dialog_dup_quote (B24Message *message)
{
    g_autofree char *text =
        message->text == NULL ? NULL : b24_bbcode_to_preview (message->text, QUOTE_LENGTH);

    if (text != NULL && *text != '\0')
        return g_steal_pointer (&text);
    if (message->files->len > 0)
        return g_strdup (((B24File *) g_ptr_array_index (message->files, 0))->name);
    return g_strdup ("");
}

gboolean
ol_dialog_is_loading (OlDialog *self)
{
    return self->window == OL_WINDOW_LOADING;
}
