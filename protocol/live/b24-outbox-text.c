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
    json_object_set_string_member (object, self->kind == B24_OUTBOX_NOTE ? "note" : "text",
                                   self->text);
    if (self->kind == B24_OUTBOX_REPLY)
        json_object_set_int_member (object, "reply", self->reply_id);
    json_object_set_string_member (object, "uuid", self->uuid);
    json_object_set_int_member (object, "time", self->time);
    return object;
}

B24OutboxText *
b24_outbox_text_new_from_json (JsonObject *object, gint64 *chat_id)
{
    const char *dialog = b24_json_get_string (object, "dialog");
    gboolean internal = b24_json_has (object, "note");
    const char *text = b24_json_get_string (object, internal ? "note" : "text");
    const char *uuid = b24_json_get_string (object, "uuid");
    B24OutboxText *self;

    *chat_id = dialog == NULL ? 0 : b24_dialog_id_parse (dialog);
    if (*chat_id <= 0 || text == NULL || *text == '\0' || uuid == NULL ||
        !g_uuid_string_is_valid (uuid))
        return NULL;
    self = b24_outbox_text_new (text, NULL, b24_json_get_int (object, "time", 0));
    self->reply_id = internal ? 0 : MAX (b24_json_get_int (object, "reply", 0), 0);
    if (internal)
        self->kind = B24_OUTBOX_NOTE;
    else if (self->reply_id > 0)
        self->kind = B24_OUTBOX_REPLY;
    g_free (self->uuid);
    self->uuid = g_ascii_strdown (uuid, -1);
    /* Nobody knows how far it had got. */
    self->doubtful = TRUE;
    return self;
}
