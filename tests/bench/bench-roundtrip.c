/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * bench-roundtrip — an operator command on a warm connection beside a bare POST.
 *
 * A pair is one /answer typed into a conversation and one POST of the same bytes (but for the
 * digits of the chat's id, which are as many) by a SoupSession of its own, each for a customer who
 * waits. Both go from this process through the same main loop to the same portal, one after the
 * other; which comes first changes from pair to pair. A command is timed from the key press to the
 * line about its call in the debug log, which is written when the answer has been read and checked;
 * that line and the making of the reply's words are included. The time until the sentence stands in
 * the conversation, for which the dialog is read again, is told apart.
 *
 * The client's own request queue must not be what is measured. It begins empty with each sign-in,
 * so the pairs are spread over many; what was sent in each is counted, and the run ends with an
 * error if it could have come near the level at which the queue lets an operator's request wait.
 */

#include "bench.h"
#include "client.h"

#include <libsoup/soup.h>

#include "b24-json.h"

#define SIGN_INS      50
#define PAIRS         5 /* in each; the first warms the connections up */
#define MAX_SENT      45
#define QUIET         (30 * G_TIME_SPAN_MILLISECOND)
#define METHOD        "imopenlines.operator.answer"
#define SENTENCE      "The dialog is yours."
#define CHATS         (2 * PAIRS)
#define PRINTED_LABEL "# %-28s"

typedef struct {
    BenchPortal *portal;
    Client *client;
    SoupSession *session;
    guint64 connection; /* the session's only one */
    gint64 chats[CHATS];
    guint next;

    GArray *commands;  /* double: microseconds until the answer of the call */
    GArray *sentences; /* … until the sentence */
    GArray *posts;     /* … of the bare POST */
} Bench;

/* ---- the debug log ---- */

static const PurpleDebugUiOps *recorder;
static gint64 logged_at;   /* anything */
static gint64 answered_at; /* a METHOD that was done */
static guint logged_calls;

static void
print_debug (PurpleDebugLevel level, const char *category, const char *text)
{
    logged_at = g_get_monotonic_time ();
    if (g_str_has_prefix (text, METHOD ": ok,"))
        answered_at = logged_at;
    logged_calls += strstr (text, ", attempt ") != NULL;
    recorder->print (level, category, text);
}

static gboolean
is_debug_enabled (PurpleDebugLevel level, const char *category)
{
    return TRUE;
}

static PurpleDebugUiOps debug_ops = {
    .print = print_debug,
    .is_enabled = is_debug_enabled,
};

/* ---- one of each ---- */

/* Nothing else is on its way. */
static void
wait_for_quiet (Bench *self)
{
    gint64 begun = g_get_monotonic_time ();

    client_wait_for (self->client, g_get_monotonic_time () - MAX (begun, logged_at) > QUIET);
}

static void
add (GArray *values, gboolean counts, gint64 from, gint64 to)
{
    double value = (double) (to - from);

    g_assert_cmpint (from, <=, to);
    if (counts)
        g_array_append_val (values, value);
}

static void
time_command (Bench *self, gboolean counts)
{
    g_autofree char *name = g_strdup_printf ("chat%" G_GINT64_FORMAT, self->chats[self->next++]);
    gint64 begun;

    client_open (self->client, name);
    client_wait_for (self->client, client_find_line (self->client, name, "Hello") != NULL);
    client_forget (self->client);
    wait_for_quiet (self);

    answered_at = 0;
    begun = g_get_monotonic_time ();
    client_type (self->client, name, "/answer");
    client_wait_for (self->client, answered_at != 0);
    add (self->commands, counts, begun, answered_at);
    client_wait_for (self->client, client_find_line (self->client, name, SENTENCE) != NULL);
    add (self->sentences, counts, begun, g_get_monotonic_time ());
}

static void
posted (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) answer =
        soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

    g_assert_no_error (error);
    g_assert_nonnull (g_strstr_len (g_bytes_get_data (answer, NULL),
                                    (gssize) g_bytes_get_size (answer), "\"result\""));
    *(gint64 *) user_data = g_get_monotonic_time ();
}

static void
time_post (Bench *self, gboolean counts)
{
    g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/rest/%s/" METHOD,
                                            self->portal->port, self->portal->webhook);
    g_autofree char *body =
        g_strdup_printf ("{\"CHAT_ID\":%" G_GINT64_FORMAT "}", self->chats[self->next++]);
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
    g_autoptr (SoupMessage) message = NULL;
    gint64 done_at = 0;
    gint64 begun;
    guint64 connection;

    wait_for_quiet (self);
    begun = g_get_monotonic_time ();
    message = soup_message_new (SOUP_METHOD_POST, uri);
    /* Or libsoup would make a new connection for every POST. */
    soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, posted,
                                      &done_at);
    client_wait_for (self->client, done_at != 0);
    connection = soup_message_get_connection_id (message);
    g_assert_true (!counts || connection == self->connection);
    self->connection = connection;
    add (self->posts, counts, begun, done_at);
}

/* ---- all ---- */

/* So many customers wait. */
static void
bring_customers (Bench *self)
{
    for (guint i = 0; i < CHATS; i++) {
        g_autoptr (JsonObject) answer =
            bench_portal_control (self->portal, "customer",
                                  "{\"name\": \"Customer Number%u\", \"line\": 7,"
                                  " \"connector\": \"livechat\", \"text\": \"Hello\"}",
                                  i);

        self->chats[i] = b24_json_get_int (answer, "chat", 0);
        g_assert_cmpint (self->chats[i], >, 0);
    }
    self->next = 0;
}

static void
dismiss_customers (Bench *self)
{
    for (guint i = 0; i < CHATS; i++)
        json_object_unref (bench_portal_control (
            self->portal, "operator-finish", "{\"operator\": 27, \"chat\": %" G_GINT64_FORMAT "}",
            self->chats[i]));
}

static void
measure_one_sign_in (Bench *self)
{
    bring_customers (self);
    logged_calls = 0;
    client_sign_in (self->client);
    for (guint i = 0; i < PAIRS; i++) {
        if (i % 2 == 0)
            time_command (self, i > 0);
        time_post (self, i > 0);
        if (i % 2 != 0)
            time_command (self, i > 0);
    }
    if (logged_calls > MAX_SENT)
        g_error ("%u requests after one sign-in: the queue may have let them wait", logged_calls);
    client_sign_off (self->client);
    while (purple_get_conversations () != NULL)
        purple_conversation_destroy (purple_get_conversations ()->data);
    dismiss_customers (self);
}

static void
print_figures (const char *label, GArray *values)
{
    g_print (PRINTED_LABEL "median %7.0f µs   p95 %7.0f µs   of %u\n", label,
             bench_quantile (values, 0.5), bench_quantile (values, 0.95), values->len);
}

static void
measure (void)
{
    Bench self = { 0 };
    double command, post;

    recorder = purple_debug_get_ui_ops ();
    purple_debug_set_ui_ops (&debug_ops);
    self.portal = bench_portal_new ();
    self.client = client_new (self.portal->username, self.portal->webhook);
    self.session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
    self.commands = g_array_new (FALSE, FALSE, sizeof (double));
    self.sentences = g_array_new (FALSE, FALSE, sizeof (double));
    self.posts = g_array_new (FALSE, FALSE, sizeof (double));
    json_object_unref (bench_portal_control (self.portal, "line", "{\"id\": 7, \"queue\": [27]}"));

    for (guint i = 0; i < SIGN_INS; i++)
        measure_one_sign_in (&self);

    print_figures ("bare POST", self.posts);
    print_figures ("/answer, its call answered", self.commands);
    print_figures ("/answer, its sentence shown", self.sentences);
    command = bench_quantile (self.commands, 0.5);
    post = bench_quantile (self.posts, 0.5);
    g_print (PRINTED_LABEL "%.2f\n", "command to bare POST", command / post);

    purple_debug_set_ui_ops ((PurpleDebugUiOps *) recorder);
    g_array_unref (self.commands);
    g_array_unref (self.sentences);
    g_array_unref (self.posts);
    g_object_unref (self.session);
    client_free (self.client);
    bench_portal_free (self.portal);
}

static void
add_tests (void)
{
    g_test_add_func ("/bench/round-trip", measure);
}

int
main (int argc, char **argv)
{
    return client_main (argc, argv, add_tests);
}
