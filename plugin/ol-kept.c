/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-kept.h"

#include <glib/gi18n-lib.h>

#include "b24-error.h"
#include "b24-people.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-dialog.h"
#include "ol-sentences.h"

/* Seconds after which a text is no answer any more. */
#define TOO_LATE (15 * 60)

typedef struct {
    OlContext *context;
    gint64 chat_id;
    gboolean earlier;
    B24Dialog *state; /* (nullable) as it was read */
} Look;

static void
look_free (Look *look)
{
    g_clear_pointer (&look->state, b24_dialog_unref);
    ol_context_unref (look->context);
    g_free (look);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

/* (transfer full) (nullable): no dialog of the list. Whoever hears of the new window may sign off,
 * and the dialogs go with the connection. */
static OlDialog *
open_window (OlContext *context, gint64 chat_id)
{
    PurpleAccount *account = ol_context_get_account (context);
    OlDialog *found = ol_dialog_find_by_id (account, chat_id);
    g_autoptr (OlDialog) dialog = found == NULL ? NULL : ol_dialog_ref (found);
    g_autofree char *name = b24_dialog_id_format (chat_id);

    if (ol_conversation_find (account, name) == NULL)
        ol_conversation_open (account, name, dialog != NULL ? ol_dialog_get_title (dialog) : NULL);
    return g_steal_pointer (&dialog);
}

/* (transfer full): copied and sent once more it is what it was */
static char *
dup_returned (const char *reason, const char *text, B24OutboxKind kind)
{
    const char *what;
    const char *command = "";

    switch (kind) {
    case B24_OUTBOX_NOTE:
        what = _ ("Your note for operators:");
        command = "/note ";
        break;
    case B24_OUTBOX_REPLY:
        what = _ ("Your reply:");
        command = "/reply ";
        break;
    case B24_OUTBOX_TEXT:
    default:
        what = _ ("Your text:");
        break;
    }
    return g_strdup_printf ("%s\n%s\n%s%s", reason, what, command, text);
}

void
ol_kept_give_back (OlContext *context, gint64 chat_id, const char *reason, const char *text,
                   B24OutboxKind kind)
{
    g_autoptr (OlContext) keep = ol_context_ref (context);
    g_autofree char *whole = dup_returned (reason, text, kind);
    g_autofree char *name = b24_dialog_id_format (chat_id);
    g_autoptr (OlDialog) dialog = NULL;

    if (!ol_context_is_alive (context))
        return;
    dialog = open_window (context, chat_id);
    if (!ol_context_is_alive (context))
        return;
    if (dialog != NULL)
        ol_dialog_complain (dialog, "%s", whole);
    else
        ol_conversation_complain (ol_context_get_account (context), name, whole);
}

gboolean
ol_kept_is_resumed (OlContext *context)
{
    PurpleAccount *account = ol_context_get_account (context);
    PurpleConnection *gc = ol_context_get_connection (context);
    const PurpleConnectionErrorInfo *error =
        account == NULL ? NULL : purple_account_get_current_error (account);

    if (error != NULL)
        return !purple_connection_error_is_fatal (error->type);
    /* Without an error libpurple sets it only when the program ends. */
    return gc != NULL && gc->wants_to_die;
}

static void
withdraw (OlContext *context, gint64 chat_id, const char *reason)
{
    /* Whoever listens to the lines may sign off at each of them. */
    g_autoptr (OlContext) keep = ol_context_ref (context);
    g_autoptr (GPtrArray) texts = b24_outbox_withdraw (context->outbox, chat_id);

    for (guint i = 0; i < texts->len; i++) {
        const B24OutboxText *item = g_ptr_array_index (texts, i);

        ol_kept_give_back (context, chat_id, reason, item->text, item->kind);
    }
}

/* (transfer full) (nullable): why nothing may be written into the dialog now. @notes: nothing but
 * notes wait, and what the customer's messenger takes is no matter to them. */
static char *
dup_objection (OlContext *context, B24Dialog *state, gboolean notes)
{
    g_autofree char *owner = NULL;

    if (!notes && b24_dialog_is_blocked (state, ol_context_get_portal_time (context))) {
        g_autofree char *channel = ol_sentence_channel (state->connector);

        /* TRANSLATORS: a messenger */
        return g_strdup_printf (_ ("Not sent: meanwhile %s takes no replies in this dialog."),
                                channel);
    }
    switch (b24_dialog_get_standing (state, ol_context_get_my_id (context))) {
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
        return NULL;
    case B24_STANDING_COLLEAGUE:
        if (state->member)
            return NULL;
        owner = ol_context_dup_user_name (context, state->owner_id);
        return g_strdup_printf (_ ("Not sent: meanwhile %s has taken the dialog."), owner);
    case B24_STANDING_WAITING:
        if (notes && state->member)
            return NULL;
        return g_strdup (_ ("Not sent: the dialog waits for an operator again. /answer takes it."));
    case B24_STANDING_CLOSED:
    default:
        return g_strdup (_ ("Not sent: the dialog was closed meanwhile. /start opens a new "
                            "session."));
    }
}

/* Said once for all of them: they were typed a while ago, perhaps before the program ended. */
static void
announce (Look *look)
{
    OlContext *context = look->context;
    guint pending = b24_outbox_get_pending (context->outbox, look->chat_id);
    const char *sentence = g_dngettext (
        GETTEXT_PACKAGE, "Your text from the last connection had not gone out; it goes out now.",
        "Your texts from the last connection had not gone out; they go out now.", pending);
    g_autoptr (OlDialog) dialog = open_window (context, look->chat_id);
    g_autofree char *name = b24_dialog_id_format (look->chat_id);

    if (!ol_context_is_alive (context))
        return;
    if (dialog != NULL)
        ol_dialog_say (dialog, "%s", sentence);
    else
        ol_conversation_say (ol_context_get_account (context), name, sentence);
}

static void
conclude (Look *look)
{
    OlContext *context = look->context;
    gboolean notes = b24_outbox_has_only_notes (context->outbox, look->chat_id);
    g_autofree char *objection = dup_objection (context, look->state, notes);

    if (objection != NULL) {
        withdraw (context, look->chat_id, objection);
        return;
    }
    if (look->earlier)
        announce (look);
    if (ol_context_is_alive (context))
        b24_outbox_resume (context->outbox, look->chat_id);
}

static void
on_owner_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Look) look = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) users = b24_people_list_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (look->context))
        return;
    if (users == NULL)
        ol_debug_error ("The name of the dialog's operator cannot be read", error);
    for (guint i = 0; users != NULL && i < users->len; i++)
        b24_feed_learn_user (look->context->feed, g_ptr_array_index (users, i));
    conclude (look);
}

/* Whether the sentence will name somebody nobody has heard of yet. */
static gboolean
is_owner_unknown (OlContext *context, B24Dialog *state)
{
    return state->owner_id != 0 && state->owner_id != ol_context_get_my_id (context) &&
           b24_feed_get_user (context->feed, state->owner_id) == NULL;
}

static void
on_dialog_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Look) look = user_data;
    OlContext *context = look->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Dialog) state = b24_feed_refresh_finish (B24_FEED (source), result, &error);

    if (!ol_context_is_alive (context))
        return;
    if (state == NULL && b24_error_is_passing (error)) {
        b24_outbox_postpone (context->outbox, look->chat_id, error);
        return;
    }
    if (state == NULL) {
        ol_debug_error ("The dialog of a text that waited cannot be read", error);
        withdraw (context, look->chat_id,
                  _ ("Not sent: the portal does not show you this dialog any more."));
        return;
    }
    look->state = g_steal_pointer (&state);
    if (is_owner_unknown (context, look->state)) {
        g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

        g_array_append_val (ids, look->state->owner_id);
        b24_people_list_async (context->rest, ids, B24_PRIORITY_OPERATOR, context->cancellable,
                               on_owner_known, g_steal_pointer (&look));
        return;
    }
    conclude (look);
}

static void
withdraw_late (OlContext *context, gint64 chat_id, gint64 since)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (since);
    g_autofree char *when = time == NULL ? NULL : g_date_time_format (time, "%x %H:%M");
    g_autofree char *reason =
        /* TRANSLATORS: date and time */
        g_strdup_printf (_ ("Not sent: you wrote it at %s, and there was no connection for too "
                            "long. Send it again if it still fits."),
                         when != NULL ? when : "?");

    withdraw (context, chat_id, reason);
}

/* The texts of one dialog share the fate of the oldest: what follows may make no sense alone. */
static gboolean
on_check (B24Outbox *outbox, gint64 chat_id, gint64 since, gboolean earlier, gpointer user_data)
{
    OlContext *context = user_data;
    gint64 now = b24_clock_get_real (context->clock) / G_USEC_PER_SEC;
    Look *look;

    if (!ol_context_is_alive (context) || context->feed == NULL)
        return FALSE;
    /* A clock that was set back makes nothing young again. */
    if (ABS (now - since) > TOO_LATE) {
        withdraw_late (context, chat_id, since);
        return TRUE;
    }
    look = g_new0 (Look, 1);
    look->context = ol_context_ref (context);
    look->chat_id = chat_id;
    look->earlier = earlier;
    b24_feed_refresh_async (context->feed, chat_id, context->cancellable, on_dialog_read, look);
    return TRUE;
}

void
ol_kept_watch (OlContext *context)
{
    g_signal_connect (context->outbox, "check", G_CALLBACK (on_check), context);
}
