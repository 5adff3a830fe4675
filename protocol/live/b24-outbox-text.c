/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-outbox-text.h"

#include "b24-bbcode.h"
#include "b24-dialog.h"
#include "b24-json.h"

B24OutboxText *
b24_outbox_text_new (const char *text, const char *safe, gint64 time)
{
    B24OutboxText *self = g_new0 (B24OutboxText, 1);

    self->text = g_strdup (text);
    self->safe = safe != NULL ? g_strdup (safe) : b24_bbcode_neutralize (text);
    self->uuid = g_uuid_string_random ();
    self->time = time;
    return self;
}

void
b24_outbox_text_free (B24OutboxText *self)
{
    g_free (self->text);
    g_free (self->safe);
    g_free (self->uuid);
    g_free (self);
}

JsonObject *
b24_outbox_text_to_json (B24OutboxText *self, gint64 chat_id)
{
    JsonObject *object = json_object_new ();
    g_autofree char *dialog = b24_dialog_id_format (chat_id);

    json_object_set_string_member (object, "dialog", dialog);
    json_object_set_string_member (object, "text", self->text);
    json_object_set_string_member (object, "uuid", self->uuid);
    json_object_set_int_member (object, "time", self->time);
    return object;
}

B24OutboxText *
b24_outbox_text_new_from_json (JsonObject *object, gint64 *chat_id)
{
    const char *dialog = b24_json_get_string (object, "dialog");
    const char *text = b24_json_get_string (object, "text");
    const char *uuid = b24_json_get_string (object, "uuid");
    B24OutboxText *self;

    *chat_id = dialog == NULL ? 0 : b24_dialog_id_parse (dialog);
    if (*chat_id <= 0 || text == NULL || *text == '\0' || uuid == NULL ||
        !g_uuid_string_is_valid (uuid))
        return NULL;
    self = b24_outbox_text_new (text, NULL, b24_json_get_int (object, "time", 0));
    g_free (self->uuid);
    self->uuid = g_ascii_strdown (uuid, -1);
    /* Nobody knows how far it had got. */
    self->doubtful = TRUE;
    return self;
}
