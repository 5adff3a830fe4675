/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * soak-faults — what goes wrong: requests, the push stream, now and then the whole portal.
 */

#include <math.h>

#include "b24-json.h"
#include "soak.h"

#define MEAN_PAUSE 15000 /* virtual milliseconds between two faults */

static const char *const way_names[] = { "websocket", "long-polling", "event-log", "polling" };

static const char *const request_faults[] = {
    "\"kind\": \"latency\", \"ms\": 20",
    "\"kind\": \"reset-before\"",
    "\"kind\": \"reset-after\"",
    "\"kind\": \"status\", \"status\": 503",
    "\"kind\": \"status\", \"status\": 503, \"html\": true",
    "\"kind\": \"status\", \"status\": 500",
    "\"kind\": \"status\", \"status\": 502",
    "\"kind\": \"html\"",
    "\"kind\": \"truncated\"",
    "\"kind\": \"cut\"",
    "\"kind\": \"empty\"",
};

static const char *const push_faults[] = { "repeat", "reorder", "lose", "deaf" };

static const int drop_codes[] = { 0, 0, 0, 1001, 1012, 4010, 4012, 4029, 4036 };

const char *
soak_faults_name_way (SoakWay way)
{
    return way_names[way];
}

void
soak_faults_use_way (Soak *self, SoakWay way)
{
    static const char *const modes[] = { "personal", "shared" };
    int version = g_rand_int_range (self->rand, 1, 6);

    scene_control (self->scene, "push",
                   "{\"enabled\": %s, \"websocket\": %s, \"long_polling\": true, "
                   "\"version\": %d, \"mode\": \"%s\"}",
                   way <= SOAK_LONG_POLLING ? "true" : "false",
                   way == SOAK_WEBSOCKET ? "true" : "false", version,
                   modes[g_rand_int_range (self->rand, 0, 2)]);
    scene_control (self->scene, "event-log", "{\"available\": %s}",
                   way == SOAK_POLLING ? "false" : "true");
    g_test_message ("by %s, push server version %d", way_names[way], version);
}

static void
spoil_requests (Soak *self)
{
    static const char *const methods[] = { NULL, "batch", "im.message.add" };
    const char *method = methods[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (methods))];

    scene_fault (self->scene, method, "%s, \"times\": %d",
                 request_faults[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (request_faults))],
                 g_rand_int_range (self->rand, 1, 4));
}

static void
spoil_push (Soak *self)
{
    int times = g_rand_int_range (self->rand, 1, 6);

    self->struck++;
    switch (g_rand_int_range (self->rand, 0, 4)) {
    case 0:
        scene_control (self->scene, "push-drop", "{\"code\": %d}",
                       drop_codes[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (drop_codes))]);
        break;
    case 1:
        scene_control (self->scene, "push-expire", "{\"operator\": %d, \"announce\": %s}", KIM,
                       g_rand_boolean (self->rand) ? "true" : "false");
        break;
    case 2:
        scene_control (self->scene, "push-refuse", "{\"code\": %d, \"times\": %d}",
                       g_rand_boolean (self->rand) ? 4010 : 502, times);
        break;
    default:
        scene_control (self->scene, "push-fault", "{\"kind\": \"%s\", \"times\": %d}",
                       push_faults[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (push_faults))],
                       times);
        break;
    }
}

static gboolean
come_back (gpointer user_data)
{
    Soak *self = user_data;

    self->up = 0;
    scene_go_up (self->scene);
    return G_SOURCE_REMOVE;
}

static void
go_away (Soak *self)
{
    if (self->up != 0)
        return;
    self->struck++;
    scene_go_down (self->scene);
    self->up = b24_clock_add (self->clock, "test: the portal is back",
                              (guint) g_rand_int_range (self->rand, 1000, 60000), come_back, self);
}

static gboolean
something_happens (gpointer user_data)
{
    Soak *self = user_data;
    double pause = -MEAN_PAUSE * log (1.0 - g_rand_double (self->rand));
    int chance = g_rand_int_range (self->rand, 0, 40);

    if (chance == 0)
        go_away (self);
    else if (chance < 20)
        spoil_push (self);
    else
        spoil_requests (self);
    self->faults = b24_clock_add (self->clock, "test: something happens", (guint) pause + 1,
                                  something_happens, self);
    return G_SOURCE_REMOVE;
}

void
soak_faults_start (Soak *self)
{
    self->faults =
        b24_clock_add (self->clock, "test: something happens", 1000, something_happens, self);
}

static void
add_hits (const char *key, JsonNode *node, gpointer user_data)
{
    guint *count = user_data;

    *count += (guint) b24_json_get_int (b24_json_node_object (node), "hits", 0);
}

/* Those cleared since. */
static guint
count_request_faults (Soak *self)
{
    g_autoptr (JsonObject) state = practice_portal_control (self->scene->portal, "state", NULL);
    guint count = 0;

    b24_json_foreach (b24_json_get (b24_json_get_object (state, "knobs"), "faults"), add_hits,
                      &count);
    return count;
}

void
soak_faults_stop (Soak *self)
{
    b24_clock_clear (self->clock, &self->faults);
    b24_clock_clear (self->clock, &self->up);
    self->struck += count_request_faults (self);
    scene_clear_faults (self->scene);
}

guint
soak_faults_count (Soak *self)
{
    return self->struck + count_request_faults (self);
}
