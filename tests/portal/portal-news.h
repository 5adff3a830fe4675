/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-news — tells the portal's users what has changed: the commands that the real portal
 * publishes, in its shapes, to the users it publishes them to.
 *
 * The functions that change the model call these hooks themselves, each at the moment at which
 * the change is made, so that whoever changes the model tells the news as well. Who may know is
 * decided here: active members who are no customers and no bots, the author's own devices
 * included; for a waiting dialog also those to whom it is offered, who get three commands of it
 * only (messageChat, chatUserAdd, chatHide). Members get it into their event log, too.
 */

#include "portal-private.h"

G_BEGIN_DECLS

/* Who speaks in a published command. */
#define PP_SENDER_CLIENT  1 /* another user's program: typing, and whatever it likes */
#define PP_SENDER_BACKEND 2

PpNews *pp_news_new (void);
void pp_news_free (PpNews *news);
/* What was published to @user_id (0 = to everybody), oldest first, as an array named @key. */
void pp_news_write (PracticePortal *self, PpOut *out, const char *key, gint64 user_id);
void pp_news_forget (PracticePortal *self);

/* Whether anything is published to this user. */
gboolean pp_news_reaches (PracticePortal *self, gint64 user_id);
/* Publishes @params, which is taken. */
void pp_news_publish (PracticePortal *self, gint64 user_id, const char *module, const char *command,
                      PpOut *params, guint sender_type, guint expiry);
/* (transfer full): the members it reaches; @with_offered: and those it waits for */
GArray *pp_news_get_audience (PracticePortal *self, PpChat *chat, gboolean with_offered);

/* portal-news-messages */
void pp_news_message_added (PracticePortal *self, PpChat *chat, PpMessage *message);
void pp_news_message_edited (PracticePortal *self, PpChat *chat, PpMessage *message);
void pp_news_message_deleted (PracticePortal *self, PpChat *chat, PpMessage *message,
                              gboolean completely);
/* @params: the changed ones, defaults included */
void
pp_news_message_params (PracticePortal *self, PpChat *chat, PpMessage *message, JsonObject *params);
void
pp_news_liked (PracticePortal *self, PpChat *chat, PpMessage *message, gint64 user_id, gboolean on);
/* The mark has moved from @previous on, or back. */
void pp_news_read (PracticePortal *self, PpChat *chat, PpMember *member, gint64 previous);
void pp_news_typing (PracticePortal *self, PpChat *chat, PpUser *user, guint sender_type);

/* portal-news-sessions */
void pp_news_member_joined (PracticePortal *self, PpChat *chat, gint64 user_id);
/* He is no member any more. */
void pp_news_member_left (PracticePortal *self, PpChat *chat, gint64 user_id);
void pp_news_offered (PracticePortal *self, PpChat *chat, gint64 user_id);
void pp_news_hidden (PracticePortal *self, PpChat *chat, gint64 user_id);
void pp_news_answered (PracticePortal *self, PpChat *chat);
void pp_news_owner (PracticePortal *self, PpChat *chat);
void pp_news_status (PracticePortal *self, PpChat *chat);
/* The chat's entity data may have changed. */
void pp_news_data (PracticePortal *self, PpChat *chat);
void pp_news_renamed (PracticePortal *self, PpChat *chat);
/* A supervisor has rated a session: the supervisors hear of it. */
void pp_news_rated (PracticePortal *self, PpSession *session);
/* Name or work of a user have changed: everybody hears of it. */
void pp_news_user (PracticePortal *self, PpUser *user);

/* portal-news-shapes */
void pp_news_write_chat (PracticePortal *self, PpOut *out, const char *key, PpChat *chat);
void pp_news_write_chat_map (PracticePortal *self, PpOut *out, PpChat *chat);
void pp_news_write_lines (PracticePortal *self, PpOut *out, PpChat *chat);
void pp_news_write_users (PracticePortal *self, PpOut *out, const gint64 *ids, guint count);
void pp_news_write_params (PpOut *out, const char *key, JsonObject *params);
void pp_news_write_dialog_id (PpOut *out, PpChat *chat, gint64 user_id);
const char *pp_news_get_chat_type (PpChat *chat);

/* portal-events: the users' logs of events (im.v2.Event) */
PpEvents *pp_events_new (void);
void pp_events_free (PpEvents *events);
void
pp_events_add_message (PracticePortal *self, const char *type, PpChat *chat, PpMessage *message);
void pp_events_add_reaction (PracticePortal *self, PpChat *chat, PpMessage *message, gint64 user_id,
                             gboolean on);
void pp_events_add_join (PracticePortal *self, PpChat *chat, gint64 user_id);

G_END_DECLS
