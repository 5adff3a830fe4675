/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-file.h"

#include "b24-json.h"
#include "b24-name.h"

static void
file_clear (gpointer data)
{
    B24File *self = data;

    g_free (self->name);
    g_free (self->type);
}

B24File *
b24_file_ref (B24File *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
b24_file_unref (B24File *self)
{
    g_atomic_rc_box_release_full (self, file_clear);
}

static char *
choose_type (JsonObject *object)
{
    static const char *const known[] = { "image", "video", "audio", "file" };
    g_autofree char *type = b24_json_dup_string (object, "type");

    for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (known); i++) {
        if (g_ascii_strcasecmp (type, known[i]) == 0)
            return g_strdup (known[i]);
    }
    /* `image` is the picture's size, or false. */
    return g_strdup (b24_json_count (b24_json_get (object, "image")) > 0 ? "image" : "file");
}

B24File *
b24_file_new (JsonObject *object)
{
    gint64 id = b24_json_get_int (object, "id", 0);
    B24File *self;

    if (id <= 0)
        return NULL;
    self = g_atomic_rc_box_new0 (B24File);
    self->id = id;
    self->name = b24_name_clean (b24_json_dup_string (object, "name"));
    if (self->name == NULL)
        self->name = g_strdup ("file");
    self->type = choose_type (object);
    self->size = MAX (b24_json_get_int (object, "size", 0), 0);
    return self;
}
