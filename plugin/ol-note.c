/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-note.h"

#include <glib/gi18n-lib.h>

#include "ol-kept.h"

gboolean
ol_note_is_possible (OlDialog *dialog)
{
    switch (ol_dialog_get_standing (dialog)) {
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
        return TRUE;
    case B24_STANDING_COLLEAGUE:
    case B24_STANDING_WAITING:
        return ol_dialog_get_state (dialog)->member;
    case B24_STANDING_CLOSED:
    default:
        return FALSE;
    }
}

/* (transfer full) */
static char *
dup_objection (OlDialog *dialog)
{
    g_autofree char *owner = NULL;

    switch (ol_dialog_get_standing (dialog)) {
    case B24_STANDING_WAITING:
        return g_strdup (_ ("Not written: this dialog waits for an operator. /answer takes it; "
                            "notes are written by its members."));
    case B24_STANDING_CLOSED:
        /* The portal would open a new session for it. */
        return g_strdup (_ ("Not written: this dialog is closed. /start opens a new session."));
    case B24_STANDING_COLLEAGUE:
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        owner = ol_dialog_dup_owner_name (dialog);
        return g_strdup_printf (_ ("Not written: this dialog is %s's, and you are no member of it. "
                                   "/join lets you write beside them."),
                                owner);
    }
}

gboolean
ol_note_run (OlDialog *dialog, const char *argument)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 chat_id = ol_dialog_get_chat_id (dialog);
    g_autofree char *objection = NULL;

    if (ol_note_is_possible (dialog)) {
        b24_outbox_add_note (context->outbox, chat_id, argument);
        return TRUE;
    }
    objection = dup_objection (dialog);
    ol_kept_give_back (context, chat_id, objection, argument, B24_OUTBOX_NOTE);
    return TRUE;
}
