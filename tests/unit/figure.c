/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "figure.h"

#define PATIENCE (30 * G_USEC_PER_SEC)

static gboolean
stay_awake (gpointer user_data)
{
    return G_SOURCE_CONTINUE;
}

void
figure_wait (const guint *figure, guint value)
{
    gint64 deadline = g_get_monotonic_time () + PATIENCE;
    guint id = g_timeout_add (5, stay_awake, NULL);

    g_source_set_name_by_id (id, "figure: wake up");
    while (*figure != value) {
        g_main_context_iteration (NULL, TRUE);
        g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
    g_source_remove (id);
}
