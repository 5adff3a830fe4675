/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-crm — what binds dialogs to the CRM: imopenlines.crm.lead.create, crm.chat.get (rest §8.4).
 */

#include "b24-rest.h"

G_BEGIN_DECLS

/* crm.lead.create: TRUE also when the dialog was bound already. The errors of rest §8.1, and
 * B24_ERROR_USER_NOT_OPERATOR, _CHAT_NOT_LOAD_CRM, _CHAT_ANSWER_NOT_LOAD_SESSION,
 * _CHAT_NOT_LOAD_CHAT. */
void b24_crm_create_lead_async (B24Rest *rest, gint64 chat_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean b24_crm_create_lead_finish (B24Rest *rest, GAsyncResult *result, GError **error);

typedef struct {
    gint64 chat_id;
    char *connector; /* "telegrambot", "" when unknown */
    char *title;     /* the connector's name as the portal writes it, "" when unknown */
} B24CrmChat;

void b24_crm_chat_free (B24CrmChat *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24CrmChat, b24_crm_chat_free)

/**
 * b24_crm_chats_async:
 * @type: "lead", "deal", "contact" or "company"
 * @active_only: only those with an open session
 *
 * crm.chat.get. (transfer full) (element-type B24CrmChat). B24_ERROR_ACCESS_DENIED, _ARGUMENT.
 */
void
b24_crm_chats_async (B24Rest *rest, const char *type, gint64 id, gboolean active_only,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *b24_crm_chats_finish (B24Rest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
