/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-picker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "b24-people.h"
#include "ol-candidates.h"
#include "ol-question.h"
#include "ol-recent.h"
#include "ol-run.h"

#define MAX_ROWS     50
#define FIELD_SEARCH "search"
#define FIELD_TARGET "target"
#define QUEUE        "queue"

/* What is said in the course of it; all N_() but the command. */
typedef struct {
    OlAttempt attempt;
    const char *command; /* as it is typed */
    const char *title;
    const char *list;
    const char *question; /* with the customer */
    const char *hint;
    const char *cancelled;
    gboolean lines; /* may be chosen too */
} Purpose;

static const Purpose transfer = {
    .attempt = OL_ATTEMPT_TRANSFER,
    .command = "/transfer",
    .title = N_ ("Transfer"),
    .list = N_ ("Pass it to"),
    /* TRANSLATORS: the customer's name */
    .question = N_ ("Who shall take the dialog with %s?"),
    .hint = N_ ("Choose an operator or a line, or type a part of a name to search."),
    .cancelled = N_ ("Nobody was chosen; the dialog stays where it is."),
    .lines = TRUE,
};

static const Purpose bot_transfer = {
    .attempt = OL_ATTEMPT_BOT,
    .command = "/bot transfer",
    .title = N_ ("Transfer"),
    .list = N_ ("Pass it to"),
    .question = N_ ("Who shall take the dialog with %s?"),
    .hint = N_ ("Choose an operator or a line, or type a part of a name to search."),
    .cancelled = N_ ("Nobody was chosen; the dialog stays where it is."),
    .lines = TRUE,
};

static const Purpose invitation = {
    .attempt = OL_ATTEMPT_INVITE,
    .command = "/invite",
    .title = N_ ("Invite"),
    .list = N_ ("Invite"),
    /* TRANSLATORS: the customer's name */
    .question = N_ ("Who shall help in the dialog with %s?"),
    .hint = N_ ("Choose an operator, or type a part of a name to search."),
    .cancelled = N_ ("Nobody was chosen, so nobody was invited."),
};

typedef struct {
    OlDialog *dialog;
    const Purpose *purpose;
    char *text;            /* what is looked for */
    char *id;              /* (nullable): as it was given */
    GPtrArray *candidates; /* (element-type OlCandidate) */
    gboolean ask;          /* show the list whatever was found */
    B24User *user;         /* (nullable): whom it came to, or */
    B24Line *line;         /* (nullable): the line */
    OlPicked callback;
    gpointer user_data;
} Pick;

static void pick_load (Pick *pick);

static void
pick_hand_over (OlDialog *dialog, gpointer user_data)
{
    Pick *pick = user_data;
    const OlTarget target = {
        .user = pick->user,
        .line = pick->line,
        .id = pick->user != NULL || pick->line != NULL ? pick->id : NULL,
    };

    pick->callback (dialog, &target, pick->user_data);
    g_clear_pointer (&pick->user, b24_user_unref);
    g_clear_pointer (&pick->line, b24_line_unref);
    ol_dialog_unref (pick->dialog);
    g_clear_pointer (&pick->candidates, g_ptr_array_unref);
    g_free (pick->text);
    g_free (pick->id);
    g_free (pick);
}

/* @candidate (nullable): nothing was chosen. Finding takes its time, and what was asked for
 * meanwhile may be under way. */
static void
pick_end (Pick *pick, const OlCandidate *candidate)
{
    if (candidate != NULL && candidate->user != NULL)
        pick->user = b24_user_ref (candidate->user);
    if (candidate != NULL && candidate->line != NULL)
        pick->line = b24_line_ref (candidate->line);
    if (candidate == NULL ||
        !ol_run_follow (pick->dialog, pick->purpose->attempt, pick_hand_over, pick))
        pick_hand_over (pick->dialog, pick);
}

/* ---- The request ---- */

static void
say_nothing_chosen (Pick *pick)
{
    if (ol_dialog_is_alive (pick->dialog))
        ol_dialog_say (pick->dialog, "%s", _ (pick->purpose->cancelled));
}

static void
fields_filled (OlDialog *dialog, gboolean yes, PurpleRequestFields *fields, gpointer user_data)
{
    Pick *pick = user_data;
    PurpleRequestField *list = yes ? purple_request_fields_get_field (fields, FIELD_TARGET) : NULL;
    GList *selected = yes ? purple_request_field_list_get_selected (list) : NULL;
    const char *text = yes ? purple_request_fields_get_string (fields, FIELD_SEARCH) : NULL;
    guint row = selected != NULL
                    ? GPOINTER_TO_UINT (purple_request_field_list_get_data (list, selected->data))
                    : 0;

    if (row > 1 && row - 2 < pick->candidates->len) {
        pick_end (pick, g_ptr_array_index (pick->candidates, row - 2));
        return;
    }
    if (!yes || !ol_dialog_is_alive (dialog) ||
        g_strcmp0 (text != NULL ? text : "", pick->text) == 0) {
        say_nothing_chosen (pick);
        pick_end (pick, NULL);
        return;
    }

    g_free (pick->text);
    pick->text = g_strstrip (g_strdup (text != NULL ? text : ""));
    pick->ask = TRUE;
    pick_load (pick);
}

/* How many can be chosen from. */
static void
count (Pick *pick, guint *n_people, guint *n_lines)
{
    *n_people = 0;
    *n_lines = 0;
    for (guint i = 0; i < pick->candidates->len; i++) {
        const OlCandidate *candidate = g_ptr_array_index (pick->candidates, i);

        if (candidate->user != NULL)
            (*n_people)++;
        else if (pick->purpose->lines)
            (*n_lines)++;
    }
}

static void
add_row (Pick *pick, PurpleRequestField *list, guint place)
{
    const OlCandidate *candidate = g_ptr_array_index (pick->candidates, place);

    purple_request_field_list_add_icon (list, candidate->label, NULL, GUINT_TO_POINTER (place + 2));
}

/* Those chosen lately, the last one first; marks them in @added. */
static void
add_recent_rows (Pick *pick, PurpleRequestField *list, gboolean *added)
{
    g_autoptr (GArray) recent = ol_recent_list (ol_dialog_get_context (pick->dialog));

    for (guint i = 0; i < recent->len; i++) {
        const OlRecent *one = &g_array_index (recent, OlRecent, i);

        for (guint j = 0; j < pick->candidates->len; j++) {
            const OlCandidate *candidate = g_ptr_array_index (pick->candidates, j);
            gint64 id = candidate->line != NULL ? candidate->line->id : candidate->user->id;

            if (added[j] || candidate->me || (one->line && !pick->purpose->lines) ||
                (candidate->line != NULL) != one->line || id != one->id)
                continue;
            added[j] = TRUE;
            add_row (pick, list, j);
        }
    }
}

/* Then people, but never so many that no line is left; @hidden: some are not shown */
static void
add_rows (Pick *pick, PurpleRequestField *list, gboolean *hidden)
{
    g_autofree gboolean *added = g_new0 (gboolean, pick->candidates->len + 1);
    guint n_lines;
    guint n_people;
    guint people_left;
    guint lines_left;

    count (pick, &n_people, &n_lines);
    lines_left = MIN (n_lines, MAX (MAX_ROWS / 5, MAX_ROWS - MIN (n_people, MAX_ROWS)));
    people_left = MAX_ROWS - lines_left;
    *hidden = n_people > people_left || n_lines > lines_left;

    add_recent_rows (pick, list, added);
    for (guint i = 0; i < pick->candidates->len; i++) {
        OlCandidate *candidate = g_ptr_array_index (pick->candidates, i);
        guint *left = candidate->line != NULL ? &lines_left : &people_left;

        if (candidate->me || *left == 0 || (candidate->line != NULL && !pick->purpose->lines))
            continue;
        (*left)--;
        if (!added[i])
            add_row (pick, list, i);
    }
}

/* (transfer full): the translated text with @word in it */
static char *
dup_filled (const char *text, const char *word)
{
    g_auto (GStrv) parts = g_strsplit (_ (text), "%s", 2);

    return g_strconcat (parts[0], word, parts[0] != NULL ? parts[1] : NULL, NULL);
}

static gboolean
is_finch (void)
{
    return g_strcmp0 (purple_core_get_ui (), "gnt-purple") == 0;
}

static void
pick_show (Pick *pick)
{
    PurpleRequestFields *fields = purple_request_fields_new ();
    PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
    PurpleRequestField *list =
        purple_request_field_list_new (FIELD_TARGET, _ (pick->purpose->list));
    g_autofree char *question = NULL;
    guint n_people;
    guint n_lines;
    gboolean hidden;

    count (pick, &n_people, &n_lines);
    purple_request_fields_add_group (fields, group);
    purple_request_field_group_add_field (
        group, purple_request_field_string_new (FIELD_SEARCH, _ ("Search"), pick->text, FALSE));
    /* Finch always has a row chosen, the first one at the beginning: that must be nobody. Pidgin
     * has none chosen then, and shows that. */
    if (g_strcmp0 (purple_core_get_ui (), "gtk-gaim") != 0)
        purple_request_field_list_add_icon (list, _ ("(nobody yet)"), NULL, GUINT_TO_POINTER (1));
    add_rows (pick, list, &hidden);
    purple_request_field_group_add_field (group, list);

    question = dup_filled (pick->purpose->question, ol_dialog_get_title (pick->dialog));
    ol_question_ask_fields (
        pick->dialog, _ (pick->purpose->title), question,
        n_people + n_lines == 0
            ? _ ("Nobody of that name was found. Type another one to search again.")
        : hidden ? _ ("These are the first of many. Type a part of a name to search for others.")
                 : _ (pick->purpose->hint),
        fields, _ ("OK"), fields_filled, pick);
}

/* Finch opens what no key opened behind the other windows, and only marks it in its bar. */
static void
pick_show_later (Pick *pick)
{
    g_autoptr (OlDialog) dialog = ol_dialog_ref (pick->dialog);

    pick_show (pick);
    if (is_finch () && ol_dialog_is_alive (dialog))
        /* TRANSLATORS: the title of the window with the list; Alt+N goes to the next window */
        ol_dialog_say (dialog, _ ("Choose in the window “%s”; Alt+N goes there."),
                       _ (pick->purpose->title));
}

/* ---- Finding ---- */

/* Who is meant, if that is beyond doubt: the only one, or the only one of exactly this name. */
static const OlCandidate *
find_only_person (Pick *pick)
{
    const OlCandidate *called = NULL;
    const OlCandidate *found = NULL;
    const OlCandidate *me = NULL;
    guint n_called = 0;
    guint n_found = 0;

    for (guint i = 0; i < pick->candidates->len; i++) {
        const OlCandidate *candidate = g_ptr_array_index (pick->candidates, i);
        gboolean is_called = ol_candidate_is_called (candidate, pick->text);

        if (candidate->user == NULL && !pick->purpose->lines)
            continue;
        if (candidate->me)
            me = candidate;
        if (is_called) {
            called = candidate;
            n_called++;
        }
        if (!candidate->me) {
            found = candidate;
            n_found++;
        }
    }
    if (n_called == 1 && called->user != NULL)
        return called;
    if (n_found == 0)
        return me;
    return n_found == 1 && found->user != NULL && n_called == 0 ? found : NULL;
}

static gboolean
has_people (Pick *pick)
{
    return pick->candidates->len > 0 &&
           ((OlCandidate *) g_ptr_array_index (pick->candidates, 0))->user != NULL;
}

static void
pick_decide (Pick *pick)
{
    const OlCandidate *only = find_only_person (pick);

    if (only != NULL) {
        pick_end (pick, only);
        return;
    }
    if (has_people (pick)) {
        pick_show_later (pick);
        return;
    }

    if (pick->candidates->len > 0 && pick->purpose->lines) {
        const OlCandidate *line = g_ptr_array_index (pick->candidates, 0);

        ol_dialog_complain (pick->dialog,
                            /* TRANSLATORS: a name, "/transfer", the line's name */
                            _ ("No operator is called “%s”, but a line is: type %s line %s to pass "
                               "the dialog there."),
                            pick->text, pick->purpose->command, line->line->name);
    } else {
        ol_dialog_complain (pick->dialog,
                            /* TRANSLATORS: a name, "/transfer" */
                            _ ("No operator is called “%s”. Type %s alone to choose from a list."),
                            pick->text, pick->purpose->command);
    }
    pick_end (pick, NULL);
}

/* Whether there is anybody, or any line, to choose. */
static gboolean
has_anybody (Pick *pick)
{
    guint n_people;
    guint n_lines;

    count (pick, &n_people, &n_lines);
    return n_people + n_lines > 0;
}

static void
candidates_loaded (GPtrArray *candidates, const GError *error, gpointer user_data)
{
    Pick *pick = user_data;

    g_clear_pointer (&pick->candidates, g_ptr_array_unref);
    pick->candidates = candidates;
    if (candidates == NULL || (error != NULL && *pick->text == '\0' && !has_anybody (pick))) {
        if (ol_dialog_is_alive (pick->dialog))
            ol_run_complain_of (pick->dialog, error, OL_ATTEMPT_PICK);
        pick_end (pick, NULL);
    } else if (pick->ask) {
        pick_show_later (pick);
    } else {
        pick_decide (pick);
    }
}

static void
pick_load (Pick *pick)
{
    ol_candidates_load (ol_dialog_get_context (pick->dialog), pick->text, candidates_loaded, pick);
}

/* ---- A line by name or number ---- */

/* (nullable): what follows the word "line", in English or in the operator's language */
static const char *
after_line (const char *text)
{
    const char *words[] = { "line", _ ("line") };
    gsize length = strcspn (text, " \t\n");
    g_autofree char *first = g_strndup (text, length);
    g_autofree char *folded = g_utf8_casefold (first, -1);

    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        g_autofree char *word = g_utf8_casefold (words[i], -1);

        if (strcmp (folded, word) == 0)
            return text + length;
    }
    return NULL;
}

static void
pick_line (Pick *pick)
{
    pick->candidates = ol_candidates_find_lines (ol_dialog_get_context (pick->dialog), pick->text);
    if (pick->candidates->len > 1) {
        pick_show (pick);
    } else if (pick->candidates->len == 1) {
        pick_end (pick, g_ptr_array_index (pick->candidates, 0));
    } else {
        ol_dialog_complain (pick->dialog,
                            /* TRANSLATORS: a name, "/transfer" */
                            _ ("No line is called “%s”. Type %s alone to choose from a list."),
                            pick->text, pick->purpose->command);
        pick_end (pick, NULL);
    }
}

/* ---- An operator by number ---- */

static gboolean
is_number (const char *text)
{
    return *text != '\0' && strspn (text, "0123456789") == strlen (text) && strlen (text) < 19;
}

static void
person_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Pick *pick = user_data;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24User) user = b24_people_get_finish (B24_REST (source), result, &error);
    OlCandidate candidate = { .user = user };

    if (user == NULL && ol_dialog_is_alive (pick->dialog)) {
        if (g_error_matches (error, B24_ERROR, B24_ERROR_USER_NOT_EXISTS))
            ol_dialog_complain (pick->dialog,
                                /* TRANSLATORS: a number, "/transfer" */
                                _ ("Nobody on the portal has the number %s. Type %s alone to "
                                   "choose from a list."),
                                pick->text, pick->purpose->command);
        else
            ol_run_complain_of (pick->dialog, error, OL_ATTEMPT_PICK);
    }
    pick_end (pick, user != NULL ? &candidate : NULL);
}

/* Quotes around a name are how people set it apart, no part of it. */
static char *
strip_quotes (const char *text)
{
    static const char *const quotes[] = { "\"", "'", "“", "”", "„", "«", "»" };
    g_autofree char *stripped = g_strstrip (g_strdup (text));
    const char *start = stripped;

    for (guint i = 0; i < G_N_ELEMENTS (quotes); i++) {
        if (g_str_has_prefix (start, quotes[i])) {
            start += strlen (quotes[i]);
            break;
        }
    }
    for (guint i = 0; start != stripped && i < G_N_ELEMENTS (quotes); i++) {
        if (g_str_has_suffix (start, quotes[i])) {
            stripped[strlen (stripped) - strlen (quotes[i])] = '\0';
            break;
        }
    }
    return g_strstrip (g_strdup (start));
}

/* (nullable): the line's number after "queue", as the portal writes targets */
static const char *
after_queue (const char *text)
{
    const char *number = text + strlen (QUEUE);

    return g_ascii_strncasecmp (text, QUEUE, strlen (QUEUE)) == 0 && is_number (number) ? number
                                                                                        : NULL;
}

static void
pick_open (Pick *pick)
{
    pick->ask = TRUE;
    pick->candidates = ol_candidates_peek (ol_dialog_get_context (pick->dialog));
    /* Otherwise it is worth a new look. */
    if (pick->candidates != NULL && has_anybody (pick))
        pick_show (pick);
    else
        pick_load (pick);
}

static void
find (OlDialog *dialog, const Purpose *purpose, const char *text, OlPicked callback,
      gpointer user_data)
{
    OlContext *context = ol_dialog_get_context (dialog);
    Pick *pick = g_new0 (Pick, 1);
    g_autofree char *stripped = g_strstrip (g_strdup (text));
    const char *queue = purpose->lines ? after_queue (stripped) : NULL;
    const char *line = queue != NULL ? queue : purpose->lines ? after_line (stripped) : NULL;

    pick->dialog = ol_dialog_ref (dialog);
    pick->purpose = purpose;
    pick->text = strip_quotes (line != NULL ? line : stripped);
    if (queue != NULL || is_number (stripped))
        pick->id = g_ascii_strdown (stripped, -1);
    pick->callback = callback;
    pick->user_data = user_data;
    if (*pick->text == '\0' && line != NULL) {
        ol_dialog_complain (dialog,
                            /* TRANSLATORS: "/transfer", twice */
                            _ ("Which line? Type %s line and its name, or %s alone to choose from "
                               "a list."),
                            purpose->command, purpose->command);
        pick_end (pick, NULL);
    } else if (*pick->text == '\0') {
        pick_open (pick);
    } else if (line != NULL) {
        pick_line (pick);
    } else if (is_number (pick->text)) {
        b24_people_get_async (context->rest, g_ascii_strtoll (pick->text, NULL, 10),
                              context->cancellable, person_loaded, pick);
    } else {
        pick_load (pick);
    }
}

void
ol_picker_find (OlDialog *dialog, const char *text, OlPicked callback, gpointer user_data)
{
    find (dialog, &transfer, text, callback, user_data);
}

void
ol_picker_find_for_bot (OlDialog *dialog, const char *text, OlPicked callback, gpointer user_data)
{
    find (dialog, &bot_transfer, text, callback, user_data);
}

void
ol_picker_find_colleague (OlDialog *dialog, const char *text, OlPicked callback, gpointer user_data)
{
    find (dialog, &invitation, text, callback, user_data);
}
