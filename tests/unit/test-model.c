/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The shapes of bitrix24-rest §6, §8.6 and the traps of §16, as plain data. */

#include <locale.h>
#include <string.h>

#include "b24-dialog.h"
#include "b24-json.h"
#include "b24-line.h"
#include "b24-message.h"

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

static B24User *
im_user (const char *text)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_user_new_from_im (b24_json_node_object (node));
}

static B24User *
portal_user (const char *text)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_user_new_from_portal (b24_json_node_object (node));
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

static B24MessagePage *
page (const char *text, guint limit)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_message_page_new (b24_json_node_object (node), limit);
}

static void
test_user_im (void)
{
    g_autoptr (B24User) customer =
        im_user ("{'id':1421,'active':true,'name':'Ann','work_position':'','avatar':'',"
                 "'extranet':true,'bot':false,'connector':true,"
                 "'external_auth_id':'imconnector','status':'online','idle':false,"
                 "'mobile_last_date':false,'phones':false,'bot_data':null}");
    g_autoptr (B24User) bot = im_user ("{'id':'35','name':'Robot','bot':'Y','status':'offline'}");
    g_autoptr (B24User) guest = im_user ("{'id':33,'first_name':'Eve','extranet':true}");
    g_autoptr (B24User) colleague =
        im_user ("{'id':28,'name':' Maria\\n Lopez ','work_position':'Support',"
                 "'avatar':'/upload/m.png','active':false,'phones':{'mobile':'1'}}");
    g_autoptr (B24User) unnamed = im_user ("{'id':40,'name':'  ','last_name':null}");

    g_assert_cmpint (customer->id, ==, 1421);
    g_assert_cmpint (customer->kind, ==, B24_USER_CUSTOMER);
    g_assert_cmpstr (customer->name, ==, "Ann");
    g_assert_null (customer->position);
    g_assert_null (customer->avatar);
    g_assert_true (customer->online);
    g_assert_cmpint (bot->id, ==, 35);
    g_assert_cmpint (bot->kind, ==, B24_USER_BOT);
    g_assert_false (bot->online);
    g_assert_cmpint (guest->kind, ==, B24_USER_EXTRANET);
    g_assert_cmpstr (guest->name, ==, "Eve");
    g_assert_cmpint (colleague->kind, ==, B24_USER_COLLEAGUE);
    g_assert_cmpstr (colleague->name, ==, "Maria Lopez");
    g_assert_cmpstr (colleague->position, ==, "Support");
    g_assert_cmpstr (colleague->avatar, ==, "/upload/m.png");
    g_assert_false (colleague->active);
    g_assert_cmpstr (unnamed->name, ==, "User 40");
    g_assert_null (im_user ("{'name':'Nobody'}"));
    g_assert_null (im_user ("{'id':0}"));
    g_assert_null (im_user ("[]"));
    g_assert_null (b24_user_new_from_im (NULL));
}

static void
test_user_portal (void)
{
    g_autoptr (B24User) profile =
        portal_user ("{'ID':'27','ADMIN':false,'NAME':'Kim','LAST_NAME':'Oh',"
                     "'PERSONAL_GENDER':'','TIME_ZONE':'','PERSONAL_PHOTO':'https://x/k.png'}");
    g_autoptr (B24User) away =
        portal_user ("{'ID':28,'ACTIVE':'N','NAME':'','LAST_NAME':'Lopez','IS_ONLINE':'Y',"
                     "'WORK_POSITION':'Lead','USER_TYPE':'employee'}");
    g_autoptr (B24User) guest = portal_user ("{'id':'33','name':'Eve','USER_TYPE':'extranet'}");
    g_autoptr (B24User) bot = portal_user ("{'ID':'35','EXTERNAL_AUTH_ID':'bot'}");
    g_autoptr (B24User) customer = portal_user ("{'ID':'36','EXTERNAL_AUTH_ID':'imconnector'}");

    g_assert_cmpint (profile->id, ==, 27);
    g_assert_cmpstr (profile->name, ==, "Kim Oh");
    g_assert_cmpstr (profile->avatar, ==, "https://x/k.png");
    g_assert_true (profile->active);
    g_assert_false (profile->online);
    g_assert_cmpstr (away->name, ==, "Lopez");
    g_assert_false (away->active);
    g_assert_true (away->online);
    g_assert_cmpstr (away->position, ==, "Lead");
    g_assert_cmpint (guest->kind, ==, B24_USER_EXTRANET);
    g_assert_cmpstr (guest->name, ==, "Eve");
    g_assert_cmpint (bot->kind, ==, B24_USER_BOT);
    g_assert_cmpint (customer->kind, ==, B24_USER_CUSTOMER);
    g_assert_null (portal_user ("[]"));
}

static void
test_line (void)
{
    g_autoptr (JsonNode) full =
        parse ("{'ID':'7','LINE_NAME':'Support','ACTIVE':'Y','QUEUE':['27','28'],"
               "'DATE_CREATE':{}}");
    g_autoptr (JsonNode) gaps = parse ("{'ID':9,'LINE_NAME':'','ACTIVE':'N',"
                                       "'QUEUE':{'0':'28','2':{'USER_ID':'30'},'3':false}}");
    g_autoptr (JsonNode) none = parse ("false");
    g_autoptr (B24Line) support = b24_line_new (b24_json_node_object (full));
    g_autoptr (B24Line) sales = b24_line_new (b24_json_node_object (gaps));

    g_assert_cmpint (support->id, ==, 7);
    g_assert_cmpstr (support->name, ==, "Support");
    g_assert_true (support->active);
    g_assert_cmpuint (support->queue->len, ==, 2);
    g_assert_cmpint (g_array_index (support->queue, gint64, 1), ==, 28);
    g_assert_cmpstr (sales->name, ==, "Line 9");
    g_assert_false (sales->active);
    g_assert_cmpuint (sales->queue->len, ==, 2);
    g_assert_cmpint (g_array_index (sales->queue, gint64, 1), ==, 30);
    g_assert_null (b24_line_new (b24_json_node_object (none)));
}

static void
test_file (void)
{
    g_autoptr (JsonNode) image = parse ("{'id':5249,'type':'image','name':'photo.jpg',"
                                        "'size':'48213','image':{'height':480,'width':640}}");
    g_autoptr (JsonNode) odd = parse ("{'id':'5250','type':'sticker','name':null,'size':-1,"
                                      "'image':false}");
    g_autoptr (JsonNode) untyped = parse ("{'id':5251,'image':{'height':1}}");
    g_autoptr (JsonNode) none = parse ("{'name':'x'}");
    g_autoptr (B24File) photo = b24_file_new (b24_json_node_object (image));
    g_autoptr (B24File) strange = b24_file_new (b24_json_node_object (odd));
    g_autoptr (B24File) guessed = b24_file_new (b24_json_node_object (untyped));

    g_assert_cmpstr (photo->name, ==, "photo.jpg");
    g_assert_cmpstr (photo->type, ==, "image");
    g_assert_cmpint (photo->size, ==, 48213);
    g_assert_cmpint (strange->id, ==, 5250);
    g_assert_cmpstr (strange->name, ==, "file");
    g_assert_cmpstr (strange->type, ==, "file");
    g_assert_cmpint (strange->size, ==, 0);
    g_assert_cmpstr (guessed->type, ==, "image");
    g_assert_null (b24_file_new (b24_json_node_object (none)));
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

static B24Message *
nth (B24MessagePage *self, guint index)
{
    g_assert_cmpuint (index, <, self->messages->len);
    return g_ptr_array_index (self->messages, index);
}

static void
test_page (void)
{
    gint64 ann = 1421;
    g_autoptr (B24MessagePage) self = page (
        "{'chat_id':1763,'messages':["
        "{'id':90213,'chat_id':1763,'author_id':0,'date':'2026-01-02T10:00:00+03:00',"
        "'text':'joined','params':{'CODE':['CHAT_JOIN']}},"
        "{'id':90212,'chat_id':1763,'author_id':1421,'date':'2026-01-02T09:59:10+03:00',"
        "'text':'Hello?\\nsecond','unread':true,'uuid':null,'replaces':[],"
        "'params':{'FILE_ID':[5249,'5250'],'CONNECTOR_MID':['771']}},"
        "{'id':90212,'chat_id':1763,'author_id':1421,'text':'again','params':[]},"
        "{'id':'90211','author_id':'27','uuid':'0F0-Aa','date':false,'text':null,'params':[]},"
        "{'id':0,'text':'nothing'},false],"
        "'users':[{'id':1421,'name':'Ann','connector':true}],"
        "'files':[{'id':5249,'name':'photo.jpg','type':'image','size':3}]}",
        50);
    B24Message *message;
    B24File *file;

    g_assert_cmpint (self->chat_id, ==, 1763);
    g_assert_false (self->full);
    g_assert_cmpuint (self->messages->len, ==, 3);
    message = nth (self, 0);
    g_assert_cmpint (message->id, ==, 90211);
    g_assert_cmpint (message->chat_id, ==, 1763);
    g_assert_cmpint (message->author_id, ==, 27);
    g_assert_cmpint (message->time, ==, 0);
    g_assert_cmpstr (message->text, ==, "");
    g_assert_cmpstr (message->uuid, ==, "0F0-Aa");
    g_assert_cmpuint (message->flags, ==, 0);
    g_assert_cmpuint (message->files->len, ==, 0);
    message = nth (self, 1);
    g_assert_cmpstr (message->text, ==, "Hello?\nsecond");
    g_assert_cmpint (message->time, ==, 1767337150);
    g_assert_null (message->uuid);
    g_assert_cmpuint (message->files->len, ==, 2);
    file = g_ptr_array_index (message->files, 0);
    g_assert_cmpstr (file->name, ==, "photo.jpg");
    file = g_ptr_array_index (message->files, 1);
    g_assert_cmpint (file->id, ==, 5250);
    g_assert_cmpstr (file->name, ==, "file");
    g_assert_cmpuint (nth (self, 2)->flags, ==, B24_MESSAGE_SYSTEM);
    g_assert_cmpuint (g_hash_table_size (self->users), ==, 1);
    g_assert_nonnull (g_hash_table_lookup (self->users, &ann));
}

/* PHP's lists that lost elements, empty maps, and limits. */
static void
test_page_shapes (void)
{
    g_autoptr (B24MessagePage) gaps =
        page ("{'chat_id':'1763','messages':{'0':{'id':7,'author_id':1,'text':'a','params':"
              "{'FILE_ID':{'1':9}}},'2':{'id':5,'author_id':1,'text':'b'}},'users':[],"
              "'files':{'9':{'id':9,'name':'n'}}}",
              2);
    g_autoptr (B24MessagePage) empty = page ("{'chat_id':1763,'messages':[],'users':[]}", 50);
    g_autoptr (B24MessagePage) nothing = b24_message_page_new (NULL, 50);

    g_assert_true (gaps->full);
    g_assert_cmpint (nth (gaps, 0)->id, ==, 5);
    g_assert_cmpstr (((B24File *) g_ptr_array_index (nth (gaps, 1)->files, 0))->name, ==, "n");
    g_assert_cmpuint (empty->messages->len, ==, 0);
    g_assert_false (empty->full);
    g_assert_cmpuint (nothing->messages->len, ==, 0);
    g_assert_cmpuint (g_hash_table_size (nothing->users), ==, 0);
}

static B24MessageFlags
flags_of (const char *params)
{
    g_autofree char *text =
        g_strdup_printf ("{'messages':[{'id':1,'author_id':27,'text':'x','params':%s}]}", params);
    g_autoptr (B24MessagePage) self = page (text, 50);

    return nth (self, 0)->flags;
}

static void
test_flags (void)
{
    g_assert_cmpuint (flags_of ("[]"), ==, 0);
    g_assert_cmpuint (flags_of ("{'CLASS':'bx-messenger-content-item-system'}"), ==,
                      B24_MESSAGE_INTERNAL);
    g_assert_cmpuint (flags_of ("{'CLASS':'bx-messenger-content-item-ol-output'}"), ==, 0);
    g_assert_cmpuint (flags_of ("{'COMPONENT_ID':'HiddenMessage'}"), ==, B24_MESSAGE_INTERNAL);
    g_assert_cmpuint (flags_of ("{'IS_DELETED':'Y'}"), ==, B24_MESSAGE_DELETED);
    g_assert_cmpuint (flags_of ("{'IS_EDITED':'Y','IS_DELETED':'N'}"), ==, B24_MESSAGE_EDITED);
    g_assert_cmpuint (flags_of ("{'IS_ERROR':'Y','SENDING':'Y'}"), ==, B24_MESSAGE_FAILED);
    g_assert_cmpuint (flags_of ("{'IS_DELIVERED':'N'}"), ==, B24_MESSAGE_FAILED);
    g_assert_cmpuint (flags_of ("{'IS_DELIVERED':'N','SENDING':'Y'}"), ==, B24_MESSAGE_SENDING);
    g_assert_cmpuint (flags_of ("{'KEYBOARD':'N','MENU':'N'}"), ==, 0);
}

static char *
text_of (const char *text, const char *params)
{
    g_autofree char *json = g_strdup_printf (
        "{'messages':[{'id':1,'author_id':27,'text':'%s','params':%s}]}", text, params);
    g_autoptr (B24MessagePage) self = page (json, 50);

    return g_strdup (nth (self, 0)->text);
}

static void
test_attach (void)
{
    g_autofree char *blocks =
        text_of ("Look:", "{'ATTACH':[{'ID':1,'BLOCKS':[{'MESSAGE':'[b]Order[/b]'},"
                          "{'LINK':[{'NAME':'Shop','LINK':'https://s.example/1','DESC':'cheap'}]},"
                          "{'USER':[{'NAME':'Ann'}]},"
                          "{'GRID':[{'NAME':'Sum','VALUE':'5','DISPLAY':'LINE'},{'VALUE':'x'}]},"
                          "{'IMAGE':{'LINK':'https://s.example/[1].png','NAME':'i'}},"
                          "{'FILE':[{'LINK':'https://s.example/f'}]},{'DELIMITER':{'SIZE':1}},"
                          "{'NEWKIND':1}]}]}");
    g_autofree char *preview =
        text_of ("see https://s.example/1", "{'ATTACH':{'BLOCKS':[{'RICH_LINK':[{'NAME':'Shop',"
                                            "'LINK':'https://s.example/1'}]}]}}");
    g_autofree char *none = text_of ("x", "{'ATTACH':'N'}");

    g_assert_cmpstr (blocks, ==,
                     "Look:\n[b]Order[/b]\n[url=https://s.example/1]Shop[/url]\ncheap\nAnn\n"
                     "Sum: 5\nx\ni https://s.example/[1].png\nhttps://s.example/f\n———");
    g_assert_cmpstr (preview, ==, "see https://s.example/1\nShop");
    g_assert_cmpstr (none, ==, "x");
}

static void
test_author_name (void)
{
    g_autoptr (B24MessagePage) self =
        page ("{'messages':[{'id':1,'author_id':27,'text':'x','params':"
              "{'NAME':'Tom &amp; &lt;J&#039;s&gt; &#x416; &amp;lt; &bogus;&#0;'}}]}",
              50);

    g_assert_cmpstr (nth (self, 0)->author_name, ==, "Tom & <J's> Ж &lt; &bogus;&#0;");
}

/* session.history.get: maps, strings, three styles of names in one answer. */
static void
test_history (void)
{
    g_autoptr (B24MessagePage) self =
        page ("{'chatId':1763,'message':{'90212':{'id':'90212','chatid':'1763','senderid':'27',"
              "'date':'2026-01-02T09:59:00+03:00','text':'Yes','params':{'isEdited':'Y'}},"
              "'90211':{'id':'90211','chatid':'1763','senderid':'0','text':'Hi',"
              "'textlegacy':'Hi','params':{'connectorMid':['771'],'fileId':['5249']}}},"
              "'users':{'1421':{'id':'1421','name':'Ann','connector':true}},"
              "'files':{'5249':{'id':'5249','name':'photo.jpg'}},'userInGroup':[]}",
              0);
    g_autoptr (B24MessagePage) empty = page ("{'chatId':1763,'message':[],'users':[]}", 0);

    g_assert_cmpint (self->chat_id, ==, 1763);
    g_assert_false (self->full);
    g_assert_cmpint (nth (self, 0)->id, ==, 90211);
    g_assert_cmpuint (nth (self, 0)->flags, ==, B24_MESSAGE_SYSTEM);
    g_assert_cmpstr (((B24File *) g_ptr_array_index (nth (self, 0)->files, 0))->name, ==,
                     "photo.jpg");
    g_assert_cmpint (nth (self, 1)->author_id, ==, 27);
    g_assert_cmpint (nth (self, 1)->chat_id, ==, 1763);
    g_assert_cmpuint (nth (self, 1)->flags, ==, B24_MESSAGE_EDITED);
    g_assert_cmpuint (empty->messages->len, ==, 0);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/model/user/im", test_user_im);
    g_test_add_func ("/model/user/portal", test_user_portal);
    g_test_add_func ("/model/line", test_line);
    g_test_add_func ("/model/file", test_file);
    g_test_add_func ("/model/dialog/recent", test_recent);
    g_test_add_func ("/model/dialog/recent-odd", test_recent_odd);
    g_test_add_func ("/model/dialog/chat", test_chat);
    g_test_add_func ("/model/dialog/member", test_member);
    g_test_add_func ("/model/dialog/standing", test_standing);
    g_test_add_func ("/model/dialog/merge", test_merge);
    g_test_add_func ("/model/dialog/merge-messages", test_merge_messages);
    g_test_add_func ("/model/dialog/equal", test_equal);
    g_test_add_func ("/model/dialog/customer-name", test_customer_name);
    g_test_add_func ("/model/dialog/ids", test_ids);
    g_test_add_func ("/model/message/page", test_page);
    g_test_add_func ("/model/message/shapes", test_page_shapes);
    g_test_add_func ("/model/message/flags", test_flags);
    g_test_add_func ("/model/message/attach", test_attach);
    g_test_add_func ("/model/message/author-name", test_author_name);
    g_test_add_func ("/model/message/history", test_history);
    return g_test_run ();
}
