/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * client-ask — request dialogs: shown, filled in, answered.
 *
 * A dialog may be closed by the plugin or by libpurple while its own callback runs; the record of
 * it stays until the callback is back.
 */

#include "client-private.h"

static Client *viewer;
/* Dialogs of accounts nobody looks at have to live somewhere too. */
static GPtrArray *others;

void
client_ask_free (gpointer data)
{
    ClientRequest *request = data;

    g_free (request->title);
    g_free (request->primary);
    g_free (request->secondary);
    g_ptr_array_unref (request->labels);
    g_array_unref (request->callbacks);
    if (request->fields != NULL)
        purple_request_fields_destroy (request->fields);
    g_free (request);
}

void
client_ask_use (Client *self)
{
    viewer = self;
}

static GPtrArray *
get_screen (void)
{
    if (viewer != NULL)
        return viewer->requests;
    if (others == NULL)
        others = g_ptr_array_new_with_free_func (client_ask_free);
    return others;
}

static ClientRequest *
show (PurpleRequestType type, const char *title, const char *primary, const char *secondary,
      gpointer user_data)
{
    ClientRequest *request = g_new0 (ClientRequest, 1);

    request->type = type;
    request->title = g_strdup (title != NULL ? title : "");
    request->primary = g_strdup (primary != NULL ? primary : "");
    request->secondary = g_strdup (secondary != NULL ? secondary : "");
    request->labels = g_ptr_array_new_with_free_func (g_free);
    request->callbacks = g_array_new (FALSE, FALSE, sizeof (GCallback));
    request->user_data = user_data;
    g_ptr_array_add (get_screen (), request);
    return request;
}

static void
add_button (ClientRequest *request, const char *label, GCallback callback)
{
    g_ptr_array_add (request->labels, g_strdup (label));
    g_array_append_val (request->callbacks, callback);
}

static void *
show_input (const char *title, const char *primary, const char *secondary,
            const char *default_value, gboolean multiline, gboolean masked, gchar *hint,
            const char *ok_text, GCallback ok, const char *cancel_text, GCallback cancel,
            PurpleAccount *account, const char *who, PurpleConversation *conversation,
            void *user_data)
{
    ClientRequest *request = show (PURPLE_REQUEST_INPUT, title, primary, secondary, user_data);
    PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
    PurpleRequestField *field =
        purple_request_field_string_new ("input", "", default_value, multiline);

    request->fields = purple_request_fields_new ();
    purple_request_field_string_set_masked (field, masked);
    purple_request_field_group_add_field (group, field);
    purple_request_fields_add_group (request->fields, group);
    add_button (request, ok_text, ok);
    add_button (request, cancel_text, cancel);
    return request;
}

static void *
show_action (const char *title, const char *primary, const char *secondary, int default_action,
             PurpleAccount *account, const char *who, PurpleConversation *conversation,
             void *user_data, size_t action_count, va_list actions)
{
    ClientRequest *request = show (PURPLE_REQUEST_ACTION, title, primary, secondary, user_data);

    for (size_t i = 0; i < action_count; i++) {
        const char *label = va_arg (actions, const char *);

        add_button (request, label, va_arg (actions, GCallback));
    }
    return request;
}

static void *
show_fields (const char *title, const char *primary, const char *secondary,
             PurpleRequestFields *fields, const char *ok_text, GCallback ok,
             const char *cancel_text, GCallback cancel, PurpleAccount *account, const char *who,
             PurpleConversation *conversation, void *user_data)
{
    ClientRequest *request = show (PURPLE_REQUEST_FIELDS, title, primary, secondary, user_data);

    request->fields = fields;
    add_button (request, ok_text, ok);
    add_button (request, cancel_text, cancel);
    return request;
}

/* Finch takes a dialog that the program closes for one the user cancelled; questions with buttons
 * of their own have no cancelling. What the callback is given besides is not to be looked at. */
static void
cancel_as_finch (ClientRequest *request)
{
    GCallback callback = g_array_index (request->callbacks, GCallback, 1);

    request->answering = TRUE;
    if (request->type == PURPLE_REQUEST_FIELDS)
        ((PurpleRequestFieldsCb) callback) (request->user_data, NULL);
    else if (request->type == PURPLE_REQUEST_INPUT)
        ((PurpleRequestInputCb) callback) (request->user_data, NULL);
    request->answering = FALSE;
}

static void
close_request (PurpleRequestType type, void *handle)
{
    ClientRequest *request = handle;

    request->closed = TRUE;
    if (!request->answering && !request->answered)
        cancel_as_finch (request);
    if (!request->answering && !g_ptr_array_remove (get_screen (), request))
        g_ptr_array_remove (others, request);
}

static PurpleRequestUiOps request_ops = {
    .request_input = show_input,
    .request_action = show_action,
    .request_fields = show_fields,
    .close_request = close_request,
};

PurpleRequestUiOps *
client_ask_get_ops (void)
{
    return &request_ops;
}

/* ---- what the user does ---- */

ClientRequest *
client_get_request (Client *self)
{
    for (guint i = self->requests->len; i > 0; i--) {
        ClientRequest *request = g_ptr_array_index (self->requests, i - 1);

        if (!request->closed)
            return request;
    }
    return NULL;
}

static ClientRequest *
require_request (Client *self)
{
    ClientRequest *request = client_get_request (self);

    if (request == NULL) {
        client_dump (self);
        g_error ("no dialog is open");
    }
    return request;
}

static PurpleRequestField *
find_field (ClientRequest *request, PurpleRequestFieldType type)
{
    GList *groups =
        request->fields != NULL ? purple_request_fields_get_groups (request->fields) : NULL;

    for (GList *g = groups; g != NULL; g = g->next) {
        GList *fields = purple_request_field_group_get_fields (g->data);

        for (GList *f = fields; f != NULL; f = f->next) {
            if (purple_request_field_get_type (f->data) == type)
                return f->data;
        }
    }
    g_error ("the dialog “%s” has no field of type %d", request->primary, (int) type);
}

/* Runs the callback of a button, then closes the dialog, as both UIs do. */
static void
answer (Client *self, ClientRequest *request, guint button)
{
    GCallback callback = g_array_index (request->callbacks, GCallback, button);

    request->answering = TRUE;
    if (callback != NULL) {
        if (request->type == PURPLE_REQUEST_ACTION)
            ((PurpleRequestActionCb) callback) (request->user_data, (int) button);
        else if (request->type == PURPLE_REQUEST_FIELDS)
            ((PurpleRequestFieldsCb) callback) (request->user_data, request->fields);
        else
            ((PurpleRequestInputCb) callback) (
                request->user_data, purple_request_field_string_get_value (
                                        find_field (request, PURPLE_REQUEST_FIELD_STRING)));
    }
    request->answering = FALSE;
    request->answered = TRUE;
    if (!request->closed)
        purple_request_close (request->type, request);
    else
        g_ptr_array_remove (self->requests, request);
}

void
client_press (Client *self, const char *label)
{
    ClientRequest *request = require_request (self);

    for (guint i = 0; i < request->labels->len; i++) {
        if (g_str_equal (g_ptr_array_index (request->labels, i), label)) {
            answer (self, request, i);
            return;
        }
    }
    client_dump (self);
    g_error ("the dialog “%s” has no button “%s”", request->primary, label);
}

void
client_dismiss (Client *self)
{
    ClientRequest *request = require_request (self);

    /* Escape is the cancel button in a dialog with fields; of an action dialog no callback runs. */
    if (request->type == PURPLE_REQUEST_ACTION)
        purple_request_close (request->type, request);
    else
        answer (self, request, 1);
}

void
client_fill (Client *self, const char *text)
{
    PurpleRequestField *field = find_field (require_request (self), PURPLE_REQUEST_FIELD_STRING);

    purple_request_field_string_set_value (field, text[0] != '\0' ? text : NULL);
}

GStrv
client_dup_rows (Client *self)
{
    PurpleRequestField *field = find_field (require_request (self), PURPLE_REQUEST_FIELD_LIST);
    g_autoptr (GStrvBuilder) rows = g_strv_builder_new ();

    for (const GList *l = purple_request_field_list_get_items (field); l != NULL; l = l->next)
        g_strv_builder_add (rows, l->data);
    return g_strv_builder_end (rows);
}

void
client_select (Client *self, const char *text)
{
    PurpleRequestField *field = find_field (require_request (self), PURPLE_REQUEST_FIELD_LIST);

    purple_request_field_list_clear_selected (field);
    for (const GList *l = purple_request_field_list_get_items (field); l != NULL; l = l->next) {
        if (strstr (l->data, text) != NULL) {
            purple_request_field_list_add_selected (field, l->data);
            return;
        }
    }
    client_dump (self);
    g_error ("no row of the list contains “%s”", text);
}

/* A combo box of Finch always has a row chosen, and the chosen row is found by its data. */
static void
choose_as_finch (ClientRequest *request)
{
    PurpleRequestField *field = find_field (request, PURPLE_REQUEST_FIELD_LIST);
    const GList *items = purple_request_field_list_get_items (field);
    const GList *selected = purple_request_field_list_get_selected (field);
    const char *text = selected != NULL ? selected->data : items != NULL ? items->data : NULL;
    gpointer key = text != NULL ? purple_request_field_list_get_data (field, text) : NULL;
    GList *chosen = NULL;

    for (const GList *l = items; l != NULL && chosen == NULL; l = l->next) {
        if (purple_request_field_list_get_data (field, l->data) == key)
            chosen = g_list_prepend (chosen, l->data);
    }
    purple_request_field_list_set_selected (field, chosen);
    g_list_free (chosen);
}

void
client_confirm (Client *self, ClientUi ui)
{
    ClientRequest *request = require_request (self);

    if (ui == CLIENT_FINCH)
        choose_as_finch (request);
    answer (self, request, 0);
}

void
client_cancel (Client *self)
{
    answer (self, require_request (self), 1);
}
