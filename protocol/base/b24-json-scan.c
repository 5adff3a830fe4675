/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-json-scan.h"

#include <string.h>

#include "b24-error.h"

/*
 * json-glib's parser recurses without a limit, takes more than JSON (comments, bare words, hex)
 * and has had crashes on garbage. So the bytes are checked against the grammar first, without
 * recursion; json-glib only ever sees what passed.
 */
typedef struct {
    const char *at;
    const char *end;
    const char *data;
    GArray *huge; /* (nullable): offsets of whole numbers that no gint64 holds */
} Scan;

#define INT64_DIGITS "9223372036854775807"

static void
skip_blank (Scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r'))
        scan->at++;
}

static gboolean
skip_word (Scan *scan, const char *word)
{
    gsize length = strlen (word);

    if ((gsize) (scan->end - scan->at) < length || memcmp (scan->at, word, length) != 0)
        return FALSE;
    scan->at += length;
    return TRUE;
}

static gboolean
skip_digits (Scan *scan)
{
    const char *start = scan->at;

    while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
        scan->at++;
    return scan->at > start;
}

static void
note_huge (Scan *scan, const char *digits)
{
    gsize length = (gsize) (scan->at - digits);
    gsize offset = (gsize) (digits - scan->data);

    if (length < strlen (INT64_DIGITS) ||
        (length == strlen (INT64_DIGITS) && memcmp (digits, INT64_DIGITS, length) <= 0))
        return;
    if (scan->huge == NULL)
        scan->huge = g_array_new (FALSE, FALSE, sizeof offset);
    g_array_append_val (scan->huge, offset);
}

static gboolean
skip_number (Scan *scan)
{
    const char *digits;

    if (*scan->at == '-')
        scan->at++;
    digits = scan->at;
    /* No leading zeros: json-glib would read 010 as octal. */
    if (scan->at < scan->end && *scan->at == '0')
        scan->at++;
    else if (!skip_digits (scan))
        return FALSE;
    if (scan->at == scan->end || strchr (".eE", *scan->at) == NULL)
        note_huge (scan, digits);
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        if (!skip_digits (scan))
            return FALSE;
    }
    if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
        scan->at++;
        if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
            scan->at++;
        if (!skip_digits (scan))
            return FALSE;
    }
    return TRUE;
}

static gboolean
skip_escape (Scan *scan)
{
    if (scan->at == scan->end)
        return FALSE;
    if (*scan->at != 'u')
        return strchr ("\"\\/bfnrt", *scan->at++) != NULL;
    if (scan->end - scan->at < 5)
        return FALSE;
    for (guint i = 1; i <= 4; i++) {
        if (!g_ascii_isxdigit (scan->at[i]))
            return FALSE;
    }
    scan->at += 5;
    return TRUE;
}

static gboolean
skip_string (Scan *scan)
{
    scan->at++;
    while (scan->at < scan->end) {
        char c = *scan->at++;

        if (c == '"')
            return TRUE;
        if (c == '\\' && !skip_escape (scan))
            return FALSE;
    }
    return FALSE;
}

static gboolean
skip_scalar (Scan *scan)
{
    if (scan->at == scan->end)
        return FALSE;
    switch (*scan->at) {
    case '"':
        return skip_string (scan);
    case 't':
        return skip_word (scan, "true");
    case 'f':
        return skip_word (scan, "false");
    case 'n':
        return skip_word (scan, "null");
    default:
        return skip_number (scan);
    }
}

/* A member's name and its colon. */
static gboolean
skip_name (Scan *scan)
{
    skip_blank (scan);
    if (scan->at == scan->end || *scan->at != '"' || !skip_string (scan))
        return FALSE;
    skip_blank (scan);
    return skip_word (scan, ":");
}

/* After a value: closes what ends here, or moves to the next element. */
static gboolean
skip_after_value (Scan *scan, const char *open, guint *depth, gboolean *done)
{
    while (*depth > 0) {
        char closing = open[*depth - 1] == '{' ? '}' : ']';

        skip_blank (scan);
        if (scan->at == scan->end)
            return FALSE;
        if (*scan->at == ',') {
            scan->at++;
            return open[*depth - 1] != '{' || skip_name (scan);
        }
        if (*scan->at != closing)
            return FALSE;
        scan->at++;
        (*depth)--;
    }
    skip_blank (scan);
    *done = TRUE;
    return scan->at == scan->end;
}

/* Opens a list or an object; @empty says that it was closed at once. */
static gboolean
skip_opening (Scan *scan, gboolean *empty)
{
    char closing = *scan->at == '{' ? '}' : ']';

    scan->at++;
    skip_blank (scan);
    *empty = scan->at < scan->end && *scan->at == closing;
    if (*empty) {
        scan->at++;
        return TRUE;
    }
    return closing == ']' || skip_name (scan);
}

gboolean
b24_json_scan_check (const char *data, gsize length, GArray **huge, GError **error)
{
    Scan scan = { data, data + length, data, NULL };
    char open[B24_JSON_MAX_DEPTH];
    guint depth = 0;
    gboolean done = FALSE;
    gboolean fine = TRUE;

    while (fine && !done) {
        gboolean complete = TRUE;

        skip_blank (&scan);
        if (scan.at < scan.end && (*scan.at == '{' || *scan.at == '[')) {
            if (depth == B24_JSON_MAX_DEPTH) {
                g_set_error_literal (error, B24_ERROR, B24_ERROR_TOO_DEEP, "JSON nested too deep");
                g_clear_pointer (&scan.huge, g_array_unref);
                return FALSE;
            }
            open[depth] = *scan.at;
            fine = skip_opening (&scan, &complete);
            if (!complete)
                depth++;
        } else {
            fine = skip_scalar (&scan);
        }
        if (fine && complete)
            fine = skip_after_value (&scan, open, &depth, &done);
    }
    if (!fine)
        g_set_error (error, B24_ERROR, B24_ERROR_NOT_JSON, "not JSON at byte %" G_GSIZE_FORMAT,
                     (gsize) (scan.at - data));
    *huge = scan.huge;
    return fine;
}

/* Value of the escape at @at, which the grammar has already accepted; 0 when there is none. */
static guint
read_escape (const char *at, const char *end)
{
    guint value = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return 0;
    for (guint i = 2; i < 6; i++)
        value = value * 16 + (guint) g_ascii_xdigit_value (at[i]);
    return value;
}

/* Halves of surrogate pairs would become invalid UTF-8 in json-glib: make them U+FFFD. */
static void
replace_lone_surrogates (char *data, gsize length)
{
    char *end = data + length;
    char *at = data;

    while ((at = memchr (at, '\\', (gsize) (end - at))) != NULL) {
        guint value = read_escape (at, end);
        guint next = value != 0 ? read_escape (at + 6, end) : 0;

        if (value >= 0xd800 && value <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
            at += 12;
        } else {
            if (value >= 0xd800 && value <= 0xdfff)
                memcpy (at + 2, "fffd", 4);
            at += 2;
        }
    }
}

static void
saturate_numbers (char *data, const GArray *huge)
{
    for (guint i = 0; i < huge->len; i++) {
        char *at = data + g_array_index (huge, gsize, i);
        gsize length = strlen (INT64_DIGITS);

        memcpy (at, INT64_DIGITS, length);
        for (at += length; g_ascii_isdigit (*at); at++)
            *at = ' ';
    }
}

static gboolean
has_surrogates (const char *data, gsize length)
{
    return g_strstr_len (data, (gssize) length, "\\ud") != NULL ||
           g_strstr_len (data, (gssize) length, "\\uD") != NULL;
}

gboolean
b24_json_scan_is_harmful (const char *data, gsize length, const GArray *huge)
{
    return huge != NULL || has_surrogates (data, length);
}

void
b24_json_scan_repair (char *data, gsize length, const GArray *huge)
{
    replace_lone_surrogates (data, length);
    if (huge != NULL)
        saturate_numbers (data, huge);
}

/* Steps over an object or a list. */
static void
skip_container (Scan *scan)
{
    guint depth = 0;

    do {
        if (*scan->at == '"') {
            skip_string (scan);
            continue;
        }
        if (*scan->at == '{' || *scan->at == '[')
            depth++;
        else if (*scan->at == '}' || *scan->at == ']')
            depth--;
        scan->at++;
    } while (depth > 0);
}

typedef struct {
    gsize start;
    gboolean nested; /* there is an object or a list in it */
} Level;

static gint
compare_offsets (gconstpointer a, gconstpointer b)
{
    gsize first = *(const gsize *) a;
    gsize second = *(const gsize *) b;

    return (first > second) - (first < second);
}

/* Where the containers begin that are no pieces. One inside is no reason to ask for the one around
 * it: that is larger, and has one in it. */
static GArray *
find_frame (Scan scan, gsize piece)
{
    GArray *frame = g_array_new (FALSE, FALSE, sizeof (gsize));
    Level levels[B24_JSON_MAX_DEPTH];
    guint depth = 0;

    while (scan.at < scan.end) {
        gsize offset = (gsize) (scan.at - scan.data);

        if (*scan.at == '"') {
            skip_string (&scan);
            continue;
        }
        if (*scan.at == '{' || *scan.at == '[') {
            if (depth > 0)
                levels[depth - 1].nested = TRUE;
            levels[depth].start = offset;
            levels[depth++].nested = FALSE;
        } else if (*scan.at == '}' || *scan.at == ']') {
            depth--;
            if (levels[depth].nested && offset - levels[depth].start >= piece)
                g_array_append_val (frame, levels[depth].start);
        }
        scan.at++;
    }
    g_array_sort (frame, compare_offsets);
    return frame;
}

char *
b24_json_scan_split (const char *data, gsize length, gsize piece, GArray *bounds)
{
    Scan scan = { data, data + length, data, NULL };
    g_autoptr (GArray) frame = find_frame (scan, piece);
    GString *text = g_string_new (NULL);
    const char *copied = data;
    guint next = 0;

    while (scan.at < scan.end) {
        gsize offset = (gsize) (scan.at - data);
        gsize end;

        if (*scan.at == '"') {
            skip_string (&scan);
        } else if (*scan.at != '{' && *scan.at != '[') {
            scan.at++;
        } else if (next < frame->len && g_array_index (frame, gsize, next) == offset) {
            next++;
            scan.at++;
        } else {
            g_string_append_len (text, copied, scan.at - copied);
            g_string_append_printf (text, "[%u]", bounds->len / 2);
            skip_container (&scan);
            copied = scan.at;
            end = (gsize) (copied - data);
            g_array_append_val (bounds, offset);
            g_array_append_val (bounds, end);
        }
    }
    g_string_append_len (text, copied, scan.end - copied);
    return g_string_free (text, FALSE);
}
