/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The shapes of bitrix24-rest §6, §8.6 and the traps of §16, as plain data. */

#include <locale.h>
#include <string.h>

#include "b24-json.h"
#include "b24-line.h"
#include "b24-message.h"

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
    g_autofree char *small = text_of ("x", "{'attach':{'blocks':[{'message':'y'}]}}");
    g_autofree char *none = text_of ("x", "{'ATTACH':'N'}");

    g_assert_cmpstr (blocks, ==,
                     "Look:\n[b]Order[/b]\n[url=https://s.example/1]Shop[/url]\ncheap\nAnn\n"
                     "Sum: 5\nx\ni https://s.example/[1].png\nhttps://s.example/f\n———");
    g_assert_cmpstr (preview, ==, "see https://s.example/1\nShop");
    g_assert_cmpstr (small, ==, "x\ny");
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

/* The first message of a page, NULL when there is none. */
static B24Message *
first (const char *messages)
{
    g_autofree char *text = g_strdup_printf ("{'chat_id':7,'messages':[%s]}", messages);
    g_autoptr (B24MessagePage) list = page (text, 50);

    g_assert_cmpuint (list->messages->len, ==, 1);
    return b24_message_ref (g_ptr_array_index (list->messages, 0));
}

static B24Message *
pushed (const char *text)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_message_new_from_push (b24_json_node_object (node));
}

static B24Message *
updated (B24Message *message, const char *text, gboolean deleted)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_message_update (message, b24_json_node_object (node), deleted);
}

/* bitrix24-realtime §4.1 */
#define PUSHED                                                                                     \
    "{'chatId':1763,'dialogId':'chat1763','counter':1,'notify':true,"                              \
    "'message':{'id':90213,'templateId':'6f0c4f9e','prevId':90212,'chatId':1763,'senderId':1421,"  \
    "'recipientId':'chat1763','system':'N','date':'2026-01-02T09:59:10+03:00',"                    \
    "'text':'[b]Hi[/b]','textLegacy':'<b>Hi</b>','params':{'FILE_ID':[5,6],'LIKE':[28,27],"        \
    "'NAME':'Ann &amp; Co','CONNECTOR_MID':['1']}},"                                               \
    "'users':{'1421':{'id':1421,'name':'Ann'}},'chat':{'1763':{'id':1763}},"                       \
    "'files':{'5':{'id':5,'name':'a.png','type':'image','size':10}}}"

static void
test_pushed (void)
{
    g_autoptr (B24Message) message = pushed (PUSHED);
    g_autoptr (B24Message) system =
        pushed ("{'chatId':'7','message':{'id':'8','senderId':0,'templateId':'','text':null,"
                "'params':[]},'files':[]}");
    B24File *known;
    B24File *unknown;

    g_assert_cmpint (message->id, ==, 90213);
    g_assert_cmpint (message->chat_id, ==, 1763);
    g_assert_cmpint (message->author_id, ==, 1421);
    g_assert_cmpstr (message->author_name, ==, "Ann & Co");
    g_assert_cmpint (message->time, ==, 1767337150);
    g_assert_cmpstr (message->text, ==, "[b]Hi[/b]");
    g_assert_cmpstr (message->uuid, ==, "6f0c4f9e");
    g_assert_cmpint (message->flags, ==, 0);
    g_assert_cmpuint (message->files->len, ==, 2);
    known = g_ptr_array_index (message->files, 0);
    unknown = g_ptr_array_index (message->files, 1);
    g_assert_cmpstr (known->name, ==, "a.png");
    g_assert_cmpstr (unknown->name, ==, "file");
    g_assert_cmpuint (message->likes->len, ==, 2);
    g_assert_cmpint (g_array_index (message->likes, gint64, 0), ==, 27);

    g_assert_cmpint (system->id, ==, 8);
    g_assert_cmpint (system->chat_id, ==, 7);
    g_assert_cmpint (system->flags, ==, B24_MESSAGE_SYSTEM);
    g_assert_cmpstr (system->text, ==, "");
    g_assert_null (system->uuid);
    g_assert_null (system->likes);
    g_assert_null (pushed ("{'message':{'id':0}}"));
    g_assert_null (pushed ("[]"));
    g_assert_null (b24_message_new_from_push (NULL));
}

static void
test_update_text (void)
{
    g_autoptr (B24Message) before =
        first ("{'id':8,'author_id':28,'text':'See x','params':{'ATTACH':[{'BLOCKS':"
               "[{'MESSAGE':'preview'}]}]}}");
    g_autoptr (B24Message) edited = updated (before, "{'id':8,'text':'See y'}", FALSE);
    g_autoptr (B24Message) bare =
        updated (edited, "{'id':8,'text':'See y','params':{'ATTACH':[],'IS_EDITED':'Y'}}", FALSE);
    g_autoptr (B24Message) same = updated (before, "{'id':8,'params':[]}", FALSE);
    g_autoptr (B24Message) gone = updated (
        before, "{'id':8,'text':'This message was deleted','params':{'IS_DELETED':'Y'}}", FALSE);
    g_autoptr (B24Message) silent = updated (before, "{'id':8,'text':''}", TRUE);
    g_autoptr (B24Message) preview = first ("{'id':8,'author_id':28,'text':'See x'}");

    g_assert_cmpstr (before->text, ==, "See x\npreview");
    g_assert_cmpstr (edited->text, ==, "See y\npreview");
    g_assert_cmpint (edited->flags, ==, B24_MESSAGE_EDITED);
    g_assert_cmpint (edited->chat_id, ==, 7);
    g_assert_cmpint (b24_message_compare (edited, before), ==, B24_MESSAGE_CHANGE_TEXT);
    g_assert_cmpstr (bare->text, ==, "See y");
    g_assert_cmpint (b24_message_compare (bare, edited), ==, 0);
    g_assert_cmpint (b24_message_compare (same, before), ==, 0);
    g_assert_cmpstr (same->text, ==, before->text);
    g_assert_cmpint (b24_message_compare (before, preview), ==, 0);

    g_assert_cmpstr (gone->text, ==, "This message was deleted");
    g_assert_cmpint (gone->flags, ==, B24_MESSAGE_DELETED);
    g_assert_cmpint (b24_message_compare (gone, before), ==, B24_MESSAGE_CHANGE_DELETED);
    g_assert_cmpint (b24_message_compare (silent, before), ==, B24_MESSAGE_CHANGE_DELETED);
    g_assert_cmpint (b24_message_compare (silent, gone), ==, 0);
    g_assert_cmpstr (silent->text, ==, "See x");
}

/* Updates name only what changed; each part keeps what was said before. */
static void
test_update_delivery (void)
{
    g_autoptr (B24Message) going =
        first ("{'id':8,'author_id':27,'text':'a','params':{'IS_DELIVERED':'N','SENDING':'Y'}}");
    g_autoptr (B24Message) stuck = updated (going, "{'id':8,'params':{'SENDING':'N'}}", FALSE);
    g_autoptr (B24Message) arrived =
        updated (stuck, "{'id':8,'params':{'IS_DELIVERED':'Y','CONNECTOR_MID':['1']}}", FALSE);
    g_autoptr (B24Message) failed = updated (going, "{'id':8,'params':{'IS_ERROR':'Y'}}", FALSE);
    g_autoptr (B24Message) again =
        updated (failed, "{'id':8,'params':{'IS_ERROR':'N','SENDING':'Y'}}", FALSE);
    g_autoptr (B24Message) numbered =
        updated (going, "{'id':8,'params':{'SENDING':'N','CONNECTOR_MID':['1']}}", FALSE);
    g_autoptr (B24Message) page_arrived = first ("{'id':8,'author_id':27,'text':'a'}");

    g_assert_cmpint (going->flags, ==, B24_MESSAGE_SENDING);
    g_assert_cmpint (stuck->flags, ==, B24_MESSAGE_FAILED);
    g_assert_cmpint (b24_message_compare (stuck, going), ==, B24_MESSAGE_CHANGE_FAILED);
    g_assert_cmpint (arrived->flags, ==, 0);
    g_assert_cmpint (b24_message_compare (arrived, stuck), ==, B24_MESSAGE_CHANGE_DELIVERED);
    g_assert_cmpint (numbered->flags, ==, 0);
    g_assert_cmpint (failed->flags, ==, B24_MESSAGE_FAILED);
    g_assert_cmpint (b24_message_compare (failed, going), ==, B24_MESSAGE_CHANGE_FAILED);
    g_assert_cmpint (again->flags, ==, B24_MESSAGE_SENDING);
    g_assert_cmpint (b24_message_compare (again, failed), ==, 0);
    g_assert_cmpint (b24_message_compare (page_arrived, going), ==, B24_MESSAGE_CHANGE_DELIVERED);
}

static void
test_update_rest (void)
{
    g_autoptr (B24Message) before = pushed (PUSHED);
    g_autoptr (B24Message) liked =
        updated (before, "{'id':90213,'params':{'LIKE':[30,27,28]}}", FALSE);
    g_autoptr (B24Message) unliked = updated (liked, "{'id':90213,'params':{'LIKE':[]}}", FALSE);
    g_autoptr (B24Message) other = updated (before,
                                            "{'id':90213,'params':{'FILE_ID':[7,5],'NAME':'Bo'},"
                                            "'files':{'7':{'id':7,'name':'b.txt'}}}",
                                            FALSE);
    B24File *added = g_ptr_array_index (other->files, 0);
    B24File *kept = g_ptr_array_index (other->files, 1);

    g_assert_cmpuint (liked->likes->len, ==, 3);
    g_assert_cmpint (g_array_index (liked->likes, gint64, 2), ==, 30);
    g_assert_cmpint (b24_message_compare (liked, before), ==, B24_MESSAGE_CHANGE_LIKES);
    g_assert_null (unliked->likes);
    g_assert_cmpint (b24_message_compare (unliked, liked), ==, B24_MESSAGE_CHANGE_LIKES);
    g_assert_cmpuint (before->likes->len, ==, 2);
    g_assert_cmpuint (other->files->len, ==, 2);
    g_assert_cmpstr (added->name, ==, "b.txt");
    g_assert_cmpstr (kept->name, ==, "a.png");
    g_assert_cmpstr (other->author_name, ==, "Bo");
    g_assert_cmpuint (before->files->len, ==, 2);
    g_assert_cmpint (b24_message_compare (other, before), ==, 0);
}

static void
test_likes (void)
{
    g_autoptr (B24Message) liked =
        first ("{'id':8,'author_id':28,'text':'a','params':{'LIKE':['28',27,0,null]}}");
    g_autoptr (B24Message) plain =
        first ("{'id':8,'author_id':28,'text':'a','params':{'LIKE':[]}}");

    g_assert_cmpuint (liked->likes->len, ==, 2);
    g_assert_cmpint (g_array_index (liked->likes, gint64, 0), ==, 27);
    g_assert_null (plain->likes);
    g_assert_cmpint (b24_message_compare (liked, plain), ==, B24_MESSAGE_CHANGE_LIKES);
    g_assert_cmpint (b24_message_compare (plain, plain), ==, 0);
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
    g_test_add_func ("/model/message/page", test_page);
    g_test_add_func ("/model/message/shapes", test_page_shapes);
    g_test_add_func ("/model/message/flags", test_flags);
    g_test_add_func ("/model/message/attach", test_attach);
    g_test_add_func ("/model/message/author-name", test_author_name);
    g_test_add_func ("/model/message/history", test_history);
    g_test_add_func ("/model/message/pushed", test_pushed);
    g_test_add_func ("/model/message/update-text", test_update_text);
    g_test_add_func ("/model/message/update-delivery", test_update_delivery);
    g_test_add_func ("/model/message/update-rest", test_update_rest);
    g_test_add_func ("/model/message/likes", test_likes);
    return g_test_run ();
}
