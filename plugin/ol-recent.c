/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-recent.h"

#include <string.h>

#define SETTING "recent-targets"
#define KEPT    5
#define QUEUE   "queue"

/* FALSE: somebody wrote into the settings by hand */
static gboolean
parse (const char *word, OlRecent *recent)
{
    const char *number = word;

    recent->line = g_str_has_prefix (word, QUEUE);
    if (recent->line)
        number += strlen (QUEUE);
    recent->id = g_ascii_strtoll (number, NULL, 10);
    return recent->id > 0;
}

GArray *
ol_recent_list (OlContext *context)
{
    GArray *list = g_array_new (FALSE, FALSE, sizeof (OlRecent));
    PurpleAccount *account = ol_context_get_account (context);
    g_auto (GStrv) words = NULL;

    if (account == NULL)
        return list;
    words = g_strsplit (purple_account_get_string (account, SETTING, ""), " ", -1);
    for (guint i = 0; words[i] != NULL && list->len < KEPT; i++) {
        OlRecent recent;

        if (parse (words[i], &recent))
            g_array_append_val (list, recent);
    }
    return list;
}

static void
append (GString *out, const OlRecent *recent)
{
    g_string_append_printf (out, "%s%s%" G_GINT64_FORMAT, out->len > 0 ? " " : "",
                            recent->line ? QUEUE : "", recent->id);
}

void
ol_recent_note (OlContext *context, const B24User *user, const B24Line *line)
{
    const OlRecent newest = { line != NULL, line != NULL ? line->id : user->id };
    g_autoptr (GArray) list = ol_recent_list (context);
    g_autoptr (GString) out = g_string_new (NULL);
    PurpleAccount *account = ol_context_get_account (context);
    guint kept = 1;

    if (account == NULL)
        return;
    append (out, &newest);
    for (guint i = 0; i < list->len && kept < KEPT; i++) {
        const OlRecent *recent = &g_array_index (list, OlRecent, i);

        if (recent->line == newest.line && recent->id == newest.id)
            continue;
        append (out, recent);
        kept++;
    }
    purple_account_set_string (account, SETTING, out->str);
}
