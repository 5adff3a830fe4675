/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * sim-office — ten operators behind one address, who share the portal's two requests a second and
 * know nothing of each other (reference: realtime §7.3, §7.4).
 *
 * Each has a client of his own with two open dialogs, polls, and sends a text every 20 seconds on
 * average; customers write back. Half an hour of virtual time. The portal's answers take no time
 * here, so that of a usual way there and back is added to what an operator waits.
 */

#include "b24-feed.h"
#include "b24-json.h"
#include "b24-messages.h"
#include "drive.h"

#define OPERATORS      10
#define FIRST          101
#define DIALOGS        2
#define MINUTES        30
#define ACTION_EVERY   20.0 /* seconds on average */
#define CUSTOMER_EVERY 40.0
#define NETWORK        0.3

/* What has to hold. */
#define MAX_REFUSED 0.03
#define MAX_ACTION  2.0   /* seconds, 95 of 100 */
#define MAX_SILENCE 120.0 /* seconds without a look at the portal */
#define MIN_SHARE   0.4   /* of the looks, against an equal share */

typedef struct _Office Office;

typedef struct {
    Office *office;
    gint64 id;
    B24Http *http;
    B24Throttle *throttle;
    B24Rest *rest;
    B24Feed *feed;
    gint64 chats[DIALOGS];
    guint turn;
    guint timer;
    double looked; /* when the portal was last looked at */
    double silence;
    guint looks;
    guint sending;
} Place;

struct _Office {
    PracticePortal *portal;
    B24Clock *clock;
    Drive *drive;
    Place places[OPERATORS];
    guint customers;     /* timer */
    GHashTable *written; /* gint64 → double *: when a customer's text was stored */
    GArray *actions;     /* double: seconds */
    GArray *arrivals;    /* double: seconds */
    guint failed;
    gboolean over;
};

typedef struct {
    Place *place;
    double begun;
} Action;

static B24Credential *
make_credential (Office *office, gint64 id)
{
    g_autofree char *address =
        g_strdup_printf ("127.0.0.1:%u", practice_portal_get_port (office->portal));
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Portal) portal = b24_portal_new (address, &error);
    B24Credential *credential = b24_credential_new_webhook (
        portal, practice_portal_get_webhook (office->portal, id), &error);

    g_assert_no_error (error);
    return credential;
}

static gint64
control (Office *office, const char *verb, const char *member, const char *json)
{
    g_autoptr (JsonObject) answer = practice_portal_control (office->portal, verb, "%s", json);

    return b24_json_get_int (answer, member, 0);
}

/* ---- what is measured ---- */

static void
on_log (B24Rest *rest, const char *line, gpointer user_data)
{
    Place *place = user_data;
    double now = drive_get_time (place->office->drive);

    if (!g_str_has_prefix (line, "batch: ok"))
        return;
    place->silence = MAX (place->silence, now - place->looked);
    place->looked = now;
    place->looks++;
}

static void
on_messages (B24Feed *feed, gint64 chat_id, GPtrArray *messages, gpointer user_data)
{
    Place *place = user_data;
    Office *office = place->office;

    for (guint i = 0; i < messages->len; i++) {
        const B24Message *message = g_ptr_array_index (messages, i);
        const double *written = g_hash_table_lookup (office->written, &message->id);
        double took;

        if (written == NULL)
            continue;
        took = drive_get_time (office->drive) - *written;
        g_array_append_val (office->arrivals, took);
        g_hash_table_remove (office->written, &message->id);
    }
}

/* ---- what people do ---- */

static guint
choose_pause (double mean)
{
    return (guint) (g_random_double_range (0.5, 1.5) * mean * 1000.0);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Action *action = user_data;
    Office *office = action->place->office;
    g_autoptr (GError) error = NULL;
    double took = drive_get_time (office->drive) - action->begun + NETWORK;

    action->place->sending--;
    if (b24_messages_add_finish (B24_REST (source), result, &error) == 0)
        office->failed++;
    g_array_append_val (office->actions, took);
    /* As the plugin does: look at once what became of it. */
    if (!office->over)
        b24_feed_hurry (action->place->feed);
}

static gboolean
act (gpointer user_data)
{
    Place *place = user_data;
    Action *action = g_new0 (Action, 1);
    g_autofree char *uuid = g_uuid_string_random ();
    const B24Draft draft = { .text = "I have looked it up for you.", .uuid = uuid };

    action->place = place;
    action->begun = drive_get_time (place->office->drive);
    place->sending++;
    b24_messages_add_async (place->rest, place->chats[place->turn++ % DIALOGS], &draft, NULL,
                            on_sent, action);
    place->timer = b24_clock_add (place->office->clock, "test: operator acts",
                                  choose_pause (ACTION_EVERY), act, place);
    return G_SOURCE_REMOVE;
}

static gboolean
customer_writes (gpointer user_data)
{
    Office *office = user_data;
    Place *place = &office->places[g_random_int_range (0, OPERATORS)];
    gint64 chat = place->chats[g_random_int_range (0, DIALOGS)];
    g_autofree char *json =
        g_strdup_printf ("{\"chat\": %" G_GINT64_FORMAT ", \"text\": \"And this?\"}", chat);
    gint64 *message = g_new (gint64, 1);
    double *now = g_new (double, 1);

    *message = control (office, "write", "message", json);
    *now = drive_get_time (office->drive);
    g_hash_table_insert (office->written, message, now);
    office->customers = b24_clock_add (office->clock, "test: customer writes",
                                       choose_pause (CUSTOMER_EVERY / (OPERATORS * DIALOGS)),
                                       customer_writes, office);
    return G_SOURCE_REMOVE;
}

/* ---- the office opens and closes ---- */

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Place *place = user_data;
    g_autoptr (GError) error = NULL;

    if (!b24_feed_start_finish (B24_FEED (source), result, &error))
        g_error ("client %" G_GINT64_FORMAT " does not start: %s", place->id, error->message);
    place->looked = drive_get_time (place->office->drive);
    for (guint i = 0; i < DIALOGS; i++)
        b24_feed_follow (place->feed, place->chats[i], 0);
}

static gboolean
sit_down (gpointer user_data)
{
    Place *place = user_data;
    Office *office = place->office;

    b24_feed_start_async (place->feed, NULL, on_started, place);
    place->timer = b24_clock_add (office->clock, "test: operator acts", choose_pause (ACTION_EVERY),
                                  act, place);
    return G_SOURCE_REMOVE;
}

static void
furnish (Office *office, Place *place, gint64 id)
{
    g_autoptr (B24Credential) credential = NULL;
    g_autofree char *hire = g_strdup_printf ("{\"operator\": %" G_GINT64_FORMAT "}", id);

    place->office = office;
    place->id = id;
    control (office, "hire", "", hire);
    for (guint i = 0; i < DIALOGS; i++) {
        g_autofree char *answer = NULL;

        place->chats[i] = control (office, "customer", "chat",
                                   "{\"connector\": \"telegrambot\", \"text\": \"Hello\"}");
        answer =
            g_strdup_printf ("{\"operator\": %" G_GINT64_FORMAT ", \"chat\": %" G_GINT64_FORMAT "}",
                             id, place->chats[i]);
        control (office, "operator-answer", "", answer);
    }
    credential = make_credential (office, id);
    place->http = b24_http_new (NULL, NULL, NULL, 30);
    place->throttle = b24_throttle_new (office->clock);
    place->rest = b24_rest_new (credential, place->http, place->throttle, office->clock);
    place->feed = b24_feed_new (place->rest, id);
    drive_watch (office->drive, place->throttle);
    g_signal_connect (place->rest, "log", G_CALLBACK (on_log), place);
    g_signal_connect (place->feed, "messages", G_CALLBACK (on_messages), place);
    /* People do not come all at the same moment. */
    place->timer = b24_clock_add (office->clock, "test: operator comes",
                                  (guint) g_random_int_range (0, 10000), sit_down, place);
}

static void
clear_place (Place *place)
{
    b24_clock_clear (place->office->clock, &place->timer);
    b24_feed_stop (place->feed);
    while (place->sending > 0)
        g_main_context_iteration (NULL, TRUE);
    while (G_OBJECT (place->rest)->ref_count > 2)
        g_main_context_iteration (NULL, TRUE);
    g_assert_finalize_object (place->feed);
    g_assert_finalize_object (place->rest);
    soup_session_abort (b24_http_get_session (place->http));
    g_object_unref (place->throttle);
    g_object_unref (place->http);
}

static void
close_office (Office *office)
{
    office->over = TRUE;
    b24_clock_clear (office->clock, &office->customers);
    for (guint i = 0; i < OPERATORS; i++)
        clear_place (&office->places[i]);
    drive_free (office->drive);
    g_object_unref (office->clock);
    practice_portal_free (office->portal);
    g_hash_table_unref (office->written);
    g_array_unref (office->actions);
    g_array_unref (office->arrivals);
}

/* ---- the figures ---- */

static int
compare (gconstpointer a, gconstpointer b)
{
    double first = *(const double *) a;
    double second = *(const double *) b;

    return (first > second) - (first < second);
}

static double
quantile (GArray *values, double share)
{
    g_assert_cmpuint (values->len, >, 0);
    g_array_sort (values, compare);
    return g_array_index (values, double, (guint) (share * (double) (values->len - 1) + 0.5));
}

static void
judge (Office *office, guint hits, guint refused)
{
    double refused_share = (double) refused / MAX (hits, 1);
    guint looks = 0, fewest = G_MAXUINT;
    double silence = 0;

    for (guint i = 0; i < OPERATORS; i++) {
        Place *place = &office->places[i];

        looks += place->looks;
        fewest = MIN (fewest, place->looks);
        silence = MAX (silence, place->silence);
    }
    g_test_message ("%u requests, %u refused (%.2f %%)", hits, refused, 100.0 * refused_share);
    g_test_message ("%u actions: median %.2f s, 95 %% %.2f s, 99 %% %.2f s; %u failed",
                    office->actions->len, quantile (office->actions, 0.5),
                    quantile (office->actions, 0.95), quantile (office->actions, 0.99),
                    office->failed);
    g_test_message ("%u looks, fewest by one %u, longest without %.0f s", looks, fewest, silence);
    g_test_message ("%u texts arrived: median %.1f s, 95 %% %.1f s, longest %.1f s",
                    office->arrivals->len, quantile (office->arrivals, 0.5),
                    quantile (office->arrivals, 0.95), quantile (office->arrivals, 1.0));
    g_assert_cmpfloat (refused_share, <, MAX_REFUSED);
    g_assert_cmpfloat (quantile (office->actions, 0.95), <, MAX_ACTION);
    g_assert_cmpuint (office->failed, ==, 0);
    g_assert_cmpfloat (silence, <, MAX_SILENCE);
    g_assert_cmpfloat (fewest, >, MIN_SHARE * looks / OPERATORS);
}

static void
test_office (void)
{
    Office office = { 0 };
    g_autoptr (JsonObject) counted = NULL;

    office.portal = practice_portal_new (0);
    office.clock = b24_clock_new_manual (g_get_real_time ());
    office.drive = drive_new (office.portal, office.clock);
    office.written = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    office.actions = g_array_new (FALSE, FALSE, sizeof (double));
    office.arrivals = g_array_new (FALSE, FALSE, sizeof (double));
    for (guint i = 0; i < OPERATORS; i++)
        furnish (&office, &office.places[i], FIRST + i);
    control (&office, "limits", "", "{}");
    control (&office, "reset-counters", "", "{}");
    customer_writes (&office);
    drive_pass (office.drive, MINUTES * 60.0);
    counted = practice_portal_control (office.portal, "reset-counters", NULL);
    judge (&office, (guint) b24_json_get_int (counted, "hits", 0),
           (guint) b24_json_get_int (counted, "refused", 0));
    close_office (&office);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    /* The clients' own chances, too, are those of --seed. */
    g_random_set_seed ((guint32) g_test_rand_int ());
    g_test_add_func ("/sim/office", test_office);
    return g_test_run ();
}
