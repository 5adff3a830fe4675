/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-mids.h"

struct _B24Mids {
    GHashTable *known;         /* utf8, owned */
    char *ring[B24_MIDS_KEPT]; /* the same strings, not owned */
    guint next;                /* place of the oldest one, which the next one takes */
};

B24Mids *
b24_mids_new (void)
{
    B24Mids *self = g_new0 (B24Mids, 1);

    self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    return self;
}

void
b24_mids_free (B24Mids *self)
{
    if (self == NULL)
        return;
    g_hash_table_unref (self->known);
    g_free (self);
}

gboolean
b24_mids_add (B24Mids *self, const char *mid)
{
    char *copy;

    g_return_val_if_fail (self != NULL && mid != NULL, FALSE);

    if (g_hash_table_contains (self->known, mid))
        return FALSE;
    if (self->ring[self->next] != NULL)
        g_hash_table_remove (self->known, self->ring[self->next]);
    copy = g_strdup (mid);
    g_hash_table_add (self->known, copy);
    self->ring[self->next] = copy;
    self->next = (self->next + 1) % B24_MIDS_KEPT;
    return TRUE;
}
