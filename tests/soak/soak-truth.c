/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * soak-truth — what the portal knows against what the windows show.
 */

#include "b24-json.h"
#include "soak.h"

/* What is said where: a table dialog → GPtrArray of texts, in order, behind ">" the operator's own
 * and behind "<" all others. */

static GHashTable *
texts_new (void)
{
    return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                  (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
texts_of (GHashTable *texts, const char *dialog)
{
    GPtrArray *list = g_hash_table_lookup (texts, dialog);

    if (list == NULL) {
        list = g_ptr_array_new_with_free_func (g_free);
        g_hash_table_insert (texts, g_strdup (dialog), list);
    }
    return list;
}

typedef struct {
    Soak *soak;
    GHashTable *texts;
    GPtrArray *list; /* of the chat that is read */
} Reading;

static guint
get_number (const char *text)
{
    return (guint) g_ascii_strtoull (text + strlen ("#"), NULL, 10);
}

/* Adds what has to be the same on both sides: the text as it is @now, or that it is there. */
static void
add_text (Soak *self, GPtrArray *list, const char *now, guint number, gboolean mine)
{
    const char *direction = mine ? ">" : "<";
    gpointer deleted = NULL;

    if (!g_hash_table_lookup_extended (self->excused, GUINT_TO_POINTER (number), NULL, &deleted))
        g_ptr_array_add (list, g_strconcat (direction, now, NULL));
    else if (!GPOINTER_TO_INT (deleted))
        g_ptr_array_add (list, g_strdup_printf ("%s#%06u", direction, number));
}

static void
add_message (const char *key, JsonNode *node, gpointer user_data)
{
    Reading *reading = user_data;
    JsonObject *message = b24_json_node_object (node);
    const char *text = b24_json_get_string (message, "text");

    if (text != NULL && text[0] == '#' && !b24_json_get_bool (message, "deleted", FALSE))
        add_text (reading->soak, reading->list, text, get_number (text),
                  b24_json_get_int (message, "author", 0) == KIM);
}

static void
add_chat (const char *key, JsonNode *node, gpointer user_data)
{
    Reading *reading = user_data;
    JsonObject *chat = b24_json_node_object (node);
    g_autofree char *dialog =
        g_strdup_printf ("chat%" G_GINT64_FORMAT, b24_json_get_int (chat, "id", 0));

    reading->list = texts_of (reading->texts, dialog);
    b24_json_foreach (b24_json_get (chat, "messages"), add_message, reading);
}

static GHashTable *
read_portal (Soak *self)
{
    g_autoptr (JsonObject) state = practice_portal_control (self->scene->portal, "state", NULL);
    Reading reading = { self, texts_new (), NULL };

    b24_json_foreach (b24_json_get (state, "chats"), add_chat, &reading);
    return reading.texts;
}

/* Lines in somebody's name; what is said about them, failures too, is not of the conversation. */
static gboolean
is_message (const ClientLine *line)
{
    return !(line->flags & (PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR)) && line->plain[0] == '#';
}

/* number → what the window says the text is now, "" where it says that it was deleted */
static GHashTable *
read_changes (Soak *self)
{
    static const char deleted[] = "deleted: “";
    static const char changed[] = "” to: ";
    const GPtrArray *lines = self->scene->client->lines;
    GHashTable *changes = g_hash_table_new_full (NULL, NULL, NULL, g_free);

    for (guint i = 0; i < lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (lines, i);
        const char *gone = strstr (line->plain, deleted);
        const char *now = strstr (line->plain, changed);

        if (!(line->flags & PURPLE_MESSAGE_SYSTEM))
            continue;
        if (gone != NULL && gone[strlen (deleted)] == '#')
            g_hash_table_replace (changes, GUINT_TO_POINTER (get_number (gone + strlen (deleted))),
                                  g_strdup (""));
        else if (now != NULL && now[strlen (changed)] == '#')
            g_hash_table_replace (changes, GUINT_TO_POINTER (get_number (now + strlen (changed))),
                                  g_strdup (now + strlen (changed)));
    }
    return changes;
}

/* As whoever reads the windows understands them in the end. */
static GHashTable *
read_windows (Soak *self)
{
    const GPtrArray *lines = self->scene->client->lines;
    g_autoptr (GHashTable) changes = read_changes (self);
    GHashTable *texts = texts_new ();

    for (guint i = 0; i < lines->len; i++) {
        const ClientLine *line = g_ptr_array_index (lines, i);
        const char *now;
        guint number;

        if (!is_message (line))
            continue;
        number = get_number (line->plain);
        now = g_hash_table_lookup (changes, GUINT_TO_POINTER (number));
        if (now == NULL)
            now = line->plain;
        if (now[0] != '\0')
            add_text (self, texts_of (texts, line->name), now, number,
                      (line->flags & PURPLE_MESSAGE_SEND) != 0);
    }
    return texts;
}

static void
show (const char *whose, GPtrArray *list, guint around)
{
    for (guint i = around > 3 ? around - 3 : 0; i < MIN (list->len, around + 5); i++)
        g_printerr ("# %s %u: %s\n", whose, i, (const char *) g_ptr_array_index (list, i));
}

/* How far both are the same. */
static guint
compare (GPtrArray *portal, GPtrArray *window)
{
    guint first = 0;

    while (first < portal->len && first < window->len &&
           g_str_equal (g_ptr_array_index (portal, first), g_ptr_array_index (window, first)))
        first++;
    return first;
}

static guint
count_wrong (Soak *self, gboolean telling)
{
    g_autoptr (GHashTable) portals = read_portal (self);
    g_autoptr (GHashTable) windows = read_windows (self);
    guint wrong = 0;

    for (guint i = 0; i < self->dialogs->len; i++) {
        const char *dialog = g_ptr_array_index (self->dialogs, i);
        GPtrArray *portal = texts_of (portals, dialog);
        GPtrArray *window = texts_of (windows, dialog);
        guint first = compare (portal, window);

        if (first == portal->len && first == window->len)
            continue;
        wrong++;
        if (!telling)
            continue;
        g_printerr ("# %s: the portal has %u texts, the window %u; different from %u on\n", dialog,
                    portal->len, window->len, first);
        show ("portal", portal, first);
        show ("window", window, first);
    }
    return wrong;
}

gboolean
soak_truth_is_reached (Soak *self)
{
    return count_wrong (self, FALSE) == 0;
}

void
soak_truth_check (Soak *self)
{
    g_assert_cmpuint (count_wrong (self, TRUE), ==, 0);
}
