/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-control — the verbs under /practice/ that make things happen on the portal.
 */

#include "portal-private.h"

typedef struct {
    PracticePortal *portal;
    JsonObject *args;
    PpOut out;   /* inside the answer's object */
    char *error; /* why it was refused */
} Control;

static void G_GNUC_PRINTF (2, 3) refuse (Control *control, const char *format, ...)
{
    va_list args;

    if (control->error != NULL)
        return;
    va_start (args, format);
    control->error = g_strdup_vprintf (format, args);
    va_end (args);
}

static PpChat *
get_chat (Control *control)
{
    gint64 id = pp_params_int (control->args, "chat", 0);
    PpChat *chat = pp_chat_find (control->portal, id);

    if (chat == NULL)
        refuse (control, "no chat %" G_GINT64_FORMAT, id);
    return chat;
}

static PpUser *
get_operator (Control *control)
{
    gint64 id = pp_params_int (control->args, "operator", 0);
    PpUser *user = pp_user_find (control->portal, id);

    if (user == NULL)
        refuse (control, "no operator %" G_GINT64_FORMAT, id);
    return user;
}

/* A line by id or name; without one, the first. */
static PpLine *
get_line (Control *control)
{
    g_autofree char *text = pp_params_string (control->args, "line");
    PpLine *line;

    if (text == NULL)
        return pp_line_find (control->portal, 7);
    line = pp_line_find (control->portal, g_ascii_strtoll (text, NULL, 10));
    if (line == NULL)
        line = pp_line_find_by_name (control->portal, text);
    if (line == NULL)
        refuse (control, "no line “%s”", text);
    return line;
}

static char *
get_text (Control *control)
{
    char *text = pp_params_string (control->args, "text");

    if (text == NULL)
        refuse (control, "“text” is missing");
    return text;
}

static void
answer_message (Control *control, PpMessage *message)
{
    pp_out_int (&control->out, "message", message->id);
}

static void
answer_status (Control *control, PpChat *chat)
{
    pp_out_int (&control->out, "status", chat->session != NULL ? chat->session->status : 0);
    pp_out_int (&control->out, "owner", chat->owner);
}

static void
verb_customer (Control *control)
{
    g_autofree char *name = pp_params_string (control->args, "name");
    g_autofree char *connector = pp_params_string (control->args, "connector");
    g_autofree char *text = pp_params_string (control->args, "text");
    PpLine *line = get_line (control);
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
verb_write (Control *control)
{
    PpChat *chat = get_chat (control);
    g_autofree char *text = get_text (control);

    if (control->error != NULL)
        return;
    if (chat->kind != PP_CHAT_LINES)
        refuse (control, "chat %" G_GINT64_FORMAT " has no customer", chat->id);
    else
        answer_message (control, pp_session_customer_writes (control->portal, chat, text));
}

static void
verb_operator_write (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);
    g_autofree char *text = get_text (control);
    gboolean hidden = pp_params_bool (control->args, "hidden", FALSE);

    if (control->error != NULL)
        return;
    if (pp_chat_find_member (chat, user->id) == NULL)
        pp_session_join (control->portal, chat, user);
    answer_message (control,
                    pp_session_operator_writes (control->portal, chat, user, text, hidden));
}

static void
verb_operator_answer (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_answer (control->portal, chat, user))
        refuse (control, "nothing to answer in chat %" G_GINT64_FORMAT, chat->id);
    else
        answer_status (control, chat);
}

static void
verb_operator_skip (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_skip (control->portal, chat, user))
        refuse (control, "chat %" G_GINT64_FORMAT " cannot be skipped", chat->id);
    else
        answer_status (control, chat);
}

static void
verb_operator_transfer (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);
    gint64 to = pp_params_int (control->args, "to", 0);
    PpLine *line = pp_params_has (control->args, "line") ? get_line (control) : NULL;
    gboolean done;

    if (control->error != NULL)
        return;
    done = line != NULL ? pp_session_transfer_to_line (control->portal, chat, user, line->id)
                        : pp_session_transfer_to_user (control->portal, chat, user, to);
    if (!done)
        refuse (control, "chat %" G_GINT64_FORMAT " cannot go there", chat->id);
    else
        answer_status (control, chat);
}

static void
verb_operator_finish (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_is_open (chat)) {
        refuse (control, "nothing is open in chat %" G_GINT64_FORMAT, chat->id);
        return;
    }
    if (chat->owner == 0)
        pp_session_answer (control->portal, chat, user);
    pp_session_finish (control->portal, chat);
    answer_status (control, chat);
}

static void
verb_operator_spam (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);

    if (control->error != NULL)
        return;
    pp_session_spam (control->portal, chat, user);
    answer_status (control, chat);
}

static void
verb_operator_join (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);

    if (control->error != NULL)
        return;
    pp_session_join (control->portal, chat, user);
    answer_status (control, chat);
}

static void
verb_operator_pause (Control *control)
{
    PpUser *user = get_operator (control);

    if (user != NULL)
        user->paused = pp_params_bool (control->args, "paused", TRUE);
}

static void
verb_intercept (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);

    if (control->error != NULL)
        return;
    if (!pp_session_intercept (control->portal, chat, user))
        refuse (control, "nothing to take over in chat %" G_GINT64_FORMAT, chat->id);
    else
        answer_status (control, chat);
}

static void
verb_system (Control *control)
{
    PpChat *chat = get_chat (control);
    g_autofree char *text = get_text (control);
    g_autofree char *css_class = pp_params_string (control->args, "class");

    if (control->error == NULL)
        answer_message (control,
                        pp_chat_post_system (control->portal, chat, css_class, "%s", text));
}

static void
verb_bot_write (Control *control)
{
    PpChat *chat = get_chat (control);
    g_autofree char *text = get_text (control);
    gint64 bot = pp_params_int (control->args, "bot", 35);
    PpMessage *message;

    if (control->error != NULL)
        return;
    if (pp_user_find (control->portal, bot) == NULL) {
        refuse (control, "no bot %" G_GINT64_FORMAT, bot);
        return;
    }
    pp_chat_add_member (chat, bot);
    message = pp_chat_post (control->portal, chat, bot, text);
    message->delivered = TRUE;
    answer_message (control, message);
}

/* Sets the read mark of a member back or forth. */
static void
verb_mark (Control *control)
{
    PpChat *chat = get_chat (control);
    PpUser *user = get_operator (control);
    PpMember *member = NULL;

    if (control->error != NULL)
        return;
    member = pp_chat_find_member (chat, user->id);
    if (member == NULL)
        refuse (control, "%" G_GINT64_FORMAT " is no member", user->id);
    else
        member->last_id = pp_params_int (control->args, "message", 0);
}

/* The customer rates, goes away for good, or lets the dialog end. */
static void
verb_leave (Control *control)
{
    PpChat *chat = get_chat (control);

    if (chat == NULL)
        return;
    pp_session_close (control->portal, chat, PP_STATUS_CLOSE);
    answer_status (control, chat);
}

/* The same person begins on another line or connector: a chat of its own. */
static void
verb_move_customer (Control *control)
{
    PpChat *chat = get_chat (control);
    PpLine *line = get_line (control);
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
verb_block_reply (Control *control)
{
    PpChat *chat = get_chat (control);
    g_autofree char *reason = pp_params_string (control->args, "reason");
    gint64 ago = pp_params_int (control->args, "ago", 60);

    if (chat == NULL)
        return;
    g_free (chat->block_reason);
    chat->block_reason = g_strdup (reason != NULL ? reason : "");
    chat->block_date = reason != NULL ? pp_now (control->portal) / G_USEC_PER_SEC - ago : 0;
    chat->changed = pp_now (control->portal);
}

static void
verb_crm (Control *control)
{
    PpChat *chat = get_chat (control);
    g_autofree char *type = pp_params_string (control->args, "type");
    g_autofree char *upper = g_ascii_strup (type != NULL ? type : "LEAD", -1);

    if (chat == NULL)
        return;
    g_free (chat->crm_type);
    chat->crm_type = g_steal_pointer (&upper);
    chat->crm_id = pp_params_int (control->args, "id", 312);
    answer_message (control, pp_chat_post_system (control->portal, chat, NULL,
                                                  "CRM: %s %" G_GINT64_FORMAT " created",
                                                  chat->crm_type, chat->crm_id));
}

static void
verb_delivery_failed (Control *control)
{
    PpChat *chat = get_chat (control);
    gint64 id = pp_params_int (control->args, "message", 0);
    g_autofree char *reason = pp_params_string (control->args, "reason");
    PpMessage *message = g_hash_table_lookup (control->portal->messages, &id);

    if (control->error != NULL)
        return;
    if (message == NULL || message->chat_id != chat->id) {
        refuse (control, "no message %" G_GINT64_FORMAT " in that chat", id);
        return;
    }
    g_clear_pointer (&message->params, json_object_unref);
    pp_message_set_param (message, "IS_DELIVERED", "N");
    pp_message_set_param (message, "IS_ERROR", "Y");
    message->delivered = FALSE;
    answer_message (control,
                    pp_chat_post_system (control->portal, chat, PP_CLASS_ATTENTION,
                                         "The message was not delivered: %s",
                                         reason != NULL ? reason : "the customer blocked the bot"));
}

static void
verb_scopes (Control *control)
{
    PpUser *user = get_operator (control);
    JsonNode *node = json_object_get_member (control->args, "scopes");
    JsonArray *scopes =
        node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

    if (user == NULL)
        return;
    if (scopes == NULL) {
        refuse (control, "“scopes” must be a list");
        return;
    }
    g_ptr_array_set_size (user->scopes, 0);
    for (guint i = 0; i < json_array_get_length (scopes); i++)
        g_ptr_array_add (user->scopes, pp_params_node_string (json_array_get_element (scopes, i)));
}

static void
verb_revoke (Control *control)
{
    PpUser *user = get_operator (control);

    if (user != NULL)
        user->revoked = pp_params_bool (control->args, "revoked", TRUE);
}

static void
verb_rename_operator (Control *control)
{
    PpUser *user = get_operator (control);
    g_autofree char *name = pp_params_string (control->args, "name");
    g_auto (GStrv) words = g_strsplit (name != NULL ? name : "", " ", 2);

    if (user == NULL)
        return;
    if (words[0] == NULL) {
        refuse (control, "“name” is missing");
        return;
    }
    g_free (user->first_name);
    g_free (user->last_name);
    user->first_name = g_strdup (words[0]);
    user->last_name = g_strdup (words[1] != NULL ? words[1] : "");
}

static void
replace_ids (GArray **ids, JsonObject *args, const char *key)
{
    if (!pp_params_has (args, key))
        return;
    g_array_unref (*ids);
    *ids = pp_params_ids (args, key);
}

static void
replace_string (char **value, JsonObject *args, const char *key)
{
    char *text = pp_params_string (args, key);

    if (text == NULL)
        return;
    g_free (*value);
    *value = text;
}

static void
verb_line (Control *control)
{
    JsonObject *args = control->args;
    gint64 id = pp_params_int (args, "id", 0);
    PpLine *line = pp_line_find (control->portal, id);

    if (line == NULL) {
        refuse (control, "no line %" G_GINT64_FORMAT, id);
        return;
    }
    replace_ids (&line->queue, args, "queue");
    replace_ids (&line->joiners, args, "joiners");
    replace_string (&line->name, args, "name");
    replace_string (&line->queue_type, args, "queue_type");
    line->vote = pp_params_bool (args, "vote", line->vote);
    line->active = pp_params_bool (args, "active", line->active);
    line->queue_time = pp_params_int (args, "queue_time", line->queue_time);
    line->full_close_time = pp_params_int (args, "full_close_time", line->full_close_time);
    line->auto_close_time = pp_params_int (args, "auto_close_time", line->auto_close_time);
    line->turn = 0;
}

/* One of many dialogs; which state it is in depends on its number. */
static void
make_one (Control *control, PpLine *line, PpUser *user, guint number)
{
    PracticePortal *self = control->portal;
    static const char *const connectors[] = { "livechat", "telegrambot", "whatsappbyedna",
                                              "imessage" };
    g_autofree char *name = g_strdup_printf ("Customer Number%u", number);
    PpChat *chat =
        pp_chat_new_customer (self, name, line, connectors[number % G_N_ELEMENTS (connectors)]);

    pp_session_open (self, chat, 0);
    g_array_set_size (chat->session->offered, 0);
    pp_ids_add (chat->session->offered, user->id);
    pp_session_customer_writes (self, chat,
                                "Good morning, I have a question about my last order "
                                "and hope that you can help me with it");
    if (number % 4 == 0)
        return;
    pp_session_answer (self, chat, user);
    if (number % 4 == 1)
        return;
    pp_session_operator_writes (self, chat, user, "Good morning, of course. What is the number?",
                                FALSE);
    if (number % 4 == 2)
        return;
    pp_session_customer_writes (self, chat, "It is the one with the blue box, from last Tuesday");
}

static void
verb_many (Control *control)
{
    gint64 count = pp_params_int (control->args, "count", 1000);
    PpLine *line = get_line (control);
    PpUser *user = get_operator (control);
    gint64 first = control->portal->next_chat_id;

    if (control->error != NULL)
        return;
    for (gint64 i = 0; i < count; i++)
        make_one (control, line, user, (guint) i);
    pp_out_int (&control->out, "first", first);
    pp_out_int (&control->out, "count", count);
}

static void
verb_advance (Control *control)
{
    control->portal->offset += pp_params_int (control->args, "seconds", 60) * G_USEC_PER_SEC;
    pp_session_run_timers (control->portal);
}

static void
verb_limits (Control *control)
{
    control->portal->limits = pp_params_bool (control->args, "on", TRUE);
    control->portal->bucket = 0;
}

static void
verb_fault (Control *control)
{
    char *error = pp_fault_add (control->portal, control->args);

    if (error != NULL)
        refuse (control, "%s", error);
    g_free (error);
}

static void
verb_faults_clear (Control *control)
{
    pp_fault_clear (control->portal);
    pp_server_release (control->portal, NULL);
    pp_server_go_up (control->portal);
}

static void
verb_hold (Control *control)
{
    json_object_set_string_member (control->args, "kind", "hold");
    verb_fault (control);
}

static void
verb_release (Control *control)
{
    g_autofree char *method = pp_params_string (control->args, "method");

    pp_fault_remove_holds (control->portal, method);
    pp_out_int (&control->out, "released", pp_server_release (control->portal, method));
}

static void
verb_held (Control *control)
{
    g_autofree char *method = pp_params_string (control->args, "method");

    pp_out_int (&control->out, "held", pp_server_count_held (control->portal, method));
}

static void
verb_up (Control *control)
{
    pp_server_go_up (control->portal);
}

static void
verb_reset_counters (Control *control)
{
    control->portal->hits = 0;
    g_hash_table_remove_all (control->portal->requests);
    g_hash_table_remove_all (control->portal->batched);
}

static void
verb_cast (Control *control)
{
    pp_cast_stop (control->portal);
    if (pp_params_bool (control->args, "on", TRUE))
        pp_cast_start (control->portal, (guint32) pp_params_int (control->args, "seed", 1));
}

static const struct {
    const char *name;
    void (*run) (Control *control);
    const char *help;
} verbs[] = {
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
    { "bot-write", verb_bot_write, "{\"chat\",\"text\",\"bot\":35} -> {\"message\"}" },
    { "system", verb_system, "{\"chat\",\"text\",\"class\"?} -> {\"message\"}" },
    { "mark", verb_mark, "{\"operator\",\"chat\",\"message\"}  sets a read mark" },
    { "block-reply", verb_block_reply,
      "{\"chat\",\"reason\",\"ago\":60}  the messenger takes no replies; no reason = it does" },
    { "crm", verb_crm, "{\"chat\",\"type\":\"LEAD\",\"id\":312} -> {\"message\"}" },
    { "delivery-failed", verb_delivery_failed,
      "{\"chat\",\"message\",\"reason\"?} -> {\"message\"}" },
    { "scopes", verb_scopes, "{\"operator\",\"scopes\":[…]}  what the webhook may do" },
    { "revoke", verb_revoke, "{\"operator\",\"revoked\":true}  the webhook is deleted" },
    { "rename-operator", verb_rename_operator, "{\"operator\",\"name\"}" },
    { "line", verb_line,
      "{\"id\",\"vote\"?,\"queue\"?,\"joiners\"?,\"name\"?,\"queue_type\"?,\"active\"?,"
      "\"queue_time\"?,\"full_close_time\"?,\"auto_close_time\"?}" },
    { "many", verb_many,
      "{\"count\":1000,\"operator\",\"line\"} -> {\"first\",\"count\"}  many dialogs, a quarter "
      "each waiting, taken, answered, answered back" },
    { "advance", verb_advance, "{\"seconds\":60}  the portal's clock leaps" },
    { "limits", verb_limits, "{\"on\":true}  2 requests a second, 50 at once" },
    { "fault", verb_fault,
      "{\"kind\",\"method\"?,\"after\":0,\"times\"?,…}  see below; without times until cleared" },
    { "faults-clear", verb_faults_clear, "{}  no more faults, held answers go, up again" },
    { "hold", verb_hold, "{\"method\"?,\"before\":false}  keeps answers waiting" },
    { "release", verb_release, "{\"method\"?} -> {\"released\"}  lets them go, holds no more" },
    { "held", verb_held, "{\"method\"?} -> {\"held\"}  how many wait" },
    { "up", verb_up, "{}  ends a time of being down" },
    { "reset-counters", verb_reset_counters, "{}  of requests" },
    { "cast", verb_cast, "{\"on\":true,\"seed\":1}  customers who act by themselves" },
};

static gpointer
write_help (gpointer unused)
{
    static const char faults[] =
        "\nKinds of fault:\n"
        "  latency {\"ms\"}, drip {\"ms\" a piece}, reset-before, reset-after (processed, then the "
        "line is cut),\n"
        "  status {\"status\",\"code\"?,\"description\"?,\"html\"?,\"retry_after\"?}, truncated, "
        "cut (in mid-body),\n"
        "  wrong-type, awkward, true-nothing, html, empty, invalid-utf8, deep, huge {\"size\"},\n"
        "  redirect {\"to\"}, hold, down {\"seconds\"}, clock-skew {\"seconds\"}\n"
        "Faults of one method also strike inside a batch where they are about its answer: status,\n"
        "true-nothing, wrong-type, awkward.\n";
    GString *text = g_string_new ("Control verbs (POST /practice/<verb>, JSON in and out; "
                                  "GET /practice/state tells everything):\n");

    for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
        g_string_append_printf (text, "  %-18s %s\n", verbs[i].name, verbs[i].help);
    g_string_append (text, faults);
    return g_string_free (text, FALSE);
}

const char *
practice_portal_get_control_help (void)
{
    static GOnce help = G_ONCE_INIT;

    return g_once (&help, write_help, NULL);
}

static void
run_verb (Control *control, const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS (verbs); i++) {
        if (g_str_equal (verbs[i].name, name)) {
            verbs[i].run (control);
            return;
        }
    }
    refuse (control, "unknown verb “%s”", name);
}

/* Returns: (transfer full): the answer as JSON */
char *
pp_control_run (PracticePortal *self, const char *verb, JsonObject *args, gboolean *failed)
{
    Control control = { .portal = self, .args = args };

    pp_out_init (&control.out);
    if (g_str_equal (verb, "state")) {
        pp_state_write (self, &control.out);
        return pp_out_take (&control.out);
    }
    pp_out_object (&control.out, NULL);
    run_verb (&control, verb);
    *failed = control.error != NULL;
    if (control.error != NULL)
        pp_out_string (&control.out, "error", control.error);
    g_free (control.error);
    pp_out_end (&control.out);
    return pp_out_take (&control.out);
}
