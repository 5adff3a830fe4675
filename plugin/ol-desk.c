/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-desk.h"

#include <glib/gi18n-lib.h>

#include "b24-lines.h"
#include "b24-people.h"
#include "b24-presence.h"
#include "ol-candidates.h"
#include "ol-conversation.h"
#include "ol-debug.h"
#include "ol-notice.h"

#define MINUTE 60
/* Operators whose presence is asked for: as many as the portal tells at once. */
#define LOOK_MAX 50

typedef enum {
    DESK_LINES = 1 << 0,
    DESK_OPERATORS = 1 << 1,
} DeskParts;

typedef struct {
    OlContext *context;
    DeskParts parts;
    char *conversation;    /* (nullable): in a window of its own */
    GPtrArray *candidates; /* (nullable) (element-type OlCandidate) */
    GArray *paused;    /* (nullable) (element-type gint64): the portal does not tell everybody */
    GPtrArray *looked; /* (nullable) (element-type B24User): who is online */
    GError *error;     /* (nullable): why there are no candidates */
} Desk;

static void
desk_free (Desk *self)
{
    ol_context_unref (self->context);
    g_free (self->conversation);
    g_clear_pointer (&self->candidates, g_ptr_array_unref);
    g_clear_pointer (&self->paused, g_array_unref);
    g_clear_pointer (&self->looked, g_ptr_array_unref);
    g_clear_error (&self->error);
    g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* --- what is known --- */

static gboolean
has_id (GArray *ids, gint64 id)
{
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        if (g_array_index (ids, gint64, i) == id)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_paused (Desk *self, const OlCandidate *candidate)
{
    if (candidate->me && self->context->pausing != OL_PAUSING_UNKNOWN)
        return self->context->pausing == OL_PAUSING_ON;
    return has_id (self->paused, candidate->user->id);
}

/* The status somebody chose stays when he goes home, so that it does not count here. */
static gboolean
is_online (Desk *self, gint64 user_id)
{
    for (guint i = 0; self->looked != NULL && i < self->looked->len; i++) {
        B24User *user = g_ptr_array_index (self->looked, i);

        if (user->id == user_id)
            return user->online;
    }
    return FALSE;
}

static void
add_part (GString *out, const char *separator, const char *part)
{
    if (out->len > 0)
        g_string_append (out, separator);
    g_string_append (out, part);
}

/* (transfer full): "you, online", "" for none */
static char *
dup_traits (Desk *self, const OlCandidate *candidate)
{
    GString *out = g_string_new (NULL);

    if (candidate->me)
        add_part (out, ", ", _ ("you"));
    if (is_online (self, candidate->user->id))
        add_part (out, ", ", _ ("online"));
    if (is_paused (self, candidate))
        /* TRANSLATORS: an operator */
        add_part (out, ", ", _ ("takes no new dialogs"));
    return g_string_free (out, FALSE);
}

/* (transfer full): "Maria Lopez (online)" */
static char *
dup_operator (Desk *self, const OlCandidate *candidate)
{
    g_autofree char *traits = dup_traits (self, candidate);

    return *traits == '\0' ? g_strdup (candidate->user->name)
                           : g_strdup_printf ("%s (%s)", candidate->user->name, traits);
}

/* (transfer full): the operators of its queue and its time, "" when nothing is known */
static char *
dup_line_facts (Desk *self, B24Line *line)
{
    GString *names = g_string_new (NULL);

    for (guint i = 0; self->candidates != NULL && i < self->candidates->len; i++) {
        const OlCandidate *candidate = g_ptr_array_index (self->candidates, i);
        g_autofree char *name = NULL;

        if (candidate->user == NULL || !has_id (line->queue, candidate->user->id))
            continue;
        name = dup_operator (self, candidate);
        add_part (names, ", ", name);
    }
    if (line->queue_time > 0) {
        guint minutes = MAX ((line->queue_time + MINUTE / 2) / MINUTE, 1);
        g_autofree char *time = g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "passes a waiting dialog on after %u minute",
                         "passes a waiting dialog on after %u minutes", minutes),
            minutes);

        add_part (names, "; ", time);
    }
    return g_string_free (names, FALSE);
}

/* (transfer full): the lines in whose queues the user is, "" when none is known */
static char *
dup_lines_of (Desk *self, gint64 user_id)
{
    GPtrArray *lines = self->context->lines;
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < lines->len; i++) {
        B24Line *line = g_ptr_array_index (lines, i);

        if (line->active && has_id (line->queue, user_id))
            add_part (out, ", ", line->name);
    }
    return g_string_free (out, FALSE);
}

/* --- showing it --- */

/* @data: GString of lines, or PurpleNotifyUserInfo */
typedef void (*AddRow) (gpointer data, const char *label, const char *facts);
typedef void (*AddHeading) (gpointer data, const char *heading);

static void
add_text_heading (gpointer data, const char *heading)
{
    add_part (data, "\n", heading);
}

static void
add_text_row (gpointer data, const char *label, const char *facts)
{
    g_autofree char *row =
        *facts == '\0' ? g_strdup (label) : g_strdup_printf ("%s — %s", label, facts);

    add_part (data, "\n", row);
}

static void
add_info_heading (gpointer data, const char *heading)
{
    purple_notify_user_info_add_section_header (data, heading);
}

static void
add_info_row (gpointer data, const char *label, const char *facts)
{
    g_autofree char *escaped = g_markup_escape_text (label, -1);

    purple_notify_user_info_add_pair_plaintext (data, escaped, facts);
}

static void
list_lines (Desk *self, AddHeading add_heading, AddRow add_row, gpointer data)
{
    GPtrArray *lines = self->context->lines;

    if (lines->len > 0)
        add_heading (data, _ ("Lines"));
    for (guint i = 0; i < lines->len; i++) {
        B24Line *line = g_ptr_array_index (lines, i);
        g_autofree char *facts = line->active ? dup_line_facts (self, line)
                                              /* TRANSLATORS: an open line */
                                              : g_strdup (_ ("switched off"));

        add_row (data, line->name, facts);
    }
}

static void
list_operators (Desk *self, AddHeading add_heading, AddRow add_row, gpointer data)
{
    gboolean any = FALSE;

    for (guint i = 0; self->candidates != NULL && i < self->candidates->len; i++) {
        const OlCandidate *candidate = g_ptr_array_index (self->candidates, i);
        g_autofree char *name = NULL;
        g_autofree char *lines = NULL;

        if (candidate->user == NULL)
            continue;
        if (!any)
            add_heading (data, _ ("Operators"));
        any = TRUE;
        name = dup_operator (self, candidate);
        lines = dup_lines_of (self, candidate->user->id);
        add_row (data, name, lines);
    }
}

static void
show_window (Desk *self)
{
    PurpleNotifyUserInfo *info = purple_notify_user_info_new ();
    g_autofree char *text = NULL;

    list_lines (self, add_info_heading, add_info_row, info);
    list_operators (self, add_info_heading, add_info_row, info);
    text = purple_notify_user_info_get_text_with_newline (info, "<br>");
    purple_notify_formatted (ol_context_get_connection (self->context), _ ("Lines and operators"),
                             b24_portal_get_authority (self->context->portal), NULL, text, NULL,
                             NULL);
    purple_notify_user_info_destroy (info);
}

static void
show (Desk *self)
{
    PurpleAccount *account = ol_context_get_account (self->context);
    g_autoptr (GString) out = g_string_new (NULL);

    if (self->candidates == NULL && self->error != NULL && (self->parts & DESK_OPERATORS)) {
        ol_notice_say_error (self->context, self->conversation, self->error, OL_ATTEMPT_DESK);
        return;
    }
    if (self->conversation == NULL || ol_conversation_find (account, self->conversation) == NULL) {
        show_window (self);
        return;
    }
    if (self->parts & DESK_LINES)
        list_lines (self, add_text_heading, add_text_row, out);
    if (self->parts & DESK_OPERATORS)
        list_operators (self, add_text_heading, add_text_row, out);
    if (out->len == 0)
        ol_notice_say (self->context, self->conversation,
                       self->parts & DESK_LINES
                           ? _ ("The portal shows you no line.")
                           : _ ("The portal shows you nobody who works on a line."),
                       FALSE);
    else
        ol_conversation_say (account, self->conversation, out->str);
}

/* --- reading it --- */

static void
on_paused (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Desk) self = user_data;
    g_autoptr (GError) error = NULL;

    self->paused = b24_presence_list_paused_finish (B24_REST (source), result, &error);
    if (!ol_context_is_alive (self->context))
        return;
    /* For supervisors only, and not on every portal. */
    if (self->paused == NULL)
        ol_debug_error ("who takes no new dialogs", error);
    show (self);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Desk) self = user_data;
    OlContext *context = self->context;
    g_autoptr (GError) error = NULL;

    self->looked = b24_people_look_finish (B24_REST (source), result, &error);
    if (!ol_context_is_alive (context))
        return;
    if (self->looked == NULL)
        ol_debug_error ("who is online", error);
    b24_presence_list_paused_async (context->rest, context->cancellable, on_paused,
                                    g_steal_pointer (&self));
}

/* (transfer full) (element-type gint64): the operators, at most one page of them */
static GArray *
list_ids (Desk *self)
{
    GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

    for (guint i = 0; self->candidates != NULL && i < self->candidates->len; i++) {
        const OlCandidate *candidate = g_ptr_array_index (self->candidates, i);

        if (candidate->user != NULL && ids->len < LOOK_MAX)
            g_array_append_val (ids, candidate->user->id);
    }
    return ids;
}

static void
on_candidates (GPtrArray *candidates, const GError *error, gpointer user_data)
{
    g_autoptr (Desk) self = user_data;
    OlContext *context = self->context;
    g_autoptr (GArray) ids = NULL;

    self->candidates = candidates;
    if (!ol_context_is_alive (context))
        return;
    if (candidates == NULL && error != NULL)
        self->error = g_error_copy (error);
    ids = list_ids (self);
    b24_people_look_async (context->rest, ids, context->cancellable, on_looked,
                           g_steal_pointer (&self));
}

/* The list does not have the queues: what is known of them stays until they are read. */
static void
take_lines (OlContext *context, GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        B24Line *line = g_ptr_array_index (lines, i);
        B24Line *known = ol_context_get_line (context, line->id);

        if (known == NULL || known->active != line->active ||
            !g_str_equal (known->name, line->name))
            continue;
        lines->pdata[i] = b24_line_ref (known);
        b24_line_unref (line);
    }
    g_ptr_array_unref (context->lines);
    context->lines = g_ptr_array_ref (lines);
}

static void
on_lines (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (Desk) self = user_data;
    OlContext *context = self->context;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) lines = b24_lines_list_finish (B24_REST (source), result, &error);

    if (!ol_context_is_alive (context))
        return;
    if (lines == NULL) {
        ol_notice_say_error (context, self->conversation, error, OL_ATTEMPT_DESK);
        return;
    }
    take_lines (context, lines);
    ol_candidates_load (context, "", on_candidates, g_steal_pointer (&self));
}

static gboolean
start (OlContext *context, DeskParts parts, const char *conversation)
{
    g_autoptr (Desk) self = g_new0 (Desk, 1);

    self->context = ol_context_ref (context);
    self->parts = parts;
    self->conversation = g_strdup (conversation);
    if (ol_notice_is_possible (context, conversation))
        b24_lines_list_async (context->rest, context->cancellable, on_lines,
                              g_steal_pointer (&self));
    return TRUE;
}

gboolean
ol_desk_list_lines (OlContext *context, const char *conversation, const char *argument)
{
    return start (context, DESK_LINES, conversation);
}

gboolean
ol_desk_list_operators (OlContext *context, const char *conversation, const char *argument)
{
    return start (context, DESK_OPERATORS, conversation);
}

void
ol_desk_show (OlContext *context)
{
    start (context, DESK_LINES | DESK_OPERATORS, NULL);
}
