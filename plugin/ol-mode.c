/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-mode.h"

#include <glib/gi18n-lib.h>

#include "b24-session.h"
#include "ol-notice.h"
#include "ol-run.h"

/* The dialog itself tells what is the matter. */
static gboolean
has_told_why (OlRun *run)
{
    g_autofree char *owner = ol_run_dup_owner (run);

    if (run->error != NULL || run->after == NULL) {
        ol_run_complain (run);
        return TRUE;
    }
    switch (ol_run_get_standing (run)) {
    case B24_STANDING_CLOSED:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog was closed meanwhile; nothing was done."));
        return TRUE;
    case B24_STANDING_COLLEAGUE:
        if (run->after->owner_id == run->before->owner_id)
            return FALSE;
        ol_dialog_complain (run->dialog, _ ("%s has the dialog now; nothing was done."), owner);
        return TRUE;
    case B24_STANDING_WAITING:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog waits for an operator again; nothing was done."));
        return TRUE;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        return FALSE;
    }
}

static gboolean
is_mine (B24Standing standing)
{
    return standing == B24_STANDING_REPLY || standing == B24_STANDING_ANSWERED;
}

/* ---- /pin, /unpin ---- */

gboolean
ol_mode_is_pinned (OlDialog *dialog)
{
    return ol_dialog_get_state (dialog)->pinned;
}

gboolean
ol_mode_is_unpinned (OlDialog *dialog)
{
    return !ol_mode_is_pinned (dialog);
}

/* As was seen right before the call. */
static gboolean
was_pinned (OlRun *run)
{
    return GPOINTER_TO_INT (run->data);
}

static void
conclude_pin (OlRun *run)
{
    gboolean mine = run->after != NULL && is_mine (ol_run_get_standing (run));

    if (mine && run->after->pinned && was_pinned (run))
        ol_dialog_say (run->dialog, "%s", _ ("The dialog is pinned already: it stays yours."));
    else if (mine && run->after->pinned) {
        run->done = TRUE;
        ol_dialog_say (run->dialog, "%s",
                       _ ("The dialog is pinned: it stays yours until you finish it or /unpin."));
    } else if (!has_told_why (run))
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal did not pin the dialog. Try /pin again in a moment."));
}

static void
conclude_unpin (OlRun *run)
{
    gboolean open = run->after != NULL && ol_run_get_standing (run) != B24_STANDING_CLOSED;

    if (open && !was_pinned (run) && !run->after->pinned && run->error == NULL)
        ol_dialog_say (run->dialog, "%s", _ ("The dialog is not pinned."));
    else if (open && was_pinned (run) && !run->after->pinned) {
        run->done = TRUE;
        /* Who is away may lose it with that. */
        if (is_mine (ol_run_get_standing (run)))
            ol_dialog_say (run->dialog, "%s", _ ("The dialog is not pinned any more."));
        else
            ol_dialog_say (run->dialog, "%s",
                           _ ("The dialog is not pinned any more, and the portal passed it on."));
    } else if (!has_told_why (run))
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog is still pinned. Try /unpin again in a moment."));
}

static void
pin_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_session_pin_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

/* On a closed dialog the portal might open a new session, so nothing is pinned that was not seen to
 * be open just now. */
static void
looked_before_pin (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    OlContext *context = ol_dialog_get_context (run->dialog);
    GError *error = NULL;
    g_autoptr (B24Dialog) now = b24_feed_refresh_finish (B24_FEED (source), result, &error);

    if (now == NULL || !ol_dialog_is_alive (run->dialog)) {
        ol_run_called (run, error);
        return;
    }
    run->data = GINT_TO_POINTER (now->pinned);
    if (!is_mine (b24_dialog_get_standing (now, ol_context_get_my_id (context)))) {
        ol_run_called (run, NULL);
        return;
    }
    b24_session_pin_async (context->rest, ol_dialog_get_chat_id (run->dialog),
                           run->attempt == OL_ATTEMPT_PIN, context->cancellable, pin_called, run);
}

static void
set_pinned (OlDialog *dialog, OlAttempt attempt, OlConclude conclude)
{
    OlRun *run = ol_run_begin (dialog, attempt, conclude);
    OlContext *context = ol_dialog_get_context (dialog);

    if (run != NULL)
        b24_feed_refresh_async (context->feed, ol_dialog_get_chat_id (dialog), context->cancellable,
                                looked_before_pin, run);
}

gboolean
ol_mode_pin (OlDialog *dialog, const char *argument)
{
    set_pinned (dialog, OL_ATTEMPT_PIN, conclude_pin);
    return TRUE;
}

gboolean
ol_mode_unpin (OlDialog *dialog, const char *argument)
{
    set_pinned (dialog, OL_ATTEMPT_UNPIN, conclude_unpin);
    return TRUE;
}

/* ---- /pinall, /unpinall ---- */

typedef struct {
    OlContext *context;
    char *conversation;
    gboolean pin;
} PinAll;

static void
pin_all_free (PinAll *self)
{
    ol_context_unref (self->context);
    g_free (self->conversation);
    g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PinAll, pin_all_free)

/* (transfer full) */
static char *
dup_count (gboolean pin, guint n)
{
    if (n == 0)
        return g_strdup (pin ? _ ("No open dialog of yours was left to pin.")
                             : _ ("No open dialog of yours was pinned."));
    return pin ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u dialog was pinned.",
                                               "%u dialogs were pinned.", n),
                                  n)
               : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u dialog is not pinned any more.",
                                               "%u dialogs are not pinned any more.", n),
                                  n);
}

static void
pin_all_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (PinAll) self = user_data;
    OlContext *context = self->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) sessions = b24_session_pin_all_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (context))
        return;
    if (sessions != NULL) {
        g_autofree char *line = dup_count (self->pin, sessions->len);

        b24_feed_hurry (context->feed);
        ol_notice_say (context, self->conversation, line, TRUE);
        return;
    }
    ol_notice_say_error (context, self->conversation, error,
                         self->pin ? OL_ATTEMPT_PIN_ALL : OL_ATTEMPT_UNPIN_ALL);
}

static void
set_all_pinned (OlContext *context, const char *conversation, gboolean pin)
{
    PinAll *self;

    if (!ol_notice_is_possible (context, conversation))
        return;
    self = g_new0 (PinAll, 1);
    self->context = ol_context_ref (context);
    self->conversation = g_strdup (conversation);
    self->pin = pin;
    b24_session_pin_all_async (context->rest, pin, context->cancellable, pin_all_called, self);
}

gboolean
ol_mode_pin_all (OlContext *context, const char *conversation, const char *argument)
{
    set_all_pinned (context, conversation, TRUE);
    return TRUE;
}

gboolean
ol_mode_unpin_all (OlContext *context, const char *conversation, const char *argument)
{
    set_all_pinned (context, conversation, FALSE);
    return TRUE;
}

/* ---- /silent ---- */

static void
conclude_silent (OlRun *run)
{
    gboolean wanted = GPOINTER_TO_INT (run->data);

    if (run->after == NULL || run->after->silent != wanted) {
        if (!has_told_why (run))
            ol_dialog_complain (run->dialog, "%s",
                                wanted ? _ ("Silent mode is still off: the customer gets what you "
                                            "write. Try /silent on again in a moment.")
                                       : _ ("Silent mode is still on: the customer gets nothing "
                                            "of what you write. Try /silent off again in a "
                                            "moment."));
    } else if (run->before->silent == wanted) {
        ol_dialog_say (run->dialog, "%s",
                       wanted ? _ ("Silent mode is on already: the customer gets nothing of what "
                                   "you write.")
                              : _ ("Silent mode is off already: the customer gets what you "
                                   "write."));
    } else {
        run->done = TRUE;
        ol_dialog_tell_silent (run->dialog);
    }
}

static void
silent_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_session_silent_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

/* FALSE: neither of the two words */
static gboolean
read_switch (OlDialog *dialog, const char *argument, gboolean *on)
{
    g_autofree char *word = g_utf8_casefold (argument, -1);
    g_autofree char *on_here = g_utf8_casefold (_ ("on"), -1);
    g_autofree char *off_here = g_utf8_casefold (_ ("off"), -1);

    if (*word == '\0')
        *on = !ol_dialog_get_state (dialog)->silent;
    else if (g_str_equal (word, "on") || g_str_equal (word, on_here))
        *on = TRUE;
    else if (g_str_equal (word, "off") || g_str_equal (word, off_here))
        *on = FALSE;
    else
        return FALSE;
    return TRUE;
}

gboolean
ol_mode_silent (OlDialog *dialog, const char *argument)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gboolean on;
    OlRun *run;

    if (!read_switch (dialog, argument, &on))
        return FALSE;
    run = ol_run_begin (dialog, OL_ATTEMPT_SILENT, conclude_silent);
    if (run == NULL)
        return TRUE;
    run->data = GINT_TO_POINTER (on);
    b24_session_silent_async (context->rest, ol_dialog_get_chat_id (dialog), on,
                              context->cancellable, silent_called, run);
    return TRUE;
}
