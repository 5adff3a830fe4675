/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-crm — /lead and /crm: the CRM record of a dialog.
 */

#include "client-virtual.h"
#include "refusals.h"

#define LEAD      "imopenlines.crm.lead.create"
#define LEAD_MENU "Create a lead"
#define CRM_MENU  "Open in the CRM"
#define CREATED   " created. /crm opens it."

static const struct {
    ClientUi ui;
    gboolean menu;
} ways[] = {
    { CLIENT_PIDGIN, FALSE },
    { CLIENT_FINCH, FALSE },
    { CLIENT_PIDGIN, TRUE },
    { CLIENT_FINCH, TRUE },
};

static gboolean
is_bound (Scene *scene, const char *dialog)
{
    g_autofree char *data = scene_dup_detail (scene, dialog, NULL, "entity_data_1");

    return g_str_has_prefix (data, "\"Y|LEAD|");
}

static gint64
count_bound (Scene *scene, const char *dialog)
{
    return is_bound (scene, dialog) ? 1 : 0;
}

static void
bind (Scene *scene, const char *dialog, const char *type, int id)
{
    scene_control_dialog (scene, "crm", dialog, ", \"type\": \"%s\", \"id\": %d", type, id);
}

static void
act (Scene *scene, guint way, const char *dialog, const char *command, const char *label)
{
    scene_mark (scene);
    if (ways[way].menu)
        client_click (scene->client, dialog, label, ways[way].ui);
    else
        client_type_as (scene->client, dialog, command, ways[way].ui);
}

static void
test_lead (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        g_assert_false (client_has_item (scene->client, anna, CRM_MENU));
        act (scene, way, anna, "/lead", LEAD_MENU);
        scene_expect_new (scene, anna, CREATED);
        g_assert_true (is_bound (scene, anna));
        client_wait_for (scene->client, client_has_item (scene->client, anna, CRM_MENU));
        g_assert_false (client_has_item (scene->client, anna, LEAD_MENU));
    }
}

/* `true` again, and nothing new. */
static void
test_bound_already (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    bind (scene, anna, "DEAL", 5);
    client_wait_for (scene->client, client_has_item (scene->client, anna, CRM_MENU));
    client_type (scene->client, anna, "/lead");
    scene_expect_new (scene, anna,
                      "Nothing new was created: the dialog is bound to deal 5 already. /crm opens "
                      "it.");
}

static void
test_not_mine (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    g_autofree char *anna = scene_anna (scene);

    scene_expect (scene, anna, "Hello");
    g_assert_false (client_has_item (scene->client, anna, LEAD_MENU));
    client_type (scene->client, anna, "/lead");
    scene_expect (scene, anna, "This dialog waits for an operator in Support. What you can do: ");
    g_assert_cmpuint (scene_count_calls (scene, LEAD), ==, 0);
    client_type (scene->client, anna, "/lead now");
    scene_expect (scene, anna, "Usage: /lead");
}

static gboolean
has_opened (Scene *scene, const char *end)
{
    for (guint i = 0; i < scene->client->notices->len; i++) {
        const char *notice = g_ptr_array_index (scene->client->notices, i);

        if (g_str_has_prefix (notice, "uri|http") && g_str_has_suffix (notice, end))
            return TRUE;
    }
    return FALSE;
}

static void
test_card (void)
{
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna_with (scene, KIM);

        bind (scene, anna, "LEAD", 312);
        client_wait_for (scene->client, client_has_item (scene->client, anna, CRM_MENU));
        act (scene, way, anna, "/crm", CRM_MENU);
        scene_expect_new (scene, anna, "Opening lead 312 in the browser.");
        g_assert_true (has_opened (scene, "/crm/lead/details/312/"));
    }
}

static void
test_no_card (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    client_type (scene->client, anna, "/crm");
    scene_expect (scene, anna, "This dialog is bound to nothing in the CRM. /lead creates a lead.");
    g_assert_cmpuint (scene->client->notices->len, ==, 0);
    client_type (scene->client, anna, "/crm 5");
    scene_expect (scene, anna, "Usage: /crm");
}

static const Refusal refusals[] = {
    { .name = "lead",
      .method = LEAD,
      .command = "/lead",
      .label = LEAD_MENU,
      .owner = KIM,
      .success = CREATED,
      .nothing = "The portal did not create a lead",
      .measure = count_bound,
      .codes = { { "ERROR_USER_NOT_OPERATOR", NULL },
                 { "IMOL_CHAT_ERROR_NOT_LOAD_CRM", NULL },
                 { "IMOL_CHAT_ERROR_ANSWER_NOT_LOAD_SESSION", NULL },
                 { "IMOL_CHAT_ERROR_NOT_LOAD_CHAT", NULL } } },
};

static void
add_tests (void)
{
    g_test_add_func ("/crm/lead/created", test_lead);
    g_test_add_func ("/crm/lead/bound-already", test_bound_already);
    g_test_add_func ("/crm/lead/not-mine", test_not_mine);
    g_test_add_func ("/crm/card/opened", test_card);
    g_test_add_func ("/crm/card/none", test_no_card);
    refusals_add_tests ("crm", refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
