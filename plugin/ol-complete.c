/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-complete.h"

#include <string.h>

#include "ol-actions.h"
#include "ol-candidates.h"
#include "ol-quick.h"

typedef struct {
    const char *command; /* "/transfer " */
    const char *argument;
    GList *lines;
} Completion;

/* As people type: without regard to case. */
static gboolean
begins_with (const char *text, const char *beginning)
{
    g_autofree char *folded_text = g_utf8_casefold (text, -1);
    g_autofree char *folded_beginning = g_utf8_casefold (beginning, -1);

    return g_str_has_prefix (folded_text, folded_beginning);
}

static void
offer (Completion *self, const char *argument)
{
    if (begins_with (argument, self->argument))
        self->lines = g_list_prepend (self->lines, g_strconcat (self->command, argument, NULL));
}

static void
offer_candidates (Completion *self, OlContext *context, gboolean with_lines)
{
    g_autoptr (GPtrArray) candidates = ol_candidates_peek (context);

    if (candidates == NULL)
        ol_candidates_prefetch (context);
    for (guint i = 0; candidates != NULL && i < candidates->len; i++) {
        const OlCandidate *candidate = g_ptr_array_index (candidates, i);

        if (candidate->user != NULL && !candidate->me) {
            offer (self, candidate->user->name);
        } else if (candidate->line != NULL && with_lines) {
            g_autofree char *argument = g_strconcat ("line ", candidate->line->name, NULL);

            offer (self, argument);
        }
    }
}

static void
offer_words (Completion *self, const char *const *words)
{
    for (; *words != NULL; words++)
        offer (self, *words);
}

static void
offer_quick (Completion *self, OlDialog *dialog)
{
    GPtrArray *names = ol_quick_peek_names (dialog);

    for (guint i = 0; names != NULL && i < names->len; i++)
        offer (self, g_ptr_array_index (names, i));
}

GList *
ol_complete (PurpleConversation *conversation, const char *text)
{
    OlDialog *dialog = ol_dialog_of_conversation (conversation);
    const char *space = strchr (text, ' ');
    Completion completion = { 0 };
    g_autofree char *word = NULL;
    g_autofree char *command = NULL;
    const OlAction *action;

    if (dialog == NULL || *text != '/' || space == NULL)
        return NULL;
    word = g_strndup (text + 1, (gsize) (space - text - 1));
    action = ol_actions_find (word);
    if (action == NULL)
        return NULL;

    command = g_strconcat ("/", word, " ", NULL);
    completion.command = command;
    completion.argument = space + strspn (space, " ");
    switch (action->complete) {
    case OL_COMPLETE_OPERATORS:
    case OL_COMPLETE_TARGETS:
        offer_candidates (&completion, ol_dialog_get_context (dialog),
                          action->complete == OL_COMPLETE_TARGETS);
        break;
    case OL_COMPLETE_WORDS:
        offer_words (&completion, action->words);
        break;
    case OL_COMPLETE_QUICK:
        offer_quick (&completion, dialog);
        break;
    case OL_COMPLETE_NOTHING:
    default:
        break;
    }
    return g_list_reverse (completion.lines);
}
