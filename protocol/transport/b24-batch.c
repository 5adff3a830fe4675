/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-batch.h"

#include "b24-error.h"
#include "b24-json.h"
#include "b24-task.h"

#define MAX_COMMANDS     50
#define COUNTED_DURATION 0.1 /* seconds; realtime §7.3 */
#define MAX_DURATION     60.0

typedef struct {
    char *key;
    char *method;
    JsonObject *params; /* (nullable) */
    B24Decode decode;
    gpointer decode_data;
    GDestroyNotify decode_data_free;
    GDestroyNotify free_decoded;

    gboolean finished;
    gpointer decoded; /* (nullable) */
    GError *error;    /* (nullable) */
    double duration;
    double operating;
    gint64 operating_reset_at;
} Command;

struct _B24Batch {
    GPtrArray *commands; /* of Command */
};

struct _B24BatchResult {
    GHashTable *commands; /* key → Command */
    gint64 server_time;
};

static void
command_free (gpointer data)
{
    Command *command = data;

    if (command->decoded != NULL && command->free_decoded != NULL)
        command->free_decoded (command->decoded);
    if (command->decode_data_free != NULL)
        command->decode_data_free (command->decode_data);
    g_clear_pointer (&command->params, json_object_unref);
    g_clear_error (&command->error);
    g_free (command->method);
    g_free (command->key);
    g_free (command);
}

B24Batch *
b24_batch_new (void)
{
    B24Batch *self = g_new0 (B24Batch, 1);

    self->commands = g_ptr_array_new_with_free_func (command_free);
    return self;
}

void
b24_batch_free (B24Batch *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref (self->commands);
    g_free (self);
}

guint
b24_batch_get_size (B24Batch *self)
{
    return self->commands->len;
}

void
b24_batch_add (B24Batch *self, const char *key, const char *method, JsonObject *params,
               B24Decode decode, gpointer decode_data, GDestroyNotify decode_data_free,
               GDestroyNotify free_decoded)
{
    Command *command = g_new0 (Command, 1);

    command->key = g_strdup (key);
    command->method = g_strdup (method);
    command->params = params;
    command->decode = decode;
    command->decode_data = decode_data;
    command->decode_data_free = decode_data_free;
    command->free_decoded = free_decoded;
    command->operating = -1;
    g_ptr_array_add (self->commands, command);
}

void
b24_batch_result_free (B24BatchResult *self)
{
    if (self == NULL)
        return;
    g_hash_table_unref (self->commands);
    g_free (self);
}

gpointer
b24_batch_result_take (B24BatchResult *self, const char *key, GError **error)
{
    Command *command = g_hash_table_lookup (self->commands, key);

    g_return_val_if_fail (command != NULL, NULL);

    if (command->error != NULL)
        g_propagate_error (error, g_steal_pointer (&command->error));
    return g_steal_pointer (&command->decoded);
}

gint64
b24_batch_result_get_server_time (B24BatchResult *self)
{
    return self->server_time;
}

double
b24_batch_result_get_duration (B24BatchResult *self)
{
    g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
    GHashTableIter iter;
    gpointer value;
    double longest = 0;

    g_hash_table_iter_init (&iter, self->commands);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const Command *command = value;
        double *sum = g_hash_table_lookup (sums, command->method);

        /* Shorter ones are not counted, nor what is no number. */
        if (!(command->duration > COUNTED_DURATION))
            continue;
        if (sum == NULL) {
            sum = g_new0 (double, 1);
            g_hash_table_insert (sums, command->method, sum);
        }
        *sum += MIN (command->duration, MAX_DURATION);
        longest = MAX (longest, *sum);
    }
    return longest;
}

typedef struct {
    B24Batch *batch;
    B24Priority priority;
    GPtrArray *hit; /* of Command, not owned: what is on its way together */
    gint64 server_time;
} Run;

static void
run_free (gpointer data)
{
    Run *run = data;

    g_ptr_array_unref (run->hit);
    b24_batch_free (run->batch);
    g_free (run);
}

static void next_hit (GTask *task);

/* An element of one of the five maps: by key, or by place when PHP made a list of it. */
static JsonNode *
find_element (JsonObject *maps, const char *map, const Command *command, guint place)
{
    JsonNode *node = b24_json_get (maps, map);
    JsonNode *element = b24_json_get (b24_json_node_object (node), command->key);

    return element != NULL ? element : b24_json_at (node, place);
}

static GError *
read_error (JsonNode *node)
{
    JsonObject *object = b24_json_node_object (node);
    g_autofree char *code = NULL;
    g_autofree char *description = NULL;

    if (object == NULL) {
        code = b24_json_node_dup_string (node);
        return code != NULL ? b24_error_new_from_code (code, NULL) : NULL;
    }
    code = b24_json_dup_string (object, "error");
    description = b24_json_dup_string (object, "error_description");
    return b24_error_new_from_code (code != NULL ? code : "", description);
}

static void
read_command (JsonObject *maps, Command *command, guint place, gint64 server_time)
{
    JsonObject *time = b24_json_node_object (find_element (maps, "result_time", command, place));
    JsonNode *error = find_element (maps, "result_error", command, place);
    B24Answer answer = {
        .result = find_element (maps, "result", command, place),
        .next = b24_json_node_int (find_element (maps, "result_next", command, place), -1),
        .total = b24_json_node_int (find_element (maps, "result_total", command, place), -1),
        .server_time = b24_json_get_time (time, "date_start"),
    };

    command->finished = TRUE;
    command->duration = b24_json_get_double (time, "duration", 0);
    command->operating = b24_json_get_double (time, "operating", -1);
    command->operating_reset_at = b24_json_get_int (time, "operating_reset_at", 0);
    if (answer.server_time == 0)
        answer.server_time = server_time;
    command->error = error != NULL ? read_error (error) : NULL;
    if (command->error != NULL)
        return;
    if (answer.result == NULL) {
        command->error =
            g_error_new_literal (B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE, "no answer to a command");
        /* Cut short: nothing is known of what the command would have said. */
        b24_error_set_class (command->error, B24_ERROR_CLASS_RETRY);
    } else if (command->decode != NULL) {
        command->decoded = command->decode (&answer, command->decode_data, &command->error);
    }
}

/* May run in a worker thread: the task keeps everything still until the call is back. */
static gpointer
decode_hit (const B24Answer *answer, gpointer user_data, GError **error)
{
    Run *run = user_data;
    JsonObject *maps = b24_json_node_object (answer->result);

    if (maps == NULL || !b24_json_has (maps, "result")) {
        g_set_error_literal (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE, "not a batch's answer");
        return NULL;
    }
    for (guint i = 0; i < run->hit->len; i++)
        read_command (maps, g_ptr_array_index (run->hit, i), i, answer->server_time);
    if (run->server_time == 0)
        run->server_time = answer->server_time;
    return NULL;
}

static void
learn_from_hit (B24Rest *rest, Run *run)
{
    for (guint i = 0; i < run->hit->len; i++) {
        Command *command = g_ptr_array_index (run->hit, i);
        g_autofree char *name = g_strconcat ("batch::", command->method, NULL);
        gint64 reset_at = command->operating_reset_at;

        /* The throttle goes by our clock. */
        if (reset_at > 0)
            reset_at -= b24_rest_get_clock_skew (rest);
        b24_throttle_note (b24_rest_get_throttle (rest), name, command->error, command->operating,
                           reset_at);
        if (g_error_matches (command->error, B24_ERROR, B24_ERROR_OPERATION_TIME_LIMIT)) {
            /* Held inside batches now, so the next round sends it alone. */
            g_clear_error (&command->error);
            command->finished = FALSE;
        }
    }
}

static void
hit_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    B24Rest *rest = B24_REST (source);
    GError *error = NULL;

    b24_rest_call_finish (rest, result, &error);
    if (error != NULL) {
        g_task_return_error (task, error);
        return;
    }
    learn_from_hit (rest, g_task_get_task_data (task));
    next_hit (task);
}

static void
alone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GTask) task = user_data;
    Run *run = g_task_get_task_data (task);
    Command *command = g_ptr_array_index (run->hit, 0);

    command->decoded = b24_rest_call_finish (B24_REST (source), result, &command->error);
    command->finished = TRUE;
    if (g_error_matches (command->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_task_return_error (task, g_steal_pointer (&command->error));
    else
        next_hit (task);
}

/* Not repeated: the other commands' answers wait for it. */
static void
send_alone (GTask *task, Command *command)
{
    Run *run = g_task_get_task_data (task);
    JsonObject *params = command->params != NULL ? json_object_ref (command->params) : NULL;

    g_ptr_array_add (run->hit, command);
    b24_rest_call_async (g_task_get_source_object (task), command->method, params, run->priority,
                         B24_CALL_NONE, command->decode, command->decode_data, NULL,
                         command->free_decoded, g_task_get_cancellable (task), alone_cb,
                         g_object_ref (task));
}

static void
send_hit (GTask *task)
{
    Run *run = g_task_get_task_data (task);
    JsonObject *params = json_object_new ();
    JsonObject *commands = json_object_new ();

    for (guint i = 0; i < run->hit->len; i++) {
        const Command *command = g_ptr_array_index (run->hit, i);
        g_autofree char *query = b24_json_to_query (command->params);
        g_autofree char *line =
            g_strconcat (command->method, *query != '\0' ? "?" : "", query, NULL);

        json_object_set_string_member (commands, command->key, line);
    }
    json_object_set_int_member (params, "halt", 0);
    json_object_set_object_member (params, "cmd", commands);
    b24_rest_call_async (g_task_get_source_object (task), "batch", params, run->priority,
                         B24_CALL_REPEATABLE, decode_hit, run, NULL, NULL,
                         g_task_get_cancellable (task), hit_cb, g_object_ref (task));
}

static void
return_result (GTask *task)
{
    Run *run = g_task_get_task_data (task);
    B24BatchResult *result = g_new0 (B24BatchResult, 1);

    result->server_time = run->server_time;
    result->commands = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, command_free);
    for (guint i = 0; i < run->batch->commands->len; i++) {
        Command *command = g_ptr_array_index (run->batch->commands, i);

        g_hash_table_replace (result->commands, command->key, command);
    }
    g_ptr_array_set_free_func (run->batch->commands, NULL);
    g_ptr_array_set_size (run->batch->commands, 0);
    g_ptr_array_set_size (run->hit, 0);
    g_task_return_pointer (task, result, (GDestroyNotify) b24_batch_result_free);
}

/* Whether @command has used up its time in batches. When it has alone, too, that is its answer: the
 * others do not wait for minutes. */
static gboolean
must_go_alone (B24Throttle *throttle, Command *command)
{
    g_autofree char *name = g_strconcat ("batch::", command->method, NULL);

    if (b24_throttle_get_method_hold (throttle, name) == 0)
        return FALSE;
    if (b24_throttle_get_method_hold (throttle, command->method) > 0) {
        command->error = b24_throttle_dup_refusal (throttle, command->method);
        command->finished = TRUE;
    }
    return TRUE;
}

/* Sends the next up to 50 commands, or the next one that must go alone, or returns the result. */
static void
next_hit (GTask *task)
{
    B24Rest *rest = g_task_get_source_object (task);
    Run *run = g_task_get_task_data (task);
    GPtrArray *commands = run->batch->commands;
    Command *alone = NULL;

    g_ptr_array_set_size (run->hit, 0);
    for (guint i = 0; i < commands->len && run->hit->len < MAX_COMMANDS; i++) {
        Command *command = g_ptr_array_index (commands, i);

        if (command->finished)
            continue;
        if (!must_go_alone (b24_rest_get_throttle (rest), command))
            g_ptr_array_add (run->hit, command);
        else if (alone == NULL && !command->finished)
            alone = command;
    }
    if (run->hit->len > 0)
        send_hit (task);
    else if (alone != NULL)
        send_alone (task, alone);
    else
        return_result (task);
}

void
b24_batch_run_async (B24Batch *batch, B24Rest *rest, B24Priority priority,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr (GTask) task = NULL;
    Run *run;

    g_return_if_fail (batch != NULL);
    g_return_if_fail (B24_IS_REST (rest));

    task = g_task_new (rest, cancellable, callback, user_data);
    g_task_set_source_tag (task, B24_TASK_TAG (b24_batch_run_async));
    g_task_set_name (task, "[b24] batch");
    run = g_new0 (Run, 1);
    run->batch = batch;
    run->priority = priority;
    run->hit = g_ptr_array_new ();
    g_task_set_task_data (task, run, run_free);
    next_hit (task);
}

B24BatchResult *
b24_batch_run_finish (B24Rest *rest, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, rest), NULL);
    g_return_val_if_fail (g_async_result_is_tagged (result, B24_TASK_TAG (b24_batch_run_async)),
                          NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
