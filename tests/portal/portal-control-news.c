/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-control-news — control verbs by which messages change, people type and read, and what
 * the portal can tell of it.
 */

#include "portal-control.h"
#include "portal-news.h"

static PpMessage *
get_message (PpControl *control)
{
    gint64 id = pp_params_int (control->args, "message", 0);
    PpMessage *message = g_hash_table_lookup (control->portal->messages, &id);

    if (message == NULL)
        pp_control_refuse (control, "no message %" G_GINT64_FORMAT, id);
    return message;
}

/* @user; 0 or none = the customer of @chat. */
static PpUser *
get_user (PpControl *control, PpChat *chat)
{
    gint64 id = pp_params_int (control->args, "user", 0);
    PpUser *user;

    if (chat == NULL)
        return NULL;
    user = pp_user_find (control->portal, id != 0 ? id : chat->customer_id);
    if (user == NULL)
        pp_control_refuse (control, "no user %" G_GINT64_FORMAT, id);
    return user;
}

static void
verb_edit (PpControl *control)
{
    PpMessage *message = get_message (control);
    g_autofree char *text = pp_params_string (control->args, "text");

    if (text == NULL)
        pp_control_refuse (control, "“text” is missing");
    if (control->error == NULL)
        pp_message_edit (control->portal, message, text);
}

static void
verb_delete (PpControl *control)
{
    PpMessage *message = get_message (control);

    if (message != NULL)
        pp_message_delete (control->portal, message,
                           pp_params_bool (control->args, "completely", FALSE));
}

static void
verb_like (PpControl *control)
{
    PpMessage *message = get_message (control);
    PpChat *chat = message != NULL ? pp_chat_find (control->portal, message->chat_id) : NULL;
    PpUser *user = get_user (control, chat);

    if (user != NULL)
        pp_message_like (control->portal, message, user->id,
                         pp_params_bool (control->args, "on", TRUE));
}

/* Of customers the portal tells; colleagues tell each other, past the portal. */
static void
verb_typing (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = get_user (control, chat);

    if (user != NULL)
        pp_chat_type (control->portal, chat, user,
                      user->connector ? PP_SENDER_BACKEND : PP_SENDER_CLIENT);
}

static void
verb_read (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    PpUser *user = get_user (control, chat);
    PpMessage *last = chat != NULL ? pp_chat_last_message (chat) : NULL;
    gint64 up_to = pp_params_int (control->args, "message", last != NULL ? last->id : 0);
    PpMember *member;

    if (user == NULL)
        return;
    member = pp_chat_find_member (chat, user->id);
    if (member == NULL)
        pp_control_refuse (control, "%" G_GINT64_FORMAT " is no member", user->id);
    else
        pp_chat_read (control->portal, chat, member, up_to);
}

static void
verb_rename_chat (PpControl *control)
{
    PpChat *chat = pp_control_get_chat (control);
    g_autofree char *title = pp_params_string (control->args, "title");

    if (title == NULL)
        pp_control_refuse (control, "“title” is missing");
    if (control->error == NULL)
        pp_chat_rename (control->portal, chat, title);
}

static void
verb_push_log (PpControl *control)
{
    pp_news_write (control->portal, &control->out, "news",
                   pp_params_int (control->args, "operator", 0));
    if (pp_params_bool (control->args, "forget", FALSE))
        pp_news_forget (control->portal);
}

const PpVerb pp_verbs_news[] = {
    { "edit", verb_edit, "{\"message\",\"text\"}  whoever wrote it corrects it" },
    { "delete", verb_delete,
      "{\"message\",\"completely\":false}  whoever wrote it deletes it; completely = without "
      "trace" },
    { "like", verb_like, "{\"message\",\"user\":0,\"on\":true}  0 = the customer" },
    { "typing", verb_typing, "{\"chat\",\"user\":0}  somebody is typing; 0 = the customer" },
    { "read", verb_read,
      "{\"chat\",\"user\":0,\"message\"?}  a member has read so far; without it, everything" },
    { "rename-chat", verb_rename_chat, "{\"chat\",\"title\"}" },
    { "push-log", verb_push_log,
      "{\"operator\"?,\"forget\":false} -> {\"news\":[{\"operator\",\"module\",\"command\","
      "\"params\",\"sender_type\",\"expiry\"}]}  the last 512 published, to one or to all" },
    { NULL, NULL, NULL },
};
