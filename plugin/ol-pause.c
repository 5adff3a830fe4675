/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-pause.h"

#include <glib/gi18n-lib.h>

#include "b24-error.h"
#include "b24-features.h"
#include "b24-presence.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-sentences.h"

typedef struct {
    OlContext *context;
    gboolean paused;    /* what is wanted */
    char *conversation; /* (nullable) */
    GError *error;      /* (nullable): of the call itself */
} Pause;

static void
pause_free (Pause *self)
{
    ol_context_unref (self->context);
    g_free (self->conversation);
    g_clear_error (&self->error);
    g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pause, pause_free)

/* Menus of the account show only what applies. */
static void
set_pausing (OlContext *context, OlPausing pausing)
{
    if (context->pausing == pausing)
        return;
    context->pausing = pausing;
    purple_signal_emit (purple_accounts_get_handle (), "account-actions-changed",
                        ol_context_get_account (context));
}

static void
say (OlContext *context, const char *conversation, const char *line, gboolean done)
{
    PurpleAccount *account = ol_context_get_account (context);
    PurpleConnection *gc = ol_context_get_connection (context);

    if (conversation != NULL && ol_conversation_find (account, conversation) != NULL) {
        if (done)
            ol_conversation_say (account, conversation, line);
        else
            ol_conversation_complain (account, conversation, line);
    } else if (done) {
        purple_notify_info (gc, _ ("Bitrix24 Open Lines"), line, NULL);
    } else {
        purple_notify_warning (gc, _ ("Bitrix24 Open Lines"), line, NULL);
    }
}

static void
say_missing (OlContext *context, const char *conversation)
{
    say (context, conversation, _ ("This portal does not offer pausing."), FALSE);
}

static void
say_not_connected (OlContext *context, const char *conversation)
{
    say (context, conversation, _ ("Not connected; nothing was done."), FALSE);
}

static void
say_error (Pause *self, const GError *error, gboolean undone)
{
    const OlFacts facts = {
        .portal = b24_portal_get_authority (self->context->portal),
        .undone = undone,
    };
    g_autofree char *sentence =
        ol_sentence_for_error (error, self->paused ? OL_ATTEMPT_PAUSE : OL_ATTEMPT_RESUME, &facts);

    say (self->context, self->conversation, sentence, FALSE);
}

/* The portal was asked and said how it stands. */
static void
say_truth (Pause *self, gboolean paused)
{
    const char *line;

    if (paused != self->paused && self->error != NULL) {
        say_error (self, self->error, TRUE);
        return;
    }
    if (paused == self->paused)
        line =
            paused ? _ ("You get no new dialogs until /resume.") : _ ("You get new dialogs again.");
    else if (paused)
        line = _ ("The portal still keeps new dialogs from you. Try /resume again in a moment.");
    else
        line = _ ("The portal still gives you new dialogs. Try /pause again in a moment.");
    say (self->context, self->conversation, line, paused == self->paused);
}

static void
on_asked_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Pause) self = user_data;
    OlContext *context = self->context;
    g_autoptr (GError) error = NULL;
    int paused = b24_presence_is_paused_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (context))
        return;
    context->pausing_under_way = FALSE;
    if (paused < 0) {
        ol_debug_error ("Whether new dialogs come is not known", error);
        set_pausing (context, OL_PAUSING_UNKNOWN);
        say_error (self, self->error != NULL ? self->error : error, FALSE);
        return;
    }
    set_pausing (context, paused ? OL_PAUSING_ON : OL_PAUSING_OFF);
    say_truth (self, paused != 0);
}

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Pause) self = user_data;
    OlContext *context = self->context;
    B24Rest *rest = B24_REST (source);

    b24_presence_set_paused_finish (rest, result, &self->error);
    if (!ol_context_is_alive (context))
        return;
    if (self->error != NULL)
        ol_debug_error ("pausing", self->error);
    if (g_error_matches (self->error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND)) {
        context->pausing_under_way = FALSE;
        set_pausing (context, OL_PAUSING_MISSING);
        say_missing (context, self->conversation);
    } else if (b24_error_is_unsent (self->error)) {
        context->pausing_under_way = FALSE;
        say_not_connected (context, self->conversation);
    } else {
        b24_presence_is_paused_async (rest, context->cancellable, on_asked_again,
                                      g_steal_pointer (&self));
    }
}

void
ol_pause_set (OlContext *context, gboolean paused, const char *conversation)
{
    Pause *self;

    if (context->pausing == OL_PAUSING_MISSING ||
        !b24_features_has (context->rest, B24_FEATURE_PAUSE)) {
        say_missing (context, conversation);
        return;
    }
    if (!ol_context_is_reachable (context)) {
        say_not_connected (context, conversation);
        return;
    }
    if (context->pausing_under_way) {
        say (context, conversation, _ ("One moment: what you asked for before is still under way."),
             FALSE);
        return;
    }
    context->pausing_under_way = TRUE;
    self = g_new0 (Pause, 1);
    self->context = ol_context_ref (context);
    self->paused = paused;
    self->conversation = g_strdup (conversation);
    b24_presence_set_paused_async (context->rest, paused, context->cancellable, on_set, self);
}

gboolean
ol_pause_start (OlContext *context, const char *conversation, const char *argument)
{
    ol_pause_set (context, TRUE, conversation);
    return TRUE;
}

gboolean
ol_pause_stop (OlContext *context, const char *conversation, const char *argument)
{
    ol_pause_set (context, FALSE, conversation);
    return TRUE;
}

/* --- how it stands --- */

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (OlContext) context = user_data;
    g_autoptr (GError) error = NULL;
    int paused = b24_presence_is_paused_finish (B24_REST (source), result, &error);
    g_autofree char *hint = NULL;

    /* What the operator asked for meanwhile knows better. */
    if (!ol_context_is_alive (context) || context->pausing_under_way ||
        context->pausing != OL_PAUSING_UNKNOWN)
        return;
    if (paused < 0) {
        ol_debug_error ("Whether new dialogs come is not known", error);
        if (g_error_matches (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND))
            set_pausing (context, OL_PAUSING_MISSING);
        return;
    }
    set_pausing (context, paused ? OL_PAUSING_ON : OL_PAUSING_OFF);
    if (!paused)
        return;
    /* Finch wraps no lines. */
    hint = g_strdup_printf (_ ("Pausing is on at %s.\n/resume in a conversation ends it,\nor “Take "
                               "new dialogs again” in the account's menu."),
                            b24_portal_get_authority (context->portal));
    purple_notify_info (ol_context_get_connection (context), _ ("Bitrix24 Open Lines"),
                        _ ("You get no new dialogs."), hint);
}

void
ol_pause_check (OlContext *context)
{
    if (context->pausing != OL_PAUSING_UNKNOWN || context->pausing_under_way)
        return;
    b24_presence_is_paused_async (context->rest, context->cancellable, on_checked,
                                  ol_context_ref (context));
}
