/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-control-push — the verbs under /practice/ about the push server.
 */

#include "portal-control.h"
#include "portal-push.h"

#define EVERY_TRANSPORT (PP_PUSH_BY_SOCKET | PP_PUSH_BY_POLL)
#define DAY             86400

static const char *const format_names[] = { "text", "json", "protobuf", "", NULL };
static const char *const fault_names[] = { "repeat", "reorder", "lose", "deaf", NULL };

/* The place of a string argument in @names; -1 = absent, or refused. */
static int
get_choice (PpControl *control, const char *key, const char *const *names)
{
    g_autofree char *text = pp_params_string (control->args, key);

    if (text == NULL)
        return -1;
    for (int i = 0; names[i] != NULL; i++) {
        if (g_str_equal (names[i], text))
            return i;
    }
    pp_control_refuse (control, "“%s” cannot be “%s”", key, text);
    return -1;
}

static void
set_version (PpControl *control, PpPush *push)
{
    gint64 version = pp_params_int (control->args, "version", push->version);

    if (version < 1 || version > 5) {
        pp_control_refuse (control, "there is no version %" G_GINT64_FORMAT, version);
        return;
    }
    if (push->version != (guint) version)
        push->config_timestamp++;
    push->version = (guint) version;
}

/* A transport that is switched off leaves nobody behind. */
static void
set_transports (PpControl *control, PpPush *push)
{
    guint off = 0;

    push->enabled = pp_params_bool (control->args, "enabled", push->enabled);
    push->websocket = pp_params_bool (control->args, "websocket", push->websocket);
    push->long_polling = pp_params_bool (control->args, "long_polling", push->long_polling);
    if (!push->enabled || !push->websocket)
        off |= PP_PUSH_BY_SOCKET;
    if (!push->enabled || !push->long_polling)
        off |= PP_PUSH_BY_POLL;
    if (off != 0)
        pp_push_drop (control->portal, 0, off, PP_PUSH_CUT);
}

static void
verb_push (PpControl *control)
{
    static const char *const modes[] = { "personal", "shared", NULL };
    PpPush *push = control->portal->push;
    int mode = get_choice (control, "mode", modes);
    int format = get_choice (control, "format", format_names);

    set_version (control, push);
    if (control->error != NULL)
        return;
    if (pp_params_has (control->args, "mode"))
        push->shared_mode = mode == 1;
    if (pp_params_has (control->args, "format"))
        push->format = format < PP_PUSH_RPC ? format : -1;
    push->delay = pp_params_int (control->args, "delay", push->delay / 1000) * 1000;
    push->hold = pp_params_int (control->args, "hold", push->hold / 1000) * 1000;
    set_transports (control, push);
}

static void
verb_drop (PpControl *control)
{
    pp_push_drop (control->portal, pp_params_int (control->args, "operator", 0), EVERY_TRANSPORT,
                  (guint) pp_params_int (control->args, "code", PP_PUSH_CUT));
}

static void
verb_refuse (PpControl *control)
{
    static const char *const transports[] = { "websocket", "long_polling", NULL };
    PpPush *push = control->portal->push;
    int transport = get_choice (control, "transport", transports);
    gint64 code = pp_params_int (control->args, "code", PP_PUSH_WRONG_CHANNEL);

    if (code < 200 || code > 4999 || (code >= 600 && code < 1000))
        pp_control_refuse (control, "%" G_GINT64_FORMAT " is neither HTTP nor a close code", code);
    if (control->error != NULL)
        return;
    push->refuse_code = (guint) code;
    push->refuse_times = (guint) pp_params_int (control->args, "times", 1);
    push->refuse_transports = transport < 0 ? (guint) EVERY_TRANSPORT : 1u << transport;
}

static void
verb_expire (PpControl *control)
{
    PracticePortal *self = control->portal;
    gint64 user_id = pp_params_int (control->args, "operator", 0);

    pp_push_rotate (self, pp_push_get_channel (self, user_id, user_id != 0 ? "private" : "shared"),
                    pp_params_bool (control->args, "announce", TRUE));
}

static void
verb_fault (PpControl *control)
{
    int fault = get_choice (control, "kind", fault_names);

    if (fault < 0)
        pp_control_refuse (control, "“kind” is missing");
    else
        control->portal->push->faults[fault] =
            pp_params_int (control->args, "times", fault == PP_PUSH_FAULT_DEAF ? -1 : 1);
}

static void
verb_send (PpControl *control)
{
    JsonObject *args = control->args;
    g_autofree char *module = pp_params_string (args, "module");
    g_autofree char *command = pp_params_string (args, "command");
    JsonNode *params = json_object_get_member (args, "params");
    g_autofree char *json = params != NULL ? json_to_string (params, FALSE) : g_strdup ("{}");

    if (command == NULL || (params != NULL && !JSON_NODE_HOLDS_OBJECT (params))) {
        pp_control_refuse (control, "“command” is missing, or “params” is no object");
        return;
    }
    pp_push_publish (control->portal, pp_params_int (args, "operator", 0),
                     module != NULL ? module : "im", command, json,
                     (guint) pp_params_int (args, "sender_type", 2),
                     (guint) pp_params_int (args, "expiry", DAY));
}

static guint
count_listeners (PpPush *push, guint transport)
{
    guint count = 0;

    for (guint i = 0; i < push->listeners->len; i++) {
        PpPushListener *listener = g_ptr_array_index (push->listeners, i);
        guint by = listener->socket != NULL ? PP_PUSH_BY_SOCKET : PP_PUSH_BY_POLL;

        count += !listener->closing && by == transport;
    }
    return count;
}

static void
verb_state (PpControl *control)
{
    PpPush *push = control->portal->push;

    pp_out_int (&control->out, "sockets", count_listeners (push, PP_PUSH_BY_SOCKET));
    pp_out_int (&control->out, "polls", count_listeners (push, PP_PUSH_BY_POLL));
    pp_out_int (&control->out, "opens", push->opens);
    pp_out_int (&control->out, "asked", push->asked);
    pp_out_int (&control->out, "configs", push->configs);
    pp_out_int (&control->out, "sent", push->sent);
    pp_out_int (&control->out, "waiting", push->queue->len + push->late->len);
    pp_out_int (&control->out, "acks", push->acks);
    pp_out_int (&control->out, "results", push->results);
    pp_out_int (&control->out, "pongs", push->pongs);
}

const PpVerb pp_verbs_push[] = {
    { "push", verb_push,
      "{\"version\":1..5?,\"format\":\"text|json|protobuf\"?,\"mode\":\"personal|shared\"?,"
      "\"enabled\"?,\"websocket\"?,\"long_polling\"?,\"delay\":ms?,\"hold\":ms?}  the push server; "
      "format only in version 4, \"\" = as the client asks" },
    { "push-drop", verb_drop,
      "{\"code\":0,\"operator\"?}  those who listen are dropped; 0 = the line is cut" },
    { "push-refuse", verb_refuse,
      "{\"code\",\"times\":1,\"transport\":\"websocket|long_polling\"?}  those who come, by close "
      "code or HTTP status; 200 = an empty answer to a long poll" },
    { "push-expire", verb_expire,
      "{\"operator\"?,\"announce\":true}  another channel, without operator the shared one" },
    { "push-fault", verb_fault,
      "{\"kind\":\"repeat|reorder|lose|deaf\",\"times\":1}  the next events; what is lost is there "
      "for those who come back, a deaf server never hears of them (without times until "
      "faults-clear)" },
    { "push-send", verb_send,
      "{\"operator\"?,\"module\":\"im\",\"command\",\"params\":{},\"sender_type\":2,"
      "\"expiry\":86400}  any event" },
    { "push-state", verb_state,
      "{} -> {\"sockets\",\"polls\" now,\"opens\",\"asked\",\"configs\",\"sent\",\"waiting\","
      "\"acks\",\"results\",\"pongs\"}" },
    { NULL, NULL, NULL },
};
