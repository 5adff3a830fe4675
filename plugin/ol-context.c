/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-context.h"

#include <glib/gi18n-lib.h>

OlContext *
ol_context_new (PurpleAccount *account)
{
    OlContext *self = g_rc_box_new0 (OlContext);

    self->account = account;
    self->cancellable = g_cancellable_new ();
    self->clock = b24_clock_dup_default ();
    self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_line_unref);
    return self;
}

OlContext *
ol_context_ref (OlContext *self)
{
    return g_rc_box_acquire (self);
}

static void
ol_context_free (gpointer data)
{
    OlContext *self = data;

    g_clear_object (&self->cancellable);
    g_clear_object (&self->outbox);
    g_clear_object (&self->feed);
    g_clear_object (&self->push);
    g_clear_object (&self->history);
    g_clear_object (&self->cursor);
    g_clear_object (&self->rest);
    g_clear_object (&self->http);
    g_clear_object (&self->clock);
    g_clear_pointer (&self->portal, b24_portal_unref);
    g_clear_pointer (&self->me, b24_user_unref);
    g_clear_pointer (&self->names, ol_names_free);
    g_clear_pointer (&self->lines, g_ptr_array_unref);
    g_clear_pointer (&self->scopes, g_strfreev);
    g_clear_pointer (&self->candidates, g_ptr_array_unref);
    g_clear_pointer (&self->quick_names, g_hash_table_unref);
}

void
ol_context_unref (OlContext *self)
{
    g_rc_box_release_full (self, ol_context_free);
}

void
ol_context_close (OlContext *self)
{
    if (self->dead)
        return;
    self->dead = TRUE;
    self->account = NULL;
    g_cancellable_cancel (self->cancellable);
}

gboolean
ol_context_is_alive (OlContext *self)
{
    return !self->dead;
}

PurpleAccount *
ol_context_get_account (OlContext *self)
{
    return self->account;
}

PurpleConnection *
ol_context_get_connection (OlContext *self)
{
    return self->account == NULL ? NULL : purple_account_get_connection (self->account);
}

gint64
ol_context_get_my_id (OlContext *self)
{
    return self->me == NULL ? 0 : self->me->id;
}

gboolean
ol_context_has_scope (OlContext *self, const char *scope)
{
    return self->scopes != NULL && g_strv_contains ((const char *const *) self->scopes, scope);
}

gboolean
ol_context_is_reachable (OlContext *self)
{
    return !self->dead && self->feed != NULL && b24_feed_is_reachable (self->feed);
}

gint64
ol_context_get_portal_time (OlContext *self)
{
    gint64 now = b24_clock_get_real (self->clock) / G_USEC_PER_SEC;

    return self->rest != NULL ? now + b24_rest_get_clock_skew (self->rest) : now;
}

B24Line *
ol_context_get_line (OlContext *self, gint64 id)
{
    for (guint i = 0; i < self->lines->len; i++) {
        B24Line *line = g_ptr_array_index (self->lines, i);

        if (line->id == id)
            return line;
    }
    return NULL;
}

void
ol_context_learn_line (OlContext *self, B24Line *line)
{
    for (guint i = 0; i < self->lines->len; i++) {
        B24Line *known = g_ptr_array_index (self->lines, i);

        if (known->id != line->id)
            continue;
        self->lines->pdata[i] = b24_line_ref (line);
        b24_line_unref (known);
        return;
    }
}

char *
ol_context_dup_line_name (OlContext *self, gint64 id)
{
    B24Line *line = ol_context_get_line (self, id);
    g_autofree char *number = NULL;

    if (line != NULL)
        return g_strdup (line->name);
    number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
    /* TRANSLATORS: an open line whose name the operator may not see; %s is its number */
    return g_strdup_printf (_ ("line %s"), number);
}

char *
ol_context_dup_user_name (OlContext *self, gint64 id)
{
    B24User *user = NULL;

    if (self->me != NULL && self->me->id == id)
        user = self->me;
    else if (self->feed != NULL)
        user = b24_feed_get_user (self->feed, id);
    return g_strdup (user != NULL ? user->name : _ ("a colleague"));
}

gboolean
ol_context_get_bool (OlContext *self, const char *option, gboolean fallback)
{
    return self->account == NULL ? fallback
                                 : purple_account_get_bool (self->account, option, fallback);
}

int
ol_context_get_int (OlContext *self, const char *option, int fallback)
{
    return self->account == NULL ? fallback
                                 : purple_account_get_int (self->account, option, fallback);
}
