/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-split.h"

#include <string.h>

/* How far a cut goes back to keep a letter and its marks together. */
#define MAX_CLUSTER 32

/* Best places to cut inside a window, all NULL when there is none. */
typedef struct {
    const char *paragraph;
    const char *line;
    const char *sentence;
    const char *word;
} Places;

static gboolean
ends_sentence (gunichar c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xff01 ||
           c == 0xff1f;
}

/* Whether @c belongs to the letter before it. */
static gboolean
continues_letter (gunichar before, gunichar c)
{
    return g_unichar_ismark (c) || c == 0x200d || before == 0x200d ||
           (c >= 0x1f3fb && c <= 0x1f3ff) || (before == '\r' && c == '\n');
}

/*
 * Looks at the cuts before each of the characters 2…max+1 of @text (which has more than @max);
 * @end is where the last of them would be.
 */
static void
find_places (const char *text, guint max, Places *places, const char **end, const char **middle)
{
    const char *p = g_utf8_next_char (text);
    gunichar before = g_utf8_get_char (text);
    guint newlines = 0;

    *middle = text;
    for (guint i = 1; i <= max; i++) {
        gunichar c = g_utf8_get_char (p);

        if (i == max / 2)
            *middle = p;
        if (before == '\n')
            newlines++;
        else if (before != '\r')
            newlines = 0;
        if (before == '\n')
            places->line = p;
        if (before == '\n' && newlines > 1)
            places->paragraph = p;
        if (ends_sentence (before) && g_unichar_isspace (c))
            places->sentence = p;
        if (g_unichar_isspace (before) || g_unichar_isspace (c))
            places->word = p;
        *end = p;
        before = c;
        p = g_utf8_next_char (p);
    }
}

/* Nowhere a blank: between two letters, not between a letter and its marks. */
static const char *
cut_hard (const char *text, const char *end)
{
    const char *cut = end;

    for (guint i = 0; i < MAX_CLUSTER && cut > text; i++) {
        const char *before = g_utf8_prev_char (cut);

        if (!continues_letter (g_utf8_get_char (before), g_utf8_get_char (cut)))
            return cut;
        cut = before;
    }
    return end;
}

static const char *
find_cut (const char *text, guint max)
{
    Places places = { NULL, NULL, NULL, NULL };
    const char *end = text;
    const char *middle = text;

    find_places (text, max, &places, &end, &middle);
    /* A better place is not worth a part that is half empty. */
    if (places.paragraph != NULL && places.paragraph >= middle)
        return places.paragraph;
    if (places.line != NULL && places.line >= middle)
        return places.line;
    if (places.sentence != NULL && places.sentence >= middle)
        return places.sentence;
    return places.word != NULL ? places.word : cut_hard (text, end);
}

static gboolean
is_longer (const char *text, guint max)
{
    for (guint i = 0; i <= max; i++) {
        if (*text == '\0')
            return FALSE;
        text = g_utf8_next_char (text);
    }
    return TRUE;
}

static const char *
skip_blank (const char *text)
{
    while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
        text = g_utf8_next_char (text);
    return text;
}

static const char *
trim_blank (const char *text, const char *end)
{
    while (end > text) {
        const char *before = g_utf8_prev_char (end);

        if (!g_unichar_isspace (g_utf8_get_char (before)))
            break;
        end = before;
    }
    return end;
}

GPtrArray *
b24_split_text (const char *text, guint max_chars)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    const char *rest = valid;
    guint max = MAX (max_chars, 1);

    while (is_longer (rest, max)) {
        const char *cut = find_cut (rest, max);
        const char *end = trim_blank (rest, cut);

        if (end > rest)
            g_ptr_array_add (parts, g_strndup (rest, (gsize) (end - rest)));
        rest = skip_blank (cut);
    }
    if (*rest != '\0')
        g_ptr_array_add (parts, g_strdup (rest));
    return parts;
}
