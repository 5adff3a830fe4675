/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "ways.h"

static const struct {
    const char *description;
    ClientUi ui;
    gboolean menu;
} ways[WAYS_N] = {
    { "typed in Pidgin", CLIENT_PIDGIN, FALSE },
    { "typed in Finch", CLIENT_FINCH, FALSE },
    { "clicked in Pidgin", CLIENT_PIDGIN, TRUE },
    { "clicked in Finch", CLIENT_FINCH, TRUE },
};

void
ways_act (Scene *scene, guint way, const char *dialog, const char *command, const char *label)
{
    g_test_message ("%s %s", command, ways[way].description);
    scene_mark (scene);
    if (ways[way].menu) {
        /* What menus show follows what the portal told. */
        client_wait_for (scene->client, client_has_item (scene->client, dialog, label));
        client_click (scene->client, dialog, label, ways[way].ui);
    } else {
        client_type_as (scene->client, dialog, command, ways[way].ui);
    }
}

gboolean
ways_is_clicked (guint way)
{
    return ways[way].menu;
}
