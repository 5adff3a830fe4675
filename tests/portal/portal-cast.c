/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-cast — customers who act by themselves: they come, type and write, correct themselves
 * now and then, grow impatient, read and answer what an operator says, thank and leave. The same
 * seed gives the same people in the same order.
 */

#include "portal-news.h"

#define BEAT_SECONDS     1
#define ARRIVAL_SECONDS  40
#define MAXIMUM_OPEN     8
#define PATIENCE_SECONDS 75
#define MAXIMUM_NUDGES   3

/* How somebody types: so many characters a second, but not for ever; and how often others hear. */
#define TYPING_SPEED      8
#define TYPING_MAXIMUM    9
#define TYPING_ANNOUNCING 4

/* One message in so many has a slip of the finger, or should not have been sent at all. */
#define SLIPS     6
#define MISPLACED 9

/* Whom the person trying the product plays, and how long a caller counts as signed in. */
#define PLAYER    27
#define SIGNED_IN (2 * G_TIME_SPAN_MINUTE)

typedef struct {
    const char *name;
    const char *connector;
    gint64 line;
    const char *opening;
    const char *follow_up;
    const char *replies[4];
} Part;

static const Part parts[] = {
    { "Anna Petrova",
      "telegrambot",
      7,
      "Hello, my parcel has not arrived",
      "It should have been here on Tuesday",
      { "The number is 48213", "Yes, to the same address", "Thank you, I will wait", NULL } },
    { "Ben Okafor",
      "livechat",
      9,
      "Hi! Do you ship to Lagos?",
      "And what does it cost?",
      { "That is fine for me", "Can I pay by card?", "Great, thanks", NULL } },
    { "Chen Li",
      "whatsappbyedna",
      7,
      "The app says \"payment failed\" <3 times>",
      "My bank says the money is gone & nothing arrived",
      { "Card ends in 4417", "ok", "Now it works, thank you!", NULL } },
    { "Dora Weiss",
      "imessage",
      7,
      "Guten Tag, can I change my delivery address?",
      "It has to arrive before Friday",
      { "Lindenstr. 5, 10969 Berlin", "Yes please", "Danke :)", NULL } },
    { "Elif Yılmaz",
      "telegrambot",
      9,
      "I would like an offer for 200 mugs with our logo",
      "We need them by the end of the month",
      { "White, please", "Could you send it by mail?", "Perfect", NULL } },
    { "Farid Aziz",
      "mail",
      7,
      "Re: invoice 2026-118\nPlease correct the company name",
      "The name is Aziz Trading LLC",
      { "Yes, that is right", "Thanks a lot", NULL } },
    { "Grace Kim",
      "livechat",
      7,
      "the chat window keeps closing on my phone :(",
      "hello??",
      { "Android 15", "no", "ok now it stays, thx", NULL } },
    { "Hugo Martín",
      "whatsappbyedna",
      9,
      "¿Hablan español? I want to return a lamp",
      "It is still in its box",
      { "Order 77120", "Sí, tomorrow is good", "Gracias", NULL } },
    { "Ирина Соколова",
      "telegrambot",
      7,
      "Добрый день! Где мой заказ?",
      "Номер 90311",
      { "Да, верно", "Спасибо, жду", NULL } },
    { "Jack Murphy",
      "imessage",
      9,
      "Do you have the green one in stock?",
      "Size M",
      { "Cool", "I'll take two", "Cheers", NULL } },
};

typedef struct {
    const Part *part;
    gint64 chat_id;
    guint reply; /* next of the part's replies */
    guint nudges;
    gint64 next;       /* when to act, microseconds; 0 = waits for an operator */
    gboolean prepares; /* that one is seen typing */
    gint64 colleague;  /* when the operator in charge acts, if nobody plays him */
    gint64 seen;       /* last message looked at */
    gint64 reads;      /* when to read what is new, 0 = nothing is */
    const char *text;  /* being typed (nullable) */
    gint64 announces;  /* when others next hear of it */
    gint64 sends;      /* when it is done */
    gint64 mends;      /* when to correct or delete @wrong, 0 = nothing is wrong */
    gint64 wrong;      /* id of a message */
    const char *right; /* what it should be; %NULL = nothing at all */
    gboolean leaving;
} Actor;

struct _PpCast {
    PracticePortal *portal;
    GRand *rand;
    GPtrArray *actors;
    GSource *beat;
    guint next_part;
    gint64 next_arrival;
};

static gint64
in_seconds (PpCast *cast, gint32 from, gint32 to)
{
    return pp_now (cast->portal) + g_rand_int_range (cast->rand, from, to + 1) * G_USEC_PER_SEC;
}

static Actor *
enter (PpCast *cast)
{
    const Part *part = &parts[cast->next_part++ % G_N_ELEMENTS (parts)];
    PracticePortal *self = cast->portal;
    PpLine *line = pp_line_find (self, part->line);
    PpChat *chat = pp_chat_new_customer (self, part->name, line, part->connector);
    Actor *actor = g_new0 (Actor, 1);

    actor->part = part;
    actor->chat_id = chat->id;
    pp_session_open (self, chat, 0);
    pp_session_customer_writes (self, chat, part->opening);
    actor->seen = pp_chat_last_message (chat)->id;
    actor->next = in_seconds (cast, 8, 20);
    g_ptr_array_add (cast->actors, actor);
    return actor;
}

/* The newest message of an operator after what the actor has seen. */
static gboolean
was_spoken_to (PpCast *cast, Actor *actor, PpChat *chat)
{
    gboolean spoken = FALSE;

    for (guint i = pp_chat_index_after (chat, actor->seen); i < chat->messages->len; i++) {
        PpMessage *message = g_ptr_array_index (chat->messages, i);
        PpUser *author = pp_user_find (cast->portal, message->author_id);

        actor->seen = message->id;
        spoken = spoken || (author != NULL && !author->connector && message->delivered);
    }
    return spoken;
}

static void
announce (PpCast *cast, Actor *actor, PpChat *chat)
{
    PpUser *customer = pp_user_find (cast->portal, chat->customer_id);

    pp_chat_type (cast->portal, chat, customer, PP_SENDER_BACKEND);
    actor->announces = in_seconds (cast, TYPING_ANNOUNCING, TYPING_ANNOUNCING);
}

/* Begins to write @text; it is there when it is typed. */
static void
compose (PpCast *cast, Actor *actor, PpChat *chat, const char *text)
{
    gint32 seconds = (gint32) (g_utf8_strlen (text, -1) / TYPING_SPEED);

    actor->text = text;
    actor->sends = in_seconds (cast, 2, 2 + MIN (seconds, TYPING_MAXIMUM));
    announce (cast, actor, chat);
}

/* (transfer full): @text with two letters the wrong way round, where there are two */
static char *
misspell (const char *text)
{
    glong length = 0;
    g_autofree gunichar *letters = g_utf8_to_ucs4_fast (text, -1, &length);

    for (glong i = 0; i + 1 < length; i++) {
        if (g_unichar_islower (letters[i]) && g_unichar_islower (letters[i + 1]) &&
            letters[i] != letters[i + 1]) {
            gunichar first = letters[i];

            letters[i] = letters[i + 1];
            letters[i + 1] = first;
            break;
        }
    }
    return g_ucs4_to_utf8 (letters, length, NULL, NULL, NULL);
}

static gboolean
one_in (PpCast *cast, gint32 count)
{
    return g_rand_int_range (cast->rand, 0, count) == 0;
}

/* What was typed is sent, and perhaps it is not quite what was meant. */
static void
send (PpCast *cast, Actor *actor, PpChat *chat)
{
    static const char *const editing[] = { "telegrambot", "livechat", NULL };
    const char *text = g_steal_pointer (&actor->text);
    gboolean slip = one_in (cast, SLIPS) && g_strv_contains (editing, chat->connector);
    g_autofree char *typed = slip ? misspell (text) : g_strdup (text);
    PpMessage *message = pp_session_customer_writes (cast->portal, chat, typed);

    if (slip) {
        actor->wrong = message->id;
        actor->right = text;
        actor->mends = in_seconds (cast, 3, 7);
    } else if (one_in (cast, MISPLACED) && g_str_equal (chat->connector, "livechat")) {
        message = pp_session_customer_writes (cast->portal, chat, "mum i'll be late for dinner");
        actor->wrong = message->id;
        actor->right = NULL;
        actor->mends = in_seconds (cast, 3, 7);
    }
}

static void
mend (PpCast *cast, Actor *actor)
{
    PpMessage *message = g_hash_table_lookup (cast->portal->messages, &actor->wrong);

    actor->mends = 0;
    if (message == NULL || pp_message_is_deleted (message))
        return;
    if (actor->right != NULL)
        pp_message_edit (cast->portal, message, actor->right);
    else
        pp_message_delete (cast->portal, message, FALSE);
}

static void
read_all (PpCast *cast, Actor *actor, PpChat *chat)
{
    PpMember *member = pp_chat_find_member (chat, chat->customer_id);

    actor->reads = 0;
    if (member != NULL)
        pp_chat_read (cast->portal, chat, member, pp_chat_last_message (chat)->id);
}

/* What goes on while nothing new is begun. */
static void
go_on (PpCast *cast, Actor *actor, PpChat *chat)
{
    gint64 now = pp_now (cast->portal);

    if (actor->reads != 0 && now >= actor->reads)
        read_all (cast, actor, chat);
    if (actor->mends != 0 && now >= actor->mends)
        mend (cast, actor);
    if (actor->text == NULL)
        return;
    if (now >= actor->sends)
        send (cast, actor, chat);
    else if (now >= actor->announces)
        announce (cast, actor, chat);
}

static void
speak (PpCast *cast, Actor *actor, PpChat *chat)
{
    gboolean waiting = chat->owner == 0 || chat->session->status < PP_STATUS_OPERATOR;

    actor->next = 0;
    if (waiting) {
        static const char *const nudges[] = { "Hello?", "Is anybody there?", "I am still waiting" };

        if (actor->nudges >= MAXIMUM_NUDGES)
            return;
        compose (cast, actor, chat,
                 actor->nudges == 0 ? actor->part->follow_up : nudges[actor->nudges % 3]);
        actor->nudges++;
        actor->next = in_seconds (cast, PATIENCE_SECONDS, 2 * PATIENCE_SECONDS);
        return;
    }
    if (actor->part->replies[actor->reply] == NULL)
        return;
    compose (cast, actor, chat, actor->part->replies[actor->reply++]);
    actor->leaving = actor->part->replies[actor->reply] == NULL;
    /* Who gets no answer to that will ask again, unless all was said. */
    if (!actor->leaving)
        actor->next = in_seconds (cast, 2 * PATIENCE_SECONDS, 3 * PATIENCE_SECONDS);
}

/* Who has the dialog or is offered it, unless somebody has signed in as him; %NULL = nobody. */
static PpUser *
find_colleague (PpCast *cast, PpChat *chat)
{
    GArray *offered = chat->session->offered;
    gint64 id = chat->owner;
    PpUser *user;

    if (id == 0 && offered->len > 0)
        id = g_array_index (offered, gint64, 0);
    user = pp_user_find (cast->portal, id);
    if (user == NULL || id == PLAYER ||
        (user->last_call != 0 && pp_now (cast->portal) - user->last_call < SIGNED_IN))
        return NULL;
    return user;
}

/* Shortly before a colleague writes, he reads what there is and begins to type. */
static void
prepare (PpCast *cast, Actor *actor, PpChat *chat, PpUser *colleague)
{
    PpMember *member = pp_chat_find_member (chat, colleague->id);

    if (actor->prepares || member == NULL ||
        actor->colleague - pp_now (cast->portal) > TYPING_ANNOUNCING * G_USEC_PER_SEC)
        return;
    actor->prepares = TRUE;
    pp_chat_read (cast->portal, chat, member, pp_chat_last_message (chat)->id);
    pp_chat_type (cast->portal, chat, colleague, PP_SENDER_CLIENT);
}

/* The colleagues work off their dialogs, so that there is room for new customers. */
static void
act_as_colleague (PpCast *cast, Actor *actor, PpChat *chat)
{
    static const char *const lines[] = { "Good morning, let me see",
                                         "One moment please, I am looking it up",
                                         "That is done now. Anything else?" };
    PpUser *colleague = find_colleague (cast, chat);

    if (colleague == NULL) {
        actor->colleague = 0;
        return;
    }
    if (actor->colleague == 0)
        actor->colleague = in_seconds (cast, 20, 60);
    if (pp_now (cast->portal) < actor->colleague) {
        prepare (cast, actor, chat, colleague);
        return;
    }
    actor->colleague = 0;
    actor->prepares = FALSE;
    if (chat->session->status < PP_STATUS_ANSWER) {
        pp_session_answer (cast->portal, chat, colleague);
    } else if (actor->leaving) {
        pp_session_finish (cast->portal, chat);
        return;
    }
    pp_session_operator_writes (cast->portal, chat, colleague,
                                lines[MIN (actor->reply, G_N_ELEMENTS (lines) - 1)], FALSE, NULL);
}

/* Returns FALSE when the actor is done. */
static gboolean
act (PpCast *cast, Actor *actor)
{
    PpChat *chat = pp_chat_find (cast->portal, actor->chat_id);

    if (!pp_session_is_open (chat))
        return FALSE;
    if (chat->session->status == PP_STATUS_WAIT_CLIENT) {
        /* The customer gives his rating after a while, which ends it. */
        if (actor->next == 0 || !actor->leaving)
            actor->next = in_seconds (cast, 10, 25);
        actor->leaving = TRUE;
        if (pp_now (cast->portal) < actor->next)
            return TRUE;
        pp_session_close (cast->portal, chat, PP_STATUS_CLOSE);
        return FALSE;
    }
    act_as_colleague (cast, actor, chat);
    if (!pp_session_is_open (chat))
        return FALSE;
    if (was_spoken_to (cast, actor, chat)) {
        actor->next = in_seconds (cast, 4, 14);
        actor->reads = in_seconds (cast, 1, 3);
    }
    go_on (cast, actor, chat);
    if (actor->text == NULL && actor->next != 0 && pp_now (cast->portal) >= actor->next)
        speak (cast, actor, chat);
    return TRUE;
}

/* One round: everybody who has something to do does it. */
void
pp_cast_run (PracticePortal *self)
{
    PpCast *cast = self->cast;

    if (cast == NULL)
        return;
    for (guint i = cast->actors->len; i > 0; i--) {
        if (!act (cast, g_ptr_array_index (cast->actors, i - 1)))
            g_ptr_array_remove_index (cast->actors, i - 1);
    }
    if (pp_now (self) >= cast->next_arrival) {
        if (cast->actors->len < MAXIMUM_OPEN)
            enter (cast);
        cast->next_arrival = in_seconds (cast, ARRIVAL_SECONDS - 8, ARRIVAL_SECONDS + 8);
    }
}

static gboolean
on_beat (gpointer user_data)
{
    pp_cast_run (user_data);
    return G_SOURCE_CONTINUE;
}

/* Moves the messages from the index @from on so far into the past, as if typed one by one. */
static void
age (PpCast *cast, PpChat *chat, guint from, gint64 seconds)
{
    gint64 date = pp_now (cast->portal) - seconds * G_USEC_PER_SEC;

    for (guint i = from; i < chat->messages->len; i++) {
        PpMessage *message = g_ptr_array_index (chat->messages, i);

        message->date = date;
        date += seconds * G_USEC_PER_SEC / (3 * chat->messages->len);
    }
    if (from == 0)
        chat->created = ((PpMessage *) g_ptr_array_index (chat->messages, 0))->date;
    chat->session->created -= seconds * G_USEC_PER_SEC;
    chat->changed = pp_chat_last_message (chat)->date;
}

static PpChat *
enter_chat (PpCast *cast)
{
    return pp_chat_find (cast->portal, enter (cast)->chat_id);
}

/* A dialog Kim has been busy with, with an older one before it in the same chat. */
static void
stage_kims (PpCast *cast)
{
    PracticePortal *self = cast->portal;
    PpUser *kim = pp_user_find (self, 27);
    PpChat *chat = enter_chat (cast);
    Actor *actor = g_ptr_array_index (cast->actors, cast->actors->len - 1);
    guint earlier;

    pp_session_answer (self, chat, kim);
    pp_session_operator_writes (self, chat, kim, "Good morning, let me look into it", FALSE, NULL);
    pp_session_customer_writes (self, chat, "Thank you, that was quick");
    pp_session_close (self, chat, PP_STATUS_CLOSE);
    age (cast, chat, 0, 2 * 24 * 60 * 60);
    earlier = chat->messages->len;
    pp_session_customer_writes (self, chat, "Hello again! One more question about my invoice");
    pp_session_answer (self, chat, kim);
    pp_session_operator_writes (self, chat, kim, "Hello again, of course", FALSE, NULL);
    pp_session_customer_writes (self, chat, "Can you send me the one of last month as well?");
    age (cast, chat, earlier, 240);
    actor->seen = pp_chat_last_message (chat)->id;
    actor->next = in_seconds (cast, 40, 70);
}

/* One that Maria has, with Kim beside her. */
static void
stage_marias (PpCast *cast)
{
    PracticePortal *self = cast->portal;
    PpUser *kim = pp_user_find (self, 27);
    PpUser *maria = pp_user_find (self, 28);
    PpChat *chat = enter_chat (cast);
    Actor *actor = g_ptr_array_index (cast->actors, cast->actors->len - 1);

    pp_session_answer (self, chat, maria);
    pp_session_operator_writes (self, chat, maria, "Hello Jack, which size do you need?", FALSE,
                                NULL);
    pp_session_join (self, chat, kim);
    pp_session_operator_writes (self, chat, maria, "Kim, is there one left in the store room?",
                                TRUE, NULL);
    actor->seen = pp_chat_last_message (chat)->id;
    actor->next = in_seconds (cast, 20, 40);
}

static void
stage_waiting (PpCast *cast, gint64 operator_id, gint64 seconds)
{
    PpChat *chat = enter_chat (cast);

    pp_session_offer_to (cast->portal, chat, operator_id);
    age (cast, chat, 0, seconds);
}

void
pp_cast_start (PracticePortal *self, guint32 seed)
{
    PpCast *cast = g_new0 (PpCast, 1);

    cast->portal = self;
    cast->rand = g_rand_new_with_seed (seed);
    cast->actors = g_ptr_array_new_with_free_func (g_free);
    self->cast = cast;
    pp_user_find (self, 30)->offline = TRUE;
    stage_waiting (cast, 27, 130); /* Anna, Support */
    stage_waiting (cast, 28, 45);  /* Ben, Sales */
    stage_kims (cast);             /* Chen */
    stage_waiting (cast, 27, 20);  /* Dora, Support */
    cast->next_part = 9;
    stage_marias (cast); /* Jack, Sales */
    cast->next_part = 4;
    cast->next_arrival = in_seconds (cast, 25, 40);
    cast->beat = g_timeout_source_new_seconds (BEAT_SECONDS);
    g_source_set_name (cast->beat, "practice portal: customers");
    g_source_set_callback (cast->beat, on_beat, self, NULL);
    g_source_attach (cast->beat, self->context);
}

void
pp_cast_stop (PracticePortal *self)
{
    PpCast *cast = g_steal_pointer (&self->cast);

    if (cast == NULL)
        return;
    g_source_destroy (cast->beat);
    g_source_unref (cast->beat);
    g_ptr_array_unref (cast->actors);
    g_rand_free (cast->rand);
    g_free (cast);
}
