/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-older.h"

#include <glib/gi18n-lib.h>

#include "b24-session.h"
#include "ol-debug.h"
#include "ol-dialog-older.h"
#include "ol-run.h"
#include "ol-shown.h"

#define DEFAULT_COUNT 20
#define SESSION       N_ ("session")

/* What was asked for. */
typedef struct {
    OlDialog *dialog;
    guint number;
    gboolean gap;
    gint64 after_id;  /* of the gap */
    gint64 before_id; /* 0: the newest there are */
} Older;

static void
older_free (Older *older)
{
    ol_dialog_unref (older->dialog);
    g_free (older);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Older, older_free)

/* (nullable): a line said why not */
static Older *
older_new (OlDialog *dialog)
{
    guint number = ol_dialog_begin_older (dialog);
    Older *older;

    if (number == 0) {
        ol_dialog_complain (dialog, "%s",
                            _ ("One moment: earlier messages are still being loaded."));
        return NULL;
    }
    older = g_new0 (Older, 1);
    older->dialog = ol_dialog_ref (dialog);
    older->number = number;
    return older;
}

static PurpleAccount *
get_account (Older *older)
{
    return ol_context_get_account (ol_dialog_get_context (older->dialog));
}

static const char *
get_name (Older *older)
{
    return ol_dialog_get_name (older->dialog);
}

static void
complain (Older *older, const GError *error)
{
    ol_debug_error ("earlier messages", error);
    ol_dialog_cancel_older (older->dialog);
    ol_run_complain_of (older->dialog, error, OL_ATTEMPT_HISTORY);
}

static char *
dup_time (B24Message *message, const char *format)
{
    g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (message->time);

    return when == NULL ? g_strdup ("?") : g_date_time_format (when, format);
}

/* ---- earlier ones, and those that were missing ---- */

/* (transfer full): those of @page that are behind @after_id */
static GPtrArray *
choose (B24MessagePage *page, gint64 after_id)
{
    GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);

    for (guint i = 0; i < page->messages->len; i++) {
        B24Message *message = g_ptr_array_index (page->messages, i);

        if (message->id > after_id)
            g_ptr_array_add (chosen, b24_message_ref (message));
    }
    return chosen;
}

static void
show_earlier (Older *older, B24MessagePage *page)
{
    B24Message *first = g_ptr_array_index (page->messages, 0);
    guint n = page->messages->len;
    g_autofree char *since = dup_time (first, "%x %H:%M");
    g_autofree char *above = g_strdup_printf (
        /* TRANSLATORS: 20, date and time */
        g_dngettext (GETTEXT_PACKAGE, "%u earlier message, of %s",
                     "%u earlier messages, from %s on", n),
        n, since);

    ol_shown_note (get_account (older), get_name (older), first->id);
    ol_dialog_show_older (older->dialog, page->messages, above,
                          page->full ? _ ("end of the earlier messages; /history shows more")
                                     : _ ("end of the earlier messages; the dialog began with "
                                          "them"));
}

static void
show_missing (Older *older, B24MessagePage *page)
{
    g_autoptr (GPtrArray) missing = choose (page, older->after_id);
    /* As many as can be asked for came, and none of what is shown already among them. */
    gboolean more = page->full && missing->len == page->messages->len;
    B24Message *first = missing->len > 0 ? g_ptr_array_index (missing, 0) : NULL;
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;
    g_autofree char *above = NULL;

    ol_shown_fill_gap (get_account (older), get_name (older),
                       more && first != NULL ? first->id : 0);
    if (first == NULL) {
        ol_dialog_cancel_older (older->dialog);
        ol_dialog_say (older->dialog, "%s",
                       _ ("The portal no longer has the messages that were missing here."));
        return;
    }
    from = dup_time (first, "%H:%M");
    to = dup_time (g_ptr_array_index (missing, missing->len - 1), "%H:%M");
    /* TRANSLATORS: times of day */
    above = g_strdup_printf (_ ("the messages between %s and %s that were missing"), from, to);
    ol_dialog_show_older (older->dialog, missing, above,
                          more ? _ ("some are still missing; /history shows more")
                               : _ ("end of what was missing"));
}

static void
older_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Older) older = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_history_older_finish (B24_HISTORY (source), result, &error);

    /* The window was closed, and the answer with it. */
    if (!ol_dialog_is_older_wanted (older->dialog, older->number))
        return;
    if (page == NULL) {
        complain (older, error);
        return;
    }
    ol_dialog_learn_authors (older->dialog, page);
    if (older->gap) {
        show_missing (older, page);
    } else if (page->messages->len > 0) {
        show_earlier (older, page);
    } else {
        ol_dialog_cancel_older (older->dialog);
        ol_dialog_say (older->dialog, "%s", _ ("There are no earlier messages in this dialog."));
    }
}

static void
load_older (OlDialog *dialog, guint count)
{
    OlContext *context = ol_dialog_get_context (dialog);
    Older *older = older_new (dialog);

    if (older == NULL)
        return;
    older->before_id = ol_dialog_get_first_shown (dialog);
    older->gap = ol_shown_get_gap (get_account (older), get_name (older), &older->after_id,
                                   &older->before_id);
    /* An empty window: everything up to the cursor is earlier. */
    if (older->before_id == 0)
        older->before_id = 1 + b24_cursor_get (context->cursor, ol_dialog_get_chat_id (dialog));
    b24_history_older_async (context->history, ol_dialog_get_chat_id (dialog), older->before_id,
                             older->gap ? B24_HISTORY_MAX_OLDER : count, context->cancellable,
                             older_loaded, older);
}

/* ---- one session ---- */

static void
session_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Older) older = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_session_history_finish (B24_REST (source), result, &error);
    g_autofree char *above = NULL;
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;

    if (!ol_dialog_is_older_wanted (older->dialog, older->number))
        return;
    if (page == NULL) {
        complain (older, error);
        return;
    }
    if (page->messages->len == 0) {
        ol_dialog_cancel_older (older->dialog);
        ol_dialog_say (older->dialog, "%s", _ ("There are no messages in this session."));
        return;
    }
    ol_dialog_learn_authors (older->dialog, page);
    from = dup_time (g_ptr_array_index (page->messages, 0), "%x %H:%M");
    to = dup_time (g_ptr_array_index (page->messages, page->messages->len - 1), "%x %H:%M");
    /* TRANSLATORS: dates and times of its first and its last message */
    above = g_strdup_printf (_ ("the whole session, from %s to %s"), from, to);
    ol_dialog_show_older (older->dialog, page->messages, above, _ ("end of the session"));
}

static void
load_session (OlDialog *dialog)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 session_id = ol_dialog_get_state (dialog)->session_id;
    Older *older;

    if (!ol_run_is_offered (dialog, OL_ATTEMPT_HISTORY, B24_FEATURE_SESSION_HISTORY))
        return;
    older = older_new (dialog);
    if (older == NULL)
        return;
    b24_session_history_async (context->rest, MAX (session_id, 0), ol_dialog_get_chat_id (dialog),
                               context->cancellable, session_loaded, older);
}

/* ---- the command ---- */

static gboolean
is_session (const char *argument)
{
    g_autofree char *folded = g_utf8_casefold (argument, -1);
    g_autofree char *english = g_utf8_casefold (SESSION, -1);
    g_autofree char *own = g_utf8_casefold (_ (SESSION), -1);

    return g_str_equal (folded, english) || g_str_equal (folded, own);
}

gboolean
ol_older_run (OlDialog *dialog, const char *argument)
{
    guint64 count = DEFAULT_COUNT;

    if (is_session (argument)) {
        load_session (dialog);
        return TRUE;
    }
    if (*argument != '\0' &&
        !g_ascii_string_to_unsigned (argument, 10, 1, B24_HISTORY_MAX_OLDER, &count, NULL))
        return FALSE;
    load_older (dialog, (guint) count);
    return TRUE;
}
