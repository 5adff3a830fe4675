/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-keyboard — buttons below a message: read from what a program hands in, kept as the portal
 * keeps them, and pressed.
 *
 * What is handed in is a list of buttons, or an object with one named BUTTONS, or either as JSON in
 * a string. What is kept is always the list, every button with all its fields; a line break is an
 * entry of its own. A command is a button's only where it is known whose: BOT_ID.
 */

#include "portal-private.h"

static JsonNode *
get_list (JsonNode *given)
{
    if (given != NULL && JSON_NODE_HOLDS_OBJECT (given))
        given = json_object_get_member (json_node_get_object (given), "BUTTONS");
    return given != NULL && JSON_NODE_HOLDS_ARRAY (given) ? given : NULL;
}

/* Returns whether @name was there; it is copied then. */
static gboolean
copy_field (JsonObject *to, JsonObject *from, const char *name)
{
    g_autofree char *value = pp_params_string (from, name);

    if (value == NULL || value[0] == '\0')
        return FALSE;
    json_object_set_string_member (to, name, value);
    return TRUE;
}

static void
copy_choice (JsonObject *to, JsonObject *from, const char *name, const char *fallback)
{
    if (!copy_field (to, from, name))
        json_object_set_string_member (to, name, fallback);
}

/* What happens when it is pressed; FALSE = nothing does. */
static gboolean
copy_effect (JsonObject *to, JsonObject *from, gint64 bot_id)
{
    if (copy_field (to, from, "LINK") || copy_field (to, from, "APP_ID"))
        return TRUE;
    if (copy_field (to, from, "ACTION"))
        return copy_field (to, from, "ACTION_VALUE");
    if (bot_id <= 0 || !copy_field (to, from, "COMMAND"))
        return FALSE;
    copy_choice (to, from, "COMMAND_PARAMS", "");
    return TRUE;
}

/* (transfer full) (nullable) */
static JsonObject *
read_button (JsonObject *given, gint64 keyboard_bot)
{
    gint64 bot_id = pp_params_int (given, "BOT_ID", keyboard_bot);
    g_autoptr (JsonObject) button = json_object_new ();

    if (pp_params_is (given, "TYPE", "NEWLINE")) {
        json_object_set_string_member (button, "TYPE", "NEWLINE");
        json_object_set_string_member (button, "CONTEXT", "ALL");
        return g_steal_pointer (&button);
    }
    json_object_set_int_member (button, "BOT_ID", bot_id);
    json_object_set_string_member (button, "TYPE", "BUTTON");
    if (!copy_field (button, given, "TEXT") || !copy_effect (button, given, bot_id))
        return NULL;
    copy_choice (button, given, "DISPLAY", "BLOCK");
    copy_choice (button, given, "BLOCK", "N");
    copy_choice (button, given, "DISABLED", "N");
    copy_choice (button, given, "CONTEXT", "ALL");
    return g_steal_pointer (&button);
}

/* (transfer full) (nullable): %NULL where @given is none or has no button that does anything.
 * @bot_id: whose commands they are unless a button says otherwise, 0 = nobody's */
JsonArray *
pp_keyboard_read (JsonNode *given, gint64 bot_id)
{
    g_autofree char *text = pp_params_node_string (given);
    g_autoptr (JsonNode) parsed = text != NULL ? json_from_string (text, NULL) : NULL;
    JsonNode *list = get_list (parsed != NULL ? parsed : given);
    JsonArray *array = list != NULL ? json_node_get_array (list) : NULL;
    g_autoptr (JsonArray) buttons = json_array_new ();

    for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
        JsonNode *node = json_array_get_element (array, i);
        JsonObject *button = JSON_NODE_HOLDS_OBJECT (node)
                                 ? read_button (json_node_get_object (node), bot_id)
                                 : NULL;

        if (button != NULL)
            json_array_add_object_element (buttons, button);
    }
    return json_array_get_length (buttons) > 0 ? g_steal_pointer (&buttons) : NULL;
}

gsize
pp_keyboard_get_size (JsonArray *keyboard)
{
    g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
    g_autofree char *text = NULL;

    json_node_set_array (node, keyboard);
    text = json_to_string (node, FALSE);
    return strlen (text);
}

void
pp_press_free (PpPress *press)
{
    g_free (press->button);
    g_free (press->command);
    g_free (press->params);
    g_free (press);
}

static gboolean
is_button (JsonObject *button, gint64 bot_id, const char *command, const char *params)
{
    return pp_params_int (button, "BOT_ID", 0) == bot_id &&
           pp_params_is (button, "COMMAND", command) &&
           (params == NULL || pp_params_is (button, "COMMAND_PARAMS", params));
}

/* (transfer none) (nullable): the button with these parameters, or else the first that gives the
 * command */
static JsonObject *
find_button (PpMessage *message, gint64 bot_id, const char *command, const char *params)
{
    JsonNode *node =
        message->params != NULL ? json_object_get_member (message->params, "KEYBOARD") : NULL;
    JsonArray *buttons =
        node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
    JsonObject *first = NULL;

    for (guint i = 0; buttons != NULL && i < json_array_get_length (buttons); i++) {
        JsonObject *button = json_array_get_object_element (buttons, i);

        if (is_button (button, bot_id, command, params))
            return button;
        if (first == NULL && is_button (button, bot_id, command, NULL))
            first = button;
    }
    return first;
}

/* @user gives the command of a button; its bot says so in the chat. FALSE where @message has no
 * button that gives it. */
gboolean
pp_keyboard_press (PracticePortal *self, PpMessage *message, PpUser *user, gint64 bot_id,
                   const char *command, const char *params)
{
    PpChat *chat = pp_chat_find (self, message->chat_id);
    JsonObject *button = find_button (message, bot_id, command, params);
    g_autofree char *text = NULL;
    PpDraft draft = { .author_id = bot_id, .delivered = TRUE };
    PpPress *press;

    if (button == NULL || pp_user_find (self, bot_id) == NULL)
        return FALSE;
    press = g_new0 (PpPress, 1);
    press->message_id = message->id;
    press->user_id = user->id;
    press->button = pp_params_string (button, "TEXT");
    press->command = g_strdup (command);
    press->params = g_strdup (params);
    g_ptr_array_add (chat->pressed, press);
    text = g_strdup_printf ("You chose %s", press->button);
    draft.text = text;
    pp_chat_post_draft (self, chat, &draft);
    return TRUE;
}
