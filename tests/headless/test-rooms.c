/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-rooms — lists of dialogs: the room list of both UIs, and what “Search…” finds.
 */

#include "client-virtual.h"

#define LIST   "im.recent.get"
#define SEARCH "im.search.chat.list"

/* Anna waits, Ben is Kim's, Chen is a colleague's whom Kim has joined. */
typedef struct {
    Scene *scene;
    char *anna;
    char *ben;
    char *chen;
} Desk;

static Desk *
desk_new (void)
{
    Desk *desk = g_new0 (Desk, 1);
    Scene *scene = scene_new ();

    desk->scene = scene;
    desk->ben = scene_customer (scene, "Ben Okafor", "Sales", "whatsappbyedna", "Good day");
    scene_act (scene, KIM, "answer", desk->ben);
    desk->chen = scene_customer (scene, "Chen Li", "Support", "livechat", "Hi");
    scene_act (scene, MARIA, "answer", desk->chen);
    scene_act (scene, KIM, "join", desk->chen);
    /* Whoever comes now is offered to Kim, and to nobody before him. */
    scene_control (scene, "line", "{\"id\": 7, \"queue\": [27], \"joiners\": [28]}");
    desk->anna = scene_anna (scene);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_count_buddies (scene->client) == 3);
    return desk;
}

static void
desk_free (Desk *desk)
{
    scene_free (desk->scene);
    g_free (desk->anna);
    g_free (desk->ben);
    g_free (desk->chen);
    g_free (desk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static gboolean
has_notice (Scene *scene, const char *text)
{
    for (guint i = 0; i < scene->client->notices->len; i++) {
        if (strstr (g_ptr_array_index (scene->client->notices, i), text) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean
was_presented (Scene *scene, const char *dialog)
{
    return g_ptr_array_find_with_equal_func (scene->client->presented, dialog, g_str_equal, NULL);
}

static guint
count_rooms (Scene *scene)
{
    g_auto (GStrv) rows = client_dup_rooms (scene->client);

    return g_strv_length (rows);
}

/* ---- the room list ---- */

static void
test_rows (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *ben =
        g_strconcat ("Ben Okafor|Sales|WhatsApp|Kim Oh|needs your reply|0:??|", desk->ben, NULL);
    g_autofree char *anna =
        g_strconcat ("Anna Petrova|Support|Telegram||waiting|0:??|", desk->anna, NULL);
    g_autofree char *chen = g_strconcat (
        "Chen Li|Support|Site widget|Maria Lopez|with a colleague||", desk->chen, NULL);
    g_auto (GStrv) rows = NULL;
    g_auto (GStrv) labels = NULL;
    g_autofree char *columns = NULL;

    scene_control (scene, "advance", "{\"seconds\": 120}");
    scene_wait_ticks (scene, 2);
    client_click_account (scene->client, "Dialogs…");
    g_assert_true (client_is_listing (scene->client));
    client_wait_for (scene->client, !client_is_listing (scene->client));
    rows = client_dup_rooms (scene->client);
    g_assert_cmpuint (g_strv_length (rows), ==, 3);
    g_assert_true (g_pattern_match_simple (anna, rows[0]));
    g_assert_false (strstr (rows[0], "|0:00|") != NULL);
    g_assert_true (g_pattern_match_simple (ben, rows[1]));
    g_assert_cmpstr (rows[2], ==, chen);
    labels = client_dup_room_columns (scene->client);
    columns = g_strjoinv ("|", labels);
    g_assert_cmpstr (columns, ==, "Line|Channel|Operator|State|Waits (h:mm)|Dialog");
}

static void
test_join (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    client_list_rooms (scene->client);
    client_wait_for (scene->client, !client_is_listing (scene->client));
    client_join_room (scene->client, "Chen Li");
    scene_expect (scene, desk->chen, "Hi");
    g_assert_true (was_presented (scene, desk->chen));
    client_join_room (scene->client, "Anna Petrova");
    scene_expect (scene, desk->anna, "Hello");
    g_assert_null (purple_get_chats ());
    g_assert_cmpint (scene_get_owner (scene, desk->anna), ==, 0);
}

/* One that was opened by its number is in the list for as long as its window is there. */
static void
test_visited (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_autofree char *dora =
        scene_customer (scene, "Dora Weiss", "Support", "telegrambot", "Anybody?");

    scene_act (scene, MARIA, "answer", dora);
    client_wait_for (scene->client, client_find_buddy (scene->client, dora) == NULL);
    client_join (scene->client, dora);
    scene_expect (scene, dora, "Anybody?");
    client_list_rooms (scene->client);
    client_wait_for (scene->client, !client_is_listing (scene->client));
    g_assert_cmpuint (count_rooms (scene), ==, 4);
    client_close (scene->client, dora);
    client_wait_for (scene->client, client_find_buddy (scene->client, dora) == NULL);
    client_list_rooms (scene->client);
    client_wait_for (scene->client, !client_is_listing (scene->client));
    g_assert_cmpuint (count_rooms (scene), ==, 3);
}

/* Many dialogs come in slices, and stopping leaves those that came. */
static void
test_many (void)
{
    g_autoptr (Scene) scene = scene_new ();
    guint listed;

    scene_control (scene, "many", "{\"count\": 400, \"line\": 7, \"operator\": 27}");
    client_sign_in (scene->client);
    client_list_rooms (scene->client);
    client_wait_begin ();
    while (count_rooms (scene) == 0)
        client_wait_callback (scene->client, __FILE__, __LINE__, "the first rows");
    listed = count_rooms (scene);
    g_assert_true (client_is_listing (scene->client));
    client_stop_listing (scene->client);
    g_assert_false (client_is_listing (scene->client));
    scene_wait_ticks (scene, 1);
    g_assert_cmpuint (count_rooms (scene), ==, listed);
    g_assert_cmpuint (listed, <, 400);

    client_list_rooms (scene->client);
    client_wait_for (scene->client, !client_is_listing (scene->client));
    g_assert_cmpuint (count_rooms (scene), ==, 400);
}

static void
test_cancelled (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    client_list_rooms (scene->client);
    client_stop_listing (scene->client);
    g_assert_false (client_is_listing (scene->client));
    client_stop_listing (scene->client);
    scene_wait_ticks (scene, 1);
    g_assert_cmpuint (count_rooms (scene), ==, 0);
    client_list_rooms (scene->client);
    client_close_rooms (scene->client);
    scene_wait_ticks (scene, 1);
    /* Asked for twice at once. */
    client_list_rooms (scene->client);
    client_list_rooms (scene->client);
    client_wait_for (scene->client, !client_is_listing (scene->client));
    g_assert_cmpuint (count_rooms (scene), ==, 3);
    /* The window outlives the account. */
    client_list_rooms (scene->client);
    client_sign_off (scene->client);
    g_assert_false (client_is_listing (scene->client));
}

static void
test_refused (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    scene_fault (scene, LIST,
                 "\"kind\": \"status\", \"status\": 400, \"code\": \"ERROR_CORE\", "
                 "\"times\": -1");
    client_list_rooms (scene->client);
    client_wait_for (scene->client, !client_is_listing (scene->client));
    client_wait_for (scene->client, has_notice (scene, "The list was not loaded."));
    scene_clear_faults (scene);
    g_assert_cmpuint (count_rooms (scene), ==, 0);
}

/* ---- Search… ---- */

static void
search (Scene *scene, const char *text)
{
    client_forget (scene->client);
    client_click_account (scene->client, "Search…");
    client_fill (scene->client, text);
    client_press (scene->client, "Search");
}

static void
test_search (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_auto (GStrv) rows = NULL;

    search (scene, " Petrova ");
    client_wait_for (scene->client, client_get_results (scene->client) != NULL);
    g_assert_cmpstr (client_get_results (scene->client)->primary, ==, "1 dialog with “Petrova”");
    rows = client_dup_results (scene->client);
    g_assert_cmpuint (g_strv_length (rows), ==, 1);
    g_assert_true (
        g_pattern_match_simple ("Anna Petrova|Support|Telegram||waiting|0:??|chat*", rows[0]));
    client_press_result (scene->client, "Anna", "Open");
    scene_expect (scene, desk->anna, "Hello");
    g_assert_true (was_presented (scene, desk->anna));
    client_close_results (scene->client);
}

/* By the name that the operator gave, which the portal does not know. */
static void
test_search_own_name (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    g_auto (GStrv) rows = NULL;

    purple_blist_alias_buddy (client_find_buddy (scene->client, desk->ben), "Big customer");
    serv_alias_buddy (client_find_buddy (scene->client, desk->ben));
    search (scene, "big cust");
    client_wait_for (scene->client, client_get_results (scene->client) != NULL);
    rows = client_dup_results (scene->client);
    g_assert_cmpuint (g_strv_length (rows), ==, 1);
    g_assert_true (g_str_has_prefix (rows[0], "Big customer|Sales|"));
    client_close_results (scene->client);
}

static void
test_search_in_vain (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    search (scene, "nobody at all");
    client_wait_for (scene->client,
                     has_notice (scene, "No dialog of yours is called “nobody at all”."));
    search (scene, "ab");
    client_wait_for (scene->client, has_notice (scene, "“ab” is too short to search for"));
    search (scene, "");
    client_wait_for (scene->client, has_notice (scene, "“” is too short to search for"));
    g_assert_cmpuint (scene_count_calls (scene, SEARCH), ==, 1);
    client_click_account (scene->client, "Search…");
    client_cancel (scene->client);
    g_assert_null (client_get_results (scene->client));
}

static void
test_search_refused (gconstpointer code)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;
    const char *notice;

    scene_refuse (scene, SEARCH, code);
    search (scene, "Petrova");
    client_wait_for (scene->client, scene->client->notices->len > 0);
    notice = g_ptr_array_index (scene->client->notices, 0);
    g_test_message ("%s: %s", (const char *) code, notice);
    if (g_str_equal (code, "FIND_SHORT"))
        g_assert_nonnull (strstr (notice, "The text to search for is too short."));
    g_assert_nonnull (strstr (notice, "No search was made."));
    g_assert_null (strstr (notice, "rror"));
    g_assert_null (client_get_results (scene->client));
}

/* The question and the results go with the account. */
static void
test_search_signed_off (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    search (scene, "Petrova");
    client_wait_for (scene->client, client_get_results (scene->client) != NULL);
    client_click_account (scene->client, "Search…");
    client_sign_off (scene->client);
    g_assert_null (client_get_results (scene->client));
    g_assert_null (client_get_request (scene->client));
    client_sign_in (scene->client);
    search (scene, "Petrova");
    client_sign_off (scene->client);
    g_assert_null (client_get_results (scene->client));
}

static void
test_search_missing (void)
{
    g_autoptr (Desk) desk = desk_new ();
    Scene *scene = desk->scene;

    g_assert_true (client_has_account_item (scene->client, "Search…"));
    client_sign_off (scene->client);
    scene_control (scene, "methods", "{\"missing\": [\"%s\"]}", SEARCH);
    client_sign_in (scene->client);
    client_wait_for (scene->client, !client_has_account_item (scene->client, "Search…"));
    g_assert_true (client_has_account_item (scene->client, "Dialogs…"));
}

static void
add_tests (void)
{
    g_test_add_func ("/rooms/rows", test_rows);
    g_test_add_func ("/rooms/join", test_join);
    g_test_add_func ("/rooms/visited", test_visited);
    g_test_add_func ("/rooms/many", test_many);
    g_test_add_func ("/rooms/cancelled", test_cancelled);
    g_test_add_func ("/rooms/refused", test_refused);
    g_test_add_func ("/rooms/search/found", test_search);
    g_test_add_func ("/rooms/search/own-name", test_search_own_name);
    g_test_add_func ("/rooms/search/in-vain", test_search_in_vain);
    g_test_add_data_func ("/rooms/search/short", "FIND_SHORT", test_search_refused);
    g_test_add_data_func ("/rooms/search/unknown-code", "A_CODE_NOBODY_KNOWS", test_search_refused);
    g_test_add_func ("/rooms/search/signed-off", test_search_signed_off);
    g_test_add_func ("/rooms/search/missing", test_search_missing);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
