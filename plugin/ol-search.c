/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-search.h"

#include <glib/gi18n-lib.h>

#include "b24-bbcode.h"
#include "b24-dialogs.h"
#include "b24-features.h"
#include "b24-messages.h"
#include "ol-connection.h"
#include "ol-debug.h"
#include "ol-dialog-older.h"
#include "ol-notice.h"
#include "ol-results.h"
#include "ol-rows.h"
#include "ol-run.h"

/* Characters; the portal looks for nothing shorter. */
#define SHORTEST 3
#define MOST     50
/* Characters of each message in the list of those found. */
#define PREVIEW_LENGTH 200

/* What is looked for, in one dialog or in all. */
typedef struct {
    OlContext *context;
    OlDialog *dialog; /* (nullable) */
    char *text;
} Search;

static Search *
search_new (OlContext *context, OlDialog *dialog, const char *text)
{
    Search *search = g_new0 (Search, 1);

    search->context = ol_context_ref (context);
    search->dialog = dialog != NULL ? ol_dialog_ref (dialog) : NULL;
    search->text = g_strdup (text);
    return search;
}

static void
search_free (Search *search)
{
    g_clear_pointer (&search->dialog, ol_dialog_unref);
    ol_context_unref (search->context);
    g_free (search->text);
    g_free (search);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

/* ---- messages ---- */

static char *
dup_found (OlDialog *dialog, B24Message *message)
{
    g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (message->time);
    g_autofree char *time = when != NULL ? g_date_time_format (when, "%x %H:%M") : NULL;
    g_autofree char *author = ol_dialog_dup_author_name (dialog, message);
    g_autofree char *words = b24_bbcode_to_preview (message->text, PREVIEW_LENGTH);
    g_autofree char *preview = message->flags & B24_MESSAGE_INTERNAL
                                   ? g_strdup_printf ("%s %s", _ ("[internal]"), words)
                                   : g_steal_pointer (&words);

    if (author == NULL)
        return g_strdup_printf ("%s — %s", time != NULL ? time : "?", preview);
    /* TRANSLATORS: a message that was found: when, who, what */
    return g_strdup_printf (_ ("%s %s: %s"), time != NULL ? time : "?", author, preview);
}

static void
say_found (Search *search, B24MessagePage *page)
{
    OlDialog *dialog = search->dialog;
    guint n = page->messages->len;
    g_autoptr (GString) block = g_string_new (NULL);

    if (n == 0) {
        ol_dialog_say (dialog, _ ("No message of this dialog contains “%s”."), search->text);
        return;
    }
    if (page->full)
        /* TRANSLATORS: 50, what was looked for */
        g_string_append_printf (block, _ ("The newest %u messages with “%s”:"), n, search->text);
    else
        g_string_append_printf (
            block,
            /* TRANSLATORS: 3, what was looked for */
            g_dngettext (GETTEXT_PACKAGE, "%u message with “%s”:", "%u messages with “%s”:", n), n,
            search->text);
    for (guint i = 0; i < n; i++) {
        g_autofree char *line = dup_found (dialog, g_ptr_array_index (page->messages, i));

        g_string_append_printf (block, "\n%s", line);
    }
    ol_dialog_say (dialog, "%s", block->str);
}

static void
messages_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Search) search = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24MessagePage) page =
        b24_messages_search_finish (B24_REST (source), result, &error);

    if (!ol_dialog_is_alive (search->dialog))
        return;
    if (page == NULL) {
        ol_debug_error ("searching messages", error);
        ol_run_complain_of (search->dialog, error, OL_ATTEMPT_FIND);
        return;
    }
    ol_dialog_learn_authors (search->dialog, page);
    say_found (search, page);
}

gboolean
ol_search_find (OlDialog *dialog, const char *argument)
{
    OlContext *context = ol_dialog_get_context (dialog);

    if (g_utf8_strlen (argument, -1) < SHORTEST) {
        ol_dialog_complain (dialog,
                            _ ("“%s” is too short to search for: type at least three characters."),
                            argument);
        return TRUE;
    }
    b24_messages_search_async (context->rest, ol_dialog_get_chat_id (dialog), argument, MOST,
                               context->cancellable, messages_found,
                               search_new (context, dialog, argument));
    return TRUE;
}

/* ---- dialogs ---- */

static void
say_nothing_found (Search *search)
{
    g_autofree char *line = g_strdup_printf (
        _ ("No dialog of yours is called “%s”. /open in a conversation opens others by their "
           "number."),
        search->text);

    ol_notice_say (search->context, NULL, line, TRUE);
}

static void
rows_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Search) search = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) dialogs = ol_rows_load_finish (search->context, result, &error);
    g_autofree char *primary = NULL;

    if (dialogs == NULL || !ol_context_is_alive (search->context))
        return;
    primary = g_strdup_printf (
        /* TRANSLATORS: 3, what was looked for */
        g_dngettext (GETTEXT_PACKAGE, "%u dialog with “%s”", "%u dialogs with “%s”", dialogs->len),
        dialogs->len, search->text);
    ol_results_show (search->context, _ ("Search"), primary, dialogs);
}

typedef struct {
    GPtrArray *found; /* (element-type B24Dialog) */
    const char *text;
} Matches;

/* The portal knows the titles of chats; we also know customers by the names the operator gave. */
static void
add_match (gpointer data, gpointer user_data)
{
    OlDialog *dialog = data;
    Matches *matches = user_data;

    for (guint i = 0; i < matches->found->len; i++) {
        if (((B24Dialog *) g_ptr_array_index (matches->found, i))->chat_id ==
            ol_dialog_get_chat_id (dialog))
            return;
    }
    if (g_str_match_string (matches->text, ol_dialog_get_title (dialog), FALSE) ||
        g_str_match_string (matches->text, ol_dialog_get_customer (dialog), FALSE))
        g_ptr_array_add (matches->found, b24_dialog_ref (ol_dialog_get_state (dialog)));
}

static void
dialogs_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Search) search = user_data;
    OlContext *context = search->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) found = b24_dialogs_search_finish (B24_REST (source), result, &error);
    Matches matches = { found, search->text };

    if (!ol_context_is_alive (context))
        return;
    if (found == NULL) {
        ol_notice_say_error (context, NULL, error, OL_ATTEMPT_FIND);
        return;
    }
    ol_dialog_foreach (ol_context_get_account (context), add_match, &matches);
    if (found->len == 0)
        say_nothing_found (search);
    else
        ol_rows_load_async (context, found, rows_loaded, g_steal_pointer (&search));
}

static void
text_given (gpointer user_data, const char *text)
{
    PurpleConnection *gc = user_data;
    OlConnection *connection = PURPLE_CONNECTION_IS_VALID (gc) ? ol_connection_get (gc) : NULL;
    OlContext *context;
    g_autofree char *given = NULL;

    if (connection == NULL)
        return;
    context = ol_connection_get_context (connection);
    given = g_strstrip (g_strdup (text != NULL ? text : ""));
    if (!ol_notice_is_possible (context, NULL))
        return;
    if (g_utf8_strlen (given, -1) < SHORTEST) {
        g_autofree char *line = g_strdup_printf (
            _ ("“%s” is too short to search for: type at least three characters."), given);

        ol_notice_say (context, NULL, line, FALSE);
        return;
    }
    b24_dialogs_search_async (context->rest, given, context->cancellable, dialogs_found,
                              search_new (context, NULL, given));
}

/* Finch wants to be told of a cancelled request, and may hand over garbage. */
static void
text_not_given (gpointer user_data, const char *text)
{
}

void
ol_search_ask (OlContext *context)
{
    PurpleConnection *gc = ol_context_get_connection (context);

    if (gc == NULL || !ol_notice_is_possible (context, NULL))
        return;
    if (!b24_features_has (context->rest, B24_FEATURE_SEARCH)) {
        g_autoptr (GError) error = g_error_new_literal (B24_ERROR, B24_ERROR_METHOD_NOT_FOUND, "");

        ol_notice_say_error (context, NULL, error, OL_ATTEMPT_FIND);
        return;
    }
    /* The request goes with the connection, so that it may carry it. */
    purple_request_input (gc, _ ("Search"), _ ("Search your dialogs"),
                          _ ("Type a customer's name or a word of a dialog's title."), NULL, FALSE,
                          FALSE, NULL, _ ("Search"), G_CALLBACK (text_given), _ ("Cancel"),
                          G_CALLBACK (text_not_given), ol_context_get_account (context), NULL, NULL,
                          gc);
}
