/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk.h"

#include "b24-json.h"

/* Real milliseconds a test waits for one thing before it counts as hung. */
#define PATIENCE (30 * G_USEC_PER_SEC)

static Desk *
sit_down (PracticePortal *portal, gint64 operator_id)
{
    Desk *desk = g_new0 (Desk, 1);
    g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", practice_portal_get_port (portal));
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Portal) place = b24_portal_new (address, &error);
    g_autoptr (B24Credential) credential = NULL;

    g_assert_no_error (error);
    credential = b24_credential_new_webhook (
        place, practice_portal_get_webhook (portal, operator_id), &error);
    g_assert_no_error (error);
    desk->portal = portal;
    desk->operator_id = operator_id;
    desk->clock = b24_clock_new_manual (g_get_real_time ());
    desk->http = b24_http_new (NULL, NULL, NULL, 30);
    desk->throttle = b24_throttle_new (desk->clock);
    desk->rest = b24_rest_new (credential, desk->http, desk->throttle, desk->clock);
    return desk;
}

Desk *
desk_new (gint64 operator_id)
{
    PracticePortal *portal = practice_portal_new (0);
    Desk *desk;

    g_assert_nonnull (portal);
    desk = sit_down (portal, operator_id);
    desk_control (desk, "line", "{\"id\":7,\"queue_type\":\"strictly\"}");
    return desk;
}

Desk *
desk_new_beside (Desk *desk, gint64 operator_id)
{
    Desk *beside = sit_down (desk->portal, operator_id);

    beside->portal = NULL;
    return beside;
}

static gboolean
is_alone (gpointer user_data)
{
    return G_OBJECT (user_data)->ref_count == 1;
}

void
desk_free (Desk *desk)
{
    /* Cancelled calls come back in a later turn. */
    desk_wait (desk, 1, is_alone, desk->rest);
    g_assert_finalize_object (desk->rest);
    soup_session_abort (b24_http_get_session (desk->http));
    g_object_unref (desk->throttle);
    g_object_unref (desk->http);
    g_object_unref (desk->clock);
    g_clear_pointer (&desk->portal, practice_portal_free);
    g_free (desk);
}

static gboolean
wake_up (gpointer user_data)
{
    gboolean *awake = user_data;

    *awake = TRUE;
    return G_SOURCE_CONTINUE;
}

void
desk_wait (Desk *desk, guint step, DeskCondition condition, gpointer user_data)
{
    gint64 deadline = g_get_monotonic_time () + PATIENCE;
    gboolean awake = FALSE;
    guint id = g_timeout_add (2, wake_up, &awake);

    g_source_set_name_by_id (id, "desk: wake up");
    while (!condition (user_data)) {
        g_main_context_iteration (NULL, TRUE);
        if (awake)
            b24_clock_advance (desk->clock, step);
        awake = FALSE;
        if (g_get_monotonic_time () > deadline)
            g_error ("Waited in vain");
    }
    g_source_remove (id);
}

typedef struct {
    B24Clock *clock;
    gint64 until;
} Passing;

static gboolean
has_passed (gpointer user_data)
{
    const Passing *passing = user_data;

    return b24_clock_get_monotonic (passing->clock) >= passing->until;
}

void
desk_pass (Desk *desk, guint milliseconds)
{
    Passing passing = { desk->clock,
                        b24_clock_get_monotonic (desk->clock) + milliseconds * (gint64) 1000 };

    desk_wait (desk, CLAMP (milliseconds / 100, 25, 1000), has_passed, &passing);
}

void
desk_take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GAsyncResult **slot = user_data;

    g_assert_null (*slot);
    *slot = g_object_ref (result);
}

static gboolean
is_set (gpointer user_data)
{
    return *(GAsyncResult **) user_data != NULL;
}

GAsyncResult *
desk_await (Desk *desk, GAsyncResult **slot)
{
    desk_wait (desk, 100, is_set, slot);
    return g_steal_pointer (slot);
}

gint64
desk_customer (Desk *desk, const char *name, gint64 line)
{
    g_autoptr (JsonObject) answer = practice_portal_control (
        desk->portal, "customer",
        "{\"name\":\"%s\",\"line\":%" G_GINT64_FORMAT ",\"connector\":\"telegrambot\"}", name,
        line);

    return b24_json_get_int (answer, "chat", 0);
}

gint64
desk_write (Desk *desk, gint64 chat, const char *text)
{
    g_autoptr (JsonObject) answer = practice_portal_control (
        desk->portal, "write", "{\"chat\":%" G_GINT64_FORMAT ",\"text\":\"%s\"}", chat, text);

    return b24_json_get_int (answer, "message", 0);
}

void
desk_act (Desk *desk, const char *verb, gint64 operator_id, gint64 chat)
{
    g_autofree char *name = g_strconcat ("operator-", verb, NULL);
    g_autoptr (JsonObject) answer = practice_portal_control (
        desk->portal, name, "{\"operator\":%" G_GINT64_FORMAT ",\"chat\":%" G_GINT64_FORMAT "}",
        operator_id, chat);

    g_assert_nonnull (answer);
}

gint64
desk_operator_write (Desk *desk, gint64 operator_id, gint64 chat, const char *text)
{
    g_autoptr (JsonObject) answer = practice_portal_control (
        desk->portal, "operator-write",
        "{\"operator\":%" G_GINT64_FORMAT ",\"chat\":%" G_GINT64_FORMAT ",\"text\":\"%s\"}",
        operator_id, chat, text);

    return b24_json_get_int (answer, "message", 0);
}

void
desk_control (Desk *desk, const char *verb, const char *json)
{
    g_autoptr (JsonObject) answer =
        practice_portal_control (desk->portal, verb, "%s", json != NULL ? json : "{}");

    g_assert_nonnull (answer);
}

void
desk_fail (Desk *desk, const char *method, guint status, const char *code, int times)
{
    g_autofree char *json = g_strdup_printf (
        "{\"kind\":\"status\",\"method\":\"%s\",\"status\":%u,\"code\":\"%s\",\"times\":%d}",
        method, status, code, times);

    desk_control (desk, "fault", json);
}

typedef struct {
    gint64 id;
    JsonObject *chat;
} Search;

static void
compare_chat (const char *key, JsonNode *value, gpointer user_data)
{
    Search *search = user_data;
    JsonObject *chat = b24_json_node_object (value);

    if (b24_json_get_int (chat, "id", 0) == search->id)
        search->chat = chat;
}

JsonObject *
desk_chat (Desk *desk, gint64 chat)
{
    g_autoptr (JsonObject) state = practice_portal_control (desk->portal, "state", NULL);
    Search search = { chat, NULL };

    b24_json_foreach (b24_json_get (state, "chats"), compare_chat, &search);
    g_assert_nonnull (search.chat);
    return json_object_ref (search.chat);
}

gint64
desk_take_requests (Desk *desk)
{
    g_autoptr (JsonObject) counted = practice_portal_control (desk->portal, "reset-counters", NULL);

    return b24_json_get_int (counted, "hits", -1);
}
