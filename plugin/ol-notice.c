/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-notice.h"

#include <glib/gi18n-lib.h>

#include "ol-conversation.h"
#include "ol-debug.h"

void
ol_notice_say (OlContext *context, const char *conversation, const char *line, gboolean done)
{
    PurpleAccount *account = ol_context_get_account (context);
    PurpleConnection *gc = ol_context_get_connection (context);

    if (account == NULL)
        return;
    if (conversation != NULL && ol_conversation_find (account, conversation) != NULL) {
        if (done)
            ol_conversation_say (account, conversation, line);
        else
            ol_conversation_complain (account, conversation, line);
    } else if (done) {
        purple_notify_info (gc, _ ("Bitrix24 Open Lines"), line, NULL);
    } else {
        purple_notify_warning (gc, _ ("Bitrix24 Open Lines"), line, NULL);
    }
}

void
ol_notice_say_error (OlContext *context, const char *conversation, const GError *error,
                     OlAttempt attempt)
{
    const OlFacts facts = { .portal = b24_portal_get_authority (context->portal) };
    g_autofree char *sentence = NULL;

    ol_debug_error ("asked for by the operator", error);
    sentence = b24_error_is_unsent (error) ? g_strdup (_ ("Not connected; nothing was done."))
                                           : ol_sentence_for_error (error, attempt, &facts);
    ol_notice_say (context, conversation, sentence, FALSE);
}

gboolean
ol_notice_is_possible (OlContext *context, const char *conversation)
{
    if (!ol_context_is_alive (context))
        return FALSE;
    if (ol_context_is_reachable (context))
        return TRUE;
    ol_notice_say (context, conversation, _ ("Not connected; nothing was done."), FALSE);
    return FALSE;
}
