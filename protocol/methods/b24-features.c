/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-features.h"

#include <string.h>

#include "b24-batch.h"
#include "b24-json.h"
#include "b24-method.h"
#include "b24-task.h"

#define KEY_LENGTH 16

/* Either of the two will do. */
typedef struct {
    const char *method;
    const char *newer; /* (nullable) */
} Feature;

/* clang-format off */
static const Feature features[B24_FEATURE_LAST] = {
    [B24_FEATURE_ANSWER] = { "imopenlines.operator.answer", "imopenlines.v2.Session.answer" },
    [B24_FEATURE_SKIP] = { "imopenlines.operator.skip", "imopenlines.v2.Session.skip" },
    [B24_FEATURE_TRANSFER] = { "imopenlines.operator.transfer", "imopenlines.v2.Session.transfer" },
    [B24_FEATURE_FINISH] = { "imopenlines.operator.finish", "imopenlines.v2.Session.finish" },
    [B24_FEATURE_SPAM] = { "imopenlines.operator.spam", "imopenlines.v2.Session.markSpam" },
    [B24_FEATURE_START] = { "imopenlines.session.start", "imopenlines.v2.Session.start" },
    [B24_FEATURE_START_FROM] = { "imopenlines.message.session.start" },
    [B24_FEATURE_JOIN] = { "imopenlines.session.join", "imopenlines.v2.Session.join" },
    [B24_FEATURE_LEAVE] = { "im.chat.leave" },
    [B24_FEATURE_INTERCEPT] = { "imopenlines.session.intercept", "imopenlines.v2.Session.intercept" },
    [B24_FEATURE_INVITE] = { "im.chat.user.add" },
    [B24_FEATURE_OPEN] = { "imopenlines.dialog.get" },
    [B24_FEATURE_CRM_CHATS] = { "imopenlines.crm.chat.get" },
    [B24_FEATURE_HISTORY] = { "im.dialog.messages.get" },
    [B24_FEATURE_SESSION_HISTORY] = { "imopenlines.session.history.get" },
    [B24_FEATURE_FIND] = { "im.dialog.messages.search" },
    [B24_FEATURE_SEARCH] = { "im.search.chat.list" },
    [B24_FEATURE_SILENT] = { "imopenlines.session.mode.silent", "imopenlines.v2.Session.setSilentMode" },
    [B24_FEATURE_PIN] = { "imopenlines.session.mode.pin", "imopenlines.v2.Session.pin" },
    [B24_FEATURE_UNPIN] = { "imopenlines.session.mode.unpin", "imopenlines.v2.Session.unpin" },
    [B24_FEATURE_PIN_ALL] = { "imopenlines.session.mode.pinAll" },
    [B24_FEATURE_UNPIN_ALL] = { "imopenlines.session.mode.unpinAll" },
    [B24_FEATURE_EDIT] = { "im.message.update" },
    [B24_FEATURE_DELETE] = { "im.message.delete" },
    [B24_FEATURE_LIKE] = { "im.message.like" },
    [B24_FEATURE_SAVE_QUICK] = { "imopenlines.message.quick.save" },
    [B24_FEATURE_LIST_QUICK] = { "lists.element.get" },
    [B24_FEATURE_RATE] = { "imopenlines.session.head.vote" },
    [B24_FEATURE_LEAD] = { "imopenlines.crm.lead.create" },
    [B24_FEATURE_MEMBERS] = { "im.dialog.users.list" },
    [B24_FEATURE_CARD] = { "im.user.get" },
    [B24_FEATURE_LINES] = { "imopenlines.config.list.get" },
    [B24_FEATURE_BOT_FINISH] = { "imopenlines.bot.session.finish" },
    [B24_FEATURE_BOT_FREE] = { "imopenlines.bot.session.operator" },
    [B24_FEATURE_BOT_TRANSFER] = { "imopenlines.bot.session.transfer" },
    [B24_FEATURE_BOT_SAY] = { "imopenlines.bot.session.message.send" },
    [B24_FEATURE_PRESS] = { "im.message.command" },
    [B24_FEATURE_PAUSE] = { "imopenlines.operator.pause.start" },
};
/* clang-format on */

/* One method stands for all of its controller: together they would not fit into one batch. */
#define NEWER_PROBE "imopenlines.v2.Session.finish"

/* (transfer container): every method there is to ask for */
static GPtrArray *
list_methods (void)
{
    GPtrArray *methods = g_ptr_array_new ();

    for (guint i = 0; i < G_N_ELEMENTS (features); i++) {
        if (features[i].method != NULL)
            g_ptr_array_add (methods, (gpointer) features[i].method);
    }
    g_ptr_array_add (methods, (gpointer) NEWER_PROBE);
    return methods;
}

/* (transfer full): as method.get has it listed. It compares names as they are written: those of
 * classes keep their capitals, all others are small. */
static char *
spell (const char *method)
{
    return strstr (method, ".v2.") != NULL ? g_strdup (method) : g_ascii_strdown (method, -1);
}

/* B24Decode: a boxed B24Offer. Whether the portal has it, and this webhook may call it. */
static gpointer
decode_offer (const B24Answer *answer, gpointer user_data, GError **error)
{
    JsonObject *result = b24_json_node_object (answer->result);
    B24Offer *offer;

    /* Neither yes nor no. */
    if (b24_json_get_bool (result, "isExisting", TRUE) !=
        b24_json_get_bool (result, "isExisting", FALSE)) {
        b24_method_set_shape_error (error, "method.get");
        return NULL;
    }
    offer = g_new (B24Offer, 1);
    *offer = b24_json_get_bool (result, "isExisting", FALSE) &&
                     b24_json_get_bool (result, "isAvailable", TRUE)
                 ? B24_OFFER_YES
                 : B24_OFFER_NO;
    return offer;
}

static void
learn (B24Rest *rest, const char *method, B24Offer offer)
{
    b24_rest_set_offer (rest, method, offer);
    if (!g_str_equal (method, NEWER_PROBE))
        return;
    b24_rest_set_offer (rest, "imopenlines.v2.Session.finishAnother", offer);
    for (guint i = 0; i < G_N_ELEMENTS (features); i++) {
        if (features[i].newer != NULL)
            b24_rest_set_offer (rest, features[i].newer, offer);
    }
}

static void
methods_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24Rest *rest = B24_REST (source);
    g_autoptr (GPtrArray) methods = list_methods ();
    GError *error = NULL;
    g_autoptr (B24BatchResult) answers = b24_batch_run_finish (rest, result, &error);

    if (answers == NULL) {
        g_task_return_error (task, error);
        return;
    }
    for (guint i = 0; i < methods->len; i++) {
        char key[KEY_LENGTH];
        g_autofree B24Offer *offer = NULL;

        g_snprintf (key, sizeof key, "m%u", i);
        /* A portal that cannot tell of one is asked by calling it. */
        offer = b24_batch_result_take (answers, key, NULL);
        if (offer != NULL)
            learn (rest, g_ptr_array_index (methods, i), *offer);
    }
    g_task_return_boolean (task, TRUE);
}

void
b24_features_probe_async (B24Rest *rest, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
    g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
    g_autoptr (GPtrArray) methods = list_methods ();
    B24Batch *batch = b24_batch_new ();

    g_task_set_source_tag (task, B24_TASK_TAG (b24_features_probe_async));
    for (guint i = 0; i < methods->len; i++) {
        char key[KEY_LENGTH];
        g_autofree char *name = spell (g_ptr_array_index (methods, i));
        JsonObject *params = json_object_new ();

        g_snprintf (key, sizeof key, "m%u", i);
        json_object_set_string_member (params, "name", name);
        b24_batch_add (batch, key, "method.get", params, decode_offer, NULL, NULL, g_free);
    }
    b24_batch_run_async (batch, rest, B24_PRIORITY_BACKGROUND, cancellable, methods_known,
                         g_steal_pointer (&task));
}

gboolean
b24_features_probe_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, rest), FALSE);
    g_return_val_if_fail (
        g_async_result_is_tagged (result, B24_TASK_TAG (b24_features_probe_async)), FALSE);

    return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
b24_features_has (B24Rest *rest, B24Feature feature)
{
    const Feature *row;

    g_return_val_if_fail (feature < B24_FEATURE_LAST, FALSE);

    row = &features[feature];
    if (row->method == NULL || b24_rest_get_offer (rest, row->method) != B24_OFFER_NO)
        return TRUE;
    return row->newer != NULL && b24_rest_get_offer (rest, row->newer) == B24_OFFER_YES;
}
