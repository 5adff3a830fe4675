/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Dialogs from recent items and chat objects (bitrix24-rest §6.3 to §6.5, traps of §16). */

#include <locale.h>
#include <string.h>

#include "b24-connector.h"
#include "b24-crm-link.h"
#include "b24-dialog.h"
#include "b24-json.h"

#define ME G_GINT64_CONSTANT (27)

/* JSON in tests is written with ' for ". */
static JsonNode *
parse (const char *text)
{
    g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
    g_autoptr (GError) error = NULL;
    JsonNode *node = b24_json_parse (json, strlen (json), &error);

    g_assert_no_error (error);
    return node;
}

static B24Dialog *
recent (const char *text)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_dialog_new_from_recent (b24_json_node_object (node));
}

static B24Dialog *
chat (const char *text)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_dialog_new_from_chat (b24_json_node_object (node));
}

/* The reference's own example. */
#define RECENT                                                                                     \
    "{'id':'chat1763','chat_id':1763,'type':'chat','avatar':{'url':'','color':'#4ba984'},"         \
    "'title':'Ann - Shop chat','message':{'id':90212,'text':'Hello?','file':false,"                \
    "'author_id':1421,'attach':false,'date':'2026-01-02T09:59:10+03:00','status':'received'},"     \
    "'counter':2,'last_id':90210,'pinned':false,"                                                  \
    "'chat':{'id':1763,'name':'Ann - Shop chat','type':'lines','owner':27,"                        \
    "'entity_id':'telegrambot|7|991122|1421',"                                                     \
    "'entity_data_1':'Y|LEAD|312|Y|N|5520|1767000000|9|1767100000|24h|','entity_data_3':'Y',"      \
    "'mute_list':[],'role':'MEMBER'},"                                                             \
    "'lines':{'id':5520,'status':20,'date_create':'2026-01-02T09:50:00+03:00'},"                   \
    "'user':{'id':0},'options':[]}"

static void
test_recent (void)
{
    g_autoptr (B24Dialog) dialog = recent (RECENT);

    g_assert_nonnull (dialog);
    g_assert_cmpint (dialog->chat_id, ==, 1763);
    g_assert_cmpstr (dialog->title, ==, "Ann - Shop chat");
    g_assert_cmpstr (dialog->connector, ==, "telegrambot");
    g_assert_cmpstr (dialog->user_code, ==, "telegrambot|7|991122|1421");
    g_assert_cmpint (dialog->line_id, ==, 9);
    g_assert_cmpint (dialog->customer_id, ==, 1421);
    g_assert_cmpint (dialog->owner_id, ==, 27);
    g_assert_cmpint (dialog->session_id, ==, 5520);
    g_assert_cmpint (dialog->session_status, ==, 20);
    g_assert_cmpint (dialog->session_start, ==, 1767336600);
    g_assert_true (dialog->pinned);
    g_assert_true (dialog->silent);
    g_assert_cmpstr (dialog->crm_type, ==, "LEAD");
    g_assert_cmpint (dialog->crm_id, ==, 312);
    g_assert_cmpint (dialog->block_date, ==, 1767100000);
    g_assert_cmpstr (dialog->block_reason, ==, "24h");
    g_assert_null (dialog->avatar);
    g_assert_cmpint (dialog->last_message_id, ==, 90212);
    g_assert_cmpstr (dialog->last_text, ==, "Hello?");
    g_assert_cmpint (dialog->last_author_id, ==, 1421);
    g_assert_cmpint (dialog->last_time, ==, 1767337150);
    g_assert_cmpint (dialog->read_id, ==, 90210);
    g_assert_cmpint (dialog->counter, ==, 2);
    g_assert_true (dialog->member);
    g_assert_true (b24_dialog_is_blocked (dialog, 1767100001));
    g_assert_false (b24_dialog_is_blocked (dialog, 1767100000));
}

/* Offered from the queue: no read mark, no role, counter always 1; old chats are short. */
static void
test_recent_odd (void)
{
    g_autoptr (B24Dialog) queued =
        recent ("{'id':'chat1764','type':'chat','title':'','avatar':'https://x/a.png',"
                "'message':{'id':'90300','text':null,'author_id':'0','date':false},"
                "'counter':1,'chat':{'id':'1764','name':'Bob - Support','type':'LINES','owner':'0',"
                "'entity_id':'livechat|7|12|1500','entity_data_1':''},"
                "'lines':{'id':'5521','status':'0','date_create':{}},'user':{'id':0}}");
    g_autoptr (B24Dialog) bare =
        recent ("{'id':'chat1765','lines':{'id':5522,'status':5},'message':[],'chat':[]}");
    g_autoptr (B24Dialog) closed =
        recent ("{'id':'chat1766','chat':{'type':'lines','owner':0,'entity_data_1':"
                "'N|NONE|0|N|N|0|0|0|0|'}}");

    g_assert_cmpint (queued->chat_id, ==, 1764);
    g_assert_cmpstr (queued->title, ==, "Bob - Support");
    g_assert_cmpstr (queued->avatar, ==, "https://x/a.png");
    g_assert_cmpint (queued->owner_id, ==, 0);
    g_assert_cmpint (queued->line_id, ==, 7);
    g_assert_cmpint (queued->session_id, ==, 5521);
    g_assert_cmpint (queued->session_status, ==, 0);
    g_assert_cmpint (queued->session_start, ==, 0);
    g_assert_cmpint (queued->last_message_id, ==, 90300);
    g_assert_null (queued->last_text);
    g_assert_cmpint (queued->last_time, ==, 0);
    g_assert_cmpint (queued->read_id, ==, 0);
    g_assert_cmpint (queued->counter, ==, 1);
    g_assert_null (queued->crm_type);
    g_assert_false (queued->member);
    g_assert_cmpint (b24_dialog_get_standing (queued, ME), ==, B24_STANDING_WAITING);
    g_assert_cmpint (bare->chat_id, ==, 1765);
    g_assert_cmpstr (bare->title, ==, "chat1765");
    g_assert_cmpstr (bare->connector, ==, "");
    g_assert_cmpstr (bare->user_code, ==, "");
    g_assert_cmpint (bare->line_id, ==, 0);
    g_assert_cmpint (bare->customer_id, ==, 0);
    g_assert_cmpint (b24_dialog_get_standing (bare, ME), ==, B24_STANDING_WAITING);
    g_assert_cmpint (closed->session_id, ==, 0);
    g_assert_cmpint (b24_dialog_get_standing (closed, ME), ==, B24_STANDING_CLOSED);
    g_assert_null (recent ("{'id':28,'type':'user','chat_id':0,'user':{'id':28}}"));
    g_assert_null (recent ("{'id':'chat5','type':'chat','chat':{'id':5,'type':'open'}}"));
    g_assert_null (recent ("[]"));
}

#define CHAT(owner, data)                                                                          \
    "{'id':1763,'name':'Ann - Shop chat','owner':" owner ",'avatar':'','type':'lines',"            \
    "'counter':2,'last_message_id':90212,'last_id':90210,'entity_type':'LINES',"                   \
    "'entity_id':'telegrambot|7|991122|1421','entity_data_1':'" data "',"                          \
    "'entity_data_3':'N','mute_list':[],'message_type':'L','role':'member',"                       \
    "'public':'','dialog_id':'chat1763'}"

static void
test_chat (void)
{
    g_autoptr (B24Dialog) open = chat (CHAT ("27", "Y|LEAD|312|N|N|5520|1767000000|0|0|"));
    g_autoptr (B24Dialog) closing = chat (CHAT ("27", "N|NONE|0|N|Y|5520|1767000000|0|0|"));
    g_autoptr (B24Dialog) closed = chat (CHAT ("0", "N|NONE|0|N|N|0|0|0|0|"));
    g_autoptr (B24Dialog) old = chat (CHAT ("27", "Y|LEAD|312"));
    g_autoptr (B24Dialog) old_free = chat (CHAT ("0", ""));

    g_assert_cmpint (open->session_id, ==, 5520);
    g_assert_cmpint (open->session_status, ==, -1);
    g_assert_cmpint (open->session_start, ==, 1767000000);
    g_assert_cmpint (open->last_message_id, ==, 90212);
    g_assert_null (open->last_text);
    g_assert_cmpint (open->read_id, ==, 90210);
    g_assert_cmpint (open->block_date, ==, 0);
    g_assert_null (open->block_reason);
    g_assert_cmpint (b24_dialog_get_standing (open, ME), ==, B24_STANDING_REPLY);
    g_assert_cmpint (b24_dialog_get_standing (open, 28), ==, B24_STANDING_COLLEAGUE);
    g_assert_cmpint (closing->session_status, ==, B24_SESSION_WAIT_CLIENT);
    g_assert_null (closing->crm_type);
    g_assert_cmpint (b24_dialog_get_standing (closing, ME), ==, B24_STANDING_CLOSED);
    g_assert_cmpint (b24_dialog_get_standing (closed, ME), ==, B24_STANDING_CLOSED);
    /* No field says which session: somebody's is open, nobody's is not. */
    g_assert_cmpint (b24_dialog_get_standing (old, ME), ==, B24_STANDING_REPLY);
    g_assert_cmpint (b24_dialog_get_standing (old_free, ME), ==, B24_STANDING_CLOSED);
    g_assert_null (chat ("{'id':5,'type':'open','owner':27}"));
    g_assert_null (chat ("[]"));
    g_assert_null (b24_dialog_new_from_chat (NULL));
}

static void
test_member (void)
{
    g_autoptr (B24Dialog) guest =
        chat ("{'id':1,'type':'lines','owner':28,'role':'GUEST','entity_data_1':''}");
    g_autoptr (B24Dialog) manager =
        chat ("{'id':1,'type':'lines','owner':28,'role':'manager','entity_data_1':''}");
    g_autoptr (B24Dialog) untold = chat ("{'id':1,'type':'lines','owner':28}");

    g_assert_false (guest->member);
    g_assert_true (manager->member);
    g_assert_true (untold->member);
}

static B24Dialog *
with_state (gint64 owner, gint64 session, int status)
{
    g_autofree char *text =
        g_strdup_printf ("{'id':'chat1763','title':'Ann - Shop chat','chat':{'type':'lines',"
                         "'owner':%d},'lines':{'id':%d,'status':%d}}",
                         (int) owner, (int) session, status);

    return recent (text);
}

static void
test_standing (void)
{
    static const struct {
        gint64 owner;
        gint64 session;
        int status;
        B24Standing standing;
    } cases[] = {
        { 27, 5, 60, B24_STANDING_CLOSED },    { 27, 5, 65, B24_STANDING_CLOSED },
        { 27, 5, 69, B24_STANDING_CLOSED },    { 27, 5, 75, B24_STANDING_CLOSED },
        { 27, 5, 80, B24_STANDING_CLOSED },    { 0, 5, 60, B24_STANDING_CLOSED },
        { 27, 0, 20, B24_STANDING_CLOSED },    { 0, 0, 0, B24_STANDING_CLOSED },
        { 27, 5, 50, B24_STANDING_CLOSED },    { 28, 5, 50, B24_STANDING_CLOSED },
        { 0, 5, 0, B24_STANDING_WAITING },     { 0, 5, 20, B24_STANDING_WAITING },
        { 27, 5, 5, B24_STANDING_WAITING },    { 28, 5, 5, B24_STANDING_WAITING },
        { 0, 5, 40, B24_STANDING_WAITING },    { 0, 5, -1, B24_STANDING_WAITING },
        { 28, 5, 10, B24_STANDING_COLLEAGUE }, { 28, 5, 40, B24_STANDING_COLLEAGUE },
        { 28, 5, -1, B24_STANDING_COLLEAGUE }, { 27, 5, 40, B24_STANDING_ANSWERED },
        { 27, 5, 10, B24_STANDING_REPLY },     { 27, 5, 20, B24_STANDING_REPLY },
        { 27, 5, 25, B24_STANDING_REPLY },     { 27, 5, -1, B24_STANDING_REPLY },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (B24Dialog) dialog =
            with_state (cases[i].owner, cases[i].session, cases[i].status);

        g_test_message ("owner %d session %d status %d", (int) cases[i].owner,
                        (int) cases[i].session, cases[i].status);
        g_assert_cmpint (b24_dialog_get_standing (dialog, ME), ==, cases[i].standing);
    }
}

static void
assert_merged_status (B24Dialog *older, const char *newer_text, int status)
{
    g_autoptr (B24Dialog) newer = chat (newer_text);
    g_autoptr (B24Dialog) merged = b24_dialog_merge (newer, older);

    g_assert_cmpint (merged->session_status, ==, status);
}

static void
test_merge (void)
{
    g_autoptr (B24Dialog) known = recent (RECENT);
    g_autoptr (B24Dialog) queued = with_state (0, 5520, 0);
    g_autoptr (B24Dialog) answered = with_state (27, 5520, 40);
    g_autoptr (B24Dialog) closing = with_state (27, 5520, 50);
    g_autoptr (B24Dialog) read = chat (CHAT ("27", "Y|LEAD|312|N|N|5520|0|0|0|"));
    g_autoptr (B24Dialog) short_read = chat (CHAT ("27", ""));
    g_autoptr (B24Dialog) merged = b24_dialog_merge (read, known);
    g_autoptr (B24Dialog) completed = b24_dialog_merge (short_read, known);
    g_autoptr (B24Dialog) alone = b24_dialog_merge (read, NULL);

    /* What the chat object does not carry stays as it was known. */
    g_assert_cmpint (merged->session_status, ==, 20);
    g_assert_cmpint (merged->session_start, ==, 1767336600);
    g_assert_cmpstr (merged->last_text, ==, "Hello?");
    g_assert_cmpint (merged->last_author_id, ==, 1421);
    g_assert_cmpint (merged->last_time, ==, 1767337150);
    g_assert_false (merged->pinned);
    g_assert_cmpint (completed->session_id, ==, 5520);
    g_assert_cmpint (completed->session_status, ==, 20);
    g_assert_true (alone == read);
    /* Taken from the queue: answered, until something newer tells. */
    assert_merged_status (queued, CHAT ("27", "N|NONE|0|N|N|5520|0|0|0|"), B24_SESSION_ANSWER);
    assert_merged_status (answered, CHAT ("27", "N|NONE|0|N|N|5520|0|0|0|"), 40);
    assert_merged_status (answered, CHAT ("28", "N|NONE|0|N|N|5520|0|0|0|"), B24_SESSION_ANSWER);
    /* A new session knows nothing of the old one. */
    assert_merged_status (answered, CHAT ("27", "N|NONE|0|N|N|5599|0|0|0|"), -1);
    assert_merged_status (answered, CHAT ("27", "N|NONE|0|N|Y|5520|0|0|0|"), 50);
    /* The customer wrote into a session that was closing. */
    assert_merged_status (closing, CHAT ("27", "N|NONE|0|N|N|5520|0|0|0|"), -1);
}

static void
test_merge_messages (void)
{
    g_autoptr (B24Dialog) known = recent (RECENT);
    g_autoptr (B24Dialog) newer =
        chat ("{'id':1763,'type':'lines','owner':27,'last_message_id':90400}");
    g_autoptr (B24Dialog) older = chat ("{'id':1763,'type':'lines','owner':27,"
                                        "'last_message_id':90100}");
    g_autoptr (B24Dialog) ahead = b24_dialog_merge (newer, known);
    g_autoptr (B24Dialog) behind = b24_dialog_merge (older, known);

    g_assert_cmpint (ahead->last_message_id, ==, 90400);
    g_assert_null (ahead->last_text);
    g_assert_cmpint (ahead->read_id, ==, 90210);
    g_assert_cmpstr (ahead->user_code, ==, "telegrambot|7|991122|1421");
    g_assert_cmpstr (ahead->connector, ==, "telegrambot");
    g_assert_cmpint (ahead->customer_id, ==, 1421);
    g_assert_cmpint (ahead->line_id, ==, 9);
    g_assert_cmpint (behind->last_message_id, ==, 90212);
    g_assert_cmpstr (behind->last_text, ==, "Hello?");
}

static void
test_equal (void)
{
    g_autoptr (B24Dialog) one = recent (RECENT);
    g_autoptr (B24Dialog) two = recent (RECENT);
    g_autoptr (B24Dialog) other = with_state (27, 5520, 20);

    g_assert_true (b24_dialog_equal (one, two));
    g_assert_false (b24_dialog_equal (one, other));
}

static void
assert_customer (const char *title, const char *line, const char *name)
{
    g_autofree char *text =
        g_strdup_printf ("{'id':'chat1763','title':'%s','chat':{'type':'lines','owner':0}}", title);
    g_autoptr (B24Dialog) dialog = recent (text);
    g_autofree char *guess = b24_dialog_guess_customer_name (dialog, line);

    g_assert_cmpstr (guess, ==, name);
}

static void
test_customer_name (void)
{
    assert_customer ("Ann - Shop chat", "Shop chat", "Ann");
    assert_customer ("Ann - Shop chat", "Support", "Ann");
    assert_customer ("Ann - Shop chat", NULL, "Ann");
    assert_customer ("Ann - Lee - Shop - chat", "Shop - chat", "Ann - Lee");
    assert_customer ("Ann-Lee", "Support", "Ann-Lee");
    assert_customer ("- Support", "Support", "- Support");
    assert_customer ("", "Support", "chat1763");
    assert_customer ("Анна Петрова - Поддержка", "Поддержка", "Анна Петрова");
}

static void
test_ids (void)
{
    g_autofree char *name = b24_dialog_id_format (1763);

    g_assert_cmpstr (name, ==, "chat1763");
    g_assert_cmpint (b24_dialog_id_parse ("chat1763"), ==, 1763);
    g_assert_cmpint (b24_dialog_id_parse ("chat0"), ==, 0);
    g_assert_cmpint (b24_dialog_id_parse ("chat"), ==, 0);
    g_assert_cmpint (b24_dialog_id_parse ("chat12x"), ==, 0);
    g_assert_cmpint (b24_dialog_id_parse ("chat-5"), ==, 0);
    g_assert_cmpint (b24_dialog_id_parse ("sg12"), ==, 0);
    g_assert_cmpint (b24_dialog_id_parse ("27"), ==, 0);
    g_assert_cmpint (b24_dialog_id_parse ("chat99999999999999999999"), ==, 0);
    g_assert_cmpint (b24_dialog_id_parse (NULL), ==, 0);
}

static B24Dialog *
push (const char *chat_text, const char *lines_text, int status)
{
    g_autoptr (JsonNode) chat_node = parse (chat_text);
    g_autoptr (JsonNode) lines_node = parse (lines_text);

    return b24_dialog_new_from_push (b24_json_node_object (chat_node),
                                     b24_json_node_object (lines_node), status);
}

/* bitrix24-realtime §4.1 */
#define PUSHED(owner, data)                                                                        \
    "{'id':1763,'dialogId':'chat1763','name':'Ann - Shop chat','owner':" owner ",'avatar':'',"     \
    "'entity_type':'LINES','entity_id':'telegrambot|7|991122|1421','entity_data_1':'" data "',"    \
    "'entity_data_3':'N','type':'lines','message_type':'L','mute_list':[]}"
#define PUSHED_LINES(status)                                                                       \
    "{'id':5520,'status':" status ",'date_create':'2026-01-02T09:50:00+03:00','queueId':3,"        \
    "'pinned':false,'isClosed':false,'operatorId':28}"

static void
test_push (void)
{
    g_autoptr (B24Dialog) offered = push (
        "{'1763':" PUSHED ("0", "N|NONE|0|N|N|5520|1767000000|0|0|") "}", PUSHED_LINES ("0"), -1);
    g_autoptr (B24Dialog) taken =
        push (PUSHED ("27", "Y|LEAD|312|N|N|5520|1767000000|0|0|"),
              "{'id':5520,'operatorId':27,'status':'WORK','isClosed':false}", 10);
    g_autoptr (B24Dialog) closed = push (PUSHED ("27", "N|NONE|0|N|N|5520|1767000000|0|0|"),
                                         "{'id':5520,'status':'ANSWERED','isClosed':true}", -1);

    g_assert_cmpint (offered->chat_id, ==, 1763);
    g_assert_cmpstr (offered->title, ==, "Ann - Shop chat");
    g_assert_cmpint (offered->owner_id, ==, 0);
    g_assert_cmpint (offered->session_id, ==, 5520);
    g_assert_cmpint (offered->session_start, ==, 1767336600);
    g_assert_cmpint (offered->session_status, ==, B24_SESSION_NEW);
    g_assert_false (offered->member);
    g_assert_cmpint (b24_dialog_get_standing (offered, ME), ==, B24_STANDING_WAITING);

    g_assert_cmpint (taken->owner_id, ==, 27);
    g_assert_cmpint (taken->session_status, ==, B24_SESSION_ANSWER);
    g_assert_cmpstr (taken->crm_type, ==, "LEAD");
    g_assert_true (taken->member);
    g_assert_cmpint (b24_dialog_get_standing (taken, ME), ==, B24_STANDING_REPLY);

    g_assert_cmpint (b24_dialog_get_standing (closed, ME), ==, B24_STANDING_CLOSED);
    g_assert_null (push ("{'5':{'id':5,'type':'open','owner':27}}", "[]", -1));
    g_assert_null (push ("[]", PUSHED_LINES ("0"), 0));
    g_assert_null (b24_dialog_new_from_push (NULL, NULL, -1));
}

/* What push does not carry stays as it was. */
static void
test_push_merge (void)
{
    g_autoptr (B24Dialog) before = recent (RECENT);
    g_autoptr (B24Dialog) pushed =
        push (PUSHED ("27", "N|NONE|0|N|N|5520|1767000000|0|0|"), PUSHED_LINES ("40"), -1);
    g_autoptr (B24Dialog) merged = b24_dialog_merge (pushed, before);
    g_autoptr (B24Dialog) again_merged = b24_dialog_merge (merged, pushed);
    g_autoptr (B24Dialog) bare =
        push ("{'id':1763,'name':'Ann','type':'lines','entity_id':'telegrambot|7|991122|1421'}",
              "{'operatorId':28,'status':25}", -1);
    g_autoptr (B24Dialog) bare_merged = b24_dialog_merge (bare, before);
    g_autoptr (B24Dialog) guest =
        chat ("{'id':1763,'type':'lines','owner':28,'role':'GUEST','entity_data_1':''}");
    g_autoptr (B24Dialog) again =
        push (PUSHED ("28", "N|NONE|0|N|N|5520|1767000000|0|0|"), "[]", -1);
    g_autoptr (B24Dialog) guest_merged = b24_dialog_merge (again, guest);

    g_assert_cmpint (merged->session_status, ==, B24_SESSION_OPERATOR);
    g_assert_cmpint (merged->counter, ==, 2);
    g_assert_cmpint (again_merged->counter, ==, 2);
    g_assert_cmpint (merged->read_id, ==, 90210);
    g_assert_cmpint (merged->last_message_id, ==, 90212);
    g_assert_cmpstr (merged->last_text, ==, "Hello?");
    g_assert_true (merged->member);
    g_assert_null (merged->crm_type);

    g_assert_cmpint (bare_merged->session_id, ==, 5520);
    g_assert_cmpint (bare_merged->session_status, ==, 25);
    g_assert_cmpint (bare_merged->owner_id, ==, 28);
    g_assert_cmpstr (bare_merged->crm_type, ==, "LEAD");
    g_assert_cmpint (bare_merged->block_date, ==, 1767100000);
    g_assert_true (bare_merged->pinned);
    g_assert_true (bare_merged->silent);
    g_assert_false (guest_merged->member);
}

static gboolean
takes_writing (const char *user_code)
{
    g_autofree char *text = g_strdup_printf ("{\"id\":5,\"type\":\"lines\",\"entity_type\":"
                                             "\"LINES\",\"entity_id\":\"%s\"}",
                                             user_code);
    g_autoptr (JsonNode) node = b24_json_parse (text, strlen (text), NULL);
    g_autoptr (B24Dialog) dialog = b24_dialog_new_from_chat (b24_json_node_object (node));

    g_assert_nonnull (dialog);
    return b24_connector_takes_writing (dialog);
}

static void
test_writing (void)
{
    g_assert_true (takes_writing ("livechat|7|x|1421"));
    g_assert_true (takes_writing ("network|7|a1b2|1421"));
    g_assert_true (takes_writing ("telegrambot|7|991122|1421"));
    g_assert_false (takes_writing ("telegrambot|7|-100991122|1421"));
    g_assert_false (takes_writing ("facebook|7|t_10|1421"));
    g_assert_false (takes_writing ("facebook|7|0|1421"));
    g_assert_false (takes_writing ("facebook|7"));
    g_assert_false (takes_writing ("facebook|7||1421"));
}

#define CHAT_WITH(data)                                                                            \
    "{'id':1763,'type':'lines','owner':27,'role':'member',"                                        \
    "'entity_id':'telegrambot|7|991122|1421'," data "}"

static void
assert_crm (B24Dialog *dialog, gint64 lead, gint64 company, gint64 contact, gint64 deal)
{
    g_assert_cmpint (dialog->crm_ids[B24_CRM_LEAD], ==, lead);
    g_assert_cmpint (dialog->crm_ids[B24_CRM_COMPANY], ==, company);
    g_assert_cmpint (dialog->crm_ids[B24_CRM_CONTACT], ==, contact);
    g_assert_cmpint (dialog->crm_ids[B24_CRM_DEAL], ==, deal);
}

static void
test_crm (void)
{
    g_autoptr (B24Dialog) full =
        chat (CHAT_WITH ("'entity_data_1':'Y|DEAL|9|N|N|5520|0','entity_data_2':"
                         "'LEAD|312|COMPANY|0|CONTACT|44|DEAL|9'"));
    g_autoptr (B24Dialog) first = chat (CHAT_WITH ("'entity_data_1':'Y|lead|313|N|N|5520|0'"));
    g_autoptr (B24Dialog) odd = chat (CHAT_WITH ("'entity_data_2':'LEAD|x|PIG|5|contact|44|DEAL'"));
    g_autoptr (B24Dialog) unbound =
        chat (CHAT_WITH ("'entity_data_2':'LEAD|0|COMPANY|0|CONTACT|0|DEAL|0'"));
    g_autoptr (B24Dialog) merged = b24_dialog_merge (first, full);
    g_autoptr (B24Dialog) cleared = b24_dialog_merge (unbound, merged);
    g_autoptr (B24Dialog) told = b24_dialog_merge (first, unbound);
    g_autoptr (B24Dialog) later = b24_dialog_merge (told, full);

    assert_crm (full, 312, 0, 44, 9);
    g_assert_cmpstr (full->crm_type, ==, "DEAL");
    assert_crm (first, 313, 0, 0, 0);
    assert_crm (odd, 0, 0, 44, 0);
    assert_crm (merged, 313, 0, 44, 9);
    assert_crm (cleared, 0, 0, 0, 0);
    assert_crm (later, 313, 0, 0, 0);
    g_assert_false (b24_dialog_equal (first, merged));
}

static void
assert_link (const char *data, const char *wanted)
{
    g_autofree char *text = g_strdup_printf (CHAT_WITH ("%s"), data);
    g_autoptr (B24Portal) portal = b24_portal_new ("example.bitrix24.com", NULL);
    g_autoptr (B24Dialog) dialog = chat (text);
    g_autofree char *link = b24_crm_link_new (portal, dialog);

    g_assert_cmpstr (link, ==, wanted);
}

static void
test_crm_link (void)
{
    assert_link ("'entity_data_1':'Y|LEAD|312|N|N|1|0','entity_data_2':'LEAD|312|DEAL|9'",
                 "https://example.bitrix24.com/crm/lead/details/312/");
    assert_link ("'entity_data_1':'N|NONE|0|N|N|1|0','entity_data_2':'LEAD|312|DEAL|9'",
                 "https://example.bitrix24.com/crm/deal/details/9/");
    assert_link ("'entity_data_2':'COMPANY|4|CONTACT|5'",
                 "https://example.bitrix24.com/crm/contact/details/5/");
    assert_link ("'entity_data_2':'COMPANY|4'",
                 "https://example.bitrix24.com/crm/company/details/4/");
    assert_link ("'entity_data_1':'Y|ORDER|312|N|N|1|0'", NULL);
    assert_link ("'entity_data_1':''", NULL);
}

/* What a session pushes by itself: the chat's object may come without its data. */
static void
test_push_modes (void)
{
    g_autoptr (B24Dialog) before =
        chat (CHAT_WITH ("'entity_data_1':'Y|LEAD|312|Y|N|5520|0','entity_data_2':"
                         "'LEAD|312|DEAL|9','entity_data_3':'Y'"));
    g_autoptr (B24Dialog) silent =
        push (CHAT_WITH ("'name':'Ann'"), "{'id':5520,'pinned':false,'status':'WORK'}", 20);
    g_autoptr (B24Dialog) loud =
        push (CHAT_WITH ("'name':'Ann'"), "{'id':5520,'pinned':true,'silentMode':'N'}", 20);
    g_autoptr (B24Dialog) complete =
        push (CHAT_WITH ("'entity_data_1':'N|NONE|0|Y|N|5520|0','entity_data_3':'Y'"),
              "{'id':5520,'pinned':false,'silentMode':false}", 20);
    g_autoptr (B24Dialog) one = b24_dialog_merge (silent, before);
    g_autoptr (B24Dialog) two = b24_dialog_merge (loud, one);

    g_assert_true (before->pinned && before->silent);
    g_assert_false (one->pinned);
    g_assert_true (one->silent);
    assert_crm (one, 312, 0, 0, 9);
    g_assert_true (two->pinned);
    g_assert_false (two->silent);
    g_assert_true (complete->pinned && complete->silent);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/model/dialog/recent", test_recent);
    g_test_add_func ("/model/dialog/recent-odd", test_recent_odd);
    g_test_add_func ("/model/dialog/chat", test_chat);
    g_test_add_func ("/model/dialog/member", test_member);
    g_test_add_func ("/model/dialog/standing", test_standing);
    g_test_add_func ("/model/dialog/writing", test_writing);
    g_test_add_func ("/model/dialog/merge", test_merge);
    g_test_add_func ("/model/dialog/merge-messages", test_merge_messages);
    g_test_add_func ("/model/dialog/equal", test_equal);
    g_test_add_func ("/model/dialog/customer-name", test_customer_name);
    g_test_add_func ("/model/dialog/ids", test_ids);
    g_test_add_func ("/model/dialog/push", test_push);
    g_test_add_func ("/model/dialog/push-merge", test_push_merge);
    g_test_add_func ("/model/dialog/push-modes", test_push_modes);
    g_test_add_func ("/model/dialog/crm", test_crm);
    g_test_add_func ("/model/dialog/crm-link", test_crm_link);
    return g_test_run ();
}
