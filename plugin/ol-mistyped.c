/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-mistyped.h"

#include <string.h>

/* Commands are short ASCII words; a longer word is none, whatever it resembles. */
#define MAX_WORD 24

/* How many letters are wrong, missing, too many or swapped (optimal string alignment). */
static guint
count_slips (const char *a, const char *b)
{
    guint cost[MAX_WORD + 1][MAX_WORD + 1];
    gsize n = strlen (a);
    gsize m = strlen (b);

    if (n > MAX_WORD || m > MAX_WORD)
        return G_MAXUINT;
    for (gsize i = 0; i <= n; i++)
        cost[i][0] = (guint) i;
    for (gsize j = 0; j <= m; j++)
        cost[0][j] = (guint) j;
    for (gsize i = 1; i <= n; i++) {
        for (gsize j = 1; j <= m; j++) {
            guint other = a[i - 1] == b[j - 1] ? 0 : 1;

            cost[i][j] = MIN (MIN (cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + other);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = MIN (cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[n][m];
}

/* The lower the more alike; G_MAXUINT: not alike. */
static guint
measure (const char *word, const char *command)
{
    gsize length = strlen (word);
    gsize full = strlen (command);
    guint slips = count_slips (word, command);

    if (slips == 0)
        return 0;
    if (length >= 2 && length < full && g_str_has_prefix (command, word))
        return 1;
    /* "/finished", but not every long word that happens to begin so */
    if (length > full && length - full <= 3 && g_str_has_prefix (word, command))
        return 1;
    /* In a short word one slip already makes another word. */
    return slips <= (full <= 5 ? 1 : 2) && length >= 3 ? slips : G_MAXUINT;
}

const char *
ol_mistyped_find (const char *text, const char *const *commands)
{
    g_autofree char *word = NULL;
    const char *best = NULL;
    guint best_measure = G_MAXUINT;
    gsize length;

    while (g_unichar_isspace (g_utf8_get_char (text)))
        text = g_utf8_next_char (text);
    if (*text != '/')
        return NULL;

    length = strcspn (text + 1, " \t\r\n");
    if (memchr (text + 1, '/', length) != NULL)
        return NULL;
    word = g_ascii_strdown (text + 1, (gssize) length);
    while (length > 0 && g_ascii_ispunct (word[length - 1]))
        word[--length] = '\0';

    for (guint i = 0; length > 0 && commands[i] != NULL; i++) {
        guint alike = measure (word, commands[i]);

        if (alike < best_measure) {
            best_measure = alike;
            best = commands[i];
        }
    }
    return best;
}
