/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-info.h"

#include <glib/gi18n-lib.h>

#include "b24-bbcode.h"
#include "b24-crm-link.h"
#include "b24-dialogs.h"
#include "b24-people.h"
#include "ol-debug.h"
#include "ol-sentences.h"

#define PREVIEW_LENGTH 200

static void
add (PurpleNotifyUserInfo *info, const char *label, const char *text)
{
    if (text != NULL && *text != '\0')
        purple_notify_user_info_add_pair_plaintext (info, label, text);
}

static void
add_time (PurpleNotifyUserInfo *info, const char *label, gint64 when)
{
    g_autoptr (GDateTime) time = when <= 0 ? NULL : g_date_time_new_from_unix_local (when);
    g_autofree char *text = time == NULL ? NULL : g_date_time_format (time, "%x %H:%M");

    add (info, label, text);
}

static const char *
describe (B24Standing standing)
{
    switch (standing) {
    case B24_STANDING_WAITING:
        return _ ("waiting for an operator");
    case B24_STANDING_REPLY:
        return _ ("waiting for your reply");
    case B24_STANDING_ANSWERED:
        return _ ("answered, the customer's turn");
    case B24_STANDING_COLLEAGUE:
        return _ ("with a colleague");
    case B24_STANDING_CLOSED:
    default:
        return _ ("closed");
    }
}

static void
add_state (OlDialog *dialog, PurpleNotifyUserInfo *info)
{
    B24Standing standing = ol_dialog_get_standing (dialog);
    gint64 now = ol_context_get_portal_time (ol_dialog_get_context (dialog));
    g_autofree char *owner = NULL;

    add (info, _ ("State"), describe (standing));
    if (standing == B24_STANDING_WAITING) {
        gint64 seconds = now - ol_dialog_get_waiting_since (dialog);
        gint64 left = ol_dialog_get_time_left (dialog);
        g_autofree char *waiting = seconds < 60 ? NULL : ol_sentence_waiting (seconds);
        g_autofree char *rest = left > 0 ? ol_sentence_time_left (left) : NULL;

        /* In the first minute there is no more to tell than the state does. */
        add (info, _ ("For how long"), waiting);
        add (info, _ ("Until it is passed on"), rest);
    } else if (ol_dialog_get_state (dialog)->owner_id != 0) {
        owner = ol_dialog_dup_owner_name (dialog);
        add (info, _ ("Responsible"), owner);
    }
}

static void
add_crm (OlDialog *dialog, PurpleNotifyUserInfo *info, gboolean link)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    g_autofree char *address = b24_crm_link_new (ol_dialog_get_context (dialog)->portal, state);
    g_autofree char *type = NULL;
    g_autofree char *name = NULL;

    if (state->crm_type == NULL || state->crm_id <= 0)
        return;
    type = g_ascii_strdown (state->crm_type, -1);
    name = g_strdup_printf ("%s %" G_GINT64_FORMAT, type, state->crm_id);
    if (link && address != NULL) {
        g_autofree char *html = g_markup_printf_escaped ("<a href=\"%s\">%s</a>", address, name);

        purple_notify_user_info_add_pair (info, _ ("CRM"), html);
    } else {
        add (info, _ ("CRM"), name);
    }
}

static void
add_last_message (OlDialog *dialog, PurpleNotifyUserInfo *info)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    g_autofree char *preview = NULL;

    if (state->last_text != NULL) {
        preview = b24_bbcode_to_preview (state->last_text, PREVIEW_LENGTH);
        add (info, _ ("Last message"), preview);
    }
    add_time (info, _ ("Last message at"), state->last_time);
    add_time (info, _ ("Read by the customer"), ol_dialog_get_customer_read_at (dialog));
}

static void
add_blocked (OlDialog *dialog, PurpleNotifyUserInfo *info)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    gint64 now = ol_context_get_portal_time (ol_dialog_get_context (dialog));

    if (state->block_date <= 0)
        return;
    add_time (info,
              b24_dialog_is_blocked (state, now) ? _ ("Replies blocked since")
                                                 : _ ("Replies possible until"),
              state->block_date);
    add (info, _ ("Reason"), state->block_reason);
}

static void
add_all (OlDialog *dialog, PurpleNotifyUserInfo *info, gboolean full, gboolean link)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    g_autofree char *channel = ol_sentence_channel (state->connector);
    g_autofree char *line = ol_dialog_dup_line_name (dialog);
    g_autofree char *session = NULL;

    add (info, _ ("Customer"), ol_dialog_get_customer (dialog));
    add (info, _ ("Channel"), channel);
    add (info, _ ("Line"), line);
    add_state (dialog, info);
    if (!full)
        return;
    if (state->session_id != 0) {
        session = g_strdup_printf ("%" G_GINT64_FORMAT, state->session_id);
        add (info, _ ("Session"), session);
        add_time (info, _ ("Since"), state->session_start);
    }
    add (info, _ ("Pinned"), state->pinned ? _ ("yes: it stays assigned") : NULL);
    add (info, _ ("Silent mode"),
         state->silent ? _ ("on: the customer gets nothing of what operators write") : NULL);
    add_crm (dialog, info, link);
    add_last_message (dialog, info);
    add_blocked (dialog, info);
}

void
ol_info_add_tooltip (OlDialog *dialog, PurpleNotifyUserInfo *info, gboolean full)
{
    add_all (dialog, info, full, FALSE);
}

/* ---- With what only the portal knows ---- */

/* What is asked for side by side. */
typedef struct {
    OlDialog *dialog;
    GPtrArray *members; /* (nullable) (element-type B24User) */
    B24User *customer;  /* (nullable) */
    GError *error;      /* (nullable): the first */
    guint pending;
    OlInfoLoaded callback;
    gpointer user_data;
} Load;

static void
add_members (Load *load, PurpleNotifyUserInfo *info)
{
    g_autoptr (GString) names = g_string_new (NULL);

    for (guint i = 0; load->members != NULL && i < load->members->len; i++) {
        B24User *user = g_ptr_array_index (load->members, i);

        if (user->kind == B24_USER_CUSTOMER)
            continue;
        if (names->len > 0)
            g_string_append (names, ", ");
        g_string_append (names, user->name);
    }
    add (info, _ ("Members"), names->str);
}

static void
load_end (Load *load)
{
    PurpleNotifyUserInfo *info = NULL;

    if (--load->pending > 0)
        return;
    if (ol_dialog_is_alive (load->dialog)) {
        info = purple_notify_user_info_new ();
        add_all (load->dialog, info, TRUE, TRUE);
        if (load->customer != NULL)
            add (info, _ ("Status of the customer"),
                 load->customer->online ? _ ("online") : _ ("not online"));
        add_members (load, info);
    }
    load->callback (load->dialog, info, load->error, load->user_data);
    if (info != NULL)
        purple_notify_user_info_destroy (info);
    ol_dialog_unref (load->dialog);
    g_clear_pointer (&load->members, g_ptr_array_unref);
    g_clear_pointer (&load->customer, b24_user_unref);
    g_clear_error (&load->error);
    g_free (load);
}

static void
load_note (Load *load, GError *error)
{
    if (error == NULL)
        return;
    ol_debug_error ("A part of a dialog's card could not be loaded", error);
    if (load->error == NULL)
        load->error = error;
    else
        g_error_free (error);
}

static void
members_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Load *load = user_data;
    GError *error = NULL;

    load->members = b24_dialogs_members_finish (B24_REST (source), result, &error);
    load_note (load, error);
    load_end (load);
}

static void
customer_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Load *load = user_data;
    GError *error = NULL;

    load->customer = b24_people_card_finish (B24_REST (source), result, &error);
    load_note (load, error);
    load_end (load);
}

static void
dialog_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Load *load = user_data;
    GError *error = NULL;
    g_autoptr (B24Dialog) state = b24_feed_refresh_finish (B24_FEED (source), result, &error);

    load_note (load, error);
    load_end (load);
}

void
ol_info_load (OlDialog *dialog, OlInfoLoaded callback, gpointer user_data)
{
    OlContext *context = ol_dialog_get_context (dialog);
    gint64 chat_id = ol_dialog_get_chat_id (dialog);
    gint64 customer_id = ol_dialog_get_state (dialog)->customer_id;
    Load *load = g_new0 (Load, 1);

    load->dialog = ol_dialog_ref (dialog);
    load->callback = callback;
    load->user_data = user_data;
    load->pending = 1;
    /* While the portal does not answer, what is known is shown at once. */
    if (ol_context_is_alive (context) && ol_context_is_reachable (context)) {
        load->pending += customer_id > 0 ? 3 : 2;
        b24_feed_refresh_async (context->feed, chat_id, context->cancellable, dialog_loaded, load);
        b24_dialogs_members_async (context->rest, chat_id, context->cancellable, members_loaded,
                                   load);
        if (customer_id > 0)
            b24_people_card_async (context->rest, customer_id, context->cancellable,
                                   customer_loaded, load);
    }
    load_end (load);
}

static void
show (OlDialog *dialog, PurpleNotifyUserInfo *info, const GError *error, gpointer user_data)
{
    if (info != NULL)
        purple_notify_userinfo (ol_context_get_connection (ol_dialog_get_context (dialog)),
                                ol_dialog_get_name (dialog), info, NULL, NULL);
}

void
ol_info_show (OlDialog *dialog)
{
    if (ol_dialog_is_alive (dialog))
        ol_info_load (dialog, show, NULL);
}
