/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-seen.h"

#include "b24-error.h"
#include "b24-messages.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-dialog-private.h"

/* Milliseconds between two read marks of one dialog. */
#define PAUSE 2000

typedef struct {
    OlDialog *dialog;
    gint64 id;
    gint64 before;
} Mark;

static void
mark_free (Mark *mark)
{
    ol_dialog_unref (mark->dialog);
    g_free (mark);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mark, mark_free)

static gboolean
has_focus (OlDialog *self)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    PurpleConversation *conversation =
        account == NULL ? NULL : ol_conversation_find (account, self->name);

    return conversation != NULL && purple_conversation_has_focus (conversation);
}

/* The greatest id in the window that the portal does not know as read; 0 when there is none. */
static gint64
get_unmarked (OlDialog *self)
{
    B24Standing standing = ol_dialog_get_standing (self);
    gint64 shown;

    if (self->window != OL_WINDOW_READY || !ol_dialog_is_alive (self) ||
        (standing != B24_STANDING_REPLY && standing != B24_STANDING_ANSWERED))
        return 0;
    shown = b24_cursor_get (self->context->cursor, self->chat_id);
    return shown > MAX (self->seen_id, self->state->read_id) ? shown : 0;
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Mark) mark = user_data;
    OlDialog *self = mark->dialog;
    g_autoptr (GError) error = NULL;

    if (b24_messages_read_finish (B24_REST (source), result, &error) || !ol_dialog_is_alive (self))
        return;
    ol_debug_error ("The read mark was not set", error);
    /* A dialog that was lost meanwhile cannot be marked, and need not be. */
    if (b24_error_is_passing (error) && self->seen_id == mark->id)
        self->seen_id = mark->before;
}

/* Not in the signal itself: in Pidgin's the window has not got the focus yet. */
static gboolean
on_due (gpointer user_data)
{
    OlDialog *self = user_data;
    gint64 id = get_unmarked (self);
    Mark *mark;

    self->seen_timer = 0;
    if (id == 0 || !has_focus (self))
        return G_SOURCE_REMOVE;
    mark = g_new0 (Mark, 1);
    mark->dialog = ol_dialog_ref (self);
    mark->id = id;
    mark->before = self->seen_id;
    self->seen_id = id;
    self->seen_at = b24_clock_get_monotonic (self->context->clock);
    b24_messages_read_async (self->context->rest, self->chat_id, id, self->context->cancellable,
                             on_marked, mark);
    return G_SOURCE_REMOVE;
}

void
ol_seen_look (OlDialog *self)
{
    gint64 passed;

    if (self->seen_timer != 0 || get_unmarked (self) == 0)
        return;
    passed = self->seen_at == 0
                 ? PAUSE
                 : (b24_clock_get_monotonic (self->context->clock) - self->seen_at) / 1000;
    self->seen_timer = b24_clock_add (self->context->clock, "openlines seen",
                                      (guint) (PAUSE - CLAMP (passed, 0, PAUSE)), on_due, self);
}

/* Nothing unseen is left when the window got the focus, but also when its tab was looked at
 * without, or a mere remark was written: the focus is asked for when the mark is due. */
static void
on_conversation_updated (PurpleConversation *conversation, PurpleConvUpdateType type,
                         gpointer user_data)
{
    OlDialog *dialog;

    if (type != PURPLE_CONV_UPDATE_UNSEEN ||
        GPOINTER_TO_INT (purple_conversation_get_data (conversation, "unseen-count")) != 0)
        return;
    dialog = ol_dialog_of_conversation (conversation);
    if (dialog != NULL)
        ol_seen_look (dialog);
}

void
ol_seen_connect (PurplePlugin *plugin)
{
    purple_signal_connect (purple_conversations_get_handle (), "conversation-updated", plugin,
                           PURPLE_CALLBACK (on_conversation_updated), NULL);
}
