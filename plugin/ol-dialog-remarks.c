/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "b24-people.h"
#include "ol-debug.h"
#include "ol-sentences.h"

/* Milliseconds in which the portal says it itself. */
#define REMARK_DELAY 3000
/* Microseconds before the change in which it may have done so: one comes right behind the other. */
#define SAID_BEFORE (G_USEC_PER_SEC * 3 / 2)

static gboolean
is_blocked (OlDialog *self)
{
    return b24_dialog_is_blocked (self->state, ol_context_get_portal_time (self->context));
}

/* The window's reader knows the state as it is now. */
static void
settle (OlDialog *self)
{
    b24_clock_clear (self->context->clock, &self->remark_timer);
    b24_dialog_ref (self->state);
    g_clear_pointer (&self->told, b24_dialog_unref);
    self->told = self->state;
    self->told_standing = ol_dialog_get_standing (self);
    self->told_block = is_blocked (self);
}

static gboolean
is_crm_new (OlDialog *self)
{
    return self->state->crm_id > 0 && self->state->crm_type != NULL &&
           (self->state->crm_id != self->told->crm_id ||
            g_strcmp0 (self->state->crm_type, self->told->crm_type) != 0);
}

/* (transfer full): the customer as the title of @state has it */
static char *
dup_name (OlDialog *self, B24Dialog *state)
{
    g_autofree char *line = ol_context_dup_line_name (self->context, state->line_id);

    return b24_dialog_guess_customer_name (state, line);
}

static gboolean
is_renamed (OlDialog *self)
{
    g_autofree char *now = NULL;
    g_autofree char *before = NULL;

    if (self->told->customer_id != self->state->customer_id ||
        g_strcmp0 (self->told->title, self->state->title) == 0)
        return FALSE;
    now = dup_name (self, self->state);
    before = dup_name (self, self->told);
    return *now != '\0' && *before != '\0' && !g_str_equal (now, before);
}

static gboolean
is_mine (B24Standing standing)
{
    return standing == B24_STANDING_REPLY || standing == B24_STANDING_ANSWERED;
}

/* Whose dialog it is, as far as that is to be told. */
static gboolean
has_other_owner (OlDialog *self)
{
    B24Standing now = ol_dialog_get_standing (self);
    B24Standing before = self->told_standing;

    if (now == B24_STANDING_COLLEAGUE && before == B24_STANDING_COLLEAGUE)
        return self->state->owner_id != self->told->owner_id;
    return now != before && !(is_mine (now) && is_mine (before));
}

/* Hidden from us as it was: who has it now is not to be known. */
static gboolean
is_just_gone (OlDialog *self)
{
    gint64 me = ol_context_get_my_id (self->context);
    B24Standing now = b24_dialog_get_standing (self->state, me);
    B24Standing before = b24_dialog_get_standing (self->told, me);

    return self->gone && (now == before || (is_mine (now) && is_mine (before)));
}

static void
remark_gone (OlDialog *self)
{
    if (self->told_standing == B24_STANDING_WAITING)
        ol_dialog_say (self, "%s", _ ("Another operator is asked now."));
    else
        ol_dialog_say (self, "%s", _ ("The portal does not show you this dialog any more."));
}

static void
remark_owner (OlDialog *self)
{
    g_autofree char *owner = ol_dialog_dup_owner_name (self);
    B24Standing before = self->told_standing;

    if (is_just_gone (self)) {
        remark_gone (self);
        return;
    }
    switch (ol_dialog_get_standing (self)) {
    case B24_STANDING_COLLEAGUE:
        if (before == B24_STANDING_WAITING)
            /* TRANSLATORS: an operator */
            ol_dialog_say (self, _ ("%s took the dialog."), owner);
        else
            ol_dialog_say (self, _ ("The dialog is with %s now."), owner);
        break;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
        ol_dialog_say (self, "%s", _ ("The dialog is yours now."));
        break;
    case B24_STANDING_WAITING:
        /* Who waits has a line of their own. */
        break;
    case B24_STANDING_CLOSED:
    default:
        if (self->state->session_id != 0 && self->state->session_status == B24_SESSION_WAIT_CLIENT)
            ol_dialog_say (self, "%s",
                           _ ("The dialog is finished; the portal waits for the customer's "
                              "rating."));
        else
            ol_dialog_say (self, "%s", _ ("The dialog is closed."));
        break;
    }
}

static void
remark_crm (OlDialog *self)
{
    g_autofree char *type = g_ascii_strdown (self->state->crm_type, -1);
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, self->state->crm_id);

    /* TRANSLATORS: kind ("lead") and number of what the dialog is bound to in the CRM */
    ol_dialog_say (self, _ ("CRM: %s %s"), type, id);
}

static void
remark_name (OlDialog *self)
{
    g_autofree char *before = dup_name (self, self->told);
    g_autofree char *now = dup_name (self, self->state);

    if (g_strcmp0 (now, ol_dialog_get_customer (self)) == 0)
        /* TRANSLATORS: the customer's old and new name */
        ol_dialog_say (self, _ ("%s is called %s now."), before, now);
    else
        /* A colleague named the dialog; the customer is still who he was. */
        ol_dialog_say (self, _ ("The dialog is called “%s” on the portal now."),
                       self->state->title);
}

static void
on_customer_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (OlDialog) self = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) users = b24_people_list_finish (B24_REST (source), result, &error);

    if (users == NULL)
        ol_debug_error ("The customer's name could not be read again", error);
    for (guint i = 0; users != NULL && i < users->len && ol_dialog_is_alive (self); i++)
        b24_feed_learn_user (self->context->feed, g_ptr_array_index (users, i));
}

/* The portal changes the title with the customer's own name, and tells the title alone. */
static void
read_customer (OlDialog *self)
{
    g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

    if (self->state->customer_id == 0 || !ol_dialog_is_alive (self))
        return;
    g_array_append_val (ids, self->state->customer_id);
    b24_people_list_async (self->context->rest, ids, B24_PRIORITY_NORMAL,
                           self->context->cancellable, on_customer_read, ol_dialog_ref (self));
}

static void
remark_block (OlDialog *self)
{
    g_autofree char *channel = ol_sentence_channel (self->state->connector);

    if (is_blocked (self))
        ol_dialog_say (self,
                       /* TRANSLATORS: a messenger */
                       _ ("%s takes no replies now, because the time it allows for a reply has "
                          "run out. It takes them again when the customer writes."),
                       channel);
    else
        ol_dialog_say (self, _ ("%s takes replies again."), channel);
}

/* The portal's words around a change are taken for what they nearly always are: about it. They
 * come in the portal's language, so they cannot be compared with ours. */
static gboolean
has_been_said (OlDialog *self)
{
    return self->words_at != 0 && self->words_at > self->changed_at - SAID_BEFORE;
}

void
ol_dialog_tell_silent (OlDialog *self)
{
    self->told_silent = self->state->silent;
    if (self->told_silent)
        ol_dialog_say (self, "%s",
                       _ ("Silent mode is on: the customer gets nothing of what operators write "
                          "here. /silent off ends it."));
    else
        ol_dialog_say (self, "%s",
                       _ ("Silent mode is off: the customer gets what you write again."));
}

static gboolean
is_silent_new (OlDialog *self)
{
    return self->state->silent != self->told_silent;
}

void
ol_dialog_mind_silent (OlDialog *self)
{
    if (self->window != OL_WINDOW_READY || !is_silent_new (self))
        return;
    /* Closing ends it without a word. */
    if (ol_dialog_get_standing (self) == B24_STANDING_CLOSED && !self->state->silent)
        self->told_silent = FALSE;
    else
        ol_dialog_tell_silent (self);
}

static gboolean
is_anything_new (OlDialog *self)
{
    return is_silent_new (self) || has_other_owner (self) || is_crm_new (self) ||
           is_renamed (self) || is_blocked (self) != self->told_block;
}

static void
say_all (OlDialog *self)
{
    gboolean said = has_been_said (self) || ol_dialog_has_just_acted (self);

    if (!said && has_other_owner (self))
        remark_owner (self);
    if (ol_dialog_is_alive (self) && !said && is_crm_new (self))
        remark_crm (self);
    if (ol_dialog_is_alive (self) && !said && is_renamed (self))
        remark_name (self);
    if (ol_dialog_is_alive (self) && is_blocked (self) != self->told_block &&
        ol_dialog_get_standing (self) != B24_STANDING_CLOSED)
        remark_block (self);
}

static gboolean
on_remark_due (gpointer user_data)
{
    OlDialog *self = user_data;
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);

    self->remark_timer = 0;
    if (self->window == OL_WINDOW_READY && ol_dialog_is_alive (self))
        say_all (self);
    if (ol_dialog_is_alive (self))
        ol_dialog_mind_silent (self);
    settle (self);
    return G_SOURCE_REMOVE;
}

void
ol_dialog_remark (OlDialog *self)
{
    if (self->told != NULL && self->remark_timer == 0 && is_renamed (self))
        read_customer (self);
    /* Who switched it here has a line of their own coming. */
    if (!self->acting)
        ol_dialog_mind_silent (self);
    if (!ol_dialog_is_alive (self))
        return;
    /* Nobody reads it. */
    if (self->told == NULL || self->window != OL_WINDOW_READY) {
        settle (self);
        return;
    }
    if (self->remark_timer != 0 || !is_anything_new (self))
        return;
    self->changed_at = b24_clock_get_monotonic (self->context->clock);
    self->remark_timer =
        b24_clock_add (self->context->clock, "openlines remark", REMARK_DELAY, on_remark_due, self);
}

void
ol_dialog_note_words (OlDialog *self)
{
    self->words_at = b24_clock_get_monotonic (self->context->clock);
}
