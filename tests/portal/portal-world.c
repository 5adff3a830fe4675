/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-world — users, lines, the clock, and the world every practice portal starts with.
 */

#include "portal-news.h"
#include "portal-quick.h"

/* The portal's own time zone: not UTC and not the tester's, so that mistakes show. */
#define ZONE_SECONDS (3 * 60 * 60)
#define ZONE_SUFFIX  "+03:00"

#define SECRET_LENGTH 24

GArray *
pp_ids_new (void)
{
    return g_array_new (FALSE, FALSE, sizeof (gint64));
}

static gint
find_id (GArray *ids, gint64 id)
{
    for (guint i = 0; i < ids->len; i++) {
        if (g_array_index (ids, gint64, i) == id)
            return (gint) i;
    }
    return -1;
}

gboolean
pp_ids_has (GArray *ids, gint64 id)
{
    return find_id (ids, id) >= 0;
}

void
pp_ids_add (GArray *ids, gint64 id)
{
    if (!pp_ids_has (ids, id))
        g_array_append_val (ids, id);
}

void
pp_ids_remove (GArray *ids, gint64 id)
{
    gint index = find_id (ids, id);

    if (index >= 0)
        g_array_remove_index (ids, (guint) index);
}

gint64
pp_now (PracticePortal *self)
{
    return (self->still_at != 0 ? self->still_at : g_get_real_time ()) + self->offset;
}

/* (transfer full): as PHP's date('c') */
char *
pp_date (PracticePortal *self, gint64 time)
{
    time_t seconds = (time_t) ((time + self->skew) / G_USEC_PER_SEC + ZONE_SECONDS);
    struct tm parts;
    char text[64];

    gmtime_r (&seconds, &parts);
    strftime (text, sizeof text, "%Y-%m-%dT%H:%M:%S" ZONE_SUFFIX, &parts);
    return g_strdup (text);
}

static void
free_user (gpointer data)
{
    PpUser *user = data;

    g_free (user->first_name);
    g_free (user->last_name);
    g_free (user->position);
    g_free (user->email);
    g_free (user->status);
    g_free (user->secret);
    g_free (user->client_id);
    g_ptr_array_unref (user->scopes);
    g_free (user);
}

PpUser *
pp_user_find (PracticePortal *self, gint64 id)
{
    return g_hash_table_lookup (self->users, &id);
}

PpUser *
pp_user_add (PracticePortal *self, gint64 id, const char *first_name, const char *last_name)
{
    PpUser *user = g_new0 (PpUser, 1);

    user->id = id;
    user->first_name = g_strdup (first_name);
    user->last_name = g_strdup (last_name);
    user->position = g_strdup ("");
    user->email = g_strdup ("");
    user->active = TRUE;
    user->scopes = g_ptr_array_new_with_free_func (g_free);
    g_hash_table_insert (self->users, &user->id, user);
    return user;
}

/* (transfer full) */
char *
pp_user_get_name (PpUser *user)
{
    return user->last_name[0] != '\0' ? g_strconcat (user->first_name, " ", user->last_name, NULL)
                                      : g_strdup (user->first_name);
}

/* (transfer full): the mention tag of a user, as system messages carry it */
char *
pp_user_mention (PracticePortal *self, gint64 id)
{
    PpUser *user = pp_user_find (self, id);
    g_autofree char *name = user != NULL ? pp_user_get_name (user) : g_strdup ("");

    return g_strdup_printf ("[USER=%" G_GINT64_FORMAT "]%s[/USER]", id, name);
}

gboolean
pp_user_is_employee (PpUser *user)
{
    return user->active && !user->extranet && !user->bot && !user->connector;
}

gboolean
pp_user_may_supervise (PpUser *user)
{
    return user->admin || user->supervisor;
}

void
pp_user_set_paused (PracticePortal *self, PpUser *user, gboolean paused)
{
    if (paused && !user->paused)
        user->paused_at = pp_now (self);
    user->paused = paused;
}

static void
free_line (gpointer data)
{
    PpLine *line = data;

    g_free (line->name);
    g_free (line->queue_type);
    g_array_unref (line->queue);
    g_array_unref (line->joiners);
    g_free (line);
}

PpLine *
pp_line_find (PracticePortal *self, gint64 id)
{
    return g_hash_table_lookup (self->lines, &id);
}

PpLine *
pp_line_find_by_name (PracticePortal *self, const char *name)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, self->lines);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        if (g_ascii_strcasecmp (((PpLine *) value)->name, name) == 0)
            return value;
    }
    return NULL;
}

/* Whether @user has the line's right “join dialogs”. */
gboolean
pp_line_may_join (PpLine *line, PpUser *user)
{
    return pp_user_is_employee (user) && (user->admin || pp_ids_has (line->queue, user->id) ||
                                          pp_ids_has (line->joiners, user->id));
}

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
    gint64 first = **(const gint64 *const *) a;
    gint64 second = **(const gint64 *const *) b;

    return first < second ? -1 : first > second;
}

/* (transfer container): the entities of a table whose keys are their ids, ascending */
GPtrArray *
pp_world_list (GHashTable *table)
{
    GPtrArray *list = g_ptr_array_sized_new (g_hash_table_size (table));
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, table);
    while (g_hash_table_iter_next (&iter, NULL, &value))
        g_ptr_array_add (list, value);
    /* Every entity begins with its id. */
    g_ptr_array_sort (list, compare_ids);
    return list;
}

static char *
make_secret (PracticePortal *self)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    GString *secret = g_string_new (NULL);

    for (guint i = 0; i < SECRET_LENGTH; i++) {
        gint32 index = g_rand_int_range (self->rand, 0, (gint32) sizeof letters - 1);

        g_string_append_c (secret, letters[index]);
    }
    return g_string_free (secret, FALSE);
}

/* Somebody with a webhook that may do everything. */
PpUser *
pp_user_add_employee (PracticePortal *self, gint64 id, const char *first_name,
                      const char *last_name, const char *position)
{
    static const char *const scopes[] = { "im",   "imopenlines", "user",
                                          "disk", "pull",        "pull_channel" };
    PpUser *user = pp_user_add (self, id, first_name, last_name);
    g_autofree char *local = g_ascii_strdown (first_name, -1);
    gint64 *key = g_new (gint64, 1);

    g_free (user->position);
    user->position = g_strdup (position);
    g_free (user->email);
    user->email = g_strconcat (local, "@example.com", NULL);
    user->secret = make_secret (self);
    for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
        g_ptr_array_add (user->scopes, g_strdup (scopes[i]));
    *key = id;
    g_hash_table_insert (self->webhooks, key,
                         g_strdup_printf ("%" G_GINT64_FORMAT "/%s", id, user->secret));
    return user;
}

static PpLine *
add_line (PracticePortal *self, gint64 id, const char *name, const char *queue_type)
{
    PpLine *line = g_new0 (PpLine, 1);

    line->id = id;
    line->name = g_strdup (name);
    line->queue_type = g_strdup (queue_type);
    line->queue = pp_ids_new ();
    line->joiners = pp_ids_new ();
    line->active = TRUE;
    line->queue_time = 600;
    line->full_close_time = 600;
    line->auto_close_time = 4 * 60 * 60;
    g_hash_table_insert (self->lines, &line->id, line);
    return line;
}

static void
add_people (PracticePortal *self)
{
    PpUser *user;

    user = pp_user_add_employee (self, 1, "Olga", "Berg", "Administrator");
    user->admin = TRUE;
    pp_user_add_employee (self, 27, "Kim", "Oh", "Support");
    pp_user_add_employee (self, 28, "Maria", "Lopez", "Support and sales");
    pp_user_add_employee (self, 29, "Ivan", "Petrov", "Support");
    pp_user_add_employee (self, 30, "Aisha", "Khan", "Sales");
    pp_user_add_employee (self, 31, "Tom", "Reed", "Accountant");
    user = pp_user_add_employee (self, 32, "Lena", "Fox", "Support");
    user->active = FALSE;
    user = pp_user_add_employee (self, 33, "Max", "Guest", "Partner");
    user->extranet = TRUE;
    user = pp_user_add (self, 35, "CRM assistant", "");
    user->bot = TRUE;
    user->client_id = g_strdup ("practice-bot");
}

/* A group chat and a private one, so that lists hold more than line chats. */
static void
add_office_chats (PracticePortal *self)
{
    static const gint64 staff[] = { 1, 27, 28, 29, 30, 31 };
    PpChat *chat;

    chat = pp_chat_new (self, PP_CHAT_GROUP, "General");
    self->general_chat_id = chat->id;
    for (guint i = 0; i < G_N_ELEMENTS (staff); i++)
        pp_chat_add_member (self, chat, staff[i]);
    pp_chat_post (self, chat, 1, "Cake in the kitchen at four");

    chat = pp_chat_new (self, PP_CHAT_PRIVATE, "");
    pp_chat_add_member (self, chat, 27);
    pp_chat_add_member (self, chat, 28);
    pp_chat_post (self, chat, 28, "Lunch?");
}

void
pp_world_init (PracticePortal *self)
{
    static const gint64 support[] = { 27, 28, 29 };
    static const gint64 sales[] = { 28, 30 };
    PpLine *line;

    self->users = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_user);
    self->lines = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_line);
    self->chats = g_hash_table_new (g_int64_hash, g_int64_equal);
    self->chat_list = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_chat_free);
    self->sessions =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) pp_session_free);
    self->messages = g_hash_table_new (g_int64_hash, g_int64_equal);
    self->uuids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->webhooks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->batched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->operating = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    self->rand = g_rand_new_with_seed (20260101);
    self->next_chat_id = 70;
    self->next_session_id = 5520;
    self->next_user_id = 1421;
    self->last_message_id = 90200;
    self->quick = g_ptr_array_new_with_free_func ((GDestroyNotify) pp_quick_free);
    self->next_quick_id = 501;
    self->next_lead_id = 1001;

    add_people (self);
    self->client_id = g_strconcat ("local.", "practice", NULL);
    self->client_secret = make_secret (self);
    line = add_line (self, 7, "Support", "evenly");
    g_array_append_vals (line->queue, support, G_N_ELEMENTS (support));
    line = add_line (self, 9, "Sales", "strictly");
    g_array_append_vals (line->queue, sales, G_N_ELEMENTS (sales));
    add_office_chats (self);
    self->next_chat_id = 1763;
    self->news = pp_news_new ();
    self->events = pp_events_new ();
}

void
pp_world_clear (PracticePortal *self)
{
    g_clear_pointer (&self->chats, g_hash_table_unref);
    g_clear_pointer (&self->messages, g_hash_table_unref);
    g_clear_pointer (&self->chat_list, g_ptr_array_unref);
    g_clear_pointer (&self->sessions, g_hash_table_unref);
    g_clear_pointer (&self->users, g_hash_table_unref);
    g_clear_pointer (&self->lines, g_hash_table_unref);
    g_clear_pointer (&self->uuids, g_hash_table_unref);
    g_clear_pointer (&self->webhooks, g_hash_table_unref);
    g_clear_pointer (&self->requests, g_hash_table_unref);
    g_clear_pointer (&self->batched, g_hash_table_unref);
    g_clear_pointer (&self->quick, g_ptr_array_unref);
    g_clear_pointer (&self->missing, g_hash_table_unref);
    g_clear_pointer (&self->operating, g_hash_table_unref);
    g_clear_pointer (&self->rand, g_rand_free);
    g_clear_pointer (&self->news, pp_news_free);
    g_clear_pointer (&self->events, pp_events_free);
    g_clear_pointer (&self->client_id, g_free);
    g_clear_pointer (&self->client_secret, g_free);
}
