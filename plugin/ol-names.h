/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-names — names the operator gave to contacts, kept in our own file.
 *
 * Contacts are not saved in libpurple's list (it would be flooded), so a name given there would be
 * lost at every sign-in. One small file per account in libpurple's user directory, written at once.
 */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OlNames OlNames;

OlNames *ol_names_new (const char *path);
void ol_names_free (OlNames *self);
const char *ol_names_get (OlNames *self, const char *name); /* (nullable) */
/* @given NULL or empty forgets it */
void ol_names_set (OlNames *self, const char *name, const char *given);

/* (transfer full): names of what else is remembered here: the group a contact was moved to, and
 * the group a whole line was renamed to */
char *ol_names_dup_group_key (const char *name);
char *ol_names_dup_line_key (gint64 line_id);

G_END_DECLS
