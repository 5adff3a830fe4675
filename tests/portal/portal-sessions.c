/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-sessions — the life of a session: offered, taken, passed on, finished, closed; and the
 * queues and timers that move it.
 */

#include "portal-news.h"

/* A pinned dialog is closed by itself after a week of silence. */
#define PINNED_SECONDS (7 * 24 * 60 * 60)

void
pp_session_free (PpSession *session)
{
    g_array_unref (session->offered);
    g_array_unref (session->skipped);
    g_free (session->comment_head);
    g_free (session);
}

gboolean
pp_session_is_open (PpChat *chat)
{
    return chat->session != NULL && chat->session->status < PP_STATUS_CLOSE;
}

static void
set_status (PracticePortal *self, PpChat *chat, gint status)
{
    PpSession *session = chat->session;

    session->status = status;
    session->changed = pp_now (self);
    chat->changed = session->changed;
    pp_news_data (self, chat);
    if (session->told_status != status || session->told_operator != session->operator_id)
        pp_news_status (self, chat);
}

/* From now on it is offered to these and to nobody else. */
void
pp_session_offer (PracticePortal *self, PpChat *chat, GArray *offered)
{
    g_autoptr (GArray) before = g_array_copy (chat->session->offered);

    g_array_set_size (chat->session->offered, 0);
    g_array_append_vals (chat->session->offered, offered->data, offered->len);
    for (guint i = 0; i < before->len; i++) {
        gint64 user_id = g_array_index (before, gint64, i);

        if (!pp_ids_has (offered, user_id) && pp_chat_find_member (chat, user_id) == NULL)
            pp_news_hidden (self, chat, user_id);
    }
    for (guint i = 0; i < offered->len; i++) {
        gint64 user_id = g_array_index (offered, gint64, i);

        if (!pp_ids_has (before, user_id) && pp_chat_find_member (chat, user_id) == NULL)
            pp_news_offered (self, chat, user_id);
    }
}

/* @user_id: 0 = to nobody */
void
pp_session_offer_to (PracticePortal *self, PpChat *chat, gint64 user_id)
{
    g_autoptr (GArray) offered = pp_ids_new ();

    if (user_id != 0)
        pp_ids_add (offered, user_id);
    pp_session_offer (self, chat, offered);
}

static void
set_owner (PracticePortal *self, PpChat *chat, gint64 owner)
{
    gboolean changed = chat->owner != owner;

    chat->owner = owner;
    if (changed)
        pp_news_owner (self, chat);
}

/* Gives the dialog to @operator_id alone (0 = to nobody). */
static void
set_operator (PracticePortal *self, PpChat *chat, gint64 operator_id)
{
    chat->session->operator_id = operator_id;
    if (operator_id != 0) {
        g_array_set_size (chat->session->skipped, 0);
        pp_session_offer_to (self, chat, 0);
    }
    set_owner (self, chat, operator_id);
}

/* Opens a session. With an @operator_id it is his at once, otherwise it goes to the queue. */
PpSession *
pp_session_open (PracticePortal *self, PpChat *chat, gint64 operator_id)
{
    PpSession *session = g_new0 (PpSession, 1);

    session->id = self->next_session_id++;
    session->chat_id = chat->id;
    session->line_id = chat->line_id;
    session->created = pp_now (self);
    session->changed = session->created;
    session->offered = pp_ids_new ();
    session->skipped = pp_ids_new ();
    g_hash_table_insert (self->sessions, &session->id, session);
    chat->session = session;
    pp_chat_post_notice (
        self, chat,
        pp_chat_make_params ("CLASS", PP_CLASS_START, "COMPONENT_ID", "StartDialogMessage", NULL),
        "[url=/online/?IM_HISTORY=imol|%" G_GINT64_FORMAT "]Conversation #%" G_GINT64_FORMAT
        "[/url] started",
        session->id, session->id);
    pp_news_data (self, chat);
    if (operator_id != 0) {
        pp_chat_add_member (self, chat, operator_id);
        set_operator (self, chat, operator_id);
        set_status (self, chat, PP_STATUS_ANSWER);
    } else {
        pp_session_enqueue (self, chat);
    }
    return session;
}

static gboolean
is_available (PracticePortal *self, PpSession *session, gint64 user_id)
{
    PpUser *user = pp_user_find (self, user_id);

    return user != NULL && pp_user_is_employee (user) && !user->paused &&
           !pp_ids_has (session->skipped, user_id);
}

/* Whose turn it is; 0 when nobody can take it. */
static gint64
next_operator (PracticePortal *self, PpLine *line, PpSession *session)
{
    gboolean evenly = g_str_equal (line->queue_type, "evenly");

    for (guint i = 0; i < line->queue->len; i++) {
        guint index = evenly ? (line->turn + i) % line->queue->len : i;
        gint64 candidate = g_array_index (line->queue, gint64, index);

        if (!is_available (self, session, candidate))
            continue;
        if (evenly)
            line->turn = (index + 1) % line->queue->len;
        return candidate;
    }
    return 0;
}

/* Offers the dialog to whoever is next in its line's queue. */
void
pp_session_enqueue (PracticePortal *self, PpChat *chat)
{
    PpSession *session = chat->session;
    PpLine *line = pp_line_find (self, chat->line_id);
    g_autoptr (GArray) offered = pp_ids_new ();
    gint64 next;

    set_operator (self, chat, 0);
    session->offered_at = pp_now (self);
    chat->changed = session->offered_at;
    if (g_str_equal (line->queue_type, "all")) {
        for (guint i = 0; i < line->queue->len; i++) {
            gint64 candidate = g_array_index (line->queue, gint64, i);

            if (is_available (self, session, candidate))
                pp_ids_add (offered, candidate);
        }
        pp_session_offer (self, chat, offered);
        return;
    }
    next = next_operator (self, line, session);
    if (next == 0 && session->skipped->len > 0) {
        /* Everybody has passed it on once: the round begins anew. */
        g_array_set_size (session->skipped, 0);
        next = next_operator (self, line, session);
    }
    pp_session_offer_to (self, chat, next);
}

PpMessage *
pp_session_customer_writes (PracticePortal *self, PpChat *chat, const char *text)
{
    PpDraft draft = { .author_id = chat->customer_id, .text = text, .with_connector = TRUE };
    gint status;

    if (!pp_session_is_open (chat))
        pp_session_open (self, chat, 0);
    status = chat->session->status;
    if (status >= PP_STATUS_OPERATOR)
        set_status (self, chat, PP_STATUS_CLIENT_AFTER_OPERATOR);
    else if (status == PP_STATUS_ANSWER)
        set_status (self, chat, PP_STATUS_CLIENT);
    chat->session->wait_action = FALSE;
    pp_news_data (self, chat);
    return pp_chat_post_draft (self, chat, &draft);
}

/* @draft has no parameters of this name yet. */
static void
add_param (PpDraft *draft, const char *name, const char *value)
{
    if (draft->params == NULL)
        draft->params = json_object_new ();
    json_object_set_string_member (draft->params, name, value);
}

/* What an operator writes; @hidden = only for colleagues. Opens a session where none is. */
PpMessage *
pp_session_operator_posts (PracticePortal *self, PpChat *chat, PpDraft *draft, gboolean hidden)
{
    PpMessage *message;

    if (chat->kind != PP_CHAT_LINES)
        return pp_chat_post_draft (self, chat, draft);
    if (hidden || chat->silent) {
        add_param (draft, "CLASS", PP_CLASS_HIDDEN);
        add_param (draft, "COMPONENT_ID", "HiddenMessage");
        return pp_chat_post_draft (self, chat, draft);
    }
    if (!pp_session_is_open (chat))
        pp_session_open (self, chat, draft->author_id);
    if (self->slow_delivery) {
        add_param (draft, "IS_DELIVERED", "N");
        add_param (draft, "SENDING", "Y");
    } else {
        draft->with_connector = TRUE;
    }
    message = pp_chat_post_draft (self, chat, draft);
    if (chat->session->status >= PP_STATUS_ANSWER)
        set_status (self, chat,
                    chat->session->wait_action ? PP_STATUS_WAIT_CLIENT : PP_STATUS_OPERATOR);
    return message;
}

/* The same for a plain text. @uuid: (nullable): what his program calls it */
PpMessage *
pp_session_operator_writes (PracticePortal *self, PpChat *chat, PpUser *user, const char *text,
                            gboolean hidden, const char *uuid)
{
    PpDraft draft = { .author_id = user->id, .text = text, .uuid = uuid };

    return pp_session_operator_posts (self, chat, &draft, hidden);
}

/* Returns FALSE when somebody, perhaps @user himself, has it already or nothing is open. */
gboolean
pp_session_answer (PracticePortal *self, PpChat *chat, PpUser *user)
{
    g_autofree char *who = pp_user_mention (self, user->id);
    PpMember *member;

    if (!pp_session_is_open (chat) || chat->session->status >= PP_STATUS_ANSWER)
        return FALSE;
    pp_chat_remove_operators (self, chat, user->id);
    member = pp_chat_add_member (self, chat, user->id);
    set_operator (self, chat, user->id);
    set_status (self, chat, PP_STATUS_ANSWER);
    pp_news_answered (self, chat);
    pp_chat_post_system (self, chat, NULL, "%s started responding to the conversation", who);
    pp_chat_read (self, chat, member, pp_chat_last_message (chat)->id);
    return TRUE;
}

static gboolean
has_another_operator (PracticePortal *self, PpChat *chat, gint64 besides)
{
    PpLine *line = pp_line_find (self, chat->line_id);

    for (guint i = 0; i < line->queue->len; i++) {
        gint64 candidate = g_array_index (line->queue, gint64, i);
        PpUser *user = pp_user_find (self, candidate);

        if (candidate != besides && user != NULL && pp_user_is_employee (user) && !user->paused)
            return TRUE;
    }
    return FALSE;
}

/* Returns FALSE when nobody else could take it (a system line says so) or nothing is open. */
gboolean
pp_session_skip (PracticePortal *self, PpChat *chat, PpUser *user)
{
    g_autofree char *who = pp_user_mention (self, user->id);

    if (!pp_session_is_open (chat) || chat->session->status == PP_STATUS_WAIT_CLIENT)
        return FALSE;
    if (!has_another_operator (self, chat, user->id)) {
        pp_chat_post_system (self, chat, PP_CLASS_ATTENTION,
                             "%s, you are the only operator of this queue: there is nobody to "
                             "pass the conversation to",
                             who);
        return FALSE;
    }
    pp_ids_add (chat->session->skipped, user->id);
    pp_chat_remove_operators (self, chat, 0);
    set_status (self, chat, PP_STATUS_SKIP);
    pp_session_enqueue (self, chat);
    pp_chat_post_system (self, chat, NULL, "%s skipped the conversation", who);
    return TRUE;
}

gboolean
pp_session_transfer_to_user (PracticePortal *self, PpChat *chat, PpUser *from, gint64 to)
{
    PpUser *target = pp_user_find (self, to);
    g_autofree char *who = NULL;
    g_autofree char *whom = NULL;

    if (!pp_session_is_open (chat) || target == NULL || !pp_user_is_employee (target) ||
        to == from->id || to == chat->owner)
        return FALSE;
    who = pp_user_mention (self, from->id);
    whom = pp_user_mention (self, to);
    pp_chat_remove_operators (self, chat, to);
    pp_chat_add_member (self, chat, to);
    set_operator (self, chat, to);
    set_status (self, chat, PP_STATUS_ANSWER);
    chat->session->wait_action = FALSE;
    pp_chat_post_system (self, chat, NULL, "%s forwarded the conversation to %s", who, whom);
    return TRUE;
}

gboolean
pp_session_transfer_to_line (PracticePortal *self, PpChat *chat, PpUser *from, gint64 line_id)
{
    PpLine *line = pp_line_find (self, line_id);
    g_autofree char *who = pp_user_mention (self, from->id);

    if (!pp_session_is_open (chat) || line == NULL || !line->active)
        return FALSE;
    pp_chat_remove_operators (self, chat, 0);
    chat->line_id = line_id;
    chat->session->line_id = line_id;
    chat->session->wait_action = FALSE;
    g_array_set_size (chat->session->skipped, 0);
    set_status (self, chat, PP_STATUS_SKIP);
    pp_session_enqueue (self, chat);
    pp_chat_post_system (self, chat, NULL, "%s forwarded the conversation to the [b]%s[/b] queue",
                         who, line->name);
    return TRUE;
}

/* Ends a session for good; operators leave, the customer stays. */
void
pp_session_close (PracticePortal *self, PpChat *chat, gint status)
{
    if (!pp_session_is_open (chat))
        return;
    pp_chat_post_system (self, chat, PP_CLASS_END,
                         "[url=/online/?IM_HISTORY=imol|%" G_GINT64_FORMAT
                         "]Conversation #%" G_GINT64_FORMAT "[/url] ended",
                         chat->session->id, chat->session->id);
    chat->silent = FALSE;
    chat->session->pinned = FALSE;
    chat->session->wait_action = FALSE;
    set_status (self, chat, status);
    set_owner (self, chat, 0);
    pp_session_offer_to (self, chat, 0);
    pp_chat_remove_operators (self, chat, 0);
}

/* The operator's end of a dialog: at once, or by way of the customer's rating. */
void
pp_session_finish (PracticePortal *self, PpChat *chat)
{
    PpLine *line = pp_line_find (self, chat->line_id);
    PpDraft draft = { .text = "Please rate the quality of our service", .delivered = TRUE };

    if (!line->vote || chat->session->status == PP_STATUS_WAIT_CLIENT) {
        pp_session_close (self, chat, PP_STATUS_CLOSE);
        return;
    }
    draft.params = pp_chat_make_params ("CLASS", PP_CLASS_VOTE, "IMOL_FORM", "like", NULL);
    pp_chat_post_draft (self, chat, &draft);
    chat->session->wait_action = TRUE;
    set_status (self, chat, PP_STATUS_WAIT_CLIENT);
    for (guint i = 0; i < chat->members->len; i++) {
        PpMember *member = g_ptr_array_index (chat->members, i);

        member->hidden = TRUE;
        pp_news_hidden (self, chat, member->user_id);
    }
}

void
pp_session_spam (PracticePortal *self, PpChat *chat, PpUser *user)
{
    g_autofree char *who = pp_user_mention (self, user->id);

    if (!pp_session_is_open (chat))
        return;
    pp_chat_post_system (self, chat, NULL, "%s marked the conversation as spam", who);
    pp_session_close (self, chat, PP_STATUS_SPAM);
}

void
pp_session_join (PracticePortal *self, PpChat *chat, PpUser *user)
{
    g_autofree char *who = pp_user_mention (self, user->id);

    if (pp_chat_find_member (chat, user->id) != NULL)
        return;
    pp_chat_add_member (self, chat, user->id);
    pp_chat_post_notice (self, chat, pp_chat_add_param_list (NULL, "CODE", "CHAT_JOIN"),
                         "%s joined the conversation", who);
}

void
pp_session_start (PracticePortal *self, PpChat *chat, PpUser *user)
{
    if (pp_session_is_open (chat))
        pp_session_join (self, chat, user);
    else
        pp_session_open (self, chat, user->id);
}

gboolean
pp_session_intercept (PracticePortal *self, PpChat *chat, PpUser *user)
{
    g_autofree char *who = pp_user_mention (self, user->id);
    g_autofree char *whom = pp_user_mention (self, chat->owner);
    gint64 previous = chat->owner;

    if (!pp_session_is_open (chat) || previous == 0 || previous == user->id)
        return FALSE;
    pp_chat_add_member (self, chat, user->id);
    set_operator (self, chat, user->id);
    pp_chat_remove_member (self, chat, previous);
    chat->changed = pp_now (self);
    pp_news_status (self, chat);
    pp_chat_post_system (self, chat, NULL, "%s took over the conversation from %s", who, whom);
    return TRUE;
}

void
pp_session_pin (PracticePortal *self, PpChat *chat, PpUser *user, gboolean pinned)
{
    g_autofree char *who = pp_user_mention (self, user->id);

    if (chat->session->pinned == pinned)
        return;
    chat->session->pinned = pinned;
    pp_news_data (self, chat);
    pp_news_status (self, chat);
    pp_chat_post_system (self, chat, NULL,
                         pinned ? "%s assigned the conversation to themselves"
                                : "%s released the conversation",
                         who);
}

/* The bot alone has it, and it counts as waiting: whoever answers takes it from the bot. */
void
pp_session_take_bot (PracticePortal *self, PpChat *chat, PpUser *bot)
{
    pp_chat_remove_operators (self, chat, bot->id);
    pp_chat_add_member (self, chat, bot->id);
    set_operator (self, chat, bot->id);
    chat->session->wait_action = FALSE;
    set_status (self, chat, PP_STATUS_NEW);
}

/* From the bot to the queue. */
void
pp_session_leave_bot (PracticePortal *self, PpChat *chat, PpUser *bot)
{
    g_autofree char *who = pp_user_mention (self, bot->id);

    pp_chat_remove_member (self, chat, bot->id);
    set_status (self, chat, PP_STATUS_SKIP);
    pp_session_enqueue (self, chat);
    pp_chat_post_system (self, chat, NULL, "%s forwarded the conversation to the queue", who);
}

/* While it is on, the customer gets nothing of what operators write. */
void
pp_session_silence (PracticePortal *self, PpChat *chat, PpUser *user, gboolean silent)
{
    g_autofree char *who = pp_user_mention (self, user->id);

    if (chat->silent == silent)
        return;
    pp_chat_set_silent (self, chat, silent);
    pp_chat_post_system (self, chat, NULL,
                         silent ? "%s turned silent mode on" : "%s turned silent mode off", who);
}

/* An operator let it wait too long: the next one is offered it. */
static void
pass_on (PracticePortal *self, PpChat *chat)
{
    PpSession *session = chat->session;
    gint64 current = session->offered->len > 0 ? g_array_index (session->offered, gint64, 0) : 0;

    if (current != 0 && has_another_operator (self, chat, current))
        pp_ids_add (session->skipped, current);
    pp_session_enqueue (self, chat);
}

static gboolean
is_over (PracticePortal *self, gint64 since, gint64 seconds)
{
    return seconds > 0 && pp_now (self) - since >= seconds * G_USEC_PER_SEC;
}

/* What has become due by now. */
void
pp_session_run_timers (PracticePortal *self)
{
    for (guint i = 0; i < self->chat_list->len; i++) {
        PpChat *chat = g_ptr_array_index (self->chat_list, i);
        PpSession *session = chat->session;
        PpLine *line;

        if (!pp_session_is_open (chat))
            continue;
        line = pp_line_find (self, chat->line_id);
        if (session->status < PP_STATUS_ANSWER) {
            if (chat->owner == 0 && is_over (self, session->offered_at, line->queue_time))
                pass_on (self, chat);
        } else if (session->status == PP_STATUS_WAIT_CLIENT) {
            if (is_over (self, session->changed, line->full_close_time))
                pp_session_close (self, chat, PP_STATUS_CLOSE);
        } else if (session->status == PP_STATUS_OPERATOR && line->auto_close_time > 0) {
            if (is_over (self, session->changed,
                         session->pinned ? PINNED_SECONDS : line->auto_close_time))
                pp_session_close (self, chat, PP_STATUS_CLOSE);
        }
    }
}
