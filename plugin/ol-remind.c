/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-remind.h"

#include "ol-protocol.h"

#define MINUTE 60

#define REMIND_AFTER_DEFAULT 5
/* Reminders in one turn of the main loop. */
#define REMIND_PER_TURN 3

typedef struct {
    gint64 chat_id;
    gint64 session_id;
    gint64 since;         /* unix seconds */
    gint64 counted_since; /* later than @since when it was long over as it was first seen */
    gint64 last_message_id;
    guint era;            /* the connection that saw it last */
    GSequenceIter *place; /* (nullable): in the order; %NULL when the operator was reminded */
} Wait;

/* Of one account, whether it is signed in or not. */
typedef struct {
    GHashTable *waits; /* (element-type gint64 Wait) */
    GSequence *order;  /* (element-type Wait): by @counted_since */
    guint era;
} Waits;

struct _OlRemind {
    OlContext *context;
    Waits *waits; /* (unowned) */
    guint timer;
    gint64 armed_for; /* unix seconds */
};

/* (element-type PurpleAccount Waits) */
static GHashTable *accounts;

static void
waits_free (gpointer data)
{
    Waits *self = data;

    g_sequence_free (self->order);
    g_hash_table_unref (self->waits);
    g_free (self);
}

static Waits *
get_waits (PurpleAccount *account)
{
    Waits *self;

    if (accounts == NULL)
        accounts = g_hash_table_new_full (NULL, NULL, NULL, waits_free);
    self = g_hash_table_lookup (accounts, account);
    if (self == NULL) {
        self = g_new0 (Waits, 1);
        self->waits = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
        self->order = g_sequence_new (NULL);
        g_hash_table_insert (accounts, account, self);
    }
    return self;
}

static gint
compare_waits (gconstpointer a, gconstpointer b, gpointer user_data)
{
    const Wait *first = a;
    const Wait *second = b;

    return (first->counted_since > second->counted_since) -
           (first->counted_since < second->counted_since);
}

static void
take_out_of_order (Wait *wait)
{
    if (wait->place != NULL)
        g_sequence_remove (wait->place);
    wait->place = NULL;
}

static void
end_wait (OlRemind *self, gint64 chat_id)
{
    Wait *wait = g_hash_table_lookup (self->waits->waits, &chat_id);

    if (wait == NULL)
        return;
    take_out_of_order (wait);
    g_hash_table_remove (self->waits->waits, &chat_id);
}

/* --- the timer --- */

static gint64
get_patience (OlRemind *self)
{
    return (gint64) ol_context_get_int (self->context, OL_OPTION_REMIND_AFTER,
                                        REMIND_AFTER_DEFAULT) *
           MINUTE;
}

/* (nullable): who has waited for the longest time and was not told of */
static Wait *
get_first (OlRemind *self)
{
    GSequenceIter *begin = g_sequence_get_begin_iter (self->waits->order);

    return g_sequence_iter_is_end (begin) ? NULL : g_sequence_get (begin);
}

static void
remind (OlRemind *self, const Wait *wait)
{
    OlDialog *dialog = ol_dialog_find_by_id (ol_context_get_account (self->context), wait->chat_id);

    /* Left by the operator to the others, or not there any more. */
    if (dialog == NULL ||
        (ol_dialog_is_hidden (dialog) && ol_dialog_get_standing (dialog) == B24_STANDING_WAITING))
        return;
    ol_dialog_remind (dialog, wait->since);
}

static gboolean
on_due (gpointer user_data)
{
    OlRemind *self = user_data;
    g_autoptr (OlContext) context = ol_context_ref (self->context);

    self->timer = 0;
    /* The customer may have got an answer that we cannot know of. */
    if (!ol_context_is_reachable (context))
        return G_SOURCE_REMOVE;
    for (guint i = 0; i < REMIND_PER_TURN; i++) {
        gint64 patience = get_patience (self);
        Wait *wait = get_first (self);

        if (wait == NULL || patience <= 0 ||
            wait->counted_since + patience > ol_context_get_portal_time (context))
            break;
        take_out_of_order (wait);
        remind (self, wait);
        /* Whoever listens to the lines may sign off at each of them. */
        if (!ol_context_is_alive (context))
            return G_SOURCE_REMOVE;
    }
    ol_remind_look (self);
    return G_SOURCE_REMOVE;
}

void
ol_remind_look (OlRemind *self)
{
    B24Clock *clock = self->context->clock;
    gint64 patience = get_patience (self);
    Wait *wait = patience > 0 ? get_first (self) : NULL;
    gint64 due = wait == NULL ? 0 : wait->counted_since + patience;
    gint64 seconds = MAX (due - ol_context_get_portal_time (self->context), 0);

    if (wait != NULL && self->timer != 0 && self->armed_for == due)
        return;
    b24_clock_clear (clock, &self->timer);
    if (wait == NULL || !ol_context_is_reachable (self->context))
        return;
    self->armed_for = due;
    self->timer = b24_clock_add (clock, "openlines reminder",
                                 (guint) MIN (seconds, G_MAXINT / 1000) * 1000, on_due, self);
}

/* --- what happens --- */

/* A bot that leads the dialog answers by itself, though no operator has taken it. */
static gboolean
is_waiting (OlDialog *dialog)
{
    B24Standing standing = ol_dialog_get_standing (dialog);

    return standing == B24_STANDING_REPLY ||
           (standing == B24_STANDING_WAITING && ol_dialog_get_state (dialog)->owner_id == 0);
}

/* After a reconnect it may have been answered meanwhile, and be another one. */
static gboolean
is_same_wait (OlRemind *self, const Wait *wait, OlDialog *dialog)
{
    B24Dialog *state = ol_dialog_get_state (dialog);

    if (wait->session_id != state->session_id && wait->session_id > 0 && state->session_id > 0)
        return FALSE;
    return wait->era == self->waits->era || wait->last_message_id == state->last_message_id ||
           ol_dialog_get_standing (dialog) == B24_STANDING_WAITING;
}

static void
begin_wait (OlRemind *self, OlDialog *dialog)
{
    gint64 now = ol_context_get_portal_time (self->context);
    Wait *wait = g_new0 (Wait, 1);

    wait->chat_id = ol_dialog_get_chat_id (dialog);
    wait->since = ol_dialog_get_waiting_since (dialog);
    if (wait->since <= 0 || wait->since > now)
        wait->since = now;
    /* Not all at once at sign-in: those are seen in the list. */
    wait->counted_since = wait->since + get_patience (self) <= now ? now : wait->since;
    wait->place = g_sequence_insert_sorted (self->waits->order, wait, compare_waits, NULL);
    g_hash_table_insert (self->waits->waits, &wait->chat_id, wait);
}

void
ol_remind_note (OlRemind *self, OlDialog *dialog)
{
    gint64 chat_id = ol_dialog_get_chat_id (dialog);
    B24Dialog *state = ol_dialog_get_state (dialog);
    Wait *wait = g_hash_table_lookup (self->waits->waits, &chat_id);
    gboolean waiting = is_waiting (dialog);

    if (wait != NULL && (!waiting || !is_same_wait (self, wait, dialog))) {
        end_wait (self, chat_id);
        wait = NULL;
    }
    if (waiting && wait == NULL) {
        begin_wait (self, dialog);
        wait = g_hash_table_lookup (self->waits->waits, &chat_id);
    }
    if (wait != NULL) {
        wait->session_id = state->session_id;
        wait->last_message_id = state->last_message_id;
        wait->era = self->waits->era;
    }
    ol_remind_look (self);
}

void
ol_remind_note_messages (OlRemind *self, OlDialog *dialog, GPtrArray *messages)
{
    gint64 me = ol_context_get_my_id (self->context);

    for (guint i = 0; i < messages->len; i++) {
        B24Message *message = g_ptr_array_index (messages, i);

        if (message->author_id == me && me != 0 &&
            !(message->flags & (B24_MESSAGE_SYSTEM | B24_MESSAGE_INTERNAL)))
            end_wait (self, ol_dialog_get_chat_id (dialog));
    }
}

/* --- life --- */

OlRemind *
ol_remind_new (OlContext *context)
{
    OlRemind *self = g_new0 (OlRemind, 1);

    self->context = ol_context_ref (context);
    self->waits = get_waits (ol_context_get_account (context));
    self->waits->era++;
    return self;
}

void
ol_remind_free (OlRemind *self)
{
    b24_clock_clear (self->context->clock, &self->timer);
    ol_context_unref (self->context);
    g_free (self);
}

void
ol_remind_forget (PurpleAccount *account)
{
    if (accounts != NULL)
        g_hash_table_remove (accounts, account);
}

void
ol_remind_forget_all (void)
{
    g_clear_pointer (&accounts, g_hash_table_unref);
}
