/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-names.h"

#include <gio/gio.h>

#include "ol-debug.h"

#define GROUP "names"

struct _OlNames {
    char *path;
    GHashTable *given; /* char * to char * */
};

static void
ol_names_load (OlNames *self)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) keys = NULL;

    if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, &error)) {
        if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            ol_debug_error ("The names given to contacts cannot be read", error);
        return;
    }
    keys = g_key_file_get_keys (file, GROUP, NULL, NULL);
    for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
        char *given = g_key_file_get_string (file, GROUP, keys[i], NULL);

        if (given != NULL)
            g_hash_table_insert (self->given, g_strdup (keys[i]), given);
    }
}

OlNames *
ol_names_new (const char *path)
{
    OlNames *self = g_new0 (OlNames, 1);

    self->path = g_strdup (path);
    self->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    ol_names_load (self);
    return self;
}

void
ol_names_free (OlNames *self)
{
    g_hash_table_unref (self->given);
    g_free (self->path);
    g_free (self);
}

const char *
ol_names_get (OlNames *self, const char *name)
{
    return g_hash_table_lookup (self->given, name);
}

static void
ol_names_save (OlNames *self)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_autofree char *data = NULL;
    GHashTableIter iter;
    gpointer key, value;
    gsize length;

    g_hash_table_iter_init (&iter, self->given);
    while (g_hash_table_iter_next (&iter, &key, &value))
        g_key_file_set_string (file, GROUP, key, value);
    data = g_key_file_to_data (file, &length, NULL);
    if (!g_file_set_contents_full (self->path, data, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
        ol_debug_error ("The names given to contacts cannot be written", error);
}

void
ol_names_set (OlNames *self, const char *name, const char *given)
{
    if (given != NULL && *given == '\0')
        given = NULL;
    if (g_strcmp0 (ol_names_get (self, name), given) == 0)
        return;
    if (given == NULL)
        g_hash_table_remove (self->given, name);
    else
        g_hash_table_insert (self->given, g_strdup (name), g_strdup (given));
    ol_names_save (self);
}

char *
ol_names_dup_group_key (const char *name)
{
    return g_strconcat (name, "-group", NULL);
}

char *
ol_names_dup_line_key (gint64 line_id)
{
    return g_strdup_printf ("line%" G_GINT64_FORMAT "-group", line_id);
}
