/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "bench.h"

#include <string.h>

#include "b24-json.h"

#define KIM 27

static JsonObject *
parse (const char *text, gsize length)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = b24_json_parse (text, length, &error);
    JsonObject *object = b24_json_node_object (node);

    if (object == NULL)
        g_error ("the practice portal says “%.*s”", (int) length, text);
    return json_object_ref (object);
}

static void
find_webhook (const char *key, JsonNode *value, gpointer user_data)
{
    BenchPortal *self = user_data;
    JsonObject *person = b24_json_node_object (value);

    if (b24_json_get_int (person, "id", 0) == KIM)
        self->webhook = b24_json_dup_string (person, "webhook");
}

/* What the program tells in its first line. */
static void
read_description (BenchPortal *self, JsonObject *description)
{
    self->port = (guint) b24_json_get_int (description, "port", 0);
    self->username = g_strdup_printf ("127.0.0.1:%u", self->port);
    b24_json_foreach (b24_json_get (description, "operators"), find_webhook, self);
    g_assert_nonnull (self->webhook);
}

BenchPortal *
bench_portal_new (void)
{
    BenchPortal *self = g_new0 (BenchPortal, 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (GDataInputStream) output = NULL;
    g_autoptr (JsonObject) description = NULL;
    g_autofree char *line = NULL;

    self->process =
        g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                          PRACTICE_PORTAL, "--quiet", "--limits", "off", "--exit-with-stdin", NULL);
    g_assert_no_error (error);
    output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
    line = g_data_input_stream_read_line (output, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_nonnull (line);
    description = parse (line, strlen (line));
    read_description (self, description);
    return self;
}

void
bench_portal_free (BenchPortal *self)
{
    if (self == NULL)
        return;
    g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
    g_subprocess_wait (self->process, NULL, NULL);
    g_object_unref (self->process);
    g_free (self->username);
    g_free (self->webhook);
    g_free (self);
}

static char *
read_to_end (GInputStream *stream)
{
    g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
    g_autoptr (GError) error = NULL;

    g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, &error);
    g_assert_no_error (error);
    g_output_stream_write_all (memory, "", 1, NULL, NULL, NULL);
    g_output_stream_close (memory, NULL, NULL);
    return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

JsonObject *
bench_portal_control (BenchPortal *self, const char *verb, const char *json_format, ...)
{
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_autoptr (GSocketConnection) connection = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *body = NULL;
    g_autofree char *request = NULL;
    g_autofree char *answer = NULL;
    const char *content;
    va_list arguments;

    va_start (arguments, json_format);
    body = g_strdup_vprintf (json_format, arguments);
    va_end (arguments);
    request = g_strdup_printf ("POST /practice/%s HTTP/1.0\r\nContent-Type: application/json\r\n"
                               "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                               verb, strlen (body), body);
    connection =
        g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) self->port, NULL, &error);
    g_assert_no_error (error);
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                               strlen (request), NULL, NULL, &error);
    g_assert_no_error (error);
    answer = read_to_end (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
    content = strstr (answer, "\r\n\r\n");
    if (content == NULL || strstr (answer, " 200 ") == NULL)
        g_error ("the practice portal refuses %s: %s", verb, answer);
    content += strlen ("\r\n\r\n");
    return parse (content, strlen (content));
}

static int
compare (gconstpointer a, gconstpointer b)
{
    double first = *(const double *) a;
    double second = *(const double *) b;

    return (first > second) - (first < second);
}

double
bench_quantile (GArray *values, double share)
{
    g_assert_cmpuint (values->len, >, 0);
    g_array_sort (values, compare);
    return g_array_index (values, double, (guint) (share * (double) (values->len - 1) + 0.5));
}
