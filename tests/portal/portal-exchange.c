/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-exchange — one REST request: credential, limits, and how its answer reaches the caller, or
 * does not.
 */

#include "portal-private.h"

#define BUCKET_DRAIN 2.0
#define BUCKET_SIZE  50.0
#define DRIP_BYTES   16

/* One REST request from its arrival to the last byte of the answer. */
struct _PpExchange {
    PracticePortal *portal;
    SoupServerMessage *message;
    char *method; /* in lower case */
    char *name;   /* as it was called */
    PpUser *user;
    const char *client_id;    /* of the application that calls, %NULL = a webhook */
    const PpRefusal *refusal; /* why nobody may call with this token */
    JsonObject *params;
    PpFault *fault; /* only used while the request is being handled */
    guint status;
    char *body;
    gsize length;
    gsize sent; /* drip */
    const char *content_type;
    char *location;
    GSource *timer;
    gint64 pace;
    gboolean held;
    gboolean processed;
};

static void
exchange_free (PpExchange *exchange)
{
    if (exchange->timer != NULL) {
        g_source_destroy (exchange->timer);
        g_clear_pointer (&exchange->timer, g_source_unref);
    }
    g_signal_handlers_disconnect_by_data (exchange->message, exchange);
    g_clear_object (&exchange->message);
    g_clear_pointer (&exchange->params, json_object_unref);
    g_free (exchange->method);
    g_free (exchange->name);
    g_free (exchange->body);
    g_free (exchange->location);
    g_free (exchange);
}

static void
exchange_end (PpExchange *exchange)
{
    g_ptr_array_remove_fast (exchange->portal->exchanges, exchange);
    exchange_free (exchange);
}

/* Cuts the line so that the peer sees a reset, not an orderly end. */
static void
exchange_drop (PpExchange *exchange)
{
    g_autoptr (SoupServerMessage) message = g_object_ref (exchange->message);

    exchange_end (exchange);
    pp_listener_cut (message);
}

static void
write_headers (PpExchange *exchange)
{
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);

    soup_server_message_set_status (exchange->message, exchange->status, NULL);
    soup_message_headers_replace (headers, "Content-Type", exchange->content_type);
    soup_message_headers_replace (headers, "Access-Control-Allow-Origin", "*");
    soup_message_headers_replace (headers, "Server", "nginx");
    if (exchange->location != NULL)
        soup_message_headers_replace (headers, "Location", exchange->location);
}

static void
on_finished (SoupServerMessage *message, gpointer user_data)
{
    exchange_end (user_data);
}

static void
exchange_send (PpExchange *exchange)
{
    write_headers (exchange);
    soup_message_body_append_take (soup_server_message_get_response_body (exchange->message),
                                   (guchar *) g_steal_pointer (&exchange->body), exchange->length);
    soup_message_body_complete (soup_server_message_get_response_body (exchange->message));
    soup_message_headers_set_content_length (
        soup_server_message_get_response_headers (exchange->message), (goffset) exchange->length);
}

static void
exchange_set_timer (PpExchange *exchange, gint64 milliseconds, GSourceFunc callback)
{
    exchange->timer = g_timeout_source_new ((guint) MAX (milliseconds, 0));
    g_source_set_name (exchange->timer, "practice portal: delayed answer");
    g_source_set_callback (exchange->timer, callback, exchange, NULL);
    g_source_attach (exchange->timer, exchange->portal->context);
}

static void
exchange_resume (PpExchange *exchange)
{
    SoupServerMessage *message = exchange->message;

    exchange->held = FALSE;
    exchange_send (exchange);
    soup_server_message_unpause (message);
}

static gboolean
on_latency_over (gpointer user_data)
{
    PpExchange *exchange = user_data;

    g_clear_pointer (&exchange->timer, g_source_unref);
    exchange_resume (exchange);
    return G_SOURCE_REMOVE;
}

static gboolean
on_drip (gpointer user_data)
{
    PpExchange *exchange = user_data;
    SoupMessageBody *body = soup_server_message_get_response_body (exchange->message);
    gsize size = MIN (DRIP_BYTES, exchange->length - exchange->sent);

    soup_message_body_append (body, SOUP_MEMORY_COPY, exchange->body + exchange->sent, size);
    exchange->sent += size;
    if (exchange->sent == exchange->length) {
        soup_message_body_complete (body);
        g_clear_pointer (&exchange->timer, g_source_unref);
        soup_server_message_unpause (exchange->message);
        return G_SOURCE_REMOVE;
    }
    soup_server_message_unpause (exchange->message);
    return G_SOURCE_CONTINUE;
}

static void
exchange_drip (PpExchange *exchange)
{
    write_headers (exchange);
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (exchange->message),
                                       SOUP_ENCODING_CHUNKED);
    soup_server_message_pause (exchange->message);
    exchange_set_timer (exchange, exchange->pace, on_drip);
}

static void
on_wrote_part (SoupServerMessage *message, gpointer user_data)
{
    exchange_drop (user_data);
}

/* Announces all of the body, sends half of it and drops the line. */
static void
exchange_cut (PpExchange *exchange)
{
    write_headers (exchange);
    soup_message_headers_set_content_length (
        soup_server_message_get_response_headers (exchange->message), (goffset) exchange->length);
    soup_message_body_append (soup_server_message_get_response_body (exchange->message),
                              SOUP_MEMORY_COPY, exchange->body, exchange->length / 2);
    g_signal_connect (exchange->message, "wrote-chunk", G_CALLBACK (on_wrote_part), exchange);
}

static void
set_body (PpExchange *exchange, guint status, char *body)
{
    g_free (exchange->body);
    exchange->status = status;
    exchange->body = body;
    exchange->length = strlen (body);
    exchange->content_type = "application/json; charset=utf-8";
}

static void
set_call_error (PpExchange *exchange, PpCall *call)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_string (&out, "error", call->error);
    pp_out_string (&out, "error_description", call->description);
    if (call->argument != NULL)
        pp_out_string (&out, "argument", call->argument);
    pp_out_end (&out);
    set_body (exchange, call->status, pp_out_take (&out));
}

static void
set_error (PpExchange *exchange, guint status, const char *code, const char *description)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_string (&out, "error", code);
    pp_out_string (&out, "error_description", description);
    pp_out_end (&out);
    set_body (exchange, status, pp_out_take (&out));
}

static void
set_html (PpExchange *exchange, guint status)
{
    set_body (exchange, status,
              g_strdup_printf ("<html>\r\n<head><title>%u %s</title></head>\r\n<body>\r\n<center>"
                               "<h1>%u %s</h1></center>\r\n<hr><center>nginx</center>\r\n"
                               "</body>\r\n</html>\r\n",
                               status, soup_status_get_phrase (status), status,
                               soup_status_get_phrase (status)));
    exchange->content_type = "text/html";
}

/* The error a `status` fault stands for. Gateways answer in HTML. */
static void
set_fault_status (PpExchange *exchange, PpFault *fault)
{
    guint status;
    const char *code;
    const char *description;

    pp_fault_fill_error (fault, &status, &code, &description);
    if (fault->html || (fault->code == NULL && (status == 502 || status == 504)))
        set_html (exchange, status);
    else
        set_error (exchange, status, code, description);
    if (fault->retry_after > 0) {
        g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, fault->retry_after);

        soup_message_headers_replace (soup_server_message_get_response_headers (exchange->message),
                                      "Retry-After", seconds);
    }
}

/* One request more in the leaky bucket. Returns FALSE when it runs over. */
static gboolean
bucket_take (PracticePortal *self)
{
    gint64 now = pp_now (self);

    self->bucket -= BUCKET_DRAIN * (gdouble) (now - self->bucket_time) / G_USEC_PER_SEC;
    self->bucket = MAX (self->bucket, 0.0);
    self->bucket_time = now;
    if (!self->limits)
        return TRUE;
    if (self->bucket + 1.0 > BUCKET_SIZE) {
        self->refused++;
        return FALSE;
    }
    self->bucket += 1.0;
    return TRUE;
}

static void
exchange_run_method (PpExchange *exchange)
{
    PracticePortal *self = exchange->portal;
    PpFault *fault = exchange->fault;
    gint64 started = pp_now (self);
    PpCall call;
    PpOut out;

    pp_call_init (&call, self, exchange->user);
    call.client_id = exchange->client_id;
    if (fault != NULL && fault->kind == PP_FAULT_TRUE_NOTHING)
        pp_call_true (&call);
    else
        pp_call_run (&call, exchange->name, exchange->params, FALSE);
    if (call.error != NULL) {
        set_call_error (exchange, &call);
        pp_call_clear (&call);
        return;
    }
    if (fault != NULL)
        pp_fault_spoil_result (fault, &call.out);
    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_raw (&out, "result", call.out.text->str);
    if (call.next >= 0)
        pp_out_int (&out, "next", call.next);
    if (call.total != PP_NO_TOTAL)
        pp_out_int (&out, "total", call.total);
    pp_call_write_time (&call, &out, "time", started);
    pp_out_end (&out);
    pp_call_clear (&call);
    set_body (exchange, SOUP_STATUS_OK, pp_out_take (&out));
}

static void
exchange_process (PpExchange *exchange)
{
    PpUser *user = exchange->user;

    exchange->processed = TRUE;
    if (!bucket_take (exchange->portal))
        set_error (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "QUERY_LIMIT_EXCEEDED",
                   "Too many requests");
    else if (exchange->refusal != NULL)
        set_error (exchange, SOUP_STATUS_UNAUTHORIZED, exchange->refusal->code,
                   exchange->refusal->description);
    else if (user == NULL)
        set_error (exchange, SOUP_STATUS_UNAUTHORIZED, "INVALID_CREDENTIALS",
                   "Invalid request credentials");
    else
        exchange_run_method (exchange);
}

static void
exchange_hold (PpExchange *exchange)
{
    exchange->held = TRUE;
    soup_server_message_pause (exchange->message);
}

static void
set_redirect (PpExchange *exchange, PpFault *fault)
{
    GUri *uri = soup_server_message_get_uri (exchange->message);

    set_html (exchange, SOUP_STATUS_FOUND);
    exchange->location = g_strconcat (fault->to, g_uri_get_path (uri), NULL);
}

static void
exchange_deliver (PpExchange *exchange, PpFault *fault)
{
    switch (fault->kind) {
    case PP_FAULT_RESET_AFTER:
        exchange_drop (exchange);
        break;
    case PP_FAULT_HOLD:
        exchange_hold (exchange);
        break;
    case PP_FAULT_LATENCY:
        soup_server_message_pause (exchange->message);
        exchange_set_timer (exchange, fault->milliseconds, on_latency_over);
        break;
    case PP_FAULT_DRIP:
        exchange->pace = MIN (fault->milliseconds, 50);
        exchange_drip (exchange);
        break;
    case PP_FAULT_CUT:
        exchange_cut (exchange);
        break;
    default: {
        char *spoilt = pp_fault_spoil (fault, exchange->body, &exchange->length);

        g_free (exchange->body);
        exchange->body = spoilt;
        if (fault->kind == PP_FAULT_HTML)
            exchange->content_type = "text/html; charset=utf-8";
        exchange_send (exchange);
        break;
    }
    }
}

/* Does what a fault wants before, or instead of, handling the request. Returns TRUE if it did. */
static gboolean
exchange_pre_empt (PpExchange *exchange, PpFault *fault)
{
    switch (fault->kind) {
    case PP_FAULT_RESET_BEFORE:
        exchange_drop (exchange);
        return TRUE;
    case PP_FAULT_STATUS:
        set_fault_status (exchange, fault);
        exchange_send (exchange);
        return TRUE;
    case PP_FAULT_REDIRECT:
        set_redirect (exchange, fault);
        exchange_send (exchange);
        return TRUE;
    case PP_FAULT_HOLD:
        if (fault->before)
            exchange_hold (exchange);
        return fault->before;
    default:
        return FALSE;
    }
}

static void
count_request (PracticePortal *self, const char *method)
{
    gpointer calls = g_hash_table_lookup (self->requests, method);

    self->hits++;
    g_hash_table_insert (self->requests, g_strdup (method),
                         GUINT_TO_POINTER (GPOINTER_TO_UINT (calls) + 1));
}

static PpExchange *
exchange_new (PracticePortal *self, SoupServerMessage *message, const char *method)
{
    PpExchange *exchange = g_new0 (PpExchange, 1);

    exchange->portal = self;
    exchange->message = g_object_ref (message);
    exchange->method = g_ascii_strdown (method, -1);
    exchange->name = g_strdup (method);
    exchange->params = json_object_new ();
    pp_params_read_message (message, exchange->params);
    g_signal_connect (message, "finished", G_CALLBACK (on_finished), exchange);
    g_ptr_array_add (self->exchanges, exchange);
    return exchange;
}

/* The active owner of a webhook; %NULL when it is not valid. */
static PpUser *
authenticate (PracticePortal *self, const char *id, const char *secret)
{
    PpUser *user = pp_user_find (self, g_ascii_strtoll (id, NULL, 10));

    if (user == NULL || !user->active || user->revoked || user->secret == NULL ||
        !g_str_equal (user->secret, secret))
        return NULL;
    return user;
}

/* Finds out who calls: the address tells of a webhook, or there is a token. */
static void
identify (PpExchange *exchange, const char *id, const char *secret)
{
    PracticePortal *self = exchange->portal;

    if (id != NULL) {
        exchange->user = authenticate (self, id, secret);
    } else {
        exchange->client_id = self->client_id;
        exchange->user =
            pp_oauth_find_caller (self, exchange->message, exchange->params, &exchange->refusal);
    }
    if (exchange->user != NULL)
        exchange->user->last_call = pp_now (self);
}

/* @id and @secret are the webhook's, %NULL when the address had none. */
void
pp_exchange_handle (PracticePortal *self, SoupServerMessage *message, const char *method,
                    const char *id, const char *secret)
{
    PpExchange *exchange = exchange_new (self, message, method);
    PpFault *fault;

    count_request (self, exchange->method);
    identify (exchange, id, secret);
    fault = pp_fault_match (self, exchange->method, FALSE);
    if (fault != NULL && exchange_pre_empt (exchange, fault))
        return;
    exchange->fault = fault;
    exchange_process (exchange);
    exchange->fault = NULL;
    if (fault != NULL)
        exchange_deliver (exchange, fault);
    else
        exchange_send (exchange);
}

static gboolean
is_held (PpExchange *exchange, const char *method)
{
    return exchange->held && (method == NULL || g_ascii_strcasecmp (exchange->method, method) == 0);
}

/* Lets the held answers go, those of @method or all. Returns how many. */
guint
pp_exchange_release (PracticePortal *self, const char *method)
{
    g_autoptr (GPtrArray) held = g_ptr_array_new ();

    for (guint i = 0; i < self->exchanges->len; i++) {
        if (is_held (g_ptr_array_index (self->exchanges, i), method))
            g_ptr_array_add (held, g_ptr_array_index (self->exchanges, i));
    }
    for (guint i = 0; i < held->len; i++) {
        PpExchange *exchange = g_ptr_array_index (held, i);

        if (!exchange->processed)
            exchange_process (exchange);
        exchange_resume (exchange);
    }
    return held->len;
}

guint
pp_exchange_count_held (PracticePortal *self, const char *method)
{
    guint count = 0;

    for (guint i = 0; i < self->exchanges->len; i++)
        count += is_held (g_ptr_array_index (self->exchanges, i), method);
    return count;
}

/* Cuts the lines of all requests in work. */
void
pp_exchange_drop_all (PracticePortal *self)
{
    while (self->exchanges->len > 0)
        exchange_drop (g_ptr_array_index (self->exchanges, 0));
}
