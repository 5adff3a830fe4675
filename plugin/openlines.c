/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * openlines — what libpurple sees: the protocol plugin's description and its functions, each of
 * which finds the connection or dialog it is about and hands over.
 */

#include <string.h>

#include <purple.h>

#include <glib/gi18n-lib.h>

#include "b24-portal.h"
#include "ol-commands.h"
#include "ol-companion.h"
#include "ol-complete.h"
#include "ol-connection.h"
#include "ol-contact.h"
#include "ol-conversation.h"
#include "ol-info.h"
#include "ol-menus.h"
#include "ol-open.h"
#include "ol-protocol.h"
#include "ol-reply.h"
#include "ol-rooms.h"
#include "ol-typing.h"

/* As long as libpurple's own fallback. */
#define NORMAL_LENGTH 2048

static PurplePlugin *this_plugin;
static guint connect_timer;

/* --- the account --- */

static GHashTable *
get_account_text_table (PurpleAccount *account)
{
    GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

    g_hash_table_insert (table, (gpointer) "login_label", (gpointer) _ ("Portal"));
    return table;
}

static const char *
list_icon (PurpleAccount *account, PurpleBuddy *buddy)
{
    return OL_LIST_ICON;
}

static gboolean
is_contact_name (const char *name)
{
    if (g_ascii_strncasecmp (name, "chat", 4) != 0 || name[4] == '\0')
        return FALSE;
    for (const char *c = name + 4; *c != '\0'; c++) {
        if (!g_ascii_isdigit (*c))
            return FALSE;
    }
    return TRUE;
}

/* libpurple compares accounts, contacts and the authors of lines by this. An author is a person's
 * name and stays what it is. */
static const char *
normalize (const PurpleAccount *account, const char *who)
{
    static char buffer[NORMAL_LENGTH];
    g_autofree char *normal = NULL;

    if (is_contact_name (who))
        normal = g_ascii_strdown (who, -1);
    else if (strpbrk (who, ".:@") != NULL && strchr (who, ' ') == NULL)
        normal = b24_portal_normalize (who);
    g_strlcpy (buffer, normal != NULL ? normal : who, sizeof buffer);
    return buffer;
}

/* --- statuses --- */

typedef struct {
    PurpleStatusPrimitive primitive;
    const char *id;
    const char *name;
    gboolean settable;
} StatusRow;

/* libpurple takes the first of each primitive for the account; other programs rely on the ids. */
static const StatusRow statuses[] = {
    { PURPLE_STATUS_AVAILABLE, "online", N_ ("Available"), TRUE },
    { PURPLE_STATUS_AWAY, "away", N_ ("Away"), TRUE },
    { PURPLE_STATUS_UNAVAILABLE, "dnd", N_ ("Do not disturb"), TRUE },
    { PURPLE_STATUS_EXTENDED_AWAY, "break", N_ ("On a break"), TRUE },
    { PURPLE_STATUS_OFFLINE, "offline", N_ ("Offline"), TRUE },
    { PURPLE_STATUS_AVAILABLE, OL_STATUS_WAITING, N_ ("Waiting"), FALSE },
    { PURPLE_STATUS_AVAILABLE, OL_STATUS_REPLY, N_ ("Needs your reply"), FALSE },
    { PURPLE_STATUS_AWAY, OL_STATUS_ANSWERED, N_ ("Answered"), FALSE },
    { PURPLE_STATUS_UNAVAILABLE, OL_STATUS_COLLEAGUE, N_ ("With a colleague"), FALSE },
    { PURPLE_STATUS_OFFLINE, OL_STATUS_CLOSED, N_ ("Closed"), FALSE },
};

static GList *
status_types (PurpleAccount *account)
{
    GList *types = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
        const StatusRow *row = &statuses[i];
        PurpleStatusType *type = purple_status_type_new_with_attrs (
            row->primitive, row->id, _ (row->name), TRUE, row->settable, FALSE, "message",
            _ ("Message"), purple_value_new (PURPLE_TYPE_STRING), NULL);

        types = g_list_prepend (types, type);
    }
    return g_list_reverse (types);
}

static void
presence_changed (PurpleConnection *gc)
{
    OlConnection *connection = ol_connection_get (gc);

    if (connection != NULL)
        ol_connection_presence_changed (connection);
}

/* A break in the chat client is no break in the queue: colleagues see it, the queue does not. */
static void
set_status (PurpleAccount *account, PurpleStatus *status)
{
    presence_changed (purple_account_get_connection (account));
}

static void
set_idle (PurpleConnection *gc, int seconds)
{
    presence_changed (gc);
}

/* --- signing in and out --- */

/* libsoup 2 and 3 register the same types: with both in one process, one of them breaks the
 * program. The older one knew this property. */
static gboolean
is_older_soup_here (void)
{
    GType type = g_type_from_name ("SoupSession");
    GObjectClass *session_class;
    gboolean older;

    if (type == 0)
        return FALSE;
    session_class = g_type_class_ref (type);
    older = g_object_class_find_property (session_class, "ssl-strict") != NULL;
    g_type_class_unref (session_class);
    return older;
}

static void
login (PurpleAccount *account)
{
    PurpleConnection *gc = purple_account_get_connection (account);

    /* Some programs sign in before their main loop begins. */
    ol_connection_connect_signals (this_plugin);
    ol_companion_load ();
    /* No PURPLE_CONNECTION_HTML: customers' messengers show text. Never AUTO_RESP: libpurple would
     * answer customers by itself. */
    gc->flags |= PURPLE_CONNECTION_NO_IMAGES | PURPLE_CONNECTION_NO_BGCOLOR |
                 PURPLE_CONNECTION_NO_FONTSIZE | PURPLE_CONNECTION_NO_URLDESC;
    if (is_older_soup_here ()) {
        purple_connection_error_reason (
            gc, PURPLE_CONNECTION_ERROR_OTHER_ERROR,
            _ ("Another plugin uses an older version of the HTTP library, and both cannot run in "
               "one program. Disable the other plugin and start again."));
        return;
    }
    ol_connection_open (gc);
}

static void
close_connection (PurpleConnection *gc)
{
    ol_connection_close (gc);
}

/* --- contacts --- */

static const char *
list_emblem (PurpleBuddy *buddy)
{
    OlDialog *dialog = ol_dialog_of_node ((PurpleBlistNode *) buddy);

    return dialog == NULL ? NULL : ol_contact_emblem (dialog);
}

static char *
status_text (PurpleBuddy *buddy)
{
    OlDialog *dialog = ol_dialog_of_node ((PurpleBlistNode *) buddy);
    g_autofree char *text = dialog == NULL ? NULL : ol_contact_status_text (dialog);

    return text == NULL ? NULL : g_markup_escape_text (text, -1);
}

static void
tooltip_text (PurpleBuddy *buddy, PurpleNotifyUserInfo *info, gboolean full)
{
    OlDialog *dialog = ol_dialog_of_node ((PurpleBlistNode *) buddy);

    if (dialog != NULL)
        ol_info_add_tooltip (dialog, info, full);
}

static void
get_info (PurpleConnection *gc, const char *who)
{
    OlDialog *dialog = ol_dialog_find (purple_connection_get_account (gc), who);
    PurpleNotifyUserInfo *info;

    if (dialog != NULL) {
        ol_info_show (dialog);
        return;
    }
    info = purple_notify_user_info_new ();
    purple_notify_user_info_add_pair_plaintext (info, _ ("State"),
                                                _ ("Not a dialog of this account."));
    purple_notify_userinfo (gc, who, info, NULL, NULL);
    purple_notify_user_info_destroy (info);
}

/* What was typed opens the dialog; the contact that stands for it then is made by us. */
static void
add_buddy (PurpleConnection *gc, PurpleBuddy *buddy, PurpleGroup *group)
{
    OlConnection *connection = ol_connection_get (gc);
    g_autofree char *name = NULL;

    /* The contact we made is what UIs find and hand over when its name is typed in. */
    if (!PURPLE_BLIST_NODE_SHOULD_SAVE ((PurpleBlistNode *) buddy))
        return;
    name = g_strdup (purple_buddy_get_name (buddy));
    purple_blist_remove_buddy (buddy);
    if (connection != NULL)
        ol_open_or_explain (ol_connection_get_context (connection), name);
}

/* Out of sight until something happens in the dialog; the portal is not touched. */
static void
remove_buddy (PurpleConnection *gc, PurpleBuddy *buddy, PurpleGroup *group)
{
    OlDialog *dialog = ol_dialog_of_node ((PurpleBlistNode *) buddy);
    OlConnection *connection = ol_connection_get (gc);

    if (dialog != NULL)
        ol_dialog_set_hidden (dialog, TRUE);
    if (connection != NULL)
        ol_connection_tidy (connection);
}

static void
alias_buddy (PurpleConnection *gc, const char *who, const char *alias)
{
    OlConnection *connection = ol_connection_get (gc);
    OlNames *names = connection == NULL ? NULL : ol_connection_get_context (connection)->names;
    OlDialog *dialog = ol_dialog_find (purple_connection_get_account (gc), who);

    if (names != NULL)
        ol_names_set (names, purple_normalize (purple_connection_get_account (gc), who), alias);
    /* With it libpurple has made the window's title anew. */
    if (dialog != NULL)
        ol_conversation_mark_silent (purple_connection_get_account (gc), who,
                                     ol_dialog_get_state (dialog)->silent);
}

static void
group_buddy (PurpleConnection *gc, const char *who, const char *old_group, const char *new_group)
{
    OlDialog *dialog = ol_dialog_find (purple_connection_get_account (gc), who);

    if (dialog != NULL)
        ol_contact_remember_group (dialog, new_group);
}

static void
rename_group (PurpleConnection *gc, const char *old_name, PurpleGroup *group, GList *moved_buddies)
{
    OlConnection *connection = ol_connection_get (gc);

    if (connection != NULL)
        ol_contact_remember_renamed_group (ol_connection_get_context (connection), old_name,
                                           purple_group_get_name (group));
    for (GList *l = moved_buddies; l != NULL; l = l->next) {
        OlDialog *dialog = ol_dialog_of_node (l->data);

        if (dialog != NULL)
            ol_contact_remember_group (dialog, purple_group_get_name (group));
    }
}

/* --- the room list: all dialogs there are to see; each opens as a conversation with its customer,
 * never as a chat of libpurple's --- */

static PurpleRoomlist *
roomlist_get_list (PurpleConnection *gc)
{
    OlConnection *connection = ol_connection_get (gc);

    return connection == NULL ? NULL : ol_rooms_get_list (ol_connection_get_context (connection));
}

static void
roomlist_cancel (PurpleRoomlist *list)
{
    ol_rooms_cancel (list);
}

static GList *
chat_info (PurpleConnection *gc)
{
    return ol_rooms_list_entries ();
}

static GHashTable *
chat_info_defaults (PurpleConnection *gc, const char *name)
{
    return ol_rooms_make_components (name);
}

static char *
get_chat_name (GHashTable *components)
{
    return g_strdup (g_hash_table_lookup (components, OL_ROOMS_KEY));
}

/* @components: (nullable) */
static void
join_chat (PurpleConnection *gc, GHashTable *components)
{
    OlConnection *connection = ol_connection_get (gc);
    const char *name = components == NULL ? NULL : g_hash_table_lookup (components, OL_ROOMS_KEY);

    if (connection != NULL && name != NULL)
        ol_open_or_explain (ol_connection_get_context (connection), name);
}

/* --- messages --- */

static unsigned int
send_typing (PurpleConnection *gc, const char *who, PurpleTypingState state)
{
    OlDialog *dialog = ol_dialog_find (purple_connection_get_account (gc), who);

    return dialog == NULL ? 0 : ol_typing_send (dialog, state);
}

static int
send_im (PurpleConnection *gc, const char *who, const char *message, PurpleMessageFlags flags)
{
    PurpleAccount *account = purple_connection_get_account (gc);
    OlDialog *dialog = ol_dialog_find (account, who);
    g_autofree char *text = NULL;
    g_autofree char *line = NULL;

    /* Nobody but the operator answers a customer. */
    if (flags & PURPLE_MESSAGE_AUTO_RESP)
        return 0;
    if (dialog != NULL)
        return ol_reply_send (dialog, message);
    text = ol_conversation_plain (message);
    /* TRANSLATORS: %s is the text the operator typed, given back */
    line = g_strdup_printf (_ ("Not a dialog of this account. Not sent: %s"), text);
    ol_conversation_complain (account, who, line);
    return 0;
}

static gboolean
offline_message (const PurpleBuddy *buddy)
{
    return FALSE;
}

/* --- the plugin --- */

static PurplePluginProtocolInfo protocol_info = {
    .options = OPT_PROTO_PASSWORD_OPTIONAL | OPT_PROTO_SLASH_COMMANDS_NATIVE,
    .icon_spec = NO_BUDDY_ICONS,
    .list_icon = list_icon,
    .list_emblem = list_emblem,
    .status_text = status_text,
    .tooltip_text = tooltip_text,
    .status_types = status_types,
    .blist_node_menu = ol_menus_for_node,
    .chat_info = chat_info,
    .chat_info_defaults = chat_info_defaults,
    .login = login,
    .close = close_connection,
    .send_im = send_im,
    .send_typing = send_typing,
    .get_info = get_info,
    .set_status = set_status,
    .set_idle = set_idle,
    .add_buddy = add_buddy,
    .remove_buddy = remove_buddy,
    .alias_buddy = alias_buddy,
    .group_buddy = group_buddy,
    .rename_group = rename_group,
    .join_chat = join_chat,
    .get_chat_name = get_chat_name,
    .normalize = normalize,
    .roomlist_get_list = roomlist_get_list,
    .roomlist_cancel = roomlist_cancel,
    .offline_message = offline_message,
    .struct_size = sizeof (PurplePluginProtocolInfo),
    .get_account_text_table = get_account_text_table,
};

static GList *
make_options (void)
{
    GList *options = NULL;
    PurpleAccountOption *option;

    options = g_list_append (
        options, purple_account_option_bool_new (_ ("Answer a waiting customer by replying"),
                                                 OL_OPTION_ANSWER_ON_REPLY, TRUE));
    options = g_list_append (
        options, purple_account_option_bool_new (_ ("Open a window for each new waiting customer"),
                                                 OL_OPTION_OPEN_WAITING, TRUE));
    options = g_list_append (
        options, purple_account_option_int_new (_ ("Earlier messages shown in a new window"),
                                                OL_OPTION_HISTORY, 20));
    options = g_list_append (
        options, purple_account_option_int_new (
                     _ ("Minutes until I am reminded of an unanswered customer (0: never)"),
                     OL_OPTION_REMIND_AFTER, 5));
    option = purple_account_option_string_new (_ ("Client id of the chat bot's application"),
                                               OL_OPTION_BOT_CLIENT_ID, "");
    purple_account_option_set_masked (option, TRUE);
    options = g_list_append (options, option);
    return options;
}

static gboolean
connect_signals (gpointer plugin)
{
    connect_timer = 0;
    ol_connection_connect_signals (plugin);
    return G_SOURCE_REMOVE;
}

static gboolean
load (PurplePlugin *plugin)
{
    this_plugin = plugin;
    /* At its own start libpurple loads plugins before it registers its signals. Accounts can be
     * deleted that never sign in, and their files hold customers' texts. */
    connect_timer = purple_timeout_add (0, connect_signals, plugin);
    /* libpurple frees the options when it unloads the plugin. */
    if (protocol_info.protocol_options == NULL)
        protocol_info.protocol_options = make_options ();
    ol_commands_register ();
    ol_conversation_register_signals (plugin);
    purple_plugin_ipc_register (plugin, OL_IPC_COMPLETE, PURPLE_CALLBACK (ol_complete),
                                purple_marshal_POINTER__POINTER_POINTER,
                                purple_value_new (PURPLE_TYPE_POINTER), 2,
                                purple_value_new (PURPLE_TYPE_SUBTYPE, PURPLE_SUBTYPE_CONVERSATION),
                                purple_value_new (PURPLE_TYPE_STRING));
    return TRUE;
}

static void
sign_off_all (PurplePlugin *plugin)
{
    g_autoptr (GList) connections = g_list_copy (purple_connections_get_all ());

    for (GList *l = connections; l != NULL; l = l->next) {
        PurpleConnection *gc = l->data;

        if (purple_connection_get_prpl (gc) == plugin)
            purple_account_disconnect (purple_connection_get_account (gc));
    }
}

static gboolean
unload (PurplePlugin *plugin)
{
    sign_off_all (plugin);
    ol_companion_unload ();
    purple_plugin_ipc_unregister_all (plugin);
    ol_commands_unregister ();
    ol_conversation_unregister_signals (plugin);
    if (connect_timer != 0)
        purple_timeout_remove (connect_timer);
    connect_timer = 0;
    ol_connection_disconnect_signals (plugin);
    g_list_free_full (g_steal_pointer (&protocol_info.protocol_options),
                      (GDestroyNotify) purple_account_option_destroy);
    this_plugin = NULL;
    return TRUE;
}

static PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC,
    .major_version = PURPLE_MAJOR_VERSION,
    /* Members of 2.14 are used; a newer libpurple's number would lock older ones out. */
    .minor_version = 14,
    .type = PURPLE_PLUGIN_PROTOCOL,
    .priority = PURPLE_PRIORITY_DEFAULT,
    .id = (char *) OL_PROTOCOL_ID,
    .name = (char *) "Bitrix24 Open Lines",
    .version = (char *) PACKAGE_VERSION,
    .author = (char *) "The purple-openlines authors",
    .load = load,
    .unload = unload,
    .extra_info = &protocol_info,
    .actions = ol_menus_for_account,
};

/* Who keeps the plugin in a folder of his own may keep the translations beside it. */
static void
bind_translations (PurplePlugin *plugin)
{
    g_autofree char *folder = plugin->path != NULL ? g_path_get_dirname (plugin->path) : NULL;
    g_autofree char *beside = folder != NULL ? g_build_filename (folder, "locale", NULL) : NULL;
    gboolean is_beside = beside != NULL && g_file_test (beside, G_FILE_TEST_IS_DIR);

    bindtextdomain (GETTEXT_PACKAGE, is_beside ? beside : LOCALEDIR);
    bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

static void
init_plugin (PurplePlugin *plugin)
{
    bind_translations (plugin);
    info.summary = (char *) _ ("Customers of Bitrix24 Open Lines as contacts");
    info.description = (char *) _ ("Answer the customers of a Bitrix24 portal's open lines, pass "
                                   "their dialogs on and finish them, as conversations of this "
                                   "program.");
}

PURPLE_INIT_PLUGIN (openlines, init_plugin, info)
