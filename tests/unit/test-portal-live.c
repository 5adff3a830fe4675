/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-portal-live — the practice portal as a whole: what happens to a dialog reaches the devices
 * of those it concerns, by every generation of push, and is the same for all of them.
 */

#include "push-ear.h"

typedef struct {
    const char *name;
    const char *knobs;
    const char *query;
} Generation;

static const Generation generations[] = {
    { "2", "{\"version\":2}", "" },
    { "3", "{\"version\":3}", "" },
    { "4-text", "{\"version\":4,\"format\":\"text\"}", "" },
    { "4-json", "{\"version\":4}", "&format=json" },
    { "4-binary", "{\"version\":4}", "&binaryMode=true" },
    { "5", "{\"version\":5}", "&jsonRpc=true" },
};

/* What Kim is told of the life that live_through() describes. */
#define KIMS                                                                                       \
    "chatUserAdd messageChat chatUserAdd chatOwner updateSessionStatus linesAnswer messageChat "   \
    "readMessageChat startWriting inputActionNotify updateSessionStatus messageChat "              \
    "messageUpdate messageDelete"
#define KIMS_COUNT 14

static PushEar *
listen (PortalCaller *caller, gint64 operator_id, const Generation *generation)
{
    g_autoptr (JsonObject) config = push_ear_get_config (caller, operator_id);
    g_autofree char *query = push_ear_make_query (config, generation->query);
    PushEar *ear = push_ear_new (caller, query);

    g_assert_nonnull (ear->socket);
    return ear;
}

/* Comes, is answered, types, writes, corrects and deletes. */
static void
live_through (PortalCaller *caller)
{
    gint64 chat = portal_caller_new_customer (caller, 7);
    gint64 message;

    portal_caller_call_true (caller, 27, "imopenlines.operator.answer", chat);
    portal_caller_control (caller, "typing", "{\"chat\":1763}");
    message = portal_caller_customer_writes (caller, chat, "Number <4711> & Größe „M“");
    json_object_unref (practice_portal_control (
        caller->portal, "edit", "{\"message\":%" G_GINT64_FORMAT ",\"text\":\"Number 4712\"}",
        message));
    json_object_unref (practice_portal_control (caller->portal, "delete",
                                                "{\"message\":%" G_GINT64_FORMAT "}", message));
}

/* Every event has what was published, as it was published. */
static void
assert_same (PushEar *ear, JsonObject *published)
{
    for (guint i = 0; i < ear->events->len; i++) {
        g_autofree char *path = g_strdup_printf ("news/%u", i);
        g_autoptr (JsonObject) item = practice_read_object (published, path);
        JsonObject *event = push_ear_get (ear, i);

        g_assert_cmpstr (practice_read_string (event, "command"), ==,
                         practice_read_string (item, "command"));
        g_assert_cmpstr (practice_read_string (event, "module_id"), ==,
                         practice_read_string (item, "module"));
        g_assert_true (json_node_equal (practice_read_node (event, "params"),
                                        practice_read_node (item, "params")));
    }
}

static void
test_life (PortalCaller *caller, gconstpointer user_data)
{
    const Generation *generation = user_data;
    g_autoptr (PushEar) kim = NULL;
    g_autoptr (PushEar) ivan = NULL;
    g_autoptr (JsonObject) published = NULL;

    portal_caller_control (caller, "push", generation->knobs);
    kim = listen (caller, 27, generation);
    ivan = listen (caller, 29, generation);
    live_through (caller);
    push_ear_wait_events (kim, KIMS_COUNT);
    push_ear_assert_commands (kim, KIMS);
    published = practice_portal_control (caller->portal, "push-log", "{\"operator\":27}");
    g_assert_cmpuint (practice_read_length (published, "news"), ==, KIMS_COUNT);
    assert_same (kim, published);
    g_assert_cmpstr (practice_read_string (push_ear_get (kim, 11), "params/message/text"), ==,
                     "Number <4711> & Größe „M“");
    /* None of it was Ivan's business: the next that he hears is his own. */
    portal_caller_control (caller, "push-send",
                           "{\"operator\":29,\"command\":\"his\",\"params\":{\"id\":1}}");
    push_ear_wait_events (ivan, 1);
    push_ear_assert_commands (ivan, "his");
}

/* Who connects later gets what he missed, but for typing that is too old. */
static void
test_missed (PortalCaller *caller, gconstpointer unused)
{
    g_autoptr (JsonObject) config = push_ear_get_config (caller, 27);
    g_autofree char *query =
        push_ear_make_query (config, "&format=json&mid=00000000000000000000000000");
    g_autoptr (PushEar) ear = push_ear_new_deaf ();
    g_autofree char *last = NULL;

    live_through (caller);
    portal_caller_control (caller, "advance", "{\"seconds\":61}");
    last = push_ear_poll (ear, caller, query);
    push_ear_assert_commands (ear, "chatUserAdd messageChat chatUserAdd chatOwner "
                                   "updateSessionStatus linesAnswer messageChat readMessageChat "
                                   "updateSessionStatus messageChat messageUpdate messageDelete");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (generations); i++) {
        g_autofree char *path = g_strconcat ("/portal-live/life/", generations[i].name, NULL);

        g_test_add (path, PortalCaller, &generations[i], portal_caller_set_up, test_life,
                    portal_caller_tear_down);
    }
    g_test_add ("/portal-live/missed", PortalCaller, NULL, portal_caller_set_up, test_missed,
                portal_caller_tear_down);
    return g_test_run ();
}
