/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-companion.h"

#include <purple.h>

#include "ol-protocol.h"

static const struct {
    const char *ui;
    const char *id;
} companions[] = {
    { "gtk-gaim", OL_COMPANION_PIDGIN },
    { "gnt-purple", OL_COMPANION_FINCH },
};

static gboolean loaded_here;

/* (nullable) */
static PurplePlugin *
find_companion (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (companions); i++) {
        if (purple_strequal (purple_core_get_ui (), companions[i].ui))
            return purple_plugins_find_with_id (companions[i].id);
    }
    return NULL;
}

void
ol_companion_load (void)
{
    PurplePlugin *companion = find_companion ();

    if (companion != NULL && !purple_plugin_is_loaded (companion) &&
        !purple_plugin_is_unloadable (companion))
        loaded_here = purple_plugin_load (companion);
}

void
ol_companion_unload (void)
{
    PurplePlugin *companion = loaded_here ? find_companion () : NULL;

    if (companion != NULL && purple_plugin_is_loaded (companion))
        purple_plugin_unload (companion);
    loaded_here = FALSE;
}
