/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-bbcode.h"

#include <string.h>

#define MAX_DEPTH      16
#define MAX_TAG_LENGTH 4096
#define QUOTE_DASHES   54

typedef enum {
    TAG_FORMAT, /* b, i, u, s */
    TAG_URL,
    TAG_CALL,
    TAG_IMAGE,
    TAG_ICON,
    TAG_CODE,
    TAG_BREAK,
    TAG_RATING,
    TAG_TIME,
    TAG_INNER, /* only what stands inside is shown */
    TAG_NOTHING,
} TagKind;

static const struct {
    const char *name;
    TagKind kind;
} known_tags[] = {
    { "b", TAG_FORMAT },     { "i", TAG_FORMAT },      { "u", TAG_FORMAT },
    { "s", TAG_FORMAT },     { "url", TAG_URL },       { "call", TAG_CALL },
    { "img", TAG_IMAGE },    { "icon", TAG_ICON },     { "code", TAG_CODE },
    { "br", TAG_BREAK },     { "rating", TAG_RATING }, { "timestamp", TAG_TIME },
    { "size", TAG_INNER },   { "color", TAG_INNER },   { "font", TAG_INNER },
    { "user", TAG_INNER },   { "chat", TAG_INNER },    { "context", TAG_INNER },
    { "dialog", TAG_INNER }, { "put", TAG_INNER },     { "send", TAG_INNER },
    { "pch", TAG_INNER },    { "disk", TAG_NOTHING },  { "attach", TAG_NOTHING },
};

typedef struct {
    guint index; /* in known_tags */
    gboolean closing;
    char *argument; /* (nullable): everything behind the name and its = or blank */
    const char *next;
} Tag;

static void
tag_clear (Tag *tag)
{
    g_clear_pointer (&tag->argument, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tag, tag_clear)

typedef struct {
    guint index;
    char *target; /* (nullable): where a link leads, the number of a call */
    gsize start;  /* of the inner text in the output */
} Open;

typedef struct {
    GString *out;
    gboolean html;
    B24Portal *portal; /* (nullable) */
    Open stack[MAX_DEPTH];
    guint depth;
    gboolean in_link;
    gboolean in_quote;
    /* Where each tag is closed next. Remembered, so that many openings stay linear. */
    const char *close_at[G_N_ELEMENTS (known_tags)];
    gboolean close_known[G_N_ELEMENTS (known_tags)];
    const char *last_dashes; /* (nullable): the last line of dashes */
} Render;

static void
append_char (Render *render, gunichar c)
{
    if (c == '\n')
        g_string_append (render->out, render->html ? "<br>" : "\n");
    else if (render->html && c == '<')
        g_string_append (render->out, "&lt;");
    else if (render->html && c == '>')
        g_string_append (render->out, "&gt;");
    else if (render->html && c == '&')
        g_string_append (render->out, "&amp;");
    else if (render->html && c == '"')
        g_string_append (render->out, "&quot;");
    else if (c >= 0x20 || c == '\t')
        g_string_append_unichar (render->out, c);
}

static void
append_text (Render *render, const char *text, gsize length)
{
    const char *end = text + length;

    for (const char *at = text; at < end; at = g_utf8_next_char (at))
        append_char (render, g_utf8_get_char (at));
}

/* Finds the next closing tag of @index, at the earliest at @from. */
static const char *
find_close (Render *render, guint index, const char *from)
{
    if (!render->close_known[index] ||
        (render->close_at[index] != NULL && render->close_at[index] < from)) {
        const char *name = known_tags[index].name;
        gsize length = strlen (name);
        const char *at = from;

        while ((at = strstr (at, "[/")) != NULL &&
               (g_ascii_strncasecmp (at + 2, name, length) != 0 || at[2 + length] != ']'))
            at += 2;
        render->close_at[index] = at;
        render->close_known[index] = TRUE;
    }
    return render->close_at[index];
}

static gboolean
parse_tag (const char *text, Tag *tag)
{
    const char *name = text + 1;
    const char *end;
    gsize length;

    tag->closing = *name == '/';
    if (tag->closing)
        name++;
    length = 0;
    while (g_ascii_isalpha (name[length]))
        length++;
    if (length == 0 || length > 9 || strchr ("]= ", name[length]) == NULL || name[length] == '\0')
        return FALSE;
    end = name + length;
    while (*end != '\0' && *end != ']' && *end != '[' && *end != '\n' &&
           end - text < MAX_TAG_LENGTH)
        end++;
    if (*end != ']')
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (known_tags); i++) {
        if (strlen (known_tags[i].name) == length &&
            g_ascii_strncasecmp (known_tags[i].name, name, length) == 0) {
            tag->index = i;
            tag->next = end + 1;
            if (name[length] != ']')
                tag->argument =
                    g_strstrip (g_strndup (name + length + 1, (gsize) (end - name) - length - 1));
            return TRUE;
        }
    }
    return FALSE;
}

/* (transfer full) (nullable): an address a click may open */
static char *
safe_address (Render *render, const char *text)
{
    static const char *const schemes[] = { "http", "https", "mailto", "tel", NULL };
    g_autofree char *address = g_strstrip (g_strdup (text));
    g_autofree char *full = NULL;
    const char *scheme;

    if (*address == '\0' || strpbrk (address, " \t\r\n") != NULL)
        return NULL;
    full =
        render->portal != NULL ? b24_portal_resolve (render->portal, address) : g_strdup (address);
    scheme = g_uri_peek_scheme (full);
    return scheme != NULL && g_strv_contains (schemes, scheme) ? g_steal_pointer (&full) : NULL;
}

static void
append_link_start (Render *render, const char *address)
{
    g_string_append (render->out, "<a href=\"");
    append_text (render, address, strlen (address));
    g_string_append (render->out, "\">");
}

/* A link whose text is its address. */
static void
append_bare_link (Render *render, const char *text, gsize length)
{
    g_autofree char *copy = g_strstrip (g_strndup (text, length));
    g_autofree char *address = safe_address (render, copy);
    gboolean link = render->html && address != NULL && !render->in_link;

    if (link)
        append_link_start (render, address);
    append_text (render, copy, strlen (copy));
    if (link)
        g_string_append (render->out, "</a>");
}

static void
write_open (Render *render, Open *open)
{
    const char *name = known_tags[open->index].name;

    if (known_tags[open->index].kind == TAG_FORMAT && render->html) {
        g_string_append_printf (render->out, "<%s>", name);
    } else if (known_tags[open->index].kind == TAG_URL) {
        render->in_link = TRUE;
        if (render->html)
            append_link_start (render, open->target);
    }
    open->start = render->out->len;
}

static void
write_close (Render *render, Open *open, gboolean last)
{
    const char *name = known_tags[open->index].name;
    TagKind kind = known_tags[open->index].kind;

    if (kind == TAG_URL)
        render->in_link = FALSE;
    if (kind == TAG_FORMAT && render->html) {
        g_string_append_printf (render->out, "</%s>", name);
    } else if (kind == TAG_URL && render->html) {
        g_string_append (render->out, "</a>");
    } else if (last && open->target != NULL &&
               strcmp (render->out->str + open->start, open->target) != 0) {
        g_string_append (render->out, " (");
        append_text (render, open->target, strlen (open->target));
        g_string_append_c (render->out, ')');
    }
}

static void
push (Render *render, guint index, char *target)
{
    Open *open;

    if (render->depth == MAX_DEPTH) {
        g_free (target);
        return;
    }
    open = &render->stack[render->depth++];
    open->index = index;
    open->target = target;
    write_open (render, open);
}

/* Closes @index; what was opened inside and not closed yet goes on behind it. */
static void
pop (Render *render, guint index)
{
    guint found = render->depth;

    while (found > 0 && render->stack[found - 1].index != index)
        found--;
    if (found == 0)
        return;
    for (guint i = render->depth; i >= found; i--)
        write_close (render, &render->stack[i - 1], i == found);
    g_free (render->stack[found - 1].target);
    memmove (&render->stack[found - 1], &render->stack[found],
             (render->depth - found) * sizeof (Open));
    render->depth--;
    for (guint i = found - 1; i < render->depth; i++)
        write_open (render, &render->stack[i]);
}

static void
append_time (Render *render, const char *argument)
{
    g_autoptr (GDateTime) time = NULL;
    g_autofree char *text = NULL;
    const char *format = strstr (argument, "format=");
    const char *pattern = "%x %H:%M";
    gint64 unix_time = g_ascii_strtoll (argument, NULL, 10);

    if (format != NULL && strstr (format, "DATE") == NULL && strstr (format, "TIME") != NULL)
        pattern = "%H:%M";
    else if (format != NULL && strstr (format, "TIME") == NULL)
        pattern = "%x";
    time = g_date_time_new_from_unix_local (unix_time);
    text = time != NULL ? g_date_time_format (time, pattern) : NULL;
    if (text != NULL)
        append_text (render, text, strlen (text));
}

/* [icon=URL size=16 title=Smile] → (Smile), the plain form the server uses itself */
static void
append_icon (Render *render, const char *argument)
{
    const char *title = strstr (argument, " title=");
    gsize length;

    if (title == NULL)
        return;
    title += strlen (" title=");
    length = strcspn (title, " ");
    if (length == 0)
        return;
    g_string_append_c (render->out, '(');
    append_text (render, title, length);
    g_string_append_c (render->out, ')');
}

static void
open_url (Render *render, const Tag *tag)
{
    char *address;

    if (render->in_link)
        return;
    address = safe_address (render, tag->argument);
    if (address != NULL)
        push (render, tag->index, address);
}

/* Tags that stand alone, and those whose inside is taken as it is. Returns where to go on. */
static const char *
render_whole (Render *render, const Tag *tag)
{
    const char *argument = tag->argument != NULL ? tag->argument : "";
    TagKind kind = known_tags[tag->index].kind;
    const char *close;

    if (kind == TAG_BREAK)
        append_char (render, '\n');
    else if (kind == TAG_TIME)
        append_time (render, argument);
    else if (kind == TAG_ICON)
        append_icon (render, argument);
    else if (kind == TAG_RATING) {
        for (gint64 i = CLAMP (g_ascii_strtoll (argument, NULL, 10), 0, 5); i > 0; i--)
            g_string_append (render->out, "★");
    }
    if (kind != TAG_URL && kind != TAG_IMAGE && kind != TAG_CODE)
        return tag->next;

    close = find_close (render, tag->index, tag->next);
    if (close == NULL)
        return tag->next;
    if (kind == TAG_CODE)
        append_text (render, tag->next, (gsize) (close - tag->next));
    else
        append_bare_link (render, tag->next, (gsize) (close - tag->next));
    return strchr (close, ']') + 1;
}

static const char *
render_tag (Render *render, const Tag *tag)
{
    TagKind kind = known_tags[tag->index].kind;

    if (tag->closing) {
        pop (render, tag->index);
        return tag->next;
    }
    if (kind == TAG_FORMAT) {
        push (render, tag->index, NULL);
        return tag->next;
    }
    if (kind == TAG_URL && tag->argument != NULL) {
        open_url (render, tag);
        return tag->next;
    }
    if (kind == TAG_CALL) {
        if (tag->argument != NULL)
            push (render, tag->index, g_strdup (tag->argument));
        return tag->next;
    }
    return render_whole (render, tag);
}

/* Length of a line of dashes with its line end, 0 when it is another line. */
static gsize
dash_line_length (const char *line)
{
    gsize length = strspn (line, "-");

    if (length != QUOTE_DASHES)
        return 0;
    if (line[length] == '\r')
        length++;
    if (line[length] == '\n')
        return length + 1;
    return line[length] == '\0' ? length : 0;
}

static const char *
find_last_dashes (const char *text)
{
    const char *last = NULL;

    for (const char *line = text; line != NULL;) {
        const char *end = strchr (line, '\n');

        if (dash_line_length (line) > 0)
            last = line;
        line = end != NULL ? end + 1 : NULL;
    }
    return last;
}

/* What only means something at the start of a line. */
static const char *
render_line_start (Render *render, const char *line)
{
    gsize dashes = dash_line_length (line);

    if (dashes > 0 && (render->in_quote || line < render->last_dashes)) {
        render->in_quote = !render->in_quote;
        return line + dashes;
    }
    if (render->in_quote) {
        append_text (render, "> ", 2);
    } else if (g_str_has_prefix (line, ">>")) {
        append_text (render, "> ", 2);
        line += 2;
        while (*line == ' ')
            line++;
    }
    return line;
}

static char *
render_text (const char *text, gboolean html, B24Portal *portal)
{
    g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
    Render render = { .out = g_string_new (NULL), .html = html, .portal = portal };
    const char *at = valid;
    gboolean line_start = TRUE;

    render.last_dashes = find_last_dashes (valid);
    while (*at != '\0') {
        g_auto (Tag) tag = { 0 };

        if (line_start) {
            const char *line = at;

            at = render_line_start (&render, line);
            line_start = at > line && at[-1] == '\n';
            if (line_start || *at == '\0')
                continue;
        }
        if (*at == '[' && parse_tag (at, &tag)) {
            at = render_tag (&render, &tag);
        } else if (g_str_has_prefix (at, "#BR#")) {
            append_char (&render, '\n');
            at += strlen ("#BR#");
        } else {
            line_start = *at == '\n';
            append_char (&render, g_utf8_get_char (at));
            at = g_utf8_next_char (at);
        }
    }
    while (render.depth > 0)
        pop (&render, render.stack[render.depth - 1].index);
    return g_string_free (render.out, FALSE);
}

char *
b24_bbcode_to_html (const char *text, B24Portal *portal)
{
    return render_text (text, TRUE, portal);
}

char *
b24_bbcode_to_plain (const char *text)
{
    return render_text (text, FALSE, NULL);
}

char *
b24_bbcode_to_preview (const char *text, guint max_chars)
{
    g_autofree char *plain = b24_bbcode_to_plain (text);
    g_autoptr (GString) line = g_string_new (NULL);
    gsize word_end = 0;
    gsize cut = 0;
    guint length = 0;

    for (const char *at = plain; *at != '\0'; at = g_utf8_next_char (at)) {
        gunichar c = g_utf8_get_char (at);
        gboolean blank = g_unichar_isspace (c);

        if (blank && (line->len == 0 || line->str[line->len - 1] == ' '))
            continue;
        if (blank && length < max_chars)
            word_end = line->len;
        if (length + 1 == max_chars)
            cut = line->len;
        if (length == max_chars && !blank) {
            /* One place is for the "…"; a word longer than the line is cut inside. */
            g_string_truncate (line, word_end > 0 && word_end <= cut ? word_end : cut);
            if (max_chars > 0)
                g_string_append (line, "…");
            return g_string_free (g_steal_pointer (&line), FALSE);
        }
        if (length == max_chars)
            continue;
        g_string_append_unichar (line, blank ? ' ' : c);
        length++;
    }
    if (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate (line, line->len - 1);
    return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
b24_bbcode_neutralize (const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
    GString *out = g_string_sized_new (strlen (valid));

    for (const char *at = valid; *at != '\0'; at++) {
        g_string_append_c (out, *at);
        /* A zero-width space is invisible to people and ends the tag for the portal. */
        if (g_ascii_strncasecmp (at, "[disk", 5) == 0 && !g_ascii_isalpha (at[5]))
            g_string_append (out, "\xe2\x80\x8b");
    }
    return g_string_free (out, FALSE);
}
