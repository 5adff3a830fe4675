/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-sign-in.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "b24-account.h"
#include "b24-lines.h"
#include "ol-debug.h"
#include "ol-sentences.h"

/* Seconds without a byte. */
#define TIMEOUT 30

/* Where a renamed portal was found, and which portal that was. */
#define SETTING_MOVED_FROM "moved-from"
#define SETTING_MOVED_TO   "moved-to"

typedef struct {
    OlContext *context;
    OlSignedIn ready;
    gpointer owner;
} SignIn;

static SignIn *
sign_in_new (OlContext *context, OlSignedIn ready, gpointer owner)
{
    SignIn *self = g_new0 (SignIn, 1);

    self->context = ol_context_ref (context);
    self->ready = ready;
    self->owner = owner;
    return self;
}

static void
sign_in_free (SignIn *self)
{
    ol_context_unref (self->context);
    g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SignIn, sign_in_free)

void
ol_sign_in_announce (OlContext *context, OlStep step)
{
    const char *const names[OL_N_STEPS] = {
        _ ("Checking the webhook"), _ ("Reading permissions"), _ ("Loading lines"),
        _ ("Loading dialogs"),      _ ("Listening"),
    };
    PurpleConnection *gc = ol_context_get_connection (context);

    if (gc != NULL)
        purple_connection_update_progress (gc, names[step], step, OL_N_STEPS);
}

void
ol_sign_in_fail (OlContext *context, const GError *error)
{
    PurpleConnection *gc = ol_context_get_connection (context);
    OlFacts facts = { 0 };
    g_autofree char *sentence = NULL;

    if (gc == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
    ol_debug_error ("The connection ends", error);
    if (context->portal != NULL)
        facts.portal = b24_portal_get_authority (context->portal);
    sentence = ol_sentence_for_error (error, OL_ATTEMPT_SIGN_IN, &facts);
    purple_connection_error_reason (gc, ol_sentence_reason (error), sentence);
}

/* --- files --- */

static char *
file_path (PurpleAccount *account, const char *suffix)
{
    g_autofree char *name =
        g_strdup (purple_normalize (account, purple_account_get_username (account)));
    g_autofree char *file = g_strconcat (purple_escape_filename (name), suffix, NULL);

    return g_build_filename (purple_user_dir (), "openlines", file, NULL);
}

void
ol_sign_in_forget_files (PurpleAccount *account)
{
    /* Broken ones are put aside under a name of their own, with the customers' texts in them. */
    static const char *const suffixes[] = {
        ".cursors", ".cursors.broken", ".names", ".outbox", ".outbox.broken",
    };

    for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
        g_autofree char *path = file_path (account, suffixes[i]);

        g_unlink (path);
    }
}

static void
on_cursor_failed (B24Cursor *cursor, const GError *error, gpointer user_data)
{
    OlContext *context = user_data;
    PurpleConnection *gc = ol_context_get_connection (context);

    ol_debug_error ("The cursors cannot be written", error);
    if (gc != NULL)
        purple_notify_warning (gc, _ ("Bitrix24 Open Lines"),
                               _ ("What you have read cannot be remembered."),
                               _ ("The disk may be full. After the next sign-in messages may be "
                                  "shown a second time."));
}

static void
open_files (OlContext *context)
{
    PurpleAccount *account = ol_context_get_account (context);
    g_autofree char *folder = g_build_filename (purple_user_dir (), "openlines", NULL);
    g_autofree char *cursors = file_path (account, ".cursors");
    g_autofree char *names = file_path (account, ".names");
    g_autoptr (GError) error = NULL;

    if (g_mkdir_with_parents (folder, 0700) != 0)
        ol_debug_info ("the folder for cursors and names cannot be made");
    context->cursor = b24_cursor_new (cursors, context->clock, &error);
    if (error != NULL)
        ol_debug_error ("The cursors were broken and begin anew", error);
    g_signal_connect (context->cursor, "failed", G_CALLBACK (on_cursor_failed), context);
    context->names = ol_names_new (names);
}

static void
on_outbox_unkept (B24Outbox *outbox, const GError *error, gpointer user_data)
{
    ol_debug_error ("Texts that wait cannot be written to disk", error);
}

/* Texts of an earlier connection that the portal has not got: they wait for the dialogs. */
static void
open_outbox (OlContext *context)
{
    g_autofree char *path = file_path (ol_context_get_account (context), ".outbox");
    g_autoptr (GError) error = NULL;

    context->outbox = b24_outbox_new (context->rest);
    g_signal_connect (context->outbox, "unkept", G_CALLBACK (on_outbox_unkept), NULL);
    if (!b24_outbox_load (context->outbox, path, &error))
        ol_debug_error ("The texts that waited were broken and are put aside", error);
}

/* --- steps, from the last to the first --- */

static void
on_log (GObject *source, const char *line, gpointer user_data)
{
    ol_debug_info ("%s", line);
}

/* Opened beside the loading of dialogs, so that nobody waits for it. */
static void
make_push (OlContext *context)
{
    if (!ol_context_has_scope (context, "pull_channel") && !ol_context_has_scope (context, "pull"))
        return;
    context->push = b24_push_new (context->rest, context->http);
    g_signal_connect (context->push, "log", G_CALLBACK (on_log), NULL);
    b24_feed_set_push (context->feed, context->push);
}

static void
finish (SignIn *self)
{
    OlContext *context = self->context;

    open_files (context);
    open_outbox (context);
    context->history = b24_history_new (context->rest);
    context->feed = b24_feed_new (context->rest, ol_context_get_my_id (context));
    make_push (context);
    ol_sign_in_announce (context, OL_STEP_DIALOGS);
    self->ready (self->owner);
}

/* An operator without the right to see the lines' settings can work all the same: the lines then
 * go by their numbers. */
static gboolean
is_tolerable (const GError *error)
{
    B24ErrorClass error_class = b24_error_get_class (error);

    return error->domain == B24_ERROR &&
           (error_class == B24_ERROR_CLASS_TELL || error_class == B24_ERROR_CLASS_FEATURE_OFF);
}

static void
on_lines (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (SignIn) self = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) lines = b24_lines_list_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (self->context))
        return;
    if (lines != NULL) {
        g_ptr_array_unref (self->context->lines);
        self->context->lines = g_steal_pointer (&lines);
    } else if (!is_tolerable (error)) {
        ol_sign_in_fail (self->context, error);
        return;
    }
    finish (self);
}

/* Those of @wanted that are not in @scopes. */
static GStrv
dup_missing (char **scopes, const char *const *wanted)
{
    g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();

    for (guint i = 0; wanted[i] != NULL; i++) {
        if (!g_strv_contains ((const char *const *) scopes, wanted[i]))
            g_strv_builder_add (missing, wanted[i]);
    }
    return g_strv_builder_end (missing);
}

GStrv
ol_sign_in_dup_missing (OlContext *context)
{
    static const char *const optional[] = { "user", "pull_channel", "disk", NULL };

    return dup_missing (context->scopes, optional);
}

/* Never a reason to refuse: a line in the connection's status. */
static void
announce_optional (OlContext *context)
{
    g_auto (GStrv) missing = ol_sign_in_dup_missing (context);
    g_autofree char *list = g_strjoinv (", ", missing);
    g_autofree char *text = NULL;

    if (missing[0] == NULL)
        return;
    text = g_strdup_printf (_ ("Reading permissions (not ticked in the webhook: %s)"), list);
    ol_debug_info ("permissions that are missing, but not needed to work: %s", list);
    purple_connection_update_progress (ol_context_get_connection (context), text,
                                       OL_STEP_PERMISSIONS, OL_N_STEPS);
}

static void
on_scopes (GObject *source, GAsyncResult *result, gpointer user_data)
{
    static const char *const required[] = { "imopenlines", "im", NULL };
    g_autoptr (SignIn) self = user_data;
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) missing = NULL;
    g_auto (GStrv) scopes = b24_account_scope_finish (B24_REST (source), result, &error);
    OlContext *context = self->context;

    if (!ol_context_is_alive (context))
        return;
    if (scopes == NULL) {
        ol_sign_in_fail (context, error);
        return;
    }
    missing = dup_missing (scopes, required);
    if (missing[0] != NULL) {
        g_autofree char *sentence = ol_sentence_missing_scopes ((const char *const *) missing);

        purple_connection_error_reason (ol_context_get_connection (context),
                                        PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED, sentence);
        return;
    }
    context->scopes = g_steal_pointer (&scopes);
    announce_optional (context);
    ol_sign_in_announce (context, OL_STEP_LINES);
    b24_lines_list_async (context->rest, context->cancellable, on_lines,
                          sign_in_new (context, self->ready, self->owner));
}

/* The address a portal moved to may be given up as well: the next attempt asks at the old one. */
static void
forget_move (OlContext *context, const GError *error)
{
    PurpleAccount *account = ol_context_get_account (context);

    if (g_error_matches (error, B24_ERROR, B24_ERROR_UNREACHABLE) ||
        g_error_matches (error, B24_ERROR, B24_ERROR_NOT_FOUND) ||
        g_error_matches (error, B24_ERROR, B24_ERROR_TLS) ||
        g_error_matches (error, B24_ERROR, B24_ERROR_NOT_JSON))
        purple_account_remove_setting (account, SETTING_MOVED_TO);
}

static void
on_profile (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (SignIn) self = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24User) me = b24_account_profile_finish (B24_REST (source), result, &error);
    OlContext *context = self->context;

    if (!ol_context_is_alive (context))
        return;
    if (me == NULL) {
        forget_move (context, error);
        ol_sign_in_fail (context, error);
        return;
    }
    purple_connection_set_display_name (ol_context_get_connection (context), me->name);
    context->me = g_steal_pointer (&me);
    ol_sign_in_announce (context, OL_STEP_PERMISSIONS);
    b24_account_scope_async (context->rest, context->cancellable, on_scopes,
                             sign_in_new (context, self->ready, self->owner));
}

/* --- the transport --- */

static B24Http *
make_http (OlContext *context)
{
    PurpleProxyInfo *proxy = purple_proxy_get_setup (ol_context_get_account (context));
    const char *scheme = NULL;
    const char *host = NULL;
    g_autofree char *uri = NULL;

    if (proxy != NULL && !b24_portal_is_loopback (context->portal)) {
        switch (purple_proxy_info_get_type (proxy)) {
        case PURPLE_PROXY_HTTP:
        case PURPLE_PROXY_USE_ENVVAR:
            scheme = "http";
            break;
        case PURPLE_PROXY_SOCKS4:
            scheme = "socks4a";
            break;
        case PURPLE_PROXY_SOCKS5:
        case PURPLE_PROXY_TOR:
            scheme = "socks5";
            break;
        case PURPLE_PROXY_NONE:
        case PURPLE_PROXY_USE_GLOBAL:
        default:
            break;
        }
        host = purple_proxy_info_get_host (proxy);
    }
    if (scheme == NULL || host == NULL || *host == '\0')
        return b24_http_new (NULL, NULL, NULL, TIMEOUT);
    uri = g_strdup_printf (strchr (host, ':') != NULL ? "%s://[%s]:%d" : "%s://%s:%d", scheme, host,
                           purple_proxy_info_get_port (proxy));
    return b24_http_new (uri, purple_proxy_info_get_username (proxy),
                         purple_proxy_info_get_password (proxy), TIMEOUT);
}

static void
on_moved (B24Rest *rest, const char *origin, gpointer user_data)
{
    OlContext *context = user_data;
    PurpleAccount *account = ol_context_get_account (context);

    if (account == NULL)
        return;
    purple_account_set_string (account, SETTING_MOVED_FROM,
                               b24_portal_get_origin (context->portal));
    purple_account_set_string (account, SETTING_MOVED_TO, origin);
}

static void
restore_move (OlContext *context)
{
    PurpleAccount *account = ol_context_get_account (context);
    const char *from = purple_account_get_string (account, SETTING_MOVED_FROM, "");
    const char *to = purple_account_get_string (account, SETTING_MOVED_TO, "");

    if (*to != '\0' && purple_strequal (from, b24_portal_get_origin (context->portal)) &&
        b24_portal_allows_redirect (context->portal, to))
        b24_rest_set_origin (context->rest, to);
}

static void
begin (SignIn *self, const char *webhook)
{
    OlContext *context = self->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Credential) credential =
        b24_credential_new_webhook (context->portal, webhook, &error);
    g_autoptr (B24Throttle) throttle = NULL;

    if (credential == NULL) {
        ol_sign_in_fail (context, error);
        return;
    }
    context->http = make_http (context);
    throttle = b24_throttle_shared (b24_portal_get_authority (context->portal), context->clock);
    context->rest = b24_rest_new (credential, context->http, throttle, context->clock);
    g_signal_connect (context->rest, "log", G_CALLBACK (on_log), NULL);
    g_signal_connect (context->rest, "moved", G_CALLBACK (on_moved), context);
    restore_move (context);
    ol_sign_in_announce (context, OL_STEP_WEBHOOK);
    b24_account_profile_async (context->rest, context->cancellable, on_profile,
                               sign_in_new (context, self->ready, self->owner));
}

/* --- the question for the webhook --- */

static void
on_webhook_given (SignIn *self, const char *text)
{
    PurpleAccount *account = ol_context_get_account (self->context);

    if (account == NULL)
        return;
    if (text == NULL || *text == '\0') {
        purple_connection_error_reason (ol_context_get_connection (self->context),
                                        PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED,
                                        _ ("Without a webhook nobody can sign in. Enable the "
                                           "account again to be asked for it."));
        return;
    }
    purple_account_set_remember_password (account, TRUE);
    purple_account_set_password (account, text);
    begin (self, text);
}

/* Finch may hand over garbage when the window is closed: the second argument is not looked at. */
static void
on_webhook_refused (SignIn *self, const char *text)
{
    on_webhook_given (self, NULL);
}

/* Closed here and not by libpurple with the connection: Finch then calls on_webhook_refused(), and
 * @question has to be there still. */
static void
on_signed_off (GCancellable *cancellable, gpointer question)
{
    purple_request_close_with_handle (question);
}

/* The question lives as long as the context, and therefore must not hold it. */
static void
ask (OlContext *context, OlSignedIn ready, gpointer owner)
{
    SignIn *question = g_new0 (SignIn, 1);
    g_autofree char *primary = g_strdup_printf (_ ("Paste your webhook of %s"),
                                                b24_portal_get_authority (context->portal));

    question->context = context;
    question->ready = ready;
    question->owner = owner;
    g_object_set_data_full (G_OBJECT (context->cancellable), "openlines-question", question,
                            g_free);
    g_signal_connect (context->cancellable, "cancelled", G_CALLBACK (on_signed_off), question);

    purple_request_input (
        question, _ ("Bitrix24 Open Lines"), primary,
        _ ("Create it in the portal under Applications → Developer resources → Inbound webhook, "
           "tick imopenlines, im, user and pull_channel, and paste its whole address here. It is "
           "kept with the account."),
        NULL, FALSE, TRUE, NULL, _ ("Sign in"), G_CALLBACK (on_webhook_given), _ ("Cancel"),
        G_CALLBACK (on_webhook_refused), ol_context_get_account (context), NULL, NULL, question);
}

void
ol_sign_in_start (OlContext *context, OlSignedIn ready, gpointer owner)
{
    PurpleAccount *account = ol_context_get_account (context);
    const char *webhook = purple_account_get_password (account);
    g_autoptr (SignIn) self = sign_in_new (context, ready, owner);
    g_autoptr (GError) error = NULL;

    context->portal = b24_portal_new (purple_account_get_username (account), &error);
    if (context->portal == NULL)
        ol_sign_in_fail (context, error);
    else if (webhook != NULL && *webhook != '\0')
        begin (self, webhook);
    else
        ask (context, ready, owner);
}
