/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "scene.h"

#include "b24-json.h"

#define FINISHED "The dialog is finished."

static guint mark;
/* Where scenes play in virtual time (nullable). */
static const SceneTime *time_of_scenes;

void
scene_set_time (const SceneTime *time)
{
    time_of_scenes = time;
}

char *
scene_dup_username (Scene *self)
{
    return g_strdup_printf ("127.0.0.1:%u", practice_portal_get_port (self->portal));
}

Scene *
scene_new_for (gint64 operator_id)
{
    Scene *self = g_new0 (Scene, 1);
    g_autofree char *username = NULL;

    self->portal = practice_portal_new (0);
    g_assert_nonnull (self->portal);
    username = scene_dup_username (self);
    self->client = client_new (username, practice_portal_get_webhook (self->portal, operator_id));
    mark = 0;
    if (time_of_scenes != NULL)
        self->time = time_of_scenes->begin (self);
    return self;
}

Scene *
scene_new (void)
{
    return scene_new_for (KIM);
}

Scene *
scene_new_online (void)
{
    Scene *self = scene_new ();

    client_sign_in (self->client);
    return self;
}

void
scene_set_account (Scene *self, const char *username, const char *password)
{
    client_free (self->client);
    self->client = client_new (username, password);
}

void
scene_free (Scene *self)
{
    if (self == NULL)
        return;
    /* Nothing may be kept back, or the portal would find requests that never end. */
    scene_clear_faults (self);
    client_free (self->client);
    if (self->time != NULL)
        time_of_scenes->end (self->time);
    practice_portal_free (self->portal);
    g_free (self);
}

/* ---- what happens at the portal ---- */

void
scene_control (Scene *self, const char *verb, const char *format, ...)
{
    g_autofree char *args = NULL;
    va_list list;

    va_start (list, format);
    args = g_strdup_vprintf (format, list);
    va_end (list);
    json_object_unref (practice_portal_control (self->portal, verb, "%s", args));
}

static gint64
get_id (const char *dialog)
{
    g_assert_true (g_str_has_prefix (dialog, "chat"));
    return g_ascii_strtoll (dialog + strlen ("chat"), NULL, 10);
}

void
scene_control_dialog (Scene *self, const char *verb, const char *dialog, const char *format, ...)
{
    g_autofree char *more = NULL;
    va_list list;

    va_start (list, format);
    more = g_strdup_vprintf (format, list);
    va_end (list);
    scene_control (self, verb, "{\"chat\": %" G_GINT64_FORMAT "%s}", get_id (dialog), more);
}

static char *
quote (const char *text)
{
    g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

    return json_to_string (node, FALSE);
}

char *
scene_customer (Scene *self, const char *name, const char *line, const char *connector,
                const char *text)
{
    g_autofree char *quoted_name = quote (name);
    g_autofree char *quoted_text = quote (text);
    g_autoptr (JsonObject) answer = practice_portal_control (
        self->portal, "customer",
        "{\"name\": %s, \"line\": \"%s\", \"connector\": \"%s\", \"text\": %s}", quoted_name, line,
        connector, quoted_text);

    return g_strdup_printf ("chat%" G_GINT64_FORMAT, b24_json_get_int (answer, "chat", 0));
}

char *
scene_anna (Scene *self)
{
    return scene_customer (self, "Anna Petrova", "Support", "telegrambot", "Hello");
}

char *
scene_anna_with (Scene *self, gint64 owner)
{
    char *anna = scene_anna (self);

    scene_act (self, owner, "answer", anna);
    if (!client_is_online (self->client))
        client_sign_in (self->client);
    scene_expect_status (self, anna, owner == KIM ? "reply" : "colleague");
    client_open (self->client, anna);
    scene_expect (self, anna, "Hello");
    return anna;
}

static gint64
control_message (Scene *self, const char *verb, const char *dialog, const char *text,
                 const char *more)
{
    g_autofree char *quoted = quote (text);
    g_autoptr (JsonObject) answer = practice_portal_control (
        self->portal, verb, "{\"chat\": %" G_GINT64_FORMAT ", \"text\": %s%s}", get_id (dialog),
        quoted, more);

    return b24_json_get_int (answer, "message", 0);
}

gint64
scene_write (Scene *self, const char *dialog, const char *text)
{
    return control_message (self, "write", dialog, text, "");
}

gint64
scene_say (Scene *self, gint64 operator_id, const char *dialog, const char *text)
{
    g_autofree char *more = g_strdup_printf (", \"operator\": %" G_GINT64_FORMAT, operator_id);

    return control_message (self, "operator-write", dialog, text, more);
}

gint64
scene_say_internally (Scene *self, gint64 operator_id, const char *dialog, const char *text)
{
    g_autofree char *more =
        g_strdup_printf (", \"operator\": %" G_GINT64_FORMAT ", \"hidden\": true", operator_id);

    return control_message (self, "operator-write", dialog, text, more);
}

void
scene_act (Scene *self, gint64 operator_id, const char *action, const char *dialog)
{
    g_autofree char *verb = g_strconcat ("operator-", action, NULL);

    scene_control (self, verb,
                   "{\"operator\": %" G_GINT64_FORMAT ", \"chat\": %" G_GINT64_FORMAT "}",
                   operator_id, get_id (dialog));
}

void
scene_finish_here (Scene *self, const char *dialog)
{
    guint before = client_count_lines (self->client, dialog, FINISHED);

    client_type (self->client, dialog, "/finish");
    scene_expect_status (self, dialog, "closed");
    /* Push may have said so already. */
    client_wait_for (self->client, client_count_lines (self->client, dialog, FINISHED) > before);
}

/* ---- faults ---- */

void
scene_fault (Scene *self, const char *method, const char *format, ...)
{
    g_autofree char *members = NULL;
    g_autofree char *concerns =
        method != NULL ? g_strdup_printf (", \"method\": \"%s\"", method) : g_strdup ("");
    va_list list;

    va_start (list, format);
    members = g_strdup_vprintf (format, list);
    va_end (list);
    scene_control (self, "fault", "{%s%s%s}", members, concerns,
                   strstr (members, "\"times\"") == NULL ? ", \"times\": 1" : "");
}

void
scene_refuse (Scene *self, const char *method, const char *code)
{
    scene_fault (self, method, "\"kind\": \"status\", \"status\": 400, \"code\": \"%s\"", code);
}

void
scene_clear_faults (Scene *self)
{
    scene_control (self, "faults-clear", "{}");
}

void
scene_hold (Scene *self, const char *method)
{
    scene_control (self, "hold", "{\"method\": \"%s\", \"before\": true}", method);
}

static gint64
count_held (Scene *self, const char *method)
{
    g_autoptr (JsonObject) answer =
        practice_portal_control (self->portal, "held", "{\"method\": \"%s\"}", method);

    return b24_json_get_int (answer, "held", 0);
}

void
scene_wait_held (Scene *self, const char *method)
{
    client_wait_for (self->client, count_held (self, method) > 0);
}

void
scene_release (Scene *self, const char *method)
{
    scene_control (self, "release", "{\"method\": \"%s\"}", method);
}

void
scene_go_down (Scene *self)
{
    scene_control (self, "fault", "{\"kind\": \"down\", \"seconds\": 3600}");
}

void
scene_go_up (Scene *self)
{
    scene_control (self, "up", "{}");
}

/* ---- what the portal knows ---- */

typedef struct {
    gint64 chat;
    const char *text; /* (nullable): messages with it are counted */
    gint64 owner;
    gint64 line;
    gint64 session;
    gint64 status;
    guint count;
    gint64 last_message;
    gint64 reader;
    gint64 read_mark;
    const char *member; /* (nullable) */
    gint64 number;
    const char *words;  /* (nullable): the dialog's own member otherwise */
    const char *detail; /* (nullable): a member as JSON */
    char *found;
} Search;

static void
look_at_reader (const char *key, JsonNode *node, gpointer user_data)
{
    Search *search = user_data;
    JsonObject *reader = b24_json_node_object (node);

    if (b24_json_get_int (reader, "user", 0) == search->reader)
        search->read_mark = b24_json_get_int (reader, "last_id", 0);
}

static void
take_detail (Search *search, JsonObject *object)
{
    JsonNode *node = b24_json_get (object, search->detail);

    g_free (search->found);
    search->found = node == NULL ? NULL : json_to_string (node, FALSE);
}

static void
look_at_message (const char *key, JsonNode *node, gpointer user_data)
{
    Search *search = user_data;
    JsonObject *message = b24_json_node_object (node);

    search->last_message = b24_json_get_int (message, "id", 0);
    if (search->text != NULL)
        search->count += g_strcmp0 (b24_json_get_string (message, "text"), search->text) == 0;
    if (search->words != NULL &&
        g_strcmp0 (b24_json_get_string (message, "text"), search->words) == 0)
        take_detail (search, message);
}

static void
look_at_chat (const char *key, JsonNode *node, gpointer user_data)
{
    Search *search = user_data;
    JsonObject *chat = b24_json_node_object (node);

    if (b24_json_get_int (chat, "id", 0) != search->chat)
        return;
    search->owner = b24_json_get_int (chat, "owner", 0);
    search->line = b24_json_get_int (chat, "line", 0);
    search->status = b24_json_get_int (chat, "status", 0);
    if (b24_json_get_bool (chat, "open", FALSE))
        search->session = b24_json_get_int (chat, "session", 0);
    b24_json_foreach (b24_json_get (chat, "messages"), look_at_message, search);
    b24_json_foreach (b24_json_get (chat, "read"), look_at_reader, search);
    if (search->member != NULL)
        search->number = b24_json_get_int (chat, search->member, -1);
    if (search->detail != NULL && search->words == NULL)
        take_detail (search, chat);
}

static void
run_search (Scene *self, const char *dialog, Search *search)
{
    g_autoptr (JsonObject) state = practice_portal_control (self->portal, "state", NULL);

    search->chat = get_id (dialog);
    b24_json_foreach (b24_json_get (state, "chats"), look_at_chat, search);
}

gint64
scene_get_owner (Scene *self, const char *dialog)
{
    Search search = { 0 };

    run_search (self, dialog, &search);
    return search.owner;
}

gint64
scene_get_line (Scene *self, const char *dialog)
{
    Search search = { 0 };

    run_search (self, dialog, &search);
    return search.line;
}

gint64
scene_get_session (Scene *self, const char *dialog)
{
    Search search = { 0 };

    run_search (self, dialog, &search);
    return search.session;
}

gint64
scene_get_status (Scene *self, const char *dialog)
{
    Search search = { 0 };

    run_search (self, dialog, &search);
    return search.status;
}

guint
scene_count_messages (Scene *self, const char *dialog, const char *text)
{
    Search search = { .text = text };

    run_search (self, dialog, &search);
    return search.count;
}

gint64
scene_last_message (Scene *self, const char *dialog)
{
    Search search = { 0 };

    run_search (self, dialog, &search);
    return search.last_message;
}

gint64
scene_get_number (Scene *self, const char *dialog, const char *member)
{
    Search search = { .member = member };

    run_search (self, dialog, &search);
    return search.number;
}

char *
scene_dup_detail (Scene *self, const char *dialog, const char *words, const char *member)
{
    Search search = { .words = words, .detail = member };

    run_search (self, dialog, &search);
    return search.found;
}

gboolean
scene_has_detail (Scene *self, const char *dialog, const char *words, const char *member,
                  const char *json)
{
    g_autofree char *found = scene_dup_detail (self, dialog, words, member);

    return g_strcmp0 (found, json) == 0;
}

gint64
scene_get_read_mark (Scene *self, const char *dialog, gint64 user_id)
{
    Search search = { .reader = user_id };

    run_search (self, dialog, &search);
    return search.read_mark;
}

guint
scene_count_requests (Scene *self)
{
    g_autoptr (JsonObject) state = practice_portal_control (self->portal, "state", NULL);

    return (guint) b24_json_get_int (state, "hits", 0);
}

guint
scene_count_calls (Scene *self, const char *method)
{
    g_autoptr (JsonObject) state = practice_portal_control (self->portal, "state", NULL);
    /* As the portal names them. */
    g_autofree char *name = g_ascii_strdown (method, -1);

    return (guint) (b24_json_get_int (b24_json_get_object (state, "requests"), name, 0) +
                    b24_json_get_int (b24_json_get_object (state, "batched"), name, 0));
}

void
scene_wait_ticks (Scene *self, guint ticks)
{
    for (guint i = 0; i < ticks; i++) {
        guint before = scene_count_calls (self, "batch");
        /* With push the next look may be a minute away; whoever loses it looks at once. */
        g_autoptr (JsonObject) dropped = practice_portal_control (self->portal, "push-drop", NULL);

        g_assert_nonnull (dropped);
        client_wait_for (self->client, scene_count_calls (self, "batch") > before);
    }
}

/* ---- what the operator sees ---- */

const ClientLine *
scene_expect (Scene *self, const char *dialog, const char *text)
{
    g_test_message ("waiting for “%s”", text);
    client_wait_for (self->client, client_find_line (self->client, dialog, text) != NULL);
    return client_find_line (self->client, dialog, text);
}

void
scene_mark (Scene *self)
{
    mark = self->client->lines->len;
}

const ClientLine *
scene_find_new (Scene *self, const char *dialog, const char *text)
{
    return client_find_line_from (self->client, mark, dialog, text);
}

const ClientLine *
scene_expect_new (Scene *self, const char *dialog, const char *text)
{
    g_test_message ("waiting for a new “%s”", text);
    client_wait_for (self->client, scene_find_new (self, dialog, text) != NULL);
    return scene_find_new (self, dialog, text);
}

void
scene_expect_status (Scene *self, const char *dialog, const char *status)
{
    g_test_message ("waiting for status %s", status);
    client_wait_for (self->client, g_str_equal (client_get_status (self->client, dialog), status));
}
