/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-feed-private.h"

#include "b24-error.h"

#define NAME_PATIENCE 1000 /* ms until the name of somebody new is asked for */

void
b24_feed_note_stranger (B24Feed *self, gint64 id)
{
    if (id <= 0 || g_hash_table_contains (self->users, &id) ||
        g_hash_table_contains (self->asked_users, &id))
        return;
    g_hash_table_add (self->asked_users, g_memdup2 (&id, sizeof id));
    g_array_append_val (self->strangers, id);
    /* Where push brings the news the next look may be a minute away. */
    b24_feed_look_within (self, NAME_PATIENCE);
}

void
b24_feed_note_strangers (B24Feed *self, B24Dialog *dialog)
{
    b24_feed_note_stranger (self, dialog->customer_id);
    b24_feed_note_stranger (self, dialog->owner_id);
}

GArray *
b24_feed_take_strangers (B24Feed *self, guint max)
{
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
    guint count = MIN (max, self->strangers->len);

    g_array_append_vals (ids, self->strangers->data, count);
    g_array_remove_range (self->strangers, 0, count);
    return ids;
}

void
b24_feed_return_strangers (B24Feed *self, GArray *ids, const GError *error)
{
    if (!b24_error_is_passing (error))
        return;
    g_array_append_vals (self->strangers, ids->data, ids->len);
    self->names_held_tick = self->tick_serial;
}

void
b24_feed_learn_authors (B24Feed *self, GPtrArray *messages, GHashTable *users)
{
    for (guint i = 0; i < messages->len; i++) {
        gint64 id = ((B24Message *) g_ptr_array_index (messages, i))->author_id;
        B24User *user = g_hash_table_lookup (users, &id);

        if (user == NULL) {
            b24_feed_note_stranger (self, id);
            continue;
        }
        /* Told once; nobody has to ask for them. */
        b24_feed_put_user (self, user);
        g_hash_table_add (self->asked_users, g_memdup2 (&id, sizeof id));
        g_hash_table_remove (users, &id);
    }
}
