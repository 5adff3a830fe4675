/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-line.h"

#include "b24-json.h"
#include "b24-name.h"

static void
line_clear (gpointer data)
{
    B24Line *self = data;

    g_free (self->name);
    g_array_unref (self->queue);
}

B24Line *
b24_line_ref (B24Line *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
b24_line_unref (B24Line *self)
{
    g_atomic_rc_box_release_full (self, line_clear);
}

/* An entry is an operator's id, or a description with the id in it. */
static void
add_operator (const char *key, JsonNode *value, gpointer user_data)
{
    GArray *queue = user_data;
    gint64 id = b24_json_node_int (value, 0);

    if (id <= 0)
        id = b24_json_get_int (b24_json_node_object (value), "USER_ID", 0);
    if (id > 0)
        g_array_append_val (queue, id);
}

/* Where all are offered a dialog at once there is no next one. */
static guint
read_queue_time (JsonObject *config)
{
    g_autofree char *type = b24_json_dup_string (config, "QUEUE_TYPE");

    if (type != NULL && g_ascii_strcasecmp (type, "all") == 0)
        return 0;
    return (guint) CLAMP (b24_json_get_int (config, "QUEUE_TIME", 0), 0, G_MAXINT);
}

B24Line *
b24_line_new (JsonObject *config)
{
    gint64 id = b24_json_get_int (config, "ID", 0);
    B24Line *self;

    if (id <= 0)
        return NULL;
    self = g_atomic_rc_box_new0 (B24Line);
    self->id = id;
    self->name = b24_name_clean (b24_json_dup_string (config, "LINE_NAME"));
    if (self->name == NULL)
        self->name = g_strdup_printf ("Line %" G_GINT64_FORMAT, id);
    self->active = b24_json_get_bool (config, "ACTIVE", TRUE);
    self->queue = g_array_new (FALSE, FALSE, sizeof (gint64));
    b24_json_foreach (b24_json_get (config, "QUEUE"), add_operator, self->queue);
    self->queue_time = read_queue_time (config);
    self->quick_list_id = MAX (b24_json_get_int (config, "QUICK_ANSWERS_IBLOCK_ID", 0), 0);
    return self;
}
