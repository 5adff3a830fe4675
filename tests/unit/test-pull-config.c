/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Where the stream of news is, and that it goes nowhere else (bitrix24-realtime §1.2, §3.1). */

#include "b24-pull-config.h"

#include <string.h>

#include "b24-error.h"
#include "b24-json.h"

/* JSON in tests is written with ' for ". */
static B24PullConfig *
config_for (const char *address, const char *text, GError **error)
{
    g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
    g_autoptr (JsonNode) node = b24_json_parse (json, strlen (json), NULL);
    g_autoptr (B24Portal) portal = b24_portal_new (address, NULL);

    g_assert_nonnull (node);
    return b24_pull_config_new (b24_json_node_object (node), portal, error);
}

static B24PullConfig *
config (const char *address, const char *text)
{
    g_autoptr (GError) error = NULL;
    B24PullConfig *self = config_for (address, text, &error);

    g_assert_no_error (error);
    return self;
}

#define CHANNELS                                                                                   \
    "'channels':{'private':{'id':'aa:bb.cc','public_id':'bb','start':'2026-01-02T00:00:00+03:00'," \
    "'end':'2026-01-02T12:00:05+03:00','type':'private'},"                                         \
    "'shared':{'id':'dd.ee','start':'2026-01-02T00:00:00+03:00',"                                  \
    "'end':'2026-01-02T11:00:05+03:00','type':'shared'}}"

#define SERVER(version, mode)                                                                      \
    "'server':{'version':" version ",'server_enabled':true,'mode':'" mode "','hostname':'rtc',"    \
    "'long_polling':'http://rtc.example.com/sub/',"                                                \
    "'long_pooling_secure':'https://rtc.example.com/sub2/','websocket_enabled':true,"              \
    "'websocket':'ws://rtc.example.com/subws/',"                                                   \
    "'websocket_secure':'wss://rtc.example.com/subws2/','config_timestamp':1}"

static void
assert_uri (B24PullConfig *self, B24PullTransport transport, const char *mid, const char *tag,
            const char *expected)
{
    g_autofree char *uri = b24_pull_config_make_uri (self, transport, mid, tag, tag);

    g_assert_cmpstr (uri, ==, expected);
}

static void
test_personal (void)
{
    g_autoptr (B24PullConfig) self = config (
        "example.bitrix24.com",
        "{" SERVER ("4", "personal") "," CHANNELS ",'clientId':'x','api':{'revision_web':19},"
                                     "'publicChannels':[],'serverTime':"
                                     "'2026-01-02T01:00:00+03:00'}");
    g_autoptr (B24PullConfig) kept = b24_pull_config_ref (self);

    g_assert_cmpint (kept->version, ==, 4);
    g_assert_cmpstr (self->websocket, ==, "wss://rtc.example.com/subws2/");
    g_assert_cmpstr (self->long_polling, ==, "https://rtc.example.com/sub2/");
    g_assert_cmpstr (self->private_channel, ==, "aa:bb.cc");
    g_assert_cmpstr (self->shared_channel, ==, "dd.ee");
    g_assert_cmpstr (self->channel_type, ==, "private");
    g_assert_null (self->client_id);
    g_assert_null (self->token);
    g_assert_cmpint (self->expires, ==, 1767340805);
    g_assert_cmpint (self->server_time, ==, 1767304800);
    assert_uri (self, B24_PULL_WEBSOCKET, NULL, NULL,
                "wss://rtc.example.com/subws2/?CHANNEL_ID=aa%3Abb.cc%2Fdd.ee&format=json"
                "&revision=19");
    assert_uri (self, B24_PULL_LONG_POLLING, "17000000000000000000000042", "1",
                "https://rtc.example.com/sub2/?CHANNEL_ID=aa%3Abb.cc%2Fdd.ee&format=json"
                "&mid=17000000000000000000000042&revision=19");
}

static void
test_versions (void)
{
    g_autoptr (B24PullConfig) rpc =
        config ("example.bitrix24.com",
                "{" SERVER ("'5'", "personal") "," CHANNELS ",'jwt':'ey.a+b','exp':1767330000}");
    g_autoptr (B24PullConfig) old =
        config ("example.bitrix24.com", "{" SERVER ("2", "personal") "," CHANNELS ",'exp':0}");
    g_autoptr (B24PullConfig) shared =
        config ("example.bitrix24.com",
                "{" SERVER ("3", "shared") "," CHANNELS ",'clientId':'c1 d','jwt':''}");

    g_assert_cmpstr (rpc->token, ==, "ey.a+b");
    g_assert_cmpint (rpc->expires, ==, 1767330000);
    g_assert_cmpint (rpc->server_time, ==, 0);
    assert_uri (rpc, B24_PULL_WEBSOCKET, "42", NULL,
                "wss://rtc.example.com/subws2/?token=ey.a%2Bb&jsonRpc=true&mid=42&revision=19");
    assert_uri (old, B24_PULL_WEBSOCKET, NULL, "T 1",
                "wss://rtc.example.com/subws2/?CHANNEL_ID=aa%3Abb.cc%2Fdd.ee&tag=T%201&time=T%201"
                "&revision=19");
    assert_uri (shared, B24_PULL_WEBSOCKET, NULL, NULL,
                "wss://rtc.example.com/subws2/?CHANNEL_ID=aa%3Abb.cc%2Fdd.ee&clientId=c1%20d"
                "&revision=19");
}

/* One channel is enough, addresses may have a query, be relative or name the other scheme. */
static void
test_addresses (void)
{
    g_autoptr (B24PullConfig) relative =
        config ("example.com:8443", "{'server':{'websocket_secure':'/bitrix/subws/',"
                                    "'long_pooling_secure':'//example.com/bitrix/sub/?a=b'},"
                                    "'channels':{'shared':{'id':'dd.ee'}}}");
    g_autoptr (B24PullConfig) other =
        config ("example.com", "{'server':{'websocket_secure':'https://rtc.example.com/subws/',"
                               "'long_pooling_secure':'wss://rtc.example.com/sub/'},"
                               "'jwt':'t'}");
    g_autoptr (B24PullConfig) polled =
        config ("example.com", "{'server':{'websocket_enabled':false,'websocket_secure':"
                               "'wss://rtc.example.com/subws/','long_polling_secure':"
                               "'https://rtc.example.com/sub/'},'jwt':'t','channels':[]}");

    g_assert_cmpint (relative->version, ==, 4);
    g_assert_null (relative->private_channel);
    assert_uri (relative, B24_PULL_WEBSOCKET, NULL, NULL,
                "wss://example.com:8443/bitrix/subws/?CHANNEL_ID=dd.ee&format=json&revision=19");
    assert_uri (relative, B24_PULL_LONG_POLLING, NULL, NULL,
                "https://example.com/bitrix/sub/?a=b&CHANNEL_ID=dd.ee&format=json&revision=19");
    g_assert_cmpint (other->version, ==, 5);
    g_assert_cmpstr (other->websocket, ==, "wss://rtc.example.com/subws/");
    g_assert_cmpstr (other->long_polling, ==, "https://rtc.example.com/sub/");
    assert_uri (polled, B24_PULL_WEBSOCKET, NULL, NULL, NULL);
    g_assert_cmpstr (polled->long_polling, ==, "https://rtc.example.com/sub/");
}

/* Nothing of an encrypted portal goes in plain text, and of no portal to another computer. */
static void
test_encryption (void)
{
    static const char *const refused[] = {
        "ws://rtc.example.com/subws/",
        "http://rtc.example.com/subws/",
        "ws://127.0.0.1/subws/",
        "wss://127.0.0.1/subws/",
        "wss://kim:pw@rtc.example.com/ws",
        "wss://rtc.example.com/#x",
        "file:///etc/passwd",
        "wss://",
        "ftp://rtc.example.com/",
        "   ",
    };
    g_autoptr (B24PullConfig) local =
        config ("127.0.0.1:8080", "{'server':{'websocket':'ws://127.0.0.1:8081/subws/',"
                                  "'websocket_secure':'wss://127.0.0.1:8082/subws/',"
                                  "'long_polling':'http://rtc.example.com/sub/',"
                                  "'long_pooling_secure':'https://rtc.example.com/sub/'},"
                                  "'jwt':'t'}");

    g_assert_cmpstr (local->websocket, ==, "ws://127.0.0.1:8081/subws/");
    g_assert_cmpstr (local->long_polling, ==, "https://rtc.example.com/sub/");
    for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
        g_autofree char *text =
            g_strdup_printf ("{'server':{'websocket':'%s','websocket_secure':'%s'},'jwt':'t'}",
                             refused[i], refused[i]);
        g_autoptr (GError) error = NULL;

        g_assert_null (config_for ("example.com", text, &error));
        g_assert_error (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE);
    }
}

static void
test_refused (void)
{
    static const char *const shapes[] = {
        "[]",
        "{}",
        "{'server':[],'channels':[]}",
        "{'server':{'websocket_secure':'wss://rtc.example.com/'},'channels':[]}",
        "{'server':{'websocket_secure':false,'long_pooling_secure':null},'jwt':'t'}",
    };
    g_autoptr (GError) off = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
        g_autoptr (GError) error = NULL;

        g_assert_null (config_for ("example.com", shapes[i], &error));
        g_assert_error (error, B24_ERROR, B24_ERROR_UNEXPECTED_SHAPE);
        g_assert_null (strstr (error->message, "rtc"));
    }
    g_assert_null (config_for ("example.com",
                               "{'server':{'server_enabled':false,'websocket_secure':"
                               "'wss://rtc.example.com/'},'jwt':'t'}",
                               &off));
    g_assert_error (off, B24_ERROR, B24_ERROR_SERVER_ERROR);
    g_assert_cmpint (b24_error_get_class (off), ==, B24_ERROR_CLASS_FEATURE_OFF);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pull-config/personal", test_personal);
    g_test_add_func ("/pull-config/versions", test_versions);
    g_test_add_func ("/pull-config/addresses", test_addresses);
    g_test_add_func ("/pull-config/encryption", test_encryption);
    g_test_add_func ("/pull-config/refused", test_refused);
    return g_test_run ();
}
