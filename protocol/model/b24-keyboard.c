/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-keyboard.h"

#include "b24-json.h"
#include "b24-name.h"

static void
button_free (gpointer data)
{
    B24Button *self = data;

    g_free (self->label);
    g_free (self->command);
    g_free (self->params);
    g_free (self);
}

static char *
dup_key (JsonObject *object, const char *name)
{
    return b24_json_node_dup_string (b24_json_get_any_case (object, name));
}

static gboolean
key_is (JsonObject *object, const char *name, const char *value)
{
    g_autofree char *text = dup_key (object, name);

    return text != NULL && g_ascii_strcasecmp (text, value) == 0;
}

static gboolean
key_says_something (JsonObject *object, const char *name)
{
    g_autofree char *text = b24_name_clean (dup_key (object, name));

    return text != NULL && g_strcmp0 (text, "0") != 0;
}

/* What opens something, or is done by the web client itself; the portal prefers these to a command.
 * What cannot be pressed, or not here. */
static gboolean
is_out_of_reach (JsonObject *button)
{
    static const char *const instead[] = { "LINK", "FUNCTION", "APP_ID", "ACTION" };

    for (guint i = 0; i < G_N_ELEMENTS (instead); i++) {
        if (key_says_something (button, instead[i]))
            return TRUE;
    }
    return key_is (button, "TYPE", "NEWLINE") ||
           b24_json_node_bool (b24_json_get_any_case (button, "DISABLED"), FALSE) ||
           key_is (button, "CONTEXT", "MOBILE");
}

typedef struct {
    GPtrArray *buttons;
    gint64 bot_id; /* of the whole keyboard, 0 = each button tells */
} Reading;

static void
read_button (const char *key, JsonNode *value, gpointer user_data)
{
    Reading *reading = user_data;
    JsonObject *object = b24_json_node_object (value);
    gint64 bot_id = b24_json_node_int (b24_json_get_any_case (object, "BOT_ID"), 0);
    g_autofree char *command = b24_name_clean (dup_key (object, "COMMAND"));
    B24Button *button;

    if (bot_id <= 0)
        bot_id = reading->bot_id;
    if (bot_id <= 0 || command == NULL || is_out_of_reach (object))
        return;
    button = g_new0 (B24Button, 1);
    button->label = b24_name_clean (dup_key (object, "TEXT"));
    if (button->label == NULL)
        button->label = g_strdup (command);
    button->bot_id = bot_id;
    button->command = g_steal_pointer (&command);
    button->params = dup_key (object, "COMMAND_PARAMS");
    if (button->params == NULL)
        button->params = g_strdup ("");
    g_ptr_array_add (reading->buttons, button);
}

/* A list of buttons, or an object with one, as bots hand it in. */
GPtrArray *
b24_keyboard_read (JsonNode *keyboard)
{
    g_autoptr (GPtrArray) buttons = g_ptr_array_new_with_free_func (button_free);
    JsonObject *object = b24_json_node_object (keyboard);
    JsonNode *list = b24_json_get_any_case (object, "BUTTONS");
    Reading reading = { buttons,
                        MAX (b24_json_node_int (b24_json_get_any_case (object, "BOT_ID"), 0), 0) };

    b24_json_foreach (list != NULL ? list : keyboard, read_button, &reading);
    return buttons->len > 0 ? g_steal_pointer (&buttons) : NULL;
}
