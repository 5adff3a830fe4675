/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-commands.h"

#include <glib/gi18n-lib.h>
#include <purple.h>
#include <string.h>

#include "ol-actions.h"
#include "ol-connection.h"
#include "ol-conversation.h"
#include "ol-protocol.h"

/* The same word with a slash, for people; also what a client calls the list of all commands. */
#define HELP "help"

static GArray *command_ids; /* (element-type PurpleCmdId) */

/* An error's text is markup. */
static PurpleCmdRet
fail (char **error, const char *text)
{
    *error = g_markup_escape_text (text, -1);
    return PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
run_command (PurpleConversation *conversation, const gchar *name, gchar **args, gchar **error,
             void *data)
{
    const OlAction *action = data;
    const char *argument = args[0] != NULL ? args[0] : "";
    PurpleConnection *gc = purple_conversation_get_gc (conversation);
    OlDialog *found = ol_dialog_of_conversation (conversation);

    if (gc == NULL || !PURPLE_CONNECTION_IS_CONNECTED (gc))
        return fail (error, _ ("Not connected; nothing was done."));
    if (action->run_for_account != NULL) {
        OlConnection *connection = ol_connection_get (gc);
        g_autoptr (OlContext) context = ol_context_ref (ol_connection_get_context (connection));

        ol_action_start_for_account (action, context, purple_conversation_get_name (conversation),
                                     argument);
    } else if (found != NULL) {
        g_autoptr (OlDialog) dialog = ol_dialog_ref (found);

        ol_action_start (action, dialog, argument);
    } else {
        return fail (error, _ ("Not a dialog of this account."));
    }
    return PURPLE_CMD_RET_OK;
}

/* ---- /help ---- */

/* "/answer — Takes a waiting dialog.", with the arguments where there are any */
static void
describe (GString *out, const OlAction *action)
{
    g_string_append_printf (out, "/%s", action->name);
    if (*action->arguments != '\0')
        g_string_append_printf (out, " %s", _ (action->arguments));
    g_string_append_printf (out, " — %s", _ (action->help));
}

/* The commands of the program itself, so that ours do not hide them. */
static void
list_others (GString *out, PurpleConversation *conversation)
{
    GList *names = purple_cmd_list (conversation);
    gboolean any = FALSE;

    for (GList *l = names; l != NULL; l = l->next) {
        const char *name = l->data;

        if (ol_actions_find (name) != NULL || strcmp (name, HELP) == 0)
            continue;
        g_string_append (out, any ? ", /" : "\n");
        if (!any)
            g_string_append_printf (out, "%s /", _ ("Of this program:"));
        g_string_append (out, name);
        any = TRUE;
    }
    g_list_free (names);
}

static PurpleCmdRet
run_help (PurpleConversation *conversation, const gchar *name, gchar **args, gchar **error,
          void *data)
{
    g_autofree char *word = g_strstrip (g_strdup (args[0] != NULL ? args[0] : ""));
    const OlAction *action = ol_actions_find (*word == '/' ? word + 1 : word);
    g_autoptr (GString) out = g_string_new (NULL);
    const OlAction *actions;
    guint n_actions;

    if (action != NULL) {
        g_autofree char *usage = ol_action_usage (action);

        g_string_append_printf (out, "%s\n%s", usage, _ (action->help));
    } else if (*word != '\0') {
        return PURPLE_CMD_RET_CONTINUE;
    } else {
        actions = ol_actions_get (&n_actions);
        g_string_append (out, _ ("What you can type here:"));
        for (guint i = 0; i < n_actions; i++) {
            g_string_append_c (out, '\n');
            describe (out, &actions[i]);
        }
        list_others (out, conversation);
    }
    ol_conversation_say (purple_conversation_get_account (conversation),
                         purple_conversation_get_name (conversation), out->str);
    return PURPLE_CMD_RET_OK;
}

/* ---- Registering ---- */

static void
add_command (const char *name, PurpleCmdFunc func, const char *help, const OlAction *action)
{
    g_autofree char *markup = g_markup_escape_text (help, -1);
    /* Everything after the word as plain text, or nothing: what fits is our own matter. */
    PurpleCmdId id = purple_cmd_register (name, "s", PURPLE_CMD_P_PRPL,
                                          PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_PRPL_ONLY |
                                              PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS,
                                          OL_PROTOCOL_ID, func, markup, (gpointer) action);

    g_array_append_val (command_ids, id);
}

void
ol_commands_register (void)
{
    guint n_actions;
    const OlAction *actions = ol_actions_get (&n_actions);

    g_return_if_fail (command_ids == NULL);

    command_ids = g_array_new (FALSE, FALSE, sizeof (PurpleCmdId));
    for (guint i = 0; i < n_actions; i++) {
        g_autoptr (GString) help = g_string_new (NULL);

        describe (help, &actions[i]);
        add_command (actions[i].name, run_command, help->str, &actions[i]);
    }
    add_command (HELP, run_help,
                 _ ("/help [command] — Lists the commands, or explains one of them."), NULL);
}

void
ol_commands_unregister (void)
{
    for (guint i = 0; command_ids != NULL && i < command_ids->len; i++)
        purple_cmd_unregister (g_array_index (command_ids, PurpleCmdId, i));
    g_clear_pointer (&command_ids, g_array_unref);
}
