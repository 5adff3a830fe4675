/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-open.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-crm.h"
#include "b24-dialogs.h"
#include "b24-features.h"
#include "b24-session.h"
#include "ol-connection.h"
#include "ol-debug.h"
#include "ol-notice.h"
#include "ol-results.h"
#include "ol-rows.h"
#include "ol-visit.h"

/* So many dialogs of one record are looked into for the list to choose from. */
#define MOST_OF_RECORD 50

#define SESSION     N_ ("session")
#define CODE_PREFIX "imol|"
#define CODE_FIELDS 4
#define FIELD_TYPE  "type"
#define FIELD_ID    "id"

typedef struct {
    const char *name;  /* the portal's */
    const char *word;  /* N_(): as it is typed and said */
    const char *label; /* N_(): in a list */
} RecordType;

static const RecordType record_types[] = {
    { "lead", N_ ("lead"), N_ ("Lead") },
    { "deal", N_ ("deal"), N_ ("Deal") },
    { "contact", N_ ("contact"), N_ ("Contact") },
    { "company", N_ ("company"), N_ ("Company") },
};

/* One thing being opened. */
typedef struct {
    OlContext *context;
    char *conversation;     /* (nullable) */
    const RecordType *type; /* (nullable): of a CRM record */
    gint64 id;
    guint n_asked; /* dialogs of the record being looked into */
    char *code;    /* (nullable): of the customer */
} Opening;

static Opening *
opening_new (OlContext *context, const char *conversation)
{
    Opening *opening = g_new0 (Opening, 1);

    opening->context = ol_context_ref (context);
    opening->conversation = g_strdup (conversation);
    return opening;
}

static void
opening_free (Opening *opening)
{
    ol_context_unref (opening->context);
    g_free (opening->conversation);
    g_free (opening->code);
    g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
say_error (Opening *opening, const GError *error)
{
    ol_notice_say_error (opening->context, opening->conversation, error, OL_ATTEMPT_OPEN);
}

/* ---- by session ---- */

static void
dialog_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Opening) opening = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Dialog) dialog = b24_dialogs_find_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (opening->context))
        return;
    if (dialog == NULL)
        say_error (opening, error);
    else
        ol_visit_chat (opening->context, opening->conversation, dialog->chat_id);
}

static void
open_session (OlContext *context, const char *conversation, gint64 id)
{
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

    b24_dialogs_find_async (context->rest, B24_DIALOG_BY_SESSION, number, context->cancellable,
                            dialog_found, opening_new (context, conversation));
}

/* ---- by code ---- */

static void
code_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Opening) opening = user_data;
    OlContext *context = opening->context;
    g_autoptr (GError) error = NULL;
    gint64 chat_id = b24_session_open_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (context))
        return;
    if (chat_id != 0) {
        ol_visit_chat (context, opening->conversation, chat_id);
    } else if (g_error_matches (error, B24_ERROR, B24_ERROR_METHOD_NOT_FOUND)) {
        const char *code = opening->code;

        /* Another method takes codes too. */
        b24_dialogs_find_async (context->rest, B24_DIALOG_BY_USER_CODE, code, context->cancellable,
                                dialog_found, g_steal_pointer (&opening));
    } else {
        say_error (opening, error);
    }
}

static gboolean
is_code (const char *text)
{
    guint fields = 1;

    for (const char *c = text; *c != '\0'; c++)
        fields += *c == '|' ? 1 : 0;
    return fields >= CODE_FIELDS && *text != '|' && strpbrk (text, " \t\r\n") == NULL;
}

static void
open_code (OlContext *context, const char *conversation, const char *code)
{
    Opening *opening = opening_new (context, conversation);

    opening->code = g_strdup (code);
    b24_session_open_async (context->rest, code, context->cancellable, code_found, opening);
}

/* ---- by CRM record ---- */

/* (transfer full): "lead 312" */
static char *
dup_record (Opening *opening)
{
    return g_strdup_printf ("%s %" G_GINT64_FORMAT, _ (opening->type->word), opening->id);
}

static void
say_no_dialog (Opening *opening)
{
    g_autofree char *record = dup_record (opening);
    g_autofree char *line = g_strdup_printf (
        /* TRANSLATORS: "lead 312" */
        _ ("No dialog of an open line is bound to %s. Open its card in the CRM and write to the "
           "customer from there: the dialog then comes into your list by itself."),
        record);

    ol_notice_say (opening->context, opening->conversation, line, FALSE);
}

static void
say_no_record (Opening *opening)
{
    g_autofree char *record = dup_record (opening);
    g_autofree char *line = g_strdup_printf (
        /* TRANSLATORS: "lead 312" */
        _ ("The portal shows you no %s: it does not exist, or you may not see it."), record);

    ol_notice_say (opening->context, opening->conversation, line, FALSE);
}

static void
rows_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Opening) opening = user_data;
    OlContext *context = opening->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) dialogs = ol_rows_load_finish (context, result, &error);
    g_autofree char *record = dup_record (opening);
    g_autofree char *line = NULL;

    if (dialogs == NULL || !ol_context_is_alive (context))
        return;
    line = g_strdup_printf (
        /* TRANSLATORS: 3, "lead 312" */
        g_dngettext (GETTEXT_PACKAGE, "%u dialog is bound to %s. Choose it in the window.",
                     "%u dialogs are bound to %s. Choose one in the window.", dialogs->len),
        dialogs->len, record);
    ol_results_show (context, _ ("Dialogs"), line, dialogs);
    if (opening->conversation != NULL && ol_context_is_alive (context))
        ol_notice_say (context, opening->conversation, line, TRUE);
}

static void
dialogs_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Opening) opening = user_data;
    OlContext *context = opening->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24BatchResult) answers = b24_batch_run_finish (B24_REST (source), result, &error);
    g_autoptr (GPtrArray) found =
        g_ptr_array_new_with_free_func ((GDestroyNotify) b24_dialog_unref);

    if (!ol_context_is_alive (context))
        return;
    if (answers == NULL) {
        say_error (opening, error);
        return;
    }
    /* Those that may not be seen are left out: nobody could open them. */
    for (guint i = 0; i < opening->n_asked; i++) {
        g_autofree char *key = g_strdup_printf ("dialog%u", i);
        B24Dialog *dialog = b24_batch_result_take (answers, key, NULL);

        if (dialog != NULL)
            g_ptr_array_add (found, dialog);
    }
    if (found->len == 0) {
        g_autoptr (GError) hidden = g_error_new_literal (B24_ERROR, B24_ERROR_ACCESS_ERROR, "");

        say_error (opening, hidden);
    } else if (found->len == 1) {
        ol_visit_chat (context, opening->conversation,
                       ((B24Dialog *) g_ptr_array_index (found, 0))->chat_id);
    } else {
        ol_rows_load_async (context, found, rows_loaded, g_steal_pointer (&opening));
    }
}

static void
read_dialogs (Opening *opening, GPtrArray *chats)
{
    OlContext *context = opening->context;
    B24Batch *batch = b24_batch_new ();

    opening->n_asked = MIN (chats->len, MOST_OF_RECORD);
    for (guint i = 0; i < opening->n_asked; i++) {
        g_autofree char *key = g_strdup_printf ("dialog%u", i);

        b24_dialogs_get_in_batch (batch, key,
                                  ((B24CrmChat *) g_ptr_array_index (chats, i))->chat_id);
    }
    b24_batch_run_async (batch, context->rest, B24_PRIORITY_OPERATOR, context->cancellable,
                         dialogs_read, opening);
}

static void
record_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Opening) opening = user_data;
    OlContext *context = opening->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) chats = b24_crm_chats_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (context))
        return;
    if (g_error_matches (error, B24_ERROR, B24_ERROR_ACCESS_DENIED)) {
        ol_debug_error ("dialogs of a CRM record", error);
        say_no_record (opening);
    } else if (chats == NULL) {
        say_error (opening, error);
    } else if (chats->len == 0) {
        say_no_dialog (opening);
    } else if (chats->len == 1) {
        ol_visit_chat (context, opening->conversation,
                       ((B24CrmChat *) g_ptr_array_index (chats, 0))->chat_id);
    } else {
        read_dialogs (g_steal_pointer (&opening), chats);
    }
}

static void
open_record (OlContext *context, const char *conversation, const RecordType *type, gint64 id)
{
    Opening *opening = opening_new (context, conversation);

    opening->type = type;
    opening->id = id;
    if (!b24_features_has (context->rest, B24_FEATURE_CRM_CHATS)) {
        g_autoptr (GError) error = g_error_new_literal (B24_ERROR, B24_ERROR_METHOD_NOT_FOUND, "");

        say_error (opening, error);
        opening_free (opening);
        return;
    }
    b24_crm_chats_async (context->rest, type->name, id, FALSE, context->cancellable, record_found,
                         opening);
}

/* ---- what was typed ---- */

/* 0 when @text is no number */
static gint64
parse_number (const char *text)
{
    gint64 number;

    return g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &number, NULL) ? number : 0;
}

/* "chat1763" or its number alone; 0 when it is neither */
static gint64
parse_chat (const char *text)
{
    g_autofree char *lower = g_ascii_strdown (text, -1);
    gint64 chat_id = b24_dialog_id_parse (lower);

    return chat_id != 0 ? chat_id : parse_number (text);
}

/* Words are taken in English and in the operator's own language. */
static gboolean
is_word (const char *text, const char *word)
{
    g_autofree char *folded = g_utf8_casefold (text, -1);
    g_autofree char *english = g_utf8_casefold (word, -1);
    g_autofree char *own = g_utf8_casefold (_ (word), -1);

    return g_str_equal (folded, english) || g_str_equal (folded, own);
}

static gboolean
open_by_word (OlContext *context, const char *conversation, const char *text)
{
    g_auto (GStrv) parts = g_strsplit_set (text, " \t", 2);
    gint64 id = parts[0] != NULL && parts[1] != NULL ? parse_number (g_strstrip (parts[1])) : 0;

    if (id == 0)
        return FALSE;
    if (is_word (parts[0], SESSION)) {
        if (ol_notice_is_possible (context, conversation))
            open_session (context, conversation, id);
        return TRUE;
    }
    for (guint i = 0; i < G_N_ELEMENTS (record_types); i++) {
        if (!is_word (parts[0], record_types[i].word))
            continue;
        if (ol_notice_is_possible (context, conversation))
            open_record (context, conversation, &record_types[i], id);
        return TRUE;
    }
    return FALSE;
}

gboolean
ol_open (OlContext *context, const char *conversation, const char *text)
{
    g_autofree char *given = g_strstrip (g_utf8_make_valid (text, -1));
    gint64 chat_id = parse_chat (given);
    const char *code = given;

    if (chat_id != 0) {
        ol_visit_chat (context, conversation, chat_id);
        return TRUE;
    }
    if (g_ascii_strncasecmp (given, CODE_PREFIX, strlen (CODE_PREFIX)) == 0)
        code += strlen (CODE_PREFIX);
    if (is_code (code)) {
        if (ol_notice_is_possible (context, conversation))
            open_code (context, conversation, code);
        return TRUE;
    }
    return open_by_word (context, conversation, given);
}

void
ol_open_or_explain (OlContext *context, const char *text)
{
    g_autofree char *primary = NULL;

    if (ol_open (context, NULL, text))
        return;
    primary = g_strdup_printf (_ ("“%s” is no dialog."), text);
    /* Finch wraps no lines. */
    purple_notify_error (ol_context_get_connection (context), _ ("Bitrix24 Open Lines"), primary,
                         _ ("Type the number of its chat (1763), the customer's code\n"
                            "(telegrambot|7|991122|1421), “session 5520” or “lead 312”.\n"
                            "Your customers come into the list by themselves."));
}

/* ---- “Create a dialog from CRM…” ---- */

static void
record_given (gpointer user_data, PurpleRequestFields *fields)
{
    PurpleConnection *gc = user_data;
    OlConnection *connection = PURPLE_CONNECTION_IS_VALID (gc) ? ol_connection_get (gc) : NULL;
    PurpleRequestField *list = purple_request_fields_get_field (fields, FIELD_TYPE);
    GList *selected = purple_request_field_list_get_selected (list);
    const char *number = purple_request_fields_get_string (fields, FIELD_ID);
    const RecordType *type = &record_types[0];
    g_autofree char *given = NULL;
    gint64 id;

    if (connection == NULL)
        return;
    if (selected != NULL)
        type = purple_request_field_list_get_data (list, selected->data);
    given = g_strstrip (g_strdup (number != NULL ? number : ""));
    id = parse_number (given);
    if (id == 0)
        ol_notice_say (ol_connection_get_context (connection), NULL,
                       _ ("The number of the record is missing. It stands in the address of its "
                          "card."),
                       FALSE);
    else if (ol_notice_is_possible (ol_connection_get_context (connection), NULL))
        open_record (ol_connection_get_context (connection), NULL, type, id);
}

/* Finch wants to be told of a cancelled request, and may hand over garbage. */
static void
record_not_given (gpointer user_data)
{
}

void
ol_open_ask_for_record (OlContext *context)
{
    PurpleConnection *gc = ol_context_get_connection (context);
    PurpleRequestFields *fields;
    PurpleRequestFieldGroup *group;
    PurpleRequestField *list;

    if (gc == NULL || !ol_notice_is_possible (context, NULL))
        return;
    fields = purple_request_fields_new ();
    group = purple_request_field_group_new (NULL);
    list = purple_request_field_list_new (FIELD_TYPE, _ ("Record"));
    for (guint i = 0; i < G_N_ELEMENTS (record_types); i++)
        purple_request_field_list_add_icon (list, _ (record_types[i].label), NULL,
                                            (gpointer) &record_types[i]);
    purple_request_field_list_add_selected (list, _ (record_types[0].label));
    purple_request_field_group_add_field (group, list);
    purple_request_field_group_add_field (
        group, purple_request_field_string_new (FIELD_ID, _ ("Number"), NULL, FALSE));
    purple_request_fields_add_group (fields, group);
    /* The request goes with the connection, so that it may carry it. */
    purple_request_fields (
        gc, _ ("Create a dialog from CRM"), _ ("Which record of the CRM is the dialog about?"),
        NULL, fields, _ ("Open"), G_CALLBACK (record_given), _ ("Cancel"),
        G_CALLBACK (record_not_given), ol_context_get_account (context), NULL, NULL, gc);
}
