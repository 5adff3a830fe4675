/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-rest.h"

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "b24-error.h"
#include "b24-json.h"
#include "b24-task.h"

#define MAX_REPEATS 3
#define FIRST_PAUSE 1000 /* milliseconds, doubled each time */
#define MAX_WAIT    60   /* seconds we let the portal delay one call */
#define PATIENCE    15   /* seconds an operator's call waits for a refusal to end */

struct _B24Rest {
    GObject parent_instance;

    B24Credential *credential;
    B24Http *http;
    B24Throttle *throttle;
    B24Clock *clock;
    char *origin;
    char *moved; /* (nullable): where a redirect led, now or in an earlier session */
    gint64 clock_skew;
    GHashTable *offers; /* (element-type utf8 B24Offer): methods that were asked for */
};

G_DEFINE_FINAL_TYPE (B24Rest, b24_rest, G_TYPE_OBJECT)

enum { SIGNAL_LOG, SIGNAL_MOVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
b24_rest_dispose (GObject *object)
{
    B24Rest *self = B24_REST (object);

    g_clear_object (&self->http);
    g_clear_object (&self->throttle);
    g_clear_object (&self->clock);
    G_OBJECT_CLASS (b24_rest_parent_class)->dispose (object);
}

static void
b24_rest_finalize (GObject *object)
{
    B24Rest *self = B24_REST (object);

    g_clear_pointer (&self->credential, b24_credential_unref);
    g_free (self->origin);
    g_free (self->moved);
    g_hash_table_unref (self->offers);
    G_OBJECT_CLASS (b24_rest_parent_class)->finalize (object);
}

static void
b24_rest_class_init (B24RestClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->dispose = b24_rest_dispose;
    object_class->finalize = b24_rest_finalize;
    signals[SIGNAL_LOG] = g_signal_new ("log", B24_TYPE_REST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[SIGNAL_MOVED] = g_signal_new ("moved", B24_TYPE_REST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
b24_rest_init (B24Rest *self)
{
    self->offers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

B24Rest *
b24_rest_new (B24Credential *credential, B24Http *http, B24Throttle *throttle, B24Clock *clock)
{
    B24Rest *self;

    g_return_val_if_fail (credential != NULL, NULL);
    g_return_val_if_fail (B24_IS_HTTP (http), NULL);
    g_return_val_if_fail (B24_IS_THROTTLE (throttle), NULL);
    g_return_val_if_fail (B24_IS_CLOCK (clock), NULL);

    self = g_object_new (B24_TYPE_REST, NULL);
    self->credential = b24_credential_ref (credential);
    self->http = g_object_ref (http);
    self->throttle = g_object_ref (throttle);
    self->clock = g_object_ref (clock);
    self->origin = g_strdup (b24_portal_get_origin (b24_rest_get_portal (self)));
    return self;
}

B24Credential *
b24_rest_get_credential (B24Rest *self)
{
    g_return_val_if_fail (B24_IS_REST (self), NULL);
    return self->credential;
}

B24Portal *
b24_rest_get_portal (B24Rest *self)
{
    g_return_val_if_fail (B24_IS_REST (self), NULL);
    return b24_credential_get_portal (self->credential);
}

B24Clock *
b24_rest_get_clock (B24Rest *self)
{
    g_return_val_if_fail (B24_IS_REST (self), NULL);
    return self->clock;
}

B24Throttle *
b24_rest_get_throttle (B24Rest *self)
{
    g_return_val_if_fail (B24_IS_REST (self), NULL);
    return self->throttle;
}

gint64
b24_rest_get_clock_skew (B24Rest *self)
{
    g_return_val_if_fail (B24_IS_REST (self), 0);
    return self->clock_skew;
}

const char *
b24_rest_get_origin (B24Rest *self)
{
    g_return_val_if_fail (B24_IS_REST (self), NULL);
    return self->origin;
}

static void
use_origin (B24Rest *self, const char *origin)
{
    g_free (self->origin);
    self->origin = g_strdup (origin);
}

void
b24_rest_set_origin (B24Rest *self, const char *origin)
{
    B24Portal *portal;
    const char *own;

    g_return_if_fail (B24_IS_REST (self));

    portal = b24_rest_get_portal (self);
    own = b24_portal_get_origin (portal);
    g_clear_pointer (&self->moved, g_free);
    /* A remembered origin comes out of a file: it gets the secret only by the redirect's rule. */
    if (origin != NULL && strcmp (origin, own) != 0 && b24_portal_allows_redirect (portal, origin))
        self->moved = g_strdup (origin);
    use_origin (self, self->moved != NULL ? self->moved : own);
}

static void
learn_origin (B24Rest *self, const char *origin)
{
    g_autofree char *old = g_strdup (self->moved);

    b24_rest_set_origin (self, origin);
    if (g_strcmp0 (old, self->moved) != 0)
        g_signal_emit (self, signals[SIGNAL_MOVED], 0, self->origin);
}

typedef struct {
    char *method;
    GBytes *body;
    B24Priority priority;
    B24CallFlags flags;
    B24Decode decode;
    gpointer decode_data;
    GDestroyNotify decode_data_free;
    GDestroyNotify free_decoded;

    guint repeats;
    gboolean to_own; /* sent to the portal's own origin */
    gint64 started;
    guint pause;
    GSource *cancelled;  /* (nullable): only during a pause */
    B24HttpReply *reply; /* (nullable) */
} Call;

static void
call_free (gpointer data)
{
    Call *call = data;

    if (call->decode_data_free != NULL)
        call->decode_data_free (call->decode_data);
    g_clear_pointer (&call->reply, b24_http_reply_free);
    g_bytes_unref (call->body);
    g_free (call->method);
    g_free (call);
}

static void enter_queue (GTask *task);

/* (transfer full): the portal's code, or what we found, fit for a log */
static char *
describe_outcome (const GError *error)
{
    const char *code = b24_error_get_code (error);

    if (error == NULL)
        return g_strdup ("ok");
    if (code != NULL) {
        char *safe = g_strndup (code, 64);

        return g_strcanon (safe, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-.", '?');
    }
    return g_strdup_printf ("%s %d", g_quark_to_string (error->domain), error->code);
}

static void
log_call (B24Rest *self, const Call *call, const GError *error)
{
    gint64 duration = b24_clock_get_monotonic (self->clock) - call->started;
    g_autofree char *outcome = describe_outcome (error);
    g_autofree char *line = g_strdup_printf (
        "%s: %s, status %u, %" G_GSIZE_FORMAT " bytes, %" G_GINT64_FORMAT " ms, attempt %u",
        call->method, outcome, call->reply != NULL ? call->reply->status : 0,
        call->reply != NULL ? g_bytes_get_size (call->reply->body) : 0, duration / 1000,
        call->repeats + 1);
    g_autofree char *safe = b24_credential_redact (self->credential, line);

    g_signal_emit (self, signals[SIGNAL_LOG], 0, safe);
}

static void
end_pause (Call *call)
{
    if (call->cancelled != NULL) {
        g_source_destroy (call->cancelled);
        g_clear_pointer (&call->cancelled, g_source_unref);
    }
}

static gboolean
pause_over_cb (gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Call *call = g_task_get_task_data (task);

    call->pause = 0;
    end_pause (call);
    enter_queue (task);
    return G_SOURCE_REMOVE;
}

static gboolean
pause_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24Rest *self = g_task_get_source_object (task);
    Call *call = g_task_get_task_data (task);

    b24_clock_clear (self->clock, &call->pause);
    end_pause (call);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
    return G_SOURCE_REMOVE;
}

static gboolean
may_repeat (const Call *call, const GError *error)
{
    gboolean repeatable = (call->flags & B24_CALL_REPEATABLE) != 0;

    if (call->repeats >= MAX_REPEATS || b24_error_get_wait (error) > MAX_WAIT)
        return FALSE;
    /* Refused by the front server: nothing has been executed. */
    if (g_error_matches (error, B24_ERROR, B24_ERROR_QUERY_LIMIT_EXCEEDED))
        return TRUE;
    switch (b24_error_get_class (error)) {
    case B24_ERROR_CLASS_RETRY:
        return repeatable;
    case B24_ERROR_CLASS_BACK_OFF:
        /* Blocked by hand for nobody knows how long; and no operator waits in silence for the
         * operating time of a method. */
        return repeatable && !g_error_matches (error, B24_ERROR, B24_ERROR_OVERLOAD_LIMIT) &&
               call->priority != B24_PRIORITY_OPERATOR;
    case B24_ERROR_CLASS_SIGN_IN:
    case B24_ERROR_CLASS_FEATURE_OFF:
    case B24_ERROR_CLASS_TELL:
    case B24_ERROR_CLASS_STOP:
    default:
        return FALSE;
    }
}

/* Takes @task into the pause. */
static void
repeat_later (GTask *task, const GError *error)
{
    B24Rest *self = g_task_get_source_object (task);
    Call *call = g_task_get_task_data (task);
    GCancellable *cancellable = g_task_get_cancellable (task);
    guint pause = FIRST_PAUSE << call->repeats;

    pause += (guint) g_random_int_range (0, (gint32) pause / 10);
    pause = MAX (pause, b24_error_get_wait (error) * 1000);
    call->repeats++;
    g_clear_pointer (&call->reply, b24_http_reply_free);
    if (cancellable != NULL) {
        call->cancelled = g_cancellable_source_new (cancellable);
        g_source_set_static_name (call->cancelled, "[b24] call cancelled");
        g_source_set_callback (call->cancelled, G_SOURCE_FUNC (pause_cancelled_cb), task, NULL);
        g_source_attach (call->cancelled, g_task_get_context (task));
    }
    call->pause = b24_clock_add (self->clock, "[b24] call repeated", pause, pause_over_cb,
                                 g_object_ref (task));
}

/* Takes @outcome. */
static void
end_attempt (GTask *task, B24Outcome *outcome)
{
    B24Rest *self = g_task_get_source_object (task);
    Call *call = g_task_get_task_data (task);
    g_autoptr (B24Outcome) owned = outcome;

    if (outcome->error != NULL && outcome->error->domain == B24_ERROR && call->reply != NULL &&
        call->reply->retry_after > 0)
        b24_error_set_wait (outcome->error, call->reply->retry_after);
    if (g_error_matches (outcome->error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT)) {
        gint64 now = b24_clock_get_real (self->clock) / G_USEC_PER_SEC + self->clock_skew;
        gint64 wait = outcome->operating_reset_at - now;

        if (wait > 0)
            b24_error_set_wait (outcome->error, (guint) MIN (wait, 3600));
    }
    log_call (self, call, outcome->error);
    b24_throttle_done (
        self->throttle, call->method, outcome->error, outcome->operating,
        outcome->operating_reset_at > 0 ? outcome->operating_reset_at - self->clock_skew : 0);
    if (g_task_return_error_if_cancelled (task))
        return;
    if (outcome->error == NULL)
        g_task_return_pointer (task, g_steal_pointer (&outcome->decoded), outcome->free_decoded);
    else if (may_repeat (call, outcome->error))
        repeat_later (task, outcome->error);
    else
        g_task_return_error (task, g_steal_pointer (&outcome->error));
}

static void
learn_from_reply (B24Rest *self, const Call *call, const B24Outcome *outcome)
{
    if (outcome->server_time > 0)
        self->clock_skew = outcome->server_time - b24_clock_get_real (self->clock) / G_USEC_PER_SEC;
    if (!outcome->from_portal)
        return;
    if (call->reply->redirected_to != NULL)
        learn_origin (self, call->reply->redirected_to);
    else if (call->to_own)
        learn_origin (self, NULL);
}

/* A portal that moved may have moved once more, which its own address knows; or that address is
 * gone by now. So the two take turns. */
static void
try_other_origin (B24Rest *self, const Call *call)
{
    if (self->moved != NULL)
        use_origin (self, call->to_own ? self->moved
                                       : b24_portal_get_origin (b24_rest_get_portal (self)));
}

/* The thread may be the last to let go of @worker, which therefore owns nothing: the callback's
 * reference to the call's own task keeps everything still. */
static void
read_in_worker (GTask *worker, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    Call *call = task_data;
    B24Outcome *outcome =
        b24_outcome_new (call->reply, call->decode, call->decode_data, call->free_decoded);

    /* A tree of a large answer is many times its bytes; a chat client keeps running for days. */
#ifdef __GLIBC__
    malloc_trim (0);
#endif
    g_task_return_pointer (worker, outcome, (GDestroyNotify) b24_outcome_free);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24Outcome *outcome = g_task_propagate_pointer (G_TASK (result), NULL);

    learn_from_reply (g_task_get_source_object (task), g_task_get_task_data (task), outcome);
    end_attempt (task, outcome);
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24Rest *self = g_task_get_source_object (task);
    Call *call = g_task_get_task_data (task);
    g_autoptr (GError) error = NULL;

    call->reply = b24_http_post_finish (B24_HTTP (source), result, &error);
    if (call->reply == NULL) {
        if (b24_error_get_class (error) == B24_ERROR_CLASS_RETRY)
            try_other_origin (self, call);
        end_attempt (task, b24_outcome_new_failed (g_steal_pointer (&error)));
    } else if (g_bytes_get_size (call->reply->body) > B24_ANSWER_LARGE) {
        g_autoptr (GTask) worker = g_task_new (NULL, NULL, read_cb, g_object_ref (task));

        g_task_set_source_tag (worker, B24_TASK_TAG (read_in_worker));
        g_task_set_name (worker, "[b24] answer");
        g_task_set_task_data (worker, call, NULL);
        g_task_run_in_thread (worker, read_in_worker);
    } else {
        B24Outcome *outcome =
            b24_outcome_new (call->reply, call->decode, call->decode_data, call->free_decoded);

        learn_from_reply (self, call, outcome);
        end_attempt (task, outcome);
    }
}

static void
granted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24Rest *self = g_task_get_source_object (task);
    Call *call = g_task_get_task_data (task);
    GError *error = NULL;
    g_autofree char *uri = NULL;

    if (!b24_throttle_wait_finish (B24_THROTTLE (source), result, &error)) {
        g_task_return_error (task, error);
        return;
    }
    call->started = b24_clock_get_monotonic (self->clock);
    call->to_own = strcmp (self->origin, b24_portal_get_origin (b24_rest_get_portal (self))) == 0;
    uri = b24_credential_build_uri (self->credential, self->origin, call->method);
    b24_http_post_async (self->http, b24_rest_get_portal (self), uri, call->body,
                         g_task_get_cancellable (task), posted_cb, g_object_ref (task));
}

static void
enter_queue (GTask *task)
{
    B24Rest *self = g_task_get_source_object (task);
    Call *call = g_task_get_task_data (task);
    g_autoptr (GError) refusal = b24_throttle_dup_refusal (self->throttle, call->method);

    /* The operator does not wait in silence for what the portal has refused already. */
    if (call->priority == B24_PRIORITY_OPERATOR && b24_error_get_wait (refusal) > PATIENCE) {
        log_call (self, call, refusal);
        g_task_return_error (task, g_steal_pointer (&refusal));
        return;
    }
    b24_throttle_wait_async (self->throttle, call->method, call->priority,
                             g_task_get_cancellable (task), granted_cb, g_object_ref (task));
}

void
b24_rest_call_async (B24Rest *self, const char *method, JsonObject *params, B24Priority priority,
                     B24CallFlags flags, B24Decode decode, gpointer decode_data,
                     GDestroyNotify decode_data_free, GDestroyNotify free_decoded,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = NULL;
    g_autoptr (JsonObject) owned = params != NULL ? params : json_object_new ();
    char *text;
    Call *call;

    g_return_if_fail (B24_IS_REST (self));
    g_return_if_fail (method != NULL);

    call = g_new0 (Call, 1);
    call->method = g_strdup (method);
    text = b24_json_to_text (owned);
    call->body = g_bytes_new_take (text, strlen (text));
    call->priority = priority;
    call->flags = flags;
    call->decode = decode;
    call->decode_data = decode_data;
    call->decode_data_free = decode_data_free;
    call->free_decoded = free_decoded;
    call->started = b24_clock_get_monotonic (self->clock);

    task = g_task_new (self, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_rest_call_async));
    g_task_set_name (task, "[b24] call");
    g_task_set_task_data (task, call, call_free);
    enter_queue (task);
}

gpointer
b24_rest_call_finish (B24Rest *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_rest_call_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

void
b24_rest_set_offer (B24Rest *self, const char *method, B24Offer offer)
{
    g_return_if_fail (B24_IS_REST (self));

    g_hash_table_insert (self->offers, g_strdup (method), GUINT_TO_POINTER (offer));
}

B24Offer
b24_rest_get_offer (B24Rest *self, const char *method)
{
    gpointer offer;

    g_return_val_if_fail (B24_IS_REST (self), B24_OFFER_UNKNOWN);

    offer = g_hash_table_lookup (self->offers, method);
    return (B24Offer) GPOINTER_TO_UINT (offer);
}
