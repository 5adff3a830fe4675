/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-closing-find — dialogs that are opened, searched and read back, the CRM, pausing and
 * unpinning, closed at every step.
 */

#include "closing.h"

static gboolean
has_line (Scene *scene, const char *dialog, const char *text)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, text) != NULL;
}

static char *
prepare_mine (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_mark (scene);
    return anna;
}

/* The first dialog of a new portal is Maria's, bound to a lead, and Kim does not see it; he types
 * in Ben's. */
static char *
prepare_others (Scene *scene)
{
    g_autofree char *anna = scene_anna (scene);
    char *ben = scene_customer (scene, "Ben Okafor", "Sales", "whatsappbyedna", "Good day");

    g_assert_cmpstr (anna, ==, "chat1763");
    scene_act (scene, MARIA, "answer", anna);
    scene_act (scene, KIM, "answer", ben);
    scene_control_dialog (scene, "crm", anna, ", \"type\": \"LEAD\", \"id\": 312");
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, ben) != NULL);
    client_open (scene->client, ben);
    scene_expect (scene, ben, "Good day");
    scene_mark (scene);
    return ben;
}

/* More was written than the window shows. */
static char *
prepare_older (Scene *scene)
{
    char *anna = scene_anna (scene);

    scene_act (scene, KIM, "answer", anna);
    for (guint i = 0; i < 12; i++)
        scene_write (scene, anna, "Where is my parcel?");
    scene_write (scene, anna, "The last words");
    purple_account_set_int (scene->client->account, "history", 5);
    scene_control_dialog (scene, "mark", anna, ", \"operator\": 27, \"message\": %" G_GINT64_FORMAT,
                          scene_last_message (scene, anna));
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "The last words");
    scene_mark (scene);
    return anna;
}

static char *
prepare_pinned (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "/pin");
    scene_expect (scene, anna, "The dialog is pinned");
    scene_mark (scene);
    return anna;
}

static char *
prepare_paused (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "/pause");
    scene_expect (scene, anna, "You get no new dialogs until /resume.");
    scene_mark (scene);
    return anna;
}

#define TYPE(name, command)                                                                        \
    static void begin_##name (Scene *scene, const char *dialog)                                    \
    {                                                                                              \
        client_type (scene->client, dialog, command);                                              \
    }

#define WAIT(name, line)                                                                           \
    static gboolean has_##name (Scene *scene, const char *dialog)                                  \
    {                                                                                              \
        return has_line (scene, dialog, line);                                                     \
    }

TYPE (number, "/open 1763")
TYPE (record, "/open lead 312")
WAIT (opened, "The dialog with Anna Petrova (chat1763) is open.")
TYPE (history, "/history")
WAIT (earlier, "— end of the earlier messages")
TYPE (session, "/history session")
WAIT (whole, "— end of the session")
TYPE (words, "/find parcel")
WAIT (found, "messages with “parcel”")
TYPE (lead, "/lead")
WAIT (created, " created. /crm opens it.")
TYPE (unpin, "/unpin")
WAIT (unpinned, "The dialog is not pinned any more.")
TYPE (unpin_all, "/unpinall")
WAIT (unpinned_all, "1 dialog is not pinned any more.")
TYPE (pause, "/pause")
WAIT (paused, "You get no new dialogs until /resume.")
TYPE (resume, "/resume")
WAIT (resumed, "You get new dialogs again.")

/* By the customer's code, which the portal tells. */
static void
begin_code (Scene *scene, const char *dialog)
{
    g_autofree char *quoted = scene_dup_detail (scene, "chat1763", NULL, "entity_id");
    g_autofree char *code = g_strndup (quoted + 1, strlen (quoted) - 2);
    g_autofree char *command = g_strconcat ("/open ", code, NULL);

    client_type (scene->client, dialog, command);
}

/* ---- from the account's menu ---- */

static void
begin_rooms (Scene *scene, const char *dialog)
{
    client_list_rooms (scene->client);
}

static gboolean
has_rooms (Scene *scene, const char *dialog)
{
    return !client_is_listing (scene->client);
}

static void
begin_search (Scene *scene, const char *dialog)
{
    client_click_account (scene->client, "Search…");
    client_fill (scene->client, "Petrova");
    client_press (scene->client, "Search");
}

static gboolean
has_results (Scene *scene, const char *dialog)
{
    if (client_get_results (scene->client) == NULL)
        return FALSE;
    client_close_results (scene->client);
    return TRUE;
}

static void
begin_from_crm (Scene *scene, const char *dialog)
{
    client_click_account (scene->client, "Create a dialog from CRM…");
    client_fill (scene->client, "312");
    client_confirm (scene->client, CLIENT_PIDGIN);
}

static gboolean
has_annas_window (Scene *scene, const char *dialog)
{
    return client_find_window (scene->client, "chat1763") != NULL &&
           client_find_line (scene->client, "chat1763", "Hello") != NULL;
}

static const ClosingScenario scenarios[] = {
    { "find", "open", prepare_others, begin_number, has_opened },
    { "find", "open-code", prepare_others, begin_code, has_opened },
    { "find", "open-record", prepare_others, begin_record, has_opened },
    { "find", "from-crm", prepare_others, begin_from_crm, has_annas_window },
    { "find", "history", prepare_older, begin_history, has_earlier },
    { "find", "history-session", prepare_older, begin_session, has_whole },
    { "find", "find", prepare_older, begin_words, has_found },
    { "find", "rooms", prepare_mine, begin_rooms, has_rooms },
    { "find", "search", prepare_mine, begin_search, has_results },
    { "duty", "lead", prepare_mine, begin_lead, has_created },
    { "duty", "unpin", prepare_pinned, begin_unpin, has_unpinned },
    { "duty", "unpin-all", prepare_pinned, begin_unpin_all, has_unpinned_all },
    { "duty", "pause", prepare_mine, begin_pause, has_paused },
    { "duty", "resume", prepare_paused, begin_resume, has_resumed },
};

static void
add_tests (void)
{
    closing_add_tests (scenarios, G_N_ELEMENTS (scenarios), NULL);
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
