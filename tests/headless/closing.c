/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "closing.h"

typedef struct {
    const char *name;
    void (*interrupt) (Scene *scene, const char *dialog, const ClosingStage *stage);
} Interruption;

typedef struct {
    const ClosingScenario *scenario;
    const ClosingStage *stage;
    const Interruption *interruption;
} Case;

/* ---- real time, the plugin as a file ---- */

static gpointer
open_nothing (Scene *scene)
{
    return NULL;
}

static void
close_nothing (gpointer stage)
{
}

static void
step_once (Scene *scene, gpointer stage, const char *name)
{
    client_wait_callback (scene->client, __FILE__, __LINE__, name);
}

static void
probe_plugin (void)
{
    if (client_find_plugin () == NULL)
        client_probe_plugin ();
}

static const ClosingStage plain_stage = {
    open_nothing, close_nothing, step_once, client_drop_plugin, probe_plugin,
};

/* ---- interruptions ---- */

static void
disconnect (Scene *scene, const char *dialog, const ClosingStage *stage)
{
    if (client_get_connection (scene->client) != NULL)
        purple_account_disconnect (scene->client->account);
}

static void
disable (Scene *scene, const char *dialog, const ClosingStage *stage)
{
    purple_account_set_enabled (scene->client->account, purple_core_get_ui (), FALSE);
}

static void
delete_account (Scene *scene, const char *dialog, const ClosingStage *stage)
{
    purple_accounts_delete (g_steal_pointer (&scene->client->account));
}

static void
unload (Scene *scene, const char *dialog, const ClosingStage *stage)
{
    stage->unload ();
    g_assert_null (client_get_connection (scene->client));
}

static void
close_window (Scene *scene, const char *dialog, const ClosingStage *stage)
{
    if (client_find_window (scene->client, dialog) != NULL)
        client_close (scene->client, dialog);
}

static const Interruption interruptions[] = {
    { "disconnect", disconnect }, { "disable", disable },           { "delete", delete_account },
    { "unload", unload },         { "close-window", close_window },
};

/* ---- running ---- */

/* Nothing of what was interrupted may come back to life. */
static void
settle (const Case *self)
{
    client_settle ();
    self->stage->load ();
    client_settle ();
}

static void
sign_in_afterwards (Scene *scene)
{
    if (scene->client->account == NULL) {
        g_autofree char *host = scene_dup_username (scene);

        scene_set_account (scene, host, practice_portal_get_webhook (scene->portal, KIM));
    }
    scene_clear_faults (scene);
    scene_go_up (scene);
    if (!client_is_online (scene->client))
        client_sign_in (scene->client);
    g_assert_cmpuint (scene->client->errors->len, ==, 0);
}

/* Returns: FALSE when the scenario was over before the @step-th callback */
static gboolean
run_step (const Case *self, guint step)
{
    g_autoptr (Scene) scene = scene_new ();
    gpointer stage = self->stage->open (scene);
    g_autofree char *dialog = self->scenario->prepare (scene);
    gboolean over = FALSE;

    self->scenario->begin (scene, dialog);
    client_wait_begin ();
    for (guint i = 0; i < step && !over; i++) {
        self->stage->step (scene, stage, self->scenario->name);
        over = self->scenario->proceed (scene, dialog);
    }
    if (!over) {
        self->interruption->interrupt (scene, dialog, self->stage);
        settle (self);
        sign_in_afterwards (scene);
    }
    self->stage->close (stage);
    return !over;
}

static void
test_case (gconstpointer data)
{
    const Case *self = data;
    guint step = 0;

    while (run_step (self, step))
        step++;
    g_test_message ("%s: %u steps", self->scenario->name, step);
    /* A scenario without steps would prove nothing. */
    g_assert_cmpuint (step, >, 2);
}

/* Kept for good: GLib does not free the data of tests that are not asked for. */
static GPtrArray *cases;

void
closing_add_tests (const ClosingScenario *scenarios, guint n_scenarios, const ClosingStage *stage)
{
    if (cases == NULL)
        cases = g_ptr_array_new ();
    for (guint s = 0; s < n_scenarios; s++) {
        for (guint i = 0; i < G_N_ELEMENTS (interruptions); i++) {
            g_autofree char *path = g_strdup_printf ("/closing/%s/%s/%s", scenarios[s].family,
                                                     scenarios[s].name, interruptions[i].name);
            Case *one = g_new0 (Case, 1);

            one->scenario = &scenarios[s];
            one->stage = stage != NULL ? stage : &plain_stage;
            one->interruption = &interruptions[i];
            g_ptr_array_add (cases, one);
            g_test_add_data_func (path, one, test_case);
        }
    }
}
