/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-control — the verbs under /practice/: finding and running one, and those that turn the
 * portal's knobs.
 */

#include "portal-control.h"
#include "portal-news.h"

void
pp_control_refuse (PpControl *control, const char *format, ...)
{
    va_list args;

    if (control->error != NULL)
        return;
    va_start (args, format);
    control->error = g_strdup_vprintf (format, args);
    va_end (args);
}

PpChat *
pp_control_get_chat (PpControl *control)
{
    gint64 id = pp_params_int (control->args, "chat", 0);
    PpChat *chat = pp_chat_find (control->portal, id);

    if (chat == NULL)
        pp_control_refuse (control, "no chat %" G_GINT64_FORMAT, id);
    return chat;
}

PpUser *
pp_control_get_operator (PpControl *control)
{
    gint64 id = pp_params_int (control->args, "operator", 0);
    PpUser *user = pp_user_find (control->portal, id);

    if (user == NULL)
        pp_control_refuse (control, "no operator %" G_GINT64_FORMAT, id);
    return user;
}

/* A line by id or name; without one, the first. */
PpLine *
pp_control_get_line (PpControl *control)
{
    g_autofree char *text = pp_params_string (control->args, "line");
    PpLine *line;

    if (text == NULL)
        return pp_line_find (control->portal, 7);
    line = pp_line_find (control->portal, g_ascii_strtoll (text, NULL, 10));
    if (line == NULL)
        line = pp_line_find_by_name (control->portal, text);
    if (line == NULL)
        pp_control_refuse (control, "no line “%s”", text);
    return line;
}

static void
replace_scopes (PpControl *control, GPtrArray *scopes)
{
    JsonNode *node = json_object_get_member (control->args, "scopes");
    JsonArray *wanted =
        node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

    if (wanted == NULL) {
        pp_control_refuse (control, "“scopes” must be a list");
        return;
    }
    g_ptr_array_set_size (scopes, 0);
    for (guint i = 0; i < json_array_get_length (wanted); i++)
        g_ptr_array_add (scopes, pp_params_node_string (json_array_get_element (wanted, i)));
}

static void
verb_scopes (PpControl *control)
{
    PpUser *user = pp_control_get_operator (control);

    if (user != NULL)
        replace_scopes (control, user->scopes);
}

static void
verb_revoke (PpControl *control)
{
    PpUser *user = pp_control_get_operator (control);

    if (user != NULL)
        user->revoked = pp_params_bool (control->args, "revoked", TRUE);
}

static void
verb_oauth (PpControl *control)
{
    PracticePortal *self = control->portal;

    if (pp_params_has (control->args, "scopes"))
        replace_scopes (control, pp_oauth_get_scopes (self));
    if (pp_params_bool (control->args, "expire", FALSE))
        pp_oauth_expire (self);
    if (pp_params_bool (control->args, "revoke", FALSE))
        pp_oauth_revoke (self);
    pp_out_int (&control->out, "refreshed", pp_oauth_count_refreshed (self));
}

/* A new operator, in the line's queue behind the others. */
static void
verb_hire (PpControl *control)
{
    gint64 id = pp_params_int (control->args, "operator", 0);
    g_autofree char *name = pp_params_string (control->args, "name");
    PpLine *line = pp_control_get_line (control);

    if (control->error != NULL)
        return;
    if (id <= 0 || pp_user_find (control->portal, id) != NULL) {
        pp_control_refuse (control, "“operator” must be a new number");
        return;
    }
    pp_user_add_employee (control->portal, id, name != NULL ? name : "Nora", "New", "Support");
    pp_ids_add (line->queue, id);
}

static void
verb_rename_operator (PpControl *control)
{
    PpUser *user = pp_control_get_operator (control);
    g_autofree char *name = pp_params_string (control->args, "name");
    g_auto (GStrv) words = g_strsplit (name != NULL ? name : "", " ", 2);

    if (user == NULL)
        return;
    if (words[0] == NULL) {
        pp_control_refuse (control, "“name” is missing");
        return;
    }
    g_free (user->first_name);
    g_free (user->last_name);
    user->first_name = g_strdup (words[0]);
    user->last_name = g_strdup (words[1] != NULL ? words[1] : "");
    pp_news_user (control->portal, user);
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
verb_line (PpControl *control)
{
    JsonObject *args = control->args;
    gint64 id = pp_params_int (args, "id", 0);
    PpLine *line = pp_line_find (control->portal, id);

    if (line == NULL) {
        pp_control_refuse (control, "no line %" G_GINT64_FORMAT, id);
        return;
    }
    replace_ids (&line->queue, args, "queue");
    replace_ids (&line->joiners, args, "joiners");
    replace_string (&line->name, args, "name");
    replace_string (&line->queue_type, args, "queue_type");
    line->vote = pp_params_bool (args, "vote", line->vote);
    line->active = pp_params_bool (args, "active", line->active);
    line->no_crm = !pp_params_bool (args, "crm", !line->no_crm);
    line->quick_list = pp_params_int (args, "quick_list", line->quick_list);
    line->queue_time = pp_params_int (args, "queue_time", line->queue_time);
    line->full_close_time = pp_params_int (args, "full_close_time", line->full_close_time);
    line->auto_close_time = pp_params_int (args, "auto_close_time", line->auto_close_time);
    if (pp_params_has (args, "queue"))
        line->turn = 0;
}

/* One of many dialogs; which state it is in depends on its number. */
static void
make_one (PpControl *control, PpLine *line, PpUser *user, guint number)
{
    PracticePortal *self = control->portal;
    static const char *const connectors[] = { "livechat", "telegrambot", "whatsappbyedna",
                                              "imessage" };
    g_autofree char *name = g_strdup_printf ("Customer Number%u", number);
    PpChat *chat =
        pp_chat_new_customer (self, name, line, connectors[number % G_N_ELEMENTS (connectors)]);

    pp_session_open (self, chat, 0);
    pp_session_offer_to (self, chat, user->id);
    pp_session_customer_writes (self, chat,
                                "Good morning, I have a question about my last order "
                                "and hope that you can help me with it");
    if (number % 4 == 0)
        return;
    pp_session_answer (self, chat, user);
    if (number % 4 == 1)
        return;
    pp_session_operator_writes (self, chat, user, "Good morning, of course. What is the number?",
                                FALSE, NULL);
    if (number % 4 == 2)
        return;
    pp_session_customer_writes (self, chat, "It is the one with the blue box, from last Tuesday");
}

static void
verb_many (PpControl *control)
{
    gint64 count = pp_params_int (control->args, "count", 1000);
    PpLine *line = pp_control_get_line (control);
    PpUser *user = pp_control_get_operator (control);
    gint64 first = control->portal->next_chat_id;

    if (control->error != NULL)
        return;
    for (gint64 i = 0; i < count; i++)
        make_one (control, line, user, (guint) i);
    pp_out_int (&control->out, "first", first);
    pp_out_int (&control->out, "count", count);
}

static void
verb_slow_delivery (PpControl *control)
{
    control->portal->slow_delivery = pp_params_bool (control->args, "on", TRUE);
}

static void
verb_advance (PpControl *control)
{
    PracticePortal *self = control->portal;
    gboolean fine = pp_params_has (control->args, "milliseconds");

    if (pp_params_bool (control->args, "still", FALSE) && self->still_at == 0)
        self->still_at = g_get_real_time ();
    if (fine)
        self->offset += pp_params_int (control->args, "milliseconds", 0) * 1000;
    else
        self->offset += pp_params_int (control->args, "seconds", 60) * G_USEC_PER_SEC;
    pp_session_run_timers (self);
    pp_cast_run (self);
    pp_push_run (self);
}

static void
verb_limits (PpControl *control)
{
    control->portal->limits = pp_params_bool (control->args, "on", TRUE);
    control->portal->bucket = 0;
}

static void
verb_fault (PpControl *control)
{
    char *error = pp_fault_add (control->portal, control->args);

    if (error != NULL)
        pp_control_refuse (control, "%s", error);
    g_free (error);
}

static void
verb_faults_clear (PpControl *control)
{
    pp_fault_clear (control->portal);
    pp_push_clear_faults (control->portal);
    pp_exchange_release (control->portal, NULL);
    pp_server_go_up (control->portal);
}

static void
verb_hold (PpControl *control)
{
    json_object_set_string_member (control->args, "kind", "hold");
    verb_fault (control);
}

static void
verb_release (PpControl *control)
{
    g_autofree char *method = pp_params_string (control->args, "method");

    pp_fault_remove_holds (control->portal, method);
    pp_out_int (&control->out, "released", pp_exchange_release (control->portal, method));
}

static void
verb_held (PpControl *control)
{
    g_autofree char *method = pp_params_string (control->args, "method");

    pp_out_int (&control->out, "held", pp_exchange_count_held (control->portal, method));
}

static void
verb_up (PpControl *control)
{
    pp_server_go_up (control->portal);
}

static void
verb_reset_counters (PpControl *control)
{
    pp_out_int (&control->out, "hits", control->portal->hits);
    pp_out_int (&control->out, "refused", control->portal->refused);
    control->portal->hits = 0;
    control->portal->refused = 0;
    g_hash_table_remove_all (control->portal->requests);
    g_hash_table_remove_all (control->portal->batched);
}

static void
verb_cast (PpControl *control)
{
    pp_cast_stop (control->portal);
    if (pp_params_bool (control->args, "on", TRUE))
        pp_cast_start (control->portal, (guint32) pp_params_int (control->args, "seed", 1));
}

static const PpVerb verbs_knobs[] = {
    { "scopes", verb_scopes, "{\"operator\",\"scopes\":[...]}  what the webhook may do" },
    { "revoke", verb_revoke, "{\"operator\",\"revoked\":true}  the webhook is deleted" },
    { "oauth", verb_oauth,
      "{\"expire\":false,\"revoke\":false,\"scopes\"?} -> {\"refreshed\"}  the application: its "
      "access tokens are too old, all it has is void, what it may do; how often it got new "
      "tokens" },
    { "hire", verb_hire, "{\"operator\",\"name\"?,\"line\"?}  somebody new with a webhook" },
    { "rename-operator", verb_rename_operator, "{\"operator\",\"name\"}" },
    { "line", verb_line,
      "{\"id\",\"vote\"?,\"queue\"?,\"joiners\"?,\"name\"?,\"queue_type\"?,\"active\"?,"
      "\"crm\"?,\"quick_list\"?,\"queue_time\"?,\"full_close_time\"?,\"auto_close_time\"?}" },
    { "many", verb_many,
      "{\"count\":1000,\"operator\",\"line\"} -> {\"first\",\"count\"}  many dialogs, a quarter "
      "each waiting, taken, answered, answered back" },
    { "slow-delivery", verb_slow_delivery,
      "{\"on\":true}  texts are on their way until delivered or delivery-failed" },
    { "advance", verb_advance,
      "{\"seconds\":60}, {\"milliseconds\"}  the portal's clock leaps; with \"still\":true it "
      "moves "
      "in no other way from now on" },
    { "limits", verb_limits, "{\"on\":true}  2 requests a second, 50 at once" },
    { "fault", verb_fault,
      "{\"kind\",\"method\"?,\"after\":0,\"times\"?,...}  see below; without times until cleared" },
    { "faults-clear", verb_faults_clear, "{}  no more faults, held answers go, up again" },
    { "hold", verb_hold, "{\"method\"?,\"before\":false}  keeps answers waiting" },
    { "release", verb_release, "{\"method\"?} -> {\"released\"}  lets them go, holds no more" },
    { "held", verb_held, "{\"method\"?} -> {\"held\"}  how many wait" },
    { "up", verb_up, "{}  ends a time of being down" },
    { "reset-counters", verb_reset_counters,
      "{} -> {\"hits\",\"refused\"}  of requests; how many there were, over the limit" },
    { "cast", verb_cast, "{\"on\":true,\"seed\":1}  customers who act by themselves" },
    { NULL, NULL, NULL },
};

static const PpVerb *const tables[] = { pp_verbs_acts,  pp_verbs_news,  pp_verbs_push,
                                        pp_verbs_range, pp_verbs_quick, verbs_knobs };

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

    for (guint t = 0; t < G_N_ELEMENTS (tables); t++) {
        for (const PpVerb *verb = tables[t]; verb->name != NULL; verb++)
            g_string_append_printf (text, "  %-18s %s\n", verb->name, verb->help);
    }
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
run_verb (PpControl *control, const char *name)
{
    for (guint t = 0; t < G_N_ELEMENTS (tables); t++) {
        for (const PpVerb *verb = tables[t]; verb->name != NULL; verb++) {
            if (g_str_equal (verb->name, name)) {
                verb->run (control);
                return;
            }
        }
    }
    pp_control_refuse (control, "unknown verb “%s”", name);
}

/* Returns: (transfer full): the answer as JSON */
char *
pp_control_run (PracticePortal *self, const char *verb, JsonObject *args, gboolean *failed)
{
    PpControl control = { .portal = self, .args = args };

    pp_out_init (&control.out);
    if (g_str_equal (verb, "state") || g_str_equal (verb, "describe")) {
        if (g_str_equal (verb, "state"))
            pp_state_write (self, &control.out);
        else
            pp_state_describe (self, &control.out);
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
