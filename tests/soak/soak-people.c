/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * soak-people — customers, the operator here and at the web client, a colleague and a bot.
 *
 * Each text begins with a number that no other has.
 */

#include <math.h>

#include "soak.h"

#define MEAN_PAUSE 450 /* virtual milliseconds between two texts */
#define RECENT     50  /* texts that may still be changed, of all dialogs */
#define UNNOTICED  600 /* virtual seconds that a change may take to be noticed */

static const char *const words[] = {
    "Good morning",
    "Where is my order?",
    "It was 3 < 4 & \"quoted\", as far as I know",
    "Доброе утро, подскажите, пожалуйста",
    "😀 thanks",
    "first line\nsecond line",
    "a longer text, of somebody who explains at length what happened to him on the way to the "
    "shop, "
    "why he could not come, and what he thinks of it all",
};

static char *
invent_text (Soak *self)
{
    guint word = (guint) g_rand_int_range (self->rand, 0, G_N_ELEMENTS (words));

    return g_strdup_printf ("#%06u %s", ++self->serial, words[word]);
}

static const char *
choose_dialog (Soak *self)
{
    return g_ptr_array_index (
        self->dialogs, (guint) g_rand_int_range (self->rand, 0, (gint32) self->dialogs->len));
}

static void
write_as_bot (Soak *self, const char *dialog, const char *text)
{
    g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);
    g_autofree char *quoted = json_to_string (node, FALSE);

    scene_control_dialog (self->scene, "bot-write", dialog, ", \"text\": %s", quoted);
}

void
soak_people_write_elsewhere (Soak *self)
{
    const char *dialog = choose_dialog (self);
    g_autofree char *text = invent_text (self);
    SoakText written = { 0, self->serial, 0, FALSE };
    int chance = g_rand_int_range (self->rand, 0, 100);

    if (chance < 60)
        written.message = scene_write (self->scene, dialog, text);
    else if (chance < 80)
        written.message = scene_say (self->scene, KIM, dialog, text);
    else if (chance < 92)
        written.message = scene_say (self->scene, MARIA, dialog, text);
    else
        write_as_bot (self, dialog, text);
    if (written.message != 0)
        g_array_append_val (self->recent, written);
    if (self->recent->len > RECENT)
        g_array_remove_index (self->recent, 0);
}

/* Whoever wrote a text a while ago thinks better of it. */
static void
change_something (Soak *self)
{
    guint index = (guint) g_rand_int_range (self->rand, 0, (gint32) self->recent->len);
    SoakText text = g_array_index (self->recent, SoakText, index);

    text.changed = drive_get_time (self->drive);
    text.deleted = g_rand_int_range (self->rand, 0, 4) == 0;
    g_array_append_val (self->changed, text);
    if (!text.deleted) {
        scene_control (self->scene, "edit",
                       "{\"message\": %" G_GINT64_FORMAT ", \"text\": \"#%06u changed %u\"}",
                       text.message, text.number, self->changed->len);
        return;
    }
    scene_control (self->scene, "delete", "{\"message\": %" G_GINT64_FORMAT "}", text.message);
    g_array_remove_index (self->recent, index);
}

/* What has been shown is compared with the portal as long as the client is signed in; what changed
 * just before it lost its connection may have been missed. That takes two minutes of silence and
 * more, and all dialogs are compared within three, disturbances aside. */
static void
excuse_recent_changes (Soak *self)
{
    for (guint i = 0; i < self->changed->len; i++) {
        const SoakText *text = &g_array_index (self->changed, SoakText, i);

        if (drive_get_time (self->drive) - text->changed < UNNOTICED)
            g_hash_table_insert (self->excused, GUINT_TO_POINTER (text->number),
                                 GINT_TO_POINTER (text->deleted));
    }
    g_array_set_size (self->recent, 0);
}

void
soak_people_reconnect (Soak *self)
{
    if (client_get_connection (self->scene->client) != NULL)
        return;
    self->lost++;
    excuse_recent_changes (self);
    client_enable (self->scene->client);
}

static gboolean
somebody_writes (gpointer user_data)
{
    Soak *self = user_data;
    double pause = -MEAN_PAUSE * log (1.0 - g_rand_double (self->rand));

    self->people = 0;
    if (self->serial >= self->goal)
        return G_SOURCE_REMOVE;
    if (!client_is_online (self->scene->client)) {
        soak_people_reconnect (self);
        soak_people_write_elsewhere (self);
    } else if (self->recent->len > 0 && g_rand_int_range (self->rand, 0, 40) == 0) {
        change_something (self);
    } else if (g_rand_int_range (self->rand, 0, 5) == 0) {
        g_autofree char *text = invent_text (self);

        client_type (self->scene->client, choose_dialog (self), text);
    } else {
        soak_people_write_elsewhere (self);
    }
    self->people = b24_clock_add (self->clock, "test: somebody writes", (guint) pause + 1,
                                  somebody_writes, self);
    return G_SOURCE_REMOVE;
}

void
soak_people_start (Soak *self, guint goal)
{
    self->goal = goal;
    self->people = b24_clock_add (self->clock, "test: somebody writes", 1, somebody_writes, self);
}

void
soak_people_stop (Soak *self)
{
    b24_clock_clear (self->clock, &self->people);
}
