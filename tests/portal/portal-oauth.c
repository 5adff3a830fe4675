/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-oauth — the portal as its own OAuth server: asking the user, codes, pairs of tokens, and
 * whom a token stands for. There is one application; everybody agrees to it at once.
 */

#include "portal-private.h"

/* Of the real server. */
#define CODE_LIFE    (30 * G_USEC_PER_SEC)
#define ACCESS_LIFE  (3600 * (gint64) G_USEC_PER_SEC)
#define REFRESH_LIFE (180 * 86400 * (gint64) G_USEC_PER_SEC)

typedef struct {
    gint64 user_id;
    gint64 end;
} Grant;

struct _PpOAuth {
    GRand *rand; /* of its own: what others draw stays the same */
    GPtrArray *scopes;
    char *member_id;
    GHashTable *codes;     /* code → Grant */
    GHashTable *accesses;  /* access token → Grant */
    GHashTable *refreshes; /* refresh token → Grant */
    guint refreshed;       /* how often a pair was replaced */
};

static const PpRefusal no_token = { "NO_AUTH_FOUND", "Wrong authorization data" };
static const PpRefusal wrong_token = { "invalid_token", "Unable to get application by token" };
static const PpRefusal old_token = { "expired_token", "The access token provided has expired." };
static const PpRefusal no_user = { "authorization_error", "Unable to authorize user" };

static char *
make_digits (PpOAuth *oauth, guint words)
{
    GString *digits = g_string_new (NULL);

    for (guint i = 0; i < words; i++)
        g_string_append_printf (digits, "%08x", g_rand_int (oauth->rand));
    return g_string_free (digits, FALSE);
}

/* (transfer none): the code or token under which it can be found from now on */
static const char *
add_grant (PracticePortal *self, GHashTable *grants, gint64 user_id, gint64 life)
{
    char *name = make_digits (self->oauth, 8);
    Grant *grant = g_new (Grant, 1);

    grant->user_id = user_id;
    grant->end = pp_now (self) + life;
    g_hash_table_replace (grants, name, grant);
    return name;
}

/* Codes and refresh tokens are good for once. Returns the user's number, 0 = is not good. */
static gint64
use_grant (PracticePortal *self, GHashTable *grants, const char *name)
{
    Grant *grant = name != NULL ? g_hash_table_lookup (grants, name) : NULL;
    gint64 user_id = 0;

    if (grant == NULL)
        return 0;
    if (grant->end > pp_now (self))
        user_id = grant->user_id;
    g_hash_table_remove (grants, name);
    return user_id;
}

static char *
join_scopes (PpOAuth *oauth)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < oauth->scopes->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                                (const char *) g_ptr_array_index (oauth->scopes, i));
    return g_string_free (text, FALSE);
}

static void
answer_json (SoupServerMessage *message, guint status, PpOut *out)
{
    char *text = pp_out_take (out);

    soup_server_message_set_status (message, status, NULL);
    soup_server_message_set_response (message, "application/json; charset=utf-8", SOUP_MEMORY_TAKE,
                                      text, strlen (text));
}

static void
answer_error (SoupServerMessage *message, guint status, const char *code)
{
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_string (&out, "error", code);
    pp_out_string (&out, "error_description", "");
    pp_out_end (&out);
    answer_json (message, status, &out);
}

static void
answer_pair (PracticePortal *self, SoupServerMessage *message, gint64 user_id)
{
    PpOAuth *oauth = self->oauth;
    gint64 end = pp_now (self) + self->skew + ACCESS_LIFE;
    g_autofree char *scopes = join_scopes (oauth);
    PpOut out;

    pp_out_init (&out);
    pp_out_object (&out, NULL);
    pp_out_string (&out, "access_token", add_grant (self, oauth->accesses, user_id, ACCESS_LIFE));
    pp_out_int (&out, "expires", end / G_USEC_PER_SEC);
    pp_out_int (&out, "expires_in", ACCESS_LIFE / G_USEC_PER_SEC);
    pp_out_string (&out, "scope", scopes);
    pp_out_printf (&out, "domain", "127.0.0.1:%u", self->port);
    pp_out_printf (&out, "server_endpoint", "http://127.0.0.1:%u/rest/", self->port);
    pp_out_string (&out, "status", "L");
    pp_out_printf (&out, "client_endpoint", "http://127.0.0.1:%u/rest/", self->port);
    pp_out_string (&out, "member_id", oauth->member_id);
    pp_out_int (&out, "user_id", user_id);
    pp_out_string (&out, "refresh_token",
                   add_grant (self, oauth->refreshes, user_id, REFRESH_LIFE));
    pp_out_end (&out);
    answer_json (message, SOUP_STATUS_OK, &out);
}

/* /oauth/token/, by GET as documented, or by POST as the SDK does */
static void
handle_token (PracticePortal *self, SoupServerMessage *message, JsonObject *params)
{
    PpOAuth *oauth = self->oauth;
    gboolean by_code = pp_params_is (params, "grant_type", "authorization_code");
    const char *key = by_code ? "code" : "refresh_token";
    g_autofree char *name = pp_params_string (params, key);
    gint64 user_id;

    if ((!by_code && !pp_params_is (params, "grant_type", "refresh_token")) || name == NULL) {
        answer_error (message, SOUP_STATUS_BAD_REQUEST, "invalid_request");
        return;
    }
    if (!pp_params_is (params, "client_id", self->client_id) ||
        !pp_params_is (params, "client_secret", self->client_secret)) {
        answer_error (message, SOUP_STATUS_UNAUTHORIZED, "invalid_client");
        return;
    }
    user_id = use_grant (self, by_code ? oauth->codes : oauth->refreshes, name);
    if (user_id == 0) {
        answer_error (message, SOUP_STATUS_UNAUTHORIZED, "invalid_grant");
        return;
    }
    oauth->refreshed += !by_code;
    answer_pair (self, message, user_id);
}

static void
answer_page (SoupServerMessage *message, guint status, const char *text)
{
    char *page = g_strdup_printf ("<!DOCTYPE html>\n<html><head><title>Practice portal</title>"
                                  "</head><body><p>%s</p></body></html>\n",
                                  text);

    soup_server_message_set_status (message, status, NULL);
    soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page,
                                      strlen (page));
}

/* (transfer full) (nullable): where the browser is sent to with @code, %NULL when @target is no
 * address of a web page */
static char *
make_redirect (PracticePortal *self, const char *target, const char *code, const char *state)
{
    g_autoptr (GUri) uri = g_uri_parse (target, G_URI_FLAGS_ENCODED, NULL);
    g_autofree char *scopes = join_scopes (self->oauth);
    g_autofree char *domain = g_strdup_printf ("127.0.0.1:%u", self->port);
    g_autofree char *query = NULL;

    if (uri == NULL || g_uri_get_host (uri) == NULL ||
        (!g_str_equal (g_uri_get_scheme (uri), "http") &&
         !g_str_equal (g_uri_get_scheme (uri), "https")))
        return NULL;
    query =
        soup_form_encode ("code", code, "state", state, "domain", domain, "member_id",
                          self->oauth->member_id, "scope", scopes, "server_domain", domain, NULL);
    return g_strconcat (target, g_uri_get_query (uri) != NULL ? "&" : "?", query, NULL);
}

/* /oauth/authorize/: a real portal asks the user and sends the browser to the address that was
 * given when the application was made; here the request may say who agrees, and what that address
 * is. */
static void
handle_authorize (PracticePortal *self, SoupServerMessage *message, JsonObject *params)
{
    gint64 user_id = pp_params_int (params, "user", 27);
    g_autofree char *target = pp_params_string (params, "redirect_uri");
    g_autofree char *state = pp_params_string (params, "state");
    g_autofree char *page = NULL;
    g_autofree char *location = NULL;
    PpUser *user = pp_user_find (self, user_id);
    const char *code;

    if (!pp_params_is (params, "client_id", self->client_id)) {
        answer_page (message, SOUP_STATUS_BAD_REQUEST, "The application was not found.");
        return;
    }
    if (user == NULL || !user->active || !pp_user_is_employee (user)) {
        answer_page (message, SOUP_STATUS_FORBIDDEN, "Sign in to the portal.");
        return;
    }
    code = add_grant (self, self->oauth->codes, user_id, CODE_LIFE);
    if (target == NULL) {
        page = g_strdup_printf ("The code is <code>%s</code>.", code);
        answer_page (message, SOUP_STATUS_OK, page);
        return;
    }
    location = make_redirect (self, target, code, state != NULL ? state : "");
    if (location == NULL)
        answer_page (message, SOUP_STATUS_BAD_REQUEST, "That is no address to go back to.");
    else
        soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, location);
}

/* What is under /oauth/. Returns FALSE when there is no such page. */
gboolean
pp_oauth_handle (PracticePortal *self, SoupServerMessage *message, const char *path)
{
    g_autoptr (JsonObject) params = json_object_new ();

    if (!g_str_equal (path, "/oauth/authorize/") && !g_str_equal (path, "/oauth/token/"))
        return FALSE;
    pp_params_read_message (message, params);
    if (g_str_equal (path, "/oauth/token/"))
        handle_token (self, message, params);
    else
        handle_authorize (self, message, params);
    return TRUE;
}

/* (transfer full) (nullable): the token of a call, taken out of @params: in the header, as `auth`
 * or as `access_token` */
static char *
take_token (SoupServerMessage *message, JsonObject *params)
{
    static const char prefix[] = "Bearer ";
    static const char *const keys[] = { "auth", "access_token" };
    const char *header = soup_message_headers_get_one (
        soup_server_message_get_request_headers (message), "Authorization");
    g_autofree char *token = NULL;

    if (header != NULL && g_ascii_strncasecmp (header, prefix, strlen (prefix)) == 0)
        token = g_strdup (header + strlen (prefix));
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        if (token == NULL)
            token = pp_params_string (params, keys[i]);
        json_object_remove_member (params, keys[i]);
    }
    return g_steal_pointer (&token);
}

/* Who calls without a webhook. When that cannot be told or may not be, %NULL and @refusal why. */
PpUser *
pp_oauth_find_caller (PracticePortal *self, SoupServerMessage *message, JsonObject *params,
                      const PpRefusal **refusal)
{
    g_autofree char *token = take_token (message, params);
    Grant *grant = token != NULL ? g_hash_table_lookup (self->oauth->accesses, token) : NULL;
    PpUser *user = grant != NULL ? pp_user_find (self, grant->user_id) : NULL;

    if (token == NULL)
        *refusal = &no_token;
    else if (grant == NULL)
        *refusal = &wrong_token;
    else if (grant->end <= pp_now (self))
        *refusal = &old_token;
    else if (user == NULL || !user->active)
        *refusal = &no_user;
    else
        return user;
    return NULL;
}

/* (transfer none): what the application may do */
GPtrArray *
pp_oauth_get_scopes (PracticePortal *self)
{
    return self->oauth->scopes;
}

guint
pp_oauth_count_refreshed (PracticePortal *self)
{
    return self->oauth->refreshed;
}

/* From now on every access token that was given out is too old. */
void
pp_oauth_expire (PracticePortal *self)
{
    GHashTableIter iter;
    gpointer grant;

    g_hash_table_iter_init (&iter, self->oauth->accesses);
    while (g_hash_table_iter_next (&iter, NULL, &grant))
        ((Grant *) grant)->end = pp_now (self);
}

/* Nothing that was given out is good any more: the application was removed. */
void
pp_oauth_revoke (PracticePortal *self)
{
    g_hash_table_remove_all (self->oauth->codes);
    g_hash_table_remove_all (self->oauth->accesses);
    g_hash_table_remove_all (self->oauth->refreshes);
}

void
pp_oauth_init (PracticePortal *self)
{
    static const char *const scopes[] = { "im", "imopenlines", "user", "disk", "pull" };
    PpOAuth *oauth = g_new0 (PpOAuth, 1);

    self->oauth = oauth;
    oauth->rand = g_rand_new_with_seed (20260103);
    oauth->member_id = make_digits (oauth, 4);
    oauth->scopes = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
        g_ptr_array_add (oauth->scopes, g_strdup (scopes[i]));
    oauth->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    oauth->accesses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    oauth->refreshes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
pp_oauth_clear (PracticePortal *self)
{
    PpOAuth *oauth = self->oauth;

    g_hash_table_unref (oauth->codes);
    g_hash_table_unref (oauth->accesses);
    g_hash_table_unref (oauth->refreshes);
    g_ptr_array_unref (oauth->scopes);
    g_rand_free (oauth->rand);
    g_free (oauth->member_id);
    g_clear_pointer (&self->oauth, g_free);
}
