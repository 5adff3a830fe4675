/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-connector.h"

/* Place of the messenger's own chat id in the user code (rest §6.3). */
#define EXTERNAL_CHAT 2

static gboolean
is_positive_number (const char *text)
{
    gint64 number = 0;

    return g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &number, NULL);
}

gboolean
b24_connector_takes_writing (B24Dialog *dialog)
{
    static const char *const takers[] = { "livechat", "network", "imessage", "ok", NULL };
    g_auto (GStrv) parts = NULL;

    if (dialog->connector != NULL && g_strv_contains (takers, dialog->connector))
        return TRUE;
    if (dialog->user_code == NULL)
        return FALSE;
    parts = g_strsplit (dialog->user_code, "|", -1);
    return g_strv_length (parts) > EXTERNAL_CHAT && is_positive_number (parts[EXTERNAL_CHAT]);
}
