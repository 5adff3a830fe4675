/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-reply.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ol-actions.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-kept.h"
#include "ol-mistyped.h"
#include "ol-protocol.h"
#include "ol-sentences.h"
#include "ol-typing.h"

/* What is to be sent. */
typedef struct {
    char *text;      /* plain */
    gint64 reply_id; /* the message it answers, 0 none */
} Words;

/* Texts typed while their dialog is being answered: they go out together, in order. The dialogs
 * are kept alive by the action that answers them. */
static GHashTable *answering; /* (element-type OlDialog (GPtrArray of Words)) */

static Words *
words_copy (const Words *words)
{
    Words *copy = g_new0 (Words, 1);

    copy->text = g_strdup (words->text);
    copy->reply_id = words->reply_id;
    return copy;
}

static void
words_free (gpointer data)
{
    Words *words = data;

    g_free (words->text);
    g_free (words);
}

/* The reason, and the text itself, ready to be copied. */
static void
give_back (OlDialog *dialog, const char *reason, const Words *words)
{
    ol_kept_give_back (ol_dialog_get_context (dialog), ol_dialog_get_chat_id (dialog), reason,
                       words->text, words->reply_id != 0 ? B24_OUTBOX_REPLY : B24_OUTBOX_TEXT);
}

/* ---- Mistyped commands ---- */

gboolean
ol_reply_is_mistyped (const char *text, const char **meant)
{
    guint n_actions;
    const OlAction *actions = ol_actions_get (&n_actions);
    g_autofree const char **words = g_new0 (const char *, n_actions + 2);
    const char *found;

    for (guint i = 0; i < n_actions; i++)
        words[i] = actions[i].name;
    words[n_actions] = "help";
    found = ol_mistyped_find (text, words);
    if (meant != NULL)
        *meant = found;
    return found != NULL;
}

static void
refuse_mistyped (OlDialog *dialog, const Words *words, const char *meant)
{
    g_autofree char *reason = NULL;

    reason = *words->text == '/'
                 ? g_strdup_printf (_ ("Not sent: this looks like a command. Did you mean /%s? A "
                                       "text that begins with // goes to the customer."),
                                    meant)
                 : g_strdup_printf (_ ("Not sent: this looks like a command. Type /%s without "
                                       "anything before it."),
                                    meant);
    give_back (dialog, reason, words);
}

/* ---- Replies the messenger does not take ---- */

static void
refuse_blocked (OlDialog *dialog, B24Dialog *state, const Words *words)
{
    g_autofree char *channel = ol_sentence_channel (state->connector);
    g_autoptr (GDateTime) since = g_date_time_new_from_unix_local (state->block_date);
    g_autofree char *when = since != NULL ? g_date_time_format (since, "%x %H:%M") : NULL;
    g_autofree char *reason =
        /* TRANSLATORS: messenger, customer, date and time */
        g_strdup_printf (_ ("Not sent: %s does not take replies to %s since %s, because the time "
                            "it allows for a reply has run out. It takes them again when the "
                            "customer writes."),
                         channel, ol_dialog_get_title (dialog), when != NULL ? when : "");

    give_back (dialog, reason, words);
}

/* ---- Sending, by the dialog's standing ---- */

static void
send_text (OlDialog *dialog, const Words *words)
{
    B24Outbox *outbox = ol_dialog_get_context (dialog)->outbox;
    gint64 chat_id = ol_dialog_get_chat_id (dialog);

    if (words->reply_id != 0)
        b24_outbox_add_reply (outbox, chat_id, words->reply_id, words->text);
    else
        b24_outbox_add (outbox, chat_id, words->text);
    ol_typing_sent (dialog);
}

/* ol_action_answer() has said what happened; the texts share its fate. */
static void
answered (OlDialog *dialog, gboolean mine, gpointer user_data)
{
    g_autoptr (GPtrArray) texts = NULL;

    g_hash_table_steal_extended (answering, dialog, NULL, (gpointer *) &texts);
    if (g_hash_table_size (answering) == 0)
        g_clear_pointer (&answering, g_hash_table_unref);
    if (!ol_dialog_is_alive (dialog))
        return;
    for (guint i = 0; i < texts->len; i++) {
        if (mine)
            send_text (dialog, g_ptr_array_index (texts, i));
        else
            give_back (dialog, _ ("Not sent, because the dialog is not yours."),
                       g_ptr_array_index (texts, i));
    }
}

static void
give_back_held (OlContext *context)
{
    GHashTableIter iter;
    gpointer dialog;
    gpointer texts;

    if (answering == NULL)
        return;
    g_hash_table_iter_init (&iter, answering);
    while (g_hash_table_iter_next (&iter, &dialog, &texts)) {
        GPtrArray *held = texts;

        if (ol_dialog_get_context (dialog) != context)
            continue;
        for (guint i = 0; i < held->len; i++)
            give_back (dialog, _ ("Not sent, because the account was signed off."),
                       g_ptr_array_index (held, i));
        g_ptr_array_set_size (held, 0);
    }
}

void
ol_reply_close (OlContext *context)
{
    give_back_held (context);
    if (context->outbox != NULL && ol_kept_is_resumed (context))
        b24_outbox_suspend (context->outbox);
}

static gboolean
is_answering (OlDialog *dialog)
{
    return answering != NULL && g_hash_table_contains (answering, dialog);
}

static void
keep_until_answered (OlDialog *dialog, const Words *words)
{
    GPtrArray *texts = is_answering (dialog) ? g_hash_table_lookup (answering, dialog) : NULL;

    if (texts != NULL) {
        g_ptr_array_add (texts, words_copy (words));
        return;
    }
    texts = g_ptr_array_new_with_free_func (words_free);
    g_ptr_array_add (texts, words_copy (words));
    if (answering == NULL)
        answering = g_hash_table_new (NULL, NULL);
    g_hash_table_insert (answering, dialog, texts);
    ol_action_answer (dialog, answered, NULL);
}

static void
reply_waiting (OlDialog *dialog, const Words *words)
{
    OlContext *context = ol_dialog_get_context (dialog);

    if (!ol_context_get_bool (context, OL_OPTION_ANSWER_ON_REPLY, TRUE))
        give_back (dialog, _ ("Not sent: this dialog waits for an operator. /answer takes it."),
                   words);
    else if (!ol_context_is_reachable (context))
        give_back (dialog,
                   _ ("Not sent: there is no connection, so the dialog could not be taken. Send "
                      "it again when the connection is back."),
                   words);
    else
        keep_until_answered (dialog, words);
}

static void
reply_colleague (OlDialog *dialog, B24Dialog *state, const Words *words)
{
    g_autofree char *owner = NULL;
    g_autofree char *reason = NULL;

    if (state->member) {
        send_text (dialog, words);
        return;
    }
    owner = ol_dialog_dup_owner_name (dialog);
    reason =
        g_strdup_printf (_ ("Not sent: this dialog is %s's, and you are no member of it."), owner);
    give_back (dialog, reason, words);
}

static void
reply_closed (OlDialog *dialog, B24Dialog *state, const Words *words)
{
    if (state->session_id != 0 && state->session_status == B24_SESSION_WAIT_CLIENT)
        give_back (dialog,
                   _ ("Not sent: the dialog is finished and waits for the customer's rating. "
                      "/finish closes it at once; then /start opens a new session."),
                   words);
    else
        give_back (dialog, _ ("Not sent: this dialog is closed. /start opens a new session."),
                   words);
}

/* Sends it, or gives it back with the reason. */
static void
reply (OlDialog *dialog, const Words *words)
{
    B24Dialog *state = ol_dialog_get_state (dialog);

    if (is_answering (dialog)) {
        keep_until_answered (dialog, words);
        return;
    }
    if (b24_dialog_is_blocked (state,
                               ol_context_get_portal_time (ol_dialog_get_context (dialog)))) {
        refuse_blocked (dialog, state, words);
        return;
    }

    switch (ol_dialog_get_standing (dialog)) {
    case B24_STANDING_WAITING:
        reply_waiting (dialog, words);
        break;
    case B24_STANDING_COLLEAGUE:
        reply_colleague (dialog, state, words);
        break;
    case B24_STANDING_CLOSED:
        reply_closed (dialog, state, words);
        break;
    case B24_STANDING_REPLY:
    case B24_STANDING_ANSWERED:
    default:
        send_text (dialog, words);
        break;
    }
}

int
ol_reply_send (OlDialog *dialog, const char *html)
{
    g_autofree char *plain = ol_conversation_plain (html);
    g_autofree char *text = g_strchomp (g_strdup (plain));
    const Words words = { .text = text };
    const char *meant = NULL;

    if (!ol_dialog_is_alive (dialog))
        return -ENOTCONN;
    if (*text == '\0')
        ol_dialog_complain (dialog, "%s",
                            _ ("There was no text in it, so nothing was sent. Pictures cannot be "
                               "sent this way."));
    else if (ol_reply_is_mistyped (text, &meant))
        refuse_mistyped (dialog, &words, meant);
    else
        reply (dialog, &words);
    return 0;
}

void
ol_reply_send_plain (OlDialog *dialog, const char *text)
{
    g_autofree char *copy = g_strdup (text);
    const Words words = { .text = copy };

    reply (dialog, &words);
}

/* ---- /reply ---- */

gboolean
ol_reply_is_shown (OlDialog *dialog)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, OL_WORDS_CUSTOMER);

    return message != NULL && (ol_dialog_get_standing (dialog) != B24_STANDING_COLLEAGUE ||
                               ol_dialog_get_state (dialog)->member);
}

gboolean
ol_reply_quote (OlDialog *dialog, const char *argument)
{
    g_autoptr (B24Message) message = ol_dialog_find_last_words (dialog, OL_WORDS_CUSTOMER);
    g_autofree char *text = g_strdup (argument);
    const Words words = { .text = text, .reply_id = message != NULL ? message->id : 0 };

    if (message != NULL)
        reply (dialog, &words);
    else
        ol_kept_give_back (
            ol_dialog_get_context (dialog), ol_dialog_get_chat_id (dialog),
            ol_dialog_is_loading (dialog)
                ? _ ("Not sent: the messages of this dialog are still on their way.")
                : _ ("Not sent: there is no message of the customer in this window to reply to."),
            argument, B24_OUTBOX_REPLY);
    return TRUE;
}

/* ---- What became of sent texts ---- */

typedef struct {
    OlContext *context; /* unowned: it owns the outbox that owns this */
    OlFindDialog find;
    gpointer owner;
} Watch;

static void
text_sent (B24Outbox *outbox, gint64 chat_id, const char *text, B24OutboxKind kind,
           gint64 message_id, const char *uuid, gpointer user_data)
{
    Watch *watch = user_data;
    OlDialog *dialog = watch->find (watch->owner, chat_id);

    if (dialog != NULL)
        ol_dialog_own_text_sent (dialog, message_id, text, kind == B24_OUTBOX_NOTE);
    if (watch->context->feed != NULL)
        b24_feed_hurry (watch->context->feed);
}

static void
text_waiting (B24Outbox *outbox, gint64 chat_id, const char *text, gpointer user_data)
{
    Watch *watch = user_data;
    OlDialog *dialog = watch->find (watch->owner, chat_id);

    if (dialog != NULL)
        ol_dialog_own_text_waits (dialog);
}

static void
text_failed (B24Outbox *outbox, gint64 chat_id, const char *text, B24OutboxKind kind, GError *error,
             gpointer user_data)
{
    Watch *watch = user_data;
    OlDialog *dialog = watch->find (watch->owner, chat_id);
    g_autofree char *line = dialog != NULL ? ol_dialog_dup_line_name (dialog) : NULL;
    g_autofree char *owner = dialog != NULL ? ol_dialog_dup_owner_name (dialog) : NULL;
    const OlFacts facts = {
        .portal = b24_portal_get_authority (watch->context->portal),
        .customer = dialog != NULL ? ol_dialog_get_title (dialog) : NULL,
        .line = line,
        .owner = owner,
    };
    g_autofree char *reason =
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
            ? g_strdup (_ ("Not sent, because the account was signed off."))
            : ol_sentence_for_error (
                  error, kind == B24_OUTBOX_NOTE ? OL_ATTEMPT_NOTE : OL_ATTEMPT_SEND, &facts);

    ol_debug_error ("sending a text", error);
    ol_kept_give_back (watch->context, chat_id, reason, text, kind);
}

static void
watch_free (gpointer watch, GClosure *closure)
{
    g_free (watch);
}

void
ol_reply_watch (OlContext *context, OlFindDialog find, gpointer owner)
{
    const struct {
        const char *signal;
        GCallback callback;
    } signals[] = {
        { "sent", G_CALLBACK (text_sent) },
        { "waiting", G_CALLBACK (text_waiting) },
        { "failed", G_CALLBACK (text_failed) },
    };

    for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
        Watch *watch = g_new0 (Watch, 1);

        watch->context = context;
        watch->find = find;
        watch->owner = owner;
        g_signal_connect_data (context->outbox, signals[i].signal, signals[i].callback, watch,
                               watch_free, 0);
    }
    ol_kept_watch (context);
}
