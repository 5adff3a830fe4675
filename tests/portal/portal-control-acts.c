/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-control-acts — control verbs by which customers, operators and bots act.
 */

#include "portal-control.h"

static char *
get_text (PpControl *control)
{
    char *text = pp_params_string (control->args, "text");

    if (text == NULL)
        pp_control_refuse (control, "“text” is missing");
    return text;
}

static void
answer_message (PpControl *control, PpMessage *message)
{
    pp_out_int (&control->out, "message", message->id);
}

static void
answer_status (PpControl *control, PpChat *chat)
{
    pp_out_int (&control->out, "status", chat->session != NULL ? chat->session->status : 0);
    pp_out_int (&control->out, "owner", chat->owner);
}

static void
verb_customer (PpControl *control)
{
    g_autofree char *name = pp_params_string (control->args, "name");
    g_autofree char *connector = pp_params_string (control->args, "connector");
    g_autofree char *text = pp_params_string (control->args, "text");
    PpLine *line = pp_control_get_line (control);
    PpChat *chat;

    if (line == NULL)
        return;
    chat = pp_chat_new_customer (control->portal, name != NULL ? name : "Anna Petrova", line,
                                 connector != NULL ? connector : "livechat");
    pp_session_open (control->portal, chat, 0);
    pp_out_int (&control->out, "chat", chat->id);
    pp_out_int (&control->out, "customer", chat->customer_id);
    pp_out_int (&control->out, "session", chat->session->id);
    if (text != NULL)
        answer_message (control, pp_session_customer_writes (control->portal, chat, text));
}

static void
verb_write (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *text = get_text (control);

    if (control->error != NULL)
        return;
    if (chat->kind != PP_CHAT_LINES)
        pp_control_refuse (control, "chat %" G_GINT64_FORMAT " has no customer", chat->id);
    else
        answer_message (control, pp_session_customer_writes (control->portal, chat, text));
}

static void
verb_operator_write (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);
    g_autofree char *text = get_text (control);
    gboolean hidden = pp_params_bool (control->args, "hidden", FALSE);

    if (control->error != NULL)
        return;
    if (pp_chat_find_member (chat, user->id) == NULL)
        pp_session_join (control->portal, chat, user);
    answer_message (control,
                    pp_session_operator_writes (control->portal, chat, user, text, hidden, NULL));
}

static void
verb_operator_answer (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_answer (control->portal, chat, user))
        pp_control_refuse (control, "nothing to answer in chat %" G_GINT64_FORMAT, chat->id);
    else
        answer_status (control, chat);
}

static void
verb_operator_skip (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_skip (control->portal, chat, user))
        pp_control_refuse (control, "chat %" G_GINT64_FORMAT " cannot be skipped", chat->id);
    else
        answer_status (control, chat);
}

static void
verb_operator_transfer (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);
    gint64 to = pp_params_int (control->args, "to", 0);
    PpLine *line = pp_params_has (control->args, "line") ? pp_control_get_line (control) : NULL;
    gboolean done;

    if (control->error != NULL)
        return;
    done = line != NULL ? pp_session_transfer_to_line (control->portal, chat, user, line->id)
                        : pp_session_transfer_to_user (control->portal, chat, user, to);
    if (!done)
        pp_control_refuse (control, "chat %" G_GINT64_FORMAT " cannot go there", chat->id);
    else
        answer_status (control, chat);
}

static void
verb_operator_finish (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_is_open (chat)) {
        pp_control_refuse (control, "nothing is open in chat %" G_GINT64_FORMAT, chat->id);
        return;
    }
    if (chat->owner == 0)
        pp_session_answer (control->portal, chat, user);
    pp_session_finish (control->portal, chat);
    answer_status (control, chat);
}

static void
verb_operator_spam (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);

    if (control->error != NULL)
        return;
    pp_session_spam (control->portal, chat, user);
    answer_status (control, chat);
}

static void
verb_operator_join (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);

    if (control->error != NULL)
        return;
    pp_session_join (control->portal, chat, user);
    answer_status (control, chat);
}

static void
verb_operator_pause (PpControl *control)
{
    PpUser *user = pp_control_get_operator (control);

    if (user != NULL)
        pp_user_set_paused (control->portal, user, pp_params_bool (control->args, "paused", TRUE));
}

static void
verb_operator_supervise (PpControl *control)
{
    PpUser *user = pp_control_get_operator (control);

    if (user != NULL)
        user->supervisor = pp_params_bool (control->args, "on", TRUE);
}

static void
verb_operator_presence (PpControl *control)
{
    PpUser *user = pp_control_get_operator (control);

    if (user != NULL)
        user->offline = !pp_params_bool (control->args, "online", TRUE);
}

static void
verb_intercept (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_intercept (control->portal, chat, user))
        pp_control_refuse (control, "nothing to take over in chat %" G_GINT64_FORMAT, chat->id);
    else
        answer_status (control, chat);
}

static void
verb_system (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *text = get_text (control);
    g_autofree char *css_class = pp_params_string (control->args, "class");

    if (control->error == NULL)
        answer_message (control,
                        pp_chat_post_system (control->portal, chat, css_class, "%s", text));
}

static void
verb_bot_write (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *text = get_text (control);
    gint64 bot = pp_params_int (control->args, "bot", 35);
    PpDraft draft = { .author_id = bot, .text = text, .delivered = TRUE };

    if (control->error != NULL)
        return;
    if (pp_user_find (control->portal, bot) == NULL) {
        pp_control_refuse (control, "no bot %" G_GINT64_FORMAT, bot);
        return;
    }
    pp_chat_add_member (control->portal, chat, bot);
    answer_message (control, pp_chat_post_draft (control->portal, chat, &draft));
}

/* A button as the verb takes it, in the words of a real one. (transfer full) */
static JsonObject *
translate_button (JsonObject *given)
{
    static const char *const fields[][2] = { { "text", "TEXT" },
                                             { "command", "COMMAND" },
                                             { "params", "COMMAND_PARAMS" },
                                             { "link", "LINK" } };
    JsonObject *button = json_object_new ();

    for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_autofree char *value = pp_params_string (given, fields[i][0]);

        if (value != NULL)
            json_object_set_string_member (button, fields[i][1], value);
    }
    if (pp_params_bool (given, "newline", FALSE))
        json_object_set_string_member (button, "TYPE", "NEWLINE");
    if (pp_params_bool (given, "disabled", FALSE))
        json_object_set_string_member (button, "DISABLED", "Y");
    return button;
}

/* (transfer full) (nullable) */
static JsonArray *
get_buttons (PpControl *control, gint64 bot)
{
    JsonNode *node = json_object_get_member (control->args, "buttons");
    JsonArray *given =
        node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
    g_autoptr (JsonNode) list = json_node_new (JSON_NODE_ARRAY);
    g_autoptr (JsonArray) buttons = json_array_new ();
    JsonArray *keyboard;

    for (guint i = 0; given != NULL && i < json_array_get_length (given); i++)
        json_array_add_object_element (buttons,
                                       translate_button (json_array_get_object_element (given, i)));
    json_node_set_array (list, buttons);
    keyboard = pp_keyboard_read (list, bot);
    if (keyboard == NULL)
        pp_control_refuse (control, "“buttons” is missing");
    return keyboard;
}

static void
verb_keyboard (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *text = get_text (control);
    gint64 bot = pp_params_int (control->args, "bot", 35);
    g_autoptr (JsonArray) keyboard = get_buttons (control, bot);
    PpDraft draft = { .author_id = bot, .text = text, .delivered = TRUE };

    if (pp_user_find (control->portal, bot) == NULL)
        pp_control_refuse (control, "no bot %" G_GINT64_FORMAT, bot);
    if (control->error != NULL)
        return;
    pp_chat_add_member (control->portal, chat, bot);
    draft.params = json_object_new ();
    json_object_set_array_member (draft.params, "KEYBOARD", g_steal_pointer (&keyboard));
    answer_message (control, pp_chat_post_draft (control->portal, chat, &draft));
}

/* The bot has the dialog, as if it had greeted the customer. */
static void
verb_bot_take (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *bot = pp_user_find (control->portal, pp_params_int (control->args, "bot", 35));

    if (chat == NULL)
        return;
    if (bot == NULL || !bot->bot || !pp_session_is_open (chat)) {
        pp_control_refuse (control, "no bot, or nothing open in chat %" G_GINT64_FORMAT, chat->id);
        return;
    }
    pp_session_take_bot (control->portal, chat, bot);
    answer_status (control, chat);
}

/* Sets the read mark of a member back or forth. */
static void
verb_mark (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);
    PpMember *member = NULL;

    if (control->error != NULL)
        return;
    member = pp_chat_find_member (chat, user->id);
    if (member == NULL)
        pp_control_refuse (control, "%" G_GINT64_FORMAT " is no member", user->id);
    else
        pp_chat_read (control->portal, chat, member, pp_params_int (control->args, "message", 0));
}

static void
verb_silent (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = pp_control_get_operator (control);

    if (control->error == NULL)
        pp_session_silence (control->portal, chat, user,
                            pp_params_bool (control->args, "on", TRUE));
}

/* The customer rates, goes away for good, or lets the dialog end. */
static void
verb_leave (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);

    if (chat == NULL)
        return;
    pp_session_close (control->portal, chat, PP_STATUS_CLOSE);
    answer_status (control, chat);
}

/* The same person begins on another line or connector: a chat of its own. */
static void
verb_move_customer (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpLine *line = pp_control_get_line (control);
    g_autofree char *connector = pp_params_string (control->args, "connector");
    g_autofree char *name = NULL;
    PpChat *other;

    if (control->error != NULL)
        return;
    name = pp_user_get_name (pp_user_find (control->portal, chat->customer_id));
    other = pp_chat_new_customer (control->portal, name, line,
                                  connector != NULL ? connector : chat->connector);
    pp_session_open (control->portal, other, 0);
    pp_out_int (&control->out, "chat", other->id);
    pp_out_int (&control->out, "customer", other->customer_id);
    pp_out_int (&control->out, "session", other->session->id);
}

static void
verb_block_reply (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *reason = pp_params_string (control->args, "reason");
    gint64 ago = pp_params_int (control->args, "ago", 60);

    if (chat == NULL)
        return;
    pp_chat_block (control->portal, chat,
                   reason != NULL ? pp_now (control->portal) / G_USEC_PER_SEC - ago : 0,
                   reason != NULL ? reason : "");
}

static void
verb_crm (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *type = pp_params_string (control->args, "type");

    if (chat == NULL)
        return;
    pp_chat_bind (control->portal, chat, type != NULL ? type : "LEAD",
                  pp_params_int (control->args, "id", 312));
    answer_message (control, pp_chat_post_system (control->portal, chat, NULL,
                                                  "CRM: %s %" G_GINT64_FORMAT " created",
                                                  chat->crm_type, chat->crm_id));
}

static PpMessage *
get_message (PpControl *control, PpChat *chat)
{
    gint64 id = pp_params_int (control->args, "message", 0);
    PpMessage *message = g_hash_table_lookup (control->portal->messages, &id);

    if (chat != NULL && (message == NULL || message->chat_id != chat->id))
        pp_control_refuse (control, "no message %" G_GINT64_FORMAT " in that chat", id);
    return message;
}

static void
verb_delivered (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpMessage *message = get_message (control, chat);

    if (control->error == NULL)
        pp_message_set_delivered (control->portal, message);
}

static void
verb_delivery_failed (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *reason = pp_params_string (control->args, "reason");
    PpMessage *message = get_message (control, chat);

    if (control->error != NULL)
        return;
    pp_message_set_failed (control->portal, message);
    answer_message (control,
                    pp_chat_post_system (control->portal, chat, PP_CLASS_ATTENTION,
                                         "The message was not delivered: %s",
                                         reason != NULL ? reason : "the customer blocked the bot"));
}

const PpVerb pp_verbs_acts[] = {
    { "customer", verb_customer,
      "{\"name\",\"line\",\"connector\",\"text\"?} -> {\"chat\",\"customer\",\"session\","
      "\"message\"?}  a customer comes" },
    { "write", verb_write, "{\"chat\",\"text\"} -> {\"message\"}  the customer writes" },
    { "leave", verb_leave, "{\"chat\"}  the customer ends the dialog (or rates it)" },
    { "move-customer", verb_move_customer,
      "{\"chat\",\"line\",\"connector\"?} -> as customer  the same person elsewhere" },
    { "operator-answer", verb_operator_answer, "{\"operator\",\"chat\"}" },
    { "operator-skip", verb_operator_skip, "{\"operator\",\"chat\"}" },
    { "operator-transfer", verb_operator_transfer,
      "{\"operator\",\"chat\",\"to\"|\"line\"}  to an operator or a line" },
    { "operator-finish", verb_operator_finish, "{\"operator\",\"chat\"}" },
    { "operator-spam", verb_operator_spam, "{\"operator\",\"chat\"}" },
    { "operator-join", verb_operator_join, "{\"operator\",\"chat\"}" },
    { "operator-intercept", verb_intercept, "{\"operator\",\"chat\"}" },
    { "operator-write", verb_operator_write,
      "{\"operator\",\"chat\",\"text\",\"hidden\":false} -> {\"message\"}" },
    { "operator-pause", verb_operator_pause, "{\"operator\",\"paused\":true}" },
    { "operator-silent", verb_silent, "{\"operator\",\"chat\",\"on\":true}" },
    { "operator-supervise", verb_operator_supervise,
      "{\"operator\",\"on\":true}  may rate dialogs and see who pauses" },
    { "operator-presence", verb_operator_presence, "{\"operator\",\"online\":true}" },
    { "bot-write", verb_bot_write, "{\"chat\",\"text\",\"bot\":35} -> {\"message\"}" },
    { "keyboard", verb_keyboard,
      "{\"chat\",\"text\",\"bot\":35,\"buttons\":[{\"text\",\"command\",\"params\"?}|{\"text\","
      "\"link\"}|{\"newline\":true}]} -> {\"message\"}  a bot's message with buttons; also "
      "\"disabled\":true; pressed ones are answered" },
    { "bot-take", verb_bot_take, "{\"chat\",\"bot\":35}  the bot is the dialog's operator" },
    { "system", verb_system, "{\"chat\",\"text\",\"class\"?} -> {\"message\"}" },
    { "mark", verb_mark, "{\"operator\",\"chat\",\"message\"}  sets a read mark" },
    { "block-reply", verb_block_reply,
      "{\"chat\",\"reason\",\"ago\":60}  the messenger takes no replies; no reason = it does" },
    { "crm", verb_crm, "{\"chat\",\"type\":\"LEAD\",\"id\":312} -> {\"message\"}" },
    { "delivered", verb_delivered, "{\"chat\",\"message\"}  after slow-delivery" },
    { "delivery-failed", verb_delivery_failed,
      "{\"chat\",\"message\",\"reason\"?} -> {\"message\"}" },
    { NULL, NULL, NULL },
};
