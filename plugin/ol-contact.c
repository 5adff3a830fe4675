/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-contact.h"

#include <glib/gi18n-lib.h>

#include "b24-bbcode.h"
#include "ol-conversation.h"
#include "ol-protocol.h"
#include "ol-sentences.h"

/* On a group: we made it, so that we may take it away when it is empty. */
#define MADE_HERE "openlines-made"
/* Characters of the customer's words in the list. */
#define PREVIEW_LENGTH 40
/* Beyond an hour the minutes do not matter, and every redraw costs. */
#define COARSE_AFTER (60 * 60)
#define COARSE_STEP  (10 * 60)

static PurpleBuddy *
find_buddy (OlDialog *dialog)
{
    PurpleAccount *account = ol_context_get_account (ol_dialog_get_context (dialog));

    return account == NULL ? NULL : purple_find_buddy (account, ol_dialog_get_name (dialog));
}

static gint64
now (OlDialog *dialog)
{
    return ol_context_get_portal_time (ol_dialog_get_context (dialog));
}

static char *
waiting_text (OlDialog *dialog)
{
    gint64 seconds = MAX (0, now (dialog) - ol_dialog_get_waiting_since (dialog));
    gint64 left = ol_dialog_get_time_left (dialog);
    g_autofree char *waiting = NULL;
    g_autofree char *channel = ol_sentence_channel (ol_dialog_get_state (dialog)->connector);

    if (seconds > COARSE_AFTER)
        seconds -= seconds % COARSE_STEP;
    waiting = ol_sentence_waiting (seconds);
    if (left > 0) {
        g_autofree char *rest = ol_sentence_time_left (left);

        return g_strdup_printf ("%s · %s · %s", waiting, channel, rest);
    }
    return g_strdup_printf ("%s · %s", waiting, channel);
}

static char *
last_words (OlDialog *dialog)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    g_autofree char *preview = NULL;

    if (state->last_text == NULL || *state->last_text == '\0')
        return NULL;
    preview = b24_bbcode_to_preview (state->last_text, PREVIEW_LENGTH);
    if (*preview == '\0')
        return NULL;
    /* TRANSLATORS: the quotation marks around a customer's words */
    return g_strdup_printf (_ ("“%s”"), preview);
}

static char *
reply_text (OlDialog *dialog)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    char *words = NULL;

    if (state->last_author_id == state->customer_id)
        words = last_words (dialog);
    return words != NULL ? words : g_strdup (_ ("waits for your reply"));
}

static char *
blocked_text (OlDialog *dialog)
{
    B24Dialog *state = ol_dialog_get_state (dialog);
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (state->block_date);
    g_autofree char *since = time == NULL ? NULL : g_date_time_format (time, "%x %H:%M");

    if (since == NULL)
        return g_strdup (_ ("replies are blocked"));
    /* TRANSLATORS: the messenger takes no replies any more; date and time */
    return g_strdup_printf (_ ("replies blocked since %s"), since);
}

static char *
dup_text (OlDialog *dialog)
{
    B24Standing standing = ol_dialog_get_standing (dialog);
    g_autofree char *owner = NULL;

    if (standing != B24_STANDING_CLOSED && standing != B24_STANDING_COLLEAGUE &&
        b24_dialog_is_blocked (ol_dialog_get_state (dialog), now (dialog)))
        return blocked_text (dialog);
    switch (standing) {
    case B24_STANDING_WAITING:
        return waiting_text (dialog);
    case B24_STANDING_REPLY:
        return reply_text (dialog);
    case B24_STANDING_ANSWERED:
        return g_strdup (_ ("the customer's turn"));
    case B24_STANDING_COLLEAGUE:
        owner = ol_dialog_dup_owner_name (dialog);
        return g_strdup_printf (_ ("with %s"), owner);
    case B24_STANDING_CLOSED:
    default:
        return g_strdup (_ ("closed"));
    }
}

const char *
ol_contact_emblem (OlDialog *dialog)
{
    g_autofree char *name = g_strconcat (
        "openlines-", ol_channel_emblem (ol_dialog_get_state (dialog)->connector), NULL);

    return g_intern_string (name);
}

char *
ol_contact_status_text (OlDialog *dialog)
{
    g_autofree char *text = dup_text (dialog);

    if (!ol_dialog_get_state (dialog)->silent ||
        ol_dialog_get_standing (dialog) == B24_STANDING_CLOSED)
        return g_steal_pointer (&text);
    return g_strdup_printf ("%s · %s", _ ("silent mode"), text);
}

static const char *
status_id (B24Standing standing)
{
    switch (standing) {
    case B24_STANDING_WAITING:
        return OL_STATUS_WAITING;
    case B24_STANDING_REPLY:
        return OL_STATUS_REPLY;
    case B24_STANDING_ANSWERED:
        return OL_STATUS_ANSWERED;
    case B24_STANDING_COLLEAGUE:
        return OL_STATUS_COLLEAGUE;
    case B24_STANDING_CLOSED:
    default:
        return OL_STATUS_CLOSED;
    }
}

/* The list is redrawn only when there is something new to see. */
static void
update_status (OlDialog *dialog, PurpleBuddy *buddy)
{
    PurpleAccount *account = purple_buddy_get_account (buddy);
    PurpleStatus *status = purple_presence_get_active_status (purple_buddy_get_presence (buddy));
    const char *id = status_id (ol_dialog_get_standing (dialog));
    g_autofree char *text = ol_contact_status_text (dialog);

    if (!purple_account_is_connected (account) && !purple_account_is_connecting (account))
        return;
    if (status != NULL && purple_strequal (purple_status_get_id (status), id) &&
        purple_strequal (purple_status_get_attr_string (status, "message"), text))
        return;
    purple_prpl_got_user_status (account, ol_dialog_get_name (dialog), id, "message", text, NULL);
}

/* The group of the dialog's line, or where the operator put it or moved the whole line. */
static char *
dup_line_group (OlContext *context, gint64 line_id)
{
    g_autofree char *key = ol_names_dup_line_key (line_id);
    const char *given = ol_names_get (context->names, key);

    return given != NULL ? g_strdup (given) : ol_context_dup_line_name (context, line_id);
}

static char *
dup_group_name (OlDialog *dialog)
{
    OlContext *context = ol_dialog_get_context (dialog);
    g_autofree char *key = ol_names_dup_group_key (ol_dialog_get_name (dialog));
    const char *given = ol_names_get (context->names, key);

    return given != NULL ? g_strdup (given)
                         : dup_line_group (context, ol_dialog_get_state (dialog)->line_id);
}

/* Also called by libpurple when we move a contact to its line's group: nothing to remember then. */
void
ol_contact_remember_group (OlDialog *dialog, const char *group)
{
    OlContext *context = ol_dialog_get_context (dialog);
    g_autofree char *key = ol_names_dup_group_key (ol_dialog_get_name (dialog));
    g_autofree char *line_group = dup_line_group (context, ol_dialog_get_state (dialog)->line_id);

    ol_names_set (context->names, key, purple_strequal (group, line_group) ? NULL : group);
}

void
ol_contact_remember_renamed_group (OlContext *context, const char *old_name, const char *new_name)
{
    if (context->names == NULL)
        return;
    for (guint i = 0; i < context->lines->len; i++) {
        B24Line *line = g_ptr_array_index (context->lines, i);
        g_autofree char *key = ol_names_dup_line_key (line->id);
        g_autofree char *group = dup_line_group (context, line->id);

        if (purple_strequal (group, old_name))
            ol_names_set (context->names, key,
                          purple_strequal (new_name, line->name) ? NULL : new_name);
    }
}

/* (nullable): the end of the list, where new groups go */
static PurpleBlistNode *
last_group (void)
{
    PurpleBlistNode *last = purple_blist_get_root ();

    while (last != NULL && purple_blist_node_get_sibling_next (last) != NULL)
        last = purple_blist_node_get_sibling_next (last);
    return last;
}

static PurpleGroup *
get_group (OlDialog *dialog)
{
    g_autofree char *name = dup_group_name (dialog);
    PurpleGroup *group = purple_find_group (name);

    if (group != NULL)
        return group;
    group = purple_group_new (name);
    purple_blist_add_group (group, last_group ());
    purple_blist_node_set_bool ((PurpleBlistNode *) group, MADE_HERE, TRUE);
    return group;
}

static void
drop_empty_group (PurpleGroup *group)
{
    PurpleBlistNode *node = (PurpleBlistNode *) group;

    if (purple_blist_node_get_first_child (node) == NULL &&
        purple_blist_node_get_bool (node, MADE_HERE))
        purple_blist_remove_group (group);
}

/* When somebody comes or goes Pidgin looks for a status called "available", whatever statuses the
 * protocol has, and complains when there is none. This one is only ever looked at: it is in no
 * account's list and never active. */
static void
add_status_of_pidgin (PurpleBuddy *buddy)
{
    static PurpleStatusType *type;
    PurplePresence *presence = purple_buddy_get_presence (buddy);

    if (purple_presence_get_status (presence, "available") != NULL)
        return;
    /* Kept for as long as the plugin's code, which is never unmapped. */
    if (type == NULL)
        type = purple_status_type_new_full (PURPLE_STATUS_AVAILABLE, "available", NULL, FALSE,
                                            FALSE, FALSE);
    purple_presence_add_status (presence, purple_status_new (type, presence));
}

static PurpleBuddy *
add_buddy (OlDialog *dialog)
{
    OlContext *context = ol_dialog_get_context (dialog);
    const char *name = ol_dialog_get_name (dialog);
    const char *given = ol_names_get (context->names, name);
    PurpleBuddy *buddy = purple_buddy_new (ol_context_get_account (context), name, given);

    /* Before it is added: a saved list would fill with the dialogs of years. */
    purple_blist_node_set_flags ((PurpleBlistNode *) buddy, PURPLE_BLIST_NODE_FLAG_NO_SAVE);
    purple_blist_add_buddy (buddy, NULL, get_group (dialog), NULL);
    purple_blist_node_set_flags ((PurpleBlistNode *) purple_buddy_get_contact (buddy),
                                 PURPLE_BLIST_NODE_FLAG_NO_SAVE);
    add_status_of_pidgin (buddy);
    return buddy;
}

/* After a transfer to another line the contact goes with its dialog. */
static void
move_buddy (OlDialog *dialog, PurpleBuddy *buddy)
{
    PurpleGroup *old = purple_buddy_get_group (buddy);
    PurpleGroup *group = get_group (dialog);
    PurpleBlistNode *contact = (PurpleBlistNode *) purple_buddy_get_contact (buddy);

    /* A contact that the operator put together from several stays together. */
    if (group == old || purple_blist_node_get_first_child (contact) != (PurpleBlistNode *) buddy ||
        purple_blist_node_get_sibling_next ((PurpleBlistNode *) buddy) != NULL)
        return;
    purple_blist_add_contact ((PurpleContact *) contact, group, NULL);
    drop_empty_group (old);
}

void
ol_contact_update (OlDialog *dialog)
{
    PurpleBuddy *buddy = find_buddy (dialog);

    if (!ol_dialog_is_alive (dialog))
        return;
    if (buddy == NULL)
        buddy = add_buddy (dialog);
    else
        move_buddy (dialog, buddy);
    /* serv_got_alias() would write "is now known as" into the window. */
    purple_blist_server_alias_buddy (buddy, ol_dialog_get_customer (dialog));
    update_status (dialog, buddy);
    /* libpurple makes the window's title anew with each name. */
    ol_conversation_mark_silent (ol_context_get_account (ol_dialog_get_context (dialog)),
                                 ol_dialog_get_name (dialog), ol_dialog_get_state (dialog)->silent);
}

static void
remove_buddy (PurpleBuddy *buddy)
{
    PurpleGroup *group = purple_buddy_get_group (buddy);

    purple_blist_remove_buddy (buddy);
    if (group != NULL)
        drop_empty_group (group);
}

void
ol_contact_remove (OlDialog *dialog)
{
    PurpleBuddy *buddy = find_buddy (dialog);

    if (buddy != NULL)
        remove_buddy (buddy);
}

gboolean
ol_contact_forget (PurpleAccount *account, guint most)
{
    g_autoptr (GSList) buddies = purple_find_buddies (account, NULL);
    guint n = 0;

    for (GSList *l = buddies; l != NULL && n < most; l = l->next) {
        PurpleBuddy *buddy = l->data;
        const char *name = purple_buddy_get_name (buddy);

        /* A window keeps its contact, and with it the customer's name. */
        if (ol_dialog_find (account, name) != NULL || ol_conversation_find (account, name) != NULL)
            continue;
        remove_buddy (buddy);
        n++;
    }
    return n == most;
}

void
ol_contact_forget_empty_groups (void)
{
    PurpleBlistNode *next = NULL;

    for (PurpleBlistNode *node = purple_blist_get_root (); node != NULL; node = next) {
        next = purple_blist_node_get_sibling_next (node);
        if (PURPLE_BLIST_NODE_IS_GROUP (node))
            drop_empty_group ((PurpleGroup *) node);
    }
}

void
ol_contact_forget_all (PurpleAccount *account)
{
    g_autoptr (GSList) buddies = purple_find_buddies (account, NULL);

    for (GSList *l = buddies; l != NULL; l = l->next)
        remove_buddy (l->data);
    ol_contact_forget_empty_groups ();
}
