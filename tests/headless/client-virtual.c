/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client-virtual.h"

/* Virtual milliseconds to a real one: pushed news needs real time on its way. */
#define PACE 20

/* What PURPLE_INIT_PLUGIN makes in a plugin that is linked in. */
gboolean purple_init_openlines_plugin (void);

void
client_virtual_plug_in (void)
{
    g_assert_true (purple_init_openlines_plugin ());
    /* It gets into the list of protocols by this only. */
    purple_plugins_probe (G_MODULE_SUFFIX);
    g_assert_nonnull (client_find_plugin ());
}

int
client_virtual_main (int argc, char **argv, void (*add_tests) (void))
{
    return client_main_with (argc, argv, client_virtual_plug_in, add_tests);
}

Drive *
client_virtual_begin (Scene *scene)
{
    g_autoptr (B24Clock) clock = b24_clock_new_manual (g_get_real_time ());
    g_autofree char *authority = scene_dup_username (scene);
    g_autoptr (B24Throttle) throttle = b24_throttle_shared (authority, clock);
    Drive *drive = drive_new (scene->portal, clock);

    drive_watch (drive, throttle);
    b24_clock_set_default (clock);
    return drive;
}

void
client_virtual_end (Drive *drive)
{
    b24_clock_set_default (NULL);
    drive_free (drive);
}

static gpointer
begin_time (Scene *scene)
{
    Drive *drive = client_virtual_begin (scene);

    drive_set_pace (drive, PACE);
    return drive;
}

static void
end_time (gpointer time)
{
    client_virtual_end (time);
}

int
client_virtual_main_scenes (int argc, char **argv, void (*add_tests) (void))
{
    static const SceneTime virtual_time = { begin_time, end_time };

    scene_set_time (&virtual_time);
    return client_virtual_main (argc, argv, add_tests);
}
