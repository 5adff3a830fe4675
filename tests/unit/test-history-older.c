/* SPDX-License-Identifier: GPL-2.0-or-later */

/* As many older messages as somebody wants: in order, none twice, none left out. */

#include <locale.h>

#include "b24-error.h"
#include "b24-history.h"
#include "b24-json.h"
#include "b24-session.h"
#include "desk.h"
#include "http-fixture.h"

#define KIM   27
#define LINE  7
#define WORDS 130

typedef struct {
    Desk *desk;
    B24History *history;
    GCancellable *cancellable;
    gint64 chat;
    GArray *ids; /* gint64: of all messages of the dialog, ascending */
    B24MessagePage *page;
    GError *error;
    gboolean done;
} Room;

static void
add_id (const char *key, JsonNode *value, gpointer user_data)
{
    gint64 id = b24_json_get_int (b24_json_node_object (value), "id", 0);

    g_array_append_val ((GArray *) user_data, id);
}

/* A dialog in which Ann said much. */
static Room *
room_new (void)
{
    Room *room = g_new0 (Room, 1);
    g_autoptr (JsonObject) chat = NULL;

    room->desk = desk_new (KIM);
    room->history = b24_history_new (room->desk->rest);
    room->cancellable = g_cancellable_new ();
    room->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
    room->chat = desk_customer (room->desk, "Ann", LINE);
    desk_act (room->desk, "answer", KIM, room->chat);
    for (guint i = 0; i < WORDS; i++)
        desk_write (room->desk, room->chat, "word");
    chat = desk_chat (room->desk, room->chat);
    b24_json_foreach (b24_json_get (chat, "messages"), add_id, room->ids);
    g_assert_cmpuint (room->ids->len, >=, WORDS);
    desk_take_requests (room->desk);
    return room;
}

static void
forget (Room *room)
{
    g_clear_pointer (&room->page, b24_message_page_free);
    g_clear_error (&room->error);
    room->done = FALSE;
}

static gboolean
is_alone (gpointer user_data)
{
    return G_OBJECT (user_data)->ref_count == 1;
}

static void
room_free (Room *room)
{
    forget (room);
    b24_history_stop (room->history);
    desk_wait (room->desk, 1, is_alone, room->history);
    g_assert_finalize_object (room->history);
    g_object_unref (room->cancellable);
    g_array_unref (room->ids);
    desk_free (room->desk);
    g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static gint64
id_at (Room *room, guint place)
{
    return g_array_index (room->ids, gint64, place);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Room *room = user_data;

    g_assert_false (room->done);
    room->done = TRUE;
    room->page = b24_history_older_finish (B24_HISTORY (source), result, &room->error);
    g_assert_true ((room->page == NULL) == (room->error != NULL));
}

static void
ask (Room *room, gint64 before, guint count)
{
    forget (room);
    b24_history_older_async (room->history, room->chat, before, count, room->cancellable, on_loaded,
                             room);
}

static gboolean
is_done (gpointer user_data)
{
    return ((const Room *) user_data)->done;
}

/* Messages @first to @end - 1 came, after as many requests. */
static void
assert_came (Room *room, guint first, guint end, gboolean full, gint64 requests)
{
    gint64 ann = 0;

    desk_wait (room->desk, 5, is_done, room);
    g_assert_no_error (room->error);
    g_assert_cmpint (room->page->chat_id, ==, room->chat);
    g_assert_cmpuint (room->page->messages->len, ==, end - first);
    for (guint i = first; i < end; i++) {
        const B24Message *message = g_ptr_array_index (room->page->messages, i - first);

        g_assert_cmpint (message->id, ==, id_at (room, i));
        ann = MAX (ann, message->author_id);
    }
    g_assert_true (ann == 0 || g_hash_table_contains (room->page->users, &ann));
    g_assert_cmpint (room->page->full, ==, full);
    g_assert_cmpint (desk_take_requests (room->desk), ==, requests);
}

static void
test_pages (void)
{
    g_autoptr (Room) room = room_new ();
    guint all = room->ids->len;

    ask (room, id_at (room, 120), 20);
    assert_came (room, 100, 120, TRUE, 1);
    ask (room, id_at (room, 120), 70);
    assert_came (room, 50, 120, TRUE, 2);
    ask (room, id_at (room, 120), 100);
    assert_came (room, 20, 120, TRUE, 2);
    ask (room, 0, 101);
    assert_came (room, all - 101, all, TRUE, 3);
    ask (room, id_at (room, 120), B24_HISTORY_MAX_OLDER + 1);
    assert_came (room, 0, 120, FALSE, 3);
    ask (room, id_at (room, 5), 0);
    assert_came (room, 4, 5, TRUE, 1);
    ask (room, id_at (room, 0), 50);
    assert_came (room, 0, 0, FALSE, 1);
}

/* Half of what was asked for would look like all there is. */
static void
test_errors (void)
{
    g_autoptr (Room) room = room_new ();

    desk_control (room->desk, "fault",
                  "{\"kind\":\"status\",\"method\":\"im.dialog.messages.get\",\"after\":1,"
                  "\"times\":1,\"status\":403,\"code\":\"ACCESS_ERROR\"}");
    ask (room, 0, 101);
    desk_wait (room->desk, 5, is_done, room);
    g_assert_error (room->error, B24_ERROR, B24_ERROR_ACCESS_ERROR);
    g_assert_cmpint (desk_take_requests (room->desk), ==, 2);
    ask (room, id_at (room, 120), 30);
    assert_came (room, 90, 120, TRUE, 1);
}

static void
test_cancel (void)
{
    for (guint moment = 0; moment < 2; moment++) {
        g_autoptr (Room) room = room_new ();

        if (moment == 1)
            desk_control (room->desk, "hold", "{\"method\":\"im.dialog.messages.get\"}");
        ask (room, 0, 100);
        if (moment == 1)
            desk_pass (room->desk, 100);
        g_cancellable_cancel (room->cancellable);
        desk_wait (room->desk, 5, is_done, room);
        g_assert_error (room->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* Whoever asked may let go of everything else meanwhile. */
static void
test_let_go (void)
{
    g_autoptr (Room) room = room_new ();

    ask (room, id_at (room, 120), 120);
    g_object_unref (room->history);
    desk_wait (room->desk, 5, is_done, room);
    g_assert_no_error (room->error);
    g_assert_cmpuint (room->page->messages->len, ==, 120);
    room->history = b24_history_new (room->desk->rest);
}

/* (transfer full): an answer with messages @first to @last, all by @author */
static char *
make_page (gint64 first, gint64 last, int author)
{
    GString *body = g_string_new ("{\"result\":{\"chat_id\":1763,\"messages\":[");

    for (gint64 id = last; id >= first; id--)
        g_string_append_printf (body,
                                "%s{\"id\":%" G_GINT64_FORMAT
                                ",\"chat_id\":1763,\"author_id\":%d,\"text\":\"word\"}",
                                id == last ? "" : ",", id, author);
    g_string_append_printf (body, "],\"users\":[{\"id\":%d,\"name\":\"Ann\"}],\"files\":[]}}",
                            author);
    return g_string_free (body, FALSE);
}

/* (transfer full): what history makes of the pages @server has ready */
static B24MessagePage *
load_from (HttpFixture *server, gint64 before, guint count)
{
    g_autoptr (B24Portal) portal = b24_portal_new (http_fixture_get_authority (server), NULL);
    g_autoptr (B24Credential) credential = b24_credential_new_webhook (portal, "27/secret", NULL);
    g_autoptr (B24Http) http = b24_http_new (NULL, NULL, NULL, 30);
    g_autoptr (B24Clock) clock = b24_clock_new_manual (G_GINT64_CONSTANT (1767337200000000));
    g_autoptr (B24Throttle) throttle = b24_throttle_new (clock);
    g_autoptr (B24Rest) rest = b24_rest_new (credential, http, throttle, clock);
    g_autoptr (B24History) history = b24_history_new (rest);
    HttpWait wait = { NULL };
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    B24MessagePage *page;

    b24_history_older_async (history, 1763, before, count, NULL, http_wait_cb, &wait);
    result = http_wait_take (&wait);
    page = b24_history_older_finish (history, result, &error);
    g_assert_no_error (error);
    return page;
}

static void
push_page (HttpFixture *server, gint64 first, gint64 last, int author)
{
    g_autofree char *body = make_page (first, last, author);

    http_fixture_push_json (server, 200, body);
}

static void
assert_ids (B24MessagePage *page, gint64 first, gint64 last)
{
    g_assert_cmpuint (page->messages->len, ==, last - first + 1);
    for (guint i = 0; i < page->messages->len; i++)
        g_assert_cmpint (((B24Message *) g_ptr_array_index (page->messages, i))->id, ==, first + i);
}

/* A portal that begins each page with the message that was the oldest: nothing is doubled, the
 * people of all pages are known, and the end is found. */
static void
test_repeated (void)
{
    const gint64 people[] = { 27, 1421 };
    g_autoptr (HttpFixture) server = http_fixture_new ();
    g_autoptr (B24MessagePage) page = NULL;

    push_page (server, 51, 100, 1421);
    push_page (server, 41, 51, 27);
    push_page (server, 41, 41, 27);
    page = load_from (server, 100, 60);
    g_assert_cmpuint (http_fixture_count (server), ==, 3);
    assert_ids (page, 41, 99);
    for (guint i = 0; i < G_N_ELEMENTS (people); i++)
        g_assert_true (g_hash_table_contains (page->users, &people[i]));
    g_assert_false (page->full);
}

/* However much somebody wants, it ends. */
static void
test_most (void)
{
    const gint64 most = B24_HISTORY_MAX_OLDER;
    g_autoptr (HttpFixture) server = http_fixture_new ();
    g_autoptr (B24MessagePage) page = NULL;

    for (gint64 last = 2000; last > 2000 - most - 100; last -= 50)
        push_page (server, last - 49, last, 1421);
    page = load_from (server, 0, G_MAXUINT);
    g_assert_cmpuint (http_fixture_count (server), ==, most / 50);
    assert_ids (page, 2001 - most, 2000);
    g_assert_true (page->full);
}

/* Only what was said in it, each with its author, a note as a note. */
static void
test_session (void)
{
    g_autoptr (Desk) desk = desk_new (KIM);
    gint64 chat = desk_customer (desk, "Ann", LINE);
    gint64 hello = desk_write (desk, chat, "Hello?");
    GAsyncResult *slot = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (B24MessagePage) first = NULL;
    g_autoptr (B24MessagePage) last = NULL;
    gint64 session;
    gint64 before = 0;
    gboolean found = FALSE;

    desk_act (desk, "answer", KIM, chat);
    desk_operator_write (desk, KIM, chat, "Good morning");
    b24_session_history_async (desk->rest, 0, chat, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    first = b24_session_history_finish (desk->rest, result, NULL);
    session = first->session_id;
    g_assert_cmpint (session, >, 0);
    for (guint i = 0; i < first->messages->len; i++) {
        const B24Message *message = g_ptr_array_index (first->messages, i);

        g_assert_cmpint (message->id, >, before);
        before = message->id;
        found = found || message->id == hello;
        if (message->author_id != 0)
            g_assert_true (g_hash_table_contains (first->users, &message->author_id));
    }
    g_assert_true (found);
    desk_act (desk, "finish", KIM, chat);
    desk_write (desk, chat, "Me again");
    g_clear_object (&result);
    b24_session_history_async (desk->rest, 0, chat, NULL, desk_take_result, &slot);
    result = desk_await (desk, &slot);
    last = b24_session_history_finish (desk->rest, result, NULL);
    g_assert_cmpint (last->session_id, >, session);
    g_assert_cmpint (((B24Message *) g_ptr_array_index (last->messages, 0))->id, >, before);
}

int
main (int argc, char *argv[])
{
    setlocale (LC_ALL, "");
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/history-older/pages", test_pages);
    g_test_add_func ("/history-older/errors", test_errors);
    g_test_add_func ("/history-older/cancel", test_cancel);
    g_test_add_func ("/history-older/let-go", test_let_go);
    g_test_add_func ("/history-older/repeated", test_repeated);
    g_test_add_func ("/history-older/most", test_most);
    g_test_add_func ("/history-older/session", test_session);
    return g_test_run ();
}
