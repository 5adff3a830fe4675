/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "b24-dialog.h"
#include "b24-json.h"
#include "b24-message.h"
#include "b24-pull-config.h"

#define CHAT                                                                                       \
    "{\"id\":7,\"name\":\"Ann\",\"owner\":27,\"type\":\"lines\",\"entity_id\":\"a|7|1|2\","        \
    "\"entity_data_1\":\"Y|LEAD|3|Y|N|5|1767000000|9|1767100000|24h|\"}"

const char *const fuzz_corpus[] = {
    "{\"server\":{\"version\":4,\"server_enabled\":true,\"mode\":\"shared\",\"websocket_secure\":"
    "\"wss://rtc.example.com/subws/\",\"long_pooling_secure\":\"/bitrix/sub/?a=b\"},"
    "\"clientId\":\"c\",\"jwt\":\"\",\"exp\":1767000000,\"channels\":{\"private\":{\"id\":\"a:b."
    "c\","
    "\"end\":\"2026-01-02T12:00:05+03:00\"},\"shared\":{\"id\":\"d\"}}}",
    "{\"server\":{\"websocket\":\"ws://127.0.0.1:1/\",\"long_polling\":\"//x/sub\"},\"jwt\":\"t\"}",
    "{\"id\":8,\"text\":\"b\",\"params\":{\"IS_EDITED\":\"Y\",\"LIKE\":[3,1],\"FILE_ID\":[5],"
    "\"SENDING\":\"N\",\"IS_DELIVERED\":\"N\",\"ATTACH\":[{\"BLOCKS\":[{\"MESSAGE\":\"m\"}]}]}}",
    "{\"chatId\":7,\"message\":{\"id\":8,\"senderId\":3,\"text\":\"a\",\"templateId\":\"u\","
    "\"date\":\"2026-01-02T09:59:10+03:00\",\"params\":{\"NAME\":\"A &amp; B\",\"LIKE\":[2]}},"
    "\"files\":{\"5\":{\"id\":5,\"name\":\"f\"}},\"chat\":{\"7\":" CHAT "},"
    "\"lines\":{\"id\":5,\"status\":20,\"isClosed\":false,\"operatorId\":27}}",
    "{\"messages\":[{\"id\":8,\"authorId\":3,\"text\":\"a\",\"isSystem\":false,\"params\":"
    "{\"KEYBOARD\":[{\"BOT_ID\":35,\"TEXT\":\"b\",\"COMMAND\":\"x\",\"COMMAND_PARAMS\":\"1\"},"
    "{\"TYPE\":\"NEWLINE\"}],\"FILE_ID\":[\"5\"]}}],\"users\":[{\"id\":3,\"firstName\":\"c\"}],"
    "\"files\":[{\"id\":5,\"name\":\"f\"}],\"sessionVoteHead\":4,\"reactions\":"
    "[{\"messageId\":8,\"reactionUsers\":{\"like\":[1]}}]}",
    NULL,
};

/* Where a secret goes: nowhere in plain text but within this computer. */
static void
check_config (JsonObject *object, const char *address, gboolean plain)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Portal) portal = b24_portal_new (address, NULL);
    g_autoptr (B24PullConfig) config = b24_pull_config_new (object, portal, &error);

    g_assert ((config == NULL) == (error != NULL));
    for (int transport = 0; config != NULL && transport < 2; transport++) {
        g_autofree char *uri =
            b24_pull_config_make_uri (config, (B24PullTransport) transport, "42", "&", "#");
        g_autoptr (GUri) parsed = NULL;
        const char *scheme;

        if (uri == NULL)
            continue;
        parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
        g_assert (parsed != NULL && g_uri_get_userinfo (parsed) == NULL);
        g_assert (g_uri_get_fragment (parsed) == NULL && g_uri_get_host (parsed) != NULL);
        scheme = g_uri_get_scheme (parsed);
        if (strcmp (scheme, transport == B24_PULL_WEBSOCKET ? "wss" : "https") != 0)
            g_assert (plain && b24_host_is_loopback (g_uri_get_host (parsed)));
    }
}

static void
check_message (JsonObject *object)
{
    g_autoptr (B24Message) message = b24_message_new_from_push (object);
    g_autoptr (B24Message) updated = NULL;
    g_autoptr (B24Message) deleted = NULL;

    if (message == NULL)
        return;
    updated = b24_message_update (message, object, FALSE);
    deleted = b24_message_update (updated, b24_json_get_object (object, "message"), TRUE);
    g_assert (g_utf8_validate (updated->text, -1, NULL) && updated->files != NULL);
    g_assert (b24_message_compare (message, message) == 0);
    g_assert (b24_message_compare (deleted, deleted) == 0);
    g_assert ((deleted->flags & B24_MESSAGE_DELETED) != 0);
}

static void
check_update (JsonObject *object)
{
    g_autoptr (JsonNode) known = b24_json_parse (fuzz_corpus[3], strlen (fuzz_corpus[3]), NULL);
    g_autoptr (B24Message) message = b24_message_new_from_push (b24_json_node_object (known));
    g_autoptr (B24Message) updated = b24_message_update (message, object, FALSE);
    g_autoptr (B24Message) twice = b24_message_update (updated, object, FALSE);

    g_assert (g_utf8_validate (updated->text, -1, NULL));
    /* The same news again is no news. */
    g_assert (b24_message_compare (twice, updated) == 0);
}

/* As a page of a dialog and as what a search found. */
static void
check_page (B24MessagePage *page)
{
    gint64 last = 0;

    g_assert (page->vote_head <= 5);
    for (guint i = 0; i < page->messages->len; i++) {
        const B24Message *message = g_ptr_array_index (page->messages, i);

        g_assert (message->id > last && message->text != NULL);
        last = message->id;
        for (guint j = 0; message->buttons != NULL && j < message->buttons->len; j++) {
            const B24Button *button = g_ptr_array_index (message->buttons, j);

            g_assert (button->bot_id > 0 && *button->label != '\0' && *button->command != '\0');
            g_assert (button->params != NULL);
        }
    }
}

static void
check_pages (JsonObject *object)
{
    g_autoptr (B24MessagePage) page = b24_message_page_new (object, 50);
    g_autoptr (B24MessagePage) found = b24_message_page_new_from_search (object, 50);

    check_page (page);
    check_page (found);
}

static void
check_dialog (JsonObject *object)
{
    JsonObject *lines = b24_json_get_object (object, "lines");
    g_autoptr (B24Dialog) dialog =
        b24_dialog_new_from_push (b24_json_get_object (object, "chat"), lines, -1);
    g_autoptr (B24Dialog) merged = NULL;

    if (dialog == NULL)
        return;
    g_assert (dialog->chat_id > 0 && dialog->title != NULL && dialog->user_code != NULL);
    merged = b24_dialog_merge (dialog, dialog);
    g_assert (b24_dialog_equal (dialog, merged));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    g_autoptr (JsonNode) root = b24_json_parse ((const char *) data, size, NULL);
    JsonObject *object = b24_json_node_object (root);

    if (object == NULL)
        return 0;
    check_config (object, "example.com", FALSE);
    check_config (object, "127.0.0.1:8080", TRUE);
    check_message (object);
    check_update (object);
    check_pages (object);
    check_dialog (object);
    return 0;
}
