/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-service — methods about the credential and the portal itself.
 */

#include "portal-private.h"

static void
profile (PpCall *call)
{
    PpUser *user = call->user;

    pp_out_object (&call->out, NULL);
    pp_out_id_string (&call->out, "ID", user->id);
    pp_out_bool (&call->out, "ADMIN", user->admin);
    pp_out_string (&call->out, "NAME", user->first_name);
    pp_out_string (&call->out, "LAST_NAME", user->last_name);
    pp_out_string (&call->out, "PERSONAL_GENDER", "");
    pp_out_string (&call->out, "TIME_ZONE", "");
    pp_out_end (&call->out);
}

static void
scope (PpCall *call)
{
    GPtrArray *scopes = pp_call_get_scopes (call);

    pp_out_array (&call->out, NULL);
    for (guint i = 0; i < scopes->len; i++)
        pp_out_string (&call->out, NULL, g_ptr_array_index (scopes, i));
    pp_out_end (&call->out);
}

/* Methods are called with any capitals, and listed without: whoever asks for one of the older ones
 * as it is documented, learns that there is none. */
static const PpMethod *
find_listed (PpCall *call)
{
    g_autofree char *name = pp_params_string (call->params, "name");
    g_autofree char *listed = name != NULL ? g_ascii_strdown (name, -1) : NULL;

    if (name == NULL || (strstr (name, ".v2.") == NULL && !g_str_equal (name, listed)))
        return NULL;
    return pp_method_find (call->portal, name);
}

static void
method_get (PpCall *call)
{
    const PpMethod *method = find_listed (call);

    pp_out_object (&call->out, NULL);
    pp_out_bool (&call->out, "isExisting", method != NULL);
    pp_out_bool (&call->out, "isAvailable",
                 method != NULL && pp_method_in_scope (method, pp_call_get_scopes (call)));
    pp_out_end (&call->out);
}

static void
server_time (PpCall *call)
{
    g_autofree char *now = pp_date (call->portal, pp_now (call->portal));

    pp_out_string (&call->out, NULL, now);
}

const PpMethod pp_methods_service[] = {
    { "profile", NULL, PP_KEYS_ANY_CASE, profile },
    { "scope", NULL, PP_KEYS_ANY_CASE, scope },
    { "method.get", NULL, PP_KEYS_EXACT, method_get },
    { "server.time", NULL, PP_KEYS_ANY_CASE, server_time },
    { "batch", NULL, PP_KEYS_EXACT, pp_batch_run },
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
