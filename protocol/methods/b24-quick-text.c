/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-quick-text.h"

#include <string.h>

#include "b24-name.h"

#define LONGEST_TAG  16
#define NO_BREAK     "&nbsp;"
#define EMOJI_DIGITS 8

/* What the editor makes. Others are somebody's own text, like "<name>". */
typedef enum {
    TAG_NONE,
    TAG_INLINE,
    TAG_BREAK, /* a new line */
    TAG_BLOCK, /* stands on lines of its own */
} TagKind;

static TagKind
find_tag (const char *name)
{
    static const struct {
        const char *name;
        TagKind kind;
    } tags[] = {
        { "br", TAG_BREAK },     { "p", TAG_BLOCK },          { "div", TAG_BLOCK },
        { "ul", TAG_BLOCK },     { "ol", TAG_BLOCK },         { "li", TAG_BLOCK },
        { "h1", TAG_BLOCK },     { "h2", TAG_BLOCK },         { "h3", TAG_BLOCK },
        { "h4", TAG_BLOCK },     { "table", TAG_BLOCK },      { "tbody", TAG_BLOCK },
        { "tr", TAG_BLOCK },     { "blockquote", TAG_BLOCK }, { "td", TAG_INLINE },
        { "th", TAG_INLINE },    { "b", TAG_INLINE },         { "strong", TAG_INLINE },
        { "i", TAG_INLINE },     { "em", TAG_INLINE },        { "u", TAG_INLINE },
        { "s", TAG_INLINE },     { "strike", TAG_INLINE },    { "del", TAG_INLINE },
        { "span", TAG_INLINE },  { "font", TAG_INLINE },      { "a", TAG_INLINE },
        { "img", TAG_INLINE },   { "code", TAG_INLINE },      { "pre", TAG_BLOCK },
        { "h5", TAG_BLOCK },     { "h6", TAG_BLOCK },         { "hr", TAG_BLOCK },
        { "small", TAG_INLINE }, { "big", TAG_INLINE },       { "sub", TAG_INLINE },
        { "sup", TAG_INLINE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (tags); i++) {
        if (g_ascii_strcasecmp (tags[i].name, name) == 0)
            return tags[i].kind;
    }
    return TAG_NONE;
}

/* What begins at @p (which points to '<'); @end is behind it. */
static TagKind
read_tag (const char *p, const char **end)
{
    const char *start = p[1] == '/' ? p + 2 : p + 1;
    const char *stop = start;
    const char *close;
    char name[LONGEST_TAG + 1];

    while (g_ascii_isalnum (*stop) && stop - start < LONGEST_TAG)
        stop++;
    /* Not beyond the next '<': a text full of them would be read through for each. */
    close = stop + strcspn (stop, "<>");
    if (*close != '>' || !(g_ascii_isspace (*stop) || *stop == '/' || *stop == '>'))
        return TAG_NONE;
    memcpy (name, start, (gsize) (stop - start));
    name[stop - start] = '\0';
    *end = close + 1;
    return find_tag (name);
}

static void
end_line (GString *plain)
{
    while (plain->len > 0 && plain->str[plain->len - 1] == ' ')
        g_string_truncate (plain, plain->len - 1);
    g_string_append_c (plain, '\n');
}

static gboolean
is_html (const char *text)
{
    for (const char *p = strchr (text, '<'); p != NULL; p = strchr (p + 1, '<')) {
        const char *end;

        if (read_tag (p, &end) != TAG_NONE)
            return TRUE;
    }
    return FALSE;
}

/* Takes @kind of tag into account at the end of @plain. */
static void
append_tag (GString *plain, TagKind kind)
{
    if (kind == TAG_BREAK ||
        (kind == TAG_BLOCK && plain->len > 0 && plain->str[plain->len - 1] != '\n'))
        end_line (plain);
}

/* (transfer full): white space of HTML is nothing but space, lines come of tags */
static char *
strip_html (const char *text)
{
    GString *plain = g_string_sized_new (strlen (text));
    const char *p = text;

    while (*p != '\0') {
        const char *end = p + 1;
        TagKind kind = *p == '<' ? read_tag (p, &end) : TAG_NONE;

        if (kind != TAG_NONE) {
            append_tag (plain, kind);
            p = end;
            continue;
        }
        if (g_str_has_prefix (p, NO_BREAK)) {
            g_string_append_c (plain, ' ');
            p += strlen (NO_BREAK);
            continue;
        }
        if (!g_ascii_isspace (*p))
            g_string_append_c (plain, *p);
        else if (plain->len > 0 && !g_ascii_isspace (plain->str[plain->len - 1]))
            g_string_append_c (plain, ' ');
        p++;
    }
    return g_string_free (plain, FALSE);
}

/* The character that ":f09f9880:" at @p stands for, its four bytes in UTF-8; FALSE for none. */
static gboolean
read_emoji (const char *p, char bytes[EMOJI_DIGITS / 2 + 1])
{
    for (guint i = 0; i < EMOJI_DIGITS; i++) {
        if (!g_ascii_isxdigit (p[1 + i]))
            return FALSE;
    }
    if (p[1 + EMOJI_DIGITS] != ':')
        return FALSE;
    for (guint i = 0; i < EMOJI_DIGITS / 2; i++)
        bytes[i] =
            (char) (g_ascii_xdigit_value (p[1 + 2 * i]) << 4 | g_ascii_xdigit_value (p[2 + 2 * i]));
    bytes[EMOJI_DIGITS / 2] = '\0';
    return g_utf8_validate (bytes, -1, NULL) && g_utf8_strlen (bytes, -1) == 1;
}

/* (transfer full): with emoji, and line ends of one kind */
static char *
decode_emoji (const char *text)
{
    GString *plain = g_string_sized_new (strlen (text));

    for (const char *p = text; *p != '\0'; p++) {
        char bytes[EMOJI_DIGITS / 2 + 1];

        if (*p == ':' && read_emoji (p, bytes)) {
            g_string_append (plain, bytes);
            p += EMOJI_DIGITS + 1;
        } else if (*p != '\r') {
            g_string_append_c (plain, *p);
        } else if (p[1] != '\n') {
            g_string_append_c (plain, '\n');
        }
    }
    return g_string_free (plain, FALSE);
}

char *
b24_quick_text_to_plain (const char *text)
{
    g_autofree char *stripped = is_html (text) ? strip_html (text) : g_strdup (text);
    g_autofree char *decoded = b24_name_decode_entities (stripped);
    char *plain = decode_emoji (decoded);

    return g_strstrip (plain);
}
