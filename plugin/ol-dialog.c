/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "ol-conversation.h"
#include "ol-protocol.h"

/* Microseconds in which what happens is taken for the consequence of an action. */
#define JUST_NOW (15 * G_USEC_PER_SEC)

/* PurpleAccount * to (gint64 * to OlDialog *); an account is in it while it is signed in. */
static GHashTable *accounts;

OlDialog *
ol_dialog_new (OlContext *context, B24Dialog *state)
{
    OlDialog *self = g_rc_box_new0 (OlDialog);

    self->context = ol_context_ref (context);
    self->chat_id = state->chat_id;
    self->name = b24_dialog_id_format (state->chat_id);
    self->state = b24_dialog_ref (state);
    self->attended = -1;
    self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);
    self->gaps = g_array_new (FALSE, FALSE, sizeof (OlGap));
    self->own = g_ptr_array_new_with_free_func (ol_dialog_free_own_text);
    self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) b24_message_unref);
    self->failures = g_ptr_array_new_with_free_func (ol_dialog_free_failure);
    return self;
}

OlDialog *
ol_dialog_ref (OlDialog *self)
{
    return g_rc_box_acquire (self);
}

static void
ol_dialog_free (gpointer data)
{
    OlDialog *self = data;

    ol_dialog_forget_older (self);
    g_ptr_array_unref (self->failures);
    g_ptr_array_unref (self->shown);
    g_ptr_array_unref (self->own);
    g_array_unref (self->gaps);
    g_ptr_array_unref (self->pending);
    b24_clock_clear (self->context->clock, &self->seen_timer);
    b24_clock_clear (self->context->clock, &self->remark_timer);
    b24_clock_clear (self->context->clock, &self->ring_timer);
    g_clear_pointer (&self->told, b24_dialog_unref);
    g_free (self->customer);
    b24_dialog_unref (self->state);
    g_free (self->name);
    ol_context_unref (self->context);
}

void
ol_dialog_unref (OlDialog *self)
{
    g_rc_box_release_full (self, ol_dialog_free);
}

void
ol_dialog_register (OlDialog *self)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    GHashTable *dialogs;

    g_return_if_fail (account != NULL);

    if (accounts == NULL)
        accounts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
    dialogs = g_hash_table_lookup (accounts, account);
    if (dialogs == NULL) {
        dialogs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                         (GDestroyNotify) ol_dialog_unref);
        g_hash_table_insert (accounts, account, dialogs);
    }
    /* The key lives in the value. */
    g_hash_table_replace (dialogs, &self->chat_id, ol_dialog_ref (self));
}

/* Out of the table nothing of it may go off by itself any more. */
static void
ol_dialog_stop (OlDialog *self)
{
    g_ptr_array_set_size (self->own, 0);
    ol_dialog_forget_older (self);
    ol_dialog_forget_pending (self);
    g_ptr_array_set_size (self->failures, 0);
    b24_clock_clear (self->context->clock, &self->remark_timer);
    b24_clock_clear (self->context->clock, &self->seen_timer);
    b24_clock_clear (self->context->clock, &self->ring_timer);
    self->serial++;
}

void
ol_dialog_unregister (OlDialog *self)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    GHashTable *dialogs = accounts == NULL ? NULL : g_hash_table_lookup (accounts, account);

    ol_dialog_stop (self);
    if (dialogs != NULL && g_hash_table_lookup (dialogs, &self->chat_id) == self)
        g_hash_table_remove (dialogs, &self->chat_id);
}

static void
stop_one (gpointer data, gpointer user_data)
{
    ol_dialog_stop (data);
}

void
ol_dialog_unregister_all (PurpleAccount *account)
{
    if (accounts == NULL)
        return;
    ol_dialog_foreach (account, stop_one, NULL);
    g_hash_table_remove (accounts, account);
    if (g_hash_table_size (accounts) == 0)
        g_clear_pointer (&accounts, g_hash_table_unref);
}

OlDialog *
ol_dialog_find_by_id (PurpleAccount *account, gint64 chat_id)
{
    GHashTable *dialogs = accounts == NULL ? NULL : g_hash_table_lookup (accounts, account);

    return dialogs == NULL ? NULL : g_hash_table_lookup (dialogs, &chat_id);
}

OlDialog *
ol_dialog_find (PurpleAccount *account, const char *name)
{
    g_autofree char *lower = NULL;
    gint64 chat_id;

    if (accounts == NULL || account == NULL || name == NULL)
        return NULL;
    lower = g_ascii_strdown (name, -1);
    chat_id = b24_dialog_id_parse (lower);
    return chat_id == 0 ? NULL : ol_dialog_find_by_id (account, chat_id);
}

OlDialog *
ol_dialog_of_node (PurpleBlistNode *node)
{
    PurpleBuddy *buddy = NULL;

    if (PURPLE_BLIST_NODE_IS_CONTACT (node))
        buddy = purple_contact_get_priority_buddy ((PurpleContact *) node);
    else if (PURPLE_BLIST_NODE_IS_BUDDY (node))
        buddy = (PurpleBuddy *) node;
    if (buddy == NULL)
        return NULL;
    return ol_dialog_find (purple_buddy_get_account (buddy), purple_buddy_get_name (buddy));
}

OlDialog *
ol_dialog_of_conversation (PurpleConversation *conversation)
{
    if (purple_conversation_get_type (conversation) != PURPLE_CONV_TYPE_IM)
        return NULL;
    return ol_dialog_find (purple_conversation_get_account (conversation),
                           purple_conversation_get_name (conversation));
}

void
ol_dialog_foreach (PurpleAccount *account, GFunc func, gpointer user_data)
{
    GHashTable *dialogs = accounts == NULL ? NULL : g_hash_table_lookup (accounts, account);
    g_autoptr (GPtrArray) all = NULL;
    GHashTableIter iter;
    gpointer value;

    if (dialogs == NULL)
        return;
    all = g_ptr_array_new_full (g_hash_table_size (dialogs), (GDestroyNotify) ol_dialog_unref);
    g_hash_table_iter_init (&iter, dialogs);
    while (g_hash_table_iter_next (&iter, NULL, &value))
        g_ptr_array_add (all, ol_dialog_ref (value));
    g_ptr_array_foreach (all, func, user_data);
}

OlContext *
ol_dialog_get_context (OlDialog *self)
{
    return self->context;
}

gboolean
ol_dialog_is_alive (OlDialog *self)
{
    return ol_context_is_alive (self->context);
}

gint64
ol_dialog_get_chat_id (OlDialog *self)
{
    return self->chat_id;
}

const char *
ol_dialog_get_name (OlDialog *self)
{
    return self->name;
}

B24Dialog *
ol_dialog_get_state (OlDialog *self)
{
    return self->state;
}

void
ol_dialog_set_state (OlDialog *self, B24Dialog *state)
{
    if (state->customer_id != self->state->customer_id ||
        g_strcmp0 (state->title, self->state->title) != 0)
        g_clear_pointer (&self->customer, g_free);
    b24_dialog_ref (state);
    b24_dialog_unref (self->state);
    self->state = state;
    self->gone = FALSE;
}

B24Standing
ol_dialog_get_standing (OlDialog *self)
{
    B24Standing standing =
        b24_dialog_get_standing (self->state, ol_context_get_my_id (self->context));

    if (!self->gone)
        return standing;
    /* Somebody else is asked now, or has it; what was ours and is hidden from us is over. */
    return standing == B24_STANDING_WAITING || standing == B24_STANDING_COLLEAGUE
               ? B24_STANDING_COLLEAGUE
               : B24_STANDING_CLOSED;
}

void
ol_dialog_set_gone (OlDialog *self)
{
    self->gone = TRUE;
}

void
ol_dialog_set_fresh (OlDialog *self)
{
    self->fresh = TRUE;
}

void
ol_dialog_set_hidden (OlDialog *self, gboolean hidden)
{
    self->hidden = hidden;
}

gboolean
ol_dialog_is_hidden (OlDialog *self)
{
    return self->hidden;
}

void
ol_dialog_forget_customer (OlDialog *self)
{
    g_clear_pointer (&self->customer, g_free);
}

const char *
ol_dialog_get_customer (OlDialog *self)
{
    B24User *user = NULL;

    if (self->customer != NULL)
        return self->customer;
    if (self->context->feed != NULL && self->state->customer_id != 0)
        user = b24_feed_get_user (self->context->feed, self->state->customer_id);
    if (user != NULL) {
        self->customer = g_strdup (user->name);
    } else {
        g_autofree char *line = ol_dialog_dup_line_name (self);

        self->customer = b24_dialog_guess_customer_name (self->state, line);
    }
    return self->customer;
}

const char *
ol_dialog_get_title (OlDialog *self)
{
    const char *given = NULL;

    if (self->context->names != NULL)
        given = ol_names_get (self->context->names, self->name);
    return given != NULL ? given : ol_dialog_get_customer (self);
}

char *
ol_dialog_dup_line_name (OlDialog *self)
{
    return ol_context_dup_line_name (self->context, self->state->line_id);
}

char *
ol_dialog_dup_owner_name (OlDialog *self)
{
    return ol_context_dup_user_name (self->context, self->state->owner_id);
}

gint64
ol_dialog_get_waiting_since (OlDialog *self)
{
    B24Dialog *state = self->state;

    if (ol_dialog_get_standing (self) == B24_STANDING_WAITING && state->session_start > 0)
        return state->session_start;
    return state->last_time;
}

gboolean
ol_dialog_begin_action (OlDialog *self)
{
    if (self->acting)
        return FALSE;
    self->acting = TRUE;
    return TRUE;
}

void
ol_dialog_end_action (OlDialog *self)
{
    self->acting = FALSE;
    self->acted_at = b24_clock_get_monotonic (self->context->clock);
}

gboolean
ol_dialog_has_just_acted (OlDialog *self)
{
    return self->acting ||
           (self->acted_at != 0 &&
            b24_clock_get_monotonic (self->context->clock) - self->acted_at < JUST_NOW);
}

/* Whoever listens to the lines may sign off at each of them. */
static void
write_remark (OlDialog *self, const char *text,
              void (*write) (PurpleAccount *account, const char *name, const char *text))
{
    g_autoptr (OlDialog) keep = ol_dialog_ref (self);

    ol_dialog_draw_rule (self);
    if (ol_dialog_is_alive (self))
        write (ol_context_get_account (self->context), self->name, text);
}

void
ol_dialog_say (OlDialog *self, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    write_remark (self, text, ol_conversation_say);
}

void
ol_dialog_complain (OlDialog *self, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    write_remark (self, text, ol_conversation_complain);
}

void
ol_dialog_record (OlDialog *self, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    write_remark (self, text, ol_conversation_record);
}

gboolean
ol_dialog_has_window (OlDialog *self)
{
    return self->window != OL_WINDOW_NONE;
}
