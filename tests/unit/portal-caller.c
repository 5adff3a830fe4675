/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "portal-caller.h"

void
portal_caller_set_up (PortalCaller *self, gconstpointer unused)
{
    self->portal = practice_portal_new (0);
    self->session = soup_session_new ();
}

void
portal_caller_tear_down (PortalCaller *self, gconstpointer unused)
{
    g_clear_object (&self->session);
    practice_portal_free (self->portal);
}

SoupMessage *
portal_caller_new_message (PortalCaller *self, const char *webhook, const char *method,
                           const char *json)
{
    g_autofree char *uri = g_strdup_printf (
        "http://127.0.0.1:%u/rest/%s/%s", practice_portal_get_port (self->portal), webhook, method);
    SoupMessage *message = soup_message_new ("POST", uri);
    g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

    soup_message_set_request_body_from_bytes (message, "application/json", body);
    return message;
}

JsonObject *
portal_caller_post (PortalCaller *self, const char *webhook, const char *method, const char *json)
{
    g_autoptr (SoupMessage) message = portal_caller_new_message (self, webhook, method, json);
    g_autoptr (GBytes) bytes = soup_session_send_and_read (self->session, message, NULL, NULL);

    self->status = bytes != NULL ? soup_message_get_status (message) : 0;
    return bytes != NULL
               ? practice_read_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
               : NULL;
}

JsonObject *
portal_caller_call (PortalCaller *self, gint64 operator_id, const char *method, const char *format,
                    ...)
{
    g_autofree char *json = NULL;
    va_list args;

    va_start (args, format);
    json = g_strdup_vprintf (format, args);
    va_end (args);
    return portal_caller_post (self, practice_portal_get_webhook (self->portal, operator_id),
                               method, json);
}

void
portal_caller_call_true (PortalCaller *self, gint64 operator_id, const char *method, gint64 chat)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (self, operator_id, method, "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);

    g_assert_cmpuint (self->status, ==, 200);
    g_assert_true (practice_read_bool (answer, "result"));
}

void
portal_caller_assert_error (PortalCaller *self, JsonObject *answer, guint status, const char *code)
{
    g_assert_nonnull (answer);
    g_assert_cmpuint (self->status, ==, status);
    g_assert_cmpstr (practice_read_string (answer, "error"), ==, code);
}

void
portal_caller_call_error (PortalCaller *self, gint64 operator_id, const char *method, gint64 chat,
                          const char *code)
{
    g_autoptr (JsonObject) answer =
        portal_caller_call (self, operator_id, method, "{\"CHAT_ID\":%" G_GINT64_FORMAT "}", chat);

    portal_caller_assert_error (self, answer, 400, code);
}

void
portal_caller_control (PortalCaller *self, const char *verb, const char *json)
{
    json_object_unref (practice_portal_control (self->portal, verb, "%s", json));
}

gint64
portal_caller_new_customer (PortalCaller *self, gint64 line)
{
    g_autoptr (JsonObject) made =
        practice_portal_control (self->portal, "customer",
                                 "{\"name\":\"Anna Petrova\",\"line\":%" G_GINT64_FORMAT
                                 ",\"connector\":\"telegrambot\",\"text\":\"Hello\"}",
                                 line);

    return practice_read_int (made, "chat");
}

gint64
portal_caller_customer_writes (PortalCaller *self, gint64 chat, const char *text)
{
    g_autoptr (JsonObject) made = practice_portal_control (
        self->portal, "write", "{\"chat\":%" G_GINT64_FORMAT ",\"text\":\"%s\"}", chat, text);

    return practice_read_int (made, "message");
}

JsonObject *
portal_caller_get_state (PortalCaller *self, gint64 chat)
{
    g_autoptr (JsonObject) state = practice_portal_control (self->portal, "state", NULL);
    JsonObject *found = practice_read_find (state, "chats", "id", chat);

    g_assert_nonnull (found);
    return found;
}

void
portal_caller_assert_state (PortalCaller *self, gint64 chat, gint64 status, gint64 owner,
                            gint64 offered)
{
    g_autoptr (JsonObject) state = portal_caller_get_state (self, chat);

    g_assert_cmpint (practice_read_int (state, "status"), ==, status);
    g_assert_cmpint (practice_read_int (state, "owner"), ==, owner);
    g_assert_cmpuint (practice_read_length (state, "offered"), ==, offered != 0);
    if (offered != 0)
        g_assert_cmpint (practice_read_int (state, "offered/0"), ==, offered);
}

static JsonObject *
take_news (PortalCaller *self, gint64 operator_id)
{
    return practice_portal_control (self->portal, "push-log", "{\"operator\":%" G_GINT64_FORMAT "}",
                                    operator_id);
}

void
portal_caller_forget_news (PortalCaller *self)
{
    portal_caller_control (self, "push-log", "{\"forget\":true}");
}

void
portal_caller_assert_told (PortalCaller *self, gint64 operator_id, const char *commands)
{
    g_autoptr (JsonObject) news = take_news (self, operator_id);
    g_autoptr (GString) list = g_string_new (NULL);

    for (guint i = 0; i < practice_read_length (news, "news"); i++) {
        g_autofree char *path = g_strdup_printf ("news/%u/command", i);

        g_string_append_printf (list, "%s%s", i > 0 ? " " : "", practice_read_string (news, path));
    }
    g_assert_cmpstr (list->str, ==, commands);
}

JsonObject *
portal_caller_get_published (PortalCaller *self, gint64 operator_id, const char *command)
{
    g_autoptr (JsonObject) news = take_news (self, operator_id);

    for (guint i = 0; i < practice_read_length (news, "news"); i++) {
        g_autofree char *path = g_strdup_printf ("news/%u", i);
        g_autoptr (JsonObject) item = practice_read_object (news, path);

        if (g_str_equal (practice_read_string (item, "command"), command))
            return g_steal_pointer (&item);
    }
    g_error ("no %s was published to %" G_GINT64_FORMAT, command, operator_id);
}

JsonObject *
portal_caller_get_told (PortalCaller *self, gint64 operator_id, const char *command)
{
    g_autoptr (JsonObject) item = portal_caller_get_published (self, operator_id, command);

    return practice_read_object (item, "params");
}
