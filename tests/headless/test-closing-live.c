/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-closing-live — texts that waited, and whatever changes in a dialog, closed at every step.
 */

#include "closing.h"

static gboolean
has_line (Scene *scene, const char *dialog, const char *text)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, text) != NULL;
}

/* ---- a text of an earlier connection ---- */

static gboolean
has_outbox (const char *text)
{
    g_autofree char *folder = g_build_filename (client_get_folder (), "openlines", NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autofree char *data = NULL;

        if (g_str_has_suffix (name, ".outbox") && g_file_get_contents (path, &data, NULL, NULL) &&
            strstr (data, text) != NULL)
            return TRUE;
    }
    return FALSE;
}

static char *
prepare_kept (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    scene_go_down (scene);
    client_type (scene->client, anna, "Typed in vain");
    client_wait_for (scene->client, has_outbox ("Typed in vain"));
    purple_connection_error_reason (client_get_connection (scene->client),
                                    PURPLE_CONNECTION_ERROR_NETWORK_ERROR, "gone");
    client_wait_for (scene->client, client_get_connection (scene->client) == NULL);
    scene_go_up (scene);
    client_forget (scene->client);
    scene_mark (scene);
    return anna;
}

static void
begin_sign_in (Scene *scene, const char *dialog)
{
    client_enable (scene->client);
}

static gboolean
is_sent (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Typed in vain");
}

/* ---- changes ---- */

static char *
prepare_mine (Scene *scene)
{
    char *anna = scene_anna_with (scene, KIM);

    client_focus (scene->client, anna);
    scene_mark (scene);
    return anna;
}

static void
begin_changes (Scene *scene, const char *dialog)
{
    gint64 message = scene_write (scene, dialog, "Where is my parcel?");

    client_press_key (scene->client, dialog);
    scene_control_dialog (scene, "typing", dialog, ", \"user\": 0");
    scene_control (scene, "edit", "{\"message\": %" G_GINT64_FORMAT ", \"text\": \"Well?\"}",
                   message);
    scene_control_dialog (scene, "read", dialog, ", \"user\": 0");
    scene_control (scene, "delete", "{\"message\": %" G_GINT64_FORMAT "}", message);
    scene_write (scene, dialog, "Last words");
    client_type (scene->client, dialog, "One moment");
}

static gboolean
has_changed (Scene *scene, const char *dialog)
{
    return has_line (scene, dialog, "Last words") && has_line (scene, dialog, "One moment");
}

static const ClosingScenario scenarios[] = {
    { "live", "kept", prepare_kept, begin_sign_in, is_sent },
    { "live", "changes", prepare_mine, begin_changes, has_changed },
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
