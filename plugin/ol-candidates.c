/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-candidates.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-lines.h"
#include "b24-people.h"
#include "ol-debug.h"
#include "ol-recent.h"

/* Who is online changes: older ones are read again when the minute is full. */
#define KEEP_CANDIDATES (30 * 60 * G_USEC_PER_SEC)

typedef struct {
    OlContext *context;
    char *text;
    B24Priority priority;
    GHashTable *users;      /* (element-type gint64 B24User) */
    GHashTable *line_names; /* (element-type gint64 GString): lines of a queue's operator */
    GError *error;          /* (nullable): the first trouble */
    GError *refused;        /* (nullable): why the operators of no line are known */
    OlCandidatesLoaded callback;
    gpointer user_data;
} Load;

/* ---- Names ---- */

/* Lower case, accents dropped, one space between words. */
static char *
fold (const char *text)
{
    g_autofree char *cased = g_utf8_casefold (text, -1);
    g_autofree char *split = g_utf8_normalize (cased, -1, G_NORMALIZE_ALL);
    GString *out = g_string_new (NULL);

    for (const char *p = split; p != NULL && *p != '\0'; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);

        if (g_unichar_ismark (c))
            continue;
        if (!g_unichar_isspace (c))
            g_string_append_unichar (out, c);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c (out, ' ');
    }
    if (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate (out, out->len - 1);
    return g_string_free (out, FALSE);
}

gboolean
ol_candidates_name_matches (const char *name, const char *text)
{
    g_autofree char *folded_name = fold (name);
    g_autofree char *folded_text = fold (text);
    g_auto (GStrv) words = g_strsplit (folded_text, " ", -1);

    for (guint i = 0; words[i] != NULL; i++) {
        if (strstr (folded_name, words[i]) == NULL)
            return FALSE;
    }
    return TRUE;
}

gboolean
ol_candidate_is_called (const OlCandidate *self, const char *text)
{
    g_autofree char *name = fold (self->user != NULL ? self->user->name : self->line->name);
    g_autofree char *wanted = fold (text);

    return strcmp (name, wanted) == 0;
}

/* ---- Candidates ---- */

static void
candidate_free (OlCandidate *self)
{
    g_clear_pointer (&self->user, b24_user_unref);
    g_clear_pointer (&self->line, b24_line_unref);
    g_free (self->label);
    g_free (self);
}

/* A list gives back the text of its row, so no two rows may read the same. */
static char *
make_unique (GPtrArray *candidates, char *label, gint64 id)
{
    for (guint i = 0; i < candidates->len; i++) {
        OlCandidate *other = g_ptr_array_index (candidates, i);

        if (strcmp (other->label, label) == 0) {
            char *unique = g_strdup_printf ("%s (%" G_GINT64_FORMAT ")", label, id);

            g_free (label);
            return unique;
        }
    }
    return label;
}

static void
add_user (GPtrArray *candidates, B24User *user, const GString *lines, gint64 my_id)
{
    OlCandidate *candidate = g_new0 (OlCandidate, 1);
    g_autofree char *name = user->online
                                /* TRANSLATORS: an operator's name */
                                ? g_strdup_printf (_ ("%s (online)"), user->name)
                                : g_strdup (user->name);
    char *label =
        lines != NULL ? g_strdup_printf ("%s · %s", name, lines->str) : g_steal_pointer (&name);

    candidate->user = b24_user_ref (user);
    candidate->me = user->id == my_id;
    candidate->label = make_unique (candidates, label, user->id);
    g_ptr_array_add (candidates, candidate);
}

static void
add_line (GPtrArray *candidates, B24Line *line)
{
    OlCandidate *candidate = g_new0 (OlCandidate, 1);

    candidate->line = b24_line_ref (line);
    candidate->label =
        make_unique (candidates, g_strdup_printf (_ ("Line: %s"), line->name), line->id);
    g_ptr_array_add (candidates, candidate);
}

GPtrArray *
ol_candidates_find_lines (OlContext *context, const char *text)
{
    g_autoptr (GPtrArray) candidates =
        g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
    g_autoptr (GPtrArray) called = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
    GPtrArray *lines = context->lines;
    char *end = NULL;
    gint64 id = g_ascii_strtoll (text, &end, 10);

    for (guint i = 0; lines != NULL && i < lines->len; i++) {
        B24Line *line = g_ptr_array_index (lines, i);

        if (*text != '\0' && *end == '\0' && line->active && line->id == id) {
            add_line (candidates, line);
            return g_steal_pointer (&candidates);
        }
    }
    for (guint i = 0; lines != NULL && i < lines->len; i++) {
        B24Line *line = g_ptr_array_index (lines, i);

        if (!line->active || !ol_candidates_name_matches (line->name, text))
            continue;
        add_line (candidates, line);
        /* A whole name is no part of others; but two lines may have the same. */
        if (ol_candidate_is_called (g_ptr_array_index (candidates, candidates->len - 1), text))
            add_line (called, line);
    }
    return called->len > 0 ? g_steal_pointer (&called) : g_steal_pointer (&candidates);
}

/* ---- Loading ---- */

static gboolean
is_operator (B24User *user)
{
    return user->kind == B24_USER_COLLEAGUE && user->active;
}

static void
load_free (Load *load)
{
    ol_context_unref (load->context);
    g_free (load->text);
    g_hash_table_unref (load->users);
    g_hash_table_unref (load->line_names);
    g_clear_error (&load->error);
    g_clear_error (&load->refused);
    g_free (load);
}

static GPtrArray *
load_collect (Load *load)
{
    GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
    g_autoptr (GPtrArray) lines = ol_candidates_find_lines (load->context, load->text);
    g_autoptr (GPtrArray) users = g_ptr_array_new ();
    gint64 my_id = ol_context_get_my_id (load->context);
    GHashTableIter iter;
    gpointer user;

    g_hash_table_iter_init (&iter, load->users);
    while (g_hash_table_iter_next (&iter, NULL, &user))
        g_ptr_array_add (users, user);
    g_ptr_array_sort (users, b24_people_compare);

    for (guint i = 0; i < users->len; i++) {
        B24User *one = g_ptr_array_index (users, i);

        add_user (candidates, one, g_hash_table_lookup (load->line_names, &one->id), my_id);
    }
    for (guint i = 0; i < lines->len; i++) {
        OlCandidate *line = g_ptr_array_index (lines, i);

        add_line (candidates, line->line);
    }
    return candidates;
}

static void
keep_candidates (OlContext *context, GPtrArray *candidates)
{
    g_clear_pointer (&context->candidates, g_ptr_array_unref);
    context->candidates = g_ptr_array_ref (candidates);
    context->candidates_read = b24_clock_get_monotonic (context->clock);
    ol_debug_info ("the operators of the queues are known");
}

static void
load_end (Load *load)
{
    GPtrArray *candidates = NULL;

    if (!ol_context_is_alive (load->context)) {
        g_clear_error (&load->error);
        g_set_error_literal (&load->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed off");
    } else if (load->error == NULL || g_hash_table_size (load->users) > 0) {
        candidates = load_collect (load);
        if (*load->text == '\0' && load->error == NULL)
            keep_candidates (load->context, candidates);
    }
    load->callback (candidates, candidates == NULL ? load->error : load->refused, load->user_data);
    load_free (load);
}

static void
load_note (Load *load, const char *what, GError *error)
{
    ol_debug_error (what, error);
    if (load->error == NULL)
        load->error = error;
    else
        g_error_free (error);
}

static void
load_add_users (Load *load, GPtrArray *users, gboolean by_name)
{
    for (guint i = 0; i < users->len; i++) {
        B24User *user = g_ptr_array_index (users, i);
        gint64 id = user->id;

        if (!is_operator (user) ||
            (by_name && !ol_candidates_name_matches (user->name, load->text)))
            continue;
        g_hash_table_replace (load->users, g_memdup2 (&id, sizeof id), b24_user_ref (user));
    }
}

static void
people_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Load *load = user_data;
    GError *error = NULL;
    g_autoptr (GPtrArray) users = b24_people_search_finish (B24_REST (source), result, &error);

    if (users == NULL) {
        load_note (load, "searching people", error);
    } else {
        load_add_users (load, users, TRUE);
        /* The portal also looks at positions and addresses: better those than nobody. */
        if (g_hash_table_size (load->users) == 0)
            load_add_users (load, users, FALSE);
    }
    load_end (load);
}

static void
load_search (Load *load)
{
    if (*load->text == '\0' || !ol_context_is_alive (load->context))
        load_end (load);
    else
        b24_people_search_async (load->context->rest, load->text, load->context->cancellable,
                                 people_found, load);
}

static void
operators_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Load *load = user_data;
    GError *error = NULL;
    g_autoptr (GPtrArray) users = b24_people_list_finish (B24_REST (source), result, &error);

    if (users == NULL)
        load_note (load, "operators of the lines", error);
    else
        load_add_users (load, users, TRUE);
    load_search (load);
}

/* Notes the names of the lines each operator works on; returns the operators. */
static GArray *
load_take_queues (Load *load, B24BatchResult *queues)
{
    GPtrArray *lines = load->context->lines;
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

    for (guint i = 0; i < lines->len; i++) {
        B24Line *known = g_ptr_array_index (lines, i);
        g_autofree char *key = g_strdup_printf ("line_%" G_GINT64_FORMAT, known->id);
        g_autoptr (GError) error = NULL;
        g_autoptr (B24Line) line =
            known->active ? b24_batch_result_take (queues, key, &error) : NULL;

        for (guint j = 0; line != NULL && j < line->queue->len; j++) {
            gint64 id = g_array_index (line->queue, gint64, j);
            GString *names = g_hash_table_lookup (load->line_names, &id);

            if (names != NULL) {
                g_string_append_printf (names, ", %s", line->name);
                continue;
            }
            g_hash_table_insert (load->line_names, g_memdup2 (&id, sizeof id),
                                 g_string_new (line->name));
            g_array_append_val (ids, id);
        }
        if (line != NULL)
            ol_context_learn_line (load->context, line);
        if (error != NULL)
            ol_debug_error ("queue of a line", error);
        if (error != NULL && load->refused == NULL)
            load->refused = g_steal_pointer (&error);
    }
    if (ids->len > 0)
        g_clear_error (&load->refused);
    return ids;
}

static void
add_recent (OlContext *context, GArray *ids)
{
    g_autoptr (GArray) recent = ol_recent_list (context);

    for (guint i = 0; i < recent->len; i++) {
        const OlRecent *one = &g_array_index (recent, OlRecent, i);
        gboolean known = one->line;

        for (guint j = 0; j < ids->len && !known; j++)
            known = g_array_index (ids, gint64, j) == one->id;
        if (!known)
            g_array_append_val (ids, one->id);
    }
}

static void
queues_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Load *load = user_data;
    GError *error = NULL;
    g_autoptr (B24BatchResult) queues = b24_batch_run_finish (B24_REST (source), result, &error);
    g_autoptr (GArray) ids = NULL;

    if (queues == NULL) {
        load_note (load, "queues of the lines", error);
        load_search (load);
        return;
    }
    if (!ol_context_is_alive (load->context)) {
        load_end (load);
        return;
    }
    ids = load_take_queues (load, queues);
    if (*load->text == '\0')
        add_recent (load->context, ids);
    if (ids->len == 0)
        load_search (load);
    else
        b24_people_list_async (load->context->rest, ids, load->priority, load->context->cancellable,
                               operators_listed, load);
}

static void
free_string (gpointer string)
{
    g_string_free (string, TRUE);
}

static void
load_start (OlContext *context, const char *text, B24Priority priority, OlCandidatesLoaded callback,
            gpointer user_data)
{
    Load *load = g_new0 (Load, 1);
    g_autoptr (B24Batch) batch = b24_batch_new ();

    load->context = ol_context_ref (context);
    load->text = g_strdup (text);
    load->priority = priority;
    load->users = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify) b24_user_unref);
    load->line_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_string);
    load->callback = callback;
    load->user_data = user_data;

    for (guint i = 0; context->lines != NULL && i < context->lines->len; i++) {
        B24Line *line = g_ptr_array_index (context->lines, i);
        g_autofree char *key = g_strdup_printf ("line_%" G_GINT64_FORMAT, line->id);

        if (line->active)
            b24_lines_get_in_batch (batch, key, line->id);
    }
    if (b24_batch_get_size (batch) == 0)
        load_search (load);
    else
        b24_batch_run_async (g_steal_pointer (&batch), context->rest, priority,
                             context->cancellable, queues_loaded, load);
}

void
ol_candidates_load (OlContext *context, const char *text, OlCandidatesLoaded callback,
                    gpointer user_data)
{
    load_start (context, text, B24_PRIORITY_OPERATOR, callback, user_data);
}

static void
prefetched (GPtrArray *candidates, const GError *error, gpointer user_data)
{
    g_autoptr (OlContext) context = user_data;

    context->candidates_under_way = FALSE;
    g_clear_pointer (&candidates, g_ptr_array_unref);
}

void
ol_candidates_prefetch (OlContext *context)
{
    gint64 age = b24_clock_get_monotonic (context->clock) - context->candidates_read;

    if (context->candidates_under_way || !ol_context_is_reachable (context) ||
        (context->candidates != NULL && age < KEEP_CANDIDATES))
        return;
    context->candidates_under_way = TRUE;
    load_start (context, "", B24_PRIORITY_BACKGROUND, prefetched, ol_context_ref (context));
}

GPtrArray *
ol_candidates_peek (OlContext *context)
{
    return context->candidates != NULL ? g_ptr_array_ref (context->candidates) : NULL;
}

void
ol_candidates_learn (OlContext *context, B24User *user)
{
    for (guint i = 0; context->candidates != NULL && i < context->candidates->len; i++) {
        const OlCandidate *candidate = g_ptr_array_index (context->candidates, i);

        if (candidate->user != NULL && candidate->user->id == user->id)
            return;
    }
    if (context->candidates != NULL)
        add_user (context->candidates, user, NULL, ol_context_get_my_id (context));
}
