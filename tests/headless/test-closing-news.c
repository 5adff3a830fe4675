/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-closing-news — closed at every step of the ways news takes: opening the stream, opening it
 * again, another channel, long polling, polling, an outage with a text that waits. In virtual time,
 * because most of it is waiting.
 */

#include "client-virtual.h"
#include "closing.h"

#include "b24-json.h"

/* Virtual milliseconds to a real one. */
#define PACE 100

#define OUTAGE "No connection to 127.0.0.1"

/* ---- virtual time ---- */

static gpointer
open_virtual (Scene *scene)
{
    Drive *drive = client_virtual_begin (scene);

    drive_set_pace (drive, PACE);
    return drive;
}

static void
close_virtual (gpointer stage)
{
    client_virtual_end (stage);
}

/* A leap of time at which nothing is due is no step. */
static void
step_virtual (Scene *scene, gpointer stage, const char *name)
{
    g_autoptr (B24Clock) clock = b24_clock_dup_default ();
    gint64 due;
    gint64 leap;

    do {
        gint64 before = b24_clock_get_monotonic (clock);

        due = b24_clock_next_due (clock);
        client_wait_callback (scene->client, __FILE__, __LINE__, name);
        leap = (b24_clock_get_monotonic (clock) - before) / 1000;
    } while (leap > 0 && (due < 0 || leap < due));
}

static void
load (void)
{
    if (client_find_plugin () == NULL)
        client_virtual_plug_in ();
}

static const ClosingStage stage = {
    open_virtual, close_virtual, step_virtual, client_drop_plugin, load,
};

/* ---- the stream ---- */

/* Who listens to the push server now, "sockets" and "polls", or came so far, "opens". */
static gint64
count_listeners (Scene *scene, const char *which)
{
    g_autoptr (JsonObject) state = practice_portal_control (scene->portal, "push-state", NULL);

    return b24_json_get_int (state, which, 0);
}

static gboolean
has_words (Scene *scene, const char *dialog)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, "Last words") != NULL;
}

/* Anna's dialog is Kim's, its window open; news comes by the way that @push allows. */
static char *
prepare_way (Scene *scene, const char *push, const char *listeners)
{
    char *anna;

    scene_control (scene, "push", "%s", push);
    anna = scene_anna_with (scene, KIM);
    client_wait_for (scene->client, listeners == NULL || count_listeners (scene, listeners) == 1);
    scene_mark (scene);
    return anna;
}

/* The same, but not signed in. */
static char *
prepare_away (Scene *scene, const char *push)
{
    char *anna = prepare_way (scene, push, NULL);

    client_sign_off (scene->client);
    client_wait_for (scene->client, count_listeners (scene, "sockets") == 0);
    scene_mark (scene);
    return anna;
}

static char *
prepare_connect (Scene *scene)
{
    return prepare_away (scene, "{}");
}

static char *
prepare_socket (Scene *scene)
{
    return prepare_way (scene, "{}", "sockets");
}

static char *
prepare_protobuf (Scene *scene)
{
    return prepare_way (scene, "{\"version\": 4, \"format\": \"protobuf\"}", "sockets");
}

static char *
prepare_newest (Scene *scene)
{
    return prepare_way (scene, "{\"version\": 5}", "sockets");
}

static char *
prepare_no_socket (Scene *scene)
{
    return prepare_away (scene, "{\"websocket\": false}");
}

static char *
prepare_poll (Scene *scene)
{
    return prepare_way (scene, "{\"websocket\": false}", "polls");
}

static char *
prepare_no_push (Scene *scene)
{
    return prepare_way (scene, "{\"enabled\": false}", NULL);
}

static void
begin_sign_in (Scene *scene, const char *dialog)
{
    client_enable (scene->client);
}

static gboolean
has_socket (Scene *scene, const char *dialog)
{
    return client_is_online (scene->client) && count_listeners (scene, "sockets") == 1;
}

static gboolean
has_poll (Scene *scene, const char *dialog)
{
    return client_is_online (scene->client) && count_listeners (scene, "polls") == 1;
}

static gboolean replied;

static void
begin_words (Scene *scene, const char *dialog)
{
    replied = FALSE;
    scene_write (scene, dialog, "Last words");
}

/* What came is answered. */
static gboolean
has_talked (Scene *scene, const char *dialog)
{
    if (!has_words (scene, dialog))
        return FALSE;
    if (!replied)
        client_type (scene->client, dialog, "Good morning");
    replied = TRUE;
    return scene_find_new (scene, dialog, "Good morning") != NULL;
}

static void
begin_drop (Scene *scene, const char *dialog)
{
    scene_control (scene, "push-drop", "{}");
    begin_words (scene, dialog);
}

static void
begin_expire (Scene *scene, const char *dialog)
{
    scene_control (scene, "push-expire", "{\"operator\": 27, \"announce\": true}");
    begin_words (scene, dialog);
}

/* The one there was is gone. */
static gboolean
has_other_socket (Scene *scene, const char *dialog)
{
    return has_words (scene, dialog) && has_socket (scene, dialog) &&
           count_listeners (scene, "opens") > 1;
}

/* ---- the outage ---- */

static gsize debug_mark;

static void
begin_outage (Scene *scene, const char *dialog)
{
    debug_mark = client_get_debug ()->len;
    scene_go_down (scene);
}

static gboolean
has_debug (const char *text)
{
    return strstr (client_get_debug ()->str + debug_mark, text) != NULL;
}

/* A request was in vain, and so was asking again. */
static gboolean
has_asked_twice (Scene *scene, const char *dialog)
{
    return has_debug ("attempt 2");
}

static char *
prepare_silence (Scene *scene)
{
    g_autoptr (B24Clock) clock = b24_clock_dup_default ();
    char *anna = prepare_no_push (scene);
    gint64 noticed;

    begin_outage (scene, anna);
    client_wait_for (scene->client, has_debug ("The portal does not answer"));
    noticed = b24_clock_get_monotonic (clock);
    client_wait_for (scene->client,
                     b24_clock_get_monotonic (clock) - noticed > 14 * G_USEC_PER_SEC);
    return anna;
}

static void
begin_nothing (Scene *scene, const char *dialog)
{
}

static gboolean
is_told (Scene *scene, const char *dialog)
{
    return scene->client->account != NULL && scene_find_new (scene, dialog, OUTAGE) != NULL;
}

static char *
prepare_outage (Scene *scene)
{
    char *anna = prepare_no_push (scene);

    scene_go_down (scene);
    scene_expect_new (scene, anna, OUTAGE);
    client_type (scene->client, anna, "Good morning");
    return anna;
}

static void
begin_return (Scene *scene, const char *dialog)
{
    scene_go_up (scene);
    g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
}

static gboolean
is_sent (Scene *scene, const char *dialog)
{
    return scene->client->account != NULL &&
           scene_find_new (scene, dialog, "The connection is back.") != NULL &&
           scene_count_messages (scene, dialog, "Good morning") == 1;
}

static const ClosingScenario scenarios[] = {
    { "push", "connect", prepare_connect, begin_sign_in, has_socket },
    { "push", "news", prepare_socket, begin_words, has_talked },
    { "push", "news-protobuf", prepare_protobuf, begin_words, has_talked },
    { "push", "news-version-5", prepare_newest, begin_words, has_talked },
    { "push", "resume", prepare_socket, begin_drop, has_other_socket },
    { "push", "rotation", prepare_socket, begin_expire, has_other_socket },
    { "poll", "long-poll-connect", prepare_no_socket, begin_sign_in, has_poll },
    { "poll", "long-poll-news", prepare_poll, begin_words, has_talked },
    { "poll", "news", prepare_no_push, begin_words, has_talked },
    { "outage", "begins", prepare_no_push, begin_outage, has_asked_twice },
    { "outage", "told", prepare_silence, begin_nothing, is_told },
    { "outage", "ends", prepare_outage, begin_return, is_sent },
};

static void
add_tests (void)
{
    closing_add_tests (scenarios, G_N_ELEMENTS (scenarios), &stage);
}

int
main (int argc, char **argv)
{
    return client_virtual_main (argc, argv, add_tests);
}
