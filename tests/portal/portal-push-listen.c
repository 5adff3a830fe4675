/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-push-listen — those who listen: whether they may, what they missed, what they get.
 */

#include "portal-push.h"

#define MAX_PER_CHANNEL 100 /* replayed */
#define MAX_REPLAY      200
#define MAX_CONNECTIONS 100 /* of one user */

static char *
encode_url (const char *data, gsize length)
{
    char *text = g_base64_encode ((const guchar *) data, length);

    g_strdelimit (text, "+", '-');
    g_strdelimit (text, "/", '_');
    text[strcspn (text, "=")] = '\0';
    return text;
}

static char *
decode_url (const char *text)
{
    g_autofree char *padded = g_strconcat (text, "===", NULL);
    g_autofree guchar *data = NULL;
    gsize length = 0;

    g_strdelimit (padded, "-", '+');
    g_strdelimit (padded, "_", '/');
    padded[(strlen (text) + 3) / 4 * 4] = '\0';
    data = g_base64_decode (padded, &length);
    return g_strndup ((const char *) data, length);
}

/* (transfer full): the third part of a token */
static char *
sign_token (PracticePortal *self, const char *two_parts)
{
    g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) self->push->secret,
                                         strlen (self->push->secret));
    guint8 digest[32];
    gsize length = sizeof digest;

    g_hmac_update (hmac, (const guchar *) two_parts, -1);
    g_hmac_get_digest (hmac, digest, &length);
    return encode_url ((const char *) digest, length);
}

/* (transfer full): a JSON web token; @end in seconds */
char *
pp_push_make_token (PracticePortal *self, gint64 user_id, const char *chan, gint64 end)
{
    static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"HS256\"}";
    g_autofree char *claims = g_strdup_printf ("{\"iss\":\"practice\",\"sub\":\"%" G_GINT64_FORMAT
                                               "\",\"chan\":\"%s\",\"exp\":%" G_GINT64_FORMAT "}",
                                               user_id, chan, end);
    g_autofree char *first = encode_url (head, strlen (head));
    g_autofree char *second = encode_url (claims, strlen (claims));
    g_autofree char *both = g_strconcat (first, ".", second, NULL);
    g_autofree char *third = sign_token (self, both);

    return g_strconcat (both, ".", third, NULL);
}

/* Learns from a token whom the listener is. Returns FALSE when it is forged or too old. */
static gboolean
accept_token (PpPushListener *listener, const char *token)
{
    PracticePortal *self = listener->portal;
    g_auto (GStrv) parts = g_strsplit (token, ".", 3);
    g_autofree char *both = NULL;
    g_autofree char *expected = NULL;
    g_autofree char *claims = NULL;
    g_autoptr (JsonNode) node = NULL;
    JsonObject *object;

    if (g_strv_length (parts) != 3)
        return FALSE;
    both = g_strconcat (parts[0], ".", parts[1], NULL);
    expected = sign_token (self, both);
    if (!g_str_equal (expected, parts[2]))
        return FALSE;
    claims = decode_url (parts[1]);
    node = json_from_string (claims, NULL);
    object = json_node_get_object (node);
    if (pp_params_int (object, "exp", 0) <= pp_now (self) / G_USEC_PER_SEC)
        return FALSE;
    listener->user_id = pp_params_int (object, "sub", 0);
    listener->chan = pp_params_string (object, "chan");
    return TRUE;
}

/* CHANNEL_ID: one or several ids, joined by “/”. */
static gboolean
accept_channels (PpPushListener *listener, const char *ids)
{
    g_auto (GStrv) parts = g_strsplit (ids, "/", -1);

    for (guint i = 0; parts[i] != NULL; i++) {
        PpPushChannel *channel = pp_push_find_channel (listener->portal, parts[i]);

        if (channel == NULL)
            return FALSE;
        g_ptr_array_add (listener->channels, channel);
        if (channel->user_id != 0)
            listener->user_id = channel->user_id;
    }
    return listener->channels->len > 0;
}

static PpPushFormat
choose_format (PpPush *push, JsonObject *query)
{
    if (push->version >= 5)
        return pp_params_is (query, "jsonRpc", "true") ? PP_PUSH_RPC : PP_PUSH_TEXT;
    if (push->version < 4)
        return PP_PUSH_TEXT;
    if (push->format >= 0)
        return (PpPushFormat) push->format;
    if (pp_params_is (query, "binaryMode", "true"))
        return PP_PUSH_PROTOBUF;
    return pp_params_is (query, "format", "json") ? PP_PUSH_JSON : PP_PUSH_TEXT;
}

gboolean
pp_push_listener_hears (PpPushListener *listener, PpPushChannel *channel)
{
    if (listener->chan == NULL)
        return g_ptr_array_find (listener->channels, channel, NULL);
    if (channel->user_id != 0)
        return channel->user_id == listener->user_id && g_str_equal (channel->type, "private");
    return g_str_equal (channel->base, listener->chan);
}

/* Where a listener wants to go on. */
typedef struct {
    const char *mid; /* %NULL = by second and tag */
    gint64 second;
    gint64 tag;
} Resume;

static gboolean
is_after (PpPushEvent *event, const Resume *resume)
{
    gint64 second = event->created / G_USEC_PER_SEC;

    if (resume->mid != NULL)
        return strcmp (event->mid, resume->mid) > 0;
    return second > resume->second || (second == resume->second && event->tag > resume->tag);
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
    guint64 first = (*(PpPushEvent *const *) a)->number;
    guint64 second = (*(PpPushEvent *const *) b)->number;

    return first < second ? -1 : first > second;
}

static void
replay_channel (PpPushListener *listener, PpPushChannel *channel, const Resume *resume)
{
    gint64 now = pp_now (listener->portal);
    guint count = 0;

    for (guint i = 0; i < channel->events->len && count < MAX_PER_CHANNEL; i++) {
        PpPushEvent *event = g_ptr_array_index (channel->events, i);
        gint64 end = event->created + event->expiry * (gint64) G_USEC_PER_SEC;

        if (end < now || !is_after (event, resume))
            continue;
        g_ptr_array_add (listener->batch, pp_push_event_ref (event));
        count++;
    }
}

static void
replay (PpPushListener *listener, const Resume *resume)
{
    GHashTableIter iter;
    gpointer channel;

    g_hash_table_iter_init (&iter, listener->portal->push->channels);
    while (g_hash_table_iter_next (&iter, NULL, &channel)) {
        if (pp_push_listener_hears (listener, channel))
            replay_channel (listener, channel, resume);
    }
    g_ptr_array_sort (listener->batch, compare_numbers);
    if (listener->batch->len > MAX_REPLAY)
        g_ptr_array_set_size (listener->batch, MAX_REPLAY);
}

/* What is wrongly written is ignored: the listener then gets what comes from now on. */
static void
find_missed (PpPushListener *listener, JsonObject *query)
{
    g_autofree char *mid = pp_params_string (query, "mid");
    g_autofree char *tag = pp_params_string (query, "tag");
    g_autofree char *time = pp_params_string (query, "time");
    g_autoptr (GDateTime) date = time != NULL ? soup_date_time_new_from_http_string (time) : NULL;
    Resume resume = { NULL };

    if (listener->version >= 3) {
        if (mid == NULL || strlen (mid) != PP_PUSH_MID_LENGTH ||
            strspn (mid, "0123456789") != PP_PUSH_MID_LENGTH)
            return;
        resume.mid = mid;
    } else {
        if (date == NULL || tag == NULL)
            return;
        resume.second = g_date_time_to_unix (date);
        resume.tag = g_ascii_strtoll (tag, NULL, 10);
    }
    replay (listener, &resume);
}

/* Whether the address carries the id that a shared push server wants of every client. */
gboolean
pp_push_knows_client (PracticePortal *self, GUri *uri)
{
    PpPush *push = self->push;
    g_autoptr (JsonObject) query = json_object_new ();

    pp_params_parse_query (query, g_uri_get_query (uri));
    return !push->shared_mode || push->version >= 5 ||
           pp_params_is (query, "clientId", push->client_id);
}

/* The code with which the push server turns the caller away, 0 = it may listen. */
static guint
check (PpPushListener *listener, GUri *uri, JsonObject *query)
{
    PpPush *push = listener->portal->push;
    g_autofree char *token = pp_params_string (query, "token");
    g_autofree char *ids = pp_params_string (query, "CHANNEL_ID");

    if (push->version >= 5)
        return token != NULL && accept_token (listener, token) ? 0 : PP_PUSH_WRONG_CHANNEL;
    if (!pp_push_knows_client (listener->portal, uri))
        return PP_PUSH_WRONG_CLIENT;
    return ids != NULL && accept_channels (listener, ids) ? 0 : PP_PUSH_WRONG_CHANNEL;
}

/* (transfer full): a listener with what it missed queued. When it may not listen, @refusal is the
 * code to be turned away with, and there is nothing in it. */
PpPushListener *
pp_push_listener_new (PracticePortal *self, GUri *uri, guint *refusal)
{
    PpPushListener *listener = g_new0 (PpPushListener, 1);
    g_autoptr (JsonObject) query = json_object_new ();

    pp_params_parse_query (query, g_uri_get_query (uri));
    listener->portal = self;
    listener->version = self->push->version;
    listener->format = choose_format (self->push, query);
    listener->channels = g_ptr_array_new ();
    listener->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_push_event_unref);
    *refusal = check (listener, uri, query);
    if (*refusal == 0)
        find_missed (listener, query);
    return listener;
}

void
pp_push_listener_free (PpPushListener *listener)
{
    g_assert (listener->socket == NULL && listener->poll == NULL);
    g_ptr_array_unref (listener->channels);
    g_ptr_array_unref (listener->batch);
    g_clear_object (&listener->line);
    g_free (listener->chan);
    g_free (listener);
}

/* Takes it in; the oldest of too many of one user has to go. */
void
pp_push_listener_add (PpPushListener *listener)
{
    PpPush *push = listener->portal->push;
    PpPushListener *oldest = NULL;
    guint count = 0;

    g_ptr_array_add (push->listeners, listener);
    for (guint i = push->listeners->len; i > 0; i--) {
        PpPushListener *other = g_ptr_array_index (push->listeners, i - 1);

        if (other->closing || other->user_id != listener->user_id || other->user_id == 0)
            continue;
        oldest = other;
        count++;
    }
    if (count > MAX_CONNECTIONS)
        pp_push_listener_drop (oldest, PP_PUSH_TOO_MANY);
    pp_push_arm (listener->portal);
}

/* No longer listens; its owner has let go of socket and poll. */
void
pp_push_listener_remove (PpPushListener *listener)
{
    g_ptr_array_remove (listener->portal->push->listeners, listener);
    pp_push_listener_free (listener);
}

void
pp_push_listener_drop (PpPushListener *listener, guint code)
{
    if (listener->socket != NULL)
        pp_push_socket_drop (listener, code);
    else
        pp_push_poll_drop (listener, code);
}

/* Takes @event (transfer full) to be sent at the end of this turn. */
void
pp_push_listener_queue (PpPushListener *listener, PpPushEvent *event)
{
    if (listener->closing)
        pp_push_event_unref (event);
    else
        g_ptr_array_add (listener->batch, event);
}

/* Sends what is queued and does what is due. */
void
pp_push_run_listeners (PpPush *push, gint64 now)
{
    g_autoptr (GPtrArray) all = g_ptr_array_copy (push->listeners, NULL, NULL);

    for (guint i = 0; i < all->len; i++) {
        PpPushListener *listener = g_ptr_array_index (all, i);

        if (listener->socket != NULL)
            pp_push_socket_run (listener, now);
        else
            pp_push_poll_run (listener, now);
    }
}

/* When a listener next needs something, G_MAXINT64 = never */
gint64
pp_push_next_due (PpPush *push)
{
    gint64 due = G_MAXINT64;

    for (guint i = 0; i < push->listeners->len; i++) {
        PpPushListener *listener = g_ptr_array_index (push->listeners, i);

        if (listener->batch->len > 0)
            return 0;
        if (listener->socket == NULL)
            due = MIN (due, listener->until);
        else if (listener->next_ping != 0)
            due = MIN (due, listener->next_ping);
    }
    return due;
}

/* Drops those of a user, 0 = all, by transport (a PP_PUSH_BY mask). */
void
pp_push_drop (PracticePortal *self, gint64 user_id, guint transports, guint code)
{
    g_autoptr (GPtrArray) all = g_ptr_array_copy (self->push->listeners, NULL, NULL);

    for (guint i = 0; i < all->len; i++) {
        PpPushListener *listener = g_ptr_array_index (all, i);
        guint by = listener->socket != NULL ? PP_PUSH_BY_SOCKET : PP_PUSH_BY_POLL;

        if ((by & transports) != 0 && (user_id == 0 || listener->user_id == user_id) &&
            (!listener->closing || code == PP_PUSH_CUT))
            pp_push_listener_drop (listener, code);
    }
}

/* Cuts all lines. */
void
pp_push_drop_all (PracticePortal *self)
{
    pp_push_drop (self, 0, PP_PUSH_BY_SOCKET | PP_PUSH_BY_POLL, PP_PUSH_CUT);
}

/* Whether the next who comes by @transport is to be turned away on request, and with which code. */
gboolean
pp_push_must_refuse (PpPush *push, guint transport, guint *code)
{
    if (push->refuse_times == 0 || (push->refuse_transports & transport) == 0)
        return FALSE;
    push->refuse_times--;
    *code = push->refuse_code;
    return TRUE;
}
