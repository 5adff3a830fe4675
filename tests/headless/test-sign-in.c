/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-sign-in — the ladder, what stands in the contact list after it, and every bad input.
 */

#include "client-virtual.h"

/* ---- it works ---- */

static void
test_steps (void)
{
    static const char *const expected[] = {
        "Checking the webhook", "Reading permissions", "Loading lines",
        "Loading dialogs",      "Listening",
    };
    g_autoptr (Scene) scene = scene_new_online ();
    GPtrArray *steps = scene->client->steps;
    guint next = 0;

    for (guint i = 0; i < steps->len && next < G_N_ELEMENTS (expected); i++)
        next += g_str_has_prefix (g_ptr_array_index (steps, i), expected[next]);
    if (next < G_N_ELEMENTS (expected))
        client_dump (scene->client);
    g_assert_cmpuint (next, ==, G_N_ELEMENTS (expected));
    g_assert_cmpuint (scene->client->errors->len, ==, 0);
    g_assert_cmpuint (scene->client->signed_on, ==, 1);
}

static void
test_display_name (void)
{
    g_autoptr (Scene) scene = scene_new_online ();
    PurpleConnection *gc = client_get_connection (scene->client);

    g_assert_cmpstr (purple_connection_get_display_name (gc), ==, "Kim Oh");
}

/* Every form in which people paste a webhook leads to the same portal. */
static void
test_pasted_forms (void)
{
    static const char *const forms[] = {
        "http://%s/rest/%s/",
        "http://%s/rest/%s",
        "  http://%s/rest/%s/  ",
        "http://%s/rest/%s/profile.json",
        "http://%s/rest/%s/imopenlines.operator.answer",
    };

    for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *host = scene_dup_username (scene);
        g_auto (GStrv) parts = g_strsplit (forms[i], "%s", 3);
        g_autofree char *password =
            g_strconcat (parts[0], host, parts[1], practice_portal_get_webhook (scene->portal, KIM),
                         parts[2], NULL);

        scene_set_account (scene, host, password);
        client_sign_in (scene->client);
    }
}

static void
test_pasted_portal (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *host = scene_dup_username (scene);
    g_autofree char *named = g_strconcat ("kim@", host, NULL);

    scene_set_account (scene, named, practice_portal_get_webhook (scene->portal, KIM));
    client_sign_in (scene->client);
}

static void
test_waiting_contact (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);
    g_autofree char *text = NULL;
    g_autofree char *tooltip = NULL;
    PurpleBuddy *buddy;

    client_sign_in (scene->client);
    scene_expect_status (scene, anna, "waiting");
    buddy = client_find_buddy (scene->client, anna);
    g_assert_cmpstr (client_get_group (scene->client, anna), ==, "Support");
    g_assert_cmpstr (client_get_alias (scene->client, anna), ==, "Anna Petrova");
    g_assert_cmpstr (client_get_emblem (scene->client, anna), ==, "openlines-telegram");
    g_assert_true (PURPLE_BLIST_NODE_HAS_FLAG (buddy, PURPLE_BLIST_NODE_FLAG_NO_SAVE));
    text = client_dup_status_text (scene->client, anna);
    g_assert_true (g_str_has_prefix (text, "waiting"));
    g_assert_nonnull (strstr (text, "Telegram"));
    tooltip = client_dup_tooltip (scene->client, anna);
    g_assert_nonnull (strstr (tooltip, "Anna Petrova"));
    g_assert_nonnull (strstr (tooltip, "Telegram"));
    g_assert_nonnull (strstr (tooltip, "Support"));
    /* Those who wait at sign-in appear in the list only. */
    g_assert_null (client_find_window (scene->client, anna));
    /* No ids, keys or addresses where people look. */
    g_assert_null (strstr (tooltip, "telegrambot|"));
}

static void
test_statuses (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *ben = scene_customer (scene, "Ben Okafor", "Support", "livechat", "Hello");
    g_autofree char *chen = scene_customer (scene, "Chen Li", "Support", "whatsapp", "Hello");
    g_autofree char *dora = scene_customer (scene, "Dora Weiss", "Support", "viber", "Hello");
    g_autofree char *emil = scene_customer (scene, "Emil Stone", "Sales", "vk", "Hello");
    g_autofree char *text = NULL;

    scene_act (scene, KIM, "answer", ben);
    scene_write (scene, ben, "Where is my parcel? I ordered it last week.");
    scene_act (scene, KIM, "answer", chen);
    scene_say (scene, KIM, chen, "It is on its way.");
    scene_act (scene, MARIA, "answer", dora);
    scene_act (scene, KIM, "join", dora);
    client_sign_in (scene->client);

    scene_expect_status (scene, ben, "reply");
    text = client_dup_status_text (scene->client, ben);
    g_assert_nonnull (strstr (text, "Where is my parcel"));
    scene_expect_status (scene, chen, "answered");
    scene_expect_status (scene, dora, "colleague");
    g_clear_pointer (&text, g_free);
    text = client_dup_status_text (scene->client, dora);
    g_assert_cmpstr (text, ==, "with Maria Lopez");
    /* Emil waits in a line whose queue Kim is not in. */
    g_assert_null (client_find_buddy (scene->client, emil));
    g_assert_cmpstr (client_get_emblem (scene->client, ben), ==, "openlines-livechat");
    g_assert_cmpstr (client_get_emblem (scene->client, dora), ==, "openlines-viber");
    g_assert_cmpuint (client_count_buddies (scene->client), ==, 3);
}

static void
test_card (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);
    PurpleConnection *gc;

    client_sign_in (scene->client);
    gc = client_get_connection (scene->client);
    PURPLE_PLUGIN_PROTOCOL_INFO (gc->prpl)->get_info (gc, anna);
    client_wait_for (scene->client, scene->client->notices->len > 0);
    g_assert_nonnull (strstr (g_ptr_array_index (scene->client->notices, 0), "Anna Petrova"));
    g_assert_nonnull (strstr (g_ptr_array_index (scene->client->notices, 0), "Support"));
}

/* ---- it is refused ---- */

static const ClientError *
expect_refusal (Scene *scene, const char *sentence)
{
    const ClientError *error;

    client_enable (scene->client);
    error = client_expect_error (scene->client);
    if (strstr (error->text, sentence) == NULL)
        client_dump (scene->client);
    g_assert_nonnull (strstr (error->text, sentence));
    g_assert_null (strchr (error->text, '!'));
    g_assert_true (purple_connection_error_is_fatal (error->reason));
    g_assert_false (client_is_enabled (scene->client));
    return error;
}

static void
test_wrong_secret (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *host = scene_dup_username (scene);
    const ClientError *error;

    scene_set_account (scene, host, "27/wrongwrongwrong");
    error = expect_refusal (scene, "does not accept this webhook. Create a new one");
    g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
    g_assert_true (g_str_has_prefix (error->text, host));
    g_assert_null (strstr (error->text, "wrongwrong"));
}

static void
test_malformed_webhook (void)
{
    static const char *const forms[] = {
        "secret", "27", "27/", "/27", "27/se cret", "https://", "/", "27//", "27/\x01", "   ",
    };

    for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *host = scene_dup_username (scene);
        const ClientError *error;

        g_test_message ("“%s”", forms[i]);
        scene_set_account (scene, host, forms[i]);
        error = expect_refusal (scene, "webhook");
        g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
        g_assert_cmpuint (scene_count_requests (scene), ==, 0);
    }
}

static void
test_malformed_address (void)
{
    static const char *const forms[] = { "http://%s/27/secret", "http://%s/rest/27/", "http://%s/",
                                         "http://%s/rest/" };

    for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *host = scene_dup_username (scene);
        g_autofree char *password = purple_strreplace (forms[i], "%s", host);
        const ClientError *error;

        scene_set_account (scene, host, password);
        error = expect_refusal (scene, "webhook");
        g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
        g_assert_cmpuint (scene_count_requests (scene), ==, 0);
    }
}

/* A webhook of another portal than the account's is refused before anything is sent. */
static void
test_other_portal (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *host = scene_dup_username (scene);
    g_autofree char *password = g_strdup_printf ("http://%s/rest/%s/", host,
                                                 practice_portal_get_webhook (scene->portal, KIM));

    scene_set_account (scene, "localhost:1", password);
    expect_refusal (scene, "webhook");
    g_assert_cmpuint (scene_count_requests (scene), ==, 0);
}

static void
test_not_encrypted (void)
{
    g_autoptr (Scene) scene = scene_new ();
    const ClientError *error;

    scene_set_account (scene, "example.com", "http://example.com/rest/27/secretsecret/");
    error = expect_refusal (scene, "example.com would be reached without encryption; only https "
                                   "portals are accepted.");
    g_assert_cmpint (error->reason, !=, PURPLE_CONNECTION_ERROR_NETWORK_ERROR);
}

static void
test_not_encrypted_portal (void)
{
    g_autoptr (Scene) scene = scene_new ();

    scene_set_account (scene, "http://example.com/", "27/secretsecret");
    expect_refusal (scene, "would be reached without encryption");
}

static void
test_missing_scopes (void)
{
    g_autoptr (Scene) scene = scene_new ();

    scene_control (scene, "scopes", "{\"operator\": 27, \"scopes\": [\"user\", \"disk\"]}");
    expect_refusal (scene, "The webhook lacks the permissions: ");
    g_assert_nonnull (strstr (((ClientError *) g_ptr_array_index (scene->client->errors, 0))->text,
                              "imopenlines"));
    g_assert_nonnull (strstr (((ClientError *) g_ptr_array_index (scene->client->errors, 0))->text,
                              "Developer resources"));
}

static void
test_missing_one_scope (void)
{
    g_autoptr (Scene) scene = scene_new ();

    scene_control (scene, "scopes",
                   "{\"operator\": 27, \"scopes\": [\"im\", \"user\", \"disk\", \"pull\"]}");
    expect_refusal (scene, "imopenlines");
}

/* Those that only later work needs are a line in the connection's status, no reason to refuse. */
static void
test_missing_optional_scopes (void)
{
    g_autoptr (Scene) scene = scene_new ();
    gboolean told = FALSE;

    scene_control (scene, "scopes",
                   "{\"operator\": 27, \"scopes\": [\"im\", \"imopenlines\", \"user\"]}");
    client_sign_in (scene->client);
    for (guint i = 0; i < scene->client->steps->len && !told; i++)
        told = strstr (g_ptr_array_index (scene->client->steps, i), "pull_channel, disk") != NULL;
    g_assert_true (told);
}

static void
test_revoked (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);
    const ClientError *error;

    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    scene_control (scene, "revoke", "{\"operator\": 27}");
    error = client_expect_error (scene->client);
    g_assert_nonnull (strstr (error->text, "does not accept this webhook"));
    g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
}

/* ---- it does not work just now ---- */

static const ClientError *
expect_passing (Scene *scene)
{
    const ClientError *error;

    client_enable (scene->client);
    error = client_expect_error (scene->client);
    g_assert_cmpuint (strlen (error->text), >, 10);
    g_assert_false (purple_connection_error_is_fatal (error->reason));
    g_assert_true (client_is_enabled (scene->client));
    return error;
}

static void
test_unknown_host (void)
{
    g_autoptr (Scene) scene = scene_new ();
    const ClientError *error;

    scene_set_account (scene, "no-such-portal.invalid", "27/secretsecret");
    error = expect_passing (scene);
    g_assert_nonnull (strstr (error->text, "no-such-portal.invalid"));
    g_assert_null (strstr (error->text, "secretsecret"));
}

static gboolean
greet_and_leave (GSocketService *service, GSocketConnection *connection, GObject *source,
                 gpointer user_data)
{
    GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (connection));

    g_output_stream_write_all (stream, "220 not what you expect\r\n", 25, NULL, NULL, NULL);
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    return TRUE;
}

/* 0.0.0.0 reaches this machine but is no loopback address: it is spoken to by TLS only. */
static void
test_tls_to_plain_port (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autoptr (GSocketService) service = g_socket_service_new ();
    guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
    g_autofree char *address = g_strdup_printf ("0.0.0.0:%u", port);
    const ClientError *error;

    g_signal_connect (service, "incoming", G_CALLBACK (greet_and_leave), NULL);
    scene_set_account (scene, address, "27/secretsecret");
    error = expect_passing (scene);
    g_assert_null (strstr (error->text, "secretsecret"));
    g_socket_service_stop (service);
    g_socket_listener_close (G_SOCKET_LISTENER (service));
}

static void
test_html (void)
{
    g_autoptr (Scene) scene = scene_new ();
    const ClientError *error;

    scene_fault (scene, NULL, "\"kind\": \"html\", \"times\": -1");
    error = expect_passing (scene);
    g_assert_null (strchr (error->text, '<'));
    scene_clear_faults (scene);
    client_forget (scene->client);
    client_sign_in (scene->client);
}

static void
test_portal_down (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);
    const ClientError *error;

    scene_go_down (scene);
    error = expect_passing (scene);
    g_assert_cmpint (error->reason, ==, PURPLE_CONNECTION_ERROR_NETWORK_ERROR);
    scene_go_up (scene);
    client_forget (scene->client);
    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
}

/* Each step of the ladder may meet a passing fault; the account is never disabled by one. */
static void
test_fault_at_every_step (void)
{
    static const char *const faults[] = {
        "\"kind\": \"reset-before\"",
        "\"kind\": \"truncated\"",
        "\"kind\": \"deep\"",
        "\"kind\": \"status\", \"status\": 500",
    };

    for (guint step = 0; step < G_N_ELEMENTS (faults); step++) {
        g_autoptr (Scene) scene = scene_new ();
        g_autofree char *anna = scene_anna (scene);

        g_test_message ("%s after %u", faults[step], step);
        scene_fault (scene, NULL, "%s, \"times\": -1, \"after\": %u", faults[step], step);
        client_enable (scene->client);
        client_wait_for (scene->client,
                         scene->client->errors->len > 0 || client_is_online (scene->client));
        g_assert_true (client_is_enabled (scene->client));
        scene_clear_faults (scene);
        client_forget (scene->client);
        if (!client_is_online (scene->client)) {
            client_wait_for (scene->client, client_get_connection (scene->client) == NULL);
            client_sign_in (scene->client);
        }
        client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    }
}

/* The portal goes away while signed in: the account stays online and comes back by itself. */
static void
test_portal_down_later (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    scene_expect (scene, anna, "Hello");
    scene_go_down (scene);
    scene_mark (scene);
    client_type (scene->client, anna, "/answer");
    scene_expect_new (scene, anna, "");
    scene_mark (scene);
    client_type (scene->client, anna, "/answer");
    scene_expect_new (scene, anna, "Not connected; nothing was done.");
    g_assert_true (client_is_online (scene->client));
    scene_go_up (scene);
    scene_write (scene, anna, "Are you there?");
    scene_expect (scene, anna, "Are you there?");
    g_assert_cmpuint (scene->client->errors->len, ==, 0);
    g_assert_cmpuint (scene->client->signed_on, ==, 1);
}

/* ---- the password ---- */

static void
test_password_asked (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *host = scene_dup_username (scene);
    ClientRequest *request;

    scene_set_account (scene, host, NULL);
    client_enable (scene->client);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    request = client_get_request (scene->client);
    g_assert_nonnull (strstr (request->primary, host) != NULL ? request->primary
                                                              : strstr (request->secondary, host));
    g_assert_true (g_strrstr (request->primary, "webhook") != NULL ||
                   g_strrstr (request->secondary, "webhook") != NULL);
    client_fill (scene->client, practice_portal_get_webhook (scene->portal, KIM));
    client_confirm (scene->client, CLIENT_PIDGIN);
    client_wait_for (scene->client, client_is_online (scene->client));
}

static void
test_password_refused (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *host = scene_dup_username (scene);

    scene_set_account (scene, host, NULL);
    client_enable (scene->client);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_cancel (scene->client);
    client_wait_for (scene->client, client_get_connection (scene->client) == NULL);
    g_assert_cmpuint (scene_count_requests (scene), ==, 0);
}

static void
test_disabled_while_asked (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *host = scene_dup_username (scene);

    scene_set_account (scene, host, NULL);
    client_enable (scene->client);
    client_wait_for (scene->client, client_get_request (scene->client) != NULL);
    client_sign_off (scene->client);
    g_assert_null (client_get_request (scene->client));
}

/* ---- it ends ---- */

static void
test_sign_off_and_on (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    for (guint i = 0; i < 3; i++) {
        client_sign_in (scene->client);
        client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
        client_sign_off (scene->client);
    }
    g_assert_cmpuint (scene->client->errors->len, ==, 0);
}

static void
test_deleted_online (void)
{
    g_autoptr (Scene) scene = scene_new ();
    g_autofree char *anna = scene_anna (scene);

    client_sign_in (scene->client);
    client_wait_for (scene->client, client_find_buddy (scene->client, anna) != NULL);
    client_open (scene->client, anna);
    purple_accounts_delete (g_steal_pointer (&scene->client->account));
    client_settle ();
}

static void
add_good_tests (void)
{
    g_test_add_func ("/sign-in/steps", test_steps);
    g_test_add_func ("/sign-in/display-name", test_display_name);
    g_test_add_func ("/sign-in/pasted-forms", test_pasted_forms);
    g_test_add_func ("/sign-in/pasted-portal", test_pasted_portal);
    g_test_add_func ("/sign-in/waiting-contact", test_waiting_contact);
    g_test_add_func ("/sign-in/statuses", test_statuses);
    g_test_add_func ("/sign-in/card", test_card);
    g_test_add_func ("/sign-in/sign-off-and-on", test_sign_off_and_on);
    g_test_add_func ("/sign-in/deleted-online", test_deleted_online);
    g_test_add_func ("/sign-in/password/asked", test_password_asked);
    g_test_add_func ("/sign-in/password/refused", test_password_refused);
    g_test_add_func ("/sign-in/password/disabled-while-asked", test_disabled_while_asked);
}

static void
add_tests (void)
{
    add_good_tests ();
    g_test_add_func ("/sign-in/refused/wrong-secret", test_wrong_secret);
    g_test_add_func ("/sign-in/refused/malformed-webhook", test_malformed_webhook);
    g_test_add_func ("/sign-in/refused/malformed-address", test_malformed_address);
    g_test_add_func ("/sign-in/refused/other-portal", test_other_portal);
    g_test_add_func ("/sign-in/refused/not-encrypted", test_not_encrypted);
    g_test_add_func ("/sign-in/refused/not-encrypted-portal", test_not_encrypted_portal);
    g_test_add_func ("/sign-in/refused/missing-scopes", test_missing_scopes);
    g_test_add_func ("/sign-in/refused/missing-one-scope", test_missing_one_scope);
    g_test_add_func ("/sign-in/refused/missing-optional-scopes", test_missing_optional_scopes);
    g_test_add_func ("/sign-in/refused/revoked", test_revoked);
    g_test_add_func ("/sign-in/passing/unknown-host", test_unknown_host);
    g_test_add_func ("/sign-in/passing/tls-to-plain-port", test_tls_to_plain_port);
    g_test_add_func ("/sign-in/passing/html", test_html);
    g_test_add_func ("/sign-in/passing/portal-down", test_portal_down);
    g_test_add_func ("/sign-in/passing/fault-at-every-step", test_fault_at_every_step);
    g_test_add_func ("/sign-in/passing/portal-down-later", test_portal_down_later);
}

int
main (int argc, char **argv)
{
    return client_virtual_main_scenes (argc, argv, add_tests);
}
