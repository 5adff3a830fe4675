/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-send-codes — texts, notes and replies that the portal does not take: each documented code
 * of sending has a sentence of its own, and nothing that was written is lost.
 */

#include "client-virtual.h"

#define ADD "im.message.add"

typedef struct {
    const char *name;
    const char *command; /* as typed */
    const char *text;    /* of it, what the portal would get */
    const char *undone;  /* what is said of it in any case */
} Sending;

static const Sending sendings[] = {
    { "text", "It is on its way", "It is on its way", "Your text was not sent." },
    { "note", "/note She is a VIP", "She is a VIP", "Your note was not written." },
    { "reply", "/reply Tomorrow at ten", "Tomorrow at ten", "Your text was not sent." },
};

/* Documented of sending (rest §9.4), and those that are really seen. */
static const char *const codes[] = {
    "MESSAGE_EMPTY",
    "EMPTY_MESSAGE",
    "USER_ID_EMPTY",
    "USER_NOT_FOUND",
    "CHAT_ID_EMPTY",
    "CHAT_ID",
    "DIALOG_ID_EMPTY",
    "ACCESS_ERROR",
    "PARAMS_ERROR",
    "ATTACH_ERROR",
    "ATTACH_OVERSIZE",
    "KEYBOARD_ERROR",
    "KEYBOARD_OVERSIZE",
    "MENU_ERROR",
    "MENU_OVERSIZE",
    "REPLY_ACCESS_ERROR",
    "REPLY_FROM_OTHER_CHAT_ERROR",
    "CANCELED",
    "ERROR_CORE",
    "ERROR_NO_ACCESS",
    "ERROR_FROM_OTHER_MODULE",
    "TEXT_FIELD_DISABLED",
};

/* (nullable): the new line that gives the text back */
static const ClientLine *
find_given_back (Scene *scene, const Sending *sending, const char *dialog, guint from)
{
    for (guint i = from; i < scene->client->lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        if (g_str_equal (line->name, dialog) && !(line->flags & PURPLE_MESSAGE_SEND) &&
            strstr (line->plain, sending->command) != NULL)
            return line;
    }
    return NULL;
}

static const ClientLine *
send_in_vain (Scene *scene, const Sending *sending, const char *dialog)
{
    guint from = scene->client->lines->len;

    client_type (scene->client, dialog, sending->command);
    client_wait_for (scene->client, find_given_back (scene, sending, dialog, from) != NULL);
    return find_given_back (scene, sending, dialog, from);
}

static void
test_codes (gconstpointer data)
{
    const Sending *sending = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    g_autofree char *unknown = NULL;

    scene_refuse (scene, ADD, "A_CODE_NOBODY_KNOWS");
    unknown = g_strdup (send_in_vain (scene, sending, anna)->plain);
    g_assert_nonnull (strstr (unknown, sending->undone));
    for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
        const ClientLine *line;

        scene_refuse (scene, ADD, codes[i]);
        line = send_in_vain (scene, sending, anna);
        g_test_message ("%s %s: %s", sending->name, codes[i], line->plain);
        g_assert_nonnull (strstr (line->plain, sending->undone));
        g_assert_cmpstr (line->plain, !=, unknown);
        g_assert_null (strstr (line->plain, codes[i]));
        g_assert_null (strchr (line->plain, '!'));
        g_assert_cmpuint (scene_count_messages (scene, anna, sending->text), ==, 0);
    }
    /* What comes after them goes. */
    client_type (scene->client, anna, sending->command);
    client_wait_for (scene->client, scene_count_messages (scene, anna, sending->text) == 1);
}

/* `true` is no number of a message: nothing is shown as sent, and the text comes back. */
static void
test_nothing (gconstpointer data)
{
    const Sending *sending = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);

    scene_fault (scene, ADD, "\"kind\": \"true-nothing\"");
    send_in_vain (scene, sending, anna);
    g_assert_cmpuint (scene_count_messages (scene, anna, sending->text), ==, 0);
    for (guint i = 0; i < scene->client->lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        g_assert_false ((line->flags & PURPLE_MESSAGE_SEND) &&
                        strstr (line->plain, sending->text) != NULL);
    }
}

/* The portal still works at the first try: it is tried again, and the text goes once. */
static void
test_still_busy (gconstpointer data)
{
    const Sending *sending = data;
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna_with (scene, KIM);
    guint from = scene->client->lines->len;

    scene_refuse (scene, ADD, "MESSAGE_DUPLICATED_BY_UUID");
    client_type (scene->client, anna, sending->command);
    client_wait_for (scene->client, scene_count_messages (scene, anna, sending->text) == 1);
    scene_wait_ticks (scene, 2);
    g_assert_cmpuint (scene_count_messages (scene, anna, sending->text), ==, 1);
    g_assert_cmpuint (scene_count_calls (scene, ADD), ==, 2);
    for (guint i = from; i < scene->client->lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (scene->client->lines, i);

        g_assert_null (strstr (line->plain, sending->undone));
    }
}

static void
add_tests (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (sendings); i++) {
        g_autofree char *documented = g_strdup_printf ("/send-codes/%s/codes", sendings[i].name);
        g_autofree char *busy = g_strdup_printf ("/send-codes/%s/still-busy", sendings[i].name);
        g_autofree char *nothing = g_strdup_printf ("/send-codes/%s/nothing", sendings[i].name);

        g_test_add_data_func (documented, &sendings[i], test_codes);
        g_test_add_data_func (busy, &sendings[i], test_still_busy);
        g_test_add_data_func (nothing, &sendings[i], test_nothing);
    }
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
