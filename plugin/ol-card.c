/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-card.h"

#include <glib/gi18n-lib.h>

#include "b24-dialogs.h"
#include "ol-debug.h"
#include "ol-info.h"
#include "ol-run.h"

/* ---- /who ---- */

/* What somebody is in the dialog; in the order they are listed in. */
typedef enum {
    ROLE_CUSTOMER,
    ROLE_RESPONSIBLE,
    ROLE_COLLEAGUE,
    ROLE_BOT,
    N_ROLES,
} Role;

static Role
get_role (OlDialog *dialog, const B24User *user)
{
    B24Dialog *state = ol_dialog_get_state (dialog);

    if (user->kind == B24_USER_CUSTOMER || user->id == state->customer_id)
        return ROLE_CUSTOMER;
    if (user->id == state->owner_id)
        return ROLE_RESPONSIBLE;
    return user->kind == B24_USER_BOT ? ROLE_BOT : ROLE_COLLEAGUE;
}

static const char *
describe (Role role, gboolean me)
{
    switch (role) {
    case ROLE_CUSTOMER:
        return _ ("customer");
    case ROLE_RESPONSIBLE:
        return me ? _ ("you, responsible operator") : _ ("responsible operator");
    case ROLE_BOT:
        return _ ("bot");
    case ROLE_COLLEAGUE:
    default:
        return me ? _ ("you") : _ ("colleague");
    case N_ROLES:
        g_return_val_if_reached ("");
    }
}

static void
append_role (GString *out, OlDialog *dialog, GPtrArray *members, Role role)
{
    gint64 me = ol_context_get_my_id (ol_dialog_get_context (dialog));

    for (guint i = 0; i < members->len; i++) {
        const B24User *user = g_ptr_array_index (members, i);

        if (get_role (dialog, user) == role)
            g_string_append_printf (out, "\n%s — %s", user->name, describe (role, user->id == me));
    }
}

static void
list_members (OlDialog *dialog, GPtrArray *members)
{
    g_autoptr (GString) out = g_string_new (_ ("Members of this dialog:"));

    for (guint role = 0; role < N_ROLES; role++)
        append_role (out, dialog, members, (Role) role);
    if (ol_dialog_get_standing (dialog) == B24_STANDING_WAITING)
        g_string_append_printf (out, "\n%s", _ ("No operator has taken it yet."));
    ol_dialog_say (dialog, "%s", out->str);
}

static void
members_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (OlDialog) dialog = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) members = b24_dialogs_members_finish (B24_REST (source), result, &error);

    if (error != NULL)
        ol_debug_error ("members of a dialog", error);
    if (!ol_dialog_is_alive (dialog))
        return;
    if (members == NULL)
        ol_run_complain_of (dialog, error, OL_ATTEMPT_SHOW);
    else
        list_members (dialog, members);
}

gboolean
ol_card_who (OlDialog *dialog, const char *argument)
{
    OlContext *context = ol_dialog_get_context (dialog);

    b24_dialogs_members_async (context->rest, ol_dialog_get_chat_id (dialog), context->cancellable,
                               members_loaded, ol_dialog_ref (dialog));
    return TRUE;
}

/* ---- /info ---- */

static void
write_card (OlDialog *dialog, PurpleNotifyUserInfo *info, const GError *error, gpointer user_data)
{
    g_autoptr (GString) out = g_string_new (NULL);

    if (info == NULL)
        return;
    /* A part of it could not be asked for. */
    if (error != NULL)
        ol_run_complain_of (dialog, error, OL_ATTEMPT_INFO);
    for (GList *l = purple_notify_user_info_get_entries (info); l != NULL; l = l->next) {
        const char *value = purple_notify_user_info_entry_get_value (l->data);
        g_autofree char *plain = value != NULL ? purple_markup_strip_html (value) : NULL;

        if (plain != NULL)
            g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "\n" : "",
                                    purple_notify_user_info_entry_get_label (l->data), plain);
    }
    if (ol_dialog_is_alive (dialog))
        ol_dialog_say (dialog, "%s", out->str);
}

gboolean
ol_card_info (OlDialog *dialog, const char *argument)
{
    ol_info_load (dialog, write_card, NULL);
    return TRUE;
}
