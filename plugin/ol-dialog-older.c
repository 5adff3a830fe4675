/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-older.h"

#include "ol-conversation.h"
#include "ol-dialog-private.h"
#include "ol-shown.h"

/* Microseconds of one turn of the main loop that may go into a window. */
#define SLICE_BUDGET 3000

struct _OlOlder {
    OlDialog *dialog; /* (unowned) */
    guint number;
    GPtrArray *messages; /* (nullable) (element-type B24Message): once they came */
    guint next;
    char *below; /* (nullable) */
    guint timer;
};

void
ol_dialog_forget_older (OlDialog *self)
{
    OlOlder *older = g_steal_pointer (&self->older);

    if (older == NULL)
        return;
    b24_clock_clear (self->context->clock, &older->timer);
    g_clear_pointer (&older->messages, g_ptr_array_unref);
    g_free (older->below);
    g_free (older);
}

char *
ol_dialog_dup_author_name (OlDialog *self, B24Message *message)
{
    if ((message->flags & B24_MESSAGE_SYSTEM) || message->author_id == 0)
        return NULL;
    return ol_dialog_dup_author (self, message);
}

void
ol_dialog_learn_authors (OlDialog *self, B24MessagePage *page)
{
    GHashTableIter iter;
    gpointer user;

    g_hash_table_iter_init (&iter, page->users);
    while (g_hash_table_iter_next (&iter, NULL, &user)) {
        /* What is known of somebody already is more than a page of messages tells. */
        if (b24_feed_get_user (self->context->feed, ((B24User *) user)->id) == NULL)
            b24_feed_learn_user (self->context->feed, user);
    }
}

gint64
ol_dialog_get_first_shown (OlDialog *self)
{
    PurpleAccount *account = ol_context_get_account (self->context);

    return account == NULL ? 0 : ol_shown_get_first (account, self->name);
}

guint
ol_dialog_begin_older (OlDialog *self)
{
    static guint last_number;

    if (self->older != NULL || self->window != OL_WINDOW_READY || !ol_dialog_is_alive (self))
        return 0;
    if (++last_number == 0)
        last_number = 1;
    self->older = g_new0 (OlOlder, 1);
    self->older->dialog = self;
    self->older->number = last_number;
    return last_number;
}

gboolean
ol_dialog_is_older_wanted (OlDialog *self, guint number)
{
    return ol_dialog_is_alive (self) && self->older != NULL && self->older->number == number;
}

void
ol_dialog_cancel_older (OlDialog *self)
{
    ol_dialog_forget_older (self);
}

static void
draw_rule (OlDialog *self, const char *text)
{
    PurpleAccount *account = ol_context_get_account (self->context);

    if (account != NULL)
        ol_conversation_rule (account, self->name, text);
}

/* The block is complete: what came meanwhile follows it. */
static void
finish (OlDialog *self)
{
    g_autofree char *below = g_steal_pointer (&self->older->below);
    guint serial = self->serial;

    ol_dialog_forget_older (self);
    draw_rule (self, below);
    if (!ol_dialog_is_alive (self) || self->serial != serial || self->window != OL_WINDOW_LOADING)
        return;
    self->window = OL_WINDOW_READY;
    /* It stands under history too, and says so. */
    self->rule_due = FALSE;
    ol_dialog_flush (self);
    if (ol_dialog_is_alive (self) && self->window == OL_WINDOW_READY)
        ol_dialog_say_reminder (self);
}

static gboolean
on_slice (gpointer user_data)
{
    OlOlder *older = user_data;
    g_autoptr (OlDialog) self = ol_dialog_ref (older->dialog);
    guint number = older->number;
    gint64 stop = g_get_monotonic_time () + SLICE_BUDGET;

    /* Whoever listens to the lines may close the window, or sign off, and @older is gone then. */
    do {
        if (older->next >= older->messages->len) {
            older->timer = 0;
            finish (self);
            return G_SOURCE_REMOVE;
        }
        ol_dialog_show_again (self, g_ptr_array_index (older->messages, older->next++));
        if (!ol_dialog_is_older_wanted (self, number))
            return G_SOURCE_REMOVE;
    } while (g_get_monotonic_time () < stop);
    return G_SOURCE_CONTINUE;
}

void
ol_dialog_show_older (OlDialog *self, GPtrArray *messages, const char *above, const char *below)
{
    OlOlder *older = self->older;
    guint number;

    g_return_if_fail (older != NULL && older->messages == NULL);

    number = older->number;
    older->messages = g_ptr_array_ref (messages);
    older->below = g_strdup (below);
    self->window = OL_WINDOW_LOADING;
    self->serial++;
    draw_rule (self, above);
    if (ol_dialog_is_older_wanted (self, number))
        older->timer =
            b24_clock_add (self->context->clock, "openlines earlier messages", 0, on_slice, older);
}
