/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Bots' keyboards, found messages and whole sessions (bitrix24-rest §6.9, §8.6, §9.2). */

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

static B24Message *
nth (B24MessagePage *self, guint index)
{
    g_assert_cmpuint (index, <, self->messages->len);
    return g_ptr_array_index (self->messages, index);
}

/* (transfer full): "label=bot:command(params)" of each button, joined by " | "; "-" without any */
static char *
describe (GPtrArray *buttons)
{
    GString *text = g_string_new (NULL);

    if (buttons == NULL)
        return g_string_free (g_string_assign (text, "-"), FALSE);
    g_assert_cmpuint (buttons->len, >, 0);
    for (guint i = 0; i < buttons->len; i++) {
        const B24Button *button = g_ptr_array_index (buttons, i);

        g_string_append_printf (text, "%s%s=%" G_GINT64_FORMAT ":%s(%s)", i > 0 ? " | " : "",
                                button->label, button->bot_id, button->command, button->params);
    }
    return g_string_free (text, FALSE);
}

static void
assert_buttons (B24Message *message, const char *wanted)
{
    g_autofree char *found = describe (message->buttons);

    g_assert_cmpstr (found, ==, wanted);
}

static void
assert_keyboard (const char *keyboard, const char *wanted)
{
    g_autoptr (JsonNode) node = parse (keyboard);
    g_autoptr (GPtrArray) buttons = b24_keyboard_read (node);
    g_autofree char *found = describe (buttons);

    g_assert_cmpstr (found, ==, wanted);
}

static void
test_keyboard (void)
{
    assert_keyboard ("[{'BOT_ID':35,'TYPE':'BUTTON','TEXT':'Yes','COMMAND':'answer',"
                     "'COMMAND_PARAMS':'1','BLOCK':'Y','DISABLED':'N','CONTEXT':'ALL'},"
                     "{'TYPE':'NEWLINE','CONTEXT':'ALL'},"
                     "{'BOT_ID':'35','TEXT':' No\\nthanks ','COMMAND':'answer'}]",
                     "Yes=35:answer(1) | No thanks=35:answer()");
    /* What lost elements is a map, and the whole may name the bot. */
    assert_keyboard ("{'0':{'BOT_ID':35,'TEXT':'a','COMMAND':'x'},"
                     "'3':{'BOT_ID':36,'TEXT':'','COMMAND':'y','COMMAND_PARAMS':2}}",
                     "a=35:x() | y=36:y(2)");
    assert_keyboard ("{'BOT_ID':'35','BUTTONS':[{'TEXT':'a','COMMAND':'x'},"
                     "{'BOT_ID':36,'TEXT':'b','COMMAND':'y'}]}",
                     "a=35:x() | b=36:y()");
    /* As the session's history writes it. */
    assert_keyboard ("[{'botId':'35','type':'BUTTON','text':'a','command':'x',"
                     "'commandParams':'1'},{'type':'NEWLINE'}]",
                     "a=35:x(1)");
}

static void
test_keyboard_out_of_reach (void)
{
    static const char *const others[] = {
        "'DISABLED':'Y'",         "'LINK':'https://example.com/'",
        "'ACTION':'SEND'",        "'APP_ID':5",
        "'FUNCTION':'BX.open()'", "'TYPE':'NEWLINE'",
        "'CONTEXT':'MOBILE'",     "'DISABLED':true",
    };

    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        g_autofree char *keyboard =
            g_strdup_printf ("[{'BOT_ID':35,'TEXT':'a','COMMAND':'x',%s}]", others[i]);

        assert_keyboard (keyboard, "-");
    }
    assert_keyboard ("[{'BOT_ID':35,'TEXT':'a','COMMAND':'x','LINK':'','APP_ID':'0',"
                     "'ACTION':null,'CONTEXT':'DESKTOP'}]",
                     "a=35:x()");
    assert_keyboard ("[{'BOT_ID':35,'TEXT':'a'}]", "-");
    assert_keyboard ("[{'BOT_ID':0,'TEXT':'a','COMMAND':'x'}]", "-");
    assert_keyboard ("[{'TEXT':'a','COMMAND':'x'}]", "-");
    assert_keyboard ("[[],null,false,'x',7]", "-");
    assert_keyboard ("'N'", "-");
    assert_keyboard ("[]", "-");
    assert_keyboard ("{'BUTTONS':'N'}", "-");
    assert_keyboard ("null", "-");
    g_assert_null (b24_keyboard_read (NULL));
}

#define KEYBOARD "'KEYBOARD':[{'BOT_ID':35,'TEXT':'a','COMMAND':'x'}]"

static B24Message *
updated (B24Message *message, const char *text, gboolean deleted)
{
    g_autoptr (JsonNode) node = parse (text);

    return b24_message_update (message, b24_json_node_object (node), deleted);
}

/* A bot that is answered takes its buttons away; nobody is told of that. */
static void
test_buttons_change (void)
{
    g_autoptr (JsonNode) node = parse ("{'chatId':7,'message':{'id':8,'senderId':35,'text':'Hi',"
                                       "'params':{" KEYBOARD "}}}");
    g_autoptr (B24Message) message = b24_message_new_from_push (b24_json_node_object (node));
    g_autoptr (B24Message) edited = updated (message, "{'id':8,'text':'Hello','params':[]}", FALSE);
    g_autoptr (B24Message) other = updated (
        edited, "{'id':8,'params':{'KEYBOARD':[{'BOT_ID':35,'TEXT':'b','COMMAND':'y'}]}}", FALSE);
    g_autoptr (B24Message) bare = updated (edited, "{'id':8,'params':{'KEYBOARD':'N'}}", FALSE);
    g_autoptr (B24Message) deleted = updated (message, "{'id':8,'params':{" KEYBOARD "}}", TRUE);

    assert_buttons (message, "a=35:x()");
    assert_buttons (edited, "a=35:x()");
    assert_buttons (other, "b=35:y()");
    assert_buttons (bare, "-");
    assert_buttons (deleted, "-");
    g_assert_cmpint (b24_message_compare (bare, edited), ==, 0);
    g_assert_cmpint (b24_message_compare (other, edited), ==, 0);
    g_assert_cmpint (b24_message_compare (edited, bare), ==, 0);
}

/* As im.dialog.messages.search answers. */
static void
test_search (void)
{
    gint64 kim = 27;
    g_autoptr (JsonNode) node = parse (
        "{'users':[{'id':27,'name':'Kim Oh','firstName':'Kim','workPosition':'Support',"
        "'externalAuthId':'socservices','connector':false,'lastActivityDate':false},"
        "{'id':1421,'firstName':'Ann','lastName':'Lee','externalAuthId':'imconnector'}],"
        "'files':[{'id':5249,'chatId':2421,'type':'image','name':'photo.jpg','size':3}],"
        "'additionalMessages':[{'id':33000,'chat_id':2421,'author_id':27,'text':'quoted'}],"
        "'copilot':null,'stickers':[],'reactions':[{'messageId':33653,'reactionCounters':"
        "{'like':2,'cry':1},'reactionUsers':{'like':['28',27],'cry':[33]},'ownReactions':[]},"
        "{'messageId':1,'reactionUsers':[]}],"
        "'tariffRestrictions':{'isHistoryLimitExceeded':false},'usersShort':[],'messages':["
        "{'id':33655,'chat_id':2421,'author_id':27,'date':'2026-02-13T14:29:00+01:00',"
        "'text':'test joined','isSystem':true,'uuid':null,'forward':null,'params':[]},"
        "{'id':33654,'chatId':2421,'authorId':1421,'date':'2026-02-13T14:28:30+01:00',"
        "'text':'[b]test[/b] file','isSystem':false,'uuid':null,'forward':null,"
        "'params':{'FILE_ID':['5249'],'REPLY_ID':'33653','IS_EDITED':'Y'},'unread':false},"
        "{'id':33653,'chat_id':2421,'author_id':27,'date':'2026-02-13T14:28:00+01:00',"
        "'text':'test message','isSystem':false,'uuid':'18533186-232b-4423-8438-64501da182f5',"
        "'forward':null,'params':{" KEYBOARD "},'viewed':true}]}");
    g_autoptr (JsonNode) nothing = parse ("{'users':[],'files':[],'reactions':[],'messages':[]}");
    g_autoptr (B24MessagePage) self =
        b24_message_page_new_from_search (b24_json_node_object (node), 3);
    g_autoptr (B24MessagePage) empty =
        b24_message_page_new_from_search (b24_json_node_object (nothing), 50);
    B24User *user;

    g_assert_cmpint (self->chat_id, ==, 2421);
    g_assert_true (self->full);
    g_assert_cmpuint (self->messages->len, ==, 3);
    g_assert_cmpint (nth (self, 0)->id, ==, 33653);
    g_assert_cmpint (nth (self, 0)->author_id, ==, 27);
    g_assert_cmpstr (nth (self, 0)->text, ==, "test message");
    g_assert_cmpint (nth (self, 0)->time, ==, 1770989280);
    g_assert_cmpstr (nth (self, 0)->uuid, ==, "18533186-232b-4423-8438-64501da182f5");
    g_assert_cmpuint (nth (self, 0)->likes->len, ==, 2);
    g_assert_cmpint (g_array_index (nth (self, 0)->likes, gint64, 0), ==, 27);
    assert_buttons (nth (self, 0), "a=35:x()");
    g_assert_cmpint (nth (self, 1)->author_id, ==, 1421);
    g_assert_cmpint (nth (self, 1)->chat_id, ==, 2421);
    g_assert_cmpuint (nth (self, 1)->flags, ==, B24_MESSAGE_EDITED);
    g_assert_cmpstr (((B24File *) g_ptr_array_index (nth (self, 1)->files, 0))->name, ==,
                     "photo.jpg");
    g_assert_null (nth (self, 1)->likes);
    g_assert_cmpuint (nth (self, 2)->flags, ==, B24_MESSAGE_SYSTEM);
    g_assert_cmpint (nth (self, 2)->author_id, ==, 0);
    user = g_hash_table_lookup (self->users, &kim);
    g_assert_cmpstr (user->position, ==, "Support");
    kim = 1421;
    user = g_hash_table_lookup (self->users, &kim);
    g_assert_cmpstr (user->name, ==, "Ann Lee");
    g_assert_cmpint (user->kind, ==, B24_USER_CUSTOMER);
    g_assert_cmpuint (empty->messages->len, ==, 0);
    g_assert_cmpint (empty->chat_id, ==, 0);
    g_assert_false (empty->full);
}

/* Three ways of writing names in one answer, nothing in order. */
static void
test_session (void)
{
    gint64 ann = 1421;
    g_autoptr (JsonNode) node = parse (
        "{'chatId':1763,'canJoin':'Y','canVoteHead':'N','sessionId':'5520','sessionVoteHead':'4',"
        "'sessionCommentHead':'well done','userId':'chat1763','message':{"
        "'90213':{'id':'90213','chatid':'1763','senderid':'35','date':'2026-01-02T10:00:00+03:00',"
        "'text':'Which?','params':{'keyboard':[{'botId':'35','text':'a','command':'x',"
        "'commandParams':'1'}],'attach':[{'id':'1','blocks':[{'message':'Read this'},"
        "{'richLink':[{'name':'Shop','link':'https://example.com/'}]},"
        "{'grid':[{'name':'Order','value':'7'}]}]}]}},"
        "'90211':{'id':'90211','chatid':'1763','senderid':'1421','recipientid':'chat1763',"
        "'date':'2026-01-02T09:59:00+03:00','text':'Hi','textlegacy':'Hi',"
        "'params':{'connectorMid':['771'],'fileId':['5249','5250']}},"
        "'90212':{'id':'90212','chatid':'1763','senderid':'27','text':'psst',"
        "'params':{'class':'bx-messenger-content-item-system','componentId':'HiddenMessage'}}},"
        "'usersMessage':{'chat1763':['90213','90211','90212']},"
        "'users':{'1421':{'id':'1421','name':'Ann','connector':true,'workPosition':''},"
        "'35':{'id':'35','name':'Robot','bot':true},'27':{'id':'27','firstName':'Kim'}},"
        "'openlines':[],'files':{'5249':{'id':'5249','name':'photo.jpg','urldownload':'x'}}}");
    g_autoptr (B24MessagePage) self = b24_message_page_new (b24_json_node_object (node), 0);
    B24User *user = g_hash_table_lookup (self->users, &ann);

    g_assert_cmpint (self->session_id, ==, 5520);
    g_assert_cmpuint (self->vote_head, ==, 4);
    g_assert_cmpstr (self->vote_comment, ==, "well done");
    g_assert_cmpuint (self->messages->len, ==, 3);
    g_assert_cmpint (nth (self, 0)->author_id, ==, 1421);
    g_assert_cmpint (nth (self, 0)->time, ==, 1767337140);
    g_assert_cmpuint (nth (self, 0)->files->len, ==, 2);
    g_assert_cmpstr (((B24File *) g_ptr_array_index (nth (self, 0)->files, 0))->name, ==,
                     "photo.jpg");
    g_assert_cmpint (nth (self, 1)->author_id, ==, 27);
    g_assert_cmpuint (nth (self, 1)->flags, ==, B24_MESSAGE_INTERNAL);
    g_assert_cmpint (nth (self, 2)->id, ==, 90213);
    g_assert_cmpstr (nth (self, 2)->text, ==,
                     "Which?\nRead this\n[url=https://example.com/]Shop[/url]\nOrder: 7");
    assert_buttons (nth (self, 2), "a=35:x(1)");
    g_assert_cmpint (user->kind, ==, B24_USER_CUSTOMER);
    g_assert_cmpuint (g_hash_table_size (self->users), ==, 3);
}

static void
test_session_bare (void)
{
    g_autoptr (JsonNode) node = parse ("{'chatId':'1763','sessionId':5520,'sessionVoteHead':-3,"
                                       "'sessionCommentHead':'','message':[],'users':[]}");
    g_autoptr (B24MessagePage) self = b24_message_page_new (b24_json_node_object (node), 0);
    g_autoptr (JsonNode) odd = parse ("{'chatId':'1763','sessionId':-1,'sessionVoteHead':'9'}");
    g_autoptr (B24MessagePage) strange = b24_message_page_new (b24_json_node_object (odd), 0);
    g_autoptr (B24MessagePage) none = b24_message_page_new (NULL, 0);

    g_assert_cmpint (strange->session_id, ==, 0);
    g_assert_cmpuint (strange->vote_head, ==, 5);
    g_assert_cmpint (self->session_id, ==, 5520);
    g_assert_cmpuint (self->vote_head, ==, 0);
    g_assert_null (self->vote_comment);
    g_assert_cmpint (none->session_id, ==, 0);
}

static void
assert_line (const char *config, guint queue_time, gint64 list)
{
    g_autoptr (JsonNode) node = parse (config);
    g_autoptr (B24Line) line = b24_line_new (b24_json_node_object (node));

    g_assert_cmpuint (line->queue_time, ==, queue_time);
    g_assert_cmpint (line->quick_list_id, ==, list);
}

static void
test_line (void)
{
    assert_line ("{'ID':'7','QUEUE_TIME':'60','QUEUE_TYPE':'evenly',"
                 "'QUICK_ANSWERS_IBLOCK_ID':'97'}",
                 60, 97);
    assert_line ("{'ID':'7','QUEUE_TIME':'60','QUEUE_TYPE':'all'}", 0, 0);
    assert_line ("{'ID':'7','QUEUE_TIME':-1,'QUICK_ANSWERS_IBLOCK_ID':''}", 0, 0);
    assert_line ("{'ID':'7','QUEUE_TIME':{},'QUICK_ANSWERS_IBLOCK_ID':false}", 0, 0);
    assert_line ("{'ID':7}", 0, 0);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/model/keyboard/read", test_keyboard);
    g_test_add_func ("/model/keyboard/out-of-reach", test_keyboard_out_of_reach);
    g_test_add_func ("/model/keyboard/change", test_buttons_change);
    g_test_add_func ("/model/page/search", test_search);
    g_test_add_func ("/model/page/session", test_session);
    g_test_add_func ("/model/page/session-bare", test_session_bare);
    g_test_add_func ("/model/line/queue", test_line);
    return g_test_run ();
}
