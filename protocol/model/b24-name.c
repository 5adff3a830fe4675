/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-name.h"

#include <string.h>

char *
b24_name_clean (char *name)
{
    g_autofree char *raw = name;
    g_autoptr (GString) clean = NULL;
    gboolean gap = FALSE;
    const char *p;

    if (raw == NULL)
        return NULL;
    clean = g_string_sized_new (strlen (raw));
    for (p = raw; *p != '\0'; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);

        if (g_unichar_isspace (c) || g_unichar_iscntrl (c)) {
            gap = clean->len > 0;
            continue;
        }
        if (gap)
            g_string_append_c (clean, ' ');
        gap = FALSE;
        g_string_append_unichar (clean, c);
    }
    return clean->len > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}

/* The character of the entity at @p (which points to '&'), 0 when it is none; @end is behind it. */
static gunichar
decode_entity (const char *p, const char **end)
{
    static const struct {
        const char *entity;
        gunichar c;
    } names[] = {
        { "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' }, { "&apos;", '\'' },
    };
    char *stop = NULL;
    guint64 code;

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
        if (g_str_has_prefix (p, names[i].entity)) {
            *end = p + strlen (names[i].entity);
            return names[i].c;
        }
    }
    if (p[1] != '#')
        return 0;
    if ((p[2] == 'x' || p[2] == 'X') && g_ascii_isxdigit (p[3]))
        code = g_ascii_strtoull (p + 3, &stop, 16);
    else if (g_ascii_isdigit (p[2]))
        code = g_ascii_strtoull (p + 2, &stop, 10);
    else
        return 0;
    if (*stop != ';' || code == 0 || code > 0x10ffff || !g_unichar_validate ((gunichar) code))
        return 0;
    *end = stop + 1;
    return (gunichar) code;
}

char *
b24_name_decode_entities (const char *text)
{
    GString *plain = g_string_sized_new (strlen (text));
    const char *p = text;

    while (*p != '\0') {
        const char *end = p + 1;
        gunichar c = *p == '&' ? decode_entity (p, &end) : 0;

        if (c != 0)
            g_string_append_unichar (plain, c);
        else
            g_string_append_len (plain, p, end - p);
        p = end;
    }
    return g_string_free (plain, FALSE);
}
