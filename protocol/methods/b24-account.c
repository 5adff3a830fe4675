/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-account.h"

#include "b24-error.h"
#include "b24-json.h"
#include "b24-method.h"

static gpointer
decode_profile (const B24Answer *answer, gpointer user_data, GError **error)
{
    B24User *user = b24_user_new_from_portal (b24_json_node_object (answer->result));

    /* `[]` is what a dismissed user gets. */
    if (user == NULL)
        g_propagate_error (error, b24_error_new_from_code ("authorization_error", NULL));
    return user;
}

void
b24_account_profile_async (B24Rest *rest, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
    b24_rest_call_async (rest, "profile", NULL, B24_PRIORITY_NORMAL, B24_CALL_REPEATABLE,
                         decode_profile, NULL, NULL, (GDestroyNotify) b24_user_unref, cancellable,
                         callback, user_data);
}

B24User *
b24_account_profile_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}

static void
add_scope (const char *key, JsonNode *value, gpointer user_data)
{
    g_autofree char *scope = b24_json_node_dup_string (value);

    if (scope != NULL && *scope != '\0')
        g_ptr_array_add (user_data, g_ascii_strdown (scope, -1));
}

static gpointer
decode_scope (const B24Answer *answer, gpointer user_data, GError **error)
{
    GPtrArray *scopes;

    if (b24_json_node_array (answer->result) == NULL &&
        b24_json_node_object (answer->result) == NULL) {
        b24_method_set_shape_error (error, "scope");
        return NULL;
    }
    scopes = g_ptr_array_new ();
    b24_json_foreach (answer->result, add_scope, scopes);
    g_ptr_array_add (scopes, NULL);
    return g_ptr_array_free (scopes, FALSE);
}

void
b24_account_scope_async (B24Rest *rest, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
    b24_rest_call_async (rest, "scope", NULL, B24_PRIORITY_NORMAL, B24_CALL_REPEATABLE,
                         decode_scope, NULL, NULL, (GDestroyNotify) g_strfreev, cancellable,
                         callback, user_data);
}

char **
b24_account_scope_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}
