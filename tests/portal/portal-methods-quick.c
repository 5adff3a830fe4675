/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-quick — ready answers: saving one out of a dialog, and reading the list they are
 * kept in.
 */

#include "portal-quick.h"

#define PAGE        50
#define NAME_LENGTH 50

/* What the answer is called when nobody gives it a name: how its text begins. */
static char *
make_name (const char *text)
{
    g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
    const char *first = lines[0] != NULL ? lines[0] : "";

    return g_utf8_substring (first, 0, MIN (NAME_LENGTH, g_utf8_strlen (first, -1)));
}

static void
quick_save (PpCall *call)
{
    PracticePortal *self = call->portal;
    PpChat *chat = pp_call_check_line (call);
    gint64 id = pp_params_int (call->params, "MESSAGE_ID", 0);
    PpMessage *message = g_hash_table_lookup (self->messages, &id);
    g_autofree char *name = NULL;
    PpLine *line;

    if (chat == NULL)
        return;
    line = pp_line_find (self, chat->line_id);
    if (message == NULL || message->chat_id != chat->id || message->text[0] == '\0' ||
        !pp_session_is_open (chat) ||
        !(line->quick_list != 0 ? pp_quick_may_use (self, line->quick_list, call->user)
                                : call->user->admin || pp_ids_has (line->queue, call->user->id))) {
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "CANT_SAVE_QUICK_ANSWER",
                      "Can't save the quick answer");
        return;
    }
    name = make_name (message->text);
    pp_quick_add (self, line, name, message->text, call->user->id, message->id);
    pp_call_true (call);
}

/* The module keeps what needs four bytes as its digits between colons, and gives it out so. */
static char *
encode_emoji (const char *text)
{
    GString *encoded = g_string_new (NULL);

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c)) {
        gsize length = (gsize) (g_utf8_next_char (c) - c);

        if (length < 4) {
            g_string_append_len (encoded, c, (gssize) length);
            continue;
        }
        g_string_append_c (encoded, ':');
        for (gsize i = 0; i < length; i++)
            g_string_append_printf (encoded, "%02x", (guint8) c[i]);
        g_string_append_c (encoded, ':');
    }
    return g_string_free (encoded, FALSE);
}

/* Everything is a string, or null. */
static void
write_element (PpOut *out, PpQuick *quick)
{
    g_autofree char *name = encode_emoji (quick->name);
    g_autofree char *text = encode_emoji (quick->text);
    g_autofree char *code =
        quick->message_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, quick->message_id) : NULL;

    pp_out_object (out, NULL);
    pp_out_id_string (out, "ID", quick->id);
    pp_out_id_string (out, "IBLOCK_ID", quick->list_id);
    pp_out_string (out, "NAME", name);
    pp_out_null (out, "IBLOCK_SECTION_ID");
    pp_out_id_string (out, "CREATED_BY", quick->author_id);
    pp_out_string (out, "BP_PUBLISHED", "Y");
    if (code != NULL)
        pp_out_string (out, "CODE", code);
    else
        pp_out_null (out, "CODE");
    pp_out_string (out, "DETAIL_TEXT", text);
    pp_out_string (out, "DETAIL_TEXT_TYPE", "text");
    pp_out_string (out, "SORT", "1");
    pp_out_end (out);
}

static gboolean
check_list (PpCall *call, gint64 list_id)
{
    if (!pp_params_has (call->params, "IBLOCK_TYPE_ID"))
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ERROR_REQUIRED_PARAMETERS_MISSING",
                      "Required parameter \"IBLOCK_TYPE_ID\" is missing");
    else if (list_id <= 0)
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ERROR_REQUIRED_PARAMETERS_MISSING",
                      "Required parameter \"IBLOCK_ID\" is missing");
    else if (!pp_quick_has_list (call->portal, list_id))
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ERROR_IBLOCK_NOT_FOUND", "Iblock not found");
    else if (!pp_quick_may_use (call->portal, list_id, call->user))
        pp_call_fail (call, SOUP_STATUS_BAD_REQUEST, "ACCESS_DENIED", "Access denied");
    return call->error == NULL;
}

/* With nothing to tell there is no total either. */
static void
element_get (PpCall *call)
{
    gint64 list_id = pp_params_int (call->params, "IBLOCK_ID", 0);
    gint64 start = MAX (pp_params_int (call->params, "START", 0), 0);
    g_autoptr (GPtrArray) list = NULL;

    if (!check_list (call, list_id))
        return;
    list = pp_quick_list (call->portal, list_id);
    if (!pp_params_is (call->params, "IBLOCK_TYPE_ID", "lists"))
        g_ptr_array_set_size (list, 0);
    pp_out_array (&call->out, NULL);
    for (gint64 i = start; i < MIN (start + PAGE, (gint64) list->len); i++)
        write_element (&call->out, g_ptr_array_index (list, (guint) i));
    pp_out_end (&call->out);
    if (list->len == 0)
        return;
    call->total = list->len;
    if (start + PAGE < (gint64) list->len)
        call->next = start + PAGE;
}

const PpMethod pp_methods_quick[] = {
    { "imopenlines.message.quick.save", "imopenlines", PP_KEYS_EXACT, quick_save },
    { "lists.element.get", "lists", PP_KEYS_ANY_CASE, element_get },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
