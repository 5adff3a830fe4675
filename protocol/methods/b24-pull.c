/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-pull.h"

#include "b24-json.h"

static void
unref_portal (gpointer data)
{
    b24_portal_unref (data);
}

static gpointer
decode_config (const B24Answer *answer, gpointer user_data, GError **error)
{
    return b24_pull_config_new (b24_json_node_object (answer->result), user_data, error);
}

void
b24_pull_config_async (B24Rest *rest, B24PullMethod method, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
    static const char *const names[] = { "pull.config.get", "pull.api.config.get" };

    b24_rest_call_async (rest, names[method], NULL, B24_PRIORITY_NORMAL, B24_CALL_REPEATABLE,
                         decode_config, b24_portal_ref (b24_rest_get_portal (rest)), unref_portal,
                         (GDestroyNotify) b24_pull_config_unref, cancellable, callback, user_data);
}

B24PullConfig *
b24_pull_config_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    return b24_rest_call_finish (rest, result, error);
}
