/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-member.h"

#include <glib/gi18n-lib.h>

#include "b24-chat.h"
#include "b24-dialogs.h"
#include "b24-session.h"
#include "ol-debug.h"
#include "ol-picker.h"
#include "ol-run.h"

/* Whether somebody is a member. */
typedef enum {
    MEMBER_UNKNOWN,
    MEMBER_NO,
    MEMBER_YES,
} Membership;

/* Does what is asked for; ends in called(). */
typedef void (*Act) (OlRun *run);

/* What an action about one member goes through. */
typedef struct {
    gint64 user_id;
    Membership wanted;
    Membership before;
    Membership after;
    Act act;
    gboolean acted;
    GError *error; /* (nullable): of the call, while the members are read again */
} Change;

static void
change_free (gpointer data)
{
    Change *change = data;

    g_clear_error (&change->error);
    g_free (change);
}

static Membership
find_member (GPtrArray *members, gint64 user_id)
{
    if (members == NULL)
        return MEMBER_UNKNOWN;
    for (guint i = 0; i < members->len; i++) {
        if (((B24User *) g_ptr_array_index (members, i))->id == user_id)
            return MEMBER_YES;
    }
    return MEMBER_NO;
}

static void
learn (OlContext *context, GPtrArray *members)
{
    for (guint i = 0; members != NULL && i < members->len && ol_context_is_alive (context); i++)
        b24_feed_learn_user (context->feed, g_ptr_array_index (members, i));
}

static Membership
take_members (OlRun *run, GObject *source, GAsyncResult *result)
{
    Change *change = run->data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) members = b24_dialogs_members_finish (B24_REST (source), result, &error);

    if (members == NULL)
        ol_debug_error ("members of a dialog", error);
    learn (ol_dialog_get_context (run->dialog), members);
    return find_member (members, change->user_id);
}

static void
read_members (OlRun *run, GAsyncReadyCallback callback)
{
    OlContext *context = ol_dialog_get_context (run->dialog);

    b24_dialogs_members_async (context->rest, ol_dialog_get_chat_id (run->dialog),
                               context->cancellable, callback, run);
}

static void
members_read_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    Change *change = run->data;

    change->after = take_members (run, source, result);
    ol_run_called (run, g_steal_pointer (&change->error));
}

/* The call came back; takes @error. */
static void
called (OlRun *run, GError *error)
{
    Change *change = run->data;

    if (!ol_dialog_is_alive (run->dialog) || b24_error_is_unsent (error)) {
        ol_run_called (run, error);
        return;
    }
    change->error = error;
    read_members (run, members_read_again);
}

static void
members_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    OlRun *run = user_data;
    Change *change = run->data;

    change->before = take_members (run, source, result);
    change->after = change->before;
    /* Nothing to do: the conclusion says so. */
    if (!ol_dialog_is_alive (run->dialog) || change->before == change->wanted) {
        ol_run_called (run, NULL);
        return;
    }
    change->acted = TRUE;
    change->act (run);
}

static void
begin (OlRun *run, gint64 user_id, Membership wanted, Act act)
{
    Change *change = g_new0 (Change, 1);

    change->user_id = user_id;
    change->wanted = wanted;
    change->act = act;
    run->data = change;
    run->free_data = change_free;
    read_members (run, members_read);
}

static gint64
get_my_id (OlRun *run)
{
    return ol_context_get_my_id (ol_dialog_get_context (run->dialog));
}

/* What is the matter when nothing came of it, if the dialog itself tells. */
static gboolean
has_told_why (OlRun *run)
{
    const Change *change = run->data;
    g_autofree char *owner = ol_run_dup_owner (run);

    if (run->error != NULL || run->after == NULL) {
        /* The dialog alone does not prove that nobody came or went. */
        if (change != NULL && change->after == MEMBER_UNKNOWN)
            g_clear_pointer (&run->after, b24_dialog_unref);
        ol_run_complain (run);
        return TRUE;
    }
    switch (ol_run_get_standing (run)) {
    case B24_STANDING_CLOSED:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The dialog was closed meanwhile. /start opens a new session."));
        return TRUE;
    case B24_STANDING_WAITING:
        ol_dialog_complain (run->dialog, "%s",
                            _ ("Nobody has the dialog now: it waits for an operator. /answer "
                               "takes it."));
        return TRUE;
    case B24_STANDING_COLLEAGUE:
        if (run->after->owner_id == run->before->owner_id)
            return FALSE;
        ol_dialog_complain (run->dialog, _ ("%s has the dialog now."), owner);
        return TRUE;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        return FALSE;
    }
}

/* ---- /take ---- */

gboolean
ol_member_is_colleagues (OlDialog *dialog)
{
    return ol_dialog_get_standing (dialog) == B24_STANDING_COLLEAGUE;
}

static void
conclude_take (OlRun *run)
{
    OlContext *context = ol_dialog_get_context (run->dialog);
    g_autofree char *before = ol_context_dup_user_name (context, run->before->owner_id);

    if (run->after != NULL && run->after->session_id != 0 &&
        run->after->owner_id == ol_context_get_my_id (context)) {
        run->done = TRUE;
        /* TRANSLATORS: an operator */
        ol_dialog_say (run->dialog, _ ("You took the dialog over from %s."), before);
    } else if (!has_told_why (run)) {
        ol_dialog_complain (run->dialog,
                            _ ("%s still has the dialog: the portal did not hand it over. Try "
                               "/take again in a moment."),
                            before);
    }
}

static void
take_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_session_intercept_finish (B24_REST (source), result, &error);
    ol_run_called (user_data, error);
}

gboolean
ol_member_take (OlDialog *dialog, const char *argument)
{
    OlContext *context = ol_dialog_get_context (dialog);
    OlRun *run;

    if (ol_dialog_get_standing (dialog) == B24_STANDING_WAITING) {
        ol_dialog_complain (dialog, "%s",
                            _ ("Nobody has this dialog yet, so there is nobody to take it over "
                               "from. /answer takes it."));
        return TRUE;
    }
    run = ol_run_begin (dialog, OL_ATTEMPT_TAKE, conclude_take);
    if (run != NULL)
        b24_session_intercept_async (context->rest, ol_dialog_get_chat_id (dialog),
                                     context->cancellable, take_called, run);
    return TRUE;
}

/* ---- /join ---- */

gboolean
ol_member_can_join (OlDialog *dialog)
{
    return ol_member_is_colleagues (dialog) && !ol_dialog_get_state (dialog)->member;
}

/* Then nobody's words reach the customer, and the window says so. */
static gboolean
is_silent (OlRun *run)
{
    return (run->after != NULL ? run->after : run->before)->silent;
}

static void
say_joined (OlRun *run)
{
    g_autofree char *owner = ol_run_dup_owner (run);

    run->done = TRUE;
    if (is_silent (run))
        ol_dialog_say (run->dialog,
                       /* TRANSLATORS: an operator */
                       _ ("You joined the dialog. %s keeps it."), owner);
    else
        ol_dialog_say (run->dialog,
                       /* TRANSLATORS: an operator */
                       _ ("You joined the dialog: the customer gets what you write. %s keeps it."),
                       owner);
}

static void
conclude_join (OlRun *run)
{
    const Change *change = run->data;

    if (change->before == MEMBER_YES)
        ol_dialog_say (run->dialog, "%s",
                       is_silent (run) ? _ ("You are a member of this dialog already.")
                                       : _ ("You are a member of this dialog already: the customer "
                                            "gets what you write."));
    else if (change->after == MEMBER_YES)
        say_joined (run);
    else if (has_told_why (run))
        return;
    else if (change->after == MEMBER_NO)
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal did not let you in. Try /join again in a moment."));
    else
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal did not tell whether you are a member of the dialog "
                               "now. /who lists its members."));
}

static void
join_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_session_join_finish (B24_REST (source), result, &error);
    called (user_data, error);
}

static void
join (OlRun *run)
{
    OlContext *context = ol_dialog_get_context (run->dialog);

    b24_session_join_async (context->rest, ol_dialog_get_chat_id (run->dialog),
                            context->cancellable, join_called, run);
}

gboolean
ol_member_join (OlDialog *dialog, const char *argument)
{
    OlRun *run = ol_run_begin (dialog, OL_ATTEMPT_JOIN, conclude_join);

    if (run != NULL)
        begin (run, get_my_id (run), MEMBER_YES, join);
    return TRUE;
}

/* ---- /leave ---- */

gboolean
ol_member_can_leave (OlDialog *dialog)
{
    return ol_member_is_colleagues (dialog) && ol_dialog_get_state (dialog)->member;
}

static void
conclude_leave (OlRun *run)
{
    const Change *change = run->data;

    if (change->before == MEMBER_NO) {
        ol_dialog_say (run->dialog, "%s",
                       _ ("You are no member of this dialog, so there is nothing to leave."));
    } else if (change->after == MEMBER_NO || (ol_run_is_gone (run) && !ol_run_is_sure (run))) {
        run->done = TRUE;
        ol_dialog_say (run->dialog, "%s", _ ("You left the dialog."));
    } else if (has_told_why (run)) {
        return;
    } else if (change->after == MEMBER_YES) {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("You are still a member: the portal did not let you go. Try "
                               "/leave again in a moment."));
    } else {
        ol_dialog_complain (run->dialog, "%s",
                            _ ("The portal did not tell whether you are still a member of the "
                               "dialog. /who lists its members."));
    }
}

static void
leave_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_chat_leave_finish (B24_REST (source), result, &error);
    called (user_data, error);
}

static void
leave (OlRun *run)
{
    OlContext *context = ol_dialog_get_context (run->dialog);

    b24_chat_leave_async (context->rest, ol_dialog_get_chat_id (run->dialog), context->cancellable,
                          leave_called, run);
}

gboolean
ol_member_leave (OlDialog *dialog, const char *argument)
{
    OlRun *run;

    switch (ol_dialog_get_standing (dialog)) {
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
        ol_dialog_complain (dialog, "%s",
                            _ ("You are the operator of this dialog and cannot just leave it: "
                               "/finish, /skip or /transfer it."));
        return TRUE;
    case B24_STANDING_WAITING:
        ol_dialog_complain (dialog, "%s",
                            _ ("This dialog only waits for you; you are no member of it yet. "
                               "/skip passes it on."));
        return TRUE;
    case B24_STANDING_COLLEAGUE:
    case B24_STANDING_CLOSED:
    default:
        break;
    }
    run = ol_run_begin (dialog, OL_ATTEMPT_LEAVE, conclude_leave);
    if (run != NULL)
        begin (run, get_my_id (run), MEMBER_NO, leave);
    return TRUE;
}

/* ---- /invite ---- */

static void
conclude_invite (OlRun *run)
{
    const Change *change = run->data;
    const char *target = run->target_user->name;

    if (change->before == MEMBER_YES) {
        ol_dialog_say (run->dialog, _ ("%s is a member of this dialog already."), target);
    } else if (change->after == MEMBER_YES) {
        run->done = TRUE;
        ol_dialog_say (run->dialog, _ ("%s was invited."), target);
    } else if (has_told_why (run)) {
        return;
    } else if (change->after == MEMBER_NO) {
        ol_dialog_complain (run->dialog,
                            _ ("%s is still no member: the portal did not invite them. Try "
                               "/invite again in a moment."),
                            target);
    } else {
        ol_dialog_complain (run->dialog,
                            _ ("The portal did not tell whether %s is a member of the dialog "
                               "now. /who lists its members."),
                            target);
    }
}

static void
invite_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GError *error = NULL;

    b24_chat_invite_finish (B24_REST (source), result, &error);
    called (user_data, error);
}

static void
invite (OlRun *run)
{
    OlContext *context = ol_dialog_get_context (run->dialog);

    b24_chat_invite_async (context->rest, ol_dialog_get_chat_id (run->dialog), run->target_user->id,
                           context->cancellable, invite_called, run);
}

/* Choosing takes its time: whether it still makes sense is looked at now. */
static gboolean
is_sensible (OlDialog *dialog, const B24User *user)
{
    if (ol_dialog_get_standing (dialog) == B24_STANDING_CLOSED) {
        ol_dialog_complain (dialog, "%s",
                            _ ("The dialog was closed meanwhile, so nobody was invited."));
        return FALSE;
    }
    if (user->id != ol_context_get_my_id (ol_dialog_get_context (dialog)))
        return TRUE;
    if (ol_member_is_colleagues (dialog))
        ol_dialog_complain (dialog, "%s", _ ("That is you. /join lets you into the dialog."));
    else
        ol_dialog_complain (dialog, "%s", _ ("That is you, and the dialog is yours already."));
    return FALSE;
}

static void
colleague_picked (OlDialog *dialog, const OlTarget *target, gpointer user_data)
{
    OlRun *run;

    if (target->user == NULL || !ol_dialog_is_alive (dialog) || !is_sensible (dialog, target->user))
        return;
    run = ol_run_begin (dialog, OL_ATTEMPT_INVITE, conclude_invite);
    if (run == NULL)
        return;
    run->target_user = b24_user_ref (target->user);
    b24_feed_learn_user (ol_dialog_get_context (dialog)->feed, target->user);
    begin (run, target->user->id, MEMBER_YES, invite);
}

gboolean
ol_member_invite (OlDialog *dialog, const char *argument)
{
    if (ol_run_is_possible (dialog))
        ol_picker_find_colleague (dialog, argument, colleague_picked, NULL);
    return TRUE;
}
