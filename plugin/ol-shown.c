/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-shown.h"

#include "ol-conversation.h"

/* On the conversation: what it shows. libpurple frees no such data. */
#define SHOWN "openlines-shown"

typedef struct {
    gint64 after_id;
    gint64 before_id;
} Gap;

typedef struct {
    gint64 first_id; /* 0 none */
    GArray *gaps;    /* (element-type Gap): as they were told */
} Shown;

static Shown *
find_shown (PurpleAccount *account, const char *name)
{
    PurpleConversation *conversation = ol_conversation_find (account, name);

    return conversation == NULL ? NULL : purple_conversation_get_data (conversation, SHOWN);
}

static Shown *
ensure_shown (PurpleAccount *account, const char *name)
{
    PurpleConversation *conversation = ol_conversation_find (account, name);
    Shown *shown;

    if (conversation == NULL)
        return NULL;
    shown = purple_conversation_get_data (conversation, SHOWN);
    if (shown == NULL) {
        shown = g_new0 (Shown, 1);
        shown->gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
        purple_conversation_set_data (conversation, SHOWN, shown);
    }
    return shown;
}

gint64
ol_shown_get_first (PurpleAccount *account, const char *name)
{
    Shown *shown = find_shown (account, name);

    return shown == NULL ? 0 : shown->first_id;
}

void
ol_shown_note (PurpleAccount *account, const char *name, gint64 message_id)
{
    Shown *shown = ensure_shown (account, name);

    if (shown != NULL && (shown->first_id == 0 || message_id < shown->first_id))
        shown->first_id = message_id;
}

void
ol_shown_add_gap (PurpleAccount *account, const char *name, gint64 after_id, gint64 before_id)
{
    const Gap gap = { after_id, before_id };
    Shown *shown = ensure_shown (account, name);

    if (shown != NULL)
        g_array_append_val (shown->gaps, gap);
}

gboolean
ol_shown_get_gap (PurpleAccount *account, const char *name, gint64 *after_id, gint64 *before_id)
{
    Shown *shown = find_shown (account, name);
    const Gap *gap;

    if (shown == NULL || shown->gaps->len == 0)
        return FALSE;
    gap = &g_array_index (shown->gaps, Gap, shown->gaps->len - 1);
    *after_id = gap->after_id;
    *before_id = gap->before_id;
    return TRUE;
}

void
ol_shown_fill_gap (PurpleAccount *account, const char *name, gint64 from_id)
{
    Shown *shown = find_shown (account, name);

    if (shown == NULL || shown->gaps->len == 0)
        return;
    if (from_id == 0)
        g_array_set_size (shown->gaps, shown->gaps->len - 1);
    else
        g_array_index (shown->gaps, Gap, shown->gaps->len - 1).before_id = from_id;
}

void
ol_shown_forget (PurpleConversation *conversation)
{
    Shown *shown = purple_conversation_get_data (conversation, SHOWN);

    if (shown == NULL)
        return;
    purple_conversation_set_data (conversation, SHOWN, NULL);
    g_array_unref (shown->gaps);
    g_free (shown);
}

void
ol_shown_forget_all (void)
{
    for (GList *l = purple_get_conversations (); l != NULL; l = l->next)
        ol_shown_forget (l->data);
}
